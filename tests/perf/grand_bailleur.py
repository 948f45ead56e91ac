"""A drawn bailleur of any size, in memory: what the benches of the negotiation work on.

One real département with its communes and EPCI; everything else is invented: programmes, rights, conventions, the list
of the reserved dwellings, three years of liberations. The same seed gives the same dossier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from gef.actions.donnees import (
    LOGEMENTS_EXCLUS,
    RESERVATIONS,
    Compte,
    ConventionInscrite,
    DemandesInscrites,
    Dossier,
    DroitInscrit,
    FaitInscrit,
    LiberationInscrite,
    PrevisionInscrite,
    TauxInscrit,
)
from gef.core.parts import BAILLEUR, covers
from gef.core.periodes import periode_construction
from gef.imports.nomenclatures import FINANCEMENT_PAR_FINAN
from gef.imports.parc import SCHEMA_PARC
from gef.law.territoires import load_communes, load_epci

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gef.law.territoires import Commune

DEPARTEMENT = "06"
JOUR = date(2026, 11, 22)
MILLESIME = 2026
TAILLE_PROGRAMME = 70  # dwellings, on average
ROTATION = 0.09
EXERCICES = (2024, 2025, 2026)
PARTS = {  # of the flux; what is left is the bailleur's
    "etat_prio": Fraction(25, 100),
    "etat_fonct": Fraction(5, 100),
    "action_logement": Fraction(20, 100),
    "departement": Fraction(3, 100),
    "region": Fraction(1, 100),
    "epci": Fraction(10, 100),
    "commune": Fraction(15, 100),
    "autre": Fraction(3, 1000),
}
CODES = {"etat_prio": "2", "etat_fonct": "1", "action_logement": "3", "autre": "6"}
TENANTS = {"commune": 40, "action_logement": 25, "epci": 15, "departement": 8, "region": 2, "autre": 10}
NATURES = {
    "commune": ("garantie", "garantie", "terrain", "financement"),
    "epci": ("garantie", "aide_pierre"),
    "departement": ("garantie", "financement"),
    "region": ("financement",),
    "action_logement": ("un_pourcent",),
    "autre": ("financement",),
}
FINANS = {"52": 40, "13": 22, "12": 18, "10": 10, "14": 7, "16": 3}
TYPOLOGIES = {"T1": 8, "T2": 21, "T3": 36, "T4": 26, "T5+": 9}
MODES = {"1": 93, "2": 3, "3": 1, "4": 2, "5": 1}
HORS_FLUX = {"": 900, "mutations": 72, "anru": 13, "lhi": 4, "vente": 11}


@dataclass(frozen=True, slots=True)
class Programme:
    """Consecutive dwellings of one address: `debut` is the index of the first one in the parc."""

    libelle: str
    commune: str
    debut: int
    taille: int
    annee: int
    finan: str
    qpv: bool


@dataclass(frozen=True, slots=True)
class Prise:
    """Consecutive dwellings that a right reserves."""

    droit: str
    reservataire: str
    type: str
    debut: int
    taille: int


def build_grand_dossier(logements: int = 150_000, reservataires: int = 200, seed: int = 7_001) -> Dossier:
    """Draw a bailleur of that many dwellings and accounts."""
    rng = np.random.default_rng(seed)
    communes = list_communes(logements)
    comptes = tuple(_list_comptes(communes, reservataires))
    programmes = tuple(_draw_programmes(rng, communes, logements))
    droits, prises = _draw_droits(rng, programmes, comptes)
    conventions = tuple(_list_conventions(comptes))
    parc = _draw_parc(rng, programmes, prises)
    return Dossier(
        bailleur=f"Bailleur tiré de {logements} logements",
        departement=DEPARTEMENT,
        parc=parc,
        millesime=MILLESIME,
        source_parc=f"parc tiré, graine {seed}",
        comptes=comptes,
        droits=droits,
        conventions=conventions,
        previsions=tuple(_list_previsions(logements)),
        liberations=tuple(_draw_liberations(rng, parc, comptes)),
        taux_publies=(TauxInscrit("departement", 2024, Fraction(62, 1000), "SDES, RPLS 2025 (tiré)"),),
        demandes=tuple(_draw_demandes(rng, communes)),
        reservations=_list_reservations(parc, prises),
        logements_exclus=_list_exclus(parc, prises),
    )


def list_communes(logements: int) -> tuple[Commune, ...]:
    """Communes where such a bailleur stands, the largest first."""
    here = [c for c in load_communes().values() if c.departement == DEPARTEMENT and c.type == "commune"]
    ranked = sorted(here, key=lambda c: (-(c.population or 0), c.code))
    return tuple(ranked[: max(3, logements // 150)])


def _list_comptes(communes: Sequence[Commune], total: int) -> Iterator[Compte]:
    """The État twice, those of the whole département, the EPCI, the communes, and others up to the total."""
    epcis = sorted({c.epci for c in communes if c.epci})
    fixes = [
        Compte("ETAT-P", "État, publics prioritaires", "etat_prio", "departement"),
        Compte("ETAT-F", "État, agents publics", "etat_fonct", "departement"),
        Compte("AL", "Action Logement", "action_logement", "departement"),
        Compte("CD", "Département", "departement", "departement"),
        Compte("CR", "Région", "region", "departement"),
        *(Compte(f"EPCI-{siren}", load_epci()[siren].nom, "epci", f"epci:{siren}") for siren in epcis),
    ]
    villes = [Compte(f"VILLE-{c.code}", f"Ville de {c.nom}", "commune", f"commune:{c.code}") for c in communes]
    named = [*fixes, *villes][:total]
    yield from named
    for n in range(1, total - len(named) + 1):
        yield Compte(f"AUTRE-{n:02d}", f"Réservataire tiré n° {n}", "autre", "departement")


def _draw_programmes(rng: np.random.Generator, communes: Sequence[Commune], logements: int) -> Iterator[Programme]:
    """At least one programme a commune; the others go where people live."""
    count = max(len(communes), logements // TAILLE_PROGRAMME)
    weights = np.array([(c.population or 1) ** 0.9 for c in communes])
    where = [*range(len(communes)), *rng.choice(len(communes), count - len(communes), p=weights / weights.sum())]
    sizes = _cut(rng, logements, count)
    debut = 0
    for numero, (place, taille) in enumerate(zip(where, sizes, strict=True), start=1):
        annee = int(rng.integers(1950, 2024))
        finan = _pick(rng, FINANS) if annee >= 1978 else "52"
        commune = communes[int(place)].code
        yield Programme(f"Programme {numero}", commune, debut, taille, annee, finan, bool(rng.random() < 0.22))
        debut += taille


def _cut(rng: np.random.Generator, total: int, count: int) -> list[int]:
    """Cut a total into that many sizes, none empty."""
    weights = rng.lognormal(0, 0.7, count)
    sizes = 1 + np.floor((total - count) * weights / weights.sum()).astype(int)
    sizes[: total - sizes.sum()] += 1
    return [int(size) for size in sizes]


def _pick(rng: np.random.Generator, weights: dict[str, int]) -> str:
    keys = list(weights)
    chances = np.array(list(weights.values()), dtype=float)
    return keys[int(rng.choice(len(keys), p=chances / chances.sum()))]


def _draw_droits(
    rng: np.random.Generator, programmes: Sequence[Programme], comptes: Sequence[Compte]
) -> tuple[tuple[DroitInscrit, ...], tuple[Prise, ...]]:
    """One line of the État a commune, then one or two holders a programme."""
    par_type = {kind: [c for c in comptes if c.type == kind] for kind in PARTS}
    droits: list[DroitInscrit] = []
    prises: list[Prise] = []
    etat: dict[tuple[str, str], int] = {}
    for rang, programme in enumerate(programmes):
        left = programme.debut
        for compte, part in ((par_type["etat_prio"], 0.25), (par_type["etat_fonct"], 0.04)):
            count = int(part * programme.taille)
            if compte and count:
                key = (compte[0].code, programme.commune)
                etat[key] = etat.get(key, 0) + count
                prises.append(Prise(f"D-{key[0]}-{key[1]}", key[0], compte[0].type, left, count))
                left += count
        for part in (0.30, 0.20) if rng.random() < 0.4 else (0.30,):
            holder = _draw_holder(rng, programme, par_type, rang)
            count = max(1, int(part * programme.taille))
            if holder is None or left + count > programme.debut + programme.taille:
                continue
            reference = f"D-{len(droits) + 1:05d}"
            droits.append(_draw_droit(rng, holder, programme, count, reference))
            prises.append(Prise(reference, holder.code, holder.type, left, count))
            left += count
    return (*(_droit_etat(*key, count) for key, count in sorted(etat.items())), *droits), tuple(prises)


def _draw_holder(
    rng: np.random.Generator, programme: Programme, par_type: dict[str, list[Compte]], rang: int
) -> Compte | None:
    """The commune of the first programme of each commune, then by drawn kind."""
    kind = _pick(rng, TENANTS)
    epci = load_communes()[programme.commune].epci
    here = [c for c in par_type[kind] if covers(c.portee, programme.commune, epci)]
    villes = [c for c in par_type["commune"] if c.portee == f"commune:{programme.commune}"]
    if villes and rang < len(par_type["commune"]):
        return villes[0]
    return here[rang % len(here)] if here else None


def _draw_droit(
    rng: np.random.Generator, compte: Compte, programme: Programme, count: int, reference: str
) -> DroitInscrit:
    nature = NATURES[compte.type][int(rng.integers(len(NATURES[compte.type])))]
    duree = int(rng.integers(35, 56))
    annee = programme.annee if programme.annee + duree > 2024 else int(rng.integers(1998, 2016))
    is_formalise = bool(rng.random() >= 0.05)
    repaid = date(annee + duree, 7, 1)
    if nature == "garantie" and rng.random() < 0.03:  # repaid early: the guarantee survives
        repaid = date(2024, 7, 1)
    return DroitInscrit(
        reservataire=compte.code,
        nature=nature,
        type_droit=("simple", "unique", "suite")[min(2, int(rng.integers(0, 25)))],
        nombre=count,
        debut=date(annee, 7, 1),
        fin=max(repaid, date(annee + 1, 7, 1)) if is_formalise else None,
        commune=programme.commune,
        programme=programme.libelle,
        echeance_pret=repaid if nature == "garantie" else None,
        is_formalise=is_formalise,
        document=f"Convention {annee} (tirée)" if is_formalise else "",
        reference=reference,
    )


def _droit_etat(code: str, commune: str, count: int) -> DroitInscrit:
    return DroitInscrit(
        reservataire=code,
        nature="etat",
        type_droit="suite",
        nombre=count,
        debut=date(2011, 1, 1),
        commune=commune,
        document="Convention État 2011 (tirée)",
        reference=f"D-{code}-{commune}",
    )


def _list_conventions(comptes: Sequence[Compte]) -> Iterator[ConventionInscrite]:
    for debut in (date(2023, 1, 1), date(2026, 1, 1)):
        for compte in comptes:
            fin = date(debut.year + 3, 1, 1)
            yield ConventionInscrite(compte.code, PARTS[compte.type], debut, fin, source=f"Convention {debut.year}")


def _draw_parc(rng: np.random.Generator, programmes: Sequence[Programme], prises: Sequence[Prise]) -> pl.DataFrame:
    total = sum(p.taille for p in programmes)
    sizes = [p.taille for p in programmes]
    communes = load_communes()
    pieces = rng.choice(5, total, p=_chances(TYPOLOGIES)) + 1
    surface = pieces * 17 + rng.integers(5, 16, total)
    contingent = np.full(total, "7", dtype=object)
    for prise in prises:
        contingent[prise.debut : prise.debut + prise.taille] = CODES.get(prise.type, "4")
    annee = np.repeat([p.annee for p in programmes], sizes)
    columns: dict[str, Any] = {
        "ligne": np.arange(2, total + 2),
        "ident_rep": [f"{n:010d}" for n in range(1, total + 1)],
        "ident_int": [f"LOG{n:07d}" for n in range(1, total + 1)],
        "commune": _repeat([p.commune for p in programmes], sizes),
        "commune_libelle": _repeat([communes[p.commune].nom for p in programmes], sizes),
        "code_postal": _repeat([f"{DEPARTEMENT}000"], [total]),
        "adresse": [f"{n % 90 + 1} rue tirée" for n in range(total)],
        "programme": _repeat([p.libelle for p in programmes], sizes),
        "qpv": _repeat([p.qpv for p in programmes], sizes),
        "forme": _repeat(["collectif"], [total]),
        "nb_pieces": pieces,
        "typologie": np.array(list(TYPOLOGIES), dtype=object)[pieces - 1],
        "surface_m2": surface,
        "annee_construction": annee,
        "periode": _repeat([periode_construction(p.annee).code for p in programmes], sizes),
        "annee_location": annee,
        "finan": _repeat([p.finan for p in programmes], sizes),
        "financement": _repeat([FINANCEMENT_PAR_FINAN[p.finan] for p in programmes], sizes),
        "conventionne": _repeat([p.finan != "16" for p in programmes], sizes),
        "mode": np.array(list(MODES), dtype=object)[rng.choice(len(MODES), total, p=_chances(MODES))],
        "loyer_centimes": surface * rng.integers(520, 780, total),
        "contingent": contingent,
    }
    given = {nom: pl.Series(nom, list(values), dtype=SCHEMA_PARC[nom]) for nom, values in columns.items()}
    empty = [pl.lit(None, dtype=kind).alias(nom) for nom, kind in SCHEMA_PARC.items() if nom not in given]
    return pl.DataFrame(given).with_columns(empty).select(SCHEMA_PARC.names())


def _repeat(values: Sequence[object], sizes: Sequence[int]) -> list[object]:
    return [value for value, size in zip(values, sizes, strict=True) for _ in range(size)]


def _chances(weights: dict[str, int]) -> np.ndarray:
    return np.array(list(weights.values()), dtype=float) / sum(weights.values())


def _list_previsions(logements: int) -> Iterator[PrevisionInscrite]:
    """The whole year in advance, then a revision of the coming months."""
    shares = {"mutations": 65, "anru": 12, "orcod": 0, "lhi": 4, "vente": 10}  # for 100 000 dwellings × 9
    for exercice in (*EXERCICES, MILLESIME + 1):
        for categorie, share in shares.items():
            nombre = logements * share // 10_000
            yield PrevisionInscrite(
                exercice, categorie, nombre, f"Document tiré ({categorie})", declaree_le=date(exercice, 2, 20)
            )


def _draw_liberations(
    rng: np.random.Generator, parc: pl.DataFrame, comptes: Sequence[Compte]
) -> Iterator[LiberationInscrite]:
    """Three years of departures; each dwelling of the flux goes to an account of its commune, then is let."""
    holders = _holders_by_commune(parc, comptes)
    epci = {code: commune.epci for code, commune in load_communes().items()}
    rows = parc.select("commune", "typologie", "financement", "qpv", "forme", "periode").rows()
    categories = list(HORS_FLUX)
    for annee in EXERCICES:
        freed = np.flatnonzero(rng.random(parc.height) < ROTATION)
        days = np.sort(rng.integers(0, 365, len(freed)))
        kinds = rng.choice(len(categories), len(freed), p=_chances(HORS_FLUX))
        draws = rng.random(len(freed))
        for numero, (index, day, kind, draw) in enumerate(zip(freed, days, kinds, draws, strict=True), start=1):
            libre_le = date(annee, 1, 1) + timedelta(days=int(day))
            commune, *others = rows[int(index)]
            if libre_le > JOUR:
                break
            codes, bounds = holders[commune]
            holder = codes[int(np.searchsorted(bounds, draw, side="right"))]
            yield LiberationInscrite(
                f"L-{annee}-{numero:05d}",
                libre_le,
                commune,
                epci[commune],
                categories[int(kind)],
                *others,
                faits=() if kind else tuple(_list_faits(libre_le, holder)),
            )


def _holders_by_commune(parc: pl.DataFrame, comptes: Sequence[Compte]) -> dict[str, tuple[list[str], np.ndarray]]:
    """Accounts of each commune with the upper bounds of their parts; the bailleur has the rest."""
    found = {}
    for commune in parc.get_column("commune").unique():
        epci = load_communes()[commune].epci
        here = [c for c in comptes if covers(c.portee, commune, epci)]
        bounds = np.cumsum([float(PARTS[c.type]) for c in here])
        found[commune] = ([*(c.code for c in here), BAILLEUR], bounds)
    return found


def _list_faits(libre_le: date, holder: str) -> Iterator[FaitInscrit]:
    for kind, delay in (("orientation", -20), ("attribution", 5), ("bail", 20)):
        jour = libre_le + timedelta(days=delay)
        if jour <= JOUR:
            yield FaitInscrit(kind, jour, holder)


def _draw_demandes(rng: np.random.Generator, communes: Sequence[Commune]) -> Iterator[DemandesInscrites]:
    for commune in communes:
        demandes = int((commune.population or 0) * rng.uniform(0.02, 0.06))
        yield DemandesInscrites(commune.code, 2025, demandes, demandes // 9, "SNE tiré")


def _list_reservations(parc: pl.DataFrame, prises: Sequence[Prise]) -> pl.DataFrame:
    """Dwelling by dwelling, who has it reserved and by which right."""
    numbers = parc.get_column("ident_rep").to_list()
    rows = [
        (numbers[index], prise.reservataire, prise.droit, date(2011, 1, 1), None)
        for prise in prises
        for index in range(prise.debut, prise.debut + prise.taille)
    ]
    return pl.DataFrame(rows, schema=RESERVATIONS, orient="row").sort(list(RESERVATIONS))


def _list_exclus(parc: pl.DataFrame, prises: Sequence[Prise]) -> pl.DataFrame:
    """The dwellings of the défense: those of one right of the agents of the État."""
    numbers = parc.get_column("ident_rep").to_list()
    droit = next((p.droit for p in prises if p.type == "etat_fonct"), "")
    rows = [
        (numbers[index], "defense", "Convention défense (tirée)")
        for prise in prises
        if prise.droit == droit
        for index in range(prise.debut, prise.debut + prise.taille)
    ]
    return pl.DataFrame(rows, schema=LOGEMENTS_EXCLUS, orient="row")
