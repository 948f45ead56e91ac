"""Why a dwelling went to another: the proposal as the bailleur read it, told to a réservataire whom it credited.

His own account is told in full. The others are « réservataire A », « réservataire B », with their solde, their score
and how to read them, without their part, droits and received, which would tell their name. No household is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from string import ascii_uppercase
from typing import Any

from django.http import Http404

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import bailleurs_of, visible
from gef.actions.flux import EtatFlux, Suivi, load_flux
from gef.actions.motifs_ecart import MOTIFS_ECART, read_motif
from gef.core.parts import BAILLEUR
from gef.db.flux import requetes
from gef.db.flux.models import Liberation, Reservataire

BAILLEUR_PROPRE = "le bailleur (non réservé)"


@dataclass(frozen=True, slots=True)
class LigneLue:
    """One account of the explanation, as the reader may see it; what he may not is None."""

    nom: str
    is_sien: bool
    is_retenu: bool
    solde: Fraction
    score: Fraction
    peut_passer: int | None
    lecture: str
    part: Fraction | None = None
    droits: Fraction | None = None
    recus: int | None = None


@dataclass(frozen=True, slots=True)
class DecisionLue:
    """One orientation of the dwelling.

    Attributes:
        jour: Its day.
        choisi: Who received it, under the name that the reader may know.
        propose: Whom the rule proposed; "" when no record was kept.
        motif: Code of `gef.core.regle.MOTIFS`; "" without a record.
        ecart: Why a person departed from the proposal, in the words of the list; "" when nobody did.
        lignes: The explanation, the proposed one first, then by score; empty without a record.
        au_dela_de: Solde beyond which one of his accounts would have been proposed; None when the record does not say.
    """

    jour: date
    choisi: str
    propose: str
    motif: str
    ecart: str
    lignes: tuple[LigneLue, ...]
    au_dela_de: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Pourquoi:
    """A dwelling that went to another, and the decisions that led there, oldest first."""

    bailleur: Organisation
    liberation: Liberation
    decisions: tuple[DecisionLue, ...]


@dataclass(frozen=True, slots=True)
class Ailleurs:
    """A dwelling of the exercice oriented to another, where an account of the reader has a part."""

    bailleur: Organisation
    liberation: Liberation
    jour: date


class _Noms:
    """Names that the reader may know: his own accounts, the bailleur's contingent; letters for the others."""

    def __init__(self, siens: Mapping[str, str]) -> None:
        self.siens, self._letters = siens, dict[str, str]()

    def name(self, code: str) -> str:
        if code in self.siens:
            return self.siens[code]
        if code == BAILLEUR:
            return BAILLEUR_PROPRE
        return f"réservataire {self._letters.setdefault(code, write_rang(len(self._letters)))}"


