"""Which event feeds which obligation: the bases, what is unknown, the clauses that set a share aside."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gef.core.comptages import MENAGE_INCONNU, Case, Menage
from gef.core.motifs import Source
from gef.core.obligations import REGLES, Comptage, Obligation
from gef.core.obligations_annee import EntreeObligations, dresser_obligations
from gef.core.parts import BAILLEUR
from gef.core.seuils import Derogation, SeuilLegal

CANNES, ANTIBES = "06029", "06004"
LERINS, SOPHIA = "200039915", "240600585"
TYPES = {
    "ETAT-P": "etat_prio",
    "ETAT-F": "etat_fonct",
    "AL": "action_logement",
    "VILLE": "commune",
    "CD": "departement",
}
PARTS = {"etat_plafond": "3/10", "etat_agents": "1/20", "etat_hors_qpv": "3/10", "mixite_qpv": "1/2"}
SEUILS = {
    code: SeuilLegal(Fraction(PARTS.get(code, "1/4")), regle.libelle, Source(code, "legale"))
    for code, regle in REGLES.items()
    if regle.parametre
}


def a_case(type_: Any, compte: str, **fields: Any) -> Case:
    commune = fields.pop("commune", CANNES)
    epci = fields.pop("epci", LERINS if commune == CANNES else SOPHIA)
    menage = Menage(fields.pop("prioritaire", None), fields.pop("quartile", None), fields.pop("relogement", False))
    defaults: dict[str, Any] = {"annee": 2026, "qpv": False, "categorie": ""}
    return Case(type_, reservataire=compte, commune=commune, epci=epci, menage=menage, **defaults | fields)


def dresser(counts: dict[Case, int], **fields: Any) -> tuple[Obligation, ...]:
    defaults: dict[str, Any] = {"seuils": SEUILS, "parts_etat": {CANNES: Fraction(3, 10), ANTIBES: Fraction(3, 10)}}
    return dresser_obligations(EntreeObligations(2026, counts, TYPES, **defaults | fields))


def find(rows: tuple[Obligation, ...], code: str, portee: str = "", compte: str = "") -> Obligation:
    [row] = [o for o in rows if o.code == code and portee in ("", o.portee) and compte in ("", o.reservataire)]
    return row


FLUX = {
    a_case("orientation", "ETAT-P"): 5,
    a_case("orientation", "ETAT-F"): 2,
    a_case("orientation", "VILLE"): 13,
    a_case("orientation", BAILLEUR, commune=ANTIBES, qpv=True): 10,
    a_case("orientation", "ETAT-P", commune=ANTIBES, qpv=None): 1,
    a_case("orientation", "AL", annee=2025): 50,
    a_case("recu", "AL"): 50,
}


def test_the_etat_is_counted_on_the_orientations_of_the_year() -> None:
    rows = dresser(FLUX)
    assert find(rows, "etat_plafond").comptage == Comptage(31, 8)
    assert find(rows, "etat_agents").comptage == Comptage(31, 2)
    assert find(rows, "etat_commune", f"commune:{CANNES}").comptage == Comptage(20, 7)
    assert find(rows, "etat_commune", f"commune:{ANTIBES}").comptage == Comptage(11, 1)
    assert find(rows, "etat_commune", f"commune:{ANTIBES}").manque == Fraction(23, 10)


def test_out_of_qpv_what_does_not_say_where_it_stands_is_told_apart() -> None:
    assert find(dresser(FLUX), "etat_hors_qpv").comptage == Comptage(20, 7, 0, 1)


def test_a_stipulation_sets_the_floor_aside_where_it_holds() -> None:
    actes = [
        Derogation("plancher_hors_qpv", Fraction(1, 10), "20 % à Cannes", Source("convention"), f"commune:{CANNES}"),
        Derogation("uniformite", Fraction(1, 5), "écart admis", Source("convention"), f"commune:{ANTIBES}"),
        Derogation("etat", Fraction(2, 5), "besoin économique", Source("arrêté"), exercice=2026),
    ]
    more = FLUX | {a_case("orientation", "VILLE", commune=ANTIBES): 20}
    rows = dresser(more, derogations=actes)
    floor = find(rows, "etat_hors_qpv")
    assert (floor.attendu, floor.clause) == (20 * Fraction(1, 10) + 20 * Fraction(3, 10), "20 % à Cannes")
    gap = find(rows, "etat_commune", f"commune:{ANTIBES}")
    assert (gap.seuil.valeur, gap.clause) == (Fraction(1, 10), "écart admis")
    assert find(rows, "etat_plafond").seuil.valeur == Fraction(2, 5)


def test_a_commune_where_the_etat_has_no_part_asks_for_none() -> None:
    rows = dresser(FLUX, parts_etat={CANNES: Fraction(3, 10)})
    assert [o.portee for o in rows if o.code == "etat_commune"] == [f"commune:{CANNES}"]


def test_a_share_that_the_law_does_not_have_is_left_out() -> None:
    assert [o.code for o in dresser(FLUX, seuils={})] == ["etat_commune", "etat_commune"]


def test_priority_publics_are_counted_on_the_attributions_of_each_account() -> None:
    rows = dresser(
        {
            a_case("attribution", "VILLE", prioritaire=True): 1,
            a_case("attribution", "VILLE", prioritaire=False): 4,
            a_case("attribution", "VILLE"): 2,
            a_case("attribution", "AL"): 3,
            a_case("attribution", BAILLEUR, prioritaire=True): 2,
            a_case("attribution", BAILLEUR, categorie="mutations", prioritaire=True): 9,
            a_case("bail", "VILLE", prioritaire=True): 9,
        }
    )
    assert find(rows, "prioritaires_collectivites", compte="VILLE").comptage == Comptage(7, 1, 2)
    assert find(rows, "prioritaires_collectivites", compte="CD").statut == "sans_objet"
    assert find(rows, "prioritaires_action_logement").statut == "absente"
    assert find(rows, "prioritaires_bailleur").comptage == Comptage(2, 2)
    assert [o.reservataire for o in rows if o.code.startswith("prioritaires")] == ["CD", "VILLE", BAILLEUR, "AL"]


def test_the_mix_counts_leases_out_of_qpv_and_attributions_in_them() -> None:
    rows = dresser(
        {
            a_case("bail", "AL", quartile=1): 2,
            a_case("bail", "AL", quartile=3): 5,
            a_case("bail", "AL"): 1,
            a_case("bail", BAILLEUR, categorie="anru"): 2,
            a_case("bail", "AL", relogement=True): 1,
            a_case("bail", "AL", qpv=None, quartile=1): 4,
            a_case("bail", "AL", qpv=True, quartile=1): 7,
            a_case("bail", "AL", commune="99999", epci="", quartile=1): 7,
            a_case("attribution", "AL", qpv=True, quartile=2): 1,
            a_case("attribution", "AL", qpv=True, quartile=1): 1,
            a_case("attribution", "AL", qpv=False, quartile=2): 8,
        }
    )
    assert find(rows, "mixite_hors_qpv").comptage == Comptage(11, 5, 1, 4)
    assert find(rows, "mixite_hors_qpv").portee == f"epci:{LERINS}"
    assert find(rows, "mixite_qpv").comptage == Comptage(2, 1)


CASES = st.builds(
    a_case,
    st.sampled_from(["orientation", "attribution", "bail"]),
    st.sampled_from([*TYPES, BAILLEUR]),
    commune=st.sampled_from([CANNES, ANTIBES]),
    qpv=st.sampled_from([True, False, None]),
    categorie=st.sampled_from(["", "anru"]),
    prioritaire=st.sampled_from([True, False, None]),
    quartile=st.sampled_from([1, 2, 4, None]),
)


@given(st.lists(CASES, max_size=25))
def test_counts_are_those_of_a_slow_reader(events: list[Case]) -> None:
    rows = dresser(Counter(events))
    oriented = [e for e in events if e.type == "orientation"]
    etat = [e for e in oriented if e.reservataire.startswith("ETAT")]
    assert find(rows, "etat_plafond").comptage == Comptage(len(oriented), len(etat))
    for portee, epci in (("epci:" + LERINS, LERINS), ("epci:" + SOPHIA, SOPHIA)):
        baux = [e for e in events if e.type == "bail" and e.epci == epci and e.qpv is False]
        sure = [e for e in baux if e.categorie == "anru" or e.menage.quartile == 1]
        unknown = [e for e in baux if e.categorie != "anru" and e.menage.quartile is None]
        elsewhere = [e for e in events if e.type == "bail" and e.epci == epci and e.qpv is None]
        found = [o.comptage for o in rows if o.code == "mixite_hors_qpv" and o.portee == portee]
        expected = Comptage(len(baux), len(sure), len(unknown), len(elsewhere))
        assert found in ([expected], []) if not baux else found == [expected]
    villes = [e for e in events if e.type == "attribution" and e.reservataire == "VILLE" and not e.categorie]
    assert find(rows, "prioritaires_collectivites", compte="VILLE").comptage.base == len(villes)


def test_an_unknown_household_is_the_default() -> None:
    assert a_case("bail", "AL").menage == MENAGE_INCONNU


def test_the_guarantees_count_together_on_the_territory_of_each_guarantor() -> None:
    """docs/metier/pilotage.md; CCH art. R. 441-5-3: 20 % of the flux of the territory, all guarantors together."""
    counts = {
        a_case("orientation", "VILLE"): 3,
        a_case("orientation", "CD"): 1,
        a_case("orientation", "AL"): 6,
        a_case("orientation", "CD", commune=ANTIBES): 2,
        a_case("attribution", "VILLE"): 4,
    }
    portees = {"VILLE": f"commune:{CANNES}", "CD": "departement", "AL": "departement"}
    rows = dresser(counts, garants={"VILLE": True, "CD": True}, portees=portees)
    assert find(rows, "garanties", f"commune:{CANNES}").comptage == Comptage(10, 4)
    assert find(rows, "garanties", "departement").comptage == Comptage(12, 6)
    mixed = dresser(counts, garants={"VILLE": True, "CD": False}, portees=portees)
    assert find(mixed, "garanties", f"commune:{CANNES}").comptage == Comptage(10, 3, 1)
    silent = dresser(counts, garants={"VILLE": True, "CD": None}, portees=portees)
    assert [o.portee for o in silent if o.code == "garanties"] == [f"commune:{CANNES}"]
    assert find(silent, "garanties").comptage == Comptage(10, 3, 1)
    assert [o for o in dresser(counts, garants={"CD": None}, portees=portees) if o.code == "garanties"] == []
