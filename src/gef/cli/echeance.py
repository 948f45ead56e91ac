"""`gef echeance`: the last day to act, from the day of a fact and a delay, with the days left out and why."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from gef.cli import options
from gef.cli.sortie import Format, write_result
from gef.errors import GefError

if TYPE_CHECKING:
    from gef.core.delais import Fermeture

FERME = "jour fermé"


class FermetureIllisibleError(GefError, ValueError):
    """A closing is not a day, nor two days."""


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("echeance")(echeance)


def echeance(
    le: Annotated[
        datetime,
        typer.Option("--le", metavar="AAAA-MM-JJ", formats=["%Y-%m-%d"], help="Jour du fait ; il ne compte pas."),
    ],
    delai: Annotated[
        str,
        typer.Option(metavar="DÉLAI", help="Nombre et unité : ouvres, ouvrables, calendaires, mois ou francs."),
    ],
    departement: Annotated[str, typer.Option(metavar="CODE", help="Département, pour ses jours fériés.")],
    *,
    reporte: Annotated[
        bool, typer.Option("--reporte", help="Reporte au jour ouvré suivant une échéance qui tombe un jour chômé.")
    ] = False,
    ferme: Annotated[
        list[str] | None,
        typer.Option(
            metavar="JOUR[:JOUR]", help="Jour fermé en plus des jours fériés, ou premier et dernier ; répétable."
        ),
    ] = None,
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Donne le dernier jour pour agir. Avec chaque jour écarté, et pourquoi ; en CSV, ces jours et l’échéance."""
    from gef.actions.codec import encode
    from gef.actions.tableaux_echeance import table_echeance
    from gef.core.delais import Calendrier, calculer_echeance, read_delai

    calendrier = Calendrier(departement, tuple(read_fermeture(text) for text in ferme or ()))
    resultat = calculer_echeance(le.date(), read_delai(delai, reporte=reporte), calendrier)
    write_result(encode(resultat), table_echeance(resultat), sortie, format_)


def read_fermeture(texte: str) -> Fermeture:
    """Read a closed day, or the first and the last of several.

    Raises:
        FermetureIllisibleError: anything else.
    """
    from gef.core.delais import Fermeture

    debut, _, dernier = texte.partition(":")
    try:
        first, last = date.fromisoformat(debut), date.fromisoformat(dernier or debut)
    except ValueError as error:
        raise FermetureIllisibleError(
            f"--ferme « {texte} » ; attendu : AAAA-MM-JJ, ou AAAA-MM-JJ:AAAA-MM-JJ pour plusieurs jours."
        ) from error
    return Fermeture(first, last + timedelta(days=1), FERME)
