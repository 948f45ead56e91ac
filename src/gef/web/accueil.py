"""The year at a glance: the bailleur's, and the reservataire's own part of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.annee import Annee, resumer_annee
from gef.actions.assiette import read_assiette
from gef.actions.concertation import count_a_repondre
from gef.actions.flux import load_flux
from gef.actions.logements_recus import read_recus
from gef.actions.orienter import EnAttente, propose_all, regler
from gef.actions.pilotage import read_pilotage
from gef.actions.registre import read_registre
from gef.actions.tableaux import table_en_attente, table_soldes
from gef.actions.tableaux_recus import table_attendus, table_comptes, table_recus
from gef.core.assiette import Assiette
from gef.core.parts import BAILLEUR
from gef.core.periodes import jours_ecoules, jours_exercice
from gef.outputs.graphiques import BarreSolde, Figure, GraphiqueSoldes, render_figure
from gef.outputs.graphiques.declaration import Ton as TonBarre
from gef.outputs.nombres import entier, taux
from gef.outputs.nombres import solde as write_solde
from gef.web.actes_logement import address
from gef.web.composants import Chiffre, Ton
from gef.web.etapes import list_etapes
from gef.web.jour import today
from gef.web.phrases_pilotage import say_constat
from gef.web.portes import for_members
from gef.web.tableaux import montrer_table, repondre_tableaux
from gef.web.vos_droits import say_titre

PREMIERS = 6
BARRES_MAX = 60  # that an eye still compares; the table beside holds every account


@require_GET
@for_members
def accueil(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Send each one to his own year."""
    return _bailleur(request, acteur) if acteur.is_bailleur else _reservataire(request, acteur)


def _bailleur(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    jour = today()
    etat = load_flux(acteur.organisation.pk)
    annee, seuil = resumer_annee(etat, jour.year), regler(etat, jour).seuil
    liens = {ligne.code: reverse("web:compte", args=[acteur.organisation.pk, ligne.code]) for ligne in annee.lignes}
    vues = repondre_tableaux(request, table_soldes(annee, jour, liens, seuil))
    if isinstance(vues, HttpResponse):
        return vues
    attente = propose_all(etat, jour)
    found = read_pilotage(acteur.organisation, etat, jour)
    assiette = read_assiette(acteur.organisation, jour.year)
    context = {
        "annee": annee,
        "jour": jour,
        "jours_restants": (date(jour.year, 12, 31) - jour).days,
        "attente": attente,
        "vacants": [row for row in attente if row.jours_de_vacance],
        "a_orienter": montrer_table(table_en_attente(attente[:PREMIERS], etat.noms(), liens_of(attente))),
        "soldes": vues["soldes"],
        "figure": figure_soldes(annee, seuil),
        "precision_soldes": say_montres(len(annee.lignes)),
        "assiette": assiette,
        "exercice": jour.year,
        "chiffres": list_chiffres(annee, assiette, jour, seuil),
        "etapes": list_etapes(etat, annee, assiette, found),
        "pilotage": found,
        "constat": say_constat(found),
        "seuil": seuil,
    }
    return render(request, "gef/accueil.html", context)


def list_chiffres(annee: Annee, assiette: Assiette | None, jour: date, seuil: Fraction) -> tuple[Chiffre, ...]:
    """Key figures of the soldes, each with its base."""
    elapsed = Fraction(jours_ecoules(jour.year, jour), jours_exercice(jour.year))
    prevu = f"sur {entier(assiette.assiette)} prévus" if assiette else ""
    avancement = f"{taux(elapsed, 0)} de l’année écoulée"
    if assiette and assiette.assiette:
        avancement = f"{taux(annee.orientes / assiette.assiette)} de l’assiette, {avancement}"
    rows = [Chiffre("Orientés depuis janvier", entier(annee.orientes), avancement, prevu)]
    retard, avance = annee.plus_en_retard, annee.plus_en_avance
    if retard and avance:
        late: Ton = "retard" if retard.solde > seuil else ""
        rows.append(Chiffre("Plus grand retard", write_solde(retard.solde), retard.nom, ton=late))
        rows.append(Chiffre("Plus grande avance", write_solde(avance.solde), avance.nom, ton="avance"))
    rows.append(
        Chiffre("Somme des soldes", write_solde(annee.somme), f"contrôle : elle doit être {annee.somme_attendue}")
    )
    return tuple(rows)


def liens_of(attente: tuple[EnAttente, ...]) -> dict[str, str]:
    """Address of the page of each waiting dwelling."""
    return {row.liberation.reference: reverse("web:logement", args=[row.liberation.reference]) for row in attente}


def figure_soldes(annee: Annee, seuil: Fraction) -> Figure | None:
    """Chart of all soldes, the reservataires' and the bailleur's own; None before the first orientation."""
    if not annee.orientes:
        return None
    shown = annee.lignes
    if len(shown) > BARRES_MAX:
        shown = (*shown[: BARRES_MAX // 2], *shown[-BARRES_MAX // 2 :])
    known = Counter(ligne.nom for ligne in annee.lignes)
    barres = tuple(
        BarreSolde(
            ligne.nom if known[ligne.nom] == 1 else f"{ligne.nom} ({ligne.code})",
            ligne.solde,
            _ton(ligne.code, ligne.solde > seuil),
        )
        for ligne in shown
    )
    retard, avance = annee.plus_en_retard, annee.plus_en_avance
    description = "Soldes des réservataires, du plus grand retard à la plus grande avance."
    if retard and avance:
        description = (
            f"Du plus grand retard, {retard.nom} ({write_solde(retard.solde)}), "
            f"à la plus grande avance, {avance.nom} ({write_solde(avance.solde)})."
        )
    return render_figure(GraphiqueSoldes("soldes", "Soldes des réservataires", description, barres, seuil))


def say_montres(comptes: int) -> str:
    """Say which accounts the chart shows, when they are too many for it; "" when it shows them all."""
    half = BARRES_MAX // 2
    return (
        f"Les {half} plus en retard et les {half} plus en avance, sur {entier(comptes)}" if comptes > BARRES_MAX else ""
    )


def _ton(code: str, is_late: bool) -> TonBarre:  # noqa: FBT001  (a colour, chosen by one fact)
    return "retard" if is_late and code != BAILLEUR else "neutre"


def _reservataire(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    jour = today()
    recus = read_recus(acteur, jour)
    rows = (*recus.attendus, *recus.autres)
    liens = {row.suivi.liberation.pk: address(acteur, row.suivi.liberation) for row in rows}
    comptes = {(b.pk, ligne.code): reverse("web:compte", args=[b.pk, ligne.code]) for b, ligne in recus.comptes}
    tables = (
        table_attendus(recus, liens),
        table_recus(recus, liens),
        table_comptes(recus.comptes, comptes, jour.year, recus.attendus),
    )
    vues = repondre_tableaux(request, *tables)
    if isinstance(vues, HttpResponse):
        return vues
    registre = read_registre(acteur, jour)
    first = recus.attendus[0] if recus.attendus else None
    context: dict[str, object] = {"recus": recus, "jour": jour, "vues": vues, "premier": first}
    if first:
        context["adresse_premier"] = liens[first.suivi.liberation.pk]
    if any(ligne.is_a_relire for ligne in registre.lignes):
        context["a_relire"] = say_titre(registre)
    context["programmes"] = count_a_repondre(acteur)
    return render(request, "gef/accueil_reservataire.html", context)
