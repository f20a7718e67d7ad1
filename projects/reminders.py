"""Reminders: drafts before the closing, dossiers to check, completions, reviews, offered places."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register, shift_days
from accelerator.questionnaires.models import Question
from programmes.capabilities import Capability
from programmes.models import Call, Edition, Role
from programmes.queries import people_who_can
from projects.application import emails as application_emails
from projects.application.enums import ApplicationState
from projects.completion import emails as completion_emails
from projects.completion.queries import organisers_of
from projects.decision import emails as decision_emails
from projects.decision.queries.decisions import others_wait
from projects.declarations import emails as declaration_emails
from projects.declarations.models import ConflictRound
from projects.declarations.queries import list_respondents, select_concerned_roles
from projects.minutes import emails as minutes_emails
from projects.minutes.queries.reading import (
    CATCH_UP,
    REMINDED_AFTER,
    is_reminder_due,
    list_awaited_roles,
    list_published,
)
from projects.models import (
    Application,
    CompletionRequest,
    Participation,
    ProjectMember,
    Review,
    ReviewAssignment,
    ReviewState,
)
from projects.review import emails as review_emails
from projects.review.queries.assignment import review_pending, reviews_due_at
from projects.review.queries.discussion import list_discussing_people, list_unread_between
from projects.triage import emails as triage_emails

DRAFT_DAYS = (14, 7, 2)
"""Days before closing."""


def drafts_before_closing(at: datetime) -> Iterator[Message]:
    """To each member who may edit a draft of an open call, the latest of the three reminders that is due.

    A draft begun after a reminder's day does not get it.
    """
    soon = at + timedelta(days=max(DRAFT_DAYS) + 1)
    for call in Call.objects.open(at).filter(closes_at__lte=soon).select_related("edition"):
        due = [days for days in DRAFT_DAYS if shift_days(call.closes_at, -days) <= at]
        if due:
            yield from _remind_drafts(call, min(due))


def _remind_drafts(call: Call, days: int) -> Iterator[Message]:
    begun_by = shift_days(call.closes_at, -days)
    required = Question.objects.filter(revision=call.form_id, required=True).count()
    members = (
        ProjectMember.objects.editors()
        .active()
        .filter(
            project__application__call=call,
            project__application__state=ApplicationState.DRAFT,
            project__application__created_at__lte=begun_by,
        )
        .select_related("user", "project__application__sheet")
        .order_by("pk")
    )
    for member in members.iterator(chunk_size=500):
        application: Application = member.project.application
        application.call = call
        sheet = application.sheet
        total = required if sheet.required_total is None else sheet.required_total
        missing = max(total - sheet.answered, 0)
        yield application_emails.draft_waiting(application, member.user, days=days, missing=missing)


CHECK_AFTER = 1
"""Days after closing."""


CHECK_UNTIL = 8
"""Days after closing from which an edition found too late is left alone."""


def eligibility_to_check(at: datetime) -> Iterator[Message]:
    """To the organisers, the day after closing, if dossiers wait for their check."""
    recent = Call.objects.published(at).filter(
        closes_at__lte=at, closes_at__gt=at - timedelta(days=CHECK_UNTIL)
    )
    waiting = recent.annotate(
        waiting=Count("applications", filter=Q(applications__state=ApplicationState.SUBMITTED))
    ).filter(waiting__gt=0)
    for call in waiting.select_related("edition"):
        if at < shift_days(call.closes_at, CHECK_AFTER):
            continue
        for organiser in people_who_can(call.edition, Capability.MANAGE_APPLICATIONS):
            yield triage_emails.eligibility_to_check(call, organiser, count=call.waiting)


COMPLETION_DAYS = (3, 1)
"""Days before the due date."""
COMPLETION_LAST_DAY = 8
"""Days after the due date from which a request found too late is left alone."""


def completions_waiting(at: datetime) -> Iterator[Message]:
    """To each member who may edit, the latest reminder that is due; not one whose day came before the request."""
    soon = CompletionRequest.objects.open().filter(
        due_at__gt=at, due_at__lte=at + timedelta(days=max(COMPLETION_DAYS) + 1)
    )
    requests = list(soon.select_related("application__call__edition", "application__project").order_by("pk"))
    editors = ProjectMember.objects.editors().people_by_project(
        request.application.project_id for request in requests
    )
    for request in requests:
        due = [
            days for days in COMPLETION_DAYS if request.requested_at < shift_days(request.due_at, -days) <= at
        ]
        if due:
            for person in editors.get(request.application.project_id, []):
                yield completion_emails.completion_waiting(request, person, min(due))


def completions_overdue(at: datetime) -> Iterator[Message]:
    """To the organisers whom the request concerns, once the due date has passed without an answer."""
    late = CompletionRequest.objects.open().filter(
        due_at__lte=at, due_at__gt=at - timedelta(days=COMPLETION_LAST_DAY)
    )
    for request in late.select_related("application__call__edition").order_by("pk"):
        for person in organisers_of(request):
            yield completion_emails.completion_overdue(request, person)


LINK_DAYS = (3, 1)
"""Days before the answers of a conflict round are due."""


def links_undeclared(at: datetime) -> Iterator[Message]:
    """To each person with answers left in an open round, the latest of the two reminders that is due; nothing once the
    answers are due, nor for a day before the round opened.

    An organiser who writes on that day takes its place. Two queries an open round.
    """
    since = at - timedelta(days=ConflictRound.ANSWER_DAYS + 1)
    rounds = ConflictRound.objects.open().filter(opened_at__gt=since, opened_at__lte=at)
    for opened in rounds.select_related("edition__call").order_by("pk"):
        days = [shift_days(opened.due_at, -number) for number in LINK_DAYS]
        reached = [day for day in days if opened.opened_at < day <= at < opened.due_at]
        if reached:
            day = timezone.localdate(max(reached))
            for row in list_respondents(select_concerned_roles(opened.edition)):
                if row.left:
                    yield declaration_emails.round_reminder(opened, row.user, left=row.left, day=day)


REVIEW_DAYS = (10, 3)
"""Days before reviews close."""


def reviews_to_do(at: datetime) -> Iterator[Message]:
    """To each reviewer with reviews to send, the latest of the two reminders that is due; nothing once closed.

    Jurors with a later closing count the days to their own date. A duty assigned after a reminder's day does not get
    it.
    """
    soon = at + timedelta(days=max(REVIEW_DAYS) + 1)
    editions = Edition.objects.filter(reviews_due_at__gt=at, reviews_due_at__lte=soon)
    extended = Role.objects.active().with_more_time()
    for edition in editions.select_related("call"):
        assert edition.reviews_due_at is not None  # filtered on just above
        theirs = extended.filter(edition=edition).order_by().values("user")
        yield from _remind_reviewers(
            edition, edition.reviews_due_at, review_pending(edition).exclude(reviewer__in=theirs), at
        )
    seats = extended.filter(reviews_due_at__gt=at, reviews_due_at__lte=soon)
    for seat in seats.select_related("edition__call").order_by("pk"):
        assert seat.reviews_due_at is not None
        duties = review_pending(seat.edition).filter(reviewer=seat.user_id)
        yield from _remind_reviewers(seat.edition, seat.reviews_due_at, duties, at)


def _remind_reviewers(
    edition: Edition, due: datetime, duties: QuerySet[ReviewAssignment], at: datetime
) -> Iterator[Message]:
    reached = [days for days in REVIEW_DAYS if shift_days(due, -days) <= at]
    if not reached:
        return
    days = min(reached)
    assigned = duties.filter(assigned_at__lte=shift_days(due, -days)).order_by("reviewer")
    numbers = dict(assigned.values_list("reviewer").annotate(number=Count("pk")))
    occasion = f"{days}:{due:%Y-%m-%d}"
    for reviewer in User.objects.filter(pk__in=numbers).order_by("pk"):
        yield review_emails.reviews_to_do(
            edition, reviewer, count=numbers[reviewer.pk], due=due, occasion=occasion
        )


def reviews_to_send(at: datetime) -> Iterator[Message]:
    """Remind reviewers with a complete review unsent for a day, once a review; nothing once closed."""
    open_duties = ReviewAssignment.objects.awaited_at(at).filter(
        application=OuterRef("application"), reviewer=OuterRef("reviewer")
    )
    reviews = Review.objects.complete_drafts().filter(
        Exists(open_duties), saved_at__lte=at - timedelta(days=1)
    )
    for review in reviews.select_related("reviewer", "application__call__edition").order_by("pk"):
        due = reviews_due_at(review.application.call.edition, review.reviewer)
        yield review_emails.review_to_send(review, due=due)


LAST_DAY = timedelta(days=1)


def reviews_on_last_day(at: datetime) -> Iterator[Message]:
    """Remind jurors with complete reviews unsent 24 hours before their reviews close, one mail for all; nothing once
    closed.
    """
    open_duties = ReviewAssignment.objects.awaited_at(at).filter(
        application=OuterRef("application"), reviewer=OuterRef("reviewer")
    )
    reviews = Review.objects.complete_drafts().filter(Exists(open_duties))
    for (reviewer, edition, due), theirs in _group_by_deadline(reviews).items():
        if due - LAST_DAY <= at < due:
            yield review_emails.reviews_on_last_day(edition, reviewer, theirs, due=due)


CLOSED_UNTIL = timedelta(days=3)
"""After reviews closed, from when a planner that was down writes to nobody."""
MOST_EXTENDED = timedelta(days=366)
"""Longer than any date of a juror's own."""


