"""Which exercice a page is about: the current one, or the one that its address asks for."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from gef.web.demandes import read_entier
from gef.web.jour import today

PREMIER, DERNIER = 2000, 2100
PARAMETRE: Final = "exercice"


def read_exercice(request: HttpRequest) -> int:
    """Exercice asked for, in the address or in the form; the current one by default, and when it is none."""
    asked = request.GET.get(PARAMETRE) or request.POST.get(PARAMETRE) or ""
    found = read_entier(asked)
    return found if found and PREMIER <= found <= DERNIER else today().year
