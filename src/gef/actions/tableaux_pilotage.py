"""Tables of the steering: who waits and why, the soldes month by month, what the year's end should bring."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from gef.actions.pilotage import Fin, LignePilotage, Pilotage, project_fin
from gef.actions.tableaux import JOURNAL, REGLE
from gef.actions.tableaux_projection import ABSENT, INTERVALLE, TROP_TOT, say_intervalle
from gef.core.motifs import Source
from gef.core.parts import BAILLEUR
from gef.core.projection import Projection
from gef.outputs.nombres import MOIS, MOIS_COURTS, date_longue, solde
from gef.outputs.phrases_pilotage import say_constats, say_raisons
from gef.outputs.tables import Colonne, Ligne, Marque, Table, Valeur

LIGNES_SANS_FILTRE: Final = 8  # a table that the eye scans needs no filter
DEFINITIONS: Final = Source("docs/metier/pilotage.md", "pratique")
Liens = Mapping[str, str]


def table_alertes(pilotage: Pilotage, liens: Liens) -> Table:
    """Show the accounts that wait, the latest first, and why; each opens onto its lines."""
    exercice, is_longue = pilotage.exercice, len(pilotage.alertes) > LIGNES_SANS_FILTRE
    colonnes = (
        Colonne("reservataire", "Réservataire", filtre="texte" if is_longue else ""),
        Colonne("constat", "Constat", filtre="choix" if is_longue else ""),
        Colonne("solde", "Solde", "solde", aide="Report + droits − reçus : ce qui lui manque."),
        Colonne(
            "depuis", "En retard depuis", absent="–", triable=False, aide="Mois où il a passé le seuil pour de bon."
        ),
        Colonne("recus", f"Reçus {exercice}", "entier", secondaire=True),
        Colonne("pourquoi", "Pourquoi", triable=False),
    )
    return Table(
        "alertes",
        f"Qui attend, et pourquoi, au {date_longue(pilotage.jour)}",
        colonnes,
        tuple(_alerte(ligne, liens, pilotage.jour) for ligne in pilotage.alertes),
        denomination=("réservataire", "réservataires"),
        notes=(
            f"Au {date_longue(pilotage.jour)}. En retard : solde au-delà de {solde(pilotage.seuil)}.",
            "Noyé : droit à un logement au moins, report compris, et aucun reçu dans l’exercice.",
            "Débordé : deux logements sans suite au moins, et la moitié de ceux qu’on lui a proposés.",
        ),
        sources=(DEFINITIONS, REGLE, JOURNAL),
        vide="Personne n’est en retard, noyé ni débordé.",
    )


def say_depuis(ligne: LignePilotage, jour: date) -> str | None:
    """Say the month since which an account is late; None when it is not."""
    if ligne.depuis is None:
        return None
    if ligne.depuis == jour:
        return "ce mois-ci"
    return "l’an passé" if (ligne.depuis.month, ligne.depuis.day) == (1, 1) else MOIS[ligne.depuis.month - 1]


def _alerte(ligne: LignePilotage, liens: Liens, jour: date) -> Ligne:
    compte = ligne.compte
    is_late = "en_retard" in ligne.constats
    return Ligne(
        {
            "reservataire": ligne.nom,
            "constat": say_constats(ligne.constats),
            "solde": compte.solde,
            "depuis": say_depuis(ligne, jour),
            "recus": compte.recus_total,
            "pourquoi": say_raisons(ligne.raisons, compte),
        },
        genre="bord" if "noye" in ligne.constats else "",
        liens={"reservataire": liens[compte.code]} if compte.code in liens else {},
        marques={"solde": "retard"} if is_late else {},
    )


def table_fil(pilotage: Pilotage, liens: Liens) -> Table:
    """Show the solde of each account at the end of each month."""
    codes = ["report", *(f"m{rank}" for rank in range(1, len(pilotage.fins)))]
    last = len(codes) - 1
    colonnes = (
        Colonne("reservataire", "Réservataire", filtre="texte"),
        Colonne("report", "1er janv.", "solde", aide="Solde au 31 décembre de l’année précédente."),
        *(
            Colonne(codes[rank], MOIS_COURTS[rank - 1], "solde", secondaire=rank < last)
            for rank in range(1, len(codes))
        ),
    )
    lignes = pilotage.lignes
    sums = [sum((ligne.compte.soldes[rank] for ligne in lignes), Fraction(0)) for rank in range(len(codes))]
    return Table(
        "fil",
        f"Soldes à la fin de chaque mois de {pilotage.exercice}",
        colonnes,
        tuple(_fil(ligne, codes, pilotage.seuil, liens) for ligne in lignes),
        total=Ligne({"reservataire": "Ensemble", **dict(zip(codes, sums, strict=True))}),
        denomination=("compte", "comptes"),
        notes=(
            f"En logements ; la dernière colonne est au {date_longue(pilotage.jour)}.",
            "Un fait inscrit en retard compte le mois où il est inscrit.",
            "Ensemble : les logements rendus qui attendaient alors une nouvelle orientation ; 0 quand aucun n’attend.",
        ),
        sources=(REGLE, JOURNAL),
    )


def _fil(ligne: LignePilotage, codes: list[str], seuil: Fraction, liens: Liens) -> Ligne:
    compte = ligne.compte
    soldes = dict(zip(codes, compte.soldes, strict=True))
    late: dict[str, Marque] = {
        code: "retard" for code, value in soldes.items() if value > seuil and compte.code != BAILLEUR
    }
    return Ligne(
        {"reservataire": ligne.nom, **soldes},
        liens={"reservataire": liens[compte.code]} if compte.code in liens else {},
        marques=late,
    )


def table_fin(pilotage: Pilotage, objectifs: Mapping[str, int], projection: Projection | None, liens: Liens) -> Table:
    """Set each account against its objective and what the year's end should bring.

    Args:
        pilotage: The accounts.
        objectifs: Objective of the exercice by account; empty when none was kept.
        projection: Projection of the year; None when nothing was forecast.
        liens: Address of the page of each account.
    """
    exercice = pilotage.exercice
    colonnes = (
        Colonne("reservataire", "Réservataire", filtre="texte"),
        Colonne("objectif", f"Objectif {exercice}", "entier", absent=ABSENT),
        Colonne("recus", "Reçus", "entier"),
        Colonne("projetes", "Droits projetés", "decimal", decimales=1, absent=TROP_TOT, secondaire=True),
        Colonne("intervalle", "Intervalle à 95\u202f%", absent=TROP_TOT, triable=False, secondaire=True),
        Colonne("reste", "Reste dû", "solde", decimales=1, absent=TROP_TOT, aide="Report + droits projetés − reçus."),
        Colonne("entre", "De … à …", absent=TROP_TOT, triable=False, aide="Le reste dû, avec le même intervalle."),
    )
    rows = [(ligne, project_fin(ligne, objectifs, projection)) for ligne in pilotage.lignes]
    return Table(
        "fin",
        f"Ce qu’il reste dû à chacun au 31 décembre {exercice}",
        colonnes,
        tuple(_fin(ligne, fin, liens) for ligne, fin in rows),
        denomination=("compte", "comptes"),
        notes=(
            f"En logements, au {date_longue(pilotage.jour)}.",
            "Reste dû : ce qu’il faudrait encore lui orienter pour finir l’année à l’équilibre ; négatif : avance.",
        ),
        sources=(REGLE, JOURNAL, INTERVALLE),
    )


def _fin(ligne: LignePilotage, fin: Fin, liens: Liens) -> Ligne:
    compte, droits = ligne.compte, fin.droits
    valeurs: dict[str, Valeur] = {
        "reservataire": ligne.nom,
        "objectif": fin.objectif,
        "recus": compte.recus_total,
        "projetes": droits.projetes if droits else None,
        "intervalle": say_intervalle(droits.intervalle, 1) if droits else None,
        "reste": fin.reste,
        "entre": f"{solde(fin.intervalle.bas, 1)} à {solde(fin.intervalle.haut, 1)}" if fin.intervalle else None,
    }
    return Ligne(valeurs, liens={"reservataire": liens[compte.code]} if compte.code in liens else {})
