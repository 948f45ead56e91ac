"""A whole stream, decided in order, with its reasons; and its journal, replayed."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest
from tests.cli.conftest import Gef
from tests.cli.dossier_exemple import write_flux

from gef.cli.orienter import NomRegle, settings_for
from gef.imports.flux import read_dossier


def orienter(gef: Gef, flux: Path, *options: object) -> tuple[list[str], list[dict[str, str]]]:
    sortie = flux.parent / "decisions.csv"
    result = gef("orienter", "--dossier", flux, "--sortie", sortie, *options)
    assert (result.code, result.out) == (0, b""), result.err
    with sortie.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return result.err.splitlines(), rows


def test_each_dwelling_of_the_flux_has_one_decision(gef: Gef, tmp_path: Path) -> None:
    said, rows = orienter(gef, write_flux(tmp_path / "flux"))
    assert said == ["3 logements orientés sur 4 libérations."]
    assert [row["rang"] for row in rows] == ["1", "2", "4"]
    assert (tmp_path / "decisions.csv").read_bytes().startswith(b"rang,reservataire\n1,AL\n")


def test_the_journal_gives_the_reasons_and_replays(gef: Gef, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    _, rows = orienter(gef, write_flux(tmp_path / "flux", refus="AL"), "--journal", journal)
    entete, *records = (json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines())
    assert (entete["type"], entete["parametres"]["regle"]) == ("entete", "equilibre")
    assert [(str(r["rang"]), r["reservataire"]) for r in records] == [(x["rang"], x["reservataire"]) for x in rows]
    assert records[0]["refus"] == ["AL"]
    assert records[0]["reservataire"] != "AL"
    replayed = gef("rejouer", journal)
    assert (replayed.code, replayed.text) == (0, "3 décisions rejouées, toutes identiques.\n")
    for record in records:
        entree = json.dumps({"enregistrement": record, "parametres": entete["parametres"]})
        verified = gef("calculer", "verifier-decision", stdin=entree)
        assert (verified.code, verified.json["reservataire"]) == (0, record["reservataire"])


def test_the_rule_may_be_chosen(gef: Gef, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    orienter(gef, write_flux(tmp_path / "flux"), "--regle", "retard", "--journal", journal)
    assert '"regle":"retard"' in journal.read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize(("part", "avance_min"), [("0.3", Fraction(15, 100)), ("0.04", Fraction(10, 100))])
def test_settings_follow_the_part_of_the_bailleur(tmp_path: Path, part: str, avance_min: Fraction) -> None:
    flux = write_flux(tmp_path / "flux")
    rest = str(round(100 - 30 - 100 * float(part)) / 100)
    (flux / "parts.csv").write_text(
        f"commune,reservataire,part\nC1,AL,{rest}\nC1,CD,0.3\nC1,BAILLEUR,{part}\n", encoding="utf-8"
    )
    assert settings_for(read_dossier(flux), NomRegle.EQUILIBRE).avance_min == avance_min


def test_decisions_do_not_depend_on_what_follows(gef: Gef, tmp_path: Path) -> None:
    flux = write_flux(tmp_path / "flux")
    _, whole = orienter(gef, flux)
    lines = (flux / "flux.csv").read_text(encoding="utf-8").splitlines()
    (flux / "flux.csv").write_text("\n".join(lines[:3]), encoding="utf-8")
    _, truncated = orienter(gef, flux)
    assert truncated == whole[:2]


def test_a_bad_row_writes_nothing(gef: Gef, tmp_path: Path) -> None:
    flux, sortie = write_flux(tmp_path / "flux"), tmp_path / "d.csv"
    text = (flux / "flux.csv").read_text(encoding="utf-8").replace("2026-01-26", "26/01/2026")
    (flux / "flux.csv").write_text(text, encoding="utf-8")
    result = gef("orienter", "--dossier", flux, "--sortie", sortie)
    assert (result.code, result.out) == (2, b"")
    assert "« flux.csv », ligne 5, colonne « date »" in result.err
    assert [p.name for p in tmp_path.iterdir()] == ["flux"]


def test_two_results_cannot_share_a_file(gef: Gef, tmp_path: Path) -> None:
    flux, sortie = write_flux(tmp_path / "flux"), tmp_path / "d.csv"
    result = gef("orienter", "--dossier", flux, "--sortie", sortie, "--journal", tmp_path / "flux" / ".." / "d.csv")
    assert result.code == 2
    assert "attendu : deux fichiers" in result.err
    assert not sortie.exists()


def test_a_place_that_does_not_exist_is_said_before_deciding(gef: Gef, tmp_path: Path) -> None:
    flux = write_flux(tmp_path / "flux")
    result = gef("orienter", "--dossier", flux, "--sortie", tmp_path / "absent" / "d.csv")
    assert (result.code, result.out) == (3, b"")
    assert "dossier introuvable" in result.err


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", 1, "Journal vide"),
        (b"{}\n", 1, "la première ligne n’est pas un en-tête"),
        (b"bonjour\n", 2, "ligne 1 : JSON illisible"),
        (b"[1]\n", 2, "ligne 1 : « [1] » lu ; attendu : un objet JSON"),
        (b'{"type": "entete"}\n', 2, "ligne 1 : enregistrement incomplet"),
        (b"\xff\xfe\n", 2, "ce n’est pas du texte UTF-8"),
    ],
)
def test_a_journal_that_is_not_one_is_refused(gef: Gef, tmp_path: Path, content: bytes, code: int, said: str) -> None:
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(content)
    result = gef("rejouer", journal)
    assert (result.code, result.out) == (code, b"")
    assert said in result.err


def test_an_absent_journal_is_said(gef: Gef, tmp_path: Path) -> None:
    result = gef("rejouer", tmp_path / "absent.jsonl")
    assert (result.code, result.out) == (2, b"")
    assert "absent ou impossible à ouvrir" in result.err
