"""What waits for a holder, counted for the header of each page."""

from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, Q, QuerySet

from accelerator.accounts.models import User
from accelerator.prepared import PreparedQuery
from coaching.followup.queries.waiting import list_commitments_to_confirm, list_lines_to_answer
from coaching.surveys.enums import SurveyAudience
from coaching.surveys.to_answer import list_invitations_to_answer, list_responses_to_send
from programmes.models import Call, LateAccess
from projects.application.enums import REVISABLE, ApplicationState
from projects.completion.queries import requests_to_answer
from projects.models import Application, Participation, ProjectMember

AUDIENCES = (SurveyAudience.SECOND, SurveyAudience.ATTENDEES)
"""The audiences in which people of a project answer surveys as themselves."""


def _list_waiting(user: User, at: datetime) -> QuerySet[Any, Any]:
    projects = ProjectMember.objects.editors().filter(user=user).values("project")
    late = LateAccess.objects.usable_by(user, at).order_by().values("call")
    writing = Application.objects.filter(
        Q(project__in=projects),
        Q(state=ApplicationState.DRAFT) | Q(state__in=REVISABLE, next_sheet__isnull=False),
        Q(call__in=Call.objects.open(at)) | Q(call__in=late, call__closes_at__lte=at),
    )
    completions = requests_to_answer(projects, at)
    offers = Participation.objects.offered().filter(
        project__in=projects, project__application__state=ApplicationState.SELECTED
    )
    of_projects = list_invitations_to_answer(user, at)
    of_oneself = list_responses_to_send(user, at, AUDIENCES)
    of_the_year = (list_lines_to_answer(projects), list_commitments_to_confirm(projects))
    every = (writing, completions, offers, of_projects, of_oneself, *of_the_year)
    first, *others = (rows.order_by().values_list("pk") for rows in every)
    return first.union(*others, all=True)


_waiting = PreparedQuery(_list_waiting, user=BigIntegerField(), at=DateTimeField())


def waiting_for_holder(user: User, at: datetime) -> int:
    """Drafts and new versions that the call still takes, completions requested, participations to confirm, surveys
    to send, lines of the last letter to answer, commitments declared done: one query. The few minutes of grace after a
    closing are not counted, nor what this person may only read.
    """
    return len(_waiting.fetch(user=user.pk, at=at))
