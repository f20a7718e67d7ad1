"""Pending answers: lines and commitments that await their project, commitments that await news of their body."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from accelerator.accounts.models import User
from accelerator.web.templatetags.prose import day
from coaching.followup.enums import LetterState
from coaching.followup.models import Commitment, CommitmentQuerySet, LetterLine, NudgeDelays, SupportLetter
from coaching.models import SurveyInvitation
from coaching.support.access import BoardReader
from coaching.support.enums import GIVES
from coaching.support.queries.ahead import PartnerAction, find_bodies_of, is_quiet, register_after_meeting
from coaching.surveys.emails import register_waiting
from projects.models import Participation, ProjectMember


def list_lines_to_answer(projects: Any) -> QuerySet[LetterLine]:
    """The unanswered lines of the last letter of each project that comes."""
    coming = Participation.objects.confirmed().filter(project__in=projects).order_by().values("pk")
    return list_unanswered_lines().filter(letter__participation__in=coming)


def list_unanswered_lines() -> QuerySet[LetterLine]:
    """The unanswered lines of all last letters."""
    newer = SupportLetter.objects.sent().filter(
        participation=OuterRef("letter__participation"), number__gt=OuterRef("letter__number")
    )
    return LetterLine.objects.filter(
        letter__state=LetterState.SENT, outcome__in=sorted(GIVES), answer=""
    ).exclude(Exists(newer.order_by()))


def list_commitments_to_confirm(projects: Any) -> CommitmentQuerySet:
    """Commitments declared done by their body, of projects that come."""
    coming = Participation.objects.confirmed().filter(project__in=projects).order_by().values("pk")
    return Commitment.objects.filter(participation__in=coming).to_confirm()


NAMED = 3
"""How many other pending items a mail lists: the oldest."""


def list_waiting_lines(letters: Iterable[SupportLetter]) -> dict[int, list[LetterLine]]:
    """The unanswered lines by letter. One query."""
    lines: dict[int, list[LetterLine]] = defaultdict(list)
    waiting = LetterLine.objects.filter(letter__in=list(letters), outcome__in=sorted(GIVES), answer="")
    for line in waiting.select_related("lead").order_by("position", "pk"):
        lines[line.letter_id].append(line)
    return lines


def list_oldest_waiting(
    places: Iterable[Participation], *, besides: Collection[Commitment | SupportLetter]
) -> dict[int, list[str]]:
    """By participation, what else awaits the project's answer, oldest first: lines of its letter, commitments to
    confirm.

    Without the lines, or the commitment, of the mail itself. Two queries.
    """
    keys, named = [place.pk for place in places], set(besides)
    lines = list_unanswered_lines().filter(letter__participation__in=keys).select_related("letter")
    commitments = Commitment.objects.to_confirm().filter(participation__in=keys).order_by("moved_at", "pk")
    waiting: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for line in lines.order_by("position"):
        if line.letter not in named:
            at = line.letter.sent_at or line.letter.created_at
            waiting[line.letter.participation_id].append((at, line.sentence))
    for row in commitments:
        if row not in named:
            waiting[row.participation_id].append((row.moved_at, row.what))
    return {
        place: [words for _at, words in sorted(entries, key=lambda entry: entry[0])[:NAMED]]
        for place, entries in waiting.items()
    }


def list_waiting_of_body(
    people: Collection[User], body: int, edition: int, *, besides: Commitment | None, before: datetime
) -> dict[int, list[Commitment]]:
    """By person of a body, the body's commitments that await news, the longest first, with their project.

    Without projects that the person is or was a member of, and without commitments that moved from ``before`` on:
    accepting several at once sends a mail for each. Two queries.
    """
    rows = Commitment.objects.of_edition(edition).filter(body=body, moved_at__lt=before).open()
    members = ProjectMember.objects.filter(user__in=people, project__edition=edition)
    own = set(members.values_list("user", "project"))
    commitments = rows.select_related("participation__project").order_by("moved_at", "pk")
    waiting = [row for row in commitments if row != besides]
    return {
        person.pk: [row for row in waiting if (person.pk, row.participation.project_id) not in own][:NAMED]
        for person in people
    }


def list_besides_survey(invitations: Iterable[SurveyInvitation]) -> dict[int, list[str]]:
    """By participation, what awaits the project's answer beside its survey: see :func:`list_oldest_waiting`.

    A form that confirms the plan contains commitments itself. Three queries at most.
    """
    rows = list(invitations)
    places = [row.participation for row in rows]
    asks = any(row.survey.confirms_plan for row in rows)
    in_form = Commitment.objects.to_confirm().filter(participation__in=places) if asks else ()
    return list_oldest_waiting(places, besides=list(in_form))


def select_commitments_of(user: User) -> "QuerySet[Commitment, tuple[int, datetime, int]]":
    """The edition of each open commitment of a body of this person, when it last moved, and the days after which news
    of it are due.

    Without commitments to a project that they are or were a member of.
    """
    coming = Participation.objects.confirmed().order_by().values("pk")
    rows = Commitment.objects.open().without_projects_of(user).filter(participation__in=coming)
    own = rows.filter(body__in=find_bodies_of(user, OuterRef("participation__edition")))
    days = Coalesce("participation__edition__nudge_delays__person_days", NudgeDelays().person_days)
    return own.order_by().values_list("participation__edition", "moved_at", days)


def find_commitments_to_report(reader: BoardReader, at: datetime) -> PartnerAction | None:
    """The action about commitments that await news, else about those under way. One query.

    Without commitments to a project that the reader is or was a member of.
    """
    of_body = Commitment.objects.of_edition(reader.edition.pk).filter(body=reader.body).open()
    rows = of_body.without_projects_of(reader.user).order_by("due_on", "pk")
    days = F("participation__edition__nudge_delays__person_days")
    commitments: list[Any] = list(rows.annotate(person_days=days).only("moved_at", "due_on"))
    if not commitments:
        return None
    href = reverse("coaching:support_commitments", args=[reader.edition.slug])
    usual = NudgeDelays().person_days
    quiet = sum(is_quiet(row.moved_at, row.person_days or usual, at) for row in commitments)
    if quiet:
        title = ngettext(
            "%(count)d engagement attend de vos nouvelles",
            "%(count)d engagements attendent de vos nouvelles",
            quiet,
        )
        return PartnerAction(
            title % {"count": quiet},
            _("Une ligne et un bouton : en cours, fait, ou abandonné. Le projet le lit aussitôt."),
            href,
            _("Donner des nouvelles"),
            quiet,
        )
    title = ngettext("%(count)d engagement en cours", "%(count)d engagements en cours", len(commitments))
    due = next((row.due_on for row in commitments if row.due_on), None)
    text = _("La première échéance : %(when)s.") % {"when": day(due)} if due else ""
    return PartnerAction(title % {"count": len(commitments)}, text, href, _("Voir mes engagements"))


def register_next_action() -> None:
    """Called when the app is ready."""
    register_after_meeting(find_commitments_to_report, select_commitments_of)
    register_waiting(list_besides_survey)
