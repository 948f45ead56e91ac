"""The tables of the new programmes: the list, a repartition, its lots, the dwellings, the parcs that should hold them.

A réservataire reads his own lines, then everybody else's in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from gef.actions.livraison import PresenceParc
from gef.actions.noms import nom_commune
from gef.actions.programmes import STATUTS, EtatProgramme, NeufSuivi, read_horloge
from gef.core.concertation import ETATS_POSITION
from gef.core.faits import ETATS
from gef.core.motifs import Source
from gef.core.parts import BAILLEUR
from gef.outputs.nombres import date_chiffres
from gef.outputs.tables import Colonne, Ligne, Marque, Table, Valeur

R441_5: Final = Source("CCH art. R. 441-5", "legale")
S003: Final = Source("source 003 (Ornex, 2025), art. 5.3", "pratique")
AUTRES: Final = "Autres réservataires"
NOTE_ETAT: Final = (
    "La loi veut une concertation et ne fixe aucun nombre. 30 % pour l’État est l’usage de la source 003 ; la loi n’en "
    "fait qu’un maximum, sur le flux annuel."
)
MARQUES_STATUT: Final[Mapping[str, Marque]] = {
    "a_proposer": "attente",
    "concertation": "cours",
    "arrete": "cours",
    "livre": "cours",
    "loue": "fait",
}
MARQUES_POSITION: Final[Mapping[str, Marque]] = {
    "a_proposer": "attente",
    "propose": "attente",
    "accepte": "fait",
    "conteste": "alerte",
}
COLONNES_PROGRAMMES: Final = (
    Colonne("programme", "Programme", filtre="texte", entete=True),
    Colonne("commune", "Commune", filtre="choix"),
    Colonne("logements", "Logements", "entier"),
    Colonne("mise_en_service", "Mise en service", "date"),
    Colonne(
        "statut",
        "Où il en est",
        "code",
        libelles={str(code): libelle for code, libelle in STATUTS.items()},
        filtre="choix",
    ),
    Colonne("etat", "dont État", "entier", secondaire=True),
    Colonne("flux", "Dans le flux depuis", aide="Exercice : l’année qui suit la mise en service."),
)
COLONNES_REPARTITION: Final = (
    Colonne("reservataire", "Réservataire", entete=True, triable=False),
    Colonne("regle", "Selon la règle", "entier", triable=False, secondaire=True),
    Colonne("logements", "Logements", "entier", triable=False),
    Colonne(
        "reponse",
        "Réponse",
        "code",
        libelles={str(code): libelle for code, libelle in ETATS_POSITION.items()},
        triable=False,
    ),
    Colonne("demande", "Demandé", "entier", triable=False, aide="Nombre que demande celui qui conteste."),
    Colonne(
        "horloge",
        "À transmettre avant",
        "date",
        triable=False,
        secondaire=True,
        aide="Délai de la convention, à rebours de la mise en service prévue ; ce jour est inclus.",
    ),
)


def table_programmes(etats: Iterable[EtatProgramme], liens: Mapping[int, str]) -> Table:
    """List programmes.

    Args:
        etats: The programmes.
        liens: Address of the page of each, by primary key.
    """
    return Table(
        "programmes",
        "Programmes neufs",
        COLONNES_PROGRAMMES,
        tuple(_programme(etat, liens.get(etat.programme.pk, "")) for etat in etats),
        denomination=("programme", "programmes"),
        notes=("La première location est gérée en stock ; les logements entrent dans l’assiette l’année suivante.",),
        sources=(R441_5, S003),
        vide="Aucun programme neuf.",
    )


def _programme(etat: EtatProgramme, lien: str) -> Ligne:
    convenue = etat.convenue or etat.proposee
    return Ligne(
        {
            "programme": etat.programme.nom,
            "commune": nom_commune(etat.programme.commune),
            "logements": etat.proposee.programme.total,
            "mise_en_service": etat.mise_en_service,
            "statut": etat.statut,
            "etat": convenue.etat,
            "flux": str(etat.exercice_flux),
        },
        liens={"programme": lien} if lien else {},
        details={"programme": etat.programme.code, "mise_en_service": "" if etat.neufs else "prévue"},
        marques={"statut": MARQUES_STATUT[etat.statut]},
    )


def list_lignes(etat: EtatProgramme, codes: frozenset[str] | None) -> list[tuple[str, ...]]:
    """Group the accounts as a reader may see them: each alone, then the others together; None sees all of them.

    Args:
        etat: The programme.
        codes: His accounts.
    """
    order = [*etat.comptes, BAILLEUR]
    if codes is None:
        return [(code,) for code in order]
    own, others = [code for code in order if code in codes], [code for code in order[:-1] if code not in codes]
    return [*((code,) for code in own), *([tuple(others)] if others else []), (BAILLEUR,)]


def table_repartition(etat: EtatProgramme, codes: frozenset[str] | None, today: date) -> Table:
    """Show the repartition as it stands: proposed, or agreed.

    Args:
        etat: The programme.
        codes: Accounts of the reader; None sees everybody's line.
        today: His day.
    """
    titre = "Répartition convenue" if etat.convenue else "Répartition proposée"
    return Table(
        "repartition",
        titre,
        tuple(colonne for colonne in COLONNES_REPARTITION if colonne.code != "horloge" or not etat.neufs),
        tuple(_repartition(etat, group, today) for group in list_lignes(etat, codes)),
        total=Ligne(
            {
                "reservataire": "Programme",
                "regle": etat.proposee.programme.total,
                "logements": etat.proposee.programme.total,
            }
        ),
        denomination=("ligne", "lignes"),
        notes=(NOTE_ETAT,),
        sources=(R441_5, S003),
    )


def _repartition(etat: EtatProgramme, group: tuple[str, ...], today: date) -> Ligne:
    nombres, regle = etat.nombres, etat.proposee.logements
    [code] = group if len(group) == 1 else [""]
    echange = etat.echanges.get(code)
    clock = read_horloge(etat, code, today) if echange and not etat.neufs else None
    last = echange.positions[-1] if echange and echange.positions else None
    valeurs: dict[str, Valeur] = {
        "reservataire": etat.noms().get(code, AUTRES),
        "regle": sum(regle.get(one, 0) for one in group),
        "logements": sum(nombres.get(one, 0) for one in group),
        "reponse": echange.etat if echange else None,
        "demande": last.nombre if last and last.type == "conteste" else None,
    }
    if not etat.neufs:
        valeurs["horloge"] = clock.fin if clock else None
    motif = last.motif if last and last.type == "conteste" else ""
    return Ligne(
        valeurs,
        details={"reponse": motif} if motif else {},
        marques={"reponse": MARQUES_POSITION[echange.etat]} if echange else {},
    )


def table_lots(etat: EtatProgramme, codes: frozenset[str] | None) -> Table:
    """Show the repartition lot by lot: typologie and financement.

    Args:
        etat: The programme.
        codes: Accounts of the reader; None sees everybody's line.
    """
    repartition = etat.convenue or etat.proposee
    lots = sorted(repartition.programme.lots)
    names = {lot: f"lot{rang}" for rang, lot in enumerate(lots)}
    rows = []
    for group in list_lignes(etat, codes):
        cells: dict[str, Valeur] = {
            names[lot]: sum(repartition.table.get((code, lot), 0) for code in group) for lot in lots
        }
        nom = etat.noms()[group[0]] if len(group) == 1 else AUTRES
        total = sum(repartition.logements.get(code, 0) for code in group)
        rows.append(Ligne({"reservataire": nom, **cells, "total": total}))
    whole: dict[str, Valeur] = {names[lot]: repartition.programme.lots[lot] for lot in lots}
    return Table(
        "lots",
        "Par typologie et financement",
        (
            Colonne("reservataire", "Réservataire", entete=True, triable=False),
            *(Colonne(names[lot], " ".join(lot), "entier", triable=False) for lot in lots),
            Colonne("total", "Total", "entier", triable=False),
        ),
        tuple(rows),
        total=Ligne({"reservataire": "Programme", **whole, "total": repartition.programme.total}),
        denomination=("ligne", "lignes"),
        notes=("Chacun reçoit de chaque lot la part qu’il a du programme, à moins d’un logement près.",),
        sources=(Source("arrondi contrôlé (docs/metier/objectifs.md)", "calcul"),),
    )


def table_neufs(
    etat: EtatProgramme, neufs: Iterable[NeufSuivi], liens: Mapping[str, str], codes: frozenset[str] | None
) -> Table:
    """List delivered dwellings and where each one stands.

    Args:
        etat: The programme.
        neufs: Dwellings that the reader may see.
        liens: Address of the sheet of each, by reference.
        codes: Accounts of the reader; None for the bailleur, who sees all of them.
    """
    noms = etat.noms()
    rows = []
    for neuf in neufs:
        if codes is not None and neuf.code not in codes:
            continue
        row, facts = neuf.suivi.liberation, neuf.suivi.etat.list_faits()
        last = facts[-1].type if facts else ""
        rows.append(
            Ligne(
                {
                    "logement": row.reference,
                    "type": f"{row.typologie} {row.financement}",
                    "reservataire": noms.get(neuf.code, neuf.code),
                    "etape": "loue" if neuf.bail_le else (last if last in ETAPES_NEUF else "stock"),
                    "bail": neuf.bail_le,
                },
                liens={"logement": liens[row.reference]} if row.reference in liens else {},
                marques={"etape": "fait" if neuf.bail_le else "attente"},
            )
        )
    return Table(
        "neufs",
        "Logements livrés",
        (
            Colonne("logement", "Logement", filtre="texte", entete=True),
            Colonne("type", "Type", filtre="choix"),
            Colonne("reservataire", "Réservataire", filtre="choix"),
            Colonne("etape", "Où il en est", "code", libelles=ETAPES_NEUF, filtre="choix"),
            Colonne("bail", "Bail signé le", "date", absent="–"),
        ),
        tuple(rows),
        denomination=("logement", "logements"),
        notes=("En stock pour un tour : aucun de ces logements ne touche un compte du flux.",),
        sources=(R441_5, S003),
        vide="Aucun logement livré.",
    )


ETAPES_NEUF: Final[Mapping[str, str]] = {
    "stock": ETATS["stock"],
    "candidats": "candidats désignés",
    "attribution": "attribué",
    "non_attribution": "non attribué",
    "acceptation_menage": "accepté par le ménage",
    "refus_menage": "refusé par le ménage",
    "loue": "loué",
}


def table_presences(presences: Iterable[PresenceParc], etat: EtatProgramme) -> Table:
    """Say in which kept parcs the programme stands, and where it should.

    Args:
        presences: What was found.
        etat: The programme.
    """
    return Table(
        "presences",
        "Dans le parc, au 1er janvier",
        (
            Colonne("millesime", "Millésime", entete=True, triable=False),
            Colonne("trouves", "Logements trouvés", "entier", triable=False),
            Colonne("attendus", "Attendus", "entier", triable=False),
            Colonne("constat", "Constat", "code", libelles=CONSTATS, triable=False),
        ),
        tuple(
            Ligne(
                {
                    "millesime": str(row.millesime),
                    "trouves": row.trouves,
                    "attendus": row.attendus,
                    "constat": "conforme" if row.is_conforme else ("trop_tot" if not row.attendus else "manque"),
                },
                marques={"constat": "fait" if row.is_conforme else "alerte"},
            )
            for row in presences
        ),
        denomination=("millésime", "millésimes"),
        notes=(
            f"Livré le {date_chiffres(etat.mise_en_service)} : dans l’assiette à partir de {etat.exercice_flux}.",
            "L’assiette lit le parc : c’est lui qui apporte le programme.",
        ),
        sources=(S003,),
        vide="Aucun parc déposé depuis la livraison.",
    )


CONSTATS: Final[Mapping[str, str]] = {
    "conforme": "conforme",
    "trop_tot": "compté trop tôt : corrigez ce parc",
    "manque": "à compléter dans ce parc",
}
