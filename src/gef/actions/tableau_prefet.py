"""The statement to the préfet, from the parc, the list of the reserved dwellings, the register and the bilan."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

from gef.access.models import Organisation
from gef.actions.bilan_annuel import read_annuel
from gef.actions.donnees import Dossier
from gef.actions.dossier import load_dossier
from gef.actions.lignes_bilan import to_ligne
from gef.actions.qualite import keep_en_cours
from gef.core.bilan_annuel import BilanAnnuel
from gef.core.bilan_refus import total_refus
from gef.core.motifs import Source
from gef.core.parts import BAILLEUR
from gef.core.tableau_prefet import ARRETE, FAMILLES, TableauPrefet, count_familles, count_vacants
from gef.law.loader import load_droit
from gef.outputs.nombres import date_longue, entier
from gef.outputs.tables import Colonne, Ligne, Table

MENAGES: Final = frozenset({"menage", "bailleur"})


def read_prefet(bailleur: Organisation, exercice: int) -> TableauPrefet:
    """Draw up the statement of an exercice.

    Args:
        bailleur: Whose statement.
        exercice: Year.

    Raises:
        DossierIncompletError: he has no parc yet.
    """
    dossier, annuel = load_dossier(bailleur), read_annuel(bailleur, exercice)
    fin = date(exercice, 12, 31)
    mois = load_droit().au("prefet_vacance_mois", fin).compte
    publics = annuel.total_publics
    return TableauPrefet(
        exercice=exercice,
        geres=dossier.parc.height,
        reserves=_count_reserves(dossier, fin),
        livraisons=sum(row.livraisons for row in annuel.premieres),
        vacants=count_vacants((to_ligne(row) for row in dossier.list_liberees()), fin, mois),
        vacance_mois=mois,
        objectif_accords=None,
        prioritaires=publics.prioritaires if publics.attributions > publics.publics_inconnus else None,
        refus=sum(row.nombre for row in total_refus(annuel.refus) if row.partie in MENAGES),
        attributions=_count_attributions(annuel),
    )


def _count_reserves(dossier: Dossier, jour: date) -> dict[str, int]:
    """Count the dwellings of the list that are reserved on a day, each once for each kind of réservataire."""
    types = {compte.code: compte.type for compte in dossier.comptes}
    rows = keep_en_cours(dossier.reservations, jour).select("logement", "reservataire").unique()
    counts = Counter(types.get(code, "autre") for code in rows.get_column("reservataire").to_list())
    return count_familles(counts.items())


def _count_attributions(annuel: BilanAnnuel) -> dict[str, int]:
    rows = ((row.type or ("bailleur" if row.id == BAILLEUR else ""), row) for row in annuel.bilan.reservataires)
    return count_familles((kind, row.attributions) for kind, row in rows)


def table_prefet(tableau: TableauPrefet, source_parc: str = "") -> Table:
    """The statement, one row by figure asked for.

    Args:
        tableau: The figures.
        source_parc: Where the number of dwellings managed comes from.
    """
    colonnes = (Colonne("rubrique", "Rubrique"), Colonne("nombre", "Nombre", "entier", absent="non renseigné"))
    echeance = load_droit().au("prefet_echeance", date(tableau.exercice, 12, 31)).jour_annuel.en(tableau.exercice + 1)
    sources = (ARRETE, Source(source_parc, "donnee")) if source_parc else (ARRETE,)
    return Table(
        "bilan-prefet",
        f"État annuel adressé au préfet, exercice {tableau.exercice}",
        colonnes,
        (
            Ligne({"rubrique": "Logements gérés", "nombre": tableau.geres}),
            Ligne({"rubrique": "Logements réservés", "nombre": sum(tableau.reserves.values())}, genre="soustotal"),
            *(_sous(FAMILLES[code], nombre) for code, nombre in tableau.reserves.items()),
            Ligne({"rubrique": "Logements mis en service dans l’année", "nombre": tableau.livraisons}),
            Ligne(
                {
                    "rubrique": f"Logements vacants depuis plus de {tableau.vacance_mois} mois au 31 décembre",
                    "nombre": tableau.vacants,
                }
            ),
            Ligne({"rubrique": "Accords collectifs, attributions prévues", "nombre": tableau.objectif_accords}),
            Ligne({"rubrique": "Attributions aux publics prioritaires", "nombre": tableau.prioritaires}),
            Ligne({"rubrique": "Refus de logement par les ménages", "nombre": tableau.refus}),
            Ligne({"rubrique": "Attributions", "nombre": tableau.total_attributions}, genre="soustotal"),
            *(_sous(f"dont {FAMILLES[code]}", nombre) for code, nombre in tableau.attributions.items()),
        ),
        denomination=("rubrique", "rubriques"),
        notes=(
            f"À adresser au préfet avant le {date_longue(echeance)}.",
            f"Logements réservés : liste des logements réservés au 31 décembre {tableau.exercice}.",
            "Les accords collectifs ne sont pas dans les données : complétez la ligne à la main.",
            f"{entier(tableau.total_attributions)} attributions en CALEOL dans l’année, sans celles du hors flux.",
        ),
        sources=sources,
    )


def _sous(libelle: str, nombre: int) -> Ligne:
    return Ligne({"rubrique": libelle, "nombre": nombre}, genre="sous")
