"""The dialogue on the register: the bailleur sends, the réservataire validates or contests, the bailleur answers.

Every act is one transaction under the lock of the bailleur, one word per line, one act in the journal. Somebody who
answers a line that has moved since he saw it is told so, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from gef.access.acteur import Acteur
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write, fetch, visible
from gef.actions.dossier import to_droit_inscrit
from gef.actions.entrees_registre import to_reservation
from gef.actions.pieces import garder_piece
from gef.actions.registre import LigneRegistre, group_paroles, read_registre, situer_ligne
from gef.core.avis import DELAI_REPONSE, Avis, add_avis
from gef.core.registre_droits import read_survie
from gef.db.dialogue.models import DelaiReponse
from gef.db.flux.models import AvisDroit, Droit
from gef.db.journal.models import Acte
from gef.errors import GefError
from gef.imports.pieces import Piece

OBJET_MAX = 60
LIGNES_DE_L_ACTE = 200  # beyond, the journal keeps their number: the words themselves hold the rest


class LigneChangeeError(GefError):
    """The line moved since the page was shown: another person spoke."""


class RienAFaireError(GefError):
    """No line waits for that act."""


@dataclass(frozen=True, slots=True)
class Envoi:
    """What a transmission or a validation of many lines did.

    Attributes:
        lignes: Lines concerned.
        droits: Their dwellings.
        comptes: Accounts that hold them.
        sans_acces: Of those, accounts that no organisation can read: they are to be told another way.
    """

    lignes: int
    droits: int
    comptes: int
    sans_acces: int


def transmettre(
    acteur: Acteur,
    *,
    reservataire: str,
    echeance: date,
    is_relance: bool = False,
    delai: int = DELAI_REPONSE,
    moment: datetime,
) -> Envoi:
    """Send the lines in force that were never sent, of one réservataire or of all.

    Args:
        acteur: Who sends, for a bailleur.
        reservataire: Code of the account; "" is all of them.
        echeance: Day before which answers are expected.
        is_relance: Whether lines whose deadline passed without a word are sent again, with the new deadline.
        delai: Calendar days in which the bailleur will answer a contest.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        RienAFaireError: no line waits to be sent.
        DonneeInvalideError: the deadline is not to come, or the delay is none.
        LigneChangeeError: somebody spoke at the same time.
    """
    check_can_write(acteur)
    jour = moment.date()
    with writing(acteur.organisation.pk):
        waiting = [
            ligne
            for ligne in read_registre(acteur, jour).lignes
            if ligne.situe.is_en_cours
            and (ligne.etat == "declare" or (is_relance and ligne.etat == "non_valide"))
            and reservataire in ("", ligne.row.reservataire.code)
        ]
        if not waiting:
            raise RienAFaireError("Aucune ligne en cours n’attend d’être transmise.")
        _speak(acteur, waiting, Avis("transmis", jour, echeance=echeance, delai=delai), moment)
        details = {
            "echeance": echeance.isoformat(),
            "relance": is_relance,
            "delai_reponse": delai,
            **_describe(waiting),
        }
        write_acte(acteur, "transmission-droits", reservataire or "tous", details, moment)
    return _to_envoi(waiting)


def donner_avis(
    acteur: Acteur, droit_id: int, avis: Avis, *, rang_vu: int, moment: datetime, piece: Piece | None = None
) -> AvisDroit:
    """Write a réservataire's word on a line: a validation or a contest.

    Args:
        acteur: Who speaks, for the holder of the right or for its user.
        droit_id: The line.
        avis: The word.
        rang_vu: How many words the line had when the page was shown.
        moment: When.
        piece: A document that goes with the word.

    Raises:
        Http404: the line is none of his.
        PermissionDenied: he may not speak on it.
        TransitionInterditeError: the word cannot follow; see `gef.core.avis`.
        LigneChangeeError: the line moved meanwhile.
    """
    droit = fetch(Droit, acteur, pk=droit_id)
    check_can_answer(acteur, droit, moment.date())
    return _answer(acteur, droit, avis, rang_vu=rang_vu, moment=moment, piece=piece)


def valider_tout(acteur: Acteur, bailleur_id: int, moment: datetime) -> Envoi:
    """Validate every line of a bailleur that the réservataire is expected to read.

    Raises:
        PermissionDenied: he may not speak.
        RienAFaireError: nothing waits.
        LigneChangeeError: somebody spoke at the same time.
    """
    _check_is_reservataire(acteur)
    jour = moment.date()
    with writing(bailleur_id):
        lignes = read_registre(acteur, jour).of(bailleur_id).lignes
        waiting = [ligne for ligne in lignes if ligne.is_a_relire and can_answer(acteur, ligne.row, jour)]
        if not waiting:
            raise RienAFaireError("Aucune ligne n’attend votre avis.")
        _speak(acteur, waiting, Avis("valide", jour), moment)
        write_acte(acteur, "avis-valide", "toutes les lignes", _describe(waiting), moment, bailleur_id=bailleur_id)
    return _to_envoi(waiting)


def maintenir(
    acteur: Acteur, droit_id: int, motif: str, *, rang_vu: int, moment: datetime, piece: Piece | None = None
) -> AvisDroit:
    """Hold to a contested line, with the reason; the réservataire may validate or contest it again.

    Raises:
        Http404: no such line.
        PermissionDenied: the actor may not write.
        DonneeInvalideError: the reason is missing.
        TransitionInterditeError: the line is not contested.
        LigneChangeeError: the line moved meanwhile.
    """
    droit = fetch(Droit, acteur, to="edit", pk=droit_id)
    avis = Avis("maintenu", moment.date(), motif.strip())
    return _answer(acteur, droit, avis, rang_vu=rang_vu, moment=moment, piece=piece)


def check_can_answer(acteur: Acteur, droit: Droit, jour: date) -> None:
    """Refuse who may not speak on a line.

    Raises:
        PermissionDenied: he acts for a bailleur, only reads, or is a user whose delegation does not run.
    """
    _check_is_reservataire(acteur)
    if not can_answer(acteur, droit, jour):
        raise PermissionDenied("La délégation de ce droit n’est pas en cours : son titulaire donne l’avis.")


def can_answer(acteur: Acteur, droit: Droit, jour: date) -> bool:
    """Whether the actor's organisation holds the right, or uses it on that day; his role is another matter."""
    if acteur.organisation.pk == droit.reservataire.organisation_id:
        return True
    used = to_reservation(to_droit_inscrit(droit), droit.reservataire.type).utilisateur_au(jour)
    user = droit.utilisateur
    return user is not None and user.code == used and acteur.organisation.pk == user.organisation_id


