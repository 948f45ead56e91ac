"""Propose on which account the attribution of a dwelling counts, candidate by candidate; a person confirms.

A confirmation is a fact of the dwelling: it counts at once on the account that was chosen, before the commission. It
keeps what the person saw. Another one replaces it, until the attribution.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import fetch
from gef.actions.designation import is_retire, list_candidats
from gef.actions.entrees_conversion import read_seuil
from gef.actions.faits import FaitRefuseError, SaisieFait, check_saisie, check_suite, write_fait, writing
from gef.actions.flux import EtatFlux, Suivi
from gef.actions.menages import read_menages
from gef.actions.obligations import load_obligations
from gef.actions.regles_imputation import find_regle_du, to_regle
from gef.actions.suivi_imputations import read_rangs
from gef.core.criteres_imputation import HORS_COMMUNE, CompteEligible, EntreeImputation
from gef.core.ecritures import find_presentateur
from gef.core.imputation import Imputation, proposer_imputation
from gef.core.obligations import Obligation
from gef.core.parts import BAILLEUR
from gef.db.designation.models import Candidat
from gef.db.flux.models import Liberation, TypeFait
from gef.db.imputations.models import ImputationConfirmee, RegleImputation
from gef.law.errors import ParametreAbsentError
from gef.outputs.phrases_imputation import dire_imputation

TEXTE_MINIMUM: Final = 10
# What the law asks of each kind of account, as a share of its attributions.
OBLIGATIONS: Final[Mapping[str, str]] = {
    "action_logement": "prioritaires_action_logement",
    "bailleur": "prioritaires_bailleur",
    **dict.fromkeys(("commune", "epci", "departement", "region"), "prioritaires_collectivites"),
}
PRIORITAIRES: Final = frozenset(OBLIGATIONS.values())


@dataclass(frozen=True, slots=True)
class PropositionImputation:
    """A candidate of a dwelling, and the account proposed for him.

    Attributes:
        candidat: Who is presented.
        imputation: The proposal, with every account compared.
        raison: Why, in a sentence.
    """

    candidat: Candidat
    imputation: Imputation
    raison: str

    @property
    def choix(self) -> tuple[str, ...]:
        """Accounts that may be chosen, the one proposed first: those that have a part in the commune."""
        return tuple(row.compte for row in self.imputation.lignes if row.ecarte_par != HORS_COMMUNE)

    @property
    def is_disputee(self) -> bool:
        """Whether there is a choice to make."""
        return len(self.choix) > 1


@dataclass(frozen=True, slots=True)
class ContexteImputation:
    """What the proposals of a bailleur read on a day, whatever the dwelling.

    Attributes:
        jour: The day: the law.
        regle: The rule in force; None when the partners agreed on nothing.
        rangs: Rank of the last imputation that each account received.
        obligations: The obligation towards priority households of each account, where the rule reads it.
    """

    jour: date
    regle: RegleImputation | None
    rangs: Mapping[str, int]
    obligations: Mapping[str, Obligation]


def load_contexte(bailleur: Organisation, etat: EtatFlux, jour: date) -> ContexteImputation:
    """Read what the proposals of a bailleur need; the obligations only when the rule in force reads them."""
    regle = find_regle_du(bailleur.pk, jour)
    obligations: dict[str, Obligation] = {}
    if regle and "obligation" in regle.criteres:
        drawn = load_obligations(bailleur, etat, jour, read_menages(bailleur.pk, etat))
        obligations = {row.reservataire: row for row in drawn if row.code in PRIORITAIRES}
    return ContexteImputation(jour, regle, read_rangs(bailleur.pk), obligations)


def list_propositions(etat: EtatFlux, suivi: Suivi, jour: date) -> tuple[PropositionImputation, ...]:
    """Propose an account for each candidate presented, in the order of presentation.

    Args:
        etat: State of the flux.
        suivi: The dwelling.
        jour: Day of the proposal: the rule in force, and the law.
    """
    candidats = [row for row in list_candidats(etat, suivi) if not is_retire(row)]
    if not candidats:
        return ()
    return proposer(etat, suivi, candidats, load_contexte(suivi.liberation.bailleur, etat, jour))


def proposer(
    etat: EtatFlux, suivi: Suivi, candidats: Iterable[Candidat], contexte: ContexteImputation
) -> tuple[PropositionImputation, ...]:
    """Propose an account for some candidates of a dwelling.

    Args:
        etat: State of the flux.
        suivi: The dwelling.
        candidats: Those wanted.
        contexte: What the proposals read.
    """
    noms, regle, found = etat.noms(), contexte.regle, []
    for candidat in candidats:
        titulaire = find_presentateur(suivi.etat) or BAILLEUR
        codes = sorted({titulaire, *candidat.eligibles})
        entree = EntreeImputation(
            titulaire,
            tuple(_to_compte(etat, suivi, code, contexte) for code in codes),
            to_regle(regle) if regle else None,
            candidat.public or None,
            candidat.public_valide,
        )
        imputation = proposer_imputation(entree)
        found.append(PropositionImputation(candidat, imputation, dire_imputation(imputation, noms)))
    return tuple(found)


def _to_compte(etat: EtatFlux, suivi: Suivi, code: str, contexte: ContexteImputation) -> CompteEligible:
    """Read an account as it would be if the dwelling counted on nobody."""
    compte = etat.comptes.get(code)
    type_ = compte.type if compte and code != BAILLEUR else "bailleur"
    obligation = contexte.obligations.get(code)
    return CompteEligible(
        id=code,
        type=type_,
        part=etat.parts_of(suivi.liberation).get(code, Fraction(0)),
        solde=etat.moteur.comptes.solde(code) + (code == suivi.etat.impute),
        part_prioritaires=obligation.seuil.valeur if obligation else read_obligation(type_, contexte.jour),
        attributions=obligation.comptage.base if obligation else None,
        prioritaires=obligation.comptage.atteint if obligation else None,
        inconnus=obligation.comptage.inconnus if obligation else 0,
        rang_imputation=contexte.rangs.get(code),
        nom=etat.noms().get(code, code),
    )


def read_obligation(type_: str, jour: date) -> Fraction:
    """Share of its attributions that the law asks of a kind of account for priority households; 0 for none.

    Examples:
        >>> read_obligation("commune", date(2026, 6, 15)), read_obligation("etat_prio", date(2026, 6, 15))
        (Fraction(1, 4), Fraction(0, 1))
    """
    code = OBLIGATIONS.get(type_)
    try:
        return read_seuil(code, jour).valeur if code else Fraction(0)
    except ParametreAbsentError:
        return Fraction(0)


def list_obligations(
    etat: EtatFlux, suivi: Suivi, propositions: Iterable[PropositionImputation], jour: date
) -> tuple[tuple[str, Obligation], ...]:
    """Give the obligation of each account compared, where the rule in force reads it, in order of account.

    Args:
        etat: State of the flux.
        suivi: The dwelling.
        propositions: Those of its candidates.
        jour: Day of the proposals.
    """
    codes = {code for row in propositions if row.is_disputee for code in row.choix}
    if not codes:
        return ()
    found = load_contexte(suivi.liberation.bailleur, etat, jour).obligations
    return tuple((code, found[code]) for code in sorted(codes) if code in found)


def confirmer_imputation(
    acteur: Acteur,
    reference: str,
    candidat_id: int,
    compte: str,
    *,
    rang_vu: int,
    moment: datetime,
    motif: str = "",
) -> ImputationConfirmee:
    """Write on which account the dwelling counts, for a candidate who goes to the commission.

    Args:
        acteur: Who confirms, for the bailleur.
        reference: The dwelling.
        candidat_id: The candidate, among those presented.
        compte: Account chosen, among those to which he is eligible in the commune.
        rang_vu: Number of facts of the dwelling when the page was shown.
        moment: When.
        motif: Why he departs from the proposal; compulsory then.

    Raises:
        DejaDecideError: the dwelling moved meanwhile; nothing is written.
        FaitRefuseError: no such candidate or account, or a departure without a reason.
        gef.core.errors.TransitionInterditeError: the dwelling is already attributed, or not yet oriented.
        Http404, PermissionDenied: see `gef.access.visible.fetch`.
    """
    liberation = fetch(Liberation, acteur, to="orienter", reference=reference)
    saisie = SaisieFait(TypeFait.IMPUTATION, moment.date(), motif=motif)
    with writing(liberation, acteur, rang_vu) as (etat, suivi):
        check_saisie(saisie, suivi, moment.date())
        check_suite(etat, suivi, saisie)
        contexte = load_contexte(acteur.organisation, etat, moment.date())
        candidats = [row for row in list_candidats(etat, suivi) if not is_retire(row) and row.pk == candidat_id]
        proposition = next(iter(proposer(etat, suivi, candidats, contexte)), None)
        if proposition is None:
            raise FaitRefuseError(f"{reference} : ce candidat n’est pas, ou n’est plus, présenté pour ce logement.")
        check_choix(proposition, compte, motif, etat.noms())
        avant = etat.comptes.get(suivi.reservataire or "")
        propose = etat.comptes.get(proposition.imputation.propose)
        details = {
            "avant": suivi.reservataire or BAILLEUR,
            "propose": proposition.imputation.propose,
            "candidat": proposition.candidat.ordre,
        }
        fait = write_fait(acteur, suivi, saisie, etat.comptes.get(compte), moment, details=details)
        row = ImputationConfirmee(fait=fait, candidat=proposition.candidat, ordre=proposition.candidat.ordre)
        row.avant, row.propose, row.regle = avant, propose, contexte.regle
        row.critere, row.raison = proposition.imputation.motif, proposition.raison
        row.releve = write_releve(proposition.imputation)
        row.save(force_insert=True)
    return row


def check_choix(proposition: PropositionImputation, compte: str, motif: str, noms: Mapping[str, str]) -> None:
    """Refuse an account to which the candidate is not eligible here, or a departure that says nothing.

    Raises:
        FaitRefuseError: with what was found and what was expected.
    """
    if compte not in proposition.choix:
        expected = ", ".join(noms.get(code, code) for code in proposition.choix)
        raise FaitRefuseError(f"Imputation, compte : « {compte} » ; attendu, pour ce candidat : {expected}.")
    if compte != proposition.imputation.propose and len(motif.strip()) < TEXTE_MINIMUM:
        raise FaitRefuseError(
            f"Imputation sur {noms.get(compte, compte)}, motif : vide ou trop court ; attendu : pourquoi s’écarter de "
            f"la proposition, en {TEXTE_MINIMUM} caractères au moins."
        )


def write_releve(imputation: Imputation) -> list[dict[str, Any]]:
    """Keep the accounts compared as the person saw them, in exact figures."""
    return [
        {
            "compte": row.compte,
            "solde_avant": str(row.solde_avant),
            "solde_apres": str(row.solde_apres),
            "ecarte_par": row.ecarte_par,
        }
        for row in imputation.lignes
    ]
