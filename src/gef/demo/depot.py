"""The file that « Habitat Lérins » files in the RPLS: one header record, then 64 positions per dwelling.

The situation is that of 1 January of the millésime, and agrees with the flux: a dwelling freed before and let again
bears the month of its new lease, one that waits for its tenant is vacant, one freed to be sold is empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from gef.demo.calendrier import MILLESIME, PREMIER_EXERCICE
from gef.demo.flux import FaitDemo
from gef.demo.liberations import LiberationDemo
from gef.demo.logements import LogementDemo
from gef.demo.reservataires import NOM_BAILLEUR, SIRET_BAILLEUR
from gef.demo.tirage import open_tirage
from gef.imports.rpls_depot import POSITIONS

NOM_DEPOT = f"depot_rpls_{MILLESIME}_habitat_lerins.txt"
SITUATION = date(MILLESIME, 1, 1)
LOUE, VACANT, VIDE = "1", "2", "3"
SANS_OBJET = "9999"
ENTETE = (
    str(MILLESIME), "HL0600001", NOM_BAILLEUR, "", "", "Bailleur fictif", "1 quai des Sirènes distraites", "",
    "06000 DEMONSTRATION", SIRET_BAILLEUR,
)  # fmt: skip
COMMENTAIRE_ENTETE = "Bailleur, noms, adresses et loyers fictifs"
DUREES_OCCUPATION = (1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30)


@dataclass(frozen=True, slots=True)
class Occupation:
    """How a dwelling is occupied on 1 January, since when, and since when it could be let."""

    mode: str
    bail: str
    remise_en_location: str = ""


def settle_occupations(
    logements: Sequence[LogementDemo], liberations: Sequence[LiberationDemo], faits: Sequence[FaitDemo]
) -> dict[int, Occupation]:
    """Say how each dwelling is occupied on 1 January, by number."""
    rng = open_tirage("occupations")
    occupations = {row.numero: Occupation(row.mode, _draw_bail(rng, row)) for row in logements}
    baux = {fait.liberation.reference: fait.date for fait in faits if fait.type == "bail"}
    for row in liberations:
        if row.libre_le < SITUATION:
            occupations[row.logement.numero] = _settle(row, baux.get(row.reference))
    _keep_vacants(rng, logements, liberations, occupations)
    return occupations


def _draw_bail(rng: Random, logement: LogementDemo) -> str:
    """Draw when the present tenant came: before the first exercice, since the flux tells the leases that follow."""
    if logement.mode not in (LOUE, VACANT):
        return ""
    annee = max(PREMIER_EXERCICE - rng.choice(DUREES_OCCUPATION), logement.entree)
    return f"{rng.randint(1, 12):02d}/{annee}"


def _settle(row: LiberationDemo, bail_le: date | None) -> Occupation:
    if row.hors_flux == "vente":
        return Occupation(VIDE, "")
    remise = f"{row.libre_le:%m/%Y}"
    if bail_le is None or bail_le >= SITUATION:
        return Occupation(VACANT, "", remise)
    return Occupation(LOUE, f"{bail_le:%m/%Y}", remise)


def _keep_vacants(
    rng: Random,
    logements: Sequence[LogementDemo],
    liberations: Sequence[LiberationDemo],
    occupations: dict[int, Occupation],
) -> None:
    """Keep as many vacant dwellings as the published figures say: those of the flux first, then long vacancies."""
    drawn = [row.numero for row in logements if row.mode == VACANT]
    moved = {row.logement.numero for row in liberations}
    du_flux = sum(occupation.mode == VACANT for numero, occupation in occupations.items() if numero in moved)
    rng.shuffle(drawn)
    for rank, numero in enumerate(drawn):
        if rank < du_flux:
            occupations[numero] = Occupation(LOUE, occupations[numero].bail)
        else:
            occupations[numero] = Occupation(VACANT, "", f"{rng.randint(1, 12):02d}/{MILLESIME - 1}")


def render_depot(
    logements: Sequence[LogementDemo], occupations: Mapping[int, Occupation], contingents: Mapping[int, str]
) -> bytes:
    """Render the deposit, as the administration's format asks."""
    entete = ";".join((*ENTETE, str(len(logements)), COMMENTAIRE_ENTETE))
    lines = [entete]
    for row in logements:
        fields = _fields(row, occupations[row.numero], contingents[row.numero])
        lines.append(";".join(fields.get(nom, "") for nom in POSITIONS))
    return ("\r\n".join(lines) + "\r\n").encode()


def _fields(row: LogementDemo, occupation: Occupation, contingent: str) -> dict[str, str]:
    programme = row.programme
    return {
        "IDENT_REP": row.ident_rep,
        "IDENT_INT": row.ident_int,
        "DROIT": "1",
        "DEPCOM": row.commune,
        "CODEPOSTAL": programme.code_postal,
        "LIBCOM": programme.nom_commune,
        "NUMVOIE": str(row.numero_voie),
        "TYPVOIE": programme.type_voie,
        "NOMVOIE": programme.nom_voie,
        "NUMAPPT": str(row.rang),
        "ETAGE": str(row.etage),
        "COMPLGEO": programme.libelle,
        "QPV": "1" if row.qpv else "2",
        "TYPECONST": row.forme_rpls,
        "NBPIECE": str(row.piece),
        "SURFHAB": "" if row.surface_m2 is None else str(row.surface_m2),
        "CONSTRUCT": "" if row.annee is None else str(row.annee),
        "LOCAT": str(row.entree),
        "PATRIMOINE": str(row.entree),
        "ORIGINE": row.origine,
        "FINAN": row.finan,
        "CONV": "1" if row.conventionne else "2",
        "NUMCONV": f"FICTIVE/06/{programme.numero:03d}" if row.conventionne else "",
        "DATCONV": f"01/07/{max(row.entree, 1978)}" if row.conventionne else "",
        "SORTIEPATRIM": "9",
        "MODE": occupation.mode,
        "BAIL": occupation.bail,
        "MODESURF": "3",
        "SURFMODE": "" if row.surface_m2 is None else str(row.surface_m2),
        "LOYERPRINC": SANS_OBJET if occupation.mode in (VACANT, VIDE) else str(row.loyer_euros),
        "DPEDATE": row.dpe_date,
        "DPEENERGIE": row.dpe_energie,
        "DPESERRE": row.dpe_serre,
        "MISCOMMERCIAL": "2",
        "REMLOCDATE": occupation.remise_en_location,
        "CONTRESLOG": contingent,
    }
