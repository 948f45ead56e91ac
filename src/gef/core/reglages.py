"""The settings that a bailleur and his partners chose for the orientation, by date.

A setting holds from its start to its end (excluded); of those in force on a day, the last recorded holds. Without any,
the settings to ship hold (`Parametres.for_part_propre`). A setting weighs on proposals, never on the accounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from gef.core.errors import DonneeInvalideError
from gef.core.regle import REGLES, Parametres
from gef.core.rotation import ecrire_nombre

NOMBRES: Final[Mapping[str, str]] = {
    "avance_min": "Solde pour être servi",
    "seuil": "Seuil de retard",
    "dispense": "Dispense de l’État",
    "profil": "Poids du profil",
    "commune": "Poids de la commune",
}
NOMS_REGLES: Final[Mapping[str, str]] = {"equilibre": "équilibre", "retard": "le plus en retard"}
POIDS_MAX: Final = 4
DENOMINATEUR_MAX: Final = 10_000  # the accounts are kept in units that divide every setting


@dataclass(frozen=True, slots=True)
class Reglage:
    """A setting from `debut` to `fin` (excluded; None: open), and what chose it."""

    debut: date
    parametres: Parametres
    document: str
    fin: date | None = None

    def is_en_vigueur(self, jour: date) -> bool:
        """Whether it holds on `jour`."""
        return self.debut <= jour and (self.fin is None or jour < self.fin)


def make_parametres(regle: str, nombres: Mapping[str, Fraction]) -> Parametres:
    """Make settings from what people choose; what they leave out is the default.

    Args:
        regle: A code of `gef.core.regle.REGLES`.
        nombres: Exact values by name, see `NOMBRES`.

    Raises:
        DonneeInvalideError: a rule or a number is not one of those expected; the message says which and what was.

    Examples:
        >>> make_parametres("equilibre", {"seuil": Fraction(9, 10)}).seuil
        Fraction(9, 10)
    """
    if regle not in REGLES:
        raise DonneeInvalideError(f"Règle « {regle} » inconnue ; attendu : {' ou '.join(REGLES)}.")
    if unknown := sorted(set(nombres) - set(NOMBRES)):
        raise DonneeInvalideError(f"Réglage « {unknown[0]} » inconnu ; attendu : {', '.join(NOMBRES)}.")
    default = Parametres()
    values = {nom: Fraction(nombres.get(nom, getattr(default, nom))) for nom in NOMBRES}
    for nom, value in values.items():
        _check(nom, value, values["avance_min"])
    return Parametres(
        regle=regle,
        avance_min=values["avance_min"],
        seuil=values["seuil"],
        dispense=values["dispense"],
        profil=values["profil"],
        commune=values["commune"],
    )


def _check(nom: str, value: Fraction, avance_min: Fraction) -> None:
    """Refuse a number out of its bounds; two of them start at the solde that it takes to be served."""
    least = f"{_write(avance_min)}, le solde pour être servi"
    is_within, expected = {
        "avance_min": (0 <= value < 1, "de 0 à moins de 1"),
        "seuil": (avance_min < value <= 1, f"plus de {least}, et 1 au plus"),
        "dispense": (avance_min <= value <= 1, f"de {least}, à 1"),
        "profil": (0 <= value <= POIDS_MAX, f"de 0 à {POIDS_MAX}"),
        "commune": (0 <= value <= POIDS_MAX, f"de 0 à {POIDS_MAX}"),
    }[nom]
    if not is_within:
        raise _refuse(nom, value, expected)
    if value.denominator > DENOMINATEUR_MAX:
        raise DonneeInvalideError(f"{NOMBRES[nom]} : {value} ; attendu : quatre décimales au plus.")


def _refuse(nom: str, value: Fraction, expected: str) -> DonneeInvalideError:
    return DonneeInvalideError(f"{NOMBRES[nom]} : {_write(value)} ; attendu : {expected}.")


def _write(value: Fraction) -> str:
    """Write a number as it was typed, to four decimals."""
    text = ecrire_nombre(value, 4)
    return text.rstrip("0").rstrip(",") if "," in text else text


def find_reglage(reglages: Iterable[Reglage], jour: date) -> Reglage | None:
    """Give the setting in force on a day, among those recorded in order: the last one holds; None without any."""
    en_vigueur = [reglage for reglage in reglages if reglage.is_en_vigueur(jour)]
    return en_vigueur[-1] if en_vigueur else None


def describe_parametres(parametres: Parametres) -> str:
    """Name settings in a few words: the rule, when it is the plain one, and the two numbers that matter most.

    Examples:
        >>> describe_parametres(Parametres()).replace(chr(160), " ")
        '0,15 et 0,80'
        >>> describe_parametres(Parametres(regle="retard")).replace(chr(160), " ")
        'le plus en retard, 0,15'
    """
    avance_min, seuil = (ecrire_nombre(value, 2) for value in (parametres.avance_min, parametres.seuil))
    return f"le plus en retard, {avance_min}" if parametres.regle == "retard" else f"{avance_min} et {seuil}"
