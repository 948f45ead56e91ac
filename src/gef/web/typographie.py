"""French spacing, in one place: the sentences of the code are written with plain spaces, the screens make them hold.

Before « : » and inside « », a no-break space; before « ; ? ! % € », a narrow one. Only the text of a page is touched:
never a tag, an attribute, a field being typed, or what is quoted as code.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

INSECABLE, FINE = "\u00a0", "\u202f"
# A whole element that is left as it is, a comment, a tag, or a run of text.
_PIECES = re.compile(r"<(script|style|textarea|code|pre)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL)
_RULES = (
    (re.compile(r"« "), f"«{INSECABLE}"),
    (re.compile(r" (?=[:»](?:\s|[.,;)]|$))"), INSECABLE),
    (re.compile(r" (?=[;?!%€])"), FINE),
)


def hold_spaces(texte: str) -> str:
    """Make the spaces of French punctuation hold in a sentence.

    Examples:
        >>> hold_spaces("attendu : 10 % ; « oui » ?")
        'attendu\\xa0: 10\\u202f%\\u202f; «\\xa0oui\\xa0»\\u202f?'
    """
    for pattern, replacement in _RULES:
        texte = pattern.sub(replacement, texte)
    return texte


def hold_spaces_in_page(html: str) -> str:
    """Make them hold in the text of a page."""
    return _PIECES.sub(lambda piece: piece[0] if piece[0].startswith("<") else hold_spaces(piece[0]), html)


class TypographieMiddleware:
    """Give every HTML page its French spaces."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            response.content = hold_spaces_in_page(response.content.decode(response.charset)).encode(response.charset)
            if "Content-Length" in response:
                response["Content-Length"] = str(len(response.content))
        return response
