"""The register of rights: what each right gives, and whether it is in force on a day.

A right has a beginning, sometimes an end, sometimes a guaranteed loan. The only end computed here is the survival of a
guarantee after the loan is repaid; every other missing end stays "not established", and the right stays in force until
the parties say that it is over.

Source:
    CCH art. L. 441-1 (survival of the guarantees of a commune or an EPCI).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from gef.core.droits_uniques import LIBELLES_NATURES
from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.periodes import add_mois
from gef.law.loader import load_droit

TypeDroit = Literal["suite", "unique", "simple"]
EtatDroit = Literal["a_venir", "en_cours", "survie", "echu"]

FAMILLE_PAR_TYPE: Mapping[str, str] = {
    "etat_prio": "etat",
    "etat_fonct": "etat",
    "action_logement": "action_logement",
    "departement": "collectivites",
    "region": "collectivites",
    "epci": "collectivites",
    "commune": "collectivites",
    "autre": "autres",
}
NATURES_DROIT: Mapping[str, str] = {
    **LIBELLES_NATURES,
    "defense": "défense nationale",
    "securite_interieure": "sécurité intérieure",
    "sante": "établissement public de santé",
}
TYPES_DROIT: Mapping[TypeDroit, str] = {
    "suite": "droit de suite",
    "unique": "droit unique",
    "simple": "droit simple",
}
# On identified dwellings, whatever the reform: out of the flux, never converted (CCH art. L. 441-1).
NATURES_EN_STOCK = frozenset({"defense", "securite_interieure", "sante"})
MODES_GESTION: Mapping[str, str] = {"directe": "directe", "deleguee": "déléguée", "mixte": "mixte"}


@dataclass(frozen=True, slots=True)
class DroitReservation:
    """A line of the register of rights.

    Attributes:
        reservataire: Who holds the right.
        nature: What was given for it, a code of `NATURES_DROIT`.
        type_droit: "suite" (again at each liberation), "simple" (the identified dwelling, once), "unique" (any
            dwelling of the flux, once).
        commune: Commune of the dwellings; None for a right on a wider territory.
        territoire: Territory in words or code.
        nombre: How many dwellings.
        debut: First day.
        fin: Day after the last one; None when the document does not say.
        echeance_pret: Day of the payment that repays the guaranteed loan in full, past or planned.
        formalise: Whether a signed document establishes the right.
        type_reservataire: Code of `gef.core.parts.TYPES_RESERVATAIRE`, of the holder and never of the user; it decides
            of the survival and of the family.
        reference: Stable name of the line in the register; a correction keeps it.
        programme: Name of the programme, when the right is on one.
        utilisateur: Who exercises the right in place of the holder; None when nobody does.
        delegation_debut: First day of that delegation; None is that of the right.
        delegation_fin: Day after its last one; None is that of the right.
        part_garantie: Share of the loan that the guarantee covers; None is unknown, or there is no guarantee.
        mode_gestion: A code of `MODES_GESTION`: who designates the candidates; "" is unknown.
    """

    reservataire: str
    nature: str
    type_droit: TypeDroit
    commune: str | None
    territoire: str
    nombre: int
    debut: date
    fin: date | None
    echeance_pret: date | None
    formalise: bool
    type_reservataire: str
    reference: str = ""
    programme: str = ""
    utilisateur: str | None = None
    delegation_debut: date | None = None
    delegation_fin: date | None = None
    part_garantie: Fraction | None = None
    mode_gestion: str = ""

    def __post_init__(self) -> None:
        lieu = f"droit de {self.reservataire}"
        codes: tuple[tuple[str, str, Iterable[str]], ...] = (
            ("nature", self.nature, NATURES_DROIT),
            ("type_droit", self.type_droit, TYPES_DROIT),
            ("type_reservataire", self.type_reservataire, FAMILLE_PAR_TYPE),
            ("mode_gestion", self.mode_gestion or "directe", MODES_GESTION),
        )
        for champ, valeur, connus in codes:
            if valeur not in connus:
                raise DonneeInvalideError(f"{lieu}, {champ} : « {valeur} » ; attendu : {', '.join(connus)}.")
        if self.nombre < 0:
            raise DonneeInvalideError(f"{lieu}, nombre : {self.nombre} ; attendu : un nombre positif ou nul.")
        if self.fin is not None and self.fin <= self.debut:
            raise DonneeInvalideError(
                f"{lieu}, fin : {self.fin:%d/%m/%Y} ; attendu : après le début, {self.debut:%d/%m/%Y}."
            )
        if self.part_garantie is not None and not 0 < self.part_garantie <= 1:
            raise DonneeInvalideError(f"{lieu}, quotité garantie : {self.part_garantie} ; attendu : entre 0 et 1.")
        _check_delegation(self, lieu)

    @property
    def is_en_stock(self) -> bool:
        """Whether the right stays on its identified dwellings, out of the flux."""
        return self.nature in NATURES_EN_STOCK

    def utilisateur_au(self, jour: date) -> str:
        """Who uses the right on a day: its holder, unless a delegation is in force.

        Examples:
            >>> droit = DroitReservation(
            ...     "EPCI", "garantie", "suite", "01001", "", 4, date(2000, 1, 1), None, None, True, "epci",
            ...     utilisateur="Ville", delegation_debut=date(2020, 1, 1), delegation_fin=date(2026, 1, 1)
            ... )
            >>> droit.utilisateur_au(date(2025, 12, 31)), droit.utilisateur_au(date(2026, 1, 1))
            ('Ville', 'EPCI')
        """
        debut = self.delegation_debut or self.debut
        is_delegue = debut <= jour and (self.delegation_fin is None or jour < self.delegation_fin)
        return self.utilisateur if self.utilisateur is not None and is_delegue else self.reservataire


def _check_delegation(droit: DroitReservation, lieu: str) -> None:
    debut, fin = droit.delegation_debut, droit.delegation_fin
    if droit.utilisateur is None and (debut or fin):
        raise DonneeInvalideError(
            f"{lieu}, délégation : des dates sans utilisateur ; attendu : à qui le droit est délégué."
        )
    if droit.utilisateur == droit.reservataire:
        raise DonneeInvalideError(f"{lieu}, utilisateur : son titulaire ; attendu : un autre compte, ou rien.")
    if fin is not None and fin <= (debut or droit.debut):
        raise DonneeInvalideError(
            f"{lieu}, fin de délégation : {fin:%d/%m/%Y} ; attendu : après son début, {debut or droit.debut:%d/%m/%Y}."
        )


@dataclass(frozen=True, slots=True)
class Survie:
    """How long a right earned by a guarantee outlives the full repayment of the loan, and for whom.

    The text names the commune and the EPCI only; it must not be extended to the département.
    """

    annees: int
    types: frozenset[str]
    source: Source


@dataclass(frozen=True, slots=True)
class DroitSitue:
    """A right on a given day.

    Attributes:
        droit: The right.
        etat: Where it stands that day.
        fin_retenue: Its end with the survival counted (excluded); None is not established.
        is_prolonge: Whether that end comes from the repayment of the loan, later than the contractual one.
    """

    droit: DroitReservation
    etat: EtatDroit
    fin_retenue: date | None
    is_prolonge: bool = False

    @property
    def is_en_cours(self) -> bool:
        """Whether the right is in force that day; one that the law prolongs is, like any other."""
        return self.etat in ("en_cours", "survie")


@dataclass(frozen=True, slots=True)
class DroitsReservataire:
    """The rights of one reservataire in force on the day, the surviving ones included in every count."""

    reservataire: str
    type_reservataire: str
    suite: int
    unique: int
    simple: int
    total: int
    en_survie: int
    non_formalises: int
    sans_terme: int
    par_commune: tuple[tuple[str | None, int], ...]
    droits: tuple[DroitSitue, ...]


def read_survie(jour: date) -> Survie:
    """Return the survival that the law gives on `jour`, with the kinds of guarantors it names."""
    valeur = load_droit().au("garantie_survie_annees", jour)
    return Survie(valeur.compte, frozenset(valeur.beneficiaires), Source(valeur.reference, "legale", valeur.lien))


def situer_droit(droit: DroitReservation, jour: date, survie: Survie) -> DroitSitue:
    """Tell whether a right is in force on a day, and until when.

    A guarantee of a commune or an EPCI lasts until its contractual end or until `survie.annees` after the repayment of
    the loan, whichever is later. A right whose end is not established stays in force: it is for the parties to say
    that it is over.

    Examples:
        >>> garantie = DroitReservation(
        ...     "mairie", "garantie", "suite", "01001", "commune", 9, date(1994, 3, 2), date(2024, 5, 6),
        ...     date(2024, 5, 6), True, "commune"
        ... )
        >>> situe = situer_droit(garantie, date(2026, 11, 1), Survie(5, frozenset({"commune"}), Source("L. 441-1")))
        >>> situe.etat, situe.fin_retenue
        ('survie', datetime.date(2029, 5, 6))
    """
    fin = droit.fin
    if is_prolongeable(droit, survie) and droit.echeance_pret is not None:
        prolongee = add_mois(droit.echeance_pret, 12 * survie.annees)
        fin = prolongee if fin is None else max(fin, prolongee)
    return DroitSitue(droit, _etat(droit, jour, fin), fin, is_prolonge=fin != droit.fin)


def list_en_cours(droits: Iterable[DroitReservation], jour: date, survie: Survie) -> Iterator[DroitSitue]:
    """Yield the rights in force on a day, those that the law prolongs included: the only filter of the product."""
    situes = (situer_droit(droit, jour, survie) for droit in droits)
    return (situe for situe in situes if situe.is_en_cours)


def is_prolongeable(droit: DroitReservation, survie: Survie) -> bool:
    """Whether the right was earned by a guarantee of a holder that the law names; who uses it changes nothing."""
    return droit.nature == "garantie" and droit.type_reservataire in survie.types


def _etat(droit: DroitReservation, jour: date, fin: date | None) -> EtatDroit:
    if jour < droit.debut:
        return "a_venir"
    if fin is not None and fin <= jour:
        return "echu"
    terme = droit.fin or droit.echeance_pret
    if fin is not None and terme is not None and terme <= jour:
        return "survie"
    return "en_cours"


def count_droits(en_cours: list[DroitSitue]) -> tuple[DroitsReservataire, ...]:
    """Group the rights in force by holder; a holder given with two kinds makes two rows."""
    groupes: defaultdict[tuple[str, str], list[DroitSitue]] = defaultdict(list)
    for situe in en_cours:
        groupes[situe.droit.reservataire, situe.droit.type_reservataire].append(situe)
    return tuple(_to_droits(nom, genre, groupes[nom, genre]) for nom, genre in sorted(groupes))


def _to_droits(reservataire: str, type_reservataire: str, situes: list[DroitSitue]) -> DroitsReservataire:
    par_type: Counter[TypeDroit] = Counter()
    par_commune: Counter[str | None] = Counter()
    for situe in situes:
        par_type[situe.droit.type_droit] += situe.droit.nombre
        par_commune[situe.droit.commune] += situe.droit.nombre
    return DroitsReservataire(
        reservataire=reservataire,
        type_reservataire=type_reservataire,
        suite=par_type["suite"],
        unique=par_type["unique"],
        simple=par_type["simple"],
        total=par_type.total(),
        en_survie=total_droits(situe for situe in situes if situe.etat == "survie"),
        non_formalises=total_droits(situe for situe in situes if not situe.droit.formalise),
        sans_terme=total_droits(situe for situe in situes if situe.fin_retenue is None),
        par_commune=tuple(sorted(par_commune.items(), key=lambda paire: (paire[0] is None, paire[0] or ""))),
        droits=tuple(situes),
    )


def total_droits(situes: Iterable[DroitSitue]) -> int:
    """Add up the dwellings of some rights."""
    return sum(situe.droit.nombre for situe in situes)


def sort_key(situe: DroitSitue) -> tuple[str, ...]:
    """Order the rights by holder, then by every field, so that no order of rows shows."""
    droit = situe.droit
    return (
        droit.reservataire,
        droit.type_reservataire,
        droit.commune or "",
        f"{droit.debut} {droit.fin} {droit.echeance_pret}",
        f"{droit.nature} {droit.type_droit} {droit.territoire} {droit.nombre:09d} {droit.formalise}",
        f"{droit.reference} {droit.programme} {droit.utilisateur} {droit.delegation_debut} {droit.delegation_fin}",
        f"{droit.part_garantie} {droit.mode_gestion}",
    )
