"""What a frontier is computed on: the dwellings freed in the flux, else drawn from the parc; the parts of the day."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from tests.actions.petit_parc import a_small_lecture
from tests.actions.test_donnees import DOSSIER
from tests.builders import ANTIBES, CANNES

from gef.actions.codec import decode, encode
from gef.actions.donnees import ConventionInscrite, Dossier, FaitInscrit, LiberationInscrite, TauxInscrit
from gef.actions.entrees_frontiere import (
    EntreeFrontiere,
    FrontiereImpossibleError,
    build_frontiere,
    calculer,
    calculer_en_suivant,
    list_flux,
)
from gef.core.errors import DonneeInvalideError
from gef.core.frontiere import list_essais
from gef.core.orientation import Moteur, Parametres
from gef.core.parts import BAILLEUR

JOUR = date(2026, 6, 15)
ESSAIS = list_essais()[2:3]


def a_liberation(rang: int, jour: date, **fields: object) -> LiberationInscrite:
    row = LiberationInscrite(
        f"L-{rang:04d}",
        jour,
        CANNES if rang % 3 else ANTIBES,
        "",
        "",
        f"T{1 + rang % 5}",
        "PLUS",
        rang % 4 == 0,
        None,
        None,
    )
    return replace(row, **fields)  # type: ignore[arg-type]


def liberees(count: int, annee: int = 2025) -> tuple[LiberationInscrite, ...]:
    return tuple(a_liberation(n, date(annee, 1, 1) + timedelta(days=n % 300)) for n in range(1, count + 1))


def with_flux(*liberations: LiberationInscrite) -> Dossier:
    return replace(DOSSIER, liberations=liberations)


def test_the_flux_is_that_of_whole_exercices_from_the_newest() -> None:
    rows = (*liberees(2100, 2025), *liberees(50, 2024), *liberees(20, 2026))
    years = Counter(row.date.year for row in list_flux(with_flux(*rows), JOUR))
    assert years == {2025: 2100, 2026: 20}, "two thousand are enough: 2024 is left out, no year is cut"
    few = (*liberees(120, 2023), *liberees(50, 2024), *liberees(20, 2026))
    assert Counter(row.date.year for row in list_flux(with_flux(*few), JOUR)) == {2024: 50, 2026: 20}


def test_what_is_hors_flux_withdrawn_or_to_come_is_left_out() -> None:
    rows = (
        a_liberation(1, JOUR, hors_flux="mutations"),
        a_liberation(2, JOUR + timedelta(days=1)),
        a_liberation(3, JOUR, faits=(FaitInscrit("preavis", JOUR, BAILLEUR), FaitInscrit("abandon", JOUR, BAILLEUR))),
        a_liberation(4, JOUR, typologie=None, qpv=None),
    )
    [kept] = list_flux(with_flux(*rows), JOUR)
    assert (kept.logement, kept.rang, kept.typologie, kept.qpv) == ("L-0004", 1, "inconnu", False)


def test_all_dwellings_have_the_parts_in_force_on_the_day() -> None:
    entree = build_frontiere(with_flux(*liberees(120)), JOUR, ESSAIS)
    assert entree.origine == "liberations"
    assert set(entree.parts) == {CANNES, ANTIBES}
    assert entree.parts[CANNES] == DOSSIER.table_parts().au(JOUR, CANNES)
    assert entree.parts[CANNES]["VILLE"] == Fraction(1, 10), "the amendment, though half was freed before it"


def test_a_frontier_is_computed_again_from_its_json() -> None:
    entree = build_frontiere(with_flux(*liberees(110)), JOUR, list_essais(), tirages=1)
    again = decode(EntreeFrontiere, encode(entree))
    assert again == entree
    said: list[int] = []
    assert calculer(again) == calculer_en_suivant(entree, lambda done, _essai: said.append(done))
    assert said == list(range(2 * 5))


def test_the_setting_in_force_decides_as_the_engine_of_the_product() -> None:
    entree = build_frontiere(with_flux(*liberees(110)), JOUR, ESSAIS, tirages=0)
    moteur, received = Moteur(entree.reservataires, Parametres()), Counter[str]()
    for row in entree.flux:
        logement, parts = row.to_logement(), entree.parts[row.commune]
        moteur.liberer(logement, parts)
        retenu = moteur.proposer(logement, parts).choix.retenu
        moteur.engager(logement, retenu)
        received[retenu] += 1
    [ligne] = calculer(entree).lignes
    soldes = {nom: moteur.comptes.solde(nom) for nom in ("AL", "VILLE")}
    assert sum(soldes.values()) + moteur.comptes.solde(BAILLEUR) == 0
    assert max(abs(solde) for solde in soldes.values()) <= ligne.reel.ecart
    assert ligne.reel.noyes == sum(moteur.comptes.droits(nom) >= 1 and not received[nom] for nom in soldes)


def test_without_enough_liberations_the_dwellings_come_from_the_parc() -> None:
    dossier = replace(with_flux(*liberees(30)), parc=a_small_lecture().table, tailles_parc={2026: 300})
    entree = build_frontiere(dossier, JOUR, ESSAIS)
    assert entree.origine == "parc"
    # 30 departures of 300 dwellings in 2025, one in ten: the 280 eligible give 28 a year, 84 in three years.
    assert len(entree.flux) == 84
    assert Counter(row.commune for row in entree.flux) == {CANNES: 55, ANTIBES: 29}
    assert {row.date.year for row in entree.flux} == {2024, 2025, 2026}
    assert [row.date for row in entree.flux] == sorted(row.date for row in entree.flux)
    assert len({row.logement for row in entree.flux}) == 84, "no dwelling twice"
    assert build_frontiere(dossier, JOUR, ESSAIS) == entree, "the same draw everywhere"
    assert calculer(entree).base.origine == "parc"


def test_a_published_rate_serves_a_bailleur_who_freed_nothing_yet() -> None:
    published = TauxInscrit("departement", 2025, Fraction(8, 100), "RPLS 2025")
    dossier = replace(DOSSIER, parc=a_small_lecture().table, taux_publies=(published,), tailles_parc={2026: 300})
    assert build_frontiere(dossier, JOUR, ESSAIS).origine == "parc"


def test_what_is_missing_is_said() -> None:
    alone = replace(DOSSIER, parc=a_small_lecture().table, tailles_parc={2026: 300})
    with pytest.raises(FrontiereImpossibleError, match=r"0 logements libérés .* attendu : 100.*taux publié"):
        build_frontiere(alone, JOUR, ESSAIS)
    over = (ConventionInscrite("AL", Fraction(2, 5), date(2020, 1, 1), date(2021, 1, 1)),)
    with pytest.raises(FrontiereImpossibleError, match="Aucune convention n’est en vigueur le 15/06/2026"):
        build_frontiere(replace(with_flux(*liberees(110)), conventions=over), JOUR, ESSAIS)


def test_a_part_of_nobody_is_refused() -> None:
    entree = build_frontiere(with_flux(*liberees(110)), JOUR, ESSAIS)
    with pytest.raises(DonneeInvalideError, match="parts : AL inconnu"):
        calculer(replace(entree, reservataires=()))
