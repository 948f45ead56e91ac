"""Terms as they are read, in the order of the subjects, and what two versions do not share."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.core.termes_exemples import a_part, a_version, an_objectif

from gef.core.comparaison_termes import comparer_termes, lister_termes
from gef.core.conventions import Duree
from gef.core.souhaits import Souhait
from gef.core.termes import SUJETS, DerogationConvenue, Termes

CLAUSE = DerogationConvenue("plancher_hors_qpv", Fraction(29, 100), "29 % hors quartiers.", "Convention, art. 4")


def values(termes: Termes) -> dict[str, str]:
    return {terme.code: terme.valeur.replace("\u202f", " ") for terme in lister_termes(termes)}


def test_every_subject_has_a_term_and_codes_are_unique() -> None:
    for termes in (a_version(), a_version(derogations=(CLAUSE,), npnru="charte")):
        rows = lister_termes(termes)
        assert {row.sujet for row in rows} == set(SUJETS)
        assert len({row.code for row in rows}) == len(rows)
        order = [list(SUJETS).index(row.sujet) for row in rows]
        assert order == sorted(order)


def test_terms_say_what_they_are_in_words() -> None:
    said = values(a_version())
    assert said["part.VILLE"] == "20 %"
    assert said["taux"] == "10 % (moyenne de trois ans)"
    assert said["exclusion.pli"] == "20 (accord local)"
    assert said["delai.reponse"] == "5 jours ouvrés ; ne compte pas"
    assert said["objectif.VILLE.06029"] == "20 %, 4 en 2026"
    assert said["duree"].startswith("3 ans, puis 2")
    assert values(a_version(parts=(a_part(part=None),)))["part.VILLE"] == "non renseigné"
    assert values(a_version(assiette=None))["assiette"] == "non renseigné"


def test_a_comparison_says_what_changed_came_and_went() -> None:
    before = a_version()
    after = replace(
        before,
        parts=(a_part(part="1/4"),),
        contractuels=(an_objectif("06004", 2, lieu="Antibes"),),
        indicatifs=(Souhait(Fraction(1, 4), typologie="T4"),),
        duree=Duree(2, 2),
    )
    found = {row.code: (row.avant, row.apres) for row in comparer_termes(before, after)}
    assert set(found) == {"part.VILLE", "objectif.VILLE.06004", "objectif.VILLE.06029", "indicatif.1", "duree"}
    assert found["part.VILLE"] == ("20\u202f%", "25\u202f%")
    assert found["objectif.VILLE.06004"][0] == ""
    assert found["objectif.VILLE.06029"][1] == ""


@given(
    st.sampled_from(("directe", "deleguee", "mixte")),
    st.fractions(0, 1, max_denominator=50),
    st.text(max_size=20),
    st.integers(1, 12),
)
def test_nothing_differs_from_itself_and_what_differs_does_both_ways(
    mode: str, part: Fraction, texte: str, mois: int
) -> None:
    one, other = a_version(), a_version(mode_gestion=mode, parts=(a_part(part=str(part)),), npnru=texte, revoyure=mois)
    assert comparer_termes(other, other) == ()
    there = {(row.code, row.avant, row.apres) for row in comparer_termes(one, other)}
    back = {(row.code, row.apres, row.avant) for row in comparer_termes(other, one)}
    assert there == back


def test_an_account_managed_otherwise_says_so() -> None:
    termes = a_version(parts=(a_part(mode_gestion="deleguee"),))
    assert values(termes)["gestion.VILLE"] == "déléguée"
    assert "gestion.VILLE" not in values(a_version())
