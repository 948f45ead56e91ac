"""Outlines of communes, for maps: those of the départements that are shipped.

IGN and INSEE 2018, brought to a grid of about two hundred metres; see `zonages/LISEZMOI.md`.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.resources import files

REFERENCE = "IGN Admin Express et INSEE, 2018, contours simplifiés"


@lru_cache(maxsize=4)
def load_contours(departement: str) -> str | None:
    """Give the outlines of the communes of a département.

    Args:
        departement: Its code, as text.

    Returns:
        GeoJSON text, a collection of features whose property `code` is the INSEE code; None when it is not shipped.

    Examples:
        >>> load_contours("06").startswith('{"type":"FeatureCollection"'), load_contours("2A")
        (True, None)
    """
    if not departement.isalnum():
        return None
    path = files("gef.law").joinpath("zonages", "contours", f"communes_{departement}.geojson.gz")
    return gzip.decompress(path.read_bytes()).decode("utf-8") if path.is_file() else None
