"""What the demonstration tells its organisations, what they have read of it, and who once came to assist."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time

import pytest
from django.urls import reverse

from gef.access.acteur import Acteur, read_acteur
from gef.access.models import Organisation, Utilisateur
from gef.actions.avertir import count_non_lus, lire_avertissements
from gef.actions.avertir_echeances import PAR_ETAT, Releve, relever_echeances
from gef.actions.flux import load_flux
from gef.actions.horloges import list_horloges
from gef.actions.tableaux_fiche import find_etat_horloge
from gef.core.avertissements import D_ECHEANCE, DE_SEANCE, GENRES
from gef.db.assistance.models import AccesAssistance, RequeteAssistance
from gef.db.avertissements.models import Avertissement, Envoi
from gef.db.flux.models import Fait
from gef.demo.acces import ACCES
from gef.demo.avertissements import DEPUIS, PAGES, TO_BAILLEUR, TO_HOLDER
from gef.demo.calendrier import JOUR_DEMO
from gef.demo.charger import Comptes

pytestmark = pytest.mark.django_db


def acteurs() -> list[Acteur]:
    found = [read_acteur(Utilisateur.objects.get(email=acces.email)) for acces in ACCES]
    return [acteur for acteur in found if acteur is not None]


def test_each_fact_of_the_last_weeks_is_told_once(comptes: Comptes) -> None:
    facts = Fait.objects.filter(date__gte=DEPUIS, type__in=TO_HOLDER | TO_BAILLEUR, reservataire__isnull=False)
    facts = facts.filter(liberation__reference__startswith="L-")
    assert set(GENRES) >= TO_HOLDER | TO_BAILLEUR
    rows = Avertissement.objects.filter(objet__startswith="L-").exclude(genre__in=D_ECHEANCE)
    told = Counter(rows.values_list("genre", "objet"))
    assert told == Counter(facts.values_list("type", "liberation__reference"))
    assert sum(told.values()) > 50
    for row in Avertissement.objects.filter(genre="orientation").select_related("organisation"):
        holders = Fait.objects.filter(type="orientation", liberation__reference=row.objet, date=row.moment.date())
        assert row.organisation.pk in holders.values_list("reservataire__organisation", flat=True)


def test_sessions_and_deadlines_are_told_as_the_pages_show_them(comptes: Comptes) -> None:
    bailleur = Organisation.objects.get(pk=comptes.bailleur_id)
    horloges = list_horloges(bailleur, load_flux(bailleur.pk), JOUR_DEMO)
    shown = Counter(PAR_ETAT[etat] for h in horloges if (etat := find_etat_horloge(h)) in PAR_ETAT)
    own = Avertissement.objects.filter(genre__in=D_ECHEANCE, organisation=bailleur)
    assert shown
    assert Counter(own.values_list("genre", flat=True)) == shown
    assert set(Avertissement.objects.filter(genre__in=DE_SEANCE).values_list("genre", flat=True)) == {
        "seance",
        "convocation",
    }
    moment = datetime.combine(JOUR_DEMO, time(18), tzinfo=UTC)
    assert relever_echeances(moment) == Releve(0)


def test_everybody_has_read_some_and_not_the_rest(comptes: Comptes) -> None:
    seen = {acteur.nom: (count_non_lus(acteur), len(lire_avertissements(acteur).jours)) for acteur in acteurs()}
    assert all(0 < unread < 100 for unread, _ in seen.values()), seen
    assert all(days > 1 for _, days in seen.values()), seen


def test_a_demonstration_sends_nothing_about_its_past(comptes: Comptes) -> None:
    assert not Avertissement.objects.filter(is_distribue=False).exists()
    assert not Envoi.objects.exists()


def test_who_assisted_is_out_and_what_he_asked_for_stays(comptes: Comptes) -> None:
    acces = AccesAssistance.objects.get()
    assert acces.organisation.pk == comptes.bailleur_id
    assert acces.utilisateur is not None
    assert not acces.utilisateur.has_usable_password()
    assert read_acteur(acces.utilisateur, None, datetime(2026, 11, 22, tzinfo=UTC)) is None
    rows = list(RequeteAssistance.objects.order_by("pk"))
    assert len(rows) == len(PAGES)
    for row in rows:
        assert acces.debut <= row.moment < acces.fin
        assert reverse(row.route, kwargs=row.arguments).startswith("/")
