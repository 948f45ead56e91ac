"""What happened on a territory in a year, all bailleurs together: aggregates, along four axes that add up alike.

Each figure is counted as the bilan counts it, by the same functions, in the exercice of its own date. A liberation is
nobody's yet: it has no réservataire. Dwellings are counted, never households; who was housed is counted apart, for
tables that hide their small counts (`gef.core.secret`).

Source:
    CCH art. R. 441-5-1; sources 001 and 002 for the EPCI and the conférence; docs/metier/territoire.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gef.core.bilan import JOURNAL
from gef.core.bilan_tables import LigneFlux, is_in_exercice, list_faits, list_sorties
from gef.core.comptages import Menage
from gef.core.motifs import Etape, Explication, Source
from gef.core.rotation import ecrire_nombre
from gef.core.secret import LigneMenages

Mesure = Literal["parc", "liberations", "hors_flux", "propositions", "attributions", "baux", "refus", "jours_vacance"]
Axe = Literal["bailleur", "reservataire", "commune", "qpv"]
MESURES: Mapping[Mesure, str] = {
    "parc": "Parc",
    "liberations": "Libérations",
    "hors_flux": "Hors flux",
    "propositions": "Proposés",
    "attributions": "Attribués en CALEOL",
    "baux": "Baux signés",
    "refus": "Refus des réservataires",
    "jours_vacance": "Jours de vacance avant le bail",
}
AXES_ACTIVITE: Mapping[Axe, str] = {
    "bailleur": "Bailleur",
    "reservataire": "Réservataire",
    "commune": "Commune",
    "qpv": "Quartier prioritaire",
}
# Each of these measures is somebody's; the others are nobody's yet.
PAR_RESERVATAIRE: tuple[Mesure, ...] = ("propositions", "attributions", "baux", "refus", "jours_vacance")
PARC = Source("parc importé par chaque bailleur, dernier millésime", "donnee")
_QPV: Mapping[bool | None, str | None] = {None: None, False: "hors_qpv", True: "qpv"}
_RANGS = {"hors_qpv": 0, "qpv": 1}
TABLES_MENAGES: Mapping[str, Mapping[str, str]] = {
    "public": {"prioritaire": "Publics prioritaires", "autre": "Autres publics", "inconnu": "Non connu"},
    "quartile": {"premier": "1er quartile", "suivants": "Quartiles 2 à 4", "inconnu": "Non connu"},
}


@dataclass(frozen=True, slots=True)
class Volume:
    """How many of one thing, where, at whose; `reservataire` None is nobody's, "" is not known.

    Attributes:
        mesure: A code of `MESURES`.
        commune: INSEE code.
        qpv: Whether it stands in a quartier prioritaire; None is not known.
        reservataire: Account, or what gathers the accounts of an organisation at several bailleurs.
        nombre: Dwellings; days for "jours_vacance".
        bailleur: Whose dwellings; "" while one bailleur is counted.
    """

    mesure: Mesure
    commune: str
    qpv: bool | None
    reservataire: str | None
    nombre: int
    bailleur: str = ""

    def code(self, axe: Axe) -> str | None:
        """Row where it stands along an axis; None is not known."""
        if axe == "qpv":
            return _QPV[self.qpv]
        found = {"bailleur": self.bailleur, "reservataire": self.reservataire, "commune": self.commune}
        return found[axe] or None


@dataclass(frozen=True, slots=True)
class Activite:
    """The figures of one row, or of the whole."""

    parc: int = 0
    liberations: int = 0
    hors_flux: int = 0
    propositions: int = 0
    attributions: int = 0
    baux: int = 0
    refus: int = 0
    jours_vacance: int = 0

    @property
    def rotation(self) -> Fraction | None:
        """Liberations over the parc; None without a parc."""
        return _part(self.liberations, self.parc)

    @property
    def part_hors_flux(self) -> Fraction | None:
        """What left the flux, over the liberations."""
        return _part(self.hors_flux, self.liberations)

    @property
    def vacance(self) -> Fraction | None:
        """Mean days from the liberation to the lease, over the leases; None without any."""
        return _part(self.jours_vacance, self.baux)

    def part(self, evenement: Mesure, liberations: int) -> Fraction | None:
        """Share of an event in the liberations of a territory.

        Args:
            evenement: What is counted.
            liberations: The base.
        """
        return _part(getattr(self, evenement), liberations)


@dataclass(frozen=True, slots=True)
class LigneActivite:
    """One row of a table; `code` None is what the files do not say."""

    code: str | None
    activite: Activite


@dataclass(frozen=True, slots=True)
class TableActivite:
    """The year along one axis; `total` is the sum of the rows."""

    axe: Axe
    lignes: tuple[LigneActivite, ...]
    total: Activite


def count_activite(lignes: Iterable[LigneFlux], exercice: int) -> tuple[Volume, ...]:
    """Count what happened in an exercice to the freed dwellings of one bailleur.

    Args:
        lignes: Freed dwellings; the order changes nothing.
        exercice: Year.

    Examples:
        >>> from datetime import date
        >>> libre, bail = date(2025, 3, 1), date(2025, 3, 21)
        >>> vers = (("AL", libre),)
        >>> ligne = LigneFlux("L", "06029", None, None, True, None, None, vers, "AL", libre, bail, libre, ())
        >>> [v.nombre for v in count_activite([ligne], 2025) if v.mesure == "jours_vacance"]
        [20]
    """
    rows = tuple(lignes)
    counts: Counter[tuple[Mesure, str, bool | None, str | None]] = Counter()
    for mesure, ligne, reservataire, nombre in _list_evenements(rows, exercice):
        counts[mesure, ligne.commune, ligne.qpv, reservataire] += nombre
    found = [Volume(*key, nombre) for key, nombre in counts.items() if nombre]
    return tuple(sorted(found, key=_rang_volume))


Evenements = Iterator[tuple[Mesure, LigneFlux, str | None, int]]


def _list_evenements(rows: tuple[LigneFlux, ...], exercice: int) -> Evenements:
    """Yield what counts, with the account that it is about."""
    for ligne in rows:
        if is_in_exercice(ligne.libere_le, exercice):
            yield "liberations", ligne, None, 1
        yield from _list_refus(ligne, exercice)
    for sortie in list_sorties(rows, exercice):
        yield "hors_flux", sortie.ligne, None, 1
    for fait in list_faits(rows, exercice):
        if fait.evenement != "hors_flux":
            yield fait.evenement, fait.ligne, fait.reservataire or "", 1
            if fait.evenement == "baux":
                yield "jours_vacance", fait.ligne, fait.reservataire or "", _count_jours(fait.ligne)


def _list_refus(ligne: LigneFlux, exercice: int) -> Evenements:
    for reservataire, jour in () if ligne.hors_flux else ligne.refus:
        if is_in_exercice(jour, exercice):
            yield "refus", ligne, reservataire, 1


def _count_jours(ligne: LigneFlux) -> int:
    """Days during which a dwelling stayed empty before its lease; one let before it was free was never empty."""
    assert ligne.bail_le is not None
    return max(0, (ligne.bail_le - ligne.libere_le).days)


def _rang_volume(volume: Volume) -> tuple[str, str, int, str]:
    return volume.mesure, volume.commune, -1 if volume.qpv is None else int(volume.qpv), volume.reservataire or ""


def _part(nombre: int, base: int) -> Fraction | None:
    return Fraction(nombre, base) if base else None


def ventiler_activite(volumes: Iterable[Volume], axe: Axe) -> TableActivite:
    """Sort the figures along an axis.

    Args:
        volumes: Those of the territory; their order changes nothing.
        axe: A code of `AXES_ACTIVITE`.

    Returns:
        Rows in the order of the codes, "hors QPV" first, what is not known last. Along the réservataires, what is
        nobody's yet is left out.
    """
    counts: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
    for volume in volumes:
        if axe != "reservataire" or volume.mesure in PAR_RESERVATAIRE:
            counts[volume.code(axe)][volume.mesure] += volume.nombre
    codes = sorted(counts, key=lambda code: (code is None, _RANGS.get(code or "", 0), code or ""))
    total: Counter[str] = Counter()
    for count in counts.values():
        total.update(count)
    return TableActivite(axe, tuple(LigneActivite(code, Activite(**counts[code])) for code in codes), Activite(**total))


def expliquer_activite(volumes: Iterable[Volume], mesure: Mesure, noms: Mapping[str, str]) -> Explication:
    """Say where a figure comes from: what each bailleur has of it, and their sum.

    Args:
        volumes: Those that the figure counts.
        mesure: What it counts; "jours_vacance" explains the mean.
        noms: Name of each bailleur.
    """
    rows = tuple(volumes)
    source = PARC if mesure == "parc" else JOURNAL
    unite = "jours" if mesure == "jours_vacance" else "logements"
    counts: Counter[str] = Counter()
    for volume in rows:
        if volume.mesure == mesure:
            counts[volume.bailleur] += volume.nombre
    etapes = [
        Etape(f"bailleur_{code}", noms.get(code, code), counts[code], unite, source=source)
        for code in sorted(counts, key=lambda code: (noms.get(code, code), code))
    ]
    somme = sum(counts.values())
    calcul = " + ".join(ecrire_nombre(int(etape.valeur)) for etape in etapes) if len(etapes) > 1 else ""
    etapes.append(Etape(mesure, MESURES[mesure], somme, unite, calcul=calcul, source=source))
    if mesure == "jours_vacance":
        etapes += _explain_vacance(somme, sum(v.nombre for v in rows if v.mesure == "baux"))
    return Explication(MESURES[mesure], tuple(etapes))


def _explain_vacance(jours: int, baux: int) -> list[Etape]:
    found = [Etape("baux", MESURES["baux"], baux, "baux", source=JOURNAL)]
    if baux:
        calcul = f"{ecrire_nombre(jours)} ÷ {ecrire_nombre(baux)}"
        found.append(Etape("vacance", "Vacance moyenne", Fraction(jours, baux), "jours", calcul=calcul))
    return found


def count_menages(logements: Iterable[tuple[LigneFlux, Menage]], exercice: int) -> Counter[tuple[str, Menage]]:
    """Count the households to whom the dwellings of the flux were attributed in an exercice, by commune.

    Args:
        logements: Freed dwellings, with what is known of the household.
        exercice: Year.
    """
    return Counter(
        (ligne.commune, menage)
        for ligne, menage in logements
        if not ligne.hors_flux and is_in_exercice(ligne.attribue_le, exercice)
    )


def list_menages(
    counts: Mapping[tuple[str, Menage], int], table: str, places: Mapping[str, tuple[str, str]]
) -> tuple[LigneMenages, ...]:
    """Sort the households of each commune in the columns of a table.

    Args:
        counts: Households by commune, all bailleurs together.
        table: A code of `TABLES_MENAGES`.
        places: EPCI and département of each commune.

    Returns:
        One row per commune, every column given, in order of code.
    """
    rows: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (commune, menage), nombre in counts.items():
        rows[commune][_colonne(table, menage)] += nombre
    return tuple(
        LigneMenages(commune, *places[commune], {code: rows[commune][code] for code in TABLES_MENAGES[table]})
        for commune in sorted(rows)
    )


def _colonne(table: str, menage: Menage) -> str:
    if table == "public":
        return "inconnu" if menage.is_prioritaire is None else "prioritaire" if menage.is_prioritaire else "autre"
    return "inconnu" if menage.quartile is None else "premier" if menage.quartile == 1 else "suivants"
