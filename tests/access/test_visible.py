"""What each one sees: his rows, all of them, and nobody else's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404
from tests.access.lignes_bilans import pair_bilans
from tests.access.lignes_conventions import VUES_DE_LA_PARTIE, pair_conventions
from tests.access.lignes_programmes import VUES_DU_RESERVATAIRE, pair_lignes
from tests.builders import JOUR, MOMENT, Monde, a_compte, a_fait, a_liberation, a_user, an_acteur
from tests.builders_caleol import rows_of_caleol

from gef.access.models import Appartenance, Invitation, Organisation, Utilisateur
from gef.access.visible import PREDICATS, bailleurs_of, check_can_write, fetch, visible
from gef.db.assistance.models import AccesAssistance, RequeteAssistance
from gef.db.avertissements.models import Avertissement, Courriel, Envoi, Lecture, Preference, ReleveEcheances
from gef.db.besoins.models import Besoin, ClotureBesoin, SouhaitReservataire
from gef.db.bilans.models import AvisBilan, BilanFige
from gef.db.caleol.models import DecisionCandidat
from gef.db.conventions.models import AdresseCalendrier, GabaritConvention
from gef.db.delais.models import DelaiConvention, JourFerme
from gef.db.designation.models import Candidat, MenageAttribue, RetraitCandidat
from gef.db.dialogue.models import DelaiReponse, PieceAvis
from gef.db.flux.models import (
    AvisDroit,
    ChoixTaux,
    Convention,
    DemandesCommune,
    Derogation,
    Droit,
    ExclusionRetenue,
    Fait,
    ForfaitMutations,
    Liberation,
    Prevision,
    Reservataire,
    TauxPublie,
)
from gef.db.imputations.models import ImputationConfirmee, RegleImputation
from gef.db.instances.models import DecisionReunion, MotReunion, Reunion, SuiviDecision
from gef.db.journal.models import Acte, Execution, Travail
from gef.db.patrimoine.models import ListeLogements, Logement, Parc
from gef.db.reglages.models import ReglageOrientation
from gef.db.residences.models import ClasseResidence
from gef.db.vues.models import VueEnregistree

# Reached by `gef.access` itself: nobody lists people, memberships, invitations or organisations. What a person has read,
# chose, was sent or opened is read by its own named queries, for him alone.
SEEN_BY_NOBODY = {
    *(Utilisateur, Appartenance, Invitation, Organisation),
    *(Lecture, Preference, Envoi, Courriel, ReleveEcheances, VueEnregistree, AdresseCalendrier),
}
# Shared by all who sit in a conférence: tests/access/test_territoires.py.
OF_A_CONFERENCE: set[type[Model]] = {Reunion, MotReunion, DecisionReunion, SuiviDecision}
OF_ONE = [model for model in PREDICATS if model not in OF_A_CONFERENCE]
OF_THE_BAILLEUR: dict[type[Model], dict[str, Any]] = {
    Derogation: {"code": "etat", "valeur": "1/3", "clause": "un an", "document": "arrêté", "ecrit_le": MOMENT},
    ExclusionRetenue: {"code": "pli", "debut": JOUR},
    TauxPublie: {"territoire": "departement", "annee": 2025, "valeur": "1/10", "source": "s", "ecrit_le": MOMENT},
    ChoixTaux: {"exercice": 2026, "definition": {}, "motif": "m", "ecrit_le": MOMENT},
    DemandesCommune: {"commune": "06029", "annee": 2025, "source": "s", "ecrit_le": MOMENT},
    ForfaitMutations: {"exercice": 2026, "taux": "1/10", "document": "d", "ecrit_le": MOMENT},
    JourFerme: {"debut": JOUR, "fin": date(2026, 6, 16), "libelle": "pont", "ecrit_le": MOMENT},
    ReglageOrientation: {
        "regle": "equilibre",
        "avance_min": "1/10",
        "seuil": "9/10",
        "dispense": "4/5",
        "profil": "1/4",
        "commune": "1/2",
        "debut": JOUR,
        "document": "d",
        "ecrit_le": MOMENT,
    },
    ClasseResidence: {"commune": "06029", "programme": "p", "classe": "equilibrer", "depuis": JOUR, "ecrit_le": MOMENT},
    Besoin: {"reference": "M-1", "categorie": "mutations", "declare_le": JOUR, "ecrit_le": MOMENT},
    ListeLogements: {"genre": "reservations", "version": 1, "logements_count": 1, "importe_le": MOMENT},
    GabaritConvention: {"nom": "gabarit.docx", "ecrit_le": MOMENT},
    RegleImputation: {"criteres": ["solde"], "debut": JOUR, "document": "accord", "ecrit_le": MOMENT},
}
APPS = [c.label for c in apps.get_app_configs() if c.name.startswith(("gef.db.", "gef.access"))]


def seen(model: type[Model], monde: Monde, who: str) -> set[Model]:
    rows = list(visible(model, an_acteur(getattr(monde, who))))
    assert len(rows) == len(set(rows)), "the same row twice"
    return set(rows)


OF_EACH: tuple[type[Model], ...] = (
    *(Droit, DelaiConvention, Fait, Candidat, MenageAttribue, Prevision),
    *(Logement, Execution, Acte, Travail),
)


@pytest.fixture
def rows(monde: Monde) -> dict[type[Model], tuple[Model, Model]]:
    """One row of each model at Habitat Lys, and one at the stranger bailleur; the dwellings go to Ville de Lys."""
    written: dict[type[Model], tuple[Model, Model]] = {}
    ville, rive = monde.comptes["VILLE"], Reservataire.objects.get(code="RIVE")
    written |= {Reservataire: (ville, rive), Convention: (ville.conventions.get(), rive.conventions.get())}
    written[Liberation] = (monde.liberations[0], monde.liberation_autre)
    pairs = ((monde.habitat_lys, ville, monde.liberations[0]), (monde.logis_de_passage, rive, monde.liberation_autre))
    for model in (*OF_EACH, *OF_THE_BAILLEUR):
        own, other = (a_row(model, bailleur, compte, dwelling) for bailleur, compte, dwelling in pairs)
        written[model] = (own, other)
    for model in (SouhaitReservataire, ClotureBesoin):
        own, other = (a_wish(compte) if model is SouhaitReservataire else a_cloture(b) for b, compte, _ in pairs)
        written[model] = (own, other)
    avis = [
        AvisDroit.objects.create(droit=droit, rang=1, type="transmis", organisation=bailleur, ecrit_le=MOMENT)
        for droit, bailleur in zip(written[Droit], (monde.habitat_lys, monde.logis_de_passage), strict=True)
    ]
    written[AvisDroit] = (avis[0], avis[1])
    delais = [DelaiReponse.objects.create(avis=parole, jours=30) for parole in avis]
    written[DelaiReponse] = (delais[0], delais[1])
    pieces = [PieceAvis.objects.create(avis=parole, nom="a.pdf", type="pdf", taille=1) for parole in avis]
    written[PieceAvis] = (pieces[0], pieces[1])
    written |= told_rows(monde)
    written |= pair_conventions(pairs)
    written[ImputationConfirmee] = (an_imputation(written[Fait][0]), an_imputation(written[Fait][1]))
    written |= pair_lignes(pairs)
    written |= pair_bilans(pairs)
    written |= pair_caleol([bailleur for bailleur, _, _ in pairs], written)
    written[Parc] = (Parc.objects.get(bailleur=monde.habitat_lys), Parc.objects.get(bailleur=monde.logis_de_passage))
    return written


def pair_caleol(
    bailleurs: list[Organisation], written: dict[type[Model], tuple[Model, Model]]
) -> dict[type[Model], tuple[Model, Model]]:
    own, other = (rows_of_caleol(*about) for about in zip(bailleurs, written[Candidat], written[Fait], strict=True))
    withdrawn = [
        RetraitCandidat.objects.create(candidat=candidat, cause="erreur", ecrit_le=MOMENT)
        for candidat in written[Candidat]
    ]
    pair = {RetraitCandidat: (withdrawn[0], withdrawn[1])}
    return {model: (own[model], other[model]) for model in own} | pair


def a_wish(compte: Reservataire) -> Model:
    return SouhaitReservataire.objects.create(
        reservataire=compte, part="1/2", typologie="T3", debut=JOUR, document="d", ecrit_le=MOMENT
    )


def a_cloture(bailleur: Organisation) -> Model:
    besoin = Besoin.objects.get(bailleur=bailleur)
    return ClotureBesoin.objects.create(besoin=besoin, nombre=1, clos_le=JOUR, ecrit_le=MOMENT)


def told_rows(monde: Monde) -> dict[type[Model], tuple[Model, Model]]:
    """What each bailleur is told, and who came to assist him."""
    pair = (monde.habitat_lys, monde.logis_de_passage)
    acces = [an_acces(bailleur) for bailleur in pair]
    requetes = [
        RequeteAssistance.objects.create(acces=row, moment=MOMENT, methode="GET", route="r", arguments={})
        for row in acces
    ]
    told = [
        Avertissement.objects.create(organisation=bailleur, bailleur=bailleur, genre="refus", objet="o", moment=MOMENT)
        for bailleur in pair
    ]
    rows: dict[type[Model], list[Any]] = {
        AccesAssistance: acces,
        RequeteAssistance: requetes,
        Avertissement: told,
    }
    return {model: (own, other) for model, (own, other) in rows.items()}


def an_acces(bailleur: Organisation) -> AccesAssistance:
    fields: dict[str, Any] = {"email": "a@b.fr", "role": "lecteur", "motif": "m", "debut": MOMENT}
    return AccesAssistance.objects.create(
        organisation=bailleur, auteur=a_user(f"Admin {bailleur.pk}"), fin=MOMENT + timedelta(hours=1), **fields
    )


def an_imputation(fait: Model) -> ImputationConfirmee:
    return ImputationConfirmee.objects.create(fait_id=fait.pk, ordre=1, critere="solde", releve=[])


def a_parc(bailleur: Organisation) -> Parc:
    fields = {"millesime": 2026, "logements_count": 1, "rapport": {}, "importe_le": MOMENT, "chemin": str(bailleur.pk)}
    return Parc.objects.create(bailleur=bailleur, **fields)


def a_row(model: type[Model], bailleur: Organisation, compte: Reservataire, dwelling: Liberation) -> Model:
    fields: dict[type[Model], Any] = {
        Droit: {"reservataire": compte, "nature": "garantie", "type_droit": "suite", "nombre": 1, "debut": JOUR},
        DelaiConvention: {"reservataire": compte, "etape": "reponse", "nombre": 5, "unite": "ouvres", "debut": JOUR},
        Fait: {"liberation": dwelling, "type": "orientation", "reservataire": compte, "rang": 1},
        Candidat: {"liberation": dwelling, "tour": 1, "reservataire": compte, "ordre": 1, "personnes": 2},
        MenageAttribue: {"liberation": dwelling, "attribue_le": JOUR},
        Prevision: {"bailleur": bailleur, "exercice": 2026, "categorie": "anru", "nombre": 1, "declaree_le": JOUR},
        Execution: {"bailleur": bailleur, "calcul": "a", "exercice": 2026, "version": 1, "entree": {}, "resultat": {}},
        Acte: {"bailleur": bailleur, "acte": "a", "objet": "o", "details": {}},
    }
    written = {"ecrit_le": MOMENT}
    dated = {
        DelaiConvention: written,
        Fait: {"date": JOUR, **written},
        Candidat: written,
        MenageAttribue: written,
        Execution: {"fait_le": MOMENT},
        Acte: {"fait_le": MOMENT},
    }
    if model is Travail:
        auteur = a_user(f"Agent {bailleur.pk}", bailleur)
        return Travail.objects.create(
            organisation=bailleur, genre="g", libelle="l", arguments={}, auteur=auteur, cree_le=MOMENT
        )
    if model in OF_THE_BAILLEUR:
        return model._default_manager.create(bailleur=bailleur, **OF_THE_BAILLEUR[model])
    if model in fields:
        return model._default_manager.create(**fields[model], **dated.get(model, {}))
    return Logement.objects.create(parc=a_parc(bailleur), ligne=2, commune="06029")


def test_every_model_has_its_rule_or_is_seen_by_nobody() -> None:
    models = {model for label in APPS for model in apps.get_app_config(label).get_models()}
    assert set(PREDICATS) | SEEN_BY_NOBODY == models
    assert not set(PREDICATS) & SEEN_BY_NOBODY


@pytest.mark.parametrize("model", sorted(SEEN_BY_NOBODY, key=lambda m: m.__name__))
def test_a_model_without_a_rule_is_seen_by_nobody(monde: Monde, model: type[Model]) -> None:
    with pytest.raises(KeyError):
        visible(model, an_acteur(monde.gestionnaire))


@pytest.mark.parametrize("model", OF_ONE, ids=lambda m: m.__name__)
@pytest.mark.parametrize("who", ["gestionnaire", "lecteur"])
def test_a_bailleur_sees_his_rows_and_not_the_stranger_s(
    monde: Monde, rows: dict[type[Model], tuple[Model, Model]], model: type[Model], who: str
) -> None:
    own, other = rows[model]
    assert own in seen(model, monde, who)
    assert other not in seen(model, monde, who)
    assert seen(model, monde, "gestionnaire_autre") == {other}


RESERVATAIRE_SEES = {
    *{Reservataire, Droit, AvisDroit, Convention, DelaiConvention, JourFerme, Liberation, Fait},
    *{Candidat, RetraitCandidat, ReglageOrientation, DelaiReponse, PieceAvis},
    *{RegleImputation, ImputationConfirmee},
    SouhaitReservataire,
    *VUES_DU_RESERVATAIRE,
    *VUES_DE_LA_PARTIE,
    DecisionCandidat,
    *{BilanFige, AvisBilan},
}


@pytest.mark.parametrize("model", OF_ONE, ids=lambda m: m.__name__)
def test_a_reservataire_sees_what_is_his_and_nothing_of_the_bailleur_s_business(
    monde: Monde, rows: dict[type[Model], tuple[Model, Model]], model: type[Model]
) -> None:
    own, other = rows[model]
    assert seen(model, monde, "agent_ville") == ({own} if model in RESERVATAIRE_SEES else set())
    assert seen(model, monde, "agent_rive") == ({other} if model in RESERVATAIRE_SEES else set())


def test_a_right_is_seen_by_who_uses_it(monde: Monde) -> None:
    fields: dict[str, Any] = {"nature": "garantie", "type_droit": "suite", "nombre": 1, "debut": JOUR}
    droit = Droit.objects.create(reservataire=monde.comptes["CD"], utilisateur=monde.comptes["VILLE"], **fields)
    assert seen(Droit, monde, "agent_ville") == {droit}


def test_a_reservataire_sees_the_dwellings_oriented_to_him_only(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    a_fait(monde.liberations[1], "orientation", monde.comptes["AL"])
    assert seen(Liberation, monde, "agent_ville") == {monde.liberations[0]}


def test_a_dwelling_oriented_twice_to_him_is_seen_once(monde: Monde) -> None:
    for kind in ("orientation", "retour", "orientation"):
        a_fait(monde.liberations[0], kind, monde.comptes["VILLE"])
    assert seen(Liberation, monde, "agent_ville") == {monde.liberations[0]}
    assert len(seen(Fait, monde, "agent_ville")) == 3


def test_of_a_dwelling_that_went_to_another_he_sees_his_own_facts(monde: Monde) -> None:
    dwelling, ville = monde.liberations[0], monde.comptes["VILLE"]
    own = {a_fait(dwelling, "orientation", ville), a_fait(dwelling, "refus", ville)}
    a_fait(dwelling, "orientation", monde.comptes["AL"])
    assert seen(Fait, monde, "agent_ville") == own


def test_a_reservataire_with_two_bailleurs_sees_both(monde: Monde) -> None:
    other = a_compte(monde.logis_de_passage, "VILLE", "commune", part="1/10", organisation=monde.ville)
    a_fait(monde.liberation_autre, "orientation", other)
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    assert seen(Liberation, monde, "agent_ville") == {monde.liberations[0], monde.liberation_autre}
    assert seen(Reservataire, monde, "agent_ville") == {monde.comptes["VILLE"], other}
    assert list(bailleurs_of(an_acteur(monde.agent_ville))) == [monde.habitat_lys, monde.logis_de_passage]


def test_the_etat_sees_its_two_accounts_and_their_bailleur_once(monde: Monde) -> None:
    acteur = an_acteur(a_user("Agent État", monde.prefecture))
    assert {row.code for row in visible(Reservataire, acteur)} == {"ETAT-P", "ETAT-F"}
    assert list(bailleurs_of(acteur)) == [monde.habitat_lys]


def test_a_bailleur_concerns_himself(monde: Monde) -> None:
    assert list(bailleurs_of(an_acteur(monde.lecteur))) == [monde.habitat_lys]


@pytest.mark.parametrize("who", ["gestionnaire", "lecteur"])
def test_fetch_gives_a_row_to_who_sees_it(monde: Monde, who: str) -> None:
    found = fetch(Liberation, an_acteur(getattr(monde, who)), reference=monde.reference)
    assert found == monde.liberations[0]


def test_the_same_reference_is_each_one_s_own_dwelling(monde: Monde) -> None:
    assert fetch(Liberation, an_acteur(monde.gestionnaire_autre), reference=monde.reference) == monde.liberation_autre


@pytest.mark.parametrize("who", ["gestionnaire_autre", "agent_ville", "agent_rive"])
@pytest.mark.parametrize("to", ["read", "edit"])
def test_a_stranger_learns_nothing(monde: Monde, who: str, to: str) -> None:
    """404 whether it exists or not, whatever he wanted to do."""
    for reference in ("L-2026-0002", "n’existe pas"):
        with pytest.raises(Http404) as refused:
            fetch(Liberation, an_acteur(getattr(monde, who)), to=to, reference=reference)  # type: ignore[arg-type]
        assert not refused.value.args


def test_a_reader_who_wants_to_write_is_refused(monde: Monde) -> None:
    with pytest.raises(PermissionDenied, match="lire, pas de modifier"):
        fetch(Liberation, an_acteur(monde.lecteur), to="edit", reference=monde.reference)


def test_a_reservataire_reads_his_dwelling_and_does_not_change_it(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    acteur = an_acteur(monde.agent_ville)
    assert fetch(Liberation, acteur, reference=monde.reference) == monde.liberations[0]
    with pytest.raises(PermissionDenied, match="Seul le bailleur modifie son flux"):
        fetch(Liberation, acteur, to="edit", reference=monde.reference)


def test_only_a_manager_of_a_bailleur_writes(monde: Monde) -> None:
    check_can_write(an_acteur(monde.gestionnaire))
    for who in ("lecteur", "agent_ville"):
        with pytest.raises(PermissionDenied):
            check_can_write(an_acteur(getattr(monde, who)))


def test_filters_narrow_what_is_visible_never_widen_it(monde: Monde) -> None:
    a_liberation(monde.logis_de_passage, "P", libre_le=date(2026, 6, 1))
    acteur = an_acteur(monde.gestionnaire)
    assert not visible(Liberation, acteur).filter(bailleur=monde.logis_de_passage).exists()
    assert not visible(Liberation, acteur).filter(reference="P").exists()
