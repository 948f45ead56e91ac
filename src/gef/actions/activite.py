"""The year of a territory, over every bailleur of the site who has dwellings there: aggregates, and nothing else.

What a bailleur's freed dwellings count for is worked out once for each state of his flux, and kept with it. What must
be hidden of the households is decided over whole départements, so that everybody reads the same cells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Final

from gef.access.models import Organisation
from gef.access.territoires import Territoire, bailleurs_sur
from gef.actions.donnees import FaitInscrit, LiberationInscrite
from gef.actions.flux import NON_RESERVE, EtatFlux, Suivi, load_flux
from gef.actions.lignes_bilan import to_ligne
from gef.actions.menages import read_menages
from gef.core.activite import (
    TABLES_MENAGES,
    Axe,
    TableActivite,
    Volume,
    count_activite,
    count_menages,
    list_menages,
    ventiler_activite,
)
from gef.core.bilan import LigneFlux
from gef.core.comptages import MENAGE_INCONNU, Menage
from gef.core.lecture_faits import find_sortie, is_depart
from gef.core.parts import BAILLEUR
from gef.core.secret import Cle, LigneMenages, masquer
from gef.db.patrimoine.requetes import count_lieux, last_parc_key
from gef.law.territoires import load_communes

INCONNU: Final = "non renseigné"
Menages = Counter[tuple[str, Menage]]
_LUES: dict[tuple[int, int], dict[int, tuple[Suivi, LigneFlux | None]]] = {}
_MASQUES: dict[tuple[str, int, str], tuple[tuple[LigneMenages, ...], frozenset[Cle]]] = {}


@dataclass(frozen=True, slots=True)
class AnneeTerritoire:
    """What an EPCI or the État reads of a year.

    Attributes:
        territoire: Where.
        exercice: Year.
        bailleurs: Who has dwellings there, by name.
        volumes: What happened, by bailleur, réservataire, commune and QPV.
        reservataires: Name of each account of `volumes`; those of one organisation at several bailleurs make one.
        menages: Households by table of `TABLES_MENAGES`, one row per commune of the territory.
        masques: Cells hidden, by table.
        annees: Exercices that can be read, the newest first.
    """

    territoire: Territoire
    exercice: int
    bailleurs: tuple[Organisation, ...]
    volumes: tuple[Volume, ...]
    reservataires: Mapping[str, str]
    menages: Mapping[str, tuple[LigneMenages, ...]]
    masques: Mapping[str, frozenset[Cle]]
    annees: tuple[int, ...]
    _tables: dict[Axe, TableActivite] = field(default_factory=dict, init=False, compare=False, repr=False)

    def table(self, axe: Axe) -> TableActivite:
        """The year along an axis; sorted once, a page asks for it again and again."""
        if axe not in self._tables:
            self._tables[axe] = ventiler_activite(self.volumes, axe)
        return self._tables[axe]

    def narrow(self, axe: Axe, code: str | None) -> AnneeTerritoire:
        """Keep what one row of an axis counts; the households are left out."""
        kept = tuple(
            v for v in self.volumes if v.code(axe) == code and (axe != "reservataire" or v.reservataire is not None)
        )
        return replace(self, volumes=kept, menages={}, masques={})

    def noms_bailleurs(self) -> dict[str, str]:
        """Name of each bailleur, by the code that `volumes` gives him."""
        return {str(bailleur.pk): bailleur.nom for bailleur in self.bailleurs}


def read_annee(territoire: Territoire, exercice: int, jour: date) -> AnneeTerritoire:
    """Read the year of a territory.

    Args:
        territoire: Where.
        exercice: Year.
        jour: The day; it gives the exercices that have begun.
    """
    around = frozenset(c.code for c in load_communes().values() if c.departement in territoire.departements)
    bailleurs, volumes, counts, annees = [], [], Counter[tuple[str, Menage]](), {jour.year}
    reservataires: dict[str, str] = {}
    for bailleur in bailleurs_sur(around):
        etat = load_flux(bailleur.pk)
        counts.update({key: n for key, n in read_attributions(bailleur.pk, etat, exercice).items() if key[0] in around})
        keys = _name_comptes(etat, reservataires)
        own = [v for v in list_volumes(bailleur.pk, etat, exercice) if v.commune in territoire.communes]
        found = _list_annees(etat, territoire)
        if own or found:
            bailleurs.append(bailleur)
            volumes += [_assign(volume, bailleur, keys) for volume in own]
            annees |= found
    rows = {code: list_menages(counts, code, _place(counts)) for code in TABLES_MENAGES}
    kept = {code: tuple(r for r in table if r.commune in territoire.communes) for code, table in rows.items()}
    masques = {code: _find_masques(territoire, exercice, code, table) for code, table in rows.items()}
    begun = tuple(sorted((year for year in annees if year <= jour.year), reverse=True))
    return AnneeTerritoire(territoire, exercice, tuple(bailleurs), tuple(volumes), reservataires, kept, masques, begun)


def list_volumes(bailleur_id: int, etat: EtatFlux, exercice: int) -> tuple[Volume, ...]:
    """Give what a bailleur's parc and freed dwellings count for in an exercice; kept with the state of his flux."""
    parc, asked = last_parc_key(bailleur_id), ("activite", exercice)
    known = etat.memoire.get(asked)
    if known is None or known[0] != parc:
        counted = count_activite((ligne for _, ligne in list_lignes(bailleur_id, etat, exercice)), exercice)
        known = etat.memoire[asked] = (parc, (*(_list_lieux(*parc) if parc else ()), *counted))
    volumes: tuple[Volume, ...] = known[1]
    return volumes


