"""Model fields of our own."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


class FractionField(models.CharField):  # type: ignore[type-arg]  # not subscriptable at run time
    """An exact share, stored as text ("3/10"): the same on every engine, never a float."""

    description = "Fraction exacte"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> Fraction | None:
        return None if value is None else Fraction(value)

    def to_python(self, value: Any) -> Fraction | None:
        if value is None or isinstance(value, Fraction):
            return value
        try:
            return Fraction(str(value).replace(",", "."))
        except (ValueError, ZeroDivisionError) as error:
            raise ValidationError(f"« {value} » n’est pas une fraction ; attendu : 3/10 ou 0,3.") from error

    def get_prep_value(self, value: Any) -> str | None:
        exact = self.to_python(value)
        return None if exact is None else str(exact)
