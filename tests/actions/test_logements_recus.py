"""What a réservataire must answer, the most urgent first, and what he only follows."""

from __future__ import annotations

from datetime import date

from tests.builders import CANNES, JOUR, MOMENT, Monde, a_compte, a_convention, a_fait, a_liberation, an_acteur

from gef.actions.logements_recus import Recu, Recus, read_recus
from gef.db.designation.models import Candidat, RetraitCandidat
from gef.db.flux.models import Convention, Liberation


def held(monde: Monde, reference: str, *faits: tuple[str, date]) -> Liberation:
    dwelling = a_liberation(monde.habitat_lys, reference, libre_le=JOUR)
    for kind, jour in faits:
        a_fait(dwelling, kind, monde.comptes["VILLE"], date=jour)
    return dwelling


def read(monde: Monde) -> Recus:
    return read_recus(an_acteur(monde.agent_ville), JOUR)


def names(rows: tuple[Recu, ...]) -> list[str]:
    return [row.suivi.liberation.reference for row in rows]


def test_the_most_urgent_comes_first_and_what_is_sent_to_nobody_waits(monde: Monde) -> None:
    held(monde, "TARD", ("orientation", JOUR), ("transmission", JOUR))
    held(monde, "TOT", ("orientation", date(2026, 6, 1)), ("transmission", date(2026, 6, 2)))
    held(monde, "ACCEPTE", ("orientation", JOUR), ("transmission", JOUR), ("acceptation", JOUR))
    held(monde, "ORIENTE", ("orientation", JOUR))
    held(monde, "CALEOL", ("orientation", JOUR), ("candidats", JOUR))
    recus = read(monde)
    assert names(recus.attendus) == ["TOT", "TARD", "ACCEPTE"]
    assert sorted(names(recus.autres)) == ["CALEOL", "ORIENTE"]
    first = recus.attendus[0]
    assert first.horloge is not None
    assert (first.horloge.clause.etape, first.horloge.is_over) == ("reponse", True)


def test_in_gestion_deleguee_nothing_is_expected_of_him(monde: Monde) -> None:
    Convention.objects.filter(reservataire__code="VILLE").update(mode_gestion="deleguee")
    held(monde, "DELEGUE", ("orientation", JOUR))
    recus = read(monde)
    assert (names(recus.attendus), names(recus.autres)) == ([], ["DELEGUE"])


def test_candidates_of_the_orientation_in_progress_are_counted_without_the_withdrawn(monde: Monde) -> None:
    dwelling = held(monde, "N", ("orientation", JOUR), ("transmission", JOUR))
    ville = monde.comptes["VILLE"]
    for tour, ordre in ((1, 1), (1, 2), (2, 1)):
        row = Candidat.objects.create(
            liberation=dwelling, reservataire=ville, tour=tour, ordre=ordre, personnes=1, ecrit_le=MOMENT
        )
    RetraitCandidat.objects.create(candidat=row, cause="erreur", ecrit_le=MOMENT)
    assert [row.candidats for row in read(monde).attendus] == [2]


def test_what_a_former_year_left_in_progress_is_still_his_and_what_it_let_is_not(monde: Monde) -> None:
    for reference, last in (("EN-COURS", "transmission"), ("LOUE", "bail")):
        dwelling = a_liberation(monde.habitat_lys, reference, libre_le=date(2025, 11, 3))
        for kind in ("orientation", last):
            a_fait(dwelling, kind, monde.comptes["VILLE"], date=date(2025, 11, 4))
    recus = read(monde)
    assert (names(recus.attendus), names(recus.autres)) == (["EN-COURS"], [])


def test_two_bailleurs_with_the_same_reference_are_told_apart(monde: Monde) -> None:
    compte = a_compte(monde.logis_de_passage, "VILLE", "commune", part=None, organisation=monde.ville)
    a_convention(compte, "1/10")
    for dwelling, account in ((monde.liberations[0], monde.comptes["VILLE"]), (monde.liberation_autre, compte)):
        a_fait(dwelling, "orientation", account)
    recus = read(monde)
    assert [(row.bailleur.nom, row.suivi.liberation.commune == CANNES) for row in recus.autres] == [
        ("Habitat Lys", True),
        ("Logis de Passage", False),
    ]
    assert [(b.nom, ligne.recus) for b, ligne in recus.comptes] == [("Habitat Lys", 1), ("Logis de Passage", 1)]
