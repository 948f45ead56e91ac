"""Where a solde comes from: every credit and debit of one account in an exercice, read again from the facts.

The ledger is walked afresh for one account, without the running state: the result must be the solde shown elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gef.actions.flux import EtatFlux, to_logement
from gef.core.ecritures import EtatLogement, Fait, open_etat
from gef.core.motifs import Etape, Explication, Source
from gef.core.parts import BAILLEUR
from gef.db.flux import requetes
from gef.db.flux.models import Liberation, TypeFait

ZERO = Fraction(0)
AUTRE = "un autre réservataire"
JOURNAL = Source("journal des faits", "donnee")
REGLE = Source("docs/metier/orientation.md, « Les comptes »", "pratique")
R441_5 = Source("CCH art. R. 441-5", "legale")
# What an entry of the ledger does to the account that is walked.
CREDITS: Mapping[str, int] = {"crediter": 1, "reprendre": -1}
DEBITS: Mapping[str, int] = {"engager": 1, "annuler": -1}
EVENEMENTS: Mapping[str, str] = {
    TypeFait.ORIENTATION: "orienté vers {nom}",
    TypeFait.REFUS: "refusé par {nom}",
    TypeFait.NON_REPONSE: "sans réponse de {nom}",
    TypeFait.RETOUR: "orientation retirée",
    TypeFait.REPRISE: "repris par le bailleur",
    TypeFait.IMPUTATION: "imputé sur {nom}",
    TypeFait.QUALIFICATION_HORS_FLUX: "sorti du flux",
    TypeFait.QUALIFICATION_STOCK: "passé en stock",
    TypeFait.ABANDON: "préavis retiré",
    TypeFait.ANNULATION: "dernier fait annulé",
}


@dataclass(frozen=True, slots=True)
class EcritureCompte:
    """One line of an account: what a fact credited and debited, and the solde after it."""

    date: date
    reference: str
    evenement: str
    credit: Fraction
    debit: int
    solde: Fraction


@dataclass(frozen=True, slots=True)
class Provenance:
    """An account over an exercice: report, lines, and the explained solde."""

    code: str
    report: Fraction
    ecritures: tuple[EcritureCompte, ...]
    explication: Explication

    @property
    def solde(self) -> Fraction:
        """Solde after the last line."""
        return self.ecritures[-1].solde if self.ecritures else self.report


def trace_solde(etat: EtatFlux, bailleur_id: int, code: str, exercice: int, noms: Mapping[str, str]) -> Provenance:
    """Walk the ledger for one account.

    Args:
        etat: State of the flux: dwellings, parts in force, refusal policies.
        bailleur_id: Whose ledger.
        code: The account.
        exercice: Year whose lines are wanted; earlier ones make the report.
        noms: Names that the reader may know, by account; the others are « un autre réservataire ».
    """
    walk = _Walk(etat, code, noms)
    report, lines, current = ZERO, [], 0
    rows = requetes.faits_of(bailleur_id).values_list("liberation", "type", "date", "reservataire__code", "precision")
    for liberation_id, kind, jour, holder, precision in rows:
        # A fact written late belongs to the exercice that is open: those that are over do not move any more.
        current = max(current, jour.year)
        if current > exercice:
            break
        line = walk.read(etat.suivis[liberation_id].liberation, Fait(kind, jour, holder or BAILLEUR, precision or {}))
        if current < exercice:
            report = walk.solde
        elif line:
            lines.append(line)
    return Provenance(code, report, tuple(lines), _explain(report, lines, walk.solde, exercice))


class _Walk:
    """The solde of one account, fact after fact."""

    def __init__(self, etat: EtatFlux, code: str, noms: Mapping[str, str]) -> None:
        self.etat, self.code, self.noms = etat, code, noms
        self.solde = ZERO
        self._etats: dict[int, EtatLogement] = {}

    def read(self, liberation: Liberation, fait: Fait) -> EcritureCompte | None:
        """Read one fact; None when it does not touch the account."""
        logement = to_logement(liberation)
        before = self._etats.get(liberation.pk) or open_etat(liberation.hors_flux)
        after, moves = self.etat.livre.suivre(logement, before, fait)
        self._etats[liberation.pk] = after
        credit = sum((sign * self._part(liberation) for kind, _ in moves if (sign := CREDITS.get(kind, 0))), ZERO)
        debit = sum(DEBITS.get(kind, 0) for kind, compte in moves if compte == self.code)
        if not credit and not debit:
            return None
        self.solde += credit - debit
        holder = after.reservataire or before.reservataire or BAILLEUR
        evenement = EVENEMENTS[fait.type].format(nom=self.noms.get(holder, AUTRE))
        return EcritureCompte(fait.jour, liberation.reference, evenement, credit, debit, self.solde)

    def _part(self, liberation: Liberation) -> Fraction:
        return self.etat.parts_of(liberation).get(self.code, ZERO)


def _explain(report: Fraction, lines: list[EcritureCompte], solde: Fraction, exercice: int) -> Explication:
    credits_ = sum((line.credit for line in lines), ZERO)
    debits = sum(line.debit for line in lines)
    count = sum(1 for line in lines if line.credit)
    return Explication(
        f"Solde {exercice}",
        (
            Etape("report", f"Report : solde au 31 décembre {exercice - 1}", report, "logements", source=JOURNAL),
            Etape(
                "droits",
                "Droits acquis : la part en vigueur, à chaque logement orienté où le compte est éligible",
                credits_,
                "logements",
                f"{count} logements",
                R441_5,
            ),
            Etape("recus", "Logements reçus, refus non comptés déduits", -debits, "logements", source=JOURNAL),
            Etape("solde", "Solde", solde, "logements", "report + droits − reçus", REGLE),
        ),
    )
