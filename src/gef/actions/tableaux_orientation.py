"""Tables of the orientation: the worklist, and what a trial would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gef.actions.essai_orientation import AttributEssai, Essai, SoldeEssai
from gef.actions.noms import nom_commune
from gef.actions.orienter import EnAttente
from gef.actions.tableaux import JOURNAL, REGLE, describe_type, table_en_attente
from gef.db.flux.models import Liberation
from gef.law.territoires import load_communes, load_epci
from gef.outputs import tables
from gef.outputs.nombres import solde
from gef.outputs.tables import Colonne, Table

SEUILS: Mapping[str, str] = {"franchit": "passe le seuil", "reste": "reste au-delà", "quitte": "n’est plus en retard"}
ATTRIBUTS: Mapping[str, str] = {
    "typologie": "Typologie",
    "financement": "Financement",
    "qpv": "Quartier",
    "forme": "Forme",
}
QUARTIERS: Mapping[str, str] = {"1": "en QPV", "0": "hors QPV"}


def table_a_orienter(attentes: Sequence[EnAttente], noms: Mapping[str, str], liens: Mapping[str, str]) -> Table:
    """The worklist on the page of its own: the EPCI is shown too, for who is in charge of one."""
    table = table_en_attente(attentes, noms, liens)
    codes = [colonne.code for colonne in table.colonnes]
    rank = codes.index("commune") + 1
    epci = Colonne("epci", "EPCI", filtre="choix")
    lignes = tuple(
        replace(ligne, valeurs={**ligne.valeurs, "epci": nom_epci(attente.liberation)})
        for ligne, attente in zip(table.lignes, attentes, strict=True)
    )
    return replace(table, colonnes=(*table.colonnes[:rank], epci, *table.colonnes[rank:]), lignes=lignes)


def nom_epci(liberation: Liberation) -> str:
    """Name of the EPCI of a dwelling: the one declared, else that of its commune; "" when none is known."""
    commune = load_communes().get(liberation.commune)
    code = liberation.epci or (commune.epci if commune else "")
    found = load_epci().get(code)
    return found.nom if found else code


def table_essai(essai: Essai, noms: Mapping[str, str]) -> Table:
    """What the solde of each eligible account becomes, under the proposal and under the trial."""
    propose, choisi = noms.get(essai.propose, essai.propose), noms.get(essai.reservataire, essai.reservataire)
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("avant", "Avant ce logement", "solde"),
        Colonne("si_propose", f"Si {propose}", "solde", aide="Part créditée, moins 1 pour qui reçoit le logement."),
        *([Colonne("si_choisi", f"Si {choisi}", "solde")] if essai.reservataire != essai.propose else []),
        Colonne("seuil", "Retard", "code", libelles=SEUILS),
    )
    return Table(
        "essai-soldes",
        "Ce que devient chaque solde",
        colonnes,
        tuple(_ligne_solde(row, essai, noms) for row in essai.soldes),
        denomination=("compte", "comptes"),
        notes=(
            "Seuls les comptes qui ont une part dans la commune bougent.",
            "Les logements plus anciens de la liste sont comptés comme proposés.",
            f"Seuil de retard : {solde(essai.seuil)}.",
        ),
        sources=(REGLE, JOURNAL),
    )


def _ligne_solde(row: SoldeEssai, essai: Essai, noms: Mapping[str, str]) -> tables.Ligne:
    mark: Mapping[str, tables.Marque] = {"seuil": "retard"} if row.seuil in ("franchit", "reste") else {}
    departs = {} if essai.reservataire == essai.propose else {"si_choisi": row.si_choisi}
    return tables.Ligne(
        {
            "reservataire": noms.get(row.reservataire, row.reservataire),
            "avant": row.avant,
            "si_propose": row.si_propose,
            **departs,
            "seuil": row.seuil or None,
        },
        genre="retenu" if row.reservataire == essai.reservataire else "",
        marques=mark,
    )


def table_suites(essai: Essai, noms: Mapping[str, str]) -> Table:
    """Dwellings that wait behind and whose proposal changes."""
    colonnes = (
        Colonne("logement", "Logement"),
        Colonne("commune", "Commune"),
        Colonne("type", "Type"),
        Colonne("propose", "Proposé aujourd’hui"),
        Colonne("apres", "Proposé ensuite"),
    )
    lignes = tuple(
        tables.ligne(
            colonnes,
            suite.liberation.reference,
            nom_commune(suite.liberation.commune),
            describe_type(suite.liberation.typologie, suite.liberation.financement, is_qpv=bool(suite.liberation.qpv)),
            noms.get(suite.propose, suite.propose),
            noms.get(suite.apres, suite.apres),
        )
        for suite in essai.changees
    )
    return Table(
        "essai-suites",
        "Les propositions qui changent",
        colonnes,
        lignes,
        denomination=("logement", "logements"),
        sources=(REGLE,),
        vide="Aucune proposition ne change.",
    )


def table_composition(essai: Essai, noms: Mapping[str, str]) -> Table:
    """What the account tried has received of this kind of dwelling, against its share of his droits."""
    colonnes = (
        Colonne("attribut", "Ce logement"),
        Colonne("droits", "Dans ses droits", "taux", absent="–"),
        Colonne("recus", "Dans ses reçus", "taux", absent="–"),
        Colonne("apres", "Avec celui-ci", "taux"),
    )
    return Table(
        "essai-composition",
        f"Composition indicative de {noms.get(essai.reservataire, essai.reservataire)}",
        colonnes,
        tuple(
            tables.ligne(colonnes, _name(row), row.dans_droits, row.dans_recus, row.dans_recus_apres)
            for row in essai.composition
        ),
        denomination=("caractère", "caractères"),
        notes=("À l’équilibre, la part de ce type dans les reçus rejoint sa part dans les droits.",),
        sources=(REGLE, JOURNAL),
    )


def _name(row: AttributEssai) -> str:
    return (
        f"{ATTRIBUTS[row.attribut]} : {QUARTIERS.get(row.valeur, row.valeur) if row.attribut == 'qpv' else row.valeur}"
    )
