"""The notice that every réservataire gets before 28 February: what leaves the flux this year, and what did last year.

Two halves of one sentence of the law: the dwellings subtracted for the exercice by category of operation, and the bilan
of the attributions made for these relogements in the exercice before. This module draws both up; it sends nothing.

Source:
    CCH art. R. 441-5: the notice is due before 28 February, by category of operation, with the bilan of the
    attributions made for them the year before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gef.core.bilan_tables import EntreeBilan, LigneFlux, LigneHorsFlux, dresser_hors_flux
from gef.core.motifs import Etape, Explication, Source
from gef.core.periodes import check_exercice, echeance_bilan
from gef.core.previsions import Declaration, PrevisionCategorie, dresser_previsions
from gef.core.rotation import CATEGORIES, LIBELLES_CATEGORIES, join_libelles

R441_5 = Source("CCH art. R. 441-5", "legale")
JOURNAL = Source("attributions du journal", "donnee")


@dataclass(frozen=True, slots=True)
class EntreeNotice:
    """Everything the notice reads.

    Attributes:
        exercice: Year of the forecasts; the attributions are those of the year before.
        previsions: Every declaration, in order of entry, revised ones included.
        lignes: Dwellings freed out of the flux, with the day of their attribution.
        jour: Day of the notice: declarations made after it do not count.
    """

    exercice: int
    previsions: tuple[Declaration, ...]
    lignes: tuple[LigneFlux, ...]
    jour: date

    def __post_init__(self) -> None:
        check_exercice(self.exercice)


@dataclass(frozen=True, slots=True)
class LigneNotice:
    """A category of operation; None: no forecast was declared, which is not 0."""

    categorie: str
    libelle: str
    prevu: int | None
    documents: tuple[str, ...]
    prevu_precedent: int | None
    liberations: int
    attributions: int
    baux: int


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of an exercice, with its deadline and what it still lacks.

    Attributes:
        exercice: Year of the forecasts.
        lignes: The five categories of the law, in its order.
        total: All of them; `prevu` None when no category has a forecast.
        echeance: The notice is sent before that day.
        jours: Days left to send it in time, from the day of the notice; negative once it is late.
        manques: What is missing, in French.
        explication: How the two totals are made.
    """

    exercice: int
    lignes: tuple[LigneNotice, ...]
    total: LigneNotice
    echeance: date
    jours: int
    manques: tuple[str, ...]
    explication: Explication


def dresser_notice(entree: EntreeNotice) -> Notice:
    """Draw up the notice of an exercice.

    Args:
        entree: Declarations and dwellings.

    Returns:
        One row per category of the law, whether or not it has a forecast.

    Source:
        CCH art. R. 441-5. « Avant le 28 février » : the last day in time is the 27th.
    """
    prevues = _index(dresser_previsions(entree.previsions, entree.exercice, entree.jour))
    precedentes = _index(dresser_previsions(entree.previsions, entree.exercice - 1, entree.jour))
    faits = {ligne.categorie: ligne for ligne in dresser_hors_flux(_to_bilan(entree))}
    lignes = tuple(_to_ligne(code, prevues.get(code), precedentes.get(code), faits[code]) for code in CATEGORIES)
    total = _total(lignes)
    echeance = echeance_bilan(entree.exercice - 1)
    return Notice(
        exercice=entree.exercice,
        lignes=lignes,
        total=total,
        echeance=echeance,
        jours=(echeance - entree.jour).days - 1,
        manques=tuple(_list_manques(lignes, entree.exercice)),
        explication=_explain(entree.exercice, lignes, total),
    )


def _index(previsions: tuple[PrevisionCategorie, ...]) -> dict[str, PrevisionCategorie]:
    return {prevision.categorie: prevision for prevision in previsions}


def _to_bilan(entree: EntreeNotice) -> EntreeBilan:
    """Give the bilan of the year before, reduced to what left the flux."""
    return EntreeBilan(entree.exercice - 1, (), entree.lignes, {}, {}, {}, {}, {})


def _to_ligne(
    code: str, prevue: PrevisionCategorie | None, precedente: PrevisionCategorie | None, faits: LigneHorsFlux
) -> LigneNotice:
    return LigneNotice(
        categorie=code,
        libelle=LIBELLES_CATEGORIES[code],
        prevu=prevue.total if prevue else None,
        documents=prevue.documents if prevue else (),
        prevu_precedent=precedente.total if precedente else None,
        liberations=faits.liberations,
        attributions=faits.attributions,
        baux=faits.baux,
    )


def _total(lignes: tuple[LigneNotice, ...]) -> LigneNotice:
    return LigneNotice(
        categorie="total",
        libelle="ensemble",
        prevu=_sum([ligne.prevu for ligne in lignes]),
        documents=(),
        prevu_precedent=_sum([ligne.prevu_precedent for ligne in lignes]),
        liberations=sum(ligne.liberations for ligne in lignes),
        attributions=sum(ligne.attributions for ligne in lignes),
        baux=sum(ligne.baux for ligne in lignes),
    )


def _sum(nombres: list[int | None]) -> int | None:
    known = [nombre for nombre in nombres if nombre is not None]
    return sum(known) if known else None


def _list_manques(lignes: tuple[LigneNotice, ...], exercice: int) -> Iterator[str]:
    if silent := [ligne.libelle for ligne in lignes if ligne.prevu is None]:
        yield f"Aucune prévision {exercice} pour : {join_libelles(silent)}. Déclarez 0 s’il n’y en aura pas."
    if bare := [ligne.libelle for ligne in lignes if ligne.prevu and not ligne.documents]:
        yield f"Aucun document n’appuie la prévision {exercice} pour : {join_libelles(bare)}."


def _explain(exercice: int, lignes: tuple[LigneNotice, ...], total: LigneNotice) -> Explication:
    prevus = " + ".join(str(ligne.prevu) for ligne in lignes if ligne.prevu is not None)
    attribues = " + ".join(str(ligne.attributions) for ligne in lignes)
    nombre = "non renseigné" if total.prevu is None else total.prevu
    libelle = f"Logements attribués pour ces relogements en {exercice - 1}"
    return Explication(
        f"Information préalable {exercice}",
        (
            Etape("soustraits", f"Logements soustraits en {exercice}", nombre, "logements", prevus, R441_5),
            Etape("attributions", libelle, total.attributions, "logements", attribues, JOURNAL),
        ),
    )
