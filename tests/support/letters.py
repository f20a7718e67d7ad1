"""A meeting that is over, and its letters."""

from __future__ import annotations

from typing import Any

from coaching.followup.actions import letters as actions
from coaching.followup.enums import LineAnswer
from coaching.models import Commitment, LetterLine, SupportLetter
from coaching.support.actions import meeting as meetings
from coaching.support.enums import SupportOutcome
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
        told = {"actor": self.holder, "at": AT, **more}
        return actions.answer_line(line=self.line, answer=answer, **told)

    def amend(self, outcome: SupportOutcome = SupportOutcome.AGREED, **more: Any) -> None:
        meetings.reopen_meeting(edition=self.edition, reason="L’Opco rectifie", actor=self.organiser, at=AT)
        self.decide(outcome, **more)
        self.close()

    def commit(self) -> Commitment:
        """What is born once the project accepts."""
        self.send()
        self.answer_line()
        return Commitment.objects.get()
