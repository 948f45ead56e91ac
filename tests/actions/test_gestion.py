"""Who designates, read from the ledger and the conventions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.builders import MOMENT, Monde, a_convention, a_fait, a_liberation, an_acteur, an_orientation

from gef.actions.faits import SaisieFait, inscrire_fait
from gef.actions.flux import load_flux
from gef.actions.gestion import narrow_gestion, read_gestion
from gef.core.errors import DonneeInvalideError
from gef.db.flux.models import Convention, Fait

MARS = date(2026, 3, 2)


def manage(monde: Monde) -> None:
    """Ten dwellings of Action Logement, mixed with a floor of 30 %: two requalified, one already with candidates.

    One of the État's, which entrusts the designation; one that the bailleur keeps.
    """
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(
        mode_gestion="mixte", requalifie_min=Fraction(3, 10)
    )
    Convention.objects.filter(reservataire=monde.comptes["ETAT-P"]).update(mode_gestion="deleguee")
    for rank in range(10):
        row = a_liberation(monde.habitat_lys, f"M-{rank}", libre_le=MARS)
        a_fait(row, "orientation", monde.comptes["AL"], date=MARS)
        if rank < 3:
            a_fait(row, "requalification" if rank < 2 else "candidats", monde.comptes["AL"], date=MARS)
    for name, compte in (("N-1", monde.comptes["ETAT-P"]), ("N-2", None)):
        a_fait(a_liberation(monde.habitat_lys, name, libre_le=MARS), "orientation", compte, date=MARS)


def test_each_account_has_its_line_and_what_lacks_in_dwellings(monde: Monde) -> None:
    manage(monde)
    suivi = read_gestion(monde.habitat_lys, 2026)
    al, etat = suivi.lignes
    assert (al.reservataire, al.orientes, al.requalifies, al.manquent, al.requalifiables) == ("AL", 10, 2, 1, 7)
    assert (etat.reservataire, etat.modes, etat.delegues, etat.part_designes) == ("ETAT-P", ("deleguee",), 1, 1)
    assert suivi.manquent == 1
    assert [row.suivi.liberation.reference for row in suivi.requalifiables] == [f"M-{rank}" for rank in range(3, 10)]
    assert read_gestion(monde.habitat_lys, 2025).lignes == ()


def test_a_reservataire_reads_his_lines_and_not_what_the_bailleur_may_do(monde: Monde) -> None:
    manage(monde)
    suivi = read_gestion(monde.habitat_lys, 2026)
    assert narrow_gestion(suivi, None) == suivi
    own = narrow_gestion(suivi, {"AL"})
    assert ([row.reservataire for row in own.lignes], own.requalifiables) == (["AL"], ())


def test_an_account_without_a_convention_is_managed_directly(monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["CD"]).delete()
    a_fait(monde.liberations[0], "orientation", monde.comptes["CD"])
    (ligne,) = read_gestion(monde.habitat_lys, 2026).lignes
    assert (ligne.modes, ligne.designes, ligne.manquent) == (("directe",), 0, None)


def requalify(monde: Monde) -> Fait:
    saisie = SaisieFait("requalification", MOMENT.date())
    return inscrire_fait(an_acteur(monde.gestionnaire), monde.reference, saisie, rang_vu=1, moment=MOMENT)


@pytest.mark.parametrize(("mode", "said"), [("directe", "gestion directe"), ("deleguee", "déjà en gestion déléguée")])
def test_a_convention_that_is_not_mixed_leaves_nothing_to_requalify(monde: Monde, mode: str, said: str) -> None:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(mode_gestion=mode)
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "AL")
    with pytest.raises(DonneeInvalideError, match=f"requalification pour Action Logement : .*{said}"):
        requalify(monde)
    assert Fait.objects.count() == 1


def test_a_mixed_convention_lets_the_bailleur_designate_on_the_same_account(monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(mode_gestion="mixte")
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "AL")
    fact = requalify(monde)
    suivi = load_flux(monde.habitat_lys.pk).suivis[monde.liberations[0].pk]
    assert (fact.reservataire, suivi.etat.etat, suivi.reservataire) == (monde.comptes["AL"], "oriente", "AL")


def test_the_convention_is_the_one_of_the_day_the_dwelling_is_free(monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["CD"]).update(fin=date(2026, 6, 2))
    a_convention(monde.comptes["CD"], Fraction(1, 15), date(2026, 6, 2), mode_gestion="mixte")
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "CD")  # free on 1 June
    with pytest.raises(DonneeInvalideError, match="gestion directe"):
        requalify(monde)
