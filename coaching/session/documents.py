"""What goes with a slot and is found again: links and files, as pages show them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import FileResponse, HttpRequest
from django.urls import reverse

from accelerator.web import files
from accelerator.web.templatetags.prose import filesize_fr
from coaching.models import SlotResource
from coaching.session.queries import list_resources, takes_part
from programmes.access import can
from programmes.capabilities import Capability
from programmes.models import Edition


@dataclass(frozen=True)
class VisibleResource:
    """What goes with a slot; ``detail``: the weight of a file, the host of a link."""

    title: str
    href: str
    detail: str
    is_link: bool


def list_visible_resources(
    slots: Iterable[int], address: Callable[[SlotResource], str], *, everything: bool
) -> dict[int, list[VisibleResource]]:
    """What goes with these slots, by slot: what is public, or ``everything``. ``address``: of a file. One query."""
    return name_resources(list_resources(slots, everything=everything), address)


def name_resources(
    found: Mapping[int, list[SlotResource]], address: Callable[[SlotResource], str]
) -> dict[int, list[VisibleResource]]:
    """The same of what was read already. No query."""
    return {slot: [_describe_resource(row, address) for row in rows] for slot, rows in found.items()}


def _describe_resource(row: SlotResource, address: Callable[[SlotResource], str]) -> VisibleResource:
    if row.url:
        return VisibleResource(row.title, row.url, urlsplit(row.url).hostname or "", is_link=True)
    return VisibleResource(row.title, address(row), filesize_fr(row.size), is_link=False)


def find_address(edition: str) -> Callable[[SlotResource], str]:
    """Where those who are signed in, or anybody when it is public, get the file of a resource."""
    return lambda row: reverse("coaching:timetable_resource", args=[edition, row.pk])


def reads_everything(request: HttpRequest, edition: Edition) -> bool:
    """Whether this person reads what is for those of the edition. One query at most."""
    attends = can(request, Capability.ATTEND_SESSION, edition=edition.slug)
    return attends or takes_part(edition, request.user)


def hand_out(resource: SlotResource) -> FileResponse:
    """The file of a document, if it is one: as ``files.hand_out``."""
    return files.hand_out(resource.file, name=resource.name, content_type=resource.content_type)
