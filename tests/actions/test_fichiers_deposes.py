"""A deposit is kept under its fingerprint, read once, and leaves when it is decided: nothing else of it remains."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_parc import CONVENTION, DROIT, PREVISION, a_logement, a_modele, a_parc, a_parc_csv

from gef.access.acteur import Acteur
from gef.actions import fichiers_deposes
from gef.actions.depot_genres import GENRES, PARC
from gef.actions.depots import DepotRefuseError
from gef.actions.fichiers_deposes import (
    Depot,
    FichierTropGrosError,
    abandonner_depot,
    accepter_depot,
    deposer,
    find_depot,
    list_depots,
    preparer_depot,
)
from gef.actions.parc import ParcRefuseError
from gef.actions.resume_parc import Comparaison
from gef.db.flux.models import Prevision
from gef.db.journal.models import Acte
from gef.db.patrimoine.models import Logement, Parc
from gef.imports.errors import FichierIllisibleError
from gef.imports.modeles import MODELES

PARC_CSV = a_parc_csv(a_logement(n) for n in range(1, 9))


@pytest.fixture
def acteur(monde: Monde, settings: Any, tmp_path: Path) -> Acteur:
    settings.MEDIA_ROOT = tmp_path
    return an_acteur(monde.gestionnaire)


def hand_in(acteur: Acteur, content: bytes, genre: str = PARC, nom: str = "parc.csv") -> Depot:
    pieces = (content[i : i + 100] for i in range(0, len(content), 100))
    millesime = 2026 if genre == PARC else None
    return deposer(acteur, pieces, nom=nom, genre=genre, moment=MOMENT, millesime=millesime)


def files(tmp_path: Path) -> set[str]:
    return {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}


def test_the_bytes_are_kept_under_their_fingerprint_and_nothing_is_written(acteur: Acteur, tmp_path: Path) -> None:
    depot = hand_in(acteur, PARC_CSV)
    assert depot.empreinte == hashlib.sha256(PARC_CSV).hexdigest()
    folder = tmp_path / "depots" / str(acteur.organisation.pk)
    assert (folder / depot.empreinte).read_bytes() == PARC_CSV
    assert files(tmp_path) == {f"depots/{acteur.organisation.pk}/{depot.empreinte}{end}" for end in ("", ".json")}
    assert (depot.taille, depot.depose_par, depot.depose_le) == (len(PARC_CSV), "Camille Gérant", MOMENT)
    assert not Parc.objects.exists()
    assert not Acte.objects.exists()


def test_a_deposit_reads_back_as_it_was_made(acteur: Acteur) -> None:
    a_parc(acteur, 3)
    depot = hand_in(acteur, PARC_CSV)
    again = find_depot(acteur, depot.empreinte)
    assert (again.rapport["lignes_lues"], again.comparaison, again.compare_a) == (
        8,
        Comparaison(5, 0),
        "2026, version 1",
    )
    assert (again.depose_le, again.genre, again.millesime) == (MOMENT, PARC, 2026)
    assert list_depots(acteur) == (again,)


@pytest.mark.parametrize(
    ("nom", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Mes documents\\parc.csv", "parc.csv"),
        ("a\x00b\u202ec.csv", "abc.csv"),
        ("x" * 400 + ".csv", "x" * 196 + ".csv"),
        ("/", "fichier"),
    ],
)
def test_the_name_given_by_a_person_is_only_shown(acteur: Acteur, tmp_path: Path, nom: str, shown: str) -> None:
    depot = hand_in(acteur, PARC_CSV, nom=nom)
    assert depot.nom == shown
    assert {Path(name).name.partition(".")[0] for name in files(tmp_path)} == {depot.empreinte}


def test_a_file_too_large_is_refused_and_nothing_of_it_is_kept(
    acteur: Acteur, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fichiers_deposes, "TAILLE_MAX", 150)
    pulled = []

    def pieces() -> Any:
        for _ in range(10):
            pulled.append(1)
            yield b"x" * 100

    with pytest.raises(FichierTropGrosError, match="Le fichier dépasse"):
        deposer(acteur, pieces(), nom="gros.csv", genre=PARC, moment=MOMENT, millesime=2026)
    assert len(pulled) == 2
    assert files(tmp_path) == set()


@pytest.mark.parametrize(("genre", "content"), [(PARC, b"%PDF-1.7"), ("droits", b"a;b\n1;2\n"), (PARC, b"")])
def test_an_unreadable_file_is_not_kept(acteur: Acteur, tmp_path: Path, genre: str, content: bytes) -> None:
    with pytest.raises(FichierIllisibleError):
        hand_in(acteur, content, genre)
    assert files(tmp_path) == set()


def test_who_may_not_write_hands_nothing_in(monde: Monde, acteur: Acteur, tmp_path: Path) -> None:
    depot = hand_in(acteur, PARC_CSV)
    before = files(tmp_path)
    for user in (monde.lecteur, monde.agent_ville):
        other = an_acteur(user)
        with pytest.raises(PermissionDenied):
            hand_in(other, PARC_CSV + b"\n")
        for decide in (lambda a, d: accepter_depot(a, d, MOMENT), abandonner_depot):
            with pytest.raises(PermissionDenied):
                decide(other, depot)
    assert files(tmp_path) == before


def test_another_organisation_s_deposit_does_not_exist(monde: Monde, acteur: Acteur) -> None:
    depot = hand_in(acteur, PARC_CSV)
    stranger = an_acteur(monde.gestionnaire_autre)
    assert list_depots(stranger) == ()
    with pytest.raises(Http404):
        find_depot(stranger, depot.empreinte)


@pytest.mark.parametrize("empreinte", ["", "..", "../1/abc", "a" * 64, "A" * 64, "z" * 64])
def test_only_a_fingerprint_finds_a_deposit(acteur: Acteur, empreinte: str) -> None:
    hand_in(acteur, PARC_CSV)
    with pytest.raises(Http404):
        find_depot(acteur, empreinte)


def test_an_accepted_parc_is_written_and_its_deposit_leaves(acteur: Acteur, tmp_path: Path) -> None:
    depot = hand_in(acteur, PARC_CSV)
    assert preparer_depot(acteur, depot).a_ecrire == 8
    assert accepter_depot(acteur, depot, MOMENT) == "8\u00a0logements importés\u00a0: version 1 du parc 2026."
    assert Logement.objects.filter(parc__bailleur=acteur.organisation).count() == 8
    assert files(tmp_path) == {Parc.objects.get().chemin}


def test_the_same_parc_again_is_announced_then_refused(acteur: Acteur) -> None:
    accepter_depot(acteur, hand_in(acteur, PARC_CSV), MOMENT)
    depot = hand_in(acteur, PARC_CSV + b"\n\n")
    assert "déjà la version 1" in preparer_depot(acteur, depot).refus
    with pytest.raises(ParcRefuseError):
        accepter_depot(acteur, depot, MOMENT)
    assert find_depot(acteur, depot.empreinte) == depot


def test_a_blocking_anomaly_is_the_reason_of_the_refusal(acteur: Acteur) -> None:
    depot = hand_in(acteur, b"IDENT_INT;NBPIECE\nHL-1;3\n")
    refus = preparer_depot(acteur, depot).refus
    assert "DEPCOM" in refus
    assert "obligatoire" in refus
    with pytest.raises(ParcRefuseError, match="bloquent"):
        accepter_depot(acteur, depot, MOMENT)


def test_a_file_without_any_row_to_keep_says_so(acteur: Acteur) -> None:
    depot = hand_in(acteur, a_modele("previsions", PREVISION | {"categorie": "ailleurs"}), "previsions")
    assert preparer_depot(acteur, depot).refus == "Aucune ligne du fichier ne peut être gardée."


def test_the_preview_of_a_model_says_what_would_be_written(acteur: Acteur) -> None:
    depot = hand_in(acteur, a_modele("conventions", CONVENTION), "conventions")
    apercu = preparer_depot(acteur, depot)
    assert (apercu.a_ecrire, apercu.comptes, apercu.is_acceptable) == (1, 1, True)
    assert accepter_depot(acteur, depot, MOMENT) == "1\u00a0convention écrite, 1\u00a0compte créé."
    again = hand_in(acteur, a_modele("conventions", CONVENTION), "conventions")
    apercu = preparer_depot(acteur, again)
    assert (apercu.a_ecrire, apercu.deja, apercu.refus, apercu.is_acceptable) == (0, 1, "", False)


def test_a_contradiction_shows_in_the_preview(acteur: Acteur) -> None:
    depot = hand_in(acteur, a_modele("droits", DROIT | {"reservataire": "PERSONNE"}), "droits")
    assert "PERSONNE" in preparer_depot(acteur, depot).refus


def test_revised_forecasts_are_counted_in_the_sentence(acteur: Acteur) -> None:
    accepter_depot(acteur, hand_in(acteur, a_modele("previsions", PREVISION), "previsions"), MOMENT)
    rows = (PREVISION | {"nombre": 5}, PREVISION | {"categorie": "vente"})
    depot = hand_in(acteur, a_modele("previsions", *rows), "previsions")
    assert preparer_depot(acteur, depot).a_ecrire == 2
    assert accepter_depot(acteur, depot, MOMENT) == "1\u00a0prévision écrite, 1\u00a0révisée."
    kept = Prevision.objects.filter(categorie="mutations").order_by("pk")
    assert [row.nombre for row in kept] == [PREVISION["nombre"], 5]


def test_bytes_changed_on_the_disk_are_refused(acteur: Acteur, tmp_path: Path) -> None:
    depot = hand_in(acteur, PARC_CSV)
    path = tmp_path / "depots" / str(acteur.organisation.pk) / depot.empreinte
    path.write_bytes(PARC_CSV + b"HL-9;;06029\n")
    with pytest.raises(DepotRefuseError, match="a changé"):
        accepter_depot(acteur, depot, MOMENT)
    assert not Parc.objects.exists()


def test_an_abandoned_deposit_leaves_nothing(acteur: Acteur, tmp_path: Path) -> None:
    abandonner_depot(acteur, hand_in(acteur, PARC_CSV))
    assert files(tmp_path) == set()
    assert not Acte.objects.exists()


def test_every_kind_but_the_parc_has_its_model() -> None:
    assert {code for code, genre in GENRES.items() if code != PARC and genre.lire is None} <= set(MODELES)