def reviews_closed_unsent(at: datetime) -> Iterator[Message]:
    """Notify jurors whose reviews just closed with a review begun and unsent: it does not count, and they
    may copy it.
    """
    passed = Q(
        application__call__edition__reviews_due_at__gt=at - MOST_EXTENDED,
        application__call__edition__reviews_due_at__lte=at,
    )
    awaited = ReviewAssignment.objects.awaited().filter(
        application=OuterRef("application"), reviewer=OuterRef("reviewer")
    )
    reviews = Review.objects.filter(passed, Exists(awaited), state=ReviewState.DRAFT)
    for (reviewer, edition, due), theirs in _group_by_deadline(reviews).items():
        if due <= at < due + CLOSED_UNTIL:
            yield review_emails.reviews_closed_unsent(edition, reviewer, theirs, due=due)


def _group_by_deadline(
    reviews: "QuerySet[Review]",
) -> dict[tuple[User, Edition, datetime], list[Review]]:
    """Reviews by person, edition and the date when this person's reviews close; none of editions without a date."""
    own = Role.objects.jurors().filter(
        edition=OuterRef("application__call__edition"), user=OuterRef("reviewer")
    )
    rows = reviews.annotate(own_deadline=Subquery(own.values("reviews_due_at")[:1]))
    groups: dict[tuple[User, Edition, datetime], list[Review]] = {}
    for review in rows.select_related("reviewer", "application__call__edition").order_by("pk"):
        edition = review.application.call.edition
        due = edition.review_deadline(review.own_deadline)
        if due:
            groups.setdefault((review.reviewer, edition, due), []).append(review)
    return groups


