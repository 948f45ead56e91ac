"""Drafts: opened from what is decided, one by party, written version after version, seen by whom they were sent to."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.actions.convention_exemple import a_draft, a_sent, a_signed, amend, in_force, say
from tests.builders import MOMENT, Monde, an_acteur

from gef.actions.conventions import (
    ConventionChangeeError,
    ConventionRefuseeError,
    enregistrer_termes,
    name_departement,
    read_convention,
    rediger_convention,
)
from gef.core.errors import DonneeInvalideError
from gef.db.conventions.models import ConventionEcrite, VersionConvention
from gef.db.journal.models import Acte


def test_a_draft_takes_up_the_part_in_force(monde: Monde) -> None:
    lue = a_draft(monde)
    assert (lue.row.nom, lue.vie.etat, lue.derniere.numero) == ("Ville de Lys", "brouillon", 1)
    assert lue.termes.part_totale == Fraction(1, 5)
    assert lue.termes.portee == "commune:06029"
    assert lue.next_step(MOMENT.date()).startswith("Compléter les termes")
    assert Acte.objects.get(acte="convention-version").details["version"] == 1


def test_the_two_accounts_of_the_etat_have_one_convention(monde: Monde) -> None:
    lue = a_draft(monde, "ETAT-F")
    assert [compte.code for compte in lue.comptes] == ["ETAT-P", "ETAT-F"]
    assert lue.row.nom == "Préfecture"
    assert lue.termes.part_totale == Fraction(3, 10)


def test_a_second_draft_with_the_same_party_is_refused(monde: Monde) -> None:
    a_draft(monde)
    with pytest.raises(ConventionRefuseeError, match="une seule par bailleur"):
        a_draft(monde)
    assert a_draft(monde, "CD").row.nom == "Département de Lys"


def test_the_next_convention_may_be_drafted_while_one_holds(monde: Monde) -> None:
    in_force(monde)
    assert a_draft(monde).vie.etat == "brouillon"


def test_accounts_that_cannot_sign_together_are_refused(monde: Monde) -> None:
    with pytest.raises(DonneeInvalideError, match="Convention à plusieurs"):
        a_draft(monde, "VILLE", "AL")
    with pytest.raises(ConventionRefuseeError, match="inconnu"):
        a_draft(monde, "RIVE")
    with pytest.raises(DonneeInvalideError, match="sans réservataire"):
        rediger_convention(an_acteur(monde.gestionnaire), (), MOMENT)
    assert not ConventionEcrite.objects.exists()


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_only_who_writes_for_a_bailleur_drafts(monde: Monde, who: str) -> None:
    with pytest.raises(PermissionDenied):
        rediger_convention(an_acteur(getattr(monde, who)), ("VILLE",), MOMENT)


def test_a_version_is_written_after_the_one_that_was_seen(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    lue = amend(acteur, a_draft(monde), mode_gestion="deleguee")
    assert (lue.derniere.numero, lue.termes.mode_gestion) == (2, "deleguee")
    assert VersionConvention.objects.count() == 2
    with pytest.raises(ConventionChangeeError, match="La version 2"):
        enregistrer_termes(acteur, lue.row.pk, lue.termes, version_vue=1, motif="", moment=MOMENT)


def test_signed_terms_change_by_an_avenant_only(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    lue = a_signed(monde)
    with pytest.raises(ConventionRefuseeError, match="par avenant"):
        amend(acteur, lue, mode_gestion="deleguee")


def test_a_party_sees_what_was_sent_to_it_and_nobody_else_does(monde: Monde) -> None:
    lue = a_draft(monde)
    ville, rive, autre = (an_acteur(getattr(monde, who)) for who in ("agent_ville", "agent_rive", "gestionnaire_autre"))
    for stranger in (ville, rive, autre):
        with pytest.raises(Http404):
            read_convention(stranger, lue.row.pk)
    sent = say(an_acteur(monde.gestionnaire), lue, "transmission")
    amend(an_acteur(monde.gestionnaire), sent, mode_gestion="deleguee")
    read = read_convention(ville, lue.row.pk)
    assert [version.numero for version in read.versions] == [1]
    assert read.termes.mode_gestion == "directe"
    assert read.is_transmise(read.derniere)
    for stranger in (rive, autre):
        with pytest.raises(Http404):
            read_convention(stranger, lue.row.pk)


def test_a_reader_reads_and_does_not_write(monde: Monde) -> None:
    lue = a_sent(monde)
    lecteur = an_acteur(monde.lecteur)
    assert read_convention(lecteur, lue.row.pk).vie.etat == "transmise"
    with pytest.raises(PermissionDenied):
        amend(lecteur, lue, mode_gestion="deleguee")


def test_a_departement_has_its_name() -> None:
    assert (name_departement("06"), name_departement("999")) == ("Alpes-Maritimes", "999")
