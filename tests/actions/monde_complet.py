"""The named world with all that the calculations of a year need: parc, forecasts, departures of two years, facts."""

from __future__ import annotations

from datetime import date, time, timedelta
from fractions import Fraction
from typing import Any

from tests.actions.convention_exemple import a_convention_amendee
from tests.actions.petit_parc import a_parc
from tests.actions.programme_exemple import a_programme_propose
from tests.builders import (
    ANTIBES,
    CANNES,
    EPCI,
    MOMENT,
    Monde,
    a_fait,
    a_liberation,
    an_acteur,
    an_organisation,
)
from tests.builders_parc import CONVENTION, a_modele

from gef.access.acteur import Acteur
from gef.actions import assiette, conversion, objectifs, scenarios
from gef.actions.assistance import DemandeAssistance, Entrees, ouvrir_assistance
from gef.actions.avis import donner_avis, transmettre
from gef.actions.avis_bilans import transmettre_bilan
from gef.actions.bilans_figes import figer_bilan
from gef.actions.donnees import Dossier
from gef.actions.dossier import load_dossier
from gef.actions.entrees_scenarios import make_demande_rapide
from gef.actions.fichiers_deposes import deposer
from gef.actions.travaux import DemandeTravail, Produit, commencer_travail, creer_travail, finir_travail
from gef.core.avis import Avis
from gef.db.caleol.models import Passage, Seance
from gef.db.flux.models import Droit, Prevision
from gef.db.instances.models import DecisionReunion, Reunion
from gef.db.journal.models import Travail
from gef.imports.pieces import read_piece

PREMIER_DEPART = {2024: date(2024, 2, 1), 2025: date(2025, 2, 1)}
DEPARTS = {2024: 30, 2025: 33}
MUTATIONS_2025 = 3


def complete(monde: Monde) -> None:
    """Write what is missing to the named world.

    300 dwellings, of which 20 are kept out by agreement and 5 by law; 63 departures in two years, 3 of them mutations;
    2 dwellings forecast for relogements. In 2025, six dwellings of Cannes went to Action Logement, the last is let.
    """
    acteur, bailleur = an_acteur(monde.gestionnaire), monde.habitat_lys
    a_parc(acteur)
    Prevision.objects.create(
        bailleur=bailleur,
        exercice=2026,
        categorie="anru",
        nombre=2,
        document="NPNRU, page 3",
        declaree_le=date(2026, 2, 20),
    )
    Droit.objects.create(
        reservataire=monde.comptes["ETAT-P"], nature="defense", type_droit="suite", nombre=5, debut=date(2020, 1, 1)
    )
    for year, first in PREMIER_DEPART.items():
        for rank in range(DEPARTS[year]):
            is_mutation = year == 2025 and rank < MUTATIONS_2025
            a_liberation(
                bailleur,
                f"L-{year}-{rank + 1:04d}",
                libre_le=first + timedelta(days=7 * rank),
                commune=ANTIBES if rank % 3 == 2 else "06029",
                hors_flux="mutations" if is_mutation else "",
            )
    orient_six(monde)


def orient_six(monde: Monde) -> None:
    """Give six dwellings of 2025 to Action Logement; the sixth was refused by the Ville, then attributed and let."""
    rows = monde.habitat_lys.liberations.filter(commune="06029", libre_le__year=2025, hors_flux="").order_by("libre_le")
    *first, last = rows[:6]
    for row in first:
        a_fait(row, "orientation", monde.comptes["AL"], date=row.libre_le)
    for kind, code, days in (
        ("orientation", "VILLE", 0),
        ("refus", "VILLE", 5),
        ("orientation", "AL", 7),
        ("attribution", "AL", 20),
        ("bail", "AL", 40),
    ):
        a_fait(last, kind, monde.comptes[code], date=last.libre_le + timedelta(days=days))


def calculate(monde: Monde) -> None:
    """Compute and keep what the pages of the year show."""
    acteur = an_acteur(monde.gestionnaire)
    for calcul in (assiette, conversion, objectifs):
        calcul.calculer_et_garder(acteur, 2026, MOMENT)
    scenarios.calculer_et_garder(acteur, 2026, make_demande_rapide(Fraction(9, 10)), MOMENT)


