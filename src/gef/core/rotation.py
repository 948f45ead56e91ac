"""Rotation rate: a fraction that says what it counts.

A rate of 10 % "hors mutations" and a rate of 10 % that counts them give assiettes a third apart. So a rate is an
object: what was left out of its numerator and of its denominator, its scope, its years, its source, and how many
departures establish it. Nothing here decides which rate a convention should take.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.periodes import check_exercice

CATEGORIES = ("mutations", "anru", "orcod", "lhi", "vente")
LIBELLES_CATEGORIES: Mapping[str, str] = {
    "mutations": "mutations internes",
    "anru": "relogements de rénovation urbaine (ANRU)",
    "orcod": "relogements de copropriétés dégradées (ORCOD)",
    "lhi": "relogements de lutte contre l’habitat indigne (LHI)",
    "vente": "opérations de vente",
}
LIBELLES_PARCS: Mapping[str, str] = {
    "defense": "logements de la défense nationale",
    "securite_interieure": "logements de la sécurité intérieure",
    "sante": "logements des établissements publics de santé",
    "pli": "logements intermédiaires (PLI)",
    "logements_foyers": "logements-foyers, résidences sociales, CHRS",
    "etudiants": "logements étudiants",
    "associations": "logements loués à des associations",
    "iml": "logements en intermédiation locative",
    "demolition_hors_anru": "logements à démolir hors ANRU",
    "plan_vente": "logements inclus dans un plan de vente",
}
LIBELLES_EXCLUS: Mapping[str, str] = {**LIBELLES_CATEGORIES, **LIBELLES_PARCS}
COURANTES = "courantes"  # departures of no particular category: those that nobody leaves out
SEUIL_EVENEMENTS = 30  # below, one standard deviation of a count exceeds a sixth of it; a habit, not a rule of law


def ecrire_nombre(nombre: Fraction | int, decimales: int = 2) -> str:
    r"""Write a number in French: thin spaces, decimal comma, real minus; whole numbers have no decimals.

    Halves go away from zero, as on paper.

    Examples:
        >>> ecrire_nombre(Fraction(61289, 200)), ecrire_nombre(-12), ecrire_nombre(15000) == "15\u202f000"
        ('306,45', '−12', True)
    """
    valeur = Fraction(nombre)
    echelle = 1 if valeur.denominator == 1 else 10**decimales
    unites = (2 * abs(valeur) * echelle + 1) // 2
    entier, reste = divmod(unites, echelle)
    signe = "−" if valeur < 0 and unites else ""
    texte = f"{entier:,}".replace(",", "\u202f")
    return signe + (texte if echelle == 1 else f"{texte},{reste:0{decimales}d}")


def ecrire_taux(taux: Fraction) -> str:
    r"""Write a rate as a percentage, with its fraction when the percentage is rounded.

    Examples:
        >>> ecrire_taux(Fraction(1, 10)) == "10\u202f%", ecrire_taux(Fraction(911, 13294)).replace("\u202f", " ")
        (True, '6,85 % (911/13 294)')
    """
    pourcents = f"{ecrire_nombre(100 * taux)}\u202f%"
    if 10_000 % taux.denominator == 0:
        return pourcents
    return f"{pourcents} ({ecrire_nombre(taux.numerator)}/{ecrire_nombre(taux.denominator)})"


def join_libelles(libelles: Iterable[str]) -> str:
    """Join words as a French sentence does.

    Examples:
        >>> join_libelles(["a", "b", "c"]), join_libelles(["a"])
        ('a, b et c', 'a')
    """
    *debut, dernier = libelles
    return f"{', '.join(debut)} et {dernier}" if debut else dernier


def join_exclus(codes: Iterable[str]) -> str:
    """Name excluded categories in the order of the law, then of the catalogue: "mutations internes et …"."""
    retenus = frozenset(codes)
    return join_libelles(libelle for code, libelle in LIBELLES_EXCLUS.items() if code in retenus)


@dataclass(frozen=True, slots=True)
class TauxRotation:
    """Departures in a year for one dwelling, and what that ratio counts.

    Attributes:
        valeur: The ratio, from 0 to 1; 10 % is `Fraction(10, 100)`.
        numerateur_exclut: Codes of `LIBELLES_EXCLUS` already left out of the departures. What stands here must not be
            subtracted again from the assiette.
        denominateur_exclut: Codes of `LIBELLES_EXCLUS` already left out of the parc.
        perimetre: Scope in words, e.g. "bailleur, département de l’Ain".
        annees: Years observed, oldest first.
        source: Where the rate comes from.
        evenements: Departures that establish it; None when the publication gives only the rate.
    """

    valeur: Fraction
    numerateur_exclut: frozenset[str]
    denominateur_exclut: frozenset[str]
    perimetre: str
    annees: tuple[int, ...]
    source: Source
    evenements: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.valeur <= 1:
            raise DonneeInvalideError(f"taux.valeur : {self.valeur} ; attendu : entre 0 et 1 (10 % s’écrit 10/100).")
        if not self.annees or list(self.annees) != sorted(set(self.annees)):
            raise DonneeInvalideError(f"taux.annees : {self.annees} ; attendu : au moins une année, dans l’ordre.")
        for annee in self.annees:
            check_exercice(annee)
        if self.evenements is not None and self.evenements < 0:
            raise DonneeInvalideError(f"taux.evenements : {self.evenements} ; attendu : un nombre positif ou nul.")
        for champ, codes in (("numerateur", self.numerateur_exclut), ("denominateur", self.denominateur_exclut)):
            _check_codes(f"taux.{champ}_exclut", codes)

    @property
    def is_brut(self) -> bool:
        """Whether the departures still count every category that CCH art. R. 441-5 subtracts."""
        return self.numerateur_exclut.isdisjoint(CATEGORIES)

    @property
    def is_fragile(self) -> bool:
        """Whether fewer than `SEUIL_EVENEMENTS` departures establish the rate."""
        return self.evenements is not None and self.evenements < SEUIL_EVENEMENTS

    def describe(self) -> str:
        """Say in French what the rate counts, where, when, and how firmly."""
        nets = self.numerateur_exclut.intersection(CATEGORIES)
        genre = "brut" if not nets else f"net des {join_exclus(nets)}"
        phrases = [f"Taux {genre} : {ecrire_taux(self.valeur)}"]
        if autres := self.numerateur_exclut - nets:
            phrases.append(f"départs comptés hors {join_exclus(autres)}")
        if self.denominateur_exclut:
            phrases.append(f"parc compté hors {join_exclus(self.denominateur_exclut)}")
        phrases.append(f"périmètre : {self.perimetre}")
        phrases.append(("années " if len(self.annees) > 1 else "année ") + join_libelles(map(str, self.annees)))
        if self.evenements is not None:
            fragile = ", trop peu pour être sûr" if self.is_fragile else ""
            phrases.append(f"{ecrire_nombre(self.evenements)} libérations observées{fragile}")
        return " ; ".join(phrases) + "."


@dataclass(frozen=True, slots=True)
class ReleveRotation:
    """Departures of one year in a parc.

    Attributes:
        annee: Year of the departures.
        parc: Dwellings of the scope in that year; what it leaves out is declared with the rate.
        liberations: Departures by category: `COURANTES`, codes of `CATEGORIES` and of `LIBELLES_PARCS`. A category that
            is not there is unknown; none happened is written 0.
    """

    annee: int
    parc: int
    liberations: Mapping[str, int]

    def __post_init__(self) -> None:
        lieu = f"relevé {check_exercice(self.annee)}"
        _check_codes(f"{lieu}, liberations", frozenset(self.liberations) - {COURANTES})
        for code, nombre in self.liberations.items():
            if nombre < 0:
                raise DonneeInvalideError(f"{lieu}, liberations[{code}] : {nombre} ; attendu : positif ou nul.")
        total = sum(self.liberations.values())
        if self.parc <= 0 or total > self.parc:
            raise DonneeInvalideError(
                f"{lieu}, parc : {self.parc} pour {total} libérations ; attendu : au moins un logement, "
                "et pas plus de libérations que de logements."
            )


def calculer_taux_rotation(
    releves: Sequence[ReleveRotation],
    *,
    perimetre: str,
    source: Source,
    numerateur_exclut: frozenset[str] = frozenset(),
    denominateur_exclut: frozenset[str] = frozenset(),
) -> TauxRotation:
    """Compute a rate from counted departures: all departures over all parcs.

    The years are pooled, not averaged: a year with more dwellings weighs more, and three years of a small parc are
    one larger sample.

    Args:
        releves: One row per year, any order.
        perimetre: Scope in words.
        source: Where the counts come from.
        numerateur_exclut: Categories to leave out of the departures; each year must give their count.
        denominateur_exclut: Categories that the given parcs already leave out; declared, not computed.

    Raises:
        DonneeInvalideError: no year, a year given twice, or a year that does not give a category to leave out.

    Source:
        Source 004 (HSO Occitanie, 2023): departures of the year over the parc, by bailleur and département; source 003
        (convention de réservation, Ain, 2025): three years.

    Examples:
        >>> releves = [ReleveRotation(2023, 1000, {"courantes": 90, "mutations": 10})]
        >>> source = Source("exemple", "donnee")
        >>> calculer_taux_rotation(releves, perimetre="exemple", source=source).valeur
        Fraction(1, 10)
    """
    if not releves:
        raise DonneeInvalideError("taux de rotation : aucun relevé ; attendu : au moins une année.")
    for releve in releves:
        if inconnus := numerateur_exclut - frozenset(releve.liberations):
            raise DonneeInvalideError(
                f"relevé {releve.annee} : {join_exclus(inconnus)} non renseignés, on ne peut les retirer ; "
                "attendu : leur nombre, 0 s’il n’y en a pas."
            )
    libres = sum(n for r in releves for code, n in r.liberations.items() if code not in numerateur_exclut)
    return TauxRotation(
        valeur=Fraction(libres, sum(r.parc for r in releves)),
        numerateur_exclut=numerateur_exclut,
        denominateur_exclut=denominateur_exclut,
        perimetre=perimetre,
        annees=tuple(sorted(r.annee for r in releves)),
        source=source,
        evenements=libres,
    )


def average_taux(taux: Sequence[TauxRotation], source: Source) -> TauxRotation:
    """Average published yearly rates, for lack of the counts behind them: simple mean.

    Args:
        taux: One rate per year, all of the same definition and scope.
        source: The rule that asks for the mean.

    Raises:
        DonneeInvalideError: no rate, a year twice, or two rates that do not count the same things.

    Source:
        Source 003 (convention de réservation, Ain, 2025, art. 4.1): départemental mean of the last three RPLS years.
    """
    definitions = {(t.numerateur_exclut, t.denominateur_exclut, t.perimetre) for t in taux}
    if len(definitions) != 1:
        detail = " ".join(t.describe() for t in taux)
        raise DonneeInvalideError(f"moyenne de taux : {len(definitions)} définitions ; attendu : une seule. {detail}")
    evenements = [t.evenements for t in taux if t.evenements is not None]
    return TauxRotation(
        valeur=sum((t.valeur for t in taux), Fraction(0)) / len(taux),
        numerateur_exclut=taux[0].numerateur_exclut,
        denominateur_exclut=taux[0].denominateur_exclut,
        perimetre=taux[0].perimetre,
        annees=tuple(sorted(annee for t in taux for annee in t.annees)),
        source=source,
        evenements=sum(evenements) if len(evenements) == len(taux) else None,
    )


def _check_codes(champ: str, codes: frozenset[str]) -> None:
    if inconnus := sorted(codes.difference(LIBELLES_EXCLUS)):
        attendu = ", ".join(LIBELLES_EXCLUS)
        raise DonneeInvalideError(f"{champ} : {', '.join(inconnus)} inconnu ; attendu : {attendu}.")
