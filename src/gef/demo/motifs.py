"""What people write when they refuse a dwelling, give it back or depart from a proposal: French, and about nobody."""

from __future__ import annotations

from random import Random

from gef.demo.logements import LogementDemo

ETAGE_ELEVE = 3
RETOUR = "Aucun candidat désigné dans le délai d’un mois : logement repris."
REFUS = (
    "Pas de candidat à présenter dans les cinq jours ouvrés.",
    "Logement trop éloigné de l’emploi des candidats.",
    "Composition familiale des candidats inadaptée à ce logement.",
)
REFUS_MENAGE = (
    "Loyer jugé trop élevé par le ménage.",
    "Ménage déjà relogé ailleurs.",
    "Logement jugé trop éloigné de l’école et du travail.",
    "Sans réponse du ménage dans les dix jours.",
)
SUIVI = "Rattrapage convenu en comité de suivi, procès-verbal joint."
DEPARTS: dict[str, tuple[str, ...]] = {
    "etat_prio": (
        "Demande de la DDETS : échéance DALO dans le mois, accord du réservataire proposé.",
        SUIVI,
    ),
    "etat_fonct": ("Demande de la DDETS pour un agent muté au 1er du mois, accord du réservataire proposé.", SUIVI),
    "action_logement": (
        "Action Logement a un candidat prêt ; le réservataire proposé a dit ne pas en avoir.",
        SUIVI,
    ),
    "departement": ("Sortie d’hébergement suivie par le Département, accord du réservataire proposé.", SUIVI),
    "epci": ("Accord de la commune et de l’EPCI : un relogement attendu depuis six mois.", SUIVI),
    "commune": (
        "Relogement urgent après un sinistre, accord écrit du réservataire proposé.",
        "La commune attend un logement de cette taille depuis six mois ; accord en réunion de suivi.",
        SUIVI,
    ),
    "bailleur": (
        "Travaux lourds avant relocation : le bailleur garde le logement.",
        "Le réservataire proposé a fait savoir qu’il n’aurait pas de candidat.",
    ),
}


def motive_refus(rng: Random, logement: LogementDemo) -> str:
    """Write why a reservataire refuses this very dwelling."""
    motifs = list(REFUS)
    if logement.typologie == "T1":
        motifs.append("Aucun candidat pour un T1.")
    if logement.financement == "PLS":
        motifs.append("Aucun candidat dont les ressources conviennent à un PLS.")
    if logement.etage >= ETAGE_ELEVE:
        motifs.append("Étage trop élevé pour les candidats.")
    if logement.qpv:
        motifs.append("Candidats prioritaires : pas de logement en quartier prioritaire.")
    return rng.choice(motifs)


def motive_depart(rng: Random, kind: str) -> str:
    """Write why a person prefers an account of this kind to the one proposed."""
    return rng.choice(DEPARTS[kind])
