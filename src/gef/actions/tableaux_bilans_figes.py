"""Tables around the frozen bilans: their list, who answered, what a correction changed, the return to the EPCI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.utils.timezone import localtime

from gef.actions.avis_bilans import Destinataire, EnvoiBilan
from gef.actions.codec import encode
from gef.actions.documents_bilan import Lecture
from gef.actions.tableaux_contexte import nom_portee
from gef.core.avis_bilan import ETATS
from gef.core.bilan_ecarts import EcartBilan, list_ecarts
from gef.core.bilan_entree import CAUSES, PARTIES
from gef.core.bilan_territoires import LigneTerritoire
from gef.core.motifs import Source
from gef.core.obligations import REGLES
from gef.core.rotation import LIBELLES_CATEGORIES
from gef.core.tableau_prefet import FAMILLES, count_familles
from gef.db.bilans.models import AvisBilan, BilanFige
from gef.law.territoires import load_epci
from gef.outputs.nombres import date_longue, decimal, entier
from gef.outputs.tables import Colonne, Ligne, Marque, Table

R441_5_1: Final = Source("CCH art. R. 441-5-1", "legale")
MARQUES: Final[Mapping[str, Marque]] = {
    "": "attente",
    "transmis": "cours",
    "accepte": "fait",
    "conteste": "alerte",
    "maintenu": "cours",
}
DESTINATAIRES: Final = (
    "Chaque réservataire, et les EPCI du territoire. « À prévenir autrement » : aucun compte dans le logiciel ; son "
    "document est dans l’archive de tous les bilans."
)
# Names of the parts of a bilan, and of its figures; what is not here only names a row, and changes with it.
RUBRIQUES: Final[Mapping[str, str]] = {
    "reservataires": "Par réservataire",
    "total": "Ensemble",
    "hors_flux": "Hors du flux",
    "total_hors_flux": "Hors du flux, ensemble",
    "publics": "Publics logés",
    "total_publics": "Publics logés, ensemble",
    "refus": "Refus",
    "premieres": "Premières mises en location",
    "soustractions": "Soustractions prévues",
    "obligations": "Obligations",
    "territoires": "Par EPCI",
    "logements": "Logements",
}
CHIFFRES: Final[Mapping[str, str]] = {
    "liberations": "libérations",
    "liberations_flux": "libérations dans le flux",
    "liberations_hors_flux": "libérations hors du flux",
    "logements_proposes": "logements proposés",
    "proposes": "logements proposés",
    "propositions": "proposés",
    "attributions": "attribués",
    "baux": "baux",
    "objectif": "objectif",
    "droits": "droits",
    "solde_debut": "solde de début",
    "solde_fin": "solde de fin",
    "recus": "reçus",
    "prevu": "prévus",
    "nombre": "nombre",
    "livraisons": "livrés",
    "dalo": "DALO",
    "prioritaires": "publics prioritaires",
    "publics_inconnus": "publics inconnus",
    "baux_hors_qpv": "baux hors QPV",
    "premier_quartile": "premier quartile",
    "quartiles_inconnus": "quartiles inconnus hors QPV",
    "attributions_qpv": "attribués en QPV",
    "autres_quartiles": "quartiles 2 à 4",
    "quartiles_qpv_inconnus": "quartiles inconnus en QPV",
    "base": "base",
    "atteint": "comptés",
    "inconnus": "inconnus",
    "propose_le": "proposé le",
    "attribue_le": "attribué le",
    "bail_le": "loué le",
}


def table_figes(rows: Iterable[EnvoiBilan], lien: Callable[[BilanFige], str]) -> Table:
    """Frozen bilans of a bailleur, with what became of each.

    Args:
        rows: The newest first.
        lien: Address of a bilan.
    """
    colonnes = (
        Colonne("bilan", "Bilan"),
        Colonne("fige_le", "Figé le", "date"),
        Colonne("transmis", "Transmis à", "entier"),
        Colonne("acceptes", "Acceptés", "entier"),
        Colonne("contestes", "Contestés", "entier"),
        Colonne("attente", "Sans réponse", "entier"),
        Colonne("motif", "Correction"),
    )
    return Table(
        "bilans-figes",
        "Bilans figés",
        colonnes,
        tuple(_ligne_fige(row, lien) for row in rows),
        denomination=("bilan", "bilans"),
        sources=(R441_5_1,),
        vide="Aucun bilan n’est figé : celui d’une année se fige quand elle est finie, avant de partir.",
    )


def _ligne_fige(row: EnvoiBilan, lien: Callable[[BilanFige], str]) -> Ligne:
    bilan, contestes = row.bilan, row.contestes
    return Ligne(
        {
            "bilan": name_bilan(bilan),
            "fige_le": localtime(bilan.fige_le).date(),
            "transmis": row.transmis,
            "acceptes": row.acceptes,
            "contestes": contestes,
            "attente": row.sans_reponse,
            "motif": bilan.motif,
        },
        liens={"bilan": lien(bilan)},
        marques={"contestes": "alerte"} if contestes else {},
    )


def name_bilan(bilan: BilanFige) -> str:
    """Name a bilan as a person does.

    Args:
        bilan: The frozen bilan.
    """
    return f"{bilan.exercice}, version {bilan.version}" if bilan.version > 1 else str(bilan.exercice)


def table_recus(rows: Sequence[tuple[BilanFige, Sequence[AvisBilan]]], lien: Callable[[BilanFige], str]) -> Table:
    """Bilans that a réservataire received, of all bailleurs.

    Args:
        rows: Each bilan with the words on it, the newest first.
        lien: Address of a bilan.
    """
    colonnes = (
        Colonne("bilan", "Bilan", filtre="texte"),
        Colonne("bailleur", "Bailleur", filtre="choix"),
        Colonne("transmis_le", "Reçu le", "date"),
        Colonne("etat", "Votre réponse", "code", libelles={**ETATS, "transmis": "à lire", "remplace": "remplacé"}),
    )
    return Table(
        "bilans-recus",
        "Bilans reçus",
        colonnes,
        tuple(_ligne_recue(bilan, avis, lien) for bilan, avis in rows),
        denomination=("bilan", "bilans"),
        sources=(R441_5_1,),
        vide="Aucun bilan reçu : chaque bailleur l’envoie avant le 28 février.",
    )


def _ligne_recue(bilan: BilanFige, avis: Sequence[AvisBilan], lien: Callable[[BilanFige], str]) -> Ligne:
    etat = "remplace" if hasattr(bilan, "remplacant") else avis[-1].type
    return Ligne(
        {
            "bilan": name_bilan(bilan),
            "bailleur": bilan.bailleur.nom,
            "transmis_le": localtime(avis[0].ecrit_le).date(),
            "etat": etat,
        },
        liens={"bilan": lien(bilan)},
        marques={"etat": MARQUES.get(etat, "doux")},
    )


def table_destinataires(envoi: EnvoiBilan, lien: Callable[[Destinataire], str]) -> Table:
    """Who receives a bilan, and what each one answered.

    Args:
        envoi: The bilan and its recipients.
        lien: Address of the document of a recipient.
    """
    colonnes = (
        Colonne("nom", "Destinataire", filtre="texte"),
        Colonne("etat", "État", "code", libelles={**ETATS, "ailleurs": "à prévenir autrement"}, filtre="choix"),
        Colonne("jour", "Depuis le", "date"),
        Colonne("motif", "Motif"),
    )
    # Who waits for an answer of the bailleur first, then those that wait for theirs.
    order = ("conteste", "", "transmis", "maintenu", "accepte")
    rows = (*sorted(envoi.destinataires, key=lambda row: order.index(row.etat)), *envoi.sans_acces)
    return Table(
        "bilan-destinataires",
        "Qui a reçu ce bilan",
        colonnes,
        tuple(_ligne_destinataire(row, lien) for row in rows),
        denomination=("destinataire", "destinataires"),
        notes=(DESTINATAIRES,),
        sources=(R441_5_1,),
    )


def _ligne_destinataire(row: Destinataire, lien: Callable[[Destinataire], str]) -> Ligne:
    last = row.avis[-1] if row.avis else None
    etat = row.etat if row.organisation else "ailleurs"
    return Ligne(
        {
            "nom": row.nom,
            "etat": etat,
            "jour": localtime(last.ecrit_le).date() if last else None,
            "motif": last.motif if last else "",
        },
        liens={"nom": lien(row)} if row.organisation else {},
        details={"nom": "EPCI du territoire"} if row.organisation and not row.codes else {},
        marques={"etat": MARQUES.get(etat, "attente")},
    )


def table_changements(avant: Lecture, apres: Lecture, noms: Mapping[str, str]) -> Table:
    """What changed from a bilan to the one that corrects it, as one reader sees both.

    Args:
        avant: The former.
        apres: The corrected one.
        noms: Name of each account.
    """
    ecarts = list_ecarts(encode(avant.annuel.without_explications()), encode(apres.annuel.without_explications()))
    colonnes = (
        Colonne("rubrique", "Où"),
        Colonne("terme", "Quoi"),
        Colonne("avant", "Avant"),
        Colonne("apres", "Après"),
    )
    return Table(
        "bilan-changements",
        f"Ce qui change depuis la version {avant.bilan.version}",
        colonnes,
        tuple(_list_changements(ecarts, noms)),
        denomination=("chiffre", "chiffres"),
        notes=(f"Motif de la correction : {apres.bilan.motif}",) if apres.bilan.motif else (),
        vide="Rien ne change dans vos chiffres.",
    )


def _list_changements(ecarts: Iterable[EcartBilan], noms: Mapping[str, str]) -> Iterator[Ligne]:
    for ecart in ecarts:
        path = ecart.path[1:] if ecart.path[0] == "bilan" else ecart.path
        # The tables of each account, and the rows of the whole, add up what the dwellings say one by one.
        if path[-1] in CHIFFRES and "axes" not in path:
            rubrique = RUBRIQUES.get(path[0], "Ensemble")
            rows = (part for part in path[1:-1] if part != "comptage")
            terme = ", ".join([*(_name(part, noms) for part in rows), CHIFFRES[path[-1]]])
            said = (_say(path[-1], value) for value in (ecart.avant, ecart.apres))
            yield Ligne(dict(zip(("rubrique", "terme", "avant", "apres"), (rubrique, terme, *said), strict=True)))


def _name(part: str, noms: Mapping[str, str]) -> str:
    """Name a row as people do: an account, a category, an obligation, a territory, a party."""
    return ", ".join(_name_code(code, noms) for code in part.split(" / ") if code)


def _name_code(code: str, noms: Mapping[str, str]) -> str:
    if code in REGLES:
        return REGLES[code].libelle
    if ":" in code or code in load_epci():
        return nom_portee(code) if ":" in code else name_epci(code)
    known = {**LIBELLES_CATEGORIES, **CAUSES, **{str(partie): libelle for partie, libelle in PARTIES.items()}}
    return noms.get(code) or known.get(code, code)


def _say(champ: str, value: Any) -> str:
    """Write a value of the JSON as a person reads it."""
    if value is None:
        return "–"
    if champ.endswith("_le"):
        return date_longue(date.fromisoformat(value))
    return decimal(Fraction(value)) if isinstance(value, str) else entier(value)


def table_territoires(rows: Sequence[LigneTerritoire], exercice: int) -> Table:
    """The return to the EPCI and to its conférence intercommunale: aggregates, one row by territory."""
    colonnes = (
        Colonne("epci", "EPCI"),
        Colonne("liberations", "Libérés dans le flux", "entier"),
        Colonne("hors_flux", "Hors flux", "entier"),
        Colonne("proposes", "Proposés", "entier"),
        Colonne("attributions", "Attribués", "entier"),
        Colonne("baux", "Baux", "entier"),
        Colonne("prioritaires", "Prioritaires", "entier", aide="Parmi les attribués, DALO compris."),
        Colonne("dalo", "dont DALO", "entier"),
        Colonne("premier", "1er quartile hors QPV", "taux", absent="inconnue", aide="Part des baux hors QPV."),
        Colonne("autres", "Quartiles 2 à 4 en QPV", "taux", absent="inconnue", aide="Part des attribués en QPV."),
        Colonne("inconnus", "Ménages inconnus", "entier"),
    )
    return Table(
        "bilan-epci",
        f"Retour annuel {exercice} aux EPCI et à leur conférence intercommunale du logement",
        colonnes,
        tuple(_ligne_territoire(row) for row in rows),
        denomination=("EPCI", "EPCI"),
        sources=(R441_5_1, Source("CCH art. L. 441-1", "legale")),
        vide="Aucun fait dans ce territoire.",
    )


def name_epci(code: str) -> str:
    """Name of an EPCI, or its code when the list does not know it.

    Examples:
        >>> name_epci("200039915")
        'CA Cannes Pays de Lérins'
    """
    found = load_epci().get(code)
    return found.nom if found else code or "non renseigné"


def _ligne_territoire(row: LigneTerritoire) -> Ligne:
    return Ligne(
        {
            "epci": name_epci(row.epci),
            "liberations": row.liberations,
            "hors_flux": row.hors_flux,
            "proposes": row.proposes,
            "attributions": row.attributions,
            "baux": row.baux,
            "prioritaires": row.publics.prioritaires,
            "dalo": row.publics.dalo,
            "premier": row.publics.part_premier_quartile,
            "autres": row.publics.part_autres_quartiles,
            "inconnus": row.publics.publics_inconnus,
        }
    )


def table_epci_familles(rows: Sequence[LigneTerritoire], exercice: int) -> Table:
    """Attributions of each EPCI by kind of réservataire."""
    counts = {row.epci: count_familles(row.par_type.items()) for row in rows}
    kept = [code for code in FAMILLES if any(code in found for found in counts.values())]
    colonnes = (
        Colonne("epci", "EPCI"),
        *(Colonne(code, FAMILLES[code][:1].upper() + FAMILLES[code][1:], "entier") for code in kept),
    )
    return Table(
        "bilan-epci-familles",
        f"Attributions {exercice} par EPCI et par réservataire",
        colonnes,
        tuple(
            Ligne({"epci": name_epci(row.epci), **{code: counts[row.epci].get(code, 0) for code in kept}})
            for row in rows
        ),
        denomination=("EPCI", "EPCI"),
        sources=(R441_5_1,),
    )
