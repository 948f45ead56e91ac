"""Diagnosis of a territory: where the social dwellings stand, what the bailleur holds of them, what is asked there.

The published stock of all bailleurs, the bailleur's own parc, the rights in force, the liberations of a year, the
applications and allocations that somebody published: five sources of five dates, set side by side commune by commune.
Nothing is corrected by another, a ratio is only given where both its terms are known, and a total says how many
communes it leaves out.

Source:
    Sources 001 (DRIHL Île-de-France, 2021) and 004 (HSO Occitanie, 2023): what the parties look at before negotiating.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Etape, Explication, Source
from gef.core.rotation import ecrire_nombre

TOTAL = ""


@dataclass(frozen=True, slots=True)
class CommuneDiagnostic:
    """What is known of one commune; None is not published, or not brought.

    Attributes:
        commune: INSEE code.
        epci: SIREN of its EPCI, "" without one.
        parc_social: Social dwellings of all bailleurs.
        parc_bailleur: Dwellings of the bailleur, excluded ones included.
        eligibles: Those that the flux concerns.
        en_qpv: Those in a quartier prioritaire.
        droits: Rights in force on its dwellings, in dwellings.
        liberations: Dwellings freed in the year observed.
        demandes: Applications that wait for this commune.
        attributions: Allocations of the year.
    """

    commune: str
    epci: str
    parc_social: int | None
    parc_bailleur: int = 0
    eligibles: int = 0
    en_qpv: int = 0
    droits: int = 0
    liberations: int = 0
    demandes: int | None = None
    attributions: int | None = None

    def __post_init__(self) -> None:
        for champ in ("parc_social", "parc_bailleur", "eligibles", "en_qpv", "droits", "liberations"):
            valeur = getattr(self, champ)
            if valeur is not None and valeur < 0:
                raise DonneeInvalideError(f"commune {self.commune}, {champ} : {valeur} ; attendu : 0 ou plus.")
        if self.eligibles > self.parc_bailleur:
            raise DonneeInvalideError(
                f"commune {self.commune} : {self.eligibles} logements éligibles pour un parc de {self.parc_bailleur} ; "
                "attendu : pas plus que le parc."
            )


@dataclass(frozen=True, slots=True)
class EntreeDiagnostic:
    """Communes of a territory, each once; `annee` is the year of the liberations."""

    territoire: str
    annee: int
    communes: tuple[CommuneDiagnostic, ...]
    source_parc_social: Source
    source_demandes: Source | None = None


@dataclass(frozen=True, slots=True)
class LigneDiagnostic:
    """One commune, or the whole (code `TOTAL`), with its ratios.

    Attributes:
        donnees: The counts.
        part_bailleur: The bailleur's dwellings in the social stock; its two terms may be of different dates.
        part_reservee: Rights in the eligible dwellings; above 1 where rights outnumber them.
        rotation: Liberations in the bailleur's dwellings.
        tension: Applications for one allocation.
    """

    donnees: CommuneDiagnostic
    part_bailleur: Fraction | None
    part_reservee: Fraction | None
    rotation: Fraction | None
    tension: Fraction | None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A territory, commune by commune, and the whole.

    Attributes:
        territoire: Its name.
        annee: Year of the liberations.
        lignes: One per commune, in order of code.
        total: The whole; a ratio is over the communes where both its terms are known.
        manques: What is not known, and where, in French.
        explication: How the whole is made.
    """

    territoire: str
    annee: int
    lignes: tuple[LigneDiagnostic, ...]
    total: LigneDiagnostic
    manques: tuple[str, ...]
    explication: Explication


