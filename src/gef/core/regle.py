"""The rule that proposes a reservataire for one freed dwelling, from the numbers of that moment alone.

`choisir` is a pure function of a `Situation`: parts in force, droits and received of each eligible account, the
État's balance in the commune. The same numbers are kept in the journal, so any decision can be recomputed.

Two rules, on the same accounts:

* `equilibre` (rule e*): never serve anybody more than 1 − avance_min dwelling ahead; whoever is late beyond `seuil`
  goes first, the latest of them; otherwise those whose deadline is near; otherwise the best sum of solde, profile
  and commune balance.
* `retard` (rule c): the largest solde, among those with a droit; the plain mode.

The rule proposes; people decide.

All comparisons are between integers: `unite` is the number of parts of one dwelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from gef.core.comptes import ATTRIBUTS
from gef.core.errors import DonneeInvalideError
from gef.core.parts import BAILLEUR, TYPES_ETAT

REGLES = ("equilibre", "retard")
HORIZON = 3

MOTIFS: Mapping[str, str] = {
    "retard": "retard",
    "echeance": "échéance proche",
    "equilibre": "meilleur équilibre",
    "personne": "personne n’a encore droit",
    "plus_en_retard": "le plus en retard",
}

LECTURES: Mapping[str, str] = {
    "retenu": "retenu",
    "refus": "a refusé ce logement",
    "avance": "en avance : pas de droit ouvert",
    "commune_servie": "déjà servi de sa part dans la commune",
    "pret_epuise": "le bailleur a déjà prêté un logement",
    "pas_en_retard": "en droit, mais un autre est au-delà du seuil de retard",
    "moins_en_retard": "en retard, mais moins que le retenu",
    "echeance_lointaine": "peut encore attendre",
    "score": "score inférieur",
    "profil": "a déjà reçu plus que sa part de ce type de logement",
    "solde": "solde inférieur",
}


@dataclass(frozen=True, slots=True)
class Parametres:
    """Settings of the rule; dwellings, as exact fractions.

    Source:
        Settings by measurement: docs/decisions/0007-reglages-orientation.md.
    """

    regle: str = "equilibre"
    avance_min: Fraction = Fraction(15, 100)
    seuil: Fraction = Fraction(80, 100)
    dispense: Fraction = Fraction(80, 100)
    profil: Fraction = Fraction(1, 4)
    commune: Fraction = Fraction(1, 2)
    poids: Mapping[str, Fraction] = field(
        default_factory=lambda: {
            "typologie": Fraction(1),
            "financement": Fraction(1),
            "qpv": Fraction(1),
            "forme": Fraction(1, 2),
        }
    )
    pret_bailleur: Fraction = Fraction(1)
    seuil_bailleur: Fraction = Fraction(2)

    def __post_init__(self) -> None:
        if self.regle not in REGLES:
            raise DonneeInvalideError(f"Règle « {self.regle} » inconnue ; attendu : {' ou '.join(REGLES)}.")
        if not 0 <= self.avance_min < self.seuil <= 1:
            raise DonneeInvalideError(
                f"Réglage : avance_min {self.avance_min}, seuil {self.seuil} ; attendu : 0 ≤ avance_min < seuil ≤ 1."
            )
        if set(self.poids) != set(ATTRIBUTS):
            raise DonneeInvalideError(f"Poids du profil : {', '.join(self.poids)} ; attendu : {', '.join(ATTRIBUTS)}.")

    @classmethod
    def for_part_propre(cls, part_propre: Fraction) -> Parametres:
        """Give the settings to ship for a bailleur whose own contingent is `part_propre` of the flux.

        Under 5 % there is next to no contingent to lend, and the looser setting costs less in lateness.
        """
        if part_propre < Fraction(5, 100):
            return cls(avance_min=Fraction(10, 100), seuil=Fraction(90, 100))
        return cls()

    def common_denominator(self) -> int:
        """Smallest unit in which every threshold is a whole number."""
        thresholds = (self.avance_min, self.seuil, self.dispense, self.pret_bailleur, self.seuil_bailleur)
        return lcm(*(value.denominator for value in thresholds))


@dataclass(frozen=True, slots=True)
class Candidat:
    """One eligible account at the moment of the decision.

    `part` and `droits` in units of 1/`unite`; `recus` in dwellings; the two tuples follow `ATTRIBUTS`, for the
    values of this dwelling only.
    """

    id: str
    type: str
    part: int
    droits: int
    recus: int
    droits_attribut: tuple[int, ...]
    recus_attribut: tuple[int, ...]

    @property
    def is_bailleur(self) -> bool:
        """Whether this is the bailleur's own contingent, which may lend."""
        return self.id == BAILLEUR


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the rule looks at: candidates in order of id, the État's balance in the commune."""

    unite: int
    candidats: tuple[Candidat, ...]
    solde_commune_etat: int


