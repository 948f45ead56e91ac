"""Tables of the years ahead: year by year, réservataire by réservataire, what ends, the named years of the smallest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from gef.actions.tableaux_conversion import TERRITOIRES
from gef.core.droits_uniques import LIBELLES_NATURES
from gef.core.horizon import AnneeHorizon, CompteHorizon, Horizon
from gef.core.motifs import Source
from gef.core.rotation import ecrire_nombre, join_libelles
from gef.outputs import tables
from gef.outputs.tables import Colonne, Table

CALCUL: Final = Source("docs/metier/scenarios.md, « Les années à venir »", "calcul")
REGISTRE: Final = Source("registre des droits de réservation", "donnee")
AIDE_ANNEES: Final = "Ce qui est dû, solde compris, y passe un nombre entier."


def table_annees(horizon: Horizon) -> Table:
    """Give each exercice: rights that run, what is reserved, what the ends of the year free, and to whom."""
    colonnes = (
        Colonne("exercice", "Exercice", "code"),
        Colonne("droits", "Droits en cours", "entier"),
        Colonne("en_survie", "Dont prolongés", "entier", "Garanties que la loi prolonge après le remboursement."),
        Colonne("part", "Réservé", "taux", decimales=1),
        Colonne("non_reserve", "Non réservé", "decimal", "Logements par an du bailleur.", decimales=1),
        Colonne("au_bailleur", "Libéré pour lui", "solde", "De plus que l’année d’avant.", decimales=1),
        Colonne("aux_autres", "Pour d’autres", "solde", "Quand un plafond pèse moins.", decimales=1, secondaire=True),
    )
    return Table(
        "annees",
        f"Année par année, de {horizon.premier} à {horizon.dernier}",
        colonnes,
        tuple(
            tables.Ligne(
                {
                    "exercice": str(a.exercice),
                    "droits": a.droits,
                    "en_survie": a.en_survie,
                    "part": a.part_reservee,
                    "non_reserve": a.non_reserve,
                    "au_bailleur": a.au_bailleur,
                    "aux_autres": a.aux_autres,
                },
                genre="bord" if a.au_bailleur or a.aux_autres else "",
            )
            for a in horizon.annees
        ),
        denomination=("exercice", "exercices"),
        notes=horizon.avertissements,
        sources=(REGISTRE, CALCUL),
    )


def table_comptes_horizon(horizon: Horizon, liens: Mapping[str, str] | None = None) -> Table:
    """Give each réservataire over the years: his rights, their term, and the named years of the smallest."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("territoire", "Territoire", "code", libelles=TERRITOIRES, filtre="choix", secondaire=True),
        Colonne("droits", "Droits en cours", "entier", secondaire=True),
        Colonne("sans_terme", "Sans terme établi", "entier", secondaire=True),
        Colonne("derniere", "Jusqu’en", "code", absent="non établi", secondaire=True),
        Colonne("logements", "Par an", "decimal"),
        Colonne("solde", "Solde", "solde", "Solde du jour."),
        Colonne("annees", "Années d’un logement", aide=AIDE_ANNEES),
    )
    return Table(
        "comptes",
        "Réservataire par réservataire",
        colonnes,
        tuple(
            tables.Ligne(
                {
                    "reservataire": c.nom,
                    "territoire": c.portee.partition(":")[0],
                    "droits": c.droits,
                    "sans_terme": c.sans_terme,
                    "derniere": str(c.derniere) if c.derniere else None,
                    "logements": c.logements,
                    "solde": c.solde,
                    "annees": describe_annees(c, horizon),
                },
                liens={"reservataire": liens[c.reservataire]} if liens and c.reservataire in liens else {},
            )
            for c in sorted(horizon.comptes, key=lambda c: (not c.is_petit, -c.logements, c.reservataire))
        ),
        denomination=("réservataire", "réservataires"),
        notes=("Les petits réservataires d’abord : ceux qui ont droit à moins d’un logement par an.",),
        sources=(REGISTRE, CALCUL),
        vide="Les réservataires apparaîtront ici avec leurs droits.",
    )


def describe_annees(compte: CompteHorizon, horizon: Horizon) -> str:
    """Write the named years of a small réservataire: « 2027, 2030 (2), 2034 »."""
    if not compte.is_petit:
        return "chaque année" if compte.logements else ""
    counts = Counter(compte.annees)
    said = [str(annee) if n == 1 else f"{annee} ({n})" for annee, n in sorted(counts.items())]
    return ", ".join(said) or f"aucune avant {horizon.dernier + 1}"


