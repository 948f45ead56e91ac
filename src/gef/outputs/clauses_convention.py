"""The articles of a convention in words, drafted from its terms: ten subjects, and what each variant adds.

Every figure is one of the terms, and its sentence says from which kept calculation it comes. What is missing is said.
The wording is ours: no clause is that of somebody else's convention.

Source:
    Source 003 (convention d’Ornex, 2025) for the ten subjects; CCH art. L. 441-1, R. 441-5 to R. 441-5-4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from gef.core.methodes import LIBELLES_METHODES
from gef.core.plafonds import render_part
from gef.core.termes import SUJETS, ExclusionConvenue, Termes
from gef.outputs.nombres import MOIS, date_longue, decimal, entier, logements, pluriel

ABSENT: Final = "non renseigné"
SEUILS: Final = (
    *("etat_plafond", "etat_agents_plafond", "etat_plancher_hors_qpv", "garanties_plafond", "mixite_hors_qpv"),
    *("prioritaires_collectivites", "prioritaires_action_logement", "prioritaires_bailleur", "mixite_qpv"),
)
VISAS: Final[Mapping[str, tuple[str, ...]]] = {
    "": (
        "Vu le code de la construction et de l’habitation, notamment ses articles L. 441-1 et R. 441-5 à R. 441-5-4 ;",
        "Vu la loi n° 2018-1021 du 23 novembre 2018, article 114, et le décret n° 2020-145 du 20 février 2020 ;",
    ),
    "etat": ("Vu l’arrêté du 19 avril 2022 relatif à la convention de réservation de l’État ;",),
    "action_logement": ("Vu l’article L. 313-26-2 du code de la construction et de l’habitation ;",),
    "collectivite": ("Vu l’article R. 441-5-3 du code de la construction et de l’habitation ;",),
    "autre": (),
}


@dataclass(frozen=True, slots=True)
class CadreDocument:
    """What the articles say that the terms do not hold.

    Attributes:
        bailleur: His name.
        reservataire: Name of the other party.
        territoire: Territory of the convention in words.
        territoires: Territory of each part in words, by code, when they differ.
        departement: Name of the département.
        debut: First day; None before it is known.
        fin: Last day, included; None before it is known.
        seuils: Shares of the law on the day of the document, by code of `gef.law`; all of `SEUILS`.
        survie: Years that a right of a guarantee outlives the loan.
    """

    bailleur: str
    reservataire: str
    territoire: str
    departement: str
    debut: date | None = None
    fin: date | None = None
    seuils: Mapping[str, Fraction] = field(default_factory=dict)
    survie: int = 0
    territoires: Mapping[str, str] = field(default_factory=dict)

    def seuil(self, code: str) -> str:
        """Write a share of the law."""
        return render_part(self.seuils[code])


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its subject, its title and its paragraphs."""

    sujet: str
    titre: str
    paragraphes: tuple[str, ...]


def rediger_articles(termes: Termes, cadre: CadreDocument) -> tuple[Article, ...]:
    """Draft the ten articles.

    Args:
        termes: The version.
        cadre: Names and days.

    Returns:
        One article per subject, in order; each has a paragraph at least.
    """
    return tuple(Article(code, titre, tuple(ARTICLES[code](termes, cadre))) for code, titre in SUJETS.items())


def list_visas(termes: Termes) -> tuple[str, ...]:
    """List the texts that the convention applies."""
    return (*VISAS[""], *VISAS[termes.variante])


def cite(termes: Termes, calcul: str) -> str:
    r"""Say from which kept run a figure comes, between parentheses; "" when none is cited.

    Examples:
        >>> from gef.core.termes import CalculCite
        >>> kept = CalculCite("assiette", 2026, 2, "", date(2026, 3, 12))
        >>> cite(Termes("etat", "06", "departement", 2026, (), (), calculs=(kept,)), "assiette")
        ' (calcul « assiette » 2026, version 2, du 12\xa0mars\xa02026)'
    """
    for row in termes.calculs:
        if row.calcul == calcul:
            return f" (calcul « {row.calcul} » {row.exercice}, version {row.version}, du {date_longue(row.fait_le)})"
    return ""


def say_part(part: Fraction | None) -> str:
    """Write a share, or that it is missing."""
    return ABSENT if part is None else render_part(part)


def say_entier(nombre: int | None) -> str:
    """Write a count, or that it is missing."""
    return ABSENT if nombre is None else entier(nombre)


