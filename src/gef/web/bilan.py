"""The bilan: the bailleur's whole, or the rows of one reservataire beside everybody's totals."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import bailleurs_of
from gef.actions.bilan import add_axes, codes_of, list_exercices, narrow_bilan, read_bilan
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.actions.tableaux_bilan import tables_bilan
from gef.core.bilan import Bilan
from gef.outputs.graphiques import Figure, GraphiqueBarres, Serie, render_figure
from gef.outputs.nombres import entier, pluriel, taux
from gef.web.composants import Chiffre
from gef.web.jour import today
from gef.web.portes import for_members
from gef.web.tableaux import repondre_tableaux

BARRES = 12


@require_GET
@for_members
def bilan(request: HttpRequest, acteur: Acteur, exercice: int | None = None) -> HttpResponse:
    """Show the bilan of an exercice, by default the last one that has begun."""
    bailleur = find_bailleur(acteur, request.GET.get("bailleur", ""))
    try:
        exercices = list_exercices(load_dossier(bailleur))
    except DossierIncompletError as error:
        return _say(request, exercice, str(error))
    begun = [year for year in exercices if year <= today().year]
    if exercice is None and not begun:
        return _say(request, exercice, "Aucun logement libéré pour le moment ; importez les libérations de l’année.")
    year = begun[0] if exercice is None else exercice
    if year not in exercices:
        raise Http404
    whole = read_bilan(bailleur, year)
    codes = codes_of(acteur, bailleur)
    shown = whole if codes is None else narrow_bilan(whole, codes)
    vues = repondre_tableaux(request, *tables_bilan(shown, None if codes is None else add_axes(shown)))
    if isinstance(vues, HttpResponse):
        return vues
    context = {"bilan": shown, "exercice": year, "exercices": exercices, "bailleur": bailleur}
    context |= {"reservataires": vues.pop("bilan-reservataires"), "hors_flux": vues.pop("bilan-hors-flux")}
    context |= {"axes": list(vues.values()), "chiffres": list_chiffres(whole), "figure": figure_bilan(shown)}
    return render(request, "gef/bilan.html", context | {"en_cours": year == today().year})


def _say(request: HttpRequest, exercice: int | None, manque: str) -> HttpResponse:
    year = today().year if exercice is None else exercice
    return render(request, "gef/bilan.html", {"exercice": year, "manque": manque})


def find_bailleur(acteur: Acteur, asked: str) -> Organisation:
    """The bailleur himself, or the one that a reservataire names, by default his first.

    Raises:
        Http404: he has no account at that bailleur.
    """
    rows = bailleurs_of(acteur).order_by("nom")
    found = next((row for row in rows if asked in {"", str(row.pk)}), None)
    if found is None:
        raise Http404
    return found


def list_chiffres(bilan: Bilan) -> tuple[Chiffre, ...]:
    """The four headline figures, each with its base."""
    total = bilan.total
    proposes = Fraction(bilan.logements_proposes, bilan.liberations) if bilan.liberations else None
    hors = f"dont {pluriel(bilan.liberations_hors_flux, 'hors du flux', 'hors du flux')}"
    rows = (
        ("Proposés", bilan.logements_proposes, proposes),
        ("Attribués en CALEOL", total.attributions, total.part_attributions),
        ("Baux signés", total.baux, total.part_baux),
    )
    shares = (
        Chiffre(nom, entier(n), f"{taux(part)} des libérations" if part is not None else "") for nom, n, part in rows
    )
    return (Chiffre("Libérations", entier(bilan.liberations), hors), *shares)


def figure_bilan(bilan: Bilan) -> Figure | None:
    """Draw proposed, attributed and let for the largest accounts; None when there is nothing."""
    rows = sorted(bilan.reservataires, key=lambda row: (-row.propositions, row.id))[:BARRES]
    rows = [row for row in rows if row.propositions]
    if not rows:
        return None
    series = (
        Serie("Proposés", tuple(row.propositions for row in rows)),
        Serie("Attribués", tuple(row.attributions for row in rows)),
        Serie("Baux", tuple(row.baux for row in rows)),
    )
    description = "Logements proposés, attribués et loués par réservataire, du plus servi au moins servi."
    counts = Counter(row.nom for row in rows)
    noms = tuple(row.nom if counts[row.nom] == 1 else f"{row.nom} ({row.id})" for row in rows)
    return render_figure(
        GraphiqueBarres("bilan", "Bilan par réservataire", description, noms, series, unite="logements")
    )
