"""Publish the changed form of a call; here and not in ``programmes``, as it updates drafts."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.questionnaires import kinds, outline, revisions
from accelerator.questionnaires.diff import Difference, compare
from accelerator.questionnaires.errors import ConditionsRefused
from accelerator.questionnaires.models import Answer, AnswerSheet, Question
from accelerator.transitions import TransitionRefused
from programmes.models import Call
from projects.application import emails
from projects.application.actions.call_dates import people_with_a_draft
from projects.application.enums import ApplicationState


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
    before = outline.pages(fresh.form) if fresh.form else []
    try:
        carried = revisions.publish_draft(revision=draft, sheets=sheets_being_written(call), at=at)
    except ConditionsRefused as refused:
        raise TransitionRefused(refused.problems[0].message) from None
    # Sheets are locked first, then the call, as when a dossier is sent: no deadlock.
    fresh.form, fresh.draft_form = draft, None
    fresh.save(update_fields=["form", "draft_form"])
    call.form, call.draft_form = draft, None
    record(
        verb="publish_form",
        subject=call,
        actor=actor,
        at=at,
        scope=call.edition.scope,
        data={"revision": draft.number, "drafts": carried.sheets, "set_aside": dict(carried.set_aside)},
    )
    if carried.sheets:
        _notify_members(call, compare(before, outline.pages(draft)), at)
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
    gone = {
        str(option["value"])
        for name in ("choices", "rows")
        for option in before.options.get(name, ())
        if option["value"] not in [other["value"] for other in after.options.get(name, ())]
    }
    ends = [(item.options.get("min"), item.options.get("max")) for item in (before, after)]
    return bool(gone) or ends[0] != ends[1]
