"""Droits uniques: what lasting rights produce in a year, what they will produce until they end, and what is left.

Two objects share one name in the sources, and are kept apart here:

- *annual* droits uniques, n × τ: what the rights in force produce in one exercice (source 004). A flow;
- the *stock* of droits uniques, n × τ × remaining years: what they will produce until their échéance (source 001). A
  volume, spent by real receipts, with a ledger of its own beside the account of the flux.

The schedule of the years gives a part of the flux and carries what a cap or the flux does not let through. The ledger
of the stock says when a réservataire has no right left: when the stock is empty, not when a year ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Etape, Explication, Source
from gef.core.rotation import ecrire_nombre

LIBELLES_NATURES: Mapping[str, str] = {
    "etat": "droit de l’État",
    "garantie": "garantie d’emprunt",
    "terrain": "apport de terrain",
    "financement": "apport de financement",
    "aide_pierre": "aides à la pierre",
    "un_pourcent": "participation des employeurs",
    "autre": "autre contrepartie",
}
NATURES = tuple(LIBELLES_NATURES)

_ANNUELS = Source("source 004 (HSO Occitanie, 2023), transformation des droits acquis", "pratique")
_STOCK = Source("source 001 (DRIHL, 2021), conversion du stock en flux", "pratique")


@dataclass(frozen=True, slots=True)
class LotDroits:
    """Lasting rights of one kind, acquired together.

    Attributes:
        nombre: Reserved dwellings.
        nature: What they were given for, a code of `NATURES`; only "garantie" meets the cap of CCH art. R. 441-5-3.
        rotation: Rate of these dwellings; None, or 0, is unknown: another rate is then assumed, and said.
        echeance: Last exercice, included; None is without end.
    """

    nombre: int
    nature: str
    rotation: Fraction | None = None
    echeance: int | None = None

    def __post_init__(self) -> None:
        check_nature(self.nature)
        if self.nombre < 0:
            raise DonneeInvalideError(f"Droits, nombre : {self.nombre} ; attendu : 0 ou plus.")
        if self.rotation is not None and not 0 <= self.rotation <= 1:
            raise DonneeInvalideError(f"Droits, rotation : {self.rotation} ; attendu : entre 0 et 1.")

    def is_en_cours(self, exercice: int) -> bool:
        """Whether the rights still run in `exercice`."""
        return self.echeance is None or exercice <= self.echeance

    def taux(self, rotation: Fraction) -> Fraction:
        """Rate of these dwellings, or `rotation` when it is unknown."""
        return self.rotation or rotation


@dataclass(frozen=True, slots=True)
class Etalement:
    """A volume of droits uniques spread evenly over some years: a former convention de parc, or a negotiated étalement.

    Attributes:
        total: Droits uniques to give.
        premier_exercice: First year of the étalement.
        duree: Number of years, >= 1.
        nature: A code of `NATURES`.
        document: The agreement behind it, or empty.
    """

    total: Fraction
    premier_exercice: int
    duree: int
    nature: str = "autre"
    document: str = ""

    def __post_init__(self) -> None:
        check_nature(self.nature)
        if self.total < 0 or self.duree < 1:
            raise DonneeInvalideError(
                f"Étalement : {self.total} droits uniques sur {self.duree} ans ; attendu : 0 droit ou plus, "
                "1 an ou plus."
            )

    @property
    def echeance(self) -> int:
        """Last exercice, included."""
        return self.premier_exercice + self.duree - 1

    def annuels(self, exercice: int) -> Fraction:
        """Droits uniques of `exercice`.

        Source:
            Source 002 (USH, 2022): 100 droits uniques over 10 years are 10 a year.

        Examples:
            >>> Etalement(Fraction(100), 2026, 10).annuels(2035), Etalement(Fraction(100), 2026, 10).annuels(2036)
            (Fraction(10, 1), Fraction(0, 1))
        """
        is_inside = self.premier_exercice <= exercice <= self.echeance
        return self.total / self.duree if is_inside else Fraction(0)


def check_nature(nature: str) -> None:
    """Refuse a nature that is not a code of `NATURES`."""
    if nature not in LIBELLES_NATURES:
        raise DonneeInvalideError(f"Droits, nature : « {nature} » inconnue ; attendu : {', '.join(NATURES)}.")


def count_droits_annuels(lots: Iterable[LotDroits], exercice: int, rotation: Fraction) -> Fraction:
    """Count the droits uniques that lasting rights produce in one year: Σ n × τ of those still running.

    Args:
        lots: The rights.
        exercice: The year.
        rotation: Rate for the rights whose own is unknown.

    Source:
        Source 004 (HSO Occitanie, 2023): droits de suite × rotation. The duration only says until when.

    Examples:
        >>> lots = [LotDroits(100, "autre", Fraction(8, 100), 2031), LotDroits(40, "autre", Fraction(10, 100), 2028)]
        >>> [str(count_droits_annuels(lots, exercice, Fraction(0))) for exercice in (2028, 2029, 2032)]
        ['12', '8', '0']
    """
    return sum((lot.nombre * lot.taux(rotation) for lot in lots if lot.is_en_cours(exercice)), Fraction(0))


def count_stock(lots: Iterable[LotDroits], premier_exercice: int, rotation: Fraction) -> Fraction:
    """Count the stock of droits uniques: Σ n × τ × years left, from `premier_exercice` on, it included.

    Raises:
        DonneeInvalideError: some rights have no échéance; what has no end has no stock.

    Source:
        Source 001 (DRIHL, 2021): rotation and remaining duration of the reservations.

    Examples:
        >>> count_stock([LotDroits(10, "autre", Fraction(5, 100), 2045)], 2027, Fraction(0))
        Fraction(19, 2)
    """
    total = Fraction(0)
    for lot in lots:
        if lot.echeance is None:
            raise DonneeInvalideError(
                f"Stock de droits uniques : {lot.nombre} droits ({LIBELLES_NATURES[lot.nature]}) sans échéance ; "
                "attendu : une échéance pour chacun, ou la méthode annuelle."
            )
        total += lot.nombre * lot.taux(rotation) * max(0, lot.echeance - premier_exercice + 1)
    return total


@dataclass(frozen=True, slots=True)
class EntreeEcheancier:
    """What the schedule reads.

    Attributes:
        lots: Lasting rights of one réservataire.
        rotation: Rate for the rights whose own is unknown.
        flux: Forecast dwellings of his territory, by exercice; these are the years of the schedule.
        stocks: Volumes already negotiated, spread over some years.
        part_maximale: Largest part of the flux that the caps leave him.
        rapport_net: Share of the dwellings freed that enters the flux; brings the lots, not the stocks, to its base.
    """

    lots: tuple[LotDroits, ...]
    rotation: Fraction
    flux: Mapping[int, Fraction]
    etalements: tuple[Etalement, ...] = ()
    part_maximale: Fraction = Fraction(1)
    rapport_net: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        for champ, valeur in (("part maximale", self.part_maximale), ("rotation", self.rotation)):
            if not 0 <= valeur <= 1:
                raise DonneeInvalideError(f"Échéancier, {champ} : {valeur} ; attendu : entre 0 et 1.")
        for exercice, flux in self.flux.items():
            if flux < 0:
                raise DonneeInvalideError(f"Échéancier, flux de {exercice} : {flux} ; attendu : 0 ou plus.")


@dataclass(frozen=True, slots=True)
class AnneeEcheancier:
    """One year of the schedule, in droits uniques.

    Attributes:
        exercice: The year.
        droits: Droits uniques of the year.
        report: Carried from the years before.
        plafond: Most that the flux and the caps let through.
        retenus: Droits uniques that enter the flux.
        part: `retenus` over the forecast flux; 0 without flux.
        excedent: Carried to the next year.
        is_apres_echeance: Whether something is still due though every right has ended.
    """

    exercice: int
    droits: Fraction
    report: Fraction
    plafond: Fraction
    retenus: Fraction
    part: Fraction
    excedent: Fraction
    is_apres_echeance: bool


@dataclass(frozen=True, slots=True)
class Echeancier:
    """The whole schedule; `derniere_echeance` is None when some rights have no end."""

    annees: tuple[AnneeEcheancier, ...]
    total: Fraction
    retenus: Fraction
    excedent: Fraction
    derniere_echeance: int | None
    explication: Explication


def echeancier(entree: EntreeEcheancier) -> Echeancier:
    """Spread droits uniques over the years: what is due, what the flux lets through, what is carried.

    Source:
        docs/metier/conversion.md; sources 001 and 004.

    Examples:
        >>> lots = (LotDroits(50, "autre", Fraction(1, 10), 2027),)
        >>> flux = {2026: Fraction(20), 2027: Fraction(20), 2028: Fraction(20)}
        >>> resultat = echeancier(EntreeEcheancier(lots, Fraction(0), flux, part_maximale=Fraction(1, 5)))
        >>> [(str(a.retenus), str(a.excedent), a.is_apres_echeance) for a in resultat.annees]
        [('4', '1', False), ('4', '2', False), ('2', '0', True)]
    """
    derniere = _derniere_echeance(entree)
    report = Fraction(0)
    annees: list[AnneeEcheancier] = []
    for exercice, flux in sorted(entree.flux.items()):
        droits = entree.rapport_net * count_droits_annuels(entree.lots, exercice, entree.rotation)
        droits += sum((stock.annuels(exercice) for stock in entree.etalements), Fraction(0))
        plafond = entree.part_maximale * flux
        retenus = min(droits + report, plafond)
        excedent = droits + report - retenus
        part = retenus / flux if flux else Fraction(0)
        is_apres = report > 0 and derniere is not None and exercice > derniere
        annees.append(AnneeEcheancier(exercice, droits, report, plafond, retenus, part, excedent, is_apres))
        report = excedent
    total = sum((annee.droits for annee in annees), Fraction(0))
    retenus = sum((annee.retenus for annee in annees), Fraction(0))
    return Echeancier(tuple(annees), total, retenus, report, derniere, _explain(annees, total, retenus, report))


def _derniere_echeance(entree: EntreeEcheancier) -> int | None:
    """Last year of all the rights; None when some have no end, or when there are none."""
    echeances = [lot.echeance for lot in entree.lots if lot.nombre] + [s.echeance for s in entree.etalements if s.total]
    known = [echeance for echeance in echeances if echeance is not None]
    return max(known) if known and len(known) == len(echeances) else None


def _explain(annees: list[AnneeEcheancier], total: Fraction, retenus: Fraction, excedent: Fraction) -> Explication:
    etapes = [
        Etape(
            f"annee_{annee.exercice}",
            f"Droits uniques retenus en {annee.exercice}",
            annee.retenus,
            "droits uniques",
            f"{ecrire_nombre(annee.droits)} de l’année + {ecrire_nombre(annee.report)} reportés, "
            f"dans la limite de {ecrire_nombre(annee.plafond)}",
            _ANNUELS,
        )
        for annee in annees
    ]
    etapes.append(Etape("total", "Droits uniques de toutes les années", total, "droits uniques", source=_STOCK))
    etapes.append(
        Etape("excedent", "Reste à servir après la dernière année", excedent, "droits uniques", source=_STOCK)
    )
    calcul = f"{ecrire_nombre(total)} − {ecrire_nombre(excedent)}"
    etapes.append(Etape("retenus", "Droits uniques retenus", retenus, "droits uniques", calcul, _STOCK))
    return Explication("Échéancier des droits uniques", tuple(etapes))


@dataclass(frozen=True, slots=True)
class EcritureStock:
    """What happened to a stock in a year: droits uniques acquired on new dwellings, dwellings really received."""

    exercice: int
    droits: Fraction = Fraction(0)
    recus: int = 0


@dataclass(frozen=True, slots=True)
class LigneStock:
    """A year of the ledger, from `initial` to `restant`; below 0, dwellings were received beyond the stock."""

    exercice: int
    initial: Fraction
    droits: Fraction
    recus: int
    restant: Fraction

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to claim."""
        return self.restant <= 0


