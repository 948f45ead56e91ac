"""What changed between two assiettes, in tables and in a sentence."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from gef.actions.tableaux_comparaison import (
    describe_changes,
    table_comparaison,
    table_conventions,
    table_effets,
)
from gef.core.assiette import EntreeAssiette, Exclusion, Soustraction, TauxRotation, calculer_assiette
from gef.core.comparaison_assiettes import comparer_assiettes
from gef.core.motifs import Source

SOURCE = Source("Protocole 06, art. 3", "locale")
BRUT = TauxRotation(Fraction(10, 100), frozenset(), frozenset(), "bailleur", (2025,), SOURCE)


def besoin(categorie: str, nombre: int) -> Soustraction:
    return Soustraction(categorie, Fraction(nombre), Source("Charte", "donnee"))


ENTREE = EntreeAssiette(
    2026,
    3050,
    (Exclusion("pli", "Logements PLI", 50, "locale", SOURCE),),
    BRUT,
    (besoin("anru", 8), besoin("vente", 2)),
)
AVANT = calculer_assiette(ENTREE)


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        (
            {"soustractions": (besoin("anru", 12), besoin("vente", 5))},
            (
                "7 logements de moins que la version 2 : 4 de plus pour « relogements de rénovation urbaine (ANRU) » et "
                "3 de plus pour « opérations de vente ». Le parc, les exclusions et le taux n’ont pas changé."
            ),
        ),
        (
            {"taux": replace(BRUT, valeur=Fraction(11, 100))},
            (
                "30 logements de plus que la version 2 : taux de rotation de 10,00 % à 11,00 %. Le parc, les exclusions et "
                "les prévisions n’ont pas changé."
            ),
        ),
        ({"parc": 3060}, "1 logement de plus que la version 2 : 10 de plus dans le parc. Les exclusions, le taux et"),
        ({}, "Le même nombre que la version 2."),
        (
            {"soustractions": (besoin("anru", 9), besoin("vente", 1))},
            "Autant que la version 2 : 1 de plus pour « relogements de rénovation urbaine (ANRU) » et 1 de moins pour",
        ),
        (
            {"source_parc": Source("RPLS 2027", "donnee")},
            "Le même nombre que la version 2, sur des documents revus.",
        ),
    ],
)
def test_a_sentence_says_what_changed(changes: dict[str, object], phrase: str) -> None:
    apres = calculer_assiette(replace(ENTREE, **changes))  # type: ignore[arg-type]
    text = describe_changes(comparer_assiettes(AVANT, apres), "la version 2")
    assert text.replace("\u202f", " ").replace("\xa0", " ").startswith(phrase)


def test_the_rows_stand_side_by_side() -> None:
    apres = calculer_assiette(replace(ENTREE, soustractions=(besoin("anru", 12),)))
    comparaison = comparer_assiettes(AVANT, apres)
    table = table_comparaison(comparaison, "Version 2", "Version 3")
    rows = {str(r.valeurs["etape"]): r for r in table.lignes}
    vente = rows["Opérations de vente"]
    assert (vente.valeurs["avant"], vente.valeurs["apres"], vente.valeurs["ecart"]) == (-2, None, 2)
    assert (vente.genre, vente.valeurs["raison"]) == ("bord", "ligne retirée")
    assert (rows["Parc éligible au flux"].genre, rows["Taux de rotation"].valeurs["avant"]) == (
        "soustotal",
        "10,00\u202f%",
    )
    assert table.total is not None
    assert table.total.valeurs["ecart"] == comparaison.ecart == -2


def test_the_effects_add_up_to_their_total() -> None:
    apres = calculer_assiette(replace(ENTREE, parc=4050, taux=replace(BRUT, valeur=Fraction(11, 100))))
    table = table_effets(comparer_assiettes(AVANT, apres))
    assert table.total is not None
    effects = [row.valeurs["effet"] for row in table.lignes]
    assert effects == [100, 0, 40, 0]
    assert sum(e for e in effects if isinstance(e, Fraction)) == table.total.valeurs["effet"]
    assert [row.valeurs["etat"] for row in table.lignes] == ["change", "inchange", "change", "inchange"]


def test_each_convention_stands_under_the_common_assiette() -> None:
    more = (*ENTREE.exclusions, Exclusion("iml", "IML", 100, "locale", SOURCE))
    assiette = calculer_assiette(replace(ENTREE, conventions={"VILLE": more}))
    common, own = table_conventions(assiette, {"VILLE": "Ville de Lys"}).lignes
    assert (common.valeurs["partage"], own.valeurs["partage"], own.valeurs["ecart"]) == (290, 280, -10)
    assert own.valeurs["assiette"] == "Assiette selon la convention, Ville de Lys"
