"""Relogements of an operation (NPNRU): what the charter asks of each réservataire, what each one gave.

A relogement counts once, on the contribution of one réservataire, when its lease is signed; a person says on whose. A
dwelling of the flux counts on the one who holds it, a dwelling out of the flux or in stock on the one that is named.
Nothing here touches an account of the flux.

Source:
    Source 003 (Ornex, 2025), art. 5.4: contributions « demeurent celles prévues par les chartes de relogement »;
    docs/metier/npnru.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gef.core.ecritures import EtatLogement
from gef.core.errors import DonneeInvalideError
from gef.core.faits import PREMIERE_LOCATION
from gef.core.motifs import Etape, Explication, Source
from gef.core.parts import BAILLEUR
from gef.core.periodes import debut_exercice, fin_exercice
from gef.core.rotation import ecrire_nombre, ecrire_taux

CATEGORIES_RELOGEMENT = ("anru", "orcod", "lhi")
SOURCE_IMPUTES = Source("relogements imputés, bail signé dans l’exercice", "donnee")
SOURCE_ECART = Source("réalisé − objectif", "calcul")


@dataclass(frozen=True, slots=True)
class ObjectifRelogement:
    """What a charter asks of a réservataire.

    Attributes:
        reservataire: His account.
        nombre: Dwellings a year; None when the charter gives a share.
        part: Share of the relogements; None when it gives a number.
    """

    reservataire: str
    nombre: int | None = None
    part: Fraction | None = None

    def __post_init__(self) -> None:
        if (self.nombre is None) == (self.part is None):
            raise DonneeInvalideError(
                f"objectif de {self.reservataire} : attendu : un nombre de logements par an, ou une part, pas les deux."
            )
        if self.nombre is not None and self.nombre < 0:
            raise DonneeInvalideError(f"objectif de {self.reservataire} : {self.nombre} ; attendu : 0 ou plus.")
        if self.part is not None and not 0 <= self.part <= 1:
            raise DonneeInvalideError(f"objectif de {self.reservataire} : {self.part} ; attendu : entre 0 et 1.")


@dataclass(frozen=True, slots=True)
class Relogement:
    """A dwelling on which a household of the operation is housed.

    Attributes:
        logement: Identifier.
        reservataire: Account on whose contribution it counts.
        bail_le: Day of the lease; None while it is not signed.
    """

    logement: str
    reservataire: str
    bail_le: date | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one réservataire gave to the relogements of an exercice.

    Attributes:
        reservataire: His account.
        objectif: Dwellings that the charter asks, exact; None when it asks him nothing.
        realises: Relogements whose lease was signed in the exercice.
        en_cours: Relogements on his contribution whose lease is not signed on the day of the count.
        explication: The steps.
    """

    reservataire: str
    objectif: Fraction | None
    realises: int
    en_cours: int
    explication: Explication

    @property
    def ecart(self) -> Fraction | None:
        """Realised minus target, in dwellings; None without a target."""
        return None if self.objectif is None else self.realises - self.objectif


def count_contributions(
    objectifs: Sequence[ObjectifRelogement], relogements: Iterable[Relogement], exercice: int, jour: date
) -> tuple[Contribution, ...]:
    """Count the contributions of an exercice against the charter.

    A target in share is that share of all the relogements of the exercice, whoever gave them: it moves with them.

    Args:
        objectifs: Targets in force; one per account.
        relogements: Relogements counted on somebody.
        exercice: Year.
        jour: Day of the count: a lease after it is not signed yet.

    Returns:
        One row per account that has a target or a relogement, in order of id.

    Raises:
        DonneeInvalideError: an account has two targets, or a dwelling counts twice.

    Examples:
        >>> objectifs = [ObjectifRelogement("AL", part=Fraction(1, 2)), ObjectifRelogement("VILLE", nombre=2)]
        >>> given = [Relogement(f"L{n}", "VILLE", date(2026, 3, n)) for n in (1, 2, 3)]
        >>> [(c.reservataire, str(c.ecart)) for c in count_contributions(objectifs, given, 2026, date(2026, 6, 1))]
        [('AL', '-3/2'), ('VILLE', '1')]
    """
    rows = list(relogements)
    _check_once([one.reservataire for one in objectifs], "objectif")
    _check_once([one.logement for one in rows], "relogement")
    debut, fin = debut_exercice(exercice), fin_exercice(exercice)
    done = [r for r in rows if r.bail_le is not None and debut <= r.bail_le < fin and r.bail_le <= jour]
    waiting = [r for r in rows if r.bail_le is None or r.bail_le > jour]
    demandes = {one.reservataire: one for one in objectifs}
    codes = sorted({*demandes, *(r.reservataire for r in (*done, *waiting))})
    return tuple(
        _count(
            code,
            demandes.get(code),
            (
                sum(r.reservataire == code for r in done),
                sum(r.reservataire == code for r in waiting),
                len(done),
            ),
        )
        for code in codes
    )


