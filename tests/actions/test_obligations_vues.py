"""Each organisation reads its own obligations; the État reads all, an EPCI its territory."""

from __future__ import annotations

from datetime import date

import pytest
from tests.builders import (
    ANTIBES,
    CANNES,
    JOUR,
    Monde,
    a_compte,
    a_fait,
    a_liberation,
    a_user,
    an_acteur,
    an_organisation,
)

from gef.access.acteur import Acteur
from gef.actions.obligations_vues import (
    RANGS,
    ObligationVue,
    list_obligations,
    list_obligations_territoire,
)
from gef.core.obligations import STATUTS

EPCI_CANNES = "200039915"


@pytest.fixture
def oriente(monde: Monde) -> Monde:
    for rank in range(6):
        dwelling = a_liberation(monde.habitat_lys, f"N-{rank}", libre_le=JOUR, commune=ANTIBES if rank % 2 else CANNES)
        a_fait(dwelling, "orientation", monde.comptes["VILLE" if rank == 0 else "AL"])
        a_fait(dwelling, "attribution", monde.comptes["VILLE" if rank == 0 else "AL"])
    a_fait(monde.liberation_autre, "orientation", monde.liberation_autre.bailleur.comptes.get(code="RIVE"))
    return monde


def read(acteur: Acteur) -> tuple[ObligationVue, ...]:
    return list_obligations(acteur, JOUR)


def keys(rows: tuple[ObligationVue, ...]) -> set[tuple[str, str, str]]:
    return {
        (row.bailleur.nom, row.obligation.code, row.obligation.reservataire or row.obligation.portee) for row in rows
    }


def test_the_bailleur_reads_all_his_own_the_worst_first(oriente: Monde) -> None:
    rows = read(an_acteur(oriente.gestionnaire))
    assert {row.bailleur.nom for row in rows} == {"Habitat Lys"}
    ranks = [RANGS[row.obligation.statut] for row in rows]
    assert ranks == sorted(ranks)
    assert set(RANGS) == set(STATUTS)


def test_the_etat_reads_those_of_every_bailleur_with_whom_it_has_an_account(oriente: Monde) -> None:
    own = keys(read(an_acteur(oriente.gestionnaire)))
    agent = an_acteur(a_user("Agent État", oriente.prefecture))
    assert keys(read(agent)) == own
    a_compte(oriente.logis_de_passage, "ETAT-P", "etat_prio", part="25/100", organisation=oriente.prefecture)
    assert {row.bailleur.nom for row in read(agent)} == {"Habitat Lys", "Logis de Passage"}


def test_a_collectivite_reads_what_binds_its_own_account_and_nothing_else(oriente: Monde) -> None:
    assert {row.obligation.reservataire for row in read(an_acteur(oriente.agent_ville))} <= {"VILLE"}
    assert "Habitat Lys" not in {row.bailleur.nom for row in read(an_acteur(oriente.agent_rive))}


def test_an_epci_reads_its_territory_not_the_neighbour_s(oriente: Monde) -> None:
    epci = an_organisation("Pays de Lys", "epci", EPCI_CANNES)
    a_compte(oriente.habitat_lys, "EPCI", "epci", part=None, portee=f"epci:{EPCI_CANNES}", organisation=epci)
    rows = read(an_acteur(a_user("Agent EPCI", epci)))
    portees = {row.obligation.portee for row in rows if not row.obligation.reservataire}
    assert portees
    assert portees <= {f"epci:{EPCI_CANNES}", f"commune:{CANNES}"}


def test_without_an_orientation_in_the_year_nothing_is_measured(oriente: Monde) -> None:
    rows = list_obligations(an_acteur(oriente.gestionnaire), date(2027, 1, 2))
    assert all(row.obligation.comptage.base == 0 for row in rows)


def test_the_obligations_of_a_territory_are_those_of_every_bailleur_there_and_bind_no_account(oriente: Monde) -> None:
    epci = an_organisation("Pays de Lys", "epci", EPCI_CANNES)
    bailleurs = [oriente.habitat_lys, oriente.logis_de_passage]
    rows = list_obligations_territoire(epci, bailleurs, JOUR)
    assert {row.obligation.portee for row in rows} <= {f"epci:{EPCI_CANNES}", f"commune:{CANNES}"}
    assert {(row.obligation.reservataire, row.nom) for row in rows} == {("", "")}
    ranks = [RANGS[row.obligation.statut] for row in rows]
    assert ranks == sorted(ranks)
