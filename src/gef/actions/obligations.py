"""The obligations of a bailleur over a year, from his ledger: what the État received, what the households would say.

Of the households, the ledger knows nothing: without the candidates who were attributed a dwelling, the obligations on
the priority publics and on the quartiles say that the data is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from gef.access.models import Organisation
from gef.actions.entrees_conversion import read_seuil
from gef.actions.flux import EtatFlux
from gef.actions.garants import find_garants
from gef.actions.traces import AUCUN, read_traces
from gef.core.comptages import Case, Menage
from gef.core.motifs import Source
from gef.core.obligations import REGLES, Obligation
from gef.core.obligations_annee import EntreeObligations, dresser_obligations
from gef.core.parts import TYPES_ETAT
from gef.core.seuils import Derogation, SeuilLegal, keep_latest
from gef.db.flux.requetes import derogations_of
from gef.law.errors import ParametreAbsentError


def load_obligations(
    bailleur: Organisation, etat: EtatFlux, jour: date, menages: Mapping[int, Menage] = AUCUN
) -> tuple[Obligation, ...]:
    """Draw up the obligations of the year of a day.

    Args:
        bailleur: Whose flux.
        etat: Its state.
        jour: The day; it gives the exercice, and the law.
        menages: What is known of the household to whom each dwelling was attributed, by primary key of the dwelling.
    """
    asked = (menages, load_derogations(bailleur), find_garants(bailleur, etat, jour))
    known = etat.memoire.get(("obligations", jour))
    if known is None or known[0] != asked:
        _, derogations, garants = asked
        entree = _read_entree(etat, jour, read_traces(bailleur.pk, etat, menages).cases)
        known = asked, dresser_obligations(replace(entree, derogations=derogations, garants=garants))
        etat.memoire["obligations", jour] = known
    rows: tuple[Obligation, ...] = known[1]
    return rows


def _read_entree(etat: EtatFlux, jour: date, cases: Mapping[Case, int]) -> EntreeObligations:
    types = dict(etat.moteur.types)
    return EntreeObligations(
        exercice=jour.year,
        cases=cases,
        types={code: types[code] for code in etat.comptes if code in types},
        seuils=read_seuils(jour),
        parts_etat=read_parts_etat(etat, jour, cases),
        portees={code: compte.portee for code, compte in etat.comptes.items()},
    )


def load_derogations(bailleur: Organisation) -> tuple[Derogation, ...]:
    """Read the acts that set a rule aside, the last on each."""
    rows = derogations_of(bailleur.pk)
    return keep_latest(
        Derogation(d.code, d.valeur, d.clause, Source(d.document, "locale"), d.portee, d.exercice) for d in rows
    )


def read_seuils(jour: date) -> dict[str, SeuilLegal]:
    """Read the shares of the law on a day, by code of `REGLES`; a rule that had none is left out."""
    found = {}
    for code, regle in REGLES.items():
        if regle.parametre:
            try:
                found[code] = read_seuil(regle.parametre, jour)
            except ParametreAbsentError:
                continue
    return found


def read_parts_etat(etat: EtatFlux, jour: date, cases: Iterable[Case]) -> dict[str, Fraction]:
    """Give the État's part in force in each commune where something was oriented."""
    communes = {case.commune for case in cases if case.type == "orientation" and case.annee == jour.year}
    comptes = [code for code in etat.comptes if etat.moteur.types.get(code) in TYPES_ETAT]
    parts = {commune: etat.livre.parts.au(jour, commune) for commune in communes}
    return {
        commune: sum((part.get(code, Fraction(0)) for code in comptes), Fraction(0)) for commune, part in parts.items()
    }
