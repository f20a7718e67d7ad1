"""Answers on paper, typed by an organiser, and marked as such."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.locking import lock_row
from accelerator.questionnaires import actions as questionnaires
from accelerator.questionnaires.forms import AnswerForm
from accelerator.questionnaires.models import AnswerSheet
from accelerator.transitions import TransitionRefused, apply
from coaching.attendance.actions import codes
from coaching.models import Attendee, AttendeeResponse, PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.actions.people import send_personal_response
from coaching.surveys.actions.sheets import close_sheet
from coaching.surveys.actions.survey import submit_response
from coaching.surveys.audiences import find_named_attendees
from coaching.surveys.enums import ROOM_RESPONSE, SurveyClosed


class AnswerHere(TransitionRefused):
    """This person has answered already."""

    def __init__(self) -> None:
        super().__init__(_("Cette réponse est déjà arrivée : un papier ne la remplace pas."))


class PaperTyped(TransitionRefused):
    """Another organiser, or another window, has typed this paper."""

    def __init__(self) -> None:
        super().__init__(_("Ce papier est déjà saisi : un autre ne le remplace pas."))


@transaction.atomic
def enter_project_paper(*, invitation: SurveyInvitation, form: AnswerForm, actor: User, at: datetime) -> None:
    """Save and send the paper of a project, instead of the answers it may have begun by its link.

    Side effects: a sheet in the place of theirs, those of sending, ``paper_by``, an audit entry. Raises
    :class:`TransitionRefused` when they answered, :class:`SurveyClosed` when the survey is not open.
    """
    _lock_sheet(survey_invitation=invitation.pk)
    rows = SurveyInvitation.objects.select_for_update(of=("self",))
    invitation = rows.select_related(
        "survey__edition", "survey__form", "sheet", "participation__project"
    ).get(pk=invitation.pk)
    invitation.paper_by = actor
    _replace_sheet(invitation, form, actor, at)
    submit_response(invitation=invitation, actor=actor, at=at)
    _record(invitation, actor, at)


@transaction.atomic
def enter_personal_paper(*, response: PersonalResponse, form: AnswerForm, actor: User, at: datetime) -> None:
    """Save and send the paper of one person. Side effects and errors as :func:`enter_project_paper`."""
    _lock_sheet(personal_response=response.pk)
    rows = PersonalResponse.objects.select_for_update(of=("self",))
    response = rows.select_related("survey__edition", "survey__form", "sheet", "person").get(pk=response.pk)
    response.paper_by = actor
    _replace_sheet(response, form, actor, at)
    send_personal_response(response=response, actor=actor, at=at)
    _record(response, actor, at)


@transaction.atomic
def enter_attendee_paper(
    *, survey: Survey, attendee: Attendee, form: AnswerForm, actor: User, at: datetime
) -> None:
    """Save the paper of an attendee without an account, beside their possible answers in the room, which stay hidden
    from the typist.

    Side effects: their response, its sheet, state ``sent``, ``paper_by``, an audit entry; entering under this name
    takes a proof from now on; no mail, since they have no address. Raises :class:`SurveyClosed`; :class:`PaperTyped`;
    :class:`TransitionRefused` for somebody whom the survey does not include by name: removed from the list, or with
    an account, hence a link, since the page was opened.
    """
    survey = lock_row(Survey.objects.select_related("edition", "form"), survey.pk)
    if not survey.is_open(at):
        raise SurveyClosed
    named = find_named_attendees(survey).filter(pk=attendee.pk).first()
    if named is None:
        raise TransitionRefused(_("Cette enquête n’interroge pas, ou plus, cette personne par son nom."))
    if survey.room_responses.on_paper().filter(attendee=named).exists():
        raise PaperTyped
    codes.require_proof(attendee=named)
    response = AttendeeResponse.objects.create(
        survey=survey,
        attendee=named,
        come_as=named.kind,
        sheet=questionnaires.open_sheet(revision=survey.form, at=at),
        started_at=at,
        paper_by=actor,
    )
    # only ``paper_by`` records the typist
    questionnaires.save_answers(sheet=response.sheet, form=form, actor=None, at=at)
    close_sheet(sheet=response.sheet, at=at)
    apply(
        response,
        "enter_attendee_paper",
        table=ROOM_RESPONSE,
        actor=actor,
        at=at,
        scope=survey.edition.scope,
        changes={"sent_at": at},
    )


def _lock_sheet(**whose: int) -> None:
    """Lock the sheet before its row, in the order of those who send it: no deadlock."""
    list(AnswerSheet.objects.select_for_update(of=("self",)).filter(**whose).only("pk"))


def _replace_sheet(
    row: SurveyInvitation | PersonalResponse, form: AnswerForm, actor: User, at: datetime
) -> None:
    """Replace the sheet: an organiser never reads answers that were begun and not sent."""
    if row.is_sent:
        raise AnswerHere
    former = row.sheet
    row.sheet = questionnaires.open_sheet(revision=row.survey.form, at=at)
    row.save(update_fields=["sheet", "paper_by"])
    former.delete()
    questionnaires.save_answers(sheet=row.sheet, form=form, actor=actor, at=at)


def _record(row: SurveyInvitation | PersonalResponse, actor: User, at: datetime) -> None:
    record(verb="enter_paper", subject=row.survey, actor=actor, at=at, scope=row.survey.edition.scope)
