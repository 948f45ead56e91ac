from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_registre import JOUR, SURVIE, a_droit, a_garantie, jours, registres

from gef.core.errors import DonneeInvalideError
from gef.core.etat_des_lieux import CONTINGENTS, FAMILLES, LogementParc, count_parc, dresser_etat_des_lieux
from gef.core.registre_droits import FAMILLE_PAR_TYPE


def a_logement(logement: str = "A1", **champs: object) -> LogementParc:
    complete = {
        "commune": "01001",
        "epci": "200000001",
        "qpv": False,
        "typologie": "T3",
        "financement": "PLUS",
        "contingent": "7",
        "periode": "1949_1974",
    }
    return LogementParc(logement, **{**complete, **champs})


def test_counts_by_commune_and_contingent() -> None:
    parc = [
        a_logement("A1", contingent="3"),
        a_logement("A2", contingent="3", exclu="pli"),
        a_logement("A3", contingent=None, qpv=True),
        a_logement("B1", commune="01002", contingent="4", qpv=None),
    ]
    etat = dresser_etat_des_lieux(count_parc(parc), [], JOUR)
    assert [(li.commune, li.contingent, li.logements, li.exclus, li.eligibles, li.en_qpv) for li in etat.lignes] == [
        ("01001", "3", 2, 1, 1, 0),
        ("01001", None, 1, 0, 1, 1),
        ("01002", "4", 1, 0, 1, 0),
    ]
    assert etat.lignes[1].libelle == "non renseigné"
    assert (etat.logements, etat.exclus, etat.eligibles) == (4, 1, 3)
    assert etat.manques == (
        "Quartier prioritaire : non renseigné pour 1 logement sur 4.",
        "Contingent : non renseigné pour 1 logement sur 4.",
    )


def test_the_survival_is_the_one_that_is_given() -> None:
    droits = [a_garantie()]
    deux_ans = replace(SURVIE, annees=2)
    assert dresser_etat_des_lieux([], droits, JOUR).droits_en_cours == 10
    etat = dresser_etat_des_lieux([], droits, JOUR, deux_ans)
    assert etat.droits_en_cours == 0
    assert [situe.fin_retenue for situe in etat.echus] == [date(2026, 5, 6)]


def test_rights_by_holder() -> None:
    etat = dresser_etat_des_lieux(
        [],
        [
            a_droit(nombre=4, formalise=False),
            a_droit(nombre=3, type_droit="unique", commune=None, fin=None),
            a_droit(nombre=2, type_droit="simple", commune="01002"),
            a_garantie(nombre=9),
            a_droit(
                reservataire="Action Logement", type_reservataire="action_logement", nature="un_pourcent", nombre=7
            ),
            a_droit(nombre=100, fin=date(2020, 1, 1)),
            a_droit(nombre=50, debut=date(2027, 1, 1)),
        ],
        JOUR,
    )
    al, lys = etat.reservataires
    assert (al.reservataire, al.total, al.suite, al.par_commune) == ("Action Logement", 7, 7, (("01001", 7),))
    assert (lys.suite, lys.unique, lys.simple, lys.total) == (13, 3, 2, 18)
    assert (lys.en_survie, lys.non_formalises, lys.sans_terme) == (9, 4, 3)
    assert lys.par_commune == (("01001", 13), ("01002", 2), (None, 3))
    assert etat.droits_en_cours == 25
    assert [s.droit.nombre for s in etat.echus] == [100]
    assert [s.droit.nombre for s in etat.a_venir] == [50]
    assert etat.manques == (
        "4 droits en cours sans convention formalisée (1 ligne).",
        "3 droits en cours sans terme établi (1 ligne).",
    )


def test_a_guarantee_without_its_loan_date_is_said() -> None:
    etat = dresser_etat_des_lieux([], [a_garantie(fin=date(2030, 1, 1), echeance_pret=None)], JOUR)
    (manque,) = etat.manques
    assert manque == (
        "10 droits en cours par garantie d’emprunt sans date de remboursement du prêt : "
        "prolongation légale non calculée (1 ligne)."
    )


