"""Dataclasses of the core to JSON and back: exactly, the same way in every process, faults said in French."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.actions.monde_complet import a_dossier
from tests.builders import Monde

from gef.actions.codec import EntreeIllisibleError, decode, encode, fingerprint, schema
from gef.actions.conversion import EntreeComparaison, build_comparaison
from gef.actions.entrees import Situation, build_assiette, build_bilan, compute_assiette
from gef.actions.objectifs import EntreeObjectifs, ReportObjectif, build_objectifs
from gef.core.assiette import EntreeAssiette, Exclusion, Soustraction
from gef.core.bilan import EntreeBilan
from gef.core.motifs import Source
from gef.core.rotation import TauxRotation

SOURCE = Source("exemple", "donnee", "https://exemple.fr")
TAUX = TauxRotation(
    Fraction(1, 3), frozenset({"vente", "anru", "mutations", "lhi"}), frozenset({"pli"}), "Lys", (2024, 2025), SOURCE, 7
)
ENTREE = EntreeAssiette(
    2026,
    300,
    (Exclusion("pli", "logements intermédiaires « PLI »", 10, "locale", SOURCE),),
    TAUX,
    (Soustraction("orcod", Fraction(7, 3), SOURCE, "7 tiers"),),
    SOURCE,
)


def leaves(data: Any) -> Iterator[Any]:
    """Yield every scalar of JSON-ready data."""
    if isinstance(data, dict):
        data = data.values()
    if isinstance(data, str) or not hasattr(data, "__iter__"):
        yield data
        return
    for item in data:
        yield from leaves(item)


def check_round_trip(kind: Any, value: Any) -> None:
    data = encode(value)
    assert decode(kind, data) == value
    assert decode(kind, json.loads(json.dumps(data))) == value
    assert not [leaf for leaf in leaves(data) if isinstance(leaf, float)]
    assert encode(decode(kind, data)) == data


def test_the_inputs_of_every_calculation_kept_come_back_whole(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    dossier = a_dossier(monde)
    assiette = compute_assiette(dossier, 2026)
    reports = (ReportObjectif("VILLE", "06029", Fraction(-1, 3)),)
    situation = Situation({"AL": Fraction(12, 5)}, {"AL": Fraction(0)}, {"AL": Fraction(-18, 5)})
    check_round_trip(EntreeAssiette, build_assiette(dossier, 2026))
    check_round_trip(EntreeComparaison, build_comparaison(dossier, assiette, 2026))
    check_round_trip(EntreeObjectifs, build_objectifs(dossier, assiette, 2026, reports))
    check_round_trip(EntreeBilan, build_bilan(dossier, 2025, {"AL": 7}, situation))


def test_every_optional_field_comes_back() -> None:
    check_round_trip(EntreeAssiette, ENTREE)
    check_round_trip(TauxRotation, replace(TAUX, evenements=None, numerateur_exclut=frozenset()))


@given(st.fractions(0, 1), st.text(), st.integers(0, 10**30))
def test_any_value_comes_back(part: Fraction, texte: str, count: int) -> None:
    check_round_trip(TauxRotation, replace(TAUX, valeur=part, perimetre=texte, evenements=count))


def test_nothing_is_a_float_and_sets_are_sorted() -> None:
    data = encode(TAUX)
    assert data["valeur"] == "1/3"
    assert data["numerateur_exclut"] == ["anru", "lhi", "mutations", "vente"]


def test_a_float_has_no_exact_form() -> None:
    with pytest.raises(TypeError, match="float has no exact form"):
        encode({"part": 0.1})


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    code = (
        "import sys; sys.path.insert(0, '.');"
        "from gef.actions.codec import encode, fingerprint;"
        "print(fingerprint(encode(frozenset({'anru', 'vente', 'lhi', 'mutations', 'orcod', 'pli', 'iml'}))))"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(seen) == 1


def test_the_fingerprint_follows_the_content_not_the_order_of_keys() -> None:
    assert fingerprint({"a": 1, "b": "é"}) == fingerprint({"b": "é", "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
    assert fingerprint([1, 2]) != fingerprint([2, 1])


def at(data: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Copy JSON-ready data with one place changed; ABSENT takes the place away."""
    copied: dict[str, Any] = json.loads(json.dumps(data))
    *parents, last = path.split(".")
    place: Any = copied
    for key in parents:
        place = place[int(key) if isinstance(place, list) else key]
    if value is ABSENT:
        del place[last]
    else:
        place[int(last) if isinstance(place, list) else last] = value
    return copied


