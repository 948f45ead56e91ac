"""What every page needs: who acts, the navigation, the versions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

import gef
from gef.access.acteur import Acteur
from gef.actions.avertir import COMPTES, count_non_lus
from gef.web.jour import today


def page(request: HttpRequest) -> dict[str, Any]:
    """Context shared by all templates."""
    acteur: Acteur | None = getattr(request, "acteur", None)
    return {
        "acteur": acteur,
        "non_lus": SimpleLazyObject(lambda: say_non_lus(acteur)),
        "version": gef.__version__,
        "demo": settings.GEF_DEMO,
        "exercice": today().year,
    }


def say_non_lus(acteur: Acteur | None) -> str:
    """Say how many avertissements a member has not read: one query, only on a page that shows it; "" for none."""
    count = 0 if acteur is None or acteur.is_assistance else count_non_lus(acteur)
    return f"{count} et plus" if count == COMPTES else str(count or "")
