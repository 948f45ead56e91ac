"""The parts that the accounts read, written by what takes effect: an entry into force, an avenant, a renewal, an end.

A part is never changed: when its days are cut, they are written again up to the cut, and the former row is replaced.
What holds on a day is thus the same for every calculation, before and after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from gef.access.acteur import Acteur
from gef.actions.conventions import ConventionRefuseeError
from gef.core.termes import PartConvenue, Termes
from gef.db.conventions import requetes
from gef.db.conventions.models import ParoleConvention, PartAppliquee
from gef.db.delais.models import DelaiConvention
from gef.db.flux.models import Convention, Reservataire
from gef.db.flux.requetes import conventions_of

COPIES: Final = (
    *("reservataire", "part", "debut", "declencheur", "politique_refus", "politique_silence", "mode_gestion"),
    *("requalifie_min", "source"),
)


@dataclass(frozen=True, slots=True)
class Effet:
    """What takes effect: the terms, from a day to another (excluded), by a word already written."""

    parole: ParoleConvention
    termes: Termes
    debut: date
    fin: date
    source: str


def appliquer(acteur: Acteur, effet: Effet, moment: datetime) -> int:
    """Write the parts and the delays of a convention, from a day on; give how many parts.

    A part that runs on that day stops the day before. One that starts later is not touched: it is refused.

    Args:
        acteur: Who writes, for its bailleur.
        effet: What takes effect.
        moment: When.

    Raises:
        ConventionRefuseeError: a part is not settled, or another part already starts in the period.
    """
    comptes = {row.reservataire.code: row.reservataire for row in requetes.comptes_of(effet.parole.convention_id)}
    for part in effet.termes.parts:
        compte = comptes[part.compte]
        replaced = _make_room(compte, effet)
        _write(effet.parole, _make_part(compte, part, effet), replaced)
        _write_delais(acteur, compte, effet, moment)
    return len(effet.termes.parts)


def arreter(parole: ParoleConvention, fin: date) -> int:
    """Cut the parts that a convention gave at a day, and withdraw none of what they gave before; give how many.

    Args:
        parole: The word that ends them.
        fin: First day on which they no longer hold.

    Raises:
        ConventionRefuseeError: a part has not begun by then.
    """
    rows = [row for row in requetes.parts_ecrites_of(parole.convention_id) if row.fin is None or row.fin > fin]
    for row in rows:
        if row.debut >= fin:
            raise ConventionRefuseeError(
                f"Une part de {row.reservataire.nom} commence le {row.debut:%d/%m/%Y} ; attendu : une fin après ce "
                "jour."
            )
        _cut(parole, row, fin)
    return len(rows)


def _make_room(compte: Reservataire, effet: Effet) -> Convention | None:
    """Cut what runs when the new part starts; give the row that starts on the same day, which it replaces."""
    same = None
    for row in conventions_of(compte.bailleur_id).filter(reservataire=compte):
        if row.debut >= effet.fin or (row.fin is not None and row.fin <= effet.debut):
            continue
        if row.debut > effet.debut:
            raise ConventionRefuseeError(
                f"Part de {compte.nom} : une autre est inscrite à partir du {row.debut:%d/%m/%Y} "
                f"({row.source or 'sans document'}) ; attendu : aucune entre le {effet.debut:%d/%m/%Y} et le "
                f"{effet.fin:%d/%m/%Y}."
            )
        if row.debut == effet.debut:
            same = row
        else:
            _cut(effet.parole, row, effet.debut)
    return same


def _cut(parole: ParoleConvention, row: Convention, fin: date) -> None:
    """Write the days of a part again, up to a day that lies within them."""
    fields = {nom: getattr(row, nom) for nom in COPIES}
    _write(parole, Convention(**fields, fin=fin), row)


def _make_part(compte: Reservataire, part: PartConvenue, effet: Effet) -> Convention:
    if part.part is None:
        raise ConventionRefuseeError(f"Part de {part.nom} : non renseignée ; attendu : un pourcentage du flux.")
    termes = effet.termes
    mode = part.mode_gestion or termes.mode_gestion
    return Convention(
        reservataire=compte,
        part=part.part,  # type: ignore[misc]  # a FractionField takes fractions, its inherited stub does not say so
        debut=effet.debut,
        fin=effet.fin,
        declencheur=termes.declencheur,
        politique_refus=termes.politique_refus,
        politique_silence=termes.politique_silence,
        mode_gestion=mode,
        requalifie_min=termes.requalifie_min if mode == "mixte" else None,
        source=effet.source[:200],
    )


def _write(parole: ParoleConvention, row: Convention, replaced: Convention | None) -> None:
    row.remplace = replaced
    row.save(force_insert=True)
    PartAppliquee(parole=parole, part=row).save(force_insert=True)


def _write_delais(acteur: Acteur, compte: Reservataire, effet: Effet, moment: datetime) -> None:
    for delai in effet.termes.delais:
        DelaiConvention(
            reservataire=compte,
            etape=delai.etape,
            nombre=delai.nombre,
            unite=delai.unite,
            is_reporte=delai.reporte,
            consequence=delai.consequence,
            decompte=delai.decompte,
            debut=effet.debut,
            fin=effet.fin,
            document=effet.source[:200],
            auteur_id=acteur.utilisateur_id,
            ecrit_le=moment,
        ).save(force_insert=True)
