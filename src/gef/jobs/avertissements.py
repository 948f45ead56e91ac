"""Where the e-mails lead, when no request says the address of the site."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from gef.actions.envoi_avertissements import Liens


def find_liens(base: str) -> Liens:
    """Make the addresses of the pages, for each organisation, from that of the site."""
    lire, regler = reverse("web:avertissements"), reverse("web:avertissements-emails")
    return Liens(
        lambda organisation_id: f"{base}{lire}?{urlencode({'organisation': organisation_id})}", f"{base}{regler}"
    )
