"""What a workbook weighs once opened, measured before anything opens it.

A workbook is an archive, and the parser that reads it trusts it: five kilobytes can announce a sheet of seventeen
billion cells and bring the process down. So every member is inflated once, counted and thrown away, whatever size it
declares, and the extent of each sheet is bounded from its own text.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from gef.imports.anomalies import format_nombre
from gef.imports.errors import FichierIllisibleError
from gef.imports.texte import Source

DEPLIE_MAX = 800 << 20
# Ordinary sheets shrink five to thirty times; deflate cannot do better than a thousand.
RAPPORT_MAX = 200
RAPPORT_EXAMINE_AU_DELA = 20 << 20
MEMBRES_MAX = 5_000
CELLULES_MAX = 12_000_000
CONSEIL_XLSX = "Rouvrez-le dans votre tableur et enregistrez-le de nouveau, en XLSX ou en CSV UTF-8"
CONSEIL_MOT_DE_PASSE = "Retirez le mot de passe dans votre tableur, puis recommencez"
_MORCEAU = 1 << 20
_ENTETE_LOCAL = struct.Struct("<26xHH")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]*)([0-9]+)")
_BALISE = re.compile(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])")
_ERREURS_ZIP = (
    zipfile.BadZipFile,
    NotImplementedError,
    OSError,
    ValueError,
    EOFError,
    OverflowError,
    struct.error,
    zlib.error,
)


def check_archive(source: Source, nom: str) -> str:
    """Inflate and measure every member of a workbook without keeping it.

    Args:
        source: Path or bytes of an archive.
        nom: Name for the messages.

    Returns:
        "xlsx" or "ods".

    Raises:
        FichierIllisibleError: the archive is damaged, protected, not a workbook, or out of proportion.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            membres = archive.infolist()
            genre = _find_genre(membres, nom)
            taille = sum(m.compress_size for m in membres)
            _check_declared(membres, taille, nom)
            _check_inflated(archive, membres, taille, nom)
    except _ERREURS_ZIP as erreur:
        if isinstance(erreur, FichierIllisibleError):
            raise
        raise FichierIllisibleError(
            nom, "le classeur est tronqué ou abîmé, il ne peut pas être ouvert", f"{CONSEIL_XLSX}."
        ) from erreur
    return genre


def _find_genre(membres: list[zipfile.ZipInfo], nom: str) -> str:
    noms = {m.filename for m in membres}
    if any(m.flag_bits & 1 for m in membres):
        raise FichierIllisibleError(nom, "l’archive est protégée par un mot de passe", f"{CONSEIL_MOT_DE_PASSE}.")
    if "xl/workbook.bin" in noms:
        raise FichierIllisibleError(nom, "c’est un classeur binaire (XLSB)", f"{CONSEIL_XLSX}.")
    if "xl/workbook.xml" in noms:
        return "xlsx"
    if {"content.xml", "mimetype"} <= noms:
        return "ods"
    raise FichierIllisibleError(
        nom, "c’est une archive ZIP qui ne contient pas un classeur", "Décompressez-la et déposez le tableau lui-même."
    )


def _out_of_proportion(nom: str, constat: str) -> FichierIllisibleError:
    return FichierIllisibleError(
        nom, constat, "Supprimez les cellules inutiles, ou enregistrez la feuille au format CSV UTF-8."
    )


def _check_declared(membres: list[zipfile.ZipInfo], taille: int, nom: str) -> None:
    if len(membres) > MEMBRES_MAX:
        raise _out_of_proportion(nom, f"l’archive contient {format_nombre(len(membres))} éléments")
    _check_size(sum(m.file_size for m in membres), taille, nom)


def _check_size(deplie: int, taille: int, nom: str) -> None:
    if deplie > DEPLIE_MAX:
        raise _out_of_proportion(
            nom, f"une fois décompressé, il dépasserait {format_nombre(DEPLIE_MAX >> 20)} Mo, la limite de lecture"
        )
    if deplie > RAPPORT_EXAMINE_AU_DELA and deplie > RAPPORT_MAX * max(taille, 1):
        raise _out_of_proportion(
            nom, f"décompressé, il serait plus de {RAPPORT_MAX} fois plus gros : ce n’est pas un classeur ordinaire"
        )


def _check_inflated(archive: zipfile.ZipFile, membres: list[zipfile.ZipInfo], taille: int, nom: str) -> None:
    deplie = 0
    for membre in membres:
        mesure = _EtendueOds(nom) if membre.filename == "content.xml" else _EtendueXlsx(nom)
        manifeste = b""
        for morceau in _inflate(archive, membre):
            deplie += len(morceau)
            _check_size(deplie, taille, nom)
            mesure.feed(morceau)
            if membre.filename == "META-INF/manifest.xml":
                manifeste = (manifeste + morceau)[-_MORCEAU:]
        if b"encryption-data" in manifeste:
            raise FichierIllisibleError(nom, "le classeur est protégé par un mot de passe", f"{CONSEIL_MOT_DE_PASSE}.")
        mesure.close()


