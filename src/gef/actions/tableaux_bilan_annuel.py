"""Tables of the whole bilan besides those of the law: shares, soldes, households, obligations, refusals, forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gef.actions.noms import nom_commune
from gef.actions.tableaux_bilan import R441_5, R441_5_1
from gef.actions.tableaux_contexte import MARQUES, nom_portee
from gef.core.bilan import PARTS, Bilan, LigneReservataire
from gef.core.bilan_annuel import BilanAnnuel, LogementBilan, Soustraction
from gef.core.bilan_entree import CAUSES, PARTIES
from gef.core.bilan_publics import LignePublics
from gef.core.bilan_refus import LignePremiere, LigneRefus, total_premieres
from gef.core.bilan_tables import NON_RENSEIGNE
from gef.core.motifs import Source
from gef.core.obligations import STATUTS, Obligation
from gef.core.periodes import PERIODES_CONSTRUCTION, debut_exercice
from gef.core.rotation import LIBELLES_CATEGORIES
from gef.outputs.nombres import date_longue, entier, pluriel, taux
from gef.outputs.tables import Colonne, Ligne, Table

L441_1: Final = Source("CCH art. L. 441-1", "legale")
CONVENTION: Final = Source("source 003 (convention de réservation, Ain, 2025), art. 6", "locale")
PERIODES: Final[Mapping[str, str]] = {periode.code: periode.libelle for periode in PERIODES_CONSTRUCTION}
INCONNUE: Final = "inconnue"
ETAT_COMMUNE: Final = "etat_commune"
MESURES: Final = (
    Colonne("base", "Base", "entier"),
    Colonne("compte", "Comptés", "entier"),
    Colonne("part", "Part", "taux", absent=INCONNUE),
    Colonne("seuil", "Demandé", "taux"),
    Colonne("logements", "Manquants", "entier", aide="Logements entiers ; en trop, pour un plafond."),
    Colonne("etat", "État", "code", libelles=STATUTS),
)
PLANCHER: Final = (
    "Un ménage inconnu n’est compté nulle part : la part est un plancher tant qu’il en reste, et inconnue quand on ne "
    "sait rien d’aucun."
)


def table_parts(bilan: Bilan) -> Table:
    """The three events of each account as shares of what was freed in the flux."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("propositions", "Proposés", "entier"),
        Colonne("part_propositions", "Proposés, part", "taux"),
        Colonne("attributions", "Attribués", "entier"),
        Colonne("part_attributions", "Attribués, part", "taux"),
        Colonne("baux", "Baux", "entier"),
        Colonne("part_baux", "Baux, part", "taux"),
    )
    liberes = pluriel(bilan.liberations_flux, "logement libéré", "logements libérés")
    base = (
        f"Base : les {liberes} dans le flux en {bilan.exercice}. Les faits de l’année portent aussi sur des logements "
        "libérés avant : les parts ne font pas 100 %."
    )
    notes = [base]
    if bilan.total.part_propositions is not None:
        said = (bilan.total.part_propositions, bilan.total.part_attributions or 0, bilan.total.part_baux or 0)
        proposes, attribues, baux = map(taux, said)
        notes.append(
            f"Sur les {entier(bilan.liberations)} libérations, hors flux compris : {proposes} proposés, {attribues} "
            f"attribués, {baux} loués."
        )
    return Table(
        "bilan-parts",
        f"Faits de {bilan.exercice} en parts des {entier(bilan.liberations_flux)} logements libérés dans le flux",
        colonnes,
        tuple(
            _ligne_parts(bilan, row) for row in bilan.reservataires if row.propositions or row.attributions or row.baux
        ),
        total=_ligne_parts(bilan, bilan.total),
        denomination=("compte", "comptes"),
        notes=tuple(notes),
        sources=(R441_5_1, PARTS),
    )


