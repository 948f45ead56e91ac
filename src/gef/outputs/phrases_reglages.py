"""Sentences of the settings of the orientation, for a réservataire: what each number does to what he receives."""

from __future__ import annotations

from gef.core.regle import Parametres
from gef.outputs.nombres import decimal


def dire_reglage(parametres: Parametres) -> tuple[str, ...]:
    """Say what settings do, number by number; no account is named.

    Args:
        parametres: The settings.

    Returns:
        French sentences, in the order in which the rule reads the numbers.
    """
    least, most = decimal(parametres.avance_min), decimal(1 - parametres.avance_min)
    seuil = decimal(parametres.seuil)
    opened = f"Un réservataire peut être servi dès qu’il lui est dû {least} logement : nul n’a plus de {most} d’avance."
    if parametres.regle == "retard":
        return (
            opened,
            "Parmi ceux-là, le logement est proposé à celui à qui il est dû le plus.",
            f"Le seuil de {seuil} logement ne sert qu’à dire qui est en retard.",
        )
    profil, commune = decimal(parametres.profil), decimal(parametres.commune)
    weighed = (
        f"Sinon, on compare ce qui est dû, ce qui manque par type de logement (poids {profil}) et, pour l’État, son "
        f"compte dans la commune (poids {commune})."
    )
    return (
        opened,
        f"Au-delà de {seuil} logement dû, le plus en retard passe avant tous.",
        weighed,
        f"L’État attend là où il a sa part, tant qu’il lui est dû moins de {decimal(parametres.dispense)} logement.",
    )
