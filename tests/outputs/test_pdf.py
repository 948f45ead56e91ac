"""The PDF: tagged, in French, the same bytes for the same table; what a person typed is printed, never run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from fractions import Fraction

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outputs.lecture_pdf import list_structure, open_pdf, read_text, walk
from tests.outputs.tables_exemples import COLONNES, a_ligne, a_table

from gef.core.motifs import Source
from gef.outputs.pdf import LIGNES_MAX, ImagePdf, write_pdf
from gef.outputs.tables import Colonne, Ligne, Table, TableInvalideError

MOMENT = datetime(2026, 11, 22, 10, 42, 7, 123_456, tzinfo=timezone(timedelta(hours=1)))
TOTAL = Ligne({"nom": "Ensemble", "recus": 8, "solde": Fraction(0)})


def written(*tables: Table, titre: str = "Relevé de la Ville de Lys", sous_titre: str = "", auteur: str = "") -> bytes:
    return write_pdf(tables or [a_table(a_ligne())], titre=titre, moment=MOMENT, sous_titre=sous_titre, auteur=auteur)


def test_the_file_says_its_language_its_title_and_that_it_is_tagged() -> None:
    with open_pdf(written(auteur="Habitat Lys")) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr-FR"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Relevé de la Ville de Lys"
            assert metadata["dc:creator"] == ["Habitat Lys"]
            assert metadata["pdfuaid:part"] == "1"


def test_pages_are_a4_upright_and_lie_down_when_the_columns_need_it() -> None:
    def sizes(contenu: bytes) -> set[tuple[int, int]]:
        with open_pdf(contenu) as pdf:
            return {(round(p.mediabox[2]), round(p.mediabox[3])) for p in pdf.pages}

    wide = tuple(Colonne(f"c{n}", f"Une colonne de texte {n}") for n in range(8))
    row = Ligne({c.code: "un texte d’une trentaine de caractères" for c in wide})
    assert sizes(written()) == {(595, 842)}
    assert sizes(written(Table("t", "Large", wide, (row,)))) == {(842, 595)}


def test_headings_are_those_of_a_table_and_repeat_on_every_page() -> None:
    contenu = written(a_table(*(a_ligne(f"Ville n° {n}") for n in range(80)), total=TOTAL))
    counts = list_structure(contenu)
    assert counts["/TH"] == len(COLONNES)
    assert counts["/TR"] == 82
    assert counts["/TD"] == 81 * len(COLONNES)
    with open_pdf(contenu) as pdf:
        assert len(pdf.pages) > 1
        scopes = {str(node.A[0].Scope if isinstance(node.A, pikepdf.Array) else node.A.Scope) for node in heads(pdf)}
        assert scopes == {"/Column"}
        pages = len(pdf.pages)
    assert read_text(contenu).count("Financement") == pages


def heads(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [node for node in walk(pdf.Root.StructTreeRoot) if node.get("/S") == "/TH"]


def test_figures_notes_and_sources_are_written_in_french() -> None:
    contenu = written(a_table(a_ligne(recus=12_345, qpv=None), total=TOTAL), sous_titre="Base : « parc 2026 » ; 3 ?")
    text = read_text(contenu)
    for expected in (
        "12\u202f345",
        "+0,60",
        "17,4\u202f%",
        "28\u00a0février\u00a02026",
        "inconnu",
        "Ensemble",
        "Soldes au 22 novembre 2026.",
        "Titulaire d’une convention en cours.",
        "CCH art. R. 441-5",
        "parc.csv",
        "Base\u00a0: «\u00a0parc 2026\u00a0»\u202f; 3\u202f?",
        "Établi le 22\u00a0novembre\u00a02026 à 10\u00a0h\u00a042.",
    ):
        assert squeeze(expected) in squeeze(text)


def squeeze(texte: str) -> str:
    """Leave the blanks out: a line that wraps has none."""
    return "".join(texte.split())


def test_a_second_line_of_a_cell_stands_in_it() -> None:
    row = replace(a_ligne(), details={"nom": "garantie d’emprunt"})
    assert squeeze("Ville de Lysgarantie d’emprunt") in squeeze(read_text(written(a_table(row))))


def test_a_table_without_rows_says_why() -> None:
    contenu = written(replace(a_table(), vide="Les droits viendront ici."))
    assert squeeze("Les droits viendront ici.") in squeeze(read_text(contenu))
    assert list_structure(contenu)["/Table"] == 0


def test_the_title_is_said_once_when_the_document_is_one_table() -> None:
    def headings(titre: str) -> tuple[int, int, int]:
        counts = list_structure(written(a_table(a_ligne()), titre=titre))
        return counts["/H1"], counts["/H2"], counts["/H3"]

    assert headings("Soldes des réservataires") == (1, 3, 0), "notes, columns, sources"
    assert headings("Bilan") == (1, 1, 3)


@pytest.mark.parametrize(
    "hostile",
    [
        "#panic(1)",
        "$ x^2 $",
        "*gras* _it_ `code`",
        '\\ #import "/etc/passwd"',
        "[a] ] [",
        "<etiquette> @reference",
        "= Titre",
        "// commentaire /* */",
        '" #read("a") "',
        "{{ }} ${HOME} %n",
    ],
)
def test_what_a_person_typed_is_printed_as_it_is(hostile: str) -> None:
    table = replace(a_table(a_ligne(hostile)), notes=(hostile,), sources=(Source(hostile, "donnee", hostile),))
    text = squeeze(read_text(written(table, titre=f"Lys {hostile}", sous_titre=hostile, auteur=hostile)))
    assert text.count(squeeze(hostile)) >= 6


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_makes_a_document(nom: str, titre: str) -> None:
    table = replace(a_table(a_ligne(nom), titre=titre), notes=(nom,), vide=nom)
    assert written(table, titre=titre, sous_titre=nom, auteur=nom).startswith(b"%PDF")


def test_only_true_addresses_become_links() -> None:
    def links(lien: str) -> list[str]:
        with open_pdf(written(replace(a_table(a_ligne()), sources=(Source("Texte", "legale", lien),)))) as pdf:
            return [str(a.A.URI) for page in pdf.pages for a in page.get("/Annots", []) if "/A" in a]

    assert links("https://exemple.test/r441-5?a=1#b") == ["https://exemple.test/r441-5?a=1#b"]
    assert links("javascript:alert(1)") == []
    assert links("") == []


def test_the_same_table_gives_the_same_bytes() -> None:
    rows = [a_ligne(f"Ville n° {n}") for n in range(30)]
    assert written(a_table(*rows)) == written(a_table(*rows))
    assert written(a_table(*rows)) != written(a_table(*rows[:-1]))


def test_a_long_word_never_covers_the_next_column() -> None:
    colonnes = tuple(Colonne(f"c{n}", f"Colonne {n}") for n in range(6))
    text = read_text(written(Table("t", "T", colonnes, (Ligne({c.code: "x" * 80 for c in colonnes}),))))
    assert "x" * 80 not in text
    assert text.replace("\u200b", "").replace(" ", "").count("x" * 80) == 6


def test_too_many_rows_are_for_the_spreadsheet() -> None:
    colonnes = (Colonne("n", "N", "entier"),)
    rows = tuple(Ligne({"n": n}) for n in range(LIGNES_MAX + 1))
    with pytest.raises(TableInvalideError, match=r"5001 lignes ; attendu : .* 5000 lignes au plus"):
        written(Table("t", "T", colonnes, rows))
    with pytest.raises(TableInvalideError, match="0 tableaux"):
        write_pdf([], titre="T", moment=MOMENT)


def test_a_drawing_stands_beside_its_table_with_its_description_and_its_words() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><rect width="9" height="9"/><text y="9">1</text></svg>'
    drawing = ImagePdf(svg, "Une carte du territoire.", (("0.15", "5 et plus"), ("1", "10 et plus")))
    table = a_table(a_ligne())
    contenu = write_pdf([table], titre="Relevé", moment=MOMENT, images={table.code: drawing})
    assert list_structure(contenu)["/Figure"] == 1
    with open_pdf(contenu) as pdf:
        [figure] = [node for node in walk(pdf.Root.StructTreeRoot) if node.get("/S") == "/Figure"]
        assert str(figure.Alt) == "Une carte du territoire."
    assert "10 et plus" in read_text(contenu).replace("\u00a0", " ")
    assert list_structure(written())["/Figure"] == 0


def test_a_word_in_a_column_of_numbers_is_not_cut() -> None:
    colonnes = (Colonne("nom", "Commune"), Colonne("n", "N", "entier", absent="masqué"))
    contenu = written(Table("t", "T", colonnes, (Ligne({"nom": "Cannes", "n": None}), Ligne({"nom": "Nice", "n": 1}))))
    assert "masqué" in read_text(contenu)
