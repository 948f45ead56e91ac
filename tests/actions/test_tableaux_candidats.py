"""The candidates as who designates them reads them."""

from __future__ import annotations

from decimal import Decimal

from tests.builders import MOMENT, Monde

from gef.actions.tableaux_candidats import describe_menage, table_candidats
from gef.db.designation.models import Candidat, RetraitCandidat


def a_candidat(monde: Monde, ordre: int, **fields: object) -> Candidat:
    defaults = {"tour": 1, "personnes": 2, "numero_unique": f"06{ordre:016d}", "ecrit_le": MOMENT}
    return Candidat.objects.create(liberation=monde.liberations[0], ordre=ordre, **defaults | fields)


def test_what_is_declared_or_verified_is_said_and_what_is_not_known_too(monde: Monde) -> None:
    a_candidat(monde, 1, public="dalo", public_valide=True, quartile=1, cotation=Decimal("71.5"), eligibles=["AL"])
    a_candidat(monde, 2)
    RetraitCandidat.objects.create(candidat=a_candidat(monde, 3), cause="dossier", ecrit_le=MOMENT)
    rows = Candidat.objects.select_related("retrait").order_by("ordre")
    table = table_candidats(list(rows), {"AL": "Action Logement"})
    first, second, third = (row.valeurs for row in table.lignes)
    assert (first["public"], first["quartile"], first["eligibles"]) == (
        "reconnu au titre du DALO",
        "premier quartile",
        "Action Logement",
    )
    assert table.lignes[0].details == {"public": "vérifié", "quartile": "déclaré"}
    assert (second["public"], second["quartile"], second["cotation"], second["retrait"]) == (None, None, None, None)
    assert third["retrait"] == "dossier incomplet"


def test_a_household_is_described_by_its_size(monde: Monde) -> None:
    assert describe_menage(a_candidat(monde, 1, personnes=1)) == "1\xa0personne"
    assert describe_menage(a_candidat(monde, 2, personnes=4, enfants=2)) == "4\xa0personnes, dont 2\xa0mineurs"
