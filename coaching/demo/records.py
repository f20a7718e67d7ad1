"""What the files of ``data/`` hold, record by record. Pure: no Django here.

Texts are written over several lines for the eye; they are folded into paragraphs when they are read (``reader``).
"""

import re
from dataclasses import dataclass, field

from coaching.demo.fictitious import email_of, fictitious_siret, phone_of

CRITERIA = 8
"""How many criteria the default grid has."""
FORM_KEYS = (
    "structure_name profile head_count town department title summary work_problem solution stage employees impact "
    "involvement stakeholders brakes_levers expectations access_needs"
).split()
"""Answers held under the key of their question; :meth:`ApplicationData.answers` makes the others."""
SYNTHESIS_KEYS = ("what_it_brought evolution quote").split()


@dataclass(frozen=True, kw_only=True)
class ProgrammeData:
    """The notices end the presentation of each edition."""

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
    """``role`` and ``also`` are role names; ``skills`` is what they are asked for."""

    name: str
    job: str
    body: str
    domain: str
    role: str
    also: tuple[str, ...] = ()
    skills: str = ""
    language: str = "fr"
    address: str = ""

    @property
    def email(self) -> str:
        return self.address or email_of(self.name, self.domain)


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
    """The first one of the committee chairs."""

    committee: tuple[str, ...]
    short_names: dict[str, str]
    schemes: tuple[SchemeData, ...]


@dataclass(frozen=True, kw_only=True)
class CriterionComments:
    """What may be written beside a low, a middling and a high level of one criterion."""

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
class OpinionData:
    """The committee's tendency on one application. ``reason`` goes with a decision that is not a yes.

    ``levels`` has one digit from 0 to 4 for each criterion; each reviewer departs from them a little.
    """

    levels: str
    praise: str
    doubt: str
    advice: str
    reason: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(rf"[0-4]{{{CRITERIA}}}", self.levels):
            raise ValueError(f"levels are {CRITERIA} digits from 0 to 4, not {self.levels!r}")


@dataclass(frozen=True, kw_only=True)
class SurveyData:
    """What a project answers once the two days are over: the synthesis, and a few words said on the spot
    (``one_word``, ``learnt``, ``within_a_month``).
    """

    usefulness: int
    confidence: int
    """From 1 to 5, once the two days are over."""
    what_it_brought: str
    evolution: str
    shared: bool
    quote: str
    one_word: str
    learnt: str
    within_a_month: str

    def synthesis(self) -> dict[str, object]:
        """Question key → answer, as posted; what comes first is what a half-filled one says."""
        return {
            "usefulness": str(self.usefulness),
            **{key: getattr(self, key) for key in SYNTHESIS_KEYS},
            "confidence": str(self.confidence),
            "share_with_partners": "yes" if self.shared else "no",
        }

    def debrief(self) -> dict[str, object]:
        """The hot debrief: marks follow the general one."""
        mark, less = str(self.usefulness), str(max(1, self.usefulness - 1))
        return {
            "overall": mark,
            "timeline": less,
            "adn_map": mark,
            "idea_mix": mark,
            "inputs": less,
            "coaching": mark,
            "pace": "fast" if self.usefulness == 3 else "right",
            "one_word": self.one_word,
            "learnt": self.learnt,
            "within_a_month": self.within_a_month,
            "recommend": str(2 * self.usefulness - (0 if self.shared else 1)),
            "quote": self.quote,
        }


@dataclass(frozen=True, kw_only=True)
class ApplicationData:
    """One application. ``number`` makes its SIRET, unless ``no_siret`` says why there is none yet."""

    key: str
    number: int
    no_siret: str = ""
    structure_name: str
    profile: str
    head_count: str
    town: str
    department: str
    holder: str
    function: str
    second: str = ""
    language: str = "fr"
    title: str
    summary: str
    work_problem: str
    solution: str
    stage: str
    employees: str
    impact: str
    involvement: str
    stakeholders: str = ""
    brakes_levers: str
    expectations: str
    access_needs: str = ""
    confidence: int | None = None
    opinion: OpinionData | None = None
    survey: SurveyData | None = None

    @property
    def email(self) -> str:
        return email_of(self.holder, f"{self.key}.example")

    @property
    def phone(self) -> str:
        return phone_of(self.number)

    def answers(self) -> dict[str, str]:
        """Question key → what the person typed, without the acceptance of the rules, which comes on sending."""
        return {key: getattr(self, key) for key in FORM_KEYS} | {
            "siret": self.no_siret or fictitious_siret(self.number),
            "holder_name": self.holder,
            "holder_function": self.function,
            "holder_email": self.email,
            "holder_phone": self.phone,
            "second_participant": self.second,
            "both_days": "yes",
            "confidence": "" if self.confidence is None else str(self.confidence),
        }


@dataclass(frozen=True, kw_only=True)
class RecusalData:
    """A reviewer who steps aside; ``application`` is a key, as everywhere below."""

    application: str
    reviewer: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MentorRefusal:
    """Somebody who was asked to be a mentor and said no."""

    application: str
    mentor: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SaidInTheRoom:
    """What somebody who has no link says at the hot debrief, on their phone; ``None`` and empty are left out."""

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
    """What is found again after a talk: a link, or a page that says these ``lines``."""

    title: str
    url: str = ""
    lines: tuple[str, ...] = ()
    is_public: bool = False


@dataclass(frozen=True, kw_only=True)
class TalkData:
    """What is said in a slot that is done together; ``at``: the hour at which it starts."""

    at: str
    summary_fr: str
    summary_en: str
    speakers: tuple[SpeakerData, ...] = ()
    documents: tuple[DocumentData, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EditionData:
    """An edition, its applications by number. Only one that goes beyond its reviews says what comes after.

    ``slug`` and ``code`` are completed with the year of the session; ``leaders`` are by the hour of what they lead.
    """

    name: str
    slug: str
    code: str
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
    selected: tuple[str, ...] = ()
    reserve: tuple[str, ...] = ()
    unpublished: tuple[str, ...] = ()
    mentors: dict[str, str] = field(default_factory=dict)
    mentor_refusals: tuple[MentorRefusal, ...] = ()
    leaders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    left_early: tuple[str, ...] = ()
    guests: tuple[GuestData, ...] = ()
    talks: tuple[TalkData, ...] = ()
    said_in_the_room: tuple[SaidInTheRoom, ...] = ()
    keeps_out_of_photos: tuple[str, ...] = ()
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
        """In the order in which their answers come back."""
        return {
            application.key: application.survey for application in self.applications if application.survey
        }
