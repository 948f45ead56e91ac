"""New programmes: the list, a programme with its repartition, its concertation and its dwellings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write, fetch, visible
from gef.actions.concertation import arreter, proposer, repondre
from gef.actions.faits import DejaDecideError
from gef.actions.livraison import list_presences, livrer, noter_suite
from gef.actions.programmes import EtatProgramme, ProgrammeChangeError, declarer_programme, read_programme
from gef.actions.tableaux_programmes import (
    table_lots,
    table_neufs,
    table_presences,
    table_programmes,
    table_repartition,
)
from gef.core.concertation import Position
from gef.db.flux.models import Reservataire
from gef.db.programmes.models import ProgrammeNeuf
from gef.errors import GefError
from gef.outputs.nombres import date_longue, entier, pluriel
from gef.web.composants import Chiffre
from gef.web.demandes import HAUT
from gef.web.formulaires_programmes import (
    LOTS_FINANCES,
    LivrerForm,
    NombresForm,
    ProgrammeForm,
    ReponseForm,
    SuiteForm,
)
from gef.web.jour import now, today
from gef.web.portes import for_members
from gef.web.tableaux import repondre_tableau, repondre_tableaux

PAGE: Final = "web:programme"
Forms = dict[str, Any]


@require_http_methods(["GET", "POST"])
@for_members
def programmes(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the programmes that the actor may see; declare one."""
    form = ProgrammeForm(visible(Reservataire, acteur).order_by("nom"))
    if request.method == "POST":
        check_can_write(acteur)
        form = ProgrammeForm(visible(Reservataire, acteur).order_by("nom"), request.POST)
        if (row := _declare(acteur, form)) is not None:
            messages.success(request, f"{row.nom} est inscrit. Proposez maintenant la répartition aux réservataires.")
            return redirect(f"{reverse(PAGE, args=[row.pk])}{HAUT}")
    rows = visible(ProgrammeNeuf, acteur).select_related("bailleur", "accord").order_by("mise_en_service", "code")
    etats = [read_programme(row) for row in rows]
    liens = {etat.programme.pk: reverse(PAGE, args=[etat.programme.pk]) for etat in etats}
    vue = repondre_tableau(request, table_programmes(etats, liens))
    if isinstance(vue, HttpResponse):
        return vue
    context = {"vue": vue, "etats": etats, "form": form, "financements": LOTS_FINANCES, "titre": say_programmes(etats)}
    return render(request, "gef/programmes.html", context, status=422 if form.is_bound else 200)


def say_programmes(etats: list[EtatProgramme]) -> str:
    """Say the finding: how many programmes are still discussed."""
    open_ = sum(etat.statut in ("a_proposer", "concertation") for etat in etats)
    if open_:
        return pluriel(open_, "programme neuf en discussion", "programmes neufs en discussion")
    return pluriel(len(etats), "programme neuf") if etats else "Aucun programme neuf"


def _declare(acteur: Acteur, form: ProgrammeForm) -> ProgrammeNeuf | None:
    if not form.is_valid():
        return None
    try:
        return declarer_programme(acteur, form.read(), now())
    except GefError as error:
        form.add_error(None, str(error))
        return None


@require_http_methods(["GET", "POST"])
@for_members
def programme(request: HttpRequest, acteur: Acteur, programme: int) -> HttpResponse:
    """Show a programme; propose, answer, close, deliver, follow its dwellings."""
    row = fetch(ProgrammeNeuf, acteur, pk=programme)
    etat = read_programme(row)
    forms_ = list_forms(acteur, etat)
    if request.method == "POST":
        acte = request.POST.get("acte", "")
        acte = acte if acte in ECRITURES else ("proposer" if acteur.is_bailleur else "repondre")
        forms_[acte] = BINDINGS[acte](etat, request.POST)
        if _write(request, acte, acteur, etat, forms_[acte]):
            return redirect(f"{reverse(PAGE, args=[row.pk])}{HAUT}")
    return show(request, acteur, etat, forms_)


def codes_of(acteur: Acteur, etat: EtatProgramme) -> frozenset[str] | None:
    """Accounts whose lines the actor may read; None for all of them."""
    if acteur.is_bailleur:
        return None
    return frozenset(code for code, c in etat.comptes.items() if c.organisation_id == acteur.organisation.pk)


