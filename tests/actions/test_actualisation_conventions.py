"""The yearly update: shown and not written, then written as an avenant, sent and applied like any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.actions.convention_exemple import DEBUT, FIN, a_draft, a_signed, in_force, later, say
from tests.actions.monde_complet import calculate, complete
from tests.builders import MOMENT, Monde, an_acteur

from gef.actions import parts_retenues
from gef.actions.actualisation_conventions import proposer_actualisation, proposer_avenant
from gef.actions.conventions import ConventionLue, ConventionRefuseeError, read_convention
from gef.actions.parts_retenues import Choix
from gef.db.conventions.models import VersionConvention
from gef.db.flux.models import Droit
from gef.db.flux.requetes import conventions_of
from gef.db.programmes.models import LotNeuf, ProgrammeNeuf

UN_AN = date(2027, 3, 1)


@pytest.fixture
def held(monde: Monde, settings: Any, tmp_path: Any) -> tuple[Monde, ConventionLue]:
    """A convention in force, then a year that changes: a programme, a right that ends, parts retained."""
    settings.MEDIA_ROOT = tmp_path
    complete(monde)
    ville = monde.comptes["VILLE"]
    for reference, nombre, debut, fin in (
        ("D-1", 4, date(2020, 1, 1), date(2026, 12, 1)),
        ("D-2", 3, date(2020, 1, 1), None),
        ("D-3", 2, date(2026, 9, 1), None),
        ("D-4", 9, date(2010, 1, 1), date(2020, 1, 1)),
    ):
        Droit.objects.create(
            reservataire=ville,
            reference=reference,
            nature="terrain",
            type_droit="suite",
            nombre=nombre,
            commune="06029",
            debut=debut,
            fin=fin,
        )
    calculate(monde)
    lue = in_force(monde)
    programme = ProgrammeNeuf.objects.create(
        bailleur=monde.habitat_lys,
        code="P-1",
        nom="Les Cistes",
        commune="06029",
        mise_en_service=date(2026, 10, 1),
        document="permis",
        ecrit_le=MOMENT,
    )
    LotNeuf.objects.create(programme=programme, typologie="T3", financement="PLUS", nombre=12)
    choix = Choix("part_du_parc", "Accord des partenaires du 2 juin.", "", 1)
    parts_retenues.retenir_parts(an_acteur(monde.gestionnaire), 2026, choix, MOMENT)
    return monde, lue


def test_an_update_says_what_happened_and_writes_nothing(held: tuple[Monde, ConventionLue]) -> None:
    monde, lue = held
    proposed = proposer_actualisation(an_acteur(monde.gestionnaire), lue, 2026, UN_AN)
    found = {(cause.genre, cause.nombre) for cause in proposed.actualisation.causes}
    assert {("livraison", 12), ("droit_echu", 4), ("droit_nouveau", 2)} <= found
    assert not any(cause.nombre == 9 for cause in proposed.actualisation.causes), "ended long before"
    assert proposed.actualisation.part_apres != proposed.actualisation.part_avant == Fraction(1, 5)
    assert VersionConvention.objects.count() == 1


def test_the_avenant_is_written_sent_and_applied(held: tuple[Monde, ConventionLue]) -> None:
    monde, lue = held
    acteur = an_acteur(monde.gestionnaire)
    version = proposer_avenant(acteur, lue.row.pk, 2026, version_vue=1, moment=later(UN_AN))
    assert (version.numero, version.is_avenant) == (2, True)
    assert version.motif.startswith("Actualisation 2026 : ")
    with pytest.raises(ConventionRefuseeError, match="déjà en préparation"):
        proposer_avenant(acteur, lue.row.pk, 2026, version_vue=2, moment=later(UN_AN))
    lue = read_convention(acteur, lue.row.pk)
    part = lue.termes.part_totale
    lue = say(acteur, lue, "projet_avenant", moment=later(UN_AN))
    say(acteur, lue, "avenant", effet=date(2027, 7, 1), document="Avenant 1", moment=later(UN_AN))
    rows = conventions_of(monde.habitat_lys.pk).filter(reservataire__code="VILLE", debut__gte=DEBUT)
    assert [(row.part, row.debut, row.fin) for row in rows] == [
        (Fraction(1, 5), DEBUT, date(2027, 7, 1)),
        (part, date(2027, 7, 1), FIN),
    ]


def test_nothing_that_changed_is_no_avenant(monde: Monde) -> None:
    lue = in_force(monde)
    with pytest.raises(ConventionRefuseeError, match="Rien n’a changé"):
        proposer_avenant(an_acteur(monde.gestionnaire), lue.row.pk, 2026, version_vue=1, moment=MOMENT)


@pytest.mark.parametrize("make", [a_draft, a_signed])
def test_only_a_convention_that_applies_is_updated(monde: Monde, make: Any) -> None:
    lue = make(monde)
    with pytest.raises(ConventionRefuseeError, match="n’est pas en vigueur"):
        proposer_actualisation(an_acteur(monde.gestionnaire), lue, 2026, UN_AN)


def test_clauses_are_kept(held: tuple[Monde, ConventionLue]) -> None:
    monde, lue = held
    proposed = proposer_actualisation(an_acteur(monde.gestionnaire), lue, 2026, UN_AN)
    figures = {nom: getattr(lue.termes, nom) for nom in ("parts", "methode", "contractuels", "calculs")}
    assert replace(proposed.termes, **figures) == lue.termes
