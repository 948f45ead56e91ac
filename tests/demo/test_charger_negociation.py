"""What surrounds the rights is written as it was drawn."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.builders import MOMENT, a_monde, an_acteur

from gef.actions.donnees import DemandesInscrites, DerogationInscrite, ExclusionInscrite, TauxInscrit
from gef.demo.charger_negociation import list_rows
from gef.demo.negociation import Negociation

pytestmark = pytest.mark.django_db


def test_rows_are_those_of_the_negotiation() -> None:
    monde = a_monde()
    negociation = Negociation(
        (),
        (ExclusionInscrite("pli", date(2024, 1, 1), reservataire="VILLE", document="protocole"),),
        (DerogationInscrite("plancher_hors_qpv", Fraction(29, 100), "29 %", "convention"),),
        (TauxInscrit("departement", 2025, Fraction(7, 100), "s", frozenset({"mutations", "anru"})),),
        (DemandesInscrites("06029", 2025, 90, 30, "s"),),
    )
    exclusions, derogations, taux, demandes = list_rows(
        negociation, monde.comptes, an_acteur(monde.gestionnaire), MOMENT
    )
    for rows in (exclusions, derogations, taux, demandes):
        rows[0].save()
        rows[0].refresh_from_db()
    (exclusion,), (derogation,), (rate,), (demande,) = exclusions, derogations, taux, demandes
    assert (exclusion.reservataire, exclusion.code) == (monde.comptes["VILLE"], "pli")  # type: ignore[attr-defined]
    assert (derogation.valeur, derogation.ecrit_le) == (Fraction(29, 100), MOMENT)  # type: ignore[attr-defined]
    assert rate.numerateur_exclut == ["anru", "mutations"]  # type: ignore[attr-defined]
    assert (demande.demandes, demande.bailleur) == (90, monde.habitat_lys)  # type: ignore[attr-defined]
