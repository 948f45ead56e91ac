"""The facts that may happen to a freed dwelling, as data: states, transitions, conditions, precisions, triggers.

Nothing is decided here: `gef.core.ecritures` reads these tables, docs/metier/grand-livre.md prints them. The flux, what
leaves it and what is managed in stock follow CCH art. R. 441-5; the steps between an orientation and a lease are those
of the trade (sources 000 and 004).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gef.core.designation import EXCEPTIONS
from gef.core.errors import DonneeInvalideError
from gef.core.rotation import LIBELLES_CATEGORIES, LIBELLES_PARCS

ANNULATION = "annulation"

FAITS: Mapping[str, str] = {
    "preavis": "préavis reçu",
    "disponibilite": "logement disponible",
    "qualification_flux": "qualifié dans le flux",
    "qualification_hors_flux": "qualifié hors flux",
    "qualification_stock": "qualifié en stock",
    "orientation": "orientation",
    "transmission": "fiche transmise au réservataire",
    "acceptation": "acceptation du réservataire",
    "refus": "refus du réservataire",
    "non_reponse": "silence du réservataire",
    "requalification": "requalifié en gestion déléguée",
    "candidats": "candidats désignés",
    "imputation": "réservataire d’imputation désigné",
    "attribution": "attribution en CALEOL",
    "non_attribution": "non-attribution en CALEOL",
    "acceptation_menage": "acceptation du ménage",
    "refus_menage": "refus du ménage",
    "bail": "bail signé",
    "retour": "orientation retirée",
    "reprise": "reprise par le bailleur",
    "abandon": "préavis retiré",
    ANNULATION: "annulation du dernier fait",
}
ETATS: Mapping[str, str] = {
    "annonce": "annoncé",
    "a_orienter": "à orienter",
    "oriente": "orienté",
    "transmis": "transmis",
    "accepte": "accepté",
    "candidats": "pourvu de candidats",
    "attribue": "attribué",
    "accepte_menage": "accepté par le ménage",
    "loue": "loué",
    "hors_flux": "hors flux",
    "stock": "en stock",
    "abandonne": "retiré de la libération",
}
QUALIFICATIONS = ("qualification_flux", "qualification_hors_flux", "qualification_stock")
# What changes a dwelling's place in the flux, or takes it away.
SORTIES = (*QUALIFICATIONS, "abandon")
WAITING = frozenset({"annonce", "a_orienter"})

_WAITING_NEXT: Mapping[str, str] = {
    "orientation": "oriente",
    "qualification_hors_flux": "hors_flux",
    "qualification_stock": "stock",
    "abandon": "abandonne",
}
_GIVEN_BACK: Mapping[str, str] = {
    "refus": "a_orienter",
    "non_reponse": "a_orienter",
    "retour": "a_orienter",
    "reprise": "oriente",
}
_OUT: Mapping[str, str] = {
    "qualification_flux": "a_orienter",
    "qualification_hors_flux": "hors_flux",
    "qualification_stock": "stock",
    "abandon": "abandonne",
}
# Facts that leave a dwelling where it is, out of the accounts as it stands.
_STILL_OUT = (
    *("preavis", "disponibilite", "candidats", "attribution", "non_attribution"),
    *("acceptation_menage", "refus_menage", "bail"),
)
FOLLOWING: Mapping[str, Mapping[str, str]] = {
    "annonce": {"disponibilite": "a_orienter", "qualification_flux": "annonce", **_WAITING_NEXT},
    "a_orienter": {
        "preavis": "annonce",
        "disponibilite": "a_orienter",
        "qualification_flux": "a_orienter",
        **_WAITING_NEXT,
    },
    "oriente": {
        "disponibilite": "oriente",
        "transmission": "transmis",
        "acceptation": "accepte",
        "requalification": "oriente",
        "candidats": "candidats",
        "imputation": "oriente",
        "attribution": "attribue",
        "non_attribution": "oriente",
        "bail": "loue",
        **_GIVEN_BACK,
    },
    "transmis": {
        "disponibilite": "transmis",
        "transmission": "transmis",
        "acceptation": "accepte",
        "requalification": "oriente",
        "candidats": "candidats",
        "attribution": "attribue",
        **_GIVEN_BACK,
    },
    "accepte": {
        "disponibilite": "accepte",
        "requalification": "oriente",
        "candidats": "candidats",
        "imputation": "accepte",
        "attribution": "attribue",
        **_GIVEN_BACK,
    },
    "candidats": {
        "disponibilite": "candidats",
        "candidats": "candidats",
        "imputation": "candidats",
        "attribution": "attribue",
        "non_attribution": "accepte",
        **_GIVEN_BACK,
    },
    "attribue": {
        "disponibilite": "attribue",
        "acceptation_menage": "accepte_menage",
        "refus_menage": "oriente",
        "bail": "loue",
        "retour": "a_orienter",
    },
    "accepte_menage": {
        "disponibilite": "accepte_menage",
        "refus_menage": "oriente",
        "bail": "loue",
        "retour": "a_orienter",
    },
    "loue": {},
    "hors_flux": {**dict.fromkeys(_STILL_OUT, "hors_flux"), **_OUT},
    "stock": {**dict.fromkeys(_STILL_OUT, "stock"), **_OUT},
    "abandonne": {},
}
TRANSITIONS: Mapping[tuple[str, str], str] = {
    (etat, fait): following for etat, rows in FOLLOWING.items() for fait, following in rows.items()
}

CONDITIONS: Mapping[str, str] = {
    "premier": "c’est le premier fait du logement",
    "non_loue": "aucun bail n’est signé",
    "tenu_par_un_reservataire": "un réservataire tient le logement",
    "compte_sur_son_titulaire": "le logement compte sur celui qui le tient",
}
# What a transition needs besides the state, by fact.
NEEDS: Mapping[str, str] = {
    "preavis": "premier",
    "qualification_flux": "non_loue",
    "qualification_hors_flux": "non_loue",
    "qualification_stock": "non_loue",
    "abandon": "non_loue",
    "reprise": "tenu_par_un_reservataire",
    "requalification": "tenu_par_un_reservataire",
    "imputation": "compte_sur_son_titulaire",
}
# What the réservataire who holds the dwelling may write by himself; everything else is the bailleur's, who may also
# write these in his name, when the answer came on paper.
FAITS_DU_RESERVATAIRE = ("acceptation", "refus", "candidats")

# Facts at which an engaged dwelling becomes a counted one. Where the bailleur designates by himself, no sheet is sent:
# what comes next stands for the proposal.
DECLENCHEURS: Mapping[str, tuple[str, ...]] = {
    "orientation": ("orientation",),
    "proposition": ("transmission", "acceptation", "candidats", "attribution", "bail"),
    "attribution": ("attribution",),
    "bail": ("bail",),
}
POLITIQUES = ("non_compte", "compte")

PREMIERE_LOCATION = "premiere_location"
CATEGORIES_STOCK: Mapping[str, str] = {
    **{code: LIBELLES_PARCS[code] for code in ("defense", "securite_interieure", "sante")},
    PREMIERE_LOCATION: "première mise en location",
}


@dataclass(frozen=True, slots=True)
class Precision:
    """A coded precision of a fact.

    Attributes:
        nom: Name of the field.
        codes: What it may be, with labels; a code belongs to one field of a fact.
        is_required: Whether the fact cannot be written without it.
    """

    nom: str
    codes: Mapping[str, str]
    is_required: bool = False


PRECISIONS: Mapping[str, tuple[Precision, ...]] = {
    "preavis": (Precision("duree", {"un_mois": "un mois", "trois_mois": "trois mois"}),),
    "qualification_hors_flux": (Precision("categorie", LIBELLES_CATEGORIES, is_required=True),),
    "qualification_stock": (Precision("categorie", CATEGORIES_STOCK, is_required=True),),
    "non_reponse": (Precision("consequence", {"compte": "compté sur le réservataire", "non_compte": "non compté"}),),
    "reprise": (
        Precision("consequence", {"compte": "compté sur le réservataire", "non_compte": "compté sur le bailleur"}),
    ),
    "refus": (
        Precision(
            "cause",
            {
                "sans_candidat": "aucun candidat à proposer",
                "demandes": "logement inadapté aux demandes",
                "localisation": "localisation",
                "loyer": "loyer ou charges",
                "vetuste": "état du logement",
                "autre": "autre cause",
            },
        ),
    ),
    "candidats": (Precision("exception", EXCEPTIONS),),
    "refus_menage": (
        Precision(
            "cause",
            {
                "localisation": "localisation",
                "taille": "taille du logement",
                "loyer": "loyer ou charges",
                "vetuste": "état du logement",
                "environnement": "environnement",
                "situation_changee": "situation du ménage changée",
                "sans_reponse": "sans réponse dans le délai",
                "autre": "autre cause",
            },
        ),
        Precision("partie", {"menage": "du fait du ménage", "bailleur": "du fait du bailleur"}),
        Precision("offre", {"adaptee": "offre adaptée", "non_adaptee": "offre non adaptée"}),
    ),
}


def check_precision(fait: str, precision: Mapping[str, str]) -> None:
    """Refuse a precision that the fact does not declare, or the lack of one that it needs.

    Raises:
        DonneeInvalideError: with the fact, what was found and what was expected.

    Examples:
        >>> check_precision("qualification_hors_flux", {"categorie": "anru"})
        >>> check_precision("bail", {})
    """
    if not precision and fait not in PRECISIONS:
        return
    fields = {field.nom: field for field in PRECISIONS.get(fait, ())}
    where = f"Précision du fait « {FAITS.get(fait, fait)} »"
    for nom, code in precision.items():
        if nom not in fields:
            raise DonneeInvalideError(f"{where} : « {nom} » ; attendu : {', '.join(fields) or 'aucune précision'}.")
        if code not in fields[nom].codes:
            raise DonneeInvalideError(f"{where}, {nom} : « {code} » ; attendu : {', '.join(fields[nom].codes)}.")
    for field in fields.values():
        if field.is_required and field.nom not in precision:
            raise DonneeInvalideError(f"{where} : {field.nom} absente ; attendu : {', '.join(field.codes)}.")


def read_precision(fait: str, texte: str) -> dict[str, str]:
    """Read the precision of a fact as a file gives it: its codes, in any order, separated by commas.

    Raises:
        DonneeInvalideError: a code that the fact does not know, two for one field, or one that is missing.

    Examples:
        >>> read_precision("refus_menage", "loyer, adaptee")
        {'cause': 'loyer', 'offre': 'adaptee'}
    """
    precision: dict[str, str] = {}
    known = {code: field.nom for field in PRECISIONS.get(fait, ()) for code in field.codes}
    for code in filter(None, (part.strip() for part in texte.split(","))):
        if code not in known or known[code] in precision:
            raise DonneeInvalideError(
                f"Précision du fait « {FAITS.get(fait, fait)} » : « {code} » ; "
                f"attendu, une fois chacun : {', '.join(known) or 'aucune précision'}."
            )
        precision[known[code]] = code
    check_precision(fait, precision)
    return precision
