"""The year after: answers of the projects at one, three and six months, and an anonymous survey."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from accelerator.data_files import convert
from coaching.demo.edition import LoadedEdition
from coaching.demo.reader import DATA, read_toml
from coaching.models import Survey
from coaching.surveys import demo as answering
from coaching.surveys.actions import anonymous, survey
from coaching.surveys.enums import Relevance, SurveyKind
from projects.models import Participation

OPENS = {1: 31, 3: 92, 6: 150}
"""Days after the first of the session on which each wave opens."""
LASTS = 13
EFFECTS = ("organisation", "health", "skills", "managers", "relations", "dialogue")
FELT = ("4", "5", "3", "4", "5", "4")
KEEP = (
    "Le premier soir, où l’on parle d’autre chose.",
    "La frise, pour entrer dans l’histoire des gens.",
    "Deux personnes par projet.",
)


@dataclass(frozen=True, kw_only=True)
class ProgressData:
    """The progress of an action, as a project declares it."""

    line: str
    relevance: Relevance
    note: str


@dataclass(frozen=True, kw_only=True)
class WaveAnswer:
    """What one project answers to one wave; what is empty is left out. ``effects``: a level for each of EFFECTS."""

    application: str
    wave: int
    day: int
    state: str
    confidence: int
    stage: str = ""
    within_a_month: str = ""
    evolution: str = ""
    involvement: str = ""
    blockers: str = ""
    effects: str = ""
    usefulness: int | None = None
    helped: bool
    helped_how: str = ""
    peers: bool
    peers_how: str = ""
    testimony: str = ""
    progress: tuple[ProgressData, ...] = ()

    def __post_init__(self) -> None:
        if self.wave not in OPENS:
            raise ValueError(f"there is no wave {self.wave}")
        if not re.fullmatch(rf"([1-5-]{{{len(EFFECTS)}}})?", self.effects):
            raise ValueError(
                f"effects are {len(EFFECTS)} digits from 1 to 5, or dashes, not {self.effects!r}"
            )

    def list_answers(self, quote: str) -> dict[str, object]:
        """Question key → answer, as posted; of the grid, row → level."""
        values: dict[str, object] = {
            name: getattr(self, name)
            for name in (
                "state",
                "stage",
                "within_a_month",
                "evolution",
                "involvement",
                "blockers",
                "testimony",
            )
        }
        levels = ("na" if level == "-" else level for level in self.effects)
        values |= {
            "effects": dict(zip(EFFECTS, levels, strict=bool(self.effects))),
            "confidence": str(self.confidence),
            "usefulness": self.usefulness and str(self.usefulness),
            "support_received": "yes" if self.helped else "no",
            "support_useful": self.helped_how,
            "peers": "yes" if self.peers else "no",
            "peers_how": self.peers_how,
            "quote": quote,
        }
        return {key: value for key, value in values.items() if value}


@cache
def read_waves(folder: str) -> tuple[WaveAnswer, ...]:
    """Raises ``DataError``."""
    rows = read_toml(DATA / folder / "waves.toml").get("answers")
    return convert(rows, tuple[WaveAnswer, ...], f"{folder}/waves.toml: answers")


def answer_waves(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """The waves that opened so far, as far as they were answered. Side effects: those of the actions."""
    calendar = loaded.calendar
    for wave, opens in OPENS.items():
        opens_at = calendar.at(opens, "09:00")
        if opens_at > calendar.now:
            continue
        opened = survey.open_survey(
            edition=loaded.edition, kind=SurveyKind.FOLLOW_UP, wave=wave, opens_at=opens_at,
            closes_at=calendar.at(opens + LASTS, "20:00"), actor=loaded.organiser, at=opens_at,
        )  # fmt: skip
        survey.send_links(survey=opened, actor=loaded.organiser, at=opens_at)
        answers = [answer for answer in read_waves(loaded.data.slug) if answer.wave == wave]
        links = answering.links_of(opened, [participations[answer.application] for answer in answers])
        for number, (answer, link) in enumerate(zip(answers, links, strict=True)):
            at = calendar.at(answer.day, "11:00") + timedelta(minutes=17 * number)
            if at <= calendar.now:
                quote = loaded.data.surveys[answer.application].quote
                progress = {done.line: (done.relevance, done.note) for done in answer.progress}
                answering.answer(link, answer.list_answers(quote), at, progress)


def answer_anonymously(loaded: LoadedEdition) -> None:
    """Answers of those who were there about how the edition was run. Side effects: those of the actions."""
    calendar = loaded.calendar
    opens, closes = OPENS[6], OPENS[6] + LASTS
    if not calendar.is_past(closes + 1):
        return
    opens_at = calendar.at(opens, "10:00")
    opened = survey.open_survey(
        edition=loaded.edition, kind=SurveyKind.FREE, title_fr="Travailler dans cette équipe",
        title_en="Working in this team", anonymous=True, audiences=["mentors", "attendees"], opens_at=opens_at,
        closes_at=calendar.at(closes, "20:00"), actor=loaded.organiser, at=opens_at,
    )  # fmt: skip
    survey.send_links(survey=opened, actor=loaded.organiser, at=opens_at)
    invited = Survey.objects.get(pk=opened.pk).invited_count
    for number, overall in enumerate(FELT[:invited]):
        values: dict[str, object] = {"overall": int(overall), "quote": "anonymous" if number % 2 else "no"}
        if number < len(KEEP):
            values["to_keep"] = KEEP[number]
        anonymous.take_anonymous_response(survey=opened, values=values, at=opens_at + timedelta(days=2))
