"""The parc in one shape, whatever the file it came from: the table that the calculations and the screens read.

One entry, `read_parc`: the format is recognised, rows are read in lots, checked and normalised, and come out with a
report. Nothing is written, nothing is guessed: what could not be read is null and counted. The whole is deterministic:
the same bytes give the same table, the same fingerprint, the same report.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from gef.core.periodes import PERIODES_CONSTRUCTION
from gef.imports import rpls_depot, rpls_ouvert
from gef.imports.anomalies import RapportImport
from gef.imports.colonnes import AUCUN_CODE, fold
from gef.imports.controles import A_CORRIGER, BLOQUE, Controle, convertir_lot, executer, valeur_de
from gef.imports.errors import FichierIllisibleError
from gef.imports.fichiers import open_fichier
from gef.imports.lectures import Comptage, Plan, keep_well_formed, list_ignorees, read_bruts
from gef.imports.nomenclatures import FINANCEMENT_PAR_FINAN, PIECES_T5
from gef.imports.parc_colonnes import COLONNES_PARC
from gef.imports.parc_controles import controles_parc, report_doublons
from gef.imports.texte import Source

FORMATS: Mapping[str, str] = {
    rpls_depot.FORMAT: "RPLS, fichier déposé par le bailleur (64 positions)",
    rpls_ouvert.OUVERT_2018: "RPLS, données ouvertes jusqu’à 2020 (47 colonnes)",
    rpls_ouvert.OUVERT_2023: "RPLS, données ouvertes depuis 2023 (codes et libellés)",
    rpls_ouvert.PARC_CSV: "tableau du bailleur (CSV, XLSX ou ODS, une ligne de titres)",
}

SCHEMA_PARC = pl.Schema(
    {
        "ligne": pl.Int64,
        "ident_rep": pl.String,
        "ident_int": pl.String,
        "commune": pl.String,
        "commune_libelle": pl.String,
        "code_postal": pl.String,
        "adresse": pl.String,
        "programme": pl.String,
        "qpv": pl.Boolean,
        "forme": pl.String,
        "nb_pieces": pl.Int8,
        "typologie": pl.String,
        "surface_m2": pl.Int32,
        "annee_construction": pl.Int16,
        "periode": pl.String,
        "annee_location": pl.Int16,
        "finan": pl.String,
        "financement": pl.String,
        "conventionne": pl.Boolean,
        "num_conv": pl.String,
        "date_conv": pl.Date,
        "mode": pl.String,
        "bail": pl.Date,
        "loyer_centimes": pl.Int64,
        "contingent": pl.String,
        "cus": pl.String,
        "segment": pl.String,
    }
)
# Segments that mean that there is none.
SANS_SEGMENT = ("X", "PAS DE CODE", "PAS DE SEGMENT", "PAS DE SEGMENTATION")


@dataclass(frozen=True, slots=True)
class LectureParc:
    """A parc that was read.

    Attributes:
        table: One row per dwelling kept, in file order; schema `SCHEMA_PARC`.
        rapport: What was found.
    """

    table: pl.DataFrame
    rapport: RapportImport


def read_parc(
    source: Source,
    *,
    nom: str,
    format: str | None = None,  # noqa: A002  (the word of the trade, and of the command line)
    communes: frozenset[str] | None = None,
    annee: int | None = None,
    correspondance: Mapping[str, str] = AUCUN_CODE,
) -> LectureParc:
    """Read a parc from a deposit, an open file of the RPLS or one's own table.

    Args:
        source: Path or bytes.
        nom: Name of the file as its owner knows it.
        format: A code of `FORMATS`; None: recognised from the content.
        communes: Known codes of communes, municipal arrondissements included; None: codes are not looked up.
        annee: Year of the situation (1 January), after which no date is plausible; the deposit says its own.
        correspondance: What a person decided before: heading of the file → RPLS variable, "" to ignore it.

    Returns:
        The table and its report.

    Raises:
        FichierIllisibleError: the file cannot be read as a parc at all; the message says why and what to do.
    """
    if format is not None and format not in FORMATS:
        raise FichierIllisibleError(nom, f"le format « {format} » est inconnu", f"Formats : {', '.join(FORMATS)}.")
    entetes = {fold(e) for c in COLONNES_PARC for e in (c.nom, c.libelle, *c.entetes)}
    fichier = open_fichier(source, nom, entetes=entetes)
    if format == rpls_depot.FORMAT or (format is None and rpls_depot.is_depot(fichier)):
        plan = rpls_depot.plan_depot(fichier)
    else:
        reconnu = format or rpls_ouvert.find_format_ouvert(fichier)
        plan = rpls_ouvert.plan_ouvert(fichier, reconnu, annee=annee, choix=correspondance)
    return _read(plan, communes)


def _read(plan: Plan, communes: frozenset[str] | None) -> LectureParc:
    comptage = Comptage()
    entetes = dict(plan.correspondance.entetes)
    controles = _keep_possible(controles_parc(plan.colonnes, communes), plan)
    lots = [_read_lot(bruts, plan, controles) for bruts in read_bruts(plan, comptage)]
    rpls_depot.report_annonces(plan, comptage.lues)
    marquee = pl.concat(lots) if lots else pl.DataFrame(schema={**SCHEMA_PARC, A_CORRIGER: pl.Boolean})
    marquee, doublons = report_doublons(marquee, plan.collecteur, entetes)
    if any(c.obligatoire for c in plan.correspondance.absentes):
        marquee = marquee.clear()
    table = marquee.drop(A_CORRIGER)
    rapport = RapportImport(
        format=plan.format,
        nom_fichier=plan.fichier.nom,
        empreinte=plan.fichier.empreinte,
        taille=plan.fichier.taille,
        encodage=plan.fichier.encodage,
        separateur=plan.fichier.separateur,
        lignes_lues=comptage.lues,
        lignes_retenues=table.height,
        lignes_vides=max(comptage.derniere - plan.debut + 1 - comptage.lues - comptage.aides, 0),
        lignes_a_corriger=int(marquee.get_column(A_CORRIGER).sum()),
        colonnes_reconnues={entete: colonne for colonne, entete in entetes.items()},
        colonnes_ignorees=list_ignorees(plan),
        colonnes_absentes=tuple(c.nom for c in plan.correspondance.absentes if not c.is_accessoire),
        doublons=doublons,
        completude={c: table.height - n for c, n in zip(table.columns, table.null_count().row(0), strict=True)},
        causes=plan.collecteur.causes(),
    )
    return LectureParc(table, rapport)


def _keep_possible(controles: Iterable[Controle], plan: Plan) -> list[Controle]:
    presentes = set(plan.correspondance.positions)
    return [c for c in controles if presentes.issuperset(c.requiert)]


def _read_lot(bruts: pl.DataFrame, plan: Plan, controles: Sequence[Controle]) -> pl.DataFrame:
    types = convertir_lot(keep_well_formed(bruts, plan), plan.colonnes)
    lot = executer(types, controles, plan.collecteur, plan.correspondance.entetes)
    return normaliser_lot(lot.filter(~pl.col(BLOQUE)))


def normaliser_lot(lot: pl.DataFrame) -> pl.DataFrame:
    """Bring checked rows to `SCHEMA_PARC`, with the mark `A_CORRIGER` behind.

    Args:
        lot: Rows with the text and the typed columns of `COLONNES_PARC`.

    Returns:
        The same rows; code lists applied, the group of the financing, the typologie and the period derived.
    """
    v = valeur_de
    finan, pieces = v("FINAN"), v("NBPIECE")
    groupe = finan.replace_strict(FINANCEMENT_PAR_FINAN, default=None, return_dtype=pl.String)
    segment = pl.coalesce(v("LIBSEGPATRIM"), v("CODSEGPATRIM"))
    colonnes = {
        "ligne": pl.col("ligne"),
        "ident_rep": v("IDENT_REP"),
        "ident_int": v("IDENT_INT"),
        "commune": v("DEPCOM"),
        "commune_libelle": v("LIBCOM"),
        "code_postal": v("CODEPOSTAL"),
        "adresse": pl.coalesce(v("ADRESSE"), _join_adresse()),
        "programme": v("COMPLGEO"),
        "qpv": v("QPV"),
        "forme": v("TYPECONST"),
        "nb_pieces": pieces,
        "typologie": pl.coalesce(typologie_par_pieces(pieces), v("TYPOLOGIE")),
        "surface_m2": v("SURFHAB"),
        "annee_construction": v("CONSTRUCT"),
        "periode": periode_par_annee(v("CONSTRUCT")),
        "annee_location": v("LOCAT"),
        "finan": finan,
        "financement": pl.coalesce(groupe, v("FINANCEMENT")),
        "conventionne": v("CONV"),
        "num_conv": v("NUMCONV"),
        "date_conv": v("DATCONV"),
        "mode": v("MODE"),
        "bail": v("BAIL"),
        "loyer_centimes": v("LOYERPRINC") * 100,
        "contingent": v("CONTRESLOG"),
        "cus": v("CUS"),
        "segment": pl.when(~segment.str.to_uppercase().is_in(SANS_SEGMENT)).then(segment),
    }
    return lot.select(*(colonnes[nom].cast(type_).alias(nom) for nom, type_ in SCHEMA_PARC.items()), pl.col(A_CORRIGER))


def typologie_par_pieces(pieces: pl.Expr) -> pl.Expr:
    """Return T1 to T4, and T5+ from five rooms on; null when the number of rooms is unknown."""
    return pl.when(pieces >= PIECES_T5).then(pl.lit("T5+")).when(pieces >= 1).then(pl.lit("T") + pieces.cast(pl.String))


def periode_par_annee(annee: pl.Expr) -> pl.Expr:
    """Return the code of the period of construction, by the bands of `gef.core.periodes`; null when unknown."""
    bornes = [pl.when(annee < bande.fin).then(pl.lit(bande.code)) for bande in PERIODES_CONSTRUCTION if bande.fin]
    derniere = pl.when(annee.is_not_null()).then(pl.lit(PERIODES_CONSTRUCTION[-1].code))
    return pl.coalesce(*bornes, derniere)


def _join_adresse() -> pl.Expr:
    parties = [valeur_de(nom) for nom in ("NUMVOIE", "INDREP", "TYPVOIE", "NOMVOIE")]
    adresse = pl.concat_str(parties, separator=" ", ignore_nulls=True)
    return pl.when(adresse.str.len_bytes() > 0).then(adresse)


def parc_empreinte(table: pl.DataFrame) -> str:
    """Return the SHA-256 of the content of a parc.

    Args:
        table: Canonical parc.

    Returns:
        Hexadecimal digest of names and values in order; `ligne`, which only says where a row stood, is left out.
    """
    hachage = hashlib.sha256()
    contenu = table.drop("ligne")
    hachage.update(",".join(f"{nom}:{type_}" for nom, type_ in contenu.schema.items()).encode())
    for lot in contenu.iter_slices(100_000):
        hachage.update(lot.write_csv(include_header=False, quote_style="non_numeric").encode())
    return hachage.hexdigest()


def to_parquet_bytes(table: pl.DataFrame) -> bytes:
    """Return a parc as a Parquet file; the same table gives the same bytes.

    Args:
        table: Canonical parc.

    Returns:
        The content of the file, to be written by the caller.
    """
    sortie = io.BytesIO()
    table.rechunk().write_parquet(sortie, compression="zstd", compression_level=3, row_group_size=100_000)
    return sortie.getvalue()
