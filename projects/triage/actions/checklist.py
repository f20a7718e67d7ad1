"""The organisers' checklist of eligibility: its points, and what is ticked on each dossier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from programmes.models import Call
from projects.application.models import ApplicationQuerySet
from projects.models import Application, Check, CheckItem


@dataclass(frozen=True)
class Ticked:
    """The posted values of one point of a dossier."""

    done: bool
    note: str


@transaction.atomic
def set_items(*, call: Call, labels: Sequence[tuple[str, str]], actor: User, at: datetime) -> None:
    """Make the checklist these points, in this order; each is its words in French and in English.

    A point whose French words stay retains its ticks; a removed one is retired, and its ticks come back with it.
    Side effects: the points, ``checks_done`` of the call's dossiers, an audit entry.
    """
    existing = {item.label_fr: item for item in CheckItem.objects.filter(call=call).order_by("pk")}
    wanted = dict(labels)
    CheckItem.objects.filter(call=call, retired_at=None).exclude(label_fr__in=wanted).update(retired_at=at)
    for position, (french, english) in enumerate(wanted.items(), start=1):
        item = existing.get(french) or CheckItem(call=call, label_fr=french)
        item.position, item.label_en, item.retired_at = position, english, None
        item.save()
    _count(Application.objects.for_call(call))
    record(
        verb="set_checklist",
        subject=call,
        actor=actor,
        at=at,
        scope=call.edition.scope,
        data={"points": list(wanted)},
    )


@transaction.atomic
def tick(*, application: Application, ticks: Mapping[int, Ticked], actor: User, at: datetime) -> int:
    """Note what was verified on a dossier, by point; a point left out, or of another call, is left alone.

    Returns how many changed. Side effects: the checks that changed, under ``actor``'s name; ``checks_done``; one
    audit entry if any did.
    """
    items = CheckItem.objects.filter(call=application.call_id, retired_at=None, pk__in=ticks).order_by("pk")
    existing = {
        check.item_id: check for check in Check.objects.filter(application=application).order_by("pk")
    }
    changed = []
    for item in items:
        check = existing.get(item.pk) or Check(application=application, item=item)
        wanted = ticks[item.pk]
        if (check.done, check.note) != (wanted.done, wanted.note):
            check.done, check.note, check.by, check.at = wanted.done, wanted.note, actor, at
            check.save()
            changed.append(item.pk)
    if changed:
        _count(Application.objects.filter(pk=application.pk))
        record(
            verb="check",
            subject=application,
            actor=actor,
            at=at,
            scope=application.call.edition.scope,
            data={"points": changed},
        )
    return len(changed)


def _count(applications: ApplicationQuerySet) -> None:
    """Refresh the column that lists read."""
    done = (
        Check.objects.filter(application=OuterRef("pk"), done=True, item__retired_at=None)
        .order_by()
        .values("application")
        .annotate(number=Count("pk"))
        .values("number")
    )
    applications.update(checks_done=Coalesce(Subquery(done), 0))
