"""An importer is a table of columns: what each is called in real files, how it is read, what it expects.

Headings are compared without case, accents or punctuation, so that « Date de libération » and `DATE_DE_LIBERATION`
are one. A heading that nobody knows is listed, never refused; a heading met twice is read once, and said.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from gef.imports.anomalies import Gravite

Nature = Literal[
    "texte",
    "code",
    "codes",
    "commune",
    "postal",
    "entier",
    "surface",
    "annee",
    "date",
    "mois",
    "booleen",
    "fraction",
    "portee",
    "portees",
    "territoire",
]
AUCUN_CODE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column of a format.

    Attributes:
        nom: Name in the product; for the RPLS formats, the name of the variable.
        libelle: What it is, in French.
        attendu: What a cell must hold, in French, as the report says it.
        entetes: Other headings met in real files; `nom` and `libelle` always count.
        nature: How a cell is read, see `gef.imports.conversions`.
        obligatoire: Whether a file without this column is refused.
        essentielle: Whether an empty cell is an anomaly.
        is_accessoire: Whether nobody misses the column when the file does not have it.
        codes: For natures "code", "codes" (several in a cell) and "booleen": spelling in capitals → stored code ("oui"
            or "non" for a boolean).
        absents: Spellings in capitals that mean that there is nothing, e.g. "NC", "9999".
        minimum: Least value; the year for dates, the number of characters for texts.
        maximum: Greatest value, same units.
        is_reparable: Whether a lost leading zero is put back: « 6029 » is 06029, there is no other reading.
        is_fragile: Whether what a spreadsheet ruined (1.2E+15, 7190-01-01) is to be looked for; the text is lost.
        cause: Name of the defect « this cell cannot be read ».
        gravite: Degree of that defect.
    """

    nom: str
    libelle: str
    attendu: str
    entetes: tuple[str, ...] = ()
    nature: Nature = "texte"
    obligatoire: bool = False
    essentielle: bool = False
    is_accessoire: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)
    absents: frozenset[str] = frozenset()
    minimum: int | None = None
    maximum: int | None = None
    is_reparable: bool = False
    is_fragile: bool = False
    cause: str = "Valeur illisible"
    gravite: Gravite = "a_corriger"


@dataclass(frozen=True, slots=True)
class Correspondance:
    """Which column of the file is which column of the format.

    Attributes:
        positions: Name of the column → its rank in the file, from 0.
        entetes: Name of the column → heading as written.
        ignorees: Headings that no column claims, as written.
        absentes: Columns of the format that the file does not have.
        doublons: (heading, rank kept, rank left) for each column met more than once, and for unknown twins.
    """

    positions: Mapping[str, int]
    entetes: Mapping[str, str]
    ignorees: tuple[str, ...]
    absentes: tuple[Colonne, ...]
    doublons: tuple[tuple[str, int, int], ...]


def fold(texte: str) -> str:
    r"""Reduce a heading to what matters: small letters and digits, words joined by "_".

    Examples:
        >>> fold("\ufeffDate de libération "), fold("T.V.A."), fold("N° RPLS")
        ('date_de_liberation', 't_v_a', 'n_rpls')
    """
    # « º » and « ° » would become the letter o.
    plat = unicodedata.normalize("NFKD", texte.replace("º", " ").replace("°", " ")).casefold()
    lettres = (c if c.isalnum() else " " for c in plat if not unicodedata.combining(c))
    return "_".join("".join(lettres).split())


def find_by_entete(colonnes: Iterable[Colonne]) -> dict[str, tuple[int, str]]:
    """Return folded heading → (preference, name of the column), for every spelling of every column.

    Args:
        colonnes: Columns of a format; when two claim one spelling, the one that prefers it keeps it.

    Returns:
        A new dictionary; the name of a column is its first preference, then its label, then `entetes` in order.
    """
    noms: dict[str, tuple[int, str]] = {}
    for colonne in colonnes:
        for preference, entete in enumerate((colonne.nom, colonne.libelle, *colonne.entetes)):
            plie = fold(entete)
            noms[plie] = min(noms.get(plie, (preference, colonne.nom)), (preference, colonne.nom), key=lambda n: n[0])
    return noms


def associer(
    entetes: Sequence[str], colonnes: Sequence[Colonne], choix: Mapping[str, str] = AUCUN_CODE
) -> Correspondance:
    """Match the headings of a file with the columns of a format.

    Args:
        entetes: Headings as written, in file order; empty ones are skipped.
        colonnes: Columns of the format.
        choix: What a person decided before: heading → name of a column, "" to ignore it. It wins over spellings.

    Returns:
        The correspondence; of two headings for one column, the preferred spelling is read, else the first.

    Examples:
        >>> colonnes = Colonne("libere_le", "Date de libération", "une date"), Colonne("commune", "Commune", "un code")
        >>> lue = associer(["Libéré le", "DATE DE LIBERATION", "Remarque"], colonnes, {"Libéré le": "libere_le"})
        >>> dict(lue.positions), lue.ignorees, [c.nom for c in lue.absentes], lue.doublons
        ({'libere_le': 0}, ('Remarque',), ['commune'], (('DATE DE LIBERATION', 0, 1),))
    """
    noms = find_by_entete(colonnes) | {fold(entete): (-1, nom) for entete, nom in choix.items()}
    candidats: dict[str, list[tuple[int, int]]] = {}
    inconnues: dict[str, list[int]] = {}
    for rang, entete in enumerate(entetes):
        preference, nom = noms.get(fold(entete), (0, ""))
        if nom:
            candidats.setdefault(nom, []).append((preference, rang))
        elif fold(entete):
            inconnues.setdefault(fold(entete), []).append(rang)
    positions = {nom: min(rangs)[1] for nom, rangs in candidats.items()}
    lus = [(positions[nom], [r for _, r in rangs]) for nom, rangs in candidats.items()]
    repetes = lus + [(rangs[0], rangs) for rangs in inconnues.values()]
    doublons = [(entetes[r].strip(), lu, r) for lu, rangs in repetes for r in rangs if r != lu]
    return Correspondance(
        positions=positions,
        entetes={nom: entetes[rang].strip() for nom, rang in positions.items()},
        ignorees=tuple(entetes[rangs[0]].strip() for rangs in inconnues.values()),
        absentes=tuple(c for c in colonnes if c.nom not in positions),
        doublons=tuple(doublons),
    )
