"""The clocks of a bailleur's dwellings follow his ledger and his conventions."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from tests.builders import MOMENT, Monde, an_acteur, an_orientation

from gef.actions.delais import SaisieDelai, inscrire_delai
from gef.actions.faits import SaisieFait, inscrire_fait
from gef.actions.flux import load_flux
from gef.actions.horloges import list_horloges
from gef.core.delais import Delai

JOUR = date(2026, 6, 15)
PARIS = MOMENT.tzinfo


def write(monde: Monde, kind: str, jour: date, **fields: object) -> None:
    acteur = an_acteur(monde.gestionnaire)
    rang = load_flux(monde.habitat_lys.pk).suivis[monde.liberations[0].pk].rang
    moment = datetime.combine(jour, time(10), tzinfo=PARIS)
    inscrire_fait(acteur, monde.reference, SaisieFait(kind, jour, **fields), rang_vu=rang, moment=moment)  # type: ignore[arg-type]


def running(monde: Monde, jour: date, **args: object) -> dict[str, date]:
    clocks = list_horloges(monde.habitat_lys, load_flux(monde.habitat_lys.pk), jour, **args)  # type: ignore[arg-type]
    return {clock.clause.etape: clock.echeance for clock in clocks}


@pytest.fixture
def transmis(monde: Monde) -> Monde:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")
    assert running(monde, JOUR) == {}
    write(monde, "transmission", JOUR)
    return monde


def test_a_sheet_starts_three_clocks_that_candidates_or_an_answer_stop(transmis: Monde) -> None:
    assert running(transmis, JOUR) == {
        "reponse": date(2026, 6, 22),
        "dossiers": date(2026, 6, 25),
        "candidats": date(2026, 7, 15),
    }
    write(transmis, "acceptation", date(2026, 6, 17))
    assert set(running(transmis, date(2026, 6, 17))) == {"dossiers", "candidats"}
    write(transmis, "attribution", date(2026, 6, 30))
    assert running(transmis, date(2026, 6, 30)) == {"menage": date(2026, 7, 10)}


def test_the_convention_of_the_day_gives_the_delay(transmis: Monde) -> None:
    saisie = SaisieDelai(
        "VILLE", "reponse", Delai(8, "calendaires"), "reprendre", "compte", date(2026, 1, 1), "Convention, art. 5"
    )
    inscrire_delai(an_acteur(transmis.gestionnaire), saisie, MOMENT)
    assert running(transmis, JOUR)["reponse"] == date(2026, 6, 23)


def test_a_cancelled_sheet_starts_nothing(transmis: Monde) -> None:
    write(transmis, "annulation", JOUR, motif="envoyée par erreur")
    assert running(transmis, JOUR) == {}


def test_only_the_wanted_accounts_are_read(transmis: Monde) -> None:
    assert running(transmis, JOUR, comptes={"AL"}) == {}
    assert len(running(transmis, JOUR, comptes={"VILLE"})) == 3
