"""The réservataire d'imputation: on whom an attribution counts when the candidate is eligible to several accounts.

The partners agree beforehand on criteria, in order; each keeps the best of the accounts still in the running, until one
is left. The rule proposes, a person decides. Without a rule, the dwelling stays on the account that holds it. The
answer never depends on the order in which the accounts are given, and there always is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from gef.core.criteres_imputation import (
    CRITERES,
    HORS_COMMUNE,
    IDENTIFIANT,
    LIBELLES_MOTIFS,
    RANKS,
    SANS_REGLE,
    SEUL,
    CompteEligible,
    EntreeImputation,
    RegleImputation,
    find_silence,
)
from gef.core.motifs import Etape, Explication, Source

SOURCE_IMPUTATION: Final = Source("sources 000 et 004 ; docs/metier/imputation.md", "pratique")
PARTS: Final = Source("parts en vigueur dans la commune ; candidats désignés", "donnee")
L441_1: Final = Source("CCH art. L. 441-1 et L. 313-26-2", "legale")


@dataclass(frozen=True, slots=True)
class Lecture:
    """What a criterion read of an account, as a figure or in words, and whether it kept it."""

    critere: str
    valeur: Fraction | str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class LigneImputation:
    """One account.

    Attributes:
        compte: Account.
        solde_avant: Its solde if the dwelling counts on another.
        solde_apres: Its solde if the dwelling counts on it.
        lectures: What each criterion read of it, while it was in the running.
        ecarte_par: Criterion that set it aside, `HORS_COMMUNE` or `IDENTIFIANT`; "" for the account proposed.
    """

    compte: str
    solde_avant: Fraction
    solde_apres: Fraction
    lectures: tuple[Lecture, ...]
    ecarte_par: str


@dataclass(frozen=True, slots=True)
class Contrefactuel:
    """What would have led to another account.

    Attributes:
        compte: The other account.
        critere: The criterion that decided: without it, the other is proposed.
        ecart: When the soldes decided: with more than that due to it, the other is proposed. None otherwise.
    """

    compte: str
    critere: str
    ecart: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Imputation:
    """A proposal; `motif` is the criterion that decided, `SEUL`, `SANS_REGLE` or `IDENTIFIANT`."""

    propose: str
    motif: str
    lignes: tuple[LigneImputation, ...]
    contrefactuel: Contrefactuel | None
    explication: Explication

    def ligne(self, compte: str) -> LigneImputation:
        """Return the line of an account; raise `KeyError` when it is not one to which the candidate is eligible."""
        for ligne in self.lignes:
            if ligne.compte == compte:
                return ligne
        raise KeyError(compte)


def proposer_imputation(entree: EntreeImputation) -> Imputation:
    """Propose the account on which the attribution counts.

    Args:
        entree: Candidate, accounts and rule.

    Returns:
        The account, the criterion that decided, every account with what was read of it, and what would change it.

    Source:
        Source 000 (« réservataire d'imputation »): rules set beforehand, read before the commission; source 004 for the
        count of each kind of management. CCH art. L. 441-1 and L. 313-26-2 for the obligations.

    Examples:
        >>> from datetime import date
        >>> ville = CompteEligible("VILLE", "commune", Fraction(1, 10), Fraction(1, 2))
        >>> etat = CompteEligible("ETAT-P", "etat_prio", Fraction(1, 4), Fraction(3, 4))
        >>> regle = RegleImputation(("solde",), date(2026, 1, 1), "accord du 12 janvier 2026")
        >>> proposer_imputation(EntreeImputation("VILLE", (ville, etat), regle)).propose
        'ETAT-P'
        >>> proposer_imputation(EntreeImputation("VILLE", (ville, etat))).motif
        'sans_regle'
    """
    selection = _Selection(entree, entree.comptes, entree.regle)
    lignes = tuple(selection.list_lignes())
    return Imputation(selection.propose, selection.motif, lignes, _find_contrefactuel(selection), _explain(selection))


@dataclass(frozen=True, slots=True)
class _Etape:
    """A criterion read: the accounts that it kept, and why it could not tell them apart when it could not."""

    critere: str
    kept: tuple[str, ...]
    silence: str = ""


class _Selection:
    """The criteria read one after the other, each on the accounts that the former ones kept."""

    def __init__(
        self, entree: EntreeImputation, comptes: Sequence[CompteEligible], regle: RegleImputation | None
    ) -> None:
        self.entree = entree
        self.comptes = sorted(comptes, key=lambda compte: compte.id)
        self.lectures: dict[str, list[Lecture]] = {compte.id: [] for compte in self.comptes}
        self.ecartes: dict[str, str] = {}
        self.etapes: list[_Etape] = []
        self.motif = SEUL
        self.reste = self.avant = [c for c in self.comptes if c.part or c.id == entree.titulaire]
        self.ecartes |= {c.id: HORS_COMMUNE for c in self.comptes if c not in self.reste}
        for critere in (SANS_REGLE,) if regle is None else (*regle.criteres, IDENTIFIANT):
            if len(self.reste) > 1:
                self._read(critere)

    @property
    def propose(self) -> str:
        return self.reste[0].id

    def list_lignes(self) -> Iterator[LigneImputation]:
        """Lines, the account proposed first, then in order of identifier."""
        for compte in sorted(self.comptes, key=lambda c: (c.id != self.propose, c.id)):
            lectures = tuple(self.lectures[compte.id])
            yield LigneImputation(compte.id, compte.solde, compte.solde - 1, lectures, self.ecartes.get(compte.id, ""))

    def _read(self, critere: str) -> None:
        silence = find_silence(critere, self.entree, self.reste)
        if silence:
            self.etapes.append(_Etape(critere, tuple(c.libelle for c in self.reste), silence))
            return
        read = {compte.id: RANKS[critere](compte, self.entree) for compte in self.reste}
        best = min(rank for rank, _ in read.values())
        kept = [compte for compte in self.reste if read[compte.id][0] == best]
        if critere in CRITERES:
            for nom, (rank, valeur) in read.items():
                self.lectures[nom].append(Lecture(critere, valeur, rank == best))
        self.etapes.append(_Etape(critere, tuple(compte.libelle for compte in kept)))
        if len(kept) < len(self.reste):
            self.ecartes |= {compte.id: critere for compte in self.reste if compte not in kept}
            self.avant, self.reste, self.motif = self.reste, kept, critere


def _find_contrefactuel(selection: _Selection) -> Contrefactuel | None:
    """Find the account that another reading would have proposed: other soldes, or the rule without what decided."""
    entree, regle = selection.entree, selection.entree.regle
    if regle is None or selection.motif not in CRITERES:
        return None
    if selection.motif == "solde":
        others = [compte for compte in selection.avant if compte.id != selection.propose]
        rival = _Selection(entree, others, regle).reste[0]
        return Contrefactuel(rival.id, "solde", selection.reste[0].solde - rival.solde)
    kept = tuple(critere for critere in regle.criteres if critere != selection.motif)
    without = replace(regle, criteres=kept, ordre=regle.ordre if "liste" in kept else ()) if kept else None
    other = _Selection(entree, entree.comptes, without).propose
    return Contrefactuel(other, selection.motif) if other != selection.propose else None


def _explain(selection: _Selection) -> Explication:
    regle = selection.entree.regle
    source = Source(regle.document, "locale") if regle else SOURCE_IMPUTATION
    here = [compte.libelle for compte in selection.comptes if selection.ecartes.get(compte.id) != HORS_COMMUNE]
    steps = [
        Etape(
            f"critere_{rank}",
            f"{LIBELLES_MOTIFS[etape.critere][:1].upper()}{LIBELLES_MOTIFS[etape.critere][1:]}",
            f"ne départage pas : {etape.silence}" if etape.silence else f"reste : {', '.join(etape.kept)}",
            source=L441_1 if etape.critere == "obligation" else source,
        )
        for rank, etape in enumerate(selection.etapes, start=1)
    ]
    return Explication(
        "Réservataire d’imputation",
        (
            Etape("eligibles", "Comptes dont le candidat relève dans la commune", ", ".join(here), source=PARTS),
            *steps,
            Etape(
                "propose",
                "Compte proposé",
                selection.reste[0].libelle,
                calcul=LIBELLES_MOTIFS[selection.motif],
                source=source,
            ),
        ),
    )
