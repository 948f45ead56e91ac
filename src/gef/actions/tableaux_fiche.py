"""The sheet of a dwelling as it is sent to a réservataire, and the clocks that run on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gef.actions.noms import nom_commune
from gef.actions.tableaux_orientation import nom_epci
from gef.core.horloges import CONSEQUENCES, ETAPES_DELAI, Horloge
from gef.core.motifs import Source
from gef.core.periodes import PERIODES_CONSTRUCTION
from gef.db.flux.models import Liberation
from gef.outputs.nombres import date_longue, euros
from gef.outputs.tables import Colonne, Ligne, Table

R441_5: Final = Source("CCH art. R. 441-5", "legale")
FICHE: Final = Source("libération inscrite par le bailleur", "donnee")
ETATS_HORLOGE: Final[Mapping[str, str]] = {
    "passee": "passée",
    "jour": "aujourd’hui",
    "proche": "proche",
    "court": "court encore",
}
PROCHE_JOURS: Final = 2
PERIODES: Final = {periode.code: periode.libelle for periode in PERIODES_CONSTRUCTION}


def table_fiche(liberation: Liberation) -> Table:
    """Everything that a réservataire needs to answer: where, what, how large, how much, free when."""
    qpv = {True: "oui", False: "non", None: None}[liberation.qpv]
    rows: tuple[tuple[str, str | None], ...] = (
        ("Référence", liberation.reference),
        ("Numéro RPLS", liberation.ident_rep or None),
        ("Commune", nom_commune(liberation.commune)),
        ("EPCI", nom_epci(liberation) or None),
        ("Résidence", liberation.programme or None),
        ("Adresse", liberation.adresse or None),
        ("Typologie", liberation.typologie or None),
        ("Surface", f"{liberation.surface_m2} m²" if liberation.surface_m2 else None),
        ("Forme", liberation.forme or None),
        ("Période de construction", PERIODES.get(liberation.periode)),
        ("Financement", liberation.financement or None),
        ("En QPV", qpv),
        ("Loyer mensuel hors charges", euros(liberation.loyer_centimes) if liberation.loyer_centimes else None),
        ("Libre le", date_longue(liberation.libre_le)),
    )
    return Table(
        "fiche",
        "Le logement",
        (
            Colonne("champ", "Caractéristique", entete=True, triable=False),
            Colonne("valeur", "Ce logement", absent="non renseigné", triable=False),
        ),
        tuple(Ligne({"champ": champ, "valeur": valeur}) for champ, valeur in rows),
        sources=(R441_5, FICHE),
    )


def table_horloges(
    horloges: Sequence[Horloge], noms: Mapping[str, str], liens: Mapping[str, str], actes: Mapping[tuple[str, str], str]
) -> Table:
    """Deadlines, the most urgent first.

    Args:
        horloges: Clocks that run.
        noms: Display name by account.
        liens: Address of the page of a dwelling, by reference.
        actes: Address where what follows is confirmed, by reference and step; only for those that are over.
    """
    colonnes = (
        Colonne("echeance", "À faire avant", "date"),
        Colonne("etat", "Échéance", "code", libelles=ETATS_HORLOGE, filtre="choix"),
        Colonne("logement", "Logement", entete=True, filtre="texte"),
        Colonne("reservataire", "Réservataire", filtre="choix"),
        Colonne("etape", "Ce qui est attendu", filtre="choix"),
        Colonne(
            "restants", "Jours restants", "entier", aide="En jours calendaires ; négatif quand le délai est passé."
        ),
        Colonne("suite", "Suite de la convention", absent="–"),
    )
    return Table(
        "echeances",
        "Échéances",
        colonnes,
        tuple(_ligne(horloge, noms, liens, actes) for horloge in horloges),
        denomination=("échéance", "échéances"),
        notes=("Une suite n’est que proposée : une personne la confirme, et le journal la garde.",),
        sources=tuple({horloge.clause.source: None for horloge in horloges}),
        vide="Aucun délai ne court.",
    )


def _ligne(
    horloge: Horloge, noms: Mapping[str, str], liens: Mapping[str, str], actes: Mapping[tuple[str, str], str]
) -> Ligne:
    clause, etat = horloge.clause, find_etat_horloge(horloge)
    acte = actes.get((horloge.logement, clause.etape), "")
    links = {"logement": liens.get(horloge.logement, "")} | ({"suite": acte} if acte else {})
    return Ligne(
        {
            "echeance": horloge.echeance,
            "etat": etat,
            "logement": horloge.logement,
            "reservataire": noms.get(horloge.reservataire, horloge.reservataire),
            "etape": ETAPES_DELAI[clause.etape],
            "restants": horloge.restants,
            "suite": CONSEQUENCES[clause.consequence] if horloge.is_over else None,
        },
        liens=links,
        details={"echeance": f"{clause.delai.libelle} à partir du {date_longue(horloge.depart)}"},
        marques={"etat": "retard"} if etat in ("passee", "jour") else {},
    )


def find_etat_horloge(horloge: Horloge) -> str:
    """Say how near a deadline is: a code of `ETATS_HORLOGE`."""
    if horloge.is_over:
        return "passee"
    if horloge.restants == 0:
        return "jour"
    return "proche" if horloge.restants <= PROCHE_JOURS else "court"
