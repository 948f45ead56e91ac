"""The newest row of a selection: what append-only tables are compared by."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet


def newest_pk(rows: QuerySet[Any]) -> int:
    """Give the largest key of some rows, 0 without any; found from the end, not by reading them all."""
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0
