"""Prepare the households of attributions brought by file: those of the commissions that were not held in the product.

Without them a bailleur who starts in the middle of a year sees obligations that nothing measures until the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from gef.access.acteur import Acteur
from gef.actions.depot_faits import index_liberations
from gef.actions.depots import Ligne, Preparation, refuse_constats
from gef.actions.flux import load_flux
from gef.actions.menages import list_attributions
from gef.db.caleol.requetes import list_examines
from gef.db.designation.models import MenageAttribue
from gef.db.designation.requetes import menages_attribues_of
from gef.outputs.nombres import pluriel

Cle = tuple[int, date]


def preparer_menages(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set households against the attributions of the ledger and against those already told.

    A household that the commission's pages tell is left: what was decided there is what counts.

    Raises:
        DepotRefuseError: a dwelling is unknown, or was not attributed on that day.
    """
    bailleur, moment = acteur.organisation, timezone.now()
    etat = load_flux(bailleur.pk)
    index, decided = index_liberations(etat.suivis.values()), frozenset(list_examines(bailleur.pk))
    known = {(row.liberation_id, row.attribue_le): _values(row) for row in menages_attribues_of(bailleur.pk)}
    rows: list[MenageAttribue] = []
    constats, deja, corriges, told = [], 0, 0, 0
    for ligne in lignes:
        pk = index.get(ligne["logement"])
        where = f"ligne {ligne['ligne']}, « {ligne['logement']} »"
        if pk is None:
            constats.append(f"{where} : aucune libération de ce nom")
        elif ligne["attribue_le"] not in list_attributions(etat.suivis[pk].etat):
            constats.append(f"{where} : aucune attribution ce jour-là au journal")
        elif pk in decided:
            told += 1
        else:
            row = _to_menage(acteur, ligne, pk)
            row.ecrit_le = moment
            former = known.get((pk, row.attribue_le))
            deja += former == _values(row)
            if former != _values(row):
                corriges += former is not None
                rows.append(row)
    refuse_constats(constats, "des logements libérés, le jour de leur attribution en commission")
    return Preparation(tuple(rows), deja=deja, remarques=_list_remarques(told, corriges))


def _to_menage(acteur: Acteur, ligne: Ligne, liberation: int) -> MenageAttribue:
    return MenageAttribue(
        liberation_id=liberation,
        attribue_le=ligne["attribue_le"],
        public=ligne["public"] or "",
        public_valide=bool(ligne["public_valide"]),
        quartile=int(ligne["quartile"]) if ligne["quartile"] else None,
        quartile_valide=bool(ligne["quartile_valide"]),
        is_relogement=bool(ligne["relogement"]),
        auteur_id=acteur.utilisateur_id,
    )


def _values(row: MenageAttribue) -> tuple[object, ...]:
    return (row.public, row.public_valide, row.quartile, row.quartile_valide, row.is_relogement)


def _list_remarques(told: int, corriges: int) -> tuple[str, ...]:
    rows = []
    if told:
        decides = pluriel(told, "attribution décidée ici garde", "attributions décidées ici gardent")
        rows.append(f"{decides} le ménage que la commission a retenu.")
    if corriges:
        rows.append(f"{pluriel(corriges, 'ménage déjà inscrit est corrigé', 'ménages déjà inscrits sont corrigés')}.")
    return tuple(rows)
