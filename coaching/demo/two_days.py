"""The records of the two days: guests and their answers; canvases, ideas and plan of each project. Pure."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class RoomAnswer:
    """The answers of somebody without a link to the hot debrief, on their phone; ``None`` and empty are left out."""

    name: str
    overall: int
    coaching: int | None = None
    timeline: int | None = None
    adn_map: int | None = None
    idea_mix: int | None = None
    inputs: int | None = None
    pace: str = ""
    one_word: str
    learnt: str = ""
    within_a_month: str = ""
    was_missing: str = ""
    recommend: int | None = None
    quote: str

    def values(self) -> dict[str, object]:
        """The answers by key of question."""
        return {key: value for key, value in vars(self).items() if key != "name" and value not in (None, "")}


@dataclass(frozen=True, kw_only=True)
class GuestData:
    """Somebody who comes to the session without an account, for the project of an application or for none."""

    name: str
    body: str
    kind: str
    application: str = ""


@dataclass(frozen=True, kw_only=True)
class SpeakerData:
    """A speaker: a person of the demo, or a name alone with a body."""

    name: str
    function: str
    body: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentData:
    """A document of a talk: a link, or a page with these ``lines``."""

    title: str
    url: str = ""
    lines: tuple[str, ...] = ()
    is_public: bool = False


@dataclass(frozen=True, kw_only=True)
class TalkData:
    """The talk of a plenary slot; ``at``: the hour at which it starts."""

    at: str
    summary_fr: str
    summary_en: str
    speakers: tuple[SpeakerData, ...] = ()
    documents: tuple[DocumentData, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ItemData:
    """``kind``: of an item of the timeline; the other fields are those of its form."""

    kind: str
    label: str
    date_text: str = ""
    detail: str = ""
    who: str = ""
    expectation: str = ""
    influence: int | None = None
    phase: str = "today"


@dataclass(frozen=True, kw_only=True)
class CanvasData:
    """``answers``: question key → text. ``validated``: the holder validated it."""

    answers: dict[str, str] = field(default_factory=dict)
    items: tuple[ItemData, ...] = ()
    validated: bool = True


@dataclass(frozen=True, kw_only=True)
class ProjectCanvases:
    """``wrote``: kind of canvas → ``mentor``, if somebody other than the holder typed it."""

    key: str
    timeline: CanvasData
    pitch: CanvasData | None = None
    wrote: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReadingData:
    """The reading of one axis of a map; ``blocker`` is the priority of its blocker."""

    axis: str
    level: int
    finding: str = ""
    effect: str = ""
    who: str = ""
    evidence: str = ""
    blocker: int | None = None


@dataclass(frozen=True, kw_only=True)
class IdeaData:
    """An idea for a project in the mix; ``blocker``: the axis of the blocker that it answers."""

    by: str
    text: str
    round: int = 1
    kind: str = "idea"
    blocker: str = ""
    verdict: str = ""
    thanked: bool = False


@dataclass(frozen=True, kw_only=True)
class ActionData:
    """A line of action: born of an idea (its number, from 1), of the blocker of an axis, or of the mentor's
    questions.

    ``blocker`` is the axis of the blocker that it lifts; ``due_days`` counts from the session.
    """

    line: str
    priority: int
    idea: int | None = None
    from_blocker: str = ""
    blocker: str = ""
    first_step: str = ""
    owner: str = ""
    due_days: int | None = None
    indicator: str = ""
    state: str = "todo"
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class NeedData:
    """``action``: the number of the action that needs it, from 1."""

    sentence: str
    kind: str
    urgency: int
    action: int | None = None
    wished: tuple[str, ...] = ()
    shared: bool = False


@dataclass(frozen=True, kw_only=True)
class PlanData:
    """The map, ideas, actions and needs of a project; ``later``: its map six months after."""

    readings: tuple[ReadingData, ...]
    ideas: tuple[IdeaData, ...] = ()
    actions: tuple[ActionData, ...] = ()
    needs: tuple[NeedData, ...] = ()
    later: tuple[ReadingData, ...] = ()
