"""The journal of a freed dwelling, as a person reads it: its dates and its facts, with what each did to the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gef.actions.flux import EtatFlux, to_logement
from gef.core.parts import BAILLEUR
from gef.core.rotation import LIBELLES_CATEGORIES
from gef.db.flux.models import Fait, Liberation, TypeFait

ECRITURES: Mapping[str, str] = {
    TypeFait.ORIENTATION: "−1 au compte",
    TypeFait.REFUS: "+1 au compte",
    TypeFait.RETOUR: "+1 au compte",
}
REFUS_COMPTE = "reste compté"


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
    dated = [EntreeJournal(liberation.preavis_le, "Préavis reçu")] if liberation.preavis_le else []
    qualification = (
        f"Hors flux : {LIBELLES_CATEGORIES.get(liberation.hors_flux, liberation.hors_flux)}"
        if liberation.hors_flux
        else "Logement libre, dans le flux"
    )
    dated.append(EntreeJournal(liberation.libre_le, qualification))
    dated += [_to_entree(fact, liberation, etat) for fact in facts]
    return sorted(dated, key=lambda entree: entree.date)


def _to_entree(fact: Fait, liberation: Liberation, etat: EtatFlux) -> EntreeJournal:
    code = fact.reservataire.code if fact.reservataire else BAILLEUR
    nom = etat.noms().get(code, code)
    counts = fact.type == TypeFait.REFUS and etat.livre.is_refus_compte(code, to_logement(liberation))
    sentences = {
        TypeFait.ORIENTATION: f"Orienté vers {nom}",
        TypeFait.REFUS: f"Refusé par {nom}",
        TypeFait.RETOUR: f"Orientation retirée à {nom}",
        TypeFait.ATTRIBUTION: f"Attribué en CALEOL au titre de {nom}",
        TypeFait.REFUS_MENAGE: "Refusé par le ménage",
        TypeFait.BAIL: "Bail signé",
    }
    proposed = (fact.enregistrement or {}).get("reservataire", code)
    return EntreeJournal(
        fact.date,
        sentences[TypeFait(fact.type)],
        REFUS_COMPTE if counts else ECRITURES.get(fact.type, ""),
        fact.motif,
        fact.auteur.nom if fact.auteur else "",
        fact.ecrit_le,
        is_ecart=fact.type == TypeFait.ORIENTATION and proposed != code,
    )
