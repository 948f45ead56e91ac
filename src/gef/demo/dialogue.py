"""The negotiation as it happened: the register sent, read, validated, contested once; two scenarios kept.

Everything goes through the acts of the product, on the days of the fiction, so that the journal tells it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from gef.access.acteur import Acteur
from gef.actions import avis, scenarios
from gef.actions.entrees_scenarios import DemandeScenario
from gef.actions.registre import LigneRegistre, read_registre
from gef.core.avis import Avis
from gef.core.changements import ChangementLiberations, DroitEteint, Livraison
from gef.demo.acces import ACTION_LOGEMENT, GRASSE
from gef.demo.calendrier import EXERCICE_DEMO
from gef.demo.negociation import PRET_SOLDE
from gef.imports.pieces import Piece, read_piece
from gef.outputs.pdf import write_pdf
from gef.outputs.tables import Colonne, Table
from gef.outputs.tables import ligne as ligne_table

PARIS = ZoneInfo("Europe/Paris")
ENVOI = datetime(2026, 11, 2, 9, 15, tzinfo=PARIS)
LECTURE = datetime(2026, 11, 9, 14, 30, tzinfo=PARIS)
CONTESTATION = datetime(2026, 11, 16, 11, 5, tzinfo=PARIS)
SCENARIOS = datetime(2026, 11, 18, 16, 40, tzinfo=PARIS)
ECHEANCE = date(2026, 12, 15)
CONTESTEE = "Les Cerfs-volants valseurs"
VALIDEES = ("Les Pirogues siffleuses", "Les Tortues infatigables")
MOTIF = (
    "Délibération du 14 juin 2004 (fictive) : la Ville garantit la moitié de l’emprunt contre quatre logements, et non "
    "trois. La convention n’a pas été retrouvée chez vous ; la délibération est jointe."
)
DELAI = 21


def tell_dialogue(bailleur: Acteur, partenaires: Mapping[str, Acteur]) -> None:
    """Send the register, then let two réservataires answer.

    Args:
        bailleur: Who sends.
        partenaires: Who speaks for each réservataire, by address.
    """
    avis.transmettre(bailleur, reservataire="", echeance=ECHEANCE, delai=DELAI, moment=ENVOI)
    avis.valider_tout(partenaires[ACTION_LOGEMENT.email], bailleur.organisation.pk, LECTURE)
    grasse = partenaires[GRASSE.email]
    for ligne in _list_lignes(grasse, ENVOI):
        if ligne.row.programme in VALIDEES:
            _speak(grasse, ligne, Avis("valide", LECTURE.date()), LECTURE)
        elif ligne.row.programme == CONTESTEE:
            contestation = Avis("conteste", CONTESTATION.date(), nombre=4, motif=MOTIF)
            _speak(grasse, ligne, contestation, CONTESTATION, draw_deliberation())


def draw_deliberation() -> Piece:
    """Write the document that the Ville joins to her contest; the same bytes every time."""
    colonnes = (
        Colonne("objet", "Objet", entete=True),
        Colonne("part", "Part garantie", "taux", decimales=0),
        Colonne("logements", "Logements réservés", "entier"),
    )
    rows = (ligne_table(colonnes, CONTESTEE, Fraction(1, 2), 4),)
    table = Table("garantie", "Garantie accordée", colonnes, rows, notes=("Document fictif de démonstration.",))
    document = write_pdf(
        [table], titre="Délibération du 14 juin 2004", moment=CONTESTATION, auteur="Ville de Grasse (fiction)"
    )
    return read_piece("deliberation-2004-06-14.pdf", document)


def _list_lignes(acteur: Acteur, moment: datetime) -> tuple[LigneRegistre, ...]:
    return read_registre(acteur, moment.date()).lignes


def _speak(acteur: Acteur, ligne: LigneRegistre, parole: Avis, moment: datetime, piece: Piece | None = None) -> None:
    avis.donner_avis(acteur, ligne.row.pk, parole, rang_vu=len(ligne.paroles), moment=moment, piece=piece)


def keep_scenarios(acteur: Acteur) -> None:
    """Keep two answers to « what if »: fewer people move; a programme comes and a repaid loan ends its rights."""
    for nom, methode, changements in (
        ("Un cinquième de libérations en moins", "negociee", (ChangementLiberations(Fraction(4, 5)),)),
        (
            "120 logements livrés à Cannes, cinq droits éteints à Grasse",
            "part_du_parc",  # what is negotiated does not follow the rights
            (
                Livraison("06029", 120, reservataire="VILLE-06029", droits=24, nature="garantie"),
                DroitEteint(PRET_SOLDE[0], nombre=5),
            ),
        ),
    ):
        demande = DemandeScenario(nom, changements)
        scenarios.calculer_et_garder(acteur, EXERCICE_DEMO, demande, SCENARIOS, methode=methode)
