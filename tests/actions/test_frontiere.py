"""The frontier of a bailleur of the database: kept as a run, read again, said to be old when things have changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from tests.actions.monde_complet import complete
from tests.builders import ANTIBES, JOUR, MOMENT, Monde, a_liberation, an_acteur

from gef.actions import executions
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.actions.entrees_frontiere import build_frontiere, calculer
from gef.actions.flux import load_flux
from gef.actions.frontiere import DemandeFrontiere, calculer_et_garder, find_run, list_changements, read_run
from gef.actions.reglages import SaisieReglage, inscrire_reglage
from gef.core.frontiere import GRILLE, list_essais
from gef.core.regle import Parametres
from gef.db.flux.models import Convention
from gef.db.journal.models import Execution

SERRE = Parametres(avance_min=Fraction(3, 10), seuil=Fraction(1, 2))
DEMANDE = DemandeFrontiere(JOUR, tirages=1)


@pytest.fixture
def complet(monde: Monde, tmp_path: Any, settings: Any) -> Monde:
    settings.MEDIA_ROOT = tmp_path
    complete(monde)
    for rang in range(60):
        a_liberation(
            monde.habitat_lys, f"M-{rang:03d}", libre_le=date(2026, 1, 5) + timedelta(days=rang), commune=ANTIBES
        )
    return monde


def test_a_run_is_kept_and_read_as_it_was_computed(complet: Monde) -> None:
    acteur = an_acteur(complet.gestionnaire)
    said: list[tuple[int, int]] = []
    run, found = calculer_et_garder(acteur, DEMANDE, MOMENT, lambda done, total, _: said.append((done, total)))
    assert (run.calcul, run.exercice, run.auteur) == ("frontiere", 2026, complet.gestionnaire)
    assert said == [(done, 10) for done in range(10)]
    executions._lus.clear()
    assert read_run(Execution.objects.get(pk=run.pk)) == found, "the explanation included"
    essais = list_essais(GRILLE["010_090"])
    assert found == calculer(build_frontiere(load_dossier(complet.habitat_lys), JOUR, essais, 1)), "as from files"
    again, _ = calculer_et_garder(acteur, DEMANDE, MOMENT)
    assert again == run, "the same twice is one run"


def test_the_setting_in_force_and_one_s_own_are_tried_beside_the_grid(complet: Monde) -> None:
    acteur = an_acteur(complet.gestionnaire)
    inscrire_reglage(acteur, SaisieReglage(SERRE, date(2026, 1, 1), "comité"), MOMENT)
    own = replace(SERRE, profil=Fraction(0))
    _, found = calculer_et_garder(acteur, replace(DEMANDE, sur_mesure=own, tirages=0), MOMENT)
    assert [ligne.essai.code for ligne in found.lignes] == [*GRILLE, "en_vigueur", "sur_mesure"]
    assert [found.lignes[-2].essai.parametres, found.lignes[-1].essai.parametres] == [SERRE, own]


def test_the_newest_run_is_found_until_the_end_of_the_next_year(complet: Monde) -> None:
    assert find_run(complet.habitat_lys, JOUR) is None
    run, _ = calculer_et_garder(an_acteur(complet.gestionnaire), DEMANDE, MOMENT)
    assert find_run(complet.habitat_lys, date(2027, 12, 31)) == run
    assert find_run(complet.habitat_lys, date(2028, 1, 1)) is None
    assert find_run(complet.logis_de_passage, JOUR) is None


def test_what_has_changed_since_a_run_is_said(complet: Monde) -> None:
    acteur, bailleur = an_acteur(complet.gestionnaire), complet.habitat_lys
    _, found = calculer_et_garder(acteur, replace(DEMANDE, tirages=0), MOMENT)
    assert list_changements(found, load_flux(bailleur.pk), JOUR) == ()
    inscrire_reglage(acteur, SaisieReglage(SERRE, date(2026, 1, 1), "comité"), MOMENT)
    Convention.objects.filter(reservataire=complet.comptes["CD"]).update(part=Fraction(1, 30))
    assert list_changements(found, load_flux(bailleur.pk), JOUR) == (
        "le réglage en vigueur n’était pas essayé",
        "les parts des conventions ont changé",
    )


def test_without_a_parc_there_is_nothing_to_read(monde: Monde) -> None:
    with pytest.raises(DossierIncompletError):
        calculer_et_garder(an_acteur(monde.gestionnaire), DEMANDE, MOMENT)
