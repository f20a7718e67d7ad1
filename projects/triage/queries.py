"""Data beside the dossiers of the organiser's list: eligibility, facts for its rules, likely duplicates."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Subquery
from django.utils import translation

from accelerator.accounts.models import User
from accelerator.companies.departments import department_code
from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.siret import number_of
from accelerator.types import Context
from programmes.capabilities import Capability
from programmes.models import Call, Edition
from programmes.queries import people_who_can
from projects.application.enums import STATE_TONES, ApplicationState
from projects.application.models import ApplicationQuerySet
from projects.conflicts.queries import has_anybody_aside
from projects.models import (
    Application,
    CheckItem,
    CompletionRequest,
    Duplicate,
    Finding,
    Note,
    SearchEntry,
    Tag,
)
from projects.triage.screening import BOTH_DAYS, HEAD_COUNT, PROFILE, SIRET, TERRITORY, ScreeningFacts


@dataclass(frozen=True)
class Lookalike:
    """A dossier that may be the same, and why: one SIRET, or titles alike to ``likeness`` per cent."""

    application: Application
    same_siret: bool
    likeness: int


def lookalikes(application: Application, reader: User) -> Sequence[Lookalike]:
    """The lookalikes of this dossier that ``reader`` may read, the most alike first. 1 query, none when there is
    none.
    """
    if not application.duplicates:
        return []
    readable = (
        Application.objects.filter(call=application.call_id).not_hidden_from(reader).order_by().values("pk")
    )
    pairs = Duplicate.objects.filter(
        Q(first=application, second__in=readable) | Q(second=application, first__in=readable)
    ).select_related("first__call__edition", "second__call__edition")
    return [
        Lookalike(
            pair.second if pair.first_id == application.pk else pair.first, pair.same_siret, pair.likeness
        )
        for pair in pairs.order_by("-same_siret", "-likeness", "pk")
    ]


KEYS = {
    PROFILE: "profile",
    TERRITORY: "department",
    HEAD_COUNT: "head_count",
    SIRET: "siret",
    BOTH_DAYS: "both_days",
}
"""Subject of a rule → key of the question that answers it."""
ROOM = 300


def facts_of(questions: Mapping[str, Question], values: Mapping[str, object]) -> ScreeningFacts:
    """The facts for screening, from visible ``questions`` and their ``values``, both by key. Explanations are in
    French, as the questions.
    """

    def text(subject: str) -> str | None:
        value = values.get(KEYS[subject])
        return value if isinstance(value, str) else None

    with translation.override("fr"):
        words = {
            subject: kinds.readable(questions[key], values.get(key))[:ROOM]
            for subject, key in KEYS.items()
            if key in questions
        }
    return ScreeningFacts(
        values={
            PROFILE: text(PROFILE),
            HEAD_COUNT: text(HEAD_COUNT),
            TERRITORY: department_code(text(TERRITORY)),
        },
        words=words,
        has_siret=bool(number_of(values.get(KEYS[SIRET]))),
        both_days=values.get(KEYS[BOTH_DAYS]) is True,
        subjects=frozenset(words),
    )


@dataclass(frozen=True)
class Overview:
    """How many dossiers are in each state, drafts apart; where they come from; how many an organiser may list; how many
    points are verified on each, 0 while there is no dossier."""

    states: list[Context]
    departments: list[str]
    total: int
    points: int


def overview(call: Call) -> Overview:
    """1 query. Of drafts only the number; withdrawn drafts are not counted."""
    items = CheckItem.objects.filter(call=call, retired_at=None).order_by().values("call")
    count = Subquery(items.annotate(number=Count("*")).values("number"))
    rows = (
        Application.objects.for_call(call)
        .in_counts()
        .order_by()
        .values_list("state", "department")
        .annotate(number=Count("*"), points=count)
    )
    counts: Counter[str] = Counter()
    departments, points = set(), 0
    for state, department, number, verified in rows:
        counts[state] += number
        points = verified or 0
        if department and state != ApplicationState.DRAFT:
            departments.add(department)
    states = [
        {"value": state.value, "label": state.label, "tone": STATE_TONES[state], "count": counts[state]}
        for state in ApplicationState
        if counts[state]
    ]
    listed = sum(counts.values()) - counts[ApplicationState.DRAFT]
    return Overview(states, sorted(departments), listed, points)


def list_hidden(user: User, call: Call) -> list[int]:
    """Keys of the dossiers of the call that are not in this organiser's list. 1 query."""
    rows = Application.objects.hidden_from(user, call).filter(submitted_at__isnull=False).order_by()
    return list(rows.values_list("pk", flat=True))


