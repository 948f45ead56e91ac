"""A notice: the dwelling of the parc, its liberation and its fact, or nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import CANNES, JOUR, MOMENT, Monde, an_acteur, an_orientation

from gef.access.models import Organisation
from gef.actions.faits import FaitRefuseError, SaisieFait, inscrire_fait
from gef.actions.flux import load_flux
from gef.actions.preavis import SaisiePreavis, inscrire_preavis, lire_preavis
from gef.core.errors import DonneeInvalideError
from gef.db.flux.models import Fait, Liberation
from gef.db.journal.models import Acte
from gef.db.patrimoine.models import Logement, Parc

SAISIE = SaisiePreavis("0612345678", date(2026, 6, 10), "trois_mois")


def a_parc(bailleur: Organisation, millesime: int = 2026, **fields: object) -> Logement:
    parc = Parc.objects.create(
        bailleur=bailleur, millesime=millesime, logements_count=1, rapport={}, importe_le=MOMENT, chemin="p"
    )
    defaults = {"ident_rep": "0612345678", "ident_int": "A-12", "commune": CANNES, "typologie": "T3"}
    return Logement.objects.create(parc=parc, ligne=2, **defaults | {"financement": "PLUS", "surface_m2": 62} | fields)


def written(monde: Monde) -> int:
    return Liberation.objects.filter(bailleur=monde.habitat_lys).count() - len(monde.liberations)


def test_the_dwelling_is_taken_from_the_parc_with_its_notice(monde: Monde) -> None:
    a_parc(monde.habitat_lys, programme="Les Goélands", qpv=True, periode="1975_1989", loyer_centimes=40215)
    row = inscrire_preavis(an_acteur(monde.gestionnaire), SAISIE, MOMENT)
    assert (row.reference, row.libre_le, row.commune, row.epci) == (
        "0612345678",
        date(2026, 9, 10),
        CANNES,
        "200039915",
    )
    assert (row.typologie, row.surface_m2, row.qpv, row.loyer_centimes) == ("T3", 62, True, 40215)
    fact = Fait.objects.get(liberation=row)
    assert (fact.type, fact.date, fact.precision) == ("preavis", SAISIE.preavis_le, {"duree": "trois_mois"})
    assert Acte.objects.get().details["libre_le"] == "2026-09-10"
    suivi = load_flux(monde.habitat_lys.pk).suivis[row.pk]
    assert (suivi.etat.etat, suivi.is_en_attente) == ("annonce", True)
    an_orientation(an_acteur(monde.gestionnaire), row.reference)


def test_reading_writes_nothing_and_the_newest_parc_is_read(monde: Monde) -> None:
    a_parc(monde.habitat_lys, 2025, typologie="T2")
    a_parc(monde.habitat_lys, 2026, typologie="T4")
    lu = lire_preavis(an_acteur(monde.gestionnaire), SaisiePreavis("A-12", SAISIE.preavis_le, "un_mois"))
    assert (lu.liberation.typologie, lu.liberation.libre_le) == ("T4", date(2026, 7, 10))
    assert written(monde) == 0


def test_out_of_the_flux_no_account_moves_and_the_dwelling_may_be_freed_again_once_let(monde: Monde) -> None:
    a_parc(monde.habitat_lys)
    acteur = an_acteur(monde.gestionnaire)
    saisie = SaisiePreavis(SAISIE.logement, SAISIE.preavis_le, "un_mois", "mutations")
    first = inscrire_preavis(acteur, saisie, MOMENT)
    assert load_flux(monde.habitat_lys.pk).suivis[first.pk].etat.etat == "hors_flux"
    with pytest.raises(FaitRefuseError, match="déjà libéré sous la référence 0612345678"):
        inscrire_preavis(acteur, SAISIE, MOMENT)
    for rang, kind in enumerate(("attribution", "bail"), start=1):
        inscrire_fait(acteur, first.reference, SaisieFait(kind, JOUR), rang_vu=rang, moment=MOMENT)
    assert inscrire_preavis(acteur, SAISIE, MOMENT).reference == "0612345678 (2)"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"logement": "0600000000"}, "inconnu dans le parc au 1er janvier 2026 ; attendu : un numéro RPLS"),
        ({"logement": ""}, "inconnu"),
        ({"preavis_le": JOUR + timedelta(days=1)}, "à venir ; attendu : le jour où il a été reçu"),
        ({"hors_flux": "demolition"}, "attendu : rien, ou mutations"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(monde: Monde, fields: dict[str, object], message: str) -> None:
    a_parc(monde.habitat_lys)
    asked = {"logement": SAISIE.logement, "preavis_le": SAISIE.preavis_le, "duree": "un_mois", **fields}
    with pytest.raises(FaitRefuseError, match=message):
        inscrire_preavis(an_acteur(monde.gestionnaire), SaisiePreavis(**asked), MOMENT)  # type: ignore[arg-type]
    assert (written(monde), Fait.objects.count()) == (0, 0)


def test_the_parc_of_another_bailleur_is_not_read_and_a_reader_writes_nothing(monde: Monde) -> None:
    a_parc(monde.logis_de_passage)
    with pytest.raises(FaitRefuseError, match="aucun parc importé"):
        inscrire_preavis(an_acteur(monde.gestionnaire), SAISIE, MOMENT)
    with pytest.raises(PermissionDenied):
        lire_preavis(an_acteur(monde.lecteur), SAISIE)
    a_parc(monde.habitat_lys)
    with pytest.raises(DonneeInvalideError, match="durée"):
        inscrire_preavis(an_acteur(monde.gestionnaire), SaisiePreavis(SAISIE.logement, JOUR, "deux_mois"), MOMENT)
