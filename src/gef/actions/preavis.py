"""Write that a dwelling of the parc will be free: its notice, and its attributes as they are that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from gef.access.acteur import Acteur
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write, visible
from gef.actions.depot_liberations import REFERENCE_MAX
from gef.actions.faits import FaitRefuseError, SaisieFait, write_fait
from gef.actions.flux import Suivi, load_flux
from gef.core.ecritures import open_etat
from gef.core.preavis import calculer_depart
from gef.core.rotation import CATEGORIES
from gef.db.flux.models import Liberation, TypeFait
from gef.db.patrimoine.models import Logement
from gef.db.patrimoine.requetes import last_parc
from gef.law.territoires import load_communes

# What ends the life of a liberation: the dwelling may be freed again.
CLOS = frozenset({"loue", "abandonne"})


@dataclass(frozen=True, slots=True)
class SaisiePreavis:
    """A notice as a person gives it; `hors_flux` "" when the dwelling is in the flux."""

    logement: str
    preavis_le: date
    duree: str
    hors_flux: str = ""


@dataclass(frozen=True, slots=True)
class PreavisLu:
    """What a notice leads to: the dwelling found in the parc, and the liberation as it will be written."""

    logement: Logement
    liberation: Liberation


def lire_preavis(acteur: Acteur, saisie: SaisiePreavis) -> PreavisLu:
    """Find the dwelling of a notice and say what would be written; nothing is.

    Raises:
        FaitRefuseError: no such dwelling in the newest parc, or it is already freed.
        DonneeInvalideError: another length than one or three months.
        PermissionDenied: his role does not write facts.
    """
    check_can_write(acteur, "orienter")
    if saisie.hors_flux and saisie.hors_flux not in CATEGORIES:
        raise FaitRefuseError(f"Hors flux : « {saisie.hors_flux} » ; attendu : rien, ou {', '.join(CATEGORIES)}.")
    logement = _find_logement(acteur, saisie.logement.strip())
    former = _former(acteur, logement)
    standing = next((suivi for suivi in former if suivi.etat.etat not in CLOS and not _is_let(suivi)), None)
    if standing:
        raise FaitRefuseError(
            f"Logement « {saisie.logement.strip()} » : déjà libéré sous la référence {standing.liberation.reference}, "
            "et pas encore loué ; attendu : un logement occupé."
        )
    return PreavisLu(logement, _to_liberation(acteur, logement, saisie, len(former)))


def inscrire_preavis(acteur: Acteur, saisie: SaisiePreavis, moment: datetime) -> Liberation:
    """Write the notice of a dwelling: its liberation, and the fact.

    Raises:
        FaitRefuseError: see `lire_preavis`; or the notice is to come.
        PermissionDenied: his role does not write facts.
    """
    if saisie.preavis_le > moment.date():
        raise FaitRefuseError("Préavis, date : à venir ; attendu : le jour où il a été reçu.")
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        liberation = lire_preavis(acteur, saisie).liberation
        liberation.save(force_insert=True)
        suivi = Suivi(liberation, open_etat(liberation.hors_flux))
        fait = SaisieFait(TypeFait.PREAVIS, saisie.preavis_le, {"duree": saisie.duree})
        write_fait(acteur, suivi, fait, None, moment, details={"libre_le": liberation.libre_le.isoformat()})
    return liberation


def _find_logement(acteur: Acteur, nom: str) -> Logement:
    parc = last_parc(acteur.organisation.pk)
    rows = visible(Logement, acteur).filter(Q(ident_rep=nom) | Q(ident_int=nom), parc=parc)
    found = list(rows[:2]) if parc and nom else []
    if len(found) != 1:
        kept = f"le parc au 1er janvier {parc.millesime}" if parc else "aucun parc importé"
        said = "plusieurs logements de ce nom" if found else "inconnu"
        raise FaitRefuseError(
            f"Logement « {nom} » : {said} dans {kept} ; attendu : un numéro RPLS, ou votre identifiant."
        )
    return found[0]


def _former(acteur: Acteur, logement: Logement) -> list[Suivi]:
    names = _names(logement)
    suivis = load_flux(acteur.organisation.pk).suivis.values()
    return [s for s in suivis if s.liberation.ident_rep in names or _base(s.liberation.reference) in names]


def _names(logement: Logement) -> set[str]:
    return {nom for nom in (logement.ident_rep, logement.ident_int) if nom}


def _base(reference: str) -> str:
    """Reference of the first liberation of a dwelling: the next ones are « … (2) »."""
    return reference.rpartition(" (")[0] if reference.endswith(")") else reference


def _is_let(suivi: Suivi) -> bool:
    """Whether a dwelling out of the flux was let: its state does not say so."""
    return any(fait.type == TypeFait.BAIL for fait in suivi.etat.list_faits())


def _to_liberation(acteur: Acteur, logement: Logement, saisie: SaisiePreavis, former: int) -> Liberation:
    nom = logement.ident_rep or logement.ident_int or ""
    reference = f"{nom} ({former + 1})" if former else nom
    if len(reference) > REFERENCE_MAX:
        raise FaitRefuseError(f"Référence « {reference} » : {len(reference)} caractères ; attendu : {REFERENCE_MAX}.")
    commune = load_communes().get(logement.commune)
    return Liberation(
        bailleur=acteur.organisation,
        reference=reference,
        ident_rep=logement.ident_rep or "",
        preavis_le=saisie.preavis_le,
        libre_le=calculer_depart(saisie.preavis_le, saisie.duree),
        hors_flux=saisie.hors_flux,
        commune=logement.commune,
        epci=commune.epci if commune else "",
        programme=logement.programme or "",
        adresse=logement.adresse or "",
        typologie=logement.typologie or "",
        financement=logement.financement or "",
        qpv=logement.qpv,
        forme=logement.forme or "",
        surface_m2=logement.surface_m2,
        loyer_centimes=logement.loyer_centimes,
        periode=logement.periode or "",
    )
