"""Charts of the steering: soldes through the year, what left the flux against its forecast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from gef.actions.pilotage import LignePilotage, Pilotage
from gef.core.parts import BAILLEUR
from gef.outputs.graphiques import (
    Figure,
    GraphiqueBarres,
    GraphiqueMultiples,
    Panneau,
    PointSuivi,
    Serie,
    render_figure,
)
from gef.outputs.nombres import solde
from gef.outputs.tables import Table

PANNEAUX: Final = 6  # two abreast, in one look


def choose_lignes(pilotage: Pilotage, compte: str = "") -> tuple[LignePilotage, ...]:
    """Choose the accounts of the chart: the one asked for, else those who wait, then those who are far from zero."""
    asked = tuple(ligne for ligne in pilotage.lignes if ligne.compte.code == compte)
    if asked:
        return asked
    others = [ligne for ligne in pilotage.lignes if ligne.compte.code != BAILLEUR]
    others.sort(key=lambda ligne: (not ligne.constats, -abs(ligne.compte.solde), ligne.compte.code))
    return tuple(others[:PANNEAUX])


def figure_fil(pilotage: Pilotage, lignes: Sequence[LignePilotage]) -> Figure | None:
    """Draw the solde of some accounts through the year; None on the first day, or without an account."""
    if not lignes or pilotage.fins[0] == pilotage.fins[-1]:
        return None
    known = Counter(ligne.nom for ligne in lignes)
    panneaux = tuple(
        Panneau(
            ligne.nom if known[ligne.nom] == 1 else f"{ligne.nom} ({ligne.compte.code})",
            tuple(PointSuivi(*pair) for pair in zip(pilotage.fins, ligne.compte.soldes, strict=True)),
        )
        for ligne in lignes
    )
    ends = ", ".join(f"{ligne.nom} {solde(ligne.compte.solde)}" for ligne in lignes)
    description = f"Soldes de fin de mois, du 1er janvier à ce jour. Aujourd’hui : {ends}."
    return render_figure(GraphiqueMultiples("fil-soldes", "Soldes dans l’année", description, panneaux, pilotage.seuil))


def figure_sorties(categories: Table) -> Figure | None:
    """Draw what left the flux beside its forecast to date, from the table of the categories; None when nothing did."""
    rows = [ligne.valeurs for ligne in categories.lignes if ligne.valeurs["prevu"] or ligne.valeurs["realise"]]
    if not rows:
        return None
    noms = tuple(str(row["categorie"]) for row in rows)
    series = (
        Serie("Réalisé", tuple(_number(row["realise"]) for row in rows)),
        Serie("Prévu à ce jour", tuple(_number(row["a_ce_jour"]) for row in rows)),
    )
    description = "Logements sortis du flux depuis janvier, par catégorie, à côté de la prévision des mêmes mois."
    return render_figure(GraphiqueBarres("sorties", "Sorties du flux", description, noms, series, unite="logements"))


def _number(valeur: object) -> Fraction | int | None:
    return valeur if isinstance(valeur, int | Fraction) else None
