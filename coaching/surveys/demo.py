"""Answers of the demo's projects, given as their holders would."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from accelerator.accounts.models import User
from accelerator.questionnaires import actions as questionnaires
from accelerator.questionnaires.forms import PREFIX, VERSION_PREFIX, answer_form
from accelerator.questionnaires.kinds.matrix import SEPARATOR
from accelerator.questionnaires.models import AnswerSheet
from coaching.models import Survey, SurveyInvitation
from coaching.surveys.actions import confirmations
from coaching.surveys.actions import survey as actions
from coaching.surveys.confirmable_plan import read_confirmable_plan, relevance_of
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
    for item in read_confirmable_plan(link).actions[:2]:
        relevance = relevance_of(item.row.state)
        confirmations.confirm_action(invitation=link, uid=item.uid, relevance=relevance, actor=None, at=at)


def answer(
    link: SurveyInvitation,
    given: Mapping[str, object],
    at: datetime,
    progress: Mapping[str, tuple[Relevance, str]] | None = None,
) -> None:
    """Save all the answers and send them; the plan is confirmed unchanged, but for ``progress`` (line of an action →
    what became of it, and a comment). Side effects: those of the actions. Raises ``ValueError`` for an action
    that is not in the plan.
    """
    _save(link, given, at - timedelta(minutes=2))
    if link.survey.confirms_plan:
        actions_of_plan = {item.label: item for item in read_confirmable_plan(link).actions}
        for line, (relevance, note) in (progress or {}).items():
            if line not in actions_of_plan:
                raise ValueError(f"there is no action {line!r}")
            confirmations.confirm_action(
                invitation=link, uid=actions_of_plan[line].uid, relevance=relevance, note=note, actor=None,
                at=at - timedelta(minutes=1),
            )  # fmt: skip
        confirmations.confirm_rest(invitation=link, actor=None, at=at - timedelta(minutes=1))
    actions.submit_response(invitation=link, actor=None, at=at)


def _save(link: SurveyInvitation, given: Mapping[str, object], at: datetime) -> None:
    fill_in(link.sheet, given, at)
    actions.start_response(invitation=link, actor=None, at=at)


def fill_in(
    sheet: AnswerSheet,
    given: Mapping[str, object],
    at: datetime,
    *,
    actor: User | None = None,
) -> None:
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
