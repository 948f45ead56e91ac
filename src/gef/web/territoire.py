"""The year of a territory, as an EPCI and the État read it: aggregates, a map, the households with their secret."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.access.territoires import Territoire
from gef.actions.activite import AnneeTerritoire, read_annee
from gef.actions.carte_territoire import (
    INDICATEURS_TERRITOIRE,
    carte_activite,
    figure_reservataires,
    table_premieres_communes,
)
from gef.actions.obligations_vues import list_obligations
from gef.actions.tableaux_territoire import Lien, nom_ligne, table_activite, table_menages
from gef.core.activite import AXES_ACTIVITE, MESURES, TABLES_MENAGES, Axe, expliquer_activite
from gef.core.motifs import Explication
from gef.law.contours import REFERENCE as CONTOURS
from gef.outputs.graphiques import render_figure
from gef.outputs.nombres import decimal, entier, pluriel, taux
from gef.web.composants import Chiffre
from gef.web.jour import today
from gef.web.portes import for_territoires
from gef.web.tableaux import montrer_table, repondre_tableau, repondre_tableaux

CALCUL: Final = "web:territoire-calcul"
PREMIER: Final = "liberations"


@require_GET
@for_territoires
def territoire(request: HttpRequest, acteur: Acteur, lieu: Territoire) -> HttpResponse:
    """Show the year of a territory."""
    annee = read_annee(lieu, read_exercice(request), today())
    axes = tuple(table_activite(annee, axe, linker(annee)) for axe in AXES_ACTIVITE)
    menages = tuple(table_menages(annee, code) for code in TABLES_MENAGES)
    vues = repondre_tableaux(request, *axes, *menages)
    if isinstance(vues, HttpResponse):
        return vues
    asked = request.GET.get("carte", PREMIER)
    indicateur = INDICATEURS_TERRITOIRE.get(asked, INDICATEURS_TERRITOIRE[PREMIER])
    carte, barres = carte_activite(annee, indicateur), figure_reservataires(annee)
    context = {
        "annee": annee,
        "axes": {axe: vues[f"territoire-{axe}"] for axe in AXES_ACTIVITE},
        "menages": [vues[f"menages-{code}"] for code in TABLES_MENAGES],
        "chiffres": list_chiffres(annee),
        "explications": explain(annee),
        "indicateurs": INDICATEURS_TERRITOIRE.values(),
        "indicateur": indicateur,
        "figure": render_figure(carte) if carte else None,
        "barres": render_figure(barres) if barres else None,
        "premieres": montrer_table(table_premieres_communes(annee, indicateur)),
        "contours": CONTOURS,
        "obligations": count_obligations(acteur, annee.exercice),
    }
    return render(request, "gef/territoire.html", context)


@require_GET
@for_territoires
def calcul(request: HttpRequest, _acteur: Acteur, lieu: Territoire) -> HttpResponse:
    """Show what makes the figures of one row: what each bailleur has of them."""
    annee = read_annee(lieu, read_exercice(request), today())
    axe = next((axe for axe in AXES_ACTIVITE if axe == request.GET.get("axe")), None)
    code = request.GET.get("code") or None
    if axe is None or all(row.code != code for row in annee.table(axe).lignes):
        raise Http404
    narrowed = annee.narrow(axe, code)
    vue = repondre_tableau(request, table_activite(narrowed, "bailleur"))
    if isinstance(vue, HttpResponse):
        return vue
    context = {
        "annee": annee,
        "axe": AXES_ACTIVITE[axe],
        "nom": nom_ligne(annee, axe, code),
        "vue": vue,
        "explications": explain(narrowed),
    }
    return render(request, "gef/territoire_calcul.html", context)


def read_exercice(request: HttpRequest) -> int:
    """Read the year asked for; what means nothing, or has not begun, is the current one."""
    asked, current = request.GET.get("exercice", ""), today().year
    year = int(asked) if asked.isdecimal() and len(asked) == len(str(current)) else current
    return min(year, current)


def linker(annee: AnneeTerritoire) -> Lien:
    """Give the address of the calculation of a row."""

    def lien(axe: Axe, code: str | None) -> str:
        query = {"axe": axe, "code": code or "", "exercice": annee.exercice}
        return f"{reverse(CALCUL)}?{urlencode(query)}"

    return lien


def list_chiffres(annee: AnneeTerritoire) -> tuple[Chiffre, ...]:
    """Key figures of the year, each with its base."""
    total = annee.table("commune").total
    rotation = f"{taux(total.rotation)} du parc de {entier(total.parc)}" if total.rotation is not None else ""
    attribues, baux = total.part("attributions", total.liberations), total.part("baux", total.liberations)
    vacance = "–" if total.vacance is None else decimal(total.vacance, 0)
    return (
        Chiffre("Libérés", entier(total.liberations), rotation),
        Chiffre("Dont hors flux", entier(total.hors_flux), _say_part(total.part_hors_flux)),
        Chiffre("Attribués", entier(total.attributions), _say_part(attribues)),
        Chiffre("Baux signés", entier(total.baux), _say_part(baux)),
        Chiffre("Vacance moyenne", vacance, f"sur {pluriel(total.baux, 'bail', 'baux')}", "jours"),
    )


def _say_part(part: Fraction | None) -> str:
    return "" if part is None else f"{taux(part)} des libérés"


def explain(annee: AnneeTerritoire) -> list[Explication]:
    """Explain each figure that is counted, by bailleur."""
    counted = {volume.mesure for volume in annee.volumes}
    noms = annee.noms_bailleurs()
    return [expliquer_activite(annee.volumes, mesure, noms) for mesure in MESURES if mesure in counted]


def count_obligations(acteur: Acteur, exercice: int) -> Mapping[str, int]:
    """Count the obligations of a year that the actor reads, by where they stand."""
    jour = min(today(), date(exercice, 12, 31))
    return Counter(row.obligation.statut for row in list_obligations(acteur, jour))
