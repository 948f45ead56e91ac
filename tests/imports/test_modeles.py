from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from gef.imports.errors import FichierIllisibleError
from gef.imports.modeles import MODELES, LectureModele, read_modele, render_modele
from tests.imports.fabrique import a_ods, a_table, a_xlsx

DROIT = ["DR-12", "VILLE", "commune", "commune:06029", "garantie_emprunt", "suite", "12", "06029", "LES LYS"]
DROIT += ["01/01/1990", "31/12/2035", "15/06/2031", "50 %", "", "directe", "EPCI", "01/01/2020", "", "oui"]
DROIT += ["Délibération 12"]
LIBERATION = [
    "15/03/2026",
    "LYS-0001",
    "06029",
    "T3",
    "PLUS",
    "non",
    "collectif",
    "",
    "15/12/2025",
    "1974",
    "LES LYS",
    "",
]
CONVENTION = [
    "VILLE",
    "Ville de Lys",
    "Commune",
    "commune:06029",
    "12,5 %",
    "01/01/2024",
    "",
    "bail",
    "non_compte",
    "",
    "",
    "",
    "",
]


def entetes(modele: str) -> list[str]:
    return [c.nom for c in MODELES[modele].colonnes]


def read(modele: str, *rows: list[str], communes: frozenset[str] | None = None) -> LectureModele:
    return read_modele(a_table(entetes(modele), *rows).encode(), nom="x.csv", modele=modele, communes=communes)


def messages(lecture: LectureModele) -> list[str]:
    return [f"{a.gravite} : {a.message}" for a in lecture.rapport.anomalies]


@pytest.mark.parametrize("modele", list(MODELES))
def test_an_empty_model_reads_back_as_an_empty_model(modele: str) -> None:
    vide = render_modele(modele)
    assert vide.splitlines()[0] == ";".join(entetes(modele))
    assert vide.splitlines()[1].startswith("# ")
    assert len(vide.splitlines()) == 2
    lecture = read_modele(vide.encode("utf-8-sig"), nom="x.csv", modele=modele)
    assert (lecture.lignes, lecture.rapport.causes, lecture.rapport.is_acceptable) == ((), (), False)
    assert lecture.rapport.lignes_lues == 0


def test_rights_come_out_as_python_values() -> None:
    lecture = read("droits", DROIT)
    assert lecture.lignes == (
        {
            "ligne": 2,
            "reference": "DR-12",
            "reservataire": "VILLE",
            "type": "commune",
            "portee": "commune:06029",
            "nature": "garantie",
            "type_droit": "suite",
            "nombre": 12,
            "commune": "06029",
            "programme": "LES LYS",
            "debut": date(1990, 1, 1),
            "fin": date(2035, 12, 31),
            "echeance_pret": date(2031, 6, 15),
            "part_garantie": Fraction(1, 2),
            "rotation": None,
            "mode_gestion": "directe",
            "utilisateur": "EPCI",
            "delegation_debut": date(2020, 1, 1),
            "delegation_fin": None,
            "convention_formalisee": True,
            "document": "Délibération 12",
        },
    )
    assert lecture.rapport.causes == ()


def test_shares_are_exact_fractions() -> None:
    [ligne] = read("conventions", CONVENTION).lignes
    assert (ligne["part"], ligne["type"], ligne["debut"], ligne["fin"]) == (
        Fraction(1, 8),
        "commune",
        date(2024, 1, 1),
        None,
    )


def test_liberations_and_forecasts_are_read() -> None:
    [liberation] = read("liberations", LIBERATION).lignes
    assert (liberation["libere_le"], liberation["qpv"], liberation["hors_flux"]) == (date(2026, 3, 15), False, None)
    [prevision] = read("previsions", ["2026", "Mutation", "3", "45", "CUS 2024", "15/02/2026"]).lignes
    assert prevision == {
        "ligne": 2,
        "exercice": 2026,
        "categorie": "mutations",
        "mois": 3,
        "nombre": 45,
        "document": "CUS 2024",
        "declaree_le": date(2026, 2, 15),
    }


