"""État des lieux: what is reserved today, by whom, until when, and where the register and the parc disagree.

Two pictures of the same reservations are set side by side: the register of rights, and the contingent that the RPLS
gives to each dwelling (CONTRESLOG). Neither corrects the other: the gaps are listed for people to settle. A missing
date or value is said; only the survival of a guarantee after the loan is repaid is computed, from the law's own figure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gef.core.bilan_tables import NON_RENSEIGNE, VALEURS_ABSENTES, count_text, render_absents
from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Etape, Explication, Source
from gef.core.registre_droits import (
    FAMILLE_PAR_TYPE,
    DroitReservation,
    DroitSitue,
    DroitsReservataire,
    EtatDroit,
    Survie,
    count_droits,
    is_prolongeable,
    read_survie,
    situer_droit,
    sort_key,
    total_droits,
)
from gef.core.rotation import ecrire_nombre

__all__ = [
    "CONTINGENTS",
    "FAMILLES",
    "Contingent",
    "DroitReservation",
    "DroitSitue",
    "DroitsReservataire",
    "EtatDesLieux",
    "LigneContingent",
    "LogementParc",
    "Rapprochement",
    "Survie",
    "dresser_etat_des_lieux",
]

FAMILLES: Mapping[str, str] = {
    "etat": "État",
    "action_logement": "Action Logement",
    "collectivites": "Collectivités",
    "autres": "Autres réservataires",
    "non_reserve": "Non réservé",
}
CHAMPS_PARC: Mapping[str, str] = {
    "epci": "EPCI",
    "qpv": "Quartier prioritaire",
    "typologie": "Typologie",
    "financement": "Financement",
    "contingent": "Contingent",
    "periode": "Période de construction",
}
CONTRESLOG = Source("RPLS, position 63 (CONTRESLOG)", "donnee")
REGISTRE = Source("registre des droits de réservation", "donnee")


@dataclass(frozen=True, slots=True)
class Contingent:
    """A value of the RPLS field CONTRESLOG and the family of reservataires that it stands for."""

    code: str
    libelle: str
    famille: str


CONTINGENTS: Mapping[str, Contingent] = {
    contingent.code: contingent
    for contingent in (
        Contingent("1", "État, fonctionnaires et agents publics", "etat"),
        Contingent("2", "État, publics prioritaires", "etat"),
        Contingent("3", "Action Logement", "action_logement"),
        Contingent("4", "Collectivités et leurs groupements", "collectivites"),
        Contingent("5", "État, réservations conventionnelles pour ses fonctionnaires", "etat"),
        Contingent("6", "Autres réservataires", "autres"),
        Contingent("7", "Non réservé, ou droits de l’État non identifiés", "non_reserve"),
    )
}


@dataclass(frozen=True, slots=True)
class LogementParc:
    """One dwelling of the parc; None is unknown.

    Attributes:
        logement: Identifier, once in the parc.
        commune: Code of the commune.
        epci: Code of the EPCI.
        qpv: Whether it stands in a quartier prioritaire.
        typologie: "T1" to "T5+".
        financement: "PLAI", "PLUS", "PLS"…
        contingent: A code of `CONTINGENTS`.
        periode: Code of a period of construction.
        exclu: Code of the exclusion that takes it out of the assiette; None when it is eligible.
    """

    logement: str
    commune: str
    epci: str | None
    qpv: bool | None
    typologie: str | None
    financement: str | None
    contingent: str | None
    periode: str | None
    exclu: str | None = None

    def __post_init__(self) -> None:
        if self.contingent is not None and self.contingent not in CONTINGENTS:
            raise DonneeInvalideError(
                f"logement {self.logement}, contingent : « {self.contingent} » ; attendu : {', '.join(CONTINGENTS)}, "
                "ou rien quand il est inconnu."
            )


@dataclass(frozen=True, slots=True)
class LigneContingent:
    """Dwellings of one commune in one contingent (None: not known)."""

    commune: str
    contingent: str | None
    libelle: str
    logements: int
    exclus: int
    eligibles: int
    en_qpv: int


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """The register against the parc, for one family; `ecart` is `registre` − `contreslog`.

    `registre` counts the rights on identified dwellings (suite and simple); `uniques` are volumes of flux, which no
    dwelling carries. `dont_exclus` are dwellings of `contreslog` that leave the assiette.
    """

    famille: str
    libelle: str
    registre: int
    uniques: int
    contreslog: int
    dont_exclus: int
    ecart: int
    remarque: str


@dataclass(frozen=True, slots=True)
class EtatDesLieux:
    """The two statements and what does not agree between them; every total is the sum of its rows."""

    jour: date
    survie: Survie
    logements: int
    exclus: int
    eligibles: int
    lignes: tuple[LigneContingent, ...]
    reservataires: tuple[DroitsReservataire, ...]
    droits_en_cours: int
    echus: tuple[DroitSitue, ...]
    a_venir: tuple[DroitSitue, ...]
    rapprochements: tuple[Rapprochement, ...]
    manques: tuple[str, ...]
    explication: Explication

    @property
    def desaccords(self) -> tuple[Rapprochement, ...]:
        """The families where register and parc do not give the same number."""
        return tuple(r for r in self.rapprochements if r.ecart)


def dresser_etat_des_lieux(
    parc: Iterable[LogementParc], droits: Iterable[DroitReservation], jour: date, survie: Survie | None = None
) -> EtatDesLieux:
    """Draw up the état des lieux of a bailleur on a day; the order of the rows changes nothing.

    Args:
        parc: Dwellings, excluded ones included.
        droits: Register of rights, past and future ones included.
        jour: Day of the statement.
        survie: Survival of the guarantees after repayment; None takes the law in force on `jour`.

    Raises:
        DonneeInvalideError: a dwelling is given twice.
        ParametreAbsentError: `survie` is None and the law is not known on `jour`.

    Source:
        CCH art. L. 441-1 (survival); sources 001 (DRIHL Île-de-France, 2021) and 004 (HSO Occitanie, 2023) for the
        aggregate by commune; arrêté du 5 janvier 2010 for CONTRESLOG.
    """
    survie = survie or read_survie(jour)
    parc = tuple(parc)
    _check_parc(parc)
    situes = sorted((situer_droit(droit, jour, survie) for droit in droits), key=sort_key)
    en_cours = [situe for situe in situes if situe.is_en_cours]
    exclus = sum(bool(logement.exclu) for logement in parc)
    rapprochements = _rapprocher(parc, en_cours)
    return EtatDesLieux(
        jour=jour,
        survie=survie,
        logements=len(parc),
        exclus=exclus,
        eligibles=len(parc) - exclus,
        lignes=_count_contingents(parc),
        reservataires=count_droits(en_cours),
        droits_en_cours=sum(situe.droit.nombre for situe in en_cours),
        echus=tuple(situe for situe in situes if situe.etat == "echu"),
        a_venir=tuple(situe for situe in situes if situe.etat == "a_venir"),
        rapprochements=rapprochements,
        manques=(*_manques_du_parc(parc), *_manques_du_registre(en_cours, survie)),
        explication=_expliquer(jour, survie, situes, rapprochements),
    )


def _check_parc(parc: tuple[LogementParc, ...]) -> None:
    for logement, nombre in Counter(ligne.logement for ligne in parc).items():
        if nombre > 1:
            raise DonneeInvalideError(f"parc : le logement « {logement} » figure {nombre} fois ; attendu : une seule.")


def _count_contingents(parc: tuple[LogementParc, ...]) -> tuple[LigneContingent, ...]:
    """Count the dwellings by commune and contingent, the unknown contingent last in its commune."""
    groupes: defaultdict[tuple[str, str | None], list[LogementParc]] = defaultdict(list)
    for logement in parc:
        groupes[logement.commune, logement.contingent].append(logement)
    lignes = []
    for commune, contingent in sorted(groupes, key=lambda cle: (cle[0], cle[1] is None, cle[1] or "")):
        logements = groupes[commune, contingent]
        exclus = sum(bool(logement.exclu) for logement in logements)
        lignes.append(
            LigneContingent(
                commune=commune,
                contingent=contingent,
                libelle=CONTINGENTS[contingent].libelle if contingent else NON_RENSEIGNE,
                logements=len(logements),
                exclus=exclus,
                eligibles=len(logements) - exclus,
                en_qpv=sum(logement.qpv is True for logement in logements),
            )
        )
    return tuple(lignes)


def _rapprocher(parc: tuple[LogementParc, ...], en_cours: list[DroitSitue]) -> tuple[Rapprochement, ...]:
    """Set the register against CONTRESLOG for every family that can hold a right."""
    logements: Counter[str] = Counter()
    exclus: Counter[str] = Counter()
    for logement in parc:
        if logement.contingent is not None:
            famille = CONTINGENTS[logement.contingent].famille
            logements[famille] += 1
            exclus[famille] += bool(logement.exclu)
    identifies: Counter[str] = Counter()
    uniques: Counter[str] = Counter()
    for situe in en_cours:
        compte = uniques if situe.droit.type_droit == "unique" else identifies
        compte[FAMILLE_PAR_TYPE[situe.droit.type_reservataire]] += situe.droit.nombre
    return tuple(
        Rapprochement(
            famille=famille,
            libelle=libelle,
            registre=identifies[famille],
            uniques=uniques[famille],
            contreslog=logements[famille],
            dont_exclus=exclus[famille],
            ecart=identifies[famille] - logements[famille],
            remarque=_explain_ecart(famille, identifies[famille] - logements[famille], logements["non_reserve"]),
        )
        for famille, libelle in FAMILLES.items()
        if famille != "non_reserve"
    )


def _explain_ecart(famille: str, ecart: int, non_reserves: int) -> str:
    """Say what the RPLS code cannot tell, where it can explain the gap."""
    if famille == "etat" and ecart > 0 and non_reserves:
        return (
            "Le code 7 (non réservé) couvre aussi des droits de l’État non identifiés ; "
            f"il porte sur {count_text(non_reserves, 'logement')}."
        )
    if famille == "collectivites" and ecart:
        return "Le code 4 ne dit pas quelle collectivité : l’écart ne peut être réparti entre elles."
    return ""


def _manques_du_parc(parc: tuple[LogementParc, ...]) -> Iterator[str]:
    for champ, libelle in CHAMPS_PARC.items():
        if absents := sum(getattr(logement, champ) in VALEURS_ABSENTES for logement in parc):
            yield render_absents(libelle, absents, len(parc))


def _manques_du_registre(en_cours: list[DroitSitue], survie: Survie) -> Iterator[str]:
    constats = {
        "sans convention formalisée": [s for s in en_cours if not s.droit.formalise],
        "sans terme établi": [s for s in en_cours if s.fin_retenue is None],
        "par garantie d’emprunt sans date de remboursement du prêt : prolongation légale non calculée": [
            s for s in en_cours if is_prolongeable(s.droit, survie) and s.droit.echeance_pret is None
        ],
    }
    for constat, situes in constats.items():
        if situes:
            nombre, lignes = count_text(total_droits(situes), "droit"), count_text(len(situes), "ligne")
            yield f"{nombre} en cours {constat} ({lignes})."


def _expliquer(
    jour: date, survie: Survie, situes: list[DroitSitue], rapprochements: tuple[Rapprochement, ...]
) -> Explication:
    """Write the steps from the register to the rights in force, then the comparison with the parc."""
    par_etat: Counter[EtatDroit] = Counter()
    for situe in situes:
        par_etat[situe.etat] += situe.droit.nombre
    inscrits = par_etat.total()
    en_cours = par_etat["en_cours"] + par_etat["survie"]
    prolonges = f"Dont prolongés de {survie.annees} ans après remboursement du prêt"
    calcul = f"{ecrire_nombre(inscrits)} − {ecrire_nombre(par_etat['echu'])} − {ecrire_nombre(par_etat['a_venir'])}"
    familles = (
        Etape(
            f"ecart_{r.famille}",
            f"{r.libelle}, écart entre le registre et le parc",
            r.ecart,
            "logements",
            f"{ecrire_nombre(r.registre)} − {ecrire_nombre(r.contreslog)}",
            CONTRESLOG,
        )
        for r in rapprochements
    )
    return Explication(
        f"État des lieux au {jour:%d/%m/%Y}",
        (
            Etape("inscrits", "Droits inscrits au registre", inscrits, "logements", source=REGISTRE),
            Etape("echus", "Droits échus", -par_etat["echu"], "logements", source=REGISTRE),
            Etape("a_venir", "Droits à venir", -par_etat["a_venir"], "logements", source=REGISTRE),
            Etape("survie", prolonges, par_etat["survie"], "logements", source=survie.source),
            *familles,
            Etape("en_cours", "Droits en cours", en_cours, "logements", calcul, REGISTRE),
        ),
    )
