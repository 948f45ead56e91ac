"""A template of convention that a bailleur edited: its keys are tested before it serves.

A key that does not exist is refused and named, with the nearest; so is a needed one that is gone. A subject that the
template no longer takes up is told: the bailleur may have written it in his own words. A template reads these keys and
runs nothing else.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any, Final

from gef.core.termes import SUJETS
from gef.errors import GefError
from gef.outputs.clauses_convention import Article
from gef.outputs.convention import (
    CLES,
    INDISPENSABLES,
    DelaiEcrit,
    DocumentConvention,
    ExclusionEcrite,
    LigneAnnexe,
    PartEcrite,
    PartieEcrite,
    list_cles,
    write_docx_convention,
)

TAILLE_MAX: Final = 5 * 1024 * 1024
DEPLIE_MAX: Final = 50 * 1024 * 1024  # once unzipped
CHAMP: Final = re.compile(r"has no attribute '(\w+)'")
EXEMPLE: Final = DocumentConvention(
    titre="Convention",
    etat="Projet",
    variante="collectivite",
    bailleur="Bailleur",
    reservataire="Ville",
    departement="Département",
    territoire="la commune",
    exercice="2026",
    version="1",
    part="20 %",
    flux_prevu="26 logements",
    objectif="4 logements",
    debut="1er janvier 2026",
    fin="31 décembre 2028",
    duree_en_mots="3 ans",
    mode_gestion="directe",
    visas=("Vu le code",),
    parties=(PartieEcrite("Bailleur", "bailleur", "son directeur"),),
    articles=tuple(Article(code, titre, ("Texte.",)) for code, titre in SUJETS.items()),
    parts=(PartEcrite("Ville", "20 %", "12", ""),),
    exclusions=(ExclusionEcrite("PLI", "20", "accord local", "protocole"),),
    delais=(DelaiEcrit("réponse", "5 jours", "réorienter", "ne compte pas"),),
    annexe=(LigneAnnexe("Cannes", "Ville", "200", "12", "20 %", "4"),),
    calculs=("assiette 2026",),
)


class GabaritRefuseError(GefError, ValueError):
    """A template cannot serve; the message names the keys, or says why it does not open."""


@dataclass(frozen=True, slots=True)
class GabaritLu:
    """A template that may serve.

    Attributes:
        cles: Keys that it reads, in order of name.
        sujets_absents: Codes of the subjects that it does not take up.
    """

    cles: tuple[str, ...]
    sujets_absents: tuple[str, ...]


def verifier_gabarit(contenu: bytes, moment: datetime) -> GabaritLu:
    """Test the keys of a template, then fill it with an example.

    Args:
        contenu: Bytes of the file.
        moment: Day of the example.

    Returns:
        What it reads.

    Raises:
        GabaritRefuseError: it does not open, an instruction is wrong, a key is unknown or missing.
    """
    cles = _read_cles(contenu)
    unknown = sorted(cles - set(CLES))
    missing = [cle for cle in INDISPENSABLES if cle not in cles]
    if unknown or missing:
        raise GabaritRefuseError(" ".join(["Gabarit refusé.", *_say_unknown(unknown), *_say_missing(missing)]))
    _fill(contenu, moment)
    return GabaritLu(tuple(sorted(cles)), tuple(code for code in SUJETS if code not in cles))


def _read_cles(contenu: bytes) -> set[str]:
    from docxtpl import DocxTemplate
    from jinja2 import TemplateSyntaxError

    _check_archive(contenu)
    try:
        template = DocxTemplate(io.BytesIO(contenu))
        found: set[str] = template.get_undeclared_template_variables()
    except TemplateSyntaxError as error:
        raise GabaritRefuseError(
            f"Gabarit refusé. Une instruction entre accolades ne se lit pas : {error.message}. Attendu : "
            f"{{{{ clé }}}}, {{%p for … in … %}} et {{%p endfor %}}, comme dans le gabarit livré."
        ) from error
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise GabaritRefuseError(_NOT_A_DOCX) from error
    return found


_NOT_A_DOCX: Final = "Gabarit refusé. Ce fichier ne s’ouvre pas ; attendu : un document Word (.docx), 5 Mo au plus."


def _check_archive(contenu: bytes) -> None:
    """Refuse what is no document, and what would fill the memory once unzipped."""
    if len(contenu) > TAILLE_MAX:
        raise GabaritRefuseError(_NOT_A_DOCX)
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    except zipfile.BadZipFile as error:
        raise GabaritRefuseError(_NOT_A_DOCX) from error
    if "word/document.xml" not in sizes or sum(sizes.values()) > DEPLIE_MAX:
        raise GabaritRefuseError(_NOT_A_DOCX)


def _say_unknown(cles: list[str]) -> list[str]:
    said = []
    for cle in cles:
        near = get_close_matches(cle, CLES, 1)
        said.append(f"Clé inconnue : « {cle} »{f' ; attendu peut-être : « {near[0]} »' if near else ''}.")
    return said


def _say_missing(cles: list[str]) -> list[str]:
    return [f"Clé absente : « {cle} » ({CLES[cle]})." for cle in cles]


def _fill(contenu: bytes, moment: datetime) -> None:
    """Fill the template with an example, strictly: a field that no row has is named."""
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    strict = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    context: dict[str, Any] = list_cles(EXEMPLE, moment)
    try:
        DocxTemplate(io.BytesIO(contenu)).render(context, strict, autoescape=True)
    except TemplateError as error:
        field = CHAMP.search(str(error))
        what = f"Champ inconnu : « {field[1]} »" if field else f"Une instruction ne se remplit pas : {error}"
        raise GabaritRefuseError(f"Gabarit refusé. {what} ; attendu : un champ de la liste des clés.") from error
    write_docx_convention(EXEMPLE, moment, contenu)
