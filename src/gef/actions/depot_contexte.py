"""Prepare what an orientation looks at, brought by file: classes of the residences, needs out of the flux."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from gef.access.acteur import Acteur
from gef.actions.besoins import BesoinRefuseError, check_portees
from gef.actions.depots import Ligne, Preparation, refuse_constats
from gef.actions.noms import nom_commune
from gef.actions.residences import known_residences
from gef.core.residences import cle_residence
from gef.db.besoins.models import Besoin
from gef.db.besoins.requetes import list_besoins
from gef.db.residences.models import ClasseResidence
from gef.db.residences.requetes import classes_of

CleClasse = tuple[tuple[str, str] | None, str, date]


def preparer_residences(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set classes against those that are known: the same one, of the same day, is left.

    A residence that neither the parc nor the liberations know is said, and kept: the parc may come later.
    """
    moment, bailleur = timezone.now(), acteur.organisation
    known = {_key(row.commune, row.programme, row.classe, row.depuis) for row in classes_of(bailleur.pk)}
    residences = known_residences(bailleur)
    rows, inconnues, deja = [], [], 0
    for ligne in lignes:
        cle = cle_residence(ligne["commune"], ligne["programme"])
        if _key(ligne["commune"], ligne["programme"], ligne["classe"], ligne["depuis"]) in known:
            deja += 1
            continue
        if cle not in residences:
            inconnues.append(f"{ligne['programme']} ({nom_commune(ligne['commune'])})")
        rows.append(
            ClasseResidence(
                bailleur=bailleur,
                commune=ligne["commune"],
                programme=residences.get(cle or ("", ""), str(ligne["programme"])),
                classe=ligne["classe"],
                depuis=ligne["depuis"],
                motif=ligne["motif"] or "",
                document=ligne["document"] or "",
                auteur_id=acteur.utilisateur_id,
                ecrit_le=moment,
            )
        )
    constats = [f"ligne {row['ligne']}, programme sans nom" for row in lignes if not _is_named(row)]
    refuse_constats(constats, "le nom que le parc donne au programme")
    return Preparation(tuple(rows), deja=deja, remarques=_say_unknown(inconnues))


def _key(commune: str, programme: str, classe: str, depuis: date) -> CleClasse:
    return cle_residence(commune, programme), classe, depuis


def _is_named(ligne: Mapping[str, Any]) -> bool:
    return cle_residence(ligne["commune"], ligne["programme"]) is not None


def _say_unknown(inconnues: Sequence[str]) -> tuple[str, ...]:
    if not inconnues:
        return ()
    names = list(dict.fromkeys(inconnues))
    more = f" et {len(names) - 3} autres" if len(names) > 3 else ""  # noqa: PLR2004  (a sentence, not a list)
    return (f"Résidences inconnues du parc et des libérations, gardées telles quelles : {', '.join(names[:3])}{more}.",)


def preparer_besoins(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set needs against those that are known: a need never changes under its reference.

    Raises:
        DepotRefuseError: a reference is known with other words, or a commune or an EPCI is unknown.
    """
    moment = timezone.now()
    known = {row.reference: _values(row) for row, _ in list_besoins(acteur.organisation.pk)}
    rows, constats, deja = [], [], 0
    for ligne in lignes:
        row = _to_besoin(acteur, ligne)
        row.ecrit_le = moment
        where = f"ligne {ligne['ligne']}, « {row.reference} »"
        former = known.get(row.reference)
        if former == _values(row):
            deja += 1
        elif former:
            constats.append(f"{where} : déjà inscrit avec d’autres valeurs")
        elif unknown := _find_unknown(row):
            constats.append(f"{where} : {unknown}")
        else:
            rows.append(row)
    refuse_constats(
        constats, "une référence par besoin, des communes et des EPCI connus ; pour changer un besoin, retirez-le"
    )
    return Preparation(tuple(rows), deja=deja)


def _to_besoin(acteur: Acteur, ligne: Ligne) -> Besoin:
    return Besoin(
        bailleur=acteur.organisation,
        reference=ligne["reference"],
        categorie=ligne["categorie"],
        nombre=ligne["nombre"] or 1,
        typologies=list(ligne["typologies"] or ()),
        portees=list(ligne["territoires"] or ()),
        is_prioritaire=ligne["prioritaire"],
        declare_le=ligne["declare_le"],
        document=ligne["document"] or "",
        auteur_id=acteur.utilisateur_id,
    )


def _values(row: Besoin) -> tuple[object, ...]:
    lists = (tuple(row.typologies), tuple(row.portees))
    return (row.categorie, row.nombre, *lists, row.is_prioritaire, row.declare_le, row.document)


def _find_unknown(row: Besoin) -> str:
    try:
        check_portees(row.portees, "territoire")
    except BesoinRefuseError as error:
        return str(error).partition(" ; ")[0]
    return ""
