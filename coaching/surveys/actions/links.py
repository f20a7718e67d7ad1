"""Every link of a survey at once: shut them, send new ones."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.links import new_nonce
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from coaching.models import PersonalResponse, Survey, SurveyInvitation
from coaching.surveys import emails
from coaching.surveys.audiences import list_personal_recipients
from coaching.surveys.awaiting import find_people_to_renew
from coaching.surveys.states import SurveyClosed
from projects.members.queries import leads


@transaction.atomic
def revoke_links(*, survey: Survey, actor: User, at: datetime) -> int:
    """Shut every link of this survey that still opens, sent or not; what was answered stays. Returns how many.

    Side effects: a new nonce for each, the hour of the revocation, one audit entry; no reminder leaves until new links
    do. Raises :class:`TransitionRefused` when all were shut already.
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
    shut_now: list[Any] = [*rows, *people]
    for link in shut_now:
        link.nonce, link.revoked_at = new_nonce(), at
    SurveyInvitation.objects.bulk_update(rows, ["nonce", "revoked_at"], batch_size=500)
    PersonalResponse.objects.bulk_update(people, ["nonce", "revoked_at"], batch_size=500)
    shut = len(rows) + len(people)
    _record("revoke_links", survey, shut, actor, at)
    return shut


@transaction.atomic
def renew_links(*, survey: Survey, actor: User, at: datetime) -> int:
    """Send a new link to each project, and person, whose own was revoked and who has not answered.

    Returns how many leave. Side effects: a mail for each, for a project to the holder as they are now; one audit entry.
    Asked for twice, it sends nothing twice. Raises :class:`SurveyClosed` once the survey is over.
    """
    survey = _lock(survey)
    if at >= survey.closes_at:
        raise SurveyClosed
    if survey.anonymous:
        return _renew_anonymous(survey, actor, at)
    rows = list(
        survey.invitations.unanswered()
        .with_revoked_link()
        .select_for_update(of=("self",))
        .select_related("participation__project")
        .order_by("pk")
    )
    holders = leads([invitation.participation.project_id for invitation in rows])
    renewed, links = [], []
    for invitation in rows:
        holder = holders.get(invitation.participation.project_id)
        if holder is None:
            continue
        invitation.survey, invitation.email, invitation.revoked_at = survey, holder.email, None
        renewed.append(invitation)
        links.append((invitation, holder))
    mails = emails.survey_links(links)
    people = _list_people_to_renew(survey)
    for response in people:
        response.survey, response.revoked_at = survey, None
        mails.append(emails.personal_link(response))
    if mails:
        SurveyInvitation.objects.bulk_update(renewed, ["email", "revoked_at"], batch_size=500)
        PersonalResponse.objects.bulk_update(people, ["revoked_at"], batch_size=500)
        queue(*mails, at=at)
        _record("renew_links", survey, len(mails), actor, at)
    return len(mails)


def _list_people_to_renew(survey: Survey) -> list[PersonalResponse]:
    rows = find_people_to_renew(survey).select_for_update(of=("self",))
    return list(rows.select_related("person").order_by("pk"))


def _revoke_anonymous(survey: Survey, actor: User, at: datetime) -> int:
    """The one link that everybody has."""
    if survey.sent_out_at is None or survey.link_revoked_at:
        raise TransitionRefused(_("Tous les liens sont déjà révoqués."))
    survey.nonce, survey.link_revoked_at = new_nonce(), at
    survey.save(update_fields=["nonce", "link_revoked_at"])
    _record("revoke_links", survey, 1, actor, at)
    return 1


def _renew_anonymous(survey: Survey, actor: User, at: datetime) -> int:
    """To everybody: nobody knows who answered."""
    if survey.link_revoked_at is None:
        return 0
    survey.link_revoked_at = None
    survey.save(update_fields=["link_revoked_at"])
    sent = queue(
        *(
            emails.anonymous_link(survey, recipient.person, renewed=True)
            for recipient in list_personal_recipients(survey)
        ),
        at=at,
    )
    _record("renew_links", survey, sent, actor, at)
    return sent


def _lock(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).select_related("edition").get(pk=survey.pk)


def _record(verb: str, survey: Survey, links: int, actor: User, at: datetime) -> None:
    record(verb=verb, subject=survey, actor=actor, at=at, scope=survey.edition.scope, data={"links": links})
