"""Tables of what the law asks of the parts: caps, floor, uniformity, what must be settled, the way out of too much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from gef.actions.entrees_conversion import Comparaison
from gef.actions.tableaux_conversion import ENTETES, NUMEROS, nom_portee
from gef.core.anomalies import Anomalie
from gef.core.conversion import LIBELLES_METHODES, METHODES, Conversion
from gef.core.plafonds import LIBELLES_PLAFONDS, Exces, Verification, render_part
from gef.core.plancher import VerificationPlancher, VerificationUniformite
from gef.core.reductions import STATUT_PROPOSITION
from gef.core.rotation import join_libelles
from gef.core.seuils import SeuilLegal
from gef.core.territoires import DEPARTEMENT
from gef.outputs import tables
from gef.outputs.nombres import logements
from gef.outputs.tables import Colonne, Table

Cell = tuple[Fraction | None, str, tables.Marque | None]  # a value, what is said under it, how it is marked
NATURES: Final[Mapping[str, str]] = {"legale": "légal", "locale": "accord local", "calcul": "calcul"}
MARQUES: Final[Mapping[str, tables.Marque]] = {"legale": "legal", "locale": "local"}
GRAVITES: Final[Mapping[str, str]] = {"bloquant": "à régler", "clause": "clause à écrire", "information": "à savoir"}
MARQUES_GRAVITE: Final[Mapping[str, tables.Marque]] = {
    "bloquant": "bloque",
    "clause": "alerte",
    "information": "attente",
}
VERDICTS: Final[Mapping[str, str]] = {
    "conforme": "conforme",
    "reduit": "réduit",
    "renegocier": STATUT_PROPOSITION,
    "possible": "parts à écrire",
    "clause": "clause à écrire",
    "indicateur": "indicateur",
}
MARQUES_VERDICT: Final[Mapping[str, tables.Marque]] = {
    "conforme": "fait",
    "reduit": "cours",
    "renegocier": "bloque",
    "possible": "alerte",
    "clause": "alerte",
}
UNIFORMITE: Final = "CCH art. R. 441-5-2, II"
PLANCHER: Final = "État, hors quartiers prioritaires"
BASE_UNIFORMITE: Final = "flux du bailleur dans chaque commune"


def table_plafonds(comparaison: Comparaison) -> Table:
    """Compare each cap, the floor and uniformity with the parts of each method, before reduction."""
    colonnes = (
        Colonne("regle", "Règle et base", triable=False),
        *(Colonne(m, str(NUMEROS[m]), "taux", ENTETES[m], triable=False) for m in METHODES),
    )
    by_code: dict[str, list[Verification]] = {v.code: [] for v in comparaison.conversions[0].checks}
    for conversion in comparaison.conversions:
        for check in conversion.checks:
            by_code[check.code].append(check)
    agents, etat, *others = (_ligne_plafond(code, checks) for code, checks in by_code.items())
    uniforme = _ligne_uniformite([conversion.uniformite for conversion in comparaison.conversions])
    return Table(
        "plafonds",
        "Plafonds et planchers",
        colonnes,
        (etat, replace(agents, genre="sous"), _ligne_plancher(comparaison.planchers), uniforme, *others),
        denomination=("règle", "règles"),
        notes=(
            f"Textes en vigueur au 1er janvier {comparaison.exercice}.",
            "Parts avant réduction, dans le territoire où elles sont le plus fortes.",
            "La somme des parts n’est jamais réduite d’office.",
        ),
        sources=tuple(checks[0].seuil.source for checks in by_code.values()),
    )


def _ligne_plafond(code: str, checks: Sequence[Verification]) -> tables.Ligne:
    first = checks[0]
    cells = [(check.avant, *_judge(check)) for check in checks]
    libelle = f"{LIBELLES_PLAFONDS[code]} : {render_part(first.seuil.valeur)} au plus"
    return _ligne_regle(libelle, first.legal, first.clause, cells)


def _judge(check: Verification) -> tuple[str, tables.Marque | None]:
    """Say whether a cap holds, and where it was measured."""
    place = "" if check.portee == DEPARTEMENT else f", {nom_portee(check.portee)}"
    if not check.points:
        return f"conforme{place}", None
    if check.is_valid:
        return f"écrêté à {render_part(check.apres)}{place}", "retard"
    return f"{STATUT_PROPOSITION}{place}", "bloque"


def _ligne_plancher(planchers: Sequence[VerificationPlancher]) -> tables.Ligne:
    cells: list[Cell] = []
    for p in planchers:
        said = {"conforme": "conforme", "possible": "parts à écrire", "clause": "clause à écrire"}[p.statut]
        missing = f", il manque {logements(p.manque)}" if p.manque else ""
        cells.append((p.part_du_flux, f"{said}{missing}", None if p.is_valid else "retard"))
    first = planchers[0]
    libelle = f"{PLANCHER} : {render_part(first.seuil.valeur)} au moins, sauf clause"
    return _ligne_regle(libelle, first.legal, first.clause, cells)


def _ligne_uniformite(checks: Sequence[VerificationUniformite]) -> tables.Ligne:
    cells: list[Cell] = [
        (c.points, "conforme", None)
        if c.is_valid
        else (c.points, f"clause à écrire, {nom_portee(c.portee_min)} la moins servie", "retard")
        for c in checks
    ]
    return tables.Ligne(
        {"regle": "État, même part partout : écart entre communes", **_values(cells)},
        details={"regle": _describe(UNIFORMITE, BASE_UNIFORMITE, " ; ".join(checks[0].clauses)), **_details(cells)},
        marques=_marques(cells),
    )


def _ligne_regle(libelle: str, legal: SeuilLegal, clause: str, cells: Sequence[Cell]) -> tables.Ligne:
    return tables.Ligne(
        {"regle": libelle, **_values(cells)},
        details={"regle": _describe(legal.source.reference, legal.base, clause), **_details(cells)},
        marques=_marques(cells),
    )


def _describe(reference: str, base: str, clause: str) -> str:
    acte = f"\u202f; dérogation\u00a0: {clause}" if clause else ""
    return f"{reference}\u202f; base\u00a0: {base}{acte}"


def _values(cells: Sequence[Cell]) -> dict[str, tables.Valeur]:
    return {m: cell[0] for m, cell in zip(METHODES, cells, strict=True)}


def _details(cells: Sequence[Cell]) -> dict[str, str]:
    return {m: cell[1] for m, cell in zip(METHODES, cells, strict=True)}


def _marques(cells: Sequence[Cell]) -> dict[str, tables.Marque]:
    return {m: cell[2] for m, cell in zip(METHODES, cells, strict=True) if cell[2]}


def table_controles(comparaison: Comparaison) -> Table:
    """List every control with what it rests on: base, place, level, excess in points and dwellings, act, text."""
    colonnes = (
        Colonne("regle", "Règle", entete=True, filtre="texte"),
        Colonne("methode", "Méthode", "code", libelles=LIBELLES_METHODES, filtre="choix"),
        Colonne("verdict", "Verdict", "code", libelles=VERDICTS, filtre="choix"),
        Colonne("ou", "Mesuré à"),
        Colonne("base", "Base"),
        Colonne("flux", "Base, en logements par an", "decimal", absent="sans objet"),
        Colonne("niveau", "Niveau", "taux", decimales=2, absent="rien à diviser"),
        Colonne("seuil", "Seuil", "taux", decimales=2),
        Colonne("points", "Excès ou manque, en points", "taux", decimales=2),
        Colonne("logements", "Excès ou manque, en logements par an", "decimal"),
        Colonne("acte", "Dérogation ou stipulation", absent="aucune"),
        Colonne("texte", "Texte et date"),
    )
    rows = [
        row
        for conversion, plancher in zip(comparaison.conversions, comparaison.planchers, strict=True)
        for row in _list_controles(conversion, plancher)
    ]
    return Table(
        "controles",
        f"Contrôles des parts {comparaison.exercice}",
        colonnes,
        tuple(rows),
        denomination=("contrôle", "contrôles"),
        notes=(
            "Un plafond dépassé dans plusieurs territoires a une ligne pour chacun.",
            "Niveau avant toute réduction. Un manque se lit sous un plancher, un excès au-dessus d’un plafond.",
        ),
        sources=tuple(check.legal.source for check in comparaison.conversions[0].checks),
    )


def _list_controles(conversion: Conversion, plancher: VerificationPlancher) -> Iterator[tables.Ligne]:
    for check in conversion.checks:
        held = check.exces or (Exces(check.portee, check.avant, Fraction(0)),)
        for exces in held:
            yield _controle_plafond(conversion.methode, check, exces)
    yield _controle(
        conversion.methode,
        f"{PLANCHER} (lecture 1)",
        plancher.statut,
        {
            "ou": nom_portee(DEPARTEMENT),
            "base": plancher.legal.base,
            "flux": plancher.flux,
            "niveau": plancher.part_du_flux,
            "seuil": plancher.seuil.valeur,
            "points": plancher.manque / plancher.flux if plancher.flux else None,
            "logements": plancher.manque,
            "acte": _describe_acte(plancher.clause, plancher.seuil),
            "texte": plancher.legal.source.reference,
        },
    )
    yield _controle(
        conversion.methode,
        "Logements de l’État situés hors quartiers prioritaires (lecture 2)",
        "indicateur",
        {
            "ou": nom_portee(DEPARTEMENT),
            "base": "logements de l’État",
            "niveau": plancher.part_des_attributions,
            "seuil": plancher.seuil.valeur,
            "texte": "source 000 (Pays de la Loire, fiche n° 9)",
        },
    )
    yield _controle_uniformite(conversion)


def _controle_plafond(methode: str, check: Verification, exces: Exces) -> tables.Ligne:
    verdict = "conforme" if not check.points else ("reduit" if check.is_valid else "renegocier")
    points = max(Fraction(0), exces.part - check.seuil.valeur)
    return _controle(
        methode,
        LIBELLES_PLAFONDS[check.code],
        verdict,
        {
            "ou": nom_portee(exces.portee),
            "base": check.legal.base,
            "flux": exces.logements / points if points else check.flux,
            "niveau": exces.part,
            "seuil": check.seuil.valeur,
            "points": points,
            "logements": exces.logements,
            "acte": _describe_acte(check.clause, check.seuil),
            "texte": check.legal.source.reference,
        },
    )


def _controle_uniformite(conversion: Conversion) -> tables.Ligne:
    check = conversion.uniformite
    return _controle(
        conversion.methode,
        "État, même part dans chaque commune",
        "conforme" if check.is_valid else "clause",
        {
            "ou": f"{nom_portee(check.portee_min)} et {nom_portee(check.portee_max)}",
            "base": BASE_UNIFORMITE,
            "niveau": check.part_min,
            "seuil": check.reference,
            "points": check.points,
            "logements": check.logements,
            "acte": " ; ".join(check.clauses) or None,
            "texte": UNIFORMITE,
        },
    )


def _describe_acte(clause: str, seuil: SeuilLegal) -> str | None:
    return f"{clause} ({seuil.source.reference})" if clause else None


def _controle(methode: str, regle: str, verdict: str, valeurs: Mapping[str, tables.Valeur]) -> tables.Ligne:
    marques = {"verdict": MARQUES_VERDICT[verdict]} if verdict in MARQUES_VERDICT else {}
    return tables.Ligne({"regle": regle, "methode": methode, "verdict": verdict, **valeurs}, marques=marques)


def table_anomalies(comparaison: Comparaison) -> Table:
    """List once each thing that must be settled or known, with the methods that it concerns."""
    methodes: defaultdict[Anomalie, list[str]] = defaultdict(list)
    for conversion, anomalies in zip(comparaison.conversions, comparaison.anomalies, strict=True):
        for anomalie in anomalies:
            methodes[anomalie].append(LIBELLES_METHODES[conversion.methode].lower())
    colonnes = (
        Colonne("gravite", "Suite", "code", libelles=GRAVITES, filtre="choix"),
        Colonne("territoire", "Territoire"),
        Colonne("constat", "Constat", entete=True),
        Colonne("methodes", "Méthodes"),
    )
    every, order = "toutes", list(GRAVITES)
    rows = [
        tables.Ligne(
            {
                "gravite": a.gravite,
                "territoire": nom_portee(a.portee),
                "constat": a.message,
                "methodes": every if len(codes) == len(comparaison.conversions) else join_libelles(codes),
            },
            marques={"gravite": MARQUES_GRAVITE[a.gravite]},
        )
        for a, codes in sorted(methodes.items(), key=lambda item: (order.index(item[0].gravite), item[0].portee))
    ]
    return Table(
        "anomalies",
        "À régler, à écrire, à savoir",
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
