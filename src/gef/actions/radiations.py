"""What the removal of a demande from the national system needs: the leases of a period, with the household of each.

The bailleur removes the demande himself when the lease is signed (CCH art. R. 441-2-8, a); a demande found inadmissible
is removed a month after its household was told (d). The household of a lease is derived from the decisions of the
commission: where they are not here, the row says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write, visible
from gef.actions.flux import load_flux
from gef.actions.noms import nom_commune
from gef.actions.offres import SuiteSeance, read_suites, to_decision
from gef.core.caleol import MOTIFS_DECISION, R441_2_8
from gef.core.faits import CATEGORIES_STOCK
from gef.core.lecture_faits import list_standing
from gef.core.rotation import LIBELLES_CATEGORIES
from gef.db.caleol import requetes
from gef.db.caleol.models import DecisionCandidat
from gef.db.designation.models import Candidat
from gef.db.flux.models import Fait, TypeFait
from gef.outputs.tables import Colonne, Ligne, Table

SANS_DECISION: Final = "candidat"
SANS_RPLS: Final = "numéro RPLS"
FLUX: Final = "flux"
NON_RESERVE: Final = "Non réservé"
DECISIONS_BAIL: Final[Mapping[str, str]] = {
    "attribution": "attribution",
    "rang": "attribution avec rang",
    "sous_condition": "attribution sous condition",
}
COLONNES_BAUX: Final = (
    Colonne("numero", "Numéro unique", absent="inconnu", entete=True),
    Colonne("bail", "Bail signé le", "date"),
    Colonne("logement", "Logement"),
    Colonne("rpls", "Numéro RPLS", absent="non renseigné"),
    Colonne("commune", "Commune"),
    Colonne("contingent", "Contingent désignataire"),
    Colonne("type", "Type d’attribution"),
    Colonne("caleol", "CALEOL du", "date", absent="inconnue"),
    Colonne("relogement", "Relogement", "oui_non", absent="inconnu"),
    Colonne("manque", "Ce qui manque", absent="rien"),
)
COLONNES_IRRECEVABLES: Final = (
    Colonne("numero", "Numéro unique", entete=True),
    Colonne("caleol", "CALEOL du", "date"),
    Colonne("logement", "Logement"),
    Colonne("motif", "Motif"),
)


@dataclass(frozen=True, slots=True)
class BailSigne:
    """A lease that stands.

    Attributes:
        fait: The lease.
        candidat: Household that signed it; None when no decision says who.
        decision: What the commission decided on it.
        suite: What followed that session; None when there was none.
        regime: "flux", or what took the dwelling out of it, in words.
    """

    fait: Fait
    candidat: Candidat | None
    decision: DecisionCandidat | None
    suite: SuiteSeance | None
    regime: str

    @property
    def manques(self) -> tuple[str, ...]:
        """What the row lacks for the removal."""
        lacks = [] if self.candidat else [SANS_DECISION]
        return tuple(lacks if self.fait.liberation.ident_rep else [*lacks, SANS_RPLS])


def list_baux(acteur: Acteur, debut: date, fin: date) -> tuple[BailSigne, ...]:
    """List the leases signed in a period, by day; those cancelled since are left out.

    Args:
        acteur: The bailleur, with a role that may read the candidates.
        debut: First day.
        fin: First day after the period.

    Raises:
        PermissionDenied: his role only reads, or he is no bailleur.
    """
    check_can_write(acteur, "orienter")
    signed = visible(Fait, acteur).filter(type=TypeFait.BAIL, date__gte=debut, date__lt=fin)
    leases = list(signed.select_related("liberation", "reservataire").order_by("date", "pk"))
    liberations = [fact.liberation_id for fact in leases]
    suites = read_suites(liberations)
    standing = _list_standing(liberations)
    offers = {suite.bail.pk: suite for suite in suites.values() if suite.bail}
    candidats = {row.pk: row for row in requetes.candidats_of_liberations(liberations)}
    decisions = {
        (row.passage_id, row.candidat_id): row
        for row in requetes.decisions_of(suite.cloture.passage_id for suite in offers.values() if suite.cloture)
    }
    etat = load_flux(acteur.organisation.pk)
    found = []
    for fact in leases:
        if fact.pk not in standing:
            continue
        suite = offers.get(fact.pk)
        key = suite.offres.en_cours if suite else None
        passage = suite.cloture.passage_id if suite and suite.cloture else 0
        regime = say_regime(etat.suivis[fact.liberation_id].etat.categorie)
        found.append(BailSigne(fact, candidats.get(key or 0), decisions.get((passage, key or 0)), suite, regime))
    return tuple(found)


def _list_standing(liberations: Sequence[int]) -> frozenset[int]:
    """Facts of dwellings that stand, by key."""
    by_liberation: dict[int, list[Fait]] = {}
    for fact in requetes.faits_of_liberations(liberations):
        by_liberation.setdefault(fact.liberation_id, []).append(fact)
    return frozenset(fact.pk for facts in by_liberation.values() for fact in list_standing(facts))


def say_regime(categorie: str) -> str:
    """Say under what a dwelling was let: the flux, or what takes it out of it."""
    labels = {**CATEGORIES_STOCK, **LIBELLES_CATEGORIES}
    return FLUX if not categorie else f"hors flux : {labels.get(categorie, categorie)}"


def table_baux(baux: Sequence[BailSigne]) -> Table:
    """List leases with all that the removal needs, and what lacks.

    Args:
        baux: The leases.
    """
    rows = []
    for bail in baux:
        liberation, candidat, decision = bail.fait.liberation, bail.candidat, bail.decision
        cloture = bail.suite.cloture if bail.suite else None
        details = {"type": DECISIONS_BAIL[decision.code]} if decision else {}
        if not candidat:
            details["manque"] = "aucune décision de CALEOL"
        rows.append(
            Ligne(
                {
                    "numero": candidat.numero_unique if candidat else None,
                    "bail": bail.fait.date,
                    "logement": liberation.reference,
                    "rpls": liberation.ident_rep or None,
                    "commune": nom_commune(liberation.commune),
                    "contingent": bail.fait.reservataire.nom if bail.fait.reservataire else NON_RESERVE,
                    "type": bail.regime,
                    "caleol": cloture.fait.date if cloture else None,
                    "relogement": candidat.is_relogement if candidat else None,
                    "manque": " ; ".join(bail.manques) or None,
                },
                details=details,
                marques={"manque": "alerte"} if bail.manques else {},
            )
        )
    return Table(
        "radiations",
        "Baux signés, pour la radiation au SNE",
        COLONNES_BAUX,
        tuple(rows),
        denomination=("bail", "baux"),
        notes=("L’organisme qui a attribué le logement radie la demande dès la signature du bail.",),
        sources=(R441_2_8,),
        vide="Aucun bail signé dans la période.",
    )


def table_irrecevables(acteur: Acteur, debut: date, fin: date) -> Table:
    """List the demandes found inadmissible in a period: they are removed a month after the household was told.

    Args:
        acteur: The bailleur, with a role that may read the candidates.
        debut: First day.
        fin: First day after the period.

    Raises:
        PermissionDenied: his role only reads, or he is no bailleur.
    """
    check_can_write(acteur, "orienter")
    seen = visible(DecisionCandidat, acteur).filter(code="irrecevable", remplacant=None)
    dated = seen.filter(passage__seance__date__gte=debut, passage__seance__date__lt=fin)
    rows = list(
        dated.select_related("candidat", "passage__seance", "passage__liberation").order_by(
            "passage__seance__date", "pk"
        )
    )
    suites = read_suites({row.passage.liberation_id for row in rows})
    return Table(
        "irrecevables",
        "Demandes irrecevables",
        COLONNES_IRRECEVABLES,
        tuple(_irrecevable(row) for row in rows if row.passage_id in suites),
        denomination=("demande", "demandes"),
        notes=("Le bailleur en avise le demandeur, puis radie la demande un mois après cet avertissement.",),
        sources=(R441_2_8,),
        vide="Aucune demande irrecevable dans la période.",
    )


def _irrecevable(row: DecisionCandidat) -> Ligne:
    decision = to_decision(row)
    motif = MOTIFS_DECISION[decision.code][decision.motif]
    return Ligne(
        {
            "numero": row.candidat.numero_unique,
            "caleol": row.passage.seance.date,
            "logement": row.passage.liberation.reference,
            "motif": f"{motif} : {decision.texte}" if decision.texte else motif,
        }
    )
