"""Conversion: from reserved dwellings to parts of the flux, with the caps of the law, for every réservataire at once.

Each part is found on the territory of its convention (`gef.core.methodes`), capped (`gef.core.plafonds`), then known in
each commune: what nobody holds there is the bailleur's. No method is the law's; the partners choose, the product
compares. It refuses to normalise: parts of more than the whole are reported, and reduced only by a named person.

Source:
    Source 000 (Pays de la Loire, fiche n° 9) for the four methods; sources 001, 002, 004; docs/metier/conversion.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from gef.core.anomalies import Anomalie, find_depassements, find_flux, find_perimetres
from gef.core.droits_uniques import LIBELLES_NATURES, NATURES, Etalement, LotDroits
from gef.core.errors import DonneeInvalideError, PartsIncompatiblesError
from gef.core.methodes import LIBELLES_METHODES, METHODES, PartConvertie, convertir_droits
from gef.core.motifs import Etape, Explication, Source
from gef.core.parts import BAILLEUR, ONE, TYPES_ETAT, TYPES_RESERVATAIRE, complete_with_bailleur
from gef.core.plafonds import (
    Derogation,
    PartsPlafonnees,
    Perimetre,
    PlafondsLegaux,
    Plafonnement,
    SeuilLegal,
    appliquer_plafonds,
    render_part,
    sum_by_commune,
)
from gef.core.plancher import find_uniformite, verifier_uniformite
from gef.core.reductions import PropositionReduction, proposer_reduction
from gef.core.resultat_conversion import Conversion, LigneConversion, NonReserve, ValidationReduction
from gef.core.rotation import ecrire_nombre
from gef.core.territoires import DEPARTEMENT, EntreeConversion, EntreeReservataire, Territoire

__all__ = [
    "LIBELLES_METHODES",
    "LIBELLES_NATURES",
    "METHODES",
    "NATURES",
    "TYPES_RESERVATAIRE",
    "Anomalie",
    "Conversion",
    "Derogation",
    "EntreeConversion",
    "EntreeReservataire",
    "Etalement",
    "LigneConversion",
    "LotDroits",
    "NonReserve",
    "PlafondsLegaux",
    "Plafonnement",
    "SeuilLegal",
    "Territoire",
    "ValidationReduction",
    "comparer",
    "comparer_en_vigueur",
    "comparer_methodes",
    "convertir",
    "count_en_vigueur",
    "parts_par_commune",
    "valider_reduction",
]

_FLUX = Source("flux prévu du territoire", "donnee")
_SOMME = Source("part × flux prévu du territoire", "calcul")


def convertir(entree: EntreeConversion, methode: str) -> Conversion:
    """Convert the rights of every réservataire into parts of the flux.

    Args:
        entree: Rights, territories, caps.
        methode: A code of `METHODES`.

    Returns:
        Parts under the caps of the law. When they still exceed the whole somewhere, a blocking anomaly and a proposal.

    Raises:
        DonneeInvalideError: the method does not exist.

    Source:
        Source 000 (Pays de la Loire, fiche n° 9), III-1; CCH art. R. 441-5-2 and R. 441-5-3; docs/metier/conversion.md.
    """
    if methode not in LIBELLES_METHODES:
        raise DonneeInvalideError(f"Conversion, méthode « {methode} » inconnue ; attendu : {', '.join(METHODES)}.")
    converties = [convertir_droits(reservataire, entree, methode) for reservataire in entree.reservataires]
    perimetre = entree.perimetre()
    plafonnees = appliquer_plafonds(
        [convertie.part for convertie in converties],
        perimetre,
        entree.plafonds,
        exercice=entree.exercice,
        derogations=entree.derogations,
        own_minimum=entree.own_minimum,
    )
    lignes = tuple(
        _build_ligne(reservataire, convertie, plafonnees, perimetre)
        for reservataire, convertie in zip(entree.reservataires, converties, strict=True)
    )
    etat = {r.id: plafonnees.par_commune[r.id] for r in entree.reservataires if r.type in TYPES_ETAT}
    uniformite = verifier_uniformite(etat.values(), perimetre, exercice=entree.exercice, derogations=entree.derogations)
    territoires = {r.id: (r.type, r.portee) for r in entree.reservataires}
    borne = ONE - entree.own_minimum
    non_reserve = _count_non_reserve(lignes, perimetre)
    return Conversion(
        exercice=entree.exercice,
        methode=methode,
        perimetre=perimetre,
        lignes=lignes,
        checks=plafonnees.checks,
        uniformite=uniformite,
        non_reserve=non_reserve,
        anomalies=(
            *(anomalie for convertie in converties for anomalie in convertie.anomalies),
            *find_depassements(plafonnees, borne),
            *find_uniformite(uniformite, etat),
            *find_perimetres(entree),
            *find_flux(entree),
        ),
        proposition_reduction=proposer_reduction(plafonnees.par_commune, territoires, perimetre, borne),
        explication=_explain(f"{LIBELLES_METHODES[methode]}, {entree.exercice}", lignes, perimetre, non_reserve),
    )


def comparer_methodes(entree: EntreeConversion) -> tuple[Conversion, ...]:
    """Convert by every method, in the order of `METHODES`."""
    return tuple(convertir(entree, methode) for methode in METHODES)


def comparer(conversion: Conversion, reference: Conversion) -> dict[str, Fraction]:
    """Tell who wins and who loses: dwellings a year in `conversion` minus those in `reference`.

    Returns:
        By id of réservataire, in order of id, `BAILLEUR` last; one who stands in a single conversion counts 0 in the
        other. When the département frees as many dwellings on both sides, the sum is 0.
    """
    logements, anciens = ({ligne.reservataire: ligne.logements for ligne in c.lignes} for c in (conversion, reference))
    zero = Fraction(0)
    ecarts = {r: logements.get(r, zero) - anciens.get(r, zero) for r in sorted(logements | anciens)}
    return ecarts | {BAILLEUR: conversion.non_reserve.logements - reference.non_reserve.logements}


def count_en_vigueur(entree: EntreeConversion) -> dict[str, Fraction]:
    """Count what each one has today: the part of the convention in force × the forecast flux of its territory.

    Returns:
        Dwellings a year by id of réservataire, in order of id, without those who have no convention; `BAILLEUR`, the
        rest of the département's flux, comes last. No cap is applied: a convention in force is what it is.

    Source:
        docs/metier/conversion.md, « Qui gagne, qui perd ».
    """
    flux = {t.portee: t.flux_prevu for t in entree.territoires}
    held = {
        r.id: r.part_negociee * flux[r.portee]
        for r in sorted(entree.reservataires, key=lambda r: r.id)
        if r.part_negociee is not None
    }
    return held | {BAILLEUR: flux[DEPARTEMENT] - sum(held.values(), Fraction(0))}


def comparer_en_vigueur(conversion: Conversion, entree: EntreeConversion) -> dict[str, Fraction]:
    """Tell who wins and who loses against today: dwellings a year in `conversion` minus those in force.

    Returns:
        By id of réservataire, in order of id, `BAILLEUR` last; one who has no convention has nothing today. The sum
        is 0.
    """
    today = count_en_vigueur(entree)
    logements = {ligne.reservataire: ligne.logements for ligne in conversion.lignes}
    ecarts = {r: logements[r] - today.get(r, Fraction(0)) for r in sorted(logements)}
    return ecarts | {BAILLEUR: conversion.non_reserve.logements - today[BAILLEUR]}


def parts_par_commune(conversion: Conversion, communes: Iterable[str]) -> dict[str, dict[str, Fraction]]:
    """Give the parts that orientation applies in each commune, the bailleur's own included.

    Args:
        conversion: Without any blocking anomaly.
        communes: Codes; all of them are known to the conversion.

    Returns:
        By commune, part by id in order of id, `BAILLEUR` last; parts of 0 are left out, the sum is exactly 1.

    Raises:
        PartsIncompatiblesError: a blocking anomaly is not settled.
        DonneeInvalideError: a commune is unknown.

    Source:
        CCH art. R. 441-5; docs/metier/conversion.md.
    """
    if bloquantes := [anomalie.message for anomalie in conversion.anomalies if anomalie.gravite == "bloquant"]:
        raise PartsIncompatiblesError(f"Parts de {conversion.exercice} inutilisables. {' '.join(bloquantes)}")
    parts: dict[str, dict[str, Fraction]] = {}
    for commune in communes:
        if commune not in conversion.perimetre.communes:
            connues = ", ".join(sorted(conversion.perimetre.communes))
            raise DonneeInvalideError(f"Commune {commune} : inconnue de la conversion ; attendu : {connues}.")
        held = {ligne.reservataire: part for ligne in conversion.lignes if (part := ligne.par_commune.get(commune))}
        parts[commune] = complete_with_bailleur(held, commune)
    return parts


def valider_reduction(conversion: Conversion, par: str, motif: str) -> Conversion:
    """Apply the proposed reduction, in the name of a person and for a reason.

    Raises:
        DonneeInvalideError: nothing to reduce, or no name, or no reason.
        PartsIncompatiblesError: the État alone exceeds what may be given: reducing the others settles nothing.
    """
    proposition = conversion.proposition_reduction
    if proposition is None or not par.strip() or not motif.strip():
        raise DonneeInvalideError(
            f"Réduction : proposition {'présente' if proposition else 'absente'}, par « {par} », motif « {motif} » ; "
            "attendu : une proposition, un nom et un motif."
        )
    if not proposition.is_sufficient:
        raise PartsIncompatiblesError(
            f"Réduction : à {', '.join(proposition.communes)}, la part de l’État dépasse à elle seule ce qui peut être "
            "donné ; attendu : un minimum du bailleur plus bas, ou une part de l’État plus faible."
        )
    perimetre, decision = conversion.perimetre, Source(f"réduction validée par {par} : {motif}", "locale")
    lignes = tuple(_reduce(ligne, proposition, perimetre, decision) for ligne in conversion.lignes)
    somme = max(
        sum_by_commune({ligne.reservataire: ligne.par_commune for ligne in lignes}, perimetre.communes).values()
    )
    non_reserve = _count_non_reserve(lignes, perimetre)
    return replace(
        conversion,
        lignes=lignes,
        checks=tuple(replace(c, apres=somme) if c.code == "somme" else c for c in conversion.checks),
        non_reserve=non_reserve,
        anomalies=tuple(anomalie for anomalie in conversion.anomalies if anomalie.code != "somme"),
        proposition_reduction=None,
        explication=_explain(f"{conversion.explication.titre}, réduite", lignes, perimetre, non_reserve),
        validation=ValidationReduction(par, motif),
    )


def _build_ligne(
    reservataire: EntreeReservataire, convertie: PartConvertie, plafonnees: PartsPlafonnees, perimetre: Perimetre
) -> LigneConversion:
    """Gather the part of one réservataire, its reductions and its steps."""
    par_commune = plafonnees.par_commune[reservataire.id]
    part = perimetre.mean(par_commune)
    caps = tuple(p for p in plafonnees.plafonnements if p.reservataire == reservataire.id)
    plafonnements = (*convertie.plafonnements, *caps)
    ligne = LigneConversion(
        reservataire=reservataire.id,
        nom=reservataire.nom,
        type=reservataire.type,
        portee=reservataire.portee,
        droits=convertie.droits,
        part_brute=convertie.part_brute,
        part=part,
        par_commune=par_commune,
        logements=part * perimetre.flux[reservataire.portee],
        plafonnements=plafonnements,
        hypotheses=convertie.hypotheses,
        explication=Explication(f"Part du flux, {reservataire.nom}", convertie.etapes),
    )
    return _append_steps(ligne, plafonnements, perimetre)


def _append_steps(
    ligne: LigneConversion, plafonnements: Iterable[Plafonnement], perimetre: Perimetre
) -> LigneConversion:
    """Write the reductions, then the part and the dwellings that result, after the steps already there."""
    etapes = [
        Etape(_code_etape(p, ligne.portee), f"Part réduite, {p.portee}", p.apres, "fraction", p.calcul, p.source)
        for p in plafonnements
    ]
    suffixe = "_apres_reduction" if any(e.code == "part" for e in ligne.explication.etapes) else ""
    flux = perimetre.flux[ligne.portee]
    calcul = f"{render_part(ligne.part)} × {ecrire_nombre(flux)}"
    moyenne = "moyenne des communes, pondérée par leur flux" if len(set(ligne.par_commune.values())) > 1 else ""
    etapes.append(Etape(f"part{suffixe}", "Part du flux", ligne.part, "fraction", moyenne, _SOMME))
    etapes.append(Etape(f"logements{suffixe}", "Logements", ligne.logements, "logements par an", calcul, _FLUX))
    explication = replace(ligne.explication, etapes=(*ligne.explication.etapes, *etapes))
    return replace(ligne, explication=explication)


def _code_etape(plafonnement: Plafonnement, portee: str) -> str:
    """Name the step of a reduction: "etat" on the whole territory, "garanties:06029" in one commune of it."""
    if plafonnement.portee == portee:
        return plafonnement.code
    return f"{plafonnement.code}:{plafonnement.portee.partition(':')[2]}"


def _reduce(
    ligne: LigneConversion, proposition: PropositionReduction, perimetre: Perimetre, decision: Source
) -> LigneConversion:
    """Bring a line to the parts of the proposal; it stays as it is when it loses nothing."""
    par_commune = proposition.par_commune[ligne.reservataire]
    if par_commune == ligne.par_commune:
        return ligne
    part = perimetre.mean(par_commune)
    reductions = tuple(
        Plafonnement(
            "reduction", ligne.reservataire, f"commune:{c}", ligne.par_commune[c], apres, decision, "au prorata"
        )
        for c, apres in par_commune.items()
        if apres != ligne.par_commune[c]
    )
    reduced = replace(
        ligne,
        part=part,
        par_commune=par_commune,
        logements=part * perimetre.flux[ligne.portee],
        plafonnements=(*ligne.plafonnements, *reductions),
    )
    return _append_steps(reduced, reductions, perimetre)


def _count_non_reserve(lignes: Iterable[LigneConversion], perimetre: Perimetre) -> NonReserve:
    lignes = tuple(lignes)
    flux = perimetre.flux[DEPARTEMENT]
    logements = flux - sum((ligne.logements for ligne in lignes), Fraction(0))
    sommes = sum_by_commune({ligne.reservataire: ligne.par_commune for ligne in lignes}, perimetre.communes)
    return NonReserve(logements / flux, logements, {commune: ONE - somme for commune, somme in sommes.items()})


def _explain(
    titre: str, lignes: Iterable[LigneConversion], perimetre: Perimetre, non_reserve: NonReserve
) -> Explication:
    flux = perimetre.flux[DEPARTEMENT]
    droits = sum(ligne.droits for ligne in lignes)
    calcul = f"{ecrire_nombre(flux)} − {ecrire_nombre(flux - non_reserve.logements)}"
    return Explication(
        titre,
        (
            Etape("droits", "Droits en cours", droits, "logements", source=Source("registre des droits", "donnee")),
            Etape("flux", "Flux prévu du département", flux, "logements par an", source=_FLUX),
            Etape("reserve", "Réservé", flux - non_reserve.logements, "logements par an", "somme des lignes", _SOMME),
            Etape("non_reserve", "Non réservé", non_reserve.logements, "logements par an", calcul, _SOMME),
        ),
    )