def test_register_and_parc_are_set_side_by_side() -> None:
    codes = ["1", "2", "2", "3", "3", "4", "5", "6", "7", None]
    parc = [a_logement(f"A{rang}", contingent=code) for rang, code in enumerate(codes)]
    parc.append(a_logement("X", contingent="3", exclu="pli"))
    droits = [
        a_droit(nombre=6, type_reservataire="etat_prio", nature="aide_pierre", reservataire="État"),
        a_droit(nombre=3, type_reservataire="action_logement", nature="un_pourcent", reservataire="AL"),
        a_droit(nombre=5, type_droit="unique", type_reservataire="action_logement", reservataire="AL"),
        a_droit(nombre=1, type_reservataire="autre", reservataire="CAF"),
        a_droit(nombre=9, fin=date(2020, 1, 1)),
    ]
    etat = dresser_etat_des_lieux(count_parc(parc), droits, JOUR)
    lus = {r.famille: (r.registre, r.uniques, r.contreslog, r.dont_exclus, r.ecart) for r in etat.rapprochements}
    assert lus == {
        "etat": (6, 0, 4, 0, 2),
        "action_logement": (3, 5, 3, 1, 0),
        "collectivites": (0, 0, 1, 0, -1),
        "autres": (1, 0, 1, 0, 0),
    }
    assert [r.famille for r in etat.desaccords] == ["etat", "collectivites"]
    assert etat.desaccords[0].remarque == (
        "Le code 7 (non réservé) couvre aussi des droits de l’État non identifiés ; il porte sur 1 logement."
    )
    assert "code 4" in etat.desaccords[1].remarque
    assert etat.explication.etape("ecart_etat").calcul == "6 − 4"


def test_an_invalid_parc_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="logement A1, contingent : « 8 »"):
        a_logement(contingent="8")
    with pytest.raises(DonneeInvalideError, match="le logement « A1 » figure 2 fois"):
        count_parc([a_logement(), a_logement()])


def test_every_contingent_has_a_family() -> None:
    assert set(FAMILLE_PAR_TYPE.values()) == set(FAMILLES) - {"non_reserve"}
    assert {contingent.famille for contingent in CONTINGENTS.values()} == set(FAMILLES)


parcs = st.lists(
    st.builds(
        a_logement,
        st.uuids().map(str),
        commune=st.sampled_from(["01001", "01002"]),
        contingent=st.none() | st.sampled_from(list(CONTINGENTS)),
        exclu=st.sampled_from([None, "pli"]),
        qpv=st.sampled_from([None, True, False]),
    ),
    max_size=15,
)


@given(parcs, registres(), jours)
def test_nothing_is_lost_between_register_parc_and_statement(parc, droits, jour: date) -> None:
    etat = dresser_etat_des_lieux(count_parc(parc), droits, jour, SURVIE)
    assert sum(ligne.logements for ligne in etat.lignes) == etat.logements == len(parc)
    assert sum(ligne.exclus for ligne in etat.lignes) == etat.exclus
    assert sum(ligne.eligibles for ligne in etat.lignes) == etat.eligibles == etat.logements - etat.exclus
    assert sum(r.total for r in etat.reservataires) == etat.droits_en_cours
    assert sum(r.registre + r.uniques for r in etat.rapprochements) == etat.droits_en_cours
    for reservataire in etat.reservataires:
        assert reservataire.suite + reservataire.unique + reservataire.simple == reservataire.total
        assert sum(nombre for _, nombre in reservataire.par_commune) == reservataire.total
    hors = sum(situe.droit.nombre for situe in (*etat.echus, *etat.a_venir))
    assert etat.droits_en_cours + hors == sum(droit.nombre for droit in droits)
    assert etat.explication.etapes[-1].valeur == etat.droits_en_cours
    assert all(etape.source for etape in etat.explication.etapes)


@given(parcs, registres(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(parc, droits, hasard) -> None:
    parc_melange, droits_melanges = parc[:], droits[:]
    hasard.shuffle(parc_melange)
    hasard.shuffle(droits_melanges)
    assert dresser_etat_des_lieux(count_parc(parc_melange), droits_melanges, JOUR) == dresser_etat_des_lieux(
        count_parc(parc), droits, JOUR
    )
