"""The rates of a bailleur in the database: candidates, choices, mailles, publications."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.actions.monde_complet import complete
from tests.actions.petit_parc import a_lecture, a_parc
from tests.builders import ANTIBES, CANNES, JOUR, MOMENT, Monde, a_liberation, an_acteur
from tests.builders_parc import keep_files_in
from tests.imports.test_taux_publies import a_classeur, a_feuille

from gef.actions.assiette import calculer_et_garder
from gef.actions.depot_genres import SDES
from gef.actions.depot_sdes import SansParcError
from gef.actions.depots import DepotRefuseError
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.actions.entrees_taux import RotationInconnueError, build_taux, is_same, list_territoires
from gef.actions.fichiers_deposes import Depot, accepter_depot, deposer, preparer_depot
from gef.actions.mailles import mesurer_mailles, observe
from gef.actions.tableaux_taux import list_publies
from gef.actions.taux import (
    ChoixTauxRefuseError,
    find_choix,
    load_comparaison,
    load_mailles,
    load_noms,
    load_publies,
    retenir_taux,
)
from gef.db.flux.models import ChoixTaux, Liberation, TauxPublie
from gef.db.journal.models import Acte
from gef.imports.errors import FichierIllisibleError

MOTIF = "Convention du 3 mars, article 4."
NOM = "resultats_rpls_2024_v4.xlsx"


@pytest.fixture(autouse=True)
def _files(monde: Monde, settings: Any, tmp_path: Any) -> None:
    keep_files_in(tmp_path, settings)


@pytest.fixture
def complet(monde: Monde) -> Monde:
    complete(monde)
    return monde


def retenir(monde: Monde, code: str = "brut-1", motif: str = MOTIF) -> ChoixTaux:
    return retenir_taux(an_acteur(monde.gestionnaire), 2026, code, motif, MOMENT)


def a_depot(monde: Monde, content: bytes | None = None, nom: str = NOM, millesime: int | None = None) -> Depot:
    source = a_classeur() if content is None else content
    return deposer(an_acteur(monde.gestionnaire), [source], nom=nom, genre=SDES, millesime=millesime, moment=MOMENT)


def importer(monde: Monde, content: bytes | None = None, nom: str = NOM, millesime: int | None = None) -> str:
    acteur = an_acteur(monde.gestionnaire)
    return accepter_depot(acteur, a_depot(monde, content, nom, millesime), MOMENT)


def test_the_default_is_the_rate_of_the_assiette_and_stands_among_the_candidates(complet: Monde) -> None:
    comparaison = load_comparaison(complet.habitat_lys, 2026)
    assert comparaison.en_usage == build_taux(load_dossier(complet.habitat_lys), 2026)
    assert comparaison.retenu is not None
    assert comparaison.retenu.code == "brut-2"
    assert (find_choix(complet.habitat_lys, 2026), comparaison.version) == (None, None)


def test_each_candidate_gives_the_assiette_that_it_would(complet: Monde) -> None:
    found = {c.code: c.compare for c in load_comparaison(complet.habitat_lys, 2026).candidats}
    assert found["brut-2"].assiette == 275 * Fraction(63, 600) - 2
    assert found["net_mutations-1"].assiette == 275 * Fraction(30, 300) - 2
    assert found["net-1"].assiette is None


def test_the_assiette_of_the_last_version_is_the_base_when_there_is_one(complet: Monde) -> None:
    run = calculer_et_garder(an_acteur(complet.gestionnaire), 2026, MOMENT)
    complet.habitat_lys.previsions.update(nombre=20)
    comparaison = load_comparaison(complet.habitat_lys, 2026)
    assert comparaison.version == run.version
    assert comparaison.candidats[1].compare.assiette == 275 * Fraction(63, 600) - 2


def test_a_choice_is_kept_with_its_author_and_used(complet: Monde) -> None:
    choix = retenir(complet)
    assert (choix.auteur, choix.motif, choix.exercice) == (complet.gestionnaire, MOTIF, 2026)
    assert build_taux(load_dossier(complet.habitat_lys), 2026).valeur == Fraction(33, 300)
    assert build_taux(load_dossier(complet.habitat_lys), 2027).annees == (2025, 2026)
    acte = Acte.objects.get(acte="choix_taux")
    assert (acte.objet, acte.details) == ("2026", {"code": "brut-1", "taux": "11/100", "motif": MOTIF})


def test_the_newest_choice_holds_and_the_former_stays(complet: Monde) -> None:
    retenir(complet)
    retenir(complet, "brut-2")
    assert load_comparaison(complet.habitat_lys, 2026).en_usage.annees == (2024, 2025)
    assert ChoixTaux.objects.count() == 2


def test_a_net_rate_can_be_chosen_even_if_the_forecasts_forbid_it_today(complet: Monde) -> None:
    retenir(complet, "net-2")
    assert load_comparaison(complet.habitat_lys, 2026).en_usage.numerateur_exclut >= {"anru"}


@pytest.mark.parametrize(
    ("code", "motif", "message"),
    [("brut-1", " court ", "trop court"), ("brut-7", MOTIF, "plus parmi les candidats"), ("", MOTIF, "candidats")],
)
def test_a_choice_needs_a_reason_and_a_candidate(complet: Monde, code: str, motif: str, message: str) -> None:
    with pytest.raises(ChoixTauxRefuseError, match=message):
        retenir(complet, code, motif)
    assert not ChoixTaux.objects.exists()
    assert not Acte.objects.filter(acte="choix_taux").exists()


def test_the_same_choice_twice_is_refused(complet: Monde) -> None:
    retenir(complet)
    with pytest.raises(ChoixTauxRefuseError, match="déjà retenu"):
        retenir(complet)


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_who_may_not_write_neither_chooses_nor_imports(complet: Monde, who: str) -> None:
    acteur = an_acteur(getattr(complet, who))
    with pytest.raises(PermissionDenied):
        retenir_taux(acteur, 2026, "brut-1", MOTIF, MOMENT)
    with pytest.raises(PermissionDenied):
        deposer(acteur, [a_classeur()], nom=NOM, genre=SDES, moment=MOMENT)


def test_what_is_missing_is_said(monde: Monde) -> None:
    with pytest.raises(DossierIncompletError, match="pas encore de parc"):
        load_comparaison(monde.habitat_lys, 2026)
    a_parc(an_acteur(monde.gestionnaire))
    with pytest.raises(RotationInconnueError, match="Aucune libération avant 2026"):
        load_comparaison(monde.habitat_lys, 2026)


def test_a_published_rate_serves_for_lack_of_departures(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire))
    importer(monde)
    comparaison = load_comparaison(monde.habitat_lys, 2026)
    assert comparaison.en_usage.valeur == Fraction(62, 1000)
    assert comparaison.en_usage.source.reference.startswith("taux par défaut, faute de libérations")


def test_only_the_territories_of_the_bailleur_are_asked_for(complet: Monde) -> None:
    territoires = list_territoires(load_dossier(complet.habitat_lys).parc, "06")
    assert {"departement:06", "region:93", f"commune:{CANNES}", f"commune:{ANTIBES}"} < territoires
    assert {t.partition(":")[0] for t in territoires} == {"departement", "region", "commune", "epci"}


def test_the_rates_of_a_publication_are_kept_once(complet: Monde) -> None:
    assert importer(complet) == "4\N{NO-BREAK SPACE}taux écrits."
    row = TauxPublie.objects.get(territoire="departement")
    assert (row.annee, row.valeur, row.evenements, row.numerateur_exclut) == (2023, Fraction(62, 1000), None, [])
    assert "mutations comprises" in row.source
    assert Acte.objects.get(acte="import_taux").details["nouveaux"] == 4
    with pytest.raises(DepotRefuseError, match="tout y est déjà connu"):
        importer(complet)
    assert importer(complet, millesime=2023) == "4\N{NO-BREAK SPACE}taux écrits."


def test_the_report_comes_first_and_nothing_is_written_before_it_is_accepted(complet: Monde) -> None:
    acteur, depot = an_acteur(complet.gestionnaire), a_depot(complet)
    rapport = depot.rapport
    assert not TauxPublie.objects.exists()
    asked = len(list_territoires(load_dossier(complet.habitat_lys).parc, "06"))
    assert (rapport["lignes_lues"], rapport["lignes_retenues"], rapport["lignes_ecartees"]) == (asked, 4, asked - 4)
    apercu = preparer_depot(acteur, depot)
    assert (apercu.a_ecrire, apercu.deja, apercu.refus) == (4, 0, "")
    [cause] = rapport["causes"]
    assert (cause["code"], cause["nombre"], cause["gravite"]) == ("sans_taux", asked - 4, "information")
    assert {row["valeur"] for row in cause["exemples"]} < list_territoires(load_dossier(complet.habitat_lys).parc, "06")
    accepter_depot(acteur, depot, MOMENT)
    again = preparer_depot(acteur, a_depot(complet))
    assert (again.a_ecrire, again.deja, again.is_acceptable) == (0, 4, False)


def test_a_workbook_that_tells_nothing_of_the_bailleur_cannot_be_accepted(complet: Monde) -> None:
    sheets = [
        a_feuille(nom, [code, "tx_mob"])
        for nom, code in (("REGION", "REG"), ("DEPARTEMENT", "DEP"), ("EPCI", "EPCI"), ("COMMUNES", "DEPCOM_ARM"))
    ]
    depot = a_depot(complet, a_classeur(*sheets))
    assert preparer_depot(an_acteur(complet.gestionnaire), depot).refus
    with pytest.raises(DepotRefuseError):
        accepter_depot(an_acteur(complet.gestionnaire), depot, MOMENT)


def test_without_a_parc_nobody_knows_which_territories(monde: Monde) -> None:
    with pytest.raises(SansParcError, match="Importez d’abord le parc"):
        a_depot(monde)


def test_a_publication_that_changed_is_refused_whole(complet: Monde) -> None:
    importer(complet)
    other = a_feuille("DEPARTEMENT", ["DEP", "tx_mob"], [6, 9.9])
    sheets = [
        a_feuille(nom, [code, "tx_mob"])
        for nom, code in (("REGION", "REG"), ("EPCI", "EPCI"), ("COMMUNES", "DEPCOM_ARM"))
    ]
    depot = a_depot(complet, a_classeur(other, *sheets))
    assert (
        "une publication révisée porte une autre source" in preparer_depot(an_acteur(complet.gestionnaire), depot).refus
    )
    with pytest.raises(DepotRefuseError, match="une publication révisée porte une autre source"):
        accepter_depot(an_acteur(complet.gestionnaire), depot, MOMENT)
    assert TauxPublie.objects.count() == 4


def test_a_file_that_is_not_the_workbook_writes_nothing(complet: Monde) -> None:
    with pytest.raises(FichierIllisibleError):
        importer(complet, b"PK\x03\x04")
    assert not TauxPublie.objects.exists()


def test_rates_by_maille_are_those_of_the_dossier(complet: Monde) -> None:
    Liberation.objects.filter(reference="L-2025-0001").update(ident_rep="")
    expected = mesurer_mailles(observe(load_dossier(complet.habitat_lys)), "commune", (2024, 2025), "net")
    assert load_mailles(complet.habitat_lys, 2026, "commune", 2, "net") == expected
    assert expected.liberations == 60


def test_each_year_of_a_maille_has_its_own_parc_when_it_is_kept(complet: Monde) -> None:
    a_parc(an_acteur(complet.gestionnaire), a_lecture(*[{}] * 100), millesime=2025, nom_fichier="2025.csv")
    rotation = load_mailles(complet.habitat_lys, 2026, "commune", 1, "brut")
    assert rotation.ensemble is not None
    assert rotation.ensemble.taux.valeur == Fraction(33, 100)
    assert load_comparaison(complet.habitat_lys, 2026).candidats[0].mesure.taux.valeur == Fraction(33, 100)


def test_a_bailleur_without_departures_has_no_line_to_hide(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire))
    rotation = load_mailles(monde.habitat_lys, 2026, "commune", 2, "brut")
    assert (rotation.annees, rotation.lignes, rotation.ensemble, rotation.liberations) == ((), (), None, 0)


def test_published_rates_of_communes_stand_beside_the_bailleur_s_own(complet: Monde) -> None:
    importer(complet)
    importer(complet, millesime=2025)
    found = list_publies(load_publies(complet.habitat_lys), "commune")
    assert {code: (row.valeur, row.annee) for code, row in found.items()} == {CANNES: (Fraction(64, 1000), 2024)}
    assert list_publies(load_publies(complet.habitat_lys), "typologie") == {}


def test_names_are_those_of_the_accounts(complet: Monde) -> None:
    assert load_noms(complet.habitat_lys)["AL"] == "Action Logement"


def test_the_rate_in_use_is_known_whatever_its_name(complet: Monde) -> None:
    comparaison = load_comparaison(complet.habitat_lys, 2026)
    one, two = comparaison.candidats[0].mesure.taux, comparaison.candidats[1].mesure.taux
    assert is_same(two, comparaison.en_usage)
    assert not is_same(one, comparaison.en_usage)


def test_departures_of_the_year_are_not_of_the_past(complet: Monde) -> None:
    before = load_comparaison(complet.habitat_lys, 2026).candidats
    a_liberation(complet.habitat_lys, "L-2026-7777", libre_le=date(2026, 1, 2))
    assert load_comparaison(complet.habitat_lys, JOUR.year).candidats == before
