"""The frontier in tables and sentences: what is shown, what is gained and paid, on what base."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.core.test_frontiere import ROWS, SERRE, TERRITOIRE

from gef.actions.tableaux_frontiere import (
    LIBELLES,
    describe_base,
    describe_constat,
    name_essai,
    table_compromis,
    table_frontiere,
    table_mesures,
)
from gef.core.frontiere import EssaiReglage, Frontiere, LigneFrontiere, calculer_frontiere, list_essais
from gef.core.mesures import Mesures
from gef.core.regle import Parametres


@pytest.fixture(scope="module")
def frontiere() -> Frontiere:
    return calculer_frontiere(TERRITOIRE, ROWS, list_essais(None, SERRE), 2)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def moved(ligne: LigneFrontiere, **given: Fraction) -> LigneFrontiere:
    mediane = replace(ligne.mediane, **{nom: getattr(ligne.mediane, nom) + by for nom, by in given.items()})
    return replace(ligne, mediane=mediane)


def test_one_row_per_setting_with_median_and_worst(frontiere: Frontiere) -> None:
    table = table_frontiere(frontiere, Parametres())
    names = [ligne.valeurs["reglage"] for ligne in table.lignes]
    assert names == [
        "le plus en retard, 0,15",
        "0,10 et 0,90",
        "0,15 et 0,80 (en vigueur)",
        "0,20 et 0,70",
        "0,25 et 0,60",
        "0,30 et 0,50 (à essayer)",
    ]
    assert [ligne.genre for ligne in table.lignes] == ["", "", "retenu", "", "", ""]
    held, found = table.lignes[2].valeurs, frontiere.lignes[2]
    assert (held["ecart"], held["ecart_pire"]) == (found.mediane.ecart, found.pire.ecart)
    assert (held["propre_min"], held["propre_max"]) == (found.pire.bailleur_min, found.pire.bailleur_max)


def test_a_composition_of_nobody_is_not_a_perfect_one(frontiere: Frontiere) -> None:
    [first, *_] = frontiere.lignes
    nobody = replace(first, mediane=replace(first.mediane, reservataires_juges=0))
    [row] = table_frontiere(replace(frontiere, lignes=(nobody,))).lignes
    assert {nom: row.valeurs[nom] for nom in ("typologie", "financement", "qpv")} == dict.fromkeys(
        ("typologie", "financement", "qpv")
    )


@pytest.mark.parametrize(
    ("parametres", "name"),
    [
        (Parametres(profil=Fraction(0)), "0,15 et 0,80, profil 0,00"),
        (Parametres(dispense=Fraction(1), commune=Fraction(1)), "0,15 et 0,80, dispense 1,00, commune 1,00"),
    ],
)
def test_a_setting_says_what_is_not_the_default(parametres: Parametres, name: str) -> None:
    assert name_essai(EssaiReglage("x", parametres)) == name
    assert name_essai(EssaiReglage("en_vigueur", parametres)) == f"{name} (en vigueur)"


def test_gains_and_costs_are_told_against_the_reference(frontiere: Frontiere) -> None:
    reference = frontiere.lignes[2]
    other = moved(frontiere.lignes[2], ecart=Fraction(-1, 10), composition_typologie=Fraction(1, 100))
    same = replace(frontiere, lignes=(reference, replace(other, essai=EssaiReglage("x", SERRE))))
    table = table_compromis(same, reference, Parametres())
    assert table.titre == "Au lieu de 0,15 et 0,80 (en vigueur)"
    [row] = table.lignes
    assert str(row.valeurs["gagne"]).startswith("plus grand écart ")
    assert " au lieu de " in str(row.valeurs["gagne"])
    assert str(row.valeurs["paie"]).startswith("composition par typologie 0,")
    alone = replace(frontiere, lignes=(reference, replace(reference, essai=EssaiReglage("x", SERRE))))
    [row] = table_compromis(alone, reference).lignes
    assert (row.valeurs["gagne"], row.valeurs["paie"]) == (None, None)


def test_the_trade_in_a_sentence(frontiere: Frontiere) -> None:
    reference = frontiere.lignes[2]
    better = replace(
        moved(reference, ecart=Fraction(-1, 10), composition_typologie=Fraction(1, 100)), essai=EssaiReglage("x", SERRE)
    )
    said = plain(describe_constat(replace(frontiere, lignes=(reference, better)), reference))
    assert said.startswith("Le réglage en vigueur tient le plus grand écart à 0,")
    assert "Le réglage 0,30 et 0,50 le ramènerait à 0," in said
    assert "; on le paierait : composition par typologie 0," in said
    free = replace(better, mediane=replace(reference.mediane, ecart=better.mediane.ecart))
    assert "paierait" not in describe_constat(replace(frontiere, lignes=(reference, free)), reference)
    alone = describe_constat(replace(frontiere, lignes=(reference,)), reference)
    assert alone.endswith("Aucun réglage essayé ne fait mieux sur ce point.")


def test_the_base_is_said(frontiere: Frontiere) -> None:
    said = plain(describe_base(frontiere.base))
    assert said.startswith("80 logements du flux, libérés du 3 novembre 2025 au 10 avril 2026")
    assert "dans leur ordre et dans 2 autres ordres tirés par année" in said
    assert "contingent propre moyen : 3" in said
    alone = plain(describe_base(replace(frontiere.base, ordres=1, origine="parc")))
    assert "80 logements tirés du parc" in alone
    assert "dans leur ordre seulement" in alone


def test_every_measure_is_listed_with_a_name(frontiere: Frontiere) -> None:
    assert set(LIBELLES) == set(Mesures.__slots__)
    table = table_mesures(frontiere)
    assert len(table.lignes) == len(frontiere.lignes) * len(LIBELLES)
    assert table.lignes[0].valeurs["mesure"] == "Plus grand écart"
    assert table.lignes[0].valeurs["reel"] == frontiere.lignes[0].reel.ecart
