"""Files of a bailleur for the tests: a parc in his own table, the models that people fill in, and what reads them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.test import Client

from gef.access.acteur import Acteur
from gef.actions.parc import accepter_parc
from gef.db.patrimoine.models import Parc
from gef.imports.modeles import MODELES, LectureModele, read_modele
from gef.imports.parc import LectureParc, read_parc
from tests.builders import ANTIBES, CANNES, MOMENT, NICE

TITRES = (
    *("IDENT_INT", "IDENT_REP", "DEPCOM", "COMPLGEO", "ADRESSE", "QPV", "TYPECONST", "NBPIECE", "SURFHAB", "CONSTRUCT"),
    *("FINAN", "MODE", "LOYERPRINC", "CONTRESLOG"),
)
COMMUNES = (CANNES, CANNES, ANTIBES, NICE)
DROIT = {
    "reservataire": "VILLE",
    "type": "commune",
    "portee": f"commune:{CANNES}",
    "nature": "terrain",
    "type_droit": "suite",
    "nombre": 4,
    "commune": CANNES,
    "programme": "Les Goélands",
    "debut": date(2010, 7, 1),
    "fin": date(2040, 7, 1),
    "convention_formalisee": "oui",
}
CONVENTION = {
    "reservataire": "EPCI",
    "nom": "Agglomération de Lys",
    "type": "epci",
    "portee": "epci:200039915",
    "part": "5 %",
    "debut": date(2026, 1, 1),
    "fin": date(2029, 1, 1),
    "declencheur": "bail",
    "politique_refus": "non_compte",
}
PREVISION = {"exercice": 2026, "categorie": "mutations", "nombre": 31, "document": "Plan 2026"}
LIBERATION = {
    "libere_le": date(2026, 6, 20),
    "logement": "HL-001-001",
    "commune": CANNES,
    "typologie": "T3",
    "financement": "PLUS",
    "qpv": "non",
    "forme": "collectif",
    "annee_construction": 1978,
}


def a_logement(numero: int, **changes: object) -> dict[str, object]:
    """Give a row of a parc: one in four in Antibes, one in four in Nice, all of them complete."""
    row: dict[str, object] = {
        "IDENT_INT": f"HL-{numero:04d}",
        "IDENT_REP": f"LY{numero:08d}",
        "DEPCOM": COMMUNES[numero % 4],
        "COMPLGEO": "Les Goélands" if numero % 2 else "Les Sirènes",
        "ADRESSE": f"{numero} rue des Marsouins",
        "QPV": 1 if numero % 5 == 0 else 2,
        "TYPECONST": "C",
        "NBPIECE": 1 + numero % 5,
        "SURFHAB": 30 + 12 * (numero % 5),
        "CONSTRUCT": 1950 + numero % 70,
        "FINAN": ("13", "10", "14", "16")[numero % 4],
        "MODE": 2 if numero % 10 == 9 else 1,
        "LOYERPRINC": 300 + numero,
        "CONTRESLOG": 1 + numero % 7,
    }
    return row | changes


def a_parc_csv(rows: Iterable[Mapping[str, object]]) -> bytes:
    """Write the own table of a bailleur."""
    return _write(TITRES, rows)


def a_lecture(rows: Iterable[Mapping[str, object]], nom: str = "parc.csv") -> LectureParc:
    """Read the own table of a bailleur."""
    return read_parc(a_parc_csv(rows), nom=nom)


def a_parc(acteur: Acteur, count: int = 8, millesime: int = 2026, **changes: object) -> Parc:
    """Accept a parc of some dwellings."""
    lecture = a_lecture(a_logement(numero, **changes) for numero in range(1, count + 1))
    return accepter_parc(acteur, lecture, nom_fichier="parc.csv", millesime=millesime, moment=MOMENT)


def a_modele(genre: str, *rows: Mapping[str, Any]) -> bytes:
    """Fill in a model."""
    return _write([c.nom for c in MODELES[genre].colonnes], rows)


def a_lecture_modele(genre: str, *rows: Mapping[str, Any]) -> LectureModele:
    """Read a model that was filled in."""
    return read_modele(a_modele(genre, *rows), nom=f"{genre}.csv", modele=genre)


def _write(titres: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(titres), delimiter=";", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({nom: f"{v:%d/%m/%Y}" if isinstance(v, date) else v for nom, v in row.items()})
    return out.getvalue().encode()


def keep_files_in(folder: Path, settings: Any) -> None:
    """Keep the files of a test apart: those handed in, and the static ones, which no test serves."""
    settings.MEDIA_ROOT = folder / "fichiers"
    settings.STATIC_ROOT = folder / "static"
    for path in (settings.MEDIA_ROOT, settings.STATIC_ROOT):
        path.mkdir()


def a_client(user: Any) -> Client:
    """Open the site as somebody."""
    client = Client()
    client.force_login(user)
    return client


def read_text(response: Any) -> str:
    """Read a page with plain spaces, as a person does."""
    return str(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")
