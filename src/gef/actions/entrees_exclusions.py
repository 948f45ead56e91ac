"""From a dossier to what leaves the parc: which dwellings, by which reason, and what the data say against each other.

A dwelling is found by a rule of the parc (financing, kind, occupation) or in a list of the bailleur. It leaves once, by
the first reason of `gef.core.exclusions.rank_exclusions`: the law's, then the agreements in force.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce
from typing import Final

import polars as pl

from gef.actions.donnees import Dossier
from gef.actions.entrees_registre import list_droits
from gef.core.exclusions import LEGALES, Accord, Exclusion, find_modele, rank_exclusions, retenir_exclusions
from gef.core.motifs import Source
from gef.core.periodes import debut_exercice
from gef.core.rotation import join_libelles
from gef.outputs.nombres import pluriel

REGLES: Final[Mapping[str, tuple[pl.Expr, str]]] = {
    "pli": (pl.col("financement") == "PLI", "parc : financement PLI"),
    "etudiants": (pl.col("forme") == "etudiant", "parc : logement étudiant (RPLS, TYPECONST)"),
    "associations": (pl.col("mode") == "4", "parc : pris en charge par une association (RPLS, MODE 4)"),
}
IDENTIFIANTS: Final = ("ident_rep", "ident_int")


def jour_du_parc(dossier: Dossier) -> date:
    """Day that the parc describes: the first of its millésime."""
    return debut_exercice(dossier.millesime)


def mark_exclusions(dossier: Dossier, jour: date | None = None, reservataire: str = "") -> pl.DataFrame:
    """Add a column `exclusion` to the parc: the first reason that takes each dwelling out, or null.

    Args:
        dossier: Parc, register of exclusions, lists.
        jour: Day on which the agreements must hold; by default the day of the parc.
        reservataire: Account whose convention is asked about; by default what is common to all.
    """
    accords = retenir_exclusions(dossier.exclusions, jour or jour_du_parc(dossier), reservataire)
    expression = pl.lit(None, pl.String)
    for code in reversed(rank_exclusions([*LEGALES, *accords])):
        expression = pl.when(_concerns(dossier, code)).then(pl.lit(code)).otherwise(expression)
    return dossier.parc.with_columns(expression.alias("exclusion"))


def _concerns(dossier: Dossier, code: str) -> pl.Expr:
    """Tell the dwellings that a rule or a list gives for a reason; an unknown value is no reason."""
    found = [REGLES[code][0]] if code in REGLES else []
    listed = dossier.logements_exclus.filter(pl.col("code") == code).get_column("logement")
    if listed.len():
        found += [pl.col(nom).is_in(listed.implode()) for nom in _identifiants(dossier)]
    return reduce(lambda a, b: a | b, (e.fill_null(value=False) for e in found), pl.lit(value=False))


def _identifiants(dossier: Dossier) -> list[str]:
    """Columns of the parc that name a dwelling: its RPLS number, the bailleur's own, or both."""
    return [nom for nom in IDENTIFIANTS if nom in dossier.parc.columns]


def build_exclusions(dossier: Dossier, exercice: int, reservataire: str = "") -> tuple[Exclusion, ...]:
    """Count what leaves the parc in an exercice, reason by reason, for every convention or for one."""
    jour = debut_exercice(exercice)
    accords = retenir_exclusions(dossier.exclusions, jour, reservataire)
    marked = mark_exclusions(dossier, jour, reservataire)
    counts: dict[str, int] = dict(marked.get_column("exclusion").drop_nulls().value_counts().rows())
    registre = count_registre(dossier, jour)
    for code in set(registre) - _listed_codes(dossier):
        counts[code] = registre[code]  # without a list, the register alone knows these dwellings
    return tuple(_to_exclusion(dossier, code, counts[code], accords) for code in rank_exclusions(counts))


def _to_exclusion(dossier: Dossier, code: str, count: int, accords: Mapping[str, Accord]) -> Exclusion:
    modele = find_modele(code)
    accord = accords.get(code, Accord())
    source = Source(accord.document, modele.nature) if accord.document else modele.source
    return Exclusion(code, modele.libelle, count, modele.nature, source, describe_origine(dossier, code))


