"""The columns of the register of rights, as its bailleur fills it in."""

from __future__ import annotations

from gef.core.registre_droits import NATURES_DROIT, TYPES_DROIT
from gef.imports.colonnes import Colonne
from gef.imports.modeles_communs import (
    MODE_GESTION,
    PART_ATTENDUE,
    PORTEE,
    RESERVATAIRE,
    TYPE,
    make_code,
    make_commune,
    make_compte,
    make_date,
    make_nombre,
    make_part,
    make_texte,
    with_libelles,
)
from gef.imports.nomenclatures import OUI_NON, describe

UTILISATEUR = make_compte(
    "utilisateur", "Code de l’utilisateur du droit", "Utilisateur", "Utilisateur du droit", "Délégué à"
)

DROITS: tuple[Colonne, ...] = (
    make_texte("reference", "Référence du droit", 40, "Référence", "N° du droit"),
    RESERVATAIRE,
    TYPE,
    PORTEE,
    make_code(
        "nature",
        "Contrepartie",
        with_libelles(
            NATURES_DROIT, garantie_emprunt="garantie", aides_pierre="aide_pierre", un_pour_cent="un_pourcent"
        ),
        describe(NATURES_DROIT),
        "Nature du droit",
    ),
    make_code(
        "type_droit",
        "Type de droit",
        with_libelles(TYPES_DROIT, droit_de_suite="suite", droit_unique="unique", droit_simple="simple"),
        describe(TYPES_DROIT),
    ),
    make_nombre("nombre", "Nombre de logements", "Logements"),
    make_commune(obligatoire=False),
    make_texte("programme", "Programme", 100, "Résidence"),
    make_date("debut", "Début", "Date de début", "Date d’effet", obligatoire=True),
    make_date("fin", "Fin", "Date de fin", "Échéance"),
    make_date("echeance_pret", "Remboursement du prêt", "Échéance du prêt"),
    make_part("part_garantie", "Quotité garantie", "Quotité", obligatoire=False),
    Colonne(
        "rotation",
        "Rotation du contingent",
        PART_ATTENDUE,
        ("Taux de rotation",),
        nature="fraction",
        is_accessoire=True,
        cause="Taux illisible",
    ),
    MODE_GESTION,
    UTILISATEUR,
    make_date("delegation_debut", "Délégué à partir du", "Début de la délégation"),
    make_date("delegation_fin", "Délégué jusqu’au", "Fin de la délégation"),
    Colonne(
        "convention_formalisee",
        "Convention formalisée",
        "oui ou non",
        ("Convention signée",),
        nature="booleen",
        codes=OUI_NON,
        essentielle=True,
        cause="Réponse illisible",
    ),
    make_texte("document", "Document", 200, "Référence du document"),
)

OPERATIONS: tuple[Colonne, ...] = (
    make_texte("operation", "Référence de l’opération", 40, "Opération", obligatoire=True),
    make_texte("programme", "Programme", 100, "Résidence"),
    make_commune(obligatoire=True),
    make_nombre("logements", "Logements de l’opération", "Logements"),
    make_part("part_reservee", "Part réservée", "Part réservée aux garants"),
    make_compte("reservataire", "Code du garant", "Garant", "Réservataire", "compte", obligatoire=True),
    TYPE,
    PORTEE,
    make_part("quotite", "Quotité garantie", "Quotité"),
    UTILISATEUR,
    make_date("debut", "Début", "Date de début", "Date d’effet", obligatoire=True),
    make_date("echeance_pret", "Remboursement du prêt", "Échéance du prêt"),
    make_texte("document", "Document", 200, "Référence du document"),
)
