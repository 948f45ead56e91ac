"""Behind the conversion: the calculation of one part, what a method gives in each commune, every control of the law."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.codec import encode
from gef.actions.conversion import Comparaison, list_versions, read_objectifs, read_run
from gef.actions.tableaux_conversion import NON_RESERVE, nom_portee, table_communes_de
from gef.actions.tableaux_objectifs import table_par_reservataire, table_reservataire
from gef.actions.tableaux_plafonds import table_controles
from gef.core.conversion import LIBELLES_METHODES, Conversion, LigneConversion
from gef.core.errors import PartsIncompatiblesError
from gef.core.methodes import METHODES
from gef.core.motifs import Explication
from gef.core.parts import BAILLEUR
from gef.db.journal.models import Execution
from gef.outputs.explication import explication_table
from gef.web.jour import today
from gef.web.objectifs import list_fichiers
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableau, repondre_tableaux

PREUVE: Final = "json"


@dataclass(frozen=True, slots=True)
class Derniere:
    """The last run of the exercice, with what it compares, and the method that the page is about."""

    run: Execution
    comparaison: Comparaison
    methode: str

    @property
    def conversion(self) -> Conversion:
        """Parts of everybody by the method."""
        return self.comparaison.conversions[METHODES.index(self.methode)]

    @property
    def noms(self) -> dict[str, str]:
        """Display name by id."""
        return {ligne.reservataire: ligne.nom for ligne in self.conversion.lignes} | {BAILLEUR: NON_RESERVE}


def read_derniere(request: HttpRequest, acteur: Acteur) -> Derniere | None:
    """Read the last run and the method asked for, the first one by default; None when nothing was computed."""
    run = next(iter(list_versions(acteur.organisation, today().year)), None)
    if run is None:
        return None
    asked = request.GET.get("methode", "")
    return Derniere(run, read_run(run), asked if asked in METHODES else METHODES[0])


@require_GET
@for_bailleurs
def part(request: HttpRequest, acteur: Acteur, code: str) -> HttpResponse:
    """Show how the part of one réservataire is found, step by step, and give the proof."""
    derniere = read_derniere(request, acteur)
    lignes = {ligne.reservataire: ligne for ligne in derniere.conversion.lignes} if derniere else {}
    if derniere is None or code not in lignes:
        raise Http404
    ligne = lignes[code]
    if request.GET.get("format") == PREUVE:
        return give_proof(derniere, ligne)
    calcul = explication_table(name_territoires(ligne), code="calcul")
    vues = repondre_tableaux(request, calcul, table_communes_de(ligne, derniere.conversion.perimetre))
    if isinstance(vues, HttpResponse):
        return vues
    [reservataire] = [r for r in derniere.comparaison.entree.conversion.reservataires if r.id == code]
    context = {
        "ligne": ligne,
        "derniere": derniere,
        "libelle": LIBELLES_METHODES[derniere.methode],
        "methodes": list_methodes(derniere, code),
        "portee": nom_portee(ligne.portee),
        "delegations": reservataire.delegations,
        "anomalies": [a for a in derniere.conversion.anomalies if code in a.reservataires],
        "vues": vues,
        "preuve": f"?{urlencode({'methode': derniere.methode, 'format': PREUVE})}",
    }
    return render(request, "gef/conversion_part.html", context)


@dataclass(frozen=True, slots=True)
class ParMethode:
    """The same réservataire by one method."""

    code: str
    libelle: str
    ligne: LigneConversion


def list_methodes(derniere: Derniere, code: str) -> tuple[ParMethode, ...]:
    """Give what each method gives a réservataire."""
    return tuple(
        ParMethode(c.methode, LIBELLES_METHODES[c.methode], c.ligne(code)) for c in derniere.comparaison.conversions
    )


def name_territoires(ligne: LigneConversion) -> Explication:
    """Write territories by their names in the steps."""
    noms = {f"Part réduite, {p.portee}": f"Part réduite, {nom_portee(p.portee)}" for p in ligne.plafonnements}
    etapes = (replace(etape, libelle=noms.get(etape.libelle, etape.libelle)) for etape in ligne.explication.etapes)
    return replace(ligne.explication, etapes=tuple(etapes))


def give_proof(derniere: Derniere, ligne: LigneConversion) -> HttpResponse:
    """Give the whole calculation as JSON: which run, which inputs, each step with its exact value and its source."""
    conversion, run = derniere.comparaison.entree.conversion, derniere.run
    [reservataire] = [r for r in conversion.reservataires if r.id == ligne.reservataire]
    proof = {
        "exercice": run.exercice,
        "methode": derniere.methode,
        "version": run.version,
        "empreinte": run.empreinte,
        "logiciel": run.logiciel,
        "reservataire": encode(reservataire),
        "territoire": encode(conversion.territoire(ligne.portee)),
        "plafonds": encode(conversion.plafonds),
        "derogations": encode(conversion.derogations),
        "resultat": encode(ligne),
    }
    name = f"part-{ligne.reservataire}-{derniere.methode}-{run.exercice}.json"
    response = JsonResponse(proof, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@for_bailleurs
def communes(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show what a method would give in whole dwellings: to everybody, or to one réservataire commune by commune."""
    derniere = read_derniere(request, acteur)
    if derniere is None:
        return redirect("web:conversion")
    qui = asked if (asked := request.GET.get("qui", "")) in derniere.noms else ""
    context: dict[str, object] = {
        "derniere": derniere,
        "libelle": LIBELLES_METHODES[derniere.methode],
        "libelles": LIBELLES_METHODES,
        "noms": sorted(derniere.noms.items(), key=lambda pair: (pair[0] == BAILLEUR, pair[1])),
        "qui": qui,
        "nom": derniere.noms.get(qui, ""),
    }
    try:
        rendus = read_objectifs(derniere.run, derniere.methode)
    except PartsIncompatiblesError as error:
        return render(request, "gef/conversion_communes.html", context | {"erreur": str(error)})
    page = reverse("web:conversion-communes")
    liens = {code: f"{page}?{urlencode({'methode': derniere.methode, 'qui': code})}" for code in derniere.noms}
    main = (
        table_reservataire(rendus, qui, derniere.noms) if qui else table_par_reservataire(rendus, derniere.noms, liens)
    )
    vues = repondre_tableaux(request, main, *list_fichiers(request, rendus, derniere.noms))
    if isinstance(vues, HttpResponse):
        return vues
    context |= {"rendus": rendus, "vue": vues[main.code]}
    return render(request, "gef/conversion_communes.html", context)


@require_GET
@for_bailleurs
def plafonds(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show every control with all that it rests on."""
    derniere = read_derniere(request, acteur)
    if derniere is None:
        return redirect("web:conversion")
    vue = repondre_tableau(request, table_controles(derniere.comparaison))
    if isinstance(vue, HttpResponse):
        return vue
    rows = vue.table.lignes
    failed = sum(row.valeurs["verdict"] not in ("conforme", "indicateur") for row in rows)
    return render(request, "gef/conversion_plafonds.html", {"derniere": derniere, "vue": vue, "ecarts": failed})
