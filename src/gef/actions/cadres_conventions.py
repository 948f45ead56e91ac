"""What the terms of a version are checked against, read from the law, the other conventions and the retained parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from gef.access.models import Organisation
from gef.actions.donnees import epci_par_commune
from gef.actions.entrees_conversion import read_plafonds, read_seuil
from gef.actions.parts_retenues import read_retenues
from gef.actions.souhaits import load_groupes
from gef.core.controles_convention import CadreConvention, Constat, controler_termes
from gef.core.parts import TYPES_ETAT, covers
from gef.core.termes import Termes
from gef.db.conventions import requetes
from gef.db.flux.models import Convention
from gef.db.flux.requetes import conventions_of
from gef.law.territoires import load_communes

SIGNEES = frozenset({"signature", "entree_en_vigueur"})


def controler(bailleur: Organisation, termes: Termes, jour: date) -> tuple[Constat, ...]:
    """Check the terms of a version on a day.

    Args:
        bailleur: Whose convention.
        termes: The version.
        jour: Day from which the parts of the others are counted, and the law read.
    """
    return controler_termes(termes, load_cadre(bailleur, termes, jour))


def load_cadre(bailleur: Organisation, termes: Termes, jour: date) -> CadreConvention:
    """Read what terms are checked against."""
    retenues = read_retenues(bailleur, termes.exercice)
    checks = retenues.conversion.checks if retenues else ()
    return CadreConvention(
        plafonds=read_plafonds(jour),
        plancher=read_seuil("etat_plancher_hors_qpv", jour),
        garanties=next((check for check in checks if check.code == "garanties"), None),
        parc=load_groupes(bailleur),
        sommes=_sum_parts(conventions_of(bailleur.pk), termes, jour),
        has_etat=_has_etat(bailleur, jour),
        retenues={row.reservataire: row.part for row in retenues.conversion.lignes} if retenues else {},
    )


def _sum_parts(rows: Iterable[Convention], termes: Termes, jour: date) -> dict[str, Fraction]:
    """Sum what all conventions would take with these terms, in each commune where a local one holds, and elsewhere."""
    codes = {part.compte for part in termes.parts}
    held = [(part.portee, part.part) for part in termes.parts if part.part is not None]
    own = tuple(place for place, _ in held)
    held += [
        (row.reservataire.portee, row.part)
        for row in rows
        if row.reservataire.code not in codes and row.debut <= jour and (row.fin is None or jour < row.fin)
    ]
    epci = epci_par_commune()
    local = {commune for place, _ in held for commune in _communes_of(place, epci)}
    here = {code for code in local if any(covers(place, code, epci.get(code, "")) for place in own)}
    communes = load_communes()
    sums = {
        communes[code].nom if code in communes else code: sum(
            (part for place, part in held if covers(place, code, epci.get(code, ""))), Fraction(0)
        )
        for code in here
    }
    return sums | {"toute commune": sum((part for place, part in held if place == "departement"), Fraction(0))}


def _communes_of(portee: str, epci: Mapping[str, str]) -> list[str]:
    kind, _, code = portee.partition(":")
    if kind == "commune":
        return [code]
    return [commune for commune, held in epci.items() if held == code] if kind == "epci" else []


def _has_etat(bailleur: Organisation, jour: date) -> bool:
    """Whether the État's convention is signed here, or holds from a file."""
    for row in requetes.vivantes_of(bailleur.pk):
        types = {party.reservataire.type for party in row.comptes.all()}
        if types & TYPES_ETAT and SIGNEES & {parole.type for parole in row.paroles.all()}:
            return True
    rows = conventions_of(bailleur.pk)
    return any(row.reservataire.type in TYPES_ETAT and (row.fin is None or jour < row.fin) for row in rows)
