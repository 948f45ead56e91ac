"""One convention: where it stands, what to do next, its terms, its versions, its remarks, its documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from gef.access.acteur import Acteur
from gef.actions.cadres_conventions import controler
from gef.actions.conventions import ConventionLue, is_avenant_ouvert, read_convention, read_termes
from gef.actions.document_convention import ONE_DAY, say_territoire, write_document
from gef.actions.paroles_conventions import SaisieParole, dire, say_parole
from gef.actions.remarques_conventions import remarquer, repondre
from gef.actions.tableaux_conventions import MARQUES, table_constats, table_ecarts, table_termes, table_versions
from gef.core.comparaison_termes import comparer_termes, lister_termes
from gef.core.conventions import APPLIQUEES, ETATS_CONVENTION, PAROLES, Partie, TypeParole
from gef.core.termes import Termes
from gef.db.conventions.models import VersionConvention
from gef.errors import GefError
from gef.imports.pieces import TYPES_PIECE
from gef.outputs.nombres import date_longue, entier, pluriel, taux
from gef.web.composants import Chiffre
from gef.web.demandes import read_entier
from gef.web.formulaires_conventions import ParoleForm, RemarqueForm, ReponseForm, list_paroles
from gef.web.jour import now, today
from gef.web.portes import for_members
from gef.web.tableaux import repondre_tableau, repondre_tableaux


@require_http_methods(["GET", "POST"])
@for_members
def convention(request: HttpRequest, acteur: Acteur, convention: int) -> HttpResponse:
    """Show a convention; write a word of its life, a remark, an answer."""
    lue = read_convention(acteur, convention)
    refused: forms.Form | None = None
    if request.method == "POST":
        check_can_act(acteur)
        acte = ACTES.get(request.POST.get("acte", ""), _say)
        refused = acte(request, acteur, lue)
        if refused is None:
            return redirect("web:convention", convention)
    return show(request, acteur, lue, refused)


def check_can_act(acteur: Acteur) -> None:
    """Refuse who only reads, on either side."""
    if not acteur.can_write:
        raise PermissionDenied("Votre rôle permet de lire, pas de modifier.")


def _say(request: HttpRequest, acteur: Acteur, lue: ConventionLue) -> forms.Form | None:
    code = request.POST.get("acte", "")
    if code not in PAROLES:
        raise Http404
    form = ParoleForm(code, request.POST)
    if not form.is_valid():
        return form
    data = form.cleaned_data
    saisie = SaisieParole(
        cast("TypeParole", code),
        data["jour"],
        data.get("effet"),
        data.get("motif", ""),
        data.get("document", ""),
    )
    return _write(
        request, form, lambda: dire(acteur, lue.row.pk, saisie, rang_vu=data["rang"], moment=now()), say_parole(code)
    )


def _remark(request: HttpRequest, acteur: Acteur, lue: ConventionLue) -> forms.Form | None:
    form = RemarqueForm(choose_termes(lue), request.POST)
    if not form.is_valid():
        return form
    data = form.cleaned_data
    done = "Remarque envoyée." if not acteur.is_bailleur else "Remarque inscrite."
    return _write(request, form, lambda: remarquer(acteur, lue.row.pk, data["terme"], data["texte"], now()), done)


def _answer(request: HttpRequest, acteur: Acteur, lue: ConventionLue) -> forms.Form | None:
    form = ReponseForm(request.POST)
    if not form.is_valid():
        return form
    data = form.cleaned_data
    if data["remarque"] not in {row.pk for row in lue.remarques}:
        raise Http404
    return _write(request, form, lambda: repondre(acteur, data["remarque"], data["texte"], now()), "Réponse envoyée.")


def _write(request: HttpRequest, form: forms.Form, write: Callable[[], object], done: str) -> forms.Form | None:
    try:
        write()
    except GefError as error:
        form.add_error(None, str(error))
        return form
    messages.success(request, done)
    return None


ACTES: Final = {"remarquer": _remark, "repondre": _answer}


def choose_termes(lue: ConventionLue) -> list[tuple[str, str]]:
    """Terms of the version that the reader sees, as a field offers them."""
    return [(terme.code, terme.libelle) for terme in lister_termes(lue.termes)]


def show(request: HttpRequest, acteur: Acteur, lue: ConventionLue, refused: forms.Form | None) -> HttpResponse:
    """Show where the convention stands, what to do next, its terms, its versions and its remarks."""
    version = find_version(request, lue)
    remarques = Counter(row.terme for row in lue.remarques)
    page = reverse("web:convention", args=[lue.row.pk])
    liens = {row.numero: f"{page}?version={row.numero}" for row in lue.versions}
    termes = lister_termes(lue.termes if version == lue.derniere else read_termes(version))
    vues = repondre_tableaux(request, table_termes(termes, remarques), table_versions(lue, liens), taille=200)
    if isinstance(vues, HttpResponse):
        return vues
    context = {"lue": lue, "montree": version, "vues": vues, "vie": lue.paroles, "chiffres": list_chiffres(lue)}
    context["refus"] = refused.non_field_errors() if refused else ()
    context |= describe_etat(acteur, lue) | list_actes(acteur, lue, refused) | check_termes(acteur, lue)
    return render(request, "gef/convention.html", context, status=422 if refused else 200)


def describe_etat(acteur: Acteur, lue: ConventionLue) -> dict[str, object]:
    """Where the convention stands today, in words."""
    etat = lue.vie.etat_au(today())
    return {
        "etat": etat,
        "libelle_etat": ETATS_CONVENTION[etat],
        "marque": MARQUES[etat],
        "suite": say_suite(acteur, lue),
        "libelles": PAROLES,
        "noms_termes": dict(choose_termes(lue)),
    }


SUITES: Final = {
    "transmise": "Relisez le projet : écrivez vos remarques, terme par terme, ou dites au bailleur que vous signez.",
    "en_negociation": "Le bailleur vous répond, ou vous transmet une nouvelle version.",
    "signee": "La convention est signée ; sa part s’appliquera à son entrée en vigueur.",
}


def say_suite(acteur: Acteur, lue: ConventionLue) -> str:
    """What is to be done next, as the reader sees it."""
    if acteur.is_bailleur:
        return lue.next_step(today())
    if is_avenant_ouvert(lue):
        return "Un projet d’avenant vous est transmis : relisez-le, écrivez vos remarques."
    return SUITES.get(lue.vie.etat, "")


def say_part(termes: Termes) -> str:
    """The part of the flux, or why there is none for the whole."""
    if termes.part_totale is not None:
        return taux(termes.part_totale)
    return "selon les parties" if len({row.portee for row in termes.parts}) > 1 else "non renseignée"


def list_actes(acteur: Acteur, lue: ConventionLue, refused: forms.Form | None) -> dict[str, object]:
    """Forms of what the reader may do; a refused one is shown again as it was filled."""
    is_open = lue.is_redigee or is_avenant_ouvert(lue)
    partie: Partie = "bailleur" if acteur.is_bailleur else "reservataire"
    paroles = list_paroles(lue, partie, today()) if acteur.can_write else []
    return {
        "paroles": [refused if refused and refused.prefix == form.prefix else form for form in paroles],
        "urgents": [form for form in paroles if form.parole in URGENTES],
        "remarquer": pick(refused, RemarqueForm) or RemarqueForm(choose_termes(lue)),
        "reponse": pick(refused, ReponseForm),
        "is_ouverte": is_open,
        "is_discutable": acteur.can_write and is_open and bool(lue.paroles),
        "is_actualisable": acteur.is_bailleur and lue.vie.etat in APPLIQUEES and not is_avenant_ouvert(lue),
    }


def check_termes(acteur: Acteur, lue: ConventionLue) -> dict[str, object]:
    """What is to be settled or read before the newest version is sent; the bailleur's business."""
    is_open = lue.is_redigee or is_avenant_ouvert(lue)
    if not acteur.is_bailleur or not is_open:
        return {}
    found = controler(lue.row.bailleur, lue.termes, today())
    return {"constats": table_constats(found), "bloquants": sum(row.gravite == "bloquant" for row in found)}


