"""From a dossier to the inputs of the core: assiette, flux by territory, objectives, bilan.

Nothing is computed here that a reader would want explained: counts, selections and hand-overs only. What is assumed
is written in the source of the step that uses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from gef.actions.donnees import Dossier, ForfaitInscrit, LiberationInscrite
from gef.actions.entrees_exclusions import build_exclusions, list_remarques, mark_exclusions
from gef.actions.entrees_taux import build_taux
from gef.actions.lignes_bilan import is_concerned, to_ligne
from gef.core.assiette import (
    SOURCE_FORFAIT,
    Assiette,
    EntreeAssiette,
    Soustraction,
    calculer_assiette,
    estimer_mutations,
)
from gef.core.bilan import EntreeBilan, ReservataireBilan
from gef.core.exclusions import list_propres
from gef.core.grand_livre import GrandLivre
from gef.core.lecture_faits import order_faits
from gef.core.motifs import Source
from gef.core.orientation import Logement, Moteur, Parametres, Reservataire
from gef.core.parts import BAILLEUR
from gef.core.periodes import debut_exercice
from gef.core.previsions import PrevisionCategorie, dresser_previsions

__all__ = [
    "INCONNU",
    "FluxCommune",
    "Situation",
    "build_assiette",
    "build_bilan",
    "build_exclusions",
    "build_soustractions",
    "build_taux",
    "compute_assiette",
    "droits_par_commune",
    "flux_par_commune",
    "mark_exclusions",
    "read_forfait",
    "read_livre",
    "situation_of",
]

INCONNU = "inconnu"


def build_assiette(dossier: Dossier, exercice: int) -> EntreeAssiette:
    """Gather the inputs of the assiette of an exercice."""
    exclusions, taux = build_exclusions(dossier, exercice), build_taux(dossier, exercice)
    liberes = (dossier.parc.height - sum(e.logements for e in exclusions)) * taux.valeur
    soustractions, remarques = build_soustractions(dossier, exercice, liberes)
    return EntreeAssiette(
        exercice=exercice,
        parc=dossier.parc.height,
        exclusions=exclusions,
        taux=taux,
        soustractions=soustractions,
        source_parc=Source(dossier.source_parc, "donnee"),
        conventions={
            code: build_exclusions(dossier, exercice, code)
            for code in list_propres(dossier.exclusions, debut_exercice(exercice))
        },
        remarques=(*list_remarques(dossier, exercice), *remarques),
    )


def build_soustractions(
    dossier: Dossier, exercice: int, liberes: Fraction
) -> tuple[tuple[Soustraction, ...], tuple[str, ...]]:
    """Give what the year needs by category: the forecasts in force, or the flat share chosen for the mutations.

    Args:
        dossier: Forecasts, and flat shares chosen.
        exercice: Year.
        liberes: Dwellings that the rate frees, base of the flat share.

    Returns:
        One subtraction per category, and what a reader should know about them.
    """
    previsions = dresser_previsions(dossier.previsions, exercice)
    declared = tuple(_to_soustraction(p) for p in previsions)
    forfait = read_forfait(dossier, exercice)
    if forfait is None or forfait.taux is None:
        return declared, ()
    if any(s.categorie == "mutations" for s in declared):
        return declared, ("Une prévision de mutations est déclarée : le forfait choisi ne s’applique pas.",)
    source = Source(forfait.document, "locale") if forfait.document else SOURCE_FORFAIT
    estimation = estimer_mutations(forfait.taux, "logements_liberes", liberes, source)
    return (estimation, *declared), ("Les mutations sont estimées par un forfait, faute de prévision du bailleur.",)


def read_forfait(dossier: Dossier, exercice: int) -> ForfaitInscrit | None:
    """Give the flat share last chosen for the mutations of an exercice, or None."""
    return next((f for f in reversed(dossier.forfaits) if f.exercice == exercice), None)


def _to_soustraction(prevision: PrevisionCategorie) -> Soustraction:
    reference = " ; ".join(prevision.documents) or "prévision du bailleur"
    return Soustraction(prevision.categorie, Fraction(prevision.total), Source(reference, "donnee"))


@dataclass(frozen=True, slots=True)
class FluxCommune:
    """What a commune is expected to free: its share of the assiette, in proportion of its eligible dwellings."""

    commune: str
    epci: str
    eligible: int
    flux: Fraction


def flux_par_commune(dossier: Dossier, assiette: Assiette, epci: Mapping[str, str]) -> tuple[FluxCommune, ...]:
    """Spread the assiette over the communes, in proportion of the dwellings that no known reason takes out."""
    marked = mark_exclusions(dossier, debut_exercice(assiette.exercice))
    kept = marked.filter(pl.col("exclusion").is_null() & pl.col("commune").is_not_null())
    counts = dict(kept.group_by("commune").len().sort("commune").rows())
    total = sum(counts.values())
    return tuple(
        FluxCommune(code, epci.get(code, ""), count, assiette.assiette * Fraction(count, total))
        for code, count in counts.items()
    )


def droits_par_commune(dossier: Dossier, communes: Iterable[FluxCommune], jour: date) -> dict[str, dict[str, Fraction]]:
    """Give the exact dwellings due in the year, by account then commune: part in force × flux of the commune."""
    parts = dossier.table_parts()
    droits: dict[str, dict[str, Fraction]] = {}
    for row in communes:
        for nom, part in parts.au(jour, row.commune).items():
            droits.setdefault(nom, {})[row.commune] = part * row.flux
    return droits


def compute_assiette(dossier: Dossier, exercice: int) -> Assiette:
    """Build the inputs and compute the assiette."""
    return calculer_assiette(build_assiette(dossier, exercice))


@dataclass(frozen=True, slots=True)
class Situation:
    """Accounts at both ends of an exercice, as the ledger gives them."""

    droits: Mapping[str, Fraction]
    soldes_debut: Mapping[str, Fraction]
    soldes_fin: Mapping[str, Fraction]


def read_livre(dossier: Dossier) -> GrandLivre:
    """Read every fact of a dossier into a ledger, in order of date, then of dwelling; none before those it follows.

    Raises:
        TransitionInterditeError: a fact cannot follow those before it.
    """
    accounts = [Reservataire(c.code, c.type, c.portee) for c in dossier.comptes]
    livre = GrandLivre(Moteur(accounts, Parametres()), dossier.table_parts(), dossier.clauses())
    for rang, fait in order_faits([fait.to_core() for fait in row.faits] for row in dossier.liberations):
        logement = _to_logement(dossier.liberations[rang], rang + 1)
        livre.ecrire(logement, fait.type, fait.jour, fait.reservataire, precision=fait.precision)
    return livre


def _to_logement(row: LiberationInscrite, rang: int) -> Logement:
    return Logement(
        rang=rang,
        date=row.libre_le,
        logement=row.reference,
        commune=row.commune,
        epci=row.epci,
        typologie=row.typologie or INCONNU,
        financement=row.financement or INCONNU,
        qpv=bool(row.qpv),
        forme=row.forme or INCONNU,
        hors_flux=row.hors_flux,
    )


def situation_of(livre: GrandLivre, exercice: int) -> Situation:
    """Give the bilan the accounts at both ends of an exercice."""
    start, end = livre.images_of(exercice)
    at_rest = (Fraction(0), 0)  # an account that nothing has moved yet
    droits, debut, fin = {}, {}, {}
    for code in livre.moteur.types:
        (droits_debut, recus_debut), (droits_fin, recus_fin) = start.get(code, at_rest), end.get(code, at_rest)
        droits[code] = droits_fin - droits_debut
        debut[code], fin[code] = droits_debut - recus_debut, droits_fin - recus_fin
    return Situation(droits, debut, fin)


def build_bilan(dossier: Dossier, exercice: int, objectifs: Mapping[str, int], situation: Situation) -> EntreeBilan:
    """Gather the inputs of the bilan of an exercice."""
    reservataires = (
        *(ReservataireBilan(c.code, c.nom, c.type) for c in dossier.comptes),
        ReservataireBilan(BAILLEUR, "Non réservé", "bailleur"),
    )
    return EntreeBilan(
        exercice=exercice,
        reservataires=reservataires,
        lignes=tuple(to_ligne(row) for row in dossier.list_liberees() if is_concerned(row, exercice)),
        objectifs=objectifs,
        droits=situation.droits,
        soldes_debut=situation.soldes_debut,
        soldes_fin=situation.soldes_fin,
        previsions={p.categorie: Fraction(p.total) for p in dresser_previsions(dossier.previsions, exercice)},
    )
