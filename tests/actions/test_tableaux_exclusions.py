"""Tables of the exclusions: what leaves, what is recorded, which dwellings."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from gef.actions.exclusions import LigneRegistre, LogementsExclus
from gef.actions.tableaux_exclusions import find_etat, table_exclusions, table_logements_exclus, table_registre
from gef.core.exclusions import Exclusion
from gef.core.motifs import Source

JOUR = date(2026, 6, 15)


def a_ligne(debut: date = date(2024, 1, 1), fin: date | None = None) -> LigneRegistre:
    return LigneRegistre(
        1, "pli", "logements intermédiaires (PLI)", "", "toutes les conventions", debut, fin, "Protocole"
    )


@pytest.mark.parametrize(
    ("ligne", "etat"),
    [
        (a_ligne(), "en_cours"),
        (a_ligne(fin=JOUR), "close"),
        (a_ligne(fin=date(2026, 6, 16)), "en_cours"),
        (a_ligne(debut=date(2026, 6, 16)), "a_venir"),
        (a_ligne(debut=JOUR, fin=JOUR), "annulee"),
    ],
)
def test_an_agreement_stands_somewhere_on_a_day(ligne: LigneRegistre, etat: str) -> None:
    assert find_etat(ligne, JOUR) == etat
    assert table_registre([ligne], JOUR).lignes[0].valeurs["etat"] == etat


def test_what_leaves_adds_up_and_opens_onto_its_dwellings() -> None:
    source = Source("Protocole", "locale")
    rows = (
        Exclusion("pli", "logements PLI", 10, "locale", source, "parc : financement PLI"),
        Exclusion("iml", "logements en IML", 4, "locale", source),
    )
    table = table_exclusions(rows, 2026, {"pli": "/pli"})
    assert table.total is not None
    assert table.total.valeurs["nombre"] == 14
    pli, iml = table.lignes
    assert (pli.liens, pli.details) == ({"libelle": "/pli"}, {"source": "parc : financement PLI"})
    assert (iml.liens, iml.details, iml.valeurs["libelle"]) == ({}, {}, "Logements en IML")


def test_dwellings_go_by_the_name_that_they_have() -> None:
    champs = ["ident_int", "ident_rep", "commune", "adresse", "programme", "typologie", "financement", "mode"]
    rows = pl.DataFrame(
        [[1, "A1", "R1", "06029", None, None, "T3", "PLI", "1"], [2, None, None, None, None, None, None, None, None]],
        schema=["ligne", *champs],
        orient="row",
    )
    found = LogementsExclus("pli", 2026, rows, "parc : financement PLI", "parc.csv")
    table = table_logements_exclus(found, rows)
    assert [row.valeurs["logement"] for row in table.lignes] == ["A1", "ligne 2"]
    assert [row.valeurs["commune"] for row in table.lignes] == ["Cannes", None]
    assert table.notes == ("Trouvés ainsi : parc : financement PLI.",)
    assert table_logements_exclus(found, rows.head(0)).lignes == ()
