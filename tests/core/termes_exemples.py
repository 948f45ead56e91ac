"""Terms of examples, for the tests of the conventions: an État, a Ville, and what they are checked against."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from gef.core.controles_convention import CadreConvention
from gef.core.motifs import Source
from gef.core.plafonds import PlafondsLegaux
from gef.core.seuils import SeuilLegal
from gef.core.souhaits import GroupeLogements
from gef.core.termes import (
    CalculCite,
    DelaiConvenu,
    ExclusionConvenue,
    ObjectifConvenu,
    PartConvenue,
    Signataire,
    Termes,
)

VILLE_PORTEE = "commune:06029"
PARC = (
    GroupeLogements("06029", "E", "Les Mimosas", "12 rue des Tamaris", "T3", "PLUS", qpv=False),
    GroupeLogements("06029", "E", "Les Agaves", "2 rue du Port", "T4", "PLUS", qpv=False),
    GroupeLogements("06004", "E", "Les Cistes", "3 rue du Port", "T4", "PLAI", qpv=True),
)


def a_seuil(valeur: str, base: str = "flux annuel", reference: str = "CCH art. R. 441-5-2, I") -> SeuilLegal:
    return SeuilLegal(Fraction(valeur), base, Source(reference, "legale"))


CADRE = CadreConvention(
    plafonds=PlafondsLegaux(a_seuil("3/10"), a_seuil("1/20"), a_seuil("1/5", reference="CCH art. R. 441-5-3")),
    plancher=a_seuil("3/10", "flux hors QPV", "CCH art. R. 441-5-2, II"),
    parc=PARC,
)


def a_part(compte: str = "VILLE", part: str | None = "1/5", **fields: Any) -> PartConvenue:
    defaults: dict[str, Any] = {"nom": "Ville de Lys", "type": "commune", "portee": VILLE_PORTEE, "droits": 12}
    return PartConvenue(compte, part=Fraction(part) if part else None, **defaults | fields)


def an_objectif(commune: str = "06029", nombre: int | None = 4, **fields: Any) -> ObjectifConvenu:
    defaults: dict[str, Any] = {"compte": "VILLE", "lieu": "Cannes", "parc": 200, "droits": 12, "part": Fraction(1, 5)}
    return ObjectifConvenu(commune=commune, nombre=nombre, **defaults | fields)


def a_version(**fields: Any) -> Termes:
    """Terms of Ville de Lys, complete: nothing to settle."""
    defaults: dict[str, Any] = {
        "variante": "collectivite",
        "departement": "06",
        "portee": VILLE_PORTEE,
        "exercice": 2026,
        "signataires": (
            Signataire("Habitat Lys", "bailleur", represente_par="son directeur général"),
            Signataire("Ville de Lys", "reservataire", "VILLE", "son maire"),
        ),
        "parts": (a_part(),),
        "exclusions": (ExclusionConvenue("pli", "logements intermédiaires", 20, "locale", "protocole, art. 3"),),
        "parc": 300,
        "eligible": 280,
        "taux": Fraction(1, 10),
        "source_taux": "moyenne de trois ans",
        "assiette": Fraction(26),
        "methode": "part_du_parc",
        "contractuels": (an_objectif(),),
        "delais": (DelaiConvenu("reponse", 5, "ouvres", "reorienter", "non_compte"),),
        "calculs": (CalculCite("assiette", 2026, 2, "ab" * 32, date(2026, 3, 12)),),
    }
    return Termes(**defaults | fields)


def a_version_etat(prio: str = "1/4", fonct: str = "1/20", **fields: Any) -> Termes:
    """Terms of the État: two accounts, one convention."""
    etat = {"portee": "departement", "droits": 60}
    parts = (
        a_part("ETAT-P", prio, nom="État, publics prioritaires", type="etat_prio", **etat),
        a_part("ETAT-F", fonct, nom="État, agents publics", type="etat_fonct", **etat),
    )
    return a_version(variante="etat", portee="departement", parts=parts, contractuels=(), **fields)
