"""The dialogue on a frozen bilan, with each organisation to which it is sent: which word may follow which.

Nobody changes a bilan by speaking: a contest that is right leads to a corrected bilan, which is another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gef.core.errors import DonneeInvalideError, TransitionInterditeError

ETATS: Final[Mapping[str, str]] = {
    "": "non transmis",
    "transmis": "transmis, sans réponse",
    "accepte": "accepté",
    "conteste": "contesté",
    "maintenu": "maintenu par le bailleur",
}
FOLLOWING: Final[Mapping[str, tuple[str, ...]]] = {
    "": ("transmis",),
    "transmis": ("accepte", "conteste"),
    "accepte": ("conteste",),
    "conteste": ("maintenu", "accepte"),
    "maintenu": ("accepte", "conteste"),
}
WITH_MOTIF: Final = frozenset({"conteste", "maintenu"})
DU_BAILLEUR: Final = frozenset({"transmis", "maintenu"})


def add_avis_bilan(avis: Sequence[str], suivant: str, motif: str = "") -> str:
    """Check that a word may follow those already written.

    Args:
        avis: Words written, the oldest first.
        suivant: The new one, a code of `ETATS`.
        motif: Its reason.

    Returns:
        The word.

    Raises:
        TransitionInterditeError: it cannot follow.
        DonneeInvalideError: it needs a reason.

    Examples:
        >>> add_avis_bilan(["transmis"], "accepte")
        'accepte'
    """
    last = avis[-1] if avis else ""
    if suivant not in FOLLOWING[last]:
        attendu = " ou ".join(f"« {ETATS[code]} »" for code in FOLLOWING[last])
        raise TransitionInterditeError(f"Bilan {ETATS[last]} : « {suivant} » ne peut pas suivre ; attendu : {attendu}.")
    if suivant in WITH_MOTIF and not motif.strip():
        raise DonneeInvalideError("Dites pourquoi : un bilan se conteste, ou se maintient, avec un motif.")
    return suivant
