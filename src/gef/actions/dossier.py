"""A bailleur's data read from the database, in the shape that the calculations take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from gef.access.models import Organisation
from gef.actions.codec import decode
from gef.actions.donnees import (
    Compte,
    ConventionInscrite,
    DemandesInscrites,
    DerogationInscrite,
    Dossier,
    DroitInscrit,
    ExclusionInscrite,
    FaitInscrit,
    ForfaitInscrit,
    LiberationInscrite,
    PrevisionInscrite,
    TauxInscrit,
)
from gef.actions.listes_logements import read_liste
from gef.actions.memoire import remember
from gef.actions.parc import read_parc_table
from gef.core.parts import BAILLEUR
from gef.core.rotation import TauxRotation
from gef.db.flux import requetes
from gef.db.flux.models import Convention, Droit, TauxPublie
from gef.db.patrimoine.requetes import list_millesimes
from gef.errors import GefError


class DossierIncompletError(GefError):
    """What a calculation needs has not been imported yet."""


def load_dossier(bailleur: Organisation, *, has_liberations: bool = True) -> Dossier:
    """Read a bailleur's data from the database and his kept parc, once for the process until something is written.

    Args:
        bailleur: Whose data.
        has_liberations: Whether the freed dwellings and their facts are wanted; there are tens of thousands of them.

    Raises:
        DossierIncompletError: he has no parc yet.
    """
    identity = (bailleur.nom, bailleur.territoire)
    return remember(
        bailleur.pk,
        ("dossier", has_liberations, identity),
        lambda: _read_dossier(bailleur, has_liberations=has_liberations),
    )


def _read_dossier(bailleur: Organisation, *, has_liberations: bool) -> Dossier:
    parcs = list_millesimes(bailleur.pk)
    if not parcs:
        raise DossierIncompletError(f"{bailleur} n’a pas encore de parc ; importez le dépôt RPLS de l’année.")
    parc = parcs[-1]
    comptes = requetes.comptes_of(bailleur.pk).exclude(code=BAILLEUR)
    return Dossier(
        bailleur=bailleur.nom,
        departement=bailleur.territoire,
        parc=read_parc_table(parc),
        millesime=parc.millesime,
        source_parc=f"{parc.nom_fichier}, millésime {parc.millesime}, version {parc.version}",
        comptes=tuple(Compte(c.code, c.nom, c.type, c.portee) for c in comptes),
        droits=_load_droits(bailleur),
        conventions=_load_conventions(bailleur),
        previsions=tuple(
            PrevisionInscrite(p.exercice, p.categorie, p.nombre, p.document, p.mois, p.declaree_le)
            for p in requetes.previsions_of(bailleur.pk)
        ),
        liberations=_load_liberations(bailleur) if has_liberations else (),
        derogations=tuple(
            DerogationInscrite(d.code, d.valeur, d.clause, d.document, d.portee, d.exercice)
            for d in requetes.derogations_of(bailleur.pk)
        ),
        exclusions=tuple(
            ExclusionInscrite(e.code, e.debut, e.fin, e.reservataire.code if e.reservataire else "", e.document)
            for e in requetes.exclusions_of(bailleur.pk)
        ),
        taux_publies=tuple(to_taux_inscrit(row) for row in requetes.taux_publies_of(bailleur.pk)),
        choix_taux=_load_choix_taux(bailleur),
        demandes=tuple(
            DemandesInscrites(d.commune, d.annee, d.demandes, d.attributions, d.source)
            for d in requetes.demandes_of(bailleur.pk)
        ),
        forfaits=tuple(ForfaitInscrit(f.exercice, f.taux, f.document) for f in requetes.forfaits_of(bailleur.pk)),
        reservations=read_liste(bailleur.pk, "reservations"),
        logements_exclus=read_liste(bailleur.pk, "logements_exclus"),
        tailles_parc={kept.millesime: kept.logements_count for kept in parcs},
    )


def to_taux_inscrit(row: TauxPublie) -> TauxInscrit:
    """Read a published rate."""
    return TauxInscrit(
        row.territoire,
        row.annee,
        row.valeur,
        row.source,
        frozenset(row.numerateur_exclut),
        frozenset(row.denominateur_exclut),
        row.evenements,
    )


def _load_choix_taux(bailleur: Organisation) -> dict[int, TauxRotation]:
    """Rate chosen for each exercice: the newest choice holds."""
    rows = requetes.choix_taux_of(bailleur.pk)
    return {row.exercice: decode(TauxRotation, row.definition) for row in rows}


def _load_droits(bailleur: Organisation) -> tuple[DroitInscrit, ...]:
    return tuple(to_droit_inscrit(row) for row in requetes.droits_of(bailleur.pk))


def to_droit_inscrit(row: Droit) -> DroitInscrit:
    """Read a line of the register with its accounts.

    Args:
        row: The line; its holder and its user come with it.
    """
    return DroitInscrit(
        reservataire=row.reservataire.code,
        nature=row.nature,
        type_droit=row.type_droit,
        nombre=row.nombre,
        debut=row.debut,
        fin=row.fin,
        commune=row.commune,
        programme=row.programme,
        echeance_pret=row.echeance_pret,
        rotation=row.rotation,
        is_formalise=row.is_formalise,
        document=row.document,
        reference=row.reference,
        part_garantie=row.part_garantie,
        mode_gestion=row.mode_gestion,
        utilisateur=row.utilisateur.code if row.utilisateur else "",
        delegation_debut=row.delegation_debut,
        delegation_fin=row.delegation_fin,
    )


def _load_conventions(bailleur: Organisation) -> tuple[ConventionInscrite, ...]:
    return tuple(to_convention_inscrite(row) for row in requetes.conventions_of(bailleur.pk))


def to_convention_inscrite(row: Convention) -> ConventionInscrite:
    """Read a convention with the code of its account."""
    return ConventionInscrite(
        row.reservataire.code,
        row.part,
        row.debut,
        row.fin,
        row.declencheur,
        row.politique_refus,
        row.source,
        row.politique_silence,
        row.mode_gestion,
        row.requalifie_min,
    )


_CHAMPS = ("reference", "libre_le", "commune", "epci", "hors_flux")
_ATTRIBUTS = ("typologie", "financement", "qpv", "forme", "periode")


def _load_liberations(bailleur: Organisation) -> tuple[LiberationInscrite, ...]:
    faits: defaultdict[int, list[FaitInscrit]] = defaultdict(list)
    fields = ("liberation", "type", "date", "reservataire__code", "precision")
    for liberation, kind, jour, code, precision in requetes.faits_of(bailleur.pk).values_list(*fields):
        faits[liberation].append(FaitInscrit(kind, jour, code or BAILLEUR, precision or {}))
    # Values, not instances: tens of thousands of rows, read in half the time.
    rows = requetes.liberations_of(bailleur.pk).values_list("pk", "ident_rep", *_CHAMPS, *_ATTRIBUTS)
    return tuple(_to_liberation(row, tuple(faits[row[0]])) for row in rows)


def _to_liberation(row: Sequence[Any], faits: tuple[FaitInscrit, ...]) -> LiberationInscrite:
    _, ident_rep, reference, libre_le, commune, epci, hors_flux, *attributs = row
    typologie, financement, qpv, forme, periode = attributs
    return LiberationInscrite(
        reference=reference,
        libre_le=libre_le,
        commune=commune,
        epci=epci,
        hors_flux=hors_flux,
        typologie=typologie or None,
        financement=financement or None,
        qpv=qpv,
        forme=forme or None,
        periode=periode or None,
        faits=faits,
        ident_rep=ident_rep,
    )
