"""The projects for partners: shared syntheses, needs, and the answers to these."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone
from django.utils.functional import Promise

from accelerator.questionnaires.models import Answer
from accelerator.types import Values
from coaching.models import Need, Stance, SurveyInvitation
from coaching.support.access import BoardReader
from coaching.support.enums import OUTCOME_TONES, StanceKind, SupportOutcome
from coaching.support.queries.ahead import list_needs_to_answer
from coaching.support.queries.board import is_hidden_from, list_needs
from coaching.surveys.counting import (
    NEEDS,
    URGENCY,
    describe,
    list_chosen_options,
    list_kind_labels,
    list_named_needs,
    list_urgency_labels,
    sum_up_needs,
)
from coaching.surveys.queries import list_shared_syntheses
from projects.models import Participation, Project


@dataclass
class SharedProject:
    """A project that agreed to share its synthesis, with its needs in words."""

    project: Project
    needs: list[dict[str, str]] = field(default_factory=list)
    urgency: str = ""


def list_shared_projects(reader: BoardReader, needs: Iterable[Need]) -> list[SharedProject]:
    """The projects that this partner may read in this edition, by title: two queries, one more where some do not come
    any more. ``needs``: the result of :func:`list_shared_needs`."""
    syntheses = (
        list_shared_syntheses(reader.user)
        .filter(survey__edition=reader.edition)
        .select_related("participation__project__organisation", "participation__project__application")
        .order_by("participation__project__title", "pk")
    )
    rows = {sent.sheet_id: SharedProject(sent.participation.project) for sent in syntheses}
    answers = Answer.objects.filter(
        sheet__in=rows, question__key__in=[NEEDS, URGENCY], question__revision=F("sheet__revision")
    ).select_related("question")
    gone = [sent.participation_id for sent in syntheses if not sent.participation.is_confirmed]
    named = sum_up_needs(needs) | list_named_needs(gone)
    for sent in syntheses:
        if own := named.get(sent.participation_id):
            rows[sent.sheet_id].needs = describe(own[NEEDS], list_kind_labels())
            rows[sent.sheet_id].urgency = list_urgency_labels()[own[URGENCY]]
    for answer in answers:
        if not answer.value:
            continue
        if answer.question.key == NEEDS:
            rows[answer.sheet_id].needs = list_chosen_options(answer)
        else:
            rows[answer.sheet_id].urgency = "".join(
                option["label"] for option in list_chosen_options(answer)[:1]
            )
    return list(rows.values())


def list_needs_of(synthesis: SurveyInvitation) -> list[dict[str, str]]:
    """The kinds of help that one project needs: as it answered, else as it shares from its plan. Two queries."""
    answer = synthesis.sheet.answers.filter(question__key=NEEDS).select_related("question").first()
    if answer and answer.value:
        return list_chosen_options(answer)
    named = list_named_needs([synthesis.participation_id]).get(synthesis.participation_id)
    return describe(named[NEEDS], list_kind_labels()) if named else []


@dataclass
class NeedsOfProject:
    """The needs that a project shares from its plan; its synthesis may be private all the same."""

    project: Project
    needs: list[Need] = field(default_factory=list)


@dataclass
class PassedNeeds:
    """The first shared needs of an edition. ``left``: how many more there are."""

    projects: list[NeedsOfProject]
    left: int


def list_shared_needs(reader: BoardReader, at: datetime) -> list[Any]:
    """The shared needs of the projects of this edition, by title, each with ``is_hidden``, whether its page is hidden
    from the reader, and ``is_awaiting``, whether it awaits their answer. Two queries.

    The caller has checked that the reader is a partner.
    """
    to_answer = list_needs_to_answer(reader.user, timezone.localdate(at)).filter(pk=OuterRef("pk"))
    needs = list_needs(reader.edition.pk).annotate(
        is_hidden=is_hidden_from(reader.user), is_awaiting=Exists(to_answer.order_by())
    )
    return list(needs.prefetch_related("wished"))


def list_passed_needs(needs: Sequence[Need], *, most: int, orphans: int) -> PassedNeeds:
    """The first ``most`` of them by project; all of them if ``orphans`` or fewer are left. No query."""
    needs_of: dict[int, NeedsOfProject] = {}
    left = len(needs) - most if len(needs) > most + orphans else 0
    for need in needs[: len(needs) - left]:
        row = needs_of.setdefault(need.participation_id, NeedsOfProject(need.participation.project))
        row.needs.append(need)
    return PassedNeeds(list(needs_of.values()), left)


def count_needs(rows: list[SharedProject]) -> list[dict[str, object]]:
    """The kinds of needs, with the number of projects for each, the most frequent first."""
    counts: dict[str, Values] = {}
    for project in rows:
        for need in project.needs:
            counts.setdefault(need["code"], {**need, "count": 0})["count"] += 1
    return sorted(counts.values(), key=lambda need: (-need["count"], need["label"]))


@dataclass(frozen=True)
class AnswerBadge:
    """The text and tone of a badge."""

    label: str | Promise
    tone: str = "info"


def list_needs_with_answers(reader: BoardReader, participation: Participation) -> list[Need]:
    """The needs that this reader may answer, each with ``answered`` and ``decided`` (:class:`AnswerBadge`, or
    ``None``). One query."""
    own = Stance.objects.filter(need=OuterRef("pk"), organisation=reader.body)
    rows = reader.list_needs().filter(participation=participation)
    needs: list[Any] = list(
        rows.annotate(outcome=F("decision__outcome"), answer=Subquery(own.order_by().values("kind")[:1]))
    )
    for need in needs:
        need.decided = (
            AnswerBadge(SupportOutcome(need.outcome).label, OUTCOME_TONES[SupportOutcome(need.outcome)])
            if need.outcome
            else None
        )
        need.answered = AnswerBadge(StanceKind(need.answer).label) if need.answer else None
    return needs
