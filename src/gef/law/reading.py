"""Reading one file of parameters: TOML in, frozen values out, and French errors that name the file and the key.

Pure: the text is given. What concerns several files at once (a code used twice, a reference to an unknown code) is
checked in `gef.law.loader`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

from gef.law.errors import DroitInvalideError, GrandeurInvalideError
from gef.law.grandeurs import Unite, check_code, parse_grandeur
from gef.law.model import Absence, Acte, BaseCode, Derogation, Grade, Parametre, Sens, Valeur

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gef.law.grandeurs import Grandeur

T = TypeVar("T", bound=str)
P = TypeVar("P", Valeur, Absence)
Table = dict[str, object]

_CLES_FICHIER = {"texte", "parametre"}
_CLES_TEXTE = {"article", "titre", "lien", "suivi_jusqu_au"}
_CLES_PARAMETRE = {"code", "numero", "libelle", "unite", "sens", "valeur", "absence"}
_CLES_ABSENCE = {"depuis", "jusqua", "raison"}
_CLES_DEROGATION = {"actes", "fondement", "duree_max_mois", "motifs"}
_CLES_VALEUR = {champ.name for champ in fields(Valeur)} - {"parametre", "suivi_jusqu_au"}


@dataclass(frozen=True, slots=True)
class Lieu:
    """A place in a file, so that every error can name it."""

    fichier: str
    path: str = ""

    def sous(self, path: str) -> Lieu:
        """Return the place one step further down."""
        return Lieu(self.fichier, f"{self.path}, {path}" if self.path else path)

    def fault(self, cle: str, trouve: str, attendu: str) -> DroitInvalideError:
        """Build the error for key `cle`, in French."""
        ou = f"{self.fichier}, {self.path}" if self.path else self.fichier
        return DroitInvalideError(f"{ou}, clé « {cle} » : {trouve} ; attendu : {attendu}.")


@dataclass(frozen=True, slots=True)
class _Context:
    """What the values of a parameter take from the parameter and from the head of its file."""

    code: str
    numero: str
    unite: Unite
    lien: str
    suivi_jusqu_au: date | None


def parse_parametres(nom_fichier: str, texte: str) -> tuple[Parametre, ...]:
    """Read the parameters of one file.

    Args:
        nom_fichier: Name shown in errors and kept in each parameter.
        texte: Content of the file, in TOML: one `[texte]` table, then `[[parametre]]` tables.

    Returns:
        Parameters in the order of the file; their periods tile the calendar without gap nor overlap.

    Raises:
        DroitInvalideError: Something in the file breaks the format; the message names the file and the key.
    """
    lieu = Lieu(nom_fichier)
    contenu = _load_toml(nom_fichier, texte)
    _check_cles(contenu, _CLES_FICHIER, lieu)
    entete = _read_table(contenu, "texte", lieu)
    _check_cles(entete, _CLES_TEXTE, lieu.sous("texte"))
    return tuple(_read_parametre(table, entete, lieu) for table in _read_tables(contenu, "parametre", lieu))


def parse_libelles(nom_fichier: str, texte: str) -> dict[str, str]:
    """Read the French labels of the codes: one table per family, all codes distinct.

    Args:
        nom_fichier: Name shown in errors.
        texte: Content of the file, in TOML.

    Returns:
        Label by code, all families together.

    Raises:
        DroitInvalideError: A code is badly written, repeated, or without a label.
    """
    lieu = Lieu(nom_fichier)
    libelles: dict[str, str] = {}
    contenu = _load_toml(nom_fichier, texte)
    for famille in contenu:
        table = _read_table(contenu, famille, lieu)
        for code in table:
            if not check_code(code) or code in libelles:
                raise lieu.sous(famille).fault(code, "code répété ou mal écrit", "un code neuf, en minuscules")
            libelles[code] = _read_texte(table, code, lieu.sous(famille))
    return libelles


def _read_parametre(table: Table, entete: Table, lieu: Lieu) -> Parametre:
    code = _read_texte(table, "code", lieu)
    ici = lieu.sous(f"paramètre {code}")
    _check_cles(table, _CLES_PARAMETRE, ici)
    if not check_code(code):
        raise ici.fault("code", f"« {code} » trouvé", "un code en minuscules sans accent")
    context = _Context(
        code=code,
        numero=_read_texte(table, "numero", ici),
        unite=_read_choix(table, "unite", ici, get_args(Unite)),
        lien=_read_lien(entete, lieu.sous("texte")),
        suivi_jusqu_au=_read_optional_date(entete, "suivi_jusqu_au", lieu.sous("texte")),
    )
    parametre = Parametre(
        code=code,
        numero=context.numero,
        libelle=_read_texte(table, "libelle", ici),
        unite=context.unite,
        sens=_read_choix(table, "sens", ici, get_args(Sens)),
        article=_read_texte(entete, "article", lieu.sous("texte")),
        fichier=lieu.fichier,
        valeurs=_sort(
            _read_valeur(valeur, context, ici.sous(f"valeur n° {rang}"))
            for rang, valeur in enumerate(_read_tables(table, "valeur", ici), 1)
        ),
        absences=_sort(
            _read_absence(absence, context.numero, ici.sous(f"absence n° {rang}"))
            for rang, absence in enumerate(_read_tables(table, "absence", ici), 1)
        ),
    )
    _check_periodes(parametre, ici)
    return parametre


def _read_valeur(table: Table, context: _Context, lieu: Lieu) -> Valeur:
    _check_cles(table, _CLES_VALEUR, lieu)
    depuis, jusqua = _read_periode(table, lieu)
    grade = _read_choix(table, "grade", lieu, get_args(Grade))
    return Valeur(
        parametre=context.code,
        numero=_read_texte({"numero": context.numero, **table}, "numero", lieu),
        depuis=depuis,
        jusqua=jusqua,
        valeur=_read_grandeur(table, context.unite, lieu),
        texte=_read_texte(table, "texte", lieu),
        base=_read_texte(table, "base", lieu),
        base_code=_read_base_code(table, context.unite, lieu),
        niveau=_read_texte(table, "niveau", lieu),
        reference=_read_texte(table, "reference", lieu),
        lien=_read_lien({"lien": context.lien, **table}, lieu),
        grade=grade,
        grade_date=_read_choix({"grade_date": grade, **table}, "grade_date", lieu, get_args(Grade)),
        verifie_le=_read_date(table, "verifie_le", lieu),
        suivi_jusqu_au=context.suivi_jusqu_au,
        remarque=_read_optional_texte(table, "remarque", lieu),
        derogation=_read_derogation(table, lieu),
        beneficiaires=_read_codes(table, "beneficiaires", lieu),
        publics=_read_codes(table, "publics", lieu),
        evenements=_read_codes(table, "evenements", lieu),
        hors_liste=_read_codes(table, "hors_liste", lieu),
        partage=_read_bool(table, "partage", lieu),
        inclus_dans=_read_optional_texte(table, "inclus_dans", lieu),
    )


def _read_absence(table: Table, numero: str, lieu: Lieu) -> Absence:
    _check_cles(table, _CLES_ABSENCE, lieu)
    depuis, jusqua = _read_periode(table, lieu)
    return Absence(depuis, jusqua, _read_texte(table, "raison", lieu), numero)


def _read_derogation(table: Table, lieu: Lieu) -> Derogation | None:
    if "derogation" not in table:
        return None
    derogation, ici = _read_table(table, "derogation", lieu), lieu.sous("derogation")
    _check_cles(derogation, _CLES_DEROGATION, ici)
    actes = tuple(
        _read_choix({"actes": acte}, "actes", ici, get_args(Acte)) for acte in _read_codes(derogation, "actes", ici)
    )
    if not actes:
        raise ici.fault("actes", "liste vide", "au moins un acte")
    duree = derogation.get("duree_max_mois")
    if duree is not None and (not isinstance(duree, int) or isinstance(duree, bool) or duree < 1):
        raise ici.fault("duree_max_mois", _trouve(derogation, "duree_max_mois"), "un nombre entier de mois")
    return Derogation(actes, _read_texte(derogation, "fondement", ici), duree, _read_codes(derogation, "motifs", ici))


def _sort(periodes: Iterable[P]) -> tuple[P, ...]:
    return tuple(sorted(periodes, key=lambda periode: periode.depuis))


def _check_periodes(parametre: Parametre, lieu: Lieu) -> None:
    """Refuse overlaps, gaps, and a last period that ends."""
    periodes: list[Valeur | Absence] = sorted(
        [*parametre.valeurs, *parametre.absences], key=lambda periode: periode.depuis
    )
    if not periodes:
        raise lieu.fault("valeur", "ni valeur ni absence", "au moins une période")
    for avant, apres in pairwise(periodes):
        if avant.jusqua is None or avant.jusqua > apres.depuis:
            raise lieu.fault("depuis", f"chevauchement le {apres.depuis:%d/%m/%Y}", "des périodes disjointes")
        if avant.jusqua < apres.depuis:
            raise lieu.fault(
                "jusqua",
                f"trou du {avant.jusqua:%d/%m/%Y} au {apres.depuis:%d/%m/%Y}",
                "une valeur, ou une absence avec sa raison",
            )
    if periodes[-1].jusqua is not None:
        raise lieu.fault(
            "jusqua",
            f"rien après le {periodes[-1].jusqua:%d/%m/%Y}",
            "une dernière période sans fin, valeur ou absence",
        )


def _read_periode(table: Table, lieu: Lieu) -> tuple[date, date | None]:
    depuis, jusqua = _read_date(table, "depuis", lieu), _read_optional_date(table, "jusqua", lieu)
    if jusqua is not None and jusqua <= depuis:
        raise lieu.fault("jusqua", f"{jusqua:%d/%m/%Y} trouvé", f"un jour après le {depuis:%d/%m/%Y}")
    return depuis, jusqua


def _read_grandeur(table: Table, unite: Unite, lieu: Lieu) -> Grandeur:
    if "valeur" not in table:
        raise lieu.fault("valeur", _trouve(table, "valeur"), "la valeur du paramètre")
    try:
        return parse_grandeur(unite, table["valeur"])
    except GrandeurInvalideError as erreur:
        raise DroitInvalideError(f"{lieu.fichier}, {lieu.path}, clé « valeur » : {erreur}.") from erreur


def _read_base_code(table: Table, unite: Unite, lieu: Lieu) -> BaseCode | Literal[""]:
    if "base_code" in table:
        return _read_choix(table, "base_code", lieu, get_args(BaseCode))
    if unite == "fraction":
        raise lieu.fault("base_code", _trouve(table, "base_code"), "le code du dénominateur, obligatoire pour une part")
    return ""


def _read_lien(table: Table, lieu: Lieu) -> str:
    lien = _read_optional_texte(table, "lien", lieu)
    if lien and not lien.startswith("https://"):
        raise lieu.fault("lien", _trouve(table, "lien"), "une adresse qui commence par https://, ou rien")
    return lien


def _read_texte(table: Table, cle: str, lieu: Lieu) -> str:
    valeur = table.get(cle)
    if not isinstance(valeur, str) or not valeur.strip():
        raise lieu.fault(cle, _trouve(table, cle), "un texte entre guillemets")
    return valeur


def _read_optional_texte(table: Table, cle: str, lieu: Lieu) -> str:
    valeur = table.get(cle, "")
    if not isinstance(valeur, str):
        raise lieu.fault(cle, _trouve(table, cle), "un texte entre guillemets, ou rien")
    return valeur


def _read_date(table: Table, cle: str, lieu: Lieu) -> date:
    valeur = table.get(cle)
    if not isinstance(valeur, date) or isinstance(valeur, datetime):
        raise lieu.fault(cle, _trouve(table, cle), "une date sans guillemets, par exemple 2020-02-22")
    return valeur


def _read_optional_date(table: Table, cle: str, lieu: Lieu) -> date | None:
    return _read_date(table, cle, lieu) if cle in table else None


def _read_bool(table: Table, cle: str, lieu: Lieu) -> bool:
    valeur = table.get(cle, False)
    if not isinstance(valeur, bool):
        raise lieu.fault(cle, _trouve(table, cle), "true ou false")
    return valeur


def _read_codes(table: Table, cle: str, lieu: Lieu) -> tuple[str, ...]:
    valeurs = table.get(cle, [])
    if not isinstance(valeurs, list) or not all(isinstance(code, str) and check_code(code) for code in valeurs):
        raise lieu.fault(cle, _trouve(table, cle), "une liste de codes en minuscules sans accent")
    return tuple(valeurs)


def _read_choix(table: Mapping[str, object], cle: str, lieu: Lieu, choix: tuple[T, ...]) -> T:
    for admis in choix:
        if table.get(cle) == admis:
            return admis
    raise lieu.fault(cle, _trouve(table, cle), f"l’un de {', '.join(choix)}")


def _read_table(table: Table, cle: str, lieu: Lieu) -> Table:
    valeur = table.get(cle)
    if not isinstance(valeur, dict):
        raise lieu.fault(cle, _trouve(table, cle), "une table TOML")
    return valeur


def _read_tables(table: Table, cle: str, lieu: Lieu) -> list[Table]:
    valeurs = table.get(cle, [])
    if not isinstance(valeurs, list) or not all(isinstance(valeur, dict) for valeur in valeurs):
        raise lieu.fault(cle, _trouve(table, cle), f"des tables [[{cle}]]")
    return valeurs


def _trouve(table: Mapping[str, object], cle: str) -> str:
    return f"« {table[cle]} » trouvé" if cle in table else "clé absente"


def _load_toml(nom_fichier: str, texte: str) -> Table:
    try:
        return tomllib.loads(texte)
    except tomllib.TOMLDecodeError as erreur:
        raise DroitInvalideError(f"{nom_fichier} : TOML illisible ({erreur}).") from erreur


def _check_cles(table: Table, admises: set[str], lieu: Lieu) -> None:
    for cle in table:
        if cle not in admises:
            raise lieu.fault(cle, "clé inconnue", f"l’une de {', '.join(sorted(admises))}")
