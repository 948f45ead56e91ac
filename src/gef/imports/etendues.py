"""How far the sheets of a workbook reach, bounded from their text while it goes by; nothing is kept of it.

The bounds are larger than the truth, never smaller, whatever the writing of the file: references in odd quotes, cells
without reference, repeated cells, a text shared by a million cells.
"""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Iterable, Iterator
from xml.parsers import expat

import numpy as np

from gef.imports.anomalies import format_nombre
from gef.imports.errors import FichierIllisibleError

CELLULES_MAX = 12_000_000
TEXTE_MAX = 200_000_000
BALISE_MAX = 1 << 20
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]*)([0-9]+)")
_COMPTE_ANNONCE = re.compile(rb"ount\s*=\s*[\"']([^\"'<]*)")
_BALISE = re.compile(rb"<(?:[\w.-]+:)?(row|c|v|si)(?=[\s/>])")
_TEXTE = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s/>])")
_INDICE = re.compile(rb"<(?:[\w.-]+:)?v>([0-9]{1,9})</")
_VALEUR = re.compile(rb"<(?:[\w.-]+:)?v(?=[\s/>])")


def out_of_proportion(nom: str, constat: str) -> FichierIllisibleError:
    """Build the refusal of a workbook that would take more memory than a table is worth."""
    return FichierIllisibleError(
        nom, constat, "Supprimez les cellules inutiles, ou enregistrez la feuille au format CSV UTF-8."
    )


def cut_tags(morceaux: Iterable[bytes]) -> Iterator[bytes]:
    """Cut a text so that no tag is split.

    Args:
        morceaux: The text, cut anywhere.

    Yields:
        The same text; each piece ends where a tag begins, or at the end.

    Raises:
        BadZipFile: a tag does not end within `BALISE_MAX` bytes.
    """
    reste = b""
    for morceau in morceaux:
        texte = reste + morceau
        fin = texte.rfind(b"<")
        if fin < 0 or b">" in texte[fin:]:
            fin = len(texte)
        elif len(texte) - fin > BALISE_MAX:
            raise zipfile.BadZipFile("endless tag")
        reste = texte[fin:]
        yield texte[:fin]
    yield reste


class TextesPartages:
    """Bounds what the cells of a workbook hold together: many may point at one long text.

    First roughly, every cell with the longest text; when that is too much, a second look adds up each cell's own.
    """

    def __init__(self, nom: str) -> None:
        self._nom = nom
        self._longueurs = array("q")
        self._valeurs = 0
        self._total = 0

    def add_texte(self, longueur: int) -> None:
        """Note a shared text, markup included, in file order."""
        self._longueurs.append(longueur)

    def add_valeurs(self, nombre: int) -> None:
        """Note cells that may point at a shared text."""
        self._valeurs += nombre

    @property
    def is_suspect(self) -> bool:
        """Whether the rough bound is too much."""
        return self._valeurs * max(self._longueurs, default=0) > TEXTE_MAX

    def weigh(self, texte: bytes) -> None:
        """Add up the texts that the cells of a piece of sheet point at; a value that is no index counts most."""
        longueurs = np.frombuffer(self._longueurs, np.int64)
        indices = np.array(_INDICE.findall(texte), dtype=np.int64)
        ecrits = len(_VALEUR.findall(texte))
        self._total += int(longueurs[indices[indices < longueurs.size]].sum())
        self._total += (ecrits - indices.size) * int(longueurs.max())
        if self._total > TEXTE_MAX:
            raise out_of_proportion(self._nom, "ses cellules contiennent ensemble trop de texte")


class EtendueXlsx:
    """Bounds the extent of a sheet from the references of its rows and cells, wherever they stand in the text.

    Cells and rows may also follow one another without reference. There cannot be more of them than the references
    reach, unless some lack one: both numbers are then added, which bounds the extent within a factor of two.
    """

    def __init__(self, nom: str, textes: TextesPartages) -> None:
        self._nom = nom
        self._textes = textes
        self._lettres: set[bytes] = set()
        self._hauteur = self._lignes = self._suite = self._plus_longue = 0
        self._lu = 0
        self._debut_texte: int | None = None

    def feed(self, texte: bytes) -> None:
        """Take in a piece whose tags are whole."""
        references = _REFERENCE.findall(texte)
        self._lettres.update({lettres for lettres, _ in references})
        self._hauteur = max(self._hauteur, max((int(n[:9]) for n in {n for _, n in references}), default=0))
        self._count_balises(texte)
        self._lu += len(texte)
        for compte in _COMPTE_ANNONCE.findall(texte):
            # A number written with entities would escape this reading, but not the parser's.
            if b"&" in compte or (compte.isdigit() and int(compte[:19]) > CELLULES_MAX):
                raise out_of_proportion(self._nom, "le classeur annonce plus d’éléments qu’il ne peut en contenir")

    def close(self) -> None:
        """Refuse an extent beyond reason."""
        self._end_texte(self._lu)
        largeur = max((_rank_of_colonne(lettres) for lettres in self._lettres), default=0)
        _check_extent(
            _add_unreferenced(self._hauteur, self._lignes), _add_unreferenced(largeur, self._plus_longue), self._nom
        )

    def _count_balises(self, texte: bytes) -> None:
        # The names of the tags, end to end: no letter of one is in another, so that counting letters counts tags.
        noms = b"".join(_BALISE.findall(texte))
        premiere, *suivantes = [cellules.count(b"c") for cellules in noms.split(b"row")]
        self._suite += premiere
        self._plus_longue = max(self._plus_longue, self._suite, *suivantes)
        if suivantes:
            self._lignes += len(suivantes)
            self._suite = suivantes[-1]
        self._textes.add_valeurs(noms.count(b"v"))
        if b"i" in noms:
            for texte_partage in _TEXTE.finditer(texte):
                self._end_texte(self._lu + texte_partage.start())
                self._debut_texte = self._lu + texte_partage.start()

    def _end_texte(self, position: int) -> None:
        if self._debut_texte is not None:
            self._textes.add_texte(position - self._debut_texte)
        self._debut_texte = None


