"""Reminders about commitments without news, and about letters without an answer."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from coaching.followup import emails as mails
from coaching.followup.models import Commitment, LetterLine, NudgeDelays, SupportLetter
from coaching.followup.queries.commitments import list_partner_roles
from coaching.followup.queries.waiting import list_oldest_waiting, list_waiting_lines
from coaching.support.enums import GIVES
from programmes.models import Edition
from projects.conflicts.emails import organisers_to_notify
from projects.models import Application, Participation, ProjectMember

MORNING = time(8)
"""Europe/Paris."""
CATCH_UP = timedelta(days=7)
"""A nudge that is later than this is not sent any more."""
LETTER_DAYS = (7, 14)
PERSON, BODY, ORGANISERS = "person", "body", "organisers"


def _find_morning(instant: datetime, days: int) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(instant) + timedelta(days=days), MORNING))


@dataclass
class _People:
    """Possible recipients: the partners of each body by edition; the organisers of a dossier, read when needed."""

    partners: dict[tuple[int, int], list[User]] = field(default_factory=lambda: defaultdict(list))
    organisers: dict[int, list[User]] = field(default_factory=dict)

    @classmethod
    def read(cls, editions: set[int]) -> "_People":
        people = cls()
        for role in list_partner_roles(editions):
            people.partners[role.edition_id, role.organisation_id or 0].append(role.user)
        return people

    def list_organisers(self, application: Application) -> list[User]:
        if application.pk not in self.organisers:
            self.organisers[application.pk] = list(organisers_to_notify(application).order_by("pk"))
        return self.organisers[application.pk]

    def choose(self, commitment: Commitment, step: str) -> tuple[list[User], bool]:
        """The recipients at this step, and whether they are organisers; those of the next step when there are none."""
        place = commitment.participation
        of_body = self.partners[place.edition_id, commitment.body_id]
        person = [partner for partner in of_body if partner.pk == commitment.person_id]
        others = [partner for partner in of_body if partner.pk != commitment.person_id]
        if step == PERSON:
            wanted = person or others
        elif step == BODY:
            wanted = others
        else:
            wanted = []
        return (wanted, False) if wanted else (self.list_organisers(place.project.application), True)


@dataclass
class _Nudge:
    """One mail: its recipient, step, morning and commitments."""

    edition: Edition
    person: User
    step: str
    to_organiser: bool
    day: date
    commitments: list[Commitment] = field(default_factory=list)


def commitments_asleep(at: datetime) -> Iterator[Message]:
    """Remind of each commitment without news: its person, then the others of its body, then the organisers.

    One mail for each person, step and morning, however many commitments reached it; four queries, and one for each
    dossier whose organisers are recipients.
    """
    delays = {row.edition_id: row for row in NudgeDelays.objects.all()}
    reached: dict[tuple[int, str, bool, int, date], _Nudge] = {}
    asleep = [
        (commitment, *step)
        for commitment in _list_open(at)
        for step in _list_due_steps(commitment, delays, at)
    ]
    people = _People.read({commitment.participation.edition_id for commitment, *_step in asleep})
    for commitment, step, day in asleep:
        edition = commitment.participation.edition
        recipients, organise = people.choose(commitment, step)
        for person in recipients:
            nudge = reached.setdefault(
                (edition.pk, step, organise, person.pk, day), _Nudge(edition, person, step, organise, day)
            )
            nudge.commitments.append(commitment)
    for nudge in reached.values():
        yield mails.commitments_asleep(
            nudge.edition,
            nudge.person,
            nudge.commitments,
            step=nudge.step,
            to_organiser=nudge.to_organiser,
            day=nudge.day,
            at=at,
        )


def _list_open(at: datetime) -> list[Commitment]:
    """Open commitments of editions that are not closed. One query."""
    today = timezone.localdate(at)
    ended = Q(participation__edition__closes_on__lt=today)
    confirmed = Participation.objects.confirmed().order_by().values("pk")
    rows = Commitment.objects.open().filter(participation__in=confirmed).exclude(ended)
    frame = ("participation__project__application__call", "participation__edition__call", "body")
    return list(rows.select_related(*frame, "participation__edition__programme").order_by("pk"))


def _list_due_steps(
    commitment: Commitment, delays: dict[int, NudgeDelays], at: datetime
) -> Iterator[tuple[str, date]]:
    """The steps whose morning came recently, with their day."""
    rule = delays.get(commitment.participation.edition_id) or NudgeDelays()
    steps = ((PERSON, rule.person_days), (BODY, rule.body_days), (ORGANISERS, rule.organiser_days))
    for step, days in steps:
        due_at = _find_morning(commitment.moved_at, days)
        if due_at <= at < due_at + CATCH_UP:
            yield step, due_at.date()


def letters_unanswered(at: datetime) -> Iterator[Message]:
    """To the holders, one week and two weeks after a letter with an unanswered line. Five queries."""
    newer = SupportLetter.objects.sent().filter(
        participation=OuterRef("participation"), number__gt=OuterRef("number")
    )
    waiting = LetterLine.objects.filter(letter=OuterRef("pk"), answer="", outcome__in=sorted(GIVES))
    letters: Any = (
        SupportLetter.objects.sent()
        .filter(Exists(waiting.order_by()), sent_at__gt=at - timedelta(days=max(LETTER_DAYS)) - CATCH_UP)
        .exclude(Exists(newer.order_by()))
        .filter(participation__in=Participation.objects.confirmed().order_by().values("pk"))
        .select_related("participation__project", "participation__edition__call")
        .order_by("pk")
    )
    due = [
        (letter, days)
        for letter in letters
        for days in LETTER_DAYS
        if _find_morning(letter.sent_at, days) <= at < _find_morning(letter.sent_at, days) + CATCH_UP
    ]
    recalled = [letter for letter, _days in due]
    places = [letter.participation for letter in recalled]
    holders = ProjectMember.objects.editors().people_by_project(place.project_id for place in places)
    lines = list_waiting_lines(recalled)
    others = list_oldest_waiting(places, besides=recalled)
    for letter, days in due:
        own, other = lines[letter.pk], others.get(letter.participation_id, [])
        for person in holders.get(letter.participation.project_id, []):
            yield mails.letter_unanswered(letter, person, lines=own, waiting=other, days=days)


def register_rules() -> None:
    """Called when the app is ready."""
    register(
        ReminderRule("coaching.letters_unanswered", _("Une lettre attend une réponse"), letters_unanswered)
    )
    register(
        ReminderRule("coaching.commitments_asleep", _("Un engagement ne bouge plus"), commitments_asleep)
    )
