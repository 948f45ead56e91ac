"""Bilans frozen with their data, their parameters and the version that made them; read back, replayed, compared.

What is frozen is text: canonical JSON of `BilanAnnuel`, the steps of the headline figures left out because they are
written again from the figures. Its SHA-256 is kept beside it: a byte changed is seen before anything is shown.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from django.db import transaction

import gef
from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write
from gef.actions.avis import write_acte
from gef.actions.bilan_annuel import ParametresBilan, build_annuel, read_etat, read_parametres
from gef.actions.codec import canonical, decode, encode
from gef.actions.flux import load_flux
from gef.core.bilan_annuel import BilanAnnuel, dresser_annuel
from gef.core.bilan_ecarts import EcartBilan, list_ecarts
from gef.core.periodes import fin_exercice
from gef.db.bilans import requetes
from gef.db.bilans.models import BilanFige
from gef.errors import GefError
from gef.outputs.nombres import date_longue

ACTE: Final = "bilan-fige"
GARDES: Final = 8


class BilanRefuseError(GefError):
    """The bilan cannot be frozen: its year is not over, nothing changed, or the correction has no reason."""


class BilanAltereError(GefError):
    """What is kept of a bilan is not what was frozen."""


@dataclass(frozen=True, slots=True)
class Rejeu:
    """What a replay found.

    Attributes:
        bilan: The frozen bilan.
        donnees: What was drawn up again, canonical JSON.
        is_identique: Whether the same bytes came out.
        ecart: First value that differs; None when only the order of the rows does, or nothing.
        logiciel: Version that replayed.
    """

    bilan: BilanFige
    donnees: bytes
    is_identique: bool
    ecart: EcartBilan | None
    logiciel: str

    @property
    def constat(self) -> str:
        """What differs, in French; "" when nothing does."""
        if self.is_identique:
            return ""
        if self.ecart is None:
            return "l’ordre des lignes"
        return f"{' / '.join(self.ecart.path)} : {self.ecart.avant} figé, {self.ecart.apres} rejoué"


def figer_bilan(acteur: Acteur, exercice: int, moment: datetime, motif: str = "") -> BilanFige:
    """Freeze the bilan of an exercice as the ledger stands; a later one corrects the former and says why.

    Args:
        acteur: Who freezes, for his bailleur.
        exercice: Year; it is over.
        moment: When.
        motif: Why the former bilan is corrected; not needed for the first one.

    Raises:
        BilanRefuseError: the year is not over, nothing changed since the former bilan, or the reason is missing.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    if moment.date() < fin_exercice(exercice):
        raise BilanRefuseError(
            f"L’exercice {exercice} n’est pas terminé ; son bilan se fige à partir du "
            f"{date_longue(fin_exercice(exercice))}."
        )
    bailleur = acteur.organisation
    with transaction.atomic():
        lock_bailleur(bailleur.pk)
        former = requetes.bilans_of(bailleur.pk).filter(exercice=exercice).first()
        parametres = read_parametres(bailleur, exercice, load_flux(bailleur.pk), moment)
        donnees = _compute(bailleur.pk, parametres)
        _check_correction(former, donnees, motif)
        row = _make_row(acteur, parametres, donnees, moment)
        row.version = former.version + 1 if former else 1
        row.remplace, row.motif = former, motif.strip()
        row.save(force_insert=True)
        details = {"exercice": exercice, "version": row.version, "empreinte": row.empreinte, "motif": row.motif}
        write_acte(acteur, ACTE, f"exercice {exercice}", details, moment)
    return row


def _compute(bailleur_id: int, parametres: ParametresBilan) -> bytes:
    annuel = dresser_annuel(build_annuel(read_etat(bailleur_id, parametres), parametres))
    return canonical(encode(annuel.without_explications()))


def _check_correction(former: BilanFige | None, donnees: bytes, motif: str) -> None:
    if former is None:
        return
    if former.empreinte == sha256(donnees).hexdigest():
        raise BilanRefuseError(f"Rien n’a changé depuis le {former} : il n’y a rien à corriger.")
    if not motif.strip():
        raise BilanRefuseError(f"Dites pourquoi le {former} est corrigé.")


