"""The parc as a reservation sees it: the contingent that the RPLS gives to each dwelling, and dwellings counted alike.

CONTRESLOG names a family of réservataires, never a holder: 4 is any collectivité, and 7 is « not reserved » as well as
« rights of the État that the convention does not identify ».

Source:
    Arrêté du 5 janvier 2010 (RPLS, position 63).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gef.core.bilan_entree import VALEURS_ABSENTES
from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source

FAMILLES: Mapping[str, str] = {
    "etat": "État",
    "action_logement": "Action Logement",
    "collectivites": "Collectivités",
    "autres": "Autres réservataires",
    "non_reserve": "Non réservé",
}
CHAMPS_PARC: Mapping[str, str] = {
    "epci": "EPCI",
    "qpv": "Quartier prioritaire",
    "typologie": "Typologie",
    "financement": "Financement",
    "contingent": "Contingent",
    "periode": "Période de construction",
}
CONTRESLOG = Source("RPLS, position 63 (CONTRESLOG)", "donnee")


@dataclass(frozen=True, slots=True)
class Contingent:
    """A value of the RPLS field CONTRESLOG and the family of reservataires that it stands for."""

    code: str
    libelle: str
    famille: str


CONTINGENTS: Mapping[str, Contingent] = {
    contingent.code: contingent
    for contingent in (
        Contingent("1", "État, fonctionnaires et agents publics", "etat"),
        Contingent("2", "État, publics prioritaires", "etat"),
        Contingent("3", "Action Logement", "action_logement"),
        Contingent("4", "Collectivités et leurs groupements", "collectivites"),
        Contingent("5", "État, réservations conventionnelles pour ses fonctionnaires", "etat"),
        Contingent("6", "Autres réservataires", "autres"),
        Contingent("7", "Non réservé, ou droits de l’État non identifiés", "non_reserve"),
    )
}


@dataclass(frozen=True, slots=True)
class LogementParc:
    """One dwelling of the parc; None is unknown.

    Attributes:
        logement: Identifier, once in the parc.
        commune: Code of the commune.
        epci: Code of the EPCI.
        qpv: Whether it stands in a quartier prioritaire.
        typologie: "T1" to "T5+".
        financement: "PLAI", "PLUS", "PLS"…
        contingent: A code of `CONTINGENTS`.
        periode: Code of a period of construction.
        exclu: Code of the exclusion that takes it out of the assiette; None when it is eligible.
    """

    logement: str
    commune: str
    epci: str | None
    qpv: bool | None
    typologie: str | None
    financement: str | None
    contingent: str | None
    periode: str | None
    exclu: str | None = None

    def __post_init__(self) -> None:
        _check_contingent(f"logement {self.logement}", self.contingent)


@dataclass(frozen=True, slots=True)
class GroupeParc:
    """Dwellings alike, for what an état des lieux counts: 150 000 of them make a few hundred groups.

    Attributes:
        logements: How many.
        commune: Code of the commune.
        contingent: A code of `CONTINGENTS`; None is unknown.
        en_qpv: How many of them stand in a quartier prioritaire.
        exclu: Code of the exclusion that takes them out of the assiette; None when they are eligible.
        manques: How many of them lack each field of `CHAMPS_PARC`; a field that none lacks may be left out.
    """

    logements: int
    commune: str
    contingent: str | None
    en_qpv: int
    exclu: str | None = None
    manques: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_contingent(f"commune {self.commune}", self.contingent)


def _check_contingent(lieu: str, contingent: str | None) -> None:
    if contingent is not None and contingent not in CONTINGENTS:
        raise DonneeInvalideError(
            f"{lieu}, contingent : « {contingent} » ; attendu : {', '.join(CONTINGENTS)}, ou rien quand il est inconnu."
        )


def count_parc(parc: Iterable[LogementParc]) -> tuple[GroupeParc, ...]:
    """Group dwellings that an état des lieux counts alike.

    Raises:
        DonneeInvalideError: a dwelling is given twice.

    Examples:
        >>> flat = LogementParc("A1", "01001", None, True, "T3", "PLUS", "3", None)
        >>> (groupe,) = count_parc([flat])
        >>> groupe.logements, groupe.en_qpv, dict(groupe.manques)
        (1, 1, {'epci': 1, 'periode': 1})
    """
    parc = tuple(parc)
    for logement, nombre in Counter(ligne.logement for ligne in parc).items():
        if nombre > 1:
            raise DonneeInvalideError(f"parc : le logement « {logement} » figure {nombre} fois ; attendu : une seule.")
    groupes: defaultdict[tuple[str, str | None, str | None], list[LogementParc]] = defaultdict(list)
    for row in parc:
        groupes[row.commune, row.contingent, row.exclu].append(row)
    return tuple(
        GroupeParc(
            logements=len(rows),
            commune=commune,
            contingent=contingent,
            en_qpv=sum(row.qpv is True for row in rows),
            exclu=exclu,
            manques={champ: n for champ in CHAMPS_PARC if (n := _count_absents(rows, champ))},
        )
        for (commune, contingent, exclu), rows in groupes.items()
    )


def _count_absents(rows: Iterable[LogementParc], champ: str) -> int:
    return sum(getattr(row, champ) in VALEURS_ABSENTES for row in rows)
