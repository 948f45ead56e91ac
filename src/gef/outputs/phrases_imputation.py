"""Sentences of the imputation, for a person: why this account, and what would have changed it."""

from __future__ import annotations

from collections.abc import Mapping

from gef.core.criteres_imputation import CRITERES, IDENTIFIANT, LIBELLES_MOTIFS, SANS_REGLE, SEUL
from gef.core.imputation import Imputation, Lecture
from gef.outputs.nombres import decimal, logements, solde


def dire_imputation(imputation: Imputation, noms: Mapping[str, str]) -> str:
    """Say why an account is proposed.

    Args:
        imputation: The proposal.
        noms: Display name by account.

    Returns:
        One French sentence.
    """
    nom = noms.get(imputation.propose, imputation.propose)
    match imputation.motif:
        case "seul":
            return f"{nom} : le seul compte dont le candidat relève dans cette commune."
        case "sans_regle":
            return f"{nom} tient le logement ; aucune règle n’est convenue entre les partenaires."
        case "identifiant":
            return f"{nom} : à égalité selon la règle, dans l’ordre des identifiants."
    if imputation.motif == "titulaire":
        return f"{nom} : {CRITERES['titulaire']}."
    lectures = imputation.ligne(imputation.propose).lectures
    lecture = next(read for read in reversed(lectures) if read.critere == imputation.motif)
    return f"{nom} : {CRITERES[imputation.motif]} ({dire_lecture(lecture)})."


def dire_lecture(lecture: Lecture) -> str:
    """Say what a criterion read of an account.

    Examples:
        >>> from fractions import Fraction
        >>> dire_lecture(Lecture("solde", Fraction(3, 4), is_kept=True))
        'solde +0,75'
    """
    if isinstance(lecture.valeur, str):
        return lecture.valeur
    if lecture.critere == "solde":
        return f"solde {solde(lecture.valeur)}"
    return f"il lui manque {logements(lecture.valeur)}" if lecture.valeur else "rien ne lui manque"


def dire_autrement(imputation: Imputation, noms: Mapping[str, str]) -> str:
    """Say what would have changed the proposal; empty when nothing that was agreed on would.

    Args:
        imputation: The proposal.
        noms: Display name by account.
    """
    found = imputation.contrefactuel
    if found is None:
        return ""
    nom = noms.get(found.compte, found.compte)
    if found.ecart is not None:
        return f"Avec un solde plus haut de plus de {decimal(found.ecart)}, {nom} passait devant."
    return f"Sans ce critère, ce serait {nom}."


def dire_regle(criteres: tuple[str, ...], ordre: tuple[str, ...], noms: Mapping[str, str]) -> str:
    """Say a rule: its criteria in order, and the order of the accounts where one was agreed on.

    Args:
        criteres: Codes of `CRITERES`.
        ordre: Accounts in the order agreed on.
        noms: Display name by account.

    Examples:
        >>> dire_regle(("titulaire", "liste"), ("AL",), {"AL": "Action Logement"})
        '1. le réservataire qui tient le logement ; 2. l’ordre convenu entre les partenaires (Action Logement)'
    """
    said = []
    for rank, critere in enumerate(criteres, start=1):
        listed = f" ({', '.join(noms.get(code, code) for code in ordre)})" if critere == "liste" else ""
        said.append(f"{rank}. {CRITERES[critere]}{listed}")
    return " ; ".join(said)


def dire_ecarte(motif: str) -> str:
    """Say what set an account aside; empty for the account proposed.

    Examples:
        >>> dire_ecarte("commune"), dire_ecarte("")
        ('aucune part dans la commune', '')
    """
    if motif in (SANS_REGLE, SEUL):
        return "aucune règle convenue"
    libelles = {**LIBELLES_MOTIFS, IDENTIFIANT: "à égalité", "commune": "aucune part dans la commune", "": ""}
    return libelles[motif]
