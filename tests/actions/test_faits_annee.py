"""What the facts of an exercice say of each account, and the dwellings let in it."""

from __future__ import annotations

from datetime import date

from tests.builders import Monde, a_fait, a_liberation

from gef.actions.faits_annee import FaitsAnnee, read_faits_annee
from gef.actions.flux import load_flux
from gef.db.flux.models import Liberation


def read(monde: Monde, exercice: int = 2026) -> FaitsAnnee:
    return read_faits_annee(load_flux(monde.habitat_lys.pk), exercice)


def tell(monde: Monde, row: Liberation, *facts: tuple[str, str, date]) -> None:
    for kind, code, jour in facts:
        a_fait(row, kind, monde.comptes[code], date=jour)


def test_refusals_silences_and_returns_are_counted_on_who_held_the_dwelling(monde: Monde) -> None:
    tell(
        monde,
        monde.liberations[0],
        ("orientation", "VILLE", date(2026, 6, 1)),
        ("refus", "VILLE", date(2026, 6, 3)),
        ("orientation", "AL", date(2026, 6, 8)),
        ("retour", "AL", date(2026, 6, 9)),
        ("orientation", "CD", date(2026, 6, 10)),
    )
    tell(
        monde,
        monde.liberations[1],
        ("orientation", "VILLE", date(2026, 6, 8)),
        ("non_reponse", "VILLE", date(2026, 6, 9)),
    )
    found = read(monde)
    assert (found.rendus, found.retours, found.tenus) == ({"VILLE": 2}, {"AL": 1}, {"CD": 1})
    assert found.loues == ()


def test_what_is_cancelled_and_other_years_are_left_out(monde: Monde) -> None:
    row = monde.liberations[0]
    tell(monde, row, ("orientation", "VILLE", date(2025, 12, 1)), ("refus", "VILLE", date(2025, 12, 3)))
    tell(monde, row, ("orientation", "AL", date(2026, 6, 8)), ("refus", "AL", date(2026, 6, 9)))
    a_fait(row, "annulation", date=date(2026, 6, 9))
    assert read(monde).rendus == {}
    assert read(monde).tenus == {"AL": 1}
    assert read(monde, 2025).rendus == {"VILLE": 1}


def test_a_lease_of_the_exercice_dates_its_jalons_by_the_last_fact(monde: Monde) -> None:
    row = a_liberation(monde.habitat_lys, "P-1", libre_le=date(2026, 4, 1), preavis_le=date(2026, 3, 1))
    tell(
        monde,
        row,
        ("orientation", "VILLE", date(2026, 3, 5)),
        ("refus", "VILLE", date(2026, 3, 9)),
        ("orientation", "AL", date(2026, 3, 16)),
        ("attribution", "AL", date(2026, 4, 9)),
        ("bail", "AL", date(2026, 4, 20)),
    )
    [loue] = read(monde).loues
    assert loue.reservataire == "AL"
    assert loue.jours == {
        "preavis": date(2026, 3, 1),
        "orientation": date(2026, 3, 16),
        "disponibilite": date(2026, 4, 1),
        "attribution": date(2026, 4, 9),
        "bail": date(2026, 4, 20),
    }
    assert loue.vacance == 19
    assert read(monde, 2025).loues == ()


def test_a_dwelling_out_of_the_flux_has_no_place_in_the_vacancy(monde: Monde) -> None:
    a_fait(monde.liberations[3], "bail", date=date(2026, 6, 1))
    assert read(monde).loues == ()
