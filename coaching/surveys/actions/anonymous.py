"""Take an answer of which neither who nor when is kept."""

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.audit.actions import record
from accelerator.questionnaires import queries
from accelerator.questionnaires.conditions import compute_completeness
from accelerator.questionnaires.errors import RevisionChanged
from accelerator.transitions import TransitionRefused
from coaching.models import AnonymousResponse, Survey
from coaching.surveys.errors import AnswersMissing, SurveyClosed

_chance = random.SystemRandom()


class EverybodyAnswered(TransitionRefused):
    """As many answers came as people were asked: one more would be somebody's second."""

    def __init__(self) -> None:
        super().__init__(_("Autant de réponses que de personnes interrogées sont déjà arrivées."))


@transaction.atomic
def take_anonymous_response(
    *, survey: Survey, values: Mapping[str, Any], at: datetime, revision_id: int | None = None
) -> None:
    """Keep these answers (question key → value) of nobody. ``at`` is looked at, and not kept.

    ``revision_id``: the questions that they answer, those that are asked unless told.

    Side effects: one row, and nothing else: no audit entry, no mail. Raises :class:`SurveyClosed`,
    :class:`EverybodyAnswered`, :class:`AnswersMissing`, and ``RevisionChanged`` when other questions are asked.
    """
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if not survey.is_open(at):
        raise SurveyClosed
    _ensure_asked(survey, revision_id)
    if survey.anonymous_responses.count() >= survey.asked_count + survey.paper_count:
        raise EverybodyAnswered
    _keep(survey, values)


@transaction.atomic
def enter_anonymous_paper(
    *, survey: Survey, values: Mapping[str, Any], actor: Any, at: datetime, revision_id: int | None = None
) -> None:
    """Keep what stands on a paper without a name. How many came so is known, which ones is not.

    Side effects: one row, the survey's ``paper_count``, an audit entry. Raises :class:`AnswersMissing`, and
    :class:`SurveyClosed` before it opens or after it closed, ``RevisionChanged`` when other questions are asked.
    """
    survey = Survey.objects.select_for_update(of=("self",)).select_related("edition").get(pk=survey.pk)
    if not survey.is_open(at):
        raise SurveyClosed
    _ensure_asked(survey, revision_id)
    _keep(survey, values)
    survey.paper_count += 1
    survey.save(update_fields=["paper_count"])
    record(verb="enter_paper", subject=survey, actor=actor, at=at, scope=survey.edition.scope)


def _ensure_asked(survey: Survey, revision_id: int | None) -> None:
    """Raises ``RevisionChanged`` when the questions were changed since the page was shown."""
    if revision_id not in (None, survey.form_id):
        raise RevisionChanged


def _keep(survey: Survey, values: Mapping[str, Any]) -> None:
    """All of them are laid down anew, shuffled: neither the order of rows in the database, nor the transaction that
    wrote each, says who came last. The survey is held.
    """
    said = compute_completeness(queries.questions(survey.form_id), values)
    if said.missing:
        raise AnswersMissing(len(said.missing))
    given = {key: value for key, value in said.given.items() if value is not None}
    said_before = survey.anonymous_responses.order_by("pk").values_list("values", flat=True)
    shuffled = [*said_before, given]
    _chance.shuffle(shuffled)
    survey.anonymous_responses.all().delete()
    AnonymousResponse.objects.bulk_create(
        (AnonymousResponse(survey=survey, values=values) for values in shuffled), batch_size=500
    )
