"""The obligations of the year, in per cent and in dwellings: what is held, what is missing, what nobody can say.

Plain counts come in; nothing here knows a ledger or a household. A shortage of less than one dwelling is watched, not
cried over: nobody gives a third of a dwelling. What is unknown of the households is never guessed: an obligation is at
risk only if a dwelling would be missing even were all the unknown ones favourable; else it is said to be uncertain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Literal

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Etape, Explication, Source
from gef.core.parts import TYPES_ETAT, covers
from gef.core.rotation import ecrire_nombre, ecrire_taux
from gef.core.seuils import SeuilLegal

Sens = Literal["plancher", "plafond"]
Evenement = Literal["orientation", "attribution", "bail"]
Statut = Literal["a_risque", "a_surveiller", "incertaine", "absente", "tenue", "sans_objet"]

STATUTS: Mapping[str, str] = {
    "a_risque": "à risque",
    "a_surveiller": "à surveiller",
    "incertaine": "données incomplètes",
    "absente": "données absentes",
    "tenue": "tenue",
    "sans_objet": "sans objet",
}
ZERO = Fraction(0)
COLLECTIVITES = ("commune", "epci", "departement", "region")
_JOURNAL = Source("journal des faits de l’année", "donnee")


@dataclass(frozen=True, slots=True)
class Regle:
    """One obligation of the law.

    Attributes:
        libelle: What it asks, in French.
        parametre: Code of its share in `gef.law`; "" when the share is the one that the conventions give.
        sens: Floor or ceiling.
        evenement: What it counts.
        types: Types of the accounts that it binds or that must receive; empty: whoever holds the dwelling.
        qpv: Where its base lies; None: everywhere.
        is_menage: Whether its numerator needs to know the households.
    """

    libelle: str
    parametre: str
    sens: Sens
    evenement: Evenement
    types: tuple[str, ...] = ()
    qpv: bool | None = None
    is_menage: bool = False


REGLES: Mapping[str, Regle] = {
    "etat_plafond": Regle("État, au plus", "etat_plafond", "plafond", "orientation", tuple(sorted(TYPES_ETAT))),
    "etat_agents": Regle(
        "dont agents publics de l’État, au plus", "etat_agents_plafond", "plafond", "orientation", ("etat_fonct",)
    ),
    "etat_commune": Regle(
        "État, même part dans chaque commune", "", "plancher", "orientation", ("etat_prio", "etat_fonct")
    ),
    "etat_hors_qpv": Regle(
        "État, au moins hors QPV",
        "etat_plancher_hors_qpv",
        "plancher",
        "orientation",
        ("etat_prio", "etat_fonct"),
        qpv=False,
    ),
    "garanties": Regle("Garanties d’emprunt, au plus", "garanties_plafond", "plafond", "orientation", COLLECTIVITES),
    "prioritaires_collectivites": Regle(
        "Publics prioritaires d’une collectivité",
        "prioritaires_collectivites",
        "plancher",
        "attribution",
        COLLECTIVITES,
        is_menage=True,
    ),
    "prioritaires_bailleur": Regle(
        "Publics prioritaires du bailleur",
        "prioritaires_bailleur",
        "plancher",
        "attribution",
        ("bailleur",),
        is_menage=True,
    ),
    "prioritaires_action_logement": Regle(
        "Publics prioritaires d’Action Logement",
        "prioritaires_action_logement",
        "plancher",
        "attribution",
        ("action_logement",),
        is_menage=True,
    ),
    "mixite_hors_qpv": Regle(
        "Premier quartile hors QPV", "mixite_hors_qpv", "plancher", "bail", qpv=False, is_menage=True
    ),
    "mixite_qpv": Regle("Quartiles 2 à 4 en QPV", "mixite_qpv", "plancher", "attribution", qpv=True, is_menage=True),
}


@dataclass(frozen=True, slots=True)
class Comptage:
    """What was counted for one obligation, in dwellings.

    Attributes:
        base: Denominator.
        atteint: Those that count.
        inconnus: Those of the base of which it is not known whether they count.
        hors_base: Those that may belong to the base, and do not say where they stand.
    """

    base: int
    atteint: int
    inconnus: int = 0
    hors_base: int = 0

    def __post_init__(self) -> None:
        counts = (self.base, self.atteint, self.inconnus, self.hors_base)
        if min(counts) < 0 or self.atteint + self.inconnus > self.base:
            raise DonneeInvalideError(
                f"Obligation : {self.atteint} atteints et {self.inconnus} inconnus sur {self.base} ; "
                "attendu : des nombres positifs, dans la base."
            )


@dataclass(frozen=True, slots=True)
class Obligation:
    """An obligation on a territory or an account, and where it stands.

    Attributes:
        code: A code of `REGLES`.
        portee: Where: "departement", an EPCI or a commune.
        reservataire: Account that it binds; "" when it binds the bailleur.
        seuil: The share, with its base and its article; a clause that sets it aside has taken its place.
        comptage: What was counted.
        clause: Words of that clause, or empty.
    """

    code: str
    portee: str
    seuil: SeuilLegal
    comptage: Comptage
    reservataire: str = ""
    clause: str = ""

    def __post_init__(self) -> None:
        if self.code not in REGLES:
            raise DonneeInvalideError(f"Obligation « {self.code} » inconnue ; attendu : {', '.join(REGLES)}.")

    @property
    def regle(self) -> Regle:
        """The obligation as the law has it."""
        return REGLES[self.code]

    @property
    def part(self) -> Fraction | None:
        """Share that counts; None when there is nothing to divide, or when what is not known decides."""
        if not self.comptage.base or self.statut in ("incertaine", "absente"):
            return None
        return Fraction(self.comptage.atteint, self.comptage.base)

    @property
    def attendu(self) -> Fraction:
        """Dwellings that the share makes, exactly."""
        return self.seuil.valeur * self.comptage.base

    @property
    def manque(self) -> Fraction:
        """Dwellings missing, or in excess of a ceiling, on what is known."""
        return self._ecart(self.comptage.atteint)

    @property
    def logements(self) -> int:
        """The same in whole dwellings: how many must be given, or not given any more."""
        return ceil(self.manque)

    @property
    def statut(self) -> Statut:
        """Where it stands; see the module."""
        known, is_plancher = self.comptage, self.regle.sens == "plancher"
        if not known.base:
            return "sans_objet"
        if not self._ecart(known.atteint + (0 if is_plancher else known.inconnus)):
            return "tenue"
        if known.inconnus == known.base:
            return "absente"
        best = known.atteint + (known.inconnus if is_plancher else 0)
        if self._ecart(best) >= 1:
            return "a_risque"
        return "incertaine" if known.inconnus else "a_surveiller"

    def _ecart(self, counted: int) -> Fraction:
        ecart = self.attendu - counted
        return max(ZERO, ecart if self.regle.sens == "plancher" else -ecart)

    def apres(self, *, is_compte: bool) -> Obligation:
        """Give the obligation once one more dwelling has entered its base, and counted or not."""
        after = replace(self.comptage, base=self.comptage.base + 1, atteint=self.comptage.atteint + is_compte)
        return replace(self, comptage=after)

    @property
    def explication(self) -> Explication:
        """The steps from the counts to the shortage."""
        known, seuil = self.comptage, self.seuil
        sign = "−" if self.regle.sens == "plancher" else "au-delà de"
        manque = "Manquent" if self.regle.sens == "plancher" else "En trop"
        etapes = [
            Etape("base", f"Base : {seuil.base}", known.base, "logements", source=_JOURNAL),
            Etape("seuil", "Part demandée", seuil.valeur, "fraction", source=seuil.source),
            Etape(
                "attendu",
                "Logements demandés",
                self.attendu,
                "logements",
                f"{ecrire_nombre(known.base)} × {ecrire_taux(seuil.valeur)}",
                seuil.source,
            ),
            Etape("atteint", "Comptés", known.atteint, "logements", source=_JOURNAL),
        ]
        if known.inconnus:
            etapes.append(Etape("inconnus", "Dont on ne sait rien", known.inconnus, "logements", source=_JOURNAL))
        if known.hors_base:
            etapes.append(Etape("hors_base", "QPV non renseigné, hors base", known.hors_base, "logements"))
        calcul = f"{ecrire_nombre(self.attendu)} {sign} {ecrire_nombre(known.atteint)}"
        if self.regle.sens == "plafond":
            calcul = f"{ecrire_nombre(known.atteint)} {sign} {ecrire_nombre(self.attendu)}"
        etapes.append(Etape("manque", manque, self.manque, "logements", calcul))
        return Explication(self.regle.libelle, tuple(etapes))


@dataclass(frozen=True, slots=True)
class LogementAOrienter:
    """A dwelling about to be oriented: where it stands, and the accounts that may have it, with their type."""

    commune: str
    epci: str
    qpv: bool | None
    eligibles: Mapping[str, str]


def touches(obligation: Obligation, logement: LogementAOrienter) -> bool:
    """Whether giving a dwelling to somebody can move an obligation.

    A dwelling that does not say whether it stands in a QPV enters no base that depends on it.
    """
    regle = obligation.regle
    if not covers(obligation.portee, logement.commune, logement.epci):
        return False
    if regle.qpv is not None and logement.qpv is not regle.qpv:
        return False
    if obligation.reservataire:
        return obligation.reservataire in logement.eligibles
    return not regle.types or any(kind in regle.types for kind in logement.eligibles.values())


def list_enjeux(obligations: Iterable[Obligation], logement: LogementAOrienter) -> tuple[Obligation, ...]:
    """Give the obligations that a dwelling touches and that are not held, the worst first.

    At risk before watched; then the most dwellings missing; then the order of the law, of territories and of accounts.

    Source:
        docs/metier/contexte-orientation.md, « Les obligations en jeu ».
    """
    order = {code: rank for rank, code in enumerate(REGLES)}
    found = [o for o in obligations if o.statut in ("a_risque", "a_surveiller") and touches(o, logement)]
    return tuple(
        sorted(found, key=lambda o: (o.statut != "a_risque", -o.manque, order[o.code], o.portee, o.reservataire))
    )


def list_absentes(obligations: Iterable[Obligation], logement: LogementAOrienter) -> tuple[Obligation, ...]:
    """Give the obligations that a dwelling touches and that what is not known decides, in the order of the law."""
    order = {code: rank for rank, code in enumerate(REGLES)}
    found = [o for o in obligations if o.statut in ("absente", "incertaine") and touches(o, logement)]
    return tuple(sorted(found, key=lambda o: (order[o.code], o.portee, o.reservataire)))
