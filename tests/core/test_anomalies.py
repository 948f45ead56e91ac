"""What a conversion tells its reader, and what blocks."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tests.core.conversions_exemples import a_reservataire, an_entree, droits

from gef.core.anomalies import Anomalie
from gef.core.conversion import Conversion, EntreeConversion, EntreeReservataire, convertir
from gef.core.motifs import Source
from gef.core.plafonds import Derogation


def found(entree: EntreeConversion, methode: str = "part_du_parc") -> list[Anomalie]:
    conversion: Conversion = convertir(entree, methode)
    return list(conversion.anomalies)


def etat_partout(en_a: int, en_b: int, en_c: int) -> tuple[EntreeReservataire, ...]:
    """The État with one account by commune, in percent of its parc."""
    nombres = {"A": en_a * 5, "B": en_b * 3, "C": en_c * 2}
    return tuple(a_reservataire(f"P-{c}", "etat_prio", f"commune:{c}", droits(n)) for c, n in nombres.items())


def test_nothing_to_say() -> None:
    assert found(an_entree(a_reservataire("AL", "action_logement", "departement", droits(200)))) == []


def test_parts_above_the_whole_block() -> None:
    reservataires = (
        a_reservataire("AL", "action_logement", "departement", droits(700)),
        a_reservataire("V", "commune", "commune:A", droits(200, "terrain")),
    )
    [anomalie] = found(an_entree(*reservataires))
    assert (anomalie.code, anomalie.portee, anomalie.gravite) == ("somme", "commune:A", "bloquant")
    assert anomalie.reservataires == ("AL", "V")
    assert "les parts font 110\u202f% ; attendu : 100\u202f% au plus" in anomalie.message
    codes = [a.portee for a in found(an_entree(*reservataires, own_minimum=Fraction(4, 10)))]
    assert codes == ["commune:A", "commune:B", "commune:C"]


def test_an_uneven_etat_is_told() -> None:
    [anomalie] = found(an_entree(*etat_partout(10, 20, 30)))
    assert (anomalie.code, anomalie.gravite) == ("uniformite_etat", "clause")
    assert "10\u202f% à A, 30\u202f% à C" in anomalie.message
    assert found(an_entree(*etat_partout(20, 20, 20))) == []


def test_a_stipulation_lets_the_etat_be_uneven_where_it_holds() -> None:
    clause = Derogation("uniformite", Fraction(1), "art. 5", Source("convention", "locale"), portee="commune:C")
    assert found(an_entree(*etat_partout(20, 20, 30), derogations=(clause,))) == []
    assert len(found(an_entree(*etat_partout(10, 20, 30), derogations=(clause,)))) == 1
    assert found(an_entree(*etat_partout(10, 20, 30), derogations=(replace(clause, portee="departement"),))) == []


def test_flux_that_do_not_add_up_are_told() -> None:
    territoires = tuple(
        replace(t, flux_prevu=Fraction(59)) if t.portee == "epci:E1" else t for t in an_entree().territoires
    )
    [anomalie] = found(an_entree(territoires=territoires))
    assert (anomalie.code, anomalie.portee, anomalie.gravite) == ("flux_non_additifs", "epci:E1", "information")
    assert "59 logements prévus, 60 en sommant ses communes" in anomalie.message


def test_rights_out_of_the_territory_must_be_named_by_the_convention() -> None:
    ville = a_reservataire("V", "commune", "commune:A", droits(20, "terrain"), droits_hors_territoire={"C": 6, "B": 0})
    [anomalie] = found(an_entree(ville))
    assert (anomalie.code, anomalie.gravite, anomalie.reservataires) == ("perimetre", "clause", ("V",))
    assert "droits hors de son territoire, 6 à C, comptés dans sa part" in anomalie.message


def test_a_commune_beyond_its_territory_is_told_and_a_departement_is_not() -> None:
    ville = a_reservataire("V", "commune", "epci:E1", droits(20, "terrain"))
    assert [a.code for a in found(an_entree(ville))] == ["perimetre"]
    assert found(an_entree(a_reservataire("CD", "departement", "departement", droits(20, "terrain")))) == []
    assert found(an_entree(a_reservataire("E", "epci", "commune:A", droits(20, "terrain")))) == []
