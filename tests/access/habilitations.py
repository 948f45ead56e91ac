"""The permission matrix: read from matrice.toml, run against the named world, printed for people.

`python -m tests.access.habilitations` rewrites docs/exploitation/habilitations.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gef.core.avertissements import GENRES

RACINE = Path(__file__).resolve().parents[2]
MATRICE = Path(__file__).with_name("matrice.toml")
PAGE = RACINE / "docs" / "exploitation" / "habilitations.md"
METHODES = ("GET", "POST")
NON_PRISE = 405

EN_TETES = {
    "anonyme": "Visiteur",
    "lecteur_soi": "Lecteur du bailleur",
    "gestionnaire_soi": "Gestionnaire du bailleur",
    "gestionnaire_autre": "Gestionnaire d’un autre bailleur",
    "reservataire_soi": "Réservataire concerné",
    "reservataire_autre": "Autre réservataire",
    "sans_organisation": "Sans organisation",
}
MOTS = {200: "oui", 302: "oui", 422: "oui", 403: "refusé", 404: "introuvable", 405: "–"}
INTRODUCTION = """# Habilitations

Qui peut faire quoi. Cette page est écrite à partir de la matrice que les tests rejouent, route par route et profil par
profil : une page sans ligne ici fait échouer les tests.

- Un **bailleur** voit tout ce qui est à lui. Son **gestionnaire** écrit, son **lecteur** lit.
- Un **réservataire** lit ses comptes, ses droits et les logements orientés vers lui, et rien de ce qui est aux autres.
  Son gestionnaire valide ou conteste les droits qu’il tient ou dont il use. Qui peut orienter chez lui répond pour les
  logements qu’il tient et désigne leurs candidats ; il n’écrit rien d’autre.
- Un **EPCI** et l’**État** lisent aussi les agrégats de leur territoire, tous bailleurs ensemble. Le gestionnaire d’un EPCI
  écrit les réunions et les décisions de sa conférence ; ses membres les lisent.
- Une personne qui a un **accès d’assistance** a ce qu’a le lecteur, ou le gestionnaire, de l’organisation, sauf les membres, les
  accès d’assistance, ses avertissements à marquer, ses e-mails à régler et ses vues à garder, qui lui sont refusés.
- « Introuvable » : la page ne dit pas si la chose existe. « Refusé » : elle existe, et le profil n’y a pas droit. Les
  pages d’un autre bailleur sont les siennes : « oui » ne lui montre que ses données.
"""


@dataclass(frozen=True, slots=True)
class LigneMatrice:
    """What each profile gets from a route with a method."""

    route: str
    methode: str
    quoi: str
    codes: Mapping[str, int]


def read_matrice() -> list[LigneMatrice]:
    """Read the matrix; a route without one of the methods, or a list of another length, raises."""
    data = tomllib.loads(MATRICE.read_text(encoding="utf-8"))
    profils = data.pop("profils")
    return [
        LigneMatrice(route, methode, row["quoi"], dict(zip(profils, row[methode], strict=True)))
        for route, row in data.items()
        for methode in METHODES
    ]


def render_page(lignes: list[LigneMatrice]) -> str:
    """Print the matrix in Markdown; a method that nobody may use on a route is left out."""
    heads = ["Page", "Acte", *EN_TETES.values()]
    rows = [_row(ligne) for ligne in lignes if {*ligne.codes.values()} - {NON_PRISE, ligne.codes["anonyme"]}]
    table = [f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows)]
    return _set_spaces(INTRODUCTION + "\n" + "\n".join(table) + "\n")


def _set_spaces(text: str) -> str:
    """Put the unbreakable spaces of French typography."""
    for plain, set_ in ((" :", "\u00a0:"), (" ;", "\u202f;"), ("« ", "«\u00a0"), (" »", "\u00a0»")):
        text = text.replace(plain, set_)
    return text


def _row(ligne: LigneMatrice) -> list[str]:
    acte = "voir" if ligne.methode == "GET" else "agir"
    words = [_word(ligne, profil) for profil in EN_TETES]
    return [ligne.quoi, acte, *words]


def _word(ligne: LigneMatrice, profil: str) -> str:
    code = ligne.codes[profil]
    if profil == "anonyme" and code == 302:
        return "connexion"
    if ligne.route == "connexion" and code == 302:
        return "déjà connecté"
    return MOTS[code]


def bodies() -> Mapping[str, Mapping[str, Any]]:
    """Give what is posted to each route; nothing to the others."""
    return {
        "web:logement": {"reservataire": "AL", "rang": "2", "motif": "Accord de la Ville le 2 juin."},
        "web:orientation-gestion": {"logement": "L-2026-0002|2"},
        "web:parc-rapport": {"decision": "abandonner"},
        "web:conversion-scenarios": {"rapide": "9/10"},
        "web:conversion-derogations": {
            "code": "etat",
            "valeur": "35",
            "portee": "departement",
            "exercice": "2026",
            "clause": "besoin économique",
            "document": "arrêté du 2 janvier 2026",
        },
        "web:assistance-ouvrir": {
            "email": "aide@exemple.fr",
            "role": "lecteur",
            "nombre": "4",
            "unite": "heures",
            "motif": "Relire la conversion avec vous.",
        },
        "web:convention": {"acte": "remarquer", "terme": "duree", "texte": "Deux ans suffisent."},
        "web:convention-termes": {"acte": "enregistrer"},
        "web:avertissements-emails": {code: genre.frequence for code, genre in GENRES.items()},
        "web:conversion-retenir": {"version": "1", "motif": "Accord des partenaires le 2 juin."},
    }


if __name__ == "__main__":
    PAGE.write_text(render_page(read_matrice()), encoding="utf-8")
