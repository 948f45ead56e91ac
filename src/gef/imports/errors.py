"""The exception tree of the imports.

    GefError (gef.errors)         everything that the product raises on purpose
    ├── FichierIllisibleError     the file as a whole cannot be read: not a table, protected, truncated, hostile…
    └── LigneInvalideError        one row of a strict batch file is not what its format says

A defect of a row in a file that a person hands in is never an exception: it is an anomaly in the report.
"""

from __future__ import annotations

from gef.errors import GefError


class FichierIllisibleError(GefError, ValueError):
    """A file cannot be read at all.

    Attributes:
        nom: Name of the file, as its owner knows it.
        constat: What was found, in French, without a final stop.
        conseil: What to do, in French, a full sentence.
    """

    def __init__(self, nom: str, constat: str, conseil: str) -> None:
        super().__init__(f"« {nom} » : {constat}. {conseil}")
        self.nom = nom
        self.constat = constat
        self.conseil = conseil


class LigneInvalideError(GefError, ValueError):
    """One row of a strict file breaks its format.

    Attributes:
        nom: Name of the file.
        ligne: Number of the row as a spreadsheet shows it, the heading being row 1.
        colonne: Heading of the column, "" when the whole row is at fault.
    """

    def __init__(self, nom: str, ligne: int, colonne: str, message: str) -> None:
        ou = f"« {nom} », ligne {ligne}" + (f", colonne « {colonne} »" if colonne else "")
        super().__init__(f"{ou} : {message}")
        self.nom = nom
        self.ligne = ligne
        self.colonne = colonne
