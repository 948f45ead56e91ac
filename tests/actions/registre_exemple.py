"""Lines of the register for the tests of the dialogue: two of the Ville, one delegated to her, one of the État."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.builders import CANNES, DEBUT, JOUR, MOMENT, Monde, an_acteur

from gef.access.acteur import Acteur
from gef.actions.avis import donner_avis, transmettre
from gef.core.avis import Avis
from gef.db.flux.models import AvisDroit, Droit

ECHEANCE = date(2026, 7, 15)
MOTIF = "Délibération du 14 juin 2011, article 3."


def a_droit(monde: Monde, code: str = "VILLE", nombre: int = 4, **fields: Any) -> Droit:
    """Write a line: by default 4 dwellings of Cannes given for land, with a signed convention and without an end."""
    defaults: dict[str, Any] = {
        "nature": "terrain",
        "type_droit": "suite",
        "commune": CANNES,
        "programme": "Les Goélands",
        "debut": DEBUT,
        "document": "Convention du 14 juin 2011",
    }
    return Droit.objects.create(reservataire=monde.comptes[code], nombre=nombre, **defaults | fields)


def a_garantie(monde: Monde, code: str = "VILLE", nombre: int = 9, **fields: Any) -> Droit:
    """Write a guarantee whose loan was repaid on 6 May 2024."""
    loan = date(2024, 5, 6)
    defaults = {"nature": "garantie", "debut": date(1994, 3, 2), "fin": loan, "echeance_pret": loan}
    return a_droit(monde, code, nombre, **defaults | fields)


def a_delegation(monde: Monde, nombre: int = 3, **fields: Any) -> Droit:
    """Write a right of the département that the Ville uses since 2025."""
    defaults = {"utilisateur": monde.comptes["VILLE"], "delegation_debut": date(2025, 1, 1), "programme": "Les Sirènes"}
    return a_droit(monde, "CD", nombre, **defaults | fields)


def send(monde: Monde, reservataire: str = "", echeance: date = ECHEANCE, **fields: Any) -> None:
    """Send what was never sent."""
    acteur = an_acteur(monde.gestionnaire)
    transmettre(acteur, reservataire=reservataire, echeance=echeance, **{"moment": MOMENT, **fields})


def answer(acteur: Acteur, droit: Droit, type_avis: str, moment: datetime | None = None, **fields: Any) -> AvisDroit:
    """Speak on a line, as the page that was just shown would."""
    when = moment or MOMENT + timedelta(days=1)
    avis = Avis(type_avis, when.date(), fields.pop("motif", MOTIF if type_avis == "conteste" else ""), **fields)  # type: ignore[arg-type]
    rang = AvisDroit.objects.filter(droit=droit).count()
    return donner_avis(acteur, droit.pk, avis, rang_vu=rang, moment=when)


def contest(monde: Monde, droit: Droit) -> AvisDroit:
    """The Ville contests a line that was sent."""
    return answer(an_acteur(monde.agent_ville), droit, "conteste", nombre=6)


__all__ = ["DEBUT", "ECHEANCE", "JOUR", "MOTIF", "a_delegation", "a_droit", "a_garantie", "answer", "contest", "send"]
