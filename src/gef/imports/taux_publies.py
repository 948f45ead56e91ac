"""The SDES workbook of the RPLS: rates of mobility by région, département, EPCI and commune.

Producer: service des données et études statistiques (SDES), each year since 2020: `resultats_rpls_AAAA.xlsx`, 20 to
30 Mo. Sheets REGION, DEPARTEMENT, EPCI, COMMUNES; the names of the columns stand in the sixth row, under headings for
the eye; one row per territory. Known defects: codes of régions and départements may have lost their zero, a rate that
statistical secrecy hides is empty or a letter, and `tx_vac3` counts a vacancy of three **months**.

`tx_mob` is a percentage: dwellings whose tenant moved in during the year over those in service for more than a year on
1 January; mutations are counted. The workbook of a millésime tells of the year before. Only the territories asked for
are kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Final

from python_calamine import CalamineSheet, CalamineWorkbook

from gef.imports.archives import check_archive
from gef.imports.classeurs import guard_classeur, to_texte
from gef.imports.colonnes import fold
from gef.imports.errors import FichierIllisibleError
from gef.imports.texte import Source, read_blocs

TAUX: Final = "tx_mob"
LIGNES_ENTETE: Final = 12  # the names stand in the sixth row; a few more in case a heading was added above
ANNEE: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
NOMBRE: Final = re.compile(r"\d{1,3}(?:[.,]\d+)?(?:[eE]-\d+)?")
DEFINITION: Final = "emménagements de l’année ÷ logements en service depuis plus d’un an, mutations comprises"
CONSEIL: Final = "Déposez le classeur « résultats RPLS » du SDES tel qu’il est publié."
CENT: Final = 100


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet of the workbook: the column of its codes, how long a code is, and the territory that a code names."""

    nom: str
    colonnes: tuple[str, ...]
    largeur: int
    territoire: str


FEUILLES: Final = (
    Feuille("REGION", ("reg", "region"), 2, "region:{}"),
    Feuille("DEPARTEMENT", ("dep", "departement"), 2, "departement:{}"),
    Feuille("EPCI", ("epci", "epci_dep"), 9, "epci:{}"),
    Feuille("COMMUNES", ("depcom_arm", "depcom", "codgeo"), 5, "commune:{}"),
)


@dataclass(frozen=True, slots=True)
class TauxLu:
    """One published rate; `territoire` is « region:93 », « departement:06 », « epci:… » or « commune:… »."""

    territoire: str
    taux: Fraction
    feuille: str
    ligne: int


