"""The steering of a réservataire: his flux at all his bailleurs, his clocks, what went to others, his obligations."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gef.access.acteur import Acteur
from gef.actions.logements_recus import Recus, read_recus
from gef.actions.obligations_vues import ObligationVue, keep_urgentes, list_obligations
from gef.actions.pourquoi import Ailleurs, list_ailleurs
from gef.actions.tableaux_obligations import table_obligations
from gef.actions.tableaux_pourquoi import table_ailleurs
from gef.actions.tableaux_recus import table_attendus, table_comptes
from gef.outputs.nombres import entier, pluriel
from gef.outputs.nombres import solde as write_solde
from gef.web.actes_logement import address
from gef.web.composants import Chiffre
from gef.web.jour import today
from gef.web.obligations import link_calculs
from gef.web.tableaux import repondre_tableaux


def show_reservataire(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show where a réservataire stands at all his bailleurs."""
    jour = today()
    recus, ailleurs = read_recus(acteur, jour), list_ailleurs(acteur, jour)
    obligations = list_obligations(acteur, jour)
    siennes = keep_urgentes(obligations, has_siennes=True)
    comptes = {(b.pk, ligne.code): reverse("web:compte", args=[b.pk, ligne.code]) for b, ligne in recus.comptes}
    liens = {row.suivi.liberation.pk: address(acteur, row.suivi.liberation) for row in recus.attendus}
    vues = repondre_tableaux(
        request,
        table_comptes(recus.comptes, comptes, jour.year, recus.attendus),
        table_attendus(recus, liens),
        table_obligations(siennes, jour, "Vos obligations sont tenues.", link_calculs(siennes)),
        table_ailleurs(ailleurs, link_pourquoi(ailleurs), jour),
    )
    if isinstance(vues, HttpResponse):
        return vues
    total = sum(ligne.solde for _, ligne in recus.comptes)
    context = {
        "jour": jour,
        "recus": recus,
        "vues": vues,
        "solde": total,
        "bailleurs": len({bailleur.pk for bailleur, _ in recus.comptes}),
        "chiffres": list_chiffres(recus, obligations),
    }
    return render(request, "gef/pilotage_reservataire.html", context)


def link_pourquoi(rows: Iterable[Ailleurs]) -> dict[int, str]:
    """Address of the explanation of each dwelling; it says whose, as two bailleurs may use the same reference."""
    liens = {}
    for row in rows:
        page = reverse("web:pilotage-pourquoi", args=[row.liberation.reference])
        liens[row.liberation.pk] = f"{page}?bailleur={row.bailleur.pk}"
    return liens


def list_chiffres(recus: Recus, obligations: Iterable[ObligationVue]) -> tuple[Chiffre, ...]:
    """Key figures of a réservataire, each with its base."""
    over = sum(row.horloge is not None and row.horloge.is_over for row in recus.attendus)
    total = sum(ligne.solde for _, ligne in recus.comptes)
    held = sum(ligne.recus for _, ligne in recus.comptes)
    at_risk = sum(row.obligation.statut == "a_risque" for row in obligations)
    return (
        Chiffre("Solde, tous comptes", write_solde(total), "+ : il vous manque ; − : avance"),
        Chiffre("Reçus depuis janvier", entier(held), pluriel(len(recus.comptes), "compte")),
        Chiffre(
            "Vous attendent",
            entier(len(recus.attendus)),
            f"dont {pluriel(over, 'délai passé', 'délais passés')}",
            ton="retard" if over else "",
        ),
        Chiffre("Obligations à risque", entier(at_risk), "un logement ou plus", ton="retard" if at_risk else ""),
    )
