"""The named world of the tests, in plain functions.

« Habitat Lys » is a bailleur with five accounts: the État (two), Action Logement, the département and « Ville de Lys ».
« Logis de Passage » is a stranger bailleur, with whom « Ville de Rive », a stranger réservataire, has the only account;
one of his dwellings bears the reference of one of Habitat Lys's, on purpose. Communes are real, rights are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from gef.access.acteur import Acteur, read_acteur
from gef.access.models import Appartenance, Organisation, Role, TypeOrganisation, Utilisateur
from gef.actions.flux import load_flux
from gef.actions.orienter import EnAttente, list_en_attente, orienter
from gef.db.flux.models import Convention, Fait, Liberation, Reservataire, TypeFait

JOUR = date(2026, 6, 15)
MOMENT = datetime(2026, 6, 15, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))
DEBUT = date(2024, 1, 1)
CANNES, ANTIBES, NICE = "06029", "06004", "06088"
EPCI = {CANNES: "200039915", ANTIBES: "240600585", NICE: "200030195"}
MOT_DE_PASSE = "phrase de passe des tests"
MOTIF = "Relogement urgent, accord de la Ville le 2 juin."


@dataclass(frozen=True, slots=True)
class Monde:
    """Organisations, people, accounts and dwellings, by the name that tests call them."""

    habitat_lys: Organisation
    logis_de_passage: Organisation
    prefecture: Organisation
    action_logement: Organisation
    departement: Organisation
    ville: Organisation
    rive: Organisation
    gestionnaire: Utilisateur
    lecteur: Utilisateur
    agent_ville: Utilisateur
    gestionnaire_autre: Utilisateur
    agent_rive: Utilisateur
    sans_organisation: Utilisateur
    comptes: Mapping[str, Reservataire]
    liberations: tuple[Liberation, ...]
    liberation_autre: Liberation

    @property
    def reference(self) -> str:
        """Reference of the oldest dwelling that waits at Habitat Lys; the stranger bailleur uses it too."""
        return self.liberations[0].reference


def a_monde() -> Monde:
    """Write the named world: nothing is oriented yet."""
    lys = an_organisation("Habitat Lys", "bailleur", "06")
    passage = an_organisation("Logis de Passage", "bailleur", "06")
    prefecture = an_organisation("Préfecture", "etat", "06")
    action = an_organisation("Action Logement", "action_logement")
    departement = an_organisation("Département de Lys", "departement", "06")
    ville = an_organisation("Ville de Lys", "commune", CANNES)
    rive = an_organisation("Ville de Rive", "commune", ANTIBES)
    comptes = {
        "ETAT-P": a_compte(lys, "ETAT-P", "etat_prio", part="25/100", organisation=prefecture),
        "ETAT-F": a_compte(lys, "ETAT-F", "etat_fonct", part="5/100", organisation=prefecture),
        "AL": a_compte(lys, "AL", "action_logement", part="40/100", organisation=action),
        "CD": a_compte(lys, "CD", "departement", part="1/15", organisation=departement),
        "VILLE": a_compte(lys, "VILLE", "commune", part="20/100", portee=f"commune:{CANNES}", organisation=ville),
    }
    a_compte(passage, "RIVE", "commune", part="20/100", portee=f"commune:{ANTIBES}", organisation=rive)
    return Monde(
        habitat_lys=lys,
        logis_de_passage=passage,
        prefecture=prefecture,
        action_logement=action,
        departement=departement,
        ville=ville,
        rive=rive,
        gestionnaire=a_user("Camille Gérant", lys),
        lecteur=a_user("Dominique Lecteur", lys, role=Role.LECTEUR),
        agent_ville=a_user("Camille Agent", ville),
        gestionnaire_autre=a_user("Alex Passant", passage),
        agent_rive=a_user("Sacha Rivage", rive),
        sans_organisation=a_user("Charlie Seul"),
        comptes=comptes,
        liberations=(
            a_liberation(lys, "L-2026-0001", libre_le=date(2026, 6, 1)),
            a_liberation(lys, "L-2026-0002", libre_le=date(2026, 6, 8), typologie="T2", financement="PLAI", qpv=True),
            a_liberation(lys, "L-2026-0003", libre_le=date(2026, 7, 2), commune=ANTIBES, financement="PLS"),
            a_liberation(lys, "L-2026-0004", libre_le=date(2026, 5, 4), hors_flux="mutations"),
        ),
        liberation_autre=a_liberation(passage, "L-2026-0001", libre_le=date(2026, 5, 4), commune=ANTIBES),
    )


def an_organisation(nom: str, type_: str, territoire: str = "") -> Organisation:
    """Write an organisation."""
    return Organisation.objects.create(nom=nom, type=TypeOrganisation(type_), territoire=territoire)


def a_user(nom: str, *organisations: Organisation, role: str = Role.GESTIONNAIRE) -> Utilisateur:
    """Write a person, member of some organisations; his address comes from his name."""
    email = f"{nom.lower().replace(' ', '.').encode('ascii', 'ignore').decode()}@exemple.fr"
    user = Utilisateur.objects.create_user(email, nom, MOT_DE_PASSE)
    for organisation in organisations:
        Appartenance.objects.create(utilisateur=user, organisation=organisation, role=role)
    return user


def an_acteur(user: Utilisateur, organisation: Organisation | None = None) -> Acteur:
    """Give the actor that a signed-in person is."""
    acteur = read_acteur(user, organisation.pk if organisation else None)
    assert acteur is not None
    return acteur


def a_compte(
    bailleur: Organisation,
    code: str,
    type_: str,
    *,
    part: str | Fraction | None,
    portee: str = "departement",
    organisation: Organisation | None = None,
    **convention: Any,
) -> Reservataire:
    """Write an account, with one convention in force since 2024 unless `part` is None."""
    noms = {"ETAT-P": "État, publics prioritaires", "ETAT-F": "État, agents publics"}
    nom = noms.get(code) or (organisation.nom if organisation else code)
    compte = Reservataire.objects.create(
        bailleur=bailleur, organisation=organisation, code=code, nom=nom, type=type_, portee=portee
    )
    if part is not None:
        a_convention(compte, part, **convention)
    return compte


def a_convention(compte: Reservataire, part: str | Fraction, debut: date = DEBUT, **fields: Any) -> Convention:
    """Write a convention, open unless `fin` is given."""
    return Convention.objects.create(reservataire=compte, part=Fraction(part), debut=debut, **fields)


def a_liberation(bailleur: Organisation, reference: str, *, libre_le: date, **fields: Any) -> Liberation:
    """Write a freed dwelling: by default a T3 PLUS of Cannes, out of QPV."""
    commune = fields.get("commune", CANNES)
    defaults: dict[str, Any] = {
        "commune": commune,
        "epci": EPCI.get(commune, ""),
        "programme": "Les Goélands",
        "typologie": "T3",
        "financement": "PLUS",
        "qpv": False,
        "forme": "collectif",
        "surface_m2": 62,
        "periode": "1975_1989",
    }
    return Liberation.objects.create(bailleur=bailleur, reference=reference, libre_le=libre_le, **defaults | fields)


def a_fait(liberation: Liberation, type_: str, compte: Reservataire | None = None, **fields: Any) -> Fait:
    """Write a fact as it is, at the next rank of the dwelling: no rule is asked."""
    rang = Fait.objects.filter(liberation=liberation).count() + 1
    defaults: dict[str, Any] = {"rang": rang, "date": JOUR, "ecrit_le": MOMENT}
    return Fait.objects.create(liberation=liberation, type=TypeFait(type_), reservataire=compte, **defaults | fields)


def an_attente(bailleur: Organisation, reference: str, jour: date = JOUR) -> EnAttente:
    """Find a dwelling in the worklist."""
    return next(row for row in list_en_attente(bailleur, jour) if row.liberation.reference == reference)


def an_orientation(acteur: Acteur, reference: str, choix: str | None = None, **args: Any) -> Fait:
    """Orient a dwelling through the action: to the proposed réservataire, or to `choix` with a reason."""
    attente = an_attente(acteur.organisation, reference)
    retenu = attente.proposition.choix.retenu
    defaults: dict[str, Any] = {"motif": MOTIF if choix else "", "rang_vu": attente.suivi.rang, "moment": MOMENT}
    return orienter(acteur, reference, choix or retenu, **defaults | args)


def soldes(bailleur: Organisation) -> dict[str, Fraction]:
    """Read the solde of every account that moved."""
    comptes = load_flux(bailleur.pk).moteur.comptes
    return {code: comptes.solde(code) for code in sorted(comptes.par_reservataire)}
