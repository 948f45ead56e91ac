"""Worked examples of the assiette: published texts, and the readings of them that are refused."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from gef.core.assiette import (
    Assiette,
    EntreeAssiette,
    Exclusion,
    ReleveRotation,
    Soustraction,
    TauxRotation,
    calculer_assiette,
    calculer_taux_rotation,
    estimer_mutations,
)
from gef.core.motifs import Source
from gef.errors import GefError


def load_cas():
    for chemin in sorted(Path(__file__).parent.glob("assiette*.toml")):
        document = tomllib.loads(chemin.read_text(encoding="utf-8"))
        for cas in document["cas"]:
            yield pytest.param(Source(document["source"], "pratique"), cas, id=f"{chemin.stem} : {cas['titre']}")


def a_taux(brut: dict, source: Source) -> TauxRotation:
    numerateur_exclut = frozenset(brut["numerateur_exclut"])
    if "releves" not in brut:
        valeur = Fraction(brut["valeur"])
        return TauxRotation(valeur, numerateur_exclut, frozenset(), "bailleur", tuple(brut["annees"]), source)
    releves = [ReleveRotation(r.pop("annee"), r.pop("parc"), r) for r in (dict(r) for r in brut["releves"])]
    return calculer_taux_rotation(releves, perimetre="bailleur", source=source, numerateur_exclut=numerateur_exclut)


def run(cas: dict, source: Source) -> Assiette:
    exclusions = tuple(Exclusion(**ligne, source=source) for ligne in cas["exclusions"])
    taux = a_taux(cas["taux"], source)
    soustractions = [Soustraction(s["categorie"], Fraction(s["logements"]), source) for s in cas["soustractions"]]
    if "mutations" in cas:
        eligible = cas["parc"] - sum(e.logements for e in exclusions)
        bases = {"parc_eligible": Fraction(eligible), "logements_liberes": eligible * taux.valeur}
        base = cas["mutations"]["base"]
        soustractions.append(estimer_mutations(Fraction(cas["mutations"]["taux"]), base, bases[base], source))
    return calculer_assiette(EntreeAssiette(cas["exercice"], cas["parc"], exclusions, taux, tuple(soustractions)))


@pytest.mark.parametrize(("source", "cas"), list(load_cas()))
def test_assiette_agrees_with_the_worked_example(source: Source, cas: dict) -> None:
    if "erreur" in cas:
        with pytest.raises(GefError) as erreur:
            run(cas, source)
        assert [extrait for extrait in cas["erreur"] if extrait not in str(erreur.value)] == []
        return
    assiette = run(cas, source)
    attendues = {code: Fraction(valeur) for code, valeur in cas["etapes"].items()}
    trouvees = {code: Fraction(assiette.explication.etape(code).valeur) for code in attendues}
    assert trouvees == attendues
    assert assiette.assiette == attendues["assiette"]
