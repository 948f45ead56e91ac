"""The bilan: the bailleur's whole, or the rows of one reservataire beside everybody's totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import bailleurs_of
from gef.actions.avis_bilans import EnvoiBilan, lire_envoi
from gef.actions.bilan import codes_of, list_exercices
from gef.actions.bilan_annuel import read_annuel
from gef.actions.bilans_figes import lire_bilan, list_bilans
from gef.actions.documents_bilan import list_chiffres
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.actions.sections_bilan import list_sections, narrow_annuel
from gef.core.bilan import Bilan
from gef.core.bilan_annuel import BilanAnnuel
from gef.core.periodes import echeance_bilan, fin_exercice
from gef.outputs.document import Section
from gef.outputs.graphiques import Figure, GraphiqueBarres, Serie, render_figure
from gef.web.composants import Chiffre
from gef.web.jour import today
from gef.web.portes import for_members
from gef.web.tableaux import VueTableau, repondre_tableaux

BARRES = 12


@require_GET
@for_members
def bilan(request: HttpRequest, acteur: Acteur, exercice: int | None = None) -> HttpResponse:
    """Show the bilan of an exercice, by default the last one that has begun."""
    bailleur = find_bailleur(acteur, request.GET.get("bailleur", ""))
    try:
        exercices = list_exercices(load_dossier(bailleur))
    except DossierIncompletError as error:
        return _say(request, exercice, str(error))
    begun = [year for year in exercices if year <= today().year]
    if exercice is None and not begun:
        return _say(request, exercice, "Aucun logement libéré pour le moment ; importez les libérations de l’année.")
    year = begun[0] if exercice is None else exercice
    if year not in exercices:
        raise Http404
    codes, annuel = codes_of(acteur, bailleur), read_annuel(bailleur, year)
    shown = annuel if codes is None else narrow_annuel(annuel, codes, acteur.organisation)
    parties = show_sections(request, list_sections(shown, is_restreint=codes is not None))
    if isinstance(parties, HttpResponse):
        return parties
    context = {"bilan": shown.bilan, "exercice": year, "exercices": exercices, "bailleur": bailleur}
    context |= {"parties": parties, "figure": figure_bilan(shown.bilan), "en_cours": year == today().year}
    context |= {"chiffres": show_chiffres(shown.bilan, is_restreint=codes is not None)}
    context |= {"suivi": _follow(acteur, annuel, year)} if acteur.is_bailleur else {}
    return render(request, "gef/bilan.html", context)


@dataclass(frozen=True, slots=True)
class Partie:
    """A part of the document with its tables, ready to print."""

    section: Section
    vues: tuple[VueTableau, ...]


def show_sections(request: HttpRequest, sections: Sequence[Section]) -> tuple[Partie, ...] | HttpResponse:
    """Prepare the tables of a document, or answer the file of one of them."""
    vues = repondre_tableaux(request, *(table for section in sections for table in section.tables))
    if isinstance(vues, HttpResponse):
        return vues
    return tuple(Partie(section, tuple(vues[table.code] for table in section.tables)) for section in sections)


def show_chiffres(bilan: Bilan, *, is_restreint: bool) -> tuple[Chiffre, ...]:
    """The four headline figures, each with its base: those of the reader's accounts, or of all."""
    return tuple(Chiffre(c.libelle, c.valeur, c.detail) for c in list_chiffres(bilan, is_restreint=is_restreint))


@dataclass(frozen=True, slots=True)
class SuiviBilan:
    """What became of the bilan of an exercice: frozen or not, sent to whom, changed since."""

    envoi: EnvoiBilan | None
    is_fini: bool
    is_change: bool
    echeance: date
    retard: bool


def _follow(acteur: Acteur, annuel: BilanAnnuel, exercice: int) -> SuiviBilan:
    figes = list_bilans(acteur.organisation, exercice)
    echeance, is_fini = echeance_bilan(exercice), today() >= fin_exercice(exercice)
    if not figes:
        return SuiviBilan(None, is_fini, is_change=False, echeance=echeance, retard=today() >= echeance)
    envoi = lire_envoi(figes[0])
    is_change = not lire_bilan(figes[0]).is_same_year(annuel)
    late = today() >= echeance and envoi.count("") > 0
    return SuiviBilan(envoi, is_fini, is_change=is_change, echeance=echeance, retard=late)


def _say(request: HttpRequest, exercice: int | None, manque: str) -> HttpResponse:
    year = today().year if exercice is None else exercice
    return render(request, "gef/bilan.html", {"exercice": year, "manque": manque})


def find_bailleur(acteur: Acteur, asked: str) -> Organisation:
    """The bailleur himself, or the one that a reservataire names, by default his first.

    Raises:
        Http404: he has no account at that bailleur.
    """
    rows = bailleurs_of(acteur).order_by("nom")
    found = next((row for row in rows if asked in {"", str(row.pk)}), None)
    if found is None:
        raise Http404
    return found


def figure_bilan(bilan: Bilan) -> Figure | None:
    """Draw proposed, attributed and let for the largest accounts; None when there is nothing."""
    rows = sorted(bilan.reservataires, key=lambda row: (-row.propositions, row.id))[:BARRES]
    rows = [row for row in rows if row.propositions]
    if not rows:
        return None
    series = (
        Serie("Proposés", tuple(row.propositions for row in rows)),
        Serie("Attribués", tuple(row.attributions for row in rows)),
        Serie("Baux", tuple(row.baux for row in rows)),
    )
    description = "Logements proposés, attribués et loués par réservataire, du plus servi au moins servi."
    counts = Counter(row.nom for row in rows)
    noms = tuple(row.nom if counts[row.nom] == 1 else f"{row.nom} ({row.id})" for row in rows)
    return render_figure(
        GraphiqueBarres("bilan", "Bilan par réservataire", description, noms, series, unite="logements")
    )
