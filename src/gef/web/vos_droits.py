"""A réservataire's rights: what each bailleur declares, what he thinks of it, what they open to him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import bailleurs_of, fetch
from gef.actions.avis import LigneChangeeError, can_answer, donner_avis, valider_tout
from gef.actions.ouverture import list_ouvertures
from gef.actions.registre import LigneRegistre, Registre, read_anciennes, read_registre
from gef.actions.suivi_droits import list_suivi
from gef.actions.tableaux_registre import nom_residence, say_retard, table_vos_droits
from gef.core.avis import Avis
from gef.db.flux.models import Droit
from gef.errors import GefError
from gef.outputs.nombres import date_longue, entier, logements, pluriel, taux
from gef.web.composants import Chiffre
from gef.web.demandes import HAUT, read_entier
from gef.web.formulaires_droits import AvisForm
from gef.web.jour import now, today
from gef.web.portes import for_reservataires
from gef.web.registre import read_rang
from gef.web.tableaux import VueTableau, repondre_tableau

PAGE: Final = "web:droits"
SUIVI_MAX: Final = 30


@require_GET
@for_reservataires
def droits(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show every line that he holds or uses, bailleur by bailleur, with the form of one of them."""
    registre = read_registre(acteur, today())
    recensements = list_recensements(request, acteur, registre)
    if isinstance(recensements, HttpResponse):
        return recensements
    context = context_droits(acteur, registre, read_entier(request.GET.get("ligne", "")))
    return render(request, "gef/vos_droits.html", context | {"recensements": recensements})


@dataclass(frozen=True, slots=True)
class Recensement:
    """What one bailleur declares.

    Attributes:
        bailleur: Who.
        vue: His lines.
        a_relire: Lines on which the actor is expected to speak with one bailleur, and may.
    """

    bailleur: Organisation
    vue: VueTableau
    a_relire: int


def list_recensements(request: HttpRequest, acteur: Acteur, registre: Registre) -> HttpResponse | list[Recensement]:
    """Tables of the lines, bailleur by bailleur; or the file that was asked for."""
    found = []
    bailleurs = {ligne.row.reservataire.bailleur for ligne in registre.lignes} | set(bailleurs_of(acteur))
    for bailleur in sorted(bailleurs, key=lambda one: one.nom):
        part = registre.of(bailleur.pk)
        open_lines = [ligne for ligne in part.lignes if may_speak(acteur, ligne, registre.jour)]
        liens = {ligne.row.pk: f"{reverse(PAGE)}?ligne={ligne.row.pk}#avis" for ligne in open_lines}
        titre = f"Droits recensés par {bailleur.nom}"
        table = table_vos_droits(part, titre, f"b{bailleur.pk}", liens)
        vue = repondre_tableau(request, table, prefixe=f"b{bailleur.pk}-")
        if isinstance(vue, HttpResponse):
            return vue
        found.append(Recensement(bailleur, vue, sum(ligne.is_a_relire for ligne in open_lines)))
    return found


def may_speak(acteur: Acteur, ligne: LigneRegistre, jour: date) -> bool:
    """Whether the actor may validate or contest a line on a day."""
    return (
        acteur.can_write
        and (ligne.dialogue.can("valide") or ligne.dialogue.can("conteste"))
        and can_answer(acteur, ligne.row, jour)
    )


def context_droits(acteur: Acteur, registre: Registre, asked: int | None) -> dict[str, object]:
    """Everything that the page shows beside its tables: the line asked for, else the first one to read."""
    jour = registre.jour
    open_lines = [ligne for ligne in registre.lignes if may_speak(acteur, ligne, jour)]
    waiting = [ligne for ligne in registre.lignes if ligne.is_a_relire]
    chosen = next((ligne for ligne in open_lines if ligne.row.pk == asked), None) or next(
        (ligne for ligne in open_lines if ligne.is_a_relire), None
    )
    return {
        "registre": registre,
        "titre": say_titre(registre),
        "reste": len(waiting),
        "ligne": chosen,
        "residence": nom_residence(chosen) if chosen else "",
        "form": AvisForm(),
        "chiffres": list_chiffres(acteur, registre),
        "suivi": list_suivi([*read_anciennes(acteur, jour), *registre.lignes], acteur)[-SUIVI_MAX:],
        "prolonges": [(nom_residence(ligne), ligne) for ligne in registre.lignes if ligne.situe.is_prolonge][:3],
        "survie": registre.survie,
        "jour": jour,
    }


def say_titre(registre: Registre) -> str:
    """Say the finding: what is left to read and until when, what is contested, or that all is read."""
    waiting = [ligne for ligne in registre.lignes if ligne.is_a_relire]
    if not registre.lignes:
        return "Aucun droit recensé à votre nom"
    if waiting:
        count = pluriel(sum(ligne.nombre for ligne in waiting), "droit à relire", "droits à relire")
        ends = sorted(ligne.dialogue.echeance for ligne in waiting if ligne.dialogue.echeance)
        if not ends:
            return count
        return f"{count} avant le {date_longue(ends[0])}" if registre.jour < ends[0] else f"{count}, délai passé"
    contestes, lignes = registre.count(lambda ligne: ligne.etat == "conteste")
    if lignes:
        return f"{pluriel(contestes, 'droit contesté', 'droits contestés')}, {say_reponse(registre)}"
    return f"{pluriel(registre.count(lambda ligne: ligne.situe.is_en_cours)[0], 'droit')} en cours, rien à relire"


