"""What makes a row of a model wrong beyond the reading of its cells: two columns that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from gef.imports.controles import Controle, valeur_de

PAR_ARRETE = ("agents", "etat")  # derogations that only an arrêté of one year gives, over the whole département


def controles_communs(noms: frozenset[str], communes: frozenset[str] | None) -> Iterator[Controle]:
    """Give the checks that any model has when it has their columns.

    Args:
        noms: Columns of the model.
        communes: Known codes of communes; None: codes are not looked up.

    Yields:
        The checks.
    """
    if communes is not None and "commune" in noms:
        yield Controle(
            "commune_inconnue",
            "Code commune inconnu",
            "commune",
            ~valeur_de("commune").is_in(communes),
            "un code du code officiel géographique",
            "bloquant",
            ("commune",),
        )
    if {"debut", "fin"} <= noms:
        yield _fin_apres_debut("fin", "debut", "Fin avant le début", "une date qui suit le début")


def _fin_apres_debut(fin: str, debut: str, libelle: str, attendu: str) -> Controle:
    return Controle(
        "fin_avant_debut", libelle, fin, valeur_de(fin) <= valeur_de(debut), attendu, "bloquant", (debut, fin)
    )


_UTILISATEUR = Controle(
    "utilisateur_titulaire",
    "Droit délégué à son propre titulaire",
    "utilisateur",
    valeur_de("utilisateur") == valeur_de("reservataire"),
    "le code d’un autre compte, ou rien quand le titulaire exerce son droit",
    "bloquant",
    ("utilisateur", "reservataire"),
)

CONTROLES_DROITS: tuple[Controle, ...] = (
    Controle(
        "garantie_sans_echeance",
        "Garantie d’emprunt sans date de remboursement du prêt",
        "echeance_pret",
        (valeur_de("nature") == "garantie") & pl.col("echeance_pret").is_null(),
        "la date, dont dépend la durée du droit",
        "information",
        ("nature", "echeance_pret"),
    ),
    _UTILISATEUR,
    Controle(
        "delegation_sans_utilisateur",
        "Délégation datée sans utilisateur",
        "utilisateur",
        pl.col("utilisateur").is_null()
        & (pl.col("delegation_debut").is_not_null() | pl.col("delegation_fin").is_not_null()),
        "le code du compte qui exerce le droit",
        "bloquant",
        ("reservataire",),
    ),
    _fin_apres_debut(
        "delegation_fin", "delegation_debut", "Délégation finie avant son début", "une date qui suit delegation_debut"
    ),
)

CONTROLES_OPERATIONS: tuple[Controle, ...] = (
    _UTILISATEUR,
    _fin_apres_debut("echeance_pret", "debut", "Prêt remboursé avant le début", "une date qui suit le début"),
)

CONTROLES_DEROGATIONS: tuple[Controle, ...] = (
    Controle(
        "arrete_sans_exercice",
        "Dérogation par arrêté sans exercice",
        "exercice",
        valeur_de("code").is_in(PAR_ARRETE) & pl.col("exercice").is_null(),
        "l’exercice de l’arrêté, qui vaut un an au plus (CCH art. R. 441-5-2, I)",
        "bloquant",
        ("code",),
    ),
    Controle(
        "arrete_local",
        "Dérogation par arrêté sur une partie du département",
        "portee",
        valeur_de("code").is_in(PAR_ARRETE) & (valeur_de("portee") != "departement"),
        "departement, ou rien : ces plafonds se mesurent sur tout le département",
        "bloquant",
        ("code", "portee"),
    ),
)

CONTROLES_DEMANDES: tuple[Controle, ...] = (
    Controle(
        "aucun_nombre",
        "Ni demandes ni attributions",
        "demandes",
        pl.col("demandes").is_null() & pl.col("attributions").is_null(),
        "au moins l’un des deux nombres",
        "bloquant",
    ),
)
