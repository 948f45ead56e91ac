"""The count of a period made again under another rule: trigger, refusals, silence.

The facts stay as they are; only what they count for changes. The count of each convention and that of the rule are made
side by side, and every dwelling that explains a difference is named with the facts that make it. A period adds up:
January and February together give what both give.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from gef.core.ecritures import COUNTED, Clause, Clauses, Fait, open_etat, suivre
from gef.core.errors import DonneeInvalideError
from gef.core.faits import DECLENCHEURS, POLITIQUES
from gef.core.motifs import Etape, Explication, Source

CONVENTIONS = Source("conventions et journal des faits", "donnee")
SOURCE_DECLENCHEUR = Source("source 004 (HSO Occitanie, 2023) ; docs/metier/grand-livre.md, « Recompter »", "pratique")


@dataclass(frozen=True, slots=True)
class RegleDecompte:
    """A rule to count under; None leaves what each convention says.

    Attributes:
        declencheur: A code of `DECLENCHEURS`.
        politique_refus: "compte" or "non_compte".
        politique_silence: The same, for a réservataire who does not answer.
    """

    declencheur: str | None = None
    politique_refus: str | None = None
    politique_silence: str | None = None

    def __post_init__(self) -> None:
        _check_code("déclencheur", self.declencheur, tuple(DECLENCHEURS))
        _check_code("politique de refus", self.politique_refus, POLITIQUES)
        _check_code("politique de silence", self.politique_silence, POLITIQUES)

    def replace_in(self, clause: Clause) -> Clause:
        """Give a clause as the rule would have it."""
        return replace(
            clause,
            declencheur=self.declencheur or clause.declencheur,
            politique_refus=self.politique_refus or clause.politique_refus,
            politique_silence=self.politique_silence or clause.politique_silence,
        )


def _check_code(what: str, code: str | None, expected: tuple[str, ...]) -> None:
    if code is not None and code not in expected:
        raise DonneeInvalideError(f"Règle de décompte, {what} : « {code} » ; attendu : {', '.join(expected)}.")


@dataclass(frozen=True, slots=True)
class LogementSuivi:
    """A freed dwelling and its facts, in the order they were written."""

    logement: str
    commune: str
    libere_le: date
    hors_flux: str
    faits: tuple[Fait, ...]


@dataclass(frozen=True, slots=True)
class EntreeRecompte:
    """What a recount reads.

    Attributes:
        debut: First day of the period.
        fin: First day after the period.
        regle: The rule to count under.
        clauses: What the conventions of each account say; an account without any counts nothing.
        logements: Freed dwellings with all their facts, those before the period included.
    """

    debut: date
    fin: date
    regle: RegleDecompte
    clauses: Mapping[str, tuple[Clause, ...]]
    logements: tuple[LogementSuivi, ...]

    def __post_init__(self) -> None:
        if self.fin <= self.debut:
            raise DonneeInvalideError(f"Période du {self.debut} au {self.fin} exclu : vide ; attendu : une fin après.")


@dataclass(frozen=True, slots=True)
class LigneRecompte:
    """What an account received in the period: under its conventions, under the rule, and the difference."""

    reservataire: str
    convention: int
    regle: int
    ecart: int


@dataclass(frozen=True, slots=True)
class FaitRecompte:
    """A fact of a dwelling that explains a difference: what it counts for under the conventions and under the rule."""

    jour: date
    type: str
    convention: int
    regle: int


@dataclass(frozen=True, slots=True)
class EcartLogement:
    """A dwelling that an account does not count alike."""

    reservataire: str
    logement: str
    commune: str
    convention: int
    regle: int
    faits: tuple[FaitRecompte, ...]


@dataclass(frozen=True, slots=True)
class Recompte:
    """The count of a period under the conventions and under a rule; `ecarts` names every dwelling of a difference."""

    debut: date
    fin: date
    regle: RegleDecompte
    lignes: tuple[LigneRecompte, ...]
    ecarts: tuple[EcartLogement, ...]
    explication: Explication


Decompte = tuple[date, str, str, int]


def list_decomptes(logement: LogementSuivi, clauses: Clauses) -> Iterator[Decompte]:
    """Follow one dwelling and give what each fact adds to the dwellings counted.

    A fact written late counts on the day of those that it follows, at the earliest.

    Args:
        logement: The dwelling and its facts.
        clauses: Clause of an account, the day the dwelling is free.

    Yields:
        Day, kind of the fact, account, and 1, −1, or 0 for an account on which the dwelling stays as it was.

    Raises:
        TransitionInterditeError: a fact cannot follow those before it.
    """
    etat, newest = open_etat(logement.hors_flux), date.min
    for fait in logement.faits:
        newest = max(newest, fait.jour)
        etat, moves = suivre(logement.logement, etat, fait, clauses)
        for kind, compte in moves:
            if kind in COUNTED:
                yield newest, fait.type, compte, COUNTED[kind]
        if etat.impute:  # an account that holds a dwelling is known, even before it counts
            yield newest, fait.type, etat.impute, 0


def find_clause(clauses: Mapping[str, tuple[Clause, ...]], jour: date, compte: str) -> Clause | None:
    """Give the clause of an account in force on a day, or None."""
    return next((clause for clause in clauses.get(compte, ()) if clause.is_en_vigueur(jour)), None)


def recompter(entree: EntreeRecompte) -> Recompte:
    """Count a period again under another rule.

    Args:
        entree: Period, rule, conventions and dwellings.

    Returns:
        One line by account that has a convention, and the dwellings that explain the differences, by account then by
        dwelling.

    Raises:
        TransitionInterditeError: a fact cannot follow those before it.

    Source:
        Source 004 (HSO Occitanie, 2023) for the triggers; docs/metier/grand-livre.md, « Recompter ».
    """
    totals: dict[str, tuple[int, int]] = dict.fromkeys(sorted(entree.clauses), (0, 0))
    under_rule = {nom: tuple(map(entree.regle.replace_in, rows)) for nom, rows in entree.clauses.items()}
    ecarts: list[EcartLogement] = []
    for logement in entree.logements:
        for compte, faits in _compare(entree, under_rule, logement).items():
            convention, regle = sum(f.convention for f in faits), sum(f.regle for f in faits)
            before = totals.get(compte, (0, 0))
            totals[compte] = (before[0] + convention, before[1] + regle)
            if convention != regle:
                kept = tuple(f for f in faits if f.convention != f.regle)
                ecarts.append(EcartLogement(compte, logement.logement, logement.commune, convention, regle, kept))
    lignes = tuple(LigneRecompte(compte, one, other, other - one) for compte, (one, other) in sorted(totals.items()))
    ecarts.sort(key=lambda ecart: (ecart.reservataire, ecart.logement))
    return Recompte(entree.debut, entree.fin, entree.regle, lignes, tuple(ecarts), _explain(lignes, len(ecarts)))


def _compare(
    entree: EntreeRecompte, under_rule: Mapping[str, tuple[Clause, ...]], logement: LogementSuivi
) -> Mapping[str, list[FaitRecompte]]:
    """Count one dwelling both ways over the period, fact by fact."""
    if not _is_within(entree, logement):
        return {}
    counts: dict[tuple[date, str, str], list[int]] = {}
    for side, clauses in enumerate((entree.clauses, under_rule)):
        find = partial(find_clause, clauses, logement.libere_le)
        for jour, kind, compte, number in list_decomptes(logement, find):
            if number and entree.debut <= jour < entree.fin:
                counts.setdefault((jour, kind, compte), [0, 0])[side] += number
    faits: defaultdict[str, list[FaitRecompte]] = defaultdict(list)
    for (jour, kind, compte), (convention, regle) in sorted(counts.items()):
        faits[compte].append(FaitRecompte(jour, kind, convention, regle))
    return faits


def _is_within(entree: EntreeRecompte, logement: LogementSuivi) -> bool:
    """Whether something is counted in the period: the other dwellings, most of them, need not be followed."""
    newest = date.min
    for fait in logement.faits:
        newest = max(newest, fait.jour)
        if entree.debut <= newest < entree.fin:
            return True
    return False


def count_by_year(
    logements: tuple[LogementSuivi, ...], clauses: Mapping[str, tuple[Clause, ...]]
) -> Counter[tuple[str, int]]:
    """Count the dwellings received under the conventions, by account and year.

    Raises:
        TransitionInterditeError: a fact cannot follow those before it.
    """
    counts: Counter[tuple[str, int]] = Counter()
    for logement in logements:
        for when, _, compte, number in list_decomptes(logement, partial(find_clause, clauses, logement.libere_le)):
            counts[compte, when.year] += number
    return counts


def _explain(lignes: tuple[LigneRecompte, ...], logements: int) -> Explication:
    convention, regle = sum(ligne.convention for ligne in lignes), sum(ligne.regle for ligne in lignes)
    return Explication(
        "Recompte de la période",
        (
            Etape("convention", "Décomptés selon les conventions", convention, "logements", source=CONVENTIONS),
            Etape("regle", "Décomptés selon la règle demandée", regle, "logements", source=SOURCE_DECLENCHEUR),
            Etape("ecart", "Différence", regle - convention, "logements", f"{regle} − {convention}"),
            Etape("logements", "Logements qui l’expliquent", logements, "logements"),
        ),
    )
