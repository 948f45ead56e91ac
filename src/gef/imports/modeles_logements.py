"""The columns of what is said of dwellings: who has each one reserved, which leave the assiette, who was housed."""

from __future__ import annotations

from gef.core.designation import PUBLICS, QUARTILES
from gef.imports.colonnes import Colonne
from gef.imports.modeles_assiette import CATEGORIE
from gef.imports.modeles_communs import (
    RESERVATAIRE,
    make_date,
    make_logement,
    make_texte,
    with_libelles,
)
from gef.imports.nomenclatures import OUI_NON, describe

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


def _make_reponse(nom: str, libelle: str, *entetes: str) -> Colonne:
    return Colonne(
        nom,
        libelle,
        "oui, non, ou rien pour non",
        entetes,
        nature="booleen",
        codes=OUI_NON,
        cause="Réponse illisible",
        gravite="bloquant",
    )


# No name, no number: what the obligations count of a household, and nothing else.
MENAGES: tuple[Colonne, ...] = (
    make_logement("la référence de la libération, ou le numéro RPLS"),
    make_date("attribue_le", "Attribué le", "Date d’attribution", obligatoire=True),
    Colonne(
        "public",
        "Public",
        f"{describe(PUBLICS)}, ou rien quand on ne sait pas",
        ("Public prioritaire",),
        nature="code",
        codes=with_libelles(PUBLICS, oui="prioritaire", non="aucun"),
        cause="Public hors liste",
        gravite="bloquant",
    ),
    _make_reponse("public_valide", "Public vérifié", "Public validé"),
    Colonne(
        "quartile",
        "Quartile",
        "1 à 4, ou rien quand on ne sait pas",
        ("Quartile de ressources",),
        nature="code",
        codes=with_libelles({str(code): libelle for code, libelle in QUARTILES.items()}),
        cause="Quartile hors liste",
        gravite="bloquant",
    ),
    _make_reponse("quartile_valide", "Ressources vérifiées", "Quartile vérifié", "Quartile validé"),
    _make_reponse("relogement", "Relogement", "Relogement ANRU"),
)
