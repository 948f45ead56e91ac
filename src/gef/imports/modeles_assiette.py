"""The columns of what a negotiation agrees on: exclusions, published rates, derogations, applications by commune."""

from __future__ import annotations

from gef.core.assiette import CATALOGUE_EXCLUSIONS
from gef.core.rotation import LIBELLES_EXCLUS
from gef.core.seuils import DEROGEABLES
from gef.imports.colonnes import Colonne
from gef.imports.modeles_communs import (
    make_annee,
    make_code,
    make_commune,
    make_compte,
    make_date,
    make_nombre,
    make_part,
    make_texte,
    with_libelles,
)
from gef.imports.nomenclatures import describe

CATEGORIE = make_code(
    "code",
    "Catégorie exclue",
    with_libelles({code: modele.libelle for code, modele in CATALOGUE_EXCLUSIONS.items()}),
    describe(dict.fromkeys(CATALOGUE_EXCLUSIONS, "")),
    "Exclusion",
    "Catégorie",
)


def _make_exclus(nom: str, libelle: str, *entetes: str) -> Colonne:
    return Colonne(
        nom,
        libelle,
        f"rien quand tout est compté, sinon des codes séparés par une virgule : {describe(LIBELLES_EXCLUS)}",
        entetes,
        nature="codes",
        codes=with_libelles(LIBELLES_EXCLUS, mutation="mutations", npnru="anru", ventes="vente"),
        cause="Code hors liste",
        gravite="bloquant",
    )


EXCLUSIONS: tuple[Colonne, ...] = (
    CATEGORIE,
    make_date("debut", "Début", "Date de début", "Date d’effet", obligatoire=True),
    make_date("fin", "Fin", "Date de fin"),
    make_compte("reservataire", "Code du réservataire", "Réservataire", "compte"),
    make_texte("document", "Document", 200, "Convention", "Source"),
)

TAUX: tuple[Colonne, ...] = (
    Colonne(
        "territoire",
        "Territoire",
        "departement, region:CODE, epci:SIREN ou commune:CODE",
        ("Portée",),
        nature="territoire",
        obligatoire=True,
        essentielle=True,
        cause="Territoire refusé",
        gravite="bloquant",
    ),
    make_annee("annee", "Année"),
    make_part("taux", "Taux de rotation", "Taux de mobilité", "Taux"),
    _make_exclus("numerateur_exclut", "Retiré des libérations", "Libérations hors"),
    _make_exclus("denominateur_exclut", "Retiré du parc", "Parc hors"),
    make_nombre("evenements", "Libérations observées", obligatoire=False),
    make_texte("source", "Source", 200, "Document", obligatoire=True),
)

DEROGATIONS: tuple[Colonne, ...] = (
    make_code("code", "Règle écartée", with_libelles(DEROGEABLES), describe(DEROGEABLES), "Dérogation"),
    make_part("valeur", "Valeur", "Part"),
    make_texte("clause", "Clause", 2_000, "Termes", obligatoire=True),
    make_texte("document", "Document", 200, "Acte", "Source", obligatoire=True),
    Colonne(
        "portee",
        "Territoire",
        "rien pour tout le département, epci:SIREN ou commune:CODE",
        ("Portée",),
        nature="portee",
        cause="Territoire refusé",
        gravite="bloquant",
    ),
    make_annee("exercice", "Exercice", "Année", obligatoire=False),
)

DEMANDES: tuple[Colonne, ...] = (
    make_commune(obligatoire=True),
    make_annee("annee", "Année"),
    make_nombre("demandes", "Demandes", "Demandes en cours", obligatoire=False),
    make_nombre("attributions", "Attributions", "Attributions de l’année", obligatoire=False),
    make_texte("source", "Source", 200, "Document", obligatoire=True),
)
