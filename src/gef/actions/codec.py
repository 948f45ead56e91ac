"""Dataclasses of the core to JSON and back, exactly: one encoding for runs, files, the command line and the API.

A `Fraction` is text ("3/10"), a date is ISO, a set is a sorted list. Nothing becomes a float.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
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


def encode(value: Any, kind: Any = None) -> Any:
    """Turn a dataclass of the core into JSON-ready data.

    Args:
        value: The dataclass.
        kind: Its type, where `type(value)` does not say it all (a union, a parametrised container).
    """
    return _adapter(kind or type(value)).dump_python(value, mode="json")


def decode(kind: type[T], data: Any) -> T:
    """Build a dataclass of the core from JSON-ready data.

    Raises:
        EntreeIllisibleError: with the path, what was found and what was expected, for each fault.
    """
    try:
        return _adapter(kind).validate_python(data)  # type: ignore[no-any-return]
    except ValidationError as error:
        raise EntreeIllisibleError(_say(error)) from error


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
    "fraction_type": "attendu : une fraction exacte, « 3/10 » ou « 0.3 »",
    "fraction_parsing": "attendu : une fraction exacte, « 3/10 » ou « 0.3 »",
    "dataclass_type": "attendu : un objet",
    "dict_type": "attendu : un objet",
    "mapping_type": "attendu : un objet",
    "tuple_type": "attendu : une liste",
    "list_type": "attendu : une liste",
    "frozen_set_type": "attendu : une liste",
    "unexpected_keyword_argument": "champ inconnu",
}


def _expected(fault: Mapping[str, Any]) -> str:
    """Say a fault in French; an error of the core is already a French sentence."""
    kind = fault["type"]
    if kind == "literal_error":
        return f"attendu : {fault['ctx']['expected'].replace(' or ', ' ou ')}"
    if kind == "value_error":
        return str(fault["ctx"]["error"])
    return _ATTENDUS.get(kind, f"valeur refusée ({kind})")


def schema(kind: Any, *, mode: str = "validation") -> dict[str, Any]:
    """Give the JSON Schema of a dataclass of the core."""
    return _adapter(kind).json_schema(mode="serialization" if mode == "serialization" else "validation")


def fingerprint(data: Any) -> str:
    """SHA-256 of JSON-ready data, independent of the order of keys."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
