"""First letting of a new programme: a whole repartition between all réservataires, proposed before the concertation.

The law wants a concertation of all the réservataires and says no number: what is here is the habit of source 003 (the
État 30 %, « sauf accord contraire » ; the repartition « reflète le financement »), written as arithmetic so that the
partners may discuss it. It decides nothing: the numbers that are agreed replace those that are proposed, with the
document that says so. `gef.core.concertation` holds the words of the partners.

Source:
    CCH art. R. 441-5 (concertation); source 003 (Ornex, 2025), art. 5.3 and art. 3; source 004 (HSO Occitanie, 2023)
    for rights of one tour; docs/metier/premiere-location.md for the rounding, which nobody says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Etape, Explication, Source
from gef.core.objectifs import arrondir_objectifs
from gef.core.operations import SOURCE_PART
from gef.core.parts import BAILLEUR, TYPES_ETAT
from gef.core.programmes_neufs import NATURES_CONTREPARTIE, Contrepartie, Lot, Programme
from gef.core.rotation import ecrire_nombre, ecrire_taux
from gef.core.seuils import SeuilLegal

SOURCE_ETAT = Source(
    "source 003 (Ornex, 2025), art. 5.3 : 30 % sauf accord contraire ; la loi n’en fait qu’un maximum, sur le flux "
    "annuel du bailleur (CCH art. R. 441-5-2, I)",
    "pratique",
)
SOURCE_PLAN = Source("source 003 (Ornex, 2025), art. 5.3 : la répartition reflète le financement", "pratique")
SOURCE_RESTE = Source("ce que personne ne demande reste au bailleur", "pratique")
SOURCE_ARRONDI = Source("plus forts restes ; à égalité le plus petit code, le bailleur en dernier", "calcul")
SOURCE_PROGRAMME = Source("programme déclaré par le bailleur", "donnee")

_ETAT = "ETAT"  # the two accounts of the État, rounded together


@dataclass(frozen=True, slots=True)
class PartProgramme:
    """Dwellings of one réservataire.

    Attributes:
        reservataire: His account; `BAILLEUR` for what nobody asks.
        type: A code of `TYPES_RESERVATAIRE`.
        exact: His share before rounding.
        logements: Whole number.
        explication: Why.
    """

    reservataire: str
    type: str
    exact: Fraction
    logements: int
    explication: Explication


@dataclass(frozen=True, slots=True)
class PremiereLocation:
    """A repartition of a programme.

    Attributes:
        programme: What was read.
        parts: One per réservataire consulted, in order of id, the bailleur last; their sum is the programme.
        table: Dwellings by (réservataire, lot): rows and columns add up to the parts and to the lots.
        remarques: What must be read before agreeing.
        explication: The steps of the whole.
        document: What the agreed numbers come from; "" while they are only proposed.
    """

    programme: Programme
    parts: tuple[PartProgramme, ...]
    table: Mapping[tuple[str, Lot], int]
    remarques: tuple[str, ...]
    explication: Explication
    document: str = ""

    @property
    def logements(self) -> dict[str, int]:
        """Dwellings by account."""
        return {part.reservataire: part.logements for part in self.parts}

    @property
    def etat(self) -> int:
        """Dwellings of the État, its two accounts together."""
        return sum(part.logements for part in self.parts if part.type in TYPES_ETAT)


@dataclass(frozen=True, slots=True)
class _Quotas:
    """Exact dwellings before rounding, the État's two accounts as one."""

    etat: Fraction
    autres: Mapping[str, Fraction]
    bailleur: Fraction
    reduction: Fraction
    demandes: Mapping[str, Fraction]
    calculs: Mapping[str, str] = field(default_factory=dict)


