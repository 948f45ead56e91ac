"""Accept the models that people fill in. All of a file, or nothing.

Each file is first prepared against what is already known: what is new, what is there already, what contradicts it. The
preparation is what the report shows; accepting prepares again under a lock and writes in one transaction, with one act
in the journal. Conventions and forecasts are prepared here, the other models in `depot_*`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from gef.access.acteur import Acteur
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write
from gef.core.parts import BAILLEUR
from gef.core.previsions import list_en_vigueur
from gef.db.flux import requetes
from gef.db.flux.models import Convention, Prevision, Reservataire
from gef.db.journal.models import Acte
from gef.db.statistiques import refresh_statistics
from gef.errors import GefError
from gef.imports.modeles import LectureModele

CONSTATS_MAX: Final = 5
TYPE_BAILLEUR: Final = "bailleur"

Ligne = Mapping[str, Any]


class DepotRefuseError(GefError):
    """The file contradicts what is known, or cannot be imported: nothing was written."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """What accepting a file would write, against what is known today.

    Attributes:
        nouveaux: Rows to create, in the order of the file.
        comptes: Accounts to create first.
        revisions: Forecasts whose number or document changes, with the former number.
        deja: Rows of the file that are known already, and left as they are.
        remarques: What the reader should see before he accepts.
    """

    nouveaux: tuple[Model, ...] = ()
    comptes: tuple[Reservataire, ...] = ()
    revisions: tuple[tuple[Prevision, int], ...] = ()
    deja: int = 0
    remarques: tuple[str, ...] = ()

    @property
    def is_vide(self) -> bool:
        """Whether nothing would change."""
        return not (self.nouveaux or self.comptes or self.revisions)


Preparer = Callable[[Acteur, Sequence[Ligne]], Preparation]


def accepter_modele(
    acteur: Acteur, lecture: LectureModele, preparer: Preparer, *, nom_fichier: str, moment: datetime
) -> Preparation:
    """Accept a model through its preparation, made again under a lock.

    Args:
        acteur: Who accepts, for his bailleur.
        lecture: The model, read.
        preparer: How it is set against what is known.
        nom_fichier: Name of the received file.
        moment: When.

    Returns:
        What was written.

    Raises:
        DepotRefuseError: the report blocks, nothing is new, or the preparation refuses.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    if not lecture.rapport.is_acceptable:
        raise DepotRefuseError(
            f"{nom_fichier} : des anomalies bloquent l’import ; corrigez-les puis déposez à nouveau."
        )
    try:
        with transaction.atomic():
            lock_bailleur(acteur.organisation.pk)
            preparation = preparer(acteur, lecture.lignes)
            if preparation.is_vide:
                raise DepotRefuseError(f"{nom_fichier} : tout y est déjà connu ; rien n’a été écrit.")
            _write(preparation)
            _record(acteur, lecture, preparation, (nom_fichier, moment))
    except IntegrityError as error:
        raise DepotRefuseError(
            f"{nom_fichier} : une autre personne vient d’écrire les mêmes lignes ; rien n’a été écrit."
        ) from error
    return preparation


def _write(preparation: Preparation) -> None:
    revised = [prevision for prevision, _ in preparation.revisions]
    # A year starts its category afresh, so it is declared before the months of the same file.
    years, months = [p for p in revised if p.mois is None], [p for p in revised if p.mois is not None]
    rows = (*preparation.comptes, *years, *preparation.nouveaux, *months)
    for row in rows:
        row.save(force_insert=True)
    refresh_statistics({type(row) for row in rows}, len(rows))


def _record(acteur: Acteur, lecture: LectureModele, preparation: Preparation, mark: tuple[str, datetime]) -> None:
    nom_fichier, moment = mark
    Acte(
        bailleur=acteur.organisation,
        auteur_id=acteur.utilisateur_id,
        acte=f"import_{lecture.modele}",
        objet=lecture.modele,
        details={
            "fichier": nom_fichier,
            "empreinte": lecture.rapport.empreinte,
            "nouveaux": len(preparation.nouveaux),
            "deja": preparation.deja,
            "comptes": [compte.code for compte in preparation.comptes],
            "revisions": [
                {"exercice": p.exercice, "categorie": p.categorie, "avant": avant, "apres": p.nombre}
                for p, avant in preparation.revisions
            ],
        },
        fait_le=moment,
    ).save(force_insert=True)


