"""The register of rights line by line: list, one line with its dialogue, sending, answering, correcting."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write, fetch, visible
from gef.actions.avis import LigneChangeeError, maintenir, transmettre
from gef.actions.correction_droits import corriger, read_correction
from gef.actions.registre import FicheDroit, LigneRegistre, Registre, read_ligne, read_registre
from gef.actions.suivi_droits import list_suivi
from gef.actions.tableaux_registre import (
    NON_ETABLI,
    NON_FORMALISEE,
    nom_residence,
    say_fin,
    say_retard,
    table_registre,
    table_transmission,
)
from gef.core.avis import ETATS_AVIS, Avis
from gef.core.registre_droits import MODES_GESTION, NATURES_DROIT, TYPES_DROIT, read_survie
from gef.db.flux.models import Droit, Reservataire
from gef.errors import GefError
from gef.outputs.nombres import date_longue, entier, pluriel, taux
from gef.web.composants import Chiffre
from gef.web.demandes import read_entier
from gef.web.formulaires_droits import CorrectionForm, MaintienForm, TransmissionForm
from gef.web.jour import now, today
from gef.web.listes import TAILLE_LISTE
from gef.web.portes import for_bailleurs
from gef.web.tableaux import montrer_table, repondre_tableau

DELAI_USUEL: Final = timedelta(days=30)


@require_GET
@for_bailleurs
def registre(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List every line, contested first."""
    known = read_registre(acteur, today())
    base = reverse("web:parc-registre")
    liens = {ligne.row.pk: f"{base}/{ligne.row.pk}" for ligne in known.lignes}  # as `reverse` would, thousands of times
    vue = repondre_tableau(request, table_registre(known, liens), taille=TAILLE_LISTE)
    if isinstance(vue, HttpResponse):
        return vue
    contestes = known.count(lambda ligne: ligne.etat == "conteste")
    en_cours = known.count(lambda ligne: ligne.situe.is_en_cours)
    context = {"registre": known, "vue": vue, "chiffres": list_chiffres(known)}
    return render(request, "gef/registre.html", context | {"contestes": contestes[0], "en_cours": en_cours[0]})


def list_chiffres(registre: Registre) -> tuple[Chiffre, ...]:
    """Key figures of a register: dwellings, then lines."""
    counts = {
        "En cours": registre.count(lambda ligne: ligne.situe.is_en_cours),
        "Contestés": registre.count(lambda ligne: ligne.etat == "conteste"),
        "En relecture": registre.count(lambda ligne: ligne.etat == "a_relire"),
        "Validés": registre.count(lambda ligne: ligne.etat == "valide"),
        "Sans avis": registre.count(lambda ligne: ligne.situe.is_en_cours and ligne.etat in ("declare", "non_valide")),
    }
    late = registre.count(lambda ligne: ligne.dialogue.is_en_retard(registre.jour))[1]
    contestes = f"dont {pluriel(late, 'réponse', 'réponses')} en retard" if late else "à maintenir ou à corriger"
    precisions = {"Contestés": contestes, "Sans avis": "jamais transmis, ou délai passé"}
    return tuple(
        Chiffre(
            libelle,
            entier(droits),
            precisions.get(libelle, ""),
            f"{'droits' if droits > 1 else 'droit'}, {pluriel(lignes, 'ligne', 'lignes')}",
            "retard" if libelle == "Contestés" and droits else "",
        )
        for libelle, (droits, lignes) in counts.items()
    )


@require_GET
@for_bailleurs
def droit(request: HttpRequest, acteur: Acteur, droit: int) -> HttpResponse:
    """Show one line: what it says, why it is in force, what was said of it."""
    return render(request, "gef/registre_droit.html", context_droit(acteur, droit))


def context_droit(acteur: Acteur, droit: int) -> dict[str, object]:
    """Everything that the page of a line shows.

    Raises:
        Http404: the line is none of his.
    """
    jour = today()
    fiche = read_ligne(acteur, droit, jour)
    ligne = fiche.ligne
    return {
        "fiche": fiche,
        "ligne": ligne,
        "residence": nom_residence(ligne),
        "etat": ETATS_AVIS[ligne.etat],
        "champs": list_champs(fiche, say_fin(ligne, read_survie(jour).annees)),
        "suivi": list_suivi([*reversed(fiche.anciennes), ligne], acteur),
        "form": MaintienForm(),
        "jour": jour,
        "retard": say_retard(ligne.dialogue, jour) if ligne.dialogue.is_en_retard(jour) else "",
    }


def list_champs(fiche: FicheDroit, fin: str) -> list[tuple[str, str, str]]:
    """Fields of a line: label, value, remark; a missing value is said."""
    ligne = fiche.ligne
    row, right = ligne.row, ligne.situe.droit
    user = ligne.utilisateur_au(today())
    absent = "inconnu" if right.nature == "garantie" else "sans objet"
    return [
        ("Titulaire", row.reservataire.nom, ""),
        ("Utilisateur", user.nom, "" if user == row.reservataire else "par délégation"),
        ("Référence", row.reference or "aucune", ""),
        ("Logements", entier(right.nombre), TYPES_DROIT[right.type_droit]),
        ("Contrepartie", NATURES_DROIT[right.nature], "reste en stock, hors du flux" if right.is_en_stock else ""),
        ("Part garantie de l’emprunt", taux(right.part_garantie) if right.part_garantie else absent, ""),
        ("Convention", row.document or "sans référence", "" if row.is_formalise else NON_FORMALISEE),
        ("Début", date_longue(right.debut), ""),
        ("Remboursement du prêt", date_longue(right.echeance_pret) if right.echeance_pret else absent, ""),
        ("Droit jusqu’au", date_longue(ligne.situe.fin_retenue) if ligne.situe.fin_retenue else NON_ETABLI, fin),
        ("Gestion", MODES_GESTION.get(row.mode_gestion, "non renseignée"), ""),
    ]


