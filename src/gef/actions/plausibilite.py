"""What makes a value of the parc hard to believe, and where the rule comes from.

A rule never corrects: it points at a cell that a person should look at. Orders of magnitude are ours, said as such; the
others rest on a text or on the definition of a variable of the RPLS. Whole columns at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from gef.imports.parc_controles import EUROS_PAR_M2_MAX, M2_PAR_PIECE_MAX, M2_PAR_PIECE_MIN
from gef.law.territoires import load_communes, qpv_par_commune

ORDRE_DE_GRANDEUR: Final = "ordre de grandeur du produit, pas une règle de droit"
RPLS: Final = "RPLS, arrêté du 5 janvier 2010"
LOUE, SORTI, PLI, RESERVES = "1", "9", "PLI", ("1", "2", "3", "4", "5", "6")
FINAN_PLUS, FINAN_HBM = "13", "50"
FINAN_AVANT_1977: Final = ("50", "51", "52", "53", "54", "55", "99")
PREMIER_PLUS: Final = 1999
DERNIER_HBM: Final = 1960  # the name was given up in 1950; ten years for the last sites
DERNIER_AVANT_1977: Final = 1985  # loans granted until 1977; eight years for the last sites
CHANTIER_MAX: Final = 6  # years between a convention and the end of the works
CODE_METROPOLE: Final = 2  # characters of a département; three overseas, where the list of QPV is partial


@dataclass(frozen=True, slots=True, eq=False)
class Regle:
    """One rule.

    Attributes:
        code: Stable name.
        champ: Field at fault, a code of `gef.actions.qualite.CHAMPS`.
        libelle: The doubt, in French.
        faute: True where the dwelling is doubtful; null counts as false.
        source: Where the rule comes from.
    """

    code: str
    champ: str
    libelle: str
    faute: pl.Expr
    source: str


def list_regles() -> tuple[Regle, ...]:
    """List the rules, field by field."""
    return (*_situation(), *_logement(), *_financement(), *_occupation())


@cache
def _communes_sans_qpv() -> frozenset[str]:
    """Communes of the metropole, arrondissements included, where no quartier prioritaire stands."""
    known = qpv_par_commune()
    return frozenset(
        code
        for code, commune in load_communes().items()
        if len(commune.departement) == CODE_METROPOLE and commune.code_commune not in known
    )


def _situation() -> tuple[Regle, ...]:
    return (
        Regle(
            "qpv_sans_quartier",
            "qpv",
            "en QPV, dans une commune qui n’en a pas",
            pl.col("qpv") & pl.col("commune").is_in(_communes_sans_qpv()),
            "liste des quartiers prioritaires, génération 2024 (métropole)",
        ),
    )


def _logement() -> tuple[Regle, ...]:
    surface, pieces = pl.col("surface_m2"), pl.col("nb_pieces").cast(pl.Int32)
    construite, louee = pl.col("annee_construction"), pl.col("annee_location")
    return (
        Regle(
            "surface_et_pieces",
            "surface_m2",
            "surface inhabituelle pour le nombre de pièces",
            (surface < M2_PAR_PIECE_MIN * pieces) | (surface > M2_PAR_PIECE_MAX * (pieces + 1)),
            f"{M2_PAR_PIECE_MIN} à {M2_PAR_PIECE_MAX} m² par pièce, à peu près : {ORDRE_DE_GRANDEUR}",
        ),
        Regle(
            "location_avant_construction",
            "periode",
            "loué avant d’être construit",
            louee < construite,
            f"définition de LOCAT et de CONSTRUCT ({RPLS})",
        ),
        Regle(
            "convention_avant_chantier",
            "periode",
            f"conventionné plus de {CHANTIER_MAX} ans avant sa construction",
            pl.col("date_conv").dt.year() + CHANTIER_MAX < construite,
            f"durée d’un chantier : {ORDRE_DE_GRANDEUR}",
        ),
    )


def _financement() -> tuple[Regle, ...]:
    finan, construite = pl.col("finan"), pl.col("annee_construction")
    return (
        Regle(
            "hbm_recent",
            "financement",
            f"financement HBM, construit après {DERNIER_HBM}",
            (finan == FINAN_HBM) & (construite > DERNIER_HBM),
            "loi du 21 juillet 1950, qui remplace les HBM par les HLM",
        ),
        Regle(
            "avant_1977_recent",
            "financement",
            f"financement d’avant 1977, construit après {DERNIER_AVANT_1977}",
            finan.is_in(FINAN_AVANT_1977) & (finan != FINAN_HBM) & (construite > DERNIER_AVANT_1977),
            "loi n° 77-1 du 3 janvier 1977, qui ferme ces financements",
        ),
        Regle(
            "plus_avant_1999",
            "financement",
            f"financement PLUS, conventionné avant {PREMIER_PLUS}",
            (finan == FINAN_PLUS) & (pl.col("date_conv").dt.year() < PREMIER_PLUS),
            "décret n° 99-794 du 14 septembre 1999, qui crée le PLUS",
        ),
    )


def _occupation() -> tuple[Regle, ...]:
    loyer, surface = pl.col("loyer_centimes"), pl.col("surface_m2").cast(pl.Int64)
    loue, contingent = pl.col("mode") == LOUE, pl.col("contingent")
    return (
        Regle(
            "sorti_du_patrimoine",
            "mode",
            "sorti du patrimoine, et pourtant dans le parc",
            pl.col("mode") == SORTI,
            f"définition de MODE, code 9 ({RPLS})",
        ),
        Regle(
            "pli_reserve",
            "contingent",
            "logement intermédiaire (PLI) réservé",
            (pl.col("financement") == PLI) & contingent.is_in(RESERVES),
            "source 003 (convention de réservation, Ain, 2025), art. 2 : les PLI sont hors de l’assiette",
        ),
        Regle(
            "loyer_nul",
            "loyer_centimes",
            "loué pour un loyer nul",
            loue & (loyer == 0),
            f"définition de LOYERPRINC : 9999 quand il est sans objet ({RPLS})",
        ),
        Regle(
            "loyer_et_surface",
            "loyer_centimes",
            "loyer inhabituel pour la surface",
            loue & (loyer > 0) & ((loyer < 100 * surface) | (loyer > 100 * EUROS_PAR_M2_MAX * surface)),
            f"1 à {EUROS_PAR_M2_MAX} € par m² et par mois, à peu près : {ORDRE_DE_GRANDEUR}",
        ),
    )
