"""Write the demonstration in the database: once, whole, and only where a demonstration is meant to stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from operator import attrgetter
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Model, QuerySet

from gef.access.acteur import Acteur
from gef.access.models import Appartenance, Organisation, Utilisateur
from gef.actions import assiette, conversion, objectifs
from gef.actions.parc import accepter_parc
from gef.db.avertissements.models import Avertissement
from gef.db.flux.models import Convention, Droit, Fait, Liberation, Prevision, Reservataire
from gef.db.statistiques import refresh_statistics
from gef.demo.acces import ACCES, GESTIONNAIRE, MOT_DE_PASSE, AccesDemo, render_comptes
from gef.demo.avertissements import (
    list_avertissements,
    list_avertissements_caleol,
    list_echeances,
    list_lectures,
    list_requetes,
    make_acces,
    make_aide,
)
from gef.demo.bilans import order_saisies, tell_bilans
from gef.demo.calendrier import EXERCICE_DEMO, MILLESIME, PREMIER_EXERCICE
from gef.demo.charger_caleol import list_seances_demo
from gef.demo.charger_contexte import list_rows_contexte
from gef.demo.charger_negociation import keep_reservations, list_rows
from gef.demo.conference import tell_conference
from gef.demo.conventions import negotiate_conventions, sign_conventions
from gef.demo.depot import NOM_DEPOT
from gef.demo.dialogue import keep_scenarios, tell_dialogue
from gef.demo.flux import FaitDemo
from gef.demo.imputations import tell_imputations
from gef.demo.liberations import LiberationDemo
from gef.demo.menages import list_menages
from gef.demo.monde import Monde, build_monde
from gef.demo.programmes import tell_programmes
from gef.demo.reglages import keep_reglages
from gef.demo.reservataires import NOM_BAILLEUR, build_organisations
from gef.errors import GefError
from gef.imports.parc import read_parc
from gef.law.territoires import load_communes

__all__ = ["Comptes", "DemoRefuseeError", "charger_demo", "render_comptes"]

M = TypeVar("M", bound=Model)
LOT = 1_000
PARIS = ZoneInfo("Europe/Paris")
HEURE_DES_FAITS = time(10, 0, tzinfo=PARIS)
MEMBRES_DEPUIS = datetime(PREMIER_EXERCICE, 1, 8, 9, 0, tzinfo=PARIS)
PARC_ACCEPTE_LE = datetime(MILLESIME, 2, 26, 16, 20, tzinfo=PARIS)
CALCULS_FAITS_LE = datetime(MILLESIME, 3, 12, 10, 42, tzinfo=PARIS)
REVISION_CALCULEE_LE = datetime(MILLESIME, 11, 3, 10, 42, tzinfo=PARIS)


class DemoRefuseeError(GefError):
    """The demonstration would be mixed with real data."""


@dataclass(frozen=True, slots=True)
class Comptes:
    """What was loaded, and who may sign in with the password."""

    bailleur_id: int
    acces: tuple[AccesDemo, ...]
    mot_de_passe: str


def charger_demo() -> Comptes:
    """Load the demonstration, in one transaction; do nothing when it is already there.

    The parc, the calculations and the facts bear the dates of the fiction.

    Raises:
        DemoRefuseeError: this site is not a demonstration (GEF_DEMO=1), or already holds somebody's data.
    """
    if not settings.GEF_DEMO:
        raise DemoRefuseeError("La démonstration ne se charge que sur un site de démonstration ; attendu : GEF_DEMO=1.")
    organisations: QuerySet[Organisation] = QuerySet(Organisation)
    bailleur = organisations.filter(nom=NOM_BAILLEUR).first()
    if bailleur is None:
        if organisations.exists():
            raise DemoRefuseeError(
                "La base contient déjà des organisations ; la démonstration se charge dans une base vide."
            )
        bailleur = _write(build_monde())
    return Comptes(bailleur.pk, ACCES, MOT_DE_PASSE)


def _write(monde: Monde) -> Organisation:
    with transaction.atomic():
        organisations = _write_organisations()
        bailleur = organisations[NOM_BAILLEUR]
        partenaires = _write_acces(organisations)
        acteur = partenaires[GESTIONNAIRE.email]
        comptes = _write_comptes(monde, organisations, bailleur)
        _write_registre(monde, comptes, bailleur)
        for rows in list_rows(monde.negociation, comptes, acteur, PARC_ACCEPTE_LE):
            _insert(rows)
        for rows in list_rows_contexte(monde.contexte, comptes, acteur, write_time):
            _insert(rows)
        liberations = _write_liberations(monde.liberations, bailleur)
        faits = _write_faits(monde.deroule.faits, liberations, comptes, acteur)
        seances = [row for rows in list_seances_demo(monde.deroule.faits, faits, acteur) for row in _insert(rows)]
        _insert(list_menages(monde.deroule.faits, faits, acteur))
        told = list_avertissements(monde.deroule.faits, comptes, acteur) + list_avertissements_caleol(seances, acteur)
        told = list(_insert(sorted(told, key=attrgetter("moment"))))
        _insert(list_lectures(told, partenaires.values()))
        _insert(list_requetes(_insert([make_acces(_insert([make_aide()])[0], acteur)])[0]))
        # Last, because a file on the disk is not taken back by a rollback.
        lecture = read_parc(monde.depot, nom=NOM_DEPOT, communes=frozenset(load_communes()))
        accepter_parc(acteur, lecture, nom_fichier=NOM_DEPOT, millesime=MILLESIME, moment=PARC_ACCEPTE_LE)
        keep_reservations(monde.negociation, acteur, PARC_ACCEPTE_LE)
        _keep_calculs(acteur)
        sign_conventions(acteur)
        _insert([Prevision(bailleur=bailleur, **asdict(row)) for row in monde.revisions])
        _keep_annee(acteur, REVISION_CALCULEE_LE)
        _tell_acts(acteur, partenaires)
        dits, releve = list_echeances(bailleur)
        _insert(dits)
        _insert([releve])
        tell_conference(partenaires)
        tell_bilans(acteur, partenaires)
        # What the acts above told belongs to the past: no e-mail leaves a demonstration about it.
        QuerySet(Avertissement).filter(is_distribue=False).update(is_distribue=True)
    return bailleur


def _tell_acts(acteur: Acteur, partenaires: Mapping[str, Acteur]) -> None:
    """Tell what was done by the acts of the product, on the days of the fiction."""
    tell_dialogue(acteur, partenaires)
    negotiate_conventions(acteur, partenaires)
    keep_scenarios(acteur)
    keep_reglages(acteur)
    tell_programmes(acteur, partenaires)
    tell_imputations(acteur)


def _keep_calculs(acteur: Acteur) -> None:
    """Keep what the bailleur would have computed each spring: the objectives of a year carry over to the next."""
    for exercice in range(PREMIER_EXERCICE + 1, EXERCICE_DEMO + 1):
        _keep_annee(acteur, CALCULS_FAITS_LE.replace(year=exercice))


def _keep_annee(acteur: Acteur, moment: datetime) -> None:
    """Keep the calculations of an exercice as they would be on a day of it."""
    for calcul in (assiette, conversion, objectifs):
        calcul.calculer_et_garder(acteur, moment.year, moment)


def _insert(rows: Sequence[M]) -> Sequence[M]:
    """Insert rows with their new keys; nothing is read, so nobody's rows can be seen."""
    if not rows:
        return rows
    table: QuerySet[M] = QuerySet(type(rows[0]))
    written = table.bulk_create(rows, batch_size=LOT)
    refresh_statistics((type(rows[0]),), len(rows))
    return written