def a_year(monde: Monde) -> dict[str, Any]:
    """Complete the world to its day, with its calculations; give what the addresses of the pages are about.

    The dwelling went to the Ville, who refused it: she sees it, and it waits again. A deposit waits for its decision, a
    right of the Ville for her word.
    """
    complete(monde)
    calculate(monde)
    for kind in ("orientation", "refus"):
        a_fait(monde.liberations[1], kind, monde.comptes["VILLE"])
    acteur = an_acteur(monde.gestionnaire)
    content = [a_modele("conventions", CONVENTION)]
    waiting = deposer(acteur, content, nom="conventions.csv", genre="conventions", moment=MOMENT)
    held = {"reservataire": monde.comptes["VILLE"], "nature": "terrain", "type_droit": "suite"}
    droit, contested = (Droit.objects.create(**held, nombre=n, debut=date(2020, 1, 1)) for n in (4, 2))
    transmettre(acteur, reservataire="VILLE", echeance=date(2026, 12, 15), moment=MOMENT)
    word = Avis("conteste", MOMENT.date(), "Délibération du 14 juin 2011.")
    joined = read_piece("deliberation.pdf", b"%PDF-1.7")
    said = donner_avis(
        an_acteur(monde.agent_ville), contested.pk, word, rang_vu=1, moment=MOMENT + timedelta(hours=1), piece=joined
    )
    transmettre_bilan(acteur, figer_bilan(acteur, 2025, MOMENT), [], MOMENT)
    return {
        "droit": droit.pk,
        "reference": monde.liberations[1].reference,
        "kind": "acceptation",
        "bailleur": monde.habitat_lys.pk,
        "code": "VILLE",
        "exercice": 2025,
        "version": 1,
        "categorie": "pli",
        "genre": "conventions",
        "desaccord": "code_7",
        "extension": "csv",
        "empreinte": waiting.empreinte,
        "travail": a_travail_fait(acteur).pk,
        "piece": said.piece.pk,
        "acces": an_acces(monde, monde.sans_organisation.email, timedelta(hours=4)),
        "programme": a_programme_propose(monde).pk,
        "convention": a_convention_amendee(monde).row.pk,
        "jeton": "inconnu",
        **a_passage_inscrit(monde),
        **a_decision_prise(CANNES),
    }


def a_decision_prise(commune: str) -> dict[str, int]:
    """Write a meeting of the conférence of the EPCI of a commune, held on the day, with a decision."""
    epci = an_organisation(f"EPCI de {commune}", "epci", EPCI[commune])
    reunion = Reunion.objects.create(
        organisation=epci, genre="pleniere", date=MOMENT.date(), lieu="mairie", ecrit_le=MOMENT
    )
    decision = DecisionReunion.objects.create(
        reunion=reunion, numero=1, texte="Relire les objectifs.", porteur="EPCI", ecrit_le=MOMENT
    )
    return {"reunion": reunion.pk, "decision": decision.pk}


def a_passage_inscrit(monde: Monde) -> dict[str, int]:
    """Put the dwelling of the addresses on the agenda of a session of the day, for the Ville."""
    seance = Seance.objects.create(
        bailleur=monde.habitat_lys, date=MOMENT.date(), heure=time(9, 30), lieu="salle des commissions", ecrit_le=MOMENT
    )
    passage = Passage.objects.create(
        seance=seance,
        liberation=monde.liberations[1],
        tour=1,
        reservataire=monde.comptes["VILLE"],
        ordre=1,
        ecrit_le=MOMENT,
    )
    return {"seance": seance.pk, "passage": passage.pk}


def an_acces(monde: Monde, email: str, duree: timedelta, role: str = "lecteur") -> int:
    """Let somebody into Habitat Lys to assist, from the day of the world; give the number of his access."""
    demande = DemandeAssistance(email, role, duree, "Relire la conversion avec vous.")
    return ouvrir_assistance(an_acteur(monde.gestionnaire), demande, MOMENT, Entrees("connexion", str)).pk


def a_travail_fait(acteur: Acteur, nom: str = "essai.csv", contenu: bytes = b"a;b\r\n") -> Travail:
    """Write a background work of his organisation that is done, with its file."""
    demande = DemandeTravail("releves", "Essai", {"format": "csv"})
    asked, _ = creer_travail(acteur, demande, MOMENT)
    travail = commencer_travail(asked.pk, asked.tentative, MOMENT)
    assert travail
    finir_travail(travail, Produit(nom, contenu, "Un fichier."), MOMENT + timedelta(seconds=12))
    travail.refresh_from_db()
    return travail


def a_dossier(monde: Monde) -> Dossier:
    """Complete the world and read it as the calculations do."""
    complete(monde)
    return load_dossier(monde.habitat_lys)
