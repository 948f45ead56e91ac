"""`gef recompter`: a period counted again under another rule, from the folder of a bailleur's files."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from gef.cli import options
from gef.cli.fichiers import read_dossier
from gef.cli.sortie import Format, write_result


class NomDeclencheur(StrEnum):
    """Triggers of the count."""

    ORIENTATION = "orientation"
    PROPOSITION = "proposition"
    ATTRIBUTION = "attribution"
    BAIL = "bail"


class NomPolitique(StrEnum):
    """Whether a refusal or a silence counts."""

    COMPTE = "compte"
    NON_COMPTE = "non_compte"


class TableauRecompte(StrEnum):
    """Tables of the recount."""

    RESERVATAIRES = "reservataires"
    LOGEMENTS = "logements"


Debut = Annotated[
    datetime, typer.Option("--debut", metavar="AAAA-MM-JJ", formats=["%Y-%m-%d"], help="Premier jour de la période.")
]
Fin = Annotated[
    datetime, typer.Option("--fin", metavar="AAAA-MM-JJ", formats=["%Y-%m-%d"], help="Lendemain du dernier jour.")
]
Declencheur = Annotated[
    NomDeclencheur | None,
    typer.Option(
        metavar="FAIT",
        help="orientation, proposition, attribution ou bail ; sinon celui de chaque convention.",
        show_default=False,
    ),
]
Politique = Annotated[
    NomPolitique | None,
    typer.Option(metavar="POLITIQUE", help="compte ou non_compte ; sinon la convention.", show_default=False),
]
Tableau = Annotated[TableauRecompte, typer.Option(metavar="TABLEAU", help="En CSV : reservataires ou logements.")]


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("recompter")(recompter)


def recompter(  # noqa: PLR0913  (one argument by option of the command)
    dossier: options.Dossier,
    debut: Debut,
    fin: Fin,
    *,
    declencheur: Declencheur = None,
    refus: Politique = None,
    silence: Politique = None,
    tableau: Tableau = TableauRecompte.RESERVATAIRES,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Recompte une période sous une autre règle. Par réservataire, avec les logements qui expliquent la différence."""
    from gef.actions.codec import encode
    from gef.actions.entrees_recompte import compute_recompte
    from gef.actions.tableaux_recompte import tables_recompte
    from gef.core.recompte import RegleDecompte

    data = read_dossier(dossier, bailleur, debut.year)
    resultat = compute_recompte(data, debut.date(), fin.date(), RegleDecompte(declencheur, refus, silence))
    comptes, logements = tables_recompte(resultat, data.noms())
    table = comptes if tableau is TableauRecompte.RESERVATAIRES else logements
    write_result(encode(resultat), table, sortie, format_)
