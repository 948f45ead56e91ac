"""A convention as a document, for the tests of its outputs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.core.termes_exemples import a_version

from gef.core.motifs import Source
from gef.core.termes import Termes
from gef.outputs.clauses_convention import SEUILS, CadreDocument, list_visas, rediger_articles
from gef.outputs.convention import (
    DelaiEcrit,
    DocumentConvention,
    ExclusionEcrite,
    LigneAnnexe,
    PartEcrite,
    PartieEcrite,
)

MOMENT = datetime(2026, 6, 18, 17, 5, tzinfo=ZoneInfo("Europe/Paris"))
PIEGE = "<w:b>{{ titre }}</w:b> & « sauf accord » : {% if x %}"
CADRE = CadreDocument(
    bailleur="Habitat Lys",
    reservataire="Ville de Lys",
    territoire="la commune de Cannes",
    departement="Alpes-Maritimes",
    debut=date(2026, 1, 1),
    fin=date(2028, 12, 31),
    seuils={code: Fraction(rank, 100) for rank, code in enumerate(SEUILS, start=11)},
    survie=5,
)


def a_document(termes: Termes | None = None, **fields: Any) -> DocumentConvention:
    """A project of Ville de Lys."""
    known = termes or a_version()
    document = DocumentConvention(
        titre="Convention de réservation, Ville de Lys",
        etat="Projet, version 2, à compléter et à signer.",
        variante=known.variante,
        bailleur="Habitat Lys",
        reservataire="Ville de Lys",
        departement="Alpes-Maritimes",
        territoire="la commune de Cannes",
        exercice="2026",
        version="2",
        part="20 %",
        flux_prevu="26 logements",
        objectif="4 logements",
        debut="1er janvier 2026",
        fin="31 décembre 2028",
        duree_en_mots=known.duree.libelle,
        mode_gestion="directe",
        visas=list_visas(known),
        parties=(
            PartieEcrite("Habitat Lys", "bailleur", "sa directrice générale"),
            PartieEcrite("Ville de Lys", "réservataire", ""),
        ),
        articles=rediger_articles(known, CADRE),
        parts=(PartEcrite("Ville de Lys", "20 %", "12", ""),),
        exclusions=(ExclusionEcrite("logements intermédiaires", "20", "accord local", "protocole, art. 3"),),
        delais=(DelaiEcrit("réponse", "5 jours ouvrés", "proposer à un autre", "ne compte pas"),),
        annexe=(LigneAnnexe("Cannes", "Ville de Lys", "200", "12", "20 %", "4"),),
        calculs=("Assiette 2026, version 2, du 12 mars 2026",),
        sources=(Source("CCH art. R. 441-5", "legale"),),
    )
    return replace(document, **fields)
