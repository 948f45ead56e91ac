"""The rates of a bailleur: compared for an exercice, chosen with a motive, counted by maille, imported."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write
from gef.actions.assiette import CALCUL, read_assiette
from gef.actions.codec import decode, encode
from gef.actions.donnees import TauxInscrit
from gef.actions.dossier import DossierIncompletError, load_dossier, to_taux_inscrit
from gef.actions.entrees import build_assiette
from gef.actions.entrees_taux import (
    ANNEES_MAX,
    ComparaisonTaux,
    RotationInconnueError,
    choose_millesime,
    compare_candidats,
    default_taux,
    list_candidats,
    nom_perimetre,
    to_mesures,
)
from gef.actions.listes_logements import read_liste
from gef.actions.mailles import (
    COLONNES_PARC,
    Maille,
    Observations,
    RotationParMaille,
    mesurer_mailles,
    nom_logement,
    tabulate,
)
from gef.actions.memoire import remember
from gef.actions.parc import read_parc_table
from gef.actions.sorties import count_by_year, list_departs
from gef.core.assiette import EntreeAssiette
from gef.core.rotation import TauxRotation
from gef.core.taux import TauxMesure, Variante
from gef.db.flux import requetes
from gef.db.flux.models import ChoixTaux
from gef.db.journal.models import Acte
from gef.db.journal.requetes import last_execution
from gef.db.patrimoine.models import Parc
from gef.db.patrimoine.requetes import list_millesimes
from gef.errors import GefError

MOTIF_MINIMUM: Final = 10


class ChoixTauxRefuseError(GefError, ValueError):
    """The rate cannot be chosen: nobody says why, it is no longer a candidate, or it is the one in use."""


def find_choix(bailleur: Organisation, exercice: int) -> ChoixTaux | None:
    """Give the choice in force for an exercice, with its author; None when nobody chose."""
    return requetes.choix_taux_of(bailleur.pk).filter(exercice=exercice).select_related("auteur").last()


def load_comparaison(bailleur: Organisation, exercice: int) -> ComparaisonTaux:
    """Compare every rate that could serve for an exercice.

    Raises:
        DossierIncompletError: there is no parc yet.
        RotationInconnueError: nothing was freed before the exercice, and nothing is published.
    """
    choix = find_choix(bailleur, exercice)
    candidats, default = _list_candidats(bailleur, exercice)
    en_usage = decode(TauxRotation, choix.definition) if choix else default
    if en_usage is None:
        raise RotationInconnueError(
            f"Aucune libération avant {exercice} : le taux de rotation est inconnu. "
            "Importez les libérations des années passées, ou un taux publié."
        )
    run = last_execution(bailleur.pk, CALCUL, exercice)
    entree = _read_entree(bailleur, exercice, en_usage)
    return compare_candidats(entree, candidats, en_usage, run.version if run else None)


def _read_entree(bailleur: Organisation, exercice: int, taux: TauxRotation) -> EntreeAssiette:
    """Give the assiette of the last version; without any, that of the data of the day, with this rate."""
    assiette = read_assiette(bailleur, exercice)
    if assiette:
        return assiette.entree
    dossier = load_dossier(bailleur, has_liberations=False)
    return build_assiette(replace(dossier, choix_taux={exercice: taux}), exercice)


def _list_candidats(bailleur: Organisation, exercice: int) -> tuple[dict[str, TauxMesure], TauxRotation | None]:
    """List the candidates, and the default rate among them; None when nothing makes one."""
    departs = count_by_year(bailleur.pk)
    tailles = {parc.millesime: parc.logements_count for parc in _list_parcs(bailleur)}
    perimetre = nom_perimetre(bailleur.nom, bailleur.territoire)
    publies = to_mesures(load_publies(bailleur), bailleur.territoire)
    try:
        default = default_taux(departs, tailles, exercice, perimetre, publies.values())
    except RotationInconnueError:
        default = None
    return list_candidats(departs, tailles, exercice, perimetre, publies), default


def _list_parcs(bailleur: Organisation) -> list[Parc]:
    parcs = list_millesimes(bailleur.pk)
    if not parcs:
        raise DossierIncompletError(f"{bailleur} n’a pas encore de parc ; importez le dépôt RPLS de l’année.")
    return parcs


def retenir_taux(acteur: Acteur, exercice: int, code: str, motif: str, moment: datetime) -> ChoixTaux:
    """Choose the rate of an exercice, with its motive; the former choice stays in the history.

    Args:
        acteur: Who chooses, for his bailleur.
        exercice: For which year.
        code: A code of `ComparaisonTaux.candidats`.
        motif: Why, for whoever asks.
        moment: When.

    Returns:
        The choice; the assiette uses it at its next calculation.

    Raises:
        ChoixTauxRefuseError: no motive, no such candidate today, or the rate is already the chosen one.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    if len(motif.strip()) < MOTIF_MINIMUM:
        raise ChoixTauxRefuseError(f"Motif trop court ; attendu : {MOTIF_MINIMUM} caractères au moins.")
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        candidats, _ = _list_candidats(acteur.organisation, exercice)
        if code not in candidats:
            raise ChoixTauxRefuseError("Ce taux n’est plus parmi les candidats ; rechargez la page et choisissez.")
        taux = candidats[code].taux
        last = find_choix(acteur.organisation, exercice)
        if last and decode(TauxRotation, last.definition) == taux:
            raise ChoixTauxRefuseError("Ce taux est déjà retenu ; rien n’a été écrit.")
        choix = ChoixTaux(
            bailleur=acteur.organisation,
            exercice=exercice,
            definition=encode(taux),
            motif=motif.strip(),
            auteur_id=acteur.utilisateur_id,
            ecrit_le=moment,
        )
        choix.save(force_insert=True)
        Acte(
            bailleur=acteur.organisation,
            auteur_id=acteur.utilisateur_id,
            acte="choix_taux",
            objet=str(exercice),
            details={"code": code, "taux": str(taux.valeur), "motif": choix.motif},
            fait_le=moment,
        ).save(force_insert=True)
    return choix


