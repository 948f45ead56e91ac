"""The frontier of the settings: what each would have done on one flux, so that partners choose with figures.

The same freed dwellings are oriented under each setting, in their real order then in other orders of the same years,
with the same parts and from accounts at zero. The measures are those of `gef.core.mesures`. Nothing is decided here:
what a setting gives, and what it costs, is said; people choose.

Other orders are drawn by hashing the identifiers of the dwellings: the same on every machine.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from hashlib import sha256
from itertools import groupby, pairwise
from typing import Final, Literal

from gef.core.errors import DonneeInvalideError
from gef.core.mesures import Mesures, mesurer
from gef.core.motifs import Etape, Explication, Source
from gef.core.orientation import Logement, Parametres, Reservataire, orienter_flux
from gef.core.parts import BAILLEUR, TYPES_ETAT

Origine = Literal["liberations", "parc"]

ESSAIS_MAX: Final = 12
TIRAGES: Final = 8
TIRAGES_MAX: Final = 30
EN_VIGUEUR, SUR_MESURE = "en_vigueur", "sur_mesure"
GRILLE: Final[Mapping[str, Parametres]] = {
    "retard": Parametres(regle="retard"),
    "010_090": Parametres(avance_min=Fraction(10, 100), seuil=Fraction(90, 100)),
    "015_080": Parametres(),
    "020_070": Parametres(avance_min=Fraction(20, 100), seuil=Fraction(70, 100)),
    "025_060": Parametres(avance_min=Fraction(25, 100), seuil=Fraction(60, 100)),
}
# Criteria set against each other, and the smallest difference that is worth a word; the smaller value is the better.
CRITERES: Final[Mapping[str, Fraction]] = {
    "ecart": Fraction(1, 100),
    "avance": Fraction(1, 100),
    "etat_commune": Fraction(1, 10),
    "composition_typologie": Fraction(1, 1000),
    "composition_financement": Fraction(1, 1000),
    "composition_qpv": Fraction(1, 1000),
    "ecart_bailleur": Fraction(1, 10),
    "noyes": Fraction(1),
}
SOURCE: Final = Source("docs/metier/reglages.md", "calcul")


@dataclass(frozen=True, slots=True)
class EssaiReglage:
    """Settings to try, and the code that names them."""

    code: str
    parametres: Parametres


@dataclass(frozen=True, slots=True)
class LigneFrontiere:
    """What one setting did.

    Attributes:
        essai: The setting.
        reel: Measures in the real order.
        mediane: Each measure in the median order, the real one among them; of two in the middle, the larger.
        pire: Each measure in the order that is the worst for it.
    """

    essai: EssaiReglage
    reel: Mesures
    mediane: Mesures
    pire: Mesures


@dataclass(frozen=True, slots=True)
class BaseFrontiere:
    """On what the settings were tried.

    Attributes:
        origine: Whether the dwellings are those that were freed, or are drawn from the parc.
        logements: How many dwellings were oriented, in each order.
        debut: Day of the first one.
        dernier: Day of the last one.
        ordres: How many orders, the real one among them.
        communes: How many of the dwellings stood in each commune.
        parts: Mean part of each account over these dwellings, the bailleur's own included.
    """

    origine: Origine
    logements: int
    debut: date
    dernier: date
    ordres: int
    communes: Mapping[str, int]
    parts: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Frontiere:
    """One line per setting, in the order they were given."""

    base: BaseFrontiere
    lignes: tuple[LigneFrontiere, ...]
    explication: Explication

    def find(self, parametres: Parametres) -> LigneFrontiere | None:
        """Give the line of settings, or None when they were not tried."""
        return next((ligne for ligne in self.lignes if ligne.essai.parametres == parametres), None)


@dataclass(frozen=True, slots=True)
class Compromis:
    """What a setting gains and what it pays against another, in criteria of `CRITERES`, on the median order."""

    gagne: tuple[str, ...]
    paie: tuple[str, ...]


def list_essais(en_vigueur: Parametres | None = None, sur_mesure: Parametres | None = None) -> tuple[EssaiReglage, ...]:
    """Give the settings to try: the grid, the one in force and one of the reader's; each once, under its first name."""
    known = dict(GRILLE)
    for code, parametres in ((EN_VIGUEUR, en_vigueur), (SUR_MESURE, sur_mesure)):
        if parametres is not None and parametres not in known.values():
            known[code] = parametres
    return tuple(EssaiReglage(code, parametres) for code, parametres in known.items())


