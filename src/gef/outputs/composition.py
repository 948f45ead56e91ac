"""The typesetter, in a process of its own: the memory that a long document takes is given back when it is made.

In the process of a server, the caches of ten documents would stay. `python -m gef.outputs.composition` reads a document
as JSON from its standard input and writes the PDF to its standard output; with `suite`, it reads one document by line
and writes each PDF after its length, until nothing comes: hundreds of documents do not start hundreds of processes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, Final

from gef.errors import GefError

DELAI_S: Final = 120
NORME: Final = "ua-1"
COMMANDE: Final = (sys.executable, "-P", "-m", "gef.outputs.composition")
TABLEAUX: Final = "tableaux"
SUITE: Final = "suite"
PROCESSUS_MAX: Final = 2
LONGUEUR: Final = 8  # bytes that hold the length of a PDF
AVANCE: Final = 2  # documents ready for each process


@dataclass(frozen=True, slots=True)
class Ordre:
    """A document to compose.

    Attributes:
        gabarit: Name of its template.
        document: What the template reads.
        instant_unix: Seconds since 1970, written in the file as its date.
    """

    gabarit: str
    document: Mapping[str, object]
    instant_unix: int

    def to_json(self) -> bytes:
        """Write the order on one line."""
        order = {"gabarit": self.gabarit, "document": self.document, "instant": self.instant_unix}
        return json.dumps(order, ensure_ascii=False).encode()


class CompositionError(GefError):
    """The typesetter refused the document, or took too long."""


def composer(document: Mapping[str, object], instant_unix: int, gabarit: str = TABLEAUX) -> bytes:
    """Compose a document by a template.

    Args:
        document: What the template reads.
        instant_unix: Seconds since 1970, written in the file as its date.
        gabarit: Name of the template, in `gabarits/`.

    Returns:
        The PDF; the same bytes for the same arguments.

    Raises:
        CompositionError: the typesetter refused, or took more than two minutes.
    """
    order = Ordre(gabarit, document, instant_unix).to_json()
    try:
        done = subprocess.run(COMMANDE, input=order, capture_output=True, timeout=DELAI_S, check=False)  # noqa: S603  (our own interpreter, no shell)
    except subprocess.TimeoutExpired as error:
        raise CompositionError(
            f"Le PDF n’était pas composé après {DELAI_S} secondes. Prenez le classeur XLSX."
        ) from error
    if done.returncode:
        cause = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise CompositionError(f"Le PDF n’a pas pu être composé : {cause}.")
    return done.stdout


class _Compositeur:
    """A process that composes documents one after the other, for one thread at a time."""

    def __init__(self) -> None:
        self.processus = subprocess.Popen([*COMMANDE, SUITE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  (our own interpreter, no shell)

    def composer(self, ordre: Ordre) -> bytes:
        entree, sortie = self.processus.stdin, self.processus.stdout
        assert entree is not None
        assert sortie is not None
        try:
            entree.write(ordre.to_json() + b"\n")
            entree.flush()
        except BrokenPipeError as error:
            raise CompositionError("Le PDF n’a pas pu être composé : le compositeur s’est arrêté.") from error
        length = int.from_bytes(_read(sortie, LONGUEUR))
        return _read(sortie, length)

    def close(self) -> None:
        """Let the process end, and take its memory back."""
        assert self.processus.stdin is not None
        assert self.processus.stdout is not None
        self.processus.stdin.close()
        self.processus.stdout.close()
        self.processus.wait(timeout=DELAI_S)


def _read(sortie: IO[bytes], length: int) -> bytes:
    read = sortie.read(length)
    if len(read) != length or not length:
        raise CompositionError("Le PDF n’a pas pu être composé : le compositeur s’est arrêté.")
    return read


def composer_suite(ordres: Iterable[Ordre], processus: int = 0) -> Iterator[bytes]:
    """Compose many documents with a few processes; a few are prepared ahead, the others wait to be asked for.

    Args:
        ordres: Documents; read as they are needed.
        processus: How many processes; 0 for the cores of the machine, two at most.

    Yields:
        The PDF, in the order of the documents.

    Raises:
        CompositionError: the typesetter refused one.
    """
    count = processus or min(PROCESSUS_MAX, os.cpu_count() or 1)
    free: SimpleQueue[_Compositeur] = SimpleQueue()
    started = [_Compositeur() for _ in range(count)]
    for compositeur in started:
        free.put(compositeur)
    try:
        with ThreadPoolExecutor(count) as threads:
            yield from _run(threads, ordres, free, count * AVANCE)
    finally:
        for compositeur in started:
            compositeur.close()


def _run(
    threads: ThreadPoolExecutor, ordres: Iterable[Ordre], free: SimpleQueue[_Compositeur], ahead: int
) -> Iterator[bytes]:
    def compose(ordre: Ordre) -> bytes:
        compositeur = free.get()
        try:
            return compositeur.composer(ordre)
        finally:
            free.put(compositeur)

    waiting: deque[Future[bytes]] = deque()
    for ordre in ordres:
        waiting.append(threads.submit(compose, ordre))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def compile_order(order: bytes, fonts: Any = None) -> bytes:
    """Compile what `composer` sent, with the fonts of the package and no other.

    Args:
        order: JSON of an `Ordre`.
        fonts: Fonts already read; None reads them.

    Returns:
        The PDF.
    """
    import typst

    read = json.loads(order)
    folder = Path(str(files("gef.outputs").joinpath("gabarits")))
    compiled = typst.compile(
        folder / f"{read['gabarit']}.typ",
        root=folder,
        font_paths=fonts or load_fonts(),
        sys_inputs={"donnees": json.dumps(read["document"], ensure_ascii=False)},
        format="pdf",
        pdf_standards=NORME,
        timestamp=read["instant"],
    )
    assert isinstance(compiled, bytes)
    return compiled


def load_fonts() -> Any:
    """Read the fonts of the package."""
    import typst

    polices = str(files("gef.outputs").joinpath("polices"))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[polices])


def compile_suite(entree: IO[bytes], sortie: IO[bytes]) -> None:
    """Compile the documents that come, one by line, until there is none."""
    fonts = load_fonts()
    for line in entree:
        compiled = compile_order(line, fonts)
        sortie.write(len(compiled).to_bytes(LONGUEUR) + compiled)
        sortie.flush()


if __name__ == "__main__":
    if sys.argv[1:] == [SUITE]:
        compile_suite(sys.stdin.buffer, sys.stdout.buffer)
    else:
        sys.stdout.buffer.write(compile_order(sys.stdin.buffer.read()))
