"""The tables of the conventions: the list, the terms, the versions, two of them compared, the calendar, the update."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from django.utils.timezone import localtime

from gef.actions.conventions import ConventionLue
from gef.actions.liste_conventions import ConventionResumee
from gef.actions.noms import nom_commune
from gef.core.actualisation import GENRES_CAUSES, Actualisation
from gef.core.comparaison_termes import EcartTerme, Terme
from gef.core.controles_convention import R441_5, Constat
from gef.core.conventions import ETATS_CONVENTION, EtatConvention
from gef.core.rappels import GENRES_RAPPELS, Rappel
from gef.core.termes import SUJETS
from gef.outputs.tables import Colonne, Ligne, Marque, Table

MARQUES: Final[Mapping[EtatConvention, Marque]] = {
    "brouillon": "attente",
    "transmise": "cours",
    "en_negociation": "cours",
    "signee": "cours",
    "en_vigueur": "fait",
    "reconduite": "fait",
    "denoncee": "alerte",
    "echue": "bloque",
}
GRAVITES: Final[Mapping[str, str]] = {"bloquant": "à régler", "attention": "à lire"}

COLONNES_LISTE: Final = (
    Colonne("nom", "Convention", filtre="texte", entete=True),
    Colonne("etat", "État", "code", libelles=ETATS_CONVENTION, filtre="choix"),
    Colonne("part", "Part du flux", "taux", absent="selon les parties"),
    Colonne("debut", "Depuis le", "date", secondaire=True),
    Colonne("dernier", "Jusqu’au", "date", aide="Dernier jour inclus, avant toute reconduction à venir."),
    Colonne("suite", "À faire"),
)
COLONNES_TERMES: Final = (
    Colonne("sujet", "Sujet", "code", libelles=SUJETS, filtre="choix"),
    Colonne("libelle", "Terme", entete=True),
    Colonne("valeur", "Ce que dit la convention"),
)
COLONNES_ECARTS: Final = (
    Colonne("sujet", "Sujet", "code", libelles=SUJETS),
    Colonne("libelle", "Terme", entete=True),
    Colonne("avant", "Avant", absent="absent"),
    Colonne("apres", "Après", absent="absent"),
)
COLONNES_VERSIONS: Final = (
    Colonne("numero", "Version", "entier", entete=True),
    Colonne("nature", "Nature"),
    Colonne("motif", "Ce qui change"),
    Colonne("ecrit", "Écrite le", "date"),
    Colonne("par", "Par", secondaire=True),
)
COLONNES_CONSTATS: Final = (
    Colonne("gravite", "Force", "code", libelles=GRAVITES),
    Colonne("message", "Constat", entete=True),
    Colonne("source", "Source"),
)
COLONNES_RAPPELS: Final = (
    Colonne("jour", "Jour", "date"),
    Colonne("genre", "Rappel", "code", libelles=GENRES_RAPPELS, filtre="choix", entete=True),
    Colonne("titre", "Avec", filtre="texte"),
    Colonne("detail", "Ce qu’il y a à faire"),
)
COLONNES_ACTUALISATION: Final = (
    Colonne("lieu", "Commune", filtre="texte", entete=True),
    Colonne("compte", "Compte", secondaire=True),
    Colonne("droits_avant", "Droits avant", "entier", absent="–"),
    Colonne("droits_apres", "Droits après", "entier", absent="–"),
    Colonne("part_avant", "Part avant", "taux", absent="–"),
    Colonne("part_apres", "Part après", "taux", absent="–"),
    Colonne("avant", "Objectif avant", "entier", absent="non renseigné"),
    Colonne("apres", "Objectif après", "entier", absent="non renseigné"),
    Colonne("ecart", "Écart", "solde", decimales=0),
)
COLONNES_CAUSES: Final = (
    Colonne("jour", "Jour", "date", absent="dans l’année"),
    Colonne("genre", "Nature", "code", libelles=GENRES_CAUSES),
    Colonne("libelle", "Ce qui a changé", entete=True),
)


def table_liste(rows: Sequence[ConventionResumee], liens: Mapping[int, str]) -> Table:
    """List the conventions.

    Args:
        rows: What the reader sees.
        liens: Address of each written convention, by number.
    """
    return Table(
        "conventions",
        "Conventions",
        COLONNES_LISTE,
        tuple(_resume(row, liens) for row in rows),
        denomination=("convention", "conventions"),
        notes=(
            "« Document ailleurs » : la part vient d’un fichier ; aucune version n’est gardée ici.",
            "Une convention par bailleur, réservataire et département (CCH art. R. 441-5, I).",
        ),
        sources=(R441_5,),
        vide="Aucune convention : les projets, puis les conventions signées, apparaîtront ici.",
    )


def _resume(row: ConventionResumee, liens: Mapping[int, str]) -> Ligne:
    lien = liens.get(row.numero)
    last = row.fin.fromordinal(row.fin.toordinal() - 1) if row.fin else None
    return Ligne(
        {
            "nom": row.nom,
            "etat": row.etat,
            "part": row.part,
            "debut": row.debut,
            "dernier": last,
            "suite": row.suite,
        },
        liens={"nom": lien} if lien else {},
        details={} if row.numero else {"nom": f"document ailleurs : {row.document}"},
        marques={"etat": MARQUES[row.etat]},
    )


def table_termes(termes: Iterable[Terme], remarques: Mapping[str, int]) -> Table:
    """List the terms of a version, with how many remarks each has.

    Args:
        termes: In the order of the subjects.
        remarques: Remarks by code of term.
    """
    return Table(
        "termes",
        "Termes",
        COLONNES_TERMES,
        tuple(
            Ligne(
                {"sujet": row.sujet, "libelle": row.libelle, "valeur": row.valeur},
                details={"libelle": _count(remarques[row.code])} if remarques.get(row.code) else {},
            )
            for row in termes
        ),
        denomination=("terme", "termes"),
        sources=(R441_5,),
    )


def _count(nombre: int) -> str:
    return f"{nombre} remarque{'s' if nombre > 1 else ''}"


def table_ecarts(ecarts: Iterable[EcartTerme], avant: int, apres: int) -> Table:
    """Put two versions side by side, on the terms that differ."""
    return Table(
        "ecarts",
        f"Ce qui change de la version {avant} à la version {apres}",
        COLONNES_ECARTS,
        tuple(
            Ligne({"sujet": e.sujet, "libelle": e.libelle, "avant": e.avant or None, "apres": e.apres or None})
            for e in ecarts
        ),
        denomination=("terme changé", "termes changés"),
        vide="Ces deux versions disent la même chose.",
    )


def table_versions(lue: ConventionLue, liens: Mapping[int, str]) -> Table:
    """List the versions, the newest first.

    Args:
        lue: The convention, as its reader sees it.
        liens: Address of each version, by number.
    """
    rows = []
    for row in lue.versions:
        nature = "avenant" if row.is_avenant else "convention"
        state = "transmise" if lue.is_transmise(row) else "non transmise"
        rows.append(
            Ligne(
                {
                    "numero": row.numero,
                    "nature": f"{nature}, {state}",
                    "motif": row.motif,
                    "ecrit": localtime(row.ecrit_le).date(),
                    "par": row.auteur.nom if row.auteur else "",
                },
                liens={"numero": liens[row.numero]} if row.numero in liens else {},
                genre="retenu" if row.numero == lue.vie.version else "",
            )
        )
    return Table("versions", "Versions", COLONNES_VERSIONS, tuple(rows), denomination=("version", "versions"))


def table_constats(constats: Sequence[Constat]) -> Table:
    """List what is to be settled or read before a version is sent."""
    return Table(
        "constats",
        "Ce qui est vérifié",
        COLONNES_CONSTATS,
        tuple(
            Ligne(
                {"gravite": row.gravite, "message": row.message, "source": row.source.reference},
                marques={"gravite": "bloque" if row.gravite == "bloquant" else "alerte"},
            )
            for row in constats
        ),
        denomination=("constat", "constats"),
        vide="Rien à régler : les plafonds, les justifications et les chiffres sont en ordre.",
    )


def table_rappels(rappels: Sequence[Rappel], jour: date, liens: Mapping[int, str]) -> Table:
    """List the days to keep, the near ones marked.

    Args:
        rappels: In order.
        jour: The day of the reader.
        liens: Address of each written convention, by number.
    """
    return Table(
        "rappels",
        "Calendrier des conventions",
        COLONNES_RAPPELS,
        tuple(
            Ligne(
                {
                    "jour": row.jour,
                    "genre": row.genre,
                    "titre": row.titre,
                    "detail": row.detail,
                },
                details={"detail": row.source.reference},
                liens={"titre": liens[row.convention]} if row.convention in liens else {},
                genre="retenu" if row.is_proche(jour) else "",
            )
            for row in rappels
        ),
        denomination=("rappel", "rappels"),
        notes=("En gras : dans les trois mois.",),
        vide="Aucun jour à tenir.",
    )


def table_actualisation(update: Actualisation, noms: Mapping[str, str]) -> Table:
    """Put the annex in force and the new one side by side, with the total.

    Args:
        update: Before and after.
        noms: Name of each account.
    """
    rows = tuple(
        Ligne(
            {
                "lieu": row.lieu or nom_commune(row.commune),
                "compte": noms.get(row.compte, row.compte),
                "droits_avant": row.droits_avant,
                "droits_apres": row.droits_apres,
                "part_avant": row.part_avant,
                "part_apres": row.part_apres,
                "avant": row.avant,
                "apres": row.apres,
                "ecart": row.ecart,
            },
            genre="bord" if row.is_changee else "",
        )
        for row in update.lignes
    )
    total = Ligne({"lieu": "Ensemble", "avant": update.avant, "apres": update.apres, "ecart": update.ecart})
    return Table(
        "annexe",
        f"Annexe {update.exercice_avant} et annexe {update.exercice_apres}",
        COLONNES_ACTUALISATION,
        rows,
        total=total if rows else None,
        denomination=("ligne", "lignes"),
        notes=("Une ligne changée est bordée. « – » : sans part propre, ou sans droit connu, de ce côté.",),
        sources=(R441_5,),
        vide="Aucun objectif par commune n’est calculé, ni avant ni après.",
    )


def table_causes(update: Actualisation) -> Table:
    """List what happened since the version in force."""
    return Table(
        "causes",
        "Ce qui s’est passé depuis",
        COLONNES_CAUSES,
        tuple(Ligne({"jour": row.jour, "genre": row.genre, "libelle": row.libelle}) for row in update.causes),
        denomination=("changement", "changements"),
        vide="Ni programme mis en service, ni droit échu ou nouveau, ni prévision à revoir.",
    )
