"""The records of the two days: guests and what they answer, and of each project its canvases, ideas and plan. Pure."""

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
        """By key of question."""
        return {key: value for key, value in vars(self).items() if key != "name" and value not in (None, "")}


@dataclass(frozen=True, kw_only=True)
class GuestData:
    """Somebody who comes to the session and has no account, for the project of an application or for none."""

    name: str
    body: str
    kind: str
    application: str = ""


@dataclass(frozen=True, kw_only=True)
class SpeakerData:
    """Somebody of the demo, or a name alone with a body."""

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
    """``kind``: of an item of the timeline; the rest as it is typed."""

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
    """``wrote``: kind of canvas → ``mentor``, where somebody else than the holder typed."""

    key: str
    timeline: CanvasData
    pitch: CanvasData | None = None
    wrote: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReadingData:
    """Where a project stands on one axis of its map; ``blocker`` is the priority of the one it shows."""

    axis: str
    level: int
    finding: str = ""
    effect: str = ""
    who: str = ""
    evidence: str = ""
    blocker: int | None = None


@dataclass(frozen=True, kw_only=True)
class IdeaData:
    """What somebody of the session wrote to the project in the mix; ``blocker``: the axis of the one it answers."""

    by: str
    text: str
    round: int = 1
    kind: str = "idea"
    blocker: str = ""
    verdict: str = ""
    thanked: bool = False


@dataclass(frozen=True, kw_only=True)
class ActionData:
    """A line of action: born of an idea (its number, from 1), of the blocker of an axis, or of the mentor's questions.

    ``blocker`` is the axis of the one it lifts; ``due_days`` counts from the session.
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
    """``action``: the number of the one it is for, from 1."""

    sentence: str
    kind: str
    urgency: int
    action: int | None = None
    wished: tuple[str, ...] = ()
    shared: bool = False


@dataclass(frozen=True, kw_only=True)
class PlanData:
    """What a project found on its map, what it received, what it left with; ``later``: its map six months after."""

    readings: tuple[ReadingData, ...]
    ideas: tuple[IdeaData, ...] = ()
    actions: tuple[ActionData, ...] = ()
    needs: tuple[NeedData, ...] = ()
    later: tuple[ReadingData, ...] = ()
