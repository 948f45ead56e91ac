"""Tables of a réservataire: what he must answer, the other dwellings of his year, his accounts at each bailleur."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from gef.access.models import Organisation
from gef.actions.annee import LigneSolde
from gef.actions.logements_recus import Recu, Recus
from gef.actions.noms import nom_commune
from gef.actions.tableaux import JOURNAL, REGLE, describe_type
from gef.core.designation import CANDIDATS_MIN
from gef.core.faits import ETATS
from gef.core.horloges import ETAPES_DELAI
from gef.outputs.nombres import date_longue, euros
from gef.outputs.tables import Colonne, Ligne, Marque, Table, ligne

Liens = Mapping[int, str]


def table_attendus(recus: Recus, liens: Liens) -> Table:
    """Dwellings on which he must act, the most urgent first; `liens` gives the page of each, by key."""
    colonnes = (
        Colonne("echeance", "À faire avant", "date", absent="non fixé"),
        Colonne("logement", "Logement", entete=True, filtre="texte"),
        Colonne("commune", "Commune", filtre="choix"),
        Colonne("bailleur", "Bailleur", filtre="choix"),
        Colonne("loyer", "Loyer", absent="–"),
        Colonne("candidats", "Candidats"),
    )
    return Table(
        "attendus",
        "Logements qui vous attendent",
        colonnes,
        tuple(_ligne_attendue(recu, liens) for recu in recus.attendus),
        denomination=("logement", "logements"),
        notes=(f"Au {date_longue(recus.jour)}. Une échéance court jusqu’à minuit.",),
        sources=tuple({recu.horloge.clause.source: None for recu in recus.attendus if recu.horloge}),
        vide="Aucun logement n’attend de réponse de votre part.",
    )


def _ligne_attendue(recu: Recu, liens: Liens) -> Ligne:
    liberation, horloge = recu.suivi.liberation, recu.horloge
    place = ", ".join(part for part in (liberation.programme, liberation.adresse) if part)
    details = {"logement": f"{_say_type(recu)}{f' · {place}' if place else ''}"}
    if horloge:
        over = "délai passé\N{NO-BREAK SPACE}: " if horloge.is_over else ""
        details["echeance"] = f"{over}{ETAPES_DELAI[horloge.clause.etape]}"
    presented = f"{recu.candidats} sur {CANDIDATS_MIN}" if recu.candidats < CANDIDATS_MIN else str(recu.candidats)
    is_near = horloge is not None and horloge.restants <= 1
    return Ligne(
        {
            "echeance": horloge.echeance if horloge else None,
            "logement": liberation.reference,
            "commune": nom_commune(liberation.commune),
            "bailleur": recu.bailleur.nom,
            "loyer": euros(liberation.loyer_centimes) if liberation.loyer_centimes else None,
            "candidats": presented if recu.candidats else "à désigner",
        },
        genre="bord" if is_near else "",
        liens={"logement": liens[liberation.pk]},
        details=details,
        marques={"echeance": "retard"} if is_near else {},
    )


def table_recus(recus: Recus, liens: Liens) -> Table:
    """The other dwellings that he holds: where each one stands, the newest first."""
    colonnes = (
        Colonne("libre_le", "Libre le", "date"),
        Colonne("logement", "Logement", entete=True, filtre="texte"),
        Colonne("commune", "Commune", filtre="choix"),
        Colonne("type", "Type"),
        Colonne("surface", "Surface (m²)", "entier", absent="–"),
        Colonne("etat", "Où en est-on", "code", libelles=ETATS, filtre="choix"),
    )
    return Table(
        "logements",
        f"Autres logements orientés vers vous en {recus.jour.year}",
        colonnes,
        tuple(_ligne_recue(recu, liens) for recu in recus.autres),
        denomination=("logement", "logements"),
        notes=(f"Au {date_longue(recus.jour)}.",),
        sources=(JOURNAL,),
        vide="Aucun autre logement depuis janvier.",
    )


def _ligne_recue(recu: Recu, liens: Liens) -> Ligne:
    liberation = recu.suivi.liberation
    return Ligne(
        {
            "libre_le": liberation.libre_le,
            "logement": liberation.reference,
            "commune": nom_commune(liberation.commune),
            "type": _say_type(recu),
            "surface": liberation.surface_m2,
            "etat": recu.suivi.etat.etat,
        },
        liens={"logement": liens[liberation.pk]},
        details={"logement": liberation.programme} if liberation.programme else {},
    )


def _say_type(recu: Recu) -> str:
    liberation = recu.suivi.liberation
    return describe_type(liberation.typologie, liberation.financement, is_qpv=bool(liberation.qpv))


def table_comptes(
    comptes: Sequence[tuple[Organisation, LigneSolde]],
    liens: Mapping[tuple[int, str], str],
    annee: int,
    attendus: Sequence[Recu] = (),
) -> Table:
    """His accounts at each bailleur: report + droits − reçus = solde, and what waits for him there.

    Args:
        comptes: His accounts, bailleur after bailleur.
        liens: Address of the lines of each, by bailleur and account.
        annee: The exercice.
        attendus: Dwellings on which he must act.
    """
    colonnes = _colonnes_comptes(annee)
    counts = Counter((row.bailleur.pk, row.code) for row in attendus)
    over = Counter((row.bailleur.pk, row.code) for row in attendus if row.horloge and row.horloge.is_over)
    rows = [row for _, row in comptes]
    total = ligne(
        colonnes,
        "Tous vos comptes",
        sum((row.report for row in rows), Fraction(0)),
        sum((row.droits for row in rows), Fraction(0)),
        sum(row.recus for row in rows),
        sum((row.solde for row in rows), Fraction(0)),
        counts.total(),
        over.total(),
    )
    return Table(
        "comptes",
        "Vos comptes",
        colonnes,
        tuple(
            _ligne_compte(bailleur, row, liens, (counts[bailleur.pk, row.code], over[bailleur.pk, row.code]))
            for bailleur, row in comptes
        ),
        total=total if len(rows) > 1 else None,
        denomination=("compte", "comptes"),
        notes=("En logements.",),
        sources=(REGLE, JOURNAL),
    )


def _colonnes_comptes(annee: int) -> tuple[Colonne, ...]:
    return (
        Colonne("compte", "Compte", entete=True),
        Colonne("report", f"Report {annee - 1}", "solde", aide=f"Solde au 31 décembre {annee - 1}.", secondaire=True),
        Colonne("droits", f"Droits {annee}", "decimal", aide="Vos parts, à chaque logement orienté."),
        Colonne("recus", f"Reçus {annee}", "entier", aide="Logements orientés vers vous, refus non comptés déduits."),
        Colonne("solde", "Solde", "solde", aide="Report + droits − reçus. + : il vous manque ; − : avance."),
        Colonne("attendus", "Vous attendent", "entier", secondaire=True),
        Colonne("passes", "Délai passé", "entier", aide="Parmi eux, ceux dont un délai est passé.", secondaire=True),
    )


def _ligne_compte(
    bailleur: Organisation, row: LigneSolde, liens: Mapping[tuple[int, str], str], waiting: tuple[int, int]
) -> Ligne:
    marques: dict[str, Marque] = {"solde": "avance"} if row.solde < 0 else {}
    if waiting[1]:
        marques["passes"] = "retard"
    return Ligne(
        {
            "compte": f"{bailleur.nom}\N{NO-BREAK SPACE}: {row.nom}",
            "report": row.report,
            "droits": row.droits,
            "recus": row.recus,
            "solde": row.solde,
            "attendus": waiting[0],
            "passes": waiting[1],
        },
        liens={"compte": liens[bailleur.pk, row.code]},
        details={"compte": f"dont {row.refus} refus"} if row.refus else {},
        marques=marques,
    )
