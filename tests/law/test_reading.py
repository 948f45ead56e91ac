"""Every fault of a file of parameters is refused in French, with the file and the key."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.law.builders import a_file

from gef.law.errors import DroitInvalideError
from gef.law.reading import parse_libelles, parse_parametres

ABSENCE = """
[[parametre.absence]]
depuis = 2017-01-01
jusqua = 2018-01-01
raison = "Rien avant."
"""


def _seconde(depuis: str, jusqua: str = "") -> str:
    """A second value of the same parameter."""
    lignes = a_file(f"depuis = {depuis}\njusqua = {jusqua}").splitlines()
    return "\n".join(lignes[lignes.index("[[parametre.valeur]]") :])


def test_a_good_file_is_read_whole():
    texte = a_file(
        valeur="""
        remarque = "Un piège."
        grade_date = "C"
        numero = "L98"
        partage = true
        beneficiaires = ["commune", "epci"]
        publics = ["dalo"]
        evenements = ["attribution"]
        derogation = { actes = ["arrete_prefectoral"], fondement = "un an", duree_max_mois = 12, motifs = ["urgence"] }
        """,
        texte='lien = "https://exemple.fr/"\nsuivi_jusqu_au = 2025-07-02',
        reste=ABSENCE,
    )
    (parametre,) = parse_parametres("cch/essai.toml", texte)
    valeur = parametre.au(date(2026, 1, 1))
    assert (parametre.code, parametre.numero, parametre.unite, parametre.sens) == (
        "part_test",
        "L99",
        "fraction",
        "plafond",
    )
    assert (parametre.article, parametre.fichier) == ("CCH art. R. 999-1", "cch/essai.toml")
    assert (valeur.parametre, valeur.numero, valeur.valeur) == ("part_test", "L98", Fraction(3, 10))
    assert (valeur.lien, valeur.suivi_jusqu_au) == ("https://exemple.fr/", date(2025, 7, 2))
    assert (valeur.grade, valeur.grade_date, valeur.partage) == ("A", "C", True)
    assert (valeur.beneficiaires, valeur.publics, valeur.evenements) == (
        ("commune", "epci"),
        ("dalo",),
        ("attribution",),
    )
    assert valeur.derogation is not None
    assert (valeur.derogation.duree_max_mois, valeur.derogation.motifs) == (12, ("urgence",))
    assert parametre.absences[0].raison == "Rien avant."
    assert parametre.absences[0].numero == "L99"


def test_what_is_left_out_takes_its_default():
    (parametre,) = parse_parametres("essai.toml", a_file())
    valeur = parametre.valeurs[0]
    assert (valeur.lien, valeur.remarque, valeur.grade_date, valeur.inclus_dans) == ("", "", "A", "")
    assert (valeur.derogation, valeur.partage, valeur.suivi_jusqu_au, valeur.jusqua) == (None, False, None, None)
    assert valeur.numero == "L99"


@pytest.mark.parametrize(
    ("valeur", "cle", "attendu"),
    [
        ("inconnue = 1", "inconnue", "clé inconnue"),
        ("parametre = 'autre'", "parametre", "clé inconnue"),
        ("valeur =", "valeur", "clé absente"),
        ("valeur = 0.3", "valeur", "« 0.3 » trouvé ; attendu : une part"),
        ('valeur = "130/100"', "valeur", "comprise entre 0 et 1"),
        ('valeur = "30%"', "valeur", "une part écrite comme une fraction"),
        ("depuis =", "depuis", "clé absente ; attendu : une date"),
        ('depuis = "2018-01-01"', "depuis", "sans guillemets"),
        ("depuis = 2018-01-01T00:00:00", "depuis", "une date"),
        ("jusqua = 2018-01-01", "jusqua", "un jour après le 01/01/2018"),
        ("jusqua = 2024-01-01", "jusqua", "rien après le 01/01/2024"),
        ('grade = "D"', "grade", "« D » trouvé ; attendu : l’un de A, B, C"),
        ("grade =", "grade", "clé absente"),
        ('grade_date = "a"', "grade_date", "l’un de A, B, C"),
        ("base_code =", "base_code", "obligatoire pour une part"),
        ('base_code = "parc"', "base_code", "l’un de patrimoine_bailleur"),
        ('base = " "', "base", "un texte entre guillemets"),
        ("niveau =", "niveau", "clé absente"),
        ("reference = 12", "reference", "« 12 » trouvé"),
        ("verifie_le =", "verifie_le", "clé absente"),
        ("remarque = 3", "remarque", "un texte entre guillemets, ou rien"),
        ('lien = "www.exemple.fr"', "lien", "https://"),
        ('partage = "oui"', "partage", "true ou false"),
        ('beneficiaires = "commune"', "beneficiaires", "une liste de codes"),
        ('beneficiaires = ["Préfet"]', "beneficiaires", "une liste de codes"),
        ("derogation = true", "derogation", "une table"),
        ('derogation = { actes = [], fondement = "x" }', "actes", "au moins un acte"),
        ('derogation = { actes = ["decret"], fondement = "x" }', "actes", "« decret » trouvé"),
        ('derogation = { actes = ["decision_cil"] }', "fondement", "clé absente"),
        ('derogation = { actes = ["decision_cil"], fondement = "x", duree_max_mois = 0 }', "duree_max_mois", "« 0 »"),
        ('derogation = { actes = ["decision_cil"], fondement = "x", duree_max_mois = true }', "duree_max_mois", "mois"),
        ('derogation = { actes = ["decision_cil"], fondement = "x", cause = "y" }', "cause", "clé inconnue"),
    ],
)
def test_a_fault_in_a_value_names_file_parameter_and_key(valeur, cle, attendu):
    with pytest.raises(DroitInvalideError) as levee:
        parse_parametres("cch/essai.toml", a_file(valeur))
    message = str(levee.value)
    assert message.startswith("cch/essai.toml, paramètre part_test")
    assert f"clé « {cle} »" in message
    assert attendu in message


@pytest.mark.parametrize(
    ("texte", "debut", "attendu"),
    [
        ("= rien", "essai.toml : TOML illisible", ""),
        ('[autre]\na = 1\n[texte]\narticle = "A"', "essai.toml, clé « autre »", "clé inconnue"),
        ("parametre = []", "essai.toml, clé « texte »", "clé absente"),
        ('texte = "A"', "essai.toml, clé « texte »", "une table TOML"),
        ('[texte]\narticle = "A"\nauteur = "B"', "essai.toml, texte, clé « auteur »", "clé inconnue"),
        ('parametre = 3\n[texte]\narticle = "A"', "essai.toml, clé « parametre »", "des tables [[parametre]]"),
        (a_file(texte="article ="), "essai.toml, texte, clé « article »", "clé absente"),
        (a_file(texte="suivi_jusqu_au = 2025"), "essai.toml, texte, clé « suivi_jusqu_au »", "une date"),
        (a_file(texte='lien = "ftp://x"'), "essai.toml, texte, clé « lien »", "https://"),
        (a_file(parametre="code ="), "essai.toml, clé « code »", "clé absente"),
        (a_file(parametre='code = "Part"'), "essai.toml, paramètre Part, clé « code »", "minuscules"),
        (a_file(parametre='unite = "euros"'), "essai.toml, paramètre part_test, clé « unite »", "l’un de fraction"),
        (a_file(parametre='sens = "haut"'), "essai.toml, paramètre part_test, clé « sens »", "l’un de plafond"),
        (a_file(parametre="numero = 14"), "essai.toml, paramètre part_test, clé « numero »", "texte"),
        (a_file(parametre='note = "x"'), "essai.toml, paramètre part_test, clé « note »", "clé inconnue"),
        (
            a_file().split("[[parametre.valeur]]", maxsplit=1)[0],
            "essai.toml, paramètre part_test, clé « valeur »",
            "au moins une période",
        ),
        (
            a_file(reste=ABSENCE.replace("raison", "motif")),
            "essai.toml, paramètre part_test, absence n° 1, clé « motif »",
            "clé inconnue",
        ),
        (
            a_file(reste=ABSENCE.replace("2018-01-01", "2017-06-01")),
            "essai.toml, paramètre part_test, clé « jusqua »",
            "trou du 01/06/2017 au 01/01/2018",
        ),
        (
            a_file(reste=ABSENCE.replace("2018-01-01", "2018-01-02")),
            "essai.toml, paramètre part_test, clé « depuis »",
            "chevauchement le 01/01/2018",
        ),
        (
            a_file(reste=_seconde("2020-01-01")),
            "essai.toml, paramètre part_test, clé « depuis »",
            "chevauchement le 01/01/2020",
        ),
        (
            a_file(reste=_seconde("2018-01-01")),
            "essai.toml, paramètre part_test, clé « depuis »",
            "chevauchement le 01/01/2018",
        ),
    ],
)
def test_a_fault_elsewhere_names_file_and_key(texte, debut, attendu):
    with pytest.raises(DroitInvalideError) as levee:
        parse_parametres("essai.toml", texte)
    assert str(levee.value).startswith(debut)
    assert attendu in str(levee.value)


def test_periods_may_be_written_in_any_order_and_touch_without_overlap():
    texte = a_file("depuis = 2020-01-01", reste=_seconde("2018-01-01", "2020-01-01") + ABSENCE)
    (parametre,) = parse_parametres("essai.toml", texte)
    assert [valeur.depuis for valeur in parametre.valeurs] == [date(2018, 1, 1), date(2020, 1, 1)]
    assert parametre.au(date(2019, 12, 31)).depuis == date(2018, 1, 1)
    assert parametre.au(date(2020, 1, 1)).depuis == date(2020, 1, 1)


def test_a_parameter_may_have_only_an_absence():
    texte = a_file().split("[[parametre.valeur]]", maxsplit=1)[0] + ABSENCE.replace("jusqua = 2018-01-01\n", "")
    (parametre,) = parse_parametres("essai.toml", texte)
    assert parametre.valeurs == ()


def test_labels_are_gathered_from_every_family():
    assert parse_libelles("codes.toml", '[a]\nanru = "ANRU"\n[b]\nlhi = "LHI"') == {"anru": "ANRU", "lhi": "LHI"}


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ('[a]\nanru = "A"\n[b]\nanru = "B"', "codes.toml, b, clé « anru » : code répété"),
        ('[a]\n"État" = "A"', "codes.toml, a, clé « État »"),
        ("[a]\nanru = 3", "codes.toml, a, clé « anru » : « 3 » trouvé"),
        ('anru = "A"', "codes.toml, clé « anru »"),
        ("[a", "codes.toml : TOML illisible"),
    ],
)
def test_a_fault_in_the_labels_names_the_family_and_the_code(texte, attendu):
    with pytest.raises(DroitInvalideError) as levee:
        parse_libelles("codes.toml", texte)
    assert str(levee.value).startswith(attendu)
