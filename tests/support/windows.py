"""The pages whose form is open in two windows at once, each with two fields that their writers change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from coaching.support.queries.board import find_meeting
from projects.models import PastDocument
from tests import factories
from tests.support.session import planned


@dataclass(frozen=True)
class SharedPage:
    """``stored``: the row as it stands now; ``one`` and ``other``: two columns that take any text."""

    address: str
    writer: User
    stored: Callable[[], Model]
    one: str
    other: str

    def open(self) -> tuple[Client, dict[str, Any]]:
        """A window of its own, and what a browser would send of the page as it shows it."""
        client = Client()
        client.force_login(self.writer)
        form = client.get(self.address).context["form"]
        sent = {bound.html_name: bound.field.widget.format_value(bound.value()) for bound in form}
        return client, {name: value for name, value in sent.items() if value not in (None, False)}

    def read(self) -> tuple[Any, Any]:
        row = self.stored()
        return getattr(row, self.one), getattr(row, self.other)


def _settings() -> SharedPage:
    world = factories.edition_with()
    address = reverse("programmes:manage_settings", args=[world.edition.slug])
    return SharedPage(address, world.organiser, lambda: _again(world.edition), "theme_fr", "place")


def _call() -> SharedPage:
    world = factories.edition_with()
    call = world.edition.call
    call.intro_fr, call.rules_fr, call.contact_email = "Des\r\nprojets.", "Le règlement.", "a@exemple.test"
    call.save()
    address = reverse("programmes:manage_call", args=[world.edition.slug])
    return SharedPage(address, world.organiser, lambda: _again(call), "intro_fr", "faq_fr")


def _programme() -> SharedPage:
    programme = factories.edition().programme
    programme.contact_email, programme.controller = "a@exemple.test", "Agence"
    programme.summary_fr = "Deux jours."
    programme.save()
    address = reverse("programmes:edit_programme", args=[programme.slug])
    staff = factories.user(is_staff=True)
    return SharedPage(address, staff, lambda: _again(programme), "summary_fr", "controller")


def _venue() -> SharedPage:
    world = factories.edition_with()
    session = planned(world, "Amphi")
    address = reverse("coaching:session_venue", args=[world.edition.slug])
    return SharedPage(address, world.organiser, lambda: _again(session), "venue", "access_notes")


def _meeting() -> SharedPage:
    """Nobody planned it yet: there is no row to hold."""
    world = factories.edition_with()
    address = reverse("coaching:support_meeting", args=[world.edition.slug])
    return SharedPage(address, world.organiser, lambda: find_meeting(world.edition), "place", "notes")


def _paper() -> SharedPage:
    world = factories.edition_with(silent=True)
    row = {"title": "Le film", "url": "https://exemple.test/film", "added_at": timezone.now()}
    paper = PastDocument.objects.create(edition=world.edition, **row)
    address = reverse("projects:past_document", args=[world.edition.slug, paper.pk])
    return SharedPage(address, world.organiser, lambda: _again(paper), "title", "url")


def _again(row: Model) -> Model:
    return type(row)._default_manager.get(pk=row.pk)


SHARED_PAGES: dict[str, Callable[[], SharedPage]] = {
    "settings": _settings,
    "call": _call,
    "programme": _programme,
    "venue": _venue,
    "meeting": _meeting,
    "paper": _paper,
}
