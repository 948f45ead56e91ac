from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.assiette import (
    CATALOGUE_EXCLUSIONS,
    CATEGORIES,
    EntreeAssiette,
    Exclusion,
    Soustraction,
    TauxRotation,
    calculer_assiette,
    estimer_mutations,
)
from gef.core.errors import DonneeInvalideError, DoubleSoustractionError
from gef.core.motifs import Source
from gef.core.rotation import LIBELLES_PARCS
from gef.law.loader import load_droit

SOURCE = Source("convention, annexe 1", "locale")


def a_exclusion(code: str = "pli", logements: int = 10, nature: str = "locale", source: Source = SOURCE) -> Exclusion:
    return Exclusion(code, f"Logements {code}", logements, nature, source)


def a_taux(valeur: Fraction | str = "1/10", numerateur: tuple[str, ...] = (), denominateur: tuple[str, ...] = ()):
    return TauxRotation(
        Fraction(valeur), frozenset(numerateur), frozenset(denominateur), "bailleur, Ain", (2024,), SOURCE
    )


def a_entree(
    parc: int = 1000,
    exclusions: tuple[Exclusion, ...] = (),
    taux: TauxRotation | None = None,
    soustractions: tuple[Soustraction, ...] = (),
) -> EntreeAssiette:
    return EntreeAssiette(2025, parc, exclusions, taux or a_taux(), soustractions)


def test_every_step_has_a_source_and_a_name_of_its_own() -> None:
    besoins = (
        Soustraction("anru", Fraction(8), Source("charte A")),
        Soustraction("anru", Fraction(4), Source("charte B")),
    )
    exclusions = (a_exclusion("defense", 30, "legale"), a_exclusion("pli", 20))
    assiette = calculer_assiette(a_entree(exclusions=exclusions, soustractions=besoins))
    etapes = assiette.explication.etapes
    assert [e.code for e in etapes] == [
        "parc",
        "exclusion_defense",
        "exclusion_pli",
        "eligible",
        "taux",
        "liberes",
        "soustraction_anru",
        "soustraction_anru_2",
        "assiette",
    ]
    assert all(etape.source for etape in etapes)
    assert etapes[-1].valeur == assiette.assiette == 83
    assert etapes[-1].calcul == "95 − 8 − 4"


def test_the_nature_of_an_exclusion_is_shown() -> None:
    exclusions = (a_exclusion("defense", 30, "legale"), a_exclusion("pli", 20))
    explication = calculer_assiette(a_entree(exclusions=exclusions)).explication
    defense, pli = explication.etape("exclusion_defense"), explication.etape("exclusion_pli")
    assert (defense.source.nature, pli.source.nature) == ("legale", "locale")
    assert "prévue par la loi" in defense.libelle
    assert "accord local" in pli.libelle


@pytest.mark.parametrize("code", [*(c for c, m in CATALOGUE_EXCLUSIONS.items() if m.nature == "locale"), "parking"])
def test_a_local_exclusion_is_not_presented_as_legal(code: str) -> None:
    with pytest.raises(DonneeInvalideError, match=rf"exclusions\[{code}\]\.nature : « legale »"):
        a_exclusion(code, nature="legale")


def test_a_legal_exclusion_is_not_presented_as_negotiable() -> None:
    with pytest.raises(DonneeInvalideError, match=r"exclusions\[sante\]\.nature : « locale »"):
        a_exclusion("sante", nature="locale")


def test_the_catalogue_names_each_parc_once_and_the_law_only_three() -> None:
    assert set(CATALOGUE_EXCLUSIONS) == set(LIBELLES_PARCS)
    legales = {code for code, modele in CATALOGUE_EXCLUSIONS.items() if modele.nature == "legale"}
    assert legales == {"defense", "securite_interieure", "sante"}
    assert all(modele.source.nature == modele.nature for modele in CATALOGUE_EXCLUSIONS.values())


@pytest.mark.parametrize("categorie", CATEGORIES)
def test_a_category_already_left_out_is_refused(categorie: str) -> None:
    entree = a_entree(
        taux=a_taux(numerateur=(categorie,)), soustractions=(Soustraction(categorie, Fraction(1), SOURCE),)
    )
    with pytest.raises(DoubleSoustractionError, match=f"{categorie} 1 "):
        calculer_assiette(entree)


