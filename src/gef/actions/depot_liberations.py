"""Prepare freed dwellings brought by file: same dwelling, same day, is the same liberation, and it never changes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from gef.access.acteur import Acteur
from gef.actions.depots import Ligne, Preparation, refuse_constats
from gef.core.periodes import periode_construction
from gef.db.flux import requetes
from gef.db.flux.models import Liberation
from gef.law.territoires import load_communes

REFERENCE_MAX: Final = 30
SUITE: Final = re.compile(r" \(\d+\)$")


def preparer_liberations(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set freed dwellings against those that are known: same dwelling, same day, is the same liberation.

    Raises:
        DepotRefuseError: a known liberation would change commune or leave the flux, or a reference is too long.
    """
    known = _index_liberations(requetes.liberations_of(acteur.organisation.pk))
    rows, deja, constats = [], 0, []
    for ligne in lignes:
        places = known[ligne["logement"]]
        former = places.get(ligne["libere_le"])
        if former is None:
            row = _to_liberation(acteur, ligne, len(places))
            if len(row.reference) > REFERENCE_MAX:
                constats.append(f"ligne {ligne['ligne']}, « {row.reference} » dépasse {REFERENCE_MAX} caractères")
            places[row.libre_le] = row
            rows.append(row)
        elif (former.commune, former.hors_flux) == (ligne["commune"], ligne["hors_flux"] or ""):
            deja += 1
        else:
            constats.append(
                f"ligne {ligne['ligne']}, « {ligne['logement']} » : déjà inscrit ce jour-là, "
                "avec une autre commune ou un autre hors flux"
            )
    refuse_constats(constats, "une libération déjà inscrite ne change pas, des comptes en dépendent")
    return Preparation(tuple(rows), deja=deja)


def _index_liberations(rows: Iterable[Liberation]) -> defaultdict[str, dict[date, Liberation]]:
    """Known liberations by dwelling then day; a dwelling goes by its reference or by its RPLS number."""
    index: defaultdict[str, dict[date, Liberation]] = defaultdict(dict)
    for row in rows:
        for nom in {SUITE.sub("", row.reference), row.ident_rep} - {""}:
            index[nom][row.libre_le] = row
    return index


def _to_liberation(acteur: Acteur, ligne: Ligne, former: int) -> Liberation:
    """Make a liberation; the second one of a dwelling is called « … (2) »."""
    commune = load_communes().get(ligne["commune"])
    annee = ligne["annee_construction"]
    return Liberation(
        bailleur=acteur.organisation,
        reference=f"{ligne['logement']} ({former + 1})" if former else ligne["logement"],
        preavis_le=ligne["preavis_le"],
        libre_le=ligne["libere_le"],
        hors_flux=ligne["hors_flux"] or "",
        commune=ligne["commune"],
        epci=commune.epci if commune else "",
        programme=ligne["programme"] or "",
        adresse=ligne["adresse"] or "",
        typologie=ligne["typologie"] or "",
        financement=ligne["financement"] or "",
        qpv=ligne["qpv"],
        forme=ligne["forme"] or "",
        periode=periode_construction(annee).code if annee else "",
    )
