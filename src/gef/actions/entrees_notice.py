"""From a dossier to the notice due before 28 February: the declarations, and what left the flux the year before."""

from __future__ import annotations

from datetime import date

from gef.actions.donnees import Dossier, LiberationInscrite
from gef.core.bilan_tables import LigneFlux
from gef.core.notice import EntreeNotice, Notice, dresser_notice
from gef.core.previsions import Declaration
from gef.core.rotation import CATEGORIES


def build_notice(dossier: Dossier, exercice: int, jour: date) -> EntreeNotice:
    """Gather the inputs of the notice of an exercice, as of a day."""
    return EntreeNotice(
        exercice=exercice,
        previsions=tuple(
            Declaration(p.exercice, p.categorie, p.nombre, p.document, p.mois, p.declaree_le)
            for p in dossier.previsions
            if p.exercice in (exercice - 1, exercice)
        ),
        lignes=tuple(_to_ligne(row) for row in dossier.list_liberees() if row.hors_flux in CATEGORIES),
        jour=jour,
    )


def _to_ligne(row: LiberationInscrite) -> LigneFlux:
    dates = {fait.type: fait.date for fait in row.faits}  # the last of each kind
    return LigneFlux(
        liberation_id=row.reference,
        commune=row.commune,
        typologie=row.typologie,
        financement=row.financement,
        qpv=row.qpv,
        periode=row.periode,
        hors_flux=row.hors_flux,
        propositions=(),
        attribue_a=None,
        attribue_le=dates.get("attribution"),
        bail_le=dates.get("bail"),
        libere_le=row.libre_le,
        refus=(),
    )


def compute_notice(dossier: Dossier, exercice: int, jour: date) -> Notice:
    """Draw up the notice of an exercice from a dossier, whether it comes from the database or from files."""
    return dresser_notice(build_notice(dossier, exercice, jour))
