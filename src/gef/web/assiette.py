"""The assiette: computed step by step, kept by version, revised by a person."""

from __future__ import annotations

from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from gef.access.acteur import Acteur
from gef.actions.assiette import CALCUL, calculer_et_garder, list_versions, read_run
from gef.actions.dossier import load_dossier
from gef.actions.tableaux_assiette import name_step, table_assiette, table_realise
from gef.core.assiette import Assiette
from gef.errors import GefError
from gef.outputs.graphiques import Figure, GraphiqueMarches, Marche, render_figure
from gef.outputs.nombres import entier
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import montrer_table, repondre_tableau


@require_GET
@for_bailleurs
def assiette(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the last version, beside the one before."""
    jour = today()
    versions = list_versions(acteur.organisation, jour.year)
    context: dict[str, object] = {"jour": jour, "exercice": jour.year, "versions": versions, "calcul": CALCUL}
    if not versions:
        return render(request, "gef/assiette.html", context)
    current = read_run(versions[0])
    former = read_run(versions[1]) if len(versions) > 1 else None
    vue = repondre_tableau(request, table_assiette(current, former))
    if isinstance(vue, HttpResponse):
        return vue
    realise = table_realise(current, load_dossier(acteur.organisation).liberations, jour)
    context |= {"assiette": current, "former": former, "vue": vue, "realise": montrer_table(realise)}
    return render(request, "gef/assiette.html", context | {"figure": figure_assiette(current), "run": versions[0]})


@require_POST
@for_bailleurs
def calculer(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Compute again from today's data; unchanged data make no new version."""
    try:
        run = calculer_et_garder(acteur, today().year, now())
    except GefError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Version {run.version} calculée.")
    return redirect("web:assiette")


def figure_assiette(assiette: Assiette) -> Figure | None:
    """Draw the way from the freed dwellings to the assiette, in whole dwellings that add up."""
    steps = [e for e in assiette.explication.etapes if e.code.startswith("soustraction_") and e.valeur]
    if not steps:
        return None
    marches = [Marche("Logements libérés", assiette.liberes, "depart")]
    marches += [Marche(name_step(e), Fraction(e.valeur)) for e in steps]
    marches.append(Marche("Assiette à partager", assiette.assiette, "resultat"))
    description = (
        f"De {entier(assiette.liberes)} logements libérés à {entier(assiette.assiette)} à partager, "
        f"après {entier(assiette.soustraits)} logements soustraits."
    )
    chart = GraphiqueMarches(
        "assiette", "De la rotation à l’assiette", description, tuple(marches), unite="logements par an"
    )
    return render_figure(chart)
