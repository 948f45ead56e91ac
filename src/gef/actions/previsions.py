"""Forecasts of what leaves the flux: declared and revised by a person, set against what happened, told to everybody.

Nothing is changed or erased: a revision is a new declaration, giving a flat share up is a new choice, and the notice
that was sent stays in the journal with the numbers that it told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write, visible
from gef.actions.assiette import CALCUL
from gef.actions.depots import preparer_previsions
from gef.actions.sorties import count_departs, load_sorties
from gef.core.bilan_tables import LigneFlux
from gef.core.notice import EntreeNotice, Notice, dresser_notice
from gef.core.parts import BAILLEUR
from gef.core.previsions import Declaration, PrevisionCategorie, dresser_previsions, list_en_vigueur
from gef.core.rotation import CATEGORIES, COURANTES
from gef.db.flux import requetes
from gef.db.flux.models import ForfaitMutations, Prevision, TypeFait
from gef.db.journal.models import Acte
from gef.db.journal.requetes import last_execution
from gef.errors import GefError

NOTICE: Final = "notice_previsions"
Cellule = tuple[str, int | None]  # category, month (None: the year)


class PrevisionRefuseeError(GefError):
    """What was declared cannot be written: it was made on old figures, has no document, or changes nothing."""


@dataclass(frozen=True, slots=True)
class EtatPrevisions:
    """What is declared for an exercice.

    Attributes:
        exercice: Year.
        previsions: Forecast in force, by category; a category without any is not there.
        cellules: Number in force, by category and month.
        historique: Every declaration with its author's day, newest first.
        connu: Mark of what was read, given back when declaring.
        forfait: The flat share last chosen for the mutations; None when none ever was.
    """

    exercice: int
    previsions: Mapping[str, PrevisionCategorie]
    cellules: Mapping[Cellule, int]
    historique: tuple[Prevision, ...]
    connu: int
    forfait: ForfaitMutations | None


def read_previsions(bailleur: Organisation, exercice: int, jour: date | None = None) -> EtatPrevisions:
    """Read what a bailleur declared for an exercice, as of a day when one is given."""
    rows = list(requetes.previsions_of(bailleur.pk).filter(exercice=exercice))
    return EtatPrevisions(
        exercice=exercice,
        previsions={p.categorie: p for p in dresser_previsions(rows, exercice, jour)},
        cellules={(row.categorie, row.mois): row.nombre for row in list_en_vigueur(rows, jour)},
        historique=tuple(sorted(rows, key=lambda row: (row.declaree_le, row.pk), reverse=True)),
        connu=max((row.pk for row in rows), default=0),
        forfait=requetes.forfaits_of(bailleur.pk).filter(exercice=exercice).last(),
    )


def declarer_previsions(
    acteur: Acteur,
    exercice: int,
    cellules: Mapping[Cellule, int],
    documents: Mapping[str, str],
    *,
    connu: int,
    moment: datetime,
) -> int:
    """Declare the numbers that differ from those in force; the others are left as they are.

    Args:
        acteur: Who declares, for his bailleur.
        exercice: Year.
        cellules: Numbers of the form, by category and month; what is not there is not declared.
        documents: Document behind each category that changes.
        connu: Mark of what he had before his eyes: `EtatPrevisions.connu`.
        moment: When; the declaration is of that day.

    Returns:
        How many declarations were written.

    Raises:
        PrevisionRefuseeError: somebody declared meanwhile, a category that changes has no document, or nothing changes.
        DonneeInvalideError: a category, a month or a number is impossible.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        etat = read_previsions(acteur.organisation, exercice)
        if etat.connu != connu:
            raise PrevisionRefuseeError(
                "Une autre personne a déclaré des prévisions depuis l’affichage ; rien n’a été écrit. "
                "Relisez la grille, puis déclarez à nouveau."
            )
        lignes = _list_changes(etat, cellules, documents, moment.date())
        preparation = preparer_previsions(acteur, lignes)
        avant = {(p.categorie, p.mois): former for p, former in preparation.revisions}
        rows = [row for row in preparation.nouveaux if isinstance(row, Prevision)]
        rows += [row for row, _ in preparation.revisions]
        # A year starts its category afresh: it is written before the months that detail it.
        rows.sort(key=lambda row: row.mois is not None)
        for row in rows:
            row.save(force_insert=True)
        _record(acteur, "previsions", exercice, moment, {"declarations": [_to_detail(row, avant) for row in rows]})
    return len(rows)


