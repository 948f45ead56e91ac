"""Prepare what a negotiation agrees on, brought by file: exclusions, published rates, derogations, applications.

Each is known by what it is about; said again in the same words it is left, said otherwise the file is refused: a
figure that changed under the same name would leave no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import Model
from django.utils import timezone

from gef.access.acteur import Acteur
from gef.actions.depots import Ligne, Preparation, overlaps, refuse_constats
from gef.actions.lignes_inscrites import to_demandes, to_derogation, to_exclusion, to_taux
from gef.core.parts import BAILLEUR
from gef.db.flux import requetes
from gef.db.flux.models import DemandesCommune, Derogation, ExclusionRetenue, Reservataire, TauxPublie

Decoupe = Callable[[Any], tuple[object, ...]]


def preparer_exclusions(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set exclusions against those retained; one category leaves once on a day, for an account or for all.

    Raises:
        DepotRefuseError: an account is unknown, or the category is already excluded over the period.
    """
    comptes = {compte.code: compte for compte in requetes.comptes_of(acteur.organisation.pk)}
    known = list(requetes.exclusions_of(acteur.organisation.pk))
    rows: list[Model] = []
    constats, deja = [], 0
    for ligne in lignes:
        row = _to_exclusion(acteur, ligne, comptes)
        code = ligne["reservataire"]
        if code and (code not in comptes or code == BAILLEUR):
            constats.append(f"ligne {ligne['ligne']}, réservataire « {code} » inconnu")
        elif any(_key_exclusion(row) == _key_exclusion(former) for former in known):
            deja += 1
        elif any(_is_same_exclusion(row, former) for former in known):
            constats.append(f"ligne {ligne['ligne']}, « {row.code} » est déjà exclu sur cette période")
        else:
            rows.append(row)
            known.append(row)
    refuse_constats(constats, "des comptes connus, et une seule exclusion d’une catégorie un jour donné")
    return Preparation(tuple(rows), deja=deja)


def _to_exclusion(acteur: Acteur, ligne: Ligne, comptes: Mapping[str, Reservataire]) -> ExclusionRetenue:
    values = asdict(to_exclusion(ligne))
    return ExclusionRetenue(
        bailleur=acteur.organisation, **values | {"reservataire": comptes.get(values["reservataire"])}
    )


def _key_exclusion(row: ExclusionRetenue) -> tuple[object, ...]:
    return (row.code, row.reservataire_id, row.debut, row.fin, row.document)


def _is_same_exclusion(row: ExclusionRetenue, other: ExclusionRetenue) -> bool:
    is_same = (row.code, row.reservataire_id) == (other.code, other.reservataire_id)
    return is_same and overlaps((row.debut, row.fin), (other.debut, other.fin))


def preparer_taux(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set published rates against those that are known.

    Raises:
        DepotRefuseError: a source is known with another figure.
    """
    moment = timezone.now()

    def make(ligne: Ligne) -> TauxPublie:
        values = asdict(to_taux(ligne))
        exclus = {nom: sorted(values[nom]) for nom in ("numerateur_exclut", "denominateur_exclut")}
        return TauxPublie(bailleur=acteur.organisation, ecrit_le=moment, **values | exclus)

    return _confront(
        [(ligne, make(ligne)) for ligne in lignes],
        requetes.taux_publies_of(acteur.organisation.pk),
        lambda r: (r.territoire, r.annee, r.source, *r.numerateur_exclut, "", *r.denominateur_exclut),
        lambda r: (r.valeur, r.evenements),
        "un taux par territoire, année, définition et source ; une publication révisée porte une autre source",
    )


def preparer_derogations(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set derogations against those that are written.

    Raises:
        DepotRefuseError: the same rule is already set aside there, in other words.
    """
    moment = timezone.now()

    def make(ligne: Ligne) -> Derogation:
        values = asdict(to_derogation(ligne))
        return Derogation(bailleur=acteur.organisation, auteur_id=acteur.utilisateur_id, ecrit_le=moment, **values)

    return _confront(
        [(ligne, make(ligne)) for ligne in lignes],
        requetes.derogations_of(acteur.organisation.pk),
        lambda r: (r.code, r.portee, r.exercice),
        lambda r: (r.valeur, r.clause, r.document),
        "une seule dérogation par règle, territoire et exercice",
    )


def preparer_demandes(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set applications and allocations by commune against those that are known.

    Raises:
        DepotRefuseError: a source is known with other numbers.
    """
    moment = timezone.now()

    def make(ligne: Ligne) -> DemandesCommune:
        return DemandesCommune(bailleur=acteur.organisation, ecrit_le=moment, **asdict(to_demandes(ligne)))

    return _confront(
        [(ligne, make(ligne)) for ligne in lignes],
        requetes.demandes_of(acteur.organisation.pk),
        lambda r: (r.commune, r.annee, r.source),
        lambda r: (r.demandes, r.attributions),
        "une ligne par commune, année et source ; une publication révisée porte une autre source",
    )


def _confront(
    lues: Iterable[tuple[Ligne, Model]], connues: Iterable[Model], cle: Decoupe, valeurs: Decoupe, attendu: str
) -> Preparation:
    known = {cle(row): valeurs(row) for row in connues}
    rows, constats, deja = [], [], 0
    for ligne, row in lues:
        former = known.get(cle(row))
        if former is None:
            known[cle(row)] = valeurs(row)
            rows.append(row)
        elif former == valeurs(row):
            deja += 1
        else:
            constats.append(f"ligne {ligne['ligne']}, « {row} » : déjà inscrit avec d’autres valeurs")
    refuse_constats(constats, attendu)
    return Preparation(tuple(rows), deja=deja)
