"""Checks of a whole lot at once: one expression per check, one pass over the columns, no Python per row.

A check says where a row is at fault; the engine counts, keeps the first rows as examples, and tells which rows are to
be left out and which carry something to correct. What an example should say beyond the general expectation (« lire
06079 ? ») is worked out on the examples only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import polars as pl

from gef.imports.anomalies import Collecteur, Ecart, Gravite, format_nombre
from gef.imports.colonnes import Colonne
from gef.imports.conversions import (
    ZERO_PERDU,
    convertir,
    is_absent,
    is_date_de_tableur,
    is_refuse,
    is_ruine,
    is_scientifique,
)

BLOQUE, A_CORRIGER = "_bloque", "_a_corriger"


@dataclass(frozen=True, slots=True, eq=False)
class Controle:
    """One check.

    Attributes:
        code: Stable name of the defect.
        libelle: The defect in French.
        colonne: Column at fault, "" when it is the whole row.
        faute: True where the row is at fault; null counts as false.
        attendu: What is expected, in French.
        gravite: Degree.
        requiert: Columns that must be in the file for the check to mean something.
        preciser: Adds to `attendu` what the value read suggests.
        valeur: What to show as read; the text of `colonne` by default.
    """

    code: str
    libelle: str
    colonne: str
    faute: pl.Expr
    attendu: str
    gravite: Gravite
    requiert: tuple[str, ...] = ()
    preciser: Callable[[str], str] | None = None
    valeur: pl.Expr | None = None


def valeur_de(nom: str) -> pl.Expr:
    """Return the typed column of `nom`, beside its text."""
    return pl.col(f"={nom}")


def convertir_lot(bruts: pl.DataFrame, colonnes: Iterable[Colonne]) -> pl.DataFrame:
    """Add the typed column of each column beside its text.

    Args:
        bruts: Text columns, named as the columns of the format.
        colonnes: Columns of the format.

    Returns:
        The same rows with one more column by column, see `valeur_de`.
    """
    return bruts.with_columns(convertir(c).alias(f"={c.nom}") for c in colonnes)


def build_controles(colonnes: Sequence[Colonne]) -> Iterator[Controle]:
    """Give the checks that the declaration of the columns implies.

    Args:
        colonnes: Columns of the format.

    Yields:
        For each column: unreadable cells; when declared so, empty cells, lost zeros, texts ruined by a spreadsheet.
    """
    for colonne in colonnes:
        yield from _controles_of(colonne)


def _controles_of(colonne: Colonne) -> Iterator[Controle]:
    nom, texte = colonne.nom, pl.col(colonne.nom)
    is_perdu = is_ruine(texte) if colonne.is_fragile else pl.lit(value=False)
    yield Controle(
        "illisible",
        colonne.cause,
        nom,
        is_refuse(colonne, valeur_de(nom)) & ~is_perdu,
        colonne.attendu,
        colonne.gravite,
        (nom,),
        preciser=_suggest(colonne),
    )
    if colonne.essentielle:
        yield Controle("absent", "Valeur absente", nom, is_absent(colonne), colonne.attendu, colonne.gravite, (nom,))
    if colonne.is_reparable:
        yield Controle(
            "zero_perdu",
            "Zéro de tête perdu, rétabli",
            nom,
            texte.str.contains(ZERO_PERDU) & valeur_de(nom).is_not_null(),
            colonne.attendu,
            "information",
            (nom,),
            preciser=lambda valeur: f"lu comme 0{valeur}",
        )
    if colonne.is_fragile:
        yield from _controles_fragiles(colonne)


def _controles_fragiles(colonne: Colonne) -> Iterator[Controle]:
    ruines = (
        ("notation_scientifique", "en notation scientifique", is_scientifique),
        ("change_en_date", "en date", is_date_de_tableur),
    )
    for code, forme, is_ruinee in ruines:
        yield Controle(
            code,
            f"Valeur perdue, changée {forme} par un tableur",
            colonne.nom,
            is_ruinee(pl.col(colonne.nom)),
            colonne.attendu,
            colonne.gravite,
            (colonne.nom,),
        )


def _suggest(colonne: Colonne) -> Callable[[str], str] | None:
    """Name the code that the cell most likely meant, when there is one; a person decides."""
    if colonne.nature == "code":

        def nearest(valeur: str) -> str:
            proches = get_close_matches(valeur.upper(), list(colonne.codes), n=1)
            return f"le plus proche : {proches[0]}" if proches else ""

        return nearest
    if colonne.nature in {"commune", "postal"}:

        def rewrite(valeur: str) -> str:
            serre = "".join(valeur.split()).upper()
            code = f"0{serre}" if len(serre) == len("6029") and serre.isdecimal() else serre
            return f"lire {code} ?" if code != valeur and len(code) == len("06029") else ""

        return rewrite
    return None


def executer(
    lot: pl.DataFrame, controles: Sequence[Controle], collecteur: Collecteur, entetes: Mapping[str, str]
) -> pl.DataFrame:
    """Run every check on a lot, report the defects, and mark the rows.

    Args:
        lot: Rows with `ligne`, the text columns and the typed ones.
        controles: Checks whose columns are in the file.
        collecteur: Where the defects go.
        entetes: Name of a column → heading to show.

    Returns:
        The lot with two more columns: `BLOQUE` and `A_CORRIGER`.
    """
    # `ligne` goes along so that checks which are constants take the height of the lot.
    fautes = lot.select("ligne", *(c.faute.fill_null(value=False).alias(str(rang)) for rang, c in enumerate(controles)))
    nombres = fautes.drop("ligne").sum().row(0) if lot.height else ()
    touches = [rang for rang, nombre in enumerate(nombres) if nombre]
    for rang in touches:
        controle = controles[rang]
        colonne = entetes.get(controle.colonne, controle.colonne)
        places = collecteur.places(controle.code, colonne)
        rows = lot[fautes.get_column(str(rang)).arg_true().head(places)] if places else lot.clear()
        collecteur.add(
            controle.code,
            colonne,
            controle.libelle,
            controle.gravite,
            nombre=nombres[rang],
            ecarts=_to_ecarts(controle, rows),
        )
    par_gravite: dict[str, list[pl.Expr]] = {"bloquant": [], "a_corriger": [], "information": []}
    for rang in touches:
        par_gravite[controles[rang].gravite].append(pl.col(str(rang)))
    marques = fautes.select(
        "ligne", _any(par_gravite["bloquant"]).alias(BLOQUE), _any(par_gravite["a_corriger"]).alias(A_CORRIGER)
    )
    return lot.hstack(marques.drop("ligne"))


def _any(fautes: list[pl.Expr]) -> pl.Expr:
    return pl.any_horizontal(fautes) if fautes else pl.lit(value=False)


def _to_ecarts(controle: Controle, rows: pl.DataFrame) -> list[Ecart]:
    valeur = controle.valeur
    if valeur is None:
        valeur = pl.col(controle.colonne) if controle.colonne else pl.lit(None, pl.String)
    ecarts = []
    for ligne, lu in rows.select("ligne", valeur.cast(pl.String).alias("valeur")).iter_rows():
        precision = controle.preciser(lu) if controle.preciser and lu is not None else ""
        ecarts.append(Ecart(ligne, lu, " ; ".join(p for p in (controle.attendu, precision) if p)))
    return ecarts


def find_doublons(table: pl.DataFrame, cle: pl.Expr) -> pl.DataFrame:
    """Find the rows whose key was already met.

    Args:
        table: Rows with `ligne`, in file order.
        cle: Text to compare; rows where it is null are no doubles of anything.

    Returns:
        `ligne`, `valeur` (the key) and `deja` (row of the first that has it), one row per repetition.
    """
    connus = table.select("ligne", cle.alias("valeur")).drop_nulls("valeur")
    repetes = connus.filter(~pl.col("valeur").is_first_distinct())
    premiers = connus.join(repetes.select("valeur").unique(), on="valeur", how="semi").unique(
        "valeur", keep="first", maintain_order=True
    )
    return repetes.join(premiers.rename({"ligne": "deja"}), on="valeur", how="left", maintain_order="left")


def report_repetes(
    doublons: pl.DataFrame, collecteur: Collecteur, colonne: str, libelle: str, gravite: Gravite
) -> None:
    """Report what `find_doublons` found.

    Args:
        doublons: Its result.
        collecteur: Where the defects go.
        colonne: Heading to show, "" when the key is made of several columns.
        libelle: The defect in French.
        gravite: Degree.
    """
    if not doublons.height:
        return
    exemples = doublons.head(collecteur.places("doublon", colonne)).select("ligne", "valeur", "deja").iter_rows()
    collecteur.add(
        "doublon",
        colonne,
        libelle,
        gravite,
        nombre=doublons.height,
        ecarts=[Ecart(n, v, f"une valeur unique ; déjà en ligne {format_nombre(deja)}") for n, v, deja in exemples],
    )
