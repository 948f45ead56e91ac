"""The tables of a bilan: the five axes of the law and the EPCI, and what left the flux.

Every table by axis is a grouping of one list of `Fait`, so its rows add up to the same totals whatever the axis. A
value that the file does not give makes a row of its own, never a guess.

Source:
    CCH art. R. 441-5-1: typologie, type de financement, hors ou en QPV, commune, période de construction; source 003,
    art. 6 for the EPCI;
    CCH art. R. 441-5: forecast of the subtractions by category, and what was realised.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from gef.core.bilan_entree import EntreeBilan, LigneFlux, ReservataireBilan
from gef.core.periodes import PERIODES_CONSTRUCTION, exercice_de
from gef.core.rotation import CATEGORIES, LIBELLES_CATEGORIES, LIBELLES_EXCLUS, ecrire_nombre, join_libelles

__all__ = [
    "AXES",
    "NON_RENSEIGNE",
    "EntreeBilan",
    "Evenement",
    "Fait",
    "LigneAxe",
    "LigneFlux",
    "LigneHorsFlux",
    "ReservataireBilan",
    "TableAxe",
    "count_refus",
    "count_text",
    "dresser_hors_flux",
    "dresser_tables",
    "is_in_exercice",
    "list_faits",
    "list_manques",
    "list_sorties",
    "render_absents",
    "total_hors_flux",
]

Evenement = Literal["propositions", "attributions", "baux"]

AXES: Mapping[str, str] = {
    "typologie": "Typologie",
    "financement": "Financement",
    "qpv": "Quartier prioritaire",
    "commune": "Commune",
    "epci": "EPCI",
    "periode_construction": "Période de construction",
}
NON_RENSEIGNE = "non renseigné"
_LIBELLES: Mapping[str, str] = {
    "hors_qpv": "hors QPV",
    "qpv": "en QPV",
    **{periode.code: periode.libelle for periode in PERIODES_CONSTRUCTION},
}
_RANGS = {code: rang for rang, code in enumerate(_LIBELLES)}


@dataclass(frozen=True, slots=True)
class Fait:
    """One event of the exercice on a dwelling of the flux; `reservataire` None when the file does not say whose."""

    evenement: Evenement | Literal["hors_flux"]
    reservataire: str | None
    ligne: LigneFlux


@dataclass(frozen=True, slots=True)
class LigneAxe:
    """One row of a table: `code` None is the row of what the file does not say.

    `hors_flux` counts the dwellings freed out of the flux: nobody's, so it stands in the tables of all together only.
    """

    code: str | None
    libelle: str
    propositions: int
    attributions: int
    baux: int
    hors_flux: int = 0


@dataclass(frozen=True, slots=True)
class TableAxe:
    """The facts along one axis; `total` is the sum of the rows."""

    axe: str
    libelle: str
    lignes: tuple[LigneAxe, ...]
    total: LigneAxe


@dataclass(frozen=True, slots=True)
class LigneHorsFlux:
    """Forecast and realised of one category; `ecart` is freed − forecast, None without a forecast."""

    categorie: str
    libelle: str
    is_legale: bool
    prevu: Fraction | None
    liberations: int
    attributions: int
    baux: int
    ecart: Fraction | None


def list_faits(lignes: Iterable[LigneFlux], exercice: int) -> Iterator[Fait]:
    """Yield the propositions, attributions and leases of the exercice, for the dwellings of the flux.

    A dwelling proposed twice to the same reservataire in the exercice is one dwelling proposed.
    """
    for ligne in lignes:
        if ligne.hors_flux:
            continue
        proposes = {reservataire for reservataire, jour in ligne.propositions if exercice_de(jour) == exercice}
        for reservataire in sorted(proposes):
            yield Fait("propositions", reservataire or None, ligne)
        if is_in_exercice(ligne.attribue_le, exercice):
            yield Fait("attributions", ligne.attribue_a or None, ligne)
        if is_in_exercice(ligne.bail_le, exercice):
            yield Fait("baux", ligne.attribue_a or None, ligne)


def list_sorties(lignes: Iterable[LigneFlux], exercice: int) -> Iterator[Fait]:
    """Yield the dwellings freed out of the flux in the exercice, for the tables of all together."""
    for ligne in lignes:
        if ligne.hors_flux and is_in_exercice(ligne.libere_le, exercice):
            yield Fait("hors_flux", None, ligne)


def is_in_exercice(jour: date | None, exercice: int) -> bool:
    """Tell whether an event is dated in the exercice; an event without a date is in none."""
    return jour is not None and exercice_de(jour) == exercice


def dresser_tables(faits: Iterable[Fait]) -> tuple[TableAxe, ...]:
    """Sort the facts along each axis of `AXES`.

    Returns:
        One table per axis, in the order of `AXES`; rows in the order of the codes (periods in time, "hors QPV" first),
        what is not known last. The totals of all tables are equal.
    """
    faits = tuple(faits)
    return tuple(_dresser_table(axe, faits) for axe in AXES)


def _dresser_table(axe: str, faits: tuple[Fait, ...]) -> TableAxe:
    comptes: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
    for fait in faits:
        comptes[fait.ligne.valeur(axe)][fait.evenement] += 1
    lignes = tuple(_to_ligne(code, comptes[code]) for code in sorted(comptes, key=_rang))
    total = LigneAxe(
        "total",
        "Ensemble",
        sum(ligne.propositions for ligne in lignes),
        sum(ligne.attributions for ligne in lignes),
        sum(ligne.baux for ligne in lignes),
        sum(ligne.hors_flux for ligne in lignes),
    )
    return TableAxe(axe, AXES[axe], lignes, total)


def _to_ligne(code: str | None, compte: Counter[str]) -> LigneAxe:
    libelle = NON_RENSEIGNE if code is None else _LIBELLES.get(code, code)
    return LigneAxe(code, libelle, compte["propositions"], compte["attributions"], compte["baux"], compte["hors_flux"])


def _rang(code: str | None) -> tuple[bool, int, str]:
    return code is None, _RANGS.get(code or "", len(_RANGS)), code or ""


def dresser_hors_flux(entree: EntreeBilan) -> tuple[LigneHorsFlux, ...]:
    """Compare forecast and realised for each category of the law, then for any other reason met in the exercice.

    What leaves the computation of the flux is the freed dwelling: the gap is freed − forecast. Attributions and leases
    stand beside, since the law asks what was attributed for these relogements.
    """
    autres = {ligne.hors_flux for ligne in entree.lignes if ligne.hors_flux} | set(entree.previsions)
    lignes = (
        _to_ligne_hors_flux(entree, categorie) for categorie in (*CATEGORIES, *sorted(autres.difference(CATEGORIES)))
    )
    return tuple(
        ligne
        for ligne in lignes
        if ligne.is_legale or ligne.prevu is not None or ligne.liberations or ligne.attributions or ligne.baux
    )


def _to_ligne_hors_flux(entree: EntreeBilan, categorie: str) -> LigneHorsFlux:
    lignes = [ligne for ligne in entree.lignes if ligne.hors_flux == categorie]
    liberations = sum(is_in_exercice(ligne.libere_le, entree.exercice) for ligne in lignes)
    prevu = entree.previsions.get(categorie)
    return LigneHorsFlux(
        categorie=categorie,
        libelle=LIBELLES_EXCLUS.get(categorie, categorie),
        is_legale=categorie in CATEGORIES,
        prevu=prevu,
        liberations=liberations,
        attributions=sum(is_in_exercice(ligne.attribue_le, entree.exercice) for ligne in lignes),
        baux=sum(is_in_exercice(ligne.bail_le, entree.exercice) for ligne in lignes),
        ecart=None if prevu is None else liberations - Fraction(prevu),
    )


def total_hors_flux(lignes: tuple[LigneHorsFlux, ...]) -> LigneHorsFlux:
    """Add up the categories; the forecast and the gap cover the categories that have a forecast."""
    prevues = [ligne for ligne in lignes if ligne.prevu is not None]
    return LigneHorsFlux(
        categorie="total",
        libelle="Ensemble",
        is_legale=all(ligne.is_legale for ligne in lignes),
        prevu=sum((Fraction(ligne.prevu or 0) for ligne in prevues), Fraction(0)) if prevues else None,
        liberations=sum(ligne.liberations for ligne in lignes),
        attributions=sum(ligne.attributions for ligne in lignes),
        baux=sum(ligne.baux for ligne in lignes),
        ecart=sum((ligne.ecart or Fraction(0) for ligne in prevues), Fraction(0)) if prevues else None,
    )


def count_refus(entree: EntreeBilan) -> Counter[str]:
    """Count the refusals of the exercice by account; "" stands for an account that the file does not give."""
    return Counter(
        reservataire
        for ligne in entree.lignes
        if not ligne.hors_flux
        for reservataire, jour in ligne.refus
        if is_in_exercice(jour, entree.exercice)
    )


def list_manques(entree: EntreeBilan, faits: tuple[Fait, ...], hors_flux: tuple[LigneHorsFlux, ...]) -> Iterator[str]:
    """Yield, in French, what the rows and the forecasts lack: by axis, by event, out of the flux."""
    yield from _manques_des_axes(faits)
    yield from _manques_des_lignes(entree)
    yield from _manques_du_hors_flux(entree, hors_flux)


def _manques_des_axes(faits: tuple[Fait, ...]) -> Iterator[str]:
    lignes = {fait.ligne.liberation_id: fait.ligne for fait in faits}.values()
    for axe, libelle in AXES.items():
        if absents := sum(ligne.valeur(axe) is None for ligne in lignes):
            yield render_absents(libelle, absents, len(lignes))


def _manques_des_lignes(entree: EntreeBilan) -> Iterator[str]:
    flux = [ligne for ligne in entree.lignes if not ligne.hors_flux]
    attribues = [ligne for ligne in flux if is_in_exercice(ligne.attribue_le, entree.exercice)]
    loues = [ligne for ligne in flux if is_in_exercice(ligne.bail_le, entree.exercice)]
    constats = {
        "sans réservataire": (sum(not ligne.attribue_a for ligne in attribues), "attribution"),
        "sans date, non comptées": (sum(bool(li.attribue_a and not li.attribue_le) for li in flux), "attribution"),
        "sans attribution datée": (sum(not ligne.attribue_le for ligne in loues), "bail"),
        "sans réservataire connu": (count_refus(entree)[""], "refus"),
    }
    for constat, (nombre, nom) in constats.items():
        if nombre:
            yield f"{count_text(nombre, nom)} {constat}."


def _manques_du_hors_flux(entree: EntreeBilan, hors_flux: tuple[LigneHorsFlux, ...]) -> Iterator[str]:
    if absents := [LIBELLES_CATEGORIES[c] for c in CATEGORIES if c not in entree.previsions]:
        yield f"Prévision hors flux : {NON_RENSEIGNE} pour {join_libelles(absents)}."
    for ligne in hors_flux:
        if not ligne.is_legale:
            yield (
                f"Hors flux « {ligne.libelle} » : {count_text(ligne.liberations, 'libération')}, motif absent de "
                "l’art. R. 441-5 ; un accord local est à citer."
            )
    if proposes := sum(bool(ligne.hors_flux and ligne.propositions) for ligne in entree.lignes):
        yield f"{count_text(proposes, 'logement')} hors flux avec une proposition, non comptée."


def render_absents(libelle: str, absents: int, total: int) -> str:
    """Say how many dwellings lack a value."""
    return f"{libelle} : {NON_RENSEIGNE} pour {count_text(absents, 'logement')} sur {ecrire_nombre(total)}."


def count_text(nombre: int, nom: str) -> str:
    """Write a count with its noun: "1 bail", "2 baux".

    Examples:
        >>> count_text(0, "logement"), count_text(2, "logement"), count_text(3, "bail")
        ('0 logement', '2 logements', '3 baux')
    """
    pluriels = {"bail": "baux", "refus": "refus"}
    return f"{ecrire_nombre(nombre)} {pluriels.get(nom, nom + 's') if nombre > 1 else nom}"