def repartir_premiere_location(programme: Programme, etat: SeuilLegal, agents: SeuilLegal) -> PremiereLocation:
    """Propose the repartition of a programme.

    The État has its share, of which the agents never more than theirs. Each other réservataire has what he brings, as
    a share of the programme; when all of them together ask more than what the État leaves, each has it in proportion.
    The bailleur keeps the rest. Largest remainders give whole dwellings, ties going to the smaller id.

    Args:
        programme: The programme, checked.
        etat: Maximum of the État in the flux, taken as its share when the programme says none.
        agents: Maximum of its agents, in points of the same base.

    Source:
        Source 003 (Ornex, 2025), art. 5.3; docs/metier/premiere-location.md.

    Examples:
        >>> loi = [SeuilLegal(Fraction(p, 100), "flux", Source("CCH", "legale")) for p in (30, 5)]
        >>> types = {"ETAT-P": "etat_prio", "AL": "action_logement", "VILLE": "commune"}
        >>> recus = [Contrepartie("VILLE", "garantie", Fraction(1)), Contrepartie("AL", "financement", Fraction(1, 4))]
        >>> neuf = Programme("P-1", {("T2", "PLUS"): 12, ("T3", "PLAI"): 8}, types, tuple(recus))
        >>> repartir_premiere_location(neuf, *loi).logements
        {'AL': 5, 'ETAT-P': 6, 'VILLE': 4, 'BAILLEUR': 5}
    """
    part_etat = etat.valeur if programme.part_etat is None else programme.part_etat
    quotas = _read_quotas(programme, part_etat, agents)
    parts = _round(programme, quotas, part_etat, agents)
    return PremiereLocation(
        programme=programme,
        parts=parts,
        table=_ventiler(programme, parts),
        remarques=tuple(_list_remarques(programme, quotas, part_etat, etat, parts)),
        explication=_explain(programme, parts, f"Première location, programme {programme.code}"),
    )


def convenir(proposee: PremiereLocation, accordes: Mapping[str, int], document: str) -> PremiereLocation:
    """Replace the proposed numbers by those that the partners agreed.

    Args:
        proposee: The proposal.
        accordes: Dwellings by account; an account that is not there has none.
        document: What says so; needed as soon as a number differs.

    Raises:
        DonneeInvalideError: the sum is not the programme, an account was not consulted, or the document is missing.

    Examples:
        >>> loi = [SeuilLegal(Fraction(p, 100), "flux", Source("CCH", "legale")) for p in (30, 5)]
        >>> neuf = Programme("P-1", {("T2", "PLUS"): 10}, {"ETAT-P": "etat_prio", "VILLE": "commune"})
        >>> proposee = repartir_premiere_location(neuf, *loi)
        >>> convenir(proposee, {"VILLE": 4, "ETAT-P": 3, "BAILLEUR": 3}, "accord").logements
        {'ETAT-P': 3, 'VILLE': 4, 'BAILLEUR': 3}
    """
    programme = proposee.programme
    where = f"programme {programme.code}, accord"
    if unknown := sorted(set(accordes) - set(proposee.logements)):
        raise DonneeInvalideError(
            f"{where} : {', '.join(unknown)} ; attendu : un compte consulté, parmi {', '.join(proposee.logements)}."
        )
    if negative := sorted(code for code, nombre in accordes.items() if nombre < 0):
        raise DonneeInvalideError(f"{where}, {', '.join(negative)} : nombre négatif ; attendu : 0 ou plus.")
    if (somme := sum(accordes.values())) != programme.total:
        raise DonneeInvalideError(
            f"{where} : {ecrire_nombre(somme)} logements en tout ; attendu : {ecrire_nombre(programme.total)}, "
            "ceux du programme."
        )
    changed = {part.reservataire for part in proposee.parts if accordes.get(part.reservataire, 0) != part.logements}
    if changed and not document.strip():
        raise DonneeInvalideError(f"{where}, document : vide ; attendu : ce qui fonde des nombres autres que proposés.")
    parts = tuple(_agree(part, accordes.get(part.reservataire, 0), document.strip()) for part in proposee.parts)
    titre = f"Première location convenue, programme {programme.code}"
    return PremiereLocation(
        programme,
        parts,
        _ventiler(programme, parts),
        proposee.remarques,
        _explain(programme, parts, titre),
        document.strip(),
    )


def _agree(part: PartProgramme, logements: int, document: str) -> PartProgramme:
    if logements == part.logements:
        return part
    source = Source(document, "locale")
    etape = Etape("convenu", "Convenu", logements, "logements", f"au lieu de {part.logements} proposés", source)
    explication = Explication(part.explication.titre, (*part.explication.etapes, etape))
    return PartProgramme(part.reservataire, part.type, part.exact, logements, explication)


