"""Tables of the year of a territory: along four axes, and the households whose small counts are hidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from gef.actions.activite import INCONNU, AnneeTerritoire
from gef.actions.noms import nom_commune
from gef.core.activite import AXES_ACTIVITE, PARC, TABLES_MENAGES, Activite, Axe, LigneActivite
from gef.core.bilan import JOURNAL, R441_5_1
from gef.core.secret import SECRET, SEUIL_MENAGES, LigneMenages
from gef.law.territoires import load_communes, load_epci
from gef.outputs import tables
from gef.outputs.tables import Colonne, Table

Lien = Callable[[Axe, str | None], str]
SANS_LIEN: Final[Lien] = lambda _axe, _code: ""  # noqa: E731  (a default that links nothing)
MASQUE: Final = "masqué"
LIGNES_LUES: Final = 15  # a table that the eye scans needs no filter
TITRES_MENAGES: Final[Mapping[str, str]] = {
    "public": "Attributions selon le public",
    "quartile": "Attributions selon le quartile de ressources",
}
DENOMINATIONS: Final[Mapping[Axe, tuple[str, str]]] = {
    "bailleur": ("bailleur", "bailleurs"),
    "reservataire": ("réservataire", "réservataires"),
    "commune": ("commune", "communes"),
    "qpv": ("ligne", "lignes"),
}
_QPV: Final = {"hors_qpv": "Hors QPV", "qpv": "En QPV"}
_LIBERES: Final = (
    Colonne("parc", "Parc", "entier", aide="Logements du dernier parc importé.", secondaire=True),
    Colonne("liberations", "Libérés", "entier", aide="Hors flux compris."),
    Colonne("rotation", "Rotation", "taux", aide="Libérés ÷ parc ; brute, mutations comprises.", secondaire=True),
    Colonne("hors_flux", "Hors flux", "entier", aide="Parmi les libérés : mutations, relogements, ventes."),
)
_SUITE: Final = (
    Colonne(
        "propositions", "Proposés", "entier", aide="Orientés vers un réservataire ; deux fois s’ils le sont à deux."
    ),
    Colonne("attributions", "Attribués", "entier", aide="En CALEOL, dans le flux."),
    Colonne("baux", "Baux", "entier", aide="Signés, dans le flux."),
    Colonne("refus", "Refus", "entier", aide="Refus des réservataires.", secondaire=True),
    Colonne(
        "vacance", "Vacance", "decimal", decimales=0, absent="–", aide="Jours de la libération au bail, en moyenne."
    ),
)
_PART: Final = Colonne("part", "Part", "taux", aide="Logements proposés ÷ libérations du territoire.")


def table_activite(annee: AnneeTerritoire, axe: Axe, lien: Lien = SANS_LIEN) -> Table:
    """Show the year along an axis, with its total.

    Args:
        annee: The year of the territory.
        axe: A code of `AXES_ACTIVITE`.
        lien: Address of the calculation of a row.
    """
    ventilee = annee.table(axe)
    is_libere = axe != "reservataire" and any(volume.reservataire is None for volume in annee.volumes)
    part = (_PART,) if axe == "reservataire" else ()
    place = (Colonne("epci", "EPCI", filtre="choix", secondaire=True),) if _shows_epci(annee, axe) else ()
    rows = sorted(ventilee.lignes, key=lambda row: _rang(annee, axe, row))
    head = Colonne("ligne", AXES_ACTIVITE[axe], entete=True, filtre="texte" if len(rows) > LIGNES_LUES else "")
    colonnes = (head, *place, *(_LIBERES if is_libere else ()), *_SUITE, *part)
    base = annee.table("commune").total.liberations
    codes = {colonne.code for colonne in colonnes}

    def a_ligne(nom: str, code: str | None, activite: Activite, adresse: str) -> tables.Ligne:
        values = {**_values(activite, base), "ligne": nom, "epci": _nom_epci(code)}
        return tables.Ligne(
            {key: value for key, value in values.items() if key in codes},
            liens={"ligne": adresse} if adresse else {},
            marques={"ligne": "alerte"} if code is None else {},
        )

    return Table(
        f"territoire-{axe}",
        f"{annee.territoire.nom} en {annee.exercice}, par {AXES_ACTIVITE[axe].lower()}",
        colonnes,
        tuple(a_ligne(nom_ligne(annee, axe, row.code), row.code, row.activite, lien(axe, row.code)) for row in rows),
        total=a_ligne("Ensemble", "", ventilee.total, ""),
        denomination=DENOMINATIONS[axe],
        notes=(f"Exercice {annee.exercice}, chaque nombre à la date de son fait ; {_say_bailleurs(annee)}.",),
        sources=(R441_5_1, JOURNAL, PARC) if is_libere else (R441_5_1, JOURNAL),
        vide="Rien ne s’est encore libéré sur ce territoire.",
    )


def _rang(annee: AnneeTerritoire, axe: Axe, row: LigneActivite) -> tuple[bool, int, str]:
    """The largest first, then by name; hors QPV before QPV, what is not known last."""
    size = row.activite.liberations or row.activite.propositions
    nom = nom_ligne(annee, axe, row.code)
    return row.code is None, 0 if axe == "qpv" else -size, "" if nom == _QPV["hors_qpv"] else nom


def _shows_epci(annee: AnneeTerritoire, axe: Axe) -> bool:
    return axe == "commune" and annee.territoire.portee.startswith("departement:")


def nom_ligne(annee: AnneeTerritoire, axe: Axe, code: str | None) -> str:
    """Name a row of an axis as its readers do."""
    if code is None:
        return INCONNU
    noms: Mapping[Axe, Callable[[str], str]] = {
        "bailleur": lambda key: annee.noms_bailleurs().get(key, key),
        "reservataire": lambda key: annee.reservataires.get(key, key),
        "commune": nom_commune,
        "qpv": lambda key: _QPV.get(key, key),
    }
    return noms[axe](code)


def _nom_epci(code: str | None) -> str | None:
    commune = load_communes().get(code or "")
    found = load_epci().get(commune.epci) if commune else None
    return found.nom if found else None


def _say_bailleurs(annee: AnneeTerritoire) -> str:
    noms = ", ".join(annee.noms_bailleurs().values())
    return f"bailleurs comptés : {noms}" if noms else "aucun bailleur"


def _values(activite: Activite, liberations: int) -> dict[str, tables.Valeur]:
    return {
        "parc": activite.parc,
        "liberations": activite.liberations,
        "rotation": activite.rotation,
        "hors_flux": activite.hors_flux,
        "propositions": activite.propositions,
        "attributions": activite.attributions,
        "baux": activite.baux,
        "refus": activite.refus,
        "vacance": activite.vacance,
        "part": activite.part("propositions", liberations),
    }


def table_menages(annee: AnneeTerritoire, code: str) -> Table:
    """Show the households by commune in the columns of a table; what is hidden is said.

    Args:
        annee: The year of the territory.
        code: A code of `TABLES_MENAGES`.
    """
    colonnes = (
        Colonne("commune", "Commune", entete=True, filtre="texte" if len(annee.menages[code]) > LIGNES_LUES else ""),
        *(Colonne(key, libelle, "entier", absent=MASQUE) for key, libelle in TABLES_MENAGES[code].items()),
        Colonne("masquees", "Masquées", "entier", aide="Cases masquées de la ligne, vides dans un fichier CSV."),
        Colonne("total", "Attributions", "entier", aide="Autant que de logements attribués : ce nombre est public."),
    )
    masques = annee.masques[code]
    rows = tuple(
        _ligne_menages(row, {key for place, key in masques if place == f"commune:{row.commune}"})
        for row in annee.menages[code]
    )
    hidden = sum(value is None for row in rows for value in row.valeurs.values())  # the total apart
    return Table(
        f"menages-{code}",
        f"{TITRES_MENAGES[code]}, {annee.territoire.nom} en {annee.exercice}",
        colonnes,
        rows,
        total=_total_menages(annee, code) if rows else None,
        denomination=("commune", "communes"),
        notes=(
            f"Cases masquées : {hidden} ; celles de moins de {SEUIL_MENAGES} ménages et celles qui les rendraient.",
            "« Non connu » : ni la commission ni un fichier ne dit le public, ou le quartile, du ménage.",
        ),
        sources=(SECRET, JOURNAL),
        vide="Aucune attribution dans le flux cette année.",
    )


def _ligne_menages(row: LigneMenages, masques: set[str]) -> tables.Ligne:
    values: dict[str, tables.Valeur] = {key: None if key in masques else nombre for key, nombre in row.nombres.items()}
    marques: dict[str, tables.Marque] = dict.fromkeys(masques, "doux")
    values |= {"commune": nom_commune(row.commune), "masquees": len(masques), "total": row.total}
    return tables.Ligne(values, marques=marques)


def _total_menages(annee: AnneeTerritoire, code: str) -> tables.Ligne:
    """Sum the columns; a column of the territory that would give a hidden cell back is hidden too, and says so."""
    rows = annee.menages[code]
    hidden = set(TABLES_MENAGES[code]) if not _has_total(annee, code) else set[str]()
    hidden |= {key for place, key in annee.masques[code] if place == annee.territoire.portee}
    values: dict[str, tables.Valeur] = {
        key: None if key in hidden else sum(row.nombres[key] for row in rows) for key in TABLES_MENAGES[code]
    }
    values |= {"commune": "Ensemble", "masquees": len(hidden), "total": sum(row.total for row in rows)}
    return tables.Ligne(values, details=dict.fromkeys(sorted(hidden), MASQUE))


def _has_total(annee: AnneeTerritoire, code: str) -> bool:
    """Whether the columns of a territory were protected as one: those of an EPCI on two départements were not."""
    kind, _, key = annee.territoire.portee.partition(":")
    return kind == "departement" or all(row.epci == key for row in annee.menages[code])
