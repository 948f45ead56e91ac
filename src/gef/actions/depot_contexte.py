"""Prepare what an orientation looks at, brought by file: classes of the residences, needs, wishes, settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils import timezone

from gef.access.acteur import Acteur
from gef.actions.besoins import BesoinRefuseError, check_portees
from gef.actions.depots import Ligne, Preparation, refuse_constats
from gef.actions.noms import nom_commune
from gef.actions.reglages import CHAMPS, ReglageRefuseError, SaisieReglage, make_reglage
from gef.actions.residences import known_residences
from gef.actions.souhaits import SaisieSouhait, SouhaitRefuseError, load_groupes, make_souhait
from gef.core.reglages import NOMBRES, make_parametres
from gef.core.residences import cle_residence
from gef.core.souhaits import Souhait
from gef.db.besoins.models import Besoin, SouhaitReservataire
from gef.db.besoins.requetes import list_besoins, souhaits_of
from gef.db.reglages.models import ReglageOrientation
from gef.db.reglages.requetes import reglages_of
from gef.db.residences.models import ClasseResidence
from gef.db.residences.requetes import classes_of
from gef.errors import GefError

CleClasse = tuple[tuple[str, str] | None, str, date]


def preparer_residences(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set classes against those that are known: the same one, of the same day, is left.

    A residence that neither the parc nor the liberations know is said, and kept: the parc may come later.
    """
    moment, bailleur = timezone.now(), acteur.organisation
    known = {_key(row.commune, row.programme, row.classe, row.depuis) for row in classes_of(bailleur.pk)}
    residences = known_residences(bailleur)
    rows, inconnues, deja = [], [], 0
    for ligne in lignes:
        cle = cle_residence(ligne["commune"], ligne["programme"])
        if _key(ligne["commune"], ligne["programme"], ligne["classe"], ligne["depuis"]) in known:
            deja += 1
            continue
        if cle not in residences:
            inconnues.append(f"{ligne['programme']} ({nom_commune(ligne['commune'])})")
        rows.append(
            ClasseResidence(
                bailleur=bailleur,
                commune=ligne["commune"],
                programme=residences.get(cle or ("", ""), str(ligne["programme"])),
                classe=ligne["classe"],
                depuis=ligne["depuis"],
                motif=ligne["motif"] or "",
                document=ligne["document"] or "",
                auteur_id=acteur.utilisateur_id,
                ecrit_le=moment,
            )
        )
    constats = [f"ligne {row['ligne']}, programme sans nom" for row in lignes if not _is_named(row)]
    refuse_constats(constats, "le nom que le parc donne au programme")
    return Preparation(tuple(rows), deja=deja, remarques=_say_unknown(inconnues))


def _key(commune: str, programme: str, classe: str, depuis: date) -> CleClasse:
    return cle_residence(commune, programme), classe, depuis


def _is_named(ligne: Mapping[str, Any]) -> bool:
    return cle_residence(ligne["commune"], ligne["programme"]) is not None


def _say_unknown(inconnues: Sequence[str]) -> tuple[str, ...]:
    if not inconnues:
        return ()
    names = list(dict.fromkeys(inconnues))
    more = f" et {len(names) - 3} autres" if len(names) > 3 else ""  # noqa: PLR2004  (a sentence, not a list)
    return (f"Résidences inconnues du parc et des libérations, gardées telles quelles : {', '.join(names[:3])}{more}.",)


