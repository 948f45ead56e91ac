"""The demonstration as files: each goes through the reader of its format."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from gef.actions.dossier_fichiers import read_dossier_fichiers
from gef.actions.entrees import read_livre
from gef.core.orientation import Parametres, orienter_flux
from gef.demo.dossier import LISEZMOI, write_dossier
from gef.demo.monde import Monde
from gef.imports.flux import read_dossier
from gef.imports.modeles import MODELES, LectureModele, read_modele
from gef.law.territoires import load_communes


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "nouveau"
    write_dossier(path)
    return path


def read(dossier: Path, nom: str) -> LectureModele:
    lecture = read_modele(dossier / f"{nom}.csv", nom=nom, modele=nom, communes=frozenset(load_communes()))
    assert lecture.rapport.is_acceptable
    # Some guarantees have no date of repayment, on purpose.
    assert {cause.code for cause in lecture.rapport.causes} <= {"garantie_sans_echeance"}
    return lecture


def test_the_notice_names_every_file(dossier: Path) -> None:
    files = [p.name for p in dossier.iterdir() if p.suffix == ".csv"]
    assert {*files} <= {f"{nom}.csv" for nom in (*MODELES, "parc")}
    assert len(files) >= 6
    assert all(nom in LISEZMOI for nom in files)
    assert "fictifs" in LISEZMOI


def test_writing_twice_changes_nothing(dossier: Path) -> None:
    before = {p: p.read_bytes() for p in dossier.rglob("*") if p.is_file()}
    write_dossier(dossier)
    assert {p: p.read_bytes() for p in dossier.rglob("*") if p.is_file()} == before


def test_models_read_back_as_drawn(monde: Monde, dossier: Path) -> None:
    droits = read(dossier, "droits").lignes
    assert [(r["reservataire"], r["nombre"], r["debut"], r["fin"], r["rotation"]) for r in droits] == [
        (r.reservataire, r.nombre, r.debut, r.fin, r.rotation) for r in monde.registre.droits
    ]
    conventions = read(dossier, "conventions").lignes
    assert [(r["reservataire"], r["part"], r["debut"]) for r in conventions] == [
        (r.reservataire, r.part, r.debut) for r in monde.conventions
    ]
    previsions = read(dossier, "previsions").lignes
    assert [(r["exercice"], r["categorie"], r["nombre"]) for r in previsions] == [
        (r.exercice, r.categorie, r.nombre) for r in (*monde.previsions, *monde.revisions)
    ]
    liberations = read(dossier, "liberations").lignes
    assert [(r["libere_le"], r["commune"], r["qpv"], r["hors_flux"] or "") for r in liberations] == [
        (r.libre_le, r.logement.commune, r.logement.qpv, r.hors_flux) for r in monde.liberations
    ]


def test_the_files_lead_to_the_same_accounts_as_the_drawing(monde: Monde, dossier: Path) -> None:
    data = read_dossier_fichiers(dossier, bailleur="Habitat Lérins", millesime=2026)
    comptes = read_livre(data).moteur.comptes
    assert data.departement == "06"
    assert {nom: comptes.solde(nom) for nom in monde.deroule.soldes} == monde.deroule.soldes
    assert sum(len(row.faits) for row in data.liberations) == len(monde.deroule.faits)


def test_the_batch_folder_is_oriented(monde: Monde, dossier: Path) -> None:
    data = read_dossier(dossier / "orientation")
    kept = [r for r in monde.liberations if r.libre_le.year == 2026 and r.logement.financement != "AUTRE"]
    assert [row.logement for row in data.flux] == [row.reference for row in kept]
    assert all(sum(parts.values()) == 1 for parts in data.parts.values())
    decisions = list(orienter_flux(data.reservataires, data.parts, data.flux, Parametres()))
    assert len(decisions) == sum(not row.hors_flux for row in kept)
    refused = [d for d in decisions if d.logement.refus]
    assert refused
    assert all(d.reservataire not in d.logement.refus for d in refused)
    assert {c.commune: c.parc for c in data.communes}["06029"] == 6_313
    assert all(Fraction(0) <= c.part_qpv <= 1 for c in data.communes)
