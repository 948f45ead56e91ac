"""Tables of the droits uniques: the years to come, the stock and what is left of it, the volumes already negotiated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from gef.core.motifs import Source
from gef.core.suivi_uniques import ModeEtalement, Rythme, SuiviNegocie, SuivisUniques, SuiviUniques
from gef.outputs import tables
from gef.outputs.tables import Colonne, Table

MODES: Final[Mapping[ModeEtalement, str]] = {"echeancier": "échéancier", "lisse": "lissé"}
ANNEES_MONTREES: Final = 8
ZERO: Final = Fraction(0)
STOCK: Final = Source("source 001 (DRIHL, 2021), conversion du stock en flux", "pratique")
ETALEMENT: Final = Source("source 002 (USH, 2022), droits uniques étalés", "pratique")
NET: Final = Source("docs/decisions/0017-droits-uniques-nets.md", "calcul")
JAMAIS: Final = "inconnu"
SANS_FIN: Final = "sans fin"
COLONNES_RYTHME: Final = (
    Colonne("recus", "Reçus depuis", "decimal", aide="Au déclencheur de la convention ; un refus compté est un reçu."),
    Colonne("restant", "Reste", "solde", aide="Sous 0 : plus de logements reçus que dus."),
    Colonne("par_an", "Reçus par an", "decimal", aide="Moyenne des années complètes."),
    Colonne("fin", "Épuisé en", "code", aide="À ce rythme, année où il ne reste rien."),
)


def table_echeanciers(suivis: SuivisUniques) -> Table:
    """Give each réservataire his droits uniques of the years to come, then those of the years after, and the whole."""
    shown, after = suivis.annees[:ANNEES_MONTREES], suivis.annees[ANNEES_MONTREES:]
    colonnes = [Colonne("reservataire", "Réservataire")]
    colonnes += [Colonne(str(year), str(year), "decimal", decimales=1) for year in shown]
    if after:
        colonnes.append(Colonne("apres", f"{after[0]}-{after[-1]}", "decimal", decimales=1))
    colonnes.append(Colonne("total", "Total", "decimal", decimales=1))
    rows = sorted(suivis.suivis, key=lambda s: (-s.echeancier.annees[0].droits, s.nom))
    return Table(
        "echeancier",
        f"Droits uniques annuels à partir de {suivis.exercice}, {MODES[suivis.mode]}",
        tuple(colonnes),
        tuple(_ligne_annees(s.nom, _droits_of(s)) for s in rows),
        total=_ligne_annees("Ensemble", sum_annees(suivis)),
        denomination=("réservataire", "réservataires"),
        notes=(
            "En logements du flux : la part des libérations hors flux est ôtée. Flux supposé constant.",
            "Un droit sans fin compte chaque année montrée.",
        ),
        sources=(ETALEMENT, NET),
        vide="Les droits uniques apparaîtront ici avec les droits inscrits.",
    )


def _droits_of(suivi: SuiviUniques) -> dict[int, Fraction]:
    return {annee.exercice: annee.droits for annee in suivi.echeancier.annees}


def sum_annees(suivis: SuivisUniques) -> dict[int, Fraction]:
    """Sum the droits uniques of everybody, year by year."""
    totals = dict.fromkeys(suivis.annees, ZERO)
    for suivi in suivis.suivis:
        for year, droits in _droits_of(suivi).items():
            totals[year] += droits
    return totals


def _ligne_annees(nom: str, droits: Mapping[int, Fraction]) -> tables.Ligne:
    years = list(droits)
    valeurs: dict[str, tables.Valeur] = {"reservataire": nom}
    valeurs |= {str(year): droits[year] for year in years[:ANNEES_MONTREES]}
    if after := years[ANNEES_MONTREES:]:
        valeurs["apres"] = sum((droits[year] for year in after), ZERO)
    return tables.Ligne(valeurs | {"total": sum(droits.values(), ZERO)})


def table_annees(suivis: SuivisUniques) -> Table:
    """List every year of every réservataire, with what the flux lets through and what is carried: for the files."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("code", "Code", "code"),
        Colonne("exercice", "Exercice", "code"),
        Colonne("droits", "Droits uniques de l’année", "decimal"),
        Colonne("report", "Reportés des années passées", "decimal"),
        Colonne("plafond", "Limite du flux", "decimal"),
        Colonne("retenus", "Retenus", "decimal"),
        Colonne("part", "Part du flux du territoire", "taux", decimales=2),
        Colonne("excedent", "Reportés à l’année suivante", "decimal"),
        Colonne("apres", "Après la dernière échéance", "oui_non"),
    )
    rows = (
        tables.ligne(
            colonnes,
            s.nom,
            s.reservataire,
            str(a.exercice),
            a.droits,
            a.report,
            a.plafond,
            a.retenus,
            a.part,
            a.excedent,
            a.is_apres_echeance,
        )
        for s in suivis.suivis
        for a in s.echeancier.annees
    )
    titre = f"Droits uniques année par année, {MODES[suivis.mode]}"
    return Table("annees", titre, colonnes, tuple(rows), denomination=("année", "années"), sources=(ETALEMENT, NET))