def _ligne_parts(bilan: Bilan, row: LigneReservataire) -> Ligne:
    return Ligne(
        {
            "reservataire": "Ensemble" if row.id == "total" else row.nom,
            "propositions": row.propositions,
            "part_propositions": bilan.part_flux(row.propositions),
            "attributions": row.attributions,
            "part_attributions": bilan.part_flux(row.attributions),
            "baux": row.baux,
            "part_baux": bilan.part_flux(row.baux),
        }
    )


def table_soldes(bilan: Bilan) -> Table:
    """What each account carries over to the next year, and how it comes."""
    year = bilan.exercice
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("debut", f"Solde au 1er janvier {year}", "solde", absent="–"),
        Colonne("droits", f"Droits {year}", "decimal", absent="–"),
        Colonne("recus", "Reçus", "decimal", decimales=0, absent="–"),
        Colonne("fin", f"Reporté en {year + 1}", "solde", absent="–"),
        Colonne("objectif", f"Objectif {year}", "entier", absent="–", secondaire=True),
    )
    return Table(
        "bilan-soldes",
        f"Soldes reportés au {date_longue(debut_exercice(year + 1))}",
        colonnes,
        tuple(_ligne_soldes(row) for row in bilan.reservataires),
        total=_ligne_soldes(bilan.total),
        denomination=("compte", "comptes"),
        notes=("Positif : des logements restent dus. Négatif : le compte a été servi d’avance.",),
        sources=(Source("journal des faits et conventions", "donnee"),),
    )


def _ligne_soldes(row: LigneReservataire) -> Ligne:
    return Ligne(
        {
            "reservataire": "Ensemble" if row.id == "total" else row.nom,
            "debut": row.solde_debut,
            "droits": row.droits,
            "recus": row.recus,
            "fin": row.solde_fin,
            "objectif": row.objectif,
        }
    )


def table_publics(annuel: BilanAnnuel) -> Table:
    """Priority publics and DALO among the attributions, by account."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("base", "Attribués", "entier"),
        Colonne("prioritaires", "Prioritaires", "entier", aide="DALO compris (CCH art. L. 441-1)."),
        Colonne("dalo", "dont DALO", "entier"),
        Colonne("part", "Part des attribués", "taux", absent=INCONNUE),
        Colonne("inconnus", "Inconnus", "entier"),
    )
    return Table(
        "bilan-publics",
        f"Publics prioritaires parmi les attributions de {annuel.exercice}",
        colonnes,
        tuple(_ligne_publics(row) for row in annuel.publics if row.attributions),
        total=_ligne_publics(annuel.total_publics),
        denomination=("compte", "comptes"),
        vide="Aucune attribution dans l’exercice.",
        notes=(PLANCHER,) if annuel.total_publics.publics_inconnus else (),
        sources=(L441_1,),
    )


def _ligne_publics(row: LignePublics) -> Ligne:
    return Ligne(
        {
            "reservataire": row.nom,
            "base": row.attributions,
            "prioritaires": row.prioritaires,
            "dalo": row.dalo,
            "part": row.part_prioritaires,
            "inconnus": row.publics_inconnus,
        },
        marques={"inconnus": "alerte"} if row.publics_inconnus else {},
    )


def table_quartiles(annuel: BilanAnnuel) -> Table:
    """First quartile out of QPV, quartiles 2 to 4 in QPV, by account."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("hors", "Baux hors QPV", "entier"),
        Colonne("premier", "1er quartile", "entier", aide="Ou relogement pour renouvellement urbain."),
        Colonne("part_premier", "Part des baux hors QPV", "taux", absent=INCONNUE),
        Colonne("inconnus_hors", "Inconnus hors QPV", "entier"),
        Colonne("dans", "Attribués en QPV", "entier"),
        Colonne("autres", "Quartiles 2 à 4", "entier"),
        Colonne("part_autres", "Part des attribués en QPV", "taux", absent=INCONNUE),
        Colonne("inconnus_dans", "Inconnus en QPV", "entier"),
    )
    missing = annuel.total_publics.quartiles_inconnus or annuel.total_publics.quartiles_qpv_inconnus
    return Table(
        "bilan-quartiles",
        f"Quartiles de ressources en {annuel.exercice}",
        colonnes,
        tuple(_ligne_quartiles(row) for row in annuel.publics if row.baux_hors_qpv or row.attributions_qpv),
        total=_ligne_quartiles(annuel.total_publics),
        denomination=("compte", "comptes"),
        notes=(
            "Hors QPV, la loi compte les baux signés ; en QPV, les attributions.",
            *([PLANCHER] if missing else []),
        ),
        sources=(L441_1,),
    )


