"""Files accepted whole or not at all: what is new is written once, what contradicts the accounts is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st
from tests.actions.depots_exemples import MODELS, PREPARER, ROWS, accept, count_all
from tests.builders import ANTIBES, MOMENT, Monde, a_liberation, an_acteur
from tests.builders_parc import CONVENTION, DROIT, LIBERATION, PREVISION, a_lecture_modele

from gef.access.acteur import Acteur
from gef.actions import depots
from gef.actions.depots import DepotRefuseError, overlaps, preparer_previsions
from gef.db.flux.models import Prevision, Reservataire
from gef.db.journal.models import Acte


@pytest.fixture
def acteur(monde: Monde) -> Acteur:
    return an_acteur(monde.gestionnaire)


@pytest.mark.parametrize("genre", ROWS)
def test_a_file_is_written_with_one_act_in_the_journal(acteur: Acteur, genre: str) -> None:
    before = MODELS[genre].objects.count()
    done = accept(acteur, genre, ROWS[genre])
    assert len(done.nouveaux) == 1
    assert MODELS[genre].objects.count() == before + 1
    acte = Acte.objects.get()
    assert (acte.acte, acte.bailleur, acte.auteur_id, acte.fait_le) == (
        f"import_{genre}",
        acteur.organisation,
        acteur.utilisateur_id,
        MOMENT,
    )
    assert (acte.details["fichier"], acte.details["nouveaux"], acte.details["deja"]) == (f"{genre}.csv", 1, 0)
    assert len(acte.details["empreinte"]) == 64


@pytest.mark.parametrize("genre", ROWS)
def test_the_same_file_again_writes_nothing_and_says_so(acteur: Acteur, genre: str) -> None:
    accept(acteur, genre, ROWS[genre])
    before = count_all()
    with pytest.raises(DepotRefuseError, match="déjà connu"):
        accept(acteur, genre, ROWS[genre])
    assert count_all() == before


@pytest.mark.parametrize("genre", ROWS)
def test_who_may_not_write_writes_nothing(monde: Monde, genre: str) -> None:
    before = count_all()
    for user in (monde.lecteur, monde.agent_ville):
        with pytest.raises(PermissionDenied):
            accept(an_acteur(user), genre, ROWS[genre])
    assert count_all() == before


@pytest.mark.parametrize("genre", ROWS)
def test_a_failure_on_the_way_leaves_nothing_behind(
    acteur: Acteur, genre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = count_all()

    def fail(*_args: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(depots, "_record", fail)
    with pytest.raises(DepotRefuseError, match="une autre personne"):
        accept(acteur, genre, ROWS[genre])
    assert count_all() == before


def test_a_report_that_blocks_is_not_accepted(acteur: Acteur) -> None:
    with pytest.raises(DepotRefuseError, match="bloquent"):
        accept(acteur, "previsions", PREVISION | {"categorie": "ailleurs"})


def test_a_convention_opens_the_account_that_it_names(acteur: Acteur) -> None:
    other = CONVENTION | {"debut": date(2029, 1, 1), "fin": None, "part": "3/50"}
    done = accept(acteur, "conventions", CONVENTION, other)
    assert [compte.code for compte in done.comptes] == ["EPCI"]
    compte = Reservataire.objects.get(code="EPCI")
    assert (compte.bailleur, compte.nom, compte.type, compte.portee) == (
        acteur.organisation,
        "Agglomération de Lys",
        "epci",
        "epci:200039915",
    )
    assert [row.part for row in compte.conventions.order_by("debut")] == [Fraction(1, 20), Fraction(3, 50)]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"type": "commune", "portee": "commune:06029"}, "son compte"),
        ({"debut": date(2027, 1, 1), "fin": date(2030, 1, 1)}, "déjà une autre convention"),
        ({"part": "6 %"}, "déjà une autre convention"),
        ({"reservataire": "BAILLEUR"}, "n’est pas réservataire de lui-même"),
        ({"type": "bailleur", "reservataire": "NOUS"}, "n’est pas réservataire de lui-même"),
    ],
)
def test_a_convention_that_contradicts_another_is_refused(acteur: Acteur, changes: dict[str, Any], found: str) -> None:
    accept(acteur, "conventions", CONVENTION)
    before = count_all()
    fresh = CONVENTION | {"reservataire": "AUTRE"}
    with pytest.raises(DepotRefuseError, match=found):
        accept(acteur, "conventions", fresh, CONVENTION | changes)
    assert count_all() == before


def test_conventions_that_follow_each_other_do_not_overlap(acteur: Acteur) -> None:
    accept(acteur, "conventions", CONVENTION)
    done = accept(acteur, "conventions", CONVENTION | {"debut": date(2029, 1, 1), "fin": date(2032, 1, 1)})
    assert len(done.nouveaux) == 1


PERIODES = st.tuples(st.integers(0, 12), st.one_of(st.none(), st.integers(1, 8))).map(
    lambda pair: (date(2020 + pair[0], 1, 1), None if pair[1] is None else date(2020 + pair[0] + pair[1], 1, 1))
)


@given(PERIODES, PERIODES)
def test_two_periods_overlap_when_a_day_belongs_to_both(
    one: tuple[date, date | None], other: tuple[date, date | None]
) -> None:
    def days(period: tuple[date, date | None]) -> set[int]:
        return set(range(period[0].year, period[1].year if period[1] else 2100))

    assert overlaps(one, other) == bool(days(one) & days(other))
    assert overlaps(one, other) == overlaps(other, one)


def test_a_forecast_is_revised_and_its_former_number_kept_in_the_journal(acteur: Acteur) -> None:
    accept(acteur, "previsions", PREVISION)
    done = accept(acteur, "previsions", PREVISION | {"nombre": 28}, PREVISION | {"categorie": "vente", "nombre": 3})
    assert (len(done.nouveaux), len(done.revisions), done.deja) == (1, 1, 0)
    kept = Prevision.objects.order_by("pk").values_list("categorie", "nombre")
    assert sorted(kept) == [("mutations", 28), ("mutations", PREVISION["nombre"]), ("vente", 3)]
    assert Acte.objects.latest("pk").details["revisions"] == [
        {"exercice": 2026, "categorie": "mutations", "avant": 31, "apres": 28}
    ]


def a_prevision(acteur: Acteur, nombre: int, mois: int | None = None) -> Prevision:
    jour = date(2026, 2, 20)
    fields = {"exercice": 2026, "categorie": "mutations", "document": "CUS 2025-2030, fiche 12", "declaree_le": jour}
    return Prevision.objects.create(bailleur=acteur.organisation, nombre=nombre, mois=mois, **fields)


def test_only_the_forecast_in_force_is_known(acteur: Acteur) -> None:
    a_prevision(acteur, 31)
    a_prevision(acteur, 28)
    lignes = a_lecture_modele("previsions", PREVISION).lignes
    known = {"nombre": 31, "document": "CUS 2025-2030, fiche 12"}
    [(row, avant)] = preparer_previsions(acteur, [lignes[0] | known]).revisions
    assert (row.nombre, avant) == (31, 28)
    assert preparer_previsions(acteur, [lignes[0] | known | {"nombre": 28}]).deja == 1


def test_a_year_declared_again_takes_its_months_with_it(acteur: Acteur) -> None:
    a_prevision(acteur, 31)
    a_prevision(acteur, 3, mois=7)
    [ligne] = a_lecture_modele("previsions", PREVISION).lignes
    known = ligne | {"document": "CUS 2025-2030, fiche 12", "nombre": 3, "mois": 7}
    assert preparer_previsions(acteur, [known]).deja == 1
    again = preparer_previsions(acteur, [known, ligne | {"nombre": 40, "mois": None}])
    assert [(p.mois, avant) for p, avant in again.revisions] == [(None, 31)]
    assert [p.mois for p in again.nouveaux if isinstance(p, Prevision)] == [7]


def test_preparing_changes_nothing(acteur: Acteur) -> None:
    accept(acteur, "previsions", PREVISION)
    before = count_all()
    preparer_previsions(acteur, a_lecture_modele("previsions", PREVISION | {"nombre": 28}).lignes)
    assert count_all() == before
    assert [row.nombre for row in Prevision.objects.order_by("pk")][-1] == 31


def test_another_bailleur_s_rows_are_never_looked_at(monde: Monde, acteur: Acteur) -> None:
    a_liberation(monde.logis_de_passage, "HL-001-001", libre_le=LIBERATION["libere_le"], commune=ANTIBES)
    assert len(accept(acteur, "liberations", LIBERATION).nouveaux) == 1
    with pytest.raises(DepotRefuseError, match="inconnu"):
        accept(acteur, "droits", DROIT | {"reservataire": "RIVE"})


CHANGES: dict[str, Callable[[int], dict[str, Any]]] = {
    "conventions": lambda n: {"reservataire": f"R{n}"},
    "droits": lambda n: {"nombre": n},
    "operations": lambda n: {"operation": f"OP-{n}"},
    "exclusions": lambda n: {"debut": date(2026 + n, 1, 1), "fin": date(2026 + n, 12, 1)},
    "previsions": lambda n: {"exercice": 2001 + n},
    "taux": lambda n: {"annee": 2001 + n},
    "derogations": lambda n: {"exercice": 2001 + n},
    "demandes": lambda n: {"annee": 2001 + n},
    "liberations": lambda n: {"logement": f"HL-{n}"},
}


@pytest.mark.parametrize("genre", ROWS)
def test_preparing_asks_as_many_queries_for_3_rows_as_for_30(
    acteur: Acteur, genre: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for count in (3, 30):
        lignes = a_lecture_modele(genre, *(ROWS[genre] | CHANGES[genre](n) for n in range(count))).lignes
        with django_assert_max_num_queries(3):
            assert len(PREPARER[genre](acteur, lignes).nouveaux) == count
