"""The context of a dwelling, as its sheet shows it after the proposal."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from gef.access.acteur import Acteur
from gef.actions.contexte_orientation import Contexte, read_contexte
from gef.actions.flux import EtatFlux
from gef.actions.noms import nom_commune
from gef.actions.orienter import EnAttente
from gef.actions.tableaux_contexte import describe_souhait, nom_portee, table_communes, table_enjeux, table_possibles
from gef.core.besoins import CATEGORIES_BESOIN, count_besoins
from gef.core.obligations import Obligation
from gef.core.residences import CLASSES
from gef.outputs.nombres import pluriel, taux
from gef.web.tableaux import montrer_table


def context_contexte(acteur: Acteur, etat: EtatFlux, attente: EnAttente, jour: date) -> dict[str, object]:
    """Everything that the section « Contexte » of a sheet shows; the bailleur's own business."""
    noms = etat.noms()
    found = read_contexte(acteur.organisation, etat, attente, jour)
    commune = attente.liberation.commune
    return {
        "contexte": found,
        "lien_residence": urlencode({"commune": commune, "programme": attente.liberation.programme}),
        "classe": CLASSES[found.classement.classe] if found.classement else "",
        "objectif_dit": say_objectif(found, attente.retenu, nom_commune(commune), noms.get(attente.retenu, "")),
        "besoins_dits": say_besoins(found),
        "souhaits_dits": [
            (f"{row.reservataire.nom} : {taux(row.part)}, {describe_souhait(row)}", is_met)
            for row, is_met in found.souhaits
        ],
        "contexte_communes": montrer_table(table_communes(found, commune, noms)),
        "contexte_enjeux": montrer_table(table_enjeux(found, noms)),
        "contexte_besoins": montrer_table(table_possibles(found)),
        "enjeux": [(row, name_enjeu(row, noms)) for row in found.enjeux],
        "absentes_dites": ", ".join(dict.fromkeys(row.regle.libelle.lower() for row in found.absentes)),
    }


def say_objectif(contexte: Contexte, retenu: str, commune: str, nom: str) -> str:
    """Say where the account that is proposed stands in the commune."""
    row = next((row for row in contexte.communes if row.reservataire == retenu), None)
    if row is None or row.objectif is None or row.reste is None:
        return ""
    received = pluriel(row.recus, "reçu")
    if row.reste > 0:
        left = f"il en reste {row.reste}"
    else:
        left = "l’objectif est atteint" if not row.reste else f"{pluriel(-row.reste, 'logement')} au-delà de l’objectif"
    return f"{nom}, {commune} : {received} sur {row.objectif} cette année, {left}"


def say_besoins(contexte: Contexte) -> str:
    """Say which needs the dwelling could meet, by category: « mutations internes : 2 (1 prioritaire) »."""
    parts = []
    for row in count_besoins(contexte.besoins):
        urgent = f" ({pluriel(row.prioritaires, 'prioritaire')})" if row.prioritaires else ""
        parts.append(f"{CATEGORIES_BESOIN[row.categorie]} : {row.nombre}{urgent}")
    return " ; ".join(parts)


def name_enjeu(row: Obligation, noms: dict[str, str]) -> str:
    """Name an obligation and what it is about: « État, au moins hors QPV »."""
    where = noms.get(row.reservataire, row.reservataire) or nom_portee(row.portee)
    return f"{row.regle.libelle}, {where}" if where and where != "departement" else row.regle.libelle
