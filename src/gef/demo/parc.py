"""The parc of « Habitat Lérins »: the real dwellings of Cannes, and dwellings drawn from published figures elsewhere.

What is real: rooms, surface, year, financing, occupied or not in quartier prioritaire, energy class (Cannes); the
proportions of rooms, financing and occupation, the mean age and rent of each commune (everywhere). What is invented:
the bailleur, the grouping outside Cannes, every name, address and identifier, every rent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from gef.demo.logements import PIECES_T5, LogementDemo, Programme
from gef.demo.noms import VOIES, list_noms, name_voie
from gef.demo.sources import ParcPublie, load_cannes, load_parc_publie
from gef.demo.tirage import cut, deal, is_tire, open_tirage, spread
from gef.law.territoires import qpv_par_commune

TOTAL = 12_000
CANNES = "06029"
PARC_PUBLIE_MIN = 75
TAILLES = (6, 8, 10, 12, 16, 20, 24, 30, 36, 45, 60)
ANNEES_ANCIEN = (1952, 1977)
ANNEES_RECENT = (1978, 2022)
DEPUIS_PLAI, DEPUIS_PLUS = 1990, 2000
AVANT_QPV = 1990
PETITE_COMMUNE, PETIT_PROGRAMME = 700, 12
QPV_POUR_MILLE, INDIVIDUEL_POUR_MILLE = 450, 250
LOYER_DEPARTEMENT = 680
# Rent of a financing against the commune's mean, in hundredths, before the mean is restored.
NIVEAU_LOYER = {"10": 82, "11": 82, "12": 98, "13": 100, "14": 140, "16": 170, "17": 120, "49": 110, "52": 90}
SANS_SURFACE, SANS_NUMERO_RPLS = 9, 15


@dataclass(slots=True)
class _Namer:
    """Gives each programme its number, its name and its street."""

    noms: list[str]
    numero: int = 0

    def open(self, publie: ParcPublie, code_postal: str, annee: int) -> Programme:
        nom = self.noms[self.numero]
        self.numero += 1
        voie = VOIES[self.numero % len(VOIES)]
        return Programme(self.numero, nom, publie.code, publie.nom, code_postal, annee, voie, name_voie(nom))


def build_logements() -> tuple[LogementDemo, ...]:
    """Build the parc, Cannes first; the same every time."""
    rng = open_tirage("parc")
    noms = list_noms()
    rng.shuffle(noms)
    namer = _Namer(noms)
    logements = list(_read_cannes(rng, namer))
    reels = Counter(logement.commune for logement in logements)
    for code, count in _targets().items():
        logements += _draw_commune(rng, namer, load_parc_publie()[code], count - reels[code])
    numbered = [replace(logement, numero=n) for n, logement in enumerate(logements, start=1)]
    return tuple(_leave_gaps(rng, _set_loyers(rng, numbered)))


def _targets() -> dict[str, int]:
    """How many dwellings each commune but Cannes has, real ones included: in proportion of its social housing."""
    publies = load_parc_publie()
    kept = {code: p.total for code, p in publies.items() if p.total >= PARC_PUBLIE_MIN and code != CANNES}
    cannes = sum(1 for row in load_cannes() if row["DEPCOM"] == CANNES)
    return spread(TOTAL - cannes, kept)


def _read_cannes(rng: Random, namer: _Namer) -> Iterator[LogementDemo]:
    """Take the real rows, gathered in programmes as the file gathers them, under invented names."""
    groups: defaultdict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in load_cannes():
        groups[row["DEPCOM"], row["COMPLGEO"] or row["IMMEU"] or row["NOMVOIE"], row["CONSTRUCT"]].append(row)
    counts = Counter(row["DEPCOM"] for row in load_cannes())
    publies = load_parc_publie()
    modes = {code: deal(rng, count, publies[code].modes) for code, count in counts.items()}
    for rows in groups.values():
        code = rows[0]["DEPCOM"]
        programme = namer.open(publies[code], rows[0]["CODEPOSTAL"], int(rows[0]["CONSTRUCT"]))
        for rang, row in enumerate(rows, start=1):
            yield _from_row(row, programme, rang, modes[code].pop())


def _from_row(row: Mapping[str, str], programme: Programme, rang: int, mode: str) -> LogementDemo:
    return LogementDemo(
        numero=0,
        programme=programme,
        rang=rang,
        etage=int(row["ETAGE"] or 0),
        piece=int(row["NBPIECE"]),
        surface_m2=int(row["SURFHAB"]),
        annee=int(row["CONSTRUCT"]),
        entree=int(row["PATRIMOINE"]),
        finan=row["FINAN"],
        qpv=row["QPV"] == "1",
        forme_rpls=row["TYPECONST"],
        conventionne=row["CONV"] == "1",
        origine=row["ORIGINE"],
        dpe_date=row["DPEDATE"],
        dpe_energie=row["DPEENERGIE"],
        dpe_serre=row["DPESERRE"],
        loyer_euros=0,
        mode=mode,
    )


def _draw_commune(rng: Random, namer: _Namer, publie: ParcPublie, count: int) -> Iterator[LogementDemo]:
    """Draw the dwellings of a commune: rooms, financings and occupation in its published proportions."""
    financements = spread(count, publie.financements)
    anciens = financements.pop("plus_av_77")
    recents = [nom for nom, n in financements.items() for _ in range(n)]
    rng.shuffle(recents)
    batches = [["plus_av_77"] * n for n in cut(rng, anciens, TAILLES)]
    for n in cut(rng, len(recents), TAILLES):
        batches.append(recents[:n])
        del recents[:n]
    annees = _draw_annees(rng, batches, publie.annee_moyenne)
    pieces, modes = deal(rng, count, publie.pieces), deal(rng, count, publie.modes)
    for batch, annee in zip(batches, annees, strict=True):
        programme = namer.open(publie, publie.code_postal, annee)
        qpv = publie.code in qpv_par_commune() and annee < AVANT_QPV and is_tire(rng, QPV_POUR_MILLE)
        is_petit = publie.total < PETITE_COMMUNE and len(batch) <= PETIT_PROGRAMME
        forme = "I" if is_petit and is_tire(rng, INDIVIDUEL_POUR_MILLE) else "C"
        for rang, financement in enumerate(batch, start=1):
            donor = rng.choice(_donors()[pieces.pop()])
            drawn = _from_row(donor, programme, rang, modes.pop())
            yield replace(
                drawn,
                annee=annee,
                entree=annee,
                finan=_finan(financement, annee),
                qpv=qpv,
                forme_rpls=forme,
                etage=0 if forme == "I" else drawn.etage,
                origine="1",
                conventionne=True,
            )


@cache
def _donors() -> Mapping[int, list[dict[str, str]]]:
    """Real dwellings by number of rooms, five standing for five and more: they lend surface, floor and energy class."""
    donors: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
    for row in load_cannes():
        donors[min(int(row["NBPIECE"]), PIECES_T5)].append(row)
    return donors


def _draw_annees(rng: Random, batches: list[list[str]], moyenne: int) -> list[int]:
    """Draw a year per programme, all moved together so that their mean comes close to the commune's own."""
    ranges = [ANNEES_ANCIEN if "plus_av_77" in batch else ANNEES_RECENT for batch in batches]
    raw = [rng.randint(first, last) for first, last in ranges]
    whole = sum(len(batch) for batch in batches)

    def moved(by: int) -> list[int]:
        return [min(max(annee + by, first), last) for annee, (first, last) in zip(raw, ranges, strict=True)]

    def miss(by: int) -> tuple[int, int]:
        total = sum(annee * len(batch) for annee, batch in zip(moved(by), batches, strict=True))
        return abs(total - moyenne * whole), abs(by)

    return moved(min(range(-45, 46), key=miss))


