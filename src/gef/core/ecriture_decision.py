"""How a decision is written: a JSON-ready record for a reader, complete enough to recompute it from it alone.

Numbers are written exactly: "0.71", or "1/3" where there is no decimal; profile, commune and score are rounded for
reading only, their exact terms stand beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gef.core.comptes import exact_text
from gef.core.logement import Logement
from gef.core.regle import Choix, Ligne, Situation

Enregistrement = dict[str, Any]


def write_record(logement: Logement, situation: Situation, choix: Choix, refus: Sequence[str]) -> Enregistrement:
    """Write what the rule saw and concluded for one dwelling.

    Args:
        logement: The dwelling.
        situation: The numbers that the rule looked at.
        choix: What it concluded.
        refus: Accounts that had refused the dwelling before, in order.
    """
    unite = situation.unite
    return {
        "rang": logement.rang,
        "date": logement.date.isoformat(),
        "logement": logement.logement,
        "commune": logement.commune,
        "epci": logement.epci,
        **logement.attributs,
        "reservataire": choix.retenu,
        "motif": choix.motif,
        "refus": list(refus),
        "solde_commune_etat": exact_text(situation.solde_commune_etat, unite),
        "lignes": [_record_ligne(ligne, unite) for ligne in choix.lignes],
        "contrefactuel": _record_counterfactual(choix, unite),
    }


def _record_counterfactual(choix: Choix, unite: int) -> dict[str, str] | None:
    if choix.contrefactuel is None:
        return None
    nom, solde = choix.contrefactuel
    return {"reservataire": nom, "solde_au_dela_de": exact_text(int(solde * unite), unite)}


def _record_ligne(ligne: Ligne, unite: int) -> Enregistrement:
    candidat = ligne.candidat
    return {
        "reservataire": candidat.id,
        "type": candidat.type,
        "part": exact_text(candidat.part, unite),
        "droits": exact_text(candidat.droits, unite),
        "recus": candidat.recus,
        "solde": exact_text(ligne.solde, unite),
        "peut_passer": ligne.peut_passer,
        "profil": rounded(ligne.profil, ligne.sur),
        "commune": rounded(ligne.commune, ligne.sur) if ligne.commune else None,
        "score": rounded(ligne.score, ligne.sur),
        "droits_attribut": [exact_text(value, unite) for value in candidat.droits_attribut],
        "recus_attribut": list(candidat.recus_attribut),
        "lecture": ligne.lecture,
    }


def rounded(numerator: int, denominator: int) -> str:
    """Write a quotient to four decimals, half away from zero; for reading only, the exact terms stand beside it.

    Examples:
        >>> rounded(1, 3), rounded(-1, 3), rounded(5, 1)
        ('0.3333', '-0.3333', '5.0000')
    """
    scaled = (abs(numerator) * 20_000 + denominator) // (2 * denominator)
    sign = "-" if numerator < 0 and scaled else ""
    return f"{sign}{scaled // 10_000}.{scaled % 10_000:04d}"
