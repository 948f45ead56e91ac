"""The État's two rules of CCH art. R. 441-5-2, II: enough out of quartiers prioritaires, as much in each commune.

30 % is a ceiling of the whole flux (`gef.core.plafonds`) and, here, a floor of the flux out of QPV. Unless a
convention says otherwise, the part of the État is then exactly 30 % where nothing is in QPV; elsewhere, only what it
has in QPV may be less. This module says which case it is, how many dwellings are missing, if a clause must be written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from gef.core.anomalies import Anomalie
from gef.core.plafonds import Perimetre, render_part, sum_by_commune
from gef.core.rotation import ecrire_nombre
from gef.core.seuils import Derogation, SeuilLegal, seuil_en_vigueur

StatutPlancher = Literal["conforme", "possible", "clause"]
CODE = "plancher_hors_qpv"
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class RepartitionQpv:
    """Dwellings of the flux and of the État, out of and in quartiers prioritaires; forecast or received."""

    flux_hors_qpv: Fraction
    flux_en_qpv: Fraction
    etat_hors_qpv: Fraction
    etat_en_qpv: Fraction


@dataclass(frozen=True, slots=True)
class VerificationPlancher:
    """The État's floor out of QPV, in both readings; None where there is nothing to divide.

    Attributes:
        seuil: The floor, stipulation included.
        legal: The floor of the law.
        flux: Dwellings out of QPV that the floor is a share of.
        part_du_flux: Reading 1, checked: the État's share of the flux out of QPV.
        attendu: Dwellings that reading 1 asks for out of QPV.
        manque: Dwellings short of it.
        part_des_attributions: Reading 2, an indicator: share of the État's dwellings that lie out of QPV.
        attendu_attributions: Dwellings that reading 2 asks for out of QPV.
        part_minimale: Least share of the whole flux that reading 1 implies; without QPV it is the ceiling itself.
        part_en_qpv: Share of the flux in QPV that is left to the État once the floor is met out of it; None without
            QPV, or when his part is too small for the floor.
        clause: Words of the stipulation, or empty.
    """

    seuil: SeuilLegal
    legal: SeuilLegal
    flux: Fraction
    part_du_flux: Fraction | None
    attendu: Fraction
    manque: Fraction
    part_des_attributions: Fraction | None
    attendu_attributions: Fraction
    part_minimale: Fraction | None
    part_en_qpv: Fraction | None
    clause: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether reading 1 holds, with the same part in and out of QPV in each commune."""
        return not self.manque

    @property
    def statut(self) -> StatutPlancher:
        """Say "conforme", "possible" when its part suffices if QPV alone yields, or "clause": one must be written."""
        if self.is_valid:
            return "conforme"
        return "clause" if self.part_en_qpv is None else "possible"


def verifier_plancher_etat(
    repartition: RepartitionQpv, plancher: SeuilLegal, *, exercice: int, derogations: Sequence[Derogation] = ()
) -> VerificationPlancher:
    """Check the État's floor out of QPV over the département.

    Args:
        repartition: Dwellings of the year.
        plancher: The floor of the law.
        exercice: The year.
        derogations: Acts; a stipulation "plancher_hors_qpv" for the département sets the floor aside.

    Source:
        CCH art. R. 441-5-2, II, as source 002 (USH, 2022) reads it; the other reading is source 000's.

    Examples:
        >>> from gef.core.motifs import Source
        >>> seuil = SeuilLegal(Fraction(3, 10), "flux hors QPV", Source("CCH art. R. 441-5-2, II", "legale"))
        >>> moitie = RepartitionQpv(Fraction(50), Fraction(50), Fraction(12), Fraction(18))
        >>> verification = verifier_plancher_etat(moitie, seuil, exercice=2026)
        >>> [str(n) for n in (verification.attendu, verification.manque, verification.attendu_attributions)]
        ['15', '3', '9']
        >>> verification.statut, str(verification.part_en_qpv)
        ('possible', '3/10')
    """
    clause, seuil = seuil_en_vigueur(CODE, plancher, derogations, exercice)
    return _verify(repartition, (plancher, seuil, clause))


