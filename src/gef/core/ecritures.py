"""What one fact does to one freed dwelling: where it then stands, and which entries it writes on the accounts.

Pure: a state, a fact and the clauses give the next state and its entries. The ledger applies the entries
(`gef.core.grand_livre`), a recount adds them up under other clauses (`gef.core.recompte`). Every entry has its inverse,
so that the cancellation of a fact restores exactly what was there before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from gef.core.errors import TransitionInterditeError
from gef.core.faits import (
    ANNULATION,
    CONDITIONS,
    DECLENCHEURS,
    ETATS,
    FAITS,
    NEEDS,
    QUALIFICATIONS,
    TRANSITIONS,
    check_precision,
)
from gef.core.parts import BAILLEUR

# An entry: what it does, and the account that it is about; "" when it is about all of them.
Move = tuple[str, str]

OPPOSITES: Mapping[str, str] = {
    "crediter": "reprendre",
    "reprendre": "crediter",
    "engager": "annuler",
    "annuler": "engager",
    "decompter": "rouvrir",
    "rouvrir": "decompter",
    "garder": "rendre",
    "rendre": "garder",
    "refuser": "effacer",
    "effacer": "refuser",
}
# What an entry adds to the dwellings counted for an account.
COUNTED: Mapping[str, int] = {"decompter": 1, "rouvrir": -1, "garder": 1, "rendre": -1}

# Facts by which somebody begins to hold a dwelling; an imputation goes on from one of them.
PRISES = frozenset({"orientation", "reprise"})


@dataclass(frozen=True, slots=True)
class Clause:
    """What a convention says of refusals, of silence and of the trigger of the count, from `debut` to `fin` (excluded).

    Attributes:
        declencheur: A code of `DECLENCHEURS`: what turns an engaged dwelling into a counted one.
        politique_refus: "compte" when a refused dwelling stays counted, "non_compte" otherwise.
        politique_silence: The same, when the réservataire did not answer in time.
    """

    debut: date
    fin: date | None
    declencheur: str
    politique_refus: str
    politique_silence: str = "non_compte"

    def is_en_vigueur(self, jour: date) -> bool:
        """Whether the clause applies on a day."""
        return self.debut <= jour and (self.fin is None or jour < self.fin)


Clauses = Callable[[str], Clause | None]


@dataclass(frozen=True, slots=True)
class Fait:
    """One dated fact, with the account that it names and its precision."""

    type: str
    jour: date
    reservataire: str = BAILLEUR
    precision: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EtatLogement:
    """Where a freed dwelling stands.

    Attributes:
        etat: A code of `ETATS`.
        reservataire: Account that holds it; None while it waits, and out of the flux.
        refus: Accounts that refused it or did not answer, in order.
        is_credite: Whether its liberation has been credited: once, and again after a refusal that counts.
        is_decompte: Whether the trigger of the convention has been met; a second attribution counts nothing more.
        impute: Account on which it counts: the holder, or the one that kept the count of what the bailleur took back.
        categorie: What takes it out of the flux, or puts it in stock; "" in the flux.
        ecriture: The last fact that stands; None before the first.
    """

    etat: str
    reservataire: str | None = None
    refus: tuple[str, ...] = ()
    is_credite: bool = False
    is_decompte: bool = False
    impute: str | None = None
    categorie: str = ""
    ecriture: Ecriture | None = field(default=None, compare=False, repr=False)

    def list_faits(self) -> tuple[Fait, ...]:
        """Facts that stand, oldest first: neither the cancelled ones nor their cancellations."""
        return tuple(reversed([ecriture.fait for ecriture in _walk_back(self)]))


@dataclass(frozen=True, slots=True)
class Ecriture:
    """A fact that stands, and the dwelling before it."""

    fait: Fait
    avant: EtatLogement


def open_etat(hors_flux: str) -> EtatLogement:
    """Give a new dwelling its state: it waits for its orientation, or is out of the flux."""
    return EtatLogement("hors_flux", categorie=hors_flux) if hors_flux else EtatLogement("a_orienter")


def suivre(logement: str, etat: EtatLogement, fait: Fait, clauses: Clauses) -> tuple[EtatLogement, list[Move]]:
    """Read one fact of a dwelling.

    Args:
        logement: Identifier, for the messages.
        etat: Where it stands.
        fait: What happened.
        clauses: Clause of an account, the day the dwelling is free.

    Returns:
        Where it now stands, and the entries to write, in order.

    Raises:
        TransitionInterditeError: the fact cannot follow those already written.
        DonneeInvalideError: its precision is not one of the fact.

    Source:
        CCH art. R. 441-5; docs/metier/grand-livre.md.
    """
    if fait.type == ANNULATION:
        return _cancel(logement, etat, clauses)
    following = check_transition(logement, etat.etat, fait.type)
    _check_needs(logement, etat, fait.type)
    check_precision(fait.type, fait.precision)
    after, moves = _move(etat, fait, clauses)
    # Every fact of every dwelling comes here: the constructor takes a third of the time of `replace`.
    held = (after.reservataire, after.refus, after.is_credite, after.is_decompte, after.impute, after.categorie)
    return EtatLogement(following, *held, Ecriture(fait, etat)), moves


def check_transition(logement: str, etat: str, fait: str) -> str:
    """Return the state that a fact leads to.

    Raises:
        TransitionInterditeError: with the dwelling, its state, the fact, and what could follow.

    Examples:
        >>> check_transition("L-1", "a_orienter", "orientation")
        'oriente'
    """
    following = TRANSITIONS.get((etat, fait))
    if following is None:
        allowed = [FAITS[kind] for state, kind in TRANSITIONS if state == etat]
        raise TransitionInterditeError(
            f"{logement} est {ETATS.get(etat, etat)} : le fait « {FAITS.get(fait, fait)} » ne peut pas suivre ; "
            f"attendu : {' ou '.join((*allowed, FAITS[ANNULATION]))}."
        )
    return following


def list_possibles(etat: EtatLogement) -> tuple[str, ...]:
    """Give the facts that may follow, in the order of the trade; a cancellation needs a fact to cancel.

    Examples:
        >>> "orientation" in list_possibles(EtatLogement("a_orienter"))
        True
    """
    possible = [kind for kind in FAITS if (etat.etat, kind) in TRANSITIONS and _has(etat, NEEDS.get(kind, ""))]
    return (*possible, ANNULATION) if etat.ecriture else tuple(possible)


def _check_needs(logement: str, etat: EtatLogement, fait: str) -> None:
    condition = NEEDS.get(fait, "")
    if not _has(etat, condition):
        raise TransitionInterditeError(
            f"{logement} est {ETATS[etat.etat]} : le fait « {FAITS[fait]} » ne peut pas suivre ; "
            f"attendu : {CONDITIONS[condition]}."
        )


def _has(etat: EtatLogement, condition: str) -> bool:
    if condition == "premier":
        return etat.ecriture is None
    if condition == "non_loue":
        return all(ecriture.fait.type != "bail" for ecriture in _walk_back(etat))
    if condition == "compte_sur_son_titulaire":
        return etat.reservataire is not None and etat.impute == etat.reservataire
    return condition != "tenu_par_un_reservataire" or etat.reservataire not in (None, BAILLEUR)


def _walk_back(etat: EtatLogement) -> Iterator[Ecriture]:
    ecriture = etat.ecriture
    while ecriture is not None:
        yield ecriture
        ecriture = ecriture.avant.ecriture


def _cancel(logement: str, etat: EtatLogement, clauses: Clauses) -> tuple[EtatLogement, list[Move]]:
    if etat.ecriture is None:
        raise TransitionInterditeError(f"{logement} : aucun fait à annuler ; attendu : un fait déjà écrit.")
    _, moves = _move(etat.ecriture.avant, etat.ecriture.fait, clauses)
    return etat.ecriture.avant, undo(moves)


def undo(moves: Iterable[Move]) -> list[Move]:
    """Give the entries that undo others, in the order in which they are to be written.

    Examples:
        >>> undo([("crediter", ""), ("engager", "VILLE")])
        [('annuler', 'VILLE'), ('reprendre', '')]
    """
    return [(OPPOSITES[kind], compte) for kind, compte in reversed(list(moves))]


def _move(etat: EtatLogement, fait: Fait, clauses: Clauses) -> tuple[EtatLogement, list[Move]]:
    """Give what a fact does to a dwelling, its state aside, and to the accounts."""
    match fait.type:
        case "orientation":
            moves = [] if etat.is_credite else [("crediter", "")]
            moves.append(("engager", fait.reservataire))
            holder = fait.reservataire
            after = EtatLogement(etat.etat, holder, etat.refus, True, etat.is_decompte, holder, etat.categorie)  # noqa: FBT003  (by position: a third of the time of `replace`)
        case "refus" | "non_reponse" | "retour":
            return _give_back(etat, fait, clauses)
        case "reprise":
            after, moves = _take_over(etat, fait, clauses)
        case "imputation":
            after, moves = _impute(etat, fait.reservataire, clauses)
        case kind if kind in QUALIFICATIONS or kind == "abandon":
            return _sort_out(etat, fait)
        case _:
            after, moves = etat, []
    return _count(after, fait.type, moves, clauses)


def _count(etat: EtatLogement, fait: str, moves: list[Move], clauses: Clauses) -> tuple[EtatLogement, list[Move]]:
    """Count the dwelling when the fact is the trigger of the convention it counts on."""
    clause = None if etat.is_decompte or etat.impute is None else clauses(etat.impute)
    if clause is None or etat.impute is None or fait not in DECLENCHEURS.get(clause.declencheur, ()):
        return etat, moves
    held = (etat.reservataire, etat.refus, etat.is_credite, True, etat.impute, etat.categorie)
    return EtatLogement(etat.etat, *held), [*moves, ("decompter", etat.impute)]


def _give_back(etat: EtatLogement, fait: Fait, clauses: Clauses) -> tuple[EtatLogement, list[Move]]:
    """Take the dwelling from its holder; what counts stays on the account and the liberation will be credited again."""
    holder, impute = etat.reservataire or BAILLEUR, etat.impute or BAILLEUR
    refus = etat.refus if fait.type == "retour" else (*etat.refus, holder)
    after = replace(etat, reservataire=None, impute=None, is_decompte=False, refus=refus)
    if impute != holder or is_kept(fait, clauses(holder)):
        return replace(after, is_credite=False), [] if etat.is_decompte else [("garder", impute)]
    refusal = [("refuser", holder)] if fait.type == "refus" else []
    return after, [*refusal, *_free(etat, impute)]


def is_kept(fait: Fait, clause: Clause | None) -> bool:
    """Whether what is given back stays counted: as a person said of this silence, else as the convention does."""
    said = fait.precision.get("consequence")
    return clause is not None and (is_compte(clause, fait.type) if said is None else said == "compte")


def _free(etat: EtatLogement, impute: str) -> list[Move]:
    return [("rouvrir", impute), ("annuler", impute)] if etat.is_decompte else [("annuler", impute)]


def is_compte(clause: Clause | None, fait: str) -> bool:
    """Whether a convention counts a dwelling that its réservataire refuses, or about which he says nothing."""
    if clause is None:
        return False
    politiques = {"refus": clause.politique_refus, "non_reponse": clause.politique_silence}
    return politiques.get(fait) == "compte"


def _take_over(etat: EtatLogement, fait: Fait, clauses: Clauses) -> tuple[EtatLogement, list[Move]]:
    """Give the dwelling to the bailleur: it counts on him, or stays on the réservataire who let it go."""
    impute = etat.impute or BAILLEUR
    default = "compte" if is_compte(clauses(impute), "non_reponse") else "non_compte"
    if fait.precision.get("consequence", default) == "compte":
        return replace(etat, reservataire=BAILLEUR), []
    moves = [*_free(etat, impute), ("engager", BAILLEUR)]
    return replace(etat, reservataire=BAILLEUR, impute=BAILLEUR, is_decompte=False), moves


def _impute(etat: EtatLogement, compte: str, clauses: Clauses) -> tuple[EtatLogement, list[Move]]:
    """Move the dwelling to another account, where it counts as if it had been oriented there in the first place."""
    former = etat.impute or BAILLEUR
    if compte == former:
        return etat, []
    after = replace(etat, reservataire=compte, impute=compte, is_decompte=False)
    moves = [*_free(etat, former), ("engager", compte)]
    for kind in ("orientation", *_since_prise(etat)):
        after, moves = _count(after, kind, moves, clauses)
    return after, moves


def _since_prise(etat: EtatLogement) -> Iterator[str]:
    """Give the facts since the dwelling was oriented, or taken back by the bailleur; the newest first."""
    for ecriture in _walk_back(etat):
        if ecriture.fait.type in PRISES:
            return
        yield ecriture.fait.type


def find_presentateur(etat: EtatLogement) -> str | None:
    """Give the account for which candidates are presented: an imputation changes who counts, not who presented.

    Returns:
        The account of the last orientation, the bailleur's once he took the dwelling back; None when nobody holds it.

    Examples:
        >>> find_presentateur(EtatLogement("a_orienter")) is None
        True
    """
    if etat.reservataire is None:
        return None
    prise = next((ecriture.fait for ecriture in _walk_back(etat) if ecriture.fait.type in PRISES), None)
    return prise.reservataire if prise and prise.type == "orientation" else BAILLEUR


def _sort_out(etat: EtatLogement, fait: Fait) -> tuple[EtatLogement, list[Move]]:
    """Put a waiting dwelling in the flux or out of it; what leaves takes its credit back."""
    after = replace(etat, categorie=fait.precision.get("categorie", ""))
    if fait.type == "qualification_flux" or not etat.is_credite:
        return after, []
    return replace(after, is_credite=False), [("reprendre", "")]
