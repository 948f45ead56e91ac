from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.outputs import graphiques
from gef.outputs.graphiques import (
    BarreSolde,
    GraphiqueBarres,
    GraphiqueInvalideError,
    GraphiqueMarches,
    GraphiqueMultiples,
    GraphiqueSoldes,
    GraphiqueSuivi,
    Marche,
    Panneau,
    PointSuivi,
    Serie,
    draw,
    render_figure,
)
from gef.outputs.graphiques.svg import nettoyer
from gef.outputs.graphiques.texte import couper, largeur

SVG = "{http://www.w3.org/2000/svg}"
SOLDES = GraphiqueSoldes(
    "soldes",
    "Soldes par réservataire",
    "Fontaine attend un logement & demi.",
    (
        BarreSolde("Ville d’Évian", Fraction(-6, 25)),
        BarreSolde("Fontaine <b>", Fraction(1), "retard"),
        BarreSolde("État, agents", Fraction(-3, 5), "avance"),
        BarreSolde("Non réservé", Fraction(0)),
    ),
    Fraction(9, 10),
)
BARRES = GraphiqueBarres(
    "methodes",
    "Méthodes",
    "La part du parc favorise l’État.",
    ("État", "Action Logement"),
    (Serie("Part du parc", (Fraction(149, 2), None)), Serie("Négociée", (76, Fraction(-63, 10)))),
    decimales=1,
    unite="logements par an",
)
EMPILE = GraphiqueBarres(
    "bilan", "Bilan", "D.", ("T2", "T3"), (Serie("Baux", (3, 4)), Serie("Refus", (1, 2))), "empile"
)
MARCHES = GraphiqueMarches(
    "assiette",
    "Assiette",
    "De 306 à 275.",
    (Marche("Prévu", 306, "depart"), Marche("Mutations", -31), Marche("Assiette", 275, "resultat")),
)
SUIVI = GraphiqueSuivi(
    "suivi",
    "Suivi",
    "D.",
    (PointSuivi(date(2026, 1, 1), Fraction(1, 2)), PointSuivi(date(2026, 11, 22), Fraction(3, 5))),
)
FINS = (date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 12))


def a_panneau(nom: str, *soldes: str) -> Panneau:
    return Panneau(nom, tuple(PointSuivi(day, Fraction(solde)) for day, solde in zip(FINS, soldes, strict=True)))


MULTIPLES = GraphiqueMultiples(
    "fil",
    "Fil",
    "Fontaine attend.",
    (
        a_panneau("Ville de Fontaine", "0", "0.4", "0.9", "1.2"),
        a_panneau(
            "Communauté d’agglomération de Cannes Pays de Lérins et de ses alentours", "0", "-10", "-1", "-12.34"
        ),
        a_panneau("État, agents", "0", "0", "0", "0"),
    ),
    Fraction(8, 10),
)
TOUS = (SOLDES, BARRES, EMPILE, MARCHES, SUIVI, MULTIPLES)