def _verify(repartition: RepartitionQpv, level: tuple[SeuilLegal, SeuilLegal, str]) -> VerificationPlancher:
    """Compare the dwellings with the floor of the law, the floor in force, and its clause."""
    legal, seuil, clause = level
    hors, en_qpv = repartition.flux_hors_qpv, repartition.flux_en_qpv
    etat = repartition.etat_hors_qpv + repartition.etat_en_qpv
    attendu = seuil.valeur * hors
    rest = etat - attendu
    return VerificationPlancher(
        seuil=seuil,
        legal=legal,
        flux=hors,
        part_du_flux=repartition.etat_hors_qpv / hors if hors else None,
        attendu=attendu,
        manque=max(ZERO, attendu - repartition.etat_hors_qpv),
        part_des_attributions=repartition.etat_hors_qpv / etat if etat else None,
        attendu_attributions=seuil.valeur * etat,
        part_minimale=attendu / (hors + en_qpv) if hors + en_qpv else None,
        part_en_qpv=rest / en_qpv if en_qpv and 0 <= rest <= en_qpv else None,
        clause=clause,
    )


def verifier_plancher_par_commune(
    etat: Mapping[str, Fraction],
    hors_qpv: Mapping[str, Fraction],
    perimetre: Perimetre,
    plancher: SeuilLegal,
    *,
    exercice: int,
    derogations: Sequence[Derogation] = (),
) -> VerificationPlancher:
    """Forecast the État's dwellings out of QPV from its part of each commune, and check the floor.

    Args:
        etat: The État's part of the flux of each commune, in and out of QPV alike.
        hors_qpv: Share of the dwellings of each commune that lie out of QPV; the same communes.
        perimetre: Communes and forecast flux.
        plancher: The floor of the law.
        exercice: The year.
        derogations: Acts; a stipulation for a place lowers what is expected of its communes alone.

    Source:
        CCH art. R. 441-5-2, II; docs/metier/conversion.md.
    """
    flux = {c: perimetre.flux[f"commune:{c}"] for c in hors_qpv}
    hors = {c: flux[c] * share for c, share in hors_qpv.items()}
    repartition = RepartitionQpv(
        flux_hors_qpv=sum(hors.values(), ZERO),
        flux_en_qpv=sum((flux[c] - hors[c] for c in flux), ZERO),
        etat_hors_qpv=sum((etat[c] * hors[c] for c in flux), ZERO),
        etat_en_qpv=sum((etat[c] * (flux[c] - hors[c]) for c in flux), ZERO),
    )
    levels = {
        c: seuil_en_vigueur(CODE, plancher, derogations, exercice, commune=c, epci=perimetre.communes[c]) for c in hors
    }
    actes = {clause: seuil for clause, seuil in levels.values() if clause}
    total = repartition.flux_hors_qpv
    if not actes or not total:
        return _verify(repartition, (plancher, plancher, ""))
    valeur = sum((levels[c][1].valeur * hors[c] for c in hors), ZERO) / total
    seuil = replace(plancher, valeur=valeur, source=next(iter(actes.values())).source)
    return _verify(repartition, (plancher, seuil, " ; ".join(actes)))


def find_plancher(verification: VerificationPlancher) -> Iterable[Anomalie]:
    """Yield what the floor asks of the convention: a clause to write, or which part to write in QPV."""
    if verification.statut == "conforme":
        return
    seuil, article = render_part(verification.seuil.valeur), verification.legal.source.reference
    base = f"État hors quartiers prioritaires : {_render(verification.part_du_flux)} du flux, {seuil} attendus"
    if verification.statut == "possible" and verification.part_en_qpv is not None:
        message = (
            f"{base}. Sa part suffit s’il reçoit {seuil} hors quartiers prioritaires et "
            f"{render_part(verification.part_en_qpv)} dedans ; attendu : ces deux parts dans la convention ({article})."
        )
    else:
        exact = (
            " Sans logement en quartier prioritaire, la part est exactement ce plancher."
            if _is_sans_qpv(verification)
            else ""
        )
        message = (
            f"{base}. Il manque {ecrire_nombre(verification.manque)} logements par an ; attendu : une stipulation "
            f"contraire, à écrire dans la convention ({article}).{exact}"
        )
    yield Anomalie("plancher_hors_qpv", message, "departement", gravite="clause")