def _cadre(termes: Termes, cadre: CadreDocument) -> Iterator[str]:
    yield (
        f"La présente convention fixe la part des logements du bailleur, {cadre.bailleur}, réservée au réservataire, "
        f"{cadre.reservataire}, et la manière dont cette part est servie. Elle porte sur {cadre.territoire}. Elle "
        f"est la seule entre les parties dans le département ({cadre.departement})."
    )
    if termes.justification:
        yield f"Flux infra-départemental, nécessité exposée par le réservataire : {termes.justification}"
    led = [row.nom for row in termes.signataires if row.role == "chef_de_file"]
    parties = [row.nom for row in termes.signataires if row.role == "partie"]
    if led:
        yield (
            f"{led[0]} conduit cette convention pour le compte de : {', '.join(parties)}. Chaque partie garde sa "
            "propre part, son propre compte et son propre bilan."
        )
    yield (
        "Les parties appliquent les orientations de la conférence intercommunale du logement et les engagements de la "
        "convention intercommunale d’attribution, lorsqu’elles existent, ainsi que l’accord collectif départemental."
    )


def _parc(termes: Termes, cadre: CadreDocument) -> Iterator[str]:
    yield (
        f"Le parc locatif social du bailleur, dans le département ({cadre.departement}), compte "
        f"{say_entier(termes.parc)} logements, dont {say_entier(termes.eligible)} concernés par la gestion en "
        f"flux{cite(termes, 'assiette')}."
    )
    legal = [row for row in termes.exclusions if row.nature == "legale"]
    local = [row for row in termes.exclusions if row.nature == "locale"]
    if legal:
        yield f"Restent réservés logement par logement, en application de la loi : {_list_exclusions(legal)}."
    if local:
        yield f"Sont en outre retirés par accord des parties : {_list_exclusions(local)}."
    if not legal and not local:
        yield "Aucun logement n’est retiré du parc avant le calcul du flux."
    yield (
        "Se déduisent chaque année du flux les logements nécessaires aux mutations internes, aux relogements des "
        "opérations de renouvellement urbain, de traitement des copropriétés dégradées et de lutte contre l’habitat "
        "indigne, et aux ventes (CCH art. R. 441-5). Leur prévision est notifiée avant le 28 février."
    )


def _list_exclusions(rows: Iterable[ExclusionConvenue]) -> str:
    words = []
    for row in rows:
        document = f", {row.document}" if row.document else ""
        words.append(f"{row.libelle} ({pluriel(row.logements, 'logement')}{document})")
    return " ; ".join(words)


def _stock(termes: Termes, cadre: CadreDocument) -> Iterator[str]:
    for row in termes.parts:
        known = pluriel(row.droits, "droit") if row.droits is not None else "un nombre de droits non renseigné"
        yield f"L’état des lieux établit {known} de réservation en cours au nom de {row.nom}."
    if termes.variante == "action_logement":
        for row in termes.parts:
            if row.uniques is None:
                yield (
                    f"Le stock de droits uniques de {row.nom} n’est pas établi : des droits n’ont pas de terme, ou "
                    "leurs attributions passées ne sont pas connues."
                )
            else:
                yield (
                    f"Restent à servir {decimal(row.uniques)} droits uniques{cite(termes, 'droits-uniques')}. Chaque "
                    "attribution en éteint un ; ceux que le flux de l’année ne sert pas sont reportés sur la suivante."
                )
    if termes.variante == "collectivite":
        yield (
            f"Les droits nés d’une garantie d’emprunt survivent {cadre.survie} ans au dernier paiement qui rembourse "
            f"le prêt, au profit de la commune ou de l’EPCI garant ; {cadre.bailleur} l’avise de ce paiement. Toutes "
            f"garanties réunies, ils ne dépassent pas {cadre.seuil('garanties_plafond')} du flux annuel du "
            "territoire (CCH art. R. 441-5-3)."
        )
    yield "Chaque partie peut contester une ligne de l’état des lieux ; la réponse et la correction y sont inscrites."


