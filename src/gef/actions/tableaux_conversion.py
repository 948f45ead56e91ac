"""Tables of the conversion: the methods side by side, and what each one gives in the communes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Final, Literal

from gef.actions.noms import nom_commune
from gef.core.conversion import (
    LIBELLES_METHODES,
    METHODES,
    Conversion,
    EntreeConversion,
    LigneConversion,
)
from gef.core.methodes import SOURCES_METHODES
from gef.core.parts import BAILLEUR
from gef.core.plafonds import Perimetre, render_part
from gef.core.rotation import ecrire_nombre, join_libelles
from gef.core.territoires import DEPARTEMENT
from gef.law.territoires import load_epci
from gef.outputs import tables
from gef.outputs.nombres import arrondi, decimal, solde
from gef.outputs.tables import Colonne, Table

Unite = Literal["logements", "part"]
ZERO: Final = Fraction(0)
HORIZON: Final = 10  # years: beyond, « served in » is a figure that nobody should read
NON_RESERVE: Final = "Non réservé"
TERRITOIRES: Final[Mapping[str, str]] = {DEPARTEMENT: "Département", "epci": "EPCI", "commune": "Commune"}
NUMEROS: Final[Mapping[str, int]] = {methode: rang for rang, methode in enumerate(METHODES, start=1)}
ENTETES: Final[Mapping[str, str]] = {
    methode: f"{NUMEROS[methode]}. {nom}" for methode, nom in LIBELLES_METHODES.items()
}
AIDES: Final[Mapping[str, str]] = {
    "part_du_parc": "Droits ÷ parc éligible\u00a0: tous les logements tournent au même rythme.",
    "ponderee_rotation": "Droits × leur rotation ÷ (parc × sa rotation)\u00a0: chaque contingent garde son rythme.",
    "droits_uniques": "Droits uniques annuels et déjà négociés ÷ flux prévu\u00a0: le volume dû est connu et s’éteint.",
    "negociee": "Part des conventions en vigueur au 1er janvier.",
}
TITRES: Final[Mapping[Unite, str]] = {"logements": "Logements par an", "part": "Parts du flux"}
AIDE_DROITS: Final = "Droits en cours au 1er janvier, y compris les garanties que la loi prolonge."
AIDE_ROTATION: Final = "Rotation moyenne de ses droits\u202f; celle du territoire quand la leur est inconnue."
NOTE_PARTS: Final = "Part du flux du territoire de chacun ; les parts de territoires différents ne s’additionnent pas."


@dataclass(frozen=True, slots=True)
class Contexte:
    """What stands beside the methods.

    Attributes:
        uniques: Volumes of droits uniques by réservataire, said beside his lasting rights.
        rotations: Mean rate of the rights of each réservataire.
        liens: Address of the calculation of each réservataire, by column.
        en_vigueur: Dwellings a year that the gaps are counted from, by id; None counts them from the first method.
    """

    uniques: Mapping[str, Fraction] = field(default_factory=dict)
    rotations: Mapping[str, Fraction] = field(default_factory=dict)
    liens: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    en_vigueur: Mapping[str, Fraction] | None = None


def nom_portee(portee: str) -> str:
    """Name of a territory: « Département », the EPCI's, the commune's."""
    kind, _, code = portee.partition(":")
    if kind == "epci":
        epci = load_epci().get(code)
        return epci.nom if epci else code
    return nom_commune(code) if code else TERRITOIRES[DEPARTEMENT]


def mean_rotations(entree: EntreeConversion) -> dict[str, Fraction]:
    """Mean rate of the rights of each réservataire; that of his territory for the rights whose own is unknown."""
    departement, found = entree.territoire(DEPARTEMENT), {}
    rotations = {t.portee: t.rotation or departement.rotation for t in entree.territoires}
    for r in entree.reservataires:
        if nombre := sum(lot.nombre for lot in r.lots):
            found[r.id] = sum((lot.nombre * lot.taux(rotations[r.portee]) for lot in r.lots), ZERO) / nombre
    return found


def count_logements(conversion: Conversion) -> dict[str, Fraction]:
    """Dwellings a year of each réservataire by a method, the bailleur's own included."""
    held = {ligne.reservataire: ligne.logements for ligne in conversion.lignes}
    return held | {BAILLEUR: conversion.non_reserve.logements}


