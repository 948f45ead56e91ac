"""A calculation explained (`gef.core.motifs.Explication`), as a table, as lines for a page, as JSON.

Prints the steps as the core wrote them; recomputes none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gef.core.motifs import Etape, Explication, Source
from gef.outputs import nombres
from gef.outputs.json import Json, encode_source, encode_valeur
from gef.outputs.tables import Colonne, Ligne, Marque, Table, afficher_libre

NATURES: Final[Mapping[str, str]] = {
    "legale": "légal",
    "locale": "accord local",
    "pratique": "usage du métier",
    "calcul": "calcul",
    "donnee": "donnée",
}
FRACTION: Final = "fraction"  # unit of the shares, read as percentages
DECIMALES_TAUX: Final = 2

COLONNES: Final = (
    Colonne("etape", "Étape", triable=False),
    Colonne("valeur", "Valeur", "mixte", triable=False),
    Colonne("unite", "Unité", triable=False),
    Colonne("calcul", "Calcul", triable=False),
    Colonne("nature", "Nature", "code", libelles=NATURES, triable=False),
    Colonne("source", "Source", triable=False),
)


@dataclass(frozen=True, slots=True)
class LigneExpliquee:
    """One step as a page shows it.

    Attributes:
        libelle: What the figure is.
        valeur: The figure in French, with its unit.
        calcul: The operation, "" when there is none.
        source: Rule or data behind it, or None.
        is_resultat: Whether it is the last step, the result.
    """

    libelle: str
    valeur: str
    calcul: str
    source: Source | None
    is_resultat: bool


def ecrire_valeur(etape: Etape) -> str:
    """Write the value of a step with its unit.

    Args:
        etape: Step of a calculation.

    Returns:
        « 254 logements », « 6,85 % », « 0,3333 (1/3) », or the sentence that stands for the value.

    Examples:
        >>> ecrire_valeur(Etape("part", "Part de l’État", Fraction(3, 10), FRACTION))
        '30\u202f%'
        >>> ecrire_valeur(Etape("assiette", "Assiette", 1, "logements"))
        '1\u00a0logement'
    """
    valeur, unite = etape.valeur, etape.unite
    if isinstance(valeur, str):
        return valeur
    if unite == FRACTION:
        return f"{afficher_libre(Fraction(valeur) * nombres.CENT, DECIMALES_TAUX)}{nombres.FINE}%"
    return f"{afficher_libre(valeur)}{nombres.INSECABLE}{accorder(unite, valeur)}" if unite else afficher_libre(valeur)


def accorder(unite: str, valeur: nombres.Nombre) -> str:
    """Put a unit written in the plural in the singular when the value is under 2.

    Args:
        unite: Unit, its first word in the plural: "logements", "logements par an".
        valeur: Exact value.

    Returns:
        The unit agreed in French.

    Examples:
        >>> accorder("logements par an", Fraction(4, 5)), accorder("logements", 2)
        ('logement par an', 'logements')
    """
    premier, _, reste = unite.partition(" ")
    if abs(Fraction(valeur)) >= 2 or not premier.endswith("s"):  # noqa: PLR2004  French plural starts at 2
        return unite
    return f"{premier[:-1]} {reste}".rstrip()


def lignes_expliquees(explication: Explication) -> tuple[LigneExpliquee, ...]:
    """List the steps of a calculation as a page shows them.

    Args:
        explication: Calculation with its steps.

    Returns:
        One line per step, in reading order.
    """
    derniere = len(explication.etapes) - 1
    return tuple(
        LigneExpliquee(e.libelle, ecrire_valeur(e), e.calcul, e.source, rang == derniere)
        for rang, e in enumerate(explication.etapes)
    )


def explication_table(explication: Explication, code: str = "explication") -> Table:
    """Turn a calculation into a table, for the page of the proof and the spreadsheet.

    Args:
        explication: Calculation with its steps.
        code: Code of the table.

    Returns:
        Shape: one row per step but the last, which is the total; exact values in the column `valeur`.
    """
    lignes = tuple(_ligne(etape) for etape in explication.etapes)
    sources = dict.fromkeys(e.source for e in explication.etapes if e.source)
    return Table(
        code,
        explication.titre,
        COLONNES,
        lignes[:-1],
        total=lignes[-1] if lignes else None,
        denomination=("étape", "étapes"),
        sources=tuple(sources),
    )


def encode_explication(explication: Explication) -> dict[str, Json]:
    """Encode a calculation for the downloaded proof.

    Args:
        explication: Calculation with its steps.

    Returns:
        Keys `titre` and `etapes`; values follow `gef.outputs.json`.
    """
    return {
        "titre": explication.titre,
        "etapes": [
            {
                "code": e.code,
                "libelle": e.libelle,
                "valeur": encode_valeur(e.valeur),
                "unite": e.unite,
                "calcul": e.calcul,
                "source": None if e.source is None else encode_source(e.source),
            }
            for e in explication.etapes
        ],
    }


def _ligne(etape: Etape) -> Ligne:
    source = etape.source
    marques: dict[str, Marque] = {}
    if source is not None and source.nature == "legale":
        marques["nature"] = "legal"
    elif source is not None and source.nature == "locale":
        marques["nature"] = "local"
    return Ligne(
        {
            "etape": etape.libelle,
            "valeur": etape.valeur,
            "unite": etape.unite,
            "calcul": etape.calcul,
            "nature": source.nature if source else None,
            "source": source.reference if source else None,
        },
        liens={"source": source.lien} if source and source.lien else {},
        marques=marques,
    )
