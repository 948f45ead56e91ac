"""A row of a model becomes what a dossier holds; the empty means what its page says."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from tests.builders_parc import CONVENTION, DROIT, PREVISION, a_lecture_modele

from gef.actions.donnees import (
    LOGEMENTS_EXCLUS,
    RESERVATIONS,
    ConventionInscrite,
    DemandesInscrites,
    DerogationInscrite,
    DroitInscrit,
    ExclusionInscrite,
    PrevisionInscrite,
    TauxInscrit,
)
from gef.actions.lignes_inscrites import (
    OperationRefuseeError,
    repartir_operations,
    to_convention,
    to_demandes,
    to_derogation,
    to_droit,
    to_exclusion,
    to_liste,
    to_prevision,
    to_taux,
)


def only(modele: str, **row: object) -> dict[str, object]:
    [ligne] = a_lecture_modele(modele, row).lignes
    return ligne


def test_an_empty_cell_of_a_right_is_what_the_register_calls_unknown() -> None:
    assert to_droit(only("droits", **DROIT)) == DroitInscrit(
        reservataire="VILLE",
        nature="terrain",
        type_droit="suite",
        nombre=4,
        debut=date(2010, 7, 1),
        fin=date(2040, 7, 1),
        commune="06029",
        programme="Les Goélands",
    )


def test_a_convention_and_a_forecast() -> None:
    assert to_convention(only("conventions", **CONVENTION)) == ConventionInscrite(
        "EPCI", Fraction(1, 20), date(2026, 1, 1), date(2029, 1, 1), "bail", "non_compte"
    )
    first_day = PrevisionInscrite(2026, "mutations", 31, "Plan 2026", None, date(2026, 1, 1))
    assert to_prevision(only("previsions", **PREVISION)) == first_day
    assert to_prevision(only("previsions", **PREVISION, declaree_le=date(2026, 2, 20), mois=4)) == PrevisionInscrite(
        2026, "mutations", 31, "Plan 2026", 4, date(2026, 2, 20)
    )


def test_what_a_negotiation_agrees_on() -> None:
    assert to_exclusion(only("exclusions", code="pli", debut="01/01/2026")) == ExclusionInscrite(
        "pli", date(2026, 1, 1)
    )
    taux = only("taux", territoire="departement", annee=2024, taux="1/12", source="S", numerateur_exclut="vente")
    assert to_taux(taux) == TauxInscrit("departement", 2024, Fraction(1, 12), "S", frozenset({"vente"}))
    derogation = only("derogations", code="uniformite", valeur="0", clause="C", document="D")
    assert to_derogation(derogation) == DerogationInscrite("uniformite", Fraction(0), "C", "D")
    demandes = only("demandes", commune="06029", annee=2025, attributions=12, source="S")
    assert to_demandes(demandes) == DemandesInscrites("06029", 2025, None, 12, "S")


@pytest.mark.parametrize(
    ("genre", "schema", "row"),
    [
        ("reservations", RESERVATIONS, {"logement": "B", "reservataire": "AL"}),
        ("logements_exclus", LOGEMENTS_EXCLUS, {"logement": "B", "code": "iml"}),
    ],
)
def test_a_list_has_its_kept_shape(genre: str, schema: dict[str, pl.DataType], row: dict[str, object]) -> None:
    lecture = a_lecture_modele(genre, row, row | {"logement": "A"})
    liste = to_liste(genre, lecture.table)
    assert dict(liste.schema) == schema
    assert liste.get_column("logement").to_list() == ["A", "B"]
    texts = [nom for nom, kind in schema.items() if kind == pl.String]
    assert sum(liste.select(texts).null_count().row(0)) == 0


OPERATION = {
    "operation": "OP",
    "commune": "06029",
    "logements": 30,
    "part_reservee": "1/5",
    "type": "commune",
    "portee": "commune:06029",
    "quotite": "1/2",
    "debut": date(2026, 1, 1),
}


def test_operations_are_split_with_the_row_of_each_guarantor() -> None:
    rows = [OPERATION | {"reservataire": nom} for nom in ("V1", "V2")]
    other = OPERATION | {"operation": "OP2", "reservataire": "V1", "quotite": "1", "utilisateur": "V2"}
    one, two = repartir_operations(a_lecture_modele("operations", rows[0], other, rows[1]).lignes)
    assert [(ligne, droit.reservataire, droit.nombre) for ligne, droit in one.droits] == [(2, "V1", 3), (4, "V2", 3)]
    [(ligne, droit)] = two.droits
    assert (ligne, droit.nombre, droit.utilisateur, droit.reference) == (3, 6, "V2", "OP2")
    assert (droit.nature, droit.part_garantie, droit.delegation_debut) == ("garantie", 1, date(2026, 1, 1))


def test_an_operation_that_contradicts_itself_says_every_row() -> None:
    rows = [
        OPERATION | {"reservataire": "V1"},
        OPERATION | {"reservataire": "V2", "logements": 31, "programme": "Lys"},
        OPERATION | {"operation": "OP2", "reservataire": "V1", "quotite": "0"},
    ]
    with pytest.raises(OperationRefuseeError) as error:
        repartir_operations(a_lecture_modele("operations", *rows).lignes)
    assert error.value.constats[:2] == (
        "ligne 3, programme : autre que celui de la ligne 2",
        "ligne 3, logements : autre que celui de la ligne 2",
    )
    assert error.value.constats[2].startswith("ligne 4, garant V1, quotité : 0")
