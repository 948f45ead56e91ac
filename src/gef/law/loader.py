"""Loading the law: the packaged files of parameters, read and checked once.

Only the files shipped inside the package are read. What no single file can show is checked here: a code used twice,
a value inside a parameter that does not exist, a code without a label, a calendar that starts too late.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from gef.law.droit import Droit
from gef.law.errors import DroitInvalideError
from gef.law.grandeurs import Unite
from gef.law.reading import parse_libelles, parse_parametres

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from gef.law.model import Parametre, Valeur

__all__ = ["DEBUT_COUVERTURE", "build_droit", "load_droit", "parse_parametres"]

# The month of the loi ELAN: before it, no flux is compulsory and nothing here is needed.
DEBUT_COUVERTURE = date(2018, 11, 1)
_CODES = "codes.toml"
_UNITES_A_CODES: frozenset[Unite] = frozenset({"liste", "regle"})


@lru_cache(maxsize=1)
def load_droit() -> Droit:
    """Read the packaged law, once per process.

    Returns:
        Every parameter, checked.

    Raises:
        DroitInvalideError: A packaged file breaks the format; the message names the file and the key.

    Examples:
        >>> str(load_droit().au("etat_plafond", date(2027, 1, 1)).part)
        '3/10'
    """
    racine = files("gef.law")
    fichiers = dict(_walk_toml(racine.joinpath("parametres"), ""))
    return build_droit(fichiers, racine.joinpath(_CODES).read_text(encoding="utf-8"))


def build_droit(fichiers: Mapping[str, str], codes: str) -> Droit:
    """Build the law from the text of its files.

    Args:
        fichiers: Text of each file of parameters by name, e.g. "cch/r441_5.toml".
        codes: Text of the file of labels.

    Returns:
        Every parameter, in the order of the legal study, with the fingerprint of the files.

    Raises:
        DroitInvalideError: A file breaks the format, or the files contradict each other.
    """
    libelles = parse_libelles(_CODES, codes)
    lus = [parametre for nom in sorted(fichiers) for parametre in parse_parametres(nom, fichiers[nom])]
    parametres: dict[str, Parametre] = {}
    for parametre in sorted(lus, key=_rang):
        if parametre.code in parametres:
            raise _fault(parametre, "code", f"déjà pris par {parametres[parametre.code].fichier}", "un code neuf")
        parametres[parametre.code] = parametre
    for parametre in parametres.values():
        _check_debut(parametre)
        _check_renvois(parametre, parametres)
        _check_libelles(parametre, libelles)
        _check_hors_liste(parametre)
    return Droit(MappingProxyType(parametres), MappingProxyType(libelles), _hash_fichiers({**fichiers, _CODES: codes}))


def _walk_toml(dossier: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entree in dossier.iterdir():
        if entree.is_dir():
            yield from _walk_toml(entree, f"{prefix}{entree.name}/")
        elif entree.name.endswith(".toml"):
            yield f"{prefix}{entree.name}", entree.read_text(encoding="utf-8")


def _hash_fichiers(fichiers: Mapping[str, str]) -> str:
    """Hash names and texts together, each closed by a zero byte so that no two sets of files share a stream."""
    somme = hashlib.sha256()
    for nom in sorted(fichiers):
        somme.update(f"{nom}\0{fichiers[nom]}\0".encode())
    return somme.hexdigest()


def _rang(parametre: Parametre) -> int:
    """Sort by row of the legal study; parameters of one row keep the order of their file."""
    chiffres = re.search(r"\d+", parametre.numero)
    return int(chiffres[0]) if chiffres else 0


def _check_debut(parametre: Parametre) -> None:
    debut = min([valeur.depuis for valeur in parametre.valeurs] + [absence.depuis for absence in parametre.absences])
    if debut > DEBUT_COUVERTURE:
        raise _fault(
            parametre,
            "depuis",
            f"première période le {debut:%d/%m/%Y}",
            f"une valeur, ou une absence, dès le {DEBUT_COUVERTURE:%d/%m/%Y}",
        )


def _check_renvois(parametre: Parametre, parametres: Mapping[str, Parametre]) -> None:
    for valeur in parametre.valeurs:
        if not valeur.inclus_dans:
            continue
        tout = parametres.get(valeur.inclus_dans)
        if tout is None or tout is parametre:
            raise _fault(parametre, "inclus_dans", f"« {valeur.inclus_dans} » trouvé", "le code d’un autre paramètre")
        if any(contenant.base_code != valeur.base_code for contenant in tout.valeurs):
            raise _fault(parametre, "base_code", f"« {valeur.base_code} » trouvé", f"la base de « {tout.code} »")


def _check_libelles(parametre: Parametre, libelles: Mapping[str, str]) -> None:
    for valeur in parametre.valeurs:
        for code in _codes_cites(parametre, valeur):
            if code not in libelles:
                raise _fault(parametre, "valeur", f"code « {code} » sans libellé", f"un libellé dans {_CODES}")


def _check_hors_liste(parametre: Parametre) -> None:
    for valeur in parametre.valeurs:
        if not valeur.hors_liste:
            continue
        if parametre.unite != "liste":
            raise _fault(parametre, "hors_liste", "clé présente", "une clé réservée à l’unité « liste »")
        doubles = set(valeur.hors_liste) & set(valeur.codes)
        if doubles:
            raise _fault(parametre, "hors_liste", f"« {min(doubles)} » trouvé", "un code absent de la liste légale")


def _codes_cites(parametre: Parametre, valeur: Valeur) -> tuple[str, ...]:
    propres = valeur.codes if parametre.unite in _UNITES_A_CODES else ()
    motifs = valeur.derogation.motifs if valeur.derogation else ()
    return (*propres, *valeur.beneficiaires, *valeur.publics, *valeur.evenements, *motifs, *valeur.hors_liste)


def _fault(parametre: Parametre, cle: str, trouve: str, attendu: str) -> DroitInvalideError:
    return DroitInvalideError(
        f"{parametre.fichier}, paramètre {parametre.code}, clé « {cle} » : {trouve} ; attendu : {attendu}."
    )
