"""What the quality pages of a bailleur need: his newest parc, and the rotation rate that weighs its gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from gef.access.models import Organisation
from gef.actions.codec import decode
from gef.actions.dossier import DossierIncompletError, to_taux_inscrit
from gef.actions.entrees_taux import RotationInconnueError, default_taux, nom_perimetre, to_mesures
from gef.actions.listes_logements import read_liste
from gef.actions.parc import read_parc_table
from gef.actions.qualite import QualiteChamp, QualiteGroupe, dresser_par_reservataire, dresser_qualite, keep_en_cours
from gef.actions.sorties import count_by_year
from gef.actions.tableaux_parc import source_parc
from gef.core.motifs import Source
from gef.core.rotation import TauxRotation
from gef.db.flux import requetes
from gef.db.patrimoine.models import Parc
from gef.db.patrimoine.requetes import last_parc, list_millesimes


@dataclass(frozen=True, slots=True, eq=False)
class QualiteBailleur:
    """The newest parc of a bailleur, its fields in order, and the rate behind their effects (None: not known)."""

    parc: Parc
    table: pl.DataFrame
    taux: TauxRotation | None
    champs: tuple[QualiteChamp, ...]

    @property
    def rotation(self) -> Fraction | None:
        """Dwellings freed in a year for one dwelling."""
        return self.taux.valeur if self.taux else None

    @property
    def source(self) -> Source:
        """The kept parc."""
        return source_parc(self.parc)


def load_qualite(bailleur: Organisation, exercice: int) -> QualiteBailleur:
    """Draw up the quality of the newest parc of a bailleur.

    Args:
        bailleur: Whose parc.
        exercice: Year whose rotation rate weighs the gaps.

    Raises:
        DossierIncompletError: he has no parc yet.
        ParcRefuseError: the file of the parc is gone.
    """
    parc = last_parc(bailleur.pk)
    if parc is None:
        raise DossierIncompletError(f"{bailleur} n’a pas encore de parc ; importez le dépôt RPLS de l’année.")
    table, taux = read_parc_table(parc), load_taux(bailleur, exercice)
    return QualiteBailleur(parc, table, taux, dresser_qualite(table, parc.rapport, taux.valeur if taux else None))


def load_taux(bailleur: Organisation, exercice: int) -> TauxRotation | None:
    """Give the rate of an exercice as `gef.actions.entrees_taux.build_taux` does, without reading every departure."""
    choix = requetes.choix_taux_of(bailleur.pk).filter(exercice=exercice).last()
    if choix:
        return decode(TauxRotation, choix.definition)
    departs = count_by_year(bailleur.pk)
    tailles = {parc.millesime: parc.logements_count for parc in list_millesimes(bailleur.pk)}
    publies = [to_taux_inscrit(row) for row in requetes.taux_publies_of(bailleur.pk)]
    perimetre = nom_perimetre(bailleur.nom, bailleur.territoire)
    try:
        return default_taux(departs, tailles, exercice, perimetre, to_mesures(publies, bailleur.territoire).values())
    except RotationInconnueError:
        return None


def load_reservataires(
    bailleur: Organisation, qualite: QualiteBailleur, jour: date
) -> tuple[tuple[QualiteGroupe, ...], dict[str, str]]:
    """Draw up the quality by réservataire on a day, and name the accounts; nothing when no list was handed in."""
    liste = keep_en_cours(read_liste(bailleur.pk, "reservations"), jour)
    noms = {compte.code: compte.nom for compte in requetes.comptes_of(bailleur.pk)}
    if not liste.height:
        return (), noms
    return dresser_par_reservataire(qualite.table, liste, qualite.rotation), noms
