"""Bench of the orientation: `python -m tests.perf.bench_orientation [--tirages N] [--rapide]`.

Draws, measures and compares in one process: the product, the usual spreadsheet (b1), « le plus en retard » (c) and, where
it is known, what hindsight would have allowed (f). Each acceptance criterion is printed with « tenu » or « non tenu ».
The exit status stays 0: a bench reports, the tests decide.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from gef.core.enregistrement import verifier_enregistrement
from gef.core.orientation import Moteur
from tests.perf import adversaire, produit
from tests.perf.mesures import Decisions, Mesures, mesurer
from tests.perf.temoins import TEMOINS, borner_a_posteriori, orienter_au_plus_en_retard
from tests.perf.tirage import (
    ORDRES,
    Tirage,
    ajouter_refus,
    melanger_reservataires,
    reordonner,
    tirer,
    tronquer,
)

PREMIERE_GRAINE = 7_001
COLONNES = {
    "ecart": "écart",
    "retard": "retard",
    "avance": "avance",
    "ecart_fin_annee": "éc. 31/12",
    "ecart_bailleur": "bailleur",
    "etat_commune": "État×com.",
    "etat_commune_fin_annee": "É×c. 31/12",
    "attente_petits_ans": "attente",
    "noyes": "noyés",
    "composition_typologie": "TV typo.",
    "composition_financement": "TV fin.",
    "composition_qpv": "TV QPV",
}
LIBELLES = {
    "ecart": "écart maximal",
    "retard": "retard maximal",
    "avance": "avance maximale",
    "ecart_fin_annee": "écart au 31/12",
    "etat_commune": "État par commune, à tout moment",
    "etat_commune_fin_annee": "État par commune, au 31/12",
    "attente_petits_ans": "attente des petits (années)",
    "noyes": "réservataires noyés",
    "composition_typologie": "TV typologie",
    "composition_financement": "TV financement",
    "composition_qpv": "TV QPV",
}


@dataclass(frozen=True, slots=True)
class Critere:
    """A measure with the median and the worst it must not exceed."""

    mesure: str
    median: str | None = None
    pire: str | None = None

    def is_met(self, mesures: list[Mesures]) -> bool:
        median, pire = spread(mesures, self.mesure)
        return (self.median is None or median <= Fraction(self.median)) and (
            self.pire is None or pire <= Fraction(self.pire)
        )


@dataclass(frozen=True, slots=True)
class Serie:
    """One line of the acceptance table: a shape, what is done to its flux, and what is asked of the product."""

    nom: str
    forme: str
    annees: int
    tirages: int
    criteres: tuple[Critere, ...]
    transform: Callable[[Tirage], Tirage] = field(default=lambda tirage: tirage)
    orienter: Callable[[Tirage], Decisions] = produit.orienter
    a_posteriori: bool = False
    temoins: Mapping[str, Callable[[Tirage], Decisions]] = field(default_factory=lambda: TEMOINS)
    avance_bornee: bool = True


AUCUN_NOYE = (Critere("noyes", pire="0"), Critere("attente_petits_ans", pire="0"))
HOSTILE = (Critere("ecart", pire="1"), Critere("noyes", pire="0"))

SERIES = (
    Serie(
        "dept, 3 ans",
        "dept",
        3,
        30,
        (
            Critere("ecart", "0.88", "1"),
            Critere("ecart_fin_annee", pire="0.95"),
            Critere("etat_commune", "2.8", "5.5"),
            Critere("etat_commune_fin_annee", pire="3.5"),
            Critere("composition_typologie", "0.012"),
            Critere("composition_financement", "0.008"),
            Critere("composition_qpv", "0.005"),
            *AUCUN_NOYE,
        ),
        a_posteriori=True,
    ),
    *(Serie(f"dept, ordre {ordre}", "dept", 3, 12, HOSTILE, partial(reordonner, ordre=ordre)) for ordre in ORDRES),
    Serie(
        "sature, 3 ans",
        "sature",
        3,
        20,
        (Critere("ecart", "1.05", "1.30"), Critere("etat_commune", "3.7", "5.8"), Critere("noyes", pire="0")),
    ),
    Serie("mixte, 3 ans", "mixte", 3, 30, (Critere("ecart", "0.90", "1"), Critere("noyes", pire="0"))),
    Serie("tendu, 3 ans", "tendu", 3, 30, (Critere("ecart", "0.95", "1.10"), Critere("noyes", pire="0"))),
    Serie(
        "petit, 5 ans",
        "petit",
        5,
        30,
        (Critere("ecart", "0.88", "1"), Critere("composition_typologie", "0.042"), Critere("noyes", pire="0")),
    ),
    Serie("grand, 1 an", "grand", 1, 6, (Critere("ecart", "0.88", "0.95"), Critere("noyes", pire="0"))),
    Serie(
        "dept, 14 % de refus",
        "dept",
        3,
        12,
        (Critere("retard", "1.4", "2"), Critere("noyes", pire="0")),
        ajouter_refus,
    ),
    Serie(
        "dept, 5 % de dérogations",
        "dept",
        3,
        12,
        (Critere("retard", "1.05", "1.2"),),
        orienter=produit.orienter_avec_derogations,
        temoins={"c": partial(orienter_au_plus_en_retard, derogations=0.05)},
        avance_bornee=False,  # people may well serve someone ahead of time
    ),
)


def spread(mesures: list[Mesures], nom: str) -> tuple[Fraction, Fraction]:
    """Median and worst of a measure."""
    values = [Fraction(getattr(m, nom)) for m in mesures]
    return statistics.median(values), max(values)


def show(value: Fraction, nom: str = "ecart") -> str:
    """Write a figure as the tables do: mixes to four decimals, counts whole, the rest to the hundredth."""
    decimals = 4 if nom.startswith("composition_") else 0 if nom == "noyes" and value.denominator == 1 else 2
    return f"{float(value):.{decimals}f}".replace(".", ",")


def show_spread(mesures: list[Mesures], nom: str) -> str:
    median, pire = spread(mesures, nom)
    return f"{show(median, nom)} / {show(pire, nom)}"


def show_count(value: float) -> str:
    """Write a count with narrow spaces between thousands."""
    return f"{value:,.0f}".replace(",", "\u202f")


def verdict(libelle: str, mesure: str, attendu: str, *, met: bool) -> bool:
    """Print a criterion and hand back whether it is met."""
    print(f"  {'tenu    ' if met else 'NON TENU'}  {libelle} : {mesure} (attendu : {attendu})")
    return met


def print_rows(rows: dict[str, list[Mesures]]) -> None:
    """Print the measures of each rule, median / worst."""
    largeur = 17
    print("  " + "règle".ljust(8) + "".join(titre.rjust(largeur) for titre in COLONNES.values()))
    for regle, mesures in rows.items():
        print("  " + regle.ljust(8) + "".join(show_spread(mesures, nom).rjust(largeur) for nom in COLONNES))


def limit_avance(tirage: Tirage) -> Fraction:
    """The proved bound: nobody is served with less than `avance_min` of a right."""
    return 1 - produit.choose_parametres(tirage).avance_min


def judge(serie: Serie, rows: dict[str, list[Mesures]], tirages: list[Tirage], bornes: list[Fraction]) -> list[bool]:
    """Print the criteria of a series; one boolean each."""
    mesures = rows["gef"]
    verdicts = [
        verdict(
            LIBELLES[c.mesure],
            show_spread(mesures, c.mesure),
            " ; ".join(
                f"{mot} ≤ {show(Fraction(seuil), c.mesure)}"
                for mot, seuil in (("médiane", c.median), ("pire", c.pire))
                if seuil
            ),
            met=c.is_met(mesures),
        )
        for c in serie.criteres
    ]
    if serie.avance_bornee:
        limite = limit_avance(tirages[0])
        verdicts.append(
            verdict(
                "avance maximale, toujours",
                show_spread(mesures, "avance"),
                f"≤ {show(limite)}",
                met=spread(mesures, "avance")[1] <= limite,
            )
        )
    return verdicts + (judge_against(rows, bornes) if bornes else [])


def judge_against(rows: dict[str, list[Mesures]], bornes: list[Fraction]) -> list[bool]:
    """Compare with (c) on composition, and with hindsight on the écart, draw by draw."""
    verdicts = []
    for nom in ("composition_typologie", "composition_financement", "composition_qpv"):
        ours, theirs = spread(rows["gef"], nom)[0], spread(rows["c"], nom)[0]
        verdicts.append(
            verdict(
                f"{LIBELLES[nom]} face à (c)", show(ours, nom), f"≤ 1/3 de {show(theirs, nom)}", met=3 * ours <= theirs
            )
        )
    exces = [m.ecart - borne for m, borne in zip(rows["gef"], bornes, strict=True)]
    median, pire = statistics.median(exces), max(exces)
    verdicts.append(
        verdict(
            f"écart au-delà de l’optimum a posteriori (f : {show(statistics.median(bornes))} / {show(max(bornes))})",
            f"{show(median)} / {show(pire)}",
            "médiane ≤ 0,12 ; pire ≤ 0,22",
            met=median <= Fraction("0.12") and pire <= Fraction("0.22"),
        )
    )
    return verdicts


def run_serie(serie: Serie, tirages_max: int) -> list[bool]:
    """Draw, decide with each rule, measure, print and judge."""
    count = min(serie.tirages, tirages_max)
    graines = range(PREMIERE_GRAINE, PREMIERE_GRAINE + count)
    tirages = [serie.transform(tirer(serie.forme, serie.annees, graine)) for graine in graines]
    decisions = sum(len(tirage.decomptables()) for tirage in tirages)
    print(f"\n{serie.nom} : {count} tirages, {show_count(decisions)} décisions")
    rows = {
        regle: [mesurer(orienter(tirage), tirage) for tirage in tirages]
        for regle, orienter in {"gef": serie.orienter, **serie.temoins}.items()
    }
    print_rows(rows)
    bornes = [borner_a_posteriori(tirage) for tirage in tirages] if serie.a_posteriori else []
    return judge(serie, rows, tirages, bornes)


def run_adversaire(pas: int) -> list[bool]:
    """Play the adaptive adversary against the product and against (c)."""
    verdicts = []
    for forme in ("dept", "sature", "petit"):
        print(f"\nadversaire adaptatif, {forme}, {pas} pas, {len(adversaire.EXPOSANTS)} humeurs")
        tirage = tirer(forme, 3, PREMIERE_GRAINE)
        rows = {
            nom: [
                mesurer(decisions, joue)
                for exposant in adversaire.EXPOSANTS
                for joue, decisions in (adversaire.affronter(tirage, regle(tirage), pas, exposant),)
            ]
            for nom, regle in (("gef", adversaire.RegleProduit), ("c", adversaire.ReglePlusEnRetard))
        }
        print_rows(rows)
        criteres = (Critere("retard", pire="2"),) if forme == "dept" else ()
        serie = Serie(forme, forme, 3, 1, criteres)
        verdicts += judge(serie, rows, [tirage], [])
    return verdicts


def run_identities() -> list[bool]:
    """Cut, replay, shuffle, recompute: the decisions must be identical."""
    print("\nidentité des décisions (dept, 3 ans)")
    tirage = tirer("dept", 3, PREMIERE_GRAINE)
    records = [(decision.rang, decision.reservataire, decision.enregistrement()) for decision in produit.decide(tirage)]
    reference = [(rang, elu) for rang, elu, _ in records]
    parametres = produit.choose_parametres(tirage)
    coupures = [len(tirage.flux) // 7 * n for n in range(1, 7)]
    prefixes = [produit.orienter(tronquer(tirage, coupure)) for coupure in coupures]
    recalcules = [verifier_enregistrement(json.loads(json.dumps(record)), parametres) for _, _, record in records]
    checks = {
        "flux coupé": all(prefixe == reference[: len(prefixe)] for prefixe in prefixes),
        "rejeu": produit.orienter(tirage) == reference,
        "reservataires.csv mélangé": produit.orienter(melanger_reservataires(tirage)) == reference,
        "recalcul depuis le journal": [choix.retenu for choix in recalcules] == [elu for _, elu in reference],
    }
    return [
        verdict(nom, "identiques" if same else "différentes", "identiques", met=same) for nom, same in checks.items()
    ]


def run_speed() -> list[bool]:
    """Time the batch with its explanation records, then single decisions late in the flux."""
    print("\nvitesse (dept, 3 ans)")
    tirage = tirer("dept", 3, PREMIERE_GRAINE)
    start = time.perf_counter()
    octets = count = 0
    for decision in produit.decide(tirage):
        octets += len(json.dumps(decision.enregistrement(), ensure_ascii=False))
        count += 1
    batch = count / (time.perf_counter() - start)
    start = time.perf_counter()
    sans = len(produit.orienter(tirage)) / (time.perf_counter() - start)
    slowest = max(time_single_decisions(tirage))
    print(
        f"  sans enregistrement : {show_count(sans)} décisions/s ; un enregistrement pèse {show_count(octets / count)} caractères"
    )
    return [
        verdict("lot, avec enregistrement", f"{show_count(batch)} décisions/s", "≥ 5\u202f000", met=batch >= 5_000),
        verdict("une décision, la plus lente", f"{show(Fraction(slowest) * 1000)} ms", "< 5 ms", met=slowest < 0.005),
    ]


def time_single_decisions(tirage: Tirage, last: int = 300) -> list[float]:
    """Seconds taken by each of the last decisions, record included."""
    moteur = Moteur(produit.to_reservataires(tirage), produit.choose_parametres(tirage))
    seconds = []
    for liberation in tirage.decomptables():
        start = time.perf_counter()
        moteur.orienter(produit.to_logement(liberation), tirage.parts[liberation.commune]).enregistrement()
        seconds.append(time.perf_counter() - start)
    return seconds[-last:]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Banc d’essai de l’orientation en flux.")
    parser.add_argument("--tirages", type=int, default=30, help="nombre maximal de tirages par série")
    parser.add_argument("--rapide", action="store_true", help="3 tirages par série, adversaire en 500 pas")
    options = parser.parse_args(arguments)
    tirages = 3 if options.rapide else options.tirages
    print(produit.describe_machine())
    print("médiane / pire sur les tirages ; gef : le produit ; b1 : tableur annuel ; c : le plus en retard")
    verdicts = [met for serie in SERIES for met in run_serie(serie, tirages)]
    verdicts += run_adversaire(500 if options.rapide else 3_000)
    verdicts += run_identities()
    verdicts += run_speed()
    print(f"\n{sum(verdicts)} critères tenus sur {len(verdicts)}")


if __name__ == "__main__":
    main()
