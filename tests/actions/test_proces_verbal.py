"""The minutes read from the decisions; a draft says why it is one; a convocation holds nothing personal."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_caleol import NON, a_passage, some_decisions
from tests.outputs.lecture_pdf import read_text

from gef.actions.designation import retirer_candidat
from gef.actions.proces_verbal import read_proces_verbal, write_convocation
from gef.actions.seances import tenir
from gef.actions.seances_lues import read_seance
from gef.db.designation.models import Candidat


def test_the_minutes_say_each_decision_with_its_reason(monde: Monde) -> None:
    passage = a_passage(monde)
    acteur = an_acteur(monde.gestionnaire)
    assert "la séance n’est pas encore déclarée tenue" in read_proces_verbal(acteur, passage.seance_id).etat
    tenir(acteur, passage.seance_id, "Ève Martin\nAli Roy", MOMENT)
    draft = read_proces_verbal(acteur, passage.seance_id)
    assert "1\xa0logement attend encore une décision" in draft.etat
    assert "n’a pas été décidé" in draft.logements[0].conclusion
    some_decisions(monde, passage)
    final = read_proces_verbal(acteur, passage.seance_id)
    (logement,) = final.logements
    assert final.presents == ("Ève Martin", "Ali Roy")
    assert final.etat == "Chaque logement de l’ordre du jour a sa décision."
    assert (logement.titre, logement.exception) == ("1. L-2026-0001, Cannes", "")
    assert "le logement est attribué" in logement.conclusion
    assert [(row.rang, row.motif) for row in logement.candidats] == [
        ("1", ""),
        ("2", ""),
        ("", "un autre candidat est plus prioritaire"),
    ]
    assert logement.candidats[0].candidat == Candidat.objects.get(ordre=1).numero_unique


def test_too_few_candidates_are_explained(monde: Monde) -> None:
    passage = a_passage(monde)
    acteur = an_acteur(monde.gestionnaire)
    retirer_candidat(acteur, Candidat.objects.get(ordre=3).pk, "desistement", moment=MOMENT)
    rows = [{"code": "attribution"}, NON]
    from tests.builders_caleol import vu

    from gef.actions.decisions import decider
    from gef.core.caleol import Decision

    keys = Candidat.objects.exclude(ordre=3).order_by("ordre").values_list("pk", flat=True)
    decisions = [Decision(key, **row) for key, row in zip(keys, rows, strict=True)]
    decider(acteur, passage.pk, decisions, vu=vu(passage), moment=MOMENT, exception="insuffisance")
    (logement,) = read_proces_verbal(acteur, passage.seance_id).logements
    assert "Moins de trois candidats examinés : candidats en nombre insuffisant" in logement.exception


def test_the_minutes_are_for_who_prepares_the_commission(monde: Monde) -> None:
    passage = a_passage(monde)
    for user in (monde.lecteur, monde.agent_ville):
        with pytest.raises(PermissionDenied):
            read_proces_verbal(an_acteur(user), passage.seance_id)
    with pytest.raises(Http404):
        read_proces_verbal(an_acteur(monde.gestionnaire_autre), passage.seance_id)


def test_the_convocation_holds_the_agenda_and_nothing_personal(monde: Monde) -> None:
    passage = a_passage(monde)
    said = read_text(write_convocation(read_seance(an_acteur(monde.agent_ville), passage.seance), MOMENT))
    for expected in ("Convocation à la CALEOL du 15 juin 2026", "L-2026-0001", "salle des commissions"):
        assert expected in said
    assert "06000" not in said
