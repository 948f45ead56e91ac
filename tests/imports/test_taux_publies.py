"""The SDES workbook: as it is published, damaged, incomplete, contradictory."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gef.imports.errors import FichierIllisibleError
from gef.imports.taux_publies import LectureSdes, find_millesime, read_pourcent, read_sdes
from tests.imports.fabrique import a_ods, a_xlsx

NOM = "resultats_rpls_2024_v4.xlsx"
TITRES: tuple[Sequence[Any], ...] = (
    ["Ensemble du parc", "", "Evolution du parc"],
    ["", "", "Vacances et mobilité"],
    ["", "", "Taux de mobilité"],
    ["Région", "Département", "Commune"],
    [],
)
TOUS = frozenset({"region:93", "departement:06", "epci:200039915", "commune:06029", "commune:06004"})


def a_feuille(nom: str, entetes: Sequence[str], *rows: Sequence[Any]) -> tuple[str, list[Sequence[Any]]]:
    return nom, [*TITRES, entetes, *rows]


REGION = a_feuille(
    "REGION", ["REG", "LIBREG", "tx_vac", "tx_vac3", "tx_mob"], [93, "Paca", 2.5, 1.1, 7.25], [1, "G", 1, 1, 8]
)
DEPARTEMENT = a_feuille("DEPARTEMENT", ["REG", "DEP", "tx_mob", "tx_vac3"], [93, 6, 6.2, 1.4], [93, "2A", 5, 1.0])
EPCI = a_feuille("EPCI", ["EPCI", "tx_mob"], [200039915, 6.55], [200039915, 6.55], [243000643, 9])
COMMUNES = a_feuille(
    "COMMUNES",
    ["REG", "DEP", "DEPCOM_ARM", "tx_mob"],
    [93, 6, "06029", 6.4],
    [93, 6, "06004", "s"],
    [11, 75, "75101", 3],
)


def a_classeur(*feuilles: tuple[str, list[Sequence[Any]]]) -> bytes:
    return a_xlsx(("INFORMATIONS", [["Publication"]]), *(feuilles or (REGION, DEPARTEMENT, EPCI, COMMUNES)))


def read(contenu: bytes, territoires: frozenset[str] = TOUS, **args: Any) -> LectureSdes:
    return read_sdes(contenu, nom=NOM, territoires=territoires, **args)


def test_only_the_territories_asked_for_are_read_with_their_exact_rates() -> None:
    lecture = read(a_classeur())
    assert {row.territoire: row.taux for row in lecture.taux} == {
        "region:93": Fraction(725, 10_000),
        "departement:06": Fraction(62, 1_000),
        "epci:200039915": Fraction(655, 10_000),
        "commune:06029": Fraction(64, 1_000),
    }
    assert lecture.sans_taux == ("commune:06004",)
    assert [(row.feuille, row.ligne) for row in lecture.taux][-1] == ("COMMUNES", 7)


def test_the_workbook_of_a_millesime_tells_of_the_year_before() -> None:
    lecture = read(a_classeur())
    assert (lecture.millesime, lecture.annee) == (2024, 2023)
    assert lecture.source.startswith("SDES, RPLS au 1er janvier 2024, tx_mob : ")
    assert "mutations comprises" in lecture.source
    assert len(lecture.source) <= 200
    assert read(a_classeur(), millesime=2022).annee == 2021


def test_the_vacancy_of_three_months_is_never_taken_for_the_mobility() -> None:
    feuille = a_feuille("REGION", ["REG", "tx_vac3"], [93, 1.1])
    with pytest.raises(FichierIllisibleError, match=r"la feuille « REGION » n’a pas de colonne « tx_mob »"):
        read(a_classeur(feuille), frozenset({"region:93"}))


@pytest.mark.parametrize(
    ("nom", "expected"),
    [
        ("resultats_rpls_2024_v4.xlsx", 2024),
        ("rpls_2023_resultats.xlsx", 2023),
        ("rpls.xlsx", None),
        ("2023-2024.xlsx", None),
        ("x120245.xlsx", None),
    ],
)
def test_the_year_is_read_in_the_name_or_asked_for(nom: str, expected: int | None) -> None:
    assert find_millesime(nom) == expected
    if expected is None:
        with pytest.raises(FichierIllisibleError, match="Donnez le millésime"):
            read_sdes(a_classeur(), nom=nom, territoires=TOUS)


def test_a_missing_sheet_is_named_with_those_that_are_there() -> None:
    with pytest.raises(FichierIllisibleError, match=r"la feuille « EPCI » manque \(trouvé : INFORMATIONS, REGION\)"):
        read(a_classeur(REGION), frozenset({"region:93", "epci:200039915"}))


def test_a_sheet_of_which_nothing_is_asked_may_be_missing() -> None:
    assert [row.territoire for row in read(a_classeur(REGION), frozenset({"region:93"})).taux] == ["region:93"]


def test_a_missing_code_is_named() -> None:
    feuille = a_feuille("COMMUNES", ["LIBCOM", "tx_mob"], ["Cannes", 6.4])
    with pytest.raises(FichierIllisibleError, match="« COMMUNES » n’a pas de colonne « DEPCOM_ARM »"):
        read(a_classeur(feuille), frozenset({"commune:06029"}))


def test_names_too_far_down_are_not_looked_for() -> None:
    feuille = ("REGION", [[f"note {n}"] for n in range(12)] + [["REG", "tx_mob"], [93, 7]])
    with pytest.raises(FichierIllisibleError, match="12 premières lignes"):
        read(a_classeur(feuille), frozenset({"region:93"}))


def test_a_territory_with_two_rates_has_none() -> None:
    feuille = a_feuille("EPCI", ["EPCI_DEP", "tx_mob"], [200039915, 6.5], [200039915, 7])
    lecture = read(a_classeur(feuille), frozenset({"epci:200039915"}))
    assert (lecture.taux, lecture.contradictoires, lecture.sans_taux) == ((), ("epci:200039915",), ())


@pytest.mark.parametrize(
    ("texte", "expected"),
    [
        ("6.55", Fraction(131, 2000)),
        ("6,55", Fraction(131, 2000)),
        (" 100 ", Fraction(1)),
        ("0", Fraction(0)),
        ("5e-05", Fraction(1, 2_000_000)),
        ("100.1", None),
        ("-1", None),
        ("nan", None),
        ("n.d.", None),
        ("", None),
    ],
)
def test_a_percentage_is_exact_or_nothing(texte: str, expected: Fraction | None) -> None:
    assert read_pourcent(texte) == expected


def test_a_float_that_is_not_what_was_typed_is_read_as_typed() -> None:
    feuille = a_feuille("REGION", ["REG", "tx_mob"], [93, 0.1 + 0.2])
    assert read(a_classeur(feuille), frozenset({"region:93"})).taux[0].taux == Fraction(3, 1000)


def test_short_rows_and_blank_rows_are_no_rate() -> None:
    feuille = a_feuille("REGION", ["REG", "LIB", "tx_mob"], [], [93], ["", "", 4.2], [93, "Paca", 7.25])
    lecture = read(a_classeur(feuille), frozenset({"region:93"}))
    assert [row.ligne for row in lecture.taux] == [10]


@pytest.mark.parametrize(
    ("contenu", "constat"),
    [
        (a_ods(["REG", "tx_mob"]), "ce n’est pas un classeur XLSX"),
        (a_classeur()[:2_000], "tronqué ou abîmé"),
        (b"PK\x03\x04" + bytes(200), "tronqué ou abîmé"),
        (b"REG;tx_mob\n93;7\n", "tronqué ou abîmé"),
    ],
)
def test_what_is_not_a_workbook_is_refused_in_french(contenu: bytes, constat: str) -> None:
    with pytest.raises(FichierIllisibleError, match=constat):
        read(contenu)


def test_the_same_bytes_give_the_same_reading_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / NOM
    path.write_bytes(a_classeur())
    assert read_sdes(path, nom=NOM, territoires=TOUS) == read(path.read_bytes())
