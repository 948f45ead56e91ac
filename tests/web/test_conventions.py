"""The pages of the conventions: the list, a draft, its life, remarks on both sides, versions compared, documents."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from docx import Document
from tests.actions.convention_exemple import (
    DEBUT,
    DOCUMENT,
    FIN,
    a_convention_amendee,
    a_draft,
    a_sent,
    a_signed,
    amend,
    in_force,
    with_part,
)
from tests.actions.monde_complet import calculate, complete
from tests.builders import JOUR, Monde, an_acteur
from tests.outputs.lecture_pdf import read_text
from tests.web.formulaire_lu import read_form
from tests.web.pages import read, words

from gef.core.conventions import PAROLES
from gef.db.conventions.models import ConventionEcrite, ParoleConvention, RemarqueConvention, VersionConvention
from gef.web.formulaires_conventions import BOUTONS, EFFETS


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any, tmp_path: Any) -> Client:
    settings.GEF_JOUR, settings.MEDIA_ROOT = JOUR, tmp_path
    client.force_login(monde.gestionnaire)
    return client


@pytest.fixture
def ville(monde: Monde, page: Client) -> Client:
    other = Client()
    other.force_login(monde.agent_ville)
    return other


def say(client: Client, numero: int, parole: str, rang: int, **fields: str) -> Any:
    body = {"acte": parole, f"{parole}-rang": str(rang), f"{parole}-jour": JOUR.isoformat()}
    return client.post(f"/conventions/{numero}", body | {f"{parole}-{nom}": value for nom, value in fields.items()})


def test_every_word_has_its_button() -> None:
    assert set(BOUTONS) == set(EFFETS) == set(PAROLES)


def test_the_list_says_what_holds_and_where_documents_are(page: Client, monde: Monde) -> None:
    text = words(read(page, "/conventions"))
    assert "5 conventions en vigueur" in text
    assert "document ailleurs : document non indiqué" in text
    a_draft(monde)
    text = words(read(page, "/conventions"))
    assert "5 conventions en vigueur, 1 en préparation" in text
    assert "Compléter les termes, puis transmettre" in text


def test_a_draft_is_opened_and_a_second_is_refused(page: Client) -> None:
    answer = page.post("/conventions", {"comptes": ["VILLE"]}, follow=True)
    text = words(answer.content.decode())
    assert "Ville de Lys : convention brouillon" in text
    assert "ses termes sont repris de ce qui est déjà décidé" in text
    assert "Brouillon : vous seul le voyez." in text
    answer = page.post("/conventions", {"comptes": ["VILLE"]})
    assert answer.status_code == 422
    assert "une seule par bailleur" in words(answer.content.decode())
    assert page.post("/conventions", {}).status_code == 422
    assert ConventionEcrite.objects.count() == 1


def test_a_convention_is_sent_signed_and_applied_from_its_page(page: Client, monde: Monde) -> None:
    numero = a_draft(monde).row.pk
    for rang, (parole, fields, said) in enumerate(
        (
            ("transmission", {}, "convention transmise"),
            ("signature", {"document": DOCUMENT}, "convention signée"),
            ("entree_en_vigueur", {"effet": DEBUT.isoformat()}, "convention en vigueur"),
        )
    ):
        answer = say(page, numero, parole, rang, **fields)
        assert answer.status_code == 302, words(answer.content.decode())
        assert said in words(read(page, f"/conventions/{numero}"))
    text = words(read(page, f"/conventions/{numero}"))
    assert "30 juin 2029" in text
    assert "à effet du 1er juillet 2026" in text
    assert monde.comptes["VILLE"].conventions.filter(debut=DEBUT, fin=FIN).count() == 1


def test_a_refused_word_says_why_and_keeps_what_was_typed(page: Client, monde: Monde) -> None:
    numero = a_sent(monde).row.pk
    answer = say(page, numero, "signature", 1, document="")
    assert answer.status_code == 422
    answer = say(page, numero, "signature", 0, document=DOCUMENT)
    text = words(answer.content.decode())
    assert answer.status_code == 422
    assert "Rien n’a été enregistré." in text
    assert "a changé depuis l’affichage" in text
    assert DOCUMENT in answer.content.decode()
    assert page.post(f"/conventions/{numero}", {"acte": "danser"}).status_code == 404


def test_what_blocks_is_said_before_the_button(page: Client, monde: Monde) -> None:
    lue = a_draft(monde)
    amend(an_acteur(monde.gestionnaire), lue, parts=with_part(lue.termes, "1").parts)
    text = words(read(page, f"/conventions/{lue.row.pk}"))
    assert "1 constat empêche la transmission" in text
    assert "attendu : 100 % au plus" in text
    assert say(page, lue.row.pk, "transmission", 0).status_code == 422


def test_only_the_words_that_make_sense_are_offered(page: Client, monde: Monde, settings: Any) -> None:
    numero = in_force(monde).row.pk
    html = read(page, f"/conventions/{numero}")
    assert BOUTONS["denonciation"] in html
    for parole in ("reconduction", "echeance", "avenant", "projet_avenant", "signature"):
        assert BOUTONS[parole] not in html, parole
    settings.GEF_JOUR = FIN
    assert BOUTONS["reconduction"] in read(page, f"/conventions/{numero}")


def test_a_party_reads_remarks_and_is_answered(page: Client, ville: Client, monde: Monde) -> None:
    numero = a_sent(monde).row.pk
    text = words(read(ville, f"/conventions/{numero}"))
    assert "Habitat Lys : convention transmise" in text
    assert "Relisez le projet" in text
    assert "Ce qui est vérifié" not in text
    body = {"acte": "remarquer", "terme": "duree", "texte": "Deux ans suffisent."}
    assert ville.post(f"/conventions/{numero}", body).status_code == 302
    assert ville.post(f"/conventions/{numero}", body | {"terme": ""}).status_code == 422
    remarque = RemarqueConvention.objects.get()
    text = words(read(page, f"/conventions/{numero}"))
    assert "Répondre à 1 remarque" in text
    assert "« Durée »" in text
    answer = {"acte": "repondre", "remarque": str(remarque.pk), "texte": "Trois ans sont l’usage."}
    assert page.post(f"/conventions/{numero}", answer).status_code == 302
    assert page.post(f"/conventions/{numero}", answer).status_code == 422
    assert page.post(f"/conventions/{numero}", answer | {"remarque": "999"}).status_code == 404
    assert "Trois ans sont l’usage." in words(read(ville, f"/conventions/{numero}"))


def test_a_party_sees_no_draft_and_no_version_that_was_not_sent(ville: Client, monde: Monde) -> None:
    draft = a_draft(monde, "CD").row.pk
    lue = a_sent(monde)
    amend(an_acteur(monde.gestionnaire), lue, mode_gestion="deleguee")
    numero = lue.row.pk
    assert ville.get(f"/conventions/{draft}").status_code == 404
    for path in ("?version=2", "/version-2.pdf", "/version-2.docx", "/comparer?avant=2"):
        assert ville.get(f"/conventions/{numero}{path}").status_code == 404, path
    assert "2 versions" not in words(read(ville, f"/conventions/{numero}"))
    assert ville.get(f"/conventions/{numero}/termes").status_code == 403


def test_the_terms_are_written_by_sections(page: Client, monde: Monde) -> None:
    lue = a_draft(monde)
    address = f"/conventions/{lue.row.pk}/termes"
    html = read(page, address)
    body = read_form(html) | {
        "part-VILLE": "22,5",
        "annees": "2",
        "represente-1": "son maire",
        "delai-reponse-nombre": "",
        "indicatif-1-part": "30",
        "indicatif-1-typologie": "T4",
        "npnru": "Charte de 2024.",
        "motif": "Première relecture",
    }
    answer = page.post(address, body)
    assert answer.status_code == 302, words(answer.content.decode())
    version = VersionConvention.objects.get(numero=2)
    termes = version.termes
    assert (termes["parts"][0]["part"], termes["duree"]["annees"]) == ("9/40", 2)
    assert termes["signataires"][1]["represente_par"] == "son maire"
    assert [row["etape"] for row in termes["delais"]] == ["dossiers", "candidats", "neuf"]
    assert (termes["indicatifs"][0]["part"], termes["indicatifs"][0]["typologie"]) == ("3/10", "T4")
    assert version.motif == "Première relecture"
    text = words(read(page, f"/conventions/{lue.row.pk}/comparer"))
    assert "De la version 1 à la version 2" in text
    assert "22,50" in text


def test_a_form_left_as_it_is_writes_nothing(page: Client, monde: Monde) -> None:
    lue = a_draft(monde, "CD")  # its part is 1/15: shown rounded, kept exact
    address = f"/conventions/{lue.row.pk}/termes"
    answer = page.post(address, read_form(read(page, address)), follow=True)
    assert "Rien n’a changé : aucune version n’est écrite." in words(answer.content.decode())
    assert VersionConvention.objects.count() == 1


def test_terms_that_moved_or_mean_nothing_are_refused(page: Client, monde: Monde) -> None:
    lue = a_draft(monde)
    address = f"/conventions/{lue.row.pk}/termes"
    body = read_form(read(page, address)) | {"annees": "2"}
    amend(an_acteur(monde.gestionnaire), lue, mode_gestion="deleguee")
    answer = page.post(address, body)
    assert answer.status_code == 422
    assert "La version 2 a été écrite depuis l’affichage" in words(answer.content.decode())
    for wrong in ({"part-VILLE": "beaucoup"}, {"part-VILLE": "120"}, {"annees": "0"}, {"indicatif-1-part": "10"}):
        assert page.post(address, body | wrong).status_code == 422, wrong
    assert VersionConvention.objects.count() == 2


def test_figures_are_taken_up_on_demand(page: Client, monde: Monde) -> None:
    lue = a_draft(monde)
    complete(monde)
    calculate(monde)
    body = {"acte": "reprendre", "version": "1", "exercice": "2026"}
    assert page.post(f"/conventions/{lue.row.pk}/termes", body).status_code == 302
    text = words(read(page, f"/conventions/{lue.row.pk}"))
    assert "assiette 2026, version 1" in text
    assert "Flux prévu en 2026" in text


def test_signed_terms_send_back_to_the_convention(page: Client, monde: Monde) -> None:
    numero = a_signed(monde).row.pk
    answer = page.get(f"/conventions/{numero}/termes", follow=True)
    assert "ses termes changent par avenant" in words(answer.content.decode())
    answer = page.get(f"/conventions/{numero}/actualiser", follow=True)
    assert "n’est pas en vigueur" in words(answer.content.decode())


def test_an_update_is_shown_then_written(page: Client, monde: Monde) -> None:
    numero = in_force(monde).row.pk
    text = words(read(page, f"/conventions/{numero}/actualiser"))
    assert "Rien à actualiser" in text
    complete(monde)
    calculate(monde)
    text = words(read(page, f"/conventions/{numero}/actualiser"))
    assert "Une annexe à mettre à jour" in text
    answer = page.post(f"/conventions/{numero}/actualiser", {"version": "1", "exercice": "2026"}, follow=True)
    assert "Projet d’avenant écrit, version 2." in words(answer.content.decode())
    assert BOUTONS["projet_avenant"] in answer.content.decode()
    answer = page.post(f"/conventions/{numero}/actualiser", {"version": "2", "exercice": "2026"}, follow=True)
    assert "déjà en préparation" in words(answer.content.decode())


def test_an_avenant_is_applied_from_the_page(page: Client, monde: Monde) -> None:
    lue = a_convention_amendee(monde)
    answer = say(page, lue.row.pk, "avenant", lue.vie.rang, effet="2027-01-01", document="Avenant 1")
    assert answer.status_code == 302, words(answer.content.decode())
    assert monde.comptes["VILLE"].conventions.filter(debut=date(2027, 1, 1)).exists()
    assert ParoleConvention.objects.count() == lue.vie.rang + 1


def test_documents_are_those_of_the_version(page: Client, ville: Client, monde: Monde) -> None:
    numero = a_sent(monde).row.pk
    for client in (page, ville):
        docx = client.get(f"/conventions/{numero}/version-1.docx")
        assert docx["Content-Disposition"] == f'attachment; filename="convention-{numero}-version-1.docx"'
        assert docx["Cache-Control"] == "private, no-store"
        assert Document(io.BytesIO(docx.content)).paragraphs[0].text.endswith("Ville de Lys")
    pdf = page.get(f"/conventions/{numero}/version-1.pdf")
    assert "Article 10" in read_text(pdf.content)
    assert page.get(f"/conventions/{numero}/version-9.pdf").status_code == 404


def test_what_is_told_opens_the_convention(ville: Client, monde: Monde) -> None:
    numero = a_sent(monde).row.pk
    html = read(ville, "/avertissements")
    assert "1 projet de convention transmis" in words(html)
    assert f'href="/conventions/{numero}"' in html
