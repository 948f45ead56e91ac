"""The columns of a parc: one table for the bailleur's deposit, the open files of the RPLS and one's own spreadsheet.

Columns bear the names of the RPLS variables. The deposit knows them by position; the open files by these names, with
`_CODE` behind from 2023 on; a spreadsheet by any of the headings listed here. What the RPLS writes for « nothing » (0,
NC, 9999, 01/1900) is read as nothing.
"""

from __future__ import annotations

from dataclasses import replace

from gef.imports.colonnes import Colonne
from gef.imports.nomenclatures import (
    CONTRESLOG,
    FINAN,
    FINANCEMENT_PAR_FINAN,
    FINANCEMENTS,
    FORME,
    MODE,
    NON_RENSEIGNE,
    OUI_NON,
    OUI_NON_RPLS,
    SORTIEPATRIM,
    TYPOLOGIES,
    describe,
)

# Bounds that separate a slip of the keyboard from a dwelling.
PREMIERE_CONSTRUCTION = 1000
PREMIERE_MISE_EN_LOCATION = 1850
ANNEE_MAX = 2100
# Below 9 m² a dwelling is not décent (décret 2002-120, art. 4); the RPLS holds three digits.
SURFACE_MIN, SURFACE_MAX = 9, 999
LOYER_SANS_OBJET = "9999"

_IDENTIFIANTS = (
    Colonne(
        "IDENT_REP",
        "Numéro RPLS",
        "exactement 10 caractères, ou rien pour un logement nouveau",
        ("ident_rpls", "Identifiant RPLS", "N° RPLS", "numero_rpls_logement"),
        minimum=10,
        maximum=10,
        is_fragile=True,
        cause="Numéro RPLS refusé",
    ),
    Colonne(
        "IDENT_INT",
        "Identifiant du bailleur",
        "100 caractères au plus",
        ("Identifiant interne", "Référence logement", "Référence", "Logement", "Code logement", "ident"),
        maximum=100,
        is_fragile=True,
        cause="Identifiant refusé",
    ),
)

_SITUATION = (
    Colonne(
        "DEPCOM",
        "Code commune",
        "un code commune de 5 caractères",
        ("DEPCOM_CODE", "DEPCOM_ARM", "COM_CODE", "COMMUNE_CODE", "Commune", "Code Insee", "Insee", "codgeo"),
        nature="commune",
        obligatoire=True,
        essentielle=True,
        absents=NON_RENSEIGNE | {"99999", "00000"},
        cause="Code commune mal formé",
        gravite="bloquant",
    ),
    Colonne(
        "LIBCOM", "Libellé de la commune", "un nom", ("LIBCOM_LIBELLE", "DEPCOM_LIBELLE", "Nom de la commune", "Ville")
    ),
    Colonne(
        "CODEPOSTAL",
        "Code postal",
        "5 chiffres",
        ("Code postal", "CP"),
        nature="postal",
        absents=NON_RENSEIGNE,
        cause="Code postal mal formé",
    ),
    Colonne(
        "ADRESSE",
        "Adresse",
        "200 caractères au plus",
        ("adresse complète",),
        is_accessoire=True,
        maximum=200,
        cause="Adresse trop longue",
    ),
    Colonne("NUMVOIE", "Numéro de voirie", "un numéro", ("PLG_NUMERO",)),
    Colonne("INDREP", "Indice de répétition", "bis, ter…"),
    Colonne("TYPVOIE", "Type de voie", "rue, avenue…"),
    Colonne("NOMVOIE", "Nom de voie", "un nom de voie"),
    Colonne(
        "COMPLGEO",
        "Nom du programme",
        "100 caractères au plus",
        ("Programme", "Résidence", "Groupe"),
        maximum=100,
        is_fragile=True,
        cause="Nom de programme trop long",
    ),
    Colonne(
        "IMMEU",
        "Immeuble",
        "un nom ou un numéro d’immeuble",
        is_accessoire=True,
        is_fragile=True,
        gravite="information",
    ),
    Colonne("LIBEPCI", "Libellé de l’EPCI", "un nom", ("EPCI_LIBELLE",), is_accessoire=True),
    Colonne(
        "QPV",
        "En quartier prioritaire",
        "1 (oui) ou 2 (non)",
        ("QPV_CODE", "en QPV", "quartier prioritaire"),
        nature="booleen",
        codes=OUI_NON_RPLS,
        absents=NON_RENSEIGNE,
        essentielle=True,
        cause="QPV hors liste",
    ),
    Colonne(
        "PLG_QP24",
        "Quartier prioritaire localisé (2024)",
        "un code de quartier",
        ("PLG_QP24_CODE",),
        is_accessoire=True,
    ),
)

