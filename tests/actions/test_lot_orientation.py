"""Several proposals accepted at once: as if one by one, all or none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import (
    ANTIBES,
    CANNES,
    JOUR,
    MOMENT,
    Monde,
    a_fait,
    a_liberation,
    an_acteur,
    an_orientation,
    soldes,
)

from gef.actions.lot_orientation import LotChangeError, Vu, group_attentes, orienter_lot, read_vus, write_vus
from gef.actions.orienter import list_en_attente
from gef.core.enregistrement import verifier_enregistrement
from gef.db.flux.models import Fait
from gef.db.journal.models import Acte


def seen(monde: Monde) -> list[Vu]:
    return list(read_vus([write_vus(list_en_attente(monde.habitat_lys, JOUR))]))


def fill(monde: Monde) -> None:
    for rank in range(6):
        commune = CANNES if rank % 2 else ANTIBES
        a_liberation(monde.habitat_lys, f"N-{rank}", libre_le=JOUR + timedelta(days=rank), commune=commune)


def test_a_batch_writes_what_one_by_one_would(monde: Monde) -> None:
    fill(monde)
    vus = seen(monde)
    facts = orienter_lot(an_acteur(monde.gestionnaire), list(reversed(vus)), moment=MOMENT)
    assert [fact.liberation.reference for fact in facts] == [vu.reference for vu in vus]
    assert [fact.reservataire.code if fact.reservataire else "BAILLEUR" for fact in facts] == [
        vu.reservataire for vu in vus
    ]
    for fact in facts:
        fact.refresh_from_db()
        assert fact.enregistrement["reservataire"] == verifier_enregistrement(fact.enregistrement).retenu
        assert fact.motif == ""
    assert Acte.objects.count() == len(vus)
    assert sum(soldes(monde.habitat_lys).values()) == 0


def test_each_record_is_the_one_of_a_single_decision(monde: Monde) -> None:
    fill(monde)
    batch = orienter_lot(an_acteur(monde.gestionnaire), seen(monde), moment=MOMENT)
    records = [fact.enregistrement for fact in batch]
    Fait.objects.all().delete()
    references = [fact.liberation.reference for fact in batch]
    singles = [an_orientation(an_acteur(monde.gestionnaire), reference) for reference in references]
    assert [fact.enregistrement for fact in singles] == records


@pytest.mark.parametrize("kept", [[0], [1], [2], [0, 2], [2, 1]])
def test_only_what_is_ticked_is_oriented(monde: Monde, kept: list[int]) -> None:
    vus = seen(monde)
    facts = orienter_lot(an_acteur(monde.gestionnaire), [vus[rank] for rank in kept], moment=MOMENT)
    assert {fact.liberation.reference for fact in facts} == {vus[rank].reference for rank in kept}


def test_if_one_has_changed_none_is_written_and_it_is_named(monde: Monde) -> None:
    vus = seen(monde)
    an_orientation(an_acteur(monde.gestionnaire), vus[1].reference, "CD")
    with pytest.raises(LotChangeError, match=r"1\slogement coché a changé depuis l’affichage : L-2026-0002\. Aucun"):
        orienter_lot(an_acteur(monde.gestionnaire), [vus[0], vus[1]], moment=MOMENT)
    assert Fait.objects.count() == 1


def test_a_proposal_that_another_decision_moved_is_a_change(monde: Monde) -> None:
    vus = seen(monde)
    an_orientation(an_acteur(monde.gestionnaire), vus[0].reference, "ETAT-P")
    with pytest.raises(LotChangeError, match="L-2026-0002"):
        orienter_lot(an_acteur(monde.gestionnaire), vus[1:], moment=MOMENT)
    assert Fait.objects.count() == 1


def test_a_stranger_dwelling_is_no_dwelling_of_the_list(monde: Monde) -> None:
    with pytest.raises(LotChangeError, match="L-2026-0002"):
        orienter_lot(an_acteur(monde.gestionnaire_autre), [Vu("L-2026-0002", 0, "ETAT-P")], moment=MOMENT)
    assert not Fait.objects.exists()


def test_nothing_ticked_is_said(monde: Monde) -> None:
    with pytest.raises(LotChangeError, match="Aucun logement coché"):
        orienter_lot(an_acteur(monde.gestionnaire), [], moment=MOMENT)


@pytest.mark.parametrize("who", ["lecteur", "agent_ville"])
def test_who_may_not_orient_accepts_nothing(monde: Monde, who: str) -> None:
    with pytest.raises(PermissionDenied):
        orienter_lot(an_acteur(getattr(monde, who)), seen(monde), moment=MOMENT)


def test_without_the_last_act_nothing_of_the_batch_is_kept(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    save, calls = Acte.save, []

    def fail(self: Acte, **kwargs: bool) -> None:
        calls.append(self.objet)
        if len(calls) == len(vus):
            raise OSError("disque plein")
        save(self, **kwargs)

    vus = seen(monde)
    monkeypatch.setattr(Acte, "save", fail)
    with pytest.raises(OSError, match="disque plein"):
        orienter_lot(an_acteur(monde.gestionnaire), vus, moment=MOMENT)
    assert not Fait.objects.exists()


def test_a_delivery_and_what_came_back_on_a_day_make_groups(monde: Monde) -> None:
    for rank in range(2):
        a_liberation(monde.habitat_lys, f"D-{rank}", libre_le=JOUR, programme="Le Clos")
        back = a_liberation(monde.habitat_lys, f"R-{rank}", libre_le=JOUR, programme="Le Clos")
        a_fait(back, "orientation", monde.comptes["AL"])
        a_fait(back, "refus", monde.comptes["AL"])
    groups = {
        groupe.titre: [row.liberation.reference for row in groupe.attentes]
        for groupe in group_attentes(list_en_attente(monde.habitat_lys, JOUR))
    }
    assert groups == {
        "Le Clos, libres le 15\xa0juin\xa02026": ["D-0", "D-1"],
        "Rendus le 15\xa0juin\xa02026": ["R-0", "R-1"],
    }
