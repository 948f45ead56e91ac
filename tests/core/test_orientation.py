"""Laws of the engine, whatever the stream."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.builders_orientation import BAILLEUR, PARTS, RESERVATAIRES, a_logement, flux

from gef.core.errors import DonneeInvalideError, PartsIncompatiblesError
from gef.core.orientation import Logement, Moteur, Parametres, orienter_flux

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


class SlowRule:
    """The rule in fractions, read from the specification line by line."""

    WEIGHTS: ClassVar = {
        "typologie": Fraction(1),
        "financement": Fraction(1),
        "qpv": Fraction(1),
        "forme": Fraction(1, 2),
    }

    def __init__(self) -> None:
        self.types = {r.id: r.type for r in RESERVATAIRES} | {BAILLEUR: "bailleur"}
        self.droits = dict.fromkeys(self.types, Fraction(0))
        self.recus = dict.fromkeys(self.types, 0)
        self.droits_by: dict[tuple[str, str, str], Fraction] = {}
        self.recus_by: dict[tuple[str, str, str], int] = {}
        self.etat: dict[str, Fraction] = {}

    def is_etat(self, nom: str) -> bool:
        return self.types[nom].startswith("etat")

    def solde(self, nom: str) -> Fraction:
        return self.droits[nom] - self.recus[nom]

    def credit(self, row: Logement) -> None:
        for nom, part in PARTS[row.commune].items():
            self.droits[nom] += part
            for key in row.attributs.items():
                self.droits_by[nom, *key] = self.droits_by.get((nom, *key), Fraction(0)) + part
            if self.is_etat(nom):
                self.etat[row.commune] = self.etat.get(row.commune, Fraction(0)) + part

    def profil(self, nom: str, row: Logement) -> Fraction:
        total = Fraction(0)
        for key in row.attributs.items():
            got, acquired = self.recus_by.get((nom, *key), 0), self.droits_by.get((nom, *key), Fraction(0))
            total += self.WEIGHTS[key[0]] * (acquired - got - acquired / self.droits[nom] * self.solde(nom))
        return total

    def score(self, nom: str, row: Logement) -> Fraction:
        g = self.etat.get(row.commune, Fraction(0))
        bonus = (g if abs(g) <= 1 else g * abs(g)) if self.is_etat(nom) else Fraction(0)
        return self.solde(nom) + self.profil(nom, row) / 4 + bonus / 2

    def is_admissible(self, nom: str, row: Logement) -> bool:
        if nom == BAILLEUR:
            return self.solde(nom) >= -1
        served = self.is_etat(nom) and self.etat.get(row.commune, 0) < 0 and self.solde(nom) < Fraction(8, 10)
        return self.solde(nom) >= Fraction(15, 100) and not served

    def pressed(self, noms: list[str], row: Logement) -> list[str]:
        limit = {nom: Fraction(2) if nom == BAILLEUR else Fraction(8, 10) for nom in noms}
        due = {nom: (limit[nom] - self.solde(nom)) / PARTS[row.commune][nom] for nom in noms}
        for j in range(3):
            near = [nom for nom in noms if due[nom] < j + 1]
            if len(near) >= j + 1:
                return near
        return noms

    def choose(self, row: Logement, refused: set[str]) -> str:
        noms = sorted(n for n in PARTS[row.commune] if n not in refused and self.is_admissible(n, row))
        late = [nom for nom in noms if nom != BAILLEUR and self.solde(nom) > Fraction(8, 10)]
        if late:
            return max(late, key=lambda nom: (self.solde(nom), [-ord(c) for c in nom]))
        if not noms:
            return BAILLEUR
        finalists = self.pressed(noms, row)
        best = max(self.score(nom, row) for nom in finalists)
        return next(nom for nom in finalists if self.score(nom, row) == best)

    def debit(self, nom: str, row: Logement) -> None:
        self.recus[nom] += 1
        for key in row.attributs.items():
            self.recus_by[nom, *key] = self.recus_by.get((nom, *key), 0) + 1
        if self.is_etat(nom):
            self.etat[row.commune] -= 1


def slow_decisions(rows: list[Logement]) -> list[tuple[int, str]]:
    rule, out = SlowRule(), []
    for row in rows:
        if row.hors_flux:
            continue
        rule.credit(row)
        refused: set[str] = set()
        while (chosen := rule.choose(row, refused)) != BAILLEUR and chosen in row.refus:
            refused.add(chosen)
        rule.debit(chosen, row)
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


def test_other_settings_change_proposals_and_never_the_accounts() -> None:
    moteur = Moteur(RESERVATAIRES, DEFAUT)
    for rang in range(1, 40):
        moteur.orienter(a_logement(rang), PARTS["A"])
    before = {nom: moteur.comptes.solde(nom) for nom in moteur.types}
    moteur.regler(Parametres(regle="retard", seuil=Fraction(7, 11)))
    assert {nom: moteur.comptes.solde(nom) for nom in moteur.types} == before
    logement = a_logement(40)
    moteur.liberer(logement, PARTS["A"])
    assert moteur.proposer(logement, PARTS["A"]).choix.motif == "plus_en_retard"
