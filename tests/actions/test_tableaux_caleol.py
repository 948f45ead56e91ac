"""The tables of the commission: numbers only for who may read them, reasons beside each decision."""

from __future__ import annotations

from datetime import date

from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_caleol import RANGS, a_passage, some_decisions

from gef.actions.convocations import convoquer
from gef.actions.convoques import list_convoques
from gef.actions.seances_lues import read_seance
from gef.actions.tableaux_caleol import (
    say_decision,
    say_menage,
    say_motif,
    say_public,
    say_quartile,
    table_agenda,
    table_candidats,
    table_convoques,
    table_seances,
)
from gef.db.caleol.models import Convocation, DecisionCandidat
from gef.db.designation.models import Candidat


def test_the_agenda_holds_no_personal_data(monde: Monde) -> None:
    passage = a_passage(monde, public="dalo", public_valide=True, quartile=1)
    lue = read_seance(an_acteur(monde.gestionnaire), passage.seance)
    (ligne,) = table_agenda(lue, {passage.pk: "/x"}).lignes
    assert ligne.valeurs["logement"] == "L-2026-0001"
    assert (ligne.valeurs["commune"], ligne.valeurs["candidats"], ligne.valeurs["etat"]) == ("Cannes", 3, "à examiner")
    assert ligne.liens == {"logement": "/x"}
    assert "06000" not in str(ligne)
    (session,) = table_seances([lue], {passage.seance_id: "/s"}).lignes
    assert (session.valeurs["logements"], session.valeurs["restants"], session.details) == (1, 1, {})


def test_numbers_are_for_who_may_read_them(monde: Monde) -> None:
    passage = a_passage(monde)
    some_decisions(monde, passage)
    (read,) = read_seance(an_acteur(monde.gestionnaire), passage.seance).passages
    assert "06000" not in str(table_candidats(read, with_numeros=False).lignes)
    rows = table_candidats(read, with_numeros=True).lignes
    assert [row.details["candidat"][:2] for row in rows] == ["06", "06", "06"]
    assert [row.valeurs["decision"] for row in rows] == [
        "attribution avec rang 1",
        "attribution avec rang 2",
        "non-attribution",
    ]
    assert rows[2].details["decision"] == "un autre candidat est plus prioritaire"
    assert [row.genre for row in rows] == ["retenu", "", ""]
    assert len(RANGS) == 3


def test_households_and_decisions_are_said_in_words() -> None:
    candidat = Candidat(personnes=3, enfants=1, public="dalo", public_valide=True, quartile=2)
    assert say_menage(candidat) == "3\xa0personnes, dont 1\xa0enfant"
    assert say_public(candidat) == "reconnu au titre du DALO (validé)"
    assert say_quartile(candidat) == "deuxième quartile (déclaré)"
    nothing = Candidat(personnes=1)
    assert (say_public(nothing), say_quartile(nothing)) == ("non renseigné", "non renseigné")
    assert say_public(Candidat(personnes=1, public="aucun")) == "aucun"
    condition = DecisionCandidat(code="sous_condition", classement=2, texte="avis", avant_le=date(2026, 7, 1))
    assert say_decision(condition) == "attribution sous condition suspensive, rang 2"
    assert say_motif(condition) == "avis, au plus tard le 01/07/2026"
    other = DecisionCandidat(code="irrecevable", motif="autre", texte="personne morale")
    assert say_motif(other) == "autre motif : personne morale"


def test_who_was_convened_is_dated(monde: Monde) -> None:
    passage = a_passage(monde)
    convoques = list_convoques([passage])
    before = table_convoques(convoques, []).lignes
    assert [row.valeurs["envoyee"] for row in before] == [None, None]
    convoquer(an_acteur(monde.gestionnaire), passage.seance_id, moment=MOMENT, lien=str)
    after = table_convoques(convoques, list(Convocation.objects.all())).lignes
    assert [row.valeurs["envoyee"] for row in after] == [MOMENT.date(), MOMENT.date()]
