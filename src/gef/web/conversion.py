"""The conversion: four methods side by side, the caps of the law, the calculation of each part."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from gef.access.acteur import Acteur
from gef.actions.conversion import Comparaison, calculer_et_garder, list_versions, read_run
from gef.actions.tableaux_conversion import (
    Unite,
    nom_portee,
    table_anomalies,
    table_methodes,
    table_plafonds,
    table_reductions,
)
from gef.core.conversion import LIBELLES_METHODES, LigneConversion, comparer
from gef.core.motifs import Explication
from gef.core.parts import BAILLEUR
from gef.core.rotation import join_libelles
from gef.errors import GefError
from gef.outputs.graphiques import Figure, GraphiqueBarres, Serie, render_figure
from gef.outputs.nombres import arrondi, pluriel, solde, taux
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import TAILLE_PAGE, VueTableau, repondre_tableau

BARRES: Final = 8
LIGNES_COURTES: Final = 10
AVEC: Final = {
    "ponderee_rotation": "en pondérant par la rotation",
    "droits_uniques": "en droits uniques",
    "negociee": "avec les parts négociées",
}


@require_GET
@for_bailleurs
def conversion(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the last version."""
    exercice = today().year
    versions = list_versions(acteur.organisation, exercice)
    context: dict[str, object] = {"exercice": exercice, "versions": versions}
    if not versions:
        return render(request, "gef/conversion.html", context)
    comparaison = read_run(versions[0])
    unite: Unite = "part" if request.GET.get("unite") == "part" else "logements"
    vues = answer_tables(request, comparaison, unite)
    if isinstance(vues, HttpResponse):
        return vues
    context |= {"comparaison": comparaison, "unite": unite, "ecarts": describe_ecarts(comparaison), **vues}
    context |= {"figure": figure_ecarts(comparaison), "calculs": list_calculs(comparaison, request.GET.get("qui", ""))}
    return render(request, "gef/conversion.html", context | {"bloquants": count_bloquants(comparaison)})


def answer_tables(request: HttpRequest, comparaison: Comparaison, unite: Unite) -> HttpResponse | dict[str, VueTableau]:
    """Views of the tables by code, or the file that was asked for; long lists of one cause come in short pages."""
    first, uniques = comparaison.conversions[0], comparaison.uniques
    liens = {ligne.reservataire: _address(unite, ligne.reservataire) for ligne in first.lignes}
    tables = (
        (table_methodes(comparaison.conversions, unite=unite, uniques=uniques, liens=liens), TAILLE_PAGE),
        (table_plafonds(comparaison), TAILLE_PAGE),
        (table_anomalies(comparaison), LIGNES_COURTES),
        (table_reductions(comparaison), LIGNES_COURTES),
    )
    vues: dict[str, VueTableau] = {}
    for table, taille in tables:
        vue = repondre_tableau(request, table, prefixe=f"{table.code}-", taille=taille)
        if isinstance(vue, HttpResponse):
            return vue
        vues[table.code] = vue
    return vues


def count_bloquants(comparaison: Comparaison) -> int:
    """Count what keeps some method from being applied."""
    found = {a for conversion in comparaison.conversions for a in conversion.anomalies}
    return sum(anomalie.gravite == "bloquant" for anomalie in found)


def _address(unite: Unite, qui: str) -> str:
    return f"?{urlencode({'unite': unite, 'qui': qui})}#calcul"


@require_POST
@for_bailleurs
def calculer(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Compare again on today's data; unchanged data make no new version."""
    try:
        run = calculer_et_garder(acteur, today().year, now())
    except GefError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Version {run.version} calculée.")
    return redirect("web:conversion")


@dataclass(frozen=True, slots=True)
class Calcul:
    """How one method finds the part of the réservataire whose calculation is open."""

    question: str
    ligne: LigneConversion

    @property
    def explication(self) -> Explication:
        """The steps, with territories by their names."""
        noms = {f"Part réduite, {p.portee}": f"Part réduite, {nom_portee(p.portee)}" for p in self.ligne.plafonnements}
        etapes = (
            replace(etape, libelle=noms.get(etape.libelle, etape.libelle)) for etape in self.ligne.explication.etapes
        )
        return replace(self.ligne.explication, etapes=tuple(etapes))


def list_calculs(comparaison: Comparaison, asked: str) -> tuple[Calcul, ...]:
    """Open the calculations of the réservataire asked for, else of the one for whom the method matters most."""
    known = {ligne.reservataire for ligne in comparaison.conversions[0].lignes}
    if not known:
        return ()
    qui = asked if asked in known else rank_ecarts(comparaison)[0]
    return tuple(
        Calcul(
            f"{LIBELLES_METHODES[c.methode]}\u00a0: {taux(ligne.part, 2)}, "
            f"{pluriel(ligne.logements, 'logement par an', 'logements par an', decimales=2)}",
            ligne,
        )
        for c in comparaison.conversions
        for ligne in (c.ligne(qui),)
    )


def rank_ecarts(comparaison: Comparaison) -> list[str]:
    """Réservataires by the largest gap that a method makes for them with the first one."""
    first, *others = comparaison.conversions
    largest = {ligne.reservataire: Fraction(0) for ligne in first.lignes}
    for other in others:
        for code, ecart in comparer(other, first).items():
            if code != BAILLEUR:
                largest[code] = max(largest[code], abs(ecart))
    return sorted(largest, key=lambda code: (-largest[code], code))


def describe_ecarts(comparaison: Comparaison) -> str:
    """Say for whom the choice of a method counts most, and what each one changes for him."""
    first, *others = comparaison.conversions
    code = next(iter(rank_ecarts(comparaison)), "")
    ecarts = {other.methode: comparer(other, first)[code] for other in others if code}
    said = [f"{solde(ecart, 1)} {AVEC[methode]}" for methode, ecart in ecarts.items() if arrondi(ecart, 1)]
    if not said:
        return "Les quatre méthodes donnent le même partage."
    qui = first.ligne(code).nom
    return (
        f"Face à la part du parc, le choix compte le plus pour {qui}\u00a0: {join_libelles(said)}, en logements par an."
    )


def figure_ecarts(comparaison: Comparaison) -> Figure | None:
    """Draw the gaps with the first method, for those whom they concern most; None when there is none."""
    first, *others = comparaison.conversions
    ecarts = [comparer(other, first) for other in others]
    codes = [code for code in rank_ecarts(comparaison)[:BARRES] if any(arrondi(row[code], 1) for row in ecarts)]
    if not codes:
        return None
    counts = Counter(ligne.nom for ligne in first.lignes)
    noms = tuple(nom if counts[nom] == 1 else f"{nom} ({code})" for code in codes for nom in (first.ligne(code).nom,))
    series = tuple(
        Serie(LIBELLES_METHODES[other.methode], tuple(row[code] if arrondi(row[code], 1) else None for code in codes))
        for other, row in zip(others, ecarts, strict=True)
    )
    description = f"Écarts avec la part du parc, en logements par an, du plus grand au plus petit : d’abord {noms[0]}."
    chart = GraphiqueBarres(
        "ecarts",
        "Écarts entre les méthodes",
        description,
        noms,
        series,
        decimales=1,
        unite="logements par an",
        signe=True,
    )
    return render_figure(chart)
