"""Named reads and the writes of the avertissements; the rules are in `gef.core.avertissements`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from gef.access.models import Appartenance, Organisation, TypeOrganisation
from gef.core.avertissements import JAMAIS
from gef.db.avertissements.models import Avertissement, Courriel, Envoi, Lecture, Preference, ReleveEcheances

COMPTES: Final = 100  # beyond, the banner says « and more »: counting costs the same however many there are
LOT: Final = 500
BEFORE_ALL: Final = datetime(1970, 1, 1, tzinfo=UTC)


def count_non_lus(utilisateur_id: int, organisation_id: int) -> int:
    """Count what a member has not read yet, in one query, up to `COMPTES`; what precedes him does not count."""
    rows = Avertissement.objects.filter(organisation_id=organisation_id, pk__gt=_last_read(utilisateur_id))
    return rows.filter(_since_member(utilisateur_id))[:COMPTES].count()


def dernier_lu(utilisateur_id: int, organisation_id: int) -> int:
    """Number of the last avertissement that a person said he had read, 0 for none."""
    row = Lecture.objects.filter(utilisateur_id=utilisateur_id, organisation_id=organisation_id).first()
    return row.dernier_lu if row else 0


def note_lecture(utilisateur_id: int, organisation_id: int, dernier: int, moment: datetime) -> None:
    """Write how far a person has read; he never reads less than before."""
    row, is_new = Lecture.objects.get_or_create(
        utilisateur_id=utilisateur_id,
        organisation_id=organisation_id,
        defaults={"dernier_lu": dernier, "lu_le": moment},
    )
    if not is_new:
        Lecture.objects.filter(pk=row.pk, dernier_lu__lt=dernier).update(dernier_lu=dernier, lu_le=moment)


def preferences_of(utilisateur_id: int, organisation_id: int) -> dict[str, str]:
    """Frequencies that a person chose in an organisation, by genre."""
    rows = Preference.objects.filter(utilisateur_id=utilisateur_id, organisation_id=organisation_id)
    return dict(rows.values_list("genre", "frequence"))


def write_preference(utilisateur_id: int, organisation_id: int, genre: str, frequence: str) -> None:
    """Write the frequency of a genre, for what is to come and for what waits to be sent."""
    Preference.objects.update_or_create(
        utilisateur_id=utilisateur_id,
        organisation_id=organisation_id,
        genre=genre,
        defaults={"frequence": frequence},
    )
    waiting = pending_envois(utilisateur_id, organisation_id).filter(avertissement__genre=genre)
    if frequence == JAMAIS:
        waiting.delete()
    else:
        waiting.update(frequence=frequence)


def bailleurs_a_relever(jour: date) -> list[Organisation]:
    """Bailleurs whose deadlines were not looked at on a day."""
    done = ReleveEcheances.objects.filter(bailleur_id=OuterRef("pk"), jour=jour)
    return list(Organisation.objects.filter(~Exists(done), type=TypeOrganisation.BAILLEUR).order_by("pk"))


def was_releve(bailleur_id: int, jour: date) -> bool:
    """Whether the deadlines of a bailleur were looked at on a day."""
    return ReleveEcheances.objects.filter(bailleur_id=bailleur_id, jour=jour).exists()


def told_cles(cles: Iterable[str]) -> set[tuple[int, str]]:
    """Which organisations were told what is told only once: (organisation, key)."""
    wanted, found = sorted(cles), set[tuple[int, str]]()
    for start in range(0, len(wanted), LOT):
        rows = Avertissement.objects.filter(cle__in=wanted[start : start + LOT])
        found |= set(rows.values_list("organisation_id", "cle"))
    return found


def write_avertissements(rows: Iterable[Avertissement]) -> None:
    """Write what is told to several organisations at once."""
    Avertissement.objects.bulk_create(rows, batch_size=LOT)


def lock_to_distribute() -> list[Avertissement]:
    """Hold the next avertissements whose e-mails are not written down, the oldest first; within a transaction."""
    rows = Avertissement.objects.filter(is_distribue=False).order_by("pk")
    return list(rows.select_for_update(no_key=True)[:LOT])


def destinataires_of(organisations: Iterable[int]) -> list[tuple[int, int]]:
    """Members of some organisations whose account is open: (organisation, person)."""
    rows = Appartenance.objects.filter(organisation_id__in=organisations, utilisateur__is_active=True)
    return list(rows.order_by("pk").values_list("organisation_id", "utilisateur_id"))


def choices_of(organisations: Iterable[int]) -> dict[tuple[int, int, str], str]:
    """Frequencies chosen in some organisations: by organisation, person and genre."""
    rows = Preference.objects.filter(organisation_id__in=organisations)
    return {(o, u, g): f for o, u, g, f in rows.values_list("organisation_id", "utilisateur_id", "genre", "frequence")}


def write_distribution(rows: Iterable[Avertissement], envois: Iterable[Envoi]) -> None:
    """Write the e-mails that some avertissements make, each once."""
    Envoi.objects.bulk_create(envois, batch_size=LOT, ignore_conflicts=True)
    Avertissement.objects.filter(pk__in=[row.pk for row in rows]).update(is_distribue=True)


def drop_without_membre() -> None:
    """Withdraw what waits for people who left, or whose account is closed."""
    stays = Appartenance.objects.filter(
        utilisateur_id=OuterRef("utilisateur_id"),
        organisation_id=OuterRef("avertissement__organisation_id"),
        utilisateur__is_active=True,
    )
    Envoi.objects.filter(~Exists(stays), courriel__isnull=True).delete()


def list_waiting() -> list[tuple[int, int]]:
    """People for whom something waits, in each organisation: (person, organisation)."""
    rows = Envoi.objects.filter(courriel__isnull=True).order_by("utilisateur_id", "avertissement__organisation_id")
    return list(rows.values_list("utilisateur_id", "avertissement__organisation_id").distinct())


def pending_envois(utilisateur_id: int, organisation_id: int) -> QuerySet[Envoi]:
    """What waits to be sent to a person for an organisation."""
    return Envoi.objects.filter(
        utilisateur_id=utilisateur_id, avertissement__organisation_id=organisation_id, courriel__isnull=True
    )


def take_envois(envois: Iterable[Envoi], utilisateur_id: int, organisation_id: int, moment: datetime) -> Courriel:
    """Put what waits into one e-mail, for the sender that holds the organisation."""
    courriel = Courriel.objects.create(utilisateur_id=utilisateur_id, organisation_id=organisation_id, pris_le=moment)
    Envoi.objects.filter(pk__in=[envoi.pk for envoi in envois], courriel__isnull=True).update(courriel=courriel)
    return courriel


def mark_parti(courriel: Courriel, moment: datetime) -> None:
    """Say that an e-mail left."""
    Courriel.objects.filter(pk=courriel.pk).update(parti_le=moment)


def release_courriel(courriel: Courriel, moment: datetime) -> None:
    """Give an e-mail up: what it holds waits again."""
    Envoi.objects.filter(courriel=courriel).update(courriel=None)
    Courriel.objects.filter(pk=courriel.pk).update(manque_le=moment)


def abandoned_courriels(before: datetime) -> list[Courriel]:
    """E-mails taken before a moment that neither left nor were given up: their sender is gone."""
    rows = Courriel.objects.filter(parti_le__isnull=True, manque_le__isnull=True, pris_le__lt=before)
    return list(rows.order_by("pk"))


def has_failed_since(utilisateur_id: int, organisation_id: int, since: datetime) -> bool:
    """Whether an e-mail to that person, for that organisation, failed lately."""
    rows = Courriel.objects.filter(utilisateur_id=utilisateur_id, organisation_id=organisation_id)
    return rows.filter(manque_le__gt=since).exists()


def _last_read(utilisateur_id: int) -> Coalesce:
    read = Lecture.objects.filter(utilisateur_id=utilisateur_id, organisation_id=OuterRef("organisation_id"))
    return Coalesce(Subquery(read.values("dernier_lu")[:1]), 0, output_field=BigIntegerField())


def _since_member(utilisateur_id: int) -> Q:
    """What was written once he was a member; a membership without a date reads everything."""
    joined = Appartenance.objects.filter(utilisateur_id=utilisateur_id, organisation_id=OuterRef("organisation_id"))
    return Q(moment__gte=Coalesce(Subquery(joined.values("depuis")[:1]), Value(BEFORE_ALL)))
