"""Tables of a réservataire on the dwellings that went to others: which ones, and the explanation of one decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from gef.actions.noms import nom_commune
from gef.actions.pourquoi import Ailleurs, DecisionLue, LigneLue
from gef.actions.tableaux import JOURNAL, REGLE, describe_type
from gef.core.regle import LECTURES
from gef.outputs.nombres import date_longue
from gef.outputs.tables import Colonne, Ligne, Table

TU: Final = "–"


def table_ailleurs(rows: Sequence[Ailleurs], liens: Mapping[int, str], jour: date) -> Table:
    """List the dwellings that went to others where he has a part; each opens onto why.

    Args:
        rows: What `list_ailleurs` gives.
        liens: Address of the explanation, by key of the dwelling.
        jour: The day.
    """
    colonnes = (
        Colonne("oriente_le", "Orienté le", "date"),
        Colonne("logement", "Logement", entete=True, filtre="texte"),
        Colonne("commune", "Commune", filtre="choix"),
        Colonne("type", "Type"),
        Colonne("bailleur", "Bailleur", filtre="choix"),
    )
    return Table(
        "ailleurs",
        f"Logements allés à d’autres en {jour.year}, là où vous avez une part",
        colonnes,
        tuple(_ailleurs(row, liens) for row in rows),
        denomination=("logement", "logements"),
        notes=(f"Au {date_longue(jour)}. Chacun a crédité votre compte de votre part.",),
        sources=(JOURNAL,),
        vide="Aucun logement n’est allé à un autre depuis janvier là où vous avez une part.",
    )


def _ailleurs(row: Ailleurs, liens: Mapping[int, str]) -> Ligne:
    liberation = row.liberation
    return Ligne(
        {
            "oriente_le": row.jour,
            "logement": liberation.reference,
            "commune": nom_commune(liberation.commune),
            "type": describe_type(liberation.typologie, liberation.financement, is_qpv=bool(liberation.qpv)),
            "bailleur": row.bailleur.nom,
        },
        liens={"logement": liens[liberation.pk]},
    )


def table_decision(decision: DecisionLue, code: str = "decision") -> Table:
    """Show the explanation of one decision: his account in full, the others by their solde, score and reading."""
    colonnes = (
        Colonne("reservataire", "Compte"),
        Colonne("part", "Votre part ici", "taux", absent=TU, secondaire=True),
        Colonne("droits", "Vos droits", "decimal", absent=TU, secondaire=True),
        Colonne("recus", "Vos reçus", "entier", absent=TU, secondaire=True),
        Colonne("solde", "Solde", "solde"),
        Colonne(
            "passer",
            "Vous pouviez laisser passer",
            "entier",
            absent=TU,
            aide="Logements avant le seuil de retard.",
            secondaire=True,
        ),
        Colonne("score", "Score", "solde", aide="Solde + profil + commune."),
        Colonne("lecture", "Lecture", "code", libelles=LECTURES),
    )
    return Table(
        code,
        f"Pourquoi ce choix, le {date_longue(decision.jour)}",
        colonnes,
        tuple(_ligne(row) for row in decision.lignes),
        denomination=("compte", "comptes"),
        notes=("Comptes de ce jour-là, ce logement compris. Les autres réservataires ne sont pas nommés.",),
        sources=(REGLE, JOURNAL),
        vide="L’explication de cette orientation n’a pas été gardée.",
    )


def _ligne(row: LigneLue) -> Ligne:
    return Ligne(
        {
            "reservataire": row.nom[:1].upper() + row.nom[1:],
            "part": row.part,
            "droits": row.droits,
            "recus": row.recus,
            "solde": row.solde,
            "passer": row.peut_passer,
            "score": row.score,
            "lecture": row.lecture,
        },
        genre="retenu" if row.is_retenu else "bord" if row.is_sien else "",
    )
