r"""Text tables of any encoding, separator and line end, read in blocks: a file of 300 MB never stands whole in memory.

One pass looks at every byte (hash, encoding, line ends); a second one gives out lots. In between, the text is made
UTF-8, and blocks are cut where a record ends, so that row numbers are those of a spreadsheet: blank
rows count, a line break inside quotes does not. A stray quote is never allowed to swallow rows: when the number of
records does not add up, the file is refused with the row.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import polars as pl

from gef.imports.anomalies import format_nombre
from gef.imports.errors import FichierIllisibleError

Source = Path | bytes
Apercu = tuple[tuple[int, tuple[str, ...]], ...]

BLOC = 16 << 20
SEPARATEURS = (";", "\t", ",")
LIGNES_APERCU = 40
OCTETS_APERCU = 1 << 20
# Beyond this, a record that does not end is a quote that nobody closed.
ENREGISTREMENT_MAX = 64 << 20
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Positions that Windows-1252 leaves undefined: a file that uses them is in another 8-bit encoding.
INDEFINIS_CP1252 = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
CONSEIL_CSV = "Rouvrez-le dans votre tableur et enregistrez-le au format « CSV UTF-8 » ou XLSX"
_Comptes = npt.NDArray[np.int64]
_Positions = npt.NDArray[np.intp]
_FIN, _RETOUR, _GUILLEMET = ord("\n"), ord("\r"), ord('"')


@dataclass(frozen=True, slots=True)
class FichierTexte:
    """A text table, looked at but not read.

    Attributes:
        nom: Name, as its owner knows it.
        source: Path or bytes.
        empreinte: SHA-256 of the bytes.
        taille: Size in bytes.
        encodage: "utf-8", "utf-8-sig", "utf-16", "windows-1252", "iso-8859-1" or "mac-roman".
        separateur: ";", "," or a tabulation.
        has_retours_seuls: Whether lines end with a lone carriage return, as on old Macs.
    """

    nom: str
    source: Source
    empreinte: str
    taille: int
    encodage: str
    separateur: str
    has_retours_seuls: bool

    def read_apercu(self, *, guillemets: bool) -> Apercu:
        """Return the first records that hold something, with their row numbers.

        Args:
            guillemets: Whether quotes enclose fields; otherwise they are ordinary characters.
        """
        return _split_records(_debut(self), self.separateur, guillemets=guillemets)

    def read_lots(self, positions: Sequence[int], *, largeur: int, guillemets: bool) -> Iterator[pl.DataFrame]:
        """Give out the records, lot by lot.

        Args:
            positions: Ranks of the columns wanted, from 0, all under `largeur`.
            largeur: Columns of the table; fields beyond are dropped, missing ones are null.
            guillemets: Whether quotes enclose fields.

        Yields:
            Tables with `ligne` (row number), `champs` (fields found in the record) and one text column `c<rank>` per
            position. Records without any field filled are left out.

        Raises:
            FichierIllisibleError: a quote is opened and never closed, or the file changed meanwhile.
        """
        ligne = 1
        for bloc, is_complet in _cut_records(self, guillemets=guillemets):
            if not is_complet:
                raise _record_without_end(self.nom, ligne, guillemets=guillemets)
            lot, ligne = _read_bloc(self, bloc, ligne, (positions, largeur, guillemets))
            if lot.height:
                yield lot


@dataclass(slots=True)
class _Constat:
    """What the first pass saw."""

    taille: int = 0
    is_utf8: bool = True
    has_nul: bool = False
    has_fin: bool = False
    has_retour: bool = False


def open_texte(source: Source, nom: str) -> FichierTexte:
    """Look at a text file from end to end: hash, encoding, line ends, separator.

    Args:
        source: Path or bytes; not empty.
        nom: Name for the messages.

    Returns:
        The file, ready to give out its lots.

    Raises:
        FichierIllisibleError: it is not text, or its encoding contradicts itself.
    """
    hachage, octets = hashlib.sha256(), np.zeros(256, dtype=np.int64)
    constat = _Constat()
    decodeur = codecs.getincrementaldecoder("utf-8")()
    for bloc in read_blocs(source, nom):
        hachage.update(bloc)
        _observe(constat, bloc, octets, decodeur)
    constat.is_utf8 = constat.is_utf8 and _decodes(decodeur, b"", final=True)
    with _open(source, nom) as flux:
        bom = flux.read(4)
    encodage = _find_encodage(constat, bom, octets)
    fichier = FichierTexte(nom, source, hachage.hexdigest(), constat.taille, encodage, ";", has_retours_seuls=False)
    if encodage == "utf-16":
        constat = _Constat()
        for bloc in _decode(fichier):
            _observe(constat, bloc, octets, decodeur)
    if constat.has_nul:
        raise FichierIllisibleError(
            nom,
            "il contient des octets nuls : ce n’est pas du texte, ou son encodage n’est pas déclaré",
            f"{CONSEIL_CSV}.",
        )
    seuls = constat.has_retour and not constat.has_fin
    return replace(fichier, separateur=_find_separateur(fichier, seuls=seuls), has_retours_seuls=seuls)


def read_blocs(source: Source, nom: str) -> Iterator[bytes]:
    """Read a source by blocks of `BLOC` bytes; say in French when the disk refuses."""
    try:
        with _open(source, nom) as flux:
            while bloc := flux.read(BLOC):
                yield bloc
    except OSError as erreur:
        raise FichierIllisibleError(
            nom, "la lecture s’est interrompue", "Vérifiez le support et recommencez."
        ) from erreur


def _open(source: Source, nom: str) -> BinaryIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return source.open("rb")
    except OSError as erreur:
        raise FichierIllisibleError(
            nom, "il est absent ou ne peut pas être ouvert", "Vérifiez son emplacement et vos droits de lecture."
        ) from erreur


def _decodes(decodeur: codecs.IncrementalDecoder, bloc: bytes, *, final: bool = False) -> bool:
    try:
        decodeur.decode(bloc, final)
    except UnicodeDecodeError:
        return False
    return True


def _observe(constat: _Constat, bloc: bytes, octets: _Comptes, decodeur: codecs.IncrementalDecoder) -> None:
    constat.taille += len(bloc)
    constat.has_nul = constat.has_nul or b"\0" in bloc
    constat.has_fin = constat.has_fin or b"\n" in bloc
    constat.has_retour = constat.has_retour or b"\r" in bloc
    if not bloc.isascii():
        octets += np.bincount(np.frombuffer(bloc, np.uint8), minlength=256)
    constat.is_utf8 = constat.is_utf8 and _decodes(decodeur, bloc)


def _find_encodage(constat: _Constat, bom: bytes, octets: _Comptes) -> str:
    for marque, encodage in BOMS:
        if bom.startswith(marque) and (constat.is_utf8 or encodage == "utf-16"):
            return encodage
    if constat.is_utf8:
        return "utf-8"
    # Accented small letters stand at 0xE0-0xFF in the Latin sets, at 0x80-0x9F in the old Macintosh one.
    if constat.has_retour and not constat.has_fin and octets[0x80:0xA0].sum() > octets[0xC0:].sum():
        return "mac-roman"
    return "iso-8859-1" if octets[list(INDEFINIS_CP1252)].any() else "windows-1252"


def _decode(fichier: FichierTexte) -> Iterator[bytes]:
    """Give the bytes again as UTF-8, without mark of encoding."""
    if fichier.encodage == "utf-8":
        yield from read_blocs(fichier.source, fichier.nom)
        return
    decodeur = codecs.getincrementaldecoder(fichier.encodage)()
    try:
        for bloc in read_blocs(fichier.source, fichier.nom):
            yield decodeur.decode(bloc).encode("utf-8")
        decodeur.decode(b"", final=True)
    except UnicodeError as erreur:
        raise FichierIllisibleError(
            fichier.nom, f"il s’annonce en {fichier.encodage} mais son contenu ne l’est pas", f"{CONSEIL_CSV}."
        ) from erreur


def _read_utf8(fichier: FichierTexte) -> Iterator[bytes]:
    r"""Give the bytes as UTF-8 whose lines end with "\n", be it after "\r"."""
    for bloc in _decode(fichier):
        yield bloc.replace(b"\r", b"\n") if fichier.has_retours_seuls else bloc


def _debut(fichier: FichierTexte) -> str:
    debut = b""
    for bloc in _read_utf8(fichier):
        debut += bloc
        if len(debut) >= OCTETS_APERCU:
            break
    return debut[:OCTETS_APERCU].decode("utf-8", errors="ignore")


def _split_records(texte: str, separateur: str, *, guillemets: bool) -> Apercu:
    lecteur = _read_csv(texte, separateur, guillemets=guillemets)
    apercu: list[tuple[int, tuple[str, ...]]] = []
    try:
        for ligne, champs in enumerate(lecteur, start=1):
            if any(c.strip() for c in champs):
                apercu.append((ligne, tuple(champs)))
            if len(apercu) == LIGNES_APERCU:
                break
    except csv.Error:  # a field beyond the size that the module accepts: the lots will say where
        pass
    return tuple(apercu)


def _read_csv(texte: str, separateur: str, *, guillemets: bool) -> Iterator[list[str]]:
    flux = io.StringIO(texte, newline="\n")
    if guillemets:
        return csv.reader(flux, delimiter=separateur)
    return csv.reader(flux, delimiter=separateur, quoting=csv.QUOTE_NONE)


def _find_separateur(fichier: FichierTexte, *, seuls: bool) -> str:
    """Choose the separator that cuts most rows into one same number of fields, then into most fields."""
    texte = _debut(fichier).replace("\r", "\n") if seuls else _debut(fichier)
    lignes = [ligne for ligne in texte.split("\n")[:LIGNES_APERCU] if ligne.strip()]

    def score(separateur: str) -> tuple[int, int]:
        comptes = Counter(n for ligne in lignes if (n := _count_separations(ligne, separateur)))
        return max(((fois, n) for n, fois in comptes.items()), default=(0, 0))

    return max(SEPARATEURS, key=score)


def _count_separations(ligne: str, separateur: str) -> int:
    try:
        return len(next(_read_csv(ligne, separateur, guillemets=True), [])) - 1
    except csv.Error:  # a field beyond the size that the module accepts
        return ligne.count(separateur)


def _cut_records(fichier: FichierTexte, *, guillemets: bool) -> Iterator[tuple[bytes, bool]]:
    """Cut the text where records end; the last one gets its line end, or comes marked as endless."""
    reste = b""
    for bloc in _read_utf8(fichier):
        texte = reste + bloc
        fin = _last_end(texte, guillemets=guillemets)
        reste = texte[fin:]
        if fin:
            yield texte[:fin], True
        elif len(reste) > ENREGISTREMENT_MAX:
            yield reste, False
            return
    if reste:
        yield reste + b"\n", not (guillemets and reste.count(b'"') % 2)


def _record_without_end(nom: str, ligne: int, *, guillemets: bool) -> FichierIllisibleError:
    if guillemets:
        return FichierIllisibleError(
            nom,
            f"un guillemet ouvert à la ligne {format_nombre(ligne)} ou avant n’est jamais refermé",
            "Supprimez ou doublez ce guillemet, puis recommencez.",
        )
    return FichierIllisibleError(nom, f"la ligne {format_nombre(ligne)} ne se termine pas", f"{CONSEIL_CSV}.")


def _last_end(texte: bytes, *, guillemets: bool) -> int:
    if not guillemets or b'"' not in texte:
        return texte.rfind(b"\n") + 1
    octets = np.frombuffer(texte, np.uint8)
    fins = _outside_quotes(octets, np.flatnonzero(octets == _FIN))
    return int(fins[-1]) + 1 if fins.size else 0


def _outside_quotes(octets: npt.NDArray[np.uint8], positions: _Positions) -> _Positions:
    """Keep the positions that an even number of quotes precedes."""
    ouvrants = np.flatnonzero(octets == _GUILLEMET)
    if not ouvrants.size:
        return positions
    dehors: _Positions = positions[np.searchsorted(ouvrants, positions) % 2 == 0]
    return dehors


def _read_bloc(
    fichier: FichierTexte, bloc: bytes, ligne: int, demande: tuple[Sequence[int], int, bool]
) -> tuple[pl.DataFrame, int]:
    positions, largeur, guillemets = demande
    octets = np.frombuffer(bloc, np.uint8)
    fins = np.flatnonzero(octets == _FIN)
    marques = np.flatnonzero(octets == ord(fichier.separateur))
    if guillemets:
        fins, marques = _outside_quotes(octets, fins), _outside_quotes(octets, marques)
    separations = np.diff(np.searchsorted(marques, fins), prepend=0)
    debuts = np.concatenate(([0], fins[:-1] + 1))
    # A record as long as its separators holds nothing: « ;;;; » is a blank row of a spreadsheet.
    pleins = fins - (octets[fins - 1] == _RETOUR) - debuts > separations
    lignes = np.arange(ligne, ligne + fins.size, dtype=np.int64)
    if not pleins.all():
        garde = np.repeat(pleins, fins - debuts + 1)
        bloc = octets[garde].tobytes()
    noms = {f"c{p}": pl.String for p in positions}
    table = _parse(fichier, bloc, (largeur, guillemets), list(noms)) if pleins.any() else pl.DataFrame(schema=noms)
    if table.height != int(pleins.sum()):
        raise FichierIllisibleError(
            fichier.nom,
            f"des guillemets mal placés empêchent de séparer les lignes, entre les lignes "
            f"{format_nombre(ligne)} et {format_nombre(ligne + fins.size - 1)}",
            "Supprimez ou doublez ces guillemets, puis recommencez.",
        )
    return (
        table.insert_column(0, pl.Series("ligne", lignes[pleins])).insert_column(
            1, pl.Series("champs", (separations[pleins] + 1).astype(np.int64))
        ),
        ligne + int(fins.size),
    )


def _parse(fichier: FichierTexte, bloc: bytes, forme: tuple[int, bool], noms: list[str]) -> pl.DataFrame:
    largeur, guillemets = forme
    entete = fichier.separateur.join(f"c{i}" for i in range(largeur)).encode() + b"\n"
    try:
        return pl.read_csv(
            entete + bloc,
            separator=fichier.separateur,
            quote_char='"' if guillemets else None,
            columns=noms,
            infer_schema=False,
            truncate_ragged_lines=True,
        ).select(noms)
    except pl.exceptions.PolarsError:
        return _parse_leniently(fichier, bloc, noms, guillemets=guillemets)


def _parse_leniently(fichier: FichierTexte, bloc: bytes, noms: list[str], *, guillemets: bool) -> pl.DataFrame:
    """Read the rare blocks whose quotes are not where they should be: « 5" » in the middle of a field."""
    rangs = [int(nom[1:]) for nom in noms]
    try:
        champs = list(_read_csv(bloc.decode("utf-8"), fichier.separateur, guillemets=guillemets))
    except csv.Error as erreur:
        raise FichierIllisibleError(
            fichier.nom, "un champ est trop long pour être une cellule", f"{CONSEIL_CSV}."
        ) from erreur
    colonnes = {nom: [c[r] if r < len(c) else None for c in champs] for nom, r in zip(noms, rangs, strict=True)}
    return pl.DataFrame(colonnes, schema=dict.fromkeys(noms, pl.String))
