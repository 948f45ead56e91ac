"""« D’où vient ce chiffre ? »: the proof of a solde, line by line."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.access.visible import bailleurs_of, fetch, visible
from gef.actions.flux import NON_RESERVE, load_flux
from gef.actions.provenance import ZERO, Provenance, trace_solde
from gef.actions.tableaux_comptes import table_ecritures
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Reservataire
from gef.outputs.explication import explication_table
from gef.outputs.graphiques import Figure, GraphiqueSuivi, PointSuivi, render_figure
from gef.outputs.nombres import solde
from gef.web.jour import today
from gef.web.portes import for_members
from gef.web.tableaux import montrer_table, repondre_tableau


@require_GET
@for_members
def compte(request: HttpRequest, acteur: Acteur, bailleur: int, code: str) -> HttpResponse:
    """Show every credit and debit of an account in the year."""
    jour = today()
    nom = find_nom(acteur, bailleur, code)
    etat = load_flux(bailleur)
    held = visible(Reservataire, acteur).filter(bailleur_id=bailleur)
    known = etat.noms() if acteur.is_bailleur else {compte.code: compte.nom for compte in held}
    provenance = trace_solde(etat, bailleur, code, jour.year, known)
    vue = repondre_tableau(request, table_ecritures(provenance, nom, jour))
    if isinstance(vue, HttpResponse):
        return vue
    context = {
        "nom": nom,
        "bailleur": bailleur,
        "provenance": provenance,
        "calcul": montrer_table(explication_table(provenance.explication)),
        "vue": vue,
        "jour": jour,
        "figure": figure_suivi(provenance, jour),
    }
    return render(request, "gef/compte.html", context)


def find_nom(acteur: Acteur, bailleur: int, code: str) -> str:
    """Name of an account that the actor may see.

    Raises:
        Http404: the account is not his to see.
    """
    if not bailleurs_of(acteur).filter(pk=bailleur).exists():
        raise Http404
    if code == BAILLEUR and acteur.is_bailleur:
        return NON_RESERVE
    return fetch(Reservataire, acteur, bailleur_id=bailleur, code=code).nom


def figure_suivi(provenance: Provenance, jour: date) -> Figure | None:
    """Draw the solde through the year; None when nothing moved it, or on the first day.

    A fact of a former year written late moves the open year: it stands on its first day.
    """
    start, current = date(jour.year, 1, 1), provenance.report
    moves: defaultdict[date, Fraction] = defaultdict(Fraction, {start: ZERO})
    for line in provenance.ecritures:
        moves[max(line.date, start)] += line.credit - line.debit
    points = []
    for day, move in sorted(moves.items()):
        current += move
        points.append(PointSuivi(day, current))
    if points[-1].jour < jour:
        points.append(PointSuivi(jour, current))
    if not provenance.ecritures or len(points) == 1:
        return None
    description = f"De {solde(provenance.report)} au 1er janvier à {solde(provenance.solde)} aujourd’hui."
    return render_figure(GraphiqueSuivi("suivi", "Solde dans l’année", description, tuple(points)))
