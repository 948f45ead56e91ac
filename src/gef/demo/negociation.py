"""What the bailleur and his partners settle before converting, invented on the real territory.

Everything that a negotiation meets is here once at least: a right that another uses, a loan already repaid, a right
that stays in stock, a list of reserved dwellings with its faults, exclusions with their document, rates that do not
count the same things, a stipulation, and what is asked in each commune.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from gef.actions.donnees import (
    DemandesInscrites,
    DerogationInscrite,
    DroitInscrit,
    ExclusionInscrite,
    TauxInscrit,
)
from gef.demo.calendrier import MILLESIME
from gef.demo.logements import LogementDemo
from gef.demo.tirage import is_tire, open_tirage

PROTOCOLE = "Protocole départemental 2024, art. 3 (fictif)"
DEBUT_DELEGATION = date(2024, 1, 1)
PRET_REMBOURSE = date(2024, 5, 6)
DELEGATION = ("EPCI-CAPG", "Les Baleines gourmandes", "VILLE-06069")
PRET_SOLDE = ("VILLE-06069", "Les Girouettes valseuses")
MODES = {"ETAT-P": "mixte", "ETAT-F": "deleguee", "AL": "mixte"}
QUOTITES = (Fraction(1, 4), Fraction(3, 10), Fraction(1, 4), Fraction(1, 5))
OUBLIES, INCONNUS = 18, 6  # in thousandths: reserved dwellings that the list forgets, lines of no dwelling
DEMANDES_POUR_CENT, ATTRIBUTIONS_POUR_CENT = (55, 140), (4, 9)  # of the social dwellings of the commune
NETS = frozenset({"mutations", "anru", "orcod", "lhi"})


@dataclass(frozen=True, slots=True)
class ReservationDemo:
    """A line of the bailleur's list of reserved dwellings; `fin` is excluded."""

    logement: str
    reservataire: str
    droit: str
    debut: date
    fin: date | None


@dataclass(frozen=True, slots=True)
class Negociation:
    """What is settled, and what is known, before the conversion."""

    reservations: tuple[ReservationDemo, ...]
    exclusions: tuple[ExclusionInscrite, ...]
    derogations: tuple[DerogationInscrite, ...]
    taux: tuple[TauxInscrit, ...]
    demandes: tuple[DemandesInscrites, ...]

    def describe(self) -> str:
        """Write everything in one text, the same on every machine: sets are put in order."""
        taux = [(row.territoire, row.annee, row.valeur, sorted(row.numerateur_exclut)) for row in self.taux]
        return repr((self.reservations, self.exclusions, self.derogations, taux, self.demandes))


def complete_droits(droits: Sequence[DroitInscrit]) -> tuple[DroitInscrit, ...]:
    """Give each right its reference, its guarantee and its management, and a few of them a history."""
    rng = open_tirage("negociation")
    rows = []
    for rang, droit in enumerate(droits, start=1):
        quotite = rng.choice(QUOTITES)
        row = replace(
            droit,
            reference=f"D-{rang:04d}",
            part_garantie=quotite if droit.nature == "garantie" else None,
            mode_gestion=MODES.get(droit.reservataire, "directe"),
        )
        if (row.reservataire, row.programme) == DELEGATION[:2]:
            row = replace(row, utilisateur=DELEGATION[2], delegation_debut=DEBUT_DELEGATION)
        if (row.reservataire, row.programme) == PRET_SOLDE:
            row = replace(row, fin=PRET_REMBOURSE, echeance_pret=PRET_REMBOURSE)
        rows.append(row)
    return tuple(rows)


def build_negociation(
    logements: Sequence[LogementDemo],
    droits: Sequence[DroitInscrit],
    titulaires: Mapping[int, str],
    parc_social: Mapping[str, int],
) -> Negociation:
    """Draw what surrounds the rights.

    Args:
        logements: The parc.
        droits: The register, with its references.
        titulaires: Account that has each dwelling reserved, by number.
        parc_social: Social dwellings of all bailleurs, by commune.
    """
    return Negociation(
        reservations=tuple(_list_reservations(logements, droits, titulaires)),
        exclusions=tuple(
            ExclusionInscrite(code, date(2024, 1, 1), document=PROTOCOLE)
            for code in ("pli", "etudiants", "associations", "logements_foyers")
        ),
        derogations=(
            DerogationInscrite(
                code="plancher_hors_qpv",
                valeur=Fraction(29, 100),
                clause="Dans le département, la part de l’État hors quartiers prioritaires peut descendre à 29 %.",
                document="Convention État 2026-2028, art. 4 (fictive)",
            ),
        ),
        taux=tuple(_list_taux()),
        demandes=tuple(_draw_demandes(parc_social)),
    )


def _list_reservations(
    logements: Sequence[LogementDemo], droits: Sequence[DroitInscrit], titulaires: Mapping[int, str]
) -> Iterator[ReservationDemo]:
    """List the reserved dwellings as the bailleur's software would: some are forgotten, some have left the parc."""
    rng = open_tirage("reservations")
    by_place = {(d.reservataire, d.programme): d for d in droits}
    by_commune = {(d.reservataire, d.commune): d for d in droits if not d.programme}
    for logement in logements:
        titulaire = titulaires.get(logement.numero)
        if titulaire is None or is_tire(rng, OUBLIES):
            continue
        droit = by_place.get((titulaire, logement.programme.libelle)) or by_commune.get((titulaire, logement.commune))
        if droit is None:
            continue
        known = logement.ident_rep or logement.ident_int
        name = f"HL9{logement.numero:07d}" if is_tire(rng, INCONNUS) else known
        yield ReservationDemo(name, titulaire, droit.reference, droit.debut, droit.fin)


def _list_taux() -> Iterator[TauxInscrit]:
    """Give a published rate that counts the mutations, and one that does not."""
    bruts = {2023: (Fraction(71, 1000), 8_930), 2024: (Fraction(69, 1000), 8_790), 2025: (Fraction(68, 1000), 8_760)}
    for annee, (valeur, evenements) in bruts.items():
        source = f"Tableau départemental de la mobilité {annee} (fictif), mutations comprises"
        yield TauxInscrit("departement", annee, valeur, source, evenements=evenements)
    nette = "Observatoire régional 2025 (fictif), hors mutations et relogements"
    yield TauxInscrit("departement", MILLESIME - 1, Fraction(61, 1000), nette, numerateur_exclut=NETS)


def _draw_demandes(parc_social: Mapping[str, int]) -> Iterator[DemandesInscrites]:
    """Invent applications in proportion of the social stock: no open statistic gives them."""
    rng = open_tirage("demandes")
    for commune, logements in sorted(parc_social.items()):
        demandes = logements * rng.randint(*DEMANDES_POUR_CENT) // 100
        attributions = logements * rng.randint(*ATTRIBUTIONS_POUR_CENT) // 100
        if demandes and attributions:
            yield DemandesInscrites(commune, MILLESIME - 1, demandes, attributions, "Demandes (chiffres fictifs)")
