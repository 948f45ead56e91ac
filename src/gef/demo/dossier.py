"""The demonstration as files, in the formats that the command line reads: to try `gef` without a database."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from gef.core.parts import BAILLEUR
from gef.demo.calendrier import EXERCICE_DEMO, JOUR_DEMO
from gef.demo.contexte import DOCUMENTS, ENQUETE, MOTIFS, ContexteDemo
from gef.demo.flux import FaitDemo
from gef.demo.liberations import LiberationDemo
from gef.demo.monde import Monde, build_monde
from gef.demo.negociation import Negociation
from gef.demo.reservataires import build_parts, epci_of
from gef.imports.flux import COMMUNES, FINANCEMENTS, FLUX, PARTS, RESERVATAIRES
from gef.imports.modeles import MODELES

RELOGEMENTS = {"": "", "mutations": "mutation"}
DECIMALES = 6
LISEZMOI = """Démonstration de la gestion en flux, au 22 novembre 2026

Le bailleur « Habitat Lérins », les programmes, les adresses, les loyers, les droits et les libérations sont fictifs.
Le parc suit des données réelles : répertoire des logements locatifs (SDES), Licence Ouverte 2.0.

parc.csv           dépôt RPLS au 1er janvier 2026 (une ligne d’en-tête, puis 64 positions par logement)
droits.csv         registre des droits de réservation
conventions.csv    parts du flux, par convention
previsions.csv     logements que le bailleur prévoit de soustraire du flux
reservations.csv   logements réservés : à qui, par quel droit
exclusions.csv     catégories de logements que les conventions sortent de l’assiette
derogations.csv    actes qui écartent un plafond ou un plancher
taux.csv           taux de rotation publiés
demandes.csv       demandes et attributions par commune
liberations.csv    logements libérés de 2024 à 2026
residences.csv     classes des résidences
besoins.csv        mutations et relogements qui attendent, sans donnée personnelle
faits.csv          orientations, refus, attributions et baux de ces logements

orientation/       les quatre fichiers de l’orientation par lot, pour l’exercice 2026 :
                   gef orienter --dossier orientation --sortie decisions.csv --journal journal.jsonl
                   Ce format ne connaît que PLAI, PLUS et PLS : les autres financements n’y sont pas.
                   Les comptes partent de zéro : les soldes des années passées n’y sont pas non plus.
"""


def write_dossier(path: Path) -> None:
    """Write the demonstration in a folder, made if needed; files of the same names are replaced."""
    monde = build_monde()
    (path / "orientation").mkdir(parents=True, exist_ok=True)
    for nom, content in render_fichiers(monde).items():
        (path / nom).write_bytes(content)


def render_fichiers(monde: Monde) -> dict[str, bytes]:
    """Render every file, by its path in the folder."""
    noms = {compte.code: compte for compte in monde.comptes}
    conventions = [asdict(row) | {"nom": noms[row.reservataire].nom} | _who(noms, row) for row in monde.conventions]
    droits = [asdict(r) | {"convention_formalisee": r.is_formalise} | _who(noms, r) for r in monde.registre.droits]
    return {
        "LISEZMOI.txt": LISEZMOI.encode(),
        "parc.csv": monde.depot,
        "droits.csv": _render_modele("droits", droits),
        "conventions.csv": _render_modele("conventions", conventions),
        "previsions.csv": _render_modele("previsions", [asdict(row) for row in (*monde.previsions, *monde.revisions)]),
        **_render_negociation(monde.negociation),
        **_render_contexte(monde.contexte),
        "liberations.csv": _render_modele("liberations", [_liberation(row) for row in monde.liberations]),
        "faits.csv": _render_modele("faits", [_fait(fait) for fait in monde.deroule.faits]),
        **{f"orientation/{nom}": content for nom, content in _render_orientation(monde).items()},
    }


def _render_negociation(negociation: Negociation) -> dict[str, bytes]:
    models: dict[str, list[dict[str, Any]]] = {
        "reservations": [asdict(row) for row in negociation.reservations],
        "exclusions": [asdict(row) for row in negociation.exclusions],
        "derogations": [asdict(row) for row in negociation.derogations],
        "taux": [asdict(row) | {"taux": row.valeur} for row in negociation.taux],
        "demandes": [asdict(row) for row in negociation.demandes],
    }
    return {f"{nom}.csv": _render_modele(nom, rows) for nom, rows in models.items()}


def _render_contexte(contexte: ContexteDemo) -> dict[str, bytes]:
    classes = [asdict(row) | {"motif": MOTIFS[row.classe], "document": ENQUETE} for row in contexte.classements]
    besoins = [
        asdict(row)
        | {"territoires": row.portees, "prioritaire": row.is_prioritaire, "document": DOCUMENTS[row.categorie]}
        for row in contexte.besoins
    ]
    return {"residences.csv": _render_modele("residences", classes), "besoins.csv": _render_modele("besoins", besoins)}


def _who(comptes: Mapping[str, Any], row: Any) -> dict[str, str]:
    compte = comptes[row.reservataire]
    return {"type": compte.type, "portee": compte.portee}


def _liberation(row: LiberationDemo) -> dict[str, Any]:
    logement = row.logement
    return {
        "libere_le": row.libre_le,
        "logement": _identify(row),
        "commune": logement.commune,
        "typologie": logement.typologie,
        "financement": logement.financement,
        "qpv": logement.qpv,
        "forme": logement.forme,
        "hors_flux": row.hors_flux,
        "preavis_le": row.preavis_le,
        "annee_construction": logement.annee,
        "programme": logement.programme.libelle,
        "adresse": logement.adresse,
    }


def _fait(fait: FaitDemo) -> dict[str, Any]:
    return {
        "logement": _identify(fait.liberation),
        "date": fait.date,
        "type": fait.type,
        "reservataire": fait.reservataire,
        "precision": None,
    }


def _identify(row: LiberationDemo) -> str:
    """Name a freed dwelling, which is freed once: its numéro RPLS, or the bailleur's own identifier."""
    return row.logement.ident_rep or row.logement.ident_int


