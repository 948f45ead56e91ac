"""The minutes of a session and its convocation, as documents: read from what is written, nothing decided here."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write, fetch
from gef.actions.convoques import write_heure
from gef.actions.noms import nom_commune
from gef.actions.seances_lues import CandidatLu, PassageLu, SeanceLue, read_seance
from gef.actions.tableaux import describe_type
from gef.actions.tableaux_caleol import NON_RESERVE, say_decision, say_menage, say_motif, table_agenda
from gef.core.caleol import R441_3, R441_9
from gef.core.designation import CANDIDATS_MIN, EXCEPTIONS
from gef.db.caleol.models import Seance
from gef.outputs.nombres import date_longue, pluriel
from gef.outputs.pdf import write_pdf
from gef.outputs.proces_verbal import CandidatExamine, LogementExamine, ProcesVerbal

CONCLUSIONS: Final = {
    "attribution": "Conclusion : le logement est attribué.",
    "non_attribution": "Conclusion : le logement n’est pas attribué.",
}
NON_EXAMINE: Final = "Conclusion : le logement n’a pas été décidé à cette séance."


def read_proces_verbal(acteur: Acteur, seance_id: int) -> ProcesVerbal:
    """Read the minutes of a session of the actor's: the numbers of the households stand in it.

    Args:
        acteur: The bailleur, with a role that prepares the commission.
        seance_id: The session.

    Raises:
        Http404, PermissionDenied: not his to see, or his role does not read the candidates.
    """
    check_can_write(acteur, "orienter")
    return make_proces_verbal(read_seance(acteur, fetch(Seance, acteur, pk=seance_id)))


def make_proces_verbal(lue: SeanceLue) -> ProcesVerbal:
    """Put a session read by its bailleur into words.

    Args:
        lue: The session, with all its candidates.
    """
    seance = lue.seance
    logements = tuple(_make_logement(place, passage) for place, passage in enumerate(lue.passages, start=1))
    return ProcesVerbal(
        bailleur=seance.bailleur.nom,
        titre=f"Procès-verbal de la CALEOL du {date_longue(seance.date)}",
        lieu=f"Séance du {date_longue(seance.date)} à {write_heure(seance)}, {seance.lieu}.",
        etat=say_etat(lue),
        presents=lue.presents if lue.etat == "tenue" else (),
        logements=logements,
        sources=(R441_3, R441_9),
    )


def say_etat(lue: SeanceLue) -> str:
    """Say whether the minutes are final, or why they are a draft."""
    if lue.etat != "tenue":
        return "Projet : la séance n’est pas encore déclarée tenue."
    if lue.restants:
        return f"Projet : {pluriel(lue.restants, 'logement attend', 'logements attendent')} encore une décision."
    return "Chaque logement de l’ordre du jour a sa décision."


def _make_logement(place: int, passage: PassageLu) -> LogementExamine:
    liberation, cloture = passage.row.liberation, passage.suite.cloture
    kind = describe_type(liberation.typologie, liberation.financement, is_qpv=bool(liberation.qpv))
    holder = passage.row.reservataire.nom if passage.row.reservataire else NON_RESERVE
    address = f", {liberation.adresse}" if liberation.adresse else ""
    conclusion = CONCLUSIONS[passage.suite.faits[0].type] if cloture else NON_EXAMINE
    examined = pluriel(passage.nombre, "candidat examiné", "candidats examinés")
    return LogementExamine(
        titre=f"{place}. {liberation.reference}, {nom_commune(liberation.commune)}",
        description=f"{kind}{address}. Contingent : {holder}. {examined}.",
        conclusion=conclusion,
        exception=say_exception(passage),
        candidats=tuple(_make_candidat(lu) for lu in passage.candidats),
    )


def say_exception(passage: PassageLu) -> str:
    """Say why fewer than three candidates were examined; "" when there were enough."""
    if passage.nombre >= CANDIDATS_MIN:
        return ""
    why = EXCEPTIONS.get(passage.exception, "exception non renseignée")
    return f"Moins de trois candidats examinés : {why} (CCH art. R. 441-3)."


def _make_candidat(lu: CandidatLu) -> CandidatExamine:
    decision = lu.decision
    return CandidatExamine(
        rang=str(decision.classement or "") if decision else "",
        candidat=lu.row.numero_unique,
        menage=say_menage(lu.row),
        decision=say_decision(decision) if decision else "sans décision",
        motif=say_motif(decision) if decision else "",
    )


def write_convocation(lue: SeanceLue, moment: datetime) -> bytes:
    """Write the convocation of a session: when, where, the agenda that the reader may see; nothing personal.

    Args:
        lue: The session.
        moment: When it is drawn up, in the reader's time zone.

    Returns:
        The PDF.
    """
    seance = lue.seance
    said = f"{date_longue(seance.date).capitalize()} à {write_heure(seance)}, {seance.lieu}."
    return write_pdf(
        [table_agenda(lue, {})],
        titre=f"Convocation à la CALEOL du {date_longue(seance.date)}",
        moment=moment,
        sous_titre=f"{said} {pluriel(len(lue.passages), 'logement')} à l’ordre du jour.",
        auteur=seance.bailleur.nom,
    )
