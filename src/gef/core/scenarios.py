"""What would happen: the same year with other inputs, and what each one wins or loses.

A scenario computes the assiette, the parts and the whole objectives twice, on the base and on the changed inputs, by
the functions that compute them everywhere else. It then gives the gaps: dwellings, parts, objectives, soldes at the end
of the year, caps newly exceeded. It decides nothing, and never touches the kept runs.

The solde at the end of the year is

    solde at its opening + droits of the year − dwellings of the year

where the droits are part × forecast flux, and the dwellings the whole objective; what is already acquired or received
on the day is a minimum of each, because it cannot be taken back.

Source:
    docs/metier/scenarios.md; docs/metier/objectifs.md for the objectives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from gef.core.anomalies import Anomalie
from gef.core.assiette import Assiette, calculer_assiette
from gef.core.base_scenario import EntreeReference, SituationCompte, check_reference
from gef.core.changements import Changement, ChangementPlafond, ChangementRotation
from gef.core.conversion import LIBELLES_METHODES, Conversion, ValidationReduction, convertir, valider_reduction
from gef.core.effets import appliquer_changements
from gef.core.motifs import Etape, Explication, Source
from gef.core.objectifs import arrondir_objectifs
from gef.core.parts import BAILLEUR, ONE, TYPES_ETAT
from gef.core.plafonds import Verification, render_part
from gef.core.rotation import ecrire_nombre
from gef.core.territoires import DEPARTEMENT

ZERO = Fraction(0)
CALCUL = Source("docs/metier/scenarios.md", "calcul")


@dataclass(frozen=True, slots=True)
class Chiffres:
    """The figures of one account; None where the parts exceed the whole, which no objective can share.

    Attributes:
        droits: Rights still running.
        part: Part of the flux of his territory.
        logements: Dwellings a year: part × forecast flux.
        objectif: Whole dwellings of the year, reports included.
        solde: Solde at the end of the year.
    """

    droits: int = 0
    part: Fraction = ZERO
    logements: Fraction = ZERO
    objectif: int | None = None
    solde: Fraction | None = None

    def __sub__(self, other: Chiffres) -> Chiffres:
        """Gap from `other`."""
        return Chiffres(
            self.droits - other.droits,
            self.part - other.part,
            self.logements - other.logements,
            None if self.objectif is None or other.objectif is None else self.objectif - other.objectif,
            None if self.solde is None or other.solde is None else self.solde - other.solde,
        )


@dataclass(frozen=True, slots=True)
class CompteProjete:
    """One account at the end of the year."""

    reservataire: str
    nom: str
    type: str
    portee: str
    chiffres: Chiffres


@dataclass(frozen=True, slots=True)
class Issue:
    """The year by one set of inputs.

    Attributes:
        assiette: Dwellings to share, with its steps.
        methode: Method of the parts.
        comptes: One per réservataire in the order of the entry, `BAILLEUR` last.
        plafonds: Each cap, and where it is exceeded.
        anomalies: What must be known or settled.
        objectif: Whole dwellings of everybody; None where the parts exceed the whole.
        validation: Who accepted the reduction that was applied, if one was.
    """

    assiette: Assiette
    methode: str
    comptes: tuple[CompteProjete, ...]
    plafonds: tuple[Verification, ...]
    anomalies: tuple[Anomalie, ...]
    objectif: int | None
    validation: ValidationReduction | None = None


@dataclass(frozen=True, slots=True)
class EcartCompte:
    """What changes for one account: before, after, and the gap."""

    reservataire: str
    nom: str
    type: str
    portee: str
    avant: Chiffres
    apres: Chiffres
    ecart: Chiffres


@dataclass(frozen=True, slots=True)
class Franchissement:
    """A cap exceeded in a territory on one side only.

    Attributes:
        code: A code of `gef.core.plafonds.LIBELLES_PLAFONDS`.
        portee: Where.
        part: The share there.
        seuil: The cap.
        logements: Dwellings a year above it.
    """

    code: str
    portee: str
    part: Fraction
    seuil: Fraction
    logements: Fraction


@dataclass(frozen=True, slots=True)
class Ecarts:
    """One issue against another.

    Attributes:
        comptes: One per account, in the order of the later issue, `BAILLEUR` last.
        gagnants: Ids of those who win dwellings, the largest gain first.
        perdants: Ids of those who lose some, the largest loss first.
        franchis: Caps that only the later issue exceeds.
        leves: Caps that only the earlier one exceeds.
        anomalies: Blocking anomalies that only the later one has.
    """

    comptes: tuple[EcartCompte, ...]
    gagnants: tuple[str, ...]
    perdants: tuple[str, ...]
    franchis: tuple[Franchissement, ...]
    leves: tuple[Franchissement, ...]
    anomalies: tuple[Anomalie, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """The base, what it becomes, and the gaps.

    Attributes:
        nom: Name given by its author.
        base: The year as the kept runs foresee it.
        issue: The year once the inputs are changed.
        ecarts: From the base to the issue.
        explication: Each change with what it was and what it is, then the totals.
        avertissements: What a reader should be told.
    """

    nom: str
    base: Issue
    issue: Issue
    ecarts: Ecarts
    explication: Explication
    avertissements: tuple[str, ...]


def calculer_scenario(
    reference: EntreeReference, changements: Iterable[Changement] = (), *, nom: str = "Scénario"
) -> Scenario:
    """Compute a year on its base and on changed inputs.

    Args:
        reference: The base: kept inputs of the assiette and of the conversion, method, accounts, reports.
        changements: What changes, in any order.
        nom: Name of the scenario.

    Returns:
        Both issues and the gaps; without any change, the same figures on both sides.

    Raises:
        DonneeInvalideError: the base does not hold together, or a change is refused.
        DoubleSoustractionError: a changed forecast subtracts what the rate already left out.
    """
    changements = tuple(changements)
    check_reference(reference)
    changed, etapes = appliquer_changements(reference, changements)
    base, issue = project(reference), project(changed)
    return Scenario(
        nom=nom,
        base=base,
        issue=issue,
        ecarts=comparer_chiffres(base, issue),
        explication=Explication(nom, (*etapes, *_list_totals(base, issue))),
        avertissements=tuple(_list_avertissements(changements, issue)),
    )


def project(reference: EntreeReference) -> Issue:
    """Compute the year: assiette, parts, whole objectives, soldes at its end."""
    assiette = calculer_assiette(reference.assiette)
    conversion = _convert(reference)
    droits = spread_droits(conversion)
    objectifs: Mapping[str, int] | None = None
    total = None
    if droits is not None:
        etat = frozenset(ligne.reservataire for ligne in conversion.lignes if ligne.type in TYPES_ETAT)
        reports = {(r, c): report for r, rows in reference.reports.items() for c, report in rows.items()}
        rounded = arrondir_objectifs(droits, groupe_etat=etat, reports=reports)
        objectifs = {code: row.objectif for code, row in rounded.par_reservataire.items()}
        total = rounded.total.objectif
    return Issue(
        assiette=assiette,
        methode=reference.methode,
        comptes=tuple(_project_comptes(conversion, objectifs, {c.reservataire: c for c in reference.comptes})),
        plafonds=conversion.checks,
        anomalies=conversion.anomalies,
        objectif=total,
        validation=conversion.validation,
    )


def _convert(reference: EntreeReference) -> Conversion:
    """Convert, then apply the proposed reduction when somebody accepted one and it settles the sums."""
    conversion, reduction = convertir(reference.conversion, reference.methode), reference.reduction
    proposition = conversion.proposition_reduction
    if reduction is None or proposition is None or not proposition.is_sufficient:
        return conversion
    return valider_reduction(conversion, reduction.par, reduction.motif)


def spread_droits(conversion: Conversion) -> dict[str, dict[str, Fraction]] | None:
    """Give the exact dwellings of the year by account then commune, the bailleur's own included.

    Returns:
        None where the parts exceed the whole in some commune: nobody can be owed what is not there.
    """
    libres = conversion.non_reserve.par_commune
    if any(part < 0 for part in libres.values()):
        return None
    flux = {c: conversion.perimetre.flux[f"commune:{c}"] for c in libres}
    parts = {ligne.reservataire: ligne.par_commune for ligne in conversion.lignes} | {BAILLEUR: libres}
    return {code: {c: part * flux[c] for c, part in rows.items()} for code, rows in parts.items()}


def _project_comptes(
    conversion: Conversion, objectifs: Mapping[str, int] | None, comptes: Mapping[str, SituationCompte]
) -> Iterator[CompteProjete]:
    for ligne in conversion.lignes:
        brut = Chiffres(ligne.droits, ligne.part, ligne.logements)
        chiffres = _end_year(brut, objectifs, comptes.get(ligne.reservataire), ligne.reservataire)
        yield CompteProjete(ligne.reservataire, ligne.nom, ligne.type, ligne.portee, chiffres)
    libre = Chiffres(0, conversion.non_reserve.part, conversion.non_reserve.logements)
    chiffres = _end_year(libre, objectifs, comptes.get(BAILLEUR), BAILLEUR)
    yield CompteProjete(BAILLEUR, "Non réservé", "bailleur", DEPARTEMENT, chiffres)


def _end_year(
    brut: Chiffres, objectifs: Mapping[str, int] | None, compte: SituationCompte | None, code: str
) -> Chiffres:
    """Add the objective and the solde at the end of the year; what is acquired or received cannot be taken back."""
    if objectifs is None:
        return brut
    compte = compte or SituationCompte(code)
    objectif = objectifs.get(code, 0)
    solde = compte.report + max(brut.logements, compte.acquis) - max(objectif, compte.recus)
    return Chiffres(brut.droits, brut.part, brut.logements, objectif, solde)


def comparer_chiffres(avant: Issue, apres: Issue) -> Ecarts:
    """Set an issue against another: the base, or the one of another scenario.

    Returns:
        The gaps; an account that stands on one side only counts 0 on the other.
    """
    anciens = {compte.reservataire: compte for compte in avant.comptes}
    nouveaux = {compte.reservataire: compte for compte in apres.comptes}
    comptes = []
    for code in [*(c for c in nouveaux if c != BAILLEUR), *(c for c in anciens if c not in nouveaux), BAILLEUR]:
        known = nouveaux.get(code) or anciens[code]
        before = anciens[code].chiffres if code in anciens else Chiffres()
        after = nouveaux[code].chiffres if code in nouveaux else Chiffres()
        comptes.append(EcartCompte(code, known.nom, known.type, known.portee, before, after, after - before))
    by_gain = sorted(comptes, key=lambda row: (-abs(row.ecart.logements), row.reservataire))
    left, right = _franchis(avant), _franchis(apres)
    known_anomalies = set(avant.anomalies)
    return Ecarts(
        comptes=tuple(comptes),
        gagnants=tuple(row.reservataire for row in by_gain if row.ecart.logements > 0),
        perdants=tuple(row.reservataire for row in by_gain if row.ecart.logements < 0),
        franchis=tuple(row for key, row in right.items() if key not in left),
        leves=tuple(row for key, row in left.items() if key not in right),
        anomalies=tuple(a for a in apres.anomalies if a.gravite == "bloquant" and a not in known_anomalies),
    )


def _franchis(issue: Issue) -> dict[tuple[str, str], Franchissement]:
    """Caps exceeded before any reduction, by code and territory."""
    return {
        (check.code, exces.portee): Franchissement(
            check.code, exces.portee, exces.part, check.seuil.valeur, exces.logements
        )
        for check in issue.plafonds
        for exces in check.exces
    }


def _list_totals(base: Issue, issue: Issue) -> Iterator[Etape]:
    """Yield the totals after the changes; the last one is the assiette of the scenario."""
    if base.objectif is not None and issue.objectif is not None:
        calcul = f"{ecrire_nombre(base.objectif)} dans la base"
        yield Etape("objectif", "Objectif de tous, en entiers", issue.objectif, "logements", calcul, CALCUL)
    libres = [next(c.chiffres.logements for c in i.comptes if c.reservataire == BAILLEUR) for i in (base, issue)]
    calcul = f"{ecrire_nombre(libres[0])} dans la base"
    yield Etape("non_reserve", "Non réservé", libres[1], "logements par an", calcul, CALCUL)
    avant, apres = base.assiette.assiette, issue.assiette.assiette
    yield Etape("base", "Assiette de la base", avant, "logements", source=CALCUL)
    rapport = f", soit {render_part(apres / avant - ONE)}" if apres != avant else ""
    yield Etape("ecart", "Écart avec la base", apres - avant, "logements", f"changements appliqués{rapport}", CALCUL)
    yield Etape("assiette", "Assiette du scénario", apres, "logements", source=CALCUL)


def _list_avertissements(changements: tuple[Changement, ...], issue: Issue) -> Iterator[str]:
    """Yield what a reader should be told: changes without effect, suppositions, what could not be computed."""
    is_sans_rotation = issue.methode in ("negociee", "part_du_parc")
    contingents = [c for c in changements if isinstance(c, ChangementRotation) and c.reservataire]
    methode = LIBELLES_METHODES[issue.methode]
    if contingents and is_sans_rotation:
        yield f"La méthode « {methode} » ne lit pas la rotation d’un contingent : ce changement n’y change aucune part."
    moves = {"droit_ajoute", "droit_eteint"}
    if issue.methode == "negociee" and any(c.genre in moves for c in changements):
        yield (
            f"La méthode « {methode} » ne lit pas le nombre de droits : ajoutez un changement de méthode ou de part "
            "pour voir l’effet d’un droit ajouté ou éteint."
        )
    if any(isinstance(c, ChangementPlafond) and c.fondement == "hypothese" for c in changements):
        yield "Un plafond supposé n’est pas le droit en vigueur : ces parts ne peuvent être signées telles quelles."
    if issue.validation:
        yield (
            f"Les parts dépassent le flux : la réduction acceptée par {issue.validation.par} "
            f"({issue.validation.motif}) est supposée valoir ici aussi."
        )
    if issue.objectif is None:
        yield (
            "Les parts dépassent le flux d’une commune au moins : ni objectif ni solde ne sont calculés ; "
            "une réduction doit d’abord être validée."
        )