def test_workbooks_are_read_with_their_dates_percents_and_numbers() -> None:
    row = [
        "VILLE",
        "Ville de Lys",
        "commune",
        "commune:06029",
        0.125,
        date(2024, 1, 1),
        None,
        "bail",
        "non_compte",
        None,
    ]
    contenu = a_xlsx(("Aide", [["conventions"]]), ("Saisie", [entetes("conventions"), ["# aide"], row]))
    lecture = read_modele(contenu, nom="x.xlsx", modele="conventions")
    assert (lecture.lignes[0]["part"], lecture.lignes[0]["debut"]) == (Fraction(1, 8), date(2024, 1, 1))
    assert messages(lecture) == [
        "information : Fichier : feuilles non lues, « Aide » lu ; attendu : une feuille ; lue : Saisie."
    ]
    assert read_modele(a_ods(entetes("conventions"), CONVENTION), nom="x", modele="conventions").lignes[0]["ligne"] == 2


def test_french_headings_are_known() -> None:
    contenu = a_table(["Libéré le", "Référence", "Insee", "Typologie"], ["15/03/2026", "LYS-1", "6029", "F2"])
    lecture = read_modele(contenu.encode("cp1252"), nom="x.csv", modele="liberations")
    assert (lecture.lignes[0]["commune"], lecture.lignes[0]["typologie"]) == ("06029", "T2")
    assert lecture.rapport.colonnes_absentes[:2] == ("financement", "qpv")


def changed(row: list[str], modele: str, **changes: str) -> list[str]:
    return [changes.get(nom, valeur) for nom, valeur in zip(entetes(modele), row, strict=True)]


@pytest.mark.parametrize(
    ("changes", "retenues", "attendu"),
    [
        (
            {"nombre": "douze"},
            0,
            "bloquant : Ligne 2, colonne nombre : nombre refusé, « douze » lu ; attendu : un nombre entier, 0 ou plus.",
        ),
        (
            {"nature": "garanti"},
            0,
            (
                "bloquant : Ligne 2, colonne nature : code hors liste, « garanti » lu ; attendu : etat, garantie, terrain, "
                "financement, aide_pierre, un_pourcent, autre, defense, securite_interieure ou sante ; "
                "le plus proche : GARANTIE."
            ),
        ),
        (
            {"portee": "Cannes"},
            0,
            (
                "bloquant : Ligne 2, colonne portee : territoire refusé, « Cannes » lu ; "
                "attendu : departement, epci:SIREN ou commune:CODE."
            ),
        ),
        (
            {"debut": ""},
            0,
            "bloquant : Ligne 2, colonne debut : valeur absente ; attendu : une date jj/mm/aaaa.",
        ),
        (
            {"fin": "2035"},
            0,
            "bloquant : Ligne 2, colonne fin : date refusée, « 2035 » lu ; attendu : une date jj/mm/aaaa.",
        ),
        (
            {"fin": "01/01/1990"},
            0,
            (
                "bloquant : Ligne 2, colonne fin : fin avant le début, « 01/01/1990 » lu ; "
                "attendu : une date qui suit le début."
            ),
        ),
        (
            {"commune": "06004"},
            0,
            (
                "bloquant : Ligne 2, colonne commune : code commune inconnu, « 06004 » lu ; "
                "attendu : un code du code officiel géographique."
            ),
        ),
        (
            {"convention_formalisee": ""},
            1,
            "a_corriger : Ligne 2, colonne convention_formalisee : valeur absente ; attendu : oui ou non.",
        ),
        (
            {"echeance_pret": ""},
            1,
            (
                "information : Ligne 2, colonne echeance_pret : garantie d’emprunt sans date de remboursement du prêt ; "
                "attendu : la date, dont dépend la durée du droit."
            ),
        ),
        (
            {"rotation": "8"},
            1,
            (
                "a_corriger : Ligne 2, colonne rotation : taux illisible, « 8 » lu ; attendu : une part entre 0 et 1 (0,25), "
                "un quotient (1/4) ou un pourcentage avec son signe (25 %)."
            ),
        ),
    ],
)
def test_a_doubtful_right_is_said(changes: dict[str, str], retenues: int, attendu: str) -> None:
    lecture = read("droits", changed(DROIT, "droits", **changes), communes=frozenset({"06029"}))
    assert messages(lecture) == [attendu]
    assert len(lecture.lignes) == retenues


