from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.orientation import Logement, Parametres, orienter_flux
from gef.core.parts import BAILLEUR, Reservataire
from gef.imports.errors import FichierIllisibleError, LigneInvalideError
from gef.imports.flux import (
    ARRONDI_MAX,
    CommuneFlux,
    iter_flux,
    read_communes,
    read_dossier,
    read_parts,
    read_reservataires,
)

COMMUNES = "commune,epci,parc,rotation,part_qpv\nC001,E1,400,0.074,0.25\nC002,E1,100,0.1,0\n"
RESERVATAIRES = (
    "reservataire,type,portee,part\nETAT,etat_prio,departement,0.25\nVILLE1,commune,commune:C001,0.1\n"
    "EPCI1,epci,epci:E1,0.05\nBAILLEUR,bailleur,departement,\n"
)
PARTS = (
    "commune,reservataire,part\nC001,ETAT,0.25\nC001,VILLE1,0.1\nC001,EPCI1,0.05\nC001,BAILLEUR,0.6\n"
    "C002,ETAT,0.25\nC002,EPCI1,0.05\nC002,BAILLEUR,0.7\n"
)
ENTETE_FLUX = "rang,date,logement,commune,epci,typologie,financement,qpv,forme,hors_flux,refus\n"
FLUX = (
    "1,2026-01-05,L1,C001,E1,T3,PLUS,0,collectif,,\n"
    "2,2026-01-06,L2,C002,E1,T5+,PLAI,1,individuel,mutation,\n"
    "3,2026-01-06,L3,C001,E1,T2,PLS,0,collectif,,ETAT;VILLE1\n"
)
FICHIERS = {
    "communes.csv": COMMUNES,
    "reservataires.csv": RESERVATAIRES,
    "parts.csv": PARTS,
    "flux.csv": ENTETE_FLUX + FLUX,
}


def a_dossier(dossier: Path, **changes: str) -> Path:
    for nom, contenu in FICHIERS.items():
        (dossier / nom).write_text(changes.get(nom.removesuffix(".csv"), contenu), encoding="utf-8")
    return dossier


def test_the_four_files_are_read_together(tmp_path: Path) -> None:
    data = read_dossier(a_dossier(tmp_path))
    assert data.communes == (
        CommuneFlux("C001", "E1", 400, Fraction(37, 500), Fraction(1, 4)),
        CommuneFlux("C002", "E1", 100, Fraction(1, 10), Fraction(0)),
    )
    assert data.reservataires[-1] == Reservataire(BAILLEUR, "bailleur", "departement")
    assert data.parts["C001"] == {
        "ETAT": Fraction(1, 4),
        "VILLE1": Fraction(1, 10),
        "EPCI1": Fraction(1, 20),
        BAILLEUR: Fraction(3, 5),
    }
    assert data.flux[2] == Logement(
        rang=3,
        date=date(2026, 1, 6),
        logement="L3",
        commune="C001",
        epci="E1",
        typologie="T2",
        financement="PLS",
        qpv=False,
        forme="collectif",
        refus=("ETAT", "VILLE1"),
    )
    assert (data.flux[1].hors_flux, data.flux[1].qpv) == ("mutation", True)


def test_what_is_read_is_what_the_core_orients(tmp_path: Path) -> None:
    data = read_dossier(a_dossier(tmp_path))
    decisions = list(orienter_flux(data.reservataires, data.parts, data.flux, Parametres()))
    assert [d.rang for d in decisions] == [1, 3]


def test_a_mark_of_encoding_carriage_returns_and_further_columns_are_accepted() -> None:
    contenu = b"\xef\xbb\xbf" + COMMUNES.replace("\n", ",x\r\n").encode()
    assert [c.commune for c in read_communes(contenu)] == ["C001", "C002"]


