"""A folder of files becomes the dossier that the database would give, or nothing at all."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from tests.cli.dossier_exemple import CANNES, write_dossier, write_droits

from gef.actions.donnees import Compte, ConventionInscrite, Dossier, DroitInscrit, FaitInscrit
from gef.actions.dossier_fichiers import DossierIllisibleError, read_dossier_fichiers
from gef.core.parts import BAILLEUR
from gef.imports.errors import FichierIllisibleError
from gef.imports.parc import to_parquet_bytes


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return write_dossier(tmp_path / "lys")


def read(folder: Path) -> Dossier:
    return read_dossier_fichiers(folder, bailleur="Habitat Lys", millesime=2026)


def append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\r\n")


def test_each_file_gives_its_part(dossier: Path) -> None:
    data = read(dossier)
    assert (data.bailleur, data.departement, data.millesime, data.source_parc) == (
        "Habitat Lys",
        "06",
        2026,
        "parc.csv",
    )
    assert data.parc.height == 410
    assert [compte.code for compte in data.comptes] == ["AL", "ETAT-F", "ETAT-P", "VILLE"]
    assert data.comptes[3] == Compte("VILLE", "Ville de Lys", "commune", f"commune:{CANNES}")
    assert data.conventions[0] == ConventionInscrite(
        "ETAT-P", Fraction(1, 4), date(2024, 1, 1), None, "orientation", "non_compte", "Convention (fictive)"
    )
    assert data.droits[-1] == DroitInscrit(
        reservataire="VILLE",
        nature="garantie",
        type_droit="suite",
        nombre=30,
        debut=date(2010, 1, 1),
        commune=CANNES,
        programme="Les Goélands",
        echeance_pret=date(2050, 1, 1),
        document="Acte (fictif)",
    )
    assert data.droits[2].rotation == Fraction(1, 5)
    assert data.previsions == ()


def test_freed_dwellings_come_with_their_facts_in_order(dossier: Path) -> None:
    data = read(dossier)
    assert len(data.liberations) == 42
    dates = [row.libre_le for row in data.liberations]
    assert dates == sorted(dates)
    nouveau = data.liberations[-1]
    assert (nouveau.reference, nouveau.epci, nouveau.periode, nouveau.qpv) == ("N-01", "200039915", "1975_1989", False)
    assert [fait.type for fait in nouveau.faits] == ["orientation", "refus", "orientation"]


def test_a_fact_that_names_nobody_is_about_who_holds_the_dwelling(dossier: Path) -> None:
    append(dossier / "faits.csv", "D-02;03/03/2025;orientation;")
    append(dossier / "faits.csv", "D-02;01/04/2025;bail;")
    faits = {row.reference: row.faits for row in read(dossier).liberations}
    assert [fait.reservataire for fait in faits["D-01"]] == ["AL", "AL", "AL"]
    assert [fait.reservataire for fait in faits["N-01"]] == ["VILLE", "VILLE", "AL"]
    assert faits["D-02"] == (
        FaitInscrit("orientation", date(2025, 3, 3), BAILLEUR),
        FaitInscrit("bail", date(2025, 4, 1), BAILLEUR),
    )


def test_an_imputation_names_who_holds_the_dwelling_from_then_on(dossier: Path) -> None:
    append(dossier / "faits.csv", "D-02;03/03/2025;orientation;AL")
    append(dossier / "faits.csv", "D-02;10/03/2025;imputation;VILLE")
    append(dossier / "faits.csv", "D-02;01/04/2025;attribution;")
    faits = {row.reference: row.faits for row in read(dossier).liberations}
    assert [fait.reservataire for fait in faits["D-02"]] == ["AL", "VILLE", "VILLE"]
    append(dossier / "faits.csv", "D-02;02/04/2025;imputation;")
    with pytest.raises(DossierIllisibleError, match="imputation sans réservataire ; attendu : le compte"):
        read(dossier)


def test_whoever_only_holds_rights_is_an_account_too(dossier: Path) -> None:
    append(dossier / "droits.csv", "CD;departement;departement;terrain;suite;7;;;01/01/2010;;;;oui;")
    assert read(dossier).comptes[1] == Compte("CD", "CD", "departement", "departement")


def test_an_account_cannot_be_two_things(dossier: Path) -> None:
    append(dossier / "droits.csv", "AL;departement;departement;terrain;suite;7;;;01/01/2010;;;;oui;")
    with pytest.raises(
        DossierIllisibleError, match="droits, ligne 6 : AL est departement, departement ; attendu : act"
    ):
        read(dossier)


def test_only_the_parc_and_the_conventions_are_needed(dossier: Path) -> None:
    for nom in ("droits", "liberations", "faits"):
        (dossier / f"{nom}.csv").unlink()
    data = read(dossier)
    assert (data.droits, data.liberations, data.previsions) == ((), (), ())


@pytest.mark.parametrize(("nom", "said"), [("parc", "parc absent"), ("conventions", "conventions absentes")])
def test_what_is_needed_is_asked_for(dossier: Path, nom: str, said: str) -> None:
    (dossier / f"{nom}.csv").unlink()
    with pytest.raises(DossierIllisibleError, match=said):
        read(dossier)


def test_a_folder_must_exist(tmp_path: Path) -> None:
    with pytest.raises(DossierIllisibleError, match="dossier introuvable"):
        read(tmp_path / "absent")


@pytest.mark.parametrize(
    ("nom", "line", "said"),
    [
        ("parc.csv", "L-X;99999;13;2;1;3;C;1980", "colonne DEPCOM"),
        ("conventions.csv", "CD;Dép;departement;departement;120 %;01/01/2024;;orientation;non_compte;", "120 %"),
        ("liberations.csv", "hier;D-99;06029;T3;PLUS;non;collectif;;;;;", "hier"),
        ("faits.csv", "D-01;03/03/2025;orientation;AL", "faits.csv"),
        ("droits.csv", "AL;action_logement;departement;magie;suite;7;;;01/01/2010;;;;oui;", "magie"),
    ],
)
def test_a_row_that_would_be_lost_blocks_the_whole(dossier: Path, nom: str, line: str, said: str) -> None:
    append(dossier / nom, line)
    with pytest.raises(DossierIllisibleError) as caught:
        read(dossier)
    assert said in str(caught.value)
    assert f"{nom} : des anomalies bloquent la lecture ; voir « gef importer {dossier} ». Première : " in str(
        caught.value
    )


def test_a_fact_of_a_dwelling_that_was_not_freed_is_refused(dossier: Path) -> None:
    append(dossier / "faits.csv", "Z-99;03/03/2025;orientation;AL")
    with pytest.raises(DossierIllisibleError, match="logement « Z-99 » absent des libérations"):
        read(dossier)


def test_a_file_that_is_no_table_is_refused(dossier: Path) -> None:
    (dossier / "droits.csv").write_bytes(b"%PDF-1.7")
    with pytest.raises(FichierIllisibleError, match="document PDF"):
        read(dossier)


def test_an_accepted_parc_is_read_from_parquet(dossier: Path) -> None:
    data = read(dossier)
    (dossier / "parc.parquet").write_bytes(to_parquet_bytes(data.parc))
    (dossier / "parc.csv").unlink()
    again = read(dossier)
    assert again.source_parc == "parc.parquet"
    assert again.parc.equals(data.parc)


def test_a_workbook_does_as_well_as_a_csv(dossier: Path) -> None:
    expected = read(dossier).droits
    lines = (dossier / "droits.csv").read_text(encoding="utf-8").splitlines()
    with xlsxwriter.Workbook(dossier / "droits.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        for rank, line in enumerate(lines):
            sheet.write_row(rank, 0, line.split(";"))
    (dossier / "droits.csv").unlink()
    assert read(dossier).droits == expected


def test_the_departement_is_that_of_most_dwellings(dossier: Path) -> None:
    for number in range(3):
        append(dossier / "parc.csv", f"L-A{number};01004;13;2;1;3;C;1980")
    assert read(dossier).departement == "06"


def test_the_order_of_the_rows_changes_nothing_but_itself(dossier: Path) -> None:
    write_droits(dossier, [("AL", "un_pourcent", 80, "20 %"), ("ETAT-P", "etat", 100, ""), ("ETAT-F", "etat", 40, "")])
    data = read(dossier)
    assert [compte.code for compte in data.comptes] == ["AL", "ETAT-F", "ETAT-P", "VILLE"]
    assert isinstance(data.parc, pl.DataFrame)


FILES = {
    "operations": (
        "operation;commune;logements;part_reservee;reservataire;type;portee;quotite;debut",
        f"OP-1;{CANNES};20;1/5;VILLE;commune;commune:{CANNES};1;01/03/2026",
    ),
    "exclusions": ("code;debut;reservataire", "pli;01/01/2026;AL"),
    "taux": ("territoire;annee;taux;source", "region:93;2024;8 %;SDES"),
    "derogations": ("code;valeur;clause;document;exercice", "etat;32 %;Porté à 32 %.;Arrêté;2026"),
    "demandes": ("commune;annee;demandes;source", f"{CANNES};2025;8400;SNE"),
    "reservations": ("logement;reservataire;debut", "HL-0001;AL;01/01/2020"),
    "logements_exclus": ("logement;code", "HL-0002;iml"),
}


def add(folder: Path, nom: str, *lines: str) -> None:
    (folder / f"{nom}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_what_a_negotiation_needs_is_read_too(dossier: Path) -> None:
    before = read(dossier)
    for nom, lines in FILES.items():
        add(dossier, nom, *lines)
    data = read(dossier)
    [operation] = set(data.droits) - set(before.droits)
    assert (operation.reservataire, operation.nombre, operation.reference) == ("VILLE", 4, "OP-1")
    assert (data.exclusions[0].code, data.exclusions[0].reservataire) == ("pli", "AL")
    assert (data.taux_publies[0].territoire, data.taux_publies[0].valeur) == ("region:93", Fraction(2, 25))
    assert (data.derogations[0].valeur, data.derogations[0].portee) == (Fraction(8, 25), "departement")
    assert data.demandes[0].demandes == 8400
    assert data.reservations.rows() == [("HL-0001", "AL", "", date(2020, 1, 1), None)]
    assert data.logements_exclus.rows() == [("HL-0002", "iml", "")]


@pytest.mark.parametrize(
    ("nom", "lines"),
    [
        ("exclusions", ("code;debut;reservataire", "pli;01/01/2026;PERSONNE")),
        ("reservations", ("logement;reservataire", "HL-0001;PERSONNE")),
    ],
)
def test_an_account_that_nobody_knows_is_refused(dossier: Path, nom: str, lines: tuple[str, ...]) -> None:
    add(dossier, nom, *lines)
    with pytest.raises(DossierIllisibleError, match=f"{nom}, réservataire « PERSONNE » inconnu"):
        read(dossier)


def test_corrections_are_made_before_anything_is_computed(dossier: Path) -> None:
    before = read(dossier).parc
    logement = before.get_column("ident_int").drop_nulls()[0]
    add(dossier, "corrections", "logement;champ;valeur", f"{logement};COMPLGEO;Les Voiles")
    after = read(dossier).parc
    assert after.get_column("programme")[0] == "Les Voiles"
    assert after.drop("programme").equals(before.drop("programme"))
    add(dossier, "corrections", "logement;champ;valeur", "NULLE-PART;COMPLGEO;Les Voiles")
    with pytest.raises(DossierIllisibleError, match="logement « NULLE-PART » absent du parc"):
        read(dossier)
