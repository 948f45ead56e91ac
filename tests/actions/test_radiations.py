"""The leases of a period with their households; what lacks is said, a cancelled lease is left out."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import JOUR, Monde, a_fait, an_acteur
from tests.builders_caleol import NON, a_charge, a_fact, a_passage, some_decisions

from gef.actions.radiations import list_baux, say_regime, table_baux, table_irrecevables
from gef.db.designation.models import Candidat

DEBUT, FIN = date(2026, 6, 1), date(2026, 7, 1)


def test_a_lease_names_the_household_of_its_offer(monde: Monde) -> None:
    passage = a_passage(monde, is_relogement=True)
    some_decisions(monde, passage)
    a_fact(monde, passage, "bail", days=9)
    (ligne,) = table_baux(list_baux(a_charge(monde), DEBUT, FIN)).lignes
    assert ligne.valeurs["numero"] == Candidat.objects.get(ordre=1).numero_unique
    assert (ligne.valeurs["bail"], ligne.valeurs["caleol"]) == (date(2026, 6, 24), JOUR)
    assert (ligne.valeurs["contingent"], ligne.valeurs["type"], ligne.valeurs["relogement"]) == (
        "Ville de Lys",
        "flux",
        True,
    )
    assert ligne.details == {"type": "attribution avec rang"}
    assert ligne.valeurs["manque"] == "numéro RPLS"


def test_a_lease_without_decisions_says_so(monde: Monde) -> None:
    row, ville = monde.liberations[0], monde.comptes["VILLE"]
    for kind in ("orientation", "attribution", "bail"):
        a_fait(row, kind, ville)
    (bail,) = list_baux(an_acteur(monde.gestionnaire), DEBUT, FIN)
    assert bail.candidat is None
    (ligne,) = table_baux([bail]).lignes
    assert (ligne.valeurs["numero"], ligne.valeurs["relogement"]) == (None, None)
    assert ligne.valeurs["manque"] == "candidat ; numéro RPLS"
    assert ligne.details["manque"] == "aucune décision de CALEOL"


def test_a_lease_that_was_cancelled_or_out_of_the_period_is_left_out(monde: Monde) -> None:
    passage = a_passage(monde)
    some_decisions(monde, passage)
    a_fact(monde, passage, "bail", days=9)
    acteur = an_acteur(monde.gestionnaire)
    assert list_baux(acteur, DEBUT, date(2026, 6, 24)) == ()
    assert list_baux(acteur, date(2026, 6, 25), FIN) == ()
    a_fact(monde, passage, "annulation", days=10)
    assert list_baux(acteur, DEBUT, FIN) == ()


def test_inadmissible_demandes_are_listed_once_the_dwelling_is_closed(monde: Monde) -> None:
    passage = a_passage(monde)
    rows = [{"code": "attribution"}, NON, {"code": "irrecevable", "motif": "autre", "texte": "personne morale"}]
    acteur = an_acteur(monde.gestionnaire)
    some_decisions(monde, passage, rows, clore=False)
    assert table_irrecevables(acteur, DEBUT, FIN).lignes == ()
    some_decisions(monde, passage, rows)
    (ligne,) = table_irrecevables(acteur, DEBUT, FIN).lignes
    assert ligne.valeurs["motif"] == "autre motif : personne morale"
    assert table_irrecevables(acteur, FIN, date(2026, 8, 1)).lignes == ()


def test_numbers_are_not_for_readers(monde: Monde) -> None:
    for user in (monde.lecteur, monde.agent_ville):
        with pytest.raises(PermissionDenied):
            list_baux(an_acteur(user), DEBUT, FIN)
        with pytest.raises(PermissionDenied):
            table_irrecevables(an_acteur(user), DEBUT, FIN)
    assert (say_regime(""), say_regime("mutations")) == ("flux", "hors flux : mutations internes")
