"""The page of an account: every line that leads to its solde, for who may see it, with the names he may know."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.actions.monde_complet import complete
from tests.builders import JOUR, Monde, a_compte, a_fait, a_liberation, a_user
from tests.builders_parc import a_client, keep_files_in
from tests.web.pages import read, words

from gef.actions.flux import load_flux
from gef.actions.provenance import EcritureCompte, Provenance
from gef.core.motifs import Explication
from gef.core.parts import BAILLEUR
from gef.outputs.nombres import solde
from gef.web.provenance import figure_suivi


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)


@pytest.fixture
def complet(monde: Monde) -> Monde:
    """The complete world, and in 2026 one dwelling for the Ville, one that it refused, one for Action Logement."""
    complete(monde)
    third = a_liberation(monde.habitat_lys, "L-2026-0010", libre_le=date(2026, 6, 1))
    first, second = monde.liberations[:2]
    a_fait(first, "orientation", monde.comptes["VILLE"], date=date(2026, 6, 2))
    a_fait(second, "orientation", monde.comptes["VILLE"], date=date(2026, 6, 9))
    a_fait(second, "refus", monde.comptes["VILLE"], date=date(2026, 6, 10))
    a_fait(second, "orientation", monde.comptes["AL"], date=date(2026, 6, 11))
    a_fait(third, "orientation", monde.comptes["AL"], date=date(2026, 6, 12))
    return monde


def page_of(monde: Monde, code: str) -> str:
    return reverse("web:compte", args=[monde.habitat_lys.pk, code])


def moved(text: str) -> Fraction:
    """Add up the credits and the debits of an export."""
    rows = csv.DictReader(io.StringIO(text), delimiter=";")
    return sum((Fraction(row[c].replace(",", ".") or "0") for row in rows for c in ("Crédit", "Débit")), Fraction(0))


def test_report_and_lines_lead_to_the_solde_of_the_home_page(complet: Monde) -> None:
    client = a_client(complet.gestionnaire)
    home = client.get("/").content.decode()
    start, end = load_flux(complet.habitat_lys.pk).livre.images_of(2026)
    found = {}
    for code in (*complet.comptes, BAILLEUR):
        page = page_of(complet, code)
        text = words(read(client, page))
        lines = client.get(f"{page}?format=csv").content.decode("utf-8-sig")
        report, final = (due - had for due, had in (start[code], end[code]))
        assert abs(report + moved(lines) - final) < Fraction(1, 10**6)  # a file holds twelve decimals
        assert f"Report au 1er janvier : {solde(report)}." in text
        assert f" : {solde(final)} logement" in text
        [row] = [row for row in home.split("<tr") if f'href="{page}"' in row]
        assert solde(final) in row
        found[code] = final
    assert sum(found.values()) == 0
    assert len(set(found.values())) > 3


@pytest.mark.parametrize(
    ("code", "sentence"), [("VILLE", "Il lui manque 0,80 logement"), ("AL", "Ce compte a de l’avance")]
)
def test_the_title_says_who_is_owed(complet: Monde, code: str, sentence: str) -> None:
    assert f"{sentence} au 15 juin 2026" in words(read(a_client(complet.gestionnaire), page_of(complet, code)))


def test_an_account_that_nothing_moved_is_even(monde: Monde) -> None:
    html = read(a_client(monde.gestionnaire), page_of(monde, "VILLE"))
    assert "Ce compte est à l’équilibre au 15 juin 2026" in words(html)
    assert "0 écriture du journal" in words(html)
    assert "<svg" not in html.partition("<main")[2]


def test_the_bailleur_reads_every_name(complet: Monde) -> None:
    text = words(read(a_client(complet.gestionnaire), page_of(complet, "VILLE")))
    assert "orienté vers Action Logement" in text
    assert "un autre réservataire" not in text


@pytest.mark.parametrize("fichier", ["", "?format=csv", "?format=xlsx"])
def test_a_reservataire_reads_no_other_name(complet: Monde, fichier: str) -> None:
    reponse = a_client(complet.agent_ville).get(page_of(complet, "VILLE") + fichier)
    content = reponse.content.decode("utf-8-sig") if "xlsx" not in fichier else sheet_text(reponse.content)
    assert "orienté vers un autre réservataire" in content
    assert "orienté vers Ville de Lys" in content
    assert [n for n in ("Action Logement", "Département de Lys", "État", "Non réservé") if n in content] == []


def sheet_text(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return " ".join(str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


def test_who_holds_two_accounts_knows_both_names(complet: Monde) -> None:
    row = a_liberation(complet.habitat_lys, "E-1", libre_le=date(2026, 3, 1))
    a_fait(row, "orientation", complet.comptes["ETAT-F"], date=date(2026, 6, 12))
    text = words(read(a_client(a_user("Agent Etat", complet.prefecture)), page_of(complet, "ETAT-P")))
    assert "orienté vers État, agents publics" in text
    assert "orienté vers un autre réservataire" in text


def test_accounts_of_others_are_not_there(complet: Monde) -> None:
    lys, passage = complet.habitat_lys.pk, complet.logis_de_passage.pk
    asked = [
        (complet.agent_ville, lys, "AL"),
        (complet.agent_ville, lys, BAILLEUR),
        (complet.agent_ville, passage, "VILLE"),
        (complet.agent_ville, passage, "RIVE"),
        (complet.agent_rive, lys, "VILLE"),
        (complet.gestionnaire, passage, "RIVE"),
        (complet.gestionnaire, passage, BAILLEUR),
        (complet.gestionnaire, lys, "INCONNU"),
        (complet.gestionnaire, 10**30, "AL"),
        (complet.gestionnaire_autre, lys, "AL"),
    ]
    for who, bailleur, code in asked:
        assert a_client(who).get(f"/comptes/{bailleur}/{code}").status_code == 404, (who, bailleur, code)
    for who, code in ((complet.lecteur, "AL"), (complet.agent_ville, "VILLE"), (complet.gestionnaire, BAILLEUR)):
        assert a_client(who).get(page_of(complet, code)).status_code == 200


def test_strangers_are_refused(complet: Monde, client: Any) -> None:
    assert client.get(page_of(complet, "AL")).status_code == 302
    assert a_client(complet.sans_organisation).get(page_of(complet, "AL")).status_code == 403
    assert a_client(complet.gestionnaire).post(page_of(complet, "AL")).status_code == 405


def test_the_spreadsheet_has_every_line(complet: Monde) -> None:
    reponse = a_client(complet.gestionnaire).get(f"{page_of(complet, 'VILLE')}?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(reponse.content)).worksheets[0]
    references = Counter(cell.value for row in sheet.iter_rows() for cell in row)
    # The Ville was already credited for the dwelling that it refused: its going elsewhere is no line of this account.
    assert [references[f"L-2026-{number}"] for number in ("0001", "0002", "0010")] == [1, 2, 1]


def test_a_fact_of_last_year_written_late_stands_on_the_first_day(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"], date=date(2026, 1, 5))
    a_fait(monde.liberations[1], "orientation", monde.comptes["VILLE"], date=date(2025, 12, 30))
    html = read(a_client(monde.gestionnaire), page_of(monde, "VILLE"))
    assert "De 0,00 au 1er janvier à −1,60 aujourd’hui." in words(html)
    assert "2 écritures du journal" in words(html)


def test_on_the_first_day_there_is_no_line_to_draw_yet(monde: Monde, settings: Any) -> None:
    settings.GEF_JOUR = date(2026, 1, 1)
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"], date=date(2026, 1, 1))
    html = read(a_client(monde.gestionnaire), page_of(monde, "VILLE"))
    assert "1 écriture du journal" in words(html)
    assert "suivi-560" not in html


def a_line(day: date, credit: Fraction) -> EcritureCompte:
    return EcritureCompte(day, "L", "orienté", credit, 0, credit)


def test_facts_written_out_of_order_are_drawn_on_their_days() -> None:
    fifth = Fraction(1, 5)
    lines = (a_line(date(2026, 3, 9), fifth), a_line(date(2026, 2, 2), fifth), a_line(date(2026, 3, 9), fifth))
    in_order = (lines[1], lines[0], lines[2])
    nothing = Explication("Solde", ())
    drawn = figure_suivi(Provenance("AL", fifth, lines, nothing), JOUR)
    assert drawn is not None
    assert drawn == figure_suivi(Provenance("AL", fifth, in_order, nothing), JOUR)
    assert figure_suivi(Provenance("AL", fifth, (), nothing), JOUR) is None


def test_queries_do_not_grow_with_the_lines(complet: Monde) -> None:
    counts = []
    for size in (3, 30):
        for rank in range(size):
            compte = a_compte(complet.habitat_lys, f"C-{size}-{rank}", "autre", part=Fraction(1, 1000))
            row = a_liberation(complet.habitat_lys, f"Q-{size}-{rank}", libre_le=date(2026, 4, 1))
            a_fait(row, "orientation", compte)
        for who in (complet.gestionnaire, complet.agent_ville):
            client = a_client(who)
            client.get(page_of(complet, "VILLE"))
            with CaptureQueriesContext(connection) as queries:
                read(client, page_of(complet, "VILLE"))
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
