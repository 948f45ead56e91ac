"""The terms of a convention as data.

A version is whole: it holds every term, the figures with the run that they come from, the clauses in words.

Source:
    Source 003 (convention d’Ornex, 2025): the ten subjects and the annex; docs/metier/conventions.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from gef.core.conventions import DUREE_USUELLE, Duree
from gef.core.delais import Delai
from gef.core.errors import DonneeInvalideError
from gef.core.faits import DECLENCHEURS, POLITIQUES
from gef.core.methodes import LIBELLES_METHODES
from gef.core.registre_droits import MODES_GESTION
from gef.core.souhaits import Souhait

Variante = Literal["etat", "action_logement", "collectivite", "autre"]
RoleSignataire = Literal["bailleur", "reservataire", "chef_de_file", "partie"]

VARIANTES: Final[Mapping[Variante, str]] = {
    "etat": "État",
    "action_logement": "Action Logement",
    "collectivite": "collectivité",
    "autre": "autre réservataire",
}
VARIANTE_PAR_TYPE: Final[Mapping[str, Variante]] = {
    "etat_prio": "etat",
    "etat_fonct": "etat",
    "action_logement": "action_logement",
    "departement": "collectivite",
    "region": "collectivite",
    "epci": "collectivite",
    "commune": "collectivite",
    "autre": "autre",
}
ROLES_SIGNATAIRES: Final[Mapping[RoleSignataire, str]] = {
    "bailleur": "bailleur",
    "reservataire": "réservataire",
    "chef_de_file": "chef de file",
    "partie": "partie",
}
LIBELLES_DECLENCHEURS: Final[Mapping[str, str]] = {
    "orientation": "orientation du logement",
    "proposition": "proposition au réservataire",
    "attribution": "attribution en CALEOL",
    "bail": "signature du bail",
}
LIBELLES_POLITIQUES: Final[Mapping[str, str]] = {"non_compte": "ne compte pas", "compte": "compte"}
# The ten subjects of source 003, in its order; each is an article of the document.
SUJETS: Final[Mapping[str, str]] = {
    "cadre": "Cadre territorial",
    "parc": "Parc concerné par la gestion en flux",
    "stock": "État des droits réservés",
    "flux": "Flux annuel",
    "gestion": "Modalités de gestion",
    "objectifs": "Objectifs",
    "attribution": "Attributions et obligations",
    "evaluation": "Évaluation annuelle",
    "actualisation": "Actualisation",
    "duree": "Durée",
}
MOIS_REVOYURE: Final = 6
MOIS: Final = 12
TEXTE_MAX: Final = 4_000


@dataclass(frozen=True, slots=True)
class Signataire:
    """A party to the convention: its account, or none for the bailleur, and who represents it."""

    nom: str
    role: RoleSignataire
    compte: str = ""
    represente_par: str = ""


@dataclass(frozen=True, slots=True)
class ExclusionConvenue:
    """A kind of dwelling that leaves the assiette; see `gef.core.exclusions`."""

    code: str
    libelle: str
    logements: int
    nature: Literal["legale", "locale"]
    document: str = ""


@dataclass(frozen=True, slots=True)
class PartConvenue:
    """The part of an account, on its territory; `part` None is not settled yet.

    Attributes:
        compte: Code of the account.
        nom: Its name.
        type: A code of `gef.core.parts.TYPES_RESERVATAIRE`.
        portee: Its territory.
        part: Share of the flux.
        droits: Rights in force behind it; None is unknown.
        uniques: Droits uniques still to be given; None when it has none.
        mode_gestion: Who designates for this account, when it is not as for the whole convention; else "".
    """

    compte: str
    nom: str
    type: str
    portee: str
    part: Fraction | None
    droits: int | None = None
    uniques: Fraction | None = None
    mode_gestion: str = ""

    def __post_init__(self) -> None:
        if self.part is not None and not 0 <= self.part <= 1:
            raise DonneeInvalideError(f"Part de {self.nom} : {self.part} ; attendu : entre 0 et 1.")


@dataclass(frozen=True, slots=True)
class ObjectifConvenu:
    """A line of the annex: an account in a commune.

    Attributes:
        compte: Code of the account.
        commune: Code of the commune.
        lieu: Its name.
        parc: Dwellings of the bailleur concerned by the flux there; None is unknown.
        droits: Rights of the account there; None is unknown.
        part: Share of the flux of the commune.
        nombre: Whole dwellings of the exercice; None when no objective was computed.
    """

    compte: str
    commune: str
    lieu: str
    parc: int | None = None
    droits: int | None = None
    part: Fraction | None = None
    nombre: int | None = None


@dataclass(frozen=True, slots=True)
class DelaiConvenu:
    """Until when a step may be done, and what follows; see `gef.core.horloges.ClauseDelai`."""

    etape: str
    nombre: int
    unite: str
    consequence: str
    decompte: str
    reporte: bool = False

    @property
    def libelle(self) -> str:
        """The delay in words."""
        return Delai(self.nombre, self.unite, self.reporte).libelle


@dataclass(frozen=True, slots=True)
class DerogationConvenue:
    """An act that sets a cap or a floor aside, with its clause; see `gef.core.seuils.Derogation`."""

    code: str
    valeur: Fraction
    clause: str
    document: str
    portee: str = "departement"
    exercice: int | None = None


@dataclass(frozen=True, slots=True)
class CalculCite:
    """A kept run from which figures come."""

    calcul: str
    exercice: int
    version: int
    empreinte: str
    fait_le: date


@dataclass(frozen=True, slots=True)
class Termes:
    """All the terms of a version.

    Attributes:
        variante: Which clauses the document has.
        departement: Code.
        portee: Territory of the convention: "departement", or that of the collectivité.
        exercice: Year of the figures.
        territoire: Name of the territory; "" shows its code.
        signataires: The bailleur first.
        parts: One per account; the État has two.
        exclusions: What leaves the assiette.
        parc: Dwellings of the bailleur in the département; None before an assiette is computed, as those that follow.
        eligible: Those of them that the flux concerns.
        taux: Rotation rate.
        source_taux: What it counts, and who says so.
        assiette: Dwellings of the year to share; exact.
        methode: How the rights became a part, a code of `LIBELLES_METHODES`; "" before a method is retained.
        contractuels: The annex, by account and commune.
        indicatifs: Criteria that bind nobody.
        justification: Why a flux narrower than the département, in the words of the réservataire.
        mode_gestion: Who designates, a code of `MODES_GESTION`.
        requalifie_min: Share that the bailleur may requalify at least, in gestion mixte.
        declencheur: What counts, a code of `DECLENCHEURS`.
        politique_refus: Whether a refused dwelling counts, a code of `POLITIQUES`.
        politique_silence: The same for a silence.
        delais: Until when each may act.
        premieres_locations: What is agreed for new programmes, in words, as the five that follow.
        npnru: For relogements.
        contribution: What the réservataire brings.
        evaluation: What the bilan adds to what the law asks.
        actualisation: What else may change the convention.
        revoyure: Month of the yearly review, 1 to 12.
        derogations: Acts that set a rule aside.
        duree: How long.
        calculs: Runs from which the figures come.
    """

    variante: Variante
    departement: str
    portee: str
    exercice: int
    signataires: tuple[Signataire, ...]
    parts: tuple[PartConvenue, ...]
    territoire: str = ""
    exclusions: tuple[ExclusionConvenue, ...] = ()
    parc: int | None = None
    eligible: int | None = None
    taux: Fraction | None = None
    source_taux: str = ""
    assiette: Fraction | None = None
    methode: str = ""
    contractuels: tuple[ObjectifConvenu, ...] = ()
    indicatifs: tuple[Souhait, ...] = ()
    justification: str = ""
    mode_gestion: str = "directe"
    requalifie_min: Fraction | None = None
    declencheur: str = "orientation"
    politique_refus: str = "non_compte"
    politique_silence: str = "non_compte"
    delais: tuple[DelaiConvenu, ...] = ()
    premieres_locations: str = ""
    npnru: str = ""
    contribution: str = ""
    evaluation: str = ""
    actualisation: str = ""
    revoyure: int = MOIS_REVOYURE
    derogations: tuple[DerogationConvenue, ...] = ()
    duree: Duree = DUREE_USUELLE
    calculs: tuple[CalculCite, ...] = ()

    def __post_init__(self) -> None:
        codes: tuple[tuple[str, str, tuple[str, ...]], ...] = (
            ("gestion", self.mode_gestion, tuple(MODES_GESTION)),
            ("déclencheur", self.declencheur, tuple(DECLENCHEURS)),
            ("refus", self.politique_refus, POLITIQUES),
            ("silence", self.politique_silence, POLITIQUES),
            ("méthode", self.methode or "negociee", tuple(LIBELLES_METHODES)),
        )
        for nom, code, known in codes:
            if code not in known:
                raise DonneeInvalideError(f"Termes, {nom} : « {code} » ; attendu : {', '.join(known)}.")
        if not 1 <= self.revoyure <= MOIS:
            raise DonneeInvalideError(f"Termes, revoyure : mois {self.revoyure} ; attendu : de 1 à {MOIS}.")
        if self.requalifie_min is not None and not 0 <= self.requalifie_min <= 1:
            raise DonneeInvalideError(f"Termes, requalification : {self.requalifie_min} ; attendu : entre 0 et 1.")
        for nom in TEXTES:
            if len(getattr(self, nom)) > TEXTE_MAX:
                raise DonneeInvalideError(f"Termes, {TEXTES[nom].lower()} : plus de {TEXTE_MAX} caractères.")

    @property
    def part_totale(self) -> Fraction | None:
        """The parts together; None while one of them is not settled, or when they are not of the same territory."""
        known = [row.part for row in self.parts if row.part is not None]
        is_whole = len(known) == len(self.parts) and len({row.portee for row in self.parts}) == 1
        return sum(known, Fraction(0)) if is_whole else None

    @property
    def objectif(self) -> int | None:
        """Whole dwellings of the annex together; None while one of them is unknown, or without any."""
        known = [row.nombre for row in self.contractuels]
        return None if not known or None in known else sum(nombre for nombre in known if nombre is not None)

    @property
    def is_infra_departement(self) -> bool:
        """Whether the flux is narrower than the département, for a réservataire whose territory is not narrower."""
        return self.portee != "departement" and any(
            row.type not in ("commune", "epci") and row.portee != "departement" for row in self.parts
        )


TEXTES: Final[Mapping[str, str]] = {
    "justification": "Justification d’un flux infra-départemental",
    "premieres_locations": "Premières locations",
    "npnru": "NPNRU",
    "contribution": "Contribution du réservataire",
    "evaluation": "Évaluation",
    "actualisation": "Actualisation",
}
