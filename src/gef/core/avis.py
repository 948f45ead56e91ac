"""The dialogue on a line of the register of rights: sent, validated or contested, answered, and nothing is erased.

The table of transitions is data. A word that cannot follow those already written is refused with the reason. A deadline
that passes closes nothing: the line reads « non validé » until somebody speaks.

    declare ── transmis ──> a_relire ── valide ────> valide
                                     └─ conteste ──> conteste ── maintenu ──> maintenu (validated or contested again)
    any open state ── corrige ──> corrige: another line takes the place of this one, and is sent for re-reading

Source:
    Sources 001 (DRIHL Île-de-France, 2021) and 003 (Ornex, 2025): the état des lieux is validated by both parties;
    docs/metier/droits.md for what none of them says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.core.motifs import Source

TypeAvis = Literal["transmis", "valide", "conteste", "maintenu", "corrige"]
Partie = Literal["bailleur", "reservataire"]
EtatAvis = Literal["declare", "a_relire", "valide", "conteste", "maintenu", "corrige", "non_valide", "expire"]

TYPES_AVIS: Mapping[TypeAvis, str] = {
    "transmis": "transmission au réservataire",
    "valide": "validation",
    "conteste": "contestation",
    "maintenu": "maintien",
    "corrige": "correction",
}
PARTIES: Mapping[TypeAvis, Partie] = {
    "transmis": "bailleur",
    "valide": "reservataire",
    "conteste": "reservataire",
    "maintenu": "bailleur",
    "corrige": "bailleur",
}
ETATS_AVIS: Mapping[EtatAvis, str] = {
    "conteste": "contesté",
    "a_relire": "à relire",
    "non_valide": "non validé",
    "maintenu": "maintenu",
    "declare": "déclaré",
    "valide": "validé",
    "expire": "échu",
    "corrige": "remplacé",
}
TRANSITIONS: Mapping[tuple[EtatAvis, TypeAvis], EtatAvis] = {
    ("declare", "transmis"): "a_relire",
    ("declare", "corrige"): "corrige",
    ("a_relire", "transmis"): "a_relire",
    ("a_relire", "valide"): "valide",
    ("a_relire", "conteste"): "conteste",
    ("a_relire", "corrige"): "corrige",
    ("valide", "conteste"): "conteste",
    ("valide", "corrige"): "corrige",
    ("conteste", "valide"): "valide",
    ("conteste", "maintenu"): "maintenu",
    ("conteste", "corrige"): "corrige",
    ("maintenu", "valide"): "valide",
    ("maintenu", "conteste"): "conteste",
    ("maintenu", "corrige"): "corrige",
}
MOTIFS_ATTENDUS: Mapping[TypeAvis, str] = {
    "conteste": "« délibération du 14 juin 2011 : garantie à 60 %, 6 logements »",
    "maintenu": "« la convention du 3 mai 2004, article 2, porte sur 4 logements »",
    "corrige": "« prêt remboursé par anticipation le 6 mai 2024 »",
}
MOTIF_MINIMUM = 10
# How long the bailleur has to answer a contest, in calendar days, when he sent the line without saying.
DELAI_REPONSE: Final = 30
DELAI_REPONSE_MAX: Final = 366
SOURCE_REPONSE: Final = Source(
    "usage proposé par le produit ; aucun texte ne fixe ce délai, les parties en conviennent", "pratique"
)
SOURCE_BAILLEUR: Final = Source("délai dit par le bailleur en transmettant ; aucun texte ne le fixe", "locale")


@dataclass(frozen=True, slots=True)
class Avis:
    """One word of the dialogue.

    Attributes:
        type: A code of `TYPES_AVIS`.
        jour: Day on which it was written.
        motif: Why; compulsory for the types of `MOTIFS_ATTENDUS`.
        nombre: Dwellings according to the réservataire, when he contests and knows.
        echeance: Day before which an answer is expected; it is excluded. None expects none.
        delai: Calendar days that the bailleur gives himself to answer a contest, when he sends; None says nothing.
    """

    type: TypeAvis
    jour: date
    motif: str = ""
    nombre: int | None = None
    echeance: date | None = None
    delai: int | None = None

    def __post_init__(self) -> None:
        if self.type not in TYPES_AVIS:
            raise DonneeInvalideError(f"Avis : « {self.type} » ; attendu : {', '.join(TYPES_AVIS)}.")
        if self.type in MOTIFS_ATTENDUS and len(self.motif.strip()) < MOTIF_MINIMUM:
            raise DonneeInvalideError(
                f"Écrivez le motif, en {MOTIF_MINIMUM} caractères au moins : {MOTIFS_ATTENDUS[self.type]}."
            )
        if self.nombre is not None and (self.type != "conteste" or self.nombre < 0):
            raise DonneeInvalideError(
                f"Avis, nombre de logements : {self.nombre} ; attendu : 0 ou plus, dans une contestation."
            )
        if self.echeance is not None and self.echeance <= self.jour:
            raise DonneeInvalideError(
                f"Réponse attendue avant le {self.echeance:%d/%m/%Y} ; attendu : après le {self.jour:%d/%m/%Y}."
            )
        if self.delai is not None and (self.type != "transmis" or not 1 <= self.delai <= DELAI_REPONSE_MAX):
            raise DonneeInvalideError(
                f"Délai de réponse du bailleur : {self.delai} ; "
                f"attendu : de 1 à {DELAI_REPONSE_MAX} jours, dans une transmission."
            )


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What was said on a line, in order, and where that leads.

    Attributes:
        etat: Where the last word leads, whatever the day.
        avis: Every word, oldest first.
        echeance: Day before which the réservataire is expected to answer; None when no answer is.
        delai: Calendar days that the bailleur has to answer a contest, as the last transmission says.
        source_delai: Who says so: a transmission, or nobody and it is the default.
        reponse_avant: Day before which he is expected to answer the contest that waits; None when none does.
    """

    etat: EtatAvis = "declare"
    avis: tuple[Avis, ...] = ()
    echeance: date | None = None
    delai: int = DELAI_REPONSE
    source_delai: Source = SOURCE_REPONSE
    reponse_avant: date | None = None

    @property
    def rang(self) -> int:
        """How many words were written."""
        return len(self.avis)

    def etat_au(self, jour: date, *, is_echu: bool = False) -> EtatAvis:
        """Where the line stands on a day.

        A contest without an answer stays one, even on a right that is over: its end may be what is contested.

        Args:
            jour: The day.
            is_echu: Whether the right is over that day.
        """
        if self.etat in ("corrige", "conteste"):
            return self.etat
        if is_echu:
            return "expire"
        if self.etat == "a_relire" and self.echeance is not None and jour >= self.echeance:
            return "non_valide"
        return self.etat

    def is_en_retard(self, jour: date) -> bool:
        """Whether the bailleur let the day pass without answering a contest.

        Examples:
            >>> said = [Avis("transmis", date(2026, 11, 2), delai=10)]
            >>> said.append(Avis("conteste", date(2026, 11, 9), "délibération du 14 juin 2011"))
            >>> dialogue = read_dialogue(said)  # the 9th does not count: the 19th is the last day
            >>> [dialogue.is_en_retard(date(2026, 11, jour)) for jour in (19, 20)]
            [False, True]
        """
        return self.reponse_avant is not None and jour >= self.reponse_avant

    def can(self, type_avis: TypeAvis) -> bool:
        """Whether such a word can follow."""
        return (self.etat, type_avis) in TRANSITIONS


