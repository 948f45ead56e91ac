"""Sentences of the steering: why an account waits, and what would bring an obligation back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from gef.core.remedes import Remede
from gef.core.retards import CONSTATS, CodeConstat, CodeRaison, CompteSuivi, Raison
from gef.outputs.nombres import decimal, entier, pluriel, solde

NOMMES: Final = 3  # accounts named before « autres »
# What is counted, in the singular and the plural.
RAISONS: Final[Mapping[CodeRaison, tuple[str, str]]] = {
    "refus": ("refus ou silence, qui ne compte pas", "refus ou silences, qui ne comptent pas"),
    "retours": ("orientation retirée", "orientations retirées"),
    "ecarts": ("logement proposé, donné à un autre", "logements proposés, donnés à d’autres"),
    "delais": ("logement attend sa réponse, délai passé", "logements attendent sa réponse, délai passé"),
    "proposes": ("logement à orienter lui est proposé", "logements à orienter lui sont proposés"),
}
# The next events by obligation: one, several, and what must be said of them.
EVENEMENTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "etat_plafond": ("la prochaine orientation", "prochaines orientations", "à l’État"),
    "etat_agents": ("la prochaine orientation", "prochaines orientations", "aux agents de l’État"),
    "etat_commune": ("la prochaine orientation dans la commune", "prochaines orientations dans la commune", "à l’État"),
    "etat_hors_qpv": ("la prochaine orientation hors QPV", "prochaines orientations hors QPV", "à l’État"),
    "garanties": ("la prochaine orientation", "prochaines orientations", "à un garant"),
    "prioritaires_collectivites": ("la prochaine attribution", "prochaines attributions", "à un public prioritaire"),
    "prioritaires_bailleur": ("la prochaine attribution", "prochaines attributions", "à un public prioritaire"),
    "prioritaires_action_logement": ("la prochaine attribution", "prochaines attributions", "à un public prioritaire"),
    "mixite_hors_qpv": ("le prochain bail hors QPV", "prochains baux hors QPV", "au premier quartile"),
    "mixite_qpv": ("la prochaine attribution en QPV", "prochaines attributions en QPV", "aux quartiles 2 à 4"),
}


def say_constats(constats: Iterable[CodeConstat]) -> str:
    """Say what an account is: « en retard, noyé »."""
    return ", ".join(CONSTATS[code] for code in constats)


def say_raisons(raisons: Iterable[Raison], compte: CompteSuivi) -> str:
    """Say why, one clause by reason.

    Args:
        raisons: What `gef.core.retards.list_raisons` gives.
        compte: The account that they explain.
    """
    return " ; ".join(_say_raison(raison, compte) for raison in raisons)


def _say_raison(raison: Raison, compte: CompteSuivi) -> str:
    if raison.code == "report":
        return f"{solde(compte.report)} déjà au 1er janvier"
    if raison.code == "droits":
        return f"{decimal(compte.droits_total)} droits acquis, {pluriel(compte.recus_total, 'reçu')}"
    return pluriel(raison.nombre, *RAISONS[raison.code])


def say_remede(remede: Remede) -> str:
    """Say what would bring an obligation back: « les 3 prochains baux hors QPV, au premier quartile »."""
    code, restants = remede.obligation.code, remede.restants
    if restants is None:
        if not remede.inconnus:
            return "aucun nombre d’événements n’y suffit"
        if code == "garanties":
            return f"dire au titre de quel droit : {pluriel(remede.inconnus, 'logement reçu', 'logements reçus')}"
        return f"renseigner {pluriel(remede.inconnus, 'ménage inconnu', 'ménages inconnus')}"
    one, several, what = EVENEMENTS[code]
    if remede.obligation.regle.sens == "plafond":
        return f"{one}, pas {what}" if restants == 1 else f"aucune des {entier(restants)} {several} {what}"
    return f"{one}, {what}" if restants == 1 else f"les {entier(restants)} {several}, {what}"


def say_en_cours(en_cours: Mapping[str, int], noms: Mapping[str, str]) -> str:
    """Say how many dwellings in progress may count, and at whom: « 12 : Cannes 4, Grasse 3, autres 5 ».

    Args:
        en_cours: How many by account, the most first.
        noms: Names that the reader may know; the others are summed as « autres ».
    """
    if not en_cours:
        return "aucun"
    known = [(noms[code], number) for code, number in en_cours.items() if code in noms][:NOMMES]
    total = sum(en_cours.values())
    rest = total - sum(number for _, number in known)
    named = [f"{nom} {entier(number)}" for nom, number in known] + ([f"autres {entier(rest)}"] if rest else [])
    return f"{entier(total)}\N{NO-BREAK SPACE}: {', '.join(named)}"


def say_seuil_quartile(annee: int, seuil_euros: int | None, derniere: int) -> str:
    """Say under which resources a household is of the first quartile on a territory.

    Args:
        annee: Year of the obligation.
        seuil_euros: Yearly ceiling by unité de consommation; None when no decree that is known gives it.
        derniere: Last year whose decree is known.

    Examples:
        >>> say_seuil_quartile(2026, 11245, 2026).replace("\u00a0", " ").replace("\u202f", " ")
        'Premier quartile en 2026 : jusqu’à 11 245 € par an et par unité de consommation'
    """
    if seuil_euros is not None:
        somme = f"{entier(seuil_euros)}\N{NO-BREAK SPACE}€"
        return f"Premier quartile en {annee}\N{NO-BREAK SPACE}: jusqu’à {somme} par an et par unité de consommation"
    if annee > derniere:
        said = f"Seuil du premier quartile {annee}\N{NO-BREAK SPACE}: non renseigné"
        return f"{said}, le dernier arrêté connu est celui de {derniere}"
    said = f"L’arrêté de {annee} ne donne pas de seuil à ce territoire"
    return f"{said}\N{NO-BREAK SPACE}: vérifiez qu’il est soumis à cette obligation"
