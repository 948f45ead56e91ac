"""The assiette: computed step by step, kept by version, opened and compared, revised by a person."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from gef.access.acteur import Acteur
from gef.access.visible import visible
from gef.actions.assiette import CALCUL, calculer_et_garder, comparer_versions, list_versions, read_run
from gef.actions.previsions import count_realise
from gef.actions.tableaux_assiette import name_step, table_assiette, table_realise
from gef.actions.tableaux_comparaison import (
    describe_changes,
    table_comparaison,
    table_conventions,
    table_effets,
)
from gef.actions.tableaux_versions import table_versions
from gef.core.assiette import Assiette
from gef.core.periodes import jours_ecoules, jours_exercice
from gef.core.rotation import CATEGORIES, LIBELLES_CATEGORIES, join_libelles
from gef.db.flux.models import Reservataire
from gef.db.journal.models import Execution
from gef.errors import GefError
from gef.outputs.graphiques import Figure, GraphiqueMarches, Marche, render_figure
from gef.outputs.nombres import date_longue, entier, taux
from gef.web.exclusions import address_exclusion
from gef.web.exercices import read_exercice
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import montrer_table, repondre_tableau, repondre_tableaux

VERSIONS_LUES: Final = 12  # whose figure is shown in the list; the others are opened to be read


@require_GET
@for_bailleurs
def assiette(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the last version, beside the one before."""
    exercice = read_exercice(request)
    versions = list_versions(acteur.organisation, exercice)
    context: dict[str, object] = {"jour": today(), "exercice": exercice, "versions": versions, "calcul": CALCUL}
    if not versions:
        return render(request, "gef/assiette.html", context)
    former = versions[1] if len(versions) > 1 else None
    shown = _show(request, acteur, versions[0], former)
    if isinstance(shown, HttpResponse):
        return shown
    return render(request, "gef/assiette.html", context | shown)


@require_GET
@for_bailleurs
def version(request: HttpRequest, acteur: Acteur, version: int) -> HttpResponse:
    """Open a version, beside the one before it."""
    exercice = read_exercice(request)
    versions = list_versions(acteur.organisation, exercice)
    run = _find(versions, version)
    former = next((row for row in versions if row.version < version), None)
    shown = _show(request, acteur, run, former)
    if isinstance(shown, HttpResponse):
        return shown
    liens = {row.version: address_version(exercice, row.version) for row in versions}
    lues = {row.version: read_run(row) for row in versions[:VERSIONS_LUES]}
    context = {"exercice": exercice, "versions": versions, "jour": today(), "is_derniere": run == versions[0]}
    context["liste"] = montrer_table(table_versions(versions, lues, liens))
    return render(request, "gef/assiette_version.html", context | shown)


@require_GET
@for_bailleurs
def comparer(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Compare two versions, step by step; by default the last two."""
    exercice = read_exercice(request)
    versions = list_versions(acteur.organisation, exercice)
    context: dict[str, object] = {"exercice": exercice, "versions": versions}
    if len(versions) < 2:  # noqa: PLR2004  (a comparison has two sides)
        return render(request, "gef/assiette_comparer.html", context)
    avant = _find(versions, request.GET.get("de") or versions[1].version)
    apres = _find(versions, request.GET.get("a") or versions[0].version)
    comparaison = comparer_versions(avant, apres)
    noms = [f"Version {run.version}" for run in (avant, apres)]
    vues = repondre_tableaux(request, table_comparaison(comparaison, noms[0], noms[1]), table_effets(comparaison))
    if isinstance(vues, HttpResponse):
        return vues
    context |= {"avant": avant, "apres": apres, "vues": vues, "comparaison": comparaison}
    context["phrase"] = describe_changes(comparaison, f"la {name_version(avant)}")
    return render(request, "gef/assiette_comparer.html", context)


@require_POST
@for_bailleurs
def calculer(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Compute again from today's data; unchanged data make no new version."""
    exercice = read_exercice(request)
    try:
        run = calculer_et_garder(acteur, exercice, now())
    except GefError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Version {run.version} calculée.")
    return redirect(_address("web:assiette", exercice))


def _find(versions: Sequence[Execution], asked: int | str) -> Execution:
    found = next((run for run in versions if str(run.version) == str(asked)), None)
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest, acteur: Acteur, run: Execution, former: Execution | None
) -> HttpResponse | dict[str, object]:
    """All that a version shows: its steps, what changed, forecast against realised, its chart."""
    current, exercice = read_run(run), run.exercice
    before = read_run(former) if former else None
    liens = {f"exclusion_{e.code}": address_exclusion(e.code, exercice) for e in current.entree.exclusions}
    table = table_assiette(current, before, avant=f"Version {former.version}" if former else "", liens=liens)
    vue = repondre_tableau(request, table)
    if isinstance(vue, HttpResponse):
        return vue
    jour = today()
    realise = table_realise(current, count_realise(acteur.organisation, exercice, jour), jour)
    comptes = dict(visible(Reservataire, acteur).values_list("code", "nom"))
    return {
        "assiette": current,
        "run": run,
        "former": before,
        "changement": describe_changes(comparer_versions(former, run), f"la {name_version(former)}") if former else "",
        "vue": vue,
        "conventions": montrer_table(table_conventions(current, comptes)) if current.conventions else None,
        "realise": montrer_table(realise),
        "ecoule": Fraction(jours_ecoules(exercice, jour), jours_exercice(exercice)),
        "figure": figure_assiette(current),
        "constat": say_constat(current),
        "silences": list_silences(current),
    }


def name_version(run: Execution) -> str:
    """« version 2 du 9 juin 2026 »."""
    return f"version {run.version} du {date_longue(timezone.localtime(run.fait_le).date())}"


def address_version(exercice: int, numero: int) -> str:
    """Address of the page of a version."""
    return f"{reverse('web:assiette-version', args=[numero])}?{urlencode({'exercice': exercice})}"


def _address(route: str, exercice: int) -> str:
    suffix = "" if exercice == today().year else f"?{urlencode({'exercice': exercice})}"
    return f"{reverse(route)}{suffix}"


def say_constat(assiette: Assiette) -> str:
    """Say what the chart shows: how much of the freed dwellings leaves, and mostly for what."""
    parts = [s for s in assiette.entree.soustractions if s.logements]
    if not parts or not assiette.liberes:
        return ""
    largest = max(parts, key=lambda s: s.logements)
    share = taux(assiette.soustraits / assiette.liberes, 0)
    reason = f", surtout pour les {LIBELLES_CATEGORIES[largest.categorie]}" if len(parts) > 1 else ""
    return f"{share} des libérations sortent avant le partage{reason}"


def list_silences(assiette: Assiette) -> str:
    """Name the categories of the law that nobody forecast, unless the rate left them out; "" when none is missing."""
    said = {s.categorie for s in assiette.entree.soustractions} | assiette.entree.taux.numerateur_exclut
    silent = [LIBELLES_CATEGORIES[code] for code in CATEGORIES if code not in said]
    return join_libelles(silent) if silent else ""


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