def _check_once(noms: Sequence[str], what: str) -> None:
    if repeated := sorted({nom for nom in noms if noms.count(nom) > 1}):
        raise DonneeInvalideError(f"{what} {', '.join(repeated)} : plusieurs fois ; attendu : une seule.")


def _count(code: str, demande: ObjectifRelogement | None, counts: tuple[int, int, int]) -> Contribution:
    realises, en_cours, total = counts
    objectif, steps = _read_objectif(demande, total)
    steps.append(Etape("realises", "Relogements réalisés", realises, "logements", source=SOURCE_IMPUTES))
    if objectif is not None:
        calcul = f"{realises} − {ecrire_nombre(objectif)}"
        steps.append(Etape("ecart", "Écart", realises - objectif, "logements", calcul, SOURCE_ECART))
    return Contribution(code, objectif, realises, en_cours, Explication(f"Relogements, {code}", tuple(steps)))


def _read_objectif(demande: ObjectifRelogement | None, total: int) -> tuple[Fraction | None, list[Etape]]:
    if demande is None:
        return None, [Etape("objectif", "Objectif", "la charte ne lui demande rien")]
    if demande.nombre is not None:
        return Fraction(demande.nombre), [Etape("objectif", "Objectif de la charte", demande.nombre, "logements")]
    part = demande.part or Fraction(0)
    calcul = f"{ecrire_taux(part)} × {total} relogements de l’exercice"
    return part * total, [Etape("objectif", "Objectif de la charte", part * total, "logements", calcul)]


def check_imputation(logement: str, etat: EtatLogement, reservataire: str) -> None:
    """Refuse to count a dwelling on a contribution that it cannot serve.

    Args:
        logement: Identifier, for the message.
        etat: Where it stands in the ledger.
        reservataire: Account on whose contribution it would count.

    Raises:
        DonneeInvalideError: nobody was freed from it, it leaves the flux for another reason, or another account
            holds it.

    Examples:
        >>> check_imputation("L-1", EtatLogement("hors_flux", categorie="anru"), "VILLE")
        >>> check_imputation("L-1", EtatLogement("loue", reservataire="VILLE"), "VILLE")
    """
    if etat.etat == "abandonne":
        raise DonneeInvalideError(f"{logement} : son préavis est retiré ; attendu : un logement libéré.")
    if etat.categorie:
        if etat.categorie not in (*CATEGORIES_RELOGEMENT, PREMIERE_LOCATION):
            raise DonneeInvalideError(
                f"{logement} est hors du flux, catégorie « {etat.categorie} » ; "
                f"attendu : {', '.join(CATEGORIES_RELOGEMENT)}, une première location, ou le flux."
            )
        return
    holder = etat.reservataire
    if holder != reservataire or holder == BAILLEUR:
        found = "personne" if holder in (None, BAILLEUR) else holder
        raise DonneeInvalideError(
            f"{logement} est dans le flux, tenu par {found} ; attendu : le réservataire sur qui il compte, "
            f"{reservataire}, ou un logement hors flux."
        )


def keep_last(imputations: Iterable[tuple[str, str | None]]) -> Mapping[str, str]:
    """Keep, of what was said of each dwelling in order, what holds; None withdraws it.

    Examples:
        >>> keep_last([("L-1", "VILLE"), ("L-2", "AL"), ("L-1", "AL"), ("L-2", None)])
        {'L-1': 'AL'}
    """
    last = dict(imputations)
    return {logement: code for logement, code in last.items() if code is not None}
