"""A recount agrees with a slow one, adds up, and names the dwellings that explain a difference."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.ecritures import Clause, EtatLogement, Fait, list_possibles, open_etat, suivre
from gef.core.errors import DonneeInvalideError
from gef.core.faits import DECLENCHEURS, POLITIQUES, PRECISIONS
from gef.core.parts import BAILLEUR
from gef.core.recompte import (
    EcartLogement,
    EntreeRecompte,
    FaitRecompte,
    LigneRecompte,
    LogementSuivi,
    RegleDecompte,
    count_by_year,
    recompter,
)

OUVERTURE = date(2025, 1, 1)
LIBRE = date(2026, 1, 10)
NOMS = ("AL", "VILLE", BAILLEUR)
CLAUSES = {
    "AL": (Clause(OUVERTURE, None, "bail", "non_compte"),),
    "VILLE": (Clause(OUVERTURE, None, "orientation", "compte"),),
}


def a_suivi(logement: str, *faits: tuple[str, date, str]) -> LogementSuivi:
    return LogementSuivi(logement, "06029", LIBRE, "", tuple(Fait(*fait) for fait in faits))


MARS, AVRIL, MAI = date(2026, 3, 2), date(2026, 4, 7), date(2026, 5, 11)
FULL = a_suivi("L-1", ("orientation", MARS, "AL"), ("attribution", AVRIL, "AL"), ("bail", MAI, "AL"))
REFUSED = a_suivi("L-2", ("orientation", MARS, "VILLE"), ("refus", AVRIL, "VILLE"))
SILENT = a_suivi("L-3", ("orientation", MARS, "AL"), ("non_reponse", AVRIL, "AL"))


def recount(regle: RegleDecompte, debut: date, fin: date, *logements: LogementSuivi) -> dict[str, tuple[int, int]]:
    result = recompter(EntreeRecompte(debut, fin, regle, CLAUSES, logements))
    return {ligne.reservataire: (ligne.convention, ligne.regle) for ligne in result.lignes}


@pytest.mark.parametrize(
    ("regle", "al", "ville"),
    [
        (RegleDecompte(), (0, 0), (1, 1)),
        (RegleDecompte("orientation"), (0, 1), (1, 1)),
        (RegleDecompte("attribution"), (0, 1), (1, 1)),
        (RegleDecompte("bail"), (0, 0), (1, 1)),
        (RegleDecompte(None, "non_compte"), (0, 0), (1, 0)),
        (RegleDecompte(None, None, "compte"), (0, 1), (1, 1)),
        (RegleDecompte("orientation", "non_compte", "compte"), (0, 2), (1, 0)),
    ],
)
def test_a_quarter_counted_under_other_rules(regle: RegleDecompte, al: tuple[int, int], ville: tuple[int, int]) -> None:
    counted = recount(regle, date(2026, 1, 1), date(2026, 5, 1), FULL, REFUSED, SILENT)
    assert counted == {"AL": al, "VILLE": ville}


def test_each_dwelling_of_a_difference_is_named_with_the_facts_that_make_it() -> None:
    entree = EntreeRecompte(date(2026, 1, 1), date(2026, 5, 1), RegleDecompte("attribution"), CLAUSES, (FULL, REFUSED))
    result = recompter(entree)
    assert result.lignes == (LigneRecompte("AL", 0, 1, 1), LigneRecompte("VILLE", 1, 1, 0))
    assert result.ecarts == (EcartLogement("AL", "L-1", "06029", 0, 1, (FaitRecompte(AVRIL, "attribution", 0, 1),)),)
    assert [etape.valeur for etape in result.explication.etapes] == [1, 2, 1, 1]


def test_a_refusal_counts_on_the_day_of_the_trigger_or_of_the_refusal() -> None:
    late = a_suivi("L-4", ("orientation", MARS, "AL"), ("refus", AVRIL, "AL"))
    assert recount(RegleDecompte(None, "compte"), MARS, AVRIL, late)["AL"] == (0, 0)
    assert recount(RegleDecompte(None, "compte"), AVRIL, MAI, late)["AL"] == (0, 1)
    assert recount(RegleDecompte("orientation", "compte"), MARS, AVRIL, late)["AL"] == (0, 1)


def test_an_account_without_a_convention_counts_nothing_under_any_rule() -> None:
    kept = a_suivi("L-5", ("orientation", MARS, BAILLEUR), ("attribution", AVRIL, BAILLEUR))
    assert recount(RegleDecompte("orientation"), MARS, MAI, kept) == {"AL": (0, 0), "VILLE": (0, 0)}


def test_a_rule_and_a_period_are_checked() -> None:
    with pytest.raises(DonneeInvalideError, match="déclencheur : « caleol » ; attendu : orientation, proposition"):
        RegleDecompte("caleol")
    with pytest.raises(DonneeInvalideError, match="politique de silence : « oui »"):
        RegleDecompte(None, None, "oui")
    with pytest.raises(DonneeInvalideError, match="vide ; attendu : une fin après"):
        EntreeRecompte(MARS, MARS, RegleDecompte(), CLAUSES, ())


steps = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 60), st.sampled_from(NOMS)), max_size=10)
regles = st.builds(
    RegleDecompte,
    st.none() | st.sampled_from(sorted(DECLENCHEURS)),
    st.none() | st.sampled_from(POLITIQUES),
    st.none() | st.sampled_from(POLITIQUES),
)
jours = st.integers(0, 120).map(lambda n: LIBRE + timedelta(days=n))


def legal(nom: str, moves: list[tuple[int, int, str]]) -> LogementSuivi:
    """Make a dwelling whose facts may follow one another, not always written in order of day."""
    etat, faits = open_etat(""), []
    for choice, days, compte in moves:
        possible = list_possibles(etat)
        if not possible:
            break
        kind = possible[choice % len(possible)]
        precision = {p.nom: sorted(p.codes)[days % len(p.codes)] for p in PRECISIONS.get(kind, ())}
        fait = Fait(kind, LIBRE + timedelta(days=days), compte, precision)
        etat, _ = suivre(nom, etat, fait, lambda _: None)
        faits.append(fait)
    return LogementSuivi(nom, "06029", LIBRE, "", tuple(faits))


class Passage:
    """The slow count of one dwelling: who holds it, on whom it counts, whether the trigger was met."""

    def __init__(self, regle: RegleDecompte) -> None:
        self.regle = regle
        self.counted: Counter[str] = Counter()
        self.holder = self.payer = ""
        self.is_met = False
        self.seen: list[str] = []

    def says(self, champ: str) -> str:
        clause = next(iter(CLAUSES.get(self.payer, ())), None)
        return "" if clause is None else getattr(self.regle, champ) or getattr(clause, champ)

    def read(self, fait: Fait) -> None:
        self.seen = ["orientation"] if fait.type in ("orientation", "reprise") else [*self.seen, fait.type]
        if fait.type == "orientation":
            self.holder, self.payer, self.is_met = fait.reservataire, fait.reservataire, False
        elif fait.type in ("refus", "non_reponse", "retour"):
            champ = {"refus": "politique_refus", "non_reponse": "politique_silence"}.get(fait.type)
            said = champ and fait.precision.get("consequence", self.says(champ))
            self.leave(is_kept=self.payer != self.holder or (said == "compte" and self.holder in CLAUSES))
            self.holder, self.payer = "", ""
        elif fait.type == "reprise":
            self.holder = BAILLEUR
            if fait.precision.get("consequence", self.says("politique_silence")) != "compte":
                self.leave(is_kept=False)
                self.payer = BAILLEUR
        elif fait.type == "imputation" and fait.reservataire != self.payer:
            self.leave(is_kept=False)
            self.holder = self.payer = fait.reservataire
            if set(self.seen) & set(DECLENCHEURS.get(self.says("declencheur"), ())):
                self.counted[self.payer] += 1
                self.is_met = True
        if not self.is_met and fait.type in DECLENCHEURS.get(self.says("declencheur"), ()):
            self.counted[self.payer] += 1
            self.is_met = True

    def leave(self, *, is_kept: bool) -> None:
        self.counted[self.payer] += int(is_kept) - int(self.is_met)
        self.is_met = False


def stock_at(logement: LogementSuivi, regle: RegleDecompte, jour: date) -> Counter[str]:
    """Count slowly what stands on a day: replay the facts that stand, passage by passage."""
    passage, vivants, newest = Passage(regle), list[Fait](), date.min
    for fait in logement.faits:
        newest = max(newest, fait.jour)
        if newest >= jour:
            break
        if fait.type == "annulation":
            vivants.pop()
        else:
            vivants.append(fait)
    for fait in vivants:
        passage.read(fait)
    return passage.counted


@given(st.lists(steps, max_size=4), regles, jours, jours)
def test_a_recount_agrees_with_a_slow_one(
    moves: list[list[tuple[int, int, str]]], regle: RegleDecompte, one: date, other: date
) -> None:
    debut, fin = min(one, other), max(one, other) + timedelta(days=1)
    logements = tuple(legal(f"L-{rank}", rows) for rank, rows in enumerate(moves))
    result = recompter(EntreeRecompte(debut, fin, regle, CLAUSES, logements))
    for ligne in result.lignes:
        for counted, rule in ((ligne.convention, RegleDecompte()), (ligne.regle, regle)):
            nom = ligne.reservataire
            assert counted == sum(stock_at(row, rule, fin)[nom] - stock_at(row, rule, debut)[nom] for row in logements)
        explained = [e for e in result.ecarts if e.reservataire == ligne.reservataire]
        assert ligne.ecart == sum(ecart.regle - ecart.convention for ecart in explained)
        for ecart in explained:
            assert ecart.regle - ecart.convention == sum(f.regle - f.convention for f in ecart.faits) != 0


@given(st.lists(steps, max_size=4), regles, jours)
def test_a_period_cut_in_two_adds_up(moves: list[list[tuple[int, int, str]]], regle: RegleDecompte, cut: date) -> None:
    logements = tuple(legal(f"L-{rank}", rows) for rank, rows in enumerate(moves))
    debut, fin = LIBRE - timedelta(days=1), LIBRE + timedelta(days=200)
    parts = recount(regle, debut, cut, *logements), recount(regle, cut, fin, *logements)
    whole = recount(regle, debut, fin, *logements)
    assert whole == {nom: tuple(map(sum, zip(parts[0][nom], parts[1][nom], strict=True))) for nom in whole}
    by_year = count_by_year(logements, CLAUSES)
    assert {nom: count for nom, (count, _) in whole.items() if count} == {
        nom: count for nom in CLAUSES if (count := by_year[nom, 2026])
    }


def test_a_dwelling_returned_in_the_next_period_is_taken_off_there() -> None:
    back = a_suivi("L-6", ("orientation", MARS, "VILLE"), ("retour", MAI, "VILLE"))
    assert recount(RegleDecompte(), MARS, AVRIL, back)["VILLE"] == (1, 1)
    assert recount(RegleDecompte(), AVRIL, date(2026, 6, 1), back)["VILLE"] == (-1, -1)
    assert open_etat("") == EtatLogement("a_orienter")
