"""The obligations of a year, drawn up from the events of its dwellings, counted by case.

Which event feeds which obligation is decided here: orientations for the État, attributions for the priority publics and
in QPV, signed leases for the first quartile out of QPV. A relogement ANRU counts there as the first quartile does,
whatever is known of the household (CCH art. L. 441-1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from gef.core.comptages import Case
from gef.core.motifs import Source
from gef.core.obligations import REGLES, ZERO, Comptage, Obligation, Regle
from gef.core.parts import BAILLEUR, TYPES_ETAT, covers
from gef.core.seuils import Derogation, SeuilLegal, seuil_en_vigueur

ANRU = "anru"
QUARTILES_2_A_4 = (2, 3, 4)
UNIFORMITE = Source("CCH art. R. 441-5-2, II", "legale")
_DEROGATIONS: Mapping[str, str] = {"etat_plafond": "etat", "etat_agents": "agents"}
_TYPE_BAILLEUR = "bailleur"


@dataclass(frozen=True, slots=True)
class EntreeObligations:
    """What the obligations of a year are drawn up from.

    Attributes:
        exercice: The year.
        cases: Events of every year, counted.
        types: Type of each account, the bailleur's own left out.
        seuils: Share of the law by code of `REGLES`; a rule without a share in force is left out.
        parts_etat: The État's part in force in each commune.
        derogations: Acts that set a share aside.
        garants: Accounts of collectivités that may act as guarantors: True when all their rights come from guarantees,
            False when some do, None when nothing says it. Who holds no guarantee is left out.
        portees: Territory of each account.
    """

    exercice: int
    cases: Mapping[Case, int]
    types: Mapping[str, str]
    seuils: Mapping[str, SeuilLegal]
    parts_etat: Mapping[str, Fraction]
    derogations: Sequence[Derogation] = ()
    garants: Mapping[str, bool | None] = field(default_factory=dict)
    portees: Mapping[str, str] = field(default_factory=dict)


def dresser_obligations(entree: EntreeObligations) -> tuple[Obligation, ...]:
    """Draw up the obligations of a year, in the order of the law, then of territories and accounts.

    Source:
        CCH art. R. 441-5-2, L. 441-1, L. 313-26-2; docs/metier/contexte-orientation.md.
    """
    cases = [(case, number) for case, number in entree.cases.items() if case.annee == entree.exercice and number]
    drawn: list[Obligation] = []
    for code, regle in REGLES.items():
        mine = [(case, number) for case, number in cases if case.type == regle.evenement]
        if code == "etat_commune":
            drawn += _draw_communes(entree, mine)
        elif code in entree.seuils:
            draw = _DRAWN.get(code, _draw_departement)
            drawn += draw(code, entree, mine)
    return tuple(drawn)


Cases = Sequence[tuple[Case, int]]


def _count(cases: Cases, is_compte: Callable[[Case], bool | None], *, qpv: bool | None = None) -> Comptage:
    """Count what lies in a base; what does not say whether it stands in a QPV is told apart."""
    base = atteint = inconnus = hors_base = 0
    for case, number in cases:
        if qpv is not None and case.qpv is None:
            hors_base += number
        elif qpv in (None, case.qpv):
            answer = is_compte(case)
            base += number
            atteint += number if answer else 0
            inconnus += number if answer is None else 0
    return Comptage(base, atteint, inconnus, hors_base)


def _is_of(entree: EntreeObligations, regle: Regle) -> Callable[[Case], bool]:
    return lambda case: entree.types.get(case.reservataire) in regle.types


def _draw_departement(code: str, entree: EntreeObligations, cases: Cases) -> Iterator[Obligation]:
    """The État over the whole flux."""
    regle = REGLES[code]
    clause, seuil = seuil_en_vigueur(_DEROGATIONS[code], entree.seuils[code], entree.derogations, entree.exercice)
    yield Obligation(code, "departement", seuil, _count(cases, _is_of(entree, regle)), clause=clause)


def _draw_hors_qpv(code: str, entree: EntreeObligations, cases: Cases) -> Iterator[Obligation]:
    """The État out of QPV; a stipulation for a place lowers what is expected of its communes alone."""
    regle, legal = REGLES[code], entree.seuils[code]
    asked, clauses = ZERO, {}
    for case, number in cases:
        if case.qpv is False:
            clause, seuil = seuil_en_vigueur(
                "plancher_hors_qpv", legal, entree.derogations, entree.exercice, commune=case.commune, epci=case.epci
            )
            asked += seuil.valeur * number
            if clause:
                clauses[clause] = seuil.source
    counted = _count(cases, _is_of(entree, regle), qpv=regle.qpv)
    seuil = legal
    if clauses:
        seuil = replace(legal, valeur=asked / counted.base, source=next(iter(clauses.values())))
    yield Obligation(code, "departement", seuil, counted, clause=" ; ".join(clauses))


def _draw_communes(entree: EntreeObligations, cases: Cases) -> Iterator[Obligation]:
    """The État in each commune, against its part there, less what a stipulation allows."""
    by_commune: defaultdict[str, list[tuple[Case, int]]] = defaultdict(list)
    for case, number in cases:
        by_commune[case.commune].append((case, number))
    for commune, mine in sorted(by_commune.items()):
        part = entree.parts_etat.get(commune, ZERO)
        admis = SeuilLegal(ZERO, "flux orienté dans la commune", UNIFORMITE)
        clause, ecart = seuil_en_vigueur(
            "uniformite", admis, entree.derogations, entree.exercice, commune=commune, epci=mine[0][0].epci
        )
        seuil = replace(ecart, valeur=max(ZERO, part - ecart.valeur))
        counted = _count(mine, lambda case: entree.types.get(case.reservataire) in TYPES_ETAT)
        if part:
            yield Obligation("etat_commune", f"commune:{commune}", seuil, counted, clause=clause)


def _draw_garanties(code: str, entree: EntreeObligations, cases: Cases) -> Iterator[Obligation]:
    """All guarantors together, on the territory of each; whose rights are mixed is not known to have used a guarantee.

    Source:
        CCH art. R. 441-5-3; docs/decisions/0010-plafond-garanties.md.
    """
    territories = {entree.portees.get(code, "departement") for code, own in entree.garants.items() if own is not None}
    by_place: defaultdict[tuple[str, str], list[tuple[Case, int]]] = defaultdict(list)
    for case, number in cases if territories else ():
        by_place[case.commune, case.epci].append((case, number))
    counts = {place: _count(mine, lambda case: _is_garantie(entree, case)) for place, mine in by_place.items()}
    for portee in sorted(territories):
        inside = [counted for place, counted in counts.items() if covers(portee, *place)]
        base, atteint, inconnus = (
            sum(getattr(counted, field) for counted in inside) for field in ("base", "atteint", "inconnus")
        )
        yield Obligation(code, portee, entree.seuils[code], Comptage(base, atteint, inconnus))


def _is_garantie(entree: EntreeObligations, case: Case) -> bool | None:
    if case.reservataire not in entree.garants:
        return False
    return entree.garants[case.reservataire] or None


def _draw_comptes(code: str, entree: EntreeObligations, cases: Cases) -> Iterator[Obligation]:
    """The priority publics of each account that must house some; those of the bailleur are on his own contingent."""
    types = {**entree.types, BAILLEUR: _TYPE_BAILLEUR}
    for compte in sorted(types):
        if types[compte] in REGLES[code].types:
            mine = [(case, n) for case, n in cases if case.reservataire == compte and not case.categorie]
            counted = _count(mine, lambda case: case.menage.is_prioritaire)
            yield Obligation(code, "departement", entree.seuils[code], counted, compte)


def _draw_epci(code: str, entree: EntreeObligations, cases: Cases) -> Iterator[Obligation]:
    """The mix of resources in each EPCI, out of QPV or in them."""
    by_epci: defaultdict[str, list[tuple[Case, int]]] = defaultdict(list)
    for case, number in cases:
        if case.epci:
            by_epci[case.epci].append((case, number))
    for epci, mine in sorted(by_epci.items()):
        counted = _count(mine, _COUNTED[code], qpv=REGLES[code].qpv)
        yield Obligation(code, f"epci:{epci}", entree.seuils[code], counted)


def _is_premier_quartile(case: Case) -> bool | None:
    if case.categorie == ANRU or case.menage.is_relogement:
        return True
    return None if case.menage.quartile is None else case.menage.quartile == 1


def _is_autre_quartile(case: Case) -> bool | None:
    return None if case.menage.quartile is None else case.menage.quartile in QUARTILES_2_A_4


_COUNTED: Mapping[str, Callable[[Case], bool | None]] = {
    "mixite_hors_qpv": _is_premier_quartile,
    "mixite_qpv": _is_autre_quartile,
}
_DRAWN: Mapping[str, Callable[[str, EntreeObligations, Cases], Iterator[Obligation]]] = {
    "etat_hors_qpv": _draw_hors_qpv,
    "garanties": _draw_garanties,
    "prioritaires_collectivites": _draw_comptes,
    "prioritaires_bailleur": _draw_comptes,
    "prioritaires_action_logement": _draw_comptes,
    "mixite_hors_qpv": _draw_epci,
    "mixite_qpv": _draw_epci,
}
