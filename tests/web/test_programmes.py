"""The pages of the new programmes: each side sees what is his, and what he may do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from tests.actions.programme_exemple import LOTS, MOTIF, a_livraison, a_programme, answer, close, etat, propose
from tests.builders import JOUR, Monde, a_user
from tests.builders_parc import a_client
from tests.web.pages import words

from gef.access.models import Role
from gef.db.flux.models import Fait
from gef.db.programmes.models import AccordProgramme, LogementNeuf, Position, ProgrammeNeuf

DECLARATION = {
    "code": "P-9",
    "nom": "Les Marées",
    "commune": "06029",
    "qpv": "non",
    "mise_en_service": "2026-09-01",
    "document": "Plan de financement",
    **{f"lot-{t}-{f}": n for (t, f), n in LOTS.items()},
    "compte-1": "VILLE",
    "nature-1": "garantie",
    "part-1": "100",
}
ACCENTS = "\u202f\xa0"


@pytest.fixture(autouse=True)
def _jour(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


def page(user: Any, address: str, code: int = 200) -> str:
    answer_ = a_client(user).get(address)
    assert answer_.status_code == code
    text = words(answer_.content.decode())
    for space in ACCENTS:
        text = text.replace(space, " ")
    return text


def send(user: Any, row: ProgrammeNeuf, acte: str, **data: object) -> Any:
    return a_client(user).post(reverse("web:programme", args=[row.pk]), {"acte": acte, **data})


def numbers(prefix: str, row: ProgrammeNeuf, **changes: int) -> dict[str, object]:
    now = etat(row)
    return {f"{prefix}-rang": now.rang} | {f"{prefix}-n-{code}": n for code, n in (now.nombres | changes).items()}


def test_a_programme_is_declared_from_the_list(monde: Monde) -> None:
    assert "Aucun programme neuf" in page(monde.gestionnaire, reverse("web:programmes"))
    answered = a_client(monde.gestionnaire).post(reverse("web:programmes"), DECLARATION)
    row = ProgrammeNeuf.objects.get()
    assert answered.status_code == 302
    assert answered["Location"].startswith(reverse("web:programme", args=[row.pk]))
    assert etat(row).proposee.logements["VILLE"] == 4
    assert "1 programme neuf en discussion" in page(monde.gestionnaire, reverse("web:programmes"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"commune": "99999"}, "Aucune commune n’a ce code"),
        ({"part-1": ""}, "Donnez le réservataire et sa part"),
        ({"lot-T2-PLAI": "six"}, "T2 PLAI : Écrivez un nombre entier."),
        ({f"lot-{t}-{f}": "0" for t, f in LOTS}, "aucun logement ; attendu : un au moins"),
    ],
)
def test_a_wrong_declaration_is_said_and_kept(monde: Monde, change: dict[str, str], message: str) -> None:
    answered = a_client(monde.gestionnaire).post(reverse("web:programmes"), DECLARATION | change)
    assert answered.status_code == 422
    text = words(answered.content.decode()).replace("\u202f", " ").replace("\xa0", " ")
    assert message in text
    assert 'value="Les Marées"' in answered.content.decode()
    assert not ProgrammeNeuf.objects.exists()


def test_the_bailleur_proposes_closes_delivers_and_follows(monde: Monde) -> None:
    row = a_programme(monde)
    address = reverse("web:programme", args=[row.pk])
    text = page(monde.gestionnaire, address)
    assert "Les Marées : 20 logements à répartir, rien n’est encore proposé" in text
    assert "30 % sauf accord contraire" in text
    assert "Département de Lys" in text
    assert send(monde.gestionnaire, row, "proposer", **numbers("proposer", row)).status_code == 302
    assert Position.objects.count() == 5
    refused = send(monde.gestionnaire, row, "arreter", **numbers("arreter", row, VILLE=3))
    assert (refused.status_code, "19 logements en tout" in refused.content.decode().replace("\u202f", " ")) == (
        422,
        True,
    )
    assert send(monde.gestionnaire, row, "arreter", **numbers("arreter", row)).status_code == 302
    assert AccordProgramme.objects.count() == 1
    assert send(monde.gestionnaire, row, "livrer", **{"livrer-jour": "2026-06-10"}).status_code == 302
    assert LogementNeuf.objects.count() == 20
    suite = {"suite-logement": "1:P-1-001", "suite-fait": "bail", "suite-jour": "2026-06-12"}
    assert send(monde.gestionnaire, row, "suite", **suite).status_code == 302
    text = page(monde.gestionnaire, address)
    assert "Les Marées : 1 loué sur 20 logements, en première location" in text
    assert "janvier 2027" in text
    assert Fait.objects.filter(type="bail").count() == 1


def test_a_reservataire_reads_his_line_and_the_others_as_one(monde: Monde) -> None:
    row = a_programme(monde)
    address = reverse("web:programme", args=[row.pk])
    page(monde.agent_ville, address, 404)
    assert "Aucun programme neuf" in page(monde.agent_ville, reverse("web:programmes"))
    propose(monde, row)
    text = page(monde.agent_ville, address)
    assert "Ville de Lys : 4 logements proposés" in text
    assert "Autres réservataires" in text
    for name in ("Action Logement :", "Département de Lys", "État, publics"):
        assert name not in text
    assert "Les Marées" in page(monde.agent_ville, reverse("web:programmes"))
    page(monde.agent_rive, address, 404)
    page(monde.gestionnaire_autre, address, 404)


def test_a_reservataire_answers_on_his_page(monde: Monde) -> None:
    row = a_programme(monde)
    propose(monde, row)
    form = {"compte": "VILLE", "rang": 1, "reponse": "conteste", "nombre": "", "motif": MOTIF}
    assert send(monde.agent_ville, row, "repondre", **form).status_code == 422
    assert send(monde.agent_ville, row, "repondre", **form | {"nombre": "6"}).status_code == 302
    assert etat(row).echanges["VILLE"].etat == "conteste"
    text = page(monde.gestionnaire, reverse("web:programme", args=[row.pk]))
    assert MOTIF in text
    late = send(monde.agent_ville, row, "repondre", **form | {"reponse": "accepte"})
    assert late.status_code == 302
    assert etat(row).echanges["VILLE"].rang == 2
    assert send(monde.agent_ville, row, "repondre", **form | {"reponse": "accepte", "rang": 2}).status_code == 302
    assert etat(row).echanges["VILLE"].etat == "accepte"


def test_a_programme_that_waits_is_told_on_the_home_page(monde: Monde) -> None:
    row = a_programme(monde)
    assert "programme neuf" not in page(monde.agent_ville, reverse("web:accueil"))
    propose(monde, row)
    assert "1 programme neuf attend votre réponse" in page(monde.agent_ville, reverse("web:accueil"))
    answer(monde, row, "accepte", 4)
    assert "programme neuf" not in page(monde.agent_ville, reverse("web:accueil"))


def test_each_act_is_refused_to_who_may_not(monde: Monde) -> None:
    row = a_programme(monde)
    propose(monde, row)
    reader = a_user("Lou Lecteur", monde.ville, role=Role.LECTEUR)
    form = {"compte": "VILLE", "rang": 1, "reponse": "accepte"}
    assert send(reader, row, "repondre", **form).status_code == 403
    assert send(monde.agent_ville, row, "repondre", **form | {"compte": "AL"}).status_code == 403
    for user in (monde.lecteur, monde.agent_ville):
        for acte in ("proposer", "arreter"):
            assert send(user, row, acte, **numbers(acte, row)).status_code == 403
        assert send(user, row, "livrer", **{"livrer-jour": "2026-06-10"}).status_code == 403
        assert send(user, row, "suite").status_code == 403
    for user in (monde.agent_rive, monde.gestionnaire_autre):
        assert send(user, row, "proposer").status_code == 404
    assert Position.objects.count() == 5


def test_the_dwellings_of_a_tour_are_those_of_the_reader(monde: Monde) -> None:
    row = a_livraison(monde)
    text = page(monde.agent_ville, reverse("web:programme", args=[row.pk]))
    assert text.count("P-1-0") >= 4
    own = set(LogementNeuf.objects.filter(reservataire__code="VILLE").values_list("liberation__reference", flat=True))
    for neuf in LogementNeuf.objects.select_related("liberation"):
        assert (neuf.liberation.reference in text) == (neuf.liberation.reference in own)
        page(
            monde.agent_ville,
            reverse("web:logement", args=[neuf.liberation.reference]),
            200 if neuf.liberation.reference in own else 404,
        )
    assert "ce logement est en stock, pour vous et pour un tour" in page(
        monde.agent_ville, reverse("web:logement", args=[min(own)])
    )
    assert "Première mise en location, pour Ville de Lys" in page(
        monde.agent_ville, reverse("web:logement", args=[min(own)])
    ).replace("première mise", "Première mise")


def test_tables_are_given_as_files(monde: Monde) -> None:
    row = a_programme(monde)
    propose(monde, row)
    answer(monde, row, "accepte", 4)
    close(monde, row)
    for user in (monde.gestionnaire, monde.agent_ville):
        for table in ("repartition", "lots"):
            answered = a_client(user).get(reverse("web:programme", args=[row.pk]), {f"{table}-format": "csv"})
            assert answered["Content-Type"].startswith("text/csv")
            assert ("Action Logement" in answered.content.decode()) == (user == monde.gestionnaire)
    assert date(2026, 9, 1) == etat(row).mise_en_service
