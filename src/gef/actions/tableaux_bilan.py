"""Tables of the bilan: by reservataire, by axis, hors flux."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gef.actions.noms import nom_commune
from gef.core.bilan import Bilan, LigneAxe, LigneReservataire, TableAxe
from gef.core.bilan_tables import LigneHorsFlux
from gef.core.motifs import Source
from gef.law.territoires import load_epci
from gef.outputs import tables
from gef.outputs.nombres import arrondi, entier
from gef.outputs.tables import Colonne, Table

R441_5_1 = Source("CCH art. R. 441-5-1", "legale")
R441_5 = Source("CCH art. R. 441-5", "legale")
EVENEMENTS = (
    Colonne("propositions", "Proposés", "entier", aide="Logements orientés vers le réservataire dans l’exercice."),
    Colonne("attributions", "Attribués", "entier", aide="Attributions en CALEOL dans l’exercice."),
    Colonne("baux", "Baux", "entier", aide="Baux signés dans l’exercice."),
)
CENT = 100
HORS_FLUX = Colonne("hors_flux", "Hors flux", "entier", aide="Logements libérés hors du flux dans l’exercice.")


def table_reservataires(bilan: Bilan) -> Table:
    """One row per account: what was due, proposed, attributed, let, and the solde."""
    year = bilan.exercice
    colonnes = (
        Colonne("reservataire", "Réservataire", filtre="texte"),
        Colonne("objectif", f"Objectif {year}", "entier", absent="–", secondaire=True),
        Colonne("droits", f"Droits {year}", "decimal", absent="–"),
        *EVENEMENTS,
        Colonne(
            "part",
            "Proposés, part du flux",
            "taux",
            aide=f"Sur les {entier(bilan.liberations_flux)} logements libérés dans le flux en {year}.",
        ),
        Colonne("refus", "Refus", "entier", secondaire=True),
        Colonne("solde", "Solde de fin", "solde", absent="–"),
    )
    return Table(
        "bilan-reservataires",
        f"Bilan {year} par réservataire",
        colonnes,
        tuple(_ligne_reservataire(bilan, row) for row in bilan.reservataires),
        total=_ligne_reservataire(bilan, bilan.total),
        denomination=("compte", "comptes"),
        notes=(
            "La loi compte tantôt les propositions, tantôt les attributions, tantôt les baux : voici les trois.",
            f"Proposé à deux réservataires, un logement compte deux fois : {entier(bilan.logements_proposes)} en tout.",
            *bilan.manques,
        ),
        sources=(R441_5_1,),
    )


def _ligne_reservataire(bilan: Bilan, row: LigneReservataire) -> tables.Ligne:
    return tables.Ligne(
        {
            "reservataire": "Ensemble" if row.id == "total" else row.nom,
            "objectif": row.objectif,
            "droits": row.droits,
            "propositions": row.propositions,
            "attributions": row.attributions,
            "baux": row.baux,
            "part": bilan.part_flux(row.propositions),
            "refus": row.refus,
            "solde": row.solde_fin,
        }
    )


def table_axe(axe: TableAxe, exercice: int) -> Table:
    """One row per value of an axis of R. 441-5-1; what is missing stands on its own row."""
    sorties = (HORS_FLUX,) if axe.total.hors_flux else ()
    part = Colonne("part", f"Part des {entier(axe.total.attributions)} attribués", "taux", decimales=0)
    parts = (part,) if axe.total.attributions else ()
    colonnes = (Colonne("valeur", axe.libelle), *EVENEMENTS, *parts, *sorties)
    return Table(
        f"bilan-{axe.axe}",
        f"Bilan {exercice} par {axe.libelle if axe.axe == 'epci' else axe.libelle.lower()}",
        colonnes,
        tuple(_ligne_axe(axe, row) for row in axe.lignes),
        total=_ligne_axe(axe, axe.total),
        denomination=("ligne", "lignes"),
        notes=note_arrondis([_part(row, axe) for row in axe.lignes]),
        sources=(R441_5_1,),
        vide="Aucun événement dans l’exercice.",
    )


def _part(row: LigneAxe, axe: TableAxe) -> Fraction | None:
    return Fraction(row.attributions, axe.total.attributions) if axe.total.attributions else None


def note_arrondis(parts: Sequence[Fraction | None]) -> tuple[str, ...]:
    """Say it when the parts shown do not add up to 100: they are left as they are.

    Args:
        parts: Parts of one whole, as the table shows them, in whole percents.
    """
    known = [part for part in parts if part is not None]
    shown = sum(arrondi(part * CENT) for part in known)
    if not known or shown == CENT or sum(known) != 1:
        return ()
    return (f"Arrondies à l’unité, les parts font {entier(shown)} % ; aucune n’est forcée.",)


def _nom(axe: TableAxe, row: LigneAxe) -> str:
    if row.code and axe.axe == "commune" and row.code != "total":
        return nom_commune(row.code)
    epci = load_epci().get(row.code or "") if axe.axe == "epci" else None
    return epci.nom if epci else row.libelle


def _ligne_axe(axe: TableAxe, row: LigneAxe) -> tables.Ligne:
    libelle = _nom(axe, row)
    missing = row.code is None and row.libelle.startswith("non ")
    sorties: dict[str, tables.Valeur] = {"hors_flux": row.hors_flux} if axe.total.hors_flux else {}
    values: dict[str, tables.Valeur] = {
        "valeur": libelle,
        "propositions": row.propositions,
        "attributions": row.attributions,
        "baux": row.baux,
        **({"part": _part(row, axe)} if axe.total.attributions else {}),
        **sorties,
    }
    return tables.Ligne(values, marques={"valeur": "alerte"} if missing else {})


def table_hors_flux(bilan: Bilan) -> Table:
    """What left the flux, expected and realised, by category."""
    colonnes = (
        Colonne("categorie", "Hors du flux"),
        Colonne("prevu", "Prévu", "decimal", decimales=0, absent="non renseigné"),
        Colonne("liberations", "Libérés", "entier"),
        Colonne("ecart", "Écart", "solde", decimales=0, absent="–"),
    )
    return Table(
        "bilan-hors-flux",
        f"Hors du flux en {bilan.exercice}",
        colonnes,
        tuple(_ligne_hors_flux(row) for row in bilan.hors_flux),
        total=_ligne_hors_flux(bilan.total_hors_flux),
        denomination=("catégorie", "catégories"),
        sources=(R441_5,),
        vide="Aucun logement hors du flux, ni prévu ni libéré.",
    )


def _ligne_hors_flux(row: LigneHorsFlux) -> tables.Ligne:
    return tables.Ligne(
        {"categorie": row.libelle, "prevu": row.prevu, "liberations": row.liberations, "ecart": row.ecart}
    )


def tables_bilan(bilan: Bilan, rows: Sequence[TableAxe] | None = None) -> tuple[Table, ...]:
    """Every table of a bilan, in the order of the document."""
    axes = bilan.axes if rows is None else rows
    return (table_reservataires(bilan), *(table_axe(axe, bilan.exercice) for axe in axes), table_hors_flux(bilan))
