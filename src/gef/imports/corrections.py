"""Cells of a parc corrected by file: one row per dwelling and variable, and the same rules as the import.

A corrected value is written as the RPLS writes it (13, 1/2, 62…), or as the bailleur's own table may (oui, T3, PLUS).
Only the cells named change, with what derives from them: the number of rooms gives the typologie, the financing its
group, the year its period. « NC » empties a cell. Nothing is guessed: a value that the import would leave out is
refused with its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import polars as pl

from gef.imports.anomalies import Collecteur, RapportImport
from gef.imports.colonnes import Colonne
from gef.imports.controles import (
    A_CORRIGER,
    Controle,
    convertir_lot,
    executer,
    find_doublons,
    valeur_de,
)
from gef.imports.conversions import convertir, is_refuse
from gef.imports.modeles_communs import make_logement
from gef.imports.nomenclatures import FINANCEMENT_PAR_FINAN, FORME, PIECES_T5
from gef.imports.parc import normaliser_lot
from gef.imports.parc_colonnes import COLONNES_PARC, accept_oui_non, colonnes_parc
from gef.imports.parc_controles import controles_parc, report_doublons

_FORMES = {forme: code for code, forme in FORME.items() if len(code) == 1}
# How each variable stands in the kept table, as the text that the import would read.
TEXTES: Final[Mapping[str, pl.Expr]] = {
    "IDENT_REP": pl.col("ident_rep"),
    "IDENT_INT": pl.col("ident_int"),
    "DEPCOM": pl.col("commune"),
    "LIBCOM": pl.col("commune_libelle"),
    "CODEPOSTAL": pl.col("code_postal"),
    "ADRESSE": pl.col("adresse"),
    "COMPLGEO": pl.col("programme"),
    "QPV": pl.col("qpv").replace_strict({True: "oui", False: "non"}, default=None, return_dtype=pl.String),
    "TYPECONST": pl.col("forme").replace_strict(_FORMES, default=None, return_dtype=pl.String),
    "NBPIECE": pl.col("nb_pieces").cast(pl.String),
    "TYPOLOGIE": pl.col("typologie"),
    "SURFHAB": pl.col("surface_m2").cast(pl.String),
    "CONSTRUCT": pl.col("annee_construction").cast(pl.String),
    "LOCAT": pl.col("annee_location").cast(pl.String),
    "FINAN": pl.col("finan"),
    "FINANCEMENT": pl.col("financement"),
    "CONV": pl.col("conventionne").replace_strict({True: "oui", False: "non"}, default=None, return_dtype=pl.String),
    "NUMCONV": pl.col("num_conv"),
    "DATCONV": pl.col("date_conv").dt.strftime("%d/%m/%Y"),
    "MODE": pl.col("mode"),
    "BAIL": pl.col("bail").dt.strftime("%m/%Y"),
    "LOYERPRINC": (pl.col("loyer_centimes") // 100).cast(pl.String),
    "CONTRESLOG": pl.col("contingent"),
    "CUS": pl.col("cus"),
    "LIBSEGPATRIM": pl.col("segment"),
}
# Columns of the kept table that each variable decides, the first being its own.
DECIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "IDENT_REP": ("ident_rep",),
    "IDENT_INT": ("ident_int",),
    "DEPCOM": ("commune",),
    "LIBCOM": ("commune_libelle",),
    "CODEPOSTAL": ("code_postal",),
    "ADRESSE": ("adresse",),
    "COMPLGEO": ("programme",),
    "QPV": ("qpv",),
    "TYPECONST": ("forme",),
    "NBPIECE": ("nb_pieces", "typologie"),
    "TYPOLOGIE": ("typologie", "nb_pieces"),
    "SURFHAB": ("surface_m2",),
    "CONSTRUCT": ("annee_construction", "periode"),
    "LOCAT": ("annee_location",),
    "FINAN": ("finan", "financement"),
    "FINANCEMENT": ("financement", "finan"),
    "CONV": ("conventionne",),
    "NUMCONV": ("num_conv",),
    "DATCONV": ("date_conv",),
    "MODE": ("mode",),
    "BAIL": ("bail",),
    "LOYERPRINC": ("loyer_centimes",),
    "CONTRESLOG": ("contingent",),
    "CUS": ("cus",),
    "LIBSEGPATRIM": ("segment",),
}
JUMELLES: Final[Mapping[str, str]] = {"NBPIECE": "TYPOLOGIE", "FINAN": "FINANCEMENT"}  # one decides of the other
_COLONNES: Final = {c.nom: c for c in COLONNES_PARC}
LIBELLES: Final[Mapping[str, str]] = {nom: _COLONNES[nom].libelle for nom in TEXTES}

CORRECTIONS: tuple[Colonne, ...] = (
    make_logement("le numéro RPLS ou l’identifiant du bailleur"),
    Colonne(
        "champ",
        "Champ",
        "une variable du RPLS ou son nom : " + ", ".join(TEXTES),
        ("Variable",),
        nature="code",
        codes={nom: nom for nom in TEXTES} | {libelle.upper(): nom for nom, libelle in LIBELLES.items()},
        obligatoire=True,
        essentielle=True,
        cause="Champ inconnu",
        gravite="bloquant",
    ),
    Colonne(
        "valeur",
        "Valeur corrigée",
        "la valeur corrigée, ou NC pour vider la cellule ; rien pour ne pas y toucher",
        ("Nouvelle valeur",),
        obligatoire=True,
    ),
)


def controles_valeurs(annee: int | None = None) -> Iterator[Controle]:
    """Give one check per variable: a corrected value must be one that the import would keep.

    Args:
        annee: Year of the situation, after which no date is plausible; None: not known yet.

    Yields:
        The checks, on rows that have the columns of `CORRECTIONS`.
    """
    for colonne in _read_colonnes(annee):
        corrigee = replace(colonne, nom="valeur")
        yield Controle(
            f"valeur_{colonne.nom.lower()}",
            f"{colonne.libelle} : valeur refusée",
            "valeur",
            (valeur_de("champ") == colonne.nom) & is_refuse(corrigee, convertir(corrigee)),
            colonne.attendu,
            "bloquant",
            ("champ", "valeur"),
        )


def _read_colonnes(annee: int | None) -> tuple[Colonne, ...]:
    colonnes = accept_oui_non(colonnes_parc(annee=annee, is_de_tableur=True))
    return tuple(c for c in colonnes if c.nom in TEXTES)


CONTROLES_CORRECTIONS: tuple[Controle, ...] = (
    *controles_valeurs(),
    Controle(
        "sans_valeur",
        "Pas encore de valeur corrigée",
        "valeur",
        pl.col("valeur").is_null(),
        "une valeur, quand elle sera connue : la cellule reste comme elle est",
        "information",
        ("valeur",),
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class ParcCorrige:
    """What corrections make of a parc.

    Attributes:
        table: The parc with the corrected cells; the former one when something was refused.
        changees: Cells that change.
        deja: Corrections that say what the parc says already.
        constats: What was refused, by row; empty when the corrections can be kept.
    """

    table: pl.DataFrame
    changees: int
    deja: int
    constats: tuple[str, ...] = ()


def corriger_parc(
    table: pl.DataFrame, corrections: pl.DataFrame, *, annee: int | None, communes: frozenset[str] | None
) -> ParcCorrige:
    """Correct the cells of a parc, and check again the dwellings that change, as the import does.

    Args:
        table: Canonical parc.
        corrections: Rows of the model "corrections": ligne, logement, champ, valeur.
        annee: Year of the situation.
        communes: Known codes of communes.

    Returns:
        The corrected parc, or the reasons why nothing changes.
    """
    demandees = corrections.drop_nulls("valeur")
    placees = _place(table, demandees)
    constats = (*_check_valeurs(demandees, annee), *_check_places(placees))
    if constats:
        return ParcCorrige(table, 0, 0, constats)
    corrigee, constats = _recompute(table, placees, annee, communes)
    if constats:
        return ParcCorrige(table, 0, 0, constats)
    changees = _count_changees(table, corrigee, placees)
    return ParcCorrige(corrigee, changees, placees.height - changees)


def _check_valeurs(corrections: pl.DataFrame, annee: int | None) -> tuple[str, ...]:
    """Check the values again now that the year is known."""
    lot = corrections.with_columns(_as_typed(nom) for nom in ("champ", "valeur"))
    collecteur = Collecteur()
    executer(lot, list(controles_valeurs(annee)), collecteur, {})
    return tuple(a.message.removesuffix(".") for cause in collecteur.causes() for a in cause.exemples)


def _as_typed(nom: str) -> pl.Expr:
    """Name a column that is typed already as the checks expect it, see `gef.imports.controles.valeur_de`."""
    return pl.col(nom).alias(f"={nom}")


def _place(table: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """Add to each correction the rank of its dwelling, and how many dwellings bear that name (0: unknown)."""
    rangs = table.select(pl.int_range(pl.len()).alias("rang"), "ident_rep", "ident_int")
    noms = pl.concat(rangs.select(pl.col(nom).alias("logement"), "rang") for nom in ("ident_rep", "ident_int"))
    index = noms.drop_nulls().unique().group_by("logement").agg(pl.col("rang").min(), pl.len().alias("nombre"))
    placees = corrections.join(index, on="logement", how="left", maintain_order="left")
    return placees.with_columns(pl.col("nombre").fill_null(0))


def _check_places(placees: pl.DataFrame) -> tuple[str, ...]:
    """Refuse the dwellings that are unknown or not alone, and two corrections of the same cell."""
    found = [
        f"ligne {ligne}, logement « {logement} » {'absent du parc' if not nombre else f'porté par {nombre} logements'}"
        for ligne, logement, nombre in placees.filter(pl.col("nombre") != 1)
        .select("ligne", "logement", "nombre")
        .rows()
    ]
    jumelles = {autre: nom for nom, autre in JUMELLES.items()}
    cle = pl.concat_str("rang", pl.col("champ").replace(jumelles), separator=" ")
    doubles = find_doublons(placees.filter(pl.col("nombre") == 1), cle)
    found += [
        f"ligne {ligne}, même logement et même champ que la ligne {deja}"
        for ligne, deja in doubles.select("ligne", "deja").rows()
    ]
    return tuple(found)


def _recompute(
    table: pl.DataFrame, placees: pl.DataFrame, annee: int | None, communes: frozenset[str] | None
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Read again the dwellings that change, as if the file had said so; keep every other cell."""
    rangs = placees.get_column("rang").unique().sort()
    touches, champs = table[rangs], placees.get_column("champ").unique().sort().to_list()
    valeurs = _pivot(rangs, placees, champs)
    textes = _overlay(to_textes(touches), valeurs, champs)
    collecteur = Collecteur()
    lot = executer(
        convertir_lot(textes, accept_oui_non(colonnes_parc(annee=annee, is_de_tableur=True))),
        [c for c in controles_parc(COLONNES_PARC, communes) if set(champs) & {c.colonne, *c.requiert}],
        collecteur,
        {},
    )
    refus = [a.message.removesuffix(".") for c in collecteur.causes() if c.gravite == "bloquant" for a in c.exemples]
    if refus:
        return table, tuple(f"parc corrigé, {refu[:1].lower()}{refu[1:]}" for refu in refus)
    corrigee = _merge(table, normaliser_lot(lot), rangs, valeurs, champs)
    doubles = find_doublons(corrigee, pl.col("ident_rep")) if "IDENT_REP" in champs else pl.DataFrame()
    return corrigee, tuple(
        f"numéro RPLS « {valeur} » porté par deux logements du parc corrigé"
        for valeur in doubles.to_dict().get("valeur", ())
    )