def list_forms(acteur: Acteur, etat: EtatProgramme) -> Forms:
    """Give the empty forms that the state of the programme opens to the actor."""
    if acteur.is_bailleur:
        found: Forms = {}
        if etat.convenue is None:
            found = {"proposer": NombresForm(etat), "arreter": NombresForm(etat, is_cloture=True)}
        elif not etat.neufs:
            found = {"livrer": LivrerForm(prefix="livrer", initial={"jour": etat.programme.mise_en_service})}
        elif etat.statut == "livre":
            found = {"suite": SuiteForm(etat)}
        return found
    waiting = [code for code in codes_of(acteur, etat) or () if etat.echanges[code].can("accepte")]
    can_say = [code for code in codes_of(acteur, etat) or () if etat.echanges[code].can("conteste")]
    chosen = min(waiting or can_say, default=None)
    if etat.convenue is not None or chosen is None or not acteur.can_write:
        return {}
    initial = {"compte": chosen, "rang": etat.echanges[chosen].rang}
    return {"repondre": ReponseForm(initial=initial), "compte": etat.comptes[chosen], "echange": etat.echanges[chosen]}


BINDINGS: Final[dict[str, Callable[[EtatProgramme, Any], forms.Form]]] = {
    "proposer": NombresForm,
    "arreter": lambda etat, data: NombresForm(etat, data, is_cloture=True),
    "livrer": lambda _, data: LivrerForm(data, prefix="livrer"),
    "suite": SuiteForm,
    "repondre": lambda _, data: ReponseForm(data),
}


def _write(request: HttpRequest, acte: str, acteur: Acteur, etat: EtatProgramme, form: Any) -> bool:
    """Write what a form says; the form says why it is refused."""
    if not form.is_valid():
        _check_may(acte, acteur)
        return False
    try:
        ECRITURES[acte](acteur, etat, form)
    except (ProgrammeChangeError, DejaDecideError) as error:
        messages.error(request, str(error))
        return True
    except GefError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, FAITS[acte])
    return True


def _check_may(acte: str, acteur: Acteur) -> None:
    """Refuse who could not have written, even when the form is not whole."""
    if acte == "suite":
        check_can_write(acteur, "orienter")
    elif acte != "repondre":
        check_can_write(acteur)


def _propose(acteur: Acteur, etat: EtatProgramme, form: NombresForm) -> None:
    data = form.cleaned_data
    pk = etat.programme.pk
    proposer(acteur, pk, form.nombres(), document=data["document"], rang_vu=data["rang"], moment=now())


def _close(acteur: Acteur, etat: EtatProgramme, form: NombresForm) -> None:
    data = form.cleaned_data
    arreter(
        acteur,
        etat.programme.pk,
        form.nombres(),
        document=data["document"],
        motif=data["motif"],
        rang_vu=data["rang"],
        moment=now(),
    )


def _deliver(acteur: Acteur, etat: EtatProgramme, form: LivrerForm) -> None:
    livrer(acteur, etat.programme.pk, form.logements(etat), form.cleaned_data["jour"], now())


def _follow(acteur: Acteur, etat: EtatProgramme, form: SuiteForm) -> None:
    reference, rang = form.read()
    data = form.cleaned_data
    pk = etat.programme.pk
    noter_suite(acteur, pk, reference, fait=data["fait"], jour=data["jour"], rang_vu=rang, moment=now())


def _answer(acteur: Acteur, etat: EtatProgramme, form: ReponseForm) -> None:
    data = form.cleaned_data
    is_contest = data["reponse"] == "conteste"
    echange = etat.echanges.get(data["compte"])
    nombre = data["nombre"] if is_contest else (echange.propose if echange else None)
    position = Position(data["reponse"], nombre or 0, data["motif"] if is_contest else "")
    repondre(acteur, etat.programme.pk, data["compte"], position, rang_vu=data["rang"], moment=now())


ECRITURES: Final[dict[str, Callable[[Acteur, EtatProgramme, Any], None]]] = {
    "proposer": _propose,
    "arreter": _close,
    "livrer": _deliver,
    "suite": _follow,
    "repondre": _answer,
}
FAITS: Final = {
    "proposer": "La répartition est proposée ; chaque réservataire voit son nombre et peut répondre.",
    "arreter": "La répartition est arrêtée. Les logements pourront être livrés.",
    "livrer": "Le programme est livré : ses logements sont en stock, chacun pour le réservataire de la répartition.",
    "suite": "C’est inscrit au journal du logement.",
    "repondre": "Votre réponse est transmise au bailleur.",
}