@require_POST
@for_bailleurs
def maintenir_droit(request: HttpRequest, acteur: Acteur, droit: int) -> HttpResponse:
    """Hold to a contested line."""
    fetch(Droit, acteur, to="edit", pk=droit)
    form = MaintienForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            data, moment = form.cleaned_data, now()
            maintenir(acteur, droit, data["motif"], rang_vu=read_rang(request), moment=moment, piece=data["piece"])
        except LigneChangeeError as error:
            messages.error(request, str(error))
            return redirect("web:parc-droit", droit=droit)
        except GefError as error:
            form.add_error("motif", str(error))
        else:
            messages.success(
                request, "La ligne est maintenue. Le réservataire peut la valider ou la contester de nouveau."
            )
            return redirect("web:parc-droit", droit=droit)
    return render(request, "gef/registre_droit.html", context_droit(acteur, droit) | {"form": form}, status=422)


def read_post(request: HttpRequest) -> QueryDict | None:
    """Give what was posted, even nothing; None when the page is only shown."""
    return request.POST if request.method == "POST" else None


def read_rang(request: HttpRequest) -> int:
    """How many words the page showed; −1 when it does not say."""
    seen = read_entier(request.POST.get("rang", ""))
    return -1 if seen is None else seen


@require_http_methods(["GET", "POST"])
@for_bailleurs
def corriger_droit(request: HttpRequest, acteur: Acteur, droit: int) -> HttpResponse:
    """Replace a line by what it should say."""
    fetch(Droit, acteur, to="edit", pk=droit)
    fiche = read_ligne(acteur, droit, today())
    comptes = visible(Reservataire, acteur).exclude(pk=fiche.ligne.row.reservataire_id).order_by("nom")
    first = read_correction(fiche.ligne.row)
    initial = {nom: getattr(first, nom) for nom in first.__slots__} | {"echeance": today() + DELAI_USUEL}
    form = CorrectionForm(read_post(request), initial=initial, comptes=comptes)
    if form.is_bound and form.is_valid():
        answer = _corriger(request, acteur, droit, form)
        if answer:
            return answer
    context = {"fiche": fiche, "ligne": fiche.ligne, "residence": nom_residence(fiche.ligne), "form": form}
    return render(request, "gef/registre_corriger.html", context, status=422 if form.is_bound else 200)


def _corriger(request: HttpRequest, acteur: Acteur, droit: int, form: CorrectionForm) -> HttpResponse | None:
    moment = now()
    try:
        new = corriger(
            acteur,
            droit,
            form.read(),
            avis=Avis("corrige", moment.date(), form.cleaned_data["motif"].strip()),
            echeance=form.cleaned_data["echeance"],
            rang_vu=read_rang(request),
            moment=moment,
        )
    except LigneChangeeError as error:
        messages.error(request, str(error))
        return redirect("web:parc-droit", droit=droit)
    except GefError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, "La ligne corrigée remplace l’ancienne, qui reste lisible ici.")
    return redirect("web:parc-droit", droit=new.pk)


@require_http_methods(["GET", "POST"])
@for_bailleurs
def transmettre_droits(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Send the état des lieux to one réservataire, or to all."""
    if request.method == "POST":
        check_can_write(acteur)
    comptes = visible(Reservataire, acteur).order_by("nom")
    form = TransmissionForm(read_post(request), initial={"echeance": today() + DELAI_USUEL}, comptes=comptes)
    if form.is_bound and form.is_valid() and _transmettre(request, acteur, form):
        return redirect("web:parc-registre")
    waiting = [ligne for ligne in read_registre(acteur, today()).lignes if _is_a_transmettre(ligne)]
    context = {
        "form": form,
        "lignes": waiting,
        "droits": sum(ligne.nombre for ligne in waiting),
        "vue": montrer_table(table_transmission(waiting)),
    }
    return render(request, "gef/registre_transmettre.html", context, status=422 if request.method == "POST" else 200)


def _is_a_transmettre(ligne: LigneRegistre) -> bool:
    return ligne.situe.is_en_cours and ligne.etat == "declare"


def _transmettre(request: HttpRequest, acteur: Acteur, form: TransmissionForm) -> bool:
    data = form.cleaned_data
    try:
        envoi = transmettre(
            acteur,
            reservataire=data["reservataire"],
            echeance=data["echeance"],
            is_relance=data["relance"],
            delai=data["delai"],
            moment=now(),
        )
    except GefError as error:
        form.add_error(None, str(error))
        return False
    said = f"{pluriel(envoi.lignes, 'ligne transmise', 'lignes transmises')}, {pluriel(envoi.droits, 'droit')}."
    if envoi.sans_acces:
        said += f" Personne ne se connecte pour {pluriel(envoi.sans_acces, 'réservataire')} : informez-les autrement."
    messages.success(request, said)
    return True
