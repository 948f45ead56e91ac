"""The register of exclusions: what the conventions take out of the parc, and the dwellings behind each line.

Append-only. To end an exclusion is to write it again, same kind, same réservataire, same start, with its end; what was
recorded by mistake ends on the day that it starts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import polars as pl
from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write, visible
from gef.actions.donnees import Dossier, ExclusionInscrite
from gef.actions.dossier import DossierIncompletError
from gef.actions.entrees_exclusions import describe_origine, mark_exclusions
from gef.actions.listes_logements import read_liste
from gef.actions.parc import read_parc_table
from gef.core.exclusions import CATALOGUE_EXCLUSIONS, LEGALES, find_modele, list_retenues
from gef.core.periodes import debut_exercice
from gef.db.flux import requetes
from gef.db.flux.models import ExclusionRetenue, Reservataire
from gef.db.journal.models import Acte
from gef.db.patrimoine.requetes import last_parc
from gef.errors import GefError

CODE: Final = re.compile(r"[a-z][a-z0-9_]{2,24}")


class ExclusionRefuseeError(GefError):
    """The exclusion cannot be recorded or ended: the law already says it, a field is missing, or it is not there."""


@dataclass(frozen=True, slots=True)
class SaisieExclusion:
    """What a person records; `reservataire` empty: every convention; `fin` excluded."""

    code: str
    debut: date
    document: str
    reservataire: str = ""
    fin: date | None = None


@dataclass(frozen=True, slots=True)
class LigneRegistre:
    """A line of the register that holds, with its last document; `pk` ends it."""

    pk: int
    code: str
    libelle: str
    reservataire: str
    nom: str
    debut: date
    fin: date | None
    document: str


def inscrire_exclusion(acteur: Acteur, saisie: SaisieExclusion, moment: datetime) -> ExclusionRetenue:
    """Record a local exclusion, for every convention or for one.

    Raises:
        ExclusionRefuseeError: a legal kind, a malformed code, no document, an end before the start, an unknown account,
            or the very line already there.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        compte = _find_compte(acteur, saisie.reservataire)
        _check(saisie)
        known = {(row.code, row.reservataire, row.debut): row for row in _list_inscrites(acteur.organisation)}
        former = known.get((saisie.code, saisie.reservataire, saisie.debut))
        if former and (former.fin, former.document) == (saisie.fin, saisie.document.strip()):
            raise ExclusionRefuseeError(f"« {find_modele(saisie.code).libelle} » est déjà inscrit ainsi.")
        row = ExclusionRetenue(
            bailleur=acteur.organisation,
            code=saisie.code,
            reservataire=compte,
            debut=saisie.debut,
            fin=saisie.fin,
            document=saisie.document.strip(),
        )
        row.save(force_insert=True)
        Acte(
            bailleur=acteur.organisation,
            auteur_id=acteur.utilisateur_id,
            acte="exclusion",
            objet=saisie.code,
            details={
                "reservataire": saisie.reservataire,
                "debut": saisie.debut.isoformat(),
                "fin": saisie.fin.isoformat() if saisie.fin else None,
                "document": row.document,
            },
            fait_le=moment,
        ).save(force_insert=True)
    return row


