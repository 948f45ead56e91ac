"""How wide a label is, so that charts are laid out the same on every machine, whatever the fonts installed there.

Advance widths are those of Source Sans 3 at weight 400, in thousandths of the type size, read from the font that the
site ships. Accented letters are as wide as their base.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

AVANCES: Final = (  # from the space (U+0020) to the tilde (U+007E)
    "200 289 426 497 497 824 609 249 303 303 418 497 249 311 249 350 497 497 497 497 497 497 497 497 497 497 249 249 "
    "497 497 497 425 847 543 588 571 615 527 494 617 652 263 479 579 486 727 647 664 566 664 569 534 536 645 515 786 "
    "513 476 539 303 350 303 497 500 542 504 553 456 555 496 292 504 544 246 247 495 255 829 547 542 555 555 347 419 "
    "338 544 467 719 446 467 425 303 241 303 497"
)
AUTRES: Final = {"\u00a0": 200, "\u202f": 100, "’": 249, "−": 497, "–": 480, "…": 948, "œ": 839, "Œ": 847}
INCONNU: Final = 600
GRAS: Final = 1.035  # weight 600 against weight 400, at most
CORPS: Final = 1000

_LARGEURS: Final = {chr(32 + rank): int(width) for rank, width in enumerate(AVANCES.split())} | AUTRES


def largeur(texte: str, taille: int, *, gras: bool = False) -> float:
    """Measure a line of text.

    Args:
        texte: One line.
        taille: Type size, in pixels.
        gras: Whether it is set at weight 600.

    Returns:
        Its width in pixels, never less than the browser's by more than a fraction of a pixel.

    Examples:
        >>> largeur("Évian", 1000) == largeur("Evian", 1000) == 527 + 467 + 246 + 504 + 547
        True
    """
    total = sum(_LARGEURS.get(c, _LARGEURS.get(unicodedata.normalize("NFD", c)[0], INCONNU)) for c in texte)
    return total * taille / CORPS * (GRAS if gras else 1)


def couper(texte: str, place: float, taille: int) -> tuple[str, ...]:
    """Break a label into lines, after its ordinary spaces and its hyphens; no-break spaces hold, no word is cut.

    Args:
        texte: Label.
        place: Width to hold in, in pixels.
        taille: Type size, in pixels.

    Returns:
        The lines; one word wider than the place stands alone on its line.

    Examples:
        >>> couper("Ville de Mandelieu-la-Napoule", 90, 14)
        ('Ville de', 'Mandelieu-la-', 'Napoule')
    """
    lignes = [""]
    for morceau in re.findall(r"[^ -]*(?:-| |$)", texte):
        if lignes[-1] and largeur((lignes[-1] + morceau).rstrip(" "), taille) > place:
            lignes.append("")
        lignes[-1] += morceau
    return tuple(ligne.rstrip(" ") for ligne in lignes)
