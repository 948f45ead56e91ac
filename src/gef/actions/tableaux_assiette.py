"""Tables of the assiette: the calculation step by step, and forecast against realised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from gef.core.assiette import Assiette
from gef.core.motifs import Etape, Source
from gef.core.rotation import CATEGORIES, COURANTES, LIBELLES_CATEGORIES
from gef.outputs import tables
from gef.outputs.nombres import date_longue, solde, taux
from gef.outputs.tables import Colonne, Table

Liens = Mapping[str, str]
SANS_LIEN: Final[Liens] = {}
NIVEAUX = ("parc", "eligible", "liberes")
NATURES = {"legale": "légal", "locale": "accord local", "pratique": "usage", "donnee": "donnée", "calcul": "calcul"}
MARQUES: Mapping[str, tables.Marque] = {"legale": "legal", "locale": "local"}
REALISE = Source("libérations enregistrées par le bailleur", "donnee")
R441_5 = Source("CCH art. R. 441-5", "legale")


def table_assiette(
    assiette: Assiette, former: Assiette | None = None, *, avant: str = "Version précédente", liens: Liens = SANS_LIEN
) -> Table:
    """Write the assiette step by step, beside the former version when there is one.

    Args:
        assiette: What was computed.
        former: What it is compared to.
        avant: Heading of the column of the former one.
        liens: Address behind a step, by its code: the dwellings of an exclusion.
    """
    colonnes = [
        Colonne("etape", "Étape", triable=False),
        Colonne("valeur", "Logements", "mixte", triable=False),
        Colonne("nature", "Nature", "code", libelles=NATURES, triable=False),
        Colonne("source", "Source", triable=False),
    ]
    if former:
        colonnes.append(Colonne("avant", avant, "mixte", triable=False))
    known = {e.code: e for e in former.explication.etapes} if former else {}
    rows = [
        _ligne(etape, known.get(etape.code), former is not None, liens.get(etape.code, ""))
        for etape in assiette.explication.etapes
    ]
    return Table(
        "assiette",
        f"Assiette {assiette.exercice}, étape par étape",
        tuple(colonnes),
        tuple(rows[:-1]),
        total=rows[-1],
        denomination=("étape", "étapes"),
        notes=assiette.avertissements,
        sources=tuple(dict.fromkeys(e.source for e in assiette.explication.etapes if e.source)),
    )


def _ligne(etape: Etape, former: Etape | None, has_former: bool, lien: str) -> tables.Ligne:  # noqa: FBT001  (a column or none)
    nature, source, detail = _origin(etape)
    values: dict[str, tables.Valeur] = {
        "etape": name_step(etape),
        "valeur": _value(etape),
        "nature": nature if nature in MARQUES else None,
        "source": source,
    }
    details = {"source": detail} if detail else {}
    if has_former:
        values["avant"] = _value(former) if former else None
        details |= _write_ecart(etape, former)
    genre: tables.Genre = "soustotal" if etape.code in NIVEAUX else "" if etape.code == "taux" else "sous"
    if has_former and values["avant"] != values["valeur"] and genre == "sous":
        genre = "bord"
    marques = {"nature": MARQUES[nature]} if nature in MARQUES else {}
    return tables.Ligne(values, genre, details=details, marques=marques, liens={"etape": lien} if lien else {})


def _write_ecart(etape: Etape, former: Etape | None) -> dict[str, str]:
    """Say by how much an input of dwellings moved, under its former value."""
    if former is None or etape.unite == "fraction" or etape.valeur == former.valeur:
        return {}
    ecart = Fraction(etape.valeur) - Fraction(former.valeur)
    return {"avant": f"soit {solde(ecart, 0 if ecart.denominator == 1 else 2)}"}


def _origin(etape: Etape) -> tuple[str, str | None, str]:
    """Nature, rule and detail of a step: what leaves the flux does so by law, its number comes from a document."""
    source = etape.source
    if etape.code.startswith("soustraction_") and source:
        return R441_5.nature, R441_5.reference, source.reference
    return (source.nature, source.reference, etape.calcul) if source else ("", None, etape.calcul)


def name_step(etape: Etape) -> str:
    """Label of a step as a heading of row; the column of natures already says legal or local."""
    text = etape.libelle.removesuffix(" (prévue par la loi)").removesuffix(" (accord local)")
    text = text.removeprefix("Logements nécessaires : ")
    return text[:1].upper() + text[1:]


def _value(etape: Etape) -> tables.Valeur:
    """Exact dwellings; the rate as its percentage in words, since the column counts dwellings."""
    return taux(Fraction(etape.valeur), 2) if etape.unite == "fraction" else etape.valeur


def table_realise(assiette: Assiette, realise: Mapping[str, Mapping[int, int]], jour: date) -> Table:
    """Compare what was expected to leave the flux with what happened since January.

    Args:
        assiette: What was expected.
        realise: Dwellings freed, by category then month; `COURANTES` are those of the flux.
        jour: Day of the count.
    """
    exercice = assiette.exercice
    counts = {code: sum(months.values()) for code, months in realise.items()}
    expected = {s.categorie: Fraction(s.logements) for s in assiette.entree.soustractions}
    colonnes = (
        Colonne("categorie", "Catégorie"),
        Colonne("prevu", f"Prévu {exercice}", "decimal", decimales=0),
        Colonne("realise", "Réalisé", "entier"),
        Colonne("part", "Part", "taux", decimales=0, absent="–"),
    )
    codes = [code for code in CATEGORIES if expected.get(code) or counts.get(code)]
    rows = [_compare(LIBELLES_CATEGORIES[code], expected.get(code, Fraction(0)), counts.get(code, 0)) for code in codes]
    rows.append(_compare("Dans le flux", assiette.assiette, counts.get(COURANTES, 0)))
    return Table(
        "realise",
        f"Prévu et réalisé au {date_longue(jour)}",
        colonnes,
        tuple(rows),
        total=_compare("Libérations", assiette.liberes, sum(counts.values())),
        denomination=("catégorie", "catégories"),
        sources=(R441_5, REALISE),
    )


def _compare(libelle: str, prevu: Fraction, realise: int) -> tables.Ligne:
    share = realise / prevu if prevu else None
    return tables.Ligne(
        {"categorie": libelle[:1].upper() + libelle[1:], "prevu": prevu, "realise": realise, "part": share}
    )
