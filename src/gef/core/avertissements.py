"""What organisations tell each other: the kinds, when the e-mail of each is due, and how a page groups them.

A kind bears the code of the fact of the ledger that makes it, or of the word on a bilan; those of the commission and of
the deadlines have their own. Nothing here knows who reads, nor how an e-mail leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from gef.core.errors import DonneeInvalideError

IMMEDIAT, QUOTIDIEN, JAMAIS = "immediat", "quotidien", "jamais"
FREQUENCES: Final[Mapping[str, str]] = {
    IMMEDIAT: "tout de suite",
    QUOTIDIEN: "résumé quotidien",
    JAMAIS: "jamais",
}
HEURE: Final = 7
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of avertissement.

    Attributes:
        code: Code of the fact that makes it, one of `BILANS`, or of what else does.
        libelles: What it counts, in the singular and in the plural.
        frequence: When its e-mail leaves, for who chose nothing.
    """

    code: str
    libelles: tuple[str, str]
    frequence: str


# What is about a session of the commission: its `objet` is the session, not a dwelling.
SEANCE, CHANGEMENT_SEANCE, ANNULATION_SEANCE, CONVOCATION = "seance", "seance_changee", "seance_annulee", "convocation"
DE_SEANCE: Final = frozenset({SEANCE, CHANGEMENT_SEANCE, ANNULATION_SEANCE, CONVOCATION})
# What is about a convention: its `objet` is its number, then its name.
CONVENTION_TRANSMISE, CONVENTION_REMARQUE = "convention_transmise", "convention_remarque"
CONVENTION_SIGNEE, CONVENTION_ECHEANCE = "convention_signee", "convention_echeance"
DE_CONVENTION: Final = frozenset({CONVENTION_TRANSMISE, CONVENTION_REMARQUE, CONVENTION_SIGNEE, CONVENTION_ECHEANCE})
# What time makes, without any fact.
ECHEANCE_NEAR, ECHEANCE_OVER = "echeance_proche", "echeance_passee"
D_ECHEANCE: Final = frozenset({ECHEANCE_NEAR, ECHEANCE_OVER})

BILANS: Final = frozenset({"bilan", "bilan_accepte", "bilan_conteste"})

# At once what starts or ends a delay, or gives a dwelling back to be decided on; the rest can wait for the next
# morning. A convocation has its own e-mail already (`gef.actions.convocations`).
GENRES: Final[Mapping[str, Genre]] = {
    genre.code: genre
    for genre in (
        Genre("orientation", ("logement orienté vers vous", "logements orientés vers vous"), QUOTIDIEN),
        Genre("transmission", ("fiche de logement transmise", "fiches de logement transmises"), IMMEDIAT),
        Genre("acceptation", ("accord d’un réservataire", "accords de réservataires"), QUOTIDIEN),
        Genre("refus", ("refus d’un réservataire", "refus de réservataires"), IMMEDIAT),
        Genre("non_reponse", ("silence constaté", "silences constatés"), IMMEDIAT),
        Genre("candidats", ("liste de candidats", "listes de candidats"), IMMEDIAT),
        Genre("attribution", ("attribution en CALEOL", "attributions en CALEOL"), QUOTIDIEN),
        Genre("refus_menage", ("refus d’un ménage", "refus de ménages"), IMMEDIAT),
        Genre("bail", ("bail signé", "baux signés"), QUOTIDIEN),
        Genre("retour", ("logement rendu", "logements rendus"), QUOTIDIEN),
        Genre("reprise", ("logement repris par le bailleur", "logements repris par le bailleur"), IMMEDIAT),
        Genre("annulation", ("fait annulé", "faits annulés"), QUOTIDIEN),
        Genre(SEANCE, ("séance de la CALEOL fixée", "séances de la CALEOL fixées"), QUOTIDIEN),
        Genre(CONVOCATION, ("convocation à la CALEOL", "convocations à la CALEOL"), JAMAIS),
        Genre(CHANGEMENT_SEANCE, ("ordre du jour de CALEOL changé", "ordres du jour de CALEOL changés"), QUOTIDIEN),
        Genre(ANNULATION_SEANCE, ("séance de la CALEOL annulée", "séances de la CALEOL annulées"), IMMEDIAT),
        Genre(ECHEANCE_NEAR, ("échéance proche", "échéances proches"), IMMEDIAT),
        Genre(ECHEANCE_OVER, ("échéance passée", "échéances passées"), IMMEDIAT),
        Genre("bilan", ("bilan annuel transmis", "bilans annuels transmis"), IMMEDIAT),
        Genre("bilan_accepte", ("bilan accepté", "bilans acceptés"), QUOTIDIEN),
        Genre("bilan_conteste", ("bilan contesté", "bilans contestés"), IMMEDIAT),
        Genre(CONVENTION_TRANSMISE, ("projet de convention transmis", "projets de convention transmis"), IMMEDIAT),
        Genre(CONVENTION_REMARQUE, ("remarque sur une convention", "remarques sur des conventions"), QUOTIDIEN),
        Genre(CONVENTION_SIGNEE, ("convention signée ou appliquée", "conventions signées ou appliquées"), QUOTIDIEN),
        Genre(CONVENTION_ECHEANCE, ("échéance de convention", "échéances de conventions"), QUOTIDIEN),
    )
}


