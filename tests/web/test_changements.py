"""The small forms of a scenario read what people write."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gef.core.changements import ChangementLiberations
from gef.web.changements import Choix, LiberationsForm


@pytest.mark.parametrize("written", ["-15", "−15", "−15 %", "−15,0", "−15\u202f%"])
def test_a_percentage_is_read_as_the_pages_write_it(written: str) -> None:
    form = LiberationsForm({"c0-variation": written}, prefix="c0", choix=Choix((), (), ()))
    assert form.is_valid(), form.errors
    assert form.to_changement() == ChangementLiberations(Fraction(85, 100))


def test_a_percentage_that_is_no_number_is_refused() -> None:
    form = LiberationsForm({"c0-variation": "quinze"}, prefix="c0", choix=Choix((), (), ()))
    assert not form.is_valid()