def _flux(termes: Termes, cadre: CadreDocument) -> Iterator[str]:
    known = logements(termes.assiette) if termes.assiette is not None else ABSENT
    yield (
        f"Flux prévu en {termes.exercice} : {known}, au taux de rotation de {say_part(termes.taux)}"
        f"{' (' + termes.source_taux + ')' if termes.source_taux else ''}{cite(termes, 'assiette')}. Ce nombre est une "
        "prévision ; l’engagement est le pourcentage."
    )
    method = LIBELLES_METHODES[termes.methode].lower() if termes.methode else ABSENT
    for row in termes.parts:
        yield f"{row.nom} : {say_part(row.part)} du flux, sur {cadre.territoires.get(row.portee, cadre.territoire)}."
    yield f"Méthode de conversion des droits : {method}{cite(termes, 'parts-retenues')}."
    if termes.variante == "etat":
        yield (
            f"Les deux parts de l’État ne dépassent pas ensemble {cadre.seuil('etat_plafond')} du flux, dont "
            f"{cadre.seuil('etat_agents_plafond')} du même flux au plus pour les agents civils et militaires. Sauf "
            "stipulation contraire, elles s’appliquent également dans chaque commune, et font au moins "
            f"{cadre.seuil('etat_plancher_hors_qpv')} du flux hors quartiers prioritaires de la politique de la "
            "ville (CCH art. R. 441-5-2)."
        )
    yield (
        "Le bailleur oriente chaque logement libéré en tenant compte de l’équité entre réservataires pour la "
        "localisation, le financement et la typologie, et de l’occupation de la résidence. Il garde le motif de "
        "chaque orientation."
    )


_GESTIONS: Final[Mapping[str, str]] = {
    "directe": "Gestion directe : le réservataire désigne ses candidats pour chaque logement qui lui est transmis.",
    "deleguee": "Gestion déléguée : le bailleur désigne les candidats pour le compte du réservataire.",
    "mixte": "Gestion mixte : le réservataire désigne, sauf pour les logements que le bailleur requalifie.",
}
_DECOMPTES: Final[Mapping[str, str]] = {
    "orientation": "dès son orientation",
    "proposition": "lorsqu’il lui est proposé",
    "attribution": "à son attribution en commission",
    "bail": "à la signature du bail",
}


def _gestion(termes: Termes, cadre: CadreDocument) -> Iterator[str]:
    del cadre
    yield _GESTIONS[termes.mode_gestion]
    for row in termes.parts:
        if row.mode_gestion:
            yield f"Pour {row.nom} : {_GESTIONS[row.mode_gestion][0].lower()}{_GESTIONS[row.mode_gestion][1:]}"
    if termes.mode_gestion == "mixte" and termes.requalifie_min is not None:
        yield f"{render_part(termes.requalifie_min)} au moins des logements orientés dans l’année sont requalifiables."
    refused = "reste compté" if termes.politique_refus == "compte" else "n’est pas compté"
    silent = "reste compté" if termes.politique_silence == "compte" else "n’est pas compté"
    yield (
        f"Un logement est décompté au réservataire {_DECOMPTES[termes.declencheur]}. S’il le refuse, il {refused} ; "
        f"s’il garde le silence au-delà du délai, il {silent}."
    )
    yield (
        "Les délais convenus sont ceux du tableau qui suit. Passé un délai, la suite prévue est proposée ; une "
        "personne la confirme, et le motif est gardé."
        if termes.delais
        else "Les parties n’ont pas convenu de délais propres ; ceux du bailleur s’appliquent, et sont communiqués."
    )


def _objectifs(termes: Termes, cadre: CadreDocument) -> Iterator[str]:
    known = pluriel(termes.objectif, "logement") if termes.objectif is not None else ABSENT
    yield (
        f"L’objectif de {termes.exercice} est de {known}, réparti par commune en annexe{cite(termes, 'objectifs')}. "
        "La part est contractuelle ; le nombre de logements suit les libérations."
    )
    if termes.indicatifs:
        yield (
            "À titre indicatif, sans qu’aucun programme puisse être désigné, les parties visent : "
            f"{' ; '.join(f'{render_part(row.part)} en {row.describe()}' for row in termes.indicatifs)}."
        )
    if termes.contribution:
        yield f"Contribution de {cadre.reservataire} : {termes.contribution}"


def _attribution(termes: Termes, cadre: CadreDocument) -> Iterator[str]:
    yield _say_obligation(termes.variante, cadre)
    yield (
        f"Sur chaque EPCI soumis à la réforme des attributions, {cadre.seuil('mixite_hors_qpv')} au moins des "
        "attributions suivies de bail hors quartiers prioritaires vont à des demandeurs du premier quartile de "
        "ressources ou à des ménages relogés. En quartier prioritaire, à défaut d’objectif local, "
        f"{cadre.seuil('mixite_qpv')} au moins des attributions vont aux demandeurs des autres quartiles (CCH art. "
        "L. 441-1)."
    )
    yield (
        f"Programmes neufs : {cadre.bailleur} réunit les réservataires concernés avant la mise en service. La première "
        "location se gère en stock ; les logements entrent ensuite dans le flux. "
        f"{termes.premieres_locations}".strip()
    )
    yield (
        "Relogements du renouvellement urbain : la contribution de chaque réservataire est celle de la charte de "
        "relogement. "
        f"{termes.npnru}".strip()
    )
    for row in termes.derogations:
        year = f", pour {row.exercice}" if row.exercice else ""
        yield f"Stipulation dérogatoire ({row.document}{year}), valeur {render_part(row.valeur)} : « {row.clause} »"


