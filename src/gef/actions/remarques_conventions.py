"""Remarks on the terms of a convention: a party says, the bailleur answers; the first remark opens the negotiation."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localtime

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write, fetch, visible
from gef.actions.avis import write_acte
from gef.actions.conventions import ConventionLue, ConventionRefuseeError, lire, writing
from gef.actions.paroles_conventions import check_can_speak, tell_parties
from gef.core.comparaison_termes import lister_termes
from gef.core.conventions import REDIGEES, Parole, add_parole
from gef.db.conventions.models import ConventionEcrite, ParoleConvention, RemarqueConvention, VersionConvention

TEXTE_MAX: Final = 2_000
GENRE: Final = "convention_remarque"


def remarquer(acteur: Acteur, convention_id: int, terme: str, texte: str, moment: datetime) -> RemarqueConvention:
    """Write a remark on a term of the newest version that the actor sees.

    Args:
        acteur: A party, or the bailleur who notes what was said to him.
        convention_id: The convention.
        terme: Code of the term.
        texte: The remark.
        moment: When.

    Raises:
        Http404: none of his.
        PermissionDenied: his role only reads.
        ConventionRefuseeError: no such term, no text, or the convention is no longer discussed.
    """
    row = fetch(ConventionEcrite, acteur, pk=convention_id)
    check_can_speak(acteur)
    with writing(row.bailleur_id):
        lue = lire(acteur, row)
        _check_ouverte(lue)
        if terme not in {known.code for known in lister_termes(lue.termes)}:
            raise ConventionRefuseeError(f"Terme « {terme} » inconnu ; attendu : un terme de cette version.")
        remarque = _write(acteur, lue.derniere, terme, texte, moment)
        if lue.vie.can("negociation"):
            _open_negociation(acteur, lue, moment)
        tell_parties(acteur, lue, GENRE, moment)
    return remarque


def _check_ouverte(lue: ConventionLue) -> None:
    is_amended = lue.derniere.is_avenant and lue.derniere.numero > lue.vie.version
    if lue.vie.etat not in REDIGEES and not is_amended:
        raise ConventionRefuseeError("Cette convention est signée ; attendu : un projet, ou un projet d’avenant.")


def _open_negociation(acteur: Acteur, lue: ConventionLue, moment: datetime) -> None:
    jour = max(localtime(moment).date(), lue.paroles[-1].jour)
    partie = "bailleur" if acteur.is_bailleur else "reservataire"
    parole = Parole("negociation", jour, partie, lue.vie.version)  # type: ignore[arg-type]  # one of the two
    ParoleConvention(
        convention=lue.row,
        rang=add_parole(lue.vie, parole).rang,
        type=parole.type,
        partie=parole.partie,
        jour=jour,
        version=lue.version(parole.version),
        organisation=acteur.organisation,
        auteur_id=acteur.utilisateur_id,
        ecrit_le=moment,
    ).save(force_insert=True)


def repondre(acteur: Acteur, remarque_id: int, texte: str, moment: datetime) -> RemarqueConvention:
    """Answer a remark, once.

    Raises:
        Http404: none of his conventions.
        PermissionDenied: only the bailleur answers, and his role must write.
        ConventionRefuseeError: no text, or it is answered already.
    """
    remarque = fetch(RemarqueConvention, acteur, pk=remarque_id)
    if not acteur.is_bailleur:
        raise PermissionDenied("Le réservataire remarque ; le bailleur lui répond.")
    check_can_write(acteur)
    row = remarque.version.convention
    with writing(row.bailleur_id):
        answered = visible(RemarqueConvention, acteur).filter(reponse_a=remarque).exists()
        if answered or remarque.reponse_a_id is not None:
            raise ConventionRefuseeError("Cette remarque a déjà sa réponse.")
        answer = _write(acteur, remarque.version, remarque.terme, texte, moment, reponse_a=remarque)
        tell_parties(acteur, lire(acteur, row), GENRE, moment)
    return answer


def _write(
    acteur: Acteur,
    version: VersionConvention,
    terme: str,
    texte: str,
    moment: datetime,
    *,
    reponse_a: RemarqueConvention | None = None,
) -> RemarqueConvention:
    texte = texte.strip()
    if not 0 < len(texte) <= TEXTE_MAX:
        raise ConventionRefuseeError(f"Remarque : {len(texte)} caractères ; attendu : de 1 à {TEXTE_MAX}.")
    remarque = RemarqueConvention(
        version=version,
        terme=terme[:60],
        texte=texte,
        reponse_a=reponse_a,
        organisation=acteur.organisation,
        auteur_id=acteur.utilisateur_id,
        ecrit_le=moment,
    )
    remarque.save(force_insert=True)
    details = {"version": version.numero, "terme": terme, "reponse": reponse_a is not None}
    bailleur_id = version.convention.bailleur_id
    write_acte(acteur, "convention-remarque", version.convention.nom, details, moment, bailleur_id=bailleur_id)
    return remarque
