"""What we write to reviewers about the dossiers they are to read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.outbox.messages import AttachedText, Message
from programmes.calendar import deadline_file
from programmes.emails import edition_message
from programmes.models import Edition
from projects.anonymity.queries import hide_name_from, hide_names_from
from projects.models import Application, Review


def duties_assigned(
    edition: Edition, to: User, applications: Sequence[Application], *, due: datetime | None, at: datetime
) -> Message:
    """New dossiers to read: one mail for all those assigned at once; ``due``: until when this person sends reviews."""
    key = f"assigned:edition:{edition.pk}:reviewer:{to.pk}:{at.isoformat()}"
    listed = hide_names_from(to, edition, applications)
    context = {"applications": listed, "count": len(applications), "due": due}
    return _attach_due_date(
        edition_message("projects/review/assigned", to, key, edition, **context), edition, due
    )


def duties_withdrawn(
    edition: Edition, to: User, applications: Sequence[Application], at: datetime
) -> Message:
    """Dossiers that an organiser took back: one mail for all of them."""
    key = f"unassigned:edition:{edition.pk}:reviewer:{to.pk}:{at.isoformat()}"
    listed = hide_names_from(to, edition, applications)
    return edition_message(
        "projects/review/unassigned", to, key, edition, applications=listed, count=len(listed)
    )


def assignment_changed(
    edition: Edition,
    to: User,
    *,
    assigned: Sequence[Application],
    withdrawn: Sequence[Application],
    due: datetime | None,
    at: datetime,
) -> Message:
    """Changes made by hand and applied at once: dossiers assigned, dossiers taken back, or both."""
    if not withdrawn:
        return duties_assigned(edition, to, assigned, due=due, at=at)
    if not assigned:
        return duties_withdrawn(edition, to, withdrawn, at)
    key = f"assignment_changed:edition:{edition.pk}:reviewer:{to.pk}:{at.isoformat()}"
    context = {
        "assigned": hide_names_from(to, edition, assigned),
        "withdrawn": hide_names_from(to, edition, withdrawn),
    }
    message = edition_message("projects/review/assignment_changed", to, key, edition, **context, due=due)
    return _attach_due_date(message, edition, due)


def reviews_to_do(edition: Edition, to: User, *, count: int, due: datetime | None, occasion: str) -> Message:
    """By the planner before this person's reviews close, or by an organiser: once for each ``occasion``."""
    key = f"reviews_to_do:edition:{edition.pk}:reviewer:{to.pk}:{occasion}"
    return _attach_due_date(
        edition_message("projects/review/reviews_to_do", to, key, edition, count=count, due=due), edition, due
    )


def reviews_extended(edition: Edition, to: User, *, until: datetime, reason: str) -> Message:
    """To a juror with a later closing."""
    key = f"reviews_extended:edition:{edition.pk}:reviewer:{to.pk}:{until.isoformat()}"
    message = edition_message(
        "projects/review/reviews_extended", to, key, edition, until=until, reason=reason
    )
    return _attach_due_date(message, edition, until)


def review_to_send(review: Review, *, due: datetime | None) -> Message:
    """By the planner, once: nothing is missing but to send it."""
    edition, key = review.application.call.edition, f"review_to_send:review:{review.pk}"
    return edition_message(
        "projects/review/review_to_send",
        review.reviewer,
        key,
        edition,
        application=hide_name_from(review.reviewer, review.application),
        due=due,
    )


def reviews_on_last_day(edition: Edition, to: User, reviews: Sequence[Review], *, due: datetime) -> Message:
    """By the planner, 24 hours before this person's reviews close: complete reviews that only wait to be sent."""
    return _build_unsent_mail("reviews_on_last_day", edition, to, reviews, due)


def reviews_closed_unsent(edition: Edition, to: User, reviews: Sequence[Review], *, due: datetime) -> Message:
    """To a juror whose reviews closed with some begun and unsent: they do not count, and stay readable."""
    return _build_unsent_mail("reviews_closed_unsent", edition, to, reviews, due)


def _build_unsent_mail(
    name: str, edition: Edition, to: User, reviews: Sequence[Review], due: datetime
) -> Message:
    key = f"{name}:edition:{edition.pk}:reviewer:{to.pk}:{due.isoformat()}"
    applications = hide_names_from(to, edition, [review.application for review in reviews])
    return edition_message(
        f"projects/review/{name}",
        to,
        key,
        edition,
        applications=applications,
        count=len(applications),
        due=due,
    )


def _attach_due_date(message: Message, edition: Edition, due: datetime | None) -> Message:
    """The hour before which this person's reviews are sent goes with it, for a calendar."""

    def build_files() -> list[AttachedText]:
        summary = _("%(edition)s : dernier moment pour envoyer vos évaluations")
        return deadline_file(edition, "reviews", due, summary)

    return replace(message, attachments=build_files)


def committee_messages(
    edition: Edition, to: User, applications: Sequence[Application], *, until: datetime
) -> Message:
    """Once a day at most, to who has something to read: the dossiers with messages, each with how many."""
    key = f"committee_messages:edition:{edition.pk}:user:{to.pk}:{until.isoformat()}"
    count = sum(application.message_count for application in applications)
    listed = hide_names_from(to, edition, applications)
    return edition_message(
        "projects/review/committee_messages", to, key, edition, applications=listed, count=count
    )
