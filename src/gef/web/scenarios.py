"""Scenarios: the kept ones, the form that composes one change by change, what each leads to, two side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import check_can_write
from gef.actions.dossier import DossierIncompletError
from gef.actions.entrees_scenarios import (
    CHANGEMENTS_MAX,
    FACTEURS_RAPIDES,
    NOM_MAX,
    DemandeScenario,
    make_demande_rapide,
)
from gef.actions.scenarios import (
    calculer_et_garder,
    find_scenario,
    list_scenarios,
    read_entree,
    read_reference,
    read_run,
)
from gef.actions.tableaux_scenarios import (
    BASE,
    SCENARIO,
    describe_ecart,
    describe_franchis,
    describe_gagnants,
    describe_methode,
    table_changements,
    table_ecarts,
    table_franchis,
    table_scenarios,
    table_soldes,
)
from gef.core.base_scenario import EntreeReference
from gef.core.changements import LIBELLES_CHANGEMENTS
from gef.core.conversion import LIBELLES_METHODES
from gef.core.scenarios import Ecarts, Issue, comparer_chiffres
from gef.db.journal.models import Execution
from gef.errors import GefError
from gef.outputs.graphiques import Figure, GraphiquePoints, Serie, render_figure
from gef.outputs.nombres import arrondi, decimal, entier, logements, solde
from gef.outputs.tables import Table, nom_fichier
from gef.outputs.xlsx import write_xlsx
from gef.web.changements import FORMULAIRES, ChangementForm, Choix
from gef.web.composants import Chiffre
from gef.web.demandes import read_entier
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import XLSX, VueTableau, repondre_tableaux

BARRES: Final = 8
LIGNES: Final = 15  # the first to win and to lose are what one looks for
AJOUTER, RETIRER, CALCULER = "ajouter", "retirer-", "calculer"


class EnteteForm(forms.Form):
    nom = forms.CharField(
        label="Nom du scénario",
        max_length=NOM_MAX,
        error_messages={"required": "Donnez un nom, pour retrouver ce scénario."},
    )
    methode = forms.ChoiceField(label="Méthode de la base", choices=list(LIBELLES_METHODES.items()))
    genre = forms.ChoiceField(
        label="Changement à ajouter",
        choices=[(genre, LIBELLES_CHANGEMENTS[genre]) for genre in FORMULAIRES],
        required=False,
    )


@dataclass(frozen=True, slots=True)
class Composition:
    """The form as it stands: its head, and one form per change."""

    entete: EnteteForm
    changements: tuple[ChangementForm, ...] = ()
    is_refusee: bool = False


@require_http_methods(["GET", "POST"])
@for_bailleurs
def scenarios(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the kept scenarios; compose one more, or keep a quick one."""
    if request.method == "POST":
        check_can_write(acteur)
    exercice = today().year
    try:
        reference = read_reference(acteur.organisation, exercice)
    except DossierIncompletError as error:
        return render(request, "gef/scenarios.html", {"exercice": exercice, "manque": str(error)})
    entete = EnteteForm(initial={"methode": reference.methode})
    if request.method == "GET":
        return show_scenarios(request, acteur, reference, Composition(entete))
    answer = keep_rapide(request, acteur) if "rapide" in request.POST else compose(request, acteur, reference)
    if isinstance(answer, HttpResponse):
        return answer
    return show_scenarios(request, acteur, reference, answer or Composition(entete))


def show_scenarios(
    request: HttpRequest, acteur: Acteur, reference: EntreeReference, composition: Composition
) -> HttpResponse:
    """Show the list and the form."""
    exercice = today().year
    kept = list_scenarios(acteur.organisation, exercice)
    liens = {row.run.version: reverse("web:conversion-scenario", args=[row.run.version]) for row in kept}
    vues = repondre_tableaux(request, table_scenarios(kept, liens))
    if isinstance(vues, HttpResponse):
        return vues
    context = {
        "exercice": exercice,
        "kept": kept,
        "vues": vues,
        "reference": reference,
        "composition": composition,
        "communes": Choix.read(reference).communes,
        "rapides": [(str(f), make_demande_rapide(f).nom) for f in FACTEURS_RAPIDES],
    }
    return render(request, "gef/scenarios.html", context, status=422 if composition.is_refusee else 200)


