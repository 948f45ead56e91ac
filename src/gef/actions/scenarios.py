"""Scenarios kept as runs: on which base, what changes, who asked and when; nothing of the year itself moves.

The base is what is already kept: the last assiette, the last conversion, the last objectives of the year before, the
accounts of the moment.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models.fields.json import KT

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import check_can_write
from gef.actions import assiette as actions_assiette
from gef.actions import conversion as actions_conversion
from gef.actions.codec import decode
from gef.actions.dossier import DossierIncompletError
from gef.actions.entrees_scenarios import (
    DemandeScenario,
    EntreeScenario,
    calculer,
    choose_methode,
    complete_epci,
    group_reports,
    read_comptes,
)
from gef.actions.executions import keep_execution, read_cached, remember
from gef.actions.flux import load_flux
from gef.actions.objectifs import read_reports
from gef.actions.parts_retenues import read_retenues
from gef.core.base_scenario import EntreeReference
from gef.core.changements import Changement
from gef.core.scenarios import Scenario
from gef.db.journal.models import Execution
from gef.db.journal.requetes import executions_of

CALCUL = "scenario"


@dataclass(frozen=True, slots=True)
class ScenarioGarde:
    """A kept scenario in a list.

    Attributes:
        run: Its run, whose contents are not read.
        nom: Name given by its author.
        genres: Kinds of its changes, in the order they were said.
        assiette: Dwellings to share.
        ecart: The same minus those of its base.
        gagnants: How many accounts win dwellings.
        perdants: How many lose some.
    """

    run: Execution
    nom: str
    genres: tuple[str, ...]
    assiette: Fraction
    ecart: Fraction
    gagnants: int
    perdants: int


def read_reference(bailleur: Organisation, exercice: int, methode: str = "") -> EntreeReference:
    """Gather the base from what is kept.

    Args:
        bailleur: Whose.
        exercice: Year.
        methode: Method of the parts; "" takes the conventions' when they say some, else the one retained.

    Raises:
        DossierIncompletError: the assiette or the conversion was never computed.
    """
    assiettes = actions_assiette.list_versions(bailleur, exercice)
    conversions = actions_conversion.list_versions(bailleur, exercice)
    if not assiettes or not conversions:
        absent = "L’assiette" if not assiettes else "La conversion"
        raise DossierIncompletError(f"{absent} {exercice} n’est pas calculée ; calculez-la d’abord.")
    conversion = actions_conversion.read_run(conversions[0]).entree.conversion
    retenues = read_retenues(bailleur, exercice)
    methode = methode or choose_methode(conversion, retenues.entree.methode if retenues else "")
    return EntreeReference(
        assiette=actions_assiette.read_run(assiettes[0]).entree,
        conversion=conversion,
        methode=methode,
        reduction=retenues.conversion.validation if retenues and retenues.entree.methode == methode else None,
        comptes=read_comptes(load_flux(bailleur.pk).livre, exercice),
        reports=group_reports(read_reports(bailleur, exercice - 1)),
        libelle=(
            f"assiette {exercice}, version {assiettes[0].version} ; conversion {exercice}, version "
            f"{conversions[0].version}"
        ),
    )


def calculer_et_garder(
    acteur: Acteur, exercice: int, demande: DemandeScenario, moment: datetime, *, methode: str = ""
) -> Execution:
    """Compute a scenario on what is kept, and keep it; the same twice in a row gives back the last run.

    Args:
        acteur: Who asks.
        exercice: Year.
        demande: Name and changes.
        moment: When.
        methode: Method of the base; "" takes the conventions' when they say some.

    Raises:
        PermissionDenied: the actor may not write.
        GefError: the base is not complete, or a change is refused; the message says why.
    """
    check_can_write(acteur)
    reference = read_reference(acteur.organisation, exercice, methode)
    changements: Iterable[Changement] = complete_epci(demande.changements)
    entree = EntreeScenario(reference, DemandeScenario(demande.nom.strip(), tuple(changements)))
    scenario = calculer(entree)
    run = keep_execution(
        acteur.organisation, CALCUL, exercice, entree=entree, resultat=scenario, acteur=acteur, moment=moment
    )
    remember(run, compute_run, scenario)
    return run


def list_scenarios(bailleur: Organisation, exercice: int) -> list[ScenarioGarde]:
    """Kept scenarios of an exercice, the newest first; their inputs are not read."""
    rows = executions_of(bailleur.pk, CALCUL, exercice).defer("entree", "resultat").annotate(**_RESUME)
    return [_to_garde(run) for run in rows]


_RESUME = {
    "nom": KT("entree__demande__nom"),
    "changements": KT("entree__demande__changements"),
    "base": KT("resultat__base__assiette__assiette"),
    "assiette": KT("resultat__issue__assiette__assiette"),
    "gagnants": KT("resultat__ecarts__gagnants"),
    "perdants": KT("resultat__ecarts__perdants"),
}


def _to_garde(run: Any) -> ScenarioGarde:
    """Read what the database took out of the run: text, and lists as JSON."""
    return ScenarioGarde(
        run=run,
        nom=run.nom,
        genres=tuple(change["genre"] for change in json.loads(run.changements)),
        assiette=Fraction(run.assiette),
        ecart=Fraction(run.assiette) - Fraction(run.base),
        gagnants=len(json.loads(run.gagnants)),
        perdants=len(json.loads(run.perdants)),
    )


def find_scenario(bailleur: Organisation, exercice: int, version: int) -> Execution | None:
    """A kept scenario by its version, or None."""
    return executions_of(bailleur.pk, CALCUL, exercice).filter(version=version).first()


def read_run(run: Execution) -> Scenario:
    """Compute a kept scenario again from its inputs, once for the process."""
    return read_cached(run, compute_run)


def compute_run(run: Execution) -> Scenario:
    """Compute a kept scenario again; see `read_run`."""
    return calculer(read_entree(run))


def read_entree(run: Execution) -> EntreeScenario:
    """Give the inputs of a kept scenario."""
    return decode(EntreeScenario, run.entree)
