"""Letters to projects, their answers, and the commitments since."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from accelerator.data_files import build
from coaching.demo.edition import LoadedEdition
from coaching.demo.reader import DATA, read_euros, read_toml
from coaching.followup.actions import commitments, letters
from coaching.followup.enums import CommitmentState, Confirmation, LineAnswer
from coaching.models import Commitment, LetterLine, Need, SupportLetter
from projects.models import Participation


@dataclass(frozen=True, kw_only=True)
class WordsData:
    """The words that an organiser adds to one line."""

    application: str
    need: int
    text: str


@dataclass(frozen=True, kw_only=True)
class AnswerData:
    """Accepted, unless ``declined`` gives a reason."""

    application: str
    need: int
    day: int
    declined: str = ""


@dataclass(frozen=True, kw_only=True)
class NewsData:
    """``state``: declared by the body; ``confirm``: answered by the project instead; ``paid``: euros until now."""

    application: str
    need: int
    day: int
    state: str = ""
    confirm: str = ""
    text: str = ""
    paid: int | None = None


@dataclass(frozen=True, kw_only=True)
class FollowUpData:
    sent_day: int
    opening: str
    closing: str
    words: tuple[WordsData, ...] = ()
    answers: tuple[AnswerData, ...] = ()
    news: tuple[NewsData, ...] = ()


@cache
def read_followup(folder: str) -> FollowUpData:
    """Raises ``DataError``."""
    return build(FollowUpData, read_toml(DATA / folder / "followup.toml"), f"{folder}/followup.toml")


class FollowUp:
    """What happens to letters and commitments between two moments of the demo. Side effects: those of the actions."""

    def __init__(self, loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
        self.loaded, self.calendar, self.places = loaded, loaded.calendar, participations
        self.data = read_followup(loaded.data.slug)
        self.partners = {
            role.organisation_id: role.user for role in loaded.edition.roles.filter(name="partner")
        }

    def send(self, day: int) -> None:
        """Complete and send every letter that is prepared, on that day."""
        at = self.calendar.at(day, "16:20")
        if at > self.calendar.now:
            return
        drafts = SupportLetter.objects.exclude(state="sent").filter(
            participation__edition=self.loaded.edition
        )
        for number, letter in enumerate(drafts.order_by("participation__project__title")):
            edited = letters.edit_letter(
                letter=letter, opening=self.data.opening, closing=self.data.closing, lines=self._list_words(letter),
                base_version=letter.version, actor=self.loaded.organiser, at=at,
            )  # fmt: skip
            letters.send_letter(
                letter=edited, actor=self.loaded.organiser, at=at + timedelta(minutes=number + 1)
            )

    def _list_words(self, letter: SupportLetter) -> dict[int, dict[str, object]]:
        words = {self._find_need(entry.application, entry.need).pk: entry.text for entry in self.data.words}
        return {
            line.pk: {"person": line.person, "due_on": line.due_on, "words": words.get(line.need_id or 0, "")}
            for line in letter.lines.select_related("person")
        }

    def answer(self, first: int, until: int) -> None:
        """Send the answers of the projects from day ``first`` on, before day ``until``."""
        for number, entry in enumerate(self.data.answers):
            at = self._find_instant(entry.day, number)
            if first <= entry.day < until and at <= self.calendar.now:
                answer = LineAnswer.REFUSED if entry.declined else LineAnswer.ACCEPTED
                letters.answer_line(
                    line=self._find_line(entry.application, entry.need), answer=answer, reason=entry.declined,
                    actor=self.loaded.holders[entry.application], at=at,
                )  # fmt: skip

    def publish_news(self) -> None:
        for number, entry in enumerate(self.data.news):
            at = self._find_instant(entry.day, number)
            if at > self.calendar.now:
                continue
            need = self._find_need(entry.application, entry.need)
            commitment = Commitment.objects.get(need=need)
            if entry.confirm:
                commitments.confirm_commitment(
                    commitment=commitment, confirmation=Confirmation(entry.confirm), text=entry.text,
                    actor=self.loaded.holders[entry.application], at=at,
                )  # fmt: skip
            else:
                commitments.move_commitment(
                    commitment=commitment, state=CommitmentState(entry.state), text=entry.text,
                    paid=read_euros(entry.paid), actor=self.partners[commitment.body_id], at=at,
                )  # fmt: skip

    def _find_instant(self, day: int, number: int) -> datetime:
        return self.calendar.at(day, "08:50") + timedelta(minutes=19 * number)

    def _find_need(self, application: str, number: int) -> Need:
        needs: list[Need] = list(self.places[application].needs.order_by("created_at", "pk"))
        return needs[number - 1]

    def _find_line(self, application: str, number: int) -> LetterLine:
        lines = LetterLine.objects.filter(letter__state="sent", need=self._find_need(application, number))
        return lines.select_related("letter").order_by("-letter__number")[0]
