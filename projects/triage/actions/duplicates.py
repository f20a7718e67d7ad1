"""Detect possible duplicates for organisers: same SIRET, or nearly the same title, in one call."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accelerator.questionnaires.siret import number_of
from accelerator.types import Values
from accelerator.web.search import normalise
from programmes.models import Call
from projects.application.enums import ApplicationState
from projects.models import Application, Duplicate, DuplicateKey
from projects.triage.likeness import ALIKE, likeness, siret_key, title_keys

GONE = [ApplicationState.DRAFT, ApplicationState.WITHDRAWN]
MOST_COMPARED = 500
"""Dossiers that share a key: a call with more of them has other worries."""


@transaction.atomic
def note_duplicates(*, application: Application, siret: object) -> None:
    """The dossier was just sent: find those of its call that look like it, as soon as the transaction has succeeded.

    ``siret`` is its answer, if it has one. Side effects: the keys of the dossier now, its pairs and ``duplicates``
    then. Of two alike dossiers sent at one instant, the later one sees the keys of the other.
    """
    number = number_of(siret)
    keys = [*([siret_key(number)] if number else []), *title_keys(normalise(application.title))]
    application.duplicate_keys.all().delete()
    DuplicateKey.objects.bulk_create(
        DuplicateKey(application=application, call_id=application.call_id, key=key) for key in keys
    )
    transaction.on_commit(partial(pair_up, application=application), robust=True)


@transaction.atomic
def pair_up(*, application: Application) -> int:
    """Compare a dossier with those of its call that share a key; returns how many look like it.

    Side effects: its pairs, ``duplicates`` of all those concerned. 8 queries at most, whatever the size of the call.
    """
    # one after the other in a call: nobody counts pairs that another is taking away
    Call.objects.select_for_update(no_key=True).get(pk=application.call_id)
    keys = list(application.duplicate_keys.values_list("key", flat=True))
    title = normalise(application.title)
    pairs = [_pair(application, other, title) for other in _list_candidates(application, keys)]
    return _set_pairs(application, [pair for pair in pairs if pair])


@transaction.atomic
def delete_duplicates(*, application: Application) -> None:
    """Delete the duplicates of a withdrawn dossier.

    Side effects: its keys now; its pairs, ``duplicates`` of all those concerned, once the transaction has succeeded.
    """
    application.duplicate_keys.all().delete()
    transaction.on_commit(partial(pair_up, application=application), robust=True)


def _list_candidates(application: Application, keys: Sequence[str]) -> Iterable[Values]:
    """The other dossiers that share a key: their id, their title, whether the SIRET is the same one."""
    if not keys:
        return []
    shared = (
        DuplicateKey.objects.filter(call=application.call_id, key__in=keys)
        .exclude(application=application.pk)
        .exclude(application__state__in=GONE)
        .order_by("-application")
        .values("application", "application__title", "key")
    )
    candidates: dict[int, Values] = {}
    for row in shared[: MOST_COMPARED * len(keys)]:
        candidate = candidates.setdefault(
            row["application"], {"pk": row["application"], "title": row["application__title"], "keys": set()}
        )
        candidate["keys"].add(row["key"])
    return candidates.values()


def _pair(application: Application, other: Values, title: str) -> Duplicate | None:
    alike = likeness(title, normalise(other["title"]))
    same_siret = any(key.startswith(siret_key("")) for key in other["keys"])
    if not same_siret and alike < ALIKE:
        return None
    first, second = sorted((application.pk, other["pk"]))
    return Duplicate(first_id=first, second_id=second, same_siret=same_siret, likeness=alike)


def _set_pairs(application: Application, pairs: Sequence[Duplicate]) -> int:
    mine = Duplicate.objects.filter(Q(first=application) | Q(second=application))
    former = mine.values_list("first", "second")
    concerned = {pk for pair in former for pk in pair} | {
        pk for pair in pairs for pk in (pair.first_id, pair.second_id)
    }
    if not concerned:
        return 0
    # locked in one order, against concurrent comparisons
    list(Application.objects.filter(pk__in=concerned).order_by("pk").select_for_update().values_list("pk"))
    mine.delete()
    Duplicate.objects.bulk_create(pairs, ignore_conflicts=True)
    Application.objects.filter(pk__in=concerned).update(duplicates=_number("first") + _number("second"))
    return len(pairs)


def _number(side: str) -> Coalesce:
    """In how many pairs a dossier is on this side."""
    pairs = Duplicate.objects.filter(**{side: OuterRef("pk")}).order_by().values(side)
    return Coalesce(Subquery(pairs.annotate(number=Count("pk")).values("number")), 0)
