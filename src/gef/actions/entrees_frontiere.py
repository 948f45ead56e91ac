"""From a dossier, or from JSON, to the frontier of the settings: which dwellings, which parts, which settings to try.

The dwellings are those that the bailleur freed in his flux; where he freed too few, they are drawn from his parc, as
many in each commune as its forecast says. The same for a bailleur of the database and for a folder of files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

import polars as pl

from gef.actions.donnees import Dossier, LiberationInscrite, epci_par_commune
from gef.actions.entrees import INCONNU, compute_assiette, flux_par_commune, mark_exclusions
from gef.actions.entrees_orientation import LogementLibere
from gef.actions.entrees_taux import RotationInconnueError
from gef.core.errors import DonneeInvalideError
from gef.core.frontiere import TIRAGES, EssaiReglage, Frontiere, Origine, calculer_frontiere
from gef.core.orientation import Reservataire
from gef.core.parts import BAILLEUR
from gef.core.periodes import debut_exercice
from gef.errors import GefError

EXERCICES_MAX: Final = 3
LOGEMENTS_VISES: Final = 2_000  # enough for the figures to hold still; older exercices are then left out
LOGEMENTS_MIN: Final = 100  # below, one dwelling weighs more in the composition than what settings change


class FrontiereImpossibleError(GefError):
    """There is nothing on which settings could be tried."""


@dataclass(frozen=True, slots=True)
class EntreeFrontiere:
    """Everything that a frontier reads: it can be computed again from it alone.

    Attributes:
        reservataires: Every account.
        parts: Part of each account in every commune, the bailleur's own included.
        flux: Freed dwellings, by date.
        essais: Settings to try.
        tirages: How many other orders beside the real one.
        origine: Where the dwellings come from.
    """

    reservataires: tuple[Reservataire, ...]
    parts: Mapping[str, Mapping[str, Fraction]]
    flux: tuple[LogementLibere, ...]
    essais: tuple[EssaiReglage, ...]
    tirages: int = TIRAGES
    origine: Origine = "liberations"


def calculer(entree: EntreeFrontiere) -> Frontiere:
    """Compute a frontier from its whole inputs; see `gef.core.frontiere.calculer_frontiere`.

    Raises:
        DonneeInvalideError: no dwelling in the flux, a commune without parts, settings twice or too many of them.
        PartsIncompatiblesError: the parts of a commune do not make 1.
    """
    return calculer_en_suivant(entree, lambda _done, _essai: None)


def calculer_en_suivant(entree: EntreeFrontiere, suivre: Callable[[int, EssaiReglage], object]) -> Frontiere:
    """Compute a frontier and say how far it is; see `calculer`.

    Args:
        entree: The whole inputs.
        suivre: Told the number of orders done and the setting under way.
    """
    _check_reservataires(entree)
    flux = [row.to_logement() for row in entree.flux]
    territoire = (entree.reservataires, entree.parts)
    return calculer_frontiere(territoire, flux, entree.essais, entree.tirages, suivre, origine=entree.origine)


def _check_reservataires(entree: EntreeFrontiere) -> None:
    known = {r.id for r in entree.reservataires} | {BAILLEUR}
    unknown = sorted({nom for here in entree.parts.values() for nom in here} - known)
    if unknown:
        raise DonneeInvalideError(f"parts : {unknown[0]} inconnu ; attendu : {', '.join(sorted(known))}.")


def build_frontiere(
    dossier: Dossier, jour: date, essais: tuple[EssaiReglage, ...], tirages: int = TIRAGES
) -> EntreeFrontiere:
    """Gather the inputs of a frontier from a dossier.

    The dwellings are those freed in the flux during the last exercices, whole, at most three and no more than it takes
    to reach two thousand; the parts are those in force on the day, for all of them. Where fewer than a hundred were
    freed, three years are drawn from the parc.

    Args:
        dossier: A bailleur's data.
        jour: The day of the parts in force; no later liberation is read.
        essais: Settings to try.
        tirages: How many other orders beside the real one.

    Raises:
        FrontiereImpossibleError: no convention in force, or neither liberations nor a rate of rotation.
        PartsIncompatiblesError: the parts of a commune exceed the whole.
    """
    flux = tuple(list_flux(dossier, jour))
    origine: Origine = "liberations" if len(flux) >= LOGEMENTS_MIN else "parc"
    if origine == "parc":
        flux = tuple(draw_flux(dossier, jour, len(flux)))
    table = dossier.table_parts()
    parts = {commune: table.au(jour, commune) for commune in sorted({row.commune for row in flux})}
    if all(set(here) == {BAILLEUR} for here in parts.values()):
        raise FrontiereImpossibleError(
            f"Aucune convention n’est en vigueur le {jour:%d/%m/%Y} dans les communes où des logements se libèrent ; "
            "importez les conventions."
        )
    accounts = tuple(Reservataire(c.code, c.type, c.portee) for c in dossier.comptes)
    return EntreeFrontiere(accounts, parts, flux, essais, tirages, origine)


def list_flux(dossier: Dossier, jour: date) -> Iterator[LogementLibere]:
    """Give the dwellings freed in the flux during the last exercices, oldest first; see `build_frontiere`."""
    freed = [row for row in dossier.list_liberees() if not row.hors_flux and row.libre_le <= jour]
    kept: list[LiberationInscrite] = []
    for annee in range(jour.year, jour.year - EXERCICES_MAX, -1):
        if len(kept) < LOGEMENTS_VISES:
            kept += [row for row in freed if row.libre_le.year == annee]
    for rang, row in enumerate(sorted(kept, key=lambda row: (row.libre_le, row.reference)), start=1):
        yield LogementLibere(
            rang=rang,
            date=row.libre_le,
            logement=row.reference,
            commune=row.commune,
            epci=row.epci,
            typologie=row.typologie or INCONNU,
            financement=row.financement or INCONNU,
            qpv=bool(row.qpv),
            forme=row.forme or INCONNU,
        )


def draw_flux(dossier: Dossier, jour: date, freed: int) -> Iterator[LogementLibere]:
    """Draw three years of flux from the parc: in each commune, three times what its forecast says, spread evenly.

    Which dwellings, and in what order, comes from hashing their place in the parc: the same on every machine.

    Args:
        dossier: A bailleur's data.
        jour: Its year is the one of the forecast, and the last of the three.
        freed: How many liberations are known, to say why they do not do.

    Raises:
        FrontiereImpossibleError: no rate of rotation is known.
    """
    try:
        assiette = compute_assiette(dossier, jour.year)
    except RotationInconnueError as error:
        raise FrontiereImpossibleError(
            f"{freed} logements libérés dans le flux en {EXERCICES_MAX} exercices ; attendu : {LOGEMENTS_MIN}. "
            f"Et rien ne dit combien le parc en libérerait. {error}"
        ) from error
    expected = {row.commune: row.flux for row in flux_par_commune(dossier, assiette, epci_par_commune())}
    drawn = sorted(_draw_parc(dossier, jour, expected), key=lambda pair: pair[0])
    if not drawn:
        raise FrontiereImpossibleError(
            "Aucun logement du parc n’entre dans le flux ; vérifiez le parc et les exclusions."
        )
    first = debut_exercice(jour.year - EXERCICES_MAX + 1)
    days = (debut_exercice(jour.year + 1) - first).days
    for rang, (_, row) in enumerate(drawn):
        yield LogementLibere(rang=rang + 1, date=first + timedelta(days=rang * days // len(drawn)), **row)


def _draw_parc(
    dossier: Dossier, jour: date, expected: Mapping[str, Fraction]
) -> Iterable[tuple[bytes, Mapping[str, Any]]]:
    """Draw the dwellings of each commune, each with the hash that ranks it."""
    marked = mark_exclusions(dossier, debut_exercice(jour.year)).with_row_index("place")
    kept = marked.filter(pl.col("exclusion").is_null() & pl.col("commune").is_in(list(expected)))
    epci = epci_par_commune()
    by_commune: dict[str, list[tuple[bytes, Mapping[str, Any]]]] = {}
    columns = ("place", "commune", "typologie", "financement", "qpv", "forme")
    for place, commune, typologie, financement, qpv, forme in kept.select(columns).iter_rows():
        row = {
            "logement": f"parc-{place + 1}",
            "commune": commune,
            "epci": epci.get(commune, ""),
            "typologie": typologie or INCONNU,
            "financement": financement or INCONNU,
            "qpv": bool(qpv),
            "forme": forme or INCONNU,
        }
        by_commune.setdefault(commune, []).append((sha256(f"{commune}\n{place}".encode()).digest(), row))
    for commune, rows in sorted(by_commune.items()):
        count = int(EXERCICES_MAX * expected[commune] + Fraction(1, 2))
        yield from sorted(rows, key=lambda pair: pair[0])[:count]