def test_the_stream_is_read_row_by_row() -> None:
    flux = iter_flux((ENTETE_FLUX + FLUX + "4,hier,,,,,,,,,\n").encode())
    assert [next(flux).rang for _ in range(3)] == [1, 2, 3]
    with pytest.raises(LigneInvalideError):
        next(flux)


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "message"),
    [
        ("communes", "C002,E1,100", "C001,E1,100", "« communes.csv », ligne 3, colonne « commune » : « C001 » lu ; attendu : une valeur qui n’est pas déjà plus haut."),
        ("communes", "400", "4OO", "« communes.csv », ligne 2, colonne « parc » : « 4OO » lu ; attendu : un nombre entier."),
        ("communes", "0.074", "0,074", "« communes.csv », ligne 2 : 6 champs lus ; attendu : 5."),
        ("communes", "0.074", "1.5", "« communes.csv », ligne 2, colonne « rotation » : « 1.5 » lu ; attendu : une part entre 0 et 1, avec un point décimal."),
        ("communes", "0.074", "nan", "« communes.csv », ligne 2, colonne « rotation » : « nan » lu ; attendu : une part entre 0 et 1, avec un point décimal."),
        ("communes", "C001,E1", "C001,", "« communes.csv », ligne 2, colonne « epci » : «  » lu ; attendu : une valeur."),
        ("reservataires", "etat_prio", "etat", "« reservataires.csv », ligne 2, colonne « type » : « etat » lu ; attendu : etat_prio, etat_fonct, action_logement, departement, region, epci, commune, autre ou bailleur."),
        ("reservataires", "commune:C001", "C001", "« reservataires.csv », ligne 3, colonne « portee » : « C001 » lu ; attendu : departement, epci:CODE ou commune:CODE."),
        ("reservataires", "departement,0.25", "departement,", "« reservataires.csv », ligne 2, colonne « part » : «  » lu ; attendu : une part entre 0 et 1, avec un point décimal."),
        ("parts", "C002,ETAT", "C003,ETAT", "« parts.csv », ligne 6, colonne « commune » : « C003 » lu ; attendu : une valeur de communes.csv."),
        ("parts", "C001,VILLE1", "C001,VILLE9", "« parts.csv », ligne 3, colonne « reservataire » : « VILLE9 » lu ; attendu : une valeur de reservataires.csv."),
        ("parts", "C001,VILLE1", "C001,ETAT", "« parts.csv », ligne 3, colonne « reservataire » : « ETAT » lu ; attendu : une valeur qui n’est pas déjà plus haut."),
        ("parts", "0.6", "0.7", "« parts.csv », ligne 5, colonne « part » : les parts de la commune C001 font 1.1 ; attendu : 1."),
        ("flux", "3,2026-01-06", "4,2026-01-06", "« flux.csv », ligne 4, colonne « rang » : « 4 » lu ; attendu : 3, les rangs se suivent à partir de 1."),
        ("flux", "2026-01-05", "05/01/2026", "« flux.csv », ligne 2, colonne « date » : « 05/01/2026 » lu ; attendu : une date aaaa-mm-jj."),
        ("flux", "L1,C001,E1", "L1,C001,E2", "« flux.csv », ligne 2, colonne « epci » : « E2 » lu ; attendu : E1, l’EPCI de la commune C001 dans communes.csv."),
        ("flux", "T3", "T6", "« flux.csv », ligne 2, colonne « typologie » : « T6 » lu ; attendu : T1, T2, T3, T4 ou T5+."),
        ("flux", "PLUS,0", "PLI,0", "« flux.csv », ligne 2, colonne « financement » : « PLI » lu ; attendu : PLAI, PLUS ou PLS."),
        ("flux", "PLUS,0", "PLUS,2", "« flux.csv », ligne 2, colonne « qpv » : « 2 » lu ; attendu : 0 ou 1."),
        ("flux", "mutation", "vente", "« flux.csv », ligne 3, colonne « hors_flux » : « vente » lu ; attendu : rien, mutation ou relogement."),
        ("flux", "ETAT;VILLE1", "ETAT;X", "« flux.csv », ligne 4, colonne « refus » : « ETAT;X » lu ; attendu : des réservataires de reservataires.csv, séparés par « ; »."),
    ],
)  # fmt: skip
def test_the_first_defect_stops_the_reading(tmp_path: Path, fichier: str, avant: str, apres: str, message: str) -> None:
    contenu = FICHIERS[f"{fichier}.csv"]
    assert avant in contenu
    with pytest.raises(LigneInvalideError) as refus:
        read_dossier(a_dossier(tmp_path, **{fichier: contenu.replace(avant, apres, 1)}))
    assert str(refus.value) == message


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        (b"", "la première ligne ne porte pas la colonne commune, epci, parc, rotation, part_qpv"),
        (b"commune;epci\n", "la première ligne ne porte pas la colonne commune, epci, parc, rotation, part_qpv"),
        (b"commune,epci,parc\n", "la première ligne ne porte pas la colonne rotation, part_qpv"),
        (b"commune\xe9\n", "il n’est pas en UTF-8"),
        (b'"' + b"x" * 200_000, "il n’est pas du CSV"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(contenu: bytes, message: str) -> None:
    with pytest.raises(FichierIllisibleError, match=message):
        read_communes(contenu)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    (a_dossier(tmp_path) / "parts.csv").unlink()
    with pytest.raises(FichierIllisibleError) as refus:
        read_dossier(tmp_path)
    assert str(refus.value) == (
        "« parts.csv » : il est absent ou ne peut pas être ouvert. Le dossier doit contenir les quatre fichiers .csv."
    )


def test_blank_rows_count_in_the_numbers() -> None:
    with pytest.raises(LigneInvalideError, match="ligne 4"):
        read_communes(COMMUNES.replace("C002,E1,100", "\nC002,E1,x").encode())


def test_the_bailleur_may_also_state_his_part() -> None:
    lues = read_reservataires(RESERVATAIRES.replace("departement,\n", "departement,0.6\n").encode())
    assert [r.part for r in lues] == [Fraction(1, 4), Fraction(1, 10), Fraction(1, 20), Fraction(3, 5)]
    assert read_reservataires(RESERVATAIRES.encode())[-1].part is None


def read_part_rows(parts: dict[str, str]) -> dict[str, Fraction]:
    rows = "".join(f"C,{nom},{part}\n" for nom, part in parts.items())
    return read_parts(f"commune,reservataire,part\n{rows}".encode())["C"]


@pytest.mark.parametrize(
    ("parts", "porteur"),
    [
        ({"A": "0.333333", BAILLEUR: "0.666666"}, BAILLEUR),
        ({"A": "0.3333334", BAILLEUR: "0.6666667"}, BAILLEUR),
        ({"A": "0.4", "B": "0.5999999"}, "B"),
        ({"A": "1", BAILLEUR: "0.0000001"}, "A"),
        ({"A": "0.1", "B": "0.30000000000000004", BAILLEUR: "0.6"}, BAILLEUR),
    ],
)
def test_what_rounded_decimals_lack_goes_to_the_rest(parts: dict[str, str], porteur: str) -> None:
    lues = read_part_rows(parts)
    assert sum(lues.values()) == 1
    assert {nom for nom, part in lues.items() if part != Fraction(parts[nom])} == {porteur}


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=6), st.integers(3, 9))
def test_parts_sum_to_one_and_none_is_negative(poids: list[int], decimales: int) -> None:
    total = sum(poids) or 1
    parts = {f"R{n}": f"{p / total:.{decimales}f}" for n, p in enumerate(poids)}
    somme = sum(Fraction(p) for p in parts.values())
    if abs(1 - somme) > ARRONDI_MAX:
        with pytest.raises(LigneInvalideError):
            read_part_rows(parts)
    else:
        lues: Any = read_part_rows(parts)
        assert sum(lues.values()) == 1
        assert min(lues.values()) >= 0
        assert all(abs(lues[nom] - Fraction(parts[nom])) <= ARRONDI_MAX for nom in parts)
