"""The page of the bilan: which exercice, which rows, for whom; its files say what was shown."""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.actions.monde_complet import complete
from tests.builders import ANTIBES, JOUR, MOMENT, Monde, a_compte, a_fait, a_liberation, a_user, an_acteur
from tests.builders_parc import a_client, keep_files_in
from tests.web.pages import read, words

from gef.actions.annee import resumer_annee
from gef.actions.assiette import calculer_et_garder
from gef.actions.flux import load_flux
from gef.actions.objectifs import calculer_et_garder as keep_objectifs
from gef.actions.objectifs import objectifs_par_reservataire
from gef.db.flux.models import Liberation
from gef.outputs.nombres import solde

PAGE = "/bilan"
OTHERS = ("Action Logement", "Département de Lys", "État, publics", "État, agents", "Non réservé")


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)


@pytest.fixture
def complet(monde: Monde) -> Monde:
    complete(monde)
    return monde


def read_csv(client: Any, address: str, table: str) -> str:
    reponse = client.get(f"{address}{'&' if '?' in address else '?'}{table}-format=csv")
    assert reponse["Content-Type"].startswith("text/csv")
    return str(reponse.content.decode("utf-8-sig"))


def cells(reponse: Any) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(reponse.content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_routes_have_their_names() -> None:
    assert reverse("web:bilan") == PAGE
    assert reverse("web:bilan-exercice", args=[2025]) == f"{PAGE}/2025"


def test_the_current_exercice_is_shown_so_far(complet: Monde) -> None:
    html = read(a_client(complet.gestionnaire), PAGE)
    text = words(html)
    assert "Bilan 2026, à ce jour" in text
    assert "À transmettre à chaque réservataire avant le 28 février 2027." in text
    assert f'href="{PAGE}/2025"' in html
    assert f'href="{PAGE}/2026"' not in html


def test_a_past_exercice_states_its_figures(complet: Monde) -> None:
    text = words(read(a_client(complet.gestionnaire), f"{PAGE}/2025"))
    assert "6 logements proposés, 1 attribué, 1 bail signé." in text
    assert "à ce jour" not in text
    assert "Libérés dans le flux 30 et 3 hors du flux" in text
    assert all(nom in text for nom in OTHERS)


def test_a_share_is_that_of_the_figure_beside_it_and_says_its_base(complet: Monde) -> None:
    text = words(read(a_client(complet.gestionnaire), f"{PAGE}/2025"))
    assert "Proposés 6 20,0 % des 30 du flux" in text  # 6 / 30; the seven propositions would make 23,3 %
    assert "Baux signés 1 3,3 % des 30 du flux" in text


@pytest.mark.parametrize("exercice", ["0", "2023", "2028", "99999", "9" * 40])
def test_a_year_without_liberation_is_not_there(complet: Monde, exercice: str) -> None:
    assert a_client(complet.gestionnaire).get(f"{PAGE}/{exercice}").status_code == 404


def test_in_january_the_last_exercice_is_still_the_one_to_send(complet: Monde, settings: Any) -> None:
    settings.GEF_JOUR = date(2027, 1, 4)
    html = read(a_client(complet.gestionnaire), PAGE)
    assert "<h1>Bilan 2026</h1>" in html


def test_a_departure_announced_for_next_year_does_not_open_it(complet: Monde) -> None:
    a_liberation(complet.habitat_lys, "F", libre_le=date(2027, 1, 1))
    assert "Bilan 2026, à ce jour" in words(read(a_client(complet.gestionnaire), PAGE))


def test_without_a_parc_the_page_is_empty_and_says_why(monde: Monde) -> None:
    for who in (monde.gestionnaire, monde.agent_ville):
        text = words(read(a_client(who), PAGE))
        assert "Pas encore de bilan" in text
        assert "Habitat Lys n’a pas encore de parc ; importez le dépôt RPLS de l’année." in text


def test_without_a_liberation_the_page_is_empty_and_says_why(complet: Monde) -> None:
    Liberation.objects.filter(faits__isnull=True).delete()
    for row in Liberation.objects.all():
        row.faits.all().delete()
        row.delete()
    text = words(read(a_client(complet.gestionnaire), PAGE))
    assert "Aucun logement libéré pour le moment" in text


def test_what_is_missing_is_said_first_and_named_below(complet: Monde) -> None:
    text = words(read(a_client(complet.gestionnaire), f"{PAGE}/2025"))
    assert "À compléter avant l’envoi" in text
    assert "Objectif : non renseigné pour Action Logement, Département de Lys" in text
    assert "Prévision hors flux : non renseigné pour mutations internes" in text


def test_objectives_are_those_that_were_kept(complet: Monde) -> None:
    acteur = an_acteur(complet.gestionnaire)
    calculer_et_garder(acteur, 2026, MOMENT)
    keep_objectifs(acteur, 2026, MOMENT)
    expected = objectifs_par_reservataire(complet.habitat_lys, 2026)
    assert sum(expected.values()) == 27
    csv = read_csv(a_client(complet.gestionnaire), PAGE, "bilan-reservataires")
    for code, objectif in expected.items():
        nom = load_flux(complet.habitat_lys.pk).noms()[code]
        assert f"{nom};{objectif};" in csv.replace('"', "")


def test_soldes_are_those_of_the_home_page(complet: Monde) -> None:
    client = a_client(complet.gestionnaire)
    annee = resumer_annee(load_flux(complet.habitat_lys.pk), 2026)
    rows = cells(client.get(f"{PAGE}?bilan-reservataires-format=xlsx"))
    found = {row[0]: row[-1] for row in rows if row[0] in {ligne.nom for ligne in annee.lignes}}
    assert found == {ligne.nom: pytest.approx(float(ligne.solde)) for ligne in annee.lignes}
    home = words(client.get("/").content.decode())
    assert all(solde(ligne.solde) in home for ligne in annee.lignes)
    assert len({ligne.solde for ligne in annee.lignes}) > 3


def test_a_reservataire_sees_his_row_his_axes_and_the_totals(complet: Monde) -> None:
    html = read(a_client(complet.agent_ville), f"{PAGE}/2025")
    text = words(html)
    assert "Libérés dans le flux 30 et 3 hors du flux" in text
    assert "6 logements proposés" in text
    assert "Vos logements par caractéristique" in text
    assert [nom for nom in OTHERS if nom in html] == []
    csv = read_csv(a_client(complet.agent_ville), f"{PAGE}/2025", "bilan-commune")
    assert "Cannes;1;0;0" in csv


@pytest.mark.parametrize("fichier", ["csv", "xlsx"])
@pytest.mark.parametrize("table", ["bilan-reservataires", "bilan-typologie", "bilan-hors-flux"])
def test_files_of_a_reservataire_name_nobody_else(complet: Monde, fichier: str, table: str) -> None:
    reponse = a_client(complet.agent_ville).get(f"{PAGE}/2025?{table}-format={fichier}")
    if fichier == "csv":
        content = reponse.content.decode("utf-8-sig")
    else:
        book = openpyxl.load_workbook(io.BytesIO(reponse.content))
        content = " ".join(str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    assert [nom for nom in OTHERS if nom in content] == []
    assert content.strip()


def test_who_holds_two_accounts_sees_both_and_their_axes_only(complet: Monde) -> None:
    for rank, code in enumerate(("ETAT-P", "ETAT-F", "AL")):
        row = a_liberation(complet.habitat_lys, f"E-{rank}", libre_le=date(2026, 3, 1), commune=ANTIBES)
        a_fait(row, "orientation", complet.comptes[code])
    client = a_client(a_user("Prénom Préfète", complet.prefecture))
    text = words(read(client, PAGE))
    assert "2 comptes" in text
    assert "Action Logement" not in read_csv(client, PAGE, "bilan-reservataires")
    assert "Action Logement" not in text
    assert "Antibes;2;0;0" in read_csv(client, PAGE, "bilan-commune")
    assert "Antibes;3;0;0" in read_csv(a_client(complet.gestionnaire), PAGE, "bilan-commune")


def test_another_bailleur_is_not_there(complet: Monde) -> None:
    lys, passage = complet.habitat_lys.pk, complet.logis_de_passage.pk
    asked = [
        (complet.gestionnaire, passage),
        (complet.agent_ville, passage),
        (complet.agent_rive, lys),
        (complet.agent_ville, "9" * 5000),
        (complet.agent_ville, "²"),
        (complet.agent_ville, "x"),
    ]
    for who, bailleur in asked:
        assert a_client(who).get(f"{PAGE}?bailleur={bailleur}").status_code == 404, (who, bailleur)
    assert a_client(complet.agent_ville).get(f"{PAGE}?bailleur={lys}").status_code == 200


def test_a_reservataire_of_two_bailleurs_chooses_and_keeps_his_choice(complet: Monde) -> None:
    a_compte(complet.logis_de_passage, "VILLE", "commune", part="1/10", organisation=complet.ville)
    client = a_client(complet.agent_ville)
    html = read(client, f"{PAGE}?bailleur={complet.habitat_lys.pk}")
    assert f'href="{PAGE}/2025?bailleur={complet.habitat_lys.pk}"' in html
    assert "Logis de Passage n’a pas encore de parc" in words(
        read(client, f"{PAGE}?bailleur={complet.logis_de_passage.pk}")
    )


def test_strangers_are_refused(complet: Monde, client: Any) -> None:
    assert client.get(PAGE).status_code == 302
    assert a_client(complet.sans_organisation).get(PAGE).status_code == 403
    assert a_client(a_user("Sans Compte", complet.rive)).get(f"{PAGE}/2025").status_code == 200
    assert a_client(complet.gestionnaire).post(PAGE).status_code == 405


def test_two_accounts_of_one_name_can_be_drawn(complet: Monde) -> None:
    for code in ("AL", "VILLE"):
        complet.comptes[code].nom = "Même nom"
        complet.comptes[code].save()
    html = read(a_client(complet.gestionnaire), f"{PAGE}/2025")
    assert "Même nom (AL)" in html
    assert "Même nom (VILLE)" in html


def test_a_hostile_name_is_only_text(complet: Monde) -> None:
    complet.comptes["AL"].nom = "<script>alert(1)</script> & =1+1"
    complet.comptes["AL"].save()
    html = read(a_client(complet.gestionnaire), f"{PAGE}/2025")
    assert "&lt;script&gt;alert(1)" in html
    rows = cells(a_client(complet.gestionnaire).get(f"{PAGE}/2025?bilan-reservataires-format=xlsx"))
    assert "<script>alert(1)</script> & =1+1" in {row[0] for row in rows}


def test_queries_do_not_grow_with_the_dwellings_and_the_accounts(complet: Monde) -> None:
    counts = []
    for size in (3, 30):
        for rank in range(size):
            compte = a_compte(complet.habitat_lys, f"C-{size}-{rank}", "autre", part=Fraction(1, 1000))
            row = a_liberation(complet.habitat_lys, f"Q-{size}-{rank}", libre_le=date(2026, 4, 1))
            a_fait(row, "orientation", compte)
        for who in (complet.gestionnaire, complet.agent_ville):
            client = a_client(who)
            client.get(PAGE)
            with CaptureQueriesContext(connection) as queries:
                read(client, PAGE)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_the_parts_of_the_bilan_follow_each_other(complet: Monde) -> None:
    text = words(read(a_client(complet.gestionnaire), f"{PAGE}/2025"))
    for titre in ("Par réservataire", "Par caractéristique", "Publics logés", "Obligations", "Refus", "Hors du flux"):
        assert titre in text, titre
    for titre in ("Premières mises en location", "Soldes reportés", "Liste des logements"):
        assert titre in text, titre


def test_a_year_that_is_over_waits_to_be_frozen(complet: Monde) -> None:
    html = read(a_client(complet.gestionnaire), f"{PAGE}/2025")
    assert "Il devait partir avant le 28 février 2026" in words(html)
    assert f'action="{PAGE}/2025/figer"' in html
    assert f'action="{PAGE}/2025/figer"' not in read(a_client(complet.lecteur), f"{PAGE}/2025")
    assert f'action="{PAGE}/2026/figer"' not in read(a_client(complet.gestionnaire), PAGE)
    assert "figer" not in read(a_client(complet.agent_ville), f"{PAGE}/2025")
