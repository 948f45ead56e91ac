"""Frozen bilans: closed by the bailleur, sent to each réservataire, accepted or contested, each with his own files."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.avis_bilans import (
    Destinataire,
    EnvoiBilan,
    fetch_bilan,
    lire_envoi,
    list_recus,
    maintenir_bilan,
    repondre_bilan,
    transmettre_bilan,
)
from gef.actions.bilans_figes import figer_bilan, list_bilans, rejouer_bilan
from gef.actions.documents_bilan import FORMES, Lecture, lire_pour, make_document, name_document, render_bilan
from gef.actions.tableaux_bilans_figes import (
    name_bilan,
    table_changements,
    table_destinataires,
    table_figes,
    table_recus,
)
from gef.core.avis_bilan import ETATS, FOLLOWING
from gef.core.periodes import echeance_bilan
from gef.db.bilans.models import AvisBilan, BilanFige
from gef.errors import GefError
from gef.jobs.bilans import demande_bilans
from gef.jobs.execution import lancer
from gef.outputs.nombres import pluriel
from gef.web.bilan import show_chiffres, show_sections
from gef.web.demandes import read_entier
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs, for_members
from gef.web.tableaux import FORMATS, montrer_table, repondre_tableau


def address_bilan(bilan: BilanFige, page: str = "bilan-fige") -> str:
    """Address of a page about a frozen bilan."""
    return reverse(f"web:{page}", args=[bilan.bailleur_id, bilan.exercice, bilan.version])


@require_GET
@for_members
def bilans(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the frozen bilans of the bailleur, or those that a réservataire received."""
    if acteur.is_bailleur:
        table = table_figes([lire_envoi(row) for row in list_bilans(acteur.organisation)], address_bilan)
    else:
        table = table_recus(list_recus(acteur), address_bilan)
    vue = repondre_tableau(request, table)
    if isinstance(vue, HttpResponse):
        return vue
    a_lire = sum(ligne.valeurs.get("etat") == "transmis" for ligne in table.lignes)
    echeance = echeance_bilan(today().year - 1)
    return render(
        request, "gef/bilans.html", {"vue": vue, "a_lire": a_lire, "echeance": echeance, "annee": today().year}
    )


@require_POST
@for_bailleurs
def figer(request: HttpRequest, acteur: Acteur, exercice: int) -> HttpResponse:
    """Freeze the bilan of an exercice, or the one that corrects it."""
    check_can_write(acteur)
    try:
        bilan = figer_bilan(acteur, exercice, now(), request.POST.get("motif", ""))
    except GefError as error:
        messages.error(request, str(error))
        return redirect("web:bilan-exercice", exercice)
    messages.success(request, f"Bilan {name_bilan(bilan)} figé. Relisez-le, puis transmettez-le.")
    return redirect(address_bilan(bilan))


@require_GET
@for_members
def bilan_fige(request: HttpRequest, acteur: Acteur, bailleur: int, exercice: int, version: int) -> HttpResponse:
    """Show a frozen bilan as the reader may see it, and what became of it."""
    bilan = fetch_bilan(acteur, bailleur, exercice, version)
    envoi = lire_envoi(bilan)
    lecteur = _find_lecteur(acteur, envoi, request.GET.get("destinataire", ""))
    lecture = lire_pour(bilan, lecteur)
    parties = show_sections(request, lecture.sections)
    if isinstance(parties, HttpResponse):
        return parties
    context = {"bilan": bilan, "envoi": envoi, "lecteur": lecteur, "parties": parties}
    context |= {"document": make_document(lecture), "remplacant": getattr(bilan, "remplacant", None)}
    context |= {"chiffres": show_chiffres(lecture.annuel.bilan, is_restreint=lecteur is not None)}
    context |= {"changements": _show_changements(acteur, lecture)}
    context |= {"fichiers": _link_fichiers(bilan, lecteur if acteur.is_bailleur else None)}
    context |= _show_envoi(request, acteur, envoi) if acteur.is_bailleur else {"mon_avis": _open_avis(bilan, lecteur)}
    return render(request, "gef/bilan_fige.html", context)


def _show_envoi(request: HttpRequest, acteur: Acteur, envoi: EnvoiBilan) -> dict[str, object]:
    """Show who received the bilan, and what a replay finds."""
    link = f"{address_bilan(envoi.bilan)}?destinataire="
    table = table_destinataires(envoi, lambda row: f"{link}{row.pk}")
    is_dernier = not hasattr(envoi.bilan, "remplacant")
    a_transmettre = envoi.count("") if is_dernier and acteur.can_write else 0
    return {
        "destinataires": montrer_table(table),
        "rejeu": _replay(request, envoi.bilan),
        "a_transmettre": a_transmettre,
    }


@dataclass(frozen=True, slots=True)
class MonAvis:
    """What a recipient said of a bilan, and may say now."""

    paroles: tuple[AvisBilan, ...]
    can_accepter: bool
    can_contester: bool

    @property
    def is_ouvert(self) -> bool:
        """Whether he may say something."""
        return self.can_accepter or self.can_contester

    @property
    def is_a_repondre(self) -> bool:
        """Whether an answer is waited for."""
        return self.can_accepter


