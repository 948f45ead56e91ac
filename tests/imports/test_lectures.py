from __future__ import annotations

from dataclasses import replace

import pytest

from gef.imports.colonnes import Colonne, find_by_entete
from gef.imports.errors import FichierIllisibleError
from gef.imports.fichiers import open_fichier
from gef.imports.lectures import Comptage, Plan, check_has_rows, keep_well_formed, list_ignorees, plan_table, read_bruts
from tests.imports.fabrique import a_table, a_xlsx

COLONNES = (
    Colonne("commune", "Code commune", "un code commune", nature="commune", obligatoire=True),
    Colonne("note", "Remarque", "un texte"),
)


def plan_of(contenu: str | bytes) -> Plan:
    octets = contenu.encode() if isinstance(contenu, str) else contenu
    fichier = open_fichier(octets, "parc.csv", entetes=find_by_entete(COLONNES))
    return plan_table(fichier, "essai", COLONNES)


def causes_of(plan: Plan) -> list[tuple[str, str, str, str]]:
    return [(c.code, c.colonne, c.gravite, c.exemples[0].message) for c in plan.collecteur.causes()]


def test_a_title_above_the_headings_is_passed_over() -> None:
    plan = plan_of("Parc au 1er janvier\n\ncommune;note\n# aide;x\n06029.0; a \n\n;;\n06004;\n")
    comptage = Comptage()
    [lot] = read_bruts(plan, comptage)
    assert lot.rows() == [(5, 2, None, "06029", "a"), (8, 2, None, "06004", None)]
    assert (plan.debut, plan.largeur) == (4, 2)
    assert (comptage.lues, comptage.aides, comptage.derniere) == (2, 1, 8)


def test_headings_met_twice_are_said() -> None:
    assert causes_of(plan_of("commune;x;COMMUNE\n06029;;06004\n")) == [
        (
            "entete_double",
            "COMMUNE",
            "a_corriger",
            (
                "Ligne 1, colonne COMMUNE : colonne en double, « COMMUNE » lu ; "
                "attendu : un titre par colonne ; lue en A, laissée en C."
            ),
        )
    ]


def test_columns_beyond_z_have_two_letters() -> None:
    plan = plan_of(a_table(["note", *[f"x{n}" for n in range(30)], "note"], ["a"] * 32))
    assert "lue en A, laissée en AF" in causes_of(plan)[1][3]


def test_a_compulsory_column_that_lacks_blocks_the_file() -> None:
    assert causes_of(plan_of("note;x\na;b\n")) == [
        (
            "colonne_absente",
            "commune",
            "bloquant",
            "Fichier, colonne commune : colonne obligatoire absente ; attendu : un code commune.",
        )
    ]


def test_sheets_left_aside_are_said() -> None:
    plan = plan_of(a_xlsx(("Notes", [["x"]]), ("Parc", [["commune", "note"], ["06029", "a"]])))
    assert causes_of(plan) == [
        (
            "autres_feuilles",
            "",
            "information",
            "Fichier : feuilles non lues, « Notes » lu ; attendu : une feuille ; lue : Parc.",
        )
    ]


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        (
            "a;b\nc;d\n",
            (
                "« parc.csv » : aucune de ses premières lignes ne porte les titres de colonnes attendus (commune, note…). "
                "Ajoutez la ligne de titres, ou partez du modèle."
            ),
        ),
        (
            "commune;note\n\n;;\n",
            "« parc.csv » : il ne contient qu’une ligne d’en-tête, sans aucune donnée. Exportez-le de nouveau.",
        ),
        (
            "commune;" + "x;" * 1_000 + "y\n06029\n",
            (
                "« parc.csv » : la ligne 1 a 1002 colonnes, plus que les 1000 qu’une table peut avoir. "
                "Vérifiez que le fichier est bien la table attendue."
            ),
        ),
        ('""\n' + " \n", "« parc.csv » : aucune ligne n’est lisible. Exportez-le de nouveau."),
    ],
)
def test_files_without_rows_or_headings_are_refused(contenu: str, message: str) -> None:
    with pytest.raises(FichierIllisibleError) as refus:
        plan_of(contenu)
    assert str(refus.value) == message


def test_a_file_must_go_on_after_its_headings() -> None:
    fichier = open_fichier(b"commune\n06029\n", "parc.csv")
    check_has_rows(fichier, 1, guillemets=True)
    with pytest.raises(FichierIllisibleError):
        check_has_rows(fichier, 2, guillemets=True)


def test_hundreds_of_unknown_headings_are_cut() -> None:
    plan = plan_of(a_table(["commune", *[f"x{n}" for n in range(250)]], ["06029"] * 251))
    assert len(list_ignorees(plan)) == 201
    assert list_ignorees(plan)[-1] == "et 50 autres"


@pytest.mark.parametrize(
    ("stricte", "gardees", "gravite"), [(False, [2, 3, 5], "information"), (True, [2, 5], "bloquant")]
)
def test_the_shape_of_rows_is_checked_according_to_the_format(stricte: bool, gardees: list[int], gravite: str) -> None:  # noqa: FBT001
    plan = replace(plan_of("commune;note\n06029;a\n06004\n06088;a;b\n06083;a;\n"), is_stricte=stricte)
    [lot] = read_bruts(plan, Comptage())
    assert keep_well_formed(lot, plan).get_column("ligne").to_list() == gardees
    assert {(c.code, c.gravite, c.exemples[0].ligne, c.exemples[0].valeur) for c in plan.collecteur.causes()} == {
        ("trop_de_champs", "bloquant", 4, "3 champs"),
        ("trop_peu_de_champs", gravite, 3, "1 champ"),
    }
