"""Change the dates of a call that has opened, or publish its form, and notify those with a draft.

Here and not in ``programmes``, as it concerns drafts.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.questionnaires import drafting, kinds, revisions
from accelerator.questionnaires.diff import Difference, compare
from accelerator.questionnaires.errors import ConditionsRefused
from accelerator.questionnaires.models import Answer, AnswerSheet, Question
from accelerator.transitions import DateRefused, TransitionRefused
from programmes.actions.editions import dates_are_set
from programmes.dates import dates_of, impossible
from programmes.models import Call, CallDateChange
from projects.application import emails
from projects.application.enums import ApplicationState
from projects.audit import record_act
from projects.models import ProjectMember


class OpeningRefused(DateRefused):
    """New dates of a call are refused because of its opening."""


def members_of(call: Call) -> QuerySet[ProjectMember]:
    """Every member of a dossier of the call, in the order of their arrival."""
    return ProjectMember.objects.present().active().filter(project__application__call=call).order_by("pk")


def people_with_a_draft(call: Call) -> QuerySet[ProjectMember]:
    """Each member of each draft of the call."""
    return members_of(call).filter(project__application__state=ApplicationState.DRAFT)


def people_writing(call: Call) -> QuerySet[ProjectMember]:
    """Each member of each draft, and of each sent dossier being changed: the recipients of an extension."""
    changing = Q(
        project__application__state=ApplicationState.SUBMITTED,
        project__application__next_sheet__isnull=False,
    )
    return members_of(call).filter(Q(project__application__state=ApplicationState.DRAFT) | changing)


@transaction.atomic
def change_call_dates(
    *,
    call: Call,
    expected_closing: datetime,
    closes_at: datetime,
    opens_at: datetime | None = None,
    reason_fr: str,
    reason_en: str = "",
    actor: User,
    at: datetime,
) -> CallDateChange:
    """Extend a call that has opened, close it early (``closes_at`` may be ``at``), correct its opening.

    ``expected_closing`` is the closing on the page. Side effects: the dates of the call, one dated row for the public
    page, one mail to each member of each dossier being written, one audit entry. Raises :class:`TransitionRefused`
    before the call opened, once decisions are announced, when somebody changed the closing meanwhile, and
    :class:`DateRefused` for dates that cannot be (``OpeningRefused`` for the opening).
    """
    if not dates_are_set(call, at):
        raise TransitionRefused(
            _("L’appel n’a pas ouvert : ses dates se changent sur sa page, sans prévenir.")
        )
    if call.edition.announced_at:
        raise TransitionRefused(_("Les décisions sont annoncées : les dates de l’appel ne changent plus."))
    old_opening, opening = call.opens_at, opens_at or call.opens_at
    _check(call, expected_closing, closes_at, opening, at)
    unchanged = Call.objects.filter(pk=call.pk, closes_at=expected_closing, opens_at=old_opening)
    if not unchanged.update(closes_at=closes_at, opens_at=opening):
        raise TransitionRefused(_("La clôture vient d’être changée : vérifiez la date, puis recommencez."))
    call.opens_at, call.closes_at = opening, closes_at
    moved = opening != old_opening
    change = CallDateChange(
        call=call,
        old_opens_at=old_opening if moved else None,
        new_opens_at=opening if moved else None,
        old_closes_at=expected_closing,
        new_closes_at=closes_at,
        by=actor,
        at=at,
    )
    change.reason_fr, change.reason_en = (" ".join(text.split()) for text in (reason_fr, reason_en))
    change.save()
    members = people_writing(call).select_related("user", "project__application")
    change.notified_count = queue(*(emails.call_dates_changed(change, member) for member in members), at=at)
    change.save(update_fields=["notified_count"])
    record_act(
        call,
        "extend_call" if change.extends and not moved else "change_call_dates",
        {
            "from": expected_closing.isoformat(),
            "to": closes_at.isoformat(),
            "notified_count": change.notified_count,
            "reason": change.reason_fr,
            **({"opening": [old_opening.isoformat(), opening.isoformat()]} if moved else {}),
        },
        actor=actor,
        at=at,
    )
    return change


def _check(
    call: Call, expected_closing: datetime, closes_at: datetime, opens_at: datetime, at: datetime
) -> None:
    if (closes_at, opens_at) == (expected_closing, call.opens_at):
        raise DateRefused(_("Changez au moins une date."))
    if closes_at != expected_closing and closes_at < at and not call.edition.silent:
        if expected_closing <= at:
            raise DateRefused(_("Choisissez un moment à venir."))
        raise DateRefused(_("Choisissez un moment à venir, ou cochez « Clore maintenant »."))
    if closes_at <= opens_at:
        raise DateRefused(_("La clôture doit suivre l’ouverture."))
    if opens_at > at and opens_at != call.opens_at and call.applications.exclude(submitted_at=None).exists():
        raise OpeningRefused(_("Des dossiers sont déjà déposés : l’appel ne rouvre pas plus tard."))
    dates = {**dates_of(call.edition), "opens_at": opens_at, "closes_at": closes_at}
    for problem in impossible(dates):
        if problem.concerns(["closes_at"]) and closes_at > expected_closing:
            raise DateRefused(_("%(problem)s Changez d’abord l’autre date.") % {"problem": problem.text})


def sheets_being_written(call: Call) -> QuerySet[AnswerSheet]:
    """The answers of the call's drafts: those that follow the form. A dossier once sent keeps the form it answered."""
    return AnswerSheet.objects.filter(application__call=call, application__state=ApplicationState.DRAFT)


