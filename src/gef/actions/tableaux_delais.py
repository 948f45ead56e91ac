"""The tables of the delays: what holds for each réservataire, what was recorded, the closed days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Literal

from django.utils.timezone import localtime

from gef.actions.delais import UN_JOUR
from gef.core.delais import Delai
from gef.core.horloges import (
    CONSEQUENCES,
    DECOMPTES,
    ETAPES_DELAI,
    LIBELLES_DELAIS,
    PROFIL_PAR_DEFAUT,
    ClauseDelai,
    find_clause,
)
from gef.db.delais.models import DelaiConvention, JourFerme
from gef.outputs.tables import Colonne, Ligne, Marque, Table, plier

Etat = Literal["en_vigueur", "a_venir", "echu", "annule"]
ETATS: Final[Mapping[str, str]] = {
    "en_vigueur": "en vigueur",
    "a_venir": "à venir",
    "echu": "échu",
    "annule": "annulé",
}
MARQUES: Final[Mapping[str, Marque]] = {"en_vigueur": "fait", "a_venir": "attente"}
COURTES: Final = LIBELLES_DELAIS
PAR_DEFAUT: Final = "par défaut"
NATURES: Final[Mapping[str, str]] = {"legale": "loi", "pratique": "pratique"}

COLONNES_PROFIL: Final = (
    Colonne("etape", "Étape", entete=True),
    Colonne("delai", "Délai"),
    Colonne("suite", "Suite proposée"),
    Colonne("decompte", "Décompte"),
    Colonne("nature", "Force", "code", libelles=NATURES),
)
COLONNES_EN_VIGUEUR: Final = (
    Colonne("reservataire", "Réservataire", filtre="texte", entete=True),
    *(Colonne(etape, libelle, triable=False, secondaire=etape != "reponse") for etape, libelle in COURTES.items()),
)
COLONNES_REGISTRE: Final = (
    Colonne("reservataire", "Réservataire", filtre="texte", entete=True),
    Colonne("etape", "Étape", "code", libelles=COURTES, filtre="choix"),
    Colonne("delai", "Délai"),
    Colonne("suite", "Suite proposée"),
    Colonne("decompte", "Décompte"),
    Colonne("debut", "Depuis le", "date"),
    Colonne("fin", "Jusqu’au", "date", aide="Dernier jour inclus.", absent="sans fin"),
    Colonne("etat", "État", "code", libelles=ETATS, filtre="choix"),
    Colonne("document", "Document"),
    Colonne("ecrit", "Inscrit", "date"),
)
COLONNES_FERMETURES: Final = (
    Colonne("libelle", "Fermeture", entete=True),
    Colonne("debut", "Premier jour", "date"),
    Colonne("dernier", "Dernier jour", "date"),
    Colonne("ecrit", "Inscrite", "date"),
)


def table_profil() -> Table:
    """List the default delays, each with the text or the practice that it comes from."""
    return Table(
        "profil",
        "Délais par défaut",
        COLONNES_PROFIL,
        tuple(
            Ligne(
                {
                    "etape": ETAPES_DELAI[clause.etape],
                    "delai": clause.delai.libelle,
                    "suite": CONSEQUENCES[clause.consequence],
                    "decompte": DECOMPTES[clause.decompte],
                    "nature": clause.source.nature,
                },
                details={"etape": clause.source.reference},
                marques={"nature": "legal" if clause.source.nature == "legale" else "local"},
            )
            for clause in PROFIL_PAR_DEFAUT
        ),
        denomination=("délai", "délais"),
        notes=("Ils valent quand la convention ne dit rien. Seule la réponse du ménage a un minimum légal.",),
    )


def table_en_vigueur(noms: Mapping[str, str], clauses: Sequence[ClauseDelai], jour: date) -> Table:
    """Give the delay that holds on a day for each réservataire who has his own, and the default of all the others.

    Args:
        noms: Name of each account, by code.
        clauses: Clauses in the order they were written.
        jour: The day.
    """
    by_compte: dict[str, list[ClauseDelai]] = {}
    for clause in clauses:
        if clause.reservataire in noms and clause.is_en_vigueur(jour):
            by_compte.setdefault(clause.reservataire, []).append(clause)
    ordered = sorted(by_compte, key=lambda code: plier(noms[code]))
    rows = [_en_vigueur(code, noms[code], by_compte[code], jour) for code in ordered]
    if others := len(noms) - len(rows):
        nom = "Tous les réservataires" if not rows else f"Les autres réservataires ({others})"
        rows.append(_en_vigueur("", nom, (), jour))
    return Table(
        "delais",
        f"Délais en vigueur le {jour:%d/%m/%Y}",
        COLONNES_EN_VIGUEUR,
        tuple(rows),
        denomination=("ligne", "lignes"),
        notes=(
            "Le délai qui vaut est celui du jour où l’horloge part.",
            "« Par défaut » : la convention ne dit rien ; le nombre vient d’un usage, ou de la loi pour le ménage.",
        ),
        vide="Aucun réservataire : les conventions en donnent la liste.",
    )


def _en_vigueur(code: str, nom: str, clauses: Sequence[ClauseDelai], jour: date) -> Ligne:
    found = {etape: find_clause(etape, code, jour, clauses) for etape in COURTES}
    return Ligne(
        {"reservataire": nom, **{etape: clause.delai.libelle for etape, clause in found.items()}},
        details={
            etape: PAR_DEFAUT if clause.is_par_defaut else clause.source.reference for etape, clause in found.items()
        },
        marques={etape: "doux" for etape, clause in found.items() if clause.is_par_defaut},
    )


def find_etat(row: DelaiConvention, jour: date) -> Etat:
    """Say where a recorded clause stands on a day."""
    if row.fin is not None and row.fin <= row.debut:
        return "annule"
    if row.fin is not None and row.fin <= jour:
        return "echu"
    return "en_vigueur" if row.debut <= jour else "a_venir"


def table_registre(rows: Iterable[DelaiConvention], jour: date) -> Table:
    """List what was recorded, as it stands on a day."""
    return Table(
        "registre",
        "Délais inscrits",
        COLONNES_REGISTRE,
        tuple(_registre(row, find_etat(row, jour)) for row in rows),
        denomination=("délai", "délais"),
        notes=("Un délai ne se modifie pas : le dernier inscrit pour une étape vaut tant qu’il est en vigueur.",),
        vide="Aucun : chaque réservataire est au délai par défaut.",
    )


def _registre(row: DelaiConvention, etat: Etat) -> Ligne:
    return Ligne(
        {
            "reservataire": row.reservataire.nom,
            "etape": row.etape,
            "delai": Delai(row.nombre, row.unite, row.is_reporte).libelle,
            "suite": CONSEQUENCES[row.consequence],
            "decompte": DECOMPTES[row.decompte],
            "debut": row.debut,
            "fin": None if row.fin is None or etat == "annule" else row.fin - UN_JOUR,
            "etat": etat,
            "document": row.document,
            "ecrit": localtime(row.ecrit_le).date(),
        },
        details={"ecrit": f"par {row.auteur.nom}"} if row.auteur else {},
        marques={"etat": MARQUES[etat]} if etat in MARQUES else {},
    )


def table_fermetures(rows: Iterable[JourFerme]) -> Table:
    """List the closed days of the bailleur."""
    return Table(
        "fermetures",
        "Fermetures",
        COLONNES_FERMETURES,
        tuple(
            Ligne(
                {
                    "libelle": row.libelle,
                    "debut": row.debut,
                    "dernier": row.fin - UN_JOUR,
                    "ecrit": localtime(row.ecrit_le).date(),
                },
                details={"ecrit": f"par {row.auteur.nom}"} if row.auteur else {},
            )
            for row in rows
        ),
        denomination=("fermeture", "fermetures"),
        notes=("Ces jours ne comptent ni comme jours ouvrés ni comme jours ouvrables.",),
        vide="Aucune : seuls les jours fériés du département sont écartés.",
    )
