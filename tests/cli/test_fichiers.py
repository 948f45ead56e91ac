"""The commands on a folder of files: the figures found by hand, without Django, in JSON and in CSV."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from tests.cli.conftest import Gef
from tests.cli.dossier_exemple import write_dossier, write_droits

COMMANDES = (
    ("etat-des-lieux", "--au", "2026-11-22"),
    ("assiette", "--exercice", "2026"),
    ("convertir", "--exercice", "2026"),
    ("objectifs", "--exercice", "2026"),
    ("bilan", "--exercice", "2026"),
)


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_assiette_is_forty_dwellings(gef: Gef, dossier: Path) -> None:
    result = gef("assiette", "--dossier", dossier, "--exercice", 2026)
    assert (result.code, result.err) == (0, "")
    content = result.json
    assert (content["parc"], content["eligible"], content["assiette"]) == (410, 400, "40")
    assert content["entree"]["taux"]["valeur"] == "1/10"
    assert content["explication"]["etapes"][-1]["code"] == "assiette"


def test_the_rights_are_in_force_on_the_day(gef: Gef, dossier: Path) -> None:
    result = gef("etat-des-lieux", "--dossier", dossier, "--au", "2026-11-22")
    assert result.code == 0
    assert result.json["droits_en_cours"] == 100 + 40 + 80 + 30
    assert {r["reservataire"]: r["total"] for r in result.json["reservataires"]}["VILLE"] == 30
    before = gef("etat-des-lieux", "--dossier", dossier, "--au", "2009-12-31")
    assert (before.code, before.out) == (2, b"")
    assert "hors de la période couverte" in before.err


def test_rights_become_parts_by_every_method(gef: Gef, dossier: Path) -> None:
    result = gef("convertir", "--dossier", dossier, "--exercice", 2026)
    assert result.code == 0
    methods = {c["methode"]: c for c in result.json["conversions"]}
    assert list(methods) == ["part_du_parc", "ponderee_rotation", "droits_uniques", "negociee"]
    shares = {ligne["reservataire"]: ligne["logements"] for ligne in methods["part_du_parc"]["lignes"]}
    assert shares == {"AL": "8", "ETAT-F": "2", "ETAT-P": "10", "VILLE": "3"}
    uniques = {ligne["reservataire"]: ligne["logements"] for ligne in methods["droits_uniques"]["lignes"]}
    assert Fraction(uniques["AL"]) == 16


def test_one_method_answers_no_when_its_parts_cannot_serve(gef: Gef, tmp_path: Path) -> None:
    dossier = write_dossier(tmp_path / "lys")
    assert gef("convertir", "--dossier", dossier, "--exercice", 2026, "--methode", "part_du_parc").code == 0
    write_droits(dossier, [("ETAT-P", "etat", 100, ""), ("AL", "un_pourcent", 400, "")])
    result = gef("convertir", "--dossier", dossier, "--exercice", 2026, "--methode", "part_du_parc")
    assert result.code == 1
    assert result.json["methode"] == "part_du_parc"
    assert "ces parts ne peuvent pas servir" in result.err


def test_objectives_are_whole_and_add_up(gef: Gef, dossier: Path) -> None:
    result = gef("objectifs", "--dossier", dossier, "--exercice", 2026)
    assert result.code == 0
    content = result.json
    assert {t["code"]: t["objectif"] for t in content["reservataires"]} == {
        "AL": 16,
        "BAILLEUR": 6,
        "ETAT-F": 2,
        "ETAT-P": 10,
        "VILLE": 6,
    }
    assert content["total"]["objectif"] == 40 == sum(ligne["objectif"] for ligne in content["lignes"])
    assert any(Fraction(ligne["report"]) for ligne in content["lignes"])


def test_what_rounding_left_is_carried_to_the_next_year(gef: Gef, dossier: Path, tmp_path: Path) -> None:
    former = tmp_path / "objectifs-2026.json"
    gef("objectifs", "--dossier", dossier, "--exercice", 2026, "--sortie", former)
    left = {(x["reservataire"], x["commune"]): x["report"] for x in json.loads(former.read_bytes())["lignes"]}
    result = gef("objectifs", "--dossier", dossier, "--exercice", 2027, "--reports", former)
    assert result.code == 0
    for ligne in result.json["lignes"]:
        carried = Fraction(ligne["exact"]) - Fraction(ligne["droit"])
        assert carried == Fraction(left[ligne["reservataire"], ligne["commune"]])
    assert result.out == gef("objectifs", "--dossier", dossier, "--exercice", 2027).out
    late = gef("objectifs", "--dossier", dossier, "--exercice", 2028, "--reports", former)
    assert (late.code, late.out) == (2, b"")
    assert "objectifs de 2026 ; attendu : ceux de 2027" in late.err


@pytest.mark.parametrize("content", [b"", b"[]", b'{"exercice": 2026}', b"\xff\xfe\x00"])
def test_reports_that_are_not_objectives_are_refused(gef: Gef, dossier: Path, tmp_path: Path, content: bytes) -> None:
    former = tmp_path / "autre.json"
    former.write_bytes(content)
    result = gef("objectifs", "--dossier", dossier, "--exercice", 2027, "--reports", former)
    assert (result.code, result.out) == (2, b"")
    assert "un résultat de gef objectifs" in result.err
    absent = gef("objectifs", "--dossier", dossier, "--exercice", 2027, "--reports", tmp_path / "absent.json")
    assert absent.code == 2


def test_the_bilan_counts_facts_and_soldes(gef: Gef, dossier: Path) -> None:
    result = gef("bilan", "--dossier", dossier, "--exercice", 2026)
    assert result.code == 0
    rows = {row["id"]: row for row in result.json["reservataires"]}
    assert (rows["AL"]["propositions"], rows["VILLE"]["propositions"], rows["VILLE"]["refus"]) == (1, 1, 1)
    assert rows["AL"]["solde_debut"] == "-3/5"  # one dwelling of 2025 received, 40 % of it due
    assert rows["AL"]["solde_fin"] == "-6/5"
    assert sum(Fraction(row["solde_fin"]) for row in rows.values()) == 0


@pytest.mark.parametrize("commande", COMMANDES, ids=lambda c: c[0])
def test_csv_is_a_table_for_a_spreadsheet(gef: Gef, dossier: Path, commande: tuple[str, ...], tmp_path: Path) -> None:
    sortie = tmp_path / "table.csv"
    result = gef(*commande, "--dossier", dossier, "--format", "csv", "--sortie", sortie)
    assert (result.code, result.out, result.err) == (0, b"", "")
    assert sortie.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = read_csv(sortie.read_text(encoding="utf-8-sig"))
    assert len(rows) >= 4
    assert None not in rows[0]


@pytest.mark.parametrize("commande", COMMANDES, ids=lambda c: c[0])
def test_a_folder_that_is_not_there_is_said(gef: Gef, tmp_path: Path, commande: tuple[str, ...]) -> None:
    result = gef(*commande, "--dossier", tmp_path / "absent")
    assert (result.code, result.out) == (2, b"")
    assert "dossier introuvable" in result.err


def test_the_same_files_give_the_same_bytes(gef: Gef, dossier: Path) -> None:
    for commande in COMMANDES:
        first = gef(*commande, "--dossier", dossier)
        assert first.out == gef(*commande, "--dossier", dossier).out


def test_a_first_year_has_no_rate_and_says_so(gef: Gef, dossier: Path) -> None:
    result = gef("assiette", "--dossier", dossier, "--exercice", 2025)
    assert (result.code, result.out) == (2, b"")
    assert "le taux de rotation est inconnu" in result.err


def test_the_parc_that_was_accepted_is_read_back(gef: Gef, dossier: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(dossier, tmp_path / "copie"))
    assert gef("importer", copy / "parc.csv", "--parquet", copy / "parc.parquet").code == 0
    (copy / "parc.csv").unlink()
    result = gef("assiette", "--dossier", copy, "--exercice", 2026)
    assert (result.code, result.json["assiette"]) == (0, "40")


def test_no_file_command_loads_django(dossier: Path, tmp_path: Path) -> None:
    """In one fresh process: every command that reads files, then the calculations, without any setting."""
    script = f"""