@dataclass(frozen=True, slots=True)
class LectureSdes:
    """What a workbook says of the territories asked for.

    Attributes:
        millesime: Situation on 1 January of that year.
        annee: The year that the rates tell of: the one before.
        empreinte: SHA-256 of the bytes.
        taux: In the order of the sheets.
        sans_taux: Territories asked for whose rate is hidden, missing or illegible.
        contradictoires: Those to whom the workbook gives several rates: none is kept.
    """

    millesime: int
    annee: int
    empreinte: str
    taux: tuple[TauxLu, ...]
    sans_taux: tuple[str, ...]
    contradictoires: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The publication, with what the rate counts, for whoever reads the figure."""
        return f"SDES, RPLS au 1er janvier {self.millesime}, {TAUX} : {DEFINITION}"


def find_millesime(nom: str) -> int | None:
    """Find the year that the name of a file says; None when it says none, or two.

    Examples:
        >>> find_millesime("resultats_rpls_2024_v4.xlsx"), find_millesime("rpls.xlsx")
        (2024, None)
    """
    annees = {int(annee) for annee in ANNEE.findall(nom)}
    return annees.pop() if len(annees) == 1 else None


def read_sdes(source: Source, *, nom: str, territoires: Collection[str], millesime: int | None = None) -> LectureSdes:
    """Read the rates of mobility of some territories.

    Args:
        source: Path or bytes of the workbook.
        nom: Name of the file as its owner knows it.
        territoires: Those wanted: « region:93 », « departement:06 », « epci:200039915 », « commune:06029 ».
        millesime: Year of the situation (1 January); None: the one that the name of the file says.

    Returns:
        The rates, never more than one by territory.

    Raises:
        FichierIllisibleError: not such a workbook; a sheet or a column is missing, and the message names it; or
            nobody says the year.
    """
    annee = millesime or find_millesime(nom)
    if annee is None:
        raise FichierIllisibleError(nom, "rien ne dit de quelle année il est", "Donnez le millésime du classeur.")
    if check_archive(source, nom) != "xlsx":
        raise FichierIllisibleError(nom, "ce n’est pas un classeur XLSX", CONSEIL)
    asked = frozenset(territoires)
    with guard_classeur(source, nom) as classeur:
        rows = [row for feuille in FEUILLES for row in _read_feuille(classeur, feuille, nom, asked)]
    found, unlike = _unite(rows)
    return LectureSdes(
        millesime=annee,
        annee=annee - 1,
        empreinte=_hash(source, nom),
        taux=tuple(found.values()),
        sans_taux=tuple(sorted(asked - found.keys() - unlike)),
        contradictoires=tuple(sorted(unlike)),
    )


def _hash(source: Source, nom: str) -> str:
    mark = hashlib.sha256()
    for bloc in read_blocs(source, nom):
        mark.update(bloc)
    return mark.hexdigest()


def _read_feuille(classeur: CalamineWorkbook, feuille: Feuille, nom: str, asked: frozenset[str]) -> Iterator[TauxLu]:
    """Yield the rates of one sheet; a sheet of which nothing is asked is not even opened."""
    prefix = feuille.territoire.format("")
    if not any(territoire.startswith(prefix) for territoire in asked):
        return
    names = {fold(name): name for name in classeur.sheet_names}
    if fold(feuille.nom) not in names:
        presentes = ", ".join(classeur.sheet_names)
        raise FichierIllisibleError(nom, f"la feuille « {feuille.nom} » manque (trouvé : {presentes})", CONSEIL)
    sheet = classeur.get_sheet_by_name(names[fold(feuille.nom)])
    start, code_at, rate_at = _find_colonnes(sheet, feuille, nom)
    for ligne, row in enumerate(sheet.iter_rows(), start=1):
        if ligne <= start:
            continue
        territoire = feuille.territoire.format(to_texte(row[code_at]).strip().upper().zfill(feuille.largeur))
        taux = read_pourcent(to_texte(row[rate_at]))
        if territoire in asked and taux is not None:
            yield TauxLu(territoire, taux, feuille.nom, ligne)


def _find_colonnes(sheet: CalamineSheet, feuille: Feuille, nom: str) -> tuple[int, int, int]:
    """Find the row of the names, then the ranks of the code and of the rate."""
    best: Sequence[str] = ()
    for ligne, row in enumerate(islice(sheet.iter_rows(), LIGNES_ENTETE), start=1):
        names = [fold(to_texte(cell)) for cell in row]
        codes = [names.index(name) for name in feuille.colonnes if name in names]
        if codes and TAUX in names:
            return ligne, codes[0], names.index(TAUX)
        best = max(best, [name for name in (*feuille.colonnes, TAUX) if name in names], key=len)
    absente = TAUX if TAUX not in best else feuille.colonnes[0].upper()
    raise FichierIllisibleError(
        nom,
        f"la feuille « {feuille.nom} » n’a pas de colonne « {absente} » dans ses {LIGNES_ENTETE} premières lignes",
        CONSEIL,
    )


def read_pourcent(texte: str) -> Fraction | None:
    """Read a percentage exactly as it is written; None for what statistical secrecy hides, or out of 0 to 100.

    Examples:
        >>> read_pourcent("9,3"), read_pourcent("8.125"), read_pourcent("s"), read_pourcent("")
        (Fraction(93, 1000), Fraction(13, 160), None, None)
    """
    net = texte.strip()
    if not NOMBRE.fullmatch(net):
        return None
    taux = Fraction(net.replace(",", ".")) / CENT
    return taux if taux <= 1 else None


def _unite(rows: Sequence[TauxLu]) -> tuple[Mapping[str, TauxLu], frozenset[str]]:
    """Keep one rate by territory; say those that have several: an EPCI over two départements may have one in each."""
    found: dict[str, TauxLu] = {}
    for row in rows:
        found.setdefault(row.territoire, row)
    unlike = frozenset(row.territoire for row in rows if row.taux != found[row.territoire].taux)
    return {territoire: row for territoire, row in found.items() if territoire not in unlike}, unlike
