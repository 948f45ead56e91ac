"""JSON from standard input, exactly as it was written: what JSON readers usually let pass is refused here."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any, NoReturn

from gef.errors import GefError

ATTENDU = "attendu : un objet JSON, « gef calculer NOM --exemple » en donne un"


class JsonIllisibleError(GefError):
    """Standard input is not JSON, or says two things at once."""


def read_json() -> Any:
    """Read standard input; a decimal number stays exact, as text.

    Raises:
        JsonIllisibleError: nothing is given, or it is not JSON, or a key stands twice in an object.
    """
    content = b"" if sys.stdin.isatty() else sys.stdin.buffer.read()
    if not content.strip():
        raise JsonIllisibleError(f"Entrée standard vide ; {ATTENDU}.")
    try:
        data = json.loads(content, parse_float=str, parse_constant=_refuse, object_pairs_hook=_gather)
        json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise JsonIllisibleError(
            f"Entrée standard, ligne {error.lineno}, colonne {error.colno} : JSON illisible ; {ATTENDU}."
        ) from error
    except UnicodeError as error:
        raise JsonIllisibleError("Entrée standard : des caractères sont illisibles ; attendu : UTF-8.") from error
    except RecursionError as error:
        raise JsonIllisibleError(f"Entrée standard : trop de niveaux imbriqués ; {ATTENDU}.") from error
    except ValueError as error:
        raise JsonIllisibleError("Entrée standard : un nombre a trop de chiffres ; attendu : 4 300 au plus.") from error
    return data


def _refuse(constant: str) -> NoReturn:
    raise JsonIllisibleError(f"Entrée standard : « {constant} » n’est pas un nombre ; attendu : un nombre exact.")


def _gather(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; the same key twice would lose one of its values."""
    for cle, nombre in Counter(cle for cle, _ in pairs).items():
        if nombre > 1:
            raise JsonIllisibleError(f"Entrée standard : la clé « {cle} » figure {nombre} fois ; attendu : une seule.")
    return dict(pairs)