MESSAGES_HOUR = 7
"""Of Paris: what was written on the day before is then read, in one mail."""


def committee_messages(at: datetime) -> Iterator[Message]:
    """To each person of a committee who has not read what was written the day before about dossiers they discuss."""
    until = timezone.localtime(at).replace(hour=MESSAGES_HOUR, minute=0, second=0, microsecond=0)
    until = until if until <= at else shift_days(until, -1)
    since = shift_days(until, -1)
    for person in list_discussing_people(since, until):
        unread: dict[Edition, list[Application]] = {}
        for application in list_unread_between(person, since, until):
            unread.setdefault(application.call.edition, []).append(application)
        for edition, applications in unread.items():
            yield review_emails.committee_messages(edition, person, applications, until=until)


CONFIRM_AFTER = 5
"""Days after the place was offered."""


CONFIRM_UNTIL = 30
"""Days after the offer from which a planner that was down sends no reminder."""


def confirmation_missing(at: datetime) -> Iterator[Message]:
    """To each member who may answer for a project, five days after a place was offered and not answered."""
    offers = Participation.objects.offered().filter(
        offered_at__lte=at - timedelta(days=CONFIRM_AFTER),
        offered_at__gt=at - timedelta(days=CONFIRM_UNTIL),
    )
    waiting = {
        offer.project_id: offer for offer in offers.select_related("edition__call", "project__application")
    }
    editors = ProjectMember.objects.editors().people_by_project(waiting)
    editions = {place.edition_id: place.edition for place in waiting.values()}
    wait = {pk: others_wait(edition) for pk, edition in editions.items()}
    for project, people in editors.items():
        place = waiting[project]
        for person in people:
            yield decision_emails.confirmation_missing(place, person, at, others_wait=wait[place.edition_id])


def minutes_awaited(at: datetime) -> Iterator[Message]:
    """To the jurors of each body that has not approved the last version of the minutes, once for each version.

    Not once the decisions are announced: nothing waits for them any more.
    """
    for minutes in list_published(at - REMINDED_AFTER - CATCH_UP):
        if is_reminder_due(minutes, at):
            for role in list_awaited_roles(minutes):
                yield minutes_emails.minutes_awaited(minutes, role)


def register_rules() -> None:
    """Register these rules with the planner; called once the apps are loaded."""
    for name, label, rule in (
        ("drafts_before_closing", _("Brouillons avant la clôture"), drafts_before_closing),
        ("eligibility_to_check", _("Recevabilité à vérifier"), eligibility_to_check),
        ("completion_waiting", _("Compléments avant leur échéance"), completions_waiting),
        ("completion_overdue", _("Compléments qui ne sont pas arrivés"), completions_overdue),
        ("links_undeclared", _("Liens avec les dossiers à déclarer"), links_undeclared),
        ("reviews_to_do", _("Évaluations à faire"), reviews_to_do),
        ("reviews_to_send", _("Évaluations complètes à envoyer"), reviews_to_send),
        ("reviews_on_last_day", _("Évaluations complètes, la veille de la clôture"), reviews_on_last_day),
        ("reviews_closed_unsent", _("Évaluations closes avant d’être envoyées"), reviews_closed_unsent),
        ("committee_messages", _("Messages du comité à lire"), committee_messages),
        ("confirmation_missing", _("Places à confirmer"), confirmation_missing),
        ("minutes_awaited", _("Un procès-verbal attend une approbation"), minutes_awaited),
    ):
        register(ReminderRule(f"projects.{name}", label, rule))
