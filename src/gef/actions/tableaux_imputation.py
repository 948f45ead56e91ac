"""Tables of the imputation: candidates and accounts compared, rules, what the imputations did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django.utils.timezone import localtime

from gef.actions.imputation import PropositionImputation
from gef.actions.noms import nom_commune
from gef.actions.rappels_imputation import RappelImputation
from gef.actions.regles_imputation import is_valable, to_regle
from gef.actions.suivi_imputations import BilanImputations, ImputationLue, to_code
from gef.core.criteres_imputation import HORS_COMMUNE, LIBELLES_MOTIFS
from gef.core.designation import PUBLICS
from gef.core.faits import ETATS as ETATS_LOGEMENT
from gef.core.imputation import SOURCE_IMPUTATION
from gef.core.parts import BAILLEUR
from gef.core.suite import RAPPELS
from gef.db.designation.models import Candidat
from gef.db.imputations.models import RegleImputation
from gef.outputs.nombres import date_longue
from gef.outputs.phrases_imputation import dire_autrement, dire_ecarte, dire_lecture, dire_regle
from gef.outputs.tables import Colonne, Ligne, Marque, Table

AUTRE: Final = "un autre compte"
ETATS: Final[Mapping[str, str]] = {
    "en_vigueur": "en vigueur",
    "a_venir": "à venir",
    "echue": "échue",
    "annulee": "annulée",
}
MARQUES: Final[Mapping[str, Marque]] = {"en_vigueur": "fait", "a_venir": "attente"}


def dire_public(candidat: Candidat) -> str:
    """Say the public of a candidate, and whether it was checked."""
    if not candidat.public:
        return "non renseigné"
    if candidat.public == "aucun":
        return PUBLICS["aucun"]
    return f"{PUBLICS[candidat.public]}, {'validé' if candidat.public_valide else 'déclaré'}"


def table_propositions(propositions: Iterable[PropositionImputation], noms: Mapping[str, str]) -> Table:
    """One row per candidate: the accounts to which he is eligible here, the one proposed, and why."""
    return Table(
        "propositions",
        "Compte proposé pour chaque candidat",
        (
            Colonne("candidat", "Candidat", entete=True),
            Colonne("public", "Public"),
            Colonne("comptes", "Relève de"),
            Colonne("propose", "Compte proposé"),
            Colonne("raison", "Pourquoi"),
        ),
        tuple(_proposition(row, noms) for row in propositions),
        denomination=("candidat", "candidats"),
        sources=(SOURCE_IMPUTATION,),
        vide="Aucun candidat n’est présenté.",
    )


def _proposition(row: PropositionImputation, noms: Mapping[str, str]) -> Ligne:
    autrement = dire_autrement(row.imputation, noms)
    return Ligne(
        {
            "candidat": f"Candidat {row.candidat.ordre}",
            "public": dire_public(row.candidat),
            "comptes": ", ".join(noms.get(code, code) for code in row.choix),
            "propose": noms.get(row.imputation.propose, row.imputation.propose),
            "raison": row.raison,
        },
        details={"candidat": row.candidat.numero_unique} | ({"raison": autrement} if autrement else {}),
        genre="retenu" if row.is_disputee else "",
    )


def table_comptes_compares(propositions: Iterable[PropositionImputation], noms: Mapping[str, str]) -> Table:
    """One row per account of each candidate who has a choice: its solde before and after, what the rule read of it."""
    rows = tuple(ligne for row in propositions if row.is_disputee for ligne in _comptes(row, noms))
    return Table(
        "comptes",
        "Comptes comparés",
        (
            Colonne("candidat", "Candidat"),
            Colonne("compte", "Compte", entete=True),
            Colonne("avant", "Solde sans ce logement", "solde"),
            Colonne("apres", "Solde s’il y compte", "solde"),
            Colonne("lu", "Ce que la règle lit"),
            Colonne("ecarte", "Écarté par", absent=""),
        ),
        rows,
        denomination=("compte", "comptes"),
        notes=("Le logement compte pour un, sur un seul compte : le choix déplace ce un, la somme des soldes reste.",),
        sources=(SOURCE_IMPUTATION,),
        vide="Aucun candidat ne relève de plusieurs comptes dans cette commune.",
    )


def _comptes(row: PropositionImputation, noms: Mapping[str, str]) -> list[Ligne]:
    return [
        Ligne(
            {
                "candidat": f"Candidat {row.candidat.ordre}",
                "compte": noms.get(ligne.compte, ligne.compte),
                "avant": ligne.solde_avant,
                "apres": None if ligne.ecarte_par == HORS_COMMUNE else ligne.solde_apres,
                "lu": "\N{NO-BREAK SPACE}; ".join(dire_lecture(lecture) for lecture in ligne.lectures) or None,
                "ecarte": dire_ecarte(ligne.ecarte_par) or None,
            },
            genre="" if ligne.ecarte_par else "retenu",
        )
        for ligne in row.imputation.lignes
    ]


def find_etat(row: RegleImputation, jour: date) -> str:
    """Say where a recorded rule stands on a day: a code of `ETATS`."""
    if not is_valable(row):
        return "annulee"
    if row.fin is not None and row.fin <= jour:
        return "echue"
    return "en_vigueur" if to_regle(row).is_en_vigueur(jour) else "a_venir"


def table_regles(rows: Iterable[RegleImputation], noms: Mapping[str, str], jour: date) -> Table:
    """List the rules of the register, as they stand on a day."""
    return Table(
        "regles",
        "Règles convenues",
        (
            Colonne("regle", "Règle", entete=True),
            Colonne("debut", "Depuis le", "date"),
            Colonne("fin", "Jusqu’au", "date", aide="Dernier jour inclus.", absent="sans fin"),
            Colonne("etat", "État", "code", libelles=ETATS, filtre="choix"),
            Colonne("document", "Document"),
            Colonne("ecrit", "Inscrite", "date"),
        ),
        tuple(_regle(row, noms, find_etat(row, jour)) for row in rows),
        denomination=("règle", "règles"),
        notes=("Une règle ne se modifie pas : la dernière inscrite vaut tant qu’elle est en vigueur.",),
        vide="Aucune : le logement reste proposé sur le compte qui le tient.",
    )


def _regle(row: RegleImputation, noms: Mapping[str, str], etat: str) -> Ligne:
    return Ligne(
        {
            "regle": dire_regle(tuple(row.criteres), tuple(row.ordre), noms),
            "debut": row.debut,
            "fin": None if row.fin is None or etat == "annulee" else row.fin - timedelta(days=1),
            "etat": etat,
            "document": row.document,
            "ecrit": localtime(row.ecrit_le).date(),
        },
        details={"ecrit": f"par {row.auteur.nom}"} if row.auteur else {},
        marques={"etat": MARQUES[etat]} if etat in MARQUES else {},
    )


def table_effets(lignes: Sequence[BilanImputations], noms: Mapping[str, str], exercice: int) -> Table:
    """One row per account: what the imputations of an exercice gave it and took from it."""
    rows = tuple(
        Ligne(
            {
                "compte": noms.get(ligne.compte, ligne.compte),
                "recues": ligne.recues,
                "cedees": ligne.cedees,
                "gardees": ligne.gardees,
                "effet": ligne.effet,
                "ecarts": ligne.ecarts,
            },
        )
        for ligne in sorted(lignes, key=lambda ligne: (ligne.compte == BAILLEUR, ligne.compte))
    )
    total = {
        nom: sum(getattr(ligne, nom) for ligne in lignes) for nom in ("recues", "cedees", "gardees", "effet", "ecarts")
    }
    return Table(
        "effets",
        f"Effet des imputations de {exercice}, par compte",
        (
            Colonne("compte", "Compte", entete=True),
            Colonne("recues", "Venus d’un autre", "entier"),
            Colonne("cedees", "Partis sur un autre", "entier"),
            Colonne("gardees", "Restés", "entier", aide="Le candidat relevait aussi d’un autre compte."),
            Colonne("effet", "Effet", "solde", decimales=0, aide="Venus − partis ; nul pour tous ensemble."),
            Colonne("ecarts", "Contre la proposition", "entier", secondaire=True),
        ),
        rows,
        total=Ligne({"compte": "Ensemble", **total}) if rows else None,
        denomination=("compte", "comptes"),
        notes=("Une imputation annulée ne compte pas.",),
        sources=(SOURCE_IMPUTATION,),
        vide="Aucune imputation n’a été confirmée cette année.",
    )


def table_imputations(
    imputations: Iterable[ImputationLue],
    noms: Mapping[str, str],
    *,
    exercice: int,
    liens: Mapping[str, str],
    is_bailleur: bool,
) -> Table:
    """One row per imputation of an exercice, the newest first.

    Args:
        imputations: Those that the reader may see.
        noms: Names that he may know, by account; the others are `AUTRE`.
        exercice: Year of the fact.
        liens: Address of each dwelling, where there is one to follow.
        is_bailleur: Whether he reads the whole reason; it names accounts that are not a réservataire's to know.
    """
    kept = [lue for lue in imputations if lue.row.fait.date.year == exercice]
    return Table(
        "imputations",
        f"Imputations confirmées en {exercice}",
        (
            Colonne("jour", "Jour", "date"),
            Colonne("logement", "Logement", entete=True, filtre="texte"),
            Colonne("commune", "Commune", filtre="choix", secondaire=True),
            Colonne("avant", "Tenu par"),
            Colonne("retenu", "Compte sur", filtre="choix"),
            Colonne("raison", "Pourquoi"),
            Colonne("tient", "Tient", "oui_non", filtre="choix"),
        ),
        tuple(_imputation(lue, noms, liens, is_bailleur=is_bailleur) for lue in reversed(kept)),
        denomination=("imputation", "imputations"),
        sources=(SOURCE_IMPUTATION,),
        vide="Aucune imputation confirmée.",
    )


def _imputation(lue: ImputationLue, noms: Mapping[str, str], liens: Mapping[str, str], *, is_bailleur: bool) -> Ligne:
    row, fait = lue.row, lue.row.fait
    reference = fait.liberation.reference
    said = {"raison": f"Écart à la proposition : {fait.motif}"} if row.is_ecart and is_bailleur else {}
    return Ligne(
        {
            "jour": fait.date,
            "logement": reference,
            "commune": nom_commune(fait.liberation.commune),
            "avant": noms.get(to_code(row.avant), AUTRE),
            "retenu": noms.get(lue.retenu, AUTRE),
            "raison": row.raison if is_bailleur else say_motif(row.critere, is_ecart=row.is_ecart),
            "tient": lue.is_tenue,
        },
        liens={"logement": liens[reference]} if reference in liens else {},
        details=said,
        marques={"tient": "fait" if lue.is_tenue else "doux"},
    )


def table_rappels(rappels: Iterable[RappelImputation], noms: Mapping[str, str], liens: Mapping[str, str]) -> Table:
    """One row per dwelling whose account is to be confirmed, those that count elsewhere first.

    Args:
        rappels: What is to be confirmed.
        noms: Display name by account.
        liens: Address where each is confirmed, by reference.
    """
    return Table(
        "rappels",
        "À confirmer",
        (
            Colonne("logement", "Logement", entete=True, filtre="texte"),
            Colonne("commune", "Commune", secondaire=True),
            Colonne("etat", "État"),
            Colonne("cause", "Pourquoi", "code", libelles=RAPPELS, filtre="choix"),
            Colonne("retenu", "Ménage retenu", absent="pas encore de décision"),
            Colonne("compte", "Compte sur"),
            Colonne("propose", "Compte proposé", absent="selon le ménage retenu"),
        ),
        tuple(_rappel(rappel, noms, liens) for rappel in rappels),
        denomination=("logement", "logements"),
        notes=("Déjà attribué : annulez l’attribution, confirmez, puis inscrivez-la de nouveau.",),
        sources=(SOURCE_IMPUTATION,),
        vide="Chaque ménage retenu a son compte.",
    )


def _rappel(rappel: RappelImputation, noms: Mapping[str, str], liens: Mapping[str, str]) -> Ligne:
    liberation, etat = rappel.suivi.liberation, rappel.suivi.etat
    former = f"confirmée pour le candidat {rappel.confirmee.row.ordre}" if rappel.confirmee else ""
    return Ligne(
        {
            "logement": liberation.reference,
            "commune": nom_commune(liberation.commune),
            "etat": ETATS_LOGEMENT[etat.etat],
            "cause": rappel.cause,
            "retenu": f"Candidat {rappel.retenu.ordre}" if rappel.retenu else None,
            "compte": noms.get(etat.impute or BAILLEUR, etat.impute or ""),
            "propose": noms.get(rappel.propose, rappel.propose) or None,
        },
        liens={"logement": liens[liberation.reference]} if liberation.reference in liens else {},
        details={"compte": former} if former else {},
        marques={"propose": "alerte"} if rappel.is_ailleurs else {},
    )


def say_motif(critere: str, *, is_ecart: bool) -> str:
    """Say to a réservataire what decided, without naming the other accounts.

    Examples:
        >>> say_motif("titulaire", is_ecart=False), say_motif("solde", is_ecart=True)
        ('le réservataire qui tient le logement', 'choix du bailleur, hors de la règle')
    """
    return "choix du bailleur, hors de la règle" if is_ecart else LIBELLES_MOTIFS[critere]


def dire_en_vigueur(regle: RegleImputation | None, noms: Mapping[str, str]) -> str:
    """Say the rule in force, for a reader; what holds without one otherwise."""
    if regle is None:
        return "Aucune règle n’est convenue : le logement reste proposé sur le compte qui le tient."
    said = dire_regle(tuple(regle.criteres), tuple(regle.ordre), noms)
    return f"{said}. Depuis le {date_longue(regle.debut)} : {regle.document}."
