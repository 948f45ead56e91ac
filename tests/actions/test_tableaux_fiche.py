"""The sheet says what is missing; a deadline says how near it is and links to what follows."""

from __future__ import annotations

from datetime import date

import pytest
from tests.builders import CANNES, Monde, a_liberation

from gef.actions.tableaux_fiche import find_etat_horloge, table_fiche, table_horloges
from gef.core.delais import Calendrier
from gef.core.horloges import FaitDate, Horloge, SuiviDelais, find_retards
from gef.outputs.nombres import date_longue
from gef.outputs.tables import afficher

LUNDI = date(2026, 6, 15)


def clocks(jour: date) -> tuple[Horloge, ...]:
    suivi = SuiviDelais("L-1", "VILLE", (FaitDate("transmission", LUNDI),))
    return find_retards([suivi], jour, (), Calendrier("06"))


def cells(monde: Monde, **fields: object) -> dict[str, str]:
    table = table_fiche(a_liberation(monde.habitat_lys, "N-1", libre_le=LUNDI, **fields))
    valeur = table.colonnes[1]
    return {str(row.valeurs["champ"]): afficher(valeur, row.valeurs["valeur"]) for row in table.lignes}


def test_the_sheet_gives_what_an_answer_needs(monde: Monde) -> None:
    shown = cells(monde, commune=CANNES, loyer_centimes=40215, surface_m2=62, periode="1990_1999", qpv=None)
    assert shown["Commune"] == "Cannes"
    assert shown["Loyer mensuel hors charges"] == "402,15\N{NARROW NO-BREAK SPACE}€"
    assert shown["Surface"] == "62 m²"
    assert shown["Période de construction"] == "1990–1999"
    assert shown["En QPV"] == "non renseigné"
    assert shown["Libre le"] == date_longue(LUNDI)


@pytest.mark.parametrize(
    ("jour", "etat"),
    [(LUNDI, "court"), (date(2026, 6, 20), "proche"), (date(2026, 6, 22), "jour"), (date(2026, 6, 23), "passee")],
)
def test_how_near_a_deadline_is(jour: date, etat: str) -> None:
    assert find_etat_horloge(clocks(jour)[0]) == etat


def test_what_follows_is_linked_once_the_delay_is_over() -> None:
    first, *others = clocks(date(2026, 6, 23))
    table = table_horloges([first, *others], {"VILLE": "Ville de Lys"}, {"L-1": "/l"}, {("L-1", "reponse"): "/suite"})
    rows = [row.valeurs["suite"] for row in table.lignes]
    assert rows == ["proposer le logement à un autre réservataire", None, None]
    assert table.lignes[0].liens == {"logement": "/l", "suite": "/suite"}
    assert table.lignes[0].marques == {"etat": "retard"}
    assert [source.nature for source in table.sources] == ["pratique", "pratique"]


def test_no_deadline_is_said() -> None:
    assert table_horloges((), {}, {}, {}).vide == "Aucun délai ne court."
