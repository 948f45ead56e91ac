"""What a conversion must tell its reader: parts above the whole, an uneven État, flux that do not add up.

An anomaly never changes a figure. A blocking one keeps the parts from being used until a person settles it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gef.core.parts import TYPES_ETAT
from gef.core.plafonds import PartsPlafonnees, render_part, sum_by_commune
from gef.core.rotation import ecrire_nombre
from gef.core.territoires import DEPARTEMENT, EntreeConversion

Gravite = Literal["bloquant", "information"]


@dataclass(frozen=True, slots=True)
class Anomalie:
    """Something that the reader must know, or settle.

    Attributes:
        code: Stable name.
        message: French sentence: where, what was found, what was expected.
        portee: Territory concerned.
        reservataires: Ids concerned.
        gravite: "bloquant" when orientation must wait until it is settled, else "information".
    """

    code: str
    message: str
    portee: str
    reservataires: tuple[str, ...] = ()
    gravite: Gravite = "information"


def find_depassements(plafonnees: PartsPlafonnees, borne: Fraction) -> Iterator[Anomalie]:
    """Yield the communes where the parts exceed what may be given."""
    for commune, somme in plafonnees.depassements.items():
        message = (
            f"Commune {commune} : les parts font {render_part(somme)} ; attendu : {render_part(borne)} au plus. "
            "À renégocier, ou valider nommément la réduction proposée."
        )
        qui = tuple(r for r, parts in plafonnees.par_commune.items() if parts.get(commune))
        yield Anomalie("somme", message, f"commune:{commune}", qui, "bloquant")


def find_parts_etat(entree: EntreeConversion, plafonnees: PartsPlafonnees) -> Iterator[Anomalie]:
    """Yield the État's parts that differ from one commune to another, unless a stipulation says so.

    Source:
        CCH art. R. 441-5-2, II.
    """
    etat = {r.id: plafonnees.par_commune[r.id] for r in entree.reservataires if r.type in TYPES_ETAT}
    actes = [d for d in entree.derogations if d.applies("uniformite", entree.exercice)]
    sommes = {
        commune: somme
        for commune, somme in sum_by_commune(etat, entree.communes).items()
        if not any(acte.covers(commune, entree.communes[commune]) for acte in actes)
    }
    if len(set(sommes.values())) > 1:
        low, high = (pick(sommes, key=lambda c: sommes[c]) for pick in (min, max))
        message = (
            f"Part de l’État : {render_part(sommes[low])} à {low}, {render_part(sommes[high])} à {high} ; attendu : la "
            "même dans chaque commune, sauf stipulation contraire (CCH art. R. 441-5-2, II)."
        )
        yield Anomalie("uniformite_etat", message, DEPARTEMENT, tuple(sorted(etat)))


def find_flux(entree: EntreeConversion) -> Iterator[Anomalie]:
    """Yield the territories whose communes do not add up to their flux."""
    perimetre = entree.perimetre()
    for territoire in entree.territoires:
        communes = perimetre.communes_de(territoire.portee)
        somme = sum((perimetre.flux[f"commune:{c}"] for c in communes), Fraction(0))
        if communes and somme != territoire.flux_prevu:
            message = (
                f"{territoire.nom} : {ecrire_nombre(territoire.flux_prevu)} logements prévus, "
                f"{ecrire_nombre(somme)} en sommant ses communes ; attendu : le même nombre."
            )
            yield Anomalie("flux_non_additifs", message, territoire.portee)
