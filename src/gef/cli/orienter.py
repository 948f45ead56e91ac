"""`gef orienter`: a whole stream of freed dwellings, from the four files of the batch format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

import gef
from gef.cli.sortie import write_bytes


class NomRegle(StrEnum):
    """Rules that may be asked for."""

    EQUILIBRE = "equilibre"
    RETARD = "retard"


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.command("orienter")(orienter)
    application.command("rejouer")(rejouer)


def orienter(
    dossier: Annotated[Path, typer.Option(help="Dossier des fichiers communes, reservataires, parts, flux (.csv).")],
    sortie: Annotated[Path, typer.Option(help="decisions.csv à écrire.")],
    journal: Annotated[Path | None, typer.Option(help="journal.jsonl : les raisons de chaque décision.")] = None,
    regle: Annotated[
        NomRegle, typer.Option(help="equilibre (par défaut) ou retard (le plus en retard).")
    ] = NomRegle.EQUILIBRE,
) -> None:
    """Oriente chaque logement libéré, dans l’ordre du fichier, avec ses raisons."""
    from gef.core.enregistrement import VERSION, Entete
    from gef.core.orientation import orienter_flux
    from gef.imports.flux import read_dossier

    data = read_dossier(dossier)
    parametres = settings_for(data, regle)
    decisions = orienter_flux(data.reservataires, data.parts, data.flux, parametres)
    lines: list[str] = []
    rows: list[tuple[int, str]] = []
    if journal:
        lines.append(_line(Entete(VERSION, gef.__version__, parametres, tuple(data.reservataires)).to_record()))
    for decision in _watched(decisions, len(data.flux)):
        rows.append((decision.rang, decision.reservataire))
        if journal:
            lines.append(_line(decision.enregistrement()))
    if journal:
        write_bytes("".join(lines).encode(), journal)
    write_bytes(_decisions_csv(rows), sortie)
    typer.echo(f"{len(rows)} logements orientés sur {len(data.flux)} libérations.", err=True)


def settings_for(data: Any, regle: NomRegle) -> Any:
    """Choose the settings from the bailleur's own part, weighted by the dwellings each commune is expected to free."""
    from dataclasses import replace

    from gef.core.orientation import Parametres
    from gef.core.parts import BAILLEUR

    weights = {commune.commune: commune.parc * commune.rotation for commune in data.communes}
    total = sum(weights.values(), Fraction(0))
    own = sum((weights[code] * data.parts[code].get(BAILLEUR, Fraction(0)) for code in weights), Fraction(0))
    return replace(Parametres.for_part_propre(own / total if total else Fraction(0)), regle=regle.value)


def _watched(decisions: Iterator[Any], total: int) -> Iterator[Any]:
    """Show a progress bar when a person looks."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return iter(track(decisions, "Orientation", total=total, console=console, disable=not console.is_terminal))


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def _decisions_csv(rows: list[tuple[int, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("rang", "reservataire"))
    writer.writerows(rows)
    return out.getvalue().encode()


def rejouer(journal: Annotated[Path, typer.Argument(help="journal.jsonl écrit par gef orienter.")]) -> None:
    """Refait chaque décision d’un journal et dit si elle est la même."""
    from gef.core.enregistrement import rejouer as replay
    from gef.core.errors import JournalIncoherentError

    try:
        count = sum(1 for _ in replay(_read_lines(journal)))
    except JournalIncoherentError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{count} décisions rejouées, toutes identiques.")


def _read_lines(journal: Path) -> Iterator[dict[str, Any]]:
    from gef.core.errors import JournalIncoherentError

    try:
        with journal.open(encoding="utf-8") as source:
            for number, line in enumerate(source, start=1):
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as error:
                    raise JournalIncoherentError(f"{journal}, ligne {number} : JSON illisible ({error}).") from error
    except OSError as error:
        raise JournalIncoherentError(f"{journal} : lecture impossible ({error.strerror}).") from error
