"""Run one command: every error ends in one French sentence on standard error and a documented exit code."""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence

from typer.exceptions import TyperException

from gef.cli.application import build_application
from gef.cli.base import EchecError
from gef.cli.francais import explain_usage
from gef.cli.sortie import say
from gef.errors import GefError

FAIT, REPONSE_NON, INCOMPRIS, ECHEC, INTERROMPU = 0, 1, 2, 3, 130


def run(arguments: Sequence[str]) -> int:
    """Run `gef` with these arguments and return its exit code."""
    try:
        return build_application()(args=list(arguments), prog_name="gef", standalone_mode=False) or FAIT
    except KeyboardInterrupt:
        return INTERROMPU
    except TyperException as error:
        say(explain_usage(error))
        return INCOMPRIS
    except EchecError as error:
        say(f"gef : {error}")
        return ECHEC
    except GefError as error:
        say(f"gef : {error}")
        return INCOMPRIS
    except Exception as error:  # noqa: BLE001  (the last resort: nobody should read a traceback by accident)
        return _fail(error)


def _fail(error: Exception) -> int:
    if os.environ.get("GEF_TRACE") == "1":
        traceback.print_exception(error)
    say(
        f"gef : erreur inattendue ({type(error).__name__} : {error}). Rien n’a été écrit à moitié. "
        "Signalez-la avec ce qu’affiche la même commande précédée de GEF_TRACE=1."
    )
    return ECHEC
