"""A year of a territory made by hand: two bailleurs, three communes, households some of whom are few."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.builders import ANTIBES, CANNES, EPCI, NICE

from gef.access.models import Organisation
from gef.access.territoires import Territoire
from gef.actions.activite import AnneeTerritoire
from gef.core.activite import Volume
from gef.core.secret import LigneMenages, masquer

LYS, AUTRE = (
    Organisation(pk=1, nom="Habitat Lys", type="bailleur"),
    Organisation(pk=2, nom="Autre toit", type="bailleur"),
)
DEPARTEMENT = Territoire("departement:06", "Alpes-Maritimes", frozenset({CANNES, ANTIBES, NICE}), ("06",))
PAYS = Territoire(f"epci:{EPCI[CANNES]}", "CA Cannes Pays de Lérins", frozenset({CANNES}), ("06",))


def a_volume(mesure: Any, nombre: int, commune: str = CANNES, **fields: Any) -> Volume:
    known: dict[str, Any] = {"qpv": False, "reservataire": None, "bailleur": "1"} | fields
    return Volume(mesure, commune, nombre=nombre, **known)


VOLUMES = (
    a_volume("parc", 300),
    a_volume("parc", 100, ANTIBES, bailleur="2"),
    a_volume("liberations", 12),
    a_volume("liberations", 8, ANTIBES, bailleur="2", qpv=True),
    a_volume("hors_flux", 2),
    a_volume("propositions", 10, reservataire="epci:9"),
    a_volume("propositions", 7, ANTIBES, reservataire="etat_prio:3", bailleur="2", qpv=True),
    a_volume("attributions", 9, reservataire="epci:9"),
    a_volume("attributions", 12, ANTIBES, reservataire="etat_prio:3", bailleur="2", qpv=True),
    a_volume("baux", 3, reservataire="epci:9"),
    a_volume("jours_vacance", 60, reservataire="epci:9"),
    a_volume("refus", 1, reservataire=""),
)
PUBLIC = (
    LigneMenages(ANTIBES, EPCI[ANTIBES], "06", {"prioritaire": 7, "autre": 5, "inconnu": 0}),
    LigneMenages(CANNES, EPCI[CANNES], "06", {"prioritaire": 3, "autre": 6, "inconnu": 0}),
)
QUARTILE = (
    LigneMenages(ANTIBES, EPCI[ANTIBES], "06", {"premier": 6, "suivants": 6, "inconnu": 0}),
    LigneMenages(CANNES, EPCI[CANNES], "06", {"premier": 9, "suivants": 0, "inconnu": 0}),
)


def an_annee(territoire: Territoire = DEPARTEMENT, **fields: Any) -> AnneeTerritoire:
    """Make the year, on the territory asked for; what is hidden is decided over the département, as it always is."""
    tables = {"public": PUBLIC, "quartile": QUARTILE}
    annee = AnneeTerritoire(
        territoire=territoire,
        exercice=2026,
        bailleurs=(AUTRE, LYS),
        volumes=tuple(v for v in VOLUMES if v.commune in territoire.communes),
        reservataires={"epci:9": "Pays de Lys", "etat_prio:3": "État, publics prioritaires"},
        menages={code: tuple(r for r in rows if r.commune in territoire.communes) for code, rows in tables.items()},
        masques={code: masquer(rows) for code, rows in tables.items()},
        annees=(2026, 2025),
    )
    return replace(annee, **fields)
