"""The dwellings of the demonstration, before anything happens to them."""

from __future__ import annotations

from dataclasses import dataclass

from gef.core.periodes import periode_construction
from gef.imports.nomenclatures import FINANCEMENT_PAR_FINAN

PIECES_T5 = 5
FORMES = {"C": "collectif", "I": "individuel"}


@dataclass(frozen=True, slots=True)
class Programme:
    """Dwellings delivered together in `annee`, at an invented address."""

    numero: int
    nom: str
    commune: str
    nom_commune: str
    code_postal: str
    annee: int
    type_voie: str
    nom_voie: str

    @property
    def libelle(self) -> str:
        return f"Les {self.nom}"


@dataclass(frozen=True, slots=True)
class LogementDemo:
    """A dwelling; `origine` and the next four fields are RPLS codes, kept as the source writes them.

    Attributes:
        numero: Order in the parc, from 1.
        rang: Order in its programme, from 1.
        surface_m2: None for the few dwellings left without, on purpose.
        annee: Year of construction; None likewise.
        mode: Occupation drawn from the published figures; the flux changes it before the deposit is written.
    """

    numero: int
    programme: Programme
    rang: int
    etage: int
    piece: int
    surface_m2: int | None
    annee: int | None
    entree: int
    finan: str
    qpv: bool
    forme_rpls: str
    conventionne: bool
    origine: str
    dpe_date: str
    dpe_energie: str
    dpe_serre: str
    loyer_euros: int
    mode: str
    has_numero_rpls: bool = True

    @property
    def commune(self) -> str:
        return self.programme.commune

    @property
    def ident_rep(self) -> str:
        """An RPLS number that no administration gives, ten characters; "" for the newest dwellings, still without."""
        return f"HL{self.numero:08d}" if self.has_numero_rpls else ""

    @property
    def ident_int(self) -> str:
        return f"HL-{self.programme.numero:03d}-{self.rang:03d}"

    @property
    def numero_voie(self) -> int:
        """Entrances hold twenty dwellings each; every house has its own number."""
        return self.rang if self.forme_rpls == "I" else 1 + 2 * ((self.rang - 1) // 20)

    @property
    def adresse(self) -> str:
        return f"{self.numero_voie} {self.programme.type_voie} {self.programme.nom_voie}"

    @property
    def typologie(self) -> str:
        return f"T{self.piece}" if self.piece < PIECES_T5 else "T5+"

    @property
    def financement(self) -> str:
        return FINANCEMENT_PAR_FINAN[self.finan]

    @property
    def forme(self) -> str:
        return FORMES[self.forme_rpls]

    @property
    def periode(self) -> str:
        return "" if self.annee is None else periode_construction(self.annee).code
