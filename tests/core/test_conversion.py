"""Conversion of everybody: lines, caps, what nobody holds, reduction by a named person; and its laws."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.conversions_exemples import COMMUNES, FLUX, PARCS, a_reservataire, an_entree, droits, pct

from gef.core.conversion import (
    LIBELLES_METHODES,
    METHODES,
    Conversion,
    EntreeReservataire,
    LigneConversion,
    ValidationReduction,
    comparer,
    comparer_methodes,
    convertir,
    parts_par_commune,
    valider_reduction,
)
from gef.core.droits_uniques import NATURES
from gef.core.errors import DonneeInvalideError, PartsIncompatiblesError
from gef.core.parts import BAILLEUR, TYPES_ETAT, TYPES_RESERVATAIRE
from gef.core.plafonds import sum_by_commune

ORDINAIRES = (
    a_reservataire("P", "etat_prio", "departement", droits(280, "etat")),
    a_reservataire("F", "etat_fonct", "departement", droits(60, "etat")),
    a_reservataire("AL", "action_logement", "departement", droits(150, "un_pourcent", Fraction(1, 20))),
    a_reservataire("CD", "departement", "departement", droits(80, "garantie")),
    a_reservataire("EPCI", "epci", "epci:E1", droits(48, "garantie")),
    a_reservataire("VILLE", "commune", "commune:A", droits(50, "garantie"), droits(15, "terrain")),
)


def by_id(conversion: Conversion) -> dict[str, LigneConversion]:
    return {ligne.reservataire: ligne for ligne in conversion.lignes}


def test_a_whole_departement_step_by_step() -> None:
    conversion = convertir(an_entree(*ORDINAIRES), "part_du_parc")
    lignes = by_id(conversion)
    assert list(lignes) == ["P", "F", "AL", "CD", "EPCI", "VILLE"]
    assert {r: ligne.part_brute for r, ligne in lignes.items()} == {
        "P": pct(28),
        "F": pct(6),
        "AL": pct(15),
        "CD": pct(8),
        "EPCI": pct(6),
        "VILLE": pct(13),
    }
    assert (lignes["F"].part, lignes["P"].part, lignes["AL"].part) == (pct(5), pct(25), pct(15))
    assert lignes["CD"].par_commune == {"A": Fraction(8, 120), "B": pct(8), "C": pct(8)}
    assert lignes["CD"].part == (Fraction(8, 120) * 40 + pct(8) * 40) / 80
    assert lignes["VILLE"].logements == (Fraction(10, 120) + pct(3)) * 40
    assert conversion.anomalies == ()
    assert conversion.proposition_reduction is None
    reserve = sum(ligne.logements for ligne in conversion.lignes)
    assert conversion.non_reserve.logements == 80 - reserve
    assert conversion.non_reserve.part == conversion.non_reserve.logements / 80
    assert conversion.non_reserve.par_commune["C"] == 1 - pct(25 + 5 + 15 + 8)


def test_steps_lead_from_the_rights_to_the_dwellings() -> None:
    conversion = convertir(an_entree(*ORDINAIRES), "part_du_parc")
    cd = conversion.ligne("CD")
    assert [e.code for e in cd.explication.etapes] == [
        "droits",
        "base",
        "part_brute",
        "garanties:A",
        "part",
        "logements",
    ]
    assert cd.explication.etape("part").calcul == "moyenne des communes, pondérée par leur flux"
    assert cd.explication.etape("logements").valeur == cd.logements
    assert [e.code for e in conversion.ligne("F").explication.etapes][3:] == ["agents", "part", "logements"]
    assert conversion.ligne("VILLE").explication.etape("garanties").valeur == Fraction(10, 120) + pct(3)
    assert [e.code for e in conversion.explication.etapes] == ["droits", "flux", "reserve", "non_reserve"]
    assert conversion.explication.titre == "Part du parc, 2026"
    with pytest.raises(KeyError):
        conversion.ligne("X")


def test_methods_side_by_side_and_who_loses() -> None:
    conversions = comparer_methodes(an_entree(*ORDINAIRES))
    assert [c.methode for c in conversions] == list(METHODES) == list(LIBELLES_METHODES)
    ecarts = comparer(conversions[1], conversions[0])
    assert list(ecarts) == ["AL", "CD", "EPCI", "F", "P", "VILLE", BAILLEUR]
    assert {r: e for r, e in ecarts.items() if e} == {"AL": -6, BAILLEUR: 6}


def test_what_if_a_right_expires() -> None:
    before = convertir(an_entree(*ORDINAIRES), "part_du_parc")
    after = convertir(an_entree(*ORDINAIRES[:2], *ORDINAIRES[3:]), "part_du_parc")
    assert comparer(after, before)["AL"] == -12
    assert comparer(before, after)["AL"] == 12


def test_unknown_method_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="méthode « au_doigt » inconnue ; attendu : part_du_parc, "):
        convertir(an_entree(), "au_doigt")


def test_nobody_reserves_anything() -> None:
    conversion = convertir(an_entree(), "part_du_parc")
    assert conversion.non_reserve.part == 1
    assert parts_par_commune(conversion, COMMUNES) == {c: {BAILLEUR: Fraction(1)} for c in COMMUNES}


def test_parts_of_a_commune_hold_the_eligible_and_the_rest() -> None:
    conversion = convertir(an_entree(*ORDINAIRES), "part_du_parc")
    parts = parts_par_commune(conversion, ["C", "A"])
    assert list(parts) == ["C", "A"]
    assert parts["C"] == {"AL": pct(15), "CD": pct(8), "F": pct(5), "P": pct(25), BAILLEUR: pct(47)}
    assert list(parts["A"]) == ["AL", "CD", "EPCI", "F", "P", "VILLE", BAILLEUR]
    with pytest.raises(DonneeInvalideError, match="Commune Z : inconnue"):
        parts_par_commune(conversion, ["Z"])


TROP = (
    a_reservataire("P", "etat_prio", "departement", droits(300)),
    a_reservataire("AL", "action_logement", "departement", droits(600)),
    a_reservataire("VILLE", "commune", "commune:A", droits(200, "terrain")),
)


def test_parts_above_the_whole_are_refused_until_a_person_decides() -> None:
    conversion = convertir(an_entree(*TROP), "part_du_parc")
    assert conversion.ligne("VILLE").part == pct(40)
    assert conversion.non_reserve.par_commune["A"] == pct(-30)
    with pytest.raises(PartsIncompatiblesError, match=r"inutilisables\. Commune A : les parts font 130"):
        parts_par_commune(conversion, COMMUNES)
    reduced = valider_reduction(conversion, "Nadia Ferrero", "accord du 3 mars 2026")
    assert reduced.validation == ValidationReduction("Nadia Ferrero", "accord du 3 mars 2026")
    assert parts_par_commune(reduced, "AC") == {
        "A": {"AL": pct(42), "P": pct(30), "VILLE": pct(28)},
        "C": {"AL": pct(60), "P": pct(30), BAILLEUR: pct(10)},
    }
    assert reduced.ligne("P") == conversion.ligne("P")
    assert comparer(reduced, conversion) == {"AL": Fraction(-72, 10), "P": 0, "VILLE": Fraction(-48, 10), BAILLEUR: 12}
    assert (reduced.anomalies, reduced.proposition_reduction, reduced.checks[3].apres) == ((), None, 1)
    assert conversion.checks[3].apres == pct(130)


def test_a_validated_reduction_is_logged_with_who_and_why() -> None:
    conversion = convertir(an_entree(*TROP), "part_du_parc")
    ligne = valider_reduction(conversion, "Nadia Ferrero", "accord du 3 mars").ligne("AL")
    [reduction] = ligne.plafonnements
    assert (reduction.code, reduction.portee, reduction.avant, reduction.apres) == (
        "reduction",
        "commune:A",
        pct(60),
        pct(42),
    )
    assert reduction.source.reference == "réduction validée par Nadia Ferrero : accord du 3 mars"
    codes = [e.code for e in ligne.explication.etapes]
    assert codes[-3:] == ["reduction:A", "part_apres_reduction", "logements_apres_reduction"]
    assert ligne.explication.etapes[-1].valeur == ligne.logements == pct(51) * 80


@pytest.mark.parametrize(("par", "motif"), [("", "accord"), ("Nadia Ferrero", " ")])
def test_a_reduction_needs_a_name_and_a_reason(par: str, motif: str) -> None:
    with pytest.raises(DonneeInvalideError, match="attendu : une proposition, un nom et un motif"):
        valider_reduction(convertir(an_entree(*TROP), "part_du_parc"), par, motif)


def test_nothing_to_reduce_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="proposition absente"):
        valider_reduction(convertir(an_entree(), "part_du_parc"), "Nadia Ferrero", "accord")


def test_an_etat_that_alone_exceeds_cannot_be_validated() -> None:
    conversion = convertir(an_entree(*TROP, own_minimum=pct(75)), "part_du_parc")
    with pytest.raises(PartsIncompatiblesError, match="A, B, C, la part de l’État dépasse à elle seule"):
        valider_reduction(conversion, "Nadia Ferrero", "accord")


def test_other_blocking_anomalies_survive_a_reduction() -> None:
    lots = tuple(replace(r, part_negociee=part) for r, part in zip(TROP, (pct(30), pct(90), None), strict=True))
    conversion = valider_reduction(convertir(an_entree(*lots), "negociee"), "Nadia Ferrero", "accord")
    with pytest.raises(PartsIncompatiblesError, match="Réservataire VILLE : part négociée non renseignée"):
        parts_par_commune(conversion, COMMUNES)


LOTS = st.builds(
    droits,
    st.integers(0, 150),
    st.sampled_from(NATURES),
    st.none() | st.builds(Fraction, st.integers(0, 6), st.just(40)),
    st.none() | st.integers(2024, 2030),
)
RESERVATAIRES = st.lists(
    st.builds(
        lambda code, kind, portee, lots, part: a_reservataire(code, kind, portee, *lots, part_negociee=part),
        st.sampled_from([f"R{i}" for i in range(7)]),
        st.sampled_from([t for t in TYPES_RESERVATAIRE if t != "bailleur"]),
        st.sampled_from(list(PARCS)),
        st.lists(LOTS, max_size=3),
        st.builds(Fraction, st.integers(0, 10), st.just(20)),
    ),
    max_size=6,
    unique_by=lambda r: r.id,
)
QUATRE = st.sampled_from(METHODES)


@settings(deadline=None)
@given(RESERVATAIRES, QUATRE, st.sampled_from((0, 10)))
def test_never_above_the_whole_silently(reservataires: list[EntreeReservataire], methode: str, minimum: int) -> None:
    conversion = convertir(an_entree(*reservataires, own_minimum=pct(minimum)), methode)
    sommes = sum_by_commune({ligne.reservataire: ligne.par_commune for ligne in conversion.lignes}, COMMUNES)
    assert conversion.non_reserve.par_commune == {c: 1 - somme for c, somme in sommes.items()}
    beyond = {f"commune:{c}" for c, somme in sommes.items() if somme > 1 - pct(minimum)}
    assert {a.portee for a in conversion.anomalies if a.code == "somme"} == beyond
    assert (conversion.proposition_reduction is not None) == bool(beyond)
    if beyond:
        with pytest.raises(PartsIncompatiblesError):
            parts_par_commune(conversion, COMMUNES)
        if not conversion.proposition_reduction.is_sufficient:
            return
        conversion = valider_reduction(conversion, "Nadia Ferrero", "accord")
    for parts in parts_par_commune(conversion, COMMUNES).values():
        assert sum(parts.values()) == 1
        assert parts.get(BAILLEUR, 0) >= pct(minimum)
        assert min(parts.values()) > 0


@settings(deadline=None)
@given(RESERVATAIRES, QUATRE)
def test_lines_explain_themselves_and_add_up(reservataires: list[EntreeReservataire], methode: str) -> None:
    conversion = convertir(an_entree(*reservataires), methode)
    for ligne in conversion.lignes:
        assert 0 <= ligne.part <= ligne.part_brute
        assert ligne.logements == ligne.part * FLUX[ligne.portee]
        assert ligne.logements == sum(part * FLUX[f"commune:{c}"] for c, part in ligne.par_commune.items())
        assert ligne.explication.etape("part_brute").valeur == ligne.part_brute
        assert ligne.explication.etapes[-1].valeur == ligne.logements
        assert (ligne.part == ligne.part_brute) == (not ligne.plafonnements)
    total = sum(ligne.logements for ligne in conversion.lignes) + conversion.non_reserve.logements
    assert total == FLUX["departement"]
    etat = sum(ligne.logements for ligne in conversion.lignes if ligne.type in TYPES_ETAT)
    assert etat <= pct(30) * FLUX["departement"]


@settings(deadline=None)
@given(st.data(), RESERVATAIRES, QUATRE)
def test_order_of_the_entry_changes_no_figure(
    data: st.DataObject, reservataires: list[EntreeReservataire], methode: str
) -> None:
    shuffled = data.draw(st.permutations(reservataires))
    entree = an_entree(*reservataires)
    first = convertir(entree, methode)
    territoires = tuple(data.draw(st.permutations(entree.territoires)))
    again = convertir(an_entree(*shuffled, territoires=territoires, communes=dict(reversed(COMMUNES.items()))), methode)
    assert by_id(first) == by_id(again)
    assert first.non_reserve == again.non_reserve
    assert first.checks == again.checks
    assert set(first.anomalies) == set(again.anomalies)
    assert first.proposition_reduction == again.proposition_reduction


@settings(deadline=None)
@given(RESERVATAIRES, st.sampled_from(METHODES[:3]), st.integers(1, 60), st.sampled_from(NATURES))
def test_more_rights_never_make_a_smaller_part(
    reservataires: list[EntreeReservataire], methode: str, more: int, nature: str
) -> None:
    ville = a_reservataire("VILLE", "commune", "commune:A", droits(40, "garantie"))
    before = convertir(an_entree(*reservataires, ville), methode)
    after = convertir(an_entree(*reservataires, replace(ville, lots=(*ville.lots, droits(more, nature)))), methode)
    assert after.ligne("VILLE").part >= before.ligne("VILLE").part
    assert all(after.ligne(r.id).part <= before.ligne(r.id).part for r in reservataires)