def keep_rapide(request: HttpRequest, acteur: Acteur) -> HttpResponse | None:
    """Keep the scenario of a quick button; a factor that is not offered is ignored."""
    facteur = next((f for f in FACTEURS_RAPIDES if str(f) == request.POST["rapide"]), None)
    if facteur is None:
        return None
    try:
        return keep(request, acteur, make_demande_rapide(facteur), "")
    except GefError as error:
        messages.error(request, str(error))
        return redirect("web:conversion-scenarios")


def keep(request: HttpRequest, acteur: Acteur, demande: DemandeScenario, methode: str) -> HttpResponse:
    """Keep a scenario and go to it."""
    run = calculer_et_garder(acteur, today().year, demande, now(), methode=methode)
    messages.success(request, f"Scénario gardé, version {run.version}.")
    return redirect("web:conversion-scenario", version=run.version)


def compose(request: HttpRequest, acteur: Acteur, reference: EntreeReference) -> HttpResponse | Composition:
    """Add a change, take one away, or compute what is written."""
    action, choix = request.POST.get("action", CALCULER), Choix.read(reference)
    genres = read_genres(request.POST)
    if action == AJOUTER:
        return redraw(request.POST, choix, [*enumerate(genres), (None, request.POST.get("genre", ""))])
    if action.startswith(RETIRER):
        gone = read_entier(action.removeprefix(RETIRER))
        return redraw(request.POST, choix, [row for row in enumerate(genres) if row[0] != gone])
    entete = EnteteForm(request.POST)
    forms_ = tuple(
        FORMULAIRES[genre](request.POST, prefix=f"c{rank}", choix=choix) for rank, genre in enumerate(genres)
    )
    composition = Composition(entete, forms_, is_refusee=True)
    if not all([entete.is_valid(), *(form.is_valid() for form in forms_)]):
        return composition
    return submit(request, acteur, composition) or composition


def read_genres(data: QueryDict) -> list[str]:
    """Kinds of the changes written so far, in order; what is unknown ends the list."""
    genres: list[str] = []
    while len(genres) < CHANGEMENTS_MAX and data.get(f"c{len(genres)}-genre") in FORMULAIRES:
        genres.append(data.get(f"c{len(genres)}-genre", ""))
    return genres


def redraw(data: QueryDict, choix: Choix, rows: list[tuple[int | None, str]]) -> Composition:
    """Draw the form again with what was typed, without judging it; a change without a former rank is a new one."""
    entete = EnteteForm(initial={nom: data.get(nom, "") for nom in EnteteForm.base_fields})
    kept = [(rank, genre) for rank, genre in rows if genre in FORMULAIRES][:CHANGEMENTS_MAX]
    return Composition(
        entete,
        tuple(
            FORMULAIRES[genre](prefix=f"c{place}", choix=choix, initial=_typed(data, former, genre))
            for place, (former, genre) in enumerate(kept)
        ),
    )


def _typed(data: QueryDict, former: int | None, genre: str) -> dict[str, Any]:
    """What was typed in a change, by field."""
    fields = FORMULAIRES[genre].base_fields
    return {} if former is None else {nom: data.get(f"c{former}-{nom}", "") for nom in fields}


def submit(request: HttpRequest, acteur: Acteur, composition: Composition) -> HttpResponse | None:
    """Make the changes of valid forms and keep the scenario; a refusal goes to the form that it is about."""
    made = []
    for form in composition.changements:
        try:
            made.append(form.to_changement())
        except GefError as error:
            form.add_error(None, str(error))
    if len(made) < len(composition.changements):
        return None
    data = composition.entete.cleaned_data
    try:
        return keep(request, acteur, DemandeScenario(data["nom"], tuple(made)), data["methode"])
    except GefError as error:
        composition.entete.add_error(None, str(error))
        return None


def read_or_404(bailleur: Organisation, version: int) -> Execution:
    """Give a kept scenario of this year."""
    run = find_scenario(bailleur, today().year, version)
    if run is None:
        raise Http404
    return run


@require_GET
@for_bailleurs
def scenario(request: HttpRequest, acteur: Acteur, version: int) -> HttpResponse:
    """Show a kept scenario: who wins and loses first, then the soldes, then the caps."""
    run = read_or_404(acteur.organisation, version)
    result = read_run(run)
    vues = answer_tables(request, result.ecarts, BASE, SCENARIO)
    if isinstance(vues, HttpResponse):
        return vues
    entree = read_entree(run)
    context = {
        "run": run,
        "scenario": result,
        "libelle_base": entree.reference.libelle,
        "changements": table_changements(result.explication),
        "autres": [row for row in list_scenarios(acteur.organisation, today().year) if row.run.pk != run.pk],
    }
    return render(request, "gef/scenario.html", context | vues | describe(result.base, result.issue, result.ecarts))


