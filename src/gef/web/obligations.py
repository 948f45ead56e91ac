"""The obligations of the year: the bailleur's own, all of them for the État, those of its territory for an EPCI."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.obligations_vues import Cle, ObligationVue, list_obligations
from gef.actions.tableaux_contexte import nom_portee
from gef.actions.tableaux_obligations import table_obligations
from gef.core.obligations import STATUTS, Obligation
from gef.law.seuils_quartile import REFERENCE, list_annees_seuils, load_seuils_quartile
from gef.outputs.explication import explication_table
from gef.outputs.nombres import pluriel
from gef.outputs.phrases_pilotage import say_en_cours, say_remede, say_seuil_quartile
from gef.web.composants import Chiffre
from gef.web.jour import today
from gef.web.portes import for_members
from gef.web.tableaux import repondre_tableau


@require_GET
@for_members
def obligations(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show where each obligation stands, the worst first."""
    jour = today()
    rows = list_obligations(acteur, jour)
    vue = repondre_tableau(request, table_obligations(rows, jour, liens=link_calculs(rows)))
    if isinstance(vue, HttpResponse):
        return vue
    counts = {statut: sum(row.obligation.statut == statut for row in rows) for statut in ("a_risque", "a_surveiller")}
    chiffres = (
        Chiffre("À risque", str(counts["a_risque"]), "un logement ou plus", ton="retard" if counts["a_risque"] else ""),
        Chiffre("À surveiller", str(counts["a_surveiller"]), "moins d’un logement"),
        Chiffre(
            "Tenues",
            str(sum(row.obligation.statut == "tenue" for row in rows)),
            f"sur {pluriel(len(rows), 'obligation')}",
        ),
    )
    bailleurs = len({row.bailleur.pk for row in rows})
    context = {"vue": vue, "rows": rows, "jour": jour, "chiffres": chiffres, "bailleurs": bailleurs, **counts}
    return render(request, "gef/obligations.html", context)


def link_calculs(rows: Iterable[ObligationVue]) -> dict[Cle, str]:
    """Address of the calculation of each obligation."""
    page = reverse("web:obligations-calcul")
    fields = ("bailleur", "code", "portee", "compte")
    return {row.cle: f"{page}?{urlencode(dict(zip(fields, row.cle, strict=True)))}" for row in rows}


@require_GET
@for_members
def calcul(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the steps of one obligation, its source, what would bring it back, and who holds what may still count."""
    jour, asked = today(), request.GET
    wanted = (asked.get("bailleur", ""), asked.get("code", ""), asked.get("portee", ""), asked.get("compte", ""))
    row = next((row for row in list_obligations(acteur, jour) if (str(row.cle[0]), *row.cle[1:]) == wanted), None)
    if row is None:
        raise Http404
    vue = repondre_tableau(request, explication_table(row.obligation.explication))
    if isinstance(vue, HttpResponse):
        return vue
    context = {
        "row": row,
        "vue": vue,
        "jour": jour,
        "statut": STATUTS[row.obligation.statut],
        "territoire": row.nom or nom_portee(row.obligation.portee),
        "remede": say_remede(row.remede) if row.remede else "",
        "en_cours": say_en_cours(row.remede.en_cours, row.noms) if row.remede else "",
        "seuil": find_seuil(row.obligation, jour.year),
        "source_seuil": REFERENCE,
    }
    return render(request, "gef/obligation_calcul.html", context)


def find_seuil(obligation: Obligation, annee: int) -> str:
    """Say the ceiling of the quartiles on the EPCI of an obligation; "" for the obligations that need none."""
    kind, _, epci = obligation.portee.partition(":")
    if not obligation.code.startswith("mixite") or kind != "epci":
        return ""
    return say_seuil_quartile(annee, load_seuils_quartile().get((annee, epci)), list_annees_seuils()[-1])