def _write_organisations() -> dict[str, Organisation]:
    rows = [
        Organisation(nom=row.nom, type=row.type, siren=row.siren, territoire=row.territoire)
        for row in build_organisations()
    ]
    return {row.nom: row for row in _insert(rows)}


def _write_acces(organisations: Mapping[str, Organisation]) -> dict[str, Acteur]:
    """Open the accounts and give who acts, by address; the gestionnaire of the bailleur signs most of what follows."""
    # One hash for all: the password is the same and printed, and a hash is slow by design.
    hashed = make_password(MOT_DE_PASSE)
    rows = [Utilisateur(email=acces.email, nom=acces.nom, password=hashed) for acces in ACCES]
    by_email = {row.email: row for row in _insert(rows)}
    _insert(
        [
            Appartenance(
                utilisateur=by_email[acces.email],
                organisation=organisations[acces.organisation],
                role=acces.role,
                depuis=MEMBRES_DEPUIS,
            )
            for acces in ACCES
        ]
    )
    return {
        acces.email: Acteur(by_email[acces.email].pk, acces.nom, organisations[acces.organisation], acces.role)
        for acces in ACCES
    }


def _write_comptes(
    monde: Monde, organisations: Mapping[str, Organisation], bailleur: Organisation
) -> dict[str, Reservataire]:
    holders = {code: organisations[row.nom] for row in build_organisations() for code in row.comptes}
    rows = [Reservataire(bailleur=bailleur, organisation=holders[c.code], **asdict(c)) for c in monde.comptes]
    return {row.code: row for row in _insert(rows)}


