"""Two assiettes of an exercice, line by line: what differs, by how much, and because of which input.

The gap between two assiettes is split exactly between the four inputs, in the order of the calculation: the parc, what
leaves it, the rate, the forecasts. Each effect takes the inputs before it as they are now, and those after it as they
were; another order would give other effects and the same sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from gef.core.assiette import Assiette
from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Etape

Cause = Literal["parc", "exclusions", "taux", "previsions"]

LIBELLES: Final[Mapping[Cause, str]] = {
    "parc": "parc",
    "exclusions": "exclusions",
    "taux": "taux de rotation",
    "previsions": "prévisions",
}
CALCULEES: Final = ("eligible", "liberes", "assiette")  # steps that no input gives: what moves them is said by `effets`


@dataclass(frozen=True, slots=True)
class EcartEtape:
    """One step in both assiettes; None: it is not in that one.

    Attributes:
        code: Stable name of the step.
        libelle: What it is, as the newer assiette says, else the older.
        unite: Unit of both values.
        avant: Value in the first assiette.
        apres: Value in the second one.
        ecart: `apres` − `avant`, a missing step counting for 0.
        raison: In words, what changed of the input behind: its value, its document, its definition; "" when nothing.
    """

    code: str
    libelle: str
    unite: str
    avant: Fraction | None
    apres: Fraction | None
    ecart: Fraction
    raison: str = ""


@dataclass(frozen=True, slots=True)
class Effet:
    """What one input adds to the assiette, in dwellings, from the first version to the second."""

    cause: Cause
    logements: Fraction
    is_changed: bool


@dataclass(frozen=True, slots=True)
class ComparaisonAssiettes:
    """Two assiettes side by side; the sum of the effects is `ecart`."""

    exercice_avant: int
    exercice_apres: int
    lignes: tuple[EcartEtape, ...]
    effets: tuple[Effet, ...]
    ecart: Fraction

    @property
    def differences(self) -> tuple[EcartEtape, ...]:
        """Steps of the inputs whose value differs."""
        return tuple(ligne for ligne in self.lignes if ligne.ecart and ligne.code not in CALCULEES)


def comparer_assiettes(avant: Assiette, apres: Assiette) -> ComparaisonAssiettes:
    """Compare two assiettes, step by step.

    Args:
        avant: The older one.
        apres: The newer one; another exercice is allowed, and shown.

    Returns:
        Every step of both, in the order of the calculation, and the effect of each input.

    Examples:
        >>> from gef.core.assiette import EntreeAssiette, Soustraction, calculer_assiette
        >>> from gef.core.motifs import Source
        >>> from gef.core.rotation import TauxRotation
        >>> brut = TauxRotation(Fraction(1, 10), frozenset(), frozenset(), "exemple", (2025,), Source("exemple"))
        >>> anru = [(Soustraction("anru", Fraction(n), Source("charte")),) for n in (8, 12)]
        >>> deux, trois = (calculer_assiette(EntreeAssiette(2026, 1000, (), brut, s)) for s in anru)
        >>> [(e.cause, e.logements) for e in comparer_assiettes(deux, trois).effets if e.logements]
        [('previsions', Fraction(-4, 1))]
    """
    return ComparaisonAssiettes(
        exercice_avant=avant.exercice,
        exercice_apres=apres.exercice,
        lignes=tuple(_list_ecarts(avant, apres)),
        effets=_list_effets(avant, apres),
        ecart=apres.assiette - avant.assiette,
    )


def _list_ecarts(avant: Assiette, apres: Assiette) -> Iterator[EcartEtape]:
    old = {etape.code: etape for etape in avant.explication.etapes}
    new = {etape.code: etape for etape in apres.explication.etapes}
    for code in _merge(tuple(old), tuple(new)):
        yield _compare(old.get(code), new.get(code))


def _merge(old: tuple[str, ...], new: tuple[str, ...]) -> list[str]:
    """Put the steps that only the first one has after the step that came before them."""
    merged = list(new)
    for rank, code in enumerate(old):
        if code not in merged:
            before = next((merged.index(c) for c in reversed(old[:rank]) if c in merged), -1)
            merged.insert(before + 1, code)
    return merged


def _compare(old: Etape | None, new: Etape | None) -> EcartEtape:
    shown = new or old
    assert shown is not None
    avant, apres = _value(old), _value(new)
    return EcartEtape(
        shown.code,
        shown.libelle,
        shown.unite,
        avant,
        apres,
        (apres or Fraction(0)) - (avant or Fraction(0)),
        _explain(old, new),
    )


def _value(etape: Etape | None) -> Fraction | None:
    if etape is None:
        return None
    if isinstance(etape.valeur, str):
        raise DonneeInvalideError(f"Étape « {etape.code} » : {etape.valeur} ; attendu : un nombre.")
    return Fraction(etape.valeur)


def _explain(old: Etape | None, new: Etape | None) -> str:
    if old is None:
        return "nouvelle ligne"
    if new is None:
        return "ligne retirée"
    if old.code in CALCULEES:
        return ""
    before, after = (etape.source.reference if etape.source else "" for etape in (old, new))
    if before != after:
        return f"document : {after} ; avant : {before}"
    if old.valeur != new.valeur:
        return "nombre revu, même document"
    return "définition revue" if old.calcul != new.calcul else ""


def _list_effets(avant: Assiette, apres: Assiette) -> tuple[Effet, ...]:
    exclus_avant, exclus_apres = avant.parc - avant.eligible, apres.parc - apres.eligible
    taux_avant, taux_apres = avant.entree.taux.valeur, apres.entree.taux.valeur
    changes: Mapping[Cause, tuple[Fraction, bool]] = {
        "parc": ((apres.parc - avant.parc) * taux_avant, avant.parc != apres.parc),
        "exclusions": (
            (exclus_avant - exclus_apres) * taux_avant,
            _counts(avant, "exclusion_") != _counts(apres, "exclusion_"),
        ),
        "taux": (apres.eligible * (taux_apres - taux_avant), avant.entree.taux != apres.entree.taux),
        "previsions": (
            avant.soustraits - apres.soustraits,
            _counts(avant, "soustraction_") != _counts(apres, "soustraction_"),
        ),
    }
    return tuple(Effet(cause, Fraction(value), changed) for cause, (value, changed) in changes.items())


def _counts(assiette: Assiette, prefix: str) -> dict[str, Fraction | None]:
    return {e.code: _value(e) for e in assiette.explication.etapes if e.code.startswith(prefix) and e.valeur}
