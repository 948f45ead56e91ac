"""The columns of the dwellings of a new programme, as they are delivered."""

from __future__ import annotations

from gef.imports.colonnes import Colonne
from gef.imports.modeles_communs import make_code, make_compte, make_date, make_logement, make_nombre, make_texte
from gef.imports.nomenclatures import FINANCEMENT_PAR_FINAN, FINANCEMENTS, TYPOLOGIES, describe

LOGEMENTS_NEUFS: tuple[Colonne, ...] = (
    make_texte("programme", "Code du programme", 20, "Programme", obligatoire=True),
    make_logement("l’identifiant du bailleur"),
    make_code("typologie", "Typologie", TYPOLOGIES, "T1 à T5+"),
    make_code(
        "financement",
        "Financement",
        {**{f: f for f in FINANCEMENTS}, **FINANCEMENT_PAR_FINAN},
        f"{describe(FINANCEMENTS)}, ou un code FINAN",
        "FINAN",
    ),
    make_date("livre_le", "Livré le", "Mise en service", obligatoire=True),
    make_compte("reservataire", "Code du réservataire", "Réservataire", "compte"),
    make_texte("adresse", "Adresse", 200),
    make_nombre("surface_m2", "Surface", "Surface habitable", obligatoire=False),
)
