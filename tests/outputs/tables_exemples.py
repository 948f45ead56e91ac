"""Tables and calculations that the tests of the outputs share."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from gef.core.motifs import Etape, Explication, Source
from gef.outputs.tables import Colonne, Ligne, Table

FINANCEMENTS = {"plai": "PLAI", "plus": "PLUS", "pls": "PLS"}
COLONNES = (
    Colonne("nom", "Réservataire", aide="Titulaire d’une convention en cours.", filtre="texte", entete=True),
    Colonne("financement", "Financement", "code", libelles=FINANCEMENTS, filtre="choix"),
    Colonne("recus", "Reçus", "entier"),
    Colonne("solde", "Solde", "solde"),
    Colonne("taux", "Taux", "taux"),
    Colonne("depuis", "Depuis", "date"),
    Colonne("qpv", "En QPV", "oui_non", absent="inconnu", filtre="choix"),
)


def a_ligne(nom: str | None = "Ville de Lys", **valeurs: object) -> Ligne:
    defaut = {
        "financement": "plus",
        "recus": 4,
        "solde": Fraction(3, 5),
        "taux": Fraction(4, 23),
        "depuis": date(2026, 2, 28),
        "qpv": True,
    }
    return Ligne({"nom": nom, **defaut, **valeurs})


def a_table(*lignes: Ligne, total: Ligne | None = None, titre: str = "Soldes des réservataires") -> Table:
    return Table(
        "soldes",
        titre,
        COLONNES,
        lignes,
        total=total,
        denomination=("compte", "comptes"),
        notes=("Soldes au 22 novembre 2026.",),
        sources=(Source("CCH art. R. 441-5", "legale", "https://exemple.test/r441-5"), Source("parc.csv", "donnee")),
    )


def a_explication() -> Explication:
    return Explication(
        "Solde de la Ville de Lys",
        (
            Etape("report", "Solde reporté", Fraction(14, 25), "logements", "", Source("Bilan 2025", "donnee")),
            Etape(
                "part", "Part de la Ville", Fraction(3, 25), "fraction", "", Source("Convention, annexe 2", "locale")
            ),
            Etape(
                "regle",
                "Règle",
                "décompte à l’orientation",
                "",
                "",
                Source("CCH art. R. 441-5", "legale", "https://x.test"),
            ),
            Etape("solde", "Solde", Fraction(1, 3), "logements", "0,56 + 17 × 12 % − 2"),
        ),
    )
