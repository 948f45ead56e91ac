"""The notice due before 28 February: the forecasts of the year, the attributions of the year before."""

from __future__ import annotations

from datetime import date

import pytest

from gef.core.bilan_tables import LigneFlux
from gef.core.notice import EntreeNotice, Notice, dresser_notice
from gef.core.previsions import Declaration

JOUR = date(2026, 2, 10)


def a_ligne(
    nom: str, hors_flux: str, attribue_le: date | None, libere_le: date = date(2025, 3, 1), bail_le: date | None = None
) -> LigneFlux:
    return LigneFlux(nom, "06029", None, None, None, None, hors_flux, (), None, attribue_le, bail_le, libere_le, ())


LIGNES = (
    a_ligne("A", "anru", date(2025, 4, 1), bail_le=date(2025, 5, 1)),
    a_ligne("B", "anru", date(2025, 12, 31)),
    a_ligne("C", "anru", date(2026, 1, 1)),  # freed last year, attributed this one
    a_ligne("D", "mutations", date(2025, 1, 1), libere_le=date(2024, 12, 1)),
    a_ligne("E", "vente", None),
)


def a_notice(*declarations: Declaration, jour: date = JOUR) -> Notice:
    return dresser_notice(EntreeNotice(2026, declarations, LIGNES, jour))


def test_both_halves_stand_side_by_side() -> None:
    notice = a_notice(
        Declaration(2026, "anru", 12, "Charte", declaree_le=date(2026, 1, 15)),
        Declaration(2026, "mutations", 0, "CUS"),
        Declaration(2025, "anru", 8, "Charte"),
    )
    rows = {ligne.categorie: ligne for ligne in notice.lignes}
    assert list(rows) == ["mutations", "anru", "orcod", "lhi", "vente"]
    anru = rows["anru"]
    assert (anru.prevu, anru.prevu_precedent, anru.liberations, anru.attributions, anru.baux) == (12, 8, 3, 2, 1)
    assert (rows["mutations"].prevu, rows["mutations"].liberations, rows["mutations"].attributions) == (0, 0, 1)
    assert (rows["vente"].prevu, rows["vente"].attributions) == (None, 0)
    assert (notice.total.prevu, notice.total.prevu_precedent, notice.total.attributions) == (12, 8, 3)
    assert notice.explication.etape("soustraits").calcul == "0 + 12"


@pytest.mark.parametrize(
    ("jour", "jours"),
    [(date(2026, 2, 27), 0), (date(2026, 2, 28), -1), (date(2026, 1, 1), 57), (date(2025, 12, 1), 88)],
)
def test_the_27th_is_the_last_day_in_time(jour: date, jours: int) -> None:
    notice = a_notice(jour=jour)
    assert (notice.echeance, notice.jours) == (date(2026, 2, 28), jours)


def test_a_declaration_made_later_does_not_count() -> None:
    declared = Declaration(2026, "anru", 8, "Charte", declaree_le=date(2026, 1, 15))
    revised = Declaration(2026, "anru", 12, "Avenant", declaree_le=date(2026, 6, 9))
    assert a_notice(declared, revised).total.prevu == 8
    assert a_notice(declared, revised, jour=date(2026, 6, 9)).total.prevu == 12


def test_silence_is_not_zero_and_is_said() -> None:
    notice = a_notice()
    assert (notice.total.prevu, notice.total.prevu_precedent) == (None, None)
    assert notice.manques[0].startswith("Aucune prévision 2026 pour : mutations internes, relogements de rén")
    assert notice.explication.etape("soustraits").valeur == "non renseigné"


def test_a_number_without_a_document_is_said() -> None:
    silent = [Declaration(2026, code, 0) for code in ("mutations", "orcod", "lhi", "vente")]
    assert a_notice(*silent, Declaration(2026, "anru", 12)).manques == (
        "Aucun document n’appuie la prévision 2026 pour : relogements de rénovation urbaine (ANRU).",
    )
