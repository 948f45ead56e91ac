"""Tables of what register, list and CONTRESLOG do not agree on: families, kinds, rights, dwellings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from gef.actions.noms import nom_commune
from gef.actions.tableaux_releves import LISTE
from gef.core.desaccords import GENRES, Genre
from gef.core.motifs import Source
from gef.core.parc import CONTINGENTS, CONTRESLOG
from gef.core.rapprochement import Desaccord, Desaccords, EcartDroit, LigneFamille
from gef.outputs import tables
from gef.outputs.nombres import date_longue
from gef.outputs.tables import Colonne, Marque, Table

REGISTRE: Final = Source("registre des droits de réservation", "donnee")
GRAVITES: Final[Mapping[str, str]] = {"a_corriger": "à corriger", "a_confirmer": "à confirmer"}
MARQUES: Final[Mapping[str, Marque]] = {"a_corriger": "alerte", "a_confirmer": "attente"}
ETATS: Final[Mapping[str, str]] = {"en_cours": "en cours", "a_venir": "à venir", "echue": "échue"}
LIBELLES_CONTINGENTS: Final[Mapping[str, str]] = {code: f"{code}, {c.libelle}" for code, c in CONTINGENTS.items()}
INCONNU: Final = "inconnu"


def table_familles(desaccords: Desaccords) -> Table:
    """Set the three pictures of each family side by side."""
    colonnes = (
        Colonne("famille", "Famille"),
        Colonne(
            "registre", "Registre", "entier", aide="Droits en cours sur des logements identifiés, de suite et simples."
        ),
        Colonne("liste", "Liste", "entier", aide="Lignes en cours de la liste des logements réservés."),
        Colonne("contreslog", "RPLS", "entier", aide="Logements que le RPLS range dans ce contingent."),
        Colonne("uniques", "Uniques", "entier", aide="Droits uniques : aucun logement ne les porte."),
    )
    return Table(
        "familles",
        "Les trois images, famille par famille",
        colonnes,
        tuple(_ligne_famille(row) for row in desaccords.familles),
        denomination=("famille", "familles"),
        notes=(
            f"Au {date_longue(desaccords.jour)}.",
            "Le code 4 du RPLS ne dit pas quelle collectivité ; le 7 couvre aussi des droits non identifiés de l’État.",
        ),
        sources=(REGISTRE, LISTE, CONTRESLOG),
    )


def _ligne_famille(row: LigneFamille) -> tables.Ligne:
    return tables.Ligne(
        {
            "famille": row.libelle,
            "registre": row.registre,
            "liste": row.liste,
            "contreslog": row.contreslog,
            "uniques": row.uniques,
        },
        genre="" if row.is_uniform else "bord",
    )


def table_desaccords(desaccords: Desaccords, liens: Mapping[str, str]) -> Table:
    """List the kinds of disagreement met, the heaviest first, with what each means and what to do.

    Args:
        desaccords: Result of the comparison.
        liens: Address of the rows of each kind.
    """
    colonnes = (
        Colonne("genre", "Désaccord", largeur=34),
        Colonne("gravite", "Gravité", "code", libelles=GRAVITES, filtre="choix"),
        Colonne("nombre", "Concernés", "entier", aide="Logements ; ou droits du registre, quand le nombre diffère."),
        Colonne("eligibles", "Éligibles en jeu", "entier", aide="Logements de l’assiette, ou écart en nombre."),
        Colonne(
            "effet",
            "Par an",
            "decimal",
            absent=INCONNU,
            aide="Éligibles en jeu × rotation du parc : ce qu’ils libèrent.",
        ),
        Colonne("conduite", "Que faire", largeur=60),
    )
    return Table(
        "desaccords",
        "Ce qui ne concorde pas",
        colonnes,
        tuple(_ligne_desaccord(row, liens) for row in desaccords.desaccords),
        denomination=("désaccord", "désaccords"),
        notes=(
            f"Au {date_longue(desaccords.jour)}. Rien n’est corrigé : chaque désaccord se règle entre les parties.",
        ),
        sources=(REGISTRE, LISTE, CONTRESLOG),
        vide=_say_accord(desaccords),
    )


def _say_accord(desaccords: Desaccords) -> str:
    if desaccords.listes:
        return "Le registre, la liste et le RPLS concordent, logement par logement."
    return "Importez la liste des logements réservés : sans elle, seules les familles se comparent."


def _ligne_desaccord(row: Desaccord, liens: Mapping[str, str]) -> tables.Ligne:
    genre = row.genre
    return tables.Ligne(
        {
            "genre": genre.libelle,
            "gravite": genre.gravite,
            "nombre": row.nombre,
            "eligibles": row.eligibles,
            "effet": row.effet,
            "conduite": genre.conduite,
        },
        liens={"genre": liens[genre.code]} if genre.code in liens else {},
        details={"nombre": _name_lignes(genre, row.nombre)},
        marques={"gravite": MARQUES[genre.gravite]},
    )


def _name_lignes(genre: Genre, nombre: int) -> str:
    return genre.lignes if nombre > 1 else genre.lignes.removesuffix("s")


def table_ecarts(ecarts: Iterable[EcartDroit], noms: Mapping[str, str], desaccords: Desaccords) -> Table:
    """List the rights whose number is not that of the dwellings listed for them."""
    colonnes = (
        Colonne("titulaire", "Titulaire", filtre="choix"),
        Colonne("droit", "Droit", entete=True, absent="sans référence"),
        Colonne("commune", "Commune", absent="toutes"),
        Colonne("programme", "Programme", absent="aucun en particulier"),
        Colonne("registre", "Registre", "entier"),
        Colonne("liste", "Liste", "entier"),
        Colonne("ecart", "Écart", "solde", decimales=0, aide="Registre moins liste, en logements."),
    )
    return Table(
        "ecarts",
        "Droits dont le nombre n’est pas celui de la liste",
        colonnes,
        tuple(_ligne_ecart(row, noms) for row in ecarts),
        denomination=("droit", "droits"),
        notes=(f"Droits de suite et simples en cours au {date_longue(desaccords.jour)}.",),
        sources=(REGISTRE, LISTE),
        vide="Chaque droit a autant de logements dans la liste qu’au registre.",
    )


def _ligne_ecart(row: EcartDroit, noms: Mapping[str, str]) -> tables.Ligne:
    return tables.Ligne(
        {
            "titulaire": noms.get(row.titulaire, row.titulaire),
            "droit": row.reference or None,
            "commune": None if row.commune is None else nom_commune(row.commune),
            "programme": row.programme or None,
            "registre": row.registre,
            "liste": row.liste,
            "ecart": row.ecart,
        },
        marques={"ecart": "retard"},
    )


COLONNES_LOGEMENTS: Final = (
    Colonne("logement", "Logement", largeur=16),
    Colonne("adresse", "Adresse", largeur=30, absent="non renseignée"),
    Colonne("commune", "Commune", largeur=22, absent="hors du parc"),
    Colonne("programme", "Programme", largeur=24, absent="non renseigné"),
    Colonne("titulaire", "Réservé à", largeur=30, absent="personne"),
    Colonne("droit", "Droit cité", largeur=16, absent="aucun"),
    Colonne("etat", "Ligne de la liste", "code", libelles=ETATS, largeur=12, absent="aucune"),
    Colonne("fin", "Jusqu’au", "date", largeur=12, absent="non établi"),
    Colonne("contingent", "Contingent du RPLS", "code", libelles=LIBELLES_CONTINGENTS, largeur=30, absent=INCONNU),
)


def table_desaccord(genre: Genre, rows: Iterable[Mapping[str, Any]], noms: Mapping[str, str]) -> Table:
    """List the dwellings that have a disagreement of a kind.

    Args:
        genre: The kind.
        rows: Rows of `Rapprochement.list_logements`.
        noms: Names of the accounts.
    """
    return Table(
        "logements",
        genre.libelle,
        COLONNES_LOGEMENTS,
        tuple(_ligne_logement(row, noms) for row in rows),
        denomination=("ligne", "lignes"),
        notes=(genre.sens, genre.conduite),
        sources=(LISTE, CONTRESLOG),
        vide="Aucun logement : ce désaccord est réglé.",
    )


def table_tous(rows: Iterable[Mapping[str, Any]], noms: Mapping[str, str]) -> Table:
    """List every dwelling that has a disagreement, once for each of its kinds.

    Args:
        rows: Rows of `Rapprochement.list_tous`.
        noms: Names of the accounts.
    """
    labels = {code: genre.libelle for code, genre in GENRES.items()}
    kind = Colonne("genre", "Désaccord", "code", libelles=labels, largeur=34)
    lignes = []
    for row in rows:
        ligne = _ligne_logement(row, noms)
        lignes.append(replace(ligne, valeurs={"genre": row["genre"], **ligne.valeurs}))
    return Table(
        "logements",
        "Logements en désaccord",
        (kind, *COLONNES_LOGEMENTS),
        tuple(lignes),
        denomination=("ligne", "lignes"),
        sources=(LISTE, CONTRESLOG),
        vide="Aucun logement en désaccord.",
    )


def _ligne_logement(row: Mapping[str, Any], noms: Mapping[str, str]) -> tables.Ligne:
    commune, titulaire, listed = row["commune"], row["titulaire"], row["reservataire"]
    named = noms.get(listed, listed)
    return tables.Ligne(
        {
            "logement": row["ident_rep"] or row["ident_int"] or row["logement"],
            "adresse": row["adresse"],
            "commune": None if commune is None else nom_commune(commune),
            "programme": row["programme"] or None,
            "titulaire": noms.get(titulaire, titulaire) or None,
            "droit": row["droit"] or None,
            "etat": row["etat"],
            "fin": row["fin_retenue"],
            "contingent": row["contingent"],
        },
        details={"titulaire": f"inscrit pour {named} dans la liste"} if row["is_autre"] else {},
    )