def decompter_stock(initial: Fraction, ecritures: Iterable[EcritureStock]) -> tuple[LigneStock, ...]:
    """Keep the ledger of a stock: opening + acquired − received, year after year.

    Args:
        initial: Stock at the conversion.
        ecritures: One per year, in any order.

    Raises:
        DonneeInvalideError: a negative amount, or two entries for the same year.

    Source:
        Source 001 (DRIHL, 2021): the use of the rights is deducted from the stock set at the conversion. Source 004
        (HSO Occitanie, 2023): new dwellings add to it.

    Examples:
        >>> livre = decompter_stock(Fraction(3, 2), [EcritureStock(2026, recus=1), EcritureStock(2027, recus=1)])
        >>> [(str(ligne.restant), ligne.is_empty) for ligne in livre]
        [('1/2', False), ('-1/2', True)]
    """
    if initial < 0:
        raise DonneeInvalideError(f"Stock de droits uniques : {initial} au départ ; attendu : 0 ou plus.")
    lignes: list[LigneStock] = []
    restant = Fraction(initial)
    for ecriture in sorted(ecritures, key=lambda m: m.exercice):
        if ecriture.droits < 0 or ecriture.recus < 0:
            raise DonneeInvalideError(
                f"Stock de droits uniques, {ecriture.exercice} : {ecriture.droits} droits acquis, "
                f"{ecriture.recus} logements reçus ; attendu : 0 ou plus."
            )
        if lignes and lignes[-1].exercice == ecriture.exercice:
            raise DonneeInvalideError(
                f"Stock de droits uniques : deux écritures en {ecriture.exercice} ; attendu : une par exercice."
            )
        avant, restant = restant, restant + ecriture.droits - ecriture.recus
        lignes.append(LigneStock(ecriture.exercice, avant, ecriture.droits, ecriture.recus, restant))
    return tuple(lignes)
