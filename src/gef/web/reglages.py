"""The settings of the orientation: what holds and why, what each would give on the own flux, the register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.delais import UN_JOUR
from gef.actions.flux import EtatFlux, load_flux, to_reglage
from gef.actions.frontiere import find_run, list_changements, read_run
from gef.actions.orienter import compute_part_propre, regler
from gef.actions.reglages import clore_reglage, inscrire_reglage, list_conventions, list_reglages
from gef.actions.tableaux_frontiere import (
    describe_constat,
    name_essai,
    table_compromis,
    table_frontiere,
    table_mesures,
)
from gef.actions.tableaux_reglages import OUVERTS, find_etats, table_conventions, table_registre
from gef.core.frontiere import Frontiere, LigneFrontiere
from gef.core.reglages import find_reglage
from gef.core.regle import Parametres
from gef.db.reglages.models import ReglageOrientation
from gef.errors import GefError
from gef.jobs.execution import lancer
from gef.jobs.frontiere import demande_frontiere
from gef.outputs.graphiques import Figure, GraphiqueBarres, Serie, render_figure
from gef.outputs.tables import Table
from gef.web.formulaires_reglages import CloreForm, EssayerForm, InscrireForm, to_initial
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableaux

Forms = dict[str, Any]
LIGNES: Final = 15
CLOS: Final = "Réglage clos."
INSCRIT: Final = "Réglage inscrit. Les propositions le suivent ; aucun compte ne bouge."


@require_http_methods(["GET", "POST"])
@for_bailleurs
def reglages(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show what holds and what each setting would give; record, end or try a setting."""
    etat = load_flux(acteur.organisation.pk)
    rows = list_reglages(acteur.organisation)
    forms_ = list_forms(etat, rows)
    if request.method == "POST":
        check_can_write(acteur)
        acte = request.POST.get("acte", "")
        acte = acte if acte in ECRITURES else "inscrire"
        forms_[acte] = bind(acte, rows, request)
        if done := write(acte, request, acteur, forms_[acte]):
            return done
    return show(request, acteur, etat, rows, forms_)


def list_forms(etat: EtatFlux, rows: tuple[ReglageOrientation, ...]) -> Forms:
    """Give the forms: the one to record starts from what holds."""
    return {
        "inscrire": InscrireForm(initial=to_initial(regler(etat, today())) | {"debut": today()}),
        "clore": CloreForm(list_ouverts(rows)),
        "essayer": EssayerForm(initial=to_initial(Parametres()) | {"regle": ""}),
    }


def list_ouverts(rows: tuple[ReglageOrientation, ...]) -> list[tuple[ReglageOrientation, Parametres]]:
    """Settings that can be ended: in force or to come."""
    etats = find_etats(rows, today())
    return [(row, to_reglage(row).parametres) for row in rows if etats[row.pk] in OUVERTS]


def bind(acte: str, rows: tuple[ReglageOrientation, ...], request: HttpRequest) -> Any:
    """Fill the form of an act with what was sent."""
    if acte == "clore":
        return CloreForm(list_ouverts(rows), request.POST)
    return InscrireForm(request.POST) if acte == "inscrire" else EssayerForm(request.POST)


def write(acte: str, request: HttpRequest, acteur: Acteur, form: Any) -> HttpResponse | None:
    """Do what a form says; the form says why it is refused."""
    if not form.is_valid():
        return None
    try:
        return ECRITURES[acte](request, acteur, form)
    except GefError as error:
        form.add_error(None, str(error))
        return None


def _inscrire(request: HttpRequest, acteur: Acteur, form: InscrireForm) -> HttpResponse:
    inscrire_reglage(acteur, form.saisie(), now())
    messages.success(request, INSCRIT)
    return redirect("web:orientation-reglages")


def _clore(request: HttpRequest, acteur: Acteur, form: CloreForm) -> HttpResponse:
    data = form.cleaned_data
    clore_reglage(acteur, int(data["reglage"]), fin=data["dernier"] + UN_JOUR, document=data["document"], moment=now())
    messages.success(request, CLOS)
    return redirect("web:orientation-reglages")


