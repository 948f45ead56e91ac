"""Named views: one's own in one organisation, withdrawn by a row, never a page number nor a file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.builders import MOMENT, Monde, a_user, an_acteur

from gef.access.acteur import Acteur
from gef.actions.vues import NOM_MAX, VUES_MAX, VueRefuseeError, enregistrer_vue, keep_requete, list_vues, retirer_vue
from gef.db.vues.models import VueEnregistree

PAGE = "web:orientation"


def keep(acteur: Acteur, nom: str = "Cannes", requete: str = "f-commune=Cannes", page: str = PAGE) -> VueEnregistree:
    return enregistrer_vue(acteur, page, nom, requete, MOMENT)


@pytest.mark.parametrize(
    ("requete", "kept"),
    [
        ("", ""),
        ("?f-commune=Cannes&page=3", "f-commune=Cannes"),
        ("fil-tri=solde&fil-sens=decroissant&fil-page=2&fil-format=csv", "fil-tri=solde&fil-sens=decroissant"),
        ("q=%C3%A9t%C3%A9&compte=VILLE", "q=%C3%A9t%C3%A9&compte=VILLE"),
        ("f-page=x", "f-page=x"),
        ("vide=", ""),
    ],
)
def test_a_view_is_filters_and_sort(requete: str, kept: str) -> None:
    assert keep_requete(requete) == kept


def test_a_person_finds_his_views_again_and_nobody_else_does(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    keep(acteur, "  Retards   de Cannes ")
    keep(acteur, "Antibes", "f-commune=Antibes&page=2")
    assert [(vue.nom, vue.requete) for vue in list_vues(acteur, PAGE)] == [
        ("Antibes", "f-commune=Antibes"),
        ("Retards de Cannes", "f-commune=Cannes"),
    ]
    assert list_vues(acteur, "web:obligations") == ()
    assert list_vues(an_acteur(monde.lecteur)) == ()  # of the same organisation
    both = a_user("Deux Maisons", monde.habitat_lys, monde.ville)
    keep(an_acteur(both, monde.ville))
    assert list_vues(an_acteur(both, monde.habitat_lys)) == ()


def test_a_withdrawn_view_stays_written_and_its_name_is_free_again(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    row = keep(acteur)
    retirer_vue(acteur, row.pk, MOMENT)
    assert list_vues(acteur) == ()
    assert VueEnregistree.objects.count() == 2
    with pytest.raises(Http404):
        retirer_vue(acteur, row.pk, MOMENT)
    keep(acteur)
    assert [vue.nom for vue in list_vues(acteur)] == ["Cannes"]


def test_the_view_of_another_is_not_there(monde: Monde) -> None:
    row = keep(an_acteur(monde.gestionnaire))
    for other in (monde.lecteur, monde.agent_ville):
        with pytest.raises(Http404):
            retirer_vue(an_acteur(other), row.pk, MOMENT)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"nom": "   "}, "0 signes"),
        ({"nom": "x" * (NOM_MAX + 1)}, "61 signes"),
        ({"page": "web:bilan"}, "attendu : web:pilotage"),
        ({"requete": "q=" + "x" * 1_001}, "trop de filtres"),
        ({"nom": "CANNES"}, "déjà « CANNES »"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_written(monde: Monde, fields: dict[str, str], message: str) -> None:
    acteur = an_acteur(monde.gestionnaire)
    keep(acteur)
    with pytest.raises(VueRefuseeError, match=message):
        keep(acteur, **fields)
    assert VueEnregistree.objects.count() == 1


def test_there_is_an_end_to_the_list(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    for rank in range(VUES_MAX):
        keep(acteur, f"vue {rank}")
    with pytest.raises(VueRefuseeError, match="retirez-en une"):
        keep(acteur, "une de trop")
    keep(acteur, page="web:obligations")


def test_who_assists_keeps_nothing(monde: Monde) -> None:
    acteur = replace(an_acteur(monde.gestionnaire), assistance_id=1)
    with pytest.raises(PermissionDenied):
        keep(acteur)
    row = keep(an_acteur(monde.gestionnaire))
    with pytest.raises(PermissionDenied):
        retirer_vue(acteur, row.pk, MOMENT)
