"""The engine: it reads liberations one by one, credits everyone, and proposes.

Decision n depends only on rows 1 to n, on the parts in force and on the settings: cutting the stream, replaying the
journal or shuffling the list of reservataires gives the same decisions. The accounts carry over from year to year.

It refuses to decide: an override by a person is a move of the accounts like another (`Moteur.engager`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from gef.core.comptes import ATTRIBUTS, Comptes
from gef.core.ecriture_decision import Enregistrement, write_record
from gef.core.errors import DonneeInvalideError, PartsIncompatiblesError
from gef.core.logement import Logement
from gef.core.parts import BAILLEUR, Reservataire
from gef.core.regle import Candidat, Choix, Parametres, Regle, Situation

__all__ = [
    "Decision",
    "Logement",
    "Moteur",
    "Parametres",
    "Proposition",
    "Reservataire",
    "orienter_flux",
]


@dataclass(frozen=True, slots=True)
class Proposition:
    """What the rule proposes for one dwelling, before anybody decides."""

    logement: Logement
    situation: Situation
    choix: Choix


@dataclass(frozen=True, slots=True)
class Decision:
    """A dwelling oriented in a batch: the final reservataire, after the refusals met on the way."""

    logement: Logement
    situation: Situation
    choix: Choix
    refus: tuple[str, ...]

    @property
    def rang(self) -> int:
        """Order of the dwelling in the stream."""
        return self.logement.rang

    @property
    def reservataire(self) -> str:
        """Id of the account that receives the dwelling."""
        return self.choix.retenu

    def enregistrement(self) -> Enregistrement:
        """Return the explanation record, JSON-ready."""
        return write_record(self.logement, self.situation, self.choix, self.refus)


class Moteur:
    """Accounts and rule together: the state of a bailleur's flux.

    Args:
        reservataires: Every account that may appear in the parts; `BAILLEUR` is added when absent.
        parametres: Settings of the rule, the same for the whole life of the engine.
    """

    def __init__(self, reservataires: Iterable[Reservataire], parametres: Parametres) -> None:
        self.types = {r.id: r.type for r in reservataires} | {BAILLEUR: "bailleur"}
        self.etat = frozenset(r_id for r_id, code in self.types.items() if code in ("etat_prio", "etat_fonct"))
        self.parametres = parametres
        self.comptes = Comptes(lcm(20, parametres.common_denominator()))
        self._regle = self._build_regle()
        self._checked_parts: dict[int, dict[str, int]] = {}

    def copy(self) -> Moteur:
        """Return an engine in the same state, to try decisions on."""
        twin = copy(self)
        twin.comptes = self.comptes.copy()
        twin._checked_parts = {}  # noqa: SLF001  (its own twin)
        return twin

    def regler(self, parametres: Parametres) -> None:
        """Change the settings from now on: they weigh on proposals, never on the accounts."""
        self.parametres = parametres
        self._regle = self._build_regle()

    def liberer(self, logement: Logement, parts: Mapping[str, Fraction]) -> dict[str, int]:
        """Credit a counted liberation to every eligible account; return the parts in units.

        Raises:
            PartsIncompatiblesError: the parts do not sum to 1.
            DonneeInvalideError: a part names an unknown reservataire.
        """
        scaled = self._checked(parts, logement)
        self.comptes.crediter(scaled, logement.attributs, logement.commune, self.etat)
        return scaled

    def take_back(self, logement: Logement, parts: Mapping[str, Fraction]) -> None:
        """Take back what `liberer` credited: the dwelling leaves the flux, or its liberation never was."""
        scaled = self._checked(parts, logement)
        self.comptes.crediter(scaled, logement.attributs, logement.commune, self.etat, by=-1)

    def proposer(
        self, logement: Logement, parts: Mapping[str, Fraction], refus: frozenset[str] = frozenset()
    ) -> Proposition:
        """Propose for a dwelling already credited by `liberer`."""
        scaled = self._checked(parts, logement)
        situation = self._situation(logement, scaled)
        if self._regle.unite != self.comptes.unite:
            self._regle = self._build_regle()
        return Proposition(logement, situation, self._regle.choisir(situation, refus))

    def engager(self, logement: Logement, reservataire: str) -> None:
        """Write that the dwelling is oriented to `reservataire`, by the rule or by a person."""
        if reservataire not in self.types:
            raise DonneeInvalideError(f"Logement {logement.logement} : réservataire « {reservataire} » inconnu.")
        self.comptes.engager(reservataire, logement.attributs, logement.commune, is_etat=reservataire in self.etat)

    def annuler(self, logement: Logement, reservataire: str) -> None:
        """Write that an orientation is withdrawn or refused without counting."""
        self.comptes.annuler(reservataire, logement.attributs, logement.commune, is_etat=reservataire in self.etat)

    def orienter(self, logement: Logement, parts: Mapping[str, Fraction]) -> Decision:
        """Credit, propose, offer again after each refusal, and engage; one decision of a batch."""
        self.liberer(logement, parts)
        refus: tuple[str, ...] = ()
        proposition = self.proposer(logement, parts)
        while proposition.choix.retenu in logement.refus and proposition.choix.retenu != BAILLEUR:
            refus = (*refus, proposition.choix.retenu)
            proposition = self.proposer(logement, parts, frozenset(refus))
        self.engager(logement, proposition.choix.retenu)
        return Decision(logement, proposition.situation, proposition.choix, refus)

    def _build_regle(self) -> Regle:
        self.comptes.refine_to(self.parametres.common_denominator())
        return Regle(self.parametres, self.comptes.unite)

    def _checked(self, parts: Mapping[str, Fraction], logement: Logement) -> dict[str, int]:
        scaled = self.comptes.scale(parts)
        if self._checked_parts.get(id(parts)) is scaled:  # the same parts in the same unit, already checked
            return scaled
        if sum(scaled.values()) != self.comptes.unite:
            total = sum(parts.values(), Fraction(0))
            raise PartsIncompatiblesError(
                f"Logement {logement.logement}, commune {logement.commune} : les parts font {total} ; attendu : 1."
            )
        unknown = [nom for nom in parts if nom not in self.types]
        if unknown:
            raise DonneeInvalideError(
                f"Commune {logement.commune} : réservataire « {unknown[0]} » absent de la liste des réservataires."
            )
        self._checked_parts[id(parts)] = scaled
        return scaled

    def _situation(self, logement: Logement, scaled: Mapping[str, int]) -> Situation:
        keys = [(nom, logement.attributs[nom]) for nom in ATTRIBUTS]
        candidats, ouverts = [], self.comptes.par_reservataire
        for nom in sorted({*scaled, BAILLEUR}):
            part = scaled.get(nom, 0)
            if not part and nom != BAILLEUR:
                continue
            compte = ouverts.get(nom) or self.comptes.compte(nom)
            droits, recus = compte.droits_attribut, compte.recus_attribut
            candidats.append(
                Candidat(
                    nom,
                    self.types[nom],
                    part,
                    compte.droits,
                    compte.recus,
                    tuple([droits.get(key, 0) for key in keys]),
                    tuple([recus.get(key, 0) for key in keys]),
                )
            )
        return Situation(self.comptes.unite, tuple(candidats), self.comptes.solde_etat(logement.commune))


def orienter_flux(
    reservataires: Sequence[Reservataire],
    parts: Mapping[str, Mapping[str, Fraction]],
    flux: Iterable[Logement],
    parametres: Parametres,
) -> Iterator[Decision]:
    """Orient a stream of freed dwellings, one decision per dwelling that is in the flux.

    Args:
        reservataires: Every account; the order is of no effect.
        parts: By commune, the part of each eligible account, `BAILLEUR` included; each sums to 1.
        flux: Dwellings in order of liberation; decision n is given before row n + 1 is read.
        parametres: Settings of the rule.

    Yields:
        Decisions in the order of the stream.

    Raises:
        DonneeInvalideError: a dwelling stands in a commune without parts.
        PartsIncompatiblesError: the parts of a commune do not sum to 1.

    Source:
        docs/metier/orientation.md; double entry, `gef.core.comptes`.
    """
    moteur = Moteur(reservataires, parametres)
    for logement in flux:
        if logement.hors_flux:
            continue
        if logement.commune not in parts:
            raise DonneeInvalideError(
                f"Flux, rang {logement.rang} : commune « {logement.commune} » sans parts ; "
                "attendu : une commune de parts.csv."
            )
        yield moteur.orienter(logement, parts[logement.commune])
