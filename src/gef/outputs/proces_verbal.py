"""The minutes of a session of the commission: one set of texts, as DOCX to amend and sign, as PDF to keep.

Both are made from the same `ProcesVerbal`. The DOCX is filled from `gabarits/proces_verbal.docx`, whose keys are the
fields below; what a person wrote is text there, never markup.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files
from typing import Final

from gef.core.motifs import Source
from gef.outputs.docx import fill_docx, say_all
from gef.outputs.nombres import instant
from gef.outputs.pdf import write_pdf
from gef.outputs.tables import Colonne, Ligne, Table

GABARIT: Final = "proces_verbal.docx"
COLONNES_CANDIDATS: Final = (
    Colonne("rang", "Rang", entete=True),
    Colonne("candidat", "Candidat"),
    Colonne("menage", "Ménage"),
    Colonne("decision", "Décision"),
    Colonne("motif", "Motif ou condition"),
)
COLONNES_SIGNATURES: Final = (Colonne("membre", "Membre présent", entete=True), Colonne("signature", "Signature"))


@dataclass(frozen=True, slots=True)
class CandidatExamine:
    """A candidate and what was decided, in words; `rang` is "" when he has none."""

    rang: str
    candidat: str
    menage: str
    decision: str
    motif: str


@dataclass(frozen=True, slots=True)
class LogementExamine:
    """A dwelling of the agenda.

    Attributes:
        titre: Its place and its reference.
        description: Commune, type, réservataire.
        conclusion: What the decisions lead to.
        exception: Why fewer than three candidates were examined; "" otherwise.
        candidats: In the order of the ranks, then of presentation.
    """

    titre: str
    description: str
    conclusion: str
    exception: str
    candidats: tuple[CandidatExamine, ...]


@dataclass(frozen=True, slots=True)
class ProcesVerbal:
    """The minutes of a session.

    Attributes:
        bailleur: Whose commission.
        titre: With the day.
        lieu: When and where it met.
        etat: What the document is: final, or a draft, and why.
        presents: Members present.
        logements: The agenda, in order.
        sources: Texts that it applies.
    """

    bailleur: str
    titre: str
    lieu: str
    etat: str
    presents: tuple[str, ...]
    logements: tuple[LogementExamine, ...]
    sources: tuple[Source, ...] = ()


def write_docx(proces_verbal: ProcesVerbal, moment: datetime) -> bytes:
    """Write the minutes as a document that may be amended and signed.

    Args:
        proces_verbal: What was decided.
        moment: When it is drawn up.

    Returns:
        The whole file.
    """
    gabarit = files("gef.outputs").joinpath("gabarits", GABARIT).read_bytes()
    keys = list_keys(proces_verbal, moment)
    return fill_docx(gabarit, keys, titre=proces_verbal.titre, auteur=proces_verbal.bailleur, moment=moment)


def list_keys(proces_verbal: ProcesVerbal, moment: datetime) -> dict[str, object]:
    """Give what the template reads: the fields of the minutes, and the moment in words.

    Args:
        proces_verbal: What was decided.
        moment: When it is drawn up.

    Returns:
        Texts that a document may hold, with the spaces of French.
    """
    return say_all({**asdict(proces_verbal), "etabli": f"Établi le {instant(moment)}."})


def write_pdf_proces_verbal(proces_verbal: ProcesVerbal, moment: datetime) -> bytes:
    """Write the minutes as a document to keep.

    Args:
        proces_verbal: What was decided.
        moment: When it is drawn up, in the reader's time zone.

    Returns:
        The whole file; the same bytes for the same arguments.
    """
    return write_pdf(
        tables_proces_verbal(proces_verbal),
        titre=proces_verbal.titre,
        moment=moment,
        sous_titre=f"{proces_verbal.lieu} {proces_verbal.etat}",
        auteur=proces_verbal.bailleur,
    )


def tables_proces_verbal(proces_verbal: ProcesVerbal) -> tuple[Table, ...]:
    """Lay the minutes out as tables: one per dwelling, then the members and their signatures.

    Args:
        proces_verbal: What was decided.

    Returns:
        Tables in the order of reading.
    """
    logements = tuple(
        Table(
            f"logement-{place}",
            row.titre,
            COLONNES_CANDIDATS,
            tuple(
                Ligne(asdict(candidat), genre="retenu" if candidat.rang == "1" else "") for candidat in row.candidats
            ),
            notes=tuple(note for note in (row.description, row.conclusion, row.exception) if note),
            vide="Aucun candidat examiné.",
        )
        for place, row in enumerate(proces_verbal.logements, start=1)
    )
    signatures = Table(
        "signatures",
        "Membres présents et signatures",
        COLONNES_SIGNATURES,
        tuple(Ligne({"membre": membre, "signature": ""}) for membre in proces_verbal.presents),
        sources=proces_verbal.sources,
        vide="Les membres présents ne sont pas encore inscrits.",
    )
    return (*logements, signatures)
