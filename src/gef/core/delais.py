"""Delays: a number and a unit, counted from the day of a fact, with the days left out and why.

The day of the fact never counts. Worked days skip what the calendar closes; calendar days and months do not. A delay
ends at midnight: the deadline is the last day on which one may act. docs/metier/delais.md says what is law and what is
practice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from gef.core.errors import DonneeInvalideError
from gef.core.feries import check_departement, list_feries, sources_of
from gef.core.motifs import Etape, Explication, Source
from gef.core.periodes import add_mois, check_exercice

UNITES: Final[Mapping[str, tuple[str, str]]] = {
    "ouvres": ("jour ouvré", "jours ouvrés"),
    "ouvrables": ("jour ouvrable", "jours ouvrables"),
    "calendaires": ("jour calendaire", "jours calendaires"),
    "mois": ("mois calendaire", "mois calendaires"),
    "francs": ("jour franc", "jours francs"),
}
REGLES: Final[Mapping[str, str]] = {
    "ouvres": "du lundi au vendredi, sans les jours fériés ni les fermetures",
    "ouvrables": "du lundi au samedi, sans les jours fériés ni les fermetures",
    "calendaires": "tous les jours comptent",
    "mois": "même quantième du dernier mois, ou dernier jour de ce mois",
    "francs": "ni le jour du fait ni celui de l’échéance ne comptent",
}
JOURS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SATURDAY, SUNDAY = 5, 6
NOMBRE_MAX: Final = 366
FERMETURE_MAX: Final = 62
ONE_DAY: Final = timedelta(days=1)

DEPART: Final = Source("code de procédure civile, art. 641, pris comme usage", "pratique")
REPORT: Final = Source("code de procédure civile, art. 642, pris comme usage", "pratique")
USAGE: Final = Source("sens courant de l’unité, qu’aucun texte ne fixe pour les conventions", "pratique")


@dataclass(frozen=True, slots=True)
class Delai:
    """How long one has to act.

    Attributes:
        nombre: How many, from 0 to 366.
        unite: A code of `UNITES`.
        reporte: Whether a deadline on a Saturday, a Sunday, a holiday or a closed day moves to the next worked day.
            Always so for "francs"; without effect on "ouvres".
    """

    nombre: int
    unite: str
    reporte: bool = False

    def __post_init__(self) -> None:
        if self.unite not in UNITES:
            raise DonneeInvalideError(f"délai, unité : « {self.unite} » ; attendu : {', '.join(UNITES)}.")
        if not 0 <= self.nombre <= NOMBRE_MAX:
            raise DonneeInvalideError(f"délai, nombre : {self.nombre} ; attendu : de 0 à {NOMBRE_MAX}.")

    @property
    def moves(self) -> bool:
        """Whether a deadline on a day that is not worked moves."""
        return self.reporte or self.unite == "francs"

    @property
    def libelle(self) -> str:
        """The delay in words.

        Examples:
            >>> Delai(5, "ouvres").libelle, Delai(1, "mois", reporte=True).libelle
            ('5 jours ouvrés', '1 mois calendaire, reporté au jour ouvré suivant')
        """
        words = f"{self.nombre} {UNITES[self.unite][self.nombre > 1]}"
        return f"{words}, reporté au jour ouvré suivant" if self.reporte and self.unite != "francs" else words


def read_delai(texte: str, *, reporte: bool = False) -> Delai:
    """Read a delay as a person writes it: a number and the code of a unit.

    Raises:
        DonneeInvalideError: anything else.

    Examples:
        >>> read_delai("5 ouvres").libelle
        '5 jours ouvrés'
    """
    nombre, _, unite = texte.strip().partition(" ")
    if not (nombre.isdecimal() and nombre.isascii()):
        raise DonneeInvalideError(
            f"délai : « {texte} » ; attendu : un nombre et une unité ({', '.join(UNITES)}), par exemple « 5 ouvres »."
        )
    return Delai(int(nombre), unite.strip(), reporte)


@dataclass(frozen=True, slots=True)
class Fermeture:
    """Days on which a bailleur is closed, from `debut` to `fin` (excluded): two months at most."""

    debut: date
    fin: date
    libelle: str

    def __post_init__(self) -> None:
        if not 0 < (self.fin - self.debut).days <= FERMETURE_MAX:
            raise DonneeInvalideError(
                f"fermeture « {self.libelle} » : du {self.debut:%d/%m/%Y} au {self.fin:%d/%m/%Y} exclu ; "
                f"attendu : une fin après le début, {FERMETURE_MAX} jours au plus."
            )


@dataclass(frozen=True, slots=True)
class Calendrier:
    """Holidays of a département, and the days on which the bailleur is closed."""

    departement: str
    fermetures: tuple[Fermeture, ...] = ()

    def __post_init__(self) -> None:
        check_departement(self.departement)

    def find_motif(self, jour: date, *, saturdays: bool) -> str:
        """Say why a day is not worked, "" when it is.

        Args:
            jour: The day.
            saturdays: Whether Saturdays are worked.

        Examples:
            >>> Calendrier("06").find_motif(date(2026, 11, 11), saturdays=True)
            'armistice de 1918'
            >>> Calendrier("06").find_motif(date(2026, 11, 14), saturdays=True)
            ''
        """
        if jour.weekday() == SUNDAY or (jour.weekday() == SATURDAY and not saturdays):
            return JOURS[jour.weekday()]
        ferie = list_feries(self.departement, jour.year).get(jour)
        return ferie or next((f.libelle for f in self.fermetures if f.debut <= jour < f.fin), "")


@dataclass(frozen=True, slots=True)
class JourEcarte:
    """A day that does not count, and why."""

    jour: date
    motif: str


@dataclass(frozen=True, slots=True)
class Echeance:
    """The last day on which one may act.

    Attributes:
        depart: Day of the fact; it does not count.
        delai: The delay.
        echeance: Last day in time, until midnight.
        ecartes: Days that did not count, in order; those of the report included.
        explication: The path from the fact to the deadline.
    """

    depart: date
    delai: Delai
    echeance: date
    ecartes: tuple[JourEcarte, ...]
    explication: Explication

    def count_restants(self, jour: date) -> int:
        """Count the days left on a day, in calendar days: 0 on the deadline, negative when it is over."""
        return (self.echeance - jour).days

    def is_over(self, jour: date) -> bool:
        """Whether the deadline is over on a day."""
        return jour > self.echeance


@dataclass(frozen=True, slots=True)
class EntreeEcheance:
    """What `gef calculer echeance` reads: the day of the fact, the delay, the calendar."""

    jour: date
    delai: Delai
    calendrier: Calendrier


Move = tuple[date, tuple[JourEcarte, ...]]


def add_ouvres(jour: date, nombre: int, calendrier: Calendrier) -> Move:
    """Move by worked days, Monday to Friday, and give the days left out.

    Examples:
        >>> add_ouvres(date(2026, 11, 9), 5, Calendrier("06"))[0]  # 11 November is a holiday
        datetime.date(2026, 11, 17)
    """
    return _walk(jour, nombre, lambda day: calendrier.find_motif(day, saturdays=False))


def add_ouvrables(jour: date, nombre: int, calendrier: Calendrier) -> Move:
    """Move by days that may be worked, Monday to Saturday, and give the days left out.

    Examples:
        >>> add_ouvrables(date(2026, 11, 9), 5, Calendrier("06"))[0]
        datetime.date(2026, 11, 16)
    """
    return _walk(jour, nombre, lambda day: calendrier.find_motif(day, saturdays=True))


def add_calendaires(jour: date, nombre: int) -> Move:
    """Move by days, all of which count.

    Examples:
        >>> add_calendaires(date(2026, 11, 22), 10)
        (datetime.date(2026, 12, 2), ())
    """
    return jour + timedelta(days=nombre), ()


def add_francs(jour: date, nombre: int) -> Move:
    """Move by clear days: neither the day of the fact nor that of the deadline is one of them.

    Source:
        The delay is called franc when one may act until the day after its last day. The move off a day that is not
        worked is `reporter`.

    Examples:
        >>> add_francs(date(2026, 11, 23), 3)
        (datetime.date(2026, 11, 27), ())
    """
    return jour + timedelta(days=nombre + 1), ()


def reporter(jour: date, calendrier: Calendrier) -> Move:
    """Move off a Saturday, a Sunday, a holiday or a closed day, to the next worked day.

    Source:
        Code de procédure civile, art. 642, second paragraph.

    Examples:
        >>> reporter(date(2026, 12, 25), Calendrier("06"))[0]
        datetime.date(2026, 12, 28)
    """
    ecartes = []
    while motif := calendrier.find_motif(jour, saturdays=False):
        ecartes.append(JourEcarte(jour, motif))
        jour += ONE_DAY
    return jour, tuple(ecartes)


def calculer_echeance(jour: date, delai: Delai, calendrier: Calendrier) -> Echeance:
    """Give the last day on which one may act, with the days left out and why.

    Args:
        jour: Day of the fact that starts the delay; it does not count.
        delai: Number and unit.
        calendrier: Holidays and closed days.

    Raises:
        DonneeInvalideError: the day is out of any use.

    Source:
        Code de procédure civile, art. 641 (the day of the fact does not count; same day of the last month, or its last
        day) and 642 (midnight; the move). These articles bind procedures; a convention follows them by habit.

    Examples:
        >>> calculer_echeance(date(2026, 11, 22), Delai(5, "ouvres"), Calendrier("06")).echeance
        datetime.date(2026, 11, 27)
        >>> calculer_echeance(date(2026, 1, 31), Delai(1, "mois"), Calendrier("06")).echeance
        datetime.date(2026, 2, 28)
    """
    check_exercice(jour.year)
    normal, ecartes = _move(jour, delai, calendrier)
    echeance, reportes = reporter(normal, calendrier) if delai.moves else (normal, ())
    etapes = (
        _explain_depart(jour),
        Etape("delai", f"Délai : {REGLES[delai.unite]}", delai.libelle, source=_source_unite(delai.unite)),
        *_explain_ecartes("ecartes", "Jours qui ne comptent pas", ecartes, calendrier),
        *_explain_ecartes("report", "Report de l’échéance", reportes, calendrier),
        Etape("echeance", "Dernier jour pour agir, jusqu’à minuit", nom_jour(echeance), source=REPORT),
    )
    return Echeance(jour, delai, echeance, ecartes + reportes, Explication(f"Échéance : {delai.libelle}", etapes))


def calculer_entree(entree: EntreeEcheance) -> Echeance:
    """Compute the deadline of one entry; see `calculer_echeance`."""
    return calculer_echeance(entree.jour, entree.delai, entree.calendrier)


def calculer_avance(jour: date, delai: Delai) -> date:
    """Give the last day to act ahead of a day, by calendar days or months.

    Backwards nothing is moved: a Sunday stays the last day in time.

    Args:
        jour: The day to be ready for, e.g. that of the delivery.
        delai: In "calendaires" or "mois".

    Raises:
        DonneeInvalideError: another unit.

    Source:
        Sources 003 and 004: new build, three months before delivery.

    Examples:
        >>> calculer_avance(date(2027, 5, 31), Delai(3, "mois"))
        datetime.date(2027, 2, 28)
    """
    if delai.unite == "mois":
        return add_mois(jour, -delai.nombre)
    if delai.unite == "calendaires":
        return jour - timedelta(days=delai.nombre)
    raise DonneeInvalideError(f"délai avant un jour, unité : « {delai.unite} » ; attendu : mois ou calendaires.")


def nom_jour(jour: date) -> str:
    """Write a day with its name.

    Examples:
        >>> nom_jour(date(2026, 11, 22))
        'dimanche 22/11/2026'
    """
    return f"{JOURS[jour.weekday()]} {jour:%d/%m/%Y}"


def _walk(jour: date, nombre: int, find_motif: Callable[[date], str]) -> Move:
    ecartes = []
    while nombre:
        jour += ONE_DAY
        if motif := find_motif(jour):
            ecartes.append(JourEcarte(jour, motif))
        else:
            nombre -= 1
    return jour, tuple(ecartes)


def _move(jour: date, delai: Delai, calendrier: Calendrier) -> Move:
    match delai.unite:
        case "ouvres":
            return add_ouvres(jour, delai.nombre, calendrier)
        case "ouvrables":
            return add_ouvrables(jour, delai.nombre, calendrier)
        case "mois":
            return add_mois(jour, delai.nombre), ()
        case "francs":
            return add_francs(jour, delai.nombre)
        case _:
            return add_calendaires(jour, delai.nombre)


def _source_unite(unite: str) -> Source:
    return DEPART if unite == "mois" else USAGE


def _explain_depart(jour: date) -> Etape:
    return Etape("depart", "Jour du fait, qui ne compte pas", nom_jour(jour), source=DEPART)


def _explain_ecartes(
    code: str, libelle: str, ecartes: tuple[JourEcarte, ...], calendrier: Calendrier
) -> tuple[Etape, ...]:
    """Explain the days left out, each with its reason; nothing when there is none."""
    if not ecartes:
        return ()
    days = ", ".join(nom_jour(e.jour) if e.motif in JOURS else f"{nom_jour(e.jour)} ({e.motif})" for e in ecartes)
    texts = " ; ".join(source.reference for source in sources_of(calendrier.departement))
    source = REPORT if code == "report" else Source(texts, "legale")
    return (Etape(code, libelle, len(ecartes), "jours", calcul=days, source=source),)
