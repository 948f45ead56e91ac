"""The outlines that are shipped draw the communes in force; the others are absent, not empty."""

from __future__ import annotations

import json

import pytest

from gef.law.contours import load_contours
from gef.law.territoires import load_communes


def test_every_commune_of_the_departement_has_its_outline() -> None:
    features = json.loads(load_contours("06") or "")["features"]
    codes = {feature["properties"]["code"] for feature in features}
    assert codes == {c.code for c in load_communes().values() if c.departement == "06"}
    for feature in features:
        for polygone in feature["geometry"]["coordinates"]:
            for anneau in polygone:
                assert anneau[0] == anneau[-1], feature["properties"]
                assert all(6 < x < 8 and 43 < y < 45 for x, y in anneau)


@pytest.mark.parametrize("code", ["", "99", "2A", "../06", "06/../06"])
def test_outlines_that_are_not_shipped_are_absent(code: str) -> None:
    assert load_contours(code) is None
