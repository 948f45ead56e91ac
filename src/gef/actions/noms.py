"""Names that tables show for codes."""

from __future__ import annotations

from gef.law.territoires import load_communes


def nom_commune(code: str) -> str:
    """Name of a commune, or its code when the COG does not know it.

    Examples:
        >>> nom_commune("06029"), nom_commune("99999")
        ('Cannes', '99999')
    """
    commune = load_communes().get(code)
    return commune.nom if commune else code
