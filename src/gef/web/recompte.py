"""The recount: what a period would count under another trigger, refusal or silence policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.dossier import load_dossier
from gef.actions.recompte import read_recompte
from gef.actions.tableaux_recompte import tables_recompte
from gef.actions.tableaux_reglages import DECLENCHEURS, POLITIQUES
from gef.core.recompte import Recompte, RegleDecompte
from gef.errors import GefError
from gef.web.jour import today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableaux

CONVENTION: Final = ("", "selon chaque convention")
CHAMPS: Final[tuple[tuple[str, str, Mapping[str, str]], ...]] = (
    ("declencheur", "Décompté", DECLENCHEURS),
    ("refus", "Refus du réservataire", POLITIQUES),
    ("silence", "Silence", POLITIQUES),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks: a period, whose last day is counted, and a rule."""

    debut: date
    dernier: date
    codes: Mapping[str, str]

    @property
    def regle(self) -> RegleDecompte:
        """The rule; what is left out is what each convention says."""
        return RegleDecompte(*(self.codes[nom] or None for nom, _, _ in CHAMPS))

    def list_champs(self) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
        """Fields of the form: name, label, value, choices."""
        return [(nom, libelle, self.codes[nom], [CONVENTION, *choix.items()]) for nom, libelle, choix in CHAMPS]


@require_GET
@for_bailleurs
def recompte(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show a period counted again, by réservataire, with the dwellings that explain the difference."""
    question = read_question(request)
    context: dict[str, object] = {"question": question}
    try:
        fin = question.dernier + timedelta(days=1)
        resultat = read_recompte(acteur.organisation, question.debut, fin, question.regle)
        noms = load_dossier(acteur.organisation).noms()
    except GefError as error:
        return render(request, "gef/recompte.html", context | {"empechement": str(error)})
    vues = repondre_tableaux(request, *tables_recompte(resultat, noms, link_logements(resultat)))
    if isinstance(vues, HttpResponse):
        return vues
    context |= {"comptes": vues["recompte-comptes"], "logements": vues["recompte-logements"]}
    return render(request, "gef/recompte.html", context | {"recompte": resultat})


def read_question(request: HttpRequest) -> Question:
    """Read what is asked; what means nothing is the default: the year to this day, as each convention says."""
    jour = today()
    codes = {nom: code if (code := request.GET.get(nom, "")) in choix else "" for nom, _, choix in CHAMPS}
    debut = _read_jour(request.GET.get("debut", ""), date(jour.year, 1, 1))
    return Question(debut, _read_jour(request.GET.get("dernier", ""), jour), codes)


def _read_jour(texte: str, default: date) -> date:
    try:
        jour = date.fromisoformat(texte)
    except ValueError:
        return default
    return jour if date(2000, 1, 1) <= jour <= date(2100, 12, 31) else default


def link_logements(recompte: Recompte) -> dict[str, str]:
    """Give the address of each dwelling that explains a difference."""
    return {ecart.logement: reverse("web:logement", args=[ecart.logement]) for ecart in recompte.ecarts}
