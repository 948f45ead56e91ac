"""What a negotiation agrees on, brought as files: exclusions, rates, derogations, applications."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from gef.core.assiette import CATALOGUE_EXCLUSIONS
from gef.core.rotation import LIBELLES_EXCLUS
from gef.core.seuils import DEROGEABLES
from gef.imports.modeles import read_modele
from gef.imports.modeles_assiette import CATEGORIE, DEROGATIONS, TAUX
from tests.builders_parc import a_lecture_modele
from tests.imports.fabrique import a_xlsx

TAUX_PUBLIE = {"territoire": "region:93", "annee": 2024, "taux": "7,5 %", "source": "SDES, RPLS 2024"}
DEROGATION = {"code": "uniformite", "valeur": "0", "clause": "Part de l’État modulée.", "document": "Convention 2026"}


def test_codes_are_those_of_the_core() -> None:
    assert set(CATEGORIE.codes.values()) == set(CATALOGUE_EXCLUSIONS)
    assert set(DEROGATIONS[0].codes.values()) == set(DEROGEABLES)
    exclus = [c for c in TAUX if c.nature == "codes"]
    assert len(exclus) == 2
    assert all(set(c.codes.values()) == set(LIBELLES_EXCLUS) for c in exclus)


def test_a_rate_says_what_it_leaves_out() -> None:
    rows = [
        TAUX_PUBLIE,
        TAUX_PUBLIE | {"numerateur_exclut": "vente, Mutations ,ANRU", "denominateur_exclut": "pli|etudiants"},
    ]
    brut, net = a_lecture_modele("taux", *rows).lignes
    assert (brut["taux"], brut["numerateur_exclut"], brut["evenements"]) == (Fraction(3, 40), None, None)
    assert net["numerateur_exclut"] == ("anru", "mutations", "vente")
    assert net["denominateur_exclut"] == ("etudiants", "pli")


def test_codes_may_be_separated_by_semicolons_in_a_workbook() -> None:
    row = ["departement", 2024, 0.08, "mutations;anru;", None, 812, "Bailleur"]
    content = a_xlsx(("Feuille", [[c.nom for c in TAUX], row]))
    [ligne] = read_modele(content, nom="taux.xlsx", modele="taux").lignes
    assert (ligne["numerateur_exclut"], ligne["evenements"]) == (("anru", "mutations"), 812)


@pytest.mark.parametrize(
    ("changes", "attendu"),
    [
        ({"numerateur_exclut": "mutations, congés"}, "code hors liste, « mutations, congés » lu"),
        ({"territoire": "Cannes"}, "territoire refusé, « Cannes » lu"),
        ({"taux": "7,5"}, "part illisible, « 7,5 » lu"),
        ({"annee": "24"}, "année refusée, « 24 » lu"),
        ({"source": ""}, "valeur absente"),
    ],
)
def test_a_rate_that_cannot_be_read_is_left_out(changes: dict[str, object], attendu: str) -> None:
    lecture = a_lecture_modele("taux", TAUX_PUBLIE | changes)
    assert lecture.lignes == ()
    assert attendu in lecture.rapport.anomalies[0].message


@pytest.mark.parametrize(
    ("changes", "attendu"),
    [
        ({"code": "garanties"}, "code hors liste, « garanties » lu"),
        ({"code": "etat"}, "dérogation par arrêté sans exercice"),
        ({"code": "agents", "exercice": 2026, "portee": "commune:06029"}, "sur une partie du département"),
        ({"clause": ""}, "valeur absente"),
    ],
)
def test_a_derogation_that_no_text_allows_is_left_out(changes: dict[str, object], attendu: str) -> None:
    lecture = a_lecture_modele("derogations", DEROGATION | changes)
    assert lecture.lignes == ()
    assert attendu in lecture.rapport.anomalies[0].message


@pytest.mark.parametrize("changes", [{}, {"code": "etat", "exercice": 2026}, {"portee": "epci:200039915"}])
def test_a_derogation_that_a_text_allows_is_kept(changes: dict[str, object]) -> None:
    lecture = a_lecture_modele("derogations", DEROGATION | changes)
    assert (len(lecture.lignes), lecture.rapport.causes) == (1, ())


def test_an_exclusion_has_a_period_and_perhaps_an_account() -> None:
    row = {"code": "logements intermédiaires (PLI)", "debut": date(2026, 1, 1), "reservataire": "AL"}
    [ligne] = a_lecture_modele("exclusions", row).lignes
    assert (ligne["code"], ligne["fin"], ligne["reservataire"]) == ("pli", None, "AL")
    assert a_lecture_modele("exclusions", row | {"fin": date(2025, 1, 1)}).lignes == ()


def test_applications_say_at_least_one_number() -> None:
    row = {"commune": "06029", "annee": 2025, "source": "SNE 2025"}
    lecture = a_lecture_modele("demandes", row | {"demandes": 840}, row | {"annee": 2024})
    assert [ligne["demandes"] for ligne in lecture.lignes] == [840]
    assert "ni demandes ni attributions" in lecture.rapport.anomalies[0].message
