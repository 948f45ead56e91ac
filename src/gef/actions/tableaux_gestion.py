"""Tables of the management: who designates, account by account, and what may still be requalified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from gef.actions.gestion import Requalifiable
from gef.actions.noms import nom_commune
from gef.core.faits import ETATS
from gef.core.gestion import R441_5, S004_MIXTE, LigneGestion
from gef.core.registre_droits import MODES_GESTION
from gef.outputs.tables import Colonne, Ligne, Table

COLONNES: Final = (
    Colonne("reservataire", "Réservataire", filtre="texte", entete=True),
    Colonne("modes", "Gestion", filtre="choix"),
    Colonne("orientes", "Orientés", "entier", aide="Dans l’exercice, et toujours tenus."),
    Colonne("delegues", "En délégation", "entier", secondaire=True),
    Colonne("requalifies", "Requalifiés", "entier"),
    Colonne("part_designes", "Désignés par le bailleur", "taux", aide="(En délégation + requalifiés) ÷ orientés."),
    Colonne("part_requalifies", "Part requalifiée", "taux", absent="–", aide="Des logements en gestion mixte."),
    Colonne("plancher", "Plancher", "taux", absent="–", aide="Celui de la convention."),
    Colonne("manquent", "Manquent", "entier", absent="–", aide="Logements à requalifier encore pour l’atteindre."),
    Colonne("requalifiables", "Peuvent l’être", "entier", secondaire=True, aide="Mixtes, sans candidats encore."),
)


def table_gestion(lignes: Sequence[LigneGestion], noms: Mapping[str, str], exercice: int) -> Table:
    """One row per réservataire, those managed directly last: dwellings, who designates, floor and what lacks."""
    orientes, designes = sum(row.orientes for row in lignes), sum(row.designes for row in lignes)
    total = Ligne(
        {
            "reservataire": "Ensemble",
            "modes": None,
            "orientes": orientes,
            "delegues": sum(row.delegues for row in lignes),
            "requalifies": sum(row.requalifies for row in lignes),
            "part_designes": Fraction(designes, orientes) if orientes else None,
            "part_requalifies": None,
            "plancher": None,
            "manquent": sum(row.manquent or 0 for row in lignes),
            "requalifiables": sum(row.requalifiables for row in lignes),
        }
    )
    return Table(
        "gestion",
        f"Qui désigne les candidats, logements orientés en {exercice}",
        COLONNES,
        tuple(_gestion(row, noms) for row in sorted(lignes, key=lambda row: row.modes == ("directe",))),
        total=total if lignes else None,
        denomination=("compte", "comptes"),
        notes=(
            "La convention du jour où le logement est libre dit le mode de gestion et le plancher.",
            "Un logement imputé sur un autre compte compte là, et n’y est requalifié que s’il l’est de nouveau.",
        ),
        sources=(R441_5, S004_MIXTE),
        vide="Aucun logement orienté vers un réservataire dans cet exercice.",
    )


def _gestion(row: LigneGestion, noms: Mapping[str, str]) -> Ligne:
    return Ligne(
        {
            "reservataire": noms.get(row.reservataire, row.reservataire),
            "modes": ", ".join(MODES_GESTION[mode] for mode in row.modes),
            "orientes": row.orientes,
            "delegues": row.delegues,
            "requalifies": row.requalifies,
            "part_designes": row.part_designes,
            "part_requalifies": row.part_requalifies,
            "plancher": row.plancher,
            "manquent": row.manquent,
            "requalifiables": row.requalifiables,
        },
        marques={"manquent": "retard"} if row.manquent else {},
    )


def table_requalifiables(rows: Iterable[Requalifiable], noms: Mapping[str, str], liens: Mapping[str, str]) -> Table:
    """One row per dwelling that may still be requalified, in the order given."""
    return Table(
        "requalifiables",
        "Logements qui peuvent être requalifiés",
        (
            Colonne("logement", "Logement", entete=True, filtre="texte"),
            Colonne("commune", "Commune", filtre="choix"),
            Colonne("reservataire", "Réservataire", filtre="choix"),
            Colonne("oriente", "Orienté le", "date"),
            Colonne("etat", "Où il en est"),
        ),
        tuple(
            Ligne(
                {
                    "logement": row.suivi.liberation.reference,
                    "commune": nom_commune(row.suivi.liberation.commune),
                    "reservataire": noms.get(row.prise.reservataire, row.prise.reservataire),
                    "oriente": row.prise.oriente_le,
                    "etat": ETATS[row.suivi.etat.etat],
                },
                liens={"logement": liens[row.suivi.liberation.reference]}
                if row.suivi.liberation.reference in liens
                else {},
            )
            for row in rows
        ),
        denomination=("logement", "logements"),
        notes=("Jusqu’à ce que des candidats soient désignés ; après, le réservataire a désigné lui-même.",),
        sources=(S004_MIXTE,),
        vide="Aucun : pas de logement en gestion mixte qui attende encore ses candidats.",
    )
