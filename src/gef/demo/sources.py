"""The real data under the demonstration: see donnees/LISEZMOI.md for origins and licences."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TYPOLOGIES = ("1piece", "2piece", "3piece", "4piece", "5piece_plus")
FINANCEMENTS = ("plai", "plus_av_77", "plus_ap_77", "pls", "pli")
MODES = {"1": ("loues",), "2": ("vacants",), "3": ("vides",), "4": ("asso",), "5": ("occup_finan", "occup_temp")}
AGE_AU = 2023  # year of the ages in the published file
CODE_POSTAL = 5


@dataclass(frozen=True, slots=True)
class ParcPublie:
    """What is published of the social housing of a commune.

    Attributes:
        pieces: Dwellings by number of rooms, 5 standing for five and more.
        financements: Dwellings by group of `FINANCEMENTS`.
        modes: Dwellings by RPLS code of occupation; all zero where the figure is kept secret.
        annee_moyenne: Mean year of construction.
        loyer_centimes_m2: Mean rent; None where it is kept secret.
    """

    code: str
    nom: str
    code_postal: str
    total: int
    pieces: Mapping[int, int]
    financements: Mapping[str, int]
    modes: Mapping[str, int]
    annee_moyenne: int
    loyer_centimes_m2: int | None


def read_bytes(nom: str) -> bytes:
    """Read a packaged file."""
    content = files("gef.demo").joinpath("donnees", nom).read_bytes()
    return gzip.decompress(content) if nom.endswith(".gz") else content


def _rows(nom: str, encoding: str = "utf-8") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read_bytes(nom).decode(encoding), newline=""), delimiter=";"))


@cache
def load_cannes() -> tuple[dict[str, str], ...]:
    """Load the real dwellings of Cannes and Le Cannet, with the zeros that a spreadsheet took from the codes."""
    rows = _rows("rpls_cannes_2018.csv.gz", "iso-8859-1")
    for row in rows:
        row["DEPCOM"] = row["DEPCOM"].zfill(CODE_POSTAL)
        row["CODEPOSTAL"] = row["CODEPOSTAL"].zfill(CODE_POSTAL)
    return tuple(rows)


@cache
def load_parc_publie() -> Mapping[str, ParcPublie]:
    """Load the published figures of the communes of the département, by code."""
    return {row["code"]: _read_commune(row) for row in _rows("parc_social_06.csv")}


def _read_commune(row: dict[str, str]) -> ParcPublie:
    return ParcPublie(
        code=row["code"],
        nom=row["libelle"].replace("'", "’"),
        code_postal=row["code_postal"],
        total=int(row["nb_ls2024"]),
        pieces={rang: int(row[f"nb_ls_{nom}"]) for rang, nom in enumerate(TYPOLOGIES, start=1)},
        financements={nom: int(row[f"nb_ls_{nom}"]) for nom in FINANCEMENTS},
        modes={code: sum(int(row[f"nb_{nom}"] or 0) for nom in noms) for code, noms in MODES.items()},
        annee_moyenne=AGE_AU - round(float(row["age_moyen"])),
        loyer_centimes_m2=round(float(row["loymoy"]) * 100) if row["loymoy"] else None,
    )


def load_reservataires() -> list[dict[str, str]]:
    """Load the accounts and their parts: real collectivités, invented rights."""
    return _rows("reservataires.csv")