def table_methodes(
    conversions: Sequence[Conversion], *, unite: Unite = "logements", contexte: Contexte | None = None
) -> Table:
    """Put the methods side by side: one row per réservataire, what nobody holds, and the whole.

    Args:
        conversions: The same rights by several methods.
        unite: Dwellings a year, or the part of each one's own territory.
        contexte: What stands beside, and what the gaps are counted from.
    """
    first, contexte = conversions[0], contexte or Contexte()
    nature: tables.Nature = "taux" if unite == "part" else "decimal"
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("territoire", "Territoire", "code", libelles=TERRITOIRES, filtre="choix", secondaire=True),
        Colonne("droits", "Droits recensés", "entier", aide=AIDE_DROITS, secondaire=True),
        Colonne("rotation", "Rotation", "taux", aide=AIDE_ROTATION, secondaire=True),
        *(Colonne(c.methode, ENTETES[c.methode], nature, AIDES[c.methode], decimales=2) for c in conversions),
    )
    rows = [_ligne_methodes(lignes, unite, contexte) for lignes in zip(*(c.lignes for c in conversions), strict=True)]
    rows.sort(key=lambda row: (list(TERRITOIRES).index(str(row.valeurs["territoire"])), -_count(row)))
    face = "la part du parc" if contexte.en_vigueur is None else "les conventions en vigueur au 1er janvier"
    note = NOTE_PARTS if unite == "part" else f"Entre parenthèses : écart avec {face}, en logements par an."
    return Table(
        "methodes",
        f"{TITRES[unite]} selon la méthode, {first.exercice}",
        colonnes,
        (*rows, _ligne_non_reserve(conversions, unite, contexte)),
        total=_total(conversions) if unite == "logements" else None,
        denomination=("ligne", "lignes"),
        notes=(note, "« → » : la part est réduite par un plafond."),
        sources=tuple(SOURCES_METHODES[c.methode] for c in conversions),
        vide="Les réservataires apparaîtront ici avec leurs conventions.",
    )


def _count(row: tables.Ligne) -> int:
    droits = row.valeurs["droits"]
    return droits if isinstance(droits, int) else 0


def _ligne_methodes(lignes: Sequence[LigneConversion], unite: Unite, contexte: Contexte) -> tables.Ligne:
    """One réservataire: what each method gives him, and beside it what changes and what was reduced."""
    first = lignes[0]
    code = first.reservataire
    by_method = dict(zip(METHODES, lignes, strict=True))
    ecarts = _say_ecarts([ligne.logements for ligne in lignes], code, contexte) if unite == "logements" else {}
    details = {}
    for methode, ligne in by_method.items():
        if said := " ".join(text for text in (ecarts.get(methode, ""), describe_plafonnements(ligne)) if text):
            details[methode] = said
    if volume := contexte.uniques.get(code):
        details["droits"] = f"et {ecrire_nombre(volume)} droits uniques négociés"
    return tables.Ligne(
        {
            "reservataire": first.nom,
            "territoire": first.portee.partition(":")[0],
            "droits": first.droits,
            "rotation": contexte.rotations.get(code),
            **{m: ligne.part if unite == "part" else ligne.logements for m, ligne in by_method.items()},
        },
        details=details,
        liens=dict(contexte.liens.get(code, {})),
    )


def _say_ecarts(logements: Sequence[Fraction], code: str, contexte: Contexte) -> dict[str, str]:
    """Say the gap of each method with the one that they are all compared with; nothing for that one itself."""
    pairs = dict(zip(METHODES, logements, strict=True))
    if contexte.en_vigueur is None:
        return {m: f"({describe_ecart(n - logements[0]) or '='})" for m, n in pairs.items() if m != METHODES[0]}
    today = contexte.en_vigueur.get(code)
    if today is None:
        return dict.fromkeys(pairs, "(aucune)")
    return {m: f"({describe_ecart(n - today) or '='})" for m, n in pairs.items()}


