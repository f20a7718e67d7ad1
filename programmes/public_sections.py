"""What apps above add to the public pages of an edition and of its projects. These pages know none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists

from programmes.models import Edition


@dataclass(frozen=True)
class PublicSection:
    """A template drawn with its ``rows``, plain values: a page is drawn again when they are others."""

    template: str
    style: str
    rows: list[Any]


Provider = Callable[[Edition, Any], PublicSection | None]
_providers: list[Provider] = []
_flags: dict[str, Exists] = {}


def register_section(provider: Provider) -> None:
    """Add what a subject shows of an edition, or of one of its projects; nothing while it has nothing to show."""
    if provider not in _providers:
        _providers.append(provider)


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