def _write_registre(monde: Monde, comptes: Mapping[str, Reservataire], bailleur: Organisation) -> None:
    """Write what the bailleur declared; the rows bear the names of the fields."""
    _insert([Convention(**asdict(row) | {"reservataire": comptes[row.reservataire]}) for row in monde.conventions])
    accounts = {"": None, **comptes}
    _insert(
        [
            Droit(**asdict(row) | {"reservataire": comptes[row.reservataire], "utilisateur": accounts[row.utilisateur]})
            for row in monde.registre.droits
        ]
    )
    _insert([Prevision(bailleur=bailleur, **asdict(row)) for row in monde.previsions])


def _write_liberations(rows: Sequence[LiberationDemo], bailleur: Organisation) -> dict[str, Liberation]:
    return {row.reference: row for row in _insert([_to_liberation(row, bailleur) for row in rows])}


def _to_liberation(row: LiberationDemo, bailleur: Organisation) -> Liberation:
    logement = row.logement
    return Liberation(
        bailleur=bailleur,
        reference=row.reference,
        ident_rep=logement.ident_rep,
        preavis_le=row.preavis_le,
        libre_le=row.libre_le,
        hors_flux=row.hors_flux,
        commune=logement.commune,
        epci=row.epci,
        programme=logement.programme.libelle,
        adresse=logement.adresse,
        typologie=logement.typologie,
        financement=logement.financement,
        qpv=logement.qpv,
        forme=logement.forme,
        surface_m2=logement.surface_m2,
        loyer_centimes=logement.loyer_euros * 100,
        periode=logement.periode,
    )


def _write_faits(
    faits: Sequence[FaitDemo],
    liberations: Mapping[str, Liberation],
    comptes: Mapping[str, Reservataire],
    acteur: Acteur,
) -> Sequence[Fait]:
    """Write the facts in the order in which they were entered: the accounts are their fold in that order."""
    rows = []
    for fait, saisi_le in order_saisies(faits):
        liberation = liberations[fait.liberation.reference]
        # In the database a dwelling is ranked by its key.
        record = fait.enregistrement and {**fait.enregistrement, "rang": liberation.pk}
        rows.append(
            Fait(
                liberation=liberation,
                rang=fait.rang,
                type=fait.type,
                date=fait.date,
                reservataire=comptes.get(fait.reservataire or ""),
                auteur_id=acteur.utilisateur_id,
                ecrit_le=write_time(saisi_le),
                motif=fait.motif,
                enregistrement=record,
            )
        )
    return _insert(rows)


def write_time(jour: date) -> datetime:
    """Moment at which a fact of a day is said to have been written."""
    return datetime.combine(jour, HEURE_DES_FAITS)