def _render(part: Fraction | None) -> str:
    return render_part(part) if part is not None else "aucune part"


def _is_sans_qpv(verification: VerificationPlancher) -> bool:
    return verification.part_minimale == verification.seuil.valeur


@dataclass(frozen=True, slots=True)
class VerificationUniformite:
    """The État's part of each commune against the part that all of them should have.

    Attributes:
        reference: The part expected: that of the flux of the communes that no stipulation sets apart.
        portee_min: Commune where it is lowest.
        part_min: His part there.
        portee_max: Commune where it is highest.
        part_max: His part there.
        logements: Dwellings a year that would have to move from one commune to another.
        is_valid: Whether every commune has the part expected, within what stipulations allow.
        clauses: Words of the stipulations that apply.
    """

    reference: Fraction
    portee_min: str
    part_min: Fraction
    portee_max: str
    part_max: Fraction
    logements: Fraction
    is_valid: bool
    clauses: tuple[str, ...] = ()

    @property
    def points(self) -> Fraction:
        """Gap between the two communes."""
        return self.part_max - self.part_min


def verifier_uniformite(
    etat: Iterable[Mapping[str, Fraction]],
    perimetre: Perimetre,
    *,
    exercice: int,
    derogations: Sequence[Derogation] = (),
) -> VerificationUniformite:
    """Check that the État has the same part in each commune, but for what stipulations allow.

    Args:
        etat: Part of each of its accounts by commune.
        perimetre: Communes and forecast flux.
        exercice: The year.
        derogations: Acts; the value of "uniformite" is the gap allowed with the other communes.

    Source:
        CCH art. R. 441-5-2, II.
    """
    sommes = sum_by_commune({str(rank): parts for rank, parts in enumerate(etat)}, perimetre.communes)
    actes = [d for d in derogations if d.applies("uniformite", exercice) and d.valeur]
    admis: dict[str, Fraction] = {}
    for commune, epci in perimetre.communes.items():
        held = [acte.valeur for acte in actes if acte.covers(commune, epci)]
        if held:
            admis[commune] = max(held)
    reference = perimetre.mean({c: p for c, p in sommes.items() if c not in admis} or sommes)
    ecarts = {c: abs(part - reference) - admis.get(c, ZERO) for c, part in sommes.items()}
    manque = {c: ecart for c, ecart in ecarts.items() if ecart > 0 and sommes[c] < reference}
    low, high = (pick(sommes, key=lambda c: sommes[c]) for pick in (min, max))
    return VerificationUniformite(
        reference=reference,
        portee_min=f"commune:{low}",
        part_min=sommes[low],
        portee_max=f"commune:{high}",
        part_max=sommes[high],
        logements=sum((ecart * perimetre.flux[f"commune:{c}"] for c, ecart in manque.items()), ZERO),
        is_valid=all(ecart <= 0 for ecart in ecarts.values()),
        clauses=tuple(dict.fromkeys(acte.clause for acte in actes)),
    )


def find_uniformite(verification: VerificationUniformite, etat: Iterable[str]) -> Iterable[Anomalie]:
    """Yield the parts of the État that differ from one commune to another, unless a stipulation says so."""
    if verification.is_valid:
        return
    low, high = (p.partition(":")[2] for p in (verification.portee_min, verification.portee_max))
    message = (
        f"Part de l’État : {render_part(verification.part_min)} à {low}, {render_part(verification.part_max)} à {high} "
        f"({ecrire_nombre(verification.logements)} logements par an à déplacer) ; attendu : la même dans chaque "
        "commune, sauf stipulation contraire, à écrire dans la convention (CCH art. R. 441-5-2, II)."
    )
    yield Anomalie("uniformite_etat", message, "departement", tuple(sorted(etat)), "clause")
