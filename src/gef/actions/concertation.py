"""The concertation on a new programme: the bailleur proposes, each réservataire answers, the bailleur closes.

Every act is one transaction under the lock of the bailleur, one word per row, one act in the journal. Somebody who
speaks on a programme that moved since he saw it is told so, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied

from gef.access.acteur import Acteur
from gef.access.visible import fetch, visible
from gef.actions.avis import write_acte
from gef.actions.programmes import (
    EtatProgramme,
    ProgrammeChangeError,
    ProgrammeRefuseError,
    check_rang,
    read_programme,
    writing,
)
from gef.core.concertation import Position, add_position, check_cloture
from gef.core.parts import BAILLEUR
from gef.core.premiere_location import convenir
from gef.db.programmes.models import AccordProgramme, ProgrammeNeuf
from gef.db.programmes.models import Position as PositionRow


def proposer(
    acteur: Acteur, programme_id: int, nombres: Mapping[str, int], *, document: str, rang_vu: int, moment: datetime
) -> int:
    """Propose dwellings to every réservataire consulted; a number already proposed is not said again.

    Args:
        acteur: Who proposes, for his bailleur.
        programme_id: The programme.
        nombres: Dwellings by account, the bailleur's own included: they make the programme.
        document: What they come from, when they are not those of the rule.
        rang_vu: How many words the programme had when the page was shown.
        moment: When.

    Returns:
        How many proposals were written.

    Raises:
        Http404, PermissionDenied: see `gef.access.visible.fetch`.
        DonneeInvalideError: the numbers do not make the programme, or the document is missing.
        ProgrammeChangeError: the programme moved meanwhile, or its concertation is closed.
        ProgrammeRefuseError: every number is already proposed.
    """
    row = fetch(ProgrammeNeuf, acteur, to="edit", pk=programme_id)
    with writing(row.bailleur_id):
        etat = read_programme(row)
        check_rang(etat, rang_vu)
        convenir(etat.proposee, nombres, document)
        changed = [code for code in etat.comptes if etat.echanges[code].propose != nombres.get(code, 0)]
        if not changed:
            raise ProgrammeRefuseError("Ces nombres sont déjà proposés ; rien n’a été écrit.")
        for code in changed:
            _speak(acteur, etat, code, Position("propose", nombres.get(code, 0), document.strip()), moment)
        details = {"nombres": {code: nombres.get(code, 0) for code in changed}, "document": document.strip()}
        write_acte(acteur, "concertation-propose", row.code, details, moment)
    return len(changed)


def repondre(
    acteur: Acteur, programme_id: int, code: str, position: Position, *, rang_vu: int, moment: datetime
) -> PositionRow:
    """Write a réservataire's answer on what is proposed to one of his accounts.

    Args:
        acteur: Who answers, for the holder of the account.
        programme_id: The programme.
        code: His account.
        position: An acceptance or a contest.
        rang_vu: How many words were said with this account when the page was shown.
        moment: When.

    Raises:
        Http404: the programme is not shown to him.
        PermissionDenied: he acts for a bailleur, only reads, or the account is not his.
        TransitionInterditeError, DonneeInvalideError: the answer cannot follow; see `gef.core.concertation`.
        ProgrammeChangeError: somebody spoke on this account meanwhile, or the concertation is closed.
    """
    row = fetch(ProgrammeNeuf, acteur, pk=programme_id)
    if acteur.is_bailleur:
        raise PermissionDenied("Le réservataire répond ; le bailleur propose et arrête.")
    if not acteur.can_write:
        raise PermissionDenied("Votre rôle permet de lire, pas de modifier.")
    with writing(row.bailleur_id):
        etat = read_programme(row)
        compte = etat.comptes.get(code)
        if compte is None or compte.organisation_id != acteur.organisation.pk:
            raise PermissionDenied("Ce compte n’est pas le vôtre ; son titulaire répond.")
        check_rang(etat, etat.rang)
        if etat.echanges[code].rang != rang_vu:
            raise ProgrammeChangeError(
                "Une réponse a été écrite depuis l’affichage ; relisez. Rien n’a été enregistré."
            )
        word = _speak(acteur, etat, code, position, moment)
        details = {"reservataire": code, "nombre": position.nombre, "motif": position.motif}
        write_acte(acteur, f"concertation-{position.type}", row.code, details, moment, bailleur_id=row.bailleur_id)
    return word


def arreter(
    acteur: Acteur,
    programme_id: int,
    nombres: Mapping[str, int],
    *,
    document: str,
    motif: str,
    rang_vu: int,
    moment: datetime,
) -> AccordProgramme:
    """Close the concertation with the agreed numbers.

    Args:
        acteur: Who closes, for his bailleur.
        programme_id: The programme.
        nombres: Agreed dwellings by account, the bailleur's own included.
        document: What says so; needed when they are not those of the rule.
        motif: Why, when somebody still contests: the bailleur validates by name.
        rang_vu: How many words the programme had when the page was shown.
        moment: When.

    Raises:
        Http404, PermissionDenied: see `gef.access.visible.fetch`.
        DonneeInvalideError: the numbers do not make the programme, the document or the reason is missing.
        ProgrammeChangeError: the programme moved meanwhile, or is already closed.
        ProgrammeRefuseError: nothing was ever proposed: the law wants a concertation.
    """
    row = fetch(ProgrammeNeuf, acteur, to="edit", pk=programme_id)
    with writing(row.bailleur_id):
        etat = read_programme(row)
        check_rang(etat, rang_vu)
        if etat.comptes and not etat.rang:
            raise ProgrammeRefuseError(
                "Rien n’a été proposé aux réservataires ; attendu : une concertation (CCH art. R. 441-5)."
            )
        convenue = convenir(etat.proposee, nombres, document)
        cloture = check_cloture(etat.echanges, convenue.logements, motif, etat.noms())
        accord = AccordProgramme(
            programme=row,
            nombres={code: nombre for code, nombre in convenue.logements.items() if nombre},
            document=document.strip(),
            sans_accord=list(cloture.desaccords),
            motif=motif.strip(),
            auteur_id=acteur.utilisateur_id,
            ecrit_le=moment,
        )
        accord.save(force_insert=True)
        details = {
            "nombres": accord.nombres,
            "document": accord.document,
            "sans_accord": accord.sans_accord,
            "sans_reponse": list(cloture.silences),
            "motif": accord.motif,
        }
        write_acte(acteur, "concertation-arrete", row.code, details, moment)
    return accord


def count_a_repondre(acteur: Acteur) -> int:
    """Count the programmes on which a réservataire is proposed a number and has not answered."""
    last: dict[tuple[int, int], PositionRow] = {}
    rows = visible(PositionRow, acteur).filter(programme__accord__isnull=True).order_by("rang")
    for word in rows:
        last[word.programme_id, word.reservataire_id] = word
    return len({word.programme_id for word in last.values() if word.type == "propose"})


def _speak(acteur: Acteur, etat: EtatProgramme, code: str, position: Position, moment: datetime) -> PositionRow:
    """Write one word that the core accepts."""
    assert code != BAILLEUR
    echange = add_position(etat.echanges[code], position)
    word = PositionRow(
        programme=etat.programme,
        reservataire=etat.comptes[code],
        rang=echange.rang,
        type=position.type,
        nombre=position.nombre,
        motif=position.motif.strip(),
        organisation=acteur.organisation,
        auteur_id=acteur.utilisateur_id,
        ecrit_le=moment,
    )
    word.save(force_insert=True)
    return word
