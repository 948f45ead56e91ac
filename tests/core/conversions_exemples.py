"""A small fictitious département for the tests of conversion: two EPCI, three communes, additive flux.

departement   parc 1 000   flux 80      rotation 10 %
epci:E1       parc   800   flux 60
  commune:A   parc   500   flux 40
  commune:B   parc   300   flux 20
epci:E2       parc   200   flux 20
  commune:C   parc   200   flux 20
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from gef.core.conversion import EntreeConversion, EntreeReservataire, LotDroits, PlafondsLegaux, SeuilLegal, Territoire
from gef.core.motifs import Source
from gef.core.plafonds import PartReservataire, Perimetre

COMMUNES = {"A": "E1", "B": "E1", "C": "E2"}
PARCS = {"departement": 1000, "epci:E1": 800, "epci:E2": 200, "commune:A": 500, "commune:B": 300, "commune:C": 200}
FLUX = {portee: Fraction(flux) for portee, flux in zip(PARCS, (80, 60, 20, 40, 20, 20), strict=True)}
PERIMETRE = Perimetre(COMMUNES, FLUX)
ROTATION = Fraction(1, 10)
R441_5_2 = Source("CCH art. R. 441-5-2, I", "legale")
R441_5_3 = Source("CCH art. R. 441-5-3", "legale")
PLAFONDS = PlafondsLegaux(
    etat=SeuilLegal(Fraction(30, 100), "flux annuel total du bailleur", R441_5_2),
    agents=SeuilLegal(Fraction(5, 100), "flux annuel total du bailleur", R441_5_2),
    garanties=SeuilLegal(Fraction(20, 100), "flux annuel du territoire", R441_5_3),
)


def pct(nombre: int) -> Fraction:
    return Fraction(nombre, 100)


def a_reservataire(
    code: str, kind: str = "autre", portee: str = "departement", *lots: LotDroits, **champs: Any
) -> EntreeReservataire:
    return EntreeReservataire(code, f"Réservataire {code}", kind, portee, lots, **champs)


def droits(
    nombre: int, nature: str = "autre", rotation: Fraction | None = None, echeance: int | None = None
) -> LotDroits:
    return LotDroits(nombre, nature, rotation, echeance)


def an_entree(*reservataires: EntreeReservataire, **champs: Any) -> EntreeConversion:
    territoires = tuple(
        Territoire(portee, portee.removeprefix("commune:"), parc, FLUX[portee], ROTATION)
        for portee, parc in PARCS.items()
    )
    complete = {"exercice": 2026, "territoires": territoires, "communes": COMMUNES, "plafonds": PLAFONDS} | champs
    return EntreeConversion(reservataires=reservataires, **complete)


def a_part(
    code: str,
    kind: str,
    portee: str = "departement",
    *,
    garantie: Fraction = Fraction(0),
    autre: Fraction = Fraction(0),
) -> PartReservataire:
    return PartReservataire(code, kind, portee, garantie, autre)
