"""The frontier of the settings in tables and sentences: what each gave, what it gains, what it pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gef.core.frontiere import (
    CRITERES,
    EN_VIGUEUR,
    SUR_MESURE,
    BaseFrontiere,
    EssaiReglage,
    Frontiere,
    LigneFrontiere,
    comparer,
)
from gef.core.mesures import Mesures
from gef.core.motifs import Source
from gef.core.reglages import describe_parametres
from gef.core.regle import Parametres
from gef.outputs import tables
from gef.outputs.nombres import Nombre, date_longue, decimal, pluriel, taux
from gef.outputs.tables import Colonne, Table

SOURCES: Final = (
    Source("Décision 0007, réglages de l’aide à l’orientation", "pratique"),
    Source("CCH art. R. 441-5-2, II : part de l’État dans chaque commune", "legale"),
)
LIBELLES: Final = {
    "ecart": "plus grand écart",
    "avance": "plus grande avance",
    "retard": "plus grand retard",
    "etat_commune": "État par commune",
    "composition_typologie": "composition par typologie",
    "composition_financement": "composition par financement",
    "composition_qpv": "composition en QPV",
    "bailleur_min": "contingent propre, au plus bas",
    "bailleur_max": "contingent propre, au plus haut",
    "ecart_bailleur": "écart du contingent propre",
    "ecart_fin_annee": "plus grand écart au 31 décembre",
    "etat_commune_fin_annee": "État par commune au 31 décembre",
    "attente_petits_ans": "attente des petits réservataires, en années",
    "noyes": "réservataires jamais servis",
    "reservataires_juges": "réservataires dont la composition se juge",
}
DECIMALES: Final = {"etat_commune": 1, "ecart_bailleur": 1, "noyes": 0} | {
    nom: 3 for nom in LIBELLES if nom.startswith("composition_")
}
TROP_PEU: Final = "trop peu"

COLONNES: Final = (
    Colonne("reglage", "Réglage", entete=True, triable=False),
    Colonne("ecart", "Plus grand écart", "decimal", aide="Médiane des ordres ; en logements, le bailleur mis à part."),
    Colonne("ecart_pire", "Écart, au pire", "decimal", aide="Le pire des ordres.", secondaire=True),
    Colonne("avance", "Avance, au pire", "decimal", aide="Ce que personne n’a dépassé.", secondaire=True),
    Colonne(
        "etat",
        "État par commune",
        "decimal",
        decimales=1,
        aide="Solde de l’État dans une commune, au plus loin de zéro.",
    ),
    Colonne(
        "typologie",
        "Typologie",
        "decimal",
        decimales=3,
        aide="Écart de composition, de 0 à 1 : part des logements reçus qui n’ont pas la typologie qu’il faudrait.",
        absent=TROP_PEU,
    ),
    Colonne("financement", "Financement", "decimal", decimales=3, aide="De même.", absent=TROP_PEU, secondaire=True),
    Colonne("qpv", "QPV", "decimal", decimales=3, aide="De même.", absent=TROP_PEU, secondaire=True),
    Colonne("propre_min", "Bailleur, de", "solde", decimales=1, aide="Solde du contingent propre, au pire."),
    Colonne("propre_max", "à", "solde", decimales=1, aide="De même."),
    Colonne("noyes", "Jamais servis", "entier", aide="Réservataires qui avaient droit à un logement au moins."),
)
COLONNES_COMPROMIS: Final = (
    Colonne("reglage", "Réglage", entete=True, triable=False),
    Colonne("gagne", "On gagne", triable=False, absent="rien qui se voie"),
    Colonne("paie", "On paie", triable=False, absent="rien qui se voie"),
)
COLONNES_MESURES: Final = (
    Colonne("reglage", "Réglage", entete=True, filtre="choix"),
    Colonne("mesure", "Mesure", filtre="choix"),
    Colonne("reel", "Ordre réel", "decimal", decimales=4),
    Colonne("mediane", "Médiane", "decimal", decimales=4),
    Colonne("pire", "Pire", "decimal", decimales=4),
)


def name_essai(essai: EssaiReglage, en_vigueur: Parametres | None = None) -> str:
    """Name a setting in a few words, with the other numbers when they are not the default, and whether it holds.

    Args:
        essai: The setting.
        en_vigueur: The one in force, or None.
    """
    parametres, default = essai.parametres, Parametres()
    others = [
        f"{libelle} {decimal(getattr(parametres, nom))}"
        for nom, libelle in (("dispense", "dispense"), ("profil", "profil"), ("commune", "commune"))
        if getattr(parametres, nom) != getattr(default, nom)
    ]
    said = ", ".join([describe_parametres(parametres), *others])
    if essai.code == SUR_MESURE:
        return f"{said} (à essayer)"
    return f"{said} (en vigueur)" if essai.code == EN_VIGUEUR or parametres == en_vigueur else said


def table_frontiere(frontiere: Frontiere, en_vigueur: Parametres | None = None) -> Table:
    """One row per setting: the frontier between écart, État by commune, composition and own contingent.

    Args:
        frontiere: The result.
        en_vigueur: The setting in force, marked; None for none.
    """
    return Table(
        "frontiere",
        "Ce que donne chaque réglage",
        COLONNES,
        tuple(_ligne(ligne, en_vigueur) for ligne in frontiere.lignes),
        denomination=("réglage", "réglages"),
        notes=(
            describe_base(frontiere.base),
            "Typologie, financement, QPV : écart de composition, de 0 à 1, de ceux qui ont vingt droits au moins.",
            "Dans toutes les colonnes, plus près de zéro vaut mieux.",
        ),
        sources=SOURCES,
    )


def _ligne(ligne: LigneFrontiere, en_vigueur: Parametres | None) -> tables.Ligne:
    mediane, pire = ligne.mediane, ligne.pire
    is_juge = mediane.reservataires_juges > 0
    return tables.Ligne(
        {
            "reglage": name_essai(ligne.essai, en_vigueur),
            "ecart": mediane.ecart,
            "ecart_pire": pire.ecart,
            "avance": pire.avance,
            "etat": mediane.etat_commune,
            "typologie": mediane.composition_typologie if is_juge else None,
            "financement": mediane.composition_financement if is_juge else None,
            "qpv": mediane.composition_qpv if is_juge else None,
            "propre_min": pire.bailleur_min,
            "propre_max": pire.bailleur_max,
            "noyes": pire.noyes,
        },
        genre="retenu" if ligne.essai.parametres == en_vigueur else "",
    )


def table_compromis(frontiere: Frontiere, reference: LigneFrontiere, en_vigueur: Parametres | None = None) -> Table:
    """Say for each setting what one gains and what one pays against another.

    Args:
        frontiere: The result.
        reference: The setting that the others are set against.
        en_vigueur: The setting in force; None for none.
    """
    rows = []
    for ligne in frontiere.lignes:
        if ligne is reference:
            continue
        told = comparer(ligne, reference)
        rows.append(
            tables.Ligne(
                {
                    "reglage": name_essai(ligne.essai, en_vigueur),
                    "gagne": _list_ecarts(told.gagne, ligne, reference) or None,
                    "paie": _list_ecarts(told.paie, ligne, reference) or None,
                }
            )
        )
    return Table(
        "compromis",
        f"Au lieu de {name_essai(reference.essai, en_vigueur)}",
        COLONNES_COMPROMIS,
        tuple(rows),
        denomination=("réglage", "réglages"),
        notes=(
            "Sur l’ordre médian. Ce qui ne se voit pas à l’arrondi n’est ni gagné ni payé.",
            "D’autres ordres donneraient d’autres médianes : un petit écart entre deux réglages ne prouve rien.",
        ),
        vide="Un seul réglage : il n’y a rien à comparer.",
    )


def _list_ecarts(criteres: Sequence[str], ligne: LigneFrontiere, reference: LigneFrontiere) -> str:
    return ", ".join(
        f"{LIBELLES[nom]} {_write(nom, getattr(ligne.mediane, nom))} au lieu de "
        f"{_write(nom, getattr(reference.mediane, nom))}"
        for nom in criteres
    )


def _write(nom: str, value: Nombre) -> str:
    return decimal(value, DECIMALES.get(nom, 2))


def table_mesures(frontiere: Frontiere, en_vigueur: Parametres | None = None) -> Table:
    """List every measure of every setting, in the real order, in the median one and in the worst.

    Args:
        frontiere: The result.
        en_vigueur: The setting in force; None for none.
    """
    rows = tuple(
        tables.Ligne(
            {
                "reglage": name_essai(ligne.essai, en_vigueur),
                "mesure": libelle[0].upper() + libelle[1:],
                "reel": getattr(ligne.reel, nom),
                "mediane": getattr(ligne.mediane, nom),
                "pire": getattr(ligne.pire, nom),
            }
        )
        for ligne in frontiere.lignes
        for nom, libelle in LIBELLES.items()
    )
    return Table(
        "mesures",
        "Toutes les mesures",
        COLONNES_MESURES,
        rows,
        denomination=("mesure", "mesures"),
        notes=(describe_base(frontiere.base),),
        sources=SOURCES,
    )


def describe_base(base: BaseFrontiere) -> str:
    """Say on what the settings were tried: which dwellings, when, in how many orders.

    Args:
        base: The base of a frontier.
    """
    logements = pluriel(base.logements, "logement")
    origine = (
        f"{logements} du flux, libérés du {date_longue(base.debut)} au {date_longue(base.dernier)}"
        if base.origine == "liberations"
        else f"{logements} tirés du parc, autant par commune que la prévision en trois ans, faute de libérations"
    )
    autres = pluriel(base.ordres - 1, "autre ordre tiré", "autres ordres tirés")
    orders = "dans leur ordre seulement" if base.ordres == 1 else f"dans leur ordre et dans {autres} par année"
    propre = base.parts["BAILLEUR"]
    return (
        f"{origine}, {orders}. Parts en vigueur, comptes partis de zéro ; contingent propre moyen\N{NO-BREAK SPACE}: "
        f"{taux(propre)}. Les refus et les dérogations passés ne sont pas rejoués."
    )


def describe_constat(frontiere: Frontiere, reference: LigneFrontiere) -> str:
    """Tell the trade in a sentence: what the setting in force holds, and what a lower écart would cost.

    Args:
        frontiere: The result.
        reference: The setting in force.
    """
    held = _write("ecart", reference.mediane.ecart)
    said = f"Le réglage en vigueur tient le plus grand écart à {held} logement."
    best = min(frontiere.lignes, key=lambda ligne: (ligne.mediane.ecart, _sum_composition(ligne.mediane)))
    told = comparer(best, reference)
    if "ecart" not in told.gagne:
        return f"{said} Aucun réglage essayé ne fait mieux sur ce point."
    better = (
        f"Le réglage {describe_parametres(best.essai.parametres)} le ramènerait à {_write('ecart', best.mediane.ecart)}"
    )
    cost = _list_ecarts([nom for nom in CRITERES if nom in told.paie][:2], best, reference)
    paid = f"\N{NO-BREAK SPACE}; on le paierait\N{NO-BREAK SPACE}: {cost}" if cost else ""
    return f"{said} {better}{paid}."


def _sum_composition(mesures: Mesures) -> Nombre:
    return mesures.composition_typologie + mesures.composition_financement + mesures.composition_qpv
