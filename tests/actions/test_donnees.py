"""A dossier: parts by commune and day, names, accounts of the État."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from gef.actions.donnees import Compte, ConventionInscrite, Dossier, epci_par_commune
from gef.core.errors import PartsIncompatiblesError
from gef.core.parts import BAILLEUR

CANNES, ANTIBES = "06029", "06004"
DEBUT, AVENANT = date(2024, 1, 1), date(2026, 1, 1)
COMPTES = (
    Compte("AL", "Action Logement", "action_logement", "departement"),
    Compte("ETAT-F", "État, agents publics", "etat_fonct", "departement"),
    Compte("ETAT-P", "État, publics prioritaires", "etat_prio", "departement"),
    Compte("VILLE", "Ville de Lys", "commune", f"commune:{CANNES}"),
)


def a_dossier(*conventions: ConventionInscrite) -> Dossier:
    return Dossier(
        bailleur="Habitat Lys",
        departement="06",
        parc=pl.DataFrame(),
        millesime=2026,
        source_parc="parc.csv",
        comptes=COMPTES,
        droits=(),
        conventions=conventions,
        previsions=(),
        liberations=(),
    )


DOSSIER = a_dossier(
    ConventionInscrite("AL", Fraction(2, 5), DEBUT),
    ConventionInscrite("VILLE", Fraction(1, 5), DEBUT, AVENANT),
    ConventionInscrite("VILLE", Fraction(1, 10), AVENANT),
)


@pytest.mark.parametrize(
    ("jour", "commune", "parts"),
    [
        (date(2025, 12, 31), CANNES, {"AL": "2/5", "VILLE": "1/5", BAILLEUR: "2/5"}),
        (date(2026, 1, 1), CANNES, {"AL": "2/5", "VILLE": "1/10", BAILLEUR: "1/2"}),
        (date(2026, 1, 1), ANTIBES, {"AL": "2/5", BAILLEUR: "3/5"}),
        (date(2023, 12, 31), CANNES, {BAILLEUR: "1"}),
    ],
)
def test_parts_follow_the_commune_and_the_day(jour: date, commune: str, parts: dict[str, str]) -> None:
    assert DOSSIER.table_parts().au(jour, commune) == {code: Fraction(part) for code, part in parts.items()}


def test_parts_of_more_than_the_whole_are_refused() -> None:
    both = a_dossier(
        ConventionInscrite("AL", Fraction(9, 10), DEBUT), ConventionInscrite("VILLE", Fraction(1, 5), DEBUT)
    )
    assert both.table_parts().au(DEBUT, ANTIBES)["AL"] == Fraction(9, 10)
    with pytest.raises(PartsIncompatiblesError, match="11/10"):
        both.table_parts().au(DEBUT, CANNES)


def test_every_account_has_a_name_the_bailleur_too() -> None:
    assert DOSSIER.noms() == {compte.code: compte.nom for compte in COMPTES} | {BAILLEUR: "Non réservé"}


def test_the_etat_has_two_accounts() -> None:
    assert DOSSIER.etat() == {"ETAT-P", "ETAT-F"}


def test_every_commune_of_the_cog_has_its_epci() -> None:
    epci = epci_par_commune()
    assert (epci[CANNES], epci[ANTIBES]) == ("200039915", "240600585")
    assert len(epci) > 30_000
