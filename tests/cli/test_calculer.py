"""`gef calculer`: names, examples, schemas, results; faults are said with their path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.cli.conftest import Gef

from gef.actions.calculs import CALCULS, read_exemple


def edit(nom: str, path: tuple[Any, ...], value: Any) -> str:
    """Write the example of a calculation with one value changed; `KeyError` takes it away."""
    data = node = read_exemple(nom)
    for key in path[:-1]:
        node = node[key]
    if value is KeyError:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return json.dumps(data)


@pytest.mark.parametrize("options", [(), ("--liste",)])
def test_the_names_are_listed(gef: Gef, options: tuple[str, ...]) -> None:
    result = gef("calculer", *options)
    assert result.code == 0
    assert [line.split()[0] for line in result.text.splitlines()] == list(CALCULS)
    assert all(len(line.split()) > 3 for line in result.text.splitlines())


@pytest.mark.parametrize("nom", CALCULS)
def test_the_example_fits_the_schema_and_is_calculated(gef: Gef, nom: str) -> None:
    exemple = gef("calculer", nom, "--exemple")
    entree, resultat = gef("calculer", nom, "--schema"), gef("calculer", nom, "--schema-resultat")
    assert (exemple.code, entree.code, resultat.code) == (0, 0, 0)
    jsonschema.validate(exemple.json, entree.json)
    done = gef("calculer", nom, stdin=exemple.out)
    assert (done.code, done.err) == (0, "")
    jsonschema.validate(done.json, resultat.json)


def test_the_published_assiette_is_1000(gef: Gef, tmp_path: Path) -> None:
    sortie = tmp_path / "assiette.json"
    result = gef("calculer", "assiette", "--sortie", sortie, stdin=json.dumps(read_exemple("assiette")))
    assert (result.code, result.out) == (0, b"")
    assert json.loads(sortie.read_bytes())["assiette"] == "1000"


@pytest.mark.parametrize("written", ["10/100", '"0.1"', "0.1", "0.10", '"1e-1"', "1e-1"])
def test_a_share_is_exact_however_it_is_written(gef: Gef, written: str) -> None:
    share = written if written[0] in '"01' and "/" not in written else f'"{written}"'
    entree = json.dumps(read_exemple("assiette")).replace('"10/100"', share)
    assert share in entree
    result = gef("calculer", "assiette", stdin=entree)
    assert (result.code, result.json["entree"]["taux"]["valeur"]) == (0, "1/10")


@pytest.mark.parametrize(
    ("nom", "path", "value", "said"),
    [
        ("assiette", ("parc",), KeyError, "parc : champ absent"),
        ("assiette", ("parcs",), 1, "parcs : champ inconnu (attendu : exercice, parc"),
        ("assiette", ("taux", "brut"), 1, "taux.brut : champ inconnu"),
        ("assiette", ("exclusions", 0, "nom"), 1, "exclusions.0.nom : champ inconnu"),
        ("assiette", ("parc",), "quinze mille", "parc : attendu : un entier (trouvé : quinze mille)"),
        ("assiette", ("parc",), None, "parc : attendu : un entier"),
        ("assiette", ("parc",), True, "parc : attendu : un entier"),
        ("assiette", ("parc",), 15000.5, "parc : attendu : un entier"),
        ("assiette", ("parc",), -1, "parc : −1 ; attendu : un nombre positif ou nul"),
        ("assiette", ("exercice",), 26, "exercice : 26 ; attendu : une année"),
        ("assiette", ("taux", "valeur"), "dix", "taux.valeur : attendu : une fraction exacte"),
        ("assiette", ("taux", "valeur"), "1/0", "taux.valeur : attendu : une fraction exacte"),
        ("assiette", ("taux", "valeur"), [], "taux.valeur : attendu : une fraction exacte"),
        ("assiette", ("taux", "valeur"), "2", "entre 0 et 1"),
        ("assiette", ("taux", "annees"), [], "au moins une année"),
        ("assiette", ("taux", "annees", 0), "x", "taux.annees.0 : attendu : un entier"),
        ("assiette", ("taux", "numerateur_exclut"), "mutations", "taux.numerateur_exclut : attendu : une liste"),
        ("assiette", ("taux", "numerateur_exclut"), ["mutations"], "double soustraction"),
        ("assiette", ("exclusions",), {}, "exclusions : attendu : une liste"),
        ("assiette", ("exclusions", 0), 5, "exclusions.0 : attendu : un objet"),
        ("assiette", ("exclusions", 0, "nature"), "legal", "exclusions.0.nature : attendu : 'legale' ou 'locale'"),
        ("assiette", ("exclusions", 0, "libelle"), 5, "exclusions.0.libelle : attendu : un texte"),
        ("assiette", ("soustractions", 0, "categorie"), "perdus", "attendu : mutations, anru"),
        ("etat-des-lieux", ("jour",), "22/11/2026", "jour : attendu : une date AAAA-MM-JJ"),
        ("etat-des-lieux", ("jour",), "2026-02-30", "jour : attendu : une date AAAA-MM-JJ"),
        ("etat-des-lieux", ("jour",), 20261122, "jour : attendu : une date AAAA-MM-JJ"),
        ("etat-des-lieux", ("parc", 0, "qpv"), "oui", "parc.0.qpv : attendu : true ou false"),
        ("etat-des-lieux", ("parc", 1, "logement"), "L1", "« L1 » figure 2 fois"),
        ("etat-des-lieux", ("droits", 0, "type_droit"), "multiple", "droits.0.type_droit : attendu : 'suite'"),
        ("bilan", ("objectifs",), [1], "objectifs : attendu : un objet"),
        ("bilan", ("objectifs", "VILLE"), "un", "objectifs.VILLE : attendu : un entier"),
        ("bilan", ("lignes", 0, "propositions", 0), ["VILLE"], "lignes.0.propositions.0.1 : champ absent"),
        ("droits-uniques", ("flux",), {"an 1": 1}, "attendu : un entier (trouvé : an 1)"),
        ("conversion", ("methode",), "magique", "méthode « magique » inconnue ; attendu : part_du_parc"),
        ("plafonds", ("perimetre", "flux"), {}, "perimetre.flux.departement : absent ou nul"),
        ("plafonds", ("parts", 0, "portee"), "epci:E9", "portée « epci:E9 » : sans flux ou sans commune"),
        ("orientation", ("parts", "06029", "AL"), "1/2", "les parts font 11/10 ; attendu : 1"),
        ("orientation", ("flux", 1, "rang"), 1, "rangs : [1, 1, 3, 4, 5] ; attendu : croissants"),
        ("orientation", ("flux", 0, "commune"), "06004", "commune « 06004 » sans parts"),
        ("orientation", ("parametres",), {"regle": "sort"}, "Règle « sort » inconnue"),
        ("verifier-decision", ("enregistrement", "lignes"), KeyError, "enregistrement.lignes : champ absent"),
        ("comptes", ("faits", 0, "type"), "vente", "fait « vente » ; attendu : preavis, disponibilite"),
        ("comptes", ("faits", 0, "logement"), "L9", "faits, logement : L9 inconnu ; attendu : L1, L2, L3"),
        ("comptes", ("faits", 1, "type"), "bail", "le fait « bail signé » ne peut pas suivre"),
        ("objectifs", ("droits", "AL", "06004"), "-1/3", "droit de -1/3 logement ; attendu : 0 ou plus"),
    ],
)
def test_a_fault_is_said_in_french_with_its_place(
    gef: Gef, nom: str, path: tuple[Any, ...], value: Any, said: str
) -> None:
    result = gef("calculer", nom, stdin=edit(nom, path, value))
    assert (result.code, result.out) == (2, b""), result.text
    assert said in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("stdin", ["", "[]", "null", '"assiette"', "3", "{", "[" * 2_000 + "]" * 2_000, "{}"])
def test_what_is_not_an_entry_is_refused(gef: Gef, stdin: str) -> None:
    result = gef("calculer", "assiette", stdin=stdin)
    assert (result.code, result.out) == (2, b"")
    assert "attendu" in result.err or "champ absent" in result.err


@pytest.mark.parametrize("options", [(), ("--schema",), ("--schema-resultat",), ("--exemple",)])
def test_an_unknown_name_gives_those_that_exist(gef: Gef, options: tuple[str, ...]) -> None:
    result = gef("calculer", "tarot", *options, stdin="{}")
    assert (result.code, result.out) == (2, b"")
    assert "Calcul « tarot » inconnu ; attendu : taux-rotation, moyenne-taux" in result.err


def test_a_decision_that_is_not_the_recorded_one_answers_no(gef: Gef) -> None:
    entree = edit("verifier-decision", ("enregistrement", "reservataire"), "ETAT-P")
    result = gef("calculer", "verifier-decision", stdin=entree)
    assert (result.code, result.json["is_conforme"]) == (1, False)
    assert "le calcul donne" in result.json["constat"]