def list_chiffres(lue: ConventionLue) -> list[Chiffre]:
    """Part, objective, days: what one looks for first."""
    termes, vie = lue.termes, lue.vie
    part = say_part(termes)
    objectif = "non calculé" if termes.objectif is None else entier(termes.objectif)
    unit = pluriel(termes.objectif, "logement").partition("\u00a0")[2] if termes.objectif else ""
    last = date_longue(vie.fin - ONE_DAY) if vie.fin else termes.duree.libelle.partition(",")[0]
    return [
        Chiffre("Part du flux", part, say_territoire(termes.portee)),
        Chiffre("Objectif", objectif, f"en {termes.exercice}", unit),
        Chiffre("Jusqu’au" if vie.fin else "Durée", last, "avant reconduction" if vie.is_reconductible else ""),
    ]


# Words that somebody waits for; a denunciation or an avenant is nobody's next step.
URGENTES: Final = frozenset({"entree_en_vigueur", "avenant", "projet_avenant", "reconduction", "echeance"})


def pick(form: forms.Form | None, kind: type[forms.Form]) -> forms.Form | None:
    """A refused form, when it is of that kind."""
    return form if isinstance(form, kind) else None


def find_version(request: HttpRequest, lue: ConventionLue) -> VersionConvention:
    """Version asked for in the address, the newest by default."""
    numero = read_entier(request.GET.get("version", ""))
    if numero is None:
        return lue.derniere
    found = lue.version(numero)
    if found is None:
        raise Http404
    return found


@require_GET
@for_members
def comparer(request: HttpRequest, acteur: Acteur, convention: int) -> HttpResponse:
    """Put two versions side by side: the newest and the one before, unless others are asked for."""
    lue = read_convention(acteur, convention)
    after = find_version(request, lue)
    older = [row for row in lue.versions if row.numero < after.numero]
    asked = read_entier(request.GET.get("avant", ""))
    before = lue.version(asked) if asked else (older[0] if older else after)
    if before is None:
        raise Http404
    ecarts = comparer_termes(read_termes(before), read_termes(after))
    vue = repondre_tableau(request, table_ecarts(ecarts, before.numero, after.numero), taille=200)
    if isinstance(vue, HttpResponse):
        return vue
    context = {"lue": lue, "avant": before, "apres": after, "vue": vue, "nombre": len(ecarts)}
    return render(request, "gef/convention_comparer.html", context)


@require_GET
@for_members
def document(request: HttpRequest, acteur: Acteur, convention: int, version: int, extension: str) -> HttpResponse:  # noqa: ARG001  (the shape of a view)
    """Send the document of a version, to be signed or kept."""
    lue = read_convention(acteur, convention)
    row = lue.version(version)
    if row is None:
        raise Http404
    name, content = write_document(lue, row, extension, now())
    return send_file(name, content, TYPES_PIECE[extension].mime)


def send_file(name: str, content: bytes, mime: str) -> HttpResponse:
    """Send a file to save, that no cache keeps."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=mime, headers=headers)
