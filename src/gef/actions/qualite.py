"""What a parc says and what it leaves out, field by field, with the calculations that each field feeds.

Completeness is counted on the kept table; what was doubtful or unreadable comes from the report of the import. Nothing
is corrected here, and no threshold says that a parc is good: each reader sees what his own calculation would miss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

import polars as pl

ABSENT: Final = "absent"  # an empty cell is missing, not unreadable
EtatChamp = Literal["complet", "partiel", "absent"]


@dataclass(frozen=True, slots=True)
class Champ:
    """A field of the parc: its column, the variables of the file that feed it, and what it is used for."""

    code: str
    libelle: str
    variables: tuple[str, ...]
    calculs: str
    effet: str


CHAMPS: tuple[Champ, ...] = (
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
    ),
    Champ(
        "loyer_centimes",
        "Loyer",
        ("LOYERPRINC",),
        "Fiche du logement",
        "Aucun calcul ne change ; la fiche adressée au réservataire est incomplète.",
    ),
)
CHAMP_PAR_VARIABLE: Mapping[str, Champ] = {variable: champ for champ in CHAMPS for variable in champ.variables}


@dataclass(frozen=True, slots=True)
class QualiteChamp:
    """One field over a parc.

    Attributes:
        champ: The field.
        logements: Dwellings of the parc.
        renseignes: Those that have a value.
        illisibles: Values of the file that could not be read, hence left out.
        douteux: Values kept that two columns contradict, or that are out of the ordinary.
    """

    champ: Champ
    logements: int
    renseignes: int
    illisibles: int
    douteux: int

    @property
    def manquants(self) -> int:
        """Dwellings without a value."""
        return self.logements - self.renseignes

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


def dresser_qualite(table: pl.DataFrame, rapport: Mapping[str, Any]) -> tuple[QualiteChamp, ...]:
    """Draw up the quality of a parc.

    Args:
        table: Canonical parc.
        rapport: Report of its import, as kept: `gef.imports.anomalies.RapportImport.to_dict`.

    Returns:
        One row per field of `CHAMPS`, in that order.
    """
    missing = dict(zip(table.columns, table.null_count().row(0), strict=True))
    illisibles, douteux = _count_causes(rapport, "a_corriger"), _count_causes(rapport, "information")
    return tuple(
        QualiteChamp(
            champ, table.height, table.height - missing[champ.code], illisibles[champ.code], douteux[champ.code]
        )
        for champ in CHAMPS
    )


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