def test_the_refusal_names_what_the_rate_excludes_and_both_remedies() -> None:
    entree = a_entree(
        taux=a_taux(numerateur=("mutations", "anru")),
        soustractions=(Soustraction("mutations", Fraction(9), Source("CUS, fiche 12")),),
    )
    with pytest.raises(DoubleSoustractionError) as erreur:
        calculer_assiette(entree)
    message = str(erreur.value)
    assert "mutations internes et relogements de rénovation urbaine (ANRU) (convention, annexe 1)" in message
    assert "mutations 9 (CUS, fiche 12)" in message
    assert "garder ce taux et ne plus rien soustraire" in message
    assert "ou prendre un taux dont les libérations les comptent" in message


def test_a_forecast_of_zero_takes_nothing_twice() -> None:
    entree = a_entree(
        taux=a_taux(numerateur=("mutations",)), soustractions=(Soustraction("mutations", Fraction(0), SOURCE),)
    )
    assert calculer_assiette(entree).assiette == 100


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"parc": -1}, "parc : −1"),
        ({"exercice": 25}, "exercice : 25"),
        ({"exclusions": (a_exclusion(), a_exclusion())}, "exclusions : la ligne « pli"),
        (
            {"soustractions": (Soustraction("lhi", Fraction(1), SOURCE), Soustraction("lhi", Fraction(2), SOURCE))},
            "soustractions : la ligne « lhi",
        ),
    ],
)
def test_an_invalid_entry_names_its_field(champs: dict[str, object], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        replace(a_entree(), **champs)


def test_negative_or_unknown_lines_are_refused() -> None:
    with pytest.raises(DonneeInvalideError, match=r"exclusions\[pli\]\.logements : −3"):
        a_exclusion(logements=-3)
    with pytest.raises(DonneeInvalideError, match=r"soustractions\[lhi\]\.logements : −0,50"):
        Soustraction("lhi", Fraction(-1, 2), SOURCE)
    with pytest.raises(DonneeInvalideError, match="« demolition_hors_anru » ; attendu : mutations, anru"):
        Soustraction("demolition_hors_anru", Fraction(1), SOURCE)


def test_exclusions_beyond_the_parc_are_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="1\u202f001 logements retirés d’un parc de 1\u202f000"):
        calculer_assiette(a_entree(exclusions=(a_exclusion(logements=1001),)))
    assert calculer_assiette(a_entree(exclusions=(a_exclusion(logements=1000),))).assiette == 0


def test_a_negative_assiette_is_refused_and_zero_is_a_result() -> None:
    with pytest.raises(DonneeInvalideError, match=r"100,50 logements \(mutations 100,50\) pour 100 libérés"):
        calculer_assiette(a_entree(soustractions=(Soustraction("mutations", Fraction(201, 2), SOURCE),)))
    assert calculer_assiette(a_entree(soustractions=(Soustraction("mutations", Fraction(100), SOURCE),))).assiette == 0


def test_flat_mutations_tell_their_base() -> None:
    ligne = estimer_mutations(Fraction(10, 100), "logements_liberes", Fraction(613, 2), SOURCE)
    assert ligne.logements == Fraction(613, 20)
    assiette = calculer_assiette(a_entree(soustractions=(ligne,)))
    assert assiette.explication.etape("soustraction_mutations").calcul == "10\u202f% de 306,50 logements libérés"
    with pytest.raises(DonneeInvalideError, match="mutations, taux : 10"):
        estimer_mutations(Fraction(10), "parc_eligible", 100, SOURCE)


@pytest.mark.parametrize(
    ("exclusions", "taux", "soustractions", "attendu"),
    [
        ((), a_taux(), (), []),
        ((a_exclusion("etudiants"),), a_taux(denominateur=("etudiants",)), (), []),
        ((), a_taux(denominateur=("etudiants",)), (), ["ne compte pas les logements étudiants"]),
        ((a_exclusion("pli"),), a_taux(), (), ["Le taux compte les logements intermédiaires"]),
        (
            (a_exclusion("logements_foyers"),),
            a_taux(denominateur=("logements_foyers",)),
            (),
            ["Le RPLS ne recense pas les foyers"],
        ),
        (
            (a_exclusion("plan_vente"),),
            a_taux(denominateur=("plan_vente",)),
            (Soustraction("vente", Fraction(5), SOURCE),),
            ["ne doit compter que les relogements"],
        ),
        ((), replace(a_taux(), evenements=7), (), ["que sur 7 libérations"]),
    ],
)
def test_what_does_not_match_is_said(exclusions, taux, soustractions, attendu: list[str]) -> None:
    avertissements = calculer_assiette(a_entree(1000, exclusions, taux, soustractions)).avertissements
    assert len(avertissements) == len(attendu)
    assert all(extrait in phrase for extrait, phrase in zip(attendu, avertissements, strict=True))


