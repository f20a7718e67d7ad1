"""The surveys that somebody has to answer, and their earlier answers to the same questions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.questionnaires import queries
from accelerator.questionnaires.models import AnswerSheet, Question
from accelerator.web.templatetags.prose import deadline
from coaching.models import AttendeeResponse, PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.audiences import find_audience_members
from coaching.surveys.awaiting import find_own_room_answers
from coaching.surveys.enums import SurveyAudience
from coaching.surveys.links import PERSONAL_LINK, make_token


def list_project_surveys(participations: Iterable[int], reader: User) -> dict[int, list[SurveyInvitation]]:
    """The surveys by participation, by opening date, as far as ``reader`` may know of them; without unanswered ones
    of projects that gave their place up. One query."""
    rows = SurveyInvitation.objects.standing().filter(participation__in=list(participations))
    rows = rows.annotate(is_answered_in_room=Exists(find_own_room_answers(reader)))
    invitations: dict[int, list[SurveyInvitation]] = defaultdict(list)
    for invitation in rows.select_related("survey").order_by("survey__opens_at", "survey_id"):
        invitations[invitation.participation_id].append(invitation)
    return dict(invitations)


def is_awaited(invitation: SurveyInvitation, at: datetime) -> bool:
    """Whether it may be answered now, and was not: neither by the link nor, by the reader, in the room."""
    in_the_room = getattr(invitation, "is_answered_in_room", False)
    return invitation.survey.is_open(at) and not invitation.is_sent and not in_the_room


def find_address(invitation: SurveyInvitation, person: User) -> str:
    """The address at which this person answers for the project."""
    return reverse("coaching:survey", args=[make_token(invitation, person)])


def list_invitations_to_answer(user: User, at: datetime) -> QuerySet[SurveyInvitation]:
    """The open surveys of the projects that this person edits."""
    return SurveyInvitation.objects.to_fill_in(user, at).exclude(Exists(find_own_room_answers(user)))


@dataclass(frozen=True)
class PersonalSurvey:
    """A survey that somebody has to answer for themselves."""

    response: PersonalResponse

    @property
    def survey(self) -> Survey:
        return self.response.survey

    @property
    def address(self) -> str:
        return reverse("coaching:personal_survey", args=[PERSONAL_LINK.token_of(self.response)])

    @property
    def title(self) -> str:
        return _("Votre avis sur %(edition)s est attendu") % {"edition": self.survey.edition}

    def describe_deadline(self, at: datetime) -> str:
        words = {"survey": self.survey.heading, "when": deadline(self.survey.closes_at, at)}
        return _("%(survey)s, à envoyer %(when)s.") % words

    @property
    def button(self) -> str:
        return _("Reprendre") if self.response.is_started else _("Répondre")


def list_responses_to_send(
    user: User, at: datetime, audiences: Iterable[SurveyAudience]
) -> QuerySet[PersonalResponse]:
    """The open surveys for this person in one of these audiences; without those answered in the room."""
    return PersonalResponse.objects.awaited().to_fill_in(user, at).filter(audience__in=sorted(audiences))


def find_personal_survey(
    user: User, at: datetime, audiences: Iterable[SurveyAudience]
) -> PersonalSurvey | None:
    """The first to close of the open surveys for this person. One query without any, two with one."""
    rows = list_responses_to_send(user, at, audiences).select_related("survey__edition")
    for response in rows.order_by("survey__closes_at", "pk"):
        if find_audience_members(response.survey).filter(pk=user.pk).exists():
            return PersonalSurvey(response)
    return None


@dataclass(frozen=True)
class Earlier:
    """Earlier answers of the same person or project. ``answers``: question key → the last answer in words;
    ``measured``: indicator → the answer of each moment. ``waits``: there are some, readable after signing in.
    """

    answers: dict[str, str] = field(default_factory=dict)
    measured: dict[str, list[str]] = field(default_factory=dict)
    waits: bool = False

    def arrange(self, questions: Iterable[Question]) -> dict[str, str]:
        """The earlier answers by key of these questions."""
        earlier_answers = {
            question.key: "\n".join(self.measured[question.indicator])
            for question in questions
            if question.indicator in self.measured
        }
        return self.answers | earlier_answers


def find_earlier_of_person(response: PersonalResponse, reader: User | AnonymousUser) -> Earlier:
    """The earlier answers of this person. One query, and one for each survey once ``reader`` is them."""
    rows = PersonalResponse.objects.sent().filter(
        person=response.person_id, survey__edition=response.survey.edition_id
    )
    return _read(rows.exclude(pk=response.pk), response.survey, reader if reader == response.person else None)


def find_earlier_of_project(invitation: SurveyInvitation, reader: User | AnonymousUser) -> Earlier:
    """The earlier answers of the invited person for the project; the words of an earlier holder are left out.

    Beside a question with an indicator, each moment from the application on. One query, and one for each survey and
    one for the dossier once ``reader`` is them.
    """
    rows = SurveyInvitation.objects.sent().filter(
        participation=invitation.participation_id, email=invitation.email
    )
    mine = reader.is_authenticated and reader.email == invitation.email
    sheet = invitation.participation.project.application.sheet if mine else None
    return _read(rows.exclude(pk=invitation.pk), invitation.survey, reader if mine else None, sheet)


def _read(
    rows: QuerySet[Any],
    survey: Survey,
    reader: User | AnonymousUser | None,
    dossier: AnswerSheet | None = None,
) -> Earlier:
    """``reader`` is ``None`` for a visitor who only has the link, and learns nothing of answers in the room."""
    if reader is None:
        return Earlier(waits=rows.exists())
    in_the_room = AttendeeResponse.objects.sent().filter(
        attendee__user=reader.pk, survey__edition=survey.edition_id
    )
    earlier: list[Any] = [
        row
        for sent in (rows, in_the_room.exclude(survey=survey))
        for row in sent.select_related("sheet", "survey").order_by("sent_at", "pk")
    ]
    moments = [(row.survey.heading, row.sheet) for row in sorted(earlier, key=lambda row: row.sent_at)]
    answers: dict[str, str] = {}
    measured: dict[str, list[str]] = defaultdict(list)
    for moment, sheet in [(_("Candidature"), dossier), *moments] if dossier else moments:
        for key, answer in queries.read_answers_in_words(sheet).items():
            if answer.question.indicator:
                line = _("%(moment)s : %(answer)s") % {"moment": moment, "answer": answer.text}
                measured[answer.question.indicator].append(line)
            elif sheet is not dossier:
                answers[key] = answer.text
    return Earlier(answers, dict(measured))
