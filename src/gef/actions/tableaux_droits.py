"""Tables of the register of rights: who holds what and where, what has expired, what the parc does not confirm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gef.actions.noms import nom_commune
from gef.core.etat_des_lieux import CONTRESLOG, REGISTRE, EtatDesLieux, LigneContingent
from gef.core.parts import TYPES_RESERVATAIRE
from gef.core.registre_droits import NATURES_DROIT, TYPES_DROIT, DroitSitue, DroitsReservataire
from gef.outputs import tables
from gef.outputs.nombres import date_longue
from gef.outputs.tables import Colonne, Table, plier

TOUTES_COMMUNES: Final = "toutes les communes"
NON_ETABLI: Final = "non établi"
TYPES_AFFICHES: Final[dict[str, str]] = dict(TYPES_DROIT.items())


def table_par_reservataire(etat: EtatDesLieux, noms: Mapping[str, str]) -> Table:
    """Count the rights in force of each reservataire."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("type", "Type", "code", libelles=TYPES_RESERVATAIRE, filtre="choix"),
        Colonne("suite", "De suite", "entier", aide="Renaissent à chaque libération, jusqu’à leur échéance."),
        Colonne("simple", "Simples", "entier", aide="Un logement identifié, une fois ; à qualifier."),
        Colonne("unique", "Uniques", "entier", aide="Un logement du flux, une fois."),
        Colonne("total", "Ensemble", "entier"),
        Colonne("survie", "Prolongés", "entier", aide="Garanties dont le prêt est remboursé, prolongées par la loi."),
        Colonne("informels", "Sans convention", "entier", aide="Aucun document signé ne les établit."),
        Colonne("sans_terme", "Sans terme", "entier", aide="Aucune fin établie : ils restent en cours."),
    )
    total = [sum(getattr(r, nom) for r in etat.reservataires) for nom in ("suite", "simple", "unique")]
    rest = [sum(getattr(r, nom) for r in etat.reservataires) for nom in ("en_survie", "non_formalises", "sans_terme")]
    return Table(
        "reservataires",
        f"Droits en cours au {date_longue(etat.jour)}",
        colonnes,
        tuple(_ligne_reservataire(row, noms) for row in etat.reservataires),
        total=tables.ligne(colonnes, "Ensemble", None, *total, etat.droits_en_cours, *rest),
        denomination=("réservataire", "réservataires"),
        sources=(REGISTRE, etat.survie.source),
        vide="Les droits apparaîtront ici quand leur registre sera importé.",
    )


def _ligne_reservataire(row: DroitsReservataire, noms: Mapping[str, str]) -> tables.Ligne:
    return tables.Ligne(
        {
            "reservataire": noms.get(row.reservataire, row.reservataire),
            "type": row.type_reservataire,
            "suite": row.suite,
            "simple": row.simple,
            "unique": row.unique,
            "total": row.total,
            "survie": row.en_survie,
            "informels": row.non_formalises,
            "sans_terme": row.sans_terme,
        },
        marques={"informels": "retard"} if row.non_formalises else {},
    )


def table_par_commune(etat: EtatDesLieux, noms: Mapping[str, str]) -> Table:
    """Give the rights in force of each reservataire in each commune."""
    colonnes = (
        Colonne("commune", "Commune"),
        Colonne("reservataire", "Réservataire", entete=True),
        Colonne("droits", "Droits en cours", "entier"),
    )
    rows = [
        (_place(commune), noms.get(row.reservataire, row.reservataire), nombre)
        for row in etat.reservataires
        for commune, nombre in row.par_commune
    ]
    return Table(
        "communes",
        "Droits par commune et par réservataire",
        colonnes,
        tuple(tables.ligne(colonnes, *row) for row in sorted(rows, key=lambda row: (plier(row[0]), plier(row[1])))),
        total=tables.ligne(colonnes, None, "Ensemble", etat.droits_en_cours),
        denomination=("ligne", "lignes"),
        notes=(f"« {TOUTES_COMMUNES.capitalize()} » : droits inscrits sur un territoire, sans commune précise.",),
        sources=(REGISTRE,),
        vide="Aucun droit en cours.",
    )


def _place(commune: str | None) -> str:
    return TOUTES_COMMUNES if commune is None else nom_commune(commune)


def table_droits(etat: EtatDesLieux, noms: Mapping[str, str], situation: str) -> Table:
    """List the rights that are not in force: "echus" or "a_venir"."""
    is_echu = situation == "echus"
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("nature", "Contrepartie", "code", libelles=NATURES_DROIT, filtre="choix"),
        Colonne("type", "Droit", "code", libelles=TYPES_AFFICHES),
        Colonne("commune", "Commune"),
        Colonne("nombre", "Logements", "entier"),
        Colonne("debut", "Début", "date"),
        Colonne("pret", "Prêt remboursé", "date"),
        Colonne("fin", "Échu le" if is_echu else "Jusqu’au", "date", absent=NON_ETABLI),
    )
    rows = etat.echus if is_echu else etat.a_venir
    return Table(
        situation.replace("_", "-"),
        "Droits échus" if is_echu else "Droits à venir",
        colonnes,
        tuple(_ligne_droit(row, noms) for row in rows),
        denomination=("droit", "droits"),
        notes=("Échéances prolongées comprises, pour les garanties que la loi prolonge.",) if is_echu else (),
        sources=(REGISTRE, etat.survie.source),
        vide="Aucun droit échu." if is_echu else "Aucun droit à venir.",
    )


def _ligne_droit(row: DroitSitue, noms: Mapping[str, str]) -> tables.Ligne:
    droit = row.droit
    return tables.Ligne(
        {
            "reservataire": noms.get(droit.reservataire, droit.reservataire),
            "nature": droit.nature,
            "type": droit.type_droit,
            "commune": _place(droit.commune),
            "nombre": droit.nombre,
            "debut": droit.debut,
            "pret": droit.echeance_pret,
            "fin": row.fin_retenue,
        },
        details={"commune": droit.territoire} | ({} if droit.echeance_pret else {"pret": _say_pret(droit.nature)}),
    )


def _say_pret(nature: str) -> str:
    return "inconnu" if nature == "garantie" else "sans objet"


def table_contingents(etat: EtatDesLieux) -> Table:
    """Aggregate the parc by commune and contingent: what can be shown to every party."""
    colonnes = (
        Colonne("commune", "Commune"),
        Colonne("contingent", "Contingent", filtre="choix", entete=True),
        Colonne("logements", "Logements", "entier"),
        Colonne("exclus", "Exclus", "entier", aide="Hors de l’assiette par accord local."),
        Colonne("eligibles", "Éligibles", "entier"),
        Colonne("en_qpv", "En QPV", "entier"),
    )
    en_qpv = sum(row.en_qpv for row in etat.lignes)
    return Table(
        "contingents",
        "Le parc par commune et par contingent",
        colonnes,
        tuple(_ligne_contingent(row) for row in etat.lignes),
        total=tables.ligne(colonnes, None, "Ensemble", etat.logements, etat.exclus, etat.eligibles, en_qpv),
        denomination=("ligne", "lignes"),
        sources=(CONTRESLOG,),
    )


def _ligne_contingent(row: LigneContingent) -> tables.Ligne:
    return tables.Ligne(
        {
            "commune": nom_commune(row.commune),
            "contingent": row.libelle,
            "logements": row.logements,
            "exclus": row.exclus,
            "eligibles": row.eligibles,
            "en_qpv": row.en_qpv,
        }
    )
