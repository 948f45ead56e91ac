"""The whole bilan: cross totals agree to the unit along every axis, nothing depends on the order of the dwellings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_bilan import a_entree, a_ligne, lignes_quelconques

from gef.core.bilan_annuel import BilanAnnuel, EntreeAnnuelle, Soustraction, dresser_annuel
from gef.core.bilan_entree import EntreeBilan, LigneFlux
from gef.core.obligations_annee import EntreeObligations

JOUR, APRES = date(2025, 3, 3), date(2025, 4, 4)


def a_annuel(entree: EntreeBilan, *soustractions: Soustraction) -> BilanAnnuel:
    return dresser_annuel(EntreeAnnuelle(entree, (), soustractions, EntreeObligations(2025, {}, {}, {}, {})))


@given(lignes_quelconques(), st.randoms())
def test_every_cut_of_the_year_gives_the_same_totals(lignes: tuple[LigneFlux, ...], rng: object) -> None:
    """Oracle: the dwellings are listed one by one, and every table must add up to them."""
    shuffled = list(lignes)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    annuel = a_annuel(a_entree(*lignes))
    assert annuel == a_annuel(a_entree(*shuffled))
    bilan, rows = annuel.bilan, annuel.logements
    listed = {
        "propositions": sum(row.propose_le is not None for row in rows),
        "attributions": sum(row.attribue_le is not None for row in rows),
        "baux": sum(row.bail_le is not None for row in rows),
    }
    for event, number in listed.items():
        assert bilan.total.volume(event) == number  # type: ignore[arg-type]
        for axe in bilan.axes:
            assert getattr(axe.total, event) == sum(getattr(row, event) for row in axe.lignes) == number
        assert sum(row.volume(event) for row in bilan.reservataires) == number  # type: ignore[arg-type]
        for compte in bilan.reservataires:
            own = Counter(row.reservataire for row in rows if getattr(row, FIELDS[event]) is not None)
            assert own[compte.id] == compte.volume(event)  # type: ignore[arg-type]
            assert {getattr(axe.total, event) for axe in compte.axes} == {compte.volume(event)}  # type: ignore[arg-type]
    assert annuel.total_publics.attributions == bilan.total.attributions
    assert sum(row.attributions for row in annuel.territoires) == bilan.total.attributions


FIELDS = {"propositions": "propose_le", "attributions": "attribue_le", "baux": "bail_le"}


def test_a_dwelling_has_a_row_for_each_account_that_had_something_of_it() -> None:
    ligne = a_ligne(
        propositions=(("lys", APRES), ("lys", JOUR), ("al", APRES)), attribue_a="al", attribue_le=APRES, bail_le=APRES
    )
    rows = a_annuel(a_entree(ligne)).logements
    assert [(r.reservataire, r.propose_le, r.attribue_le, r.bail_le) for r in rows] == [
        ("al", APRES, APRES, APRES),
        ("lys", JOUR, None, None),
    ]


def test_what_is_not_declared_for_the_next_year_is_said() -> None:
    annuel = a_annuel(a_entree(), Soustraction("mutations", 0), Soustraction("vente", None), Soustraction("anru", None))
    assert annuel.bilan.manques[-1].startswith("Soustractions prévues en 2026 : non renseigné pour ")
    assert "mutations" not in annuel.bilan.manques[-1]


def test_steps_are_written_again_from_the_figures() -> None:
    annuel = a_annuel(a_entree(a_ligne(propositions=(("lys", JOUR),))))
    bare = annuel.without_explications()
    assert bare.bilan.explications == {}
    assert bare.with_explications() == annuel


def test_a_forecast_revised_since_does_not_touch_the_figures_of_the_year() -> None:
    before, after = (a_annuel(a_entree(), Soustraction("anru", number)) for number in (None, 4))
    assert before != after
    assert before.is_same_year(after)
    droits = replace(a_entree(), droits={"lys": Fraction(2)})
    assert not before.is_same_year(a_annuel(droits))
