"""Tables of the scenarios: who wins and loses, the soldes, the caps, the changes, the scenarios kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from gef.actions.tableaux_conversion import TERRITOIRES, nom_portee
from gef.core.changements import LIBELLES_CHANGEMENTS
from gef.core.conversion import LIBELLES_METHODES
from gef.core.effets import LIBELLES_BORNES
from gef.core.motifs import Explication, Source
from gef.core.parts import BAILLEUR
from gef.core.plafonds import render_part
from gef.core.rotation import join_libelles
from gef.core.scenarios import Ecarts, Franchissement, Issue
from gef.outputs import tables
from gef.outputs.nombres import arrondi, logements, solde
from gef.outputs.tables import Colonne, Table

if TYPE_CHECKING:  # it comes from the database, which files do without
    from gef.actions.scenarios import ScenarioGarde

CALCUL: Final = Source("docs/metier/scenarios.md", "calcul")
BASE, SCENARIO = "Base", "Scénario"
AIDE_SOLDE: Final = (
    "Solde au 1er janvier + droits de l’année − logements de l’année ; ce qui est déjà acquis ou reçu est un minimum."
)


def table_ecarts(ecarts: Ecarts, *, avant: str = BASE, apres: str = SCENARIO) -> Table:
    """Tell who wins and who loses, in dwellings first: the largest gap first, the bailleur's own last."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("territoire", "Territoire", "code", libelles=TERRITOIRES, filtre="choix", secondaire=True),
        Colonne("avant", f"{avant}, logements", "decimal", secondaire=True),
        Colonne("apres", f"{apres}, logements", "decimal"),
        Colonne("ecart", "Écart", "solde", aide="Logements par an de plus ou de moins."),
        Colonne("part_avant", f"{avant}, part", "taux", decimales=2, secondaire=True),
        Colonne("part_apres", f"{apres}, part", "taux", decimales=2, secondaire=True),
    )
    rows = sorted(ecarts.comptes, key=lambda c: (c.reservataire == BAILLEUR, -abs(c.ecart.logements), c.reservataire))
    totals = [sum((c.avant.logements for c in rows), Fraction(0)), sum((c.apres.logements for c in rows), Fraction(0))]
    return Table(
        "ecarts",
        "Qui gagne, qui perd",
        colonnes,
        tuple(
            tables.Ligne(
                {
                    "reservataire": c.nom,
                    "territoire": c.portee.partition(":")[0],
                    "avant": c.avant.logements,
                    "apres": c.apres.logements,
                    "ecart": c.ecart.logements,
                    "part_avant": c.avant.part,
                    "part_apres": c.apres.part,
                },
                marques=_mark(c.ecart.logements, "ecart"),
            )
            for c in rows
        ),
        total=tables.Ligne(
            {"reservataire": "Ensemble", "avant": totals[0], "apres": totals[1], "ecart": totals[1] - totals[0]}
        ),
        denomination=("compte", "comptes"),
        notes=("En logements par an ; chaque part est celle du territoire de son titulaire.",),
        sources=(CALCUL,),
    )


