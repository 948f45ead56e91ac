"""The terms of a version as a reader sees them, and what two versions do not share.

Two versions are compared on what is read, never on the way it is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gef.core.exclusions import CATALOGUE_EXCLUSIONS
from gef.core.horloges import DECOMPTES, LIBELLES_DELAIS
from gef.core.methodes import LIBELLES_METHODES
from gef.core.plafonds import render_part
from gef.core.registre_droits import MODES_GESTION
from gef.core.rotation import ecrire_nombre
from gef.core.seuils import DEROGEABLES
from gef.core.termes import LIBELLES_DECLENCHEURS, LIBELLES_POLITIQUES, ROLES_SIGNATAIRES, TEXTES, Termes
from gef.law.grandeurs import NOMS_MOIS

_QUALITES: Final[Mapping[str, str]] = {
    "mode_gestion": "Gestion",
    "declencheur": "Ce qui est décompté",
    "politique_refus": "Logement refusé",
    "politique_silence": "Silence du réservataire",
}
_LIBELLES: Final[Mapping[str, Mapping[str, str]]] = {
    "mode_gestion": MODES_GESTION,
    "declencheur": LIBELLES_DECLENCHEURS,
    "politique_refus": LIBELLES_POLITIQUES,
    "politique_silence": LIBELLES_POLITIQUES,
}
NON_RENSEIGNE: Final = "non renseigné"


@dataclass(frozen=True, slots=True)
class Terme:
    """One term as a reader sees it.

    Attributes:
        code: Stable name: what a remark is about, and what a comparison joins on.
        sujet: A code of `SUJETS`.
        libelle: What it is.
        valeur: What it says.
    """

    code: str
    sujet: str
    libelle: str
    valeur: str


def lister_termes(termes: Termes) -> tuple[Terme, ...]:
    """List the terms in the order of the ten subjects.

    Args:
        termes: A version.

    Returns:
        One row per term; codes are unique.
    """
    return (
        *_list_cadre(termes),
        *_list_parc(termes),
        *_list_stock(termes),
        *_list_flux(termes),
        *_list_gestion(termes),
        *_list_objectifs(termes),
        *(_text(termes, nom, "attribution") for nom in ("premieres_locations", "npnru")),
        *_list_derogations(termes),
        _text(termes, "contribution", "evaluation"),
        _text(termes, "evaluation", "evaluation"),
        _text(termes, "actualisation", "actualisation"),
        Terme("revoyure", "actualisation", "Mois de la revoyure", NOMS_MOIS[termes.revoyure - 1]),
        Terme("duree", "duree", "Durée", termes.duree.libelle),
        Terme("preavis", "duree", "Préavis de dénonciation", f"{termes.duree.preavis} mois"),
    )


def _say(value: Fraction | int | None) -> str:
    return NON_RENSEIGNE if value is None else ecrire_nombre(value)


def _say_part(value: Fraction | None) -> str:
    return NON_RENSEIGNE if value is None else render_part(value)


def _text(termes: Termes, nom: str, sujet: str) -> Terme:
    return Terme(nom, sujet, TEXTES[nom], getattr(termes, nom) or "rien de particulier")


def _list_cadre(termes: Termes) -> Iterator[Terme]:
    for rang, row in enumerate(termes.signataires):
        who = f"{row.nom}, représenté par {row.represente_par}" if row.represente_par else row.nom
        yield Terme(f"signataire.{row.compte or rang}", "cadre", ROLES_SIGNATAIRES[row.role].capitalize(), who)
    yield Terme("portee", "cadre", "Territoire", termes.territoire or termes.portee)
    if termes.is_infra_departement or termes.justification:
        yield _text(termes, "justification", "cadre")


def _list_parc(termes: Termes) -> Iterator[Terme]:
    yield Terme("parc", "parc", "Logements du bailleur", _say(termes.parc))
    for row in termes.exclusions:
        nature = "loi" if row.nature == "legale" else "accord local"
        title = CATALOGUE_EXCLUSIONS[row.code].libelle if row.code in CATALOGUE_EXCLUSIONS else row.libelle
        yield Terme(f"exclusion.{row.code}", "parc", f"Exclus : {title}", f"{ecrire_nombre(row.logements)} ({nature})")
    yield Terme("eligible", "parc", "Logements concernés par le flux", _say(termes.eligible))


def _list_stock(termes: Termes) -> Iterator[Terme]:
    for row in termes.parts:
        yield Terme(f"droits.{row.compte}", "stock", f"Droits en cours, {row.nom}", _say(row.droits))
        if row.uniques is not None:
            yield Terme(f"uniques.{row.compte}", "stock", f"Droits uniques à servir, {row.nom}", _say(row.uniques))


def _list_flux(termes: Termes) -> Iterator[Terme]:
    rate = _say_part(termes.taux)
    yield Terme("taux", "flux", "Taux de rotation", f"{rate} ({termes.source_taux})" if termes.source_taux else rate)
    yield Terme("assiette", "flux", f"Flux prévu en {termes.exercice}", _say(termes.assiette))
    method = LIBELLES_METHODES[termes.methode] if termes.methode else NON_RENSEIGNE
    yield Terme("methode", "flux", "Méthode de conversion", method)
    for row in termes.parts:
        yield Terme(f"part.{row.compte}", "flux", f"Part du flux, {row.nom}", _say_part(row.part))


def _list_gestion(termes: Termes) -> Iterator[Terme]:
    for nom, libelle in _QUALITES.items():
        yield Terme(nom, "gestion", libelle, _LIBELLES[nom][getattr(termes, nom)])
    for row in termes.parts:
        if row.mode_gestion:
            yield Terme(f"gestion.{row.compte}", "gestion", f"Gestion, {row.nom}", MODES_GESTION[row.mode_gestion])
    if termes.mode_gestion == "mixte":
        yield Terme("requalifie_min", "gestion", "Part requalifiable, au moins", _say_part(termes.requalifie_min))
    for delai in termes.delais:
        value = f"{delai.libelle} ; {DECOMPTES[delai.decompte]}"
        yield Terme(f"delai.{delai.etape}", "gestion", f"Délai : {LIBELLES_DELAIS[delai.etape].lower()}", value)


def _list_objectifs(termes: Termes) -> Iterator[Terme]:
    several = len(termes.parts) > 1
    noms = {row.compte: row.nom for row in termes.parts}
    for row in termes.contractuels:
        where = f"{noms.get(row.compte, row.compte)}, {row.lieu}" if several else row.lieu
        value = f"{_say_part(row.part)}, {_say(row.nombre)} en {termes.exercice}"
        yield Terme(f"objectif.{row.compte}.{row.commune}", "objectifs", f"Objectif, {where}", value)
    for rang, souhait in enumerate(termes.indicatifs, start=1):
        value = f"{render_part(souhait.part)} : {souhait.describe()}"
        yield Terme(f"indicatif.{rang}", "objectifs", f"Objectif indicatif {rang}", value)


def _list_derogations(termes: Termes) -> Iterator[Terme]:
    for row in termes.derogations:
        code = f"derogation.{row.code}.{row.portee}.{row.exercice or 'duree'}"
        value = f"{render_part(row.valeur)}. {row.clause}"
        yield Terme(code, "attribution", f"Dérogation : {DEROGEABLES[row.code]}", value)


@dataclass(frozen=True, slots=True)
class EcartTerme:
    """A term that two versions do not share; an empty value is a term that one of them lacks."""

    code: str
    sujet: str
    libelle: str
    avant: str
    apres: str


def comparer_termes(avant: Termes, apres: Termes) -> tuple[EcartTerme, ...]:
    """List the terms that differ, in the order of the newer version, those that are gone last.

    Args:
        avant: The older version.
        apres: The newer one.
    """
    before = {terme.code: terme for terme in lister_termes(avant)}
    rows = []
    for terme in lister_termes(apres):
        former = before.pop(terme.code, None)
        if former is None or former.valeur != terme.valeur:
            was = former.valeur if former else ""
            rows.append(EcartTerme(terme.code, terme.sujet, terme.libelle, was, terme.valeur))
    rows += [EcartTerme(terme.code, terme.sujet, terme.libelle, terme.valeur, "") for terme in before.values()]
    return tuple(rows)