def table_stocks(suivis: SuivisUniques) -> Table:
    """Say what is left of the stock of each réservataire, and in which year it runs out at the present pace."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne(
            "ouverture", "Ouvert en", "code", absent=JAMAIS, aide="Première année dont les réceptions sont connues."
        ),
        Colonne("initial", "Stock", "decimal", absent=SANS_FIN, aide="À l’ouverture, avec les droits acquis depuis."),
        *COLONNES_RYTHME,
    )
    rows = [_ligne_stock(suivi) for suivi in suivis.suivis if suivi.stock or suivi.is_sans_fin]
    return Table(
        "stocks",
        f"Stock de droits uniques au cours de {suivis.exercice}",
        colonnes,
        tuple(rows),
        denomination=("stock", "stocks"),
        notes=(
            "Le stock n’est pas le solde du flux : il dit ce qui reste à recevoir jusqu’à la dernière échéance.",
            "Un droit sans fin n’a pas de stock.",
        ),
        sources=(STOCK, NET),
        vide="Aucun stock : aucune réception n’est connue, ou aucun droit n’a de fin.",
    )


def _ligne_stock(suivi: SuiviUniques) -> tables.Ligne:
    if suivi.stock is None:
        return tables.Ligne({"reservataire": suivi.nom})
    opening = str(suivi.livre[0].exercice)
    return tables.Ligne(
        {
            "reservataire": suivi.nom,
            "ouverture": opening,
            "initial": suivi.stock.initial,
            **_valeurs_rythme(suivi.stock),
        },
        marques=_marques_rythme(suivi.stock),
    )


def _valeurs_rythme(rythme: Rythme) -> dict[str, tables.Valeur]:
    unknown = "pas à ce rythme" if rythme.par_an == 0 else "rythme inconnu"
    fin = str(rythme.exhausted_in) if rythme.exhausted_in else unknown
    return {"recus": rythme.recus, "restant": rythme.restant, "par_an": rythme.par_an, "fin": fin}


def _marques_rythme(rythme: Rythme) -> dict[str, tables.Marque]:
    return {"restant": "avance"} if rythme.restant < 0 else {}


def table_negocies(suivis: SuivisUniques) -> Table:
    """Say where each volume already negotiated stands, with its own term and its document."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("document", "Document", absent="sans document"),
        Colonne("periode", "Exercices", "code"),
        Colonne("volume", "Volume", "decimal", decimales=0),
        Colonne("annuels", f"Dû en {suivis.exercice}", "decimal"),
        Colonne(
            "assumed",
            "Supposés servis",
            "decimal",
            absent=JAMAIS,
            aide="Dus avant la première année connue, tenus pour servis.",
        ),
        *COLONNES_RYTHME,
    )
    rows = [_ligne_negocie(suivi.nom, negocie) for suivi, negocie in _list_negocies(suivis)]
    return Table(
        "negocies",
        "Droits uniques déjà négociés",
        colonnes,
        tuple(rows),
        denomination=("volume", "volumes"),
        notes=(
            "Qui tient aussi des droits de suite consomme chaque volume au prorata de ce qui lui est dû dans l’année.",
        ),
        sources=(ETALEMENT,),
        vide="Aucun : les droits de type « unique » inscrits au registre, avec leur date de fin, apparaîtront ici.",
    )


def _list_negocies(suivis: SuivisUniques) -> Iterator[tuple[SuiviUniques, SuiviNegocie]]:
    for suivi in suivis.suivis:
        for negocie in suivi.negocies:
            yield suivi, negocie


def _ligne_negocie(nom: str, negocie: SuiviNegocie) -> tables.Ligne:
    etalement, rythme = negocie.etalement, negocie.rythme
    valeurs: dict[str, tables.Valeur] = {
        "reservataire": nom,
        "document": etalement.document or None,
        "periode": f"{etalement.premier_exercice}-{etalement.echeance}",
        "volume": etalement.total,
        "annuels": negocie.annuels,
    }
    if rythme is None:
        return tables.Ligne(valeurs)
    return tables.Ligne(
        {**valeurs, "assumed": rythme.assumed, **_valeurs_rythme(rythme)}, marques=_marques_rythme(rythme)
    )