def write_rang(rang: int) -> str:
    """Write a rank in letters: A to Z, then AA.

    Examples:
        >>> write_rang(0), write_rang(25), write_rang(26), write_rang(701), write_rang(702)
        ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    before, last = divmod(rang, len(ascii_uppercase))
    return (write_rang(before - 1) if before else "") + ascii_uppercase[last]


def list_ailleurs(acteur: Acteur, jour: date) -> tuple[Ailleurs, ...]:
    """List the dwellings oriented to another in the exercice where the reader has a part, the newest first.

    Args:
        acteur: Who reads, for a réservataire.
        jour: The day; its year is the exercice.
    """
    rows = []
    for bailleur in bailleurs_of(acteur):
        etat, siens = load_flux(bailleur.pk), _read_siens(acteur, bailleur)
        for suivi in etat.suivis.values():
            oriente = _find_orientation(suivi)
            is_ailleurs = oriente and oriente.year == jour.year and suivi.reservataire not in siens
            if oriente and is_ailleurs and _is_credited(etat, suivi, siens):
                rows.append(Ailleurs(bailleur, suivi.liberation, oriente))
    return tuple(sorted(rows, key=lambda row: (-row.jour.toordinal(), row.liberation.reference)))


def read_pourquoi(acteur: Acteur, bailleur_id: int | None, reference: str) -> Pourquoi:
    """Tell why a dwelling went to another.

    Args:
        acteur: Who reads, for a réservataire.
        bailleur_id: Whose dwelling; None when only one of his bailleurs uses the reference.
        reference: The dwelling.

    Raises:
        Http404: no such dwelling, none of his bailleurs', or none of his accounts has a part of it.
    """
    for bailleur in bailleurs_of(acteur):
        if bailleur_id not in (None, bailleur.pk):
            continue
        etat, siens = load_flux(bailleur.pk), _read_siens(acteur, bailleur)
        for suivi in etat.suivis.values():
            if suivi.liberation.reference == reference and _is_credited(etat, suivi, siens):
                return Pourquoi(bailleur, suivi.liberation, _read_decisions(suivi, siens))
    raise Http404


def _read_siens(acteur: Acteur, bailleur: Organisation) -> dict[str, str]:
    return dict(visible(Reservataire, acteur).filter(bailleur=bailleur).values_list("code", "nom"))


def _is_credited(etat: EtatFlux, suivi: Suivi, siens: Mapping[str, str]) -> bool:
    """Whether a dwelling of the flux was oriented, and credited one of the reader's accounts."""
    if suivi.etat.categorie or not suivi.etat.is_credite:
        return False
    parts = etat.parts_of(suivi.liberation)
    return any(parts.get(code) for code in siens)


def _find_orientation(suivi: Suivi) -> date | None:
    ecriture = suivi.etat.ecriture
    while ecriture is not None:
        if ecriture.fait.type == "orientation":
            return ecriture.fait.jour
        ecriture = ecriture.avant.ecriture
    return None


def _read_decisions(suivi: Suivi, siens: Mapping[str, str]) -> tuple[DecisionLue, ...]:
    stand = {(f.jour, f.reservataire) for f in suivi.etat.list_faits() if f.type == "orientation"}
    noms = _Noms(siens)
    rows = requetes.orientations_of(suivi.liberation.pk)
    return tuple(
        _read_decision(jour, code or BAILLEUR, motif, record or {}, noms)
        for jour, code, motif, record in rows
        if (jour, code or BAILLEUR) in stand
    )


def _read_decision(jour: date, choisi: str, motif: str, record: Mapping[str, Any], noms: _Noms) -> DecisionLue:
    propose = record.get("reservataire", "")
    ecart = MOTIFS_ECART[read_motif(motif)[0]] if propose and propose != choisi else ""
    rows = sorted(
        record.get("lignes", ()),
        key=lambda row: (row["reservataire"] != propose, -Fraction(row["score"]), row["reservataire"]),
    )
    lignes = tuple(_read_ligne(row, propose, noms) for row in rows)
    other = record.get("contrefactuel") or {}
    is_sien = other.get("reservataire") in noms.siens
    return DecisionLue(
        jour,
        noms.name(choisi),
        noms.name(propose) if propose else "",
        record.get("motif", ""),
        ecart,
        lignes,
        Fraction(other["solde_au_dela_de"]) if is_sien else None,
    )


def _read_ligne(row: Mapping[str, Any], propose: str, noms: _Noms) -> LigneLue:
    code = row["reservataire"]
    is_sien = code in noms.siens
    # How many dwellings he may let pass is his part, but for a division: it is his alone, as the part is.
    passer = row["peut_passer"] if is_sien else None
    own = (Fraction(row["part"]), Fraction(row["droits"]), row["recus"]) if is_sien else (None, None, None)
    return LigneLue(
        noms.name(code),
        is_sien,
        code == propose,
        Fraction(row["solde"]),
        Fraction(row["score"]),
        passer,
        row["lecture"],
        *own,
    )