@require_GET
@for_bailleurs
def comparer(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Set two kept scenarios side by side, or one beside its base."""
    first, second = (read_entier(request.GET.get(nom, "")) for nom in ("a", "b"))
    if first is None:
        return redirect("web:conversion-scenarios")
    left_run = read_or_404(acteur.organisation, first)
    if second is None:
        return redirect("web:conversion-scenario", version=first)
    right_run = read_or_404(acteur.organisation, second)
    left, right = read_run(left_run), read_run(right_run)
    ecarts = comparer_chiffres(left.issue, right.issue)
    vues = answer_tables(request, ecarts, f"n° {first}", f"n° {second}")
    if isinstance(vues, HttpResponse):
        return vues
    context = {
        "gauche": (left_run, left),
        "droite": (right_run, right),
        "has_same_base": left.base == right.base,
    }
    return render(request, "gef/scenarios_comparer.html", context | vues | describe(left.issue, right.issue, ecarts))


def answer_tables(request: HttpRequest, ecarts: Ecarts, avant: str, apres: str) -> HttpResponse | dict[str, VueTableau]:
    """Views of the three tables of a comparison by code, or the file that was asked for."""
    tables = (
        table_ecarts(ecarts, avant=avant, apres=apres),
        table_soldes(ecarts, avant=avant, apres=apres),
        table_franchis(ecarts),
    )
    if request.GET.get("format") == "xlsx":
        return download(tables)
    return repondre_tableaux(request, *tables, taille=LIGNES)


def download(tables: Sequence[Table]) -> HttpResponse:
    """Give the whole comparison as one workbook, a sheet per table."""
    nom = nom_fichier(tables[0], today(), "xlsx")
    headers = {"Content-Disposition": f'attachment; filename="{nom}"'}
    return HttpResponse(write_xlsx(tables, now()), content_type=XLSX, headers=headers)


def describe(avant: Issue, apres: Issue, ecarts: Ecarts) -> dict[str, Any]:
    """The finding in sentences, and its chart."""
    return {
        "constat": describe_ecart(avant, apres),
        "chiffres_cles": list_chiffres(avant, apres, ecarts),
        "plafonds": describe_franchis(ecarts),
        "methode": describe_methode(apres),
        "figure": figure_ecarts(ecarts),
    }


def list_chiffres(avant: Issue, apres: Issue, ecarts: Ecarts) -> list[Chiffre]:
    """Who loses, who wins, what is shared."""
    before, after = avant.assiette.assiette, apres.assiette.assiette
    ecart = f"{solde(after - before, 1)} sur {logements(before, 1)}" if after != before else "comme avant"
    return [
        Chiffre("Perdent", entier(len(ecarts.perdants)), describe_gagnants(ecarts, ecarts.perdants) or "personne"),
        Chiffre("Gagnent", entier(len(ecarts.gagnants)), describe_gagnants(ecarts, ecarts.gagnants) or "personne"),
        Chiffre("À partager", decimal(after, 1), ecart, "logements"),
    ]


def figure_ecarts(ecarts: Ecarts) -> Figure | None:
    """Draw the largest gaps; None when nothing moves by a tenth of a dwelling."""
    rows = sorted(ecarts.comptes, key=lambda row: (-abs(row.ecart.logements), row.reservataire))[:BARRES]
    rows = [row for row in rows if arrondi(row.ecart.logements, 1)]
    if not rows:
        return None
    counts = Counter(row.nom for row in rows)
    noms = tuple(row.nom if counts[row.nom] == 1 else f"{row.nom} ({row.reservataire})" for row in rows)
    valeurs: tuple[Fraction | None, ...] = tuple(row.ecart.logements for row in rows)
    return render_figure(
        GraphiquePoints(
            "ecarts",
            "Qui gagne, qui perd",
            f"Écarts en logements par an, du plus grand au plus petit : d’abord {noms[0]}.",
            noms,
            (Serie("Écart", valeurs),),
            decimales=1,
            unite="logements par an",
            signe=True,
        )
    )
