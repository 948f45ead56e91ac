"""The list of the conventions: those that are written here, and the parts that came from a file and hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gef.access.acteur import Acteur
from gef.access.visible import visible
from gef.actions.conventions import find_held, read_termes, to_parole
from gef.core.conventions import APPLIQUEES, EtatConvention, Vie, find_next, read_vie
from gef.core.parts import BAILLEUR
from gef.core.termes import MOIS_REVOYURE
from gef.db.conventions import requetes
from gef.db.conventions.models import ConventionEcrite, VersionConvention
from gef.db.flux.models import Convention


@dataclass(frozen=True, slots=True)
class ConventionResumee:
    """A line of the list: a written convention, or a part that came from a file.

    Attributes:
        nom: The party; the bailleur for a party that reads.
        etat: Where it stands on the day.
        vie: Its life; None for a part that came from a file.
        numero: Number of the written convention; 0 for a part that came from a file.
        comptes: Codes of its accounts.
        part: The part in force, its parts together; None before there is one.
        debut: First day.
        fin: Day after the last one.
        suite: What is to be done next.
        bailleur_id: Whose it is.
        revoyure: Month of its yearly review.
        document: Where the document is, for a part that came from a file.
    """

    nom: str
    etat: EtatConvention
    vie: Vie | None
    numero: int
    comptes: tuple[str, ...]
    part: Fraction | None
    debut: date | None
    fin: date | None
    suite: str
    bailleur_id: int
    revoyure: int = MOIS_REVOYURE
    document: str = ""


def list_conventions(acteur: Acteur, jour: date) -> tuple[ConventionResumee, ...]:
    """List what the actor may see: written conventions, then parts that came from a file and hold, in order of name.

    Args:
        acteur: A bailleur, or a party.
        jour: The day.
    """
    rows = list(requetes.with_detail(visible(ConventionEcrite, acteur)))
    written = list(_summarise(acteur, rows, jour))
    covered = {(row.bailleur_id, code) for row in written if row.etat in APPLIQUEES for code in row.comptes}
    imported = [row for row in _list_importees(acteur, jour) if (row.bailleur_id, row.comptes[0]) not in covered]
    return tuple(sorted([*written, *imported], key=lambda row: (row.nom.casefold(), -row.numero)))


def _summarise(acteur: Acteur, rows: Sequence[ConventionEcrite], jour: date) -> Iterator[ConventionResumee]:
    keys = [row.pk for row in rows]
    versions: defaultdict[int, list[VersionConvention]] = defaultdict(list)
    for version in requetes.versions_of_all(keys):
        if acteur.is_bailleur or version.paroles.all():
            versions[version.convention_id].append(version)
    waiting: defaultdict[int, int] = defaultdict(int)
    for remarque in requetes.remarques_of(keys):
        is_own = remarque.organisation_id == acteur.organisation.pk
        if acteur.is_bailleur and not is_own and not hasattr(remarque, "reponse"):
            waiting[remarque.version.convention_id] += 1
    for row in rows:
        yield _resume(acteur, row, versions[row.pk], waiting[row.pk], jour)


def _resume(
    acteur: Acteur, row: ConventionEcrite, versions: list[VersionConvention], waiting: int, jour: date
) -> ConventionResumee:
    paroles = sorted(row.paroles.all(), key=lambda parole: parole.rang)
    by_pk = {version.pk: version for version in versions}
    for parole in paroles:
        parole.version = by_pk.get(parole.version_id or 0)
    held = find_held(versions, paroles) or versions[-1]
    termes = read_termes(held)
    vie = read_vie([to_parole(parole) for parole in paroles], termes.duree)
    return ConventionResumee(
        nom=row.nom if acteur.is_bailleur else row.bailleur.nom,
        etat=vie.etat_au(jour),
        vie=vie,
        numero=row.pk,
        comptes=tuple(party.reservataire.code for party in row.comptes.all()),
        part=termes.part_totale,
        debut=vie.debut,
        fin=vie.fin,
        suite=find_next(vie, jour, remarques=waiting),
        bailleur_id=row.bailleur_id,
        revoyure=termes.revoyure,
    )


def _list_importees(acteur: Acteur, jour: date) -> Iterator[ConventionResumee]:
    """Parts that hold on the day and that no written convention gave."""
    rows = visible(Convention, acteur).filter(remplacant__isnull=True, origine__isnull=True, debut__lte=jour)
    rows = rows.exclude(fin__lte=jour).exclude(reservataire__code=BAILLEUR)
    for row in rows.select_related("reservataire__bailleur").order_by("pk"):
        compte = row.reservataire
        yield ConventionResumee(
            nom=compte.nom if acteur.is_bailleur else f"{compte.bailleur.nom}, {compte.nom}",
            etat="en_vigueur",
            vie=None,
            numero=0,
            comptes=(compte.code,),
            part=row.part,
            debut=row.debut,
            fin=row.fin,
            suite="",
            bailleur_id=compte.bailleur_id,
            document=row.source or "document non indiqué",
        )
