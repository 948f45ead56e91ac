"""Why a right is in force, or is over: the steps from the line of the register to its end and its user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from gef.core.motifs import Etape, Explication, Source
from gef.core.parts import TYPES_RESERVATAIRE
from gef.core.registre_droits import DroitReservation, DroitSitue, EtatDroit, Survie, is_prolongeable

REGISTRE = Source("registre des droits de réservation", "donnee")
STOCK = Source("CCH art. L. 441-1 et R. 441-5", "legale")
SITUATIONS: Mapping[EtatDroit, str] = {
    "a_venir": "à venir",
    "en_cours": "en cours",
    "survie": "en cours, prolongé par la loi",
    "echu": "échu",
}
INCONNUE = "non établie"


def expliquer_droit(situe: DroitSitue, jour: date, survie: Survie, noms: Mapping[str, str]) -> Explication:
    """Write the steps that lead from a line of the register to its end, its situation and its user.

    Args:
        situe: The right on `jour`.
        jour: The day.
        survie: The survival that the law gives that day.
        noms: Names of the accounts.

    Source:
        CCH art. L. 441-1 (survival); docs/metier/droits.md.
    """
    droit = situe.droit
    etapes = [
        Etape("debut", "Début inscrit", render_jour(droit.debut), source=REGISTRE),
        Etape("fin", "Fin inscrite (jour exclu)", render_jour(droit.fin), source=REGISTRE),
        *_explain_survie(situe, survie),
        Etape("fin_retenue", "Fin retenue (jour exclu)", render_jour(situe.fin_retenue), calcul=_explain_choix(situe)),
    ]
    if droit.is_en_stock:
        phrase = "reste sur ses logements identifiés, hors du flux"
        etapes.append(Etape("stock", "Droit en stock", phrase, source=STOCK))
    if droit.utilisateur is not None:
        etapes.append(_explain_utilisateur(droit, jour, noms))
    etapes.append(Etape("situation", f"Situation au {jour:%d/%m/%Y}", SITUATIONS[situe.etat]))
    return Explication(f"Droit de {noms.get(droit.reservataire, droit.reservataire)}", tuple(etapes))


def render_jour(jour: date | None) -> str:
    """Write a day of the register.

    Examples:
        >>> render_jour(date(2029, 5, 6)), render_jour(None)
        ('06/05/2029', 'non établie')
    """
    return f"{jour:%d/%m/%Y}" if jour else INCONNUE


def _explain_survie(situe: DroitSitue, survie: Survie) -> Iterator[Etape]:
    droit = situe.droit
    if droit.nature != "garantie":
        return
    yield Etape("pret", "Remboursement du prêt garanti", render_jour(droit.echeance_pret), source=REGISTRE)
    genre = TYPES_RESERVATAIRE[droit.type_reservataire]
    if is_prolongeable(droit, survie):
        phrase = f"{survie.annees} ans après le remboursement, le titulaire étant de type « {genre} »"
    else:
        phrase = f"aucun : la loi ne nomme pas le type « {genre} » du titulaire"
    yield Etape("survie", "Prolongement par la loi", phrase, source=survie.source)


def _explain_choix(situe: DroitSitue) -> str:
    if situe.fin_retenue is None:
        return "aucune date ne la donne : le droit reste en cours"
    return "celle du prêt prolongé" if situe.is_prolonge else "celle du registre"


def _explain_utilisateur(droit: DroitReservation, jour: date, noms: Mapping[str, str]) -> Etape:
    debut = render_jour(droit.delegation_debut or droit.debut)
    fin = f" au {render_jour(droit.delegation_fin)} (exclu)" if droit.delegation_fin else ", sans terme"
    used = droit.utilisateur_au(jour)
    assert droit.utilisateur is not None
    calcul = f"délégué à {noms.get(droit.utilisateur, droit.utilisateur)} du {debut}{fin}"
    return Etape("utilisateur", "Utilisateur ce jour-là", noms.get(used, used), calcul=calcul, source=REGISTRE)
