"""A convention as a document: one set of texts and figures, as DOCX to sign, as PDF to keep.

The DOCX is filled from a template whose keys are `CLES`: the shipped one, or one that a bailleur edited and that
`gef.outputs.gabarits_convention` tested. What a person wrote is text there, never markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any, Final

from gef.core.motifs import Source
from gef.core.termes import SUJETS
from gef.outputs.clauses_convention import Article
from gef.outputs.docx import fill_docx, say_all
from gef.outputs.nombres import instant
from gef.outputs.pdf import Section, write_pdf_sections
from gef.outputs.tables import Colonne, Ligne, Table

GABARIT: Final = "convention.docx"


@dataclass(frozen=True, slots=True)
class PartieEcrite:
    """A party, in words."""

    nom: str
    role: str
    represente_par: str


@dataclass(frozen=True, slots=True)
class PartEcrite:
    """The part of an account, in words; `uniques` is "" when it has no droits uniques."""

    compte: str
    part: str
    droits: str
    uniques: str


@dataclass(frozen=True, slots=True)
class LigneAnnexe:
    """A line of the annex by commune, in words."""

    commune: str
    compte: str
    parc: str
    droits: str
    part: str
    objectif: str


@dataclass(frozen=True, slots=True)
class ExclusionEcrite:
    """What leaves the parc, in words."""

    libelle: str
    logements: str
    nature: str
    document: str


@dataclass(frozen=True, slots=True)
class DelaiEcrit:
    """Until when a step may be done, in words."""

    etape: str
    delai: str
    suite: str
    decompte: str


@dataclass(frozen=True, slots=True)
class DocumentConvention:
    """All that a template may read, in words; see `CLES`.

    `articles` are the ten subjects, in order. Lists may be empty.
    """

    titre: str
    etat: str
    variante: str
    bailleur: str
    reservataire: str
    departement: str
    territoire: str
    exercice: str
    version: str
    part: str
    flux_prevu: str
    objectif: str
    debut: str
    fin: str
    duree_en_mots: str
    mode_gestion: str
    visas: tuple[str, ...]
    parties: tuple[PartieEcrite, ...]
    articles: tuple[Article, ...]
    parts: tuple[PartEcrite, ...]
    exclusions: tuple[ExclusionEcrite, ...]
    delais: tuple[DelaiEcrit, ...]
    annexe: tuple[LigneAnnexe, ...]
    calculs: tuple[str, ...]
    sources: tuple[Source, ...] = ()


CLES: Final[Mapping[str, str]] = {
    "titre": "titre de la convention",
    "etat": "projet ou version signée",
    "variante": "etat, action_logement, collectivite ou autre",
    "bailleur": "nom du bailleur",
    "reservataire": "nom du réservataire",
    "departement": "département",
    "territoire": "territoire de la convention",
    "exercice": "année des chiffres",
    "version": "numéro de version",
    "part": "part du flux, toutes parts réunies",
    "flux_prevu": "flux prévu de l’année",
    "objectif": "objectif de l’année, en logements",
    "debut": "premier jour",
    "fin": "dernier jour de la première période",
    "duree_en_mots": "durée et reconductions",
    "mode_gestion": "gestion directe, déléguée ou mixte",
    "etabli": "jour et heure du document",
    "visas": "textes visés, un par ligne",
    "parties": "parties : nom, role, represente_par",
    "parts": "parts : compte, part, droits, uniques",
    "exclusions": "exclusions : libelle, logements, nature, document",
    "delais": "délais : etape, delai, suite, decompte",
    "annexe": "annexe : commune, compte, parc, droits, part, objectif",
    "calculs": "calculs cités, un par ligne",
    "sources": "textes appliqués, un par ligne",
    **{code: f"paragraphes de l’article « {titre} »" for code, titre in SUJETS.items()},
}
INDISPENSABLES: Final = ("bailleur", "reservataire", "parties", "part", "duree_en_mots", "annexe", "calculs")


def list_cles(document: DocumentConvention, moment: datetime) -> dict[str, Any]:
    """Give what a template reads: every key of `CLES`, with the spaces of French.

    Args:
        document: The convention.
        moment: When it is drawn up.
    """
    fields = {nom: value for nom, value in asdict(document).items() if nom not in ("articles", "sources")}
    articles = {article.sujet: list(article.paragraphes) for article in document.articles}
    sources = [source.reference for source in document.sources]
    return say_all({**fields, **articles, "sources": sources, "etabli": f"Établi le {instant(moment)}."})


def read_gabarit() -> bytes:
    """Give the shipped template, to be edited in a word processor."""
    return files("gef.outputs").joinpath("gabarits", GABARIT).read_bytes()


def write_docx_convention(document: DocumentConvention, moment: datetime, gabarit: bytes | None = None) -> bytes:
    """Write the convention as a document to amend and to sign.

    Args:
        document: The convention.
        moment: When it is drawn up.
        gabarit: A tested template; None is the shipped one.

    Returns:
        The whole file.
    """
    keys = list_cles(document, moment)
    return fill_docx(gabarit or read_gabarit(), keys, titre=document.titre, auteur=document.bailleur, moment=moment)


def write_pdf_convention(document: DocumentConvention, moment: datetime) -> bytes:
    """Write the convention as a document to keep.

    Args:
        document: The convention.
        moment: When it is drawn up, in the reader's time zone.

    Returns:
        The whole file, tagged; the same bytes for the same arguments.
    """
    return write_pdf_sections(
        list_sections(document),
        titre=document.titre,
        moment=moment,
        sous_titre=document.etat,
        auteur=document.bailleur,
    )


def list_sections(document: DocumentConvention) -> tuple[Section, ...]:
    """Lay the document out: parties, texts, ten articles with their tables, signatures, annexes.

    Args:
        document: The convention.
    """
    tables = {
        "parc": _table("exclusions", "Exclusions", COLONNES_EXCLUSIONS, document.exclusions),
        "flux": _table("parts", "Parts du flux", COLONNES_PARTS, document.parts),
        "gestion": _table("delais", "Délais convenus", COLONNES_DELAIS, document.delais),
    }
    articles = [
        Section(f"Article {rang} : {article.titre}", article.paragraphes, tables.get(article.sujet))
        for rang, article in enumerate(document.articles, start=1)
    ]
    return (
        Section("Entre les parties", tuple(_say_partie(row) for row in document.parties)),
        Section("Textes visés", document.visas),
        *articles,
        Section("Signatures", (), _table_signatures(document)),
        Section(
            f"Annexe 1 : objectifs par commune, {document.exercice}",
            () if document.annexe else ("Aucun objectif par commune n’est calculé.",),
            _table("annexe", "Objectifs par commune", COLONNES_ANNEXE, document.annexe, document.sources),
        ),
        Section("Annexe 2 : calculs cités", document.calculs or ("Aucun calcul gardé n’est cité.",)),
    )


COLONNES_EXCLUSIONS: Final = (
    Colonne("libelle", "Logements exclus", entete=True),
    Colonne("logements", "Logements"),
    Colonne("nature", "Fondement"),
    Colonne("document", "Document"),
)
COLONNES_PARTS: Final = (
    Colonne("compte", "Compte", entete=True),
    Colonne("part", "Part du flux"),
    Colonne("droits", "Droits en cours"),
    Colonne("uniques", "Droits uniques à servir"),
)
COLONNES_DELAIS: Final = (
    Colonne("etape", "Étape", entete=True),
    Colonne("delai", "Délai"),
    Colonne("suite", "Suite proposée"),
    Colonne("decompte", "Décompte"),
)
COLONNES_ANNEXE: Final = (
    Colonne("commune", "Commune", entete=True),
    Colonne("compte", "Compte"),
    Colonne("parc", "Parc concerné"),
    Colonne("droits", "Droits"),
    Colonne("part", "Part"),
    Colonne("objectif", "Objectif"),
)
COLONNES_SIGNATURES: Final = (
    Colonne("nom", "Partie", entete=True),
    Colonne("represente_par", "Représentée par"),
    Colonne("signature", "Date et signature"),
)


def _table(
    code: str,
    titre: str,
    colonnes: tuple[Colonne, ...],
    rows: Sequence[Any],
    sources: tuple[Source, ...] = (),
) -> Table | None:
    """A table of rows already in words; None without any row."""
    if not rows:
        return None
    return Table(code, titre, colonnes, tuple(Ligne(asdict(row)) for row in rows), sources=sources)


def _table_signatures(document: DocumentConvention) -> Table:
    rows = tuple(
        Ligne({"nom": row.nom, "represente_par": row.represente_par or "…", "signature": ""})
        for row in document.parties
    )
    return Table("signatures", "Signatures", COLONNES_SIGNATURES, rows)


def _say_partie(row: PartieEcrite) -> str:
    who = f", représenté par {row.represente_par}" if row.represente_par else ""
    return f"{row.nom}{who}, {row.role}."
