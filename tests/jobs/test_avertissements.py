"""Where the e-mails lead."""

from __future__ import annotations

from gef.jobs.avertissements import find_liens


def test_links_name_the_site_and_the_organisation() -> None:
    liens = find_liens("https://flux.exemple.fr")
    assert liens.lire(7) == "https://flux.exemple.fr/avertissements?organisation=7"
    assert liens.regler == "https://flux.exemple.fr/avertissements/emails"
