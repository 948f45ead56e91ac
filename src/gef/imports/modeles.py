"""Our own models, filled in by people: rights, forecasts, liberations, conventions; CSV, XLSX or ODS.

`render_modele` gives an empty one: the headings, and a line of help that begins with « # » and is skipped when read
back. Small files, so rows come out as plain Python values: shares are exact fractions, dates are dates.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
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
from gef.imports.modeles_colonnes import CONVENTIONS, DROITS, FAITS, LIBERATIONS, PREVISIONS
from gef.imports.texte import Source

Valeur = str | int | bool | date | Fraction | None


@dataclass(frozen=True, slots=True)
class Modele:
    """One model.

    Attributes:
        nom: Code, also the name of the file that is given out.
        titre: What it holds, in French.
        colonnes: Its columns, in order.
        cle: Columns that together may not be met twice.
        gravite_doublon: What a repeated key is worth.
    """

    nom: str
    titre: str
    colonnes: tuple[Colonne, ...]
    cle: tuple[str, ...]
    gravite_doublon: Gravite


MODELES: Mapping[str, Modele] = {
    modele.nom: modele
    for modele in (
        Modele("droits", "Registre des droits de réservation", DROITS, tuple(c.nom for c in DROITS), "a_corriger"),
        Modele("previsions", "Prévisions de logements soustraits", PREVISIONS, ("exercice", "categorie"), "bloquant"),
        Modele("liberations", "Logements libérés", LIBERATIONS, ("logement", "libere_le"), "bloquant"),
        Modele("faits", "Faits du journal des logements", FAITS, ("logement", "date", "type"), "bloquant"),
        Modele("conventions", "Conventions de réservation", CONVENTIONS, ("reservataire", "debut"), "bloquant"),
    )
}


@dataclass(frozen=True, slots=True)
class LectureModele:
    """A model that was read.

    Attributes:
        modele: Code of the model.
        lignes: One dictionary per row kept, with `ligne` and every column of the model, None when empty.
        rapport: What was found.
    """

    modele: str
    lignes: tuple[dict[str, Valeur], ...]
    rapport: RapportImport


def render_modele(nom: str) -> str:
    """Write an empty model.

    Args:
        nom: Code of a model.

    Returns:
        CSV text, « ; »: the headings, then one line of help. Encode it as UTF-8 with its mark for spreadsheets.

    Raises:
        FichierIllisibleError: no such model.

    Examples:
        >>> print(render_modele("previsions"), end="")
        exercice;categorie;nombre;document
        # une année entre 2000 et 2100;mutations, anru, orcod, lhi ou vente;un nombre entier, 0 ou plus;200 caractères au plus (facultatif)
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
    tous = (*build_controles(choisi.colonnes), *_controles_metier(choisi, communes))
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
    return LectureModele(modele, _to_lignes(table, choisi), _build_rapport(plan, comptage, table, doublons))


def _find_modele(code: str, nom: str) -> Modele:
    if code not in MODELES:
        raise FichierIllisibleError(nom, f"le modèle « {code} » est inconnu", f"Modèles : {', '.join(MODELES)}.")
    return MODELES[code]


def _controles_metier(modele: Modele, communes: frozenset[str] | None) -> list[Controle]:
    noms = {c.nom for c in modele.colonnes}
    controles = []
    if communes is not None and "commune" in noms:
        controles.append(
            Controle(
                "commune_inconnue",
                "Code commune inconnu",
                "commune",
                ~valeur_de("commune").is_in(communes),
                "un code du code officiel géographique",
                "bloquant",
                ("commune",),
            )
        )
    if {"debut", "fin"} <= noms:
        controles.append(
            Controle(
                "fin_avant_debut",
                "Fin avant le début",
                "fin",
                valeur_de("fin") <= valeur_de("debut"),
                "une date qui suit le début",
                "bloquant",
                ("debut", "fin"),
            )
        )
    if "echeance_pret" in noms:
        controles.append(
            Controle(
                "garantie_sans_echeance",
                "Garantie d’emprunt sans date de remboursement du prêt",
                "echeance_pret",
                (valeur_de("nature") == "garantie") & pl.col("echeance_pret").is_null(),
                "la date, dont dépend la durée du droit",
                "information",
                ("nature", "echeance_pret"),
            )
        )
    return controles


def _drop_doublons(table: pl.DataFrame, modele: Modele, plan: Plan) -> tuple[pl.DataFrame, int]:
    cle = pl.concat_str([valeur_de(nom).cast(pl.String).fill_null("") for nom in modele.cle], separator=", ")
    doublons = find_doublons(table, cle)
    libelle = f"Ligne en double : {', '.join(modele.cle) if len(modele.cle) < len(modele.colonnes) else 'identique'}"
    report_repetes(doublons, plan.collecteur, "", libelle, modele.gravite_doublon)
    repete = pl.col("ligne").is_in(doublons.get_column("ligne").implode())
    if modele.gravite_doublon == "bloquant":
        return table.filter(~repete), doublons.height
    return table.with_columns(pl.col(A_CORRIGER) | repete), doublons.height


def _to_lignes(table: pl.DataFrame, modele: Modele) -> tuple[dict[str, Valeur], ...]:
    if not table.height:
        return ()
    noms = [c.nom for c in modele.colonnes]
    fractions = {c.nom for c in modele.colonnes if c.nature == "fraction"}
    rows = table.select("ligne", *(valeur_de(nom).alias(nom) for nom in noms)).iter_rows(named=True)
    return tuple(
        {nom: read_fraction(v) if nom in fractions and v is not None else v for nom, v in row.items()} for row in rows
    )


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
