"""The concertation: who may speak, what is written, what closing needs."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.actions.programme_exemple import MOTIF, PROPOSES, a_programme, answer, close, etat, propose
from tests.builders import MOMENT, Monde, a_user, an_acteur

from gef.access.models import Role
from gef.actions.concertation import arreter, proposer, repondre
from gef.actions.programmes import ProgrammeChangeError, ProgrammeRefuseError
from gef.core.concertation import Position
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.db.journal.models import Acte
from gef.db.programmes.models import AccordProgramme, ProgrammeNeuf
from gef.db.programmes.models import Position as PositionRow


@pytest.fixture
def row(monde: Monde) -> ProgrammeNeuf:
    return a_programme(monde)


def test_every_one_consulted_is_proposed_his_number_once(monde: Monde, row: ProgrammeNeuf) -> None:
    assert propose(monde, row) == 5
    said = {word.reservataire.code: (word.type, word.nombre, word.rang) for word in PositionRow.objects.all()}
    assert said == {code: ("propose", nombre, 1) for code, nombre in PROPOSES.items() if code != "BAILLEUR"}
    assert etat(row).statut == "concertation"
    with pytest.raises(ProgrammeRefuseError, match="déjà proposés"):
        propose(monde, row)
    nombres = PROPOSES | {"VILLE": 6, "BAILLEUR": 3}
    with pytest.raises(DonneeInvalideError, match="document : vide"):
        propose(monde, row, nombres)
    assert propose(monde, row, nombres, "Demande de la Ville du 4 mars") == 1
    assert etat(row).nombres == nombres


def test_an_answer_is_written_with_its_reason(monde: Monde, row: ProgrammeNeuf) -> None:
    propose(monde, row)
    with pytest.raises(DonneeInvalideError, match="motif"):
        answer(monde, row, "conteste", 6, "non")
    answer(monde, row, "conteste", 6, MOTIF)
    assert etat(row).echanges["VILLE"].etat == "conteste"
    answer(monde, row, "accepte", 4)
    with pytest.raises(TransitionInterditeError):
        answer(monde, row, "accepte", 4)
    acts = Acte.objects.filter(acte__startswith="concertation-").order_by("pk").values_list("acte", flat=True)
    assert list(acts) == ["concertation-propose", "concertation-conteste", "concertation-accepte"]


def test_one_answers_for_his_own_accounts_only(monde: Monde, row: ProgrammeNeuf) -> None:
    accepte = Position("accepte", 4)
    with pytest.raises(Http404):
        answer(monde, row, "accepte", 4)
    propose(monde, row)
    reader = a_user("Lou Lecteur", monde.ville, role=Role.LECTEUR)
    refused = [
        (monde.agent_ville, "AL"),  # an account that is not his
        (monde.agent_ville, "INCONNU"),
        (monde.gestionnaire, "VILLE"),  # the bailleur does not answer for him
        (reader, "VILLE"),
    ]
    for user, code in refused:
        with pytest.raises(PermissionDenied):
            repondre(an_acteur(user), row.pk, code, accepte, rang_vu=1, moment=MOMENT)
    for user in (monde.agent_rive, monde.gestionnaire_autre):
        with pytest.raises(Http404):
            repondre(an_acteur(user), row.pk, "VILLE", accepte, rang_vu=1, moment=MOMENT)
    for user, error in (
        (monde.agent_ville, PermissionDenied),
        (monde.lecteur, PermissionDenied),
        (monde.agent_rive, Http404),
    ):
        with pytest.raises(error):
            proposer(an_acteur(user), row.pk, PROPOSES, document="", rang_vu=5, moment=MOMENT)
        with pytest.raises(error):
            arreter(an_acteur(user), row.pk, PROPOSES, document="", motif=MOTIF, rang_vu=5, moment=MOMENT)
    assert PositionRow.objects.count() == 5


def test_who_speaks_on_what_has_moved_is_told_so(monde: Monde, row: ProgrammeNeuf) -> None:
    propose(monde, row)
    acteur = an_acteur(monde.agent_ville)
    with pytest.raises(ProgrammeChangeError):
        repondre(acteur, row.pk, "VILLE", Position("accepte", 4), rang_vu=0, moment=MOMENT)
    with pytest.raises(ProgrammeChangeError):
        close(monde, row, rang_vu=0)
    close(monde, row)
    for act in (lambda: close(monde, row), lambda: propose(monde, row), lambda: answer(monde, row, "accepte", 4)):
        with pytest.raises(ProgrammeChangeError, match="arrêtée"):
            act()
    assert AccordProgramme.objects.count() == 1


def test_closing_needs_a_concertation_and_a_sum(monde: Monde, row: ProgrammeNeuf) -> None:
    with pytest.raises(ProgrammeRefuseError, match="Rien n’a été proposé"):
        close(monde, row)
    propose(monde, row)
    with pytest.raises(DonneeInvalideError, match="19 logements en tout ; attendu : 20"):
        close(monde, row, PROPOSES | {"VILLE": 3}, document="Accord")
    assert not AccordProgramme.objects.exists()


def test_closing_over_a_contest_is_validated_by_name(monde: Monde, row: ProgrammeNeuf) -> None:
    propose(monde, row)
    answer(monde, row, "conteste", 6, MOTIF)
    with pytest.raises(DonneeInvalideError, match="Sans accord de Ville de Lys"):
        close(monde, row)
    accord = close(monde, row, motif="Les quotités de garantie sont celles de la délibération.")
    assert (accord.sans_accord, accord.auteur, accord.nombres["VILLE"]) == (["VILLE"], monde.gestionnaire, 4)
    [acte] = Acte.objects.filter(acte="concertation-arrete")
    assert acte.details["sans_reponse"] == ["AL", "CD", "ETAT-F", "ETAT-P"]
