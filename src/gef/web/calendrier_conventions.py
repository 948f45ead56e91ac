"""The calendar of the conventions: on a page, as a file, and at a secret address for a diary."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gef.access.acteur import Acteur
from gef.actions.calendrier_conventions import (
    acteur_of_jeton,
    fermer_adresse,
    find_adresse,
    list_rappels,
    ouvrir_adresse,
    write_calendrier,
)
from gef.actions.tableaux_conventions import table_rappels
from gef.web.conventions import link_conventions
from gef.web.jour import now, today
from gef.web.portes import for_members
from gef.web.tableaux import repondre_tableau

ICALENDAR: Final = "text/calendar; charset=utf-8"


@require_http_methods(["GET", "POST"])
@for_members
def calendrier(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the days to keep; open or close one's secret address."""
    adresse = ""
    if request.method == "POST":
        if request.POST.get("acte") == "fermer":
            fermer_adresse(acteur, now())
            messages.success(request, "Adresse fermée : les agendas qui la lisaient ne reçoivent plus rien.")
            return redirect("web:conventions-calendrier")
        jeton = ouvrir_adresse(acteur, now())
        adresse = request.build_absolute_uri(reverse("web:conventions-agenda", args=[jeton]))
    rappels = list_rappels(acteur, today())
    liens = link_conventions(row.convention for row in rappels)
    vue = repondre_tableau(request, table_rappels(rappels, today(), liens))
    if isinstance(vue, HttpResponse):
        return vue
    near = [row for row in rappels if row.is_proche(today())]
    context = {"vue": vue, "proches": near, "prochain": rappels[0] if rappels else None}
    context |= {"adresse": adresse, "ouverte": find_adresse(acteur)}
    return render(request, "gef/conventions_calendrier.html", context)


@require_GET
@for_members
def fichier(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Send the days to keep as an iCalendar file."""
    return send_calendrier(request, acteur)


@login_not_required
@never_cache
@require_GET
def agenda(request: HttpRequest, jeton: str) -> HttpResponse:
    """Send the same file to a diary that knows a secret address; any other address does not exist."""
    acteur = acteur_of_jeton(jeton)
    if acteur is None:
        raise Http404
    return send_calendrier(request, acteur)


def send_calendrier(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Write the file, with the addresses of the pages."""

    def lien(numero: int) -> str:
        page = reverse("web:convention", args=[numero]) if numero else reverse("web:conventions-calendrier")
        return request.build_absolute_uri(page)

    content = write_calendrier(acteur, lien, domaine=request.get_host().partition(":")[0], moment=now())
    headers = {"Content-Disposition": 'attachment; filename="conventions.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=ICALENDAR, headers=headers)
