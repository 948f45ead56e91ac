"""Register, list of reserved dwellings and CONTRESLOG side by side: every disagreement, by kind, and nothing corrected.

The three pictures of the same reservations come from three hands: the register from the conventions, the list from
the bailleur's own files, the contingent from his RPLS deposit. The RPLS code names a family, never a holder: 1, 2 and 5
the État, 3 Action Logement, 4 a collectivité that it does not name, 6 others; 7 is « not reserved » and also « rights
of the État that the convention does not identify ». So a dwelling coded 7 and reserved to the État is to be confirmed;
coded 7 and reserved to a commune, it is wrong somewhere.

Dwellings come in groups of those that are alike, with their number: 150 000 of them make a few thousand groups.

Source:
    Arrêté du 5 janvier 2010 (CONTRESLOG); source 000 (Pays de la Loire): these fields cannot be used as they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gef.core.desaccords import GENRES, Genre
from gef.core.parc import CONTINGENTS, FAMILLES
from gef.core.registre_droits import FAMILLE_PAR_TYPE, DroitSitue
from gef.core.reservations import EtatReservation

Place = tuple[str, str, str]  # holder, programme, commune; "" is any
Cle = str | Place  # what tells rights that are compared together: their reference, or their place
CODE_CONVENTION, NON_RESERVE = "5", "7"


@dataclass(frozen=True, slots=True)
class GroupeLogements:
    """Dwellings alike: one line of the list on a dwelling, or a dwelling that the list does not name.

    Attributes:
        logements: How many.
        contingent: CONTRESLOG; None is not known, or the dwelling is not in the parc.
        is_exclu: Whether they leave the assiette.
        commune: Code; None when the dwelling is not in the parc.
        programme: Name in the parc; "" when unknown.
        etat: Where the line stands; None when the list does not name the dwelling.
        titulaire: Account that holds the reservation; "" without a line.
        droit: Reference that the line cites.
        is_dans_parc: Whether the dwelling is in the parc.
        is_droit_connu: Whether the register has that reference.
        is_autre: Whether the line names neither the holder nor the user of that right.
        is_en_stock: Whether that right stays on its dwellings (défense, sécurité intérieure, santé).
        is_double: Whether another line in force reserves the same dwelling.
        is_premiere: Whether it is the first line of its dwelling, those in force before the others; a dwelling that two
            lines name is counted there.
    """

    logements: int
    contingent: str | None = None
    is_exclu: bool = False
    commune: str | None = None
    programme: str = ""
    etat: EtatReservation | None = None
    titulaire: str = ""
    droit: str = ""
    is_dans_parc: bool = True
    is_droit_connu: bool = False
    is_autre: bool = False
    is_en_stock: bool = False
    is_double: bool = False
    is_premiere: bool = True

    @property
    def is_code(self) -> bool:
        """Whether the RPLS says that a family holds the dwelling."""
        return self.contingent is not None and self.contingent != NON_RESERVE


@dataclass(frozen=True, slots=True)
class EcartDroit:
    """Rights in force of a holder, told by their reference or by their place, and the dwellings listed for them."""

    titulaire: str
    reference: str
    commune: str | None
    programme: str
    registre: int
    liste: int

    @property
    def ecart(self) -> int:
        """Register − list."""
        return self.registre - self.liste

    @property
    def genre(self) -> str:
        """Code of `GENRES`."""
        return "nombre_different" if self.liste else "droit_sans_logement"


@dataclass(frozen=True, slots=True)
class Desaccord:
    """One kind of disagreement met.

    Attributes:
        genre: What it is.
        nombre: Dwellings concerned, or rights.
        eligibles: Dwellings of the assiette that it makes uncertain: those that nothing excludes, or the gap in number.
        effet: What these dwellings free in a year; None when the rotation is not known.
        reservataires: Accounts concerned, in order.
    """

    genre: Genre
    nombre: int
    eligibles: int
    effet: Fraction | None
    reservataires: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LigneFamille:
    """The three pictures of one family, in dwellings.

    `registre` counts the rights on identified dwellings; `uniques` are volumes of flux, which no dwelling carries.
    """

    famille: str
    libelle: str
    registre: int
    uniques: int
    liste: int
    contreslog: int

    @property
    def is_uniform(self) -> bool:
        """Whether the three pictures give the same number."""
        return self.registre == self.liste == self.contreslog


@dataclass(frozen=True, slots=True)
class Desaccords:
    """What the three pictures do not agree on.

    Attributes:
        jour: Day of the comparison.
        listes: Lines of the list in force that day.
        familles: The three pictures by family.
        desaccords: Kinds met: those to correct first, then the largest effect first.
        genres: Kinds of each group of dwellings, in the order of the groups.
        ecarts: Rights whose number is not that of the list, by holder, then by gap.
    """

    jour: date
    listes: int
    familles: tuple[LigneFamille, ...]
    desaccords: tuple[Desaccord, ...]
    genres: tuple[tuple[str, ...], ...]
    ecarts: tuple[EcartDroit, ...]

    def find(self, genre: str) -> Desaccord | None:
        """The disagreement of a kind, or None when it was not met."""
        return next((d for d in self.desaccords if d.genre.code == genre), None)


def rapprocher(
    groupes: Sequence[GroupeLogements],
    situes: Iterable[DroitSitue],
    types: Mapping[str, str],
    jour: date,
    taux: Fraction | None,
) -> Desaccords:
    """Set the three pictures side by side and list everything that does not agree.

    Without any line of a list, only the families are compared: every right and every dwelling would be a disagreement.

    Args:
        groupes: Every line of the list and every other dwelling of the parc.
        situes: The register on that day.
        types: Kind of each account, a code of `gef.core.parts.TYPES_RESERVATAIRE`.
        jour: The day.
        taux: Rotation that turns dwellings into dwellings freed in a year; None is not known.

    Examples:
        >>> ville = GroupeLogements(3, "7", commune="01001", etat="en_cours", titulaire="VILLE", droit="D1")
        >>> found = rapprocher([ville], [], {"VILLE": "commune"}, date(2026, 1, 1), Fraction(1, 10))
        >>> [(d.genre.code, d.nombre, d.effet) for d in found.desaccords]
        [('code_7', 3, Fraction(3, 10)), ('droit_inconnu', 3, Fraction(3, 10))]
    """
    en_cours = [s for s in situes if s.is_en_cours]
    identifies = [s for s in en_cours if s.droit.type_droit != "unique"]
    familles = {code: FAMILLE_PAR_TYPE.get(kind, "") for code, kind in types.items()}
    is_tenue = any(groupe.etat for groupe in groupes)
    lots = _Lots(identifies, groupes, jour)
    genres = tuple(tuple(_find_genres(groupe, familles, lots)) if is_tenue else () for groupe in groupes)
    ecarts = tuple(lots.list_ecarts()) if is_tenue else ()
    found = [*_count_logements(groupes, genres, taux), *_count_droits(ecarts, taux)]
    return Desaccords(
        jour=jour,
        listes=sum(groupe.logements for groupe in groupes if groupe.etat == "en_cours"),
        familles=tuple(_compare_familles(groupes, en_cours, familles)),
        desaccords=tuple(sorted(found, key=_rang)),
        genres=genres,
        ecarts=ecarts,
    )


class _Lots:
    """Rights in force by what tells them: their reference where the list cites it, else their place."""

    def __init__(self, en_cours: Iterable[DroitSitue], groupes: Iterable[GroupeLogements], jour: date) -> None:
        held = [g for g in groupes if g.etat == "en_cours"]
        cites = {g.droit for g in held if g.is_droit_connu}
        self._lots: dict[Cle, list[DroitSitue]] = defaultdict(list)
        # Where a line without reference looks for its right: uncited ones of its réservataire, then those that he only
        # uses, then those that other lines cite.
        self._places: tuple[dict[Place, Cle], ...] = ({}, {}, {})
        held_by, used_by, cited = self._places
        for situe in en_cours:
            droit = situe.droit
            place = (droit.reservataire, droit.programme, droit.commune or "")
            if droit.reference in cites:
                self._lots[droit.reference].append(situe)
                cited.setdefault(place, droit.reference)
            else:
                self._lots[place].append(situe)
                held_by[place] = place
                used_by.setdefault((droit.utilisateur_au(jour), *place[1:]), place)
        self._listes: Counter[Cle | None] = Counter()
        for groupe in held:
            self._listes[self.find(groupe)] += groupe.logements

    def find(self, groupe: GroupeLogements) -> Cle | None:
        """Name the rights that a line is about: by reference, else by the most precise place; None without any."""
        if groupe.droit:
            return groupe.droit if groupe.is_droit_connu else None
        commune = groupe.commune or ""
        places = ((groupe.programme, commune), (groupe.programme, ""), ("", commune), ("", ""))
        cles = [(groupe.titulaire, *place) for place in places]
        return next((known[cle] for known in self._places for cle in cles if cle in known), None)

    def list_ecarts(self) -> Iterator[EcartDroit]:
        """Compare each right, or the rights of one place, to the dwellings listed for them."""
        ecarts = (self._to_ecart(cle, rows) for cle, rows in self._lots.items())
        yield from sorted(
            (e for e in ecarts if e.ecart),
            key=lambda e: (e.titulaire, -abs(e.ecart), e.reference, e.commune or "", e.programme),
        )

    def _to_ecart(self, cle: Cle, rows: list[DroitSitue]) -> EcartDroit:
        first = rows[0].droit
        return EcartDroit(
            titulaire=first.reservataire,
            reference=first.reference if len({row.droit.reference for row in rows}) == 1 else "",
            commune=first.commune,
            programme=first.programme,
            registre=sum(row.droit.nombre for row in rows),
            liste=self._listes[cle],
        )


def _find_genres(groupe: GroupeLogements, familles: Mapping[str, str], lots: _Lots) -> Iterator[str]:
    if groupe.etat != "en_cours":
        code = {None: "hors_liste", "echue": "reservation_echue"}.get(groupe.etat)
        if code and groupe.is_code and groupe.is_premiere:
            yield code
        return
    yield from _find_genres_ligne(groupe, lots)
    if not groupe.is_dans_parc:
        yield "absent_du_parc"
    elif groupe.is_double:
        yield "reserve_deux_fois"  # until it is settled, there is no family to compare
    elif genre := _find_genre_contingent(groupe, familles.get(groupe.titulaire, "")):
        yield genre


def _find_genres_ligne(groupe: GroupeLogements, lots: _Lots) -> Iterator[str]:
    if groupe.droit and not groupe.is_droit_connu:
        yield "droit_inconnu"
    elif groupe.is_autre:
        yield "autre_titulaire"
    elif not groupe.droit and lots.find(groupe) is None:
        yield "sans_droit"


def _find_genre_contingent(groupe: GroupeLogements, famille: str) -> str:
    if groupe.contingent is None:
        return "sans_code"
    if groupe.contingent == NON_RESERVE:
        return "code_7_etat" if famille == "etat" else "code_7"
    if CONTINGENTS[groupe.contingent].famille != famille:
        return "autre_famille"
    return "etat_hors_part" if groupe.contingent == CODE_CONVENTION and not groupe.is_en_stock else ""


def _count_logements(
    groupes: Sequence[GroupeLogements], genres: Sequence[tuple[str, ...]], taux: Fraction | None
) -> Iterator[Desaccord]:
    nombres: Counter[str] = Counter()
    eligibles: Counter[str] = Counter()
    noms: defaultdict[str, set[str]] = defaultdict(set)
    for groupe, codes in zip(groupes, genres, strict=True):
        for code in codes:
            noms[code].add(groupe.titulaire)
            if groupe.is_premiere or code != "reserve_deux_fois":
                nombres[code] += groupe.logements
                eligibles[code] += 0 if groupe.is_exclu else groupe.logements
    for code, nombre in nombres.items():
        yield _desaccord(code, nombre, eligibles[code], taux, noms[code])


def _count_droits(ecarts: Iterable[EcartDroit], taux: Fraction | None) -> Iterator[Desaccord]:
    par_genre: defaultdict[str, list[EcartDroit]] = defaultdict(list)
    for ecart in ecarts:
        par_genre[ecart.genre].append(ecart)
    for code, rows in par_genre.items():
        yield _desaccord(code, len(rows), sum(abs(e.ecart) for e in rows), taux, {e.titulaire for e in rows})


def _desaccord(code: str, nombre: int, eligibles: int, taux: Fraction | None, noms: set[str]) -> Desaccord:
    effet = None if taux is None else eligibles * taux
    return Desaccord(GENRES[code], nombre, eligibles, effet, tuple(sorted(noms - {""})))


def _rang(desaccord: Desaccord) -> tuple[bool, int, int]:
    """Those to correct first, then the largest effect, then the order of `GENRES`."""
    genre = desaccord.genre
    return genre.gravite != "a_corriger", -desaccord.eligibles, list(GENRES).index(genre.code)


def _compare_familles(
    groupes: Iterable[GroupeLogements], en_cours: Iterable[DroitSitue], familles: Mapping[str, str]
) -> Iterator[LigneFamille]:
    registre: Counter[str] = Counter()
    uniques: Counter[str] = Counter()
    for situe in en_cours:
        compte = uniques if situe.droit.type_droit == "unique" else registre
        compte[FAMILLE_PAR_TYPE[situe.droit.type_reservataire]] += situe.droit.nombre
    listes: Counter[str] = Counter()
    contreslog: Counter[str] = Counter()
    for groupe in groupes:
        if groupe.etat == "en_cours":
            listes[familles.get(groupe.titulaire, "")] += groupe.logements
        if groupe.contingent is not None and groupe.is_premiere:
            contreslog[CONTINGENTS[groupe.contingent].famille] += groupe.logements
    for famille, libelle in FAMILLES.items():
        if famille != "non_reserve":
            yield LigneFamille(
                famille, libelle, registre[famille], uniques[famille], listes[famille], contreslog[famille]
            )
