"""What a réservataire reads of the settings."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gef.core.reglages import NOMBRES, make_parametres
from gef.core.regle import REGLES, Parametres
from gef.outputs.phrases_reglages import dire_reglage


def test_the_settings_to_ship_are_said_number_by_number() -> None:
    assert dire_reglage(Parametres()) == (
        "Un réservataire peut être servi dès qu’il lui est dû 0,15 logement : nul n’a plus de 0,85 d’avance.",
        "Au-delà de 0,80 logement dû, le plus en retard passe avant tous.",
        (
            "Sinon, on compare ce qui est dû, ce qui manque par type de logement (poids 0,25) et, pour l’État, son "
            "compte dans la commune (poids 0,50)."
        ),
        "L’État attend là où il a sa part, tant qu’il lui est dû moins de 0,80 logement.",
    )


@pytest.mark.parametrize("regle", REGLES)
def test_what_a_rule_reads_is_said_and_what_it_ignores_is_not(regle: str) -> None:
    """The plain mode reads the first number only; the threshold says who is late."""
    numbers = {"avance_min": "0,11", "seuil": "0,91", "dispense": "0,77", "profil": "1,23", "commune": "2,34"}
    values = {nom: Fraction(numbers[nom].replace(",", ".")) for nom in NOMBRES}
    said = " ".join(dire_reglage(make_parametres(regle, values)))
    read = {"equilibre": set(NOMBRES), "retard": {"avance_min", "seuil"}}[regle]
    assert {nom for nom, written in numbers.items() if written in said} == read
