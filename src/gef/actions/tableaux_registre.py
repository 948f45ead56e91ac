"""Tables of the register line by line: the bailleur's, a réservataire's own, the split of an operation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from gef.actions.noms import nom_commune
from gef.actions.registre import LigneRegistre, Registre
from gef.core.avis import ETATS_AVIS, Dialogue, EtatAvis
from gef.core.etat_des_lieux import REGISTRE
from gef.core.operations import SOURCE_ARRONDI, SOURCE_PART, SOURCE_QUOTITES, RepartitionOperation
from gef.core.registre_droits import MODES_GESTION, NATURES_DROIT, TYPES_DROIT
from gef.outputs import tables
from gef.outputs.nombres import date_longue, entier, pluriel, taux
from gef.outputs.tables import Colonne, Ligne, Marque, Table, Valeur

NON_ETABLI: Final = "non établi"
NON_FORMALISEE: Final = "convention non formalisée"
TOUT_TERRITOIRE: Final = "tout le territoire"
MARQUES: Final[Mapping[EtatAvis, Marque]] = {
    "conteste": "bloque",
    "a_relire": "attente",
    "non_valide": "alerte",
    "maintenu": "cours",
    "valide": "fait",
    "expire": "doux",
}
LIBELLES_ETATS: Final[dict[str, str]] = dict(ETATS_AVIS.items())


def nom_residence(ligne: LigneRegistre) -> str:
    """Name of the place of a right: its programme, its commune, or its whole territory."""
    row = ligne.row
    return row.programme or (nom_commune(row.commune) if row.commune else TOUT_TERRITOIRE)


def table_registre(registre: Registre, liens: Mapping[int, str]) -> Table:
    """List the register of a bailleur, contested lines first.

    Args:
        registre: Its lines.
        liens: Address of each line, by key.
    """
    colonnes = (
        Colonne("reservataire", "Réservataire", filtre="choix"),
        *_list_colonnes_droit(),
        Colonne("gestion", "Gestion", "code", libelles=MODES_GESTION, absent="non renseignée"),
        Colonne("etat", "Avis", "code", libelles=LIBELLES_ETATS, filtre="choix"),
    )
    return Table(
        "registre",
        "Registre des droits de réservation",
        colonnes,
        tuple(_ligne_registre(ligne, registre, liens) for ligne in registre.lignes),
        denomination=("ligne", "lignes"),
        notes=_list_notes(registre),
        sources=(REGISTRE, registre.survie.source),
        vide="Les droits apparaîtront ici quand leur registre sera importé, ou une opération inscrite.",
    )


def table_vos_droits(registre: Registre, titre: str, code: str, liens: Mapping[int, str]) -> Table:
    """List the rights that a réservataire holds or uses with one bailleur.

    Args:
        registre: Its lines.
        titre: Title of the table.
        code: Code of the table, its own in the page.
        liens: Address of the form of each line on which he may speak, by key.
    """
    is_partage = any(ligne.row.utilisateur for ligne in registre.lignes)
    premieres = _list_colonnes_droit(entete=True)
    titre_droit = (Colonne("titulaire", "Titulaire"),) if is_partage else ()
    colonnes = (
        *premieres[:2],
        *titre_droit,
        *premieres[2:],
        Colonne("etat", "Votre avis", "code", libelles=LIBELLES_ETATS),
    )
    total = dict.fromkeys((c.code for c in colonnes), None) | {
        "residence": "Droits en cours",
        "nombre": registre.count(lambda ligne: ligne.situe.is_en_cours)[0],
    }
    rows = tuple(_ligne_vos_droits(ligne, registre, liens, is_partage=is_partage) for ligne in registre.lignes)
    return Table(
        code,
        titre,
        colonnes,
        rows,
        total=Ligne(total),
        denomination=("ligne", "lignes"),
        notes=_list_notes(registre),
        sources=(REGISTRE, registre.survie.source),
        vide="Le bailleur n’a encore inscrit aucun droit à votre nom.",
    )


def _list_colonnes_droit(*, entete: bool = False) -> tuple[Colonne, ...]:
    return (
        Colonne("residence", "Résidence", entete=entete),
        Colonne("nombre", "Droits", "entier"),
        Colonne("nature", "Contrepartie", "code", libelles=NATURES_DROIT, filtre="choix"),
        Colonne("convention", "Convention"),
        Colonne("pret", "Prêt remboursé", "date"),
        Colonne("fin", "Droit jusqu’au", "date", absent=NON_ETABLI),
    )


def _list_notes(registre: Registre) -> tuple[str, ...]:
    prolonges = registre.count(lambda ligne: ligne.situe.is_prolonge)[1]
    notes = [f"État au {date_longue(registre.jour)}. La date de fin est exclue."]
    if prolonges:
        notes.append(
            f"« Prêt + {registre.survie.annees} ans » : la loi prolonge les garanties des communes et des EPCI "
            "après le remboursement du prêt."
        )
    return tuple(notes)


def _ligne_registre(ligne: LigneRegistre, registre: Registre, liens: Mapping[int, str]) -> Ligne:
    values, details, marks = _describe(ligne, registre)
    row = ligne.row
    user = ligne.utilisateur_au(registre.jour)
    if user != row.reservataire:
        details["reservataire"] = f"utilisé par {user.nom}"
    return Ligne(
        values | {"reservataire": row.reservataire.nom, "gestion": row.mode_gestion or None},
        genre="bord" if ligne.etat == "conteste" else "",
        liens={"residence": liens[row.pk]} if row.pk in liens else {},
        details=details,
        marques=marks,
    )


def _ligne_vos_droits(ligne: LigneRegistre, registre: Registre, liens: Mapping[int, str], *, is_partage: bool) -> Ligne:
    values, details, marks = _describe(ligne, registre)
    row = ligne.row
    if is_partage:
        values["titulaire"] = row.reservataire.nom
        user = ligne.utilisateur_au(registre.jour)
        if user != row.reservataire:
            details["titulaire"] = f"utilisé par {user.nom}"
        elif row.utilisateur:
            details["titulaire"] = "délégation hors de ses dates"
    return Ligne(
        values,
        genre="bord" if ligne.is_a_relire or ligne.etat == "conteste" else "",
        liens={"etat": liens[row.pk]} if row.pk in liens else {},
        details=details,
        marques=marks,
    )


def _describe(ligne: LigneRegistre, registre: Registre) -> tuple[dict[str, Valeur], dict[str, str], dict[str, Marque]]:
    """Values, second lines and marks that both tables share."""
    row, droit = ligne.row, ligne.situe.droit
    values: dict[str, Valeur] = {
        "residence": nom_residence(ligne),
        "nombre": droit.nombre,
        "nature": droit.nature,
        "convention": (row.document or "formalisée") if row.is_formalise else NON_FORMALISEE,
        "pret": droit.echeance_pret,
        "fin": ligne.situe.fin_retenue,
        "etat": ligne.etat,
    }
    details = {
        "residence": nom_commune(row.commune) if row.commune and row.programme else "",
        "nature": _say_quotite(ligne),
        "nombre": "" if droit.type_droit == "suite" else TYPES_DROIT[droit.type_droit],
        "pret": "" if droit.echeance_pret else ("inconnu" if droit.nature == "garantie" else "sans objet"),
        "fin": say_fin(ligne, registre.survie.annees),
        "etat": _say_etat(ligne, registre.jour),
        "convention": row.document if row.document and not row.is_formalise else "",
    }
    marks: dict[str, Marque] = {} if row.is_formalise else {"convention": "alerte"}
    if ligne.etat in MARQUES:
        marks["etat"] = MARQUES[ligne.etat]
    return values, {nom: text for nom, text in details.items() if text}, marks


def _say_quotite(ligne: LigneRegistre) -> str:
    droit = ligne.situe.droit
    if droit.nature != "garantie":
        return "en stock, hors du flux" if droit.is_en_stock else ""
    return f"{taux(droit.part_garantie, 0)} de l’emprunt" if droit.part_garantie else "quotité inconnue"


def say_fin(ligne: LigneRegistre, annees: int) -> str:
    """Say why a right ends when it does; nothing when its end is the register's.

    Args:
        ligne: The line.
        annees: Years that the law adds after the loan.
    """
    if ligne.situe.is_prolonge:
        return f"prêt + {annees} ans"
    if ligne.situe.fin_retenue is not None and ligne.situe.etat == "echu":
        return "échu"
    return ""


def _say_etat(ligne: LigneRegistre, jour: date) -> str:
    echeance = ligne.dialogue.echeance
    if ligne.etat == "non_valide" and echeance:
        return f"délai passé le {date_longue(echeance)}"
    if ligne.etat == "a_relire" and echeance:
        return f"avant le {date_longue(echeance)}"
    if ligne.dialogue.is_en_retard(jour):
        return say_retard(ligne.dialogue, jour)
    if ligne.dialogue.reponse_avant:
        return f"réponse du bailleur avant le {date_longue(ligne.dialogue.reponse_avant)}"
    return date_longue(ligne.dialogue.avis[-1].jour) if ligne.dialogue.avis else ""


def say_retard(dialogue: Dialogue, jour: date) -> str:
    """Say by how much the answer of the bailleur to a contest is late; the first day of lateness is the day awaited.

    Args:
        dialogue: What was said of a line, whose contest waits.
        jour: The day.
    """
    if dialogue.reponse_avant is None:
        return ""
    late = (jour - dialogue.reponse_avant).days + 1
    return f"réponse du bailleur en retard de {pluriel(late, 'jour')}"


def table_operation(repartition: RepartitionOperation, noms: Mapping[str, str]) -> Table:
    """Show the split of an operation between its guarantors."""
    colonnes = (
        Colonne("garant", "Garant"),
        Colonne("quotite", "Quotité garantie", "taux", decimales=0),
        Colonne("exact", "Part exacte", "decimal"),
        Colonne("droits", "Droits", "entier"),
    )
    parts = repartition.parts
    whole = sum(part.garant.quotite for part in parts)
    rows = tuple(
        Ligne(
            {
                "garant": noms.get(part.garant.reservataire, part.garant.reservataire),
                "quotite": part.garant.quotite,
                "exact": part.exact,
                "droits": part.logements,
            },
            details={"garant": f"utilisé par {noms.get(user, user)}"} if (user := part.garant.utilisateur) else {},
        )
        for part in parts
    )
    return Table(
        "operation",
        f"Droits de l’opération {repartition.operation.reference}",
        colonnes,
        rows,
        total=tables.ligne(colonnes, "Ensemble", whole, repartition.total, repartition.total),
        denomination=("garant", "garants"),
        notes=(f"{entier(repartition.operation.logements)} logements dans l’opération.",),
        sources=(SOURCE_PART, SOURCE_QUOTITES, SOURCE_ARRONDI),
    )


def table_transmission(lignes: Iterable[LigneRegistre]) -> Table:
    """Count what waits to be sent, by réservataire."""
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("lignes", "Lignes", "entier"),
        Colonne("droits", "Droits", "entier"),
    )
    groups: dict[str, list[LigneRegistre]] = {}
    for ligne in lignes:
        groups.setdefault(ligne.row.reservataire.code, []).append(ligne)
    rows = [
        Ligne(
            {
                "reservataire": group[0].row.reservataire.nom,
                "lignes": len(group),
                "droits": sum(ligne.nombre for ligne in group),
            },
            details={}
            if group[0].row.reservataire.organisation_id
            else {"reservataire": "personne ne se connecte pour lui : à informer autrement"},
        )
        for group in groups.values()
    ]
    return Table(
        "transmission",
        "Lignes en cours jamais transmises",
        colonnes,
        tuple(rows),
        denomination=("réservataire", "réservataires"),
        sources=(REGISTRE,),
        vide="Toutes les lignes en cours ont été transmises.",
    )