def reorder(flux: Sequence[Logement], tirage: int) -> tuple[Logement, ...]:
    """Free the same dwellings in another order within each year; the calendar of the days stays.

    Args:
        flux: Dwellings, by date.
        tirage: Number of the order; the same number gives the same order everywhere.
    """
    moved: list[Logement] = []
    for _, year in groupby(flux, key=lambda row: row.date.year):
        slots = list(year)
        drawn = sorted(slots, key=lambda row: (_hash(tirage, row), row.logement, row.rang))
        moved += [replace(row, rang=slot.rang, date=slot.date) for slot, row in zip(slots, drawn, strict=True)]
    return tuple(moved)


def _hash(tirage: int, row: Logement) -> bytes:
    return sha256(f"{tirage}\n{row.logement}\n{row.rang}".encode()).digest()


def calculer_frontiere(
    territoire: tuple[Sequence[Reservataire], Mapping[str, Mapping[str, Fraction]]],
    flux: Iterable[Logement],
    essais: Sequence[EssaiReglage],
    tirages: int = TIRAGES,
    suivre: Callable[[int, EssaiReglage], object] = lambda _done, _essai: None,
    *,
    origine: Origine = "liberations",
) -> Frontiere:
    """Orient one flux under each setting, in several orders, and measure.

    Args:
        territoire: Accounts, and the part of each in every commune, the bailleur's own included.
        flux: Freed dwellings, by date; those that are hors flux are left out.
        essais: Settings to try.
        tirages: How many other orders beside the real one.
        suivre: Told the number of orders done and the setting under way.
        origine: Where the dwellings come from.

    Raises:
        DonneeInvalideError: no dwelling in the flux, a commune without parts, settings twice or too many of them.
        PartsIncompatiblesError: the parts of a commune do not make 1.

    Source:
        docs/metier/reglages.md; measures, docs/metier/orientation-mesures.md.
    """
    rows = [row for row in flux if not row.hors_flux]
    _check(rows, essais, tirages)
    reservataires, parts = territoire
    ordres = [rows, *(reorder(rows, tirage) for tirage in range(1, tirages + 1))]
    lignes, done = [], 0
    for essai in essais:
        mesures = []
        for ordre in ordres:
            suivre(done, essai)
            mesures.append(measure_order(reservataires, parts, ordre, essai.parametres))
            done += 1
        lignes.append(LigneFrontiere(essai, mesures[0], _gather(mesures, _median), _gather(mesures, _worst)))
    base = _describe_base(origine, rows, parts, len(ordres))
    return Frontiere(base, tuple(lignes), explain(base, len(essais)))


def measure_order(
    reservataires: Sequence[Reservataire],
    parts: Mapping[str, Mapping[str, Fraction]],
    flux: Sequence[Logement],
    parametres: Parametres,
) -> Mesures:
    """Orient dwellings in one order with the engine, then measure from the decisions alone.

    Args:
        reservataires: Every account.
        parts: Part of each account in every commune.
        flux: Dwellings that count, in order.
        parametres: The setting.
    """
    retenus = [decision.reservataire for decision in orienter_flux(reservataires, parts, flux, parametres)]
    etat = frozenset(r.id for r in reservataires if r.type in TYPES_ETAT)
    return mesurer(flux, retenus, parts, etat)


