"""What a deposited file can be: what a row of it is called, what accepting it would do, and how it is accepted.

One shape for all: `apercevoir` says what would happen, `accepter` does it and says it in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from gef.access.acteur import Acteur
from gef.actions.corrections import accepter_corrections, preparer_corrections
from gef.actions.depot_contexte import preparer_besoins, preparer_reglages, preparer_residences, preparer_souhaits
from gef.actions.depot_droits import preparer_droits, preparer_operations
from gef.actions.depot_faits import preparer_faits
from gef.actions.depot_liberations import preparer_liberations
from gef.actions.depot_listes import accepter_liste, preparer_liste
from gef.actions.depot_menages import preparer_menages
from gef.actions.depot_negociation import (
    preparer_demandes,
    preparer_derogations,
    preparer_exclusions,
    preparer_taux,
)
from gef.actions.depot_neufs import accepter_neufs, preparer_neufs, say_livraisons
from gef.actions.depot_sdes import lire_sdes
from gef.actions.depots import Preparation, Preparer, accepter_modele, preparer_conventions, preparer_previsions
from gef.imports.modeles import LectureModele
from gef.outputs.nombres import pluriel

PARC: Final = "parc"
SDES: Final = "taux_sdes"


@dataclass(frozen=True, slots=True)
class Apercu:
    """What accepting a deposit would do today; `refus` says what forbids it, "" otherwise."""

    a_ecrire: int = 0
    deja: int = 0
    comptes: int = 0
    revisions: int = 0
    refus: str = ""
    remarques: tuple[str, ...] = ()

    @property
    def is_acceptable(self) -> bool:
        """Whether accepting would write something."""
        return not self.refus and self.a_ecrire + self.comptes > 0


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of file.

    Attributes:
        libelle: What it holds, in French.
        ligne: What a row of it is, in the singular and the plural.
        apercevoir: What accepting it would do; it raises what forbids it. None: the parc, which has its own way.
        accepter: Accepts it, and says what was written.
        lire: Reads it, from its path, its name and its millésime; None: as the model of its code.
    """

    libelle: str
    ligne: tuple[str, str]
    apercevoir: Callable[[Acteur, LectureModele], Apercu] | None = None
    accepter: Callable[[Acteur, LectureModele, str, datetime], str] | None = None
    lire: Callable[[Acteur, Path, str, int | None], LectureModele] | None = None


def _make_modele(libelle: str, ligne: tuple[str, str], preparer: Preparer, e: str = "e") -> Genre:
    """Declare a model that is written row by row; `e` is the agreement of its participles: « écrite », « écrit »."""

    def apercevoir(acteur: Acteur, lecture: LectureModele) -> Apercu:
        prepared = preparer(acteur, lecture.lignes)
        return Apercu(
            a_ecrire=len(prepared.nouveaux) + len(prepared.revisions),
            deja=prepared.deja,
            comptes=len(prepared.comptes),
            revisions=len(prepared.revisions),
            remarques=prepared.remarques,
        )

    def accepter(acteur: Acteur, lecture: LectureModele, nom: str, moment: datetime) -> str:
        return _say_accepte(ligne, e, accepter_modele(acteur, lecture, preparer, nom_fichier=nom, moment=moment))

    return Genre(libelle, ligne, apercevoir, accepter)


def _make_liste(libelle: str, ligne: tuple[str, str]) -> Genre:
    """Declare a list of dwellings, kept whole."""

    def apercevoir(acteur: Acteur, lecture: LectureModele) -> Apercu:
        return Apercu(a_ecrire=lecture.table.height, remarques=preparer_liste(acteur, lecture))

    def accepter(acteur: Acteur, lecture: LectureModele, nom: str, moment: datetime) -> str:
        liste = accepter_liste(acteur, lecture, nom_fichier=nom, moment=moment)
        gardees = pluriel(liste.logements_count, f"{ligne[0]} gardée", f"{ligne[1]} gardées")
        return f"{gardees} : version {liste.version} de la liste."

    return Genre(libelle, ligne, apercevoir, accepter)


