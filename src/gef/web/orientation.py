"""Dwellings to orient: the worklist, the explained proposal, the decision; and the journal of one dwelling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import visible
from gef.actions.essai_orientation import Essai, try_orientation
from gef.actions.faits import DejaDecideError
from gef.actions.flux import EtatFlux, load_flux
from gef.actions.journal import list_entrees
from gef.actions.lot_orientation import LotChangeError, group_attentes, orienter_lot, read_vus, write_vus
from gef.actions.motifs_ecart import MOTIFS_ECART, MotifManquantError
from gef.actions.noms import nom_commune
from gef.actions.orienter import EnAttente, effects, list_en_attente, orienter, propose_all, regler
from gef.actions.tableaux import describe_type, table_proposition
from gef.actions.tableaux_orientation import table_a_orienter, table_composition, table_essai, table_suites
from gef.core.parts import BAILLEUR
from gef.core.regle import MOTIFS
from gef.db.flux.models import Fait, Liberation
from gef.outputs.nombres import duree, entier, pluriel
from gef.outputs.nombres import solde as write_solde
from gef.outputs.phrases import dire, dire_contrefactuel
from gef.outputs.tables import Colonne
from gef.web.accueil import liens_of
from gef.web.composants import Chiffre
from gef.web.contexte_logement import context_contexte
from gef.web.demandes import HAUT, read_entier
from gef.web.imputation import has_choix
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs, for_members
from gef.web.suite import context_suite, fetch_asked
from gef.web.tableaux import Cellule, Entete, VueTableau, montrer_table, repondre_tableau

VOISINS_MAX, VOISINS_AVANT = 20, 3  # rows of the worklist beside a sheet, and how many of them before it


@require_http_methods(["GET", "POST"])
@for_bailleurs
def orientation(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List what waits for a decision; accept several proposals at once."""
    if request.method == "POST":
        return _accept(request, acteur)
    jour = today()
    attente = list_en_attente(acteur.organisation, jour)
    etat = load_flux(acteur.organisation.pk)
    vue = repondre_tableau(request, table_a_orienter(attente, etat.noms(), liens_of(attente)))
    if isinstance(vue, HttpResponse):
        return vue
    vacants = [row for row in attente if row.jours_de_vacance]
    groupes = [(groupe, write_vus(groupe.attentes)) for groupe in group_attentes(attente)]
    if acteur.can_orienter:
        vue = add_cases(vue, attente)
    context = {"attente": attente, "vue": vue, "vacants": vacants, "jour": jour, "groupes": groupes}
    context["chiffres"] = list_chiffres(attente, etat, jour)
    return render(request, "gef/orientation.html", context | {"vacance": sum(row.jours_de_vacance for row in vacants)})


def list_chiffres(attente: Sequence[EnAttente], etat: EtatFlux, jour: date) -> tuple[Chiffre, ...]:
    """Key figures of the worklist: how many wait, the oldest, and who is late today."""
    seuil = regler(etat, jour).seuil
    soldes = {code: etat.moteur.comptes.solde(code) for code in etat.comptes}
    late = sorted((code for code, solde in soldes.items() if solde > seuil), key=lambda code: -soldes[code])
    nom = etat.noms()[late[0]] if late else ""
    rows = [Chiffre("À orienter", entier(len(attente)), "dans le flux")]
    oldest = max(attente, key=lambda row: row.jours_de_vacance, default=None)
    if oldest and oldest.jours_de_vacance:
        since = f"vide\N{NO-BREAK SPACE}: {oldest.liberation.reference}"
        rows.append(Chiffre("Plus longue attente", duree(oldest.jours_de_vacance), since))
    said = f"au-delà de {write_solde(seuil)}" + (f", d’abord {nom}" if nom else "")
    rows.append(Chiffre("Réservataires en retard", entier(len(late)), said, ton="retard" if late else ""))
    return tuple(rows)


