"""Background work, from the request to the file: what stops, what starts again, what a dead worker cannot write."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from tests.actions.monde_complet import a_travail_fait
from tests.builders import MOMENT, Monde, a_user, an_acteur

from gef.access.models import Role
from gef.actions.travaux import (
    EXPIRE,
    GARDE,
    INTERROMPU,
    SILENCE,
    DemandeTravail,
    Produit,
    TravailAnnuleError,
    TravailImpossibleError,
    TravailPerduError,
    annuler_travail,
    arreter_travail,
    commencer_travail,
    creer_travail,
    find_fichier,
    finir_travail,
    lire_etat,
    noter_avancement,
    ranger_travaux,
    relancer_travail,
)
from gef.db.journal.models import Travail

DEMANDE = DemandeTravail("releves", "Relevés en CSV", {"format": "csv"})
PLUS_TARD = MOMENT + timedelta(seconds=5)
TROP_TARD = MOMENT + SILENCE + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def dossier(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def asked(monde: Monde, who: str = "gestionnaire", demande: DemandeTravail = DEMANDE) -> Travail:
    travail, is_new = creer_travail(an_acteur(getattr(monde, who)), demande, MOMENT)
    assert is_new
    return travail


def begun(monde: Monde, who: str = "gestionnaire") -> Travail:
    travail = asked(monde, who)
    taken = commencer_travail(travail.pk, travail.tentative, MOMENT)
    assert taken
    return taken


def again(travail: Travail) -> Travail:
    travail.refresh_from_db()
    return travail


def test_what_is_asked_waits_with_who_and_when(monde: Monde) -> None:
    travail = again(asked(monde, "lecteur"))
    assert (travail.etat, travail.tentative, travail.arguments) == ("en_attente", 1, {"format": "csv"})
    assert (travail.organisation, travail.auteur, travail.cree_le) == (monde.habitat_lys, monde.lecteur, MOMENT)


def test_asking_twice_for_the_same_is_asking_once_until_it_is_done(monde: Monde) -> None:
    first = asked(monde)
    assert creer_travail(an_acteur(monde.lecteur), DEMANDE, MOMENT) == (first, False)
    other, is_new = creer_travail(an_acteur(monde.gestionnaire_autre), DEMANDE, MOMENT)
    assert is_new, "another organisation"
    assert other.pk != first.pk
    annuler_travail(an_acteur(monde.gestionnaire), first.pk, MOMENT)
    assert asked(monde).pk != first.pk


def test_a_work_is_taken_once(monde: Monde) -> None:
    travail = asked(monde)
    taken = commencer_travail(travail.pk, 1, PLUS_TARD)
    assert taken
    assert (taken.etat, taken.commence_le) == ("en_cours", PLUS_TARD)
    assert commencer_travail(travail.pk, 1, PLUS_TARD) is None
    assert commencer_travail(travail.pk + 1000, 1, PLUS_TARD) is None


def test_progress_is_written_with_a_sign_of_life(monde: Monde) -> None:
    travail = begun(monde)
    noter_avancement(travail, (3, 200), "Ville de Lys" * 100, PLUS_TARD)
    travail = again(travail)
    assert (travail.fait, travail.total, travail.battement_le) == (3, 200, PLUS_TARD)
    assert len(travail.message) == 500


def test_more_than_all_cannot_be_done(monde: Monde) -> None:
    travail = begun(monde)
    with pytest.raises(IntegrityError), transaction.atomic():
        noter_avancement(travail, (3, 2), "", PLUS_TARD)


def test_a_finished_work_keeps_its_file_whole(monde: Monde, dossier: Path) -> None:
    travail = begun(monde)
    finir_travail(travail, Produit("releves-2026.zip", b"PK", "Deux relevés."), PLUS_TARD)
    travail = again(travail)
    assert (travail.etat, travail.message, travail.taille_octets) == ("fait", "Deux relevés.", 2)
    path = find_fichier(travail)
    assert path == dossier / f"travaux/{monde.habitat_lys.pk}/{travail.pk}-1.zip"
    assert path.read_bytes() == b"PK"


@pytest.mark.parametrize("nom", ["../../etc/passwd", "/etc/passwd", "a/b.zip", "..", "sans"])
def test_the_name_of_a_file_never_says_where_it_is_kept(monde: Monde, dossier: Path, nom: str) -> None:
    travail = begun(monde)
    finir_travail(travail, Produit(nom, b"x"), PLUS_TARD)
    path = find_fichier(again(travail))
    assert path
    assert path.resolve().parent == dossier / "travaux" / str(monde.habitat_lys.pk)


def test_a_waiting_work_is_cancelled_at_once(monde: Monde) -> None:
    travail = asked(monde)
    annuler_travail(an_acteur(monde.gestionnaire), travail.pk, PLUS_TARD)
    assert (again(travail).etat, travail.fini_le) == ("annule", PLUS_TARD)
    assert commencer_travail(travail.pk, 1, PLUS_TARD) is None


def test_a_work_under_way_stops_before_its_next_item(monde: Monde) -> None:
    travail = begun(monde)
    annuler_travail(an_acteur(monde.gestionnaire), travail.pk, PLUS_TARD)
    assert again(travail).etat == "en_cours"
    with pytest.raises(TravailAnnuleError):
        noter_avancement(travail, (1, 2), "", PLUS_TARD)


def test_what_is_over_is_not_cancelled(monde: Monde) -> None:
    travail = a_travail_fait(an_acteur(monde.gestionnaire))
    with pytest.raises(TravailImpossibleError, match="déjà fini"):
        annuler_travail(an_acteur(monde.gestionnaire), travail.pk, PLUS_TARD)


def test_a_work_that_gives_no_sign_is_interrupted(monde: Monde) -> None:
    travail = begun(monde)
    assert lire_etat(travail, MOMENT + SILENCE) == "en_cours"
    assert lire_etat(travail, TROP_TARD) == "interrompu"
    assert lire_etat(asked(monde, demande=DemandeTravail("releves", "x", {})), TROP_TARD) == "en_attente"


def test_an_interrupted_work_is_tried_again_and_its_dead_worker_writes_nothing(monde: Monde, dossier: Path) -> None:
    dead = begun(monde)
    noter_avancement(dead, (3, 200), "Ville", MOMENT)
    travail = relancer_travail(an_acteur(monde.gestionnaire), dead.pk, TROP_TARD)
    assert (travail.etat, travail.tentative, travail.fait, travail.total) == ("en_attente", 2, 0, 0)
    with pytest.raises(TravailPerduError):
        noter_avancement(dead, (4, 200), "", TROP_TARD)
    with pytest.raises(TravailPerduError):
        finir_travail(dead, Produit("a.zip", b"x"), TROP_TARD)
    arreter_travail(dead, "echoue", "mort", TROP_TARD)
    assert again(travail).etat == "en_attente"
    assert [p for p in dossier.rglob("*") if p.is_file()] == []
    assert commencer_travail(travail.pk, 1, TROP_TARD) is None
    assert commencer_travail(travail.pk, 2, TROP_TARD)


def test_an_interrupted_work_is_cancelled_at_once(monde: Monde) -> None:
    travail = begun(monde)
    annuler_travail(an_acteur(monde.gestionnaire), travail.pk, TROP_TARD)
    assert again(travail).etat == "annule"


@pytest.mark.parametrize("etat", ["echoue", "annule", "interrompu"])
def test_a_stopped_work_is_tried_again_with_the_same_arguments(monde: Monde, etat: str) -> None:
    travail = begun(monde)
    annuler_travail(an_acteur(monde.gestionnaire), travail.pk, PLUS_TARD)
    arreter_travail(travail, etat, "raison", PLUS_TARD)
    assert (again(travail).etat, travail.message, travail.fini_le) == (etat, "raison", PLUS_TARD)
    new = relancer_travail(an_acteur(monde.gestionnaire), travail.pk, PLUS_TARD)
    assert (new.etat, new.message, new.fini_le, new.is_annulation_demandee) == ("en_attente", "", None, False)
    assert new.arguments == {"format": "csv"}


def test_what_is_not_stopped_is_not_tried_again(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    done = a_travail_fait(acteur)
    waiting = asked(monde, demande=DemandeTravail("releves", "x", {}))
    for travail in (done, waiting):
        with pytest.raises(TravailImpossibleError, match="n’est pas arrêté"):
            relancer_travail(acteur, travail.pk, PLUS_TARD)


def test_who_asked_or_manages_stops_it_and_nobody_else(monde: Monde) -> None:
    of_reader, of_manager = asked(monde, "lecteur"), asked(monde, demande=DemandeTravail("releves", "x", {}))
    annuler_travail(an_acteur(monde.lecteur), of_reader.pk, PLUS_TARD)
    with pytest.raises(PermissionDenied):
        annuler_travail(an_acteur(monde.lecteur), of_manager.pk, PLUS_TARD)
    with pytest.raises(PermissionDenied):
        relancer_travail(an_acteur(a_user("Autre Lecteur", monde.habitat_lys, role=Role.LECTEUR)), of_reader.pk, MOMENT)
    relancer_travail(an_acteur(monde.gestionnaire), of_reader.pk, PLUS_TARD)
    for stranger in (monde.gestionnaire_autre, monde.agent_ville):
        with pytest.raises(Http404):
            annuler_travail(an_acteur(stranger), of_manager.pk, PLUS_TARD)


def test_silent_works_are_put_away_and_old_files_removed(monde: Monde) -> None:
    silent = begun(monde)
    old = a_travail_fait(an_acteur(monde.gestionnaire_autre))
    path = find_fichier(old)
    assert path
    assert ranger_travaux(MOMENT + GARDE) == (1, 0), "the file is not thirty days old yet"
    assert ranger_travaux(TROP_TARD + GARDE) == (0, 1)
    assert (again(silent).etat, silent.message) == ("interrompu", INTERROMPU)
    assert not path.exists()
    assert (again(old).etat, old.message, find_fichier(old)) == ("fait", EXPIRE, None)
    assert relancer_travail(an_acteur(monde.gestionnaire_autre), old.pk, TROP_TARD).etat == "en_attente"


def test_a_file_gone_from_the_disk_is_not_there(monde: Monde) -> None:
    travail = a_travail_fait(an_acteur(monde.gestionnaire))
    path = find_fichier(travail)
    assert path
    path.unlink()
    assert find_fichier(travail) is None
