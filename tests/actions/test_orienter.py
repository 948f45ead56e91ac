"""A person decides on a freed dwelling: the fact, its reasons and the journal, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from tests.builders import (
    ANTIBES,
    CANNES,
    JOUR,
    MOMENT,
    MOTIF,
    Monde,
    a_compte,
    a_fait,
    a_liberation,
    an_acteur,
    an_attente,
    an_orientation,
    soldes,
)

from gef.actions.faits import DejaDecideError
from gef.actions.motifs_ecart import MotifManquantError
from gef.actions.orienter import (
    effects,
    list_en_attente,
    orienter,
)
from gef.actions.reglages import SaisieReglage, inscrire_reglage
from gef.core.enregistrement import verifier_enregistrement
from gef.core.errors import PartsIncompatiblesError
from gef.core.parts import BAILLEUR
from gef.core.regle import Parametres
from gef.db.flux.models import Fait, TypeFait
from gef.db.journal.models import Acte


def nothing_written() -> bool:
    return not Fait.objects.exists() and not Acte.objects.exists()


def references(monde: Monde, jour: date = JOUR) -> list[str]:
    return [row.liberation.reference for row in list_en_attente(monde.habitat_lys, jour)]


def test_the_worklist_is_oldest_first_without_what_is_out_of_the_flux(monde: Monde) -> None:
    a_liberation(monde.habitat_lys, "A", libre_le=date(2026, 6, 8))
    assert references(monde) == ["L-2026-0001", "A", "L-2026-0002", "L-2026-0003"]


@pytest.mark.parametrize(("jour", "days"), [(date(2026, 6, 15), 14), (date(2026, 6, 1), 0), (date(2026, 5, 1), 0)])
def test_vacancy_is_counted_from_the_day_it_is_free(monde: Monde, jour: date, days: int) -> None:
    assert an_attente(monde.habitat_lys, monde.reference, jour).jours_de_vacance == days


def test_each_proposal_counts_the_earlier_ones_as_engaged(monde: Monde) -> None:
    first, second, _ = list_en_attente(monde.habitat_lys, JOUR)
    assert first.proposition.choix.retenu == "AL"
    assert second.proposition.choix.ligne("AL").candidat.recus == 1
    assert second.proposition.choix.retenu == "ETAT-P"


def test_proposing_moves_no_account(monde: Monde) -> None:
    assert list_en_attente(monde.habitat_lys, JOUR) == list_en_attente(monde.habitat_lys, JOUR)
    assert soldes(monde.habitat_lys) == {}
    assert nothing_written()


def test_accepting_writes_the_fact_its_record_and_the_act(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    proposition = an_attente(monde.habitat_lys, monde.reference).proposition
    fact = an_orientation(acteur, monde.reference)
    fact.refresh_from_db()
    assert (fact.liberation, fact.rang, fact.type) == (monde.liberations[0], 1, TypeFait.ORIENTATION)
    assert (fact.date, fact.ecrit_le, fact.auteur_id) == (JOUR, MOMENT, monde.gestionnaire.pk)
    assert (fact.reservataire, fact.motif) == (monde.comptes["AL"], "")
    assert fact.enregistrement["reservataire"] == "AL"
    assert verifier_enregistrement(fact.enregistrement) == proposition.choix
    act = Acte.objects.get()
    assert (act.bailleur, act.auteur, act.acte, act.objet) == (
        monde.habitat_lys,
        monde.gestionnaire,
        "orientation",
        monde.reference,
    )
    assert act.details == {"reservataire": "AL", "propose": "AL", "motif": ""}
    assert soldes(monde.habitat_lys)["AL"] == Fraction(40, 100) - 1


def test_the_effects_are_what_happens(monde: Monde) -> None:
    attente = an_attente(monde.habitat_lys, monde.reference)
    shown = {effet.reservataire: effet for effet in effects(attente)}
    assert next(iter(shown)) == attente.proposition.choix.retenu
    assert set(shown) == {"ETAT-P", "ETAT-F", "AL", "CD", "VILLE", BAILLEUR}
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "CD")
    after = soldes(monde.habitat_lys)
    assert after == {code: effet.apres if code == "CD" else effet.avant for code, effet in shown.items()}


@pytest.mark.parametrize("motif", ["", "   ", "court", " \n\t " * 10, "123456789"])
def test_departing_without_a_reason_writes_nothing(monde: Monde, motif: str) -> None:
    with pytest.raises(MotifManquantError, match="Écrivez le motif"):
        an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE", motif=motif)
    assert nothing_written()
    assert soldes(monde.habitat_lys) == {}


@pytest.mark.parametrize(
    "motif", [MOTIF, f"  {MOTIF}\n", "<script>alert(1)</script>", "Décidé en réunion 🏠 \u202f« ici »"]
)
def test_departing_keeps_the_reason_with_the_proposal_departed_from(monde: Monde, motif: str) -> None:
    fact = an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE", motif=motif)
    fact.refresh_from_db()
    assert (fact.reservataire, fact.motif) == (monde.comptes["VILLE"], motif.strip())
    assert fact.enregistrement["reservataire"] == "AL"
    assert Acte.objects.get().details == {"reservataire": "VILLE", "propose": "AL", "motif": motif.strip()}


def test_the_bailleur_may_keep_a_dwelling_with_a_reason(monde: Monde) -> None:
    fact = an_orientation(an_acteur(monde.gestionnaire), monde.reference, BAILLEUR)
    assert fact.reservataire is None
    assert soldes(monde.habitat_lys)[BAILLEUR] == Fraction(1, 30) - 1


@pytest.mark.parametrize("choice", ["RIVE", "", "AL ", "inconnu", "<script>"])
def test_who_has_no_part_in_the_commune_receives_nothing(monde: Monde, choice: str) -> None:
    with pytest.raises(DejaDecideError, match=r"n’a pas de part dans cette commune ; attendu : AL, BAILLEUR, CD"):
        orienter(an_acteur(monde.gestionnaire), monde.reference, choice, motif=MOTIF, rang_vu=0, moment=MOMENT)
    assert nothing_written()


def test_a_commune_receives_nothing_outside_its_territory(monde: Monde) -> None:
    with pytest.raises(DejaDecideError, match="pas de part"):
        an_orientation(an_acteur(monde.gestionnaire), "L-2026-0003", "VILLE")


def test_a_commune_whose_convention_is_over_receives_nothing(monde: Monde) -> None:
    monde.comptes["VILLE"].conventions.update(fin=monde.liberations[0].libre_le)
    with pytest.raises(DejaDecideError, match="pas de part"):
        an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")


def test_a_reader_writes_nothing(monde: Monde) -> None:
    with pytest.raises(PermissionDenied, match="lire, pas de modifier"):
        orienter(an_acteur(monde.lecteur), monde.reference, "AL", motif="", rang_vu=0, moment=MOMENT)
    assert nothing_written()


def test_a_stranger_learns_nothing(monde: Monde) -> None:
    with pytest.raises(Http404):
        orienter(an_acteur(monde.gestionnaire_autre), "L-2026-0002", "AL", motif="", rang_vu=0, moment=MOMENT)


def test_a_reservataire_who_sees_a_dwelling_does_not_orient_it(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    a_fait(monde.liberations[0], "refus", monde.comptes["VILLE"])
    with pytest.raises(PermissionDenied, match="Seul le bailleur"):
        orienter(an_acteur(monde.agent_ville), monde.reference, "AL", motif=MOTIF, rang_vu=2, moment=MOMENT)
    assert not Acte.objects.exists()


def test_each_orients_his_own_dwelling_of_that_reference(monde: Monde) -> None:
    fact = an_orientation(an_acteur(monde.gestionnaire_autre), monde.reference)
    assert fact.liberation == monde.liberation_autre
    assert references(monde)[0] == monde.reference


@pytest.mark.parametrize("rang_vu", [-1, 1, 7])
def test_a_page_that_is_out_of_date_decides_nothing(monde: Monde, rang_vu: int) -> None:
    with pytest.raises(DejaDecideError, match="a changé depuis l’affichage ; rien n’a été changé"):
        orienter(an_acteur(monde.gestionnaire), monde.reference, "AL", motif="", rang_vu=rang_vu, moment=MOMENT)
    assert nothing_written()


def test_nobody_decides_twice(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    an_orientation(acteur, monde.reference)
    for rang_vu in (0, 1):
        with pytest.raises(DejaDecideError, match="n’attend plus de décision"):
            orienter(acteur, monde.reference, "VILLE", motif=MOTIF, rang_vu=rang_vu, moment=MOMENT)
    assert (Fait.objects.count(), Acte.objects.count()) == (1, 1)


def test_what_is_out_of_the_flux_is_not_oriented(monde: Monde) -> None:
    with pytest.raises(DejaDecideError):
        orienter(an_acteur(monde.gestionnaire), "L-2026-0004", "AL", motif=MOTIF, rang_vu=0, moment=MOMENT)
    assert nothing_written()


def test_after_a_refusal_the_dwelling_goes_to_another(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    an_orientation(acteur, monde.reference)
    a_fait(monde.liberations[0], "refus", monde.comptes["AL"])
    again = an_attente(monde.habitat_lys, monde.reference)
    assert (again.suivi.rang, again.suivi.refus) == (2, ("AL",))
    assert again.proposition.choix.retenu != "AL"
    assert again.proposition.choix.ligne("AL").lecture == "refus"
    assert "AL" not in {effet.reservataire for effet in effects(again)}
    fact = an_orientation(acteur, monde.reference)
    assert (fact.rang, fact.enregistrement["refus"]) == (3, ["AL"])


def test_a_fact_already_at_that_rank_stops_the_decision(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last line of defence: a fact written past the lock, at the same rank."""

    def write_first(*_args: Any) -> None:
        a_fait(monde.liberations[0], "orientation", monde.comptes["CD"])

    monkeypatch.setattr("gef.actions.orienter._check_choice", write_first)
    with pytest.raises(DejaDecideError, match="vient d’être orienté par une autre personne"):
        an_orientation(an_acteur(monde.gestionnaire), monde.reference)
    assert not Acte.objects.exists()


