"""Dataclasses of the core to JSON and back, exactly: one encoding for runs, files, the command line and the API.

A `Fraction` is text ("3/10"), a date is ISO, a set is a sorted list. Nothing becomes a float.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from gef.errors import GefError

T = TypeVar("T")


class EntreeIllisibleError(GefError, ValueError):
    """The JSON given to a calculation does not have the shape that it expects."""


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


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
        faults.append(f"{where} : {fault['msg']} (trouvé : {str(fault['input'])[:80]})")
    return "Entrée illisible. " + " ; ".join(faults)


def schema(kind: Any, *, mode: str = "validation") -> dict[str, Any]:
    """Give the JSON Schema of a dataclass of the core."""
    return _adapter(kind).json_schema(mode="serialization" if mode == "serialization" else "validation")


def fingerprint(data: Any) -> str:
    """SHA-256 of JSON-ready data, independent of the order of keys."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
