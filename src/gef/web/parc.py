"""The parc: what the bailleur owns, where, for whom, and what its file leaves out; then every dwelling."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.access.visible import visible
from gef.actions.noms import nom_commune
from gef.actions.parc import ParcRefuseError, read_parc_table
from gef.actions.qualite import QualiteChamp, count_a_completer, dresser_qualite
from gef.actions.resume_parc import AXES_PARC, INCONNU, LigneCommune, ResumeParc, resumer_parc
from gef.actions.tableaux_parc import (
    LIBELLES_FAMILLES,
    table_axe,
    table_communes,
    table_versions,
)
from gef.db.patrimoine.models import Parc
from gef.db.patrimoine.requetes import last_parc
from gef.outputs.graphiques import Figure, GraphiqueBarres, Serie, render_figure
from gef.outputs.nombres import entier, pluriel, taux
from gef.web.composants import Chiffre
from gef.web.liste_logements import list_logements
from gef.web.listes import repondre_liste, repondre_parties
from gef.web.portes import for_bailleurs

COMMUNES_MONTREES: Final = 10
CHAMPS_PREMIERS: Final = 3


@require_GET
@for_bailleurs
def parc(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the newest parc, or what to do when there is none."""
    current = last_parc(acteur.organisation.pk)
    if current is None:
        return render(request, "gef/parc_vide.html")
    try:
        table = read_parc_table(current)
    except ParcRefuseError as error:
        return render(request, "gef/parc_vide.html", {"erreur": str(error)}, status=500)
    resume, qualite = resumer_parc(table), dresser_qualite(table, current.rapport)
    vues = repondre_parties(
        request,
        table_communes(resume, current),
        *(table_axe(resume, axe, current) for axe in AXES_PARC),
        table_versions(visible(Parc, acteur).select_related("importe_par")),
    )
    if isinstance(vues, HttpResponse):
        return vues
    context = {"parc": current, "resume": resume, "vues": vues}
    return render(request, "gef/parc.html", context | _describe(current, resume, qualite))


@require_GET
@for_bailleurs
def logements(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the dwellings of the newest parc, a page at a time."""
    current = last_parc(acteur.organisation.pk)
    if current is None:
        return redirect("web:parc")
    vue = repondre_liste(request, list_logements(acteur, current))
    if isinstance(vue, HttpResponse):
        return vue
    return render(request, "gef/parc_logements.html", {"parc": current, "vue": vue})


def _describe(current: Parc, resume: ResumeParc, qualite: tuple[QualiteChamp, ...]) -> dict[str, object]:
    """Sentences, key figures and charts around the tables."""
    a_completer = count_a_completer(qualite)
    largest = resume.communes[0]
    return {
        "a_completer": a_completer,
        "absents": [row for row in qualite if row.etat == "absent"],
        "premiers": [row for row in qualite if row.concernes][:CHAMPS_PREMIERS],
        "chiffres": list_chiffres(current, resume, a_completer, len(qualite)),
        "axes": list(AXES_PARC),
        "figure_communes": figure_communes(resume),
        "constat_communes": (
            f"{nom_commune(largest.commune)} réunit {taux(Fraction(largest.logements, resume.logements), 0)} du parc"
        ),
        "figure_familles": figure_familles(resume),
        "constat_familles": _say_reserves(resume),
    }


def list_chiffres(current: Parc, resume: ResumeParc, a_completer: int, champs: int) -> tuple[Chiffre, ...]:
    """Key figures of a parc."""
    ensemble = resume.ensemble
    said_qpv = ensemble.en_qpv + ensemble.hors_qpv
    said_contingent = resume.logements - ensemble.familles[INCONNU]
    return (
        Chiffre("Logements", entier(resume.logements), f"millésime {current.millesime}, version {current.version}"),
        _chiffre_part("En quartier prioritaire", ensemble.en_qpv, said_qpv),
        _chiffre_part("Réservés, selon le RPLS", resume.reserves, said_contingent),
        Chiffre("Vacants", entier(ensemble.vacants), "proposés à la location au 1er janvier"),
        Chiffre("Champs à compléter", str(a_completer), f"sur {champs} suivis", ton="retard" if a_completer else ""),
    )


def _chiffre_part(libelle: str, nombre: int, said: int) -> Chiffre:
    if not said:
        return Chiffre(libelle, "inconnu", "le fichier ne le dit pour aucun logement")
    return Chiffre(
        libelle, entier(nombre), f"{taux(Fraction(nombre, said))} des {entier(said)} logements qui le disent"
    )


def _say_reserves(resume: ResumeParc) -> str:
    if resume.ensemble.familles[INCONNU] == resume.logements:
        return "Aucun logement ne dit son contingent"
    return f"{pluriel(resume.reserves, 'logement réservé', 'logements réservés')} selon le RPLS"


def figure_communes(resume: ResumeParc) -> Figure:
    """Chart of the largest communes, in and out of QPV, the others together."""
    shown, others = resume.communes[:COMMUNES_MONTREES], resume.communes[COMMUNES_MONTREES:]
    groups: dict[str, tuple[LigneCommune, ...]] = {nom_commune(row.commune): (row,) for row in shown}
    if others:
        groups[pluriel(len(others), "autre commune", "autres communes")] = others
    series = [
        Serie("hors QPV", tuple(sum(row.hors_qpv for row in group) for group in groups.values())),
        Serie("en QPV", tuple(sum(row.en_qpv for row in group) for group in groups.values())),
    ]
    if resume.ensemble.qpv_inconnu:
        series.append(Serie("QPV inconnu", tuple(sum(row.qpv_inconnu for row in group) for group in groups.values())))
    first = f"{nom_commune(shown[0].commune)} vient en tête avec {pluriel(shown[0].logements, 'logement')}."
    return render_figure(
        GraphiqueBarres(
            "communes",
            "Logements par commune",
            first,
            tuple(groups),
            tuple(series),
            mode="empile",
            unite="logements",
            etiquettes=False,
        )
    )


def figure_familles(resume: ResumeParc) -> Figure:
    """Chart of the families of contingents."""
    familles = resume.ensemble.familles
    held = [(LIBELLES_FAMILLES[code], n) for code, n in familles.items() if n]
    description = " ; ".join(f"{libelle} : {entier(n)}" for libelle, n in held)
    return render_figure(
        GraphiqueBarres(
            "familles",
            "Logements par famille de réservataires",
            f"{description}.",
            tuple(libelle for libelle, _ in held),
            (Serie("Logements", tuple(n for _, n in held)),),
            unite="logements",
        )
    )
