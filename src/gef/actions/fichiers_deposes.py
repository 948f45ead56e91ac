"""Files handed in and not yet decided: kept under their fingerprint, read once for their report, accepted or abandoned.

A deposit is two files of `MEDIA_ROOT/depots/<organisation>`: the bytes as received, named by their SHA-256, and a note
beside (`.json`) with the name that its owner knows, who handed it in, when, and the report. No name given by a person
ever reaches the disk. Reading is deterministic, so accepting reads the same bytes again and finds the same rows.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.http import Http404

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.depot_genres import GENRES, PARC, Apercu
from gef.actions.depots import DepotRefuseError
from gef.actions.parc import accepter_parc, read_parc_table
from gef.actions.resume_parc import Comparaison, comparer_parcs
from gef.db.patrimoine.requetes import last_parc
from gef.errors import GefError
from gef.imports.anomalies import RapportImport
from gef.imports.modeles import LectureModele, read_modele
from gef.imports.parc import parc_empreinte, read_parc
from gef.law.territoires import load_communes
from gef.outputs.nombres import pluriel

TAILLE_MAX: Final = 500 * 1024 * 1024
NOM_MAX: Final = 200
EMPREINTE: Final = re.compile(r"[0-9a-f]{64}")


class FichierTropGrosError(GefError):
    """The file is larger than what is accepted; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Depot:
    """A file that waits for a decision.

    Attributes:
        empreinte: SHA-256 of its bytes, which is its name on the disk.
        genre: A code of `GENRES`.
        nom: Name of the file, as its owner knows it.
        taille: Size in bytes.
        millesime: Year of the situation; None when the file has none, or when its name says it.
        depose_le: When it was handed in.
        depose_par: By whom.
        rapport: Report of its reading, as plain values.
        empreinte_parc: Fingerprint of the parc that it holds; "" when it is not one.
        comparaison: Against the parc known that day; None when there was none, or nothing to compare by.
        compare_a: What it was compared to.
    """

    empreinte: str
    genre: str
    nom: str
    taille: int
    millesime: int | None
    depose_le: datetime
    depose_par: str
    rapport: Mapping[str, Any]
    empreinte_parc: str = ""
    comparaison: Comparaison | None = None
    compare_a: str = ""

    @property
    def libelle(self) -> str:
        """What it holds, in French."""
        libelle = GENRES[self.genre].libelle
        return f"{libelle} {self.millesime}" if self.millesime else libelle


def deposer(
    acteur: Acteur,
    morceaux: Iterable[bytes],
    *,
    nom: str,
    genre: str,
    moment: datetime,
    millesime: int | None = None,
) -> Depot:
    """Keep a file until it is accepted or abandoned, and read it for its report.

    Args:
        acteur: Who hands it in, for his bailleur.
        morceaux: Its bytes, in pieces; the whole never stands in memory.
        nom: Name of the file, as its owner knows it; only shown.
        genre: A code of `GENRES`.
        moment: When.
        millesime: Year of the situation (1 January), for a parc, or for a publication whose name does not say it.

    Returns:
        The deposit.

    Raises:
        FichierTropGrosError: more than `TAILLE_MAX` bytes.
        FichierIllisibleError: the file cannot be read at all; it is not kept.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    folder = _folder(acteur)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{uuid4().hex}.partiel"
    try:
        empreinte, taille = _receive(draft, morceaux)
        blank = Depot(empreinte, genre, _clean_nom(nom), taille, millesime, moment, acteur.nom, {})
        depot = _report(acteur, draft, blank)
        draft.replace(folder / empreinte)
    finally:
        draft.unlink(missing_ok=True)
    _write_note(folder / f"{empreinte}.json", depot)
    return find_depot(acteur, empreinte)


def list_depots(acteur: Acteur) -> tuple[Depot, ...]:
    """List the deposits of the actor's organisation that wait for a decision, newest first."""
    notes = _folder(acteur).glob("*.json")
    found = [_read_note(note) for note in notes if note.with_suffix("").is_file()]
    return tuple(sorted(found, key=lambda depot: (depot.depose_le, depot.empreinte), reverse=True))


def find_depot(acteur: Acteur, empreinte: str) -> Depot:
    """Return a deposit of the actor's organisation.

    Raises:
        Http404: there is none of that fingerprint, or it is somebody else's.
    """
    path = _folder(acteur) / empreinte if EMPREINTE.fullmatch(empreinte) else None
    if path is None or not path.is_file() or not _note(path).is_file():
        raise Http404
    return _read_note(_note(path))


def preparer_depot(acteur: Acteur, depot: Depot) -> Apercu:
    """Say what accepting a deposit would do today, without writing anything.

    Args:
        acteur: Who asks, for his bailleur.
        depot: The deposit.
    """
    if not depot.rapport["is_acceptable"]:
        return Apercu(refus=_say_blocage(depot.rapport))
    apercevoir = GENRES[depot.genre].apercevoir
    if apercevoir is None:
        last = last_parc(acteur.organisation.pk, depot.millesime)
        known = last is not None and last.empreinte == depot.empreinte_parc
        refus = f"Ce parc est déjà la version {last.version} du millésime {last.millesime}." if last and known else ""
        return Apercu(a_ecrire=depot.rapport["lignes_retenues"], refus=refus)
    try:
        return apercevoir(acteur, _read_modele(acteur, depot))
    except DepotRefuseError as error:
        return Apercu(refus=str(error))


