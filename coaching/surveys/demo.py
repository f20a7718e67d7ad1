"""Answers of the demo's projects, given as their holders would."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from accelerator.questionnaires import actions as questionnaires
from accelerator.questionnaires.forms import PREFIX, VERSION_PREFIX, answer_form
from accelerator.questionnaires.kinds.matrix import SEPARATOR
from accelerator.questionnaires.models import AnswerSheet
from coaching.models import Survey, SurveyInvitation
from coaching.surveys.actions import confirming
from coaching.surveys.actions import survey as actions
from coaching.surveys.confirmed import read_held_plan, tell_relevance
from coaching.surveys.enums import Relevance
from projects.models import Participation


def links_of(survey: Survey, participations: Iterable[Participation]) -> list[SurveyInvitation]:
    """Theirs, in that order."""
    rows = survey.invitations.select_related("survey__edition", "sheet", "participation__project")
    by_participation = {invitation.participation_id: invitation for invitation in rows}
    return [by_participation[participation.pk] for participation in participations]


def begin(link: SurveyInvitation, given: Mapping[str, object], at: datetime) -> None:
    """Only the first answers are there yet, and two actions confirmed. Side effects: those of the actions."""
    _save(link, dict(list(given.items())[:2]), at)
    for held in read_held_plan(link).actions[:2]:
        said = tell_relevance(held.row.state)
        confirming.confirm_action(invitation=link, uid=held.uid, said=said, actor=None, at=at)


def answer(
    link: SurveyInvitation,
    given: Mapping[str, object],
    at: datetime,
    progress: Mapping[str, tuple[Relevance, str]] | None = None,
) -> None:
    """All of them, then they are sent; the plan is confirmed as it stands, but for what ``progress`` says of an action
    (its line → what became of it, in a line). Side effects: those of the actions. Raises ``ValueError`` for an action
    that is not in the plan.
    """
    _save(link, given, at - timedelta(minutes=2))
    if link.survey.confirms_plan:
        actions_held = {held.label: held for held in read_held_plan(link).actions}
        for line, (said, note) in (progress or {}).items():
            if line not in actions_held:
                raise ValueError(f"there is no action {line!r}")
            confirming.confirm_action(
                invitation=link, uid=actions_held[line].uid, said=said, note=note, actor=None,
                at=at - timedelta(minutes=1),
            )  # fmt: skip
        confirming.confirm_rest(invitation=link, actor=None, at=at - timedelta(minutes=1))
    actions.submit_response(invitation=link, actor=None, at=at)


def _save(link: SurveyInvitation, given: Mapping[str, object], at: datetime) -> None:
    fill_in(link.sheet, given, at)
    actions.start_response(invitation=link, actor=None, at=at)


def fill_in(sheet: AnswerSheet, given: Mapping[str, object], at: datetime, *, actor: Any = None) -> None:
    """Type these answers in a sheet; of a grid, the level of each row. Side effects: those of the action. Raises
    ``ValueError`` when one does not fit.
    """
    form = answer_form(sheet, data=dict(_post(given)))
    if not form.is_valid():
        raise ValueError(f"these answers do not fit the survey: {form.errors.as_json()}")
    questionnaires.save_answers(sheet=sheet, form=form, actor=actor, at=at)


def _post(given: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """As a browser would."""
    for key, value in given.items():
        if isinstance(value, Mapping):
            yield f"{VERSION_PREFIX}{key}", ""
            yield from ((f"{PREFIX}{key}.{row}", f"{row}{SEPARATOR}{level}") for row, level in value.items())
        else:
            yield f"{PREFIX}{key}", value
