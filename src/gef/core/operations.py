"""Rights born of a guaranteed operation: a share of its dwellings, split between those who guarantee the loan.

The share is what the parties agreed. « 20 % of the operation » is the habit of source 003 and was once the law of the
stock (`garanties_plafond_programme`): it serves to create rights. It is not the cap of today, which is measured on the
yearly flux of the territory, all guarantors together (CCH art. R. 441-5-3), and is checked by the conversion.

Source:
    Source 003 (Ornex, 2025), article 3; docs/metier/droits.md for the rounding, which it does not say.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Etape, Explication, Source
from gef.core.registre_droits import FAMILLE_PAR_TYPE, DroitReservation, TypeDroit
from gef.core.rotation import ecrire_nombre, ecrire_taux

PART_USAGE = Fraction(1, 5)
SOURCE_PART = Source(
    "source 003 (Ornex, 2025), article 3 : au plus 20 % des logements de l’opération garantie", "pratique"
)
SOURCE_QUOTITES = Source("source 003 (Ornex, 2025), article 3 : au prorata des garanties des garants", "pratique")
SOURCE_ARRONDI = Source(
    "plus forts restes ; à égalité la plus grande garantie, puis le code (docs/metier/droits.md)", "pratique"
)
SOURCE_OPERATION = Source("opération garantie", "donnee")
AVERTISSEMENT_PLAFOND = (
    "Cette part crée des droits ; elle n’est pas le plafond de la loi, qui se mesure sur le flux annuel du territoire, "
    "tous garants ensemble (CCH art. R. 441-5-3), et que la conversion vérifie."
)


@dataclass(frozen=True, slots=True)
class Garant:
    """One guarantor of the loan.

    Attributes:
        reservataire: His account; he will hold the right.
        type: A code of `gef.core.parts.TYPES_RESERVATAIRE`.
        quotite: Share of the loan that he guarantees.
        utilisateur: Who will use the right in his place; None when nobody does.
    """

    reservataire: str
    type: str
    quotite: Fraction
    utilisateur: str | None = None

    def __post_init__(self) -> None:
        if FAMILLE_PAR_TYPE.get(self.type) != "collectivites":
            raise DonneeInvalideError(
                f"garant {self.reservataire}, type « {self.type} » ; attendu : commune, epci, departement ou region."
            )
        if not 0 < self.quotite <= 1:
            raise DonneeInvalideError(
                f"garant {self.reservataire}, quotité : {self.quotite} ; attendu : au-dessus de 0, et 1 au plus."
            )


@dataclass(frozen=True, slots=True)
class OperationGarantie:
    """A new operation whose loan is guaranteed.

    Attributes:
        reference: Stable name of the operation.
        programme: Name of the programme.
        commune: Code of its commune.
        logements: Dwellings of the operation.
        part_reservee: Share of them reserved against the guarantees, as the parties agreed.
        garants: The guarantors.
        debut: First day of the rights.
        echeance_pret: Day of the payment that repays the loan in full; None when it is not known.
        type_droit: Kind of the rights.
    """

    reference: str
    programme: str
    commune: str
    logements: int
    part_reservee: Fraction
    garants: tuple[Garant, ...]
    debut: date
    echeance_pret: date | None = None
    type_droit: TypeDroit = "suite"

    def __post_init__(self) -> None:
        lieu = f"opération {self.reference}"
        if self.logements < 0:
            raise DonneeInvalideError(f"{lieu}, logements : {self.logements} ; attendu : un nombre positif ou nul.")
        if not 0 <= self.part_reservee <= 1:
            raise DonneeInvalideError(f"{lieu}, part réservée : {self.part_reservee} ; attendu : entre 0 et 1.")
        if not self.garants:
            raise DonneeInvalideError(f"{lieu}, garants : aucun ; attendu : un au moins.")
        repeated = sorted(nom for nom, n in Counter(g.reservataire for g in self.garants).items() if n > 1)
        if repeated:
            raise DonneeInvalideError(f"{lieu}, garant {', '.join(repeated)} : plusieurs fois ; attendu : une seule.")
        if (total := sum(g.quotite for g in self.garants)) > 1:
            raise DonneeInvalideError(
                f"{lieu}, quotités : {ecrire_taux(Fraction(total))} en tout ; attendu : 100 % de l’emprunt au plus."
            )
        if self.echeance_pret is not None and self.echeance_pret <= self.debut:
            raise DonneeInvalideError(
                f"{lieu}, remboursement du prêt : {self.echeance_pret:%d/%m/%Y} ; "
                f"attendu : après le début, {self.debut:%d/%m/%Y}."
            )


@dataclass(frozen=True, slots=True)
class PartGarant:
    """What one guarantor receives; `exact` is his share before rounding."""

    garant: Garant
    exact: Fraction
    logements: int


@dataclass(frozen=True, slots=True)
class RepartitionOperation:
    """The rights that an operation creates.

    Attributes:
        operation: What was read.
        total: Dwellings reserved.
        parts: One per guarantor, in the order of the operation; their sum is `total`.
        droits: The rights to write: one per guarantor who receives a dwelling.
        avertissements: What must be read before writing.
        explication: The steps.
    """

    operation: OperationGarantie
    total: int
    parts: tuple[PartGarant, ...]
    droits: tuple[DroitReservation, ...]
    avertissements: tuple[str, ...]
    explication: Explication


def repartir_operation(operation: OperationGarantie) -> RepartitionOperation:
    """Split the reserved dwellings of an operation between its guarantors.

    The total is the whole number under part × dwellings. Each guarantor has his share of it in proportion of what he
    guarantees; the dwellings that whole numbers leave go to the largest remainders, ties to the larger guarantee, then
    to the smaller code.

    Args:
        operation: The operation, checked.

    Source:
        Source 003 (Ornex, 2025), article 3; docs/metier/droits.md.

    Examples:
        >>> garants = (Garant("EPCI", "epci", Fraction(1, 2)), Garant("Ville", "commune", Fraction(1, 2)))
        >>> operation = OperationGarantie("OP", "", "01001", 27, Fraction(1, 5), garants, date(2026, 1, 1))
        >>> [(str(part.exact), part.logements) for part in repartir_operation(operation).parts]
        [('5/2', 3), ('5/2', 2)]
    """
    total = floor(operation.part_reservee * operation.logements)
    whole = sum((garant.quotite for garant in operation.garants), Fraction(0))
    exacts = [total * garant.quotite / whole for garant in operation.garants]
    entiers = _round(operation.garants, exacts, total)
    parts = tuple(map(PartGarant, operation.garants, exacts, entiers))
    return RepartitionOperation(
        operation=operation,
        total=total,
        parts=parts,
        droits=tuple(_to_droit(operation, part) for part in parts if part.logements),
        avertissements=_list_avertissements(operation, parts, whole),
        explication=_explain(operation, total, parts, whole),
    )


def _round(garants: tuple[Garant, ...], exacts: list[Fraction], total: int) -> list[int]:
    entiers = [floor(exact) for exact in exacts]
    order = sorted(
        range(len(garants)),
        key=lambda rank: (entiers[rank] - exacts[rank], -garants[rank].quotite, garants[rank].reservataire),
    )
    for rank in order[: total - sum(entiers)]:
        entiers[rank] += 1
    return entiers


def _to_droit(operation: OperationGarantie, part: PartGarant) -> DroitReservation:
    garant = part.garant
    return DroitReservation(
        reservataire=garant.reservataire,
        nature="garantie",
        type_droit=operation.type_droit,
        commune=operation.commune,
        territoire=operation.programme or f"commune:{operation.commune}",
        nombre=part.logements,
        debut=operation.debut,
        fin=operation.echeance_pret,
        echeance_pret=operation.echeance_pret,
        formalise=True,
        type_reservataire=garant.type,
        reference=operation.reference,
        programme=operation.programme,
        utilisateur=garant.utilisateur,
        delegation_debut=operation.debut if garant.utilisateur else None,
        part_garantie=garant.quotite,
    )


def _list_avertissements(
    operation: OperationGarantie, parts: tuple[PartGarant, ...], whole: Fraction
) -> tuple[str, ...]:
    found = [AVERTISSEMENT_PLAFOND]
    if operation.part_reservee > PART_USAGE:
        found.append(
            f"{ecrire_taux(operation.part_reservee)} des logements sont réservés : plus que les "
            f"{ecrire_taux(PART_USAGE)} de l’usage (source 003), repris d’une règle du stock abrogée."
        )
    if whole < 1:
        found.append(
            f"Les garants couvrent {ecrire_taux(whole)} de l’emprunt : eux seuls se partagent les logements réservés."
        )
    found += [
        f"{part.garant.reservataire} ne reçoit aucun logement : aucun droit n’est créé pour lui."
        for part in parts
        if not part.logements
    ]
    return tuple(found)


def _explain(operation: OperationGarantie, total: int, parts: tuple[PartGarant, ...], whole: Fraction) -> Explication:
    exact = operation.part_reservee * operation.logements
    retenu = (
        f"{ecrire_taux(operation.part_reservee)} × {operation.logements} = {ecrire_nombre(exact)}, à l’entier inférieur"
    )
    etapes = [
        Etape("logements", "Logements de l’opération", operation.logements, "logements", source=SOURCE_OPERATION),
        Etape("reserves", "Logements réservés", total, "logements", retenu, SOURCE_PART),
    ]
    for part in parts:
        code, nom = part.garant.reservataire, part.garant.reservataire
        calcul = f"{total} × {ecrire_taux(part.garant.quotite)} ÷ {ecrire_taux(whole)}"
        etapes.append(Etape(f"exact_{code}", f"{nom}, part exacte", part.exact, "logements", calcul, SOURCE_QUOTITES))
    for part in parts:
        code, nom = part.garant.reservataire, part.garant.reservataire
        calcul = f"{ecrire_nombre(part.exact)} arrondi"
        etapes.append(Etape(f"droits_{code}", f"{nom}, droits", part.logements, "logements", calcul, SOURCE_ARRONDI))
    somme = " + ".join(str(part.logements) for part in parts)
    etapes.append(Etape("total", "Droits créés", total, "logements", somme, SOURCE_ARRONDI))
    return Explication(f"Droits de l’opération {operation.reference}", tuple(etapes))
