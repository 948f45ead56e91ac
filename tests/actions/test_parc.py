"""Accepting a parc: its file kept whole and its rows loaded, or neither."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied
from tests.actions.petit_parc import a_lecture, a_parc, a_small_lecture
from tests.builders import MOMENT, Monde, an_acteur

from gef.actions.parc import ParcRefuseError, read_parc_table
from gef.db.chargeur import COLONNES
from gef.db.journal.models import Acte
from gef.db.patrimoine.models import Logement, Parc


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def kept_files() -> list[str]:
    root = Path(django_settings.MEDIA_ROOT)
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def nothing_kept() -> bool:
    return not (kept_files() or Parc.objects.exists() or Logement.objects.exists() or Acte.objects.exists())


def test_the_file_is_kept_whole_and_the_rows_are_its_rows(monde: Monde) -> None:
    lecture = a_small_lecture()
    parc = a_parc(an_acteur(monde.gestionnaire), lecture)
    assert read_parc_table(parc).equals(lecture.table)
    rows = Logement.objects.filter(parc=parc).order_by("ligne").values(*COLONNES)
    assert list(rows) == lecture.table.select(COLONNES).to_dicts()
    assert (parc.millesime, parc.version, parc.logements_count, parc.format) == (2026, 1, 300, "parc_csv")
    assert (parc.nom_fichier, parc.importe_le, parc.importe_par) == ("parc.csv", MOMENT, monde.gestionnaire)
    assert parc.rapport["lignes_retenues"] == 300
    assert kept_files() == [parc.chemin]


def test_the_import_is_an_act_of_the_journal(monde: Monde) -> None:
    parc = a_parc(an_acteur(monde.gestionnaire))
    act = Acte.objects.get()
    assert (act.bailleur, act.auteur, act.acte, act.objet) == (
        monde.habitat_lys,
        monde.gestionnaire,
        "import_parc",
        "2026 v1",
    )
    assert act.details == {"empreinte": parc.empreinte, "fichier": "parc.csv", "logements": 300}


def test_a_corrected_file_makes_a_new_version_and_the_former_stays(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    former, newer = a_parc(acteur, a_lecture({})), a_parc(acteur, a_lecture({"SURFHAB": "63"}))
    assert (former.version, newer.version) == (1, 2)
    assert read_parc_table(former).get_column("surface_m2").to_list() == [62]
    assert read_parc_table(newer).get_column("surface_m2").to_list() == [63]
    assert kept_files() == sorted([former.chemin, newer.chemin])


def test_the_same_content_is_refused_whatever_the_name(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    a_parc(acteur, a_lecture({}))
    with pytest.raises(ParcRefuseError, match=r"copie\.csv : ce parc est déjà la version 1 du millésime 2026"):
        a_parc(acteur, a_lecture({}, nom="copie.csv"), nom_fichier="copie.csv")
    assert (Parc.objects.count(), Logement.objects.count(), len(kept_files())) == (1, 1, 1)


def test_the_same_content_is_welcome_another_year_or_at_another_bailleur(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), a_lecture({}))
    a_parc(an_acteur(monde.gestionnaire), a_lecture({}), millesime=2025)
    a_parc(an_acteur(monde.gestionnaire_autre), a_lecture({}))
    assert len(kept_files()) == 3


def test_blocking_anomalies_are_refused(monde: Monde) -> None:
    with pytest.raises(ParcRefuseError, match="des anomalies bloquent l’import ; corrigez-les"):
        a_parc(an_acteur(monde.gestionnaire), a_lecture({"DEPCOM": ""}))
    assert nothing_kept()


def test_rows_left_out_by_the_report_are_left_out(monde: Monde) -> None:
    parc = a_parc(an_acteur(monde.gestionnaire), a_lecture({}, {"DEPCOM": ""}, {}))
    assert (parc.logements_count, parc.rapport["lignes_ecartees"]) == (2, 1)


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_only_who_writes_for_a_bailleur_imports(monde: Monde, who: str) -> None:
    with pytest.raises(PermissionDenied):
        a_parc(an_acteur(getattr(monde, who)))
    assert nothing_kept()


def failing(*_args: Any, **_kwargs: Any) -> None:
    raise OSError("disque plein")


@pytest.mark.parametrize(
    "broken",
    ["gef.actions.parc.charger_logements", "gef.actions.fichiers_gardes.os.fsync", "gef.actions.parc.Acte.save"],
    ids=["rows", "disk", "journal"],
)
def test_a_failure_in_the_middle_leaves_neither_file_nor_rows(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    monkeypatch.setattr(broken, failing)
    with pytest.raises(OSError, match="disque plein"):
        a_parc(an_acteur(monde.gestionnaire))
    assert nothing_kept()


def test_a_failure_after_some_rows_leaves_none(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.db.chargeur.LOT", 100)
    seen: list[int] = []

    def stop(written: int) -> None:
        seen.append(written)
        if written == 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        a_parc(an_acteur(monde.gestionnaire), avancement=stop)
    assert seen == [100, 200]
    assert nothing_kept()


def test_the_former_version_survives_a_failed_import(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    acteur = an_acteur(monde.gestionnaire)
    former = a_parc(acteur, a_lecture({}))
    monkeypatch.setattr("gef.actions.parc.charger_logements", failing)
    with pytest.raises(OSError, match="disque plein"):
        a_parc(acteur, a_lecture({}, {}))
    assert kept_files() == [former.chemin]
    assert read_parc_table(former).height == 1


def test_the_file_is_flushed_to_disk_before_it_has_its_name(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[list[str]] = []
    real = os.fsync

    def watch(descriptor: int) -> None:
        flushed.append(kept_files())
        real(descriptor)

    monkeypatch.setattr("gef.actions.fichiers_gardes.os.fsync", watch)
    parc = a_parc(an_acteur(monde.gestionnaire))
    assert flushed == [[parc.chemin.replace(".parquet", ".partiel")]]


def test_a_file_gone_from_the_disk_is_said(monde: Monde) -> None:
    parc = a_parc(an_acteur(monde.gestionnaire))
    (Path(django_settings.MEDIA_ROOT) / parc.chemin).unlink()
    with pytest.raises(ParcRefuseError, match=r"a disparu du disque : parcs/.*Restaurez la sauvegarde"):
        read_parc_table(parc)


@pytest.mark.parametrize("colonne", ["COMPLGEO", "ADRESSE", "IDENT_INT", "IDENT_REP", "LOYERPRINC", "SURFHAB", "FINAN"])
@pytest.mark.parametrize("valeur", ["9" * 12, "x" * 300, "é" * 300], ids=["digits", "letters", "accents"])
def test_a_value_out_of_all_proportion_never_breaks_the_load(monde: Monde, colonne: str, valeur: str) -> None:
    """What a column cannot hold is for the report to say: SQLite would keep it, PostgreSQL would fail."""
    lecture = a_lecture({}, {colonne: valeur})
    parc = a_parc(an_acteur(monde.gestionnaire), lecture)
    assert Logement.objects.filter(parc=parc).count() == lecture.table.height
    for nom in COLONNES:
        if lecture.table.schema[nom] == pl.String:
            longest = lecture.table.get_column(nom).str.len_chars().max() or 0
            assert longest <= (Logement._meta.get_field(nom).max_length or 0), nom
