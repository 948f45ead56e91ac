"""What each change does to the inputs of a scenario, and how it is said: what was, what is.

Source:
    docs/metier/scenarios.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from gef.core.assiette import EntreeAssiette, Soustraction
from gef.core.base_scenario import EntreeReference, spread_flux
from gef.core.changements import (
    LIBELLES_FONDEMENTS,
    LIBELLES_RETRAITS,
    Changement,
    ChangementLiberations,
    ChangementMethode,
    ChangementPart,
    ChangementPlafond,
    ChangementPrevision,
    ChangementRotation,
    DroitAjoute,
    DroitEteint,
    Livraison,
    Retrait,
    order_changements,
)
from gef.core.conversion import EntreeConversion, EntreeReservataire
from gef.core.droits_uniques import LIBELLES_NATURES, LotDroits
from gef.core.errors import DonneeInvalideError
from gef.core.methodes import LIBELLES_METHODES
from gef.core.motifs import Etape, Source
from gef.core.parts import ONE
from gef.core.plafonds import LIBELLES_PLAFONDS, render_part
from gef.core.rotation import LIBELLES_CATEGORIES, ecrire_nombre, ecrire_taux
from gef.core.seuils import Derogation, SeuilLegal
from gef.core.territoires import DEPARTEMENT, Territoire

ZERO = Fraction(0)
HYPOTHESE = Source("hypothèse du scénario", "calcul")
MINIMUM = "minimum_bailleur"
LIBELLES_BORNES: Mapping[str, str] = {**LIBELLES_PLAFONDS, MINIMUM: "Minimum gardé par le bailleur"}


def appliquer_changements(
    reference: EntreeReference, changements: Iterable[Changement]
) -> tuple[EntreeReference, tuple[Etape, ...]]:
    """Change the inputs, in the order of `gef.core.changements.ORDRE`.

    Args:
        reference: The base.
        changements: Any order.

    Returns:
        The inputs once changed, and one step per change with what it was and what it is.

    Raises:
        DonneeInvalideError: a réservataire or a commune is unknown, more is taken than there is, two changes cannot
            both hold, or the changed inputs are refused by the calculation that reads them.
    """
    ordered = order_changements(changements)
    changed, etapes = reference, []
    for rank, changement in enumerate(ordered, start=1):
        changed, libelle, effet = _EFFETS[changement.genre](changed, changement)
        etapes.append(Etape(f"changement_{rank}", libelle, effet, source=HYPOTHESE))
    negocies = [c.reservataire for c in ordered if isinstance(c, ChangementPart)]
    if negocies and changed.methode != "negociee":
        raise DonneeInvalideError(
            f"Scénario, part négociée de {', '.join(negocies)} : sans effet par la méthode "
            f"« {LIBELLES_METHODES[changed.methode]} » ; attendu : la méthode « {LIBELLES_METHODES['negociee']} »."
        )
    return spread_flux(reference, changed), tuple(etapes)


Effet = tuple[EntreeReference, str, str]


def _add_programme(reference: EntreeReference, change: Livraison) -> Effet:
    opened = _open_commune(reference.conversion, change)
    moved, nom, effet = _move_parc(replace(reference, conversion=opened), change.commune, change.logements)
    libelle = f"Programme livré, {nom}"
    if change.reservataire:
        moved, _, gained = _add_droits(moved, DroitAjoute(change.reservataire, change.droits, change.nature))
        effet = f"{effet} ; {change.reservataire} : {gained}"
    return moved, libelle, effet


def _remove_logements(reference: EntreeReference, change: Retrait) -> Effet:
    moved, nom, effet = _move_parc(reference, change.commune, -change.logements)
    if change.reservataire:
        moved, _, lost = _end_droits(moved, DroitEteint(change.reservataire, nombre=change.droits))
        effet = f"{effet} ; {change.reservataire} : {lost}"
    return moved, f"Logements {LIBELLES_RETRAITS[change.motif]}, {nom}", effet


def _open_commune(conversion: EntreeConversion, change: Livraison) -> EntreeConversion:
    """Add the commune, and its EPCI, when the bailleur owned nothing there."""
    if change.commune in conversion.communes:
        return conversion
    rotation = conversion.territoire(DEPARTEMENT).rotation
    known = {t.portee for t in conversion.territoires}
    portees = [f"commune:{change.commune}", *([f"epci:{change.epci}"] if change.epci else [])]
    added = (Territoire(p, p.partition(":")[2], 0, ZERO, rotation) for p in portees if p not in known)
    return replace(
        conversion,
        territoires=(*conversion.territoires, *added),
        communes={**conversion.communes, change.commune: change.epci},
    )


def _move_parc(reference: EntreeReference, commune: str, logements: int) -> tuple[EntreeReference, str, str]:
    """Add dwellings to a commune and to what contains it; below zero, take them away."""
    conversion = reference.conversion
    if commune not in conversion.communes:
        connues = ", ".join(sorted(conversion.communes))
        raise DonneeInvalideError(f"Scénario, commune {commune} : inconnue ; attendu : {connues}.")
    place = conversion.territoire(f"commune:{commune}")
    if place.parc_eligible + logements < 0:
        raise DonneeInvalideError(
            f"Scénario, {place.nom} : {ecrire_nombre(-logements)} logements retirés de "
            f"{ecrire_nombre(place.parc_eligible)} ; attendu : pas plus que le parc éligible de la commune."
        )
    portees = {DEPARTEMENT, place.portee, f"epci:{conversion.communes[commune]}"}
    territoires = tuple(
        replace(t, parc_eligible=t.parc_eligible + logements) if t.portee in portees else t
        for t in conversion.territoires
    )
    assiette = replace(reference.assiette, parc=reference.assiette.parc + logements)
    effet = f"{ecrire_nombre(place.parc_eligible)} → {ecrire_nombre(place.parc_eligible + logements)} logements"
    return (
        replace(reference, assiette=assiette, conversion=replace(conversion, territoires=territoires)),
        place.nom,
        effet,
    )


def _add_droits(reference: EntreeReference, change: DroitAjoute) -> Effet:
    holder = _find(reference, change.reservataire)
    lot = LotDroits(change.nombre, change.nature, change.rotation, change.echeance)
    changed = replace(holder, lots=(*holder.lots, lot))
    libelle = f"Droits ajoutés, {holder.nom} ({LIBELLES_NATURES[change.nature]})"
    return _put(reference, changed), libelle, _describe_droits(reference, holder, changed)


def _end_droits(reference: EntreeReference, change: DroitEteint) -> Effet:
    """End rights among those that still run: a named line, or the earliest to end first."""
    holder, exercice = _find(reference, change.reservataire), reference.conversion.exercice
    if change.ligne is not None and change.ligne > len(holder.lots):
        raise DonneeInvalideError(
            f"Scénario, droits éteints de {holder.nom}, ligne {change.ligne} : elle n’existe pas ; "
            f"attendu : de 1 à {len(holder.lots)}."
        )
    ranks = [r for r, lot in enumerate(holder.lots) if lot.is_en_cours(exercice) and change.ligne in (None, r + 1)]
    held = sum(holder.lots[r].nombre for r in ranks)
    left = held if change.nombre is None else change.nombre
    if left > held or not held:
        raise DonneeInvalideError(
            f"Scénario, droits éteints de {holder.nom} : {left} pour {held} en cours ; "
            "attendu : pas plus que ses droits."
        )
    lots = list(holder.lots)
    for rank in sorted(ranks, key=lambda r: (lots[r].echeance is None, lots[r].echeance or 0, r)):
        taken = min(left, lots[rank].nombre)
        lots[rank] = replace(lots[rank], nombre=lots[rank].nombre - taken)
        left -= taken
    changed = replace(holder, lots=tuple(lots))
    return _put(reference, changed), f"Droits éteints, {holder.nom}", _describe_droits(reference, holder, changed)


def _describe_droits(reference: EntreeReference, before: EntreeReservataire, after: EntreeReservataire) -> str:
    counts = (
        sum(lot.nombre for lot in r.lots if lot.is_en_cours(reference.conversion.exercice)) for r in (before, after)
    )
    return f"{' → '.join(ecrire_nombre(count) for count in counts)} droits"


def _change_rotation(reference: EntreeReference, change: ChangementRotation) -> Effet:
    return _change_contingent(reference, change) if change.reservataire else _change_parc(reference, change)


def _change_parc(reference: EntreeReference, change: ChangementRotation) -> Effet:
    """Change the rate of the parc, and every other rate in proportion."""
    assiette, conversion = reference.assiette, reference.conversion
    before = assiette.taux.valeur
    after = before * change.facteur if change.facteur is not None else change.valeur or ZERO
    facteur = after / before if before else ONE
    assiette = _set_taux(assiette, after)
    conversion = replace(
        conversion,
        territoires=tuple(replace(t, rotation=t.rotation * facteur) for t in conversion.territoires),
        reservataires=tuple(_scale_lots(r, facteur) for r in conversion.reservataires),
    )
    changed = replace(reference, assiette=assiette, conversion=conversion)
    return (
        changed,
        "Rotation du parc, et des contingents en proportion",
        f"{ecrire_taux(before)} → {ecrire_taux(after)}",
    )


def _change_contingent(reference: EntreeReference, change: ChangementRotation) -> Effet:
    """Change the rate that weighs one holder's rights; the dwellings freed by the parc stay what they are."""
    holder = _find(reference, change.reservataire)
    supposed = reference.conversion.territoire(holder.portee).rotation
    if change.facteur is None:
        changed = replace(holder, lots=tuple(replace(lot, rotation=change.valeur) for lot in holder.lots))
        effet = f"{ecrire_taux(change.valeur or ZERO)} pour tous ses droits"
    else:
        known = replace(holder, lots=tuple(replace(lot, rotation=lot.taux(supposed)) for lot in holder.lots))
        changed = _scale_lots(known, change.facteur)
        effet = f"× {ecrire_nombre(change.facteur, 3)}"
    return _put(reference, changed), f"Rotation du contingent, {holder.nom}", effet