def preparer_besoins(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set needs against those that are known: a need never changes under its reference.

    Raises:
        DepotRefuseError: a reference is known with other words, or a commune or an EPCI is unknown.
    """
    moment = timezone.now()
    known = {row.reference: _values(row) for row, _ in list_besoins(acteur.organisation.pk)}
    rows, constats, deja = [], [], 0
    for ligne in lignes:
        row = _to_besoin(acteur, ligne)
        row.ecrit_le = moment
        where = f"ligne {ligne['ligne']}, « {row.reference} »"
        former = known.get(row.reference)
        if former == _values(row):
            deja += 1
        elif former:
            constats.append(f"{where} : déjà inscrit avec d’autres valeurs")
        elif unknown := _find_unknown(row):
            constats.append(f"{where} : {unknown}")
        else:
            rows.append(row)
    refuse_constats(
        constats, "une référence par besoin, des communes et des EPCI connus ; pour changer un besoin, retirez-le"
    )
    return Preparation(tuple(rows), deja=deja)


def _to_besoin(acteur: Acteur, ligne: Ligne) -> Besoin:
    return Besoin(
        bailleur=acteur.organisation,
        reference=ligne["reference"],
        categorie=ligne["categorie"],
        nombre=ligne["nombre"] or 1,
        typologies=list(ligne["typologies"] or ()),
        portees=list(ligne["territoires"] or ()),
        is_prioritaire=ligne["prioritaire"],
        declare_le=ligne["declare_le"],
        document=ligne["document"] or "",
        auteur_id=acteur.utilisateur_id,
    )


def _values(row: Besoin) -> tuple[object, ...]:
    lists = (tuple(row.typologies), tuple(row.portees))
    return (row.categorie, row.nombre, *lists, row.is_prioritaire, row.declare_le, row.document)


def _find_unknown(row: Besoin) -> str:
    try:
        check_portees(row.portees, "territoire")
    except BesoinRefuseError as error:
        return str(error).partition(" ; ")[0]
    return ""


def preparer_souhaits(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set wishes against those that hold: the same one is left; the others are checked against the parc.

    Raises:
        DepotRefuseError: an unknown account or place, two places, a wish that would identify a programme, or one that
            holds already with another share or other words.
    """
    known = {_souhait_cle(row): _souhait_values(row) for row in souhaits_of(acteur.organisation.pk)}
    groupes, moment = load_groupes(acteur.organisation), timezone.now()
    rows, constats, deja = [], [], 0
    for ligne in lignes:
        try:
            row = make_souhait(acteur, _to_saisie_souhait(ligne), groupes)
        except GefError as error:
            constats.append(f"ligne {ligne['ligne']} : {str(error).partition(' ; attendu')[0]}")
            continue
        former = known.get(_souhait_cle(row))
        if former == _souhait_values(row):
            deja += 1
            continue
        if former:
            constats.append(f"ligne {ligne['ligne']}, « {row.reservataire.code} » : déjà inscrit avec d’autres valeurs")
        row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
        rows.append(row)
    refuse_constats(
        constats,
        "un compte du bailleur, un critère au moins, jamais un programme (CCH art. R. 441-5) ; "
        "pour changer un souhait, retirez-le",
    )
    return Preparation(tuple(rows), deja=deja)


def _to_saisie_souhait(ligne: Ligne) -> SaisieSouhait:
    places = ligne["territoire"] or ()
    if len(places) > 1:
        raise SouhaitRefuseError(f"Souhait, territoire : {', '.join(places)} ; attendu : une commune ou un EPCI.")
    souhait = Souhait(
        part=ligne["part"],
        typologie=ligne["typologie"] or "",
        financement=ligne["financement"] or "",
        qpv=ligne["qpv"],
        portee=next(iter(places), ""),
        publics=ligne["publics"] or "",
    )
    return SaisieSouhait(ligne["reservataire"], souhait, ligne["debut"], ligne["document"])


def _souhait_cle(row: SouhaitReservataire) -> tuple[object, ...]:
    return (row.reservataire.code, row.typologie, row.financement, row.qpv, row.portee, row.debut)


def _souhait_values(row: SouhaitReservataire) -> tuple[object, ...]:
    return row.part, row.publics, row.document


def preparer_reglages(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set dated settings against those of the register: the same one is left.

    Raises:
        DepotRefuseError: a number that is none, or out of its bounds.
    """
    known = {_reglage_values(row) for row in reglages_of(acteur.organisation.pk)}
    moment = timezone.now()
    rows, constats, deja = [], [], 0
    for ligne in lignes:
        try:
            parametres = make_parametres(ligne["regle"], _read_nombres(ligne))
            saisie = SaisieReglage(parametres, ligne["debut"], ligne["document"], ligne["fin"])
            row = make_reglage(acteur, saisie)
        except GefError as error:
            constats.append(f"ligne {ligne['ligne']} : {error}")
            continue
        if _reglage_values(row) in known:
            deja += 1
            continue
        row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
        rows.append(row)
    refuse_constats(constats, "les nombres permis, à quatre décimales au plus (voir les réglages de l’orientation)")
    remarques = ("De plusieurs réglages en vigueur un jour, le dernier inscrit vaut.",) if len(rows) > 1 else ()
    return Preparation(tuple(rows), deja=deja, remarques=remarques)


def _read_nombres(ligne: Ligne) -> dict[str, Fraction]:
    """Read the numbers of a setting exactly; what is left empty is the default."""
    found = {}
    for nom, libelle in NOMBRES.items():
        text = ligne[nom]
        if text is None:
            continue
        try:
            found[nom] = Fraction(str(text).replace(",", "."))
        except (ValueError, ZeroDivisionError) as error:
            raise ReglageRefuseError(f"{libelle} : « {text} » ; attendu : un nombre.") from error
    return found


def _reglage_values(row: ReglageOrientation) -> tuple[object, ...]:
    return (*(getattr(row, nom) for nom in CHAMPS), row.debut, row.fin, row.document)