def preparer_conventions(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set conventions against those that are known.

    Raises:
        DepotRefuseError: an account changes its type or territory, or two conventions of one account overlap.
    """
    known = {compte.code: compte for compte in requetes.comptes_of(acteur.organisation.pk)}
    comptes = {**known}
    for ligne in lignes:
        comptes.setdefault(ligne["reservataire"], _to_compte(acteur, ligne))
    check_comptes(lignes, comptes)
    periodes: defaultdict[str, list[tuple[date, date | None]]] = defaultdict(list)
    exact = set()
    for row in requetes.conventions_of(acteur.organisation.pk):
        periodes[row.reservataire.code].append((row.debut, row.fin))
        exact.add(_key_convention(row))
    rows, deja, constats = [], 0, []
    for ligne in lignes:
        row = _to_convention(ligne, comptes[ligne["reservataire"]])
        code = row.reservataire.code
        if _key_convention(row) in exact:
            deja += 1
        elif any(overlaps((row.debut, row.fin), other) for other in periodes[code]):
            constats.append(f"ligne {ligne['ligne']}, « {code} » a déjà une autre convention sur cette période")
        else:
            periodes[code].append((row.debut, row.fin))
            rows.append(row)
    refuse_constats(constats, "une seule convention par réservataire un jour donné ; datez la fin de l’ancienne")
    return Preparation(tuple(rows), tuple(c for code, c in comptes.items() if code not in known), deja=deja)


def _to_compte(acteur: Acteur, ligne: Ligne) -> Reservataire:
    return Reservataire(
        bailleur=acteur.organisation,
        code=ligne["reservataire"],
        nom=ligne["nom"],
        type=ligne["type"],
        portee=ligne["portee"],
    )


def _to_convention(ligne: Ligne, compte: Reservataire) -> Convention:
    return Convention(
        reservataire=compte,
        part=ligne["part"],
        debut=ligne["debut"],
        fin=ligne["fin"],
        declencheur=ligne["declencheur"],
        politique_refus=ligne["politique_refus"],
        politique_silence=ligne["politique_silence"] or "non_compte",
        mode_gestion=ligne["mode_gestion"] or "directe",
        requalifie_min=ligne["requalifie_min"],
        source=ligne["source"] or "",
    )


def _key_convention(row: Convention) -> tuple[object, ...]:
    terms = (row.declencheur, row.politique_refus, row.politique_silence, row.mode_gestion, row.requalifie_min)
    return (row.reservataire.code, row.part, row.debut, row.fin, *terms)


def overlaps(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Tell whether two periods share a day; `fin` is excluded, None is open."""
    return (one[1] is None or other[0] < one[1]) and (other[1] is None or one[0] < other[1])


def preparer_previsions(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set forecasts against those in force: a new number is a new declaration, the former one stays."""
    in_force = list_en_vigueur(requetes.previsions_of(acteur.organisation.pk))
    known = {(row.exercice, row.categorie, row.mois): row for row in in_force}
    rows, revisions, deja = [], [], 0
    for ligne in sorted(lignes, key=lambda ligne: ligne.get("mois") is not None):
        row = _to_prevision(acteur, ligne)
        former = known.get((row.exercice, row.categorie, row.mois))
        if former and (former.nombre, former.document) == (row.nombre, row.document):
            deja += 1
            continue
        if row.mois is None:  # its months no longer count: those of the file are declared again
            known = {key: p for key, p in known.items() if key[:2] != (row.exercice, row.categorie)}
        if former is None:
            rows.append(row)
        else:
            revisions.append((row, former.nombre))
    return Preparation(tuple(rows), revisions=tuple(revisions), deja=deja)


def _to_prevision(acteur: Acteur, ligne: Ligne) -> Prevision:
    return Prevision(
        bailleur=acteur.organisation,
        exercice=ligne["exercice"],
        categorie=ligne["categorie"],
        mois=ligne.get("mois"),
        nombre=ligne["nombre"],
        document=ligne["document"] or "",
        declaree_le=ligne.get("declaree_le") or timezone.localdate(),
    )


def check_comptes(lignes: Sequence[Ligne], comptes: Mapping[str, Reservataire]) -> None:
    """Refuse the rows whose reservataire has no account, or is not the account of that name.

    Raises:
        DepotRefuseError: with the first such rows.
    """
    constats = []
    for ligne in lignes:
        code = ligne["reservataire"]
        compte = comptes.get(code)
        if code == BAILLEUR or ligne["type"] == TYPE_BAILLEUR:
            constats.append(f"ligne {ligne['ligne']}, « {code} » : le bailleur n’est pas réservataire de lui-même")
        elif compte is None:
            constats.append(f"ligne {ligne['ligne']}, réservataire « {code} » inconnu")
        elif (compte.type, compte.portee) != (ligne["type"], ligne["portee"]):
            constats.append(
                f"ligne {ligne['ligne']}, « {code} » : {ligne['type']}, {ligne['portee']} ; "
                f"son compte : {compte.type}, {compte.portee}"
            )
    refuse_constats(
        constats, "des réservataires qui ont un compte, avec leur type et leur territoire ; les conventions les créent"
    )


def refuse_constats(constats: Sequence[str], attendu: str) -> None:
    """Refuse a file for what was found in it, the first findings said.

    Raises:
        DepotRefuseError: there is at least one finding.
    """
    if not constats:
        return
    more = len(constats) - CONSTATS_MAX
    shown = " ; ".join(constats[:CONSTATS_MAX]) + (f" ; et {more} autres" if more > 0 else "")
    raise DepotRefuseError(f"{shown[:1].upper()}{shown[1:]}. Attendu : {attendu}.")
