"""What changed from one bilan to another, term by term: on JSON-ready data, whatever it holds.

Rows are matched by what names them, not by their place: a row that appears moves no other one. Two bilans without a
difference are the same to the byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

# What names a row, the first found holds; several fields together where one is not enough.
NOMS: Final[tuple[tuple[str, ...], ...]] = (
    ("reservataire", "partie", "cause"),
    ("reservataire", "reference"),
    ("reservataire", "code", "portee"),
    ("epci", "par_type"),
    ("axe",),
    ("categorie",),
    ("id",),
    ("code",),
    ("reservataire",),
)
TOTAL: Final = "total"


@dataclass(frozen=True, slots=True)
class EcartBilan:
    """One value that differs; None on the side where it is not there.

    Attributes:
        path: Where it stands, from the root: names of fields and of rows.
        avant: Former value.
        apres: New value.
    """

    path: tuple[str, ...]
    avant: Any
    apres: Any


def list_ecarts(avant: Any, apres: Any, path: tuple[str, ...] = ()) -> Iterator[EcartBilan]:
    """Yield every value that differs between two JSON-ready data, in the order of the data.

    Examples:
        >>> before = {"baux": 2, "lignes": [{"id": "VILLE", "refus": 1}]}
        >>> after = {"baux": 3, "lignes": [{"id": "AL", "refus": 0}, {"id": "VILLE", "refus": 1}]}
        >>> [(ecart.path, ecart.avant, ecart.apres) for ecart in list_ecarts(before, after)]
        [(('baux',), 2, 3), (('lignes', 'AL', 'id'), None, 'AL'), (('lignes', 'AL', 'refus'), None, 0)]
    """
    if _are(Mapping, avant, apres):
        left, right = avant or {}, apres or {}
        for key in [*left, *(key for key in right if key not in left)]:
            yield from list_ecarts(left.get(key), right.get(key), (*path, str(key)))
    elif _are(list, avant, apres):
        yield from list_ecarts(_name_rows(avant), _name_rows(apres), path)
    elif avant != apres or type(avant) is not type(apres):
        yield EcartBilan(path, avant, apres)


def _are(kind: type, avant: Any, apres: Any) -> bool:
    """Whether two values hold others that can be compared one by one: two of a kind, or one that is not empty."""
    if isinstance(avant, kind) and isinstance(apres, kind):
        return True
    return (isinstance(avant, kind) and bool(avant) and apres is None) or (
        isinstance(apres, kind) and bool(apres) and avant is None
    )


def _name_rows(rows: Sequence[Any] | None) -> dict[str, Any]:
    """Give each row its name; twins and plain values are told by their place."""
    named: dict[str, Any] = {}
    for place, row in enumerate(rows or [], start=1):
        name = _name(row) or str(place)
        named[name if name not in named else f"{name} ({place})"] = row
    return named


def _name(row: Any) -> str:
    if not isinstance(row, Mapping):
        return ""
    champs = next((champs for champs in NOMS if all(champ in row for champ in champs)), ())
    champs = tuple(champ for champ in champs if champ != "par_type")
    return " / ".join(str(row[champ]) for champ in champs)
