"""What comes next on the page of a dwelling: who must act, until when, and the facts that the reader may write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.access.visible import fetch
from gef.actions.designation import is_retire, list_candidats
from gef.actions.faits import is_holder
from gef.actions.flux import EtatFlux, Suivi, load_flux
from gef.actions.horloges import list_horloges, read_horloges
from gef.actions.noms import nom_commune
from gef.actions.tableaux import describe_type
from gef.actions.tableaux_fiche import find_etat_horloge, table_fiche, table_horloges
from gef.core.faits import ETATS, PREMIERE_LOCATION
from gef.core.horloges import Horloge
from gef.core.registre_droits import MODES_GESTION
from gef.core.suite import ACTEURS, find_attente
from gef.db.flux.models import Liberation
from gef.outputs.nombres import pluriel
from gef.web.actes_logement import address, address_acte, list_actes, split_actes
from gef.web.composants import Chiffre
from gef.web.demandes import read_entier
from gef.web.imputation import find_rappel_of
from gef.web.jour import today
from gef.web.portes import for_bailleurs, for_members
from gef.web.tableaux import repondre_tableau

# What a clause of delay says of the count, as the fact that confirms it takes it; a person chooses the third.
CONSEQUENCES_DECOMPTE: Mapping[str, str] = {"compte": "compte", "non_compte": "non_compte", "au_choix": ""}


def context_suite(acteur: Acteur, etat: EtatFlux, suivi: Suivi, jour: date) -> dict[str, object]:
    """What comes next, on the page of a dwelling; who holds it no more learns nothing of what followed."""
    if not acteur.is_bailleur and not is_holder(acteur, etat, suivi):
        return {
            "is_ailleurs": True,
            "is_premiere": suivi.etat.categorie == PREMIERE_LOCATION,
            "adresse_fiche": address(acteur, suivi.liberation, "web:logement-fiche"),
        }
    mode = etat.mode_gestion(suivi)
    rappel = find_rappel_of(etat, suivi, jour) if acteur.is_bailleur and acteur.can_orienter else None
    attente = find_attente(suivi.etat, mode, rappel.cause if rappel else "")
    hidden = {"orientation"} if rappel else {"orientation", "imputation"}
    actes = tuple(acte for acte in list_actes(acteur, etat, suivi) if acte.type not in hidden)
    attendus, autres = split_actes(actes, attente)
    nom = etat.noms().get(suivi.reservataire or "", "")
    bailleur = suivi.liberation.bailleur
    return {
        "etat_logement": ETATS[suivi.etat.etat],
        "tenu_par": nom,
        "mode_gestion": MODES_GESTION[mode] if suivi.reservataire else "",
        "attendu_de": say_attendu(acteur, attente.acteur, nom),
        "is_fini": attente.acteur == "personne",
        "horloges": [
            (h, find_etat_horloge(h), address_suite(acteur, suivi.liberation, h))
            for h in read_horloges(bailleur, [suivi], jour)
        ],
        "rappel": rappel,
        "rappel_compte": etat.noms().get(rappel.propose, "") if rappel else "",
        "attendus": attendus,
        "autres_actes": autres,
        "candidats_count": count_candidats(etat, suivi),
        "adresse_candidats": address(acteur, suivi.liberation, "web:logement-candidats"),
        "adresse_fiche": address(acteur, suivi.liberation, "web:logement-fiche"),
    }


def say_attendu(acteur: Acteur, attendu: str, nom: str) -> str:
    """Say from whom something is expected, in the words of the reader."""
    if attendu == "reservataire":
        return nom if acteur.is_bailleur else "votre réponse"
    return ACTEURS[attendu]


def count_candidats(etat: EtatFlux, suivi: Suivi) -> int:
    """How many candidates are presented for the orientation in progress."""
    if suivi.reservataire is None:
        return 0
    return sum(not is_retire(candidat) for candidat in list_candidats(etat, suivi))


def address_suite(acteur: Acteur, liberation: Liberation, horloge: Horloge) -> str:
    """Address where a person confirms what the convention proposes; "" when there is nothing, or not by him."""
    kind = horloge.fait_propose
    if not kind or not acteur.is_bailleur or not acteur.can_orienter:
        return ""
    if kind == "refus_menage":
        return address_acte(acteur, liberation, kind, cause="sans_reponse", partie="menage")
    consequence = CONSEQUENCES_DECOMPTE[horloge.clause.decompte]
    asked = {"consequence": consequence} if consequence and kind != "candidats" else {}
    return address_acte(acteur, liberation, kind, **asked)


def fetch_asked(
    request: HttpRequest, acteur: Acteur, reference: str, to: Literal["read", "orienter"] = "read"
) -> Liberation:
    """Return the dwelling that an address asks for; it says whose when two bailleurs use the same reference."""
    bailleur = read_entier(request.GET.get("bailleur", ""))
    if bailleur:
        return fetch(Liberation, acteur, to=to, reference=reference, bailleur_id=bailleur)
    return fetch(Liberation, acteur, to=to, reference=reference)


@require_GET
@for_members
def fiche(request: HttpRequest, acteur: Acteur, reference: str) -> HttpResponse:
    """Show the sheet of a dwelling, to print or to hand over."""
    liberation = fetch_asked(request, acteur, reference)
    vue = repondre_tableau(request, table_fiche(liberation))
    if isinstance(vue, HttpResponse):
        return vue
    kind = describe_type(liberation.typologie, liberation.financement, is_qpv=bool(liberation.qpv))
    context = {"vue": vue, "liberation": liberation, "commune": nom_commune(liberation.commune), "type": kind}
    return render(request, "gef/logement_fiche.html", context | {"retour": address(acteur, liberation)})


@require_GET
@for_bailleurs
def echeances(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """List the deadlines that run, those that are over first, with what each convention proposes."""
    etat = load_flux(acteur.organisation.pk)
    horloges = list_horloges(acteur.organisation, etat, today())
    by_reference = {suivi.liberation.reference: suivi.liberation for suivi in etat.suivis.values()}
    liens = {h.logement: address(acteur, by_reference[h.logement]) for h in horloges}
    actes = {(h.logement, h.clause.etape): address_suite(acteur, by_reference[h.logement], h) for h in horloges}
    vue = repondre_tableau(request, table_horloges(horloges, etat.noms(), liens, actes))
    if isinstance(vue, HttpResponse):
        return vue
    context = {"vue": vue, "horloges": horloges, "chiffres": list_chiffres(horloges), "jour": today()}
    return render(request, "gef/echeances.html", context | {"passees": count_etats(horloges)["passee"]})


def count_etats(horloges: Sequence[Horloge]) -> dict[str, int]:
    """Number of deadlines by how near they are."""
    counts = dict.fromkeys(("passee", "jour", "proche", "court"), 0)
    for horloge in horloges:
        counts[find_etat_horloge(horloge)] += 1
    return counts


def list_chiffres(horloges: Sequence[Horloge]) -> tuple[Chiffre, ...]:
    """Key figures of the deadlines."""
    counts = count_etats(horloges)
    dwellings = len({horloge.logement for horloge in horloges})
    late = counts["passee"]
    return (
        Chiffre("Passées", str(late), "une suite est proposée", ton="retard" if late else ""),
        Chiffre("Aujourd’hui", str(counts["jour"]), "jusqu’à minuit"),
        Chiffre("Dans les deux jours", str(counts["proche"]), "jours calendaires"),
        Chiffre("Logements suivis", str(dwellings), pluriel(len(horloges), "délai court", "délais courent")),
    )
