"""Guests of the two days, what they answer there, and the documents of the talks. Pure."""

from dataclasses import dataclass


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
