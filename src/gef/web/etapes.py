"""The stepper of the year: what is done, what is under way, what comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gef.actions.annee import Annee
from gef.actions.flux import EtatFlux
from gef.core.assiette import Assiette
from gef.outputs.nombres import entier, pluriel


@dataclass(frozen=True, slots=True)
class EtapeAnnee:
    """One step: `etat` is "fait", "cours" or "" (to come)."""

    nom: str
    detail: str
    etat: str
    route: str


def list_etapes(etat: EtatFlux, annee: Annee, assiette: Assiette | None, jour: date) -> tuple[EtapeAnnee, ...]:
    """Say where the bailleur stands in his year, from what the database holds."""
    conventions = len({c.reservataire.id for c in etat.parts.conventions if c.is_en_vigueur(jour)})
    partage = f"{entier(assiette.assiette)} logements à partager" if assiette else "à calculer"
    return (
        EtapeAnnee(
            "État des lieux",
            f"{entier(assiette.parc)} logements" if assiette else "parc à importer",
            _done(assiette),
            "web:parc",
        ),
        EtapeAnnee("Assiette", partage, _done(assiette), "web:assiette"),
        EtapeAnnee(
            "Conversion",
            pluriel(conventions, "part en vigueur", "parts en vigueur"),
            _done(conventions),
            "web:conversion",
        ),
        EtapeAnnee("Objectifs", f"exercice {annee.exercice}", _done(assiette and conventions), "web:objectifs"),
        EtapeAnnee("Au fil de l’eau", f"en cours, {pluriel(annee.orientes, 'orienté')}", "cours", "web:orientation"),
        EtapeAnnee("Bilan", f"avant le 28 février {annee.exercice + 1}", "", "web:bilan"),
    )


def _done(value: object) -> str:
    return "fait" if value else ""
