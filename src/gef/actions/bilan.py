"""The bilan of an exercice, from the ledger and the objectives kept for that year."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.actions.bilan_annuel import read_annuel
from gef.actions.donnees import Dossier
from gef.actions.dossier import load_dossier
from gef.actions.entrees_bilan import compute_bilan
from gef.actions.flux import load_flux
from gef.core.bilan import JOURNAL, LIBELLES_EVENEMENTS, Bilan, LigneAxe, LigneReservataire, TableAxe
from gef.core.motifs import Etape, Explication
from gef.core.parts import BAILLEUR

__all__ = ["add_axes", "codes_of", "compute_bilan", "list_exercices", "narrow_bilan", "read_bilan"]
AUTRES = "Les autres comptes"


def read_bilan(bailleur: Organisation, exercice: int) -> Bilan:
    """Draw up the bilan of a bailleur for an exercice; the current one stops at the last fact written.

    Raises:
        DossierIncompletError: he has no parc yet.
    """
    load_dossier(bailleur)
    return read_annuel(bailleur, exercice).bilan


def list_exercices(dossier: Dossier) -> tuple[int, ...]:
    """Years with at least one liberation, the newest first."""
    return tuple(sorted({row.libre_le.year for row in dossier.liberations}, reverse=True))


def narrow_bilan(bilan: Bilan, codes: Collection[str]) -> Bilan:
    """Keep what some accounts may know: their own rows beside the totals, which everybody may see.

    No step and no sentence about another account is left; what the others had in a total is one step.
    """
    others = [row for row in bilan.reservataires if row.id not in codes]
    hidden = {f"{event}_{row.id or 'inconnu'}" for event in LIBELLES_EVENEMENTS for row in others}
    return replace(
        bilan,
        reservataires=tuple(row for row in bilan.reservataires if row.id in codes),
        manques=tuple(text for text in bilan.manques if not _names_any(text, others)),
        explications={code: _hide(explication, hidden) for code, explication in bilan.explications.items()},
    )


def _names_any(text: str, rows: Sequence[LigneReservataire]) -> bool:
    return any(row.id and row.nom in text for row in rows)


def _hide(explication: Explication, hidden: Collection[str]) -> Explication:
    """Put the steps of other accounts together, and leave out the sums where their figures are written."""
    rest = [int(step.valeur) for step in explication.etapes if step.code in hidden]
    kept = [step for step in explication.etapes if step.code not in hidden]
    if rest:
        kept.insert(-1, Etape("autres", AUTRES, sum(rest), "logements", source=JOURNAL))
    return replace(
        explication,
        etapes=tuple(replace(step, calcul="") if step.code in LIBELLES_EVENEMENTS else step for step in kept),
    )


def add_axes(bilan: Bilan) -> tuple[TableAxe, ...]:
    """Add up the tables of the accounts of a narrowed bilan, with their rows in the order of everybody's."""
    return tuple(
        _add_tables(whole, [row.axes[rank] for row in bilan.reservataires]) for rank, whole in enumerate(bilan.axes)
    )


def _add_tables(whole: TableAxe, tables: Sequence[TableAxe]) -> TableAxe:
    lignes = [_add_rows(row, [r for t in tables for r in t.lignes if r.code == row.code]) for row in whole.lignes]
    return replace(
        whole,
        lignes=tuple(row for row in lignes if row.propositions or row.attributions or row.baux),
        total=_add_rows(whole.total, [table.total for table in tables]),
    )


def _add_rows(whole: LigneAxe, rows: Sequence[LigneAxe]) -> LigneAxe:
    return replace(
        whole,
        propositions=sum(row.propositions for row in rows),
        attributions=sum(row.attributions for row in rows),
        baux=sum(row.baux for row in rows),
        hors_flux=0,
    )


def codes_of(acteur: Acteur, bailleur: Organisation) -> frozenset[str] | None:
    """Accounts whose rows the actor may see in a bilan; None for all of them."""
    if acteur.is_bailleur:
        return None
    etat = load_flux(bailleur.pk)
    held = (c.code for c in etat.comptes.values() if c.organisation_id == acteur.organisation.pk)
    return frozenset(held) - {BAILLEUR}
