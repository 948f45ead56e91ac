"""`gef reglages`: what each setting of the orientation would have given, from the folder of a bailleur's files."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer

from gef.cli import options
from gef.cli.fichiers import read_dossier
from gef.cli.orienter import NomRegle
from gef.cli.sortie import Format, write_result
from gef.errors import GefError

if TYPE_CHECKING:
    from gef.core.frontiere import Frontiere
    from gef.core.regle import Parametres
    from gef.outputs.tables import Table


class TableauReglages(StrEnum):
    """Tables of the frontier."""

    FRONTIERE = "frontiere"
    COMPROMIS = "compromis"
    MESURES = "mesures"


class NombreIllisibleError(GefError, ValueError):
    """A number of a setting cannot be read."""


Regle = Annotated[
    NomRegle | None,
    typer.Option(
        metavar="REGLE", help="Règle d’un réglage à essayer en plus : equilibre ou retard.", show_default=False
    ),
]
Tableau = Annotated[TableauReglages, typer.Option(metavar="TABLEAU", help="En CSV : frontiere, compromis ou mesures.")]


def number_option(aide: str) -> typer.models.OptionInfo:
    """Declare one of the numbers of the setting to try."""
    option: typer.models.OptionInfo = typer.Option(metavar="NOMBRE", help=aide, show_default=False)
    return option


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("reglages")(reglages)


def reglages(  # noqa: PLR0913  (one argument by option of the command)
    dossier: options.Dossier,
    *,
    au: options.Jour = None,
    regle: Regle = None,
    avance_min: Annotated[str, number_option("Solde pour être servi du réglage à essayer : 0.15.")] = "",
    seuil: Annotated[str, number_option("Son seuil de retard : 0.80.")] = "",
    dispense: Annotated[str, number_option("Sa dispense de l’État : 0.80.")] = "",
    profil: Annotated[str, number_option("Son poids du profil : 1/4.")] = "",
    commune: Annotated[str, number_option("Son poids de la commune : 1/2.")] = "",
    tirages: Annotated[
        int, typer.Option(metavar="NOMBRE", min=0, max=30, help="Autres ordres des mêmes logements, par année.")
    ] = 8,
    tableau: Tableau = TableauReglages.FRONTIERE,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Essaie les réglages de l’orientation.

    Une grille de cinq réglages, et celui des options s’il y en a. En CSV, --tableau choisit : la frontière, ce que
    chacun gagne et paie, ou toutes les mesures.
    """
    from gef.actions.codec import encode
    from gef.actions.entrees_frontiere import build_frontiere, calculer
    from gef.cli.avancement import wait
    from gef.core.frontiere import list_essais

    nombres = {"avance_min": avance_min, "seuil": seuil, "dispense": dispense, "profil": profil, "commune": commune}
    sur_mesure = read_sur_mesure(regle, nombres)
    jour = au.date() if au else date.today()  # noqa: DTZ011  (the reader's own calendar)
    data = read_dossier(dossier, bailleur, jour.year)
    entree = build_frontiere(data, jour, list_essais(sur_mesure=sur_mesure), tirages)
    with wait("Essai des réglages"):
        frontiere = calculer(entree)
    write_result(encode(frontiere), find_tableau(tableau, frontiere, sur_mesure), sortie, format_)


def read_sur_mesure(regle: NomRegle | None, nombres: dict[str, str]) -> Parametres | None:
    """Read the setting to try beside the grid; None when no option names one.

    Raises:
        NombreIllisibleError: a number is not one.
        DonneeInvalideError: it is out of its bounds.
    """
    from gef.core.reglages import make_parametres

    given = {nom: _read_nombre(nom, text) for nom, text in nombres.items() if text}
    if regle is None and not given:
        return None
    return make_parametres((regle or NomRegle.EQUILIBRE).value, given)


def _read_nombre(nom: str, text: str) -> Fraction:
    try:
        return Fraction(text.replace(",", "."))
    except (ValueError, ZeroDivisionError) as error:
        option = nom.replace("_", "-")
        raise NombreIllisibleError(f"--{option} « {text} » ; attendu : un nombre, 0.15 ou 3/20.") from error


def find_tableau(tableau: TableauReglages, frontiere: Frontiere, sur_mesure: Parametres | None) -> Table:
    """Give the table asked for; the others are set against the reader's own setting, else against the one to ship."""
    from gef.actions.tableaux_frontiere import table_compromis, table_frontiere, table_mesures
    from gef.core.parts import BAILLEUR
    from gef.core.regle import Parametres

    if tableau is TableauReglages.MESURES:
        return table_mesures(frontiere)
    if tableau is TableauReglages.FRONTIERE:
        return table_frontiere(frontiere)
    wanted = sur_mesure or Parametres.for_part_propre(frontiere.base.parts[BAILLEUR])
    return table_compromis(frontiere, frontiere.find(wanted) or frontiere.lignes[0])
