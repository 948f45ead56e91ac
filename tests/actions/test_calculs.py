"""Every calculation by its name: examples that are calculated, schemas that are valid, results that are exact."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.actions.calculs import (
    CALCULS,
    CalculInconnuError,
    HorsDePorteeError,
    calculer,
    find_calcul,
    read_exemple,
    schemas,
)
from gef.actions.codec import EntreeIllisibleError, decode, encode

NOMS = pytest.mark.parametrize("nom", CALCULS)
ENGLISH = re.compile(r"\b(the|of|dwellings?|share|whole|what|which|attributes)\b", re.IGNORECASE)


def walk(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value of a JSON document with its path."""
    yield path, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from walk(value, f"{path}.{key}")
    elif isinstance(node, list):
        for rank, value in enumerate(node):
            yield from walk(value, f"{path}.{rank}")


@NOMS
def test_one_dataclass_in_one_dataclass_out(nom: str) -> None:
    calcul = find_calcul(nom)
    assert is_dataclass(calcul.entree)
    assert is_dataclass(calcul.sortie)
    assert calcul.nom == nom
    assert calcul.libelle[0].isupper()


@NOMS
def test_an_entry_goes_to_json_and_back(nom: str) -> None:
    entree = decode(find_calcul(nom).entree, read_exemple(nom))
    text = json.dumps(encode(entree), ensure_ascii=False)
    assert decode(find_calcul(nom).entree, json.loads(text)) == entree


@NOMS
def test_a_result_is_complete_exact_and_reads_back(nom: str) -> None:
    """A step of an explanation may be a number or a sentence: its figure comes back as text, which is the only loss."""
    calcul = find_calcul(nom)
    expected = calcul.fonction(decode(calcul.entree, read_exemple(nom)))
    resultat = json.loads(json.dumps(calculer(nom, read_exemple(nom))))
    assert list(resultat) == [champ.name for champ in fields(calcul.sortie)]
    assert [path for path, value in walk(resultat) if isinstance(value, float)] == []
    assert [
        path for path, value in walk(resultat) if isinstance(value, dict) and any("(" in key for key in value)
    ] == []
    assert encode(decode(calcul.sortie, resultat)) == resultat == encode(expected)


@NOMS
def test_schemas_are_valid_and_hold_the_example_and_its_result(nom: str) -> None:
    both, exemple = schemas(nom), read_exemple(nom)
    for schema in both.values():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    jsonschema.validate(exemple, both["entree"])
    jsonschema.validate(encode(decode(find_calcul(nom).entree, exemple)), both["entree"])
    jsonschema.validate(calculer(nom, exemple), both["resultat"])


@NOMS
def test_schemas_speak_french_or_say_nothing(nom: str) -> None:
    for schema in schemas(nom).values():
        prose = [text for path, text in walk(schema) if path.endswith((".title", ".description"))]
        assert prose[0] == find_calcul(nom).libelle
        assert [text for text in prose if isinstance(text, str) and ENGLISH.search(text)] == []


@NOMS
def test_a_schema_refuses_what_the_calculation_refuses(nom: str) -> None:
    """An unknown field, a compulsory one taken away: at the root, and in every object of the example."""
    schema, exemple = schemas(nom)["entree"], read_exemple(nom)
    validator = jsonschema.Draft202012Validator(schema)
    for key in schema["required"]:
        without = {k: v for k, v in exemple.items() if k != key}
        assert not validator.is_valid(without)
        with pytest.raises(EntreeIllisibleError, match=f"{key} : champ absent"):
            calculer(nom, without)
    assert not validator.is_valid(exemple | {"inconnu": 1})
    with pytest.raises(EntreeIllisibleError, match="inconnu : champ inconnu"):
        calculer(nom, exemple | {"inconnu": 1})


@pytest.mark.parametrize("value", ["3/10", "0.3", 3, 0.5, "-7", "1e-3", "2.50"])
def test_a_schema_takes_every_writing_of_an_exact_number(value: Any) -> None:
    exemple = read_exemple("forfait-mutations") | {"logements": value}
    jsonschema.validate(exemple, schemas("forfait-mutations")["entree"])


@pytest.mark.parametrize("value", ["trois", "3/0.5", "", "1 000", "0,3", None, [], True])
def test_a_schema_refuses_what_is_no_number(value: Any) -> None:
    exemple = read_exemple("forfait-mutations") | {"logements": value}
    assert not jsonschema.Draft202012Validator(schemas("forfait-mutations")["entree"]).is_valid(exemple)
    with pytest.raises(EntreeIllisibleError, match="logements"):
        calculer("forfait-mutations", exemple)


