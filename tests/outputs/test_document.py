"""A document holds what it is given, in order."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from tests.outputs.test_document_pdf import a_document

from gef.outputs.document import Section


def test_a_document_is_never_changed_once_made() -> None:
    with pytest.raises(FrozenInstanceError):
        a_document().titre = "autre"  # type: ignore[misc]


def test_a_section_stands_upright_in_one_column_unless_it_says_otherwise() -> None:
    section = Section("s", "S", ())
    assert (section.is_double, section.is_paysage) == (False, False)