def _finan(financement: str, annee: int) -> str:
    if financement == "plai":
        return "10" if annee >= DEPUIS_PLAI else "11"
    if financement == "plus_ap_77":
        return "13" if annee >= DEPUIS_PLUS else "12"
    return {"plus_av_77": "52", "pls": "14", "pli": "16"}[financement]


def _set_loyers(rng: Random, logements: list[LogementDemo]) -> list[LogementDemo]:
    """Give rents that vary with the financing and average the published rent of the commune per square metre."""
    surfaces: dict[str, int] = defaultdict(int)
    weighted: dict[str, int] = defaultdict(int)
    for logement in logements:
        surface = logement.surface_m2 or 0
        surfaces[logement.commune] += surface
        weighted[logement.commune] += surface * NIVEAU_LOYER[logement.finan]
    priced = []
    for logement in logements:
        code = logement.commune
        mean = load_parc_publie()[code].loyer_centimes_m2 or LOYER_DEPARTEMENT
        centimes = (logement.surface_m2 or 0) * mean * NIVEAU_LOYER[logement.finan] * surfaces[code] // weighted[code]
        priced.append(replace(logement, loyer_euros=centimes * rng.randint(95, 105) // 10_000))
    return priced


def _leave_gaps(rng: Random, logements: list[LogementDemo]) -> list[LogementDemo]:
    """Leave out a few surfaces, the year of a small programme, and the RPLS numbers that new dwellings wait for."""
    holes = set(rng.sample(range(len(logements)), SANS_SURFACE))
    sizes = Counter(logement.programme.numero for logement in logements)
    oublie = rng.choice(sorted(numero for numero, size in sizes.items() if size == min(TAILLES)))
    nouveaux = sorted(range(len(logements)), key=lambda index: (-logements[index].entree, index))[:SANS_NUMERO_RPLS]
    return [
        replace(
            logement,
            has_numero_rpls=index not in nouveaux,
            surface_m2=None if index in holes else logement.surface_m2,
            annee=None if logement.programme.numero == oublie else logement.annee,
        )
        for index, logement in enumerate(logements)
    ]
