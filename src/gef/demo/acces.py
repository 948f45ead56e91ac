"""Who may sign in to the demonstration: invented people, one password printed for all to read."""

from __future__ import annotations

from dataclasses import dataclass

from gef.demo.reservataires import NOM_BAILLEUR

MOT_DE_PASSE = "demonstration-2026"


@dataclass(frozen=True, slots=True)
class AccesDemo:
    """An invented person, and for whom he works."""

    nom: str
    email: str
    organisation: str
    role: str
    fonction: str


ACCES = (
    AccesDemo(
        "Nadia Ferrero",
        "nadia@habitat-lerins.example",
        NOM_BAILLEUR,
        "gestionnaire",
        "responsable de la gestion en flux",
    ),
    AccesDemo("Théo Calanque", "theo@habitat-lerins.example", NOM_BAILLEUR, "lecteur", "contrôleur de gestion"),
    AccesDemo("Inès Garrigue", "ines@ville-grasse.example", "Ville de Grasse", "gestionnaire", "service logement"),
    AccesDemo(
        "Lucien Mistral",
        "lucien@ddets06.example",
        "État (DDETS des Alpes-Maritimes)",
        "gestionnaire",
        "contingent préfectoral",
    ),
    AccesDemo(
        "Salomé Lavande",
        "salome@action-logement.example",
        "Action Logement",
        "gestionnaire",
        "gestion des réservations",
    ),
    AccesDemo(
        "Célia Estérel",
        "celia@cannes-lerins.example",
        "CA Cannes Pays de Lérins",
        "gestionnaire",
        "pilotage de la conférence intercommunale",
    ),
    AccesDemo(
        "Bastien Tanneron",
        "bastien@pays-grasse.example",
        "CA du Pays de Grasse",
        "gestionnaire",
        "habitat et conférence intercommunale",
    ),
)
GESTIONNAIRE, LECTEUR, GRASSE, ETAT, ACTION_LOGEMENT, EPCI_CANNES, EPCI_GRASSE = ACCES


def render_comptes() -> str:
    """Write who may sign in, for a terminal."""
    width = max(len(acces.email) for acces in ACCES)
    lines = [f"  {acces.email:<{width}}  {acces.nom}, {acces.fonction}, {acces.organisation}" for acces in ACCES]
    return "\n".join(
        (
            "Démonstration\u00a0: bailleur, personnes et droits sont fictifs, le parc suit des données réelles.",
            f"Comptes, avec le mot de passe {MOT_DE_PASSE}\u00a0:",
            *lines,
        )
    )
