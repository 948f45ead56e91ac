"""What a workbook weighs once opened, measured before anything opens it.

A workbook is an archive, and the parser that reads it trusts it: five kilobytes can announce a sheet of seventeen
billion cells, or a trillion shared texts, and bring the process down. So every member is inflated once, counted and
thrown away, whatever size it declares; the extent of each sheet is bounded from its own text, and announced counts
beyond reason are refused.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from gef.imports.anomalies import format_nombre
from gef.imports.errors import FichierIllisibleError
from gef.imports.etendues import EtendueOds, EtendueXlsx, TextesPartages, cut_tags, out_of_proportion
from gef.imports.texte import Source

DEPLIE_MAX = 800 << 20
# Ordinary sheets shrink five to thirty times; deflate cannot do better than a thousand.
RAPPORT_MAX = 200
RAPPORT_EXAMINE_AU_DELA = 20 << 20
MEMBRES_MAX = 5_000
CONSEIL_XLSX = "Rouvrez-le dans votre tableur et enregistrez-le de nouveau, en XLSX ou en CSV UTF-8"
CONSEIL_MOT_DE_PASSE = "Retirez le mot de passe dans votre tableur, puis recommencez"
_MORCEAU = 1 << 20
_ENTETE_LOCAL = struct.Struct("<26xHH")
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


def _check_declared(membres: list[zipfile.ZipInfo], taille: int, nom: str) -> None:
    if len(membres) > MEMBRES_MAX:
        raise out_of_proportion(nom, f"l’archive contient {format_nombre(len(membres))} éléments")
    _check_size(sum(m.file_size for m in membres), taille, nom)


def _check_size(deplie: int, taille: int, nom: str) -> None:
    if deplie > DEPLIE_MAX:
        raise out_of_proportion(
            nom, f"une fois décompressé, il dépasserait {format_nombre(DEPLIE_MAX >> 20)} Mo, la limite de lecture"
        )
    if deplie > RAPPORT_EXAMINE_AU_DELA and deplie > RAPPORT_MAX * max(taille, 1):
        raise out_of_proportion(
            nom, f"décompressé, il serait plus de {RAPPORT_MAX} fois plus gros : ce n’est pas un classeur ordinaire"
        )


def _check_inflated(archive: zipfile.ZipFile, membres: list[zipfile.ZipInfo], taille: int, nom: str) -> None:
    deplie = 0
    textes = TextesPartages(nom)
    for membre in membres:
        mesure = EtendueOds(nom) if membre.filename == "content.xml" else EtendueXlsx(nom, textes)
        manifeste = b""
        for morceau in cut_tags(_inflate(archive, membre)):
            deplie += len(morceau)
            _check_size(deplie, taille, nom)
            mesure.feed(morceau)
            if membre.filename == "META-INF/manifest.xml":
                manifeste = (manifeste + morceau)[-_MORCEAU:]
        if b"encryption-data" in manifeste:
            raise FichierIllisibleError(nom, "le classeur est protégé par un mot de passe", f"{CONSEIL_MOT_DE_PASSE}.")
        mesure.close()
    if textes.is_suspect:
        for membre in membres:
            for morceau in cut_tags(_inflate(archive, membre)):
                textes.weigh(morceau)


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
