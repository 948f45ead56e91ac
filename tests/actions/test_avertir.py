"""Tell an organisation, count and mark what a member has read, choose one's e-mails."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from tests.builders import MOMENT, Monde, a_user, an_acteur, an_orientation

from gef.access.acteur import Acteur
from gef.access.models import Appartenance
from gef.actions import avertir as actions
from gef.actions.avertir import (
    avertir,
    count_non_lus,
    lire_avertissements,
    list_preferences,
    marquer_lus,
    regler_emails,
    say_genre,
)
from gef.core.avertissements import GENRES
from gef.core.errors import DonneeInvalideError
from gef.db.avertissements.models import Avertissement, Envoi, Preference
from gef.db.avertissements.requetes import COMPTES
from gef.db.flux.models import Fait


def tell(monde: Monde, genre: str = "orientation", objet: str = "L-1", **changes: Any) -> None:
    """Tell the Ville of a fact of Habitat Lys."""
    defaults: dict[str, Any] = {"bailleur_id": monde.habitat_lys.pk, "moment": MOMENT, "auteur_id": None}
    avertir(changes.pop("organisation", monde.ville).pk, genre, objet=objet, **defaults | changes)


@pytest.fixture
def agent(monde: Monde) -> Acteur:
    """The agent of the Ville, a member since before all that he is told."""
    Appartenance.objects.update(depuis=MOMENT - timedelta(days=30))
    return an_acteur(monde.agent_ville)


def test_one_insert_and_nothing_else(monde: Monde, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        tell(monde)
    row = Avertissement.objects.get()
    assert (row.organisation, row.bailleur, row.genre, row.objet) == (
        monde.ville,
        monde.habitat_lys,
        "orientation",
        "L-1",
    )
    assert not Envoi.objects.exists()


def test_a_kind_from_nowhere_is_refused(monde: Monde) -> None:
    with pytest.raises(DonneeInvalideError, match="« rumeur »"):
        tell(monde, "rumeur")


def test_what_is_told_goes_with_the_act_that_tells_it(monde: Monde) -> None:
    with transaction.atomic():
        tell(monde)
        transaction.set_rollback(True)
    assert not Avertissement.objects.exists()


def test_an_orientation_tells_who_holds_the_account_and_nobody_else(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    fait = an_orientation(acteur, "L-2026-0001", "VILLE")
    row = Avertissement.objects.get()
    assert (row.organisation, row.genre, row.objet, row.moment) == (monde.ville, "orientation", "L-2026-0001", MOMENT)
    assert row.auteur == fait.auteur
    an_orientation(acteur, "L-2026-0002", "BAILLEUR")
    monde.comptes["AL"].organisation = None  # what the process remembers of the account is no longer true
    monde.comptes["AL"].save()
    an_orientation(acteur, "L-2026-0003", "AL")
    assert Fait.objects.count() == 3
    assert Avertissement.objects.count() == 1


def test_a_member_counts_what_he_has_not_read_in_one_query(
    monde: Monde, agent: Acteur, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        tell(monde, objet=f"L-{number}")
    tell(monde, organisation=monde.rive)
    with django_assert_num_queries(1):
        assert count_non_lus(agent) == 3


def test_counting_stops_at_a_hundred(monde: Monde, agent: Acteur) -> None:
    for number in range(COMPTES + 5):
        tell(monde, objet=f"L-{number}")
    assert count_non_lus(agent) == COMPTES


def test_what_precedes_a_member_is_not_for_him_to_read(monde: Monde, agent: Acteur) -> None:
    tell(monde)
    tell(monde, moment=MOMENT + timedelta(seconds=1))
    newcomer = a_user("Nouvelle Venue", monde.ville)
    Appartenance.objects.filter(utilisateur=newcomer).update(depuis=MOMENT + timedelta(seconds=1))
    assert (count_non_lus(an_acteur(newcomer)), count_non_lus(agent)) == (1, 2)
    Appartenance.objects.filter(utilisateur=newcomer).update(depuis=None)
    assert count_non_lus(an_acteur(newcomer)) == 2


def test_marking_is_for_oneself_and_up_to_what_was_seen(monde: Monde, agent: Acteur) -> None:
    other = a_user("Autre Agent", monde.ville)
    Appartenance.objects.update(depuis=None)
    tell(monde, objet="L-1")
    seen = lire_avertissements(agent).dernier
    tell(monde, objet="L-2")
    marquer_lus(agent, seen, MOMENT)
    assert (count_non_lus(agent), count_non_lus(an_acteur(other))) == (1, 2)
    read = {g.objets: g.is_lu for jour in lire_avertissements(agent).jours for g in jour.groupes}
    assert read == {("L-2", "L-1"): False}
    marquer_lus(agent, lire_avertissements(agent).dernier, MOMENT)
    marquer_lus(agent, seen, MOMENT)
    assert count_non_lus(agent) == 0


@pytest.mark.parametrize("dernier", [0, -1, 10**12])
def test_marking_what_is_none_marks_nothing(monde: Monde, agent: Acteur, dernier: int) -> None:
    tell(monde)
    marquer_lus(agent, dernier, MOMENT)
    assert count_non_lus(agent) == 1


def test_nobody_marks_with_the_number_of_another_organisation(monde: Monde, agent: Acteur) -> None:
    tell(monde)
    tell(monde, organisation=monde.rive)
    marquer_lus(agent, Avertissement.objects.get(organisation=monde.rive).pk, MOMENT)
    assert count_non_lus(agent) == 1


def test_reading_groups_names_the_bailleurs_and_marks_nothing(monde: Monde, agent: Acteur) -> None:
    for objet in ("L-1", "L-2"):
        tell(monde, objet=objet)
    tell(monde, "bail", moment=MOMENT + timedelta(days=1), bailleur_id=monde.logis_de_passage.pk)
    tell(monde, organisation=monde.rive)
    lu = lire_avertissements(agent)
    assert [(j.jour.day, g.genre, g.bailleur, g.objets) for j in lu.jours for g in j.groupes] == [
        (16, "bail", monde.logis_de_passage.pk, ("L-1",)),
        (15, "orientation", monde.habitat_lys.pk, ("L-2", "L-1")),
    ]
    assert lu.noms == {monde.habitat_lys.pk: "Habitat Lys", monde.logis_de_passage.pk: "Logis de Passage"}
    assert (lu.suite, count_non_lus(agent)) == (None, 3)


def test_older_ones_are_on_the_next_page(monde: Monde, agent: Acteur, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "PAGE", 2)
    for number in range(5):
        tell(monde, objet=f"L-{number}")
    seen, avant = [], None
    while True:
        lu = lire_avertissements(agent, avant)
        seen += [objet for jour in lu.jours for g in jour.groupes for objet in g.objets]
        avant = lu.suite
        if avant is None:
            break
    assert seen == ["L-4", "L-3", "L-2", "L-1", "L-0"]
    assert lire_avertissements(agent, 0).dernier == 0


def test_choices_are_one_s_own_and_the_rest_is_the_default(monde: Monde, agent: Acteur) -> None:
    regler_emails(agent, {"bail": "jamais", "orientation": "quotidien"})
    assert list_preferences(agent) == {code: g.frequence for code, g in GENRES.items()} | {"bail": "jamais"}
    assert [row.genre for row in Preference.objects.all()] == ["bail"]  # what is the default already is not written
    assert list_preferences(an_acteur(a_user("Autre Agent", monde.ville)))["bail"] == "quotidien"
    regler_emails(agent, {"bail": "immediat"})
    assert list_preferences(agent)["bail"] == "immediat"


@pytest.mark.parametrize("chosen", [{"bail": "souvent"}, {"rumeur": "jamais"}])
def test_a_choice_that_is_none_writes_nothing(agent: Acteur, chosen: dict[str, str]) -> None:
    with pytest.raises(DonneeInvalideError):
        regler_emails(agent, {"retour": "jamais", **chosen})
    assert not Preference.objects.exists()


def test_who_assists_reads_and_neither_marks_nor_chooses(monde: Monde) -> None:
    tell(monde)
    helper = Acteur(monde.lecteur.pk, "Aide", monde.ville, "lecteur", assistance_id=1)
    lu = lire_avertissements(helper)
    assert lu.jours
    with pytest.raises(PermissionDenied, match="assistance"):
        marquer_lus(helper, lu.dernier, MOMENT)
    with pytest.raises(PermissionDenied, match="assistance"):
        regler_emails(helper, {"bail": "jamais"})


def test_numbers_agree_with_their_words() -> None:
    assert say_genre("orientation", 1) == "1\xa0logement orienté vers vous"
    assert say_genre("orientation", 12) == "12\xa0logements orientés vers vous"
