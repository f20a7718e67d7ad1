"""The survey that an address names, for the views."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from accelerator.web.refusals import RefusalAsMessage
from coaching.models import Survey
from coaching.surveys.enums import Wave, read_wave
from coaching.surveys.links import anonymous_survey_for, invitation_for, personal_response_for
from coaching.surveys.models.survey import SurveyQuerySet
from programmes.access import edition_for, set_edition


def find_wave(slug: str) -> Wave:
    """Raises ``Http404``."""
    wave = read_wave(slug)
    if wave is None:
        raise Http404
    return wave


def find_survey(request: HttpRequest, edition: str, kind: str, rows: SurveyQuerySet | None = None) -> Survey:
    """The survey of this wave of the edition, among ``rows`` unless all of them may be. Raises ``Http404``."""
    current_edition = edition_for(request, edition)
    candidates = Survey.objects.all() if rows is None else rows
    survey = get_object_or_404(candidates.of_wave(find_wave(kind)), edition=current_edition)
    survey.edition = current_edition
    return survey


def by_token(
    find: Callable[[str], Any], *, speak: Callable[[Any], str] | None = None
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give a view what ``find`` returns for the token of its address: a row of answers, or a survey. A token that opens
    nothing always gets the same page. ``speak``: the language of the person the link is for, taken
    unless the visitor chose one.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @never_cache
        def wrapper(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
            found = find(token)
            if found is None:
                response = render(request, "coaching/surveys/survey_unknown.html", status=404)
            else:
                survey = found if isinstance(found, Survey) else found.survey
                set_edition(request, survey.edition)
                if speak:
                    use_language(request, speak(found))
                response = view(request, found, token, **kwargs)
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return wrapper

    return decorate


def use_language(request: HttpRequest, language: str) -> None:
    """That of whom a link is for, unless the visitor chose one or is signed in."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.user.is_authenticated:
        return
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()


by_link = by_token(invitation_for, speak=lambda invitation: invitation.speaks)
by_personal_link = by_token(personal_response_for, speak=lambda response: response.person.language)
by_anonymous_link = by_token(anonymous_survey_for)


T = TypeVar("T")


def address_of(edition: str, survey: str) -> str:
    """The organisers' page of this survey, by the names of both."""
    return f"{reverse('coaching:manage_surveys', args=[edition])}?kind={survey}"


def act(
    request: HttpRequest, do: Callable[..., T], describe: Callable[[T], str], *, back: str, **what: object
) -> HttpResponse:
    """Call ``do`` with ``what``, then go back with a message: what ``describe`` returns, or the refusal."""
    with RefusalAsMessage(request):
        found = do(**what, actor=request.user, at=timezone.now())
        messages.success(request, describe(found))
    return redirect(back)
