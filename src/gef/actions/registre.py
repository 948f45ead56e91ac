"""The register of rights line by line, with what was said of each: the bailleur's whole, the réservataire's own part.

A line that another replaced stays readable from the one that continues it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from gef.access.acteur import Acteur
from gef.access.visible import fetch, visible
from gef.actions.dossier import to_droit_inscrit
from gef.actions.entrees_registre import to_reservation
from gef.actions.memoire import remember
from gef.core.avis import Avis, Dialogue, EtatAvis, read_dialogue
from gef.core.explication_droits import expliquer_droit
from gef.core.motifs import Explication
from gef.core.registre_droits import DroitSitue, Survie, read_survie, situer_droit
from gef.db.flux.models import AvisDroit, Droit, Reservataire
from gef.outputs.tables import plier

RELIRE: frozenset[EtatAvis] = frozenset({"a_relire", "non_valide"})
RANGS: Mapping[EtatAvis, int] = {"conteste": 0, "expire": 2}


@dataclass(frozen=True, slots=True)
class LigneRegistre:
    """A line of the register on a day.

    Attributes:
        row: The line of the database, with its accounts.
        situe: The right, where it stands that day.
        dialogue: What was said.
        etat: Where the line stands that day, a code of `gef.core.avis.ETATS_AVIS`.
        paroles: The rows of the dialogue, with their authors; none in the whole register of a bailleur.
    """

    row: Droit
    situe: DroitSitue
    dialogue: Dialogue
    etat: EtatAvis
    paroles: tuple[AvisDroit, ...]

    @property
    def nombre(self) -> int:
        """Dwellings."""
        return self.situe.droit.nombre

    @property
    def is_a_relire(self) -> bool:
        """Whether the réservataire is expected to read it, in time or not."""
        return self.etat in RELIRE

    def utilisateur_au(self, jour: date) -> Reservataire:
        """Account that uses the right on a day."""
        row = self.row
        is_delegue = self.situe.droit.utilisateur_au(jour) != row.reservataire.code
        return row.utilisateur if is_delegue and row.utilisateur else row.reservataire


@dataclass(frozen=True, slots=True)
class Registre:
    """Lines that an actor sees on a day: contested first, over last."""

    jour: date
    survie: Survie
    lignes: tuple[LigneRegistre, ...]

    def count(self, keeps: Callable[[LigneRegistre], bool]) -> tuple[int, int]:
        """Count the dwellings, then the lines, that a condition keeps."""
        kept = [ligne for ligne in self.lignes if keeps(ligne)]
        return sum(ligne.nombre for ligne in kept), len(kept)

    def of(self, bailleur_id: int) -> Registre:
        """Keep the lines of one bailleur."""
        lignes = tuple(ligne for ligne in self.lignes if ligne.row.reservataire.bailleur_id == bailleur_id)
        return Registre(self.jour, self.survie, lignes)


@dataclass(frozen=True, slots=True)
class FicheDroit:
    """One line with those that it replaces.

    Attributes:
        ligne: The line.
        anciennes: Lines that it continues, the newest first.
        remplacant: Line that took its place; None while it holds.
        explication: Why it is in force, or over.
    """

    ligne: LigneRegistre
    anciennes: tuple[LigneRegistre, ...]
    remplacant: Droit | None
    explication: Explication


def read_registre(acteur: Acteur, jour: date) -> Registre:
    """Read the lines that an actor sees: those of the bailleur, or those that a réservataire holds or uses.

    Args:
        acteur: Who reads.
        jour: Day on which rights and deadlines are placed.

    Raises:
        DonneeInvalideError: a line holds an impossible code or date.
    """
    said = visible(AvisDroit, acteur).filter(droit__remplacant__isnull=True)
    if acteur.is_bailleur:
        # Thousands of lines: the rights are kept in memory, the dialogues are read without their authors.
        situes = remember(acteur.organisation.pk, ("registre", jour), lambda: _situer_all(acteur, jour))
        dialogues = _read_dialogues(said)
        lignes = [_to_ligne(row, situe, dialogues.get(row.pk, Dialogue()), jour) for row, situe in situes]
    else:
        paroles = group_paroles(said)
        lignes = [
            _to_ligne(row, situe, read_dialogue(map(to_avis, paroles[row.pk])), jour, tuple(paroles[row.pk]))
            for row, situe in _situer_all(acteur, jour)
        ]
    return Registre(jour, read_survie(jour), tuple(sorted(lignes, key=sort_key)))


def read_anciennes(acteur: Acteur, jour: date) -> tuple[LigneRegistre, ...]:
    """Read the lines that others replaced, with what was said of them: the history of a dialogue begins there.

    Args:
        acteur: Who reads.
        jour: Day on which they are placed.

    Raises:
        DonneeInvalideError: a line holds an impossible code or date.
    """
    rows = with_accounts(visible(Droit, acteur).filter(remplacant__isnull=False).order_by("pk"))
    paroles = group_paroles(visible(AvisDroit, acteur).filter(droit__remplacant__isnull=False))
    survie = read_survie(jour)
    return tuple(situer_ligne(row, paroles[row.pk], jour, survie) for row in rows)


def _situer_all(acteur: Acteur, jour: date) -> tuple[tuple[Droit, DroitSitue], ...]:
    survie = read_survie(jour)
    rows = with_accounts(visible(Droit, acteur).filter(remplacant__isnull=True).order_by("pk"))
    return tuple((row, _situer(row, jour, survie)) for row in rows)


def _situer(row: Droit, jour: date, survie: Survie) -> DroitSitue:
    return situer_droit(to_reservation(to_droit_inscrit(row), row.reservataire.type), jour, survie)


def _read_dialogues(rows: QuerySet[AvisDroit]) -> dict[int, Dialogue]:
    words: defaultdict[int, list[Avis]] = defaultdict(list)
    columns = ("droit_id", "type", "ecrit_le", "motif", "nombre", "echeance", "delai_reponse__jours")
    for droit_id, kind, moment, *rest in rows.order_by("droit_id", "rang").values_list(*columns):
        words[droit_id].append(Avis(kind, timezone.localtime(moment).date(), *rest))
    return {droit_id: read_dialogue(said) for droit_id, said in words.items()}


def _to_ligne(
    row: Droit, situe: DroitSitue, dialogue: Dialogue, jour: date, paroles: tuple[AvisDroit, ...] = ()
) -> LigneRegistre:
    return LigneRegistre(row, situe, dialogue, dialogue.etat_au(jour, is_echu=situe.etat == "echu"), paroles)


def with_accounts(rows: QuerySet[Droit]) -> QuerySet[Droit]:
    """Bring the accounts of the lines along, each read once however many lines it has."""
    return rows.prefetch_related("reservataire__bailleur", "utilisateur")


def group_paroles(rows: QuerySet[AvisDroit]) -> defaultdict[int, list[AvisDroit]]:
    """Gather what was said by line, in order."""
    paroles: defaultdict[int, list[AvisDroit]] = defaultdict(list)
    rows = rows.select_related("delai_reponse", "piece").prefetch_related("organisation", "auteur")
    for parole in rows.order_by("droit_id", "rang"):
        paroles[parole.droit_id].append(parole)
    return paroles


def sort_key(ligne: LigneRegistre) -> tuple[int, str, str, int]:
    """Order the lines: contested first, over last, then by holder and programme."""
    row = ligne.row
    return (RANGS.get(ligne.etat, 1), plier(row.reservataire.nom), plier(row.programme or row.commune), row.pk)


def situer_ligne(row: Droit, paroles: Iterable[AvisDroit], jour: date, survie: Survie) -> LigneRegistre:
    """Place a line on a day, with what was said of it in order.

    Raises:
        DonneeInvalideError: the line holds an impossible code or date.
    """
    said = tuple(paroles)
    return _to_ligne(row, _situer(row, jour, survie), read_dialogue(map(to_avis, said)), jour, said)


def to_avis(parole: AvisDroit) -> Avis:
    """Give a word of the dialogue to the core, on the day it was written."""
    jour = timezone.localtime(parole.ecrit_le).date()
    delai = parole.delai_reponse.jours if hasattr(parole, "delai_reponse") else None
    return Avis(parole.type, jour, parole.motif, parole.nombre, parole.echeance, delai)  # type: ignore[arg-type]


def read_ligne(acteur: Acteur, droit_id: int, jour: date) -> FicheDroit:
    """Read one line that an actor sees, with those that it replaces.

    Args:
        acteur: Who reads.
        droit_id: The line.
        jour: Day on which it is placed.

    Raises:
        Http404: no such line, or none of his.
    """
    row = fetch(Droit, acteur, pk=droit_id)
    chain = [row]
    while (former := chain[-1].remplace) is not None:
        chain.append(former)
    paroles = group_paroles(visible(AvisDroit, acteur).filter(droit__in=chain))
    survie = read_survie(jour)
    ligne, *anciennes = (situer_ligne(one, paroles[one.pk], jour, survie) for one in chain)
    accounts = {row.reservataire.code: row.reservataire.nom}
    if row.utilisateur:
        accounts[row.utilisateur.code] = row.utilisateur.nom
    return FicheDroit(
        ligne=ligne,
        anciennes=tuple(anciennes),
        remplacant=visible(Droit, acteur).filter(remplace=row).first(),
        explication=expliquer_droit(ligne.situe, jour, survie, accounts),
    )
