"""A bilan frozen, read back, replayed: what is written afterwards never changes it, what is altered is seen."""

from __future__ import annotations

import json
import zlib
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.actions.monde_complet import complete
from tests.builders import CANNES, MOMENT, Monde, a_fait, a_liberation, an_acteur

from gef.actions import objectifs
from gef.actions.bilan_annuel import build_annuel, read_annuel, read_etat, read_parametres
from gef.actions.bilans_figes import (
    BilanAltereError,
    BilanRefuseError,
    comparer_bilans,
    figer_bilan,
    lire_bilan,
    rejouer_bilan,
    rejouer_numero,
)
from gef.actions.codec import canonical
from gef.actions.dossier import load_dossier
from gef.actions.entrees import build_bilan, situation_of
from gef.actions.flux import load_flux
from gef.core.bilan import dresser_bilan
from gef.core.errors import TransitionInterditeError
from gef.db.bilans.models import BilanFige
from gef.db.flux.models import Convention, Fait, Liberation, Prevision
from gef.db.journal.models import Acte

APRES = MOMENT + timedelta(days=30)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def fige(monde: Monde) -> BilanFige:
    complete(monde)
    return figer_bilan(an_acteur(monde.gestionnaire), 2025, MOMENT)


def again(bilan: BilanFige) -> BilanFige:
    return BilanFige.objects.get(pk=bilan.pk)


def test_what_is_frozen_is_what_the_screen_shows(monde: Monde, fige: BilanFige) -> None:
    assert lire_bilan(again(fige)) == read_annuel(monde.habitat_lys, 2025)
    assert (fige.version, fige.remplace, fige.motif) == (1, None, "")
    acte = Acte.objects.get(acte="bilan-fige")
    assert acte.details["empreinte"] == fige.empreinte


@pytest.mark.parametrize("exercice", [2024, 2025, 2026])
def test_the_ledger_and_the_files_give_the_same_figures(monde: Monde, exercice: int) -> None:
    """Two ways to the same bilan: from the states of the ledger, and from the facts as rows of a dossier."""
    complete(monde)
    dossier, livre = load_dossier(monde.habitat_lys), load_flux(monde.habitat_lys.pk).livre
    annonces = objectifs.objectifs_par_reservataire(monde.habitat_lys, exercice)
    expected = dresser_bilan(build_bilan(dossier, exercice, annonces, situation_of(livre, exercice)))
    found = read_annuel(monde.habitat_lys, exercice).bilan
    assert found.reservataires == expected.reservataires
    assert (found.total, found.hors_flux, found.explications) == (
        expected.total,
        expected.hors_flux,
        expected.explications,
    )