def clore_exclusion(acteur: Acteur, pk: int, *, fin: date, document: str, moment: datetime) -> ExclusionRetenue:
    """End an exclusion: write it again with its end and the document that ends it.

    Raises:
        ExclusionRefuseeError: no such line in force, no document, or an end before the start.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    ligne = next((ligne for ligne in list_registre(acteur.organisation) if ligne.pk == pk), None)
    if ligne is None:
        raise ExclusionRefuseeError("Cette exclusion n’est plus au registre, ou vient d’être modifiée.")
    saisie = SaisieExclusion(ligne.code, ligne.debut, document, ligne.reservataire, fin)
    return inscrire_exclusion(acteur, saisie, moment)


def _check(saisie: SaisieExclusion) -> None:
    if saisie.code in LEGALES:
        raise ExclusionRefuseeError(
            f"Les {find_modele(saisie.code).libelle} sortent du flux par la loi ; il n’y a rien à inscrire."
        )
    if not CODE.fullmatch(saisie.code):
        raise ExclusionRefuseeError(
            f"Catégorie « {saisie.code} » ; attendu : 3 à 25 lettres sans accent, chiffres ou « _ », par exemple "
            "« logements_de_gardien »."
        )
    if not saisie.document.strip():
        raise ExclusionRefuseeError("Citez la convention ou le protocole qui prévoit cette exclusion.")
    if saisie.fin is not None and saisie.fin < saisie.debut:
        raise ExclusionRefuseeError("La fin précède le début ; attendu : le même jour pour annuler, ou un jour après.")


def _find_compte(acteur: Acteur, code: str) -> Reservataire | None:
    if not code:
        return None
    compte = visible(Reservataire, acteur).filter(code=code).first()
    if compte is None:
        raise ExclusionRefuseeError(f"Réservataire « {code} » inconnu ; attendu : le code d’un compte.")
    return compte


def _list_inscrites(bailleur: Organisation) -> tuple[ExclusionInscrite, ...]:
    return tuple(
        ExclusionInscrite(row.code, row.debut, row.fin, row.reservataire.code if row.reservataire else "", row.document)
        for row in requetes.exclusions_of(bailleur.pk)
    )


def list_registre(bailleur: Organisation) -> tuple[LigneRegistre, ...]:
    """List the inscriptions that hold, past and future ones included, common ones first."""
    rows = [
        LigneRegistre(
            pk=row.pk,
            code=row.code,
            libelle=find_modele(row.code).libelle,
            reservataire=row.reservataire.code if row.reservataire else "",
            nom=row.reservataire.nom if row.reservataire else "toutes les conventions",
            debut=row.debut,
            fin=row.fin,
            document=row.document,
        )
        for row in requetes.exclusions_of(bailleur.pk)
    ]
    order = list(CATALOGUE_EXCLUSIONS)
    rank = {code: position for position, code in enumerate(order)}
    return tuple(sorted(list_retenues(rows), key=lambda r: (r.reservataire, rank.get(r.code, len(order)), r.debut)))


def load_parc_exclu(bailleur: Organisation) -> Dossier:
    """Read what tells which dwellings leave, and nothing else: neither liberations nor conventions.

    Raises:
        DossierIncompletError: no parc yet.
    """
    parc = last_parc(bailleur.pk)
    if parc is None:
        raise DossierIncompletError(f"{bailleur} n’a pas encore de parc ; importez le dépôt RPLS de l’année.")
    return Dossier(
        bailleur=bailleur.nom,
        departement=bailleur.territoire,
        parc=read_parc_table(parc),
        millesime=parc.millesime,
        source_parc=f"{parc.nom_fichier}, millésime {parc.millesime}, version {parc.version}",
        comptes=(),
        droits=(),
        conventions=(),
        previsions=(),
        liberations=(),
        exclusions=_list_inscrites(bailleur),
        logements_exclus=read_liste(bailleur.pk, "logements_exclus"),
    )


@dataclass(frozen=True, slots=True)
class LogementsExclus:
    """Dwellings that leave the parc for one reason, on the first day of an exercice.

    Attributes:
        code: The reason.
        exercice: Year.
        table: Their rows of the parc, in its order.
        origine: How they were found.
        source_parc: Which parc.
    """

    code: str
    exercice: int
    table: pl.DataFrame
    origine: str
    source_parc: str


def list_logements_exclus(bailleur: Organisation, code: str, exercice: int, reservataire: str = "") -> LogementsExclus:
    """Find the dwellings that a reason takes out of the parc, for every convention or for one.

    Raises:
        DossierIncompletError: no parc yet.
    """
    dossier = load_parc_exclu(bailleur)
    marked = mark_exclusions(dossier, debut_exercice(exercice), reservataire)
    rows = marked.filter(pl.col("exclusion") == code)
    return LogementsExclus(code, exercice, rows, describe_origine(dossier, code), dossier.source_parc)
