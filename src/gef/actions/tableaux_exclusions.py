"""Tables of the exclusions: what leaves the parc, the register of the agreements, the dwellings behind a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import polars as pl

from gef.actions.exclusions import LigneRegistre, LogementsExclus
from gef.actions.noms import nom_commune
from gef.actions.resume_parc import AXES_PARC
from gef.actions.tableaux_parc import NON_RENSEIGNE, OCCUPATIONS
from gef.core.exclusions import Exclusion, find_modele
from gef.core.motifs import Source
from gef.outputs import tables
from gef.outputs.nombres import date_longue
from gef.outputs.tables import Colonne, Table

NATURES: Final = {"legale": "légal", "locale": "accord local"}
MARQUES: Final[Mapping[str, tables.Marque]] = {"legale": "legal", "locale": "local"}
ETATS: Final = {"a_venir": "à venir", "en_cours": "en vigueur", "close": "close", "annulee": "annulée"}


def table_exclusions(exclusions: Iterable[Exclusion], exercice: int, liens: Mapping[str, str]) -> Table:
    """Say what leaves the parc in an exercice, in the order in which dwellings leave.

    Args:
        exclusions: What leaves.
        exercice: Year.
        liens: Address of the dwellings of each reason.
    """
    colonnes = (
        Colonne("libelle", "Logements", triable=False),
        Colonne("nombre", "Retirés", "entier", triable=False),
        Colonne("nature", "Nature", "code", libelles=NATURES, triable=False),
        Colonne("source", "Source", triable=False),
    )
    rows = [_ligne_exclusion(exclusion, liens) for exclusion in exclusions]
    total = sum(exclusion.logements for exclusion in exclusions)
    return Table(
        "exclusions",
        f"Ce qui sort du parc au 1er janvier {exercice}",
        colonnes,
        tuple(rows),
        total=tables.Ligne({"libelle": "Ensemble", "nombre": total}),
        denomination=("motif", "motifs"),
        notes=("Un logement sort une fois, par le premier motif de cette liste : la loi d’abord, puis les accords.",),
        vide="Aucun logement ne sort du parc.",
    )


def _ligne_exclusion(exclusion: Exclusion, liens: Mapping[str, str]) -> tables.Ligne:
    return tables.Ligne(
        {
            "libelle": _capital(exclusion.libelle),
            "nombre": exclusion.logements,
            "nature": exclusion.nature,
            "source": exclusion.source.reference,
        },
        liens={"libelle": liens[exclusion.code]} if exclusion.code in liens else {},
        details={"source": exclusion.calcul} if exclusion.calcul else {},
        marques={"nature": MARQUES[exclusion.nature]},
    )


def _capital(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def table_registre(lignes: Iterable[LigneRegistre], jour: date) -> Table:
    """List the agreements recorded, for every convention or for one, with their state on a day."""
    colonnes = (
        Colonne("libelle", "Logements retirés", filtre="texte"),
        Colonne("convention", "Convention", filtre="texte"),
        Colonne("debut", "Depuis le", "date"),
        Colonne("fin", "Jusqu’au", "date", absent="–", aide="Dernier jour exclu."),
        Colonne("etat", "État", "code", libelles=ETATS, filtre="choix"),
        Colonne("document", "Document", absent="aucun"),
    )
    return Table(
        "registre",
        "Accords inscrits",
        colonnes,
        tuple(
            tables.Ligne(
                {
                    "libelle": _capital(ligne.libelle),
                    "convention": ligne.nom,
                    "debut": ligne.debut,
                    "fin": ligne.fin,
                    "etat": find_etat(ligne, jour),
                    "document": ligne.document or None,
                }
            )
            for ligne in lignes
        ),
        denomination=("accord", "accords"),
        notes=(f"État au {date_longue(jour)}. L’assiette d’un exercice retient ceux du 1er janvier.",),
        vide="Aucun accord n’est inscrit : le parc parle seul, et aucun document n’appuie ces retraits.",
    )


def find_etat(ligne: LigneRegistre, jour: date) -> str:
    """Say where an agreement stands on a day."""
    if ligne.fin is not None and ligne.fin <= ligne.debut:
        return "annulee"
    if jour < ligne.debut:
        return "a_venir"
    return "en_cours" if ligne.fin is None or jour < ligne.fin else "close"


def table_logements_exclus(found: LogementsExclus, lignes: pl.DataFrame) -> Table:
    """Put some of the dwellings of a reason into their table.

    Args:
        found: All of them, and how they were found.
        lignes: Those to show, rows of `found.table`.
    """
    colonnes = (
        Colonne("logement", "Logement", "code", entete=True, triable=False),
        Colonne("rpls", "Numéro RPLS", "code", triable=False, absent=NON_RENSEIGNE),
        Colonne("commune", "Commune", triable=False),
        Colonne("adresse", "Adresse", triable=False, absent=NON_RENSEIGNE),
        Colonne("programme", "Programme", triable=False, absent=NON_RENSEIGNE),
        Colonne("typologie", "Typologie", triable=False, absent=NON_RENSEIGNE),
        Colonne("financement", "Financement", "code", libelles=AXES_PARC["financement"], triable=False),
        Colonne("mode", "Occupation", "code", libelles=OCCUPATIONS, triable=False, absent=NON_RENSEIGNE),
    )
    champs = ["ligne", "ident_int", "ident_rep", "commune", "adresse", "programme", "typologie", "financement", "mode"]
    rows = lignes.select(champs).iter_rows(named=True)
    return Table(
        "logements-exclus",
        f"{_capital(find_modele(found.code).libelle)}, retirés du parc en {found.exercice}",
        colonnes,
        tuple(_ligne_logement(row) for row in rows),
        denomination=("logement", "logements"),
        notes=(f"Trouvés ainsi : {found.origine}.",),
        sources=(Source(found.source_parc, "donnee"),),
        vide="Aucun logement du parc ne sort pour ce motif.",
    )


def _ligne_logement(row: Mapping[str, str | int | None]) -> tables.Ligne:
    return tables.Ligne(
        {
            "logement": str(row["ident_int"] or row["ident_rep"] or f"ligne {row['ligne']}"),
            "rpls": row["ident_rep"],
            "commune": nom_commune(str(row["commune"])) if row["commune"] else None,
            **{nom: row[nom] for nom in ("adresse", "programme", "typologie", "financement", "mode")},
        }
    )
