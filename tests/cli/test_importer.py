"""A file is checked before anything is calculated from it; what is not accepted is not written."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import polars as pl
import pytest
from tests.cli.conftest import Gef
from tests.cli.dossier_exemple import write_dossier

from gef.cli.importer import NomModele

MODELES = tuple(nom.value for nom in NomModele if nom is not NomModele.PARC)


def test_a_clean_file_is_reported_as_json(gef: Gef, dossier: Path) -> None:
    result = gef("importer", dossier / "parc.csv")
    assert (result.code, result.err) == (0, "")
    assert (result.json["format"], result.json["lignes_retenues"]) == ("parc_csv", 410)
    assert result.json["nombres"] == {"bloquant": 0, "a_corriger": 0, "information": 0}


@pytest.mark.parametrize("modele", ["droits", "liberations", "faits", "conventions"])
def test_each_model_is_read_by_its_name(gef: Gef, dossier: Path, modele: str) -> None:
    result = gef("importer", dossier / f"{modele}.csv", "--modele", modele)
    assert (result.code, result.json["format"]) == (0, modele)


def test_a_folder_is_read_whole(gef: Gef, dossier: Path, tmp_path: Path) -> None:
    sortie = tmp_path / "rapports.json"
    result = gef("importer", dossier, "--sortie", sortie)
    assert (result.code, result.out, result.err) == (0, b"", "")
    rapports = json.loads(sortie.read_bytes())
    assert sorted(rapports) == ["conventions.csv", "droits.csv", "faits.csv", "liberations.csv", "parc.csv"]
    assert rapports["liberations.csv"]["lignes_retenues"] == 42


def test_the_parc_is_written_in_parquet(gef: Gef, dossier: Path, tmp_path: Path) -> None:
    parquet = tmp_path / "parc.parquet"
    for source in (dossier / "parc.csv", dossier):
        assert gef("importer", source, "--parquet", parquet).code == 0
        assert pl.read_parquet(parquet).height == 410
        parquet.unlink()


def test_an_unknown_commune_blocks(gef: Gef, tmp_path: Path) -> None:
    dossier, parquet = write_dossier(tmp_path / "lys"), tmp_path / "parc.parquet"
    with (dossier / "parc.csv").open("a", encoding="utf-8") as file:
        file.write("L-X;99999;13;2;1;3;C;1980\r\n")
    result = gef("importer", dossier / "parc.csv", "--parquet", parquet)
    assert result.code == 1
    assert result.json["nombres"]["bloquant"] == 1
    assert result.err == "gef : parc.csv : des anomalies bloquent l’import. Aucun parc écrit.\n"
    assert not parquet.exists()
    calculated = gef("assiette", "--dossier", dossier, "--exercice", 2026)
    assert (calculated.code, calculated.out) == (2, b"")
    assert "99999" in calculated.err
    accepted = gef("importer", dossier / "parc.csv", "--parquet", parquet, "--accepter")
    assert accepted.code == 0
    assert pl.read_parquet(parquet).height == 410


def test_a_missing_column_is_never_accepted(gef: Gef, tmp_path: Path) -> None:
    fichier, parquet = tmp_path / "parc.csv", tmp_path / "parc.parquet"
    fichier.write_text("IDENT_INT;FINAN\nL1;13\n", encoding="utf-8")
    result = gef("importer", fichier, "--parquet", parquet, "--accepter")
    assert result.code == 1
    assert any(cause["code"] == "colonne_absente" for cause in result.json["causes"])
    assert not parquet.exists()


@pytest.mark.parametrize(
    ("nom", "content", "said"),
    [
        ("parc.csv", b"", "il est vide"),
        ("parc.csv", b"%PDF-1.7 rien", "c’est un document PDF"),
        ("parc.csv.gz", gzip.compress(b"IDENT_INT;DEPCOM\n", mtime=0), "c’est une archive gzip"),
        ("parc.xlsx", b"PK\x03\x04abcd", "« parc.xlsx »"),
        ("parc.csv", b"bonjour\nmonde\n", "titres de colonnes attendus"),
    ],
)
def test_what_is_not_a_table_is_refused_in_one_sentence(
    gef: Gef, tmp_path: Path, nom: str, content: bytes, said: str
) -> None:
    (tmp_path / nom).write_bytes(content)
    result = gef("importer", tmp_path / nom)
    assert (result.code, result.out) == (2, b"")
    assert said in result.err
    assert result.err.count("\n") == 1


def test_an_absent_file_or_an_unknown_folder_is_said(gef: Gef, tmp_path: Path) -> None:
    absent = gef("importer", tmp_path / "absent.csv")
    assert (absent.code, absent.out) == (2, b"")
    assert "il est absent" in absent.err
    empty = gef("importer", tmp_path)
    assert (empty.code, empty.out) == (2, b"")
    assert "aucun fichier connu ; attendu : parc.csv, corrections.csv, conventions.csv" in empty.err
    nothing = gef("importer")
    assert nothing.code == 2
    assert "aucun fichier donné" in nothing.err


def test_a_model_is_not_a_parc_to_write(gef: Gef, dossier: Path, tmp_path: Path) -> None:
    result = gef("importer", dossier / "droits.csv", "--modele", "droits", "--parquet", tmp_path / "parc.parquet")
    assert result.code == 2
    assert "aucun parc lu" in result.err


@pytest.mark.parametrize("modele", MODELES)
def test_an_empty_model_is_given_out_and_read_back_as_empty(gef: Gef, tmp_path: Path, modele: str) -> None:
    fichier = tmp_path / f"{modele}.csv"
    result = gef("importer", "--modele", modele, "--modele-vide", "--sortie", fichier)
    assert (result.code, result.out) == (0, b"")
    entetes, aide = csv.reader(io.StringIO(fichier.read_text(encoding="utf-8-sig")), delimiter=";")
    assert len(entetes) == len(aide)
    assert aide[0].startswith("# ")
    back = gef("importer", fichier, "--modele", modele)
    assert (back.code, back.json["lignes_lues"]) == (1, 0)


def test_the_parc_has_no_model(gef: Gef) -> None:
    result = gef("importer", "--modele-vide")
    assert (result.code, result.out) == (2, b"")
    assert "le modèle « parc » est inconnu" in result.err
