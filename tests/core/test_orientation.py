"""Laws of the engine, whatever the stream."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError, PartsIncompatiblesError
from gef.core.orientation import Logement, Moteur, Parametres, orienter_flux
from tests.core.builders_orientation import BAILLEUR, PARTS, RESERVATAIRES, a_logement, flux

DEFAUT = Parametres()


def decide(rows: list[Logement], parametres: Parametres = DEFAUT) -> list[tuple[int, str]]:
    return [(d.rang, d.reservataire) for d in orienter_flux(RESERVATAIRES, PARTS, rows, parametres)]


@given(flux())
def test_every_dwelling_in_the_flux_gets_exactly_one_eligible_reservataire(rows: list[Logement]) -> None:
    decisions = decide(rows)
    assert [rang for rang, _ in decisions] == [row.rang for row in rows if not row.hors_flux]
    by_rang = {row.rang: row for row in rows}
    for rang, nom in decisions:
        assert nom in PARTS[by_rang[rang].commune]
        assert nom == BAILLEUR or nom not in by_rang[rang].refus


@given(flux(), st.sampled_from([DEFAUT, Parametres.for_part_propre(Fraction(0)), Parametres(regle="retard")]))
def test_nobody_is_ever_more_ahead_than_promised_and_soldes_sum_to_zero(
    rows: list[Logement], parametres: Parametres
) -> None:
    """The proved guarantee: no reservataire is more than 1 − avance_min ahead, any order, any refusals."""
    moteur = Moteur(RESERVATAIRES, parametres)
    for row in rows:
        if row.hors_flux:
            continue
        moteur.orienter(row, PARTS[row.commune])
        assert moteur.comptes.somme_des_soldes() == 0
        for reservataire in RESERVATAIRES:
            assert moteur.comptes.solde(reservataire.id) >= parametres.avance_min - 1


@given(flux(), st.integers(0, 80))
def test_a_cut_stream_gives_the_same_first_decisions(rows: list[Logement], cut: int) -> None:
    whole = decide(rows)
    assert decide(rows[:cut]) == [d for d in whole if d[0] <= cut]


@given(flux(max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_the_list_of_reservataires_is_of_no_effect(rows: list[Logement], shuffle: object) -> None:
    shuffled = list(RESERVATAIRES)
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]
    parts = {commune: dict(sorted(row.items(), reverse=True)) for commune, row in PARTS.items()}
    decisions = [(d.rang, d.reservataire) for d in orienter_flux(shuffled, parts, rows, DEFAUT)]
    assert decisions == decide(rows)


@given(flux(max_size=40))
def test_hors_flux_touches_no_account(rows: list[Logement]) -> None:
    kept = [row for row in rows if not row.hors_flux]
    assert decide(rows) == decide(kept)


@settings(max_examples=25)
@given(flux(max_size=60))
def test_a_slow_reading_of_the_rule_agrees(rows: list[Logement]) -> None:
    """An oracle in fractions, written from the specification, without the engine's integers."""
    assert decide(rows) == slow_decisions(rows)


