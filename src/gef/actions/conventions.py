"""The written conventions: drafted, read with their life, their versions and their remarks.

A draft is its bailleur's alone; a party sees what was sent to it. The words of the life are in
`gef.actions.paroles_conventions`, the remarks in `gef.actions.remarques_conventions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write, fetch, visible
from gef.actions.avis import write_acte
from gef.actions.codec import decode, encode
from gef.actions.termes_conventions import order_comptes, read_chiffres, reprendre_termes
from gef.core.conventions import REDIGEES, Parole, Vie, find_next, read_vie
from gef.core.parts import BAILLEUR, TYPES_ETAT
from gef.core.termes import Termes
from gef.db.conventions import requetes
from gef.db.conventions.models import (
    ConventionCompte,
    ConventionEcrite,
    ParoleConvention,
    RemarqueConvention,
    VersionConvention,
)
from gef.db.flux.models import Reservataire
from gef.errors import GefError
from gef.law.territoires import load_departements


class ConventionRefuseeError(GefError, ValueError):
    """A convention, a version or a word cannot be written; the message says what was expected."""


class ConventionChangeeError(GefError):
    """The convention moved since the page was shown: another person wrote."""


@dataclass(frozen=True, slots=True)
class ConventionLue:
    """A written convention, as the actor may read it.

    Attributes:
        row: The row, with its bailleur.
        comptes: Parties, the leader first.
        versions: Versions that he sees, the newest first.
        paroles: Words of its life, oldest first.
        vie: Where it stands.
        termes: Terms of the newest version that he sees.
        remarques: Remarks on the versions that he sees, oldest first, with their answers.
    """

    row: ConventionEcrite
    comptes: tuple[Reservataire, ...]
    versions: tuple[VersionConvention, ...]
    paroles: tuple[ParoleConvention, ...]
    vie: Vie
    termes: Termes
    remarques: tuple[RemarqueConvention, ...]

    @property
    def derniere(self) -> VersionConvention:
        """Newest version that he sees."""
        return self.versions[0]

    @property
    def sans_reponse(self) -> tuple[RemarqueConvention, ...]:
        """Remarks of a party that wait for the bailleur's answer."""
        return tuple(
            row for row in self.remarques if not hasattr(row, "reponse") and row.organisation_id != self.row.bailleur_id
        )

    @property
    def is_redigee(self) -> bool:
        """Whether its terms are still written, and not only amended."""
        return self.vie.etat in REDIGEES

    def is_transmise(self, version: VersionConvention) -> bool:
        """Whether a version was sent to the party."""
        return any(parole.version_id == version.pk for parole in self.paroles)

    def version(self, numero: int) -> VersionConvention | None:
        """Version of a number, among those that he sees."""
        return next((row for row in self.versions if row.numero == numero), None)

    def next_step(self, jour: date) -> str:
        """What is to be done next, as a sentence."""
        return find_next(self.vie, jour, remarques=len(self.sans_reponse))


def to_parole(row: ParoleConvention) -> Parole:
    """Read a word as the core takes it; its version comes with it."""
    numero = row.version.numero if row.version else 0
    return Parole(row.type, row.jour, row.partie, numero, row.effet, row.motif, row.document)  # type: ignore[arg-type]  # codes checked by the core


def read_termes(version: VersionConvention) -> Termes:
    """Read the terms of a version."""
    return decode(Termes, version.termes)


def read_convention(acteur: Acteur, convention_id: int) -> ConventionLue:
    """Read a convention that the actor may see.

    Raises:
        Http404: none of his, or not sent to him yet.
    """
    return lire(acteur, fetch(ConventionEcrite, acteur, pk=convention_id))


def lire(acteur: Acteur, row: ConventionEcrite) -> ConventionLue:
    """Read a convention already fetched for the actor."""
    versions = tuple(
        visible(VersionConvention, acteur).filter(convention=row).select_related("auteur").order_by("-numero")
    )
    seen = {version.pk for version in versions}
    paroles = tuple(requetes.paroles_of(row.pk))
    termes = read_termes(versions[0])
    said = [to_parole(parole) for parole in paroles]
    held = find_held(versions, paroles)
    return ConventionLue(
        row=row,
        comptes=tuple(party.reservataire for party in requetes.comptes_of(row.pk)),
        versions=versions,
        paroles=paroles,
        vie=read_vie(said, (read_termes(held) if held else termes).duree),
        termes=termes,
        remarques=tuple(row for row in requetes.remarques_of([row.pk]) if row.version_id in seen),
    )


def find_held(versions: Sequence[VersionConvention], paroles: Sequence[ParoleConvention]) -> VersionConvention | None:
    """Version whose duration holds: the one signed, or the avenant in force; None before a signature."""
    kept = [p.version_id for p in paroles if p.type in ("signature", "entree_en_vigueur", "avenant") and p.version_id]
    return next((row for row in versions if kept and row.pk == kept[-1]), None)