def _ligne_quartiles(row: LignePublics) -> Ligne:
    return Ligne(
        {
            "reservataire": row.nom,
            "hors": row.baux_hors_qpv,
            "premier": row.premier_quartile,
            "part_premier": row.part_premier_quartile,
            "inconnus_hors": row.quartiles_inconnus,
            "dans": row.attributions_qpv,
            "autres": row.autres_quartiles,
            "part_autres": row.part_autres_quartiles,
            "inconnus_dans": row.quartiles_qpv_inconnus,
        }
    )


def table_obligations(rows: Sequence[Obligation], exercice: int, noms: Mapping[str, str]) -> Table:
    """Obligations of the year in percent and in dwellings.

    Args:
        rows: Obligations that the reader may read.
        exercice: Year.
        noms: Name of each account.
    """
    return Table(
        "bilan-obligations",
        f"Obligations de {exercice}",
        (Colonne("obligation", "Obligation"), *MESURES),
        tuple(_ligne_obligation(row, row.regle.libelle, _say_base(row, noms)) for row in rows),
        denomination=("obligation", "obligations"),
        sources=tuple(dict.fromkeys(row.seuil.source for row in rows)),
        vide="Aucune obligation ne se mesure sur cet exercice.",
    )


def table_etat_communes(rows: Sequence[Obligation], exercice: int) -> Table:
    """The share of the État in each commune."""
    return Table(
        "bilan-etat-communes",
        f"Part de l’État dans chaque commune en {exercice}",
        (Colonne("obligation", "Commune"), *MESURES),
        tuple(_ligne_obligation(row, nom_portee(row.portee), row.clause) for row in rows),
        denomination=("commune", "communes"),
        sources=tuple(dict.fromkeys(row.seuil.source for row in rows)),
    )


def _say_base(row: Obligation, noms: Mapping[str, str]) -> str:
    where = noms.get(row.reservataire, "") or (nom_portee(row.portee) if ":" in row.portee else "département")
    return " ; ".join(part for part in (where, row.seuil.source.reference, row.clause) if part)


def _ligne_obligation(row: Obligation, nom: str, detail: str) -> Ligne:
    details = {"obligation": detail} if detail else {}
    if row.comptage.inconnus:
        details["compte"] = pluriel(row.comptage.inconnus, "inconnu")
    return Ligne(
        {
            "obligation": nom,
            "base": row.comptage.base,
            "compte": row.comptage.atteint,
            "part": row.part,
            "seuil": row.seuil.valeur,
            "logements": row.logements,
            "etat": row.statut,
        },
        details=details,
        marques={"etat": MARQUES[row.statut]} if row.statut in MARQUES else {},
    )


def table_refus(rows: Sequence[LigneRefus], exercice: int) -> Table:
    """Refusals by party and cause."""
    colonnes = (
        Colonne("partie", "Qui a refusé"),
        Colonne("cause", "Cause", absent=NON_RENSEIGNE),
        Colonne("nombre", "Refus", "entier"),
    )
    return Table(
        "bilan-refus",
        f"Refus de {exercice}, par partie et par cause",
        colonnes,
        tuple(
            Ligne(
                {"partie": PARTIES[row.partie], "cause": CAUSES.get(row.cause), "nombre": row.nombre},
                marques={} if row.cause else {"cause": "alerte"},
            )
            for row in rows
        ),
        total=Ligne({"partie": "Ensemble", "nombre": sum(row.nombre for row in rows)}) if rows else None,
        denomination=("cause", "causes"),
        sources=(CONVENTION,),
        vide="Aucun refus dans l’exercice.",
    )


