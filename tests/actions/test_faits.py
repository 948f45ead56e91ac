"""What happens to a dwelling, written by who may: the bailleur, or the réservataire for what is his to say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.builders import JOUR, MOMENT, Monde, a_user, an_acteur, an_orientation, soldes

from gef.access.models import Role
from gef.actions.faits import DejaDecideError, FaitRefuseError, SaisieFait, inscrire_fait
from gef.actions.flux import load_flux
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.db.avertissements.models import Avertissement
from gef.db.flux.models import Fait
from gef.db.journal.models import Acte

VILLE = "VILLE"


def write(monde: Monde, kind: str, *, rang: int, user: object = None, **saisie: object) -> Fait:
    acteur = an_acteur(user or monde.gestionnaire)  # type: ignore[arg-type]
    return inscrire_fait(
        acteur,
        monde.reference,
        SaisieFait(kind, **{"date": JOUR, **saisie}),  # type: ignore[arg-type]
        rang_vu=rang,
        moment=MOMENT,
        bailleur_id=monde.habitat_lys.pk,
    )


def etat_of(monde: Monde) -> str:
    return load_flux(monde.habitat_lys.pk).suivis[monde.liberations[0].pk].etat.etat


@pytest.fixture
def oriente(monde: Monde) -> Monde:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, VILLE)
    return monde


def test_a_dwelling_from_its_sheet_to_the_lease_each_by_who_may(oriente: Monde) -> None:
    steps = (
        ("transmission", oriente.gestionnaire),
        ("acceptation", oriente.agent_ville),
        ("attribution", oriente.gestionnaire),
        ("acceptation_menage", oriente.gestionnaire),
        ("bail", oriente.gestionnaire),
    )
    for rang, (kind, user) in enumerate(steps, start=1):
        fact = write(oriente, kind, rang=rang, user=user)
        assert (fact.rang, fact.reservataire.code, fact.auteur_id) == (rang + 1, VILLE, user.pk)
    assert etat_of(oriente) == "loue"
    acts = Acte.objects.order_by("pk").values_list("acte", "objet")
    assert list(acts) == [(kind, oriente.reference) for kind in ("orientation", *(k for k, _ in steps))]


def test_a_refusal_gives_the_dwelling_back_and_its_cause_is_kept(oriente: Monde) -> None:
    write(oriente, "transmission", rang=1)
    fact = write(oriente, "refus", rang=2, user=oriente.agent_ville, precision={"cause": "sans_candidat"})
    fact.refresh_from_db()
    assert fact.precision == {"cause": "sans_candidat"}
    assert etat_of(oriente) == "a_orienter"
    assert soldes(oriente.habitat_lys)[VILLE] > 0


@pytest.mark.parametrize("kind", ["transmission", "non_reponse", "attribution", "bail", "annulation", "reprise"])
def test_a_reservataire_writes_only_what_is_his_to_say(oriente: Monde, kind: str) -> None:
    with pytest.raises(PermissionDenied, match="celui du bailleur"):
        write(oriente, kind, rang=1, user=oriente.agent_ville, motif="essai")
    assert Fait.objects.count() == 1


def test_who_holds_it_no_more_answers_no_more(oriente: Monde) -> None:
    write(oriente, "retour", rang=1, motif="Accord de la Ville du 3 juin.")
    an_orientation(an_acteur(oriente.gestionnaire), oriente.reference, "AL", rang_vu=2)
    with pytest.raises(PermissionDenied, match="n’est plus, orienté vers votre organisation"):
        write(oriente, "refus", rang=3, user=oriente.agent_ville)
    assert Fait.objects.count() == 3


def test_a_stranger_learns_nothing_and_a_reader_reads(oriente: Monde) -> None:
    with pytest.raises(Http404):
        write(oriente, "acceptation", rang=1, user=oriente.agent_rive)
    with pytest.raises(PermissionDenied):
        write(oriente, "transmission", rang=1, user=oriente.lecteur)
    reader = a_user("Lou Lecteur", oriente.ville, role=Role.LECTEUR)
    with pytest.raises(PermissionDenied, match="pas de répondre"):
        write(oriente, "acceptation", rang=1, user=reader)
    charge = a_user("Noa Charge", oriente.ville, role=Role.CHARGE)
    assert write(oriente, "acceptation", rang=1, user=charge).type == "acceptation"


def test_a_page_shown_before_another_decision_writes_nothing(oriente: Monde) -> None:
    write(oriente, "transmission", rang=1)
    with pytest.raises(DejaDecideError, match="a changé depuis l’affichage ; rien n’a été écrit"):
        write(oriente, "retour", rang=1, motif="trop tard")
    assert Fait.objects.count() == 2


def test_what_cannot_follow_is_refused_with_what_could(oriente: Monde) -> None:
    with pytest.raises(TransitionInterditeError, match="est orienté : le fait « acceptation du ménage »"):
        write(oriente, "acceptation_menage", rang=1)
    with pytest.raises(DonneeInvalideError, match="attendu : sans_candidat"):
        write(oriente, "refus", rang=1, precision={"cause": "humeur"})
    assert (Fait.objects.count(), Acte.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("transmission", {"date": JOUR + timedelta(days=1)}, "est à venir ; attendu : aujourd’hui ou avant"),
        ("transmission", {"date": date(2026, 6, 1)}, "précède le fait « orientation » qu’il suit"),
        ("retour", {"motif": "  "}, "motif : vide"),
        ("refus", {"precision": {"cause": "autre"}}, "motif : vide"),
        ("orientation", {}, "s’écrit avec ce qui le motive"),
        ("imputation", {}, "s’écrit avec ce qui le motive"),
        ("candidats", {}, "s’écrit avec ce qui le motive"),
    ],
)
def test_a_day_or_a_reason_that_lacks_is_said(
    oriente: Monde, kind: str, fields: dict[str, object], message: str
) -> None:
    with pytest.raises(FaitRefuseError, match=message):
        write(oriente, kind, rang=1, **fields)
    assert Fait.objects.count() == 1


def test_a_dwelling_may_be_announced_free_for_a_day_to_come(monde: Monde) -> None:
    write(monde, "disponibilite", rang=0, date=JOUR + timedelta(days=20))
    assert etat_of(monde) == "a_orienter"


def test_a_cancellation_gives_back_the_accounts_of_before(oriente: Monde) -> None:
    before = soldes(oriente.habitat_lys)
    write(oriente, "retour", rang=1, motif="erreur de saisie")
    assert soldes(oriente.habitat_lys) != before
    write(oriente, "annulation", rang=2, motif="l’orientation tenait")
    assert soldes(oriente.habitat_lys) == before
    assert etat_of(oriente) == "oriente"


def test_a_dwelling_leaves_the_flux_with_its_category(monde: Monde) -> None:
    write(monde, "qualification_hors_flux", rang=0, precision={"categorie": "anru"})
    suivi = load_flux(monde.habitat_lys.pk).suivis[monde.liberations[0].pk]
    assert (suivi.etat.etat, suivi.etat.categorie) == ("hors_flux", "anru")
    assert soldes(monde.habitat_lys) == {}


def told(monde: Monde) -> list[tuple[str, str]]:
    """List who was told what, in order, the orientation left out."""
    rows = Avertissement.objects.exclude(genre="orientation").order_by("pk")
    return list(rows.values_list("organisation__nom", "genre"))


def test_each_side_is_told_what_the_other_one_writes(oriente: Monde) -> None:
    write(oriente, "transmission", rang=1)
    write(oriente, "acceptation", rang=2, user=oriente.agent_ville)
    write(oriente, "attribution", rang=3)
    write(oriente, "acceptation_menage", rang=4)
    write(oriente, "annulation", rang=5, motif="Erreur de saisie.")
    write(oriente, "bail", rang=6)
    assert told(oriente) == [
        ("Ville de Lys", "transmission"),
        ("Habitat Lys", "acceptation"),
        ("Ville de Lys", "attribution"),
        ("Ville de Lys", "annulation"),
        ("Ville de Lys", "bail"),
    ]


def test_what_the_bailleur_writes_in_the_other_s_place_is_told_to_nobody(oriente: Monde) -> None:
    write(oriente, "transmission", rang=1)
    write(oriente, "refus", rang=2, precision={"cause": "sans_candidat"})
    assert told(oriente) == [("Ville de Lys", "transmission")]


def test_a_fact_that_is_refused_is_told_to_nobody(oriente: Monde) -> None:
    with pytest.raises(TransitionInterditeError):
        write(oriente, "acceptation_menage", rang=1)
    assert told(oriente) == []
