"""French spacing, in one place: sentences are written with plain spaces, pages and documents make them hold.

Before « : » and inside « », a no-break space; before « ; ? ! % € », a narrow one.
"""

from __future__ import annotations

import re

from gef.outputs.nombres import FINE, INSECABLE

_RULES = (
    (re.compile(r"« "), f"«{INSECABLE}"),
    (re.compile(r" (?=[:»](?:\s|[.,;)]|$))"), INSECABLE),
    (re.compile(r" (?=[;?!%€])"), FINE),
)


def hold_spaces(texte: str) -> str:
    r"""Make the spaces of French punctuation hold in a sentence.

    Args:
        texte: A sentence, its spaces plain or not.

    Returns:
        The same words; the spaces that French does not let break are no-break ones.

    Examples:
        >>> hold_spaces("attendu : 10 % ; « oui » ?")
        'attendu\xa0: 10\u202f%\u202f; «\xa0oui\xa0»\u202f?'
    """
    for pattern, replacement in _RULES:
        texte = pattern.sub(replacement, texte)
    return texte
