"""What every page needs: who acts, the navigation, the versions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

import gef
from gef.web.jour import today


def page(request: HttpRequest) -> dict[str, Any]:
    """Context shared by all templates."""
    return {
        "acteur": getattr(request, "acteur", None),
        "version": gef.__version__,
        "demo": settings.GEF_DEMO,
        "exercice": today().year,
    }
