"""Tables of the forecasts: against what happened, their declarations, and the notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from gef.core.motifs import Source
from gef.core.notice import LigneNotice, Notice
from gef.core.previsions import MOIS, Declaree, PrevisionCategorie, suivre_previsions
from gef.core.rotation import CATEGORIES, LIBELLES_CATEGORIES
from gef.outputs import tables
from gef.outputs.nombres import MOIS as NOMS_MOIS
from gef.outputs.nombres import MOIS_COURTS, date_longue
from gef.outputs.tables import Colonne, Table

R441_5: Final = Source("CCH art. R. 441-5", "legale")
REALISE: Final = Source("libérations enregistrées par le bailleur", "donnee")
ETALEE: Final = (
    "Une prévision annuelle est étalée à parts égales sur les mois qu’elle ne détaille pas, pour l’affichage."
)


def last_month(exercice: int, jour: date) -> int:
    """Last month of an exercice that has begun on a day: 0 before it, 12 after it."""
    return 0 if jour.year < exercice else 12 if jour.year > exercice else jour.month


def table_categories(
    previsions: Mapping[str, PrevisionCategorie], realise: Mapping[str, Mapping[int, int]], exercice: int, jour: date
) -> Table:
    """Set each category against what happened, over the year and up to the current month."""
    colonnes = (
        Colonne("categorie", "Catégorie"),
        Colonne("prevu", f"Prévu {exercice}", "entier", absent="non déclaré"),
        Colonne(
            "a_ce_jour",
            "Prévu à ce jour",
            "decimal",
            decimales=1,
            absent="–",
            aide="Prévisions des mois commencés, le mois en cours compris en entier.",
        ),
        Colonne("realise", "Réalisé", "entier"),
        Colonne("ecart", "Écart", "solde", decimales=1, absent="–", aide="Réalisé moins prévu à ce jour."),
    )
    months = last_month(exercice, jour)
    rows = [_categorie(code, previsions.get(code), realise.get(code, {}), months) for code in CATEGORIES]
    notes = [f"Au {date_longue(jour)}."] + ([ETALEE] if any(p.is_etalee for p in previsions.values()) else [])
    return Table(
        "categories",
        f"Prévisions {exercice} et réalisé, par catégorie",
        colonnes,
        tuple(rows),
        total=_sum_categories(rows),
        denomination=("catégorie", "catégories"),
        notes=tuple(notes),
        sources=(R441_5, REALISE),
    )


def _categorie(
    code: str, prevision: PrevisionCategorie | None, realise: Mapping[int, int], months: int
) -> tables.Ligne:
    done = sum(realise.values())
    so_far = sum(prevision.mois[:months], Fraction(0)) if prevision else None
    libelle = LIBELLES_CATEGORIES[code]
    return tables.Ligne(
        {
            "categorie": libelle[:1].upper() + libelle[1:],
            "prevu": prevision.total if prevision else None,
            "a_ce_jour": so_far,
            "realise": done,
            "ecart": None if so_far is None else done - so_far,
        },
        details={"categorie": " ; ".join(prevision.documents)} if prevision and prevision.documents else {},
    )


def _sum_categories(rows: Iterable[tables.Ligne]) -> tables.Ligne:
    declared = [row.valeurs for row in rows if row.valeurs["prevu"] is not None]
    total: dict[str, tables.Valeur] = {"categorie": "Ensemble des catégories déclarées"}
    for champ in ("prevu", "a_ce_jour", "realise", "ecart"):
        total[champ] = sum((_number(values[champ]) for values in declared), Fraction(0))
    return tables.Ligne(total | {"prevu": int(_number(total["prevu"])), "realise": int(_number(total["realise"]))})


def _number(valeur: tables.Valeur) -> Fraction:
    assert isinstance(valeur, int | Fraction)
    return Fraction(valeur)


def table_mois(
    previsions: Mapping[str, PrevisionCategorie], realise: Mapping[str, Mapping[int, int]], exercice: int, jour: date
) -> Table:
    """Set the year month by month, all the declared categories together, with the running totals."""
    colonnes = (
        Colonne("mois", "Mois", triable=False),
        Colonne("prevu", "Prévu", "decimal", decimales=1, triable=False),
        Colonne("realise", "Réalisé", "entier", triable=False, absent="–"),
        Colonne("prevu_cumule", "Prévu cumulé", "decimal", decimales=1, triable=False),
        Colonne("realise_cumule", "Réalisé cumulé", "entier", triable=False, absent="–"),
    )
    expected = [sum((p.mois[mois - 1] for p in previsions.values()), Fraction(0)) for mois in MOIS]
    done = {mois: sum(realise.get(code, {}).get(mois, 0) for code in previsions) for mois in MOIS}
    rows = suivre_previsions(expected, done, last_month(exercice, jour))
    return Table(
        "mois",
        f"Prévisions {exercice} et réalisé, mois par mois",
        colonnes,
        tuple(
            tables.Ligne(
                {
                    "mois": NOMS_MOIS[row.mois - 1].capitalize(),
                    "prevu": row.prevu,
                    "realise": row.realise,
                    "prevu_cumule": row.prevu_cumule,
                    "realise_cumule": row.realise_cumule,
                }
            )
            for row in rows
        ),
        denomination=("mois", "mois"),
        notes=(f"Au {date_longue(jour)}, toutes les catégories déclarées ensemble.",),
        sources=(R441_5, REALISE),
    )


def table_declarations(rows: Iterable[Declaree], exercice: int) -> Table:
    """List every declaration of an exercice, the newest first; nothing is ever erased."""
    colonnes = (
        Colonne("declaree_le", "Déclarée le", "date"),
        Colonne("categorie", "Catégorie", "code", libelles=LIBELLES_CATEGORIES, filtre="choix", entete=True),
        Colonne("mois", "Mois"),
        Colonne("nombre", "Logements", "entier"),
        Colonne("document", "Document", absent="aucun"),
    )
    return Table(
        "declarations",
        f"Toutes les déclarations {exercice}",
        colonnes,
        tuple(
            tables.Ligne(
                {
                    "declaree_le": row.declaree_le,
                    "categorie": row.categorie,
                    "mois": NOMS_MOIS[row.mois - 1] if row.mois else "toute l’année",
                    "nombre": row.nombre,
                    "document": row.document or None,
                }
            )
            for row in rows
        ),
        denomination=("déclaration", "déclarations"),
        vide="Aucune prévision n’est déclarée pour cet exercice.",
    )


def table_notice(notice: Notice) -> Table:
    """Write the notice as it is sent: what leaves the flux this year, what was attributed last year."""
    former = notice.exercice - 1
    colonnes = (
        Colonne("categorie", "Catégorie d’opération"),
        Colonne("prevu", f"Logements soustraits en {notice.exercice}", "entier", absent="non déclaré"),
        Colonne("prevu_precedent", f"Prévus en {former}", "entier", absent="–", secondaire=True),
        Colonne("liberations", f"Libérés en {former}", "entier", secondaire=True),
        Colonne("attributions", f"Attribués en {former}", "entier"),
        Colonne("baux", f"Baux en {former}", "entier", secondaire=True),
    )
    return Table(
        "notice",
        f"Logements soustraits du flux en {notice.exercice}, attributions de {former}",
        colonnes,
        tuple(_ligne_notice(ligne) for ligne in notice.lignes),
        total=_ligne_notice(notice.total),
        denomination=("catégorie", "catégories"),
        notes=(f"À transmettre avant le {date_longue(notice.echeance)}.", *notice.manques),
        sources=(R441_5,),
    )


def _ligne_notice(ligne: LigneNotice) -> tables.Ligne:
    return tables.Ligne(
        {
            "categorie": ligne.libelle[:1].upper() + ligne.libelle[1:],
            "prevu": ligne.prevu,
            "prevu_precedent": ligne.prevu_precedent,
            "liberations": ligne.liberations,
            "attributions": ligne.attributions,
            "baux": ligne.baux,
        },
        details={"categorie": " ; ".join(ligne.documents)} if ligne.documents else {},
    )


def table_cumuls(
    previsions: Mapping[str, PrevisionCategorie], realise: Mapping[str, Mapping[int, int]], exercice: int, jour: date
) -> Table:
    """Follow each category through the year: what left since January at the end of each month, under what was forecast.

    Args:
        previsions: Forecast of each declared category.
        realise: Dwellings freed, by category then month.
        exercice: Year.
        jour: Day of the reader: a month that has not begun shows its forecast alone.
    """
    colonnes = (
        Colonne("categorie", "Depuis janvier", triable=False),
        *(Colonne(f"m{mois}", MOIS_COURTS[mois - 1], "decimal", decimales=0, triable=False) for mois in MOIS),
    )
    rows = []
    for code in CATEGORIES:
        prevision = previsions.get(code)
        if prevision is None and not realise.get(code):
            continue
        expected = prevision.mois if prevision else (Fraction(0),) * len(MOIS)
        suivi = suivre_previsions(expected, realise.get(code, {}), last_month(exercice, jour))
        libelle = LIBELLES_CATEGORIES[code]
        done = {f"m{row.mois}": row.realise_cumule for row in suivi}
        rows.append(tables.Ligne({"categorie": libelle[:1].upper() + libelle[1:], **done}))
        if prevision:
            prevu = {f"m{row.mois}": row.prevu_cumule for row in suivi}
            rows.append(tables.Ligne({"categorie": "prévu", **prevu}, genre="sous"))
    return Table(
        "cumuls",
        f"Sortis du flux depuis janvier {exercice}, et prévus",
        colonnes,
        tuple(rows),
        denomination=("ligne", "lignes"),
        notes=(f"Au {date_longue(jour)}. Le mois en cours est compris.", ETALEE),
        sources=(R441_5, REALISE),
        vide="Aucune sortie du flux, et aucune prévision.",
    )
