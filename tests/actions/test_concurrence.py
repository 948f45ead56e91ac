"""Several people at once, each on his own connection: real transactions on a file of SQLite, or on PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fractions import Fraction
from threading import Barrier

import pytest
from django.db import connection
from tests.actions.imputation_exemple import agree, confirm, present
from tests.builders import (
    JOUR,
    MOMENT,
    MOTIF,
    Monde,
    a_liberation,
    a_monde,
    an_acteur,
    an_attente,
    soldes,
)

from gef.access.acteur import Acteur
from gef.actions import flux
from gef.actions.executions import keep_execution
from gef.actions.faits import DejaDecideError
from gef.actions.flux import load_flux
from gef.actions.lot_orientation import LotChangeError, Vu, orienter_lot
from gef.actions.orienter import list_en_attente, orienter
from gef.core.enregistrement import verifier_enregistrement
from gef.core.motifs import Source
from gef.db.flux.models import Fait
from gef.db.imputations.models import ImputationConfirmee
from gef.db.journal.models import Acte, Execution

pytestmark = pytest.mark.usefixtures("base_partagee")

TOGETHER = 4


def at_once(acts: list[Callable[[], str]]) -> Counter[str]:
    """Run acts in as many threads, started together; count what they answer."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], str]) -> str:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def decide(acteur: Acteur, reference: str, choice: str) -> Callable[[], str]:
    def act() -> str:
        try:
            orienter(acteur, reference, choice, motif=MOTIF, rang_vu=0, moment=MOMENT)
        except DejaDecideError:
            return "refused"
        return "decided"

    return act


@pytest.fixture
def monde_partage() -> Monde:
    return a_monde()


def test_one_of_those_who_decide_on_a_dwelling_at_once_does(monde_partage: Monde) -> None:
    acteur = an_acteur(monde_partage.gestionnaire)
    references = [row.reference for row in monde_partage.liberations[:3]]
    for reference in references:
        acts = [decide(acteur, reference, choice) for choice in ("ETAT-P", "ETAT-F", "AL", "CD")]
        assert at_once(acts) == {"decided": 1, "refused": TOGETHER - 1}
    assert Counter(Fait.objects.values_list("liberation__reference", "rang")) == {(r, 1): 1 for r in references}
    assert Acte.objects.count() == len(references)


def test_those_who_decide_on_different_dwellings_all_do_and_count_each_other(monde_partage: Monde) -> None:
    acteur = an_acteur(monde_partage.gestionnaire)
    for rank in range(TOGETHER):
        a_liberation(monde_partage.habitat_lys, f"N-{rank}", libre_le=date(2026, 5, rank + 1))
    acts = [decide(acteur, f"N-{rank}", "CD") for rank in range(TOGETHER)]
    assert at_once(acts) == {"decided": TOGETHER}
    facts = list(Fait.objects.order_by("pk"))
    for fact in facts:
        verifier_enregistrement(fact.enregistrement)
    # The first decided saw nobody served; the last one saw the others served, by decision or ahead of him in the list.
    assert soldes(monde_partage.habitat_lys)["CD"] == TOGETHER * Fraction(1, 15) - TOGETHER
    seen = [
        next(row["recus"] for row in fact.enregistrement["lignes"] if row["reservataire"] == "CD") for fact in facts
    ]
    assert seen[-1] == TOGETHER - 1


def test_batches_that_share_a_dwelling_are_accepted_whole_or_not_at_all(monde_partage: Monde) -> None:
    acteur = an_acteur(monde_partage.gestionnaire)
    rows = list_en_attente(monde_partage.habitat_lys, JOUR)
    whole = [Vu(row.liberation.reference, row.suivi.rang, row.retenu) for row in rows]

    def accept(vus: list[Vu]) -> Callable[[], str]:
        def act() -> str:
            try:
                return f"{len(orienter_lot(acteur, vus, moment=MOMENT))} decided"
            except LotChangeError:
                return "refused"

        return act

    batches = [whole, whole, whole[:2], whole[:2]]
    answers = at_once([accept(vus) for vus in batches])
    assert answers["refused"] == TOGETHER - 1
    assert Fait.objects.count() == (3 if answers["3 decided"] else 2)
    assert Acte.objects.count() == Fait.objects.count()
    assert set(Fait.objects.values_list("rang", flat=True)) == {1}


def test_readers_and_a_writer_at_once_all_see_a_whole_state(monde_partage: Monde) -> None:
    bailleur, acteur = monde_partage.habitat_lys, an_acteur(monde_partage.gestionnaire)
    for rank in range(6):
        a_liberation(bailleur, f"N-{rank}", libre_le=JOUR)

    def read() -> str:
        for _ in range(20):
            etat = load_flux(bailleur.pk)
            oriented = [s for s in etat.suivis.values() if s.reservataire]
            assert etat.moteur.comptes.somme_des_soldes() == 0
            assert sum(c.recus for c in etat.moteur.comptes.par_reservataire.values()) == len(oriented)
        return "read"

    def write() -> str:
        for rank in range(6):
            retenu = an_attente(bailleur, f"N-{rank}").proposition.choix.retenu
            orienter(acteur, f"N-{rank}", retenu, motif=MOTIF, rang_vu=0, moment=MOMENT)
        return "written"

    assert at_once([read, write, read, read]) == {"read": 3, "written": 1}
    continued = soldes(bailleur)
    flux._KNOWN.clear()
    assert soldes(bailleur) == continued


def test_one_of_those_who_confirm_an_imputation_at_once_does_and_the_dwelling_counts_once(monde_partage: Monde) -> None:
    present(monde_partage)
    agree(monde_partage)
    choices = ("ETAT-P", "CD", "VILLE")

    def confirm_(compte: str) -> Callable[[], str]:
        def act() -> str:
            try:
                confirm(monde_partage, compte, motif=MOTIF)
            except DejaDecideError:
                return "refused"
            return "confirmed"

        return act

    assert at_once([confirm_(compte) for compte in choices]) == {"confirmed": 1, "refused": len(choices) - 1}
    assert ImputationConfirmee.objects.count() == Fait.objects.filter(type="imputation").count() == 1
    comptes = load_flux(monde_partage.habitat_lys.pk).moteur.comptes
    assert sum(compte.recus for compte in comptes.par_reservataire.values()) == 1
    assert comptes.somme_des_soldes() == 0


def test_runs_kept_at_once_are_numbered_one_after_the_other(monde_partage: Monde) -> None:
    def keep(count: int) -> Callable[[], str]:
        def act() -> str:
            keep_execution(
                monde_partage.habitat_lys,
                "essai",
                2026,
                entree=Source(f"entrée {count}", "donnee"),
                resultat=Source("résultat", "donnee"),
                acteur=None,
                moment=MOMENT,
            )
            return "kept"

        return act

    assert at_once([keep(count) for count in range(TOGETHER)]) == {"kept": TOGETHER}
    assert sorted(Execution.objects.values_list("version", flat=True)) == [*range(1, TOGETHER + 1)]
