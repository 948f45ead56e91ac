from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.imports.errors import FichierIllisibleError
from gef.imports.parc import LectureParc, read_parc
from gef.imports.rpls_depot import POSITIONS, is_siret
from tests.imports.fabrique import ENTETE, a_depot, a_logement, a_xlsx, to_champs


def read(contenu: str | bytes, **options: str) -> LectureParc:
    return read_parc(contenu.encode() if isinstance(contenu, str) else contenu, nom="depot.csv", **options)  # type: ignore[arg-type]


def messages(lecture: LectureParc) -> list[str]:
    return [f"{a.gravite} : {a.message}" for a in lecture.rapport.anomalies]


def test_the_layout_has_64_positions_where_the_text_puts_them() -> None:
    assert len(POSITIONS) == len(set(POSITIONS)) == 64
    rangs = {
        "IDENT_REP": 1,
        "DEPCOM": 4,
        "COMPLGEO": 20,
        "QPV": 22,
        "FINAN": 32,
        "CONV": 34,
        "SORTIEPATRIM": 37,
        "MODE": 40,
    }
    rangs |= {"BAIL": 41, "LOYERPRINC": 44, "CUS": 47, "MISCOMMERCIAL": 59, "REMLOCDATE": 62, "CONTRESLOG": 63}
    assert {nom: POSITIONS.index(nom) + 1 for nom in rangs} == rangs


def test_a_right_deposit_is_read_whole() -> None:
    lecture = read(a_depot(a_logement(1), a_logement(2, IDENT_REP="", QPV="1", LOYERPRINC="9999"), a_logement(3)))
    rapport = lecture.rapport
    assert messages(lecture) == []
    assert (rapport.format, rapport.lignes_lues, rapport.lignes_retenues, rapport.is_acceptable) == (
        "rpls_depot",
        3,
        3,
        True,
    )
    assert lecture.table.select("ligne", "ident_rep", "qpv", "loyer_centimes").rows() == [
        (2, "0612345601", False, 40200),
        (3, None, True, None),
        (4, "0612345603", False, 40200),
    ]
    assert rapport.colonnes_absentes == ()


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_deposit_is_recognised_in_any_encoding(encodage: str) -> None:
    lecture = read(a_depot(a_logement(COMPLGEO="Résidence d’été")).encode(encodage))
    assert lecture.table.item(0, "programme") == "Résidence d’été"


def test_rows_that_have_not_64_fields_are_left_out_with_their_number() -> None:
    court, long = ";".join(to_champs(a_logement(2))[:60]), ";".join([*to_champs(a_logement(3)), "x", "y"])
    lecture = read(a_depot(a_logement(1), court, long, a_logement(4), ";".join([*to_champs(a_logement(5)), ""])))
    assert messages(lecture) == [
        "bloquant : Ligne 3 : trop peu de champs sur la ligne, « 60 champs » lu ; attendu : 64 champs.",
        "bloquant : Ligne 4 : trop de champs sur la ligne, « 66 champs » lu ; attendu : 64 champs.",
    ]
    assert lecture.table.get_column("ligne").to_list() == [2, 5, 6]
    assert lecture.rapport.lignes_ecartees == 2


def test_a_later_layout_is_never_read_at_a_guess() -> None:
    rows = [";".join([*to_champs(a_logement(n)), *["x"] * 8]) for n in range(1, 4)]
    lecture = read(a_depot(*rows))
    assert lecture.table.height == 0
    assert not lecture.rapport.is_acceptable
    assert lecture.rapport.causes[0].nombre == 3


def test_quotes_are_ordinary_characters() -> None:
    lecture = read(a_depot(a_logement(1, NOMVOIE='DU "PORT'), a_logement(2, COMPLGEO='"LES LYS"')))
    assert messages(lecture) == []
    assert lecture.table.get_column("adresse").to_list() == ['12 BIS RUE DU "PORT', "12 BIS RUE DES LYS"]
    assert lecture.table.item(1, "programme") == '"LES LYS"'


def test_the_number_announced_is_compared_with_what_was_read() -> None:
    entete = list(ENTETE)
    entete[10] = "1500"
    assert messages(read(a_depot(a_logement(1), a_logement(2), entete=entete))) == [
        (
            "a_corriger : Ligne 1 : nombre de logements différent de celui de l’en-tête, « 2 » lu ; "
            "attendu : 1\u202f500 logements, annoncés en position 11."
        )
    ]


