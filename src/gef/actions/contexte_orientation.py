"""What the trade looks at before it orients a dwelling: its residence, the needs, the commune, the obligations.

Nothing here moves the rank that the rule gives. The queries are the same whatever the size of the bailleur.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gef.access.models import Organisation
from gef.actions.besoins import load_besoins
from gef.actions.flux import EtatFlux
from gef.actions.menages import read_menages
from gef.actions.objectifs import read_objectifs
from gef.actions.obligations import load_obligations
from gef.actions.orienter import EnAttente
from gef.actions.residences import find_classe, find_mouvements
from gef.actions.souhaits import list_souhaits, to_souhait
from gef.actions.traces import Traces, epci_of, read_traces
from gef.core.besoins import BesoinHorsFlux, list_possibles
from gef.core.comptages import Case
from gef.core.comptes import ATTRIBUTS
from gef.core.obligations import LogementAOrienter, Obligation, list_absentes, list_enjeux
from gef.core.parts import BAILLEUR, TYPES_ETAT, covers
from gef.core.regle import Candidat
from gef.core.residences import Classement, Mouvements
from gef.db.besoins.models import SouhaitReservataire
from gef.db.flux.models import Liberation

PAR_COMMUNE = TYPES_ETAT | {"commune"}  # whose objective binds commune by commune (source 001)
INDICATIFS = ATTRIBUTS[:3]  # typology, financing, QPV: what conventions call indicative


@dataclass(frozen=True, slots=True)
class PartIndicative:
    """The share of one attribute of the dwelling in the droits of an account, and in what it received.

    None when there is nothing to share.
    """

    attribut: str
    valeur: str
    dans_droits: Fraction | None
    dans_recus: Fraction | None


@dataclass(frozen=True, slots=True)
class Avancement:
    """An objective of the year and what was received since 1 January, those given back taken off.

    `objectif` is None when no objectives were kept, 0 when he has none there.
    """

    objectif: int | None
    recus: int

    @property
    def reste(self) -> int | None:
        """Dwellings still to receive; below zero when he received more than his objective."""
        return None if self.objectif is None else self.objectif - self.recus


@dataclass(frozen=True, slots=True)
class LigneCommune:
    """An eligible account in the commune of the dwelling.

    Attributes:
        reservataire: Account.
        commune: Where he stands in the commune.
        ensemble: Where he stands in all the communes of his territory.
        is_par_commune: Whether what binds is his objective in the commune: the État and the communes (source 001).
        indicatifs: The mix, one by attribute of `INDICATIFS`.
    """

    reservataire: str
    commune: Avancement
    ensemble: Avancement
    is_par_commune: bool
    indicatifs: tuple[PartIndicative, ...]

    @property
    def contractuel(self) -> Avancement:
        """The one that binds."""
        return self.commune if self.is_par_commune else self.ensemble


@dataclass(frozen=True, slots=True)
class Contexte:
    """Everything that a sheet shows beside the proposal.

    Attributes:
        jour: The day.
        classement: Class of the residence; None when it has none, or when its programme is not known.
        mouvements: What moved in the residence; None when its programme is not known.
        besoins: Needs out of the flux that the dwelling could meet, in order.
        en_attente: Households that wait, over all needs of the bailleur.
        communes: Eligible accounts, in the order of the rule.
        enjeux: Obligations that it touches and that are not held, the worst first.
        absentes: Obligations that it touches and that what is not known decides.
        souhaits: Wishes of the eligible accounts, those that this dwelling meets first.
    """

    jour: date
    classement: Classement | None
    mouvements: Mouvements | None
    besoins: tuple[BesoinHorsFlux, ...]
    en_attente: int
    communes: tuple[LigneCommune, ...]
    enjeux: tuple[Obligation, ...]
    absentes: tuple[Obligation, ...]
    souhaits: tuple[tuple[SouhaitReservataire, bool], ...]

    @property
    def possibles(self) -> int:
        """Households that the dwelling could house."""
        return sum(besoin.nombre for besoin in self.besoins)


def read_contexte(bailleur: Organisation, etat: EtatFlux, attente: EnAttente, jour: date) -> Contexte:
    """Read the context of a dwelling that waits.

    Args:
        bailleur: Whose dwelling.
        etat: State of the flux, from which it was proposed.
        attente: The dwelling and its proposal.
        jour: Day of the sheet.
    """
    menages = read_menages(bailleur.pk, etat)
    liberation, traces = attente.liberation, read_traces(bailleur.pk, etat, menages)
    besoins = load_besoins(bailleur)
    place = {"commune": liberation.commune, "epci": epci_of(liberation)}
    obligations = load_obligations(bailleur, etat, jour, menages)
    vise = to_vise(etat, attente)
    return Contexte(
        jour=jour,
        classement=find_classe(bailleur, liberation.commune, liberation.programme, jour),
        mouvements=find_mouvements(traces, liberation, jour),
        besoins=list_possibles(besoins, typologie=liberation.typologie, **place),
        en_attente=sum(besoin.nombre for besoin in besoins),
        communes=_list_communes(bailleur, attente, traces, jour),
        enjeux=list_enjeux(obligations, vise),
        absentes=list_absentes(obligations, vise),
        souhaits=_list_souhaits(list_souhaits(bailleur), vise, liberation, jour),
    )


def to_vise(etat: EtatFlux, attente: EnAttente) -> LogementAOrienter:
    """Give the dwelling as the obligations see it; who refused it may still receive others, and no longer this one."""
    liberation = attente.liberation
    types = {**etat.moteur.types, BAILLEUR: "bailleur"}
    eligibles = {
        ligne.candidat.id: types.get(ligne.candidat.id, ligne.candidat.type)
        for ligne in attente.proposition.choix.lignes
        if ligne.lecture != "refus"
    }
    return LogementAOrienter(liberation.commune, epci_of(liberation), liberation.qpv, eligibles)


def count_recus(cases: Mapping[Case, int], exercice: int, commune: str = "") -> dict[str, int]:
    """Count what each account received in a year, in a commune or everywhere, as the accounts do."""
    counts: dict[str, int] = {}
    for case, number in cases.items():
        if (case.type, case.annee) == ("recu", exercice) and commune in ("", case.commune):
            counts[case.reservataire] = counts.get(case.reservataire, 0) + number
    return counts


def _list_communes(bailleur: Organisation, attente: EnAttente, traces: Traces, jour: date) -> tuple[LigneCommune, ...]:
    commune = attente.liberation.commune
    rendus = read_objectifs(bailleur, jour.year)
    here = {row.reservataire: row.objectif for row in rendus.dans(commune)} if rendus else None
    everywhere = rendus.par_reservataire() if rendus else None
    recus, total = count_recus(traces.cases, jour.year, commune), count_recus(traces.cases, jour.year)
    valeurs = attente.proposition.logement.attributs
    return tuple(
        LigneCommune(
            candidat.id,
            _advance(here, recus, candidat.id),
            _advance(everywhere, total, candidat.id),
            candidat.type in PAR_COMMUNE,
            _compose(candidat, valeurs),
        )
        for candidat in (ligne.candidat for ligne in attente.proposition.choix.lignes)
    )


def _advance(objectifs: Mapping[str, int] | None, recus: Mapping[str, int], compte: str) -> Avancement:
    return Avancement(None if objectifs is None else objectifs.get(compte, 0), recus.get(compte, 0))


def _compose(candidat: Candidat, valeurs: Mapping[str, str]) -> tuple[PartIndicative, ...]:
    counts = zip(ATTRIBUTS, candidat.droits_attribut, candidat.recus_attribut, strict=True)
    return tuple(
        PartIndicative(
            nom,
            valeurs[nom],
            Fraction(droits, candidat.droits) if candidat.droits else None,
            Fraction(recus, candidat.recus) if candidat.recus else None,
        )
        for nom, droits, recus in counts
        if nom in INDICATIFS
    )


def _list_souhaits(
    rows: Iterable[SouhaitReservataire], vise: LogementAOrienter, liberation: Liberation, jour: date
) -> tuple[tuple[SouhaitReservataire, bool], ...]:
    """Give the wishes of the eligible accounts in force on a day, each with whether the dwelling meets it."""
    held = [row for row in rows if row.debut <= jour and row.reservataire.code in vise.eligibles]
    marked = [(row, meets_souhait(row, vise, liberation)) for row in held]
    return tuple(sorted(marked, key=lambda pair: not pair[1]))


def meets_souhait(row: SouhaitReservataire, vise: LogementAOrienter, liberation: Liberation) -> bool:
    """Whether a freed dwelling meets a wish."""
    souhait = to_souhait(row)
    asked = ((souhait.typologie, liberation.typologie), (souhait.financement, liberation.financement))
    is_there = not souhait.portee or covers(souhait.portee, vise.commune, vise.epci)
    return is_there and souhait.qpv in (None, vise.qpv) and all(not wanted or wanted == has for wanted, has in asked)
