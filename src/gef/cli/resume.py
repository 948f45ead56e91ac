"""What an import found, summed up for a person: the report itself is the JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gef.imports.anomalies import Cause, RapportImport

CAUSES_MAX = 12
COLONNES_MAX = 8
GRAVITES = {"bloquant": "bloque", "a_corriger": "à corriger", "information": "à savoir"}


def render_rapport(rapport: RapportImport) -> str:
    """Say how many rows were read and kept, then each cause with its count and its first place."""
    return "\n".join(_lines(rapport))


def _lines(rapport: RapportImport) -> Iterator[str]:
    from gef.imports.anomalies import format_nombre as ecrire

    yield f"{rapport.nom_fichier} ({rapport.format}, {rapport.encodage}) : {ecrire(rapport.lignes_lues)} lignes lues"
    yield (
        f"  {ecrire(rapport.lignes_retenues)} retenues, {ecrire(rapport.lignes_ecartees)} écartées, "
        f"{ecrire(rapport.lignes_a_corriger)} à corriger"
    )
    if rapport.colonnes_absentes:
        yield f"  colonnes absentes : {_cut(rapport.colonnes_absentes)}"
    if rapport.colonnes_ignorees:
        yield f"  colonnes sans usage : {_cut(rapport.colonnes_ignorees)}"
    for cause in rapport.causes[:CAUSES_MAX]:
        yield f"  {GRAVITES[cause.gravite]:10} {ecrire(cause.nombre):>9}  {_describe(cause)}"
    if len(rapport.causes) > CAUSES_MAX:
        yield f"  et {len(rapport.causes) - CAUSES_MAX} autres causes"


def _cut(noms: Sequence[str]) -> str:
    """Name the first columns, and count the others."""
    rest = len(noms) - COLONNES_MAX
    return ", ".join(noms[:COLONNES_MAX]) + (f" et {rest} autres" if rest > 0 else "")


def _describe(cause: Cause) -> str:
    first = cause.exemples[0].message if cause.exemples else ""
    return first if cause.nombre == 1 and first else f"{cause.libelle} ({cause.colonne or 'ligne entière'}). {first}"