def _accept(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    try:
        facts = orienter_lot(acteur, read_vus(request.POST.getlist("vu")), moment=now())
    except LotChangeError as error:
        messages.error(request, str(error))
        return redirect("web:orientation")
    noms = load_flux(acteur.organisation.pk).noms()
    counts = Counter(noms[fact.reservataire.code if fact.reservataire else BAILLEUR] for fact in facts)
    said = ", ".join(f"{count} vers {nom}" for nom, count in counts.items())
    done = pluriel(len(facts), "logement est orienté", "logements sont orientés")
    messages.success(request, f"{done} : {said}. Les comptes ont suivi.")
    return redirect("web:orientation")


def add_cases(vue: VueTableau, attente: Sequence[EnAttente]) -> VueTableau:
    """Put a box before each dwelling of a page of the worklist; the boxes belong to the form « lot »."""
    waiting = {row.liberation.reference: row for row in attente}
    rows = zip(vue.page.lignes, vue.rangees, strict=True)
    entete = Entete(Colonne("choix", "Cocher", triable=False), "")
    return replace(
        vue,
        entetes=(entete, *vue.entetes),
        rangees=tuple(
            replace(rangee, cellules=(_case(waiting[str(ligne.valeurs["logement"])]), *rangee.cellules))
            for ligne, rangee in rows
        ),
    )


def _case(attente: EnAttente) -> Cellule:
    box = format_html(
        '<input type="checkbox" form="lot" name="vu" value="{}" aria-label="Cocher {}">',
        write_vus([attente]),
        attente.liberation.reference,
    )
    return Cellule(box, "", "Cocher", is_entete=False, lien="", detail="", marque="")


@require_http_methods(["GET", "POST"])
@for_members
def logement(request: HttpRequest, acteur: Acteur, reference: str) -> HttpResponse:
    """Show a dwelling: its journal, and its proposal while it waits."""
    liberation = fetch_asked(request, acteur, reference, "orienter" if request.method == "POST" else "read")
    if request.method == "POST":
        return _decide(request, acteur, liberation)
    essai = request.GET.get("essai", "")
    return render(request, "gef/logement.html", context_logement(acteur, liberation, today(), essai))


def _decide(request: HttpRequest, acteur: Acteur, liberation: Liberation) -> HttpResponse:
    chosen, motif = request.POST.get("reservataire", ""), request.POST.get("motif", "")
    code_motif, seen = request.POST.get("code_motif", ""), read_entier(request.POST.get("rang", ""))
    noms = load_flux(liberation.bailleur_id).noms()
    try:
        orienter(
            acteur,
            liberation.reference,
            chosen,
            motif=motif,
            rang_vu=-1 if seen is None else seen,
            moment=now(),
            code_motif=code_motif,
            propose_vu=request.POST.get("propose", ""),
        )
    except MotifManquantError as error:
        context = context_logement(acteur, liberation, today()) | {
            "erreur_motif": str(error),
            "choisi": chosen,
            "code_motif": code_motif,
            "motif": motif,
        }
        return render(request, "gef/logement.html", context, status=422)
    except DejaDecideError as error:
        messages.error(request, str(error))
        return redirect(reverse("web:logement", args=[liberation.reference]) + HAUT)
    messages.success(request, f"{liberation.reference} est orienté vers {noms.get(chosen, chosen)}. Le compte a suivi.")
    return redirect("web:orientation")


@dataclass(frozen=True, slots=True)
class Voisin:
    """A dwelling of the worklist beside the sheet."""

    attente: EnAttente
    commune: str
    type: str
    propose: str


def context_logement(acteur: Acteur, liberation: Liberation, jour: date, essai: str = "") -> dict[str, object]:
    """Everything that the sheet of a dwelling shows; `essai` is the account that the reader wants to try."""
    etat = load_flux(liberation.bailleur_id)
    noms = etat.noms()
    waiting = propose_all(etat, jour) if acteur.is_bailleur else ()
    attente = next((row for row in waiting if row.liberation.pk == liberation.pk), None)
    facts = (
        visible(Fait, acteur).filter(liberation=liberation).select_related("reservataire", "auteur").order_by("rang")
    )
    context: dict[str, object] = {
        "liberation": liberation,
        "commune": nom_commune(liberation.commune),
        "type": describe_type(liberation.typologie, liberation.financement, is_qpv=bool(liberation.qpv)),
        "entrees": list_entrees(liberation, list(facts), etat),
        "attente": attente,
        "jour": jour,
        "voisins": list_voisins(waiting, liberation.pk, noms),
        "en_attente": len(waiting),
        "imputable": has_choix(acteur, etat, etat.suivis[liberation.pk]),
    }
    context |= context_suite(acteur, etat, etat.suivis[liberation.pk], jour)
    if attente is None:
        return context
    context |= _context_proposition(attente, noms) | context_contexte(acteur, etat, attente, jour)
    eligibles = {effet.reservataire for effet in effects(attente)}
    if essai in eligibles:
        context |= _context_essai(try_orientation(etat, waiting, attente, essai, jour), etat)
    return context


def list_voisins(waiting: Sequence[EnAttente], liberation_id: int, noms: dict[str, str]) -> list[Voisin]:
    """The worklist around a dwelling, or its beginning for a dwelling that waits no more: never hundreds of rows."""
    here = next((rank for rank, row in enumerate(waiting) if row.liberation.pk == liberation_id), 0)
    start = max(0, min(here - VOISINS_AVANT, len(waiting) - VOISINS_MAX))
    return [_voisin(row, noms) for row in waiting[start : start + VOISINS_MAX]]


def _voisin(row: EnAttente, noms: dict[str, str]) -> Voisin:
    liberation, retenu = row.liberation, row.proposition.choix.retenu
    kind = describe_type(liberation.typologie, liberation.financement, is_qpv=bool(liberation.qpv))
    return Voisin(row, nom_commune(liberation.commune), kind, noms.get(retenu, retenu))


def _context_proposition(attente: EnAttente, noms: dict[str, str]) -> dict[str, object]:
    choix = attente.proposition.choix
    return {
        "retenu": choix.retenu,
        "nom_retenu": noms.get(choix.retenu, choix.retenu),
        "motif_proposition": MOTIFS[choix.motif],
        "phrase": dire(attente.proposition, noms),
        "contrefactuel": dire_contrefactuel(attente.proposition, noms),
        "candidats": montrer_table(table_proposition(attente.proposition, noms)),
        "effets": [(effet, noms.get(effet.reservataire, effet.reservataire)) for effet in effects(attente)],
        "rang": attente.suivi.rang,
        "motifs": MOTIFS_ECART.items(),
    }


def _context_essai(essai: Essai, etat: EtatFlux) -> dict[str, object]:
    noms = etat.noms()
    return {
        "essai": essai,
        "choisi": essai.reservataire,
        "nom_essai": noms.get(essai.reservataire, essai.reservataire),
        "franchissent": [noms.get(code, code) for code in essai.franchissent],
        "essai_soldes": montrer_table(table_essai(essai, noms)),
        "essai_suites": montrer_table(table_suites(essai, noms)),
        "essai_composition": montrer_table(table_composition(essai, noms)),
    }
