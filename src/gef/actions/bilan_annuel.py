"""The whole bilan of a bailleur: what it is drawn up from, told apart into what the ledger says and what it does not.

The ledger (freed dwellings, facts) can be read as it stood, because nothing in it is changed or erased. The rest
(accounts, conventions, objectives, forecasts, law, households of the commission) is gathered once in a
`ParametresBilan`, kept with the bilan: both together give the same bilan again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from gef.access.models import Organisation
from gef.actions.donnees import Compte, ConventionInscrite, FaitInscrit, LiberationInscrite
from gef.actions.dossier import to_convention_inscrite
from gef.actions.entrees import situation_of
from gef.actions.flux import EtatFlux, Suivi, load_flux, read_flux_fige
from gef.actions.lignes_bilan import is_concerned, to_ligne
from gef.actions.memoire import remember
from gef.actions.menages import read_menages_bilan
from gef.actions.objectifs import objectifs_par_reservataire
from gef.actions.obligations import load_derogations, read_parts_etat, read_seuils
from gef.actions.traces import read_trace
from gef.core.bilan_annuel import BilanAnnuel, EntreeAnnuelle, Soustraction, dresser_annuel
from gef.core.bilan_entree import SANS_MENAGE, EntreeBilan, LigneFlux, MenageBilan, ReservataireBilan
from gef.core.comptages import Case, Menage, cases_of
from gef.core.faits import PREMIERE_LOCATION
from gef.core.obligations_annee import EntreeObligations
from gef.core.parts import BAILLEUR
from gef.core.previsions import dresser_previsions
from gef.core.rotation import CATEGORIES
from gef.core.seuils import Derogation, SeuilLegal
from gef.db.flux import requetes
from gef.db.flux.models import Convention
from gef.db.flux.models import Reservataire as CompteReservataire
from gef.db.programmes.requetes import neufs_of_bailleur

NON_RESERVE = "Non réservé"
HOUSED = frozenset({"attribution", "bail"})


@dataclass(frozen=True, slots=True)
class ParametresBilan:
    """What a bilan is drawn up from besides the ledger.

    Attributes:
        exercice: Year of the bilan.
        liberation_max: Newest freed dwelling read, by key.
        fait_max: Newest fact read, by key.
        comptes: Accounts.
        conventions: Conventions.
        objectifs: Whole dwellings announced, by account.
        previsions: Forecast of the subtractions of the exercice.
        soustractions: Forecast of those of the year that follows.
        seuils: Shares of the law, by code of `gef.core.obligations.REGLES`.
        derogations: Acts that set a share aside.
        menages: What the commission's decisions say of the households, by reference of the dwelling.
        neufs: Whose each new dwelling is for its first letting, by reference.
    """

    exercice: int
    liberation_max: int
    fait_max: int
    comptes: tuple[Compte, ...]
    conventions: tuple[ConventionInscrite, ...]
    objectifs: Mapping[str, int] = field(default_factory=dict)
    previsions: tuple[Soustraction, ...] = ()
    soustractions: tuple[Soustraction, ...] = ()
    seuils: Mapping[str, SeuilLegal] = field(default_factory=dict)
    derogations: tuple[Derogation, ...] = ()
    menages: Mapping[str, MenageBilan] = field(default_factory=dict)
    neufs: Mapping[str, str] = field(default_factory=dict)


def read_annuel(bailleur: Organisation, exercice: int) -> BilanAnnuel:
    """Draw up the whole bilan of an exercice from all that is written; the current one stops at the last fact.

    Args:
        bailleur: Whose bilan.
        exercice: Year.
    """
    return remember(bailleur.pk, ("bilan-annuel", exercice, bailleur.nom), lambda: _dresser(bailleur, exercice))


def _dresser(bailleur: Organisation, exercice: int) -> BilanAnnuel:
    etat = load_flux(bailleur.pk)
    return dresser_annuel(build_annuel(etat, read_parametres(bailleur, exercice, etat)))


def read_parametres(
    bailleur: Organisation, exercice: int, etat: EtatFlux, moment: datetime | None = None
) -> ParametresBilan:
    """Gather what the ledger does not say.

    Args:
        bailleur: Whose bilan.
        exercice: Year.
        etat: State of his flux.
        moment: When the bilan is closed: what was declared or written on a later day is left out; None for all that is
            known.
    """
    declared = list(requetes.previsions_of(bailleur.pk))
    jour = moment.date() if moment else None
    return ParametresBilan(
        exercice=exercice,
        liberation_max=max(etat.suivis, default=0),
        fait_max=requetes.newest_fait(bailleur.pk, moment and _end_day(moment)),
        comptes=tuple(Compte(c.code, c.nom, c.type, c.portee) for c in etat.comptes.values()),
        conventions=tuple(to_convention_inscrite(row) for rows in etat.conventions.values() for row in rows),
        objectifs=objectifs_par_reservataire(bailleur, exercice),
        previsions=_read_soustractions(declared, exercice, jour),
        soustractions=_read_soustractions(declared, exercice + 1, jour),
        seuils=read_seuils(date(exercice, 12, 31)),
        derogations=load_derogations(bailleur),
        menages=_read_menages(etat, exercice),
        neufs={row.liberation.reference: _code(row.reservataire) for row in neufs_of_bailleur(bailleur.pk)},
    )


def _end_day(moment: datetime) -> datetime:
    """Give the first moment of the next day, where it is read."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _code(compte: CompteReservataire | None) -> str:
    return compte.code if compte else BAILLEUR