def show(request: HttpRequest, acteur: Acteur, etat: EtatProgramme, forms_: Forms) -> HttpResponse:
    """Show the page, or give the table that was asked for."""
    codes, jour = codes_of(acteur, etat), today()
    liens = {
        n.suivi.liberation.reference: reverse("web:logement", args=[n.suivi.liberation.reference]) for n in etat.neufs
    }
    tables = [table_repartition(etat, codes, jour), table_lots(etat, codes)]
    if etat.neufs:
        tables.append(table_neufs(etat, etat.neufs, liens, codes))
        tables += [table_presences(list_presences(etat), etat)] if acteur.is_bailleur else []
    vues = repondre_tableaux(request, *tables)
    if isinstance(vues, HttpResponse):
        return vues
    context = {"etat": etat, "vues": vues, "titre": say_titre(etat), "chiffres": list_chiffres(etat, codes)}
    context |= {"paroles": list_paroles(etat, codes), "parts": list_parts(etat, codes), "noms": etat.noms()}
    context |= {"remarques": etat.proposee.remarques if codes is None else ()}
    bound = any(getattr(form, "is_bound", False) for form in forms_.values())
    return render(request, "gef/programme.html", context | forms_, status=422 if bound else 200)


def say_titre(etat: EtatProgramme) -> str:
    """Say the finding: where the programme stands."""
    total = pluriel(etat.proposee.programme.total, "logement")
    answered = sum(echange.etat in ("accepte", "conteste") for echange in etat.echanges.values())
    let = sum(neuf.bail_le is not None for neuf in etat.neufs)
    phrases = {
        "a_proposer": f"{total} à répartir, rien n’est encore proposé",
        "concertation": f"{total} en concertation, {pluriel(answered, 'réponse')} sur {len(etat.comptes)}",
        "arrete": f"{total}, répartition arrêtée",
        "livre": f"{pluriel(let, 'loué', 'loués')} sur {total}, en première location",
        "loue": f"{total} loués : le tour est terminé",
    }
    return f"{etat.programme.nom} : {phrases[etat.statut]}"


def list_chiffres(etat: EtatProgramme, codes: frozenset[str] | None) -> tuple[Chiffre, ...]:
    """Key figures: the État, who contests, the delivery, the first exercice of the flux."""
    nombres = etat.nombres
    total = etat.proposee.programme.total
    state = "convenus" if etat.convenue else "proposés"
    if codes is None:
        own = sum(nombres.get(c, 0) for c, compte in etat.comptes.items() if compte.type.startswith("etat"))
        first = Chiffre("Part de l’État", entier(own), f"sur {entier(total)}, {state}")
        contested = sum(echange.etat == "conteste" for echange in etat.echanges.values())
        let = sum(neuf.bail_le is not None for neuf in etat.neufs)
        second = Chiffre("Contestent", entier(contested), ton="retard" if contested and not etat.convenue else "")
        second = Chiffre("Loués", entier(let), f"sur {entier(total)} livrés") if etat.neufs else second
    else:
        first = Chiffre("Pour vous", entier(sum(nombres.get(c, 0) for c in codes)), f"sur {entier(total)}, {state}")
        second = Chiffre("Non réservés", entier(nombres.get("BAILLEUR", 0)), "restent au bailleur")
    delivered = "livré" if etat.neufs else "prévue"
    return (
        first,
        second,
        Chiffre("Mise en service", date_longue(etat.mise_en_service), delivered),
        Chiffre("Dans le flux depuis", f"janvier {etat.exercice_flux}", "l’année qui suit la mise en service"),
    )


def list_paroles(etat: EtatProgramme, codes: frozenset[str] | None) -> list[Any]:
    """Words of the concertation that the reader may see, the newest first."""
    words = [w for code, rows in etat.paroles.items() if codes is None or code in codes for w in rows]
    return sorted(words, key=lambda word: word.pk, reverse=True)


def list_parts(etat: EtatProgramme, codes: frozenset[str] | None) -> list[tuple[str, Any]]:
    """Why each number is what it is, for the lines that the reader may see."""
    noms, repartition = etat.noms(), etat.convenue or etat.proposee
    return [
        (f"{noms[part.reservataire]} : {pluriel(part.logements, 'logement')}", part.explication)
        for part in repartition.parts
        if codes is None or part.reservataire in codes
    ]