_PUBLICS: Final = "aux ménages bénéficiant d’une décision DALO ou, à défaut, aux publics prioritaires"


def _say_obligation(variante: str, cadre: CadreDocument) -> str:
    if variante == "etat":
        return (
            "Les logements de la part « publics prioritaires » sont attribués aux personnes prioritaires que "
            "désigne le préfet ; ceux de la part « agents », aux agents civils et militaires de l’État (CCH art. R. "
            "441-5-2)."
        )
    if variante == "action_logement":
        return (
            f"Action Logement consacre {cadre.seuil('prioritaires_action_logement')} au moins de ses attributions "
            f"{_PUBLICS}, salariés ou demandeurs d’emploi (CCH art. L. 313-26-2)."
        )
    if variante == "collectivite":
        return (
            f"{cadre.seuil('prioritaires_collectivites')} au moins des attributions annuelles des logements réservés "
            f"vont {_PUBLICS} (CCH art. L. 441-1). À défaut, le préfet attribue le nombre manquant, qui s’impute sur "
            "la part de la collectivité."
        )
    return (
        f"Le bailleur consacre {cadre.seuil('prioritaires_bailleur')} au moins de ses attributions non réservées "
        f"{_PUBLICS} (CCH art. L. 441-1) ; le réservataire y concourt."
    )


def _evaluation(termes: Termes, cadre: CadreDocument) -> Iterator[str]:
    yield (
        f"Avant le 28 février de chaque année, {cadre.bailleur} adresse au réservataire le bilan de l’année écoulée "
        ": logements proposés et attribués par réservataire, typologie, financement, situation en ou hors quartier "
        "prioritaire, commune et période de construction (CCH art. R. 441-5-1)."
    )
    yield (
        "Le bilan donne aussi la part des propositions, des attributions et des baux dans les libérations, les publics "
        "prioritaires, les refus par cause, les attributions hors flux et le solde reporté."
    )
    if termes.evaluation:
        yield termes.evaluation


def _actualisation(termes: Termes, cadre: CadreDocument) -> Iterator[str]:
    del cadre
    yield (
        "La convention s’actualise chaque année pour tenir compte des programmes mis en service et des droits "
        "arrivés à leur terme (CCH art. R. 441-5). L’actualisation prend la forme d’un avenant qui met l’annexe à "
        "jour."
    )
    yield (
        f"Une revoyure se tient chaque année au mois de {MOIS[termes.revoyure - 1]} : la prévision y est comparée au "
        "réalisé."
    )
    if termes.actualisation:
        yield termes.actualisation


def _duree(termes: Termes, cadre: CadreDocument) -> Iterator[str]:
    if cadre.debut and cadre.fin:
        period = f", du {date_longue(cadre.debut)} au {date_longue(cadre.fin)} inclus pour sa première période"
    else:
        period = ", à compter de son entrée en vigueur"
    yield f"La convention est conclue pour {termes.duree.libelle}{period}."
    yield (
        "Chaque partie peut la dénoncer par écrit, en disant pourquoi, avec un préavis de "
        f"{pluriel(termes.duree.preavis, 'mois', 'mois')}. Les "
        "logements déjà orientés restent servis ; le solde du compte est arrêté au dernier jour."
    )
    if termes.variante == "etat":
        yield (
            "Si le bailleur ne respecte pas la convention, le préfet peut y mettre fin deux mois après une mise en "
            "demeure restée sans effet (CCH art. R. 441-5-2, IV)."
        )


ARTICLES: Final[Mapping[str, Callable[[Termes, CadreDocument], Iterator[str]]]] = {
    "cadre": _cadre,
    "parc": _parc,
    "stock": _stock,
    "flux": _flux,
    "gestion": _gestion,
    "objectifs": _objectifs,
    "attribution": _attribution,
    "evaluation": _evaluation,
    "actualisation": _actualisation,
    "duree": _duree,
}