def test_a_category_out_of_the_list_never_means_in_the_flux() -> None:
    lecture = read("liberations", changed(LIBERATION, "liberations", hors_flux="relogement"))
    assert lecture.lignes == ()
    assert messages(lecture) == [
        (
            "bloquant : Ligne 2, colonne hors_flux : catégorie hors liste, « relogement » lu ; "
            "attendu : rien quand le logement est dans le flux, sinon mutations, anru, orcod, lhi ou vente."
        )
    ]


@pytest.mark.parametrize(
    ("modele", "row", "gardees", "attendu"),
    [
        (
            "droits",
            ["", *DROIT[1:]],
            2,
            "a_corriger : Ligne 3 : ligne en double : identique, « , VILLE, commune, commune:06029, ",
        ),
        (
            "liberations",
            LIBERATION,
            1,
            "bloquant : Ligne 3 : ligne en double : logement, libere_le, « LYS-0001, 2026-03-15 »",
        ),
        (
            "conventions",
            CONVENTION,
            1,
            "bloquant : Ligne 3 : ligne en double : reservataire, debut, « VILLE, 2024-01-01 »",
        ),
        (
            "previsions",
            ["2026", "anru", "", "4", "", ""],
            1,
            "bloquant : Ligne 3 : ligne en double : exercice, categorie, mois, declaree_le, « 2026, anru, ,  »",
        ),
    ],
)
def test_repeated_rows_are_said(modele: str, row: list[str], gardees: int, attendu: str) -> None:
    lecture = read(modele, row, row)
    assert len(lecture.lignes) == gardees
    assert [m[: len(attendu)] for m in messages(lecture)] == [attendu]
    assert lecture.rapport.doublons == 1


def test_a_missing_compulsory_column_leaves_no_row() -> None:
    lecture = read_modele(b"exercice;nombre\n2026;4\n", nom="x.csv", modele="previsions")
    assert lecture.lignes == ()
    assert not lecture.rapport.is_acceptable
    assert messages(lecture) == [
        (
            "bloquant : Fichier, colonne categorie : colonne obligatoire absente ; "
            "attendu : mutations, anru, orcod, lhi ou vente."
        )
    ]


def test_completeness_is_counted_by_column() -> None:
    lecture = read("previsions", ["2026", "anru", "", "4", "", ""], ["2026", "lhi", "", "0", "CIA", ""])
    assert lecture.rapport.completude == {
        "exercice": 2,
        "categorie": 2,
        "mois": 0,
        "nombre": 2,
        "document": 1,
        "declaree_le": 0,
    }


@pytest.mark.parametrize("function", [lambda: render_modele("x"), lambda: read_modele(b"a", nom="x", modele="x")])
def test_an_unknown_model_is_refused(function: object) -> None:
    with pytest.raises(FichierIllisibleError) as refus:
        function()  # type: ignore[operator]
    assert str(refus.value) == (
        "« x » : le modèle « x » est inconnu. Modèles : conventions, droits, operations, reservations, exclusions, "
        "logements_exclus, previsions, taux, derogations, demandes, liberations, logements_neufs, faits, menages, "
        "residences, besoins, souhaits, reglages, corrections."
    )
