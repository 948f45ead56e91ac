"""État des lieux: what is reserved today, by whom, until when, and where the register and the parc disagree.

Two pictures of the same reservations are set side by side: the register of rights, and the contingent that the RPLS
gives to each dwelling (CONTRESLOG). Neither corrects the other: the gaps are listed for people to settle. A missing
date or value is said; only the survival of a guarantee after the loan is repaid is computed, from the law's own figure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gef.core.bilan_tables import NON_RENSEIGNE, count_text, render_absents
from gef.core.motifs import Etape, Explication, Source
from gef.core.parc import (
    CHAMPS_PARC,
    CONTINGENTS,
    CONTRESLOG,
    FAMILLES,
    Contingent,
    GroupeParc,
    LogementParc,
    count_parc,
)
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
    "CHAMPS_PARC",
    "CONTINGENTS",
    "CONTRESLOG",
    "FAMILLES",
    "Contingent",
    "DroitReservation",
    "DroitSitue",
    "DroitsReservataire",
    "EtatDesLieux",
    "GroupeParc",
    "LigneContingent",
    "LogementParc",
    "Rapprochement",
    "Survie",
    "count_parc",
    "dresser_etat_des_lieux",
]

REGISTRE = Source("registre des droits de réservation", "donnee")


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
    parc: Iterable[GroupeParc], droits: Iterable[DroitReservation], jour: date, survie: Survie | None = None
) -> EtatDesLieux:
    """Draw up the état des lieux of a bailleur on a day; the order of the rows changes nothing.

    Args:
        parc: Dwellings in groups, excluded ones included; `count_parc` makes them from dwellings.
        droits: Register of rights, past and future ones included.
        jour: Day of the statement.
        survie: Survival of the guarantees after repayment; None takes the law in force on `jour`.

    Raises:
        ParametreAbsentError: `survie` is None and the law is not known on `jour`.

    Source:
        CCH art. L. 441-1 (survival); sources 001 (DRIHL Île-de-France, 2021) and 004 (HSO Occitanie, 2023) for the
        aggregate by commune; arrêté du 5 janvier 2010 for CONTRESLOG.
    """
    survie = survie or read_survie(jour)
    parc = tuple(parc)
    situes = sorted((situer_droit(droit, jour, survie) for droit in droits), key=sort_key)
    en_cours = [situe for situe in situes if situe.is_en_cours]
    logements = sum(groupe.logements for groupe in parc)
    exclus = sum(groupe.logements for groupe in parc if groupe.exclu)
    rapprochements = _rapprocher(parc, en_cours)
    return EtatDesLieux(
        jour=jour,
        survie=survie,
        logements=logements,
        exclus=exclus,
        eligibles=logements - exclus,
        lignes=_count_contingents(parc),
        reservataires=count_droits(en_cours),
        droits_en_cours=sum(situe.droit.nombre for situe in en_cours),
        echus=tuple(situe for situe in situes if situe.etat == "echu"),
        a_venir=tuple(situe for situe in situes if situe.etat == "a_venir"),
        rapprochements=rapprochements,
        manques=(*_manques_du_parc(parc, logements), *_manques_du_registre(en_cours, survie)),
        explication=_expliquer(jour, survie, situes, rapprochements),
    )


def _count_contingents(parc: tuple[GroupeParc, ...]) -> tuple[LigneContingent, ...]:
    """Count the dwellings by commune and contingent, the unknown contingent last in its commune."""
    lignes: defaultdict[tuple[str, str | None], list[GroupeParc]] = defaultdict(list)
    for groupe in parc:
        lignes[groupe.commune, groupe.contingent].append(groupe)
    return tuple(
        _to_ligne(*cle, lignes[cle]) for cle in sorted(lignes, key=lambda cle: (cle[0], cle[1] is None, cle[1] or ""))
    )


def _to_ligne(commune: str, contingent: str | None, groupes: list[GroupeParc]) -> LigneContingent:
    logements = sum(groupe.logements for groupe in groupes)
    exclus = sum(groupe.logements for groupe in groupes if groupe.exclu)
    return LigneContingent(
        commune=commune,
        contingent=contingent,
        libelle=CONTINGENTS[contingent].libelle if contingent else NON_RENSEIGNE,
        logements=logements,
        exclus=exclus,
        eligibles=logements - exclus,
        en_qpv=sum(groupe.en_qpv for groupe in groupes),
    )


def _rapprocher(parc: tuple[GroupeParc, ...], en_cours: list[DroitSitue]) -> tuple[Rapprochement, ...]:
    """Set the register against CONTRESLOG for every family that can hold a right."""
    logements: Counter[str] = Counter()
    exclus: Counter[str] = Counter()
    for groupe in parc:
        if groupe.contingent is not None:
            famille = CONTINGENTS[groupe.contingent].famille
            logements[famille] += groupe.logements
            exclus[famille] += groupe.logements if groupe.exclu else 0
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


def _manques_du_parc(parc: tuple[GroupeParc, ...], logements: int) -> Iterator[str]:
    for champ, libelle in CHAMPS_PARC.items():
        if absents := sum(groupe.manques.get(champ, 0) for groupe in parc):
            yield render_absents(libelle, absents, logements)


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
