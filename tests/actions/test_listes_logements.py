"""Lists of dwellings: each version is kept, the newest holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied
from tests.builders import MOMENT, Monde, an_acteur

from gef.access.acteur import Acteur
from gef.actions.listes_logements import ListeRefuseeError, garder_liste, read_liste, to_table
from gef.db.journal.models import Acte
from gef.db.patrimoine.models import ListeLogements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


ROWS = (
    {"logement": "B2", "reservataire": "VILLE", "droit": None, "debut": None, "fin": None},
    {"logement": "A1", "reservataire": "AL", "droit": "D-1", "debut": date(2020, 1, 1), "fin": date(2030, 1, 1)},
)


def keep(acteur: Acteur, table: pl.DataFrame, genre: str = "reservations") -> ListeLogements:
    return garder_liste(acteur, genre, table, nom_fichier="liste.csv", empreinte="e" * 64, moment=MOMENT)


def test_without_a_list_the_table_is_empty(monde: Monde) -> None:
    table = read_liste(monde.habitat_lys.pk, "logements_exclus")
    assert (table.height, table.columns) == (0, ["logement", "code", "document"])


def test_the_newest_version_holds_and_the_former_stays(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    first, second = keep(acteur, to_table("reservations", ROWS)), keep(acteur, to_table("reservations", ROWS[:1]))
    assert (first.version, second.version, second.logements_count) == (1, 2, 1)
    assert read_liste(monde.habitat_lys.pk, "reservations").get_column("logement").to_list() == ["B2"]
    assert (Path(django_settings.MEDIA_ROOT) / first.chemin).exists()
    assert Acte.objects.filter(acte="import_reservations").count() == 2


def test_rows_are_ordered_and_texts_never_null(monde: Monde) -> None:
    table = to_table("reservations", ROWS)
    assert table.rows() == [("A1", "AL", "D-1", date(2020, 1, 1), date(2030, 1, 1)), ("B2", "VILLE", "", None, None)]
    assert table.equals(to_table("reservations", ROWS[::-1]))


def test_the_same_list_is_refused_and_nothing_is_written(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    keep(acteur, to_table("reservations", ROWS))
    with pytest.raises(ListeRefuseeError, match="déjà la version 1"):
        keep(acteur, to_table("reservations", ROWS))
    assert ListeLogements.objects.count() == 1


def test_a_failed_write_leaves_neither_row_nor_file(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("disque plein")

    monkeypatch.setattr("gef.actions.listes_logements.Acte.save", fail)
    with pytest.raises(OSError, match="disque plein"):
        keep(an_acteur(monde.gestionnaire), to_table("reservations", ROWS))
    assert not ListeLogements.objects.exists()
    assert list(Path(django_settings.MEDIA_ROOT).rglob("*.parquet")) == []


def test_only_who_writes_for_a_bailleur_keeps_a_list(monde: Monde) -> None:
    with pytest.raises(PermissionDenied):
        keep(an_acteur(monde.lecteur), to_table("reservations", ROWS))


def test_a_file_gone_from_the_disk_is_said(monde: Monde) -> None:
    liste = keep(an_acteur(monde.gestionnaire), to_table("reservations", ROWS))
    (Path(django_settings.MEDIA_ROOT) / liste.chemin).unlink()
    with pytest.raises(ListeRefuseeError, match=r"a disparu du disque.*Restaurez"):
        read_liste(monde.habitat_lys.pk, "reservations")
