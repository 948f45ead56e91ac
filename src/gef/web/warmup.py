"""What a process of the site does when it starts, beside its first requests: draw a first chart, read the data.

A thread of the worker itself, never of the process that makes workers: see docs/decisions/0013.
"""

from __future__ import annotations

import gc
import logging
from datetime import date
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.db import connections
from django.template.loader import get_template

from gef.access.models import Organisation
from gef.actions.annee import resumer_annee
from gef.actions.diagnostic import build_diagnostic
from gef.actions.dossier import load_dossier
from gef.actions.flux import load_flux
from gef.actions.orienter import regler
from gef.actions.tableaux_diagnostic import INDICATEURS, carte_diagnostic
from gef.actions.warmup import warm_recent
from gef.core.territoires import DEPARTEMENT
from gef.errors import GefError
from gef.outputs.graphiques import BarreSolde, GraphiqueSoldes, render_figure
from gef.web.accueil import figure_soldes
from gef.web.jour import today
from gef.web.territoires import PREMIER

logger = logging.getLogger(__name__)


def start_warmup() -> Thread:
    """Start it; requests are served meanwhile, and the process does not wait for it to end."""
    thread = Thread(target=warm_up, name="gef-warmup", daemon=True)
    thread.start()
    return thread


def warm_up() -> None:
    """Do it; a failure is logged, and the pages then read for themselves."""
    try:
        jour = today()
        import_module(settings.ROOT_URLCONF)
        render_figure(GraphiqueSoldes("premier", "", "", (BarreSolde("–", Fraction(1)),), Fraction(1)))
        _read_templates()
        for bailleur in warm_recent(jour):
            _draw_first_pages(bailleur, jour)
        # What was read stays: a full walk of it by the garbage collector would stop every thread for half a second.
        gc.collect()
        gc.freeze()
    except Exception:
        logger.exception("Lecture de démarrage interrompue ; les pages liront leurs données à la demande.")
    finally:
        connections.close_all()


def _draw_first_pages(bailleur: Organisation, jour: date) -> None:
    """Draw the chart of the home page and the map: the two that take the longest."""
    etat = load_flux(bailleur.pk)
    figure_soldes(resumer_annee(etat, jour.year), regler(etat, jour).seuil)
    try:
        dossier = load_dossier(bailleur)
        diagnostic = build_diagnostic(dossier, DEPARTEMENT, jour)
    except GefError:  # for the page to say
        return
    carte = carte_diagnostic(diagnostic, INDICATEURS[PREMIER], dossier.departement)
    if carte:
        render_figure(carte)


def _read_templates() -> None:
    """Parse the templates of the pages; the engine keeps them."""
    folder = Path(__file__).parent / "templates"
    for path in sorted(folder.glob("gef/*.html")):
        get_template(path.relative_to(folder).as_posix())
