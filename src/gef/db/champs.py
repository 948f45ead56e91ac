"""Model fields of our own."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

# No exponent: « 1e999999999 » is a short text and a number that no machine holds.
FORME = re.compile(r"[+-]?[0-9]+(?:/[0-9]+|[.,][0-9]+)?")
LONGUEUR = 60


class FractionField(models.CharField):  # type: ignore[type-arg]  # not subscriptable at run time
    """An exact share, stored as text ("3/10"): the same on every engine, never a float."""

    description = "Fraction exacte"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGUEUR)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> Fraction | None:
        return None if value is None else Fraction(value)

    def to_python(self, value: Any) -> Fraction | None:
        if value is None or isinstance(value, Fraction):
            return value
        text = str(value).strip()
        try:
            if FORME.fullmatch(text) and len(text) <= 2 * LONGUEUR:
                return Fraction(text.replace(",", "."))
        except ZeroDivisionError:
            pass
        raise ValidationError(f"« {text[:LONGUEUR]} » n’est pas une fraction ; attendu : 3/10 ou 0,3.")

    def get_prep_value(self, value: Any) -> str | None:
        exact = self.to_python(value)
        if exact is None:
            return None
        if len(str(exact)) > LONGUEUR:  # SQLite would keep it, PostgreSQL would not
            raise ValidationError(f"La fraction {exact} est trop longue ; attendu : {LONGUEUR} caractères au plus.")
        return str(exact)

    def run_validators(self, value: Fraction | None) -> None:
        """The length is that of the text that is kept."""
        super().run_validators(None if value is None else str(value))
