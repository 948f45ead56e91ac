"""The residences of a bailleur: their class, recorded with its reason and never changed, and what moves in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write
from gef.actions.flux import EtatFlux, load_flux
from gef.actions.memoire import remember
from gef.actions.menages import read_menages
from gef.actions.noms import nom_commune
from gef.actions.traces import Traces, read_traces
from gef.core.residences import (
    Classement,
    Cle,
    Mouvements,
    cle_residence,
    count_mouvements,
    find_classes,
)
from gef.db.flux.models import Liberation
from gef.db.journal.models import Acte
from gef.db.patrimoine.requetes import count_programmes
from gef.db.residences.models import ClasseResidence
from gef.db.residences.requetes import classes_in, classes_of
from gef.errors import GefError


class ClasseRefuseeError(GefError, ValueError):
    """A class cannot be recorded: the residence is unknown, or nothing says why."""


@dataclass(frozen=True, slots=True)
class SaisieClasse:
    """A class as a person gives it; see `gef.core.residences.Classement`."""

    commune: str
    programme: str
    classe: str
    depuis: date
    motif: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class LigneResidence:
    """A residence: its name, its class on a day, its dwellings (None: not in the parc), what moved in it."""

    cle: Cle
    programme: str
    logements: int | None
    classement: Classement | None
    mouvements: Mouvements

    @property
    def commune(self) -> str:
        """Code of its commune."""
        return self.cle[0]


def to_classement(row: ClasseResidence) -> Classement:
    """Read a row as the core takes it."""
    return Classement(row.commune, row.programme, row.classe, row.depuis)


def find_classe(bailleur: Organisation, commune: str, programme: str, jour: date) -> Classement | None:
    """Give the class of a residence on a day; None when it has none, or when the programme is not known."""
    cle = cle_residence(commune, programme)
    if cle is None:
        return None
    return find_classes(map(to_classement, classes_in(bailleur.pk, commune)), jour).get(cle)


def find_mouvements(traces: Traces, liberation: Liberation, jour: date) -> Mouvements | None:
    """Give what moved in the residence of a dwelling; None when its programme is not known."""
    cle = cle_residence(liberation.commune, liberation.programme)
    return count_mouvements((trace.passage for trace in traces.of_residence(cle)), jour) if cle else None


def list_residences(bailleur: Organisation, jour: date) -> tuple[LigneResidence, ...]:
    """List the residences of the parc, of the liberations and of the classes, by commune then name.

    Args:
        bailleur: Whose residences.
        jour: Day of the classes; the movements are those of the twelve months that end on it.
    """
    etat = load_flux(bailleur.pk)
    traces = read_traces(bailleur.pk, etat, read_menages(bailleur.pk, etat))
    classes = list(classes_of(bailleur.pk))
    parc = list_programmes(bailleur)
    en_vigueur = find_classes(map(to_classement, classes), jour)
    noms = _name(
        [
            *((row.commune, row.programme) for row in parc),
            *_named_liberations(etat),
            *((row.commune, row.programme) for row in classes),
        ]
    )
    counts: dict[Cle, int] = {}
    for row in parc:
        if cle := cle_residence(row.commune, row.programme):
            counts[cle] = counts.get(cle, 0) + row.logements
    rows = [
        LigneResidence(
            cle,
            nom,
            counts.get(cle),
            en_vigueur.get(cle),
            count_mouvements((trace.passage for trace in traces.of_residence(cle)), jour),
        )
        for cle, nom in noms.items()
    ]
    return tuple(sorted(rows, key=lambda row: (nom_commune(row.commune), row.cle)))


@dataclass(frozen=True, slots=True)
class ProgrammeParc:
    """A programme of the parc, as it is written there."""

    commune: str
    programme: str
    logements: int


def list_programmes(bailleur: Organisation) -> tuple[ProgrammeParc, ...]:
    """Count the dwellings of each programme of the newest parc; those that name none are left out."""
    return remember(
        bailleur.pk,
        "programmes",
        lambda: tuple(ProgrammeParc(*row) for row in count_programmes(bailleur.pk)),
    )


def _named_liberations(etat: EtatFlux) -> Iterable[tuple[str, str]]:
    return ((s.liberation.commune, s.liberation.programme) for s in etat.suivis.values())


def _name(pairs: Iterable[tuple[str, str]]) -> dict[Cle, str]:
    """Give each residence the first name under which it is met."""
    found: dict[Cle, str] = {}
    for commune, programme in dict.fromkeys(pairs):
        if cle := cle_residence(commune, programme):
            found.setdefault(cle, programme)
    return found


def known_residences(bailleur: Organisation) -> dict[Cle, str]:
    """Name of each residence that the parc or the liberations of a bailleur know."""
    parc = [(row.commune, row.programme) for row in list_programmes(bailleur)]
    return _name([*parc, *_named_liberations(load_flux(bailleur.pk))])


def list_classes(bailleur: Organisation, cle: Cle) -> tuple[ClasseResidence, ...]:
    """Give every class that a residence was given, the newest first."""
    rows = classes_in(bailleur.pk, cle[0]).select_related("auteur").order_by("-depuis", "-pk")
    return tuple(row for row in rows if cle_residence(row.commune, row.programme) == cle)


def classer(acteur: Acteur, saisie: SaisieClasse, moment: datetime) -> ClasseResidence:
    """Give a residence its class from a day on.

    Args:
        acteur: Who writes.
        saisie: The class.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        ClasseRefuseeError: no reason, or a residence that neither the parc nor the liberations know.
        DonneeInvalideError: a class out of the list.
    """
    check_can_write(acteur)
    if not saisie.motif.strip():
        raise ClasseRefuseeError("Classe, motif : vide ; attendu : ce que l’occupation de la résidence montre.")
    Classement(saisie.commune, saisie.programme, saisie.classe, saisie.depuis)
    bailleur = acteur.organisation
    nom = known_residences(bailleur).get(cle_residence(saisie.commune, saisie.programme) or ("", ""))
    if nom is None:
        raise ClasseRefuseeError(
            f"Résidence « {saisie.programme} », {nom_commune(saisie.commune)} : inconnue ; "
            "attendu : un programme du parc ou d’un logement libéré."
        )
    row = ClasseResidence(
        bailleur=bailleur,
        commune=saisie.commune,
        programme=nom,
        classe=saisie.classe,
        depuis=saisie.depuis,
        motif=saisie.motif.strip(),
        document=saisie.document.strip(),
        auteur_id=acteur.utilisateur_id,
        ecrit_le=moment,
    )
    details = {"classe": row.classe, "depuis": row.depuis.isoformat(), "motif": row.motif, "document": row.document}
    with transaction.atomic():
        lock_bailleur(bailleur.pk)
        row.save(force_insert=True)
        Acte(
            bailleur_id=bailleur.pk,
            auteur_id=acteur.utilisateur_id,
            acte="classe_residence",
            objet=f"{nom}, {row.commune}"[:60],
            details=details,
            fait_le=moment,
        ).save(force_insert=True)
    return row
