"""The survey that an address names, for the views."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.cache import never_cache

from coaching.models import Survey, SurveyInvitation
from coaching.surveys.links import invitation_for
from coaching.surveys.models.survey import SurveyQuerySet
from coaching.surveys.waves import Wave, read_wave
from programmes.access import edition_for


def find_wave(slug: str) -> Wave:
    """Raises ``Http404``."""
    wave = read_wave(slug)
    if wave is None:
        raise Http404
    return wave


def find_survey(request: HttpRequest, edition: str, kind: str, rows: SurveyQuerySet | None = None) -> Survey:
    """The survey of this wave of the edition, among ``rows`` unless all of them may be. Raises ``Http404``."""
    shown = edition_for(request, edition)
    candidates = Survey.objects.all() if rows is None else rows
    survey = get_object_or_404(candidates.of_wave(find_wave(kind)), edition=shown)
    survey.edition = shown
    return survey


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the invitation of the link; a link that opens nothing gets one same page, which tells nothing."""

    @wraps(view)
    @never_cache
    def wrapper(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        invitation = invitation_for(token)
        if invitation is None:
            response = render(request, "coaching/surveys/survey_unknown.html", status=404)
        else:
            request.edition = invitation.survey.edition  # type: ignore[attr-defined]
            _speak_as_recipient(request, invitation)
            response = view(request, invitation, token, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapper


def _speak_as_recipient(request: HttpRequest, invitation: SurveyInvitation) -> None:
    """The language of the person the link is for, unless the visitor chose one."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.user.is_authenticated:
        return
    translation.activate(invitation.speaks)  # type: ignore[attr-defined]
    request.LANGUAGE_CODE = translation.get_language()
