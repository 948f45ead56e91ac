"""The pack of a meeting: what was decided before and where it stands, the year, the map, the obligations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.builders import (
    ANTIBES,
    CANNES,
    EPCI,
    JOUR,
    MOMENT,
    Monde,
    a_fait,
    a_liberation,
    a_user,
    an_acteur,
    an_organisation,
)
from tests.outputs.lecture_pdf import list_structure, open_pdf, read_text

from gef.access.acteur import Acteur
from gef.access.territoires import Territoire, territoire_of
from gef.actions.activite import read_annee
from gef.actions.conference import (
    SaisieDecision,
    SaisieReunion,
    inscrire_decision,
    list_reunions,
    planifier_reunion,
    suivre_decision,
)
from gef.actions.dossier_reunion import list_tables, write_dossier
from gef.core.conference import Suivi

AVANT, HIER, DEMAIN = date(2026, 3, 2), JOUR - timedelta(days=1), JOUR + timedelta(days=1)


@pytest.fixture
def epci(monde: Monde) -> Acteur:
    acteur = an_acteur(a_user("Agent EPCI", an_organisation("Pays de Lys", "epci", EPCI[CANNES])))
    for rank in range(6):
        row = a_liberation(
            monde.habitat_lys, f"D-{rank}", libre_le=date(2026, 2, 2), commune=ANTIBES if rank > 4 else CANNES
        )
        for kind in ("orientation", "attribution"):
            a_fait(row, kind, monde.comptes["AL"], date=date(2026, 2, 10))
    for jour, texte in ((AVANT, "Relire le registre."), (HIER, "Donner les motifs de refus.")):
        saisie = SaisieReunion("suivi", jour, "mairie")
        row_ = planifier_reunion(acteur, saisie, MOMENT)
        decision = inscrire_decision(acteur, row_.pk, SaisieDecision(texte, "Habitat Lys"), rang_vu=0, moment=MOMENT)
    suivre_decision(acteur, decision.pk, Suivi("en_cours", JOUR, "Tableau commencé."), rang_vu=0, moment=MOMENT)
    planifier_reunion(acteur, SaisieReunion("pleniere", DEMAIN, "hôtel", "Suivi\n\nObjectifs"), MOMENT)
    return acteur


def territory(acteur: Acteur) -> Territoire:
    found = territoire_of(acteur.organisation)
    assert found is not None
    return found


def write(acteur: Acteur, **fields: Any) -> bytes:
    lues = list_reunions(acteur)
    return write_dossier(territory(acteur), lues[0], lues, **{"exercice": 2026, "moment": MOMENT} | fields)


def test_the_document_is_tagged_in_french_with_its_map_described(epci: Acteur) -> None:
    contenu = write(epci)
    with open_pdf(contenu) as pdf:
        assert str(pdf.Root.Lang) == "fr-FR"
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"].replace("\u00a0", " ") == "Dossier de la réunion plénière du 16 juin 2026"
            assert metadata["pdfuaid:part"] == "1"
    assert list_structure(contenu)["/Figure"] == 1
    text = read_text(contenu).replace("\u00a0", " ").replace("\u202f", " ")
    for said in ("Donner les motifs de refus.", "Tableau commencé.", "Relire le registre.", "Objectifs", "Cannes"):
        assert said in text
    assert "L-2026-" not in text  # no dwelling
    assert write(epci) == contenu


def test_the_tables_come_in_the_order_of_the_meeting(epci: Acteur) -> None:
    lues = list_reunions(epci)
    annee = read_annee(territory(epci), 2026, JOUR)
    tables = {table.code: table for table in list_tables(annee, lues[0], lues, JOUR)}
    assert list(tables)[:4] == ["ordre-du-jour", "precedentes", "anciennes", "chiffres-territoire"]
    assert [row.valeurs["texte"] for row in tables["precedentes"].lignes] == ["Donner les motifs de refus."]
    assert [row.valeurs["texte"] for row in tables["anciennes"].lignes] == ["Relire le registre."]
    figures = {row.valeurs["chiffre"]: row.valeurs["nombre"] for row in tables["chiffres-territoire"].lignes}
    assert (figures["Libérés"], figures["Attribués"]) == (8, 5)
    assert {row.valeurs["portee"] for row in tables["obligations"].lignes} <= {"Cannes", "CA Cannes Pays de Lérins"}
    assert tables["obligations"].lignes


def test_the_first_meeting_has_nothing_behind_it(epci: Acteur) -> None:
    lues = list_reunions(epci)
    annee = read_annee(territory(epci), 2026, JOUR)
    tables = {table.code: table for table in list_tables(annee, lues[-1], lues, JOUR)}
    assert tables["precedentes"].lignes == ()
    assert "anciennes" not in tables
    assert "ordre-du-jour" not in tables


def test_a_year_without_anything_makes_a_pack_without_a_map(epci: Acteur) -> None:
    assert list_structure(write(epci, exercice=2019))["/Figure"] == 0
