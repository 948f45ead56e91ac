"""The drawn bailleur in a database, for the benches of the pages: what the imports would have written, at once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from django.db.models import Model

    from gef.access.acteur import Acteur
    from gef.actions.donnees import Dossier

MOMENT = datetime(2026, 3, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
LOT = 2_000
EMAIL = "banc@bailleur.example"


@contextmanager
def open_site(jour: str, base: str = "") -> Iterator[Path]:
    """Set up the site on an empty database, `base` or a SQLite one of its own, in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="gef-banc-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "gef.config.settings_test",
            "GEF_DONNEES": folder,
            "GEF_JOUR": jour,
            "DATABASE_URL": base or f"sqlite:///{folder}/gef.sqlite3",
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield Path(folder)


def write_dossier(dossier: Dossier) -> Acteur:
    """Write a drawn dossier for one bailleur and give who acts for him."""
    from gef.access.acteur import Acteur
    from gef.access.models import Appartenance, Organisation, Role, Utilisateur
    from gef.db.flux.models import Reservataire

    bailleur = Organisation.objects.create(nom=dossier.bailleur, type="bailleur", territoire=dossier.departement)
    person = Utilisateur.objects.create_user(EMAIL, "Camille Banc")
    Appartenance.objects.create(utilisateur=person, organisation=bailleur, role=Role.GESTIONNAIRE)
    acteur = Acteur(person.pk, person.nom, bailleur, Role.GESTIONNAIRE)
    comptes = {
        row.code: row for row in _insert([Reservataire(bailleur=bailleur, **asdict(c)) for c in dossier.comptes])
    }
    _write_declared(dossier, bailleur, comptes)
    _write_flux(dossier, bailleur, comptes)
    _keep_files(dossier, acteur)
    return acteur


def _insert(rows: Sequence[Any]) -> Sequence[Any]:
    from gef.db.statistiques import refresh_statistics

    if not rows:
        return ()
    written = type(rows[0])._default_manager.bulk_create(rows, batch_size=LOT)
    refresh_statistics((type(rows[0]),), len(rows))
    return written


def _write_declared(dossier: Dossier, bailleur: Model, comptes: dict[str, Any]) -> None:
    from gef.db.flux.models import Convention, DemandesCommune, Droit, Prevision, TauxPublie

    accounts = {"": None, **comptes}
    _insert([Convention(**asdict(c) | {"reservataire": comptes[c.reservataire]}) for c in dossier.conventions])
    _insert(
        [
            Droit(**asdict(d) | {"reservataire": comptes[d.reservataire], "utilisateur": accounts[d.utilisateur]})
            for d in dossier.droits
        ]
    )
    declared = [asdict(p) | {"declaree_le": p.declaree_le or MOMENT.date()} for p in dossier.previsions]
    _insert([Prevision(bailleur=bailleur, **row) for row in declared])
    _insert([DemandesCommune(bailleur=bailleur, ecrit_le=MOMENT, **asdict(d)) for d in dossier.demandes])
    _insert(
        [
            TauxPublie(
                bailleur=bailleur, ecrit_le=MOMENT, **asdict(t) | {"numerateur_exclut": [], "denominateur_exclut": []}
            )
            for t in dossier.taux_publies
        ]
    )


def _write_flux(dossier: Dossier, bailleur: Model, comptes: dict[str, Any]) -> None:
    from gef.db.flux.models import Fait, Liberation

    known = {f.name for f in Liberation._meta.fields}
    rows = [
        Liberation(
            bailleur=bailleur, **{k: v or "" for k, v in asdict(row).items() if k in known - {"qpv", "libre_le"}}
        )
        for row in dossier.liberations
    ]
    for row, drawn in zip(rows, dossier.liberations, strict=True):
        row.libre_le, row.qpv = drawn.libre_le, drawn.qpv
    _insert(rows)
    _insert(
        [
            Fait(
                liberation=row,
                rang=rang,
                type=fait.type,
                date=fait.date,
                reservataire=comptes.get(fait.reservataire),
                ecrit_le=MOMENT,
            )
            for row, drawn in zip(rows, dossier.liberations, strict=True)
            for rang, fait in enumerate(drawn.faits, start=1)
        ]
    )


def _keep_files(dossier: Dossier, acteur: Acteur) -> None:
    """Keep the parc and the lists as accepted deposits."""
    from gef.actions.fichiers_gardes import keep_file
    from gef.actions.listes_logements import garder_liste
    from gef.db.chargeur import charger_logements
    from gef.db.patrimoine.models import Parc
    from gef.imports.parc import parc_empreinte, to_parquet_bytes

    mark = parc_empreinte(dossier.parc)
    parc = Parc.objects.create(
        bailleur=acteur.organisation,
        millesime=dossier.millesime,
        nom_fichier="parc-tire.csv",
        empreinte=mark,
        chemin=f"parcs/{mark[:16]}.parquet",
        logements_count=dossier.parc.height,
        rapport={"causes": [], "colonnes_reconnues": {}},
        importe_le=MOMENT,
    )
    keep_file(parc.chemin, to_parquet_bytes(dossier.parc))
    charger_logements(parc.pk, dossier.parc)
    for genre in ("reservations", "logements_exclus"):
        table = getattr(dossier, genre).sort(getattr(dossier, genre).columns)
        garder_liste(acteur, genre, table, nom_fichier=f"{genre}.csv", empreinte=mark, moment=MOMENT)