_LOGEMENT = (
    Colonne(
        "TYPECONST",
        "Type de construction",
        "C (collectif), I (individuel) ou E (étudiant)",
        ("TYPECONST_CODE", "Forme", "collectif ou individuel"),
        nature="code",
        codes=FORME,
        absents=NON_RENSEIGNE,
        essentielle=True,
        cause="Type de construction hors liste",
    ),
    Colonne(
        "NBPIECE",
        "Nombre de pièces",
        "un nombre de 1 à 9",
        ("NBPIECE_CODE", "Pièces", "nb_pieces", "Nombre de pièces principales"),
        nature="entier",
        absents=NON_RENSEIGNE,
        minimum=1,
        maximum=9,
        essentielle=True,
        cause="Nombre de pièces refusé",
    ),
    Colonne(
        "TYPOLOGIE",
        "Typologie",
        "T1 à T5+",
        ("Type de logement", "Type"),
        is_accessoire=True,
        nature="code",
        codes=TYPOLOGIES,
        cause="Typologie hors liste",
    ),
    Colonne(
        "SURFHAB",
        "Surface habitable",
        f"une surface de {SURFACE_MIN} à {SURFACE_MAX} m²",
        ("Surface", "surface_m2", "SHAB"),
        nature="surface",
        absents=NON_RENSEIGNE - {"0"},
        minimum=SURFACE_MIN,
        maximum=SURFACE_MAX,
        cause="Surface refusée",
    ),
    Colonne(
        "CONSTRUCT",
        "Année de construction",
        "une année à 4 chiffres",
        ("annee_construction", "Année d’achèvement", "Construction"),
        nature="annee",
        absents=NON_RENSEIGNE,
        minimum=PREMIERE_CONSTRUCTION,
        maximum=ANNEE_MAX,
        essentielle=True,
        cause="Année refusée",
    ),
    Colonne(
        "LOCAT",
        "Année de première mise en location",
        "une année à 4 chiffres",
        ("annee_location", "Mise en location"),
        nature="annee",
        absents=NON_RENSEIGNE,
        minimum=PREMIERE_MISE_EN_LOCATION,
        maximum=ANNEE_MAX,
        cause="Année refusée",
    ),
)

_FINANCEMENT = (
    Colonne(
        "FINAN",
        "Financement initial",
        f"un code de la liste : {describe(FINAN)}",
        ("FINAN_CODE",),
        nature="code",
        codes={code: code for code in FINAN},
        absents=NON_RENSEIGNE,
        essentielle=True,
        cause="Financement hors liste",
    ),
    Colonne(
        "FINANCEMENT",
        "Financement",
        f"{describe(FINANCEMENTS)}, ou un code FINAN",
        (),
        is_accessoire=True,
        nature="code",
        codes={**{f: f for f in FINANCEMENTS}, **FINANCEMENT_PAR_FINAN},
        absents=NON_RENSEIGNE,
        cause="Financement hors liste",
    ),
    Colonne(
        "CONV",
        "Conventionnement APL",
        "1 (oui) ou 2 (non)",
        ("CONV_CODE", "Conventionné"),
        nature="booleen",
        codes=OUI_NON_RPLS,
        absents=NON_RENSEIGNE,
        cause="Conventionnement hors liste",
    ),
    Colonne(
        "NUMCONV",
        "Numéro de la convention APL",
        "un numéro, au format texte",
        ("num_conv", "Convention APL"),
        is_fragile=True,
    ),
    Colonne(
        "DATCONV",
        "Date de la convention APL",
        "une date jj/mm/aaaa",
        ("date_conv",),
        nature="date",
        absents=NON_RENSEIGNE | {"01/01/1900"},
        minimum=1900,
        maximum=ANNEE_MAX,
        cause="Date refusée",
    ),
    Colonne(
        "CUS",
        "Plafond de ressources au titre de la CUS",
        f"un code de la liste : {describe(FINAN)}",
        ("CUS_CODE",),
        nature="code",
        codes={code: code for code in FINAN},
        absents=NON_RENSEIGNE,
        cause="Code CUS hors liste",
    ),
    Colonne("CODSEGPATRIM", "Code du segment de patrimoine", "20 caractères au plus"),
    Colonne("LIBSEGPATRIM", "Segment de patrimoine", "50 caractères au plus", ("Segment",)),
)