def _make_row(acteur: Acteur, parametres: ParametresBilan, donnees: bytes, moment: datetime) -> BilanFige:
    kept = canonical(encode(parametres))
    return BilanFige(
        bailleur=acteur.organisation,
        exercice=parametres.exercice,
        parametres=zlib.compress(kept),
        donnees=zlib.compress(donnees),
        empreinte_parametres=sha256(kept).hexdigest(),
        empreinte=sha256(donnees).hexdigest(),
        logiciel=gef.__version__,
        auteur_id=acteur.utilisateur_id,
        fige_le=moment,
    )


def lire_bilan(bilan: BilanFige) -> BilanAnnuel:
    """Read a frozen bilan as it was sent; shared by every page: never change it.

    Args:
        bilan: The row.

    Raises:
        BilanAltereError: its data are not those that were frozen.
    """
    return _decode(_open(bilan, "donnees"))


@lru_cache(maxsize=GARDES)
def _decode(donnees: bytes) -> BilanAnnuel:
    return decode(BilanAnnuel, json.loads(donnees)).with_explications()


def lire_donnees(bilan: BilanFige) -> Any:
    """Read the data of a frozen bilan as JSON-ready values.

    Raises:
        BilanAltereError: they are not those that were frozen.
    """
    return json.loads(_open(bilan, "donnees"))


def lire_parametres(bilan: BilanFige) -> ParametresBilan:
    """Read what a frozen bilan was drawn up from, besides the ledger.

    Raises:
        BilanAltereError: they are not those that were frozen.
    """
    return decode(ParametresBilan, json.loads(_open(bilan, "parametres")))


def _open(bilan: BilanFige, champ: str) -> bytes:
    """Give the bytes that were frozen, once they are known to be those."""
    expected = bilan.empreinte if champ == "donnees" else bilan.empreinte_parametres
    nom = {"donnees": "données", "parametres": "paramètres"}[champ]
    try:
        kept = zlib.decompress(bytes(getattr(bilan, champ)))
    except zlib.error as error:
        raise BilanAltereError(f"{bilan} : {nom} illisibles ; attendu : ce qui a été figé.") from error
    found = sha256(kept).hexdigest()
    if found != expected:
        raise BilanAltereError(
            f"{bilan} : empreinte des {nom} {found[:12]}… ; attendu : {expected[:12]}…. Elles ont été altérées."
        )
    return kept


def rejouer_bilan(bilan: BilanFige) -> Rejeu:
    """Draw up a frozen bilan again from the ledger as it stood and from its parameters.

    Args:
        bilan: The row.

    Raises:
        BilanAltereError: what is kept is not what was frozen.
        TransitionInterditeError: the ledger no longer holds the facts that were read.
    """
    kept, parametres = _open(bilan, "donnees"), lire_parametres(bilan)
    again = _compute(bilan.bailleur_id, parametres)
    ecarts = () if again == kept else list_ecarts(json.loads(kept), json.loads(again))
    # A figure says more than the sentence that tells it.
    ecart = min(ecarts, key=lambda ecart: "manques" in ecart.path, default=None)
    return Rejeu(bilan, again, again == kept, ecart, gef.__version__)


def rejouer_numero(numero: int) -> Rejeu:
    """Replay a frozen bilan by its number, as the command line names it.

    Raises:
        BilanRefuseError: there is no such bilan.
        BilanAltereError: what is kept is not what was frozen.
    """
    bilan = requetes.find_bilan(numero)
    if bilan is None:
        raise BilanRefuseError(f"Bilan figé n° {numero} : inconnu ; attendu : un numéro de la page des bilans.")
    return rejouer_bilan(bilan)


def comparer_bilans(avant: BilanFige, apres: BilanFige) -> tuple[EcartBilan, ...]:
    """Give what changed from a bilan to the one that corrects it, term by term.

    Raises:
        BilanAltereError: one of them is not what was frozen.
    """
    return tuple(list_ecarts(lire_donnees(avant), lire_donnees(apres)))


def list_bilans(bailleur: Organisation, exercice: int | None = None) -> list[BilanFige]:
    """Frozen bilans of a bailleur, the newest first, of one exercice or of all."""
    rows = requetes.bilans_of(bailleur.pk)
    return list(rows if exercice is None else rows.filter(exercice=exercice))
