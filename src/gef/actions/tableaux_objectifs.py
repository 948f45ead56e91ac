"""Tables of the objectives: by réservataire, in one commune, cell by cell, as a matrix."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from gef.actions.entrees_objectifs import (
    CONVENTIONS,
    RETENUES,
    LigneObjectif,
    ObjectifsRendus,
    TotalObjectif,
    find_exercice_servi,
)
from gef.actions.noms import nom_commune
from gef.core.methodes import LIBELLES_METHODES
from gef.core.motifs import Source
from gef.core.parts import BAILLEUR
from gef.outputs import tables
from gef.outputs.nombres import decimal, entier
from gef.outputs.tables import Colonne, Table

OBJECTIFS: Final = Source("docs/metier/objectifs.md, arrondi contrôlé", "calcul")
EN_VIGUEUR: Final = Source("conventions en vigueur au 1er janvier, × flux prévu de la commune", "locale")
ENSEMBLE: Final = "Ensemble"
HORIZON: Final = 10  # years: beyond, « served in » is a figure that nobody should read


def _colonnes(exercice: int) -> tuple[Colonne, ...]:
    return (
        Colonne("droit", f"Droit {exercice}", "decimal", aide="Part en vigueur au 1er janvier × flux prévu."),
        Colonne(
            "recu", f"Report {exercice - 1}", "solde", aide="Ce que l’arrondi de l’an passé a laissé.", secondaire=True
        ),
        Colonne("objectif", "Objectif", "entier", aide="Entier voisin de droit + report."),
        Colonne("report", f"Report à {exercice + 1}", "solde", aide="Droit + report − objectif."),
    )


def _valeurs(row: LigneObjectif | TotalObjectif) -> dict[str, tables.Valeur]:
    return {"droit": row.droit, "recu": row.exact - row.droit, "objectif": row.objectif, "report": row.report}


def describe_zero(row: LigneObjectif | TotalObjectif, exercice: int) -> str:
    """Say what stands behind an objective of 0: « droit 0,3 · solde 0,8 », and when it is served at the latest.

    The solde is what is carried to the next year; one who has no right says nothing.
    """
    if row.objectif or row.droit <= 0:
        return ""
    loin = exercice + HORIZON
    servi = find_exercice_servi(row, exercice)
    quand = f", servi en {servi} au plus tard" if servi < loin else f", servi en {loin} ou après"
    return f"droit {decimal(row.droit)} · solde {decimal(row.report)}{quand}"


def _ligne(
    row: LigneObjectif | TotalObjectif, exercice: int, who: Mapping[str, tables.Valeur], lien: str = ""
) -> tables.Ligne:
    said = describe_zero(row, exercice)
    return tables.Ligne(
        {**who, **_valeurs(row)},
        details={"objectif": said} if said else {},
        liens={next(iter(who)): lien} if lien else {},
    )


def list_sources(rendus: ObjectifsRendus) -> tuple[Source, ...]:
    """Give where the parts come from, then the rule of the rounding."""
    if rendus.origine == CONVENTIONS:
        return (EN_VIGUEUR, OBJECTIFS)
    if rendus.origine == RETENUES:
        return (Source(f"{rendus.source}, × flux prévu de la commune", "locale"), OBJECTIFS)
    methode = LIBELLES_METHODES[rendus.origine].lower()
    return (Source(f"conversion, méthode « {methode} », × flux prévu de la commune", "calcul"), OBJECTIFS)


def _note_etat(total: TotalObjectif) -> str:
    return f"État, ensemble : {decimal(total.exact)} à arrondir, objectif {entier(total.objectif)}."


def table_par_reservataire(
    rendus: ObjectifsRendus, noms: Mapping[str, str], liens: Mapping[str, str] | None = None
) -> Table:
    """Give each réservataire his whole dwellings of the year, the largest right first, the bailleur's own last.

    Args:
        rendus: The objectives.
        noms: Display name of each account.
        liens: Address of the detail of each account.
    """
    exercice = rendus.exercice
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("communes", "Communes", "entier", aide="Communes où il a un droit ou un report.", secondaire=True),
        *_colonnes(exercice),
    )
    counts = Counter(ligne.reservataire for ligne in rendus.lignes)
    rows = sorted(rendus.reservataires, key=lambda row: (row.code == BAILLEUR, -row.droit, row.code))
    return Table(
        "objectifs",
        f"Objectifs {exercice} par réservataire",
        colonnes,
        tuple(
            _ligne(
                row,
                exercice,
                {"reservataire": noms.get(row.code, row.code), "communes": counts[row.code]},
                (liens or {}).get(row.code, ""),
            )
            for row in rows
        ),
        total=tables.Ligne({"reservataire": ENSEMBLE, "communes": len(rendus.communes), **_valeurs(rendus.total)}),
        denomination=("ligne", "lignes"),
        notes=(_note_etat(rendus.etat),),
        sources=list_sources(rendus),
        vide="Les objectifs apparaîtront avec les conventions en vigueur.",
    )


def table_commune(rendus: ObjectifsRendus, commune: str, noms: Mapping[str, str]) -> Table:
    """Give everybody's objective in one commune, the largest right first, the bailleur's own last."""
    colonnes = (Colonne("reservataire", "Réservataire"), *_colonnes(rendus.exercice))
    rows = sorted(rendus.dans(commune), key=lambda row: (row.reservataire == BAILLEUR, -row.droit, row.reservataire))
    total = next(total for total in rendus.communes if total.code == commune)
    etat = tuple(_note_etat(row) for row in rendus.etat_par_commune if row.code == commune)
    return Table(
        "commune",
        f"Objectifs {rendus.exercice}, {nom_commune(commune)}",
        colonnes,
        tuple(
            _ligne(row, rendus.exercice, {"reservataire": noms.get(row.reservataire, row.reservataire)}) for row in rows
        ),
        total=tables.Ligne({"reservataire": ENSEMBLE, **_valeurs(total)}),
        denomination=("ligne", "lignes"),
        notes=etat,
        sources=list_sources(rendus),
    )


def table_reservataire(rendus: ObjectifsRendus, code: str, noms: Mapping[str, str]) -> Table:
    """Give the objective of one réservataire in each commune, the largest right first."""
    colonnes = (Colonne("commune", "Commune"), *_colonnes(rendus.exercice))
    rows = sorted((row for row in rendus.lignes if row.reservataire == code), key=lambda row: (-row.droit, row.commune))
    total = next((total for total in rendus.reservataires if total.code == code), None)
    return Table(
        "communes",
        f"Objectifs {rendus.exercice}, {noms.get(code, code)}",
        colonnes,
        tuple(_ligne(row, rendus.exercice, {"commune": nom_commune(row.commune)}) for row in rows),
        total=tables.Ligne({"commune": ENSEMBLE, **_valeurs(total)}) if total else None,
        denomination=("commune", "communes"),
        sources=list_sources(rendus),
        vide="Ce réservataire n’a de droit dans aucune commune qui libère des logements.",
    )


def table_objectifs(rendus: ObjectifsRendus, noms: Mapping[str, str]) -> Table:
    """List every cell of the matrix with its codes: what programs and spreadsheets take."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("code", "Code", "code"),
        Colonne("commune", "Commune"),
        Colonne("insee", "Code INSEE", "code"),
        *_colonnes(rendus.exercice),
    )
    return Table(
        "cellules",
        f"Objectifs {rendus.exercice} case par case",
        colonnes,
        tuple(
            _ligne(
                row,
                rendus.exercice,
                {
                    "reservataire": noms.get(row.reservataire, row.reservataire),
                    "code": row.reservataire,
                    "commune": nom_commune(row.commune),
                    "insee": row.commune,
                },
            )
            for row in rendus.lignes
        ),
        total=tables.Ligne({"reservataire": ENSEMBLE, **_valeurs(rendus.total)}),
        denomination=("case", "cases"),
        sources=list_sources(rendus),
    )


