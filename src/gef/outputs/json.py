"""A table as JSON that loses nothing, for programs and for the proof of a figure.

Encoding, the same wherever the product writes JSON:

- a whole number is a JSON integer;
- any other number is `{"exact": "3/10", "decimal": "0.3"}`: `exact` is the value, `decimal` a convenience of 12
  decimals at most; both are strings, so that no reader turns them into floats unasked;
- a day is "2026-02-28"; yes and no are booleans; a missing value is null;
- a code stays a code: its label is in the column.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from gef.core.motifs import Source
from gef.outputs.nombres import decimal_exact, fraction_exacte
from gef.outputs.tables import Colonne, Ligne, Table, Valeur, aplatir

Json = str | int | bool | None | Mapping[str, "Json"] | Sequence["Json"]


def encode_valeur(valeur: Valeur) -> Json:
    """Encode one value.

    Args:
        valeur: Exact value of a cell or of a step.

    Returns:
        What `json.dumps` writes for it.

    Examples:
        >>> encode_valeur(Fraction(3, 10)), encode_valeur(4), encode_valeur(date(2026, 2, 28))
        ({'exact': '3/10', 'decimal': '0.3'}, 4, '2026-02-28')
    """
    if valeur is None or isinstance(valeur, str | bool):
        return valeur
    if isinstance(valeur, date):
        return valeur.isoformat()
    exact = Fraction(valeur)
    if exact.denominator == 1:
        return exact.numerator
    return {"exact": fraction_exacte(exact), "decimal": decimal_exact(exact)}


def encode_source(source: Source) -> Json:
    """Encode where a figure comes from.

    Args:
        source: Rule or data.

    Returns:
        Its reference, nature and link.
    """
    return {"reference": source.reference, "nature": source.nature, "lien": source.lien}


def encode_table(table: Table) -> dict[str, Json]:
    """Encode a table with its declaration.

    Args:
        table: Table as declared.

    Returns:
        Keys `code`, `titre`, `colonnes`, `lignes`, `total`, `notes`, `sources`; a row is an object by column code.
    """
    plate = aplatir(table)
    return {
        "code": plate.code,
        "titre": plate.titre,
        "colonnes": [_colonne(c) for c in plate.colonnes],
        "lignes": [_ligne(plate.colonnes, row) for row in plate.lignes],
        "total": None if plate.total is None else _ligne(plate.colonnes, plate.total),
        "notes": list(plate.notes),
        "sources": [encode_source(s) for s in plate.sources],
    }


def write_json(contenu: Json) -> bytes:
    r"""Write encoded contents as a UTF-8 file, the same bytes for the same contents.

    Args:
        contenu: What an `encode_…` function returned.

    Returns:
        The whole file, indented, ended by a line feed.

    Examples:
        >>> write_json({"ville": "Évian"}).decode()
        '{\n  "ville": "Évian"\n}\n'
    """
    return (json.dumps(contenu, ensure_ascii=False, indent=2) + "\n").encode()


def _colonne(colonne: Colonne) -> Json:
    return {
        "code": colonne.code,
        "libelle": colonne.libelle,
        "nature": colonne.nature,
        "aide": colonne.aide,
        "libelles": dict(colonne.libelles),
    }


def _ligne(colonnes: Sequence[Colonne], row: Ligne) -> Json:
    return {c.code: encode_valeur(row.valeurs.get(c.code)) for c in colonnes}
