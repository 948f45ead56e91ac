"""Communes and EPCI as people name them: by code, by SIREN, or by name within a département."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gef.core.residences import fold_nom
from gef.errors import GefError
from gef.law.territoires import load_communes, load_epci

SEPARATEURS: Final = re.compile(r"\s*[,;\n]\s*")
LONGUEUR_SIREN: Final = 9


class LieuInconnuError(GefError, ValueError):
    """A word names no commune and no EPCI."""


def read_portees(texte: str, departement: str) -> frozenset[str]:
    """Read communes and EPCI, separated by commas.

    Args:
        texte: Names, INSEE codes, SIREN, or « commune:06029 ».
        departement: Where names are looked for.

    Returns:
        Portées, as « commune:06029 ».

    Raises:
        LieuInconnuError: with the word that names nothing.

    Examples:
        >>> sorted(read_portees("cannes, 200039915", "06"))
        ['commune:06029', 'epci:200039915']
    """
    return frozenset(_read_one(mot, departement) for mot in SEPARATEURS.split(texte.strip()) if mot)


def write_portees(portees: frozenset[str]) -> str:
    """Write portées as `read_portees` reads them back: by code.

    Examples:
        >>> write_portees(frozenset({"commune:06029"}))
        '06029'
    """
    return ", ".join(sorted(portee.partition(":")[2] for portee in portees))


def _read_one(mot: str, departement: str) -> str:
    code = mot.partition(":")[2] or mot
    if code.upper() in load_communes():
        return f"commune:{code.upper()}"
    if len(code) == LONGUEUR_SIREN and code in load_epci():
        return f"epci:{code}"
    looked_for = fold_nom(mot)
    found = next((portee for portee, nom in _list_noms(departement) if fold_nom(nom) == looked_for), None)
    if found is None:
        attendu = f"une commune ou un EPCI du département {departement}, par son nom ou son code"
        raise LieuInconnuError(f"« {mot} » : inconnu ; attendu : {attendu}.")
    return found


def _list_noms(departement: str) -> Iterator[tuple[str, str]]:
    """Names of the communes of a département, then of their EPCI."""
    communes = [commune for commune in load_communes().values() if commune.departement == departement]
    yield from ((f"commune:{commune.code}", commune.nom) for commune in communes)
    known = load_epci()
    for siren in sorted({commune.epci for commune in communes if commune.epci}):
        yield f"epci:{siren}", known[siren].nom
