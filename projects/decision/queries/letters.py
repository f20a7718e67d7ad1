"""The letters that leave with decisions: what organisers add to them, and which ones somebody has read."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet, Subquery
from django.utils import timezone

from programmes.models import Edition, SupportScheme
from programmes.scheme_fit import Condition, Fit, SchemeTerms, StructureFacts, fit
from programmes.scheme_labels import describe_fit, describe_misfit
from projects.application.queries.structure import build_structure_facts, find_head_count
from projects.conflicts.queries import Conflicts
from projects.decision.enums import Outcome
from projects.decision.queries.announcement import list_decisions_to_announce
from projects.decision.queries.feedback import list_approved_comments
from projects.models import Application, Decision, DecisionLetter


@dataclass(frozen=True)
class LetterContent:
    """What a letter has beside the decision, its reason and the comments."""

    paragraph: str = ""
    orientation: str = ""
    schemes: Sequence[SupportScheme] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.paragraph or self.orientation or self.schemes)

    def for_outcome(self, outcome: str) -> "LetterContent":
        """Orientation and schemes are for projects that are not selected."""
        return self if outcome == Outcome.NOT_SELECTED else replace(self, orientation="", schemes=())


@dataclass(frozen=True)
class LetterDraft:
    """A decision with the letter that would leave now."""

    decision: Decision
    letter: DecisionLetter | None
    content: LetterContent
    comments: Sequence[str]

    @cached_property
    def mark(self) -> str:
        return letter_mark(self)

    @property
    def is_read(self) -> bool:
        """Whether somebody read the mail as it would leave now."""
        return self.letter is not None and self.letter.read_mark == self.mark

    @property
    def version(self) -> int:
        return self.letter.version if self.letter else 0


def letter_mark(draft: LetterDraft) -> str:
    """Identifies what a mail says of one project: a change of it needs another reading. SHA-256, in hexadecimal.

    Not its rank: a reserve that is placed before it would tell those from whom that one is hidden.
    """
    decision, content = draft.decision, draft.content
    parts = [
        decision.outcome,
        decision.reason,
        list(draft.comments),
        content.paragraph,
        content.orientation,
        [scheme.pk for scheme in content.schemes],
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def list_offered_schemes(edition: Edition, at: datetime) -> QuerySet[SupportScheme]:
    """The schemes that the edition proposes and that are not over, by name, each with its body."""
    is_open = Q(closes_on=None) | Q(closes_on__gte=timezone.localdate(at))
    return edition.schemes.current().filter(is_open).select_related("organisation").order_by("name", "pk")


def list_letters(edition: Edition, applications: Iterable[int], at: datetime) -> dict[int, DecisionLetter]:
    """The last version of each letter, by application, with its ``offered_schemes``: one query."""
    offered = list_offered_schemes(edition, at).order_by().values("pk")
    rows: Any = DecisionLetter.objects.filter(application__in=list(applications)).annotate(
        offered=FilteredRelation("schemes", condition=Q(schemes__in=Subquery(offered)))
    )
    rows = rows.select_related("read_by", "offered__organisation")
    letters: dict[int, Any] = {}
    # a row for each scheme
    for row in rows.order_by("application", "version", "offered__name", "offered__pk"):
        letter = letters.get(row.application_id)
        if letter is None or letter.pk != row.pk:
            letter = letters[row.application_id] = row
            letter.offered_schemes = []
        if hasattr(row, "offered"):
            letter.offered_schemes.append(row.offered)
    return letters


def read_content(letter: DecisionLetter | None, outcome: str) -> LetterContent:
    """What leaves of a letter of :func:`list_letters`. No query."""
    if letter is None:
        return LetterContent()
    schemes: Sequence[SupportScheme] = letter.offered_schemes  # type: ignore[attr-defined]
    return LetterContent(letter.paragraph, letter.orientation, schemes).for_outcome(outcome)


def list_drafts(edition: Edition, decisions: Iterable[Decision], at: datetime) -> list[LetterDraft]:
    """The draft of each of these decisions, in their order: two queries."""
    rows = list(decisions)
    keys = [decision.application_id for decision in rows]
    letters, comments = list_letters(edition, keys, at), list_approved_comments(keys)
    return [
        LetterDraft(
            decision,
            letter := letters.get(decision.application_id),
            read_content(letter, decision.outcome),
            comments.get(decision.application_id, ()),
        )
        for decision in rows
    ]


def find_next_unread(edition: Edition, conflicts: Conflicts, after: Application, at: datetime) -> str:
    """The reference of the next dossier whose letter nobody has read, in that order and round; "" without one."""
    decisions = list_decisions_to_announce(edition).exclude(application__in=list(conflicts.undisclosed))
    drafts = list_drafts(edition, decisions, at)
    keys = [draft.decision.application_id for draft in drafts]
    start = keys.index(after.pk) + 1 if after.pk in keys else 0
    following = [draft for draft in drafts[start:] + drafts[:start] if not draft.is_read]
    references = [draft.decision.application.reference for draft in following]
    return next((reference for reference in references if reference != after.reference), "")


@dataclass(frozen=True)
class SchemeSuggestion:
    """A scheme of the edition for one structure. ``description``: why it fits, or why not."""

    scheme: SupportScheme
    fit: Fit
    description: str

    @property
    def is_proposed(self) -> bool:
        return self.fit.is_proposed


def list_suggestions(edition: Edition, application: Application, at: datetime) -> list[SchemeSuggestion]:
    """The schemes of the edition, those that fit the structure first: two queries.

    A dossier names no kind of need: that condition is left out.
    """
    facts = build_structure_facts(application, find_head_count(application.sheet_id).first())
    suggestions = [_suggest(scheme, scheme.terms, facts, at) for scheme in list_offered_schemes(edition, at)]
    return sorted(suggestions, key=lambda suggestion: suggestion.fit.rank)


def _suggest(
    scheme: SupportScheme, terms: SchemeTerms, facts: StructureFacts, at: datetime
) -> SchemeSuggestion:
    whole = fit(terms, facts, None, timezone.localdate(at))
    reasons = tuple(reason for reason in whole.reasons if reason.condition != Condition.NEED)
    suggestion = Fit((), reasons)
    text = describe_fit(terms, suggestion) if suggestion.is_proposed else describe_misfit(terms, suggestion)
    return SchemeSuggestion(scheme, suggestion, text)


@dataclass(frozen=True)
class CommitteeAnswer:
    """What the holders of an announced dossier read of the committee's answer."""

    decision: Decision
    content: LetterContent
    comments: Sequence[str]


def find_committee_answer(application: Application, at: datetime) -> CommitteeAnswer | None:
    """The answer of the committee once it is announced: three queries at most, one before it."""
    decisions = Decision.objects.filter(application=application, announced_at__isnull=False)
    decision = decisions.select_related("application__call").first()
    if decision is None:
        return None
    [draft] = list_drafts(application.call.edition, [decision], at)
    return CommitteeAnswer(decision, draft.content, draft.comments)
