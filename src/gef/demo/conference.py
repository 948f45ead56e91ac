"""Two conférences of the demonstration: meetings held, one to come, decisions at every stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from gef.access.acteur import Acteur
from gef.actions.conference import (
    SaisieDecision,
    SaisieReunion,
    deplacer_reunion,
    inscrire_decision,
    planifier_reunion,
    suivre_decision,
)
from gef.core.conference import Mot, Suivi
from gef.demo.acces import EPCI_CANNES, EPCI_GRASSE

PARIS = ZoneInfo("Europe/Paris")
LIEU = "hôtel de la communauté, salle du conseil"
A_GRASSE = date(2026, 4, 16)
BAILLEUR, ETAT, EPCI = "Habitat Lérins", "État (DDETS)", "CA Cannes Pays de Lérins"
ANNONCEE_LE = date(2025, 12, 15)
PLENIERE, SUIVI, A_VENIR, REPORTEE_DU = date(2026, 3, 19), date(2026, 10, 8), date(2026, 12, 10), date(2026, 11, 26)


@dataclass(frozen=True, slots=True)
class DecisionDemo:
    """A decision, and the words that followed it."""

    texte: str
    porteur: str
    echeance: date | None
    suivis: tuple[Suivi, ...] = ()


DECISIONS: Mapping[date, tuple[DecisionDemo, ...]] = {
    PLENIERE: (
        DecisionDemo(
            "Rapprocher le registre des droits de chaque commune de celui du bailleur.",
            BAILLEUR,
            date(2026, 6, 30),
            (
                Suivi("en_cours", date(2026, 4, 7)),
                Suivi(
                    "fait",
                    date(2026, 6, 24),
                    "Les cinq communes ont relu leurs lignes ; deux écarts restent contestés.",
                ),
            ),
        ),
        DecisionDemo(
            "Dire au moment de l’orientation si le logement peut accueillir un ménage fragile.",
            BAILLEUR,
            date(2026, 9, 30),
            (
                Suivi("en_cours", date(2026, 5, 11)),
                Suivi("en_cours", date(2026, 9, 2), "Six résidences sur sept classées."),
            ),
        ),
        DecisionDemo(
            "Mettre en commun une liste de candidats pour les logements de Théoule-sur-Mer.",
            EPCI,
            date(2026, 9, 30),
            (Suivi("abandonne", date(2026, 7, 3), "Un seul logement libéré en trois ans : une liste ne sert à rien."),),
        ),
    ),
    SUIVI: (
        DecisionDemo(
            "Donner les motifs des refus de logements en quartier prioritaire, par commune.",
            EPCI,
            date(2026, 11, 13),
        ),
        DecisionDemo(
            "Renseigner le quartile de ressources des candidats avant chaque commission.",
            f"{BAILLEUR} et les réservataires",
            date(2026, 12, 31),
            (Suivi("en_cours", date(2026, 10, 20), "Consigne donnée aux chargés d’attribution."),),
        ),
        DecisionDemo("Présenter la part de l’État par commune à la prochaine réunion.", ETAT, A_VENIR),
    ),
    A_GRASSE: (
        DecisionDemo(
            "Réunir la Ville et le bailleur sur le programme neuf en discussion.",
            "Ville de Grasse",
            date(2026, 10, 30),
            (Suivi("en_cours", date(2026, 9, 14), "Première réunion tenue ; la répartition reste contestée."),),
        ),
        DecisionDemo("Publier chaque trimestre les logements libérés par commune.", "CA du Pays de Grasse", None),
    ),
}


def tell_conference(partenaires: Mapping[str, Acteur]) -> None:
    """Write the meetings, as the EPCI would have done day after day.

    Args:
        partenaires: Who acts, by address.
    """
    elsewhere = partenaires[EPCI_GRASSE.email]
    saisie = SaisieReunion("pleniere", A_GRASSE, "Grasse, salle des mariages", "Programmes neufs\nObservation")
    _decide(elsewhere, planifier_reunion(elsewhere, saisie, at(ANNONCEE_LE)).pk, A_GRASSE)
    acteur = partenaires[EPCI_CANNES.email]
    points = ("Attributions de l’année passée", "Objectifs des réservataires", "Registre des droits")
    plenary = SaisieReunion("pleniere", PLENIERE, LIEU, "\n".join(points))
    first = planifier_reunion(acteur, plenary, at(ANNONCEE_LE)).pk
    _decide(acteur, first, PLENIERE)
    saisie = SaisieReunion(
        "suivi", SUIVI, "visioconférence", "Suivi des décisions de mars\nVacance et refus\nQuartiles"
    )
    _decide(acteur, planifier_reunion(acteur, saisie, at(date(2026, 9, 1))).pk, SUIVI)
    later = (
        "Suivi des décisions",
        "Chiffres de l’année à ce jour",
        "Part de l’État par commune",
        "Calendrier de 2027",
    )
    last = SaisieReunion("pleniere", REPORTEE_DU, LIEU, "\n".join(later))
    row = planifier_reunion(acteur, last, at(date(2026, 10, 12)))
    mot = Mot("reportee", "Séance du conseil communautaire le même jour.", A_VENIR)
    deplacer_reunion(acteur, row.pk, mot, rang_vu=0, moment=at(date(2026, 11, 9)))


def _decide(acteur: Acteur, reunion_id: int, jour: date) -> None:
    for rang, told in enumerate(DECISIONS[jour]):
        saisie = SaisieDecision(told.texte, told.porteur, told.echeance)
        row = inscrire_decision(acteur, reunion_id, saisie, rang_vu=rang, moment=at(jour))
        for seen, suivi in enumerate(told.suivis):
            suivre_decision(acteur, row.pk, suivi, rang_vu=seen, moment=at(suivi.jour))


def at(jour: date) -> datetime:
    """Moment of a day at which a row is said to have been written."""
    return datetime.combine(jour, time(17, 30), tzinfo=PARIS)
