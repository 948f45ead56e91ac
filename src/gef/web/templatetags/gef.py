"""Components and formats of the pages, described in docs/composants.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import template
from django.forms import BoundField
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gef.actions.vues import keep_requete
from gef.core.horloges import CONSEQUENCES, ETAPES_DELAI
from gef.core.motifs import Explication
from gef.outputs import nombres
from gef.outputs.explication import NATURES, lignes_expliquees
from gef.outputs.graphiques import Figure
from gef.outputs.tables import Table
from gef.web.composants import Chiffre, EtapeAnnee
from gef.web.navigation import list_entries
from gef.web.tableaux import Cellule, Mode, Rangee, VueTableau, montrer_table
from gef.web.vues import list_vues_listees

register = template.Library()

ENCARTS: Final = {"success": "fait", "warning": "attention", "error": "erreur"}
MARQUES: Final[Mapping[str, str]] = {
    "retard": '<b class="retard">{}</b>',
    "avance": '<b class="avance">{}</b>',
    "doux": '<span class="doux">{}</span>',
    "legal": '<span class="etiq legal">{}</span>',
    "local": '<span class="etiq local">{}</span>',
    **{etat: f'<span class="etat {etat}">{{}}</span>' for etat in ("attente", "fait", "cours", "alerte", "bloque")},
}
TAGS: Final = {"legale": "legal", "locale": "local"}


@register.filter
def entier(valeur: nombres.Nombre | None) -> str:
    """12345 → « 12 345 »."""
    return "" if valeur is None else nombres.entier(valeur)


@register.filter
def decimal(valeur: nombres.Nombre | None, decimales: int = 2) -> str:
    """Fraction(117, 25) → « 4,68 »."""
    return "" if valeur is None else nombres.decimal(valeur, decimales)


@register.filter
def solde(valeur: nombres.Nombre | None, decimales: int = 2) -> str:
    """Fraction(3, 5) → « +0,60 »."""
    return "" if valeur is None else nombres.solde(valeur, decimales)


@register.filter
def taux(valeur: nombres.Nombre | None, decimales: int = 1) -> str:
    """Fraction(4, 23) → « 17,4 % »."""
    return "" if valeur is None else nombres.taux(valeur, decimales)


@register.filter
def logements(valeur: nombres.Nombre | None, decimales: int = 2) -> str:
    """254 → « 254 logements »."""
    return "" if valeur is None else nombres.logements(valeur, decimales)


@register.filter
def pluriel(valeur: int | None, noms: str) -> str:
    """2|pluriel:"bail,baux" → « 2 baux »; one name takes an s."""
    singulier, _, pluriel_ecrit = noms.partition(",")
    return "" if valeur is None else nombres.pluriel(valeur, singulier, pluriel_ecrit)


@register.filter
def date_longue(jour: date | None) -> str:
    """« 28 février 2026 »."""
    return "" if jour is None else nombres.date_longue(jour)


@register.filter
def date_courte(jour: date | None) -> str:
    """« 10 oct. 2026 », for ledgers only."""
    return "" if jour is None else nombres.date_courte(jour)


@register.filter
def instant(moment: datetime | None) -> str:
    """« 3 novembre 2026 à 10 h 42 », in the time zone of the site."""
    return "" if moment is None else nombres.instant(timezone.localtime(moment))


@register.filter
def duree(valeur: int | timedelta | None) -> str:
    """« 12 jours »."""
    return "" if valeur is None else nombres.duree(valeur)


@register.filter
def classe_encart(niveau: str) -> str:
    """Kind of callout of a message of Django."""
    return ENCARTS.get(niveau, "")


@register.inclusion_tag("gef/composants/navigation.html", takes_context=True)
def navigation(context: RequestContext) -> dict[str, Any]:
    """Print the main navigation for the actor of the page."""
    return {"liens": list_entries(context["request"], context.get("acteur"))}


@register.inclusion_tag("gef/composants/tableau.html")
def tableau(vue: VueTableau | Table, mode: Mode | str = "", niveau: str = "caption") -> dict[str, Any]:
    """Print a table, with its controls when it comes from `repondre_tableau`.

    `mode` says how a phone shows it ("mince", "fiches", "figee"); by default, what suits its columns. `niveau` is
    "caption" (its title shows) or "cache" (a heading of the page already says it).
    """
    prete = montrer_table(vue) if isinstance(vue, Table) else vue
    return {"vue": prete, "mode": mode or prete.mode, "niveau": niveau}


@register.simple_tag
def rangee(prete: Rangee) -> SafeString:
    """Print a row: in Python, because a page has hundreds of cells and a template engine feels each."""
    classe = format_html(' class="{}"', prete.genre) if prete.genre else ""
    return format_html(
        '<tr role="row"{}>{}</tr>', classe, format_html_join("", "{}", ((_cell(c),) for c in prete.cellules))
    )


def _cell(cellule: Cellule) -> SafeString:
    classe = format_html(' class="{}"', cellule.classe) if cellule.classe else ""
    if cellule.is_entete:
        return format_html('<th scope="row" role="rowheader"{}>{}</th>', classe, _content(cellule))
    contenu = _content(cellule)
    # An empty cell says nothing on a phone, where it would leave its label alone.
    etiquette = format_html(' data-l="{}"', cellule.etiquette) if contenu else ""
    return format_html('<td role="cell"{}{}>{}</td>', classe, etiquette, contenu)


def _content(cellule: Cellule) -> SafeString | str:
    texte: SafeString | str = cellule.texte
    if texte and cellule.marque:
        texte = format_html(MARQUES[cellule.marque], texte)
    if texte and cellule.lien:
        texte = format_html('<a href="{}">{}</a>', cellule.lien, texte)
    return format_html("<span>{}<small>{}</small></span>", texte, cellule.detail) if cellule.detail else texte


@register.inclusion_tag("gef/composants/origine.html")
def origine(explication: Explication, question: str = "D’où vient ce chiffre\u202f?", lien: str = "") -> dict[str, Any]:
    """Print, folded, the steps that lead to a figure; `lien` opens the page of the whole proof."""
    return {"explication": explication, "lignes": lignes_expliquees(explication), "question": question, "lien": lien}


@register.inclusion_tag("gef/composants/chiffres.html")
def chiffres(liste: Iterable[Chiffre]) -> dict[str, Any]:
    """Print key figures as one line of account."""
    return {"chiffres": liste}


@register.inclusion_tag("gef/composants/annee.html")
def annee(etapes: Iterable[EtapeAnnee]) -> dict[str, Any]:
    """Print the steps of the year."""
    return {"etapes": etapes}


@register.inclusion_tag("gef/composants/graphique.html")
def graphique(figure: Figure, titre: str, precision: str = "") -> dict[str, Any]:
    """Print a chart: a title that states the finding, then unit and date; the page shows its table beside."""
    # The markup is ours: gef.outputs.graphiques escapes the texts and lets through no style, no script.
    ample, etroit = mark_safe(figure.ample), mark_safe(figure.etroit)  # noqa: S308
    return {"figure": figure, "ample": ample, "etroit": etroit, "titre": titre, "precision": precision}


@register.inclusion_tag("gef/composants/champ.html")
def champ(field: BoundField) -> dict[str, Any]:
    """Print a field of a form: label, help, control, error."""
    return {"field": field, "is_groupe": field.use_fieldset}


@register.inclusion_tag("gef/composants/ariane.html")
def ariane(*couples: str) -> dict[str, Any]:
    """Print the breadcrumbs: label, address, label, address, … and last the label of this page."""
    return {"liens": tuple(zip(couples[:-1:2], couples[1::2], strict=True)), "page": couples[-1]}


@register.inclusion_tag("gef/composants/vide.html")
def vide(titre: str, texte: str = "") -> dict[str, Any]:
    """Print what will come here and why it matters."""
    return {"titre": titre, "texte": texte}


@register.simple_tag
def etat(genre: str, texte: str) -> SafeString:
    """Print a state: shape and word; `genre` is attente, fait, cours, alerte or bloque."""
    return format_html('<span class="etat {}">{}</span>', genre, texte)


@register.simple_tag
def etiquette(nature: str) -> SafeString:
    """Print the nature of a rule, from `Source.nature`: solid when the law binds, dashed when it was agreed."""
    return format_html('<span class="etiq {}">{}</span>', TAGS.get(nature, ""), NATURES[nature])


@register.simple_block_tag
def encart(content: str, genre: str = "", titre: str = "") -> SafeString:
    """Print a callout around its content; `genre` is "", attention, erreur or fait."""
    tete = format_html("<b>{}</b>", titre) if titre else ""
    return format_html('<div class="encart {}">{}{}</div>', genre, tete, content)


@register.inclusion_tag("gef/composants/vues.html", takes_context=True)
def vues_enregistrees(context: RequestContext) -> dict[str, Any]:
    """Print, folded, the reader's views of this page, and what names the one that it shows."""
    request, acteur = context["request"], context["acteur"]
    page, requete = request.resolver_match.view_name, keep_requete(request.GET.urlencode())
    return {
        "vues": list_vues_listees(acteur, page, requete),
        "page": page,
        "requete": requete,
        "is_membre": not acteur.is_assistance,
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def etape_delai(code: str) -> str:
    """Say what a delay is for: « réponse du ménage à l’offre »."""
    libelle = ETAPES_DELAI[code]
    return libelle[:1].upper() + libelle[1:]


@register.filter
def suite_delai(code: str) -> str:
    """Say what a convention proposes once a delay is over."""
    return CONSEQUENCES[code]
