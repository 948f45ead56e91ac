"""Charters of relogement (NPNRU): their objectives, and on whose contribution each relogement counts.

Nothing is changed: an objective written again takes the place of the former, an imputation too. A person says on whose
contribution a dwelling counts; nothing is deduced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import check_can_write, fetch
from gef.actions.avis import write_acte
from gef.actions.flux import Suivi, load_flux
from gef.actions.menages import read_menages
from gef.actions.programmes import writing
from gef.core.ecritures import EtatLogement
from gef.core.parts import BAILLEUR
from gef.core.relogements import (
    CATEGORIES_RELOGEMENT,
    Contribution,
    ObjectifRelogement,
    Relogement,
    check_imputation,
    count_contributions,
)
from gef.db.designation.requetes import relogements_of
from gef.db.flux.models import Liberation, Reservataire
from gef.db.programmes import requetes
from gef.db.programmes.models import CharteRelogement, ImputationRelogement, ObjectifCharte
from gef.errors import GefError

ATTRIBUES: Final = frozenset({"attribue", "accepte_menage", "loue"})


class CharteRefuseeError(GefError, ValueError):
    """A charter, an objective or an imputation cannot be recorded; the message says what was expected."""


class CharteChangeeError(GefError):
    """Somebody counted a relogement since the page was shown."""


@dataclass(frozen=True, slots=True)
class SaisieCharte:
    """A charter as a person records it; `fin` excluded, None without end."""

    nom: str
    document: str
    debut: date
    fin: date | None = None


@dataclass(frozen=True, slots=True)
class RelogementSuivi:
    """A dwelling counted on a contribution; `compte` is None when nobody is named yet."""

    suivi: Suivi
    compte: Reservataire | None
    imputation: ImputationRelogement | None = None

    @property
    def bail_le(self) -> date | None:
        """Day of its lease; None while it is not let."""
        return find_bail(self.suivi.etat)


@dataclass(frozen=True, slots=True)
class EtatCharte:
    """A charter on a day.

    Attributes:
        charte: The row.
        objectifs: Objective in force, by account code.
        contributions: What each one gave in the exercice, in order of code.
        relogements: Dwellings counted on somebody under this charter, by reference.
    """

    charte: CharteRelogement
    objectifs: Mapping[str, ObjectifCharte]
    contributions: tuple[Contribution, ...]
    relogements: tuple[RelogementSuivi, ...]


@dataclass(frozen=True, slots=True)
class EtatRelogements:
    """Every charter of a bailleur, and the relogements that wait for a name.

    Attributes:
        chartes: The charters, by start.
        a_imputer: Dwellings of the exercice given to a relogement, or that may be, counted on nobody yet, by day.
        connu: How many imputations were ever written: what a page gives back to say what it showed.
    """

    chartes: tuple[EtatCharte, ...]
    a_imputer: tuple[Suivi, ...]
    connu: int


def find_bail(etat: EtatLogement) -> date | None:
    """Give the day of the lease of a dwelling; None while it is not let."""
    return next((fait.jour for fait in etat.list_faits() if fait.type == "bail"), None)


def inscrire_charte(acteur: Acteur, saisie: SaisieCharte, moment: datetime) -> CharteRelogement:
    """Record a charter.

    Args:
        acteur: Who writes, for his bailleur.
        saisie: The charter.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        CharteRefuseeError: a field is missing, the end precedes the start, or the name is taken.
    """
    check_can_write(acteur)
    nom, document = saisie.nom.strip(), saisie.document.strip()
    for champ, texte in (("opération", nom), ("document", document)):
        if not texte:
            raise CharteRefuseeError(f"Charte, {champ} : vide ; attendu : quelques mots.")
    if saisie.fin is not None and saisie.fin <= saisie.debut:
        raise CharteRefuseeError(f"Charte {nom} : la fin précède le début ; attendu : un jour après.")
    bailleur = acteur.organisation
    with writing(bailleur.pk):
        if requetes.chartes_of(bailleur.pk).filter(nom=nom).exists():
            raise CharteRefuseeError(f"Une charte porte déjà le nom « {nom} » ; attendu : un autre nom.")
        row = CharteRelogement(
            bailleur=bailleur,
            nom=nom,
            document=document,
            debut=saisie.debut,
            fin=saisie.fin,
            auteur_id=acteur.utilisateur_id,
            ecrit_le=moment,
        )
        row.save(force_insert=True)
        write_acte(acteur, "charte", nom, {"document": document, "debut": saisie.debut.isoformat()}, moment)
    return row


def fixer_objectif(acteur: Acteur, charte_id: int, objectif: ObjectifRelogement, moment: datetime) -> ObjectifCharte:
    """Record what a charter asks of a réservataire; the former objective stays in the register.

    Args:
        acteur: Who writes, for his bailleur.
        charte_id: The charter.
        objectif: Dwellings a year, or a share of the relogements; 0 asks nothing any more.
        moment: When.

    Raises:
        Http404, PermissionDenied: see `gef.access.visible.fetch`.
        CharteRefuseeError: an unknown account.
    """
    charte = fetch(CharteRelogement, acteur, to="edit", pk=charte_id)
    with writing(charte.bailleur_id):
        row = ObjectifCharte(
            charte=charte,
            reservataire=_find_compte(charte.bailleur_id, objectif.reservataire),
            nombre=objectif.nombre,
            part=objectif.part,  # type: ignore[misc]  # a FractionField takes fractions, its stub does not say so
            auteur_id=acteur.utilisateur_id,
            ecrit_le=moment,
        )
        row.save(force_insert=True)
        details = {"reservataire": objectif.reservataire, "nombre": objectif.nombre, "part": str(objectif.part or "")}
        write_acte(acteur, "charte-objectif", charte.nom, details, moment)
    return row


def imputer(
    acteur: Acteur, charte_id: int, reference: str, code: str, *, motif: str, connu: int, moment: datetime
) -> ImputationRelogement:
    """Say on whose contribution a relogement counts, or that it counts on nobody's any more.

    Args:
        acteur: Who confirms, for his bailleur.
        charte_id: The charter.
        reference: The dwelling.
        code: Account; "" withdraws what was said.
        motif: Why, as he writes it; needed to withdraw.
        connu: How many imputations were written when the page was shown: `EtatRelogements.connu`.
        moment: When.

    Raises:
        Http404, PermissionDenied: see `gef.access.visible.fetch`.
        CharteRefuseeError: an unknown account, or nothing to withdraw.
        CharteChangeeError: somebody imputed meanwhile.
        DonneeInvalideError: the dwelling cannot serve that contribution; see `gef.core.relogements`.
    """
    charte = fetch(CharteRelogement, acteur, to="edit", pk=charte_id)
    liberation = fetch(Liberation, acteur, to="edit", reference=reference)
    with writing(charte.bailleur_id):
        words = list(requetes.imputations_of(charte.bailleur_id))
        if len(words) != connu:
            raise CharteChangeeError(
                "Un relogement a été imputé depuis l’affichage ; relisez. Rien n’a été enregistré."
            )
        former = [word for word in words if word.liberation_id == liberation.pk]
        compte = _find_compte(charte.bailleur_id, code) if code else None
        if compte is not None:
            check_imputation(reference, load_flux(charte.bailleur_id).suivis[liberation.pk].etat, code)
        elif not (former and former[-1].reservataire and motif.strip()):
            raise CharteRefuseeError(f"{reference} : attendu, pour retirer : un relogement imputé, et le motif.")
        row = ImputationRelogement(
            charte=charte,
            liberation=liberation,
            rang=len(former) + 1,
            reservataire=compte,
            motif=motif.strip(),
            auteur_id=acteur.utilisateur_id,
            ecrit_le=moment,
        )
        row.save(force_insert=True)
        details = {"charte": charte.nom, "reservataire": code, "motif": row.motif}
        write_acte(acteur, "imputation", reference, details, moment)
    return row


def _find_compte(bailleur_id: int, code: str) -> Reservataire:
    compte = requetes.comptes_by_code(bailleur_id).get(code)
    if compte is None or code == BAILLEUR:
        raise CharteRefuseeError(f"Réservataire « {code} » inconnu ; attendu : le code d’un compte.")
    return compte


def read_relogements(bailleur: Organisation, exercice: int, jour: date) -> EtatRelogements:
    """Read the charters of a bailleur, with the contributions of an exercice on a day.

    Args:
        bailleur: Whose charters.
        exercice: Year of the count.
        jour: Day of the count.
    """
    words = list(requetes.imputations_of(bailleur.pk))
    last = {word.liberation_id: word for word in words}
    etat = load_flux(bailleur.pk)
    suivis, menages = etat.suivis, read_menages(bailleur.pk, etat)
    by_charte: defaultdict[int, list[RelogementSuivi]] = defaultdict(list)
    for pk, word in last.items():
        if word.reservataire is not None:
            by_charte[word.charte_id].append(RelogementSuivi(suivis[pk], word.reservataire, word))
    presented = set(relogements_of(bailleur.pk).values_list("liberation", flat=True))
    counted = {pk for pk, word in last.items() if word.reservataire is not None}
    waiting = [
        suivi
        for pk, suivi in suivis.items()
        if pk not in counted
        and _is_relogement(suivi, exercice, is_servi=menages[pk].is_relogement if pk in menages else pk in presented)
    ]
    return EtatRelogements(
        chartes=tuple(
            _read_charte(charte, by_charte[charte.pk], exercice, jour) for charte in requetes.chartes_of(bailleur.pk)
        ),
        a_imputer=tuple(sorted(waiting, key=lambda s: (s.liberation.libre_le, s.liberation.reference))),
        connu=len(words),
    )


def _is_relogement(suivi: Suivi, exercice: int, *, is_servi: bool) -> bool:
    """Whether a dwelling freed or let in the exercice is out of the flux for a relogement, or served one.

    In the flux, it is attributed, and the commission says to whom: `is_servi`, a household of a relogement. Where no
    decision is told, one that was presented is enough to ask a person.
    """
    etat = suivi.etat
    is_sorti = etat.etat == "hors_flux" and etat.categorie in CATEGORIES_RELOGEMENT
    is_tenu = is_servi and etat.etat in ATTRIBUES and etat.reservataire not in (None, BAILLEUR)
    if not (is_sorti or is_tenu):
        return False
    bail = find_bail(suivi.etat)
    return suivi.liberation.libre_le.year == exercice or (bail is not None and bail.year == exercice)


def _read_charte(charte: CharteRelogement, relogements: list[RelogementSuivi], exercice: int, jour: date) -> EtatCharte:
    objectifs = {row.reservataire.code: row for row in requetes.objectifs_of(charte.pk)}  # the newest holds
    rows = tuple(sorted(relogements, key=lambda row: row.suivi.liberation.reference))
    asked = [ObjectifRelogement(code, row.nombre, row.part) for code, row in sorted(objectifs.items())]
    given = [
        Relogement(row.suivi.liberation.reference, row.compte.code, row.bail_le)
        for row in rows
        if row.compte is not None
    ]
    return EtatCharte(charte, objectifs, count_contributions(asked, given, exercice, jour), rows)
