"""The dialogue on lines of the register as a person reads it: who said what on which day, and what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from gef.access.acteur import Acteur
from gef.actions.registre import LigneRegistre, to_avis
from gef.actions.tableaux_registre import nom_residence
from gef.db.dialogue.models import PieceAvis
from gef.db.flux.models import AvisDroit
from gef.outputs.nombres import pluriel

# As « vous » and as a third person; by the kind of word.
VERBES: Final[Mapping[str, tuple[str, str]]] = {
    "transmis": ("transmettez", "transmet"),
    "valide": ("validez", "valide"),
    "conteste": ("contestez", "conteste"),
    "maintenu": ("maintenez", "maintient"),
    "corrige": ("corrigez", "corrige"),
}
GROUPES: Final = frozenset({"transmis", "valide"})


@dataclass(frozen=True, slots=True)
class EntreeSuivi:
    """One line of the follow-up: what was said of one right, or of many at once; or what is expected.

    Attributes:
        date: The day.
        phrase: Who did what.
        motif: Why, in his words.
        auteur: The person, for those who may know.
        is_avenir: Whether it is expected, not done.
        piece: The document that goes with it, or None.
    """

    date: date
    phrase: str
    motif: str = ""
    auteur: str = ""
    is_avenir: bool = False
    piece: PieceAvis | None = None


def list_suivi(lignes: Iterable[LigneRegistre], acteur: Acteur) -> list[EntreeSuivi]:
    """Write the follow-up of some lines, oldest first, then what is expected.

    Args:
        lignes: Lines that the actor sees.
        acteur: Who reads: his own organisation is « vous », and he knows its people only.
    """
    said = list(lignes)
    words = sorted(
        ((ligne, parole) for ligne in said for parole in ligne.paroles),
        key=lambda pair: (pair[1].ecrit_le, pair[1].pk),
    )
    done = [_to_entree(list(group), acteur) for _, group in groupby(words, key=_group_key)]
    return [*done, *_list_attentes(said)]


def _group_key(pair: tuple[LigneRegistre, AvisDroit]) -> tuple[object, ...]:
    """Same words that follow one another on a day are one line; a contest, its answer stand alone."""
    parole = pair[1]
    alone = () if parole.type in GROUPES else (parole.pk,)
    return (to_avis(parole).jour, parole.type, parole.organisation_id, *alone)


def _to_entree(group: list[tuple[LigneRegistre, AvisDroit]], acteur: Acteur) -> EntreeSuivi:
    parole = group[0][1]
    is_own = parole.organisation_id == acteur.organisation.pk
    vous, autre = VERBES[parole.type]
    subject = f"Vous {vous}" if is_own else f"{parole.organisation.nom} {_to(parole, acteur)}{autre}"
    selon = _say_nombre(parole, "vous" if is_own else "le réservataire")
    return EntreeSuivi(
        date=to_avis(parole).jour,
        phrase=f"{subject} {_name([ligne for ligne, _ in group])}{selon}",
        motif=parole.motif,
        auteur=parole.auteur.nom if parole.auteur and is_own and len(group) == 1 else "",
        piece=parole.piece if hasattr(parole, "piece") else None,
    )


def _to(parole: AvisDroit, acteur: Acteur) -> str:
    return "vous " if parole.type == "transmis" and not acteur.is_bailleur else ""


def _name(lignes: list[LigneRegistre]) -> str:
    droits = pluriel(sum(ligne.nombre for ligne in lignes), "droit", "droits")
    if len(lignes) == 1:
        return f"{nom_residence(lignes[0])}, {droits}"
    return f"{pluriel(len(lignes), 'ligne', 'lignes')}, {droits}"


def _say_nombre(parole: AvisDroit, qui: str) -> str:
    return "" if parole.nombre is None else f" : {pluriel(parole.nombre, 'droit', 'droits')} selon {qui}"


def _list_attentes(lignes: list[LigneRegistre]) -> list[EntreeSuivi]:
    """What is expected: the end of a reading, the answer of the bailleur to a contest."""
    ends = {ligne.dialogue.echeance for ligne in lignes if ligne.etat == "a_relire" and ligne.dialogue.echeance}
    answers = {ligne.dialogue.reponse_avant for ligne in lignes if ligne.dialogue.reponse_avant}
    awaited = [(end, "Fin de la relecture ; sans avis, la ligne est dite « non validée »") for end in ends]
    awaited += [(end, "Réponse du bailleur à la contestation attendue avant ce jour") for end in answers]
    return [EntreeSuivi(end, phrase, is_avenir=True) for end, phrase in sorted(awaited)]
