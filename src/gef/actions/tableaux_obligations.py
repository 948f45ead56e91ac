"""The table of the obligations of the year, in percent and in dwellings, worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from gef.actions.obligations_vues import Cle, ObligationVue
from gef.actions.tableaux_contexte import MARQUES, nom_portee
from gef.core.obligations import STATUTS
from gef.outputs.nombres import date_longue
from gef.outputs.phrases_pilotage import say_en_cours, say_remede
from gef.outputs.tables import Colonne, Ligne, Table


def table_obligations(
    rows: Sequence[ObligationVue],
    jour: date,
    vide: str = "Aucune obligation ne se mesure encore cette année.",
    liens: Mapping[Cle, str] = MappingProxyType({}),
) -> Table:
    """Obligations with their base, what is asked, what is counted, and the dwellings missing.

    Args:
        rows: What the reader may read, in the order shown.
        jour: The day on which it is drawn up.
        vide: What to say without a row.
        liens: Address of the calculation of each.
    """
    bailleurs = len({row.bailleur.pk for row in rows})
    colonnes = (
        *([Colonne("bailleur", "Bailleur", filtre="choix")] if bailleurs > 1 else []),
        Colonne("obligation", "Obligation", entete=True, filtre="choix"),
        Colonne("portee", "Sur", filtre="texte"),
        Colonne("etat", "État", "code", libelles=STATUTS, filtre="choix"),
        Colonne("base", "Base", "entier", aide="Logements sur lesquels l’obligation se mesure."),
        Colonne("compte", "Comptés", "entier"),
        Colonne("part", "Part", "taux", absent="inconnue"),
        Colonne("seuil", "Demandé", "taux"),
        Colonne("logements", "Logements manquants", "entier", aide="Entiers ; en trop, pour un plafond."),
        Colonne("remede", "Ce qui y remédierait", absent="–", aide="Les prochains événements qui y suffisent."),
        Colonne("en_cours", "En cours, chez", absent="–", aide="Logements en cours qui peuvent encore compter."),
        Colonne("article", "Texte"),
    )
    return Table(
        "obligations",
        f"Obligations de l’année {jour.year}",
        colonnes,
        tuple(_ligne(row, liens, is_seul=bailleurs <= 1) for row in rows),
        denomination=("obligation", "obligations"),
        notes=(
            f"Exercice {jour.year}, au {date_longue(jour)}.",
            "Le remède suppose que rien d’autre n’entre dans la base entre-temps.",
            "« Données absentes » : rien n’est connu des ménages ; « incomplètes » : ce qui manque décide.",
        ),
        sources=tuple(dict.fromkeys(row.obligation.seuil.source for row in rows)),
        vide=vide,
    )


def _ligne(row: ObligationVue, liens: Mapping[Cle, str], *, is_seul: bool) -> Ligne:
    obligation = row.obligation
    details = {"obligation": obligation.clause} if obligation.clause else {}
    if obligation.comptage.inconnus:
        details["compte"] = f"{obligation.comptage.inconnus} inconnus"
    if obligation.regle.sens == "plafond" and obligation.logements:
        details["logements"] = "en trop"
    return Ligne(
        {
            **({} if is_seul else {"bailleur": row.bailleur.nom}),
            "obligation": obligation.regle.libelle,
            "portee": row.nom or nom_portee(obligation.portee),
            "etat": obligation.statut,
            "base": obligation.comptage.base,
            "compte": obligation.comptage.atteint,
            "part": obligation.part,
            "seuil": obligation.seuil.valeur,
            "logements": obligation.logements,
            "remede": say_remede(row.remede) if row.remede else None,
            "en_cours": say_en_cours(row.remede.en_cours, row.noms) if row.remede else None,
            "article": obligation.seuil.source.reference,
        },
        liens={"obligation": liens[row.cle]} if row.cle in liens else {},
        details=details,
        marques={"etat": MARQUES[obligation.statut]} if obligation.statut in MARQUES else {},
    )
