"""Answers of people for themselves: begin, send, change the consent to be quoted."""

import random
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.questionnaires import queries, queries as answers
from accelerator.questionnaires.conditions import compute_completeness
from accelerator.questionnaires.errors import RevisionChanged
from accelerator.transitions import TransitionRefused, apply
from coaching.models import AnonymousResponse, PersonalResponse, Survey
from coaching.signals import consents_changed
from coaching.surveys import emails
from coaching.surveys.actions.sheets import change_answers, close_sheet, erase_writers, list_changing
from coaching.surveys.counting import QUOTE
from coaching.surveys.enums import PERSONAL_RESPONSE, AnswersMissing, InvitationState, SurveyClosed
from coaching.surveys.results.responses import NAMED


def start_personal_response(*, response: PersonalResponse, actor: User | None, at: datetime) -> None:
    """Record that the first answer was saved. Side effects: state and audit entry, once; later calls do nothing."""
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
def send_personal_response(*, response: PersonalResponse, actor: User | None, at: datetime) -> None:
    """Send the answers of one person.

    Side effects: the sheet is frozen, before it is read; its typist is erased unless they may be named; state
    ``sent``, an audit entry; a thank-you mail. Raises :class:`SurveyClosed`, and :class:`TransitionRefused` when it
    was sent already or a required answer is missing.
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
    """Change the consent to be quoted, after sending; ``False`` when nothing changes.

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


_chance = random.SystemRandom()


class EverybodyAnswered(TransitionRefused):
    """There are as many answers as invited people: one more would be somebody's second."""

    def __init__(self) -> None:
        super().__init__(_("Autant de réponses que de personnes interrogées sont déjà arrivées."))


@transaction.atomic
def take_anonymous_response(
    *, survey: Survey, values: Mapping[str, object], at: datetime, revision_id: int | None = None
) -> None:
    """Store these anonymous answers (question key → value). ``at`` is checked, and not stored.

    ``revision_id``: the revision that they answer; the current one by default.

    Side effects: one row, and nothing else: no audit entry, no mail. Raises :class:`SurveyClosed`,
    :class:`EverybodyAnswered`, :class:`AnswersMissing`, and ``RevisionChanged`` when the questions changed.
    """
    survey = _lock(survey, revision_id, at)
    if survey.anonymous_responses.count() >= survey.invited_count + survey.paper_count:
        raise EverybodyAnswered
    _store(survey, values)


@transaction.atomic
def enter_anonymous_paper(
    *, survey: Survey, values: Mapping[str, object], actor: User, at: datetime, revision_id: int | None = None
) -> None:
    """Store the answers of a paper without a name. Papers are counted, but no answer is marked as one.

    Side effects: one row, the survey's ``paper_count``, an audit entry. Raises :class:`AnswersMissing`, and
    :class:`SurveyClosed` before it opens or after it closed, ``RevisionChanged`` when the questions changed.
    """
    survey = _lock(survey, revision_id, at)
    _store(survey, values)
    survey.paper_count += 1
    survey.save(update_fields=["paper_count"])
    record(verb="enter_paper", subject=survey, actor=actor, at=at, scope=survey.edition.scope)


def _lock(survey: Survey, revision_id: int | None, at: datetime) -> Survey:
    """The row, open and with the questions that the page had. Raises :class:`SurveyClosed`, ``RevisionChanged``."""
    locked = Survey.objects.select_for_update(of=("self",)).select_related("edition").get(pk=survey.pk)
    if not locked.is_open(at):
        raise SurveyClosed
    if revision_id not in (None, locked.form_id):
        raise RevisionChanged
    return locked


def _store(survey: Survey, values: Mapping[str, object]) -> None:
    """Write all the rows again, shuffled: neither their order in the database nor the transaction that wrote each
    reveals which came last. The caller locks the survey.
    """
    completeness = compute_completeness(queries.questions(survey.form_id), values)
    if completeness.missing:
        raise AnswersMissing(len(completeness.missing))
    answers = {key: value for key, value in completeness.values.items() if value is not None}
    existing = survey.anonymous_responses.order_by("pk").values_list("values", flat=True)
    shuffled = [*existing, answers]
    _chance.shuffle(shuffled)
    survey.anonymous_responses.all().delete()
    AnonymousResponse.objects.bulk_create(
        (AnonymousResponse(survey=survey, values=values) for values in shuffled), batch_size=500
    )
