"""The settings tried beside the pages: asked by who may, followed, kept as a run and given as a workbook."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from tests.actions.monde_complet import complete
from tests.builders import JOUR, MOMENT, Monde, an_acteur
from tests.jobs.test_releves import Signes

from gef.actions.frontiere import find_run, read_run
from gef.actions.travaux import commencer_travail, creer_travail
from gef.core.regle import Parametres
from gef.db.journal.models import EtatTravail, Travail
from gef.jobs.execution import lancer
from gef.jobs.frontiere import demande_frontiere, produire_frontiere

SERRE = Parametres(avance_min=Fraction(3, 10), seuil=Fraction(1, 2), profil=Fraction(1, 3))


@pytest.fixture
def complet(monde: Monde, tmp_path: Any, settings: Any) -> Monde:
    settings.MEDIA_ROOT, settings.GEF_JOUR = tmp_path, JOUR
    complete(monde)
    return monde


def test_the_work_keeps_its_run_and_gives_its_tables(complet: Monde) -> None:
    acteur, signes = an_acteur(complet.gestionnaire), Signes()
    demande = demande_frontiere(acteur, JOUR, MOMENT, SERRE)
    assert demande.libelle.endswith(", avec 0,30 et 0,50")
    travail = commencer_travail(creer_travail(acteur, demande, MOMENT)[0].pk, 1, MOMENT)
    assert travail
    produit = produire_frontiere(travail, signes)  # type: ignore[arg-type]  # it says how far it is, and nothing else
    run = find_run(complet.habitat_lys, JOUR)
    assert run
    assert run.auteur == complet.gestionnaire
    assert read_run(run).lignes[-1].essai.parametres == SERRE, "an exact third goes there and back"
    assert (signes.total, [fait for fait, _ in signes.said]) == (54, list(range(54)))
    assert signes.said[0][1] == "le plus en retard, 0,15"
    assert produit.nom_fichier == "reglages-2026-06-15.xlsx"
    sheets = openpyxl.load_workbook(io.BytesIO(produit.contenu)).sheetnames
    assert len(sheets) >= 3


def test_a_failure_is_said_in_the_work(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    acteur = an_acteur(monde.gestionnaire)
    lancer(acteur, demande_frontiere(acteur, JOUR, MOMENT, None), MOMENT)
    travail = Travail.objects.get()
    assert travail.etat == EtatTravail.ECHOUE
    assert "parc" in travail.message


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_who_may_not_write_does_not_ask(monde: Monde, who: str) -> None:
    with pytest.raises(PermissionDenied):
        demande_frontiere(an_acteur(getattr(monde, who)), JOUR, MOMENT, None)