def _scale_lots(reservataire: EntreeReservataire, facteur: Fraction) -> EntreeReservataire:
    lots = (lot if lot.rotation is None else replace(lot, rotation=lot.rotation * facteur) for lot in reservataire.lots)
    return replace(reservataire, lots=tuple(lots))


def _set_taux(assiette: EntreeAssiette, valeur: Fraction) -> EntreeAssiette:
    """Put another rate in place of the observed one: it is no longer founded on events."""
    source = Source(f"{HYPOTHESE.reference}, depuis : {assiette.taux.source.reference}", HYPOTHESE.nature)
    return replace(assiette, taux=replace(assiette.taux, valeur=valeur, source=source, evenements=None))


def _change_liberations(reference: EntreeReference, change: ChangementLiberations) -> Effet:
    before = reference.assiette.taux.valeur
    changed = replace(reference, assiette=_set_taux(reference.assiette, before * change.facteur))
    effet = f"× {ecrire_nombre(change.facteur, 3)} ({render_part(change.facteur - 1)})"
    return changed, "Logements libérés, à droits inchangés", effet


def _set_prevision(reference: EntreeReference, change: ChangementPrevision) -> Effet:
    """Scale the forecasts of a category, or put a single one in their place."""
    lignes = reference.assiette.soustractions
    kept = tuple(s for s in lignes if s.categorie != change.categorie)
    held = tuple(s for s in lignes if s.categorie == change.categorie)
    if change.facteur is not None:
        if not held:
            raise DonneeInvalideError(
                f"Scénario, prévision de {change.categorie} : aucune dans la base ; attendu : un nombre."
            )
        changed = tuple(replace(s, logements=s.logements * change.facteur) for s in held)
    else:
        changed = (Soustraction(change.categorie, change.nombre or ZERO, HYPOTHESE),)
    before, after = (sum((Fraction(s.logements) for s in rows), ZERO) for rows in (held, changed))
    assiette = replace(reference.assiette, soustractions=(*kept, *changed))
    libelle = f"Prévision, {LIBELLES_CATEGORIES[change.categorie]}"
    return replace(reference, assiette=assiette), libelle, f"{ecrire_nombre(before)} → {ecrire_nombre(after)} logements"


