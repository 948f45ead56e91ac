"""Worked cases of the conversion: published examples, and cases built on a text, with their intermediate values."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from gef.core.conversion import EntreeConversion, convertir
from gef.core.droits_uniques import EntreeEcheancier, count_stock, echeancier
from gef.core.motifs import Source
from gef.core.plafonds import Perimetre, SeuilLegal
from gef.core.plancher import RepartitionQpv, verifier_plancher_etat, verifier_uniformite
from gef.core.seuils import Derogation
from gef.core.suivi_uniques import EntreeUniques, suivre_uniques

FOLDER = Path(__file__).parent
PLANCHER = SeuilLegal(Fraction(30, 100), "flux hors QPV", Source("CCH art. R. 441-5-2, II", "legale"))
PLAFONDS = {
    code: {"valeur": valeur, "base": "flux", "source": {"reference": reference, "nature": "legale"}}
    for code, valeur, reference in (
        ("etat", "30/100", "CCH art. R. 441-5-2, I"),
        ("agents", "5/100", "CCH art. R. 441-5-2, I"),
        ("garanties", "20/100", "CCH art. R. 441-5-3"),
    )
}


def load_cas() -> list[Any]:
    paths = sorted(FOLDER.glob("conversion_*.toml"))
    cas = [c for path in paths for c in tomllib.loads(path.read_text(encoding="utf-8"))["cas"]]
    return [pytest.param(c, id=c["titre"]) for c in cas]


def exact(valeur: Any) -> Any:
    """Read the fractions of a TOML value, at any depth; texts that are not numbers stay texts."""
    match valeur:
        case dict():
            return {cle: exact(v) for cle, v in valeur.items()}
        case list():
            return [exact(v) for v in valeur]
        case str() if valeur[:1].isdigit():
            return Fraction(valeur)
        case str():
            return valeur.replace(" %", "\u202f%")
        case _:
            return valeur


def check_conversion(cas: Mapping[str, Any]) -> None:
    entree = TypeAdapter(EntreeConversion).validate_python(cas["entree"] | {"plafonds": PLAFONDS})
    conversion = convertir(entree, cas["methode"])
    attendu = exact(cas["attendu"])
    for reservataire, champs in attendu["lignes"].items():
        ligne = conversion.ligne(reservataire)
        found = {champ: getattr(ligne, champ) for champ in champs}
        if "plafonnements" in found:
            caps = ligne.plafonnements
            found["plafonnements"] = [[p.code, p.portee, p.avant, p.apres, p.source.reference] for p in caps]
        if "hypotheses" in found:
            found["hypotheses"] = list(ligne.hypotheses)
        assert found == champs
    for reservataire, etapes in attendu.get("etapes", {}).items():
        explication = conversion.ligne(reservataire).explication
        assert {code: explication.etape(code).valeur for code in etapes} == etapes
    non_reserve = attendu.get("non_reserve", {})
    assert {champ: getattr(conversion.non_reserve, champ) for champ in non_reserve} == non_reserve


def check_echeancier(cas: Mapping[str, Any]) -> None:
    entree = TypeAdapter(EntreeEcheancier).validate_python(cas["entree"])
    resultat, attendu = echeancier(entree), exact(cas["attendu"])
    champs = {"droits": "droits", "parts": "part", "retenus": "retenus", "excedents": "excedent"}
    champs["apres_echeance"] = "is_apres_echeance"
    found = {nom: [getattr(a, champ) for a in resultat.annees] for nom, champ in champs.items() if nom in attendu}
    found |= {nom: getattr(resultat, nom) for nom in ("total", "excedent", "derniere_echeance")}
    found["stock"] = count_stock(entree.lots, min(entree.flux), entree.rotation)
    assert found == attendu


def check_plancher(cas: Mapping[str, Any]) -> None:
    repartition = TypeAdapter(RepartitionQpv).validate_python(cas["entree"])
    resultat, attendu = verifier_plancher_etat(repartition, PLANCHER, exercice=2026), exact(cas["attendu"])
    assert {champ: getattr(resultat, champ) for champ in attendu} == attendu


def check_uniformite(cas: Mapping[str, Any]) -> None:
    perimetre = TypeAdapter(Perimetre).validate_python(cas["entree"]["perimetre"])
    parts = exact(cas["entree"]["parts"])
    derogations = TypeAdapter(tuple[Derogation, ...]).validate_python(cas["entree"].get("derogations", []))
    resultat = verifier_uniformite([parts], perimetre, exercice=2026, derogations=derogations)
    attendu = exact(cas["attendu"])
    assert {champ: getattr(resultat, champ) for champ in attendu} == attendu


def check_suivi(cas: Mapping[str, Any]) -> None:
    entree = TypeAdapter(EntreeUniques).validate_python(cas["entree"])
    [suivi] = suivre_uniques(entree).suivis
    attendu = exact(cas["attendu"])
    found: dict[str, Any] = {"droits": [annee.droits for annee in suivi.echeancier.annees]}
    rythmes = {"stock": suivi.stock, "negocie": suivi.negocies[0].rythme if suivi.negocies else None}
    for nom, champs in attendu.items():
        if nom in rythmes:
            found[nom] = {champ: getattr(rythmes[nom], champ) for champ in champs}
    assert found == attendu


CHECKS: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "convertir": check_conversion,
    "echeancier": check_echeancier,
    "plancher": check_plancher,
    "suivi": check_suivi,
    "uniformite": check_uniformite,
}


@pytest.mark.parametrize("cas", load_cas())
def test_case_gives_what_its_source_says(cas: Mapping[str, Any]) -> None:
    CHECKS[cas["calcul"]](cas)


def test_every_case_names_its_source() -> None:
    assert all(param.values[0]["source"] for param in load_cas())
    assert len(load_cas()) >= 9
