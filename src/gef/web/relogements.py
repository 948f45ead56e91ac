"""The relogements: what each réservataire gave against the charters, and on whom each relogement counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import bailleurs_of, check_can_write, visible
from gef.actions.chartes import (
    CharteChangeeError,
    EtatCharte,
    EtatRelogements,
    SaisieCharte,
    fixer_objectif,
    imputer,
    inscrire_charte,
    read_relogements,
)
from gef.actions.delais import UN_JOUR
from gef.actions.tableaux_relogements import table_a_imputer, table_contributions, table_relogements
from gef.core.parts import BAILLEUR
from gef.core.relogements import ObjectifRelogement
from gef.db.flux.models import Reservataire
from gef.db.programmes.models import CharteRelogement
from gef.errors import GefError
from gef.outputs.nombres import pluriel
from gef.web.demandes import HAUT
from gef.web.exercices import read_exercice
from gef.web.formulaires_droits import JourField, PourcentField
from gef.web.jour import now, today
from gef.web.portes import for_members
from gef.web.tableaux import repondre_tableaux

PAGE: Final = "web:relogements"
Choix = list[tuple[str, str]]
PERSONNE: Final = "-"


class CharteForm(forms.Form):
    """A charter."""

    nom = forms.CharField(label="Opération", max_length=100, help_text="Par exemple le nom du quartier.")
    document = forms.CharField(label="Document", max_length=200, help_text="La charte de relogement, sa date.")
    debut = JourField(label="Depuis le")
    dernier = JourField(label="Jusqu’au", help_text="Dernier jour inclus ; vide sans fin.", required=False)


class ObjectifForm(forms.Form):
    """What a charter asks of a réservataire: a number, or a share."""

    charte = forms.ChoiceField(label="Charte")
    compte = forms.ChoiceField(label="Réservataire")
    nombre = forms.IntegerField(
        label="Logements par an",
        min_value=0,
        max_value=10_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    part = PourcentField(label="Ou part des relogements, en %", required=False)

    def __init__(self, chartes: Choix, comptes: Choix, data: Any = None) -> None:
        super().__init__(data, prefix="objectif")
        set_choices(self, "charte", chartes)
        set_choices(self, "compte", comptes)


class ImputerForm(forms.Form):
    """On whose contribution a relogement counts."""

    connu = forms.IntegerField(widget=forms.HiddenInput)
    charte = forms.ChoiceField(label="Charte")
    logement = forms.CharField(
        label="Logement", max_length=40, help_text="Son identifiant ; ceux qui attendent sont proposés."
    )
    compte = forms.ChoiceField(label="Imputé à", error_messages={"required": "Choisissez un réservataire."})
    motif = forms.CharField(
        label="Motif", max_length=2000, required=False, help_text="Obligatoire pour retirer une imputation."
    )

    def __init__(
        self, chartes: Choix, comptes: Choix, data: Any = None, *, etat: EtatRelogements | None = None
    ) -> None:
        first = etat.a_imputer[0].liberation.reference if etat and etat.a_imputer else ""
        super().__init__(data, prefix="imputer", initial={"connu": etat.connu if etat else 0, "logement": first})
        set_choices(self, "charte", chartes)
        set_choices(self, "compte", [("", "choisir"), *comptes, (PERSONNE, "personne : retirer l’imputation")])
        self.fields["logement"].widget.attrs["list"] = "a-imputer"


def set_choices(form: forms.Form, nom: str, choices: Choix) -> None:
    """Give a list its choices."""
    form.fields[nom].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


@require_http_methods(["GET", "POST"])
@for_members
def relogements(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the contributions to the relogements; record a charter, an objective, an imputation."""
    exercice, jour = read_exercice(request), today()
    if request.method == "POST":
        check_can_write(acteur)
    etats = [read_relogements(bailleur, exercice, jour) for bailleur in bailleurs_of(acteur)]
    forms_ = list_forms(acteur, etats)
    if request.method == "POST":
        acte = request.POST.get("acte", "")
        acte = acte if acte in ECRITURES else "charte"
        forms_[acte] = bind(acte, acteur, etats, request.POST)
        if _write(request, acte, acteur, forms_[acte]):
            return redirect(f"{reverse(PAGE)}?exercice={exercice}{HAUT}")
    return show(request, acteur, etats, forms_)


def list_choices(acteur: Acteur, etats: Iterable[EtatRelogements]) -> tuple[Choix, Choix]:
    """Charters and accounts that the forms offer."""
    chartes = [(str(etat.charte.pk), etat.charte.nom) for one in etats for etat in one.chartes]
    comptes = visible(Reservataire, acteur).exclude(code=BAILLEUR).order_by("nom")
    return chartes, [(compte.code, compte.nom) for compte in comptes]


def list_forms(acteur: Acteur, etats: list[EtatRelogements]) -> dict[str, Any]:
    """Give the empty forms to who may write."""
    if not (acteur.is_bailleur and acteur.can_write):
        return {}
    choices = list_choices(acteur, etats)
    found: dict[str, Any] = {"charte": CharteForm()}
    if choices[0]:
        found |= {"objectif": ObjectifForm(*choices), "imputer": ImputerForm(*choices, etat=etats[0])}
    return found


