"""What the apps above add to pages and rules of an edition: each registers when it is ready."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Q
from django.utils.functional import Promise

from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMailQuerySet
from accelerator.registry import Registry
from accelerator.transitions import TransitionRefused
from programmes.capabilities import Capability
from programmes.enums import ClonedPart
from programmes.models import Edition


@dataclass(frozen=True)
class Home:
    """The home page of a role. ``waiting(user, at)`` counts what is to be done there, in a query or two, for the
    switcher.
    """

    capability: Capability
    label: "str | Promise"
    url_name: str
    prefix: str
    waiting: Callable[[Any, datetime], int] | None = None


_homes: Registry[Home] = Registry()
register_home = _homes.add


def list_homes() -> list[Home]:
    """The home pages in the order in which apps are loaded: organiser, reviewer, holder, coaching, support."""
    return list(_homes)


@dataclass(frozen=True)
class PublicSection:
    """A template drawn with its ``rows``, plain values: a page is drawn again when they are others."""

    template: str
    style: str
    rows: Sequence[object]


Provider = Callable[[Edition, Any], PublicSection | None]
_providers: Registry[Provider] = Registry()
register_section = _providers.add
"""Add what a subject shows of an edition, or of one of its projects; nothing while it has nothing to show."""
_flags: dict[str, Exists] = {}


def register_flags(**flags: Exists) -> None:
    """Register an annotation of editions, read with them in the same query."""
    _flags.update(flags)


def list_flags() -> dict[str, Exists]:
    """What the public pages of an edition are annotated with."""
    return dict(_flags)


def list_sections(edition: Edition, project: object = None) -> list[PublicSection]:
    """One query or two for each subject."""
    sections = (provider(edition, project) for provider in _providers)
    return [section for section in sections if section is not None]


@dataclass(frozen=True)
class Lesson:
    """A figure of the past edition, for the next one. ``figure`` is short, ``text`` its unit; ``href`` lists the
    counted rows, under ``label``.
    """

    part: ClonedPart
    """What a new edition would take over as it was."""
    figure: str
    text: str
    href: str
    label: str


_lesson_readers: Registry[Callable[[Edition], list[Lesson]]] = Registry()
register_lessons = _lesson_readers.add


def read_lessons(edition: Edition) -> list[Lesson]:
    """The lessons of an edition in the order of the year."""
    return [lesson for reader in _lesson_readers for lesson in reader(edition)]


MailRule = Callable[[Any, Edition], Q]
"""``rule(reader, edition)``: which mails of this edition are hidden from this reader."""

_mail_rules: Registry[MailRule] = Registry()
register_mail_rule = _mail_rules.add


def readable_mails(mails: OutgoingMailQuerySet, reader: User, edition: Edition) -> OutgoingMailQuerySet:
    """The mails of the edition without those that a rule hides from this organiser."""
    readable = mails.in_scope(edition.scope)
    for rule in _mail_rules:
        readable = readable.exclude(rule(reader, edition))
    return readable


RoleRule = Callable[[Edition, str, Collection[str], datetime], dict[str, str]]
"""``rule(edition, role, addresses, at)``: which of these addresses may not have this role, with the reason."""

_role_rules: Registry[RoleRule] = Registry()
register_role_rule = _role_rules.add


def find_refusals(edition: Edition, role: str, addresses: Collection[str], at: datetime) -> dict[str, str]:
    """The addresses that may not have this role, each with the reason of a rule: as many queries as there are rules."""
    refused: dict[str, str] = {}
    for rule in _role_rules:
        refused = rule(edition, role, addresses, at) | refused
    return refused


def ensure_may_have(*, edition: Edition, role: str, email: str, at: datetime) -> None:
    """Raise :class:`TransitionRefused`, in the words of the rule, when one speaks against it."""
    if why := find_refusals(edition, role, [email], at).get(email):
        raise TransitionRefused(why)
