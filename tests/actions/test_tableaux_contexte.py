"""The tables of the context: exact values, names for codes, what is missing said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.builders import CANNES, JOUR, MOMENT, Monde

from gef.actions.besoins import LigneBesoin
from gef.actions.contexte_orientation import Avancement, Contexte, LigneCommune, PartIndicative
from gef.actions.residences import LigneResidence
from gef.actions.tableaux_contexte import (
    CATEGORIES_COURTES,
    describe_souhait,
    nom_portee,
    table_besoins,
    table_classes,
    table_communes,
    table_enjeux,
    table_possibles,
    table_residences,
    table_souhaits,
)
from gef.core.besoins import CATEGORIES_BESOIN, BesoinHorsFlux
from gef.core.motifs import Source
from gef.core.obligations import Comptage, Obligation
from gef.core.parts import BAILLEUR
from gef.core.residences import Classement, Mouvements
from gef.core.seuils import SeuilLegal
from gef.db.besoins.models import Besoin, ClotureBesoin, SouhaitReservataire
from gef.db.residences.models import ClasseResidence
from gef.outputs.tables import Table, aplatir

NOMS = {"VILLE": "Ville de Lys", "AL": "Action Logement", BAILLEUR: "Non réservé"}
SEUIL = SeuilLegal(Fraction(3, 10), "flux hors QPV", Source("CCH art. R. 441-5-2, II", "legale"))
MOUVEMENTS = Mouvements(date(2025, 6, 16), date(2026, 6, 16), 3, 2)
INDICATIFS = (
    PartIndicative("typologie", "T3", Fraction(1, 4), Fraction(1, 5)),
    PartIndicative("financement", "PLUS", None, None),
    PartIndicative("qpv", "0", Fraction(3, 4), Fraction(1)),
)


def a_contexte(**fields: Any) -> Contexte:
    defaults: dict[str, Any] = {
        "jour": JOUR,
        "classement": None,
        "mouvements": None,
        "besoins": (),
        "en_attente": 0,
        "communes": (),
        "enjeux": (),
        "absentes": (),
        "souhaits": (),
    }
    return Contexte(**defaults | fields)


def valeurs(table: Table, rang: int = 0) -> dict[str, Any]:
    return dict(table.lignes[rang].valeurs)


def a_ligne(code: str, objectif: int | None, *, is_par_commune: bool) -> LigneCommune:
    return LigneCommune(
        code, Avancement(objectif, 2), Avancement(objectif and 2 * objectif, 3), is_par_commune, INDICATIFS
    )


def test_the_objective_that_binds_is_marked_and_nothing_binds_the_bailleur() -> None:
    rows = (
        a_ligne("VILLE", 5, is_par_commune=True),
        a_ligne("AL", 4, is_par_commune=False),
        a_ligne(BAILLEUR, 9, is_par_commune=False),
    )
    table = table_communes(a_contexte(communes=rows), CANNES, NOMS)
    assert [c.libelle for c in table.colonnes][-3:] == ["T3", "PLUS", "hors QPV"]
    assert valeurs(table) == {
        "reservataire": "Ville de Lys",
        "objectif": 5,
        "recus": 2,
        "reste": 3,
        "ensemble": 7,
        "typologie": Fraction(1, 5),
        "financement": None,
        "qpv": Fraction(1),
    }
    details = [ligne.details for ligne in table.lignes]
    assert details[0] == {"typologie": "dû\u00a025,0\u202f%", "qpv": "dû\u00a075,0\u202f%", "reste": "contractuel"}
    assert [("reste" in row, "ensemble" in row) for row in details] == [(True, False), (False, True), (False, False)]
    assert not any("Aucun objectif" in note for note in table.notes)
    assert aplatir(table).colonne("reste.precision")


def test_without_objectives_the_table_says_so() -> None:
    table = table_communes(a_contexte(communes=(a_ligne("AL", None, is_par_commune=False),)), CANNES, NOMS)
    assert "Aucun objectif n’est gardé pour cet exercice : la colonne est vide." in table.notes
    assert (valeurs(table)["objectif"], valeurs(table)["reste"]) == (None, None)


def test_an_obligation_says_what_is_missing_and_what_the_dwelling_would_change() -> None:
    rows = (
        Obligation("etat_commune", f"commune:{CANNES}", SEUIL, Comptage(40, 9)),
        Obligation("etat_hors_qpv", "departement", SEUIL, Comptage(3, 0)),
        Obligation("prioritaires_collectivites", "departement", SEUIL, Comptage(40, 2), "VILLE"),
        Obligation("etat_plafond", "departement", SEUIL, Comptage(40, 14)),
    )
    table = table_enjeux(a_contexte(enjeux=rows), NOMS)
    assert valeurs(table) == {
        "obligation": "État, même part dans chaque commune",
        "etat": "a_risque",
        "part": Fraction(9, 40),
        "seuil": Fraction(3, 10),
        "manque": 3,
        "si_compte": Fraction(23, 10),
        "sinon": Fraction(33, 10),
    }
    assert [ligne.details for ligne in table.lignes] == [
        {"part": "9 sur 40", "obligation": "Cannes"},
        {"part": "0 sur 3"},
        {"part": "2 sur 40", "obligation": "Ville de Lys"},
        {"part": "14 sur 40", "manque": "en trop"},
    ]
    assert [ligne.marques["etat"] for ligne in table.lignes] == ["alerte", "cours", "alerte", "alerte"]
    assert table.sources == (SEUIL.source,)
    assert "aucune obligation à risque" in table_enjeux(a_contexte(), NOMS).vide


def test_possible_needs_are_listed_in_order() -> None:
    besoin = BesoinHorsFlux("M-1", "anru", 2, JOUR, frozenset({"T3", "T2"}))
    table = table_possibles(a_contexte(besoins=(besoin, replace(besoin, reference="M-2", typologies=frozenset()))))
    assert valeurs(table) == {
        "reference": "M-1",
        "categorie": "anru",
        "menages": 2,
        "typologies": "T2, T3",
        "prioritaire": None,
        "declare_le": JOUR,
    }
    assert valeurs(table, 1)["typologies"] is None
    assert set(CATEGORIES_COURTES) == set(CATEGORIES_BESOIN)


def test_residences_say_their_class_or_that_they_have_none() -> None:
    cle = (CANNES, "les goelands")
    classed = LigneResidence(
        cle, "Les Goélands", 12, Classement(CANNES, "Les Goélands", "equilibrer", JOUR), MOUVEMENTS
    )
    table = table_residences(
        [classed, replace(classed, cle=(CANNES, "x"), classement=None, logements=None)], JOUR, {cle: "/r"}
    )
    assert valeurs(table) == {
        "residence": "Les Goélands",
        "commune": "Cannes",
        "classe": "equilibrer",
        "depuis": JOUR,
        "logements": 12,
        "liberes": 3,
        "baux": 2,
    }
    assert [ligne.liens for ligne in table.lignes] == [{"residence": "/r"}, {}]
    assert (valeurs(table, 1)["classe"], valeurs(table, 1)["logements"]) == (None, None)


def test_the_classes_of_a_residence_say_why(monde: Monde) -> None:
    row = ClasseResidence(classe="equilibrer", depuis=JOUR, motif="enquête", auteur=monde.gestionnaire)
    table = table_classes([row, ClasseResidence(classe="accueillir", depuis=JOUR)])
    assert valeurs(table)["auteur"] == "Camille Gérant"
    assert (valeurs(table, 1)["motif"], valeurs(table, 1)["auteur"]) == (None, None)


def test_a_closed_need_says_by_what(monde: Monde) -> None:
    besoin = Besoin(reference="M-1", categorie="lhi", declare_le=JOUR, portees=["epci:200039915", f"commune:{CANNES}"])
    clotures = (
        ClotureBesoin(nombre=1, clos_le=date(2026, 5, 4), liberation=monde.liberations[3]),
        ClotureBesoin(nombre=2, clos_le=JOUR, motif="départ"),
    )
    table = table_besoins([LigneBesoin(besoin, 0, clotures), LigneBesoin(besoin, 1, ())], JOUR)
    assert valeurs(table)["territoires"] == "CA Cannes Pays de Lérins, Cannes"
    said = table.lignes[0].details["restants"].replace("\u00a0", " ")
    assert said == "L-2026-0004 le 4 mai 2026 ; 2 retirés le 15 juin 2026 : départ"
    assert (table.lignes[0].marques, table.lignes[1].marques) == ({"restants": "doux"}, {})
    assert table.lignes[1].details == {}


def test_a_wish_is_said_in_words(monde: Monde) -> None:
    row = SouhaitReservataire(
        reservataire=monde.comptes["AL"],
        part=Fraction(2, 5),  # type: ignore[misc]  # a FractionField takes fractions
        typologie="T4",
        financement="PLAI",
        qpv=False,
        portee=f"commune:{CANNES}",
        debut=JOUR,
        document="courrier",
        ecrit_le=MOMENT,
    )
    assert describe_souhait(row) == "T4, PLAI, hors QPV, Cannes"
    assert valeurs(table_souhaits([row], JOUR))["part"] == Fraction(2, 5)


@pytest.mark.parametrize(
    ("portee", "nom"),
    [
        (f"commune:{CANNES}", "Cannes"),
        ("epci:200039915", "CA Cannes Pays de Lérins"),
        ("epci:0", "0"),
        ("departement", ""),
    ],
)
def test_a_territory_is_named(portee: str, nom: str) -> None:
    assert nom_portee(portee) == nom
