"""The dwellings of a parc as a list of the database: how they are narrowed and sorted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import Case, F, Q, Value, When

from gef.access.acteur import Acteur
from gef.access.visible import visible
from gef.actions.noms import nom_commune
from gef.actions.resume_parc import AXES_PARC
from gef.actions.tableaux_parc import NON_RENSEIGNE, table_logements
from gef.db.patrimoine.models import Logement, Parc
from gef.outputs.tables import plier
from gef.outputs.vues import ABSENT
from gef.web.listes import FiltreListe, Liste

AXES_FILTRES: Final = {"typologie": "Typologie", "financement": "Financement"}
TEXTES: Final = ("ident_int", "ident_rep", "adresse")


def list_logements(acteur: Acteur, current: Parc) -> Liste:
    """Give the dwellings of a parc with their filters and sorts; one query finds its communes."""
    rows = visible(Logement, acteur).filter(parc=current)
    communes = list_communes(acteur, current)
    return Liste(
        rows=rows,
        total=current.logements_count,
        make=lambda shown: table_logements(shown, current),
        filtres=(
            FiltreListe("texte", "Identifiant ou adresse", _match_texte),
            FiltreListe("commune", "Commune", lambda code: Q(commune=code), communes),
            FiltreListe("programme", "Programme", lambda texte: Q(programme__icontains=texte)),
            *(_filtre_axe(axe, libelle) for axe, libelle in AXES_FILTRES.items()),
        ),
        tris={
            "ligne": F("ligne"),
            "commune": _rank("commune", (code for code, _ in communes)),
            "typologie": F("typologie"),
            "financement": _rank("financement", AXES_PARC["financement"]),
            "surface": F("surface_m2"),
            "annee": F("annee_construction"),
            "qpv": F("qpv"),
            "loyer": F("loyer_centimes"),
            "contingent": F("contingent"),
            "mode": F("mode"),
        },
    )


def list_communes(acteur: Acteur, current: Parc) -> tuple[tuple[str, str], ...]:
    """Codes and names of the communes of a parc, by name."""
    codes = visible(Logement, acteur).filter(parc=current).order_by().values_list("commune", flat=True).distinct()
    return tuple(sorted(((code, nom_commune(code)) for code in codes), key=lambda pair: plier(pair[1])))


def _rank(champ: str, codes: Iterable[str]) -> Case:
    """Sort by the place of a code in a list: the database does not know the names that the reader sees."""
    return Case(*(When(**{champ: code}, then=Value(rank)) for rank, code in enumerate(codes)), default=None)


def _match_texte(texte: str) -> Q:
    words = (Q(*((f"{champ}__icontains", mot) for champ in TEXTES), _connector=Q.OR) for mot in texte.split())
    return Q(*words)


def _filtre_axe(axe: str, libelle: str) -> FiltreListe:
    choix = (*AXES_PARC[axe].items(), (ABSENT, NON_RENSEIGNE))
    return FiltreListe(
        axe,
        libelle,
        lambda valeur: Q(**{f"{axe}__isnull": True}) if valeur == ABSENT else Q(**{axe: valeur}),
        choix,
    )
