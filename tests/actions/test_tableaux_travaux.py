"""The list of the works says the state of each one as it is now."""

from __future__ import annotations

from datetime import date, timedelta

from tests.builders import MOMENT

from gef.access.models import Utilisateur
from gef.actions.tableaux_travaux import LIBELLES, MARQUES, dire_avancement, table_travaux
from gef.actions.travaux import SILENCE
from gef.db.journal.models import EtatTravail, Travail


def a_travail(**fields: object) -> Travail:
    auteur = Utilisateur(nom="Camille Gérant")
    return Travail(**{"pk": 7, "libelle": "Relevés", "auteur": auteur, "cree_le": MOMENT, **fields})


def test_each_row_leads_to_its_page_and_says_where_it_stands() -> None:
    rows = [a_travail(etat="en_cours", fait=12, total=1200, battement_le=MOMENT), a_travail(pk=6, etat="fait")]
    table = table_travaux(rows, MOMENT + SILENCE + timedelta(seconds=1), lambda t: f"/travaux/{t.pk}")
    first, second = table.lignes
    assert first.valeurs == {
        "travail": "Relevés",
        "etat": "interrompu",
        "avancement": "12 sur 1\u202f200",
        "auteur": "Camille Gérant",
        "cree_le": date(2026, 6, 15),
    }
    assert (first.liens, first.marques) == ({"travail": "/travaux/7"}, {"etat": "alerte"})
    assert (second.valeurs["etat"], second.liens) == ("fait", {"travail": "/travaux/6"})


def test_what_is_not_counted_yet_has_no_progress() -> None:
    assert dire_avancement(a_travail()) == ""


def test_every_state_has_its_word_and_its_mark() -> None:
    assert set(LIBELLES) == set(MARQUES) == {etat.value for etat in EtatTravail}
