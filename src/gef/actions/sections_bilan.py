"""The whole bilan cut into parts, for the bailleur or for who may read some accounts only: page, PDF, spreadsheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from gef.access.models import Organisation, TypeOrganisation
from gef.actions.bilan import add_axes, narrow_bilan
from gef.actions.obligations_vues import narrow
from gef.actions.tableaux_bilan import table_axe, table_hors_flux, table_reservataires
from gef.actions.tableaux_bilan_annuel import (
    ETAT_COMMUNE,
    table_etat_communes,
    table_logements,
    table_obligations,
    table_parts,
    table_premieres,
    table_publics,
    table_quartiles,
    table_refus,
    table_soldes,
    table_soustractions,
)
from gef.core.bilan_annuel import BilanAnnuel
from gef.core.bilan_refus import total_refus
from gef.core.bilan_territoires import LigneTerritoire
from gef.outputs.document import Section
from gef.outputs.tables import Table


def narrow_annuel(annuel: BilanAnnuel, codes: Collection[str], organisation: Organisation | None = None) -> BilanAnnuel:
    """Keep what a recipient may read: the rows of his accounts, the obligations that concern him, and the totals.

    Args:
        annuel: The whole bilan.
        codes: His accounts.
        organisation: Who reads, when he has an organisation here: its territory gives it obligations to read.
    """
    # Those of the other accounts, which the État may read elsewhere, are not those of its bilan.
    own = [row for row in annuel.obligations if not row.reservataire or row.reservataire in codes]
    obligations = narrow(organisation, own, set(codes)) if organisation else [row for row in own if row.reservataire]
    return replace(
        annuel,
        bilan=narrow_bilan(annuel.bilan, codes),
        publics=tuple(row for row in annuel.publics if row.reservataire in codes),
        refus=tuple(row for row in annuel.refus if row.reservataire in codes),
        premieres=tuple(row for row in annuel.premieres if row.reservataire in codes),
        obligations=tuple(obligations),
        territoires=keep_territoires(annuel.territoires, organisation),
        logements=tuple(row for row in annuel.logements if row.reservataire in codes),
    )


def keep_territoires(
    rows: tuple[LigneTerritoire, ...], organisation: Organisation | None
) -> tuple[LigneTerritoire, ...]:
    """Keep the territories that an organisation may read: all for a bailleur and the État, its own for an EPCI.

    Args:
        rows: Those of a bailleur.
        organisation: Who reads; None for an account that nobody holds here.
    """
    if organisation is None:
        return ()
    if organisation.is_bailleur or organisation.type == TypeOrganisation.ETAT:
        return rows
    is_epci = organisation.type == TypeOrganisation.EPCI
    return tuple(row for row in rows if is_epci and row.epci == organisation.territoire)


def list_sections(annuel: BilanAnnuel, *, is_restreint: bool, ensemble: Section | None = None) -> tuple[Section, ...]:
    """Cut a bilan into the parts of its document, in order.

    Args:
        annuel: The bilan, already narrowed when it must be.
        is_restreint: Whether it was narrowed to some accounts: their axes are then set beside those of all.
        ensemble: Those of all, when they are already made: every recipient reads the same.
    """
    bilan, year = annuel.bilan, annuel.exercice
    noms = {row.id: row.nom for row in bilan.reservataires}
    axes = add_axes(bilan) if is_restreint else bilan.axes
    titre = "Vos logements par caractéristique" if is_restreint else "Par caractéristique"
    return (
        Section(
            "comptes",
            "Votre compte" if is_restreint else "Par réservataire",
            (table_reservataires(bilan), table_parts(bilan)),
        ),
        Section("caracteristiques", titre, tuple(table_axe(axe, year) for axe in axes), is_double=True),
        Section("publics", "Publics logés", (table_publics(annuel), table_quartiles(annuel))),
        Section("obligations", "Obligations", _list_obligations(annuel, noms)),
        Section("refus", "Refus", (table_refus(total_refus(annuel.refus), year),)),
        Section("premieres", "Premières mises en location", (table_premieres(annuel.premieres, year),)),
        Section(
            "hors-flux",
            "Hors du flux",
            (table_hors_flux(bilan), table_soustractions(annuel.soustractions, year)),
        ),
        Section("soldes", "Soldes reportés", (table_soldes(bilan),)),
        *([ensemble or make_ensemble(annuel)] if is_restreint else []),
        Section("logements", "Liste des logements", (table_logements(annuel.logements, year, noms),), is_paysage=True),
    )


def _list_obligations(annuel: BilanAnnuel, noms: Mapping[str, str]) -> tuple[Table, ...]:
    """Give the obligations, then apart the share of the État commune by commune, when it is to be read."""
    communes = [row for row in annuel.obligations if row.code == ETAT_COMMUNE]
    others = [row for row in annuel.obligations if row.code != ETAT_COMMUNE]
    main = table_obligations(others, annuel.exercice, noms)
    return (main, table_etat_communes(communes, annuel.exercice)) if communes else (main,)


def make_ensemble(annuel: BilanAnnuel) -> Section:
    """Make the part about all the réservataires together."""
    tables = (_rename(table_axe(axe, annuel.exercice)) for axe in annuel.bilan.axes)
    titre = "Tous réservataires ensemble, par caractéristique"
    return Section("ensemble", titre, tuple(tables), is_double=True, is_partagee=True)


def _rename(table: Table) -> Table:
    return replace(table, code=f"{table.code}-ensemble", titre=f"{table.titre}, ensemble")
