"""Remarks: on a term, by a party, answered once; the first one opens the negotiation."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.actions.convention_exemple import a_draft, a_sent, a_signed
from tests.builders import MOMENT, Monde, an_acteur

from gef.actions.conventions import ConventionRefuseeError, read_convention
from gef.actions.remarques_conventions import remarquer, repondre
from gef.db.avertissements.models import Avertissement
from gef.db.conventions.models import RemarqueConvention


def test_the_first_remark_opens_the_negotiation_and_is_told(monde: Monde) -> None:
    lue = a_sent(monde)
    ville = an_acteur(monde.agent_ville)
    remarquer(ville, lue.row.pk, "duree", " Deux ans suffisent. ", MOMENT)
    remarquer(ville, lue.row.pk, "part.VILLE", "La délibération dit 25 %.", MOMENT)
    read = read_convention(ville, lue.row.pk)
    assert (read.vie.etat, read.vie.rang) == ("en_negociation", 2)
    assert [row.texte for row in read.sans_reponse] == ["Deux ans suffisent.", "La délibération dit 25 %."]
    last = Avertissement.objects.order_by("-pk")[0]
    assert (last.organisation, last.genre) == (monde.habitat_lys, "convention_remarque")


def test_the_bailleur_answers_once(monde: Monde) -> None:
    lue = a_sent(monde)
    ville, lys = an_acteur(monde.agent_ville), an_acteur(monde.gestionnaire)
    remarque = remarquer(ville, lue.row.pk, "duree", "Deux ans suffisent.", MOMENT)
    answer = repondre(lys, remarque.pk, "Trois ans sont l’usage.", MOMENT)
    assert answer.reponse_a == remarque
    read = read_convention(ville, lue.row.pk)
    assert read.sans_reponse == ()
    assert read.remarques[0].reponse.texte == "Trois ans sont l’usage."
    for target in (remarque, answer):
        with pytest.raises(ConventionRefuseeError, match="déjà sa réponse"):
            repondre(lys, target.pk, "Encore.", MOMENT)
    assert Avertissement.objects.order_by("-pk")[0].organisation == monde.ville


@pytest.mark.parametrize(("terme", "texte"), [("prix", "Trop."), ("duree", " "), ("duree", "x" * 2001)])
def test_a_remark_on_nothing_or_that_says_nothing_is_refused(monde: Monde, terme: str, texte: str) -> None:
    lue = a_sent(monde)
    with pytest.raises(ConventionRefuseeError):
        remarquer(an_acteur(monde.agent_ville), lue.row.pk, terme, texte, MOMENT)
    assert not RemarqueConvention.objects.exists()


def test_what_is_signed_is_no_longer_discussed(monde: Monde) -> None:
    lue = a_signed(monde)
    with pytest.raises(ConventionRefuseeError, match="signée"):
        remarquer(an_acteur(monde.agent_ville), lue.row.pk, "duree", "Deux ans suffisent.", MOMENT)


def test_who_may_not_see_or_write_is_refused(monde: Monde) -> None:
    draft = a_draft(monde, "CD")
    lue = a_sent(monde)
    remarque = remarquer(an_acteur(monde.agent_ville), lue.row.pk, "duree", "Deux ans suffisent.", MOMENT)
    for who, target in (("agent_ville", draft), ("agent_rive", lue)):
        with pytest.raises(Http404):
            remarquer(an_acteur(getattr(monde, who)), target.row.pk, "duree", "Non.", MOMENT)
    with pytest.raises(Http404):
        repondre(an_acteur(monde.gestionnaire_autre), remarque.pk, "Non.", MOMENT)
    for who in ("agent_ville", "lecteur"):
        with pytest.raises(PermissionDenied):
            repondre(an_acteur(getattr(monde, who)), remarque.pk, "Non.", MOMENT)
