"""The life of a convention: dated words of the parties, one after the other, and nothing is erased.

The table of transitions is data, printed in docs/metier/conventions.md by a test. A word that cannot follow those
already written is refused with the reason. Nothing happens of itself: a tacit renewal has its effect by the contract,
and a person records it, because the accounts need the part to go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.core.motifs import Source
from gef.core.periodes import add_mois

TypeParole = Literal[
    "transmission",
    "negociation",
    "signature",
    "entree_en_vigueur",
    "projet_avenant",
    "avenant",
    "reconduction",
    "denonciation",
    "echeance",
]
EtatConvention = Literal[
    "brouillon", "transmise", "en_negociation", "signee", "en_vigueur", "reconduite", "denoncee", "echue"
]
Partie = Literal["bailleur", "reservataire"]

PAROLES: Final[Mapping[str, str]] = {
    "transmission": "transmission au réservataire",
    "negociation": "ouverture de la négociation",
    "signature": "signature",
    "entree_en_vigueur": "entrée en vigueur",
    "projet_avenant": "transmission d’un projet d’avenant",
    "avenant": "prise d’effet d’un avenant",
    "reconduction": "reconduction",
    "denonciation": "dénonciation",
    "echeance": "échéance",
}
ETATS_CONVENTION: Final[Mapping[str, str]] = {
    "brouillon": "brouillon",
    "transmise": "transmise",
    "en_negociation": "en négociation",
    "signee": "signée",
    "en_vigueur": "en vigueur",
    "reconduite": "reconduite",
    "denoncee": "dénoncée",
    "echue": "échue",
}
AUTEURS: Final[Mapping[TypeParole, frozenset[Partie]]] = {
    "transmission": frozenset({"bailleur"}),
    "negociation": frozenset({"bailleur", "reservataire"}),
    "signature": frozenset({"bailleur"}),
    "entree_en_vigueur": frozenset({"bailleur"}),
    "projet_avenant": frozenset({"bailleur"}),
    "avenant": frozenset({"bailleur"}),
    "reconduction": frozenset({"bailleur"}),
    "denonciation": frozenset({"bailleur", "reservataire"}),
    "echeance": frozenset({"bailleur"}),
}
TRANSITIONS: Final[Mapping[tuple[EtatConvention, TypeParole], EtatConvention]] = {
    ("brouillon", "transmission"): "transmise",
    ("transmise", "transmission"): "transmise",
    ("transmise", "negociation"): "en_negociation",
    ("transmise", "signature"): "signee",
    ("en_negociation", "transmission"): "transmise",
    ("en_negociation", "signature"): "signee",
    ("signee", "entree_en_vigueur"): "en_vigueur",
    ("en_vigueur", "projet_avenant"): "en_vigueur",
    ("en_vigueur", "avenant"): "en_vigueur",
    ("en_vigueur", "reconduction"): "reconduite",
    ("en_vigueur", "denonciation"): "denoncee",
    ("en_vigueur", "echeance"): "echue",
    ("reconduite", "projet_avenant"): "reconduite",
    ("reconduite", "avenant"): "reconduite",
    ("reconduite", "reconduction"): "reconduite",
    ("reconduite", "denonciation"): "denoncee",
    ("reconduite", "echeance"): "echue",
    ("denoncee", "echeance"): "echue",
}
APPLIQUEES: Final[frozenset[EtatConvention]] = frozenset({"en_vigueur", "reconduite", "denoncee"})
# States in which the terms are still written; beyond, only an avenant changes them.
REDIGEES: Final[frozenset[EtatConvention]] = frozenset({"brouillon", "transmise", "en_negociation"})
MOTIF_MINIMUM: Final = 10
MOIS_PAR_AN: Final = 12
S003_DUREE: Final = Source("source 003 (convention d’Ornex, 2025), art. 7", "pratique")


@dataclass(frozen=True, slots=True)
class Duree:
    """How long a convention lasts.

    Attributes:
        annees: Years of the first period.
        reconductions: How many times it is tacitly renewed, for one year each.
        preavis: Months of notice before a denunciation takes effect.
    """

    annees: int = 3
    reconductions: int = 2
    preavis: int = 3

    def __post_init__(self) -> None:
        for nom, valeur, borne in (
            ("années", self.annees, 10),
            ("reconductions", self.reconductions, 5),
            ("préavis en mois", self.preavis, 24),
        ):
            if not (nom == "années") <= valeur <= borne:
                low = 1 if nom == "années" else 0
                raise DonneeInvalideError(f"Durée, {nom} : {valeur} ; attendu : de {low} à {borne}.")

    @property
    def libelle(self) -> str:
        """The duration in words.

        Examples:
            >>> Duree().libelle
            '3 ans, puis 2 reconductions tacites d’un an au plus'
            >>> Duree(1, 0).libelle
            '1 an, sans reconduction tacite'
        """
        years = f"{self.annees} an{'s' if self.annees > 1 else ''}"
        if not self.reconductions:
            return f"{years}, sans reconduction tacite"
        words = "reconductions tacites" if self.reconductions > 1 else "reconduction tacite"
        return f"{years}, puis {self.reconductions} {words} d’un an au plus"


DUREE_USUELLE: Final = Duree()


@dataclass(frozen=True, slots=True)
class Parole:
    """One dated word in the life of a convention.

    Attributes:
        type: A code of `PAROLES`.
        jour: Day on which it was said.
        partie: Who said it.
        version: Number of the version that it is about; 0 for those about the convention itself.
        effet: First day on which it has its effect, for the words that have one.
        motif: Why; compulsory for a denunciation.
        document: The signed document; compulsory for what is signed.
    """

    type: TypeParole
    jour: date
    partie: Partie = "bailleur"
    version: int = 0
    effet: date | None = None
    motif: str = ""
    document: str = ""

    def __post_init__(self) -> None:
        if self.type not in PAROLES:
            raise DonneeInvalideError(f"Convention : « {self.type} » ; attendu : {', '.join(PAROLES)}.")
        what = PAROLES[self.type]
        if self.partie not in AUTEURS[self.type]:
            raise DonneeInvalideError(f"Convention, {what} : c’est l’acte du bailleur, pas du réservataire.")
        if self.type in _DATEES and self.effet is None:
            raise DonneeInvalideError(f"Convention, {what} : date d’effet absente ; attendu : le premier jour d’effet.")
        if self.type in _SIGNEES and not self.document.strip():
            raise DonneeInvalideError(f"Convention, {what} : document absent ; attendu : son titre et sa date.")
        if self.type == "denonciation" and len(self.motif.strip()) < MOTIF_MINIMUM:
            raise DonneeInvalideError(
                f"Convention, dénonciation : motif « {self.motif.strip()} » ; attendu : {MOTIF_MINIMUM} caractères au "
                "moins."
            )


_DATEES: Final[frozenset[TypeParole]] = frozenset({"entree_en_vigueur", "avenant", "reconduction", "denonciation"})
_SIGNEES: Final[frozenset[TypeParole]] = frozenset({"signature", "avenant"})


@dataclass(frozen=True, slots=True)
class Vie:
    """Where a convention stands, after the words said.

    Attributes:
        etat: A code of `ETATS_CONVENTION`, as written.
        duree: What the version in force says of the duration.
        paroles: The words, oldest first.
        version: Version sent last, then signed, then changed by the avenants.
        debut: First day of the part; None before it is in force.
        fin: Day after the last one.
        reconductions: Renewals recorded.
    """

    etat: EtatConvention = "brouillon"
    duree: Duree = DUREE_USUELLE
    paroles: tuple[Parole, ...] = ()
    version: int = 0
    debut: date | None = None
    fin: date | None = None
    reconductions: int = 0

    @property
    def rang(self) -> int:
        """How many words were said."""
        return len(self.paroles)

    @property
    def is_reconductible(self) -> bool:
        """Whether one more tacit renewal is allowed."""
        return self.etat in ("en_vigueur", "reconduite") and self.reconductions < self.duree.reconductions

    def etat_au(self, jour: date) -> EtatConvention:
        """Where the convention stands on a day: one whose last day has passed, and that cannot be renewed, is over.

        Examples:
            >>> vie = Vie("denoncee", debut=date(2024, 1, 1), fin=date(2027, 1, 1))
            >>> vie.etat_au(date(2026, 12, 31)), vie.etat_au(date(2027, 1, 1))
            ('denoncee', 'echue')
        """
        is_over = self.etat in APPLIQUEES and self.fin is not None and jour >= self.fin
        return "echue" if is_over and not self.is_reconductible else self.etat

    def is_a_reconduire(self, jour: date) -> bool:
        """Whether its last day has passed and the renewal is to be recorded."""
        return self.is_reconductible and self.fin is not None and jour >= self.fin

    @property
    def denonciable_jusqu_au(self) -> date | None:
        """Last day on which a denunciation still avoids the next renewal; None when none is to come."""
        return add_mois(self.fin, -self.duree.preavis) if self.is_reconductible and self.fin else None

    def can(self, type_parole: str) -> bool:
        """Whether such a word can follow."""
        if type_parole == "reconduction" and not self.is_reconductible:
            return False
        return (self.etat, type_parole) in TRANSITIONS


def read_vie(paroles: Iterable[Parole], duree: Duree | None = None) -> Vie:
    """Read the life of a convention from its words in order.

    Args:
        paroles: The words, oldest first.
        duree: What the version in force says of the duration; None is the usual one.

    Raises:
        TransitionInterditeError: a word cannot follow those before it.

    Examples:
        >>> jour = date(2025, 12, 1)
        >>> said = [Parole("transmission", jour, version=1), Parole("signature", jour, version=1, document="Conv. 1")]
        >>> said.append(Parole("entree_en_vigueur", jour, version=1, effet=date(2026, 1, 1)))
        >>> vie = read_vie(said)
        >>> vie.etat, vie.fin
        ('en_vigueur', datetime.date(2029, 1, 1))
    """
    vie = Vie(duree=duree or DUREE_USUELLE)
    for parole in paroles:
        vie = add_parole(vie, parole)
    return vie


def add_parole(vie: Vie, parole: Parole) -> Vie:
    """Add one word.

    Args:
        vie: What was said.
        parole: The next word.

    Returns:
        The life that follows; the one given is not changed.

    Raises:
        TransitionInterditeError: it cannot follow; the message says what could, or which day was expected.
    """
    etat = TRANSITIONS.get((vie.etat, parole.type))
    if etat is None or not vie.can(parole.type):
        possible = ", ".join(PAROLES[code] for code in PAROLES if vie.can(code)) or "rien"
        raise TransitionInterditeError(
            f"Convention « {ETATS_CONVENTION[vie.etat]} » : {PAROLES[parole.type]} impossible ; attendu : {possible}."
        )
    _check_jour(vie, parole)
    return _follow(replace(vie, etat=etat, paroles=(*vie.paroles, parole)), parole)


def _check_jour(vie: Vie, parole: Parole) -> None:
    if vie.paroles and parole.jour < vie.paroles[-1].jour:
        raise TransitionInterditeError(
            f"Convention, {PAROLES[parole.type]} : {parole.jour:%d/%m/%Y} ; attendu : le "
            f"{vie.paroles[-1].jour:%d/%m/%Y} ou après, jour de l’acte précédent."
        )
    expected = _expected_effet(vie, parole)
    if expected:
        found = parole.effet or parole.jour
        raise TransitionInterditeError(f"Convention, {PAROLES[parole.type]} : {found:%d/%m/%Y} ; attendu : {expected}.")


def _expected_effet(vie: Vie, parole: Parole) -> str:
    """Say which day was expected, "" when the one given will do."""
    if vie.debut is None or vie.fin is None:
        return ""
    effet = parole.effet or parole.jour
    if parole.type == "reconduction" and effet != vie.fin:
        return f"le {vie.fin:%d/%m/%Y}, lendemain du dernier jour"
    if parole.type == "echeance" and parole.jour < vie.fin:
        return f"le {vie.fin:%d/%m/%Y} ou après, lendemain du dernier jour"
    if parole.type == "avenant" and not vie.debut <= effet < vie.fin:
        return f"du {vie.debut:%d/%m/%Y} inclus au {vie.fin:%d/%m/%Y} exclu, tant que la convention est en vigueur"
    if parole.type == "denonciation":
        first = add_mois(parole.jour, vie.duree.preavis)
        if not first <= effet <= vie.fin:
            return f"entre le {first:%d/%m/%Y}, au bout du préavis, et le {vie.fin:%d/%m/%Y}"
    return ""


def _follow(vie: Vie, parole: Parole) -> Vie:
    if parole.version and parole.type != "projet_avenant":
        vie = replace(vie, version=parole.version)
    if parole.type == "entree_en_vigueur":
        assert parole.effet is not None
        return replace(vie, debut=parole.effet, fin=add_mois(parole.effet, MOIS_PAR_AN * vie.duree.annees))
    if parole.type == "reconduction":
        assert parole.effet is not None
        fin = add_mois(parole.effet, MOIS_PAR_AN)
        return replace(vie, fin=fin, reconductions=vie.reconductions + 1)
    if parole.type == "denonciation":
        return replace(vie, fin=parole.effet)
    return vie


def find_next(vie: Vie, jour: date, *, remarques: int = 0) -> str:
    """Say what is to be done next, and by whom, as one French sentence; "" when there is nothing.

    Args:
        vie: Where the convention stands.
        jour: The day.
        remarques: Remarks without an answer.
    """
    if remarques:
        return f"Répondre à {remarques} remarque{'s' if remarques > 1 else ''} du réservataire."
    if vie.is_a_reconduire(jour):
        return "Constater la reconduction tacite : le dernier jour est passé, et les comptes attendent la suite."
    if vie.etat != "echue" and vie.etat_au(jour) == "echue":
        return "Constater l’échéance."
    return _NEXT.get(vie.etat, "")


_NEXT: Final[Mapping[EtatConvention, str]] = {
    "brouillon": "Compléter les termes, puis transmettre le projet au réservataire.",
    "transmise": "Le réservataire relit le projet : il remarque, ou l’on signe.",
    "en_negociation": "Transmettre une nouvelle version, ou signer.",
    "signee": "Faire entrer la convention en vigueur : sa part s’appliquera aux comptes.",
}
