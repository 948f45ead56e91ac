"""Tables of the register: what a line says, in the words of its reader."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.actions.registre_exemple import a_delegation, a_droit, a_garantie, contest, send
from tests.builders import JOUR, Monde, an_acteur

from gef.actions.operations import SaisieGarant, SaisieOperation, preparer_operation
from gef.actions.registre import read_registre
from gef.actions.tableaux_registre import table_operation, table_registre, table_transmission, table_vos_droits
from gef.outputs.tables import Ligne, afficher, aplatir


def detail(ligne: Ligne, code: str) -> str:
    return ligne.details[code].replace("\u00a0", " ").replace("\u202f", " ")


def ligne_of(monde: Monde, user: str = "lecteur", jour: date = JOUR) -> Ligne:
    registre = read_registre(an_acteur(getattr(monde, user)), jour)
    if user == "lecteur":
        return table_registre(registre, {}).lignes[0]
    return table_vos_droits(registre, "Droits", "droits", {}).lignes[0]


def test_a_surviving_guarantee_says_why(monde: Monde) -> None:
    a_garantie(monde, part_garantie=Fraction(1, 2), mode_gestion="deleguee")
    ligne = ligne_of(monde)
    assert (ligne.valeurs["fin"], ligne.details["fin"]) == (date(2029, 5, 6), "prêt + 5 ans")
    assert detail(ligne, "nature") == "50 % de l’emprunt"
    assert (ligne.valeurs["residence"], ligne.details["residence"]) == ("Les Goélands", "Cannes")
    assert ligne.valeurs["gestion"] == "deleguee"


def test_what_is_missing_is_said(monde: Monde) -> None:
    a_droit(monde, nature="garantie", is_formalise=False, document="citée en 2003", programme="", commune="")
    ligne = ligne_of(monde)
    assert (ligne.details["pret"], ligne.details["nature"]) == ("inconnu", "quotité inconnue")
    assert (ligne.valeurs["convention"], ligne.details["convention"]) == ("convention non formalisée", "citée en 2003")
    assert (ligne.marques["convention"], ligne.valeurs["residence"]) == ("alerte", "tout le territoire")
    table = table_registre(read_registre(an_acteur(monde.lecteur), JOUR), {})
    fin, gestion = table.colonne("fin"), table.colonne("gestion")
    assert fin
    assert gestion
    assert (afficher(fin, ligne.valeurs["fin"]), afficher(gestion, ligne.valeurs["gestion"])) == (
        "non établi",
        "non renseignée",
    )


def test_the_state_of_the_dialogue_is_dated(monde: Monde) -> None:
    droit = a_droit(monde)
    assert "etat" not in ligne_of(monde).details
    send(monde)
    assert detail(ligne_of(monde), "etat") == "avant le 15 juillet 2026"
    late = ligne_of(monde, jour=date(2026, 7, 15))
    assert (late.valeurs["etat"], detail(late, "etat")) == ("non_valide", "délai passé le 15 juillet 2026")
    contest(monde, droit)
    contested = ligne_of(monde)
    assert (contested.genre, contested.marques["etat"]) == ("bord", "bloque")
    assert detail(contested, "etat") == "réponse du bailleur avant le 17 juillet 2026"


def test_an_ended_right_and_one_in_stock_say_so(monde: Monde) -> None:
    a_droit(monde, "CD", fin=date(2025, 1, 1), type_droit="unique")
    over = ligne_of(monde)
    assert (over.valeurs["etat"], over.details["fin"], over.details["nombre"]) == ("expire", "échu", "droit unique")
    a_droit(monde, "CD", nature="sante")
    assert ligne_of(monde).details["nature"] == "en stock, hors du flux"


def test_a_delegation_shows_both_names(monde: Monde) -> None:
    a_delegation(monde)
    assert ligne_of(monde).details["reservataire"] == "utilisé par Ville de Lys"
    own = ligne_of(monde, "agent_ville")
    assert (own.valeurs["titulaire"], own.details["titulaire"]) == ("Département de Lys", "utilisé par Ville de Lys")
    before = ligne_of(monde, "agent_ville", date(2024, 6, 1))
    assert before.details["titulaire"] == "délégation hors de ses dates"


def test_a_reservataire_without_delegation_has_no_holder_column(monde: Monde) -> None:
    a_droit(monde)
    a_droit(monde, nombre=2, fin=date(2025, 1, 1))
    table = table_vos_droits(read_registre(an_acteur(monde.agent_ville), JOUR), "Droits", "d", {})
    assert table.colonne("titulaire") is None
    assert table.total
    assert table.total.valeurs["nombre"] == 4
    assert aplatir(table).colonnes[0].code == "residence"


def test_the_split_of_an_operation_adds_up(monde: Monde) -> None:
    garants = (SaisieGarant("VILLE", Fraction(1, 2)), SaisieGarant("CD", Fraction(1, 4), "VILLE"))
    saisie = SaisieOperation("OP", "Les Alizés", "06029", 44, Fraction(1, 5), garants, JOUR)
    table = table_operation(preparer_operation(an_acteur(monde.gestionnaire), saisie), {"VILLE": "Ville de Lys"})
    assert [(r.valeurs["garant"], r.valeurs["exact"], r.valeurs["droits"]) for r in table.lignes] == [
        ("Ville de Lys", Fraction(16, 3), 5),
        ("CD", Fraction(8, 3), 3),
    ]
    assert table.lignes[1].details["garant"] == "utilisé par Ville de Lys"
    assert table.total
    assert table.total.valeurs["droits"] == 8


def test_what_waits_is_counted_by_reservataire(monde: Monde) -> None:
    a_droit(monde)
    a_droit(monde, nombre=2)
    a_droit(monde, "CD")
    monde.comptes["CD"].organisation = None
    monde.comptes["CD"].save()
    table = table_transmission(read_registre(an_acteur(monde.lecteur), JOUR).lignes)
    assert [(r.valeurs["reservataire"], r.valeurs["lignes"], r.valeurs["droits"]) for r in table.lignes] == [
        ("Département de Lys", 1, 4),
        ("Ville de Lys", 2, 6),
    ]
    assert "personne ne se connecte" in table.lignes[0].details["reservataire"]
