"""Needs out of the flux: declared without personal data, closed by a dwelling taken out of the flux, or withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write, visible
from gef.actions.flux import load_flux
from gef.core.besoins import CATEGORIES_BESOIN, BesoinHorsFlux
from gef.db.besoins import requetes
from gef.db.besoins.models import Besoin, ClotureBesoin
from gef.db.flux.models import Liberation
from gef.db.journal.models import Acte
from gef.errors import GefError
from gef.law.territoires import load_communes, load_epci


class BesoinRefuseError(GefError, ValueError):
    """A need cannot be recorded or closed: a field is missing, or what it names does not fit."""


@dataclass(frozen=True, slots=True)
class LigneBesoin:
    """A need of the register: as written, how many still wait, and what closed the others."""

    besoin: Besoin
    restants: int
    clotures: tuple[ClotureBesoin, ...]


def to_besoin(row: Besoin, restants: int) -> BesoinHorsFlux:
    """Read a row as the core takes it; `restants` households still wait."""
    return BesoinHorsFlux(
        reference=row.reference,
        categorie=row.categorie,
        nombre=restants,
        declare_le=row.declare_le,
        typologies=frozenset(row.typologies),
        portees=frozenset(row.portees),
        is_prioritaire=row.is_prioritaire,
    )


def load_besoins(bailleur: Organisation) -> tuple[BesoinHorsFlux, ...]:
    """Read the needs that are not met, in order of entry."""
    return tuple(to_besoin(row, restants) for row, restants in requetes.list_ouverts(bailleur.pk))


def list_besoins(bailleur: Organisation) -> tuple[LigneBesoin, ...]:
    """List the register: what still waits first, then the newest."""
    closed: dict[int, list[ClotureBesoin]] = {}
    for row in requetes.clotures_of(bailleur.pk):
        closed.setdefault(row.besoin_id, []).append(row)
    found = requetes.list_besoins(bailleur.pk)
    rows = [LigneBesoin(row, restants, tuple(closed.get(row.pk, ()))) for row, restants in found]
    return tuple(sorted(rows, key=lambda row: (not row.restants, -row.besoin.declare_le.toordinal(), -row.besoin.pk)))


def inscrire_besoin(acteur: Acteur, besoin: BesoinHorsFlux, moment: datetime, document: str = "") -> Besoin:
    """Record a need.

    Args:
        acteur: Who writes.
        besoin: The need; the core has checked it.
        moment: When.
        document: Where it comes from: charte de relogement, list of the CUS.

    Raises:
        PermissionDenied: the actor may not write.
        BesoinRefuseError: no reference, one already there, or an unknown place.
    """
    check_can_write(acteur, "orienter")
    reference = besoin.reference.strip()
    if not reference:
        raise BesoinRefuseError("Besoin, référence : vide ; attendu : votre référence interne, sans nom de personne.")
    check_portees(besoin.portees, f"Besoin {reference}")
    row = Besoin(
        bailleur=acteur.organisation,
        reference=reference,
        categorie=besoin.categorie,
        nombre=besoin.nombre,
        typologies=sorted(besoin.typologies),
        portees=sorted(besoin.portees),
        is_prioritaire=besoin.is_prioritaire,
        declare_le=besoin.declare_le,
        document=document.strip(),
        auteur_id=acteur.utilisateur_id,
        ecrit_le=moment,
    )
    try:
        with transaction.atomic():
            lock_bailleur(acteur.organisation.pk)
            row.save(force_insert=True)
            _write_acte(acteur, "besoin", reference, {"categorie": row.categorie, "nombre": row.nombre}, moment)
    except IntegrityError as error:
        raise BesoinRefuseError(f"Besoin {reference} : déjà inscrit ; attendu : une référence par besoin.") from error
    return row


def check_portees(portees: Iterable[str], where: str) -> None:
    """Refuse a commune or an EPCI that nobody knows.

    Raises:
        BesoinRefuseError: with the first one.
    """
    known = {"commune": load_communes(), "epci": load_epci()}
    for portee in sorted(portees):
        kind, _, code = portee.partition(":")
        if code not in known.get(kind, ()):
            raise BesoinRefuseError(f"{where} : « {portee} » inconnu ; attendu : commune:CODE ou epci:SIREN.")


@dataclass(frozen=True, slots=True)
class SaisieCloture:
    """What closes a need: the reference of a dwelling, for one household; or nothing, for those withdrawn.

    Attributes:
        besoin: Reference of the need.
        clos_le: The day.
        logement: Reference of the dwelling; "" when households are withdrawn.
        nombre: Households withdrawn; one with a dwelling.
        motif: Why they are withdrawn.
    """

    besoin: str
    clos_le: date
    logement: str = ""
    nombre: int = 1
    motif: str = ""


def clore_besoin(acteur: Acteur, saisie: SaisieCloture, moment: datetime) -> ClotureBesoin:
    """Close a need, wholly or in part.

    Args:
        acteur: Who writes.
        saisie: What closes it.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        BesoinRefuseError: an unknown need or dwelling, more households than wait, no reason for a withdrawal, a
            dwelling that is in the flux or out of it for something else, or that closed another need already.
    """
    check_can_write(acteur, "orienter")
    try:
        with transaction.atomic():
            lock_bailleur(acteur.organisation.pk)
            besoin = _find_besoin(acteur, saisie)
            row = ClotureBesoin(
                besoin=besoin,
                nombre=1 if saisie.logement else saisie.nombre,
                liberation=_find_logement(acteur, saisie, besoin) if saisie.logement else None,
                motif=saisie.motif.strip(),
                clos_le=saisie.clos_le,
                auteur_id=acteur.utilisateur_id,
                ecrit_le=moment,
            )
            row.save(force_insert=True)
            details = {"logement": saisie.logement, "nombre": row.nombre, "motif": row.motif}
            _write_acte(acteur, "cloture_besoin", besoin.reference, details, moment)
    except IntegrityError as error:
        raise BesoinRefuseError(
            f"{saisie.logement} a déjà clos un autre besoin ; attendu : un logement par ménage."
        ) from error
    return row


def _find_besoin(acteur: Acteur, saisie: SaisieCloture) -> Besoin:
    rows = requetes.list_besoins(acteur.organisation.pk, reference=saisie.besoin) if saisie.besoin else []
    found, restants = rows[0] if rows else (None, 0)
    where = f"Besoin {saisie.besoin}"
    if found is None or not restants:
        raise BesoinRefuseError(f"{where} : inconnu, ou déjà clos ; attendu : la référence d’un besoin en attente.")
    if saisie.clos_le < found.declare_le:
        attendu = f"le {found.declare_le:%d/%m/%Y} ou après"
        raise BesoinRefuseError(f"{where} : clos avant d’être déclaré ; attendu : {attendu}.")
    if not saisie.logement and not saisie.motif.strip():
        raise BesoinRefuseError(
            f"{where}, motif : vide ; attendu : pourquoi il est retiré, ou le logement qui le clôt."
        )
    if not saisie.logement and not 1 <= saisie.nombre <= restants:
        raise BesoinRefuseError(f"{where} : {saisie.nombre} retirés ; attendu : de 1 à {restants}.")
    return found


def _find_logement(acteur: Acteur, saisie: SaisieCloture, besoin: Besoin) -> Liberation:
    found = visible(Liberation, acteur).filter(reference=saisie.logement).first()
    if found is None:
        attendu = "la référence d’un logement libéré"
        raise BesoinRefuseError(f"Logement « {saisie.logement} » : inconnu ; attendu : {attendu}.")
    etat = load_flux(acteur.organisation.pk).suivis[found.pk].etat
    if (etat.etat, etat.categorie) != ("hors_flux", besoin.categorie):
        libelle = CATEGORIES_BESOIN[besoin.categorie]
        raise BesoinRefuseError(
            f"{saisie.logement} n’est pas qualifié hors flux pour « {libelle} » ; attendu : qualifiez-le d’abord, "
            "sinon il compterait pour un réservataire."
        )
    return found


def _write_acte(acteur: Acteur, acte: str, objet: str, details: dict[str, object], moment: datetime) -> None:
    Acte(
        bailleur_id=acteur.organisation.pk,
        auteur_id=acteur.utilisateur_id,
        acte=acte,
        objet=objet[:60],
        details=details,
        fait_le=moment,
    ).save(force_insert=True)
