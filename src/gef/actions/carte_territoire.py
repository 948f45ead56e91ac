"""The map of a territory's year: its communes shaded by one figure, the first of them numbered as in the table."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from gef.actions.activite import AnneeTerritoire
from gef.actions.noms import nom_commune
from gef.actions.tableaux_diagnostic import find_bornes
from gef.actions.tableaux_territoire import nom_ligne
from gef.core.activite import Activite
from gef.law.contours import load_contours
from gef.outputs.graphiques import GraphiqueBarres, GraphiqueCarte, Serie, Zone
from gef.outputs.nombres import decimal, entier, pluriel, taux
from gef.outputs.tables import Colonne, Nature, Table, ligne

PREMIERES: Final = 10
BARRES: Final = 10


@dataclass(frozen=True, slots=True)
class IndicateurTerritoire:
    """What a map of the year shows; `nature` is that of the column beside."""

    code: str
    libelle: str
    nature: Nature = "entier"


INDICATEURS_TERRITOIRE: Final[Mapping[str, IndicateurTerritoire]] = {
    i.code: i
    for i in (
        IndicateurTerritoire("liberations", "Logements libérés"),
        IndicateurTerritoire("rotation", "Rotation", "taux"),
        IndicateurTerritoire("part_hors_flux", "Part hors flux", "taux"),
        IndicateurTerritoire("propositions", "Logements proposés"),
        IndicateurTerritoire("attributions", "Attributions"),
        IndicateurTerritoire("baux", "Baux signés"),
        IndicateurTerritoire("refus", "Refus des réservataires"),
        IndicateurTerritoire("vacance", "Vacance avant le bail, en jours", "decimal"),
        IndicateurTerritoire("parc", "Parc"),
    )
}


def table_premieres_communes(annee: AnneeTerritoire, indicateur: IndicateurTerritoire) -> Table:
    """List the communes where a figure is highest, with the number that the map gives them."""
    colonnes = (
        Colonne("rang", "N°", "entier", triable=False),
        Colonne("commune", "Commune", entete=True, triable=False),
        Colonne("valeur", indicateur.libelle, indicateur.nature, decimales=_decimales(indicateur), triable=False),
    )
    rows = _rank(annee, indicateur)[:PREMIERES]
    return Table(
        "premieres-communes",
        f"Les plus hautes valeurs : {indicateur.libelle.lower()}",
        colonnes,
        tuple(ligne(colonnes, rang, nom_commune(code), valeur) for rang, (code, valeur) in enumerate(rows, start=1)),
        denomination=("commune", "communes"),
        vide="Rien n’est compté sur ce territoire.",
    )


def figure_reservataires(annee: AnneeTerritoire) -> GraphiqueBarres | None:
    """Draw proposed, attributed and let for those who are proposed the most; None when nobody is proposed anything."""
    served = [row for row in annee.table("reservataire").lignes if row.activite.propositions]
    rows = sorted(served, key=lambda row: (-row.activite.propositions, row.code or ""))[:BARRES]
    if not rows:
        return None
    noms = [nom_ligne(annee, "reservataire", row.code) for row in rows]
    return GraphiqueBarres(
        "reservataires",
        "Logements par réservataire",
        f"Proposés, attribués et loués ; le plus servi : {noms[0]}, "
        f"{pluriel(rows[0].activite.propositions, 'logement proposé', 'logements proposés')}.",
        tuple(nom if noms.count(nom) == 1 else f"{nom} ({rang})" for rang, nom in enumerate(noms, start=1)),
        (
            Serie("Proposés", tuple(row.activite.propositions for row in rows)),
            Serie("Attribués", tuple(row.activite.attributions for row in rows)),
            Serie("Baux", tuple(row.activite.baux for row in rows)),
        ),
        unite="logements",
    )


def _decimales(indicateur: IndicateurTerritoire) -> int | None:
    return 0 if indicateur.nature == "decimal" else None


def carte_activite(annee: AnneeTerritoire, indicateur: IndicateurTerritoire) -> GraphiqueCarte | None:
    """Shade the communes of the territory; None when no outline is shipped, or when nothing is counted."""
    contours = cut_contours(annee.territoire.departements, annee.territoire.communes)
    rows = [(row.code, _value(row.activite, indicateur)) for row in annee.table("commune").lignes if row.code]
    bornes = find_bornes([valeur for _, valeur in rows if valeur])
    if contours is None or not bornes:
        return None
    classes = {f"{_write(Fraction(borne), indicateur)} et plus": borne for borne in reversed(bornes)}
    ranked = _rank(annee, indicateur)[:PREMIERES]
    code, highest = ranked[0]
    return GraphiqueCarte(
        f"carte-{indicateur.code}",
        indicateur.libelle,
        f"{indicateur.libelle}, par commune ; le plus haut : {nom_commune(code)}, "
        f"{_write(Fraction(highest), indicateur)}. Les numéros sont ceux du tableau.",
        tuple(Zone(code, nom_commune(code), valeur) for code, valeur in rows),
        contours,
        tuple(reversed(classes.values())),
        tuple(reversed(classes)),
        tuple((code, str(rang)) for rang, (code, _) in enumerate(ranked, start=1)),
    )


def _rank(annee: AnneeTerritoire, indicateur: IndicateurTerritoire) -> list[tuple[str, Fraction | int]]:
    """Communes where the figure is known and not zero, the highest first, then by name."""
    rows = ((row.code, _value(row.activite, indicateur)) for row in annee.table("commune").lignes)
    known = [(code, valeur) for code, valeur in rows if code and valeur]
    return sorted(known, key=lambda row: (-row[1], nom_commune(row[0])))


def _value(activite: Activite, indicateur: IndicateurTerritoire) -> Fraction | int | None:
    value: Fraction | int | None = getattr(activite, indicateur.code)
    return value


def _write(valeur: Fraction, indicateur: IndicateurTerritoire) -> str:
    if indicateur.nature == "taux":
        return taux(valeur, 1)
    return entier(valeur) if valeur.denominator == 1 else decimal(valeur, 0)


def cut_contours(departements: Collection[str], communes: Collection[str]) -> str | None:
    """Give the outlines of some communes.

    Args:
        departements: Where they stand.
        communes: INSEE codes.

    Returns:
        GeoJSON text; None when the outlines of a département are not shipped.
    """
    return _cut(tuple(sorted(departements)), frozenset(communes))


@lru_cache(maxsize=16)
def _cut(departements: tuple[str, ...], communes: frozenset[str]) -> str | None:
    shipped = [load_contours(code) for code in departements]
    features = [
        feature
        for text in shipped
        if text is not None
        for feature in json.loads(text)["features"]
        if feature["properties"]["code"] in communes
    ]
    if None in shipped or not features:
        return None
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