def _pivot(rangs: pl.Series, placees: pl.DataFrame, champs: list[str]) -> pl.DataFrame:
    """Give one row per dwelling and one column per variable: the corrected text, null where nothing is corrected."""
    base = rangs.to_frame("rang")
    for champ in champs:
        ones = placees.filter(pl.col("champ") == champ).select("rang", pl.col("valeur").alias(champ))
        base = base.join(ones, on="rang", how="left", maintain_order="left")
    return base


def to_textes(table: pl.DataFrame) -> pl.DataFrame:
    """Write dwellings back as the texts that the import reads.

    Args:
        table: Canonical parc.

    Returns:
        `ligne`, then one text column per column of `COLONNES_PARC`; those that the parc does not keep are null.
    """
    return table.select("ligne", *(TEXTES.get(c.nom, pl.lit(None, pl.String)).alias(c.nom) for c in COLONNES_PARC))


def _overlay(textes: pl.DataFrame, valeurs: pl.DataFrame, champs: list[str]) -> pl.DataFrame:
    """Put the corrected texts in place; of two variables that say one thing, the corrected one decides."""
    textes = textes.hstack(valeurs.select(pl.col(champ).alias(f"!{champ}") for champ in champs))
    for champ in champs:
        new = pl.col(f"!{champ}")
        jumelle = JUMELLES.get(champ) or next((n for n, autre in JUMELLES.items() if autre == champ), None)
        changes = {champ: pl.coalesce(new, champ)}
        if jumelle:
            changes[jumelle] = pl.when(new.is_null()).then(pl.col(jumelle)).otherwise(_DEDUCE.get(champ, pl.lit(None)))
        textes = textes.with_columns(**changes)
    return textes.drop(f"!{champ}" for champ in champs)


