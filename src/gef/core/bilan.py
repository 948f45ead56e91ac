"""The annual bilan: what each reservataire was offered, given and let, and what left the flux.

The law counts propositions and attributions (R. 441-5-1), attributions for the priority publics and signed leases for
the first quartile (L. 441-1): three events, kept apart, each in the exercice of its own date. The trigger that a
convention uses for its décompte shows only in the soldes. What the data lack is listed in `Bilan.manques`.

Source:
    CCH art. R. 441-5 (forecast and realised subtractions), R. 441-5-1 (bilan before 28 February); source 003
    (convention de réservation, Ain, 2025, art. 6) for the shares of all freed dwellings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from gef.core.bilan_tables import (
    AXES,
    NON_RENSEIGNE,
    EntreeBilan,
    Evenement,
    Fait,
    LigneAxe,
    LigneFlux,
    LigneHorsFlux,
    ReservataireBilan,
    TableAxe,
    count_refus,
    dresser_hors_flux,
    dresser_tables,
    is_in_exercice,
    list_faits,
    list_manques,
    list_sorties,
    total_hors_flux,
)
from gef.core.motifs import Etape, Explication, Source
from gef.core.periodes import echeance_bilan
from gef.core.rotation import ecrire_nombre, join_libelles

__all__ = [
    "AXES",
    "Bilan",
    "EntreeBilan",
    "LigneAxe",
    "LigneFlux",
    "LigneHorsFlux",
    "LigneReservataire",
    "ReservataireBilan",
    "TableAxe",
    "dresser_bilan",
    "expliquer",
]

R441_5 = Source("CCH art. R. 441-5", "legale")
R441_5_1 = Source("CCH art. R. 441-5-1", "legale")
PARTS = Source("source 003 (convention de réservation, Ain, 2025), art. 6", "locale")
JOURNAL = Source("événements du journal", "donnee")
LIBELLES_EVENEMENTS: Mapping[Evenement, str] = {
    "propositions": "Propositions",
    "attributions": "Attributions en CALEOL",
    "baux": "Baux signés",
}


@dataclass(frozen=True, slots=True)
class LigneReservataire:
    """What one account had in the exercice; None is unknown.

    Attributes:
        id: Account; empty for the events whose account the file does not give, "total" for all together.
        nom: Name to show.
        type: Code of the kind of reservataire; empty for the two rows above.
        liberations: Base of the three shares: all dwellings freed in the exercice, out of the flux included.
        propositions: Dwellings proposed to it.
        attributions: Dwellings attributed on its account.
        baux: Leases signed on its account.
        refus: Its refusals in the exercice.
        objectif: Whole dwellings announced.
        droits: Dwellings accrued in the exercice.
        solde_debut: Solde on 1 January; > 0 when dwellings are due to it.
        solde_fin: Solde on 31 December.
        recus: Dwellings debited in the exercice: opening solde + droits − closing solde.
        ecart: `recus` − `objectif`.
        axes: Its tables, one per axis of R. 441-5-1.
    """

    id: str
    nom: str
    type: str
    liberations: int
    propositions: int
    attributions: int
    baux: int
    refus: int
    objectif: int | None
    droits: Fraction | None
    solde_debut: Fraction | None
    solde_fin: Fraction | None
    recus: Fraction | None
    ecart: Fraction | None
    axes: tuple[TableAxe, ...]

    def volume(self, evenement: Evenement) -> int:
        """Return the count of one of the three events."""
        return {"propositions": self.propositions, "attributions": self.attributions, "baux": self.baux}[evenement]

    @property
    def part_propositions(self) -> Fraction | None:
        """Propositions over all freed dwellings; None when none was freed."""
        return _part(self.propositions, self.liberations)

    @property
    def part_attributions(self) -> Fraction | None:
        """Attributions over all freed dwellings; None when none was freed."""
        return _part(self.attributions, self.liberations)

    @property
    def part_baux(self) -> Fraction | None:
        """Leases over all freed dwellings; None when none was freed."""
        return _part(self.baux, self.liberations)


@dataclass(frozen=True, slots=True)
class Bilan:
    """The bilan of an exercice; every total is a field, equal to the sum of its rows.

    Attributes:
        a_transmettre_avant: 28 February of the next year, excluded.
        liberations: Dwellings freed in the exercice, in the flux and out of it.
        logements_proposes: Dwellings proposed at least once; `total.propositions` counts one per reservataire.
        total: Sum of `reservataires`, and the tables of all together.
        explications: Steps by headline figure: liberations, logements_proposes, propositions, attributions, baux,
            part_propositions, part_attributions, part_baux, hors_flux.
        manques: What is missing, in French; empty when nothing is.
    """

    exercice: int
    a_transmettre_avant: date
    liberations: int
    liberations_flux: int
    liberations_hors_flux: int
    logements_proposes: int
    reservataires: tuple[LigneReservataire, ...]
    total: LigneReservataire
    hors_flux: tuple[LigneHorsFlux, ...]
    total_hors_flux: LigneHorsFlux
    manques: tuple[str, ...]
    explications: Mapping[str, Explication] = field(default_factory=dict)

    @property
    def axes(self) -> tuple[TableAxe, ...]:
        """Tables of all reservataires together, one per axis of R. 441-5-1."""
        return self.total.axes

    def part_flux(self, nombre: int) -> Fraction | None:
        """Share of the dwellings freed in the flux; None when none was."""
        return _part(nombre, self.liberations_flux)


def dresser_bilan(entree: EntreeBilan) -> Bilan:
    """Draw up the bilan of an exercice.

    Returns:
        The bilan; the order of `entree.lignes` changes nothing.

    Source:
        CCH art. R. 441-5 and R. 441-5-1.

    Examples:
        >>> mairie = ReservataireBilan("mairie", "Ville de Lys", "commune")
        >>> jour = date(2025, 3, 3)
        >>> ligne = LigneFlux(
        ...     "L1", "01001", "T3", "PLAI", False, None, None, (("mairie", jour),), "mairie", jour, None, jour, (), "1"
        ... )
        >>> bilan = dresser_bilan(EntreeBilan(2025, (mairie,), (ligne,), {"mairie": 1}, {}, {}, {}, {}))
        >>> bilan.total.propositions, bilan.total.attributions, bilan.total.baux
        (1, 1, 0)
        >>> bilan.manques[0]
        'Période de construction : non renseigné pour 1 logement sur 1.'
    """
    exercice = entree.exercice
    faits = tuple(list_faits(entree.lignes, exercice))
    libres = [ligne for ligne in entree.lignes if is_in_exercice(ligne.libere_le, exercice)]
    dans_le_flux = sum(not ligne.hors_flux for ligne in libres)
    reservataires = _dresser_comptes(entree, faits, len(libres))
    hors_flux = dresser_hors_flux(entree)
    bilan = Bilan(
        exercice=exercice,
        a_transmettre_avant=echeance_bilan(exercice),
        liberations=len(libres),
        liberations_flux=dans_le_flux,
        liberations_hors_flux=len(libres) - dans_le_flux,
        logements_proposes=len({fait.ligne.liberation_id for fait in faits if fait.evenement == "propositions"}),
        reservataires=reservataires,
        total=_total_comptes(reservataires, (*faits, *list_sorties(entree.lignes, entree.exercice)), len(libres)),
        hors_flux=hors_flux,
        total_hors_flux=total_hors_flux(hors_flux),
        manques=(*list_manques(entree, faits, hors_flux), *_manques_des_comptes(entree, reservataires)),
    )
    return replace(bilan, explications=expliquer(bilan))


def _dresser_comptes(entree: EntreeBilan, faits: tuple[Fait, ...], liberations: int) -> tuple[LigneReservataire, ...]:
    """Make one row per account, then one for the events whose account is not known, when there are some."""
    refus = count_refus(entree)
    comptes = list(entree.reservataires)
    if refus[""] or any(fait.reservataire is None for fait in faits):
        comptes.append(ReservataireBilan("", NON_RENSEIGNE, ""))
    return tuple(_dresser_compte(entree, compte, faits, refus[compte.id], liberations) for compte in comptes)


def _dresser_compte(
    entree: EntreeBilan, compte: ReservataireBilan, faits: tuple[Fait, ...], refus: int, liberations: int
) -> LigneReservataire:
    siens = [fait for fait in faits if (fait.reservataire or "") == compte.id]
    volumes = Counter(fait.evenement for fait in siens)
    objectif, droits = entree.objectifs.get(compte.id), entree.droits.get(compte.id)
    debut, fin = entree.soldes_debut.get(compte.id), entree.soldes_fin.get(compte.id)
    recus = None if droits is None or debut is None or fin is None else debut + droits - fin
    return LigneReservataire(
        id=compte.id,
        nom=compte.nom,
        type=compte.type,
        liberations=liberations,
        propositions=volumes["propositions"],
        attributions=volumes["attributions"],
        baux=volumes["baux"],
        refus=refus,
        objectif=objectif,
        droits=droits,
        solde_debut=debut,
        solde_fin=fin,
        recus=recus,
        ecart=None if recus is None or objectif is None else recus - objectif,
        axes=dresser_tables(siens),
    )


def _total_comptes(
    comptes: tuple[LigneReservataire, ...], faits: Iterable[Fait], liberations: int
) -> LigneReservataire:
    """Add up the rows; a figure that some accounts lack is the sum of those that have it."""
    objectifs = [compte.objectif for compte in comptes if compte.objectif is not None]
    return LigneReservataire(
        id="total",
        nom="Ensemble",
        type="",
        liberations=liberations,
        propositions=sum(compte.propositions for compte in comptes),
        attributions=sum(compte.attributions for compte in comptes),
        baux=sum(compte.baux for compte in comptes),
        refus=sum(compte.refus for compte in comptes),
        objectif=sum(objectifs) if objectifs else None,
        droits=_sum_known(compte.droits for compte in comptes),
        solde_debut=_sum_known(compte.solde_debut for compte in comptes),
        solde_fin=_sum_known(compte.solde_fin for compte in comptes),
        recus=_sum_known(compte.recus for compte in comptes),
        ecart=_sum_known(compte.ecart for compte in comptes),
        axes=dresser_tables(faits),
    )


def _sum_known(chiffres: Iterable[Fraction | None]) -> Fraction | None:
    connus = [chiffre for chiffre in chiffres if chiffre is not None]
    return sum(connus, Fraction(0)) if connus else None


def _part(nombre: int, liberations: int) -> Fraction | None:
    return Fraction(nombre, liberations) if liberations else None


def _manques_des_comptes(entree: EntreeBilan, comptes: tuple[LigneReservataire, ...]) -> Iterator[str]:
    champs = {
        "Objectif": entree.objectifs,
        "Droits": entree.droits,
        "Solde de début": entree.soldes_debut,
        "Solde de fin": entree.soldes_fin,
    }
    for libelle, connus in champs.items():
        if absents := [compte.nom for compte in entree.reservataires if compte.id not in connus]:
            yield f"{libelle} : {NON_RENSEIGNE} pour {join_libelles(absents)}."
    for compte in comptes:
        if compte.recus is not None and Fraction(compte.recus).denominator != 1:
            yield (
                f"{compte.nom} : solde de début + droits − solde de fin = {ecrire_nombre(compte.recus)} ; "
                "attendu : un nombre entier de logements."
            )


def expliquer(bilan: Bilan) -> dict[str, Explication]:
    """Write the steps of every headline figure, from the figures themselves."""
    sorties = [
        _etape(f"hors_flux_{ligne.categorie}", ligne.libelle, ligne.liberations, R441_5) for ligne in bilan.hors_flux
    ]
    hors = _add_up("hors_flux", "Logements libérés hors du flux", sorties, R441_5)
    flux = _etape("liberations_flux", "Logements libérés dans le flux", bilan.liberations_flux, JOURNAL)
    libres = _add_up("liberations", "Logements libérés", [flux, hors], JOURNAL)
    explications = {
        "hors_flux": Explication(f"Hors du flux, {bilan.exercice}", (*sorties, hors)),
        "liberations": Explication(f"Logements libérés, {bilan.exercice}", (flux, hors, libres)),
    }
    for evenement, libelle in LIBELLES_EVENEMENTS.items():
        comptes = [
            _etape(f"{evenement}_{compte.id or 'inconnu'}", compte.nom, compte.volume(evenement), JOURNAL)
            for compte in bilan.reservataires
        ]
        total = _add_up(evenement, libelle, comptes, R441_5_1)
        part = _divide(f"part_{evenement}", f"{libelle}, part des logements libérés", total, libres)
        explications[evenement] = Explication(f"{libelle}, {bilan.exercice}", (*comptes, total))
        explications[part.code] = Explication(f"{part.libelle}, {bilan.exercice}", (total, libres, part))
    reprises = bilan.logements_proposes - bilan.total.propositions
    etapes = [
        _etape("propositions", "Propositions", bilan.total.propositions, R441_5_1),
        _etape("reprises", "Logements déjà proposés à un autre réservataire", reprises, JOURNAL),
    ]
    proposes = _add_up("logements_proposes", "Logements proposés", etapes, R441_5_1)
    explications[proposes.code] = Explication(f"Logements proposés, {bilan.exercice}", (*etapes, proposes))
    return explications


def _etape(code: str, libelle: str, nombre: int, source: Source) -> Etape:
    return Etape(code, libelle, nombre, "logements", source=source)


def _add_up(code: str, libelle: str, etapes: list[Etape], source: Source) -> Etape:
    """Make the step that adds up the others, with the sum written out."""
    nombres = [int(etape.valeur) for etape in etapes]
    termes = [f"{'− ' if nombre < 0 else '+ '}{ecrire_nombre(abs(nombre))}" for nombre in nombres]
    return Etape(code, libelle, sum(nombres), "logements", " ".join(termes).removeprefix("+ "), source)


def _divide(code: str, libelle: str, numerateur: Etape, denominateur: Etape) -> Etape:
    part = _part(int(numerateur.valeur), int(denominateur.valeur))
    if part is None:
        return Etape(code, libelle, "aucun logement libéré dans l’exercice", source=PARTS)
    calcul = f"{ecrire_nombre(int(numerateur.valeur))} ÷ {ecrire_nombre(int(denominateur.valeur))}"
    return Etape(code, libelle, part, "fraction", calcul, PARTS)
