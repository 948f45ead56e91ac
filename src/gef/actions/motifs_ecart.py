"""Why a person departs from a proposal: a reason of a closed list, and what he adds to it.

A fact keeps one text. It starts with the label of the reason, then a colon and the precision; a reason of no list is
kept as it was written. So the code is read back from any fact, those written before the list included.
"""

from __future__ import annotations

from collections.abc import Mapping

from gef.errors import GefError

AUTRE = "autre"
TEXTE_MINIMUM = 10
MOTIFS_ECART: Mapping[str, str] = {
    "relogement_urgent": "Relogement urgent",
    "accord": "Accord entre réservataires",
    "mixite": "Mixité de la résidence",
    "adaptation": "Adaptation du logement",
    "erreur": "Erreur de la proposition",
    AUTRE: "Autre motif, à préciser",
}
_SEPARATEUR = "\N{NO-BREAK SPACE}: "


class MotifManquantError(GefError, ValueError):
    """Somebody departs from the proposal without saying why."""


def write_motif(code: str, texte: str) -> str:
    """Write the reason of a departure as a fact keeps it.

    Args:
        code: A code of `MOTIFS_ECART`; "" when none was chosen, which is as good as « autre ».
        texte: What the person adds; compulsory for « autre ».

    Raises:
        MotifManquantError: the code is unknown, or nothing says why.

    Examples:
        >>> write_motif("mixite", "")
        'Mixité de la résidence'
        >>> write_motif("autre", "Vœu du maire, lettre du 2 juin.")
        'Vœu du maire, lettre du 2 juin.'
    """
    said = texte.strip()
    if (code or AUTRE) == AUTRE:
        if len(said) < TEXTE_MINIMUM:
            raise MotifManquantError(
                "Écrivez le motif, par exemple « relogement urgent, accord de la Ville le 20 novembre », "
                "ou choisissez-le dans la liste."
            )
        return said
    if code not in MOTIFS_ECART:
        raise MotifManquantError(f"Motif « {code} » inconnu ; attendu : {', '.join(MOTIFS_ECART)}.")
    return f"{MOTIFS_ECART[code]}{_SEPARATEUR}{said}" if said else MOTIFS_ECART[code]


def read_motif(motif: str) -> tuple[str, str]:
    """Read the code and the precision back from the reason of a fact.

    Examples:
        >>> read_motif(write_motif("accord", "courriel du 2 juin"))
        ('accord', 'courriel du 2 juin')
        >>> read_motif("Relogement urgent, accord de la Ville.")
        ('autre', 'Relogement urgent, accord de la Ville.')
    """
    for code, libelle in MOTIFS_ECART.items():
        if motif == libelle and code != AUTRE:
            return code, ""
        if motif.startswith(libelle + _SEPARATEUR) and code != AUTRE:
            return code, motif.removeprefix(libelle + _SEPARATEUR)
    return AUTRE, motif
