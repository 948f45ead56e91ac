"""The SDES workbook as a deposit: read for the territories of the bailleur, shown in a report, then accepted.

What it says takes the shape of the model of published rates, so that it is set against what is known, written and told
in the journal like any other file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from gef.access.acteur import Acteur
from gef.actions.entrees_taux import list_territoires, to_taux_inscrits
from gef.actions.parc import read_parc_table
from gef.db.patrimoine.requetes import last_parc
from gef.errors import GefError
from gef.imports.anomalies import Collecteur, Ecart, RapportImport
from gef.imports.modeles import LectureModele
from gef.imports.taux_publies import TAUX, LectureSdes, read_sdes

MODELE: Final = "taux"
SCHEMA: Final = {
    "ligne": pl.Int64,
    "territoire": pl.String,
    "annee": pl.Int64,
    "taux": pl.String,
    "numerateur_exclut": pl.String,
    "denominateur_exclut": pl.String,
    "evenements": pl.Int64,
    "source": pl.String,
}


class SansParcError(GefError):
    """Nobody can say which territories concern the bailleur."""


def lire_sdes(acteur: Acteur, path: Path, nom: str, millesime: int | None) -> LectureModele:
    """Read the rates of the territories of a bailleur, with the report of what the workbook does not give.

    Args:
        acteur: Who hands it in, for his bailleur.
        path: The workbook.
        nom: Its name, as its owner knows it.
        millesime: Year of the workbook; None: the one that its name says.

    Raises:
        SansParcError: he has no parc yet.
        FichierIllisibleError: not such a workbook; the message names the sheet and the column.
    """
    parc = last_parc(acteur.organisation.pk)
    if parc is None:
        raise SansParcError(
            "Importez d’abord le parc : il dit dans quelles communes et quels EPCI les taux vous concernent."
        )
    territoires = list_territoires(read_parc_table(parc), acteur.organisation.territoire)
    lecture = read_sdes(path, nom=nom, territoires=territoires, millesime=millesime)
    return LectureModele(MODELE, _to_table(lecture), _report(lecture, len(territoires), nom, path.stat().st_size))


def _to_table(lecture: LectureSdes) -> pl.DataFrame:
    rows = [
        (lu.ligne, row.territoire, row.annee, str(row.valeur), None, None, row.evenements, row.source)
        for lu, row in zip(lecture.taux, to_taux_inscrits(lecture), strict=True)
    ]
    return pl.DataFrame(rows, SCHEMA, orient="row")


def _report(lecture: LectureSdes, demandes: int, nom: str, taille: int) -> RapportImport:
    """Count the territories asked for; those without one rate are said, and left out."""
    found = Collecteur()
    for code, libelle, territoires, attendu in (
        (
            "sans_taux",
            "Territoire sans taux publié",
            lecture.sans_taux,
            "un taux, que le secret statistique peut taire",
        ),
        (
            "contradictoires",
            "Plusieurs taux pour un territoire",
            lecture.contradictoires,
            "un seul ; aucun n’est gardé",
        ),
    ):
        ecarts = [Ecart(0, territoire, attendu) for territoire in territoires]
        if ecarts:
            found.add(code, TAUX, libelle, "information", nombre=len(ecarts), ecarts=ecarts)
    return RapportImport(
        format="sdes",
        nom_fichier=nom,
        empreinte=lecture.empreinte,
        taille=taille,
        encodage="xlsx",
        separateur="",
        lignes_lues=demandes,
        lignes_retenues=len(lecture.taux),
        colonnes_reconnues={TAUX: "taux"},
        causes=found.causes(),
    )
