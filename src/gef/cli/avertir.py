"""`gef avertir`: find the deadlines that are near or over, send by e-mail what is due, then stop."""

from __future__ import annotations

import typer

from gef.cli.base import EchecError, start_django
from gef.cli.sortie import say
from gef.errors import GefError


class AdresseManquanteError(GefError):
    """Nobody said where people find the site."""


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("avertir")(avertir)


def avertir() -> None:
    """Relève les échéances, envoie les e-mails dus. Sur la base du site ; une horloge la relance."""
    start_django()
    from django.conf import settings
    from django.utils import timezone

    from gef.actions.avertir_echeances import relever_echeances
    from gef.actions.calendrier_conventions import avertir_tous
    from gef.actions.envoi_avertissements import envoyer_avertissements
    from gef.jobs.avertissements import find_liens

    if not settings.GEF_ADRESSE:
        raise AdresseManquanteError("GEF_ADRESSE est absente, et GEF_HOTES ne la donne pas ; attendu : https://…")
    releve = relever_echeances(timezone.now())
    if releve.dits:
        say(f"Échéances proches ou passées, avertissements écrits : {releve.dits}.")
    for empeche in releve.empeches:
        say(f"Échéances non relevées aujourd’hui, {empeche}")
    avertir_tous(timezone.now())
    done = envoyer_avertissements(timezone.now(), find_liens(settings.GEF_ADRESSE))
    if done.partis:
        say(f"E-mails partis : {done.partis}.")
    if done.manques:
        end = ", trois de suite, et l’envoi s’est arrêté" if done.is_arretee else ""
        raise EchecError(f"e-mails non partis : {done.manques}{end} ; ils attendent le prochain envoi.")
