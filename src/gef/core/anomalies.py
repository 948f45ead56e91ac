"""What a conversion must tell its reader: parts above the whole, rights out of their place, flux that do not add up.

An anomaly never changes a figure. A blocking one keeps the parts from being used until a person settles it; a "clause"
one is lawful as soon as the convention says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gef.core.plafonds import PartsPlafonnees, render_part
from gef.core.rotation import ecrire_nombre
from gef.core.territoires import EntreeConversion

Gravite = Literal["bloquant", "clause", "information"]


@dataclass(frozen=True, slots=True)
class Anomalie:
    """Something that the reader must know, or settle.

    Attributes:
        code: Stable name.
        message: French sentence: where, what was found, what was expected.
        portee: Territory concerned.
        reservataires: Ids concerned.
        gravite: "bloquant" when orientation must wait until it is settled, "clause" when the convention must say it,
            else "information".
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


def find_perimetres(entree: EntreeConversion) -> Iterator[Anomalie]:
    """Yield the rights that a commune or an EPCI holds, or exercises, out of its own territory.

    Source:
        CCH art. R. 441-5-3, as source 000 (Pays de la Loire, fiche n° 9) restates it: the perimeter is the patrimoine
        of its own territory, unless it holds rights elsewhere.
    """
    for reservataire in entree.reservataires:
        kind = reservataire.portee.partition(":")[0]
        if hors := {c: n for c, n in sorted(reservataire.droits_hors_territoire.items()) if n}:
            where = ", ".join(f"{ecrire_nombre(nombre)} à {commune}" for commune, nombre in hors.items())
            message = (
                f"{reservataire.nom} : droits hors de son territoire, {where}, comptés dans sa part ; attendu : son "
                "seul territoire, sauf si la convention nomme ces droits (CCH art. R. 441-5-3)."
            )
            yield Anomalie("perimetre", message, reservataire.portee, (reservataire.id,), "clause")
        elif reservataire.type in ("commune", "epci") and kind not in (reservataire.type, "commune"):
            message = (
                f"{reservataire.nom} : sa convention vaut au-delà de son territoire ; attendu : son territoire, sauf "
                "s’il tient des droits ailleurs, que la convention nomme (CCH art. R. 441-5-3)."
            )
            yield Anomalie("perimetre", message, reservataire.portee, (reservataire.id,), "clause")


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
