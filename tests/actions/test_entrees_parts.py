"""What is decided on a conversion: parts retained in the name of a person, objectives that a method would give."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from tests.builders import ANTIBES, CANNES
from tests.builders_conversion import EXERCICE, PARTS, a_convention, a_dossier

from gef.actions.entrees import compute_assiette
from gef.actions.entrees_conversion import build_conversion
from gef.actions.entrees_parts import (
    EntreePartsRetenues,
    MotifAbsentError,
    arrondir_conversion,
    build_objectifs_retenus,
    choose_origine,
    flux_of_conversion,
    retenir,
)
from gef.core.conversion import convertir
from gef.core.errors import PartsIncompatiblesError
from gef.core.parts import BAILLEUR


def an_entree(parts: dict[str, str] | None = None, **changes: Any) -> EntreePartsRetenues:
    conventions = tuple(a_convention(code, part) for code, part in (parts or PARTS).items())
    dossier = a_dossier(conventions=conventions)
    conversion = build_conversion(dossier, compute_assiette(dossier, EXERCICE), EXERCICE)
    fields = {"methode": "negociee", "par": "Camille Gérant", "motif": "accord du 2 juin"}
    return EntreePartsRetenues(conversion, **fields | changes)


EXCESS = PARTS | {"AL": "75/100"}


def test_parts_are_retained_as_the_method_gives_them() -> None:
    conversion = retenir(an_entree())
    assert (conversion.methode, conversion.validation) == ("negociee", None)
    assert conversion.ligne("AL").part == Fraction(40, 100)


@pytest.mark.parametrize("changes", [{"par": " "}, {"motif": ""}])
def test_a_name_and_a_reason_are_asked_for(changes: dict[str, str]) -> None:
    with pytest.raises(MotifAbsentError, match="un nom et un motif"):
        retenir(an_entree(**changes))


def test_parts_above_the_whole_need_a_reason_of_their_own() -> None:
    with pytest.raises(MotifAbsentError, match="le motif de la réduction"):
        retenir(an_entree(EXCESS))
    conversion = retenir(an_entree(EXCESS, motif_reduction="accord de tous le 3 juin"))
    assert conversion.validation is not None
    assert (conversion.validation.par, conversion.validation.motif) == ("Camille Gérant", "accord de tous le 3 juin")
    assert max(sum(line.par_commune.get(c, 0) for line in conversion.lignes) for c in (CANNES, ANTIBES)) == 1


def test_what_no_reason_settles_stays_refused() -> None:
    without = {code: part for code, part in PARTS.items() if code != "CD"}
    with pytest.raises(PartsIncompatiblesError, match="part négociée non renseignée"):
        retenir(an_entree(without))


def test_a_method_is_rounded_on_its_own_flux() -> None:
    entree = an_entree().conversion
    rendus = arrondir_conversion(convertir(entree, "part_du_parc"))
    assert (rendus.origine, rendus.total.objectif, rendus.total.droit) == ("part_du_parc", 40, 40)
    assert rendus.etat.droit == 12
    assert {t.code for t in rendus.reservataires} == {*PARTS, BAILLEUR}
    with pytest.raises(PartsIncompatiblesError, match="inutilisables"):
        arrondir_conversion(convertir(an_entree(EXCESS).conversion, "negociee"))


def test_communes_that_free_nothing_are_left_out() -> None:
    conversion = convertir(an_entree().conversion, "part_du_parc")
    assert flux_of_conversion(conversion) == {ANTIBES: 10, CANNES: 30}
    dry = replace(conversion.perimetre, flux={**conversion.perimetre.flux, f"commune:{ANTIBES}": Fraction(0)})
    assert flux_of_conversion(replace(conversion, perimetre=dry)) == {CANNES: 30}


def test_conventions_in_force_come_first_and_retained_parts_otherwise() -> None:
    dossier = a_dossier()
    assert [choose_origine(dossier, EXERCICE, has_retenues=held) for held in (True, False)] == ["conventions"] * 2
    bare = a_dossier(conventions=())
    assert [choose_origine(bare, EXERCICE, has_retenues=held) for held in (True, False)] == ["retenues", "conventions"]
    assert choose_origine(dossier, 2023, has_retenues=True) == "retenues"


def test_retained_parts_make_the_rights_of_each_commune() -> None:
    dossier = a_dossier()
    entree = build_objectifs_retenus(dossier, compute_assiette(dossier, EXERCICE), retenir(an_entree()))
    assert (entree.origine, entree.groupe_etat) == ("retenues", ("ETAT-F", "ETAT-P"))
    assert entree.droits["AL"] == {ANTIBES: 4, CANNES: 12}
    # The cap on guarantees leaves 15 % of Cannes to the Ville.
    assert entree.droits["VILLE"] == {CANNES: Fraction(45, 10)}
