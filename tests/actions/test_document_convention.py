"""The document of a version: whose, which state, figures of the runs, DOCX and PDF of the same version."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from docx import Document
from tests.actions.convention_exemple import DOCUMENT, a_draft, a_sent, amend, in_force
from tests.actions.monde_complet import calculate, complete
from tests.builders import JOUR, MOMENT, Monde, an_acteur
from tests.outputs.lecture_pdf import read_text

from gef.actions.document_convention import make_document, say_etat, say_territoire, write_document
from gef.outputs.clauses_convention import ABSENT


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_a_draft_says_that_it_is_one_and_what_is_missing(monde: Monde) -> None:
    lue = a_draft(monde)
    document = make_document(lue, lue.derniere, JOUR)
    assert document.etat == "Projet, version 1, non transmise."
    assert (document.variante, document.territoire) == ("collectivite", "la commune de Cannes")
    assert (plain(document.part), document.flux_prevu, document.objectif) == ("20 %", ABSENT, ABSENT)
    assert [row.role for row in document.parties] == ["bailleur", "réservataire"]
    assert document.debut == "à l’entrée en vigueur"
    assert document.calculs == ()


def test_figures_are_those_of_the_runs_that_are_cited(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    complete(monde)
    calculate(monde)
    lue = a_draft(monde)
    document = make_document(lue, lue.derniere, JOUR)
    assert any(
        row.startswith("Assiette 2026, version 1, du 15 juin 2026".replace(" juin ", "\xa0juin\xa0"))
        for row in document.calculs
    )
    assert document.annexe[0].commune == "Cannes"
    assert document.annexe[0].objectif == document.objectif.partition("\xa0")[0]
    said = " ".join(p for article in document.articles for p in article.paragraphes)
    assert "calcul « assiette » 2026, version 1" in said
    assert ABSENT not in document.flux_prevu


def test_a_signed_version_names_its_document_and_its_days(monde: Monde) -> None:
    lue = in_force(monde)
    assert say_etat(lue, lue.derniere) == f"Version 1, signée : {DOCUMENT}."
    document = make_document(lue, lue.derniere, JOUR)
    assert (plain(document.debut), plain(document.fin)) == ("1er juillet 2026", "30 juin 2029")


@pytest.mark.parametrize(("code", "variante"), [("ETAT-P", "etat"), ("AL", "action_logement"), ("CD", "collectivite")])
def test_each_party_has_its_variant(monde: Monde, code: str, variante: str) -> None:
    lue = a_draft(monde, code)
    document = make_document(lue, lue.derniere, JOUR)
    assert document.variante == variante
    assert document.territoire == "tout le département"
    assert len(document.parts) == len(lue.comptes)


def test_droits_uniques_are_in_the_table_of_action_logement(monde: Monde) -> None:
    lue = a_draft(monde, "AL")
    parts = (replace(lue.termes.parts[0], uniques=Fraction(75, 2)),)
    lue = amend(an_acteur(monde.gestionnaire), lue, parts=parts)
    assert make_document(lue, lue.derniere, JOUR).parts[0].uniques == "37,50"


def test_docx_and_pdf_say_the_same(monde: Monde) -> None:
    lue = a_sent(monde)
    name, docx = write_document(lue, lue.derniere, "docx", MOMENT)
    assert name == f"convention-{lue.row.pk}-version-1.docx"
    _, pdf = write_document(lue, lue.derniere, "pdf", MOMENT)
    words = plain(" ".join(p.text for p in Document(io.BytesIO(docx)).paragraphs))
    printed = " ".join(plain(read_text(pdf)).split())
    for expected in (
        "Convention de réservation : Ville de Lys",
        "Article 10 : Durée",
        "3 ans, puis 2 reconductions",
    ):
        assert expected in words
        assert expected in printed


def test_a_territory_is_named_in_a_sentence() -> None:
    assert say_territoire("epci:200039915").startswith("l’EPCI ")
