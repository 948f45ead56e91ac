"""A document of several parts: what it says at its head, its parts with their tables, where its figures come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gef.outputs.tables import Table


@dataclass(frozen=True, slots=True)
class ChiffreCle:
    """A headline figure, with its base or its date."""

    libelle: str
    valeur: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document.

    Attributes:
        code: Stable name.
        titre: Heading.
        tables: Its tables, in order.
        is_double: Whether they stand in two columns.
        is_paysage: Whether it is printed on pages lying down.
        is_partagee: Whether many documents hold this very part: it is then described once.
    """

    code: str
    titre: str
    tables: tuple[Table, ...]
    is_double: bool = False
    is_paysage: bool = False
    is_partagee: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed.

    Attributes:
        titre: First heading, and title of the file.
        auteur: Whose figures they are.
        reference: Small text at the top: the articles.
        resume: Sentence under the title.
        mentions: Sentences under it: when it was drawn up, for whom.
        chiffres: Headline figures.
        alertes: What is missing, one sentence each.
        sections: Parts, in order.
        origine: Where the figures come from, one paragraph each.
        moment: Date of the file.
    """

    titre: str
    auteur: str
    reference: str
    resume: str
    mentions: tuple[str, ...]
    chiffres: tuple[ChiffreCle, ...]
    alertes: tuple[str, ...]
    sections: tuple[Section, ...]
    origine: tuple[str, ...]
    moment: datetime