def table_reservataire(horizon: Horizon, code: str) -> Table:
    """Give every year of one réservataire."""
    colonnes = (
        Colonne("exercice", "Exercice", "code"),
        Colonne("droits", "Droits", "entier"),
        Colonne("part", "Part", "taux", decimales=2),
        Colonne("logements", "Logements", "decimal"),
        Colonne("cumul", "Dû, s’il ne reçoit rien", "decimal"),
    )
    compte = next(c for c in horizon.comptes if c.reservataire == code)
    named = set(compte.annees)
    rows = [(a.exercice, row) for a in horizon.annees for row in a.lignes if row.reservataire == code]
    return Table(
        "reservataire",
        f"{compte.nom}, de {horizon.premier} à {horizon.dernier}",
        colonnes,
        tuple(
            tables.Ligne(
                {
                    "exercice": str(exercice),
                    "droits": row.droits,
                    "part": row.part,
                    "logements": row.logements,
                    "cumul": row.cumul,
                },
                genre="retenu" if exercice in named else "",
                details={"cumul": "un logement entier"} if exercice in named else {},
            )
            for exercice, row in rows
        ),
        denomination=("exercice", "exercices"),
        sources=(REGISTRE, CALCUL),
    )


def table_cellules(horizon: Horizon) -> Table:
    """List every year of every réservataire: what spreadsheets and programs take."""
    noms = {c.reservataire: c.nom for c in horizon.comptes}
    colonnes = (
        Colonne("reservataire", "Réservataire", filtre="texte"),
        Colonne("exercice", "Exercice", "code", filtre="choix"),
        Colonne("droits", "Droits", "entier", secondaire=True),
        Colonne("part", "Part", "taux", decimales=2),
        Colonne("logements", "Logements", "decimal"),
        Colonne("cumul", "Dû, s’il ne reçoit rien", "decimal"),
    )
    return Table(
        "cellules",
        "Année par année et réservataire par réservataire",
        colonnes,
        tuple(
            tables.Ligne(
                {
                    "reservataire": noms[row.reservataire],
                    "exercice": str(annee.exercice),
                    "droits": row.droits,
                    "part": row.part,
                    "logements": row.logements,
                    "cumul": row.cumul,
                }
            )
            for annee in horizon.annees
            for row in annee.lignes
        ),
        denomination=("ligne", "lignes"),
        sources=(REGISTRE, CALCUL),
    )


def table_echeances(horizon: Horizon) -> Table:
    """List what ends, in order of time, with the dwellings that each end takes away from its holder."""
    noms = {c.reservataire: c.nom for c in horizon.comptes}
    colonnes = (
        Colonne("exercice", "À partir de", "code", filtre="choix"),
        Colonne("reservataire", "Réservataire", entete=True),
        Colonne("droits", "Droits éteints", "entier"),
        Colonne("natures", "Contrepartie", secondaire=True),
        Colonne("logements", "Logements par an", "decimal", "Ce que le titulaire n’a plus."),
    )
    return Table(
        "echeances",
        "Ce qui s’éteint",
        colonnes,
        tuple(
            tables.Ligne(
                {
                    "exercice": str(e.exercice),
                    "reservataire": noms[e.reservataire],
                    "droits": e.nombre,
                    "natures": join_libelles(LIBELLES_NATURES[n] for n in e.natures),
                    "logements": e.logements,
                },
                details={"droits": f"et {ecrire_nombre(e.volume)} droits uniques, tous donnés"} if e.volume else {},
            )
            for e in horizon.echeances
        ),
        denomination=("échéance", "échéances"),
        sources=(REGISTRE, CALCUL),
        vide="Aucun droit n’a de terme établi.",
    )


def group_periodes(annees: Sequence[AnneeHorizon]) -> list[tuple[str, AnneeHorizon]]:
    """Gather the consecutive years that reserve the same part: « 2026 à 2029 », and one of them."""
    groups: list[tuple[AnneeHorizon, AnneeHorizon]] = []
    for annee in annees:
        if groups and groups[-1][0].part_reservee == annee.part_reservee:
            groups[-1] = (groups[-1][0], annee)
        else:
            groups.append((annee, annee))
    return [(str(a.exercice) if a.exercice == b.exercice else f"{a.exercice} à {b.exercice}", a) for a, b in groups]
