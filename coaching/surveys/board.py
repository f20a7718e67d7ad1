"""The completion board of a survey: who was invited, and where each stands, in one list read page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.models import Attendee, AttendeeResponse, PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.by_name import find_named_attendees, find_without_paper
from coaching.surveys.enums import InvitationState, SurveyAudience


@dataclass(frozen=True)
class CompletionRow:
    """A project, a person, or an attendee known by name alone. ``row`` has their answers."""

    row: SurveyInvitation | PersonalResponse | AttendeeResponse
    name: str
    email: str
    detail: str = ""

    @property
    def is_project(self) -> bool:
        return isinstance(self.row, SurveyInvitation)

    @property
    def has_link(self) -> bool:
        """Somebody known by name alone is sent none."""
        return not isinstance(self.row, AttendeeResponse)

    @property
    def sent_at(self) -> datetime | None:
        return self.row.sent_at

    def _address(self, name: str) -> str:
        return reverse(f"coaching:{name}", args=[self.row.survey.edition.slug, self.row.pk])

    @property
    def paper_url(self) -> str:
        if isinstance(self.row, AttendeeResponse):
            survey = self.row.survey
            return reverse(
                "coaching:survey_attendee_paper",
                args=[survey.edition.slug, survey.slug, self.row.attendee_id],
            )
        return self._address("survey_project_paper" if self.is_project else "survey_personal_paper")

    @property
    def withdraw_quote_url(self) -> str:
        """Where an organiser takes a quote back for somebody without an account; empty when there is none."""
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
        return self._address("survey_revoke_link" if self.is_project else "survey_revoke_personal_link")

    @property
    def resend_url(self) -> str:
        return self._address("survey_resend_link" if self.is_project else "survey_resend_personal_link")


class CompletionBoard(Sequence[CompletionRow]):
    """Projects by title, then people by name, those without an account last: a page of it reads no more than that page.

    It counts what came by link and on paper. Answering in the room changes nothing here, nor in the list of those who
    are awaited: nobody may learn who did. Two queries to count, three where some are known by name alone.
    """

    def __init__(self, survey: Survey, *, only_awaited: bool = False) -> None:
        self.survey = survey
        projects = survey.invitations.standing()
        people = (
            survey.personal_responses.all() if survey.invites_people else survey.personal_responses.none()
        )
        if only_awaited:
            projects, people = projects.unanswered(), people.unanswered()
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
        self.project_count = self.projects.count()
        self.people_count = self.people.count()

    def __len__(self) -> int:
        return self.project_count + self.people_count + self.by_name.count()

    @overload
    def __getitem__(self, index: int) -> CompletionRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[CompletionRow]: ...
    def __getitem__(self, index: Any) -> object:
        if isinstance(index, int):
            return next(self._rows(index, index + 1))
        return list(self._rows(index.start or 0, index.stop))

    def _rows(self, start: int, stop: int) -> Iterator[CompletionRow]:
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
            yield CompletionRow(self._answers_of(attendee), attendee.name, "", _("sans compte"))

    def _answers_of(self, attendee: Attendee) -> AttendeeResponse:
        """What they answered on paper; what they may have written on a phone does not show."""
        found: AttendeeResponse = next(
            iter(attendee.own_responses),  # type: ignore[attr-defined]
            AttendeeResponse(attendee=attendee, state=InvitationState.TO_DO),
        )
        found.survey = self.survey
        return found
