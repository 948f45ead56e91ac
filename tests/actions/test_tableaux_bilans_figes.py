"""Tables around the frozen bilans: who answered, what a correction changed, the return to the EPCI."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.actions.bilan_exemple import LERINS, a_bilan_fige, a_destinataire
from tests.builders import MOMENT, Monde, a_fait, an_acteur

from gef.actions.avis_bilans import lire_envoi, list_recus, repondre_bilan, transmettre_bilan
from gef.actions.bilans_figes import figer_bilan, lire_bilan
from gef.actions.documents_bilan import lire_pour
from gef.actions.tableaux_bilans_figes import (
    table_changements,
    table_destinataires,
    table_epci_familles,
    table_figes,
    table_recus,
    table_territoires,
)
from gef.db.bilans.models import BilanFige
from gef.outputs.tables import Table

NOMS = {"AL": "Action Logement", "VILLE": "Ville de Lys"}


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def fige(monde: Monde) -> BilanFige:
    bilan = a_bilan_fige(monde)
    transmettre_bilan(an_acteur(monde.gestionnaire), bilan, [], MOMENT)
    repondre_bilan(an_acteur(monde.agent_ville), bilan, "conteste", motif="Non.", rang_vu=1, moment=MOMENT)
    return bilan


def column(table: Table, code: str) -> list[object]:
    return [row.valeurs[code] for row in table.lignes]


def test_who_waits_for_an_answer_comes_first(fige: BilanFige) -> None:
    table = table_destinataires(lire_envoi(fige), lambda row: f"/{row.pk}")
    assert table.lignes[0].valeurs["nom"] == "Ville de Lys"
    assert column(table, "etat") == ["conteste", *["transmis"] * 4]
    assert table.lignes[0].valeurs["motif"] == "Non."
    epci = next(row for row in table.lignes if row.valeurs["nom"] == "CA Cannes Pays de Lérins")
    assert epci.details == {"nom": "EPCI du territoire"}


def test_the_lists_count_the_answers(monde: Monde, fige: BilanFige) -> None:
    row = table_figes([lire_envoi(fige)], lambda b: "/").lignes[0].valeurs
    assert (row["bilan"], row["transmis"], row["acceptes"], row["contestes"], row["attente"]) == ("2025", 5, 0, 1, 4)
    recus = table_recus(list_recus(an_acteur(monde.agent_ville)), lambda b: "/")
    assert (column(recus, "bailleur"), column(recus, "etat")) == (["Habitat Lys"], ["conteste"])


def test_a_correction_is_told_term_by_term_to_who_may_know(monde: Monde, fige: BilanFige) -> None:
    waiting = monde.habitat_lys.liberations.filter(faits__type="orientation").exclude(faits__type="attribution")
    oriented = waiting.order_by("libre_le")[0]
    after = MOMENT + timedelta(days=9)
    a_fait(oriented, "attribution", monde.comptes["AL"], date=date(2025, 12, 18), ecrit_le=after)
    corrected = figer_bilan(an_acteur(monde.gestionnaire), 2025, after, "Saisie en retard.")
    whole = table_changements(lire_pour(fige, None), lire_pour(corrected, None), NOMS)
    said = {(row.valeurs["rubrique"], row.valeurs["terme"]): row.valeurs for row in whole.lignes}
    assert said["Par réservataire", "Action Logement, attribués"]["avant"] == "2"
    assert said["Par réservataire", "Action Logement, attribués"]["apres"] == "3"
    assert said["Logements", f"Action Logement, {oriented.reference}, attribué le"]["apres"] == (
        "18\u00a0décembre\u00a02025"
    )
    assert said["Par EPCI", "CA Cannes Pays de Lérins, attribués"]["apres"] == "3"
    assert not any("_" in str(row.valeurs["terme"]) or ":" in str(row.valeurs["terme"]) for row in whole.lignes)
    assert whole.notes == ("Motif de la correction : Saisie en retard.",)
    ville = [lire_pour(bilan, a_destinataire(bilan, "Ville de Lys")) for bilan in (fige, corrected)]
    own = table_changements(*ville, NOMS)
    assert {row.valeurs["rubrique"] for row in own.lignes} <= {"Ensemble", "Publics logés, ensemble"}
    recus = table_recus(list_recus(an_acteur(monde.agent_ville)), lambda b: "/")
    assert column(recus, "etat") == ["remplace"]


def test_the_return_to_the_epci_names_them(fige: BilanFige) -> None:
    rows = lire_bilan(fige).territoires
    table, familles = table_territoires(rows, 2025), table_epci_familles(rows, 2025)
    assert column(table, "epci") == ["CA Cannes Pays de Lérins", "CA de Sophia Antipolis"]
    assert column(familles, "action_logement") == [2, 0]
    assert rows[0].epci == LERINS