def _read_quotas(programme: Programme, part_etat: Fraction, agents: SeuilLegal) -> _Quotas:
    """Give the exact dwellings: the État's, the others' within what it leaves, the bailleur's."""
    total, kinds = programme.total, set(programme.reservataires.values())
    etat = part_etat * total if TYPES_ETAT & kinds else Fraction(0)
    if "etat_prio" not in kinds:  # agents alone, under their cap
        etat = min(etat, Fraction(floor(agents.valeur * total)))
    demandes: dict[str, Fraction] = {}
    calculs: dict[str, str] = {}
    for code in sorted(set(programme.reservataires)):
        if programme.reservataires[code] not in TYPES_ETAT:
            shares = [_weigh(programme, one) for one in programme.contreparties if one.reservataire == code]
            demandes[code] = total * sum((share for share, _ in shares), Fraction(0))
            calculs[code] = " + ".join(sorted(calcul for _, calcul in shares))
    asked, left = sum(demandes.values(), Fraction(0)), total - etat
    reduction = left / asked if asked > left else Fraction(1)
    autres = {code: demande * reduction for code, demande in demandes.items()}
    return _Quotas(etat, autres, left - sum(autres.values(), Fraction(0)), reduction, demandes, calculs)


def _weigh(programme: Programme, one: Contrepartie) -> tuple[Fraction, str]:
    """Share of the programme that a contrepartie opens, and how it is worked out."""
    nom = NATURES_CONTREPARTIE[one.nature]
    if one.nature != "garantie":
        return one.part, f"{ecrire_taux(one.part)} ({nom})"
    share = programme.part_garanties * one.part
    return share, f"{ecrire_taux(programme.part_garanties)} × {ecrire_taux(one.part)} ({nom})"


def _round(programme: Programme, quotas: _Quotas, part_etat: Fraction, agents: SeuilLegal) -> tuple[PartProgramme, ...]:
    exacts = {_ETAT: quotas.etat, **quotas.autres, BAILLEUR: quotas.bailleur}
    entiers = {code: floor(exact) for code, exact in exacts.items()}
    order = sorted(exacts, key=lambda code: (entiers[code] - exacts[code], code == BAILLEUR, code))
    for code in order[: programme.total - sum(entiers.values())]:
        entiers[code] += 1
    lines = _split_etat(programme, entiers[_ETAT], quotas.etat, part_etat, agents)
    for code, exact in quotas.autres.items():
        lines[code] = _explain_autre(programme, code, exact, entiers[code], quotas)
    rest = f"{programme.total} − {programme.total - entiers[BAILLEUR]}"
    etape = Etape("logements", "Logements", entiers[BAILLEUR], "logements", rest, SOURCE_RESTE)
    lines_bailleur = PartProgramme(
        BAILLEUR, "bailleur", quotas.bailleur, entiers[BAILLEUR], Explication("Non réservé", (etape,))
    )
    return (*(lines[code] for code in sorted(lines)), lines_bailleur)


def _split_etat(
    programme: Programme, whole: int, exact: Fraction, part: Fraction, agents: SeuilLegal
) -> dict[str, PartProgramme]:
    """Share the État's dwellings between its two accounts: the agents never more than their points, whole."""
    codes = {kind: code for code, kind in programme.reservataires.items() if kind in TYPES_ETAT}
    total = programme.total
    first = Etape("etat", "Part de l’État", exact, "logements", f"{ecrire_taux(part)} × {total}", SOURCE_ETAT)
    arrondi = Etape("etat_entier", "État, en entiers", whole, "logements", "", SOURCE_ARRONDI)
    lines: dict[str, PartProgramme] = {}
    most = 0
    if code := codes.get("etat_fonct"):
        most = min(whole, floor(agents.valeur * total))
        calcul = f"{ecrire_taux(agents.valeur)} × {total}, à l’entier inférieur"
        step = Etape("logements", "Dont agents publics", most, "logements", calcul, agents.source)
        lines[code] = PartProgramme(
            code, "etat_fonct", Fraction(most), most, Explication(programme.nom(code), (first, arrondi, step))
        )
    if code := codes.get("etat_prio"):
        rest = whole - most
        step = Etape("logements", "Publics prioritaires", rest, "logements", f"{whole} − {most}", SOURCE_ETAT)
        lines[code] = PartProgramme(
            code, "etat_prio", exact - most, rest, Explication(programme.nom(code), (first, arrondi, step))
        )
    return lines