def _deduce_pieces() -> pl.Expr:
    """Rooms that a corrected typologie leaves: T1 to T4 say them, T5+ keeps those known from five on."""
    typologie = convertir(replace(_COLONNES["TYPOLOGIE"], nom="!TYPOLOGIE"))
    pieces = pl.col("NBPIECE")
    many = pl.when(pieces.cast(pl.Int8, strict=False) >= PIECES_T5).then(pieces)
    return pl.when(typologie == "T5+").then(many).otherwise(typologie.str.slice(1))


def _deduce_finan() -> pl.Expr:
    """Code of the loan that a corrected group leaves: the code itself when one was given, or the one that agrees."""
    new, finan = pl.col("!FINANCEMENT"), pl.col("FINAN")
    groupe = finan.replace_strict(FINANCEMENT_PAR_FINAN, default=None, return_dtype=pl.String)
    agreed = pl.when(groupe == new.str.to_uppercase()).then(finan)
    return pl.when(new.is_in(list(FINANCEMENT_PAR_FINAN))).then(new).otherwise(agreed)


_DEDUCE: Final[Mapping[str, pl.Expr]] = {"TYPOLOGIE": _deduce_pieces(), "FINANCEMENT": _deduce_finan()}


def _merge(
    table: pl.DataFrame, lues: pl.DataFrame, rangs: pl.Series, valeurs: pl.DataFrame, champs: list[str]
) -> pl.DataFrame:
    """Take from the rows read again the cells that their corrections decide, and nothing else."""
    deciders: dict[str, list[str]] = {}
    for champ in champs:
        for colonne in DECIDES[champ]:
            deciders.setdefault(colonne, []).append(champ)
    corrigee = table.clone()
    for colonne, noms in deciders.items():
        is_decided = valeurs.select(pl.any_horizontal(pl.col(nom).is_not_null() for nom in noms)).to_series()
        kept = lues.get_column(colonne).zip_with(is_decided, table.get_column(colonne)[rangs])
        corrigee = corrigee.with_columns(table.get_column(colonne).clone().scatter(rangs, kept))
    return corrigee