ABSENT = object()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("parc", ABSENT, "parc : champ absent"),
        ("parc", "beaucoup", "parc : attendu : un entier (trouvé : beaucoup)"),
        ("parc", None, "parc : attendu : un entier (trouvé : None)"),
        ("parc", 3.5, "parc : attendu : un entier (trouvé : 3.5)"),
        ("parc", 300.0, "parc : attendu : un nombre exact, entier ou entre guillemets, « 3/10 » ou « 0.3 » (trouvé : 300.0)"),
        ("parc", True, "parc : attendu : un entier (trouvé : True)"),
        ("parc", -1, "parc : −1 ; attendu : un nombre positif ou nul."),
        ("parcs", 300, "parcs : champ inconnu (attendu : exercice, parc, exclusions, taux, soustractions, source_parc, conventions, remarques)"),
        ("taux.valeur", 0.3, "taux.valeur : attendu : un nombre exact, entier ou entre guillemets"),
        ("taux.valeur", "1/0", "taux.valeur : attendu : une fraction exacte"),
        ("taux.valeur", "un tiers", "taux.valeur : attendu : une fraction exacte, « 3/10 » ou « 0.3 » (trouvé : un tiers)"),
        ("taux.valeurs", "1/3", "taux.valeurs : champ inconnu"),
        ("taux.numerateur_exclut", "anru", "taux.numerateur_exclut : attendu : une liste"),
        ("taux.annees.0", "2024-01", "taux.annees.0 : attendu : un entier (trouvé : 2024-01)"),
        ("exclusions.0.nature", "loi", "exclusions.0.nature : attendu : 'legale' ou 'locale' (trouvé : loi)"),
        ("exclusions.0.libelle", 3, "exclusions.0.libelle : attendu : un texte (trouvé : 3)"),
        ("exclusions.0", [], "exclusions.0 : attendu : un objet"),
        ("exclusions.0.logement", 3, "exclusions.0.logement : champ inconnu"),
        ("soustractions.0.categorie", "divers", "soustractions.0 : soustractions.categorie : « divers »"),
    ],
)  # fmt: skip
def test_a_fault_says_where_what_and_what_was_expected(path: str, value: Any, message: str) -> None:
    with pytest.raises(EntreeIllisibleError) as refused:
        decode(EntreeAssiette, at(encode(ENTREE), path, value))
    assert str(refused.value).startswith("Entrée illisible. ")
    assert message in str(refused.value)


def test_every_fault_is_said_at_once() -> None:
    data = at(at(encode(ENTREE), "parc", "x"), "taux.valeur", "y")
    with pytest.raises(EntreeIllisibleError, match=r"parc : attendu : un entier .* ; taux\.valeur : attendu"):
        decode(EntreeAssiette, data)


@pytest.mark.parametrize("data", [None, 3, "texte", [], [1]])
def test_what_is_not_an_object_is_refused(data: Any) -> None:
    with pytest.raises(EntreeIllisibleError, match="racine : attendu : un objet"):
        decode(EntreeAssiette, data)


@dataclass(frozen=True, slots=True)
class Fiche:
    jour: date
    detail: Mapping[str, tuple[int, ...]]
    is_fin: bool = False


def test_dates_lists_and_mappings_come_back() -> None:
    check_round_trip(Fiche, Fiche(date(2024, 2, 29), {"a": (1, 2), "é": ()}, is_fin=True))
    assert encode(Fiche(date(2024, 2, 29), {}))["jour"] == "2024-02-29"


@pytest.mark.parametrize("jour", ["29/02/2024", "2023-02-29", "hier", "", "2024-02-29T10:00:00"])
def test_a_date_that_is_none_is_refused(jour: str) -> None:
    with pytest.raises(EntreeIllisibleError, match="jour : attendu : une date AAAA-MM-JJ"):
        decode(Fiche, {"jour": jour, "detail": {}})


@pytest.mark.parametrize("jour", [1_709_164_800, 1_709_164_800.0, True])
def test_a_number_is_no_date(jour: float) -> None:
    with pytest.raises(EntreeIllisibleError, match="jour : "):
        decode(Fiche, {"jour": jour, "detail": {}})


def test_the_schema_names_the_fields() -> None:
    assert set(schema(EntreeAssiette)["properties"]) == set(encode(ENTREE))
    assert schema(TauxRotation, mode="serialization")["properties"]["valeur"]["type"] == "string"
