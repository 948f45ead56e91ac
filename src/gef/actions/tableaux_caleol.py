"""The tables of the commission: its sessions, an agenda, the candidates of a dwelling, who is convened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gef.actions.convoques import Convoque, write_heure
from gef.actions.noms import nom_commune
from gef.actions.seances_lues import CandidatLu, PassageLu, SeanceLue
from gef.actions.tableaux import describe_type
from gef.core.caleol import DECISIONS, ETATS_SEANCE, MOTIFS_DECISION, R441_3, R441_9
from gef.core.designation import PUBLICS, QUARTILES
from gef.db.caleol.models import Convocation, DecisionCandidat
from gef.db.designation.models import Candidat
from gef.outputs.nombres import date_chiffres, pluriel
from gef.outputs.tables import Colonne, Ligne, Marque, Table

NON_RESERVE: Final = "Non réservé"
MARQUES_SEANCE: Final[Mapping[str, Marque]] = {
    "planifiee": "attente",
    "convoquee": "cours",
    "tenue": "fait",
    "annulee": "bloque",
}
COLONNES_SEANCES: Final = (
    Colonne("date", "Date", "date", entete=True),
    Colonne("heure", "Heure", triable=False),
    Colonne("lieu", "Lieu", filtre="texte"),
    Colonne("etat", "État", "code", libelles=ETATS_SEANCE, filtre="choix"),
    Colonne("logements", "Logements", "entier", aide="À l’ordre du jour, et ceux qui vous concernent."),
    Colonne("restants", "À décider", "entier"),
)
COLONNES_AGENDA: Final = (
    Colonne("ordre", "Ordre", "entier", triable=False),
    Colonne("logement", "Logement", entete=True),
    Colonne("commune", "Commune"),
    Colonne("type", "Type"),
    Colonne("reservataire", "Réservataire"),
    Colonne("candidats", "Candidats", "entier"),
    Colonne("etat", "État"),
)
COLONNES_CANDIDATS: Final = (
    Colonne("candidat", "Candidat", entete=True),
    Colonne("menage", "Ménage"),
    Colonne("public", "Public"),
    Colonne("quartile", "Quartile"),
    Colonne("cotation", "Cotation", "decimal", absent="sans cotation"),
    Colonne("decision", "Décision"),
)
COLONNES_CONVOQUES: Final = (
    Colonne("nom", "Organisation", entete=True),
    Colonne("titre", "À quel titre"),
    Colonne("envoyee", "Convoquée le", "date", absent="pas encore"),
    Colonne("destinataires", "Membres prévenus", "entier"),
)


def table_seances(
    seances: Sequence[SeanceLue], liens: Mapping[int, str], *, code: str = "seances", titre: str = "Séances"
) -> Table:
    """List sessions, in the order given.

    Args:
        seances: The sessions.
        liens: Address of each, by key.
        code: Code of the table.
        titre: Its title.
    """
    return Table(
        code,
        titre,
        COLONNES_SEANCES,
        tuple(
            Ligne(
                {
                    "date": lue.seance.date,
                    "heure": write_heure(lue.seance),
                    "lieu": lue.seance.lieu,
                    "etat": lue.etat,
                    "logements": len(lue.passages),
                    "restants": lue.restants,
                },
                liens={"date": liens[lue.seance.pk]},
                details={} if len(lue.passages) == lue.total else {"logements": f"sur {lue.total}"},
                marques={"etat": MARQUES_SEANCE[lue.etat]},
            )
            for lue in seances
        ),
        denomination=("séance", "séances"),
        vide="Aucune séance.",
    )


def table_agenda(lue: SeanceLue, liens: Mapping[int, str]) -> Table:
    """List the dwellings of an agenda, with where each stands; no personal data.

    Args:
        lue: The session.
        liens: Address of each passage, by key; those left out are no link.
    """
    rows = []
    for place, passage in enumerate(lue.passages, start=1):
        liberation, (issue, marque) = passage.row.liberation, passage.issue
        rows.append(
            Ligne(
                {
                    "ordre": place,
                    "logement": liberation.reference,
                    "commune": nom_commune(liberation.commune),
                    "type": describe_type(liberation.typologie, liberation.financement, is_qpv=bool(liberation.qpv)),
                    "reservataire": passage.row.reservataire.nom if passage.row.reservataire else NON_RESERVE,
                    "candidats": passage.nombre,
                    "etat": issue,
                },
                liens={"logement": liens[passage.row.pk]} if passage.row.pk in liens else {},
                details={"logement": liberation.adresse} if liberation.adresse else {},
                marques={"etat": marque},
            )
        )
    return Table(
        "agenda",
        "Ordre du jour",
        COLONNES_AGENDA,
        tuple(rows),
        denomination=("logement", "logements"),
        sources=(R441_3, R441_9),
        vide="L’ordre du jour est vide : ajoutez-y les logements pourvus de candidats.",
    )


def table_candidats(passage: PassageLu, *, with_numeros: bool) -> Table:
    """List the candidates of a dwelling that the reader may see, those retained first.

    Args:
        passage: The dwelling.
        with_numeros: Whether he may read the numéros uniques.
    """
    return Table(
        "candidats",
        "Candidats",
        COLONNES_CANDIDATS,
        tuple(_candidat(lu, with_numeros=with_numeros) for lu in passage.candidats),
        denomination=("candidat", "candidats"),
        sources=(R441_3,),
        vide="Aucun candidat que vous puissiez lire.",
    )


def _candidat(lu: CandidatLu, *, with_numeros: bool) -> Ligne:
    row, decision = lu.row, lu.decision
    details = {"candidat": row.numero_unique} if with_numeros else {}
    if decision and (why := say_motif(decision)):
        details["decision"] = why
    return Ligne(
        {
            "candidat": lu.nom,
            "menage": say_menage(row),
            "public": say_public(row),
            "quartile": say_quartile(row),
            "cotation": row.cotation,
            "decision": say_decision(decision) if decision else "à décider",
        },
        genre="retenu" if decision and decision.classement == 1 else "",
        details=details,
    )


def say_menage(row: Candidat) -> str:
    """Say a household: « 3 personnes, dont 1 enfant »."""
    enfants = f", dont {pluriel(row.enfants, 'enfant')}" if row.enfants else ""
    return pluriel(row.personnes, "personne") + enfants


def say_public(row: Candidat) -> str:
    """Say whether a household has priority, and whether it was checked."""
    if not row.public:
        return "non renseigné"
    if row.public == "aucun":
        return PUBLICS["aucun"]
    return f"{PUBLICS[row.public]} ({'validé' if row.public_valide else 'déclaré'})"


def say_quartile(row: Candidat) -> str:
    """Say the quartile of a household, and whether it was checked."""
    if row.quartile is None:
        return "non renseigné"
    return f"{QUARTILES[row.quartile]} ({'validé' if row.quartile_valide else 'déclaré'})"


def say_decision(decision: DecisionCandidat) -> str:
    """Say a decision, with its rank."""
    libelle = DECISIONS[decision.code]
    return f"{libelle} {decision.classement}" if decision.code == "rang" else libelle + _say_rang(decision)


def _say_rang(decision: DecisionCandidat) -> str:
    return f", rang {decision.classement}" if decision.classement else ""


def say_motif(decision: DecisionCandidat) -> str:
    """Say why a decision is no, or on what an allocation hangs."""
    if decision.code == "sous_condition":
        limit = f", au plus tard le {date_chiffres(decision.avant_le)}" if decision.avant_le else ""
        return f"{decision.texte}{limit}"
    motif = MOTIFS_DECISION.get(decision.code, {}).get(decision.motif, "")
    return " : ".join(part for part in (motif, decision.texte) if part)


def table_convoques(convoques: Sequence[Convoque], convocations: Sequence[Convocation]) -> Table:
    """List who is to be convened, and who was: when, and how many members.

    Args:
        convoques: Who is concerned by the agenda.
        convocations: Those already written.
    """
    sent = {row.organisation_id: row for row in convocations}
    rows = []
    for convoque in convoques:
        row = sent.get(convoque.organisation.pk) if convoque.organisation else None
        rows.append(
            Ligne(
                {
                    "nom": convoque.nom,
                    "titre": " ; ".join(convoque.titres),
                    "envoyee": row.ecrit_le.date() if row else None,
                    "destinataires": row.destinataires if row else None,
                }
            )
        )
    return Table(
        "convoques",
        "Convoqués",
        COLONNES_CONVOQUES,
        tuple(rows),
        denomination=("organisation", "organisations"),
        sources=(R441_9,),
        vide="Personne n’est encore concerné : l’ordre du jour est vide.",
    )
