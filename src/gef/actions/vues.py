"""Views of pages that a person names and finds again: his own, in one organisation; what is withdrawn stays written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from gef.access.acteur import Acteur
from gef.db.vues.models import VueEnregistree
from gef.db.vues.requetes import vues_of
from gef.errors import GefError

# Pages whose address says what they show.
PAGES: Final = {
    "web:pilotage": "Pilotage",
    "web:pilotage-soldes": "Soldes au fil de l’année",
    "web:pilotage-vacance": "Vacance par étape",
    "web:orientation": "Logements à orienter",
    "web:territoire": "Territoire",
    "web:obligations": "Obligations",
}
VUES_MAX: Final = 20
NOM_MAX: Final = 60
REQUETE_MAX: Final = 1_000
# What is of the moment, not of the view: the page of a long table, the file asked for.
_PASSAGERS: Final = ("page", "format")


class VueRefuseeError(GefError, ValueError):
    """A view cannot be kept: no name, a name already taken, or too many of them."""


@dataclass(frozen=True, slots=True)
class Vue:
    """A view as a page lists it."""

    pk: int
    page: str
    nom: str
    requete: str


def list_vues(acteur: Acteur, page: str = "") -> tuple[Vue, ...]:
    """Give the actor's own views of a page, or of all, by name.

    Args:
        acteur: Whose views.
        page: A code of `PAGES`; "" for all.
    """
    rows = vues_of(acteur.utilisateur_id, acteur.organisation.pk, page)
    return tuple(Vue(row.pk, row.page, row.nom, row.requete) for row in rows)


def enregistrer_vue(acteur: Acteur, page: str, nom: str, requete: str, moment: datetime) -> VueEnregistree:
    """Keep a view under a name.

    Args:
        acteur: Whose view.
        page: A code of `PAGES`.
        nom: Its name.
        requete: The query of its address: filters and sort; the page number and the file format are left out.
        moment: When.

    Raises:
        PermissionDenied: he is here to assist, and keeps nothing.
        VueRefuseeError: see the class.
    """
    _check_is_membre(acteur)
    kept, said = keep_requete(requete), " ".join(nom.split())
    if page not in PAGES:
        raise VueRefuseeError(f"Page « {page} » ; attendu : {', '.join(PAGES)}.")
    if not 0 < len(said) <= NOM_MAX:
        raise VueRefuseeError(f"Nom de la vue : {len(said)} signes ; attendu : de 1 à {NOM_MAX}.")
    if len(kept) > REQUETE_MAX:
        raise VueRefuseeError(f"Cette vue a trop de filtres : {len(kept)} signes ; attendu : {REQUETE_MAX} au plus.")
    with transaction.atomic():
        known = list_vues(acteur, page)
        if said.casefold() in {vue.nom.casefold() for vue in known}:
            raise VueRefuseeError(f"Une de vos vues de cette page s’appelle déjà « {said} » ; attendu : un autre nom.")
        if len(known) >= VUES_MAX:
            raise VueRefuseeError(f"Vous avez {VUES_MAX} vues de cette page ; retirez-en une d’abord.")
        return _write(acteur, VueEnregistree(page=page, nom=said, requete=kept), moment)


def retirer_vue(acteur: Acteur, pk: int, moment: datetime) -> VueEnregistree:
    """Withdraw a view: a row says so, the former one stays.

    Args:
        acteur: Whose view.
        pk: The view.
        moment: When.

    Raises:
        PermissionDenied: he is here to assist.
        Http404: no such view of his.
    """
    _check_is_membre(acteur)
    with transaction.atomic():
        former = vues_of(acteur.utilisateur_id, acteur.organisation.pk).filter(pk=pk).first()
        if former is None:
            raise Http404
        row = VueEnregistree(page=former.page, nom=former.nom, requete=former.requete, annule=former)
        return _write(acteur, row, moment)


def keep_requete(requete: str) -> str:
    """Keep of a query what a view is made of.

    Examples:
        >>> keep_requete("?f-commune=Cannes&page=3&soldes-tri=solde&soldes-format=xlsx&q=")
        'f-commune=Cannes&soldes-tri=solde'
    """
    return urlencode(list(_walk(requete.removeprefix("?"))))


def _walk(requete: str) -> Iterator[tuple[str, str]]:
    for nom, valeur in parse_qsl(requete):
        if nom.rpartition("-")[2] not in _PASSAGERS or "-f-" in f"-{nom}":
            yield nom, valeur


def _write(acteur: Acteur, row: VueEnregistree, moment: datetime) -> VueEnregistree:
    row.utilisateur_id, row.organisation_id, row.ecrit_le = acteur.utilisateur_id, acteur.organisation.pk, moment
    row.save(force_insert=True)
    return row


def _check_is_membre(acteur: Acteur) -> None:
    if acteur.is_assistance:
        raise PermissionDenied("Un accès d’assistance lit les pages ; il n’y garde pas de vue.")