def _make_corrections() -> Genre:
    ligne = ("correction", "corrections")

    def apercevoir(acteur: Acteur, lecture: LectureModele) -> Apercu:
        parc, corrige = preparer_corrections(acteur, lecture)
        remarque = f"Le parc {parc.millesime} passera de la version {parc.version} à la version {parc.version + 1}."
        remarques = (remarque,) if corrige.changees else ()
        return Apercu(a_ecrire=corrige.changees, deja=corrige.deja, remarques=remarques)

    def accepter(acteur: Acteur, lecture: LectureModele, nom: str, moment: datetime) -> str:
        parc = accepter_corrections(acteur, lecture, nom_fichier=nom, moment=moment)
        return f"Parc corrigé : version {parc.version} du parc {parc.millesime}."

    return Genre("Corrections du parc", ligne, apercevoir, accepter)


def _make_neufs() -> Genre:
    ligne = ("logement neuf", "logements neufs")

    def apercevoir(acteur: Acteur, lecture: LectureModele) -> Apercu:
        deliveries = preparer_neufs(acteur, lecture)
        count = sum(len(one.logements) for one in deliveries)
        return Apercu(a_ecrire=count, remarques=say_livraisons(deliveries))

    def accepter(acteur: Acteur, lecture: LectureModele, nom: str, moment: datetime) -> str:
        count = accepter_neufs(acteur, lecture, nom_fichier=nom, moment=moment)
        return f"{pluriel(count, 'logement neuf livré', 'logements neufs livrés')}, en stock pour un tour."

    return Genre("Logements d’un programme neuf", ligne, apercevoir, accepter)


GENRES: Final[Mapping[str, Genre]] = {
    PARC: Genre("Parc de logements", ("logement", "logements")),
    "corrections": _make_corrections(),
    "conventions": _make_modele("Conventions de réservation", ("convention", "conventions"), preparer_conventions),
    "droits": _make_modele("Registre des droits", ("ligne de droits", "lignes de droits"), preparer_droits),
    "operations": _make_modele("Opérations garanties", ("ligne de droits", "lignes de droits"), preparer_operations),
    "reservations": _make_liste("Logements réservés", ("réservation", "réservations")),
    "exclusions": _make_modele("Exclusions de l’assiette", ("exclusion", "exclusions"), preparer_exclusions),
    "logements_exclus": _make_liste("Logements exclus de l’assiette", ("ligne", "lignes")),
    "previsions": _make_modele("Prévisions de l’année", ("prévision", "prévisions"), preparer_previsions),
    "taux": _make_modele("Taux de rotation publiés", ("taux", "taux"), preparer_taux, e=""),
    SDES: replace(_make_modele("Taux publiés par le SDES", ("taux", "taux"), preparer_taux, e=""), lire=lire_sdes),
    "derogations": _make_modele("Dérogations", ("dérogation", "dérogations"), preparer_derogations),
    "demandes": _make_modele("Demandes et attributions par commune", ("ligne", "lignes"), preparer_demandes),
    "liberations": _make_modele("Libérations", ("libération", "libérations"), preparer_liberations),
    "residences": _make_modele("Classes des résidences", ("classe", "classes"), preparer_residences),
    "besoins": _make_modele("Besoins hors flux", ("besoin", "besoins"), preparer_besoins, e=""),
    "souhaits": _make_modele("Souhaits des réservataires", ("souhait", "souhaits"), preparer_souhaits, e=""),
    "reglages": _make_modele("Réglages de l’orientation", ("réglage", "réglages"), preparer_reglages, e=""),
    "logements_neufs": _make_neufs(),
    "menages": _make_modele("Ménages des attributions", ("ménage", "ménages"), preparer_menages, e=""),
    "faits": _make_modele("Faits du journal des logements", ("fait", "faits"), preparer_faits, e=""),
}


def _say_accepte(ligne: tuple[str, str], e: str, done: Preparation) -> str:
    singulier, plural = ligne
    parties = [pluriel(len(done.nouveaux), f"{singulier} écrit{e}", f"{plural} écrit{e}s")]
    if done.comptes:
        parties.append(pluriel(len(done.comptes), "compte créé", "comptes créés"))
    if done.revisions:
        parties.append(pluriel(len(done.revisions), "révisée", "révisées"))
    if done.deja:
        tel, tels = ("telle quelle", "telles quelles") if e else ("tel quel", "tels quels")
        parties.append(pluriel(done.deja, f"déjà connu{e}, laissé{e} {tel}", f"déjà connu{e}s, laissé{e}s {tels}"))
    return f"{', '.join(parties)}."
