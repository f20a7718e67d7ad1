"""Explain why a dossier is closed to somebody who wrote in it, and show what they had just typed."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.web.autosave import report_access_lost
from projects.application.queries.lost_access import find_lost_dossier
from projects.locks import ApplicationGone
from projects.models import Application
from projects.review.enums import AccessEnd

Find = Callable[[Any, str, datetime], tuple[Application, AccessEnd] | None]


View = Callable[..., HttpResponse]


LEAST_TEXT = 3
"""Characters: shorter values are levels, versions and buttons, not texts to give back."""


def explain_end_of(find: Find) -> Callable[[View], View]:
    """Decorator: instead of a bare 404, people who had access read why it ended and what they had just typed."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: AuthenticatedRequest, ref: str, *args: object, **kwargs: object) -> HttpResponse:
            try:
                return view(request, ref, *args, **kwargs)
            except ApplicationGone:
                return _render_end(request, ref, AccessEnd.ERASED)
            except Http404:
                lost = find(current_user(request), ref, timezone.now())
                if lost is None:
                    raise
            application, end = lost
            return _render_end(request, application.reference, end)

        return wrapper

    return decorate


explain_end_of_dossier = explain_end_of(find_lost_dossier)


def _render_end(request: AuthenticatedRequest, reference: str, end: AccessEnd) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "fetch":
        stored_url = reverse("projects:my_texts") if end.stores_texts else ""  # which lists reviews
        return report_access_lost(end.label, stored_url=stored_url)
    typed = [
        text
        for name, values in request.POST.lists()
        for text in values
        if name != "csrfmiddlewaretoken" and len(text.strip()) >= LEAST_TEXT
    ]
    context = {"reference": reference, "end": end, "typed": typed}
    return render(request, "projects/review/lost_access.html", context, status=404)
