"""The columns of the lists of dwellings: who has each one reserved, and which leave the assiette."""

from __future__ import annotations

from gef.imports.colonnes import Colonne
from gef.imports.modeles_assiette import CATEGORIE
from gef.imports.modeles_communs import (
    RESERVATAIRE,
    make_date,
    make_logement,
    make_texte,
)

LOGEMENT = make_logement("le numéro RPLS ou l’identifiant du bailleur")

RESERVATIONS: tuple[Colonne, ...] = (
    LOGEMENT,
    RESERVATAIRE,
    make_texte("droit", "Référence du droit", 40, "Droit"),
    make_date("debut", "Début", "Date de début", "Réservé depuis"),
    make_date("fin", "Fin", "Date de fin", "Réservé jusqu’au"),
)

LOGEMENTS_EXCLUS: tuple[Colonne, ...] = (
    LOGEMENT,
    CATEGORIE,
    make_texte("document", "Document", 200, "Convention", "Source"),
)
