"""The packaged law is whole, says what the legal study says, and files that contradict each other are refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.law.builders import a_file

from gef.law.errors import DroitInvalideError, ParametreAbsentError
from gef.law.grandeurs import JourAnnuel
from gef.law.loader import _walk_toml, build_droit, load_droit, parse_parametres

JOUR = date(2026, 11, 22)
CODES = '[a]\nanru = "ANRU"\nvente = "Vente"\ncommune = "Commune"\n'

# Written from the legal study (rows L01 to L39), not from the files: row, code, value, grade, first day.
ETUDE = [
    ("L01", "convention_unique", 1, "A", date(2020, 2, 22)),
    ("L02", "flux_unite", "pourcentage_du_patrimoine", "A", date(2020, 2, 22)),
    ("L05", "soustractions", ("mutations", "anru", "orcod", "lhi", "vente"), "A", date(2020, 2, 22)),
    ("L06", "previsions_echeance", JourAnnuel(2, 28), "A", date(2020, 2, 22)),
    ("L07", "bilan_echeance", JourAnnuel(2, 28), "A", date(2020, 2, 22)),
    (
        "L07",
        "axes_bilan",
        ("typologie", "financement", "qpv", "commune", "periode_construction"),
        "A",
        date(2020, 2, 22),
    ),
    ("L08", "bilan_destinataires", ("reservataires", "epci", "ept", "cil"), "B", date(2020, 2, 22)),
    ("L09", "territorialisation", "infra_departementale_justifiee", "A", date(2020, 2, 22)),
    ("L10", "exercice_des_droits", ("premiere_mise_en_location", "liberation"), "A", date(2020, 2, 22)),
    ("L11", "proposition_candidats", "convention_ou_delegation_au_bailleur", "A", date(2020, 2, 22)),
    ("L12", "premiere_location_concertation", "concertation_de_tous_les_reservataires", "A", date(2020, 2, 22)),
    ("L13", "actualisation_annuelle", ("mises_en_service_n_moins_1", "droits_echus"), "A", date(2020, 2, 22)),
    ("L14", "etat_plafond", Fraction(30, 100), "A", date(2020, 2, 22)),
    ("L15", "etat_agents_plafond", Fraction(5, 100), "A", date(2020, 2, 22)),
    ("L16", "etat_derogation_duree", 1, "A", date(2020, 2, 22)),
    ("L17", "etat_uniformite_commune", "uniforme_par_commune", "A", date(2020, 2, 22)),
    ("L18", "etat_plancher_hors_qpv", Fraction(30, 100), "A", date(2020, 2, 22)),
    ("L19", "manquement_mise_en_demeure", 2, "A", date(2020, 2, 22)),
    ("L20", "perimetre_territorial", "patrimoine_du_territoire", "B", date(2020, 2, 22)),
    ("L21", "garanties_plafond", Fraction(20, 100), "B", date(2020, 2, 22)),
    ("L22", "reservations_supplementaires", "sans_plafond_chiffre", "B", date(2017, 1, 21)),
    ("L23", "garantie_survie_annees", 5, "B", date(2017, 1, 21)),
    ("L24", "prioritaires_collectivites", Fraction(1, 4), "A", date(2017, 1, 29)),
    ("L25", "substitution_prefet", "imputee_sur_la_collectivite", "A", date(2017, 1, 29)),
    ("L26", "prioritaires_bailleur", Fraction(25, 100), "B", date(2017, 1, 29)),
    ("L27", "prioritaires_action_logement", Fraction(25, 100), "B", date(2017, 1, 21)),
    ("L28", "mixite_hors_qpv", Fraction(25, 100), "B", date(2017, 1, 29)),
    ("L29", "seuil_premier_quartile", "arrete_annuel_par_epci", "B", date(2017, 1, 29)),
    ("L30", "mixite_qpv", Fraction(50, 100), "B", date(2018, 11, 24)),
    ("L31", "reservations_nouvelles", "en_flux_uniquement", "B", date(2018, 11, 24)),
    ("L32", "conversion_limite", date(2023, 11, 24), "B", date(2022, 2, 23)),
    ("L33", "defaut_convention", "flux_revient_au_prefet", "B", date(2023, 11, 24)),
    ("L34", "nullite_convention", "nulle_de_plein_droit", "A", date(2018, 11, 24)),
    ("L35", "compatibilite_cil", "objectif_prioritaire_et_orientations_cil", "A", date(2020, 2, 22)),
    ("L36", "convention_etat_contenu", "liste_minimale_2022", "B", date(2022, 4, 19)),
    ("L37", "candidats_minimum", 3, "A", date(2011, 2, 17)),
    ("L39", "delegation_prefet", "delegable_au_maire", "C", date(2017, 1, 21)),
]


@pytest.fixture(scope="module")
def droit():
    return load_droit()


@pytest.mark.parametrize(("numero", "code", "valeur", "grade", "depuis"), ETUDE)
def test_the_files_say_what_the_legal_study_says(numero, code, valeur, grade, depuis):
    lue = load_droit().au(code, JOUR)
    assert (lue.numero, lue.valeur, lue.grade, lue.depuis) == (numero, valeur, grade, depuis)
    assert type(lue.valeur) is type(valeur)


def test_every_row_of_the_legal_study_is_represented(droit):
    presents = set().union(*(parametre.numeros for parametre in droit.parametres.values()))
    assert presents == {f"L{rang:02d}" for rang in range(1, 41)}  # L40, the arrêté of 2008, was added after it


def test_parameters_come_in_the_order_of_the_study(droit):
    numeros = [parametre.numero for parametre in droit.parametres.values()]
    assert numeros == sorted(numeros)


@pytest.mark.parametrize(
    ("jour", "codes", "grade"),
    [
        (date(2022, 2, 22), ("defense", "securite_interieure"), "A"),
        (date(2022, 2, 23), ("defense", "securite_interieure", "sante"), "B"),
    ],
)
def test_health_establishments_joined_the_stock_with_the_loi_3ds(droit, jour, codes, grade):
    valeur = droit.au("stock_identifies", jour)
    assert (valeur.codes, valeur.grade) == (codes, grade)


@pytest.mark.parametrize(
    ("jour", "limite"),
    [
        (date(2018, 11, 24), date(2021, 11, 24)),
        (date(2022, 2, 22), date(2021, 11, 24)),
        (date(2022, 2, 23), date(2023, 11, 24)),
    ],
)
def test_the_conversion_deadline_was_moved_by_the_loi_3ds(droit, jour, limite):
    assert droit.au("conversion_limite", jour).jour == limite


def test_the_two_contents_of_the_convention_of_the_state_follow_each_other(droit):
    assert droit.au("convention_etat_contenu", date(2022, 4, 18)).codes == ("liste_minimale_2011",)
    assert droit.au("convention_etat_contenu", date(2022, 4, 19)).codes == ("liste_minimale_2022",)


@pytest.mark.parametrize(
    ("flux", "stock", "part", "base"),
    [
        ("etat_plafond", "etat_plafond_stock", Fraction(30, 100), "parc_organisme"),
        ("etat_agents_plafond", "etat_agents_plafond_stock", Fraction(5, 100), "parc_organisme"),
        ("garanties_plafond", "garanties_plafond_programme", Fraction(20, 100), "parc_programme"),
    ],
)
def test_the_repealed_rule_stops_the_day_the_flux_starts_and_each_points_to_the_other(droit, flux, stock, part, base):
    ancien = droit.au(stock, date(2020, 2, 21))
    assert (ancien.part, ancien.base_code, ancien.grade, ancien.numero) == (part, base, "A", "L38")
    nouveau = droit.au(flux, date(2020, 2, 22))
    assert nouveau.part == part
    assert nouveau.base_code != base
    with pytest.raises(ParametreAbsentError, match=f"«\xa0{stock}\xa0»"):
        droit.au(flux, date(2020, 2, 21))
    with pytest.raises(ParametreAbsentError, match=f"«\xa0{flux}\xa0»"):
        droit.au(stock, date(2020, 2, 22))


def test_the_law_fixes_no_number_of_days_to_propose_candidates(droit):
    with pytest.raises(ParametreAbsentError, match="le délai est celui de la convention"):
        droit.au("proposition_delai_jours", JOUR)


def test_grades_of_dates_are_never_better_than_those_of_values(droit):
    valeurs = [valeur for parametre in droit.parametres.values() for valeur in parametre.valeurs]
    assert all(valeur.grade_date >= valeur.grade for valeur in valeurs)
    assert {valeur.parametre for valeur in valeurs if valeur.grade_date > valeur.grade} >= {
        "prioritaires_collectivites",
        "mixite_qpv",
        "garantie_survie_annees",
    }


def test_every_value_names_its_base_its_level_its_text_and_its_check(droit):
    for parametre in droit.parametres.values():
        for valeur in parametre.valeurs:
            assert valeur.base
            assert valeur.niveau
            assert valeur.reference
            assert valeur.texte.endswith(".")
            assert valeur.verifie_le == date(2026, 11, 22)
            assert (valeur.base_code != "") == (parametre.unite == "fraction" or parametre.code == "flux_unite")


def test_identifiers_of_texts_are_only_those_that_were_seen(droit):
    liens = {valeur.lien for parametre in droit.parametres.values() for valeur in parametre.valeurs}
    identifiants = {lien.rsplit("/", 1)[1] for lien in liens if "/search/" not in lien and lien}
    assert identifiants == {
        "LEGIARTI000041612753",
        "LEGIARTI000006900218",
        "JORFTEXT000037639478",
        "JORFTEXT000041610169",
    }


def test_loading_twice_gives_the_same_law(droit):
    assert load_droit() is droit


def test_the_fingerprint_changes_with_any_text_or_name():
    temoin = build_droit({"a.toml": a_file()}, CODES).empreinte
    assert len(temoin) == 64
    assert build_droit({"a.toml": a_file()}, CODES).empreinte == temoin
    autres = [
        build_droit({"b.toml": a_file()}, CODES).empreinte,
        build_droit({"a.toml": a_file() + "\n"}, CODES).empreinte,
        build_droit({"a.toml": a_file()}, CODES + "\n").empreinte,
    ]
    assert len({temoin, *autres}) == 4


@pytest.mark.parametrize(
    ("fichiers", "debut", "attendu"),
    [
        (
            {"a.toml": a_file(), "b.toml": a_file()},
            "b.toml, paramètre part_test, clé « code »",
            "déjà pris par a.toml",
        ),
        (
            {"a.toml": a_file("depuis = 2018-11-02")},
            "a.toml, paramètre part_test, clé « depuis »",
            "dès le 01/11/2018",
        ),
        (
            {"a.toml": a_file('inclus_dans = "absent"')},
            "a.toml, paramètre part_test, clé « inclus_dans »",
            "« absent » trouvé",
        ),
        (
            {"a.toml": a_file('inclus_dans = "part_test"')},
            "a.toml, paramètre part_test, clé « inclus_dans »",
            "le code d’un autre paramètre",
        ),
        (
            {
                "a.toml": a_file('inclus_dans = "tout"'),
                "b.toml": a_file('base_code = "flux_territoire"', 'code = "tout"'),
            },
            "a.toml, paramètre part_test, clé « base_code »",
            "la base de « tout »",
        ),
        (
            {"a.toml": a_file('evenements = ["bail"]')},
            "a.toml, paramètre part_test, clé « valeur »",
            "code « bail » sans libellé",
        ),
        (
            {"a.toml": a_file('derogation = { actes = ["decision_cil"], fondement = "x", motifs = ["urgence"] }')},
            "a.toml, paramètre part_test, clé « valeur »",
            "code « urgence » sans libellé",
        ),
        (
            {"a.toml": a_file('valeur = ["lhi"]', 'unite = "liste"')},
            "a.toml, paramètre part_test, clé « valeur »",
            "code « lhi » sans libellé",
        ),
        (
            {"a.toml": a_file('valeur = "lhi"', 'unite = "regle"')},
            "a.toml, paramètre part_test, clé « valeur »",
            "code « lhi » sans libellé",
        ),
        (
            {"a.toml": a_file('hors_liste = ["anru"]')},
            "a.toml, paramètre part_test, clé « hors_liste »",
            "réservée à l’unité « liste »",
        ),
        (
            {"a.toml": a_file('valeur = ["anru"]\nhors_liste = ["anru", "vente"]', 'unite = "liste"')},
            "a.toml, paramètre part_test, clé « hors_liste »",
            "« anru » trouvé",
        ),
    ],
)
def test_files_that_contradict_each_other_are_refused(fichiers, debut, attendu):
    with pytest.raises(DroitInvalideError) as levee:
        build_droit(fichiers, CODES)
    assert str(levee.value).startswith(debut)
    assert attendu in str(levee.value)


def test_a_law_that_holds_together_is_accepted():
    droit = build_droit(
        {
            "a.toml": a_file('valeur = ["anru"]\nhors_liste = ["vente"]', 'unite = "liste"'),
            "b.toml": a_file('beneficiaires = ["commune"]', 'code = "tout"\nnumero = "sans rang"'),
            "c.toml": a_file('inclus_dans = "tout"', 'code = "partie"\nnumero = "L98"'),
        },
        CODES,
    )
    assert list(droit.parametres) == ["tout", "partie", "part_test"]
    assert droit.libelle("anru") == "ANRU"
    assert droit.libelle("sans_libelle") == "sans_libelle"


def test_only_toml_files_are_read_whatever_their_folder(tmp_path):
    (tmp_path / "cch").mkdir()
    (tmp_path / "cch" / "a.toml").write_text("texte é", encoding="utf-8")
    (tmp_path / "LISEZMOI.md").write_text("notes", encoding="utf-8")
    assert dict(_walk_toml(tmp_path, "")) == {"cch/a.toml": "texte é"}


def test_parse_parametres_is_offered_by_the_loader():
    assert parse_parametres("essai.toml", a_file())[0].code == "part_test"
