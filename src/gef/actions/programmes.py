"""New programmes: declared by the bailleur, read with their repartition, their concertation and their dwellings.

The words of the concertation are written in `gef.actions.concertation`, the delivery in `gef.actions.livraison`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final, Literal

from django.db import IntegrityError, transaction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write
from gef.actions.avis import write_acte
from gef.actions.delais import Prevue, prevoir_echeance
from gef.actions.entrees_conversion import read_seuil
from gef.actions.flux import Suivi, load_flux
from gef.core.concertation import Echange, Position, read_echange
from gef.core.parts import BAILLEUR, covers
from gef.core.premiere_location import PremiereLocation, convenir, repartir_premiere_location
from gef.core.programmes_neufs import Contrepartie, Lot, Programme
from gef.db.flux.models import Reservataire
from gef.db.programmes import requetes
from gef.db.programmes.models import AccordProgramme, ContrepartieNeuf, LogementNeuf, LotNeuf, ProgrammeNeuf
from gef.db.programmes.models import Position as PositionRow
from gef.errors import GefError
from gef.law.territoires import load_communes

Statut = Literal["a_proposer", "concertation", "arrete", "livre", "loue"]
STATUTS: Final[Mapping[Statut, str]] = {
    "a_proposer": "à proposer",
    "concertation": "en concertation",
    "arrete": "répartition arrêtée",
    "livre": "en première location",
    "loue": "tour terminé",
}
CODE_MAX: Final = 20


class ProgrammeRefuseError(GefError, ValueError):
    """A programme, an answer or a delivery cannot be recorded; the message says what was expected."""


class ProgrammeChangeError(GefError):
    """The programme moved since the page was shown: another person spoke, closed or delivered."""


@dataclass(frozen=True, slots=True)
class SaisieContrepartie:
    """What a réservataire brings, as a person types it; see `gef.core.programmes_neufs.Contrepartie`."""

    reservataire: str
    nature: str
    part: Fraction


@dataclass(frozen=True, slots=True)
class SaisieProgramme:
    """A programme as a person declares it; `part_etat` None is the habit."""

    code: str
    nom: str
    commune: str
    mise_en_service: date
    lots: Mapping[Lot, int]
    document: str
    contreparties: tuple[SaisieContrepartie, ...] = ()
    part_etat: Fraction | None = None
    adresse: str = ""
    qpv: bool | None = None
    forme: str = ""


@dataclass(frozen=True, slots=True)
class NeufSuivi:
    """A delivered dwelling, and where it stands in the ledger."""

    neuf: LogementNeuf
    suivi: Suivi

    @property
    def code(self) -> str:
        """Account whose tour it is."""
        return self.neuf.reservataire.code if self.neuf.reservataire else BAILLEUR

    @property
    def bail_le(self) -> date | None:
        """Day of its lease; None while it is not let."""
        return next((fait.jour for fait in self.suivi.etat.list_faits() if fait.type == "bail"), None)


@dataclass(frozen=True, slots=True)
class EtatProgramme:
    """A programme with all that is known of it.

    Attributes:
        programme: The row.
        comptes: Accounts consulted, by code: those whose territory contains the programme.
        proposee: The repartition that the rule gives.
        convenue: The one that was agreed; None until the concertation is closed.
        paroles: Words said with each account, oldest first.
        echanges: The same, as the core reads them.
        neufs: Delivered dwellings, by reference.
    """

    programme: ProgrammeNeuf
    comptes: Mapping[str, Reservataire]
    proposee: PremiereLocation
    convenue: PremiereLocation | None
    paroles: Mapping[str, tuple[PositionRow, ...]]
    echanges: Mapping[str, Echange]
    neufs: tuple[NeufSuivi, ...]

    @property
    def rang(self) -> int:
        """How many words were written: what a page gives back to say what it showed."""
        return sum(len(rows) for rows in self.paroles.values())

    @property
    def statut(self) -> Statut:
        """Where it stands."""
        if self.neufs:
            return "loue" if all(neuf.bail_le for neuf in self.neufs) else "livre"
        if self.convenue:
            return "arrete"
        return "concertation" if self.rang else "a_proposer"

    @property
    def exercice_flux(self) -> int:
        """First exercice whose flux counts its dwellings: the year after the delivery.

        Source:
            Source 003 (Ornex, 2025), art. 5.3 ; CCH art. R. 441-5 (yearly update for the deliveries of N-1).
        """
        return self.mise_en_service.year + 1

    @property
    def mise_en_service(self) -> date:
        """Day of the delivery once it happened, the day announced before."""
        return self.neufs[0].suivi.liberation.libre_le if self.neufs else self.programme.mise_en_service

    @property
    def nombres(self) -> dict[str, int]:
        """Dwellings by account as they stand: agreed, else last proposed, else those of the rule."""
        if self.convenue:
            return self.convenue.logements
        proposed = {code: echange.propose for code, echange in self.echanges.items()}
        if None in proposed.values() or not proposed:
            return self.proposee.logements
        known = {code: nombre for code, nombre in proposed.items() if nombre is not None}
        return known | {BAILLEUR: self.proposee.programme.total - sum(known.values())}

    def noms(self) -> dict[str, str]:
        """Display name by account code."""
        return {code: compte.nom for code, compte in self.comptes.items()} | {BAILLEUR: "Non réservé"}


def declarer_programme(acteur: Acteur, saisie: SaisieProgramme, moment: datetime) -> ProgrammeNeuf:
    """Record a programme with its lots and what each réservataire brings.

    Args:
        acteur: Who declares, for his bailleur.
        saisie: The programme.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        ProgrammeRefuseError: a field is missing, the code is taken, or an account is unknown.
        DonneeInvalideError: the core refuses it; the message says what was expected.
    """
    check_can_write(acteur)
    _check_saisie(saisie)
    bailleur = acteur.organisation
    with writing(bailleur.pk):
        known = requetes.comptes_by_code(bailleur.pk)
        if unknown := sorted({c.reservataire for c in saisie.contreparties} - set(known)):
            raise ProgrammeRefuseError(f"Réservataire {', '.join(unknown)} inconnu ; attendu : le code d’un compte.")
        if requetes.programmes_of(bailleur.pk).filter(code=saisie.code.strip()).exists():
            raise ProgrammeRefuseError(f"Un programme porte déjà le code « {saisie.code} » ; attendu : un autre code.")
        row = _make_row(acteur, saisie, moment)
        comptes = _keep_concernes(row, known)
        to_core(row, saisie.lots, comptes, saisie.contreparties)
        row.save(force_insert=True)
        _write_lots(row, saisie, known)
        details = {"logements": sum(saisie.lots.values()), "document": row.document}
        write_acte(acteur, "programme", row.code, details, moment)
    return row


def _make_row(acteur: Acteur, saisie: SaisieProgramme, moment: datetime) -> ProgrammeNeuf:
    return ProgrammeNeuf(
        bailleur=acteur.organisation,
        code=saisie.code.strip(),
        nom=saisie.nom.strip(),
        commune=saisie.commune,
        epci=load_communes()[saisie.commune].epci,
        adresse=saisie.adresse.strip(),
        qpv=saisie.qpv,
        forme=saisie.forme,
        mise_en_service=saisie.mise_en_service,
        part_etat=saisie.part_etat,  # type: ignore[misc]  # a FractionField takes fractions, its stub does not say so
        document=saisie.document.strip(),
        auteur_id=acteur.utilisateur_id,
        ecrit_le=moment,
    )


def _write_lots(row: ProgrammeNeuf, saisie: SaisieProgramme, comptes: Mapping[str, Reservataire]) -> None:
    for (typologie, financement), nombre in sorted(saisie.lots.items()):
        if nombre:
            LotNeuf(programme=row, typologie=typologie, financement=financement, nombre=nombre).save(force_insert=True)
    for one in saisie.contreparties:
        ContrepartieNeuf(
            programme=row,
            reservataire=comptes[one.reservataire],
            nature=one.nature,
            part=one.part,  # type: ignore[misc]  # as above
        ).save(force_insert=True)


def _check_saisie(saisie: SaisieProgramme) -> None:
    for nom, texte in (("code", saisie.code), ("nom", saisie.nom), ("document", saisie.document)):
        if not texte.strip():
            raise ProgrammeRefuseError(f"Programme, {nom} : vide ; attendu : quelques mots.")
    if len(saisie.code.strip()) > CODE_MAX:
        raise ProgrammeRefuseError(f"Programme, code : trop long ; attendu : {CODE_MAX} caractères au plus.")
    if saisie.commune not in load_communes():
        raise ProgrammeRefuseError(f"Commune « {saisie.commune} » inconnue ; attendu : un code du COG.")


def _keep_concernes(row: ProgrammeNeuf, comptes: Mapping[str, Reservataire]) -> dict[str, Reservataire]:
    """Keep the accounts whose territory contains a programme: those with whom the law wants a concertation."""
    return {
        code: compte
        for code, compte in comptes.items()
        if code != BAILLEUR and covers(compte.portee, row.commune, row.epci)
    }


def to_core(
    row: ProgrammeNeuf,
    lots: Mapping[Lot, int],
    comptes: Mapping[str, Reservataire],
    contreparties: tuple[SaisieContrepartie, ...],
) -> Programme:
    """Give the core's view of a programme.

    Raises:
        DonneeInvalideError: it makes no sense; the message says where.
    """
    return Programme(
        code=row.code,
        lots={lot: nombre for lot, nombre in lots.items() if nombre},
        reservataires={code: compte.type for code, compte in comptes.items()},
        contreparties=tuple(Contrepartie(c.reservataire, c.nature, c.part) for c in contreparties),
        part_etat=row.part_etat,
        noms={code: compte.nom for code, compte in comptes.items()},
    )


def read_programme(row: ProgrammeNeuf) -> EtatProgramme:
    """Read a programme with its repartition, what was said, and its dwellings.

    Args:
        row: The programme.
    """
    comptes = _keep_concernes(row, requetes.comptes_by_code(row.bailleur_id))
    lots = {(lot.typologie, lot.financement): lot.nombre for lot in requetes.lots_of(row.pk)}
    brought = tuple(
        SaisieContrepartie(one.reservataire.code, one.nature, one.part) for one in requetes.contreparties_of(row.pk)
    )
    jour = row.ecrit_le.date()
    proposee = repartir_premiere_location(
        to_core(row, lots, comptes, brought), read_seuil("etat_plafond", jour), read_seuil("etat_agents_plafond", jour)
    )
    paroles: defaultdict[str, list[PositionRow]] = defaultdict(list)
    for word in requetes.positions_of(row.pk):
        paroles[word.reservataire.code].append(word)
    echanges = {
        code: read_echange(Position(w.type, w.nombre, w.motif) for w in paroles[code])  # type: ignore[arg-type]  # stored codes
        for code in comptes
    }
    accord = find_accord(row)
    return EtatProgramme(
        programme=row,
        comptes=comptes,
        proposee=proposee,
        convenue=convenir(proposee, accord.nombres, accord.document or "accord") if accord else None,
        paroles={code: tuple(words) for code, words in paroles.items()},
        echanges=echanges,
        neufs=_read_neufs(row),
    )


def find_accord(row: ProgrammeNeuf) -> AccordProgramme | None:
    """Give the end of the concertation; None while it is open."""
    return getattr(row, "accord", None)


def _read_neufs(row: ProgrammeNeuf) -> tuple[NeufSuivi, ...]:
    rows = list(requetes.neufs_of(row.pk))
    if not rows:
        return ()
    suivis = load_flux(row.bailleur_id).suivis
    return tuple(NeufSuivi(neuf, suivis[neuf.liberation_id]) for neuf in rows)


def list_programmes(bailleur: Organisation) -> tuple[EtatProgramme, ...]:
    """Read every programme of a bailleur, the next delivered first."""
    return tuple(read_programme(row) for row in requetes.programmes_of(bailleur.pk))


def read_horloge(etat: EtatProgramme, code: str, today: date) -> Prevue | None:
    """Say until when a dwelling of the programme is to be sent to a réservataire, before its delivery.

    Args:
        etat: The programme.
        code: Account.
        today: Day of the reader, for the days left.

    Returns:
        The clock « neuf » of the conventions; None for the bailleur's own dwellings.
    """
    if code == BAILLEUR:
        return None
    return prevoir_echeance(etat.programme.bailleur, code, "neuf", etat.programme.mise_en_service, today)


@contextmanager
def writing(bailleur_id: int) -> Iterator[None]:
    """Hold the bailleur for an act on his programmes; what another writes at the same time is said in French.

    Raises:
        ProgrammeChangeError: two people wrote at once, and the other one did it first.
    """
    try:
        with transaction.atomic():
            lock_bailleur(bailleur_id)
            yield
    except IntegrityError as error:
        raise ProgrammeChangeError("Une autre personne vient d’écrire ; rien n’a été enregistré.") from error


def check_rang(etat: EtatProgramme, rang_vu: int) -> None:
    """Refuse an act on a programme that moved since the page was shown.

    Raises:
        ProgrammeChangeError: somebody spoke, or the concertation was closed.
    """
    if etat.convenue is not None:
        raise ProgrammeChangeError("La répartition de ce programme est arrêtée ; rien n’a été enregistré.")
    if etat.rang != rang_vu:
        raise ProgrammeChangeError("Ce programme a changé depuis l’affichage ; relisez-le. Rien n’a été enregistré.")