def load_observations(bailleur: Organisation, exercice: int) -> Observations:
    """Read what the rates by maille are counted from, for the last years before an exercice; once for the process.

    Args:
        bailleur: Whose data.
        exercice: Only the years before it, `ANNEES_MAX` at most.

    Returns:
        The observations; no liberation when nothing was freed.
    """
    return remember(bailleur.pk, ("observations", exercice), lambda: _read_observations(bailleur, exercice))


def _read_observations(bailleur: Organisation, exercice: int) -> Observations:
    known = sorted(annee for annee in count_by_year(bailleur.pk) if annee < exercice)
    annees = known[-ANNEES_MAX:]
    parcs = {parc.millesime: parc for parc in _list_parcs(bailleur)}
    needed = {choose_millesime(parcs, annee) for annee in annees} or {max(parcs)}
    rows = requetes.liberations_of(bailleur.pk).filter(libre_le__year__in=annees)
    fields = ("libre_le", "ident_rep", "reference", "commune", "epci", "typologie", "financement", "qpv")
    liberations = (
        (libre_le.year, nom_logement(ident_rep, reference), *others)
        for libre_le, ident_rep, reference, *others in list_departs(bailleur.pk, rows, *fields)
    )
    return Observations(
        nom_perimetre(bailleur.nom, bailleur.territoire),
        {millesime: read_parc_table(parcs[millesime]).select(COLONNES_PARC) for millesime in needed},
        tabulate(liberations),
        read_liste(bailleur.pk, "reservations"),
    )


def load_mailles(
    bailleur: Organisation, exercice: int, maille: Maille, nombre: int, variante: Variante
) -> RotationParMaille:
    """Count the rates of a bailleur by maille, over the last years; see `mesurer_mailles`."""
    observations = load_observations(bailleur, exercice)
    return mesurer_mailles(observations, maille, observations.annees_before(exercice)[-nombre:], variante)


def load_publies(bailleur: Organisation) -> tuple[TauxInscrit, ...]:
    """Read the published rates of a bailleur."""
    return tuple(to_taux_inscrit(row) for row in requetes.taux_publies_of(bailleur.pk))


def load_noms(bailleur: Organisation) -> dict[str, str]:
    """Display name of each account."""
    return {compte.code: compte.nom for compte in requetes.comptes_of(bailleur.pk)}