def table_matrice(rendus: ObjectifsRendus, noms: Mapping[str, str]) -> Table:
    """Lay the objectives out, réservataires down and communes across; an empty cell is no right at all."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("total", ENSEMBLE, "entier"),
        *(Colonne(total.code, nom_commune(total.code), "mixte") for total in rendus.communes),
    )
    cells: defaultdict[str, dict[str, tables.Valeur]] = defaultdict(dict)
    for row in rendus.lignes:
        is_hidden = not row.objectif and row.droit > 0
        shown = f"droit {decimal(row.droit)} · solde {decimal(row.report)}" if is_hidden else row.objectif
        cells[row.reservataire][row.commune] = shown
    communes = {total.code: total.objectif for total in rendus.communes}
    return Table(
        "matrice",
        f"Objectifs {rendus.exercice}, réservataires et communes",
        colonnes,
        tuple(
            tables.Ligne({"reservataire": noms.get(row.code, row.code), "total": row.objectif, **cells[row.code]})
            for row in rendus.reservataires
        ),
        total=tables.Ligne({"reservataire": ENSEMBLE, "total": rendus.total.objectif, **communes}),
        denomination=("ligne", "lignes"),
        notes=(
            "En logements entiers. Une case vide : ce réservataire n’a pas de droit dans cette commune.",
            "« droit · solde » : l’objectif de l’année est 0, le solde est reporté.",
        ),
        sources=list_sources(rendus),
    )


def group_petits(rendus: ObjectifsRendus, noms: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Gather those entitled to less than one dwelling a year by the exercice that serves them at the latest.

    Returns:
        When, then who, in order of time: « en 2028 », « Carros, Vallauris »; what is far is not dated.
    """
    groupes: defaultdict[int, list[str]] = defaultdict(list)
    loin = rendus.exercice + HORIZON
    for total in rendus.petits:
        servi = min(find_exercice_servi(total, rendus.exercice), loin)
        groupes[servi].append(f"{noms.get(total.code, total.code)} ({decimal(total.droit)})")
    return tuple((_when(annee, rendus.exercice), ", ".join(groupes[annee])) for annee in sorted(groupes))


def _when(annee: int, exercice: int) -> str:
    if annee == exercice:
        return f"En {annee}"
    return f"En {exercice + HORIZON} ou après" if annee == exercice + HORIZON else f"En {annee} au plus tard"


def choose_commune(rendus: ObjectifsRendus, asked: str) -> str:
    """Give the commune asked for when it has objectives, else the one that frees the most; "" when nothing is freed."""
    known = {total.code: total.droit for total in rendus.communes}
    return asked if asked in known else max(known, key=lambda code: (known[code], code), default="")


def list_communes(communes: Iterable[TotalObjectif]) -> list[tuple[str, str]]:
    """Codes and names of the communes, in French order of name."""
    return sorted(((c.code, nom_commune(c.code)) for c in communes), key=lambda pair: tables.plier(pair[1]))