def dresser_diagnostic(entree: EntreeDiagnostic) -> Diagnostic:
    """Draw up the diagnosis of a territory; the order of the communes changes nothing.

    Raises:
        DonneeInvalideError: a commune is given twice.

    Examples:
        >>> source = Source("RPLS", "donnee")
        >>> lys = CommuneDiagnostic("06001", "", 200, 50, 40, 10, 20, 5, 90, 30)
        >>> total = dresser_diagnostic(EntreeDiagnostic("Lys", 2025, (lys,), source)).total
        >>> str(total.part_bailleur), str(total.part_reservee), str(total.rotation), str(total.tension)
        ('1/4', '1/2', '1/10', '3')
    """
    for code, nombre in Counter(c.commune for c in entree.communes).items():
        if nombre > 1:
            raise DonneeInvalideError(f"diagnostic : la commune {code} figure {nombre} fois ; attendu : une seule.")
    communes = tuple(sorted(entree.communes, key=lambda c: c.commune))
    total = LigneDiagnostic(_sum(communes), *(_ratio(communes, ratio) for ratio in _RATIOS))
    return Diagnostic(
        territoire=entree.territoire,
        annee=entree.annee,
        lignes=tuple(LigneDiagnostic(c, *(_ratio((c,), ratio) for ratio in _RATIOS)) for c in communes),
        total=total,
        manques=_manques(communes),
        explication=_explain(entree, total),
    )


Terme = Callable[[CommuneDiagnostic], int | None]
_RATIOS: tuple[tuple[Terme, Terme], ...] = (
    (lambda c: c.parc_bailleur, lambda c: c.parc_social),
    (lambda c: c.droits, lambda c: c.eligibles),
    (lambda c: c.liberations, lambda c: c.parc_bailleur),
    (lambda c: c.demandes, lambda c: c.attributions),
)


def _ratio(communes: Iterable[CommuneDiagnostic], ratio: tuple[Terme, Terme]) -> Fraction | None:
    """Divide over the communes where both terms are known; None when nothing is left to divide by."""
    haut, bas = ratio
    pairs = [(haut(c), bas(c)) for c in communes]
    known = [(h, b) for h, b in pairs if h is not None and b is not None]
    diviseur = sum(b for _, b in known)
    return Fraction(sum(h for h, _ in known), diviseur) if diviseur else None


def _sum(communes: tuple[CommuneDiagnostic, ...]) -> CommuneDiagnostic:
    def add(terme: Terme) -> int | None:
        known = [valeur for c in communes if (valeur := terme(c)) is not None]
        return sum(known) if known else None

    return CommuneDiagnostic(
        TOTAL,
        "",
        add(lambda c: c.parc_social),
        sum(c.parc_bailleur for c in communes),
        sum(c.eligibles for c in communes),
        sum(c.en_qpv for c in communes),
        sum(c.droits for c in communes),
        sum(c.liberations for c in communes),
        add(lambda c: c.demandes),
        add(lambda c: c.attributions),
    )


def _manques(communes: tuple[CommuneDiagnostic, ...]) -> tuple[str, ...]:
    champs: tuple[tuple[str, Terme], ...] = (
        ("Parc social non publié", lambda c: c.parc_social),
        ("Demandes non renseignées", lambda c: c.demandes),
        ("Attributions non renseignées", lambda c: c.attributions),
    )
    constats = []
    for libelle, terme in champs:
        if absents := sum(terme(c) is None for c in communes):
            constats.append(f"{libelle} : {ecrire_nombre(absents)} communes sur {ecrire_nombre(len(communes))}.")
    return tuple(constats)


def _explain(entree: EntreeDiagnostic, total: LigneDiagnostic) -> Explication:
    donnees, bailleur = total.donnees, Source("parc du bailleur", "donnee")
    registre = Source("registre des droits de réservation", "donnee")
    etapes = [
        Etape("communes", "Communes du territoire", len(entree.communes), "communes"),
        Etape(
            "parc_social",
            "Parc social, tous bailleurs",
            "non publié" if donnees.parc_social is None else donnees.parc_social,
            "" if donnees.parc_social is None else "logements",
            source=entree.source_parc_social,
        ),
        Etape("parc_bailleur", "Parc du bailleur", donnees.parc_bailleur, "logements", source=bailleur),
        Etape("eligibles", "Éligibles au flux", donnees.eligibles, "logements", source=bailleur),
        Etape("droits", "Droits en cours", donnees.droits, "logements", source=registre),
    ]
    if total.tension is not None:
        etapes.append(
            Etape(
                "tension",
                "Demandes pour une attribution",
                total.tension,
                calcul=f"{ecrire_nombre(donnees.demandes or 0)} ÷ {ecrire_nombre(donnees.attributions or 0)}, "
                "là où les deux sont connues",
                source=entree.source_demandes,
            )
        )
    return Explication(f"Diagnostic, {entree.territoire}", tuple(etapes))
