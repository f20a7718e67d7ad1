"""What a project and its mentor of the walked world wished for before, and said since."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from coaching.models import MentorMeeting, PairingWish, WishCall
from coaching.pairing.models import name_note
from programmes.models import Role

if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition


def mentoring(edition: PopulatedEdition) -> None:
    """A meeting that is agreed upon, with what each noted; wishes of both sides that nobody else reads."""
    pairing = edition.world.rows[f"{edition.key}.pairing"]
    mentor, holder = pairing.mentor, pairing.participation.project.members.order_by("pk")[0].user
    meeting = MentorMeeting.objects.create(
        pairing=pairing,
        state="confirmed",
        starts_at=edition.at + timedelta(days=9),
        place=edition.text("meeting_place", "confirmed"),
        proposed_by=mentor,
        proposed_at=edition.at,
        confirmed_at=edition.at,
        was_in_calendars=True,
        sequence=1,
    )
    texts = {
        None: edition.text("meeting_shared", "confirmed"),
        mentor: edition.text("meeting_own", "confirmed", "mentor_note", author="mentor"),
        holder: edition.text("meeting_own", "confirmed", "holder_note", author="holder"),
    }
    for author, text in texts.items():
        meeting.notes.create(
            uid=name_note(meeting.pk, author and author.pk),
            author=author,
            text=text,
            created_at=edition.at,
            saved_at=edition.at,
        )
    edition.world.rows[f"{edition.key}.confirmed.meeting"] = meeting
    wishes(edition)


def wishes(edition: PopulatedEdition) -> None:
    WishCall.objects.create(
        edition=edition.edition, closes_at=edition.at + timedelta(days=30), requested_at=edition.at
    )
    role = Role.objects.get(edition=edition.edition, user=edition.who("mentor"), name="mentor")
    for by_mentor, kind, author in ((False, "project_wish", ""), (True, "mentor_wish", "mentor")):
        PairingWish.objects.create(
            participation=edition.world.rows[f"{edition.key}.discreet.participation"],
            role=role,
            by_mentor=by_mentor,
            reason=edition.text(kind, "discreet", author=author),
            wished_at=edition.at,
        )