def count_listed(call: Call, overview: Overview, words: str, hidden: Collection[int]) -> int:
    """How many dossiers of the call an organiser lists, all or those that have the words. 1 query with words."""
    if not words:
        return overview.total - len(hidden)
    return SearchEntry.objects.filter(call=call, words__words=words).exclude(application__in=hidden).count()


def colleagues(edition: Edition) -> list[User]:
    """The organisers of the edition, by name, each with their chosen columns. 1 query."""
    organisers = people_who_can(edition, Capability.MANAGE_APPLICATIONS)
    return list(organisers.select_related("list_columns").order_by("name", "pk"))


def with_page_facts(rows: ApplicationQuerySet) -> ApplicationQuerySet:
    """Each with what its page looks at before it reads more: ``completion_state``, of the last request, and
    ``has_anybody_aside``. Adds no query.
    """
    return rows.annotate(
        completion_state=CompletionRequest.objects.latest_state(), has_anybody_aside=has_anybody_aside()
    )


def last_completion(application: Any) -> CompletionRequest | None:
    """The last request with its state alone, as :func:`with_page_facts` read it."""
    return CompletionRequest(state=application.completion_state) if application.completion_state else None


def tags_of(edition: Edition) -> list[Tag]:
    """1 query."""
    return list(Tag.objects.filter(edition=edition).order_by("name", "pk"))


def find_with_tags(rows: "QuerySet[Application]") -> Any:
    """The one dossier of these rows with its ``tag_names``, ``None`` without one. 1 query."""
    # a row for each tag
    found: list[Any] = list(rows.annotate(tag_name=F("tags__name")).order_by("tag_name"))
    if not found:
        return None
    found[0].tag_names = [row.tag_name for row in found if row.tag_name]
    return found[0]


def tags_by_application(applications: Iterable[Application]) -> dict[int, list[str]]:
    """Application id → names of its tags. 1 query."""
    links = Application.tags.through.objects.filter(
        application__in=[application.pk for application in applications]
    )
    names: dict[int, list[str]] = {}
    for pk, name in links.order_by("tag__name", "pk").values_list("application", "tag__name"):
        names.setdefault(pk, []).append(name)
    return names


def checklist(application: Application) -> list[CheckItem]:
    """The points of the call with what was ticked on a dossier: ``done``, ``note``, ``by_name``, ``ticked_at``.

    1 query.

    All of them are ``None`` while nobody looked.
    """
    return list(
        CheckItem.objects.filter(call=application.call_id, retired_at=None)
        .annotate(mine=FilteredRelation("checks", condition=Q(checks__application=application.pk)))
        .annotate(
            done=F("mine__done"), note=F("mine__note"), by_name=F("mine__by__name"), ticked_at=F("mine__at")
        )
        .order_by("position", "pk")
    )


def check_items(call: Call) -> Sequence[CheckItem]:
    """The points verified on every dossier of a call. 1 query."""
    return list(CheckItem.objects.filter(call=call, retired_at=None).order_by("position", "pk"))


def findings(application: Application) -> list[Finding]:
    """The rules that set a dossier aside, overruled ones too. 1 query."""
    rows = Finding.objects.filter(application=application).select_related("rule", "overruled_by")
    return list(rows.order_by("rule__subject", "pk"))


def notes(application: Application) -> list[Note]:
    """Remarks between organisers, latest first. 1 query."""
    rows = Note.objects.filter(application=application).select_related("author")
    return list(rows.order_by("-at", "-pk")[:100])
