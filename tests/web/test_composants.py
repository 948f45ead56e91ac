from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve
from tests.outputs.tables_exemples import a_explication, a_ligne, a_table

import gef.web
from gef.outputs.graphiques import GraphiqueBarres, Serie, render_figure
from gef.outputs.graphiques.svg import JETONS
from gef.outputs.tables import Ligne
from gef.web.composants import Chiffre, EtapeAnnee
from gef.web.tableaux import repondre_tableau

pytestmark = pytest.mark.urls("tests.web.urls_composants")

WEB = Path(gef.web.__file__).parent
CSS = (WEB / "static/gef/gef.css").read_text("utf-8")


class Page(HTMLParser):
    """Elements of a page: (tag, attributes), and the text read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, **attrs: str) -> list[dict[str, str | None]]:
        return [
            a
            for t, a in self.elements
            if t == tag and all(a.get(k.rstrip("_").replace("_", "-")) == v for k, v in attrs.items())
        ]

    @property
    def ids(self) -> list[str]:
        return [str(a["id"]) for _, a in self.elements if "id" in a]


def render(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load gef %}" + source).render(context)


def an_acteur(*, is_bailleur: bool = True, organisations: int = 1) -> SimpleNamespace:
    memberships = [
        SimpleNamespace(pk=rang, nom=f"Organisation {rang}", type="bailleur" if is_bailleur else "commune")
        for rang in range(organisations)
    ]
    return SimpleNamespace(
        nom="Claire D.", is_bailleur=is_bailleur, organisation=memberships[0], organisations=memberships
    )


def a_page(path: str = "/", acteur: SimpleNamespace | None = None, contenu: str = "", **context: object) -> str:
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=True)  # type: ignore[assignment]
    request.acteur = acteur  # type: ignore[attr-defined]
    request.resolver_match = resolve(path)
    gabarit = '{% extends "gef/base.html" %}{% load gef %}{% block titre_page %}Essai{% endblock %}'
    source = f"{gabarit}{{% block contenu %}}<h1>Essai</h1>{contenu}{{% endblock %}}"
    return engines["django"].from_string(source).render(context, request)


@pytest.mark.parametrize(
    ("expression", "valeur", "attendu"),
    [
        ("v|entier", 12345, "12\u202f345"),
        ("v|decimal", Fraction(117, 25), "4,68"),
        ("v|decimal:1", Fraction(117, 25), "4,7"),
        ("v|solde", Fraction(-6, 25), "−0,24"),
        ("v|taux", Fraction(4, 23), "17,4\u202f%"),
        ("v|taux:2", Fraction(4, 23), "17,39\u202f%"),
        ("v|logements", 254, "254\u00a0logements"),
        ('v|pluriel:"bail,baux"', 2, "2\u00a0baux"),
        ('v|pluriel:"compte"', 2, "2\u00a0comptes"),
        ("v|date_longue", date(2026, 3, 1), "1er\u00a0mars\u00a02026"),
        ("v|date_courte", date(2026, 10, 10), "10\u00a0oct.\u00a02026"),
        ("v|instant", datetime(2026, 11, 3, 9, 42, tzinfo=UTC), "3\u00a0novembre\u00a02026 à 10\u00a0h\u00a042"),
        ("v|duree", 12, "12\u00a0jours"),
    ],
)
def test_filters_write_french_and_leave_nothing_for_nothing(expression: str, valeur: object, attendu: str) -> None:
    assert render(f"{{{{ {expression} }}}}", v=valeur) == attendu
    assert render(f"{{{{ {expression} }}}}", v=None) == ""


def test_the_page_is_in_french_with_landmarks_a_skip_link_and_no_inline_code() -> None:
    page = Page(html := a_page(acteur=an_acteur(organisations=2)))
    assert page.all("html", lang="fr")
    assert [len(page.all(tag)) for tag in ("header", "nav", "main", "footer", "h1")] == [1, 1, 1, 1, 1]
    assert page.all("a", href="#contenu")
    assert page.all("main", id="contenu")
    assert_strict(html)


def assert_strict(html: str) -> None:
    """Nothing that a policy without unsafe-inline would block, and no id twice."""
    page = Page(html)
    inline = [(t, a) for t, a in page.elements if "style" in a or any(k.startswith(("on", "hx-on")) for k in a)]
    assert inline == []
    assert page.all("style") == []
    assert all(a.get("src") for a in page.all("script"))
    assert [i for i, n in Counter(page.ids).items() if n > 1] == []


def test_htmx_neither_evaluates_nor_writes_styles() -> None:
    config = Page(a_page()).all("meta", name="htmx-config")[0]["content"]
    assert '"includeIndicatorStyles":false' in str(config)
    assert '"allowEval":false' in str(config)


@pytest.mark.parametrize(
    ("chemin", "courant"),
    [("/", ("L’année", "page")), ("/bilan", ("Bilan", "page")), ("/bilan/envoyer", ("Bilan", "true"))],
)
def test_navigation_says_where_one_is(chemin: str, courant: tuple[str, str]) -> None:
    html = a_page(chemin, an_acteur())
    assert re.findall(r'aria-current="(\w+)">([^<]+)</a>', html) == [courant[::-1]]


def test_navigation_is_that_of_the_actor() -> None:
    labels = [
        re.findall(r"<li><a [^>]+>([^<]+)</a>", a_page(acteur=a))
        for a in (an_acteur(), an_acteur(is_bailleur=False), None)
    ]
    assert labels[0] == [
        "L’année",
        "État des lieux",
        "Assiette",
        "Conversion",
        "Objectifs",
        "Orientation",
        "Bilan",
        "Droit",
    ]
    assert labels[1] == ["L’année", "Bilan", "Droit"]
    assert labels[2] == []


def test_signing_out_and_switching_are_posts_with_their_token() -> None:
    page = Page(a_page(acteur=an_acteur(organisations=2)))
    assert [f["action"] for f in page.all("form", method="post")] == ["/organisation", "/sortir"]
    assert len(page.all("input", name="csrfmiddlewaretoken")) == 2
    assert len(page.all("option")) == 2
    assert [f["action"] for f in Page(a_page(acteur=an_acteur())).all("form")] == ["/sortir"]
    assert Page(a_page()).all("form") == []


def test_messages_are_announced_by_their_kind() -> None:
    messages = [Message(25, "Orienté."), Message(30, "À vérifier."), Message(40, "Refusé <b>."), Message(20, "Su.")]
    html = render_to_string("gef/composants/annonces.html", {"messages": messages})
    kinds = re.findall(r'<p class="encart (\w*)" role="(\w+)">([^<]+)', html)
    assert kinds == [("fait", "status", "Orienté."), ("attention", "status", "À vérifier."), ("erreur", "alert", "Refusé &lt;b&gt;."), ("", "status", "Su.")]  # fmt: skip


def show(query: str = "", *lignes: Ligne, **options: object) -> str:
    vue = repondre_tableau(
        RequestFactory().get(f"/?{query}"), a_table(*lignes, total=Ligne({"nom": "Ensemble", "recus": 4}))
    )
    arguments = "".join(f' {nom}="{valeur}"' for nom, valeur in options.items())
    return render("{% tableau vue" + arguments + " %}", vue=vue)


def test_a_table_is_named_headed_and_says_its_sort() -> None:
    page = Page(html := show("tri=solde&sens=decroissant", a_ligne("Évian")))
    region = page.all("div", role="region")[0]
    assert region["aria-labelledby"] in page.ids
    assert region["tabindex"] == "0"
    assert len(page.all("th", scope="col")) == 7
    assert [a.get("aria-sort") for a in page.all("th", scope="col")].count("descending") == 1
    assert len(page.all("th", scope="row")) == 2
    assert "Soldes des réservataires" in page.text
    assert_strict(html)


def test_controls_work_without_script() -> None:
    page = Page(show("tri=nom&f-nom=e", a_ligne("Évian"), a_ligne("Lys")))
    form = page.all("form")[0]
    assert (form["method"], form["action"]) == ("get", "/")
    assert page.all("input", type="hidden", name="tri", value="nom")
    assert page.all("input", name="f-nom", value="e")
    assert page.all("button", type="submit")
    assert {a["href"] for a in page.all("a", download=None) if "download" in a} == {
        "/?tri=nom&f-nom=e&format=xlsx",
        "/?tri=nom&f-nom=e&format=csv",
        "/?tri=nom&f-nom=e&format=pdf",
    }


def test_a_refreshed_region_keeps_the_focus_by_its_ids() -> None:
    ids = {i for i in Page(show("", a_ligne())).ids if i.startswith("t-soldes-")}
    assert {"t-soldes-titre", "t-soldes-tri-nom", "t-soldes-f-nom", "t-soldes-filtrer"} <= ids


def test_cells_carry_mark_link_detail_and_escape_what_they_hold() -> None:
    marquee = Ligne(
        {"nom": "<script>", "recus": 4, "solde": Fraction(1), "financement": "plai"},
        genre="bord",
        liens={"nom": "/compte?a=1&b=2"},
        details={"nom": "en <b>QPV</b>"},
        marques={"solde": "retard", "financement": "alerte"},
    )
    html = show("", marquee)
    assert '<tr role="row" class="bord">' in html
    assert '<a href="/compte?a=1&amp;b=2">&lt;script&gt;</a><small>en &lt;b&gt;QPV&lt;/b&gt;</small>' in html
    assert '<td role="cell" class="num" data-l="Solde"><b class="retard">+1,00</b></td>' in html
    assert '<span class="etat alerte">PLAI</span>' in html
    assert '<td role="cell" class="nb"></td>' in html  # nothing known: no label alone on a phone


def test_an_empty_table_says_what_will_come_and_a_narrowed_one_how_to_see_all() -> None:
    assert "Aucune ligne." in show()
    html = show("f-nom=zzz", a_ligne("Lys"))
    assert "Aucune ligne ne répond à ces filtres." in html
    assert Page(html).all("a", href="/")


@pytest.mark.parametrize("mode", ["mince", "fiches", "figee"])
def test_the_page_may_choose_how_a_phone_shows_it(mode: str) -> None:
    assert f'class="defile {mode}"' in show("", a_ligne(), mode=mode)
    assert 'class="cache">Soldes' in show("", a_ligne(), niveau="cache")


def test_a_plain_table_is_shown_without_controls() -> None:
    html = render("{% tableau table %}", table=a_table(a_ligne("Évian")))
    assert "Évian" in html
    assert "Exporter" not in html
    assert "<form" not in html


def test_the_origin_of_a_figure_reads_from_the_data_to_the_result() -> None:
    html = render('{% origine e lien="/preuve" %}', e=a_explication())
    page = Page(html)
    assert "D’où vient ce chiffre\u202f?" in page.text
    assert [a.get("class") for a in page.all("dt")] == [None, None, None, "total"]
    assert 'class="etiq legal">légal' in html
    assert 'class="etiq local">accord local' in html
    assert page.all("a", href="https://x.test")
    assert page.all("a", href="/preuve")
    assert "12\u202f%" in page.text


def test_key_figures_are_a_list_of_terms() -> None:
    html = render(
        "{% chiffres c %}",
        c=[Chiffre("Plus grand retard", "+1,00", "Grasse", "logement", "retard"), Chiffre("Somme", "0")],
    )
    assert '<dd class="n retard">+1,00 <small>logement</small></dd>' in html
    assert html.count("<dd") == 3


def test_the_year_marks_its_current_step() -> None:
    html = render("{% annee e %}", e=[EtapeAnnee("Assiette", "faite", "fait", "/assiette"), EtapeAnnee("Flux", "210", "cours"), EtapeAnnee("Bilan", "28 février", "avenir")])  # fmt: skip
    page = Page(html)
    assert [(a.get("class"), a.get("aria-current")) for a in page.all("li")] == [
        ("fait", None),
        (None, "step"),
        (None, None),
    ]
    assert page.all("a", href="/assiette")


def test_a_chart_has_two_widths_a_legend_and_a_title_that_is_escaped() -> None:
    figure = render_figure(GraphiqueBarres("g", "G", "D.", ("T2",), (Serie("Baux", (1,)), Serie("A & B", (2,)))))
    html = render("{% graphique f t precision='logements' %}", f=figure, t="Un < deux")
    page = Page(html)
    assert len(page.all("svg", role="img")) == 2
    assert all(i in page.ids for a in page.all("svg", role="img") for i in str(a["aria-labelledby"]).split())
    assert "Un &lt; deux" in html
    assert "A &amp; B</li>" in html
    assert_strict(html)


def test_breadcrumbs_end_on_this_page() -> None:
    page = Page(html := render('{% ariane "L’année" "/" "Bilans" "/bilans" "Bilan 2025" %}'))
    assert [a["href"] for a in page.all("a")] == ["/", "/bilans"]
    assert '<li aria-current="page">Bilan 2025</li>' in html


def test_states_tags_callouts_and_voids() -> None:
    assert render('{% etat "fait" "tenue" %}') == '<span class="etat fait">tenue</span>'
    assert render('{% etiquette "locale" %}') == '<span class="etiq local">accord local</span>'
    assert render('{% etiquette "pratique" %}') == '<span class="etiq ">usage du métier</span>'
    assert render('{% encart "attention" t %}<p>{{ t }}</p>{% endencart %}', t="<i>") == (
        '<div class="encart attention"><b>&lt;i&gt;</b><p>&lt;i&gt;</p></div>'
    )
    assert "Aucun refus." in render('{% vide "Aucun refus." "Ici viendront les refus." %}')


class Formulaire(forms.Form):
    motif = forms.CharField(label="Motif", help_text="Gardé au journal.")
    choix = forms.ChoiceField(label="À qui", choices=[("v", "Ville"), ("e", "État")], widget=forms.RadioSelect)
    accord = forms.BooleanField(label="Je confirme", help_text="Sans retour.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)


def test_fields_are_labelled_helped_and_say_their_error() -> None:
    form = Formulaire({})
    html = "".join(render("{% champ f %}", f=form[nom]) for nom in form.fields)
    page = Page(html)
    described = [i for _, a in page.elements if a.get("aria-describedby") for i in str(a["aria-describedby"]).split()]
    assert set(described) <= set(page.ids)
    assert {"id_motif_helptext", "id_motif_error", "id_choix_error", "id_accord_error"} <= set(described)
    assert page.all("input", name="motif", aria_invalid="true")
    labelled = {a["for"] for a in page.all("label")}
    controls = {a["id"] for tag in ("input", "textarea") for a in page.all(tag)}
    assert controls <= labelled
    assert len(page.all("legend")) == 1
    assert page.text.count("(facultatif)") == 1
    assert html.count("faux") == 3
    assert_strict(html)


def tokens() -> dict[str, tuple[str, str]]:
    found = re.findall(r"(--[\w-]+): light-dark\((#\w+), (#\w+)\)", CSS)
    return {nom: (clair, sombre) for nom, clair, sombre in found}


def luminance(couleur: str) -> float:
    digits = couleur[1:] if len(couleur) == 7 else "".join(c * 2 for c in couleur[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    lines = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * lines[0] + 0.7152 * lines[1] + 0.0722 * lines[2]


@pytest.mark.parametrize("mode", [0, 1], ids=["clair", "sombre"])
@pytest.mark.parametrize("texte", ["encre", "gris", "prune", "retard", "avance", "erreur"])
def test_every_text_colour_is_legible_on_every_background(texte: str, mode: int) -> None:
    table = tokens()
    for fond in ("papier", "feuille", "creux"):
        pair = sorted(luminance(table[f"--{nom}"][mode]) for nom in (texte, fond))
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, fond


def test_old_browsers_get_the_light_values() -> None:
    for nom, (clair, _) in tokens().items():
        assert f"    {nom}: {clair};\n" in CSS


def test_charts_find_their_colours_and_the_page_its_font() -> None:
    for jeton in set(JETONS.values()):
        assert f".gf-{jeton} {{ fill: var(--{jeton}) }}" in CSS
        assert f".gs-{jeton} {{ stroke: var(--{jeton}) }}" in CSS
        assert f"--{jeton}" in tokens()
    for adresse in re.findall(r'url\("([^"]+)"\)', CSS):
        assert (WEB / "static/gef" / adresse).exists()


def test_every_class_of_the_components_is_styled() -> None:
    unstyled = set()
    for fichier in (WEB / "templates/gef/base.html", *(WEB / "templates/gef/composants").glob("*.html")):
        for valeur in re.findall(r'class="([^"]*)"', fichier.read_text("utf-8")):
            propre = re.sub(r"\{[%{].*?[%}]\}", " ", valeur)
            unstyled |= {c for c in propre.split() if f".{c}" not in CSS and not c.endswith("-")}
    assert unstyled <= {"qui"}, unstyled
