"""Delays of the conventions and closed days of a bailleur: recorded with their document, never changed.

To end a clause is to write it again with its end, in place of the former; to reopen closed days is to withdraw them.
What was written stays in the register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write, visible
from gef.core.delais import (
    Calendrier,
    Delai,
    Echeance,
    Fermeture,
    calculer_avance,
    calculer_echeance,
    nom_jour,
)
from gef.core.horloges import ClauseDelai, find_clause
from gef.core.motifs import Source
from gef.core.parts import BAILLEUR
from gef.db.delais.models import DelaiConvention, JourFerme
from gef.db.delais.requetes import delais_of, fermetures_of
from gef.db.flux.models import Reservataire
from gef.db.journal.models import Acte
from gef.errors import GefError

UN_JOUR: Final = timedelta(days=1)


class DelaiRefuseError(GefError, ValueError):
    """A delay or a closing cannot be recorded: a field is missing, or what it names is not there."""


@dataclass(frozen=True, slots=True)
class SaisieDelai:
    """What a person records of a convention; see `gef.core.horloges.ClauseDelai`. `fin` excluded."""

    reservataire: str
    etape: str
    delai: Delai
    consequence: str
    decompte: str
    debut: date
    document: str
    fin: date | None = None


def inscrire_delai(acteur: Acteur, saisie: SaisieDelai, moment: datetime) -> DelaiConvention:
    """Record what a convention says of one step.

    Args:
        acteur: Who writes.
        saisie: The clause.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        DelaiRefuseError: no document, an unknown account.
        DonneeInvalideError: the core refuses it; the message says what was expected.
    """
    check_can_write(acteur)
    _check_saisie(saisie)
    compte = visible(Reservataire, acteur).exclude(code=BAILLEUR).filter(code=saisie.reservataire).first()
    if compte is None:
        raise DelaiRefuseError(f"Réservataire « {saisie.reservataire} » inconnu ; attendu : le code d’un compte.")
    fields = {
        "etape": saisie.etape,
        "nombre": saisie.delai.nombre,
        "unite": saisie.delai.unite,
        "is_reporte": saisie.delai.reporte,
        "consequence": saisie.consequence,
        "decompte": saisie.decompte,
        "debut": saisie.debut,
        "fin": saisie.fin,
        "document": saisie.document.strip(),
    }
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        return _write_delai(acteur, DelaiConvention(reservataire=compte, **fields), moment)


def clore_delai(acteur: Acteur, pk: int, *, fin: date, document: str, moment: datetime) -> DelaiConvention:
    """End a clause: write it again with its end, in place of the former.

    Args:
        acteur: Who writes.
        pk: The clause, among those that hold.
        fin: First day on which it no longer holds; the day it starts withdraws what was recorded by mistake.
        document: What ends it.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        DelaiRefuseError: no such clause, no document, or an end before the start.
    """
    check_can_write(acteur)
    if not document.strip():
        raise DelaiRefuseError("Document : vide ; attendu : l’avenant ou la décision qui met fin à ce délai.")
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        former = delais_of(acteur.organisation.pk).filter(pk=pk).first()
        if former is None:
            raise DelaiRefuseError("Ce délai n’est plus au registre, ou vient d’être modifié.")
        if fin < former.debut:
            raise DelaiRefuseError("La fin précède le début ; attendu : le même jour pour annuler, ou un jour après.")
        copied = ("etape", "nombre", "unite", "is_reporte", "consequence", "decompte", "debut")
        fields = {name: getattr(former, name) for name in copied}
        row = DelaiConvention(
            reservataire=former.reservataire, remplace=former, fin=fin, document=document.strip(), **fields
        )
        return _write_delai(acteur, row, moment)


def fermer_jours(acteur: Acteur, debut: date, dernier: date, libelle: str, moment: datetime) -> JourFerme:
    """Record days on which the bailleur is closed.

    Args:
        acteur: Who writes.
        debut: First closed day.
        dernier: Last closed day, included.
        libelle: What they are: « fermeture de fin d’année ».
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        DelaiRefuseError: no label, or the very line already there.
        DonneeInvalideError: the last day precedes the first, or the closing is too long.
    """
    check_can_write(acteur)
    libelle = libelle.strip()
    if not libelle:
        raise DelaiRefuseError("Fermeture, libellé : vide ; attendu : par exemple « pont de l’Ascension ».")
    fermeture = Fermeture(debut, dernier + UN_JOUR, libelle)
    bailleur = acteur.organisation
    with transaction.atomic():
        lock_bailleur(bailleur.pk)
        if fermetures_of(bailleur.pk).filter(debut=debut, fin=fermeture.fin).exists():
            raise DelaiRefuseError("Ces jours sont déjà inscrits comme fermés.")
        row = JourFerme(bailleur=bailleur, debut=debut, fin=fermeture.fin, libelle=libelle)
        return _write_fermeture(acteur, row, "fermeture", moment)


def rouvrir_jours(acteur: Acteur, pk: int, moment: datetime) -> JourFerme:
    """Withdraw a closing.

    Raises:
        PermissionDenied: the actor may not write.
        DelaiRefuseError: no such closing.
    """
    check_can_write(acteur)
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        former = fermetures_of(acteur.organisation.pk).filter(pk=pk).first()
        if former is None:
            raise DelaiRefuseError("Cette fermeture n’est plus au registre, ou vient d’être retirée.")
        row = JourFerme(
            bailleur=acteur.organisation, debut=former.debut, fin=former.fin, libelle=former.libelle, annule=former
        )
        return _write_fermeture(acteur, row, "reouverture", moment)


def list_delais(bailleur: Organisation) -> tuple[DelaiConvention, ...]:
    """Clauses of the register that nothing replaced, the newest first."""
    return tuple(delais_of(bailleur.pk).order_by("-pk"))


def list_fermetures(bailleur: Organisation) -> tuple[JourFerme, ...]:
    """Closings that hold, by day."""
    return tuple(fermetures_of(bailleur.pk))


def load_clauses(bailleur: Organisation) -> tuple[ClauseDelai, ...]:
    """Read the clauses of the conventions as the core takes them, in the order they were written."""
    return tuple(to_clause(row) for row in delais_of(bailleur.pk) if row.fin is None or row.fin > row.debut)


def load_calendrier(bailleur: Organisation) -> Calendrier:
    """Read the holidays of the département of a bailleur, and the days on which he is closed.

    Raises:
        DonneeInvalideError: the bailleur has no département whose holidays are known.
    """
    rows = fermetures_of(bailleur.pk)
    return Calendrier(bailleur.territoire, tuple(Fermeture(row.debut, row.fin, row.libelle) for row in rows))


def to_clause(row: DelaiConvention) -> ClauseDelai:
    """Read a row as the core takes it; the row holds at least a day."""
    return ClauseDelai(
        etape=row.etape,
        delai=Delai(row.nombre, row.unite, row.is_reporte),
        consequence=row.consequence,
        decompte=row.decompte,
        source=Source(row.document, "locale"),
        reservataire=row.reservataire.code,
        debut=row.debut,
        fin=row.fin,
    )


@dataclass(frozen=True, slots=True)
class Prevue:
    """A deadline worked out for a day to come, `fin` included; `calcul` None when it is counted backwards."""

    clause: ClauseDelai
    phrase: str
    restants: int
    calcul: Echeance | None
    fin: date


PHRASES: Final[Mapping[str, str]] = {
    "reponse": "Un logement transmis le {depart} : réponse attendue le {fin} au plus tard.",
    "dossiers": "Un logement transmis le {depart} : dossiers complets attendus le {fin} au plus tard.",
    "candidats": "Un logement transmis le {depart} : trois candidats attendus le {fin} au plus tard.",
    "menage": "Une offre notifiée le {depart} : réponse du ménage attendue le {fin} au plus tard.",
    "neuf": "Une mise en service le {depart} : logement à transmettre le {fin} au plus tard.",
}


def prevoir_echeance(bailleur: Organisation, reservataire: str, etape: str, jour: date, today: date) -> Prevue:
    """Work out until when somebody may act, by the clause in force on the day the clock starts.

    Args:
        bailleur: Whose conventions and closed days.
        reservataire: Account; "" for the default profile.
        etape: A code of `gef.core.horloges.ETAPES_DELAI`.
        jour: Day the clock starts; for "neuf", the delivery.
        today: Day of the reader, for the days left.

    Raises:
        DonneeInvalideError: the bailleur has no département whose holidays are known, or the day is out of any use.
    """
    clause = find_clause(etape, reservataire, jour, load_clauses(bailleur))
    calcul = None if etape == "neuf" else calculer_echeance(jour, clause.delai, load_calendrier(bailleur))
    last = calcul.echeance if calcul else calculer_avance(jour, clause.delai)
    phrase = PHRASES[etape].format(depart=nom_jour(jour), fin=nom_jour(last))
    return Prevue(clause, phrase, (last - today).days, calcul, last)


def _check_saisie(saisie: SaisieDelai) -> None:
    if not saisie.document.strip():
        raise DelaiRefuseError("Délai, document : vide ; attendu : la convention ou l’avenant, et son article.")
    ClauseDelai(
        etape=saisie.etape,
        delai=saisie.delai,
        consequence=saisie.consequence,
        decompte=saisie.decompte,
        source=Source(saisie.document, "locale"),
        reservataire=saisie.reservataire,
        debut=saisie.debut,
        fin=saisie.fin,
    )


def _write_delai(acteur: Acteur, row: DelaiConvention, moment: datetime) -> DelaiConvention:
    row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
    row.save(force_insert=True)
    details = {
        "delai": Delai(row.nombre, row.unite, row.is_reporte).libelle,
        "suite": row.consequence,
        "decompte": row.decompte,
        "debut": row.debut.isoformat(),
        "fin": row.fin.isoformat() if row.fin else None,
        "document": row.document,
    }
    _write_acte(acteur, "delai", f"{row.reservataire.code}, {row.etape}", details, moment)
    return row


def _write_fermeture(acteur: Acteur, row: JourFerme, acte: str, moment: datetime) -> JourFerme:
    row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
    row.save(force_insert=True)
    _write_acte(acteur, acte, row.libelle, {"debut": row.debut.isoformat(), "fin": row.fin.isoformat()}, moment)
    return row


def _write_acte(acteur: Acteur, acte: str, objet: str, details: dict[str, Any], moment: datetime) -> None:
    Acte(
        bailleur_id=acteur.organisation.pk,
        auteur_id=acteur.utilisateur_id,
        acte=acte,
        objet=objet[:60],
        details=details,
        fait_le=moment,
    ).save(force_insert=True)
