"""The versions of an assiette, in a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gef.core.assiette import Assiette
from gef.db.journal.models import Execution
from gef.outputs import tables
from gef.outputs.tables import Colonne, Table


def table_versions(versions: Iterable[Execution], assiettes: Mapping[int, Assiette], liens: Mapping[int, str]) -> Table:
    """List the runs of an exercice: when, by whom, on which inputs, by which software.

    Args:
        versions: The runs, newest first.
        assiettes: What some of them give, by version; the others are opened to be read.
        liens: Address of each version.
    """
    colonnes = (
        Colonne("version", "Version", triable=False),
        Colonne("assiette", "À partager", "decimal", triable=False, absent="à ouvrir"),
        Colonne("date", "Calculée le", "date", triable=False),
        Colonne("auteur", "Par", triable=False),
        Colonne("empreinte", "Empreinte des entrées", "code", triable=False),
        Colonne("logiciel", "Logiciel", "code", triable=False),
    )
    rows = tuple(
        tables.Ligne(
            {
                "version": f"Version {run.version}",
                "assiette": assiettes[run.version].assiette if run.version in assiettes else None,
                "date": run.fait_le.date(),
                "auteur": run.auteur.nom if run.auteur else "calcul automatique",
                "empreinte": run.empreinte[:12],
                "logiciel": run.logiciel,
            },
            liens={"version": liens[run.version]},
        )
        for run in versions
    )
    return Table("versions", "Versions de l’assiette", colonnes, rows, denomination=("version", "versions"))
