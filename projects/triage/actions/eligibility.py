"""Declare dossiers eligible, or ineligible with a reason; the organisers' checklist and its ticks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from programmes.models import Call
from projects.application.enums import ApplicationState
from projects.application.models import ApplicationQuerySet
from projects.audit import move_application, record_act
from projects.locks import lock_edition_of
from projects.models import Application, Check, CheckItem
from projects.signals import eligibility_decided, review_left
from projects.triage import emails


@transaction.atomic
def declare_eligible(*, applications: Iterable[Application], actor: User, at: datetime) -> int:
    """Open these dossiers to the committee; returns how many moved, those in another state are left alone.

    So are those that a rule sets aside, until it is overruled. Side effects: an audit entry each; a completion request
    that was waiting is closed; a mail to the lead of a dossier that had been turned down before.
    """
    moved = 0
    for application in applications:
        if application.findings_standing:
            continue
        was_refused = application.state == ApplicationState.INELIGIBLE
        try:
            move_application(application, "declare_eligible", actor=actor, at=at)
        except TransitionRefused:
            continue
        moved += 1
        eligibility_decided.send(Application, applications=[application.pk], actor=actor, at=at)
        recipient = application.project.find_lead() if was_refused else None
        if recipient:
            queue(emails.eligible_again(application, recipient, at), at=at)
    return moved


@transaction.atomic
def declare_ineligible(*, application: Application, reason: str, actor: User, at: datetime) -> None:
    """Turn the dossier down, in writing. :func:`declare_eligible` undoes it.

    Side effects: audit entry with the reason; a completion request that was waiting is closed, a decision that was
    not announced is erased; a mail to the lead with the reason. Raises ``ReasonMissing``, ``TransitionRefused``.
    """
    reason = reason.strip()
    lock_edition_of(application)
    move_application(application, "declare_ineligible", actor=actor, at=at, reason=reason)
    edition = application.call.edition
    review_left.send(Application, edition=edition, applications=[application.pk], actor=actor, at=at)
    eligibility_decided.send(Application, applications=[application.pk], actor=actor, at=at)
    recipient = application.project.find_lead()
    if recipient:
        queue(emails.ineligible(application, recipient, reason, at), at=at)


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
    record_act(call, "set_checklist", {"points": list(wanted)}, actor=actor, at=at)


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
        record_act(application, "check", {"points": changed}, actor=actor, at=at)
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
