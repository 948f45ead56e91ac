"""Tables of a recount: by réservataire, and the dwellings that explain the differences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from gef.actions.noms import nom_commune
from gef.core.faits import FAITS
from gef.core.recompte import CONVENTIONS, SOURCE_DECLENCHEUR, EcartLogement, FaitRecompte, Recompte
from gef.outputs import tables
from gef.outputs.nombres import date_longue
from gef.outputs.tables import Colonne, Table

COMPTES: Final = (
    Colonne("convention", "Selon la convention", "entier", aide="Logements décomptés dans la période."),
    Colonne("regle", "Selon la règle", "entier", aide="Les mêmes, sous la règle choisie."),
)


def tables_recompte(
    recompte: Recompte, noms: Mapping[str, str], liens: Mapping[str, str] | None = None
) -> tuple[Table, ...]:
    """Give the two tables of a recount.

    Args:
        recompte: The result.
        noms: Display name by account.
        liens: Address of each dwelling, where there is one to follow.
    """
    return table_comptes(recompte, noms), table_logements(recompte, noms, liens or {})


def table_comptes(recompte: Recompte, noms: Mapping[str, str]) -> Table:
    """One row per account that has a convention."""
    debut, dernier = date_longue(recompte.debut), date_longue(recompte.fin - timedelta(days=1))
    rows = tuple(
        tables.Ligne(
            {
                "reservataire": noms.get(ligne.reservataire, ligne.reservataire),
                "convention": ligne.convention,
                "regle": ligne.regle,
                "ecart": ligne.ecart,
            },
            genre="retenu" if ligne.ecart else "",
        )
        for ligne in recompte.lignes
    )
    total = tables.Ligne(
        {
            "reservataire": "Ensemble",
            "convention": sum(ligne.convention for ligne in recompte.lignes),
            "regle": sum(ligne.regle for ligne in recompte.lignes),
            "ecart": sum(ligne.ecart for ligne in recompte.lignes),
        }
    )
    return Table(
        "recompte-comptes",
        f"Logements décomptés, du {debut} au {dernier}",
        (
            Colonne("reservataire", "Réservataire", filtre="texte"),
            *COMPTES,
            Colonne("ecart", "Différence", "solde", decimales=0),
        ),
        rows,
        total=total,
        denomination=("compte", "comptes"),
        notes=("Un logement rendu sans compter est retiré le jour où il est rendu.",),
        sources=(CONVENTIONS, SOURCE_DECLENCHEUR),
        vide="Aucun réservataire n’a de convention.",
    )


def table_logements(recompte: Recompte, noms: Mapping[str, str], liens: Mapping[str, str]) -> Table:
    """One row per dwelling that an account does not count alike, with the facts that make the difference."""
    rows = tuple(_ligne(ecart, noms, liens) for ecart in recompte.ecarts)
    return Table(
        "recompte-logements",
        "Logements qui expliquent la différence",
        (
            Colonne("logement", "Logement", entete=True, filtre="texte"),
            Colonne("reservataire", "Réservataire", filtre="choix"),
            Colonne("commune", "Commune", filtre="choix", secondaire=True),
            *COMPTES,
            Colonne("faits", "Pourquoi"),
        ),
        rows,
        denomination=("logement", "logements"),
        vide="Aucune différence : chaque logement compte autant selon la convention et selon la règle.",
    )


def _ligne(ecart: EcartLogement, noms: Mapping[str, str], liens: Mapping[str, str]) -> tables.Ligne:
    lien = {"logement": liens[ecart.logement]} if ecart.logement in liens else {}
    return tables.Ligne(
        {
            "logement": ecart.logement,
            "reservataire": noms.get(ecart.reservataire, ecart.reservataire),
            "commune": nom_commune(ecart.commune),
            "convention": ecart.convention,
            "regle": ecart.regle,
            "faits": "\N{NO-BREAK SPACE}; ".join(_say(fait) for fait in ecart.faits),
        },
        liens=lien,
    )


def _say(fait: FaitRecompte) -> str:
    """Say which of the two a fact counts for, and when."""
    number = fait.regle - fait.convention
    verbe = "compté en plus" if number > 0 else "compté en moins"
    return f"{FAITS[fait.type]} le {date_longue(fait.jour)}, {verbe}"