def describe_origine(dossier: Dossier, code: str) -> str:
    """Say how the dwellings of a reason are found: lists with their documents, rule of the parc, register."""
    rows = dossier.logements_exclus.filter(pl.col("code") == code)
    documents = sorted(set(rows.get_column("document").to_list()) - {""})
    found = [f"liste : {' ; '.join(documents) or 'sans document'}"] if rows.height else []
    if code in REGLES:
        found.append(REGLES[code][1])
    return " ; ".join(found) or "registre des droits, sans liste de logements"


def count_registre(dossier: Dossier, jour: date) -> Counter[str]:
    """Count the dwellings that the register of rights keeps in stock on a day, by legal reason."""
    stock = Counter[str]()
    for droit, situe in list_droits(dossier, jour):
        if situe.droit.is_en_stock:
            stock[droit.nature] += droit.nombre
    return stock


def _listed_codes(dossier: Dossier) -> set[str]:
    return set(dossier.logements_exclus.get_column("code").to_list())


def list_remarques(dossier: Dossier, exercice: int) -> tuple[str, ...]:
    """Say what the register, the lists and the parc hold against each other, for a reader of the assiette."""
    jour = debut_exercice(exercice)
    accords = retenir_exclusions(dossier.exclusions, jour)
    return (
        *_sans_document(accords),
        *_registre_et_listes(dossier, jour),
        *_listes_sans_accord(dossier, jour),
        *_absents_du_parc(dossier),
    )


def _sans_document(accords: Mapping[str, Accord]) -> Iterator[str]:
    if missing := [code for code, accord in accords.items() if not accord.document]:
        yield (
            f"Aucun document n’appuie le retrait des {join_libelles(find_modele(code).libelle for code in missing)} : "
            "inscrivez la convention ou le protocole qui le prévoit."
        )


def _registre_et_listes(dossier: Dossier, jour: date) -> Iterator[str]:
    """Compare each list of legal exclusions with the register; the list rules."""
    registre = count_registre(dossier, jour)
    listed = dossier.logements_exclus.group_by("code").agg(pl.col("logement").n_unique()).rows()
    for code, count in sorted(listed):
        if code in LEGALES and registre[code] != count:
            yield (
                f"{find_modele(code).libelle.capitalize()} : {pluriel(count, 'logement listé', 'logements listés')}, "
                f"{pluriel(registre[code], 'droit inscrit', 'droits inscrits')} au registre ; la liste compte."
            )


def _listes_sans_accord(dossier: Dossier, jour: date) -> Iterator[str]:
    """Find the dwellings listed for a local reason that no convention holds."""
    accounts = {"", *(row.reservataire for row in dossier.exclusions)}
    held = {code for account in accounts for code in retenir_exclusions(dossier.exclusions, jour, account)}
    codes = dossier.logements_exclus.filter(~pl.col("code").is_in([*LEGALES, *held]))
    for code, count in sorted(codes.group_by("code").len().rows()):
        yield (
            f"{pluriel(count, 'logement listé', 'logements listés')} comme {find_modele(code).libelle} : aucun accord "
            "inscrit ne les retire, ils restent dans le parc éligible."
        )


def _absents_du_parc(dossier: Dossier) -> Iterator[str]:
    if dossier.logements_exclus.is_empty():
        return
    known = pl.concat([dossier.parc.get_column(nom).drop_nulls() for nom in _identifiants(dossier)])
    lost = dossier.logements_exclus.filter(~pl.col("logement").is_in(known.implode()))
    if lost.height:
        first = lost.get_column("logement").sort()[0]
        yield (
            f"{pluriel(lost.height, 'ligne')} de la liste des logements exclus ne se "
            f"{'trouvent' if lost.height > 1 else 'trouve'} pas dans le parc (par exemple « {first} ») et ne "
            f"{'comptent' if lost.height > 1 else 'compte'} pas."
        )
