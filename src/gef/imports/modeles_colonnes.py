"""The columns of the year's models: conventions, forecasts, liberations and the facts that follow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gef.core.faits import FAITS as TYPES_FAIT
from gef.core.rotation import LIBELLES_CATEGORIES
from gef.imports.colonnes import Colonne
from gef.imports.modeles_communs import (
    EXERCICE_MAX,
    MODE_GESTION,
    PORTEE,
    RESERVATAIRE,
    TYPE,
    make_annee,
    make_code,
    make_commune,
    make_date,
    make_logement,
    make_nombre,
    make_part,
    make_texte,
    with_libelles,
)
from gef.imports.nomenclatures import FINANCEMENT_PAR_FINAN, FINANCEMENTS, FORME, OUI_NON, TYPOLOGIES, describe

DECLENCHEURS: Mapping[str, str] = {
    "orientation": "mise à disposition",
    "proposition": "fiche transmise au réservataire",
    "attribution": "attribution en CALEOL",
    "bail": "bail signé",
}
POLITIQUES_REFUS: Mapping[str, str] = {"non_compte": "refus non compté", "compte": "refus compté"}
POLITIQUES_SILENCE: Mapping[str, str] = {"non_compte": "silence non compté", "compte": "silence compté"}

PREVISIONS: tuple[Colonne, ...] = (
    make_annee("exercice", "Exercice", "Année"),
    make_code(
        "categorie",
        "Catégorie",
        with_libelles(LIBELLES_CATEGORIES, mutation="mutations", npnru="anru", ventes="vente"),
        describe(LIBELLES_CATEGORIES),
    ),
    Colonne(
        "mois",
        "Mois",
        "un mois de 1 à 12, ou rien pour l’année entière",
        nature="entier",
        minimum=1,
        maximum=12,
        cause="Mois refusé",
        gravite="bloquant",
    ),
    make_nombre("nombre", "Nombre de logements", "Logements"),
    make_texte("document", "Document", 200, "Source"),
    make_date("declaree_le", "Déclarée le", "Date de déclaration"),
)

LIBERATIONS: tuple[Colonne, ...] = (
    make_date("libere_le", "Date de libération", "Libéré le", "Libre le", obligatoire=True),
    make_logement("le numéro RPLS ou l’identifiant du bailleur"),
    make_commune(obligatoire=True),
    Colonne(
        "typologie",
        "Typologie",
        "T1 à T5+",
        nature="code",
        codes=TYPOLOGIES,
        essentielle=True,
        cause="Typologie hors liste",
    ),
    Colonne(
        "financement",
        "Financement",
        f"{describe(FINANCEMENTS)}, ou un code FINAN",
        ("FINAN",),
        nature="code",
        codes={**{f: f for f in FINANCEMENTS}, **FINANCEMENT_PAR_FINAN},
        essentielle=True,
        cause="Financement hors liste",
    ),
    Colonne(
        "qpv",
        "En quartier prioritaire",
        "oui ou non",
        ("en QPV",),
        nature="booleen",
        codes=OUI_NON,
        essentielle=True,
        cause="Réponse illisible",
    ),
    Colonne(
        "forme",
        "Forme",
        "collectif, individuel ou etudiant",
        ("TYPECONST",),
        nature="code",
        codes=FORME,
        essentielle=True,
        cause="Forme hors liste",
    ),
    Colonne(
        "hors_flux",
        "Hors flux",
        f"rien quand le logement est dans le flux, sinon {describe(LIBELLES_CATEGORIES)}",
        ("Motif hors flux",),
        nature="code",
        codes=with_libelles(LIBELLES_CATEGORIES, mutation="mutations", npnru="anru", ventes="vente"),
        cause="Catégorie hors liste",
        gravite="bloquant",
    ),
    make_date("preavis_le", "Préavis reçu le", "Date du préavis"),
    Colonne(
        "annee_construction",
        "Année de construction",
        "une année à 4 chiffres",
        ("CONSTRUCT",),
        nature="annee",
        is_accessoire=True,
        minimum=1000,
        maximum=EXERCICE_MAX,
        cause="Année refusée",
    ),
    make_texte("programme", "Programme", 100, "Résidence"),
    make_texte("adresse", "Adresse", 200),
)

CONVENTIONS: tuple[Colonne, ...] = (
    RESERVATAIRE,
    Colonne(
        "nom",
        "Nom du réservataire",
        "150 caractères au plus",
        maximum=150,
        obligatoire=True,
        essentielle=True,
        cause="Nom trop long",
        gravite="bloquant",
    ),
    TYPE,
    PORTEE,
    make_part("part", "Part du flux", "Taux", "Pourcentage"),
    make_date("debut", "Début", "Date de début", "Date d’effet", obligatoire=True),
    make_date("fin", "Fin", "Date de fin", "Échéance"),
    make_code(
        "declencheur",
        "Déclencheur du décompte",
        with_libelles(DECLENCHEURS, mise_a_disposition="orientation"),
        describe(DECLENCHEURS),
        "Décompté à",
    ),
    make_code(
        "politique_refus", "Refus", with_libelles(POLITIQUES_REFUS), describe(POLITIQUES_REFUS), "Refus du réservataire"
    ),
    make_texte("source", "Document", 200, "Convention"),
    Colonne(
        "politique_silence",
        "Silence",
        f"rien quand le silence n’est pas compté, sinon {describe(POLITIQUES_SILENCE)}",
        ("Silence du réservataire",),
        nature="code",
        codes=with_libelles(POLITIQUES_SILENCE),
        cause="Code hors liste",
        gravite="bloquant",
    ),
    replace(MODE_GESTION, gravite="bloquant"),
    make_part("requalifie_min", "Part requalifiable, au moins", "Requalification", obligatoire=False),
)

FAITS: tuple[Colonne, ...] = (
    make_logement("l’identifiant donné dans les libérations"),
    make_date("date", "Date du fait", "Le", obligatoire=True),
    make_code("type", "Fait", with_libelles(TYPES_FAIT), describe(TYPES_FAIT), "Événement"),
    Colonne(
        "reservataire",
        "Code du réservataire",
        "le code d’un compte, ou BAILLEUR ; 40 caractères au plus",
        ("Réservataire", "compte"),
        maximum=40,
        cause="Code trop long",
        gravite="bloquant",
    ),
    Colonne(
        "precision",
        "Précision",
        "les codes que le fait admet, séparés par des virgules",
        ("Précisions",),
        maximum=200,
        cause="Texte trop long",
        gravite="bloquant",
    ),
)