@dataclass(frozen=True, slots=True)
class Ligne:
    """One row of the explanation: the candidate, the terms of his score, how to read them.

    `solde` and `peut_passer`: units and dwellings; `profil`, `commune` and `score` share the denominator `sur`.
    """

    candidat: Candidat
    solde: int
    peut_passer: int | None
    profil: int
    commune: int
    score: int
    sur: int
    lecture: str


@dataclass(frozen=True, slots=True)
class Choix:
    """The proposal: who, for what motive, and every row behind it."""

    retenu: str
    motif: str
    lignes: tuple[Ligne, ...]
    contrefactuel: tuple[str, Fraction] | None = None

    def ligne(self, reservataire: str) -> Ligne:
        """Return the row of a candidate."""
        return next(ligne for ligne in self.lignes if ligne.candidat.id == reservataire)


class Regle:
    """The rule with its settings turned once into integers of a given unit."""

    def __init__(self, parametres: Parametres, unite: int) -> None:
        if unite % parametres.common_denominator():
            raise DonneeInvalideError(f"Unité 1/{unite} trop grosse pour les seuils de la règle.")
        self.parametres = parametres
        self.unite = unite
        self._avance_min = int(parametres.avance_min * unite)
        self._seuil = int(parametres.seuil * unite)
        self._dispense = int(parametres.dispense * unite)
        self._pret = int(parametres.pret_bailleur * unite)
        self._seuil_bailleur = int(parametres.seuil_bailleur * unite)
        poids = [parametres.poids[nom] for nom in ATTRIBUTS]
        self._poids_sur = lcm(*(w.denominator for w in poids))
        self._poids = tuple(int(w * self._poids_sur) for w in poids)
        self._factor = parametres.profil.denominator * self._poids_sur * parametres.commune.denominator

    def choisir(self, situation: Situation, refus: frozenset[str] = frozenset()) -> Choix:
        """Propose a reservataire among the candidates who have not refused.

        Args:
            situation: Numbers after the liberation has been credited to every candidate.
            refus: Ids of those who refused this dwelling, or are suspended.

        Returns:
            The proposal with one explained row per candidate. The bailleur is always able to keep the dwelling,
            even where his own part is zero.

        Source:
            Rule e*, docs/metier/orientation.md; settings, docs/decisions/0007-reglages-orientation.md.
        """
        candidats = situation.candidats
        soldes = {c.id: c.droits - c.recus * self.unite for c in candidats}
        ecartes = {c.id: reason for c in candidats if (reason := self._why_not(c, soldes, situation, refus))}
        restants = [c for c in candidats if c.id not in ecartes]
        terms = {c.id: self._terms(c, situation) for c in candidats}
        if not restants:
            return self._conclude(situation, soldes, terms, ecartes, (BAILLEUR, "personne"))
        retenu, motif, lectures = self._pick(restants, soldes, terms)
        return self._conclude(situation, soldes, terms, ecartes | lectures, (retenu, motif))

    def _why_not(
        self, c: Candidat, soldes: Mapping[str, int], situation: Situation, refus: frozenset[str]
    ) -> str | None:
        if c.id in refus:
            return "refus"
        solde = soldes[c.id]
        if c.is_bailleur:
            return None if solde >= -self._pret else "pret_epuise"
        if solde < self._avance_min:
            return "avance"
        if self.parametres.regle == "retard" or c.type not in TYPES_ETAT:
            return None
        return None if situation.solde_commune_etat >= 0 or solde >= self._dispense else "commune_servie"

    def _pick(
        self, restants: list[Candidat], soldes: Mapping[str, int], terms: Mapping[str, tuple[int, int, int]]
    ) -> tuple[str, str, dict[str, str]]:
        if self.parametres.regle == "retard":
            retenu = min(restants, key=lambda c: (-soldes[c.id], c.id)).id
            return retenu, "plus_en_retard", {c.id: "solde" for c in restants if c.id != retenu}
        en_retard = [c for c in restants if not c.is_bailleur and soldes[c.id] > self._seuil]
        if en_retard:
            retenu = min(en_retard, key=lambda c: (-soldes[c.id], c.id)).id
            lectures = {c.id: "pas_en_retard" for c in restants} | {c.id: "moins_en_retard" for c in en_retard}
            return retenu, "retard", lectures
        presses = self._pressed(restants, soldes)
        finalistes = presses or restants
        lectures = {c.id: "echeance_lointaine" for c in restants} | {c.id: "score" for c in finalistes}
        return self._best(finalistes, soldes, terms), "echeance" if presses else "equilibre", lectures

    def _pressed(self, restants: list[Candidat], soldes: Mapping[str, int]) -> list[Candidat]:
        """Keep those whose deadlines already fill the next dwellings: j + 1 accounts due within j + 1 dwellings."""
        for dwellings in range(1, HORIZON + 1):
            due = [c for c in restants if self._room(c, soldes[c.id]) < dwellings * c.part]
            if len(due) >= dwellings:
                return due
        return []

    def _room(self, c: Candidat, solde: int) -> int:
        return (self._seuil_bailleur if c.is_bailleur else self._seuil) - solde

    def _terms(self, c: Candidat, situation: Situation) -> tuple[int, int, int]:
        """Profile, commune and denominator: what c lacks of this type beyond his solde, and the État's balance."""
        unite, factor, parametres = self.unite, self._factor, self.parametres
        manque = 0
        recus, droits = c.recus, c.droits
        for weight, acquis, recu in zip(self._poids, c.droits_attribut, c.recus_attribut, strict=True):
            manque += weight * (acquis * recus - recu * droits)
        base = droits or 1
        profil = parametres.profil.numerator * manque * unite * unite * parametres.commune.denominator
        commune = 0
        if c.type in TYPES_ETAT:
            g = situation.solde_commune_etat
            signed = g * unite if abs(g) <= unite else g * abs(g)
            commune = parametres.commune.numerator * signed * base * parametres.profil.denominator * self._poids_sur
        return profil, commune, unite * unite * base * factor

    def _score(self, solde: int, terms: tuple[int, int, int]) -> int:
        profil, commune, sur = terms
        return solde * (sur // self.unite) + profil + commune

    def _best(
        self, restants: list[Candidat], soldes: Mapping[str, int], terms: Mapping[str, tuple[int, int, int]]
    ) -> str:
        best = restants[0].id
        best_score, best_sur = self._score(soldes[best], terms[best]), terms[best][2]
        for c in restants[1:]:
            score, sur = self._score(soldes[c.id], terms[c.id]), terms[c.id][2]
            if score * best_sur > best_score * sur:
                best, best_score, best_sur = c.id, score, sur
        return best

    def _conclude(
        self,
        situation: Situation,
        soldes: Mapping[str, int],
        terms: Mapping[str, tuple[int, int, int]],
        lectures: Mapping[str, str],
        conclusion: tuple[str, str],
    ) -> Choix:
        retenu, motif = conclusion
        lignes = []
        for c in situation.candidats:
            solde, own_terms = soldes[c.id], terms[c.id]
            lecture = "retenu" if c.id == retenu else lectures[c.id]
            if lecture == "score" and solde > soldes[retenu] and own_terms[0] < 0:
                lecture = "profil"
            room = self._room(c, solde)
            peut_passer = None if not c.part or lecture == "avance" else max(0, room // c.part)
            profil, commune, sur = own_terms
            score = self._score(solde, own_terms)
            lignes.append(Ligne(c, solde, peut_passer, profil, commune, score, sur, lecture))
        return Choix(retenu, motif, tuple(lignes), self._counterfactual(soldes, lectures, retenu, motif))

    def _counterfactual(
        self, soldes: Mapping[str, int], lectures: Mapping[str, str], retenu: str, motif: str
    ) -> tuple[str, Fraction] | None:
        """Name who would have passed first, and the solde that it would have taken."""
        others = [nom for nom in soldes if nom not in (retenu, BAILLEUR) and lectures.get(nom) != "refus"]
        if not others:
            return None
        nearest = min(others, key=lambda nom: (-soldes[nom], nom))
        late = motif in ("retard", "plus_en_retard")
        needed = soldes[retenu] if late else self._seuil
        return nearest, Fraction(needed, self.unite)