def describe_ecart(ecart: Fraction) -> str:
    """Say a gap in dwellings, « +1,7 »; nothing when it rounds to nothing."""
    return solde(ecart, 1) if arrondi(ecart, 1) else ""


def describe_plafonnements(ligne: LigneConversion) -> str:
    """Say how a part was reduced: on the whole territory, or in some communes of it only."""
    whole = [p for p in ligne.plafonnements if p.portee == ligne.portee]
    said = [f"{render_part(p.avant)} → {render_part(p.apres)}" for p in whole]
    if len(whole) < len(ligne.plafonnements):
        said.append("réduite en partie")
    return ", ".join(said)


def _ligne_non_reserve(conversions: Sequence[Conversion], unite: Unite, contexte: Contexte) -> tables.Ligne:
    """What nobody holds, over the département: the bailleur's own."""
    logements = [c.non_reserve.logements for c in conversions]
    shown = logements if unite == "logements" else [c.non_reserve.part for c in conversions]
    details = _say_ecarts(logements, BAILLEUR, contexte) if unite == "logements" else {}
    values = dict(zip(METHODES, shown, strict=True))
    return tables.Ligne({"reservataire": NON_RESERVE, "territoire": DEPARTEMENT, **values}, details=details)


def _total(conversions: Sequence[Conversion]) -> tables.Ligne:
    """Give the assiette, and under it what of it is reserved."""
    flux = {c.methode: c.perimetre.flux[DEPARTEMENT] for c in conversions}
    held = {c.methode: f"réservé {decimal(flux[c.methode] - c.non_reserve.logements, 1)}" for c in conversions}
    droits = sum(ligne.droits for ligne in conversions[0].lignes)
    return tables.Ligne({"reservataire": "Assiette", "droits": droits, **flux}, details=held)


@dataclass(frozen=True, slots=True)
class Petit:
    """A réservataire entitled to less than one dwelling a year by some method: how much, and served by when."""

    nom: str
    phrase: str


def list_petits(conversions: Sequence[Conversion]) -> tuple[Petit, ...]:
    """List those whom some method gives less than one dwelling a year, in the order of the lines."""
    exercice, found = conversions[0].exercice, []
    for lignes in zip(*(c.lignes for c in conversions), strict=True):
        small = {m: ligne.logements for m, ligne in zip(METHODES, lignes, strict=True) if 0 < ligne.logements < 1}
        if not small:
            continue
        said: dict[str, list[str]] = {}
        for methode, n in small.items():
            servi = exercice + ceil(1 / n) - 1
            loin = exercice + HORIZON
            quand = f"servi en {servi} au plus tard" if servi < loin else f"servi en {loin} ou après"
            said.setdefault(f"{decimal(n)} par an, {quand}", []).append(str(NUMEROS[methode]))
        phrase = "\u202f; ".join(
            f"{text} ({'méthodes' if len(ranks) > 1 else 'méthode'} {join_libelles(ranks)})"
            for text, ranks in said.items()
        )
        found.append(Petit(lignes[0].nom, phrase))
    return tuple(found)


def table_communes_de(ligne: LigneConversion, perimetre: Perimetre) -> Table:
    """Give the part of one réservataire in each commune of his territory, and the dwellings that it makes."""
    colonnes = (
        Colonne("commune", "Commune"),
        Colonne("flux", "Flux prévu", "decimal"),
        Colonne("part", "Part", "taux", decimales=2),
        Colonne("logements", "Logements par an", "decimal"),
    )
    flux = {c: perimetre.flux[f"commune:{c}"] for c in ligne.par_commune}
    order = sorted(ligne.par_commune, key=lambda c: (-flux[c], c))
    rows = (
        tables.ligne(colonnes, nom_commune(c), flux[c], ligne.par_commune[c], ligne.par_commune[c] * flux[c])
        for c in order
    )
    return Table(
        "communes",
        f"{ligne.nom}, commune par commune",
        colonnes,
        tuple(rows),
        total=tables.ligne(colonnes, "Ensemble", perimetre.flux[ligne.portee], ligne.part, ligne.logements),
        denomination=("commune", "communes"),
        notes=("La part n’est la même partout que si aucun plafond ne joue dans une commune seulement.",),
    )