def _read_soustractions(declared: list[Any], exercice: int, jour: date | None) -> tuple[Soustraction, ...]:
    found = {p.categorie: p for p in dresser_previsions(declared, exercice, jour)}
    return tuple(
        Soustraction(code, found[code].total, found[code].documents) if code in found else Soustraction(code, None)
        for code in CATEGORIES
    )


def _read_menages(etat: EtatFlux, exercice: int) -> dict[str, MenageBilan]:
    """Read the households of the dwellings attributed or let in the exercice, by reference."""
    housed = [
        pk
        for pk, suivi in etat.suivis.items()
        if any(fait.jour.year == exercice and fait.type in HOUSED for fait in suivi.etat.list_faits())
    ]
    found = read_menages_bilan(etat, housed)
    return {etat.suivis[pk].liberation.reference: menage for pk, menage in sorted(found.items())}


def read_etat(bailleur_id: int, parametres: ParametresBilan) -> EtatFlux:
    """Read the ledger as it stood when the parameters were gathered.

    Args:
        bailleur_id: Whose flux.
        parametres: Accounts, conventions, and how far the ledger went.
    """
    comptes = {c.code: CompteReservataire(bailleur_id=bailleur_id, **asdict(c)) for c in parametres.comptes}
    conventions = [
        Convention(**asdict(row) | {"reservataire": comptes[row.reservataire]}) for row in parametres.conventions
    ]
    bornes = (parametres.liberation_max, parametres.fait_max)
    return read_flux_fige(bailleur_id, comptes.values(), conventions, bornes)


def build_annuel(etat: EtatFlux, parametres: ParametresBilan) -> EntreeAnnuelle:
    """Bring together what the ledger says and what it does not.

    Args:
        etat: The ledger, see `read_etat`.
        parametres: The rest.
    """
    lignes, premieres = _read_lignes(etat, parametres)
    situation = situation_of(etat.livre, parametres.exercice)
    reservataires = (
        *(ReservataireBilan(c.code, c.nom, c.type) for c in parametres.comptes if c.code != BAILLEUR),
        ReservataireBilan(BAILLEUR, NON_RESERVE, "bailleur"),
    )
    bilan = EntreeBilan(
        exercice=parametres.exercice,
        reservataires=reservataires,
        lignes=lignes,
        objectifs=parametres.objectifs,
        droits=situation.droits,
        soldes_debut=situation.soldes_debut,
        soldes_fin=situation.soldes_fin,
        previsions={s.categorie: Fraction(s.nombre) for s in parametres.previsions if s.nombre is not None},
    )
    return EntreeAnnuelle(bilan, premieres, parametres.soustractions, _build_obligations(etat, parametres))


def _read_lignes(etat: EtatFlux, parametres: ParametresBilan) -> tuple[tuple[LigneFlux, ...], tuple[LigneFlux, ...]]:
    """Give the departures that the exercice concerns, and the first lettings."""
    lignes, premieres = [], []
    for suivi in sorted(etat.suivis.values(), key=lambda s: (s.liberation.libre_le, s.liberation.reference)):
        row = to_inscrite(suivi)
        if suivi.etat.etat == "abandonne" or not is_concerned(row, parametres.exercice):
            continue
        ligne = to_ligne(row, parametres.menages.get(row.reference, SANS_MENAGE))
        if row.hors_flux == PREMIERE_LOCATION:
            holder = parametres.neufs.get(row.reference, ligne.attribue_a or BAILLEUR)
            premieres.append(replace(ligne, attribue_a=holder))
        else:
            lignes.append(ligne)
    return tuple(lignes), tuple(premieres)


def to_inscrite(suivi: Suivi) -> LiberationInscrite:
    """Give a dwelling as its facts leave it, the cancelled ones left out."""
    row = suivi.liberation
    return LiberationInscrite(
        reference=row.reference,
        libre_le=row.libre_le,
        commune=row.commune,
        epci=row.epci,
        hors_flux=suivi.etat.categorie,
        typologie=row.typologie or None,
        financement=row.financement or None,
        qpv=row.qpv,
        forme=row.forme or None,
        periode=row.periode or None,
        faits=tuple(FaitInscrit(f.type, f.jour, f.reservataire, f.precision) for f in suivi.etat.list_faits()),
        ident_rep=row.ident_rep,
    )


def _build_obligations(etat: EtatFlux, parametres: ParametresBilan) -> EntreeObligations:
    cases = _count_cases(etat, parametres.menages, parametres.exercice)
    types = dict(etat.moteur.types)
    dernier = date(parametres.exercice, 12, 31)
    return EntreeObligations(
        exercice=parametres.exercice,
        cases=cases,
        types={code: types[code] for code in etat.comptes if code in types},
        seuils=parametres.seuils,
        parts_etat=read_parts_etat(etat, dernier, cases),
        derogations=parametres.derogations,
    )


def _count_cases(etat: EtatFlux, menages: Mapping[str, MenageBilan], exercice: int) -> Counter[Case]:
    """Count the events of the exercice by case; dwellings without one are not followed."""
    cases: Counter[Case] = Counter()
    for suivi in etat.suivis.values():
        if any(fait.jour.year == exercice for fait in suivi.etat.list_faits()):
            menage = _to_menage(menages.get(suivi.liberation.reference, SANS_MENAGE))
            cases.update(cases_of(read_trace(etat, suivi, menage)))
    return cases


def _to_menage(menage: MenageBilan) -> Menage:
    is_prioritaire = None if menage.public is None else menage.public != "aucun"
    return Menage(is_prioritaire, menage.quartile, menage.is_relogement)