import sys
from gef.cli.execution import run
dossier, sortie = {str(dossier)!r}, {str(tmp_path / "sortie")!r}
for commande in {COMMANDES!r}:
    assert run([*commande, "--dossier", dossier, "--sortie", sortie]) == 0, commande
assert run(["importer", dossier, "--sortie", sortie]) == 0
assert run(["droit", "--sortie", sortie]) == 0
assert run(["calculer", "assiette", "--exemple", "--sortie", sortie]) == 0
loaded = sorted(name for name in sys.modules if name.partition(".")[0] == "django")
assert not loaded, loaded
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env={}, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("tableau", "start", "expected"),
    [
        ("methodes", "Réservataire;Territoire;Droits recensés;", "Ville de Lys;Commune;30;"),
        (
            "controles",
            "Règle;Méthode;Verdict;Mesuré à;",
            "dont agents publics de l’État;Part du parc;réduit;Département;",
        ),
        ("anomalies", "Suite;Territoire;Constat;Méthodes", ""),
        ("annees", "Réservataire;Code;Exercice;Droits uniques de l’année;", ";AL;2026;16;"),
        ("stocks", "Réservataire;Ouvert en;Stock;", ""),
        ("negocies", "Réservataire;Document;Exercices;Volume;", ""),
    ],
)
def test_every_table_of_the_conversion_can_be_asked_for(
    gef: Gef, dossier: Path, tableau: str, start: str, expected: str
) -> None:
    result = gef("convertir", "--dossier", dossier, "--exercice", 2026, "--format", "csv", "--tableau", tableau)
    assert result.code == 0
    text = result.text.removeprefix("\ufeff")
    assert text.startswith(start)
    assert expected in text


def test_the_whole_conversion_holds_today_and_the_droits_uniques(gef: Gef, dossier: Path) -> None:
    content = gef("convertir", "--dossier", dossier, "--exercice", 2026).json
    assert list(content) == ["conversions", "planchers", "en_vigueur", "droits_uniques"]
    assert (content["en_vigueur"]["AL"], len(content["planchers"])) == ("16", 4)
    assert {s["reservataire"] for s in content["droits_uniques"]["suivis"]} == {"AL", "ETAT-F", "ETAT-P", "VILLE"}


def test_objectives_of_a_method_follow_its_parts(gef: Gef, dossier: Path) -> None:
    result = gef("objectifs", "--dossier", dossier, "--exercice", 2026, "--methode", "part_du_parc")
    assert result.code == 0
    assert result.json["origine"] == "part_du_parc"
    totals = {row["code"]: row["objectif"] for row in result.json["reservataires"]}
    assert (totals["AL"], totals["ETAT-P"], result.json["total"]["objectif"]) == (8, 10, 40)
