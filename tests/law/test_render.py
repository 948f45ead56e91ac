"""The page of the parameters is the data, and the guide names what the data allows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.law.builders import a_file

from gef.law.loader import build_droit, load_droit
from gef.law.render import render_parametres_markdown

DOCS = Path(__file__).parents[2] / "docs" / "droit"
ATTENDU = """
Dernière vérification\xa0: 22/11/2026. Valeurs à revérifier à cette date\xa0: 1.

## En vigueur

| n° | règle | valeur | base | niveau | depuis | texte | note |
| --- | --- | --- | --- | --- | --- | --- | --- |
| L99 | Part d’essai (`part_test`) | 30\xa0% ↔ | flux | bailleur | 01/01/2018 | [art. 9](https://a.fr/) | A, à revérifier |

## Sans valeur à cette date

Aucune.

## Ce que dit chaque texte, et ce dont il faut se méfier

- **L99** `part_test`\xa0: Une part.

## Périodes successives

- **L99** `part_test`\xa0: du 01/01/2016 au 01/01/2018 (exclu), sans valeur (Rien avant)\xa0; puis depuis le 01/01/2018, 30\xa0%.
"""


def test_the_page_of_the_documentation_is_current():
    droit = load_droit()
    attendu = render_parametres_markdown(droit, droit.derniere_verification)
    ecrit = (DOCS / "parametres.md").read_text(encoding="utf-8")
    assert ecrit == attendu, "docs/droit/parametres.md is old: produce it again with the command of docs/droit/index.md"


@pytest.mark.parametrize("code", list(load_droit().parametres))
def test_the_page_shows_each_parameter(code):
    page = render_parametres_markdown(load_droit(), date(2026, 11, 22))
    assert page.count(f"`{code}`") >= 2


def test_the_guide_names_every_parameter_that_may_be_set_aside():
    guide = (DOCS / "index.md").read_text(encoding="utf-8").split("## Valeurs locales")[1]
    derogeables = [p.code for p in load_droit().parametres.values() if any(v.is_derogeable for v in p.valeurs)]
    assert derogeables
    assert all(f"`{code}`" in guide for code in derogeables)


def test_a_small_law_is_rendered_whole():
    droit = build_droit(
        {
            "a.toml": a_file(
                'derogation = { actes = ["decision_cil"], fondement = "x" }\nlien = "https://a.fr/"\n'
                'base = "flux"\nreference = "art. 9"',
                reste='[[parametre.absence]]\ndepuis = 2016-01-01\njusqua = 2018-01-01\nraison = "Rien avant."',
            ),
        },
        "",
    )
    page = render_parametres_markdown(droit, date(2028, 1, 1))
    assert page.startswith("# Les paramètres du droit au 01/01/2028\n\nPage produite par")
    assert page.endswith(ATTENDU)
