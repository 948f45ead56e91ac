"""The terms of a version: what they add up to, and what they refuse."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from tests.core.termes_exemples import a_part, a_version, a_version_etat, an_objectif

from gef.core.errors import DonneeInvalideError
from gef.core.parts import BAILLEUR, TYPES_RESERVATAIRE
from gef.core.termes import SUJETS, TEXTES, VARIANTE_PAR_TYPE, DelaiConvenu


def test_the_subjects_are_the_ten_of_source_003() -> None:
    assert len(SUJETS) == 10


def test_every_kind_of_reservataire_has_its_clauses() -> None:
    assert set(VARIANTE_PAR_TYPE) == set(TYPES_RESERVATAIRE) - {BAILLEUR.lower()}


def test_the_parts_of_the_etat_are_added() -> None:
    assert a_version_etat().part_totale == Fraction(3, 10)
    assert a_version(parts=(a_part(), a_part("EPCI", None))).part_totale is None


@pytest.mark.parametrize(("nombres", "total"), [((4, 3), 7), ((4, None), None), ((), None)])
def test_an_objective_is_known_when_every_line_is(nombres: tuple[int | None, ...], total: int | None) -> None:
    rows = tuple(an_objectif(f"0600{rank}", nombre) for rank, nombre in enumerate(nombres))
    assert a_version(contractuels=rows).objectif == total


@pytest.mark.parametrize(
    ("type_", "portee", "expected"),
    [
        ("commune", "commune:06029", False),
        ("epci", "epci:200039915", False),
        ("departement", "epci:200039915", True),
        ("action_logement", "commune:06029", True),
        ("departement", "departement", False),
    ],
)
def test_only_a_territory_that_is_not_his_is_narrower(*, type_: str, portee: str, expected: bool) -> None:
    termes = a_version(portee=portee, parts=(a_part(type=type_, portee=portee),))
    assert termes.is_infra_departement is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"mode_gestion": "autre"}, "gestion : « autre » ; attendu : directe, deleguee, mixte"),
        ({"declencheur": "visite"}, "déclencheur"),
        ({"politique_refus": "peut-etre"}, "refus"),
        ({"methode": "au_jugé"}, "méthode"),
        ({"revoyure": 13}, "mois 13"),
        ({"requalifie_min": Fraction(3, 2)}, "requalification"),
        ({"npnru": "x" * 4001}, "npnru : plus de 4000"),
    ],
)
def test_a_term_out_of_its_domain_is_refused(fields: dict[str, Any], expected: str) -> None:
    with pytest.raises(DonneeInvalideError, match=expected):
        a_version(**fields)


def test_a_part_above_the_whole_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="entre 0 et 1"):
        a_part(part="6/5")


def test_a_delay_says_itself() -> None:
    assert DelaiConvenu("reponse", 5, "ouvres", "reorienter", "compte").libelle == "5 jours ouvrés"
    assert set(TEXTES) <= set(a_version().__dataclass_fields__)
