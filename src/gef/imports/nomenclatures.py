"""Code lists of the RPLS, and the two readings that the flux makes of them.

The lists are those of the arrêté of 5 January 2010 (consolidated) and of the dictionary of the open file of 2018. The
grouping of the financings is not official: the sheet that publishes it was not available; it is the usual one, and it
stands here to be seen and amended. The contingent is read as declared: code 7 also covers rights of the État that the
convention does not identify, so it never means that the État has nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NON_RENSEIGNE = frozenset({"0", "NC", "NON RENSEIGNÉ", "NON RENSEIGNE", "NON CONFORME"})

FINAN: Mapping[str, str] = {
    "10": "PLA d’intégration (LLTS dans les DOM)",
    "11": "PLA LM / PLA TS / PLA insertion",
    "12": "PLA ordinaire",
    "13": "PLUS (LLS dans les DOM)",
    "14": "PLS / PPLS / PCLS / PLA CFF",
    "15": "PAP locatif",
    "16": "PLI",
    "17": "PCL, conventionné ou non",
    "49": "autre financement à partir de 1977",
    "50": "HBM",
    "51": "PLR / PSR",
    "52": "HLM/O",
    "53": "ILM",
    "54": "ILN",
    "55": "prêts spéciaux du CFF",
    "99": "autre financement avant 1977",
}

FINANCEMENTS: Mapping[str, str] = {
    "PLAI": "très social",
    "PLUS": "social, avant et après 1977",
    "PLS": "social, plafonds majorés",
    "PLI": "intermédiaire, hors de l’assiette du flux",
    "AUTRE": "autre financement",
}

FINANCEMENT_PAR_FINAN: Mapping[str, str] = {
    "10": "PLAI",
    "11": "PLAI",
    "12": "PLUS",
    "13": "PLUS",
    "14": "PLS",
    "15": "AUTRE",
    "16": "PLI",
    "17": "AUTRE",
    "49": "AUTRE",
    "50": "PLUS",
    "51": "PLUS",
    "52": "PLUS",
    "53": "AUTRE",
    "54": "AUTRE",
    "55": "AUTRE",
    "99": "AUTRE",
}

MODE: Mapping[str, str] = {
    "1": "loué avec contrat de location",
    "2": "proposé à la location mais vacant",
    "3": "vide : gros travaux, vente ou démolition",
    "4": "pris en charge par une association",
    "5": "occupé avec ou sans contrepartie financière",
    "9": "sans objet : sorti du patrimoine ou disparu",
}

CONTRESLOG: Mapping[str, str] = {
    "1": "État, fonctionnaires et agents publics",
    "2": "État, prioritaires",
    "3": "Employeurs et collecteurs du 1 % (Action Logement)",
    "4": "Collectivités, leurs établissements publics, EPCI",
    "5": "Réservations conventionnelles de l’État pour ses fonctionnaires",
    "6": "Autres réservataires (CAF, MSA…)",
    "7": "Non réservé, ou droits de l’État non identifiés",
}

SORTIEPATRIM: Mapping[str, str] = {
    "1": "vente à l’occupant",
    "2": "vente à un autre bailleur social",
    "3": "autre vente",
    "4": "démolition",
    "5": "autre motif",
    "9": "sans objet",
}

FORME: Mapping[str, str] = {
    "C": "collectif",
    "I": "individuel",
    "E": "etudiant",
    "COLLECTIF": "collectif",
    "INDIVIDUEL": "individuel",
    "ETUDIANT": "etudiant",
    "ÉTUDIANT": "etudiant",
}

# In the RPLS, 2 is no; 0 is « non renseigné ».
OUI_NON_RPLS: Mapping[str, str] = {"1": "oui", "2": "non", "OUI": "oui", "NON": "non"}
# In a spreadsheet of one's own, 0 is no as well.
OUI_NON: Mapping[str, str] = {
    **OUI_NON_RPLS,
    "0": "non",
    "O": "oui",
    "N": "non",
    "VRAI": "oui",
    "FAUX": "non",
    "TRUE": "oui",
    "FALSE": "non",
    "X": "oui",
}

TYPOLOGIES: Mapping[str, str] = {
    **{f"{lettre}{n}": f"T{n}" for lettre in "TF" for n in range(1, 5)},
    **{f"{lettre}{n}": "T5+" for lettre in "TF" for n in range(5, 10)},
    **{f"{lettre}{n}{bis}": f"T{n}" for lettre in "TF" for n in range(1, 5) for bis in ("BIS", " BIS", "'", "’")},
    **{f"{lettre}5{plus}": "T5+" for lettre in "TF" for plus in ("+", " +", " ET PLUS", " ET +", "BIS", " BIS")},
    "STUDIO": "T1",
}
PIECES_T5 = 5


def describe(codes: Mapping[Any, str]) -> str:
    """List the codes of a nomenclature for a report.

    Args:
        codes: Nomenclature, by code.

    Returns:
        The codes in order, with « ou » before the last.

    Examples:
        >>> describe(MODE)
        '1, 2, 3, 4, 5 ou 9'
    """
    *premiers, dernier = codes
    return f"{', '.join(premiers)} ou {dernier}"
