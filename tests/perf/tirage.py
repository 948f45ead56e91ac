"""Draw the folders of a batch orientation: a parc, its réservataires, and the logements it frees.

Six shapes of territory, deterministic by seed. The stock is drawn before the flux: programmes of a few dozen logements
that share their financement, their forme, their QPV and most of their typologie, as real stock does; the flux then
frees logements of that stock. Nothing here knows how the product decides.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

DEBUT = date(2026, 1, 1)
UNITE = 10_000  # a part is a whole number of 1/10 000
BAILLEUR = "BAILLEUR"
TYPES_ETAT = frozenset({"etat_prio", "etat_fonct"})
ROTATION = 0.074
TYPOLOGIES = ("T1", "T2", "T3", "T4", "T5+")
FREQUENCE_TYPOLOGIES = (7, 20, 36, 28, 9)
ROTATION_TYPOLOGIES = (1.55, 1.25, 1.0, 0.84, 0.72)  # small logements are left sooner
MEAN_ROTATION = 1.02  # mean of the above over the frequencies: keeps each commune's rotation as declared
FINANCEMENTS = ("PLAI", "PLUS", "PLS")
FREQUENCE_FINANCEMENTS = (20, 68, 12)


@dataclass(frozen=True, slots=True)
class Forme:
    """What a kind of territory looks like; `propre` is the own contingent in 1/10 000, None when it is the rest."""

    communes: int
    conventions: int
    epci: int
    parc: int
    propre: int | None = None


FORMES = {
    "dept": Forme(communes=60, conventions=38, epci=3, parc=15_000),
    "mixte": Forme(communes=60, conventions=38, epci=3, parc=15_000, propre=2_000),
    "tendu": Forme(communes=60, conventions=38, epci=3, parc=15_000, propre=1_000),
    "sature": Forme(communes=60, conventions=38, epci=3, parc=15_000, propre=200),
    "grand": Forme(communes=250, conventions=181, epci=12, parc=150_000),
    "petit": Forme(communes=14, conventions=9, epci=2, parc=1_200),
}


@dataclass(frozen=True, slots=True)
class Commune:
    commune: str
    epci: str
    parc: int
    rotation: Fraction
    part_qpv: Fraction


@dataclass(frozen=True, slots=True)
class Partenaire:
    """A line of reservataires.csv; the bailleur has no part of its own, it is the rest."""

    reservataire: str
    type: str
    portee: str
    part: Fraction | None


@dataclass(frozen=True, slots=True)
class Liberation:
    """A line of flux.csv."""

    rang: int
    date: date
    logement: str
    commune: str
    epci: str
    typologie: str
    financement: str
    qpv: bool
    forme: str
    hors_flux: str = ""
    refus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tirage:
    forme: str
    annees: int
    graine: int
    communes: tuple[Commune, ...]
    reservataires: tuple[Partenaire, ...]
    parts: dict[str, dict[str, Fraction]]
    flux: tuple[Liberation, ...]

    @property
    def etat(self) -> frozenset[str]:
        return frozenset(r.reservataire for r in self.reservataires if r.type in TYPES_ETAT)

    def decomptables(self) -> tuple[Liberation, ...]:
        return tuple(liberation for liberation in self.flux if not liberation.hors_flux)


@dataclass(frozen=True, slots=True)
class _Logement:
    """A logement of the stock."""

    logement: str
    typologie: str
    financement: str
    qpv: bool
    forme: str


def _draw_communes(forme: Forme, rng: random.Random) -> list[Commune]:
    """Draw the communes: parcs follow Zipf's law, rotations vary around the mean of the whole parc."""
    poids = [1 / (rang**0.95) for rang in range(1, forme.communes + 1)]
    parcs = [max(6, round(forme.parc * p / sum(poids))) for p in poids]
    rotations = [min(0.11, max(0.045, rng.gauss(ROTATION, 0.011))) for _ in parcs]
    mean = sum(r * parc for r, parc in zip(rotations, parcs, strict=True)) / sum(parcs)
    codes = [f"C{n:03d}" for n in range(1, forme.communes + 1)]
    rng.shuffle(codes)
    communes = [
        Commune(
            code, f"E{1 + rang % forme.epci}", parc, Fraction(round(r * ROTATION / mean * UNITE), UNITE), Fraction(0)
        )
        for rang, (code, parc, r) in enumerate(zip(codes, parcs, rotations, strict=True))
    ]
    return sorted(communes, key=lambda commune: commune.commune)


