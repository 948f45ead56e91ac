"""Words and their effects: the part that the accounts read, who is told, and what is refused whole."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.actions.convention_exemple import (
    DEBUT,
    DOCUMENT,
    FIN,
    a_draft,
    a_sent,
    a_signed,
    amend,
    in_force,
    later,
    say,
    with_part,
)
from tests.builders import MOMENT, Monde, an_acteur

from gef.actions.conventions import (
    ConventionChangeeError,
    ConventionRefuseeError,
    enregistrer_termes,
    read_convention,
    write_version,
)
from gef.actions.flux import load_flux
from gef.actions.paroles_conventions import SaisieParole, dire, name_objet, say_parole
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.core.termes import DelaiConvenu
from gef.db.avertissements.models import Avertissement
from gef.db.conventions.models import ParoleConvention
from gef.db.delais.models import DelaiConvention
from gef.db.flux.models import Convention
from gef.db.flux.requetes import conventions_of
from gef.db.journal.models import Acte

MOTIF = "Le conseil municipal ne renouvelle pas sa garantie."


def parts_of(monde: Monde, code: str = "VILLE") -> list[tuple[Fraction, date, date | None]]:
    rows = conventions_of(monde.habitat_lys.pk).filter(reservataire__code=code)
    return [(row.part, row.debut, row.fin) for row in rows]


def told(monde: Monde) -> list[tuple[str, str]]:
    return list(Avertissement.objects.order_by("pk").values_list("organisation__nom", "genre"))


def test_a_convention_in_force_writes_the_part_that_the_accounts_read(monde: Monde) -> None:
    before = parts_of(monde)
    assert before == [(Fraction(1, 5), date(2024, 1, 1), None)]
    lue = a_draft(monde)
    lue = amend(
        an_acteur(monde.gestionnaire), lue, parts=with_part(lue.termes, "22/100").parts, politique_refus="compte"
    )
    for kind, fields in (
        ("transmission", {}),
        ("signature", {"document": DOCUMENT}),
        ("entree_en_vigueur", {"effet": DEBUT}),
    ):
        assert parts_of(monde) == before
        lue = say(an_acteur(monde.gestionnaire), lue, kind, **fields)
    assert (lue.vie.etat, lue.vie.fin) == ("en_vigueur", FIN)
    assert parts_of(monde) == [(Fraction(1, 5), date(2024, 1, 1), DEBUT), (Fraction(11, 50), DEBUT, FIN)]
    new = conventions_of(monde.habitat_lys.pk).get(debut=DEBUT)
    assert (new.politique_refus, new.source) == ("compte", f"{DOCUMENT} (version 2)")
    assert new.origine.parole.type == "entree_en_vigueur"
    assert Convention.objects.filter(reservataire__code="VILLE").count() == 3, "nothing is erased"
    table = load_flux(monde.habitat_lys.pk).livre.parts
    assert table.au(date(2026, 6, 30), "06029")["VILLE"] == Fraction(1, 5)
    assert table.au(DEBUT, "06029")["VILLE"] == Fraction(11, 50)


def test_the_delays_of_the_convention_are_recorded_for_its_days(monde: Monde) -> None:
    lue = a_draft(monde)
    delais = (DelaiConvenu("reponse", 3, "ouvrables", "reprendre", "non_compte"),)
    lue = amend(an_acteur(monde.gestionnaire), lue, delais=delais)
    for kind, fields in (
        ("transmission", {}),
        ("signature", {"document": DOCUMENT}),
        ("entree_en_vigueur", {"effet": DEBUT}),
    ):
        lue = say(an_acteur(monde.gestionnaire), lue, kind, **fields)
    row = DelaiConvention.objects.get()
    assert (row.reservataire.code, row.nombre, row.debut, row.fin) == ("VILLE", 3, DEBUT, FIN)


def test_the_etat_s_two_accounts_get_their_parts(monde: Monde) -> None:
    in_force(monde, "ETAT-P")
    assert parts_of(monde, "ETAT-P")[-1] == (Fraction(1, 4), DEBUT, FIN)
    assert parts_of(monde, "ETAT-F")[-1] == (Fraction(1, 20), DEBUT, FIN)


def test_an_avenant_replaces_the_days_that_follow(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    lue = in_force(monde)
    with pytest.raises(ConventionRefuseeError, match="Aucun avenant n’est préparé"):
        say(acteur, lue, "projet_avenant")
    version = lue.derniere.numero

    write_version(
        acteur, lue.row, with_part(lue.termes, "23/100"), numero=version + 1, motif="", moment=MOMENT, is_avenant=True
    )
    lue = read_convention(acteur, lue.row.pk)
    with pytest.raises(ConventionRefuseeError, match="le transmettre d’abord"):
        say(acteur, lue, "avenant", effet=date(2027, 1, 1), document="Avenant 1")
    lue = say(acteur, lue, "projet_avenant")
    assert lue.vie.version == version
    lue = say(acteur, lue, "avenant", effet=date(2027, 1, 1), document="Avenant 1")
    assert (lue.vie.etat, lue.vie.version) == ("en_vigueur", version + 1)
    assert parts_of(monde)[1:] == [
        (Fraction(1, 5), DEBUT, date(2027, 1, 1)),
        (Fraction(23, 100), date(2027, 1, 1), FIN),
    ]


def test_an_avenant_from_the_first_day_replaces_the_part(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    lue = in_force(monde)

    write_version(acteur, lue.row, with_part(lue.termes, "23/100"), numero=2, motif="", moment=MOMENT, is_avenant=True)
    lue = say(acteur, read_convention(acteur, lue.row.pk), "projet_avenant")
    say(acteur, lue, "avenant", effet=DEBUT, document="Avenant 1")
    assert parts_of(monde)[1:] == [(Fraction(23, 100), DEBUT, FIN)]


def test_a_renewal_goes_on_for_a_year(monde: Monde) -> None:
    lue = in_force(monde)
    lue = say(an_acteur(monde.gestionnaire), lue, "reconduction", moment=later(date(2029, 7, 4)))
    assert (lue.vie.etat, lue.vie.fin) == ("reconduite", date(2030, 7, 1))
    assert parts_of(monde)[-1] == (Fraction(1, 5), FIN, date(2030, 7, 1))


def test_a_denunciation_cuts_the_part(monde: Monde) -> None:
    lue = in_force(monde)
    ville = an_acteur(monde.agent_ville)
    lue = say(ville, lue, "denonciation", effet=date(2026, 12, 31), motif=MOTIF)
    assert (lue.vie.etat, lue.vie.fin) == ("denoncee", date(2026, 12, 31))
    assert parts_of(monde)[-1] == (Fraction(1, 5), DEBUT, date(2026, 12, 31))
    assert told(monde)[-1] == ("Habitat Lys", "convention_echeance")


def test_a_part_that_starts_in_the_period_is_not_run_over(monde: Monde) -> None:
    Convention.objects.create(reservataire=monde.comptes["VILLE"], part=Fraction(1, 10), debut=date(2027, 1, 1))
    lue = a_signed(monde)
    with pytest.raises(ConventionRefuseeError, match="une autre est inscrite à partir du 01/01/2027"):
        say(an_acteur(monde.gestionnaire), lue, "entree_en_vigueur", effet=DEBUT)
    assert ParoleConvention.objects.count() == 2, "nothing half-written"


def test_terms_that_the_law_refuses_are_not_sent(monde: Monde) -> None:
    lue = a_draft(monde)
    parts = with_part(lue.termes, "1").parts
    lue = amend(an_acteur(monde.gestionnaire), lue, parts=parts)
    with pytest.raises(ConventionRefuseeError, match="Avec les autres conventions"):
        say(an_acteur(monde.gestionnaire), lue, "transmission")
    assert not ParoleConvention.objects.exists()


def test_the_other_side_is_told(monde: Monde) -> None:
    lue = a_signed(monde)
    assert told(monde) == [("Ville de Lys", "convention_transmise"), ("Ville de Lys", "convention_signee")]
    assert {row.objet for row in Avertissement.objects.all()} == {name_objet(lue.row)} == {f"{lue.row.pk} Ville de Lys"}


def test_a_party_opens_the_negotiation_and_signs_nothing(monde: Monde) -> None:
    lue = a_sent(monde)
    ville = an_acteur(monde.agent_ville)
    assert say(ville, lue, "negociation").vie.etat == "en_negociation"
    with pytest.raises(DonneeInvalideError, match="l’acte du bailleur"):
        say(ville, read_convention(ville, lue.row.pk), "signature", document=DOCUMENT)


def test_who_speaks_on_what_moved_is_told_so(monde: Monde) -> None:
    lue = a_sent(monde)
    acteur = an_acteur(monde.gestionnaire)
    say(acteur, lue, "signature", document=DOCUMENT)
    with pytest.raises(ConventionChangeeError):
        dire(acteur, lue.row.pk, SaisieParole("signature", MOMENT.date(), document=DOCUMENT), rang_vu=1, moment=MOMENT)


@pytest.mark.parametrize("kind", ["signature", "reconduction", "echeance", "avenant"])
def test_what_cannot_follow_is_refused(monde: Monde, kind: Any) -> None:
    with pytest.raises((TransitionInterditeError, ConventionRefuseeError, DonneeInvalideError)):
        say(an_acteur(monde.gestionnaire), a_draft(monde), kind, document=DOCUMENT, effet=DEBUT)


def test_a_reader_says_nothing(monde: Monde) -> None:
    lue = a_sent(monde)
    with pytest.raises(PermissionDenied):
        say(an_acteur(monde.lecteur), lue, "signature", document=DOCUMENT)


def test_the_journal_keeps_each_word(monde: Monde) -> None:
    in_force(monde)
    assert [a.acte for a in Acte.objects.order_by("pk")] == [
        "convention-version",
        "convention-transmission",
        "convention-signature",
        "convention-entree-en-vigueur",
    ]
    assert say_parole("signature") == "Acte inscrit : signature."


def test_a_draft_that_is_only_seen_by_its_bailleur_stays_his(monde: Monde) -> None:
    lue = a_draft(monde)
    enregistrer_termes(an_acteur(monde.gestionnaire), lue.row.pk, lue.termes, version_vue=1, motif="", moment=MOMENT)
    assert not Avertissement.objects.exists()


def test_one_convention_only_holds_with_a_party(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    held = in_force(monde)
    following = a_signed(monde)
    with pytest.raises(ConventionRefuseeError, match="court jusqu’au 01/07/2029 exclu"):
        say(acteur, following, "entree_en_vigueur", effet=date(2027, 1, 1))
    held = say(acteur, held, "denonciation", effet=date(2027, 1, 1), motif=MOTIF)
    say(acteur, following, "entree_en_vigueur", effet=date(2027, 1, 1))
    assert parts_of(monde)[1:] == [
        (Fraction(1, 5), DEBUT, date(2027, 1, 1)),
        (Fraction(1, 5), date(2027, 1, 1), date(2030, 1, 1)),
    ]
