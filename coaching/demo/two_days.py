"""The records of the two days, one project each: its canvases, its ideas, its plan. Pure."""

from dataclasses import dataclass, field


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

    answers: dict[str, str]
    items: tuple[ItemData, ...] = ()
    validated: bool = True


@dataclass(frozen=True, kw_only=True)
class ProjectCanvases:
    """``wrote``: kind of canvas → ``mentor``, where somebody else than the holder typed."""

    key: str
    timeline: CanvasData
    pitch: CanvasData
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