_OCCUPATION = (
    Colonne(
        "SORTIEPATRIM",
        "Motif de sortie du patrimoine",
        describe(SORTIEPATRIM),
        is_accessoire=True,
        nature="code",
        codes={code: code for code in SORTIEPATRIM},
        absents=NON_RENSEIGNE,
        cause="Motif de sortie hors liste",
    ),
    Colonne(
        "MODE",
        "Mode d’occupation",
        describe(MODE),
        ("MODE_CODE", "Occupation"),
        nature="code",
        codes={code: code for code in MODE},
        absents=NON_RENSEIGNE,
        essentielle=True,
        cause="Mode d’occupation hors liste",
    ),
    Colonne(
        "BAIL",
        "Date du bail en cours",
        "un mois mm/aaaa",
        ("Date du bail", "Bail"),
        nature="mois",
        absents=NON_RENSEIGNE | {"01/1900"},
        minimum=1900,
        maximum=ANNEE_MAX,
        cause="Date refusée",
    ),
    Colonne(
        "LOYERPRINC",
        "Loyer principal",
        "un montant en euros entiers, 9999 quand il est sans objet",
        ("Loyer", "Loyer mensuel"),
        nature="entier",
        absents=frozenset({"NC", LOYER_SANS_OBJET}),
        minimum=0,
        maximum=9998,
        cause="Loyer refusé",
    ),
    Colonne(
        "CONTRESLOG",
        "Contingent",
        describe(CONTRESLOG),
        ("CONTRESLOG_CODE", "Contingent de réservation"),
        nature="code",
        codes={code: code for code in CONTRESLOG},
        absents=NON_RENSEIGNE,
        essentielle=True,
        cause="Contingent hors liste",
    ),
    Colonne(
        "DPEDATE",
        "Date du diagnostic de performance énergétique",
        "un mois mm/aaaa, 01/1900 quand il n’y en a pas",
        is_accessoire=True,
        nature="mois",
        absents=NON_RENSEIGNE | {"01/1900", "NON RENSEIGNÉ", "SANS OBJET"},
        minimum=1900,
        maximum=ANNEE_MAX,
        cause="Date refusée",
        gravite="information",
    ),
)

COLONNES_PARC: tuple[Colonne, ...] = (*_IDENTIFIANTS, *_SITUATION, *_LOGEMENT, *_FINANCEMENT, *_OCCUPATION)
_DATEES = {"annee", "date", "mois"}


def colonnes_parc(*, annee: int | None = None, is_de_tableur: bool = False) -> tuple[Colonne, ...]:
    """Give the columns of a parc, adapted to the file.

    Args:
        annee: Year of the situation, as of 1 January: nothing in it can be later. None: not known.
        is_de_tableur: Whether the file went through a spreadsheet, which drops leading zeros.

    Returns:
        The columns of `COLONNES_PARC`, in the same order.
    """
    colonnes = []
    for colonne in COLONNES_PARC:
        if annee is not None and colonne.nature in _DATEES:
            colonne = replace(colonne, maximum=annee, attendu=f"{colonne.attendu}, {annee} au plus tard")  # noqa: PLW2901  (the adapted column)
        if is_de_tableur and colonne.nature in {"commune", "postal"}:
            colonne = replace(colonne, is_reparable=True)  # noqa: PLW2901  (the adapted column)
        colonnes.append(colonne)
    return tuple(colonnes)


def accept_oui_non(colonnes: tuple[Colonne, ...]) -> tuple[Colonne, ...]:
    """Let the yes/no columns of one's own spreadsheet say oui, non, vrai, 0… besides 1 and 2.

    Args:
        colonnes: Columns of a parc.

    Returns:
        The columns, in the same order.
    """
    return tuple(
        replace(c, codes=OUI_NON, absents=c.absents - {"0"}, attendu="oui ou non") if c.nature == "booleen" else c
        for c in colonnes
    )
