"""From a bailleur's data to his rotation rates: departures by year, parc of each year, published rates.

The parc of a year is that of its own millésime (situation on 1 January) when it is kept; else the newest one, and the
source of the rate says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import polars as pl

from gef.actions.donnees import Dossier, TauxInscrit, epci_par_commune
from gef.core.assiette import EntreeAssiette
from gef.core.motifs import Source
from gef.core.rotation import (
    CATEGORIES,
    COURANTES,
    ReleveRotation,
    TauxRotation,
    average_taux,
    ecrire_nombre,
    join_libelles,
)
from gef.core.taux import (
    VARIANTES,
    EntreeTauxCompares,
    TauxCompare,
    TauxMesure,
    Variante,
    comparer_taux,
    mesurer_taux,
)
from gef.errors import GefError
from gef.imports.taux_publies import LectureSdes
from gef.law.territoires import load_communes, load_departements, load_regions

Departs = Mapping[int, Mapping[str, int]]  # by year then category, `COURANTES` included

ANNEES_PAR_DEFAUT: Final = 2
ANNEES_MAX: Final = 3
MOYENNE: Final = Source("moyenne simple des taux publiés (source 003, art. 4.1)", "pratique")
PAR_DEFAUT: Final = "taux par défaut"


class RotationInconnueError(GefError):
    """No liberation of a former year is known, and no rate was published: a rate cannot be computed."""


def count_departs(dossier: Dossier) -> dict[int, dict[str, int]]:
    """Count the freed dwellings of a dossier by year and category."""
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row in dossier.list_liberees():
        counts[row.libre_le.year][row.hors_flux or COURANTES] += 1
    return {annee: dict(counts[annee]) for annee in sorted(counts)}


def build_releves(departs: Departs, tailles: Mapping[int, int], annees: Iterable[int]) -> tuple[ReleveRotation, ...]:
    """Set the departures of each year beside its parc; every category is known, 0 when nothing happened."""
    zeros = dict.fromkeys((COURANTES, *CATEGORIES), 0)
    return tuple(
        ReleveRotation(annee, tailles[choose_millesime(tailles, annee)], zeros | dict(departs[annee]))
        for annee in annees
    )


def choose_millesime(tailles: Mapping[int, object], annee: int) -> int:
    """Choose the parc of a year among those that are known: its own, else the newest."""
    return annee if annee in tailles else max(tailles)


def describe_parcs(tailles: Mapping[int, object], annees: Sequence[int]) -> str:
    """Say which parc the departures of these years are compared to.

    Examples:
        >>> describe_parcs({2024: 990, 2026: 1000}, (2024, 2025))
        'libérations du bailleur, rapportées au parc du millésime de chaque année ; celui de 2026 pour 2025'
        >>> describe_parcs({2026: 1000}, (2025,))
        'libérations du bailleur, rapportées au parc du millésime 2026'
    """
    others = [annee for annee in annees if annee not in tailles]
    if len(others) == len(annees):
        return f"libérations du bailleur, rapportées au parc du millésime {max(tailles)}"
    text = "libérations du bailleur, rapportées au parc du millésime de chaque année"
    return f"{text} ; celui de {max(tailles)} pour {join_libelles(map(str, others))}" if others else text


def nom_perimetre(bailleur: str, departement: str) -> str:
    """Name the scope of a rate of the bailleur."""
    return f"{bailleur}, département {departement}"


def build_taux(dossier: Dossier, exercice: int) -> TauxRotation:
    """Give the rate of an exercice: the one that the bailleur chose, else the default.

    The default is gross, over the last two years known; without any departure, the newest rate published for the
    département, and its source says that it is for lack of them.

    Raises:
        RotationInconnueError: no liberation before the exercice, and no published rate.
    """
    if exercice in dossier.choix_taux:
        return dossier.choix_taux[exercice]
    tailles = read_tailles(dossier)
    perimetre = nom_perimetre(dossier.bailleur, dossier.departement)
    publies = to_mesures(dossier.taux_publies, dossier.departement)
    return default_taux(count_departs(dossier), tailles, exercice, perimetre, publies.values())


def read_tailles(dossier: Dossier) -> Mapping[int, int]:
    """Count the dwellings of each known millésime; a folder of files has one."""
    return dossier.tailles_parc or {dossier.millesime: dossier.parc.height}


def default_taux(
    departs: Departs, tailles: Mapping[int, int], exercice: int, perimetre: str, publies: Iterable[TauxMesure]
) -> TauxRotation:
    """Compute the default rate of an exercice; see `build_taux`.

    Args:
        departs: Departures by year and category.
        tailles: Dwellings of each known millésime.
        exercice: Year for which the rate is wanted.
        perimetre: Scope, in words.
        publies: Published rates of the département or wider, which serve for lack of departures.
    """
    annees = [annee for annee in sorted(departs) if annee < exercice][-ANNEES_PAR_DEFAUT:]
    if annees:
        source = Source(f"{PAR_DEFAUT} : {describe_parcs(tailles, annees)}", "donnee")
        return mesurer_taux(build_releves(departs, tailles, annees), perimetre=perimetre, source=source).taux
    known = [mesure.taux for mesure in publies if max(mesure.taux.annees) < exercice]
    if not known:
        raise RotationInconnueError(
            f"Aucune libération avant {exercice} : le taux de rotation est inconnu. "
            "Importez les libérations des années passées, ou un taux publié."
        )
    newest = max(known, key=lambda taux: taux.annees)
    reference = f"{PAR_DEFAUT}, faute de libérations du bailleur : {newest.source.reference}"
    return replace(newest, source=replace(newest.source, reference=reference))


def list_candidats(
    departs: Departs, tailles: Mapping[int, int], exercice: int, perimetre: str, publies: Mapping[str, TauxMesure]
) -> dict[str, TauxMesure]:
    """Gather every rate that could serve: computed by variant over one to three years, then published, then averaged.

    Args:
        departs: Departures by year and category.
        tailles: Dwellings of each known millésime.
        exercice: Only the years before it count.
        perimetre: Scope of the bailleur's own rates.
        publies: Published rates by code, see `to_mesures`.

    Returns:
        The measures by code: « brut-2 », « publie|departement|2023|… », « moyenne|departement|… ».
    """
    annees = [annee for annee in sorted(departs) if annee < exercice]
    found: dict[str, TauxMesure] = {}
    for variante, exclut in VARIANTES.items():
        for nombre in range(1, min(len(annees), ANNEES_MAX) + 1):
            last = annees[-nombre:]
            source = Source(describe_parcs(tailles, last), "donnee")
            releves = build_releves(departs, tailles, last)
            found[f"{variante}-{nombre}"] = mesurer_taux(
                releves, perimetre=perimetre, source=source, numerateur_exclut=exclut
            )
    before = {code: mesure for code, mesure in publies.items() if max(mesure.taux.annees) < exercice}
    return found | before | _average(before)


def list_candidats_dossier(dossier: Dossier, exercice: int) -> dict[str, TauxMesure]:
    """Gather every rate that could serve, from a dossier; see `list_candidats`."""
    publies = to_mesures(dossier.taux_publies, dossier.departement)
    perimetre = nom_perimetre(dossier.bailleur, dossier.departement)
    return list_candidats(count_departs(dossier), read_tailles(dossier), exercice, perimetre, publies)


def read_variante(code: str) -> Variante | None:
    """Tell which variant a code of `list_candidats` computes; None for a published rate."""
    nom = code.rpartition("-")[0]
    return next((variante for variante in VARIANTES if variante == nom), None)


def to_mesures(publies: Iterable[TauxInscrit], departement: str) -> dict[str, TauxMesure]:
    """Turn the published rates of the département and of wider territories into measures, by code."""
    wide = [row for row in publies if not row.territoire.startswith(("commune:", "epci:"))]
    return {
        f"publie|{row.territoire}|{row.annee}|{row.source}": to_mesure(row, departement)
        for row in sorted(wide, key=lambda row: (row.territoire, row.annee, row.source))
    }


def to_mesure(row: TauxInscrit, departement: str) -> TauxMesure:
    """Turn one published rate into a measure; its dwellings are those that its events and its value imply."""
    source = Source(row.source, "donnee")
    taux = TauxRotation(
        row.valeur,
        row.numerateur_exclut,
        row.denominateur_exclut,
        nom_territoire(row.territoire, departement),
        (row.annee,),
        source,
        row.evenements,
    )
    is_known = row.evenements is not None and row.valeur
    return TauxMesure(taux, round(Fraction(row.evenements or 0) / row.valeur) if is_known else None)


def nom_territoire(territoire: str, departement: str) -> str:
    """Name the territory of a published rate: « département des Alpes-Maritimes », « région Bretagne »."""
    genre, _, code = territoire.partition(":")
    if genre == "departement":
        found = load_departements().get(departement)
        return f"tous bailleurs, département {departement}{f' ({found.nom})' if found else ''}"
    if genre == "region":
        region = load_regions().get(code)
        return f"tous bailleurs, région {region.nom if region else code}"
    return f"tous bailleurs, {genre} {code}"


def _average(publies: Mapping[str, TauxMesure]) -> dict[str, TauxMesure]:
    """Average the published rates that count the same things in the same place, over the last three years."""
    alike: defaultdict[tuple[str, frozenset[str], frozenset[str]], dict[int, TauxRotation]] = defaultdict(dict)
    for mesure in publies.values():
        taux = mesure.taux
        alike[taux.perimetre, taux.numerateur_exclut, taux.denominateur_exclut][taux.annees[0]] = taux
    averages = {}
    for (perimetre, numerateur, denominateur), by_year in alike.items():
        last = [by_year[annee] for annee in sorted(by_year)[-ANNEES_MAX:]]
        if len(last) > 1:
            definition = "+".join((*sorted(numerateur), "/", *sorted(denominateur)))
            reference = f"{MOYENNE.reference} : {join_libelles(dict.fromkeys(t.source.reference for t in last))}"
            averages[f"moyenne|{perimetre}|{definition}"] = TauxMesure(
                average_taux(last, Source(reference, MOYENNE.nature))
            )
    return averages


@dataclass(frozen=True, slots=True)
class Candidat:
    """A rate that could serve, and what it would give."""

    code: str
    mesure: TauxMesure
    compare: TauxCompare


@dataclass(frozen=True, slots=True)
class ComparaisonTaux:
    """The rate of an exercice beside all those that could serve.

    Attributes:
        exercice: The year.
        en_usage: The rate that the assiette uses.
        candidats: Every rate that could serve, in order.
        version: Version of the assiette whose parc, exclusions and forecasts are used; None: those of the day.
    """

    exercice: int
    en_usage: TauxRotation
    candidats: tuple[Candidat, ...]
    version: int | None = None

    @property
    def retenu(self) -> Candidat | None:
        """The candidate that is the rate in use; None when the data have moved since it was chosen."""
        return next((c for c in self.candidats if is_same(c.mesure.taux, self.en_usage)), None)


def is_same(one: TauxRotation, other: TauxRotation) -> bool:
    """Whether two rates count the same things and say the same; the default is the same under its own name."""
    return replace(one, source=other.source) == other and _bare(one) == _bare(other)


def _bare(taux: TauxRotation) -> str:
    return taux.source.reference.removeprefix(f"{PAR_DEFAUT} : ")


def compare_candidats(
    entree: EntreeAssiette, candidats: Mapping[str, TauxMesure], en_usage: TauxRotation, version: int | None = None
) -> ComparaisonTaux:
    """Compute what each candidate would give, on the same parc, exclusions and forecasts.

    Args:
        entree: The assiette of the exercice.
        candidats: Measures by code, see `list_candidats`.
        en_usage: The rate that the assiette uses.
        version: Version of the assiette that `entree` is; None for the data of the day.
    """
    lines = comparer_taux(EntreeTauxCompares(entree, tuple(candidats.values()))).lignes
    found = (Candidat(code, mesure, line) for (code, mesure), line in zip(candidats.items(), lines, strict=True))
    return ComparaisonTaux(entree.exercice, en_usage, tuple(found), version)


def list_territoires(parc: pl.DataFrame, departement: str) -> frozenset[str]:
    """Name the territories whose published rates concern a parc, as the reader of the SDES workbook does.

    They are its département, its région, and its communes and EPCI.
    """
    communes = [code for code in parc.get_column("commune").drop_nulls().unique() if code in load_communes()]
    epci = {epci_par_commune()[code] for code in communes} - {""}
    found = load_departements().get(departement)
    wide = {f"departement:{departement}"} | ({f"region:{found.region}"} if found else set())
    return frozenset(wide | {f"commune:{code}" for code in communes} | {f"epci:{code}" for code in epci})


def to_taux_inscrits(lecture: LectureSdes) -> tuple[TauxInscrit, ...]:
    """Turn what the SDES workbook says into published rates: « departement » is the bailleur's own."""
    return tuple(
        TauxInscrit(
            "departement" if row.territoire.startswith("departement:") else row.territoire,
            lecture.annee,
            row.taux,
            lecture.source,
        )
        for row in lecture.taux
    )


def describe_evenements(mesure: TauxMesure) -> str:
    """Say what establishes a rate: « 911 libérations sur 13 294 logements », or that nobody said."""
    evenements = mesure.taux.evenements
    if evenements is None:
        return "nombre de libérations non publié"
    liberations = f"{ecrire_nombre(evenements)} libération{'s' if evenements > 1 else ''}"
    return f"{liberations} sur {ecrire_nombre(mesure.logements)} logements" if mesure.logements else liberations
