"""Links and files of a slot, for pages."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import FileResponse, HttpRequest
from django.urls import reverse

from accelerator.web import files
from accelerator.web.templatetags.prose import filesize_fr
from coaching.models import SlotResource
from coaching.session.queries import is_participant, list_resources
from programmes.access import can
from programmes.capabilities import Capability
from programmes.models import Edition


@dataclass(frozen=True)
class VisibleResource:
    """A resource of a slot; ``detail``: the weight of a file, the host of a link."""

    title: str
    href: str
    detail: str
    is_link: bool


def list_visible_resources(
    slots: Iterable[int], address: Callable[[SlotResource], str], *, everything: bool
) -> dict[int, list[VisibleResource]]:
    """The resources by slot: public ones, or ``everything``. ``address``: of a file. One query."""
    return name_resources(list_resources(slots, everything=everything), address)


def name_resources(
    resources: Mapping[int, list[SlotResource]], address: Callable[[SlotResource], str]
) -> dict[int, list[VisibleResource]]:
    """The resources of :func:`list_visible_resources`, from rows that were read already. No query."""
    return {slot: [_describe_resource(row, address) for row in rows] for slot, rows in resources.items()}


def _describe_resource(row: SlotResource, address: Callable[[SlotResource], str]) -> VisibleResource:
    if row.url:
        return VisibleResource(row.title, row.url, urlsplit(row.url).hostname or "", is_link=True)
    return VisibleResource(row.title, address(row), filesize_fr(row.size), is_link=False)


def find_address(edition: str) -> Callable[[SlotResource], str]:
    """How the address of a file is built, for signed-in users, or for anybody when it is public."""
    return lambda row: reverse("coaching:timetable_resource", args=[edition, row.pk])


def may_read_everything(request: HttpRequest, edition: Edition) -> bool:
    """Whether this person may read resources that are not public. One query at most."""
    attends = can(request, Capability.ATTEND_SESSION, edition=edition.slug)
    return attends or is_participant(edition, request.user)


def hand_out(resource: SlotResource) -> FileResponse:
    """The response with a file of a document: as ``files.hand_out``."""
    return files.hand_out(resource.file, name=resource.name, content_type=resource.content_type)
