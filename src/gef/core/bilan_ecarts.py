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
        chemin: Where it stands, from the root: names of fields and of rows.
        avant: Former value.
        apres: New value.
    """

    chemin: tuple[str, ...]
    avant: Any
    apres: Any


def list_ecarts(avant: Any, apres: Any, chemin: tuple[str, ...] = ()) -> Iterator[EcartBilan]:
    """Yield every value that differs between two JSON-ready data, in the order of the data.

    Examples:
        >>> before = {"baux": 2, "lignes": [{"id": "VILLE", "refus": 1}]}
        >>> after = {"baux": 3, "lignes": [{"id": "AL", "refus": 0}, {"id": "VILLE", "refus": 1}]}
        >>> [(ecart.chemin, ecart.avant, ecart.apres) for ecart in list_ecarts(before, after)]
        [(('baux',), 2, 3), (('lignes', 'AL', 'id'), None, 'AL'), (('lignes', 'AL', 'refus'), None, 0)]
    """
    if isinstance(avant, Mapping) or isinstance(apres, Mapping):
        left, right = _as_mapping(avant), _as_mapping(apres)
        for key in [*left, *(key for key in right if key not in left)]:
            yield from list_ecarts(left.get(key), right.get(key), (*chemin, str(key)))
    elif isinstance(avant, list) or isinstance(apres, list):
        yield from list_ecarts(_name_rows(avant), _name_rows(apres), chemin)
    elif avant != apres or type(avant) is not type(apres):
        yield EcartBilan(chemin, avant, apres)


def _as_mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


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
