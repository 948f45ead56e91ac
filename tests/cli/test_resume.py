"""The summary of a report: counts first, then each cause with its first place."""

from __future__ import annotations

from gef.cli.resume import CAUSES_MAX, render_rapport
from gef.imports.anomalies import Collecteur, Ecart, RapportImport


def a_rapport(collecteur: Collecteur, **fields: object) -> RapportImport:
    return RapportImport(
        format="parc_csv",
        nom_fichier="parc.csv",
        empreinte="",
        taille=0,
        encodage="utf-8",
        separateur=";",
        lignes_lues=12_000,
        lignes_retenues=11_998,
        lignes_a_corriger=3,
        causes=collecteur.causes(),
        **fields,  # type: ignore[arg-type]
    )


def test_counts_then_causes_the_gravest_first() -> None:
    collecteur = Collecteur()
    ecarts = [Ecart(12, "0", ""), Ecart(15, "1", "")]
    collecteur.add("surface", "SURFHAB", "Surface refusée", "a_corriger", nombre=3, ecarts=ecarts)
    collecteur.add_one("commune", "DEPCOM", "Commune inconnue", "bloquant", Ecart(7, "99999", "un code du COG"))
    rapport = a_rapport(collecteur, colonnes_ignorees=("NOTE",), colonnes_absentes=("QPV", "BAIL"))
    assert render_rapport(rapport).replace("\u202f", " ").splitlines() == [
        "parc.csv (parc_csv, utf-8) : 12 000 lignes lues",
        "  11 998 retenues, 2 écartées, 3 à corriger",
        "  colonnes absentes : QPV, BAIL",
        "  colonnes sans usage : NOTE",
        "  bloque             1  Ligne 7, colonne DEPCOM : commune inconnue, « 99999 » lu ; attendu : un code du COG.",
        "  à corriger         3  Surface refusée (SURFHAB). Ligne 12, colonne SURFHAB : surface refusée, « 0 » lu.",
    ]


def test_a_clean_file_takes_two_lines() -> None:
    assert len(render_rapport(a_rapport(Collecteur())).splitlines()) == 2


def test_columns_beyond_a_line_are_counted() -> None:
    rapport = a_rapport(Collecteur(), colonnes_ignorees=tuple(f"C{number}" for number in range(10)))
    assert (
        render_rapport(rapport).splitlines()[-1] == "  colonnes sans usage : C0, C1, C2, C3, C4, C5, C6, C7 et 2 autres"
    )


def test_causes_beyond_a_screen_are_counted() -> None:
    collecteur = Collecteur()
    for number in range(CAUSES_MAX + 3):
        collecteur.add_one(f"c{number}", "", f"Cause {number}", "information", Ecart(1, None, ""))
    lines = render_rapport(a_rapport(collecteur)).splitlines()
    assert lines[-1] == "  et 3 autres causes"
    assert len(lines) == 2 + CAUSES_MAX + 1
