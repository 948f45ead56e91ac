"""The typesetter, in a process of its own: the memory that a long document takes is given back when it is made.

In the process of a server, the caches of ten documents would stay. `python -m gef.outputs.composition` reads a document
as JSON from its standard input and writes the PDF to its standard output.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from gef.errors import GefError

DELAI_S: Final = 120
NORME: Final = "ua-1"


class CompositionError(GefError):
    """The typesetter refused the document, or took too long."""


def composer(document: Mapping[str, object], instant_unix: int) -> bytes:
    """Compose a document by the template of the tables.

    Args:
        document: What `gabarits/tableaux.typ` reads.
        instant_unix: Seconds since 1970, written in the file as its date.

    Returns:
        The PDF; the same bytes for the same arguments.

    Raises:
        CompositionError: the typesetter refused, or took more than two minutes.
    """
    order = json.dumps({"document": document, "instant": instant_unix}, ensure_ascii=False).encode()
    command = [sys.executable, "-P", "-m", "gef.outputs.composition"]
    try:
        done = subprocess.run(command, input=order, capture_output=True, timeout=DELAI_S, check=False)  # noqa: S603  (our own interpreter, no shell)
    except subprocess.TimeoutExpired as error:
        raise CompositionError(
            f"Le PDF n’était pas composé après {DELAI_S} secondes. Prenez le classeur XLSX."
        ) from error
    if done.returncode:
        cause = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise CompositionError(f"Le PDF n’a pas pu être composé : {cause}.")
    return done.stdout


def compile_order(order: bytes) -> bytes:
    """Compile what `composer` sent, with the fonts of the package and no other.

    Args:
        order: JSON of the document and of its date.

    Returns:
        The PDF.
    """
    import typst

    read = json.loads(order)
    folder = files("gef.outputs")
    compiled = typst.compile(
        folder.joinpath("gabarits", "tableaux.typ").read_bytes(),
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder.joinpath("polices"))]
        ),
        sys_inputs={"donnees": json.dumps(read["document"], ensure_ascii=False)},
        format="pdf",
        pdf_standards=NORME,
        timestamp=read["instant"],
    )
    assert isinstance(compiled, bytes)
    return compiled


if __name__ == "__main__":
    sys.stdout.buffer.write(compile_order(sys.stdin.buffer.read()))
