"""What changed between two assiettes: the table line by line, the effects, and the sentence that sums it up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from gef.actions.tableaux_assiette import name_step
from gef.core.assiette import Assiette
from gef.core.comparaison_assiettes import LIBELLES, Cause, ComparaisonAssiettes, EcartEtape
from gef.core.motifs import Etape, Source
from gef.core.rotation import join_libelles
from gef.outputs import tables
from gef.outputs.nombres import decimal, logements, pluriel, taux
from gef.outputs.tables import Colonne, Table

NIVEAUX: Final = ("parc", "eligible", "liberes")
INCHANGES: Final[Mapping[Cause, str]] = {
    "parc": "le parc",
    "exclusions": "les exclusions",
    "taux": "le taux",
    "previsions": "les prévisions",
}
LECTURE: Final = (
    "Chaque effet prend les entrées précédentes comme elles sont devenues et les suivantes comme elles étaient ; "
    "leur somme est l’écart exact."
)
CALCUL: Final = Source("effet de chaque entrée, dans l’ordre du calcul", "calcul")


def table_comparaison(comparaison: ComparaisonAssiettes, avant: str, apres: str) -> Table:
    """Set two assiettes side by side, step by step, with the gap and its reason."""
    colonnes = (
        Colonne("etape", "Étape", triable=False),
        Colonne("avant", avant, "mixte", triable=False, absent="–"),
        Colonne("apres", apres, "mixte", triable=False, absent="–"),
        Colonne("ecart", "Écart", "mixte", triable=False),
        Colonne("raison", "Ce qui a changé", triable=False),
    )
    rows = [_ligne(ligne) for ligne in comparaison.lignes]
    return Table(
        "comparaison",
        f"Assiette {comparaison.exercice_apres}, {avant.lower()} et {apres.lower()}",
        colonnes,
        tuple(rows[:-1]),
        total=rows[-1],
        denomination=("étape", "étapes"),
    )


def _ligne(ligne: EcartEtape) -> tables.Ligne:
    write = _write_taux if ligne.unite == "fraction" else _keep
    values: dict[str, tables.Valeur] = {
        "etape": name_step(Etape(ligne.code, ligne.libelle, 0)),
        "avant": write(ligne.avant),
        "apres": write(ligne.apres),
        "ecart": write(ligne.ecart) if ligne.ecart else None,
        "raison": ligne.raison,
    }
    genre: tables.Genre = "soustotal" if ligne.code in NIVEAUX else "" if ligne.code == "taux" else "sous"
    return tables.Ligne(values, "bord" if genre == "sous" and (ligne.ecart or ligne.raison) else genre)


def _keep(valeur: Fraction | None) -> tables.Valeur:
    return valeur


def _write_taux(valeur: Fraction | None) -> tables.Valeur:
    return None if valeur is None else taux(valeur, 2)


def table_effets(comparaison: ComparaisonAssiettes) -> Table:
    """Split the gap between the four inputs; their sum is the gap."""
    colonnes = (
        Colonne("cause", "Entrée", triable=False),
        Colonne("effet", "Effet sur l’assiette", "solde", triable=False),
        Colonne("etat", "État", "code", libelles={"change": "a changé", "inchange": "inchangé"}, triable=False),
    )
    rows = tuple(
        tables.Ligne(
            {
                "cause": LIBELLES[effet.cause].capitalize(),
                "effet": effet.logements,
                "etat": "change" if effet.is_changed else "inchange",
            }
        )
        for effet in comparaison.effets
    )
    return Table(
        "effets",
        "D’où vient l’écart",
        colonnes,
        rows,
        total=tables.Ligne({"cause": "Écart", "effet": comparaison.ecart}),
        denomination=("entrée", "entrées"),
        notes=(LECTURE,),
        sources=(CALCUL,),
    )


def describe_changes(comparaison: ComparaisonAssiettes, version: str) -> str:
    """Say in a sentence or two what changed since a version: « Sept de moins que la version 2 : … ».

    Args:
        comparaison: The version, then what it became.
        version: How the version is called, e.g. "la version 2 du 9 juin 2026".
    """
    if not comparaison.ecart and not comparaison.differences:
        reasons = [ligne for ligne in comparaison.lignes if ligne.raison]
        return f"Le même nombre que {version}{', sur des documents revus' if reasons else ''}."
    changes = join_libelles(_list_changes(comparaison)) if comparaison.differences else "le calcul a été repris"
    unchanged = [INCHANGES[effet.cause] for effet in comparaison.effets if not effet.is_changed]
    rest = f" {_say_unchanged(unchanged)}" if unchanged else ""
    return f"{_say_ecart(comparaison.ecart)} que {version} : {changes}.{rest}"


def _say_ecart(ecart: Fraction) -> str:
    size = abs(ecart)
    if not size:
        return "Autant"
    return f"{logements(size, 2)} de {'moins' if ecart < 0 else 'plus'}"


def _list_changes(comparaison: ComparaisonAssiettes) -> Iterator[str]:
    for ligne in comparaison.differences:
        nom = name_step(Etape(ligne.code, ligne.libelle, 0))
        nom = nom[:1].lower() + nom[1:]
        if ligne.code == "taux":
            yield f"taux de rotation de {taux(ligne.avant or 0, 2)} à {taux(ligne.apres or 0, 2)}"
        elif ligne.code == "parc":
            yield f"{_say_more(ligne.ecart)} dans le parc"
        else:  # what is taken away is written with a minus
            yield f"{_say_more(-ligne.ecart)} pour « {nom} »"


def _say_more(nombre: Fraction) -> str:
    size = decimal(abs(nombre), 0 if nombre.denominator == 1 else 2)
    return f"{size} {'de plus' if nombre > 0 else 'de moins'}"


def _say_unchanged(noms: list[str]) -> str:
    text = join_libelles(noms)
    plural = len(noms) > 1 or noms[0].startswith("les ")
    return f"{text[:1].upper()}{text[1:]} n’{'ont' if plural else 'a'} pas changé."


def table_conventions(assiette: Assiette, noms: Mapping[str, str]) -> Table:
    """Set beside the common assiette those of the conventions that exclude something of their own."""
    colonnes = (
        Colonne("assiette", "Assiette", triable=False),
        Colonne("eligible", "Parc éligible", "entier", triable=False),
        Colonne("liberes", "Libérations", "decimal", triable=False),
        Colonne("partage", "À partager", "decimal", triable=False),
        Colonne("ecart", "Écart", "solde", triable=False, absent="–"),
    )
    common = tables.Ligne(
        {
            "assiette": "Commune à toutes les conventions",
            "eligible": assiette.eligible,
            "liberes": assiette.liberes,
            "partage": assiette.assiette,
        }
    )
    own = (
        tables.Ligne(
            {
                "assiette": f"Assiette selon la convention, {noms.get(row.reservataire, row.reservataire)}",
                "eligible": row.eligible,
                "liberes": row.liberes,
                "partage": row.assiette,
                "ecart": row.assiette - assiette.assiette,
            }
        )
        for row in assiette.conventions
    )
    count = pluriel(len(assiette.conventions), "convention retire", "conventions retirent")
    return Table(
        "conventions",
        "L’assiette selon chaque convention",
        colonnes,
        (common, *own),
        denomination=("assiette", "assiettes"),
        notes=(
            f"{count} d’autres logements que les accords communs ; son pourcentage s’applique à sa propre assiette.",
        ),
    )
