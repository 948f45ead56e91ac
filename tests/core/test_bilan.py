from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_bilan import EVENEMENTS, LYS, a_entree, a_ligne, compte, lignes_quelconques, volumes

from gef.core.bilan import AXES, LigneFlux, dresser_bilan
from gef.core.errors import DonneeInvalideError


def test_each_event_counts_in_the_exercice_of_its_own_date() -> None:
    ligne = a_ligne(
        libere_le=date(2024, 12, 20),
        propositions=(("al", date(2024, 12, 28)), ("lys", date(2025, 1, 4))),
        attribue_a="lys",
        attribue_le=date(2025, 12, 31),
        bail_le=date(2026, 1, 2),
    )
    par_exercice = {annee: dresser_bilan(replace(a_entree(ligne), exercice=annee)) for annee in (2024, 2025, 2026)}
    assert {annee: (b.liberations, *volumes(b.total)) for annee, b in par_exercice.items()} == {
        2024: (1, 1, 0, 0),
        2025: (0, 1, 1, 0),
        2026: (0, 0, 0, 1),
    }
    assert volumes(compte(par_exercice[2025], "lys")) == (1, 1, 0)
    assert volumes(compte(par_exercice[2025], "al")) == (0, 0, 0)


def test_a_dwelling_proposed_again_is_one_dwelling_proposed() -> None:
    ligne = a_ligne(
        propositions=(("lys", date(2025, 4, 1)), ("al", date(2025, 4, 20)), ("lys", date(2025, 5, 2))),
    )
    bilan = dresser_bilan(a_entree(ligne, a_ligne("L2", propositions=(("lys", date(2025, 6, 1)),))))
    assert (compte(bilan, "lys").propositions, compte(bilan, "al").propositions) == (2, 1)
    assert (bilan.total.propositions, bilan.logements_proposes) == (3, 2)
    assert bilan.explications["logements_proposes"].etapes[-1].calcul == "3 − 1"


def test_shares_have_all_freed_dwellings_for_base() -> None:
    proposes = [a_ligne(f"P{i}", propositions=(("lys", date(2025, 4, 1)),)) for i in range(2)]
    sortis = [a_ligne(f"S{i}", hors_flux="mutations") for i in range(3)]
    bilan = dresser_bilan(a_entree(*proposes, *sortis, a_ligne("R")))
    assert (bilan.liberations, bilan.liberations_flux, bilan.liberations_hors_flux) == (6, 3, 3)
    assert compte(bilan, "lys").part_propositions == bilan.total.part_propositions == Fraction(2, 6)
    assert bilan.total.part_baux == bilan.total.part_attributions == 0
    part = bilan.explications["part_propositions"].etapes[-1]
    assert (part.valeur, part.calcul) == (Fraction(1, 3), "2 ÷ 6")


def test_without_freed_dwellings_there_is_no_share() -> None:
    bilan = dresser_bilan(a_entree())
    assert (bilan.total.part_propositions, bilan.total.part_attributions, bilan.total.part_baux) == (None, None, None)
    assert bilan.explications["part_baux"].etapes[-1].valeur == "aucun logement libéré dans l’exercice"
    assert bilan.manques == ()


def test_the_account_of_the_year() -> None:
    bilan = dresser_bilan(
        a_entree(
            objectifs={"lys": 5, "al": 3, "bailleur": 0},
            droits={"lys": Fraction(544, 100), "al": Fraction(3), "bailleur": Fraction(1)},
            soldes_debut={"lys": Fraction(32, 100), "al": Fraction(-1, 2), "bailleur": Fraction(0)},
            soldes_fin={"lys": Fraction(-24, 100), "al": Fraction(1, 2), "bailleur": Fraction(1)},
        )
    )
    lys, al = compte(bilan, "lys"), compte(bilan, "al")
    assert (lys.recus, lys.ecart) == (6, 1)
    assert (al.recus, al.ecart) == (2, -1)
    assert (bilan.total.droits, bilan.total.recus, bilan.total.ecart) == (Fraction(944, 100), 8, 0)
    assert (bilan.total.solde_debut, bilan.total.solde_fin) == (Fraction(-18, 100), Fraction(126, 100))
    assert bilan.manques == ()


def test_unknown_figures_stay_unknown_and_are_said() -> None:
    bilan = dresser_bilan(a_entree(objectifs={"lys": 2}, droits={}, soldes_fin={}, soldes_debut={}))
    lys = compte(bilan, "lys")
    assert (lys.objectif, lys.droits, lys.solde_debut, lys.solde_fin, lys.recus, lys.ecart) == (2, *[None] * 5)
    assert (bilan.total.objectif, bilan.total.droits, bilan.total.ecart) == (2, None, None)
    tous = "Ville de Lys, Action Logement et Habitat Lys (non réservé)"
    assert bilan.manques == (
        "Objectif : non renseigné pour Action Logement et Habitat Lys (non réservé).",
        f"Droits : non renseigné pour {tous}.",
        f"Solde de début : non renseigné pour {tous}.",
        f"Solde de fin : non renseigné pour {tous}.",
    )


