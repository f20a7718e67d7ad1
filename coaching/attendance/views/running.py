"""What the pages of those who run the session begin with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accelerator.types import Context
from coaching.models import Session
from coaching.session.views.session import NotPlanned
from programmes.access import can, edition_for
from programmes.capabilities import Capability


def find_session(request: HttpRequest, edition: str) -> Session:
    """The session of the edition of this page. Raises :class:`NotPlanned` (a 404) before it is planned. Two queries."""
    current_edition = edition_for(request, edition)
    session = Session.objects.filter(edition=current_edition).first()
    if session is None:
        raise NotPlanned
    session.edition = current_edition
    return session


def render_running(request: HttpRequest, template: str, context: Context, status: int = 200) -> HttpResponse:
    """A page of those who run the session; ``organises``: whether this person has the pages of the edition too."""
    slug = request.edition.slug  # type: ignore[attr-defined]
    organises = can(request, Capability.MANAGE_EDITION, edition=slug)
    return render(request, template, {"organises": organises, **context}, status=status)
