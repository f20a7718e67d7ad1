"""The links of a survey, its completion board, the current survey; the sent syntheses."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from coaching.models import Attendee, AttendeeResponse, PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.audiences import find_named_attendees, find_without_paper
from coaching.surveys.enums import InvitationState, SurveyAudience, SurveyKind, Wave, list_fixed_waves
from coaching.surveys.progress import SurveyCounts
from programmes.models import Edition
from projects.models import Participation

BEFORE_SYNTHESIS = timedelta(days=3)
"""Days after the last day of the session, to think about it."""


def list_invitations(edition: Edition) -> QuerySet[SurveyInvitation]:
    return (
        SurveyInvitation.objects.standing()
        .filter(survey__edition=edition)
        .select_related("survey__edition", "participation__project")
    )


def find_due_wave(edition: Edition, existing: Sequence[Survey], at: datetime) -> Wave:
    """The current survey of its ``existing`` ones: the open one that closes first, the debrief until the session is
    over, the one that opens next, a wave that is not created, else the last that closed. No query."""
    if opened := [survey for survey in existing if survey.is_open(at)]:
        return min(opened, key=lambda survey: survey.closes_at).of_wave
    first = [Wave(SurveyKind.DEBRIEF), Wave(SurveyKind.SYNTHESIS)]
    missing = [wave for wave in first if wave not in {survey.of_wave for survey in existing}]
    if first[0] in missing and edition.session_ends_on and not edition.session_is_over(at):
        return first[0]
    if coming := [survey for survey in existing if at < survey.opens_at]:
        return min(coming, key=lambda survey: survey.opens_at).of_wave
    if missing:
        return missing[-1]
    return max(existing, key=lambda survey: survey.closes_at).of_wave


def propose_day(edition: Edition, wave: Wave, today: date) -> date | None:
    """The proposed opening: the debrief on the last day of the session, the synthesis some days after it, today if
    they are past; a follow-up so many months after it."""
    ends = edition.session_ends_on
    if ends is None or wave.kind == SurveyKind.FREE:
        return None
    if wave.kind == SurveyKind.DEBRIEF:
        return max(ends, today)
    if wave.kind == SurveyKind.SYNTHESIS:
        return max(ends + BEFORE_SYNTHESIS, today)
    months = ends.month - 1 + wave.number
    year, month = ends.year + months // 12, months % 12 + 1
    return date(year, month, min(ends.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class WaveChoice:
    """A survey in the list of the edition; ``survey`` is ``None`` while it is not created."""

    wave: Wave
    survey: Survey | None

    @property
    def label(self) -> str:
        return self.survey.heading if self.survey else self.wave.title


def list_choices(surveys: Iterable[Survey]) -> list[WaveChoice]:
    """The waves of the year, created or not, then the free surveys. No query."""
    existing = {survey.of_wave: survey for survey in surveys}
    fixed = list_fixed_waves()
    return [
        WaveChoice(wave, existing.get(wave))
        for wave in [*fixed, *(wave for wave in existing if wave not in fixed)]
    ]


def find_sent_synthesis(participation: Participation) -> SurveyInvitation | None:
    """The sent synthesis of this project, even if it gave its place up since. One query."""
    sent = SurveyInvitation.objects.sent().filter(survey__kind=SurveyKind.SYNTHESIS)
    return sent.filter(participation=participation).order_by("survey__opens_at", "pk").first()


def find_synthesis_that_counts(participation: Participation) -> SurveyInvitation | None:
    """The sent synthesis of a project; ``None`` once the project gave its place up. One query."""
    sent = SurveyInvitation.objects.syntheses_of(participation.edition_id)
    return sent.filter(participation=participation).order_by("pk").first()


def has_syntheses(edition: Edition) -> bool:
    """Whether a synthesis was sent, without which there is nothing to establish. One query."""
    sent = SurveyInvitation.objects.sent().filter(survey__edition=edition, survey__kind=SurveyKind.SYNTHESIS)
    return sent.exists()


def list_shared_syntheses(user: User) -> QuerySet[SurveyInvitation]:
    """The shared syntheses that this person may read."""
    return SurveyInvitation.objects.visible_to(user).shared()


@dataclass(frozen=True)
class CompletionRow:
    """A project, a person, or an attendee without an account. ``row`` has their answers."""

    row: SurveyInvitation | PersonalResponse | AttendeeResponse
    name: str
    email: str
    detail: str = ""

    @property
    def is_project(self) -> bool:
        return isinstance(self.row, SurveyInvitation)

    @property
    def has_link(self) -> bool:
        """Whether they have a link: attendees without an account do not."""
        return not isinstance(self.row, AttendeeResponse)

    @property
    def sent_at(self) -> datetime | None:
        return self.row.sent_at

    def _find_address(self, name: str) -> str:
        return reverse(f"coaching:{name}", args=[self.row.survey.edition.slug, self.row.pk])

    @property
    def paper_url(self) -> str:
        if isinstance(self.row, AttendeeResponse):
            survey = self.row.survey
            return reverse(
                "coaching:survey_attendee_paper",
                args=[survey.edition.slug, survey.slug, self.row.attendee_id],
            )
        return self._find_address("survey_project_paper" if self.is_project else "survey_personal_paper")

    @property
    def withdraw_quote_url(self) -> str:
        """The address to withdraw the consent of somebody without an account to be quoted; "" without one."""
        if not isinstance(self.row, AttendeeResponse) or not self.row.paper_by_id:
            return ""
        if not self.row.is_sent or not self.row.may_be_quoted:  # type: ignore[attr-defined]
            return ""
        survey = self.row.survey
        return reverse(
            "coaching:survey_withdraw_quote", args=[survey.edition.slug, survey.slug, self.row.attendee_id]
        )

    @property
    def revoke_url(self) -> str:
        return self._find_address("survey_revoke_link" if self.is_project else "survey_revoke_personal_link")

    @property
    def resend_url(self) -> str:
        return self._find_address("survey_resend_link" if self.is_project else "survey_resend_personal_link")


class CompletionBoard:
    """Projects by title, then people by name, those without an account last: a page reads its own rows only.

    It counts answers by link and on paper. Answers in the room change nothing here, nor in the list of missing ones:
    nobody may learn of them. Four queries at most for a page, none to count.
    """

    def __init__(self, survey: Survey, counts: SurveyCounts, *, only_awaited: bool = False) -> None:
        self.survey = survey
        projects = survey.invitations.standing()
        people = (
            survey.personal_responses.all() if survey.invites_people else survey.personal_responses.none()
        )
        self.project_count, self.people_count = counts.projects, counts.people
        self.named_count = counts.named
        if only_awaited:
            projects, people = projects.unanswered(), people.unanswered()
            self.project_count -= counts.projects_sent
            self.people_count -= counts.people_sent
            self.named_count -= counts.papers
        self.projects: QuerySet[SurveyInvitation] = projects.select_related(
            "participation__project__organisation", "sheet", "paper_by"
        ).order_by("participation__project__title", "pk")
        self.people: QuerySet[PersonalResponse] = people.select_related(
            "person", "sheet", "paper_by"
        ).order_by("person__name", "pk")
        by_name = find_without_paper(survey) if only_awaited else find_named_attendees(survey)
        mine = survey.room_responses.on_paper().with_quote().select_related("sheet", "paper_by")
        self.by_name: QuerySet[Attendee] = by_name.prefetch_related(
            Prefetch("survey_responses", mine, to_attr="own_responses")
        )

    def __len__(self) -> int:
        return self.project_count + self.people_count + self.named_count

    def __getitem__(self, page: slice) -> list[CompletionRow]:
        return list(self._build_rows(page.start, page.stop))

    def _build_rows(self, start: int, stop: int) -> Iterator[CompletionRow]:
        for invitation in self.projects[start:stop]:
            invitation.survey = self.survey
            yield CompletionRow(invitation, str(invitation.participation.project), invitation.email)
        first, last = max(start - self.project_count, 0), stop - self.project_count
        for response in self.people[first:last] if last > 0 else ():
            response.survey = self.survey
            label = SurveyAudience(response.audience).label
            name = response.person.name or response.person.email
            yield CompletionRow(response, name, response.person.email, str(label))
        before = self.project_count + self.people_count
        first, last = max(start - before, 0), stop - before
        for attendee in self.by_name[first:last] if last > 0 else ():
            yield CompletionRow(self._read_answers(attendee), attendee.name, "", _("sans compte"))

    def _read_answers(self, attendee: Attendee) -> AttendeeResponse:
        """Their answers on paper; those on a phone stay hidden."""
        response: AttendeeResponse = next(
            iter(attendee.own_responses),  # type: ignore[attr-defined]
            AttendeeResponse(attendee=attendee, state=InvitationState.TO_DO),
        )
        response.survey = self.survey
        return response