def _check(rows: Sequence[Logement], essais: Sequence[EssaiReglage], tirages: int) -> None:
    codes = [essai.code for essai in essais]
    if not 1 <= len(codes) <= ESSAIS_MAX or len(set(codes)) != len(codes):
        raise DonneeInvalideError(
            f"Réglages à essayer : {', '.join(codes) or 'aucun'} ; attendu : de 1 à {ESSAIS_MAX}, tous différents."
        )
    if not 0 <= tirages <= TIRAGES_MAX:
        raise DonneeInvalideError(f"Autres ordres : {tirages} ; attendu : de 0 à {TIRAGES_MAX}.")
    if not rows:
        raise DonneeInvalideError("Flux : aucun logement libéré dans le flux ; attendu : un au moins.")
    if any(after.date < before.date for before, after in pairwise(rows)):
        raise DonneeInvalideError(
            "Flux : des logements ne sont pas dans l’ordre ; attendu : du plus ancien au dernier."
        )


def _gather(mesures: Sequence[Mesures], pick: Callable[[str, list[Fraction]], Fraction]) -> Mesures:
    values = {
        nom: pick(nom, [getattr(row, nom) for row in mesures]) for nom in (champ.name for champ in fields(Mesures))
    }
    return Mesures(**values)  # type: ignore[arg-type]  # each value is one of those of its field


def _median(_nom: str, values: list[Fraction]) -> Fraction:
    return sorted(values)[len(values) // 2]


def _worst(nom: str, values: list[Fraction]) -> Fraction:
    return min(values) if nom == "bailleur_min" else max(values)


def _describe_base(
    origine: Origine, rows: Sequence[Logement], parts: Mapping[str, Mapping[str, Fraction]], ordres: int
) -> BaseFrontiere:
    communes = dict(sorted(Counter(row.commune for row in rows).items()))
    return BaseFrontiere(
        origine, len(rows), rows[0].date, rows[-1].date, ordres, communes, average_parts(communes, parts)
    )


def average_parts(communes: Mapping[str, int], parts: Mapping[str, Mapping[str, Fraction]]) -> dict[str, Fraction]:
    """Give the mean part of each account over dwellings.

    Args:
        communes: How many dwellings stand in each commune.
        parts: Part of each account in every commune.

    Returns:
        Part by account, in order of id, the bailleur's own even when it is zero.
    """
    total: dict[str, Fraction] = defaultdict(Fraction, {BAILLEUR: Fraction(0)})
    for commune, count in communes.items():
        for nom, part in parts[commune].items():
            total[nom] += count * part
    whole = sum(communes.values())
    return {nom: total[nom] / whole for nom in sorted(total)}


def comparer(ligne: LigneFrontiere, reference: LigneFrontiere) -> Compromis:
    """Say what a setting gains and pays against another.

    Args:
        ligne: The setting.
        reference: The other one, as a rule the one in force.
    """
    ecarts = {nom: getattr(ligne.mediane, nom) - getattr(reference.mediane, nom) for nom in CRITERES}
    return Compromis(
        gagne=tuple(nom for nom, seuil in CRITERES.items() if ecarts[nom] <= -seuil),
        paie=tuple(nom for nom, seuil in CRITERES.items() if ecarts[nom] >= seuil),
    )


def explain(base: BaseFrontiere, essais: int) -> Explication:
    """Say how the frontier was made.

    Args:
        base: On what.
        essais: How many settings were tried.
    """
    return Explication(
        "Frontière des réglages",
        (
            Etape("logements", "Logements du flux, dans chaque ordre", base.logements, "logements"),
            Etape("propre", "Contingent propre moyen du bailleur", base.parts[BAILLEUR], "fraction"),
            Etape("ordres", "Ordres essayés, le réel compris", base.ordres),
            Etape("essais", "Réglages essayés", essais),
            Etape(
                "decisions",
                "Décisions refaites",
                base.logements * base.ordres * essais,
                calcul=f"{base.logements} × {base.ordres} × {essais}",
                source=SOURCE,
            ),
        ),
    )
