"""The tables of the conférence: what is late, where each decision stands."""

from __future__ import annotations

from datetime import date, timedelta

from tests.builders import JOUR, MOMENT

from gef.access.models import Organisation
from gef.actions.conference import DecisionLue, ReunionLue
from gef.actions.tableaux_conference import order_ouvertes, table_decisions, table_reunions
from gef.core.conference import Decision, Suivi
from gef.core.conference import Reunion as ReunionCore
from gef.db.instances.models import DecisionReunion, MotReunion, Reunion, SuiviDecision
from gef.outputs.nombres import date_longue

HIER, DEMAIN = JOUR - timedelta(days=1), JOUR + timedelta(days=1)


def a_decision(pk: int, echeance: date | None = None, *suivis: Suivi) -> DecisionLue:
    row = DecisionReunion(pk=pk, numero=pk, texte="t")
    words = tuple(SuiviDecision(etat=s.etat, date=s.jour, motif=s.motif) for s in suivis)
    return DecisionLue(row, Decision(date(2026, 3, 2), f"Décision {pk}", "EPCI", echeance, suivis), words)


def a_reunion(pk: int, jour: date, *decisions: DecisionLue, epci: str = "Pays", is_annulee: bool = False) -> ReunionLue:
    organisation = Organisation(pk=len(epci), nom=epci, type="epci")
    row = Reunion(pk=pk, organisation=organisation, genre="suivi", date=jour, lieu="salle", ecrit_le=MOMENT)
    return ReunionLue(row, ReunionCore(pk, jour, "salle", is_annulee), (), decisions)


def test_a_late_decision_says_so_in_words() -> None:
    late, done = a_decision(1, HIER), a_decision(2, HIER, Suivi("fait", JOUR, "Envoyé."))
    begun = a_decision(3, None, Suivi("en_cours", JOUR))
    table = table_decisions([late, done, begun], JOUR, lambda pk: f"/{pk}")
    rows = table.lignes
    assert (rows[0].valeurs["etat"], rows[0].details["etat"], rows[0].marques["etat"]) == (
        "a_faire",
        "en retard",
        "alerte",
    )
    assert (rows[1].valeurs["etat"], rows[1].valeurs["suivi"], rows[1].marques["etat"]) == ("fait", "Envoyé.", "fait")
    assert rows[1].details == {"suivi": f"le {date_longue(JOUR)}"}
    assert (rows[2].valeurs["echeance"], rows[2].valeurs["suivi"]) == (None, "commencé")
    assert [row.liens["texte"] for row in rows] == ["/1", "/2", "/3"]
    assert all(not row.liens for row in table_decisions([late], JOUR).lignes)


def test_what_is_open_comes_by_deadline_and_leaves_out_a_cancelled_meeting() -> None:
    first, last, never = a_decision(1, HIER), a_decision(2, DEMAIN), a_decision(3)
    done = a_decision(4, HIER, Suivi("abandonne", JOUR, "m"))
    lues = [a_reunion(1, HIER, never, last), a_reunion(2, HIER, done, first)]
    lues.append(a_reunion(3, HIER, a_decision(5), is_annulee=True))
    assert [lue.row.pk for lue in order_ouvertes(lues)] == [1, 2, 3]


def test_a_meeting_says_whether_it_was_held_and_from_when_it_was_put_off() -> None:
    moved = a_reunion(1, DEMAIN)
    moved = ReunionLue(
        Reunion(pk=1, organisation=moved.row.organisation, genre="suivi", date=HIER),
        moved.reunion,
        (MotReunion(etat="reportee"),),
        (),
    )
    table = table_reunions([moved, a_reunion(2, HIER, a_decision(1)), a_reunion(3, HIER, is_annulee=True)], JOUR, str)
    assert [row.valeurs["etat"] for row in table.lignes] == ["planifiee", "tenue", "annulee"]
    assert "reportée du" in table.lignes[0].details["date"]
    assert (table.lignes[1].valeurs["decisions"], table.lignes[1].valeurs["ouvertes"]) == (1, 1)
    assert table.colonne("epci") is None


def test_who_sits_in_several_conferences_reads_whose_each_meeting_is() -> None:
    table = table_reunions([a_reunion(1, HIER), a_reunion(2, HIER, epci="Voisin")], JOUR, str)
    assert [row.valeurs["epci"] for row in table.lignes] == ["Pays", "Voisin"]