def table_premieres(rows: Sequence[LignePremiere], exercice: int) -> Table:
    """First lettings of new programmes, by account."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("livraisons", "Livrés", "entier"),
        Colonne("attributions", "Attribués", "entier"),
        Colonne("baux", "Baux", "entier"),
    )
    return Table(
        "bilan-premieres",
        f"Premières mises en location de {exercice}",
        colonnes,
        tuple(_ligne_premiere(row) for row in rows),
        total=_ligne_premiere(total_premieres(rows)) if rows else None,
        denomination=("compte", "comptes"),
        notes=("Réparties en stock par la concertation : elles ne sont pas dans les libérations.",) if rows else (),
        sources=(R441_5,),
        vide="Aucun programme neuf n’a été mis en location dans l’exercice.",
    )


def _ligne_premiere(row: LignePremiere) -> Ligne:
    return Ligne(
        {"reservataire": row.nom, "livraisons": row.livraisons, "attributions": row.attributions, "baux": row.baux}
    )


def table_soustractions(rows: Sequence[Soustraction], exercice: int) -> Table:
    """Dwellings expected to be subtracted from the flux of the year that follows the exercice."""
    known = [row.nombre for row in rows if row.nombre is not None]
    colonnes = (
        Colonne("categorie", "Catégorie"),
        Colonne("nombre", f"Prévus en {exercice + 1}", "entier", absent=NON_RENSEIGNE),
        Colonne("document", "Document", absent="–"),
    )
    return Table(
        "bilan-soustractions",
        f"Soustractions prévues en {exercice + 1}",
        colonnes,
        tuple(
            Ligne(
                {
                    "categorie": LIBELLES_CATEGORIES[row.categorie],
                    "nombre": row.nombre,
                    "document": " ; ".join(row.documents) or None,
                },
                marques={"nombre": "alerte"} if row.nombre is None else {},
            )
            for row in rows
        ),
        total=Ligne({"categorie": "Ensemble", "nombre": sum(known)}) if known else None,
        denomination=("catégorie", "catégories"),
        sources=(R441_5,),
    )


def table_logements(rows: Sequence[LogementBilan], exercice: int, noms: Mapping[str, str]) -> Table:
    """Dwellings proposed, attributed and let, one row each; nothing about the households."""
    colonnes = (
        Colonne("reference", "Logement"),
        Colonne("reservataire", "Réservataire", filtre="choix"),
        Colonne("commune", "Commune", filtre="choix"),
        Colonne("typologie", "Type", "code", absent=NON_RENSEIGNE),
        Colonne("financement", "Financement", "code", absent=NON_RENSEIGNE),
        Colonne("qpv", "En QPV", "oui_non", absent=NON_RENSEIGNE),
        Colonne("periode", "Construction", "code", libelles=PERIODES, absent=NON_RENSEIGNE),
        Colonne("libere_le", "Libéré", "date"),
        Colonne("propose_le", "Proposé", "date"),
        Colonne("attribue_le", "Attribué", "date"),
        Colonne("bail_le", "Loué", "date"),
    )
    return Table(
        "bilan-logements",
        f"Logements proposés, attribués et loués en {exercice}",
        colonnes,
        tuple(_ligne_logement(row, noms) for row in rows),
        denomination=("logement", "logements"),
        notes=("Un logement proposé à deux réservataires a une ligne chez chacun.",),
        sources=(R441_5_1,),
        vide="Aucun logement proposé, attribué ni loué dans l’exercice.",
    )


def _ligne_logement(row: LogementBilan, noms: Mapping[str, str]) -> Ligne:
    return Ligne(
        {
            "reference": row.reference,
            "reservataire": noms.get(row.reservataire, NON_RENSEIGNE),
            "commune": nom_commune(row.commune),
            "typologie": row.typologie,
            "financement": row.financement,
            "qpv": row.qpv,
            "periode": row.periode,
            "libere_le": row.libere_le,
            "propose_le": row.propose_le,
            "attribue_le": row.attribue_le,
            "bail_le": row.bail_le,
        }
    )
