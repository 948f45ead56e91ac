"""The columns of what an orientation looks at: classes of the residences, needs out of the flux."""

from __future__ import annotations

from dataclasses import replace

from gef.core.besoins import CATEGORIES_BESOIN
from gef.core.reglages import NOMBRES, NOMS_REGLES
from gef.core.residences import CLASSES
from gef.imports.colonnes import Colonne
from gef.imports.modeles_communs import (
    RESERVATAIRE,
    make_code,
    make_commune,
    make_date,
    make_nombre,
    make_part,
    make_texte,
    with_libelles,
)
from gef.imports.nomenclatures import FINANCEMENT_PAR_FINAN, FINANCEMENTS, OUI_NON, TYPOLOGIES, describe

RESIDENCES: tuple[Colonne, ...] = (
    make_commune(obligatoire=True),
    make_texte("programme", "Programme", 100, "Résidence", "Groupe", obligatoire=True),
    make_code(
        "classe",
        "Classe",
        with_libelles(CLASSES, maintenir="equilibrer", préserver="equilibrer", rééquilibrage="reequilibrer"),
        describe(CLASSES),
        "Classe de la résidence",
    ),
    make_date("depuis", "Depuis", "Classée le", obligatoire=True),
    make_texte("motif", "Motif", 300, "Raison"),
    make_texte("document", "Document", 200, "Source"),
)

BESOINS: tuple[Colonne, ...] = (
    make_texte("reference", "Référence interne", 30, "Référence", "Dossier", obligatoire=True),
    make_code(
        "categorie",
        "Catégorie",
        with_libelles(CATEGORIES_BESOIN, mutation="mutations", npnru="anru"),
        describe(CATEGORIES_BESOIN),
    ),
    Colonne(
        "typologies",
        "Typologies",
        "rien quand toutes conviennent, sinon T1 à T5+, séparées par une virgule",
        ("Typologie",),
        nature="codes",
        codes=TYPOLOGIES,
        cause="Typologie hors liste",
        gravite="bloquant",
    ),
    Colonne(
        "territoires",
        "Communes et EPCI",
        "rien pour tout le département, sinon des codes de commune ou des SIREN d’EPCI, séparés par une virgule",
        ("Communes", "Commune", "Territoire"),
        nature="portees",
        cause="Territoire refusé",
        gravite="bloquant",
    ),
    Colonne(
        "prioritaire",
        "Public prioritaire",
        "oui, non, ou rien quand on ne sait pas",
        ("Prioritaire",),
        nature="booleen",
        codes=OUI_NON,
        cause="Réponse illisible",
    ),
    replace(
        make_nombre("nombre", "Nombre de ménages", "Ménages", obligatoire=False),
        minimum=1,
        attendu="un nombre entier, 1 ou plus ; rien pour un ménage",
    ),
    make_date("declare_le", "Déclaré le", "Depuis le", obligatoire=True),
    make_texte("document", "Document", 200, "Source"),
)

SOUHAITS: tuple[Colonne, ...] = (
    RESERVATAIRE,
    make_part("part", "Part souhaitée", "Part"),
    Colonne(
        "typologie",
        "Typologie",
        "T1 à T5+, ou rien",
        nature="code",
        codes=TYPOLOGIES,
        cause="Typologie hors liste",
        gravite="bloquant",
    ),
    Colonne(
        "financement",
        "Financement",
        f"{describe(FINANCEMENTS)}, ou rien",
        nature="code",
        codes={**{f: f for f in FINANCEMENTS}, **FINANCEMENT_PAR_FINAN},
        cause="Financement hors liste",
        gravite="bloquant",
    ),
    Colonne(
        "qpv",
        "En quartier prioritaire",
        "oui, non, ou rien quand peu importe",
        ("en QPV",),
        nature="booleen",
        codes=OUI_NON,
        cause="Réponse illisible",
        gravite="bloquant",
    ),
    Colonne(
        "territoire",
        "Commune ou EPCI",
        "un code de commune ou un SIREN d’EPCI, ou rien pour tout son territoire",
        ("Commune", "EPCI"),
        nature="portees",
        cause="Territoire refusé",
        gravite="bloquant",
    ),
    make_texte("publics", "Publics visés", 200, "Publics"),
    make_date("debut", "Début", "Depuis", obligatoire=True),
    make_texte("document", "Document", 200, "Source", obligatoire=True),
)

REGLAGES: tuple[Colonne, ...] = (
    make_code("regle", "Règle", with_libelles(NOMS_REGLES, **{"plus en retard": "retard"}), describe(NOMS_REGLES)),
    *(
        replace(make_texte(nom, libelle, 8), attendu="un nombre à quatre décimales au plus, ou rien pour le défaut")
        for nom, libelle in NOMBRES.items()
    ),
    make_date("debut", "Début", "Depuis", obligatoire=True),
    make_date("fin", "Fin", "Date de fin"),
    make_texte("document", "Document", 200, "Source", obligatoire=True),
)