def rediger_convention(acteur: Acteur, codes: Iterable[str], moment: datetime, exercice: int = 0) -> ConventionEcrite:
    """Open a draft: its first version takes up what is already decided.

    Args:
        acteur: Who drafts, for a bailleur.
        codes: Accounts; one of the État's brings the other.
        moment: When.
        exercice: Year of the figures; 0 is that of the moment.

    Raises:
        PermissionDenied: the actor may not write.
        ConventionRefuseeError: an unknown account, or one that has a convention that is not over.
        DonneeInvalideError: accounts that cannot sign together.
    """
    check_can_write(acteur)
    bailleur, jour = acteur.organisation, localtime(moment).date()
    comptes = order_comptes(_find_comptes(acteur, codes))
    chiffres = read_chiffres(bailleur, exercice or jour.year)
    with writing(bailleur.pk):
        _check_libres(bailleur, comptes)
        row = ConventionEcrite(
            bailleur=bailleur,
            departement=bailleur.territoire,
            nom=_name_convention(comptes),
            auteur_id=acteur.utilisateur_id,
            ecrit_le=moment,
        )
        row.save(force_insert=True)
        for rang, compte in enumerate(comptes):
            is_leader = rang == 0 and len(comptes) > 1 and compte.type == "epci"
            ConventionCompte(convention=row, reservataire=compte, is_chef_de_file=is_leader).save(force_insert=True)
        termes = reprendre_termes(bailleur, comptes, chiffres, jour)
        write_version(acteur, row, termes, numero=1, motif="Projet repris de ce qui est décidé", moment=moment)
    return row


def _find_comptes(acteur: Acteur, codes: Iterable[str]) -> list[Reservataire]:
    known = {
        row.code: row for row in visible(Reservataire, acteur).exclude(code=BAILLEUR).select_related("organisation")
    }
    wanted = list(dict.fromkeys(codes))
    if unknown := [code for code in wanted if code not in known]:
        raise ConventionRefuseeError(f"Réservataire « {unknown[0]} » inconnu ; attendu : le code d’un compte.")
    if any(known[code].type in TYPES_ETAT for code in wanted):
        wanted = list(dict.fromkeys([*wanted, *(code for code, row in known.items() if row.type in TYPES_ETAT)]))
    return [known[code] for code in wanted]


def _name_convention(comptes: Sequence[Reservataire]) -> str:
    first = comptes[0]
    nom = first.organisation.nom if first.organisation else first.nom
    others = len(comptes) - 1
    return f"{nom} et {others} communes" if others and first.type == "epci" else nom


def _check_libres(bailleur: Organisation, comptes: Sequence[Reservataire]) -> None:
    """Refuse a second convention with the same party: the law allows one by bailleur, party and département.

    One that is denounced, or near its end, lets the next be drafted.
    """
    codes = {compte.code for compte in comptes}
    for row in requetes.vivantes_of(bailleur.pk):
        taken = codes & {party.reservataire.code for party in row.comptes.all()}
        has_begun = any(parole.type == "entree_en_vigueur" for parole in row.paroles.all())
        if taken and not has_begun:
            raise ConventionRefuseeError(
                f"Une convention avec {row.nom} est déjà en cours de rédaction ; attendu : une seule par bailleur, "
                "réservataire et département (CCH art. R. 441-5, I)."
            )


def write_version(
    acteur: Acteur,
    row: ConventionEcrite,
    termes: Termes,
    *,
    numero: int,
    motif: str,
    moment: datetime,
    is_avenant: bool = False,
) -> VersionConvention:
    """Write a version in the transaction of its act."""
    version = VersionConvention(
        convention=row,
        numero=numero,
        is_avenant=is_avenant,
        termes=encode(termes),
        motif=motif[:200],
        auteur_id=acteur.utilisateur_id,
        ecrit_le=moment,
    )
    version.save(force_insert=True)
    details = {"convention": row.pk, "version": numero, "avenant": is_avenant, "motif": motif}
    write_acte(acteur, "convention-version", row.nom, details, moment)
    return version


def enregistrer_termes(
    acteur: Acteur, convention_id: int, termes: Termes, *, version_vue: int, motif: str, moment: datetime
) -> VersionConvention:
    """Write the next version of a convention that is still written, or of its avenant.

    Args:
        acteur: Who writes, for its bailleur.
        convention_id: The convention.
        termes: All its terms.
        version_vue: Number of the version that the page showed.
        motif: What changes, in a few words.
        moment: When.

    Raises:
        Http404, PermissionDenied: none of his, or his role only reads.
        ConventionRefuseeError: it is signed or over, and has no avenant in preparation.
        ConventionChangeeError: another version was written since.
    """
    row = fetch(ConventionEcrite, acteur, to="edit", pk=convention_id)
    with writing(row.bailleur_id):
        lue = lire(acteur, row)
        if lue.derniere.numero != version_vue:
            raise ConventionChangeeError(
                f"La version {lue.derniere.numero} a été écrite depuis l’affichage ; rien n’a été enregistré."
            )
        if not lue.is_redigee and not is_avenant_ouvert(lue):
            raise ConventionRefuseeError(
                "Cette convention est signée : ses termes changent par avenant. Actualisez-la pour en proposer un."
            )
        is_avenant = not lue.is_redigee
        return write_version(
            acteur, row, termes, numero=version_vue + 1, motif=motif, moment=moment, is_avenant=is_avenant
        )


def is_avenant_ouvert(lue: ConventionLue) -> bool:
    """Whether the newest version is an avenant that has not taken effect."""
    return lue.derniere.is_avenant and lue.derniere.numero > lue.vie.version


def name_departement(code: str) -> str:
    """Name of a département, or its code when nobody knows it."""
    departement = load_departements().get(code)
    return departement.nom if departement else code


@contextmanager
def writing(bailleur_id: int) -> Iterator[None]:
    """Hold the bailleur for an act on his conventions; what another writes at the same time is said in French.

    Raises:
        ConventionChangeeError: two people wrote at once, and the other one did it first.
    """
    try:
        with transaction.atomic():
            lock_bailleur(bailleur_id)
            yield
    except IntegrityError as error:
        raise ConventionChangeeError(
            "Une autre personne vient d’écrire sur cette convention ; rien n’a été enregistré."
        ) from error
