"""The tabs of a project's room, which subjects register when the app is ready."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coaching.room.access import ProjectRoom


@dataclass(frozen=True)
class Tab:
    """One page of the room: its purpose in a sentence, and what is left to do."""

    name: str
    label: str | Promise
    purpose: str | Promise
    url_name: str
    left: str = ""
    """« 2 axes sans niveau », « à valider »; "" when all is done."""
    to_validate: bool = False
    """Whether it awaits the validation of the holder, as the top of the room shows."""
    done: bool = False
    is_folded: bool = False
    """Whether it is under « Plus », since nobody needs it in a hurry."""


Provider = Callable[[ProjectRoom], list[Tab]]
_providers: list[tuple[int, Provider]] = []


def register_tabs(order: int, provider: Provider) -> None:
    """Add the tabs of a subject, from left to right by ``order``."""
    if (order, provider) not in _providers:
        _providers.append((order, provider))
        _providers.sort(key=lambda entry: entry[0])


def list_tabs(room: ProjectRoom) -> list[Tab]:
    """All tabs for this person: one query or two for each subject."""
    return [tab for _order, provider in _providers for tab in provider(room)]


def list_project_pages(room: ProjectRoom) -> list[Tab]:
    """The pages of the project beside its room; its journey is for members alone. No query."""
    pages = [
        Tab(
            "story",
            _("Histoire"),
            _("De la candidature à aujourd’hui, telle que chacun l’a écrite."),
            "coaching:project_timeline",
        ),
        Tab(
            "indicators",
            _("Indicateurs"),
            _("Les mêmes questions au fil de l’année. On décrit, on ne note pas."),
            "coaching:project_indicators",
        ),
    ]
    if not room.is_member:
        return pages
    purpose = _("Ce que les partenaires font pour vous, et vos actions : une ligne et un bouton suffisent.")
    return [Tab("follow_up", _("Suivi"), purpose, "coaching:follow_up"), *pages]


def list_own_tabs(room: ProjectRoom) -> list[Tab]:
    return [
        Tab(
            "dossier",
            _("Dossier"),
            _("Le dossier tel qu’il a été déposé.")
            if room.is_member
            else _("Le dossier tel qu’il a été déposé : gardez-le pour vous."),
            "coaching:room",
            done=True,
        )
    ]


def list_history_tabs(room: ProjectRoom) -> list[Tab]:
    purpose = _("Ce qui s’est fait dans cette salle, et par qui.")
    return [Tab("history", _("Historique"), purpose, "coaching:room_history", is_folded=True)]
