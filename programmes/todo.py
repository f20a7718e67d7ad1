"""What waits for the organisers of an edition: subjects declare rules beside their queries, which one query counts.

The ``RULES`` of a subject, in its module ``todo``, are a :class:`TodoRule` for each line and a :class:`ProgressRule`
where its rows say where the edition stands. An :class:`EditionFact` leaves rules out before their rows are counted.
Pages sort and cut the lines; they know no subject.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from functools import cached_property
from typing import Any

from django.db.models import CharField, Count, DateTimeField, Exists, IntegerField, Min, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext

from accelerator.accounts.models import User
from accelerator.registry import Registry
from accelerator.web.templatetags.prose import deadline, overdue
from programmes.dates import precedes
from programmes.enums import Phase
from programmes.models import Edition
from programmes.todo_progress import EditionProgress, build_progress

MOST_NAMES = 3
"""Whom a line names; the others are counted."""


class TodoUrgency(IntEnum):
    """Why a line should not wait, the strongest reason first."""

    DATE = 1
    """A date passes, and what is not done by then is lost."""
    AWAITS_US = 2
    """People wait for the organisers."""
    AWAITS_OTHERS = 3
    """The organisers wait for people."""


@dataclass(frozen=True)
class TodoReader:
    """Who reads, and the ``editions`` in which the rule counts: those in its phases, whose page they may open.

    ``shared``: what rules fetched for one another during one reading.
    """

    user: User
    at: datetime
    editions: Sequence[Edition]
    shared: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class EditionFact:
    """What holds for an edition, or not: whether it has rows of this kind. One query reads all facts of all rules.

    ``select`` takes the instant and returns the rows; its ``OuterRef`` are paths from the edition.
    """

    select: Callable[[datetime], "QuerySet[Any]"]


@dataclass(frozen=True, kw_only=True, eq=False)
class CountRule:
    """A rule that counts rows for an organiser, in the editions where ``only_if`` hold and none of ``unless``.

    ``select`` returns the rows that this reader may know of, ``None`` when it is sure that there are none; they need no
    filter by edition, nor by role. Without it, the rule counts one in each of these editions. ``edition`` and ``who``
    are paths from a row to its edition and to the name it is counted under; ``count`` is another aggregate than the
    number of rows. ``page`` lists the rows, with ``query`` in its address, which may depend on the names.
    """

    page: str
    phases: Collection[Phase]
    select: Callable[[TodoReader], "QuerySet[Any] | None"] | None = None
    only_if: Collection[EditionFact] = ()
    unless: Collection[EditionFact] = ()
    edition: str = "edition"
    who: str = ""
    count: Combinable | None = None
    moment: str = ""
    query: "str | Callable[[Collection[str]], str]" = ""

    def build_href(self, edition: Edition, names: Collection[str]) -> str:
        """The address of the page; ``names`` are those that were counted."""
        query = self.query(names) if callable(self.query) else self.query
        return reverse(self.page, args=[edition.slug]) + query


@dataclass(frozen=True, kw_only=True)
class TodoAct:
    """What the button of a line does at once, after a confirmation: a POST to ``page``, which sends mails.

    ``button`` is a plural by the number of names that the line counts; ``text`` says what will happen. ``read_args``
    returns what follows the edition in the address, from the names, or ``None`` when they are not enough.
    """

    page: str
    button: "str | Promise"
    text: "str | Promise"
    read_args: Callable[[Collection[str]], Sequence[str] | None] = lambda _names: ()


@dataclass(frozen=True, kw_only=True, eq=False)
class TodoRule(CountRule):
    """A rule that makes a line of « À traiter ». ``title`` is a plural that names what is counted, without the number,
    which stands before it; with ``is_counted=False``, a thing to do once.

    ``moment`` is the path to the instant since when a row waits or, with ``is_limit``, until when it may be done;
    ``due`` reads that limit from the edition. ``writes``: doing it sends mails, which a silent edition does not.
    ``after`` is a rule of things to do first: where it has a line, this one awaits others and has ``text_before``.
    """

    urgency: TodoUrgency
    title: "str | Promise"
    button: "str | Promise"
    text: "str | Promise | Callable[[TodoLine], str]" = ""
    after: "TodoRule | None" = None
    text_before: "str | Promise" = ""
    due: Callable[[Edition], date | None] | None = None
    is_limit: bool = False
    is_counted: bool = True
    writes: bool = False
    act: TodoAct | None = None
    name_label: Callable[[str], str] = str


@dataclass(frozen=True, kw_only=True, eq=False)
class ProgressRule(CountRule):
    """A rule that makes the bar of an edition. ``labels``: code of ``who`` → its words, in the order of the bar."""

    title: "str | Promise"
    labels: "Mapping[str, str | Promise]"


@dataclass(frozen=True)
class _RowCount:
    total: int
    moment: datetime | None
    names: dict[str, int]


@dataclass(frozen=True)
class TodoLine:
    """One thing to do in ``edition``."""

    rule: TodoRule
    edition: Edition
    at: datetime
    total: int
    moment: datetime | None
    names: Mapping[str, int]
    may_act: bool = False
    is_early: bool = False
    """Its rule comes after another, which has a line here."""

    @property
    def urgency(self) -> TodoUrgency:
        return TodoUrgency.AWAITS_OTHERS if self.is_early else self.rule.urgency

    @property
    def number(self) -> int | None:
        return self.total if self.rule.is_counted else None

    @property
    def title(self) -> str:
        return str(self.rule.title % self.total if self.rule.is_counted else self.rule.title)

    @property
    def sentence(self) -> str:
        """« 13 dossiers sans évaluateur. Jusqu’au 3 mai. »: the line where it is read alone."""
        label = f"{self.total} {self.title}" if self.rule.is_counted else self.title
        return " ".join(f"{part.removesuffix('.')}." for part in (label, self.text) if part)

    @property
    def button(self) -> "str | Promise":
        return self.rule.button

    @property
    def href(self) -> str:
        return self.rule.build_href(self.edition, self.names)

    @property
    def act_url(self) -> str:
        """The address to which the confirmed act is posted; empty when the line only leads to its page."""
        args = self.rule.act.read_args(self.names) if self.rule.act and self.may_act else None
        if self.rule.act is None or args is None:
            return ""
        return reverse(self.rule.act.page, args=[self.edition.slug, *args])

    @property
    def act_button(self) -> str:
        return str(self.rule.act.button % len(self.names)) if self.rule.act and self.act_url else ""

    @property
    def limit(self) -> date | None:
        """The last day to do it."""
        if self.rule.due:
            return self.rule.due(self.edition)
        return self.moment if self.rule.is_limit else None

    @cached_property
    def text(self) -> str:
        """What is to be known beside the title, since when, until when. A rule may make queries for its own text."""
        text = self.rule.text_before if self.is_early else self.rule.text
        own = text(self) if callable(text) else str(text)
        limit = self.limit
        is_past = limit is not None and precedes(limit, self.at)
        until_when = overdue(limit, self.at) if is_past else deadline(limit, self.at)
        parts = (own, self._describe_since(), until_when)
        return capfirst(" · ".join(part for part in parts if part))

    @property
    def who(self) -> str:
        """« DREETS 3 · Région 2 · 4 autres »: those with most rows first, without numbers when each has one."""
        label = self.rule.name_label
        named = sorted(
            ((label(name), count) for name, count in self.names.items() if name),
            key=lambda pair: (-pair[1], pair[0]),
        )
        numbered = any(count > 1 for _name, count in named) and len(named) > 1
        texts = [f"{name} {count}" if numbered else name for name, count in named[:MOST_NAMES]]
        others = len(named) - MOST_NAMES
        if others > 0:
            texts.append(ngettext("%(count)d autre", "%(count)d autres", others) % {"count": others})
        return " · ".join(texts)

    def _describe_since(self) -> str:
        if self.moment is None or self.rule.is_limit:
            return ""
        days = (timezone.localdate(self.at) - timezone.localdate(self.moment)).days
        if days <= 0:
            return _("depuis aujourd’hui")
        words = (
            ngettext("depuis %(count)d jour", "depuis %(count)d jours", days)
            if self.total == 1
            else ngettext("depuis %(count)d jour au plus", "depuis %(count)d jours au plus", days)
        )
        return words % {"count": days}

    def _build_sort_key(self) -> tuple[int, bool, date]:
        """What must be done now has no date and comes first; a chore without one comes after those who wait."""
        moment = self.limit or self.moment
        day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
        is_first = day is None if self.urgency == TodoUrgency.DATE else day is not None
        return (self.urgency, not is_first, day or date.min)


@dataclass
class EditionTodo:
    lines: list[TodoLine] = field(default_factory=list)
    """The most urgent first."""
    progress: EditionProgress | None = None


MayOpen = Callable[[str, Edition], bool]
"""Whether the reader may open this page of this edition: ``programmes.shell.may_open`` of their request."""

_rules: Registry[CountRule] = Registry()
"""In the order in which lines that are as urgent as one another are read."""
register_todo = _rules.add


def read_todo(
    user: User, editions: Iterable[Edition], at: datetime, may_open: MayOpen, *, with_progress: bool = True
) -> dict[int, EditionTodo]:
    """What waits in each of these editions, by its key. Two queries, one more for a rule that needs it."""
    rules = [rule for rule in _rules if with_progress or isinstance(rule, TodoRule)]
    by_key = {edition.pk: edition for edition in editions}
    todos = {pk: EditionTodo() for pk in by_key}
    counts = _count(rules, user, list(by_key.values()), at, may_open)
    for (rule, pk), counted in counts.items():
        edition = by_key[pk]
        if isinstance(rule, TodoRule):
            may_act = rule.act is not None and not edition.silent and may_open(rule.act.page, edition)
            is_early = rule.after is not None and (rule.after, pk) in counts
            line = TodoLine(
                rule, edition, at, counted.total, counted.moment, counted.names, may_act, is_early
            )
            todos[pk].lines.append(line)
        elif isinstance(rule, ProgressRule):
            title, href = str(rule.title % counted.total), rule.build_href(edition, counted.names)
            todos[pk].progress = build_progress(title, rule.labels, counted.names, href)
    for todo in todos.values():
        todo.lines.sort(key=TodoLine._build_sort_key)
    return todos


def _count(
    rules: Sequence[CountRule], user: User, editions: list[Edition], at: datetime, may_open: MayOpen
) -> dict[tuple[CountRule, int], _RowCount]:
    """By rule and key of an edition, the number of its rows, in the order of the rules."""
    shared: dict[str, Any] = {}
    selects: list[QuerySet[Any, Any]] = []
    counts: dict[tuple[int, int], _RowCount] = {}
    for number, concerned in enumerate(_list_concerned(rules, editions, at, may_open)):
        rule, reader = rules[number], TodoReader(user, at, concerned, shared)
        if rule.select is None:
            counts |= {(number, edition.pk): _RowCount(1, None, {"": 1}) for edition in concerned}
        elif concerned and (selected := rule.select(reader)) is not None:
            selects.append(_group(selected, rule, number, reader))
    rows = selects[0].union(*selects[1:], all=True) if selects else ()
    for edition, name, number, count, moment in sorted(rows, key=lambda row: row[1] or ""):
        before = counts.get((number, edition), _RowCount(0, None, {}))
        moments = [instant for instant in (before.moment, moment) if instant]
        if count:
            names = {**before.names, name or "": before.names.get(name or "", 0) + count}
            counts[number, edition] = _RowCount(before.total + count, min(moments, default=None), names)
    return {(rules[number], pk): count for (number, pk), count in sorted(counts.items())}


def _list_concerned(
    rules: Sequence[CountRule], editions: list[Edition], at: datetime, may_open: MayOpen
) -> list[list[Edition]]:
    """The editions in which each rule counts."""
    phases = {edition.pk: edition.phase(at) for edition in editions}
    opened = [
        [
            edition
            for edition in editions
            if phases[edition.pk] in rule.phases
            and not (edition.silent and getattr(rule, "writes", False))
            and may_open(rule.page, edition)
        ]
        for rule in rules
    ]
    facts = _read_facts([rule for rule, found in zip(rules, opened, strict=True) if found], editions, at)
    return [
        [
            edition
            for edition in found
            if all(edition.pk in facts[fact] for fact in rule.only_if)
            and not any(edition.pk in facts[fact] for fact in rule.unless)
        ]
        for rule, found in zip(rules, opened, strict=True)
    ]


def _read_facts(
    rules: Iterable[CountRule], editions: Iterable[Edition], at: datetime
) -> dict[EditionFact, set[int]]:
    """The keys of the editions for which each fact of these rules holds."""
    facts = list(dict.fromkeys(fact for rule in rules for fact in (*rule.only_if, *rule.unless)))
    holding: dict[EditionFact, set[int]] = {fact: set() for fact in facts}
    if facts:
        rows = Edition.objects.filter(pk__in=[edition.pk for edition in editions]).order_by()
        for pk, *answers in rows.values_list("pk", *(Exists(fact.select(at).order_by()) for fact in facts)):
            for fact, holds in zip(facts, answers, strict=True):
                if holds:
                    holding[fact].add(pk)
    return holding


def _group(rows: "QuerySet[Any]", rule: CountRule, number: int, reader: TodoReader) -> "QuerySet[Any, Any]":
    """Columns: edition, name, rule, how many, the first moment. Of one type in every rule, for the union."""
    named = rows.order_by() if rule.who else rows.order_by().annotate(todo_name=Value("", CharField()))
    return (
        named.filter(**{f"{rule.edition}__in": [edition.pk for edition in reader.editions]})
        .values_list(rule.edition, rule.who or "todo_name")
        .annotate(
            todo_rule=Value(number, IntegerField()),
            todo_count=rule.count or Count("pk", distinct=True),
            todo_moment=Min(rule.moment) if rule.moment else Cast(Value(None), DateTimeField()),
        )
    )
