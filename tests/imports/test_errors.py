from __future__ import annotations

import pytest

from gef.errors import GefError
from gef.imports.errors import FichierIllisibleError, LigneInvalideError


def test_an_unreadable_file_says_what_was_found_and_what_to_do() -> None:
    erreur = FichierIllisibleError("parc.csv", "il est vide (0 octet)", "Exportez-le de nouveau.")
    assert str(erreur) == "« parc.csv » : il est vide (0 octet). Exportez-le de nouveau."
    assert (erreur.nom, erreur.constat, erreur.conseil) == (
        "parc.csv",
        "il est vide (0 octet)",
        "Exportez-le de nouveau.",
    )
    assert isinstance(erreur, GefError)


@pytest.mark.parametrize(
    ("colonne", "message"),
    [
        ("part", "« parts.csv », ligne 7, colonne « part » : « x » lu."),
        ("", "« parts.csv », ligne 7 : « x » lu."),
    ],
)
def test_an_invalid_row_says_where(colonne: str, message: str) -> None:
    erreur = LigneInvalideError("parts.csv", 7, colonne, "« x » lu.")
    assert str(erreur) == message
    assert (erreur.nom, erreur.ligne, erreur.colonne) == ("parts.csv", 7, colonne)
    assert isinstance(erreur, GefError)
