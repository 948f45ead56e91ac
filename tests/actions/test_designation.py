"""Candidates of a dwelling: designated together, in order, read by who needs them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.builders import MOMENT, Monde, a_user, an_acteur, an_orientation
from tests.core.test_designation import a_candidature

from gef.access.acteur import Acteur
from gef.access.models import Role
from gef.access.visible import visible
from gef.actions.designation import (
    check_can_designer,
    designer,
    is_retire,
    list_candidats,
    retirer_candidat,
    to_candidature,
)
from gef.actions.faits import FaitRefuseError, SaisieFait, inscrire_fait
from gef.actions.flux import load_flux
from gef.core.designation import Candidature
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.db.designation.models import Candidat, RetraitCandidat
from gef.db.flux.models import Fait
from gef.db.journal.models import Acte

VILLE = "VILLE"
TROIS = tuple(a_candidature(rang) for rang in (1, 2, 3))


@pytest.fixture
def oriente(monde: Monde) -> Monde:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, VILLE)
    return monde


def present(monde: Monde, acteur: Acteur, *candidats: Candidature, rang: int = 1, exception: str = "") -> Fait:
    return designer(
        acteur,
        monde.reference,
        candidats,
        rang_vu=rang,
        moment=MOMENT,
        exception=exception,
        bailleur_id=monde.habitat_lys.pk,
    )


def read(monde: Monde) -> list[Candidature]:
    etat = load_flux(monde.habitat_lys.pk)
    return [to_candidature(row) for row in list_candidats(etat, etat.suivis[monde.liberations[0].pk])]


def test_three_candidates_are_kept_in_order_with_one_fact(oriente: Monde) -> None:
    full = a_candidature(
        4,
        personnes=4,
        enfants=2,
        public="dalo",
        public_valide=True,
        quartile=1,
        quartile_valide=True,
        cotation=Decimal("71.50"),
        is_relogement=True,
        eligibles=("ETAT-P", "AL"),
    )
    fact = present(oriente, an_acteur(oriente.agent_ville), full, *TROIS)
    assert (fact.type, fact.reservataire.code) == ("candidats", VILLE)
    assert read(oriente) == [full, *TROIS]
    assert Acte.objects.get(acte="candidats").details == {"reservataire": VILLE, "motif": "", "candidats": 4}


def test_too_few_are_refused_and_nothing_is_written(oriente: Monde) -> None:
    acteur = an_acteur(oriente.agent_ville)
    with pytest.raises(DonneeInvalideError, match="Candidats : 2 ; attendu : 3 au moins"):
        present(oriente, acteur, *TROIS[:2])
    assert (Candidat.objects.count(), Fait.objects.count()) == (0, 1)
    fact = present(oriente, acteur, *TROIS[:2], exception="insuffisance")
    assert fact.precision == {"exception": "insuffisance"}


def test_a_list_is_completed_and_counts_those_already_there(oriente: Monde) -> None:
    acteur = an_acteur(oriente.agent_ville)
    present(oriente, acteur, *TROIS[:1], exception="insuffisance")
    present(oriente, an_acteur(oriente.gestionnaire), *TROIS[1:], rang=2)
    assert read(oriente) == list(TROIS)
    assert list(Candidat.objects.values_list("ordre", "auteur")) == [
        (1, oriente.agent_ville.pk),
        (2, oriente.gestionnaire.pk),
        (3, oriente.gestionnaire.pk),
    ]
    with pytest.raises(DonneeInvalideError, match="deux fois"):
        present(oriente, acteur, TROIS[0], rang=3)


def test_an_account_that_does_not_exist_is_said(oriente: Monde) -> None:
    with pytest.raises(DonneeInvalideError, match="MAIRIE ; attendu : AL, BAILLEUR, CD"):
        present(oriente, an_acteur(oriente.gestionnaire), *TROIS[:2], a_candidature(3, eligibles=("MAIRIE", "AL")))


def test_nobody_designates_before_an_orientation(monde: Monde) -> None:
    with pytest.raises(TransitionInterditeError, match="est à orienter : le fait « candidats désignés »"):
        present(monde, an_acteur(monde.gestionnaire), *TROIS, rang=0)
    with pytest.raises(Http404):
        present(monde, an_acteur(monde.agent_ville), *TROIS, rang=0)


def test_what_is_oriented_again_starts_another_list(oriente: Monde) -> None:
    acteur = an_acteur(oriente.gestionnaire)
    present(oriente, acteur, *TROIS)
    saisie = SaisieFait("retour", MOMENT.date(), motif="Les trois candidats se sont désistés.")
    inscrire_fait(acteur, oriente.reference, saisie, rang_vu=2, moment=MOMENT)
    an_orientation(acteur, oriente.reference, VILLE)
    assert read(oriente) == []
    present(oriente, acteur, *TROIS, rang=4)
    assert list(Candidat.objects.values_list("tour", flat=True)) == [1, 1, 1, 2, 2, 2]


def test_a_withdrawn_candidate_stays_written_and_counts_no_more(oriente: Monde) -> None:
    acteur = an_acteur(oriente.agent_ville)
    present(oriente, acteur, *TROIS)
    first = Candidat.objects.order_by("ordre")[0]
    retirer_candidat(acteur, first.pk, "desistement", moment=MOMENT)
    with pytest.raises(FaitRefuseError, match="déjà retiré"):
        retirer_candidat(acteur, first.pk, "dossier", moment=MOMENT)
    with pytest.raises(FaitRefuseError, match="attendu : desistement"):
        retirer_candidat(acteur, first.pk + 1, "humeur", moment=MOMENT)
    assert RetraitCandidat.objects.count() == 1
    etat = load_flux(oriente.habitat_lys.pk)
    assert [is_retire(row) for row in list_candidats(etat, etat.suivis[oriente.liberations[0].pk])] == [
        True,
        False,
        False,
    ]
    assert "numero_unique" not in str(Acte.objects.get(acte="retrait_candidat").details)


def test_candidates_are_those_of_the_dwelling_and_of_who_designates(oriente: Monde) -> None:
    present(oriente, an_acteur(oriente.gestionnaire), *TROIS)
    counts = {
        nom: visible(Candidat, an_acteur(user)).count()
        for nom, user in (
            ("bailleur", oriente.gestionnaire),
            ("ville", oriente.agent_ville),
            ("autre bailleur", oriente.gestionnaire_autre),
            ("rive", oriente.agent_rive),
        )
    }
    assert counts == {"bailleur": 3, "ville": 3, "autre bailleur": 0, "rive": 0}
    with pytest.raises(PermissionDenied):
        check_can_designer(an_acteur(oriente.lecteur))
    reader = a_user("Lou Lecteur", oriente.ville, role=Role.LECTEUR)
    with pytest.raises(PermissionDenied):
        retirer_candidat(an_acteur(reader), Candidat.objects.all()[0].pk, "erreur", moment=MOMENT)