@dataclass(frozen=True, slots=True)
class Avertissement:
    """What an organisation is told, on a day of the reader's time zone."""

    jour: date
    bailleur: int
    genre: str
    objet: str
    is_lu: bool = True


@dataclass(frozen=True, slots=True)
class Groupe:
    """What a bailleur's rows of one kind say on one day.

    Attributes:
        objets: References, in the order received, each once.
        nombre: How many they are.
        is_lu: Whether all were read.
    """

    bailleur: int
    genre: str
    objets: tuple[str, ...]
    is_lu: bool

    @property
    def nombre(self) -> int:
        """How many rows."""
        return len(self.objets)


@dataclass(frozen=True, slots=True)
class Jour:
    """The groups of one day, in the order of the kinds."""

    jour: date
    groupes: tuple[Groupe, ...]


def find_genre(code: str) -> Genre:
    """Give a kind by its code.

    Raises:
        DonneeInvalideError: no such kind, with those that exist.

    Examples:
        >>> find_genre("bail").libelles
        ('bail signé', 'baux signés')
    """
    if code not in GENRES:
        raise DonneeInvalideError(f"Genre d’avertissement « {code} » : inconnu ; attendu : {', '.join(GENRES)}.")
    return GENRES[code]


def check_frequence(code: str) -> None:
    """Refuse a frequency that is none.

    Raises:
        DonneeInvalideError: with those that exist.
    """
    if code not in FREQUENCES:
        raise DonneeInvalideError(f"Fréquence « {code} » : inconnue ; attendu : {', '.join(FREQUENCES)}.")


def is_due(frequence: str, written: datetime, at: datetime) -> bool:
    """Whether an e-mail is to leave at a moment, for what was written at another one.

    The summary of a day leaves from seven o'clock on, with all that was written before.

    Args:
        frequence: A code of `FREQUENCES`.
        written: When it was written, in the reader's time zone.
        at: The moment of the sending, in the reader's time zone.

    Raises:
        DonneeInvalideError: no such frequency.

    Examples:
        >>> night, dawn, morning = datetime(2026, 6, 15, 23), datetime(2026, 6, 16, 6, 59), datetime(2026, 6, 16, 7)
        >>> is_due("quotidien", night, dawn), is_due("quotidien", night, morning), is_due("immediat", night, night)
        (False, True, True)
    """
    check_frequence(frequence)
    if frequence == QUOTIDIEN:
        return written < _last_summary(at)
    return frequence == IMMEDIAT


def group_avertissements(rows: Iterable[Avertissement]) -> tuple[Jour, ...]:
    """Group by day, the newest first, then by kind and by bailleur.

    Args:
        rows: Avertissements, in any order; that of the references is kept.

    Examples:
        >>> rows = [Avertissement(date(2026, 6, 15), 1, "bail", objet) for objet in ("L-2", "L-1", "L-2")]
        >>> [(g.genre, g.nombre, g.objets) for jour in group_avertissements(rows) for g in jour.groupes]
        [('bail', 2, ('L-2', 'L-1'))]
    """
    days: dict[date, dict[tuple[int, int, str], list[Avertissement]]] = {}
    order = {code: rank for rank, code in enumerate(GENRES)}
    for row in rows:
        find_genre(row.genre)
        days.setdefault(row.jour, {}).setdefault((order[row.genre], row.bailleur, row.genre), []).append(row)
    return tuple(
        Jour(jour, tuple(_make_groupe(groups[key]) for key in sorted(groups)))
        for jour, groups in sorted(days.items(), reverse=True)
    )


def _make_groupe(rows: list[Avertissement]) -> Groupe:
    first = rows[0]
    objets = tuple(dict.fromkeys(row.objet for row in rows))
    return Groupe(first.bailleur, first.genre, objets, all(row.is_lu for row in rows))


def _last_summary(at: datetime) -> datetime:
    """When the last summary left, or should have."""
    today = at.replace(hour=HEURE, minute=0, second=0, microsecond=0)
    return today if at >= today else today - ONE_DAY