@pytest.mark.parametrize(
    ("nom", "path", "value", "source"),
    [
        ("assiette", ("assiette",), "1000", "source 004 : (15 000 − 500) × 10 % − 450"),
        ("taux-rotation", ("valeur",), "911/13294", "docs/metier/assiette.md"),
        ("moyenne-taux", ("valeur",), "17/250", "(7,1 + 6,8 + 6,5) ÷ 3 = 6,8 %"),
        ("forfait-mutations", ("logements",), "153/5", "source 003 : 10 % de 306"),
        ("conversion", ("lignes", 0, "part"), "1/5", "source 002 : 100 droits sur 10 ans, 10 sur 50"),
        ("methodes", ("conversions", 0, "lignes", 1, "logements"), "200", "source 004 : 20 % de 1 000"),
        ("plancher-etat", ("manque",), "3", "docs/metier/conversion.md, lecture 1 : 15 attendus, 12 reçus"),
        ("plancher-etat", ("attendu_attributions",), "9", "docs/metier/conversion.md, lecture 2"),
        ("droits-uniques", ("annees", 2, "retenus"), "4", "tests/oracle : 12 + 12, au plus 10 par an, puis 4"),
        ("stock-droits-uniques", ("initial",), "115/2", "docs/metier/conversion.md : 57,5"),
        ("stock-droits-uniques", ("lignes", 1, "restant"), "65/2", "57,5 − 12 + 1 − 14"),
        ("plafonds", ("par_commune", "ETAT-P", "A"), "1/4", "27 % et 7 % ramenés à 25 % et 5 %"),
        ("parts-conventions", ("parts", 2, "part"), "7/20", "06004 : 1 − 25 % − 40 %, sans la Ville"),
        ("etat-des-lieux", ("droits_en_cours",), 4, "1 + 3 prolongés ; les 2 autres sont échus"),
        ("comptes", ("soldes_fin", "AL"), "-4/5", "40 % de trois logements, deux reçus"),
        ("bilan", ("total", "baux"), 1, "un bail en 2025"),
        ("verifier-decision", ("is_conforme",), True, "la décision de l’exemple « orientation »"),
    ],
)
def test_the_examples_give_what_is_known(nom: str, path: tuple[Any, ...], value: Any, source: str) -> None:
    node = calculer(nom, read_exemple(nom))
    for key in path:
        node = node[key]
    assert node == value, source


def test_a_reduction_names_who_accepted_it() -> None:
    resultat = calculer("reduction", read_exemple("reduction"))
    assert resultat["validation"]["par"] == "Camille Exemple"
    assert all(Fraction(part) >= 0 for part in resultat["non_reserve"]["par_commune"].values())
    assert resultat["non_reserve"]["par_commune"]["B"] == "0"


def test_gaps_between_methods_make_nothing() -> None:
    ecarts = calculer("methodes", read_exemple("methodes"))["ecarts"]
    for methode in ("ponderee_rotation", "droits_uniques", "negociee"):
        assert sum(Fraction(e["logements"]) for e in ecarts if e["methode"] == methode) == 0


@pytest.mark.parametrize("nom", ["parts-conversion", "parts-conventions"])
def test_parts_make_one_in_each_commune(nom: str) -> None:
    parts = calculer(nom, read_exemple(nom))["parts"]
    for commune in {part["commune"] for part in parts}:
        assert sum(Fraction(part["part"]) for part in parts if part["commune"] == commune) == 1


@given(st.lists(st.fractions(0, 20, max_denominator=12), min_size=1, max_size=6))
def test_objectives_stay_next_to_any_exact_right(droits: list[Fraction]) -> None:
    entree = {"exercice": 2026, "droits": {f"R{n}": {"A": str(droit)} for n, droit in enumerate(droits)}}
    resultat = calculer("objectifs", entree)
    for ligne in resultat["lignes"]:
        assert abs(Fraction(ligne["exact"]) - ligne["objectif"]) < 1
        assert Fraction(ligne["report"]) == Fraction(ligne["exact"]) - ligne["objectif"]
    assert abs(sum(droits) - resultat["total"]["objectif"]) < 1


@given(
    parc=st.integers(1, 10**6),
    exclus=st.integers(0, 10**6),
    taux=st.fractions(0, 1, max_denominator=1000),
    soustraits=st.fractions(0, 1000, max_denominator=50),
)
def test_the_assiette_is_exact_or_refused(parc: int, exclus: int, taux: Fraction, soustraits: Fraction) -> None:
    entree = read_exemple("assiette") | {"parc": parc}
    entree["exclusions"][0]["logements"] = exclus
    entree["taux"]["valeur"] = str(taux)
    entree["soustractions"][0]["logements"] = str(soustraits)
    expected = (parc - exclus) * taux - soustraits
    if exclus > parc or expected < 0:
        with pytest.raises(ValueError, match="pas plus que"):
            calculer("assiette", entree)
    else:
        assert Fraction(calculer("assiette", entree)["assiette"]) == expected


def test_what_is_too_far_is_refused_in_french() -> None:
    far = read_exemple("objectifs") | {"droits": {"AL": {"06004": 10**30}}}
    late = read_exemple("etat-des-lieux")
    late["droits"][1]["echeance_pret"] = "9999-12-31"
    for nom, entree in (("objectifs", far), ("etat-des-lieux", late)):
        with pytest.raises(HorsDePorteeError, match="une date ou un nombre est hors de portée"):
            calculer(nom, entree)


@pytest.mark.parametrize("function", [find_calcul, schemas, read_exemple, lambda nom: calculer(nom, {})])
def test_an_unknown_name_gives_those_that_exist(function: Any) -> None:
    with pytest.raises(CalculInconnuError) as caught:
        function("tarot")
    assert str(caught.value).startswith("Calcul « tarot » inconnu ; attendu : taux-rotation, moyenne-taux, ")
    assert str(caught.value).endswith("bilan.")
