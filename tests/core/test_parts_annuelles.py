"""The quick conversion of a year gives what the whole one gives, exactly."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.conversions_exemples import a_reservataire, an_entree, droits, pct

from gef.core.conversion import METHODES, convertir
from gef.core.droits_uniques import Etalement
from gef.core.motifs import Source
from gef.core.parts_annuelles import ConversionAnnuelle
from gef.core.seuils import Derogation
from gef.core.territoires import EntreeConversion

PLACES = {
    "etat_prio": ("departement",),
    "etat_fonct": ("departement",),
    "action_logement": ("departement",),
    "departement": ("departement",),
    "epci": ("epci:E1", "epci:E2"),
    "commune": ("commune:A", "commune:B", "commune:C"),
}


@st.composite
def entrees(draw: st.DrawFn) -> EntreeConversion:
    """Any holders, with rights that end at any time, on communes that may free nothing."""
    rows = []
    for rank in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from(list(PLACES)))
        lots = tuple(
            droits(nombre, nature, None, echeance)
            for nombre, nature, echeance in draw(
                st.lists(
                    st.tuples(
                        st.integers(0, 300),
                        st.sampled_from(["garantie", "terrain", "autre"]),
                        st.sampled_from([None, 2026, 2027]),
                    ),
                    max_size=3,
                )
            )
        )
        etalements = (Etalement(Fraction(draw(st.integers(0, 90))), 2026, 2),)
        part = pct(draw(st.integers(0, 60)))
        rows.append(
            a_reservataire(
                f"R{rank}",
                kind,
                draw(st.sampled_from(PLACES[kind])),
                *lots,
                part_negociee=part,
                etalements=etalements,
            )
        )
    acte = Derogation("etat", pct(35), "arrêté", Source("arrêté", "locale"), exercice=2026)
    entree = an_entree(*rows, derogations=draw(st.sampled_from([(), (acte,)])))
    empty = draw(st.sampled_from(["", "commune:A", "commune:C"]))
    territoires = (replace(t, flux_prevu=Fraction(0)) if t.portee == empty else t for t in entree.territoires)
    return replace(entree, territoires=tuple(territoires))


@settings(max_examples=80, deadline=None)
@given(entrees(), st.sampled_from(METHODES))
def test_the_quick_conversion_is_the_whole_one(entree: EntreeConversion, methode: str) -> None:
    quick = ConversionAnnuelle(entree, methode)
    for exercice in (2026, 2027, 2028):
        whole = convertir(replace(entree, exercice=exercice), methode)
        running = tuple(
            replace(r, lots=tuple(lot for lot in r.lots if lot.is_en_cours(exercice))) for r in entree.reservataires
        )
        found = quick.convertir(exercice, running)
        assert found.parts == {ligne.reservataire: ligne.part for ligne in whole.lignes}
        assert found.logements == {ligne.reservataire: ligne.logements for ligne in whole.lignes}
        assert found.non_reserve == whole.non_reserve.logements
        assert found.depassements == tuple(c for c, part in sorted(whole.non_reserve.par_commune.items()) if part < 0)


def test_a_territory_without_flux_weighs_its_communes_alike() -> None:
    """The communes of E1 free nothing, and a cap bites in one of them: the mean is not weighted."""
    entree = an_entree(
        a_reservataire("EPCI", "epci", "epci:E1", droits(160, "garantie")),
        a_reservataire("VILLE", "commune", "commune:A", droits(100, "garantie")),
    )
    empty = {"commune:A", "commune:B", "epci:E1"}
    territoires = tuple(replace(t, flux_prevu=Fraction(0)) if t.portee in empty else t for t in entree.territoires)
    entree = replace(entree, territoires=territoires)
    found = ConversionAnnuelle(entree, "part_du_parc").convertir(2026, entree.reservataires)
    # In A: 20 % + 20 %, each brought to 10 %; in B, the EPCI keeps its 20 %.
    assert found.parts == {"EPCI": pct(15), "VILLE": pct(10)}
