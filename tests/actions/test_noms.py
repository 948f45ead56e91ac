"""Names for codes: the COG's, or the code itself."""

from __future__ import annotations

import pytest

from gef.actions.noms import nom_commune


@pytest.mark.parametrize(("code", "nom"), [("06029", "Cannes"), ("06088", "Nice"), ("99999", "99999"), ("", "")])
def test_a_commune_has_the_name_of_the_cog(code: str, nom: str) -> None:
    assert nom_commune(code) == nom
