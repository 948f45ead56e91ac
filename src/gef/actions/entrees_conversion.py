"""From a dossier to the conversion of an exercice: rights, territories and caps in force on 1 January, every method.

The same for a bailleur of the database (`gef.actions.conversion`) and for a folder of files (`gef convertir`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import polars as pl

from gef.actions.donnees import Compte, Dossier, DroitInscrit, epci_par_commune
from gef.actions.entrees import FluxCommune, compute_assiette, flux_par_commune, mark_exclusions
from gef.actions.entrees_registre import (
    describe_delegations,
    list_delegations_refusees,
    list_droits,
    rattacher_droits,
)
from gef.core.anomalies import Anomalie
from gef.core.assiette import Assiette
from gef.core.conversion import (
    Conversion,
    Derogation,
    EntreeConversion,
    EntreeReservataire,
    Etalement,
    LotDroits,
    PlafondsLegaux,
    SeuilLegal,
    Territoire,
    comparer_methodes,
    count_en_vigueur,
)
from gef.core.motifs import Source
from gef.core.parts import TYPES_ETAT, covers
from gef.core.periodes import debut_exercice
from gef.core.plancher import VerificationPlancher, find_plancher, verifier_plancher_par_commune
from gef.core.registre_droits import DroitSitue
from gef.core.rotation import ecrire_nombre
from gef.core.seuils import keep_latest
from gef.core.territoires import DEPARTEMENT
from gef.law.loader import load_droit
from gef.law.model import render_periode
from gef.law.territoires import load_communes, load_departements, load_epci

CONVENTION = "convention de réservation"
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class EntreeComparaison:
    """What the comparison of the methods reads.

    Attributes:
        conversion: Rights, territories and caps.
        plancher: The État's floor out of quartiers prioritaires, and its article.
        hors_qpv: Share of the eligible dwellings of each commune that lie out of QPV.
        reserves: What was left out of the rights, and why, as French sentences.
    """

    conversion: EntreeConversion
    plancher: SeuilLegal
    hors_qpv: Mapping[str, Fraction]
    reserves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparaison:
    """The same rights by every method.

    Attributes:
        entree: What was read.
        conversions: One per method, in the order of `gef.core.conversion.METHODES`.
        planchers: The État's floor out of QPV by each method, in the same order.
    """

    entree: EntreeComparaison
    conversions: tuple[Conversion, ...]
    planchers: tuple[VerificationPlancher, ...]

    @property
    def exercice(self) -> int:
        """Year of the parts."""
        return self.entree.conversion.exercice

    @property
    def anomalies(self) -> tuple[tuple[Anomalie, ...], ...]:
        """What must be known or settled by each method, the floor out of QPV included."""
        pairs = zip(self.conversions, self.planchers, strict=True)
        return tuple((*conversion.anomalies, *find_plancher(plancher)) for conversion, plancher in pairs)

    @property
    def en_vigueur(self) -> dict[str, Fraction]:
        """Dwellings a year of the conventions in force, by id."""
        return count_en_vigueur(self.entree.conversion)

    @property
    def uniques(self) -> dict[str, Fraction]:
        """Volumes of droits uniques by réservataire, which no count of lasting rights holds."""
        rows = {r.id: sum((e.total for e in r.etalements), ZERO) for r in self.entree.conversion.reservataires}
        return {code: total for code, total in rows.items() if total}

    @property
    def flux(self) -> Fraction:
        """Dwellings of the year that the methods share: the assiette."""
        return self.conversions[0].perimetre.flux[DEPARTEMENT]


def read_seuil(code: str, jour: date) -> SeuilLegal:
    """Read a legal share in force on a day; its reference says since when.

    Raises:
        ParametreAbsentError: the law had no such share on that day.
    """
    valeur = load_droit().au(code, jour)
    reference = f"{valeur.reference}, {render_periode(valeur.depuis, valeur.jusqua)}"
    return SeuilLegal(valeur.part, valeur.base, Source(reference, "legale", valeur.lien))


def read_plafonds(jour: date) -> PlafondsLegaux:
    """Read the three caps of the law in force on a day."""
    return PlafondsLegaux(
        etat=read_seuil("etat_plafond", jour),
        agents=read_seuil("etat_agents_plafond", jour),
        garanties=read_seuil("garanties_plafond", jour),
    )


def build_conversion(dossier: Dossier, assiette: Assiette, exercice: int) -> EntreeConversion:
    """Gather the inputs of a conversion: rights, conventions and caps in force on 1 January.

    Args:
        dossier: A bailleur's data.
        assiette: Of the exercice: its dwellings are spread over the communes, its rate is everybody's.
        exercice: Year of the parts.

    Raises:
        DonneeInvalideError: a territory is unknown, or the département frees nothing.
        ParametreAbsentError: the caps of the law did not exist yet.
    """
    jour = debut_exercice(exercice)
    rows = flux_par_commune(dossier, assiette, epci_par_commune())
    communes = {row.commune: row.epci for row in rows} | _list_communes_sans_parc(dossier, rows)
    return EntreeConversion(
        exercice=exercice,
        reservataires=tuple(_list_reservataires(dossier, jour)),
        territoires=tuple(_list_territoires(dossier, assiette, rows, communes)),
        communes=communes,
        plafonds=read_plafonds(jour),
        derogations=read_derogations(dossier),
    )


def read_derogations(dossier: Dossier) -> tuple[Derogation, ...]:
    """Read the acts that set a rule aside; what was written last on a rule, a place and an exercice holds.

    Raises:
        DonneeInvalideError: an act is one that no text allows, or has no clause.
    """
    return keep_latest(
        Derogation(d.code, d.valeur, d.clause, Source(d.document, "locale"), d.portee, d.exercice)
        for d in dossier.derogations
    )


def _list_communes_sans_parc(dossier: Dossier, rows: Iterable[FluxCommune]) -> dict[str, str]:
    """Communes of the réservataires who hold rights where the bailleur has no eligible dwelling left."""
    epci = epci_par_commune()
    known = {row.commune: row.epci for row in rows}
    absentes: dict[str, str] = {}
    for compte in dossier.comptes:
        is_local = compte.portee != DEPARTEMENT
        if is_local and not any(covers(compte.portee, code, siren) for code, siren in known.items()):
            absentes |= {code: siren for code, siren in epci.items() if covers(compte.portee, code, siren)}
    return dict(sorted(absentes.items()))


def _list_territoires(
    dossier: Dossier, assiette: Assiette, rows: Iterable[FluxCommune], communes: Mapping[str, str]
) -> Iterator[Territoire]:
    """Yield the département, then each EPCI and each commune, with the same rate for all."""
    rotation = assiette.entree.taux.valeur
    departements, epci, names = load_departements(), load_epci(), load_communes()
    nom = departements[dossier.departement].nom if dossier.departement in departements else dossier.departement
    yield Territoire(DEPARTEMENT, nom, assiette.eligible, assiette.assiette, rotation)
    known = {row.commune: row for row in rows}
    for siren in sorted(set(communes.values()) - {""}):
        held = [row for row in known.values() if row.epci == siren]
        flux = sum((row.flux for row in held), ZERO)
        nom = epci[siren].nom if siren in epci else siren
        yield Territoire(f"epci:{siren}", nom, sum(row.eligible for row in held), flux, rotation)
    for code in sorted(communes):
        eligible, flux = (known[code].eligible, known[code].flux) if code in known else (0, ZERO)
        nom = names[code].nom if code in names else code
        yield Territoire(f"commune:{code}", nom, eligible, flux, rotation)


def list_convertibles(dossier: Dossier, jour: date) -> Mapping[str, list[tuple[DroitInscrit, DroitSitue]]]:
    """List the rights in force on a day that may be converted, by the account for which they count."""
    held: defaultdict[str, list[tuple[DroitInscrit, DroitSitue]]] = defaultdict(list)
    for droit, situe, rattachement in rattacher_droits(dossier, jour):
        if not situe.droit.is_en_stock:
            held[rattachement.compte].append((droit, situe))
    return held


def _list_reservataires(dossier: Dossier, jour: date) -> Iterator[EntreeReservataire]:
    held, delegations = list_convertibles(dossier, jour), describe_delegations(dossier, jour)
    for compte in dossier.comptes:
        part, source = _read_part(dossier, compte.code, jour)
        yield EntreeReservataire(
            id=compte.code,
            nom=compte.nom,
            type=compte.type,
            portee=compte.portee,
            lots=group_lots(held[compte.code]),
            part_negociee=part,
            source_negociee=source,
            etalements=tuple(
                _spread(droit, situe.fin_retenue)
                for droit, situe in held[compte.code]
                if droit.type_droit == "unique" and situe.fin_retenue
            ),
            droits_hors_territoire=_count_ailleurs(compte, held[compte.code]),
            delegations=delegations.get(compte.code, ()),
        )


def _count_ailleurs(compte: Compte, held: Iterable[tuple[DroitInscrit, DroitSitue]]) -> dict[str, int]:
    """Count the lasting rights on communes out of the territory of an account."""
    epci, counts = epci_par_commune(), Counter[str]()
    for droit, _ in held:
        is_local = not droit.commune or covers(compte.portee, droit.commune, epci.get(droit.commune, ""))
        if not is_local and droit.type_droit != "unique":
            counts[droit.commune] += droit.nombre
    return dict(sorted(counts.items()))


def group_lots(held: Iterable[tuple[DroitInscrit, DroitSitue]]) -> tuple[LotDroits, ...]:
    """Gather the lasting rights of one kind: the register has a line per programme, the calculation needs none."""
    counts: Counter[tuple[str, Fraction | None, int | None]] = Counter()
    for droit, situe in held:
        if droit.type_droit != "unique":
            counts[droit.nature, droit.rotation, _last_exercice(situe.fin_retenue)] += droit.nombre
    order = sorted(counts, key=lambda lot: (lot[0], lot[1] or ZERO, lot[2] or 0))
    return tuple(LotDroits(counts[lot], *lot) for lot in order)


def _last_exercice(fin: date | None) -> int | None:
    """Last exercice whose 1 January comes before `fin`, which is excluded."""
    return (fin - timedelta(days=1)).year if fin else None


def _spread(droit: DroitInscrit, fin: date) -> Etalement:
    """Spread a volume evenly over the exercices whose 1 January lies in its period."""
    derniere = (fin - timedelta(days=1)).year
    is_whole = droit.debut == debut_exercice(droit.debut.year)
    premier = min(droit.debut.year if is_whole else droit.debut.year + 1, derniere)
    return Etalement(Fraction(droit.nombre), premier, derniere - premier + 1, droit.nature, droit.document)


def _read_part(dossier: Dossier, code: str, jour: date) -> tuple[Fraction | None, Source | None]:
    """Part of the conventions in force, with their documents; nothing when there is no convention."""
    held = [
        c for c in dossier.conventions if c.reservataire == code and c.debut <= jour and (c.fin is None or jour < c.fin)
    ]
    if not held:
        return None, None
    documents = ", ".join(dict.fromkeys(c.source or CONVENTION for c in held))
    return sum((c.part for c in held), ZERO), Source(documents, "locale")


def build_comparaison(dossier: Dossier, assiette: Assiette, exercice: int) -> EntreeComparaison:
    """Gather the inputs of the comparison: those of `build_conversion`, the floor, what is left out."""
    jour = debut_exercice(exercice)
    conversion = build_conversion(dossier, assiette, exercice)
    return EntreeComparaison(
        conversion=conversion,
        plancher=read_seuil("etat_plancher_hors_qpv", jour),
        hors_qpv=_share_hors_qpv(dossier, conversion.communes, jour),
        reserves=tuple(_list_reserves(dossier, jour)),
    )


def _share_hors_qpv(dossier: Dossier, communes: Iterable[str], jour: date) -> dict[str, Fraction]:
    """Share of the eligible dwellings out of QPV; an unknown one counts as out, as orientation takes it."""
    kept = mark_exclusions(dossier, jour).filter(pl.col("exclusion").is_null() & pl.col("commune").is_not_null())
    counted = kept.group_by("commune").agg(pl.len(), pl.col("qpv").fill_null(value=False).sum().alias("en_qpv"))
    shares = {code: 1 - Fraction(en_qpv, total) for code, total, en_qpv in counted.rows()}
    return {code: shares.get(code, Fraction(1)) for code in sorted(communes)}


def _list_reserves(dossier: Dossier, jour: date) -> Iterator[str]:
    noms = dossier.noms()
    en_cours = list(list_droits(dossier, jour))
    if stock := sum(droit.nombre for droit, situe in en_cours if situe.droit.is_en_stock):
        yield (
            f"{ecrire_nombre(stock)} logements réservés pour la défense, la sécurité ou la santé restent en stock : "
            "ils ne se convertissent pas (CCH art. L. 441-1)."
        )
    for droit, situe in en_cours:
        if droit.type_droit == "unique" and situe.fin_retenue is None:
            yield (
                f"{noms[droit.reservataire]} : {ecrire_nombre(droit.nombre)} droits uniques sans échéance "
                f"({droit.document or 'sans document'}) ne peuvent être étalés et ne comptent pas ; "
                "attendu : leur date de fin."
            )
    yield from list_delegations_refusees(dossier, jour)


def comparer(entree: EntreeComparaison) -> Comparaison:
    """Convert by every method and check the État's floor for each."""
    conversions = comparer_methodes(entree.conversion)
    return Comparaison(entree, conversions, tuple(_check_plancher(entree, c) for c in conversions))


def _check_plancher(entree: EntreeComparaison, conversion: Conversion) -> VerificationPlancher:
    """Check the floor of the État out of QPV, from its part of each commune."""
    etat = dict.fromkeys(entree.hors_qpv, ZERO)
    for ligne in conversion.lignes:
        if ligne.type in TYPES_ETAT:
            etat = {c: part + ligne.par_commune.get(c, ZERO) for c, part in etat.items()}
    return verifier_plancher_par_commune(
        etat,
        entree.hors_qpv,
        conversion.perimetre,
        entree.plancher,
        exercice=conversion.exercice,
        derogations=entree.conversion.derogations,
    )


def compute_conversion(dossier: Dossier, exercice: int) -> tuple[Conversion, ...]:
    """Compute the assiette of the exercice, then convert the rights by every method."""
    return comparer_methodes(build_conversion(dossier, compute_assiette(dossier, exercice), exercice))


def compute_comparaison(dossier: Dossier, exercice: int) -> Comparaison:
    """Compute the assiette of the exercice, then compare the methods, the floor out of QPV included."""
    return comparer(build_comparaison(dossier, compute_assiette(dossier, exercice), exercice))
