"""The frontier of the settings of a bailleur of the database: computed beside the pages, kept as a run, read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.actions.codec import decode
from gef.actions.dossier import load_dossier
from gef.actions.entrees_frontiere import build_frontiere, calculer_en_suivant
from gef.actions.executions import keep_execution, read_cached, remember
from gef.actions.flux import EtatFlux, load_flux
from gef.actions.orienter import regler
from gef.core.frontiere import (
    TIRAGES,
    EssaiReglage,
    Frontiere,
    average_parts,
    explain,
    list_essais,
)
from gef.core.regle import Parametres
from gef.db.journal.models import Execution
from gef.db.journal.requetes import executions_of

CALCUL = "frontiere"


@dataclass(frozen=True, slots=True)
class DemandeFrontiere:
    """What somebody asks: the day of the parts in force, a setting of his own to try, how many other orders."""

    jour: date
    sur_mesure: Parametres | None = None
    tirages: int = TIRAGES


def calculer_et_garder(
    acteur: Acteur,
    demande: DemandeFrontiere,
    moment: datetime,
    suivre: Callable[[int, int, EssaiReglage], object] = lambda _done, _total, _essai: None,
) -> tuple[Execution, Frontiere]:
    """Try the settings on the bailleur's own flux and keep the run; the same twice in a row gives back the last run.

    Who may ask is checked where it is asked for: the work runs beside the pages, maybe long after.

    Args:
        acteur: Who asked, for his bailleur.
        demande: What.
        moment: When.
        suivre: Told the number of orders done, the number in all, and the setting under way.

    Raises:
        DossierIncompletError: he has no parc yet.
        FrontiereImpossibleError: no convention in force, or nothing to try the settings on.
        PartsIncompatiblesError: the parts of a commune exceed the whole.
    """
    bailleur = acteur.organisation
    essais = list_essais(regler(load_flux(bailleur.pk), demande.jour), demande.sur_mesure)
    entree = build_frontiere(load_dossier(bailleur), demande.jour, essais, demande.tirages)
    total = len(essais) * (demande.tirages + 1)
    frontiere = calculer_en_suivant(entree, lambda done, essai: suivre(done, total, essai))
    run = keep_execution(
        bailleur, CALCUL, demande.jour.year, entree=entree, resultat=frontiere, acteur=acteur, moment=moment
    )
    return run, remember(run, compute_run, frontiere)


def find_run(bailleur: Organisation, jour: date) -> Execution | None:
    """Give the newest run of the year or of the year before, or None.

    Args:
        bailleur: Whose.
        jour: The day on which it is read.
    """
    for exercice in (jour.year, jour.year - 1):
        # A run holds thousands of dwellings: it is read only when its result is not in memory.
        if run := executions_of(bailleur.pk, CALCUL, exercice).defer("entree", "resultat").first():
            return run
    return None


def read_run(run: Execution) -> Frontiere:
    """Give what a kept run found, once for the process."""
    return read_cached(run, compute_run)


def compute_run(run: Execution) -> Frontiere:
    """Read what a kept run found: it took too long to be computed again for a page."""
    frontiere = decode(Frontiere, run.resultat)
    return replace(frontiere, explication=explain(frontiere.base, len(frontiere.lignes)))


def list_changements(frontiere: Frontiere, etat: EtatFlux, jour: date) -> tuple[str, ...]:
    """Say what has changed since a run, so that its reader knows when to ask for another.

    Args:
        frontiere: What the run found.
        etat: State of the flux.
        jour: The day on which it is read.
    """
    said = []
    if frontiere.find(regler(etat, jour)) is None:
        said.append("le réglage en vigueur n’était pas essayé")
    if _average(etat, frontiere, jour) != dict(frontiere.base.parts):
        said.append("les parts des conventions ont changé")
    return tuple(said)


def _average(etat: EtatFlux, frontiere: Frontiere, jour: date) -> dict[str, Fraction]:
    communes = frontiere.base.communes
    return average_parts(communes, {commune: etat.livre.parts.au(jour, commune) for commune in communes})
