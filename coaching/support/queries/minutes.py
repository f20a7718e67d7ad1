"""The minutes that were kept, and who approved them."""

from dataclasses import dataclass

from coaching.models import MeetingMinutes, MinutesApproval
from coaching.support.queries.board import list_answering_bodies
from programmes.models import Edition, Organisation


@dataclass(frozen=True)
class Approvals:
    """``waiting``: bodies of the board that have not approved yet."""

    given: list[MinutesApproval]
    waiting: list[Organisation]

    def has(self, body: Organisation | None) -> bool:
        return any(approval.organisation_id == body.pk for approval in self.given) if body else False


def list_minutes(edition: Edition) -> list[MeetingMinutes]:
    """The latest first. One query."""
    rows = MeetingMinutes.objects.filter(meeting__edition=edition).select_related("made_by", "meeting")
    return list(rows.order_by("-number"))


def read_approvals(minutes: MeetingMinutes, edition: Edition) -> Approvals:
    """Two queries."""
    given = list(minutes.approvals.select_related("organisation", "by").order_by("at", "pk"))
    done = {approval.organisation_id for approval in given}
    return Approvals(given, [body for body in list_answering_bodies(edition.pk) if body.pk not in done])
