"""Whether a dwelling may be requalified: what its convention says of the management, the day it is free."""

from __future__ import annotations

from collections.abc import Iterable

from gef.actions.flux import Suivi
from gef.core.gestion import check_requalification
from gef.core.parts import BAILLEUR
from gef.db.flux import requetes
from gef.db.flux.models import Convention, Liberation

DIRECTE = "directe"


def find_convention(conventions: Iterable[Convention], code: str, liberation: Liberation) -> Convention | None:
    """Give the convention of an account in force the day a dwelling is free: the one that gives the part.

    Args:
        conventions: Of the bailleur.
        code: Account.
        liberation: The dwelling.
    """
    jour = liberation.libre_le
    return next(
        (
            row
            for row in conventions
            if row.reservataire.code == code and row.debut <= jour and (row.fin is None or jour < row.fin)
        ),
        None,
    )


def check_convention(suivi: Suivi, nom: str) -> None:
    """Refuse to requalify a dwelling whose convention does not share the designation.

    Args:
        suivi: The dwelling.
        nom: Display name of the account that holds it.

    Raises:
        DonneeInvalideError: the convention is not mixed; the message says what it is.
    """
    liberation = suivi.liberation
    conventions = requetes.conventions_of(liberation.bailleur_id)
    convention = find_convention(conventions, suivi.reservataire or BAILLEUR, liberation)
    check_requalification(liberation.reference, nom, convention.mode_gestion if convention else DIRECTE)
