"""Small laws for tests, written as the packaged files are."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from gef.law.locales import ValeurLocale
from gef.law.model import Derogation, Parametre, Valeur

VERIFIE_LE = date(2026, 11, 22)


def a_valeur(**changes) -> Valeur:
    champs = {
        "parametre": "part_test",
        "numero": "L99",
        "depuis": date(2020, 1, 1),
        "jusqua": None,
        "valeur": Fraction(3, 10),
        "texte": "Une part.",
        "base": "flux du bailleur",
        "base_code": "flux_bailleur",
        "niveau": "bailleur",
        "reference": "CCH art. R. 999-1",
        "lien": "",
        "grade": "A",
        "grade_date": "A",
        "verifie_le": VERIFIE_LE,
    }
    return Valeur(**{**champs, **changes})


def a_parametre(*valeurs: Valeur, absences=(), **changes) -> Parametre:
    champs = {
        "code": "part_test",
        "numero": "L99",
        "libelle": "Part d’essai",
        "unite": "fraction",
        "sens": "plafond",
        "article": "CCH art. R. 999-1",
        "fichier": "essai.toml",
        "valeurs": valeurs or (a_valeur(),),
        "absences": tuple(absences),
    }
    return Parametre(**{**champs, **changes})


def a_derogation(**changes) -> Derogation:
    champs = {
        "actes": ("stipulation_convention", "protocole_departemental"),
        "fondement": "« sauf stipulation contraire »",
    }
    return Derogation(**{**champs, **changes})


def a_locale(**changes) -> ValeurLocale:
    champs = {
        "parametre": "part_test",
        "valeur": Fraction(1, 4),
        "base": "flux du bailleur",
        "base_code": "flux_bailleur",
        "acte": "stipulation_convention",
        "document": "Convention Lys 2024",
        "clause": "article 4",
        "depuis": date(2024, 1, 1),
        "jusqua": None,
        "departement": "01",
        "convention": "lys-etat",
    }
    return ValeurLocale(**{**champs, **changes})


def a_file(valeur: str = "", parametre: str = "", texte: str = "", reste: str = "") -> str:
    """TOML of a file with one parameter; each argument adds or overrides keys of one table."""
    return "\n".join(
        (
            _table("[texte]", {"article": '"CCH art. R. 999-1"', "titre": '"Essai"'}, texte),
            _table(
                "[[parametre]]",
                {
                    "code": '"part_test"',
                    "numero": '"L99"',
                    "libelle": '"Part d’essai"',
                    "unite": '"fraction"',
                    "sens": '"plafond"',
                },
                parametre,
            ),
            _table(
                "[[parametre.valeur]]",
                {
                    "depuis": "2018-01-01",
                    "valeur": '"30/100"',
                    "texte": '"Une part."',
                    "base": '"flux du bailleur"',
                    "base_code": '"flux_bailleur"',
                    "niveau": '"bailleur"',
                    "reference": '"CCH art. R. 999-1"',
                    "grade": '"A"',
                    "verifie_le": "2026-11-22",
                },
                valeur,
            ),
            reste,
        )
    )


def _table(titre: str, cles: dict[str, str], changes: str) -> str:
    """One TOML table; a change « cle = » without a value removes the key."""
    finales = dict(cles)
    for ligne in filter(None, (ligne.strip() for ligne in changes.splitlines())):
        cle, _, contenu = ligne.partition("=")
        finales[cle.strip()] = contenu.strip()
    return "\n".join([titre, *(f"{cle} = {contenu}" for cle, contenu in finales.items() if contenu)])
