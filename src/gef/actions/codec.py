"""Dataclasses of the core to JSON and back, exactly: one encoding for runs, files, the command line and the API.

A `Fraction` is text ("3/10"), a date is ISO, a set is a sorted list. Nothing becomes a float, nothing was one: a number
written 0.3 in JSON is refused, because it is not 3/10 any more once read. The same value gives the same JSON in every
process, so that a fingerprint is one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from gef.errors import GefError

T = TypeVar("T")


class EntreeIllisibleError(GefError, ValueError):
    """The JSON given to a calculation does not have the shape that it expects."""


@cache
def _cached(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _adapter(kind: Any) -> TypeAdapter[Any]:
    return _cached(kind)


def encode(value: Any) -> Any:
    """Turn a value of the core into JSON-ready data.

    Args:
        value: A dataclass, or what the core puts in one: text, integers, fractions, dates, sets, lists, mappings.

    Raises:
        TypeError: the value has no exact form in JSON, a float for instance.

    Examples:
        >>> from fractions import Fraction
        >>> encode({"part": Fraction(3, 10), "exclut": frozenset({"b", "a"})})
        {'part': '3/10', 'exclut': ['a', 'b']}
    """
    match value:
        case None | bool() | int() | str():
            return value
        case Fraction():
            return str(value)
        case date():
            return value.isoformat()
        case AbstractSet() | tuple() | list():
            items = [encode(item) for item in value]
            return sorted(items) if isinstance(value, AbstractSet) else items
        case Mapping():
            return {str(key): encode(item) for key, item in value.items()}
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} has no exact form in JSON")
    return {f.name: encode(getattr(value, f.name)) for f in fields(value)}


def decode(kind: type[T], data: Any) -> T:
    """Build a dataclass of the core from JSON-ready data.

    Raises:
        EntreeIllisibleError: with the path, what was found and what was expected, for each fault.
    """
    try:
        value: T = _adapter(kind).validate_python(data)
    except ValidationError as error:
        raise EntreeIllisibleError(_say(error)) from error
    faults = list(_compare(data, encode(value), ()))
    if faults:
        raise EntreeIllisibleError("Entrée illisible. " + " ; ".join(faults))
    return value


def _compare(data: Any, read: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Find what was given and not kept as it was: unknown fields, inexact numbers, true for 1, a number for a date."""
    if isinstance(data, Mapping) and isinstance(read, Mapping):
        for key, item in data.items():
            if str(key) in read:
                yield from _compare(item, read[str(key)], (*path, str(key)))
            else:
                yield f"{'.'.join((*path, str(key)))} : champ inconnu (attendu : {', '.join(read)})"
    elif isinstance(data, list) and isinstance(read, list):
        for rank, (item, kept) in enumerate(zip(data, read, strict=False)):
            yield from _compare(item, kept, (*path, str(rank)))
    elif expected := _altered(data, read):
        yield f"{'.'.join(path) or 'racine'} : {expected} (trouvé : {data})"


def _altered(data: Any, read: Any) -> str:
    """Say what was expected instead of a scalar that reading changed; empty when it did not."""
    if isinstance(data, float):
        return "attendu : un nombre exact, entier ou entre guillemets, « 3/10 » ou « 0.3 »"
    if isinstance(data, bool) and not isinstance(read, bool):
        return _ATTENDUS["int_type"]
    if isinstance(data, int) and isinstance(read, str) and str(data) != read:  # seconds taken for a date
        return _ATTENDUS["date_type"]
    return ""


def _say(error: ValidationError) -> str:
    faults = []
    for fault in error.errors(include_url=False):
        where = ".".join(str(part) for part in fault["loc"]) or "racine"
        faults.append(f"{where} : {_expected(fault)} (trouvé : {str(fault['input'])[:80]})")
    return "Entrée illisible. " + " ; ".join(faults)


_ATTENDUS: Mapping[str, str] = {
    "missing": "champ absent",
    "int_parsing": "attendu : un entier",
    "int_type": "attendu : un entier",
    "int_from_float": "attendu : un entier",
    "string_type": "attendu : un texte",
    "bool_parsing": "attendu : true ou false",
    "bool_type": "attendu : true ou false",
    "date_type": "attendu : une date AAAA-MM-JJ",
    "date_from_datetime_parsing": "attendu : une date AAAA-MM-JJ",
    "date_from_datetime_inexact": "attendu : une date AAAA-MM-JJ",
    "fraction_type": "attendu : une fraction exacte, « 3/10 » ou « 0.3 »",
    "fraction_parsing": "attendu : une fraction exacte, « 3/10 » ou « 0.3 »",
    "dataclass_type": "attendu : un objet",
    "dict_type": "attendu : un objet",
    "mapping_type": "attendu : un objet",
    "tuple_type": "attendu : une liste",
    "list_type": "attendu : une liste",
    "frozen_set_type": "attendu : une liste",
    "union_tag_not_found": "attendu : un objet qui dit son genre",
    "unexpected_keyword_argument": "champ inconnu",
}


def _expected(fault: Mapping[str, Any]) -> str:
    """Say a fault in French; an error of the core is already a French sentence."""
    kind = fault["type"]
    if kind == "literal_error":
        return f"attendu : {fault['ctx']['expected'].replace(' or ', ' ou ')}"
    if kind == "union_tag_invalid":
        return f"attendu : {fault['ctx']['discriminator']} parmi {fault['ctx']['expected_tags']}"
    if kind == "value_error":
        return str(fault["ctx"]["error"])
    return _ATTENDUS.get(kind, f"valeur refusée ({kind})")


def schema(kind: Any, *, mode: str = "validation") -> dict[str, Any]:
    """Give the JSON Schema of a dataclass of the core."""
    return _adapter(kind).json_schema(mode="serialization" if mode == "serialization" else "validation")


def canonical(data: Any) -> bytes:
    """Write JSON-ready data in the one way: the same data give the same bytes, whatever the order of their keys."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def fingerprint(data: Any) -> str:
    """SHA-256 of JSON-ready data, independent of the order of keys."""
    return hashlib.sha256(canonical(data)).hexdigest()
