"""French spacing, in one place: the sentences of the code are written with plain spaces, the screens make them hold.

The rules are those of `gef.outputs.typographie`. Only the text of a page is touched: never a tag, an attribute, a field
being typed, or what is quoted as code.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from gef.outputs.typographie import hold_spaces

# A whole element that is left as it is, a comment, a tag, or a run of text.
_PIECES = re.compile(r"<(script|style|textarea|code|pre)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL)


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
