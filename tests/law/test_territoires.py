"""The packaged lists have the official counts, and join each other by code and by name."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files

import pytest

from gef.law.errors import TerritoireInconnuError
from gef.law.territoires import (
    find_commune,
    load_communes,
    load_departements,
    load_epci,
    load_qpv,
    load_regions,
    qpv_par_commune,
)


def _communes():
    return [commune for commune in load_communes().values() if commune.type == "commune"]


def _arrondissements():
    return [commune for commune in load_communes().values() if commune.type == "arrondissement"]


def test_counts_are_those_of_the_official_code_of_2026():
    assert len(_communes()) == 34_969
    assert Counter(a.commune for a in _arrondissements()) == {"75056": 20, "13055": 16, "69123": 9}
    assert Counter(epci.type for epci in load_epci().values()) == {
        "CC": 989,
        "CA": 230,
        "METRO": 21,
        "CU": 14,
        "MET69": 1,
        "EPT": 11,
    }
    assert len(load_departements()) == 109
    assert len(load_regions()) == 26


@pytest.mark.parametrize(
    ("departement", "nombre"), [("01", 391), ("06", 163), ("2A", 124), ("59", 647), ("75", 1), ("974", 24)]
)
def test_counts_of_some_departements(departement, nombre):
    assert sum(commune.departement == departement for commune in _communes()) == nombre


def test_each_epci_and_ept_has_as_many_communes_as_its_own_record_says():
    membres = Counter(commune.epci for commune in _communes() if commune.epci)
    membres.update(commune.ept for commune in _communes() if commune.ept)
    assert membres == {siren: epci.nombre_communes for siren, epci in load_epci().items()}


def test_communes_without_epci_are_the_islands_and_overseas_collectivities():
    sans = [commune for commune in _communes() if not commune.epci]
    assert len(sans) == 98
    assert {commune.nom for commune in sans if not commune.departement.startswith("9")} == {
        "Île-de-Bréhat",
        "Île-de-Sein",
        "Ouessant",
        "L’Île-d’Yeu",
    }


def test_every_commune_is_in_a_known_departement_of_the_same_region():
    departements, regions = load_departements(), load_regions()
    assert {d.region for d in departements.values()} == set(regions)
    for commune in load_communes().values():
        assert departements[commune.departement].region == commune.region
        assert len(commune.code) == 5
        assert commune.code.startswith(commune.departement) or commune.departement == "97"
    assert {commune.departement for commune in _communes()} == set(departements)


def test_chief_towns_exist():
    communes = load_communes()
    chefs_lieux = {territoire.chef_lieu for territoire in (*load_departements().values(), *load_regions().values())}
    assert chefs_lieux <= set(communes)


def test_codes_keep_their_leading_zero_and_their_letters():
    communes = load_communes()
    assert communes["01001"].nom == "L’Abergement-Clémenciat"
    assert communes["2A004"].nom == "Ajaccio"
    assert list(communes) == sorted(communes)


@pytest.mark.parametrize(
    ("code", "nom", "commune", "epci"),
    [
        ("75120", "Paris 20e Arrondissement", "75056", "200054781"),
        ("69383", "Lyon 3e Arrondissement", "69123", "200046977"),
        ("13201", "Marseille 1er Arrondissement", "13055", "200054807"),
        ("06029", "Cannes", "06029", "200039915"),
    ],
)
def test_an_arrondissement_leads_to_its_commune_and_its_epci(code, nom, commune, epci):
    trouvee = find_commune(code)
    assert (trouvee.nom, trouvee.code_commune, trouvee.epci) == (nom, commune, epci)
    assert epci in load_epci()


def test_population_is_a_count_or_nothing():
    sans = [commune.code for commune in _communes() if commune.population is None]
    assert sans == ["98411", "98412", "98413", "98414", "98415", "98901"]
    assert load_communes()["75056"].population == 2_103_778
    ecart = sum(a.population for a in _arrondissements() if a.commune == "75056") - 2_103_778
    assert ecart == 0


def test_qpv_counts_are_those_of_the_2024_generation():
    quartiers = load_qpv().values()
    assert len(quartiers) == 1_493
    assert sum(qpv.code[2] != "9" for qpv in quartiers) == 1_362
    assert sum(len(qpv.communes) for qpv in quartiers) == 1_684
    assert len(qpv_par_commune()) == 824


def test_qpv_join_the_official_code_by_code_and_by_name():
    communes = load_communes()
    texte = files("gef.law").joinpath("zonages", "qpv.csv").read_text(encoding="utf-8")
    for ligne in csv.DictReader(texte.splitlines(), delimiter=";"):
        assert communes[ligne["commune"]].nom == ligne["nom_commune"].replace("'", "’")
        assert communes[ligne["commune"]].type == "commune"


def test_qpv_codes_say_their_departement():
    for qpv in load_qpv().values():
        departements = {load_communes()[code].departement.rjust(3, "0") for code in qpv.communes}
        assert qpv.code[2:5] in departements
        assert qpv.code[-1] in "MINC"


def test_qpv_by_commune_loses_no_quartier():
    groupes = qpv_par_commune()
    assert sum(len(quartiers) for quartiers in groupes.values()) == 1_684
    assert all(commune in qpv.communes for commune, quartiers in groupes.items() for qpv in quartiers)
    assert "06079" not in groupes


@pytest.mark.parametrize(("code", "indice"), [("1001", "« 01001 », L’Abergement-Clémenciat"), ("6029", "Cannes")])
def test_a_lost_zero_is_recognised(code, indice):
    with pytest.raises(TerritoireInconnuError, match=f"Commune « {code} » inconnue.*zéro.*{indice}"):
        find_commune(code)


@pytest.mark.parametrize("code", ["99999", "Cannes", ""])
def test_an_unknown_commune_is_refused(code):
    with pytest.raises(TerritoireInconnuError, match=r"en vigueur en 2026\.$"):
        find_commune(code)


def test_lists_are_loaded_once_and_cannot_be_changed():
    assert load_communes() is load_communes()
    with pytest.raises(TypeError):
        load_communes()["00000"] = None
