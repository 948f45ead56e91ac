"""The rule on situations written by hand; each case names the line of docs/metier/orientation.md that it shows."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gef.core.errors import DonneeInvalideError
from gef.core.regle import LECTURES, Candidat, Choix, Parametres, Regle, Situation

UNITE = 10_000


def a_candidat(nom: str, solde: str, part: str = "1/10", type_: str = "commune", **given: object) -> Candidat:
    """A candidate with 10 received, and a neutral profile unless told otherwise."""
    recus = int(given.pop("recus", 10))  # type: ignore[call-overload]
    droits = int((Fraction(solde) + recus) * UNITE)
    neutral = {"droits_attribut": (droits,) * 4, "recus_attribut": (recus,) * 4}
    return Candidat(nom, type_, int(Fraction(part) * UNITE), droits, recus, **(neutral | given))  # type: ignore[arg-type]


def choisir(*candidats: Candidat, etat: str = "0", refus: frozenset[str] = frozenset(), **settings: object) -> Choix:
    parametres = Parametres(**settings)  # type: ignore[arg-type]
    rows = tuple(sorted(candidats, key=lambda c: c.id))
    return Regle(parametres, UNITE).choisir(Situation(UNITE, rows, int(Fraction(etat) * UNITE)), refus)


BAILLEUR = a_candidat("BAILLEUR", "0.2", "4/10", "bailleur")


def test_the_latest_beyond_the_threshold_goes_first() -> None:
    choix = choisir(a_candidat("A", "0.85"), a_candidat("B", "0.95"), BAILLEUR)
    assert (choix.retenu, choix.motif) == ("B", "retard")
    assert choix.ligne("A").lecture == "moins_en_retard"
    assert choix.ligne("BAILLEUR").lecture == "pas_en_retard"


def test_exactly_at_the_threshold_is_not_yet_late() -> None:
    assert choisir(a_candidat("A", "0.80", "1/100"), BAILLEUR).motif != "retard"


def test_nobody_is_served_without_a_right() -> None:
    choix = choisir(
        a_candidat("A", "0.1499"), a_candidat("B", "-0.5"), a_candidat("BAILLEUR", "-1.5", "4/10", "bailleur")
    )
    assert (choix.retenu, choix.motif) == ("BAILLEUR", "personne")
    assert choix.ligne("A").lecture == "avance"


def test_the_bailleur_lends_one_dwelling_and_no_more() -> None:
    lent = a_candidat("BAILLEUR", "-1.0001", "4/10", "bailleur")
    choix = choisir(a_candidat("A", "0.15", "1/100"), lent)
    assert choix.retenu == "A"
    assert choix.ligne("BAILLEUR").lecture == "pret_epuise"


def test_the_etat_already_served_in_the_commune_waits_unless_it_is_late() -> None:
    etat = a_candidat("ETAT-P", "0.5", "1/4", "etat_prio")
    assert choisir(etat, BAILLEUR, etat="-0.1").ligne("ETAT-P").lecture == "commune_servie"
    late = a_candidat("ETAT-P", "0.80", "1/4", "etat_prio")
    assert choisir(late, BAILLEUR, etat="-0.1").retenu == "ETAT-P"


def test_a_near_deadline_comes_before_a_better_score() -> None:
    near = a_candidat("A", "0.60", "3/10")
    loved = a_candidat("B", "0.30", "1/100", recus_attribut=(0, 0, 0, 0))
    choix = choisir(near, loved, BAILLEUR)
    assert (choix.retenu, choix.motif) == ("A", "echeance")
    assert choix.ligne("A").peut_passer == 0
    assert choix.ligne("B").lecture == "echeance_lointaine"


def test_two_deadlines_within_two_dwellings_press_together() -> None:
    first = a_candidat("A", "0.50", "2/10")
    second = a_candidat("B", "0.45", "2/10")
    idle = a_candidat("BAILLEUR", "0.9", "1/100", "bailleur")
    choix = choisir(first, second, idle)
    assert (choix.retenu, choix.motif) == ("A", "echeance")


def test_the_best_balance_is_solde_plus_profile_plus_commune() -> None:
    """15 of 20 received in T3 when half its droits are T3: it lacks −5 × 1/4."""
    droits = 20 * UNITE + 5_000
    c = Candidat("A", "commune", 100, droits, 20, (droits // 2,) * 4, (15, 10, 10, 10))
    choix = choisir(c, a_candidat("B", "0.2", "1/100"), a_candidat("BAILLEUR", "0", "1/2", "bailleur"))
    ligne = choix.ligne("A")
    assert Fraction(ligne.profil, ligne.sur) == Fraction(-5, 4)
    assert Fraction(ligne.score, ligne.sur) == Fraction(1, 2) - Fraction(5, 4)
    assert (choix.retenu, choix.motif, ligne.lecture) == ("B", "equilibre", "profil")


@pytest.mark.parametrize(("balance", "bonus"), [("0.4", "0.2"), ("1", "0.5"), ("2", "2"), ("0", "0")])
def test_the_commune_term_grows_as_a_signed_square_beyond_one(balance: str, bonus: str) -> None:
    etat = a_candidat("ETAT-P", "0.3", "1/100", "etat_prio")
    ligne = choisir(etat, BAILLEUR, etat=balance).ligne("ETAT-P")
    assert Fraction(ligne.commune, ligne.sur) == Fraction(bonus)
    assert choisir(etat, BAILLEUR, etat=balance).ligne("BAILLEUR").commune == 0


def test_ties_go_to_the_stable_order_of_identifiers() -> None:
    same = [a_candidat(nom, "0.4", "1/100") for nom in ("Z", "M", "D")]
    assert choisir(*same, a_candidat("BAILLEUR", "-0.5", "1/10", "bailleur")).retenu == "D"


def test_who_refused_is_left_out() -> None:
    choix = choisir(a_candidat("A", "0.95"), a_candidat("B", "0.5"), BAILLEUR, refus=frozenset({"A"}))
    assert choix.retenu != "A"
    assert choix.ligne("A").lecture == "refus"


def test_the_plain_mode_takes_the_largest_solde_whatever_the_profile() -> None:
    loved = a_candidat("B", "0.30", recus_attribut=(0, 0, 0, 0))
    choix = choisir(a_candidat("A", "0.31"), loved, BAILLEUR, regle="retard")
    assert (choix.retenu, choix.motif) == ("A", "plus_en_retard")


def test_the_counterfactual_names_the_next_one_and_what_it_would_have_taken() -> None:
    choix = choisir(a_candidat("A", "0.95"), a_candidat("B", "0.5"), BAILLEUR)
    assert choix.contrefactuel == ("B", Fraction(95, 100))
    calm = choisir(a_candidat("A", "0.4", "1/100"), a_candidat("B", "0.3", "1/100"), BAILLEUR)
    assert calm.contrefactuel == ("B", Fraction(80, 100))


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="avance_min < seuil"):
        Parametres(avance_min=Fraction(9, 10))
    with pytest.raises(DonneeInvalideError, match="Règle « hasard » inconnue"):
        Parametres(regle="hasard")
    with pytest.raises(DonneeInvalideError, match="Poids du profil"):
        Parametres(poids={"typologie": Fraction(1)})


def test_the_looser_settings_serve_a_bailleur_with_next_to_no_contingent() -> None:
    assert Parametres.for_part_propre(Fraction(49, 1000)).seuil == Fraction(9, 10)
    assert Parametres.for_part_propre(Fraction(5, 100)) == Parametres()


def test_every_reading_has_its_words() -> None:
    seen = {"retenu", "refus", "avance", "commune_servie", "pret_epuise", "pas_en_retard", "moins_en_retard"}
    assert seen <= set(LECTURES)
