"""The quality of the parc: what to correct first, for whom, and the work list that is filled in and handed back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.dossier import DossierIncompletError
from gef.actions.liste_corrections import count_anonymes, lister_corrections
from gef.actions.qualite import CHAMP_PAR_CODE, CHAMPS, QualiteChamp, count_a_completer, dresser_par_programme
from gef.actions.qualite_bailleur import QualiteBailleur, load_qualite, load_reservataires
from gef.actions.tableaux_parc import table_causes
from gef.actions.tableaux_qualite import (
    table_programmes,
    table_qualite,
    table_regles,
    table_reservataires,
    table_travail,
)
from gef.errors import GefError
from gef.outputs.nombres import decimal, entier, pluriel
from gef.web.composants import Chiffre
from gef.web.demandes import Demande, read_demande
from gef.web.jour import today
from gef.web.listes import cut_page, link_pages, refuse_export, repondre_parties, say_count
from gef.web.portes import for_bailleurs
from gef.web.tableaux import FORMATS, Filtre, VueTableau, link_exports, repondre_tableau

TRAVAIL: Final = "travail-"
PROGRAMMES_LIES: Final = 2_000
Vue = Callable[[HttpRequest, Acteur, QualiteBailleur], HttpResponse]


def _with_parc(view: Vue) -> Callable[[HttpRequest, Acteur], HttpResponse]:
    """Give a view the newest parc with its quality; send where to begin who has none."""

    def load(request: HttpRequest, acteur: Acteur) -> HttpResponse:
        try:
            found = load_qualite(acteur.organisation, today().year)
        except DossierIncompletError:
            return redirect("web:parc")
        except GefError as error:
            return render(request, "gef/parc_vide.html", {"erreur": str(error)}, status=500)
        return view(request, acteur, found)

    return load


@require_GET
@for_bailleurs
@_with_parc
def qualite(request: HttpRequest, _acteur: Acteur, found: QualiteBailleur) -> HttpResponse:
    """Rank the fields by what their gaps can change in the flux; what to correct first comes first."""
    liens = {champ.code: _link_travail(champ=champ.code) for champ in CHAMPS}
    vues = repondre_parties(
        request,
        table_qualite(found.champs, found.source, found.taux, liens),
        table_causes(found.parc.rapport),
        table_regles(),
    )
    if isinstance(vues, HttpResponse):
        return vues
    first = next((row for row in found.champs if row.concernes and row.champ.pese), None)
    context = {"parc": found.parc, "vues": vues, "premier": first, "chiffres": list_chiffres(found)}
    context |= {"lien_premier": _link_travail(champ=first.champ.code)} if first else {}
    return render(request, "gef/qualite.html", context)


@require_GET
@for_bailleurs
@_with_parc
def programmes(request: HttpRequest, _acteur: Acteur, found: QualiteBailleur) -> HttpResponse:
    """Rank the programmes."""
    groupes = dresser_par_programme(found.table, found.rotation)
    liens = {row.nom or "": _link_travail(programme=row.nom or "-") for row in groupes[:PROGRAMMES_LIES]}
    vue = repondre_tableau(request, table_programmes(groupes, found.source, found.taux, liens), prefixe="programmes-")
    if isinstance(vue, HttpResponse):
        return vue
    touches = sum(1 for row in groupes if row.concernes)
    context = {"parc": found.parc, "vue": vue, "touches": touches, "total": len(groupes)}
    return render(request, "gef/qualite_programmes.html", context)


@require_GET
@for_bailleurs
@_with_parc
def reservataires(request: HttpRequest, acteur: Acteur, found: QualiteBailleur) -> HttpResponse:
    """Rank the réservataires by the dwellings that they have reserved."""
    groupes, noms = load_reservataires(acteur.organisation, found, today())
    table = table_reservataires(groupes, found.source, noms, found.taux)
    vue = repondre_tableau(request, table, prefixe="reservataires-")
    if isinstance(vue, HttpResponse):
        return vue
    nommes = [row for row in groupes if row.nom]
    context = {"parc": found.parc, "vue": vue, "nommes": nommes, "touches": sum(1 for row in nommes if row.concernes)}
    return render(request, "gef/qualite_reservataires.html", context)


@require_GET
@for_bailleurs
@_with_parc
def corrections(request: HttpRequest, _acteur: Acteur, found: QualiteBailleur) -> HttpResponse:
    """Show the work list, narrowed to a field or a programme, and give it as a file to fill in."""
    demande = read_demande(request, TRAVAIL)
    champ = demande.filtres.get("champ", "")
    champ, programme = champ if champ in CHAMP_PAR_CODE else "", demande.filtres.get("programme", "").strip()
    rows = lister_corrections(found.table, champ=champ, programme=programme)
    vue = _repondre(request, demande, rows, found)
    if isinstance(vue, HttpResponse):
        return vue
    vue = replace(vue, filtres=tuple(_list_filtres(champ, programme)))
    context = {"parc": found.parc, "vue": vue, "nombre": rows.height, "anonymes": count_anonymes(found.table)}
    return render(request, "gef/qualite_corrections.html", context)


def _repondre(
    request: HttpRequest, demande: Demande, rows: pl.DataFrame, found: QualiteBailleur
) -> HttpResponse | VueTableau:
    """Answer a page of the list, or the file of all that it holds."""
    if demande.format in FORMATS:
        too_many = refuse_export(request, demande, rows.height)
        return too_many or repondre_tableau(request, table_travail(rows, found.source), prefixe=TRAVAIL)
    page = cut_page(rows.height, demande.page)
    shown = table_travail(rows[max(0, page.premiere - 1) : page.derniere], found.source)
    vue = repondre_tableau(request, shown, prefixe=TRAVAIL)
    assert isinstance(vue, VueTableau)
    return replace(
        vue,
        page=replace(page, lignes=shown.lignes),
        compte=say_count(shown, rows.height, rows.height),
        pages=tuple(link_pages(page, demande)),
        exports=link_exports(demande, rows.height),
    )


def _list_filtres(champ: str, programme: str) -> Iterable[Filtre]:
    yield Filtre(f"{TRAVAIL}f-champ", "Champ", champ, tuple((row.code, row.libelle) for row in CHAMPS))
    yield Filtre(f"{TRAVAIL}f-programme", "Programme", programme)


def _link_travail(**filtres: str) -> str:
    params = urlencode({f"{TRAVAIL}f-{nom}": valeur for nom, valeur in filtres.items()})
    return f"{reverse('web:parc-corrections')}?{params}"


def list_chiffres(found: QualiteBailleur) -> tuple[Chiffre, ...]:
    """Key figures: fields to complete, dwellings to look at, what they weigh."""
    pesent: list[QualiteChamp] = [row for row in found.champs if row.champ.pese]
    heaviest = max(pesent, key=lambda row: row.concernes)
    manquants = sum(row.manquants for row in found.champs)
    douteux = sum(row.douteux for row in found.champs)
    rotation = found.rotation
    return (
        Chiffre("Champs à compléter", str(count_a_completer(found.champs)), f"sur {len(found.champs)} suivis"),
        Chiffre("Valeurs absentes", entier(manquants), f"sur {entier(found.table.height)} logements"),
        Chiffre("Valeurs à vérifier", entier(douteux), "mises en doute par une règle", ton="retard" if douteux else ""),
        Chiffre(
            "Flux touché au plus",
            decimal(heaviest.concernes * rotation, 1) if rotation is not None else "inconnu",
            f"{pluriel(heaviest.concernes, 'logement', 'logements')} × taux de rotation ({heaviest.champ.libelle})"
            if rotation is not None
            else "le taux de rotation n’est pas connu",
        ),
    )
