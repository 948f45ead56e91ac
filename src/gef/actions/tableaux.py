"""Tables of the flux, declared once for the screens, the files and the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from gef.actions.annee import Annee, LigneSolde
from gef.actions.noms import nom_commune
from gef.actions.orienter import EnAttente
from gef.core.motifs import Source
from gef.core.orientation import Proposition
from gef.core.parts import BAILLEUR
from gef.core.regle import LECTURES, MOTIFS, Ligne, Parametres
from gef.outputs import tables
from gef.outputs.nombres import date_longue
from gef.outputs.tables import Colonne, Table

SEUIL = Parametres().seuil
REGLE = Source("Règle d’orientation « équilibre », docs/metier/orientation.md", "pratique")
JOURNAL = Source("Journal des faits : libérations, orientations, refus", "donnee")


def table_soldes(annee: Annee, jour: date, liens: Mapping[str, str], seuil: Fraction = SEUIL) -> Table:
    """Accounts of an exercice: report + droits − reçus = solde; each opens onto its lines at the address of `liens`."""
    year = annee.exercice
    colonnes = (
        Colonne("reservataire", "Réservataire", filtre="texte"),
        Colonne("report", f"Report {year - 1}", "solde", aide=f"Solde au 31 décembre {year - 1}.", secondaire=True),
        Colonne("droits", f"Droits {year}", "decimal", aide="Somme des parts à chaque logement orienté."),
        Colonne("recus", f"Reçus {year}", "entier", aide="Logements orientés vers lui, refus non comptés déduits."),
        Colonne("solde", "Solde", "solde", aide="Report + droits − reçus. + : il lui manque ; − : il a de l’avance."),
    )
    return Table(
        "soldes",
        f"Soldes des réservataires au {date_longue(jour)}",
        colonnes,
        tuple(_ligne_solde(ligne, liens, seuil) for ligne in annee.lignes),
        total=tables.ligne(
            colonnes,
            "Ensemble",
            sum((ligne.report for ligne in annee.lignes), Fraction(0)),
            sum((ligne.droits for ligne in annee.lignes), Fraction(0)),
            annee.orientes,
            annee.somme,
        ),
        denomination=("compte", "comptes"),
        notes=(
            f"Au {date_longue(jour)}, en logements.",
            f"Contrôle : la somme des soldes doit être {annee.somme_attendue}.",
        ),
        sources=(REGLE, JOURNAL),
        vide="Les soldes apparaîtront à la première orientation.",
    )


def _ligne_solde(ligne: LigneSolde, liens: Mapping[str, str], seuil: Fraction) -> tables.Ligne:
    is_reservataire = ligne.code != BAILLEUR
    late, ahead = ligne.solde > seuil and is_reservataire, ligne.solde < 0 and is_reservataire
    mark: Mapping[str, tables.Marque] = {"solde": "retard"} if late else {"solde": "avance"} if ahead else {}
    refus = f"dont {ligne.refus} refus" if ligne.refus else ""
    return tables.Ligne(
        {
            "reservataire": ligne.nom,
            "report": ligne.report,
            "droits": ligne.droits,
            "recus": ligne.recus,
            "solde": ligne.solde,
        },
        genre="bord" if late else "",
        liens={"reservataire": liens[ligne.code]} if ligne.code in liens else {},
        details={"reservataire": refus} if refus else {},
        marques=mark,
    )


def table_en_attente(rows: Sequence[EnAttente], noms: Mapping[str, str], liens: Mapping[str, str]) -> Table:
    """Dwellings that wait for a decision, oldest first, with the proposal of each."""
    colonnes = (
        Colonne("libre_le", "Libre le", "date"),
        Colonne("vacance", "Jours vides", "entier", absent="–"),
        Colonne("logement", "Logement", entete=True, filtre="texte"),
        Colonne("commune", "Commune", filtre="choix"),
        Colonne("type", "Type"),
        Colonne("proposition", "Proposition", filtre="texte"),
        Colonne("motif", "Motif", "code", libelles=MOTIFS),
    )
    return Table(
        "a-orienter",
        "Logements à orienter",
        colonnes,
        tuple(_ligne_attente(row, noms, liens) for row in rows),
        denomination=("logement", "logements"),
        notes=("Chaque proposition compte les précédentes comme engagées.",),
        sources=(REGLE,),
        vide="Aucun logement n’attend de décision. Les prochains préavis apparaîtront ici.",
    )


def _ligne_attente(row: EnAttente, noms: Mapping[str, str], liens: Mapping[str, str]) -> tables.Ligne:
    liberation = row.liberation
    retenu = row.proposition.choix.retenu
    return tables.Ligne(
        {
            "libre_le": liberation.libre_le,
            "vacance": row.jours_de_vacance or None,
            "logement": liberation.reference,
            "commune": nom_commune(liberation.commune),
            "type": describe_type(liberation.typologie, liberation.financement, is_qpv=bool(liberation.qpv)),
            "proposition": noms.get(retenu, retenu),
            "motif": row.proposition.choix.motif,
        },
        liens={"logement": liens[liberation.reference]} if liberation.reference in liens else {},
        details={"logement": liberation.programme},
        marques={"vacance": "retard"} if row.jours_de_vacance else {},
    )


def describe_type(typologie: str, financement: str, *, is_qpv: bool) -> str:
    """Say in a few signs what a dwelling is: « T3 PLAI, QPV »."""
    text = f"{typologie or 'typologie inconnue'} {financement or 'financement inconnu'}"
    return f"{text}, QPV" if is_qpv else text


def table_proposition(proposition: Proposition, noms: Mapping[str, str]) -> Table:
    """Why this rank: every candidate, the terms of his score, how to read them."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("part", "Part ici", "taux"),
        Colonne("droits", "Droits", "decimal"),
        Colonne("recus", "Reçus", "entier"),
        Colonne("solde", "Solde", "solde"),
        Colonne("passer", "Peut laisser passer", "entier", aide="Logements avant de dépasser le seuil de retard."),
        Colonne("profil", "Profil", "solde", aide="Ce qui lui manque de ce type au-delà de son solde, × 0,25."),
        Colonne("commune", "Commune", "solde", aide="Solde de l’État dans la commune, × 0,50.", absent="–"),
        Colonne("score", "Score", "solde", aide="Solde + profil + commune."),
        Colonne("lecture", "Lecture"),
    )
    unite = proposition.situation.unite
    rows = sorted(
        proposition.choix.lignes,
        key=lambda ligne: (ligne.lecture != "retenu", -Fraction(ligne.score, ligne.sur), ligne.candidat.id),
    )
    return Table(
        "proposition",
        "Pourquoi ce rang",
        colonnes,
        tuple(_ligne_candidat(ligne, unite, noms) for ligne in rows),
        denomination=("réservataire", "réservataires"),
        notes=("Droits accumulés depuis l’entrée en vigueur de la convention, ce logement compris.",),
        sources=(REGLE, JOURNAL),
    )


def _ligne_candidat(ligne: Ligne, unite: int, noms: Mapping[str, str]) -> tables.Ligne:
    candidat = ligne.candidat
    is_retenu = ligne.lecture == "retenu"
    return tables.Ligne(
        {
            "reservataire": noms.get(candidat.id, candidat.id),
            "part": Fraction(candidat.part, unite),
            "droits": Fraction(candidat.droits, unite),
            "recus": candidat.recus,
            "solde": Fraction(ligne.solde, unite),
            "passer": ligne.peut_passer,
            "profil": Fraction(ligne.profil, ligne.sur),
            "commune": Fraction(ligne.commune, ligne.sur) if candidat.type in ("etat_prio", "etat_fonct") else None,
            "score": Fraction(ligne.score, ligne.sur),
            "lecture": LECTURES[ligne.lecture],
        },
        genre="retenu" if is_retenu else "",
    )
