"""Tables of the rates: those that could serve an exercice, side by side, and those of each maille."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from gef.actions.donnees import TauxInscrit
from gef.actions.entrees_taux import Candidat, ComparaisonTaux, is_same, read_variante
from gef.actions.mailles import MAILLES, LigneMaille, Maille, RotationParMaille
from gef.actions.noms import nom_commune
from gef.core.etat_des_lieux import FAMILLES
from gef.core.intervalles import Intervalle
from gef.core.motifs import Source
from gef.core.rotation import SEUIL_EVENEMENTS, TauxRotation, join_exclus, join_libelles
from gef.core.taux import LIBELLES_VARIANTES, VARIANTES, TauxMesure, Variante
from gef.imports.nomenclatures import FINANCEMENTS
from gef.law.territoires import load_epci
from gef.outputs import tables
from gef.outputs.nombres import arrondi, decimal, entier, pluriel, taux
from gef.outputs.tables import Colonne, Ligne, Table

WILSON: Final = Source("intervalle de Wilson à 95 % (docs/decisions/0016-intervalles-exacts.md)", "calcul")
ABSENT: Final = "–"
COMPTEES: Final[Mapping[Variante, str]] = {
    "brut": "toutes les libérations",
    "net_mutations": "libérations hors mutations internes",
    "net_relogements": "libérations hors relogements (ANRU, ORCOD, habitat indigne)",
    "net": "libérations hors mutations internes et relogements (ANRU, ORCOD, habitat indigne)",
}
DENOMINATIONS: Final[Mapping[Maille, tuple[str, str]]] = {
    "commune": ("commune", "communes"),
    "epci": ("EPCI", "EPCI"),
    "typologie": ("typologie", "typologies"),
    "financement": ("financement", "financements"),
    "qpv": ("situation", "situations"),
    "contingent": ("contingent", "contingents"),
    "reservataire": ("réservataire", "réservataires"),
}
QPV: Final = {"oui": "en QPV", "non": "hors QPV"}
COMPTES: Final = (
    Colonne("evenements", "Libérations", "entier", absent="non publié"),
    Colonne("taux", "Taux", "taux", decimales=2, absent="inconnu"),
    Colonne("intervalle", "Intervalle à 95\u202f%", absent=ABSENT, triable=False),
)
CANDIDATS: Final = (
    Colonne("libelle", "Taux", entete=True),
    *COMPTES,
    Colonne("assiette", "Assiette", "decimal", decimales=0, absent="refusée"),
    Colonne("bornes", "Assiette à 95\u202f%", absent=ABSENT, triable=False),
)


def nom_taux(candidat: Candidat) -> str:
    """Name a rate in a few words: « Brut, 2024 et 2025 », « Publié, 2023 », « Moyenne publiée, 2021 à 2023 »."""
    annees = say_annees(candidat.mesure.taux)
    if variante := read_variante(candidat.code):
        libelle = LIBELLES_VARIANTES[variante]
        return f"{libelle[:1].upper()}{libelle[1:]}, {annees}"
    return f"{'Moyenne publiée' if candidat.code.startswith('moyenne') else 'Publié'}, {annees}"


def say_annees(rate: TauxRotation) -> str:
    """Say the years of a rate."""
    return join_libelles(map(str, rate.annees))


def say_intervalle(intervalle: Intervalle | None) -> str | None:
    """Write the interval of a rate, in percent."""
    if intervalle is None:
        return None
    return f"{decimal(100 * intervalle.bas, 2)} à {taux(intervalle.haut, 2)}"


def say_bornes(bornes: Intervalle | None) -> str | None:
    """Write an interval of dwellings."""
    return None if bornes is None else f"{entier(bornes.bas)} à {entier(bornes.haut)}"


def table_candidats(comparaison: ComparaisonTaux) -> Table:
    """Set every rate that could serve beside the assiette that it would give."""
    base = (
        f"Assiettes calculées avec le parc, les exclusions et les prévisions de la version {comparaison.version}."
        if comparaison.version
        else "Assiettes calculées avec le parc, les exclusions et les prévisions du jour : aucune version n’est gardée."
    )
    fragile = f"Un taux sur moins de {SEUIL_EVENEMENTS} libérations est dit fragile : un départ de plus le déplace."
    return Table(
        "candidats",
        f"Taux de rotation possibles pour {comparaison.exercice}",
        CANDIDATS,
        tuple(_candidat(candidat, comparaison.en_usage) for candidat in comparaison.candidats),
        denomination=("taux", "taux"),
        notes=(base, fragile),
        sources=(WILSON, *dict.fromkeys(c.mesure.taux.source for c in comparaison.candidats)),
        vide="Aucun taux : importez les libérations des années passées, ou un taux publié.",
    )


def _candidat(candidat: Candidat, en_usage: TauxRotation) -> Ligne:
    rate, compare = candidat.mesure.taux, candidat.compare
    # The bailleur's own rates share their scope and their source, which stand under the table.
    details = {"libelle": say_comptees(rate) if read_variante(candidat.code) else say_definition(rate)}
    if rate.is_fragile:
        details["evenements"] = "fragile"
    if compare.refus:
        details["assiette"] = compare.refus
    marques: dict[str, tables.Marque] = {"evenements": "alerte"} if rate.is_fragile else {}
    return Ligne(
        {
            "libelle": nom_taux(candidat),
            "evenements": rate.evenements,
            "taux": rate.valeur,
            "intervalle": say_intervalle(compare.intervalle),
            "assiette": compare.assiette,
            "bornes": say_bornes(compare.bornes),
        },
        "retenu" if is_same(rate, en_usage) else "",
        details=details,
        marques=marques,
    )


def say_comptees(rate: TauxRotation) -> str:
    """Say which departures a rate counts, over which dwellings."""
    known = next((COMPTEES[v] for v, exclut in VARIANTES.items() if exclut == rate.numerateur_exclut), "")
    counted = known or f"libérations hors {join_exclus(rate.numerateur_exclut)}"
    parc = f"parc hors {join_exclus(rate.denominateur_exclut)}" if rate.denominateur_exclut else ""
    return " ; ".join(part for part in (counted, parc) if part)


def say_definition(rate: TauxRotation) -> str:
    """Say what a rate counts, of whom, and who says so."""
    return " ; ".join((say_comptees(rate), rate.perimetre, rate.source.reference))


def table_mailles(
    rotation: RotationParMaille, noms: Mapping[str, str], publies: Mapping[str, TauxInscrit] | None = None
) -> Table:
    """Show the rate of each value of a maille, with what establishes it.

    Args:
        rotation: The rates.
        noms: Display name of each account.
        publies: Published rate of each value, beside the bailleur's own.
    """
    published = publies or {}
    colonnes = [
        Colonne("valeur", MAILLES[rotation.maille], absent="non renseigné", entete=True),
        Colonne("logements", "Logements par an", "entier", aide="Moyenne des années comptées."),
        *COMPTES,
    ]
    if published:
        colonnes.append(Colonne("publie", "Publié, tous bailleurs", "taux", decimales=2, absent=ABSENT))
    rows = tuple(_maille(row, rotation, noms, published) for row in rotation.lignes)
    return Table(
        f"taux-{rotation.maille}",
        f"Rotation par {MAILLES[rotation.maille].lower()}",
        tuple(colonnes),
        rows,
        total=_total(rotation),
        denomination=DENOMINATIONS[rotation.maille],
        notes=tuple(_notes(rotation)),
        sources=(rotation.source, WILSON),
        vide="Aucune libération avant l’exercice : il n’y a rien à rapporter au parc.",
    )


def _maille(
    row: LigneMaille, rotation: RotationParMaille, noms: Mapping[str, str], publies: Mapping[str, TauxInscrit]
) -> Ligne:
    values: dict[str, tables.Valeur] = {
        "valeur": None if row.valeur is None else nom_valeur(rotation.maille, row.valeur, noms),
        "logements": int(arrondi(row.logements) // max(len(rotation.annees), 1)),
        "evenements": row.evenements,
        **_rate(row.mesure),
    }
    details: dict[str, str] = {}
    if row.mesure and row.mesure.taux.is_fragile:
        details["evenements"] = "fragile"
    elif row.mesure is None:
        details["taux"] = _say_absence(row, rotation)
    if published := publies.get(row.valeur or ""):
        values["publie"] = published.valeur
        details["publie"] = f"{published.annee}"
    marques: dict[str, tables.Marque] = {"evenements": "alerte"} if details.get("evenements") else {}
    return Ligne(values, details=details, marques=marques)


def _say_absence(row: LigneMaille, rotation: RotationParMaille) -> str:
    if rotation.non_rattachees and rotation.non_rattachees == rotation.liberations:
        return "aucune libération rattachée au parc"
    return "plus de libérations que de logements" if row.logements else "aucun logement dans le parc"


def _rate(mesure: TauxMesure | None) -> dict[str, tables.Valeur]:
    if mesure is None:
        return {"taux": None, "intervalle": None}
    return {"taux": mesure.taux.valeur, "intervalle": say_intervalle(mesure.intervalle)}


def _total(rotation: RotationParMaille) -> Ligne | None:
    if rotation.ensemble is None or not rotation.annees:
        return None
    return Ligne(
        {
            "valeur": "Ensemble",
            "logements": (rotation.ensemble.logements or 0) // len(rotation.annees),
            "evenements": rotation.liberations,
            **_rate(rotation.ensemble),
        }
    )


def _notes(rotation: RotationParMaille) -> list[str]:
    if not rotation.annees:
        return []
    exclut = LIBELLES_VARIANTES[rotation.variante]
    notes = [f"Taux {exclut}, années {join_libelles(map(str, rotation.annees))} : libérations ÷ logements."]
    if rotation.non_rattachees:
        lost = pluriel(
            rotation.non_rattachees, "libération n’a pas été retrouvée", "libérations n’ont pas été retrouvées"
        )
        notes.append(
            f"{lost} dans le parc, sur {entier(rotation.liberations)} : leur contingent est inconnu, et les taux de "
            "chaque ligne sont au plus bas d’autant."
        )
    if any(row.mesure and row.mesure.taux.is_fragile for row in rotation.lignes):
        notes.append(f"« Fragile » : moins de {SEUIL_EVENEMENTS} libérations.")
    return notes


def list_publies(rows: Iterable[TauxInscrit], maille: Maille) -> dict[str, TauxInscrit]:
    """Give the newest published rate of each commune or EPCI, by its code; nothing for the other mailles."""
    prefix = f"{maille}:"
    ordered = sorted(rows, key=lambda row: row.annee)
    return {row.territoire.removeprefix(prefix): row for row in ordered if row.territoire.startswith(prefix)}


def nom_valeur(maille: Maille, valeur: str, noms: Mapping[str, str]) -> str:
    """Name a value of a maille for a reader.

    Examples:
        >>> nom_valeur("commune", "06029", {}), nom_valeur("qpv", "oui", {}), nom_valeur("contingent", "etat", {})
        ('Cannes', 'en QPV', 'État')
    """
    if maille == "commune":
        return nom_commune(valeur)
    if maille == "epci":
        found = load_epci().get(valeur)
        return found.nom if found else valeur
    labels: Mapping[str, Mapping[str, str]] = {
        "qpv": QPV,
        "contingent": FAMILLES,
        "reservataire": noms,
        "financement": {code: "autre" if code == "AUTRE" else code for code in FINANCEMENTS},
    }
    return labels.get(maille, {}).get(valeur, valeur)
