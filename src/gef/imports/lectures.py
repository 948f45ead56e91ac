"""From a file to lots of clean text columns, named as in the format: what every importer shares.

It finds the heading row (a title above it is common), matches headings with columns, skips blank rows and the help
line of our models, and reports what concerns the whole file: unknown, missing and repeated headings, other sheets,
rows that have too many fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from gef.imports.anomalies import Collecteur, Ecart
from gef.imports.classeurs import Classeur
from gef.imports.colonnes import AUCUN_CODE, Colonne, Correspondance, associer, find_by_entete, fold
from gef.imports.controles import A_CORRIGER, BLOQUE, Controle, executer
from gef.imports.conversions import clean, undo_tableur
from gef.imports.errors import FichierIllisibleError
from gef.imports.fichiers import Fichier

MARQUE_AIDE = "#"
COLONNES_MAX = 1_000
IGNOREES_MAX = 200
SURPLUS = "surplus"


@dataclass(frozen=True, slots=True)
class Plan:
    """How one file is read: which column where, from which row on.

    Attributes:
        format: Code of the format.
        fichier: The file.
        colonnes: Columns of the format.
        correspondance: Where they are in the file.
        debut: Row number of the first row of data.
        largeur: Fields of a full row.
        guillemets: Whether quotes enclose fields.
        is_stricte: Whether a row with too few fields is left out, as one with too many is.
        is_de_tableur: Whether a person or a spreadsheet wrote it: « 6029.0 » may stand for a code, and a row that
            starts with `MARQUE_AIDE` is the help line of a model.
        collecteur: Defects found so far.
        annee: Year of the situation, when the file says it.
        annonces: Rows that the file announces, when it does.
    """

    format: str
    fichier: Fichier
    colonnes: tuple[Colonne, ...]
    correspondance: Correspondance
    debut: int
    largeur: int
    guillemets: bool = True
    is_stricte: bool = False
    is_de_tableur: bool = True
    collecteur: Collecteur = field(default_factory=Collecteur)
    annee: int | None = None
    annonces: int | None = None


@dataclass(slots=True)
class Comptage:
    """Rows met while reading."""

    lues: int = 0
    aides: int = 0
    derniere: int = 0


def plan_table(
    fichier: Fichier, format_: str, colonnes: Sequence[Colonne], choix: Mapping[str, str] = AUCUN_CODE
) -> Plan:
    """Plan the reading of a table that has a heading row.

    Args:
        fichier: The file.
        format_: Code of the format.
        colonnes: Columns of the format.
        choix: Correspondence decided by a person, see `associer`.

    Returns:
        The plan; its collector already holds what concerns the headings.

    Raises:
        FichierIllisibleError: no row holds any expected heading, nothing follows the headings, or there are more
            than `COLONNES_MAX` columns.
    """
    apercu = fichier.read_apercu(guillemets=True)
    if not apercu:
        raise FichierIllisibleError(fichier.nom, "aucune ligne n’est lisible", "Exportez-le de nouveau.")
    connues = set(find_by_entete(colonnes)) | {fold(entete) for entete in choix}
    ligne, entetes = max(apercu, key=lambda row: len({fold(c) for c in row[1]} & connues))
    if not {fold(c) for c in entetes} & connues:
        attendues = ", ".join(c.nom for c in colonnes[:8])
        raise FichierIllisibleError(
            fichier.nom,
            f"aucune de ses premières lignes ne porte les titres de colonnes attendus ({attendues}…)",
            "Ajoutez la ligne de titres, ou partez du modèle.",
        )
    if len(entetes) > COLONNES_MAX:
        raise FichierIllisibleError(
            fichier.nom,
            f"la ligne {ligne} a {len(entetes)} colonnes, plus que les {COLONNES_MAX} qu’une table peut avoir",
            "Vérifiez que le fichier est bien la table attendue.",
        )
    check_has_rows(fichier, ligne, guillemets=True)
    correspondance = associer(entetes, colonnes, choix)
    plan = Plan(format_, fichier, tuple(colonnes), correspondance, ligne + 1, len(entetes))
    _report_entetes(plan, ligne)
    return plan


def check_has_rows(fichier: Fichier, entete: int, *, guillemets: bool) -> None:
    """Refuse a file that stops after its heading row.

    Args:
        fichier: The file.
        entete: Row number of the headings.
        guillemets: Whether quotes enclose fields.

    Raises:
        FichierIllisibleError: no row follows the headings.
    """
    if not any(ligne > entete for ligne, _ in fichier.read_apercu(guillemets=guillemets)):
        raise FichierIllisibleError(
            fichier.nom, "il ne contient qu’une ligne d’en-tête, sans aucune donnée", "Exportez-le de nouveau."
        )


def _report_entetes(plan: Plan, ligne: int) -> None:
    for entete, gardee, laissee in plan.correspondance.doublons:
        plan.collecteur.add_one(
            "entete_double",
            entete,
            "Colonne en double",
            "a_corriger",
            Ecart(ligne, entete, f"un titre par colonne ; lue en {_letters(gardee)}, laissée en {_letters(laissee)}"),
        )
    for colonne in plan.correspondance.absentes:
        if colonne.obligatoire:
            plan.collecteur.add_one(
                "colonne_absente",
                colonne.nom,
                "Colonne obligatoire absente",
                "bloquant",
                Ecart(0, None, colonne.attendu),
            )
    if isinstance(plan.fichier, Classeur) and plan.fichier.autres_feuilles:
        plan.collecteur.add_one(
            "autres_feuilles",
            "",
            "Feuilles non lues",
            "information",
            Ecart(0, ", ".join(plan.fichier.autres_feuilles), f"une feuille ; lue : {plan.fichier.separateur}"),
        )


def _letters(rang: int) -> str:
    lettres = ""
    rang += 1
    while rang:
        rang, reste = divmod(rang - 1, 26)
        lettres = chr(ord("A") + reste) + lettres
    return lettres


def read_bruts(plan: Plan, comptage: Comptage) -> Iterator[pl.DataFrame]:
    """Give out the rows of data as clean text columns.

    Args:
        plan: How the file is read.
        comptage: Updated with the rows met.

    Yields:
        Lots with `ligne`, `champs`, `surplus` (what stands after the last column) and one text column per column of
        the format, null throughout when the file does not have it.
    """
    positions = plan.correspondance.positions
    demandees = sorted({0, plan.largeur, *positions.values()})
    for lot in plan.fichier.read_lots(demandees, largeur=plan.largeur + 1, guillemets=plan.guillemets):
        donnees = lot.filter(pl.col("ligne") >= plan.debut)
        if plan.is_de_tableur:
            is_aide = donnees.get_column("c0").str.starts_with(MARQUE_AIDE).fill_null(value=False)
            comptage.aides += int(is_aide.sum())
            donnees = donnees.filter(~is_aide)
        if not donnees.height:
            continue
        comptage.lues += donnees.height
        comptage.derniere = donnees.item(-1, "ligne")
        yield donnees.select(
            "ligne",
            "champs",
            clean(pl.col(f"c{plan.largeur}")).alias(SURPLUS),
            *(_select(plan, c, positions.get(c.nom)) for c in plan.colonnes),
        )


def _select(plan: Plan, colonne: Colonne, position: int | None) -> pl.Expr:
    if position is None:
        return pl.lit(None, pl.String).alias(colonne.nom)
    texte = clean(pl.col(f"c{position}"))
    if plan.is_de_tableur and colonne.nature not in {"texte", "fraction", "surface"}:
        texte = undo_tableur(texte)
    return texte.alias(colonne.nom)


def keep_well_formed(bruts: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Report the rows that have too many fields or too few, and leave out those that cannot be read at all.

    Args:
        bruts: A lot of `read_bruts`.
        plan: How the file is read; its collector takes the defects.

    Returns:
        The rows to be read. One more field than columns, and empty, is a separator at the end of the row: accepted.
    """
    champs, largeur = pl.col("champs"), plan.largeur
    lus = pl.format("{} champ{}", champs, pl.when(champs > 1).then(pl.lit("s")).otherwise(pl.lit("")))
    controles = (
        Controle(
            "trop_de_champs",
            "Trop de champs sur la ligne",
            "",
            (champs > largeur + 1) | ((champs == largeur + 1) & pl.col(SURPLUS).is_not_null()),
            f"{largeur} champs",
            "bloquant",
            valeur=lus,
        ),
        Controle(
            "trop_peu_de_champs",
            "Trop peu de champs sur la ligne"
            if plan.is_stricte
            else "Ligne plus courte que l’en-tête, lue vide à la fin",
            "",
            champs < largeur,
            f"{largeur} champs",
            "bloquant" if plan.is_stricte else "information",
            valeur=lus,
        ),
    )
    marques = executer(bruts, controles, plan.collecteur, {})
    return marques.filter(~pl.col(BLOQUE)).drop(BLOQUE, A_CORRIGER)


def list_ignorees(plan: Plan) -> tuple[str, ...]:
    """Return the headings that the format does not use, cut when there are hundreds."""
    ignorees = plan.correspondance.ignorees
    if len(ignorees) <= IGNOREES_MAX:
        return ignorees
    return (*ignorees[:IGNOREES_MAX], f"et {len(ignorees) - IGNOREES_MAX} autres")