def say_reponse(registre: Registre) -> str:
    """Say until when the bailleurs answer the contests, or that one is late."""
    dialogues = [ligne.dialogue for ligne in registre.lignes if ligne.dialogue.reponse_avant]
    late = [dialogue for dialogue in dialogues if dialogue.is_en_retard(registre.jour)]
    if late:
        return say_retard(min(late, key=lambda dialogue: dialogue.reponse_avant or date.max), registre.jour)
    first = min(dialogue.reponse_avant for dialogue in dialogues if dialogue.reponse_avant)
    return f"réponse attendue avant le {date_longue(first)}"


def list_chiffres(acteur: Acteur, registre: Registre) -> tuple[Chiffre, ...]:
    """Key figures: by state, then what the conventions open."""
    counts = {
        "Validés": registre.count(lambda ligne: ligne.etat == "valide"),
        "Contestés": registre.count(lambda ligne: ligne.etat in ("conteste", "maintenu")),
        "À relire": registre.count(lambda ligne: ligne.is_a_relire),
    }
    maintenus = registre.count(lambda ligne: ligne.etat == "maintenu")[1]
    late = registre.count(lambda ligne: ligne.etat == "non_valide")[1]
    precisions = {
        "Contestés": f"dont {pluriel(maintenus, 'ligne maintenue', 'lignes maintenues')} par le bailleur"
        if maintenus
        else "",
        "À relire": f"dont {pluriel(late, 'ligne')} au délai passé" if late else "",
    }
    rows = [
        Chiffre(
            libelle,
            entier(droits),
            precisions.get(libelle, ""),
            f"{'droits' if droits > 1 else 'droit'}, {pluriel(lignes, 'ligne', 'lignes')}",
            "retard" if libelle == "À relire" and late else "",
        )
        for libelle, (droits, lignes) in counts.items()
    ]
    return (*rows, *_list_ouvertures(acteur, registre.jour))


def _list_ouvertures(acteur: Acteur, jour: date) -> list[Chiffre]:
    rows = []
    for ouverture in list_ouvertures(acteur, jour):
        depuis = f"convention du {date_longue(ouverture.depuis)}"
        yearly = ouverture.logements
        precision = depuis if yearly is None else f"environ {logements(yearly, 1)} par an, {depuis}"
        libelle = f"Ce qu’ils ouvrent à {ouverture.compte}" if ouverture.is_plusieurs else "Ce qu’ils vous ouvrent"
        rows.append(Chiffre(libelle, taux(ouverture.part), precision, f"du flux {ouverture.territoire}"))
    return rows


@require_POST
@for_reservataires
def avis(request: HttpRequest, acteur: Acteur, droit: int) -> HttpResponse:
    """Validate or contest one line."""
    fetch(Droit, acteur, pk=droit)
    form = AvisForm(request.POST, request.FILES)
    if form.is_valid() and _speak(request, acteur, droit, form):
        return redirect(f"{reverse(PAGE)}{HAUT}")
    registre = read_registre(acteur, today())
    recensements = list_recensements(request, acteur, registre)
    context = context_droits(acteur, registre, droit) | {"recensements": recensements, "form": form}
    return render(request, "gef/vos_droits.html", context, status=422)


def _speak(request: HttpRequest, acteur: Acteur, droit: int, form: AvisForm) -> bool:
    data, moment = form.cleaned_data, now()
    is_contest = data["avis"] == "conteste"
    try:
        word = Avis(
            data["avis"],
            moment.date(),
            data["motif"].strip() if is_contest else "",
            data["nombre"] if is_contest else None,
        )
        donner_avis(acteur, droit, word, rang_vu=read_rang(request), moment=moment, piece=data["piece"])
    except LigneChangeeError as error:
        messages.error(request, str(error))
        return True
    except GefError as error:
        form.add_error("motif" if is_contest else None, str(error))
        return False
    said = (
        "Votre contestation est transmise au bailleur, qui vous répondra ici."
        if is_contest
        else "La ligne est validée."
    )
    messages.success(request, said)
    return True


@require_POST
@for_reservataires
def valider(request: HttpRequest, acteur: Acteur, bailleur: int) -> HttpResponse:
    """Validate every line of a bailleur that waits."""
    if not bailleurs_of(acteur).filter(pk=bailleur).exists():
        raise Http404
    try:
        envoi = valider_tout(acteur, bailleur, now())
    except GefError as error:
        messages.error(request, str(error))
    else:
        lignes = pluriel(envoi.lignes, "ligne validée", "lignes validées")
        messages.success(request, f"{lignes}, {pluriel(envoi.droits, 'droit')}.")
    return redirect(PAGE)
