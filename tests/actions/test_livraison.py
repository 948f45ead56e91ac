"""The delivery: dwellings in stock, each with the réservataire whose tour it is, followed to the lease."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.actions.programme_exemple import LIVRAISON, PROPOSES, a_livraison, a_programme, close, etat, propose
from tests.builders import MOMENT, Monde, an_acteur, an_attente, soldes
from tests.db.test_contraintes import a_parc

from gef.access.visible import visible
from gef.actions.faits import DejaDecideError, FaitRefuseError
from gef.actions.flux import load_flux
from gef.actions.livraison import LogementLivre, list_par_lot, list_presences, livrer, noter_suite, preparer_livraison
from gef.actions.orienter import list_en_attente
from gef.actions.programmes import ProgrammeChangeError, ProgrammeRefuseError
from gef.db.flux.models import Fait, Liberation
from gef.db.patrimoine.models import Logement
from gef.db.programmes.models import LogementNeuf, ProgrammeNeuf

AU_BAIL = date(2026, 6, 14)


@pytest.fixture
def arrete(monde: Monde) -> ProgrammeNeuf:
    row = a_programme(monde)
    propose(monde, row)
    close(monde, row)
    return row


def note(monde: Monde, row: ProgrammeNeuf, fait: str, **champs: Any) -> Fait:
    values: dict[str, Any] = {"reference": "P-1-001", "jour": AU_BAIL, "rang_vu": 1, "moment": MOMENT} | champs
    reference = values.pop("reference")
    return noter_suite(an_acteur(monde.gestionnaire), row.pk, reference, fait=fait, **values)


def test_dwellings_are_named_lot_by_lot(arrete: ProgrammeNeuf) -> None:
    rows = list_par_lot(etat(arrete))
    assert [row.reference for row in rows[:2]] == ["P-1-001", "P-1-002"]
    assert Counter((row.typologie, row.financement) for row in rows) == etat(arrete).proposee.programme.lots


def test_each_dwelling_is_in_stock_for_the_one_whose_tour_it_is(monde: Monde, arrete: ProgrammeNeuf) -> None:
    before, waiting = soldes(monde.habitat_lys), list_en_attente(monde.habitat_lys, LIVRAISON)
    livrer(an_acteur(monde.gestionnaire), arrete.pk, list_par_lot(etat(arrete)), LIVRAISON, MOMENT)
    found = etat(arrete)
    counted = Counter(neuf.code for neuf in found.neufs)
    assert dict(counted) == {code: nombre for code, nombre in PROPOSES.items() if nombre}
    assert found.convenue
    table = Counter((n.code, (n.suivi.liberation.typologie, n.suivi.liberation.financement)) for n in found.neufs)
    assert table == found.convenue.table
    assert {(n.suivi.etat.etat, n.suivi.etat.categorie) for n in found.neufs} == {("stock", "premiere_location")}
    assert soldes(monde.habitat_lys) == before
    assert len(list_en_attente(monde.habitat_lys, LIVRAISON)) == len(waiting)
    an_attente(monde.habitat_lys, monde.reference)


def test_a_reservataire_sees_his_own_dwellings_only(monde: Monde) -> None:
    a_livraison(monde)
    ville = an_acteur(monde.agent_ville)
    assert visible(LogementNeuf, ville).count() == visible(Liberation, ville).count() == 4
    assert {neuf.reservataire.code for neuf in visible(LogementNeuf, ville) if neuf.reservataire} == {"VILLE"}
    for stranger in (monde.agent_rive, monde.gestionnaire_autre):
        assert not visible(LogementNeuf, an_acteur(stranger)).exists()


def test_named_dwellings_follow_the_repartition_or_are_refused(arrete: ProgrammeNeuf) -> None:
    found = etat(arrete)
    owners = preparer_livraison(found, list_par_lot(found))
    named = [replace(one, reservataire=owner) for one, owner in zip(list_par_lot(found), owners, strict=True)]
    assert preparer_livraison(found, named) == owners
    with pytest.raises(ProgrammeRefuseError, match="19 logements sur 20"):
        preparer_livraison(found, [replace(named[0], reservataire=""), *named[1:]])
    swapped = [replace(one, reservataire="VILLE" if one.reservataire == "AL" else one.reservataire) for one in named]
    with pytest.raises(ProgrammeRefuseError, match="AL : 0, attendu 5 ; VILLE : 9, attendu 4"):
        preparer_livraison(found, swapped)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows[1:], "T2 PLAI : 5, attendu 6"),
        (lambda rows: [replace(rows[0], typologie="T5"), *rows[1:]], "T5 PLAI : 1, attendu 0"),
        (lambda rows: [rows[1], *rows[1:]], "P-1-002 : plusieurs fois"),
        (lambda rows: [replace(rows[0], reference="L-2026-0001"), *rows[1:]], "L-2026-0001 : déjà dans le journal"),
        (lambda rows: [replace(rows[0], reference="X" * 31), *rows[1:]], "de 1 à 30 caractères"),
    ],
)
def test_what_is_not_the_programme_is_refused_whole(
    monde: Monde, arrete: ProgrammeNeuf, change: Any, message: str
) -> None:
    before = Liberation.objects.count()
    rows: list[LogementLivre] = change(list(list_par_lot(etat(arrete))))
    with pytest.raises(ProgrammeRefuseError, match=message):
        livrer(an_acteur(monde.gestionnaire), arrete.pk, rows, LIVRAISON, MOMENT)
    assert Liberation.objects.count() == before


def test_a_programme_is_delivered_once_and_after_its_concertation(monde: Monde, arrete: ProgrammeNeuf) -> None:
    acteur, rows = an_acteur(monde.gestionnaire), list_par_lot(etat(arrete))
    other = a_programme(monde, code="P-2")
    with pytest.raises(ProgrammeRefuseError, match="fin de la concertation"):
        livrer(acteur, other.pk, list_par_lot(etat(other)), LIVRAISON, MOMENT)
    for user, error in (
        (monde.lecteur, PermissionDenied),
        (monde.agent_ville, PermissionDenied),
        (monde.agent_rive, Http404),
    ):
        with pytest.raises(error):
            livrer(an_acteur(user), arrete.pk, rows, LIVRAISON, MOMENT)
    livrer(acteur, arrete.pk, rows, LIVRAISON, MOMENT)
    with pytest.raises(ProgrammeChangeError, match="déjà livré"):
        livrer(acteur, arrete.pk, rows, LIVRAISON, MOMENT)


def test_a_dwelling_is_followed_to_its_lease_and_the_tour_ends_with_the_last(monde: Monde) -> None:
    row = a_livraison(monde)
    note(monde, row, "attribution")
    note(monde, row, "bail", rang_vu=2)
    found = etat(row)
    assert (found.neufs[0].bail_le, found.statut) == (AU_BAIL, "livre")
    for neuf in found.neufs[1:]:
        note(monde, row, "bail", reference=neuf.suivi.liberation.reference)
    assert etat(row).statut == "loue"
    assert soldes(monde.habitat_lys) == {}
    suivis = load_flux(monde.habitat_lys.pk).suivis
    assert {suivis[neuf.suivi.liberation.pk].etat.etat for neuf in found.neufs} == {"stock"}


@pytest.mark.parametrize(
    ("fait", "champs", "error"),
    [
        ("orientation", {}, ProgrammeRefuseError),
        ("bail", {"reference": "L-2026-0001"}, ProgrammeRefuseError),
        ("bail", {"rang_vu": 0}, DejaDecideError),
        ("bail", {"jour": date(2026, 6, 1)}, FaitRefuseError),
        ("bail", {"jour": date(2026, 7, 1)}, FaitRefuseError),  # to come
    ],
)
def test_what_cannot_follow_is_refused(monde: Monde, fait: str, champs: dict[str, Any], error: type[Exception]) -> None:
    row = a_livraison(monde)
    with pytest.raises(error):
        note(monde, row, fait, **champs)
    assert Fait.objects.filter(liberation__reference="P-1-001").count() == 1


def test_a_let_dwelling_has_finished_its_tour(monde: Monde) -> None:
    row = a_livraison(monde)
    note(monde, row, "bail")
    with pytest.raises(ProgrammeRefuseError, match="tour est terminé"):
        note(monde, row, "attribution", rang_vu=2)
    with pytest.raises(ProgrammeRefuseError, match="tour est terminé"):
        note(monde, row, "bail", rang_vu=2)


def test_the_parc_of_the_next_year_is_expected_to_hold_the_programme(monde: Monde) -> None:
    row = a_livraison(monde)
    for millesime, known in ((2025, ()), (2026, ("P-1-001",)), (2027, tuple(f"P-1-{n:03d}" for n in range(1, 21)))):
        parc = a_parc(monde, millesime=millesime)
        for rank, nom in enumerate(known):
            Logement.objects.create(parc=parc, ligne=rank + 2, ident_int=nom, commune="06029")
    found = [(p.millesime, p.trouves, p.attendus, p.is_conforme) for p in list_presences(etat(row))]
    # 2025 is before the delivery; one dwelling of 2026 would be counted a year too soon.
    assert found == [(2026, 1, 0, False), (2027, 20, 20, True)]
    assert list_presences(etat(a_programme(monde, code="P-2"))) == ()
