"""Who was housed, as a bilan counts it: priority publics, first quartile out of QPV, quartiles 2 to 4 in them.

Three bases, never mixed: attributions for the priority publics, signed leases for the first quartile out of QPV,
attributions in QPV for the other quartiles. What is not known of a household is counted apart, and so is a dwelling
that does not say whether it stands in a QPV.

Source:
    CCH art. L. 441-1; source 003 (convention de réservation, Ain, 2025), art. 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from fractions import Fraction

from gef.core.bilan_entree import EntreeBilan, LigneFlux, ReservataireBilan
from gef.core.bilan_tables import NON_RENSEIGNE, Fait, count_text, list_faits

DALO, PRIORITAIRE = "dalo", "prioritaire"
PREMIER_QUARTILE = 1


@dataclass(frozen=True, slots=True)
class LignePublics:
    """What was counted for one account, or for all ("total"), in dwellings.

    Attributes:
        reservataire: Account; "" for the events whose account is not known.
        nom: Name to show.
        attributions: Base of the priority publics.
        dalo: Households recognised under the DALO.
        prioritaires: Priority publics, the DALO included.
        publics_inconnus: Attributions whose household is not known.
        baux_hors_qpv: Leases signed out of QPV, base of the first quartile.
        premier_quartile: Of those, first quartile or relogement for urban renewal.
        quartiles_inconnus: Of those, households whose resources are not known.
        attributions_qpv: Attributions in QPV, base of the quartiles 2 to 4.
        autres_quartiles: Of those, quartiles 2 to 4.
        quartiles_qpv_inconnus: Of those, households whose resources are not known.
        qpv_inconnus: Dwellings attributed or let that do not say whether they stand in a QPV.
    """

    reservataire: str
    nom: str
    attributions: int
    dalo: int
    prioritaires: int
    publics_inconnus: int
    baux_hors_qpv: int
    premier_quartile: int
    quartiles_inconnus: int
    attributions_qpv: int
    autres_quartiles: int
    quartiles_qpv_inconnus: int
    qpv_inconnus: int

    @property
    def part_prioritaires(self) -> Fraction | None:
        """Priority publics over the attributions; None without any, or when nothing is known of the households."""
        return _part(self.prioritaires, self.attributions, self.publics_inconnus)

    @property
    def part_premier_quartile(self) -> Fraction | None:
        """First quartile over the leases out of QPV; None as above."""
        return _part(self.premier_quartile, self.baux_hors_qpv, self.quartiles_inconnus)

    @property
    def part_autres_quartiles(self) -> Fraction | None:
        """Quartiles 2 to 4 over the attributions in QPV; None as above."""
        return _part(self.autres_quartiles, self.attributions_qpv, self.quartiles_qpv_inconnus)


_COMPTES = tuple(f.name for f in fields(LignePublics) if f.type == "int")


def _part(nombre: int, base: int, inconnus: int) -> Fraction | None:
    """A share of which some are unknown is a floor; one of which all are is nothing."""
    return Fraction(nombre, base) if base > inconnus else None


def dresser_publics(entree: EntreeBilan) -> tuple[LignePublics, ...]:
    """Count the households housed in the exercice, by account.

    Args:
        entree: The bilan.

    Returns:
        One row per account, in the order of the bilan, then one for the events whose account is not known, if any.
    """
    faits = tuple(list_faits(entree.lignes, entree.exercice))
    comptes = list(entree.reservataires)
    if any(fait.reservataire is None for fait in faits if fait.evenement != "propositions"):
        comptes.append(ReservataireBilan("", NON_RENSEIGNE, ""))
    by_compte: dict[str, list[Fait]] = {compte.id: [] for compte in comptes}
    for fait in faits:
        if fait.evenement != "propositions":
            by_compte[fait.reservataire or ""].append(fait)
    return tuple(count_publics(compte.id, compte.nom, by_compte[compte.id]) for compte in comptes)


def total_publics(lignes: Iterable[LignePublics]) -> LignePublics:
    """Add up the rows."""
    rows = tuple(lignes)
    return LignePublics("total", "Ensemble", *(sum(getattr(row, champ) for row in rows) for champ in _COMPTES))


def count_publics(code: str, nom: str, faits: Iterable[Fait]) -> LignePublics:
    """Count the households of some attributions and leases.

    Args:
        code: What the row is about.
        nom: Its name.
        faits: Attributions and leases of the exercice.
    """
    rows = tuple(faits)
    attribues = [fait.ligne for fait in rows if fait.evenement == "attributions"]
    loues = [fait.ligne for fait in rows if fait.evenement == "baux" and fait.ligne.qpv is False]
    en_qpv = [ligne for ligne in attribues if ligne.qpv]
    publics = [ligne.menage.public for ligne in attribues]
    premiers = [_is_premier(ligne) for ligne in loues]
    autres = [ligne.menage.quartile for ligne in en_qpv]
    return LignePublics(
        reservataire=code,
        nom=nom,
        attributions=len(attribues),
        dalo=publics.count(DALO),
        prioritaires=publics.count(DALO) + publics.count(PRIORITAIRE),
        publics_inconnus=publics.count(None),
        baux_hors_qpv=len(loues),
        premier_quartile=premiers.count(True),
        quartiles_inconnus=premiers.count(None),
        attributions_qpv=len(en_qpv),
        autres_quartiles=sum(quartile is not None and quartile > PREMIER_QUARTILE for quartile in autres),
        quartiles_qpv_inconnus=autres.count(None),
        qpv_inconnus=len({fait.ligne.liberation_id for fait in rows if fait.ligne.qpv is None}),
    )


def _is_premier(ligne: LigneFlux) -> bool | None:
    if ligne.menage.is_relogement:
        return True
    return None if ligne.menage.quartile is None else ligne.menage.quartile == PREMIER_QUARTILE


def list_manques_publics(total: LignePublics) -> Iterator[str]:
    """Yield, in French, what is not known of the households."""
    constats = (
        ("Public", total.publics_inconnus, "attribution", total.attributions),
        ("Quartile hors QPV", total.quartiles_inconnus, "bail", total.baux_hors_qpv),
        ("Quartile en QPV", total.quartiles_qpv_inconnus, "attribution", total.attributions_qpv),
    )
    for champ, inconnus, nom, base in constats:
        if inconnus:
            yield f"{champ} du ménage : {NON_RENSEIGNE} pour {count_text(inconnus, nom)} sur {base}."