def test_a_wrong_header_is_said_field_by_field() -> None:
    entete = ["2026", "06", "", "", "", "", "", "", "", "73282932000075", "deux"]
    assert messages(read(a_depot(a_logement(1), entete=entete))) == [
        "a_corriger : Ligne 1 : ligne d’en-tête incomplète, « 11 champs » lu ; attendu : 12 champs.",
        (
            "a_corriger : Ligne 1, colonne Nombre d’enregistrements : en-tête invalide, « deux » lu ; "
            "attendu : un nombre entier, en position 11."
        ),
        (
            "a_corriger : Ligne 1, colonne Numéro interne de l’organisme : en-tête invalide, « 06 » lu ; "
            "attendu : 9 caractères, en position 2."
        ),
        "a_corriger : Ligne 1, colonne Raison sociale : en-tête invalide ; attendu : le nom du bailleur, en position 3.",
        (
            "a_corriger : Ligne 1, colonne SIRET : en-tête invalide, « 73282932000075 » lu ; "
            "attendu : 14 chiffres et une clé juste, en position 10."
        ),
    ]


def test_a_header_too_long_is_said() -> None:
    [message] = messages(read(a_depot(a_logement(1), entete=[*ENTETE[:10], "1", "", "x"])))
    assert message == "a_corriger : Ligne 1 : ligne d’en-tête trop longue, « 13 champs » lu ; attendu : 12 champs."


def test_a_deposit_without_its_header_is_read_and_said() -> None:
    lecture = read(a_depot(a_logement(1), entete=[]))
    assert messages(lecture) == [
        "a_corriger : Ligne 1 : ligne d’en-tête absente ; attendu : les 12 champs du bailleur."
    ]
    assert lecture.table.get_column("ligne").to_list() == [1]


def test_the_year_of_the_header_bounds_the_dates() -> None:
    [message] = messages(read(a_depot(a_logement(1, BAIL="09/2027"))))
    assert message == (
        "a_corriger : Ligne 2, colonne BAIL : date refusée, « 09/2027 » lu ; attendu : un mois mm/aaaa, 2026 au plus tard."
    )


def test_a_number_met_twice_leaves_the_second_row_out() -> None:
    lecture = read(a_depot(a_logement(1), a_logement(2), a_logement(1, IDENT_INT="LYS-9")))
    assert messages(lecture) == [
        (
            "bloquant : Ligne 4, colonne IDENT_REP : numéro RPLS en double, « 0612345601 » lu ; "
            "attendu : une valeur unique ; déjà en ligne 2."
        )
    ]
    assert (lecture.table.height, lecture.rapport.doublons) == (2, 1)


def test_a_deposit_saved_as_a_workbook_is_read() -> None:
    row: list[object] = list(to_champs(a_logement(1)))
    row[POSITIONS.index("DEPCOM")], row[POSITIONS.index("NBPIECE")] = 6029, 3
    lecture = read(a_xlsx([[*ENTETE[:10], 1], row]))
    assert lecture.rapport.format == "rpls_depot"
    assert lecture.table.select("commune", "nb_pieces").row(0) == ("06029", 3)
    assert [c.code for c in lecture.rapport.causes] == ["zero_perdu"]


def test_a_header_alone_is_refused() -> None:
    with pytest.raises(FichierIllisibleError) as refus:
        read(a_depot())
    assert str(refus.value) == (
        "« depot.csv » : il ne contient qu’une ligne d’en-tête, sans aucune donnée. Exportez-le de nouveau."
    )


@pytest.mark.parametrize(
    ("siret", "juste"),
    [
        ("73282932000074", True),
        ("73282932000075", False),
        ("7328293200007", False),
        ("7328293200007a", False),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", False),
        ("35600000000048", True),
        ("35600000049837", True),
        ("35600000049838", False),
    ],
)
def test_the_key_of_a_siret_is_checked(siret: str, juste: bool) -> None:  # noqa: FBT001
    assert is_siret(siret) is juste


@given(st.integers(0, 10**13 - 1))
def test_one_last_digit_out_of_ten_is_right(debut: int) -> None:
    if not f"{debut:013}".startswith("356000000"):
        assert sum(is_siret(f"{debut:013}{cle}") for cle in range(10)) == 1
