"""The frontier of the settings: the engine's own decisions, other orders of the same dwellings, what is gained and paid."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.builders_orientation import BAILLEUR, PARTS, RESERVATAIRES, a_logement, flux

from gef.core.errors import DonneeInvalideError
from gef.core.frontiere import (
    CRITERES,
    GRILLE,
    EssaiReglage,
    LigneFrontiere,
    average_parts,
    calculer_frontiere,
    comparer,
    list_essais,
    measure_order,
    reorder,
)
from gef.core.logement import Logement
from gef.core.mesures import mesurer
from gef.core.orientation import Moteur, Parametres

TERRITOIRE = (RESERVATAIRES, PARTS)
ETAT = frozenset({"ETAT-P", "ETAT-F"})
SERRE = Parametres(avance_min=Fraction(3, 10), seuil=Fraction(1, 2))
ROWS = [
    a_logement(
        n,
        "AABCA"[n % 5],
        date=date(2025, 11, 1) + timedelta(days=2 * n),
        typologie=f"T{1 + n * n % 5}",
        qpv=n % 3 == 0,
    )
    for n in range(1, 81)
]


def decide_one_by_one(rows: list[Logement], parametres: Parametres) -> list[str]:
    """Decide as the worklist does: credit, propose, engage, one dwelling after the other."""
    moteur, found = Moteur(RESERVATAIRES, parametres), []
    for row in rows:
        moteur.liberer(row, PARTS[row.commune])
        retenu = moteur.proposer(row, PARTS[row.commune]).choix.retenu
        moteur.engager(row, retenu)
        assert moteur.comptes.somme_des_soldes() == 0
        found.append(retenu)
    return found


@settings(max_examples=25)
@given(flux(max_size=40), st.sampled_from([*GRILLE.values(), SERRE]))
def test_the_real_order_gives_the_decisions_of_the_engine(rows: list[Logement], parametres: Parametres) -> None:
    kept = [replace(row, refus=()) for row in rows if not row.hors_flux]
    if not kept:
        return
    result = calculer_frontiere(
        TERRITOIRE, [replace(row, refus=()) for row in rows], [EssaiReglage("x", parametres)], 1
    )
    expected = mesurer(kept, decide_one_by_one(kept, parametres), PARTS, ETAT)
    assert result.lignes[0].reel == expected
    assert result.lignes[0].reel.avance <= 1 - parametres.avance_min, "the guarantee of the setting"


def test_each_measure_is_gathered_over_the_orders_on_its_own() -> None:
    [ligne] = calculer_frontiere(TERRITOIRE, ROWS, [EssaiReglage("x", Parametres())], 2).lignes
    ordres = [ROWS, reorder(ROWS, 1), reorder(ROWS, 2)]
    mesures = [measure_order(RESERVATAIRES, PARTS, ordre, Parametres()) for ordre in ordres]
    assert ligne.reel == mesures[0]
    assert ligne.mediane.etat_commune == sorted(m.etat_commune for m in mesures)[1]
    assert ligne.pire.etat_commune == max(m.etat_commune for m in mesures)
    assert ligne.pire.bailleur_min == min(m.bailleur_min for m in mesures)
    assert ligne.pire.bailleur_max == max(m.bailleur_max for m in mesures)


@given(flux(), st.integers(1, 5))
def test_another_order_frees_the_same_dwellings_on_the_same_days(rows: list[Logement], tirage: int) -> None:
    rows = [replace(row, date=date(2025 + n // 10, 1, 1) + timedelta(days=n)) for n, row in enumerate(rows)]
    moved = reorder(rows, tirage)
    assert [(row.rang, row.date) for row in moved] == [(row.rang, row.date) for row in rows]
    by_year = Counter((row.date.year, row.logement, row.commune, row.typologie) for row in rows)
    assert Counter((row.date.year, row.logement, row.commune, row.typologie) for row in moved) == by_year
    assert reorder(rows, tirage) == moved, "the same number, the same order"


def test_orders_differ_from_one_another() -> None:
    orders = {tuple(row.logement for row in reorder(ROWS, tirage)) for tirage in range(1, 6)}
    assert len(orders) == 5
    assert tuple(row.logement for row in ROWS) not in orders


def test_the_settings_to_try_are_each_given_once() -> None:
    assert [essai.code for essai in list_essais()] == list(GRILLE)
    assert [essai.code for essai in list_essais(Parametres(), SERRE)] == [*GRILLE, "sur_mesure"]
    assert [essai.code for essai in list_essais(SERRE, SERRE)] == [*GRILLE, "en_vigueur"]


def test_the_base_says_on_what_the_settings_were_tried() -> None:
    result = calculer_frontiere(TERRITOIRE, ROWS, list_essais(), 1)
    base = result.base
    assert (base.origine, base.logements, base.ordres) == ("liberations", 80, 2)
    assert (base.debut, base.dernier) == (ROWS[0].date, ROWS[-1].date)
    assert base.communes == {"A": 48, "B": 16, "C": 16}
    assert base.parts["VILLE-A"] == Fraction(48, 80) * PARTS["A"]["VILLE-A"]
    assert sum(base.parts.values()) == 1
    assert result.explication.etape("propre").valeur == base.parts[BAILLEUR]
    assert result.explication.etape("decisions").valeur == 80 * 2 * 5
    assert result.find(GRILLE["retard"]) is result.lignes[0]
    assert result.find(SERRE) is None


def test_an_account_of_the_bailleur_without_a_part_is_said_to_be_zero() -> None:
    assert average_parts({"A": 2}, {"A": {"AL": Fraction(1)}}) == {"AL": Fraction(1), BAILLEUR: Fraction(0)}


def test_progress_is_told_before_each_order() -> None:
    said: list[tuple[int, str]] = []
    essais = list_essais()[:2]
    calculer_frontiere(TERRITOIRE, ROWS[:5], essais, 1, lambda done, essai: said.append((done, essai.code)))
    assert said == [(0, "retard"), (1, "retard"), (2, "010_090"), (3, "010_090")]


def test_what_is_gained_and_paid_is_what_can_be_seen() -> None:
    [reference] = calculer_frontiere(TERRITOIRE, ROWS, [EssaiReglage("x", Parametres())], 0).lignes

    def other(**given: Fraction | int) -> LigneFrontiere:
        mediane = replace(reference.mediane, **{nom: getattr(reference.mediane, nom) + d for nom, d in given.items()})
        return replace(reference, mediane=mediane)

    told = comparer(other(ecart=Fraction(-1, 100), composition_typologie=Fraction(1, 1000), noyes=1), reference)
    assert (told.gagne, told.paie) == (("ecart",), ("composition_typologie", "noyes"))
    nothing = comparer(other(ecart=Fraction(-1, 101), retard=Fraction(1)), reference)
    assert (nothing.gagne, nothing.paie) == ((), ())
    assert set(CRITERES) <= set(reference.mediane.__slots__)


@pytest.mark.parametrize(
    ("rows", "essais", "tirages", "said"),
    [
        ([], list_essais(), 0, "aucun logement libéré"),
        ([a_logement(hors_flux="mutations")], list_essais(), 0, "aucun logement libéré"),
        (ROWS, (), 0, "Réglages à essayer : aucun"),
        (ROWS, list_essais() * 2, 0, "tous différents"),
        (ROWS, list_essais(), 31, "Autres ordres : 31 ; attendu : de 0 à 30"),
        (ROWS[::-1], list_essais(), 0, "du plus ancien au dernier"),
        ([a_logement(commune="Z")], list_essais(), 0, "sans parts"),
    ],
)
def test_what_cannot_be_tried_is_refused(
    rows: list[Logement], essais: tuple[EssaiReglage, ...], tirages: int, said: str
) -> None:
    with pytest.raises(DonneeInvalideError, match=said):
        calculer_frontiere(TERRITOIRE, rows, essais, tirages)
