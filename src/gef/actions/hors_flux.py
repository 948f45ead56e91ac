"""The ledger of what leaves the flux: each dwelling as its facts leave it, and who was housed there when somebody said.

The states are those of the ledger (`gef.actions.flux`): a dwelling qualified otherwise by a fact stands where the fact
puts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import fetch
from gef.actions.avis import write_acte
from gef.actions.flux import Suivi, load_flux
from gef.actions.previsions import EtatPrevisions, count_realise, read_previsions
from gef.actions.programmes import writing
from gef.core.hors_flux import PUBLICS, LigneRegistre, LogementHorsFlux, dresser_registre
from gef.core.rotation import CATEGORIES
from gef.db.flux.models import Liberation
from gef.db.programmes import requetes
from gef.db.programmes.models import PublicHorsFlux
from gef.errors import GefError


class PublicRefuseError(GefError, ValueError):
    """Who was housed cannot be recorded: the dwelling is in the flux, or the code is unknown."""


@dataclass(frozen=True, slots=True)
class EtatHorsFlux:
    """What left the flux of a bailleur, for an exercice.

    Attributes:
        exercice: Year.
        lignes: One row per category, then all of them.
        logements: Dwellings freed, attributed or let in the exercice, with their state, by day.
        previsions: What was declared.
        realise: Dwellings freed, by category then month.
    """

    exercice: int
    lignes: tuple[LigneRegistre, ...]
    logements: tuple[tuple[Suivi, LogementHorsFlux], ...]
    previsions: EtatPrevisions
    realise: Mapping[str, Mapping[int, int]]

    @property
    def total(self) -> LigneRegistre:
        """All the categories together."""
        return self.lignes[-1]


def read_hors_flux(bailleur: Organisation, exercice: int, jour: date) -> EtatHorsFlux:
    """Draw up the ledger of an exercice.

    Args:
        bailleur: Whose flux.
        exercice: Year.
        jour: Day of the reader: what is freed after it is yet to come.
    """
    rows = [
        (suivi, found)
        for suivi, found in list_hors_flux(bailleur)
        if found.libere_le <= jour and _is_concerned(found, exercice)
    ]
    previsions = read_previsions(bailleur, exercice)
    expected = {code: Fraction(p.total) for code, p in previsions.previsions.items()}
    return EtatHorsFlux(
        exercice=exercice,
        lignes=dresser_registre([found for _, found in rows], expected, exercice),
        logements=tuple(sorted(rows, key=lambda row: (row[1].libere_le, row[1].logement))),
        previsions=previsions,
        realise=count_realise(bailleur, exercice, jour),
    )


def _is_concerned(found: LogementHorsFlux, exercice: int) -> bool:
    days = (found.libere_le, found.attribue_le, found.bail_le)
    return any(day is not None and day.year == exercice for day in days)


def list_hors_flux(bailleur: Organisation) -> list[tuple[Suivi, LogementHorsFlux]]:
    """Give every dwelling out of the flux of a bailleur, as its facts leave it.

    Args:
        bailleur: Whose flux.
    """
    publics = {row.liberation_id: row.public for row in requetes.publics_of(bailleur.pk)}  # the last word holds
    return [
        (suivi, _to_core(suivi, publics.get(pk, "")))
        for pk, suivi in load_flux(bailleur.pk).suivis.items()
        if suivi.etat.etat == "hors_flux" and suivi.etat.categorie in CATEGORIES
    ]


def _to_core(suivi: Suivi, public: str) -> LogementHorsFlux:
    days = {fait.type: fait.jour for fait in suivi.etat.list_faits()}  # the last of each kind that stands
    return LogementHorsFlux(
        logement=suivi.liberation.reference,
        categorie=suivi.etat.categorie,
        libere_le=suivi.liberation.libre_le,
        attribue_le=days.get("attribution"),
        bail_le=days.get("bail"),
        public=public,
    )


def noter_public(acteur: Acteur, reference: str, public: str, moment: datetime) -> PublicHorsFlux:
    """Say who was housed in a dwelling out of the flux; the last word holds.

    Args:
        acteur: Who writes, for his bailleur.
        reference: The dwelling.
        public: A code of `gef.core.hors_flux.PUBLICS`.
        moment: When.

    Raises:
        Http404, PermissionDenied: see `gef.access.visible.fetch`.
        PublicRefuseError: an unknown code, or a dwelling that is not out of the flux.
    """
    liberation = fetch(Liberation, acteur, to="orienter", reference=reference)
    if public not in PUBLICS:
        raise PublicRefuseError(f"Public « {public} » ; attendu : {', '.join(PUBLICS)}.")
    with writing(liberation.bailleur_id):
        if load_flux(liberation.bailleur_id).suivis[liberation.pk].etat.categorie not in CATEGORIES:
            raise PublicRefuseError(
                f"{reference} n’est pas hors du flux ; attendu : une mutation, un relogement, une vente."
            )
        former = requetes.publics_of(liberation.bailleur_id).filter(liberation=liberation).count()
        row = PublicHorsFlux(
            liberation=liberation,
            rang=former + 1,
            public=public,
            auteur_id=acteur.utilisateur_id,
            ecrit_le=moment,
        )
        row.save(force_insert=True)
        write_acte(acteur, "public-hors-flux", reference, {"public": public}, moment)
    return row
