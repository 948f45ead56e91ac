"""Let somebody in to assist: who may, for how long, to do what; to the second; and what is kept of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from tests.builders import MOMENT, MOT_DE_PASSE, Monde, a_user, an_acteur, an_orientation

from gef.access.acteur import Acteur, read_acteur
from gef.access.membres import can_administer
from gef.access.models import Appartenance, Role
from gef.actions import assistance
from gef.actions.assistance import (
    DUREE_MAX,
    DejaOuvertError,
    DemandeAssistance,
    DemandeAssistanceError,
    Entrees,
    clore_assistance,
    count_ouverts,
    fetch_acces,
    inscrire_requete,
    list_acces,
    ouvrir_assistance,
)
from gef.actions.invitations import (
    CourrielError,
    DejaMembreError,
    LienPerimeError,
    accepter,
    accepter_nouveau,
    annuler_invitation,
    inviter,
)
from gef.actions.membres import list_membres
from gef.db.assistance.models import AccesAssistance, RequeteAssistance
from gef.db.journal.assistance import under_assistance
from gef.db.journal.models import Acte

MOTIF = "Relire la conversion avec vous."
ENTREES = Entrees("https://gef.exemple.fr/connexion", lambda jeton: f"https://gef.exemple.fr/invitation?jeton={jeton}")
SECOND = timedelta(seconds=1)
HOURS = timedelta(hours=4)


def let_in(monde: Monde, email: str = "", who: str = "gestionnaire", **changes: Any) -> AccesAssistance:
    """Let the agent of the Ville into Habitat Lys, to read, for four hours."""
    demande: dict[str, Any] = {
        "email": email or monde.agent_ville.email,
        "role": "lecteur",
        "duree": HOURS,
        "motif": MOTIF,
    }
    return ouvrir_assistance(an_acteur(getattr(monde, who)), DemandeAssistance(**demande | changes), MOMENT, ENTREES)


def helper_at(monde: Monde, moment: Any, who: str = "agent_ville") -> Acteur | None:
    return read_acteur(getattr(monde, who), monde.habitat_lys.pk, moment)


def test_who_has_an_account_is_in_at_once_as_a_reader(monde: Monde) -> None:
    acces = let_in(monde)
    acteur = helper_at(monde, MOMENT)
    assert acteur is not None
    assert (acteur.organisation, acteur.role, acteur.assistance_id) == (monde.habitat_lys, "lecteur", acces.pk)
    assert (acteur.assistance_jusqu_a, acteur.is_assistance) == (MOMENT + HOURS, True)
    assert (acteur.can_write, acteur.can_orienter) == (False, False)
    assert acteur.organisations == (monde.ville, monde.habitat_lys), "his own first"


def test_an_access_begins_and_ends_to_the_second(monde: Monde) -> None:
    let_in(monde)
    seen = {}
    for label, moment in {
        "before": MOMENT - SECOND,
        "opening": MOMENT,
        "last second": MOMENT + HOURS - SECOND,
        "end": MOMENT + HOURS,
    }.items():
        acteur = helper_at(monde, moment)
        assert acteur is not None
        seen[label] = acteur.organisation == monde.habitat_lys
    assert seen == {"before": False, "opening": True, "last second": True, "end": False}


def test_without_an_access_nobody_is_let_in(monde: Monde) -> None:
    acteur = helper_at(monde, MOMENT)
    assert acteur is not None
    assert (acteur.organisation, acteur.is_assistance) == (monde.ville, False)
    let_in(monde, email=monde.agent_rive.email)
    assert helper_at(monde, MOMENT) == acteur
    assert read_acteur(monde.sans_organisation, monde.habitat_lys.pk, MOMENT) is None


def test_who_has_no_organisation_of_his_own_has_none_left_at_the_end(monde: Monde) -> None:
    let_in(monde, email=monde.sans_organisation.email)
    assert helper_at(monde, MOMENT, "sans_organisation") is not None
    assert helper_at(monde, MOMENT + HOURS, "sans_organisation") is None


def test_an_access_is_ended_at_once_and_once(monde: Monde) -> None:
    acces, acteur = let_in(monde), an_acteur(monde.gestionnaire)
    ended = clore_assistance(acteur, acces.pk, MOMENT + SECOND)
    assert ended.clos_le == MOMENT + SECOND
    found = helper_at(monde, MOMENT + SECOND)
    assert found is not None
    assert not found.is_assistance
    for moment in (MOMENT + SECOND, MOMENT + HOURS):
        with pytest.raises(Http404):
            clore_assistance(acteur, acces.pk, moment)


@pytest.mark.parametrize("who", ["lecteur", "agent_rive", "gestionnaire_autre"])
def test_only_who_administers_that_organisation_opens_and_ends(monde: Monde, who: str) -> None:
    acces = let_in(monde)
    with pytest.raises((PermissionDenied, Http404)):
        clore_assistance(an_acteur(getattr(monde, who)), acces.pk, MOMENT)
    assert count_ouverts(list_acces(an_acteur(monde.gestionnaire)), MOMENT) == 1
    if who == "lecteur":
        with pytest.raises(PermissionDenied):
            let_in(monde, who=who)


@pytest.mark.parametrize(("changes", "message"), [
    ({"duree": timedelta(0)}, "Durée hors limites"),
    ({"duree": -HOURS}, "Durée hors limites"),
    ({"duree": DUREE_MAX + SECOND}, "sept jours"),
    ({"motif": "court"}, "attendu : de 10 à 300"),
    ({"motif": " " * 40}, "Motif de 0 caractères"),
    ({"motif": "x" * 301}, "Motif de 301 caractères"),
    ({"role": "administrateur"}, "attendu : lecteur, gestionnaire"),
    ({"role": "charge"}, "attendu : lecteur, gestionnaire"),
])  # fmt: skip
def test_what_is_asked_for_has_limits(monde: Monde, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DemandeAssistanceError, match=message):
        let_in(monde, **changes)
    assert (AccesAssistance.objects.count(), mail.outbox, Acte.objects.count()) == (0, [], 0)


def test_seven_days_is_the_most(monde: Monde) -> None:
    assert let_in(monde, duree=DUREE_MAX).fin == MOMENT + timedelta(days=7)


def test_the_database_refuses_one_that_administers_or_never_ends(monde: Monde) -> None:
    fields = {"organisation": monde.habitat_lys, "email": "x@y.fr", "motif": MOTIF, "auteur": monde.gestionnaire}
    for wrong in ({"role": "administrateur", "fin": MOMENT + HOURS}, {"role": "lecteur", "fin": MOMENT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccesAssistance.objects.create(debut=MOMENT, **fields, **wrong)


def test_neither_a_member_nor_who_is_in_already_is_let_in(monde: Monde) -> None:
    with pytest.raises(DejaMembreError, match="déjà membre"):
        let_in(monde, email=monde.lecteur.email)
    first = let_in(monde)
    with pytest.raises(DejaOuvertError, match="déjà un accès ouvert"):
        let_in(monde, email=f" {monde.agent_ville.email.upper()} ")
    clore_assistance(an_acteur(monde.gestionnaire), first.pk, MOMENT)
    assert let_in(monde).pk != first.pk


def test_who_becomes_a_member_is_no_longer_here_to_assist(monde: Monde) -> None:
    let_in(monde)
    Appartenance.objects.create(utilisateur=monde.agent_ville, organisation=monde.habitat_lys, role=Role.CHARGE)
    acteur = helper_at(monde, MOMENT)
    assert acteur is not None
    assert (acteur.role, acteur.is_assistance) == ("charge", False)
    assert len(acteur.organisations) == 2


def test_a_gestionnaire_here_to_assist_writes_and_administers_nothing(monde: Monde) -> None:
    acces = let_in(monde, role="gestionnaire")
    acteur = helper_at(monde, MOMENT)
    assert acteur is not None
    assert acteur.can_write
    assert not can_administer(acteur), "even in an organisation without administrateur"
    for refused in (
        lambda: list_membres(acteur),
        lambda: list_acces(acteur),
        lambda: fetch_acces(acteur, acces.pk),
        lambda: clore_assistance(acteur, acces.pk, MOMENT),
        lambda: inviter(acteur, "x@exemple.fr", "lecteur", moment=MOMENT, lien=str),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_what_he_writes_bears_the_mark_of_his_access(monde: Monde) -> None:
    acces = let_in(monde, role="gestionnaire")
    acteur = helper_at(monde, MOMENT)
    assert acteur is not None
    with under_assistance(acces.pk):
        an_orientation(acteur, "L-2026-0001")
    an_orientation(an_acteur(monde.gestionnaire), "L-2026-0002")
    marks = {acte.objet: acte.details.get("assistance") for acte in Acte.objects.filter(acte="orientation")}
    assert marks == {"L-2026-0001": acces.pk, "L-2026-0002": None}


def test_the_mark_ends_with_the_request_whatever_happens(monde: Monde) -> None:
    with pytest.raises(ZeroDivisionError), under_assistance(7):
        _ = 1 // 0
    an_orientation(an_acteur(monde.gestionnaire), "L-2026-0001")
    assert "assistance" not in Acte.objects.get().details


def test_the_message_says_the_organisation_the_end_and_the_link(monde: Monde) -> None:
    let_in(monde)
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == ([monde.agent_ville.email], "Accès d’assistance à Habitat Lys")
    assert "jusqu’au 15\xa0juin\xa02026 à 14\xa0h\xa030" in sent.body
    assert "https://gef.exemple.fr/connexion\n" in sent.body
    for word in ("Camille", "@", "conversion"):
        assert word not in sent.body


def test_the_journal_says_numbers_only(monde: Monde) -> None:
    acces = let_in(monde)
    clore_assistance(an_acteur(monde.gestionnaire), acces.pk, MOMENT + SECOND)
    actes = list(Acte.objects.order_by("pk"))
    assert [(a.acte, a.objet) for a in actes] == [
        ("assistance_ouverte", f"accès {acces.pk}"),
        ("assistance_close", f"accès {acces.pk}"),
    ]
    assert actes[0].details == {
        "role": "lecteur",
        "fin": (MOMENT + HOURS).isoformat(),
        "personne": monde.agent_ville.pk,
    }
    assert all("exemple.fr" not in str(a.details) and MOTIF not in str(a.details) for a in actes)


def test_an_e_mail_that_does_not_leave_is_said_and_the_access_holds(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(assistance, "send_mail", fail)
    with pytest.raises(CourrielError, match="n’est pas parti"):
        let_in(monde)
    assert AccesAssistance.objects.get().fin == MOMENT + HOURS


NOUVELLE = "aide@exemple.fr"


def invited(monde: Monde, **changes: Any) -> tuple[AccesAssistance, str]:
    """Let in somebody who has no account; give the token of his invitation."""
    acces = let_in(monde, email=NOUVELLE, **changes)
    return acces, mail.outbox[-1].body.partition("jeton=")[2].split()[0]


def test_who_has_no_account_makes_one_and_is_no_member(monde: Monde) -> None:
    acces, jeton = invited(monde)
    assert acces.utilisateur is None
    user = accepter_nouveau(jeton, "Aide Venue", MOT_DE_PASSE, MOMENT + SECOND)
    assert not user.appartenances.exists()
    acteur = read_acteur(user, None, MOMENT + SECOND)
    assert acteur is not None
    assert (acteur.organisation, acteur.assistance_id) == (monde.habitat_lys, acces.pk)
    assert read_acteur(user, None, MOMENT + HOURS) is None
    with pytest.raises(LienPerimeError, match="déjà servi"):
        accepter(user, jeton, MOMENT + SECOND)


def test_the_invitation_ends_with_the_access(monde: Monde) -> None:
    acces, jeton = invited(monde)
    with pytest.raises(LienPerimeError, match="a expiré"):
        accepter_nouveau(jeton, "Aide Venue", MOT_DE_PASSE, MOMENT + HOURS)
    clore_assistance(an_acteur(monde.gestionnaire), acces.pk, MOMENT)
    with pytest.raises(LienPerimeError, match="est terminé"):
        accepter_nouveau(jeton, "Aide Venue", MOT_DE_PASSE, MOMENT)


def test_an_invitation_to_assist_and_one_to_join_live_side_by_side(monde: Monde) -> None:
    acces, jeton = invited(monde)
    acteur = an_acteur(monde.gestionnaire)
    inviter(acteur, NOUVELLE, "charge", moment=MOMENT, lien=lambda t: f"https://gef.exemple.fr/?jeton={t}")
    joining = mail.outbox[-1].body.partition("jeton=")[2].split()[0]
    assert acces.invitation is not None
    with pytest.raises(Http404):
        annuler_invitation(acteur, acces.invitation.pk, MOMENT)
    user = accepter_nouveau(jeton, "Aide Venue", MOT_DE_PASSE, MOMENT)
    accepter(user, joining, MOMENT)
    assert user.appartenances.get().role == "charge"


def test_each_request_is_kept_with_what_it_is_about(monde: Monde) -> None:
    acces = let_in(monde)
    acteur = helper_at(monde, MOMENT)
    assert acteur is not None
    inscrire_requete(acteur, "GET", "web:logement", {"reference": "L-" + "9" * 200, "exercice": 2026}, MOMENT)
    inscrire_requete(an_acteur(monde.gestionnaire), "GET", "web:accueil", {}, MOMENT)
    row = RequeteAssistance.objects.get()
    assert (row.acces, row.moment, row.methode, row.route) == (acces, MOMENT, "GET", "web:logement")
    assert row.arguments == {"reference": ("L-" + "9" * 200)[:100], "exercice": 2026}


def test_members_read_the_accesses_of_their_organisation_only(monde: Monde) -> None:
    acces = let_in(monde)
    for who in ("gestionnaire", "lecteur"):
        [row] = list_acces(an_acteur(getattr(monde, who)))
        assert (row, row.requetes_count) == (acces, 0)  # type: ignore[attr-defined]
    assert list_acces(an_acteur(monde.agent_ville)) == ()
    with pytest.raises(Http404):
        fetch_acces(an_acteur(monde.gestionnaire_autre), acces.pk)


def test_the_list_asks_one_question_whatever_its_length(monde: Monde, django_assert_num_queries: Any) -> None:
    acteur = an_acteur(monde.gestionnaire)
    for number in range(5):
        let_in(monde, email=a_user(f"Aide {number}").email)
    with django_assert_num_queries(1):
        assert len([row.utilisateur for row in list_acces(acteur)]) == 5