def table_soldes(ecarts: Ecarts, *, avant: str = BASE, apres: str = SCENARIO) -> Table:
    """Give the whole objectives and the soldes at the end of the year; empty where no objective could be computed."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("objectif_avant", f"Objectif, {avant.lower()}", "entier", secondaire=True, absent="non calculé"),
        Colonne("objectif_apres", f"Objectif, {apres.lower()}", "entier", absent="non calculé"),
        Colonne("solde_avant", f"Solde, {avant.lower()}", "solde", AIDE_SOLDE, secondaire=True, absent="non calculé"),
        Colonne("solde_apres", f"Solde, {apres.lower()}", "solde", AIDE_SOLDE, absent="non calculé"),
        Colonne("ecart", "Écart de solde", "solde", absent="non calculé"),
    )
    rows = sorted(ecarts.comptes, key=lambda c: (c.reservataire == BAILLEUR, -abs(c.ecart.solde or 0), c.reservataire))
    return Table(
        "soldes",
        "Objectifs et soldes au 31 décembre",
        colonnes,
        tuple(
            tables.Ligne(
                {
                    "reservataire": c.nom,
                    "objectif_avant": c.avant.objectif,
                    "objectif_apres": c.apres.objectif,
                    "solde_avant": c.avant.solde,
                    "solde_apres": c.apres.solde,
                    "ecart": c.ecart.solde,
                }
            )
            for c in rows
        ),
        denomination=("compte", "comptes"),
        notes=(AIDE_SOLDE, "Un solde positif est un retard : il est dû des logements."),
        sources=(CALCUL,),
    )


def _mark(ecart: Fraction, column: str) -> Mapping[str, tables.Marque]:
    """Underline a gap that can be read: a gain as an avance, a loss as a retard."""
    if not arrondi(ecart, 2):
        return {}
    return {column: "avance" if ecart > 0 else "retard"}


def table_franchis(ecarts: Ecarts) -> Table:
    """List the caps exceeded on one side only, with the dwellings above them."""
    colonnes = (
        Colonne("plafond", "Plafond"),
        Colonne("etat", "Changement"),
        Colonne("territoire", "Territoire"),
        Colonne("part", "Part", "taux", decimales=2),
        Colonne("seuil", "Plafond retenu", "taux", decimales=2),
        Colonne("logements", "Au-delà", "decimal", aide="Logements par an au-dessus du plafond."),
    )
    rows = [_ligne_franchi(row, "franchi", "bloque") for row in ecarts.franchis]
    rows += [_ligne_franchi(row, "n’est plus franchi", "fait") for row in ecarts.leves]
    return Table(
        "franchis",
        "Plafonds franchis",
        colonnes,
        tuple(rows),
        denomination=("plafond", "plafonds"),
        notes=("Parts avant réduction : la conversion ramène ensuite l’État et les garanties sous leurs plafonds.",),
        sources=(CALCUL,),
        vide="Aucun plafond n’est franchi d’un côté seulement.",
    )


def _ligne_franchi(row: Franchissement, etat: str, marque: tables.Marque) -> tables.Ligne:
    return tables.Ligne(
        {
            "plafond": LIBELLES_BORNES[row.code],
            "etat": etat,
            "territoire": nom_portee(row.portee),
            "part": row.part,
            "seuil": row.seuil,
            "logements": row.logements,
        },
        marques={"etat": marque},
    )


def table_changements(explication: Explication) -> Table:
    """List what was changed, in the order of application."""
    colonnes = (Colonne("changement", "Changement"), Colonne("effet", "De, à"))
    steps = [e for e in explication.etapes if e.code.startswith("changement_")]
    return Table(
        "changements",
        "Ce qui change",
        colonnes,
        tuple(tables.Ligne({"changement": e.libelle, "effet": str(e.valeur)}) for e in steps),
        denomination=("changement", "changements"),
        sources=(CALCUL,),
        vide="Rien ne change : ce scénario est la base.",
    )


def table_scenarios(kept: Sequence[ScenarioGarde], liens: Mapping[int, str]) -> Table:
    """List the scenarios kept, the newest first, each with what it leads to."""
    colonnes = (
        Colonne("nom", "Scénario"),
        Colonne("changements", "Changements", secondaire=True),
        Colonne("assiette", "À partager", "decimal", decimales=1),
        Colonne("ecart", "Écart", "solde", decimales=1, aide="Logements de plus ou de moins que dans sa base."),
        Colonne("perdants", "Perdants", "entier"),
        Colonne("gagnants", "Gagnants", "entier"),
        Colonne("auteur", "Par", secondaire=True),
        Colonne("jour", "Le", "date", secondaire=True),
    )
    return Table(
        "scenarios",
        "Scénarios gardés",
        colonnes,
        tuple(
            tables.Ligne(
                {
                    "nom": row.nom,
                    "changements": describe_genres(row.genres),
                    "assiette": row.assiette,
                    "ecart": row.ecart,
                    "perdants": row.perdants,
                    "gagnants": row.gagnants,
                    "auteur": row.run.auteur.nom if row.run.auteur else "",
                    "jour": row.run.fait_le.date(),
                },
                liens={"nom": liens[row.run.version]} if row.run.version in liens else {},
                details={"nom": f"version {row.run.version}"},
            )
            for row in kept
        ),
        denomination=("scénario", "scénarios"),
        sources=(CALCUL,),
        vide="Les scénarios gardés apparaîtront ici, avec ce que chacun y gagne ou y perd.",
    )


def describe_genres(genres: Sequence[str]) -> str:
    """Name the kinds of some changes, each once."""
    kinds = dict.fromkeys(LIBELLES_CHANGEMENTS[genre].lower() for genre in genres)
    return join_libelles(kinds).capitalize() if kinds else "aucun"


def describe_ecart(avant: Issue, apres: Issue) -> str:
    """Say the assiette on both sides: « 80 logements deviennent 70 : −10,0 »."""
    before, after = avant.assiette.assiette, apres.assiette.assiette
    if before == after:
        return f"{logements(after, 1)} à partager, comme avant"
    return f"{logements(after, 1)} à partager au lieu de {logements(before, 1)} ({solde(after - before, 1)})"


def describe_gagnants(ecarts: Ecarts, codes: Sequence[str], combien: int = 3) -> str:
    """Name the first of those who win, or lose, each with his dwellings."""
    rows = {c.reservataire: c for c in ecarts.comptes}
    said = [f"{rows[code].nom} ({solde(rows[code].ecart.logements, 1)})" for code in codes[:combien]]
    rest = len(codes) - combien
    return join_libelles([*said, f"{rest} autres" if rest > 1 else "un autre"] if rest > 0 else said) if said else ""


def describe_methode(issue: Issue) -> str:
    """Name the method of the parts."""
    return LIBELLES_METHODES[issue.methode].lower()


def describe_franchis(ecarts: Ecarts) -> str:
    """Say the caps newly exceeded in one sentence; nothing when there is none."""
    if not ecarts.franchis:
        return ""
    kinds = dict.fromkeys(LIBELLES_BORNES[row.code] for row in ecarts.franchis)
    worst = max(ecarts.franchis, key=lambda row: row.logements)
    return (
        f"{join_libelles(kinds)} : {render_part(worst.part)} à {nom_portee(worst.portee)}, "
        f"pour {render_part(worst.seuil)} au plus"
    )
