"""A frozen bilan as files: the PDF and the spreadsheet of one recipient, or of everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.utils.timezone import localtime

from gef.actions.avis_bilans import Destinataire, EnvoiBilan, lire_envoi
from gef.actions.bilans_figes import lire_bilan
from gef.actions.sections_bilan import list_sections, make_ensemble, narrow_annuel
from gef.core.bilan import Bilan
from gef.core.bilan_annuel import BilanAnnuel
from gef.core.periodes import debut_exercice
from gef.db.bilans.models import BilanFige
from gef.errors import GefError
from gef.outputs.document import ChiffreCle, Document, Section
from gef.outputs.document_pdf import LIGNES_MAX, write_document
from gef.outputs.nombres import date_longue, entier, instant, pluriel, solde, taux
from gef.outputs.tables import Table, plier
from gef.outputs.xlsx import write_xlsx

FORMES: Final = ("pdf", "xlsx")
ARTICLES: Final = "CCH art. R. 441-5 et R. 441-5-1"


class FormeInconnueError(GefError):
    """A bilan is not written in that form."""


@dataclass(frozen=True, slots=True)
class Lecture:
    """A frozen bilan as one reader sees it.

    Attributes:
        bilan: The frozen bilan.
        annuel: Its figures, narrowed for a recipient.
        sections: Parts of the document.
        destinataire: Who reads; None for the bailleur, who reads everything.
    """

    bilan: BilanFige
    annuel: BilanAnnuel
    sections: tuple[Section, ...]
    destinataire: Destinataire | None = None


def lire_pour(bilan: BilanFige, destinataire: Destinataire | None, ensemble: Section | None = None) -> Lecture:
    """Give a frozen bilan as a recipient reads it, or whole.

    Args:
        bilan: The frozen bilan.
        destinataire: Who reads; None for the bailleur.
        ensemble: The part that every recipient reads, when it is already made.

    Raises:
        BilanAltereError: what is kept is not what was frozen.
    """
    annuel = lire_bilan(bilan)
    if destinataire is None:
        return Lecture(bilan, annuel, list_sections(annuel, is_restreint=False))
    narrowed = narrow_annuel(annuel, destinataire.codes, destinataire.organisation)
    return Lecture(bilan, narrowed, list_sections(narrowed, is_restreint=True, ensemble=ensemble), destinataire)


def make_document(lecture: Lecture) -> Document:
    """Make the document of a reader, to be printed.

    Args:
        lecture: The bilan as he sees it.
    """
    bilan, row = lecture.annuel.bilan, lecture.bilan
    pour = f", pour {lecture.destinataire.nom}" if lecture.destinataire else ""
    titre = f"Bilan {row.exercice} de la gestion en flux{pour}"
    return Document(
        titre=f"{titre}, corrigé" if row.version > 1 else titre,
        auteur=row.bailleur.nom,
        reference=ARTICLES,
        resume=say_resume(lecture),
        mentions=_mentions(row),
        chiffres=list_chiffres(bilan, is_restreint=lecture.destinataire is not None),
        alertes=bilan.manques,
        sections=tuple(_trim(section, bilan.manques) for section in lecture.sections),
        origine=say_origine(row),
        moment=localtime(row.fige_le),
    )


def say_resume(lecture: Lecture) -> str:
    """Say the bilan in two sentences: what was received, and where the account stands."""
    bilan, pour = lecture.annuel.bilan, lecture.destinataire
    if pour is None or not bilan.reservataires:
        said = _say_volumes(bilan.logements_proposes, bilan.total.attributions, bilan.total.baux)
        return f"{said} par {lecture.bilan.bailleur.nom}."
    rows = bilan.reservataires
    proposes = sum(row.propositions for row in rows)
    said = _say_volumes(proposes, sum(row.attributions for row in rows), sum(row.baux for row in rows))
    soldes = [row.solde_fin for row in rows if row.solde_fin is not None]
    if not soldes:
        return f"{said}. Solde de fin d’année : non renseigné."
    return f"{said}. Solde reporté en {bilan.exercice + 1} : {solde(sum(soldes))} logement."


def _say_volumes(proposes: int, attribues: int, baux: int) -> str:
    return (
        f"{pluriel(proposes, 'logement proposé', 'logements proposés')}, {pluriel(attribues, 'attribué')} en CALEOL, "
        f"{pluriel(baux, 'bail signé', 'baux signés')}"
    )


def _mentions(row: BilanFige) -> tuple[str, ...]:
    said = [f"Figé le {instant(localtime(row.fige_le))}, version {row.version}."]
    if row.remplace_id:
        said.append(f"Remplace la version {row.version - 1}. Motif de la correction : {row.motif}")
    return tuple(said)


def list_chiffres(bilan: Bilan, *, is_restreint: bool = False) -> tuple[ChiffreCle, ...]:
    """Give the four headline figures, each with its base: those of the reader's accounts, or of all.

    Args:
        bilan: The bilan, already narrowed when it must be.
        is_restreint: Whether it was.
    """
    rows = bilan.reservataires if is_restreint else (bilan.total,)
    proposes = sum(row.propositions for row in rows) if is_restreint else bilan.logements_proposes
    counts = (
        ("Proposés", proposes),
        ("Attribués en CALEOL", sum(row.attributions for row in rows)),
        ("Baux signés", sum(row.baux for row in rows)),
    )
    hors = pluriel(bilan.liberations_hors_flux, "hors du flux", "hors du flux")
    first = ChiffreCle("Libérés dans le flux", entier(bilan.liberations_flux), f"et {hors}")
    return (first, *(ChiffreCle(nom, entier(n), _say_part(bilan, n)) for nom, n in counts))


def _say_part(bilan: Bilan, nombre: int) -> str:
    part = bilan.part_flux(nombre)
    return "" if part is None else f"{taux(part)} des {entier(bilan.liberations_flux)} du flux"


def say_origine(row: BilanFige) -> tuple[str, ...]:
    """Say where the figures come from, and how to draw them up again."""
    debut, fin = date_longue(debut_exercice(row.exercice)), date_longue(date(row.exercice, 12, 31))
    fige = date_longue(localtime(row.fige_le).date())
    journal = (
        f"Journal des faits du {debut} au {fin}, tel qu’il était écrit le {fige}. Chaque fait compte à sa date. Base "
        "des parts : les logements libérés dans le flux."
    )
    kept = f"Données figées avec leurs paramètres par la version {row.logiciel} du logiciel. SHA-256 : {row.empreinte}."
    return (journal, kept, f"Pour les rejouer : gef bilan --rejouer {row.pk}")


def _trim(section: Section, said: Sequence[str]) -> Section:
    """Leave to the spreadsheet the rows that nobody reads on paper, and out of the notes what the head has said."""
    tables = tuple(_trim_table(table, said) for table in section.tables)
    is_short = all(len(table.lignes) <= LIGNES_MAX for table in section.tables)
    return replace(section, tables=tables, is_paysage=section.is_paysage and is_short)


def _trim_table(table: Table, said: Sequence[str]) -> Table:
    notes = tuple(note for note in table.notes if note not in said)
    if len(table.lignes) <= LIGNES_MAX:
        return table if notes == table.notes else replace(table, notes=notes)
    vide = f"{pluriel(len(table.lignes), *table.denomination)} : la liste est dans le classeur XLSX."
    return replace(table, lignes=(), total=None, notes=(), vide=vide)


def write_bilan_xlsx(lecture: Lecture) -> bytes:
    """Write the bilan of a reader as a spreadsheet, one sheet by table."""
    tables = [table for section in lecture.sections for table in section.tables]
    return write_xlsx(tables, localtime(lecture.bilan.fige_le))


def render_bilan(lecture: Lecture, forme: str) -> bytes:
    """Write the bilan of a reader.

    Args:
        lecture: The bilan as he sees it.
        forme: One of `FORMES`.

    Raises:
        FormeInconnueError: no such form.
        CompositionError: the typesetter failed.
    """
    if forme == "xlsx":
        return write_bilan_xlsx(lecture)
    if forme == "pdf":
        return write_document(make_document(lecture))
    raise FormeInconnueError(f"Bilan en « {forme} » ; attendu : {', '.join(FORMES)}.")


def name_document(bilan: BilanFige, destinataire: Destinataire | None, forme: str) -> str:
    """Name the file of a bilan: readable, without accents or spaces.

    Args:
        bilan: The frozen bilan.
        destinataire: Who reads; None for the bailleur.
        forme: Its extension.
    """
    nom = destinataire.nom if destinataire else "ensemble"
    mots = "".join(c if c.isascii() and c.isalnum() else " " for c in plier(nom)).split()
    if destinataire and destinataire.organisation is None:
        mots.append("-".join(destinataire.codes).lower())  # two accounts may bear one name
    return f"bilan-{bilan.exercice}-v{bilan.version}-{'-'.join(mots)}.{forme}"


def list_lectures(bilan: BilanFige, envoi: EnvoiBilan | None = None) -> Iterator[Lecture]:
    """Give the bilan as everybody reads it: the whole first, then each recipient, by name.

    Args:
        bilan: The frozen bilan.
        envoi: Its recipients, when they are already known.
    """
    yield lire_pour(bilan, None)
    known, ensemble = envoi or lire_envoi(bilan), make_ensemble(lire_bilan(bilan))
    for row in (*known.destinataires, *known.sans_acces):
        yield lire_pour(bilan, row, ensemble)
