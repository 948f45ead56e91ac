"""The articles: ten, in order, each figure with its run, what is missing said, and what each variant adds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.core.termes_exemples import a_part, a_version, a_version_etat
from tests.outputs.documents_exemples import CADRE

from gef.core.souhaits import Souhait
from gef.core.termes import SUJETS, CalculCite, DerogationConvenue, ExclusionConvenue, Signataire, Termes
from gef.outputs.clauses_convention import SEUILS, list_visas, rediger_articles


def text_of(termes: Termes, sujet: str = "", **fields: Any) -> str:
    articles = rediger_articles(termes, replace(CADRE, **fields))
    said = "\n".join(p for article in articles if sujet in ("", article.sujet) for p in article.paragraphes)
    return said.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("variante", ["etat", "action_logement", "collectivite", "autre"])
def test_every_variant_has_the_ten_articles(variante: Any) -> None:
    articles = rediger_articles(a_version(variante=variante), CADRE)
    assert [article.sujet for article in articles] == list(SUJETS)
    assert all(article.paragraphes and all(article.paragraphes) for article in articles)


def test_a_figure_says_from_which_run_it_comes() -> None:
    said = text_of(a_version())
    assert "300 logements, dont 280 concernés par la gestion en flux (calcul « assiette » 2026, version 2" in said
    assert "Ville de Lys : 20 % du flux, sur la commune de Cannes." in said
    assert "objectif de 2026 est de 4 logements, réparti par commune en annexe. " in said
    run = CalculCite("objectifs", 2026, 3, "", date(2026, 3, 12))
    assert "en annexe (calcul « objectifs » 2026, version 3" in text_of(a_version(calculs=(run,)))


def test_what_is_missing_is_said() -> None:
    said = text_of(
        a_version(parc=None, assiette=None, taux=None, methode="", contractuels=(), parts=(a_part(part=None),))
    )
    assert "compte non renseigné logements" in said
    assert "Flux prévu en 2026 : non renseigné, au taux de rotation de non renseigné" in said
    assert "Ville de Lys : non renseigné du flux, sur" in said
    assert "Méthode de conversion des droits : non renseigné" in said


def test_the_shares_of_the_law_are_those_that_are_given() -> None:
    """Eleven per cent and so on: none is written in the sentences."""
    said = " ".join(text_of(a_version(variante=v)) for v in ("etat", "action_logement", "collectivite", "autre"))  # type: ignore[arg-type]
    for rank in range(11, 11 + len(SEUILS)):
        assert f"{rank} %" in said
    for fixed in ("30 %", "25 %", "50 %"):
        assert fixed not in said


def test_the_etat_has_its_clauses() -> None:
    act = DerogationConvenue(
        "plancher_hors_qpv", Fraction(29, 100), "29 % hors quartiers.", "Convention, art. 4", exercice=2026
    )
    said = text_of(a_version_etat(derogations=(act,)))
    for words in ("ne dépassent pas ensemble 11 %", "dont 12 % du même flux", "13 % du flux hors", "mise en demeure"):
        assert words in said
    assert "Stipulation dérogatoire (Convention, art. 4, pour 2026), valeur 29 % : « 29 % hors quartiers. »" in said
    assert "garantie d’emprunt" not in said
    assert "arrêté du 19 avril 2022" in " ".join(list_visas(a_version_etat()))


def test_action_logement_has_its_droits_uniques() -> None:
    termes = a_version(
        variante="action_logement",
        parts=(a_part(uniques=Fraction(75, 2)),),
        mode_gestion="mixte",
        requalifie_min=Fraction(3, 10),
    )
    said = text_of(termes)
    assert "Restent à servir 37,50 droits uniques" in said
    assert "30 % au moins des logements orientés dans l’année sont requalifiables." in said
    assert "L. 313-26-2" in " ".join(list_visas(termes))


def test_a_collectivite_has_its_guarantees_and_its_leader() -> None:
    led = (Signataire("Agglomération", "chef_de_file", "EPCI"), Signataire("Ville de Lys", "partie", "VILLE"))
    said = text_of(a_version(signataires=led))
    assert "survivent 5 ans au dernier paiement" in said
    assert "14 % du flux annuel du territoire" in said
    assert "Agglomération conduit cette convention pour le compte de : Ville de Lys." in said


@pytest.mark.parametrize(
    ("fields", "sujet", "expected"),
    [
        ({"exclusions": ()}, "parc", "Aucun logement n’est retiré"),
        (
            {"exclusions": (ExclusionConvenue("defense", "défense", 3, "legale"),)},
            "parc",
            "en application de la loi : défense (3 logements).",
        ),
        (
            {"justification": "Les demandes y sont toutes."},
            "cadre",
            "nécessité exposée par le réservataire : Les demandes",
        ),
        ({"mode_gestion": "deleguee"}, "gestion", "Gestion déléguée"),
        (
            {"declencheur": "bail", "politique_refus": "compte"},
            "gestion",
            "à la signature du bail. S’il le refuse, il reste compté",
        ),
        ({"delais": ()}, "gestion", "n’ont pas convenu de délais propres"),
        ({"indicatifs": (Souhait(Fraction(1, 4), typologie="T4"),)}, "objectifs", "visent : 25 % en T4."),
        ({"contribution": "terrain."}, "objectifs", "Contribution de Ville de Lys : terrain."),
        ({"premieres_locations": "Un mois avant."}, "attribution", "entrent ensuite dans le flux. Un mois avant."),
        ({"evaluation": "Et la vacance."}, "evaluation", "Et la vacance."),
        ({"actualisation": "Et la loi."}, "actualisation", "Et la loi."),
        ({"revoyure": 9}, "actualisation", "au mois de septembre"),
    ],
)
def test_a_term_is_in_its_article(fields: dict[str, Any], sujet: str, expected: str) -> None:
    assert expected in text_of(a_version(**fields), sujet)


def test_the_days_are_said_when_they_are_known() -> None:
    assert "du 1er janvier 2026 au 31 décembre 2028 inclus" in text_of(a_version(), "duree")
    assert "à compter de son entrée en vigueur" in text_of(a_version(), "duree", debut=None)


def test_an_account_managed_otherwise_says_so() -> None:
    said = text_of(a_version(parts=(a_part(mode_gestion="deleguee"),)), "gestion")
    assert "Pour Ville de Lys : gestion déléguée : le bailleur désigne" in said


def test_droits_uniques_that_are_not_known_are_said() -> None:
    assert "n’est pas établi" in text_of(a_version(variante="action_logement"), "stock")


def test_each_part_is_one_of_its_own_territory() -> None:
    said = text_of(a_version(), "flux", territoires={"commune:06029": "la commune de Lys"})
    assert "Ville de Lys : 20 % du flux, sur la commune de Lys." in said
