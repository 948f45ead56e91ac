from __future__ import annotations

import zipfile

import pytest

from gef.imports import etendues
from gef.imports.errors import FichierIllisibleError
from gef.imports.etendues import CELLULES_MAX, EtendueOds, EtendueXlsx, TextesPartages, cut_tags
from tests.imports.fabrique import CONTENU


def weigh_xlsx(xml: str) -> None:
    etendue = EtendueXlsx("parc.xlsx", TextesPartages("parc.xlsx"))
    etendue.feed(xml.encode())
    etendue.close()


def weigh_ods(lignes: str) -> None:
    etendue = EtendueOds("parc.ods")
    etendue.feed(CONTENU.format(lignes).encode())
    etendue.close()


@pytest.mark.parametrize(
    "xml",
    [
        '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>',
        "<row r='1'><c r = 'a1'/></row><row r='1048576'><c r = 'xfd1048576'/></row>",
        '<x:row r="1048576"/><x:c t=">" r="XFD1"/>',
        '<row r="1048576">' + "<c/>" * 5_000 + "</row>",
        '<row><c r="XFD1"/></row>' + "<row></row>" * 1_000,
    ],
)
def test_a_sheet_that_reaches_too_far_is_refused(xml: str) -> None:
    with pytest.raises(FichierIllisibleError, match=r"une feuille s’étend sur .* lignes et .* colonnes, au-delà de"):
        weigh_xlsx(xml)


def test_the_refusal_says_how_far_the_sheet_reaches() -> None:
    with pytest.raises(FichierIllisibleError) as refus:
        weigh_xlsx('<row r="1048576"><c r="XFD1048576"/></row>')
    assert str(refus.value).replace("\u202f", " ") == (
        "« parc.xlsx » : une feuille s’étend sur 1 048 576 lignes et 16 384 colonnes, au-delà de 12 000 000 cellules. "
        "Supprimez les cellules inutiles, ou enregistrez la feuille au format CSV UTF-8."
    )


def test_ordinary_sheets_pass_with_or_without_references() -> None:
    weigh_xlsx('<row r="1"><c r="A1"/><c r="T1"/></row><row r="300000"><c r="T300000"/></row>')
    weigh_xlsx("<row><c/><c/></row>" * 1_000)


@pytest.mark.parametrize("compte", ["99999999999999999999", "12000001", "&#57;99999999999"])
def test_counts_beyond_reason_are_refused(compte: str) -> None:
    with pytest.raises(FichierIllisibleError, match="annonce plus d’éléments"):
        weigh_xlsx(f'<sst count="4" uniqueCount="{compte}">')


def test_counts_within_reason_pass() -> None:
    weigh_xlsx(f'<sst count="{CELLULES_MAX}" uniqueCount="4"><fonts count="x">')


def weigh_shared(cellules: str, nombre: int, longueur: int) -> TextesPartages:
    textes = TextesPartages("parc.xlsx")
    etendue = EtendueXlsx("parc.xlsx", textes)
    etendue.feed(b"<sst><si>court</si><si>" + b"x" * longueur + b"</si></sst>")
    etendue.feed((cellules * nombre).encode())
    etendue.close()
    if textes.is_suspect:
        textes.weigh((cellules * nombre).encode())
    return textes


def test_a_long_text_shared_by_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(etendues, "TEXTE_MAX", 100_000)
    for cellule in ("<v>1</v>", "<v >1</v>", "<v><!-- -->1</v>", "<x:v>1</x:v>"):
        with pytest.raises(FichierIllisibleError, match="ses cellules contiennent ensemble trop de texte"):
            weigh_shared(cellule, 200, 1_000)


def test_a_long_text_that_few_cells_share_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(etendues, "TEXTE_MAX", 100_000)
    assert weigh_shared("<v>0</v>", 200, 1_000).is_suspect
    assert not weigh_shared("<v>1</v>", 50, 1_000).is_suspect


def test_tags_are_never_split(monkeypatch: pytest.MonkeyPatch) -> None:
    texte = b'<row r="1"><c r="A1"/></row>'
    for taille in range(1, len(texte)):
        morceaux = [texte[i : i + taille] for i in range(0, len(texte), taille)]
        coupes = list(cut_tags(morceaux))
        assert b"".join(coupes) == texte
        assert all(c.count(b"<") == c.count(b">") for c in coupes)
    monkeypatch.setattr(etendues, "BALISE_MAX", 10)
    with pytest.raises(zipfile.BadZipFile):
        list(cut_tags([b"<row " + b" " * 100]))


VIDE = "<table:table-cell/>"
PLEINE = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'


def a_row(cellules: str, fois: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{fois}">{cellules}</table:table-row>'


def a_cell(fois: int, texte: str = "") -> str:
    return f'<table:table-cell table:number-columns-repeated="{fois}"><text:p>{texte}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    "lignes",
    [
        a_row(a_cell(16_384, "x"), 1_000),
        a_row(VIDE, 1_000_000) + a_row(a_cell(16_383) + PLEINE),
        a_row('<table:table-cell table:number-columns-repeated="99999999" office:value="1"/>'),
    ],
)
def test_repeated_cells_are_counted(lignes: str) -> None:
    with pytest.raises(FichierIllisibleError, match="une feuille s’étend"):
        weigh_ods(lignes)


def test_the_empty_end_of_a_sheet_costs_nothing() -> None:
    weigh_ods(a_row(PLEINE + '<table:table-cell table:number-columns-repeated="16383"/>') + a_row(VIDE, 1_048_575))


@pytest.mark.parametrize(
    "lignes",
    [
        a_row(a_cell(1, "x" * 30_000), 10_000),
        a_row('<table:table-cell><text:p><text:s text:c="999999999"/></text:p></table:table-cell>'),
    ],
)
def test_repeated_text_is_weighed(lignes: str) -> None:
    with pytest.raises(FichierIllisibleError, match="ses cellules répétées contiennent trop de texte"):
        weigh_ods(lignes)


@pytest.mark.parametrize("xml", [b"<a><b></a>", b'<!DOCTYPE l [<!ENTITY a "b">]><l/>', b'<?xml encoding="x"?>'])
def test_broken_xml_and_entities_are_refused(xml: bytes) -> None:
    etendue = EtendueOds("parc.ods")
    with pytest.raises(zipfile.BadZipFile):
        etendue.feed(xml)
