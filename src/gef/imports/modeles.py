"""Our own models, filled in by people: rights, conventions, forecasts, lists of dwellings…; CSV, XLSX or ODS.

`render_modele` gives an empty one: the headings, and a line of help that begins with « # » and is skipped when read
back. Rows come out as plain Python values: shares are exact fractions, dates are dates. A list of a hundred thousand
dwellings is taken as a table instead.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import polars as pl

from gef.imports.anomalies import Gravite, RapportImport
from gef.imports.colonnes import AUCUN_CODE, Colonne, find_by_entete
from gef.imports.controles import (
    A_CORRIGER,
    BLOQUE,
    Controle,
    build_controles,
    convertir_lot,
    executer,
    find_doublons,
    report_repetes,
    valeur_de,
)
from gef.imports.conversions import read_fraction
from gef.imports.corrections import CONTROLES_CORRECTIONS, CORRECTIONS
from gef.imports.errors import FichierIllisibleError
from gef.imports.fichiers import open_fichier
from gef.imports.lectures import (
    MARQUE_AIDE,
    Comptage,
    Plan,
    keep_well_formed,
    list_ignorees,
    plan_table,
    read_bruts,
)
from gef.imports.modeles_assiette import DEMANDES, DEROGATIONS, EXCLUSIONS, TAUX
from gef.imports.modeles_colonnes import CONVENTIONS, FAITS, LIBERATIONS, PREVISIONS
from gef.imports.modeles_contexte import BESOINS, REGLAGES, RESIDENCES, SOUHAITS
from gef.imports.modeles_controles import (
    CONTROLES_DEMANDES,
    CONTROLES_DEROGATIONS,
    CONTROLES_DROITS,
    CONTROLES_OPERATIONS,
    controles_communs,
)
from gef.imports.modeles_droits import DROITS, OPERATIONS
from gef.imports.modeles_logements import LOGEMENTS_EXCLUS, MENAGES, RESERVATIONS
from gef.imports.modeles_neufs import LOGEMENTS_NEUFS
from gef.imports.texte import Source

Valeur = str | int | bool | date | Fraction | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Modele:
    """One model.

    Attributes:
        nom: Code, also the name of the file that is given out.
        titre: What it holds, in French.
        colonnes: Its columns, in order.
        cle: Columns that together may not be met twice.
        gravite_doublon: What a repeated key is worth.
        controles: Its own checks.
        reference: Columns that name a row when the first is given: together they may not be met twice.
    """

    nom: str
    titre: str
    colonnes: tuple[Colonne, ...]
    cle: tuple[str, ...]
    gravite_doublon: Gravite = "bloquant"
    controles: tuple[Controle, ...] = ()
    reference: tuple[str, ...] = ()


_EXACTES: Mapping[str, Callable[[str], Valeur]] = {
    "fraction": read_fraction,
    "codes": lambda texte: tuple(sorted(set(texte.split(";")))),
    "portees": lambda texte: tuple(sorted(set(texte.split(";")))),
}

MODELES: Mapping[str, Modele] = {
    modele.nom: modele
    for modele in (
        Modele("conventions", "Conventions de réservation", CONVENTIONS, ("reservataire", "debut")),
        Modele(
            "droits",
            "Registre des droits de réservation",
            DROITS,
            tuple(c.nom for c in DROITS),
            "a_corriger",
            CONTROLES_DROITS,
            ("reference", "reservataire"),
        ),
        Modele(
            "operations",
            "Opérations garanties",
            OPERATIONS,
            ("operation", "reservataire"),
            controles=CONTROLES_OPERATIONS,
        ),
        Modele("reservations", "Logements réservés", RESERVATIONS, ("logement", "reservataire", "debut")),
        Modele("exclusions", "Exclusions de l’assiette", EXCLUSIONS, ("code", "reservataire", "debut")),
        Modele("logements_exclus", "Logements exclus de l’assiette", LOGEMENTS_EXCLUS, ("logement", "code")),
        Modele(
            "previsions",
            "Prévisions de logements soustraits",
            PREVISIONS,
            ("exercice", "categorie", "mois", "declaree_le"),
        ),
        Modele("taux", "Taux de rotation publiés", TAUX, ("territoire", "annee", "numerateur_exclut", "source")),
        Modele(
            "derogations",
            "Dérogations aux plafonds",
            DEROGATIONS,
            ("code", "portee", "exercice"),
            controles=CONTROLES_DEROGATIONS,
        ),
        Modele(
            "demandes",
            "Demandes et attributions par commune",
            DEMANDES,
            ("commune", "annee", "source"),
            controles=CONTROLES_DEMANDES,
        ),
        Modele("liberations", "Logements libérés", LIBERATIONS, ("logement", "libere_le")),
        Modele("logements_neufs", "Logements d’un programme neuf", LOGEMENTS_NEUFS, ("logement",)),
        Modele("faits", "Faits du journal des logements", FAITS, ("logement", "date", "type")),
        Modele("menages", "Ménages des attributions", MENAGES, ("logement", "attribue_le")),
        Modele("residences", "Classes des résidences", RESIDENCES, ("commune", "programme", "depuis")),
        Modele("besoins", "Besoins hors flux", BESOINS, ("reference",)),
        Modele(
            "souhaits",
            "Souhaits des réservataires",
            SOUHAITS,
            ("reservataire", "typologie", "financement", "qpv", "territoire", "debut"),
        ),
        Modele("reglages", "Réglages de l’orientation", REGLAGES, ("debut", "fin")),
        Modele(
            "corrections",
            "Corrections du parc",
            CORRECTIONS,
            ("logement", "champ"),
            controles=CONTROLES_CORRECTIONS,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class LectureModele:
    """A model that was read.

    Attributes:
        modele: Code of the model.
        table: One row per row kept: `ligne` and every column of the model, null when empty; shares as read, several
            codes of one cell joined by « ; ».
        rapport: What was found.
    """

    modele: str
    table: pl.DataFrame = field(compare=False)
    rapport: RapportImport

    @property
    def lignes(self) -> tuple[dict[str, Valeur], ...]:
        """One dictionary per row of the table, None when empty: shares as fractions, several codes as a tuple."""
        natures = {c.nom: c.nature for c in _find_modele(self.modele, self.modele).colonnes}
        exacts = {nom: _EXACTES[nature] for nom, nature in natures.items() if nature in _EXACTES}
        return tuple(
            {nom: exacts[nom](v) if nom in exacts and v is not None else v for nom, v in row.items()}
            for row in self.table.iter_rows(named=True)
        )


def render_modele(nom: str) -> str:
    """Write an empty model.

    Args:
        nom: Code of a model.

    Returns:
        CSV text, « ; »: the headings, then one line of help. Encode it as UTF-8 with its mark for spreadsheets.

    Raises:
        FichierIllisibleError: no such model.

    Examples:
        >>> print(render_modele("reservations"), end="")
        logement;reservataire;droit;debut;fin
        # le numéro RPLS ou l’identifiant du bailleur, 30 caractères au plus;40 caractères au plus;40 caractères au plus (facultatif);une date jj/mm/aaaa (facultatif);une date jj/mm/aaaa (facultatif)
    """  # noqa: E501  (the line of help is one line)
    modele = _find_modele(nom, nom)
    aides = [c.attendu if c.obligatoire else f"{c.attendu} (facultatif)" for c in modele.colonnes]
    sortie = io.StringIO()
    ecrivain = csv.writer(sortie, delimiter=";", lineterminator="\n")
    ecrivain.writerow(c.nom for c in modele.colonnes)
    ecrivain.writerow([f"{MARQUE_AIDE} {aides[0]}", *aides[1:]])
    return sortie.getvalue()


def read_modele(
    source: Source,
    *,
    nom: str,
    modele: str,
    communes: frozenset[str] | None = None,
    correspondance: Mapping[str, str] = AUCUN_CODE,
) -> LectureModele:
    """Read a model that someone filled in.

    Args:
        source: Path or bytes.
        nom: Name of the file as its owner knows it.
        modele: Code of a model.
        communes: Known codes of communes; None: codes are not looked up.
        correspondance: What a person decided before: heading of the file → column of the model, "" to ignore it.

    Returns:
        The rows and their report.

    Raises:
        FichierIllisibleError: the file cannot be read as this model at all; the message says why and what to do.
    """
    choisi = _find_modele(modele, nom)
    fichier = open_fichier(source, nom, entetes=frozenset(find_by_entete(choisi.colonnes)))
    plan = plan_table(fichier, modele, choisi.colonnes, correspondance)
    comptage = Comptage()
    presentes = set(plan.correspondance.positions)
    noms = frozenset(c.nom for c in choisi.colonnes)
    tous = (*build_controles(choisi.colonnes), *controles_communs(noms, communes), *choisi.controles)
    controles = [c for c in tous if presentes.issuperset(c.requiert)]
    lots = [
        executer(
            convertir_lot(keep_well_formed(b, plan), plan.colonnes),
            controles,
            plan.collecteur,
            plan.correspondance.entetes,
        )
        for b in read_bruts(plan, comptage)
    ]
    table, doublons = _drop_doublons(pl.concat(lots).filter(~pl.col(BLOQUE)), choisi, plan) if lots else (None, 0)
    if table is None or any(c.obligatoire for c in plan.correspondance.absentes):
        table = pl.DataFrame(schema={A_CORRIGER: pl.Boolean})
    return LectureModele(modele, _to_valeurs(table, choisi), _build_rapport(plan, comptage, table, doublons))


def _find_modele(code: str, nom: str) -> Modele:
    if code not in MODELES:
        raise FichierIllisibleError(nom, f"le modèle « {code} » est inconnu", f"Modèles : {', '.join(MODELES)}.")
    return MODELES[code]


def _drop_doublons(table: pl.DataFrame, modele: Modele, plan: Plan) -> tuple[pl.DataFrame, int]:
    cle = pl.concat_str([valeur_de(nom).cast(pl.String).fill_null("") for nom in modele.cle], separator=", ")
    doublons = find_doublons(table, cle)
    libelle = f"Ligne en double : {', '.join(modele.cle) if len(modele.cle) < len(modele.colonnes) else 'identique'}"
    report_repetes(doublons, plan.collecteur, "", libelle, modele.gravite_doublon)
    repete = pl.col("ligne").is_in(doublons.get_column("ligne").implode())
    table = (
        table.filter(~repete)
        if modele.gravite_doublon == "bloquant"
        else table.with_columns(pl.col(A_CORRIGER) | repete)
    )
    if not modele.reference:
        return table, doublons.height
    repetes = find_doublons(table, pl.concat_str([valeur_de(nom) for nom in modele.reference], separator=", "))
    report_repetes(repetes, plan.collecteur, "", f"En double : {', '.join(modele.reference)}", "bloquant")
    kept = table.join(repetes.select("ligne"), on="ligne", how="anti", maintain_order="left")
    return kept, doublons.height + repetes.height


def _to_valeurs(table: pl.DataFrame, modele: Modele) -> pl.DataFrame:
    noms = [c.nom for c in modele.colonnes]
    if not table.width > 1:
        return pl.DataFrame(schema={"ligne": pl.Int64, **dict.fromkeys(noms, pl.String)})
    return table.select("ligne", *(valeur_de(nom).alias(nom) for nom in noms))


def _build_rapport(plan: Plan, comptage: Comptage, table: pl.DataFrame, doublons: int) -> RapportImport:
    correspondance = plan.correspondance
    noms = [c.nom for c in plan.colonnes]
    remplis = table.select(valeur_de(nom).count().alias(nom) for nom in noms).row(0, named=True) if table.height else {}
    return RapportImport(
        format=plan.format,
        nom_fichier=plan.fichier.nom,
        empreinte=plan.fichier.empreinte,
        taille=plan.fichier.taille,
        encodage=plan.fichier.encodage,
        separateur=plan.fichier.separateur,
        lignes_lues=comptage.lues,
        lignes_retenues=table.height,
        lignes_vides=max(comptage.derniere - plan.debut + 1 - comptage.lues - comptage.aides, 0),
        lignes_a_corriger=int(table.get_column(A_CORRIGER).sum()),
        colonnes_reconnues={entete: colonne for colonne, entete in correspondance.entetes.items()},
        colonnes_ignorees=list_ignorees(plan),
        colonnes_absentes=tuple(c.nom for c in correspondance.absentes if not c.is_accessoire),
        doublons=doublons,
        completude={nom: remplis.get(nom, 0) for nom in noms},
        causes=plan.collecteur.causes(),
    )