def _count_changees(table: pl.DataFrame, corrigee: pl.DataFrame, placees: pl.DataFrame) -> int:
    """Count the corrections after which the cell is no longer what it was."""
    changees = 0
    for champ, rows in placees.group_by("champ"):
        rangs, colonne = rows.get_column("rang"), DECIDES[str(champ[0])][0]
        before, after = table.get_column(colonne)[rangs], corrigee.get_column(colonne)[rangs]
        changees += int(before.ne_missing(after).sum())
    return changees


def dresser_rapport(
    table: pl.DataFrame, former: Mapping[str, Any], lecture: RapportImport, *, communes: frozenset[str] | None
) -> RapportImport:
    """Draw up the report of a corrected parc: every check of the import, on the table as it now stands.

    Args:
        table: Corrected parc.
        former: Report of the parc before, as kept.
        lecture: Report of the file of corrections.
        communes: Known codes of communes.

    Returns:
        The report; its file is that of the corrections.
    """
    entetes = {colonne: entete for entete, colonne in former["colonnes_reconnues"].items()}
    filled = {nom for nom, colonnes in DECIDES.items() if table.get_column(colonnes[0]).count()}
    present = (filled & {*entetes, *TEXTES}) | (set(entetes) & set(TEXTES))
    collecteur = Collecteur()
    lot = convertir_lot(to_textes(table), accept_oui_non(colonnes_parc(is_de_tableur=True)))
    controles = [c for c in controles_parc(COLONNES_PARC, communes) if {c.colonne, *c.requiert} <= present]
    marques = executer(lot, controles, collecteur, entetes).get_column(A_CORRIGER)
    marquee, doublons = report_doublons(table.with_columns(marques), collecteur, entetes)
    return replace(
        lecture,
        format=former["format"],
        lignes_lues=table.height,
        lignes_retenues=table.height,
        lignes_vides=0,
        lignes_a_corriger=int(marquee.get_column(A_CORRIGER).sum()),
        colonnes_reconnues={entetes.get(nom, nom): nom for nom in sorted(present | set(entetes))},
        colonnes_ignorees=tuple(former["colonnes_ignorees"]),
        colonnes_absentes=tuple(nom for nom in former["colonnes_absentes"] if nom not in present),
        doublons=doublons,
        completude={c: table.height - n for c, n in zip(table.columns, table.null_count().row(0), strict=True)},
        causes=collecteur.causes(),
    )