def _list_changes(
    etat: EtatPrevisions, cellules: Mapping[Cellule, int], documents: Mapping[str, str], jour: date
) -> list[dict[str, object]]:
    changed = {key for key, nombre in cellules.items() if etat.cellules.get(key) != nombre}
    if not changed:
        raise PrevisionRefuseeError("Aucun nombre n’a changé ; rien n’a été écrit.")
    years = {categorie for categorie, mois in changed if mois is None}
    kept = [key for key in cellules if key in changed or key[0] in years]
    if bare := sorted({categorie for categorie, _ in kept if not documents.get(categorie, "").strip()}):
        raise PrevisionRefuseeError(
            f"Donnez le document qui appuie chaque prévision modifiée ; il manque pour : {', '.join(bare)}."
        )
    declared = [
        Declaration(etat.exercice, categorie, cellules[categorie, mois], documents[categorie].strip(), mois, jour)
        for categorie, mois in kept
    ]
    return [
        {
            "exercice": d.exercice,
            "categorie": d.categorie,
            "mois": d.mois,
            "nombre": d.nombre,
            "document": d.document,
            "declaree_le": d.declaree_le,
        }
        for d in declared
    ]


def _to_detail(row: Prevision, avant: Mapping[Cellule, int]) -> dict[str, object]:
    former = avant.get((row.categorie, row.mois))
    return {
        "categorie": row.categorie,
        "mois": row.mois,
        "avant": former,
        "apres": row.nombre,
        "document": row.document,
    }


def _record(acteur: Acteur, acte: str, exercice: int, moment: datetime, details: Mapping[str, object]) -> Acte:
    row = Acte(
        bailleur=acteur.organisation,
        auteur_id=acteur.utilisateur_id,
        acte=acte,
        objet=f"exercice {exercice}",
        details=dict(details),
        fait_le=moment,
    )
    row.save(force_insert=True)
    return row