def _set_part(reference: EntreeReference, change: ChangementPart) -> Effet:
    holder = _find(reference, change.reservataire)
    source = Source(change.document or HYPOTHESE.reference, "locale" if change.document else HYPOTHESE.nature)
    changed = replace(holder, part_negociee=change.part, source_negociee=source)
    before = "non renseignée" if holder.part_negociee is None else render_part(holder.part_negociee)
    return _put(reference, changed), f"Part négociée, {holder.nom}", f"{before} → {render_part(change.part)}"


def _set_plafond(reference: EntreeReference, change: ChangementPlafond) -> Effet:
    """Set a cap aside by an act that a text allows, or suppose another cap than the law's."""
    conversion = reference.conversion
    if change.code == MINIMUM:
        before, changed = conversion.own_minimum, replace(conversion, own_minimum=change.valeur)
    else:
        seuil: SeuilLegal = getattr(conversion.plafonds, change.code)
        before, changed = seuil.valeur, _set_seuil(conversion, change, seuil)
    libelle = f"{LIBELLES_BORNES[change.code]} ({LIBELLES_FONDEMENTS[change.fondement]} : {change.clause})"
    return replace(reference, conversion=changed), libelle, f"{render_part(before)} → {render_part(change.valeur)}"


def _set_seuil(conversion: EntreeConversion, change: ChangementPlafond, seuil: SeuilLegal) -> EntreeConversion:
    """Write the act, or the supposed law, in place of the acts of the exercice on that cap."""
    others = tuple(d for d in conversion.derogations if not d.applies(change.code, conversion.exercice))
    if change.fondement == "derogation":
        source = Source(f"{HYPOTHESE.reference}, dérogation : {change.clause}", "locale")
        acte = Derogation(change.code, change.valeur, change.clause, source, exercice=conversion.exercice)
        return replace(conversion, derogations=(acte, *others))
    supposed = replace(seuil, valeur=change.valeur, source=Source(f"{HYPOTHESE.reference} : {change.clause}", "calcul"))
    plafonds = replace(conversion.plafonds, **{change.code: supposed})
    return replace(conversion, plafonds=plafonds, derogations=others)


