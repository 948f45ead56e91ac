"""Tables of the context of an orientation, of the residences, of the needs and of the wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from gef.actions.besoins import LigneBesoin
from gef.actions.contexte_orientation import Contexte, LigneCommune, PartIndicative
from gef.actions.noms import nom_commune
from gef.actions.residences import LigneResidence
from gef.actions.tableaux import JOURNAL
from gef.core.besoins import BesoinHorsFlux
from gef.core.motifs import Source
from gef.core.obligations import STATUTS, Obligation
from gef.core.parts import BAILLEUR
from gef.core.residences import CLASSES
from gef.db.besoins.models import Besoin, SouhaitReservataire
from gef.db.residences.models import ClasseResidence
from gef.law.territoires import load_epci
from gef.outputs import tables
from gef.outputs.nombres import date_longue, pluriel, taux
from gef.outputs.tables import Colonne, Marque, Table

R441_5 = Source("CCH art. R. 441-5", "legale")
CLASSES_004 = Source("Source 004 (HSO Occitanie, 2023), équilibres de peuplement", "pratique")
CONTEXTE = Source("docs/metier/contexte-orientation.md", "pratique")
OBJECTIFS = Source("Objectifs gardés de l’exercice, docs/metier/objectifs.md", "calcul")
QUARTIERS: Mapping[str, str] = {"1": "en QPV", "0": "hors QPV"}
MARQUES: Mapping[str, Marque] = {"a_risque": "alerte", "a_surveiller": "cours"}
INCONNU = "non connu"
CONTRACTUEL = "contractuel"
CATEGORIES_COURTES: Mapping[str, str] = {
    "mutations": "mutation interne",
    "anru": "ANRU",
    "orcod": "ORCOD",
    "lhi": "habitat indigne",
}
INDICATIF = (
    "Indicatif : part de ces caractères dans les logements reçus depuis l’ouverture du compte ; « dû » : leur part "
    "dans ses droits. La règle en tient déjà compte (profil)."
)


def nom_portee(portee: str) -> str:
    """Say a territory: the name of the commune or of the EPCI; "" for the whole département."""
    kind, _, code = portee.partition(":")
    if kind == "commune":
        return nom_commune(code)
    found = load_epci().get(code)
    return found.nom if found else code


def table_communes(contexte: Contexte, commune: str, noms: Mapping[str, str]) -> Table:
    """What each eligible account must receive in the commune, has received, and its indicative mix."""
    indicatifs = contexte.communes[0].indicatifs if contexte.communes else ()
    colonnes = (
        Colonne("reservataire", "Réservataire"),
        Colonne("objectif", "Objectif", "entier", aide="Entier de l’année dans la commune.", absent="–"),
        Colonne("recus", "Reçus", "entier", aide="Depuis le 1er janvier, refus non comptés déduits."),
        Colonne("reste", "Reste ici", "entier", absent="–"),
        Colonne("ensemble", "Reste partout", "entier", aide="Dans toutes les communes de son territoire.", absent="–"),
        *(Colonne(part.attribut, _say(part), "taux", absent="–", secondaire=True) for part in indicatifs),
    )
    notes = [f"{nom_commune(commune)}, au {date_longue(contexte.jour)}.", INDICATIF]
    if all(row.commune.objectif is None for row in contexte.communes):
        notes.insert(1, "Aucun objectif n’est gardé pour cet exercice : la colonne est vide.")
    return Table(
        "contexte-commune",
        f"Objectifs à {nom_commune(commune)}",
        colonnes,
        tuple(_ligne_commune(row, noms) for row in contexte.communes),
        denomination=("compte", "comptes"),
        notes=tuple(notes),
        sources=(OBJECTIFS, JOURNAL),
    )


def _say(part: PartIndicative) -> str:
    return QUARTIERS.get(part.valeur, part.valeur) if part.attribut == "qpv" else part.valeur


def _ligne_commune(row: LigneCommune, noms: Mapping[str, str]) -> tables.Ligne:
    said = {
        p.attribut: f"dû\N{NO-BREAK SPACE}{taux(p.dans_droits)}" for p in row.indicatifs if p.dans_droits is not None
    }
    return tables.Ligne(
        {
            "reservataire": noms.get(row.reservataire, row.reservataire),
            "objectif": row.commune.objectif,
            "recus": row.commune.recus,
            "reste": row.commune.reste,
            "ensemble": row.ensemble.reste,
            **{part.attribut: part.dans_recus for part in row.indicatifs},
        },
        details=said | _mark_contractuel(row),
    )


def _mark_contractuel(row: LigneCommune) -> dict[str, str]:
    """Say which of the two figures binds; nothing binds the bailleur to himself."""
    if row.reservataire == BAILLEUR:
        return {}
    return {("reste" if row.is_par_commune else "ensemble"): CONTRACTUEL}


def table_enjeux(contexte: Contexte, noms: Mapping[str, str]) -> Table:
    """Obligations that the dwelling touches and that are not held, the worst first."""
    colonnes = (
        Colonne("obligation", "Obligation"),
        Colonne("etat", "État", "code", libelles=STATUTS),
        Colonne("part", "Part", "taux", absent=INCONNU),
        Colonne("seuil", "Demandé", "taux", secondaire=True),
        Colonne("manque", "Manquent", "decimal", aide="En logements ; en trop, pour un plafond."),
        Colonne("si_compte", "S’il compte", "decimal", aide="Ce qui manquerait si ce logement comptait."),
        Colonne("sinon", "Sinon", "decimal", aide="Ce qui manquerait s’il ne comptait pas."),
    )
    return Table(
        "contexte-enjeux",
        "Obligations en jeu",
        colonnes,
        tuple(_ligne_enjeu(row, noms) for row in contexte.enjeux),
        denomination=("obligation", "obligations"),
        notes=(f"Exercice {contexte.jour.year}, au {date_longue(contexte.jour)}.",),
        sources=tuple(dict.fromkeys(row.seuil.source for row in contexte.enjeux)),
        vide="Ce logement ne touche aucune obligation à risque cette année.",
    )


def _ligne_enjeu(row: Obligation, noms: Mapping[str, str]) -> tables.Ligne:
    where = noms.get(row.reservataire, row.reservataire) or nom_portee(row.portee)
    base = f"{row.comptage.atteint} sur {row.comptage.base}"
    en_trop = "en trop" if row.regle.sens == "plafond" else ""
    return tables.Ligne(
        {
            "obligation": row.regle.libelle,
            "etat": row.statut,
            "part": row.part,
            "seuil": row.seuil.valeur,
            "manque": row.manque,
            "si_compte": row.apres(is_compte=True).manque,
            "sinon": row.apres(is_compte=False).manque,
        },
        details={"part": base} | {code: said for code, said in (("obligation", where), ("manque", en_trop)) if said},
        marques={"etat": MARQUES[row.statut]} if row.statut in MARQUES else {},
    )


def table_possibles(contexte: Contexte) -> Table:
    """Needs that the dwelling could meet."""
    colonnes = (
        Colonne("reference", "Référence"),
        Colonne("categorie", "Catégorie", "code", libelles=CATEGORIES_COURTES),
        Colonne("menages", "Ménages", "entier"),
        Colonne("typologies", "Typologies", absent="toutes"),
        Colonne("prioritaire", "Prioritaire", "oui_non", absent="inconnu"),
        Colonne("declare_le", "Déclaré le", "date"),
    )
    return Table(
        "contexte-besoins",
        "Besoins que ce logement peut pourvoir",
        colonnes,
        tuple(_ligne_possible(besoin) for besoin in contexte.besoins),
        denomination=("besoin", "besoins"),
        notes=("Les publics prioritaires d’abord, puis les plus anciens.",),
        sources=(R441_5, CONTEXTE),
        vide="Aucun besoin hors flux ne correspond à ce logement.",
    )


def _ligne_possible(besoin: BesoinHorsFlux) -> tables.Ligne:
    return tables.Ligne(
        {
            "reference": besoin.reference,
            "categorie": besoin.categorie,
            "menages": besoin.nombre,
            "typologies": ", ".join(sorted(besoin.typologies)) or None,
            "prioritaire": besoin.is_prioritaire,
            "declare_le": besoin.declare_le,
        }
    )


def table_residences(rows: Sequence[LigneResidence], jour: date, liens: Mapping[tuple[str, str], str]) -> Table:
    """The residences, with their class and what moved in them; each opens onto its classes at its address."""
    colonnes = (
        Colonne("residence", "Résidence", filtre="texte"),
        Colonne("commune", "Commune", filtre="choix"),
        Colonne("classe", "Classe", "code", libelles=CLASSES, filtre="choix", absent="non classée"),
        Colonne("depuis", "Depuis", "date", absent="–", secondaire=True),
        Colonne("logements", "Logements", "entier", absent="hors parc", secondaire=True),
        Colonne("liberes", "Libérés", "entier", aide="Logements libérés en douze mois, hors flux compris."),
        Colonne("baux", "Baux", "entier", aide="Baux signés en douze mois, hors flux compris."),
    )
    return Table(
        "residences",
        "Résidences",
        colonnes,
        tuple(
            tables.Ligne(
                {
                    "residence": row.programme,
                    "commune": nom_commune(row.commune),
                    "classe": row.classement.classe if row.classement else None,
                    "depuis": row.classement.depuis if row.classement else None,
                    "logements": row.logements,
                    "liberes": row.mouvements.liberes,
                    "baux": row.mouvements.baux,
                },
                liens={"residence": liens[row.cle]} if row.cle in liens else {},
            )
            for row in rows
        ),
        denomination=("résidence", "résidences"),
        notes=(f"Classes et mouvements de douze mois, au {date_longue(jour)}.", "Réservé au bailleur."),
        sources=(CLASSES_004, JOURNAL),
        vide="Les résidences apparaîtront avec le parc, ou avec la première libération.",
    )


def table_classes(rows: Sequence[ClasseResidence]) -> Table:
    """Every class that a residence was given, the newest first."""
    colonnes = (
        Colonne("depuis", "Depuis", "date"),
        Colonne("classe", "Classe", "code", libelles=CLASSES),
        Colonne("motif", "Motif", absent="non renseigné"),
        Colonne("document", "Document", absent="non renseigné"),
        Colonne("auteur", "Par"),
    )
    return Table(
        "classes",
        "Classes de cette résidence",
        colonnes,
        tuple(
            tables.ligne(
                colonnes,
                row.depuis,
                row.classe,
                row.motif or None,
                row.document or None,
                row.auteur.nom if row.auteur else None,
            )
            for row in rows
        ),
        denomination=("classe", "classes"),
        sources=(CLASSES_004,),
        vide="Cette résidence n’a encore aucune classe.",
    )


def table_besoins(rows: Sequence[LigneBesoin], jour: date) -> Table:
    """The register of the needs out of the flux."""
    colonnes = (
        Colonne("reference", "Référence", filtre="texte"),
        Colonne("categorie", "Catégorie", "code", libelles=CATEGORIES_COURTES, filtre="choix"),
        Colonne("restants", "En attente", "entier", aide="Ménages qui attendent encore."),
        Colonne("typologies", "Typologies", absent="toutes"),
        Colonne("territoires", "Communes et EPCI", absent="partout"),
        Colonne("prioritaire", "Prioritaire", "oui_non", absent="inconnu", filtre="choix"),
        Colonne("declare_le", "Déclaré le", "date"),
        Colonne("document", "Document", absent="non renseigné", secondaire=True),
    )
    return Table(
        "besoins",
        "Besoins hors flux",
        colonnes,
        tuple(_ligne_besoin(row) for row in rows),
        denomination=("besoin", "besoins"),
        notes=(f"Au {date_longue(jour)} ; aucune donnée personnelle, une référence interne.",),
        sources=(R441_5, CONTEXTE),
        vide="Les mutations et les relogements qui attendent apparaîtront ici, et sur la fiche de chaque logement.",
    )


def _ligne_besoin(row: LigneBesoin) -> tables.Ligne:
    besoin: Besoin = row.besoin
    return tables.Ligne(
        {
            "reference": besoin.reference,
            "categorie": besoin.categorie,
            "restants": row.restants,
            "typologies": ", ".join(besoin.typologies) or None,
            "territoires": ", ".join(nom_portee(portee) for portee in besoin.portees) or None,
            "prioritaire": besoin.is_prioritaire,
            "declare_le": besoin.declare_le,
            "document": besoin.document or None,
        },
        details={"restants": said} if (said := _say_clotures(row)) else {},
        marques={} if row.restants else {"restants": "doux"},
    )


def _say_clotures(row: LigneBesoin) -> str:
    """Say what closed a need: « L-2026-0004 le 12 mai 2026 ; 1 retiré le 3 juin 2026 : départ »."""
    parts = []
    for cloture in row.clotures:
        what = cloture.liberation.reference if cloture.liberation else pluriel(cloture.nombre, "retiré")
        why = f" : {cloture.motif}" if cloture.motif else ""
        parts.append(f"{what} le {date_longue(cloture.clos_le)}{why}")
    return " ; ".join(parts)


def table_souhaits(rows: Sequence[SouhaitReservataire], jour: date) -> Table:
    """The wishes of the réservataires."""
    colonnes = (
        Colonne("reservataire", "Réservataire", filtre="choix"),
        Colonne("part", "Part souhaitée", "taux"),
        Colonne("criteres", "Critères"),
        Colonne("publics", "Publics visés", absent="non renseigné"),
        Colonne("depuis", "Depuis", "date"),
        Colonne("document", "Document", secondaire=True),
    )
    return Table(
        "souhaits",
        "Souhaits des réservataires",
        colonnes,
        tuple(
            tables.ligne(
                colonnes,
                row.reservataire.nom,
                row.part,
                describe_souhait(row),
                row.publics or None,
                row.debut,
                row.document,
            )
            for row in rows
        ),
        denomination=("souhait", "souhaits"),
        notes=(f"Au {date_longue(jour)}. Indicatif : un souhait ne change ni un droit, ni un rang.",),
        sources=(R441_5, Source("Sources 001 et 004", "pratique")),
        vide="Aucun souhait n’est inscrit. Un souhait dit un besoin ; il ne désigne jamais un programme.",
    )


def describe_souhait(row: SouhaitReservataire) -> str:
    """Say the criteria of a wish: « T4, PLAI, hors QPV, Cannes »."""
    quartier = "" if row.qpv is None else QUARTIERS["1" if row.qpv else "0"]
    place = nom_portee(row.portee) if row.portee else ""
    return ", ".join(word for word in (row.typologie, row.financement, quartier, place) if word)
