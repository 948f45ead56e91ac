"""What an organisation is told: by day and by kind; mark as read; choose one's e-mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gef.access.acteur import Acteur
from gef.actions.avertir import (
    Lu,
    check_is_membre,
    lire_avertissements,
    list_preferences,
    marquer_lus,
    regler_emails,
    say_genre,
)
from gef.core.avertissements import BILANS, DE_CONVENTION, DE_SEANCE, FREQUENCES, GENRES, Groupe
from gef.web.demandes import read_entier
from gef.web.jour import now
from gef.web.portes import for_members

# A few references stand beside what they are about; more of them are folded.
COTE_A_COTE = 3


@dataclass(frozen=True, slots=True)
class LigneAvertissement:
    """One line of the page: « 12 logements orientés vers vous », by whom, and the pages that it opens, if any."""

    phrase: str
    bailleur: str
    is_lu: bool
    liens: tuple[tuple[str, str], ...]

    @property
    def is_pliee(self) -> bool:
        """Whether its references are too many to stand beside it."""
        return len(self.liens) > COTE_A_COTE


class EmailsForm(forms.Form):
    """When to get the e-mails of each kind."""

    def __init__(self, data: Mapping[str, object] | None = None, initial: Mapping[str, str] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for code, genre in GENRES.items():
            libelle = genre.libelles[1]
            self.fields[code] = forms.ChoiceField(
                label=libelle[0].upper() + libelle[1:], choices=list(FREQUENCES.items())
            )


@require_GET
@for_members
def avertissements(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List what the organisation is told, a page at a time."""
    avant = read_entier(request.GET.get("avant", ""))
    lu = lire_avertissements(acteur, avant)
    asked = read_entier(request.GET.get("organisation", ""))
    other = next((row for row in acteur.organisations if row.pk == asked and row != acteur.organisation), None)
    context = {"jours": list_jours(acteur, lu), "lu": lu, "autre": other, "is_suite": avant is not None}
    return render(request, "gef/avertissements.html", context)


@require_POST
@for_members
def lus(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Mark as read what the page showed, and what precedes it."""
    marquer_lus(acteur, read_entier(request.POST.get("dernier", "")) or 0, now())
    return redirect("web:avertissements")


@require_http_methods(["GET", "POST"])
@for_members
def emails(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Choose when to get the e-mails of each kind."""
    check_is_membre(acteur)
    form = EmailsForm(request.POST if request.method == "POST" else None, initial=list_preferences(acteur))
    if request.method == "POST" and form.is_valid():
        regler_emails(acteur, form.cleaned_data)
        messages.success(request, f"Vos e-mails pour {acteur.organisation.nom} sont réglés.")
        return redirect("web:avertissements-emails")
    status = 422 if request.method == "POST" else 200
    return render(request, "gef/avertissements_emails.html", {"form": form}, status=status)


def list_jours(acteur: Acteur, lu: Lu) -> list[tuple[date, list[LigneAvertissement]]]:
    """Put each day into lines, as a member of that organisation reads them."""
    return [(jour.jour, [_ligne(acteur, groupe, lu) for groupe in jour.groupes]) for jour in lu.jours]


def _ligne(acteur: Acteur, groupe: Groupe, lu: Lu) -> LigneAvertissement:
    own = groupe.bailleur == acteur.organisation.pk
    liens = _list_liens(groupe, lu, is_own=own)
    phrase = say_genre(groupe.genre, groupe.nombre)
    return LigneAvertissement(phrase, "" if own else lu.noms[groupe.bailleur], groupe.is_lu, liens)


def _list_liens(groupe: Groupe, lu: Lu, *, is_own: bool) -> tuple[tuple[str, str], ...]:
    if groupe.genre in DE_SEANCE:
        return _link_seances(groupe, lu)
    if groupe.genre in BILANS:
        return tuple((objet, link_bilan(groupe.bailleur, objet)) for objet in groupe.objets)
    if groupe.genre in DE_CONVENTION:
        return tuple(link_convention(objet) for objet in groupe.objets)
    return _link_logements(groupe, is_own=is_own)


def _link_logements(groupe: Groupe, *, is_own: bool) -> tuple[tuple[str, str], ...]:
    # Two bailleurs may give the same reference to two dwellings.
    suffix = "" if is_own else f"?bailleur={groupe.bailleur}"
    return tuple((objet, f"{reverse('web:logement', args=[objet])}{suffix}") for objet in groupe.objets)


def _link_seances(groupe: Groupe, lu: Lu) -> tuple[tuple[str, str], ...]:
    named = [(objet, *lu.seances[objet]) for objet in groupe.objets]
    return tuple(
        (nom, reverse("web:caleol-seance", args=[int(objet)]) if is_open else "") for objet, nom, is_open in named
    )


def link_bilan(bailleur: int, objet: str) -> str:
    """Address of a frozen bilan, from « 2025/1 »."""
    return reverse("web:bilan-fige", args=[bailleur, *map(int, objet.split("/"))])


def link_convention(objet: str) -> tuple[str, str]:
    """Name of a convention and its page, from its reference: its number, then its name."""
    numero, _, nom = objet.partition(" ")
    return nom or objet, reverse("web:convention", args=[read_entier(numero) or 0])
