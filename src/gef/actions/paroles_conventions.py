"""The words of the parties on a convention, each with its effect: sent, discussed, signed, in force, renewed, ended.

One transaction a word, under the lock of the bailleur: the word, the parts that it writes, who is told, the journal.
Somebody who speaks on a convention that has moved since he saw it is told so, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.core.exceptions import PermissionDenied

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write, fetch
from gef.actions.avertir import avertir
from gef.actions.avis import write_acte
from gef.actions.cadres_conventions import controler
from gef.actions.conventions import (
    ConventionChangeeError,
    ConventionLue,
    ConventionRefuseeError,
    is_avenant_ouvert,
    lire,
    read_termes,
    writing,
)
from gef.actions.parts_appliquees import Effet, appliquer, arreter
from gef.core.conventions import APPLIQUEES, MOIS_PAR_AN, PAROLES, Parole, TypeParole, Vie, add_parole
from gef.core.periodes import add_mois
from gef.db.conventions import requetes
from gef.db.conventions.models import ConventionEcrite, ParoleConvention

# Words after which the other party is told.
AVERTIS: Final[Mapping[TypeParole, str]] = {
    "transmission": "convention_transmise",
    "projet_avenant": "convention_transmise",
    "signature": "convention_signee",
    "entree_en_vigueur": "convention_signee",
    "avenant": "convention_signee",
    "reconduction": "convention_signee",
    "denonciation": "convention_echeance",
}


@dataclass(frozen=True, slots=True)
class SaisieParole:
    """A word as a person writes it; see `gef.core.conventions.Parole`. The version is found, never typed."""

    type: TypeParole
    jour: date
    effet: date | None = None
    motif: str = ""
    document: str = ""


def dire(
    acteur: Acteur, convention_id: int, saisie: SaisieParole, *, rang_vu: int, moment: datetime
) -> ParoleConvention:
    """Write a word in the life of a convention, with its effects.

    Args:
        acteur: Who speaks: the bailleur, or a party for what is its to say.
        convention_id: The convention.
        saisie: The word.
        rang_vu: How many words the convention had when the page was shown.
        moment: When.

    Raises:
        Http404: none of his.
        PermissionDenied: his role only reads.
        ConventionChangeeError: somebody spoke meanwhile.
        ConventionRefuseeError: something is to be settled first; the message lists it.
        DonneeInvalideError, TransitionInterditeError: the core refuses the word.
    """
    row = fetch(ConventionEcrite, acteur, pk=convention_id)
    check_can_speak(acteur)
    with writing(row.bailleur_id):
        lue = lire(acteur, row)
        if lue.vie.rang != rang_vu:
            raise ConventionChangeeError("Cette convention a changé depuis l’affichage ; rien n’a été enregistré.")
        parole = _to_parole(acteur, lue, saisie)
        after = add_parole(lue.vie, parole)
        written = _write(acteur, lue, parole, after.rang, moment)
        _take_effect(acteur, lue, after, written, moment)
        _tell(acteur, lue, written, moment)
    return written


def check_can_speak(acteur: Acteur) -> None:
    """Refuse who only reads, on either side.

    Raises:
        PermissionDenied: his role does not write.
    """
    if acteur.is_bailleur:
        check_can_write(acteur)
    elif not acteur.can_write:
        raise PermissionDenied("Votre rôle permet de lire, pas de modifier.")


def _to_parole(acteur: Acteur, lue: ConventionLue, saisie: SaisieParole) -> Parole:
    return Parole(
        type=saisie.type,
        jour=saisie.jour,
        partie="bailleur" if acteur.is_bailleur else "reservataire",
        version=_find_version(lue, saisie.type),
        effet=saisie.effet if saisie.type != "reconduction" else lue.vie.fin,
        motif=saisie.motif.strip(),
        document=saisie.document.strip(),
    )


def _find_version(lue: ConventionLue, kind: TypeParole) -> int:
    """Say which version a word is about."""
    if kind == "transmission":
        return lue.derniere.numero
    if kind == "projet_avenant":
        if not is_avenant_ouvert(lue):
            raise ConventionRefuseeError("Aucun avenant n’est préparé ; attendu : actualiser la convention d’abord.")
        return lue.derniere.numero
    if kind == "avenant":
        sent = [row.version for row in lue.paroles if row.type == "projet_avenant" and row.version]
        if not sent or sent[-1].numero <= lue.vie.version:
            raise ConventionRefuseeError("Aucun avenant n’a été transmis ; attendu : le transmettre d’abord.")
        return sent[-1].numero
    return lue.vie.version


def _write(acteur: Acteur, lue: ConventionLue, parole: Parole, rang: int, moment: datetime) -> ParoleConvention:
    row = ParoleConvention(
        convention=lue.row,
        rang=rang,
        type=parole.type,
        partie=parole.partie,
        jour=parole.jour,
        version=lue.version(parole.version),
        effet=parole.effet,
        motif=parole.motif,
        document=parole.document,
        organisation=acteur.organisation,
        auteur_id=acteur.utilisateur_id,
        ecrit_le=moment,
    )
    row.save(force_insert=True)
    details = {
        "convention": lue.row.pk,
        "version": parole.version,
        "effet": parole.effet.isoformat() if parole.effet else None,
        "document": parole.document,
        "motif": parole.motif,
    }
    acte = f"convention-{parole.type.replace('_', '-')}"[:30]
    write_acte(acteur, acte, lue.row.nom, details, moment, bailleur_id=lue.row.bailleur_id)
    return row


def _check_bloquants(lue: ConventionLue, numero: int, jour: date) -> None:
    """Refuse terms that the law refuses, and say all of them at once."""
    version = lue.version(numero)
    assert version is not None
    found = controler(lue.row.bailleur, read_termes(version), jour)
    if blocking := [row.message for row in found if row.gravite == "bloquant"]:
        raise ConventionRefuseeError("À régler d’abord. " + " ".join(blocking))


def _take_effect(acteur: Acteur, lue: ConventionLue, vie: Vie, parole: ParoleConvention, moment: datetime) -> None:
    """Do what a word does beyond being said; `vie` is the life once it is said."""
    if parole.type == "denonciation":
        assert parole.effet is not None
        arreter(parole, parole.effet)
        return
    if parole.type in ("transmission", "projet_avenant"):
        assert parole.version is not None
        _check_bloquants(lue, parole.version.numero, parole.jour)
    days = _find_days(vie, parole)
    if days is None:
        return
    if parole.type == "entree_en_vigueur":
        _check_unique(acteur, lue, days[0])
    if parole.type != "reconduction":
        _check_bloquants(lue, vie.version, days[0])
    version = lue.version(vie.version)
    assert version is not None
    signed = [text for text in (*(row.document for row in lue.paroles), parole.document) if text]
    source = f"{signed[-1] if signed else lue.row.nom} (version {version.numero})"
    appliquer(acteur, Effet(parole, read_termes(version), *days, source), moment)


def _check_unique(acteur: Acteur, lue: ConventionLue, debut: date) -> None:
    """Refuse a second convention in force with the same party: the law allows one."""
    codes = {compte.code for compte in lue.comptes}
    for row in requetes.vivantes_of(lue.row.bailleur_id).exclude(pk=lue.row.pk):
        if not codes & {party.reservataire.code for party in row.comptes.all()}:
            continue
        other = lire(acteur, row).vie
        if other.etat in APPLIQUEES and other.fin is not None and other.fin > debut:
            raise ConventionRefuseeError(
                f"La convention en vigueur avec {row.nom} court jusqu’au {other.fin:%d/%m/%Y} exclu ; attendu : ce "
                "jour ou après, ou la dénoncer, ou un avenant (une seule convention, CCH art. R. 441-5, I)."
            )


def _find_days(vie: Vie, parole: ParoleConvention) -> tuple[date, date] | None:
    """Days from which and until which (excluded) the parts are to be written; None when none is."""
    if vie.debut is None or vie.fin is None:
        return None
    if parole.type == "entree_en_vigueur":
        return vie.debut, vie.fin
    if parole.type == "avenant":
        assert parole.effet is not None
        return parole.effet, vie.fin
    return (add_mois(vie.fin, -MOIS_PAR_AN), vie.fin) if parole.type == "reconduction" else None


def _tell(acteur: Acteur, lue: ConventionLue, parole: ParoleConvention, moment: datetime) -> None:
    genre = AVERTIS.get(parole.type)  # type: ignore[call-overload]  # a code of the core
    if genre:
        tell_parties(acteur, lue, genre, moment)


def tell_parties(acteur: Acteur, lue: ConventionLue, genre: str, moment: datetime) -> None:
    """Tell the other side: every party with an organisation, or the bailleur."""
    told = {lue.row.bailleur_id, *(compte.organisation_id for compte in lue.comptes if compte.organisation_id)}
    for organisation_id in sorted(told - {acteur.organisation.pk}):
        if acteur.is_bailleur or organisation_id == lue.row.bailleur_id:
            avertir(
                organisation_id,
                genre,
                objet=name_objet(lue.row),
                bailleur_id=lue.row.bailleur_id,
                moment=moment,
                auteur_id=acteur.utilisateur_id,
            )


def name_objet(row: ConventionEcrite) -> str:
    """Reference of a convention in what people are told: its number, then its name."""
    return f"{row.pk} {row.nom}"[:60]


def say_parole(kind: str) -> str:
    """Say what was just done."""
    return f"Acte inscrit : {PAROLES[kind]}."