def _render_modele(nom: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Fill in a model of the product; spreadsheets want the mark of UTF-8."""
    colonnes = [colonne.nom for colonne in MODELES[nom].colonnes]
    lines = ([_write_cell(row[colonne]) for colonne in colonnes] for row in rows)
    return b"\xef\xbb\xbf" + _render_csv(colonnes, lines, separateur=";")


def _write_cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case date():
            return f"{value:%d/%m/%Y}"
        case frozenset():
            return ",".join(sorted(value))
        case Fraction():
            return f"{_to_decimal(value * 100)} %".replace(".", ",")
        case _:
            return str(value)


def _to_decimal(value: Fraction) -> str:
    """Write a share with at most six decimals, without the zeros that say nothing."""
    scaled = round(value * 10**DECIMALES)
    text = f"{Decimal(scaled).scaleb(-DECIMALES):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _render_csv(entetes: Sequence[str], rows: Iterable[Sequence[object]], *, separateur: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separateur, lineterminator="\n")
    writer.writerow(entetes)
    writer.writerows(rows)
    return out.getvalue().encode()


def _render_orientation(monde: Monde) -> dict[str, bytes]:
    parcs = Counter(row.commune for row in monde.logements)
    qpv = Counter(row.commune for row in monde.logements if row.qpv)
    liberes = Counter(r.logement.commune for r in monde.liberations if r.libre_le.year == EXERCICE_DEMO - 1)
    communes = [
        (code, epci_of(code), parc, _to_decimal(Fraction(liberes[code], parc)), _to_decimal(Fraction(qpv[code], parc)))
        for code, parc in sorted(parcs.items())
    ]
    table = build_parts()
    parts = [
        (code, nom, _to_decimal(part)) for code in sorted(parcs) for nom, part in table.au(JOUR_DEMO, code).items()
    ]
    en_vigueur = {row.reservataire.id: row.part for row in table.conventions if row.is_en_vigueur(JOUR_DEMO)}
    comptes = [(c.code, c.type, c.portee, _to_decimal(en_vigueur[c.code])) for c in monde.comptes]
    return {
        "communes.csv": _render_csv(COMMUNES, communes),
        "reservataires.csv": _render_csv(RESERVATAIRES, [*comptes, (BAILLEUR, "bailleur", "departement", "")]),
        "parts.csv": _render_csv(PARTS, parts),
        "flux.csv": _render_csv(FLUX, _list_flux(monde.liberations, monde.deroule.faits)),
    }


def _list_flux(liberations: Iterable[LiberationDemo], faits: Iterable[FaitDemo]) -> list[tuple[object, ...]]:
    refus: dict[str, list[str]] = {}
    for fait in faits:
        if fait.type == "refus" and fait.reservataire:
            refus.setdefault(fait.liberation.reference, []).append(fait.reservataire)
    kept = [r for r in liberations if r.libre_le.year == EXERCICE_DEMO and r.logement.financement in FINANCEMENTS]
    return [
        (
            rang,
            row.libre_le.isoformat(),
            row.reference,
            row.logement.commune,
            row.epci,
            row.logement.typologie,
            row.logement.financement,
            int(row.logement.qpv),
            row.logement.forme,
            RELOGEMENTS.get(row.hors_flux, "relogement"),
            ";".join(sorted(set(refus.get(row.reference, ())))),
        )
        for rang, row in enumerate(kept, start=1)
    ]
