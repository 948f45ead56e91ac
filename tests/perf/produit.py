"""Call the product on a tirage, as a customer's batch would."""

from __future__ import annotations

import os
import platform
import random
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from gef.core.orientation import Logement, Moteur, Parametres, Reservataire, orienter_flux
from tests.perf.tirage import BAILLEUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gef.core.orientation import Decision
    from tests.perf.mesures import Decisions
    from tests.perf.tirage import Liberation, Tirage


def choose_parametres(tirage: Tirage) -> Parametres:
    """Give the settings shipped for the own contingent of this bailleur."""
    parc = sum(commune.parc for commune in tirage.communes)
    propre = sum((tirage.parts[c.commune].get(BAILLEUR, Fraction(0)) * c.parc for c in tirage.communes), Fraction(0))
    return Parametres.for_part_propre(propre / parc)


def to_reservataires(tirage: Tirage) -> list[Reservataire]:
    return [Reservataire(r.reservataire, r.type, r.portee) for r in tirage.reservataires]


def to_logement(x: Liberation) -> Logement:
    return Logement(
        rang=x.rang,
        date=x.date,
        logement=x.logement,
        commune=x.commune,
        epci=x.epci,
        typologie=x.typologie,
        financement=x.financement,
        qpv=x.qpv,
        forme=x.forme,
        hors_flux=x.hors_flux,
        refus=x.refus,
    )


def decide(tirage: Tirage, parametres: Parametres | None = None) -> Iterator[Decision]:
    """Stream the product's decisions, one for each logement read."""
    parametres = parametres or choose_parametres(tirage)
    return orienter_flux(to_reservataires(tirage), tirage.parts, map(to_logement, tirage.flux), parametres)


def orienter(tirage: Tirage) -> Decisions:
    return [(decision.rang, decision.reservataire) for decision in decide(tirage)]


def orienter_avec_derogations(tirage: Tirage, taux: float = 0.05) -> Decisions:
    """Let people override a proposal now and then, for any other eligible réservataire."""
    rng = random.Random(tirage.graine + 2)
    moteur = Moteur(to_reservataires(tirage), choose_parametres(tirage))
    decisions = []
    for liberation in tirage.decomptables():
        logement, parts = to_logement(liberation), tirage.parts[liberation.commune]
        moteur.liberer(logement, parts)
        elu = moteur.proposer(logement, parts).choix.retenu
        if rng.random() < taux:
            elu = rng.choice(sorted(set(parts) - {elu}))
        moteur.engager(logement, elu)
        decisions.append((liberation.rang, elu))
    return decisions


def describe_machine() -> str:
    """Name the machine and the moment, without which a speed means nothing."""
    facts = _read_facts("/proc/cpuinfo", "model name"), _read_facts("/proc/meminfo", "MemTotal")
    modele, memoire = (fact or "inconnu" for fact in facts)
    if memoire.endswith(" kB"):
        memoire = f"{int(memoire[:-3]) / 1024**2:.0f} Gio"
    jour = datetime.now(UTC).strftime("%d/%m/%Y %H:%M UTC")
    return (
        f"Machine : {modele}, {os.cpu_count()} cœurs, {memoire} de mémoire, "
        f"{platform.system()}, Python {platform.python_version()}. Mesuré le {jour}."
    )


def _read_facts(path: str, key: str) -> str | None:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    facts: Mapping[str, str] = {
        name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    return facts.get(key)
