"""The register of the settings, and what each convention says of refusals and of the count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final, Literal

from django.utils.timezone import localtime

from gef.actions.flux import to_reglage
from gef.core.motifs import Source
from gef.core.recompte import CONVENTIONS, SOURCE_DECLENCHEUR
from gef.core.reglages import NOMBRES, NOMS_REGLES
from gef.db.flux.models import Convention
from gef.db.reglages.models import ReglageOrientation
from gef.outputs.phrases_reglages import dire_reglage
from gef.outputs.tables import Colonne, Ligne, Marque, Table

Etat = Literal["en_vigueur", "remplace", "a_venir", "echu", "annule"]
ETATS: Final[Mapping[str, str]] = {
    "en_vigueur": "en vigueur",
    "remplace": "un plus récent vaut",
    "a_venir": "à venir",
    "echu": "échu",
    "annule": "annulé",
}
OUVERTS: Final = ("en_vigueur", "remplace", "a_venir")
MARQUES: Final[Mapping[str, Marque]] = {"en_vigueur": "fait", "a_venir": "attente"}
DECLENCHEURS: Final[Mapping[str, str]] = {
    "orientation": "à l’orientation",
    "proposition": "à la proposition",
    "attribution": "à l’attribution",
    "bail": "au bail",
}
POLITIQUES: Final[Mapping[str, str]] = {"compte": "compté", "non_compte": "non compté"}
UN_JOUR: Final = timedelta(days=1)
REGLAGE_CONVENU: Final = Source("docs/decisions/0007-reglages-orientation.md ; document du réglage", "pratique")

COLONNES_REGISTRE: Final = (
    Colonne("debut", "Depuis le", "date", entete=True),
    Colonne("fin", "Jusqu’au", "date", aide="Dernier jour inclus.", absent="sans fin"),
    Colonne("etat", "État", "code", libelles=ETATS),
    Colonne("regle", "Règle", "code", libelles=NOMS_REGLES),
    *(Colonne(nom, libelle, "decimal") for nom, libelle in NOMBRES.items()),
    Colonne("document", "Document"),
    Colonne("auteur", "Inscrit par"),
    Colonne("ecrit", "Le", "date"),
)
COLONNES_CONVENTIONS: Final = (
    Colonne("reservataire", "Réservataire", filtre="texte", entete=True),
    Colonne("part", "Part", "taux"),
    Colonne("debut", "Depuis le", "date"),
    Colonne("fin", "Jusqu’au", "date", aide="Dernier jour inclus.", absent="sans fin", secondaire=True),
    Colonne("declencheur", "Décompté", "code", libelles=DECLENCHEURS, filtre="choix"),
    Colonne("refus", "Refus", "code", libelles=POLITIQUES, filtre="choix"),
    Colonne("silence", "Silence", "code", libelles=POLITIQUES, filtre="choix"),
    Colonne("document", "Document", absent="non renseigné", secondaire=True),
)


def find_etats(rows: Iterable[ReglageOrientation], jour: date) -> dict[int, Etat]:
    """Say where each recorded setting stands on a day, by its key; of those in force, the last recorded holds.

    Args:
        rows: Settings that nothing replaced.
        jour: The day.
    """
    rows = sorted(rows, key=lambda row: row.pk)
    held = [row.pk for row in rows if to_reglage(row).is_en_vigueur(jour)]
    return {row.pk: _find_etat(row, jour, is_dernier=row.pk in held[-1:]) for row in rows}


def _find_etat(row: ReglageOrientation, jour: date, *, is_dernier: bool) -> Etat:
    if row.fin is not None and row.fin <= row.debut:
        return "annule"
    if row.fin is not None and row.fin <= jour:
        return "echu"
    if row.debut > jour:
        return "a_venir"
    return "en_vigueur" if is_dernier else "remplace"


def table_registre(rows: Iterable[ReglageOrientation], jour: date) -> Table:
    """List the settings that were recorded, as they stand on a day.

    Args:
        rows: Settings that nothing replaced, in the order to show.
        jour: The day.
    """
    rows = tuple(rows)
    etats = find_etats(rows, jour)
    return Table(
        "reglages",
        "Réglages inscrits",
        COLONNES_REGISTRE,
        tuple(_registre(row, etats[row.pk]) for row in rows),
        denomination=("réglage", "réglages"),
        notes=("Un réglage ne se modifie pas : de ceux en vigueur un jour, le dernier inscrit vaut.",),
        vide="Aucun : le réglage par défaut vaut.",
    )


def table_reglages_lus(rows: Iterable[ReglageOrientation], jour: date) -> Table:
    """List the settings as a réservataire reads them: in sentences, without who recorded them.

    Args:
        rows: Settings that nothing replaced, in the order to show; what never held is left out.
        jour: The day.
    """
    rows = tuple(rows)
    etats = find_etats(rows, jour)
    return Table(
        "reglages",
        "Réglages de la règle",
        (
            Colonne("debut", "Depuis le", "date", entete=True),
            Colonne("fin", "Jusqu’au", "date", aide="Dernier jour inclus.", absent="sans fin"),
            Colonne("etat", "État", "code", libelles=ETATS),
            Colonne("regle", "Ce qu’il dit"),
            Colonne("document", "Document"),
        ),
        tuple(_lu(row, etats[row.pk]) for row in rows if etats[row.pk] != "annule"),
        denomination=("réglage", "réglages"),
        notes=("Un réglage pèse sur les propositions à venir, jamais sur les comptes.",),
        sources=(REGLAGE_CONVENU,),
        vide="Aucun n’est inscrit : le réglage par défaut vaut.",
    )


def _lu(row: ReglageOrientation, etat: Etat) -> Ligne:
    return Ligne(
        {
            "debut": row.debut,
            "fin": None if row.fin is None else row.fin - UN_JOUR,
            "etat": etat,
            "regle": " ".join(dire_reglage(to_reglage(row).parametres)),
            "document": row.document,
        },
        genre="retenu" if etat == "en_vigueur" else "",
        marques={"etat": MARQUES[etat]} if etat in MARQUES else {},
    )


def _registre(row: ReglageOrientation, etat: Etat) -> Ligne:
    return Ligne(
        {
            "debut": row.debut,
            "fin": None if row.fin is None or etat == "annule" else row.fin - UN_JOUR,
            "etat": etat,
            "regle": row.regle,
            **{nom: getattr(row, nom) for nom in NOMBRES},
            "document": row.document,
            "auteur": row.auteur.nom if row.auteur else "",
            "ecrit": localtime(row.ecrit_le).date(),
        },
        genre="retenu" if etat == "en_vigueur" else "",
        marques={"etat": MARQUES[etat]} if etat in MARQUES else {},
    )


def table_conventions(rows: Iterable[Convention], jour: date) -> Table:
    """List what each convention in force or to come says of the count, of refusals and of silence.

    Args:
        rows: Conventions with their accounts.
        jour: The day; what ended before is left out.
    """
    kept = [row for row in rows if row.fin is None or row.fin > jour]
    return Table(
        "conventions",
        "Décompte, refus et silence, convention par convention",
        COLONNES_CONVENTIONS,
        tuple(
            Ligne(
                {
                    "reservataire": row.reservataire.nom,
                    "part": row.part,
                    "debut": row.debut,
                    "fin": row.fin - UN_JOUR if row.fin else None,
                    "declencheur": row.declencheur,
                    "refus": row.politique_refus,
                    "silence": row.politique_silence,
                    "document": row.source or None,
                }
            )
            for row in sorted(kept, key=lambda row: (row.reservataire.nom, row.debut))
        ),
        denomination=("convention", "conventions"),
        sources=(CONVENTIONS, SOURCE_DECLENCHEUR),
        vide="Aucune convention : importez-les, elles créent aussi les comptes.",
    )
