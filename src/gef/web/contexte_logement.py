"""The context of a dwelling, as its sheet shows it after the proposal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from urllib.parse import urlencode

from gef.access.acteur import Acteur
from gef.actions.contexte_orientation import Contexte, read_contexte
from gef.actions.flux import EtatFlux
from gef.actions.noms import nom_commune
from gef.actions.orienter import EnAttente
from gef.actions.tableaux_contexte import (
    CATEGORIES_COURTES,
    describe_souhait,
    nom_portee,
    table_communes,
    table_enjeux,
    table_possibles,
)
from gef.core.besoins import count_besoins
from gef.core.obligations import Obligation
from gef.core.residences import CLASSES
from gef.db.besoins.models import SouhaitReservataire
from gef.outputs.nombres import entier, pluriel, taux
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
        "souhaits_dits": [say_souhait(row) for row, is_met in found.souhaits if is_met],
        "contexte_communes": montrer_table(table_communes(found, commune, noms)),
        "contexte_enjeux": montrer_table(table_enjeux(found, noms)),
        "contexte_besoins": montrer_table(table_possibles(found)),
        "enjeux": [(row, name_enjeu(row, noms)) for row in found.enjeux],
        "absentes_dites": [say_absente(row, noms) for row in found.absentes],
    }


def say_objectif(contexte: Contexte, retenu: str, commune: str, nom: str) -> str:
    """Say where the account that is proposed stands, on the territory on which its objective binds."""
    row = next((row for row in contexte.communes if row.reservataire == retenu), None)
    if row is None or row.contractuel.objectif is None or row.contractuel.reste is None:
        return ""
    where = f"à {commune}" if row.is_par_commune else "sur tout son territoire"
    reste = row.contractuel.reste
    if reste > 0:
        left = f"il en reste {entier(reste)}"
    else:
        left = f"{pluriel(-reste, 'logement')} au-delà" if reste else "l’objectif est atteint"
    recus, objectif = pluriel(row.contractuel.recus, "reçu"), entier(row.contractuel.objectif)
    return f"{nom}, {where} : {recus} sur {objectif} cette année, {left}"


def say_souhait(row: SouhaitReservataire) -> str:
    """Say a wish: « Action Logement, 40 % : T2 »."""
    return f"{row.reservataire.nom}, {say_part(row.part)} : {describe_souhait(row)}"


def say_part(part: Fraction) -> str:
    """Write a share without decimals when it has none."""
    return taux(part, 0 if (100 * part).denominator == 1 else 1)


def say_absente(row: Obligation, noms: Mapping[str, str]) -> str:
    """Say an obligation that nobody can judge yet, with what is known: « … : 4 connus sur 303 »."""
    known = row.comptage.base - row.comptage.inconnus
    what = "bail" if row.regle.evenement == "bail" else "attribution"
    base = pluriel(row.comptage.base, what, {"bail": "baux"}.get(what, ""))
    return f"{name_enjeu(row, noms)} : {base}, {pluriel(known, 'ménage connu', 'ménages connus')}"


def say_besoins(contexte: Contexte) -> str:
    """Say which needs the dwelling could meet, by category: « mutation interne 2 (1 prioritaire) »."""
    parts = []
    for row in count_besoins(contexte.besoins):
        urgent = f" ({pluriel(row.prioritaires, 'prioritaire')})" if row.prioritaires else ""
        parts.append(f"{CATEGORIES_COURTES[row.categorie]} {row.nombre}{urgent}")
    return " ; ".join(parts)


def name_enjeu(row: Obligation, noms: Mapping[str, str]) -> str:
    """Name an obligation and what it is about: « État, au moins hors QPV »."""
    where = noms.get(row.reservataire, row.reservataire) or nom_portee(row.portee)
    return f"{row.regle.libelle}, {where}" if where and where != "departement" else row.regle.libelle
