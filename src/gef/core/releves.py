"""What a statement shows of the reserved dwellings: the thirteen indicators of the trade, and the rates behind two.

Two statements: the detailed one goes to one réservataire, with his dwellings only; the aggregated one goes to all, by
commune, without any dwelling.

Source:
    Source 004 (HSO Occitanie, 2023), step 2, for the thirteen indicators; source 001 (DRIHL Île-de-France, 2021) for
    the two levels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gef.core.motifs import Source
from gef.core.rotation import CATEGORIES, COURANTES, ReleveRotation, TauxRotation, calculer_taux_rotation

SOURCE_INDICATEURS = Source("source 004 (HSO Occitanie, 2023), étape 2 : treize indicateurs", "pratique")
SOURCE_NIVEAUX = Source("source 001 (DRIHL Île-de-France, 2021) : deux niveaux de restitution", "pratique")

INDICATEURS: Mapping[str, str] = {
    "ident_rep": "Numéro RPLS",
    "reservataire": "Réservataire",
    "departement": "Département",
    "epci": "EPCI",
    "commune": "Commune",
    "qpv": "En QPV",
    "typologie": "Typologie",
    "financement": "Financement",
    "forme": "Forme",
    "taux_ensemble": "Rotation, tout le parc",
    "taux_commune": "Rotation, commune",
    "debut": "Début",
    "fin": "Fin",
}
# Bands of the aggregated statement: what a negotiation looks at, wide enough to name nobody's dwelling.
TRANCHES: Mapping[str, tuple[str, ...]] = {
    "t1_t2": ("T1", "T2"),
    "t3": ("T3",),
    "t4_plus": ("T4", "T5+"),
}


@dataclass(frozen=True, slots=True)
class Departs:
    """Departures of a year in a commune for one reason: `COURANTES`, or a category of CCH art. R. 441-5."""

    annee: int
    commune: str
    categorie: str
    nombre: int


@dataclass(frozen=True, slots=True)
class TauxDuParc:
    """Gross rotation of a bailleur: of his whole parc, and of each commune.

    Attributes:
        whole: None when no complete year is known.
        communes: By commune of the parc; a commune that freed more dwellings than it holds has none.
    """

    whole: TauxRotation | None
    communes: Mapping[str, TauxRotation]


def mesurer_rotation(departs: Iterable[Departs], parc: Mapping[str, int], perimetre: str, source: Source) -> TauxDuParc:
    """Measure the gross rotation of a parc and of its communes over the years that the departures cover.

    Args:
        departs: Departures of complete years. A commune without any in those years has a rate of zero.
        parc: Dwellings by commune.
        perimetre: Whose parc, in words.
        source: Where the departures come from.

    Source:
        Source 004 (HSO Occitanie, 2023): mean rate of the bailleur in the département, and by commune.

    Examples:
        >>> departs = [Departs(2025, "06029", "courantes", 30), Departs(2025, "06004", "mutations", 3)]
        >>> taux = mesurer_rotation(departs, {"06029": 200, "06004": 100}, "exemple", Source("exemple", "donnee"))
        >>> taux.whole.valeur, taux.communes["06029"].valeur
        (Fraction(11, 100), Fraction(3, 20))
    """
    departs = tuple(departs)
    annees = sorted({d.annee for d in departs})
    par_commune: defaultdict[str, list[Departs]] = defaultdict(list)
    for depart in departs:
        par_commune[depart.commune].append(depart)
    communes = {
        commune: taux
        for commune, nombre in sorted(parc.items())
        if (taux := _mesurer(par_commune[commune], annees, nombre, f"{perimetre}, commune {commune}", source))
    }
    return TauxDuParc(_mesurer(departs, annees, sum(parc.values()), perimetre, source), communes)


def _mesurer(
    departs: Iterable[Departs], annees: list[int], parc: int, perimetre: str, source: Source
) -> TauxRotation | None:
    comptes = {annee: dict.fromkeys((COURANTES, *CATEGORIES), 0) for annee in annees}
    for depart in departs:
        categories = comptes[depart.annee]
        categories[depart.categorie] = categories.get(depart.categorie, 0) + depart.nombre
    # A dwelling may leave twice in a year, or the parc may have shrunk since: then no rate would say anything.
    if not comptes or parc <= 0 or any(sum(categories.values()) > parc for categories in comptes.values()):
        return None
    releves = [ReleveRotation(annee, parc, categories) for annee, categories in comptes.items()]
    return calculer_taux_rotation(releves, perimetre=perimetre, source=source)
