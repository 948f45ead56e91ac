"""Table of the lines of one account."""

from __future__ import annotations

from datetime import date

from gef.actions.provenance import EcritureCompte, Provenance
from gef.outputs import tables
from gef.outputs.nombres import date_longue, solde
from gef.outputs.tables import Colonne, Table


def table_ecritures(provenance: Provenance, nom: str, jour: date) -> Table:
    """List the lines of an account in the year, oldest first."""
    colonnes = (
        Colonne("date", "Date", "date"),
        Colonne("logement", "Logement", entete=True, filtre="texte"),
        Colonne("evenement", "Fait", filtre="texte"),
        Colonne("credit", "Crédit", "solde", absent=""),
        Colonne("debit", "Débit", "solde", decimales=0, absent=""),
        Colonne("solde", "Solde", "solde"),
    )
    return Table(
        "ecritures",
        f"Écritures du compte {nom} depuis janvier {jour.year}",
        colonnes,
        tuple(_ligne(line) for line in provenance.ecritures),
        denomination=("écriture", "écritures"),
        notes=(f"Au {date_longue(jour)}, en logements. Report au 1er janvier : {solde(provenance.report)}.",),
        sources=tuple(e.source for e in provenance.explication.etapes if e.source),
        vide="Aucune écriture depuis janvier : aucun logement orienté où ce compte est éligible.",
    )


def _ligne(line: EcritureCompte) -> tables.Ligne:
    return tables.Ligne(
        {
            "date": line.date,
            "logement": line.reference,
            "evenement": line.evenement,
            "credit": line.credit or None,
            "debit": -line.debit if line.debit else None,
            "solde": line.solde,
        },
        genre="retenu" if line.debit else "",
    )
