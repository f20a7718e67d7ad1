"""What somebody answers as themselves: begin, send, change one's mind on being quoted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.questionnaires import queries as answers
from accelerator.transitions import TransitionRefused, apply
from coaching.models import PersonalResponse, Survey
from coaching.signals import consents_changed
from coaching.surveys import emails
from coaching.surveys.actions.sheets import change_answers, close_sheet, erase_writers, list_changing
from coaching.surveys.counting import QUOTE
from coaching.surveys.enums import InvitationState
from coaching.surveys.results.responses import NAMED
from coaching.surveys.states import PERSONAL_RESPONSE, SurveyClosed


def start_personal_response(*, response: PersonalResponse, actor: User, at: datetime) -> None:
    """Note that the first answer was saved. Side effects: state and audit entry, once; later calls do nothing."""
    if response.state != InvitationState.TO_DO:
        return
    scope = response.survey.edition.scope
    try:
        apply(
            response,
            "start_personal_response",
            table=PERSONAL_RESPONSE,
            actor=actor,
            at=at,
            scope=scope,
        )
    except TransitionRefused:
        response.refresh_from_db(fields=["state"])


@transaction.atomic
def send_personal_response(*, response: PersonalResponse, actor: User, at: datetime) -> None:
    """Send what one person answered.

    Side effects: the sheet is frozen, before it is read; who typed is erased unless they may be named; state
    ``sent``, an audit entry; a thank-you mail. Raises :class:`SurveyClosed`, and
    :class:`TransitionRefused` when it was sent already or a required answer is missing.
    """
    survey = response.survey
    if not survey.is_open(at):
        raise SurveyClosed
    close_sheet(sheet=response.sheet, at=at)
    if answers.values(response.sheet).get(QUOTE) != NAMED:
        erase_writers(response.sheet)
    apply(
        response,
        "send_personal_response",
        table=PERSONAL_RESPONSE,
        actor=actor,
        at=at,
        scope=survey.edition.scope,
        changes={"sent_at": at},
    )
    queue(emails.personal_thanks(response), at=at)


@transaction.atomic
def change_personal_consent(*, response: PersonalResponse, quote: str, actor: User, at: datetime) -> bool:
    """Another word on being quoted, once sent; ``False`` when it was that one.

    Side effects: that answer, the sheet's hour, an audit entry; new versions of the documents that quote. Raises
    :class:`TransitionRefused` before sending.
    """
    response = PersonalResponse.objects.select_for_update(of=("self",)).select_related(
        "survey__edition", "sheet"
    ).get(pk=response.pk)  # fmt: skip
    if not response.is_sent:
        raise TransitionRefused(_("Ces réponses ne sont pas encore envoyées."))
    consents = {QUOTE: quote}
    changing = list_changing([response.sheet_id], consents)
    if not changing:
        return False
    before = changing[0].value
    change_answers(changing, consents, at=at)
    if quote != NAMED:
        erase_writers(response.sheet)
    record(
        verb="change_personal_consent",
        subject=response,
        actor=actor,
        at=at,
        scope=response.survey.edition.scope,
        data={"before": before, "after": quote},
    )
    consents_changed.send(Survey, survey=response.survey, participation=None, at=at)
    return True
