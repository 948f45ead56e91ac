"""Entries of one argument: what they hand over is what the core receives."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.actions.calculs import find_calcul, read_exemple
from gef.actions.codec import decode
from gef.actions.entrees_calculs import (
    EntreeForfait,
    EntreeMoyenne,
    EntreePartsConventions,
    EntreePartsConversion,
    EntreePlafonds,
    EntreeStock,
    EntreeTaux,
    average,
    calculer_taux,
    comparer_toutes,
    decompter,
    estimer,
    plafonner,
    repartir_conventions,
    repartir_conversion,
)
from gef.core.conversion import comparer, comparer_methodes
from gef.core.droits_uniques import EcritureStock, LotDroits
from gef.core.errors import DonneeInvalideError, PartsIncompatiblesError
from gef.core.motifs import Source
from gef.core.parts import PartConvention, Reservataire
from gef.core.plafonds import PartReservataire, Perimetre, PlafondsLegaux, SeuilLegal
from gef.core.rotation import ReleveRotation
from gef.core.territoires import EntreeConversion

SOURCE = Source("exemple", "donnee")
PLAFONDS = PlafondsLegaux(
    SeuilLegal(Fraction(3, 10), "flux", SOURCE),
    SeuilLegal(Fraction(1, 20), "flux", SOURCE),
    SeuilLegal(Fraction(1, 5), "flux", SOURCE),
)


def a_conversion(nom: str = "methodes") -> EntreeConversion:
    return decode(EntreeConversion, read_exemple(nom))


def test_a_rate_leaves_out_what_it_is_asked_to() -> None:
    releves = (ReleveRotation(2024, 100, {"courantes": 8, "mutations": 2}),)
    assert calculer_taux(EntreeTaux(releves, "essai", SOURCE)).valeur == Fraction(1, 10)
    net = calculer_taux(EntreeTaux(releves, "essai", SOURCE, frozenset({"mutations"}), frozenset({"pli"})))
    assert (net.valeur, net.numerateur_exclut, net.denominateur_exclut) == (Fraction(2, 25), {"mutations"}, {"pli"})
    assert average(EntreeMoyenne((net,), SOURCE)).valeur == net.valeur


def test_a_flat_share_has_its_base() -> None:
    soustraction = estimer(EntreeForfait(Fraction(1, 10), "parc_eligible", Fraction(306), SOURCE))
    assert soustraction.logements == Fraction(153, 5)
    assert soustraction.calcul.endswith("du parc éligible")


def test_methods_are_compared_with_the_first() -> None:
    entree = a_conversion()
    compared, conversions = comparer_toutes(entree), comparer_methodes(entree)
    assert compared.conversions == conversions
    for conversion in conversions[1:]:
        gaps = {e.reservataire: e.logements for e in compared.ecarts if e.methode == conversion.methode}
        assert gaps == comparer(conversion, conversions[0])


def test_parts_are_asked_for_some_communes_or_all() -> None:
    entree = a_conversion()
    whole = repartir_conversion(EntreePartsConversion(entree, "negociee"))
    some = repartir_conversion(EntreePartsConversion(entree, "negociee", ("B",)))
    assert some.parts == tuple(part for part in whole.parts if part.commune == "B")
    with pytest.raises(DonneeInvalideError, match="Commune Z : inconnue"):
        repartir_conversion(EntreePartsConversion(entree, "negociee", ("Z",)))


def test_parts_of_more_than_the_whole_must_be_reduced_first() -> None:
    trop = decode(find_calcul("reduction").entree, read_exemple("reduction"))
    with pytest.raises(PartsIncompatiblesError, match="inutilisables"):
        repartir_conversion(EntreePartsConversion(trop.conversion, trop.methode))


@given(st.lists(st.fractions(0, Fraction(1, 4), max_denominator=20), max_size=4))
def test_parts_of_conventions_make_one_in_each_commune(parts: list[Fraction]) -> None:
    conventions = tuple(
        PartConvention(Reservataire(f"R{n}", "autre", "departement" if n % 2 else "commune:A"), part, date(2026, 1, 1))
        for n, part in enumerate(parts)
    )
    rows = repartir_conventions(EntreePartsConventions(conventions, {"A": "", "B": "E1"}, date(2026, 6, 1))).parts
    for commune in ("A", "B"):
        assert sum(row.part for row in rows if row.commune == commune) == 1


def test_a_stock_is_counted_then_spent() -> None:
    lots = (LotDroits(10, "autre", None, 2030),)
    stock = decompter(EntreeStock(lots, 2027, Fraction(1, 10), (EcritureStock(2027, recus=3),)))
    assert (stock.initial, stock.lignes[0].restant) == (4, 1)


@pytest.mark.parametrize(
    ("portee", "flux", "said"),
    [
        ("commune:A", {}, "perimetre.flux.departement : absent ou nul"),
        ("commune:A", {"departement": Fraction(0)}, "perimetre.flux.departement : absent ou nul"),
        ("commune:A", {"departement": Fraction(1)}, "« commune:A » : sans flux ou sans commune"),
        ("epci:E9", {"departement": Fraction(1), "epci:E9": Fraction(1)}, "« epci:E9 » : sans flux ou sans commune"),
    ],
)
def test_caps_need_the_flux_of_each_territory(portee: str, flux: dict[str, Fraction], said: str) -> None:
    part = PartReservataire("VILLE", "commune", portee, Fraction(1, 10), Fraction(0))
    with pytest.raises(DonneeInvalideError, match=said):
        EntreePlafonds(2026, (part,), Perimetre({"A": ""}, flux), PLAFONDS)


def test_guarantees_are_brought_to_their_cap() -> None:
    part = PartReservataire("VILLE", "commune", "commune:A", Fraction(1, 2), Fraction(0))
    perimetre = Perimetre({"A": ""}, {"departement": Fraction(10), "commune:A": Fraction(10)})
    capped = plafonner(EntreePlafonds(2026, (part,), perimetre, PLAFONDS))
    assert capped.par_commune == {"VILLE": {"A": Fraction(1, 5)}}
