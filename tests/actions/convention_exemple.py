"""A convention at each step of its life, in the named world, for the tests of the conventions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.builders import JOUR, MOMENT, Monde, an_acteur

from gef.access.acteur import Acteur
from gef.actions.conventions import (
    ConventionLue,
    enregistrer_termes,
    read_convention,
    rediger_convention,
    write_version,
)
from gef.actions.paroles_conventions import SaisieParole, dire
from gef.core.termes import Termes

DOCUMENT = "Convention du 15 juin 2026"
DEBUT = date(2026, 7, 1)
FIN = date(2029, 7, 1)


def a_draft(monde: Monde, *codes: str) -> ConventionLue:
    """Open a draft of the Ville, unless other accounts are named."""
    acteur = an_acteur(monde.gestionnaire)
    row = rediger_convention(acteur, codes or ("VILLE",), MOMENT)
    return read_convention(acteur, row.pk)


def amend(acteur: Acteur, lue: ConventionLue, **fields: Any) -> ConventionLue:
    """Write the next version with other terms."""
    termes = replace(lue.termes, **fields)
    enregistrer_termes(acteur, lue.row.pk, termes, version_vue=lue.derniere.numero, motif="relecture", moment=MOMENT)
    return read_convention(acteur, lue.row.pk)


def with_part(termes: Termes, part: str) -> Termes:
    """Give another part to the first account."""
    return replace(termes, parts=(replace(termes.parts[0], part=Fraction(part)), *termes.parts[1:]))


def say(acteur: Acteur, lue: ConventionLue, kind: Any, **fields: Any) -> ConventionLue:
    """Say a word on the day of the world, or on another, and read the convention again."""
    moment: datetime = fields.pop("moment", MOMENT)
    saisie = SaisieParole(kind, fields.pop("jour", moment.date()), **fields)
    dire(acteur, lue.row.pk, saisie, rang_vu=lue.vie.rang, moment=moment)
    return read_convention(acteur, lue.row.pk)


def a_sent(monde: Monde, *codes: str) -> ConventionLue:
    """Send a draft to its party."""
    return say(an_acteur(monde.gestionnaire), a_draft(monde, *codes), "transmission")


def a_signed(monde: Monde, *codes: str) -> ConventionLue:
    """Sign what was sent."""
    return say(an_acteur(monde.gestionnaire), a_sent(monde, *codes), "signature", document=DOCUMENT)


def in_force(monde: Monde, *codes: str, debut: date = DEBUT) -> ConventionLue:
    """Make a signed convention hold."""
    return say(an_acteur(monde.gestionnaire), a_signed(monde, *codes), "entree_en_vigueur", effet=debut)


def later(jour: date) -> datetime:
    """Moment of another day."""
    return MOMENT + timedelta(days=(jour - JOUR).days)


def a_convention_amendee(monde: Monde) -> ConventionLue:
    """Make a convention hold, and send the draft of an avenant: every page of a convention has something to show."""
    acteur = an_acteur(monde.gestionnaire)
    lue = in_force(monde)
    termes = with_part(lue.termes, "19/100")
    write_version(acteur, lue.row, termes, numero=2, motif="Moins de garanties", moment=MOMENT, is_avenant=True)
    return say(acteur, read_convention(acteur, lue.row.pk), "projet_avenant")
