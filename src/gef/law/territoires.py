"""The official lists of territories, in the vintage shipped with the package.

Communes, EPCI, départements and régions come from the code officiel géographique 2026, the quartiers prioritaires from
the 2024 generation; origin, licence and columns are in `zonages/LISEZMOI.md`. Codes are texts, never numbers: « 01001 »
is not 1001. An arrondissement of Paris, Lyon or Marseille is listed beside its commune, because RPLS uses one and the
quartiers prioritaires the other; `Commune.code_commune` joins them.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast

from gef.law.errors import TerritoireInconnuError

if TYPE_CHECKING:
    from collections.abc import Mapping

MILLESIME_COG = 2026
MILLESIME_QPV = 2024

TypeCommune = Literal["commune", "arrondissement"]
TypeEpci = Literal["CC", "CA", "CU", "METRO", "MET69", "EPT"]

_CODE_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, or an arrondissement of Paris, Lyon or Marseille.

    Attributes:
        code: INSEE code, 5 characters.
        nom: Official name.
        type: "commune" or "arrondissement".
        departement: Code of its département.
        region: Code of its région.
        epci: SIREN of its EPCI; "" for the communes that belong to none.
        ept: SIREN of its établissement public territorial in Grand Paris; "" elsewhere.
        population: Legal population; None when there is none.
        commune: Code of the commune of an arrondissement; "" for a commune.
    """

    code: str
    nom: str
    type: TypeCommune
    departement: str
    region: str
    epci: str
    ept: str
    population: int | None
    commune: str

    @property
    def code_commune(self) -> str:
        """Code of the commune itself, which an arrondissement is a part of."""
        return self.commune or self.code


@dataclass(frozen=True, slots=True)
class Epci:
    """An EPCI with its own taxation, or an établissement public territorial of Grand Paris (type "EPT")."""

    siren: str
    nom: str
    type: TypeEpci
    population: int
    nombre_communes: int


@dataclass(frozen=True, slots=True)
class Departement:
    """A département, or an overseas collectivity in its place."""

    code: str
    nom: str
    region: str
    chef_lieu: str


@dataclass(frozen=True, slots=True)
class Region:
    """A région, or an overseas collectivity in its place."""

    code: str
    nom: str
    chef_lieu: str


@dataclass(frozen=True, slots=True)
class Qpv:
    """A quartier prioritaire de la politique de la ville.

    Attributes:
        code: Such as "QN00603M".
        nom: Official name.
        communes: Codes of the communes that it touches, at least one; never arrondissements.
    """

    code: str
    nom: str
    communes: tuple[str, ...]


@lru_cache(maxsize=1)
def load_communes() -> Mapping[str, Commune]:
    """Load the communes in force and the arrondissements, by INSEE code.

    Returns:
        34 969 communes and 45 arrondissements, by increasing code.

    Source:
        Code officiel géographique 2026; see `zonages/LISEZMOI.md`.

    Examples:
        >>> load_communes()["06029"].nom
        'Cannes'
    """
    communes = {}
    for code, nom, type_commune, departement, region, epci, ept, population, commune in read_zonage("communes.csv.gz"):
        communes[code] = Commune(
            code,
            _write_nom(nom),
            cast("TypeCommune", type_commune),
            departement,
            region,
            epci,
            ept,
            int(population) if population else None,
            commune,
        )
    return MappingProxyType(communes)


@lru_cache(maxsize=1)
def load_epci() -> Mapping[str, Epci]:
    """Load the EPCI and the établissements publics territoriaux, by SIREN.

    Returns:
        1 255 EPCI and 11 EPT.

    Source:
        List of the DGCL in the 2026 vintage; see `zonages/LISEZMOI.md`.
    """
    return MappingProxyType(
        {
            siren: Epci(siren, _write_nom(nom), cast("TypeEpci", type_epci), int(population), int(nombre_communes))
            for siren, nom, type_epci, population, nombre_communes in read_zonage("epci.csv")
        }
    )


@lru_cache(maxsize=1)
def load_departements() -> Mapping[str, Departement]:
    """Load the départements and overseas collectivities, by code.

    Returns:
        109 entries, "2A" and "974" included.
    """
    return MappingProxyType({ligne[0]: Departement(*ligne) for ligne in read_zonage("departements.csv")})


@lru_cache(maxsize=1)
def load_regions() -> Mapping[str, Region]:
    """Load the régions and overseas collectivities, by code.

    Returns:
        26 entries.
    """
    return MappingProxyType({ligne[0]: Region(*ligne) for ligne in read_zonage("regions.csv")})


@lru_cache(maxsize=1)
def load_qpv() -> Mapping[str, Qpv]:
    """Load the quartiers prioritaires, by code.

    Returns:
        1 493 quartiers; complete in metropolitan France, partial overseas.

    Source:
        ANCT, 2024 generation; see `zonages/LISEZMOI.md`.
    """
    noms: dict[str, str] = {}
    communes: dict[str, list[str]] = defaultdict(list)
    for code, nom, commune, _nom_commune in read_zonage("qpv.csv"):
        noms[code] = nom
        communes[code].append(commune)
    return MappingProxyType({code: Qpv(code, nom, tuple(communes[code])) for code, nom in noms.items()})


@lru_cache(maxsize=1)
def qpv_par_commune() -> Mapping[str, tuple[Qpv, ...]]:
    """Group the quartiers prioritaires by commune.

    Returns:
        Quartiers by INSEE code of commune; a commune without any is absent. Paris, Lyon and Marseille are keyed by
        their own code, not by arrondissement.

    Examples:
        >>> [qpv.code for qpv in qpv_par_commune()["01053"]]
        ['QN00101M', 'QN00102M']
    """
    groupes: dict[str, list[Qpv]] = defaultdict(list)
    for qpv in load_qpv().values():
        for commune in qpv.communes:
            groupes[commune].append(qpv)
    return MappingProxyType({commune: tuple(quartiers) for commune, quartiers in groupes.items()})


def find_commune(code: str) -> Commune:
    """Return the commune or arrondissement whose INSEE code is `code`.

    Args:
        code: INSEE code, as text.

    Returns:
        The commune in force in the vintage shipped.

    Raises:
        TerritoireInconnuError: The code is unknown; the message says so when a leading zero was lost.
    """
    communes = load_communes()
    if code in communes:
        return communes[code]
    complet = code.rjust(_CODE_LENGTH, "0")
    indice = f" Un zéro a peut-être été perdu : « {complet} », {communes[complet].nom}." if complet in communes else ""
    raise TerritoireInconnuError(
        f"Commune « {code} » inconnue ; attendu : un code INSEE de 5 caractères en vigueur en {MILLESIME_COG}.{indice}"
    )


def _write_nom(nom: str) -> str:
    """Give a name the apostrophe of French typography, which the lists lack: it is shown, never compared."""
    return nom.replace("'", "’")


def read_zonage(nom: str) -> list[list[str]]:
    """Read the rows of a packaged list of `zonages`, header left out; every cell is text."""
    contenu = files("gef.law").joinpath("zonages", nom).read_bytes()
    texte = (gzip.decompress(contenu) if nom.endswith(".gz") else contenu).decode("utf-8")
    return list(csv.reader(io.StringIO(texte, newline=""), delimiter=";"))[1:]
