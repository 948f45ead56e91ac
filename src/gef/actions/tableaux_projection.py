"""Tables of the clause de revoyure: forecast, so far, projected; then what each réservataire may expect."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from gef.core.intervalles import Intervalle
from gef.core.motifs import Source
from gef.core.projection import LIBELLES_LIGNES, LIBERATIONS, REGLE_DE_TROIS, DroitProjete, LigneProjection, Projection
from gef.outputs import tables
from gef.outputs.nombres import date_longue, decimal, entier
from gef.outputs.tables import Colonne, Ligne, Table

INTERVALLE: Final = Source("intervalle à 95 % (docs/decisions/0016-intervalles-exacts.md)", "calcul")
ABSENT: Final = "–"
TROP_TOT: Final = "trop tôt"


def table_projection(projection: Projection) -> Table:
    """Show each kind of departures: forecast, counted, projected with its interval."""
    exercice = projection.exercice
    colonnes = (
        Colonne("ligne", "Libérations"),
        Colonne("prevu", f"Prévu {exercice}", "decimal", decimales=0, absent=ABSENT),
        Colonne("realise", "Réalisé", "entier"),
        Colonne("projete", "Projeté", "decimal", decimales=0, absent=TROP_TOT),
        Colonne("intervalle", "Intervalle à 95\u202f%", absent=TROP_TOT, triable=False),
        Colonne("ecart", "Écart", "solde", decimales=0, absent=ABSENT, aide="Projeté − prévu."),
    )
    rows = (_ligne(projection.flux), *map(_ligne, projection.categories))
    return Table(
        "projection",
        f"Projection de {exercice} au {date_longue(projection.jour)}",
        colonnes,
        rows,
        total=_ligne(projection.total),
        denomination=("ligne", "lignes"),
        notes=projection.hypotheses,
        sources=(LIBERATIONS, REGLE_DE_TROIS, INTERVALLE),
    )


def _ligne(ligne: LigneProjection) -> Ligne:
    libelle = LIBELLES_LIGNES[ligne.code]
    details = {"ecart": "hors de l’intervalle"} if ligne.is_hors_prevision else {}
    marques: dict[str, tables.Marque] = {"ecart": "alerte"} if ligne.is_hors_prevision else {}
    return Ligne(
        {
            "ligne": libelle[:1].upper() + libelle[1:],
            "prevu": ligne.prevu,
            "realise": ligne.realise,
            "projete": ligne.projete,
            "intervalle": say_intervalle(ligne.intervalle),
            "ecart": ligne.ecart,
        },
        details=details,
        marques=marques,
    )


def say_intervalle(intervalle: Intervalle | None, decimales: int = 0) -> str | None:
    """Write an interval of dwellings; the last day of the year has one value.

    Examples:
        >>> say_intervalle(Intervalle(Fraction(157), Fraction(212)))
        '157 à 212'
    """
    if intervalle is None:
        return None
    if intervalle.bas == intervalle.haut:
        return decimal(intervalle.bas, decimales) if decimales else entier(intervalle.bas)
    return f"{decimal(intervalle.bas, decimales)} à {decimal(intervalle.haut, decimales)}"


DROITS: Final = (
    Colonne("nom", "Réservataire", entete=True),
    Colonne("prevus", "Prévus", "decimal", decimales=1, aide="Parts des conventions × assiette."),
    Colonne("acquis", "Acquis", "decimal", decimales=1, aide="Parts des logements déjà libérés dans le flux."),
    Colonne("projetes", "Projetés", "decimal", decimales=1, absent=TROP_TOT),
    Colonne("intervalle", "Intervalle à 95\u202f%", absent=TROP_TOT, triable=False),
    Colonne("ecart", "Écart", "solde", decimales=1, absent=ABSENT, aide="Projetés − prévus."),
)


def table_droits_projetes(projection: Projection, noms: Mapping[str, str]) -> Table:
    """Show what each réservataire may expect of the year, beside what the forecast promised."""
    flux = projection.flux
    total = tables.ligne(
        DROITS,
        "Dans le flux",
        flux.prevu,
        flux.realise,
        flux.projete,
        say_intervalle(flux.intervalle, 1),
        flux.ecart,
    )
    return Table(
        "droits-projetes",
        f"Ce que {projection.exercice} devrait donner à chacun",
        DROITS,
        tuple(_droit(droit, noms) for droit in sorted(projection.droits, key=_order)),
        total=total if projection.droits else None,
        denomination=("réservataire", "réservataires"),
        notes=("Acquis + part de ce qui reste à libérer ; aucun arrondi.",),
        sources=(LIBERATIONS, INTERVALLE),
        vide="Aucune convention en vigueur : personne n’attend de part.",
    )


def _order(droit: DroitProjete) -> tuple[bool, Fraction, str]:
    """Put first those whose promise does not hold, then the largest gaps."""
    return not droit.is_hors_prevision, -abs(droit.ecart or Fraction(0)), droit.reservataire


def _droit(droit: DroitProjete, noms: Mapping[str, str]) -> Ligne:
    return Ligne(
        {
            "nom": noms.get(droit.reservataire, droit.reservataire),
            "prevus": droit.prevus,
            "acquis": droit.acquis,
            "projetes": droit.projetes,
            "intervalle": say_intervalle(droit.intervalle, 1),
            "ecart": droit.ecart,
        },
        details={"ecart": "hors de l’intervalle"} if droit.is_hors_prevision else {},
        marques={"ecart": "alerte"} if droit.is_hors_prevision else {},
    )
