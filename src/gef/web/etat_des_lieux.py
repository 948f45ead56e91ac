"""The rights of reservation: who holds what and where, what has expired, what does not agree with the list and parc."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.entrees_etat_des_lieux import build_etat_des_lieux
from gef.actions.etat_des_lieux import load_rapprochement
from gef.actions.noms import nom_commune
from gef.actions.rapprochement import Rapprochement
from gef.actions.releves import Releves
from gef.actions.tableaux_droits import table_contingents, table_droits, table_par_commune, table_par_reservataire
from gef.actions.tableaux_rapprochement import table_desaccord, table_desaccords, table_ecarts, table_familles
from gef.core.desaccords import GENRES, Genre
from gef.core.etat_des_lieux import EtatDesLieux
from gef.core.rapprochement import Desaccords
from gef.core.registre_droits import total_droits
from gef.errors import GefError
from gef.outputs.nombres import decimal, entier, pluriel
from gef.web.composants import Chiffre, Ton
from gef.web.jour import today
from gef.web.listes import repondre_parties
from gef.web.listes_polars import Choix, ListePolars, list_choix, rank, repondre_lignes
from gef.web.portes import for_bailleurs
from gef.web.tableaux import VueTableau

Vue = Callable[..., HttpResponse]


def _with_rapprochement(template: str) -> Callable[[Vue], Callable[..., HttpResponse]]:
    """Give a view what does not agree, and the data behind it; show what stands in the way when there is none."""

    def dress(view: Vue) -> Callable[..., HttpResponse]:
        @wraps(view)
        def load(request: HttpRequest, acteur: Acteur, **args: str) -> HttpResponse:
            try:
                found, releves = load_rapprochement(acteur.organisation, today())
            except GefError as error:
                return render(request, template, {"erreur": str(error)})
            return view(request, releves, found, **args)

        return load

    return dress


@require_GET
@for_bailleurs
@_with_rapprochement("gef/etat_des_lieux.html")
def etat_des_lieux(request: HttpRequest, releves: Releves, rapproche: Rapprochement) -> HttpResponse:
    """Show what is in force first, then what does not agree and why it matters."""
    etat, found = build_etat_des_lieux(releves.dossier, releves.jour), rapproche.desaccords
    noms = releves.dossier.noms()
    vues = repondre_parties(
        request,
        table_par_reservataire(etat, noms),
        table_desaccords(found, link_genres(found)),
        table_familles(found),
        table_par_commune(etat, noms),
        table_droits(etat, noms, "echus"),
        table_droits(etat, noms, "a_venir"),
        table_contingents(etat),
    )
    if isinstance(vues, HttpResponse):
        return vues
    context = {"etat": etat, "found": found, "vues": vues, "a_venir": vues["a-venir"]}
    return render(request, "gef/etat_des_lieux.html", context | {"chiffres": list_chiffres(etat, found)})


@require_GET
@for_bailleurs
@_with_rapprochement("gef/rapprochement.html")
def rapprochement(request: HttpRequest, releves: Releves, rapproche: Rapprochement) -> HttpResponse:
    """Explain every disagreement, and list the rights whose number is not that of the list."""
    found = rapproche.desaccords
    vues = repondre_parties(
        request,
        table_desaccords(found, link_genres(found)),
        table_familles(found),
        table_ecarts(found.ecarts, releves.dossier.noms(), found),
    )
    if isinstance(vues, HttpResponse):
        return vues
    liens = link_genres(found)
    rows = [(row, liens[row.genre.code]) for row in found.desaccords]
    return render(request, "gef/rapprochement.html", {"found": found, "vues": vues, "rows": rows})


@require_GET
@for_bailleurs
@_with_rapprochement("gef/rapprochement.html")
def desaccord(request: HttpRequest, releves: Releves, found: Rapprochement, *, desaccord: str) -> HttpResponse:
    """List the dwellings, or the rights, that have one kind of disagreement."""
    kind = GENRES.get(desaccord)
    if kind is None:
        raise Http404
    vue = _repondre_genre(request, releves, found, kind)
    if isinstance(vue, HttpResponse):
        return vue
    context = {"genre": kind, "row": found.desaccords.find(desaccord), "vue": vue, "jour": releves.jour}
    return render(request, "gef/rapprochement_genre.html", context)


def _repondre_genre(
    request: HttpRequest, releves: Releves, found: Rapprochement, genre: Genre
) -> HttpResponse | VueTableau:
    noms = releves.dossier.noms()
    if genre.lignes == "droits":
        ecarts = (ecart for ecart in found.desaccords.ecarts if ecart.genre == genre.code)
        vues = repondre_parties(request, table_ecarts(ecarts, noms, found.desaccords))
        return vues if isinstance(vues, HttpResponse) else vues["ecarts"]
    named = pl.coalesce("ident_rep", "ident_int", "logement").alias("nom")
    rows = found.list_logements(genre.code).with_columns(named)
    liste = ListePolars(
        rows=rows,
        make=lambda shown: table_desaccord(genre, shown.iter_rows(named=True), noms),
        textes=("nom", "adresse", "programme"),
        choix={
            "commune": Choix("Commune", list_choix(rows, "commune", nom_commune)),
            "titulaire": Choix("Réservé à", list_choix(rows, "titulaire", lambda code: noms.get(code, code))),
        },
        tris={"logement": pl.col("nom")}
        | {nom: pl.col(nom) for nom in ("adresse", "programme", "droit", "contingent")}
        | {"fin": pl.col("fin_retenue"), "commune": rank(rows, "commune", nom_commune)}
        | {"titulaire": rank(rows, "titulaire", lambda code: noms.get(code, code))},
    )
    return repondre_lignes(request, liste)


def link_genres(found: Desaccords) -> dict[str, str]:
    """Address of the rows of each disagreement met."""
    codes = (row.genre.code for row in found.desaccords)
    return {code: reverse("web:parc-rapprochement-genre", args=[code]) for code in codes}


def list_chiffres(etat: EtatDesLieux, found: Desaccords) -> tuple[Chiffre, ...]:
    """Key figures of a register."""
    survie = sum(row.en_survie for row in etat.reservataires)
    informels = sum(row.non_formalises for row in etat.reservataires)
    return (
        Chiffre(
            "Droits en cours",
            entier(etat.droits_en_cours),
            pluriel(len(etat.reservataires), "réservataire", "réservataires"),
        ),
        Chiffre(
            "Prolongés par la loi", entier(survie), f"{etat.survie.annees} ans après le remboursement d’un prêt garanti"
        ),
        Chiffre(
            "Échus",
            entier(total_droits(etat.echus)),
            pluriel(len(etat.echus), "ligne du registre", "lignes du registre"),
        ),
        Chiffre("Sans convention", entier(informels), "aucun document signé", ton="retard" if informels else ""),
        _chiffre_desaccords(found),
    )


def _chiffre_desaccords(found: Desaccords) -> Chiffre:
    if not found.listes:
        return Chiffre("Logements à rapprocher", "aucun", "la liste des logements réservés n’est pas importée")
    a_corriger = [row for row in found.desaccords if row.genre.gravite == "a_corriger"]
    effets = [row.effet for row in a_corriger if row.effet is not None]
    precision = f"jusqu’à {decimal(max(effets), 1)} logements du flux par an pour un seul" if effets else ""
    ton: Ton = "retard" if a_corriger else ""
    return Chiffre("Désaccords à corriger", str(len(a_corriger)), precision, ton=ton)
