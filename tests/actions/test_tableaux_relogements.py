"""Tables of the relogements: targets, gaps, and who may read which line."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.actions.test_chartes import SAISIE
from tests.builders import JOUR, MOMENT, Monde, a_fait, a_liberation, an_acteur

from gef.actions.chartes import EtatRelogements, fixer_objectif, imputer, inscrire_charte, read_relogements
from gef.actions.tableaux_relogements import AUTRES, table_a_imputer, table_contributions, table_relogements
from gef.core.relogements import ObjectifRelogement

NOMS = {"VILLE": "Ville de Lys", "AL": "Action Logement"}


@pytest.fixture
def etat(monde: Monde) -> EtatRelogements:
    acteur = an_acteur(monde.gestionnaire)
    charte = inscrire_charte(acteur, SAISIE, MOMENT)
    for objectif in (ObjectifRelogement("VILLE", nombre=3), ObjectifRelogement("AL", part=Fraction(1, 2))):
        fixer_objectif(acteur, charte.pk, objectif, MOMENT)
    for connu, (nom, code) in enumerate((("R-1", "VILLE"), ("R-2", "AL"), ("R-3", "ETAT-P"))):
        row = a_liberation(monde.habitat_lys, nom, libre_le=date(2026, 3, 1), hors_flux="anru")
        a_fait(row, "bail", date=date(2026, 4, 1))
        imputer(acteur, charte.pk, nom, code, motif="", connu=connu, moment=MOMENT)
    a_liberation(monde.habitat_lys, "R-4", libre_le=date(2026, 3, 1), hors_flux="lhi")
    return read_relogements(monde.habitat_lys, 2026, JOUR)


def test_the_gap_is_in_dwellings_and_the_whole_adds_up(etat: EtatRelogements) -> None:
    table = table_contributions(etat.chartes[0], 2026, NOMS, None)
    rows = {ligne.valeurs["reservataire"]: ligne for ligne in table.lignes}
    assert (rows["Ville de Lys"].valeurs["ecart"], rows["Ville de Lys"].marques) == (-2, {"ecart": "retard"})
    assert rows["Action Logement"].valeurs["objectif"] == Fraction(3, 2)
    assert rows["Action Logement"].details["objectif"].startswith("50")
    assert rows["ETAT-P"].valeurs["ecart"] is None
    assert table.total
    assert (table.total.valeurs["realises"], table.total.valeurs["ecart"]) == (3, Fraction(-5, 2))


def test_a_reservataire_reads_his_own_and_the_others_as_one(etat: EtatRelogements, monde: Monde) -> None:
    table = table_contributions(etat.chartes[0], 2026, {"VILLE": "Ville de Lys"}, frozenset({"VILLE"}))
    assert [ligne.valeurs["reservataire"] for ligne in table.lignes] == ["Ville de Lys", AUTRES]
    assert table.lignes[1].valeurs["realises"] == 2
    own = frozenset({monde.comptes["VILLE"].pk})
    assert [ligne.valeurs["logement"] for ligne in table_relogements(etat.chartes, {}, own).lignes] == ["R-1"]
    assert len(table_relogements(etat.chartes, {}, None).lignes) == 3


def test_what_waits_for_a_name_is_listed(etat: EtatRelogements) -> None:
    [ligne] = table_a_imputer(etat.a_imputer, {"R-4": "/ici"}).lignes
    assert (ligne.valeurs["logement"], ligne.valeurs["categorie"], ligne.liens) == ("R-4", "lhi", {"logement": "/ici"})
