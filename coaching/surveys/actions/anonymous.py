"""Store answers to an anonymous survey: neither who answered nor when is recorded."""

import random
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.questionnaires import queries
from accelerator.questionnaires.conditions import compute_completeness
from accelerator.questionnaires.errors import RevisionChanged
from accelerator.transitions import TransitionRefused
from coaching.models import AnonymousResponse, Survey
from coaching.surveys.states import AnswersMissing, SurveyClosed

_chance = random.SystemRandom()


class EverybodyAnswered(TransitionRefused):
    """As many answers came as people were invited: one more would be somebody's second."""

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
    given = {key: value for key, value in completeness.values.items() if value is not None}
    existing = survey.anonymous_responses.order_by("pk").values_list("values", flat=True)
    shuffled = [*existing, given]
    _chance.shuffle(shuffled)
    survey.anonymous_responses.all().delete()
    AnonymousResponse.objects.bulk_create(
        (AnonymousResponse(survey=survey, values=values) for values in shuffled), batch_size=500
    )
