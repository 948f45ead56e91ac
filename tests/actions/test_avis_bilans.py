"""A bilan sent to all, read by each within his rows, accepted or contested; the bailleur sees who answered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.actions.monde_complet import complete
from tests.builders import MOMENT, Monde, a_compte, a_fait, an_acteur, an_organisation

from gef.actions.avis_bilans import (
    AvisRefuseError,
    codes_of_bilan,
    fetch_bilan,
    lire_envoi,
    list_recus,
    maintenir_bilan,
    repondre_bilan,
    transmettre_bilan,
)
from gef.actions.bilans_figes import figer_bilan
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.db.avertissements.models import Avertissement
from gef.db.bilans.models import AvisBilan, BilanFige
from gef.db.journal.models import Acte

APRES = MOMENT + timedelta(days=30)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def fige(monde: Monde) -> BilanFige:
    complete(monde)
    a_compte(monde.habitat_lys, "SANS", "commune", part="1/100")
    an_organisation("CA Cannes Pays de Lérins", "epci", "200039915")
    an_organisation("Métropole d’ailleurs", "epci", "200000000")
    return figer_bilan(an_acteur(monde.gestionnaire), 2025, MOMENT)


def test_it_goes_to_every_holder_and_to_the_epci_of_its_territory(monde: Monde, fige: BilanFige) -> None:
    envoi = lire_envoi(fige)
    assert {row.nom: row.codes for row in envoi.destinataires} == {
        "Action Logement": ("AL",),
        "CA Cannes Pays de Lérins": (),
        "Département de Lys": ("CD",),
        "Préfecture": ("ETAT-F", "ETAT-P"),
        "Ville de Lys": ("VILLE",),
    }
    assert [(row.nom, row.codes, row.organisation) for row in envoi.sans_acces] == [("SANS", ("SANS",), None)]
    assert transmettre_bilan(an_acteur(monde.gestionnaire), fige, [], MOMENT) == 5
    assert lire_envoi(fige).count("transmis") == 5
    told = Avertissement.objects.filter(genre="bilan").order_by("pk")
    assert {row.objet for row in told} == {"2025/1"}
    assert told.count() == 5
    with pytest.raises(AvisRefuseError, match="tous l’ont reçu"):
        transmettre_bilan(an_acteur(monde.gestionnaire), fige, [], MOMENT)
    assert Acte.objects.filter(acte="bilan-transmis").count() == 1


def test_it_may_be_sent_to_one_then_to_the_others(monde: Monde, fige: BilanFige) -> None:
    acteur = an_acteur(monde.gestionnaire)
    assert transmettre_bilan(acteur, fige, [monde.ville.pk], MOMENT) == 1
    assert transmettre_bilan(acteur, fige, [], MOMENT) == 4


def test_nobody_reads_it_before_it_is_sent_to_him_nor_a_stranger_after(monde: Monde, fige: BilanFige) -> None:
    ville, rive = an_acteur(monde.agent_ville), an_acteur(monde.agent_rive)
    with pytest.raises(Http404):
        fetch_bilan(ville, monde.habitat_lys.pk, 2025, 1)
    transmettre_bilan(an_acteur(monde.gestionnaire), fige, [], MOMENT)
    assert fetch_bilan(ville, monde.habitat_lys.pk, 2025, 1) == fige
    assert codes_of_bilan(ville, fige) == {"VILLE"}
    assert codes_of_bilan(an_acteur(monde.lecteur), fige) is None
    assert [row.pk for row, _ in list_recus(ville)] == [fige.pk]
    for stranger in (rive, an_acteur(monde.gestionnaire_autre)):
        with pytest.raises(Http404):
            fetch_bilan(stranger, monde.habitat_lys.pk, 2025, 1)
        assert list_recus(stranger) == []


def test_a_contest_says_why_is_told_to_the_bailleur_and_is_answered(monde: Monde, fige: BilanFige) -> None:
    acteur, ville = an_acteur(monde.gestionnaire), an_acteur(monde.agent_ville)
    transmettre_bilan(acteur, fige, [], MOMENT)
    with pytest.raises(DonneeInvalideError, match="pourquoi"):
        repondre_bilan(ville, fige, "conteste", motif=" ", rang_vu=1, moment=MOMENT)
    with pytest.raises(AvisRefuseError, match="relisez"):
        repondre_bilan(ville, fige, "accepte", rang_vu=0, moment=MOMENT)
    said = repondre_bilan(ville, fige, "conteste", motif="Un refus n’est pas de nous.", rang_vu=1, moment=MOMENT)
    assert (said.rang, said.organisation) == (2, monde.ville)
    assert Avertissement.objects.get(genre="bilan_conteste").organisation == monde.habitat_lys
    envoi = lire_envoi(fige)
    assert (envoi.count("conteste"), envoi.count("transmis")) == (1, 4)
    with pytest.raises(AvisRefuseError, match="pas été transmis"):
        maintenir_bilan(acteur, fige, monde.rive.pk, motif="non", rang_vu=2, moment=MOMENT)
    maintenir_bilan(acteur, fige, monde.ville.pk, motif="La fiche a été refusée le 3 mai.", rang_vu=2, moment=MOMENT)
    repondre_bilan(ville, fige, "accepte", rang_vu=3, moment=MOMENT)
    assert lire_envoi(fige).count("accepte") == 1
    with pytest.raises(TransitionInterditeError, match="accepté"):
        repondre_bilan(ville, fige, "accepte", rang_vu=4, moment=MOMENT)
    assert AvisBilan.objects.filter(destinataire=monde.ville).count() == 4


def test_a_corrected_bilan_takes_the_place_of_the_former(monde: Monde, fige: BilanFige) -> None:
    acteur, ville = an_acteur(monde.gestionnaire), an_acteur(monde.agent_ville)
    transmettre_bilan(acteur, fige, [], MOMENT)
    oriented = monde.habitat_lys.liberations.filter(faits__type="orientation").order_by("libre_le").first()
    assert oriented is not None
    a_fait(oriented, "attribution", monde.comptes["AL"], date=date(2025, 12, 1), ecrit_le=APRES)
    corrected = figer_bilan(acteur, 2025, APRES, "Attribution saisie en retard.")
    with pytest.raises(AvisRefuseError, match="remplacé"):
        repondre_bilan(ville, fige, "accepte", rang_vu=1, moment=APRES)
    with pytest.raises(AvisRefuseError, match="remplacé"):
        transmettre_bilan(acteur, fige, [], APRES)
    assert lire_envoi(corrected).count("") == 5
    assert transmettre_bilan(acteur, corrected, [], APRES) == 5
    assert [(row.version, len(avis)) for row, avis in list_recus(ville)] == [(2, 1), (1, 1)]


def test_who_may_not_write_does_not_speak(monde: Monde, fige: BilanFige) -> None:
    transmettre_bilan(an_acteur(monde.gestionnaire), fige, [], MOMENT)
    with pytest.raises(PermissionDenied):
        transmettre_bilan(an_acteur(monde.lecteur), fige, [], MOMENT)
    with pytest.raises(PermissionDenied):
        repondre_bilan(an_acteur(monde.gestionnaire), fige, "accepte", rang_vu=1, moment=MOMENT)
    with pytest.raises(PermissionDenied):
        maintenir_bilan(an_acteur(monde.agent_ville), fige, monde.ville.pk, motif="m", rang_vu=1, moment=MOMENT)
    with pytest.raises(PermissionDenied):
        repondre_bilan(an_acteur(monde.agent_ville), fige, "maintenu", motif="m", rang_vu=1, moment=MOMENT)
    with pytest.raises(Http404):
        repondre_bilan(an_acteur(monde.agent_rive), fige, "accepte", rang_vu=1, moment=MOMENT)