def _explain_autre(programme: Programme, code: str, exact: Fraction, whole: int, quotas: _Quotas) -> PartProgramme:
    asked = quotas.calculs[code]
    steps = []
    if asked:
        demande = quotas.demandes[code]
        source = SOURCE_PART if "garantie" in asked else SOURCE_PLAN
        steps.append(
            Etape(
                "apporte",
                "Ce que ses contreparties ouvrent",
                demande,
                "logements",
                f"({asked}) × {programme.total}",
                source,
            )
        )
        if quotas.reduction < 1:
            calcul = f"{ecrire_nombre(demande)} × {ecrire_taux(quotas.reduction)}, dans ce que l’État laisse"
            steps.append(Etape("reduit", "Ramené à ce qui reste", exact, "logements", calcul, SOURCE_PLAN))
    else:
        steps.append(Etape("apporte", "Aucune contrepartie inscrite", Fraction(0), "logements", "", SOURCE_PROGRAMME))
    steps.append(Etape("logements", "Logements", whole, "logements", f"{ecrire_nombre(exact)} arrondi", SOURCE_ARRONDI))
    kind = programme.reservataires[code]
    return PartProgramme(code, kind, exact, whole, Explication(programme.nom(code), tuple(steps)))


def _ventiler(programme: Programme, parts: tuple[PartProgramme, ...]) -> dict[tuple[str, Lot], int]:
    """Spread each one's dwellings over the lots as the programme is made: controlled rounding, both margins kept."""
    names = {f"{rang:03d}": lot for rang, lot in enumerate(sorted(programme.lots))}
    exacts = {
        part.reservataire: {
            nom: Fraction(part.logements * programme.lots[lot], programme.total) for nom, lot in names.items()
        }
        for part in parts
    }
    etat = frozenset(part.reservataire for part in parts if part.type in TYPES_ETAT)
    cellules = arrondir_objectifs(exacts, groupe_etat=etat).cellules
    return {(code, names[nom]): nombre for (code, nom), nombre in cellules.items() if nombre}


def _list_remarques(
    programme: Programme, quotas: _Quotas, part_etat: Fraction, maximum: SeuilLegal, parts: tuple[PartProgramme, ...]
) -> list[str]:
    found = []
    if not TYPES_ETAT & set(programme.reservataires.values()):
        found.append("L’État n’a pas de compte chez ce bailleur : aucune part ne lui est proposée.")
    elif part_etat != maximum.valeur:
        found.append(
            f"La part de l’État est de {ecrire_taux(part_etat)}, et non de {ecrire_taux(maximum.valeur)} comme il est "
            "d’usage : l’accord des parties le dit (source 003, art. 5.3)."
        )
    if quotas.reduction < 1:
        found.append(
            "Les contreparties demandent plus que ce que l’État laisse : chacune est ramenée à "
            f"{ecrire_taux(quotas.reduction)} de ce qu’elle ouvre."
        )
    found += [
        f"{programme.nom(part.reservataire)} est consulté sans contrepartie inscrite : la règle ne lui propose rien."
        for part in parts
        if part.type not in TYPES_ETAT and part.reservataire != BAILLEUR and not part.exact
    ]
    return found


def _explain(programme: Programme, parts: tuple[PartProgramme, ...], titre: str) -> Explication:
    etapes = [Etape("programme", "Logements du programme", programme.total, "logements", source=SOURCE_PROGRAMME)]
    etapes += [
        Etape(
            part.reservataire,
            programme.nom(part.reservataire),
            part.logements,
            "logements",
            part.explication.etapes[-1].calcul,
            part.explication.etapes[-1].source,
        )
        for part in parts
    ]
    somme = " + ".join(str(part.logements) for part in parts)
    etapes.append(Etape("total", "Total", sum(p.logements for p in parts), "logements", somme, SOURCE_ARRONDI))
    return Explication(titre, tuple(etapes))
