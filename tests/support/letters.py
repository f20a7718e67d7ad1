"""A meeting that is over, and its letters."""

from __future__ import annotations

from typing import Any

from coaching.followup.actions import letters as actions
from coaching.followup.enums import LineAnswer
from coaching.models import Commitment, LetterLine, MeetingMinutes, PartnerMeeting, SupportLetter
from coaching.support.actions import meeting as meetings
from coaching.support.enums import SupportOutcome
from tests.support import plan as plans
from tests.support.partners import AT, PartnersTable


class ClosedTable(PartnersTable):
    """The region leads the one need; the meeting is closed, the letter waits to be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.holder = self.place.project.members.get(leads=True).user
        self.open()
        self.decide()
        self.close()

    @property
    def letter(self) -> SupportLetter:
        """The last one."""
        return SupportLetter.objects.order_by("-number")[0]

    @property
    def line(self) -> LetterLine:
        return self.letter.lines.order_by("position")[0]

    def send(self, **more: Any) -> SupportLetter:
        return actions.send_letter(letter=self.letter, **{"actor": self.organiser, "at": AT, **more})

    def answer_line(self, answer: LineAnswer = LineAnswer.ACCEPTED, **more: Any) -> LetterLine:
        common = {"actor": self.holder, "at": AT, **more}
        return actions.answer_line(line=self.line, answer=answer, **common)

    def reopen(self) -> None:
        meetings.reopen_meeting(edition=self.edition, reason="L’Opco rectifie", actor=self.organiser, at=AT)

    def amend(self, outcome: SupportOutcome = SupportOutcome.AGREED, **more: Any) -> None:
        self.reopen()
        self.decide(outcome, **more)
        self.close()

    def commit(self) -> Commitment:
        """What is born once the project accepts."""
        self.send()
        self.answer_line()
        return Commitment.objects.get()


def fill_letters(places: list[Any], person: Any, body: Any) -> None:
    """A letter that left to each of these projects, with a line for each of them, and what was accepted of it."""
    meeting = PartnerMeeting.objects.create(edition=places[0].edition, state="closed")
    minutes = MeetingMinutes.objects.create(
        meeting=meeting, number=1, snapshot={}, sha256="0" * 64, created_at=AT
    )
    for place in places:
        letter = SupportLetter.objects.create(
            participation=place, minutes=minutes, number=1, state="sent", created_at=AT, sent_at=AT
        )
        for number in range(len(places)):
            line = letter.lines.create(
                need=plans.need(place, f"Besoin {number}", is_shared=True),
                sentence=f"Besoin {number}",
                outcome="agreed",
                lead=body,
                person=person,
                answer="accepted" if number else "",
                answered_at=AT if number else None,
            )
            made = Commitment.objects.create(
                participation=place,
                line=line,
                what=line.sentence,
                amount=1500,
                paid=500,
                body=body,
                person=person,
                moved_at=AT,
                created_at=AT,
            )
            made.notes.create(state="doing", text="Commencé", by=person, at=AT)
