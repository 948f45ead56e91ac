"""A local value applies only where the law allows it, and the result says why."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.builders import a_derogation, a_locale, a_parametre, a_valeur

from gef.errors import GefError
from gef.law.errors import ParametreAbsentError, ValeurLocaleRefuseeError, ValeursLocalesConcurrentesError
from gef.law.loader import load_droit
from gef.law.locales import Perimetre, valeur_applicable

JOUR = date(2026, 6, 1)
LYS = Perimetre(departement="01", convention="lys-etat")
DEROGEABLE = a_parametre(a_valeur(derogation=a_derogation()))
PROTOCOLE = a_locale(
    acte="protocole_departemental", document="Protocole de l’Ain", convention="", valeur=Fraction(1, 5)
)


def test_without_a_local_value_the_law_applies():
    resultat = valeur_applicable(DEROGEABLE, JOUR)
    assert (resultat.valeur, resultat.origine, resultat.locale) == (Fraction(3, 10), "legale", None)
    assert resultat.raison == (
        "Aucune valeur locale ne s’applique au 01/06/2026 : la règle légale vaut (CCH art. R. 999-1)."
    )
    assert (resultat.base, resultat.reference) == ("flux du bailleur", "CCH art. R. 999-1")


def test_a_clause_that_the_law_allows_applies_and_says_so():
    clause = a_locale()
    resultat = valeur_applicable(DEROGEABLE, JOUR, [clause], perimetre=LYS)
    assert (resultat.valeur, resultat.origine, resultat.locale) == (Fraction(1, 4), "locale", clause)
    assert resultat.legale.part == Fraction(3, 10)
    assert resultat.raison == (
        "Convention Lys 2024, article 4 : 25\xa0%, au lieu de 30\xa0% (CCH art. R. 999-1). "
        "Le texte l’admet : « sauf stipulation contraire »."
    )
    assert resultat.reference == "Convention Lys 2024, article 4 (CCH art. R. 999-1)"
    assert resultat.base == "flux du bailleur"


def test_a_clause_prevails_over_a_protocol_whatever_their_order():
    clause = a_locale()
    for locales in ([clause, PROTOCOLE], [PROTOCOLE, clause]):
        resultat = valeur_applicable(DEROGEABLE, JOUR, locales, perimetre=LYS)
        assert resultat.locale is clause
        assert resultat.ecartees == ((PROTOCOLE, "une clause de la convention prime sur elle"),)


def test_a_protocol_applies_to_the_conventions_of_its_departement():
    resultat = valeur_applicable(DEROGEABLE, JOUR, [PROTOCOLE], perimetre=Perimetre("01", "autre"))
    assert resultat.locale is PROTOCOLE


@pytest.mark.parametrize(
    ("changes", "raison"),
    [
        ({"depuis": date(2026, 6, 2)}, "sans effet au 01/06/2026 : elle vaut depuis le 02/06/2026"),
        ({"jusqua": JOUR}, "sans effet au 01/06/2026 : elle vaut du 01/01/2024 au 01/06/2026 (exclu)"),
        ({"convention": "autre"}, "elle porte sur la convention autre"),
        ({"departement": "69"}, "elle porte sur le département 69"),
        ({"departement": "69", "convention": ""}, "elle porte sur le département 69"),
    ],
)
def test_a_local_value_of_elsewhere_or_of_another_time_is_set_aside_with_its_reason(changes, raison):
    locale = a_locale(**changes)
    resultat = valeur_applicable(DEROGEABLE, JOUR, [locale], perimetre=LYS)
    assert resultat.origine == "legale"
    assert resultat.ecartees == ((locale, raison),)


def test_without_a_perimeter_the_caller_has_already_chosen():
    assert valeur_applicable(DEROGEABLE, JOUR, [a_locale(convention="n’importe")]).origine == "locale"


def test_local_values_of_other_parameters_are_ignored():
    resultat = valeur_applicable(DEROGEABLE, JOUR, [a_locale(parametre="autre")])
    assert (resultat.origine, resultat.ecartees) == ("legale", ())


@pytest.mark.parametrize(
    ("derogation", "changes", "attendu"),
    [
        (None, {}, "le texte n’en admet pas (CCH art. R. 999-1, Part d’essai)"),
        (
            a_derogation(),
            {"acte": "decision_cil"},
            "conférence intercommunale du logement » ; attendu : stipulation d’une convention ou protocole départemental",
        ),
        (a_derogation(duree_max_mois=12), {}, "sa durée dépasse 12 mois ; fin trouvée : aucune fin"),
        (
            a_derogation(duree_max_mois=12),
            {"depuis": date(2026, 1, 1), "jusqua": date(2027, 1, 2)},
            "fin trouvée : 02/01/2027, attendue au plus tard le 01/01/2027",
        ),
        (a_derogation(), {"valeur": 3}, "n’est pas de la même nature que la valeur légale « 30\xa0% »"),
        (a_derogation(), {"valeur": Fraction(5, 4)}, "n’est pas une part comprise entre 0 et 1"),
        (
            a_derogation(),
            {"base": "opération garantie", "base_code": "parc_programme"},
            "sa base est « opération garantie » ; attendu : flux du bailleur",
        ),
    ],
)
def test_a_local_value_that_the_law_does_not_allow_is_refused(derogation, changes, attendu):
    parametre = a_parametre(a_valeur(derogation=derogation))
    with pytest.raises(ValeurLocaleRefuseeError) as levee:
        valeur_applicable(parametre, JOUR, [a_locale(**changes)], perimetre=LYS)
    assert str(levee.value).startswith("Valeur locale de « part_test » (Convention Lys 2024, article 4) refusée : ")
    assert attendu in str(levee.value)
    assert isinstance(levee.value, GefError)


def test_a_derogation_of_one_year_to_the_day_is_accepted():
    parametre = a_parametre(a_valeur(derogation=a_derogation(duree_max_mois=12)))
    annee = a_locale(depuis=date(2026, 1, 1), jusqua=date(2027, 1, 1))
    assert valeur_applicable(parametre, JOUR, [annee]).locale is annee


def test_two_values_of_the_same_rank_are_refused():
    with pytest.raises(ValeursLocalesConcurrentesError, match="article 4 ; Convention Lys 2024, article 5"):
        valeur_applicable(DEROGEABLE, JOUR, [a_locale(), a_locale(clause="article 5")])


def test_a_rule_that_is_not_a_share_may_also_be_set_aside():
    droit = load_droit()
    uniforme = droit.parametre("etat_uniformite_commune")
    clause = a_locale(parametre=uniforme.code, valeur="parts_par_commune", base="flux par commune", base_code="")
    resultat = valeur_applicable(uniforme, JOUR, [clause])
    assert (resultat.valeur, resultat.base) == ("parts_par_commune", "flux par commune")


@pytest.mark.parametrize(
    ("acte", "jusqua", "accepte"),
    [
        ("arrete_prefectoral", date(2027, 1, 1), True),
        ("arrete_prefectoral", date(2027, 1, 2), False),
        ("stipulation_convention", date(2027, 1, 1), False),
    ],
)
def test_the_ceiling_of_the_state_yields_only_to_an_order_of_one_year(acte, jusqua, accepte):
    plafond = load_droit().parametre("etat_plafond")
    arrete = a_locale(
        parametre=plafond.code, acte=acte, valeur=Fraction(35, 100), depuis=date(2026, 1, 1), jusqua=jusqua
    )
    if accepte:
        assert valeur_applicable(plafond, JOUR, [arrete]).valeur == Fraction(35, 100)
    else:
        with pytest.raises(ValeurLocaleRefuseeError):
            valeur_applicable(plafond, JOUR, [arrete])


def test_where_the_law_has_no_value_there_is_nothing_to_depart_from():
    with pytest.raises(ParametreAbsentError):
        valeur_applicable(DEROGEABLE, date(2019, 1, 1), [a_locale(depuis=date(2018, 1, 1))])


@pytest.mark.parametrize(
    ("changes", "attendu"),
    [
        ({"departement": "", "convention": ""}, "elle ne dit ni département ni convention"),
        ({"clause": " "}, "elle ne cite pas sa source"),
        ({"document": ""}, "elle ne cite pas sa source"),
        ({"jusqua": date(2024, 1, 1)}, "elle finit le 01/01/2024"),
    ],
)
def test_a_local_value_must_say_where_from_what_and_when(changes, attendu):
    with pytest.raises(ValeurLocaleRefuseeError, match=attendu):
        a_locale(**changes)


@given(
    st.integers(-800, 1600),
    st.lists(st.tuples(st.integers(0, 700), st.integers(1, 700), st.integers(0, 100)), max_size=5),
)
def test_the_value_applied_is_always_one_of_those_given_and_in_force(ecart, periodes):
    debut = date(2022, 1, 1)
    jour = debut + timedelta(days=ecart)
    locales = [
        a_locale(
            clause=f"article {rang}",
            valeur=Fraction(pourcent, 100),
            depuis=debut + timedelta(days=depart),
            jusqua=debut + timedelta(days=depart + duree),
        )
        for rang, (depart, duree, pourcent) in enumerate(periodes)
    ]
    vivantes = [locale for locale in locales if locale.depuis <= jour < locale.jusqua]
    parametre = a_parametre(a_valeur(depuis=date(2000, 1, 1), derogation=a_derogation()))
    if len(vivantes) > 1:
        with pytest.raises(ValeursLocalesConcurrentesError):
            valeur_applicable(parametre, jour, locales)
        return
    resultat = valeur_applicable(parametre, jour, locales)
    assert resultat.valeur == (vivantes[0].valeur if vivantes else Fraction(3, 10))
    assert len(resultat.ecartees) == len(locales) - len(vivantes)
