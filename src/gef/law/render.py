"""The table of the law as a Markdown page in French, generated so that it never drifts from the data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gef.law.droit import SANS_VALEUR
from gef.law.model import render_periode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from gef.law.droit import Droit, LigneDroit
    from gef.law.model import Parametre

# The spaces that French typography does not break.
_SPACES = re.compile(r" (?=[;:?!%»](?:\s|$))|(?<=«) |(?<=n°) (?=\d)")
_HEADERS = ("n°", "règle", "valeur", "base", "niveau", "depuis", "texte", "note")
_INTRODUCTION = (
    "Page produite par `gef.law.render` ; ne pas la modifier à la main. Notes : **A**, texte lu ; **B**, repris d’une "
    "source officielle ou professionnelle ; **C**, à vérifier. « ↔ » marque une valeur à laquelle un acte local peut "
    "déroger. La façon d’ajouter une valeur est dans [index.md](index.md)."
)


def render_parametres_markdown(droit: Droit, jour: date) -> str:
    """Render every legal parameter as it stands on `jour`, then its history.

    Args:
        droit: The law.
        jour: Day of the table.

    Returns:
        A Markdown page in French, ending with a line feed.
    """
    lignes = droit.lister(jour)
    parties = [
        f"# Les paramètres du droit au {jour:%d/%m/%Y}",
        _INTRODUCTION,
        _render_etat(droit, lignes),
        "## En vigueur",
        _render_table(ligne for ligne in lignes if ligne.is_en_vigueur),
        "## Sans valeur à cette date",
        _render_liste(
            f"`{ligne.code}` ({ligne.numero}), {ligne.libelle} : {ligne.texte}"
            for ligne in lignes
            if not ligne.is_en_vigueur
        ),
        "## Ce que dit chaque texte, et ce dont il faut se méfier",
        _render_liste(_render_detail(ligne) for ligne in lignes if ligne.is_en_vigueur),
        "## Périodes successives",
        _render_liste(_render_historique(droit, parametre) for parametre in droit.parametres.values()),
    ]
    return _SPACES.sub("\N{NO-BREAK SPACE}", "\n\n".join(parties) + "\n")


def _render_etat(droit: Droit, lignes: Iterable[LigneDroit]) -> str:
    perimees = sum(ligne.perime for ligne in lignes)
    return (
        f"Dernière vérification : {droit.derniere_verification:%d/%m/%Y}. "
        f"Valeurs à revérifier à cette date : {perimees}."
    )


def _render_table(lignes: Iterable[LigneDroit]) -> str:
    rangees = [_HEADERS, tuple("---" for _ in _HEADERS), *(_render_cellules(ligne) for ligne in lignes)]
    return "\n".join(f"| {' | '.join(rangee)} |" for rangee in rangees)


def _render_cellules(ligne: LigneDroit) -> tuple[str, ...]:
    reference = f"[{ligne.reference}]({ligne.lien})" if ligne.lien else ligne.reference
    valeur = f"{ligne.valeur} ↔" if ligne.is_derogeable else ligne.valeur
    depuis = f"{ligne.depuis:%d/%m/%Y}" if ligne.depuis else ""
    return (
        ligne.numero,
        f"{ligne.libelle} (`{ligne.code}`)",
        valeur,
        ligne.base,
        ligne.niveau,
        depuis,
        reference,
        f"{ligne.grade}{', à revérifier' if ligne.perime else ''}",
    )


def _render_detail(ligne: LigneDroit) -> str:
    return " ".join((f"**{ligne.numero}** `{ligne.code}` :", ligne.texte, *ligne.reserves))


def _render_historique(droit: Droit, parametre: Parametre) -> str:
    periodes = [
        (valeur.depuis, f"{render_periode(valeur.depuis, valeur.jusqua)}, {droit.render_valeur(valeur)}")
        for valeur in parametre.valeurs
    ] + [
        (
            absence.depuis,
            f"{render_periode(absence.depuis, absence.jusqua)}, {SANS_VALEUR} ({absence.raison.rstrip('.')})",
        )
        for absence in parametre.absences
    ]
    return f"**{parametre.numero}** `{parametre.code}` : {' ; puis '.join(texte for _, texte in sorted(periodes))}."


def _render_liste(lignes: Iterable[str]) -> str:
    return "\n".join(f"- {ligne}" for ligne in lignes) or "Aucune."