def bind(acte: str, acteur: Acteur, etats: list[EtatRelogements], data: Any) -> Any:
    """Fill the form of an act with what was sent."""
    if acte == "charte":
        return CharteForm(data)
    choices = list_choices(acteur, etats)
    return ObjectifForm(*choices, data) if acte == "objectif" else ImputerForm(*choices, data, etat=etats[0])


def _write(request: HttpRequest, acte: str, acteur: Acteur, form: Any) -> bool:
    if not form.is_valid():
        return False
    try:
        ECRITURES[acte](acteur, form.cleaned_data)
    except CharteChangeeError as error:
        messages.error(request, str(error))
        return True
    except GefError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, FAITS[acte])
    return True


def _write_charte(acteur: Acteur, data: dict[str, Any]) -> None:
    fin = data["dernier"] + UN_JOUR if data["dernier"] else None
    inscrire_charte(acteur, SaisieCharte(data["nom"], data["document"], data["debut"], fin), now())


def _write_objectif(acteur: Acteur, data: dict[str, Any]) -> None:
    objectif = ObjectifRelogement(data["compte"], data["nombre"], data["part"])
    fixer_objectif(acteur, int(data["charte"]), objectif, now())


def _write_imputation(acteur: Acteur, data: dict[str, Any]) -> None:
    known = visible(CharteRelogement, acteur).filter(pk=int(data["charte"]))
    imputer(
        acteur,
        known.get().pk,
        data["logement"].strip(),
        "" if data["compte"] == PERSONNE else data["compte"],
        motif=data["motif"],
        connu=data["connu"],
        moment=now(),
    )


ECRITURES: Final[dict[str, Callable[[Acteur, dict[str, Any]], None]]] = {
    "charte": _write_charte,
    "objectif": _write_objectif,
    "imputer": _write_imputation,
}
FAITS: Final = {
    "charte": "La charte est inscrite. Donnez maintenant l’objectif de chaque réservataire.",
    "objectif": "L’objectif est inscrit ; le précédent reste au registre.",
    "imputer": "C’est confirmé, avec votre nom.",
}


def show(request: HttpRequest, acteur: Acteur, etats: list[EtatRelogements], forms_: dict[str, Any]) -> HttpResponse:
    """Show the page, or give the table that was asked for."""
    exercice, accounts = read_exercice(request), list(visible(Reservataire, acteur))
    own = None if acteur.is_bailleur else frozenset(compte.pk for compte in accounts)
    shown = set(visible(CharteRelogement, acteur).values_list("pk", flat=True))
    chartes = [etat for one in etats for etat in one.chartes if etat.charte.pk in shown]
    waiting = etats[0].a_imputer if etats and acteur.is_bailleur else ()
    references = [s.liberation.reference for s in waiting]
    references += [row.suivi.liberation.reference for etat in chartes for row in etat.relogements]
    liens = {reference: reverse("web:logement", args=[reference]) for reference in references} if own is None else {}
    readers = [(etat, *read_as(acteur, etat, accounts)) for etat in chartes]
    tables = [table_contributions(etat, exercice, noms, codes) for etat, noms, codes in readers]
    tables += [table_relogements(chartes, liens, own)]
    tables += [table_a_imputer(waiting, liens)] if acteur.is_bailleur else []
    vues = repondre_tableaux(request, *tables)
    if isinstance(vues, HttpResponse):
        return vues
    found = [(e, vues[f"charte-{e.charte.pk}"], list_explications(e, noms, codes)) for e, noms, codes in readers]
    context = {"exercice": exercice, "chartes": found, "imputes": vues["imputes"], "titre": say_titre(readers)}
    context |= {"a_imputer": vues.get("a-imputer"), "references": references[: len(waiting)], "formulaires": forms_}
    bound = any(form.is_bound for form in forms_.values())
    return render(request, "gef/relogements.html", context, status=422 if bound else 200)


def read_as(
    acteur: Acteur, etat: EtatCharte, accounts: list[Reservataire]
) -> tuple[dict[str, str], frozenset[str] | None]:
    """Names of the accounts of a charter's bailleur that the actor sees, and his own codes; None sees all of them.

    Two bailleurs may give the same code to the accounts of two organisations.
    """
    noms = {compte.code: compte.nom for compte in accounts if compte.bailleur_id == etat.charte.bailleur_id}
    return noms, None if acteur.is_bailleur else frozenset(noms)


def list_explications(etat: EtatCharte, noms: dict[str, str], codes: frozenset[str] | None) -> list[tuple[str, Any]]:
    """Why each contribution is what it is, for the lines that the reader may see."""
    found = []
    for row in etat.contributions:
        if codes is None or row.reservataire in codes:
            done = pluriel(row.realises, "relogement réalisé", "relogements réalisés")
            found.append((f"{noms.get(row.reservataire, row.reservataire)} : {done}", row.explication))
    return found


def say_titre(readers: list[tuple[EtatCharte, dict[str, str], frozenset[str] | None]]) -> str:
    """Say the finding: how many relogements are missing, or that none is."""
    if not readers:
        return "Aucune charte de relogement"
    rows = [c for etat, _, codes in readers for c in etat.contributions if codes is None or c.reservataire in codes]
    missing = sum(-int(c.ecart // 1) for c in rows if c.ecart is not None and c.ecart < 0)
    done = pluriel(sum(c.realises for c in rows), "relogement réalisé", "relogements réalisés")
    return f"{done}, il en manque {missing}" if missing else f"{done}, objectifs atteints"
