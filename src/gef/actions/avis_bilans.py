"""A frozen bilan sent to each réservataire and to the EPCI, then accepted or contested by them.

The words are written one after the other and never changed; who is told is told in the site and by e-mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.core.exceptions import PermissionDenied

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import fetch, visible
from gef.actions.avertir import avertir
from gef.actions.avis import write_acte, writing
from gef.actions.bilans_figes import lire_bilan
from gef.core.avis_bilan import DU_BAILLEUR, add_avis_bilan
from gef.core.parts import BAILLEUR
from gef.core.periodes import echeance_bilan
from gef.db.bilans import requetes
from gef.db.bilans.models import AvisBilan, BilanFige
from gef.db.flux.models import Reservataire
from gef.errors import GefError

GENRES: Final = {"transmis": "bilan", "accepte": "bilan_accepte", "conteste": "bilan_conteste", "maintenu": "bilan"}


class AvisRefuseError(GefError):
    """The word cannot be written: the bilan was answered meanwhile, is replaced, or nobody waits for it."""


@dataclass(frozen=True, slots=True)
class Destinataire:
    """Who receives a bilan, and where it stands with him.

    Attributes:
        nom: His name.
        organisation: The organisation that reads it here; None for an account that nobody holds here.
        codes: Its accounts; empty for an EPCI that only reads its territory.
        avis: Words written, the oldest first.
    """

    nom: str
    organisation: Organisation | None
    codes: tuple[str, ...]
    avis: tuple[AvisBilan, ...] = ()

    @property
    def pk(self) -> int:
        """Key of the organisation; 0 for none."""
        return self.organisation.pk if self.organisation else 0

    @property
    def motif(self) -> str:
        """Reason of the last word."""
        return self.avis[-1].motif if self.avis else ""

    @property
    def etat(self) -> str:
        """Last word, a code of `gef.core.avis_bilan.ETATS`; "" before any."""
        return self.avis[-1].type if self.avis else ""


@dataclass(frozen=True, slots=True)
class EnvoiBilan:
    """Where a bilan stands.

    Attributes:
        bilan: The frozen bilan.
        destinataires: Organisations to which it goes, by name.
        sans_acces: Accounts that no organisation holds here, by name: they get their files another way.
    """

    bilan: BilanFige
    destinataires: tuple[Destinataire, ...]
    sans_acces: tuple[Destinataire, ...]

    @property
    def echeance(self) -> date:
        """Day before which it is sent."""
        return echeance_bilan(self.bilan.exercice)

    @property
    def transmis(self) -> int:
        """How many recipients have it."""
        return len(self.destinataires) - self.count("")

    @property
    def is_transmis(self) -> bool:
        """Whether it was sent to somebody."""
        return self.transmis > 0

    @property
    def acceptes(self) -> int:
        """How many accepted it."""
        return self.count("accepte")

    @property
    def contestes(self) -> int:
        """How many contest it."""
        return self.count("conteste")

    @property
    def sans_reponse(self) -> int:
        """How many have it and do not say."""
        return self.count("transmis", "maintenu")

    def find(self, organisation_id: int) -> Destinataire | None:
        """Find an organisation among the recipients."""
        return next((row for row in self.destinataires if row.pk == organisation_id), None)

    def count(self, *etats: str) -> int:
        """Count the recipients in some states."""
        return sum(row.etat in etats for row in self.destinataires)


def lire_envoi(bilan: BilanFige) -> EnvoiBilan:
    """Say to whom a bilan goes, and what each one answered.

    Args:
        bilan: The frozen bilan.
    """
    avis: dict[int, list[AvisBilan]] = {}
    for row in requetes.avis_of([bilan.pk]):
        avis.setdefault(row.destinataire_id, []).append(row)
    noms = {row.id: row.nom for row in lire_bilan(bilan).bilan.reservataires if row.id not in ("", BAILLEUR)}
    held: dict[int, list[str]] = {}
    for compte in requetes.comptes_tenus(bilan.bailleur_id, noms):
        held.setdefault(compte.organisation_id or 0, []).append(compte.code)
    epci = [ligne.code for axe in lire_bilan(bilan).bilan.axes if axe.axe == "epci" for ligne in axe.lignes]
    organisations = {row.pk: row for row in requetes.titulaires_of(bilan.bailleur_id, noms)}
    organisations |= {row.pk: row for row in requetes.epci_organisations(filter(None, epci))}
    known = {code for codes in held.values() for code in codes}
    return EnvoiBilan(
        bilan,
        tuple(
            Destinataire(row.nom, row, tuple(held.get(row.pk, ())), tuple(avis.get(row.pk, ())))
            for row in sorted(organisations.values(), key=lambda row: row.nom)
        ),
        tuple(
            Destinataire(nom, None, (code,))
            for code, nom in sorted(noms.items(), key=lambda row: (row[1], row[0]))
            if code not in known
        ),
    )


def codes_of_bilan(acteur: Acteur, bilan: BilanFige) -> frozenset[str] | None:
    """Accounts whose rows the actor may read in a frozen bilan; None for all of them."""
    if acteur.is_bailleur:
        return None
    return frozenset(visible(Reservataire, acteur).filter(bailleur_id=bilan.bailleur_id).values_list("code", flat=True))


def fetch_bilan(acteur: Acteur, bailleur: int, exercice: int, version: int) -> BilanFige:
    """Find a frozen bilan that the actor may read.

    Raises:
        Http404: there is none, or it was not sent to him.
    """
    return fetch(BilanFige, acteur, bailleur_id=bailleur, exercice=exercice, version=version)


def transmettre_bilan(acteur: Acteur, bilan: BilanFige, destinataires: Iterable[int], moment: datetime) -> int:
    """Send a bilan to some of its recipients; those who have it already are left out.

    Args:
        acteur: Who sends, for his bailleur.
        bilan: The frozen bilan.
        destinataires: Organisations, by key; none of them means all.
        moment: When.

    Returns:
        To how many it was sent.

    Raises:
        Http404: the bilan is none of his.
        PermissionDenied: he may not write.
        AvisRefuseError: a corrected bilan has taken its place, or everybody has it.
    """
    bilan = fetch(BilanFige, acteur, to="edit", pk=bilan.pk)
    asked = set(destinataires)
    with writing(bilan.bailleur_id):
        _check_is_dernier(bilan)
        waiting = [row for row in lire_envoi(bilan).destinataires if not row.avis and (not asked or row.pk in asked)]
        if not waiting:
            raise AvisRefuseError("Personne n’attend ce bilan : tous l’ont reçu.")
        for row in waiting:
            _write(acteur, bilan, row, ("transmis", ""), moment)
        details = {"exercice": bilan.exercice, "version": bilan.version, "empreinte": bilan.empreinte}
        details["destinataires"] = [row.nom for row in waiting]
        write_acte(acteur, "bilan-transmis", _name(bilan), details, moment)
    return len(waiting)


def repondre_bilan(
    acteur: Acteur, bilan: BilanFige, avis: str, *, motif: str = "", rang_vu: int, moment: datetime
) -> AvisBilan:
    """Accept or contest a bilan that was received.

    Args:
        acteur: Who answers, for a recipient.
        bilan: The frozen bilan.
        avis: "accepte" or "conteste".
        motif: Why it is contested.
        rang_vu: How many words the recipient had read.
        moment: When.

    Raises:
        Http404: he did not receive it.
        PermissionDenied: he acts for the bailleur, or only reads.
        TransitionInterditeError, DonneeInvalideError: see `gef.core.avis_bilan`.
        AvisRefuseError: somebody spoke meanwhile, or a corrected bilan has taken its place.
    """
    bilan = fetch(BilanFige, acteur, pk=bilan.pk)
    if acteur.is_bailleur:
        raise PermissionDenied("Le réservataire donne son avis ; le bailleur lui répond.")
    if not acteur.can_write:
        raise PermissionDenied("Votre rôle permet de lire, pas de modifier.")
    if avis in DU_BAILLEUR:
        raise PermissionDenied("Cet avis est celui du bailleur.")
    return _speak(acteur, bilan, acteur.organisation.pk, (avis, motif, rang_vu), moment)


def maintenir_bilan(
    acteur: Acteur, bilan: BilanFige, destinataire: int, *, motif: str, rang_vu: int, moment: datetime
) -> AvisBilan:
    """Hold to a contested bilan, with the reason.

    Args:
        acteur: Who answers, for his bailleur.
        bilan: The frozen bilan.
        destinataire: Who contested it, by key.
        motif: Why it is kept.
        rang_vu: How many words had been read.
        moment: When.

    Raises:
        Http404: the bilan is none of his.
        PermissionDenied: he may not write.
        TransitionInterditeError, DonneeInvalideError: see `gef.core.avis_bilan`.
        AvisRefuseError: it was not sent there, somebody spoke meanwhile, or a corrected bilan has taken its place.
    """
    bilan = fetch(BilanFige, acteur, to="edit", pk=bilan.pk)
    return _speak(acteur, bilan, destinataire, ("maintenu", motif, rang_vu), moment)


def _speak(
    acteur: Acteur, bilan: BilanFige, destinataire: int, said: tuple[str, str, int], moment: datetime
) -> AvisBilan:
    avis, motif, rang_vu = said
    with writing(bilan.bailleur_id):
        _check_is_dernier(bilan)
        found = lire_envoi(bilan).find(destinataire)
        if found is None or not found.avis:
            raise AvisRefuseError("Ce bilan ne lui a pas été transmis.")
        if len(found.avis) != rang_vu:
            raise AvisRefuseError("Ce bilan a reçu un avis depuis l’affichage ; relisez-le. Rien n’a été enregistré.")
        add_avis_bilan([row.type for row in found.avis], avis, motif)
        written = _write(acteur, bilan, found, (avis, motif.strip()), moment)
        details = {"exercice": bilan.exercice, "version": bilan.version, "motif": written.motif}
        details["destinataire"] = found.nom
        write_acte(acteur, f"bilan-{avis}", _name(bilan), details, moment, bailleur_id=bilan.bailleur_id)
    return written


def _check_is_dernier(bilan: BilanFige) -> None:
    if hasattr(bilan, "remplacant"):
        raise AvisRefuseError(f"Le {bilan} est remplacé par un bilan corrigé ; c’est lui qui se lit et se discute.")


def _name(bilan: BilanFige) -> str:
    """Name a bilan in the journal and where its recipients are told, as its page is addressed."""
    return f"{bilan.exercice}/{bilan.version}"


def _write(acteur: Acteur, bilan: BilanFige, found: Destinataire, said: tuple[str, str], moment: datetime) -> AvisBilan:
    avis, motif = said
    row = AvisBilan(
        bilan=bilan,
        destinataire=found.organisation,
        rang=len(found.avis) + 1,
        type=avis,
        motif=motif,
        organisation=acteur.organisation,
        auteur_id=acteur.utilisateur_id,
        ecrit_le=moment,
    )
    row.save(force_insert=True)
    avertir(
        found.pk if avis in DU_BAILLEUR else bilan.bailleur_id,
        GENRES[avis],
        objet=_name(bilan),
        bailleur_id=bilan.bailleur_id,
        moment=moment,
        auteur_id=acteur.utilisateur_id,
    )
    return row


def list_recus(acteur: Acteur) -> list[tuple[BilanFige, Sequence[AvisBilan]]]:
    """Give the bilans that the actor's organisation received, of all bailleurs, the newest first, with their words."""
    rows = list(
        visible(BilanFige, acteur)
        .select_related("bailleur", "remplacant")
        .defer(*requetes.LOURDS, *(f"remplacant__{champ}" for champ in requetes.LOURDS))
        .order_by("-exercice", "bailleur__nom", "-version")
    )
    avis: dict[int, list[AvisBilan]] = {}
    for row in visible(AvisBilan, acteur).select_related("auteur", "organisation").order_by("pk"):
        avis.setdefault(row.bilan_id, []).append(row)
    return [(row, avis.get(row.pk, [])) for row in rows]
