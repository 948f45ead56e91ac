"""What would follow if a waiting dwelling went to a given réservataire, beside the proposal; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from gef.actions.flux import EtatFlux
from gef.actions.orienter import EnAttente, propose_all
from gef.core.comptes import ATTRIBUTS
from gef.core.parts import BAILLEUR
from gef.core.regle import Candidat, Ligne
from gef.db.flux.models import Liberation

Seuil = Literal["", "franchit", "reste", "quitte"]


@dataclass(frozen=True, slots=True)
class SoldeEssai:
    """The solde of an eligible account: before this dwelling, if the proposal is followed, if the trial is.

    `seuil` says how the trial moves him against the threshold of lateness; the bailleur's own is never late.
    """

    reservataire: str
    avant: Fraction
    si_propose: Fraction
    si_choisi: Fraction
    seuil: Seuil


@dataclass(frozen=True, slots=True)
class SuiteEssai:
    """A dwelling that waits behind: to whom it is proposed now, and after the trial."""

    liberation: Liberation
    propose: str
    apres: str


@dataclass(frozen=True, slots=True)
class AttributEssai:
    """A kind of dwelling in the account chosen: its share of his droits, of what he received, and with this one.

    A share is None when there is nothing to share.
    """

    attribut: str
    valeur: str
    dans_droits: Fraction | None
    dans_recus: Fraction | None
    dans_recus_apres: Fraction


@dataclass(frozen=True, slots=True)
class Essai:
    """A trial on one dwelling; `suites` holds every dwelling that waits behind it, changed or not."""

    reservataire: str
    propose: str
    seuil: Fraction
    soldes: tuple[SoldeEssai, ...]
    suites: tuple[SuiteEssai, ...]
    composition: tuple[AttributEssai, ...]

    @property
    def franchissent(self) -> tuple[str, ...]:
        """Accounts that pass the threshold of lateness because of this dwelling."""
        return tuple(row.reservataire for row in self.soldes if row.seuil == "franchit")

    @property
    def changees(self) -> tuple[SuiteEssai, ...]:
        """Dwellings whose proposal changes."""
        return tuple(suite for suite in self.suites if suite.propose != suite.apres)


def try_orientation(
    etat: EtatFlux, attentes: Sequence[EnAttente], attente: EnAttente, reservataire: str, jour: date
) -> Essai:
    """Say what giving a waiting dwelling to a réservataire would do.

    Args:
        etat: The state from which `attentes` were proposed.
        attentes: The whole worklist, in order.
        attente: The dwelling.
        reservataire: An account eligible for it.
        jour: The day of the worklist.
    """
    after = propose_all(etat, jour, {attente.liberation.pk: reservataire})
    rank = next(i for i, row in enumerate(attentes) if row.liberation.pk == attente.liberation.pk)
    pairs = zip(attentes[rank + 1 :], after[rank + 1 :], strict=True)
    choix = attente.proposition.choix
    return Essai(
        reservataire,
        choix.retenu,
        attente.parametres.seuil,
        tuple(_compare(attente, ligne, reservataire) for ligne in choix.lignes),
        tuple(SuiteEssai(now.liberation, now.retenu, then.retenu) for now, then in pairs),
        _compose(attente, choix.ligne(reservataire).candidat),
    )


def _compare(attente: EnAttente, ligne: Ligne, reservataire: str) -> SoldeEssai:
    unite, nom = attente.proposition.situation.unite, ligne.candidat.id
    credit = 0 if attente.suivi.etat.is_credite else ligne.candidat.part
    credited = Fraction(ligne.solde, unite)
    avant = Fraction(ligne.solde - credit, unite)
    si_choisi = credited - (nom == reservataire)
    seuil: Seuil = "" if nom == BAILLEUR else _situate(avant, si_choisi, attente.parametres.seuil)
    return SoldeEssai(nom, avant, credited - (nom == attente.retenu), si_choisi, seuil)


def _situate(avant: Fraction, apres: Fraction, seuil: Fraction) -> Seuil:
    if apres > seuil:
        return "reste" if avant > seuil else "franchit"
    return "quitte" if avant > seuil else ""


def _compose(attente: EnAttente, candidat: Candidat) -> tuple[AttributEssai, ...]:
    valeurs = attente.proposition.logement.attributs
    counts = zip(ATTRIBUTS, candidat.droits_attribut, candidat.recus_attribut, strict=True)
    return tuple(
        AttributEssai(
            nom,
            valeurs[nom],
            Fraction(droits, candidat.droits) if candidat.droits else None,
            Fraction(recus, candidat.recus) if candidat.recus else None,
            Fraction(recus + 1, candidat.recus + 1),
        )
        for nom, droits, recus in counts
    )
