"""A year of Habitat Lys with households, refusals and an EPCI, frozen: what the tests of the bilans look at."""

from __future__ import annotations

from datetime import date

from tests.actions.monde_complet import complete
from tests.builders import MOMENT, Monde, a_fait, an_acteur, an_organisation

from gef.actions.avis_bilans import Destinataire, lire_envoi
from gef.actions.bilans_figes import figer_bilan
from gef.db.bilans.models import BilanFige

LERINS = "200039915"


def a_bilan_fige(monde: Monde) -> BilanFige:
    """Freeze 2025: six dwellings proposed, one let after a refusal of the Ville, one refused by a household."""
    complete(monde)
    an_organisation("CA Cannes Pays de Lérins", "epci", LERINS)
    second = monde.habitat_lys.liberations.filter(faits__type="orientation").order_by("libre_le").first()
    assert second is not None
    a_fait(second, "attribution", monde.comptes["AL"], date=date(2025, 4, 3))
    refus = {"cause": "loyer", "partie": "menage", "offre": "adaptee"}
    a_fait(second, "refus_menage", monde.comptes["AL"], date=date(2025, 4, 9), precision=refus)
    return figer_bilan(an_acteur(monde.gestionnaire), 2025, MOMENT)


def a_destinataire(bilan: BilanFige, nom: str) -> Destinataire:
    return next(row for row in lire_envoi(bilan).destinataires if row.nom == nom)