def slow_decisions(rows: list[Logement]) -> list[tuple[int, str]]:
    types = {r.id: r.type for r in RESERVATAIRES} | {BAILLEUR: "bailleur"}
    droits = dict.fromkeys(types, Fraction(0))
    recus = dict.fromkeys(types, 0)
    droits_by: dict[tuple[str, str, str], Fraction] = {}
    recus_by: dict[tuple[str, str, str], int] = {}
    etat: dict[str, Fraction] = {}
    weights = {"typologie": Fraction(1), "financement": Fraction(1), "qpv": Fraction(1), "forme": Fraction(1, 2)}
    out = []
    for row in rows:
        if row.hors_flux:
            continue
        parts = PARTS[row.commune]
        for nom, part in parts.items():
            droits[nom] += part
            for key in row.attributs.items():
                droits_by[nom, *key] = droits_by.get((nom, *key), Fraction(0)) + part
            if types[nom].startswith("etat"):
                etat[row.commune] = etat.get(row.commune, Fraction(0)) + part
        g = etat.get(row.commune, Fraction(0))
        solde = {nom: droits[nom] - recus[nom] for nom in types}

        def profil(nom: str, row: Logement = row) -> Fraction:
            total = Fraction(0)
            for key in row.attributs.items():
                got, acquired = recus_by.get((nom, *key), 0), droits_by.get((nom, *key), Fraction(0))
                d = droits[nom] - recus[nom]
                total += weights[key[0]] * (acquired - got - acquired / droits[nom] * d)
            return total

        def score(nom: str, g: Fraction = g, solde: dict[str, Fraction] = solde) -> Fraction:
            bonus = Fraction(0)
            if types[nom].startswith("etat"):
                bonus = g if abs(g) <= 1 else g * abs(g)
            return solde[nom] + profil(nom) / 4 + bonus / 2

        def is_admissible(nom: str, g: Fraction = g, solde: dict[str, Fraction] = solde) -> bool:
            if nom == BAILLEUR:
                return solde[nom] >= -1
            served = types[nom].startswith("etat") and g < 0 and solde[nom] < Fraction(8, 10)
            return solde[nom] >= Fraction(15, 100) and not served

        refused: set[str] = set()
        while True:
            open_ = sorted(nom for nom in parts if nom not in refused and is_admissible(nom))
            late = [nom for nom in open_ if nom != BAILLEUR and solde[nom] > Fraction(8, 10)]
            if late:
                chosen = max(late, key=lambda nom: (solde[nom], [-ord(c) for c in nom]))
            elif not open_:
                chosen = BAILLEUR
            else:
                due = {
                    nom: ((Fraction(2) if nom == BAILLEUR else Fraction(8, 10)) - solde[nom]) / parts[nom]
                    for nom in open_
                }
                for j in range(3):
                    near = [nom for nom in open_ if due[nom] < j + 1]
                    if len(near) >= j + 1:
                        open_ = near
                        break
                best = max(score(nom) for nom in open_)
                chosen = next(nom for nom in open_ if score(nom) == best)
            if chosen == BAILLEUR or chosen not in row.refus:
                break
            refused.add(chosen)
        recus[chosen] += 1
        for key in row.attributs.items():
            recus_by[chosen, *key] = recus_by.get((chosen, *key), 0) + 1
        if types[chosen].startswith("etat"):
            etat[row.commune] -= 1
        out.append((row.rang, chosen))
    return out


def test_soldes_carry_over_the_new_year() -> None:
    rows = [a_logement(rang, "B") for rang in range(1, 800)]
    moteur = Moteur(RESERVATAIRES, DEFAUT)
    for row in rows:
        moteur.orienter(row, PARTS["B"])
    ville = moteur.comptes.compte("VILLE-B")
    assert moteur.comptes.droits("VILLE-B") == Fraction(799, 30)
    assert ville.recus in (26, 27)


def test_a_person_may_choose_otherwise_and_the_accounts_follow() -> None:
    moteur = Moteur(RESERVATAIRES, DEFAUT)
    logement = a_logement()
    moteur.liberer(logement, PARTS["A"])
    moteur.engager(logement, "CD")
    assert moteur.comptes.solde("CD") == Fraction(-95, 100)
    assert moteur.comptes.somme_des_soldes() == 0


def test_trying_on_a_copy_moves_nothing() -> None:
    moteur = Moteur(RESERVATAIRES, DEFAUT)
    twin = moteur.copy()
    twin.orienter(a_logement(), PARTS["A"])
    assert moteur.comptes.somme_des_soldes() == 0
    assert moteur.comptes.par_reservataire == {}


def test_errors_name_the_dwelling_and_what_was_expected() -> None:
    with pytest.raises(DonneeInvalideError, match="rang 7 : commune « Z » sans parts"):
        decide([a_logement(7, "Z")])
    moteur = Moteur(RESERVATAIRES, DEFAUT)
    with pytest.raises(PartsIncompatiblesError, match="font 1/2 ; attendu : 1"):
        moteur.liberer(a_logement(), {"CD": Fraction(1, 2)})
    with pytest.raises(DonneeInvalideError, match="« INCONNU » absent"):
        moteur.liberer(a_logement(), {"INCONNU": Fraction(1)})
    with pytest.raises(DonneeInvalideError, match="« INCONNU » inconnu"):
        moteur.engager(a_logement(), "INCONNU")
