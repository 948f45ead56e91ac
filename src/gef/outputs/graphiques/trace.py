"""The four drawings, in Altair: declaration in, Vega-Lite specification out."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, Final

import altair as alt

from gef.outputs import nombres
from gef.outputs.graphiques import cadre as cadres
from gef.outputs.graphiques.declaration import (
    GraphiqueBarres,
    GraphiqueMarches,
    GraphiqueSoldes,
    GraphiqueSuivi,
)

GRIS, SABLE, OCRE, SARCELLE, PRUNE = "#5c514a", "#9d8a72", "#bd7517", "#2a6f77", "#64274f"
TONS: Final = {"retard": "#a63f07", "avance": SARCELLE, "neutre": SABLE}
ROLES: Final = {"depart": SABLE, "variation": OCRE, "resultat": PRUNE}
SERIES: Final = (PRUNE, SARCELLE, OCRE, SABLE)
PAS: Final = 30  # height of a line of one bar
EPAISSEUR, EPAISSEUR_NUE = 15, 9
HAUTEUR_SUIVI: Final = 150
GAUCHE_SUIVI, DROITE_SUIVI = 48, 48


def draw_soldes(graphique: GraphiqueSoldes, place: int) -> dict[str, Any]:
    """Draw soldes on both sides of zero.

    Args:
        graphique: Declaration.
        place: Width, in pixels.

    Returns:
        A Vega-Lite specification.
    """
    barres = sorted(graphique.barres, key=lambda b: (-b.solde, b.libelle))
    cadre = cadres.lay_out([b.libelle for b in barres], place, PAS)
    rows = [
        {"nom": nom, "valeur": float(b.solde), "etiquette": nombres.solde(b.solde), "couleur": TONS[b.ton]}
        for nom, b in zip(cadre.noms, barres, strict=True)
    ]
    seuil = graphique.seuil
    bornes = [b.solde for b in barres] + ([] if seuil is None else [seuil, -seuil])
    domaine = cadres.find_domaine(bornes, cadre.champ, [nombres.solde(b.solde) for b in barres])
    reperes = _sides(seuil)
    x, y = cadres.repere_axis(domaine, reperes), cadres.name_axis(cadre)
    data = cadres.chart(rows)
    seuils = cadres.chart([{"valeur": valeur} for valeur, _ in reperes if valeur])
    layers = [
        seuils.mark_rule(color=GRIS, strokeDash=[3, 3], strokeWidth=1).encode(x=x),
        data.mark_bar(height=EPAISSEUR).encode(x=x, y=y, fill=cadres.COULEUR),
        cadres.label_bars(rows).encode(x=x, y=y, text="etiquette:N"),
        cadres.zero_rule().encode(x=x),
    ]
    return cadres.finish(layers, cadre, cadres.BAS_AXE + cadres.INTERLIGNE * (seuil is not None))


def draw_barres(graphique: GraphiqueBarres, place: int) -> dict[str, Any]:
    """Draw bars by category and series.

    Args:
        graphique: Declaration.
        place: Width, in pixels.

    Returns:
        A Vega-Lite specification.
    """
    empile = graphique.mode == "empile"
    rangs = 1 if empile else len(graphique.series)
    labelled = graphique.etiquettes and not empile
    haut = rangs * (EPAISSEUR if labelled or empile else EPAISSEUR_NUE)
    cadre = cadres.lay_out(graphique.categories, place, haut + EPAISSEUR)
    rows = _rows(graphique, cadre.noms)
    etiquettes = [str(row["etiquette"]) for row in rows] if labelled else []
    domaine = cadres.find_domaine(_bounds(graphique), cadre.champ, etiquettes)
    x = cadres.quantity_axis(domaine, graphique.unite, cadre.champ)
    y = cadres.name_axis(cadre, haut / cadre.pas)
    offset = alt.YOffset("serie:O", sort=None, scale=alt.Scale(paddingInner=0.1))
    barres = cadres.chart(rows).mark_bar().encode(y=y, fill=cadres.COULEUR)
    if empile:
        layers = [barres.encode(x=x.stack("zero"), order=alt.Order("serie:O"))]
    else:
        layers = [barres.encode(x=x, yOffset=offset)]
    if labelled:
        layers.append(cadres.label_bars(rows).encode(x=x, y=y, yOffset=offset, text="etiquette:N"))
    layers.append(cadres.zero_rule().encode(x=x))
    return cadres.finish(layers, cadre, _bottom(graphique.unite))


def draw_marches(graphique: GraphiqueMarches, place: int) -> dict[str, Any]:
    """Draw the steps from a start to a result.

    Args:
        graphique: Declaration.
        place: Width, in pixels.

    Returns:
        A Vega-Lite specification.
    """
    cadre = cadres.lay_out([m.libelle for m in graphique.marches], place, PAS)
    niveaux = graphique.niveaux()
    rows = [
        {
            "nom": nom,
            "valeur": float(max(niveau)),
            "debut": float(min(niveau)),
            "etiquette": nombres.decimal(marche.valeur, graphique.decimales),
            "couleur": ROLES[marche.role],
        }
        for nom, marche, niveau in zip(cadre.noms, graphique.marches, niveaux, strict=True)
    ]
    bornes = [borne for niveau in niveaux for borne in niveau]
    domaine = cadres.find_domaine(bornes, cadre.champ, [str(row["etiquette"]) for row in rows])
    x, y = cadres.quantity_axis(domaine, graphique.unite, cadre.champ), cadres.name_axis(cadre)
    barres = cadres.chart(rows).mark_bar(height=EPAISSEUR)
    layers = [
        barres.encode(x=x, x2="debut:Q", y=y, fill=cadres.COULEUR),
        cadres.label_bars(rows).encode(x=x, y=y, text="etiquette:N"),
        cadres.zero_rule().encode(x=x),
    ]
    return cadres.finish(layers, cadre, _bottom(graphique.unite))


def draw_suivi(graphique: GraphiqueSuivi, place: int) -> dict[str, Any]:
    """Draw one solde through a period, as steps.

    Args:
        graphique: Declaration.
        place: Width, in pixels.

    Returns:
        A Vega-Lite specification.
    """
    champ = place - GAUCHE_SUIVI - DROITE_SUIVI
    cadre = cadres.Cadre(("",), GAUCHE_SUIVI, champ, HAUTEUR_SUIVI, cadres.TAILLE_ETROITE)
    rows = [{"jour": p.jour.toordinal(), "valeur": float(p.solde)} for p in graphique.points]
    derniere = {**rows[-1], "etiquette": nombres.solde(graphique.points[-1].solde)}
    debut, fin = graphique.points[0].jour, graphique.points[-1].jour
    x = cadres.repere_axis([debut.toordinal(), fin.toordinal()], _months(debut, fin, champ // 70), "jour")
    soldes = [0.0, *(float(p.solde) for p in graphique.points)]
    air = (max(soldes) - min(soldes) or 1.0) / 8
    y = alt.Y(
        "valeur:Q",
        scale=alt.Scale(domain=[min(soldes) - air, max(soldes) + air], nice=False, zero=False),
        axis=alt.Axis(
            title=None, tickCount=4, format="+~r", labelExpr="datum.value == 0 ? '0' : datum.label", grid=True
        ),
    )
    fond = cadres.chart(rows).mark_line(color=PRUNE, strokeWidth=2, interpolate="step-after")
    bout = cadres.chart([derniere])
    layers = [
        cadres.zero_rule().encode(y=y),
        fond.encode(x=x, y=y),
        bout.mark_point(color=PRUNE, filled=True, size=60, opacity=1).encode(x=x, y=y),
        bout.mark_text(
            align="left", dx=8, fontWeight=600, fontSize=cadres.TAILLE_VALEUR, color=cadres.ENCRE, baseline="middle"
        ).encode(x=x, y=y, text="etiquette:N"),
    ]
    return cadres.finish(layers, cadre, cadres.BAS_AXE, DROITE_SUIVI)


def _sides(seuil: Fraction | None) -> list[tuple[float, str]]:
    if seuil is None:
        return [(0.0, "0")]
    return [
        (float(-seuil), f"{nombres.solde(-seuil)}\navance"),
        (0.0, "0"),
        (float(seuil), f"{nombres.solde(seuil)}\nretard"),
    ]


def _rows(graphique: GraphiqueBarres, noms: tuple[str, ...]) -> list[dict[str, Any]]:
    write = nombres.solde if graphique.signe else nombres.decimal
    return [
        {
            "nom": nom,
            "serie": rang,
            "valeur": float(valeur),
            "etiquette": write(valeur, graphique.decimales),
            "couleur": SERIES[rang],
        }
        for rang, serie in enumerate(graphique.series)
        for nom, valeur in zip(noms, serie.valeurs, strict=True)
        if valeur is not None
    ]


def _bounds(graphique: GraphiqueBarres) -> list[Fraction]:
    par_serie = [[Fraction(v or 0) for v in serie.valeurs] for serie in graphique.series]
    if graphique.mode == "empile":
        return [sum(pile, Fraction(0)) for pile in zip(*par_serie, strict=True)]
    return [valeur for valeurs in par_serie for valeur in valeurs]


def _bottom(unite: str) -> int:
    return cadres.BAS_AXE + (cadres.BAS_UNITE if unite else 0)


def _months(debut: date, fin: date, nombre: int) -> list[tuple[float, str]]:
    """Name the first days of months, at most `nombre` of them."""
    rangs = range(debut.year * 12 + debut.month - 1, fin.year * 12 + fin.month)
    premiers = [date(rang // 12, rang % 12 + 1, 1) for rang in rangs]
    dedans = [jour for jour in premiers if debut <= jour <= fin]
    retenus = dedans[:: -(-len(dedans) // max(nombre, 1)) or 1]
    return [(float(jour.toordinal()), nombres.MOIS_COURTS[jour.month - 1]) for jour in retenus]
