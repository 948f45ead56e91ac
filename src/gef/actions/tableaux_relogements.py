"""The tables of the relogements: contributions against the charter, dwellings counted, dwellings that wait for a name.

A réservataire reads his own lines, then everybody else's in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from gef.actions.chartes import EtatCharte
from gef.actions.flux import Suivi
from gef.actions.noms import nom_commune
from gef.core.motifs import Source
from gef.core.relogements import Contribution
from gef.outputs.nombres import taux
from gef.outputs.tables import Colonne, Ligne, Table, Valeur

S003: Final = Source("source 003 (Ornex, 2025), art. 5.4", "pratique")
AUTRES: Final = "Autres réservataires"
DANS_LE_FLUX, NEUF = "flux", "premiere_location"
CATEGORIES: Final[Mapping[str, str]] = {
    "anru": "ANRU",
    "orcod": "ORCOD",
    "lhi": "habitat indigne",
    NEUF: "première location",
    DANS_LE_FLUX: "dans le flux",
}
COLONNES: Final = (
    Colonne("reservataire", "Réservataire", entete=True),
    Colonne("objectif", "Objectif", "decimal", decimales=1, absent="aucun"),
    Colonne("realises", "Réalisés", "entier", aide="Baux signés dans l’exercice."),
    Colonne("ecart", "Écart", "solde", decimales=1, absent="–", aide="Réalisés moins objectif, en logements."),
    Colonne("en_cours", "En cours", "entier", aide="Imputés, bail non signé.", secondaire=True),
)


def table_contributions(
    etat: EtatCharte, exercice: int, noms: Mapping[str, str], codes: frozenset[str] | None
) -> Table:
    """Set what each réservataire gave against what the charter asks of him.

    Args:
        etat: The charter.
        exercice: Year of the count.
        noms: Name of each account, by code.
        codes: Accounts of the reader; None sees everybody's line.
    """
    own = [c for c in etat.contributions if codes is None or c.reservataire in codes]
    others = [c for c in etat.contributions if c not in own]
    rows = [_contribution(c, etat, noms) for c in own]
    return Table(
        f"charte-{etat.charte.pk}",
        f"{etat.charte.nom}, {exercice}",
        COLONNES,
        (*rows, *([Ligne({"reservataire": AUTRES, **_add(others)})] if others else [])),
        total=Ligne({"reservataire": "Ensemble", **_add(etat.contributions)}),
        denomination=("réservataire", "réservataires"),
        notes=(f"{etat.charte.document}.", "Aucun relogement ne touche un compte du flux."),
        sources=(Source(etat.charte.document, "locale"), S003),
        vide="La charte ne demande rien encore.",
    )


def _contribution(row: Contribution, etat: EtatCharte, noms: Mapping[str, str]) -> Ligne:
    objectif = etat.objectifs.get(row.reservataire)
    detail = f"{taux(objectif.part)} des relogements" if objectif and objectif.part is not None else ""
    late = row.ecart is not None and row.ecart < 0
    return Ligne(
        {"reservataire": noms.get(row.reservataire, row.reservataire), **_values([row])},
        details={"objectif": detail} if detail else {},
        marques={"ecart": "retard"} if late else {},
    )


def _add(rows: Iterable[Contribution]) -> dict[str, Valeur]:
    return _values(list(rows))


def _values(rows: list[Contribution]) -> dict[str, Valeur]:
    known = [row for row in rows if row.objectif is not None]
    return {
        "objectif": sum((row.objectif or Fraction(0) for row in known), Fraction(0)) if known else None,
        "realises": sum(row.realises for row in rows),
        "ecart": sum((row.ecart or Fraction(0) for row in known), Fraction(0)) if known else None,
        "en_cours": sum(row.en_cours for row in rows),
    }


def table_relogements(chartes: Iterable[EtatCharte], liens: Mapping[str, str], comptes: frozenset[int] | None) -> Table:
    """List the dwellings counted on a contribution.

    Args:
        chartes: The charters.
        liens: Address of the sheet of each dwelling, by reference.
        comptes: Accounts of the reader, by primary key; None sees all of them.
    """
    rows = [
        (etat, row)
        for etat in chartes
        for row in etat.relogements
        if row.compte is not None and (comptes is None or row.compte.pk in comptes)
    ]
    return Table(
        "imputes",
        "Relogements imputés",
        (
            Colonne("logement", "Logement", filtre="texte", entete=True),
            Colonne("commune", "Commune", filtre="choix"),
            Colonne("categorie", "D’où il vient", "code", libelles=CATEGORIES, filtre="choix"),
            Colonne("charte", "Opération", filtre="choix"),
            Colonne("reservataire", "Imputé à", filtre="choix"),
            Colonne("bail", "Bail signé le", "date", absent="–"),
            Colonne("confirme", "Confirmé par"),
        ),
        tuple(
            Ligne(
                {
                    "logement": row.suivi.liberation.reference,
                    "commune": nom_commune(row.suivi.liberation.commune),
                    "categorie": row.suivi.etat.categorie or DANS_LE_FLUX,
                    "charte": etat.charte.nom,
                    "reservataire": row.compte.nom if row.compte else None,
                    "bail": row.bail_le,
                    "confirme": row.imputation.auteur.nom if row.imputation and row.imputation.auteur else None,
                },
                liens=_link(liens, row.suivi),
                details={"confirme": row.imputation.motif} if row.imputation and row.imputation.motif else {},
            )
            for etat, row in rows
        ),
        denomination=("relogement", "relogements"),
        sources=(S003,),
        vide="Aucun relogement n’est imputé.",
    )


def table_a_imputer(suivis: Iterable[Suivi], liens: Mapping[str, str]) -> Table:
    """List the dwellings given to a relogement that count on nobody yet.

    Args:
        suivis: The dwellings.
        liens: Address of the sheet of each, by reference.
    """
    return Table(
        "a-imputer",
        "Relogements à imputer",
        (
            Colonne("logement", "Logement", filtre="texte", entete=True),
            Colonne("commune", "Commune", filtre="choix"),
            Colonne("categorie", "Catégorie", "code", libelles=CATEGORIES, filtre="choix"),
            Colonne("libre", "Libre le", "date"),
        ),
        tuple(
            Ligne(
                {
                    "logement": suivi.liberation.reference,
                    "commune": nom_commune(suivi.liberation.commune),
                    "categorie": suivi.etat.categorie or DANS_LE_FLUX,
                    "libre": suivi.liberation.libre_le,
                },
                liens=_link(liens, suivi),
            )
            for suivi in suivis
        ),
        denomination=("logement", "logements"),
        notes=(
            "Une personne dit sur la contribution de qui chaque relogement compte ; rien n’est déduit.",
            "Dans le flux : un ménage relogé y a été présenté, et le logement est attribué.",
        ),
        vide="Tous les relogements connus sont imputés.",
    )


def _link(liens: Mapping[str, str], suivi: Suivi) -> dict[str, str]:
    reference = suivi.liberation.reference
    return {"logement": liens[reference]} if reference in liens else {}
