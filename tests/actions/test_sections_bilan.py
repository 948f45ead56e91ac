"""The parts of a bilan, whole or narrowed: a réservataire finds his rows and the totals, nothing of the others."""

from __future__ import annotations

from typing import Any

import pytest
from tests.actions.bilan_exemple import LERINS, a_bilan_fige
from tests.builders import Monde

from gef.access.models import Organisation
from gef.actions.bilans_figes import lire_bilan
from gef.actions.codec import canonical, encode
from gef.actions.sections_bilan import keep_territoires, list_sections, narrow_annuel
from gef.core.bilan_annuel import BilanAnnuel

AUTRES = ("Action Logement", "Département de Lys", "Non réservé", '"AL"', '"CD"', '"bailleur"')


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def annuel(monde: Monde) -> BilanAnnuel:
    return lire_bilan(a_bilan_fige(monde))


def test_narrowed_nothing_names_anybody_else(monde: Monde, annuel: BilanAnnuel) -> None:
    narrowed = narrow_annuel(annuel, {"VILLE"}, monde.ville)
    said = canonical(encode(narrowed)).decode()
    assert [nom for nom in AUTRES if nom in said] == []
    assert narrowed.bilan.total == annuel.bilan.total
    assert {row.reservataire for row in narrowed.logements} == {"VILLE"}
    assert {row.reservataire for row in narrowed.refus} == {"VILLE"}


def test_an_epci_reads_its_territory_and_the_etat_all_of_them(monde: Monde, annuel: BilanAnnuel) -> None:
    epci = Organisation.objects.get(territoire=LERINS)
    codes = [row.epci for row in annuel.territoires]
    assert LERINS in codes
    assert [row.epci for row in keep_territoires(annuel.territoires, epci)] == [LERINS]
    for reader in (monde.prefecture, monde.habitat_lys):
        assert [row.epci for row in keep_territoires(annuel.territoires, reader)] == codes
    assert keep_territoires(annuel.territoires, monde.ville) == keep_territoires(annuel.territoires, None) == ()


def test_the_whole_and_the_narrowed_have_the_same_parts_but_the_totals_of_all(
    monde: Monde, annuel: BilanAnnuel
) -> None:
    whole = [section.code for section in list_sections(annuel, is_restreint=False)]
    own = [section.code for section in list_sections(narrow_annuel(annuel, {"VILLE"}, monde.ville), is_restreint=True)]
    assert whole == [
        "comptes",
        "caracteristiques",
        "publics",
        "obligations",
        "refus",
        "premieres",
        "hors-flux",
        "soldes",
        "logements",
    ]
    assert own == [*whole[:-1], "ensemble", "logements"]


def test_every_table_has_a_code_of_its_own(monde: Monde, annuel: BilanAnnuel) -> None:
    for is_restreint, bilan in ((False, annuel), (True, narrow_annuel(annuel, {"VILLE"}, monde.ville))):
        codes = [t.code for section in list_sections(bilan, is_restreint=is_restreint) for t in section.tables]
        assert len(codes) == len(set(codes))


def test_a_bailleur_reads_the_share_of_the_etat_commune_by_commune(monde: Monde, annuel: BilanAnnuel) -> None:
    section = next(s for s in list_sections(annuel, is_restreint=False) if s.code == "obligations")
    assert [table.code for table in section.tables] == ["bilan-obligations", "bilan-etat-communes"]
    communes = {row.valeurs["obligation"] for row in section.tables[1].lignes}
    assert "Cannes" in communes