def _open_avis(bilan: BilanFige, lecteur: Destinataire | None) -> MonAvis | None:
    if lecteur is None or not lecteur.avis:
        return None
    suites = () if hasattr(bilan, "remplacant") else FOLLOWING[lecteur.etat]
    return MonAvis(lecteur.avis, "accepte" in suites, "conteste" in suites)


def _replay(request: HttpRequest, bilan: BilanFige) -> str:
    """Say what a replay finds, when it is asked for; "" otherwise."""
    if "rejouer" not in request.GET:
        return ""
    try:
        rejeu = rejouer_bilan(bilan)
    except GefError as error:
        return str(error)
    if rejeu.is_identique:
        return "Identique : le journal et les paramètres gardés redonnent ces données, octet pour octet."
    return f"Différent : {rejeu.constat}."


def _find_lecteur(acteur: Acteur, envoi: EnvoiBilan, asked: str) -> Destinataire | None:
    """Give the recipient whose document is shown; None for the whole, which the bailleur alone reads.

    Raises:
        Http404: the bailleur asks for somebody to whom the bilan does not go.
    """
    if acteur.is_bailleur and not asked:
        return None
    found = envoi.find((read_entier(asked) or 0) if acteur.is_bailleur else acteur.organisation.pk)
    if found is None:
        raise Http404
    return found


def _show_changements(acteur: Acteur, lecture: Lecture) -> object:
    """Show what a correction changed, to who had the former one."""
    former = lecture.bilan.remplace
    if former is None:
        return None
    known = lire_envoi(former)
    lecteur = lecture.destinataire and known.find(lecture.destinataire.pk)
    if not acteur.is_bailleur and (lecteur is None or not lecteur.avis):
        return None
    noms = {row.id: row.nom for row in lecture.annuel.bilan.reservataires}
    return montrer_table(table_changements(lire_pour(former, lecteur), lecture, noms))


def _link_fichiers(bilan: BilanFige, lecteur: Destinataire | None) -> list[tuple[str, str]]:
    suffix = f"&destinataire={lecteur.pk}" if lecteur else ""
    return [(forme.upper(), f"{address_bilan(bilan, 'bilan-document')}?forme={forme}{suffix}") for forme in FORMES]


@require_GET
@for_members
def document(request: HttpRequest, acteur: Acteur, bailleur: int, exercice: int, version: int) -> HttpResponse:
    """Give a frozen bilan as a file: whole for the bailleur, or as one recipient reads it."""
    forme = request.GET.get("forme", FORMES[0])
    if forme not in FORMES:
        raise Http404
    bilan = fetch_bilan(acteur, bailleur, exercice, version)
    lecteur = _find_lecteur(acteur, lire_envoi(bilan), request.GET.get("destinataire", ""))
    nom = name_document(bilan, lecteur, forme)
    return HttpResponse(
        render_bilan(lire_pour(bilan, lecteur), forme),
        content_type=FORMATS[forme],
        headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=nom)},
    )


@require_POST
@for_bailleurs
def transmettre(request: HttpRequest, acteur: Acteur, bailleur: int, exercice: int, version: int) -> HttpResponse:
    """Send a frozen bilan to those who do not have it yet."""
    bilan = fetch_bilan(acteur, bailleur, exercice, version)
    try:
        count = transmettre_bilan(acteur, bilan, (), now())
        messages.success(request, f"Bilan transmis à {pluriel(count, 'destinataire')}, avertis dans le site.")
    except GefError as error:
        messages.error(request, str(error))
    return redirect(address_bilan(bilan))


@require_POST
@for_members
def repondre(request: HttpRequest, acteur: Acteur, bailleur: int, exercice: int, version: int) -> HttpResponse:
    """Accept or contest a bilan that was received."""
    bilan = fetch_bilan(acteur, bailleur, exercice, version)
    avis, motif = request.POST.get("avis", ""), request.POST.get("motif", "")
    rang = read_entier(request.POST.get("rang", "")) or 0
    try:
        repondre_bilan(acteur, bilan, avis, motif=motif, rang_vu=rang, moment=now())
        messages.success(request, f"Votre réponse est enregistrée : bilan {ETATS[avis]}. Le bailleur est averti.")
    except GefError as error:
        messages.error(request, str(error))
    return redirect(address_bilan(bilan))


@require_POST
@for_bailleurs
def maintenir(request: HttpRequest, acteur: Acteur, bailleur: int, exercice: int, version: int) -> HttpResponse:
    """Hold to a contested bilan."""
    bilan = fetch_bilan(acteur, bailleur, exercice, version)
    who = read_entier(request.POST.get("destinataire", "")) or 0
    rang = read_entier(request.POST.get("rang", "")) or 0
    try:
        maintenir_bilan(acteur, bilan, who, motif=request.POST.get("motif", ""), rang_vu=rang, moment=now())
        messages.success(request, "Le bilan est maintenu ; le réservataire est averti, avec votre motif.")
    except GefError as error:
        messages.error(request, str(error))
    return redirect(address_bilan(bilan))


@require_POST
@for_bailleurs
def tous(_request: HttpRequest, acteur: Acteur, bailleur: int, exercice: int, version: int) -> HttpResponse:
    """Ask for the documents of all the recipients; any member of the bailleur may."""
    bilan = fetch_bilan(acteur, bailleur, exercice, version)
    return redirect("web:travail", lancer(acteur, demande_bilans(bilan), now()).pk)
