"""For every month from the loi ELAN to the year after the newest check, each parameter has one value or one reason.

The last month comes from the data, never from a clock: the test keeps its meaning whenever it is run.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gef.law.errors import ParametreAbsentError
from gef.law.freshness import add_mois
from gef.law.loader import load_droit

DROIT = load_droit()
DERNIER = date(DROIT.derniere_verification.year + 1, 12, 1)
MOIS = [date(2018, 11, 1)]
while MOIS[-1] < DERNIER:
    MOIS.append(add_mois(MOIS[-1], 1))


def test_the_months_reach_december_of_the_next_year():
    assert MOIS[-1] == DERNIER == date(2027, 12, 1)
    assert len(MOIS) == 110


@pytest.mark.parametrize("code", list(DROIT.parametres))
def test_each_month_has_exactly_one_value_or_one_explicit_absence(code):
    parametre = DROIT.parametre(code)
    bornes = {periode.depuis for periode in (*parametre.valeurs, *parametre.absences)}
    veilles = {borne - timedelta(days=1) for borne in bornes}
    for jour in sorted({*MOIS, *(b for b in bornes | veilles if b >= MOIS[0])}):
        valeurs = [valeur for valeur in parametre.valeurs if valeur.is_en_vigueur(jour)]
        absences = [absence for absence in parametre.absences if absence.is_en_vigueur(jour)]
        assert len(valeurs) + len(absences) == 1, f"{code} au {jour}"
        if valeurs:
            assert parametre.au(jour) is valeurs[0]
        else:
            with pytest.raises(ParametreAbsentError) as levee:
                parametre.au(jour)
            assert absences[0].raison in str(levee.value)


@pytest.mark.parametrize("jour", MOIS)
def test_codes_needed_by_calculations_are_in_force_since_the_decree(jour):
    toujours = ("soustractions", "etat_plafond", "garanties_plafond", "bilan_echeance", "axes_bilan")
    en_vigueur = {ligne.code for ligne in DROIT.lister(jour) if ligne.is_en_vigueur}
    assert en_vigueur.issuperset(toujours) == (jour >= date(2020, 2, 22))
