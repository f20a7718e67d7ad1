"""What the frame of every page shows: edition, phase, sections, and the person's homes."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accelerator.types import Context
from accelerator.web.access import row_for
from programmes.access import roles_of
from programmes.capabilities import Capability
from programmes.enums import Phase
from programmes.extensions import Home, list_homes
from programmes.models import Edition
from programmes.queries import RoleSummary
from programmes.sections import Navigation, navigation


@dataclass(frozen=True)
class HomeLink:
    """A home page in the switcher. ``count``: what waits there, of a home that is not the current one."""

    label: "str | Promise"
    url: str
    is_current: bool
    count: int


@dataclass
class Shell:
    edition: Edition | None = None
    phase_label: "str | Promise" = ""
    phases: list[dict[str, object]] = field(default_factory=list)
    homes: list[HomeLink] = field(default_factory=list)
    managed: Navigation | None = None
    editions: list[RoleSummary] = field(default_factory=list)
    manages: bool = False
    """Whether this person manages the edition: those who chair its committee open a few of its pages alone."""

    @property
    def offers_homes(self) -> bool:
        """Whether there is a home to go to: the only one is no news to who is there."""
        return any(not home.is_current for home in self.homes)

    @property
    def waiting(self) -> int:
        """How many things wait for this person on their other homes."""
        return sum(home.count for home in self.homes)


def shell(request: HttpRequest) -> Context:
    """Context processor: ``shell``, built only if the template uses it."""
    return {"shell": SimpleLazyObject(lambda: build(request))}


def build(request: HttpRequest) -> Shell:
    """The frame of a page: its edition and its phases, the pages of an organiser, the homes of the person.

    The edition is the one that the view set on the request. One query at most for each home with a counter.
    """
    edition: Edition | None = getattr(request, "edition", None)
    user = getattr(request, "user", None)
    frame = Shell(edition=edition)
    if edition:
        phase = edition.phase()
        frame.phase_label = phase.label
        frame.phases = steps(phase)
        if request.path.startswith(f"/manage/{edition.slug}/"):
            frame.managed = navigation(
                edition.slug, request.path, lambda name: may_open(request, name, edition)
            )
            frame.manages = roles_of(request).can(Capability.MANAGE_EDITION, edition_slug=edition.slug)
            frame.editions = roles_of(request).list_editions(Capability.MANAGE_EDITION)
    if user and user.is_authenticated and not getattr(request, "badge", None):
        frame.homes = switcher(request)
    return frame


def may_open(request: HttpRequest, view_name: str, edition: Edition) -> bool:
    """Whether the visibility table lets this person open a page of this edition. No query beside the roles."""
    return roles_of(request).is_among(row_for(view_name) or frozenset(), edition.slug)


STEPS = [
    (_("Appel"), {Phase.DRAFT, Phase.ANNOUNCED, Phase.CALL}),
    (_("Sélection"), {Phase.SELECTION}),
    (_("Session"), {Phase.PREPARATION, Phase.SESSION}),
    (_("Synthèse"), {Phase.SYNTHESIS}),
    (_("Suivi"), {Phase.FOLLOW_UP}),
]


def steps(phase: Phase) -> list[Context]:
    """The thin timeline: Appel · Sélection · Session · Synthèse · Suivi; all are done once the edition is closed."""
    current = next((index for index, (_name, phases) in enumerate(STEPS) if phase in phases), len(STEPS))
    return [
        {"label": label, "state": "done" if index < current else "current" if index == current else "coming"}
        for index, (label, _phases) in enumerate(STEPS)
    ]


def list_own_homes(request: HttpRequest) -> list[Home]:
    """The homes of what this person may do, in any edition."""
    roles = roles_of(request)
    return [home for home in list_homes() if roles.can(home.capability)]


def switcher(request: HttpRequest) -> list[HomeLink]:
    """The homes of this person, with what waits elsewhere: the current home displays its own."""
    at = timezone.now()
    links = []
    for home in list_own_homes(request):
        # a page of several homes says which one it is of
        current = getattr(request, "home", None)
        here = current == home.url_name if current else request.path.startswith(home.prefix)
        count = home.waiting(request.user, at) if home.waiting and not here else 0
        links.append(HomeLink(home.label, reverse(home.url_name), here, count))
    return links
