"""The tables: what they list, in which order, with which marks; the total is the one of the core."""

from __future__ import annotations

from datetime import date

from tests.actions.convention_exemple import a_sent, amend, in_force
from tests.builders import JOUR, MOMENT, Monde, an_acteur
from tests.core.termes_exemples import a_part, a_version, an_objectif

from gef.actions import tableaux_conventions as tables
from gef.actions.liste_conventions import list_conventions
from gef.actions.remarques_conventions import remarquer
from gef.core.actualisation import Cause, actualiser
from gef.core.comparaison_termes import comparer_termes, lister_termes
from gef.core.controles_convention import R441_5, Constat
from gef.core.rappels import lister_rappels


def test_the_list_links_what_is_written_here_and_says_where_the_rest_is(monde: Monde) -> None:
    lue = in_force(monde)
    table = tables.table_liste(list_conventions(an_acteur(monde.gestionnaire), JOUR), {lue.row.pk: "/conventions/1"})
    rows = {ligne.valeurs["nom"]: ligne for ligne in table.lignes}
    assert rows["Ville de Lys"].liens == {"nom": "/conventions/1"}
    assert rows["Ville de Lys"].valeurs["dernier"] == date(2029, 6, 30)
    assert rows["Action Logement"].details == {"nom": "document ailleurs : document non indiqué"}
    assert set(tables.MARQUES) == set(tables.ETATS_CONVENTION)


def test_a_term_says_how_many_remarks_it_has() -> None:
    table = tables.table_termes(lister_termes(a_version()), {"duree": 2, "taux": 1})
    found = {ligne.valeurs["libelle"]: ligne.details.get("libelle") for ligne in table.lignes}
    assert (found["Durée"], found["Taux de rotation"], found["Gestion"]) == ("2 remarques", "1 remarque", None)


def test_a_term_that_comes_or_goes_is_absent_on_the_other_side() -> None:
    ecarts = comparer_termes(a_version(), a_version(contractuels=()))
    table = tables.table_ecarts(ecarts, 1, 2)
    assert [(ligne.valeurs["avant"] is None, ligne.valeurs["apres"] is None) for ligne in table.lignes] == [
        (False, True)
    ]
    assert tables.table_ecarts((), 1, 2).lignes == ()


def test_versions_say_whether_they_were_sent(monde: Monde) -> None:
    lue = amend(an_acteur(monde.gestionnaire), a_sent(monde), mode_gestion="deleguee")
    remarquer(an_acteur(monde.agent_ville), lue.row.pk, "duree", "Deux ans.", MOMENT)
    table = tables.table_versions(lue, {1: "?version=1"})
    assert [(row.valeurs["numero"], row.valeurs["nature"], row.genre) for row in table.lignes] == [
        (2, "convention, non transmise", ""),
        (1, "convention, transmise", "retenu"),
    ]
    assert table.lignes[1].liens == {"numero": "?version=1"}


def test_findings_keep_their_order_and_their_source() -> None:
    rows = [Constat("a", "flux", "bloquant", "À régler.", R441_5), Constat("b", "flux", "attention", "À lire.", R441_5)]
    table = tables.table_constats(rows)
    assert [ligne.marques["gravite"] for ligne in table.lignes] == ["bloque", "alerte"]
    assert table.lignes[0].valeurs["source"] == "CCH art. R. 441-5"


def test_near_days_are_marked() -> None:
    table = tables.table_rappels(lister_rappels((), (), date(2026, 12, 1)), date(2026, 12, 1), {})
    assert [ligne.genre for ligne in table.lignes] == ["retenu", ""]


def test_the_update_has_the_total_of_the_core() -> None:
    before = a_version(contractuels=(an_objectif(nombre=4), an_objectif("06004", 2, lieu="Antibes")))
    after = a_version(contractuels=(an_objectif(nombre=5),), parts=(a_part(part="1/4"),), exercice=2027)
    update = actualiser(before, after, [Cause("livraison", "Les Cistes", date(2026, 10, 1))])
    table = tables.table_actualisation(update, {"VILLE": "Ville de Lys"})
    assert table.total
    assert (table.total.valeurs["avant"], table.total.valeurs["apres"], table.total.valeurs["ecart"]) == (6, 5, -1)
    assert [ligne.genre for ligne in table.lignes] == ["bord", "bord"]
    assert tables.table_causes(update).lignes[0].valeurs["libelle"] == "Les Cistes"
