"""The year of a territory from the database: the bilan's figures, all bailleurs together, the same secret for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.actions.monde_complet import a_dossier
from tests.builders import (
    ANTIBES,
    CANNES,
    EPCI,
    JOUR,
    NICE,
    Monde,
    a_compte,
    a_fait,
    a_liberation,
    an_organisation,
)

from gef.access.models import Organisation
from gef.access.territoires import territoire_of
from gef.actions import activite
from gef.actions.activite import AnneeTerritoire, list_lignes, read_annee
from gef.actions.flux import Suivi, load_flux
from gef.actions.lignes_bilan import to_ligne
from gef.core.activite import AXES_ACTIVITE, TABLES_MENAGES
from gef.core.bilan import LigneFlux
from gef.core.bilan_tables import is_in_exercice
from gef.core.comptages import Menage
from gef.db.patrimoine.models import Logement, Parc


@pytest.fixture
def epci(monde: Monde) -> Organisation:
    return an_organisation("Pays de Lys", "epci", EPCI[CANNES])


def read(organisation: Organisation, exercice: int = JOUR.year) -> AnneeTerritoire:
    territoire = territoire_of(organisation)
    assert territoire is not None
    return read_annee(territoire, exercice, JOUR)


def figures(annee: AnneeTerritoire, axe: Any = "commune") -> dict[str | None, tuple[int, ...]]:
    rows = annee.table(axe).lignes
    return {r.code: (r.activite.liberations, r.activite.propositions, r.activite.baux) for r in rows}


def test_the_rows_read_from_the_flux_are_those_of_the_bilan(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    for kind in ("orientation", "annulation", "qualification_hors_flux"):
        precision = {"categorie": "anru"} if kind == "qualification_hors_flux" else None
        a_fait(monde.liberations[0], kind, monde.comptes["VILLE"], precision=precision)
    a_fait(monde.liberations[2], "abandon")
    dossier = a_dossier(monde)
    expected = {row.reference: to_ligne(row) for row in dossier.list_liberees()}
    for exercice in (2024, 2025, 2026):
        pk = monde.habitat_lys.pk
        found = {ligne.liberation_id: ligne for _, ligne in list_lignes(pk, load_flux(pk), exercice)}
        assert found == {key: expected[key] for key in found}
        missing = [expected[key] for key in expected.keys() - found.keys()]
        assert not any(is_in_exercice(ligne.libere_le, exercice) for ligne in missing)
    assert monde.liberations[2].reference not in expected


def test_an_epci_reads_its_communes_and_the_etat_the_whole(monde: Monde, epci: Organisation) -> None:
    assert figures(read(epci)) == {CANNES: (3, 0, 0)}
    assert figures(read(monde.prefecture)) == {CANNES: (3, 0, 0), ANTIBES: (2, 0, 0)}


def test_every_bailleur_of_the_site_is_there_with_or_without_an_account(monde: Monde, epci: Organisation) -> None:
    a_liberation(monde.logis_de_passage, "P-2", libre_le=JOUR)
    annee = read(epci)
    assert list(annee.noms_bailleurs().values()) == ["Habitat Lys", "Logis de Passage"]
    by_bailleur = {annee.noms_bailleurs()[str(code)]: row for code, row in figures(annee, "bailleur").items()}
    assert by_bailleur == {"Habitat Lys": (3, 0, 0), "Logis de Passage": (1, 0, 0)}


def test_a_bailleur_who_has_only_a_parc_there_is_read_too(monde: Monde) -> None:
    nice = an_organisation("Nice", "epci", EPCI[NICE])
    assert read(nice).bailleurs == ()
    parc = Parc.objects.create(
        bailleur=monde.logis_de_passage,
        millesime=2026,
        logements_count=2,
        rapport={},
        empreinte="deux logements à Nice",
        importe_le="2026-01-01T00:00Z",
        chemin="x",
    )
    for ligne in (2, 3):
        Logement.objects.create(parc=parc, ligne=ligne, commune=NICE, qpv=ligne == 2)
    annee = read(nice)
    assert [b.nom for b in annee.bailleurs] == ["Logis de Passage"]
    assert [(row.code, row.activite.parc) for row in annee.table("qpv").lignes] == [("hors_qpv", 1), ("qpv", 1)]


def test_the_accounts_of_one_organisation_make_one_row(monde: Monde) -> None:
    other = a_compte(monde.logis_de_passage, "MAIRIE", "commune", part="1/10", organisation=monde.ville)
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    a_fait(monde.liberation_autre, "orientation", other)
    a_fait(monde.liberations[1], "orientation", monde.comptes["ETAT-P"])
    a_fait(monde.liberations[2], "orientation", monde.comptes["ETAT-F"])
    annee = read(monde.prefecture)
    rows = {annee.reservataires[str(code)]: row[1] for code, row in figures(annee, "reservataire").items()}
    assert rows == {"Ville de Lys": 2, "État, publics prioritaires": 1, "État, agents publics": 1}


def test_a_dwelling_that_did_not_move_is_not_read_again(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    pk, read_again = monde.habitat_lys.pk, []
    a_fait(monde.liberations[1], "orientation", monde.comptes["AL"])  # a state without any fact is read afresh
    before = dict(list_lignes(pk, load_flux(pk), JOUR.year))
    read_ligne = activite._read_ligne

    def spy(suivi: Suivi, exercice: int) -> LigneFlux | None:
        read_again.append(suivi.liberation.pk)
        return read_ligne(suivi, exercice)

    monkeypatch.setattr(activite, "_read_ligne", spy)
    moved = monde.liberations[0]
    a_fait(moved, "orientation", monde.comptes["VILLE"])
    after = dict(list_lignes(pk, load_flux(pk), JOUR.year))
    assert read_again == [moved.pk]
    assert after.keys() == before.keys()
    assert after[moved.pk].propositions == (("VILLE", JOUR),)


def test_a_fact_written_since_is_read(monde: Monde, epci: Organisation) -> None:
    assert read(epci).table("commune").total.propositions == 0
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    assert read(epci).table("commune").total.propositions == 1


def test_the_totals_agree_along_every_axis(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    a_dossier(monde)
    annee = read(monde.prefecture, 2025)
    totals = [annee.table(axe).total for axe in AXES_ACTIVITE if axe != "reservataire"]
    assert totals[0] == totals[1] == totals[2]
    assert totals[0].parc == 300
    assert annee.table("reservataire").total.propositions == totals[0].propositions == 7
    assert annee.annees == (2026, 2025, 2024)


@pytest.fixture
def attribues(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> Monde:
    """12 dwellings of Cannes and 9 of Antibes attributed; three households of Cannes are of the priority publics."""
    menages = {}
    for rank in range(21):
        commune = CANNES if rank < 12 else ANTIBES
        row = a_liberation(monde.habitat_lys, f"A-{rank}", libre_le=date(2026, 1, 5), commune=commune)
        for kind in ("orientation", "attribution"):
            a_fait(row, kind, monde.comptes["AL"], date=date(2026, 1, 6) + timedelta(days=rank))
        menages[row.pk] = Menage(is_prioritaire=rank < 3 or rank >= 16, quartile=1 + rank % 4)
    monkeypatch.setattr(
        activite, "read_menages", lambda bailleur_id, _etat: menages if bailleur_id == monde.habitat_lys.pk else {}
    )
    return monde


def test_households_are_hidden_alike_for_the_epci_and_for_the_etat(attribues: Monde, epci: Organisation) -> None:
    own, whole = read(epci), read(attribues.prefecture)
    assert [row.commune for row in own.menages["public"]] == [CANNES]
    assert own.menages["public"][0].nombres == {"prioritaire": 3, "autre": 9, "inconnu": 0}
    assert {row.commune for row in whole.menages["public"]} == {CANNES, ANTIBES}
    assert own.masques == whole.masques
    hidden = whole.masques["public"]
    assert {(f"commune:{CANNES}", "prioritaire"), (f"commune:{CANNES}", "autre")} <= hidden
    assert (f"commune:{ANTIBES}", "inconnu") not in hidden


def test_the_households_are_as_many_as_the_attributions(attribues: Monde) -> None:
    annee = read(attribues.prefecture)
    counted = {
        row.code: row.activite.attributions for row in annee.table("commune").lignes if row.activite.attributions
    }
    for code in TABLES_MENAGES:
        assert {row.commune: row.total for row in annee.menages[code]} == counted


def test_an_epci_on_two_departements_has_no_node_of_its_own(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    known = activite.load_communes()
    split = dict(known) | {"83999": replace(known[CANNES], code="83999", departement="83")}
    monkeypatch.setattr(activite, "load_communes", lambda: split)
    assert activite._place([(CANNES, Menage()), (ANTIBES, Menage())]) == {
        CANNES: ("", "06"),
        ANTIBES: (EPCI[ANTIBES], "06"),
    }
