"""A dwelling of the Ville with three candidates: one is a priority of the État too, one an employee, one hers only."""

from __future__ import annotations

from datetime import date

from tests.builders import JOUR, MOMENT, Monde, an_acteur, an_orientation
from tests.core.test_designation import a_candidature

from gef.actions.designation import designer, list_candidats
from gef.actions.flux import EtatFlux, Suivi, load_flux
from gef.actions.imputation import PropositionImputation, confirmer_imputation, list_propositions
from gef.actions.regles_imputation import SaisieRegle, inscrire_regle
from gef.core.designation import Candidature
from gef.db.designation.models import Candidat
from gef.db.imputations.models import ImputationConfirmee, RegleImputation

REGLE = SaisieRegle(("public", "solde"), date(2026, 1, 1), "accord des partenaires du 12 janvier 2026")
CANDIDATS = (
    a_candidature(1, public="dalo", public_valide=True, eligibles=("ETAT-P", "CD")),
    a_candidature(2, public="aucun", public_valide=True, eligibles=("AL",)),
    a_candidature(3),
)


def present(monde: Monde, *candidats: Candidature) -> None:
    """Orient the oldest dwelling to the Ville and present candidates."""
    acteur = an_acteur(monde.gestionnaire)
    an_orientation(acteur, monde.reference, "VILLE")
    designer(acteur, monde.reference, candidats or CANDIDATS, rang_vu=1, moment=MOMENT)


def agree(monde: Monde, saisie: SaisieRegle = REGLE) -> RegleImputation:
    """Record the rule of the partners."""
    return inscrire_regle(an_acteur(monde.gestionnaire), saisie, MOMENT)


def read(monde: Monde) -> tuple[EtatFlux, Suivi]:
    """Read the state of the flux and the dwelling."""
    etat = load_flux(monde.habitat_lys.pk)
    return etat, etat.suivis[monde.liberations[0].pk]


def propose(monde: Monde, jour: date = JOUR) -> tuple[PropositionImputation, ...]:
    """Propose for each candidate of the dwelling."""
    return list_propositions(*read(monde), jour)


def candidats(monde: Monde) -> list[Candidat]:
    """Candidates presented, in order."""
    return list(list_candidats(*read(monde)))


def confirm(monde: Monde, compte: str, *, ordre: int = 1, motif: str = "", rang: int = 2) -> ImputationConfirmee:
    """Confirm an account for a candidate."""
    chosen = Candidat.objects.get(ordre=ordre, liberation=monde.liberations[0])
    return confirmer_imputation(
        an_acteur(monde.gestionnaire), monde.reference, chosen.pk, compte, rang_vu=rang, moment=MOMENT, motif=motif
    )
