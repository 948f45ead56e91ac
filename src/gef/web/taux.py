"""The rotation rates: the one in use, those that could serve, and where the parc turns over faster."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.depot_genres import SDES
from gef.actions.entrees_taux import ANNEES_MAX, ANNEES_PAR_DEFAUT, ComparaisonTaux, describe_evenements
from gef.actions.fichiers_deposes import deposer
from gef.actions.mailles import MAILLES, Maille, RotationParMaille
from gef.actions.tableaux_taux import (
    list_publies,
    nom_taux,
    nom_valeur,
    say_definition,
    say_intervalle,
    table_candidats,
    table_mailles,
)
from gef.actions.taux import (
    find_choix,
    load_comparaison,
    load_mailles,
    load_noms,
    load_publies,
    retenir_taux,
)
from gef.core.taux import LIBELLES_VARIANTES, VARIANTES, TauxMesure, Variante
from gef.errors import GefError
from gef.outputs.graphiques import Figure, GraphiquePoints, Serie, render_figure
from gef.outputs.nombres import taux as write_taux
from gef.web.jour import now, today
from gef.web.portes import for_bailleurs
from gef.web.tableaux import repondre_tableau

MOTIF_MAX: Final = 500
BARRES: Final = 12
CENT: Final = 100
SDES_MAX: Final = 100 << 20
MILLESIMES: Final = (2012, 2100)


class RetenirForm(forms.Form):
    """Which rate serves, and why."""

    taux = forms.ChoiceField(label="Taux à retenir")
    motif = forms.CharField(
        label="Motif",
        help_text="Gardé et montré avec le taux : convention, accord, changement du parc…",
        max_length=MOTIF_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, comparaison: ComparaisonTaux) -> None:
        """Offer the candidates of the day."""
        super().__init__()
        choices = [(c.code, f"{nom_taux(c)} : {write_taux(c.mesure.taux.valeur, 2)}") for c in comparaison.candidats]
        self.fields["taux"] = forms.ChoiceField(label="Taux à retenir", choices=choices)
        if comparaison.retenu:
            self.fields["taux"].initial = comparaison.retenu.code


class SdesForm(forms.Form):
    """The workbook of the SDES."""

    fichier = forms.FileField(
        label="Classeur « résultats RPLS » du SDES (XLSX)",
        help_text="Seuls les taux de votre département, de votre région, de vos EPCI et communes sont gardés.",
    )
    millesime = forms.IntegerField(
        label="Millésime",
        help_text="Situation au 1er janvier ; celui du nom du fichier sinon.",
        required=False,
        min_value=MILLESIMES[0],
        max_value=MILLESIMES[1],
    )

    def clean_fichier(self) -> UploadedFile[Any]:
        """Refuse what is far larger than any such workbook."""
        fichier: UploadedFile[Any] = self.cleaned_data["fichier"]
        if (fichier.size or 0) > SDES_MAX:
            raise forms.ValidationError(f"Ce fichier dépasse {SDES_MAX >> 20} Mo.")
        return fichier


@require_GET
@for_bailleurs
def taux(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the rate in use first, then every rate that could serve."""
    exercice = today().year
    context: dict[str, object] = {"exercice": exercice}
    try:
        comparaison = load_comparaison(acteur.organisation, exercice)
    except GefError as error:
        return render(request, "gef/taux.html", context | {"empechement": str(error)})
    vue = repondre_tableau(request, table_candidats(comparaison))
    if isinstance(vue, HttpResponse):
        return vue
    retenu = comparaison.retenu
    mesure = retenu.mesure if retenu else TauxMesure(comparaison.en_usage)
    context |= {
        "comparaison": comparaison,
        "choix": find_choix(acteur.organisation, exercice),
        "definition": say_definition(comparaison.en_usage),
        "evenements": describe_evenements(mesure),
        "intervalle": say_intervalle(mesure.intervalle),
        "vue": vue,
        "form": RetenirForm(comparaison),
        "sdes": SdesForm(),
    }
    return render(request, "gef/taux.html", context)


