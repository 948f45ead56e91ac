"""The clocks of a dwelling: which delays run, until when, and what the convention proposes when nothing came.

A clock starts with a fact and stops with another. It decides nothing: a person confirms what the convention proposes.
The convention in force on the day the clock starts gives the delay; where it says nothing, a profile named after its
source does, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gef.core.delais import Calendrier, Delai, Echeance, calculer_avance, calculer_echeance
from gef.core.errors import DonneeInvalideError
from gef.core.faits import ANNULATION
from gef.core.motifs import Source

ETAPES_DELAI: Final[Mapping[str, str]] = {
    "reponse": "dire si l’on présentera des candidats",
    "dossiers": "adresser les dossiers complets des candidats",
    "candidats": "proposer trois candidats",
    "menage": "réponse du ménage à l’offre",
    "neuf": "transmettre le logement avant la mise en service",
}
LIBELLES_DELAIS: Final[Mapping[str, str]] = {
    "reponse": "Réponse",
    "dossiers": "Dossiers complets",
    "candidats": "Trois candidats",
    "menage": "Réponse du ménage",
    "neuf": "Neuf, à l’avance",
}
CONSEQUENCES: Final[Mapping[str, str]] = {
    "completer": "compléter la liste des candidats",
    "reprendre": "désigner pour le compte du bailleur",
    "reorienter": "proposer le logement à un autre réservataire",
    "refus": "tenir le silence pour un refus du ménage",
    "aucune": "aucune",
}
DECOMPTES: Final[Mapping[str, str]] = {
    "compte": "compte dans l’objectif du réservataire",
    "non_compte": "ne compte pas",
    "au_choix": "au choix du bailleur, qui dit pourquoi",
}
# What a step may lead to; the reservataire answers for the first three, the household and the bailleur for the others.
CONSEQUENCES_PAR_ETAPE: Final[Mapping[str, tuple[str, ...]]] = {
    "reponse": ("reorienter", "reprendre", "completer"),
    "dossiers": ("completer", "reprendre", "reorienter"),
    "candidats": ("completer", "reprendre", "reorienter"),
    "menage": ("refus",),
    "neuf": ("aucune",),
}
MENAGE_MIN_JOURS: Final = 10
R441_10: Final = Source("CCH art. R. 441-10", "legale")
S003: Final = "source 003 (convention d’Ornex, 2025), art. 5.1"
S004: Final = "source 004 (HSO Occitanie, 2023), étape 4"


def _check_delai(etape: str, delai: Delai) -> None:
    if etape == "neuf" and delai.unite not in ("mois", "calendaires"):
        raise DonneeInvalideError(
            f"délai d’un logement neuf : {delai.libelle} ; attendu : en mois ou en jours calendaires."
        )
    if etape == "menage" and delai.nombre < MENAGE_MIN_JOURS and delai.unite != "mois":
        raise DonneeInvalideError(
            f"délai de réponse du ménage : {delai.libelle} ; "
            f"attendu : {MENAGE_MIN_JOURS} jours au moins (CCH art. R. 441-10)."
        )
    if etape == "menage" and delai.nombre == 0:
        raise DonneeInvalideError(
            "délai de réponse du ménage : 0 mois ; attendu : 10 jours au moins (CCH art. R. 441-10)."
        )


@dataclass(frozen=True, slots=True)
class ClauseDelai:
    """What a convention says of one step, from `debut` to `fin` (excluded).

    Attributes:
        etape: A code of `ETAPES_DELAI`.
        delai: How long.
        consequence: What is proposed once it is over: a code of `CONSEQUENCES`.
        decompte: Whether the dwelling then counts: a code of `DECOMPTES`.
        source: The convention, or where the default comes from.
        reservataire: Account; "" for the default profile.
        debut: None: as far back as one looks.
        fin: Excluded; None: no end.
    """

    etape: str
    delai: Delai
    consequence: str
    decompte: str
    source: Source
    reservataire: str = ""
    debut: date | None = None
    fin: date | None = None

    def __post_init__(self) -> None:
        allowed = CONSEQUENCES_PAR_ETAPE.get(self.etape)
        if allowed is None:
            raise DonneeInvalideError(f"délai, étape : « {self.etape} » ; attendu : {', '.join(ETAPES_DELAI)}.")
        if self.consequence not in allowed:
            found = CONSEQUENCES.get(self.consequence, self.consequence)
            expected = " ; ou : ".join(CONSEQUENCES[code] for code in allowed)
            raise DonneeInvalideError(
                f"délai « {ETAPES_DELAI[self.etape]} », suite : « {found} » ; attendu : {expected}."
            )
        if self.decompte not in DECOMPTES:
            raise DonneeInvalideError(f"délai, décompte : « {self.decompte} » ; attendu : {', '.join(DECOMPTES)}.")
        if self.debut and self.fin and self.fin <= self.debut:
            raise DonneeInvalideError("délai, période : la fin précède le début ; attendu : une fin après le début.")
        _check_delai(self.etape, self.delai)

    @property
    def is_par_defaut(self) -> bool:
        """Whether no convention says so."""
        return not self.reservataire

    def is_en_vigueur(self, jour: date) -> bool:
        """Whether the clause holds on a day."""
        return (self.debut is None or self.debut <= jour) and (self.fin is None or jour < self.fin)


# Nothing here is law but the last reading of art. R. 441-10: CCH art. R. 441-5 leaves the delays to the convention.
PROFIL_PAR_DEFAUT: Final[tuple[ClauseDelai, ...]] = (
    ClauseDelai("reponse", Delai(5, "ouvres"), "reorienter", "au_choix", Source(f"{S003} ; {S004}", "pratique")),
    ClauseDelai("dossiers", Delai(10, "calendaires"), "completer", "compte", Source(S004, "pratique")),
    ClauseDelai("candidats", Delai(1, "mois"), "completer", "compte", Source(f"{S003} ; {S004}", "pratique")),
    ClauseDelai("menage", Delai(MENAGE_MIN_JOURS, "calendaires", reporte=True), "refus", "non_compte", R441_10),
    ClauseDelai("neuf", Delai(3, "mois"), "aucune", "non_compte", Source(f"{S003} ; {S004}", "pratique")),
)

# Facts of `gef.core.faits` that start each clock, and those that stop it.
STARTS: Final[Mapping[str, str]] = {
    "reponse": "transmission",
    "dossiers": "transmission",
    "candidats": "transmission",
    "menage": "attribution",
}
_GONE: Final = frozenset(
    {
        "orientation",
        "refus",
        "non_reponse",
        "retour",
        "reprise",
        "requalification",
        "bail",
        "abandon",
        "qualification_flux",
        "qualification_hors_flux",
        "qualification_stock",
    }
)
STOPS: Final[Mapping[str, frozenset[str]]] = {
    "reponse": _GONE | {"acceptation", "candidats", "attribution"},
    "dossiers": _GONE | {"candidats", "attribution"},
    "candidats": _GONE | {"candidats", "attribution"},
    "menage": _GONE | {"acceptation_menage", "refus_menage"},
}
# The fact that a person writes when he confirms what follows.
FAITS_PROPOSES: Final[Mapping[str, str]] = {
    "completer": "candidats",
    "reprendre": "reprise",
    "reorienter": "non_reponse",
    "refus": "refus_menage",
    "aucune": "",
}


@dataclass(frozen=True, slots=True)
class FaitDate:
    """A fact of a dwelling: its code and its day."""

    fait: str
    jour: date


@dataclass(frozen=True, slots=True)
class SuiviDelais:
    """What the clocks of a dwelling read.

    Attributes:
        logement: Reference.
        reservataire: Account that holds it.
        faits: Its facts, in the order they were written.
        mise_en_service: Day of delivery of new build; None for the rest.
    """

    logement: str
    reservataire: str
    faits: tuple[FaitDate, ...]
    mise_en_service: date | None = None


@dataclass(frozen=True, slots=True)
class Horloge:
    """A delay that runs.

    Attributes:
        logement: Reference.
        reservataire: Account that holds it.
        clause: The delay, where it comes from, and what follows.
        depart: Day it started; for "neuf", the day of delivery.
        echeance: Last day to act.
        restants: Calendar days left; negative when it is over.
        calcul: How the deadline was counted; None for "neuf", which is counted backwards.
    """

    logement: str
    reservataire: str
    clause: ClauseDelai
    depart: date
    echeance: date
    restants: int
    calcul: Echeance | None

    @property
    def is_over(self) -> bool:
        """Whether nothing came in time."""
        return self.restants < 0

    @property
    def consequence(self) -> str:
        """What the convention proposes now, for a person to confirm: "" while there is time left."""
        return self.clause.consequence if self.is_over else ""

    @property
    def fait_propose(self) -> str:
        """Fact that confirms it, a code of `gef.core.faits`; "" when there is nothing to write."""
        return FAITS_PROPOSES[self.clause.consequence] if self.is_over else ""


def find_clause(etape: str, reservataire: str, jour: date, clauses: Sequence[ClauseDelai]) -> ClauseDelai:
    """Find what holds for a step of a reservataire on a day: the last written clause in force, else the default.

    Args:
        etape: A code of `ETAPES_DELAI`.
        reservataire: Account.
        jour: Day the clock starts.
        clauses: Clauses in the order they were written.

    Source:
        CCH art. R. 441-5: the convention fixes the delay; no text gives a number of days.

    Examples:
        >>> find_clause("reponse", "VILLE", date(2026, 11, 23), ()).delai.libelle
        '5 jours ouvrés'
    """
    own = (c for c in reversed(clauses) if (c.etape, c.reservataire) == (etape, reservataire))
    default = next(c for c in PROFIL_PAR_DEFAUT if c.etape == etape)
    return next((clause for clause in own if clause.is_en_vigueur(jour)), default)


def find_retards(
    suivis: Iterable[SuiviDelais], jour: date, delais: Sequence[ClauseDelai], calendrier: Calendrier
) -> tuple[Horloge, ...]:
    """Give the clocks that run on a day, the most urgent first, with what follows for those that are over.

    Args:
        suivis: Dwellings with their facts; those written after `jour` are left out.
        jour: The day.
        delais: Clauses of the conventions, in the order they were written.
        calendrier: Holidays of the département and closed days of the bailleur.

    Source:
        Sources 003 and 004: steps, delays, consequences; CCH art. R. 441-10: answer of the household.
    """
    running = [clock for suivi in suivis for clock in _clocks(suivi, jour, delais, calendrier)]
    return tuple(sorted(running, key=lambda clock: (clock.echeance, clock.logement, clock.clause.etape)))


def _clocks(suivi: SuiviDelais, jour: date, delais: Sequence[ClauseDelai], calendrier: Calendrier) -> list[Horloge]:
    faits = _read_faits(suivi, jour)
    clocks = []
    for etape in STARTS:
        depart = _find_depart(etape, faits)
        if depart is not None:
            clause = find_clause(etape, suivi.reservataire, depart, delais)
            calcul = calculer_echeance(depart, clause.delai, calendrier)
            last = calcul.echeance
            clocks.append(
                Horloge(suivi.logement, suivi.reservataire, clause, depart, last, calcul.count_restants(jour), calcul)
            )
    return clocks + _clock_neuf(suivi, faits, jour, delais)


def _clock_neuf(
    suivi: SuiviDelais, faits: Sequence[FaitDate], jour: date, delais: Sequence[ClauseDelai]
) -> list[Horloge]:
    """Give the clock of new build, which runs until the dwelling is transmitted."""
    depart = suivi.mise_en_service
    if depart is None or any(fait.fait in ("transmission", "attribution", "bail") for fait in faits):
        return []
    clause = find_clause("neuf", suivi.reservataire, depart, delais)
    last = calculer_avance(depart, clause.delai)
    return [Horloge(suivi.logement, suivi.reservataire, clause, depart, last, (last - jour).days, None)]


def _read_faits(suivi: SuiviDelais, jour: date) -> list[FaitDate]:
    """Facts of a dwelling on a day, without those that were cancelled."""
    faits: list[FaitDate] = []
    for fait in suivi.faits:
        if fait.fait != ANNULATION:
            faits.append(fait)
        elif faits:
            faits.pop()
    return [fait for fait in faits if fait.jour <= jour]


def _find_depart(etape: str, faits: Sequence[FaitDate]) -> date | None:
    """Day of the last fact that starts a clock, unless a later one stopped it."""
    for fait in reversed(faits):
        if fait.fait == STARTS[etape]:
            return fait.jour
        if fait.fait in STOPS[etape]:
            return None
    return None