def _inflate(archive: zipfile.ZipFile, membre: zipfile.ZipInfo) -> Iterator[bytes]:
    """Inflate a member whatever its declared size, which an honest reader would stop at."""
    flux: IO[bytes] | None = archive.fp
    if flux is None or membre.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile(membre.filename)
    flux.seek(membre.header_offset)
    longueurs = _ENTETE_LOCAL.unpack(flux.read(_ENTETE_LOCAL.size))
    flux.seek(sum(longueurs), io.SEEK_CUR)
    restant = membre.compress_size
    inflateur = zlib.decompressobj(-15) if membre.compress_type == zipfile.ZIP_DEFLATED else None
    while restant and (brut := flux.read(min(restant, _MORCEAU))):
        restant -= len(brut)
        if inflateur is None:
            yield brut
            continue
        while brut:
            yield inflateur.decompress(brut, _MORCEAU)
            brut = inflateur.unconsumed_tail
    if restant or (inflateur is not None and not inflateur.eof):
        raise zipfile.BadZipFile(membre.filename)


def _check_extent(hauteur: int, largeur: int, nom: str) -> None:
    if hauteur * largeur > CELLULES_MAX:
        raise _out_of_proportion(
            nom,
            f"une feuille s’étend sur {format_nombre(hauteur)} lignes et {format_nombre(largeur)} colonnes, au-delà de "
            f"{format_nombre(CELLULES_MAX)} cellules",
        )


class _EtendueXlsx:
    """Bounds the extent of a sheet from the references of its rows and cells, wherever they stand in the text.

    Cells and rows may also follow one another without reference. There cannot be more of them than the references
    reach, unless some lack one: both numbers are then added, which bounds the extent within a factor of two.
    """

    def __init__(self, nom: str) -> None:
        self._nom = nom
        self._reste = b""
        self._lettres: set[bytes] = set()
        self._hauteur = self._lignes = self._suite = self._plus_longue = 0

    def feed(self, morceau: bytes) -> None:
        texte = self._reste + morceau
        fin = texte.rfind(b"<")
        if fin < 0 or b">" in texte[fin:]:
            fin = len(texte)
        elif len(texte) - fin > _MORCEAU:
            raise zipfile.BadZipFile("endless tag")
        self._reste = texte[fin:]
        self._measure(texte[:fin])

    def close(self) -> None:
        self._measure(self._reste)
        largeur = max((_rank_of_colonne(lettres) for lettres in self._lettres), default=0)
        _check_extent(
            _add_unreferenced(self._hauteur, self._lignes), _add_unreferenced(largeur, self._plus_longue), self._nom
        )

    def _measure(self, texte: bytes) -> None:
        references = _REFERENCE.findall(texte)
        self._lettres.update({lettres for lettres, _ in references})
        self._hauteur = max(self._hauteur, max((int(n[:9]) for n in {n for _, n in references}), default=0))
        for balise in _BALISE.findall(texte):
            if balise == b"row":
                self._lignes += 1
                self._suite = 0
            else:
                self._suite += 1
                self._plus_longue = max(self._plus_longue, self._suite)


def _add_unreferenced(reference: int, compte: int) -> int:
    return reference if compte <= reference else reference + compte


def _rank_of_colonne(lettres: bytes) -> int:
    rang = 0
    for lettre in lettres.upper()[:6]:
        rang = rang * 26 + lettre - ord("A") + 1
    return rang


class _EtendueOds:
    """Counts the cells that the repetitions of an ODS sheet stand for; trailing empty ones are free."""

    def __init__(self, nom: str) -> None:
        self._nom = nom
        self._analyseur = expat.ParserCreate()
        self._analyseur.StartElementHandler = self._start
        self._analyseur.EndElementHandler = self._end
        self._analyseur.CharacterDataHandler = self._fill
        self._analyseur.StartDoctypeDeclHandler = self._refuse
        self._hauteur = self._hauteur_pleine = self._largeur = self._colonne = self._colonne_pleine = self._fois = 0
        self._in_cellule = False

    def feed(self, morceau: bytes) -> None:
        try:
            self._analyseur.Parse(morceau, False)  # noqa: FBT003  (expat takes it by position)
        except expat.ExpatError as erreur:
            raise zipfile.BadZipFile(str(erreur)) from erreur

    def close(self) -> None:
        _check_extent(self._hauteur_pleine, self._largeur, self._nom)

    def _refuse(self, *_: object) -> None:
        raise zipfile.BadZipFile("DTD")

    def _start(self, balise: str, attributs: dict[str, str]) -> None:
        local = balise.rpartition(":")[2]
        if local == "table":
            self._hauteur = 0
        elif local == "table-row":
            self._fois, self._colonne, self._colonne_pleine = _count(attributs, "number-rows-repeated"), 0, 0
        elif local in {"table-cell", "covered-table-cell"}:
            self._colonne += _count(attributs, "number-columns-repeated")
            self._in_cellule = True
            if any("value" in nom or "formula" in nom for nom in attributs):
                self._fill("")

    def _fill(self, _texte: str) -> None:
        if self._in_cellule:
            self._colonne_pleine = self._colonne

    def _end(self, balise: str) -> None:
        local = balise.rpartition(":")[2]
        if local in {"table-cell", "covered-table-cell"}:
            self._in_cellule = False
        elif local == "table-row":
            self._hauteur += self._fois
            if self._colonne_pleine:
                self._hauteur_pleine = max(self._hauteur_pleine, self._hauteur)
                self._largeur = max(self._largeur, self._colonne_pleine)


def _count(attributs: dict[str, str], nom: str) -> int:
    repetitions = [v for cle, v in attributs.items() if cle.rpartition(":")[2] == nom]
    return max((int(v[:9]) for v in repetitions if v.isdecimal()), default=1)
