"""One reading of the register for all: what is in force, for whom it counts, what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import ANTIBES, CANNES, EPCI
from tests.builders_conversion import COMPTES, DROITS, EXERCICE, a_dossier, a_droit

from gef.actions.donnees import Compte, Dossier, DroitInscrit
from gef.actions.entrees import build_exclusions, compute_assiette
from gef.actions.entrees_conversion import build_comparaison, comparer
from gef.actions.entrees_etat_des_lieux import build_etat_des_lieux
from gef.actions.entrees_registre import (
    describe_delegations,
    list_delegations_refusees,
    list_droits,
    rattacher_droits,
    to_reservation,
)
from gef.core.registre_droits import NATURES_DROIT

JOUR = date(EXERCICE, 1, 1)
AGGLO = Compte("EPCI", "Agglomération de Lys", "epci", f"epci:{EPCI[CANNES]}")


def a_dossier_delegue(*droits: DroitInscrit) -> Dossier:
    return replace(a_dossier(), comptes=(*COMPTES, AGGLO), droits=(*DROITS, *droits))


@pytest.mark.parametrize(
    ("debut", "fin", "is_en_cours"),
    [
        (JOUR, None, True),
        (date(2026, 1, 2), None, False),
        (date(2020, 1, 1), date(2026, 1, 2), True),
        (date(2020, 1, 1), JOUR, False),
    ],
)
def test_a_right_is_in_force_until_its_end_excluded(debut: date, fin: date | None, *, is_en_cours: bool) -> None:
    droit = DroitInscrit("VILLE", "defense", "suite", 1, debut, fin)
    dossier = replace(a_dossier(), droits=(droit,))
    assert bool(list(list_droits(dossier, JOUR))) is is_en_cours
    assert sum(e.logements for e in build_exclusions(dossier, EXERCICE) if e.code == "defense") == int(is_en_cours)


def test_a_line_is_handed_over_whole() -> None:
    droit = a_droit(
        "EPCI",
        "garantie",
        3,
        commune=CANNES,
        programme="Les Goélands",
        reference="D-1",
        part_garantie=Fraction(1, 2),
        mode_gestion="mixte",
        utilisateur="VILLE",
        delegation_debut=date(2020, 1, 1),
        delegation_fin=date(2030, 1, 1),
    )
    reservation = to_reservation(droit, "epci")
    for champ in ("reference", "programme", "part_garantie", "mode_gestion", "utilisateur", "delegation_fin"):
        assert getattr(reservation, champ) == getattr(droit, champ)
    assert (reservation.territoire, reservation.commune) == ("Les Goélands", CANNES)
    assert to_reservation(a_droit("CD", "terrain", 1), "departement").utilisateur is None


def test_a_delegated_right_counts_for_its_user_and_his_line_says_so() -> None:
    dossier = a_dossier_delegue(a_droit("EPCI", "terrain", 12, commune=CANNES, utilisateur="VILLE"))
    assert describe_delegations(dossier, JOUR) == {
        "VILLE": ("Dont 12 droits délégués par Agglomération de Lys, qui en reste titulaire.",)
    }
    comparaison = comparer(build_comparaison(dossier, compute_assiette(dossier, EXERCICE), EXERCICE))
    part_du_parc, *_, negociee = comparaison.conversions
    ville, agglo = part_du_parc.ligne("VILLE"), part_du_parc.ligne("EPCI")
    assert (ville.droits, agglo.droits) == (42, 0)
    assert ville.part_brute == Fraction(42, 300)
    assert ville.hypotheses[0].startswith("Dont 12 droits délégués par Agglomération de Lys")
    assert not any("délégué" in phrase for phrase in negociee.ligne("VILLE").hypotheses)


@pytest.mark.parametrize(
    ("droit", "phrase"),
    [
        (
            a_droit("EPCI", "terrain", 2, commune=ANTIBES, utilisateur="VILLE"),
            "Agglomération de Lys : 2 droits délégués à Ville de Lys restent à son compte : le droit n’est pas dans le",
        ),
        (
            a_droit("ETAT-P", "etat", 1, commune=CANNES, utilisateur="VILLE"),
            "État, publics prioritaires : 1 droit délégué à Ville de Lys reste à son compte : le plafond de l’État",
        ),
        (
            a_droit("EPCI", "garantie", 5, commune=CANNES, utilisateur="AL"),
            "Agglomération de Lys : 5 droits délégués à Action Logement restent à son compte : née d’une garantie",
        ),
        (
            a_droit("EPCI", "terrain", 5, utilisateur="INCONNU"),
            "délégués à INCONNU restent à son compte : l’utilisateur",
        ),
    ],
)
def test_what_stays_with_its_holder_is_said(droit: DroitInscrit, phrase: str) -> None:
    dossier = a_dossier_delegue(droit)
    [said] = list_delegations_refusees(dossier, JOUR)
    assert phrase in said
    assert describe_delegations(dossier, JOUR) == {}
    reserves = build_comparaison(dossier, compute_assiette(dossier, EXERCICE), EXERCICE).reserves
    assert said in reserves


def test_a_right_in_stock_is_not_converted_whoever_uses_it() -> None:
    dossier = a_dossier_delegue(a_droit("EPCI", "sante", 9, commune=CANNES, utilisateur="VILLE"))
    assert describe_delegations(dossier, JOUR) == {}
    assert list(list_delegations_refusees(dossier, JOUR)) == []


@given(
    st.lists(
        st.builds(
            a_droit,
            st.sampled_from(["CD", "EPCI", "VILLE", "AL"]),
            st.sampled_from(list(NATURES_DROIT)),
            st.integers(0, 20),
            commune=st.sampled_from(["", CANNES, ANTIBES]),
            utilisateur=st.sampled_from(["", "ETAT-P"]),
            fin=st.none() | st.dates(date(2015, 1, 1), date(2035, 1, 1)),
            echeance_pret=st.none() | st.dates(date(2015, 1, 1), date(2035, 1, 1)),
        ),
        max_size=6,
    )
)
def test_every_reader_counts_the_same_rights(droits: list[DroitInscrit]) -> None:
    """The état des lieux, the assiette and the conversion read one register: surviving rights alike, none lost."""
    dossier = replace(a_dossier(), comptes=(*COMPTES, AGGLO), droits=tuple(droits))
    etat_total = sum(situe.droit.nombre for _, situe in list_droits(dossier, JOUR))
    rattaches = rattacher_droits(dossier, JOUR)
    assert sum(droit.nombre for droit, _, _ in rattaches) == etat_total
    stock = sum(droit.nombre for droit, situe, _ in rattaches if situe.droit.is_en_stock)
    exclus = {e.code: e.logements for e in build_exclusions(dossier, EXERCICE)}
    assert sum(exclus.get(nature, 0) for nature in ("defense", "securite_interieure", "sante")) == stock


def test_the_etat_des_lieux_counts_them_too() -> None:
    droits = (
        a_droit("VILLE", "garantie", 3, fin=date(2024, 6, 1), echeance_pret=date(2024, 6, 1)),
        a_droit("CD", "garantie", 5, fin=date(2024, 6, 1), echeance_pret=date(2024, 6, 1)),
        a_droit("CD", "garantie", 7, utilisateur="VILLE", fin=date(2024, 6, 1), echeance_pret=date(2024, 6, 1)),
    )
    dossier = replace(a_dossier(), droits=droits)
    dossier = replace(
        dossier,
        parc=dossier.parc.head(0).with_columns(
            *(dossier.parc.head(0)["commune"].alias(nom) for nom in ("ligne", "typologie", "contingent", "periode"))
        ),
    )
    assert [(d.reservataire, d.nombre) for d, _ in list_droits(dossier, JOUR)] == [("VILLE", 3)]
    assert build_etat_des_lieux(dossier, JOUR).droits_en_cours == 3
