"""Who designates: what is counted, the floor in whole dwellings, a slow count."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.ecritures import EtatLogement, Fait, open_etat, suivre
from gef.core.errors import DonneeInvalideError
from gef.core.faits import ETATS
from gef.core.gestion import (
    LogementGere,
    Prise,
    can_requalifier,
    check_requalification,
    find_prise,
    suivre_gestion,
)
from gef.core.parts import BAILLEUR
from gef.core.registre_droits import MODES_GESTION

MARS, AVRIL = date(2026, 3, 2), date(2026, 4, 7)
TIERS = Fraction(3, 10)


def follow(*facts: tuple[str, str, date] | tuple[str, str]) -> EtatLogement:
    etat = open_etat("")
    for kind, nom, *days in facts:
        fait = Fait(kind, days[0] if days else MARS, nom)
        etat, _ = suivre("L-1", etat, fait, lambda _: None)
    return etat


ORIENTE = ("orientation", "AL")
REQUALIFIE = ("requalification", "AL", AVRIL)


@pytest.mark.parametrize(
    ("facts", "prise"),
    [
        ((), None),
        ((ORIENTE,), Prise("AL", MARS)),
        ((ORIENTE, REQUALIFIE, ("attribution", "AL")), Prise("AL", MARS, is_requalifie=True)),
        ((ORIENTE, REQUALIFIE, ("annulation", "AL")), Prise("AL", MARS)),
        ((ORIENTE, REQUALIFIE, ("imputation", "AL")), Prise("AL", MARS, is_requalifie=True)),
        ((ORIENTE, REQUALIFIE, ("imputation", "ETAT-P", AVRIL)), Prise("ETAT-P", MARS)),
        ((ORIENTE, REQUALIFIE, ("reprise", BAILLEUR)), Prise(BAILLEUR, MARS)),
        ((ORIENTE, REQUALIFIE, ("retour", "AL")), None),
        ((ORIENTE, REQUALIFIE, ("retour", "AL"), ("orientation", "AL", AVRIL)), Prise("AL", AVRIL)),
    ],
)
def test_how_a_dwelling_is_held_is_read_from_the_facts_that_stand(facts: Any, prise: Prise | None) -> None:
    assert find_prise(follow(*facts)) == prise


def a_logement(rang: int = 1, **fields: Any) -> LogementGere:
    return LogementGere(
        **{"logement": f"L-{rang}", "reservataire": "AL", "oriente_le": MARS, "mode": "mixte", **fields}
    )


def test_what_lacks_is_said_in_whole_dwellings() -> None:
    # 30 % of ten dwellings are 3; two are requalified, one still may be.
    rows = [a_logement(n, requalifie_min=TIERS, is_requalifie=n < 3, is_requalifiable=n == 9) for n in range(1, 11)]
    (ligne,) = suivre_gestion(rows, 2026)
    assert (ligne.orientes, ligne.mixtes, ligne.requalifies, ligne.designes) == (10, 10, 2, 2)
    assert (ligne.attendus, ligne.plancher, ligne.manquent, ligne.requalifiables) == (Fraction(3), TIERS, 1, 1)
    assert (ligne.part_requalifies, ligne.part_designes) == (Fraction(1, 5), Fraction(1, 5))
    assert [step.valeur for step in ligne.explication.etapes] == [10, 10, 2, Fraction(3), 1]
    assert ligne.explication.etape("attendus").calcul == "30 % × 10"


def test_a_convention_entrusted_or_direct_has_no_floor_and_each_exercice_its_dwellings() -> None:
    rows = [
        a_logement(1, reservataire="ETAT-P", mode="deleguee", requalifie_min=TIERS),
        a_logement(2, reservataire="ETAT-P", mode="directe", is_requalifie=True),
        a_logement(3, reservataire="ETAT-P", oriente_le=date(2025, 12, 31)),
        a_logement(4),
    ]
    al, etat = suivre_gestion(rows, 2026)
    assert (al.reservataire, al.modes, al.attendus, al.manquent) == ("AL", ("mixte",), None, None)
    assert (etat.modes, etat.orientes, etat.delegues, etat.designes) == (("directe", "deleguee"), 2, 1, 1)
    assert (etat.mixtes, etat.part_requalifies, etat.plancher, etat.manquent) == (0, None, None, None)
    assert suivre_gestion(rows, 2024) == ()


@pytest.mark.parametrize("fields", [{"mode": "libre"}, {"requalifie_min": Fraction(2)}])
def test_a_dwelling_that_does_not_hold_together_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(DonneeInvalideError, match=r"L-1, .* attendu : "):
        a_logement(**fields)


@pytest.mark.parametrize(("mode", "said"), [("directe", "désigne lui-même"), ("deleguee", "rien à requalifier")])
def test_only_a_mixed_convention_lets_the_bailleur_requalify(mode: str, said: str) -> None:
    check_requalification("L-1", "AL", "mixte")
    with pytest.raises(DonneeInvalideError, match=f"L-1, requalification pour AL : .*{said}.*gestion mixte"):
        check_requalification("L-1", "AL", mode)


@pytest.mark.parametrize("etat", sorted(ETATS))
def test_a_dwelling_may_be_requalified_until_candidates_are_there(etat: str) -> None:
    held = EtatLogement(etat, "AL", impute="AL")
    assert can_requalifier(held, "mixte") == (etat in ("oriente", "transmis", "accepte"))
    assert not any(can_requalifier(held, mode) for mode in ("directe", "deleguee"))


geres = st.builds(
    LogementGere,
    st.integers(1, 99).map(str),
    st.sampled_from(["AL", "ETAT-P", BAILLEUR]),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.sampled_from(sorted(MODES_GESTION)),
    st.booleans(),
    st.none() | st.integers(0, 20).map(lambda n: Fraction(n, 20)),
    st.booleans(),
)


@given(st.lists(geres, max_size=40), st.randoms(use_true_random=False))
def test_the_follow_up_agrees_with_a_slow_count_in_any_order(rows: list[LogementGere], rng: Any) -> None:
    shuffled = list(rows)
    rng.shuffle(shuffled)
    found = suivre_gestion(rows, 2026)
    assert found == suivre_gestion(shuffled, 2026)
    of_the_year = [row for row in rows if row.oriente_le.year == 2026]
    assert [ligne.reservataire for ligne in found] == sorted({row.reservataire for row in of_the_year})
    for ligne in found:
        own = [row for row in of_the_year if row.reservataire == ligne.reservataire]
        assert ligne.orientes == len(own)
        assert ligne.designes == sum(row.is_designe_par_le_bailleur for row in own)
        floors = [row.requalifie_min for row in own if row.mode == "mixte" and row.requalifie_min is not None]
        assert (ligne.attendus is None) == (not floors)
        if ligne.manquent is not None and ligne.attendus is not None:
            assert ligne.requalifies + ligne.manquent >= ligne.attendus  # requalifying what lacks reaches the floor
            assert ligne.manquent == 0 or ligne.requalifies + ligne.manquent - 1 < ligne.attendus  # one less does not
