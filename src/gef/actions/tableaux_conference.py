"""Tables of the conférence: its meetings, and what they decided with where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from gef.actions.conference import DecisionLue, ReunionLue
from gef.core.conference import ETATS_DECISION, ETATS_REUNION, GENRES_REUNION
from gef.core.motifs import Source
from gef.outputs.nombres import date_longue
from gef.outputs.tables import Colonne, Ligne, Marque, Table

CIL: Final = Source("CCH art. R. 441-5 ; source 001 (DRIHL Île-de-France, 2021)", "pratique")
MARQUES_DECISION: Final[Mapping[str, Marque]] = {
    "a_faire": "attente",
    "en_cours": "cours",
    "fait": "fait",
    "abandonne": "bloque",
}
MARQUES_REUNION: Final[Mapping[str, Marque]] = {"planifiee": "attente", "tenue": "fait", "annulee": "bloque"}
EN_RETARD: Final = "en retard"
Lien = Callable[[int], str]


def table_reunions(lues: Sequence[ReunionLue], jour: date, lien: Lien) -> Table:
    """List meetings, the latest first.

    Args:
        lues: Meetings, in the order shown.
        jour: The day; it says which were held.
        lien: Address of a meeting.
    """
    epcis = {lue.row.organisation_id for lue in lues}
    colonnes = (
        Colonne("date", "Date", "date", entete=True),
        *([Colonne("epci", "EPCI", filtre="choix")] if len(epcis) > 1 else []),
        Colonne("genre", "Réunion", "code", libelles=GENRES_REUNION),
        Colonne("lieu", "Lieu"),
        Colonne("etat", "État", "code", libelles=ETATS_REUNION),
        Colonne("decisions", "Décisions", "entier"),
        Colonne("ouvertes", "Encore ouvertes", "entier"),
    )
    return Table(
        "reunions",
        "Réunions de la conférence",
        colonnes,
        tuple(_ligne_reunion(lue, jour, lien(lue.row.pk), has_epci=len(epcis) > 1) for lue in lues),
        denomination=("réunion", "réunions"),
        notes=(f"Au {date_longue(jour)}.",),
        vide="Aucune réunion n’est inscrite : l’EPCI les tient, ses membres les lisent.",
    )


def _ligne_reunion(lue: ReunionLue, jour: date, adresse: str, *, has_epci: bool) -> Ligne:
    etat = lue.reunion.etat(jour)
    moved = [mot for mot in lue.mots if mot.etat == "reportee"]
    return Ligne(
        {
            "date": lue.reunion.jour,
            **({"epci": lue.row.organisation.nom} if has_epci else {}),
            "genre": lue.row.genre,
            "lieu": lue.reunion.lieu,
            "etat": etat,
            "decisions": len(lue.decisions),
            "ouvertes": len(lue.ouvertes),
        },
        liens={"date": adresse},
        details={"date": f"reportée du {date_longue(lue.row.date)}"} if moved else {},
        marques={"etat": MARQUES_REUNION[etat]},
    )


def table_decisions(
    lues: Sequence[DecisionLue], jour: date, lien: Lien | None = None, *, code: str = "decisions", titre: str = ""
) -> Table:
    """List decisions with where each one stands.

    Args:
        lues: Decisions, in the order shown.
        jour: The day; it says which are late.
        lien: Address of a decision; None in a document.
        code: Code of the table, when a page shows several.
        titre: What the table shows.
    """
    colonnes = (
        Colonne("numero", "N°", "entier"),
        Colonne("texte", "Décision", entete=True),
        Colonne("reunion", "Réunion du", "date"),
        Colonne("porteur", "Porteur"),
        Colonne("echeance", "Échéance", "date", absent="non fixée"),
        Colonne("etat", "État", "code", libelles=ETATS_DECISION),
        Colonne("suivi", "Dernier suivi", absent="aucun"),
    )
    return Table(
        code,
        titre or "Décisions et leur suivi",
        colonnes,
        tuple(_ligne_decision(lue, jour, lien(lue.row.pk) if lien else "") for lue in lues),
        denomination=("décision", "décisions"),
        notes=(f"Au {date_longue(jour)}.",),
        sources=(CIL,),
        vide="Aucune décision.",
    )


def _ligne_decision(lue: DecisionLue, jour: date, adresse: str) -> Ligne:
    decision, last = lue.decision, lue.suivis[-1] if lue.suivis else None
    is_late = decision.is_en_retard(jour)
    details = {"etat": EN_RETARD} if is_late else {}
    if last:
        details["suivi"] = f"le {date_longue(last.date)}"
    return Ligne(
        {
            "numero": lue.row.numero,
            "texte": decision.texte,
            "reunion": decision.prise_le,
            "porteur": decision.porteur,
            "echeance": decision.echeance,
            "etat": decision.etat,
            "suivi": (last.motif or "commencé") if last else None,
        },
        liens={"texte": adresse} if adresse else {},
        details=details,
        marques={"etat": "alerte" if is_late else MARQUES_DECISION[decision.etat]},
    )


def order_ouvertes(lues: Sequence[ReunionLue]) -> list[DecisionLue]:
    """Decisions of which something is still to be done, the first deadline first, those without one last."""
    rows = [decision for lue in lues if not lue.reunion.is_annulee for decision in lue.ouvertes]
    return sorted(rows, key=lambda lue: (lue.decision.echeance is None, lue.decision.echeance or date.max, lue.row.pk))
