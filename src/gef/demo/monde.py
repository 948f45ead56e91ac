"""The whole demonstration in memory: everything is drawn here, nothing is read from a clock or written anywhere."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache

from gef.actions.donnees import Compte, ConventionInscrite, PrevisionInscrite
from gef.demo.contexte import ContexteDemo, build_contexte
from gef.demo.depot import Occupation, render_depot, settle_occupations
from gef.demo.droits import RegistreDemo, build_previsions, build_registre, build_revisions
from gef.demo.flux import Deroule, run_flux
from gef.demo.liberations import LiberationDemo, draw_liberations
from gef.demo.logements import LogementDemo
from gef.demo.negociation import Negociation, build_negociation
from gef.demo.parc import build_logements
from gef.demo.reservataires import build_comptes, build_conventions, count_parc_social


@dataclass(frozen=True, slots=True)
class Monde:
    """Parc, accounts, rights and facts of the fictional bailleur, and the deposit that he files."""

    logements: tuple[LogementDemo, ...]
    occupations: dict[int, Occupation]
    registre: RegistreDemo
    comptes: tuple[Compte, ...]
    conventions: tuple[ConventionInscrite, ...]
    previsions: tuple[PrevisionInscrite, ...]
    revisions: tuple[PrevisionInscrite, ...]
    negociation: Negociation
    liberations: tuple[LiberationDemo, ...]
    deroule: Deroule
    contexte: ContexteDemo
    depot: bytes

    def empreinte(self) -> str:
        """SHA-256 of the deposit, the rights and the facts with their records: the same on every machine."""
        faits = [
            (f.liberation.reference, f.rang, f.type, f.date.isoformat(), f.reservataire, f.motif, f.enregistrement)
            for f in self.deroule.faits
        ]
        declared = (
            self.registre.droits,
            self.conventions,
            self.previsions,
            self.revisions,
            self.negociation.describe(),
            self.contexte.describe(),
        )
        rest = (repr(declared), json.dumps(faits, ensure_ascii=False))
        return hashlib.sha256(b"\n".join([self.depot, *(part.encode() for part in rest)])).hexdigest()


def draw_monde() -> Monde:
    """Draw everything anew; see `build_monde`."""
    logements = build_logements()
    registre = build_registre(logements)
    liberations = draw_liberations(logements)
    deroule = run_flux(liberations)
    occupations = settle_occupations(logements, liberations, deroule.faits)
    return Monde(
        logements=logements,
        occupations=occupations,
        registre=registre,
        comptes=build_comptes(),
        conventions=build_conventions(),
        previsions=build_previsions(),
        revisions=build_revisions(),
        negociation=build_negociation(logements, registre.droits, registre.titulaires, count_parc_social()),
        liberations=liberations,
        deroule=deroule,
        contexte=build_contexte(logements),
        depot=render_depot(logements, occupations, registre.contingents),
    )


@cache
def build_monde() -> Monde:
    """Give the demonstration, drawn once per process."""
    return draw_monde()
