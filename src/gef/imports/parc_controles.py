"""What makes a row of a parc doubtful beyond the reading of its cells: two columns that contradict each other.

Only what breaks a rule of the file blocks or asks for a correction; an unusual dwelling is an information, since
unusual dwellings exist. The thresholds are orders of magnitude chosen to flag slips, not rules of law.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from gef.imports.anomalies import Collecteur
from gef.imports.colonnes import Colonne
from gef.imports.controles import A_CORRIGER, Controle, build_controles, find_doublons, report_repetes, valeur_de

# Lost letters: the replacement character, the same read in another encoding, and « Gen?ts ».
CARACTERE_PERDU = r"\x{FFFD}|ï¿½|[A-Za-z]\?[a-z]"
TEXTES = ("LIBCOM", "ADRESSE", "NOMVOIE", "COMPLGEO", "LIBEPCI", "LIBSEGPATRIM")
M2_PAR_PIECE_MIN, M2_PAR_PIECE_MAX = 8, 45
EUROS_PAR_M2_MAX = 40
PREMIERE_CONVENTION_APL = 1977
SORTIES = ("1", "2", "3", "4", "5")
QUARTIER_2024 = r"^QN\d"


def controles_parc(colonnes: tuple[Colonne, ...], communes: frozenset[str] | None) -> Iterator[Controle]:
    """Give every check of a parc.

    Args:
        colonnes: Columns of the format.
        communes: Known codes of communes, municipal arrondissements included; None: codes are not looked up.

    Yields:
        The checks; those whose columns the file does not have are to be left aside.
    """
    yield from build_controles(colonnes)
    yield from _textes()
    if communes is not None:
        yield Controle(
            "commune_inconnue",
            "Code commune inconnu",
            "DEPCOM",
            ~valeur_de("DEPCOM").is_in(communes),
            "un code du code officiel géographique",
            "bloquant",
            ("DEPCOM",),
        )
    yield from _dates()
    yield from _mesures()
    yield from _contradictions()


def _textes() -> Iterator[Controle]:
    for nom in TEXTES:
        yield Controle(
            "caractere_perdu",
            "Lettres perdues par un encodage",
            nom,
            pl.col(nom).str.contains(CARACTERE_PERDU),
            "un texte lisible",
            "information",
            (nom,),
        )


def _dates() -> Iterator[Controle]:
    construite, louee, bail = valeur_de("CONSTRUCT"), valeur_de("LOCAT"), valeur_de("BAIL")
    yield Controle(
        "location_avant_construction",
        "Mise en location avant la construction",
        "LOCAT",
        louee < construite,
        "une année qui ne précède pas CONSTRUCT",
        "information",
        ("LOCAT", "CONSTRUCT"),
        valeur=pl.format("{}, construit en {}", louee, construite),
    )
    yield Controle(
        "bail_avant_location",
        "Bail antérieur à la mise en location",
        "BAIL",
        bail.dt.year() < louee,
        "un mois qui ne précède pas LOCAT",
        "information",
        ("BAIL", "LOCAT"),
        valeur=pl.format("{}, loué depuis {}", pl.col("BAIL"), louee),
    )
    yield Controle(
        "convention_ancienne",
        "Convention antérieure à l’APL",
        "DATCONV",
        valeur_de("DATCONV").dt.year() < PREMIERE_CONVENTION_APL,
        f"une date à partir de {PREMIERE_CONVENTION_APL}",
        "information",
        ("DATCONV",),
    )


def _mesures() -> Iterator[Controle]:
    surface, pieces, loyer = valeur_de("SURFHAB"), valeur_de("NBPIECE"), valeur_de("LOYERPRINC")
    yield Controle(
        "surface_et_pieces",
        "Surface inhabituelle pour le nombre de pièces",
        "SURFHAB",
        # A kitchen and a bathroom come on top: one large room of 45 m² is usual, 45 m² a room for six is not.
        (surface < M2_PAR_PIECE_MIN * pieces) | (surface > M2_PAR_PIECE_MAX * (pieces + 1)),
        f"de {M2_PAR_PIECE_MIN} à {M2_PAR_PIECE_MAX} m² par pièce, à peu près",
        "information",
        ("SURFHAB", "NBPIECE"),
        valeur=pl.format("{} m² pour {} pièce(s)", surface, pieces),
    )
    yield Controle(
        "loyer_et_surface",
        "Loyer inhabituel pour la surface",
        "LOYERPRINC",
        (valeur_de("MODE") == "1") & ((loyer < surface) | (loyer > EUROS_PAR_M2_MAX * surface)),
        f"de 1 à {EUROS_PAR_M2_MAX} € par m² et par mois, à peu près",
        "information",
        ("LOYERPRINC", "SURFHAB", "MODE"),
        valeur=pl.format("{} € pour {} m²", loyer, surface),
    )


def _contradictions() -> Iterator[Controle]:
    yield Controle(
        "loue_sans_bail",
        "Logement loué sans date de bail",
        "BAIL",
        (valeur_de("MODE") == "1") & pl.col("BAIL").is_null(),
        "un mois mm/aaaa quand MODE est 1",
        "information",
        ("MODE", "BAIL"),
    )
    yield Controle(
        "sorti_mais_present",
        "Motif de sortie, mais mode d’occupation encore présent",
        "MODE",
        valeur_de("SORTIEPATRIM").is_in(SORTIES) & (valeur_de("MODE") != "9"),
        "9 (sans objet) quand SORTIEPATRIM dit une sortie",
        "information",
        ("SORTIEPATRIM", "MODE"),
    )
    yield Controle(
        "convention_sans_numero",
        "Logement conventionné sans numéro de convention",
        "NUMCONV",
        valeur_de("CONV") & pl.col("NUMCONV").is_null(),
        "un numéro quand CONV est 1",
        "information",
        ("CONV", "NUMCONV"),
    )
    yield Controle(
        "qpv_differents",
        "QPV déclaré et QPV localisé différents",
        "QPV",
        valeur_de("QPV") != pl.col("PLG_QP24").str.contains(QUARTIER_2024),
        "la même réponse que PLG_QP24",
        "information",
        ("QPV", "PLG_QP24"),
        valeur=pl.format("{}, PLG_QP24 {}", pl.col("QPV"), pl.col("PLG_QP24")),
    )


def report_doublons(table: pl.DataFrame, collecteur: Collecteur, entetes: dict[str, str]) -> tuple[pl.DataFrame, int]:
    """Look for identifiers met twice in the whole parc.

    Args:
        table: Every row kept so far, with `ligne`, `ident_rep`, `ident_int` and the mark `A_CORRIGER`.
        collecteur: Where the defects go.
        entetes: Name of a column → heading to show.

    Returns:
        The table without the rows whose numéro RPLS was already met, and the number of rows, left out or kept, that
        repeat an identifier. The bailleur's own identifier is only reported: which of the two is right is his answer.
    """
    rep = find_doublons(table, pl.col("ident_rep"))
    report_repetes(rep, collecteur, entetes.get("IDENT_REP", "IDENT_REP"), "Numéro RPLS en double", "bloquant")
    if rep.height:
        table = table.join(rep.select("ligne"), on="ligne", how="anti", maintain_order="left")
    interne = find_doublons(table, pl.col("ident_int"))
    colonne = entetes.get("IDENT_INT", "IDENT_INT")
    report_repetes(interne, collecteur, colonne, "Identifiant du bailleur en double", "a_corriger")
    if interne.height:
        repete = pl.col("ligne").is_in(interne.get_column("ligne").implode())
        table = table.with_columns(pl.col(A_CORRIGER) | repete)
    return table, rep.height + interne.height
