"""In the database: all or nothing, once, and the same figures as those that were drawn."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import override_settings

from gef.access.acteur import read_acteur
from gef.access.models import Appartenance, Organisation, Utilisateur
from gef.actions.flux import load_flux
from gef.actions.orienter import list_en_attente
from gef.actions.parc import read_parc_table
from gef.actions.suivi_imputations import count_imputations, list_imputations
from gef.core.enregistrement import verifier_enregistrement
from gef.core.orientation import Parametres
from gef.db.besoins.models import Besoin, SouhaitReservataire
from gef.db.flux.models import (
    Convention,
    DemandesCommune,
    Derogation,
    Droit,
    ExclusionRetenue,
    Fait,
    Liberation,
    Prevision,
    Reservataire,
    TauxPublie,
)
from gef.db.imputations.models import ImputationConfirmee
from gef.db.patrimoine.models import ListeLogements, Logement, Parc
from gef.db.residences.models import ClasseResidence
from gef.demo.acces import ACCES, GRASSE, MOT_DE_PASSE
from gef.demo.calendrier import JOUR_DEMO
from gef.demo.charger import Comptes, DemoRefuseeError, charger_demo
from gef.demo.monde import Monde
from gef.demo.programmes import LIVRE, RESTENT_A_LOUER

MOMENT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_everything_is_written(monde: Monde, comptes: Comptes) -> None:
    neufs = sum(LIVRE.lots.values())  # each qualified in stock, all let but the last ones
    counts = {
        Reservataire: len(monde.comptes),
        Convention: len(monde.conventions) + 6,  # five parts of written conventions, one cut by a denunciation
        Droit: len(monde.registre.droits),
        Prevision: len(monde.previsions) + len(monde.revisions),
        Liberation: len(monde.liberations) + neufs,
        Fait: len(monde.deroule.faits) + ImputationConfirmee.objects.count() + neufs + neufs - RESTENT_A_LOUER,
        Logement: 12_000,
        Utilisateur: len(ACCES) + 1,  # and somebody who assisted, and may no longer sign in
        Appartenance: len(ACCES),
        Parc: 1,
        ListeLogements: 1,
        ExclusionRetenue: len(monde.negociation.exclusions),
        Derogation: len(monde.negociation.derogations),
        TauxPublie: len(monde.negociation.taux),
        DemandesCommune: len(monde.negociation.demandes),
        ClasseResidence: len(monde.contexte.classements),
        Besoin: len(monde.contexte.besoins),
        SouhaitReservataire: len(monde.contexte.souhaits),
    }
    assert {model: model.objects.count() for model in counts} == counts
    assert Organisation.objects.get(pk=comptes.bailleur_id).is_bailleur


def test_loading_again_does_nothing(comptes: Comptes, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert charger_demo() == comptes


def test_accounts_are_the_fold_of_the_facts(monde: Monde, comptes: Comptes) -> None:
    etat = load_flux(comptes.bailleur_id)
    moved = {row.compte: row.effet for row in count_imputations(list_imputations(comptes.bailleur_id), JOUR_DEMO.year)}
    expected = {nom: solde - moved.get(nom, 0) for nom, solde in monde.deroule.soldes.items()}
    assert {nom: etat.moteur.comptes.solde(nom) for nom in monde.deroule.soldes} == expected
    rendus = sum(suivi.is_en_attente and suivi.etat.is_credite for suivi in etat.suivis.values())
    assert etat.moteur.comptes.somme_des_soldes() == rendus == 1
    waiting = list_en_attente(Organisation.objects.get(pk=comptes.bailleur_id), JOUR_DEMO)
    assert [row.liberation.reference for row in waiting] == [row.reference for row in monde.deroule.en_attente]
    assert "retard" in {row.proposition.choix.motif for row in waiting}


def test_stored_records_verify_and_name_their_dwelling(comptes: Comptes) -> None:
    parametres = Parametres()
    facts = Fait.objects.filter(type="orientation").select_related("reservataire", "liberation")
    for fact in facts.order_by("-pk")[:300]:
        choix = verifier_enregistrement(fact.enregistrement, parametres)
        assert fact.enregistrement["rang"] == fact.liberation_id
        assert fact.enregistrement["logement"] == fact.liberation.reference
        chosen = fact.reservataire.code if fact.reservataire else "BAILLEUR"
        assert bool(fact.motif) is (choix.retenu != chosen)


def test_liberations_are_dwellings_of_the_parc(comptes: Comptes) -> None:
    fields = ("commune", "adresse", "programme", "typologie", "financement", "qpv", "forme", "surface_m2")
    parc = {row[0]: row[1:] for row in Logement.objects.values_list("ident_rep", *fields) if row[0]}
    for row in Liberation.objects.exclude(ident_rep="").values_list("ident_rep", *fields):
        assert parc[row[0]] == row[1:]
    table = read_parc_table(Parc.objects.get())
    assert table.height == Logement.objects.count()


def test_everybody_signs_in_and_sees_his_own(comptes: Comptes) -> None:
    for acces in ACCES:
        utilisateur = authenticate(username=acces.email, password=MOT_DE_PASSE)
        acteur = read_acteur(utilisateur)
        assert acteur is not None
        assert (acteur.organisation.nom, acteur.role) == (acces.organisation, acces.role)
    assert not authenticate(username=GRASSE.email, password="autre")


def test_a_real_site_refuses_the_demonstration(comptes: Comptes) -> None:
    with override_settings(GEF_DEMO=False), pytest.raises(DemoRefuseeError, match="GEF_DEMO=1"):
        charger_demo()
