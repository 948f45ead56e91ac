"""Sentences of the steering: each reason and each remedy in words, in the singular and the plural."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.core.test_remedes import an_obligation

from gef.core.obligations import REGLES
from gef.core.remedes import proposer_remede
from gef.core.retards import RAISONS as CODES
from gef.core.retards import CompteSuivi, Raison
from gef.outputs.phrases_pilotage import (
    EVENEMENTS,
    RAISONS,
    say_constats,
    say_en_cours,
    say_raisons,
    say_remede,
    say_seuil_quartile,
)

COMPTE = CompteSuivi("VILLE", Fraction(6, 5), (Fraction(117, 25),), (4,))


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_every_reason_and_every_obligation_has_its_words() -> None:
    assert set(RAISONS) | {"report", "droits"} == set(CODES)
    assert set(EVENEMENTS) == set(REGLES)


@pytest.mark.parametrize(
    ("raisons", "said"),
    [
        ([Raison("report", 1)], "+1,20 déjà au 1er janvier"),
        ([Raison("droits", 1)], "4,68 droits acquis, 4 reçus"),
        (
            [Raison("refus", 2), Raison("proposes", 1)],
            "2 refus ou silences, qui ne comptent pas ; 1 logement à orienter lui est proposé",
        ),
        ([Raison("ecarts", 1)], "1 logement proposé, donné à un autre"),
    ],
)
def test_reasons(raisons: list[Raison], said: str) -> None:
    assert plain(say_raisons(raisons, COMPTE)) == said


def test_constats() -> None:
    assert say_constats(("en_retard", "noye")) == "en retard, noyé"
    assert say_constats(()) == ""


@pytest.mark.parametrize(
    ("obligation", "said"),
    [
        (an_obligation("mixite_hors_qpv", 23, 4, "1/4"), "les 3 prochains baux hors QPV, au premier quartile"),
        (an_obligation("mixite_hors_qpv", 3, 0, "1/4"), "le prochain bail hors QPV, au premier quartile"),
        (an_obligation("etat_plafond", 100, 33, "3/10"), "aucune des 10 prochaines orientations à l’État"),
        (an_obligation("etat_plafond", 3, 1, "3/10"), "la prochaine orientation, pas à l’État"),
        (an_obligation("mixite_qpv", 10, 0, "1/2", inconnus=10), "renseigner 10 ménages inconnus"),
        (
            an_obligation("garanties", 10, 2, "1/5", inconnus=1),
            "dire au titre de quel droit : 1 logement reçu",
        ),
        (an_obligation("mixite_qpv", 10, 9, "1"), "aucun nombre d’événements n’y suffit"),
    ],
)
def test_remedies(obligation: object, said: str) -> None:
    remede = proposer_remede(obligation)  # type: ignore[arg-type]  # an obligation, from the table
    assert remede is not None
    assert plain(say_remede(remede)) == said


def test_who_may_not_be_named_is_summed() -> None:
    en_cours = {"A": 5, "B": 4, "C": 2, "D": 1}
    noms = {"A": "Cannes", "B": "Grasse", "C": "Nice", "D": "Antibes"}
    assert plain(say_en_cours(en_cours, noms)) == "12 : Cannes 5, Grasse 4, Nice 2, autres 1"
    assert plain(say_en_cours(en_cours, {"B": "Grasse"})) == "12 : Grasse 4, autres 8"
    assert plain(say_en_cours({"A": 1}, noms)) == "1 : Cannes 1"
    assert say_en_cours({}, noms) == "aucun"


def test_a_ceiling_is_said_or_its_absence_is() -> None:
    assert say_seuil_quartile(2026, 11_245, 2026).startswith("Premier quartile en 2026")
    assert say_seuil_quartile(2027, None, 2026).endswith("non renseigné, le dernier arrêté connu est celui de 2026")
    assert "vérifiez qu’il est soumis à cette obligation" in say_seuil_quartile(2025, None, 2026)
