"""Legal holidays by département: the days on which nobody is expected to answer.

Eleven days everywhere, two more in Alsace and Moselle, one more in each overseas département. Customary days
(Mi-Carême, fête Schœlcher) are not in the code du travail: a bailleur who closes then writes a closing of his own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.periodes import check_exercice

L3133_1: Final = Source("code du travail, art. L. 3133-1", "legale")
L3134_13: Final = Source("code du travail, art. L. 3134-13", "legale")
L3422_2: Final = Source("code du travail, art. L. 3422-2", "legale")

BY_DATE: Final[Mapping[tuple[int, int], str]] = {
    (1, 1): "jour de l’An",
    (5, 1): "fête du Travail",
    (5, 8): "victoire de 1945",
    (7, 14): "fête nationale",
    (8, 15): "Assomption",
    (11, 1): "Toussaint",
    (11, 11): "armistice de 1918",
    (12, 25): "Noël",
}
# Days after Easter Sunday.
AFTER_PAQUES: Final[Mapping[int, str]] = {1: "lundi de Pâques", 39: "Ascension", 50: "lundi de Pentecôte"}
GOOD_FRIDAY: Final = -2
SECOND_DAY: Final = (12, 26)
DROIT_LOCAL: Final = frozenset({"57", "67", "68"})
FERIES_OVERSEAS: Final[Mapping[str, tuple[int, int]]] = {
    "971": (5, 27),
    "972": (5, 22),
    "973": (6, 10),
    "974": (12, 20),
    "976": (4, 27),
}
DEPARTEMENTS: Final = frozenset({*(f"{n:02}" for n in range(1, 96) if n != 20), "2A", "2B", *FERIES_OVERSEAS})  # noqa: PLR2004  (20: Corse is 2A and 2B)


def check_departement(code: str) -> str:
    """Return the code of a département whose holidays are known.

    Raises:
        DonneeInvalideError: no such département; the overseas collectivities have their own law of housing.

    Examples:
        >>> check_departement("06")
        '06'
    """
    if code not in DEPARTEMENTS:
        raise DonneeInvalideError(
            f"département : « {code} » ; attendu : un code de deux caractères (« 06 », « 2A »), "
            "ou 971, 972, 973, 974, 976."
        )
    return code


def find_paques(annee: int) -> date:
    """Give Easter Sunday of a year of the Gregorian calendar.

    The Sunday after the ecclesiastical full moon that follows 21 March: the place of the year in the cycle of nineteen
    gives the moon, corrected by century, then the days to the next Sunday are added.

    Args:
        annee: Year, from 1900 to 2199.

    Raises:
        DonneeInvalideError: the year is out of any use.

    Source:
        Computus in the form published by H. Spencer Jones and J. Meeus; tests hold it to a table of full moons.

    Examples:
        >>> find_paques(2026), find_paques(2038)
        (datetime.date(2026, 4, 5), datetime.date(2038, 4, 25))
    """
    siecle, rang = divmod(check_exercice(annee), 100)
    leap, rest = divmod(siecle, 4)
    moon = (19 * (annee % 19) + siecle - leap - (siecle - (siecle + 8) // 25 + 1) // 3 + 15) % 30
    days = (32 + 2 * rest + 2 * (rang // 4) - moon - rang % 4) % 7
    late = (annee % 19 + 11 * moon + 22 * days) // 451
    mois, jour = divmod(moon + days - 7 * late + 114, 31)
    return date(annee, mois, jour + 1)


@lru_cache(maxsize=512)
def list_feries(departement: str, annee: int) -> Mapping[date, str]:
    """List the legal holidays of a year in a département, in order, with their names.

    Args:
        departement: Code, such as "06", "2A" or "974".
        annee: Year.

    Raises:
        DonneeInvalideError: no such département, or a year out of any use.

    Source:
        Code du travail, art. L. 3133-1 (everywhere), L. 3134-13 (Alsace and Moselle), L. 3422-2 (overseas). Good Friday
        is a holiday in the communes that have a protestant temple or a mixed church: it is counted in the whole of the
        three départements, see docs/decisions/0019-jours-feries.md.

    Examples:
        >>> len(list_feries("06", 2026)), len(list_feries("67", 2026)), len(list_feries("974", 2026))
        (11, 13, 12)
        >>> list_feries("67", 2026)[date(2026, 4, 3)]
        'Vendredi saint'
    """
    check_departement(departement)
    paques = find_paques(annee)
    days = [(date(annee, *mois_jour), nom) for mois_jour, nom in BY_DATE.items()]
    days += [(paques + timedelta(days=after), nom) for after, nom in AFTER_PAQUES.items()]
    if departement in DROIT_LOCAL:
        days.append((paques + timedelta(days=GOOD_FRIDAY), "Vendredi saint"))
        days.append((date(annee, *SECOND_DAY), "lendemain de Noël"))
    if departement in FERIES_OVERSEAS:
        days.append((date(annee, *FERIES_OVERSEAS[departement]), "abolition de l’esclavage"))
    noms: dict[date, str] = {}
    for jour, nom in sorted(days):  # two holidays may fall on one day: 8 May 2008 was also Ascension
        noms[jour] = f"{noms[jour]} et {nom}" if jour in noms else nom
    return MappingProxyType(noms)


def sources_of(departement: str) -> tuple[Source, ...]:
    """Name the texts that make the holidays of a département.

    Examples:
        >>> [source.reference for source in sources_of("972")]
        ['code du travail, art. L. 3133-1', 'code du travail, art. L. 3422-2']
    """
    check_departement(departement)
    more = {L3134_13: departement in DROIT_LOCAL, L3422_2: departement in FERIES_OVERSEAS}
    return (L3133_1, *(source for source, applies in more.items() if applies))