def test_an_account_that_does_not_fall_on_whole_dwellings_is_said() -> None:
    soldes = {"lys": Fraction(1, 2), "al": Fraction(0), "bailleur": Fraction(0)}
    manques = dresser_bilan(a_entree(soldes_fin=soldes)).manques
    assert manques == (
        "Ville de Lys : solde de début + droits − solde de fin = 0,50 ; attendu : un nombre entier de logements.",
    )


def test_what_left_the_flux_is_told_along_each_axis_for_all_together() -> None:
    sorti = a_ligne("L1", hors_flux="mutations", typologie="T2")
    avant = a_ligne("L2", hors_flux="vente", libere_le=date(2024, 12, 31))
    bilan = dresser_bilan(a_entree(sorti, avant, a_ligne("L3", propositions=(("lys", date(2025, 4, 1)),))))
    typologie = bilan.axes[0]
    assert [(row.code, row.propositions, row.hors_flux) for row in typologie.lignes] == [("T2", 0, 1), ("T3", 1, 0)]
    assert typologie.total.hors_flux == bilan.liberations_hors_flux == 1
    assert compte(bilan, "lys").axes[0].total.hors_flux == 0


def test_refusals_count_for_who_refused_in_the_exercice_of_their_own_day() -> None:
    lys, al, inconnu = ("lys", date(2025, 4, 1)), ("al", date(2025, 5, 1)), ("", date(2025, 6, 1))
    plusieurs = a_ligne("L1", refus=(lys, al, inconnu))
    ailleurs = a_ligne("L2", refus=(("lys", date(2026, 1, 8)), lys))
    sorti = a_ligne("L3", hors_flux="mutations", refus=(lys,))
    bilan = dresser_bilan(a_entree(plusieurs, ailleurs, sorti))
    assert [(ligne.id, ligne.refus) for ligne in bilan.reservataires] == [
        ("lys", 2),
        ("al", 1),
        ("bailleur", 0),
        ("", 1),
    ]
    assert bilan.total.refus == 4
    assert bilan.manques == ("1 refus sans réservataire connu.",)


def test_events_without_account_or_date_are_said() -> None:
    jour = date(2025, 9, 1)
    bilan = dresser_bilan(
        a_entree(
            a_ligne("L1", attribue_le=jour),
            a_ligne("L2", attribue_a="lys"),
            a_ligne("L3", attribue_a="lys", bail_le=jour),
        )
    )
    assert volumes(compte(bilan, "")) == (0, 1, 0)
    assert volumes(compte(bilan, "lys")) == (0, 0, 1)
    assert bilan.manques == (
        "1 attribution sans réservataire.",
        "2 attributions sans date, non comptées.",
        "1 bail sans attribution datée.",
    )


