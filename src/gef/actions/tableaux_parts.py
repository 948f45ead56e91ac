"""Tables of what is to be retained: everybody's part by the method, and who would lose what."""

from __future__ import annotations

from typing import Final

from gef.actions.tableaux_conversion import NON_RESERVE, nom_portee
from gef.core.conversion import Conversion, LigneConversion
from gef.core.reductions import STATUT_PROPOSITION, PropositionReduction
from gef.core.territoires import DEPARTEMENT
from gef.outputs import tables
from gef.outputs.tables import Colonne, Table

REDUCTION: Final = (
    Colonne("reduite", "Part réduite", "taux", decimales=2),
    Colonne("perte", "Perte par an", "decimal", aide="Logements par an que le réservataire n’aurait plus."),
)


def table_parts(conversion: Conversion) -> Table:
    """Give everybody's part before and after the proposed reduction, and the dwellings that it makes."""
    proposition = conversion.proposition_reduction
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("territoire", "Territoire", secondaire=True),
        Colonne("part", "Part", "taux", decimales=2),
        Colonne("logements", "Logements par an", "decimal"),
        *(REDUCTION if proposition else ()),
    )
    lignes = sorted(conversion.lignes, key=lambda ligne: (-ligne.logements, ligne.reservataire))
    rest: dict[str, tables.Valeur] = {
        "reservataire": NON_RESERVE,
        "territoire": nom_portee(DEPARTEMENT),
        "part": conversion.non_reserve.part,
        "logements": conversion.non_reserve.logements,
    }
    return Table(
        "parts",
        f"Parts {conversion.exercice}",
        colonnes,
        (*(_ligne(ligne, proposition) for ligne in lignes), tables.Ligne(rest)),
        total=tables.Ligne({"reservataire": "Assiette", "logements": conversion.perimetre.flux[DEPARTEMENT]}),
        denomination=("ligne", "lignes"),
        notes=("Part du flux du territoire de chacun ; plafonds de la loi appliqués.",),
    )


def _ligne(ligne: LigneConversion, proposition: PropositionReduction | None) -> tables.Ligne:
    valeurs: dict[str, tables.Valeur] = {
        "reservataire": ligne.nom,
        "territoire": nom_portee(ligne.portee),
        "part": ligne.part,
        "logements": ligne.logements,
    }
    if proposition:
        loss = next((r for r in proposition.reductions if r.reservataire == ligne.reservataire), None)
        valeurs |= {"reduite": loss.apres if loss else ligne.part, "perte": loss.logements if loss else None}
    return tables.Ligne(valeurs)


def table_pertes(conversion: Conversion) -> Table:
    """Give, commune by commune, who would lose what if the reduction were accepted."""
    proposition, perimetre = conversion.proposition_reduction, conversion.perimetre
    colonnes = (
        Colonne("commune", "Commune", filtre="texte"),
        Colonne("reservataire", "Réservataire", filtre="texte"),
        Colonne("avant", "Part", "taux", decimales=2),
        Colonne("apres", "Part réduite", "taux", decimales=2),
        Colonne("perte", "Perte par an", "decimal"),
    )
    rows = []
    for commune in proposition.communes if proposition else ():
        assert proposition is not None, "communes are those of the proposal"
        for ligne in conversion.lignes:
            avant = ligne.par_commune.get(commune)
            apres = proposition.par_commune[ligne.reservataire].get(commune)
            if avant is None or apres is None or apres == avant:
                continue
            perte = (avant - apres) * perimetre.flux[f"commune:{commune}"]
            rows.append(tables.ligne(colonnes, nom_portee(f"commune:{commune}"), ligne.nom, avant, apres, perte))
    return Table(
        "pertes",
        f"Réduction proposée, {STATUT_PROPOSITION}, commune par commune",
        colonnes,
        tuple(rows),
        denomination=("perte", "pertes"),
        notes=("Au prorata des réservataires autres que l’État, là où la somme dépasse ce qui peut être donné.",),
        vide="Aucune réduction n’est nécessaire.",
    )
