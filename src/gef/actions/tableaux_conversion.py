"""Tables of the conversion: the methods side by side, the caps, what must be known, the way out of too much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, Literal

from gef.actions.entrees_conversion import Comparaison
from gef.actions.noms import nom_commune
from gef.core.anomalies import Anomalie
from gef.core.conversion import LIBELLES_METHODES, METHODES, Conversion, LigneConversion
from gef.core.methodes import SOURCES_METHODES
from gef.core.plafonds import LIBELLES_PLAFONDS, Verification, render_part
from gef.core.plancher import VerificationPlancher
from gef.core.reductions import STATUT_PROPOSITION
from gef.core.rotation import ecrire_nombre, join_libelles
from gef.core.seuils import SeuilLegal
from gef.core.territoires import DEPARTEMENT
from gef.law.territoires import load_epci
from gef.outputs import tables
from gef.outputs.nombres import arrondi, logements, solde
from gef.outputs.tables import Colonne, Table

Unite = Literal["logements", "part"]
Cell = tuple[Fraction | None, str, tables.Marque | None]  # a value, what is said under it, how it is marked
NON_RESERVE: Final = "Non réservé"
TERRITOIRES: Final[Mapping[str, str]] = {DEPARTEMENT: "Département", "epci": "EPCI", "commune": "Commune"}
NATURES: Final[Mapping[str, str]] = {"legale": "légal", "locale": "accord local", "calcul": "calcul"}
MARQUES: Final[Mapping[str, tables.Marque]] = {"legale": "legal", "locale": "local"}
GRAVITES: Final[Mapping[str, str]] = {"bloquant": "à régler", "information": "à savoir"}
ENTETES: Final[Mapping[str, str]] = {**LIBELLES_METHODES, "ponderee_rotation": "Rotation"}
AIDES: Final[Mapping[str, str]] = {
    "part_du_parc": "Droits ÷ parc éligible\u00a0: tous les logements tournent au même rythme.",
    "ponderee_rotation": "Droits × leur rotation ÷ (parc × sa rotation)\u00a0: chaque contingent garde son rythme.",
    "droits_uniques": "Droits × leur rotation ÷ flux prévu\u00a0: le volume dû est connu et s’éteint.",
    "negociee": "Part des conventions en vigueur au 1er janvier.",
}
TITRES: Final[Mapping[Unite, str]] = {"logements": "Logements par an", "part": "Parts du flux"}
AIDE_DROITS: Final = "Droits en cours au 1er janvier, y compris les garanties que la loi prolonge."
NOTES: Final[Mapping[Unite, str]] = {
    "logements": "En gris : l’écart avec la première méthode, à partir d’un dixième ; la part réduite par un plafond.",
    "part": "Part du flux du territoire de chacun ; les parts de territoires différents ne s’additionnent pas.",
}


def nom_portee(portee: str) -> str:
    """Name of a territory: « Département », the EPCI's, the commune's."""
    kind, _, code = portee.partition(":")
    if kind == "epci":
        epci = load_epci().get(code)
        return epci.nom if epci else code
    return nom_commune(code) if code else TERRITOIRES[DEPARTEMENT]


def table_methodes(
    conversions: Sequence[Conversion],
    *,
    unite: Unite = "logements",
    uniques: Mapping[str, Fraction] | None = None,
    liens: Mapping[str, str] | None = None,
) -> Table:
    """Put the methods side by side: one row per réservataire, what nobody holds, and the whole.

    Args:
        conversions: The same rights by several methods; the others are compared with the first one.
        unite: Dwellings a year, or the part of each one's own territory.
        uniques: Volumes of droits uniques by réservataire, said beside his lasting rights.
        liens: Address of the calculation of each réservataire.
    """
    first = conversions[0]
    nature: tables.Nature = "taux" if unite == "part" else "decimal"
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("territoire", "Territoire", "code", libelles=TERRITOIRES, filtre="choix", secondaire=True),
        Colonne("droits", "Droits recensés", "entier", aide=AIDE_DROITS, secondaire=True),
        *(Colonne(c.methode, ENTETES[c.methode], nature, AIDES[c.methode], decimales=2) for c in conversions),
    )
    rows = [
        _ligne_methodes(lignes, unite, uniques or {}, liens or {})
        for lignes in zip(*(c.lignes for c in conversions), strict=True)
    ]
    rows.sort(key=lambda row: (list(TERRITOIRES).index(str(row.valeurs["territoire"])), -_count(row)))
    flux = {c.methode: c.perimetre.flux[DEPARTEMENT] for c in conversions}
    droits = sum(ligne.droits for ligne in first.lignes)
    return Table(
        "methodes",
        f"{TITRES[unite]} selon la méthode, {first.exercice}",
        colonnes,
        (*rows, _ligne_non_reserve(conversions, unite)),
        total=tables.ligne(colonnes, "Ensemble", None, droits, *flux.values()) if unite == "logements" else None,
        denomination=("ligne", "lignes"),
        notes=(NOTES[unite],),
        sources=tuple(SOURCES_METHODES[c.methode] for c in conversions),
        vide="Les réservataires apparaîtront ici avec leurs conventions.",
    )


def _count(row: tables.Ligne) -> int:
    droits = row.valeurs["droits"]
    return droits if isinstance(droits, int) else 0


def _ligne_methodes(
    lignes: Sequence[LigneConversion], unite: Unite, uniques: Mapping[str, Fraction], liens: Mapping[str, str]
) -> tables.Ligne:
    """One réservataire: what each method gives him, and beside it what changes and what was reduced."""
    first = lignes[0]
    valeurs = {m: ligne.part if unite == "part" else ligne.logements for m, ligne in zip(METHODES, lignes, strict=True)}
    details = {}
    for methode, ligne in zip(METHODES, lignes, strict=True):
        ecart = describe_ecart(ligne.logements - first.logements) if ligne is not first and unite != "part" else ""
        if said := ", ".join(text for text in (ecart, describe_plafonnements(ligne)) if text):
            details[methode] = said
    if volume := uniques.get(first.reservataire):
        details["droits"] = f"et {ecrire_nombre(volume)} droits uniques"
    kind = first.portee.partition(":")[0]
    return tables.Ligne(
        {"reservataire": first.nom, "territoire": kind, "droits": first.droits, **valeurs},
        details=details,
        liens={"reservataire": liens[first.reservataire]} if first.reservataire in liens else {},
    )


def describe_ecart(ecart: Fraction) -> str:
    """Say a gap in dwellings, « +1,7 »; nothing when it rounds to nothing."""
    return solde(ecart, 1) if arrondi(ecart, 1) else ""


def describe_plafonnements(ligne: LigneConversion) -> str:
    """Say how a part was reduced: on the whole territory, or in some communes of it only."""
    whole = [p for p in ligne.plafonnements if p.portee == ligne.portee]
    said = [f"{render_part(p.avant)} → {render_part(p.apres)}" for p in whole]
    if len(whole) < len(ligne.plafonnements):
        said.append("réduite en partie")
    return ", ".join(said)


def _ligne_non_reserve(conversions: Sequence[Conversion], unite: Unite) -> tables.Ligne:
    values = {c.methode: c.non_reserve.part if unite == "part" else c.non_reserve.logements for c in conversions}
    return tables.Ligne({"reservataire": NON_RESERVE, "territoire": DEPARTEMENT, **values})


def table_plafonds(comparaison: Comparaison) -> Table:
    """Compare each cap and the floor with the parts of each method, before and after reduction."""
    colonnes = (
        Colonne("regle", "Règle", triable=False),
        Colonne("nature", "Nature", "code", libelles=NATURES, triable=False),
        *(Colonne(c.methode, ENTETES[c.methode], "taux", triable=False) for c in comparaison.conversions),
    )
    by_code = {v.code: [v] for v in comparaison.conversions[0].checks}
    for conversion in comparaison.conversions[1:]:
        for check in conversion.checks:
            by_code[check.code].append(check)
    agents, etat, *others = (_ligne_plafond(code, checks) for code, checks in by_code.items())
    return Table(
        "plafonds",
        "Plafonds et plancher",
        colonnes,
        (etat, replace(agents, genre="sous"), _ligne_plancher(comparaison.planchers), *others),
        denomination=("règle", "règles"),
        notes=(
            f"Textes en vigueur au 1er janvier {comparaison.exercice}.",
            "Parts avant réduction, dans le territoire où elles sont le plus fortes.",
            "La somme des parts n’est jamais réduite d’office.",
        ),
        sources=tuple(checks[0].seuil.source for checks in by_code.values()),
    )


def _ligne_plafond(code: str, checks: Sequence[Verification]) -> tables.Ligne:
    cells = [(check.avant, *_judge(check)) for check in checks]
    libelle = f"{LIBELLES_PLAFONDS[code]} : {render_part(checks[0].seuil.valeur)} au plus"
    return _ligne_regle(libelle, checks[0].seuil, cells)


def _judge(check: Verification) -> tuple[str, tables.Marque | None]:
    """Say whether a cap holds, and where it was measured."""
    place = "" if check.portee == DEPARTEMENT else f", {nom_portee(check.portee)}"
    if check.avant <= check.seuil.valeur:
        return f"conforme{place}", None
    if check.is_valid:
        return f"réduit à {render_part(check.apres)}{place}", "retard"
    return f"{STATUT_PROPOSITION}{place}", "bloque"


def _ligne_plancher(planchers: Sequence[VerificationPlancher]) -> tables.Ligne:
    cells: list[Cell] = [
        (p.part_du_flux, "conforme", None)
        if p.is_valid
        else (p.part_du_flux, f"il manque {logements(p.manque)}, sauf clause", "retard")
        for p in planchers
    ]
    seuil = planchers[0].seuil
    libelle = f"État, hors quartiers prioritaires : {render_part(seuil.valeur)} au moins, sauf clause"
    return _ligne_regle(libelle, seuil, cells)


def _ligne_regle(libelle: str, seuil: SeuilLegal, cells: Sequence[Cell]) -> tables.Ligne:
    nature = seuil.source.nature
    return tables.Ligne(
        {"regle": libelle, "nature": nature, **{m: cell[0] for m, cell in zip(METHODES, cells, strict=True)}},
        details={
            "regle": f"{seuil.source.reference}\u202f; base\u00a0: {seuil.base}",
            **{m: cell[1] for m, cell in zip(METHODES, cells, strict=True)},
        },
        marques={
            **({"nature": MARQUES[nature]} if nature in MARQUES else {}),
            **{m: cell[2] for m, cell in zip(METHODES, cells, strict=True) if cell[2]},
        },
    )


def table_anomalies(comparaison: Comparaison) -> Table:
    """List once each thing that must be settled or known, with the methods that it concerns."""
    methodes: defaultdict[Anomalie, list[str]] = defaultdict(list)
    for conversion in comparaison.conversions:
        for anomalie in conversion.anomalies:
            methodes[anomalie].append(LIBELLES_METHODES[conversion.methode].lower())
    colonnes = (
        Colonne("gravite", "Suite", "code", libelles=GRAVITES, filtre="choix"),
        Colonne("territoire", "Territoire"),
        Colonne("constat", "Constat", entete=True),
        Colonne("methodes", "Méthodes"),
    )
    every = "toutes"
    rows = [
        tables.Ligne(
            {
                "gravite": a.gravite,
                "territoire": nom_portee(a.portee),
                "constat": a.message,
                "methodes": every if len(codes) == len(comparaison.conversions) else join_libelles(codes),
            },
            marques={"gravite": "bloque" if a.gravite == "bloquant" else "attente"},
        )
        for a, codes in sorted(methodes.items(), key=lambda item: (item[0].gravite, item[0].portee))
    ]
    return Table(
        "anomalies",
        "À régler, à savoir",
        colonnes,
        tuple(rows),
        denomination=("constat", "constats"),
        vide="Aucune méthode ne dépasse ce qui peut être donné.",
    )


def table_reductions(comparaison: Comparaison) -> Table:
    """Show, for each method whose parts exceed the whole, what each would lose if everybody agreed."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("methode", "Méthode", "code", libelles=LIBELLES_METHODES, filtre="choix"),
        Colonne("avant", "Part", "taux", decimales=2),
        Colonne("apres", "Part proposée", "taux", decimales=2),
        Colonne("perte", "Perte par an", "decimal", aide="Logements par an que le réservataire n’aurait plus."),
        Colonne("statut", "Statut"),
    )
    rows = [
        tables.Ligne(
            {
                "reservataire": conversion.ligne(r.reservataire).nom,
                "methode": conversion.methode,
                "avant": r.avant,
                "apres": r.apres,
                "perte": r.logements,
                "statut": conversion.proposition_reduction.statut,
            },
            marques={"statut": "bloque"},
        )
        for conversion in comparaison.conversions
        if conversion.proposition_reduction
        for r in conversion.proposition_reduction.reductions
    ]
    return Table(
        "reductions",
        f"Réduction proposée, {STATUT_PROPOSITION}",
        colonnes,
        tuple(rows),
        denomination=("réduction", "réductions"),
        notes=("Au prorata des réservataires autres que l’État. Rien ne change sans une décision nommée et motivée.",),
        vide="Aucune réduction n’est nécessaire.",
    )
