"""The main navigation, declared once, in the order of the year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from gef.access.acteur import Acteur
from gef.access.models import TypeOrganisation


@dataclass(frozen=True, slots=True)
class Entree:
    """One entry of the navigation.

    Its journey holds the routes that start with its own and a hyphen ("web:bilan-envoyer"), and those in `parcours`.
    `types` are the organisations to which alone it is open; by default, all.
    """

    route: str
    libelle: str
    bailleur_seul: bool = False
    reservataire_seul: bool = False
    parcours: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()

    def is_open_to(self, acteur: Acteur) -> bool:
        """Whether the journey is that of the actor's organisation."""
        if self.types and acteur.organisation.type not in self.types:
            return False
        return not (self.reservataire_seul if acteur.is_bailleur else self.bailleur_seul)

    def is_around(self, route: str) -> bool:
        """Whether a page belongs to the journey."""
        return route in self.parcours or route.startswith(f"{self.route}-")


# The statements are addressed as the réservataires read them; a bailleur reads them with his own state of the parc.
DIALOGUE: Final = ("web:territoires", "web:droits-agregat", "web:droits-releve")
LOGEMENT: Final = (
    *("web:logement", "web:logement-fait", "web:logement-candidats", "web:logement-retrait", "web:logement-fiche"),
    "web:logement-imputation",
)
PROGRAMMES: Final = ("web:programmes", "web:programme")
SORTIES: Final = ("web:relogements", "web:hors-flux")
CALEOL: Final = ("web:caleol", "web:caleol-seance", "web:caleol-passage", "web:caleol-radiations")
# Who reads a territory; the others reach the decisions of a conférence from the obligations.
PILOTES: Final = frozenset({TypeOrganisation.EPCI.value, TypeOrganisation.ETAT.value})
CONVENTION: Final = (
    *("web:convention", "web:convention-comparer", "web:convention-termes", "web:convention-actualiser"),
)
NAVIGATION: Final = (
    Entree("web:accueil", "L’année"),
    Entree("web:parc", "État des lieux", bailleur_seul=True, parcours=(*DIALOGUE, *PROGRAMMES)),
    Entree("web:assiette", "Assiette", bailleur_seul=True),
    Entree("web:conversion", "Conversion", bailleur_seul=True),
    Entree("web:objectifs", "Objectifs", bailleur_seul=True),
    Entree("web:conventions", "Conventions", parcours=CONVENTION),
    Entree("web:orientation", "Orientation", bailleur_seul=True, parcours=(*LOGEMENT, *SORTIES, *CALEOL)),
    Entree("web:caleol", "CALEOL", reservataire_seul=True),
    Entree(
        "web:droits",
        "Vos droits",
        reservataire_seul=True,
        parcours=(*PROGRAMMES, "web:relogements", "web:hors-flux-bailleur"),
    ),
    Entree("web:pilotage", "Pilotage"),
    Entree("web:territoire", "Territoire", types=PILOTES),
    Entree("web:conference", "Conférence", types=PILOTES),
    Entree("web:obligations", "Obligations"),
    Entree("web:bilan", "Bilan"),
    Entree("web:droit", "Droit"),
)


@dataclass(frozen=True, slots=True)
class Lien:
    """An entry as a page shows it; `courant` is the value of aria-current, "" elsewhere."""

    libelle: str
    adresse: str
    courant: str


def list_entries(request: HttpRequest, acteur: Acteur | None) -> tuple[Lien, ...]:
    """Entries open to the actor, the current one marked; nobody signed in sees none."""
    if acteur is None:
        return ()
    ouvertes = (entree for entree in NAVIGATION if entree.is_open_to(acteur))
    return tuple(lien for entree in ouvertes if (lien := _link(entree, _route(request))))


def _route(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _link(entree: Entree, route: str) -> Lien | None:
    try:
        adresse = reverse(entree.route)
    except NoReverseMatch:  # an installation may leave a journey out of its routes
        return None
    if route == entree.route:
        return Lien(entree.libelle, adresse, "page")
    return Lien(entree.libelle, adresse, "true" if entree.is_around(route) else "")
