"""The delivery of a new programme: its dwellings enter the ledger in stock, each for the réservataire whose tour it is.

They touch no account of the flux. The tour of a dwelling ends with its lease; the parc of the next 1 January brings the
dwelling into the flux (`gef.actions.programmes.EtatProgramme.exercice_flux`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from gef.access.acteur import Acteur
from gef.access.visible import fetch
from gef.actions.avis import write_acte
from gef.actions.faits import SaisieFait, check_saisie, check_suite, write_fait
from gef.actions.faits import writing as writing_fait
from gef.actions.programmes import (
    EtatProgramme,
    ProgrammeChangeError,
    ProgrammeRefuseError,
    read_programme,
    writing,
)
from gef.core.faits import PREMIERE_LOCATION
from gef.core.parts import BAILLEUR
from gef.core.programmes_neufs import Lot
from gef.db.flux.models import Fait, Liberation, TypeFait
from gef.db.flux.requetes import liberations_of
from gef.db.patrimoine.requetes import list_millesimes
from gef.db.programmes.models import LogementNeuf, ProgrammeNeuf
from gef.db.programmes.requetes import neufs_of, noms_du_parc

REFERENCE_MAX: Final = 30
# What may happen to a dwelling of a first letting, in the order of the trade.
SUITES: Final = ("candidats", "attribution", "non_attribution", "acceptation_menage", "refus_menage", "bail")


@dataclass(frozen=True, slots=True)
class LogementLivre:
    """A delivered dwelling as a file or a person gives it; `reservataire` empty: the repartition decides."""

    reference: str
    typologie: str
    financement: str
    reservataire: str = ""
    adresse: str = ""
    ident_rep: str = ""
    surface_m2: int | None = None


@dataclass(frozen=True, slots=True)
class PresenceParc:
    """Dwellings of a programme found in a kept parc; `attendus` is how many its 1 January should hold."""

    millesime: int
    trouves: int
    attendus: int

    @property
    def is_conforme(self) -> bool:
        """Whether the parc holds what it should: all of them after the delivery, none before."""
        return self.trouves == self.attendus


def list_par_lot(etat: EtatProgramme) -> tuple[LogementLivre, ...]:
    """Name the dwellings of a programme when nobody does: its code and a number, lot by lot.

    Args:
        etat: The programme.
    """
    lots = etat.proposee.programme.lots
    kinds = [lot for lot in sorted(lots) for _ in range(lots[lot])]
    return tuple(
        LogementLivre(f"{etat.programme.code}-{rang:03d}", typologie, financement)
        for rang, (typologie, financement) in enumerate(kinds, start=1)
    )


def livrer(
    acteur: Acteur, programme_id: int, logements: Sequence[LogementLivre], jour: date, moment: datetime
) -> tuple[LogementNeuf, ...]:
    """Deliver a whole programme: one freed dwelling each, qualified in stock, with the réservataire whose tour it is.

    Args:
        acteur: Who delivers, for his bailleur.
        programme_id: The programme.
        logements: Its dwellings, as many of each lot as declared.
        jour: Day of the delivery.
        moment: When it is written.

    Returns:
        The dwellings, in the order given.

    Raises:
        Http404, PermissionDenied: see `gef.access.visible.fetch`.
        ProgrammeRefuseError: no agreed repartition, dwellings that are not those of the programme or of the
            repartition, or a reference already in the ledger.
        ProgrammeChangeError: it was delivered meanwhile.
    """
    row = fetch(ProgrammeNeuf, acteur, to="edit", pk=programme_id)
    with writing(row.bailleur_id):
        etat = read_programme(row)
        owners = preparer_livraison(etat, logements)
        rows = tuple(
            _write_neuf(acteur, etat, (one, owner, jour), moment) for one, owner in zip(logements, owners, strict=True)
        )
        details = {"logements": len(rows), "par_compte": dict(Counter(owners)), "jour": jour.isoformat()}
        write_acte(acteur, "livraison", row.code, details, moment)
    return rows


def preparer_livraison(etat: EtatProgramme, logements: Sequence[LogementLivre]) -> tuple[str, ...]:
    """Check a delivery and say whose each dwelling is; nothing is written.

    A dwelling that names nobody goes, lot by lot and in the order given, to the accounts in order of code, the bailleur
    last, as the table of the agreed repartition says.

    Raises:
        ProgrammeChangeError: the programme is already delivered.
        ProgrammeRefuseError: see `livrer`.
    """
    if etat.neufs:
        raise ProgrammeChangeError("Ce programme est déjà livré ; rien n’a été enregistré.")
    if etat.convenue is None:
        raise ProgrammeRefuseError("La répartition n’est pas arrêtée ; attendu : la fin de la concertation.")
    _check_logements(etat, logements)
    named = [one for one in logements if one.reservataire]
    if not named:
        return _distribute(etat, logements)
    if len(named) < len(logements):
        raise ProgrammeRefuseError(
            f"{len(named)} logements sur {len(logements)} nomment leur réservataire ; attendu : tous, ou aucun."
        )
    found = Counter(one.reservataire for one in named)
    expected = {code: nombre for code, nombre in etat.convenue.logements.items() if nombre}
    if dict(found) != expected:
        wrong = sorted(code for code in {*found, *expected} if found[code] != expected.get(code, 0))
        said = " ; ".join(f"{code} : {found[code]}, attendu {expected.get(code, 0)}" for code in wrong)
        raise ProgrammeRefuseError(f"Les logements nommés ne suivent pas la répartition arrêtée. {said}.")
    return tuple(one.reservataire for one in logements)


def _check_logements(etat: EtatProgramme, logements: Sequence[LogementLivre]) -> None:
    references = [one.reference for one in logements]
    if repeated := sorted(nom for nom, n in Counter(references).items() if n > 1):
        raise ProgrammeRefuseError(f"Logement {repeated[0]} : plusieurs fois ; attendu : une seule.")
    if long := [nom for nom in references if not 0 < len(nom) <= REFERENCE_MAX]:
        raise ProgrammeRefuseError(f"Logement « {long[0]} » ; attendu : de 1 à {REFERENCE_MAX} caractères.")
    found: Counter[Lot] = Counter((one.typologie, one.financement) for one in logements)
    lots = etat.proposee.programme.lots
    if wrong := sorted(lot for lot in {*found, *lots} if found[lot] != lots.get(lot, 0)):
        said = " ; ".join(f"{t} {f} : {found[t, f]}, attendu {lots.get((t, f), 0)}" for t, f in wrong)
        raise ProgrammeRefuseError(f"Les logements livrés ne sont pas ceux du programme. {said}.")
    known = liberations_of(etat.programme.bailleur_id).filter(reference__in=references).order_by("reference")
    if taken := known.values_list("reference", flat=True).first():
        raise ProgrammeRefuseError(f"Logement {taken} : déjà dans le journal des logements ; attendu : un autre nom.")


def _distribute(etat: EtatProgramme, logements: Sequence[LogementLivre]) -> tuple[str, ...]:
    assert etat.convenue is not None
    left = dict(etat.convenue.table)
    order = list(etat.convenue.logements)  # in order of code, the bailleur last
    owners = []
    for one in logements:
        lot = (one.typologie, one.financement)
        owner = next(code for code in order if left.get((code, lot), 0))
        left[owner, lot] -= 1
        owners.append(owner)
    return tuple(owners)


def _write_neuf(
    acteur: Acteur, etat: EtatProgramme, given: tuple[LogementLivre, str, date], moment: datetime
) -> LogementNeuf:
    one, owner, jour = given
    programme = etat.programme
    liberation = Liberation(
        bailleur_id=programme.bailleur_id,
        reference=one.reference,
        ident_rep=one.ident_rep,
        libre_le=jour,
        commune=programme.commune,
        epci=programme.epci,
        programme=programme.nom,
        adresse=one.adresse or programme.adresse,
        typologie=one.typologie,
        financement=one.financement,
        qpv=programme.qpv,
        forme=programme.forme,
        surface_m2=one.surface_m2,
    )
    compte = None if owner == BAILLEUR else etat.comptes[owner]
    liberation.save(force_insert=True)
    Fait(
        liberation=liberation,
        rang=1,
        type=TypeFait.QUALIFICATION_STOCK,
        date=jour,
        reservataire=compte,
        auteur_id=acteur.utilisateur_id,
        ecrit_le=moment,
        precision={"categorie": PREMIERE_LOCATION},
    ).save(force_insert=True)
    row = LogementNeuf(programme=programme, liberation=liberation, reservataire=compte)
    row.save(force_insert=True)
    return row


def noter_suite(
    acteur: Acteur, programme_id: int, reference: str, *, fait: str, jour: date, rang_vu: int, moment: datetime
) -> Fait:
    """Write what happens to a dwelling of a first letting: it stays in stock, on no account, until its lease.

    Args:
        acteur: Who writes, for his bailleur.
        programme_id: The programme.
        reference: The dwelling.
        fait: One of `SUITES`.
        jour: Day of the fact.
        rang_vu: How many facts the dwelling had when the page was shown.
        moment: When it is written.

    Raises:
        Http404, PermissionDenied: see `gef.access.visible.fetch`.
        ProgrammeRefuseError: no such dwelling in the programme, no such fact, or the dwelling is let.
        gef.actions.faits.DejaDecideError: somebody wrote on the dwelling meanwhile.
        gef.actions.faits.FaitRefuseError: a day to come, or before the fact that it follows.
        TransitionInterditeError: the fact cannot follow those already written.
    """
    row = fetch(ProgrammeNeuf, acteur, to="orienter", pk=programme_id)
    if fait not in SUITES:
        raise ProgrammeRefuseError(f"Fait « {fait} » ; attendu : {', '.join(SUITES)}.")
    neuf = neufs_of(row.pk).filter(liberation__reference=reference).first()
    if neuf is None:
        raise ProgrammeRefuseError(f"Logement « {reference} » ; attendu : un logement livré du programme {row.code}.")
    saisie = SaisieFait(fait, jour)
    with writing_fait(neuf.liberation, acteur, rang_vu) as (flux, suivi):
        if any(one.type == "bail" for one in suivi.etat.list_faits()):
            raise ProgrammeRefuseError(f"{reference} est loué : son tour est terminé.")
        check_saisie(saisie, suivi, moment.date())
        check_suite(flux, suivi, saisie)
        return write_fait(acteur, suivi, saisie, neuf.reservataire, moment, details={"programme": row.code})


def list_presences(etat: EtatProgramme) -> tuple[PresenceParc, ...]:
    """Look for the delivered dwellings in each kept parc: none before the delivery, all of them from the next year.

    The assiette of an exercice reads the parc: this listing checks that the parc brings the programme when it should,
    and computes nothing a second time.

    Args:
        etat: The programme.

    Source:
        Source 003 (Ornex, 2025), art. 5.3: the programme enters the assiette the year after.
    """
    rows = [neuf.suivi.liberation for neuf in etat.neufs]
    names = [{row.reference, row.ident_rep} - {""} for row in rows]
    first, found = etat.mise_en_service.year, []
    for parc in list_millesimes(etat.programme.bailleur_id) if rows else ():
        if parc.millesime >= first:
            known = noms_du_parc(parc.pk, etat.programme.commune, set().union(*names))
            expected = len(names) if parc.millesime >= etat.exercice_flux else 0
            found.append(PresenceParc(parc.millesime, sum(not known.isdisjoint(one) for one in names), expected))
    return tuple(found)
