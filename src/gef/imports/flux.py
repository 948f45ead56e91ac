"""The four files of the batch orientation: communes, reservataires, parts, flux. Strict, because machines write them.

UTF-8, comma, headings on the first row, decimal point; further columns are left alone. Shares are read exactly, from
their decimal text. The first defect stops the reading and names file, row and column: half a stream would give other
decisions. One tolerance: the parts of a commune are decimals that someone rounded, so a sum within a millionth of 1 is
taken for 1, and what lacks (or exceeds) goes to the bailleur's own part, which is the rest by definition, or to the
largest part when the bailleur has none.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from gef.core.orientation import Logement
from gef.core.parts import BAILLEUR, TYPES_RESERVATAIRE, Reservataire
from gef.imports.errors import FichierIllisibleError, LigneInvalideError
from gef.imports.nomenclatures import describe
from gef.imports.texte import Source

COMMUNES = ("commune", "epci", "parc", "rotation", "part_qpv")
RESERVATAIRES = ("reservataire", "type", "portee", "part")
PARTS = ("commune", "reservataire", "part")
FLUX = (
    *("rang", "date", "logement", "commune", "epci", "typologie", "financement", "qpv", "forme", "hors_flux", "refus"),
)
TYPOLOGIES = ("T1", "T2", "T3", "T4", "T5+")
FINANCEMENTS = ("PLAI", "PLUS", "PLS")
FORMES = ("collectif", "individuel")
HORS_FLUX = ("", "mutation", "relogement")
ARRONDI_MAX = Fraction(1, 1_000_000)
DECIMAL = re.compile(r"\d{1,9}(?:\.\d{1,30})?(?:[eE]-\d{1,2})?|\d{1,9}/[1-9]\d{0,8}")
PORTEE = re.compile(r"departement|(?:epci|commune):\S+")


@dataclass(frozen=True, slots=True)
class CommuneFlux:
    """A commune of the batch: what its parc is expected to free.

    Attributes:
        commune: Code.
        epci: Code of its EPCI.
        parc: Dwellings of the bailleur.
        rotation: Share of them freed in a year.
        part_qpv: Share of them in a quartier prioritaire.
    """

    commune: str
    epci: str
    parc: int
    rotation: Fraction
    part_qpv: Fraction


@dataclass(frozen=True, slots=True)
class ReservataireFlux:
    """A line of reservataires.csv; `part` is None for the bailleur, whose part is the rest in each commune."""

    reservataire: Reservataire
    part: Fraction | None


@dataclass(frozen=True, slots=True)
class DossierFlux:
    """The four files together, consistent with one another.

    Attributes:
        communes: Rows of communes.csv.
        reservataires: Every account, the bailleur's own included.
        parts: By commune, the exact part of each account; each sums to 1.
        flux: Freed dwellings, in order.
    """

    communes: tuple[CommuneFlux, ...]
    reservataires: tuple[Reservataire, ...]
    parts: Mapping[str, Mapping[str, Fraction]]
    flux: tuple[Logement, ...]


@dataclass(frozen=True, slots=True)
class _Cellules:
    """One row, and where it stands."""

    nom: str
    ligne: int
    valeurs: Mapping[str, str]

    def refuse(self, colonne: str, attendu: str) -> LigneInvalideError:
        lu = self.valeurs.get(colonne, "")
        return LigneInvalideError(self.nom, self.ligne, colonne, f"« {lu} » lu ; attendu : {attendu}.")

    def texte(self, colonne: str) -> str:
        if not self.valeurs[colonne]:
            raise self.refuse(colonne, "une valeur")
        return self.valeurs[colonne]

    def code(self, colonne: str, codes: Collection[str]) -> str:
        if self.valeurs[colonne] not in codes:
            raise self.refuse(colonne, describe(dict.fromkeys((c or "rien" for c in codes), "")))
        return self.valeurs[colonne]

    def connu(self, colonne: str, connus: Collection[str], fichier: str) -> str:
        if self.texte(colonne) not in connus:
            raise self.refuse(colonne, f"une valeur de {fichier}")
        return self.valeurs[colonne]

    def entier(self, colonne: str) -> int:
        texte = self.valeurs[colonne]
        if not (texte.isascii() and texte.isdecimal()):
            raise self.refuse(colonne, "un nombre entier")
        return int(texte)

    def fraction(self, colonne: str) -> Fraction:
        texte = self.valeurs[colonne]
        if not DECIMAL.fullmatch(texte) or (part := Fraction(texte)) > 1:
            raise self.refuse(colonne, "une part entre 0 et 1, avec un point décimal")
        return part

    def jour(self, colonne: str) -> date:
        try:
            return date.fromisoformat(self.valeurs[colonne])
        except ValueError:
            raise self.refuse(colonne, "une date aaaa-mm-jj") from None


def read_dossier(dossier: Path) -> DossierFlux:
    """Read the four files of a folder and check them against one another.

    Args:
        dossier: Folder that holds communes.csv, reservataires.csv, parts.csv and flux.csv.

    Returns:
        Plain Python rows; shares are exact.

    Raises:
        FichierIllisibleError: a file is absent, is not UTF-8 text, or lacks a column.
        LigneInvalideError: a row breaks the format; the message names file, row and column.
    """
    communes = read_communes(dossier / "communes.csv")
    comptes = tuple(r.reservataire for r in read_reservataires(dossier / "reservataires.csv"))
    epci = {c.commune: c.epci for c in communes}
    noms = frozenset(r.id for r in comptes)
    parts = read_parts(dossier / "parts.csv", communes=epci.keys(), reservataires=noms)
    flux = tuple(iter_flux(dossier / "flux.csv", epci=epci, reservataires=noms))
    return DossierFlux(communes, comptes, parts, flux)


def read_communes(source: Source, nom: str = "communes.csv") -> tuple[CommuneFlux, ...]:
    """Read communes.csv.

    Args:
        source: Path or bytes.
        nom: Name for the messages.

    Returns:
        One row per commune, in file order.

    Raises:
        FichierIllisibleError: see `read_dossier`.
        LigneInvalideError: see `read_dossier`; a commune may not be met twice.
    """
    communes: dict[str, CommuneFlux] = {}
    for row in _read_rows(source, nom, COMMUNES):
        code = _unique(row, "commune", communes)
        communes[code] = CommuneFlux(
            code, row.texte("epci"), row.entier("parc"), row.fraction("rotation"), row.fraction("part_qpv")
        )
    return tuple(communes.values())


def read_reservataires(source: Source, nom: str = "reservataires.csv") -> tuple[ReservataireFlux, ...]:
    """Read reservataires.csv; see `read_communes` for arguments and errors.

    Returns:
        One row per account, in file order; the part of the bailleur is None.
    """
    comptes: dict[str, ReservataireFlux] = {}
    for row in _read_rows(source, nom, RESERVATAIRES):
        code = _unique(row, "reservataire", comptes)
        type_ = row.code("type", TYPES_RESERVATAIRE)
        if not PORTEE.fullmatch(row.texte("portee")):
            raise row.refuse("portee", "departement, epci:CODE ou commune:CODE")
        part = None if code == BAILLEUR and not row.valeurs["part"] else row.fraction("part")
        comptes[code] = ReservataireFlux(Reservataire(code, type_, row.texte("portee")), part)
    return tuple(comptes.values())


def read_parts(
    source: Source,
    nom: str = "parts.csv",
    *,
    communes: Collection[str] | None = None,
    reservataires: Collection[str] | None = None,
) -> dict[str, dict[str, Fraction]]:
    """Read parts.csv, and make each commune sum to exactly 1.

    Args:
        source: Path or bytes.
        nom: Name for the messages.
        communes: Known communes; None: not looked up.
        reservataires: Known accounts; None: not looked up.

    Returns:
        Part by commune and account, both in file order.

    Raises:
        FichierIllisibleError: see `read_dossier`.
        LigneInvalideError: see `read_dossier`; also when the parts of a commune do not sum to 1 within a millionth.
    """
    parts: dict[str, dict[str, Fraction]] = {}
    dernieres: dict[str, int] = {}
    for row in _read_rows(source, nom, PARTS):
        commune = row.texte("commune") if communes is None else row.connu("commune", communes, "communes.csv")
        comptes = parts.setdefault(commune, {})
        code = _unique(row, "reservataire", comptes)
        if reservataires is not None and code not in reservataires:
            raise row.refuse("reservataire", "une valeur de reservataires.csv")
        comptes[code] = row.fraction("part")
        dernieres[commune] = row.ligne
    for commune, comptes in parts.items():
        _close(comptes, LigneInvalideError(nom, dernieres[commune], "part", _describe_somme(commune, comptes)))
    return parts


def _describe_somme(commune: str, comptes: Mapping[str, Fraction]) -> str:
    somme = sum(comptes.values(), Fraction(0))
    return f"les parts de la commune {commune} font {Decimal(somme.numerator) / somme.denominator:f} ; attendu : 1."


def _close(comptes: dict[str, Fraction], erreur: LigneInvalideError) -> None:
    """Give what rounded decimals lack to the bailleur, else to the largest part."""
    reste = 1 - sum(comptes.values(), Fraction(0))
    if abs(reste) > ARRONDI_MAX:
        raise erreur
    if reste:
        plus_grande = max(comptes, key=lambda nom: comptes[nom])
        porteur = BAILLEUR if comptes.get(BAILLEUR, Fraction(0)) + reste > 0 and BAILLEUR in comptes else plus_grande
        comptes[porteur] += reste


def iter_flux(
    source: Source,
    nom: str = "flux.csv",
    *,
    epci: Mapping[str, str] | None = None,
    reservataires: Collection[str] | None = None,
) -> Iterator[Logement]:
    """Read flux.csv row by row: the n-th dwelling is given out before row n + 1 is read.

    Args:
        source: Path or bytes.
        nom: Name for the messages.
        epci: EPCI of each known commune; None: not looked up.
        reservataires: Known accounts, for `refus`; None: not looked up.

    Yields:
        Freed dwellings, `rang` 1 to N.

    Raises:
        FichierIllisibleError: see `read_dossier`.
        LigneInvalideError: see `read_dossier`; also when the ranks do not follow one another.
    """
    for rang, row in enumerate(_read_rows(source, nom, FLUX), start=1):
        if row.entier("rang") != rang:
            raise row.refuse("rang", f"{rang}, les rangs se suivent à partir de 1")
        commune = row.texte("commune") if epci is None else row.connu("commune", epci, "communes.csv")
        if epci is not None and row.texte("epci") != epci[commune]:
            raise row.refuse("epci", f"{epci[commune]}, l’EPCI de la commune {commune} dans communes.csv")
        refus = tuple(r for r in row.valeurs["refus"].split(";") if r)
        if reservataires is not None and not set(refus) <= set(reservataires):
            raise row.refuse("refus", "des réservataires de reservataires.csv, séparés par « ; »")
        yield Logement(
            rang=rang,
            date=row.jour("date"),
            logement=row.texte("logement"),
            commune=commune,
            epci=row.texte("epci"),
            typologie=row.code("typologie", TYPOLOGIES),
            financement=row.code("financement", FINANCEMENTS),
            qpv=row.code("qpv", ("0", "1")) == "1",
            forme=row.code("forme", FORMES),
            hors_flux=row.code("hors_flux", HORS_FLUX),
            refus=refus,
        )


def _unique(row: _Cellules, colonne: str, connus: Collection[str]) -> str:
    code = row.texte(colonne)
    if code in connus:
        raise row.refuse(colonne, "une valeur qui n’est pas déjà plus haut")
    return code


def _read_rows(source: Source, nom: str, colonnes: Sequence[str]) -> Iterator[_Cellules]:
    """Yield the rows of a strict file; blank rows are skipped, and counted in the row numbers."""
    with _open_utf8(source, nom) as flux:
        lecteur = csv.reader(flux)
        entetes = _next(nom, lecteur) or []
        manquantes = [c for c in colonnes if c not in entetes]
        if manquantes:
            raise FichierIllisibleError(
                nom,
                f"la première ligne ne porte pas la colonne {', '.join(manquantes)}",
                f"Colonnes attendues, séparées par des virgules : {','.join(colonnes)}.",
            )
        ligne = 1
        while (champs := _next(nom, lecteur)) is not None:
            ligne += 1
            if not champs:
                continue
            if len(champs) != len(entetes):
                raise LigneInvalideError(nom, ligne, "", f"{len(champs)} champs lus ; attendu : {len(entetes)}.")
            yield _Cellules(nom, ligne, dict(zip(entetes, (c.strip() for c in champs), strict=True)))


def _open_utf8(source: Source, nom: str) -> io.TextIOWrapper:
    try:
        brut = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    except OSError as erreur:
        raise FichierIllisibleError(
            nom, "il est absent ou ne peut pas être ouvert", "Le dossier doit contenir les quatre fichiers .csv."
        ) from erreur
    return io.TextIOWrapper(brut, encoding="utf-8-sig", newline="")


def _next(nom: str, lecteur: Iterator[list[str]]) -> list[str] | None:
    """Read the next record, or say in French why the bytes are no table."""
    try:
        return next(lecteur, None)
    except UnicodeDecodeError as erreur:
        raise FichierIllisibleError(nom, "il n’est pas en UTF-8", "Enregistrez-le en « CSV UTF-8 ».") from erreur
    except csv.Error as erreur:
        raise FichierIllisibleError(nom, "il n’est pas du CSV", "Vérifiez le fichier exporté.") from erreur
