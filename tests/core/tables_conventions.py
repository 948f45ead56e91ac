"""The table of docs/metier/conventions.md, printed from the data of the core."""

from __future__ import annotations

from gef.core.conventions import AUTEURS, ETATS_CONVENTION, PAROLES, TRANSITIONS

PARTIES = {"bailleur": "bailleur", "reservataire": "réservataire"}


def print_transitions() -> str:
    """Print what may follow each state, by whom, as Markdown."""
    lines = ["| état | ce qui peut suivre | par | donne |", "|---|---|---|---|"]
    for (etat, parole), after in TRANSITIONS.items():
        who = " ou ".join(PARTIES[partie] for partie in sorted(AUTEURS[parole]))
        lines.append(f"| {ETATS_CONVENTION[etat]} | {PAROLES[parole]} | {who} | {ETATS_CONVENTION[after]} |")
    return "\n".join(lines)