def texts(svg: str) -> list[str]:
    return ["".join(t.itertext()) for t in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("place", [560, 320])
@pytest.mark.parametrize("graphique", TOUS, ids=lambda g: g.code)
def test_the_drawing_is_accessible_and_holds_under_a_strict_policy(graphique, place: int) -> None:
    svg = draw(graphique, place)
    racine = ET.fromstring(svg)
    assert racine.get("role") == "img"
    assert racine.get("aria-labelledby") == f"{graphique.code}-{place}-t {graphique.code}-{place}-d"
    assert [racine[0].text, racine[1].text] == [graphique.titre, graphique.description]
    assert racine.get("width") == str(place)
    assert not re.search(r"style=|<style|<script|font-family|https?://(?!www\.w3\.org/2000/svg)|javascript:", svg)
    ids = [e.get("id") for e in racine.iter() if e.get("id")]
    assert len(ids) == len(set(ids)) == 2


@pytest.mark.parametrize("graphique", TOUS, ids=lambda g: g.code)
def test_every_colour_is_a_token_of_the_stylesheet(graphique) -> None:
    for element in ET.fromstring(draw(graphique, 560)).iter():
        for nom in ("fill", "stroke"):
            couleur = element.get(nom, "none")
            assert couleur == "none" or element.get("class"), (element.tag, couleur)


@pytest.mark.parametrize("graphique", TOUS, ids=lambda g: g.code)
def test_nothing_is_drawn_outside(graphique) -> None:
    """Every text ends inside the drawing, by the widths of the font that the page uses."""
    for place in (560, 320):
        for debut, fin in spans(ET.fromstring(draw(graphique, place))):
            assert debut >= -1
            assert fin <= place + 1


def spans(element: ET.Element, decalage: float = 0.0) -> list[tuple[float, float]]:
    deplace = re.match(r"translate\((-?[\d.]+),", element.get("transform", ""))
    decalage += float(deplace.group(1)) if deplace else 0.0
    if element.tag != f"{SVG}text":
        return [span for enfant in element for span in spans(enfant, decalage)]
    taille, gras = int(element.get("font-size", "13px").removesuffix("px")), element.get("font-weight") == "600"
    lignes = [enfant.text or "" for enfant in element] or [element.text or ""]
    place = max(largeur(texte, taille, gras=gras) for texte in lignes)
    debut = decalage - {"end": place, "middle": place / 2}.get(element.get("text-anchor", "start"), 0.0)
    return [(debut, debut + place)]


def test_soldes_are_sorted_signed_and_named_as_they_are() -> None:
    ecrits = texts(draw(SOLDES, 560))
    noms = [t for t in ecrits if t in {b.libelle for b in SOLDES.barres}]
    assert noms == ["Fontaine <b>", "Non réservé", "Ville d’Évian", "État, agents"]
    assert [t for t in ecrits if "," in t and t[0] in "+−0"][-4:] == ["+1,00", "0,00", "−0,24", "−0,60"]
    assert "+0,90retard" in ecrits
    assert "−0,90avance" in ecrits


def test_each_tone_has_its_colour_and_all_follow_the_page() -> None:
    svg = draw(SOLDES, 560)
    assert [svg.count(f'class="gf-{jeton}"') for jeton in ("retard", "avance", "serie-4")] == [1, 1, 2]


def test_bars_skip_what_is_missing_and_write_french_numbers() -> None:
    ecrits = texts(draw(BARRES, 560))
    assert [t for t in ecrits if t.endswith((",5", ",0", ",3"))][-3:] == ["74,5", "76,0", "−6,3"]
    assert "logements par an" in ecrits


def test_the_legend_follows_the_series_and_is_left_out_for_one() -> None:
    legende = render_figure(BARRES).legende
    assert [(r.jeton, r.libelle) for r in legende] == [("prune", "Part du parc"), ("avance", "Négociée")]
    for repere in legende:
        assert f'class="gf-{repere.jeton}"' in render_figure(BARRES).ample
    assert render_figure(MARCHES).legende == ()


def test_long_names_take_several_lines_on_a_phone() -> None:
    graphique = GraphiqueSoldes("l", "T", "D.", (BarreSolde("Département des Alpes-Maritimes", Fraction(1)),))
    assert "<tspan" in draw(graphique, 320)
    assert "Département des Alpes-Maritimes" in texts(draw(graphique, 560))


def test_the_same_declaration_is_drawn_once() -> None:
    draw.cache_clear()
    render_figure(MARCHES)
    render_figure(MARCHES)
    assert draw.cache_info().misses == 2


def test_steps_that_do_not_lead_to_the_result_are_refused() -> None:
    with pytest.raises(GraphiqueInvalideError, match="« Assiette » : 254 après 275"):
        GraphiqueMarches(
            "a", "A", "D.", (Marche("P", 306, "depart"), Marche("M", -31), Marche("Assiette", 254, "resultat"))
        )
    with pytest.raises(GraphiqueInvalideError, match="attendu : un niveau d’abord"):
        GraphiqueMarches("a", "A", "D.", (Marche("M", -31),))


@pytest.mark.parametrize(
    ("series", "message"),
    [
        ((), "0 séries"),
        (tuple(Serie(str(i), (1, 2)) for i in range(5)), "5 séries"),
        ((Serie("a", (1,)),), "1 valeurs ; attendu : 2"),
        ((Serie("a", (1, 2)), Serie("a", (1, 2))), "en double"),
        ((Serie("a", (1, -2)),), "négative empilée"),
    ],
)
def test_series_that_cannot_be_drawn_are_refused(series, message: str) -> None:
    with pytest.raises(GraphiqueInvalideError, match=message):
        GraphiqueBarres("b", "B", "D.", ("x", "y"), series, mode="empile")


def test_two_accounts_of_one_name_are_refused() -> None:
    with pytest.raises(GraphiqueInvalideError, match="en double"):
        GraphiqueSoldes("s", "S", "D.", (BarreSolde("a", Fraction(1)), BarreSolde("a", Fraction(2))))


def test_a_follow_up_goes_forward() -> None:
    with pytest.raises(GraphiqueInvalideError, match="dans l’ordre du temps"):
        GraphiqueSuivi("s", "S", "D.", tuple(reversed(SUIVI.points)))


def test_a_chart_of_nothing_but_zeros_is_drawn() -> None:
    assert "0,00" in texts(draw(GraphiqueSoldes("z", "Z", "D.", (BarreSolde("a", Fraction(0)),)), 320))


def test_cleaning_keeps_a_text_that_looks_like_markup() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text style="x" class="y" fill="#64274f">a style="b" &lt;i&gt;</text></svg>'
    propre = nettoyer(svg, identifiant="i", titre="T", description="D")
    assert 'class="gf-prune"' in propre
    assert 'a style="b" &lt;i&gt;</text>' in propre


@given(st.text(st.sampled_from("abÉ - "), min_size=1, max_size=40), st.integers(20, 200))
def test_a_broken_label_loses_only_spaces(texte: str, place: int) -> None:
    lignes = couper(texte, place, 14)
    assert "".join(lignes).replace(" ", "") == texte.replace(" ", "")
    assert all(largeur(ligne, 14) <= place or not re.search(r"[ -].", ligne.strip()) for ligne in lignes)


def test_the_theme_and_the_tokens_agree() -> None:
    from gef.outputs.graphiques.rendu import load_theme
    from gef.outputs.graphiques.svg import JETONS

    series = [JETONS[couleur] for couleur in load_theme()["range"]["category"]]
    assert tuple(series) == graphiques.JETONS_SERIES


def test_small_multiples_name_each_account_and_write_its_last_solde() -> None:
    for place in (560, 320):
        ecrits = texts(draw(MULTIPLES, place))
        assert ecrits[0] == "Ville de Fontaine"
        assert ecrits[1].startswith("Communauté d’agglomération")
        assert ecrits[1].endswith("…")
        assert ecrits[3:6] == ["+1,20", "−12,34", "0,00"]
        assert set(ecrits[6:]) == {"janv."}


def test_small_multiples_share_their_scale_and_dash_the_threshold() -> None:
    root = ET.fromstring(draw(MULTIPLES, 560))
    dashed = [e for e in root.iter() if e.get("stroke-dasharray") not in (None, "")]
    assert len(dashed) == len(MULTIPLES.panneaux)


@pytest.mark.parametrize(
    "panneaux",
    [
        (),
        (a_panneau("A", "0", "0", "0", "0"),) * 2,
        (a_panneau("A", "0", "0", "0", "0"), Panneau("B", (PointSuivi(FINS[0], Fraction(0)),))),
        (Panneau("A", (PointSuivi(FINS[0], Fraction(0)),)),),
        tuple(a_panneau(f"A{rank}", "0", "0", "0", "0") for rank in range(13)),
    ],
)
def test_panels_that_cannot_be_compared_are_refused(panneaux: tuple[Panneau, ...]) -> None:
    with pytest.raises(GraphiqueInvalideError, match="Graphique « f »"):
        GraphiqueMultiples("f", "F", "D.", panneaux)
