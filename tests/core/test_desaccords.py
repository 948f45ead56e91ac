"""Each kind says what it means and what to do, and none says who is right."""

from __future__ import annotations

from gef.core.desaccords import GENRES


def test_every_kind_explains_itself() -> None:
    for code, genre in GENRES.items():
        assert genre.code == code
        for sentence in (genre.sens, genre.conduite):
            assert sentence.endswith(".")
            assert "'" not in sentence
        assert genre.gravite in ("a_corriger", "a_confirmer")


def test_labels_are_all_different() -> None:
    assert len({genre.libelle for genre in GENRES.values()}) == len(GENRES)


def test_code_7_at_the_etat_is_never_an_error() -> None:
    assert GENRES["code_7_etat"].gravite == "a_confirmer"
    assert GENRES["code_7"].gravite == "a_corriger"
