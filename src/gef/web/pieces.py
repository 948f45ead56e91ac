"""Documents joined to the dialogue on rights: given back to those who see it, as a file to save, never shown here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from gef.access.acteur import Acteur
from gef.actions.pieces import lire_piece
from gef.imports.pieces import TYPES_PIECE
from gef.web.portes import for_members


@require_GET
@for_members
def piece(request: HttpRequest, acteur: Acteur, piece: int) -> HttpResponse:  # noqa: ARG001  (the shape of a view)
    """Send one document."""
    row, content = lire_piece(acteur, piece)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=row.nom) or "attachment",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=TYPES_PIECE[row.type].mime, headers=headers)
