"""Forecasts declared and revised by a person: nothing is lost, nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.actions.monde_complet import complete
from tests.builders import JOUR, MOMENT, Monde, a_fait, a_liberation, an_acteur

from gef.access.acteur import Acteur
from gef.actions.assiette import calculer_et_garder
from gef.actions.dossier import load_dossier
from gef.actions.entrees import build_assiette
from gef.actions.previsions import (
    Cellule,
    PrevisionRefuseeError,
    choisir_forfait,
    count_realise,
    declarer_previsions,
    list_destinataires,
    list_envois,
    noter_envoi,
    read_notice,
    read_previsions,
)
from gef.core.assiette import FORFAIT_MUTATIONS, SOURCE_FORFAIT
from gef.core.errors import DonneeInvalideError
from gef.db.flux.models import Prevision
from gef.db.journal.models import Acte

DOCUMENTS = dict.fromkeys(("mutations", "anru", "orcod", "lhi", "vente"), "Charte de relogement")


@pytest.fixture
def acteur(monde: Monde) -> Acteur:
    return an_acteur(monde.gestionnaire)


def declare(acteur: Acteur, cellules: Mapping[Cellule, int], moment: datetime = MOMENT, **args: Any) -> int:
    known = read_previsions(acteur.organisation, 2026).connu
    return declarer_previsions(
        acteur, 2026, cellules, args.get("documents", DOCUMENTS), connu=args.get("connu", known), moment=moment
    )


def totals(acteur: Acteur, jour: date | None = None) -> dict[str, int]:
    return {code: p.total for code, p in read_previsions(acteur.organisation, 2026, jour).previsions.items()}


def test_a_revision_keeps_what_it_revises(acteur: Acteur) -> None:
    assert declare(acteur, {("anru", None): 8, ("vente", None): 2}) == 2
    later = MOMENT + timedelta(days=30)
    assert declare(acteur, {("anru", None): 12, ("vente", None): 2}, later) == 1
    assert totals(acteur) == {"anru": 12, "vente": 2}
    assert totals(acteur, MOMENT.date()) == {"anru": 8, "vente": 2}
    assert Prevision.objects.filter(categorie="anru").count() == 2
    details = Acte.objects.latest("pk").details["declarations"]
    assert details == [{"categorie": "anru", "mois": None, "avant": 8, "apres": 12, "document": "Charte de relogement"}]


def test_a_year_declared_again_keeps_the_months_of_the_form(acteur: Acteur) -> None:
    declare(acteur, {("anru", None): 8, ("anru", 7): 3})
    assert declare(acteur, {("anru", None): 12, ("anru", 7): 3}) == 2
    state = read_previsions(acteur.organisation, 2026)
    assert (state.previsions["anru"].total, state.cellules["anru", 7]) == (12, 3)
    assert len(state.historique) == 4


@pytest.mark.parametrize(
    ("cellules", "args", "message"),
    [
        ({}, {}, "Aucun nombre n’a changé"),
        ({("anru", None): 8}, {}, "Aucun nombre n’a changé"),
        ({("anru", None): 9}, {"documents": {"anru": " "}}, "il manque pour : anru"),
        ({("anru", None): 9}, {"connu": 0}, "Une autre personne a déclaré"),
    ],
)
def test_what_cannot_be_written_is_said(
    acteur: Acteur, cellules: Mapping[Cellule, int], args: dict[str, Any], message: str
) -> None:
    declare(acteur, {("anru", None): 8})
    with pytest.raises(PrevisionRefuseeError, match=message):
        declare(acteur, cellules, **args)
    assert Prevision.objects.count() == 1


def test_an_impossible_month_is_refused(acteur: Acteur) -> None:
    with pytest.raises(DonneeInvalideError, match="de 1 à 12"):
        declare(acteur, {("anru", 13): 8})


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_only_who_writes_for_a_bailleur_declares(monde: Monde, who: str) -> None:
    stranger = an_acteur(getattr(monde, who))
    with pytest.raises(PermissionDenied):
        declare(stranger, {("anru", None): 8})
    with pytest.raises(PermissionDenied):
        choisir_forfait(stranger, 2026, Fraction(1, 10), document="Convention", moment=MOMENT)
    with pytest.raises(PermissionDenied):
        noter_envoi(stranger, 2026, jour=JOUR, moment=MOMENT)


def test_a_flat_share_is_chosen_by_name_and_never_beside_a_forecast(
    monde: Monde, acteur: Acteur, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    complete(monde)
    entree = build_assiette(load_dossier(monde.habitat_lys), 2026)
    assert "mutations" not in [s.categorie for s in entree.soustractions]  # never taken by itself
    choisir_forfait(acteur, 2026, FORFAIT_MUTATIONS, document="Convention, art. 2", moment=MOMENT)
    entree = build_assiette(load_dossier(monde.habitat_lys), 2026)
    [forfait] = [s for s in entree.soustractions if s.categorie == "mutations"]
    assert forfait.logements == 275 * entree.taux.valeur / 10
    assert forfait.calcul.endswith("logements libérés")
    assert (forfait.source.reference, forfait.source.nature) == ("Convention, art. 2", SOURCE_FORFAIT.nature)
    declare(acteur, {("mutations", None): 1})
    entree = build_assiette(load_dossier(monde.habitat_lys), 2026)
    assert [s.logements for s in entree.soustractions if s.categorie == "mutations"] == [1]
    assert "Une prévision de mutations est déclarée : le forfait choisi ne s’applique pas." in entree.remarques
    choisir_forfait(acteur, 2026, None, document="Décision du 3 mars", moment=MOMENT)
    state = read_previsions(monde.habitat_lys, 2026)
    assert state.forfait is not None
    assert state.forfait.taux is None


@pytest.mark.parametrize(("taux", "document"), [(Fraction(0), "C"), (Fraction(1), "C"), (Fraction(1, 10), " ")])
def test_a_flat_share_has_a_size_and_a_document(acteur: Acteur, taux: Fraction, document: str) -> None:
    with pytest.raises(PrevisionRefuseeError):
        choisir_forfait(acteur, 2026, taux, document=document, moment=MOMENT)


def test_what_happened_is_counted_by_month_whatever_the_number(monde: Monde, django_assert_num_queries: Any) -> None:
    a_liberation(monde.habitat_lys, "N1", libre_le=date(2026, 5, 20), hors_flux="mutations")
    with django_assert_num_queries(2):
        counts = count_realise(monde.habitat_lys, 2026, JOUR)
    # On 15 June: two in the flux since 1 June, two mutations in May; the one of July is yet to come.
    assert counts == {"courantes": {6: 2}, "mutations": {5: 2}}
    assert count_realise(monde.habitat_lys, 2025, JOUR) == {}


def test_the_notice_tells_both_years(monde: Monde, acteur: Acteur) -> None:
    declare(acteur, {("anru", None): 8})
    given = a_liberation(monde.habitat_lys, "R1", libre_le=date(2025, 3, 1), hors_flux="anru")
    a_fait(given, "attribution", monde.comptes["AL"], date=date(2025, 4, 1))
    a_liberation(monde.habitat_lys, "R2", libre_le=date(2025, 3, 1), hors_flux="vente")
    rows = {row.categorie: row for row in read_notice(monde.habitat_lys, 2026, JOUR).lignes}
    assert (rows["anru"].prevu, rows["anru"].liberations, rows["anru"].attributions) == (8, 1, 1)
    assert (rows["vente"].prevu, rows["vente"].liberations, rows["vente"].attributions) == (None, 1, 0)


def test_a_dwelling_counts_where_its_facts_put_it(monde: Monde, acteur: Acteur) -> None:
    a_fait(monde.liberations[0], "qualification_hors_flux", precision={"categorie": "anru"})
    a_fait(monde.liberations[3], "qualification_flux")
    counts = count_realise(monde.habitat_lys, 2026, JOUR)
    assert counts == {"courantes": {5: 1, 6: 1}, "anru": {6: 1}}
    given = a_liberation(monde.habitat_lys, "R1", libre_le=date(2025, 3, 1))
    a_fait(given, "qualification_hors_flux", precision={"categorie": "lhi"})
    a_fait(given, "attribution", date=date(2025, 4, 1))
    rows = {row.categorie: row for row in read_notice(monde.habitat_lys, 2026, JOUR).lignes}
    assert (rows["lhi"].liberations, rows["lhi"].attributions) == (1, 1)


def test_what_was_sent_stays_in_the_journal(monde: Monde, acteur: Acteur) -> None:
    with pytest.raises(PrevisionRefuseeError, match="rien à transmettre"):
        noter_envoi(acteur, 2026, jour=JOUR, moment=MOMENT)
    declare(acteur, {("anru", None): 8})
    noter_envoi(acteur, 2026, jour=JOUR, moment=MOMENT)
    declare(acteur, {("anru", None): 12})
    [envoi] = list_envois(acteur, 2026)
    assert (envoi.auteur, envoi.details["previsions"]["anru"]) == (monde.gestionnaire, 8)
    assert envoi.details["destinataires"] == list(list_destinataires(monde.habitat_lys))
    assert "Ville de Lys" in envoi.details["destinataires"]
    assert (envoi.details["assiette"], envoi.details["empreinte"]) == (None, "")
    assert list_envois(an_acteur(monde.gestionnaire_autre), 2026) == []
    assert list_envois(acteur, 2025) == []


def test_a_notice_names_the_assiette_that_it_goes_with(
    monde: Monde, acteur: Acteur, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    complete(monde)
    run = calculer_et_garder(acteur, 2026, MOMENT)
    noter_envoi(acteur, 2026, jour=JOUR, moment=MOMENT)
    [envoi] = list_envois(acteur, 2026)
    assert (envoi.details["assiette"], envoi.details["empreinte"]) == (1, run.empreinte)