def _add_unreferenced(reference: int, compte: int) -> int:
    return reference if compte <= reference else reference + compte


def _rank_of_colonne(lettres: bytes) -> int:
    rang = 0
    for lettre in lettres.upper()[:6]:
        rang = rang * 26 + lettre - ord("A") + 1
    return rang


def _check_extent(hauteur: int, largeur: int, nom: str) -> None:
    if hauteur * largeur > CELLULES_MAX:
        raise out_of_proportion(
            nom,
            f"une feuille s’étend sur {format_nombre(hauteur)} lignes et {format_nombre(largeur)} colonnes, au-delà de "
            f"{format_nombre(CELLULES_MAX)} cellules",
        )


class EtendueOds:
    """Counts the cells and letters that the repetitions of an ODS sheet stand for; trailing empty cells are free."""

    def __init__(self, nom: str) -> None:
        self._nom = nom
        self._analyseur = expat.ParserCreate("utf-8")
        self._analyseur.StartElementHandler = self._start
        self._analyseur.EndElementHandler = self._end
        self._analyseur.CharacterDataHandler = self._fill
        self._analyseur.StartDoctypeDeclHandler = self._refuse
        self._hauteur = self._hauteur_pleine = self._largeur = self._texte = 0
        self._fois_ligne = self._colonne = self._colonne_pleine = self._texte_ligne = 0
        self._fois_cellule = self._texte_cellule = 0
        self._in_cellule = False

    def feed(self, morceau: bytes) -> None:
        """Take in a piece of the text; BadZipFile when it is no XML, or defines entities."""
        try:
            self._analyseur.Parse(morceau, False)  # noqa: FBT003  (expat takes it by position)
        except expat.ExpatError as erreur:
            raise zipfile.BadZipFile(str(erreur)) from erreur

    def close(self) -> None:
        """Refuse an extent or a quantity of text beyond reason."""
        _check_extent(self._hauteur_pleine, self._largeur, self._nom)
        if self._texte > TEXTE_MAX:
            raise out_of_proportion(self._nom, "ses cellules répétées contiennent trop de texte")

    def _refuse(self, *_: object) -> None:
        raise zipfile.BadZipFile("DTD")

    def _start(self, balise: str, attributs: dict[str, str]) -> None:
        local = balise.rpartition(":")[2]
        if local == "table":
            self._hauteur = 0
        elif local == "table-row":
            self._fois_ligne = _count(attributs, "number-rows-repeated")
            self._colonne = self._colonne_pleine = self._texte_ligne = 0
        elif local in {"table-cell", "covered-table-cell"}:
            self._fois_cellule = _count(attributs, "number-columns-repeated")
            self._colonne += self._fois_cellule
            self._texte_cellule, self._in_cellule = 0, True
            for nom, valeur in attributs.items():
                if "value" in nom or "formula" in nom:
                    self._fill(valeur)
        elif local == "s" and self._in_cellule:
            self._texte_cellule += _count(attributs, "c")

    def _fill(self, texte: str) -> None:
        if self._in_cellule:
            self._colonne_pleine = self._colonne
            self._texte_cellule += len(texte)

    def _end(self, balise: str) -> None:
        local = balise.rpartition(":")[2]
        if local in {"table-cell", "covered-table-cell"}:
            self._in_cellule = False
            self._texte_ligne += self._fois_cellule * self._texte_cellule
        elif local == "table-row":
            self._hauteur += self._fois_ligne
            self._texte += self._fois_ligne * self._texte_ligne
            if self._colonne_pleine:
                self._hauteur_pleine = max(self._hauteur_pleine, self._hauteur)
                self._largeur = max(self._largeur, self._colonne_pleine)


def _count(attributs: dict[str, str], nom: str) -> int:
    repetitions = [v for cle, v in attributs.items() if cle.rpartition(":")[2] == nom]
    return max((int(v[:9]) for v in repetitions if v.isdecimal()), default=1)