def _choose_conventions(forme: Forme, communes: Sequence[Commune], rng: random.Random) -> list[str]:
    """Choose the communes that guarantee loans: a large parc makes a convention likelier, never certain."""
    by_parc = sorted(communes, key=lambda commune: -commune.parc)
    rank = {commune.commune: n * rng.uniform(0.6, 1.0) for n, commune in enumerate(by_parc)}
    return sorted(sorted(rank, key=lambda code: rank[code])[: forme.conventions])


def _draw_partenaires(forme: Forme, communes: Sequence[Commune], rng: random.Random) -> list[Partenaire]:
    departement = (("ETAT-P", "etat_prio", 2500), ("ETAT-F", "etat_fonct", 500), ("AL", "action_logement", 1800))
    partenaires = [Partenaire(nom, kind, "departement", Fraction(p, UNITE)) for nom, kind, p in departement]
    partenaires.append(Partenaire("CD", "departement", "departement", Fraction(500, UNITE)))
    epci = {f"E{n}": rng.randint(200, 600) for n in range(1, forme.epci + 1)}
    partenaires += [
        Partenaire(f"EPCI-{code[1:]}", "epci", f"epci:{code}", Fraction(p, UNITE)) for code, p in epci.items()
    ]
    epci_of = {commune.commune: commune.epci for commune in communes}
    for code in _choose_conventions(forme, communes, rng):
        # The guarantees of all collectivités together stay within 20 % of the territory (CCH art. R. 441-5-3).
        part = min(rng.randint(400, 1000), 2000 - 500 - epci[epci_of[code]])
        partenaires.append(Partenaire(f"VILLE-{code}", "commune", f"commune:{code}", Fraction(part, UNITE)))
    partenaires.append(Partenaire(BAILLEUR, "bailleur", "departement", None))
    return partenaires


def _share_commune(commune: Commune, partenaires: Iterable[Partenaire], propre: int | None) -> dict[str, Fraction]:
    """Share a commune; a fixed own contingent raises Action Logement, the département and the EPCI in proportion."""
    here = {"departement", f"epci:{commune.epci}", f"commune:{commune.commune}"}
    parts = {p.reservataire: p.part for p in partenaires if p.portee in here and p.part}
    if propre is not None:
        rest = 1 - Fraction(propre, UNITE) - sum(parts.values())
        raised = {r: part for r, part in parts.items() if not r.startswith(("ETAT", "VILLE"))}
        factor = 1 + rest / sum(raised.values())
        parts |= {r: Fraction(int(part * factor * UNITE), UNITE) for r, part in raised.items()}
        parts["AL"] += 1 - Fraction(propre, UNITE) - sum(parts.values())
    return {**parts, BAILLEUR: 1 - sum(parts.values(), Fraction(0))}


def _with_mean_part(
    partenaire: Partenaire, parts: dict[str, dict[str, Fraction]], communes: Sequence[Commune]
) -> Partenaire:
    """Write the part a réservataire has over its territory, weighted by the parc, to four decimals."""
    if partenaire.part is None:
        return partenaire
    present = [c for c in communes if partenaire.reservataire in parts[c.commune]]
    total = sum(parts[c.commune][partenaire.reservataire] * c.parc for c in present)
    return replace(partenaire, part=Fraction(round(total / sum(c.parc for c in present) * UNITE), UNITE))


@dataclass(frozen=True, slots=True)
class _Profil:
    """What the stock of a commune leans to: its frequencies, around those of the territory."""

    part_qpv: float
    typologies: tuple[float, ...]
    financements: tuple[float, ...]


def _draw_profil(commune: Commune, rng: random.Random) -> _Profil:
    return _Profil(
        rng.choice((0.0, 0.0, 0.15, 0.3, 0.45)) if commune.parc >= 150 else 0.0,
        tuple(frequence * rng.lognormvariate(0, 0.25) for frequence in FREQUENCE_TYPOLOGIES),
        tuple(frequence * rng.lognormvariate(0, 0.25) for frequence in FREQUENCE_FINANCEMENTS),
    )


