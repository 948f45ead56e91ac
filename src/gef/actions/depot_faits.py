"""Accept the facts of past years from a file: each must follow those already written, or the whole file is refused.

Without them, a bailleur who brings his former liberations would see them all waiting for a decision. What is written
is what happened: no proposal was made at the time, so no record of one is invented.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from gef.access.acteur import Acteur
from gef.actions.depots import Preparation, refuse_constats
from gef.actions.flux import EtatFlux, Suivi, load_flux, to_logement
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.core.faits import read_precision
from gef.core.parts import BAILLEUR
from gef.db.flux import requetes
from gef.db.flux.models import Fait, TypeFait

Ligne = Mapping[str, Any]
Cle = tuple[int, str, date, str]


def preparer_faits(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Read the facts of a file after those already written, in order of day, then of the file.

    Raises:
        DepotRefuseError: a dwelling or an account is unknown, or a fact cannot follow those before it.
    """
    reading = _Lecture(acteur, load_flux(acteur.organisation.pk).copy())
    for ligne in sorted(lignes, key=lambda row: (row["date"], row["ligne"])):
        reading.read(ligne)
    refuse_constats(reading.constats, "des faits qui se suivent, sur des logements libérés et des comptes connus")
    return Preparation(tuple(reading.rows), deja=reading.deja)


@dataclass
class _Lecture:
    """The ledger being read, and what the file adds to it."""

    acteur: Acteur
    etat: EtatFlux
    rows: list[Fait] = field(default_factory=list)
    constats: list[str] = field(default_factory=list)
    deja: int = 0

    def __post_init__(self) -> None:
        self.moment = timezone.now()
        self.by_reference = index_liberations(self.etat.suivis.values())
        self.known = Counter(_keys(self.acteur.organisation.pk))

    def read(self, ligne: Ligne) -> None:
        where, found = f"ligne {ligne['ligne']}, « {ligne['logement']} »", self.by_reference.get(ligne["logement"])
        if found is None:
            self.constats.append(f"{where} : aucune libération de ce nom")
            return
        suivi = self.etat.suivis[found]
        code = ligne["reservataire"] or suivi.reservataire or BAILLEUR
        key = (found, ligne["type"], ligne["date"], code)
        if self.known[key]:
            self.known[key] -= 1
            self.deja += 1
        elif ligne["type"] == TypeFait.IMPUTATION and not ligne["reservataire"]:
            self.constats.append(f"{where} : imputation sans réservataire ; attendu : le compte sur lequel il compte")
        elif code != BAILLEUR and code not in self.etat.comptes:
            self.constats.append(f"{where} : réservataire « {code} » inconnu")
        else:
            try:
                self._follow(suivi, key, read_precision(ligne["type"], ligne["precision"] or ""))
            except (TransitionInterditeError, DonneeInvalideError) as error:
                self.constats.append(f"{where} : {error}")

    def _follow(self, suivi: Suivi, key: Cle, precision: Mapping[str, str]) -> None:
        found, kind, jour, code = key
        after = self.etat.livre.ecrire(to_logement(suivi.liberation), kind, jour, code, precision=precision)
        rang = suivi.rang + 1
        self.etat.suivis[found] = Suivi(suivi.liberation, after, rang)
        self.rows.append(
            Fait(
                liberation=suivi.liberation,
                rang=rang,
                type=kind,
                date=jour,
                reservataire=self.etat.comptes.get(code),
                auteur_id=self.acteur.utilisateur_id,
                ecrit_le=self.moment,
                precision=precision or None,
            )
        )


def index_liberations(suivis: Iterable[Suivi]) -> dict[str, int]:
    """Freed dwellings by reference, and by RPLS number where one liberation only bears it."""
    rows = [suivi.liberation for suivi in suivis]
    alone = Counter(row.ident_rep for row in rows)
    index = {row.ident_rep: row.pk for row in rows if row.ident_rep and alone[row.ident_rep] == 1}
    return index | {row.reference: row.pk for row in rows}


def _keys(bailleur_id: int) -> Iterable[Cle]:
    rows = requetes.faits_of(bailleur_id).values_list("liberation", "type", "date", "reservataire__code")
    return ((liberation, kind, jour, code or BAILLEUR) for liberation, kind, jour, code in rows)
