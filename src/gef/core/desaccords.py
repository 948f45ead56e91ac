"""The kinds of disagreement between register, list of reserved dwellings and CONTRESLOG, with what to do of each.

A kind says what it means and who must look; it never says which of the three is right.

Source:
    Arrêté du 5 janvier 2010 (CONTRESLOG) for what each code covers; CCH art. R. 441-5-2 for the 30 % of the État.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Gravite = Literal["a_corriger", "a_confirmer"]
Lignes = Literal["logements", "droits"]


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of disagreement.

    Attributes:
        code: Stable name.
        libelle: What it is, in French.
        sens: What it means for who reads it.
        conduite: What to do about it.
        gravite: "a_corriger" when one of the three pictures is wrong, "a_confirmer" when they may all be right.
        lignes: Whether its rows are dwellings, or rights of the register.
    """

    code: str
    libelle: str
    sens: str
    conduite: str
    gravite: Gravite = "a_corriger"
    lignes: Lignes = "logements"


GENRES: Mapping[str, Genre] = {
    genre.code: genre
    for genre in (
        Genre(
            "reserve_deux_fois",
            "Réservés deux fois",
            "Deux lignes en cours de la liste réservent le même logement : il serait compté deux fois dans la "
            "conversion.",
            "Retenir une des deux réservations avec les réservataires concernés, puis redéposer la liste.",
        ),
        Genre(
            "absent_du_parc",
            "Absents du parc",
            "La liste nomme un logement que le parc n’a pas : vendu, démoli, ou identifiant mal recopié.",
            "Vérifier l’identifiant ; si le logement est sorti du patrimoine, en informer le réservataire et ôter la "
            "ligne.",
        ),
        Genre(
            "autre_famille",
            "Contingent d’une autre famille",
            "Le RPLS range le logement chez une autre famille de réservataires que celle que dit la liste.",
            "Reprendre la convention du programme ; corriger la liste, ou le contingent au prochain dépôt RPLS.",
        ),
        Genre(
            "code_7",
            "Réservés, codés non réservés",
            "La liste réserve le logement à une collectivité, à Action Logement ou à un tiers ; le RPLS le dit non "
            "réservé. Le code 7 ne couvre que des droits non identifiés de l’État.",
            "Vérifier que la réservation vit encore ; corriger la liste, ou le contingent au prochain dépôt RPLS.",
        ),
        Genre(
            "code_7_etat",
            "À l’État, codés 7",
            "Ce n’est pas une erreur : le code 7 couvre aussi les droits de l’État que sa convention n’identifie pas.",
            "Confirmer avec le préfet que ces logements font partie de son contingent.",
            "a_confirmer",
        ),
        Genre(
            "sans_code",
            "Réservés, sans contingent",
            "Le parc ne dit pas à quel contingent appartient un logement que la liste réserve.",
            "Compléter le contingent au prochain dépôt RPLS.",
            "a_confirmer",
        ),
        Genre(
            "etat_hors_part",
            "Réservations conventionnelles de l’État",
            "Codés 5 : réservations que l’État tient d’autres conventions pour ses agents, en plus des 30 % du préfet. "
            "Les compter dans sa part la remplirait de logements qui n’en sont pas.",
            "Vérifier la convention d’origine ; si elle est bien à part, leur ouvrir un droit à part.",
            "a_confirmer",
        ),
        Genre(
            "reservation_echue",
            "Échus, toujours codés",
            "La réservation de la liste est finie, et le RPLS range toujours le logement dans un contingent.",
            "Si le droit est bien éteint, coder 7 au prochain dépôt RPLS ; sinon, dater la prolongation.",
        ),
        Genre(
            "hors_liste",
            "Codés, dans la liste de personne",
            "Le RPLS range le logement dans un contingent, et la liste ne dit pas pour qui.",
            "Retrouver le réservataire et le compléter dans la liste ; le code 4 ne dit pas quelle collectivité.",
        ),
        Genre(
            "droit_inconnu",
            "Droit cité, absent du registre",
            "La liste cite une référence que le registre n’a pas.",
            "Inscrire le droit au registre, ou corriger la référence dans la liste.",
        ),
        Genre(
            "autre_titulaire",
            "Droit d’un autre réservataire",
            "La liste nomme un réservataire qui n’est ni le titulaire du droit qu’elle cite, ni celui qui l’exerce.",
            "Corriger le nom ou la référence ; si le droit est délégué, inscrire la délégation au registre.",
        ),
        Genre(
            "sans_droit",
            "Listés, sans droit au registre",
            "Le registre n’a aucun droit en cours du réservataire pour le programme, la commune ou le territoire du "
            "logement : il n’entrera pas dans la conversion.",
            "Inscrire le droit et son document au registre, ou ôter la ligne.",
        ),
        Genre(
            "nombre_different",
            "Nombre de logements différent",
            "Le registre et la liste ne donnent pas le même nombre de logements au droit.",
            "Reprendre la convention ; corriger le nombre au registre, ou compléter la liste.",
            lignes="droits",
        ),
        Genre(
            "droit_sans_logement",
            "Droits sans aucun logement listé",
            "Le registre inscrit un droit sur des logements identifiés, et la liste n’en nomme aucun.",
            "Compléter la liste ; sans logement identifié, le droit ne se prouve pas.",
            lignes="droits",
        ),
    )
}
