"""Routes of the screens, by journey."""

from __future__ import annotations

urlpatterns: list[object] = []
