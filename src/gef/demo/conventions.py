"""The conventions as they were written: signed in the spring, negotiated in the autumn, one ending, one denounced.

Everything goes through the acts of the product, on the days of the fiction, so that the journal tells it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from gef.access.acteur import Acteur
from gef.actions.conventions import (
    ConventionLue,
    enregistrer_termes,
    read_convention,
    rediger_convention,
)
from gef.actions.liste_conventions import list_conventions
from gef.actions.paroles_conventions import SaisieParole, dire
from gef.actions.remarques_conventions import remarquer, repondre
from gef.core.conventions import Duree, TypeParole
from gef.core.termes import Termes
from gef.demo.acces import GRASSE
from gef.demo.reservataires import BASCULE

PARIS: Final = ZoneInfo("Europe/Paris")
REDIGEE: Final = datetime(2026, 3, 16, 9, 30, tzinfo=PARIS)
SIGNEE: Final = datetime(2026, 3, 27, 15, 0, tzinfo=PARIS)
DENONCEE: Final = datetime(2026, 9, 14, 11, 20, tzinfo=PARIS)
AUTOMNE: Final = datetime(2026, 10, 19, 9, 15, tzinfo=PARIS)
TRANSMISE: Final = datetime(2026, 11, 5, 10, 5, tzinfo=PARIS)
REMARQUES: Final = datetime(2026, 11, 12, 16, 45, tzinfo=PARIS)
REPONSE: Final = datetime(2026, 11, 17, 9, 50, tzinfo=PARIS)
UN_AN: Final = Duree(annees=1, reconductions=0, preavis=3)
FIN_DENONCEE: Final = date(2027, 1, 1)
NPNRU: Final = (
    "Charte de relogement du 6 février 2024 (fictive) : un relogement sur dix au plus par réservataire et par an."
)
EN_VIGUEUR: Final[Mapping[str, Duree]] = {
    "ETAT-P": Duree(),
    "VILLE-06029": Duree(),
    "VILLE-06083": Duree(),
    "VILLE-06090": UN_AN,
}
DENONCIATEUR: Final = "VILLE-06083"
MOTIF_DENONCIATION: Final = (
    "Courrier de la Ville du 10 septembre 2026 (fictif) : ses garanties d’emprunt passent à la communauté "
    "d’agglomération."
)
MULTIPARTITE: Final = ("EPCI-CAPL", "VILLE-06030", "VILLE-06079", "VILLE-06085")
REMARQUE_PART: Final = (
    "La délibération du 14 juin 2004 (fictive) garantit quatre logements aux Cerfs-volants, et non trois : la part "
    "est à revoir avec le registre."
)
REMARQUE_DUREE: Final = "Le conseil municipal préfère deux ans, puis deux reconductions : le mandat s’achève avant."
REPONSE_DUREE: Final = "Deux ans nous vont : la version 2 les reprend. La part attend votre pièce au registre."


def sign_conventions(acteur: Acteur) -> None:
    """Sign the conventions of 2026, the État's first; one lasts a year.

    Args:
        acteur: Who writes, for the bailleur.
    """
    for code, duree in EN_VIGUEUR.items():
        lue = _draft(acteur, (code,), REDIGEE)
        lue = _amend(acteur, lue, replace(lue.termes, duree=duree, npnru=NPNRU), REDIGEE)
        document = f"Convention 2026-{BASCULE.year + duree.annees - 1} du 27 mars 2026 (fictive)"
        lue = _say(acteur, lue, "transmission", REDIGEE)
        lue = _say(acteur, lue, "signature", SIGNEE, document=document)
        _say(acteur, lue, "entree_en_vigueur", SIGNEE, effet=BASCULE)


def negotiate_conventions(acteur: Acteur, partenaires: Mapping[str, Acteur]) -> None:
    """Tell the autumn: a denunciation, a signed convention that waits, a negotiation, a draft of several.

    Args:
        acteur: Who writes, for the bailleur.
        partenaires: Who speaks for each réservataire, by address.
    """
    _denounce(acteur)
    signed = _draft(acteur, ("AL",), AUTOMNE)
    signed = _say(acteur, signed, "transmission", AUTOMNE)
    _say(acteur, signed, "signature", REMARQUES, document="Convention 2027-2029 du 12 novembre 2026 (fictive)")
    _negotiate(acteur, partenaires[GRASSE.email])
    _draft(acteur, MULTIPARTITE, REPONSE)


def _denounce(acteur: Acteur) -> None:
    rows = list_conventions(acteur, DENONCEE.date())
    [row] = [row for row in rows if row.numero and row.comptes == (DENONCIATEUR,)]
    lue = read_convention(acteur, row.numero)
    _say(acteur, lue, "denonciation", DENONCEE, effet=FIN_DENONCEE, motif=MOTIF_DENONCIATION)


def _negotiate(acteur: Acteur, grasse: Acteur) -> None:
    lue = _say(acteur, _draft(acteur, ("VILLE-06069",), TRANSMISE), "transmission", TRANSMISE)
    remarquer(grasse, lue.row.pk, "part.VILLE-06069", REMARQUE_PART, REMARQUES)
    remarque = remarquer(grasse, lue.row.pk, "duree", REMARQUE_DUREE, REMARQUES + timedelta(minutes=4))
    repondre(acteur, remarque.pk, REPONSE_DUREE, REPONSE)
    lue = read_convention(acteur, lue.row.pk)
    _amend(acteur, lue, replace(lue.termes, duree=Duree(annees=2)), REPONSE)


def _draft(acteur: Acteur, codes: tuple[str, ...], moment: datetime) -> ConventionLue:
    row = rediger_convention(acteur, codes, moment)
    return read_convention(acteur, row.pk)


def _amend(acteur: Acteur, lue: ConventionLue, termes: Termes, moment: datetime) -> ConventionLue:
    seen = lue.derniere.numero
    enregistrer_termes(acteur, lue.row.pk, termes, version_vue=seen, motif="Relecture avec les parties", moment=moment)
    return read_convention(acteur, lue.row.pk)


def _say(
    acteur: Acteur,
    lue: ConventionLue,
    kind: TypeParole,
    moment: datetime,
    *,
    effet: date | None = None,
    document: str = "",
    motif: str = "",
) -> ConventionLue:
    saisie = SaisieParole(kind, moment.date(), effet, motif, document)
    dire(acteur, lue.row.pk, saisie, rang_vu=lue.vie.rang, moment=moment)
    return read_convention(acteur, lue.row.pk)
