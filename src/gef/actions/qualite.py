"""What a parc says and what it leaves out, field by field, ranked by what the gap can change in the flux of a year.

A dwelling is concerned by a field that it lacks, or whose value a rule of `gef.actions.plausibilite` doubts. Its effect
on the flux is the number of such dwellings that a year frees at the rotation rate: the dwellings of the flux that the
gap can touch, never a prediction that it does. A field that no calculation of the flux uses weighs nothing. Nothing is
corrected here, and no threshold says that a parc is good.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

import polars as pl

from gef.actions.plausibilite import Regle, list_regles

ABSENT: Final = "absent"  # an empty cell is missing, not unreadable
EtatChamp = Literal["complet", "partiel", "absent"]


@dataclass(frozen=True, slots=True)
class Champ:
    """A field of the parc.

    Attributes:
        code: Its column.
        libelle: Its name, in French.
        variables: Variables of the file that feed it; the first is the one to correct.
        calculs: What it is used for.
        effet: What its absence changes.
        pese: Whether a calculation of the flux uses it.
    """

    code: str
    libelle: str
    variables: tuple[str, ...]
    calculs: str
    effet: str
    pese: bool = True


CHAMPS: Final[tuple[Champ, ...]] = (
    Champ(
        "ident_rep",
        "Numéro RPLS",
        ("IDENT_REP",),
        "Suivi d’une année sur l’autre",
        "Ces logements ne se retrouvent pas d’un millésime à l’autre, ni dans les libérations.",
    ),
    Champ(
        "programme",
        "Programme",
        ("COMPLGEO",),
        "Registre des droits",
        "Un droit inscrit sur un programme ne peut pas être rapproché de ces logements.",
    ),
    Champ(
        "adresse",
        "Adresse",
        ("ADRESSE", "NUMVOIE", "INDREP", "TYPVOIE", "NOMVOIE"),
        "Fiche du logement",
        "Aucun calcul ne change ; le réservataire ne sait pas où est le logement.",
        pese=False,
    ),
    Champ(
        "qpv",
        "Quartier prioritaire",
        ("QPV", "PLG_QP24"),
        "Bilan en et hors QPV, orientation",
        "Le bilan les compte à part ; l’orientation les tient pour hors QPV.",
    ),
    Champ(
        "forme",
        "Collectif, individuel ou étudiant",
        ("TYPECONST",),
        "Assiette (logements étudiants)",
        "Un logement étudiant parmi eux resterait dans l’assiette.",
    ),
    Champ(
        "typologie",
        "Typologie",
        ("NBPIECE", "TYPOLOGIE"),
        "Bilan par typologie, orientation",
        "Le bilan les compte à part ; l’équilibre par typologie les ignore.",
    ),
    Champ(
        "financement",
        "Financement",
        ("FINAN", "FINANCEMENT"),
        "Assiette (PLI), bilan par financement, orientation",
        "Un logement intermédiaire parmi eux resterait dans l’assiette ; le bilan les compte à part.",
    ),
    Champ(
        "periode",
        "Période de construction",
        ("CONSTRUCT",),
        "Bilan par période de construction",
        "Le bilan les compte à part.",
    ),
    Champ(
        "mode",
        "Mode d’occupation",
        ("MODE",),
        "Assiette (associations)",
        "Un logement confié à une association parmi eux resterait dans l’assiette.",
    ),
    Champ(
        "contingent",
        "Contingent",
        ("CONTRESLOG",),
        "Rapprochement du registre et du parc",
        "Le registre des droits ne peut pas être comparé au parc sur ces logements.",
    ),
    Champ(
        "surface_m2",
        "Surface habitable",
        ("SURFHAB",),
        "Fiche du logement",
        "Aucun calcul ne change ; la fiche adressée au réservataire est incomplète.",
        pese=False,
    ),
    Champ(
        "loyer_centimes",
        "Loyer",
        ("LOYERPRINC",),
        "Fiche du logement",
        "Aucun calcul ne change ; la fiche adressée au réservataire est incomplète.",
        pese=False,
    ),
)
CHAMP_PAR_VARIABLE: Final[Mapping[str, Champ]] = {variable: champ for champ in CHAMPS for variable in champ.variables}
CHAMP_PAR_CODE: Final[Mapping[str, Champ]] = {champ.code: champ for champ in CHAMPS}
_PESENT: Final = tuple(champ.code for champ in CHAMPS if champ.pese)


@dataclass(frozen=True, slots=True)
class QualiteChamp:
    """One field over a parc.

    Attributes:
        champ: The field.
        logements: Dwellings of the parc.
        renseignes: Those that have a value.
        illisibles: Values of the file that could not be read, hence left out; None when its report is not known.
        douteux: Dwellings whose value a rule doubts.
        effet: Dwellings of a year's flux that the gap can touch; None when the rotation is not known.
    """

    champ: Champ
    logements: int
    renseignes: int
    illisibles: int | None
    douteux: int
    effet: Fraction | None = None

    @property
    def manquants(self) -> int:
        """Dwellings without a value."""
        return self.logements - self.renseignes

    @property
    def concernes(self) -> int:
        """Dwellings to look at: without a value, or with a doubtful one."""
        return self.manquants + self.douteux

    @property
    def part(self) -> Fraction:
        """Part of the dwellings that have a value."""
        return Fraction(self.renseignes, self.logements) if self.logements else Fraction(0)

    @property
    def etat(self) -> EtatChamp:
        """Whether the field is whole, in part, or nowhere."""
        if not self.manquants:
            return "complet"
        return "partiel" if self.renseignes else "absent"


@dataclass(frozen=True, slots=True)
class QualiteGroupe:
    """The dwellings of a programme or of a réservataire.

    Attributes:
        nom: Programme or account; None when the dwellings have none.
        logements: Dwellings.
        renseignes: Filled cells of the fields that weigh on the flux.
        concernes: Dwellings with at least one such cell missing or doubtful.
        par_champ: Dwellings concerned by field, those without any left out.
        effet: Dwellings of a year's flux that the gaps can touch; None when the rotation is not known.
    """

    nom: str | None
    logements: int
    renseignes: int
    concernes: int
    par_champ: Mapping[str, int]
    effet: Fraction | None = None

    @property
    def part(self) -> Fraction:
        """Part of the cells that have a value."""
        return Fraction(self.renseignes, self.logements * len(_PESENT)) if self.logements else Fraction(0)


def dresser_qualite(
    table: pl.DataFrame, rapport: Mapping[str, Any] | None, rotation: Fraction | None = None
) -> tuple[QualiteChamp, ...]:
    """Draw up the quality of a parc.

    Args:
        table: Canonical parc.
        rapport: Report of its import, as kept: `gef.imports.anomalies.RapportImport.to_dict`; None when there is none.
        rotation: Dwellings freed in a year for one dwelling; None when it is not known.

    Returns:
        One row per field of `CHAMPS`: those that touch the flux most first, then the most dwellings concerned.
    """
    counts = mark_gaps(table).select(pl.exclude("ligne").sum()).row(0, named=True) if table.height else Counter()
    illisibles = _count_causes(rapport, "a_corriger") if rapport is not None else None
    rows = [
        _to_champ(champ, table.height, counts, illisibles[champ.code] if illisibles is not None else None, rotation)
        for champ in CHAMPS
    ]
    return tuple(sorted(rows, key=lambda row: (not row.champ.pese, -row.concernes)))


def _to_champ(
    champ: Champ, logements: int, counts: Mapping[str, int], illisibles: int | None, rotation: Fraction | None
) -> QualiteChamp:
    manquants, douteux = counts[_missing(champ.code)], counts[_doubtful(champ.code)]
    effet = None if rotation is None else (manquants + douteux) * rotation if champ.pese else Fraction(0)
    return QualiteChamp(champ, logements, logements - manquants, illisibles, douteux, effet)


def mark_gaps(table: pl.DataFrame) -> pl.DataFrame:
    """Mark, for each dwelling, the fields that it lacks and those that a rule doubts.

    Args:
        table: Canonical parc.

    Returns:
        `ligne`, then two Boolean columns per field; a cell is missing or doubtful, never both.
    """
    doubts: dict[str, list[pl.Expr]] = {champ.code: [] for champ in CHAMPS}
    for regle in list_regles():
        doubts[regle.champ].append(regle.faute.fill_null(value=False))
    marks = []
    for champ in CHAMPS:
        is_missing = pl.col(champ.code).is_null()
        is_doubtful = pl.any_horizontal(doubts[champ.code]) if doubts[champ.code] else pl.lit(value=False)
        marks += [is_missing.alias(_missing(champ.code)), (is_doubtful & ~is_missing).alias(_doubtful(champ.code))]
    return table.select("ligne", *marks)


def _missing(code: str) -> str:
    return f"{code}.manquant"


def _doubtful(code: str) -> str:
    return f"{code}.douteux"


def dresser_par_programme(table: pl.DataFrame, rotation: Fraction | None = None) -> tuple[QualiteGroupe, ...]:
    """Draw up the quality of each programme, those that touch the flux most first.

    Args:
        table: Canonical parc.
        rotation: Dwellings freed in a year for one dwelling; None when it is not known.
    """
    return _dresser_groupes(mark_gaps(table).with_columns(table.get_column("programme").alias("groupe")), rotation)


def dresser_par_reservataire(
    table: pl.DataFrame, reservations: pl.DataFrame, rotation: Fraction | None = None
) -> tuple[QualiteGroupe, ...]:
    """Draw up the quality of the dwellings of each réservataire, those that touch the flux most first.

    Args:
        table: Canonical parc.
        reservations: Lines in force of the list of reserved dwellings: `logement`, `reservataire`.
        rotation: Dwellings freed in a year for one dwelling; None when it is not known.

    Returns:
        One row per account of the list; None gathers the dwellings that nobody has reserved.
    """
    noms = pl.concat(table.select(pl.col(nom).alias("logement"), "ligne") for nom in ("ident_rep", "ident_int"))
    placed = reservations.select("logement", "reservataire").join(noms.drop_nulls("logement"), on="logement")
    held = placed.select("ligne", pl.col("reservataire").alias("groupe")).unique(maintain_order=True)
    return _dresser_groupes(mark_gaps(table).join(held, on="ligne", how="left", maintain_order="left"), rotation)


def keep_en_cours(reservations: pl.DataFrame, jour: date) -> pl.DataFrame:
    """Keep the lines of a list that hold on a day; `fin` is excluded, an empty end or start is open."""
    return reservations.filter(
        (pl.col("debut").is_null() | (pl.col("debut") <= jour)) & (pl.col("fin").is_null() | (pl.col("fin") > jour))
    )


def _dresser_groupes(marks: pl.DataFrame, rotation: Fraction | None) -> tuple[QualiteGroupe, ...]:
    gaps = {code: pl.col(_missing(code)) | pl.col(_doubtful(code)) for code in CHAMP_PAR_CODE}
    rows = marks.group_by("groupe", maintain_order=True).agg(
        pl.len().alias("logements"),
        pl.sum_horizontal((~pl.col(_missing(code))).sum() for code in _PESENT).alias("renseignes"),
        pl.any_horizontal(gaps[code] for code in _PESENT).sum().alias("concernes"),
        *(gap.sum().alias(code) for code, gap in gaps.items()),
    )
    groupes = [_to_groupe(row, rotation) for row in rows.iter_rows(named=True)]
    return tuple(sorted(groupes, key=lambda row: (-row.concernes, -row.logements, row.nom or "")))


def _to_groupe(row: Mapping[str, Any], rotation: Fraction | None) -> QualiteGroupe:
    par_champ = {code: row[code] for code in CHAMP_PAR_CODE if row[code]}
    ranked = sorted(par_champ.items(), key=lambda pair: (not CHAMP_PAR_CODE[pair[0]].pese, -pair[1]))
    return QualiteGroupe(
        nom=row["groupe"],
        logements=row["logements"],
        renseignes=row["renseignes"],
        concernes=row["concernes"],
        par_champ=dict(ranked),
        effet=None if rotation is None else row["concernes"] * rotation,
    )


def list_doutes(table: pl.DataFrame, champ: str) -> Iterator[tuple[Regle, pl.Series]]:
    """Yield the rules of a field, with the dwellings that each doubts as a Boolean column."""
    for regle in list_regles():
        if regle.champ == champ:
            yield regle, table.select(regle.faute.fill_null(value=False).alias("doute")).to_series()


def count_a_completer(qualite: Sequence[QualiteChamp]) -> int:
    """Count the fields of `CHAMPS` that some dwelling lacks."""
    assert len(qualite) == len(CHAMPS)
    return sum(row.etat != "complet" for row in qualite)


def find_champ(rapport: Mapping[str, Any], colonne: str) -> Champ | None:
    """Return the field that a column of the received file feeds, or None.

    Args:
        rapport: Report of the import, as kept.
        colonne: Heading as written in the file.
    """
    return CHAMP_PAR_VARIABLE.get(rapport.get("colonnes_reconnues", {}).get(colonne, colonne))


def _count_causes(rapport: Mapping[str, Any], gravite: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for cause in rapport.get("causes", ()):
        champ = find_champ(rapport, cause["colonne"])
        if champ and cause["gravite"] == gravite and cause["code"] != ABSENT:
            counts[champ.code] += cause["nombre"]
    return counts