def test_without_its_act_no_fact_is_kept(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise OSError("disque plein")

    monkeypatch.setattr(Acte, "save", fail)
    with pytest.raises(OSError, match="disque plein"):
        an_orientation(an_acteur(monde.gestionnaire), monde.reference)
    assert nothing_written()
    assert soldes(monde.habitat_lys) == {}


def test_parts_beyond_the_whole_are_said_not_shared(monde: Monde) -> None:
    a_compte(monde.habitat_lys, "REGION", "region", part="1/20")
    with pytest.raises(PartsIncompatiblesError, match=f"Commune {CANNES} : les parts des conventions font"):
        list_en_attente(monde.habitat_lys, JOUR)


def test_a_commune_outside_the_official_list_has_the_parts_of_the_departement(monde: Monde) -> None:
    a_liberation(monde.habitat_lys, "HORS-COG", libre_le=JOUR, commune="06999", epci="")
    proposed = an_attente(monde.habitat_lys, "HORS-COG").proposition.choix
    assert {ligne.candidat.id for ligne in proposed.lignes} == {"ETAT-P", "ETAT-F", "AL", "CD", BAILLEUR}


@pytest.mark.parametrize("count", [3, 30])
def test_query_count_does_not_follow_the_dwellings(
    monde: Monde, count: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for rank in range(count):
        a_liberation(monde.habitat_lys, f"N-{rank:03d}", libre_le=JOUR - timedelta(days=rank), commune=ANTIBES)
    with django_assert_num_queries(5):
        list_en_attente(monde.habitat_lys, JOUR)
    acteur = an_acteur(monde.gestionnaire)
    with django_assert_num_queries(12):
        orienter(acteur, monde.reference, "CD", motif=MOTIF, rang_vu=0, moment=MOMENT)


def test_the_rank_of_a_dwelling_is_one_fact_even_for_the_database(monde: Monde) -> None:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference)
    with pytest.raises(IntegrityError):
        a_fait(monde.liberations[0], "refus", monde.comptes["AL"], rang=1)


def test_a_proposal_that_changed_since_it_was_shown_is_said_and_nothing_is_written(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    with pytest.raises(
        DejaDecideError, match=r"La proposition a changé depuis l’affichage.*Action Logement, et non plus"
    ):
        orienter(acteur, monde.reference, "CD", motif="", rang_vu=0, moment=MOMENT, propose_vu="CD")
    assert nothing_written()
    assert an_orientation(acteur, monde.reference, propose_vu="AL").rang == 1


def test_proposals_are_made_once_for_a_state_and_again_after_a_fact(monde: Monde) -> None:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference)
    first = list_en_attente(monde.habitat_lys, JOUR)
    assert list_en_attente(monde.habitat_lys, JOUR) is first
    assert list_en_attente(monde.habitat_lys, JOUR + timedelta(days=1))[0].jours_de_vacance == 8
    parametres = Parametres(regle="retard")
    saisie = SaisieReglage(parametres, date(2026, 1, 1), "comité du 12 décembre 2025")
    inscrire_reglage(an_acteur(monde.gestionnaire), saisie, MOMENT)
    assert list_en_attente(monde.habitat_lys, JOUR)[0].parametres == parametres
    an_orientation(an_acteur(monde.gestionnaire), "L-2026-0002")
    assert references(monde) == ["L-2026-0003"]
