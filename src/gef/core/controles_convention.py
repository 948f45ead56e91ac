"""What the terms of a version are told before it is sent: what the law refuses, what it asks to be said, what lacks.

A blocking finding keeps the version from being sent; the others are read, and the parties decide. Nothing here changes
a term.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.parts import ONE, TYPES_ETAT
from gef.core.plafonds import PlafondsLegaux, Verification, render_part
from gef.core.rotation import ecrire_nombre
from gef.core.seuils import Derogation, SeuilLegal, seuil_en_vigueur
from gef.core.souhaits import GroupeLogements, find_named, verifier_souhait
from gef.core.termes import TEXTES, DerogationConvenue, Termes

GraviteConstat = Literal["bloquant", "attention"]
R441_5: Final = Source("CCH art. R. 441-5", "legale")
R441_5_I: Final = Source("CCH art. R. 441-5, I", "legale")
S002_ETAT: Final = Source("sources 002 et 004 : la convention de l’État d’abord", "pratique")
S003_DUREE: Final = Source("source 003 (convention d’Ornex, 2025), art. 7", "pratique")
ANNEES_MAX: Final = 5  # three years, renewed twice
JUSTIFICATION_MINIMUM: Final = 20


@dataclass(frozen=True, slots=True)
class Constat:
    """Something to settle, or to read.

    Attributes:
        code: Stable name.
        sujet: A code of `gef.core.termes.SUJETS`.
        gravite: "bloquant" when the version cannot be sent, else "attention".
        message: French sentence: what was found, against what, what was expected.
        source: The text or the practice behind it.
    """

    code: str
    sujet: str
    gravite: GraviteConstat
    message: str
    source: Source


@dataclass(frozen=True, slots=True)
class CadreConvention:
    """What the terms are checked against.

    Attributes:
        plafonds: Caps of the law.
        plancher: The État's floor out of QPV.
        garanties: The seuil on guarantees as the retained conversion checks it; None without one.
        parc: Dwellings of the bailleur, by kind.
        sommes: Parts that all conventions would take with this one, by place in words.
        has_etat: Whether the État's convention is signed.
        retenues: Part retained for each account; empty without any.
    """

    plafonds: PlafondsLegaux
    plancher: SeuilLegal
    garanties: Verification | None = None
    parc: tuple[GroupeLogements, ...] = ()
    sommes: Mapping[str, Fraction] | None = None
    has_etat: bool = True
    retenues: Mapping[str, Fraction] | None = None


def controler_termes(termes: Termes, cadre: CadreConvention) -> tuple[Constat, ...]:
    """Check the terms of a version.

    Args:
        termes: The version.
        cadre: What it is checked against.

    Returns:
        Findings, the blocking ones first, then in the order of the subjects.

    Source:
        CCH art. R. 441-5 (justification, no identifiable programme, one convention), R. 441-5-2 (30, 5 and the floor),
        R. 441-5-3 (guarantees); sources 002 and 004 (the État first); source 003 (duration).
    """
    found = (
        *_check_ordre(termes, cadre),
        *_check_portee(termes),
        *_check_manques(termes),
        *_check_parts(termes, cadre),
        *_check_etat(termes, cadre),
        *_check_garanties(termes, cadre),
        *_check_programmes(termes, cadre),
        *_check_duree(termes),
    )
    return tuple(sorted(found, key=lambda constat: constat.gravite != "bloquant"))


def _check_ordre(termes: Termes, cadre: CadreConvention) -> Iterator[Constat]:
    if termes.variante != "etat" and not cadre.has_etat:
        message = "La convention de l’État n’est pas signée ; elle se signe avant les autres, qui partagent le reste."
        yield Constat("etat_d_abord", "cadre", "attention", message, S002_ETAT)


def _check_portee(termes: Termes) -> Iterator[Constat]:
    if termes.is_infra_departement and len(termes.justification.strip()) < JUSTIFICATION_MINIMUM:
        message = (
            f"Flux limité à « {termes.territoire or termes.portee} » sans justification ; attendu : la nécessité "
            f"dûment justifiée par le réservataire, en {JUSTIFICATION_MINIMUM} caractères au moins, ou tout le "
            "département."
        )
        yield Constat("justification", "cadre", "bloquant", message, R441_5)


def _check_manques(termes: Termes) -> Iterator[Constat]:
    for row in termes.parts:
        if row.part is None:
            message = f"Part de {row.nom} : non renseignée ; attendu : un pourcentage du flux."
            yield Constat("part_absente", "flux", "bloquant", message, R441_5_I)
    if termes.assiette is None:
        message = f"Le flux de {termes.exercice} n’est pas calculé : le document le dira « non renseigné »."
        yield Constat("assiette_absente", "flux", "attention", message, R441_5)
    if any(row.part for row in termes.parts) and termes.objectif is None:
        message = f"Aucun objectif de {termes.exercice} n’est calculé : l’annexe n’aura pas de nombres de logements."
        yield Constat("objectifs_absents", "objectifs", "attention", message, R441_5)
    if termes.mode_gestion == "directe" and not termes.delais:
        message = "Aucun délai n’est convenu : en gestion directe, la convention en fixe les modalités et le délai."
        yield Constat("delais_absents", "gestion", "attention", message, R441_5)


def _check_parts(termes: Termes, cadre: CadreConvention) -> Iterator[Constat]:
    kept = cadre.retenues or {}
    for row in termes.parts:
        if row.part is not None and row.compte in kept and row.part != kept[row.compte]:
            message = (
                f"Part de {row.nom} : {render_part(row.part)}, alors que {render_part(kept[row.compte])} est retenu "
                "par la conversion ; les objectifs suivent la part retenue."
            )
            yield Constat("part_ecartee", "flux", "attention", message, R441_5_I)
    above = {lieu: somme for lieu, somme in (cadre.sommes or {}).items() if somme > ONE}
    if above:
        lieu = max(sorted(above), key=lambda code: above[code])
        message = (
            f"Avec les autres conventions, les parts font {render_part(above[lieu])} du flux ({lieu}) ; attendu : "
            "100\u202f% au plus. L’orientation serait arrêtée dans cette commune."
        )
        yield Constat("somme", "flux", "bloquant", message, R441_5_I)


def to_derogation(row: DerogationConvenue) -> Derogation:
    """Read a derogation of the terms as the caps take it."""
    return Derogation(row.code, row.valeur, row.clause, Source(row.document, "locale"), row.portee, row.exercice)


def _check_etat(termes: Termes, cadre: CadreConvention) -> Iterator[Constat]:
    if termes.variante != "etat" or termes.part_totale is None:
        return
    agents = sum((p.part for p in termes.parts if p.type == "etat_fonct" and p.part is not None), Fraction(0))
    whole = sum((p.part for p in termes.parts if p.type in TYPES_ETAT and p.part is not None), Fraction(0))
    acts = [to_derogation(row) for row in termes.derogations]
    plafonds = (("agents", cadre.plafonds.agents, agents), ("etat", cadre.plafonds.etat, whole))
    for code, legal, part in plafonds:
        _, seuil = seuil_en_vigueur(code, legal, acts, termes.exercice)
        if part > seuil.valeur:
            yield Constat(f"plafond_{code}", "flux", "attention", _say_above(part, seuil, termes), seuil.source)
    clause, floor = seuil_en_vigueur("plancher_hors_qpv", cadre.plancher, acts, termes.exercice)
    if whole < floor.valeur and not clause:
        message = (
            f"Part de l’État : {render_part(whole)} ; hors quartiers prioritaires, {render_part(floor.valeur)} du "
            f"{floor.base} au moins, sauf stipulation contraire : inscrivez la clause, ou relevez la part."
        )
        yield Constat("plancher", "flux", "attention", message, floor.source)


def _say_above(part: Fraction, seuil: SeuilLegal, termes: Termes) -> str:
    over = f"{render_part(part)} ; attendu : {render_part(seuil.valeur)} du {seuil.base} au plus"
    if termes.assiette is None:
        return f"Part de l’État : {over}."
    return f"Part de l’État : {over}, soit {ecrire_nombre((part - seuil.valeur) * termes.assiette)} logements de trop."


def _check_garanties(termes: Termes, cadre: CadreConvention) -> Iterator[Constat]:
    check = cadre.garanties
    if termes.variante == "collectivite" and check is not None and check.exces:
        message = (
            f"Garanties d’emprunt, tous garants ensemble : {render_part(check.avant)} ({check.portee}) ; attendu : "
            f"{render_part(check.seuil.valeur)} du {check.seuil.base} au plus."
        )
        yield Constat("plafond_garanties", "flux", "attention", message, check.seuil.source)


def _check_programmes(termes: Termes, cadre: CadreConvention) -> Iterator[Constat]:
    if not cadre.parc:
        return
    for souhait in termes.indicatifs:
        try:
            verifier_souhait(souhait, termes.portee, cadre.parc)
        except DonneeInvalideError as error:
            yield Constat("programme_designe", "objectifs", "bloquant", str(error), R441_5)
    for nom, libelle in TEXTES.items():
        if named := find_named(getattr(termes, nom), cadre.parc):
            message = f"{libelle} : « {named} » est un programme ou une adresse du parc ; attendu : aucun programme."
            yield Constat("programme_nomme", "objectifs", "bloquant", message, R441_5)


def _check_duree(termes: Termes) -> Iterator[Constat]:
    years = termes.duree.annees + termes.duree.reconductions
    if years > ANNEES_MAX:
        message = f"Durée : {years} ans, reconductions comprises ; l’usage est de {ANNEES_MAX} ans au plus (3, 1 et 1)."
        yield Constat("duree", "duree", "attention", message, S003_DUREE)
