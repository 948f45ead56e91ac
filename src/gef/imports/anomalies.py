"""What an import found: anomalies gathered by cause, and the report of the whole file.

Three degrees, and only three:

- `bloquant`: the row is left out of the result; at file level (a compulsory column is missing), nothing is importable;
- `a_corriger`: the row is kept, the value at fault is read as « non renseigné » until someone corrects it;
- `information`: the value was kept, or repaired in the only possible way; worth a look.

A million bad rows make one `Cause` with an exact count and its first `EXEMPLES_MAX` rows, not a million objects.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Gravite = Literal["bloquant", "a_corriger", "information"]
GRAVITES: tuple[Gravite, ...] = ("bloquant", "a_corriger", "information")
EXEMPLES_MAX = 1000
VALEUR_MAX = 120
ESPACES = "\u00a0\u202f"  # a reader sees them as spaces, though Python calls them not printable


@dataclass(frozen=True, slots=True)
class Anomalie:
    """One defect at one place.

    Attributes:
        ligne: Row number as the user's spreadsheet shows it; 0 when the whole file is at fault.
        colonne: Heading as written in the file, "" when the whole row is at fault.
        valeur: Text that was read, None when there was none.
        attendu: What the column expects, in French.
        message: The whole sentence, in French.
        gravite: "bloquant", "a_corriger" or "information".
    """

    ligne: int
    colonne: str
    valeur: str | None
    attendu: str
    message: str
    gravite: Gravite


@dataclass(frozen=True, slots=True)
class Cause:
    """All the anomalies of one kind in one column: the exact count, and the first of them.

    Attributes:
        code: Stable name of the kind, e.g. "commune_inconnue".
        libelle: The kind in French, e.g. "Code commune inconnu".
        colonne: Heading as written in the file, "" when the whole row is at fault.
        gravite: Degree shared by all of them.
        nombre: How many there are, exactly.
        exemples: The first ones, at most `EXEMPLES_MAX`, by row.
    """

    code: str
    libelle: str
    colonne: str
    gravite: Gravite
    nombre: int
    exemples: tuple[Anomalie, ...]


@dataclass(frozen=True, slots=True)
class Ecart:
    """One defect before it is put into words: where, what was read, what was expected."""

    ligne: int
    valeur: str | None
    attendu: str


def format_nombre(nombre: int) -> str:
    r"""Write a count as French readers expect it, thousands apart.

    Examples:
        >>> format_nombre(1086).replace("\u202f", "_")
        '1_086'
    """
    return f"{nombre:,}".replace(",", "\u202f")


def rediger(libelle: str, colonne: str, ecart: Ecart) -> str:
    """Put one defect into a sentence: where, what was found, what was expected.

    Args:
        libelle: The kind, e.g. "Code commune inconnu".
        colonne: Heading as written in the file, may be empty.
        ecart: Row, value and expectation.

    Returns:
        A French sentence.

    Examples:
        >>> rediger("Surface refusée", "SURFHAB", Ecart(902, "0", "9 m² ou plus"))
        'Ligne 902, colonne SURFHAB : surface refusée, « 0 » lu ; attendu : 9 m² ou plus.'
    """
    ou = f"Ligne {format_nombre(ecart.ligne)}" if ecart.ligne else "Fichier"
    if colonne:
        ou += f", colonne {colonne}"
    lu = f", « {ecart.valeur} » lu" if ecart.valeur is not None else ""
    attendu = f" ; attendu : {ecart.attendu}" if ecart.attendu else ""
    minuscule = libelle[:1].lower() + libelle[1:] if libelle[1:2].islower() else libelle
    return f"{ou} : {minuscule}{lu}{attendu}."


def shorten(valeur: str | None) -> str | None:
    """Cut a value that is too long to be shown, and make its control characters visible."""
    if valeur is None:
        return None
    visible = "".join(c if c.isprintable() or c in ESPACES else "�" for c in valeur[: VALEUR_MAX + 1])
    return visible if len(visible) <= VALEUR_MAX else visible[:VALEUR_MAX] + "…"


class Collecteur:
    """Gathers defects by cause while a file is read; keeps exact counts and few examples."""

    def __init__(self) -> None:
        self._nombres: dict[tuple[str, str], int] = {}
        self._libelles: dict[tuple[str, str], tuple[str, Gravite]] = {}
        self._exemples: dict[tuple[str, str], list[Ecart]] = {}

    def places(self, code: str, colonne: str) -> int:
        """Return how many more examples of that cause are worth looking for."""
        return EXEMPLES_MAX - len(self._exemples.get((code, colonne), ()))

    def add(
        self, code: str, colonne: str, libelle: str, gravite: Gravite, *, nombre: int, ecarts: Iterable[Ecart]
    ) -> None:
        """Count `nombre` defects of one cause and keep some of `ecarts` as examples.

        Args:
            code: Stable name of the kind.
            colonne: Heading as written in the file.
            libelle: The kind in French.
            gravite: Degree.
            nombre: How many defects this call reports, exactly.
            ecarts: Examples among them, in row order; those beyond `EXEMPLES_MAX` are dropped.
        """
        cle = (code, colonne)
        self._nombres[cle] = self._nombres.get(cle, 0) + nombre
        self._libelles[cle] = (libelle, gravite)
        gardes = self._exemples.setdefault(cle, [])
        gardes.extend(list(ecarts)[: EXEMPLES_MAX - len(gardes)])

    def add_one(self, code: str, colonne: str, libelle: str, gravite: Gravite, ecart: Ecart) -> None:
        """Count one defect; shorthand for what happens once per file."""
        self.add(code, colonne, libelle, gravite, nombre=1, ecarts=[ecart])

    def causes(self) -> tuple[Cause, ...]:
        """Return the causes, the gravest first, then the most frequent."""
        causes = []
        for (code, colonne), nombre in self._nombres.items():
            libelle, gravite = self._libelles[code, colonne]
            exemples = tuple(
                Anomalie(
                    e.ligne,
                    colonne,
                    shorten(e.valeur),
                    e.attendu,
                    rediger(libelle, colonne, Ecart(e.ligne, shorten(e.valeur), e.attendu)),
                    gravite,
                )
                for e in self._exemples[code, colonne]
            )
            causes.append(Cause(code, libelle, colonne, gravite, nombre, exemples))
        return tuple(sorted(causes, key=lambda c: (GRAVITES.index(c.gravite), -c.nombre, c.code, c.colonne)))


@dataclass(frozen=True, slots=True)
class RapportImport:
    """The report of one file; nothing is saved before someone has seen it.

    Attributes:
        format: Code of the format that was recognised, e.g. "rpls_depot".
        nom_fichier: Name of the file, as its owner knows it.
        empreinte: SHA-256 of its bytes, hexadecimal.
        taille: Size in bytes.
        encodage: Encoding of a text file, "xlsx" or "ods" for a workbook.
        separateur: Separator of a text file, name of the sheet that was read for a workbook.
        lignes_lues: Rows that hold something, headings and help line excepted.
        lignes_retenues: Rows that the import would keep.
        lignes_vides: Rows without anything in them, skipped.
        lignes_a_corriger: Rows kept with at least one value to correct.
        colonnes_reconnues: Heading as written → name of the column in the product.
        colonnes_ignorees: Headings that the format does not use.
        colonnes_absentes: Labels of the expected columns that the file does not have.
        doublons: Rows whose identifier was already met, whatever was done with them.
        completude: By column of the result, number of kept rows that have a value.
        causes: Anomalies by cause, the gravest first.
    """

    format: str
    nom_fichier: str
    empreinte: str
    taille: int
    encodage: str
    separateur: str
    lignes_lues: int
    lignes_retenues: int
    lignes_vides: int = 0
    lignes_a_corriger: int = 0
    colonnes_reconnues: Mapping[str, str] = field(default_factory=dict)
    colonnes_ignorees: tuple[str, ...] = ()
    colonnes_absentes: tuple[str, ...] = ()
    doublons: int = 0
    completude: Mapping[str, int] = field(default_factory=dict)
    causes: tuple[Cause, ...] = ()

    @property
    def lignes_ecartees(self) -> int:
        """Rows that the import would leave out."""
        return self.lignes_lues - self.lignes_retenues

    @property
    def anomalies(self) -> tuple[Anomalie, ...]:
        """Every example kept, in row order; the counts are in `causes`."""
        toutes = (a for cause in self.causes for a in cause.exemples)
        return tuple(sorted(toutes, key=lambda a: (a.ligne, GRAVITES.index(a.gravite), a.colonne, a.message)))

    @property
    def is_acceptable(self) -> bool:
        """Whether there is something to import: a row is kept and nothing blocks the whole file."""
        fichier_bloque = any(c.gravite == "bloquant" and any(a.ligne == 0 for a in c.exemples) for c in self.causes)
        return self.lignes_retenues > 0 and not fichier_bloque

    def count_anomalies(self, gravite: Gravite) -> int:
        """Return the exact number of anomalies of that degree."""
        return sum(c.nombre for c in self.causes if c.gravite == gravite)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values for JSON, derived figures included."""
        contenu = asdict(self)
        contenu["colonnes_reconnues"] = dict(self.colonnes_reconnues)
        contenu["completude"] = dict(self.completude)
        contenu["lignes_ecartees"] = self.lignes_ecartees
        contenu["is_acceptable"] = self.is_acceptable
        contenu["nombres"] = {gravite: self.count_anomalies(gravite) for gravite in GRAVITES}
        return contenu
