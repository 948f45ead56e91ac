"""The journal of a freed dwelling, as a person reads it: its dates and its facts, with what each did to the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from gef.actions.flux import EtatFlux, to_logement
from gef.core.ecritures import Fait as FaitCore
from gef.core.ecritures import is_kept
from gef.core.faits import PRECISIONS, PREMIERE_LOCATION
from gef.core.parts import BAILLEUR
from gef.core.rotation import LIBELLES_CATEGORIES
from gef.db.flux.models import Fait, Liberation, TypeFait

ECRITURES: Mapping[str, str] = {
    TypeFait.ORIENTATION: "−1 au compte",
    TypeFait.REFUS: "+1 au compte",
    TypeFait.NON_REPONSE: "+1 au compte",
    TypeFait.RETOUR: "+1 au compte",
}
RESTE_COMPTE = "reste compté"
PHRASES: Mapping[str, str] = {
    TypeFait.PREAVIS: "Préavis reçu",
    TypeFait.DISPONIBILITE: "Logement disponible",
    TypeFait.QUALIFICATION_FLUX: "Remis dans le flux",
    TypeFait.QUALIFICATION_HORS_FLUX: "Sorti du flux",
    TypeFait.QUALIFICATION_STOCK: "Passé en stock",
    TypeFait.ORIENTATION: "Orienté vers {nom}",
    TypeFait.TRANSMISSION: "Fiche transmise à {nom}",
    TypeFait.ACCEPTATION: "Accepté par {nom}",
    TypeFait.REFUS: "Refusé par {nom}",
    TypeFait.NON_REPONSE: "Sans réponse de {nom} dans le délai",
    TypeFait.REQUALIFICATION: "Requalifié en gestion déléguée : le bailleur désigne pour {nom}",
    TypeFait.CANDIDATS: "Candidats désignés par {nom}",
    TypeFait.IMPUTATION: "Imputé sur {nom}",
    TypeFait.ATTRIBUTION: "Attribué en CALEOL au titre de {nom}",
    TypeFait.NON_ATTRIBUTION: "Non attribué en CALEOL",
    TypeFait.ACCEPTATION_MENAGE: "Accepté par le ménage",
    TypeFait.REFUS_MENAGE: "Refusé par le ménage",
    TypeFait.BAIL: "Bail signé",
    TypeFait.RETOUR: "Orientation retirée à {nom}",
    TypeFait.REPRISE: "Repris par le bailleur pour son propre compte",
    TypeFait.ABANDON: "Préavis retiré : le logement n’est pas libéré",
    TypeFait.ANNULATION: "Dernier fait annulé",
}


@dataclass(frozen=True, slots=True)
class EntreeJournal:
    """One line: what happened, what it wrote on the account, why, by whom."""

    date: date
    evenement: str
    ecriture: str = ""
    motif: str = ""
    auteur: str = ""
    ecrit_le: datetime | None = None
    is_ecart: bool = False


def list_entrees(liberation: Liberation, facts: Sequence[Fait], etat: EtatFlux) -> list[EntreeJournal]:
    """Write the journal of a dwelling, oldest first.

    Args:
        liberation: The dwelling.
        facts: Its facts that the reader may see, in order.
        etat: State of the flux: names, and whether a refusal counts.
    """
    is_noted = any(fact.type == TypeFait.PREAVIS for fact in facts)
    dated = [EntreeJournal(liberation.preavis_le, "Préavis reçu")] if liberation.preavis_le and not is_noted else []
    qualification = (
        f"Hors flux : {LIBELLES_CATEGORIES.get(liberation.hors_flux, liberation.hors_flux)}"
        if liberation.hors_flux
        else "Logement libre, dans le flux"
    )
    if any((fact.precision or {}).get("categorie") == PREMIERE_LOCATION for fact in facts):
        qualification = "Logement neuf livré"
    dated.append(EntreeJournal(liberation.libre_le, qualification))
    moved = _find_deplaces(facts)
    for fact in facts:
        entree = _to_entree(fact, liberation, etat)
        dated.append(replace(entree, ecriture=ECRITURES[TypeFait.ORIENTATION]) if fact.pk in moved else entree)
    return sorted(dated, key=lambda entree: entree.date)


def _find_deplaces(facts: Sequence[Fait]) -> set[int]:
    """Imputations that changed the account on which the dwelling counts: the others confirm the one that held it."""
    held: list[int | None] = []
    moved = set()
    for fact in facts:
        if fact.type == TypeFait.ANNULATION:
            held = held[:-1]
            continue
        before = held[-1] if held else -1
        if fact.type == TypeFait.IMPUTATION and fact.reservataire_id != before:
            moved.add(fact.pk)
        held.append(fact.reservataire_id if fact.type in (TypeFait.ORIENTATION, TypeFait.IMPUTATION) else before)
    return moved


def _to_entree(fact: Fait, liberation: Liberation, etat: EtatFlux) -> EntreeJournal:
    code = fact.reservataire.code if fact.reservataire else BAILLEUR
    clause = etat.livre.find_clause(code, to_logement(liberation))
    proposed = (fact.enregistrement or {}).get("reservataire", code)
    return EntreeJournal(
        fact.date,
        _write_phrase(fact, etat.noms().get(code, code)),
        RESTE_COMPTE
        if fact.type in ECRITURES and is_kept(to_fait(fact, code), clause)
        else ECRITURES.get(fact.type, ""),
        fact.motif,
        fact.auteur.nom if fact.auteur else "",
        fact.ecrit_le,
        is_ecart=fact.type == TypeFait.ORIENTATION and proposed != code,
    )


def to_fait(fact: Fait, code: str) -> FaitCore:
    """Read a fact of the database as the core takes it, with the account that it names."""
    return FaitCore(fact.type, fact.date, code, fact.precision or {})


def _write_phrase(fact: Fait, nom: str) -> str:
    """Say a fact, and the codes that make it precise."""
    libelles = {code: libelle for field in PRECISIONS.get(fact.type, ()) for code, libelle in field.codes.items()}
    details = ", ".join(libelles[code] for code in (fact.precision or {}).values())
    phrase = PHRASES[fact.type].format(nom=nom)
    if fact.type == TypeFait.QUALIFICATION_STOCK and fact.reservataire:
        details = f"{details}, pour {nom}"
    return f"{phrase}\N{NO-BREAK SPACE}: {details}" if details else phrase
