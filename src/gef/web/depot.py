"""Files handed in: the form, the report that is read before anything is written, the decision, the empty models."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.depot_genres import GENRES, PARC, SDES
from gef.actions.fichiers_deposes import (
    TAILLE_MAX,
    Depot,
    abandonner_depot,
    accepter_depot,
    deposer,
    find_depot,
    list_depots,
    preparer_depot,
)
from gef.actions.tableaux_parc import table_anomalies, table_causes
from gef.errors import GefError
from gef.imports.modeles import MODELES, render_modele
from gef.imports.parc import FORMATS
from gef.outputs.nombres import entier, pluriel
from gef.web.composants import Chiffre
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableaux

ANNEE_MIN, ANNEE_MAX = 2000, 2100
PAGES: Final = {
    PARC: "web:parc",
    "corrections": "web:parc-qualite",
    "residences": "web:orientation-residences",
    "besoins": "web:orientation-besoins",
    "souhaits": "web:orientation-souhaits",
    "reglages": "web:orientation-reglages",
    "taux": "web:assiette-taux",
    SDES: "web:assiette-taux",
    "logements_neufs": "web:programmes",
}
CHOIX: Final = [(code, genre.libelle) for code, genre in GENRES.items() if code != SDES]  # it has its own form
MEGAOCTET: Final = 1024 * 1024


class DepotForm(forms.Form):
    genre = forms.ChoiceField(label="Que contient le fichier ?", choices=CHOIX)
    millesime = forms.IntegerField(
        label="Millésime du parc",
        help_text="Année au 1er janvier de laquelle le fichier décrit le parc. Ignorée pour les autres fichiers.",
        min_value=ANNEE_MIN,
        max_value=ANNEE_MAX,
        error_messages={"required": "Donnez l’année du parc, par exemple 2026."},
    )
    fichier = forms.FileField(
        label="Fichier",
        help_text=f"CSV, XLSX ou ODS, {TAILLE_MAX // MEGAOCTET} Mo au plus. Rien n’est enregistré avant votre accord.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide (0 octet)."},
    )

    def clean_fichier(self) -> UploadedFile[Any]:
        fichier: UploadedFile[Any] = self.cleaned_data["fichier"]
        if fichier.size is not None and fichier.size > TAILLE_MAX:
            raise forms.ValidationError(f"Ce fichier dépasse {TAILLE_MAX // MEGAOCTET} Mo.")
        return fichier


@require_http_methods(["GET", "POST"])
@for_bailleurs
def depot(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Take a file in, and send to its report."""
    form = DepotForm(initial={"millesime": today().year, "genre": request.GET.get("genre", PARC)})
    if request.method == "POST":
        check_can_write(acteur)
        form = DepotForm(request.POST, request.FILES)
        kept = _deposer(acteur, form) if form.is_valid() else None
        if kept:
            return redirect("web:parc-rapport", empreinte=kept.empreinte)
    modeles = [MODELES[code] for code in GENRES if code in MODELES]
    context = {"form": form, "en_attente": list_depots(acteur), "genres": GENRES, "modeles": modeles}
    return render(request, "gef/depot.html", context, status=422 if form.is_bound else 200)


def _deposer(acteur: Acteur, form: DepotForm) -> Depot | None:
    data = form.cleaned_data
    fichier: UploadedFile[Any] = data["fichier"]
    try:
        return deposer(
            acteur,
            fichier.chunks(),
            nom=fichier.name or "",
            genre=data["genre"],
            millesime=data["millesime"] if data["genre"] == PARC else None,
            moment=now(),
        )
    except GefError as error:
        form.add_error("fichier", str(error))
        return None


@require_http_methods(["GET", "POST"])
@for_bailleurs
def rapport(request: HttpRequest, acteur: Acteur, empreinte: str) -> HttpResponse:
    """Show what a file holds before anything is written; take the decision."""
    found = find_depot(acteur, empreinte)
    if request.method == "POST":
        return _decide(request, acteur, found)
    vues = repondre_tableaux(request, table_anomalies(found.rapport), table_causes(found.rapport))
    if isinstance(vues, HttpResponse):
        return vues
    apercu, genre = preparer_depot(acteur, found), GENRES[found.genre]
    context = {
        "depot": found,
        "rapport": found.rapport,
        "apercu": apercu,
        "a_ecrire": pluriel(apercu.a_ecrire, *genre.ligne),
        "format": FORMATS.get(found.rapport["format"], genre.libelle),
        "chiffres": list_chiffres(found),
        "vues": vues,
    }
    return render(request, "gef/depot_rapport.html", context)


def _decide(request: HttpRequest, acteur: Acteur, found: Depot) -> HttpResponse:
    decision = request.POST.get("decision")
    if decision not in {"importer", "abandonner"}:
        return HttpResponseBadRequest("Décision inconnue ; attendu : importer ou abandonner.")
    if decision == "abandonner":
        abandonner_depot(acteur, found)
        messages.success(request, f"{found.nom} est abandonné ; rien n’a été enregistré.")
        return redirect("web:parc-depot")
    try:
        messages.success(request, accepter_depot(acteur, found, now()))
    except GefError as error:
        messages.error(request, str(error))
        return redirect("web:parc-rapport", empreinte=found.empreinte)
    return redirect(PAGES.get(found.genre, "web:parc-etat-des-lieux"))


@require_GET
@for_bailleurs
def modele(_request: HttpRequest, _acteur: Acteur, genre: str) -> HttpResponse:
    """Give out an empty model, with its mark for spreadsheets."""
    if genre not in MODELES:
        raise Http404
    return HttpResponse(
        render_modele(genre).encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="modele-{genre}.csv"'},
    )


def list_chiffres(found: Depot) -> tuple[Chiffre, ...]:
    """Key figures of a report."""
    lu = found.rapport
    remarques = lu["nombres"]["information"]
    chiffres = [
        Chiffre("Lignes lues", entier(lu["lignes_lues"]), f"{found.nom}, {_write_taille(found.taille)}"),
        Chiffre("Prêtes", entier(lu["lignes_retenues"]), f"{pluriel(remarques, 'remarque')} sur des valeurs gardées"),
        Chiffre(
            "À corriger",
            entier(lu["lignes_a_corriger"]),
            "importées, valeurs fautives lues « non renseigné »",
            ton="retard" if lu["lignes_a_corriger"] else "",
        ),
        Chiffre(
            "Écartées",
            entier(lu["lignes_ecartees"]),
            "laissées de côté si vous importez",
            ton="retard" if lu["lignes_ecartees"] else "",
        ),
    ]
    if found.comparaison:
        moves = found.comparaison
        chiffres.append(
            Chiffre(
                "Par rapport au parc connu",
                f"+{entier(moves.entrees)}",
                f"entrées et sorties depuis le parc {found.compare_a}",
                unite=f"−{entier(moves.sorties)}",
            )
        )
    return tuple(chiffres)


def _write_taille(octets: int) -> str:
    if octets < MEGAOCTET:
        return f"{entier(max(1, octets // 1024))} ko"
    return f"{entier(octets // MEGAOCTET)} Mo"
