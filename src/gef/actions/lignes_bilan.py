"""From a freed dwelling and its facts to the row that a bilan counts, wherever the facts come from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gef.actions.donnees import FaitInscrit, LiberationInscrite, epci_par_commune
from gef.core.bilan_entree import SANS_MENAGE, LigneFlux, MenageBilan, Partie, Refus
from gef.core.periodes import debut_exercice, fin_exercice

# Facts by which a dwelling is not taken, and by whom.
PARTIE_PAR_FAIT: dict[str, Partie] = {"refus": "reservataire", "non_reponse": "silence"}


def is_concerned(row: LiberationInscrite, exercice: int) -> bool:
    """Whether something of a dwelling is dated in an exercice: its liberation, or a fact."""
    debut, fin = debut_exercice(exercice), fin_exercice(exercice)
    return any(debut <= day < fin for day in (row.libre_le, *(fait.date for fait in row.faits)))


def to_ligne(row: LiberationInscrite, menage: MenageBilan = SANS_MENAGE) -> LigneFlux:
    """Read a dwelling as its facts leave it, see `LiberationInscrite.settle`.

    Args:
        row: The dwelling, its cancelled facts left out.
        menage: What is known of the household that it was attributed to.
    """
    attribution = _last(row, "attribution")
    bail = _last(row, "bail")
    return LigneFlux(
        liberation_id=row.reference,
        commune=row.commune,
        typologie=row.typologie,
        financement=row.financement,
        qpv=row.qpv,
        periode=row.periode,
        hors_flux=row.hors_flux or None,
        propositions=tuple((f.reservataire, f.date) for f in row.faits if f.type == "orientation"),
        attribue_a=attribution.reservataire if attribution else None,
        attribue_le=_day(attribution),
        bail_le=_day(bail),
        libere_le=row.libre_le,
        refus=tuple((f.reservataire, f.date) for f in row.faits if f.type == "refus"),
        epci=row.epci or epci_par_commune().get(row.commune, ""),
        menage=menage,
        causes=tuple(_list_refus(row)),
    )


def _last(row: LiberationInscrite, fait: str) -> FaitInscrit | None:
    return next((f for f in reversed(row.faits) if f.type == fait), None)


def _day(fait: FaitInscrit | None) -> date | None:
    return fait.date if fait else None


def _list_refus(row: LiberationInscrite) -> Iterator[Refus]:
    """Give every refusal; that of a household counts on the account that held the dwelling."""
    holder = ""
    for fait in row.faits:
        if fait.type in ("orientation", "attribution"):
            holder = fait.reservataire
        cause = fait.precision.get("cause", "")
        if fait.type in PARTIE_PAR_FAIT:
            yield Refus(PARTIE_PAR_FAIT[fait.type], cause, fait.reservataire, fait.date)
        elif fait.type == "refus_menage":
            partie: Partie = "bailleur" if fait.precision.get("partie") == "bailleur" else "menage"
            yield Refus(partie, cause, holder or fait.reservataire, fait.date)
