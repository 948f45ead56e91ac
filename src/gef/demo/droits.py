"""The register of rights, invented, and the contingent that each dwelling declares: they agree, but not everywhere.

The gaps are those that an état des lieux finds in every real file, and are made on purpose: rights that have ended
while the dwellings keep their code, rights of the État coded 7, numbers that differ by one or two, conventions never
signed, loans whose last payment nobody knows, dwellings without a contingent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from random import Random

from gef.actions.donnees import Compte, DroitInscrit, PrevisionInscrite
from gef.core.parts import TYPES_ETAT, covers
from gef.demo.calendrier import MILLESIME
from gef.demo.logements import LogementDemo, Programme
from gef.demo.negociation import complete_droits
from gef.demo.reservataires import build_comptes, build_conventions, epci_of
from gef.demo.tirage import draw_weighted, is_tire, open_tirage

CONTINGENTS = {"etat_prio": "2", "etat_fonct": "1", "action_logement": "3"}
COLLECTIVITE, CONVENTION_ETAT, NON_RESERVE = "4", "5", "7"
# What a holder takes of a programme, in hundredths, and for which contribution.
PRISES = {"commune": 33, "epci": 20, "departement": 20, "action_logement": 30}
NATURES = {
    "commune": {"garantie": 60, "terrain": 25, "financement": 15},
    "epci": {"garantie": 55, "aide_pierre": 45},
    "departement": {"garantie": 70, "financement": 30},
    "action_logement": {"un_pourcent": 1},
}
DUREES = {"garantie": 40, "terrain": 55, "financement": 35, "aide_pierre": 35, "un_pourcent": 40}
ROTATIONS = {"ETAT-P": Fraction(72, 1000), "ETAT-F": Fraction(80, 1000), "AL": Fraction(85, 1000)}
REHABILITATIONS = (1998, 2016)
PREMIERE_FIN = 2022  # rights that would have ended before are renewed by a later loan, or have ended
ECHUS, NON_FORMALISES, SANS_ECHEANCE, SIMPLES, FAUX_NOMBRES = 70, 45, 60, 25, 60  # in thousandths
ETAT_CODE_7, SANS_CONTINGENT = 70, 4  # in thousandths
DEFENSE = 24
JUILLET = 7
REVISION = date(MILLESIME, 10, 30)


@dataclass(frozen=True, slots=True)
class RegistreDemo:
    """The rights, the RPLS contingent of each dwelling by number ("" is not declared), and who has it reserved."""

    droits: tuple[DroitInscrit, ...]
    contingents: dict[int, str]
    titulaires: dict[int, str]


@dataclass(slots=True)
class _Pool:
    """Dwellings that nobody reserves yet, by programme."""

    rng: Random
    libres: dict[Programme, list[LogementDemo]]
    contingents: dict[int, str] = field(default_factory=dict)
    titulaires: dict[int, str] = field(default_factory=dict)

    def count(self, compte: Compte) -> int:
        return sum(len(rows) for programme, rows in self.libres.items() if _covers(compte, programme))

    def programmes(self, compte: Compte) -> list[Programme]:
        rows = [programme for programme in self.libres if _covers(compte, programme)]
        self.rng.shuffle(rows)
        return rows

    def take(self, programme: Programme, count: int, code: str, titulaire: str) -> int:
        rows = self.libres[programme]
        taken, self.libres[programme] = rows[:count], rows[count:]
        self.contingents |= {logement.numero: code for logement in taken}
        self.titulaires |= {logement.numero: titulaire for logement in taken}
        return len(taken)


def _covers(compte: Compte, programme: Programme) -> bool:
    return covers(compte.portee, programme.commune, epci_of(programme.commune))


def build_registre(logements: Sequence[LogementDemo]) -> RegistreDemo:
    """Give every account about its part of the eligible dwellings of its territory."""
    rng = open_tirage("droits")
    libres: defaultdict[Programme, list[LogementDemo]] = defaultdict(list)
    for logement in logements:
        if logement.financement != "PLI":
            libres[logement.programme].append(logement)
    for rows in libres.values():
        rng.shuffle(rows)
    pool = _Pool(rng, dict(libres))
    parts = {c.reservataire: c.part for c in build_conventions()}
    comptes = build_comptes()
    targets = {c.code: max(1, round(parts[c.code] * pool.count(c))) for c in comptes}
    droits = [_reserve_defense(pool)]
    for compte in sorted(comptes, key=lambda c: (c.portee == "departement", c.portee.startswith("epci"), c.code)):
        if compte.type not in TYPES_ETAT:
            droits += _reserve(pool, compte, targets[compte.code])
    for compte in comptes:
        if compte.type in TYPES_ETAT:
            droits += _reserve_etat(pool, compte, parts[compte.code], logements)
    droits += _list_particuliers()
    return RegistreDemo(complete_droits(droits), _blur(rng, pool.contingents, logements), pool.titulaires)


def _reserve(pool: _Pool, compte: Compte, target: int) -> Iterator[DroitInscrit]:
    """Take dwellings programme after programme until the account has what its part says."""
    code = CONTINGENTS.get(compte.type, COLLECTIVITE)
    for programme in pool.programmes(compte):
        size = len(pool.libres[programme])
        count = pool.take(programme, min(target, -(-size * PRISES[compte.type] // 100)), code, compte.code)
        if count:
            target -= count
            yield _describe(pool.rng, compte, programme, count)


def _describe(rng: Random, compte: Compte, programme: Programme, count: int) -> DroitInscrit:
    nature = draw_weighted(rng, NATURES[compte.type])
    debut, fin = _draw_periode(rng, programme.annee, DUREES[nature])
    is_formalise = not is_tire(rng, NON_FORMALISES)
    numero = f"n° HL-{debut.year}-{programme.numero:03d}"
    return DroitInscrit(
        reservataire=compte.code,
        nature=nature,
        type_droit="simple" if is_tire(rng, SIMPLES) else "suite",
        nombre=count + (rng.randint(1, 2) if is_tire(rng, FAUX_NOMBRES) else 0),
        debut=debut,
        fin=fin if is_formalise else None,
        commune=programme.commune,
        programme=programme.libelle,
        echeance_pret=fin if nature == "garantie" and not is_tire(rng, SANS_ECHEANCE) else None,
        rotation=ROTATIONS.get(compte.code),
        is_formalise=is_formalise,
        document=f"Convention {numero} (droits fictifs)" if is_formalise else "Accord sans convention (droits fictifs)",
    )


def _draw_periode(rng: Random, annee: int, duree: int) -> tuple[date, date]:
    """Rights run from the delivery; those that would be over were renewed with a rehabilitation, or are over."""
    if annee + duree < PREMIERE_FIN and not is_tire(rng, ECHUS):
        annee = rng.randint(*REHABILITATIONS)
    return date(annee, JUILLET, 1), date(annee + duree, JUILLET, 1)


def _reserve_etat(
    pool: _Pool, compte: Compte, part: Fraction, logements: Sequence[LogementDemo]
) -> Iterator[DroitInscrit]:
    """The État has its part in each commune alike, on no programme in particular."""
    totals: defaultdict[str, int] = defaultdict(int)
    for logement in logements:
        totals[logement.commune] += logement.financement != "PLI"
    for commune, total in sorted(totals.items()):
        left = nombre = round(part * total)
        for programme in pool.programmes(Compte("", "", "", f"commune:{commune}")):
            most = -(-len(pool.libres[programme]) // 2)
            left -= pool.take(programme, min(left, most), CONTINGENTS[compte.type], compte.code)
        if nombre:
            yield DroitInscrit(
                reservataire=compte.code,
                nature="etat",
                type_droit="suite",
                nombre=nombre,
                debut=date(2011, 1, 1),
                commune=commune,
                rotation=ROTATIONS[compte.code],
                document="Convention État 2011 (droits fictifs)",
            )


def _reserve_defense(pool: _Pool) -> DroitInscrit:
    """One residence stays in stock, dwelling by dwelling: the law keeps it out of the flux."""
    programme = next(p for p, rows in pool.libres.items() if p.commune == "06088" and len(rows) >= DEFENSE)
    pool.take(programme, DEFENSE, CONVENTION_ETAT, "ETAT-F")
    return DroitInscrit(
        reservataire="ETAT-F",
        nature="defense",
        type_droit="suite",
        nombre=DEFENSE,
        debut=date(2009, 1, 1),
        commune=programme.commune,
        programme=programme.libelle,
        document="Réservation de la défense nationale (droits fictifs)",
    )


def _list_particuliers() -> Iterator[DroitInscrit]:
    """A volume of flux bought in advance, and a right that only begins next year."""
    yield DroitInscrit(
        reservataire="AL",
        nature="un_pourcent",
        type_droit="unique",
        nombre=60,
        debut=date(2019, 1, 1),
        fin=date(2029, 1, 1),
        rotation=ROTATIONS["AL"],
        document="Convention de parc 2019-2028 (droits fictifs)",
    )
    yield DroitInscrit(
        reservataire="VILLE-06085",
        nature="terrain",
        type_droit="suite",
        nombre=6,
        debut=date(2027, 1, 1),
        fin=date(2082, 1, 1),
        commune="06085",
        document="Bail à construction 2027 (droits fictifs)",
    )


def _blur(rng: Random, contingents: dict[int, str], logements: Sequence[LogementDemo]) -> dict[int, str]:
    """Give each dwelling its code, with the faults of real files."""
    etat = CONTINGENTS["etat_prio"]
    codes = {}
    for logement in logements:
        code = contingents.get(logement.numero, NON_RESERVE)
        if code == etat and is_tire(rng, ETAT_CODE_7):
            code = NON_RESERVE
        codes[logement.numero] = "" if is_tire(rng, SANS_CONTINGENT) else code
    return codes


def build_previsions() -> tuple[PrevisionInscrite, ...]:
    """What the bailleur told each reservataire before 28 February, the coming exercice included."""
    documents = {
        "mutations": "Plan de concertation locative (fictif)",
        "anru": "Charte de relogement NPNRU (fictive)",
        "orcod": "Aucune opération dans le département (prévision fictive)",
        "lhi": "Protocole habitat indigne (fictif)",
        "vente": "CUS 2024-2029, plan de vente (fictif)",
    }
    nombres = {
        2024: {"mutations": 65, "anru": 12, "orcod": 0, "lhi": 3, "vente": 9},
        2025: {"mutations": 68, "anru": 12, "orcod": 0, "lhi": 4, "vente": 9},
        2026: {"mutations": 70, "anru": 14, "orcod": 0, "lhi": 4, "vente": 10},
        MILLESIME + 1: {"mutations": 70, "anru": 10, "orcod": 0, "lhi": 4, "vente": 10},
    }
    return tuple(
        PrevisionInscrite(exercice, categorie, nombre, documents[categorie], declaree_le=date(exercice, 2, 20))
        for exercice, row in nombres.items()
        for categorie, nombre in row.items()
    )


def build_revisions() -> tuple[PrevisionInscrite, ...]:
    """What the bailleur foresees again at the end of October, once the year is better known."""
    revues = {
        "anru": (18, "Charte de relogement NPNRU, avenant du 12 octobre 2026 (fictif)"),
        "vente": (13, "Plan de vente, délibération du 30 octobre 2026 (fictive)"),
    }
    return tuple(
        PrevisionInscrite(MILLESIME, categorie, nombre, document, declaree_le=REVISION)
        for categorie, (nombre, document) in revues.items()
    )
