"""Which territory an organisation reads: an EPCI's own, the État's département; which conférences it sits in.

A territory is read in aggregates, over every bailleur who has dwellings there: the bilan is due to the EPCI too,
with or without an account (docs/metier/territoire.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from gef.access.acteur import Acteur
from gef.access.models import Organisation, TypeOrganisation
from gef.db.caleol.requetes import communes_of
from gef.db.flux.models import Liberation, Reservataire
from gef.db.patrimoine.models import Logement
from gef.law.territoires import load_communes, load_departements, load_epci


@dataclass(frozen=True, slots=True)
class Territoire:
    """A territory that an organisation reads.

    Attributes:
        portee: "epci:…" or "departement:06".
        nom: Its name.
        communes: INSEE codes.
        departements: Codes of the départements on which it stands, in order.
    """

    portee: str
    nom: str
    communes: frozenset[str]
    departements: tuple[str, ...]


def territoire_of(organisation: Organisation) -> Territoire | None:
    """Territory of an EPCI or of the État; None for whoever reads none, and for a code that is no territory."""
    code = organisation.territoire
    if organisation.type == TypeOrganisation.EPCI and code in load_epci():
        return _make(
            f"epci:{code}", load_epci()[code].nom, [c.code for c in load_communes().values() if c.epci == code]
        )
    if organisation.type == TypeOrganisation.ETAT and code in load_departements():
        rows = (c for c in load_communes().values() if c.departement == code)
        return _make(f"departement:{code}", load_departements()[code].nom, [c.code for c in rows])
    return None


def _make(portee: str, nom: str, codes: Iterable[str]) -> Territoire:
    communes = frozenset(codes)
    return Territoire(portee, nom, communes, tuple(sorted({load_communes()[code].departement for code in communes})))


def bailleurs_sur(communes: Collection[str]) -> QuerySet[Organisation]:
    """Bailleurs who have dwellings in some communes, in their parc or freed, by name."""
    freed = Liberation.objects.filter(bailleur=OuterRef("pk"), commune__in=communes)
    held = Logement.objects.filter(parc__bailleur=OuterRef("pk"), commune__in=communes)
    rows = Organisation.objects.filter(type=TypeOrganisation.BAILLEUR).filter(Exists(freed) | Exists(held))
    return rows.order_by("nom")


def conferences(acteur: Acteur, path: str = "organisation") -> Q:
    """Rows of the conférences in which an actor sits: that of his EPCI, or those of the territories where he is.

    Args:
        acteur: Who reads.
        path: From a row to the EPCI that holds the conférence.
    """
    organisation = acteur.organisation
    if organisation.type == TypeOrganisation.EPCI:
        return Q(**{path: organisation})
    codes = _epci_where_he_sits(organisation)
    return Q(**{f"{path}__type": TypeOrganisation.EPCI, f"{path}__territoire__in": sorted(codes)})


def _epci_where_he_sits(organisation: Organisation) -> set[str]:
    if organisation.type == TypeOrganisation.ETAT:
        return _epci_of_departement(organisation.territoire)
    if organisation.is_bailleur:
        return _epci_of_communes(communes_of(organisation.pk))
    codes: set[str] = set()
    rows = Reservataire.objects.filter(organisation=organisation)
    for portee, departement in rows.values_list("portee", "bailleur__territoire").distinct():
        kind, _, code = portee.partition(":")
        if kind == "epci":
            codes.add(code)
        else:
            codes |= _epci_of_communes([code]) if kind == "commune" else _epci_of_departement(departement)
    return codes


def _epci_of_departement(departement: str) -> set[str]:
    return {c.epci for c in load_communes().values() if c.departement == departement and c.epci}


def _epci_of_communes(codes: Iterable[str]) -> set[str]:
    known = load_communes()
    return {known[code].epci for code in codes if code in known and known[code].epci}
