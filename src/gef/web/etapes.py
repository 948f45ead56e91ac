"""The stepper of the year: what is done, what is under way, what comes."""

from __future__ import annotations

from typing import Literal

from django.urls import reverse

from gef.actions.annee import Annee
from gef.actions.flux import EtatFlux
from gef.actions.pilotage import Pilotage
from gef.core.assiette import Assiette
from gef.outputs.nombres import entier, pluriel
from gef.web.composants import EtapeAnnee


def list_etapes(etat: EtatFlux, annee: Annee, assiette: Assiette | None, pilotage: Pilotage) -> tuple[EtapeAnnee, ...]:
    """Say where the bailleur stands in his year, from what the database holds."""
    conventions = len({c.reservataire.id for c in etat.livre.parts.conventions if c.is_en_vigueur(pilotage.jour)})
    parc = pluriel(assiette.parc, "logement") if assiette else "parc à importer"
    partage = f"{entier(assiette.assiette)} à partager" if assiette else "à calculer"
    both = assiette is not None and conventions > 0
    return (
        EtapeAnnee("État des lieux", parc, _done(assiette is not None), reverse("web:parc")),
        EtapeAnnee("Assiette", partage, _done(assiette is not None), reverse("web:assiette")),
        EtapeAnnee("Conversion", pluriel(conventions, "convention"), _done(conventions > 0), reverse("web:conversion")),
        EtapeAnnee("Objectifs", f"exercice {annee.exercice}", _done(both), reverse("web:objectifs")),
        EtapeAnnee("Au fil de l’eau", pluriel(annee.orientes, "orienté"), "cours", reverse("web:orientation")),
        EtapeAnnee("Pilotage", _say_retards(pilotage), "cours", reverse("web:pilotage")),
        EtapeAnnee("Bilan", f"avant le 28 février {annee.exercice + 1}", "avenir", reverse("web:bilan")),
    )


def _say_retards(pilotage: Pilotage) -> str:
    late = pilotage.count("en_retard")
    return f"{late} en retard" if late else "personne n’attend"


def _done(is_done: bool) -> Literal["fait", "avenir"]:  # noqa: FBT001  (the fact itself)
    return "fait" if is_done else "avenir"