def test_hors_flux_sets_forecast_beside_what_was_done() -> None:
    lignes = (
        a_ligne("M1", hors_flux="mutations", attribue_le=date(2025, 4, 2), bail_le=date(2025, 5, 1)),
        a_ligne("M2", hors_flux="mutations", attribue_le=date(2026, 1, 5)),
        a_ligne("A1", hors_flux="anru", libere_le=date(2024, 11, 1), attribue_le=date(2025, 1, 9)),
        a_ligne("N1", hors_flux="neuf", propositions=(("lys", date(2025, 4, 2)),)),
    )
    previsions = {"mutations": Fraction(5), "anru": Fraction(1), "lhi": Fraction(0), "vente": Fraction(0)}
    bilan = dresser_bilan(a_entree(*lignes, previsions=previsions))
    lus = [(li.categorie, li.prevu, li.liberations, li.attributions, li.baux, li.ecart) for li in bilan.hors_flux]
    assert lus == [
        ("mutations", 5, 2, 1, 1, -3),
        ("anru", 1, 0, 1, 0, -1),
        ("orcod", None, 0, 0, 0, None),
        ("lhi", 0, 0, 0, 0, 0),
        ("vente", 0, 0, 0, 0, 0),
        ("neuf", None, 1, 0, 0, None),
    ]
    total = bilan.total_hors_flux
    assert (total.prevu, total.liberations, total.attributions, total.baux, total.ecart) == (6, 3, 2, 1, -4)
    assert volumes(bilan.total) == (0, 0, 0)
    assert bilan.manques == (
        "Prévision hors flux : non renseigné pour relogements de copropriétés dégradées (ORCOD).",
        "Hors flux « neuf » : 1 libération, motif absent de l’art. R. 441-5 ; un accord local est à citer.",
        "1 logement hors flux avec une proposition, non comptée.",
    )
    assert bilan.explications["hors_flux"].etapes[-1].valeur == bilan.liberations_hors_flux


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"exercice": 25}, "exercice : 25"),
        ({"reservataires": (LYS, LYS)}, "reservataires : « lys » figure 2 fois"),
        ({"lignes": (a_ligne(), a_ligne())}, "lignes : « L1 » figure 2 fois"),
        ({"droits": {"epci": Fraction(1)}}, "droits : réservataire « epci » inconnu"),
        ({"objectifs": {"epci": 1}}, "objectifs : réservataire « epci » inconnu"),
        ({"soldes_debut": {"epci": Fraction(1)}}, "soldes_debut : réservataire « epci » inconnu"),
        ({"soldes_fin": {"epci": Fraction(1)}}, "soldes_fin : réservataire « epci » inconnu"),
        ({"lignes": (a_ligne(attribue_a="epci"),)}, "libération L1 : réservataire « epci » inconnu"),
        ({"lignes": (a_ligne(propositions=(("epci", date(2025, 1, 1)),)),)}, "libération L1 : réservataire « epci »"),
        ({"previsions": {"lhi": Fraction(-1)}}, r"previsions\[lhi\] : -1"),
    ],
)
def test_an_invalid_entry_names_its_field(champs: dict[str, object], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        replace(a_entree(), **champs)


def test_the_bilan_is_due_before_28_february() -> None:
    assert dresser_bilan(a_entree()).a_transmettre_avant == date(2026, 2, 28)


@given(lignes_quelconques())
def test_totals_add_up_whatever_the_rows(lignes: tuple[LigneFlux, ...]) -> None:
    bilan = dresser_bilan(a_entree(*lignes))
    for chiffre in (*EVENEMENTS, "refus"):
        assert getattr(bilan.total, chiffre) == sum(getattr(r, chiffre) for r in bilan.reservataires)
    for ligne in (*bilan.reservataires, bilan.total):
        assert [table.axe for table in ligne.axes] == list(AXES)
        for table in ligne.axes:
            assert volumes(table.total) == volumes(ligne)
            assert volumes(table.total) == tuple(sum(getattr(li, e) for li in table.lignes) for e in EVENEMENTS)
    for chiffre in ("liberations", "attributions", "baux"):
        assert getattr(bilan.total_hors_flux, chiffre) == sum(getattr(li, chiffre) for li in bilan.hors_flux)
    assert bilan.total_hors_flux.liberations == bilan.liberations_hors_flux
    assert bilan.liberations_flux + bilan.liberations_hors_flux == bilan.liberations
    assert bilan.logements_proposes <= bilan.total.propositions


@given(lignes_quelconques())
def test_attributions_and_leases_match_a_plain_count(lignes: tuple[LigneFlux, ...]) -> None:
    bilan = dresser_bilan(a_entree(*lignes))
    flux = [ligne for ligne in lignes if not ligne.hors_flux]
    assert bilan.total.attributions == sum(li.attribue_le is not None and li.attribue_le.year == 2025 for li in flux)
    assert bilan.total.baux == sum(li.bail_le is not None and li.bail_le.year == 2025 for li in flux)
    proposes = {li.liberation_id for li in flux for _, jour in li.propositions if jour.year == 2025}
    assert bilan.logements_proposes == len(proposes)


@given(lignes_quelconques(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(lignes: tuple[LigneFlux, ...], hasard) -> None:
    melangees = list(lignes)
    hasard.shuffle(melangees)
    assert dresser_bilan(a_entree(*melangees)) == dresser_bilan(a_entree(*lignes))


@given(lignes_quelconques())
def test_every_headline_figure_opens_onto_its_steps(lignes: tuple[LigneFlux, ...]) -> None:
    bilan = dresser_bilan(a_entree(*lignes))
    attendus = {
        "liberations": bilan.liberations,
        "hors_flux": bilan.liberations_hors_flux,
        "logements_proposes": bilan.logements_proposes,
        **{evenement: getattr(bilan.total, evenement) for evenement in EVENEMENTS},
    }
    if bilan.liberations:
        attendus |= {f"part_{e}": getattr(bilan.total, f"part_{e}") for e in EVENEMENTS}
    for code, valeur in attendus.items():
        derniere = bilan.explications[code].etapes[-1]
        assert (derniere.code, derniere.valeur) == (code, valeur)
        assert derniere.source is not None
