"""From a dossier to a scenario: the base, the changes as JSON holds them, the calculation.

The same for a bailleur of the database (`gef.actions.scenarios`) and for a folder of files (`gef scenario`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated

from pydantic import Discriminator

from gef.actions.donnees import Dossier, epci_par_commune
from gef.actions.entrees import compute_assiette, read_livre
from gef.actions.entrees_conversion import build_conversion
from gef.actions.entrees_objectifs import ReportObjectif, compute_objectifs_reportes, list_reports
from gef.core.base_scenario import EntreeReference, SituationCompte
from gef.core.changements import Changement, ChangementLiberations, Livraison
from gef.core.conversion import EntreeConversion
from gef.core.errors import DonneeInvalideError
from gef.core.grand_livre import GrandLivre
from gef.core.parts import BAILLEUR
from gef.core.rotation import ecrire_nombre
from gef.core.scenarios import Scenario, calculer_scenario
from gef.core.territoires import DEPARTEMENT

CHANGEMENTS_MAX = 40
FACTEURS_RAPIDES = (Fraction(9, 10), Fraction(8, 10), Fraction(7, 10))
NOM_MAX = 80
ChangementJson = Annotated[Changement, Discriminator("genre")]


@dataclass(frozen=True, slots=True)
class DemandeScenario:
    """What somebody asks: a name, and changes to a base that is found elsewhere."""

    nom: str
    changements: tuple[ChangementJson, ...]

    def __post_init__(self) -> None:
        if not self.nom.strip() or len(self.nom) > NOM_MAX:
            raise DonneeInvalideError(
                f"Scénario, nom de {len(self.nom)} caractères ; attendu : un nom de 1 à {NOM_MAX} caractères."
            )
        if len(self.changements) > CHANGEMENTS_MAX:
            raise DonneeInvalideError(
                f"Scénario : {len(self.changements)} changements ; attendu : {CHANGEMENTS_MAX} au plus."
            )


@dataclass(frozen=True, slots=True)
class EntreeScenario:
    """Everything that a scenario reads: it can be computed again from it alone.

    Attributes:
        reference: The base.
        demande: Name and changes.
    """

    reference: EntreeReference
    demande: DemandeScenario


def calculer(entree: EntreeScenario) -> Scenario:
    """Compute a scenario from its whole inputs.

    Args:
        entree: The base and the changes.

    Raises:
        DonneeInvalideError: the base does not hold together, or a change is refused.
    """
    return calculer_scenario(entree.reference, entree.demande.changements, nom=entree.demande.nom)


def make_demande_rapide(facteur: Fraction) -> DemandeScenario:
    """Name the scenario of one factor on the freed dwellings.

    Examples:
        >>> make_demande_rapide(Fraction(9, 10)).nom.replace(chr(0x202F), " ")
        '−10 % de logements libérés'
    """
    return DemandeScenario(
        f"{'+' if facteur > 1 else ''}{ecrire_nombre(100 * (facteur - 1))}\u202f% de logements libérés",
        (ChangementLiberations(facteur),),
    )


def complete_epci(changements: Iterable[Changement]) -> tuple[Changement, ...]:
    """Give each programme delivered the EPCI of its commune, which nobody should have to type.

    Raises:
        DonneeInvalideError: the commune does not exist.
    """
    epci = epci_par_commune()
    completed: list[Changement] = []
    for change in changements:
        if isinstance(change, Livraison) and not change.epci:
            if change.commune not in epci:
                raise DonneeInvalideError(
                    f"Programme livré, commune « {change.commune} » : inconnue ; attendu : un code INSEE."
                )
            completed.append(replace(change, epci=epci[change.commune]))
        else:
            completed.append(change)
    return tuple(completed)


def choose_methode(conversion: EntreeConversion, retenue: str = "") -> str:
    """Method of the base when nobody chose one: what the conventions say if any says a part, else the one retained."""
    has_parts = any(r.part_negociee is not None for r in conversion.reservataires)
    return "negociee" if has_parts else retenue or "part_du_parc"


def read_comptes(livre: GrandLivre, exercice: int) -> tuple[SituationCompte, ...]:
    """Accounts of an exercice as the ledger now gives them, the bailleur's own included."""
    start, end = livre.images_of(exercice)
    at_rest = (Fraction(0), 0)  # an account that nothing has moved yet
    comptes = []
    for code in sorted({*livre.moteur.types, *start, *end, BAILLEUR}):
        (droits_debut, recus_debut), (droits_fin, recus_fin) = start.get(code, at_rest), end.get(code, at_rest)
        report, acquis = droits_debut - recus_debut, droits_fin - droits_debut
        comptes.append(SituationCompte(code, report, acquis, recus_fin - recus_debut))
    return tuple(comptes)


def group_reports(reports: Iterable[ReportObjectif]) -> dict[str, dict[str, Fraction]]:
    """Give the reports by réservataire then commune."""
    groups: defaultdict[str, dict[str, Fraction]] = defaultdict(dict)
    for row in reports:
        groups[row.reservataire][row.commune] = row.report
    return dict(groups)


def build_reference(dossier: Dossier, exercice: int, methode: str = "") -> EntreeReference:
    """Gather the base of a scenario from a dossier.

    Args:
        dossier: A bailleur's data.
        exercice: Year.
        methode: Method of the parts; "" takes the conventions' when they say some.

    Raises:
        RotationInconnueError: no liberation is known before the exercice.
    """
    assiette = compute_assiette(dossier, exercice)
    conversion = build_conversion(dossier, assiette, exercice)
    return EntreeReference(
        assiette=assiette.entree,
        conversion=conversion,
        methode=methode or choose_methode(conversion),
        comptes=read_comptes(read_livre(dossier), exercice),
        reports=group_reports(_compute_reports(dossier, exercice)),
        libelle=f"{dossier.bailleur}, fichiers du dossier, {exercice}",
    )


def _compute_reports(dossier: Dossier, exercice: int) -> tuple[ReportObjectif, ...]:
    """What the former objectives carry to the exercice; nothing before the first year that has a rate."""
    known = [row.libre_le.year for row in dossier.liberations]
    if not known or exercice - 1 <= min(known):
        return ()
    return list_reports(compute_objectifs_reportes(dossier, exercice - 1))


def noms_reservataires(reference: EntreeReference) -> dict[str, str]:
    """Display name of each réservataire of a base."""
    return {r.id: r.nom for r in reference.conversion.reservataires}


def list_communes(reference: EntreeReference) -> dict[str, str]:
    """Names of the communes of a base, by code."""
    noms = {t.portee: t.nom for t in reference.conversion.territoires if t.portee != DEPARTEMENT}
    return {code: noms[f"commune:{code}"] for code in sorted(reference.conversion.communes)}