def accepter_depot(acteur: Acteur, depot: Depot, moment: datetime) -> str:
    """Accept a deposit: its rows are written, its file is no longer kept here.

    Args:
        acteur: Who accepts.
        depot: The deposit.
        moment: When.

    Returns:
        A French sentence that says what was written.

    Raises:
        ParcRefuseError, DepotRefuseError: nothing was written; the message says why.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    accepter = GENRES[depot.genre].accepter
    if accepter is None:
        phrase = _accepter_parc(acteur, depot, moment)
    else:
        phrase = accepter(acteur, _read_modele(acteur, depot), depot.nom, moment)
    _forget(acteur, depot)
    return phrase


def abandonner_depot(acteur: Acteur, depot: Depot) -> None:
    """Drop a deposit: nothing of it stays.

    Raises:
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    _forget(acteur, depot)


def _folder(acteur: Acteur) -> Path:
    return Path(settings.MEDIA_ROOT) / "depots" / str(acteur.organisation.pk)


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _forget(acteur: Acteur, depot: Depot) -> None:
    path = _folder(acteur) / depot.empreinte
    path.unlink(missing_ok=True)
    _note(path).unlink(missing_ok=True)


def _receive(draft: Path, morceaux: Iterable[bytes]) -> tuple[str, int]:
    """Write the pieces one by one, and stop at the first byte too many."""
    digest, taille = hashlib.sha256(), 0
    with draft.open("xb") as out:
        for morceau in morceaux:
            taille += len(morceau)
            if taille > TAILLE_MAX:
                raise FichierTropGrosError(
                    f"Le fichier dépasse {TAILLE_MAX // 1024**2} Mo. Déposez-le en plusieurs parties, "
                    "ou importez-le avec la commande « gef importer »."
                )
            digest.update(morceau)
            out.write(morceau)
    return digest.hexdigest(), taille


def _clean_nom(nom: str) -> str:
    """Keep of a name what can be shown: no folder, no control character, no excess."""
    last = nom.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[-NOM_MAX:].strip() or "fichier"


def _report(acteur: Acteur, path: Path, depot: Depot) -> Depot:
    """Read a file for its report, and compare a parc with the newest one."""
    if depot.genre != PARC:
        return replace(depot, rapport=_lire(acteur, path, depot).rapport.to_dict())
    parc = read_parc(path, nom=depot.nom, communes=_communes(), annee=depot.millesime)
    depot = replace(depot, rapport=parc.rapport.to_dict(), empreinte_parc=parc_empreinte(parc.table))
    known = last_parc(acteur.organisation.pk)
    if known is None or not parc.table.height:
        return depot
    comparaison = comparer_parcs(read_parc_table(known), parc.table)
    return replace(depot, comparaison=comparaison, compare_a=f"{known.millesime}, version {known.version}")


def _communes() -> frozenset[str]:
    return frozenset(load_communes())


def _read_modele(acteur: Acteur, depot: Depot) -> LectureModele:
    lecture = _lire(acteur, _folder(acteur) / depot.empreinte, depot)
    _check_bytes(depot, lecture.rapport)
    return lecture


def _lire(acteur: Acteur, path: Path, depot: Depot) -> LectureModele:
    """Read a file that is no parc: the way of its kind, or the model of that name."""
    lire = GENRES[depot.genre].lire
    if lire is not None:
        return lire(acteur, path, depot.nom, depot.millesime)
    return read_modele(path, nom=depot.nom, modele=depot.genre, communes=_communes())


def _accepter_parc(acteur: Acteur, depot: Depot, moment: datetime) -> str:
    assert depot.millesime is not None
    path = _folder(acteur) / depot.empreinte
    lecture = read_parc(path, nom=depot.nom, communes=_communes(), annee=depot.millesime)
    _check_bytes(depot, lecture.rapport)
    parc = accepter_parc(acteur, lecture, nom_fichier=depot.nom, millesime=depot.millesime, moment=moment)
    nombre = pluriel(parc.logements_count, "logement importé", "logements importés")
    return f"{nombre} : version {parc.version} du parc {parc.millesime}."


def _check_bytes(depot: Depot, rapport: RapportImport) -> None:
    """Refuse a kept file whose bytes are no longer those of the report.

    Raises:
        DepotRefuseError: they changed on the disk.
    """
    if rapport.empreinte != depot.empreinte:
        raise DepotRefuseError(f"{depot.nom} : le fichier gardé a changé depuis son dépôt ; déposez-le à nouveau.")


def _say_blocage(rapport: Mapping[str, Any]) -> str:
    """Say why nothing of a file can be imported."""
    blocking = [
        exemple["message"]
        for cause in rapport["causes"]
        if cause["gravite"] == "bloquant"
        for exemple in cause["exemples"]
        if exemple["ligne"] == 0
    ]
    return " ".join(blocking) or "Aucune ligne du fichier ne peut être gardée."


def _write_note(path: Path, depot: Depot) -> None:
    """Write beside, then rename: a reader sees the whole note or none."""
    draft = path.with_suffix(".partiel")
    content = asdict(depot) | {"depose_le": depot.depose_le.isoformat()}
    draft.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def _read_note(path: Path) -> Depot:
    content = json.loads(path.read_text(encoding="utf-8"))
    comparaison = content["comparaison"]
    return Depot(
        **content
        | {
            "depose_le": datetime.fromisoformat(content["depose_le"]),
            "comparaison": Comparaison(**comparaison) if comparaison else None,
        }
    )
