from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.imports.classeurs import Classeur, open_classeur, to_texte
from gef.imports.errors import FichierIllisibleError
from tests.imports.fabrique import a_ods, a_xlsx, a_zip, replace_membre

ENTETES = {"commune", "qpv"}


def open_xlsx(contenu: bytes) -> Classeur:
    return open_classeur(contenu, "parc.xlsx", ENTETES)


def rows_of(classeur: Classeur, largeur: int) -> list[tuple[object, ...]]:
    lots = classeur.read_lots(range(largeur), largeur=largeur, guillemets=True)
    return [row for lot in lots for row in lot.rows()]


@pytest.mark.parametrize(
    ("cellule", "texte"),
    [
        ("06029", "06029"),
        (6029.0, "6029"),
        (6029, "6029"),
        (62.5, "62.5"),
        (0.1 + 0.2, "0.3"),
        (6.1992028512324e20, "6.1992028512324e+20"),
        (float("nan"), "nan"),
        (True, "oui"),
        (False, "non"),
        (dt.date(2026, 3, 1), "01/03/2026"),
        (dt.datetime.fromisoformat("2026-03-01"), "01/03/2026"),
        (dt.datetime.fromisoformat("2026-03-01T09:05"), "01/03/2026 09:05"),
        (dt.time(9, 5), "09:05:00"),
        ("", ""),
    ],
)
def test_cells_become_the_text_that_someone_would_have_typed(cellule: object, texte: str) -> None:
    assert to_texte(cellule) == texte


@given(st.integers(-(10**14), 10**14))
def test_whole_numbers_lose_nothing(nombre: int) -> None:
    assert to_texte(float(nombre)) == str(nombre)


def test_a_workbook_is_read_as_text_with_the_row_numbers_of_its_sheet() -> None:
    contenu = a_xlsx([[], ["commune", "qpv"], [], ["06029", True], [6029, dt.date(2026, 3, 1)], ["=1+1", None]])
    classeur = open_xlsx(contenu)
    assert (classeur.encodage, classeur.separateur, classeur.autres_feuilles) == ("xlsx", "Feuil1", ())
    assert (classeur.empreinte, classeur.taille) == (hashlib.sha256(contenu).hexdigest(), len(contenu))
    assert rows_of(classeur, 3) == [
        (2, None, "commune", "qpv", None),
        (4, None, "06029", "oui", None),
        (5, None, "6029", "01/03/2026", None),
        (6, None, "0", "", None),
    ]
    assert classeur.read_apercu(guillemets=True)[1] == (4, ("06029", "oui"))


def test_an_ods_is_read_alike() -> None:
    classeur = open_classeur(a_ods(["commune", "qpv"], ["06029", "oui"]), "parc.ods", ENTETES)
    assert (classeur.encodage, classeur.separateur) == ("ods", "Parc")
    assert rows_of(classeur, 2) == [(1, None, "commune", "qpv"), (2, None, "06029", "oui")]


def test_the_sheet_with_the_expected_headings_is_read_and_the_others_are_named() -> None:
    contenu = a_xlsx(
        ("Lisez-moi", [["Bonjour"], ["commune"]]),
        ("Parc", [["Code", "commune", "QPV"], ["x", "06029", "oui"]]),
        ("Vide", []),
        ("Brouillon", [["commune", "QPV"]]),
        cachees=["Brouillon"],
    )
    classeur = open_xlsx(contenu)
    assert (classeur.separateur, classeur.autres_feuilles) == ("Parc", ("Lisez-moi",))


def test_the_first_sheet_that_holds_something_is_read_when_no_heading_is_known() -> None:
    assert open_xlsx(a_xlsx(("Vide", []), ("A", [["x"]]), ("B", [["y"]]))).separateur == "A"


@pytest.mark.parametrize("feuilles", [[[]], [[[""], [" "]]]])
def test_a_workbook_without_data_is_refused(feuilles: list[list[list[str]]]) -> None:
    with pytest.raises(FichierIllisibleError) as refus:
        open_xlsx(a_xlsx(*feuilles))
    assert str(refus.value) == (
        "« parc.xlsx » : aucune feuille visible ne contient de données. Vérifiez le fichier exporté."
    )


@pytest.mark.parametrize("membre", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_a_workbook_whose_parts_are_broken_is_refused(membre: str) -> None:
    contenu = replace_membre(a_xlsx([["commune"], ["06029"]]), membre, b"<worksheet><sheetData><row><c></row>")
    with pytest.raises(FichierIllisibleError, match="le classeur est abîmé ou incomplet"):
        open_xlsx(contenu)


def test_an_archive_that_only_bears_the_names_of_a_workbook_is_refused() -> None:
    with pytest.raises(FichierIllisibleError, match="le classeur est abîmé ou incomplet"):
        open_xlsx(a_zip({"xl/workbook.xml": b"", "mimetype": b"x", "content.xml": b"<a/>"}))


def test_a_panic_of_the_parser_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object) -> None:
        raise PanicException

    monkeypatch.setattr("gef.imports.classeurs._read", panic)
    with pytest.raises(FichierIllisibleError, match="le classeur est abîmé"):
        open_xlsx(a_xlsx([["commune"]]))


def test_an_interruption_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gef.imports.classeurs._read", interrupt)
    with pytest.raises(KeyboardInterrupt):
        open_xlsx(a_xlsx([["commune"]]))


def test_long_sheets_come_in_lots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.imports.classeurs.LOT", 3)
    classeur = open_xlsx(a_xlsx([["commune"], *([[f"{n:05}"] for n in range(10)])]))
    assert [lot.height for lot in classeur.lots] == [3, 3, 3, 2]
    assert [row[0] for row in rows_of(classeur, 1)] == list(range(1, 12))
