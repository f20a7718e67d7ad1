"""The hot debrief in the room: opened by those who run the session, answered on phones without an account."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.locking import lock_row
from accelerator.questionnaires import actions as questionnaires
from accelerator.questionnaires.models import Answer, AnswerSheet
from accelerator.transitions import TransitionRefused, apply
from coaching.attendance.actions import codes
from coaching.models import Attendee, AttendeeResponse, Survey
from coaching.signals import consents_changed
from coaching.surveys.actions.sheets import change_answers, close_sheet, list_changing
from coaching.surveys.actions.survey import open_survey
from coaching.surveys.counting import QUOTE
from coaching.surveys.enums import (
    ROOM_RESPONSE,
    DebriefDisclosed,
    DebriefUnlinked,
    InvitationState,
    SurveyClosed,
    SurveyKind,
)
from coaching.surveys.progress import count_survey
from coaching.surveys.results.responses import may_disclose_unnamed
from programmes.models import Edition

LASTS = timedelta(days=3)
"""How long personal links are valid, when no end was set before the debrief was opened in the room."""


@transaction.atomic
def open_in_room(*, edition: Edition, actor: User, at: datetime) -> Survey:
    """Open the debrief for everybody in the room; create the survey, or let it begin earlier, if needed. A second
    call changes nothing.

    Side effects: the survey with its hour, audit entries; links already sent stay as they are. Raises
    :class:`TransitionRefused` when the debrief is over.
    """
    survey = Survey.objects.select_for_update().filter(edition=edition, kind=SurveyKind.DEBRIEF).first()
    if survey is None:
        survey = open_survey(
            edition=edition,
            kind=SurveyKind.DEBRIEF,
            opens_at=at,
            closes_at=at + LASTS,
            actor=actor,
            at=at,
        )
    if at >= survey.closes_at:
        if survey.room_responses.unlinked().exists():
            raise DebriefUnlinked
        if may_disclose_unnamed(survey):
            raise DebriefDisclosed
        raise TransitionRefused(
            _("Le débrief est terminé : changez sa fin dans les enquêtes pour le rouvrir.")
        )
    if survey.is_open_in_room(at):
        return survey
    survey.opens_at = min(survey.opens_at, at)
    survey.room_opened_at, survey.room_closed_at = at, None
    survey.save(update_fields=["opens_at", "room_opened_at", "room_closed_at"])
    record(verb="open_debrief", subject=survey, actor=actor, at=at, scope=edition.scope, data={})
    return survey


@transaction.atomic
def close_in_room(*, edition: Edition, actor: User, at: datetime) -> bool:
    """Close the debrief in the room; ``False`` when it was closed. Links stay valid until the survey closes.

    Side effects: the survey's hour, one audit entry.
    """
    opened = Survey.objects.filter(edition=edition, kind=SurveyKind.DEBRIEF, room_closed_at=None)
    survey = opened.exclude(room_opened_at=None).select_for_update().first()
    if survey is None:
        return False
    survey.room_closed_at = at
    survey.save(update_fields=["room_closed_at"])
    record(verb="close_debrief", subject=survey, actor=actor, at=at, scope=edition.scope, data={})
    return True


@transaction.atomic
def start_room_response(*, survey: Survey, attendee: Attendee, at: datetime) -> AttendeeResponse:
    """The response of this attendee, begun now if needed.

    Side effects: the row and its empty sheet, once; entering under this name takes a proof from now on, so that
    nobody learns by choosing it that a response has begun. Raises :class:`SurveyClosed`.
    """
    if not survey.is_open_in_room(at):
        raise SurveyClosed
    mine = AttendeeResponse.objects.on_phones().filter(survey=survey, attendee=attendee)
    response = mine.first()
    if response:
        return response
    # locked, so that questions being published are either the ones of this sheet, or find it among theirs
    locked = lock_row(Survey.objects.select_related("form"), survey.pk, no_key=True)
    codes.require_proof(attendee=attendee)
    try:
        with transaction.atomic():
            sheet = questionnaires.open_sheet(revision=locked.form, at=at)
            return AttendeeResponse.objects.create(
                survey=survey, attendee=attendee, come_as=attendee.kind, sheet=sheet, started_at=at
            )
    except IntegrityError:  # the same phone, twice at once
        return mine.get()


@transaction.atomic
def send_room_response(*, response: AttendeeResponse, at: datetime) -> None:
    """Send the answers of one person.

    Side effects: the sheet is frozen, state ``sent``, an audit entry that names nobody. Raises :class:`SurveyClosed`,
    and :class:`TransitionRefused` when it was sent already, when a required answer is missing, or when it came on
    paper meanwhile, which only this person learns.
    """
    if not response.survey.is_open_in_room(at):
        raise SurveyClosed
    if response.survey.room_responses.on_paper().filter(attendee=response.attendee_id).exists():
        raise TransitionRefused(_("Votre réponse est déjà arrivée sur papier."))
    close_sheet(sheet=response.sheet, at=at)
    scope = response.survey.edition.scope
    apply(
        response,
        "send_debrief",
        table=ROOM_RESPONSE,
        actor=None,
        at=at,
        scope=scope,
        changes={"sent_at": at},
    )


@transaction.atomic
def change_quote(*, response: AttendeeResponse, quote: str, at: datetime, actor: User | None = None) -> bool:
    """Change the consent to be quoted of a sent response; ``False`` when nothing changes.

    ``actor``: an organiser, on request of somebody without an account; ``None`` when the person changes it
    themselves. It applies to their answers on a phone and on paper; an organiser learns about the paper only.

    Side effects: these answers, the hours of their sheets, an audit entry; new versions of the documents that quote.
    Raises :class:`TransitionRefused` before sending, and once the answers are unlinked from their author.
    """
    response = AttendeeResponse.objects.select_for_update(of=("self",)).select_related("survey__edition").get(
        pk=response.pk
    )  # fmt: skip
    if response.state != InvitationState.SENT:
        raise TransitionRefused(_("Ces réponses ne sont pas encore envoyées."))
    if response.attendee_id is None:
        raise DebriefUnlinked
    mine = AttendeeResponse.objects.sent().filter(survey=response.survey, attendee=response.attendee_id)
    consents = {QUOTE: quote}
    changing = list_changing(mine.values_list("sheet", flat=True), consents)
    own = [answer for answer in changing if answer.sheet_id == response.sheet_id]
    if not (own if actor else changing):
        return False
    before = (own or changing)[0].value
    change_answers(changing, consents, at=at)
    record(
        verb="withdraw_quote" if actor else "change_quote",
        subject=response,
        actor=actor,
        at=at,
        scope=response.survey.edition.scope,
        data={"before": before, "after": quote},
    )
    consents_changed.send(Survey, survey=response.survey, participation=None, at=at)
    return True


@transaction.atomic
def unlink_room_answers(*, at: datetime) -> int:
    """Remove the authors of answers sent on a phone to debriefs that are over; returns how many.

    A paper, which an organiser typed, and an answer that its author agreed to sign keep their name. The times of an
    unlinked answer become the end of the debrief: the exact ones would reveal who was seen writing.

    Side effects: these rows and their answers, ``room_people`` of their survey, an audit entry each that names
    nobody. A second call changes nothing.
    """
    waiting = AttendeeResponse.objects.to_unlink(at).order_by().values("survey")
    ended = Survey.objects.select_for_update(of=("self",)).filter(pk__in=waiting).order_by("pk")
    count = 0
    for survey in ended.select_related("edition"):
        room = count_survey(survey, answers_only=True).room
        survey.room_people = room.people if room else None
        survey.save(update_fields=["room_people"])
        rows, end = survey.room_responses.to_unlink(at), survey.closes_at
        sheets = AnswerSheet.objects.filter(pk__in=list(rows.values_list("sheet", flat=True)))
        Answer.objects.filter(sheet__in=sheets).update(saved_at=end)
        cut = rows.update(attendee=None, started_at=end, sent_at=end)
        sheets.update(created_at=end, saved_at=end, frozen_at=end)
        record(
            verb="unlink_answers",
            subject=survey,
            actor=None,
            at=at,
            scope=survey.edition.scope,
            data={"count": cut},
        )
        count += cut
    return count
