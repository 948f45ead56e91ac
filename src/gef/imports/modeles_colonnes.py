"""The columns of our own models: rights, forecasts, liberations, conventions.

Codes are those of the core, labels are accepted beside them. A value that decides of a right (its part, its dates, its
number) blocks the row when it cannot be read: read as nothing, it would mean « no end » or « in the flux ».
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gef.core.grand_livre import FAITS as TYPES_FAIT
from gef.core.parts import TYPES_RESERVATAIRE
from gef.core.registre_droits import NATURES_DROIT, TYPES_DROIT
from gef.core.rotation import LIBELLES_CATEGORIES
from gef.imports.colonnes import Colonne
from gef.imports.nomenclatures import FINANCEMENT_PAR_FINAN, FINANCEMENTS, FORME, OUI_NON, TYPOLOGIES, describe

DECLENCHEURS: Mapping[str, str] = {
    "orientation": "mise à disposition",
    "attribution": "attribution en CALEOL",
    "bail": "bail signé",
}
POLITIQUES_REFUS: Mapping[str, str] = {"non_compte": "refus non compté", "compte": "refus compté"}
EXERCICE_MIN, EXERCICE_MAX = 2000, 2100
PREMIERE_DATE = 1945


def with_libelles(codes: Mapping[Any, str], **synonymes: str) -> dict[str, str]:
    """Accept a code, its label or a synonym, in any case.

    Args:
        codes: Code → label.
        synonymes: Other spellings → code.

    Returns:
        Spelling in capitals → code.

    Examples:
        >>> with_libelles({"bail": "bail signé"}, signature="bail")
        {'BAIL SIGNÉ': 'bail', 'SIGNATURE': 'bail', 'BAIL': 'bail'}
    """
    libelles = {libelle.upper(): code for code, libelle in codes.items()}
    return libelles | {s.upper(): code for s, code in synonymes.items()} | {code.upper(): code for code in codes}


def _texte(nom: str, libelle: str, longueur: int, *entetes: str) -> Colonne:
    return Colonne(nom, libelle, f"{longueur} caractères au plus", entetes, maximum=longueur, cause="Texte trop long")


def _date(nom: str, libelle: str, *entetes: str, obligatoire: bool = False) -> Colonne:
    return Colonne(
        nom,
        libelle,
        "une date jj/mm/aaaa",
        entetes,
        nature="date",
        obligatoire=obligatoire,
        essentielle=obligatoire,
        minimum=PREMIERE_DATE,
        maximum=EXERCICE_MAX,
        cause="Date refusée",
        gravite="bloquant",
    )


def _code(nom: str, libelle: str, codes: Mapping[str, str], attendu: str, *entetes: str) -> Colonne:
    return Colonne(
        nom,
        libelle,
        attendu,
        entetes,
        nature="code",
        codes=codes,
        obligatoire=True,
        essentielle=True,
        cause="Code hors liste",
        gravite="bloquant",
    )


def _nombre(nom: str, libelle: str, *entetes: str) -> Colonne:
    return Colonne(
        nom,
        libelle,
        "un nombre entier, 0 ou plus",
        entetes,
        nature="entier",
        obligatoire=True,
        essentielle=True,
        minimum=0,
        maximum=1_000_000,
        cause="Nombre refusé",
        gravite="bloquant",
    )


def _commune(*, obligatoire: bool) -> Colonne:
    return Colonne(
        "commune",
        "Code commune",
        "un code commune de 5 caractères",
        ("DEPCOM", "Code Insee", "Insee"),
        nature="commune",
        obligatoire=obligatoire,
        essentielle=obligatoire,
        is_reparable=True,
        cause="Code commune mal formé",
        gravite="bloquant",
    )


_RESERVATAIRE = Colonne(
    "reservataire",
    "Code du réservataire",
    "40 caractères au plus",
    ("Réservataire", "compte"),
    obligatoire=True,
    essentielle=True,
    minimum=1,
    maximum=40,
    cause="Code trop long",
    gravite="bloquant",
)
_TYPE = _code(
    "type",
    "Type de réservataire",
    with_libelles(TYPES_RESERVATAIRE),
    describe(TYPES_RESERVATAIRE),
    "Type du réservataire",
)
_PORTEE = Colonne(
    "portee",
    "Territoire",
    "departement, epci:SIREN ou commune:CODE",
    ("Portée",),
    nature="portee",
    obligatoire=True,
    essentielle=True,
    cause="Territoire refusé",
    gravite="bloquant",
)
_PART_ATTENDUE = "une part entre 0 et 1 (0,25), un quotient (1/4) ou un pourcentage avec son signe (25 %)"

DROITS: tuple[Colonne, ...] = (
    _RESERVATAIRE,
    _TYPE,
    _PORTEE,
    _code(
        "nature",
        "Contrepartie",
        with_libelles(
            NATURES_DROIT, garantie_emprunt="garantie", aides_pierre="aide_pierre", un_pour_cent="un_pourcent"
        ),
        describe(NATURES_DROIT),
        "Nature du droit",
    ),
    _code(
        "type_droit",
        "Type de droit",
        with_libelles(TYPES_DROIT, droit_de_suite="suite", droit_unique="unique", droit_simple="simple"),
        describe(TYPES_DROIT),
    ),
    _nombre("nombre", "Nombre de logements", "Logements"),
    _commune(obligatoire=False),
    _texte("programme", "Programme", 100, "Résidence"),
    _date("debut", "Début", "Date de début", "Date d’effet", obligatoire=True),
    _date("fin", "Fin", "Date de fin", "Échéance"),
    _date("echeance_pret", "Remboursement du prêt", "Échéance du prêt"),
    Colonne(
        "rotation",
        "Rotation du contingent",
        _PART_ATTENDUE,
        ("Taux de rotation",),
        nature="fraction",
        is_accessoire=True,
        cause="Taux illisible",
    ),
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
    _texte("document", "Document", 200, "Référence du document"),
)

PREVISIONS: tuple[Colonne, ...] = (
    Colonne(
        "exercice",
        "Exercice",
        f"une année entre {EXERCICE_MIN} et {EXERCICE_MAX}",
        ("Année",),
        nature="annee",
        obligatoire=True,
        essentielle=True,
        minimum=EXERCICE_MIN,
        maximum=EXERCICE_MAX,
        cause="Exercice refusé",
        gravite="bloquant",
    ),
    _code(
        "categorie",
        "Catégorie",
        with_libelles(LIBELLES_CATEGORIES, mutation="mutations", npnru="anru", ventes="vente"),
        describe(LIBELLES_CATEGORIES),
    ),
    _nombre("nombre", "Nombre de logements", "Logements"),
    _texte("document", "Document", 200, "Source"),
)

LIBERATIONS: tuple[Colonne, ...] = (
    _date("libere_le", "Date de libération", "Libéré le", "Libre le", obligatoire=True),
    Colonne(
        "logement",
        "Identifiant du logement",
        "le numéro RPLS ou l’identifiant du bailleur, 30 caractères au plus",
        ("Référence", "IDENT_INT", "Logement", "Identifiant RPLS", "IDENT_REP"),
        obligatoire=True,
        essentielle=True,
        maximum=30,
        is_fragile=True,
        cause="Identifiant trop long",
        gravite="bloquant",
    ),
    _commune(obligatoire=True),
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
    _date("preavis_le", "Préavis reçu le", "Date du préavis"),
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
    _texte("programme", "Programme", 100, "Résidence"),
    _texte("adresse", "Adresse", 200),
)

CONVENTIONS: tuple[Colonne, ...] = (
    _RESERVATAIRE,
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
    _TYPE,
    _PORTEE,
    Colonne(
        "part",
        "Part du flux",
        _PART_ATTENDUE,
        ("Taux", "Pourcentage"),
        nature="fraction",
        obligatoire=True,
        essentielle=True,
        cause="Part illisible",
        gravite="bloquant",
    ),
    _date("debut", "Début", "Date de début", "Date d’effet", obligatoire=True),
    _date("fin", "Fin", "Date de fin", "Échéance"),
    _code(
        "declencheur",
        "Déclencheur du décompte",
        with_libelles(DECLENCHEURS, mise_a_disposition="orientation"),
        describe(DECLENCHEURS),
        "Décompté à",
    ),
    _code(
        "politique_refus", "Refus", with_libelles(POLITIQUES_REFUS), describe(POLITIQUES_REFUS), "Refus du réservataire"
    ),
    _texte("source", "Document", 200, "Convention"),
)

FAITS: tuple[Colonne, ...] = (
    Colonne(
        "logement",
        "Identifiant du logement",
        "l’identifiant donné dans les libérations, 30 caractères au plus",
        ("Référence", "IDENT_INT", "Identifiant RPLS", "IDENT_REP"),
        obligatoire=True,
        essentielle=True,
        maximum=30,
        is_fragile=True,
        cause="Identifiant trop long",
        gravite="bloquant",
    ),
    _date("date", "Date du fait", "Le", obligatoire=True),
    _code("type", "Fait", with_libelles(TYPES_FAIT), describe(TYPES_FAIT), "Événement"),
    Colonne(
        "reservataire",
        "Code du réservataire",
        "le code d’un compte, ou BAILLEUR ; 40 caractères au plus",
        ("Réservataire", "compte"),
        maximum=40,
        cause="Code trop long",
        gravite="bloquant",
    ),
)
