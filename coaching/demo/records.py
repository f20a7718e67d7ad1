"""The records of the files of ``data/``. Pure: no Django here.

Texts have several lines in the files; ``reader`` folds them into paragraphs.
"""

from dataclasses import dataclass, field

from coaching.demo.dossiers import ApplicationData, OpinionData, SurveyData, make_email
from coaching.demo.two_days import GuestData, RoomAnswer, TalkData


@dataclass(frozen=True, kw_only=True)
class ProgrammeData:
    """A programme; its notices follow the presentation of each edition."""

    name: str
    slug: str
    summary_fr: str
    summary_en: str
    contact_email: str
    controller: str
    notice_fr: str
    notice_en: str


@dataclass(frozen=True, kw_only=True)
class CallData:
    """Rules and frequent questions, which all calls share."""

    rules_fr: str
    rules_en: str
    faq_fr: str
    faq_en: str


@dataclass(frozen=True, kw_only=True)
class PersonData:
    """``role`` and ``also`` are role names; ``skills``: what the person can help with; ``deputy`` and ``capacity``:
    terms of a seat on the committee."""

    name: str
    job: str
    body: str
    domain: str
    role: str
    also: tuple[str, ...] = ()
    skills: str = ""
    deputy: bool = False
    capacity: int | None = None
    language: str = "fr"
    address: str = ""

    @property
    def email(self) -> str:
        return self.address or make_email(self.name, self.domain)


@dataclass(frozen=True, kw_only=True)
class SchemeData:
    """A support scheme; figures are examples."""

    name: str
    body: str
    slug: str
    verified_days_ago: int
    needs: tuple[str, ...]
    profiles: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    head_count_min: int | None = None
    head_count_max: int | None = None
    opens_in_days: int | None = None
    closes_in_days: int | None = None
    document: str = ""
    contact: str = ""
    domain: str = ""
    summary_fr: str
    summary_en: str
    conditions_fr: str
    conditions_en: str


@dataclass(frozen=True, kw_only=True)
class BodiesData:
    committee: tuple[str, ...]
    short_names: dict[str, str]
    schemes: tuple[SchemeData, ...]


@dataclass(frozen=True, kw_only=True)
class CriterionComments:
    """Comments for a low, a middling and a high level of one criterion."""

    name: str
    low: tuple[str, ...]
    middling: tuple[str, ...]
    high: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CommentsData:
    """``criteria`` in the order of the default grid; ``notes`` are for the reviewer alone."""

    notes: tuple[str, ...]
    criteria: tuple[CriterionComments, ...]


@dataclass(frozen=True, kw_only=True)
class RecusalData:
    """A reviewer who steps aside; ``application`` is a key, as everywhere below."""

    application: str
    reviewer: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MessageData:
    """A message about a dossier before the meeting, by its ``reader``-th reader, or by the chair (0)."""

    application: str
    reader: int
    text: str


@dataclass(frozen=True, kw_only=True)
class AmendmentData:
    """``sentence``: the request of a juror; ``reason`` and ``remarks``: those of the amended minutes."""

    juror: str
    sentence: str
    reason: str
    remarks: str


@dataclass(frozen=True, kw_only=True)
class CommitteeMeetingData:
    """The meeting of the committee and its minutes; people are by name.

    ``objections``: why the ``objector`` wants a dossier out of its block, by application; ``block_reason``: why a
    whole block is set aside; ``explanations``: sentences for the minutes, by application, ``order_explanation`` where
    another one crosses the order of the scores; ``against``: the body that votes against, by application.
    """

    absent: tuple[str, ...] = ()
    messages: tuple[MessageData, ...] = ()
    objector: str
    objections: dict[str, str] = field(default_factory=dict)
    block_reason: str
    order_explanation: str
    explanations: dict[str, str] = field(default_factory=dict)
    against: dict[str, tuple[str, ...]] = field(default_factory=dict)
    preamble: str
    remarks: str
    amendment: AmendmentData

    @property
    def applications(self) -> set[str]:
        written = {message.application for message in self.messages}
        return written | {*self.objections, *self.explanations, *self.against}


@dataclass(frozen=True, kw_only=True)
class MentorRefusal:
    """A mentor who declined a proposal."""

    application: str
    mentor: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EditionData:
    """An edition, its applications by number. Only one continues after its reviews.

    ``slug`` and ``code`` are completed with the year of the session; ``leaders`` are by the hour, or the activity, of
    their slot.
    """

    name: str
    slug: str
    code: str
    region: str = ""
    places: int
    theme_fr: str
    theme_en: str
    presentation_fr: str
    presentation_en: str
    intro_fr: str
    intro_en: str
    venue: str
    town: str
    address: str
    access: str
    rooms: tuple[str, ...]
    ineligible: tuple[str, ...] = ()
    recusals: tuple[RecusalData, ...] = ()
    has_conflict_round: bool = False
    meeting: CommitteeMeetingData | None = None
    selected: tuple[str, ...] = ()
    reserve: tuple[str, ...] = ()
    unpublished: tuple[str, ...] = ()
    mentors: dict[str, str] = field(default_factory=dict)
    mentor_refusals: tuple[MentorRefusal, ...] = ()
    leaders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    left_early: tuple[str, ...] = ()
    guests: tuple[GuestData, ...] = ()
    talks: tuple[TalkData, ...] = ()
    room_answers: tuple[RoomAnswer, ...] = ()
    refuses_photos: tuple[str, ...] = ()
    public_in_photos: tuple[str, ...] = ()
    applications: tuple[ApplicationData, ...]

    def __post_init__(self) -> None:
        named = {
            *self.ineligible,
            *self.selected,
            *self.reserve,
            *self.unpublished,
            *self.mentors,
            *self.left_early,
        }
        named |= {recusal.application for recusal in self.recusals}
        named |= self.meeting.applications if self.meeting else set()
        named |= {guest.application for guest in self.guests if guest.application}
        named |= {refusal.application for refusal in self.mentor_refusals}
        if unknown := named - {application.key for application in self.applications}:
            raise ValueError(f"there is no application {', '.join(sorted(unknown))}")

    @property
    def opinions(self) -> dict[str, OpinionData]:
        return {
            application.key: application.opinion for application in self.applications if application.opinion
        }

    @property
    def surveys(self) -> dict[str, SurveyData]:
        """The answers of surveys, in the order of their arrival."""
        return {
            application.key: application.survey for application in self.applications if application.survey
        }
