"""The tables of the ledger of what leaves the flux: by category, by month, dwelling by dwelling."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from gef.actions.hors_flux import EtatHorsFlux
from gef.actions.noms import nom_commune
from gef.actions.tableaux_previsions import last_month
from gef.core.hors_flux import PUBLICS, LigneRegistre
from gef.core.motifs import Source
from gef.core.previsions import MOIS
from gef.core.rotation import CATEGORIES, LIBELLES_CATEGORIES
from gef.outputs.nombres import MOIS as NOMS_MOIS
from gef.outputs.nombres import MOIS_COURTS, date_longue
from gef.outputs.tables import Colonne, Ligne, Table, Valeur

R441_5: Final = Source("CCH art. R. 441-5", "legale")
JOURNAL: Final = Source("journal des logements", "donnee")
S001: Final = Source("source 001 (DRIHL, 2021) : relogements au bénéfice des publics prioritaires", "pratique")
INCONNU: Final = "inconnu"
COLONNES_REGISTRE: Final = (
    Colonne("categorie", "Catégorie", entete=True),
    Colonne("prevu", "Prévu", "entier", absent="non déclaré"),
    Colonne("liberes", "Sortis du flux", "entier", aide="Logements libérés hors du flux dans l’exercice."),
    Colonne("ecart", "Écart", "solde", decimales=0, absent="–", aide="Sortis moins prévu de l’année."),
    Colonne("attribues", "Attribués", "entier", secondaire=True),
    Colonne("loues", "Baux signés", "entier"),
    Colonne("prioritaires", "dont prioritaires", "entier", aide="Publics prioritaires, DALO compris."),
    Colonne("dalo", "dont DALO", "entier", secondaire=True),
    Colonne("inconnus", "dont inconnus", "entier", aide="Personne n’a dit qui a été logé.", secondaire=True),
)


def table_registre(etat: EtatHorsFlux, jour: date) -> Table:
    """Show the ledger of an exercice, category by category.

    Args:
        etat: The ledger.
        jour: Day of the reader.
    """
    *lignes, total = etat.lignes
    return Table(
        "registre",
        f"Hors flux {etat.exercice}, par catégorie",
        COLONNES_REGISTRE,
        tuple(_registre(ligne) for ligne in lignes),
        total=_registre(total),
        denomination=("catégorie", "catégories"),
        notes=(
            f"Au {date_longue(jour)}.",
            "Chaque logement compte où le journal le met, même qualifié après coup.",
            "Un bail dont personne n’a dit le public est compté inconnu.",
        ),
        sources=(R441_5, JOURNAL, S001),
    )


def _registre(ligne: LigneRegistre) -> Ligne:
    libelle = LIBELLES_CATEGORIES[ligne.categorie] if ligne.categorie else "ensemble"
    return Ligne(
        {
            "categorie": libelle[:1].upper() + libelle[1:],
            "prevu": None if ligne.prevu is None else int(ligne.prevu),
            "liberes": ligne.liberes,
            "ecart": ligne.ecart,
            "attribues": ligne.attribues,
            "loues": ligne.loues,
            "prioritaires": ligne.prioritaires,
            "dalo": ligne.dalo,
            "inconnus": ligne.inconnus,
        },
        marques={"inconnus": "alerte"} if ligne.inconnus else {},
    )


def table_mois(etat: EtatHorsFlux, jour: date) -> Table:
    """Show the dwellings that left the flux, month by month and by category.

    Args:
        etat: The ledger.
        jour: Day of the reader: a month that has not begun is empty.
    """
    begun = last_month(etat.exercice, jour)
    rows = []
    for mois in MOIS:
        counts = {code: etat.realise.get(code, {}).get(mois, 0) for code in CATEGORIES}
        cells: dict[str, Valeur] = {code: count if mois <= begun else None for code, count in counts.items()}
        whole = sum(counts.values()) if mois <= begun else None
        rows.append(Ligne({"mois": NOMS_MOIS[mois - 1].capitalize(), **cells, "total": whole}))
    total: dict[str, Valeur] = {code: sum(etat.realise.get(code, {}).values()) for code in CATEGORIES}
    whole_year = sum(sum(etat.realise.get(code, {}).values()) for code in CATEGORIES)
    return Table(
        "mois",
        f"Sortis du flux en {etat.exercice}, mois par mois",
        (
            Colonne("mois", "Mois", entete=True, triable=False),
            *(Colonne(code, COURTES[code], "entier", absent="–", triable=False) for code in CATEGORIES),
            Colonne("total", "Ensemble", "entier", absent="–", triable=False),
        ),
        tuple(rows),
        total=Ligne({"mois": f"{MOIS_COURTS[0]} – {MOIS_COURTS[-1]}", **total, "total": whole_year}),
        denomination=("mois", "mois"),
        sources=(JOURNAL,),
    )


COURTES: Final[Mapping[str, str]] = {
    "mutations": "Mutations",
    "anru": "ANRU",
    "orcod": "ORCOD",
    "lhi": "Habitat indigne",
    "vente": "Ventes",
}


def table_logements(etat: EtatHorsFlux, liens: Mapping[str, str]) -> Table:
    """List the dwellings of the ledger; for the bailleur only.

    Args:
        etat: The ledger.
        liens: Address of the sheet of each, by reference.
    """
    return Table(
        "logements",
        f"Logements hors flux, {etat.exercice}",
        (
            Colonne("logement", "Logement", filtre="texte", entete=True),
            Colonne("categorie", "Catégorie", "code", libelles=COURTES, filtre="choix"),
            Colonne("commune", "Commune", filtre="choix"),
            Colonne("type", "Type"),
            Colonne("libre", "Libre le", "date"),
            Colonne("attribue", "Attribué le", "date", absent="–", secondaire=True),
            Colonne("bail", "Bail le", "date", absent="–"),
            Colonne("public", "Public", "code", libelles=PUBLICS, absent=INCONNU, filtre="choix"),
        ),
        tuple(
            Ligne(
                {
                    "logement": found.logement,
                    "categorie": found.categorie,
                    "commune": nom_commune(suivi.liberation.commune),
                    "type": " ".join(filter(None, (suivi.liberation.typologie, suivi.liberation.financement))),
                    "libre": found.libere_le,
                    "attribue": found.attribue_le,
                    "bail": found.bail_le,
                    "public": found.public or None,
                },
                liens={"logement": liens[found.logement]} if found.logement in liens else {},
            )
            for suivi, found in etat.logements
        ),
        denomination=("logement", "logements"),
        sources=(JOURNAL,),
        vide="Aucun logement hors du flux dans l’exercice.",
    )
