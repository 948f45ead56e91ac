"""Work in the background: asked for, followed, stopped, tried again; and the file that it gives."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from gef.access.acteur import Acteur
from gef.access.visible import fetch, visible
from gef.actions.tableaux_travaux import LIBELLES, MARQUES, table_travaux
from gef.actions.travaux import A_RELANCER, EXPIRE, annuler_travail, can_diriger, find_fichier, lire_etat
from gef.db.journal.models import EtatTravail, Travail
from gef.errors import GefError
from gef.jobs.execution import lancer, relancer
from gef.jobs.frontiere import GENRE as FRONTIERE
from gef.jobs.releves import demande_releves
from gef.outputs.nombres import pluriel
from gef.web.jour import now
from gef.web.portes import for_bailleurs, for_members
from gef.web.tableaux import repondre_tableau

OUVERTS: Final = (EtatTravail.EN_ATTENTE, EtatTravail.EN_COURS)
FORMAT: Final = "xlsx"
PAGES: Final = {FRONTIERE: "web:orientation-reglages"}  # where a work leaves what it found, beside its file
MINUTE_S: Final = 60
PARTIE_OCTETS: Final = 1 << 16


@require_GET
@for_members
def travaux(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the works of the organisation."""
    rows = visible(Travail, acteur).select_related("auteur").order_by("-pk")
    table = table_travaux(rows, timezone.now(), lambda travail: reverse("web:travail", args=[travail.pk]))
    vue = repondre_tableau(request, table)
    if isinstance(vue, HttpResponse):
        return vue
    en_cours = sum(ligne.valeurs["etat"] in OUVERTS for ligne in table.lignes)
    return render(request, "gef/travaux.html", {"vue": vue, "en_cours": en_cours})


@require_GET
@for_members
def travail(request: HttpRequest, acteur: Acteur, travail: int) -> HttpResponse:
    """Show one work: how far it is, its file, what can be done."""
    found = fetch(Travail, acteur, pk=travail)
    etat = lire_etat(found, timezone.now())
    path = find_fichier(found)
    context = {
        "travail": found,
        "etat": etat,
        "libelle_etat": LIBELLES[etat],
        "marque": MARQUES[etat],
        "is_ouvert": etat in OUVERTS,
        "is_fait": etat == EtatTravail.FAIT,
        "page": PAGES.get(found.genre, ""),
        "has_fichier": path is not None,
        "is_expire": etat == EtatTravail.FAIT and path is None,
        "expire": EXPIRE,
        "can_diriger": can_diriger(acteur, found),
        "is_a_relancer": etat in A_RELANCER or (etat == EtatTravail.FAIT and not found.chemin),
        "duree": say_duree(found.fini_le - found.commence_le) if found.fini_le and found.commence_le else "",
    }
    return render(request, "gef/travail.html", context)


@require_GET
@for_members
def fichier(_request: HttpRequest, acteur: Acteur, travail: int) -> StreamingHttpResponse:
    """Give the file of a work to who may see it."""
    found = fetch(Travail, acteur, pk=travail)
    path = find_fichier(found)
    if path is None:
        raise Http404
    headers = {
        "Content-Type": mimetypes.guess_type(found.nom_fichier)[0] or "application/octet-stream",
        "Content-Length": str(path.stat().st_size),
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=found.nom_fichier),
    }
    return StreamingHttpResponse(read_parts(path), headers=headers)


def read_parts(path: Path) -> Iterator[bytes]:
    """Read a file part by part: however long, it never stands whole in memory."""
    with path.open("rb") as source:
        while part := source.read(PARTIE_OCTETS):
            yield part


@require_POST
@for_members
def annuler(request: HttpRequest, acteur: Acteur, travail: int) -> HttpResponse:
    """Stop a work, at once or before its next item."""
    try:
        annuler_travail(acteur, travail, timezone.now())
    except GefError as error:
        messages.error(request, str(error))
    return redirect("web:travail", travail)


@require_POST
@for_members
def reprendre(request: HttpRequest, acteur: Acteur, travail: int) -> HttpResponse:
    """Try a stopped work again."""
    try:
        relancer(acteur, travail)
    except GefError as error:
        messages.error(request, str(error))
    return redirect("web:travail", travail)


@require_POST
@for_bailleurs
def releves_tous(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Ask for the detailed statements of all the réservataires; any member of the bailleur may."""
    moment = now()
    demande = demande_releves(request.POST.get("format", FORMAT), moment)
    return redirect("web:travail", lancer(acteur, demande, moment).pk)


def say_duree(duree: timedelta) -> str:
    """Say how long a work took."""
    seconds = max(1, round(duree.total_seconds()))
    if seconds < MINUTE_S:
        return pluriel(seconds, "seconde")
    minutes, rest = divmod(seconds, MINUTE_S)
    return f"{pluriel(minutes, 'minute')} {pluriel(rest, 'seconde')}" if rest else pluriel(minutes, "minute")
