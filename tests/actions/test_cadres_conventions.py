"""What terms are checked against: the others' parts where they hold, the État's convention, the caps of the day."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tests.actions.convention_exemple import DOCUMENT, a_draft, amend, say, with_part
from tests.builders import JOUR, Monde, a_compte, an_acteur

from gef.actions.cadres_conventions import controler, load_cadre
from gef.db.flux.models import Convention


def test_parts_are_summed_where_they_hold_these_terms_included(monde: Monde) -> None:
    a_compte(monde.habitat_lys, "ANTIBES", "commune", part="1/10", portee="commune:06004")
    wide = Fraction(3, 10) + Fraction(2, 5) + Fraction(1, 15)
    ville = load_cadre(monde.habitat_lys, with_part(a_draft(monde).termes, "1/8"), JOUR)
    assert ville.sommes == {"Cannes": wide + Fraction(1, 8), "toute commune": wide}
    etat = load_cadre(monde.habitat_lys, a_draft(monde, "ETAT-P").termes, JOUR)
    assert etat.sommes == {
        "Cannes": wide + Fraction(1, 5),
        "Antibes": wide + Fraction(1, 10),
        "toute commune": wide,
    }


def test_the_parties_of_an_epci_add_up_in_each_commune(monde: Monde) -> None:
    a_compte(monde.habitat_lys, "EPCI", "epci", part="1/50", portee="epci:200039915")
    termes = a_draft(monde, "EPCI", "VILLE").termes
    assert termes.part_totale is None, "parts of two territories have no sum"
    sums = load_cadre(monde.habitat_lys, termes, JOUR).sommes
    assert sums
    wide = Fraction(3, 10) + Fraction(2, 5) + Fraction(1, 15)
    assert sums["Cannes"] == wide + Fraction(1, 50) + Fraction(1, 5)
    assert sums["Le Cannet"] == wide + Fraction(1, 50)


def test_parts_above_the_whole_are_named_with_their_place(monde: Monde) -> None:
    termes = with_part(a_draft(monde, "AL").termes, "9/20")
    [row] = [row for row in controler(monde.habitat_lys, termes, JOUR) if row.code == "somme"]
    assert "(Cannes)" in row.message


def test_the_etat_comes_first(monde: Monde) -> None:
    termes = a_draft(monde).termes
    assert load_cadre(monde.habitat_lys, termes, JOUR).has_etat, "its part came from a file"
    Convention.objects.filter(reservataire__code__startswith="ETAT").delete()
    assert not load_cadre(monde.habitat_lys, termes, JOUR).has_etat
    lue = a_draft(monde, "ETAT-P")
    parts = tuple(replace(row, part=Fraction(1, 10)) for row in lue.termes.parts)
    lue = amend(an_acteur(monde.gestionnaire), lue, parts=parts)
    for kind, document in (("transmission", ""), ("signature", DOCUMENT)):
        lue = say(an_acteur(monde.gestionnaire), lue, kind, document=document)
    assert load_cadre(monde.habitat_lys, termes, JOUR).has_etat


def test_the_caps_are_those_of_the_law_on_the_day(monde: Monde) -> None:
    cadre = load_cadre(monde.habitat_lys, a_draft(monde).termes, JOUR)
    assert (cadre.plafonds.etat.valeur, cadre.plancher.valeur) == (Fraction(3, 10), Fraction(3, 10))
    assert cadre.garanties is None
    assert cadre.retenues == {}


def test_a_narrow_flux_of_a_departement_waits_for_its_justification(monde: Monde) -> None:
    termes = a_draft(monde, "CD").termes
    narrow = replace(termes, portee="epci:200039915", parts=(replace(termes.parts[0], portee="epci:200039915"),))
    assert "justification" in {row.code for row in controler(monde.habitat_lys, narrow, JOUR)}