comptes = st.integers(0, 400)
taux_bruts = st.fractions(0, 1, max_denominator=1000).map(a_taux)


@given(st.integers(2000, 9000), st.lists(comptes, max_size=4), taux_bruts)
def test_the_chain_adds_up(parc: int, retires: list[int], taux: TauxRotation) -> None:
    exclusions = tuple(a_exclusion(f"locale_{i}", n) for i, n in enumerate(retires))
    brute = calculer_assiette(a_entree(parc, exclusions, taux))
    besoin = Soustraction("mutations", brute.liberes / 3, SOURCE)
    nette = calculer_assiette(a_entree(parc, exclusions, taux, (besoin,)))
    assert nette.eligible + sum(retires) == parc
    assert nette.assiette + nette.soustraits == nette.liberes == nette.eligible * taux.valeur
    etapes = nette.explication.etapes
    assert sum(e.valeur for e in etapes if e.code == "parc" or e.code.startswith("exclusion")) == nette.eligible
    assert sum(e.valeur for e in etapes if e.code == "liberes" or e.code.startswith("soustraction")) == nette.assiette


@given(st.integers(2000, 9000), comptes, comptes, taux_bruts)
def test_the_assiette_falls_when_exclusions_grow(parc: int, retires: int, de_plus: int, taux: TauxRotation) -> None:
    avant = calculer_assiette(a_entree(parc, (a_exclusion(logements=retires),), taux))
    apres = calculer_assiette(a_entree(parc, (a_exclusion(logements=retires + de_plus),), taux))
    assert avant.assiette - apres.assiette == de_plus * taux.valeur >= 0


@given(st.permutations([("pli", 7), ("iml", 11), ("etudiants", 13)]), st.permutations(["mutations", "anru", "lhi"]))
def test_the_order_of_lines_changes_nothing(retires: list[tuple[str, int]], besoins: list[str]) -> None:
    exclusions = tuple(a_exclusion(code, n) for code, n in retires)
    soustractions = tuple(Soustraction(c, Fraction(len(c)), SOURCE) for c in besoins)
    resultat = calculer_assiette(a_entree(5000, exclusions, soustractions=soustractions))
    reference = Fraction(5000 - 31, 10) - len("mutations") - len("anru") - len("lhi")
    assert resultat.assiette == reference
    assert (
        resultat.avertissements == calculer_assiette(a_entree(5000, exclusions[::-1], soustractions=())).avertissements
    )


def test_categories_and_exclusions_are_those_of_the_law() -> None:
    droit, jour = load_droit(), date(2026, 1, 1)
    soustractions = droit.au("soustractions", jour)
    assert set(soustractions.codes) == set(CATEGORIES)
    legales = {code for code, modele in CATALOGUE_EXCLUSIONS.items() if modele.nature == "legale"}
    assert set(droit.au("stock_identifies", jour).codes) == legales
    assert set(soustractions.hors_liste) <= set(CATALOGUE_EXCLUSIONS) - legales


def test_a_convention_with_its_own_exclusions_has_its_own_assiette() -> None:
    pli, iml = a_exclusion("pli", 100), a_exclusion("iml", 50)
    entree = replace(a_entree(exclusions=(pli,)), conventions={"VILLE": (pli, iml)})
    assiette = calculer_assiette(entree)
    [propre] = assiette.conventions
    assert (assiette.assiette, propre.reservataire, propre.eligible) == (90, "VILLE", 850)
    assert propre.assiette == 85
    # The same function on the same exclusions: the figure of a convention is that of an assiette.
    assert propre.assiette == calculer_assiette(replace(entree, exclusions=(pli, iml), conventions={})).assiette
    assert propre.explication.etapes[-1].valeur == propre.assiette


def test_a_convention_that_excludes_more_than_the_parc_is_named() -> None:
    entree = replace(a_entree(), conventions={"VILLE": (a_exclusion("pli", 1001),)})
    with pytest.raises(DonneeInvalideError, match="Convention de VILLE, exclusions"):
        calculer_assiette(entree)


def test_what_the_data_say_is_read_with_the_result() -> None:
    entree = replace(a_entree(), remarques=("La liste a 3 logements de plus.",))
    assert calculer_assiette(entree).avertissements == ("La liste a 3 logements de plus.",)
