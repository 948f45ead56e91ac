"""The conversion: four methods side by side, against each other and against today, under the rules of the law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Final, Literal
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from gef.access.acteur import Acteur
from gef.actions.conversion import Comparaison, calculer_et_garder, list_versions, read_run
from gef.actions.parts_retenues import read_retenues
from gef.actions.tableaux_conversion import (
    Contexte,
    Unite,
    count_logements,
    list_petits,
    mean_rotations,
    table_methodes,
)
from gef.actions.tableaux_plafonds import table_anomalies, table_plafonds, table_reductions
from gef.core.conversion import LIBELLES_METHODES
from gef.core.methodes import METHODES
from gef.core.parts import BAILLEUR
from gef.core.rotation import join_libelles
from gef.errors import GefError
from gef.outputs.graphiques import Figure, GraphiquePoints, Serie, render_figure
from gef.outputs.nombres import arrondi, solde
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import TAILLE_PAGE, VueTableau, repondre_tableau

Face = Literal["parc", "vigueur"]
Ecarts = Mapping[str, Mapping[str, Fraction]]  # by method, then by id
BARRES: Final = 12
LIGNES_COURTES: Final = 10
PETITS_MONTRES: Final = 6
FACES: Final[Mapping[Face, str]] = {"parc": "à la part du parc", "vigueur": "aux conventions en vigueur"}
AVEC: Final = {
    "part_du_parc": "avec la part du parc",
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
    face: Face = "vigueur" if request.GET.get("face") == "vigueur" else "parc"
    vues = answer_tables(request, comparaison, unite, face)
    if isinstance(vues, HttpResponse):
        return vues
    ecarts = count_ecarts(comparaison, face)
    petits = list_petits(comparaison.conversions)
    context |= {"comparaison": comparaison, "unite": unite, "face": face, "avec": FACES[face], **vues}
    context |= {"constat": describe_ecarts(comparaison, ecarts, face), "figure": figure_ecarts(comparaison, ecarts)}
    context |= {"petits": petits[:PETITS_MONTRES], "autres_petits": len(petits[PETITS_MONTRES:])}
    context |= {"bloquants": count_gravite(comparaison, "bloquant"), "clauses": count_gravite(comparaison, "clause")}
    return render(request, "gef/conversion.html", context | {"retenues": read_retenues(acteur.organisation, exercice)})


def answer_tables(
    request: HttpRequest, comparaison: Comparaison, unite: Unite, face: Face
) -> HttpResponse | dict[str, VueTableau]:
    """Views of the tables by code, or the file that was asked for; long lists of one cause come in short pages."""
    contexte = Contexte(
        uniques=comparaison.uniques,
        rotations=mean_rotations(comparaison.entree.conversion),
        liens={ligne.reservataire: _addresses(ligne.reservataire) for ligne in comparaison.conversions[0].lignes},
        en_vigueur=comparaison.en_vigueur if face == "vigueur" else None,
    )
    tables = (
        (table_methodes(comparaison.conversions, unite=unite, contexte=contexte), TAILLE_PAGE),
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


def _addresses(code: str) -> dict[str, str]:
    """Address of the calculation of a part, by column: its name opens the first method, each figure its own."""
    page = reverse("web:conversion-part", args=[code])
    return {"reservataire": page} | {m: f"{page}?{urlencode({'methode': m})}" for m in METHODES}


def count_gravite(comparaison: Comparaison, gravite: str) -> int:
    """Count what keeps some method from being applied, or what the convention must say."""
    found = {a for anomalies in comparaison.anomalies for a in anomalies}
    return sum(anomalie.gravite == gravite for anomalie in found)


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


def count_ecarts(comparaison: Comparaison, face: Face) -> dict[str, dict[str, Fraction]]:
    """Dwellings that each method gives or takes, by method then by id, the bailleur's own left out."""
    first = comparaison.conversions[0]
    before = comparaison.en_vigueur if face == "vigueur" else count_logements(first)
    shown = comparaison.conversions if face == "vigueur" else comparaison.conversions[1:]
    return {
        c.methode: {
            code: n - before[code] for code, n in count_logements(c).items() if code != BAILLEUR and code in before
        }
        for c in shown
    }


def rank_ecarts(ecarts: Ecarts) -> list[str]:
    """Réservataires by the largest gap that a method makes for them."""
    sizes: dict[str, Fraction] = {}
    for row in ecarts.values():
        for code, ecart in row.items():
            sizes[code] = max(sizes.get(code, Fraction(0)), abs(ecart))
    return sorted(sizes, key=lambda code: (-sizes[code], code))


def describe_ecarts(comparaison: Comparaison, ecarts: Ecarts, face: Face) -> str:
    """Say for whom the choice of a method counts most, and what each one changes for him."""
    code = next(iter(rank_ecarts(ecarts)), "")
    said = [
        f"{solde(row[code], 1)} {AVEC[methode]}" for methode, row in ecarts.items() if code and arrondi(row[code], 1)
    ]
    if not said:
        return "Les quatre méthodes donnent le même partage."
    qui = comparaison.conversions[0].ligne(code).nom
    return f"Face {FACES[face]}, le choix compte le plus pour {qui}\u00a0: {join_libelles(said)}, en logements par an."


def figure_ecarts(comparaison: Comparaison, ecarts: Ecarts) -> Figure | None:
    """Draw the gaps for those whom they concern most; None when there is none."""
    codes = [code for code in rank_ecarts(ecarts)[:BARRES] if any(arrondi(row[code], 1) for row in ecarts.values())]
    if not codes:
        return None
    first = comparaison.conversions[0]
    counts = Counter(ligne.nom for ligne in first.lignes)
    noms = tuple(nom if counts[nom] == 1 else f"{nom} ({code})" for code in codes for nom in (first.ligne(code).nom,))
    series = tuple(
        Serie(LIBELLES_METHODES[methode], tuple(row[code] if arrondi(row[code], 1) else None for code in codes))
        for methode, row in ecarts.items()
    )
    chart = GraphiquePoints(
        "ecarts",
        "Écarts entre les méthodes",
        f"Écarts en logements par an, du plus grand au plus petit : d’abord {noms[0]}.",
        noms,
        series,
        decimales=1,
        unite="logements par an",
        signe=True,
    )
    return render_figure(chart)
