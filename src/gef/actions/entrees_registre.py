"""From a line of the register to the core: the same right for the état des lieux, the assiette, the conversion, pages.

What is in force on a day is decided by `gef.core.registre_droits` alone, and for which account it counts by
`gef.core.delegations`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from gef.actions.donnees import Dossier, DroitInscrit, epci_par_commune
from gef.core.delegations import RAISONS, Rattachement, rattacher
from gef.core.parts import Reservataire
from gef.core.registre_droits import DroitReservation, DroitSitue, read_survie, situer_droit
from gef.core.rotation import ecrire_nombre

AUTRE_TERRITOIRE = "territoire du réservataire"


def to_reservation(droit: DroitInscrit, type_reservataire: str) -> DroitReservation:
    """Give a line of the register to the core, which checks it.

    Args:
        droit: The line.
        type_reservataire: Kind of its holder.

    Raises:
        DonneeInvalideError: a code or a date is impossible; the message says which.
    """
    return DroitReservation(
        reservataire=droit.reservataire,
        nature=droit.nature,
        type_droit=droit.type_droit,  # type: ignore[arg-type]  # the core checks the code
        commune=droit.commune or None,
        territoire=droit.programme or AUTRE_TERRITOIRE,
        nombre=droit.nombre,
        debut=droit.debut,
        fin=droit.fin,
        echeance_pret=droit.echeance_pret,
        formalise=droit.is_formalise,
        type_reservataire=type_reservataire,
        reference=droit.reference,
        programme=droit.programme,
        utilisateur=droit.utilisateur or None,
        delegation_debut=droit.delegation_debut,
        delegation_fin=droit.delegation_fin,
        part_garantie=droit.part_garantie,
        mode_gestion=droit.mode_gestion,
    )


def list_reservations(dossier: Dossier) -> Iterator[tuple[DroitInscrit, DroitReservation]]:
    """Yield every line of the register, past and future ones included, with its right."""
    types = {compte.code: compte.type for compte in dossier.comptes}
    return ((droit, to_reservation(droit, types[droit.reservataire])) for droit in dossier.droits)


def list_droits(dossier: Dossier, jour: date) -> Iterator[tuple[DroitInscrit, DroitSitue]]:
    """Yield the rights in force on a day, those that the law prolongs included, each with the end to retain."""
    survie = read_survie(jour)
    for droit, reservation in list_reservations(dossier):
        situe = situer_droit(reservation, jour, survie)
        if situe.is_en_cours:
            yield droit, situe


def rattacher_droits(dossier: Dossier, jour: date) -> list[tuple[DroitInscrit, DroitSitue, Rattachement]]:
    """Tell for which account each right in force counts on a day."""
    comptes = {compte.code: Reservataire(compte.code, compte.type, compte.portee) for compte in dossier.comptes}
    epci = epci_par_commune()
    return [
        (droit, situe, rattacher(situe.droit, jour, comptes, epci.get(droit.commune, "")))
        for droit, situe in list_droits(dossier, jour)
    ]


def describe_delegations(dossier: Dossier, jour: date) -> dict[str, tuple[str, ...]]:
    """Say, by account, how many of the rights that count for it were delegated, and by whom."""
    noms = dossier.noms()
    counts: Counter[tuple[str, str]] = Counter()
    for droit, situe, rattachement in rattacher_droits(dossier, jour):
        if rattachement.is_delegue and not situe.droit.is_en_stock:
            counts[rattachement.compte, rattachement.titulaire] += droit.nombre
    found: dict[str, tuple[str, ...]] = {}
    for (compte, titulaire), nombre in sorted(counts.items()):
        phrase = f"Dont {_count_delegues(nombre)} par {noms[titulaire]}, qui en reste titulaire."
        found[compte] = (*found.get(compte, ()), phrase)
    return found


def list_delegations_refusees(dossier: Dossier, jour: date) -> Iterator[str]:
    """Say which delegated rights still count for their holder, and why."""
    noms = dossier.noms()
    counts: Counter[tuple[str, str, str]] = Counter()
    for droit, situe, rattachement in rattacher_droits(dossier, jour):
        if rattachement.raison and not situe.droit.is_en_stock:
            counts[rattachement.titulaire, rattachement.utilisateur, rattachement.raison] += droit.nombre
    for (titulaire, utilisateur, raison), nombre in sorted(counts.items()):
        yield (
            f"{noms[titulaire]} : {_count_delegues(nombre)} à {noms.get(utilisateur, utilisateur)} "
            f"{'restent' if nombre > 1 else 'reste'} à son compte : {RAISONS[raison]}."
        )


def _count_delegues(nombre: int) -> str:
    return f"{ecrire_nombre(nombre)} {'droits délégués' if nombre > 1 else 'droit délégué'}"
