"""The commission that allocates dwellings: what it may decide on each candidate, and to whom the dwelling then goes.

The decisions are those of CCH art. R. 441-3: one per candidate, with a rank where several are retained, a document to
produce where the allocation hangs on it, a coded reason where the answer is no. Nothing here chooses: it refuses what
the text does not allow, and says which household is offered the dwelling after each refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.core.motifs import Source

DECISIONS: Final[Mapping[str, str]] = {
    "attribution": "attribution",
    "rang": "attribution avec rang",
    "sous_condition": "attribution sous condition suspensive",
    "non_attribution": "non-attribution",
    "irrecevable": "irrecevabilité de la demande",
}
RETENUES: Final = frozenset({"attribution", "rang", "sous_condition"})
MOTIFS_DECISION: Final[Mapping[str, Mapping[str, str]]] = {
    "non_attribution": {
        "priorite": "un autre candidat est plus prioritaire",
        "dossier": "dossier incomplet",
        "taille": "logement inadapté à la taille du ménage",
        "taux_effort": "taux d’effort trop élevé",
        "ressources_insuffisantes": "ressources insuffisantes pour ce loyer",
        "loge": "déjà logé dans de bonnes conditions",
        "situation_changee": "situation du ménage changée",
        "autre": "autre motif",
    },
    "irrecevable": {
        "plafond": "ressources au-dessus du plafond",
        "sejour": "séjour régulier et permanent non justifié",
        "autre": "autre motif",
    },
}
ETATS_SEANCE: Final[Mapping[str, str]] = {
    "planifiee": "planifiée",
    "convoquee": "convoquée",
    "tenue": "tenue",
    "annulee": "annulée",
}
FOLLOWING_SEANCE: Final[Mapping[str, tuple[str, ...]]] = {
    "planifiee": ("convoquee", "tenue", "annulee"),
    "convoquee": ("convoquee", "tenue", "annulee"),
    "tenue": (),
    "annulee": (),
}
R441_3: Final = Source("CCH art. R. 441-3", "legale")
R441_9: Final = Source("CCH art. R. 441-9, II", "legale")
R441_10: Final = Source("CCH art. R. 441-10", "legale")
R441_2_8: Final = Source("CCH art. R. 441-2-8", "legale")


@dataclass(frozen=True, slots=True)
class Decision:
    """What the commission decides on a candidate.

    Attributes:
        candidat: Key of the candidate.
        code: A code of `DECISIONS`.
        rang: Place among those retained; None for the only one.
        motif: A code of `MOTIFS_DECISION`, when the answer is no.
        texte: The document to produce under a condition; the reason in words otherwise.
        avant_le: Last day to produce it.
    """

    candidat: int
    code: str
    rang: int | None = None
    motif: str = ""
    texte: str = ""
    avant_le: date | None = None

    @property
    def is_retenue(self) -> bool:
        """Whether the dwelling may go to the candidate."""
        return self.code in RETENUES


@dataclass(frozen=True, slots=True)
class Evenement:
    """What happens after the decisions: "attribution", "refus_menage", or the "retrait" of a candidate."""

    type: str
    candidat: int = 0


@dataclass(frozen=True, slots=True)
class Offres:
    """Where the offers of a dwelling stand.

    Attributes:
        en_cours: Candidate to whom the dwelling is offered; None before, and after his refusal.
        refusees: Candidates who refused it, in order.
        suivant: Candidate to whom it goes next; None while an offer stands, and when nobody is left.
    """

    en_cours: int | None = None
    refusees: tuple[int, ...] = ()
    suivant: int | None = None


def check_decision(nom: str, decision: Decision, jour: date) -> None:
    """Refuse a decision that the text does not know, or that lacks what it needs.

    Args:
        nom: The candidate, for the message.
        decision: What was decided.
        jour: Day of the session.

    Raises:
        DonneeInvalideError: with what was found and what was expected.

    Source:
        CCH art. R. 441-3: the five decisions; L. 441-2-2: a refusal is written and says why.

    Examples:
        >>> check_decision("Candidat 1", Decision(1, "non_attribution", motif="dossier"), date(2026, 6, 18))
    """
    if decision.code not in DECISIONS:
        raise DonneeInvalideError(f"{nom}, décision : « {decision.code} » ; attendu : {', '.join(DECISIONS)}.")
    libelle = DECISIONS[decision.code]
    _check_rang(f"{nom}, {libelle}", decision)
    if decision.code == "sous_condition":
        _check_condition(nom, decision, jour)
    elif decision.avant_le:
        raise DonneeInvalideError(f"{nom}, {libelle} : un délai est donné ; attendu : sous condition seulement.")
    _check_motif(f"{nom}, {libelle}", decision)


def _check_rang(where: str, decision: Decision) -> None:
    if decision.code == "rang" and decision.rang is None:
        raise DonneeInvalideError(f"{where} : rang absent ; attendu : 1, 2, 3…")
    if decision.rang is not None and decision.code not in ("rang", "sous_condition"):
        raise DonneeInvalideError(f"{where} : rang {decision.rang} ; attendu : aucun rang.")


def _check_condition(nom: str, decision: Decision, jour: date) -> None:
    if not decision.texte.strip():
        raise DonneeInvalideError(f"{nom}, condition : vide ; attendu : la pièce à fournir.")
    if decision.avant_le is None or decision.avant_le <= jour:
        found = "absent" if decision.avant_le is None else f"{decision.avant_le:%d/%m/%Y}"
        raise DonneeInvalideError(
            f"{nom}, délai de la condition : {found} ; attendu : un jour après la séance du {jour:%d/%m/%Y}."
        )


def _check_motif(where: str, decision: Decision) -> None:
    known = MOTIFS_DECISION.get(decision.code, {})
    if decision.motif and decision.motif not in known:
        expected = ", ".join(known) or "aucun motif"
        raise DonneeInvalideError(f"{where}, motif : « {decision.motif} » ; attendu : {expected}.")
    if known and not decision.motif:
        raise DonneeInvalideError(f"{where}, motif : vide ; attendu : {' ; '.join(known.values())}.")
    if decision.motif == "autre" and not decision.texte.strip():
        raise DonneeInvalideError(f"{where}, autre motif : vide ; attendu : pourquoi, en une phrase.")


def check_decisions(noms: Mapping[int, str], decisions: Sequence[Decision], jour: date) -> None:
    """Refuse the decisions on a dwelling unless each candidate has one, and those retained are in order.

    Args:
        noms: How each candidate presented is called in messages, by key; the withdrawn ones left out.
        decisions: What was decided.
        jour: Day of the session.

    Raises:
        DonneeInvalideError: a candidate without a decision or with two, a stranger, two retained without a rank, a
            rank missing or twice; or see `check_decision`.

    Source:
        CCH art. R. 441-3: « pour chaque candidat, la commission d’attribution prend l’une des décisions suivantes ».
    """
    found = [decision.candidat for decision in decisions]
    missing = [nom for cle, nom in noms.items() if cle not in found]
    if missing:
        raise DonneeInvalideError(f"Sans décision : {', '.join(missing)} ; attendu : une décision par candidat.")
    if len(set(found)) < len(found) or set(found) - set(noms):
        raise DonneeInvalideError("Décisions : un candidat en a deux, ou n’est pas présenté ; attendu : une chacun.")
    for decision in decisions:
        check_decision(noms[decision.candidat], decision, jour)
    _check_order([decision for decision in decisions if decision.is_retenue])


def _check_order(retenues: Sequence[Decision]) -> None:
    ranks = [decision.rang for decision in retenues if decision.rang is not None]
    alone = len(retenues) - len(ranks)
    if alone > 1 or (alone and ranks):
        raise DonneeInvalideError(
            f"Attributions : {len(retenues)}, dont {alone} sans rang ; attendu : une seule, ou un rang pour chacune."
        )
    if sorted(ranks) != list(range(1, len(ranks) + 1)):
        written = ", ".join(map(str, sorted(ranks)))
        raise DonneeInvalideError(f"Rangs : {written} ; attendu : de 1 à {len(ranks)}, une fois chacun.")


def rank_retenus(decisions: Iterable[Decision]) -> tuple[int, ...]:
    """List the candidates retained, in the order in which the dwelling is offered to them."""
    retenues = [decision for decision in decisions if decision.is_retenue]
    return tuple(decision.candidat for decision in sorted(retenues, key=lambda decision: decision.rang or 0))


def find_fait(decisions: Iterable[Decision]) -> str:
    """Say which fact of `gef.core.faits` the decisions on a dwelling lead to.

    Examples:
        >>> find_fait([Decision(1, "rang", rang=1), Decision(2, "irrecevable", motif="plafond")])
        'attribution'
    """
    return "attribution" if any(decision.is_retenue for decision in decisions) else "non_attribution"


def suivre_offres(retenus: Sequence[int], evenements: Iterable[Evenement]) -> Offres:
    """Say to whom a dwelling is offered, after what happened since the decisions.

    Each attribution goes to the first candidate retained who has not been offered the dwelling yet and has not been
    withdrawn; no new session is needed for the next rank.

    Args:
        retenus: Candidates retained, in order.
        evenements: Attributions, refusals of the household and withdrawals, in the order they were written.

    Source:
        CCH art. R. 441-3, b: the dwelling goes to the next candidate when those before him refuse it.

    Examples:
        >>> suivre_offres((7, 8), [Evenement("attribution"), Evenement("refus_menage")]).suivant
        8
    """
    left, refusees = list(retenus), []
    en_cours: int | None = None
    for evenement in evenements:
        if evenement.type == "attribution":
            en_cours = left.pop(0) if left else None
        elif evenement.type == "refus_menage" and en_cours is not None:
            refusees.append(en_cours)
            en_cours = None
        elif evenement.type == "retrait" and evenement.candidat in left:
            left.remove(evenement.candidat)
    return Offres(en_cours, tuple(refusees), left[0] if left and en_cours is None else None)


def check_suite_seance(etat: str, suite: str) -> None:
    """Refuse a word on a session that cannot follow where it stands.

    Raises:
        TransitionInterditeError: with where it stands and what may follow.

    Examples:
        >>> check_suite_seance("planifiee", "convoquee")
    """
    if suite not in FOLLOWING_SEANCE[etat]:
        allowed = ", ".join(ETATS_SEANCE[code] for code in FOLLOWING_SEANCE[etat]) or "rien"
        raise TransitionInterditeError(
            f"La séance est {ETATS_SEANCE[etat]} : elle ne peut pas être {ETATS_SEANCE.get(suite, suite)} ; "
            f"attendu : {allowed}."
        )
