"""A version put into words for its document: names, days, tables, the runs that it cites. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from gef.actions.conventions import ConventionLue, name_departement, read_termes
from gef.actions.entrees_conversion import read_seuil
from gef.actions.gabarits import read_gabarit_du_bailleur
from gef.actions.tableaux_conversion import nom_portee
from gef.core.controles_convention import R441_5
from gef.core.conventions import MOIS_PAR_AN
from gef.core.horloges import CONSEQUENCES, DECOMPTES, ETAPES_DELAI
from gef.core.motifs import Source
from gef.core.periodes import add_mois
from gef.core.registre_droits import MODES_GESTION, read_survie
from gef.core.termes import ROLES_SIGNATAIRES, CalculCite, ObjectifConvenu, Termes
from gef.db.conventions.models import VersionConvention
from gef.outputs.clauses_convention import (
    ABSENT,
    SEUILS,
    CadreDocument,
    list_visas,
    rediger_articles,
    say_entier,
    say_part,
)
from gef.outputs.convention import (
    DelaiEcrit,
    DocumentConvention,
    ExclusionEcrite,
    LigneAnnexe,
    PartEcrite,
    PartieEcrite,
    write_docx_convention,
    write_pdf_convention,
)
from gef.outputs.nombres import date_longue, decimal, logements, pluriel

NATURES: Final[Mapping[str, str]] = {"legale": "loi", "locale": "accord local"}
CALCULS: Final[Mapping[str, str]] = {
    "assiette": "Assiette",
    "parts-retenues": "Parts retenues",
    "objectifs": "Objectifs",
    "droits-uniques": "Suivi des droits uniques",
}
SANS_OBJET: Final = "–"
TEXTES: Final[Mapping[str, tuple[Source, ...]]] = {
    "etat": (Source("CCH art. R. 441-5-2", "legale"),),
    "action_logement": (Source("CCH art. L. 313-26-2", "legale"),),
    "collectivite": (Source("CCH art. R. 441-5-3", "legale"),),
    "autre": (),
}
ONE_DAY: Final = timedelta(days=1)


def make_document(lue: ConventionLue, version: VersionConvention, jour: date) -> DocumentConvention:
    """Put a version into words.

    Args:
        lue: The convention.
        version: One of its versions.
        jour: Day of the document: the shares of the law are those of that day.
    """
    termes = read_termes(version)
    cadre = _make_cadre(lue, termes, jour)
    return DocumentConvention(
        titre=say_titre(lue, version),
        etat=say_etat(lue, version),
        variante=termes.variante,
        bailleur=cadre.bailleur,
        reservataire=cadre.reservataire,
        departement=cadre.departement,
        territoire=cadre.territoire,
        exercice=str(termes.exercice),
        version=str(version.numero),
        part=_say_total(termes),
        flux_prevu=ABSENT if termes.assiette is None else logements(termes.assiette),
        objectif=ABSENT if termes.objectif is None else pluriel(termes.objectif, "logement"),
        debut=date_longue(cadre.debut) if cadre.debut else "à l’entrée en vigueur",
        fin=date_longue(cadre.fin) if cadre.fin else ABSENT,
        duree_en_mots=termes.duree.libelle,
        mode_gestion=MODES_GESTION[termes.mode_gestion],
        visas=list_visas(termes),
        parties=tuple(PartieEcrite(s.nom, ROLES_SIGNATAIRES[s.role], s.represente_par) for s in termes.signataires),
        articles=rediger_articles(termes, cadre),
        parts=tuple(
            PartEcrite(p.nom, say_part(p.part), say_entier(p.droits), _uniques(p.uniques)) for p in termes.parts
        ),
        exclusions=tuple(
            ExclusionEcrite(e.libelle, say_entier(e.logements), NATURES[e.nature], e.document)
            for e in termes.exclusions
        ),
        delais=tuple(
            DelaiEcrit(ETAPES_DELAI[d.etape], d.libelle, CONSEQUENCES[d.consequence], DECOMPTES[d.decompte])
            for d in termes.delais
        ),
        annexe=tuple(_ligne(row, {part.compte: part.nom for part in termes.parts}) for row in termes.contractuels),
        calculs=tuple(_say_calcul(row) for row in termes.calculs),
        sources=(R441_5, *TEXTES[termes.variante]),
    )


def say_titre(lue: ConventionLue, version: VersionConvention) -> str:
    """Title of the document of a version."""
    what = "Avenant à la convention de réservation" if version.is_avenant else "Convention de réservation"
    return f"{what} : {lue.row.nom}"


def say_etat(lue: ConventionLue, version: VersionConvention) -> str:
    """Say whether a version is a draft, was sent, or is signed, and by which document."""
    said = [row for row in lue.paroles if row.version_id == version.pk]
    signed = next((row for row in said if row.document), None)
    if signed:
        return f"Version {version.numero}, signée : {signed.document}."
    if said:
        return f"Projet, version {version.numero}, transmise le {date_longue(said[-1].jour)}."
    return f"Projet, version {version.numero}, non transmise."


def _make_cadre(lue: ConventionLue, termes: Termes, jour: date) -> CadreDocument:
    debut = lue.vie.debut
    first = add_mois(debut, MOIS_PAR_AN * termes.duree.annees) - ONE_DAY if debut else None
    return CadreDocument(
        bailleur=lue.row.bailleur.nom,
        reservataire=lue.row.nom,
        territoire=say_territoire(termes.portee),
        departement=name_departement(termes.departement),
        debut=debut,
        fin=first,
        seuils={code: read_seuil(code, jour).valeur for code in SEUILS},
        survie=read_survie(jour).annees,
        territoires={part.portee: say_territoire(part.portee) for part in termes.parts},
    )


def say_territoire(portee: str) -> str:
    """Name a territory within a sentence.

    Examples:
        >>> say_territoire("departement"), say_territoire("commune:06029")
        ('tout le département', 'la commune de Cannes')
    """
    kind = portee.partition(":")[0]
    if kind == "departement":
        return "tout le département"
    return f"la commune de {nom_portee(portee)}" if kind == "commune" else f"l’EPCI {nom_portee(portee)}"


def _say_total(termes: Termes) -> str:
    several = len({part.portee for part in termes.parts}) > 1
    return "selon chaque partie" if several else say_part(termes.part_totale)


def _uniques(value: Fraction | None) -> str:
    return SANS_OBJET if value is None else decimal(value)


def _ligne(row: ObjectifConvenu, noms: Mapping[str, str]) -> LigneAnnexe:
    return LigneAnnexe(
        commune=row.lieu,
        compte=noms.get(row.compte, row.compte),
        parc=say_entier(row.parc),
        droits=say_entier(row.droits),
        part=SANS_OBJET if row.part is None else say_part(row.part),
        objectif=say_entier(row.nombre),
    )


def _say_calcul(row: CalculCite) -> str:
    title = CALCULS.get(row.calcul, row.calcul)
    mark = f", empreinte {row.empreinte[:12]}" if row.empreinte else ""
    return f"{title} {row.exercice}, version {row.version}, du {date_longue(row.fait_le)}{mark}."


def write_document(
    lue: ConventionLue, version: VersionConvention, extension: str, moment: datetime
) -> tuple[str, bytes]:
    """Write the document of a version; its template is the one that the bailleur brought last, for the DOCX.

    Args:
        lue: The convention, as he reads it.
        version: One of the versions that he sees.
        extension: "docx" or "pdf".
        moment: When, in the reader's time zone.

    Returns:
        Name of the file, and its bytes.
    """
    document = make_document(lue, version, moment.date())
    name = f"convention-{lue.row.pk}-version-{version.numero}.{extension}"
    if extension == "pdf":
        return name, write_pdf_convention(document, moment)
    return name, write_docx_convention(document, moment, read_gabarit_du_bailleur(lue.row.bailleur_id))
