"""Four ways to turn the rights of one réservataire into a part of the flux of his territory, before any cap.

    part_du_parc         n ÷ parc
    ponderee_rotation    n × τ ÷ (parc × τ of the territory)
    droits_uniques       (n × τ × net + what was already negotiated) ÷ forecast flux
    negociee             what the convention says

n counts the rights still running in the exercice, τ is their rotation, net is the share of the freed dwellings that
enters the flux (docs/decisions/0017-droits-uniques-nets.md). What is assumed for want of data is written with the
result: a rotation unknown or 0 is the territory's, or else the département's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from gef.core.anomalies import Anomalie
from gef.core.droits_uniques import Etalement, LotDroits
from gef.core.motifs import Etape, Source
from gef.core.parts import ONE
from gef.core.plafonds import COLLECTIVITES, PartReservataire, Plafonnement, render_part
from gef.core.rotation import ecrire_nombre
from gef.core.territoires import DEPARTEMENT, EntreeConversion, EntreeReservataire, Territoire

LIBELLES_METHODES: Mapping[str, str] = {
    "part_du_parc": "Part du parc",
    "ponderee_rotation": "Pondérée par la rotation",
    "droits_uniques": "Droits uniques",
    "negociee": "Négociée",
}
METHODES = tuple(LIBELLES_METHODES)
SOURCES_METHODES: Mapping[str, Source] = {
    "part_du_parc": Source("source 004 (HSO Occitanie, 2023), méthode fondée sur l’assiette", "pratique"),
    "ponderee_rotation": Source("source 000 (Pays de la Loire, fiche n° 9), part pondérée par la rotation", "pratique"),
    "droits_uniques": Source("sources 001 (DRIHL, 2021) et 004 (HSO Occitanie, 2023), droits uniques", "pratique"),
    "negociee": Source("convention de réservation", "locale"),
}
_PAR_ROTATION = ("ponderee_rotation", "droits_uniques")
_REGISTRE = Source("registre des droits de réservation", "donnee")
_TERRITOIRE = Source("parc, flux prévu et rotation du territoire", "donnee")
_NET = Source("docs/decisions/0017-droits-uniques-nets.md", "calcul")
_BORNE_DU_FLUX = Source("on ne peut donner plus que le flux du territoire", "calcul")


@dataclass(frozen=True, slots=True)
class PartConvertie:
    """The part of one réservataire before the caps of the law, and how it was found.

    Attributes:
        part: The part, split between loan guarantees of collectivités and the rest; 1 at most for droits uniques.
        part_brute: The same before it is limited to the flux.
        droits: Rights still running.
        plafonnements: The limit to the flux, when it bites.
        hypotheses: What was assumed for want of data.
        anomalies: What must be known or settled.
        etapes: The steps to `part_brute`.
    """

    part: PartReservataire
    part_brute: Fraction
    droits: int
    plafonnements: tuple[Plafonnement, ...]
    hypotheses: tuple[str, ...]
    anomalies: tuple[Anomalie, ...]
    etapes: tuple[Etape, ...]


def convertir_droits(reservataire: EntreeReservataire, entree: EntreeConversion, methode: str) -> PartConvertie:
    """Convert the rights of one réservataire.

    Args:
        reservataire: One of `entree.reservataires`.
        entree: The whole entry.
        methode: A code of `METHODES`.

    Source:
        docs/metier/conversion.md; the source of each method is in `SOURCES_METHODES`.
    """
    droits = _Droits.read(reservataire, entree, methode)
    garantie, autre = droits.split_negociee() if methode == "negociee" else droits.split()
    part_brute = garantie + autre
    plafonnements: tuple[Plafonnement, ...] = ()
    if methode == "droits_uniques" and part_brute > 1:
        # Guarantees yield first: they alone meet a cap, and a new guarantee must never cost land or funding.
        autre = min(ONE, autre)
        garantie = min(garantie, ONE - autre)
        calcul = f"{render_part(part_brute)} ramenés à {render_part(ONE)} ; le reste est reporté"
        plafonnements = (
            Plafonnement("flux", reservataire.id, reservataire.portee, part_brute, ONE, _BORNE_DU_FLUX, calcul),
        )
    return PartConvertie(
        part=PartReservataire(reservataire.id, reservataire.type, reservataire.portee, garantie, autre),
        part_brute=part_brute,
        droits=droits.nombre,
        plafonnements=plafonnements,
        hypotheses=tuple(droits.hypotheses()),
        anomalies=tuple(droits.anomalies(part_brute)),
        etapes=tuple(droits.etapes(part_brute)),
    )


@dataclass(frozen=True, slots=True)
class _Droits:
    """The rights that count in the exercice, with what the method divides them by."""

    reservataire: EntreeReservataire
    methode: str
    territoire: Territoire
    departement: Territoire
    lots: tuple[LotDroits, ...]
    etalements: tuple[tuple[Etalement, Fraction], ...]

    @classmethod
    def read(cls, reservataire: EntreeReservataire, entree: EntreeConversion, methode: str) -> _Droits:
        """Keep the rights that still run, and the étalements when the method reads them."""
        annuels = [(e, e.annuels(entree.exercice)) for e in reservataire.etalements if methode == "droits_uniques"]
        return cls(
            reservataire=reservataire,
            methode=methode,
            territoire=entree.territoire(reservataire.portee),
            departement=entree.territoire(DEPARTEMENT),
            lots=tuple(lot for lot in reservataire.lots if lot.is_en_cours(entree.exercice)),
            etalements=tuple((e, nombre) for e, nombre in annuels if nombre),
        )

    @property
    def nombre(self) -> int:
        return sum(lot.nombre for lot in self.lots)

    @property
    def rotation(self) -> Fraction:
        """Rate assumed for the rights whose own is unknown."""
        return self.territoire.rotation or self.departement.rotation

    @property
    def base(self) -> Fraction:
        """What the rights are divided by."""
        match self.methode:
            case "droits_uniques":
                return self.territoire.flux_prevu
            case "ponderee_rotation":
                return self.territoire.parc_eligible * self.rotation
            case _:
                return Fraction(self.territoire.parc_eligible)

    @property
    def rapport_net(self) -> Fraction:
        """What brings the yearly product of lasting rights, which is gross, to the base that it is divided by."""
        return self.territoire.rapport_net(self.rotation) if self.methode == "droits_uniques" else ONE

    @property
    def annuels(self) -> Fraction:
        """Yearly product of the lasting rights, gross: Σ n × τ."""
        return sum((lot.nombre * lot.taux(self.rotation) for lot in self.lots), Fraction(0))

    @property
    def negocies(self) -> Fraction:
        """Droits uniques already negotiated, of the year: dwellings to give, net by nature."""
        return sum((nombre for _, nombre in self.etalements), Fraction(0))

    def poids(self) -> tuple[Fraction, Fraction]:
        """Weight of the rights born of a guarantee of a collectivité, then of the others."""
        is_par_rotation, net = self.methode in _PAR_ROTATION, self.rapport_net
        poids: list[tuple[str, Fraction]] = [(etalement.nature, nombre) for etalement, nombre in self.etalements]
        poids += [
            (lot.nature, lot.nombre * (lot.taux(self.rotation) * net if is_par_rotation else ONE)) for lot in self.lots
        ]
        total = sum((n for _, n in poids), Fraction(0))
        if self.reservataire.type not in COLLECTIVITES:
            return Fraction(0), total
        garantie = sum((n for nature, n in poids if nature == "garantie"), Fraction(0))
        return garantie, total - garantie

    def split(self) -> tuple[Fraction, Fraction]:
        """Part born of guarantees, then the rest; nothing when there is nothing to divide by."""
        garantie, autre = self.poids()
        return (garantie / self.base, autre / self.base) if self.base else (Fraction(0), Fraction(0))

    def split_negociee(self) -> tuple[Fraction, Fraction]:
        """Negotiated part, split as the rights are; without rights, a collectivité's is taken as born of guarantees."""
        part = self.reservataire.part_negociee or Fraction(0)
        garantie, autre = self.poids()
        if not garantie + autre:
            return (part, Fraction(0)) if self.reservataire.type in COLLECTIVITES else (Fraction(0), part)
        return part * garantie / (garantie + autre), part * autre / (garantie + autre)

    def hypotheses(self) -> Iterator[str]:
        """Yield what the method assumes: for want of data, and of the rights that others let him use."""
        if self.methode != "negociee":
            yield from self.reservataire.delegations
        inconnus = sum(lot.nombre for lot in self.lots if not lot.rotation)
        if self.methode in _PAR_ROTATION and inconnus:
            origine = self.territoire if self.territoire.rotation else self.departement
            yield (
                f"Rotation inconnue pour {ecrire_nombre(inconnus)} droits : celle du territoire {origine.nom}, "
                f"{render_part(origine.rotation)}, est supposée."
            )
        if self.methode == "ponderee_rotation" and not self.territoire.rotation:
            yield (
                f"Rotation du territoire {self.territoire.nom} inconnue ou nulle : celle du département, "
                f"{render_part(self.departement.rotation)}, est supposée."
            )
        if self.methode == "negociee" and not self.nombre and self.split_negociee()[0]:
            yield "Nature des droits inconnue : la part négociée est comptée comme née de garanties d’emprunt."

    def anomalies(self, part_brute: Fraction) -> Iterator[Anomalie]:
        """Yield what must be known or settled."""
        qui, portee = self.reservataire, self.reservataire.portee
        if self.methode == "negociee":
            if qui.part_negociee is None:
                message = f"{qui.nom} : part négociée non renseignée, comptée 0 ; attendu : la part de la convention."
                yield Anomalie("part_negociee_absente", message, portee, (qui.id,), gravite="bloquant")
        elif not self.base and (self.nombre or self.etalements):
            absent = "flux prévu" if self.methode == "droits_uniques" else "parc éligible"
            message = f"{self.territoire.nom} : aucun {absent} ; {qui.nom} n’y a aucune part cette année."
            yield Anomalie("territoire_vide", message, portee, (qui.id,))
        if self.methode == "droits_uniques" and part_brute > 1:
            excedent = sum(self.poids()) - self.territoire.flux_prevu
            message = (
                f"{qui.nom} : {ecrire_nombre(excedent)} droits uniques de plus que le flux de {self.territoire.nom} ; "
                "ils sont reportés sur les exercices suivants."
            )
            yield Anomalie("droits_uniques_reportes", message, portee, (qui.id,))
        if qui.type not in COLLECTIVITES and any(lot.nature == "garantie" and lot.nombre for lot in self.lots):
            message = f"{qui.nom} n’est pas une collectivité : ses garanties n’entrent pas dans le plafond commun."
            yield Anomalie("garantie_hors_plafond", message, portee, (qui.id,))

    def etapes(self, part_brute: Fraction) -> Iterator[Etape]:
        """Yield the steps from the rights to the part."""
        yield Etape("droits", "Droits en cours", self.nombre, "logements", source=_REGISTRE)
        if echus := sum(lot.nombre for lot in self.reservataire.lots) - self.nombre:
            yield Etape("echus", "Droits échus, non comptés", echus, "logements", source=_REGISTRE)
        source = SOURCES_METHODES[self.methode]
        if self.methode == "negociee":
            source = self.reservataire.source_negociee or source
            yield Etape("part_brute", "Part négociée", part_brute, "fraction", source=source)
            return
        if self.methode in _PAR_ROTATION:
            yield from self._etapes_uniques(source)
        noms = {"droits_uniques": "Flux prévu", "ponderee_rotation": "Parc éligible × rotation"}
        yield Etape("base", noms.get(self.methode, "Parc éligible"), self.base, "logements", source=_TERRITOIRE)
        poids = ecrire_nombre(sum(self.poids(), Fraction(0)))
        calcul = f"{poids} ÷ {ecrire_nombre(self.base)}" if self.base else "rien à partager"
        yield Etape("part_brute", "Part avant plafonds", part_brute, "fraction", calcul, source)

    def _etapes_uniques(self, source: Source) -> Iterator[Etape]:
        """Yield the droits uniques of the year: what rights produce, what of it enters the flux, what was agreed."""
        unite = "droits uniques"
        is_ponderee = self.methode == "ponderee_rotation"
        code = "droits_uniques" if is_ponderee else "annuels"
        yield Etape(code, "Droits uniques annuels", self.annuels, unite, "Σ droits × rotation", source)
        if is_ponderee:
            return
        net = self.rapport_net
        calcul = (
            f"{ecrire_nombre(self.territoire.flux_prevu)} ÷ "
            f"{ecrire_nombre(self.territoire.parc_eligible * self.rotation)} libérés"
        )
        yield Etape("rapport_net", "Part des libérations qui entre dans le flux", net, "fraction", calcul, _NET)
        if self.etalements:
            yield Etape("negocies", "Droits uniques déjà négociés, de l’année", self.negocies, unite, "", _REGISTRE)
        total = self.annuels * net + self.negocies
        calcul = f"{ecrire_nombre(self.annuels)} × {render_part(net)}"
        calcul += f" + {ecrire_nombre(self.negocies)}" if self.etalements else ""
        yield Etape("droits_uniques", "Droits uniques de l’année, dans le flux", total, unite, calcul, source)
