"""The two statements: the detailed one, of the réservataire concerned only, and the aggregated one, for all parties."""

from __future__ import annotations

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import bailleurs_of, fetch, visible
from gef.actions.etat_des_lieux import load_releves
from gef.actions.noms import nom_commune
from gef.actions.releves import (
    FORMATS,
    Releves,
    agreger,
    codes_releves,
    list_logements,
    render_releve,
    table_detail,
    table_taux,
)
from gef.actions.tableaux_releves import name_releve, table_releves
from gef.db.flux.models import Reservataire
from gef.errors import GefError
from gef.outputs import pdf
from gef.web import tableaux
from gef.web.jour import now, today
from gef.web.listes_polars import Choix, ListePolars, list_choix, rank, repondre_lignes
from gef.web.portes import for_bailleurs, for_members
from gef.web.tableaux import VueTableau, montrer_table, repondre_tableau


@require_GET
@for_bailleurs
def releves(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the réservataires with their detailed statement."""
    try:
        found = load_releves(acteur.organisation, today())
    except GefError as error:
        return render(request, "gef/releves.html", {"erreur": str(error)})
    codes = codes_releves(found.dossier)
    liens = {code: reverse("web:droits-releve", args=[acteur.organisation.pk, code]) for code in codes}
    vue = repondre_tableau(request, table_releves(found.dossier.comptes, found.count_logements(), liens, found.jour))
    if isinstance(vue, HttpResponse):
        return vue
    logements = found.logements.get_column("ligne").n_unique()
    return render(request, "gef/releves.html", {"vue": vue, "releves": len(codes), "logements": logements})


@require_GET
@for_members
def releve(request: HttpRequest, acteur: Acteur, bailleur: int, code: str) -> HttpResponse:
    """Show the dwellings of one réservataire to him, or to the bailleur."""
    compte, organisation = find_compte(acteur, bailleur, code)
    context = {"compte": compte, "bailleur": organisation, "jour": today()}
    try:
        found = load_releves(organisation, today())
    except GefError as error:
        return render(request, "gef/releve.html", context | {"erreur": str(error)})
    vue = _repondre_releve(request, found, code)
    if isinstance(vue, HttpResponse):
        return vue
    detail = list_logements(found, code)
    context |= {"vue": vue, "nombre": detail.height, "rotation": montrer_table(table_taux(found, detail))}
    return render(request, "gef/releve.html", context | {"fichiers": link_fichiers(bailleur, code, detail.height)})


def _repondre_releve(request: HttpRequest, found: Releves, code: str) -> HttpResponse | VueTableau:
    """Answer the list of the dwellings, however many they are."""
    rows = list_logements(found, code).with_columns(pl.col("ident_rep").fill_null(""))
    liste = ListePolars(
        rows=rows,
        make=lambda shown: table_detail(found, code, shown),
        textes=("ident_rep", "ident_int", "droit"),
        choix={"commune": Choix("Commune", list_choix(rows, "commune", nom_commune))},
        tris={nom: pl.col(nom) for nom in ("ident_rep", "ident_int", "typologie", "qpv", "forme", "droit")}
        | {"debut": pl.col("debut_retenu"), "fin": pl.col("fin_retenue")}
        | {"commune": rank(rows, "commune", nom_commune), "financement": pl.col("financement")},
    )
    return repondre_lignes(request, liste)


@require_GET
@for_members
def fichier(_request: HttpRequest, acteur: Acteur, bailleur: int, code: str, extension: str) -> HttpResponse:
    """Give the whole detailed statement of a réservataire as a file."""
    _, organisation = find_compte(acteur, bailleur, code)
    if extension not in FORMATS:
        raise Http404
    found = load_releves(organisation, today())
    if extension == "pdf" and list_logements(found, code).height > pdf.LIGNES_MAX:
        raise Http404  # the page offers no such link: paper cannot hold it
    nom = name_releve(code, found.jour, extension)
    return HttpResponse(
        render_releve(found, code, extension, now()),
        content_type=tableaux.FORMATS[extension],
        headers={"Content-Disposition": f'attachment; filename="{nom}"'},
    )


@require_GET
@for_members
def agregat(request: HttpRequest, acteur: Acteur, bailleur: int) -> HttpResponse:
    """Show the dwellings of a bailleur counted by commune and réservataire, to any of his réservataires."""
    organisation = bailleurs_of(acteur).filter(pk=bailleur).first()
    if organisation is None:
        raise Http404
    context: dict[str, object] = {"bailleur": organisation, "jour": today()}
    try:
        found = load_releves(organisation, today())
    except GefError as error:
        return render(request, "gef/agregat.html", context | {"erreur": str(error)})
    vue = repondre_tableau(request, agreger(found))
    if isinstance(vue, HttpResponse):
        return vue
    own = () if acteur.is_bailleur else visible(Reservataire, acteur).filter(bailleur_id=bailleur)
    context |= {"vue": vue, "logements": found.dossier.parc.height, "comptes": own}
    return render(request, "gef/agregat.html", context)


def find_compte(acteur: Acteur, bailleur: int, code: str) -> tuple[Reservataire, Organisation]:
    """Find an account that the actor may see, with its bailleur.

    Raises:
        Http404: the account is not his to see.
    """
    compte = fetch(Reservataire, acteur, bailleur_id=bailleur, code=code)
    return compte, compte.bailleur


def link_fichiers(bailleur: int, code: str, nombre: int) -> tuple[tuple[str, str], ...]:
    """Name and address of the files of a statement; no PDF of more rows than anybody reads on paper."""
    kept = (nom for nom in FORMATS if nom != "pdf" or nombre <= pdf.LIGNES_MAX)
    return tuple((nom.upper(), reverse("web:droits-releve-fichier", args=[bailleur, code, nom])) for nom in kept)
