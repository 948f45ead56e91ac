"""Who is concerned by the agenda of a session of the commission.

The mayor of the commune of a dwelling, the préfet and the president of the EPCI sit by right (CCH art. R. 441-9, II);
the réservataires whose candidates are examined are told too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gef.access.models import Organisation, TypeOrganisation
from gef.actions.noms import nom_commune
from gef.db.caleol import requetes
from gef.db.caleol.models import Passage, Seance
from gef.law.territoires import load_communes

MEMBRES_DE_DROIT: Final = (TypeOrganisation.COMMUNE, TypeOrganisation.EPCI, TypeOrganisation.ETAT)


@dataclass(frozen=True, slots=True)
class Convoque:
    """An organisation to convene.

    Attributes:
        organisation: The organisation; None when it has no access here, and must be told otherwise.
        nom: Its name.
        titres: Why it is convened, in words.
    """

    organisation: Organisation | None
    nom: str
    titres: tuple[str, ...]


def list_convoques(passages: Sequence[Passage]) -> tuple[Convoque, ...]:
    """List who is concerned by an agenda: members by right, then réservataires; each once, with all the reasons.

    A commune without access here is listed too: its mayor is told by another way.

    Args:
        passages: The agenda.
    """
    members = list(requetes.organisations_by_territoire(MEMBRES_DE_DROIT))
    reasons: dict[Organisation, list[str]] = {}
    absent: dict[str, Convoque] = {}
    for commune in dict.fromkeys(passage.liberation.commune for passage in passages):
        seated = [row for row in members if is_membre_de_droit(row, commune)]
        for row in seated:
            reasons.setdefault(row, []).append(f"membre de droit, {nom_commune(commune)}")
        if not any(row.type == TypeOrganisation.COMMUNE for row in seated):
            nom = f"Mairie de {nom_commune(commune)}"
            absent[commune] = Convoque(None, nom, ("membre de droit, sans accès : à convoquer autrement",))
    for passage in passages:
        holder = passage.reservataire and passage.reservataire.organisation
        if holder and "réservataire" not in reasons.setdefault(holder, []):
            reasons[holder].append("réservataire")
    known = tuple(Convoque(row, row.nom, tuple(why)) for row, why in reasons.items())
    return (*known, *absent.values())


def is_membre_de_droit(organisation: Organisation, commune: str) -> bool:
    """Whether an organisation sits for the dwellings of a commune.

    Source:
        CCH art. R. 441-9, II, 1°: the préfet, the president of the EPCI, the mayor.
    """
    territoire = organisation.territoire
    if not territoire:
        return False
    if organisation.type == TypeOrganisation.ETAT:
        return commune.startswith(territoire)
    known = load_communes().get(commune)
    return territoire == (known.epci if known and organisation.type == TypeOrganisation.EPCI else commune)


def write_heure(seance: Seance) -> str:
    """Write the hour of a session: « 9 h 30 »."""
    heure = seance.heure
    return f"{heure.hour}\N{NO-BREAK SPACE}h" + (f"\N{NO-BREAK SPACE}{heure.minute:02d}" if heure.minute else "")
