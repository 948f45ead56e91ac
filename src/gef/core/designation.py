"""Candidates designated for a freed dwelling: what is known of each household, and how many there must be.

Only what the choice needs is kept: the numéro unique, how many people, a priority, a quartile, and whether each was
declared or validated. Nothing here ranks anybody: the commission does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source

PUBLICS: Final[Mapping[str, str]] = {
    "aucun": "aucun",
    "dalo": "reconnu au titre du DALO",
    "prioritaire": "prioritaire de l’article L. 441-1",
}
QUARTILES: Final[Mapping[int, str]] = {
    1: "premier quartile",
    2: "deuxième quartile",
    3: "troisième quartile",
    4: "quatrième quartile",
}
# CCH art. R. 441-3: three applications are examined at least, unless there are not as many, the household is one that
# the préfet designates under the DALO, or the dwelling had the subsidy of art. D. 331-25-1. Nothing in the parc says
# which dwellings had it: a person states it.
CANDIDATS_MIN: Final = 3
EXCEPTIONS: Final[Mapping[str, str]] = {
    "insuffisance": "candidats en nombre insuffisant",
    "dalo": "ménage désigné par le préfet au titre du DALO",
    "subvention": "logement ayant reçu la subvention de l’article D. 331-25-1",
}
# What was read of each: A the text, B a source that repeats it.
PREUVES_EXCEPTIONS: Final[Mapping[str, str]] = {"insuffisance": "A", "dalo": "A", "subvention": "B"}
R441_3: Final = Source("CCH art. R. 441-3", "legale")
NUMERO_UNIQUE: Final = re.compile(r"[0-9A-Z]{18}")
PERSONNES_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Candidature:
    """A household presented for a dwelling.

    Attributes:
        numero_unique: 18 letters and digits; no date is read from it.
        personnes: People who would live there, 1 to 20.
        enfants: Minors among them.
        public: A code of `PUBLICS`; None when it is not known.
        public_valide: Whether the priority was checked (labelled), not only declared.
        quartile: 1 to 4; None when it is not known.
        quartile_valide: Whether the resources were checked.
        cotation: Points, when the demande is scored.
        is_relogement: Whether the household is rehoused for urban renewal.
        eligibles: Accounts for which he may be counted, besides the one that holds the dwelling.
    """

    numero_unique: str
    personnes: int
    enfants: int = 0
    public: str | None = None
    public_valide: bool = False
    quartile: int | None = None
    quartile_valide: bool = False
    cotation: Decimal | None = None
    is_relogement: bool = False
    eligibles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not NUMERO_UNIQUE.fullmatch(self.numero_unique):
            raise DonneeInvalideError(
                f"Numéro unique : « {self.numero_unique} » ; attendu : 18 chiffres ou lettres capitales."
            )
        where = f"Candidat {self.numero_unique}"
        if not 1 <= self.personnes <= PERSONNES_MAX:
            raise DonneeInvalideError(f"{where}, personnes : {self.personnes} ; attendu : de 1 à {PERSONNES_MAX}.")
        if not 0 <= self.enfants < self.personnes:
            raise DonneeInvalideError(
                f"{where}, enfants : {self.enfants} ; attendu : moins que les {self.personnes} personnes du ménage."
            )
        if self.public is not None and self.public not in PUBLICS:
            raise DonneeInvalideError(f"{where}, public : « {self.public} » ; attendu : {', '.join(PUBLICS)}.")
        if self.quartile is not None and self.quartile not in QUARTILES:
            raise DonneeInvalideError(f"{where}, quartile : {self.quartile} ; attendu : de 1 à 4.")


def read_numero_unique(texte: str) -> str:
    """Read a numéro unique as people copy it: spaces and small letters are of no account.

    Examples:
        >>> read_numero_unique("111 0318 016982 g1104")
        '1110318016982G1104'
    """
    return "".join(texte.split()).upper()


def check_candidats(candidats: Sequence[Candidature], exception: str = "") -> None:
    """Refuse a list that is too short without a stated exception, or that names a household twice.

    Args:
        candidats: In the order in which they are presented.
        exception: A code of `EXCEPTIONS`; "" for none.

    Raises:
        DonneeInvalideError: with how many were found and how many were expected.

    Source:
        CCH art. R. 441-3; sources 003 and 004 (three candidates).
    """
    if exception and exception not in EXCEPTIONS:
        raise DonneeInvalideError(f"Candidats, exception : « {exception} » ; attendu : {', '.join(EXCEPTIONS)}.")
    numeros = [candidat.numero_unique for candidat in candidats]
    doubles = sorted({numero for numero in numeros if numeros.count(numero) > 1})
    if doubles:
        raise DonneeInvalideError(f"Candidats : {', '.join(doubles)} deux fois ; attendu : une fois chacun.")
    if not candidats:
        raise DonneeInvalideError("Candidats : aucun ; attendu : un au moins.")
    if len(candidats) < CANDIDATS_MIN and not exception:
        raise DonneeInvalideError(
            f"Candidats : {len(candidats)} ; attendu : {CANDIDATS_MIN} au moins, ou l’exception qui en dispense "
            f"({' ; '.join(EXCEPTIONS.values())})."
        )
    if exception == "dalo" and all(candidat.public != "dalo" for candidat in candidats):
        raise DonneeInvalideError(
            "Candidats, exception DALO : aucun candidat n’est reconnu au titre du DALO ; attendu : un au moins."
        )
