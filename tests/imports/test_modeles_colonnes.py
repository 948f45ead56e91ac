from __future__ import annotations

import re
from pathlib import Path

import pytest

from gef.core.faits import DECLENCHEURS, POLITIQUES
from gef.core.faits import FAITS as TYPES_FAIT
from gef.core.parts import TYPES_RESERVATAIRE
from gef.core.registre_droits import NATURES_DROIT, TYPES_DROIT
from gef.core.rotation import CATEGORIES
from gef.imports.colonnes import Colonne
from gef.imports.modeles import MODELES, Modele
from gef.imports.modeles_colonnes import CONVENTIONS, FAITS, LIBERATIONS, PREVISIONS
from gef.imports.modeles_droits import DROITS, OPERATIONS


def column(colonnes: tuple[Colonne, ...], nom: str) -> Colonne:
    return next(c for c in colonnes if c.nom == nom)


@pytest.mark.parametrize(
    ("colonnes", "nom", "codes"),
    [
        (DROITS, "type", TYPES_RESERVATAIRE),
        (DROITS, "nature", NATURES_DROIT),
        (DROITS, "type_droit", TYPES_DROIT),
        (PREVISIONS, "categorie", CATEGORIES),
        (LIBERATIONS, "hors_flux", CATEGORIES),
        (FAITS, "type", TYPES_FAIT),
        (OPERATIONS, "type", TYPES_RESERVATAIRE),
        (CONVENTIONS, "type", TYPES_RESERVATAIRE),
        (CONVENTIONS, "declencheur", DECLENCHEURS),
        (CONVENTIONS, "politique_refus", POLITIQUES),
        (CONVENTIONS, "politique_silence", POLITIQUES),
    ],
)
def test_codes_are_those_of_the_core(colonnes: tuple[Colonne, ...], nom: str, codes: tuple[str, ...]) -> None:
    assert set(column(colonnes, nom).codes.values()) == set(codes)


def test_labels_and_synonyms_are_accepted_beside_codes() -> None:
    natures = column(DROITS, "nature").codes
    assert natures["GARANTIE D’EMPRUNT"] == natures["GARANTIE_EMPRUNT"] == natures["GARANTIE"] == "garantie"
    assert column(DROITS, "type_droit").codes["DROIT DE SUITE"] == "suite"
    assert column(LIBERATIONS, "hors_flux").codes["MUTATION"] == "mutations"


LUES = [modele.colonnes for modele in MODELES.values() if modele.nom != "corrections"]


@pytest.mark.parametrize("colonnes", LUES)
def test_what_decides_of_a_right_blocks_when_it_cannot_be_read(colonnes: tuple[Colonne, ...]) -> None:
    assert [c.nom for c in colonnes if c.obligatoire and not (c.essentielle and c.gravite == "bloquant")] == []
    assert [c.nom for c in colonnes if c.nature == "date" and c.gravite != "bloquant"] == []
    assert len({c.nom for c in colonnes}) == len(colonnes)


@pytest.mark.parametrize("modele", list(MODELES.values()), ids=lambda modele: modele.nom)
def test_every_model_is_documented_column_by_column(modele: Modele) -> None:
    page = (Path(__file__).parents[2] / "docs" / "metier" / "imports.md").read_text(encoding="utf-8")
    [row] = [ligne for ligne in page.splitlines() if ligne.startswith(f"| `{modele.nom}` |")]
    obligatoires, facultatives = (re.findall(r"`([a-z0-9_]+)`", cellule) for cellule in row.split("|")[2:4])
    assert obligatoires == [c.nom for c in modele.colonnes if c.obligatoire]
    assert facultatives == [c.nom for c in modele.colonnes if not c.obligatoire]