def _draw_programme(adresse: str, profil: _Profil, rng: random.Random) -> list[_Logement]:
    """Draw a programme: one address, one financement, one side of the QPV line, a typologie of its own."""
    taille = max(4, min(120, round(rng.lognormvariate(2.9, 0.7))))
    financement = rng.choices(FINANCEMENTS, profil.financements)[0]
    qpv = rng.random() < profil.part_qpv
    forme = "individuel" if not qpv and taille < 15 and rng.random() < 0.5 else "collectif"
    poids = [frequence * rng.lognormvariate(0, 0.6) for frequence in profil.typologies]
    if forme == "individuel":
        poids = [p * facteur for p, facteur in zip(poids, (0.05, 0.3, 1, 1.6, 1.6), strict=True)]
    return [
        _Logement(f"{adresse}-{n:03d}", rng.choices(TYPOLOGIES, poids)[0], financement, qpv, forme)
        for n in range(1, taille + 1)
    ]


def _draw_stock(commune: Commune, rng: random.Random) -> list[_Logement]:
    profil = _draw_profil(commune, rng)
    stock: list[_Logement] = []
    numero = 0
    while len(stock) < commune.parc:
        numero += 1
        stock += _draw_programme(f"{commune.commune}-P{numero:03d}", profil, rng)
    return stock[: commune.parc]


def _free_logements(commune: Commune, stock: Sequence[_Logement], annees: int, rng: random.Random) -> list[Liberation]:
    rotation = float(commune.rotation)
    freed = []
    for annee in range(annees):
        debut = DEBUT.replace(year=DEBUT.year + annee)
        for logement in stock:
            facteur = ROTATION_TYPOLOGIES[TYPOLOGIES.index(logement.typologie)]
            if rng.random() >= rotation * facteur / MEAN_ROTATION:
                continue
            freed.append(
                Liberation(
                    0,
                    debut + timedelta(days=rng.randrange(365)),
                    logement.logement,
                    commune.commune,
                    commune.epci,
                    logement.typologie,
                    logement.financement,
                    logement.qpv,
                    logement.forme,
                    rng.choices(("", "mutation", "relogement"), (90, 7, 3))[0],
                )
            )
    return freed


def tirer(forme: str, annees: int, graine: int) -> Tirage:
    """Draw a territory of the given shape and `annees` years of its flux."""
    shape = FORMES[forme]
    rng = random.Random(graine)
    communes = _draw_communes(shape, rng)
    partenaires = _draw_partenaires(shape, communes, rng)
    parts = {c.commune: _share_commune(c, partenaires, shape.propre) for c in communes}
    partenaires = [_with_mean_part(p, parts, communes) for p in partenaires]
    freed: list[Liberation] = []
    measured = []
    for commune in communes:
        stock = _draw_stock(commune, rng)
        qpv = Fraction(round(Fraction(sum(x.qpv for x in stock), len(stock)) * UNITE), UNITE)
        measured.append(replace(commune, part_qpv=qpv))
        freed += _free_logements(commune, stock, annees, rng)
    rng.shuffle(freed)
    freed.sort(key=lambda liberation: liberation.date)
    flux = tuple(replace(liberation, rang=n) for n, liberation in enumerate(freed, start=1))
    return Tirage(forme, annees, graine, tuple(measured), tuple(partenaires), parts, flux)


def programme_of(liberation: Liberation) -> str:
    return liberation.logement.rpartition("-")[0]


def _order_rafales(tirage: Tirage, rng: random.Random) -> list[Liberation]:
    """Give each year's liberations of a programme in one burst."""
    rank: dict[tuple[int, str], float] = defaultdict(rng.random)
    return sorted(tirage.flux, key=lambda x: (x.date.year, rank[x.date.year, programme_of(x)]))


def _order_blocs(tirage: Tirage, rng: random.Random) -> list[Liberation]:
    """Give one commune after the other over the whole horizon."""
    rank: dict[str, float] = defaultdict(rng.random)
    return sorted(tirage.flux, key=lambda x: rank[x.commune])


def _order_qpv_first(tirage: Tirage, _rng: random.Random) -> list[Liberation]:
    return sorted(tirage.flux, key=lambda x: (x.date.year, not x.qpv))


def _order_tiny_first(tirage: Tirage, _rng: random.Random) -> list[Liberation]:
    """Give each year's liberations from the smallest commune to the largest."""
    parc = {c.commune: c.parc for c in tirage.communes}
    return sorted(tirage.flux, key=lambda x: (x.date.year, parc[x.commune], x.commune))