def read_dialogue(avis: Iterable[Avis]) -> Dialogue:
    """Read a dialogue from its words in order.

    Raises:
        TransitionInterditeError: a word cannot follow those before it.

    Examples:
        >>> sent = Avis("transmis", date(2026, 11, 2), echeance=date(2026, 12, 15))
        >>> dialogue = read_dialogue([sent])
        >>> dialogue.etat_au(date(2026, 12, 14)), dialogue.etat_au(date(2026, 12, 15))
        ('a_relire', 'non_valide')
        >>> add_avis(dialogue, Avis("valide", date(2026, 12, 20))).etat
        'valide'
    """
    dialogue = Dialogue()
    for word in avis:
        dialogue = add_avis(dialogue, word)
    return dialogue


def add_avis(dialogue: Dialogue, avis: Avis) -> Dialogue:
    """Add one word.

    Args:
        dialogue: What was said.
        avis: The next word.

    Returns:
        The dialogue that follows; the one given is not changed.

    Raises:
        TransitionInterditeError: it cannot follow; the message says what could.
    """
    etat = TRANSITIONS.get((dialogue.etat, avis.type))
    if etat is None:
        possible = ", ".join(TYPES_AVIS[type_avis] for type_avis in TYPES_AVIS if dialogue.can(type_avis)) or "rien"
        raise TransitionInterditeError(
            f"Ligne à l’état « {ETATS_AVIS[dialogue.etat]} » : {TYPES_AVIS[avis.type]} impossible ; "
            f"attendu : {possible}."
        )
    delai = avis.delai or dialogue.delai
    return replace(
        dialogue,
        etat=etat,
        avis=(*dialogue.avis, avis),
        echeance=avis.echeance if etat in ("a_relire", "maintenu") else None,
        delai=delai,
        source_delai=SOURCE_BAILLEUR if avis.delai else dialogue.source_delai,
        reponse_avant=avis.jour + timedelta(days=delai + 1) if etat == "conteste" else None,
    )
