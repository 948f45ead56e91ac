"""What each one sees: per model, the rows of an actor; and the one fetch that every page goes through.

A bailleur sees all that is his. A reservataire sees the accounts that he holds and what was oriented to him, and
nothing of the others' rows; the aggregates that everybody sees are results of the core, not rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import Any, Literal, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from gef.access.acteur import Acteur
from gef.access.models import Organisation, TypeOrganisation
from gef.access.pouvoirs import Pouvoir
from gef.access.territoires import conferences
from gef.db.assistance.models import AccesAssistance, RequeteAssistance
from gef.db.avertissements.models import Avertissement
from gef.db.besoins.models import Besoin, ClotureBesoin, SouhaitReservataire
from gef.db.bilans.models import AvisBilan, BilanFige
from gef.db.caleol.models import (
    Cloture,
    Convocation,
    DecisionCandidat,
    MotSeance,
    NotificationOffre,
    Passage,
    RetraitPassage,
    Seance,
)
from gef.db.conventions.models import (
    ConventionCompte,
    ConventionEcrite,
    GabaritConvention,
    ParoleConvention,
    PartAppliquee,
    RemarqueConvention,
    VersionConvention,
)
from gef.db.delais.models import DelaiConvention, JourFerme
from gef.db.designation.models import Candidat, MenageAttribue, RetraitCandidat
from gef.db.dialogue.models import DelaiReponse, PieceAvis
from gef.db.flux.models import (
    AvisDroit,
    ChoixTaux,
    Convention,
    DemandesCommune,
    Derogation,
    Droit,
    ExclusionRetenue,
    Fait,
    ForfaitMutations,
    Liberation,
    Prevision,
    Reservataire,
    TauxPublie,
)
from gef.db.imputations.models import ImputationConfirmee, RegleImputation
from gef.db.instances.models import DecisionReunion, MotReunion, Reunion, SuiviDecision
from gef.db.journal.models import Acte, Execution, Travail
from gef.db.patrimoine.models import ListeLogements, Logement, Parc
from gef.db.programmes.models import (
    AccordProgramme,
    CharteRelogement,
    ContrepartieNeuf,
    ImputationRelogement,
    LogementNeuf,
    LotNeuf,
    ObjectifCharte,
    Position,
    ProgrammeNeuf,
    PublicHorsFlux,
)
from gef.db.reglages.models import ReglageOrientation
from gef.db.residences.models import ClasseResidence

M = TypeVar("M", bound=Model)
Predicat = Callable[[Acteur], Q]


def _own(path: str) -> Predicat:
    return lambda acteur: Q(**{path: acteur.organisation})


def _held(bailleur: str, *holders: str) -> Predicat:
    """Rows of the bailleur himself, or of an organisation that holds the account or uses the right."""

    def predicat(acteur: Acteur) -> Q:
        if acteur.is_bailleur:
            return Q(**{bailleur: acteur.organisation})
        return reduce(or_, (Q(**{holder: acteur.organisation}) for holder in holders))

    return predicat


# Who sees a dialogue sees what goes with its words.
_AVIS = (
    "avis__droit__reservataire__bailleur",
    "avis__droit__reservataire__organisation",
    "avis__droit__utilisateur__organisation",
)
# Members of the commission by right, for the dwellings of their territory (CCH art. R. 441-9, II).
MEMBRES_DE_DROIT: dict[str, str] = {
    TypeOrganisation.COMMUNE: "liberation__commune",
    TypeOrganisation.EPCI: "liberation__epci",
    TypeOrganisation.ETAT: "liberation__commune__startswith",
}


def _convened(seance: str, passage: str) -> Predicat:
    """What is on the agenda of a session: read by its bailleur, who holds the dwelling, and the members by right."""

    def predicat(acteur: Acteur) -> Q:
        organisation = acteur.organisation
        if acteur.is_bailleur:
            return Q(**{f"{seance}bailleur": organisation})
        heard = Q(**{f"{passage}reservataire__organisation": organisation})
        territory = MEMBRES_DE_DROIT.get(organisation.type)
        if territory and organisation.territoire:
            heard |= Q(**{f"{passage}{territory}": organisation.territoire})
        return heard & Q(**{f"{passage}remplacant": None, f"{passage}retrait": None})

    return predicat


def _sent(convention: str, sent: str) -> Predicat:
    """What is of a written convention: read by its bailleur, and by its parties once it was sent to them."""

    def predicat(acteur: Acteur) -> Q:
        if acteur.is_bailleur:
            return Q(**{f"{convention}bailleur": acteur.organisation})
        party = Q(**{f"{convention}comptes__reservataire__organisation": acteur.organisation})
        return party & Q(**{f"{sent}isnull": False})

    return predicat


PREDICATS: dict[type[Model], Predicat] = {
    Parc: _own("bailleur"),
    Logement: _own("parc__bailleur"),
    ListeLogements: _own("bailleur"),
    Prevision: _own("bailleur"),
    ForfaitMutations: _own("bailleur"),
    Derogation: _own("bailleur"),
    ExclusionRetenue: _own("bailleur"),
    TauxPublie: _own("bailleur"),
    ChoixTaux: _own("bailleur"),
    DemandesCommune: _own("bailleur"),
    ClasseResidence: _own("bailleur"),
    Besoin: _own("bailleur"),
    ClotureBesoin: _own("besoin__bailleur"),
    Execution: _own("bailleur"),
    Acte: _own("bailleur"),
    Travail: _own("organisation"),
    Avertissement: _own("organisation"),
    AccesAssistance: _own("organisation"),
    RequeteAssistance: _own("acces__organisation"),
    Reservataire: _held("bailleur", "organisation"),
    Droit: _held("reservataire__bailleur", "reservataire__organisation", "utilisateur__organisation"),
    AvisDroit: _held(
        "droit__reservataire__bailleur", "droit__reservataire__organisation", "droit__utilisateur__organisation"
    ),
    DelaiReponse: _held(*_AVIS),
    PieceAvis: _held(*_AVIS),
    Convention: _held("reservataire__bailleur", "reservataire__organisation"),
    DelaiConvention: _held("reservataire__bailleur", "reservataire__organisation"),
    # A draft is its bailleur's alone: what was sent, or signed, is a party's too.
    ConventionEcrite: _sent("", "paroles__"),
    ConventionCompte: _sent("convention__", "convention__paroles__"),
    VersionConvention: _sent("convention__", "paroles__"),
    ParoleConvention: _sent("convention__", "convention__paroles__"),
    RemarqueConvention: _sent("version__convention__", "version__paroles__"),
    PartAppliquee: _held("part__reservataire__bailleur", "part__reservataire__organisation"),
    GabaritConvention: _own("bailleur"),
    Candidat: _held("liberation__bailleur", "reservataire__organisation"),
    MenageAttribue: _own("liberation__bailleur"),
    RetraitCandidat: _held("candidat__liberation__bailleur", "candidat__reservataire__organisation"),
    SouhaitReservataire: _held("reservataire__bailleur", "reservataire__organisation"),
    Seance: _convened("", "passages__"),
    Passage: _convened("seance__", ""),
    MotSeance: _own("seance__bailleur"),
    Convocation: _own("seance__bailleur"),
    RetraitPassage: _own("passage__seance__bailleur"),
    DecisionCandidat: _held("passage__seance__bailleur", "candidat__reservataire__organisation"),
    Cloture: _own("passage__seance__bailleur"),
    NotificationOffre: _own("fait__liberation__bailleur"),
    JourFerme: _held("bailleur", "bailleur__comptes__organisation"),
    ReglageOrientation: _held("bailleur", "bailleur__comptes__organisation"),
    RegleImputation: _held("bailleur", "bailleur__comptes__organisation"),
    ImputationConfirmee: _held("fait__liberation__bailleur", "fait__reservataire__organisation", "avant__organisation"),
    Liberation: _held("bailleur", "faits__reservataire__organisation"),
    Fait: _held("liberation__bailleur", "reservataire__organisation"),
    # A programme is shown to those with whom the bailleur opened its concertation.
    ProgrammeNeuf: _held("bailleur", "positions__reservataire__organisation"),
    LotNeuf: _held("programme__bailleur", "programme__positions__reservataire__organisation"),
    ContrepartieNeuf: _held("programme__bailleur", "reservataire__organisation"),
    Position: _held("programme__bailleur", "reservataire__organisation"),
    AccordProgramme: _own("programme__bailleur"),
    LogementNeuf: _held("programme__bailleur", "reservataire__organisation"),
    CharteRelogement: _held("bailleur", "objectifs__reservataire__organisation"),
    ObjectifCharte: _held("charte__bailleur", "reservataire__organisation"),
    ImputationRelogement: _held("charte__bailleur", "reservataire__organisation"),
    PublicHorsFlux: _own("liberation__bailleur"),
    # What a conférence decides is read by all who sit in it.
    Reunion: conferences,
    MotReunion: lambda acteur: conferences(acteur, "reunion__organisation"),
    DecisionReunion: lambda acteur: conferences(acteur, "reunion__organisation"),
    SuiviDecision: lambda acteur: conferences(acteur, "decision__reunion__organisation"),
    # A frozen bilan is seen by those to whom it was sent; what they read of it is narrowed to their rows.
    BilanFige: _held("bailleur", "avis__destinataire"),
    AvisBilan: _held("bilan__bailleur", "destinataire"),
}


def visible(model: type[M], acteur: Acteur) -> QuerySet[M]:
    """Rows of `model` that the actor may see, without doubles.

    Raises:
        KeyError: the model has no rule; a model without a rule is seen by nobody.
    """
    rows = model._default_manager.filter(PREDICATS[model](acteur))
    return rows.distinct()


def fetch(model: type[M], acteur: Acteur, to: Literal["read", "edit", "orienter"] = "read", **lookup: Any) -> M:
    """Return one row that the actor may see.

    `to` says what for: "edit" asks for the power to write, "orienter" for the power to decide on a dwelling.

    Raises:
        Http404: no such row, or none of his: a stranger learns nothing.
        PermissionDenied: he may see it, and asked to change it without the right: rows are their bailleur's.
    """
    found = visible(model, acteur).filter(**lookup).first()
    if found is None:
        raise Http404
    if to != "read":
        check_can_write(acteur, "ecrire" if to == "edit" else "orienter")
    return found


def check_can_write(acteur: Acteur, pouvoir: Pouvoir = "ecrire") -> None:
    """Refuse who may not write: the flux is its bailleur's, and a reader reads.

    Args:
        acteur: Who wants to write.
        pouvoir: What his role must give: by default everything; "orienter" for what is decided day by day.

    Raises:
        PermissionDenied: he does not act for a bailleur, or his role does not go so far.
    """
    if not acteur.is_bailleur:
        raise PermissionDenied("Seul le bailleur modifie son flux ; votre organisation peut le lire.")
    if not acteur.can(pouvoir):
        raise PermissionDenied(
            "Votre rôle permet d’orienter les logements, pas de modifier le reste."
            if acteur.can_orienter
            else "Votre rôle permet de lire, pas de modifier."
        )


def bailleurs_of(acteur: Acteur) -> QuerySet[Organisation]:
    """Bailleurs whose flux concerns the actor: himself, or those with whom he has an account."""
    if acteur.is_bailleur:
        return Organisation.objects.filter(pk=acteur.organisation.pk)
    return Organisation.objects.filter(comptes__organisation=acteur.organisation).distinct().order_by("nom")


def noms_of(organisations: Iterable[int]) -> dict[int, str]:
    """Names of organisations, by key; a name is no secret."""
    return dict(Organisation.objects.filter(pk__in=organisations).values_list("pk", "nom"))