def choisir_forfait(
    acteur: Acteur, exercice: int, taux: Fraction | None, *, document: str, moment: datetime
) -> ForfaitMutations:
    """Take a flat share of the freed dwellings for the mutations of an exercice, or give it up.

    Args:
        acteur: Who chooses, for his bailleur.
        exercice: Year.
        taux: Share of the freed dwellings, e.g. 10/100; None gives the flat share up.
        document: The convention that provides for it.
        moment: When.

    Raises:
        PrevisionRefuseeError: no document, or a share that is none.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    if taux is not None and not 0 < taux < 1:
        raise PrevisionRefuseeError("Le forfait est une part des logements libérés, entre 0 et 100 % exclus.")
    if not document.strip():
        raise PrevisionRefuseeError("Citez la convention ou la décision qui prévoit le forfait.")
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        row = ForfaitMutations(
            bailleur=acteur.organisation,
            exercice=exercice,
            taux=taux,  # type: ignore[misc]  # a FractionField takes fractions, its inherited stub does not say so
            document=document.strip(),
            auteur_id=acteur.utilisateur_id,
            ecrit_le=moment,
        )
        row.save(force_insert=True)
        _record(acteur, "forfait_mutations", exercice, moment, {"taux": None if taux is None else str(taux)})
    return row


def count_realise(bailleur: Organisation, exercice: int, jour: date) -> dict[str, dict[int, int]]:
    """Count the dwellings freed since January, by category then month; those of the flux are `COURANTES`.

    A dwelling counts in the category that its facts last gave it; see `gef.actions.sorties`.
    """
    rows = requetes.liberations_of(bailleur.pk).filter(libre_le__year=exercice, libre_le__lte=jour)
    counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for (mois, sortie), nombre in count_departs(bailleur.pk, rows, "libre_le__month").items():
        counts[sortie or COURANTES][mois] = nombre
    return dict(counts)


def read_notice(bailleur: Organisation, exercice: int, jour: date) -> Notice:
    """Draw up the notice of an exercice on a day, from the forecasts then declared and the attributions recorded."""
    declarations = (
        Declaration(row.exercice, row.categorie, row.nombre, row.document, row.mois, row.declaree_le)
        for row in requetes.previsions_of(bailleur.pk).filter(exercice__in=(exercice - 1, exercice))
    )
    lignes = tuple(_list_lignes(bailleur, exercice - 1))
    return dresser_notice(EntreeNotice(exercice, tuple(declarations), lignes, jour))


def _list_lignes(bailleur: Organisation, exercice: int) -> list[LigneFlux]:
    """Read the dwellings freed out of the flux that an exercice may count, with their last attribution and lease."""
    rows = requetes.liberations_of(bailleur.pk).filter(libre_le__year__lte=exercice)
    sorties = load_sorties(bailleur.pk)
    out = rows.filter(hors_flux__in=CATEGORIES) | requetes.keep_qualifiees(rows)
    categories = {row: sortie for row in out if (sortie := sorties.get(row.pk, row.hors_flux)) in CATEGORIES}
    facts: Mapping[str, dict[int, date]] = {TypeFait.ATTRIBUTION: {}, TypeFait.BAIL: {}}
    known = requetes.faits_of(bailleur.pk).filter(liberation__in=out, type__in=list(facts))
    for kind, liberation, jour in known.order_by("pk").values_list("type", "liberation", "date"):
        facts[kind][liberation] = jour
    return [
        LigneFlux(
            liberation_id=row.reference,
            commune=row.commune,
            typologie=None,
            financement=None,
            qpv=None,
            periode=None,
            hors_flux=sortie,
            propositions=(),
            attribue_a=None,
            attribue_le=facts[TypeFait.ATTRIBUTION].get(row.pk),
            bail_le=facts[TypeFait.BAIL].get(row.pk),
            libere_le=row.libre_le,
            refus=(),
        )
        for row, sortie in categories.items()
    ]


def list_destinataires(bailleur: Organisation) -> tuple[str, ...]:
    """Name every réservataire of the bailleur: the law sends the notice to each."""
    comptes = requetes.comptes_of(bailleur.pk).exclude(code=BAILLEUR)
    return tuple(dict.fromkeys(comptes.values_list("nom", flat=True)))


def noter_envoi(acteur: Acteur, exercice: int, *, jour: date, moment: datetime) -> Acte:
    """Record that the notice of an exercice was sent: to whom, with which numbers and assiette, by whom, when.

    Raises:
        PrevisionRefuseeError: a category has no forecast: the notice says nothing of it.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        notice = read_notice(acteur.organisation, exercice, jour)
        if notice.total.prevu is None:
            raise PrevisionRefuseeError(f"Aucune prévision {exercice} : il n’y a rien à transmettre.")
        run = last_execution(acteur.organisation.pk, CALCUL, exercice)
        details = {
            "exercice": exercice,
            "previsions": {ligne.categorie: ligne.prevu for ligne in notice.lignes},
            "attributions": {ligne.categorie: ligne.attributions for ligne in notice.lignes},
            "destinataires": list(list_destinataires(acteur.organisation)),
            "assiette": run.version if run else None,
            "empreinte": run.empreinte if run else "",
        }
        return _record(acteur, NOTICE, exercice, moment, details)


def list_envois(acteur: Acteur, exercice: int) -> list[Acte]:
    """Sendings of the notice of an exercice, the newest first."""
    rows = visible(Acte, acteur).filter(acte=NOTICE, objet=f"exercice {exercice}")
    return list(rows.select_related("auteur").order_by("-pk"))
