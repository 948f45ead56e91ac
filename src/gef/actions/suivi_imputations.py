"""The imputations confirmed: those that stand, what they did to each account, what each one may see of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gef.access.acteur import Acteur
from gef.access.visible import visible
from gef.actions.flux import Suivi
from gef.core.faits import ANNULATION
from gef.core.parts import BAILLEUR
from gef.db.flux import requetes
from gef.db.flux.models import Reservataire
from gef.db.imputations.models import ImputationConfirmee
from gef.db.imputations.requetes import imputations_of


@dataclass(frozen=True, slots=True)
class ImputationLue:
    """An imputation confirmed, and whether its fact still stands: a cancellation takes it back."""

    row: ImputationConfirmee
    is_tenue: bool

    @property
    def retenu(self) -> str:
        """Account on which the dwelling counts since then."""
        return to_code(self.row.fait.reservataire)


@dataclass(frozen=True, slots=True)
class BilanImputations:
    """What the imputations that stand did to an account.

    Attributes:
        compte: Account.
        recues: Dwellings that came to it from another account.
        cedees: Dwellings that left it for another account.
        gardees: Dwellings that stayed on it, the candidate being eligible to others.
        ecarts: Dwellings put on it although the rule proposed another account.
    """

    compte: str
    recues: int
    cedees: int
    gardees: int
    ecarts: int

    @property
    def effet(self) -> int:
        """Dwellings that the account received more, or less, than it would have without any imputation."""
        return self.recues - self.cedees


def to_code(compte: Reservataire | None) -> str:
    """Code of an account; None is the bailleur's own."""
    return compte.code if compte else BAILLEUR


def list_imputations(bailleur_id: int) -> tuple[ImputationLue, ...]:
    """Read every imputation of a bailleur, oldest first, with those that were cancelled."""
    rows = list(imputations_of(bailleur_id))
    standing = _list_tenus(bailleur_id, {row.fait.liberation_id for row in rows})
    return tuple(ImputationLue(row, row.fait_id in standing) for row in rows)


def _list_tenus(bailleur_id: int, liberations: set[int]) -> set[int]:
    """Facts of some dwellings that no cancellation took away."""
    stacks: defaultdict[int, list[int]] = defaultdict(list)
    if not liberations:
        return set()
    rows = requetes.faits_of(bailleur_id).filter(liberation__in=liberations).order_by("liberation", "rang")
    for pk, liberation, kind in rows.values_list("pk", "liberation", "type"):
        if kind != ANNULATION:
            stacks[liberation].append(pk)
        elif stacks[liberation]:
            stacks[liberation].pop()
    return {pk for stack in stacks.values() for pk in stack}


def find_confirmee(imputations: Sequence[ImputationLue], suivi: Suivi) -> ImputationLue | None:
    """Give the last imputation of a dwelling that stands, as long as it counts where it was put.

    Args:
        imputations: Of its bailleur, oldest first.
        suivi: The dwelling.
    """
    own = [lue for lue in imputations if lue.is_tenue and lue.row.fait.liberation_id == suivi.liberation.pk]
    return own[-1] if own and own[-1].retenu == suivi.etat.impute else None


def read_rangs(bailleur_id: int) -> dict[str, int]:
    """Rank of the last imputation that each account received, among those that stand; a later one is larger."""
    tenues = (lue for lue in list_imputations(bailleur_id) if lue.is_tenue)
    return {lue.retenu: rang for rang, lue in enumerate(tenues, start=1)}


def narrow_imputations(acteur: Acteur, imputations: Sequence[ImputationLue]) -> tuple[ImputationLue, ...]:
    """Keep the rows that the actor may see: all of them for the bailleur, else those of his accounts."""
    own = set(visible(ImputationConfirmee, acteur).values_list("pk", flat=True))
    return tuple(lue for lue in imputations if lue.row.pk in own)


def count_imputations(imputations: Sequence[ImputationLue], exercice: int) -> tuple[BilanImputations, ...]:
    """Say what the imputations of an exercice that stand did to each account, in order of code.

    Args:
        imputations: Of a bailleur, in any order.
        exercice: Year of the fact.

    Returns:
        One line per account that received, gave up or kept a dwelling; all together, `effet` is zero.
    """
    recues, cedees, gardees, ecarts = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for lue in imputations:
        row = lue.row
        if not lue.is_tenue or row.fait.date.year != exercice:
            continue
        if row.is_deplacee:
            recues[lue.retenu] += 1
            cedees[to_code(row.avant)] += 1
        else:
            gardees[lue.retenu] += 1
        ecarts[lue.retenu] += row.is_ecart
    codes = sorted({*recues, *cedees, *gardees})
    return tuple(BilanImputations(code, recues[code], cedees[code], gardees[code], ecarts[code]) for code in codes)
