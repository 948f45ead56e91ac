"""Who reads a territory, and who sits in its conférence: an EPCI never reads its neighbour's."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model
from tests.builders import (
    ANTIBES,
    CANNES,
    EPCI,
    JOUR,
    MOMENT,
    NICE,
    Monde,
    a_compte,
    a_user,
    an_acteur,
    an_organisation,
)

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.territoires import bailleurs_sur, territoire_of
from gef.access.visible import visible
from gef.db.instances.models import DecisionReunion, MotReunion, Reunion, SuiviDecision
from gef.db.patrimoine.models import Logement, Parc

MODELS: tuple[type[Model], ...] = (Reunion, MotReunion, DecisionReunion, SuiviDecision)


def a_conference(commune: str) -> Organisation:
    """Write an EPCI with a meeting of each kind of row."""
    epci = an_organisation(f"EPCI de {commune}", "epci", EPCI[commune])
    written: dict[str, Any] = {"ecrit_le": MOMENT}
    reunion = Reunion.objects.create(organisation=epci, genre="pleniere", date=JOUR, lieu="mairie", **written)
    MotReunion.objects.create(reunion=reunion, rang=1, etat="reportee", date=JOUR, motif="m", **written)
    decision = DecisionReunion.objects.create(reunion=reunion, numero=1, texte="t", porteur="p", **written)
    SuiviDecision.objects.create(decision=decision, rang=1, etat="en_cours", date=JOUR, **written)
    return epci


def hears(acteur: Acteur) -> set[str]:
    """Territories whose conférence an actor reads: the same for each kind of row."""
    found = set(visible(Reunion, acteur).values_list("organisation__territoire", flat=True))
    for model, path in zip(MODELS, ("", "reunion__", "reunion__", "decision__reunion__"), strict=True):
        field = f"{path}organisation__territoire"
        assert set(visible(model, acteur).values_list(field, flat=True)) == found
    return found


@pytest.fixture
def epcis(monde: Monde) -> dict[str, Organisation]:
    return {commune: a_conference(commune) for commune in (CANNES, ANTIBES, NICE)}


def test_an_epci_reads_its_own_conference_only(epcis: dict[str, Organisation]) -> None:
    for commune, epci in epcis.items():
        assert hears(an_acteur(a_user(f"Agent {commune}", epci))) == {EPCI[commune]}


def test_a_bailleur_sits_where_he_has_freed_dwellings(monde: Monde, epcis: dict[str, Organisation]) -> None:
    assert hears(an_acteur(monde.lecteur)) == {EPCI[CANNES], EPCI[ANTIBES]}
    assert hears(an_acteur(monde.gestionnaire_autre)) == {EPCI[ANTIBES]}


def test_a_reservataire_sits_where_his_account_reaches(monde: Monde, epcis: dict[str, Organisation]) -> None:
    assert hears(an_acteur(monde.agent_ville)) == {EPCI[CANNES]}
    assert hears(an_acteur(monde.agent_rive)) == {EPCI[ANTIBES]}
    assert hears(an_acteur(a_user("Agent AL", monde.action_logement))) == {EPCI[c] for c in (CANNES, ANTIBES, NICE)}
    other = an_organisation("Office foncier", "autre")
    a_compte(monde.habitat_lys, "OF", "autre", part=None, portee=f"epci:{EPCI[NICE]}", organisation=other)
    assert hears(an_acteur(a_user("Agent OF", other))) == {EPCI[NICE]}


def test_the_etat_sits_in_all_those_of_its_departement(monde: Monde, epcis: dict[str, Organisation]) -> None:
    assert hears(an_acteur(a_user("Agent État", monde.prefecture))) == {EPCI[c] for c in (CANNES, ANTIBES, NICE)}
    elsewhere = an_organisation("Préfecture du Var", "etat", "83")
    assert hears(an_acteur(a_user("Agent Var", elsewhere))) == set()


def test_who_has_no_account_sits_nowhere(monde: Monde, epcis: dict[str, Organisation]) -> None:
    stranger = an_organisation("Ville sans compte", "commune", NICE)
    assert hears(an_acteur(a_user("Agent sans compte", stranger))) == set()


def test_an_epci_and_the_etat_read_a_territory_and_nobody_else(monde: Monde) -> None:
    own = territoire_of(an_organisation("Pays de Lys", "epci", EPCI[CANNES]))
    assert own is not None
    assert (own.portee, own.nom, own.departements) == (f"epci:{EPCI[CANNES]}", "CA Cannes Pays de Lérins", ("06",))
    assert CANNES in own.communes
    assert ANTIBES not in own.communes
    whole = territoire_of(monde.prefecture)
    assert whole is not None
    assert (whole.portee, whole.nom) == ("departement:06", "Alpes-Maritimes")
    assert {CANNES, ANTIBES, NICE} < whole.communes
    for organisation in (monde.habitat_lys, monde.ville, monde.action_logement, monde.departement):
        assert territoire_of(organisation) is None
    assert territoire_of(an_organisation("EPCI de nulle part", "epci", "999")) is None


def test_a_bailleur_is_on_a_territory_by_his_parc_or_by_a_freed_dwelling(monde: Monde) -> None:
    assert list(bailleurs_sur([CANNES])) == [monde.habitat_lys]
    assert list(bailleurs_sur([ANTIBES])) == [monde.habitat_lys, monde.logis_de_passage]
    assert list(bailleurs_sur([NICE])) == []
    parc = Parc.objects.create(
        bailleur=monde.logis_de_passage, millesime=2026, logements_count=1, rapport={}, importe_le=MOMENT, chemin="x"
    )
    Logement.objects.create(parc=parc, ligne=2, commune=NICE)
    assert list(bailleurs_sur([NICE])) == [monde.logis_de_passage]
