"""The tables of docs/metier/grand-livre.md, printed from the data of the core."""

from __future__ import annotations

from collections.abc import Iterable

from gef.core.faits import CONDITIONS, DECLENCHEURS, ETATS, FAITS, FOLLOWING, NEEDS, PRECISIONS


def print_tables() -> dict[str, str]:
    """Print each table as Markdown, by name."""
    return {
        "faits": _print(("code", "fait"), ((f"`{code}`", libelle) for code, libelle in FAITS.items())),
        "transitions": _print(
            ("état", "ce qui peut suivre, et l’état qui en résulte"),
            ((ETATS[etat], "\N{NO-BREAK SPACE}; ".join(_say(rows))) for etat, rows in FOLLOWING.items()),
        ),
        "conditions": _print(
            ("fait", "seulement si"), ((FAITS[fait], CONDITIONS[condition]) for fait, condition in NEEDS.items())
        ),
        "precisions": _print(
            ("fait", "précision", "codes"),
            (
                (f"`{fait}`", field.nom + (" (obligatoire)" if field.is_required else ""), _list_codes(field.codes))
                for fait, fields in PRECISIONS.items()
                for field in fields
            ),
        ),
        "declencheurs": _print(
            ("déclencheur", "décompté à"),
            ((f"`{code}`", ", ".join(FAITS[fait] for fait in faits)) for code, faits in DECLENCHEURS.items()),
        ),
    }


def _say(rows: dict[str, str]) -> list[str]:
    return [f"{FAITS[fait]} → {ETATS[etat]}" for fait, etat in rows.items()] or ["–"]


def _list_codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _print(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return (
        "\n".join(f"| {' | '.join(line)} |" for line in lines)
        .replace(" | ---", "|---")
        .replace("--- |", "---|")
        .replace("| ---", "|---")
    )
