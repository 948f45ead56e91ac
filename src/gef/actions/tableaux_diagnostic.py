"""Table and map of the diagnosis of a territory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gef.actions.noms import nom_commune
from gef.core.diagnostic import Diagnostic, LigneDiagnostic
from gef.core.motifs import Source
from gef.law.contours import load_contours
from gef.law.territoires import load_epci
from gef.outputs import tables
from gef.outputs.graphiques import GraphiqueCarte, Zone
from gef.outputs.nombres import decimal, entier, taux
from gef.outputs.tables import Colonne, Table

CLASSES: Final = 5
PREMIERES: Final = 10
SANS_EPCI: Final = "sans EPCI"


@dataclass(frozen=True, slots=True)
class Indicateur:
    """What a map shows: a count or a ratio of the diagnosis."""

    code: str
    libelle: str
    is_taux: bool = False


INDICATEURS: Final[Mapping[str, Indicateur]] = {
    i.code: i
    for i in (
        Indicateur("parc_social", "Parc social, tous bailleurs"),
        Indicateur("parc_bailleur", "Parc du bailleur"),
        Indicateur("part_bailleur", "Part du bailleur dans le parc social", is_taux=True),
        Indicateur("droits", "Droits en cours"),
        Indicateur("part_reservee", "Part réservée", is_taux=True),
        Indicateur("rotation", "Rotation", is_taux=True),
        Indicateur("demandes", "Demandes"),
        Indicateur("tension", "Demandes pour une attribution"),
    )
}


def table_diagnostic(diagnostic: Diagnostic, sources: Sequence[Source]) -> Table:
    """One row per commune, the whole below."""
    epci = {ligne.donnees.epci: _nom_epci(ligne.donnees.epci) for ligne in diagnostic.lignes}
    colonnes = (
        Colonne("commune", "Commune"),
        Colonne("epci", "EPCI", "code", libelles=epci, filtre="choix", secondaire=True),
        Colonne("parc_social", "Parc social", "entier", aide="Tous bailleurs, 1er janvier 2024.", absent="non publié"),
        Colonne("parc_bailleur", "Parc du bailleur", "entier"),
        Colonne("part_bailleur", "Sa part", "taux", aide="Parc du bailleur ÷ parc social, de dates différentes."),
        Colonne("eligibles", "Éligibles", "entier", aide="Que le flux concerne."),
        Colonne("en_qpv", "En QPV", "entier"),
        Colonne("droits", "Droits en cours", "entier"),
        Colonne("part_reservee", "Réservée", "taux", aide="Droits en cours ÷ logements éligibles."),
        Colonne("liberations", f"Libérés {diagnostic.annee}", "entier"),
        Colonne("rotation", "Rotation", "taux", aide="Libérés ÷ parc du bailleur."),
        Colonne("demandes", "Demandes", "entier", absent="inconnu"),
        Colonne("attributions", "Attributions", "entier", absent="inconnu"),
        Colonne("tension", "Tension", "decimal", decimales=1, aide="Demandes pour une attribution."),
    )
    return Table(
        "diagnostic",
        f"Diagnostic, {diagnostic.territoire}",
        colonnes,
        tuple(_ligne(ligne, nom_commune(ligne.donnees.commune)) for ligne in diagnostic.lignes),
        total=_ligne(diagnostic.total, "Ensemble"),
        denomination=("commune", "communes"),
        notes=(*diagnostic.manques, "Un ratio d’ensemble ne compte que les communes où ses deux termes sont connus."),
        sources=tuple(sources),
        vide="Aucun logement social n’est connu sur ce territoire.",
    )


def _ligne(ligne: LigneDiagnostic, nom: str) -> tables.Ligne:
    d = ligne.donnees
    is_total = not d.commune
    return tables.Ligne(
        {
            "commune": nom,
            "epci": None if is_total else d.epci,
            "parc_social": d.parc_social,
            "parc_bailleur": d.parc_bailleur,
            "part_bailleur": ligne.part_bailleur,
            "eligibles": d.eligibles,
            "en_qpv": d.en_qpv,
            "droits": d.droits,
            "part_reservee": ligne.part_reservee,
            "liberations": d.liberations,
            "rotation": ligne.rotation,
            "demandes": d.demandes,
            "attributions": d.attributions,
            "tension": ligne.tension,
        }
    )


def table_premieres(diagnostic: Diagnostic, indicateur: Indicateur) -> Table:
    """List the communes where an indicator is highest, beside the map that shows it."""
    known = [
        (nom_commune(ligne.donnees.commune), valeur)
        for ligne in diagnostic.lignes
        if (valeur := _value(ligne, indicateur)) is not None
    ]
    nature: tables.Nature = "taux" if indicateur.is_taux else "decimal"
    colonnes = (
        Colonne("commune", "Commune", triable=False),
        Colonne("valeur", indicateur.libelle, nature, decimales=1 if _is_ratio(indicateur) else 0, triable=False),
    )
    ranked = sorted(known, key=lambda row: (-row[1], row[0]))[:PREMIERES]
    return Table(
        "premieres",
        f"Les plus hautes valeurs : {indicateur.libelle.lower()}",
        colonnes,
        tuple(tables.ligne(colonnes, *row) for row in ranked),
        denomination=("commune", "communes"),
        vide="Rien n’est connu sur ce territoire.",
    )


def _is_ratio(indicateur: Indicateur) -> bool:
    return indicateur.is_taux or indicateur.code == "tension"


def _nom_epci(code: str) -> str:
    found = load_epci().get(code)
    return found.nom if found else SANS_EPCI


def carte_diagnostic(diagnostic: Diagnostic, indicateur: Indicateur, departement: str) -> GraphiqueCarte | None:
    """Shade the communes by one indicator; None when no outline is shipped, or when nothing is known."""
    contours = load_contours(departement)
    zones = tuple(
        Zone(ligne.donnees.commune, nom_commune(ligne.donnees.commune), _value(ligne, indicateur))
        for ligne in diagnostic.lignes
    )
    bornes = find_bornes([zone.valeur for zone in zones if zone.valeur])
    if contours is None or not bornes:
        return None
    classes = _legendes(bornes, indicateur)
    highest = max((z for z in zones if z.valeur is not None), key=lambda z: Fraction(z.valeur or 0))
    return GraphiqueCarte(
        f"carte-{indicateur.code}",
        indicateur.libelle,
        f"{indicateur.libelle}, par commune ; le plus haut : {highest.libelle}, "
        f"{_write(Fraction(highest.valeur or 0), indicateur)}. Le tableau donne chaque valeur.",
        zones,
        contours,
        tuple(classes.values()),
        tuple(classes),
    )


def _value(ligne: LigneDiagnostic, indicateur: Indicateur) -> Fraction | int | None:
    source = ligne if hasattr(ligne, indicateur.code) else ligne.donnees
    value: Fraction | int | None = getattr(source, indicateur.code)
    return value


def find_bornes(valeurs: Sequence[Fraction | int]) -> tuple[Fraction | int, ...]:
    """Cut positive values in at most five classes of about as many communes each.

    Examples:
        >>> find_bornes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        (1, 3, 5, 7, 9)
    """
    ordered = sorted(valeurs)
    if not ordered:
        return ()
    return tuple(sorted({ordered[len(ordered) * rang // CLASSES] for rang in range(CLASSES)}))


def _legendes(bornes: Sequence[Fraction | int], indicateur: Indicateur) -> dict[str, Fraction | int]:
    """Name each class by its lower bound; two bounds written alike are one class, from the lower of them."""
    named: dict[str, Fraction | int] = {}
    for borne in bornes:
        named.setdefault(f"{_write(Fraction(borne), indicateur)} et plus", borne)
    return named


def _write(valeur: Fraction, indicateur: Indicateur) -> str:
    if indicateur.is_taux:
        return taux(valeur, 1)
    return entier(valeur) if valeur.denominator == 1 else decimal(valeur, 1)
