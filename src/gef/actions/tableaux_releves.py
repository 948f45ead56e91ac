"""Tables of the two statements of the reserved dwellings, declared once for the screens and the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from gef.actions.donnees import Compte
from gef.actions.noms import nom_commune
from gef.core.motifs import Source
from gef.core.parc import CONTRESLOG
from gef.core.parts import TYPES_RESERVATAIRE
from gef.core.releves import INDICATEURS, SOURCE_INDICATEURS, SOURCE_NIVEAUX, TauxDuParc
from gef.core.rotation import TauxRotation
from gef.imports.nomenclatures import FINANCEMENTS, TYPOLOGIES
from gef.law.territoires import load_communes, load_epci
from gef.outputs import tables
from gef.outputs.nombres import date_longue, pluriel
from gef.outputs.tables import Colonne, Table, plier

Valeurs = dict[str, tables.Valeur]

NON_RENSEIGNE: Final = "non renseigné"
NON_ETABLI: Final = "non établi"
INCONNU: Final = "inconnu"
FORMES: Final[Mapping[str, str]] = {
    "collectif": "collectif",
    "individuel": "individuel",
    "etudiant": "logement étudiant",
}
LISTE: Final = Source("liste des logements réservés, tenue par le bailleur", "donnee")
AIDES: Final[Mapping[str, str]] = {
    "reservataire": "Titulaire du droit ; la seconde ligne dit qui l’exerce quand ce n’est pas lui.",
    "qpv": "Dans un quartier prioritaire de la politique de la ville, selon le fichier du parc.",
    "taux_ensemble": "Départs des dernières années complètes, mutations comprises, rapportés à tout le parc.",
    "taux_commune": "Le même rapport, pour le parc du bailleur dans la commune.",
    "debut": "De la convention de réservation : celui de la liste, sinon celui du droit au registre.",
    "fin": "Premier jour où la réservation n’est plus due, prolongation légale des garanties comprise.",
}
NATURES: Final[Mapping[str, tables.Nature]] = {
    "qpv": "oui_non",
    "typologie": "code",
    "financement": "code",
    "forme": "code",
    "taux_ensemble": "taux",
    "taux_commune": "taux",
    "debut": "date",
    "fin": "date",
}
LIBELLES: Final[Mapping[str, Mapping[str, str]]] = {
    "typologie": {code: code for code in sorted(set(TYPOLOGIES.values()))},
    "financement": {code: code if code != "AUTRE" else "autre" for code in FINANCEMENTS},
    "forme": FORMES,
}
FAMILLE: Final = "famille:"  # before the code of a family, where the list names nobody
CONTINGENT_INCONNU: Final = "inconnu"
RESERVE_DEUX_FOIS: Final = "famille:double"
LIBELLES_FAMILLES: Final[Mapping[str, str]] = {
    RESERVE_DEUX_FOIS: "Réservés deux fois, à régler",
    f"{FAMILLE}etat": "État, selon le RPLS seul",
    f"{FAMILLE}action_logement": "Action Logement, selon le RPLS seul",
    f"{FAMILLE}collectivites": "Collectivité non nommée, selon le RPLS seul",
    f"{FAMILLE}autres": "Autre réservataire, selon le RPLS seul",
    f"{FAMILLE}non_reserve": "Non réservé",
    f"{FAMILLE}{CONTINGENT_INCONNU}": "Contingent inconnu",
}
FINANCEMENTS_AGREGES: Final = ("PLAI", "PLUS", "PLS")
ABSENTS: Final[Mapping[str, str]] = {
    "ident_rep": "non attribué",
    "epci": "aucun",
    "taux_ensemble": INCONNU,
    "taux_commune": INCONNU,
    "debut": NON_ETABLI,
    "fin": NON_ETABLI,
}
# Given once: measuring 100 000 rows to set a width would cost more than writing them.
LARGEURS: Final[Mapping[str, int]] = {
    "ident_rep": 13,
    "reservataire": 30,
    "departement": 12,
    "epci": 34,
    "commune": 22,
    "forme": 12,
    "debut": 12,
    "fin": 12,
}
COLONNES_RELEVE: Final = (
    *(
        Colonne(
            code,
            libelle,
            NATURES.get(code, "texte"),
            aide=AIDES.get(code, ""),
            largeur=LARGEURS.get(code, 10),
            libelles=LIBELLES.get(code, {}),
            absent=ABSENTS.get(code, NON_RENSEIGNE),
        )
        for code, libelle in INDICATEURS.items()
    ),
    Colonne("ident_int", "Identifiant du bailleur", largeur=18, absent="aucun"),
    Colonne(
        "droit", "Droit au registre", largeur=16, aide="Référence de la ligne du registre, quand la liste la cite."
    ),
)


COLONNES_AGREGAT: Final = (
    Colonne("commune", "Commune", filtre="texte", absent=NON_RENSEIGNE),
    Colonne("epci", "EPCI", filtre="choix", absent="aucun", secondaire=True),
    Colonne("reservataire", "Réservataire", filtre="choix", entete=True),
    Colonne("logements", "Logements", "entier"),
    Colonne("en_qpv", "En QPV", "entier"),
    Colonne("t1_t2", "T1 et T2", "entier"),
    Colonne("t3", "T3", "entier"),
    Colonne("t4_plus", "T4 et plus", "entier"),
    Colonne("plai", "PLAI", "entier"),
    Colonne("plus", "PLUS", "entier"),
    Colonne("pls", "PLS", "entier"),
    Colonne("eligibles", "Éligibles", "entier", aide="Que rien n’exclut de l’assiette du flux."),
)


@dataclass(frozen=True, slots=True)
class EnTete:
    """Whose statement, by whom, on which day; `absents` are listed dwellings that the parc does not hold."""

    bailleur: str
    reservataire: str
    jour: date
    source_parc: str
    absents: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences under the tables."""
        lines = [f"Établi par {self.bailleur}, réservations en cours au {date_longue(self.jour)}."]
        if self.absents:
            nombre = pluriel(self.absents, "logement de la liste", "logements de la liste")
            lines.append(f"{nombre} sans logement correspondant dans le parc : à régler, et absents de ce relevé.")
        return tuple(lines)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Rules and data behind the tables."""
        return (LISTE, Source(self.source_parc, "donnee"), SOURCE_INDICATEURS)


def name_releve(code: str, jour: date, extension: str) -> str:
    """Name the file of a detailed statement by the code of its account: two accounts may bear one name.

    Examples:
        >>> name_releve("VILLE-06029", date(2026, 11, 22), "xlsx")
        'releve-ville-06029-2026-11-22.xlsx'
    """
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in plier(code)).split()
    return f"releve-{'-'.join(words)}-{jour.isoformat()}.{extension}"


def table_releve(
    rows: Iterable[Mapping[str, Any]], noms: Mapping[str, str], taux: TauxDuParc, en_tete: EnTete
) -> Table:
    """List the dwellings reserved to one réservataire, with the thirteen indicators.

    Args:
        rows: Rows of `Releves.logements`, in order.
        noms: Names of the accounts.
        taux: Rotation of the parc and of its communes.
        en_tete: Whose, by whom, when.
    """
    whole = taux.whole.valeur if taux.whole else None
    lieux: dict[str | None, Valeurs] = {}
    lignes = []
    for row in rows:
        commune = row["commune"]
        if commune not in lieux:
            _, rate = _read_taux(taux.communes.get(commune))
            lieux[commune] = {**_situate(commune), "taux_ensemble": whole, "taux_commune": rate}
        lignes.append(_ligne_releve(row, noms, lieux[commune]))
    return Table(
        "releve",
        f"Logements réservés, {en_tete.reservataire}",
        COLONNES_RELEVE,
        tuple(lignes),
        denomination=("logement", "logements"),
        notes=en_tete.notes,
        sources=en_tete.sources,
        vide="Aucun logement réservé en cours.",
    )


def _ligne_releve(row: Mapping[str, Any], noms: Mapping[str, str], lieu: Valeurs) -> tables.Ligne:
    return tables.Ligne(
        {
            "ident_rep": row["ident_rep"],
            "reservataire": noms.get(row["titulaire"], row["titulaire"]),
            **lieu,
            "qpv": row["qpv"],
            "typologie": row["typologie"],
            "financement": row["financement"],
            "forme": row["forme"],
            "debut": row["debut_retenu"],
            "fin": row["fin_retenue"],
            "ident_int": row["ident_int"],
            "droit": row["droit"] or None,
        },
        details=_say_usage(row, noms),
    )


def _situate(commune: str | None) -> Valeurs:
    """Names of a commune and of its EPCI, code of its département."""
    found = load_communes().get(commune or "")
    if found is None:
        return {"departement": None, "epci": None, "commune": commune}
    epci = load_epci().get(found.epci)
    return {
        "departement": found.departement,
        "epci": epci.nom if epci else None,
        "commune": found.nom,
    }


def _say_usage(row: Mapping[str, Any], noms: Mapping[str, str]) -> dict[str, str]:
    titulaire, utilisateur, listed = row["titulaire"], row["utilisateur"], row["reservataire"]
    if row["is_autre"]:
        return {"reservataire": f"inscrit pour {noms.get(listed, listed)} dans la liste"}
    if utilisateur != titulaire:
        return {"reservataire": f"exercé par {noms.get(utilisateur, utilisateur)}"}
    return {}


def table_rotation(communes: Sequence[tuple[str, int]], taux: TauxDuParc) -> Table:
    """Give the rotation of the communes where a réservataire has dwellings, with the departures that establish it.

    Args:
        communes: Commune and number of dwellings of the statement.
        taux: Rotation of the parc and of its communes.
    """
    colonnes = (
        Colonne("commune", "Commune"),
        Colonne("logements", "Logements du relevé", "entier"),
        Colonne("departs", "Départs observés", "entier", absent=INCONNU),
        Colonne("taux", "Rotation", "taux", decimales=2, absent=INCONNU),
    )
    rows = [(nom_commune(code), nombre, *_read_taux(taux.communes.get(code))) for code, nombre in communes]
    whole = taux.whole
    total = ("Tout le parc", sum(nombre for _, nombre in communes), *_read_taux(whole))
    said = whole.describe() if whole else "Aucune année complète de libérations : la rotation est inconnue."
    return Table(
        "rotation",
        "Rotation du parc du bailleur",
        colonnes,
        tuple(tables.ligne(colonnes, *row) for row in sorted(rows, key=lambda row: plier(row[0]))),
        total=tables.ligne(colonnes, *total),
        denomination=("commune", "communes"),
        notes=(said,),
        sources=(whole.source,) if whole else (),
        vide="Aucun logement réservé en cours.",
    )


def _read_taux(taux: TauxRotation | None) -> tuple[int | None, Fraction | None]:
    return (taux.evenements, taux.valeur) if taux else (None, None)


def table_releves(
    comptes: Iterable[Compte], counts: Mapping[str, tuple[int, int]], liens: Mapping[str, str], jour: date
) -> Table:
    """List the accounts that can be given a detailed statement.

    Args:
        comptes: Accounts of the bailleur.
        counts: Dwellings of each statement; see `gef.actions.releves.Releves.count_logements`.
        liens: Address of each statement; the accounts without one have none.
        jour: Day of the statements.
    """
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("type", "Type", "code", libelles=TYPES_RESERVATAIRE, filtre="choix"),
        Colonne("logements", "Logements réservés", "entier"),
        Colonne("delegues", "Dont exercés pour un autre", "entier", aide="Droits qu’un autre lui a délégués."),
    )
    rows = [
        tables.Ligne(
            {
                "reservataire": compte.nom,
                "type": compte.type,
                "logements": counts.get(compte.code, (0, 0))[0],
                "delegues": counts.get(compte.code, (0, 0))[1],
            },
            liens={"reservataire": liens[compte.code]},
        )
        for compte in sorted(comptes, key=lambda c: (plier(c.nom), c.code))
        if compte.code in liens
    ]
    return Table(
        "releves",
        "Relevés détaillés",
        colonnes,
        tuple(rows),
        denomination=("réservataire", "réservataires"),
        notes=(
            f"Réservations en cours au {date_longue(jour)}.",
            "Un logement délégué figure à deux relevés, de son titulaire et de qui l’exerce : rien ne s’additionne.",
        ),
        sources=(LISTE, SOURCE_INDICATEURS, SOURCE_NIVEAUX),
        vide="Les relevés apparaîtront ici quand la liste des logements réservés sera importée.",
    )


def table_agregat(rows: Iterable[Mapping[str, Any]], noms: Mapping[str, str], en_tete: EnTete) -> Table:
    """Count the dwellings of each commune by holder: what every party may see.

    Args:
        rows: Counts by commune and holder; see `gef.actions.releves.agreger`.
        noms: Names of the accounts.
        en_tete: By whom, when; whose is everybody's.
    """
    counts = [c for c in COLONNES_AGREGAT if c.nature == "entier"]
    named = {**noms, **LIBELLES_FAMILLES}
    lignes = [
        tables.Ligne(
            {
                "commune": lieu["commune"],
                "epci": lieu["epci"],
                "reservataire": named.get(row["titulaire"], row["titulaire"]),
                **{c.code: row[c.code] for c in counts},
            }
        )
        for row in rows
        for lieu in (_situate(row["commune"]),)
    ]
    # The families that the RPLS alone tells come after the accounts, « non réservé » last.
    last = {libelle: rang for rang, libelle in enumerate(LIBELLES_FAMILLES.values(), start=1)}
    lignes.sort(key=lambda row: _rang_agregat(row, last))
    total = {c.code: sum(int(str(row.valeurs[c.code])) for row in lignes) for c in counts}
    return Table(
        "agregat",
        "Logements réservés par commune",
        COLONNES_AGREGAT,
        tuple(lignes),
        total=tables.Ligne({"reservataire": "Ensemble", **total}),
        denomination=("ligne", "lignes"),
        notes=(*en_tete.notes, "Chaque logement du parc est compté une fois ; aucun n’est nommé."),
        sources=(LISTE, Source(en_tete.source_parc, "donnee"), CONTRESLOG, SOURCE_NIVEAUX),
        vide="Le parc est vide.",
    )


def _rang_agregat(row: tables.Ligne, last: Mapping[str, int]) -> tuple[str, int, str]:
    nom = str(row.valeurs["reservataire"])
    return plier(str(row.valeurs["commune"] or "")), last.get(nom, 0), plier(nom)
