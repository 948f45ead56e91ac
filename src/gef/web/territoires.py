"""The diagnosis of a territory: what stands there, what is held, what is asked, on a map and in a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.access.models import Organisation, TypeOrganisation
from gef.access.visible import bailleurs_of
from gef.actions.diagnostic import PARC_SOCIAL, build_diagnostic, epci_of_departement, nom_territoire
from gef.actions.dossier import load_dossier
from gef.actions.tableaux_diagnostic import INDICATEURS, carte_diagnostic, table_diagnostic, table_premieres
from gef.core.diagnostic import Diagnostic
from gef.core.etat_des_lieux import REGISTRE
from gef.core.motifs import Source
from gef.core.territoires import DEPARTEMENT
from gef.errors import GefError
from gef.law.contours import REFERENCE as CONTOURS
from gef.law.territoires import load_communes
from gef.outputs.graphiques import render_figure
from gef.outputs.nombres import decimal, entier, taux
from gef.web.composants import Chiffre
from gef.web.jour import today
from gef.web.portes import for_members
from gef.web.tableaux import montrer_table, repondre_tableau

PREMIER: Final = "parc_social"


@dataclass(frozen=True, slots=True)
class Choix:
    """What the reader chose: a bailleur, a territory, what the map shows."""

    bailleur: Organisation
    bailleurs: tuple[Organisation, ...]
    portee: str
    indicateur: str


@require_GET
@for_members
def territoires(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show a territory: aggregates, which every organisation may see of the bailleurs that it deals with."""
    choix = _read_choix(request, acteur)
    context: dict[str, object] = {"choix": choix, "indicateurs": INDICATEURS.values()}
    try:
        dossier = load_dossier(choix.bailleur)
        diagnostic = build_diagnostic(dossier, choix.portee, today())
    except GefError as error:
        return render(request, "gef/territoires.html", context | {"erreur": str(error)})
    sources = (PARC_SOCIAL, Source(dossier.source_parc, "donnee"), REGISTRE, *_source_demandes(diagnostic))
    vue = repondre_tableau(request, table_diagnostic(diagnostic, sources), tri="parc_social", sens="decroissant")
    if isinstance(vue, HttpResponse):
        return vue
    carte = carte_diagnostic(diagnostic, INDICATEURS[choix.indicateur], dossier.departement)
    context |= {
        "diagnostic": diagnostic,
        "vue": vue,
        "chiffres": list_chiffres(diagnostic),
        "figure": render_figure(carte) if carte else None,
        "titre_carte": INDICATEURS[choix.indicateur].libelle,
        "premieres": montrer_table(table_premieres(diagnostic, INDICATEURS[choix.indicateur])),
        "contours": CONTOURS,
        "departement": nom_territoire(DEPARTEMENT, dossier.departement),
        "epci": epci_of_departement(dossier.departement),
    }
    return render(request, "gef/territoires.html", context)


def _read_choix(request: HttpRequest, acteur: Acteur) -> Choix:
    """Read the address; a bailleur that the reader does not deal with is unknown to him."""
    bailleurs = tuple(bailleurs_of(acteur))
    asked = request.GET.get("bailleur", "")
    found = [b for b in bailleurs if not asked or str(b.pk) == asked]
    if not found:
        raise Http404
    indicateur = request.GET.get("carte", PREMIER)
    portee = request.GET.get("territoire") or _own_territory(acteur)
    known = {DEPARTEMENT, *(f"epci:{code}" for code, _ in epci_of_departement(found[0].territoire))}
    return Choix(
        found[0],
        bailleurs,
        portee if portee in known else DEPARTEMENT,
        indicateur if indicateur in INDICATEURS else PREMIER,
    )


def _own_territory(acteur: Acteur) -> str:
    """Where a reader looks first: the EPCI of an EPCI or of a commune, else the département."""
    organisation = acteur.organisation
    if organisation.type == TypeOrganisation.EPCI:
        return f"epci:{organisation.territoire}"
    commune = load_communes().get(organisation.territoire)
    if organisation.type == TypeOrganisation.COMMUNE and commune:
        return f"epci:{commune.epci}"
    return DEPARTEMENT


def _source_demandes(diagnostic: Diagnostic) -> tuple[Source, ...]:
    sources = (etape.source for etape in diagnostic.explication.etapes if etape.code == "tension" and etape.source)
    return tuple(sources)


def list_chiffres(diagnostic: Diagnostic) -> tuple[Chiffre, ...]:
    """Key figures of a territory."""
    total, d = diagnostic.total, diagnostic.total.donnees
    part = f"{taux(total.part_bailleur)} du parc social" if total.part_bailleur is not None else "part inconnue"
    reservee = f"{taux(total.part_reservee)} des logements éligibles" if total.part_reservee is not None else ""
    rotation = f"{taux(total.rotation)} du parc" if total.rotation is not None else ""
    tension = (
        Chiffre(
            "Tension",
            decimal(total.tension, 1),
            f"{entier(d.demandes or 0)} demandes pour {entier(d.attributions or 0)} attributions",
            "pour une",
        )
        if total.tension is not None
        else Chiffre("Tension", "inconnue", "demandes et attributions à importer")
    )
    return (
        Chiffre(
            "Parc social",
            "non publié" if d.parc_social is None else entier(d.parc_social),
            "tous bailleurs, 1er janvier 2024",
        ),
        Chiffre("Parc du bailleur", entier(d.parc_bailleur), part),
        Chiffre("Droits en cours", entier(d.droits), reservee),
        Chiffre(f"Libérés en {diagnostic.annee}", entier(d.liberations), rotation),
        tension,
    )