@lru_cache(maxsize=256)
def _list_lieux(parc_id: int, _empreinte: str) -> tuple[Volume, ...]:
    """Count the dwellings of a parc by place: its rows never change, and its digest tells it from any other."""
    return tuple(Volume("parc", commune, qpv, None, nombre) for commune, qpv, nombre in count_lieux(parc_id))


def read_attributions(bailleur_id: int, etat: EtatFlux, exercice: int) -> Menages:
    """Count the households of a bailleur's attributions by commune; kept with the state of his flux."""
    menages, asked = read_menages(bailleur_id, etat), ("menages", exercice)
    known = etat.memoire.get(asked)
    if known is None or known[0] != menages:
        rows = ((ligne, menages.get(pk, MENAGE_INCONNU)) for pk, ligne in list_lignes(bailleur_id, etat, exercice))
        known = etat.memoire[asked] = (menages, count_menages(rows, exercice))
    counts: Menages = known[1]
    return counts


def list_lignes(bailleur_id: int, etat: EtatFlux, exercice: int) -> tuple[tuple[int, LigneFlux], ...]:
    """Give the freed dwellings of which something is dated in an exercice, with their keys, as the bilan reads them.

    A dwelling that did not move since the last state is the same object there, and is not read again.
    """
    asked = ("lignes", exercice)
    if asked not in etat.memoire:
        known = _LUES.get((bailleur_id, exercice), {})
        read = {
            pk: known[pk] if pk in known and known[pk][0] is suivi else (suivi, _read_ligne(suivi, exercice))
            for pk, suivi in etat.suivis.items()
        }
        _LUES[bailleur_id, exercice] = read
        etat.memoire[asked] = tuple((pk, ligne) for pk, (_, ligne) in read.items() if ligne is not None)
    lignes: tuple[tuple[int, LigneFlux], ...] = etat.memoire[asked]
    return lignes


def _read_ligne(suivi: Suivi, exercice: int) -> LigneFlux | None:
    """Read a dwelling; None when nothing of it is dated in the exercice, or when nobody left it."""
    faits = suivi.etat.list_faits()
    if suivi.liberation.libre_le.year != exercice and all(fait.jour.year != exercice for fait in faits):
        return None
    sortie = find_sortie(suivi.liberation.hors_flux, faits)
    if sortie is None or not is_depart(sortie):
        return None
    inscrits = tuple(FaitInscrit(f.type, f.jour, f.reservataire, f.precision) for f in faits)
    return to_ligne(_to_liberation(suivi, sortie, inscrits))


def _to_liberation(suivi: Suivi, sortie: str, faits: tuple[FaitInscrit, ...]) -> LiberationInscrite:
    row = suivi.liberation
    return LiberationInscrite(
        reference=row.reference,
        libre_le=row.libre_le,
        commune=row.commune,
        epci=row.epci,
        hors_flux=sortie,
        typologie=row.typologie or None,
        financement=row.financement or None,
        qpv=row.qpv,
        forme=row.forme or None,
        periode=row.periode or None,
        faits=faits,
        ident_rep=row.ident_rep,
    )


def _name_comptes(etat: EtatFlux, noms: dict[str, str]) -> dict[str, str]:
    """Give what gathers each account with those of the same organisation elsewhere, and name it."""
    keys = {BAILLEUR: BAILLEUR, "": ""}
    noms |= {BAILLEUR: NON_RESERVE}
    for code, compte in etat.comptes.items():
        if code != BAILLEUR:
            keys[code] = f"{compte.type}:{compte.organisation_id or compte.nom}"
            noms.setdefault(keys[code], compte.nom)
    return keys


def _assign(volume: Volume, bailleur: Organisation, keys: Mapping[str, str]) -> Volume:
    code = volume.reservataire
    return replace(volume, bailleur=str(bailleur.pk), reservataire=None if code is None else keys.get(code, code))


def _list_annees(etat: EtatFlux, territoire: Territoire) -> set[int]:
    """Years in which something was freed on a territory; kept with the state of the flux."""
    asked = ("annees", territoire.portee)
    if asked not in etat.memoire:
        rows = (suivi.liberation for suivi in etat.suivis.values())
        etat.memoire[asked] = {row.libre_le.year for row in rows if row.commune in territoire.communes}
    annees: set[int] = etat.memoire[asked]
    return annees


def _place(counts: Iterable[tuple[str, Menage]]) -> dict[str, tuple[str, str]]:
    """Give the EPCI and the département of each commune; an EPCI on two départements shows its total to nobody."""
    departements = defaultdict(set)
    for row in load_communes().values():
        departements[row.epci].add(row.departement)
    known = load_communes()
    return {
        code: (known[code].epci if len(departements[known[code].epci]) == 1 else "", known[code].departement)
        for code in {commune for commune, _ in counts}
    }


def _find_masques(territoire: Territoire, exercice: int, table: str, rows: Sequence[LigneMenages]) -> frozenset[Cle]:
    """Say what is hidden in each département of a territory; the last answer serves while the counts are the same."""
    found: set[Cle] = set()
    for departement in territoire.departements:
        own, key = tuple(row for row in rows if row.departement == departement), (departement, exercice, table)
        known = _MASQUES.get(key)
        if known is None or known[0] != own:
            known = _MASQUES[key] = (own, masquer(own))
        found |= known[1]
    return frozenset(found)
