"""The steps that lead from a line of the register to its end, its situation and its user."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.builders_registre import JOUR, SURVIE, a_droit, a_garantie

from gef.core.explication_droits import expliquer_droit
from gef.core.motifs import Explication
from gef.core.registre_droits import DroitReservation, situer_droit

NOMS = {"Ville de Lys": "Ville de Lys", "EPCI": "Agglomération de Lys"}


def an_explication(droit: DroitReservation) -> Explication:
    return expliquer_droit(situer_droit(droit, JOUR, SURVIE), JOUR, SURVIE, NOMS)


@pytest.mark.parametrize(
    ("droit", "codes", "situation", "choix"),
    [
        (a_droit(), ["debut", "fin", "fin_retenue", "situation"], "en cours", "celle du registre"),
        (
            a_garantie(),
            ["debut", "fin", "pret", "survie", "fin_retenue", "situation"],
            "en cours, prolongé par la loi",
            "celle du prêt prolongé",
        ),
        (
            a_garantie(type_reservataire="departement"),
            ["debut", "fin", "pret", "survie", "fin_retenue", "situation"],
            "échu",
            "celle du registre",
        ),
        (
            a_droit(fin=None),
            ["debut", "fin", "fin_retenue", "situation"],
            "en cours",
            "aucune date ne la donne : le droit reste en cours",
        ),
        (
            a_droit(nature="defense"),
            ["debut", "fin", "fin_retenue", "stock", "situation"],
            "en cours",
            "celle du registre",
        ),
        (
            a_droit(utilisateur="EPCI"),
            ["debut", "fin", "fin_retenue", "utilisateur", "situation"],
            "en cours",
            "celle du registre",
        ),
    ],
)
def test_the_steps_of_a_right(droit: DroitReservation, codes: list[str], situation: str, choix: str) -> None:
    explication = an_explication(droit)
    assert [etape.code for etape in explication.etapes] == codes
    assert explication.etape("situation").valeur == situation
    assert explication.etape("fin_retenue").calcul == choix


def test_the_survival_says_for_whom_it_is() -> None:
    assert "5 ans après le remboursement" in str(an_explication(a_garantie()).etape("survie").valeur)
    departement = an_explication(a_garantie(type_reservataire="departement")).etape("survie")
    assert departement.valeur == "aucun : la loi ne nomme pas le type « Département » du titulaire"
    assert departement.source == SURVIE.source


def test_a_delegation_says_from_when_to_when() -> None:
    droit = a_droit(utilisateur="EPCI", delegation_debut=date(2020, 1, 1), delegation_fin=date(2026, 1, 1))
    etape = an_explication(droit).etape("utilisateur")
    assert (etape.valeur, etape.calcul) == (
        "Ville de Lys",
        "délégué à Agglomération de Lys du 01/01/2020 au 01/01/2026 (exclu)",
    )
