"""The yearly update of a convention: proposed from what changed, shown before and after, written as an avenant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import fetch
from gef.actions.conventions import (
    ConventionLue,
    ConventionRefuseeError,
    is_avenant_ouvert,
    lire,
    read_termes,
    write_version,
    writing,
)
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.actions.entrees_registre import list_reservations
from gef.actions.noms import nom_commune
from gef.actions.revoyure import load_revoyure
from gef.actions.termes_conventions import read_chiffres, reprendre_termes
from gef.core.actualisation import Actualisation, Cause, actualiser
from gef.core.conventions import APPLIQUEES
from gef.core.parts import covers
from gef.core.registre_droits import read_survie, situer_droit
from gef.core.termes import Termes
from gef.db.conventions.models import ConventionEcrite, VersionConvention
from gef.db.programmes.requetes import lots_of, programmes_of
from gef.errors import GefError
from gef.law.territoires import load_communes
from gef.outputs.nombres import logements, pluriel


@dataclass(frozen=True, slots=True)
class Proposition:
    """What an update would be: the terms in force, the new ones, side by side."""

    lue: ConventionLue
    avant: VersionConvention
    termes: Termes
    actualisation: Actualisation


def proposer_actualisation(acteur: Acteur, lue: ConventionLue, exercice: int, jour: date) -> Proposition:
    """Put the terms in force and those of today side by side; nothing is written.

    Args:
        acteur: Who reads, for the bailleur.
        lue: A convention in force.
        exercice: Year of the new figures.
        jour: The day.

    Raises:
        ConventionRefuseeError: it is not in force.
    """
    avant = _find_en_vigueur(lue)
    before = read_termes(avant)
    chiffres = read_chiffres(acteur.organisation, exercice)
    after = reprendre_termes(acteur.organisation, lue.comptes, chiffres, jour, before)
    since = lue.vie.paroles[-1].jour if lue.vie.debut is None else min(lue.vie.debut, jour)
    causes = list(_list_causes(acteur.organisation, before, since, jour))
    return Proposition(lue, avant, after, actualiser(before, after, causes))


def _find_en_vigueur(lue: ConventionLue) -> VersionConvention:
    version = lue.version(lue.vie.version)
    if lue.vie.etat not in APPLIQUEES or version is None:
        raise ConventionRefuseeError("Cette convention n’est pas en vigueur ; attendu : une convention qui s’applique.")
    return version


def proposer_avenant(
    acteur: Acteur, convention_id: int, exercice: int, *, version_vue: int, moment: datetime
) -> VersionConvention:
    """Write the update as an avenant, to be read, then sent.

    Args:
        acteur: Who writes, for the bailleur.
        convention_id: The convention.
        exercice: Year of the new figures.
        version_vue: Number of the newest version when the page was shown.
        moment: When.

    Raises:
        Http404, PermissionDenied: none of his, or his role only reads.
        ConventionRefuseeError: it is not in force, has an avenant in preparation, or nothing changed.
    """
    row = fetch(ConventionEcrite, acteur, to="edit", pk=convention_id)
    jour = localtime(moment).date()
    with writing(row.bailleur_id):
        lue = lire(acteur, row)
        if is_avenant_ouvert(lue) or lue.derniere.numero != version_vue:
            raise ConventionRefuseeError("Un avenant est déjà en préparation ; attendu : le relire, ou l’appliquer.")
        proposed = proposer_actualisation(acteur, lue, exercice, jour)
        if proposed.actualisation.is_empty:
            raise ConventionRefuseeError("Rien n’a changé depuis la version en vigueur : aucun avenant n’est proposé.")
        motif = f"Actualisation {exercice} : {_say_causes(proposed.actualisation)}"
        return write_version(
            acteur, row, proposed.termes, numero=version_vue + 1, motif=motif, moment=moment, is_avenant=True
        )


def _say_causes(actualisation: Actualisation) -> str:
    count = len(actualisation.causes)
    return pluriel(count, "changement constaté", "changements constatés") if count else "chiffres de l’année"


def _list_causes(bailleur: Organisation, termes: Termes, since: date, jour: date) -> Iterator[Cause]:
    yield from _list_livraisons(bailleur, termes, since, jour)
    yield from _list_droits(bailleur, termes, since, jour)
    yield from _read_revoyure(bailleur, termes, jour)


def _list_livraisons(bailleur: Organisation, termes: Termes, since: date, jour: date) -> Iterator[Cause]:
    """Programmes put in service since, in the territory of the convention."""
    communes = load_communes()
    for row in programmes_of(bailleur.pk):
        epci = communes[row.commune].epci if row.commune in communes else ""
        if since <= row.mise_en_service <= jour and covers(termes.portee, row.commune, epci):
            count = sum(lot.nombre for lot in lots_of(row.pk))
            libelle = f"{row.nom}, {nom_commune(row.commune)} : {pluriel(count, 'logement')}"
            yield Cause("livraison", libelle, row.mise_en_service, "", row.commune, count)


def _list_droits(bailleur: Organisation, termes: Termes, since: date, jour: date) -> Iterator[Cause]:
    """Rights of the parties that ended, or began, since."""
    try:
        dossier = load_dossier(bailleur, has_liberations=False)
    except DossierIncompletError:
        return
    codes = {part.compte for part in termes.parts}
    survie = read_survie(jour)
    for droit, reservation in list_reservations(dossier):
        if droit.reservataire not in codes:
            continue
        where = droit.programme or (nom_commune(droit.commune) if droit.commune else "droits de réservation")
        libelle = f"{where} : {pluriel(droit.nombre, 'droit')}"
        fin = situer_droit(reservation, jour, survie).fin_retenue
        if fin is not None and since <= fin <= jour:
            yield Cause("droit_echu", libelle, fin, droit.reservataire, droit.commune, droit.nombre)
        if since < droit.debut <= jour:
            yield Cause("droit_nouveau", libelle, droit.debut, droit.reservataire, droit.commune, droit.nombre)


def _read_revoyure(bailleur: Organisation, termes: Termes, jour: date) -> Iterable[Cause]:
    """Where the year is heading, when it leaves what the terms expected."""
    try:
        revoyure = load_revoyure(bailleur, jour)
    except GefError:
        return ()
    if revoyure is None or termes.assiette is None or not revoyure.projection.is_a_revoir:
        return ()
    projected = revoyure.projection.flux.projete
    if projected is None:
        return ()
    libelle = f"L’année va vers {logements(projected, 0)} à partager, au lieu de {logements(termes.assiette, 0)}"
    return (Cause("revoyure", libelle),)
