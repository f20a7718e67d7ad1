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
from coaching.surveys.audiences import (
    find_projects_to_invite,
    list_recipients,
    select_to_invite,
)
from coaching.surveys.awaiting import find_people_to_renew, find_projects_to_renew, list_awaited
from coaching.surveys.enums import SurveyAnonymous, SurveyClosed
from projects.members.queries import leads


def invite_projects(survey: Survey, at: datetime) -> int:
    """Send a link to each project that comes and has none, if the survey invites projects; returns how many mails are
    sent.

    Side effects, in the caller's transaction, the survey being locked: an invitation, its empty sheet and a mail
    each.
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
    """Send a link to each person who answers for themselves and has none; returns how many mails are sent.

    Side effects, in the caller's transaction, the survey being locked: for each a response to fill in, its empty
    sheet and a mail. For an anonymous survey, the mails and their number only: no row names the recipients.
    """
    if survey.anonymous and survey.link_revoked_at:
        return 0
    people = select_to_invite(survey, list_recipients(survey))
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
    """Revoke the link of one person, whatever its state; their answers stay.

    Side effects: a new nonce, the hour of the revocation, an audit entry; no reminder is sent until a new link is.
    Raises :class:`TransitionRefused` when it was revoked already.
    """
    rows = PersonalResponse.objects.filter(pk=response.pk).with_open_link()
    if not rows.update(nonce=new_nonce(), revoked_at=at):
        raise TransitionRefused(_("Ce lien est déjà révoqué."))
    scope = response.survey.edition.scope
    record(verb="revoke_personal_link", subject=response, actor=actor, at=at, scope=scope)


@transaction.atomic
def remind_now(*, survey: Survey, actor: User, at: datetime) -> int:
    """Remind everybody who did not answer, once a day; returns how many mails are sent.

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


@transaction.atomic
def revoke_links(*, survey: Survey, actor: User, at: datetime) -> int:
    """Revoke every valid link of this survey, answered or not; answers stay. Returns how many.

    Side effects: a new nonce for each, the hour of the revocation, one audit entry; no reminder is sent until new
    links are. Raises :class:`TransitionRefused` when all were revoked already.
    """
    survey = _lock(survey)
    if survey.anonymous:
        return _revoke_anonymous(survey, actor, at)
    # locked, so that a link that is renewed meanwhile is either shut here or sent after
    rows = list(survey.invitations.with_open_link().select_for_update(of=("self",)).order_by("pk"))
    personal = survey.personal_responses.with_open_link().select_for_update(of=("self",))
    people = list(personal.order_by("pk"))
    if not rows and not people:
        raise TransitionRefused(_("Tous les liens sont déjà révoqués."))
    shut_now: list[SurveyInvitation | PersonalResponse] = [*rows, *people]
    for link in shut_now:
        link.nonce, link.revoked_at = new_nonce(), at
    SurveyInvitation.objects.bulk_update(rows, ["nonce", "revoked_at"], batch_size=500)
    PersonalResponse.objects.bulk_update(people, ["nonce", "revoked_at"], batch_size=500)
    shut = len(rows) + len(people)
    _record("revoke_links", survey, shut, actor, at)
    return shut


@transaction.atomic
def renew_links(*, survey: Survey, actor: User, at: datetime) -> int:
    """Send a new link to each project, and person, whose own was revoked and who has not answered. Returns how many.

    Side effects: a mail for each, for a project to its present holder; one audit entry. A second call sends nothing.
    Raises :class:`SurveyClosed` once the survey is over.
    """
    survey = _lock(survey)
    if at >= survey.closes_at:
        raise SurveyClosed
    if survey.anonymous:
        return _renew_anonymous(survey, actor, at)
    rows = list(
        find_projects_to_renew(survey)
        .select_for_update(of=("self",))
        .select_related("participation__project")
        .order_by("pk")
    )
    holders = leads([invitation.participation.project_id for invitation in rows])
    # one whose holder leaves meanwhile is not renewed
    links = [(row, holders[project]) for row in rows if (project := row.participation.project_id) in holders]
    for invitation, holder in links:
        invitation.survey, invitation.email, invitation.revoked_at = survey, holder.email, None
    mails = emails.survey_links(links)
    people = _list_people_to_renew(survey)
    for response in people:
        response.survey, response.revoked_at = survey, None
        mails.append(emails.personal_link(response))
    if mails:
        SurveyInvitation.objects.bulk_update(
            [row for row, _holder in links], ["email", "revoked_at"], batch_size=500
        )
        PersonalResponse.objects.bulk_update(people, ["revoked_at"], batch_size=500)
        queue(*mails, at=at)
        _record("renew_links", survey, len(mails), actor, at)
    return len(mails)


def _list_people_to_renew(survey: Survey) -> list[PersonalResponse]:
    rows = find_people_to_renew(survey).select_for_update(of=("self",))
    return list(rows.select_related("person").order_by("pk"))


def _revoke_anonymous(survey: Survey, actor: User, at: datetime) -> int:
    """Revoke the one link that everybody has."""
    if survey.sent_out_at is None or survey.link_revoked_at:
        raise TransitionRefused(_("Tous les liens sont déjà révoqués."))
    survey.nonce, survey.link_revoked_at = new_nonce(), at
    survey.save(update_fields=["nonce", "link_revoked_at"])
    _record("revoke_links", survey, 1, actor, at)
    return 1


def _renew_anonymous(survey: Survey, actor: User, at: datetime) -> int:
    """Send a new link to everybody: nobody knows who answered."""
    if survey.link_revoked_at is None:
        return 0
    survey.link_revoked_at = None
    survey.save(update_fields=["link_revoked_at"])
    sent = queue(
        *(
            emails.anonymous_link(survey, recipient.person, renewed=True)
            for recipient in list_recipients(survey)
        ),
        at=at,
    )
    _record("renew_links", survey, sent, actor, at)
    return sent


def _lock(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).select_related("edition").get(pk=survey.pk)


def _record(verb: str, survey: Survey, links: int, actor: User, at: datetime) -> None:
    record(verb=verb, subject=survey, actor=actor, at=at, scope=survey.edition.scope, data={"links": links})