def _set_methode(reference: EntreeReference, change: ChangementMethode) -> Effet:
    noms = (LIBELLES_METHODES[reference.methode], LIBELLES_METHODES[change.methode])
    return replace(reference, methode=change.methode), "Méthode de conversion", " → ".join(noms)


def _find(reference: EntreeReference, code: str) -> EntreeReservataire:
    found = next((r for r in reference.conversion.reservataires if r.id == code), None)
    if found is None:
        connus = ", ".join(sorted(r.id for r in reference.conversion.reservataires))
        raise DonneeInvalideError(f"Scénario, réservataire « {code} » : inconnu ; attendu : {connus}.")
    return found


def _put(reference: EntreeReference, changed: EntreeReservataire) -> EntreeReference:
    rows = tuple(changed if r.id == changed.id else r for r in reference.conversion.reservataires)
    return replace(reference, conversion=replace(reference.conversion, reservataires=rows))


_EFFETS: Mapping[str, Callable[[EntreeReference, Any], Effet]] = {
    "livraison": _add_programme,
    "droit_ajoute": _add_droits,
    "droit_eteint": _end_droits,
    "retrait": _remove_logements,
    "rotation": _change_rotation,
    "liberations": _change_liberations,
    "prevision": _set_prevision,
    "part_negociee": _set_part,
    "plafond": _set_plafond,
    "methode": _set_methode,
}
