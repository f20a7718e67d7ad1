"""Sections that subjects above add to reports. Each registers how its facts are gathered and how its sections are
composed."""

from collections.abc import Callable
from dataclasses import dataclass

from coaching.surveys.counting import Facts
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.document import Section
from programmes.models import Edition
from projects.models import Participation

OF_SYNTHESES: frozenset[str] = frozenset({ReportKind.PROJECT, ReportKind.EDITION})


@dataclass(frozen=True)
class AddedSection:
    """A section that a subject adds to a document. ``gather``: JSON values, of one project or, for ``None``, of the
    whole edition as it may be published.

    ``compose`` takes them, and ``{}`` for a report that was gathered before; ``order``: among those added to a report
    of one of these ``kinds``.
    """

    key: str
    order: int
    gather: Callable[[Edition, Participation | None], Facts]
    compose: Callable[[Facts], list[Section]]
    kinds: frozenset[str] = OF_SYNTHESES


_added: dict[str, AddedSection] = {}


def register_added(section: AddedSection) -> None:
    _added[section.key] = section


def gather_added(edition: Edition, participation: Participation | None, kind: str) -> Facts:
    """The facts by key. One query or two for each."""
    return {section.key: section.gather(edition, participation) for section in _list_added(kind)}


def compose_added(facts: Facts) -> list[Section]:
    gathered = facts.get("added", {})
    return [
        composed
        for section in _list_added(facts["kind"])
        for composed in section.compose(gathered.get(section.key, {}))
    ]


def _list_added(kind: str) -> list[AddedSection]:
    ordered = sorted(_added.values(), key=lambda section: section.order)
    return [section for section in ordered if kind in section.kinds]