@require_POST
@for_bailleurs
def retenir(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Choose the rate of the exercice."""
    code, motif = request.POST.get("taux", ""), request.POST.get("motif", "")[:MOTIF_MAX]
    try:
        retenir_taux(acteur, today().year, code, motif, now())
    except GefError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Taux retenu ; il servira au prochain calcul de l’assiette.")
    return redirect("web:assiette-taux")


@require_POST
@for_bailleurs
def importer(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Take in the workbook of the SDES, and send to its report: nothing is written before it is accepted."""
    check_can_write(acteur)
    form = SdesForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("web:assiette-taux")
    fichier: UploadedFile[Any] = form.cleaned_data["fichier"]
    millesime = form.cleaned_data["millesime"]
    try:
        kept = deposer(acteur, fichier.chunks(), nom=fichier.name or "", genre=SDES, millesime=millesime, moment=now())
    except GefError as error:
        messages.error(request, str(error))
        return redirect("web:assiette-taux")
    return redirect("web:parc-rapport", empreinte=kept.empreinte)


@require_GET
@for_bailleurs
def mailles(request: HttpRequest, acteur: Acteur) -> HttpResponse:
    """Show the rates of one maille, over some years, net or gross."""
    exercice = today().year
    maille, nombre, variante = read_demande(request)
    context: dict[str, object] = {
        "exercice": exercice,
        "champs": list_champs(maille, nombre, variante),
        "maille": MAILLES[maille].lower(),
    }
    try:
        rotation = load_mailles(acteur.organisation, exercice, maille, nombre, variante)
    except GefError as error:
        return render(request, "gef/taux_mailles.html", context | {"empechement": str(error)})
    noms = load_noms(acteur.organisation)
    publies = list_publies(load_publies(acteur.organisation), maille)
    vue = repondre_tableau(request, table_mailles(rotation, noms, publies))
    if isinstance(vue, HttpResponse):
        return vue
    context |= {"rotation": rotation, "vue": vue, "titre": say_etendue(rotation, noms)}
    return render(request, "gef/taux_mailles.html", context | {"figure": figure_mailles(rotation, noms)})


def read_demande(request: HttpRequest) -> tuple[Maille, int, Variante]:
    """Read what is asked; what means nothing is the default."""
    maille = next((m for m in MAILLES if m == request.GET.get("maille")), next(iter(MAILLES)))
    variante = next((v for v in VARIANTES if v == request.GET.get("variante")), next(iter(VARIANTES)))
    nombre = next((n for n in range(1, ANNEES_MAX + 1) if str(n) == request.GET.get("annees")), ANNEES_PAR_DEFAUT)
    return maille, nombre, variante


Champ = tuple[str, str, str, list[tuple[str, str]]]


def list_champs(maille: Maille, nombre: int, variante: Variante) -> list[Champ]:
    """Fields of the form that asks for another maille: name, label, value, choices."""
    years = [(str(n), "la dernière année" if n == 1 else f"les {n} dernières années") for n in range(1, ANNEES_MAX + 1)]
    return [
        ("maille", "Par", maille, list(MAILLES.items())),
        ("annees", "Sur", str(nombre), years),
        ("variante", "Taux", variante, list(LIBELLES_VARIANTES.items())),
    ]


def say_etendue(rotation: RotationParMaille, noms: dict[str, str]) -> str:
    """Say between which values the rate moves, among those that enough departures establish; "" for fewer than two."""
    sure = [
        (row.mesure.taux.valeur, nom_valeur(rotation.maille, row.valeur, noms))
        for row in rotation.lignes
        if row.mesure and row.valeur is not None and not row.mesure.taux.is_fragile
    ]
    if len(sure) < 2:  # noqa: PLR2004  a range has two ends
        return ""
    low, high = min(sure), max(sure)
    return f"De {write_taux(low[0])} ({low[1]}) à {write_taux(high[0])} ({high[1]})"


def figure_mailles(rotation: RotationParMaille, noms: dict[str, str]) -> Figure | None:
    """Draw the rates of the values that have most dwellings; None when there is nothing to compare."""
    rows = [(row, row.mesure) for row in rotation.lignes if row.mesure and row.valeur is not None][:BARRES]
    if len(rows) < 2:  # noqa: PLR2004  one bar compares nothing
        return None
    names = [nom_valeur(rotation.maille, row.valeur or "", noms) for row, _ in rows]
    labels = tuple(
        f"{nom} ({row.valeur})" if names.count(nom) > 1 else nom for nom, (row, _) in zip(names, rows, strict=True)
    )
    values: tuple[Fraction, ...] = tuple(CENT * mesure.taux.valeur for _, mesure in rows)
    best = max(range(len(values)), key=values.__getitem__)
    intervals = tuple(mesure.intervalle for _, mesure in rows)
    chart = GraphiquePoints(
        "mailles",
        f"Rotation par {MAILLES[rotation.maille].lower()}",
        f"Taux de rotation, en pourcentage, et intervalle à 95\N{NARROW NO-BREAK SPACE}% ; "
        f"le plus élevé de ces {len(rows)} est celui de {labels[best]}.",
        labels,
        (Serie("Taux", values),),
        tuple((CENT * ends.bas, CENT * ends.haut) if ends else None for ends in intervals),
        decimales=1,
        unite="% du parc par an",
    )
    return render_figure(chart)
