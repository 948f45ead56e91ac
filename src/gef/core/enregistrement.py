"""The explanation record of a decision: written for a reader, complete enough to recompute the decision from it alone.

A record holds the dwelling, the parts in force, the droits and received of each eligible account (and those of this
dwelling's attributes), the État's balance in the commune, the refusals, and what the rule concluded. Numbers are
written exactly: "0.71", or "1/3" where there is no decimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

from gef.core.comptes import ATTRIBUTS
from gef.core.ecriture_decision import Enregistrement, write_record
from gef.core.errors import JournalIncoherentError
from gef.core.orientation import Decision, Logement, Moteur, Parametres, Proposition, Reservataire
from gef.core.regle import Candidat, Choix, Regle, Situation

VERSION = 1


def record_decision(decision: Decision) -> Enregistrement:
    """Write a batch decision as a JSON-ready record."""
    return decision.enregistrement()


def record_proposition(
    proposition: Proposition, refus: Sequence[str] = (), parametres: Parametres | None = None
) -> Enregistrement:
    """Write a proposal as a JSON-ready record.

    Args:
        proposition: The proposal.
        refus: Who had already refused the dwelling.
        parametres: Settings of the rule, kept in a record that stands alone, without the header of a journal.
    """
    record = write_record(proposition.logement, proposition.situation, proposition.choix, refus)
    return record | {"parametres": write_parametres(parametres)} if parametres else record


def read_situation(record: Mapping[str, Any]) -> Situation:
    """Rebuild what the rule looked at from a record.

    Raises:
        JournalIncoherentError: a number of the record cannot be read, or a field is missing.
    """
    try:
        rows = record["lignes"]
        exacts = [Fraction(row[key]) for row in rows for key in ("part", "droits")]
        exacts += [Fraction(value) for row in rows for value in row["droits_attribut"]]
        exacts.append(Fraction(record["solde_commune_etat"]))
        unite = lcm(20, *(value.denominator for value in exacts))
        candidats = tuple(_read_candidat(row, unite) for row in rows)
        return Situation(unite, candidats, int(Fraction(record["solde_commune_etat"]) * unite))
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        where = record.get("rang", "?")
        raise JournalIncoherentError(f"Journal, rang {where} : enregistrement illisible ({error}).") from error


def _read_candidat(row: Mapping[str, Any], unite: int) -> Candidat:
    if len(row["droits_attribut"]) != len(ATTRIBUTS) or len(row["recus_attribut"]) != len(ATTRIBUTS):
        raise ValueError(f"{len(ATTRIBUTS)} attributs attendus")
    return Candidat(
        row["reservataire"],
        row["type"],
        int(Fraction(row["part"]) * unite),
        int(Fraction(row["droits"]) * unite),
        int(row["recus"]),
        tuple(int(Fraction(value) * unite) for value in row["droits_attribut"]),
        tuple(int(value) for value in row["recus_attribut"]),
    )


def verifier_enregistrement(record: Mapping[str, Any], parametres: Parametres | None = None) -> Choix:
    """Recompute a decision from its record alone and check that it says the same.

    Args:
        record: The record of the decision.
        parametres: Settings of the rule; None takes those that the record holds.

    Returns:
        The recomputed choice.

    Raises:
        JournalIncoherentError: the record leads to another reservataire or another motive.
    """
    situation = read_situation(record)
    parametres = parametres or _own_parametres(record)
    unite = lcm(situation.unite, parametres.common_denominator())
    if unite != situation.unite:
        situation = _refine(situation, unite // situation.unite)
    choix = Regle(parametres, unite).choisir(situation, frozenset(record["refus"]))
    if (choix.retenu, choix.motif) != (record["reservataire"], record["motif"]):
        raise JournalIncoherentError(
            f"Journal, rang {record['rang']} : l’enregistrement dit {record['reservataire']} "
            f"({record['motif']}), le calcul donne {choix.retenu} ({choix.motif})."
        )
    return choix


def _own_parametres(record: Mapping[str, Any]) -> Parametres:
    if "parametres" not in record:
        raise JournalIncoherentError(
            f"Journal, rang {record.get('rang', '?')} : l’enregistrement n’a pas ses réglages."
        )
    return read_parametres(record["parametres"])


def _refine(situation: Situation, factor: int) -> Situation:
    candidats = tuple(
        Candidat(
            c.id,
            c.type,
            c.part * factor,
            c.droits * factor,
            c.recus,
            tuple(value * factor for value in c.droits_attribut),
            c.recus_attribut,
        )
        for c in situation.candidats
    )
    return Situation(situation.unite * factor, candidats, situation.solde_commune_etat * factor)


@dataclass(frozen=True, slots=True)
class Entete:
    """First line of a journal: what every decision in it shares."""

    version: int
    logiciel: str
    parametres: Parametres
    reservataires: tuple[Reservataire, ...]

    def to_record(self) -> Enregistrement:
        """Write the header as a JSON-ready record; settings are exact fractions as text."""
        settings = write_parametres(self.parametres)
        return {
            "type": "entete",
            "version": self.version,
            "logiciel": self.logiciel,
            "parametres": settings,
            "reservataires": [asdict(r) for r in sorted(self.reservataires, key=lambda r: r.id)],
        }


def write_parametres(parametres: Parametres) -> Enregistrement:
    """Write the settings of the rule; exact fractions as text."""
    return {nom: _plain(value) for nom, value in asdict(parametres).items()}


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {nom: _plain(inner) for nom, inner in value.items()}
    return value


def read_entete(record: Mapping[str, Any]) -> Entete:
    """Rebuild the header of a journal.

    Raises:
        JournalIncoherentError: this is not a header, or it was written by a newer version.
    """
    if record.get("type") != "entete":
        raise JournalIncoherentError("Journal : la première ligne n’est pas un en-tête (« type »: « entete »).")
    if record["version"] > VERSION:
        raise JournalIncoherentError(f"Journal de version {record['version']} ; ce logiciel lit jusqu’à {VERSION}.")
    return Entete(
        record["version"],
        record["logiciel"],
        read_parametres(record["parametres"]),
        tuple(Reservataire(**row) for row in record["reservataires"]),
    )


def read_parametres(settings: Mapping[str, Any]) -> Parametres:
    """Rebuild the settings of the rule from their text."""
    exact: dict[str, Any] = {}
    for nom, value in settings.items():
        if nom == "regle":
            exact[nom] = value
        elif isinstance(value, Mapping):
            exact[nom] = {key: Fraction(weight) for key, weight in value.items()}
        else:
            exact[nom] = Fraction(value)
    return Parametres(**exact)


def rejouer(journal: Iterable[Mapping[str, Any]]) -> Iterator[Decision]:
    """Replay a whole journal from its header: rebuild the stream, decide again, compare each decision.

    Yields:
        The recomputed decisions.

    Raises:
        JournalIncoherentError: the first decision that differs, by its rank.
    """
    rows = iter(journal)
    first = next(rows, None)
    if first is None:
        raise JournalIncoherentError("Journal vide : il manque l’en-tête.")
    entete = read_entete(first)
    moteur = Moteur(entete.reservataires, entete.parametres)
    for record in rows:
        decision = moteur.orienter(*_read_logement(record))
        if (decision.reservataire, decision.choix.motif) != (record["reservataire"], record["motif"]):
            raise JournalIncoherentError(
                f"Journal, rang {record['rang']} : écrit {record['reservataire']}, rejoué {decision.reservataire}."
            )
        yield decision


def _read_logement(record: Mapping[str, Any]) -> tuple[Logement, dict[str, Fraction]]:
    try:
        logement = Logement(
            rang=record["rang"],
            date=date.fromisoformat(record["date"]),
            logement=record["logement"],
            commune=record["commune"],
            epci=record["epci"],
            typologie=record["typologie"],
            financement=record["financement"],
            qpv=record["qpv"] == "1",
            forme=record["forme"],
            refus=tuple(record["refus"]),
        )
        parts = {row["reservataire"]: Fraction(row["part"]) for row in record["lignes"]}
    except (KeyError, TypeError, ValueError) as error:
        raise JournalIncoherentError(f"Journal, rang {record.get('rang', '?')} : {error} illisible.") from error
    return logement, {nom: part for nom, part in parts.items() if part}