def _check_is_reservataire(acteur: Acteur) -> None:
    if acteur.is_bailleur:
        raise PermissionDenied("Le réservataire donne son avis ; le bailleur lui répond.")
    if not acteur.can_write:
        raise PermissionDenied("Votre rôle permet de lire, pas de modifier.")


def _answer(
    acteur: Acteur, droit: Droit, avis: Avis, *, rang_vu: int, moment: datetime, piece: Piece | None
) -> AvisDroit:
    bailleur_id = droit.reservataire.bailleur_id
    with writing(bailleur_id):
        ligne = find_ligne(acteur, droit, rang_vu, moment.date())
        [parole] = _speak(acteur, [ligne], avis, moment)
        details = {"droit": droit.pk, "logements": droit.nombre, "motif": avis.motif, "nombre": avis.nombre}
        if piece:
            garder_piece(parole, piece)
            details["piece"] = {"nom": piece.nom, "empreinte": piece.empreinte}
        write_acte(acteur, f"avis-{avis.type}", name_droit(droit), details, moment, bailleur_id=bailleur_id)
    return parole


def find_ligne(acteur: Acteur, droit: Droit, rang_vu: int, jour: date) -> LigneRegistre:
    """Read a line again under the lock.

    Raises:
        LigneChangeeError: somebody spoke since the page was shown.
    """
    paroles = group_paroles(visible(AvisDroit, acteur).filter(droit=droit))
    ligne = situer_ligne(droit, paroles[droit.pk], jour, read_survie(jour))
    if ligne.dialogue.rang != rang_vu:
        raise LigneChangeeError("Cette ligne a changé depuis l’affichage ; relisez-la. Rien n’a été enregistré.")
    return ligne


def _speak(acteur: Acteur, lignes: Iterable[LigneRegistre], avis: Avis, moment: datetime) -> list[AvisDroit]:
    """Write the same word on lines read under the lock."""
    paroles = []
    for ligne in lignes:
        dialogue = add_avis(ligne.dialogue, avis)
        paroles.append(write_avis(acteur, ligne.row, avis, rang=dialogue.rang, moment=moment))
    return paroles


def write_avis(acteur: Acteur, droit: Droit, avis: Avis, *, rang: int, moment: datetime) -> AvisDroit:
    """Write the row of a word that the core accepted."""
    parole = AvisDroit(
        droit=droit,
        rang=rang,
        type=avis.type,
        organisation=acteur.organisation,
        auteur_id=acteur.utilisateur_id,
        ecrit_le=moment,
        echeance=avis.echeance,
        nombre=avis.nombre,
        motif=avis.motif,
    )
    parole.save(force_insert=True)
    if avis.delai is not None:
        DelaiReponse(avis=parole, jours=avis.delai).save(force_insert=True)
    return parole


def write_acte(
    acteur: Acteur, acte: str, objet: str, details: dict[str, Any], moment: datetime, *, bailleur_id: int | None = None
) -> None:
    """Write one business act in the journal of a bailleur, the actor's own by default."""
    Acte(
        bailleur_id=bailleur_id or acteur.organisation.pk,
        auteur_id=acteur.utilisateur_id,
        acte=acte,
        objet=objet[:OBJET_MAX],
        details=details,
        fait_le=moment,
    ).save(force_insert=True)


def name_droit(droit: Droit) -> str:
    """Name a line in the journal: its reference, or its number."""
    return droit.reference or f"droit {droit.pk}"


@contextmanager
def writing(bailleur_id: int) -> Iterator[None]:
    """Hold the bailleur for an act on his register; what another writes at the same time is said in French.

    Raises:
        LigneChangeeError: two people wrote at once, and the other one did it first.
    """
    try:
        with transaction.atomic():
            lock_bailleur(bailleur_id)
            yield
    except IntegrityError as error:
        raise LigneChangeeError(
            "Une autre personne vient de répondre sur cette ligne ; rien n’a été enregistré."
        ) from error


def _describe(lignes: Sequence[LigneRegistre]) -> dict[str, Any]:
    return {
        "lignes": len(lignes),
        "logements": sum(ligne.nombre for ligne in lignes),
        "droits": [ligne.row.pk for ligne in lignes[:LIGNES_DE_L_ACTE]],
    }


def _to_envoi(lignes: Sequence[LigneRegistre]) -> Envoi:
    comptes = {ligne.row.reservataire for ligne in lignes}
    return Envoi(
        lignes=len(lignes),
        droits=sum(ligne.nombre for ligne in lignes),
        comptes=len(comptes),
        sans_acces=sum(compte.organisation_id is None for compte in comptes),
    )