def test_a_replay_gives_the_same_bytes(fige: BilanFige) -> None:
    replayed = rejouer_numero(fige.pk)
    assert replayed.is_identique
    kept = zlib.decompress(again(fige).donnees)
    assert sha256(kept).hexdigest() == fige.empreinte
    assert canonical(json.loads(kept)) == kept


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["AL", "VILLE", "CD", "ETAT-P"]),
            st.dates(date(2025, 1, 1), date(2026, 3, 1)),
            st.sampled_from(["attribution", "bail", "annulation", "refus", "rien"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_facts_added_after_the_freeze_never_change_the_replay(
    monde: Monde, fige: BilanFige, later: list[tuple[str, date, str]]
) -> None:
    """Whatever their day, even in the exercice, and on dwellings that were there or not."""
    waiting = [row for row in load_flux(monde.habitat_lys.pk).suivis.values() if row.etat.etat == "a_orienter"]
    for rank, (code, jour, kind) in enumerate(later):
        known = waiting[rank].liberation if rank % 2 else None
        reference = f"TARD-{Liberation.objects.count()}"
        row = known or a_liberation(monde.habitat_lys, reference, libre_le=jour, commune=CANNES)
        a_fait(row, "orientation", monde.comptes[code], date=jour, ecrit_le=APRES)
        if kind != "rien":
            a_fait(row, kind, monde.comptes[code], date=jour, ecrit_le=APRES)
    assert read_annuel(monde.habitat_lys, 2025) is not None
    assert rejouer_bilan(again(fige)).is_identique


def test_conventions_and_forecasts_changed_since_are_not_read(monde: Monde, fige: BilanFige) -> None:
    Convention.objects.filter(reservataire__code="AL").update(part="1/2")
    Prevision.objects.create(
        bailleur=monde.habitat_lys, exercice=2026, categorie="vente", nombre=9, declaree_le=date(2026, 2, 1)
    )
    assert rejouer_bilan(again(fige)).is_identique


def test_a_fact_erased_or_changed_behind_our_back_is_named(monde: Monde, fige: BilanFige) -> None:
    bail = Fait.objects.get(type="bail")
    Fait.objects.filter(pk=bail.pk).update(date=date(2026, 1, 3))
    ecart = rejouer_bilan(again(fige)).ecart
    assert ecart is not None
    assert (ecart.avant, ecart.apres) == (1, 0)
    assert "baux" in ecart.path
    Fait.objects.filter(type="orientation", liberation=bail.liberation).delete()
    with pytest.raises(TransitionInterditeError):
        rejouer_bilan(again(fige))


@pytest.mark.parametrize("champ", ["donnees", "parametres"])
def test_altered_data_are_refused(fige: BilanFige, champ: str) -> None:
    kept = zlib.decompress(getattr(again(fige), champ))
    forged = zlib.compress(kept.replace(b"2025", b"2024", 1))
    BilanFige.objects.filter(pk=fige.pk).update(**{champ: forged})
    with pytest.raises(BilanAltereError, match="altérées"):
        rejouer_bilan(again(fige))
    BilanFige.objects.filter(pk=fige.pk).update(**{champ: b"rien"})
    with pytest.raises(BilanAltereError, match="illisibles"):
        rejouer_bilan(again(fige))


def test_a_corrected_bilan_is_another_one_that_says_what_changed(monde: Monde, fige: BilanFige) -> None:
    acteur = an_acteur(monde.gestionnaire)
    with pytest.raises(BilanRefuseError, match="Rien n’a changé"):
        figer_bilan(acteur, 2025, APRES, "pour voir")
    attribue = monde.habitat_lys.liberations.filter(faits__type="orientation").order_by("libre_le").first()
    assert attribue is not None
    a_fait(attribue, "attribution", monde.comptes["AL"], date=date(2025, 12, 18), ecrit_le=APRES)
    with pytest.raises(BilanRefuseError, match="pourquoi"):
        figer_bilan(acteur, 2025, APRES)
    corrected = figer_bilan(acteur, 2025, APRES, " Attribution saisie en retard. ")
    assert (corrected.version, corrected.remplace, corrected.motif) == (2, fige, "Attribution saisie en retard.")
    changes = {ecart.path: (ecart.avant, ecart.apres) for ecart in comparer_bilans(again(fige), again(corrected))}
    assert changes["bilan", "total", "attributions"] == (1, 2)
    assert changes["bilan", "reservataires", "AL", "attributions"] == (1, 2)
    assert changes["logements", f"AL / {attribue.reference}", "attribue_le"] == (None, "2025-12-18")
    assert not any("VILLE" in path for path in changes)
    assert rejouer_bilan(again(fige)).is_identique
    assert rejouer_bilan(again(corrected)).is_identique


def test_a_year_that_is_not_over_is_not_frozen(monde: Monde) -> None:
    complete(monde)
    with pytest.raises(BilanRefuseError, match="2026 n’est pas terminé"):
        figer_bilan(an_acteur(monde.gestionnaire), 2026, MOMENT)


def test_only_who_may_write_freezes(monde: Monde) -> None:
    for user in (monde.lecteur, monde.agent_ville):
        with pytest.raises(PermissionDenied):
            figer_bilan(an_acteur(user), 2025, MOMENT)
    assert not BilanFige.objects.exists()


def test_an_unknown_number_is_said() -> None:
    with pytest.raises(BilanRefuseError, match="n° 404"):
        rejouer_numero(404)


test_an_unknown_number_is_said = pytest.mark.django_db(test_an_unknown_number_is_said)


def test_the_parameters_keep_no_more_of_a_household_than_what_is_counted(monde: Monde) -> None:
    complete(monde)
    etat = load_flux(monde.habitat_lys.pk)
    parametres = read_parametres(monde.habitat_lys, 2025, etat)
    assert "numero" not in canonical(parametres.menages).decode()
    again = build_annuel(read_etat(monde.habitat_lys.pk, parametres), parametres)
    assert again.bilan == build_annuel(etat, parametres).bilan
