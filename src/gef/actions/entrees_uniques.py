"""From a dossier to the follow-up of droits uniques: rights, volumes already negotiated, dwellings really received.

What was received is what the ledger counts: a dwelling at the trigger of the convention (orientation, attribution or
bail), and a refusal that the convention counts. A year counts from the first one whose facts are known, and from the
first 1 January of the conventions: before it, no trigger says what is received.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gef.actions.donnees import Dossier, DroitInscrit
from gef.actions.entrees_conversion import group_lots, list_convertibles
from gef.core.conversion import EntreeConversion
from gef.core.periodes import debut_exercice
from gef.core.recompte import count_by_year
from gef.core.registre_droits import DroitSitue
from gef.core.suivi_uniques import AcquisStock, CompteUniques, EntreeUniques, SuivisUniques, suivre_uniques
from gef.core.territoires import DEPARTEMENT


def count_recus(dossier: Dossier) -> dict[str, dict[int, int]]:
    """Count the dwellings received by account and year, at the trigger of each convention.

    Raises:
        TransitionInterditeError: a fact cannot follow those before it.
    """
    recus = count_by_year(tuple(row.to_core() for row in dossier.liberations), dossier.clauses())
    by_account: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for (code, year), count in sorted(recus.items()):
        by_account[code][year] = count
    return dict(by_account)


def build_uniques(dossier: Dossier, conversion: EntreeConversion) -> EntreeUniques:
    """Gather what the follow-up reads: the rights of a conversion, those of its opening, and the receipts.

    Args:
        dossier: A bailleur's data.
        conversion: Of the exercice, with the lots and the étalements of each account.
    """
    exercice = conversion.exercice
    histoire = _read_histoire(dossier, exercice)
    departement, comptes = conversion.territoire(DEPARTEMENT), []
    for r in conversion.reservataires:
        territoire, premier = conversion.territoire(r.portee), histoire.premiers.get(r.id)
        rotation = territoire.rotation or departement.rotation
        compte = CompteUniques(
            reservataire=r.id,
            nom=r.nom,
            flux=territoire.flux_prevu,
            rotation=rotation,
            rapport_net=territoire.rapport_net(rotation),
            lots=r.lots,
            etalements=r.etalements,
        )
        comptes.append(histoire.complete(compte, premier) if premier else compte)
    return EntreeUniques(exercice, tuple(comptes))


def compute_uniques(dossier: Dossier, conversion: EntreeConversion) -> SuivisUniques:
    """Follow the droits uniques of a bailleur, each year with its own."""
    return suivre_uniques(build_uniques(dossier, conversion))


@dataclass(frozen=True, slots=True)
class _Histoire:
    """What is known of the years before: rights in force on each 1 January, receipts, first year of each account."""

    exercice: int
    premiers: Mapping[str, int]
    droits: Mapping[int, Mapping[str, list[tuple[DroitInscrit, DroitSitue]]]]
    recus: Mapping[str, Mapping[int, int]]

    def complete(self, compte: CompteUniques, premier: int) -> CompteUniques:
        """Add to an account the rights of its opening, what it acquired since, and what it received."""
        code, years = compte.reservataire, range(premier, self.exercice + 1)
        recus = {year: n for year, n in self.recus.get(code, {}).items() if year in years}
        return replace(
            compte,
            premier_exercice=premier,
            initial_lots=group_lots(self.droits[premier].get(code, ())),
            acquis=tuple(acquis for year in years[1:] for acquis in self._list_acquis(code, year)),
            recus=recus,
        )

    def _list_acquis(self, code: str, year: int) -> Iterator[AcquisStock]:
        """Yield the lasting rights that began in the twelve months before a 1 January."""
        start = debut_exercice(year - 1)
        new = [(droit, situe) for droit, situe in self.droits[year].get(code, ()) if droit.debut > start]
        return (AcquisStock(year, lot) for lot in group_lots(new))


def _read_histoire(dossier: Dossier, exercice: int) -> _Histoire:
    premiers = _list_premiers(dossier, exercice)
    years = range(min(premiers.values(), default=exercice), exercice + 1)
    droits = {year: list_convertibles(dossier, debut_exercice(year)) for year in years}
    return _Histoire(exercice, premiers, droits, count_recus(dossier))


def _list_premiers(dossier: Dossier, exercice: int) -> dict[str, int]:
    """First exercice whose receipts are known, by account: facts are there, and a convention on 1 January."""
    known = min((row.libre_le.year for row in dossier.liberations if row.faits), default=exercice + 1)
    premiers: dict[str, int] = {}
    for row in dossier.conventions:
        start = row.debut.year if row.debut == debut_exercice(row.debut.year) else row.debut.year + 1
        premiers[row.reservataire] = min(start, premiers.get(row.reservataire, start))
    return {code: first for code, start in premiers.items() if (first := max(start, known)) <= exercice}
