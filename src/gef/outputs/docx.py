"""A template of a word processor filled with texts: what people wrote is text there, never markup nor code."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gef.outputs.glyphes import keep_printable
from gef.outputs.typographie import hold_spaces


def say_all(values: Mapping[str, object]) -> dict[str, Any]:
    """Give what a template reads: texts that a document may hold, with the spaces of French, at every depth.

    Args:
        values: By key of the template; lists become lists, numbers and None stay.
    """
    return {key: _say(value) for key, value in values.items()}


def _say(value: object) -> object:
    if isinstance(value, str):
        return hold_spaces(keep_printable(value))
    if isinstance(value, Mapping):
        return say_all(value)
    if isinstance(value, Sequence):
        return [_say(item) for item in value]
    return value


def fill_docx(gabarit: bytes, keys: Mapping[str, object], *, titre: str, auteur: str, moment: datetime) -> bytes:
    """Fill a template, which may be one that a person edited: what it holds runs in a sandbox.

    Args:
        gabarit: The template.
        keys: What it reads, see `say_all`.
        titre: Title of the file.
        auteur: Whose document it is.
        moment: When it is drawn up.

    Returns:
        The whole file.
    """
    from docxtpl import DocxTemplate
    from jinja2.sandbox import SandboxedEnvironment

    template = DocxTemplate(io.BytesIO(gabarit))
    template.render(dict(keys), SandboxedEnvironment(autoescape=True), autoescape=True)
    properties = template.docx.core_properties
    properties.title, properties.author, properties.language = titre, auteur, "fr-FR"
    properties.created = properties.modified = moment.replace(tzinfo=None)
    written = io.BytesIO()
    template.save(written)
    return written.getvalue()
