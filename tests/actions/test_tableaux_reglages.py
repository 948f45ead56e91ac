"""The register of the settings as it stands on a day, and what the conventions say of the count."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.builders import JOUR, MOMENT, Monde, an_acteur

from gef.actions.reglages import SaisieReglage, clore_reglage, inscrire_reglage, list_conventions, list_reglages
from gef.actions.tableaux_reglages import find_etats, table_conventions, table_registre
from gef.core.regle import Parametres
from gef.db.flux.models import Convention

SOUPLE = Parametres(avance_min=Fraction(1, 10), seuil=Fraction(9, 10))


def inscrire(monde: Monde, debut: date, fin: date | None = None, parametres: Parametres = SOUPLE) -> int:
    saisie = SaisieReglage(parametres, debut, "comité", fin)
    return inscrire_reglage(an_acteur(monde.gestionnaire), saisie, MOMENT).pk


def test_each_setting_says_where_it_stands(monde: Monde) -> None:
    first = inscrire(monde, date(2025, 1, 1))
    held = inscrire(monde, date(2024, 1, 1))
    over = inscrire(monde, date(2024, 1, 1), JOUR)
    coming = inscrire(monde, JOUR + timedelta(days=1))
    wrong = inscrire(monde, date(2026, 1, 1))
    gone = clore_reglage(
        an_acteur(monde.gestionnaire), wrong, fin=date(2026, 1, 1), document="erreur", moment=MOMENT
    ).pk
    assert find_etats(list_reglages(monde.habitat_lys), JOUR) == {
        first: "remplace",
        held: "en_vigueur",
        over: "echu",
        coming: "a_venir",
        gone: "annule",
    }


def test_the_register_shows_exact_numbers_the_last_day_and_the_author(monde: Monde) -> None:
    inscrire(monde, date(2026, 1, 1), date(2027, 1, 1))
    [row] = table_registre(list_reglages(monde.habitat_lys), JOUR).lignes
    assert (row.valeurs["avance_min"], row.valeurs["seuil"]) == (Fraction(1, 10), Fraction(9, 10))
    assert (row.valeurs["fin"], row.valeurs["etat"]) == (date(2026, 12, 31), "en_vigueur")
    assert (row.valeurs["auteur"], row.valeurs["ecrit"]) == ("Camille Gérant", JOUR)
    assert (row.genre, row.marques) == ("retenu", {"etat": "fait"})
    assert table_registre((), JOUR).lignes == ()


def test_the_conventions_that_hold_or_will_are_listed_with_their_policies(monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(
        declencheur="bail", politique_refus="compte", fin=JOUR
    )
    Convention.objects.create(
        reservataire=monde.comptes["AL"], part="1/3", debut=JOUR, declencheur="attribution", source="avenant"
    )
    rows = table_conventions(list_conventions(monde.habitat_lys), JOUR).lignes
    assert len(rows) == 5, "the one that ended is left out"
    [action] = [row.valeurs for row in rows if row.valeurs["reservataire"] == monde.comptes["AL"].nom]
    assert (action["declencheur"], action["refus"], action["document"]) == ("attribution", "non_compte", "avenant")
