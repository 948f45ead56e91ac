"""Criteria of the réservataire d'imputation: what the partners agree on, in order, and what each reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from gef.core.designation import PUBLICS
from gef.core.errors import DonneeInvalideError
from gef.core.parts import ONE, TYPES_RESERVATAIRE
from gef.core.rotation import ecrire_nombre

CRITERES: Final[Mapping[str, str]] = {
    "titulaire": "le réservataire qui tient le logement",
    "public": "le réservataire du public le plus étroit",
    "obligation": "le réservataire le plus loin de son obligation envers les prioritaires",
    "solde": "le réservataire à qui il est dû le plus",
    "alternance": "chacun à son tour",
    "liste": "l’ordre convenu entre les partenaires",
}
# Why an account is proposed, beside a criterion that decides.
SEUL, SANS_REGLE, IDENTIFIANT = "seul", "sans_regle", "identifiant"
# Why an account is out before any criterion.
HORS_COMMUNE = "commune"
# The narrower the public of an account, the smaller its rank; a priority that was only declared opens none.
LARGEUR_PAR_TYPE: Final[Mapping[str, tuple[int, str]]] = {
    "etat_prio": (0, "ménages prioritaires"),
    "etat_fonct": (1, "agents publics"),
    "action_logement": (2, "salariés"),
    "bailleur": (4, "tous les demandeurs"),
}
LARGEUR_TERRITOIRE: Final = (3, "demandeurs du territoire")
PRIORITAIRES: Final = frozenset({"dalo", "prioritaire"})
ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class RegleImputation:
    """What the partners agreed on, from `debut` to `fin` (excluded).

    Attributes:
        criteres: Codes of `CRITERES`, the first decides first.
        debut: First day.
        document: Where they agreed on it.
        fin: First day after; None: no end.
        ordre: Accounts in the order agreed, for the criterion "liste".
    """

    criteres: tuple[str, ...]
    debut: date
    document: str
    fin: date | None = None
    ordre: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        where = "Règle d’imputation"
        unknown = [code for code in self.criteres if code not in CRITERES]
        if unknown:
            raise DonneeInvalideError(f"{where}, critère : « {unknown[0]} » ; attendu : {', '.join(CRITERES)}.")
        if not self.criteres:
            raise DonneeInvalideError(f"{where} : aucun critère ; attendu : un au moins.")
        for what, codes in (("critère", self.criteres), ("ordre convenu", self.ordre)):
            doubles = sorted({code for code in codes if codes.count(code) > 1})
            if doubles:
                raise DonneeInvalideError(f"{where}, {what} : « {doubles[0]} » deux fois ; attendu : une fois.")
        if ("liste" in self.criteres) != bool(self.ordre):
            found = "sans comptes" if not self.ordre else "donné sans son critère"
            raise DonneeInvalideError(
                f"{where}, ordre convenu : {found} ; attendu : le critère « liste » et l’ordre des comptes, ensemble."
            )
        if self.fin is not None and self.fin <= self.debut:
            raise DonneeInvalideError(f"{where}, période : la fin précède le début ; attendu : une fin après le début.")

    def is_en_vigueur(self, jour: date) -> bool:
        """Whether the rule holds on a day."""
        return self.debut <= jour and (self.fin is None or jour < self.fin)


@dataclass(frozen=True, slots=True)
class CompteEligible:
    """An account on which the candidate may be counted.

    Attributes:
        id: Account.
        type: A code of `TYPES_RESERVATAIRE`.
        nom: Name to show; the identifier when empty.
        part: Its part in the commune of the dwelling; an account without any is set aside.
        solde: Its solde as it would be if the dwelling counted on nobody.
        part_prioritaires: Share of its attributions that the law asks for priority households; 0 when it asks none.
        attributions: Attributions of the exercice on it; None when not known.
        prioritaires: Those to DALO or priority households; None when not known.
        inconnus: Those of which nobody knows whether the household is a priority one.
        rang_imputation: Rank of the last imputation that it received, a later one being larger; None for never.
    """

    id: str
    type: str
    part: Fraction
    solde: Fraction
    part_prioritaires: Fraction = ZERO
    attributions: int | None = None
    prioritaires: int | None = None
    rang_imputation: int | None = None
    nom: str = ""
    inconnus: int = 0

    def __post_init__(self) -> None:
        if self.type not in TYPES_RESERVATAIRE:
            raise DonneeInvalideError(
                f"Compte {self.id}, type : « {self.type} » ; attendu : {', '.join(TYPES_RESERVATAIRE)}."
            )
        for what, share in (("part", self.part), ("part due aux prioritaires", self.part_prioritaires)):
            if not 0 <= share <= ONE:
                raise DonneeInvalideError(f"Compte {self.id}, {what} : {share} ; attendu : entre 0 et 1.")

    @property
    def libelle(self) -> str:
        """How it is called."""
        return self.nom or self.id

    @property
    def manque_max(self) -> Fraction:
        """Attributions to priority households that it lacks, were none of the unknown ones such a household."""
        return max(ZERO, self.part_prioritaires * (self.attributions or 0) - (self.prioritaires or 0))

    @property
    def manque_min(self) -> Fraction:
        """The same, were all of them."""
        return max(ZERO, self.manque_max - self.inconnus)


@dataclass(frozen=True, slots=True)
class EntreeImputation:
    """A candidate for a dwelling, and the accounts to which he is eligible.

    Attributes:
        titulaire: Account that holds the dwelling.
        comptes: Accounts to which the candidate is eligible, the holder among them, in any order.
        regle: What the partners agreed on; None: nothing.
        public: A code of `gef.core.designation.PUBLICS`; None when it is not known.
        public_valide: Whether the priority was checked, not only declared.
    """

    titulaire: str
    comptes: tuple[CompteEligible, ...]
    regle: RegleImputation | None = None
    public: str | None = None
    public_valide: bool = False

    def __post_init__(self) -> None:
        ids = [compte.id for compte in self.comptes]
        if self.titulaire not in ids:
            raise DonneeInvalideError(
                f"Imputation : le titulaire « {self.titulaire} » n’est pas parmi les comptes ; attendu : il en est un."
            )
        if len(set(ids)) < len(ids):
            raise DonneeInvalideError("Imputation : un compte est donné deux fois ; attendu : une fois chacun.")
        if self.public is not None and self.public not in PUBLICS:
            raise DonneeInvalideError(f"Imputation, public : « {self.public} » ; attendu : {', '.join(PUBLICS)}.")

    @property
    def is_prioritaire(self) -> bool:
        """Whether the candidate is of the priority publics, and that was checked."""
        return self.public in PRIORITAIRES and self.public_valide


def find_regle(regles: Sequence[RegleImputation], jour: date) -> RegleImputation | None:
    """Give the rule in force on a day: the last written; None when the partners agreed on nothing.

    Examples:
        >>> find_regle((), date(2026, 6, 15)) is None
        True
    """
    return next((regle for regle in reversed(regles) if regle.is_en_vigueur(jour)), None)


# Rank of an account for a criterion, the smaller the better, and what is said of it.
Rank = tuple[Fraction, Fraction | str]


def _rank_titulaire(compte: CompteEligible, entree: EntreeImputation) -> Rank:
    is_titulaire = compte.id == entree.titulaire
    return Fraction(not is_titulaire), "tient le logement" if is_titulaire else "ne le tient pas"


def _rank_public(compte: CompteEligible, entree: EntreeImputation) -> Rank:
    rank, libelle = LARGEUR_PAR_TYPE.get(compte.type, LARGEUR_TERRITOIRE)
    if compte.type == "etat_prio" and not entree.is_prioritaire:
        return Fraction(len(TYPES_RESERVATAIRE)), f"{libelle}, dont le candidat n’est pas"
    return Fraction(rank), libelle


def _rank_obligation(compte: CompteEligible, _entree: EntreeImputation) -> Rank:
    if not compte.part_prioritaires:
        return ZERO, "sans cette obligation"
    lack = compte.manque_min
    if lack != compte.manque_max:
        return -lack, f"il lui manque au moins {ecrire_nombre(lack)}, au plus {ecrire_nombre(compte.manque_max)}"
    return -lack, lack


def _rank_solde(compte: CompteEligible, _entree: EntreeImputation) -> Rank:
    return -compte.solde, compte.solde


def _rank_alternance(compte: CompteEligible, _entree: EntreeImputation) -> Rank:
    if compte.rang_imputation is None:
        return Fraction(-1), "n’en a reçu aucune"
    return Fraction(compte.rang_imputation), f"dernière reçue : la {_ordinal(compte.rang_imputation, '1re')}"


def _rank_liste(compte: CompteEligible, entree: EntreeImputation) -> Rank:
    ordre = entree.regle.ordre if entree.regle else ()
    if compte.id not in ordre:
        return Fraction(len(ordre)), "hors de l’ordre convenu"
    rank = ordre.index(compte.id)
    return Fraction(rank), f"{_ordinal(rank + 1, '1er')} de l’ordre convenu"


def _rank_identifiant(compte: CompteEligible, entree: EntreeImputation) -> Rank:
    return Fraction(sorted(other.id for other in entree.comptes).index(compte.id)), compte.id


def _ordinal(number: int, first: str) -> str:
    return first if number == 1 else f"{number}e"


RANKS: Final[Mapping[str, Callable[[CompteEligible, EntreeImputation], Rank]]] = {
    "titulaire": _rank_titulaire,
    "public": _rank_public,
    "obligation": _rank_obligation,
    "solde": _rank_solde,
    "alternance": _rank_alternance,
    "liste": _rank_liste,
    SANS_REGLE: _rank_titulaire,
    IDENTIFIANT: _rank_identifiant,
}


def find_silence(critere: str, entree: EntreeImputation, reste: Sequence[CompteEligible]) -> str:
    """Say why a criterion cannot tell the accounts apart: what it reads is not known, or does not concern them."""
    if critere != "obligation":
        return ""
    if not entree.is_prioritaire:
        return "le candidat n’est pas un prioritaire validé"
    unknown = [c.libelle for c in reste if c.part_prioritaires and (c.attributions is None or c.prioritaires is None)]
    if unknown:
        return f"attributions aux prioritaires non renseignées pour {', '.join(unknown)}"
    rivals = [c for c in reste if c.manque_max >= max(other.manque_min for other in reste)]
    unsure = [c for c in rivals if c.manque_max != c.manque_min]
    if not unsure or len(rivals) == 1:
        return ""
    said = ", ".join(f"{c.libelle} ({c.inconnus} sur {c.attributions})" for c in unsure)
    return f"des ménages inconnus en décideraient pour {said}"


LIBELLES_MOTIFS: Final[Mapping[str, str]] = {
    **CRITERES,
    SEUL: "seul compte dont le candidat relève ici",
    SANS_REGLE: "aucune règle convenue : le réservataire qui tient le logement",
    IDENTIFIANT: "à égalité, l’ordre des identifiants",
}
