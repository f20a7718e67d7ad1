"""Which dossier the meeting discusses: take it, postpone it, apply the conflicts about it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from programmes.models import Role
from projects.application.enums import SCORED
from projects.conflicts.queries import list_conflicting_pairs
from projects.decision.actions.deliberation import mark_of
from projects.deliberation.actions.locks import compute_end, lock_meeting, update_meeting
from projects.deliberation.checks import DeliberationRefused
from projects.deliberation.enums import AgendaBlock
from projects.locks import lock_application
from projects.models import (
    AgendaItem,
    Application,
    Discussion,
    Meeting,
    MeetingAttendance,
    PendingDecision,
    StepOut,
    Vote,
)
from projects.review.actions.revision import mark_reviews_read


class CurrentDossierMoved(DeliberationRefused):
    """Somebody took another dossier since the page was rendered."""

    def __init__(self, current: Application | None) -> None:
        if current is None:
            super().__init__(_("Le dossier en cours a été remis à plus tard entre-temps."))
        else:
            super().__init__(_("La séance est passée entre-temps à un autre dossier : le voici."))


class DecisionNoted(DeliberationRefused):
    """The meeting decided on the dossier since the page was rendered."""

    def __init__(self, decision: PendingDecision) -> None:
        super().__init__(
            _("%(who)s a noté entre-temps « %(outcome)s » : la décision reste.")
            % {"who": decision.by, "outcome": decision.get_outcome_display()}
        )


@transaction.atomic
def take_dossier(*, meeting: Meeting, application: Application, seen: int | None, at: datetime) -> None:
    """Bring a dossier to every screen. ``seen``: the key of the one that the page displayed, ``None`` for none.

    Side effects: the discussion of the former ends, that of this one begins; members who may not judge it are out of
    the room; the opinions on it count as read; screens follow. Raises :class:`CurrentDossierMoved` when the current
    dossier is another than ``seen``, and :class:`DeliberationRefused` for one that is not to be decided.
    """
    dossier = lock_application(application)
    fresh = lock_meeting(meeting.pk)
    if fresh.current_id == dossier.pk:
        return
    if fresh.current_id != seen:
        raise CurrentDossierMoved(fresh.current)
    if dossier.state not in SCORED or dossier.call.edition_id != fresh.edition_id:
        raise DeliberationRefused(_("Ce dossier n’est plus à décider."))
    end_discussion(fresh, at)
    AgendaItem.objects.get_or_create(
        meeting=fresh,
        application=dossier,
        defaults={"block": AgendaBlock.DEBATE, "position": _find_last_position(fresh)},
    )
    update_meeting(fresh, current=dossier, current_since=at)
    begin_discussion(fresh, dossier, at)
    mark_reviews_read(applications=[dossier], reader=None, at=at)


def begin_discussion(meeting: Meeting, application: Application, at: datetime) -> None:
    discussion = Discussion.objects.create(meeting=meeting, application=application, began_at=at)
    _record_step_outs(meeting, discussion, at)


def end_discussion(meeting: Meeting, at: datetime) -> None:
    Discussion.objects.filter(meeting=meeting, ended_at=None).update(ended_at=compute_end(at, "began_at"))


def _record_step_outs(meeting: Meeting, discussion: Discussion, at: datetime) -> None:
    """Members who are there and may not judge the dossier are out of the room from now on; others come back."""
    present = MeetingAttendance.objects.present().filter(meeting=meeting).order_by()
    aside = {
        person
        for application, person in list_conflicting_pairs(meeting.edition)
        if application == discussion.application_id
    }
    there = present.filter(user__in=aside).values_list("user", flat=True)
    out = set(discussion.step_outs.filter(back_at=None).values_list("user", flat=True))
    StepOut.objects.bulk_create(
        StepOut(discussion=discussion, user_id=user, at=at) for user in there if user not in out
    )
    discussion.step_outs.filter(back_at=None).exclude(user__in=aside).update(back_at=compute_end(at, "at"))


@transaction.atomic
def postpone_dossier(*, meeting: Meeting, application: Application, seen: str, at: datetime) -> None:
    """Discuss a dossier later: it goes to the end of those to debate, and what the meeting decided of it is withdrawn.

    ``seen``: the mark of the decision that the page displayed, see :class:`MeetingDossier`. Side effects: its
    discussion ends if it is the current one; no vote is lost; screens follow. Raises :class:`DecisionNoted` when the
    meeting decided something else meanwhile.
    """
    dossier = lock_application(application)
    fresh = lock_meeting(meeting.pk)
    decided = PendingDecision.objects.filter(meeting=fresh, application=dossier).select_related("by").first()
    if decided and mark_of(decided) != seen:
        raise DecisionNoted(decided)
    if decided:
        decided.delete()
    AgendaItem.objects.update_or_create(
        meeting=fresh,
        application=dossier,
        defaults={"block": AgendaBlock.DEBATE, "position": _find_last_position(fresh)},
    )
    if fresh.current_id == dossier.pk:
        end_discussion(fresh, at)
        update_meeting(fresh, current=None, current_since=None)
    else:
        update_meeting(fresh)


def _find_last_position(meeting: Meeting) -> int:
    debated = AgendaItem.objects.filter(meeting=meeting, block=AgendaBlock.DEBATE)
    return 1 + (debated.aggregate(last=Max("position"))["last"] or 0)


def move_to_debate(meeting: Meeting, application: Application) -> bool:
    """Debate a dossier that stood in a block; ``False`` if it did not. Call it with the meeting locked."""
    item = AgendaItem.objects.filter(meeting=meeting, application=application)
    return bool(
        item.exclude(block=AgendaBlock.DEBATE).update(
            block=AgendaBlock.DEBATE, position=_find_last_position(meeting)
        )
    )


@transaction.atomic
def apply_conflicts(*, application: Application, at: datetime) -> None:
    """Apply a recusal, or its end, to the open meeting. Call it with the dossier locked.

    Side effects: the answers of those who may not judge the dossier are deleted; they are out of the room if it is the
    current one; it leaves its block; screens follow, those of other members too.
    """
    meeting = Meeting.objects.open().filter(edition=application.call.edition_id).first()
    if meeting is None:
        return
    Meeting.objects.select_for_update(no_key=True).order_by().values_list("pk").get(pk=meeting.pk)
    meeting.refresh_from_db()
    if not meeting.is_open:
        return
    aside = {
        person for dossier, person in list_conflicting_pairs(meeting.edition) if dossier == application.pk
    }
    jurors = Role.objects.jurors().filter(edition=meeting.edition_id, user__in=aside)
    Vote.objects.filter(meeting=meeting, application=application, user__in=aside).delete()
    discussion = Discussion.objects.filter(meeting=meeting, application=application, ended_at=None).first()
    if discussion:
        _record_step_outs(meeting, discussion, at)
    decided = PendingDecision.objects.filter(meeting=meeting, application=application)
    if jurors.exists() and not decided.exists():
        move_to_debate(meeting, application)
    update_meeting(meeting)
