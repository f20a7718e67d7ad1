"""Invite projects and people to a survey, and remind those who did not answer."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.links import new_nonce
from accelerator.outbox.actions import queue
from accelerator.questionnaires import actions as questionnaires
from accelerator.transitions import TransitionRefused
from coaching.models import PersonalResponse, Survey, SurveyInvitation
from coaching.surveys import emails
from coaching.surveys.audiences import find_projects_to_invite, list_people_to_invite
from coaching.surveys.awaiting import list_awaited
from coaching.surveys.states import SurveyAnonymous, SurveyClosed
from projects.members.queries import leads


def invite_projects(survey: Survey, at: datetime) -> int:
    """Send a link to each project that comes and has none, if the survey invites projects; returns how many mails
    leave.

    Side effects, in the caller's transaction, the survey being locked: an invitation, its empty sheet and a mail each.
    """
    missing = list(find_projects_to_invite(survey).select_related("project"))
    holders = leads([participation.project_id for participation in missing])
    # Without a holder: they closed their account just now.
    reached = [participation for participation in missing if participation.project_id in holders]
    sheets = questionnaires.open_sheets(revision=survey.form, count=len(reached), at=at)
    invitations = SurveyInvitation.objects.bulk_create(
        SurveyInvitation(
            survey=survey,
            participation=participation,
            sheet=sheet,
            email=holders[participation.project_id].email,
            nonce=new_nonce(),
            created_at=at,
        )
        for participation, sheet in zip(reached, sheets, strict=True)
    )
    links = [(row, holders[row.participation.project_id]) for row in invitations]
    queue(*emails.survey_links(links), at=at)
    return len(invitations)


def invite_people(survey: Survey, at: datetime) -> int:
    """Send a link to each person who answers as themselves and has none; returns how many mails leave.

    Side effects, in the caller's transaction, the survey being locked: for each a response to fill in, its empty sheet
    and a mail. For an anonymous survey, the mails and their number only: no row names the recipients.
    """
    if survey.anonymous and survey.link_revoked_at:
        return 0
    people = list_people_to_invite(survey)
    if survey.anonymous:
        sent = queue(*(emails.anonymous_link(survey, recipient.person) for recipient in people), at=at)
        survey.invited_count += sent
        survey.save(update_fields=["invited_count"])
        return sent
    sheets = questionnaires.open_sheets(revision=survey.form, count=len(people), at=at)
    responses = PersonalResponse.objects.bulk_create(
        PersonalResponse(
            survey=survey, person=recipient.person, audience=recipient.audience, sheet=sheet, created_at=at
        )
        for recipient, sheet in zip(people, sheets, strict=True)
    )
    queue(*map(emails.personal_link, responses), at=at)
    return len(responses)


@transaction.atomic
def resend_personal_link(*, response: PersonalResponse, actor: User, at: datetime) -> User:
    """Mail the link of one person again; two requests the same minute are one mail.

    Side effects: a mail, an audit entry. Raises :class:`TransitionRefused` when they answered,
    :class:`SurveyClosed` after the end.
    """
    response = PersonalResponse.objects.select_for_update(of=("self",)).select_related(
        "survey__edition", "person"
    ).get(pk=response.pk)  # fmt: skip
    if response.is_sent:
        raise TransitionRefused(_("Cette personne a déjà répondu."))
    if at >= response.survey.closes_at:
        raise SurveyClosed
    if response.revoked_at:  # its nonce changed then: this is a new link
        response.revoked_at = None
        response.save(update_fields=["revoked_at"])
    queue(emails.personal_link(response, again=f":{int(at.timestamp() // 60)}"), at=at)
    scope = response.survey.edition.scope
    record(verb="resend_personal_link", subject=response, actor=actor, at=at, scope=scope)
    return response.person


@transaction.atomic
def revoke_personal_link(*, response: PersonalResponse, actor: User, at: datetime) -> None:
    """Shut the link that one person was sent, whatever its state; what was answered stays.

    Side effects: a new nonce, the hour of the revocation, an audit entry; no reminder leaves until a new link does.
    Raises :class:`TransitionRefused` when it was shut already.
    """
    rows = PersonalResponse.objects.filter(pk=response.pk).with_open_link()
    if not rows.update(nonce=new_nonce(), revoked_at=at):
        raise TransitionRefused(_("Ce lien est déjà révoqué."))
    scope = response.survey.edition.scope
    record(verb="revoke_personal_link", subject=response, actor=actor, at=at, scope=scope)


@transaction.atomic
def remind_now(*, survey: Survey, actor: User, at: datetime) -> int:
    """Remind everybody who did not answer, once a day; returns how many mails leave.

    Side effects: the mails, an audit entry. Raises :class:`SurveyClosed`, and :class:`SurveyAnonymous`: nobody knows
    who answered.
    """
    if survey.anonymous:
        raise SurveyAnonymous
    if not survey.is_open(at):
        raise SurveyClosed
    day = f"{localdate(at):%Y%m%d}"
    awaited = list_awaited(survey)
    mails = [emails.survey_reminder(row, holder, again=day) for row, holder in awaited.projects]
    mails += [emails.personal_reminder(row, again=day) for row in awaited.people]
    sent = queue(*mails, at=at)
    if sent:
        scope = survey.edition.scope
        data = {} if survey.room_opened_at else {"count": sent}
        record(verb="remind_survey", subject=survey, actor=actor, at=at, scope=scope, data=data)
    return sent
