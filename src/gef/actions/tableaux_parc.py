"""Tables of the parc, declared once for the screens and the files: where it stands, what it lacks, its dwellings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

from django.utils import timezone

from gef.actions.noms import nom_commune
from gef.actions.qualite import ABSENT, find_champ
from gef.actions.resume_parc import AXES_PARC, INCONNU, LigneCommune, ResumeParc
from gef.core.etat_des_lieux import FAMILLES
from gef.core.motifs import Source
from gef.db.patrimoine.models import Logement, Parc
from gef.imports.parc import FORMATS
from gef.outputs import tables
from gef.outputs.nombres import pluriel
from gef.outputs.tables import Colonne, Marque, Table

NON_RENSEIGNE: Final = "non renseigné"
LIBELLES_FAMILLES: Final[Mapping[str, str]] = {**FAMILLES, INCONNU: "Contingent inconnu"}
AXES: Final[Mapping[str, tuple[str, str]]] = {
    "typologie": ("Par typologie", "Typologie"),
    "financement": ("Par financement", "Financement"),
    "periode": ("Par période de construction", "Période"),
    "mode": ("Par mode d’occupation", "Occupation"),
}
GRAVITES: Final[Mapping[str, str]] = {
    "bloquant": "ligne écartée",
    "a_corriger": "à corriger",
    "information": "remarque",
}
MARQUES_GRAVITES: Final[Mapping[str, Marque]] = {
    "bloquant": "bloque",
    "a_corriger": "alerte",
    "information": "attente",
}
CONTINGENTS_COURTS: Final[Mapping[str, str]] = {
    "1": "État, agents publics",
    "2": "État, prioritaires",
    "3": "Action Logement",
    "4": "Collectivités",
    "5": "État, conventionnel",
    "6": "autres",
    "7": "non réservé",
}
OCCUPATIONS: Final[Mapping[str, str]] = {
    "1": "loué",
    "2": "vacant",
    "3": "vide",
    "4": "association",
    "5": "occupé",
    "9": "sorti",
}
RPLS: Final = Source("RPLS, arrêté du 5 janvier 2010 modifié", "legale")
EMPREINTE_COURTE: Final = 12


def source_parc(parc: Parc) -> Source:
    """Name the kept parc behind a figure."""
    return Source(f"{parc.nom_fichier}, millésime {parc.millesime}, version {parc.version}", "donnee")


def table_communes(resume: ResumeParc, parc: Parc) -> Table:
    """List the communes of a parc: dwellings, QPV, families of reservataires, occupation."""
    colonnes = (
        Colonne("commune", "Commune"),
        Colonne("logements", "Logements", "entier"),
        Colonne("en_qpv", "En QPV", "entier"),
        *(Colonne(famille, libelle, "entier") for famille, libelle in LIBELLES_FAMILLES.items()),
        Colonne("loues", "Loués", "entier"),
        Colonne("vacants", "Vacants", "entier"),
    )
    return Table(
        "communes",
        "Le parc par commune",
        colonnes,
        tuple(_ligne_commune(row) for row in resume.communes),
        total=tables.Ligne({**_ligne_commune(resume.ensemble).valeurs, "commune": "Ensemble"}),
        denomination=("commune", "communes"),
        notes=(
            f"Situation au 1er janvier {parc.millesime}.",
            "Réservations : contingent du RPLS (position 63), qui dit le genre de réservataire sans le nommer.",
        ),
        sources=(source_parc(parc), RPLS),
    )


def _ligne_commune(row: LigneCommune) -> tables.Ligne:
    return tables.Ligne(
        {
            "commune": nom_commune(row.commune),
            "logements": row.logements,
            "en_qpv": row.en_qpv,
            **row.familles,
            "loues": row.loues,
            "vacants": row.vacants,
        }
    )


def table_axe(resume: ResumeParc, axe: str, parc: Parc) -> Table:
    """Count the dwellings along one axis of `AXES_PARC`."""
    titre, libelle = AXES[axe]
    colonnes = (
        Colonne("valeur", libelle, "code", libelles=AXES_PARC[axe], absent=NON_RENSEIGNE),
        Colonne("logements", "Logements", "entier"),
        Colonne("part", "Part", "taux"),
        Colonne("en_qpv", "En QPV", "entier"),
    )
    rows = tuple(tables.ligne(colonnes, row.valeur, row.logements, row.part, row.en_qpv) for row in resume.axes[axe])
    total = tables.ligne(colonnes, "Ensemble", resume.logements, Fraction(1), resume.ensemble.en_qpv)
    return Table(
        axe, titre, colonnes, rows, total=total, denomination=("ligne", "lignes"), sources=(source_parc(parc),)
    )


def table_causes(rapport: Mapping[str, Any]) -> Table:
    """Gather what an import found by cause, the gravest first, with what each leads to."""
    colonnes = (
        Colonne("cause", "Cause"),
        Colonne("colonne", "Colonne", "code", absent="tout le fichier"),
        Colonne("gravite", "Gravité", "code", libelles=GRAVITES, filtre="choix"),
        Colonne("nombre", "Lignes", "entier"),
        Colonne("effet", "Effet"),
    )
    return Table(
        "causes",
        "Par cause",
        colonnes,
        tuple(_ligne_cause(cause, rapport) for cause in rapport["causes"]),
        denomination=("cause", "causes"),
        vide="Rien à signaler : toutes les valeurs ont été lues.",
    )


def _ligne_cause(cause: Mapping[str, Any], rapport: Mapping[str, Any]) -> tables.Ligne:
    return tables.Ligne(
        {
            "cause": cause["libelle"],
            "colonne": cause["colonne"] or None,
            "gravite": cause["gravite"],
            "nombre": cause["nombre"],
            "effet": describe_effet(cause, rapport),
        },
        marques={"gravite": MARQUES_GRAVITES[cause["gravite"]]},
    )


def describe_effet(cause: Mapping[str, Any], rapport: Mapping[str, Any]) -> str:
    """Say what becomes of the rows of a cause.

    Args:
        cause: A cause of the report, as plain values.
        rapport: The whole report, which tells what each column feeds.
    """
    if cause["gravite"] == "information":
        return "Valeur gardée ; à regarder."
    if cause["gravite"] == "bloquant":
        whole = any(exemple["ligne"] == 0 for exemple in cause["exemples"])
        return "Rien ne peut être importé." if whole else "Ces lignes sont laissées de côté."
    champ = find_champ(rapport, cause["colonne"])
    if cause["code"] == ABSENT:
        return champ.effet if champ else "Ces valeurs restent inconnues."
    return f"Lu « {NON_RENSEIGNE} ». {champ.effet}" if champ else f"Lu « {NON_RENSEIGNE} » jusqu’à correction."


def table_anomalies(rapport: Mapping[str, Any]) -> Table:
    """List the anomalies of an import row by row: where, what was read, what was expected."""
    colonnes = (
        Colonne("ligne", "Ligne", "entier", absent="fichier"),
        Colonne("colonne", "Colonne", entete=True, filtre="choix", absent="ligne entière"),
        Colonne("valeur", "Valeur lue", absent="(vide)"),
        Colonne("attendu", "Attendu"),
        Colonne("constat", "Constat"),
        Colonne("gravite", "Gravité", "code", libelles=GRAVITES, filtre="choix"),
    )
    rows = [(cause, row) for cause in rapport["causes"] for row in cause["exemples"]]
    rank = {gravite: n for n, gravite in enumerate(GRAVITES)}
    rows.sort(key=lambda pair: (rank[pair[1]["gravite"]], pair[1]["ligne"]))
    hidden = sum(cause["nombre"] - len(cause["exemples"]) for cause in rapport["causes"])
    note = f"Les premières de chaque cause ; {pluriel(hidden, 'autre compté', 'autres comptées')} sans être listées."
    return Table(
        "anomalies",
        "Anomalies",
        colonnes,
        tuple(_ligne_anomalie(cause["libelle"], row) for cause, row in rows),
        denomination=("anomalie", "anomalies"),
        notes=(note,) if hidden else (),
        vide="Toutes les valeurs ont été lues.",
    )


def _ligne_anomalie(constat: str, row: Mapping[str, Any]) -> tables.Ligne:
    return tables.Ligne(
        {
            "ligne": row["ligne"] or None,
            "colonne": row["colonne"] or None,
            "valeur": row["valeur"],
            "attendu": row["attendu"],
            "constat": constat,
            "gravite": row["gravite"],
        },
        marques={"gravite": MARQUES_GRAVITES[row["gravite"]]},
    )


def table_logements(rows: Iterable[Logement], parc: Parc) -> Table:
    """List dwellings, in the order given: a page of them for the screen, all those asked for in a file."""
    colonnes = (
        Colonne("ligne", "Ligne", "entier", aide="Ligne du fichier reçu."),
        Colonne("logement", "Logement", "code", entete=True, triable=False),
        Colonne("rpls", "Numéro RPLS", "code", triable=False, absent=NON_RENSEIGNE),
        Colonne("commune", "Commune"),
        Colonne("programme", "Programme", triable=False, absent=NON_RENSEIGNE),
        Colonne("typologie", "Typologie", absent=NON_RENSEIGNE),
        Colonne("financement", "Financement", "code", libelles=AXES_PARC["financement"], absent=NON_RENSEIGNE),
        Colonne("surface", "m²", "entier", aide="Surface habitable."),
        Colonne("annee", "Année", "code", absent=NON_RENSEIGNE, aide="Année de construction."),
        Colonne("qpv", "En QPV", "oui_non", absent=NON_RENSEIGNE),
        Colonne(
            "loyer", "Loyer (€)", "decimal", decimales=0, aide="Loyer principal mensuel, tel que le RPLS le donne."
        ),
        Colonne("contingent", "Contingent", "code", libelles=CONTINGENTS_COURTS, absent=NON_RENSEIGNE),
        Colonne("mode", "Occupation", "code", libelles=OCCUPATIONS, absent=NON_RENSEIGNE),
    )
    return Table(
        "logements",
        f"Logements du parc {parc.millesime}",
        colonnes,
        tuple(_ligne_logement(row) for row in rows),
        denomination=("logement", "logements"),
        sources=(source_parc(parc),),
    )


def _ligne_logement(row: Logement) -> tables.Ligne:
    return tables.Ligne(
        {
            "ligne": row.ligne,
            "logement": row.ident_int or row.ident_rep or f"ligne {row.ligne}",
            "rpls": row.ident_rep,
            "commune": nom_commune(row.commune),
            "programme": row.programme,
            "typologie": row.typologie,
            "financement": row.financement,
            "surface": row.surface_m2,
            "annee": None if row.annee_construction is None else str(row.annee_construction),
            "qpv": row.qpv,
            "loyer": None if row.loyer_centimes is None else Fraction(row.loyer_centimes, 100),
            "contingent": row.contingent,
            "mode": row.mode,
        },
        details={"programme": row.adresse} if row.adresse else {},
    )


def table_versions(parcs: Iterable[Parc]) -> Table:
    """List the accepted parcs, newest first: who imported what, when, and how to tell it from another."""
    colonnes = (
        Colonne("version", "Version", "code"),
        Colonne("logements", "Logements", "entier"),
        Colonne("format", "Format", "code", libelles=FORMATS),
        Colonne("fichier", "Fichier reçu"),
        Colonne("importe_le", "Importé le", "date"),
        Colonne("importe_par", "Par", absent="chargement initial"),
        Colonne("empreinte", "Empreinte du parc", "code"),
    )
    return Table(
        "versions",
        "Versions du parc",
        colonnes,
        tuple(
            tables.ligne(
                colonnes,
                f"{parc.millesime}, version {parc.version}",
                parc.logements_count,
                parc.format,
                parc.nom_fichier,
                timezone.localtime(parc.importe_le).date(),
                parc.importe_par.nom if parc.importe_par else None,
                parc.empreinte[:EMPREINTE_COURTE],
            )
            for parc in parcs
        ),
        denomination=("version", "versions"),
        notes=("Un parc accepté ne change plus ; un nouveau dépôt du même millésime en fait une version de plus.",),
    )
