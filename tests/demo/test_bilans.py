"""The bilans of the demonstration: frozen as their days knew, contested, corrected, and still to be replayed."""

from __future__ import annotations

from datetime import date

from gef.access.models import Organisation
from gef.actions.avis_bilans import lire_envoi
from gef.actions.bilans_figes import comparer_bilans, list_bilans, rejouer_bilan
from gef.db.bilans.models import BilanFige
from gef.db.flux.models import Fait
from gef.demo.bilans import COMPTE_TARDIF, SAISIS_LE, TARDIFS, list_tardifs, order_saisies
from gef.demo.charger import Comptes
from gef.demo.monde import Monde


def bilans(comptes: Comptes) -> list[BilanFige]:
    return list_bilans(Organisation.objects.get(pk=comptes.bailleur_id))


def test_two_years_are_closed_and_one_was_corrected(comptes: Comptes) -> None:
    assert [(b.exercice, b.version) for b in bilans(comptes)] == [(2025, 2), (2025, 1), (2024, 1)]
    newest, contested, kept = (lire_envoi(bilan) for bilan in bilans(comptes))
    assert (newest.acceptes, newest.contestes) == (2, 0)
    assert (contested.acceptes, contested.contestes) == (0, 1)
    assert (kept.acceptes, kept.count("maintenu")) == (2, 1)
    assert newest.sans_acces == ()
    assert all(envoi.count("") == 0 for envoi in (newest, contested, kept))


def test_each_was_sent_before_28_february_but_the_correction(comptes: Comptes) -> None:
    corrected, *firsts = bilans(comptes)
    assert all(b.fige_le.date() < date(b.exercice + 1, 2, 28) for b in firsts)
    assert corrected.motif.startswith("Trois baux de décembre 2025")


def test_they_are_replayed_to_the_byte(comptes: Comptes) -> None:
    assert all(rejouer_bilan(bilan).is_identique for bilan in bilans(comptes))


def test_the_correction_is_the_leases_entered_late_and_nothing_else(comptes: Comptes) -> None:
    corrected, first, _ = bilans(comptes)
    changes = {ecart.path: (ecart.avant, ecart.apres) for ecart in comparer_bilans(first, corrected)}
    before, after = changes["bilan", "reservataires", COMPTE_TARDIF, "baux"]
    assert after - before == TARDIFS
    accounts = {path[2] for path in changes if path[:2] == ("bilan", "reservataires")}
    assert accounts == {COMPTE_TARDIF}
    assert not any(path[0] == "soustractions" for path in changes)


def test_late_leases_are_the_last_facts_of_their_dwellings(monde: Monde) -> None:
    late = list_tardifs(monde.deroule.faits)
    assert len(late) == TARDIFS
    entered = order_saisies(monde.deroule.faits)
    assert sorted(fait.rang for fait, _ in entered) == sorted(fait.rang for fait in monde.deroule.faits)
    days = [jour for _, jour in entered]
    assert days == sorted(days)
    assert {jour for fait, jour in entered if fait in late} == {SAISIS_LE}


def test_the_database_says_when_they_were_entered(comptes: Comptes) -> None:
    late = Fait.objects.filter(type="bail", date__year=2025, ecrit_le__year=2026)
    assert late.count() == TARDIFS
