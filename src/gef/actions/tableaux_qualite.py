"""Tables of the quality of a parc, declared once for the screens, the files and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import polars as pl

from gef.actions.noms import nom_commune
from gef.actions.plausibilite import list_regles
from gef.actions.qualite import CHAMP_PAR_CODE, QualiteChamp, QualiteGroupe
from gef.core.motifs import Source
from gef.core.rotation import TauxRotation
from gef.imports.corrections import LIBELLES
from gef.outputs import tables
from gef.outputs.nombres import entier
from gef.outputs.tables import Colonne, Marque, Table

ETATS: Final[Mapping[str, str]] = {"absent": "absent", "partiel": "à compléter", "complet": "complet"}
MARQUES_ETATS: Final[Mapping[str, Marque]] = {"absent": "bloque", "partiel": "alerte", "complet": "fait"}
AUCUN_LIEN: Final[Mapping[str, str]] = MappingProxyType({})
CHAMPS_CITES: Final = 3
ROTATION_INCONNUE: Final = (
    "Le taux de rotation n’est pas connu : l’ordre est celui des logements concernés. Importez les libérations des "
    "années passées, ou un taux publié."
)
AIDE_EFFET: Final = (
    "Logements concernés × taux de rotation : ceux du flux d’une année que la lacune peut toucher. Ce n’est pas une "
    "prévision de l’écart."
)
NOTE_TRAVAIL: Final = (
    "Remplissez « Valeur corrigée », puis déposez ce fichier comme « Corrections du parc » : une ligne laissée vide ne "
    "change rien."
)
_EFFET: Final = Colonne("effet", "Logements du flux touchés", "decimal", decimales=1, aide=AIDE_EFFET)


def _notes(taux: TauxRotation | None) -> tuple[str, ...]:
    return (taux.describe(),) if taux else (ROTATION_INCONNUE,)


def _sources(source: Source, taux: TauxRotation | None) -> tuple[Source, ...]:
    return (source, taux.source) if taux else (source,)


def table_qualite(
    qualite: Sequence[QualiteChamp],
    source: Source,
    taux: TauxRotation | None = None,
    liens: Mapping[str, str] = AUCUN_LIEN,
) -> Table:
    """Rank the fields of a parc by what their gaps can change in the flux.

    Args:
        qualite: Fields, in order.
        source: The parc.
        taux: Rate behind the effects; None when it is not known.
        liens: Address of the work list of a field, by code.
    """
    colonnes = (
        Colonne("champ", "Champ"),
        *((_EFFET,) if taux else ()),
        Colonne("concernes", "Logements concernés", "entier", aide="Sans valeur, ou avec une valeur à vérifier."),
        Colonne("manquants", "Sans valeur", "entier"),
        Colonne("douteux", "À vérifier", "entier", aide="Valeurs qu’une règle de plausibilité met en doute."),
        Colonne("illisibles", "Illisibles", "entier", aide="Valeurs du fichier que l’import n’a pas pu lire."),
        Colonne("renseignes", "Renseignés", "taux", decimales=2),
        Colonne("etat", "État", "code", libelles=ETATS, filtre="choix"),
        Colonne("calculs", "Sert à"),
        Colonne("consequence", "Ce qui manque change"),
    )
    return Table(
        "qualite",
        "Les champs, par effet sur le flux",
        colonnes,
        tuple(_ligne_champ(row, liens) for row in qualite),
        denomination=("champ", "champs"),
        notes=(*_notes(taux), "Les champs qu’aucun calcul du flux n’utilise viennent en dernier, avec un effet nul."),
        sources=_sources(source, taux),
    )


def _ligne_champ(row: QualiteChamp, liens: Mapping[str, str]) -> tables.Ligne:
    code = row.champ.code
    return tables.Ligne(
        {
            "champ": row.champ.libelle,
            **_weigh(row.effet),
            "concernes": row.concernes,
            "manquants": row.manquants,
            "douteux": row.douteux,
            "illisibles": row.illisibles,
            "renseignes": row.part,
            "etat": row.etat,
            "calculs": row.champ.calculs,
            "consequence": row.champ.effet if row.manquants else None,
        },
        liens={"champ": liens[code]} if code in liens and row.concernes else {},
        marques={"etat": MARQUES_ETATS[row.etat]},
    )


def _weigh(effet: Fraction | None) -> dict[str, Fraction]:
    """Give the cell of the effect; there is no such column when the rotation is not known."""
    return {} if effet is None else {"effet": effet}


def table_programmes(
    groupes: Sequence[QualiteGroupe],
    source: Source,
    taux: TauxRotation | None = None,
    liens: Mapping[str, str] = AUCUN_LIEN,
) -> Table:
    """Rank the programmes; same arguments as `table_qualite`, links by name."""
    colonnes = _colonnes_groupes(Colonne("groupe", "Programme", filtre="texte", absent="sans programme"), taux)
    return Table(
        "programmes",
        "Les programmes, par effet sur le flux",
        colonnes,
        tuple(_ligne_groupe(row, row.nom, liens) for row in groupes),
        denomination=("programme", "programmes"),
        notes=_notes(taux),
        sources=_sources(source, taux),
    )


def table_reservataires(
    groupes: Sequence[QualiteGroupe],
    source: Source,
    noms: Mapping[str, str],
    taux: TauxRotation | None = None,
) -> Table:
    """Rank the réservataires by the dwellings that they have reserved; `noms` gives the name of an account."""
    colonnes = _colonnes_groupes(Colonne("groupe", "Réservataire", filtre="texte", absent="aucune réservation"), taux)
    return Table(
        "reservataires",
        "Les réservataires, par effet sur le flux",
        colonnes,
        tuple(_ligne_groupe(row, noms.get(row.nom, row.nom) if row.nom else None, AUCUN_LIEN) for row in groupes),
        denomination=("réservataire", "réservataires"),
        notes=(
            *_notes(taux),
            "Selon la liste des logements réservés ; un logement réservé à deux réservataires compte pour chacun.",
        ),
        sources=_sources(source, taux),
    )


def _colonnes_groupes(premiere: Colonne, taux: TauxRotation | None) -> tuple[Colonne, ...]:
    return (
        premiere,
        *((_EFFET,) if taux else ()),
        Colonne("logements", "Logements", "entier"),
        Colonne("concernes", "À corriger", "entier", aide="Au moins un champ utile au flux est en cause."),
        Colonne("renseignes", "Renseigné", "taux", decimales=1, aide="Champs utiles au flux qui ont une valeur."),
        Colonne("champs", "Champs en cause"),
    )


def _ligne_groupe(row: QualiteGroupe, nom: str | None, liens: Mapping[str, str]) -> tables.Ligne:
    lien = liens.get(row.nom or "")
    return tables.Ligne(
        {
            "groupe": nom,
            **_weigh(row.effet),
            "logements": row.logements,
            "concernes": row.concernes,
            "renseignes": row.part,
            "champs": _cite(row.par_champ),
        },
        liens={"groupe": lien} if lien and row.par_champ else {},
    )


def _cite(par_champ: Mapping[str, int]) -> str | None:
    cites = [f"{CHAMP_PAR_CODE[code].libelle} ({entier(n)})" for code, n in par_champ.items()]
    more = len(cites) - CHAMPS_CITES
    if not cites:
        return None
    return ", ".join(cites[:CHAMPS_CITES]) + (f" et {more} autre{'s' if more > 1 else ''}" if more > 0 else "")


def table_travail(rows: pl.DataFrame, source: Source) -> Table:
    """Write the work list, with room for the corrected values: what is filled in can be handed in as it is.

    Args:
        rows: Rows of `gef.actions.liste_corrections.lister_corrections`.
        source: The parc.
    """
    return Table(
        "travail",
        "Liste de travail",
        (
            Colonne("logement", "Logement", "code", entete=True, triable=False),
            Colonne("champ", "Champ", triable=False),
            Colonne("valeur", "Valeur actuelle", triable=False, absent="(vide)"),
            Colonne("corrigee", "Valeur corrigée", triable=False, aide="À remplir ; NC vide la cellule."),
            Colonne("probleme", "Problème", triable=False),
            Colonne("programme", "Programme", triable=False, absent="sans programme"),
            Colonne("commune", "Commune", triable=False),
            Colonne("effet", "Ce que cela change", triable=False),
        ),
        tuple(_lignes_travail(rows)),
        denomination=("cellule à corriger", "cellules à corriger"),
        notes=(NOTE_TRAVAIL,),
        sources=(source,),
        vide="Rien à corriger ici : aucune valeur ne manque, aucune règle ne doute.",
    )


def _lignes_travail(rows: pl.DataFrame) -> Iterable[tables.Ligne]:
    for row in rows.iter_rows(named=True):
        champ = CHAMP_PAR_CODE[row["champ"]]
        yield tables.Ligne(
            {
                "logement": row["logement"],
                "champ": LIBELLES[champ.variables[0]],
                "valeur": row["valeur"],
                "corrigee": None,
                "probleme": row["probleme"],
                "programme": row["programme"],
                "commune": nom_commune(row["commune"]),
                "effet": champ.effet,
            }
        )


def table_regles() -> Table:
    """State the rules of plausibility, each with its source."""
    colonnes = (
        Colonne("champ", "Champ", filtre="choix"),
        Colonne("regle", "Mise en doute"),
        Colonne("source", "D’où vient la règle"),
    )
    return Table(
        "regles",
        "Les règles de plausibilité",
        colonnes,
        tuple(
            tables.ligne(colonnes, CHAMP_PAR_CODE[regle.champ].libelle, regle.libelle, regle.source)
            for regle in list_regles()
        ),
        denomination=("règle", "règles"),
    )