def answers_by_key(call: Call, keys: Collection[str]) -> dict[str, int]:
    """How many drafts have an answer to each of these questions of the published form. 1 query."""
    counts = (
        Answer.objects.filter(
            sheet__in=sheets_being_written(call),
            question__revision=call.form_id,
            question__key__in=keys,
            value__isnull=False,
        )
        .values("question__key")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return {row["question__key"]: row["number"] for row in counts}


@transaction.atomic
def publish_form(*, call: Call, actor: User, at: datetime) -> revisions.Carried:
    """Publish the draft of the form: it becomes the call's, and dossiers being written come along with their answers.

    Side effects: the revision frozen, ``Call.form`` and ``Call.draft_form``; the sheets of drafts (see
    ``revisions.publish_draft``); one audit entry; when questions came, went or want another answer, one mail to
    each member of each draft.
    Raises :class:`TransitionRefused` when there is no draft any more, or when the form cannot stand.
    """
    fresh = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if fresh.draft_form is None or fresh.draft_form_id != call.draft_form_id:
        raise TransitionRefused(_("Ce brouillon a déjà été publié ou abandonné."))
    draft = fresh.draft_form
    before = drafting.pages(fresh.form) if fresh.form else []
    try:
        carried = revisions.publish_draft(revision=draft, sheets=sheets_being_written(call), at=at)
    except ConditionsRefused as refused:
        raise TransitionRefused(refused.problems[0].message) from None
    # Sheets are locked first, then the call, as when a dossier is sent: no deadlock.
    fresh.form, fresh.draft_form = draft, None
    fresh.save(update_fields=["form", "draft_form"])
    call.form, call.draft_form = draft, None
    record_act(
        call,
        "publish_form",
        {"revision": draft.number, "drafts": carried.sheets, "set_aside": dict(carried.set_aside)},
        actor=actor,
        at=at,
    )
    if carried.sheets:
        _notify_members(call, compare(before, drafting.pages(draft)), at)
    return carried


def _notify_members(call: Call, difference: Difference, at: datetime) -> None:
    """Send members with a draft the questions that came, went or want another answer.

    A reworded question sends no mail.
    """
    added, removed = (
        kinds.filter_questions(questions) for questions in (difference.added, difference.removed)
    )
    changed = [row.after for row in difference.changed if _wants_otherwise(row.before, row.after)]
    if added or removed or changed:
        members = people_with_a_draft(call).select_related("user", "project__application")
        questions_by_change = {"added": added, "removed": removed, "changed": changed}
        queue(*(emails.form_changed(call, member, **questions_by_change) for member in members), at=at)


def _wants_otherwise(before: Question, after: Question) -> bool:
    """Whether a valid answer may have become invalid: another kind, tighter limits, choices gone, now required."""
    if before.kind != after.kind or (after.required and not before.required):
        return True
    if kinds.least(after) > kinds.least(before) or (kinds.limit(after) or 0) < (kinds.limit(before) or 0):
        return True
    removed = {
        str(option["value"])
        for name in ("choices", "rows")
        for option in before.options.get(name, ())
        if option["value"] not in [other["value"] for other in after.options.get(name, ())]
    }
    ends = [(item.options.get("min"), item.options.get("max")) for item in (before, after)]
    return bool(removed) or ends[0] != ends[1]
