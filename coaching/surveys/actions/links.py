"""Every link of a survey at once: shut them, send new ones."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.audit.actions import record
from accelerator.links import new_nonce
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from coaching.models import Survey, SurveyInvitation
from coaching.surveys import emails
from coaching.surveys.errors import SurveyClosed
from projects.members.queries import leads


@transaction.atomic
def revoke_links(*, survey: Survey, actor: Any, at: datetime) -> int:
    """Shut every link of this survey that still opens, sent or not; what was answered stays. Returns how many.

    Side effects: a new nonce for each, the hour of the revocation, one audit entry; no reminder leaves until new links
    do. Raises :class:`TransitionRefused` when all were shut already.
    """
    survey = _hold(survey)
    # locked, so that a link that is renewed meanwhile is either shut here or sent after
    rows = list(survey.invitations.with_open_link().select_for_update(of=("self",)).order_by("pk"))
    if not rows:
        raise TransitionRefused(_("Tous les liens sont déjà révoqués."))
    for invitation in rows:
        invitation.nonce, invitation.revoked_at = new_nonce(), at
    SurveyInvitation.objects.bulk_update(rows, ["nonce", "revoked_at"], batch_size=500)
    _record("revoke_links", survey, len(rows), actor, at)
    return len(rows)


@transaction.atomic
def renew_links(*, survey: Survey, actor: Any, at: datetime) -> int:
    """Send a new link to each project whose own was revoked and that has not answered; returns how many leave.

    Side effects: a mail for each, to the holder as they are now; one audit entry. Asked for twice, it sends nothing
    twice. Raises :class:`SurveyClosed` once the survey is over.
    """
    survey = _hold(survey)
    if at >= survey.closes_at:
        raise SurveyClosed
    rows = list(
        survey.invitations.unanswered()
        .with_revoked_link()
        .select_for_update(of=("self",))
        .select_related("participation__project")
        .order_by("pk")
    )
    holders = leads([invitation.participation.project_id for invitation in rows])
    mails, renewed = [], []
    for invitation in rows:
        holder = holders.get(invitation.participation.project_id)
        if holder is None:
            continue
        invitation.survey, invitation.email, invitation.revoked_at = survey, holder.email, None
        renewed.append(invitation)
        mails.append(emails.survey_link(invitation, holder))
    if renewed:
        SurveyInvitation.objects.bulk_update(renewed, ["email", "revoked_at"], batch_size=500)
        queue(*mails, at=at)
        _record("renew_links", survey, len(renewed), actor, at)
    return len(renewed)


def _hold(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).select_related("edition").get(pk=survey.pk)


def _record(verb: str, survey: Survey, links: int, actor: Any, at: datetime) -> None:
    record(verb=verb, subject=survey, actor=actor, at=at, scope=survey.edition.scope, data={"links": links})
