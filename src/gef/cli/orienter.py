"""`gef orienter`: a whole stream of freed dwellings, from the four files of the batch format; and `gef rejouer`."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

import gef
from gef.cli.avancement import watch
from gef.cli.sortie import open_sorties, say
from gef.errors import GefError

if TYPE_CHECKING:
    from gef.core.orientation import Decision, Parametres
    from gef.imports.flux import DossierFlux


class NomRegle(StrEnum):
    """Rules that may be asked for."""

    EQUILIBRE = "equilibre"
    RETARD = "retard"


class JournalIllisibleError(GefError):
    """A line of a journal is not a record."""


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.command("orienter")(orienter)
    application.command("rejouer")(rejouer)


def orienter(
    dossier: Annotated[
        Path,
        typer.Option(metavar="DOSSIER", help="Dossier de communes.csv, reservataires.csv, parts.csv et flux.csv."),
    ],
    sortie: Annotated[Path, typer.Option(metavar="FICHIER", help="decisions.csv à écrire.")],
    journal: Annotated[
        Path | None, typer.Option(metavar="FICHIER", help="journal.jsonl à écrire : les raisons de chaque décision.")
    ] = None,
    regle: Annotated[
        NomRegle, typer.Option(metavar="REGLE", help="equilibre, ou retard : le plus en retard d’abord.")
    ] = NomRegle.EQUILIBRE,
) -> None:
    """Oriente les logements libérés. Dans l’ordre du fichier, chacun avec ses raisons."""
    from gef.core.enregistrement import VERSION, Entete
    from gef.core.orientation import orienter_flux
    from gef.imports.flux import read_dossier

    if journal and journal.resolve() == sortie.resolve():
        raise typer.BadParameter("le même fichier pour --sortie et --journal ; attendu : deux fichiers")
    data = read_dossier(dossier)
    parametres = settings_for(data, regle)
    decisions = watch(
        orienter_flux(data.reservataires, data.parts, data.flux, parametres), "Orientation", count_orientables(data)
    )
    with open_sorties(sortie, *([journal] if journal else [])) as files:
        if journal:
            files[1].write(_line(Entete(VERSION, gef.__version__, parametres, data.reservataires).to_record()))
            decisions = _keep_records(decisions, files[1])
        count = _write_decisions(decisions, files[0])
    say(f"{count} logements orientés sur {len(data.flux)} libérations.")


def settings_for(data: DossierFlux, regle: NomRegle) -> Parametres:
    """Choose the settings from the bailleur's own part, weighted by the dwellings each commune is expected to free."""
    from gef.core.orientation import Parametres
    from gef.core.parts import BAILLEUR

    zero = Fraction(0)
    weights = {commune.commune: commune.parc * commune.rotation for commune in data.communes}
    total = sum(weights.values(), zero)
    own = sum((weights[code] * data.parts[code].get(BAILLEUR, zero) for code in weights), zero)
    return replace(Parametres.for_part_propre(own / total if total else zero), regle=regle.value)


def count_orientables(data: DossierFlux) -> int:
    """Count the dwellings that are in the flux."""
    return sum(not logement.hors_flux for logement in data.flux)


def _keep_records(decisions: Iterable[Decision], journal: BinaryIO) -> Iterator[Decision]:
    for decision in decisions:
        journal.write(_line(decision.enregistrement()))
        yield decision


def _write_decisions(decisions: Iterable[Decision], file: BinaryIO) -> int:
    writer = csv.writer(codecs.getwriter("utf-8")(file), lineterminator="\n")
    writer.writerow(("rang", "reservataire"))
    count = 0
    for decision in decisions:
        writer.writerow((decision.rang, decision.reservataire))
        count += 1
    return count


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def rejouer(
    journal: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="journal.jsonl écrit par gef orienter.", show_default=False)
    ],
) -> None:
    """Refait les décisions d’un journal. Et dit si elles sont les mêmes."""
    from gef.core.enregistrement import rejouer as replay
    from gef.core.errors import JournalIncoherentError

    count = 0
    try:
        for _ in replay(_read_records(journal)):
            count += 1
    except JournalIncoherentError as error:
        say(f"gef : {error}")
        raise typer.Exit(1) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise JournalIllisibleError(
            f"{journal}, ligne {count + 1 + bool(count)} : enregistrement incomplet ({error})."
        ) from error
    typer.echo(f"{count} décisions rejouées, toutes identiques.")


def _read_records(journal: Path) -> Iterator[dict[str, Any]]:
    try:
        with journal.open(encoding="utf-8") as source:
            for number, line in enumerate(source, start=1):
                yield _read_record(line, f"{journal}, ligne {number}")
    except OSError as error:
        raise JournalIllisibleError(f"{journal} : absent ou impossible à ouvrir ; attendu : un journal.") from error
    except UnicodeDecodeError as error:
        raise JournalIllisibleError(f"{journal} : ce n’est pas du texte UTF-8 ; attendu : un journal.") from error


def _read_record(line: str, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise JournalIllisibleError(f"{where} : JSON illisible ; attendu : un enregistrement par ligne.") from error
    if not isinstance(record, dict):
        raise JournalIllisibleError(f"{where} : « {line.strip()[:40]} » lu ; attendu : un objet JSON.")
    return record