def _essayer(_request: HttpRequest, acteur: Acteur, form: EssayerForm) -> HttpResponse:
    demande = demande_frontiere(acteur, today(), now(), form.parametres)
    return redirect("web:travail", lancer(acteur, demande, now()).pk)


ECRITURES: Final[dict[str, Callable[[HttpRequest, Acteur, Any], HttpResponse]]] = {
    "inscrire": _inscrire,
    "clore": _clore,
    "essayer": _essayer,
}


def show(
    request: HttpRequest, acteur: Acteur, etat: EtatFlux, rows: tuple[ReglageOrientation, ...], forms_: Forms
) -> HttpResponse:
    """Show the frontier, the register and the conventions."""
    jour = today()
    en_vigueur = regler(etat, jour)
    run = find_run(acteur.organisation, jour)
    frontiere = read_run(run) if run else None
    tables = [table_registre(rows, jour), table_conventions(list_conventions(acteur.organisation), jour)]
    vues = repondre_tableaux(request, *list_tables(frontiere, en_vigueur), *tables, taille=LIGNES)
    if isinstance(vues, HttpResponse):
        return vues
    context = {
        "vues": vues,
        "jour": jour,
        "en_vigueur": en_vigueur,
        "avance_max": 1 - en_vigueur.avance_min,
        "reglage": find_reglage(etat.reglages, jour),
        "part_propre": compute_part_propre(etat, jour),
        "run": run,
        "frontiere": frontiere,
        "changements": list_changements(frontiere, etat, jour) if frontiere else (),
    }
    if frontiere:
        context |= describe(frontiere, en_vigueur)
    return render(request, "gef/reglages.html", context | forms_, status=422 if request.method == "POST" else 200)


def list_tables(frontiere: Frontiere | None, en_vigueur: Parametres) -> list[Table]:
    """Tables of a frontier, when there is one."""
    if frontiere is None:
        return []
    reference = find_reference(frontiere, en_vigueur)
    return [
        table_frontiere(frontiere, en_vigueur),
        table_compromis(frontiere, reference, en_vigueur),
        table_mesures(frontiere, en_vigueur),
    ]


def find_reference(frontiere: Frontiere, en_vigueur: Parametres) -> LigneFrontiere:
    """Setting against which the others are told: the one in force, or the first when it was not tried."""
    return frontiere.find(en_vigueur) or frontiere.lignes[0]


def describe(frontiere: Frontiere, en_vigueur: Parametres) -> dict[str, Any]:
    """The trade in a sentence, and in two charts of the same settings."""
    return {
        "constat": describe_constat(frontiere, find_reference(frontiere, en_vigueur)),
        "meilleur_ecart": find_best(frontiere, en_vigueur, "ecart"),
        "meilleure_composition": find_best(frontiere, en_vigueur, "composition_typologie"),
        "figure_ecart": draw(frontiere, en_vigueur, "ecart", "Plus grand écart", 2),
        "figure_composition": draw(
            frontiere, en_vigueur, "composition_typologie", "Écart de composition, typologie", 3
        ),
    }


def find_best(frontiere: Frontiere, en_vigueur: Parametres, nom: str) -> str:
    """Name the setting of the smallest measure in the median order; the first of equals."""
    return name_essai(min(frontiere.lignes, key=lambda ligne: getattr(ligne.mediane, nom)).essai, en_vigueur)


def draw(frontiere: Frontiere, en_vigueur: Parametres, nom: str, titre: str, decimales: int) -> Figure:
    """Draw a measure under each setting, in the median order and in the worst."""
    lignes = frontiere.lignes
    return render_figure(
        GraphiqueBarres(
            nom.replace("_", "-"),
            titre,
            f"Le plus petit : {find_best(frontiere, en_vigueur, nom)}.",
            tuple(name_essai(ligne.essai, en_vigueur) for ligne in lignes),
            (
                Serie("médiane", tuple(getattr(ligne.mediane, nom) for ligne in lignes)),
                Serie("pire", tuple(getattr(ligne.pire, nom) for ligne in lignes)),
            ),
            decimales=decimales,
        )
    )
