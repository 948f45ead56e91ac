"""The frontier of the settings of a bailleur: some ten thousand decisions made again under each setting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.flux import load_flux
from gef.actions.frontiere import DemandeFrontiere, calculer_et_garder
from gef.actions.orienter import regler
from gef.actions.tableaux_frontiere import name_essai, table_compromis, table_frontiere, table_mesures
from gef.actions.travaux import DemandeTravail, Produit
from gef.core.frontiere import EssaiReglage
from gef.core.reglages import NOMBRES, describe_parametres, make_parametres
from gef.core.regle import Parametres
from gef.db.journal.models import Travail
from gef.jobs.suivi import Suivi
from gef.outputs.nombres import pluriel
from gef.outputs.xlsx import write_xlsx

GENRE: Final = "frontiere"
LIBELLE: Final = "Réglages de l’orientation essayés sur votre flux"


def demande_frontiere(acteur: Acteur, jour: date, moment: datetime, sur_mesure: Parametres | None) -> DemandeTravail:
    """Ask that the settings be tried.

    Args:
        acteur: Who asks, for his bailleur: the run is kept in his name.
        jour: The day of the parts in force.
        moment: When, in the reader's time zone.
        sur_mesure: A setting of his own to try, or None.

    Raises:
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    libelle = LIBELLE + (f", avec {describe_parametres(sur_mesure)}" if sur_mesure else "")
    # To the minute: two requests in the same minute are one.
    arguments: dict[str, Any] = {
        "jour": jour.isoformat(),
        "moment": moment.replace(second=0, microsecond=0).isoformat(),
    }
    if sur_mesure:
        nombres = {nom: str(getattr(sur_mesure, nom)) for nom in NOMBRES}
        arguments["sur_mesure"] = {"regle": sur_mesure.regle, **nombres}
    return DemandeTravail(GENRE, libelle, arguments)


def produire_frontiere(travail: Travail, suivi: Suivi) -> Produit:
    """Try the settings, keep the run, and give its tables as a workbook.

    Raises:
        DossierIncompletError: the bailleur has no parc.
        FrontiereImpossibleError: there is nothing to try the settings on.
    """
    jour = date.fromisoformat(travail.arguments["jour"])
    moment = datetime.fromisoformat(travail.arguments["moment"])
    demande = DemandeFrontiere(jour, _read_sur_mesure(travail.arguments.get("sur_mesure")))
    suivi.annoncer(0, "Lecture du flux et des conventions")

    def suivre(done: int, total: int, essai: EssaiReglage) -> None:
        if not done:
            suivi.annoncer(total, name_essai(essai))
        suivi.avancer(done, name_essai(essai))

    auteur = Acteur(travail.auteur_id, "", travail.organisation, "")
    _, frontiere = calculer_et_garder(auteur, demande, moment, suivre)
    en_vigueur = regler(load_flux(travail.organisation_id), jour)
    reference = frontiere.find(en_vigueur) or frontiere.lignes[0]
    tables = (
        table_frontiere(frontiere, en_vigueur),
        table_compromis(frontiere, reference, en_vigueur),
        table_mesures(frontiere, en_vigueur),
    )
    said = f"{pluriel(len(frontiere.lignes), 'réglage')} sur {pluriel(frontiere.base.logements, 'logement')}."
    return Produit(f"reglages-{jour:%Y-%m-%d}.xlsx", write_xlsx(tables, moment), said)


def _read_sur_mesure(data: Mapping[str, str] | None) -> Parametres | None:
    if data is None:
        return None
    return make_parametres(data["regle"], {nom: Fraction(data[nom]) for nom in NOMBRES})
