"""The recipients of a survey: one queryset for each audience, read as one list; attendees without an account."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Value

from accelerator.accounts.models import User
from coaching.models import Attendee, AttendeeResponse, PersonalResponse, Survey
from coaching.pairing.queries.mentors import list_followed_in
from coaching.surveys.enums import SurveyAudience
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from projects.members.models import ProjectMemberQuerySet
from projects.models import Participation, ProjectMember


def _select_coming_members(edition: Edition) -> ProjectMemberQuerySet:
    coming = Participation.objects.confirmed().filter(edition=edition).values("project")
    return ProjectMember.objects.filter(project__in=coming)


def _select_attendees(edition: Edition) -> QuerySet[Attendee]:
    return Attendee.objects.expected().filter(session__edition=edition)


_ROWS: dict[SurveyAudience, tuple[Callable[[Edition], QuerySet[Model]], str]] = {
    SurveyAudience.HOLDERS: (lambda edition: _select_coming_members(edition).leads(), "user"),
    SurveyAudience.SECOND: (
        lambda edition: _select_coming_members(edition).present().filter(leads=False),
        "user",
    ),
    SurveyAudience.MENTORS: (list_followed_in, "mentor"),
    SurveyAudience.PARTNERS: (
        lambda edition: Role.objects.who_can(Capability.SUPPORT_PROJECTS).filter(edition=edition),
        "user",
    ),
    SurveyAudience.ATTENDEES: (_select_attendees, "user"),
}
"""The rows of each audience, and the path to their user."""


def people_of(edition: Edition, audience: SurveyAudience) -> QuerySet[User]:
    """The members of this audience with an account that may receive mails."""
    rows, path = _ROWS[audience]
    return User.objects.filter(is_active=True, pk__in=rows(edition).order_by().values(path))


@dataclass(frozen=True)
class SurveyRecipient:
    """A person whom a survey invites, and their audience. ``is_invited``: they have a personal response to it."""

    person: User
    audience: SurveyAudience
    is_invited: bool


def list_recipients(survey: Survey) -> list[SurveyRecipient]:
    """Each person once, in the first audience they are in, by name. One query."""
    invited = PersonalResponse.objects.filter(survey=survey, person=OuterRef("pk"))
    audiences = [
        people_of(survey.edition, audience)
        .annotate(rank=Value(rank), is_invited=Exists(invited.order_by()))
        .order_by()
        for rank, audience in enumerate(SurveyAudience)
        if audience in survey.audiences
    ]
    if not audiences:
        return []
    recipients: dict[int, SurveyRecipient] = {}
    people = audiences[0].union(*audiences[1:], all=True)
    for person in people.order_by("rank", "name", "email", "pk"):
        audience = list(SurveyAudience)[person.rank]
        recipients.setdefault(person.pk, SurveyRecipient(person, audience, person.is_invited))
    return list(recipients.values())


def find_projects_to_invite(survey: Survey) -> QuerySet[Participation]:
    """Projects with a room, led by somebody with an open account, that have no link of this survey yet.

    An anonymous survey invites people only.
    """
    if survey.anonymous or not survey.invites_projects:
        return Participation.objects.none()
    led = ProjectMember.objects.leads().active().values("project")
    coming = Participation.objects.with_room().filter(edition=survey.edition, project__in=led)
    return coming.exclude(survey_invitations__survey=survey)


def select_to_invite(survey: Survey, recipients: Iterable[SurveyRecipient]) -> list[SurveyRecipient]:
    """The people who answer for themselves and have no link yet; for an anonymous survey, all: no row names who has
    one. Holders answer for their project, unless the survey is anonymous.
    """
    return [
        recipient
        for recipient in recipients
        if not recipient.is_invited and (survey.anonymous or recipient.audience != SurveyAudience.HOLDERS)
    ]


def group_by_audience(
    recipients: Sequence[SurveyRecipient], audiences: Iterable[str]
) -> list[tuple[SurveyAudience, list[User]]]:
    """The recipients by audience; one may be empty."""
    chosen = set(audiences)
    return [
        (audience, [entry.person for entry in recipients if entry.audience == audience])
        for audience in SurveyAudience
        if audience in chosen
    ]


def find_audience_members(survey: Survey) -> QuerySet[User]:
    """The present members of the audiences of the survey. One query when it is read."""
    people = User.objects.none()
    for audience in SurveyAudience:
        if audience in survey.audiences:
            people = people | people_of(survey.edition, audience)
    return people


def find_named_attendees(survey: Survey) -> QuerySet[Attendee]:
    """Attendees without an account whom this survey includes; those removed from the list stay if they answered on
    paper."""
    if not survey.includes_attendees:
        return Attendee.objects.none()
    papers = AttendeeResponse.objects.on_paper().filter(survey=survey, attendee=OuterRef("pk"))
    come = Attendee.objects.expected().filter(user=None).order_by().values("pk")
    return Attendee.objects.filter(
        Q(pk__in=come) | Exists(papers), session__edition=survey.edition_id
    ).order_by("name", "pk")


def find_without_paper(survey: Survey) -> QuerySet[Attendee]:
    """Named attendees without a typed paper. Answers on a phone stay hidden from the organisers."""
    papers = survey.room_responses.on_paper()
    return find_named_attendees(survey).exclude(pk__in=papers.order_by().values("attendee"))
