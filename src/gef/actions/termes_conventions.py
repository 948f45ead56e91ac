"""The terms of a version, taken from what the bailleur has already decided: runs kept, acts, delays, wishes.

Nothing is computed here but counts of the register: each figure is one of a kept run, which the terms cite. What was
written by hand in the version before (parties, clauses, management, duration) is kept; figures are those of today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.utils.timezone import localtime

from gef.access.models import Organisation
from gef.actions import assiette as assiettes
from gef.actions import droits_uniques, objectifs
from gef.actions.delais import load_clauses
from gef.actions.derogations import list_derogations
from gef.actions.donnees import Dossier, epci_par_commune
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.actions.entrees import flux_par_commune
from gef.actions.entrees_registre import rattacher_droits
from gef.actions.noms import nom_commune
from gef.actions.parts_retenues import PartsRetenues, read_retenues
from gef.actions.souhaits import list_souhaits, to_souhait
from gef.actions.tableaux_conversion import nom_portee
from gef.core.assiette import Assiette
from gef.core.errors import DonneeInvalideError
from gef.core.exclusions import Exclusion
from gef.core.horloges import find_clause
from gef.core.parts import TYPES_ETAT
from gef.core.periodes import debut_exercice
from gef.core.termes import (
    VARIANTE_PAR_TYPE,
    CalculCite,
    DelaiConvenu,
    DerogationConvenue,
    ExclusionConvenue,
    ObjectifConvenu,
    PartConvenue,
    Signataire,
    Termes,
)
from gef.db.flux.models import Convention, Reservataire
from gef.db.flux.requetes import conventions_of
from gef.db.journal.models import Execution

ETAPES_CONVENUES: Final = ("reponse", "dossiers", "candidats", "neuf")


@dataclass(slots=True)
class Chiffres:
    """What the runs of an exercice say, with the runs; a missing run leaves its figures unknown.

    Attributes:
        exercice: The year.
        assiette: Its assiette.
        retenues: Parts retained.
        objectifs: Whole objectives.
        uniques: Droits uniques left, by account.
        droits: Rights in force, by account then commune ("" for those of no commune).
        parc: Dwellings that the flux concerns, by commune.
        calculs: The runs, in the order of the document.
    """

    exercice: int
    assiette: Assiette | None = None
    retenues: PartsRetenues | None = None
    objectifs: objectifs.ObjectifsRendus | None = None
    uniques: Mapping[str, Fraction] = field(default_factory=dict)
    droits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    parc: Mapping[str, int] = field(default_factory=dict)
    calculs: list[CalculCite] = field(default_factory=list)


def read_chiffres(bailleur: Organisation, exercice: int) -> Chiffres:
    """Read the newest runs of an exercice, and count the register on its first day.

    Args:
        bailleur: Whose.
        exercice: The year.
    """
    found = Chiffres(exercice)
    if runs := assiettes.list_versions(bailleur, exercice):
        found.assiette = assiettes.read_run(runs[0])
        found.calculs.append(_cite(runs[0]))
    found.retenues = read_retenues(bailleur, exercice)
    if found.retenues:
        found.calculs.append(_cite(found.retenues.run))
    if runs := objectifs.list_versions(bailleur, exercice):
        found.objectifs = objectifs.read_run(runs[0])
        found.calculs.append(_cite(runs[0]))
    if runs := droits_uniques.list_versions(bailleur, exercice):
        suivis = droits_uniques.read_run(runs[0]).suivis
        found.uniques = {row.reservataire: row.stock.restant for row in suivis if row.stock is not None}
        found.calculs.append(_cite(runs[0]))
    try:
        dossier = load_dossier(bailleur, has_liberations=False)
    except DossierIncompletError:
        return found
    found.droits = _count_droits(dossier, debut_exercice(exercice))
    if found.assiette:
        found.parc = {
            row.commune: row.eligible for row in flux_par_commune(dossier, found.assiette, epci_par_commune())
        }
    return found


def _cite(run: Execution) -> CalculCite:
    return CalculCite(run.calcul, run.exercice, run.version, run.empreinte, localtime(run.fait_le).date())


def _count_droits(dossier: Dossier, jour: date) -> dict[str, dict[str, int]]:
    """Count the rights of the flux in force on a day by the account for which they count, then by commune."""
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for droit, situe, held in rattacher_droits(dossier, jour):
        if not situe.droit.is_en_stock:
            counts[held.compte][droit.commune] += droit.nombre
    return {code: dict(rows) for code, rows in counts.items()}


def reprendre_termes(
    bailleur: Organisation, comptes: Sequence[Reservataire], chiffres: Chiffres, jour: date, avant: Termes | None = None
) -> Termes:
    """Write the terms of a version from what is decided.

    Args:
        bailleur: Who drafts.
        comptes: Parties, the leader first.
        chiffres: Figures of the exercice.
        jour: Day of the version: the delays and the conventions are those in force.
        avant: The version before, whose clauses are kept.
    """
    held = {row.reservataire.code: row for row in _list_en_vigueur(bailleur, jour)}
    figures = _read_figures(comptes, chiffres, held, avant)
    if avant is not None:
        return replace(avant, **figures)
    first = comptes[0]
    current = held.get(first.code)
    codes = {compte.code for compte in comptes}
    return Termes(
        variante=VARIANTE_PAR_TYPE[first.type],
        departement=bailleur.territoire,
        portee=first.portee,
        territoire=nom_portee(first.portee),
        signataires=_list_signataires(bailleur, comptes),
        indicatifs=tuple(to_souhait(row) for row in list_souhaits(bailleur) if row.reservataire.code in codes),
        mode_gestion=current.mode_gestion if current else "directe",
        requalifie_min=current.requalifie_min if current else None,
        declencheur=current.declencheur if current else "orientation",
        politique_refus=current.politique_refus if current else "non_compte",
        politique_silence=current.politique_silence if current else "non_compte",
        delais=_list_delais(bailleur, first, jour),
        derogations=_list_derogations(bailleur, chiffres.exercice) if first.type in TYPES_ETAT else (),
        **figures,
    )


def _list_en_vigueur(bailleur: Organisation, jour: date) -> list[Convention]:
    return [row for row in conventions_of(bailleur.pk) if row.debut <= jour and (row.fin is None or jour < row.fin)]


def _read_figures(
    comptes: Sequence[Reservataire], chiffres: Chiffres, held: Mapping[str, Convention], avant: Termes | None
) -> dict[str, Any]:
    assiette, retenues = chiffres.assiette, chiffres.retenues
    first = held.get(comptes[0].code)
    common = first.mode_gestion if first else "directe"
    parts = tuple(_make_part(compte, chiffres, _read_held(compte, held, common, avant)) for compte in comptes)
    figures: dict[str, Any] = {
        "exercice": chiffres.exercice,
        "parts": parts,
        "methode": retenues.entree.methode if retenues else (avant.methode if avant else ""),
        "contractuels": tuple(_list_objectifs(parts, chiffres)),
        "calculs": tuple(chiffres.calculs),
    }
    if assiette is not None:
        own = assiette.entree.conventions.get(comptes[0].code, assiette.entree.exclusions)
        special = next((row for row in assiette.conventions if row.reservataire == comptes[0].code), None)
        figures |= {
            "exclusions": tuple(_make_exclusion(row) for row in own if row.logements),
            "parc": assiette.parc,
            "eligible": special.eligible if special else assiette.eligible,
            "taux": assiette.entree.taux.valeur,
            "source_taux": _say_taux(assiette),
            "assiette": special.assiette if special else assiette.assiette,
        }
    return figures


def _say_taux(assiette: Assiette) -> str:
    taux = assiette.entree.taux
    years = f"{taux.annees[0]}-{taux.annees[-1]}" if len(taux.annees) > 1 else f"{taux.annees[0]}"
    return f"{taux.perimetre}, {years}"


def _make_exclusion(row: Exclusion) -> ExclusionConvenue:
    document = "" if row.nature == "legale" else row.source.reference
    return ExclusionConvenue(row.code, row.libelle, row.logements, row.nature, document)


def _make_part(compte: Reservataire, chiffres: Chiffres, held: tuple[Fraction | None, str]) -> PartConvenue:
    """The part retained for an account, else the one that it holds, with its management."""
    part, mode = held
    if chiffres.retenues:
        lignes = chiffres.retenues.conversion.lignes
        part = next((row.part for row in lignes if row.reservataire == compte.code), part)
    droits = chiffres.droits.get(compte.code)
    return PartConvenue(
        compte=compte.code,
        nom=compte.nom,
        type=compte.type,
        portee=compte.portee,
        part=part,
        droits=sum(droits.values()) if droits else (0 if chiffres.droits else None),
        uniques=chiffres.uniques.get(compte.code) if compte.type == "action_logement" else None,
        mode_gestion=mode,
    )


def _read_held(
    compte: Reservataire, held: Mapping[str, Convention], common: str, avant: Termes | None
) -> tuple[Fraction | None, str]:
    """Part and own management of an account: those of the version before, else those in force."""
    if avant is not None:
        row = next((row for row in avant.parts if row.compte == compte.code), None)
        return (row.part, row.mode_gestion) if row else (None, "")
    current = held.get(compte.code)
    return (current.part, current.mode_gestion if current.mode_gestion != common else "") if current else (None, "")


def _list_objectifs(parts: Iterable[PartConvenue], chiffres: Chiffres) -> Iterable[ObjectifConvenu]:
    """The annex: whole objectives by commune; a part is that of the account unless a cap reduces it in a commune."""
    rendus = chiffres.objectifs
    if rendus is None:
        return
    by_commune: dict[str, Mapping[str, Fraction]] = {}
    if chiffres.retenues:
        by_commune = {row.reservataire: row.par_commune for row in chiffres.retenues.conversion.lignes}
    for part in parts:
        droits = chiffres.droits.get(part.compte, {})
        for row in rendus.lignes:
            if row.reservataire == part.compte:
                yield ObjectifConvenu(
                    compte=part.compte,
                    commune=row.commune,
                    lieu=nom_commune(row.commune),
                    parc=chiffres.parc.get(row.commune),
                    droits=droits.get(row.commune, 0) if chiffres.droits else None,
                    part=by_commune.get(part.compte, {}).get(row.commune, part.part),
                    nombre=row.objectif,
                )


def _list_signataires(bailleur: Organisation, comptes: Sequence[Reservataire]) -> tuple[Signataire, ...]:
    own = Signataire(bailleur.nom, "bailleur")
    if {compte.type for compte in comptes} <= TYPES_ETAT:
        return (own, Signataire(_name(comptes[0]), "reservataire", comptes[0].code, "le préfet du département"))
    if len(comptes) == 1:
        return (own, Signataire(_name(comptes[0]), "reservataire", comptes[0].code))
    led = [Signataire(_name(compte), "partie", compte.code) for compte in comptes[1:]]
    return (own, Signataire(_name(comptes[0]), "chef_de_file", comptes[0].code), *led)


def _name(compte: Reservataire) -> str:
    return compte.organisation.nom if compte.organisation else compte.nom


def _list_delais(bailleur: Organisation, compte: Reservataire, jour: date) -> tuple[DelaiConvenu, ...]:
    """Delays of the account in force, else the usual ones: the convention is to say them."""
    clauses = load_clauses(bailleur)
    rows = (find_clause(etape, compte.code, jour, clauses) for etape in ETAPES_CONVENUES)
    return tuple(
        DelaiConvenu(c.etape, c.delai.nombre, c.delai.unite, c.consequence, c.decompte, c.delai.reporte) for c in rows
    )


def _list_derogations(bailleur: Organisation, exercice: int) -> tuple[DerogationConvenue, ...]:
    latest: dict[tuple[str, str, int | None], DerogationConvenue] = {}
    for row in reversed(list_derogations(bailleur)):
        if row.exercice in (None, exercice):
            key = (row.code, row.portee, row.exercice)
            latest[key] = DerogationConvenue(row.code, row.valeur, row.clause, row.document, row.portee, row.exercice)
    return tuple(latest.values())


def order_comptes(comptes: Iterable[Reservataire]) -> tuple[Reservataire, ...]:
    """Put the parties in order, the leader first, and refuse those who cannot sign together.

    Raises:
        DonneeInvalideError: nobody, or several who are neither the État nor collectivités that an EPCI leads.
    """
    rows = sorted(comptes, key=lambda c: (c.type not in ("epci", "etat_prio"), c.code))
    kinds = {row.type for row in rows}
    if not rows:
        raise DonneeInvalideError("Convention sans réservataire ; attendu : un compte au moins.")
    if len(rows) == 1 or kinds <= TYPES_ETAT:
        return tuple(rows)
    leaders = [row for row in rows if row.type == "epci"]
    if len(leaders) != 1 or not kinds <= {"epci", "commune"}:
        raise DonneeInvalideError(
            "Convention à plusieurs : attendu : les deux comptes de l’État, ou un seul EPCI et des communes de son "
            "territoire."
        )
    members = epci_par_commune()
    for row in rows[1:]:
        commune = row.portee.removeprefix("commune:")
        if f"epci:{members.get(commune)}" != leaders[0].portee:
            raise DonneeInvalideError(
                f"Convention à plusieurs : {row.nom} n’est pas du territoire de {leaders[0].nom}."
            )
    return tuple(rows)
