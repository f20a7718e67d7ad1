"""Which results stand together on a page: the groups in words, the surveys that are compared."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from accelerator.accounts.models import User
from coaching.attendance.enums import AttendeeKind
from coaching.models import Survey
from coaching.surveys.by_name import count_named_attendees
from coaching.surveys.enums import InvitationState, SurveyAudience
from coaching.surveys.results.comparing import Crossed, cross
from coaching.surveys.results.many import MANY, read_many
from coaching.surveys.results.questions import list_questions
from coaching.surveys.results.reading import Results, read_results
from coaching.surveys.results.responses import has_few_unnamed
from coaching.surveys.results.tallying import IN_THE_ROOM, PERSON, PROJECT, may_count
from programmes.capabilities import Capability
from programmes.enums import StructureProfile
from programmes.models import Role


def read_for_organisers(survey: Survey) -> tuple[Results, list[Crossed]]:
    """All of it, and by profile; counted by the database when there is much."""
    is_sent = Q(state=InvitationState.SENT)
    requests: list[QuerySet[Any]] = []
    if survey.invites_projects:
        requests.append(survey.invitations.standing())
    if survey.invites_people:
        requests.append(survey.personal_responses.all())
    counts = {"invited": 0, "started": 0, "sent": 0}
    for rows in requests:
        found = rows.aggregate(
            invited=Count("pk"),
            started=Count("pk", filter=Q(state=InvitationState.STARTED)),
            sent=Count("pk", filter=is_sent),
        )
        counts = {name: counts[name] + found[name] for name in counts}
    by_name = count_named_attendees(survey)
    counts["invited"] += by_name["total"]
    counts["started"] += by_name["started"]
    counts["sent"] += by_name["sent"]
    counts_all = survey.results_are_readable and not has_few_unnamed(survey)
    if counts["sent"] >= MANY and not survey.room_opened_at and counts_all:
        questions = list_questions([survey])
        if may_count(questions):
            return read_many(survey, questions, name_groups(), **counts)
    results = read_results(survey, organises=True)
    return results, cross(survey, name_groups()) if results.sent and counts_all else []


def name_groups() -> dict[tuple[str, str], str]:
    """The profiles of projects, the audiences, what people came as."""
    return {
        **{(PROJECT, code): str(label) for code, label in StructureProfile.choices},
        **{(PERSON, code): str(label) for code, label in SurveyAudience.choices},
        **{(IN_THE_ROOM, code): str(label) for code, label in AttendeeKind.choices},
    }


def list_compared(survey: Survey, user: User, *, between: str) -> list[Survey]:
    """The waves of the edition, or the same wave in the editions of the programme that this person organises too.

    One that hides names is compared once it is over, unless it leaves some out; see :func:`has_few_unnamed`. One query,
    and those of that.
    """
    rows = Survey.objects.select_related("edition", "form")
    if between == "waves":
        rows = rows.filter(edition=survey.edition)
    else:
        organised = Role.objects.editions_where(user, Capability.MANAGE_FOLLOW_UP)
        rows = rows.filter(
            Q(edition=survey.edition) | Q(edition__in=organised),
            edition__programme=survey.edition.programme_id,
            kind=survey.kind,
            wave=survey.wave,
        )
    return [
        survey
        for survey in rows.order_by("opens_at", "pk")
        if survey.results_are_readable and not has_few_unnamed(survey)
    ]