def _order_round_robin(tirage: Tirage, _rng: random.Random) -> list[Liberation]:
    """Turn through the communes as long as they have a liberation left."""
    seen: dict[str, int] = defaultdict(int)
    turns = {}
    for liberation in tirage.flux:
        seen[liberation.commune] += 1
        turns[liberation.rang] = seen[liberation.commune]
    return sorted(tirage.flux, key=lambda x: (turns[x.rang], x.commune))


ORDRES: dict[str, Callable[[Tirage, random.Random], list[Liberation]]] = {
    "rafales": _order_rafales,
    "blocs": _order_blocs,
    "qpv_first": _order_qpv_first,
    "tiny_first": _order_tiny_first,
    "round_robin": _order_round_robin,
}


def reordonner(tirage: Tirage, ordre: str) -> Tirage:
    """Free the same logements in a hostile order: the calendar of dates stays, the logements move on it."""
    moved = ORDRES[ordre](tirage, random.Random(tirage.graine))
    calendar = zip(tirage.flux, moved, strict=True)
    return replace(tirage, flux=tuple(replace(new, rang=old.rang, date=old.date) for old, new in calendar))


def ajouter_refus(tirage: Tirage, taux: float = 0.14) -> Tirage:
    """Let each eligible réservataire, the bailleur excepted, refuse each logement with probability `taux`."""
    rng = random.Random(tirage.graine + 1)
    flux = []
    for liberation in tirage.flux:
        eligibles = [r for r in tirage.parts[liberation.commune] if r != BAILLEUR]
        refus = tuple(r for r in eligibles if rng.random() < taux)
        flux.append(liberation if liberation.hors_flux else replace(liberation, refus=refus))
    return replace(tirage, flux=tuple(flux))


def tronquer(tirage: Tirage, rangs: int) -> Tirage:
    """Keep the first `rangs` liberations."""
    return replace(tirage, flux=tirage.flux[:rangs])


def melanger_reservataires(tirage: Tirage, graine: int = 0) -> Tirage:
    """Shuffle the rows of reservataires.csv and of each commune of parts.csv."""
    rng = random.Random(graine)
    reservataires = rng.sample(tirage.reservataires, len(tirage.reservataires))
    parts = {commune: dict(rng.sample(list(here.items()), len(here))) for commune, here in tirage.parts.items()}
    return replace(tirage, reservataires=tuple(reservataires), parts=parts)


def _decimal(part: Fraction | None) -> str:
    if part is None:
        return ""
    entier = part * UNITE
    assert entier.denominator == 1, f"plus de quatre décimales : {part}"
    return f"{entier.numerator // UNITE}.{entier.numerator % UNITE:04d}"


def _write(path: Path, entetes: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as sortie:
        ecrivain = csv.writer(sortie, lineterminator="\n")
        ecrivain.writerow(entetes)
        ecrivain.writerows(rows)


def ecrire(tirage: Tirage, dossier: Path) -> None:
    """Write communes.csv, reservataires.csv, parts.csv and flux.csv into `dossier`."""
    dossier.mkdir(parents=True, exist_ok=True)
    _write(
        dossier / "communes.csv",
        ("commune", "epci", "parc", "rotation", "part_qpv"),
        ((c.commune, c.epci, c.parc, _decimal(c.rotation), _decimal(c.part_qpv)) for c in tirage.communes),
    )
    _write(
        dossier / "reservataires.csv",
        ("reservataire", "type", "portee", "part"),
        ((r.reservataire, r.type, r.portee, _decimal(r.part)) for r in tirage.reservataires),
    )
    _write(
        dossier / "parts.csv",
        ("commune", "reservataire", "part"),
        ((commune, r, _decimal(part)) for commune, here in tirage.parts.items() for r, part in here.items()),
    )
    _write(
        dossier / "flux.csv",
        (
            *("rang", "date", "logement", "commune", "epci"),
            *("typologie", "financement", "qpv", "forme", "hors_flux", "refus"),
        ),
        (
            (
                *(x.rang, x.date.isoformat(), x.logement, x.commune, x.epci),
                *(x.typologie, x.financement, int(x.qpv), x.forme, x.hors_flux, ";".join(x.refus)),
            )
            for x in tirage.flux
        ),
    )
