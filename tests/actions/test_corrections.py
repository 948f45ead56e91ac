"""Corrections accepted: a new version of the same millésime, one act, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_parc import a_lecture_modele, a_parc

from gef.access.acteur import Acteur
from gef.actions.corrections import accepter_corrections, preparer_corrections
from gef.actions.depots import DepotRefuseError
from gef.actions.parc import read_parc_table
from gef.db.journal.models import Acte
from gef.db.patrimoine.models import Logement, Parc
from gef.imports.modeles import LectureModele

ROWS = (("HL-0001", "SURFHAB", "61"), ("LY00000002", "Contingent", "7"), ("HL-0003", "MODE", ""))


@pytest.fixture
def acteur(monde: Monde, settings: Any, tmp_path: Path) -> Acteur:
    settings.MEDIA_ROOT = tmp_path
    return an_acteur(monde.gestionnaire)


def a_file(*rows: tuple[str, str, str]) -> LectureModele:
    noms = ("logement", "champ", "valeur")
    return a_lecture_modele("corrections", *(dict(zip(noms, row, strict=True)) for row in rows))


def correct(acteur: Acteur, *rows: tuple[str, str, str]) -> Parc:
    return accepter_corrections(acteur, a_file(*rows), nom_fichier="corrections.csv", moment=MOMENT)


def test_the_corrected_parc_is_the_next_version_of_its_millesime(acteur: Acteur) -> None:
    first = a_parc(acteur)
    second = correct(acteur, *ROWS)
    assert (second.millesime, second.version, second.logements_count) == (2026, 2, 8)
    assert second.nom_fichier == "parc.csv, corrigé par corrections.csv"
    before, after = read_parc_table(first), read_parc_table(second)
    changed = {nom: (before.get_column(nom).ne_missing(after.get_column(nom))).sum() for nom in before.columns}
    assert {nom: n for nom, n in changed.items() if n} == {"surface_m2": 1, "contingent": 1}
    assert Logement.objects.get(parc=second, ident_int="HL-0001").surface_m2 == 61


def test_the_journal_says_who_corrected_what(acteur: Acteur) -> None:
    a_parc(acteur)
    correct(acteur, *ROWS)
    acte = Acte.objects.latest("pk")
    assert (acte.acte, acte.objet, acte.auteur_id) == ("correction_parc", "2026 v2", acteur.utilisateur_id)
    assert (acte.details["version_corrigee"], acte.details["cellules"]) == (1, 2)
    assert Acte.objects.count() == 2


def test_corrections_follow_one_another_under_the_name_of_the_first_file(acteur: Acteur) -> None:
    a_parc(acteur)
    correct(acteur, *ROWS)
    third = correct(acteur, ("HL-0001", "SURFHAB", "60"))
    assert (third.version, third.nom_fichier) == (3, "parc.csv, corrigé par corrections.csv")
    assert third.rapport["format"] == "parc_csv"


@pytest.mark.parametrize(
    ("row", "constat"),
    [
        (("HL-9999", "MODE", "1"), "Ligne 2, logement « HL-9999 » absent du parc"),
        (("HL-0001", "CONSTRUCT", "2027"), "2026 au plus tard"),
        (("HL-0001", "DEPCOM", "06999"), "code commune inconnu"),
        (("HL-0001", "IDENT_REP", "LY00000002"), "porté par deux logements"),
    ],
)
def test_one_bad_correction_refuses_the_whole_file(acteur: Acteur, row: tuple[str, str, str], constat: str) -> None:
    a_parc(acteur)
    with pytest.raises(DepotRefuseError, match=constat):
        correct(acteur, row, *ROWS)
    assert Parc.objects.count() == 1


def test_a_row_that_the_report_leaves_out_leaves_the_others(acteur: Acteur) -> None:
    a_parc(acteur)
    file = a_file(("HL-0001", "SURFHAB", "4"), *ROWS)
    assert [c.nombre for c in file.rapport.causes if c.gravite == "bloquant"] == [1]
    assert preparer_corrections(acteur, file)[1].changees == 2


def test_what_the_parc_says_already_writes_nothing(acteur: Acteur) -> None:
    table = read_parc_table(a_parc(acteur))
    mode = table.filter(pl.col("ident_int") == "HL-0001").get_column("mode").item()
    with pytest.raises(DepotRefuseError, match="dit déjà tout cela"):
        correct(acteur, ("HL-0001", "MODE", mode))


def test_without_a_parc_there_is_nothing_to_correct(acteur: Acteur) -> None:
    with pytest.raises(DepotRefuseError, match="rien à corriger"):
        correct(acteur, *ROWS)


def test_a_reader_corrects_nothing(monde: Monde, acteur: Acteur) -> None:
    a_parc(acteur)
    for user in (monde.lecteur, monde.agent_ville):
        with pytest.raises(PermissionDenied):
            correct(an_acteur(user), *ROWS)


def test_a_failure_on_the_way_leaves_neither_rows_nor_file(
    acteur: Acteur, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_parc(acteur)
    files = sorted(path.name for path in tmp_path.rglob("*"))

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("disque plein")

    monkeypatch.setattr("gef.actions.parc.charger_logements", fail)
    with pytest.raises(OSError, match="disque plein"):
        correct(acteur, *ROWS)
    assert (Parc.objects.count(), sorted(path.name for path in tmp_path.rglob("*"))) == (1, files)
